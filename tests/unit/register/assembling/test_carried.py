"""What rows of intakes say of closings: the spells of a case in the base shape."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from building import WINDOW, day
from vnr.errors import DataError
from vnr.model import ClosingReason, Goal
from vnr.register import Register, assemble
from vnr.register.columns import CASES
from vnr.register.entering import from_frames

Rows = list[tuple[str, str | None]]


def base(rows: Rows, **more: list[Any]) -> dict[str, Any]:
    """Rows of one case: the day of March 2019 of each intake, and of its closing."""
    return {
        "municipality": ["0484"] * len(rows),
        "case_id": ["1"] * len(rows),
        "person_id": ["p"] * len(rows),
        "date": [day(f"2019-03-{opened}") for opened, _ in rows],
        "reason": ["violence"] * len(rows),
        "closed": [closed and day(f"2019-03-{closed}") for _, closed in rows],
        **more,
    }


def spells(rows: Rows, **more: list[Any]) -> list[tuple[str, str | None]]:
    """First and last day of each spell."""
    frame = pl.DataFrame(base(rows, **more), schema_overrides={"closed": pl.Date})
    # A register of frames refuses what reading leaves out with a note.
    (case,) = Register(assemble(from_frames(frame, CASES)).columns, observed=WINDOW).cases()
    return [
        (f"{spell.opened:%d}", None if spell.closed is None else f"{spell.closed:%d}")
        for spell in case.spells
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Told once, or on every row.
        ([("01", "09"), ("05", "09")], [("01", "09")]),
        ([("01", "09"), ("05", None)], [("01", "09")]),
        ([("01", None), ("05", "09")], [("01", "09")]),
        ([("01", "09"), ("09", "09")], [("01", "09")]),
        # Opened again, the next day or later; open or closed again.
        ([("01", "05"), ("06", None)], [("01", "05"), ("06", None)]),
        ([("01", "05"), ("06", "09")], [("01", "05"), ("06", "09")]),
        ([("06", "09"), ("01", "05")], [("01", "05"), ("06", "09")]),
        ([("01", "05"), ("06", None), ("07", "09")], [("01", "05"), ("06", "09")]),
        ([("01", "01"), ("02", "02"), ("03", None)], [("01", "01"), ("02", "02"), ("03", None)]),
        # Closed and opened again on one day is not closed.
        ([("01", "05"), ("05", "09")], [("01", "09")]),
        ([("01", "05"), ("05", None)], [("01", None)]),
        ([("01", "05"), ("05", None), ("07", None)], [("01", None)]),
        ([("01", "05"), ("05", None), ("07", "09")], [("01", "09")]),
        ([("01", "05"), ("05", "05"), ("05", "09")], [("01", "09")]),
        ([("01", "05"), ("05", "09"), ("09", None)], [("01", None)]),
        ([("01", "05"), ("03", "09"), ("05", "09")], [("01", "09")]),
    ],
)
def test_spells(rows: Rows, expected: list[tuple[str, str | None]]) -> None:
    """A row belongs to its own closing, if blank to the next one on a later day."""
    assert spells(rows) == expected


@pytest.mark.parametrize(
    ("rows", "rule", "at_fault"),
    [
        ([("05", "01")], "closed-before-opened", [0]),
        ([("01", "05"), ("08", "05")], "closed-before-opened", [1]),
        ([("01", "09"), ("05", "12")], "spells-overlap", [1]),
        ([("01", "12"), ("05", "09")], "spells-overlap", [0]),
        ([("01", "09"), ("01", "12")], "spells-overlap", [1]),
        ([("01", "09"), ("05", "12"), ("10", "12")], "spells-overlap", [1]),
        ([("01", "09"), ("05", "12"), ("12", None)], "spells-overlap", [1]),
    ],
)
def test_refused(rows: Rows, rule: str, at_fault: list[int]) -> None:
    """A closing before its opening, and two spells that overlap, are faults of their rows."""
    frame = pl.DataFrame(base(rows), schema_overrides={"closed": pl.Date})
    found = assemble(from_frames(frame, CASES))
    told = [
        (breach.rule, breach.table, breach.column, breach.places.tolist())
        for breach in found.breaches
        if breach.rule != "case-incomplete"
    ]
    assert told == [(rule, "intakes", "closed", at_fault)]
    assert found.columns.root.height == 0


def test_two_cases_are_apart() -> None:
    """A blank row is no other case's."""
    one = base([("01", "05"), ("06", None)])
    columns = {name: values * 2 for name, values in one.items()} | {
        "case_id": ["1", "1", "2", "2"],
        "closed": [day("2019-03-05"), None, None, day("2019-03-09")],
    }
    cases = Register.from_frame(pl.DataFrame(columns), observed=WINDOW).cases()
    assert [[spell.closed for spell in case.spells] for case in cases] == [
        [day("2019-03-05"), None],
        [day("2019-03-09")],
    ]


def test_reason_and_goal() -> None:
    """They are those of the closing their row belongs to; where rows differ it is a conflict."""
    rows: Rows = [("01", "05"), ("06", None), ("07", "09")]
    why = {"closing_reason": ["moved", "declined", None], "goal": [None, None, "partly"]}
    frame = pl.DataFrame(base(rows, **why))
    (case,) = Register.from_frame(frame, observed=WINDOW).cases()
    assert [(one.reason, one.goal) for one in case.closings] == [
        (ClosingReason.MOVED, None),
        (ClosingReason.DECLINED, Goal.PARTLY),
    ]
    torn = pl.DataFrame(base(rows, closing_reason=["moved", "declined", "other"]))
    with pytest.raises(DataError, match=r"intakes.closing_reason: .*case-conflict.*rows 1, 2"):
        Register.from_frame(torn, observed=WINDOW)


@pytest.mark.parametrize(
    ("rows", "why", "expected"),
    [
        ([("01", "05"), ("05", "09")], [None, None], [("closing_left_out", [0])]),
        ([("01", None), ("05", None)], [None, "moved"], [("closing_undated", [1])]),
        ([("01", "05"), ("06", None)], ["moved", "moved"], [("closing_undated", [1])]),
        ([("01", "05"), ("06", "09")], ["moved", None], []),
    ],
)
def test_noted(rows: Rows, why: list[str | None], expected: list[tuple[str, list[int]]]) -> None:
    """What is left out without being a fault is noted with its rows."""
    frame = pl.DataFrame(
        base(rows, closing_reason=why),
        schema_overrides={"closed": pl.Date, "closing_reason": pl.String},
    )
    found = assemble(from_frames(frame, CASES))
    assert [(note.rule, note.places.tolist()) for note in found.noted] == expected
    assert not found.breaches


def test_nothing_is_left_out_in_silence() -> None:
    """A frame that says closed and opened again on one day is refused, with what to do."""
    frame = pl.DataFrame(base([("01", "05"), ("05", "09")]))
    with pytest.raises(
        DataError, match=r"intakes\.closed: closed and opened again .* rows 0\. Leave"
    ):
        Register.from_frame(frame, observed=WINDOW)
    blank = frame.with_columns(closed=pl.Series([None, day("2019-03-09")]))
    (case,) = Register.from_frame(blank, observed=WINDOW).cases()
    assert [closing.date for closing in case.closings] == [day("2019-03-09")]


def test_a_reason_without_its_day_is_refused() -> None:
    """Why and how well a case ended is lost without the day: a frame must say the day, by each door."""
    types = {"closed": pl.Date, "closing_reason": pl.String}
    why = [None, "moved"]
    frame = pl.DataFrame(
        base([("01", "05"), ("06", None)], closing_reason=why), schema_overrides=types
    )
    words = r"closed: a closing has a reason or a goal but no day, rows 1\. Fill in the day"
    with pytest.raises(DataError, match=words):
        Register.from_frame(frame, observed=WINDOW)
    undated = frame.drop("closed")
    with pytest.warns(UserWarning, match="no case is known to have closed, and they are left out"):
        assert all(
            one.closed is None for one in Register.from_frame(undated, observed=WINDOW).cases()
        )
    dated = frame.with_columns(closing_reason=pl.Series([None, None], dtype=pl.String))
    register = Register.from_frame(dated, observed=WINDOW)
    frames = {name: register.to_frame(name, "polars") for name in ("cases", "intakes")}
    assert Register.from_frame(frames, observed=WINDOW).fingerprint
    frames["cases"] = frames["cases"].with_columns(
        closed=pl.lit(None, pl.Date), closing_reason=pl.lit("moved")
    )
    with pytest.raises(DataError, match=r"cases\.closing_reason: .* rows 0\. Fill in its day in"):
        Register.from_frame(frames, observed=WINDOW)


class TestTableOfTheirOwn:
    """Closings may come in a frame of their own, alone or beside rows that carry some."""

    @staticmethod
    def closings(*days: str, **more: list[Any]) -> pl.DataFrame:
        size = len(days)
        return pl.DataFrame(
            {
                "municipality": ["0484"] * size,
                "case_id": ["1"] * size,
                "closed": [day(f"2019-03-{text}") for text in days],
                **more,
            }
            | {"person_id": ["p"] * size}
        )

    def read(self, rows: Rows, closings: pl.DataFrame, **more: list[Any]) -> Any:
        frame = pl.DataFrame(base(rows, **more), schema_overrides={"closed": pl.Date})
        return assemble(from_frames({"intakes": frame, "closings": closings}, CASES))

    def test_alone(self) -> None:
        """An intake on a closing's day is in the spell that closes."""
        frame = pl.DataFrame(base([("01", None), ("05", None), ("06", None)])).drop("closed")
        frames = {"intakes": frame, "closings": self.closings("09", "05")}
        (case,) = Register.from_frame(frames, observed=WINDOW).cases()
        assert [len(spell.intakes) for spell in case.spells] == [2, 1]

    def test_in_both(self) -> None:
        """What stands in both is one closing, and each may say what the other doesn't."""
        closings = self.closings("05", closing_reason=[None], goal=["reached"])
        closings = closings.with_columns(pl.col("closing_reason").cast(pl.String))
        rows: Rows = [("01", "05"), ("06", "09")]
        found = self.read(rows, closings, closing_reason=["moved", "died"])
        table = found.whole().tables["closings"]
        assert table["closing_reason"].tolist() == [3, 4]
        assert table["goal"].tolist() == [0, -1]
        assert found.rejected["closings"].tolist() == [False]

    def test_they_contradict(self) -> None:
        """Another reason for the closing of one day is a conflict, told of the row."""
        closings = self.closings("05", closing_reason=["declined"])
        found = self.read([("01", "05"), ("06", None)], closings, closing_reason=["moved", None])
        told = {(breach.rule, breach.table, tuple(breach.places)) for breach in found.breaches}
        assert told == {
            ("case-conflict", "intakes", (0,)),
            ("case-incomplete", "intakes", (1,)),
            ("case-incomplete", "closings", (0,)),
        }
        assert found.rejected["closings"].tolist() == [True]

    @pytest.mark.parametrize(
        ("rows", "closings", "rule", "table"),
        [
            ([("05", None)], ("01",), "closed-before-opened", "closings"),
            ([("01", None)], ("05", "05"), "closed-twice", "closings"),
            ([("01", None)], ("05", "07"), "spells-overlap", "closings"),
            ([("01", "07")], ("05",), "spells-overlap", "intakes"),
            ([("01", "05")], ("07",), "spells-overlap", "closings"),
        ],
    )
    def test_refused(self, rows: Rows, closings: tuple[str, ...], rule: str, table: str) -> None:
        """A faulty closing takes its case with it, wherever it stands."""
        found = self.read(rows, self.closings(*closings))
        assert (found.breaches[0].rule, found.breaches[0].table) == (rule, table)
        assert found.columns.root.height == 0

    def test_opened_again_that_day(self) -> None:
        """What the rows say isn't closed isn't closed by its twin in the other table either."""
        found = self.read([("01", "05"), ("05", None)], self.closings("05"))
        assert not found.breaches
        assert [(note.rule, note.places.tolist()) for note in found.noted] == [
            ("closing_left_out", [0])
        ]
        assert found.columns.tables["closings"].height == 0
        found = self.read([("01", "05"), ("05", None)], self.closings("05", "09"))
        days = found.columns.tables["closings"]["closed"].astype("datetime64[D]")
        assert days.tolist() == [day("2019-03-09")]

    def test_of_no_case(self) -> None:
        """A closing of a case that isn't there is set aside alone."""
        closings = self.closings("05").with_columns(case_id=pl.lit("2"))
        found = self.read([("01", "05")], closings)
        assert [breach.rule for breach in found.breaches] == ["case-unknown"]
        assert found.columns.tables["closings"].height == 1

    def test_of_cases(self) -> None:
        """A frame of cases tells the last one, where closings have none of their own."""
        columns = {"municipality": ["0484"], "case_id": ["1"], "person_id": ["p"]}
        cases = pl.DataFrame(columns | {"closed": [day("2019-03-09")], "goal": ["partly"]})
        intakes = pl.DataFrame(base([("01", None)])).drop("closed")
        (case,) = Register.from_frame({"cases": cases, "intakes": intakes}, observed=WINDOW).cases()
        assert (case.closed, case.goal) == (day("2019-03-09"), Goal.PARTLY)
        still = cases.drop("closed", "goal")
        (case,) = Register.from_frame({"cases": still, "intakes": intakes}, observed=WINDOW).cases()
        assert case.closed is None
