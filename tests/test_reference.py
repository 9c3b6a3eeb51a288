"""Each public name has a page in the reference, in one group of names, and an example."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import isclass, isfunction, ismodule
from pathlib import Path

import pytest

INDEX = Path(__file__).parents[1] / "docs" / "reference" / "index.md"
PAGES = re.findall(r"^   (vnr\.[\w.]+)$", INDEX.read_text("utf-8"), re.MULTILINE)
# Whose names all have a page by just that way, and those whose others are of the room above.
ROOMS = (
    "data",
    "disclosure",
    "display",
    "engine",
    "engine.spark",
    "errors",
    "frames",
    "io",
    "metrics",
    "metrics.choices",
    "model",
    "register",
    "report",
    "results",
    "results.pictures",
    "synthetic",
    "testing",
    "words",
)
KERNELS = (
    "ground",
    "intervals",
    "survival",
    "counting",
    "following",
    "indicators",
    "comparison",
    "capture",
)


def names_of(room: str) -> set[str]:
    module = import_module(f"vnr.{room}")
    return {name for name in module.__all__ if not ismodule(getattr(module, name))}


def test_every_name_has_one_page() -> None:
    """Nothing is left out, nothing stands twice, and nothing is listed that isn't there."""
    flat = names_of("metrics")
    expected = {f"vnr.{room}.{name}" for room in ROOMS for name in names_of(room)}
    expected |= {
        f"vnr.metrics.{room}.{name}"
        for room in KERNELS
        for name in names_of(f"metrics.{room}") - flat
    }
    assert len(PAGES) == len(set(PAGES))
    assert set(PAGES) == expected


@pytest.mark.parametrize("name", sorted(names_of("metrics")))
def test_every_metric_has_an_example(name: str) -> None:
    """A call and what it prints; of a preset, that of its class."""
    shown = getattr(import_module("vnr.metrics"), name)
    if not (isclass(shown) or isfunction(shown)):
        shown = type(shown)
    assert ">>> " in (shown.__doc__ or "")
