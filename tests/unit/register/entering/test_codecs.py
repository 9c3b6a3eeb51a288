"""Each kind of column brings in and out what it was given, and says what it can't hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import day
from vnr.errors import DataError, UnknownNameError
from vnr.frames import distinct
from vnr.model import JudgedRisk, Judgement, RiskJudgement, Sex, ViolenceForm
from vnr.register import CASES, Column, Keys, Kind
from vnr.register.entering._codecs import codec

COLUMNS: dict[str, Column] = {
    "day": CASES.tables["closings"]["closed"],
    "code": CASES.tables["closings"]["goal"],
    "bits": CASES.tables["cases"]["forms"],
    "tri": CASES.tables["cases"]["police_report"],
    "flag": CASES.tables["persons"]["protected"],
    "count": CASES.tables["cases"]["children_at_home"],
    "score": CASES.tables["assessments"]["score"],
    "key": CASES.tables["cases"]["officer"],
    "name": CASES.tables["cases"]["home_municipality"],
    "levels": CASES.tables["assessments"]["judgement"],
}
JUDGED = st.dictionaries(st.sampled_from(JudgedRisk), st.sampled_from(Judgement)).map(
    lambda levels: tuple(RiskJudgement(risk, levels[risk]) for risk in JudgedRisk if risk in levels)
)
GOAL = COLUMNS["code"].vocabulary
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "day": st.none() | st.dates(),
    "code": st.none() | st.sampled_from(GOAL or ()),
    "bits": st.frozensets(st.sampled_from(ViolenceForm)),
    "tri": st.sampled_from([None, True, False]),
    "flag": st.booleans(),
    "count": st.none() | st.integers(0, 2**31 - 1),
    "score": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "key": st.none() | st.sampled_from(["å", "b", "19811218-9876"]),
    "name": st.none() | st.sampled_from(["0180", "0484"]),
    "levels": JUDGED,
}


def dictionaries(numbers: Any) -> tuple[Any, dict[str, Any]]:
    """Codes of identifiers, and the dictionaries they point into; other arrays as they are."""
    if isinstance(numbers, Keys):
        return numbers.codes, dict.fromkeys(("officer", "municipality"), numbers.values)
    return numbers, {}


class TestRoundTrips:
    """What went in comes out, by way of an array and by way of a frame."""

    def test_every_kind_is_here(self) -> None:
        """A kind that is added needs its values above."""
        assert {column.kind for column in COLUMNS.values()} == set(Kind)

    @pytest.mark.parametrize("kind", COLUMNS)
    @settings(max_examples=20)
    @given(data=st.data())
    def test_values(self, kind: str, data: st.DataObject) -> None:
        """Values, the numbers that hold them, and values again."""
        column = COLUMNS[kind]
        values = data.draw(st.lists(VALUES[kind], max_size=5))
        numbers, texts = dictionaries(codec(column).numbers(values))

        assert values == codec(column, texts).values(numbers)
        assert numbers.dtype == column.dtype

    @pytest.mark.parametrize("kind", COLUMNS)
    @settings(max_examples=20)
    @given(data=st.data())
    def test_words(self, kind: str, data: st.DataObject) -> None:
        """Values, the words of a frame, and the same values again."""
        column = COLUMNS[kind]
        values = data.draw(st.lists(VALUES[kind], max_size=5))
        numbers, texts = dictionaries(codec(column).numbers(values))
        words = codec(column, texts).words(numbers)
        again, texts = dictionaries(codec(column).read(distinct(words)))

        assert values == codec(column, texts).values(again)


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        ("bits", frozenset({ViolenceForm.SEXUAL, ViolenceForm.PHYSICAL}), "physical;sexual"),
        ("bits", frozenset(), None),
        ("levels", (RiskJudgement(JudgedRisk.ACUTE, Judgement.HIGH),), "acute=high"),
        ("levels", (), None),
        ("tri", False, False),
        ("tri", None, None),
        ("count", 0, 0),
        ("count", None, None),
        ("code", None, None),
        ("key", None, None),
    ],
)
def test_words_of_a_frame(kind: str, value: Any, word: Any) -> None:
    """Codes are words, several are parted by semicolons, and what isn't recorded is null."""
    numbers, texts = dictionaries(codec(COLUMNS[kind]).numbers([value]))
    assert codec(COLUMNS[kind], texts).words(numbers).tolist() == [word]


def test_what_has_a_default() -> None:
    """Null in a frame is what a record has by default: sex is unknown, not unrecorded."""
    column = CASES.tables["persons"]["sex"]
    read = codec(column).read(distinct([None, "man"]))
    assert codec(column).values(read) == [Sex.UNKNOWN, Sex.MAN]


@pytest.mark.parametrize(
    ("kind", "word", "message"),
    [
        ("day", "2019-01-01", "cases.closed must hold dates"),
        ("code", "nearly", "unknown cases.goal 'value': choose among reached"),
        ("bits", "physical;blows", "unknown cases.forms 'value': choose among physical"),
        ("tri", "ja", "must hold true or false"),
        ("flag", 1, "must hold true or false"),
        ("count", "1", "must hold numbers"),
        ("count", True, "must hold numbers"),
        ("count", 1.5, "must hold whole numbers"),
        ("count", 2**31, "must hold whole numbers"),
        ("count", float("inf"), "must hold whole numbers"),
        ("score", "1", "must hold numbers"),
        ("score", False, "must hold numbers"),
        ("score", 10**301, "must hold numbers of at most 300 digits"),
        ("key", {"a": 1}, "must hold one value in each cell, and none of the kind dict"),
        ("day", 1j, "must hold one value in each cell, and none of the kind complex"),
        ("key", "a\0", "must hold whole texts, without damaged letters"),
        ("name", "484", "must hold a code of 4 digits, as text$"),
        ("levels", "acute", "unknown assessments.judgement 'value': choose among low"),
        ("levels", "acute=low;acute=low", "must name each of its codes once"),
    ],
)
def test_refused(kind: str, word: Any, message: str) -> None:
    """What can't stand in a column is refused with table and column."""
    column = COLUMNS[kind]
    table = "assessments" if column.name in ("score", "judgement") else "cases"
    with pytest.raises((DataError, UnknownNameError), match=message):
        codec(column, table=table).read(distinct([word]))


@pytest.mark.parametrize(
    "cell",
    [
        "physical; digital",
        "physical;digital;",
        ["digital", "physical"],
        ("physical", None, "digital"),
        {"physical", "digital"},
        np.array(["physical", "digital"], object),
        [ViolenceForm.PHYSICAL, "digital"],
    ],
)
def test_sets_in_cells(cell: Any) -> None:
    """A list is a set, and blanks between members say nothing."""
    expected = codec(COLUMNS["bits"]).numbers([{ViolenceForm.PHYSICAL, ViolenceForm.DIGITAL}, ()])
    assert codec(COLUMNS["bits"]).read(distinct([cell, []])).tolist() == expected.tolist()


def test_judgements_in_cells() -> None:
    """Risks with their levels may be a list too."""
    read = codec(COLUMNS["levels"]).read
    listed = read(distinct([["acute=low", "severe=high"]]))

    assert listed.tolist() == read(distinct(["acute=low; severe=high"])).tolist()


@pytest.mark.parametrize("kind", ["code", "key", "count", "tri"])
def test_no_room_for_lists(kind: str) -> None:
    """Where a column has one value in each cell, a list is refused."""
    with pytest.raises(DataError, match="must hold one value in each cell, and no lists"):
        codec(COLUMNS[kind], table="cases").read(distinct([["a"]]))


def test_a_stated_number_is_never_missing() -> None:
    """-1 in a frame is a number below zero, though -1 in the array is what isn't recorded."""
    read = codec(COLUMNS["count"]).read(distinct([-1, None, -2]))
    assert read.tolist() == [-2, -1, -2]


def test_days_are_days() -> None:
    """Days since 1970-01-01; no time in frames where there is none."""
    numbers = codec(COLUMNS["day"]).numbers([day("1970-01-02"), None])
    assert numbers.tolist() == [1, -(2**31)]
    assert np.isnat(codec(COLUMNS["day"]).words(numbers)).tolist() == [False, True]
