"""Grants of 2013 as far as they can be read, and every way of reading small lists tried."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnr import Estimate, data, metrics
from vnr.errors import DataError
from vnr.model import Grant, GrantDecision
from vnr.results import Basis

TOTAL = 53_687_000
PEOPLE = data.population([one.code for one in data.municipalities()], 2013)
GRANTED, REJECTED, WITHDRAWN = GrantDecision


def grant(least: int | None, most: int | None = None, county: str | None = "04") -> Grant:
    return Grant("x", 2013, GRANTED, least, most, county=county)


def slow_gini(amounts: list[int]) -> float:
    """Mean difference of all pairs, over twice the mean."""
    pairs = sum(abs(one - other) for one in amounts for other in amounts)
    return pairs / (2 * len(amounts) * sum(amounts))


def readings(grants: list[Grant], total: int | None) -> list[list[int]]:
    """Every list of amounts that may have been granted."""
    either = [{one.least or 0, one.most or one.least or 0} for one in grants]
    ways = [list(way) for way in product(*either)]
    return [way for way in ways if total is None or sum(way) == total]


class TestThoseOf2013:
    """The list of the follow-up: 106 recipients, one million lost."""

    def test_read(self) -> None:
        """52 687 000 are read and 53 687 000 printed; any of 80 rows may hold the million."""
        grants = data.grants()
        assert len(grants) == 106
        assert sum(one.least or 0 for one in grants) == TOTAL - 1_000_000
        unsure = [one for one in grants if one.most is not None]
        assert len(unsure) == 80
        assert {(one.most or 0) - (one.least or 0) for one in unsure} == {1_000_000}
        # One is a federation of municipalities; 18 are offices and city districts of three.
        assert [one.recipient for one in grants if one.municipality is None] == [
            "Sjuhärads Kommunalförbund"
        ]
        assert all(one.place for one in grants)
        assert sum("," in one.recipient for one in grants) == 18

    def test_recipients_are_found(self) -> None:
        """Each recipient but the federation is found by its name."""
        for one in data.grants():
            if one.municipality:
                found = data.municipality(one.recipient, offices=True)
                assert found.code == one.municipality
                assert found.county == one.place

    def test_gini(self) -> None:
        """0.348–0.360, and each of the 80 ways of reading lies between."""
        found = metrics.gini(data.grants(), total=TOTAL)
        least = [one.least or 0 for one in data.grants()]
        ways = []
        for row, one in enumerate(data.grants()):
            if one.most is not None:
                ways.append(slow_gini([*least[:row], one.most, *least[row + 1 :]]))
        assert found.lower[0] == pytest.approx(min(ways))
        assert found.upper[0] == pytest.approx(max(ways))
        assert (round(min(ways), 3), round(max(ways), 3)) == (0.348, 0.360)
        assert np.isnan(found.value[0])
        assert (found.basis, found.confidence) == (Basis.BOUND, None)
        assert found["recipients"].tolist() == [106]
        assert [note.parameters["form"] for note in found.notes] == ["total"]
        assert "mellan 0,35 och 0,36" in found.show("sv")
        assert Estimate.from_json(found.to_json()) == found

    def test_ten_largest(self) -> None:
        """Ten of 106 have 26.1–27.8 percent."""
        found = metrics.largest_share(data.grants(), total=TOTAL)
        least = [one.least or 0 for one in data.grants()]
        ways = [
            sum(sorted([*least[:row], one.most, *least[row + 1 :]])[-10:]) / TOTAL
            for row, one in enumerate(data.grants())
            if one.most is not None
        ]
        assert (found.lower[0], found.upper[0]) == (min(ways), max(ways))

    def test_per_inhabitant(self) -> None:
        """Jämtland 2.5–10.4 kronor; Stockholm, all of which is read, 6.76."""
        found = metrics.grants_per_inhabitant(data.grants(), PEOPLE, total=TOTAL)
        assert len(found) == 21
        jamtland, stockholm = found.select(county="23"), found.select(county="01")
        assert (jamtland.lower[0].round(1), jamtland.upper[0].round(1)) == (2.5, 10.4)
        assert np.isnan(jamtland.value[0])
        assert round(float(stockholm), 2) == 6.76
        assert stockholm.lower[0] == stockholm.upper[0] == 14_630_000 / 2_163_042
        assert found["grants"].sum() == 106
        # The least of every county and one million are all that was granted.
        assert (found.lower * found["inhabitants"]).sum() == pytest.approx(TOTAL - 1_000_000)
        assert "6,76" in stockholm.show("sv")
        assert "mellan 2,53 och 10,44" in jamtland.show("sv")
        by_county: dict[str, int] = {}
        for code, number in zip(PEOPLE.strata["municipality"], PEOPLE.value, strict=True):
            by_county[str(code[:2])] = by_county.get(str(code[:2]), 0) + int(number)
        again = metrics.grants_per_inhabitant(data.grants(), by_county, total=TOTAL)
        np.testing.assert_array_equal(again.upper, found.upper)


AMOUNTS = st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0, 0, 5])), min_size=1, max_size=6)


class TestEveryWay:
    """Limits are reached by some way of reading, and no way goes beyond them."""

    @settings(max_examples=40, deadline=None)
    @given(AMOUNTS, st.booleans(), st.sampled_from([5, 3]))
    def test_limits(self, amounts: list[tuple[int, int]], known: bool, other: int) -> None:
        """Of equal gaps and of different ones, with the total known and without."""
        grants = [
            grant(
                least, least + (other if row == 0 and gap else gap) if gap else None, f"0{row % 2}"
            )
            for row, (least, gap) in enumerate(amounts)
        ]
        total = (
            sum(
                (one.least if one.most is None or row % 2 else one.most) or 0
                for row, one in enumerate(grants)
            )
            if known
            else None
        )
        ways = readings(grants, total)
        gini = metrics.gini(grants, total=total)
        assert gini.lower[0] == pytest.approx(min(map(slow_gini, ways)))
        assert gini.upper[0] == pytest.approx(max(map(slow_gini, ways)))
        shares = [sum(sorted(way)[-2:]) / sum(way) for way in ways]
        found = metrics.largest_share(grants, largest=2, total=total)
        assert found.lower[0] == pytest.approx(min(shares))
        assert found.upper[0] == pytest.approx(max(shares))
        each = metrics.grants_per_inhabitant(grants, {"00": 10, "01": 10}, total=total)
        for row, county in enumerate(("00", "01")):
            sums = [
                sum(amount for amount, one in zip(way, grants, strict=True) if one.place == county)
                for way in ways
            ]
            assert each.lower[row] == pytest.approx(min(sums) / 10)
            assert each.upper[row] == pytest.approx(max(sums) / 10)

    def test_all_read(self) -> None:
        """Then there is a value, and no note."""
        found = metrics.gini([grant(0), grant(4)])
        assert float(found) == 0.5
        assert not found.notes
        assert np.isnan(metrics.gini([grant(0)]).lower[0])
        assert np.isnan(metrics.largest_share([grant(0)]).lower[0])

    def test_inhabitants_stay_defined(self) -> None:
        """What inhabitants are is told with the figure, where it is known of them."""
        found = metrics.grants_per_inhabitant([grant(3)], PEOPLE)
        assert found.definition.operands == (PEOPLE.definition,)
        assert metrics.grants_per_inhabitant([grant(3)], {"04": 10}).definition.operands == ()

    def test_nothing_was_granted(self) -> None:
        """A printed total of 0 agrees with amounts of 0: 0 kronor for each inhabitant."""
        found = metrics.grants_per_inhabitant([grant(0)], {"04": 10, "05": 20}, total=0)
        assert found.value.tolist() == [0, 0]
        assert found["grants"].tolist() == [1, 0]
        with pytest.raises(DataError, match="whole number of kronor"):
            metrics.gini([grant(1)], total=-1)

    def test_any_total(self) -> None:
        """Without a total the note says so."""
        found = metrics.gini([grant(1, 2)])
        assert [note.parameters["form"] for note in found.notes] == ["any"]


class TestGranted:
    """Granted of decided, of rows of one's own."""

    rows = (
        Grant("a", 2026, GRANTED, 5, municipality="0484"),
        Grant("b", 2026, GRANTED, 5, municipality="0483"),
        Grant("c", 2026, REJECTED, municipality="0488"),
        Grant("d", 2026, WITHDRAWN, municipality="0488"),
        Grant("e", 2026, REJECTED),
    )

    def test_wilson(self) -> None:
        """What was withdrawn wasn't decided."""
        found = metrics.granted(self.rows)
        expected = metrics.proportion(2, 4)
        assert (float(found), found.n.tolist()) == (0.5, [4])
        assert (found.lower[0], found.upper[0]) == (expected.lower[0], expected.upper[0])
        assert found["withdrawn"].tolist() == [1]
        assert [note.code for note in found.notes] == ["grants_withdrawn"]
        assert not metrics.granted(self.rows[:3]).notes

    def test_by_size(self) -> None:
        """Each class that is given, also one that nobody applied from, and those of none."""
        sizes = {"0484": "larger", "0483": "medium", "0488": "small", "0180": "huge"}
        found = metrics.granted(self.rows, by=sizes)
        assert found.strata["size_class"].tolist() == [
            "larger", "medium", "small", "huge", "not_recorded",
        ]  # fmt: skip
        assert found.n.tolist() == [1, 1, 1, 0, 1]
        assert found["granted"].tolist() == [1, 1, 0, 0, 0]
        assert np.isnan(found.value[3])
        assert len(metrics.granted(self.rows[:4], by=sizes)) == 4

    def test_published_list(self) -> None:
        """Names no rejected applicant, so nothing can be told."""
        with pytest.raises(DataError, match=r"published list.*rows of your own"):
            metrics.granted(data.grants())


# Socialstyrelsen 2013, as printed.
IDENTITIES = {
    "granted": ["53,7 miljoner kr", "39,4 miljoner kr", "14,3 miljoner kr"],
    "carried": ["23 miljoner kr", "21,5 miljoner kr", "1,5 miljoner kr"],
    "carried in tenths": ["23,0 miljoner kr", "21,5 miljoner kr", "1,5 miljoner kr"],
    "organisations": ["20 miljoner kr", "17,9 miljoner kr", "2,1 miljoner kr"],
    "carried, organisations": ["7,3 miljoner kr", "7,0 miljoner kr", "0,3 miljoner kr"],
    "applications": ["127 ansökningar", "106 ansökningar", "21 ansökningar"],
    "of organisations": ["152", "100", "51", "1"],
    "appendix": ["53,7 miljoner kr", "53 687 000 kr"],
}


class TestIdentities:
    """Printed figures add up to half a printed digit, or are named."""

    def test_they_hold(self) -> None:
        """Whole and parts of the follow-up, each by its digits."""
        found = metrics.identities(IDENTITIES)
        assert found["holds"].tolist() == [1] * len(IDENTITIES)
        assert found["half_digit"].tolist() == [
            50_000, 500_000, 50_000, 500_000, 50_000, 0.5, 0.5, 50_000,
        ]  # fmt: skip
        assert found.value.tolist() == [0] * 7 + [13_000]
        assert not found.notes
        assert (found.basis, found.confidence) == (Basis.BOUND, None)
        assert Estimate.from_json(found.to_json()) == found

    def test_a_lost_million(self) -> None:
        """What was read is a million short of what is printed, and a note names it."""
        read = [one.least or 0 for one in data.grants()]
        found = metrics.identities({"appendix": ["53 687 000 kr", *read]})
        assert (float(found), found["holds"].tolist()) == (1_000_000, [0])
        assert found.notes[0].text("en").startswith("Don't add up: appendix.")

    def test_limits(self) -> None:
        """10 kr less 7 and 2.5 kr is 0.5, give or take half a krona; of bare numbers nothing."""
        found = metrics.identities({"a": ["10 kr", "7 kr", "2,5 kr"], "b": [10, 7, 2.5]})
        assert found.lower.tolist() == [0.0, 0.5]
        assert found.value.tolist() == [0.5, 0.5]
        assert found.upper.tolist() == [1.0, 0.5]

    @pytest.mark.parametrize(("whole", "holds"), [("2,5", 1), ("2,6", 0), ("2,45", 1), ("2,44", 0)])
    def test_half_a_digit(self, whole: str, holds: int) -> None:
        """Of the coarsest figure: 1.2 and 1.3 are 2.5, give or take 0.05."""
        assert metrics.identities({"x": [whole, "1,2", "1,3"]})["holds"].tolist() == [holds]
        assert metrics.identities({"x": [2.5, 1.2, 1.3]})["holds"].tolist() == [1]
        assert metrics.identities({"x": [2.6, 1.2, 1.3]})["holds"].tolist() == [0]

    @pytest.mark.parametrize(
        ("printed", "words"),
        [
            ([], "must be a mapping"),
            ({}, "must be a mapping"),
            ({"a": ["1"]}, "'a' needs a whole and at least one part"),
            ({"a": "1 2"}, "'a' needs a whole and at least one part"),
            ({"a": ["1 kr", "1 barn"]}, "in barn and kr; give them in one unit"),
            ({"a": ["1", "cirka 25±2"]}, r"a\[1\] must be one plain number"),
            ({"a": ["minst 10", "10"]}, r"a\[0\] must be one plain number"),
            ({"a": ["1", None]}, r"a\[1\] must be a number"),
            ({"a": ["1", float("nan")]}, r"a\[1\] must be a number"),
        ],
    )
    def test_refused(self, printed: Mapping[str, Any], words: str) -> None:
        """Each figure has to be told by its digits."""
        with pytest.raises(DataError, match=words):
            metrics.identities(printed)

    def test_units(self) -> None:
        """Several identities of different units are numbers."""
        found = metrics.identities({"a": ["2 kr", "2 kr"], "b": ["0 barn", "0 barn"]})
        assert found.unit == "number"
        assert metrics.identities({"a": ["2 kr", "2 kr"]}).unit == "kr"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.gini([]), "grants has no row"),
        (lambda: metrics.gini(3), "grants must be several"),  # type: ignore[arg-type]
        (lambda: metrics.gini(["x"]), "row 0 is str"),  # type: ignore[list-item]
        (lambda: metrics.gini([grant(None)]), "row 0 is granted and has no amount"),
        (lambda: metrics.gini([Grant("x", 2013, REJECTED)]), "no row is granted"),
        (lambda: metrics.gini([grant(5)], total=6), "no way of reading.*1 more"),
        (lambda: metrics.gini([grant(5, 7)], total=6), "no way of reading"),
        (lambda: metrics.gini([grant(5, 7)], total=9), "no way of reading"),
        (lambda: metrics.gini([grant(5, 7), grant(5, 8)], total=11), "no way of reading"),
        (lambda: metrics.gini([grant(5)], total=-1), "total must be a whole number"),
        (lambda: metrics.gini([grant(5)], total="5"), "total must be a whole number"),  # type: ignore[arg-type]
        (
            lambda: metrics.gini([grant(5, 6 + row % 2) for row in range(17)]),
            "17 amounts are unsure by different gaps",
        ),
        (lambda: metrics.largest_share([grant(5)], largest=0), "largest must be a whole"),
        (lambda: metrics.grants_per_inhabitant([grant(5)], [10]), "population must be"),
        (
            lambda: metrics.grants_per_inhabitant(
                [grant(5)], data.population(["0484"], [2012, 2013])
            ),
            "of one year",
        ),
        (lambda: metrics.grants_per_inhabitant([grant(5)], {"01": 10}), "county 04, which"),
        (
            lambda: metrics.grants_per_inhabitant([grant(5)], {"04": float("nan")}),
            "without a number",
        ),
        (
            lambda: metrics.grants_per_inhabitant([grant(5, county=None)], {"04": 10}),
            "neither county nor municipality",
        ),
        (lambda: metrics.granted(TestGranted.rows, by="size"), "by must be a mapping"),  # type: ignore[arg-type]
        (lambda: metrics.granted(TestGranted.rows, confidence=95), "0.95"),
    ],
)
def test_refused(call: Any, words: str) -> None:
    """What can't be counted says what to do."""
    with pytest.raises(DataError, match=words):
        call()


def test_kronor_are_told() -> None:
    """What a share or a number per inhabitant is of stands beside it, as a bound where unread."""
    share = metrics.largest_share(data.grants(), total=TOTAL)
    assert (int(share["kronor_least"][0]), int(share["kronor_most"][0])) == (TOTAL, TOTAL)
    loose = metrics.largest_share([grant(100, 200), grant(50)], largest=1)
    assert (loose["kronor_least"].tolist(), loose["kronor_most"].tolist()) == ([150.0], [250.0])
    each = metrics.grants_per_inhabitant(data.grants(), PEOPLE, total=TOTAL)
    assert (each["kronor_least"] / each["inhabitants"] == each.lower).all()
    assert (each["kronor_most"] / each["inhabitants"] == each.upper).all()
    assert metrics.gini([grant(5), grant(7)])["kronor_most"].tolist() == [12.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda number: metrics.granted([Grant("x", 2013, GRANTED, 1, municipality="0484")], by={"0484": number}),
        lambda number: metrics.granted([Grant("x", 2013, GRANTED, 1, municipality="0484")], by={number: "small"}),
        lambda number: metrics.identities({number: ["2", "1", "1"]}),
    ],
)  # fmt: skip
def test_labels_tell_nobody(call: Any) -> None:
    """A label that holds a personal number is refused, and not shown."""
    with pytest.raises(DataError, match="text-personal") as caught:
        call("Anna 19121212-1212")
    assert "1212" not in str(caught.value)
