"""The same rows twice: counted once and noted; two versions of one row name both places."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr import Period, metrics
from vnr.metrics import DFE_12M, KKIK_1Y

BASE = (
    "Ärende-ID;Klient;Kommun;Roll;Kön;Aktualiseringsdatum;Aktualiseringsorsak;Avslutsdatum\n",
    [
        f"{n};p{n};0484;våldsutsatt vuxen;Kvinna;2019-{n:02}-05;våld i nära relation;2019-12-01\n"
        for n in range(1, 10)
    ],
)
OTHERS = {
    "avslut": ("Ärende-ID;Klient;Kommun;Avslutsdatum\n", "{n};p{n};0484;2019-12-01\n"),
    "utredningar": (
        "Ärende-ID;Klient;Kommun;Utredning inledd;Utredning avslutad\n",
        "{n};p{n};0484;2019-10-01;2019-11-01\n",
    ),
    "insatser": (
        "Ärende-ID;Klient;Kommun;Insats;Insats startad;Besök\n",
        "{n};p{n};0484;ATV;2019-10-01;{n}\n",
    ),
    "uppföljningar": (
        "Ärende-ID;Klient;Kommun;Insats;Insats startad;Uppföljning planerad;Genomförd\n",
        "{n};p{n};0484;ATV;2019-10-01;2019-11-01;2019-11-02\n",
    ),
    "riskbedömningar": (
        "Ärende-ID;Klient;Kommun;Instrument;Bedömningsdatum\n",
        "{n};p{n};0484;SARA;2019-10-01\n",
    ),
    "våldsutövare": (
        "Ärende-ID;Klient;Kommun;Relation till utövaren\n",
        "{n};p{n};0484;partner\n" * 2,
    ),
}


def read(folder: Path, **files: str) -> Any:
    for name, text in files.items():
        written(folder, text, f"{name}.csv")
    return vnr.read(folder, observed=YEAR)


def notes(reading: Any) -> dict[str, list[tuple[str, ...]]]:
    """What is said of repeats, by file."""
    return {
        file.name: [
            (note.code, *map(str, dict(note.parameters).values()))
            for note in file.notes
            if note.code in ("rows_doubled", "rows_elsewhere", "rows_filled")
        ]
        for file in reading.files
    }


def test_overlapping_deliveries(tmp_path: Path) -> None:
    """January to June and April to September are the register of January to September."""
    tables = {"base": BASE[1]} | {
        name: [row.format(n=n) for n in range(1, 10)] for name, (_, row) in OTHERS.items()
    }
    heads = {"base": BASE[0]} | {name: head for name, (head, _) in OTHERS.items()}
    (tmp_path / "whole").mkdir()
    (tmp_path / "twice").mkdir()
    whole = read(tmp_path / "whole", **{n: heads[n] + "".join(rows) for n, rows in tables.items()})
    twice = read(
        tmp_path / "twice",
        **{n: heads[n] + "".join(rows[:6]) for n, rows in tables.items()},
        **{f"{n}2": heads[n] + "".join(rows[3:]) for n, rows in tables.items()},
    )
    assert list(twice.register.cases()) == list(whole.register.cases())
    assert not whole.faults
    assert not twice.faults
    assert (whole.repeated, twice.repeated) == (0, 7 * 3 + 3)
    assert twice.rows_read == twice.accepted == whole.rows_read + 7 * 3 + 3
    assert notes(twice)["base2.csv"] == [("rows_elsewhere", "3", "base.csv")]
    assert notes(twice)["base.csv"] == []


@pytest.mark.parametrize("table", OTHERS)
def test_doubled_rows_of_every_table(tmp_path: Path, table: str) -> None:
    """What has a day stands once; two perpetrators that are alike are two."""
    head, row = OTHERS[table]
    one, base = row.format(n=1), BASE[0] + BASE[1][0]
    insatser = "".join(OTHERS["insatser"]).format(n=1)
    files = {"base": base, "insatser": insatser} if table == "uppföljningar" else {"base": base}
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir()
    twice.mkdir()
    single = read(once, **files, **{table: head + one})
    doubled = read(twice, **files, **{table: head + one + one})
    assert not doubled.faults
    if table == "våldsutövare":
        (case,) = doubled.register.cases()
        assert (len(case.perpetrators), doubled.repeated) == (4, 0)
    else:
        assert list(doubled.register.cases()) == list(single.register.cases())
        assert notes(doubled)[f"{table}.csv"] == [("rows_doubled", "1")]
        assert (doubled.repeated, doubled.rejected) == (1, 0)


def test_a_row_for_each_form_of_violence(tmp_path: Path) -> None:
    """One intake that is told on several rows is one, and what the rows add is kept."""
    head = HEAD.replace("\n", ";Våldsform\n")
    rows = [GOOD.replace("\n", f";{form}\n") for form in ("fysiskt", "psykiskt")]
    reading = read(tmp_path, a=head + "".join(rows))
    (case,) = reading.register.cases()
    assert (len(case.intakes), len(case.forms)) == (1, 2)
    assert notes(reading)["a.csv"] == [("rows_doubled", "1")]


def test_two_things_of_one_day_are_two(tmp_path: Path) -> None:
    """What any column tells apart stands twice, in one file and when a later one adds it."""
    other = GOOD.replace("våld i nära relation", "oro för barn")
    reading = read(tmp_path, a=HEAD + GOOD, b=HEAD + GOOD + other)
    (case,) = reading.register.cases()
    assert len(case.intakes) == 2
    assert not reading.faults
    assert notes(reading)["b.csv"] == [("rows_elsewhere", "1", "a.csv")]


def test_a_lacking_column_is_no_other_version(tmp_path: Path) -> None:
    """What only one file has a column for stands with what both tell."""
    head = HEAD.replace("\n", ";Anmälare\n")
    more = GOOD.replace("\n", ";polis\n")
    for files in ({"a": HEAD + GOOD, "b": head + more}, {"a": head + more, "b": HEAD + GOOD}):
        reading = read(tmp_path, **files)
        (case,) = reading.register.cases()
        assert [intake.source and intake.source.value for intake in case.intakes] == ["police"]
        assert (reading.repeated, len(reading.faults)) == (1, 0)


@pytest.mark.parametrize(
    ("table", "old", "new", "heading"),
    [
        ("base", "våld i nära relation", "oro för barn", "Aktualiseringsorsak"),
        ("base", "Kvinna", "Man", "Kön"),
        ("base", "2019-12-01", "2019-12-02", "Avslutsdatum"),
        ("utredningar", "2019-11-01", "2019-11-02", "Utredning avslutad"),
        ("insatser", ";1\n", ";7\n", "Besök"),
        ("uppföljningar", "2019-11-02", "2019-11-03", "Genomförd"),
    ],
)
def test_two_versions_name_both_files(
    tmp_path: Path, table: str, old: str, new: str, heading: str
) -> None:
    """Of one row with other content nobody can say which holds: both are set aside."""
    files = {"base": BASE[0] + BASE[1][0] + BASE[1][1]}
    files |= {name: OTHERS[name][0] + OTHERS[name][1].format(n=1) for name in ("insatser",)}
    files |= {name: "".join(OTHERS[name]).format(n=1) for name in ("utredningar", "uppföljningar")}
    head, _, rows = files[table].partition("\n")
    other = f"{head}\n\n{rows.splitlines(keepends=True)[0].replace(old, new)}"
    reading = read(tmp_path, **files, x=other)
    told = [
        (fault.file, fault.row, fault.column, fault.remedy("en"))
        for fault in reading.faults.of("row-versions")
    ]
    keep = "keep the version that holds, mostly the one delivered last, and take the other out of its file (row"
    assert told == [
        (f"{table}.csv", 2, heading, f"{keep} 2 stands otherwise in row 3 of x.csv)"),
        ("x.csv", 3, heading, f"{keep} 3 stands otherwise in row 2 of {table}.csv)"),
    ]
    assert reading.rows_read == reading.accepted + reading.rejected
    assert f"i {table}.csv" in repr(reading.faults)
    assert reading.register.table("cases").height == (1 if table == "base" else 2)


def test_three_files_and_sheets(tmp_path: Path) -> None:
    """A row in three files counts once; the sheets of a workbook are as files are."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "bok.xlsx"))
    for name in ("jan–jun", "apr–sep"):
        sheet = book.add_worksheet(name)
        for number, row in enumerate((HEAD, GOOD)):
            sheet.write_row(number, 0, row.strip().split(";"))
    book.close()
    reading = read(tmp_path, a=HEAD + GOOD)
    assert reading.register.table("intakes").height == 1
    assert (reading.rows_read, reading.accepted, reading.repeated) == (3, 3, 2)
    assert [note for found in notes(reading).values() for note in found] == [
        ("rows_elsewhere", "1", "a.csv"),
        ("rows_elsewhere", "1", "a.csv"),
    ]


def test_a_repeat_of_a_faulty_row_is_as_faulty(tmp_path: Path) -> None:
    """It is set aside with the row that it repeats, and the account balances."""
    head, row = OTHERS["utredningar"]
    early = row.format(n=1).replace("2019-11-01", "2019-09-01")
    reading = read(tmp_path, base=BASE[0] + BASE[1][0], u=head + early + early)
    assert reading.faults.rules == {"closed-before-opened": 2}
    assert (reading.files[1].rejected, reading.repeated) == (2, 0)


def test_follow_ups_hang_on_what_stands(tmp_path: Path) -> None:
    """An intervention that two files hold has the follow-ups of both, named or not."""
    insats, follow = ("".join(OTHERS[name]).format(n=1) for name in ("insatser", "uppföljningar"))
    bare = "Ärende-ID;Klient;Kommun;Uppföljning planerad\n1;p1;0484;2019-11-20\n"
    files = {"base": BASE[0] + BASE[1][0], "i": insats, "j": insats, "f": follow, "g": bare}
    reading = read(tmp_path, **files)
    (case,) = reading.register.cases()
    assert not reading.faults
    assert [len(one.follow_ups) for one in case.interventions] == [2]


def test_joint_sheets_overlap(tmp_path: Path) -> None:
    """Interventions with their follow-ups in one sheet, delivered twice."""
    head, row = OTHERS["uppföljningar"]
    base = BASE[0] + BASE[1][0]
    later = row.format(n=1).replace("2019-11-0", "2019-11-1")
    reading = read(tmp_path, a=base, f=head + row.format(n=1), g=head + row.format(n=1) + later)
    (case,) = reading.register.cases()
    assert not reading.faults
    assert [len(one.follow_ups) for one in case.interventions] == [2]
    assert notes(reading)["g.csv"] == [("rows_elsewhere", "1", "f.csv")]


def test_coverage_sheets_overlap(tmp_path: Path) -> None:
    """Equal rows count once, others add up; two versions of one are a fault of both."""
    head = "Kommun;Från;Till;Tabeller\n"
    first, later = "0484;2019-01-01;2019-06-30;alla\n", "0484;2019-04-01;2019-09-30;alla\n"
    reading = read(tmp_path, a=HEAD + GOOD, t=head + first, u=head + first + later + later)
    assert not reading.faults
    assert notes(reading)["u.csv"] == [("rows_doubled", "1"), ("rows_elsewhere", "1", "t.csv")]
    share = reading.register.coverage.share(["0484"], np.array([17897]), np.array([18261]))
    assert share.ravel().tolist() == [pytest.approx(273 / 365)]
    other = first.replace("alla", "insatser")
    reading = read(tmp_path, a=HEAD + GOOD, t=head + first, u=head + other)
    assert [(one.file, one.row, one.column) for one in reading.faults] == [
        ("t.csv", 2, "Tabeller"),
        ("u.csv", 2, "Tabeller"),
    ]
    assert "0484" not in {
        row.municipality for row in reading.register.coverage.deliveries if row.period
    }


def test_figures_of_overlapping_deliveries(tmp_path: Path) -> None:
    """Contacts, returns and the hidden number are those of the whole file alone."""
    head = HEAD.replace("\n", ";Avslutsdatum\n")
    row = "{};p{};0484;våldsutsatt vuxen;2019-{:02}-{:02};våld i nära relation;\n"
    rows = [row.format(n, n, n % 12 + 1, 5) for n in range(1, 41)]
    rows += [row.format(100 + n, n, n % 12 + 1, 25) for n in range(1, 11)]
    coverage = "Kommun;Från;Till;Tabeller;Fält\n0484;2018-01-01;2020-12-31;alla;alla\n"
    window, year = Period(date(2018, 1, 1), date(2020, 12, 31)), Period.year(2019)

    def figures(*texts: str) -> list[Any]:
        files = [written(tmp_path, text, f"{place}.csv") for place, text in enumerate(texts)]
        reading = vnr.read([*files, written(tmp_path, coverage, "t.csv")], observed=window)
        counts = metrics.RepeatCounts.from_register(reading.register, period=year, of="intake")
        returns = metrics.reactivation(reading.register, year, rule=DFE_12M)
        hidden = metrics.hidden(counts, model="chao")
        return [str(counts), int(returns.n[0]), float(hidden.value[0]), reading.repeated]

    alone = figures(head + "".join(rows))
    assert figures(head + "".join(rows), head + "".join(rows[:19])) == [*alone[:3], 19]
    assert alone[3] == 0


def test_several_closings_of_one_person(tmp_path: Path) -> None:
    """Five cases of one person and one of another are two persons, where investigations came."""
    head = HEAD.replace("\n", ";Avslutsdatum\n")
    row = "{0};{1};0484;våldsutsatt vuxen;2019-{2:02}-01;våld i nära relation;2019-{2:02}-10\n"
    cases = [(n, "a", 2 * n + 1) for n in range(5)] + [(9, "b", 1)]
    investigations = "Ärende-ID;Klient;Kommun;Utredning inledd;Utredning avslutad\n" + "".join(
        f"{n};{person};0484;2019-{month:02}-01;2019-{month:02}-09\n" for n, person, month in cases
    )
    coverage = "Kommun;Från;Till;Tabeller;Fält\n0484;2018-01-01;2020-12-31;alla;alla\n"
    for name, text in (("u", investigations), ("t", coverage)):
        written(tmp_path, text, f"{name}.csv")
    written(tmp_path, head + "".join(row.format(*case) for case in cases))
    reading = vnr.read(tmp_path, observed=Period(date(2018, 1, 1), date(2020, 12, 31)))
    returns = metrics.reactivation(reading.register, Period.year(2019), rule=KKIK_1Y)
    assert int(returns.n[0]) == 2


JOINT = (
    "Ärende-ID;Klient;Kommun;Insats;Insats startad;Insats avslutad;Uppföljning planerad;Genomförd\n"
)


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        (["2019-10-01;;;"] * 2, 1),
        (["2019-10-01;;;"] * 3 + ["2019-10-02;;2019-11-01;"], 2),
        (["2019-10-01;;2019-11-01;"] * 2, 1),
        (["2019-10-01;;2019-11-01;", "2019-10-01;;;", "2019-10-01;;;"], 1),
        (["2019-10-01;;;", "2019-10-01;2019-10-05;;"], 0),
        (["2019-10-01;;;", "2019-10-02;;;"], 0),
    ],
)
def test_doubled_without_a_plan(tmp_path: Path, rows: list[str], repeated: int) -> None:
    """A row with an intervention stands twice or not, whether anything is planned for it or not."""
    reading = read(
        tmp_path,
        aktualiseringar=BASE[0] + BASE[1][0],
        insatser=JOINT + "".join(f"1;p1;0484;ATV;{row}\n" for row in rows),
    )
    assert (reading.rejected, reading.repeated) == (0, repeated)
    doubled = [("rows_doubled", str(repeated))] if repeated else []
    assert notes(reading).get("insatser.csv", []) == doubled
