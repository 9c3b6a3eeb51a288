"""Results carry what they mean, and keep four things apart."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.errors import DataError, UnknownNameError
from vnr.results import Basis, Counts, Curve, Definition, Estimate, Note, Provenance, State

NAN, INF = float("nan"), float("inf")


def counts(**changes: Any) -> Counts:
    given: dict[str, Any] = {
        "strata": {"municipality": ["0484", "0484", "0488", "0488"], "year": [2018, 2019] * 2},
        "value": [3, 0, 7, 5],
        "state": [State.VALUE, State.VALUE, State.NOT_REPORTED, State.VALUE],
        "covered": [1, 1, 0, 0.5],
        "unit": "cases",
        "adds_over": {"municipality", "year"},
        "definition": Definition("count", {"of": "case"}, date(2019, 12, 31), [["0484", None]]),
    }
    return Counts(**(given | changes))


def estimate(**changes: Any) -> Estimate:
    given: dict[str, Any] = {
        "strata": {"sex": ["woman", "man", "other", "unknown"]},
        "value": [0.5, 0, NAN, 0.25],
        "lower": [0.25, 0, NAN, -INF],
        "upper": [0.75, 0.3, NAN, INF],
        "n": [10, 9, 0, 4],
        "state": [State.VALUE, State.VALUE, State.VALUE, State.NOT_MATURE],
        "covered": [1, 1, 1, 1],
        "unit": "proportion",
        "method": "wilson",
        "definition": Definition("x"),
    }
    return Estimate(**(given | changes))


def curve(**changes: Any) -> Curve:
    given: dict[str, Any] = {
        "strata": {"sex": ["woman"] * 3 + ["man"], "day": [10, 20, 30, 5]},
        "value": [0.25, 0.5, 0.75, 0.1],
        "lower": [0.1, 0.3, 0.5, 0.0],
        "upper": [0.4, 0.7, 0.9, 0.3],
        "n": [8, 6, 4, 10],
        "at_risk": [8, 6, 4, 10],
        "events": [2, 2, 2, 1],
        "censored": [0, 0, 2, 9],
        "columns": {"followed": [40, 40, 40, 100]},
        "state": [0, 0, 0, 0],
        "covered": [1, 1, 1, 1],
        "unit": "proportion",
        "method": "m",
        "definition": Definition("x"),
    }
    return Curve(**(given | changes))


class TestNotes:
    """What must be said stands wherever the figure is shown, and is part of what it means."""

    note = Note("bound", "<minst> så många", "<at least> this many")

    def test_are_shown_in_the_language_and_escaped(self) -> None:
        """On a terminal in words, in a notebook with no tag of their own."""
        shown = counts(notes=[self.note])
        assert "! <minst> så många" in repr(shown)
        assert "! <at least> this many" in shown.show("en")
        assert "&lt;minst&gt; så många" in shown._repr_html_()

    def test_make_a_round_and_count_in_equality(self) -> None:
        """JSON keeps them; without them it is another figure."""
        shown = counts(notes=[self.note])
        assert Counts.from_json(shown.to_json()) == shown
        assert shown != counts()
        assert curve(notes=[self.note]).at([10]).notes == (self.note,)

    def test_know_two_languages(self) -> None:
        """Another one is refused."""
        with pytest.raises(UnknownNameError, match="language"):
            self.note.text("fr")


class TestCounts:
    """Zero is a value; what isn't reported is none."""

    def test_states_are_four(self) -> None:
        """No value stands where there is none, whatever was given."""
        assert counts().value.tolist() == [3, 0, 0, 5]
        assert [state.code for state in State] == [
            "value",
            "not_reported",
            "not_mature",
            "suppressed",
        ]

    def test_sum(self) -> None:
        """3 + 0, then 5 of what was delivered; all in all at least 3 + 0 + 5."""
        by_place = counts().sum("year")
        assert by_place.value.tolist() == [3, 5]
        assert by_place.covered.tolist() == [1, 0.25]
        assert by_place.adds_over == {"municipality"}
        total = counts().sum()
        assert int(total) == 3 + 0 + 5
        assert "minst 8" in repr(total)
        assert total.definition.inputs == (counts().definition,)
        assert counts().sum("municipality").strata["year"].tolist() == [2018, 2019]

    def test_sum_of_nothing_but_silence(self) -> None:
        """A sum of unreported cells isn't reported; one that hides a cell is suppressed."""
        silent = counts(state=[1, 1, 0, 3]).sum("year")
        assert silent.state.tolist() == [State.NOT_REPORTED, State.SUPPRESSED]
        with pytest.raises(DataError, match="not_reported"):
            int(silent.select(municipality="0484"))

    @pytest.mark.parametrize(
        ("unit", "stratum", "reason"),
        [
            ("persons", "year", "one person may be counted in several years"),
            ("cases", "form", "one case may have several forms"),
            ("households", "sex", "one household may be counted in several cells of sex"),
            ("matters", "sex", "one matter"),
        ],
    )
    def test_what_does_not_add(self, unit: str, stratum: str, reason: str) -> None:
        """A sum that would count somebody twice is refused, with the reason."""
        found = counts(strata={stratum: ["a", "b", "c", "d"]}, adds_over=frozenset(), unit=unit)
        with pytest.raises(DataError, match=reason):
            found.sum()

    def test_narrowing(self) -> None:
        """Select by label; a single figure is a number."""
        assert int(counts().select(municipality="0484", year=2018)) == 3
        assert len(counts().select(municipality=["0484", "0488"])) == 4
        assert counts().select(counts().value == 3).value.tolist() == [3]
        for mask in ([True], [1] * len(counts())):
            with pytest.raises(DataError, match="one for each cell"):
                counts().select(mask)
        with pytest.raises(UnknownNameError, match="municipality"):
            counts().select(kommun="0484")
        with pytest.raises(UnknownNameError, match="0484"):
            counts().select(municipality="0485")
        with pytest.raises(DataError, match="4 cells"):
            int(counts())
        with pytest.raises(UnknownNameError, match="stratum"):
            counts().sum("sex")

    def test_adding(self) -> None:
        """Parts with the same cells add; others don't."""
        assert (counts() + counts()).value.tolist() == [6, 0, 0, 10]
        with_more = counts(columns={"n": [1, 2, 3, 4]})
        assert (with_more + with_more).columns["n"].tolist() == [2, 4, 0, 8]
        assert with_more.sum().columns["n"].tolist() == [7]
        for other in (
            counts(unit="persons"),
            counts(strata={"municipality": ["0484"] * 4, "year": [2018, 2019] * 2}),
        ):
            with pytest.raises(DataError, match="same strata"):
                counts() + other
        silent = counts(state=[State.NOT_REPORTED, State.VALUE, State.NOT_REPORTED, State.VALUE])
        less = counts(covered=[1, 1, 0, 0.25])
        for one, two in ((counts(), silent), (silent, counts()), (counts(), less)):
            with pytest.raises(DataError, match="same delivery"):
                one + two
        with pytest.raises(TypeError):
            counts() + 1  # type: ignore[operator]

    def test_lengths(self) -> None:
        """Columns of other lengths are refused."""
        with pytest.raises(DataError, match="value has 1 cells, state has 4"):
            counts(value=[1])

    def test_equality(self) -> None:
        """Meaning enters equality, provenance doesn't."""
        assert counts() == counts(provenance=Provenance("other input"))
        assert counts() != counts(definition=Definition("count", {"of": "person"}))
        assert counts() != estimate()
        assert counts() != 1
        # What stands under a missing value is nothing.
        assert counts() == counts(value=[3, 0, 99, 5])

    def test_read_only(self) -> None:
        """Nobody changes a figure afterwards."""
        with pytest.raises(ValueError, match="read-only"):
            counts().value[0] = 4


class TestFrames:
    """One row for each cell, with its state."""

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", None])
    def test_columns(self, backend: str | None) -> None:
        """Strata, figures, state, covered; null where there is no value."""
        import narwhals as nw

        frame = nw.from_native(counts(columns={"more": [1, 2, 3, 4]}).to_frame(backend))
        assert frame.columns == ["municipality", "year", "value", "state", "covered", "more"]
        assert frame["value"].is_null().to_list() == [False, False, True, False]
        assert frame["value"].fill_null(-1).to_list() == [3, 0, -1, 5]
        assert frame["state"].to_list() == ["value", "value", "not_reported", "value"]

    def test_undefined_is_null(self) -> None:
        """0 of 0 is null with the state value and n 0."""
        frame = estimate().to_frame("polars")
        assert frame["value"].to_list() == [0.5, 0.0, None, None]
        assert frame["n"].to_list() == [10, 9, 0, 4]
        assert frame["state"].to_list() == ["value"] * 3 + ["not_mature"]

    def test_words(self) -> None:
        """Labels in Swedish or English."""
        assert estimate().to_frame("polars", labels="sv")["sex"][0] == "kvinna"
        assert counts().to_frame("polars", labels="en")["year"].to_list() == [2018, 2019] * 2
        with pytest.raises(UnknownNameError, match="language"):
            counts().to_frame("polars", labels="fi")


class TestJson:
    """JSON has no nan and no infinity, and loses nothing."""

    @pytest.mark.parametrize("result", [counts(), estimate(), curve(), counts().sum()])
    def test_round_trip(self, result: Any) -> None:
        """A result comes back equal."""
        text = result.to_json()
        json.loads(text, parse_constant=pytest.fail)
        again = type(result).from_json(text)
        assert again == result
        assert again.provenance == result.provenance
        assert again.definition == result.definition

    @given(st.lists(st.floats(), min_size=1, max_size=5))
    def test_any_number(self, values: list[float]) -> None:
        """Any float survives."""
        size = len(values)
        one = Estimate(
            value=values, lower=values, upper=values, n=[1] * size, state=[0] * size,
            covered=[1] * size, strata={"row": range(size)}, unit="x", method="x",
            definition=Definition("x"),
        )  # fmt: skip
        again = Estimate.from_json(one.to_json())
        np.testing.assert_array_equal(again.value, one.value)

    def test_other_kind(self) -> None:
        """An estimate isn't read as counts."""
        with pytest.raises(DataError, match="not a Counts but Estimate"):
            Counts.from_json(estimate().to_json())


def test_a_single_figure_of_bare_numbers() -> None:
    """Scalars make one cell; a column of words survives JSON."""
    one = Estimate(
        value=0.5, lower=0.4, upper=0.6, n=10, state=0, covered=1, unit="proportion",
        method="x", definition=Definition("x"), columns={"of": ["a word"]},
    )  # fmt: skip
    assert len(one) == 1
    assert Estimate.from_json(one.to_json()) == one
    assert one.to_frame("polars")["of"].to_list() == ["a word"]
    labelled = counts(strata={"own": ["1", "inf", "a", "b"]})
    assert Counts.from_json(labelled.to_json()) == labelled


class TestEstimate:
    """A guess never becomes a confidence interval."""

    def test_guess(self) -> None:
        """A guess with a level of confidence is refused; without one it stands."""
        with pytest.raises(DataError, match="guess has no level"):
            estimate(basis="guess")
        assert estimate(basis=Basis.GUESS, confidence=None).basis == "guess"

    def test_no_value_no_limits(self) -> None:
        """Where there is no value there are no limits either."""
        assert np.isnan(estimate().upper[3])

    def test_float(self) -> None:
        """A single estimate is a number."""
        assert float(estimate().select(sex="woman")) == 0.5


class TestShowing:
    """Reprs fit a terminal and escape what they show."""

    def test_swedish(self) -> None:
        """States in words, zero as 0, at least where something is missing."""
        shown = repr(counts())
        assert "ej rapporterat" in shown
        assert "minst 5" in shown
        assert "brytdatum 2019-12-31" in shown
        shown = repr(estimate())
        assert "50,0\N{NO-BREAK SPACE}% (25,0–75,0), n=10" in shown
        assert "odefinierat (0 av 0)" in shown
        assert "ej mogen" in shown

    def test_english(self) -> None:
        """The same in English, with points."""
        assert "at least 5" in counts().show("en")
        assert "50.0\N{NO-BREAK SPACE}% (25.0–75.0)" in estimate().show("en")
        with pytest.raises(UnknownNameError):
            counts().show("fi")

    def test_long(self) -> None:
        """Twelve rows, then how many more."""
        size = 40
        long = counts(
            strata={"row": range(size)}, value=range(size), state=[0] * size, covered=[1] * size,
            columns={"mean": [0.5] * size},
        )  # fmt: skip
        assert "… 28 rader till" in repr(long)
        assert len(repr(long).splitlines()) == 1 + 1 + 12 + 1
        assert "28 more rows" in long.show("en")

    def test_numbers(self) -> None:
        """Thousands are parted, an open end is infinite, no limits are none."""
        shown = estimate(
            value=[25_000.4, 12.0, 1.5, 2.0], lower=[-INF, NAN, 1, 1], upper=[INF, NAN, 2, 2],
            unit="per 10000", state=[0] * 4, n=[2_000, 1.5, 1, 1],
        ).show("sv")  # fmt: skip
        assert "25000,40 (-∞–∞), n=2\N{NO-BREAK SPACE}000" in shown
        assert "12,00, n=1,5" in shown
        near = [estimate(n=[number] * 4).show("en") for number in (999.4, 999.6)]
        assert "n=999" in near[0]
        assert "n=1,000" in near[1]

    def test_html(self) -> None:
        """Labels are escaped."""
        shown = counts(strata={"own": ["<b>", "a", "b", "c"]})._repr_html_()
        assert "&lt;b&gt;" in shown
        assert "<b>" not in shown

    def test_long_parameters(self) -> None:
        """A long parameter is cut in the line, and whole in the definition."""
        one = Definition("x", {"source": "y" * 99, "by": []})
        assert "…" in one.text("en")
        assert "by" not in one.text()
        assert one.parameters["source"] == "y" * 99

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_column_without_figure(self, language: str) -> None:
        """A further figure that isn't there is a dash: nan is no word."""
        shown = counts(columns={"expected": [1.5, NAN, 2.5, 3.5]})
        assert "nan" not in shown.show(language)
        assert "–" in shown.show(language)
        assert "<td>–</td>" in shown._repr_html_()


class TestCurve:
    """A step function that ends where the follow-up does."""

    def test_at(self) -> None:
        """Right-continuous: an event's day counts; before the first it is where it begins."""
        found = curve().at([0, 9, 10, 25, 40, 41])
        women = found.select(sex="woman")
        assert women.value[:5].tolist() == [0, 0, 0.25, 0.5, 0.75]
        assert women.state.tolist() == [0, 0, 0, 0, 0, State.NOT_MATURE]
        assert found.select(sex="man", day=41).value.tolist() == [0.1]
        assert found.strata["day"].tolist() == [0, 9, 10, 25, 40, 41] * 2

    def test_followed_to_its_last_row(self) -> None:
        """Without the column, a curve ends with its last row."""
        assert curve(columns={}).at(31).state.tolist() == [State.NOT_MATURE] * 2

    def test_median(self) -> None:
        """Half reached on day 20; its limits where theirs reach it, if ever."""
        found = curve().median()
        assert found.value.tolist() == [20, INF]
        assert (found.lower[0], found.upper[0]) == (20, 30)
        falling = curve(
            begins=1.0, value=[0.75, 0.5, 0.25, 0.9], lower=[0.6, 0.3, 0.1, 0.8],
            upper=[0.9, 0.7, 0.5, 1.0],
        )  # fmt: skip
        assert falling.median().value.tolist() == [20, INF]
        assert (falling.median().lower[0], falling.median().upper[0]) == (20, 30)

    def test_restricted_mean(self) -> None:
        """0 × 10 + 0.25 × 10 + 0.5 × 5 up to day 25; not mature where nobody was followed so far."""
        assert curve().restricted_mean(25).value[0] == 0 * 10 + 0.25 * 10 + 0.5 * 5
        assert curve().restricted_mean(41).state.tolist() == [State.NOT_MATURE, State.VALUE]

    def test_days_last(self) -> None:
        """A curve without days is none."""
        with pytest.raises(DataError, match="day"):
            curve(strata={"sex": ["woman"] * 4})

    def test_alone_and_empty(self) -> None:
        """A curve of one group, and of none."""
        one = curve(strata={"day": [10, 20, 30, 35]})
        assert one.at(20).value.tolist() == [0.5]
        empty: dict[str, Any] = {
            key: []
            for key in [
                "value",
                "lower",
                "upper",
                "n",
                "at_risk",
                "events",
                "censored",
                "state",
                "covered",
            ]
        }
        none = attrs.evolve(one, strata={"day": np.empty(0, int)}, columns={}, **empty)
        assert len(none.at(5)) == 0
        assert len(none.median()) == 0


def test_version_without_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree that isn't installed says that its version is unknown."""
    from importlib import metadata

    from vnr.results import _definition

    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", missing)
    _definition._version.cache_clear()
    assert Provenance().vnr == "unknown"
    monkeypatch.undo()
    _definition._version.cache_clear()
    assert Provenance().vnr != "unknown"


def test_objects_in_frames() -> None:
    """Columns of whole numbers, truth values and text with nulls keep their kind."""
    from vnr.frames import frame

    columns = {
        "n": np.array([1, None], object),
        "t": np.array([True, None], object),
        "x": np.array(["a", None], object),
        "f": np.ma.MaskedArray([1.5, 0.0], [False, True]),
        "u": np.array(["a", "b"]),
    }
    for backend in ("polars", "pyarrow"):
        found = frame(columns, backend)
        assert found["n"].to_pylist() == [1, None] if backend == "pyarrow" else True
    assert frame(columns, "polars").schema.to_python() == {
        "n": int, "t": bool, "x": str, "f": float, "u": str,
    }  # fmt: skip
    assert frame(columns, "pandas")["f"].isna().tolist() == [False, True]
