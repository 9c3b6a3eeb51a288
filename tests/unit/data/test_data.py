"""Packaged statistics add up to what is published."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from vnr import data
from vnr.errors import DataError, UnknownNameError


def test_municipalities() -> None:
    """290 municipalities in 21 counties; SKR's groups of 2023 as counted there."""
    everyone = data.municipalities()
    assert (len(everyone), len(data.counties())) == (290, 21)
    assert Counter(one.group_2023 for one in everyone) == {
        "A1": 3, "A2": 43, "B3": 23, "B4": 63, "B5": 24, "C6": 27, "C7": 51, "C8": 35, "C9": 21,
    }  # fmt: skip
    assert [one.code for one in data.municipalities("04")] == [
        "0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Eskilstuna", "eskilstuna", "0484", "Eskilstuna kommun"])
def test_names(name: str) -> None:
    """Short and long names and codes lead to the same one."""
    assert data.municipality(name).code == "0484"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kalmar kommun", "0880"),
        ("Falu kommun", "2080"),
        ("Falun", "2080"),
        ("Malmö stad", "1280"),
        ("MALMO\N{COMBINING DIAERESIS} STAD", "1280"),
        ("Region Gotland", "0980"),
        ("Gotlands kommun", "0980"),
        ("Borås stad", "1490"),
        ("Upplands Bro kommun", "0139"),
        ("Malung\N{NON-BREAKING HYPHEN}Sälens  kommun", "2023"),
        ("Habo kommun", "0643"),
        ("Håbo kommun", "0305"),
        ("City of Gothenburg", None),
        ("Municipality of Eskilstuna", "0484"),
        ("Falu", None),
        ("Sjuhärads Kommunalförbund", None),
    ],
)
def test_names_in_long(name: str, code: str | None) -> None:
    """A name is known in the forms that lists of recipients have; what is no municipality isn't."""
    if code is None:
        with pytest.raises(UnknownNameError):
            data.municipality(name)
    else:
        assert data.municipality(name).code == code


def test_every_long_name() -> None:
    """Each municipality is found by its name with *kommun*, with and without the s."""
    for one in data.municipalities():
        assert data.municipality(f"{one.name} kommun") == one
        assert data.municipality(f"{one.name}s kommun") == one


def test_an_office_is_not_its_municipality() -> None:
    """A city district is refused with what it belongs to, unless offices are asked for."""
    office = "Göteborgs stad, SDF Angered"
    with pytest.raises(UnknownNameError, match="did you mean 'Göteborg'"):
        data.municipality(office)
    assert data.municipality(office, offices=True).code == "1480"
    with pytest.raises(UnknownNameError):
        data.municipality("Malmö, Lund", offices=True)


def test_near_misses() -> None:
    """A misspelt name or code gets its neighbours."""
    with pytest.raises(UnknownNameError, match="'Katrineholm'"):
        data.municipality("Katrinholm")
    with pytest.raises(UnknownNameError, match="did you mean '2085'"):
        data.municipality("0485x")
    with pytest.raises(UnknownNameError, match="county"):
        data.municipalities("02")


def test_county_parts() -> None:
    """The nine municipalities of Södermanland lie in three parts; of others none are known."""
    assert Counter(data.county_parts().values()) == {"04-north": 2, "04-west": 3, "04-south": 4}
    assert list(data.county_parts("04")) == [one.code for one in data.municipalities("04")]
    assert data.county_parts("09") == {}
    with pytest.raises(UnknownNameError, match="county"):
        data.county_parts("02")


def test_neighbours() -> None:
    """728 pairs, each once; five islands have none, and a point of a map isn't surely a border."""
    pairs = data.neighbours()
    assert (len(pairs), len(set(map(frozenset, pairs)))) == (728, 728)
    assert all(one < other for one, other in pairs)
    codes = {one.code for one in data.municipalities()}
    alone = codes - {code for pair in pairs for code in pair}
    assert sorted(data.municipality(code).name for code in alone) == [
        "Ekerö", "Gotland", "Lidingö", "Tjörn", "Öckerö",
    ]  # fmt: skip
    assert ("0162", "0180") in set(pairs) - set(data.neighbours(verified=True))
    assert data.neighbours("09") == ()
    with pytest.raises(UnknownNameError, match="county"):
        data.neighbours("02")


# SCB, Folkmängd: national totals.
TOTALS = {
    2013: 9_644_864, 2016: 9_995_153, 2019: 10_327_589, 2020: 10_379_295, 2022: 10_521_556,
    2024: 10_587_710,
}  # fmt: skip


@pytest.mark.parametrize(("year", "total"), TOTALS.items())
def test_population(year: int, total: int) -> None:
    """The municipalities add to the nation."""
    codes = [one.code for one in data.municipalities()]
    people = data.population(codes, [year])
    assert int(people.select(year=year).sum("municipality")) == total


def test_adults() -> None:
    """Adults are there for 2020 alone, fewer than everybody and more than three quarters."""
    codes = [one.code for one in data.municipalities()]
    share = data.adults(codes).value / data.population(codes, 2020).value
    assert ((share > 0.7) & (share < 0.9)).all()
    with pytest.raises(DataError, match="assumption"):
        data.adults(codes, 2019)
    with pytest.raises(DataError, match="2010–2025"):
        data.population(codes, [2009])


class TestByLabel:
    """Population is counts by municipality and year, with unit and source."""

    def test_order_asked_for(self) -> None:
        """Each number stands by its own label, in the order of the codes and years given."""
        found = data.population(["0480", "0484"], [2020, 2019])
        assert found.strata["municipality"].tolist() == ["0480", "0480", "0484", "0484"]
        assert found.strata["year"].tolist() == [2020, 2019, 2020, 2019]
        assert int(found.select(municipality="0484", year=2019)) == 106_859
        assert found.unit == "persons"
        assert found.definition.parameters["source"] == data.SOURCE

    def test_adds_over_municipalities_alone(self) -> None:
        """A person who lived here for two years is one person."""
        both = data.population(["0480", "0484"], [2019, 2020])
        assert both.sum("municipality").strata["year"].tolist() == [2019, 2020]
        with pytest.raises(DataError, match="summed over year"):
            both.sum("year")

    def test_one_year(self) -> None:
        """A year may be given by itself, also as numpy has it."""
        assert data.population(["0484"], np.int64(2019)) == data.population(["0484"], [2019])

    @pytest.mark.parametrize("year", [2009, 2026])
    def test_a_year_without_population(self, year: int) -> None:
        """Is refused with the years there are, never another year's in silence."""
        with pytest.raises(DataError, match=f"there for 2010–2025, not for {year}"):
            data.population(["0484"], [2019, year])

    def test_adults_by_code(self) -> None:
        """Adults are labelled with the one year they are of."""
        found = data.adults(["0484", "0480"])
        assert found.strata["year"].tolist() == [2020, 2020]
        assert 0.7 < found.value[0] / int(data.population(["0484"], 2020)) < 0.9
