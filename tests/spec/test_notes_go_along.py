"""What must be said of a figure is said of all that is made of it: every input's notes, once each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from building import counts
from golden.figures import registers
from vnr import Counts, Estimate, metrics
from vnr.results import Note

SHARED = Note("pilot", sv="Ett försök.", en="A pilot.")
CODES = ["0480", "0484", "0488"]
m = metrics


def note(name: str) -> Note:
    return Note(name, sv=f"Om {name}.", en=f"On {name}.")


def by_place(name: str, *value: int, **more: Any) -> Counts:
    """Counts by municipality, with a note of their own and one that others have too."""
    made = counts({"municipality": CODES}, list(value), adds_over={"municipality"}, **more)
    return attrs.evolve(made, notes=[SHARED, note(name)])


def by_year(name: str, *value: int) -> Counts:
    return attrs.evolve(by_place(name, *value), strata={"year": [2017, 2018, 2019]})


def figure(name: str, text: str) -> Estimate:
    return attrs.evolve(Estimate.parse(text), notes=[SHARED, note(name)])


A, B, C = by_place("a", 3, 5, 9), by_place("b", 30, 50, 90), by_place("c", 2, 2, 2)
D = by_place("d", 40, 60, 80)
PHI = attrs.evolve(m.rate(C, C, per=1), notes=[SHARED, note("phi")])
ONE, TWO = figure("one", "25±2"), figure("two", "100–125")
# Each derived result, and whose notes it has beside the one that all share.
DERIVED: dict[str, tuple[Callable[[], Any], str]] = {
    "rate": (lambda: m.rate(A, B, per=10), "a b"),
    "rate with inflation": (lambda: m.rate(A, B, per=10, inflation=PHI), "a b phi"),
    "proportion": (lambda: m.proportion(A, B), "a b"),
    "proportion_difference": (lambda: m.proportion_difference(A, B, C, D), "a b c d"),
    "proportion_ratio": (lambda: m.proportion_ratio(A, B, C, D), "a b c d"),
    "rate_difference": (lambda: m.rate_difference(A, B, C, D, per=10), "a b c d"),
    "rate_ratio": (lambda: m.rate_ratio(A, B, C, D), "a b c d"),
    "funnel": (lambda: m.funnel(A, B), "a b"),
    "shrink": (lambda: m.shrink(A, B, kind="proportion"), "a b"),
    "ranks": (lambda: m.ranks(A, B, kind="rate", draws=200), "a b"),
    "smr": (lambda: m.smr(A, B), "a b"),
    "expected": (lambda: m.expected(B, PHI, per=10), "b phi"),
    "standardise": (lambda: m.standardise(A, B, D, per=10), "a b d"),
    "trend": (lambda: m.trend(by_year("a", 3, 5, 9), by_year("b", 30, 50, 90)), "a b"),
    "complete": (lambda: m.complete(A, exposure=B, assumption="between"), "a b"),
    "complete with highest": (lambda: m.complete(A, highest=B), "a b"),
    "complete of estimates": (lambda: m.complete(m.rate(A, np.ones(3), per=1)), "a"),
    "percentages": (lambda: m.percentages(A, over="municipality"), "a"),
    "total": (lambda: m.total([ONE, TWO], dependence="bounds"), "one two"),
    "difference": (lambda: m.difference(TWO, ONE, dependence="bounds"), "one two"),
    "share": (lambda: m.share(ONE, TWO, dependence="bounds"), "one two"),
    "scale": (lambda: m.scale(ONE, 4), "one"),
    "sum": (A.sum, "a"),
    "added": (lambda: A + attrs.evolve(A, notes=[SHARED, note("b")]), "a b"),
    "selected": (lambda: A.select(municipality="0484"), "a"),
    "rate of a sum": (lambda: m.rate(A.sum(), B.sum(), per=10), "a b"),
    "total of rates' counts": (lambda: m.complete(A + A), "a"),
}


@pytest.mark.parametrize("name", DERIVED)
def test_every_input_s_notes(name: str) -> None:
    """Its own, those of each input, and no note twice."""
    make, names = DERIVED[name]
    result = make()
    codes = [one.code for one in result.notes]
    assert sorted(set(codes)) == sorted(set(codes) | {"pilot", *names.split()})
    assert len(codes) == len(set(result.notes))
    assert SHARED in result.notes
    assert np.isin(["pilot", *names.split()], codes).all()


def test_the_notes_of_bare_numbers_are_none() -> None:
    """What has no notes adds none."""
    assert m.rate([3], [30], per=10).notes == ()
    assert m.rate({"0480": 3}, A.select(municipality="0480"), per=10).notes == A.notes


def test_key_figures() -> None:
    """Kolada's key figures have the notes of the inhabitants and of the factor for repeats."""
    register = registers()["county"]
    codes = list(register.coverage.municipalities)
    adults = counts({"municipality": codes}, [9_000] * len(codes), adds_over={"municipality"})
    factor = m.rate(dict.fromkeys(codes, 3), dict.fromkeys(codes, 2), per=1)
    factor = attrs.evolve(factor, strata={"municipality": codes}, notes=[note("phi")])
    adults = attrs.evolve(adults, notes=[note("inhabitants")])
    result = m.kolada(register, 2019, adults=adults, inflation=factor)
    assert {"phi", "inhabitants"} <= {one.code for one in result.notes}
