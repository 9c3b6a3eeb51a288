"""What is out already: results and rows that an attacker adds to those that are shown."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from vnr.disclosure import Row, Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.results import Counts, Definition, Estimate, Grid, State

PLAIN = Rule(threshold=5, insider=0)


def counts(values: list[int | None], strata: dict[str, list[str]], **told: Any) -> Counts:
    """Counts of cases as `metrics.count` makes them; None is suppressed."""
    parameters: dict[str, Any] = {
        "period": "2019", "of": "case", "basis": "known", "measure": "new", "dated_by": "basis",
        "roles": ["exposed_adult", "exposed_child", "witnessing_child"], "by": list(strata),
    }  # fmt: skip
    cutoff = told.pop("cutoff", None)
    grid = Grid(
        strata=strata,
        state=[State.SUPPRESSED if value is None else State.VALUE for value in values],
        covered=np.ones(len(values)),
        definition=Definition("count", parameters | told, cutoff),
        adds_over=strata,
    )
    return Counts.over(grid, value=[value or 0 for value in values], unit="cases")


def row(value: float | None, *, source: str = "Kolada", **told: Any) -> Row:
    """A row on cases of 2019, with its strata as names."""
    names = {
        "rounding",
        "period",
        "cutoff",
        "unit",
        "basis",
        "figure",
        "rule",
        "adds",
        "parameters",
    }
    strata = {name: told.pop(name) for name in list(told) if name not in names}
    return Row(source=source, value=value, strata=strata, **({"period": 2019} | told))


def hidden(result: Counts) -> list[bool]:
    """Which cells are suppressed."""
    return [state == State.SUPPRESSED for state in result.state.tolist()]


TOWNS = {"municipality": ["0480", "0481", "0482"]}


CASES = counts([3], {})


class TestEqualities:
    """The same definition and cut-off is the same number."""

    def test_a_total_elsewhere(self) -> None:
        """Ours hides the 3 and shows no total; Kolada prints it, and 63 − 60 is 3."""
        shown = counts([None, 20, 40], TOWNS)

        assert audit(shown, PLAIN).verdict == "safe"
        found = audit(shown, PLAIN, published=row(63))
        (leak,) = found.leaks
        assert (leak.low, leak.high, leak.cell["municipality"]) == (3, 3, "0480")
        (relation,) = leak.because
        assert relation.figures[0][0] == "Kolada"
        assert relation.show("en").startswith(
            "Kolada, value [2019-01-01–2019-12-31] = result, value"
        )

    def test_protected_from_it(self) -> None:
        """With the total known, another is hidden besides."""
        towns = counts([3, 20, 40], TOWNS)
        shown = protect(towns, PLAIN, published=[row(63)])

        assert hidden(shown) == [True, True, False]
        assert audit(shown, PLAIN, published=[row(63)]).verdict == "safe"
        assert hidden(protect(towns, PLAIN)) == [True, False, False]

    def test_the_same_printed_by_others(self) -> None:
        """The 3 is out: nothing protects it, and the message says where it stands."""
        out = row(3, municipality="0480")

        with pytest.raises(DisclosureError, match=r"out already.*result, value \[0480"):
            protect(counts([3, 20, 40], TOWNS), PLAIN, published=out)
        found = audit(counts([None, 20, 40], TOWNS), PLAIN, published=out)
        assert (found.verdict, found.hidden) == ("unsafe", 0)

    def test_last_years_report(self) -> None:
        """What was hidden last year stays hidden, until its secrecy holds without it."""
        before = {"towns": counts([None, None, 40], TOWNS), "whole": counts([63], {})}
        towns = counts([3, 20, 40], TOWNS)

        assert hidden(protect(towns, PLAIN)) == [True, False, False]
        shown = protect(towns, PLAIN, published=before)
        assert hidden(shown) == [True, True, False]
        assert audit(shown, PLAIN, published=[before]).verdict == "safe"
        # Of a year in which nothing was small no secrecy is left.
        large = counts([13, 20, 40], TOWNS)
        before = {"towns": counts([None, None, 40], TOWNS), "whole": counts([73], {})}
        assert not any(hidden(protect(large, PLAIN, published=before)))

    def test_protected_before(self) -> None:
        """Of a report that says that none of its hidden numbers is 0 each is at least 1."""
        before = protect({"towns": counts([3, 20, 40], TOWNS), "whole": counts([63], {})}, PLAIN)
        (one, other) = audit(published=before, rule=Rule(insider=0, width=60)).leaks

        assert (one.low, other.low) == (1, 1)
        assert other.label == "published towns"

    def test_rounded(self) -> None:
        """60 rounded to ten is 55 to 65: beside 50 that are shown the others are at most 15."""
        rows = [row(60, rounding=10), row(50, municipality="0480"), row(None, municipality="0481")]
        wide = Rule(threshold=6, insider=0, width=60)
        ends = {
            one.cell["municipality"]: (one.low, one.high)
            for one in audit(published=rows, rule=wide).leaks
        }

        assert ends == {"0481": (5, 15)}

    def test_hidden_and_tied_to_nothing(self) -> None:
        """What others hide of something else doesn't matter here."""
        towns = counts([30, 20, 40], TOWNS)
        assert protect(towns, PLAIN, published=row(None, unit="episode")).value.tolist() == [
            30,
            20,
            40,
        ]

    def test_the_count_of_a_rate(self) -> None:
        """A rate's n is its count: last year's table of rates shows what ours hides."""
        towns = counts([3, 20, 40], TOWNS)
        rates = Estimate.over(
            attrs.evolve(towns.grid, definition=Definition("rate", {}, operands=(towns.definition,))),
            value=[1.0, 2.0, 3.0], lower=[0.0] * 3, upper=[9.0] * 3, n=towns.value, unit="per 1000",
            method="-",
        )  # fmt: skip

        with pytest.raises(DisclosureError, match="out already"):
            protect(towns, PLAIN, published={"rates": rates})

    def test_many(self) -> None:
        """Every figure that is told is listed, also beyond those of which is told by what."""
        rows = [
            row(None, municipality=f"{1000 + number}", rounding=(2, 2)) for number in range(101)
        ]
        assert len(audit(published=rows, rule=PLAIN).leaks) == 101

    def test_one_who_knows_a_record(self) -> None:
        """Two forms of at most 6 each: who knows that one isn't 0 knows that five are left for the other."""
        rule = Rule(threshold=5, insider=1, width=5)
        rows = [row(None, sex="woman"), row(None, sex="man"), row(6)]
        leaks = audit(published=rows, rule=rule).leaks

        assert [leak.possible for leak in leaks] == [6, 6]
        assert [len(leak.because) for leak in leaks] == [1, 1]

    def test_mappings(self) -> None:
        """A row may be a mapping by the names of its attributes."""
        told = {"source": "Kolada", "value": 63, "period": 2019}

        assert audit(counts([None, 20, 40], TOWNS), PLAIN, published=[told]).verdict == "unsafe"
        with pytest.raises(DisclosureError, match="names source, value"):
            audit(published=[told | {"colour": "red"}])


class TestCutoffs:
    """At another cut-off the difference is a number of its own."""

    def test_told_twice(self) -> None:
        """40 by the end of the year and 43 a year on: three were known late."""
        before = counts([40, 20, 40], TOWNS, cutoff="2019-12-31")
        now = counts([43, 20, 30], TOWNS, cutoff="2020-12-31")
        shown = protect(now, PLAIN, published=before)

        assert hidden(shown) == [True, False, False]
        assert audit(shown, PLAIN, published=before).verdict == "safe"
        (leak,) = audit(now, PLAIN, published=before).leaks
        assert (leak.low, leak.figure) == (3, "value − value")

    def test_by_the_same_day(self) -> None:
        """A row of the same day is the same number; of a day that nobody says it is another."""
        now = counts([None, 20, 40], TOWNS, cutoff="2020-12-31")

        assert audit(now, PLAIN, published=row(63, cutoff="2020-12-31")).verdict == "unsafe"
        assert audit(now, PLAIN, published=row(63)).verdict == "safe"


class TestTime:
    """Spans that hold or overlap one another."""

    def test_rolling_years(self) -> None:
        """Two rolling years and what lies between: the quarter that was added has 2 more."""
        rows = [
            row(40, period="2018-10-01/2019-09-30"),
            row(42, period="2019-01-01/2019-12-31"),
            row(30, period="2019-01-01/2019-09-30"),
        ]
        found = audit(published=rows, rule=PLAIN)

        assert {one.cell["period"]: one.low for one in found.inferences} == {}
        small = [*rows[:2], row(38, period="2019-01-01/2019-09-30")]
        found = audit(published=small, rule=PLAIN)
        assert {one.cell["period"]: one.low for one in found.leaks} == {
            "2018-10-01–2018-12-31": 2,
            "2019-10-01–2019-12-31": 4,
        }

    def test_months_quarters_years(self) -> None:
        """A quarter's hidden month is what the others leave of it."""
        months = counts([None, 9, 9], {"month": ["2019-01", "2019-02", "2019-03"]})
        quarters = counts([20, 9, 9, 9], {"quarter": ["2019Q1", "2019Q2", "2019Q3", "2019Q4"]})
        tables = {"months": months, "quarters": quarters, "year": counts([47], {})}
        (leak,) = audit(tables, PLAIN).leaks

        assert (leak.cell["period"], leak.low) == ("2019-01-01–2019-01-31", 2)
        assert not audit(
            tables
            | {
                "quarters": counts(
                    [None] * 4, {"quarter": ["2019Q1", "2019Q2", "2019Q3", "2019Q4"]}
                )
            },
            PLAIN,
        ).leaks

    def test_persons_of_spans(self) -> None:
        """Persons don't add up over time: those of a year are at most those of two."""
        wide = Rule(threshold=5, insider=0, width=60)
        tables = {
            "year": attrs.evolve(counts([None], {}, of="person"), adds_over=()),
            "two": counts([8], {}, of="person", period="2018-01-01/2019-12-31"),
        }
        (leak,) = audit(tables, wide).leaks

        assert (leak.low, leak.high) == (1, 8)
        stock = {
            name: counts([8], {}, measure="stock", period=name, of="person")
            for name in ("2018", "2019")
        }
        assert not audit(stock, wide).inferences


class TestContradictions:
    """What can't be so is said, and nothing is claimed."""

    def test_of_others(self) -> None:
        """A total that is less than its parts: the audit names the relation and claims nothing."""
        shown = counts([None, 20, 40], TOWNS)
        found = audit(shown, PLAIN, published=row(50))

        assert found.verdict == "not proved in time"
        assert not found.leaks
        ((relation,),) = found.contradictions
        assert len(relation.figures) == 4
        assert "1 relations contradict" in found.show("en")
        with pytest.raises(DisclosureError, match="contradicts these numbers"):
            protect(counts([3, 20, 40], TOWNS), PLAIN, published=row(50))

    @pytest.mark.parametrize(
        ("other", "said"),
        [
            (row(21, source="SKR", municipality="0481"), "SKR"),
            (row(30, source="SKR", municipality="0481", rounding=10), "SKR"),
        ],
    )
    def test_the_same_twice(self, other: Row, said: str) -> None:
        """Two who print different numbers for one thing."""
        towns = counts([30, 20, 40], TOWNS)
        ((relation,),) = audit(towns, PLAIN, published=other).contradictions

        assert [figure[0] for figure in relation.figures] == ["result", said]

    def test_by_several_relations(self) -> None:
        """No single relation says so: four of 1 to 5 are two sums, whose sum is 22 to 24."""
        rows = [row(None, rounding=(22, 24)), row(None, sex="woman"), row(None, sex="man")]
        rows += [
            row(None, sex=sex, municipality=code, rounding=(1, 5))
            for sex in ("woman", "man")
            for code in ("0480", "0481")
        ]
        (relations,) = audit(published=rows, rule=PLAIN).contradictions
        assert [len(relation.figures) for relation in relations] == [3, 3, 3]
        with pytest.raises(DisclosureError, match="contradicts these numbers or itself"):
            protect(counts([30, 20, 40], TOWNS, period="2018"), PLAIN, published=rows)

    def test_part_and_whole(self) -> None:
        """Others know of 9 where 12 came for violence."""
        first = counts([12], {}, basis="original", dated_by="opened")
        others = row(9, parameters={"dated_by": "opened"})
        ((relation,),) = audit(first, PLAIN, published=others).contradictions

        assert [label for label, _, _ in relation.figures] == ["Kolada", "result", "Kolada"]

    def test_some_rows_only(self) -> None:
        """One municipality prints its own number: it isn't all of the county's."""
        rows = [row(63), row(20, source="Nyköping", municipality="0480")]
        assert audit(published=rows, rule=PLAIN).verdict == "safe"
        rows.append(row(40, source="Nyköping", municipality="0481"))
        (leak,) = audit(published=rows, rule=PLAIN).leaks
        assert (leak.low, leak.figure) == (3, "value − Nyköping")
        rows.append(row(40, source="Nyköping", municipality="0482"))
        assert audit(published=rows, rule=PLAIN).contradictions


class TestUnreckoned:
    """What can't be matched is listed."""

    def test_another_definition(self) -> None:
        """Another unit, another rule, a kind of result that nobody knows: none is tied to ours."""

        class Own(Counts):
            """A result of one's own."""

        own = Own(
            **{
                name: getattr(CASES, name)
                for name in ("state", "covered", "value", "unit", "definition")
            }
        )
        others = [
            row(3, unit="episode", municipality="0480"),
            row(2, source="Årsredovisning", figure="anmälningar", rule="annual"),
            {
                "own": own,
                "matters": counts([2, 3, 4], TOWNS, measure="stock"),
                "all": counts([9], {}, measure="stock"),
            },
        ]
        found = audit(counts([30, 20, 40], TOWNS), PLAIN, published=others)

        assert found.verdict == "safe"
        assert found.unreckoned == (
            ("published own", "value"), ("published matters", "value"), ("published all", "value"), ("Kolada", "value"), ("Årsredovisning", "anmälningar"),
        )  # fmt: skip
        assert "published own" in found.show("sv")
        with pytest.raises(DisclosureError, match="result is a Own"):
            audit(own)


@pytest.mark.parametrize(
    ("published", "message"),
    [
        (5, "published holds a int: give folders"),
        ([counts([30], {}), 5.0], "published holds a float"),
        ("2018", "2018 is no release"),
    ],
)
def test_bad_input(published: Any, message: str) -> None:
    """What is no release is refused in words, by both doors."""
    for door in (audit, protect):
        with pytest.raises(DisclosureError, match=message):
            door(counts([30], {}), published=published)


def test_bad_rows() -> None:
    """A row that tells of no number."""
    with pytest.raises(DisclosureError, match="a fraction"):
        row(3.4)
    with pytest.raises(DisclosureError, match="no number from 0 up"):
        row(3, rounding=(5, 1))


CHOSEN: dict[str, Any] = {
    "all": {},
    "county": {"county": ["04"]},
    "town": {"municipality": ["0480"]},
    "both": {"county": ["04"], "municipality": ["0480"]},
}
"""Places that may be chosen from a register, and the table of each."""


def chosen(which: str, values: list[int], *names: str) -> Counts:
    """Counts of what was chosen."""
    told = {"selection": CHOSEN[which]} if CHOSEN[which] else {}
    towns = ["0480", "0481", "0482"][: len(values)]
    return counts([*values], {"municipality": towns} if names else {}, **told)


class TestChosen:
    """A municipality's number is the same whether it was chosen alone, with its county, or not."""

    @pytest.mark.parametrize(("ours", "theirs"), [("county", "all"), ("all", "county")])
    def test_tables(self, ours: str, theirs: str) -> None:
        """What one table hides another shows, and where they differ nothing is claimed."""
        own = protect(chosen(ours, [30, 33, 3], "municipality"), PLAIN)
        out = chosen(theirs, [30, 33, 3], "municipality").select(municipality=["0480", "0482"])
        assert audit(own, PLAIN, published=out).verdict == "unsafe"
        other = chosen(theirs, [37, 33, 3], "municipality")
        assert audit(own, PLAIN, published=other).contradictions

    @pytest.mark.parametrize("which", ["county", "town", "all"])
    def test_rows(self, which: str) -> None:
        """Rows of others know of no choice, and are tied to what was counted of one."""
        own = chosen(which, [30], "municipality")
        for strata in ({"municipality": "0480"}, {"municipality": "0480", "sex": "woman"}):
            found = audit(
                own, PLAIN, published=[row(28, **strata), row(2, **strata | {"sex": "man"})]
            )
            assert not found.unreckoned
        foreign = audit(own, PLAIN, published=row(7, period=2017))
        assert foreign.unreckoned == (("Kolada", "value"),)

    @pytest.mark.parametrize("which", ["town", "both"])
    def test_a_municipality_by_itself_beside_its_county(self, which: str) -> None:
        """The county's row is the total of what the municipality shows by sex."""
        by_sex = counts([28, None], {"sex": ["woman", "man"]}, selection=CHOSEN[which])
        county = chosen("county", [30, 33, 30], "municipality")
        (leak,) = audit(by_sex, PLAIN, published=county).leaks
        assert (leak.low, leak.high) == (2, 2)
        # And what is chosen by anything else is another number, which lies within.
        other = counts([30], {"municipality": ["0480"]}, selection={"sex": ["woman"]})
        found = audit(by_sex, PLAIN, published=other)
        assert (found.leaks, found.contradictions) == ((), ())
        (rest,) = audit(other, PLAIN, published=chosen(which, [32])).leaks
        assert (rest.low, rest.high) == (2, 2)

    def test_a_county_is_not_all(self) -> None:
        """Its rows add up to its own total, and not to that of all counties."""
        own = {
            "all": counts([150], {}),
            "counties": counts([66, 84], {"county": ["04", "10"]}),
        }
        towns = chosen("county", [30, 33, 3], "municipality")
        assert not audit(own, PLAIN, published=towns).contradictions
        masked = attrs.evolve(towns, state=[0, 0, State.SUPPRESSED])
        found = audit(own, PLAIN, published={"towns": masked})
        assert not found.contradictions
        assert [(one.label, one.low, one.high) for one in found.leaks] == [
            ("published towns", 3, 3)
        ]

    @pytest.mark.parametrize("which", ["town", "both"])
    def test_a_municipality_is_not_its_county(self, which: str) -> None:
        """Reports of a county and of one of its municipalities are out, when the next year's is."""
        out = {
            "towns": chosen("county", [30, 33, 9], "municipality"),
            "total": chosen("county", [72]),
            "town": chosen(which, [30]),
            "sexes": counts([28, 2], {"sex": ["woman", "man"]}, selection=CHOSEN[which]),
        }
        own = counts([31], {}, period="2018", selection=CHOSEN["county"])
        assert not audit(own, PLAIN, published=out).contradictions

    def test_a_municipality_beside_its_countys_total(self) -> None:
        """What nobody is in a county nobody is in one of its municipalities."""
        out = counts([1, 66], {"sex": ["other", "woman"]}, selection=CHOSEN["county"])
        town = counts(
            [None, 30, None], {"sex": ["other", "woman", "man"]}, selection=CHOSEN["town"]
        )
        own = {"town": town, "total": chosen("town", [38])}
        assert not audit(own, PLAIN).leaks
        leaks = audit(own, PLAIN, published=out).leaks
        assert [(one.label, one.low, one.high) for one in leaks] == [
            ("published 1", 1, 1),
            ("town", 1, 1),
        ]

    def test_forms_of_a_municipality_beside_its_countys_total(self) -> None:
        """All cases of a county aren't those of one of its municipalities without a form."""
        own = counts([3, 9], {"form": ["physical", "not_recorded"]}, selection=CHOSEN["town"])
        own = attrs.evolve(own, adds_over=frozenset(), sensitive=frozenset({"form"}))
        assert not audit(own, PLAIN, published=chosen("county", [72])).contradictions

    def test_two_municipalities_by_themselves(self) -> None:
        """Their total is neither's."""
        pair = counts([63], {}, selection={"municipality": ["0480", "0481"]})
        found = audit(chosen("town", [30]), PLAIN, published=pair)
        assert not found.contradictions

    def test_the_total_of_one_choice_in_another(self) -> None:
        """A row of others is the same number in each choice of which something is shown."""
        by_sex = counts([28, None], {"sex": ["woman", "man"]}, selection=CHOSEN["town"])
        own = {"town": by_sex, "all": chosen("all", [30, 33, 30], "municipality")}
        (leak,) = audit(own, PLAIN, published=row(30, municipality="0480")).leaks
        assert (leak.label, leak.low, leak.high) == ("town", 2, 2)
        assert audit(own, PLAIN, published=row(31, municipality="0480")).contradictions


def test_several_bases() -> None:
    """A table of several bases is what each of them is by itself."""
    bases = {"basis": ["known"] * 2 + ["suspected"] * 2, "sex": ["woman", "man"] * 2}
    own = counts([28, None, 40, 41], bases)
    (leak,) = audit(own, PLAIN, published=row(30)).leaks
    assert (leak.low, leak.high) == (2, 2)
    told = audit(own, PLAIN, published=row(81, basis="suspected"))
    assert [told.leaks, told.contradictions, told.unreckoned] == [(), (), ()]
    assert audit(own, PLAIN, published=row(83, basis="suspected")).contradictions
