"""Population by age, and what is laid beside it: joined by label, and refused where it can't be."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import polars as pl
import pytest

from building import case, register
from vnr import data, metrics
from vnr.errors import DataError
from vnr.metrics.choices import By
from vnr.model import Period, Person, Sex
from vnr.results import Counts
from vnr.words import told

YEAR = Period.year(2019)


def published(name: str, code: str) -> list[int]:
    text = files("vnr.data").joinpath(name).read_text("utf-8")
    (row,) = (row for row in csv.reader(text.splitlines()) if row[0] == code)
    return [int(number) for number in row[1:]]


class TestByAge:
    """Groups as they are published, those below 18 in one."""

    def test_of_a_municipality(self) -> None:
        """Trosa's, as in the file, in the file's order."""
        found = data.population(["0488"], 2020, by="age_group")
        expected = published("population_age_2020.csv", "0488")
        assert found.value.tolist() == expected
        assert found.strata["age_group"].tolist() == [
            "0-17", "18-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90+",
        ]  # fmt: skip
        assert found.adds_over == {"municipality", "age_group"}

    def test_all_are_there(self) -> None:
        """Ages add to everybody and from 18 to the adults, by municipality and by county."""
        codes = [one.code for one in data.municipalities()]
        by_age = data.population(codes, 2020, by="age_group")
        assert (by_age.sum("age_group").value == data.population(codes, 2020).value).all()
        grown = by_age.select(by_age.strata["age_group"] != "0-17")
        assert (grown.sum("age_group").value == data.adults(codes).value).all()
        counties = [*data.counties()]
        of_counties = data.population(counties, 2020, by=["age_group"])
        assert (of_counties.sum("age_group").value == data.population(counties, 2020).value).all()
        of_grown = of_counties.select(of_counties.strata["age_group"] != "0-17")
        assert (of_grown.sum("age_group").value == data.adults(counties).value).all()
        assert int(by_age.value.sum()) == int(of_counties.value.sum()) == 10_379_295

    def test_of_a_county(self) -> None:
        """By five years, with the municipalities' children."""
        found = data.population(["04"], 2020, by="age_group")
        expected = published("population_county_age_2020.csv", "04")
        assert found.strata["county"].tolist() == ["04"] * 19
        assert found.value.tolist() == expected
        assert found.strata["age_group"][[0, 1, 2, -1]].tolist() == [
            "0-17",
            "18-19",
            "20-24",
            "100+",
        ]

    def test_of_several_together(self) -> None:
        """Those who deliver together have the sum of theirs, by whatever order they are named."""
        one, other = (
            np.array(published("population_age_2020.csv", code)) for code in ("0482", "0483")
        )
        found = data.population(["0483+0482"], 2020, by="age_group")
        assert found.value.tolist() == (one + other).tolist()
        assert {*found.strata["municipality"].tolist()} == {"0482+0483"}
        both = data.population(["0482+0483", "0482", "0483"], [2019, 2020])
        assert both.value[:2].tolist() == (both.value[2:4] + both.value[4:]).tolist()

    @pytest.mark.parametrize(
        ("codes", "years", "by", "says"),
        [
            (["0488"], 2019, "age_group", "by age is there for 2020 only, not for 2019"),
            (["0488"], 2020, ("age_group", "sex"), "SCB has it .* by municipality, age and sex"),
            (["0488"], 2020, "form", "is by age_group"),
            (["0488", "04"], 2020, (), "unknown municipality '04'"),
            (["9999+0488"], 2020, (), "unknown municipality '9999'"),
            ([488], 2020, (), "unknown municipality"),
        ],
    )
    def test_refused(self, codes: list[str], years: int, by: By, says: str) -> None:
        """What isn't there is refused with what to do."""
        with pytest.raises((DataError, KeyError), match=says):
            data.population(codes, years, by=by)  # type: ignore[arg-type]

    def test_nobody(self) -> None:
        """Of no place there is no number."""
        assert len(data.population([], 2020, by="age_group")) == 0

    def test_in_swedish(self) -> None:
        """Where SCB has it is said in both languages."""
        with pytest.raises(DataError) as caught:
            data.population(["0488"], 2020, by="sex")  # type: ignore[arg-type]
        assert "SCB:s befolkningsstatistik efter kommun, ålder och kön" in told(caught.value, "sv")


class TestChosenAges:
    """Cases are counted in the groups that population is published by."""

    @pytest.mark.parametrize(
        ("age", "group"),
        [(0, "0-17"), (17, "0-17"), (18, "18-29"), (29, "18-29"), (30, "30-39"), (39, "30-39"),
         (40, "40-49"), (89, "80-89"), (90, "90+"), (104, "90+"), (None, "not_recorded")],
    )  # fmt: skip
    def test_edges(self, age: int | None, group: str) -> None:
        """Each group begins and ends where its name says."""
        found = metrics.count(
            register(case("1", age_at_intake=age)), YEAR, by={"age_group": data.AGES}
        )
        assert found.strata["age_group"][found.value == 1].tolist() == [group]
        assert found.strata["age_group"].tolist() == [*data.age_labels(data.AGES), "not_recorded"]

    def test_of_a_county(self) -> None:
        """By the county's groups, also as numpy has them."""
        ages = np.array(data.COUNTY_AGES)
        found = metrics.count(register(case("1", age_at_intake=23)), YEAR, by={"age_group": ages})
        assert found.strata["age_group"][found.value == 1].tolist() == ["20-24"]

    @pytest.mark.parametrize("own", [(18, 30), (0, 30, 30), (0, 1.5), ("0", "18"), "0-17", (), 18])
    def test_refused(self, own: object) -> None:
        """Whole years that rise from 0, so that nobody is lost."""
        with pytest.raises(DataError, match="age_group"):
            metrics.count(register(case()), YEAR, by={"age_group": own})


AGES = [23, 25, 31, 44, 67, 12]


def cases() -> Counts:
    made = [case(str(at), age_at_intake=age) for at, age in enumerate(AGES)]
    made += [case("u"), case("f", municipality="0482", age_at_intake=33)]
    by = {"municipality": None, "age_group": data.AGES}
    return metrics.count(register(*made), YEAR, by=by)


class TestBesideCases:
    """A rate by age, and a standardised one, need nothing of one's own."""

    def test_standardised(self) -> None:
        """As reckoned by hand from the file: sum of weight times cases per inhabitant."""
        people = data.population(["0484", "0482"], 2020, by="age_group")
        sweden = data.population([*data.counties()], 2020)
        everybody = data.population(
            [one.code for one in data.municipalities()], 2020, by="age_group"
        ).sum("municipality")
        found = metrics.standardise(cases(), people, everybody)
        of = published("population_age_2020.csv", "0484")
        weights = everybody.value / sweden.value.sum()
        seen = [1, 2, 1, 1, 0, 1, 0, 0, 0]
        expected = sum(
            10_000 * weight * number / inhabitants
            for weight, number, inhabitants in zip(weights, seen, of, strict=True)
        )
        mine = found.select(municipality="0484")
        assert float(mine.value[0]) == pytest.approx(expected, rel=1e-12)
        assert int(mine.n[0]) == 6
        assert any(
            "ålder" in note.text("sv") and "för lågt" in note.text("sv") for note in found.notes
        )

    def test_nobody_unknown(self) -> None:
        """Where every age is recorded nothing is said of those that aren't."""
        known = register(case("1", age_at_intake=23))
        counted = metrics.count(known, YEAR, by={"age_group": data.AGES})
        people = data.population(["0484"], 2020, by="age_group").sum("municipality")
        assert "group_not_recorded" not in {
            note.code for note in metrics.standardise(counted, people, people).notes
        }

    def test_rates_by_municipality(self) -> None:
        """Population of one year is joined to cases that aren't by year."""
        counted = metrics.count(register(case()), YEAR, by="municipality")
        found = metrics.rate(counted, data.population(["0482", "0484"], 2019))
        assert float(found) == pytest.approx(10_000 / 106_859)

    def test_of_two_years(self) -> None:
        """Which of them is meant nobody can tell."""
        counted = metrics.count(register(case()), YEAR, by="municipality")
        with pytest.raises(DataError, match="stratum year"):
            metrics.rate(counted, data.population(["0484"], [2019, 2020]))

    @pytest.mark.parametrize("by", ["sex", "age_group"])
    def test_a_part_beside_all(self, by: By) -> None:
        """Women beside all inhabitants would be half as many: refused, and where to find theirs."""
        woman = case("1", Person("p", birth_year=1980, sex=Sex.WOMAN))
        counted = metrics.count(register(woman), YEAR, by=("municipality", by))  # type: ignore[arg-type]
        for people in (
            data.population(["0484"], 2020),
            data.adults(["0484"]),
            data.population(["0484"], 2020).sum("municipality"),
        ):
            with pytest.raises(DataError, match="SCB has it") as caught:
                metrics.rate(counted, people)
            assert "SCB:s befolkningsstatistik" in told(caught.value, "sv")

    def test_by_sex_of_ones_own(self) -> None:
        """A frame or counts by municipality, sex and age are joined by label."""
        made = [
            case("1", Person("p", sex=Sex.WOMAN), age_at_intake=23),
            case("2", Person("q", sex=Sex.MAN), age_at_intake=17),
        ]
        by = {"municipality": None, "sex": None, "age_group": (0, 18)}
        counted = metrics.count(register(*made), YEAR, by=by).select(
            sex=["woman", "man"], age_group=["0-17", "18+"]
        )
        frame = pl.DataFrame(
            {
                "municipality": ["0484"] * 4,
                "sex": ["man", "man", "woman", "woman"],
                "age_group": ["18+", "0-17", "18+", "0-17"],
                "value": [4000, 1000, 5000, 2000],
            }
        )
        for people in (frame, Counts.from_frame(frame, by=("municipality", "sex", "age_group"))):
            found = metrics.rate(counted, people, per=1000)
            held = dict(
                zip(
                    zip(*(of.tolist() for of in list(found.strata.values())[1:]), strict=True),
                    found.value.tolist(),
                    strict=True,
                )
            )
            assert held == {
                ("woman", "18+"): 1 / 5, ("woman", "0-17"): 0, ("man", "0-17"): 1, ("man", "18+"): 0,
            }  # fmt: skip
