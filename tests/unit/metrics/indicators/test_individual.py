"""Seven columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vnr
from building import case, day, register
from vnr import metrics
from vnr.metrics.indicators import _individual
from vnr.model import (
    Instrument,
    Intervention,
    InterventionKind,
    Period,
    Person,
    Sex,
)

P2019 = Period.year(2019)
EXTRACTS = Path(__file__).parents[3] / "extracts"


class TestIndividual:
    """Seven columns."""

    def test_back_from_the_file(self) -> None:
        """The seven columns that were read come back, row by row."""
        reading = vnr.read([EXTRACTS / "14_seven_columns.csv"], observed=P2019)
        frame = metrics.individual_follow_up(reading.register).to_frame("polars")
        assert sorted(frame.drop("person_id").rows()) == [
            ("0483", 16, "man", 2, "", 1, None, None),
            ("0483", 34, "woman", 6, "sara", 4, 1, "goal_reached"),
            ("0483", 41, "woman", 9, "sara patriark", 5, 0, "moved"),
        ]

    def test_two_sheets_in_five_lines(self, tmp_path: Path) -> None:
        """From a workbook of two sheets to the summary and a rate with its interval."""
        import xlsxwriter

        path = tmp_path / "katrineholm.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, lines in SHEETS.items():
                sheet = book.add_worksheet(name)
                for place, line in enumerate(lines):
                    sheet.write_row(place, 0, line)

        reading = vnr.read([path], observed=vnr.Period(date(2019, 1, 1), date(2020, 12, 31)))
        summary = metrics.individual_follow_up(reading.register)
        rate = metrics.follow_up(reading.register, Period.year(2019), denominator="due")
        assert not list(reading.faults)
        assert summary.visits.tolist() == [6, 4 + 3]
        assert rate.columns["share_planned"].tolist() == [2 / 3]
        assert rate.value.tolist() == [1 / 2]
        assert 0 < rate.lower[0] < 1 / 2 < rate.upper[0] < 1

    def test_summary(self) -> None:
        """Of 3: a third men; 2 recorded reasons; visits 6, 2 and 9; one missed isn't recorded."""
        reading = vnr.read([EXTRACTS / "14_seven_columns.csv"], observed=P2019)
        found = metrics.individual_follow_up(reading.register, P2019)
        shares = found.shares()
        assert shares.select(field="sex", answer="man").value.tolist() == [1 / 3]
        assert shares.select(field="instrument", answer="sara").value.tolist() == [2 / 3]
        moved = shares.select(field="closing_reason", answer="moved")
        assert moved.value.tolist() == [1 / 2]
        assert moved.columns["not_recorded"].tolist() == [1]
        assert shares.select(field="age_group", answer="0-17").value.tolist() == [1 / 3]
        numbers = found.numbers()
        assert numbers.definition.rule == "individual_follow_up numbers"
        visits = numbers.select(field="visits")
        assert visits.value.tolist() == pytest.approx([(6 + 2 + 9) / 3])
        assert visits.columns["median"].tolist() == [6]
        # Squares about 17/3: 1/9 + 121/9 + 100/9 = 74/3; t(2) = 4.302653
        half = 4.302652729911275 * (74 / 3 / 2 / 3) ** 0.5
        assert visits.upper[0] == pytest.approx(17 / 3 + half)
        missed = numbers.select(field="missed")
        assert missed.columns["not_recorded"].tolist() == [1]
        assert missed.columns["total"].tolist() == [1]

    def test_age_groups(self) -> None:
        """Each group from its first year to its last."""
        ages = [0, 17, 18, 29, 30, 49, 50, 64, 65, 99]
        made = register(*(case(str(age), str(age), age_at_intake=age) for age in ages))
        shares = metrics.individual_follow_up(made, P2019).shares().select(field="age_group")
        assert shares.columns["number"].tolist() == [2] * 5
        assert shares.strata["answer"].tolist() == ["0-17", "18-29", "30-49", "50-64", "65+"]

    def test_sex_that_is_not_recorded(self) -> None:
        """Of 3 cases one has no sex: half of the 2 recorded are women, and none is a share of it."""
        persons = [Person("1", sex=Sex.WOMAN), Person("2", sex=Sex.MAN), Person("3")]
        made = register(*(case(one.person_id or "", one) for one in persons))
        shares = metrics.individual_follow_up(made, P2019).shares().select(field="sex")
        assert shares.strata["answer"].tolist() == ["woman", "man", "other"]
        assert shares.value.tolist() == [1 / 2, 1 / 2, 0]
        assert shares.columns["not_recorded"].tolist() == [1, 1, 1]

    def test_shows_nobody(self) -> None:
        """Neither repr nor HTML carries a pseudonym or a row."""
        one = case("hemligt", Person("pseudonymen", birth_year=1990, sex=Sex.WOMAN), "2019-03-01")
        found = metrics.individual_follow_up(register(one))
        for shown in (repr(found), found._repr_html_()):
            assert "pseudonymen" not in shown
            assert "kvinna" in shown
        assert found.age.tolist() == [29]
        assert found.to_frame("polars")["person_id"].to_list() == ["pseudonymen"]
        assert found.numbers().n.tolist() == [0, 0, 0]

    def test_one_number(self) -> None:
        """Of one case there is a mean and no interval."""
        help_ = Intervention(InterventionKind.COUNSELLING, day("2019-03-01"), visits=3)
        found = metrics.individual_follow_up(
            register(case("1", "a", "2019-03-01", interventions=(help_,)))
        ).numbers()
        assert found.value.tolist()[0] == 3
        assert np.isnan(found.lower[0])

    def test_open_has_no_reason(self) -> None:
        """Nobody is counted twice, and nobody at all is no fault."""
        empty = metrics.individual_follow_up(register())
        assert len(empty) == 0
        assert "0 ärenden" in repr(empty)
        assert "0 cases" in empty.show("en")


SHEETS: dict[str, list[list[Any]]] = {
    "Ärenden": [
        [
            "Ärende-ID",
            "Klient",
            "Kommun",
            "Roll",
            "Kön",
            "Aktualiseringsdatum",
            "Aktualiseringsorsak",
            "Avslutsdatum",
        ],
        [
            "1",
            "s1",
            "0483",
            "våldsutsatt vuxen",
            "Kvinna",
            "2019-02-01",
            "våld i nära relation",
            "",
        ],
        ["2", "s2", "0483", "våldsutsatt vuxen", "Man", "2019-03-01", "våld i nära relation", ""],
    ],
    "Insatser": [
        [
            "Ärende-ID",
            "Klient",
            "Kommun",
            "Insats",
            "Insats startad",
            "Antal besök",
            "Planerad uppföljning",
            "Uppföljd",
        ],
        ["1", "s1", "0483", "Trappan", "2019-02-10", 6, "2019-06-01", "2019-06-10"],
        ["2", "s2", "0483", "Trappan", "2019-03-10", 4, "2019-06-01", ""],
        ["2", "s2", "0483", "Trappan", "2019-03-10", 4, "2020-06-01", ""],
        ["2", "s2", "0483", "stödsamtal", "2019-03-10", 3, "", ""],
    ],
}


def test_instruments_in_words() -> None:
    """With blanks between; none used is no text, and not recorded is none at all."""
    bits = 1 << Instrument.SARA_SV.place | 1 << Instrument.PATRIARK.place
    assert set(str(_individual._names(bits)).split()) == {"sara_sv", "patriark"}
    assert (_individual._names(0), _individual._names(-1)) == ("", None)
