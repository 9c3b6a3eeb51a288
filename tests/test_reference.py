"""Each public name has a page in the reference, in one group of names, and an example."""

from __future__ import annotations

import re
from doctest import DocTestParser, DocTestRunner
from enum import Enum
from importlib import import_module
from inspect import isclass, isfunction, ismodule
from pathlib import Path
from types import FunctionType

import pytest

INDEX = Path(__file__).parents[1] / "docs" / "reference" / "index.md"
TABLES = INDEX.with_name("tables.md")
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


def exemplified(room: str, name: str) -> type | FunctionType | None:
    """Whose example a name has: of a preset its class.

    None of what only has members, which a table of its room lists, or of a plain value.
    """
    shown = getattr(import_module(f"vnr.{room}"), name)
    if not (isclass(shown) or isfunction(shown)):
        shown = type(shown)
    own = shown.__module__.startswith("vnr.")
    return None if not own or (isclass(shown) and issubclass(shown, Enum)) else shown


# Where the page of another name shows what one is for: a way in that is as wide as a file, and
# needs the tables of one to be called.
ELSEWHERE = {"register.assemble": "register.Register"}
FLAT = names_of("metrics")
SHOWN = [
    (room, name)
    for room in (*ROOMS, *(f"metrics.{kernel}" for kernel in KERNELS))
    for name in sorted(names_of(room) - (FLAT if room.startswith("metrics.") else set()))
    if exemplified(room, name) is not None and f"{room}.{name}" not in ELSEWHERE
]


@pytest.mark.parametrize(("room", "name"), SHOWN)
def test_every_name_has_an_example(room: str, name: str) -> None:
    """A call and what it prints."""
    shown = exemplified(room, name)
    assert shown is not None
    assert ">>> " in (shown.__doc__ or "")


def test_members_are_listed() -> None:
    """Of what only has members the table of its room lists them."""
    listing = re.search(r"for room in \((.*)\)", TABLES.read_text("utf-8"))
    assert listing is not None
    assert "for name in model.__all__" in TABLES.read_text("utf-8")
    rooms = {
        room
        for room in ROOMS
        for name in names_of(room)
        if isclass(kind := getattr(import_module(f"vnr.{room}"), name)) and issubclass(kind, Enum)
    }
    assert rooms == {"model", *listing[1].split(", ")}


def test_what_is_shown_elsewhere_is_there() -> None:
    """Each with an example at the place that is named for it."""
    shown = [other.rsplit(".", 1) for other in ELSEWHERE.values()]
    assert all((room, name) in SHOWN for room, name in shown)
    assert all(">>> " in (exemplified(room, name).__doc__ or "") for room, name in shown)
    assert not [name for name in ELSEWHERE if f"vnr.{name}" not in PAGES]


@pytest.mark.parametrize("name", [name for room, name in SHOWN if room == "testing"])
def test_examples_of_strategies(name: str) -> None:
    """Hypothesis makes them in a module of its own, where nothing else looks for examples."""
    strategies = import_module("vnr.testing")
    shown = getattr(strategies, name)
    test = DocTestParser().get_doctest(shown.__doc__, dict(vars(strategies)), name, None, None)
    assert test.examples
    assert DocTestRunner(verbose=False).run(test).failed == 0


def test_what_examples_take_for_granted_is_said() -> None:
    """The name that examples use without making it stands at the head of the reference."""
    head = INDEX.read_text("utf-8").split("## ")[0]
    assert '`gotland` is `synthetic.register(county="09", seed=1)`' in head
