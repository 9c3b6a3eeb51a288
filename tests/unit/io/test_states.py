"""A row that a later delivery only fills in is the same row, and counts once with all that is known."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vnr
from delivering import YEAR, written
from vnr.register import Column, Kind
from vnr.register.assembling import Sheet, twins

HEADS = {
    "base": (
        "Ärende-ID;Klient;Kommun;Roll;Våldsform;Kommundel;Aktualiseringsdatum;Aktualiseringsorsak;"
        "Avslutsdatum;Avslutsorsak\n"
    ),
    "utredningar": "Ärende-ID;Klient;Kommun;Utredning inledd;Utredning avslutad;Utfall\n",
    "insatser": "Ärende-ID;Klient;Kommun;Insats;Insats startad;Insats avslutad;Utförare;Besök\n",
    "uppföljningar": "Ärende-ID;Klient;Kommun;Uppföljning planerad;Genomförd\n",
    "riskbedömningar": "Ärende-ID;Klient;Kommun;Instrument;Bedömningsdatum;Poäng;Bedömda risker\n",
    "våldsutövare": "Ärende-ID;Klient;Kommun;Relation till utövaren;Utövarens kön\n",
}
FIRST = {
    "base": "1;p1;0484;våldsutsatt vuxen;fysiskt;;2019-01-05;våld i nära relation;;\n",
    "utredningar": "1;p1;0484;2019-02-01;;\n",
    "insatser": "1;p1;0484;ATV;2019-03-01;;;\n",
    "uppföljningar": "1;p1;0484;2019-04-01;\n",
    "riskbedömningar": "1;p1;0484;Danger Assessment;2019-02-02;;\n",
    "våldsutövare": "1;p1;0484;partner;\n",
}
LATER = {
    "base": (
        "1;p1;0484;våldsutsatt vuxen;fysiskt, psykiskt;Norr;2019-01-05;våld i nära relation;"
        "2019-12-01;tackat nej\n"
    ),
    "utredningar": "1;p1;0484;2019-02-01;2019-05-01;\n",
    "insatser": "1;p1;0484;ATV;2019-03-01;2019-06-01;Region;4\n",
    "uppföljningar": "1;p1;0484;2019-04-01;2019-04-02\n",
    "riskbedömningar": "1;p1;0484;Danger Assessment;2019-02-02;12;\n",
    "våldsutövare": "1;p1;0484;partner;man\n",
}


def read(folder: Path, **files: str) -> Any:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        written(folder, text, f"{name}.csv")
    return vnr.read(folder, observed=YEAR)


def noted(reading: Any) -> dict[str, dict[str, Any]]:
    """What is said of rows that are filled in, by file."""
    return {
        file.name: dict(note.parameters)
        for file in reading.files
        for note in file.notes
        if note.code == "rows_filled"
    }


@pytest.mark.parametrize("newer", ["a", "z"])
def test_a_later_delivery_fills_in(tmp_path: Path, newer: str) -> None:
    """What was open is closed in the newer one, in every table; whichever is read first."""
    alone = read(tmp_path / "alone", **{t: HEADS[t] + LATER[t] for t in HEADS})
    older = {f"m{table}": HEADS[table] + FIRST[table] for table in HEADS}
    both = read(
        tmp_path / "both",
        **older,
        **{newer + table: HEADS[table] + LATER[table] for table in HEADS},
    )
    assert list(both.register.cases()) == list(alone.register.cases())
    assert not both.faults
    assert both.rows_read == both.accepted == 2 * len(HEADS)
    assert both.repeated == len(HEADS)
    first, last = ("m", newer) if newer == "z" else (newer, "m")
    assert noted(both) == {
        f"{last}{table}.csv": {"number": 1, "name": f"{first}{table}.csv"} for table in HEADS
    }


def test_closed_on_the_day_it_opened(tmp_path: Path) -> None:
    """Open in one delivery and closed that very day in the next is closed, and not opened again."""
    later = FIRST["base"].replace(";;\n", ";2019-01-05;\n")
    reading = read(tmp_path, a=HEADS["base"] + FIRST["base"], b=HEADS["base"] + later)
    (case,) = reading.register.cases()
    assert str(case.closed) == "2019-01-05"
    assert not any(note.code == "closing_left_out" for f in reading.files for note in f.notes)


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_three_deliveries(tmp_path: Path, order: tuple[str, ...]) -> None:
    """Three states of a row are one, in any order of files."""
    states = ["2019-03-01;;;\n", "2019-03-01;2019-06-01;;\n", "2019-03-01;2019-06-01;;4\n"]
    files = {
        name: HEADS["insatser"] + "1;p1;0484;ATV;" + state
        for name, state in zip(order, states, strict=True)
    }
    reading = read(tmp_path, base=HEADS["base"] + FIRST["base"], **files)
    (case,) = reading.register.cases()
    (one,) = case.interventions
    assert (str(one.ended), one.visits) == ("2019-06-01", 4)
    assert (reading.repeated, len(reading.faults)) == (2, 0)


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_two_that_differ_take_along_what_fits_both(tmp_path: Path, order: tuple[str, ...]) -> None:
    """Where two fill in otherwise nobody knows which holds: each names another, none is kept."""
    states = ["2019-03-01;;;\n", "2019-03-01;2019-06-01;;\n", "2019-03-01;2019-06-02;;\n"]
    files = {
        name: HEADS["insatser"] + "1;p1;0484;ATV;" + state
        for name, state in zip(order, states, strict=True)
    }
    reading = read(tmp_path, base=HEADS["base"] + FIRST["base"], **files)
    assert reading.faults.rules == {"row-versions": 3}
    by_file = {fault.file: fault.remedy("en") for fault in reading.faults}
    _, one, other = (f"{name}.csv" for name in order)
    assert f"of {other})" in by_file[one]
    assert f"of {one})" in by_file[other]
    assert all(f"of {name})" not in by_file[name] for name in by_file)
    (case,) = reading.register.cases()
    assert not case.interventions
    assert reading.rows_read == reading.accepted + 3


def test_what_each_leaves_blank(tmp_path: Path) -> None:
    """Two that each lack what the other has aren't an earlier and a later state: a fault of both."""
    rows = ["2019-03-01;2019-06-01;;\n", "2019-03-01;;;4\n"]
    files = {f"x{n}": HEADS["insatser"] + "1;p1;0484;ATV;" + row for n, row in enumerate(rows)}
    reading = read(tmp_path, base=HEADS["base"] + FIRST["base"], **files)
    assert reading.faults.rules == {"row-versions": 2}


def test_what_one_delivery_tells_apart_stays_apart(tmp_path: Path) -> None:
    """Two interventions of a day, open in the older and ended in the newer, are two; none is lost."""
    start = "1;p1;0484;ATV;2019-03-01;"
    older = [start + ";Region;\n", start + ";;\n"]
    newer = [start + "2019-07-01;Egen regi;\n", start + "2019-06-01;Region;\n"]
    for rows in permutations(older):
        reading = read(
            tmp_path,
            base=HEADS["base"] + FIRST["base"],
            a=HEADS["insatser"] + "".join(rows),
            b=HEADS["insatser"] + "".join(newer),
        )
        (case,) = reading.register.cases()
        assert sorted((str(one.ended), one.provider.value) for one in case.interventions) == [
            ("2019-06-01", "region"),
            ("2019-07-01", "own"),
        ]
        assert (reading.repeated, len(reading.faults)) == (2, 0)
    # Of the open one without a provider each of two in a third delivery may be the later state.
    third = [start + "2019-08-01;Annan kommun;\n", start + "2019-06-01;Region;\n"]
    reading = read(tmp_path, b=HEADS["insatser"] + older[1], a=HEADS["insatser"] + "".join(third))
    (case,) = reading.register.cases()
    assert (len(case.interventions), reading.repeated, len(reading.faults)) == (2, 1, 0)


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_no_third_delivery_makes_one_of_two(tmp_path: Path, order: tuple[str, ...]) -> None:
    """What would fit is another row's already: two that one file tells apart never become one."""
    start = "1;p1;0484;ATV;2019-03-01;;"
    sheets = [start + ";\n", start + ";\n" + start + "Region;\n", start + "Region;\n"]
    files = {name: HEADS["insatser"] + rows for name, rows in zip(order, sheets, strict=True)}
    reading = read(tmp_path, base=HEADS["base"] + FIRST["base"], **files)
    (case,) = reading.register.cases()
    assert {one.provider and one.provider.value for one in case.interventions} == {None, "region"}
    assert (len(case.interventions), reading.repeated, len(reading.faults)) == (2, 2, 0)


def found(less: list[Any], more: list[Any], kind: Kind, **how: Any) -> list[int]:
    """Which row each of two sheets' rows repeats, that are of one day."""
    column = Column("x", kind, **how)
    values = np.array([*less, *more], column.dtype)
    rows = values.size
    done = twins(
        np.zeros(rows, np.int32),
        np.zeros(rows, np.int32),
        {"x": values},
        {"x": values},
        [Sheet(len(less), frozenset("x")), Sheet(len(more), frozenset("x"))],
        {"x": column},
    )
    return list(range(rows)) if done is None else done.same.tolist()


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        (Kind.CODE, -1, 3, True),
        (Kind.CODE, 2, 3, False),
        (Kind.TRI, 0, 1, False),
        (Kind.FLAG, False, True, True),
        (Kind.BITS, 0b001, 0b101, True),
        (Kind.BITS, 0b011, 0b101, False),
        (Kind.LEVELS, 0b0001, 0b1101, True),
        (Kind.LEVELS, 0b0001, 0b0011, False),
        (Kind.LEVELS, 0b0010, 0b0011, False),
        (Kind.LEVELS, 0b0100, 0b0111, True),
        (Kind.SCORE, np.nan, 2.5, True),
        (Kind.SCORE, 2.0, 2.5, False),
        (Kind.COUNT, 0, 3, False),
    ],
)
def test_what_says_more(kind: Kind, one: Any, other: Any, same: bool) -> None:
    """A blank, a part of a set, a risk that isn't judged yet says less; none of anything is a value."""
    assert found([one], [other], kind) == ([0, 0] if same else [0, 1])
    assert found([other], [one], kind) == ([0, 0] if same else [0, 1])


@pytest.mark.parametrize(("beside", "same"), [(63, True), (64, False)])
def test_how_many_are_tried(beside: int, same: bool) -> None:
    """Beside sixty-four rows of its day a row is laid, and no further: a day of a case has few."""
    # Two bits tell the rows apart; only the last holds what the one of the first sheet does.
    others = [0b10 | 1 << place for place in range(2, 2 + 20)]
    others += [0b10 | 1 << one | 1 << two for one in range(2, 22) for two in range(2, one)]
    more = [*others[:beside], 0b1]
    assert found([0b1 << 31 | 0b1], more, Kind.BITS)[-1] == (0 if same else len(more))
