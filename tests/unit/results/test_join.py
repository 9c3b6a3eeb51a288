"""Figures with labels are joined by label, in whatever shape they come; never by place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import counts
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import Estimate, State, align, align_to, labelled, places, same_rows, selection

CASES = {"0480": 12, "0481": 3}
PEOPLE = {"0481": 10_000, "0480": 50_000}


def series(numbers: dict[Any, Any], name: str | None = None) -> Any:
    return pd.Series(numbers).rename_axis(name)


def frame(numbers: dict[str, float]) -> Any:
    return pd.DataFrame({"municipality": list(numbers), "value": list(numbers.values())})


def as_counts(numbers: dict[str, Any]) -> Any:
    return counts({"municipality": list(numbers)}, list(numbers.values()))


class TestShapes:
    """A mapping, a series, a frame and counts are one thing in four shapes."""

    @pytest.mark.parametrize("right", [dict, series, frame, as_counts])
    @pytest.mark.parametrize("left", [dict, series, frame, as_counts])
    def test_another_order(self, left: Any, right: Any) -> None:
        """12 of 50 000 and 3 of 10 000, whatever the order of the labels."""
        found = metrics.rate(left(CASES), right(PEOPLE), per=10_000)
        assert found.value.tolist() == pytest.approx([12 / 5, 3 / 1])
        unnamed = {left, right} <= {dict, series}
        named = "label" if unnamed else "municipality"
        assert {name: labels.tolist() for name, labels in found.strata.items()} == {
            named: ["0480", "0481"]
        }

    def test_the_index_names_the_stratum(self) -> None:
        """A series whose index has a name gives its stratum that name."""
        found = metrics.proportion(series({"a": 1}, "unit"), series({"a": 2, "b": 3}, "unit"))
        assert list(found.strata) == ["unit"]
        assert found.definition.operands == ()

    def test_index_of_two_levels(self) -> None:
        """Every level is a stratum."""
        both = pd.MultiIndex.from_tuples([("a", 2019), ("a", 2018)], names=["unit", "year"])
        turned = counts({"year": [2018, 2019], "unit": ["a", "a"]}, [4, 8])
        found = metrics.proportion(pd.Series([1, 2], both), turned)
        assert found.value.tolist() == [1 / 8, 2 / 4]
        assert found.strata["year"].tolist() == [2019, 2018]

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_frames_that_vnr_wrote(self, backend: str) -> None:
        """A result written as a frame is read with its labels, states and coverage."""
        state = [State.VALUE, State.NOT_REPORTED]
        people = counts(
            {"unit": ["b", "a"], "year": [1, 1]}, [20, 0], state=state, covered=[0.5, 0]
        )
        found = metrics.rate(
            counts({"unit": ["a", "b"], "year": [1, 1]}, [1, 2]),
            people.to_frame(backend),  # type: ignore[arg-type]
            per=1,
        )
        assert found.state.tolist() == [State.NOT_REPORTED, State.VALUE]
        assert found.covered.tolist() == [0, 0.5]
        assert found.value[1] == 2 / 20

    def test_a_frame_with_a_state_that_is_none(self) -> None:
        """It is refused with those that there are."""
        written = counts({"unit": ["b", "a"]}, [20, 3]).to_frame("pandas")
        written["state"] = ["value", "unknown"]
        with pytest.raises(DataError, match="one of value, not_reported, not_mature, suppressed"):
            labelled(written, "events")

    def test_rows_that_are_only_numbered(self) -> None:
        """A series that was given no labels, and one of polars, has none: it is an array."""
        for bare in (pd.Series([1, 2]), pl.Series([1, 2]), [1, 2], np.array([1, 2])):
            assert labelled(bare, "k") is None
        kept = pd.Series([5, 6, 7])[lambda one: one > 5]
        assert labelled(kept, "k").strata["label"].tolist() == [1, 2]  # type: ignore[union-attr]
        named = pd.Series([1, 2], pd.RangeIndex(2, name="year"))
        assert list(labelled(named, "k").strata) == ["year"]  # type: ignore[union-attr]

    def test_labels_without_a_name_find_theirs(self) -> None:
        """They are those of the one stratum, or of the only one of several that has them."""
        cases = counts({"municipality": ["0480", "0481"], "sex": ["woman", "man"]}, [12, 3])
        assert metrics.rate(cases, PEOPLE, per=10_000).value.tolist() == pytest.approx(
            [12 / 5, 3 / 1]
        )
        twins = counts({"left": ["a"], "right": ["a"]}, [1])
        for wrong in ({"a": 1}, {"b": 1}):
            with pytest.raises(DataError, match="cells of just one stratum that has its labels"):
                metrics.rate(twins, wrong)

    def test_what_one_lacks_is_missing(self) -> None:
        """A missing number is refused, as a label is that isn't there."""
        with pytest.raises(DataError, match="got nan at row 1"):
            metrics.rate({"a": 1, "b": float("nan")}, {"a": 1, "b": 2})
        with pytest.raises(DataError, match="exposure has no cell for label b"):
            metrics.rate({"a": 1, "b": 2}, {"a": 1})
        with pytest.raises(DataError, match=r"the stratum unit, which .* name it as they do"):
            metrics.rate(series({"a": 1}, "office"), series({"a": 1}, "unit"))

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({("a", 1): 2}, "labels of several parts"),
            ({None: 2}, "a number without a label"),
            (pd.Series([1, 2], ["a", None]), "a number without a label"),
            (pd.Series([1, 2], ["a", "a"]), "label a twice"),
            (pd.Series(["x"], ["a"]), "k must be numbers"),
            ({"a": "x"}, "k must be numbers"),
            (pd.Series([1], pd.MultiIndex.from_tuples([("a", 1)])), "several levels without names"),
            (pd.DataFrame({"a": [1]}), "a frame without the column value"),
            (pa.table({"label": ["a", None], "value": [1, 2]}), "a number without a label"),
            (counts({}, [1, 2]), "2 cells without labels"),
        ],
    )
    def test_refused(self, wrong: Any, says: str) -> None:
        """What can't be told apart, or is no number, is refused in words."""
        with pytest.raises(DataError, match=says):
            metrics.proportion(wrong, 10)

    def test_labels_of_days(self) -> None:
        """Labels of any other kind are text."""
        days = pd.Series([1.0], pd.to_datetime(["2019-01-01"]))
        assert labelled(days, "k").strata["label"].dtype.kind == "U"  # type: ignore[union-attr]


class TestBareArrays:
    """A bare array stands in the order of the cells, if there is one order only."""

    def test_beside_one_order(self) -> None:
        """It is read cell by cell."""
        assert metrics.rate(CASES, [50_000, 10_000], per=10_000).value.tolist() == pytest.approx(
            [12 / 5, 3.0]
        )
        assert metrics.rate([12, 3], series({"0480": 50_000, "0481": 10_000})).value[
            0
        ] == pytest.approx(2.4)

    def test_beside_two_orders(self) -> None:
        """Which of two orders an array has can't be told."""
        with pytest.raises(DataError, match="inflation has no labels, and those of exposure stand"):
            metrics.rate(series(CASES), series(PEOPLE), inflation=[1, 2])
        assert metrics.rate(
            series(CASES), series(PEOPLE), inflation=2
        ).value.tolist() == pytest.approx([2.4, 3])

    def test_beside_more_or_fewer_labels(self) -> None:
        """More cells, or fewer strata, leave the first figures' order the only one."""
        more = {"0481": 10_000, "0484": 1, "0480": 50_000}
        assert metrics.rate(CASES, more, inflation=[1, 2]).value.tolist() == pytest.approx([2.4, 3])

    def test_nothing_else_is_an_array(self) -> None:
        """What is neither numbers nor labels is refused."""
        with pytest.raises(DataError, match="k must be numbers"):
            metrics.proportion("x", 1)


@given(st.permutations(["a", "b", "c", "d"]), st.permutations(["a", "b", "c", "d"]))
def test_order_never_matters(left: list[str], right: list[str]) -> None:
    """Each label's numerator meets its own denominator in every pair of orders."""
    size = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}
    read = align(
        k=pd.Series({one: size[one] for one in left}), n={one: 10 * size[one] for one in right}
    )
    assert (read["n"] / read["k"]).tolist() == [10] * 4
    assert read.cells.strata["label"].tolist() == left


class TestOntoCells:
    """Figures laid onto cells that stand already."""

    def test_by_label(self) -> None:
        """Labels find the cell, one number is for all, and what isn't reported is nan."""
        strata = {"unit": np.array(["a", "b"])}
        assert align_to({"b": 1, "a": 2}, strata, 2, name="x").tolist() == [2, 1]
        assert align_to(7, strata, 2, name="x").tolist() == [7, 7]
        lacking = counts({"unit": ["a", "b"]}, [1, 0], state=[0, State.NOT_REPORTED])
        np.testing.assert_array_equal(align_to(lacking, strata, 2, name="x"), [1, np.nan])

    def test_arrays(self) -> None:
        """An array goes with cells that have no labels, as many as they are."""
        assert align_to([1, 2], {}, 2, name="x").tolist() == [1, 2]
        with pytest.raises(DataError, match="3 numbers for 2 cells"):
            align_to([1, 2, 3], {}, 2, name="x")
        with pytest.raises(DataError, match="x needs labels, since the cells have"):
            align_to([1, 2], {"unit": np.array(["a", "b"])}, 2, name="x")


class TestRows:
    """Columns of one row each are read by place only where their labels agree."""

    def test_another_order(self) -> None:
        """Two columns in different orders are refused in words."""
        hit = pd.Series([True, False], ["p", "q"])
        assert len(metrics.clustered_proportion(hit, pd.Series([1, 2], ["p", "q"]))) == 1
        with pytest.raises(
            DataError, match="the rows of person have other labels than those of hit"
        ):
            metrics.clustered_proportion(hit, pd.Series([1, 2], ["q", "p"]))

    def test_without_labels(self) -> None:
        """Arrays have nothing to agree on."""
        same_rows(hit=[1, 0], person=np.array([1, 2]))


def test_places() -> None:
    """Each wanted cell's row among the others; a cell that stands twice is refused."""
    wanted = {"unit": np.array(["b", "a"]), "year": np.array([1, 1])}
    assert places(wanted, {"unit": np.array(["a", "b"])}, size=2, name="x").tolist() == [1, 0]
    assert places(wanted, {}, size=2, name="x").tolist() == [0, 0]
    with pytest.raises(DataError, match="x has unit a twice"):
        places(wanted, {"unit": np.array(["a", "a"])}, size=2, name="x")


def test_selection() -> None:
    """Cells with one label or several."""
    strata = {"unit": np.array(["a", "b", "c"])}
    assert selection(strata, {"unit": ("a", "c")}, 3).tolist() == [True, False, True]


def test_numbers_that_are_whole() -> None:
    """Labelled counts that aren't whole are refused, and missing ones are not reported."""
    assert metrics.complete({"a": 1, "b": float("nan")}).columns["n_missing"].tolist() == [1]
    with pytest.raises(DataError, match="reported must be whole numbers from 0"):
        metrics.complete({"a": 1.5})


class TestEveryMetric:
    """Whatever takes counts and exposures takes them with labels, in any order."""

    def test_standardise(self) -> None:
        """Units and groups of a series stand in any order; a standard names its groups."""
        names = ["unit", "sex"]
        cells = [("a", "man"), ("b", "woman"), ("a", "woman"), ("b", "man")]
        index = pd.MultiIndex.from_tuples(cells, names=names)
        cases = pd.Series([3, 8, 1, 6], index)
        people = pd.Series([30, 80, 20, 40], index)[::-1]
        found = metrics.standardise(cases, people, {"woman": 1, "man": 3}, per=1)
        assert found.value.tolist() == pytest.approx(
            [1 / 20 / 4 + 3 * 3 / 30 / 4, 8 / 80 / 4 + 3 * 6 / 40 / 4]
        )
        assert found.strata["unit"].tolist() == ["a", "b"]
        assert found.definition.parameters["standard"] == {"woman": 1.0, "man": 3.0}

    def test_standardise_of_two_strata(self) -> None:
        """A standard of two strata is written by both labels."""
        both = pd.MultiIndex.from_tuples([("w", 1), ("w", 2)], names=["sex", "age"])
        found = metrics.standardise(
            pd.Series([1, 2], both), pd.Series([10, 10], both), pd.Series([5, 5], both), per=1
        )
        assert float(found) == pytest.approx((0.1 + 0.2) / 2)
        assert found.definition.parameters["standard"] == {"w 1": 5.0, "w 2": 5.0}
        with pytest.raises(DataError, match="exposure has labels, and the events have none"):
            metrics.standardise([1, 2], {"a": 1, "b": 2}, [1, 1])

    def test_expected(self) -> None:
        """Rates by group, of a mapping, are joined to the exposure's groups."""
        index = pd.MultiIndex.from_tuples(
            [("a", 1), ("a", 2), ("b", 1), ("b", 2)], names=["u", "g"]
        )
        found = metrics.expected(pd.Series([10, 20, 30, 40], index), {2: 3, 1: 2}, per=10)
        assert found.value.tolist() == [8, 18]
        assert metrics.smr({"b": 9, "a": 16}, found).value.tolist() == [0.5, 2]
        assert metrics.expected({"x": 5}, counts({"age": ["x"]}, [4]), per=10).value.tolist() == [2]

    def test_trend(self) -> None:
        """The only labels of a mapping are the years; those of counts are its stratum year."""
        years = {2019: 20, 2021: 31, 2020: 24}
        people = counts({"year": [2021, 2020, 2019]}, [100, 100, 100])
        plain = metrics.trend([20, 24, 31], 100, years=[2019, 2020, 2021])
        for found in (
            metrics.trend(years, 100),
            metrics.trend(series(years, "year"), people),
            metrics.trend(years, people),
        ):
            assert float(found) == pytest.approx(float(plain))
        with pytest.raises(DataError, match="the events have none; give both labels"):
            metrics.trend([1, 2, 3], people, years=[2019, 2020, 2021])
        with pytest.raises(UnknownNameError, match="year"):
            metrics.trend(series(years, "when"), 100)

    def test_comparison(self) -> None:
        """A funnel, shrinkage and ranks take labels, and keep them."""
        k, n = {"a": 1, "b": 2, "c": 9}, {"c": 30, "b": 20, "a": 10}
        for metric in (metrics.funnel, metrics.shrink, metrics.ranks):
            found = metric(k, n, kind="proportion")
            assert found == metric(series(k), series(n), kind="proportion")
            assert found.strata["label"].tolist() == ["a", "b", "c"]

    def test_complete_and_percentages(self) -> None:
        """Those that reported may be a mapping; its labels are the categories of percentages."""
        seen = {"a": 10, "b": float("nan"), "c": 30}
        found = metrics.complete(seen, highest={"c": 0, "b": 7, "a": 0})
        assert (found.lower[0], found.upper[0]) == (40, 47)
        shares = metrics.percentages({"a": 1, "b": 3})
        assert shares.value.tolist() == [25, 75]
        assert shares.strata["label"].tolist() == ["a", "b"]
        table = pd.Series(
            [1, 3, 2, 2],
            pd.MultiIndex.from_product([["x", "y"], ["a", "b"]], names=["row", "what"]),
        )
        assert metrics.percentages(table, over="what").value.tolist() == [25, 75, 50, 50]
        with pytest.raises(DataError, match=r"over must name the stratum .* row, what"):
            metrics.percentages(table)


class TestAuditedJoins:
    """Joins that a reader of frames makes every day."""

    @pytest.mark.parametrize("first", ["cases", "people"])
    def test_one_column_sorted(self, first: str) -> None:
        """A sorted column beside one that wasn't: the numbers of the rows are labels then."""
        frame = pd.DataFrame({"cases": [12, 3], "people": [50_000.0, 10_000.0]})
        turned = frame.sort_values(first)[first]
        columns = {"cases": frame["cases"], "people": frame["people"], first: turned}
        made = metrics.rate(columns["cases"], columns["people"])
        by_row = dict(zip(made.strata["label"].tolist(), made.value.round(6).tolist(), strict=True))
        assert by_row == {0: 2.4, 1: 3.0}

    @pytest.mark.parametrize("text", ["cirka 25±2", "över 40"])
    def test_a_guess_gets_no_interval(self, text: str) -> None:
        """A guess or a bound never becomes a confidence interval."""
        guess = Estimate.parse(text)
        for metric in (metrics.rate, metrics.proportion):
            with pytest.raises(DataError, match="use total, difference, share or scale"):
                metric(guess, 1000.0)

    def test_subjects_in_another_order(self) -> None:
        """Columns of subjects whose labels stand in different orders are refused."""
        time, event = pd.Series([1, 2, 3], list("abc")), pd.Series([1, 1, 0], list("cba"))
        with pytest.raises(DataError, match="take both from one frame"):
            metrics.kaplan_meier(time, event)
        with pytest.raises(DataError, match="take both from one frame"):
            metrics.cumulative_incidence(time, event)
        with pytest.raises(DataError, match="take both from one frame"):
            metrics.log_rank(time, event, group=[1, 1, 2])
