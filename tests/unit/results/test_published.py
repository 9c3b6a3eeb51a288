"""What somebody published is read as it is printed: a symbol is no number, and never 0."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vnr import Counts, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import State

ROWS = [
    {"code": "0180", "time": "2023", "number": "41"},
    {"code": "0181", "time": "2023", "number": "c"},
    {"code": "0180", "time": "2024", "number": "1 041"},
    {"code": "0181", "time": "2024", "number": "x"},
    {"code": "0182", "time": "2024", "number": "u"},
    {"code": "0183", "time": "2024", "number": " 0 "},
]
BY = {"municipality": "code", "year": "time"}
STATES = {"c": "suppressed", "x": "not_reported", "u": "not_reported"}
WORDS = {"u": {"sv": "låg tillförlitlighet", "en": "low reliability"}}


def read(rows: Any = ROWS, **more: Any) -> Counts:
    return Counts.from_frame(rows, **{"by": BY, "value": "number", "states": STATES} | more)


class TestCells:
    """Labels, numbers and states are those printed."""

    @pytest.mark.parametrize(
        "frame",
        [
            ROWS, pd.DataFrame(ROWS), pl.DataFrame(ROWS), pa.Table.from_pylist(ROWS),
            {name: [row[name] for row in ROWS] for name in ROWS[0]},
        ],
        ids=["rows", "pandas", "polars", "pyarrow", "columns"],
    )  # fmt: skip
    def test_any_frame(self, frame: Any) -> None:
        """A frame of any kind gives the same; codes keep their zeros, and years are numbers."""
        counts = read(frame)
        assert counts.value.tolist() == [41, 0, 1041, 0, 0, 0]
        assert counts.state.tolist() == [
            State.VALUE, State.SUPPRESSED, State.VALUE, State.NOT_REPORTED, State.NOT_REPORTED,
            State.VALUE,
        ]  # fmt: skip
        assert counts.covered.tolist() == [1, 1, 1, 0, 0, 1]
        assert counts.strata["municipality"].tolist()[:2] == ["0180", "0181"]
        assert counts.strata["year"].tolist() == [2023, 2023, 2024, 2024, 2024, 2024]
        assert Counts.from_json(counts.to_json()) == counts

    @pytest.mark.parametrize(
        ("cell", "number"),
        [
            ("7", 7), (7, 7), (7.0, 7), ("7.0", 7), ("7,00", 7), ("12 345", 12345),
            ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", 1234567), ("0", 0),
            ("123456789012345", 123456789012345),
        ],
    )  # fmt: skip
    def test_numbers(self, cell: Any, number: int) -> None:
        """A whole number as files, sheets and printed tables have it."""
        assert int(Counts.from_frame([{"value": cell}], by=())) == number

    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            ("1,234", "a text"), ("1.000", "a text"), ("-3", "'-3'"), ("1.5", "'1.5'"), (-3, "'-3'"),
            ("", "blank"), (None, "blank"), (float("nan"), "blank"), ("q", "'q'"), (True, "'True'"),
            ("12 34", "a text"), ("Anna Andersson", "a text"), ("1234567890123456", "a text"),
        ],
    )  # fmt: skip
    def test_neither(self, cell: Any, told: str) -> None:
        """What may be two numbers is none; no longer text is in a message."""
        rows = [{"code": "a", "value": "3"}, {"code": "b", "value": cell}]
        with pytest.raises(DataError, match=f"value is {told} at row 1 .and 0 more.") as raised:
            Counts.from_frame(rows, by="code")
        assert "Anna" not in str(raised.value)

    def test_symbols_go_first(self) -> None:
        """Blank cells, and numbers that stand for none, are what they are said to be."""
        rows = [
            {"code": code, "value": cell}
            for code, cell in zip("abc", ("", "-9", "999"), strict=True)
        ]
        states = {"": "not_reported", "-9": "suppressed", "999": "not_mature"}
        counts = Counts.from_frame(rows, by="code", states=states)
        assert counts.state.tolist() == [1, 3, 2]

    def test_year(self) -> None:
        """Only whole years become numbers."""
        rows = [{"year": "2023/24", "value": 1}, {"year": "2024", "value": 2}]
        assert Counts.from_frame(rows, by="year").strata["year"].tolist() == ["2023/24", "2024"]
        codes = [{"year": "0180", "value": 1}, {"year": "0181", "value": 2}]
        assert Counts.from_frame(codes, by="year").strata["year"].tolist() == ["0180", "0181"]

    def test_empty(self) -> None:
        """No rows are no cells."""
        assert len(read(pd.DataFrame(ROWS).iloc[:0])) == 0


class TestMeaning:
    """What the counts mean goes along."""

    def test_words(self) -> None:
        """A symbol's own words name its cells, also in what is made of the counts."""
        (note,) = read(words=WORDS).notes
        assert note.code == "published_symbol"
        assert note.text("en") == "0182 2024: u = low reliability."
        assert note.text("sv") == "0182 2024: u = låg tillförlitlighet."
        assert metrics.rate(read(words=WORDS), 100).notes == (note,)
        assert read(ROWS[:4], words=WORDS).notes == ()

    @pytest.mark.parametrize(("cells", "more"), [(6, ""), (7, ", …")])
    def test_many_cells(self, cells: int, more: str) -> None:
        """The first six are named."""
        rows = [{"code": f"k{number}", "value": "u"} for number in range(cells)]
        (note,) = Counts.from_frame(rows, by="code", states=STATES, words=WORDS).notes
        assert note.text("en") == f"k0, k1, k2, k3, k4, k5{more}: u = low reliability."

    def test_one_cell(self) -> None:
        """Without labels it is the only one."""
        counts = Counts.from_frame([{"value": "u"}], by=(), states=STATES, words=WORDS)
        assert counts.notes[0].text("en") == "u = low reliability."

    def test_definition(self) -> None:
        """The figure and who published it are the definition."""
        assert read(source="SCB").definition.parameters == {"figure": "number", "source": "SCB"}
        assert read().definition.parameters == {"figure": "number"}

    def test_sums(self) -> None:
        """It is added over what it is said to add over, and over nothing else."""
        total = read(ROWS[:4], adds_over=["municipality"], unit="persons").sum("municipality")
        assert (total.unit, total.cells("en")) == ("persons", ["..", "at least 1,041"])
        with pytest.raises(DataError, match="can't be summed over municipality"):
            read().sum("municipality")


@pytest.mark.parametrize(
    ("error", "says", "more"),
    [
        (UnknownNameError, "column", {"value": "antal"}),
        (UnknownNameError, "column", {"by": "kommun"}),
        (UnknownNameError, "stratum", {"adds_over": ["sex"]}),
        (UnknownNameError, "symbol", {"words": {"z": WORDS["u"]}}),
        (DataError, "a state is one of", {"states": STATES | {"x": "gone"}}),
        (DataError, "its state can't be value", {"states": STATES | {"x": "value"}}),
        (DataError, "words of a symbol are a mapping of sv and en", {"words": {"u": {"sv": "a"}}}),
        (DataError, "words of a symbol", {"words": {"u": "low"}}),
        (DataError, "must be mappings", {"states": ["c"]}),
        (DataError, "must be mappings", {"words": ["c"]}),
        (DataError, "frame has year 2024 twice|frame has year 2023 twice", {"by": {"year": "time"}}),
        (DataError, "has 6 rows; name the columns", {"by": ()}),
        (DataError, "words of a symbol", {"words": {"u": {"sv": "a", "en": ""}}}),
        (DataError, "value must name a column", {"value": 3}),
        (DataError, "source be a text", {"source": 3}),
        (DataError, "by must be several", {"by": 3}),
    ],
)  # fmt: skip
def test_refused(error: type[Exception], says: str, more: dict[str, Any]) -> None:
    """What doesn't fit the table is refused, and named."""
    with pytest.raises(error, match=says):
        read(**more)


def test_two_columns_of_one_name() -> None:
    """Which of them is meant can't be told."""
    frame = pd.DataFrame([["a", 1, 2]], columns=["code", "value", "value"])
    with pytest.raises(DataError, match="two columns 'value'"):
        Counts.from_frame(frame, by="code")


def test_a_label_is_missing() -> None:
    """A number without a label is refused."""
    with pytest.raises(DataError, match="code has a number without a label"):
        Counts.from_frame([{"code": None, "value": 1}], by="code")


@pytest.mark.parametrize("number", ["811218-9876", "198112189876", 198112189876])
def test_nobody_stands_there_by_number(number: Any) -> None:
    """Where a list of persons was given for a table, the row is told and the number isn't."""
    with pytest.raises(DataError, match=r"municipality holds .* personal number at row 1") as error:
        read([ROWS[0], ROWS[1] | {"code": number}])
    assert str(number) not in str(error.value)
