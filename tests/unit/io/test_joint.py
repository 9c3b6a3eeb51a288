"""One sheet for interventions and their follow-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written


class TestInterventionsWithFollowUps:
    """One sheet for both: each distinct kind and start is an intervention."""

    HEAD = "Ärende-ID;Klient;Kommun;Insats;Insats startad;Planerad uppföljning;Uppföljd;Besök\n"
    BASE = (
        "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
        "1;a;0484;våldsutsatt vuxen;2019-02-01;våld i nära relation\n"
    )

    def read(self, folder: Path, *rows: str, **more: str) -> vnr.io.Reading:
        files = {"a.csv": self.BASE, "b.csv": self.HEAD + "\n".join(rows) + "\n"} | {
            f"{name}.csv": text for name, text in more.items()
        }
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return vnr.read([folder / name for name in files], observed=vnr.Period.year(2019))

    def test_apart(self, tmp_path: Path) -> None:
        """Two follow-ups of one intervention, one of another, and one that nothing is planned for."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-03-01;2019-06-01;2019-06-02;5",
            "1;a;0484;Trappan;2019-03-01;2019-09-01;;5",
            "1;a;0484;Trappan;2019-04-01;2019-09-01;;",
            "1;a;0484;stödsamtal;2019-04-01;;;2",
        )
        assert [file.rejected for file in reading.files] == [0, 0]
        (case,) = reading.register.cases()
        found = [(one.kind.value, len(one.follow_ups), one.visits) for one in case.interventions]
        assert sorted(found, key=str) == [
            ("counselling", 0, 2),
            ("trappan", 1, None),
            ("trappan", 2, 5),
        ]

    def test_faults(self, tmp_path: Path) -> None:
        """Each faulty row is told once, and all rows are accounted for."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-01-01;2019-06-01;;",
            "1;a;0484;;2019-03-01;2019-06-01;;",
            "1;a;0484;Trappan;igår;2019-06-01;;",
            "1;a;0484;Trappan;2019-05-01;2019-06-01;2019-04-01;",
            "1;a;0484;Trappan;2019-05-01;2019-07-01;;",
            "1;a;0484;Trappan;2019-05-01;2019-07-01;2019-07-02;",
            "9;z;0484;Trappan;2019-05-01;2019-07-01;;",
        )
        found = {(fault.row, fault.rule) for fault in reading.faults}
        assert found == {
            (2, "before-case"),
            (3, "value-missing"),
            (4, "date-invalid"),
            (5, "done-before-started"),
            (7, "due-twice"),
            (8, "case-unknown"),
        }
        file = reading.files[1]
        assert (file.rows_read, file.accepted, file.rejected) == (7, 1, 6)
        (case,) = reading.register.cases()
        assert [len(one.follow_ups) for one in case.interventions] == [1]

    @pytest.mark.parametrize(("kind", "started"), [("", "2019-03-01"), ("Trappan", "")])
    def test_nothing_joins_what_lacks_its_kind_or_start(
        self, tmp_path: Path, kind: str, started: str
    ) -> None:
        """Two rows that lack the same are two faulty rows, not one intervention."""
        row = f"1;a;0484;{kind};{started};;;"
        reading = self.read(tmp_path, row, row, "1;a;0484;Trappan;2019-04-01;;;")
        assert [(fault.row, fault.rule) for fault in reading.faults] == [
            (2, "value-missing"),
            (3, "value-missing"),
        ]
        file = reading.files[1]
        assert (file.rows_read, file.accepted, file.rejected) == (3, 1, 2)

    def test_own_sheet(self, tmp_path: Path) -> None:
        """Interventions that have a sheet of their own are read from it."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-03-01;2019-06-01;2019-06-02;5",
            c="Ärende-ID;Klient;Kommun;Insats;Insats startad;Besök\n1;a;0484;Trappan;2019-03-01;7\n",
        )
        (case,) = reading.register.cases()
        assert [(one.visits, len(one.follow_ups)) for one in case.interventions] == [(7, 1)]
        assert any("läses ur insatsernas" in note.text() for note in reading.files[1].notes)


@pytest.mark.parametrize("place", ["", "999", "Katrineholmm"])
def test_no_municipality_that_can_be_read(tmp_path: Path, place: str) -> None:
    """A sheet of interventions whose municipalities can't be read loses its rows, and no more."""
    text = f"Ärende-ID;Klient;Kommun;Insats;Insats startad\n1;a;{place};stödsamtal;2019-03-01\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")

    reading = vnr.read(tmp_path / "a.csv", observed=vnr.Period.year(2019))
    assert (reading.rows_read, reading.rejected) == (1, 1)


@pytest.mark.parametrize("place", ["", "999", "Ankeborg"])
def test_no_municipality_at_all(tmp_path: Path, place: str) -> None:
    """A sheet all of whose municipalities are blank or wrong is set aside with its faults."""
    text = f"Ärende-ID;Klient;Kommun;Insats;Insats startad\n1;a;{place};stödsamtal;2019-03-01\n"
    reading = vnr.read(written(tmp_path, text), observed=YEAR)

    assert (reading.rows_read, reading.rejected) == (1, 1)
    assert reading.faults


def test_done_without_a_planned_day(tmp_path: Path) -> None:
    """It is no follow-up that could be in time, and is told of: nothing is lost in silence."""
    head = (
        "Ärende-ID;Klient;Kommun;Insats;Insats startad;Uppföljning planerad;Uppföljning genomförd\n"
    )
    rows = [";2019-05-01", "2019-06-01;2019-06-02", ";"]
    text = "".join(f"1;p1;0484;Stödsamtal;2019-02-01;{row}\n" for row in rows)
    base = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    written(
        tmp_path, base + "1;p1;0484;våldsutsatt vuxen;2019-01-01;våld i nära relation\n", "a.csv"
    )
    written(tmp_path, head + text, "u.csv")
    reading = vnr.read(tmp_path, observed=2019)
    told = {note.code: dict(note.parameters) for note in reading.files[1].notes}
    assert told["done_unplanned"] == {"number": 1}
    (case,) = reading.register.cases()
    assert [len(one.follow_ups) for one in case.interventions] == [1]
