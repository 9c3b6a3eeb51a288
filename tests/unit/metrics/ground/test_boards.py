"""A joint board has one label: a row of its own, in no municipality's, and in its county's total."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, register, whole
from vnr import data, metrics
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Contact,
    ContactKind,
    Intervention,
    InterventionKind,
    Period,
    structure,
    unstructure,
)
from vnr.register import Coverage, Register
from vnr.results import Estimate, in_words

YEAR = Period.year(2019)
BOARD, ACROSS = "0482+0483", "0484+1880"
"""Within a county and its part or not (Flen west, Katrineholm west), and over its border."""


def delivering(*codes: str) -> Coverage:
    return whole([(code, None, WINDOW) for code in codes])


def board() -> Register:
    """Three cases of the board, two of Eskilstuna and one of each of others."""
    made = [case(f"b{at}", f"b{at}", municipality=BOARD) for at in range(3)]
    made += [case(f"e{at}", f"e{at}") for at in range(2)]
    made += [case("t", "t", municipality="0488"), case("ö", "ö", municipality="1881")]
    return register(*made, coverage=delivering(BOARD, "0484", "0488", "1881"))


def counted(result: Any, stratum: str) -> dict[str, int]:
    return dict(zip(result.strata[stratum].tolist(), result.value.tolist(), strict=True))


class TestCounted:
    """Never split, in no municipality's row, in the totals of where all of them lie."""

    def test_by_municipality(self) -> None:
        """A row of its own, whose label is the names."""
        found = metrics.count(board(), YEAR, by="municipality")
        assert counted(found, "municipality") == {BOARD: 3, "0484": 2, "0488": 1, "1881": 1}
        assert (
            in_words("municipality", found.strata["municipality"], "sv")[0] == "Flen + Katrineholm"
        )
        assert (found.covered == 1).all()

    def test_by_county_and_part(self) -> None:
        """All lie in one county; each part as the county has them."""
        assert counted(metrics.count(board(), YEAR, by="county"), "county") == {"04": 6, "18": 1}
        mine = board().where(county="04")
        parts = {data.county_parts("04")[code] for code in ("0482", "0483")}
        assert len(parts) == 1
        found = counted(metrics.count(mine, YEAR, by="county_part"), "county_part")
        assert found[parts.pop()] >= 3
        assert sum(found.values()) == 6
        halves = {
            "half": dict.fromkeys(("0482", "0484"), "a") | dict.fromkeys(("0483", "0488"), "b")
        }
        assert counted(metrics.count(mine, YEAR, by=halves), "half") == {"a": 2, "a+b": 3, "b": 1}

    def test_over_a_border(self) -> None:
        """A board of two counties is in the total of neither, and has a row of its own."""
        both = register(
            case("1", municipality=ACROSS),
            case("2", "q", municipality="0488"),
            coverage=delivering(ACROSS, "0488"),
        )
        with pytest.raises(DataError, match="leave one out"):
            delivering(ACROSS, "0484")
        found = metrics.count(both, YEAR, by="county")
        assert counted(found, "county") == {"04": 1, "04+18": 1}
        assert in_words("county", found.strata["county"], "sv")[1] == (
            "Södermanlands län + Örebro län"
        )
        assert len(both.where(county="04")) == 1
        assert len(both.where(county="04+18")) == 1

    def test_chosen(self) -> None:
        """By its label, and by none of its municipalities'."""
        assert len(board().where(municipality=BOARD)) == 3
        with pytest.raises(UnknownNameError, match=r"did you mean '0482\+0483'"):
            board().where(municipality="0482")

    def test_other_figures(self) -> None:
        """Detection, follow-up, episodes and contacts have the same rows."""
        made = board()
        for found in (
            metrics.detection(made, YEAR, by="municipality"),
            metrics.follow_up(made, YEAR, denominator="due", by="municipality"),
            metrics.count(made, YEAR, of="episode", by="municipality"),
            metrics.completeness(made, YEAR),
        ):
            assert isinstance(found, Estimate) or counted(found, "municipality")[BOARD] == 3
            assert BOARD in found.strata["municipality"].tolist()
            assert not {"0482", "0483"} & {*found.strata["municipality"].tolist()}
        told = metrics.episodes(made, within="municipality").to_frame("polars")
        assert told.filter(municipality=BOARD).height == 3

    def test_contacts(self) -> None:
        """Contacts of the board are its own."""
        given = Contact(BOARD, Period.parse("2019-03"), ContactKind.CHAT, 7)
        made = Register.from_cases([case()], observed=WINDOW, contacts=[given])
        found = metrics.contacts(made, YEAR, by="municipality")
        assert counted(found, "municipality") == {BOARD: 7, "0484": 0}
        assert int(metrics.contacts(made, YEAR)) == 7

    def test_at_home(self) -> None:
        """Who lives in one of the board's municipalities isn't resident elsewhere."""
        homes = ["0482", "0483", "0484", None]
        made = register(
            *(
                case(str(at), str(at), municipality=BOARD, home_municipality=home)
                for at, home in enumerate(homes)
            ),
            case("e", "e", home_municipality="0482"),
        )
        found = counted(metrics.count(made, YEAR, by="residence"), "residence")
        assert found == {"here": 2, "elsewhere": 2, "not_recorded": 1}
        assert len(made.where(residence="here")) == 2
        placed = [
            Intervention(
                InterventionKind.SHELTERED_HOUSING, date(2019, 3, 2), placed_municipality=code
            )
            for code in ("0483", "0484")
        ]
        one = register(case(municipality=BOARD, interventions=tuple(placed)))
        by = counted(metrics.count(one, YEAR, by="placement"), "placement")
        assert (by["here"], by["elsewhere"]) == (1, 1)


class TestDelivered:
    """What was delivered of a county is the same whether they deliver alone or together."""

    HALVES = whole(
        [
            ("0482", None, Period.parse("2018-01-01/2019-06-30")),
            ("0483", None, Period.parse("2018-01-01/2019-06-30")),
            (BOARD, None, Period.parse("2019-07-01/2020-12-31")),
        ]
    )

    def test_first_alone_then_together(self) -> None:
        """Each row has its part of the year, and the county all of it."""
        made = register(
            case("1", municipality="0482"),
            case("2", "q", "2019-09-01", municipality=BOARD),
            coverage=self.HALVES,
        )
        found = metrics.count(made, YEAR, by="municipality")
        assert counted(found, "municipality") == {"0482": 1, BOARD: 1, "0483": 0}
        assert found.covered == pytest.approx([181 / 365, 184 / 365, 181 / 365])
        for whole_of_it in (metrics.count(made, YEAR, by="county"), metrics.count(made, YEAR)):
            assert whole_of_it.covered.tolist() == [1]
            assert int(whole_of_it) == 2
        groups = {"half": {"0482": "a", "0483": "b"}}
        found = metrics.count(made, YEAR, by=groups)
        assert found.strata["half"].tolist() == ["a", "a+b", "b"]
        assert found.covered == pytest.approx([181 / 365, 184 / 365, 181 / 365])

    def test_by_office(self) -> None:
        """A board for adults beside each one's own office for children."""
        from vnr.model import Unit

        told = whole(
            [(BOARD, Unit.ADULT, WINDOW)]
            + [(code, Unit.CHILD, WINDOW) for code in ("0482", "0483")]
        )
        made = register(case(municipality=BOARD, unit=Unit.ADULT), coverage=told)
        found = metrics.count(made, YEAR, by="unit")
        held = dict(zip(found.strata["unit"].tolist(), found.covered.tolist(), strict=True))
        assert (held["adult"], held["child"], held["elder"]) == (1, 1, 0)

    def test_known_before(self) -> None:
        """Whoever was known to one of them before it delivered together was seen then."""
        began = self.HALVES.began(["0482", BOARD, "0484"]).astype("datetime64[D]").astype(str)
        assert began.tolist()[:2] == ["2018-01-01", "2018-01-01"]
        late = whole(
            [("0482", None, WINDOW.split("year")[0]), (BOARD, None, Period.year(2019))]
        ).began([BOARD])
        assert late.astype("datetime64[D]").astype(str).tolist() == ["2019-01-01"]

    def test_expected(self) -> None:
        """Whoever delivers together isn't lacking."""
        made = register(case(municipality=BOARD)).expecting(["0482", "0483", "0484"])
        assert made.coverage.municipalities == (BOARD, "0484")

    @pytest.mark.parametrize(
        ("one", "other", "refused"),
        [
            ((BOARD, None, YEAR), ("0482", None, YEAR), True),
            ((BOARD, None, YEAR), ("0482", None, Period.year(2018)), False),
            ((BOARD, None, YEAR), ("0483+0484", None, YEAR), True),
            ((BOARD, None, YEAR), ("0484", None, YEAR), False),
            ((BOARD, None, YEAR), ("0482", None, None), False),
        ],
    )
    def test_alone_too(self, one: Any, other: Any, refused: bool) -> None:
        """Whose its cases would be nobody could tell: a coverage refuses it too."""
        if refused:
            with pytest.raises(
                DataError, match=r"0482\+0483.* on the same days.*leave one out.*joint-alone"
            ):
                Coverage([one, other])
            with pytest.raises(DataError, match="leave one out"):
                Register.from_cases(
                    [case(municipality=one[0]), case("2", "q", municipality=other[0])],
                    observed=WINDOW,
                )
        else:
            assert len(Coverage([one, other]).deliveries) == 2


class TestRates:
    """Its population is that of its municipalities."""

    def test_packaged(self) -> None:
        """Joined by label from the municipalities' numbers."""
        made = board()
        cases = metrics.count(made, YEAR, by="municipality")
        codes = ["0482", "0483", "0484", "0488", "1881"]
        found = metrics.rate(cases, data.population(codes, 2019))
        people = sum(int(data.population([code], 2019)) for code in ("0482", "0483"))
        assert float(found.select(municipality=BOARD).value[0]) == pytest.approx(
            10_000 * 3 / people
        )
        by_label = data.population(cases.strata["municipality"], 2019)
        assert metrics.rate(cases, by_label).value.tolist() == found.value.tolist()

    def test_by_age(self) -> None:
        """By age too, and where one of them is lacking it is lacking."""
        made = register(case(municipality=BOARD, age_at_intake=33))
        by = {"municipality": None, "age_group": data.AGES}
        cases = metrics.count(made, YEAR, by=by)
        people = data.population(["0482", "0483"], 2020, by="age_group")
        found = metrics.standardise(cases, people, people.sum("municipality"))
        assert float(found) == pytest.approx(10_000 / int(people.value.sum()))
        with pytest.raises(DataError, match=r"no cell for municipality 0482\+0483"):
            metrics.standardise(
                cases, data.population(["0482"], 2020, by="age_group"), people.sum("municipality")
            )

    def test_adults(self) -> None:
        """Key figures per adult take the sum of theirs, or a number of its own."""
        made = register(case(municipality=BOARD))
        theirs = metrics.kolada(made, 2019, adults={"0482": 1000, "0483": 3000})
        own = metrics.kolada(made, 2019, adults={BOARD: 4000, "0482": 7})
        assert theirs["adults"].tolist() == own["adults"].tolist() == [4000] * 3
        assert theirs.value[0] == pytest.approx(10_000 / 4000)
        packaged = metrics.kolada(register(case("1", "p", "2020-03-01", municipality=BOARD)), 2020,
                                  adults=data.adults(["0482", "0483"]))  # fmt: skip
        assert packaged["adults"][0] == data.adults(["0482", "0483"]).value.sum()


class TestLabel:
    """Codes in order, each once."""

    @pytest.mark.parametrize(
        "code", ["0483+0482", "0482+0482", "0482+", "+0482", "0482 + 0483", "482+483"]
    )
    def test_refused(self, code: str) -> None:
        """Anything else is no label."""
        with pytest.raises(ModelError, match="municipality"):
            case(municipality=code)

    def test_alone_elsewhere(self) -> None:
        """Somebody lives, and is placed, in one municipality."""
        with pytest.raises(ModelError, match="home_municipality"):
            case(home_municipality=BOARD)

    def test_goes_along(self) -> None:
        """By frame and JSON and back."""
        made = board()
        assert [*Register.from_dict(made.to_dict()).cases()] == [*made.cases()]
        frame = made.to_frame("cases", "polars")
        assert BOARD in frame["municipality"].to_list()
        contact = unstructure(Contact(BOARD, YEAR, ContactKind.CHAT))
        assert structure(contact, Contact).municipality == BOARD
        assert np.unique([one.municipality for one in made.cases()]).tolist()[0] == BOARD
