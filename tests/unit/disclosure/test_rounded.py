"""Counts that are printed rounded, and what is reckoned from them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnr import Register, disclosure, metrics
from vnr.disclosure import NHS_HES, OPENSAFELY, Rule, audit, protect
from vnr.disclosure.ledger._rounding import Rounding
from vnr.errors import DisclosureError
from vnr.results import Counts, Definition, Estimate, Figure, Grid, Note, Result, State
from vnr.testing import registers

TOWNS = ["0480", "0481", "0482", "0483"]
MIDPOINT = Rule(method="round", base=10, rounding="midpoint")


def counts(values: list[int], strata: dict[str, list[str]]) -> Counts:
    """Counts of cases that add over all of their strata."""
    grid = Grid(
        strata=strata,
        state=np.zeros(len(values)),
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": list(strata)}),
        adds_over=strata,
    )
    return Counts.over(grid, value=values, unit="cases")


def shares(hits: list[int], of: list[int], *, rest: bool = False) -> Estimate:
    """Shares with both of their numbers, or what is left of them."""
    k, n = np.array(hits), np.array(of)
    numerator = n - k if rest else k
    figures: Any = {
        "value": Figure("share", ratio_of=("hits", "n")),
        "n": Figure("cases"),
        "hits": Figure("cases", part_of="n"),
    }
    columns = {"hits": numerator, "score": np.ones(k.size), "name": ["a"] * k.size}
    return attrs.evolve(metrics.proportion(k, n), columns=columns, figures=figures)


def hidden(result: Result, name: str = "value") -> list[bool]:
    """Which cells of a figure are suppressed."""
    return [state == State.SUPPRESSED for state in result.state_of(name).tolist()]


class TestRounding:
    """To what, and what is known of a number that is printed so."""

    @pytest.mark.parametrize(
        ("base", "way", "expected"),
        [
            (10, "nearest", {0: 0, 4: 0, 5: 10, 14: 10, 15: 20}),
            (5, "nearest", {0: 0, 2: 0, 3: 5, 7: 5, 8: 10}),
            (6, "midpoint", {0: 0, 1: 3, 6: 3, 7: 9, 12: 9}),
            (5, "midpoint", {0: 0, 1: 3, 5: 3, 6: 8}),
        ],
    )
    def test_by_hand(self, base: int, way: str, expected: dict[int, int]) -> None:
        """A row on each side of every step; halves go up, and by the midpoint only 0 is 0."""
        numbers = Rounding(base, way).rounded(np.array(list(expected)))

        assert numbers.tolist() == list(expected.values())

    @pytest.mark.parametrize("way", ["nearest", "midpoint"])
    @pytest.mark.parametrize("base", [5, 6, 10])
    @pytest.mark.parametrize("most", [-1, 7])
    @pytest.mark.parametrize("least", [0, 1])
    def test_boxes_are_what_is_printed_so(self, way: str, base: int, most: int, least: int) -> None:
        """The box of a printed number holds just the numbers that are printed so."""
        rounding = Rounding(base, way, least if most > 0 else 0, most)
        values = np.arange(100)
        shown = values[~rounding.redacted(values)]
        printed = rounding.rounded(shown)

        for number in set(printed[shown < 80].tolist()):
            own = shown[printed == number]
            low, high = rounding.box(np.array([number]))
            assert (low[0], high[0]) == (own.min(), own.max())

    def test_controlled(self) -> None:
        """Each number goes to a multiple beside it, and all parts add up to their totals."""
        values = [3, 9, 12, 8, 2, 30]
        cells = counts(
            values, {"municipality": [t for t in TOWNS[:2] for _ in range(3)], "sex": ["woman", "man", "other"] * 2}
        )  # fmt: skip
        tables: dict[str, Result] = {
            "cells": cells,
            "towns": counts([24, 40], {"municipality": TOWNS[:2]}),
            "sexes": counts([11, 11, 42], {"sex": ["woman", "man", "other"]}),
            "whole": counts([64], {}),
        }
        shown = protect(tables, Rule(method="round", base=10, rounding="controlled"))
        printed = shown["cells"]["value"].reshape(2, 3)

        assert (printed.sum(axis=1) == shown["towns"]["value"]).all()
        assert (printed.sum(axis=0) == shown["sexes"]["value"]).all()
        assert printed.sum() == shown["whole"]["value"][0]
        for label, table in tables.items():
            assert (abs(shown[label]["value"] - table["value"]) < 10).all()
            assert (shown[label]["value"] % 10 == 0).all()

    def test_controlled_and_near(self) -> None:
        """Where nothing adds up each number goes to the multiple that is nearest: 12 down, 18 up."""
        alone = attrs.evolve(counts([12, 18, 20], {"sex": ["a", "b", "c"]}), adds_over=frozenset())
        shown = protect(alone, Rule(method="round", base=10, rounding="controlled", insider=0))

        assert shown["value"].tolist() == [10, 20, 20]

    def test_a_controlled_number_lies_anywhere_between(self) -> None:
        """What is printed 20 may be from 11 to 29, and what is printed 0 up to 9."""
        low, high = Rounding(10, "controlled").box(np.array([0, 20]))

        assert (low.tolist(), high.tolist()) == ([0, 11], [9, 29])

    def test_out_of_time(self) -> None:
        """Without time for the program nothing is passed."""
        with pytest.raises(DisclosureError, match="so that totals hold"):
            protect(
                counts([3, 9], {"sex": ["woman", "man"]}),
                Rule(method="round", base=10, rounding="controlled"),
                seconds=0,
            )


class TestPresets:
    """Rules that hide what is small and round the rest."""

    @pytest.mark.parametrize(
        ("rule", "gone"),
        [(NHS_HES, [0, 1, 1, 0, 0, 0]), (OPENSAFELY, [1, 1, 1, 0, 0, 0])],
    )
    def test_by_hand(self, rule: Rule, gone: list[int]) -> None:
        """0, 1, 7, 8, 12, 13: hidden up to 7, 0 with them or not, and the rest to the nearest 5."""
        towns = ["0480", "0481", "0482", "0483", "0484", "0486"]
        shown = protect(counts([0, 1, 7, 8, 12, 13], {"municipality": towns}), rule)

        assert hidden(shown) == [bool(one) for one in gone]
        assert shown["value"][3:].tolist() == [10, 10, 15]
        assert {note.code for note in shown.notes} == {"rounded_nearest", "rounded_small_hidden"}
        assert audit(shown, rule).verdict == "safe"

    def test_more_is_hidden_where_boxes_tell_too_much(self) -> None:
        """Of 20 and 6 of 26 the 6 is 1 to 7; with both printed rounded it would be 3 to 7 of 25."""
        wider = attrs.evolve(NHS_HES, width=5)
        tables = {
            "towns": counts([20, 6], {"municipality": TOWNS[:2]}),
            "whole": counts([26], {}),
        }

        gone = {}
        for rule in (NHS_HES, wider):
            shown = protect(tables, rule)
            assert audit(shown, rule).verdict == "safe"
            gone[rule.width] = sum(hidden(shown["towns"])) + sum(hidden(shown["whole"]))
            assert hidden(shown["towns"])[1]
        assert gone[4] == 1
        assert gone[5] == 1 or "rounded_hidden" in {n.code for n in shown["towns"].notes}

    def test_too_narrow_a_base(self) -> None:
        """Rounded to 5, what is printed 5 is 3 to 7, which is too few: then it is hidden."""
        rule = Rule(method="round", base=5, insider=0)
        shown = protect(counts([4, 30, 40, 0], {"municipality": TOWNS}), rule)

        assert hidden(shown) == [True, False, False, True]
        assert {note.code for note in shown.notes} == {"rounded_nearest", "rounded_hidden"}
        naive = attrs.evolve(
            counts([5, 30, 40, 0], {"municipality": TOWNS}), notes=(Rounding.of(rule).note(rule),)
        )
        found = audit(naive, rule)
        assert [(leak.low, leak.high) for leak in found.leaks] == [(3, 7), (0, 2)]


class TestReckonedAnew:
    """Shares, rates and limits from the printed counts."""

    def test_a_share(self) -> None:
        """33 of 47 are printed as 35 of 45: Wilson's limits are of these, and the rest goes."""
        shown = protect(shares([33], [47]), MIDPOINT)
        expected = metrics.proportion(35, 45)

        for name in ("value", "lower", "upper"):
            assert shown[name] == pytest.approx(expected[name])
        assert (shown["hits"].tolist(), shown["n"].tolist()) == ([35], [45])
        assert hidden(shown, "score") == [True]
        assert shown["name"].tolist() == ["a"]

    def test_what_is_left_of_a_share(self) -> None:
        """A missed share is 1 less its ratio, as it was."""
        shown = protect(shares([14], [47], rest=True), MIDPOINT)

        assert float(shown.value[0]) == pytest.approx(1 - 35 / 45)

    def test_a_share_without_limits(self) -> None:
        """Where there was no confidence there is none."""
        bare = attrs.evolve(shares([33], [47]), confidence=None)
        shown = protect(bare, MIDPOINT)

        assert float(shown.value[0]) == pytest.approx(35 / 45)
        assert hidden(shown, "lower") == [True]

    def test_another_ratio(self) -> None:
        """What is no ratio of the numbers it names is hidden."""
        other = attrs.evolve(shares([33], [47]), value=np.array([0.5]))

        assert hidden(protect(other, MIDPOINT)) == [True]

    @pytest.mark.parametrize(("of", "gone"), [(20, True), (21, False), (0, True)])
    def test_of_few(self, of: int, gone: bool) -> None:
        """20 is printed as 15, fewer than 20; 21 as 25."""
        shown = protect(shares([of // 2], [of]), MIDPOINT)

        assert hidden(shown) == hidden(shown, "upper") == [gone]

    @pytest.mark.parametrize(("of", "gone"), [(19, True), (20, False)])
    def test_of_just_enough(self, of: int, gone: bool) -> None:
        """Nothing is reckoned of 19 that are printed so, and of 20 it is."""
        shown = protect(shares([of], [of]), Rule(method="round", base=of, insider=0))

        assert shown["n"].tolist() == [of]
        assert hidden(shown) == [gone]

    def test_clipped(self) -> None:
        """30 of 49 are printed as 40 of 40 by base 20, and never as more than all."""
        rule = Rule(method="round", base=20, insider=0)
        shown = protect(shares([30], [49]), rule)  # 40 of 40
        over = protect(shares([31, 10], [47, 50]), rule)

        assert float(shown.value[0]) == 1
        assert (over.value <= 1).all()
        assert (over.upper <= 1).all()
        assert audit(shown, rule).verdict == "safe"

    def test_an_undeclared_share(self) -> None:
        """A share without its numerator is reckoned from what it gives back."""
        shown = protect(metrics.proportion([33, 46], [47, 47]), MIDPOINT)

        assert shown.value.tolist() == pytest.approx([35 / 45, 1])
        assert audit(shown, MIDPOINT).verdict == "safe"

    @pytest.mark.parametrize(("inflation", "wider"), [(1, 1), (1.53, 1.6), (1.3, 1.4)])
    def test_a_rate(self, inflation: float, wider: float) -> None:
        """A rate is its printed count by the same inhabitants, its limits as wide as before."""
        exposure = [1000, 3000, 2000]
        rates = metrics.rate([33, 0, 4], exposure, inflation=inflation)
        shown = protect(rates, MIDPOINT)
        expected = metrics.rate([35, 0, 5], exposure, inflation=wider)

        assert shown["n"].tolist() == [35, 0, 5]
        assert shown.value == pytest.approx(expected.value)
        assert shown.lower[:2] == pytest.approx(expected.lower[:2])
        assert shown.upper[0] == pytest.approx(expected.upper[0])
        assert shown.upper[1] == pytest.approx(rates.upper[1])
        # Of few events the interval's width grows otherwise, and never less.
        assert shown.lower[2] <= expected.lower[2] * (1 + 1e-12)

    def test_a_standardised_ratio_and_a_shrunken_rate(self) -> None:
        """Observed by expected is the count by what everybody knows; what is shrunken is hidden."""
        shown = protect(metrics.smr([33, 47], [30.0, 50.0]), MIDPOINT)
        shrunken = protect(metrics.shrink([33, 47, 40], [900, 1000, 990]), MIDPOINT)

        assert shown.value.tolist() == pytest.approx([35 / 30, 45 / 50])
        assert hidden(shrunken) == [True] * 3

    def test_notes_without_numbers(self) -> None:
        """What a note numbers isn't rounded, so it is told in general words."""
        noted = attrs.evolve(counts([33], {}), notes=(Note("few_repeats", number=47),))
        shown = protect(noted, MIDPOINT)

        assert not any("47" in note.text("en") for note in shown.notes)

    def test_a_curve(self) -> None:
        """The numbers of a curve's steps are rounded, and its values drawn from these."""
        days = np.repeat([7, 14, 99], [22, 33, 55])
        curve = metrics.kaplan_meier(days, days < 99)
        shown = protect(curve, MIDPOINT)

        # 110 and 88 at risk are printed as 105 and 85, 22 and 33 events as 25 and 35.
        assert shown["at_risk"].tolist() == [105, 85]
        assert shown["events"].tolist() == [25, 35]
        assert shown.value.tolist() == pytest.approx([80 / 105, 80 / 105 * 50 / 85])
        assert audit(shown, MIDPOINT).verdict == "safe"
        few = protect(curve.select(day=7), OPENSAFELY)
        assert hidden(few) == [True]


@settings(max_examples=6)
@given(
    registers(coverage=False),
    st.sampled_from(["nearest", "midpoint", "controlled"]),
    st.integers(2, 6),
    st.integers(0, 1),
    st.booleans(),
)
def test_nothing_rounded_is_found(
    register: Register, way: Any, threshold: int, insider: int, redact: bool
) -> None:
    """Whatever the tables and the rule: the attacker finds nothing in what is passed."""
    rule = Rule(
        method="round", base=threshold + 1, rounding=way, threshold=threshold, insider=insider,
        redact=redact, width=1 + threshold // 2,
    )  # fmt: skip
    period = register.observed
    results: dict[str, Counts | Estimate] = {
        "sexes": metrics.count(register, period, by=("municipality", "sex")),
        "whole": metrics.count(register, period),
        "original": metrics.detection(register, period, by="municipality"),
    }
    with suppress(DisclosureError):
        shown = protect(results, rule)
        assert audit(shown, rule).verdict == "safe"
        whole = Rounding.of(rule)
        for label, result in results.items():
            told = shown[label].state == State.VALUE
            if isinstance(result, Counts):
                if way != "controlled":
                    expected = whole.rounded(result.value[told])
                    assert (shown[label]["value"][told] == expected).all()
                assert not (redact and whole.redacted(result.value[told]).any())


def test_the_default_hides_instead() -> None:
    """A board's default doesn't round."""
    assert disclosure.VNR_BOARD.method == "suppress"
