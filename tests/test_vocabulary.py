"""Each name of an argument means one thing wherever it stands, as the table of CONTRIBUTING says."""

from __future__ import annotations

import re
from inspect import Parameter, isfunction, signature
from pathlib import Path
from typing import Any

import pytest

from vnr import metrics
from vnr.metrics import Days

ROOT = Path(__file__).parents[1]
WORDS = frozenset(["said", "found", "given", "own", "parts", "joined", "rows", "inputs", "each"])
METRICS = {name: one for name in metrics.__all__ if isfunction(one := getattr(metrics, name))}


def arguments(name: str) -> dict[str, Parameter]:
    """Metrics that have an argument of this name, and what it is."""
    has = {metric: signature(one).parameters.get(name) for metric, one in METRICS.items()}
    return {metric: one for metric, one in has.items() if one is not None}


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("per", {10_000, None}),
        ("confidence", {0.95}),
        ("across", {None}),
        ("cluster", {"person"}),
        ("tolerance", {Days(30)}),
        ("horizon", {Days(365)}),
        ("merge_gap", {1}),
        ("inflation", {1}),
        ("roles", {"exposed"}),
        ("basis", {"known"}),
        ("within", {"person"}),
    ],
)
def test_one_default(name: str, usual: set[Any]) -> None:
    """An argument is by default the same everywhere, and is given by name."""
    there = arguments(name)
    assert there
    assert {one.default for one in there.values()} <= usual
    assert {one.kind for one in there.values()} == {Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize(("hits", "base"), [("k", "n"), ("events", "exposure")])
def test_hits_and_base(hits: str, base: str) -> None:
    """Hits stand first and their base next to them, by one pair of names."""
    for metric in arguments(hits):
        first, second, *_ = signature(METRICS[metric]).parameters
        assert (first, second) == (hits, base), metric


def test_what_is_per_something_says_so() -> None:
    """Without a default of its own, `per` is that of a rate and of nothing else."""
    by_kind = {metric for metric, one in arguments("per").items() if one.default is None}
    assert by_kind == set(arguments("kind")) - {"ranks"}


def test_the_table_names_them() -> None:
    """What the table explains is an argument of some metric, and stands once."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.split("## Words of the surface")[1].split("## ")[0]
    named = [
        word
        for line in table.splitlines()
        if line.startswith("| `")
        for word in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert len(named) == len(set(named))
    there = {name for one in METRICS.values() for name in signature(one).parameters}
    there |= set(signature(metrics.ReactivationRule).parameters)
    assert set(named) - there == set()


def test_no_word_is_a_name() -> None:
    """No module and no public name is a word that could stand for anything."""
    import ast

    for path in (ROOT / "src" / "vnr").rglob("*.py"):
        assert path.stem.strip("_") not in WORDS, path
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                assert WORDS.isdisjoint(name.lower() for name in ast.literal_eval(node.value)), path


def test_nothing_of_a_class_is_called_by_a_mere_word() -> None:
    """What a class holds says what it is: only a result has `rows`, its table in words."""
    import ast

    called = set()
    for path in (ROOT / "src" / "vnr").rglob("*.py"):
        for made in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(made, ast.ClassDef):
                names = {getattr(node, "name", "") for node in made.body}
                names |= {getattr(getattr(node, "target", None), "id", "") for node in made.body}
                names |= {
                    node.attr
                    for node in ast.walk(made)
                    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
                }
                called |= {(made.name, name) for name in names & WORDS}
    assert called == {("Result", "rows")}
