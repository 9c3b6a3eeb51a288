"""Results that may be shown, one or several together."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import case, register
from counties import island, small_county
from vnr import Register, disclosure, metrics
from vnr.disclosure import Rule, audit, protect
from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._programs import Programs
from vnr.disclosure.attack._shapes import Flows
from vnr.errors import DisclosureError, UnknownNameError
from vnr.metrics import count
from vnr.model import Period, Person, Sex
from vnr.results import Counts, Definition, Estimate, Figure, Grid, Note, Result, State
from vnr.testing import registers

YEAR = Period.year(2019)


def counts(values: list[int], strata: dict[str, list[str]], **parameters: Any) -> Counts:
    """Counts of cases that add over all of their strata."""
    grid = Grid(
        strata=strata,
        state=np.zeros(len(values)),
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": list(strata), **parameters}),
        adds_over=strata,
    )
    return Counts.over(grid, value=values, unit="cases")


def hidden(result: Result, name: str = "value") -> list[bool]:
    """Which cells of a figure are suppressed."""
    return [state == State.SUPPRESSED for state in result.state_of(name).tolist()]


def single(hits: float, n: float) -> Estimate:
    """One share with its numbers."""
    return Estimate.over(
        Grid.delivered(1, Definition("share", {"period": "2019, at the end"})),
        value=0.5, lower=0.5, upper=0.5, n=n, unit="proportion", method="-", confidence=None,
        columns={"hits": [hits], "name": ["a"]},
        figures={
            "value": Figure("share", ratio_of=("hits", "n")), "hits": Figure("cases", part_of="n")
        },
    )  # fmt: skip


TOWNS = {"municipality": ["0480", "0481", "0482", "0483"]}


class TestTogether:
    """What is shown together is protected together."""

    def test_alone(self) -> None:
        """Without a total a small number is hidden alone."""
        assert hidden(protect(counts([3, 20, 30, 40], TOWNS))) == [True, False, False, False]

    def test_with_its_total(self) -> None:
        """With the total another must go too: here the cheapest is the next."""
        whole = counts([93], {})
        shown = protect({"towns": counts([3, 20, 30, 40], TOWNS), "whole": whole})

        assert hidden(shown["towns"]) == [True, True, False, False]
        assert hidden(shown["whole"]) == [False]

    def test_two_splits_of_one_total(self) -> None:
        """By town and by sex: nobody prints the total, and both splits have it."""
        sexes = counts([3, 90], {"sex": ["woman", "man"]})
        shown = protect(
            {"towns": counts([50, 43], {"municipality": ["0480", "0481"]}), "sexes": sexes}
        )

        assert sum(hidden(shown["towns"])) + sum(hidden(shown["sexes"])) >= 2
        assert audit(shown).verdict == "safe"

    def test_years_and_their_period(self) -> None:
        """Three years and the whole of them: a hidden year isn't the rest."""
        years = counts(
            [3, 20, 30], {"year": ["2017", "2018", "2019"]}, period="2017-01-01/2019-12-31"
        )
        whole = counts([53], {}, period="2017-01-01/2019-12-31")
        shown = protect({"years": years, "whole": whole})

        assert sum(hidden(shown["years"])) == 2
        single = counts([3], {}, period="2017")
        assert hidden(protect({"years": years, "single": single})["single"]) == [True]

    @pytest.mark.parametrize(("dated_by", "gone"), [("opened", 1), ("basis", 0)])
    def test_bases_side_by_side(self, dated_by: str, gone: int) -> None:
        """60 known and 57 by the first reason tell of three, where both are of the same cases."""
        tables = {
            basis: counts([number], {}, of="case", basis=basis, dated_by=dated_by)
            for basis, number in (("original", 57), ("known", 60))
        }
        shown = protect(tables)

        assert sum(hidden(shown["original"]) + hidden(shown["known"])) == gone

    def test_persons_have_cases(self) -> None:
        """5 persons hidden beside 9 cases: they are 1 to 9, which 10 numbers are not."""
        tables = {
            of: counts([number], {}, of=of, basis="known", dated_by="basis")
            for of, number in (("case", 9), ("person", 5))
        }

        assert not any(hidden(protect(tables)["case"]))
        assert hidden(protect(tables, Rule(threshold=6, width=9))["case"]) == [True]

    def test_as_many_persons_as_cases(self) -> None:
        """A town's 20 cases are hidden beside its total, and as many persons of it with them."""
        towns = {"municipality": ["0480", "0481", "0482", "0483"]}
        tables = {
            of: counts(values, towns, of=of, basis="known", dated_by="basis")
            for of, values in (("case", [3, 20, 30, 40]), ("person", [3, 20, 29, 40]))
        }
        shown = protect(
            {**tables, "whole": counts([93], {}, of="case", basis="known", dated_by="basis")}
        )

        assert hidden(shown["case"]) == [True, True, False, False]
        assert hidden(shown["person"]) == [True, True, False, False]

    def test_not_reported_stays(self) -> None:
        """What wasn't delivered is that, and hides nobody."""
        towns = counts([3, 20, 0, 40], TOWNS)
        state = np.array([0, 0, State.NOT_REPORTED, 0])
        shown = protect({"towns": attrs.evolve(towns, state=state), "whole": counts([63], {})})

        assert shown["towns"].state.tolist() == [3, 3, 1, 0]


class TestZeros:
    """A number of nobody: safe, sensitive, or 0 by definition."""

    def reasons(self, values: list[int]) -> Counts:
        """Cases by reason, of which there can be none for economic reasons."""
        made = counts(values, {"reason": ["violence", "honour_violence", "economic"]})
        figure = Figure("cases", impossible=[("reason", "economic")])
        figures: Any = {"value": figure}
        return attrs.evolve(made, figures=figures)

    def test_sensitive(self) -> None:
        """A zero is hidden as a small number is, and another to protect it."""
        rule = Rule(zeros="sensitive")
        tables = {"towns": counts([0, 20, 30, 40], TOWNS), "whole": counts([90], {})}
        shown = protect(tables, rule)

        assert hidden(shown["towns"]) == [True, True, False, False]
        assert audit(shown, rule).verdict == "safe"
        assert audit(tables, rule).leaks[0].low == 0
        assert not any(hidden(protect(tables)["towns"]))

    def test_impossible(self) -> None:
        """What is 0 by definition is shown even so, and hides nobody."""
        rule = Rule(zeros="sensitive")
        tables = {"reasons": self.reasons([20, 30, 0]), "whole": counts([50], {})}
        assert not any(hidden(protect(tables, rule)["reasons"]))
        assert audit(tables, rule).verdict == "safe"

        small = {"reasons": self.reasons([3, 30, 0]), "whole": counts([33], {})}
        shown = protect(small, Rule(insider=0))
        assert hidden(shown["reasons"]) == [True, True, False]
        # Who hides it by hand tells no less.
        state = np.array([State.SUPPRESSED, State.VALUE, State.SUPPRESSED])
        masked = {**small, "reasons": attrs.evolve(small["reasons"], state=state)}
        (leak,) = audit(masked, Rule(insider=0)).leaks
        assert (leak.low, leak.high) == (3, 3)

    def test_totals_and_rests(self) -> None:
        """The total of what is 0 by definition is so too, and so is what is left of it."""
        strata = {
            "municipality": ["0480", "0480", "0481", "0481"],
            "reason": ["violence", "economic"] * 2,
        }
        grid = counts([20, 0, 30, 0], strata).grid
        never = [("reason", "economic")]
        result = Estimate.over(
            grid, value=[0.5, np.nan] * 2, lower=[0.1] * 4, upper=[0.9] * 4, n=[40, 0, 60, 0],
            unit="proportion", method="-", columns={"hits": [20, 0, 30, 0]},
            figures={
                "value": Figure("share", ratio_of=("hits", "n")),
                "n": Figure("cases", impossible=never),
                "hits": Figure("cases", part_of="n", impossible=never),
            },
        )  # fmt: skip
        rule = Rule(zeros="sensitive")
        reasons = attrs.evolve(
            result.take([0, 1]),
            strata={"reason": ["violence", "economic"]},
            columns={"hits": [50, 0]},
            n=np.array([100, 0]),
        )
        tables = {"towns": result, "reasons": reasons}

        assert audit(tables, rule).verdict == "safe"
        assert not protect(tables, rule)["towns"].state_of("hits").any()

    def test_declared_by_metrics(self) -> None:
        """No case holds the first reason that came for another."""
        register = island()
        count = metrics.count(register, YEAR, basis="original", by="reason")
        found = metrics.detection(register, YEAR, by="reason")
        rule = Rule(zeros="sensitive")
        shown = protect({"count": count, "found": found}, rule)

        for result, name in ((count, "value"), (found, "original")):
            figure = result.figure(name)
            never = ~np.isin(result.strata["reason"], ["violence", "honour_violence"])
            assert figure.impossible
            assert not result[name][never].any()
            label = "count" if name == "value" else "found"
            assert (shown[label].state_of(name)[never] == State.VALUE).all()
        assert type(found).from_dict(found.to_dict()) == found
        assert not metrics.count(register, YEAR, by="reason").figures
        with pytest.raises(DisclosureError, match="there can be none by its own definition"):
            protect(self.reasons([3, 30, 1]))


def test_withheld() -> None:
    """A cell that is not to be shown hides whatever it holds, and others may hide behind it."""
    towns = counts([3, 20, 30, 40], TOWNS)
    out = {"towns": np.array([False, False, False, True])}
    shown = protect({"towns": towns, "whole": counts([93], {})}, withheld=out)

    assert hidden(shown["towns"]) == [True, False, False, True]
    with pytest.raises(KeyError, match="town"):
        protect({"towns": towns}, withheld={"town": np.zeros(4, bool)})


class TestFigures:
    """What goes with a count that is hidden."""

    def share(self, hits: list[int], of: list[int]) -> Estimate:
        k, n = np.array(hits), np.array(of)
        grid = Grid(
            strata={"municipality": TOWNS["municipality"][: len(hits)]},
            state=np.zeros(k.size),
            covered=np.ones(k.size),
            definition=Definition("share", {"period": "2019"}),
        )
        return Estimate.over(
            grid, value=k / n, lower=k / n, upper=k / n, n=n, unit="proportion", method="wilson",
            columns={"hits": k},
            figures={
                "value": Figure("share", ratio_of=("hits", "n")),
                "n": Figure("cases"),
                "hits": Figure("cases", part_of="n"),
            },
        )  # fmt: skip

    def test_numerator_denominator_and_rest(self) -> None:
        """3 of 40, 37 of 40, 20 of 40: a share shows only where neither side is small."""
        shown = protect(self.share([3, 37, 20], [40, 40, 40]))

        assert hidden(shown) == [True, True, False]
        assert hidden(shown, "lower") == [True, True, False]
        later = attrs.evolve(
            self.share([3, 37, 20], [40, 40, 40]), states={"hits": np.array([1, 0, 0])}
        )
        assert protect(later).state_of("hits").tolist() == [1, 3, 0]
        assert np.isnan(shown.value).tolist() == [True, True, False]
        assert not np.any(shown["hits"][[0, 1]] * shown.n[[0, 1]])

    def test_none_of_a_few(self) -> None:
        """0 of 3: the 3 is hidden and the 0 isn't, and the share goes with either."""
        shown = protect(self.share([0, 20], [3, 40]))

        assert hidden(shown, "hits") == [False, False]
        assert hidden(shown, "n") == [True, False]
        assert hidden(shown) == [True, False]

    def test_median(self) -> None:
        """A median shows with as many on each side as may be shown, and a score with all cells."""
        share = self.share([20, 20, 20], [40, 40, 9 + 31])
        kinds: Any = {**share.figures, "delay": Figure("days"), "score": Figure("number")}
        shown = protect(
            attrs.evolve(
                share,
                n=np.array([40, 9, 40]),
                columns={"hits": [20, 0, 3], "delay": [3.0, 4.0, 5.0], "score": [1.0, 2.0, 3.0]}
                | {"name": ["a", "b", "c"]},
                figures=kinds,
            )
        )

        assert hidden(shown, "delay") == [False, True, True]
        assert shown["delay"][0] == 0  # of 3 days, in whole weeks
        assert hidden(shown, "score") == [True, True, True]
        assert hidden(shown, "name") == [False, False, False]

    def test_a_share_alone(self) -> None:
        """3 of 40 printed as 7.5 % of 40: the share gives the 3 back, and 37 of 40 the rest."""
        shares = metrics.proportion([3, 37, 20, 0], [40, 40, 40, 0])
        shown = protect(shares)

        assert hidden(shown) == [True, True, False, False]
        assert hidden(shown, "upper") == [True, True, False, False]
        assert audit(shares).verdict == "unsafe"
        assert audit(shown).verdict == "safe"

    def test_a_share_beside_its_counts(self) -> None:
        """The numbers of a share are those of the counts that it was made of."""
        towns = {"municipality": ["0480", "0481"]}
        first, known = counts([37, 20], towns, basis="original"), counts([40, 40], towns)
        for of, made in (
            ("both", metrics.proportion(first, known)),
            ("one", metrics.proportion(first, [40, 40])),
        ):
            shown: dict[str, Any] = protect({"first": first, "known": known, "share": made})
            assert hidden(shown["share"]) == [True, False]
            if of == "both":
                assert hidden(shown["first"])[0] or hidden(shown["known"])[0]
            assert audit(shown).verdict == "safe"

    def test_of_what_nobody_knows(self) -> None:
        """A figure of no kind, a ratio of numbers that aren't there and a share of none are refused."""
        grid = Grid.delivered(1, Definition("own", {"period": "2019"}))
        made: Any = {"lower": 0, "upper": 1, "n": 40, "method": "-", "confidence": None}

        for unit, value in (("points", 3.0), ("ratio", 1.5), ("proportion", 0.33)):
            own = Estimate.over(grid, value=value, unit=unit, **made)
            with pytest.raises(DisclosureError, match="figures="):
                protect(own)
        ranks = metrics.ranks([30, 20, 40], [900, 800, 1000], draws=100)
        assert not any(hidden(protect(ranks)))

    def test_shrunken_rates(self) -> None:
        """Two shrunken rates and their numbers give the rate of all back, and with it the hidden one."""
        exposure = dict(zip(TOWNS["municipality"], [1e4, 2e4, 3e4, 4e4], strict=True))
        for values, gone in (([3, 20, 30, 40], True), ([13, 20, 30, 40], False)):
            towns = counts(values, TOWNS)
            tables: dict[str, Counts | Estimate] = {
                "towns": towns,
                "rates": metrics.rate(towns, exposure),
                "shrunken": metrics.shrink(towns, exposure),
            }
            shown = protect(tables)
            assert hidden(shown["rates"]) == [gone, False, False, False]
            assert hidden(shown["shrunken"]) == [gone] * 4
            assert hidden(shown["shrunken"], "upper") == [gone] * 4
            assert hidden(shown["shrunken"], "n") == [gone, False, False, False]

    def test_limits_of_a_number(self) -> None:
        """A number of persons that isn't shown has no limits either."""
        grid = counts([3, 30], {"municipality": ["0480", "0481"]}).grid
        numbers = np.array([3, 30])
        made = Estimate.over(
            grid, value=numbers, lower=numbers - 1, upper=numbers + 1, n=numbers, unit="persons",
            method="-", figures={"value": Figure("persons"), "n": Figure("persons", sum_of="value")},
        )  # fmt: skip

        assert hidden(protect(made), "lower") == [True, False]

    def test_small_numbers_in_notes(self) -> None:
        """A note that numbers a few of a cell that is shown is told in general words, or not."""
        few = Note("few_repeats", number=3)
        towns = attrs.evolve(counts([30, 20, 30, 40], TOWNS), notes=(few,))

        assert all("3" not in note.text("en") for note in protect(towns).notes[:-1])

    def test_notes(self) -> None:
        """Every result names the rule it was protected by, in both languages."""
        shown = protect(self.share([3, 37, 20], [40, 40, 40]), Rule(name="nämndens", threshold=5))

        assert "nämndens" in shown.notes[-1].text("sv")
        assert "1–5" in shown.notes[-1].text("en")
        assert ".." in shown.cells()[0]


@settings(max_examples=5)
@given(registers(coverage=False), st.integers(2, 6), st.integers(0, 1))
def test_nothing_protected_is_found(register: Register, threshold: int, insider: int) -> None:
    """No figure that protect passed is narrower than asked; hiding the small alone is."""
    rule = Rule(threshold=threshold, insider=insider)
    period = register.observed
    results: dict[str, Counts | Estimate] = {
        "towns": metrics.count(register, period, by="municipality"),
        "sexes": metrics.count(register, period, by=("municipality", "sex")),
        "whole": metrics.count(register, period),
        "original": metrics.detection(register, period, by="municipality"),
        "return": metrics.reactivation(register, period, by="municipality"),
    }
    with suppress(DisclosureError):
        # Of a handful there may be nothing to hide behind: then nothing is passed.
        _holds(results, protect(results, rule), rule)


def _holds(
    results: dict[str, Counts | Estimate], shown: dict[str, Counts | Estimate], rule: Rule
) -> None:
    """The attacker finds nothing, and every small count is hidden."""
    assert audit(shown, rule).verdict == "safe"
    for label, result in results.items():
        for name in result.names:
            there = result.state_of(name) == State.VALUE
            small = (
                result[name].astype(float)
                if result[name].dtype.kind in "iuf"
                else np.zeros(len(result))
            )
            if result.figure(name).kind.adds:
                small = (small >= 1) & (small <= rule.sensitive_to) & there
                assert (shown[label].state_of(name)[small] == State.SUPPRESSED).all()


def test_the_countys_tables() -> None:
    """Tables of five municipalities: at most a quarter hidden, no total, and it is proven least."""
    register = small_county()
    results: dict[str, Counts | Estimate] = {
        "cases": metrics.count(register, YEAR, by="municipality"),
        "whole": metrics.count(register, YEAR),
        "follow": metrics.follow_up(register, YEAR, denominator="due", by="municipality"),
        "started": metrics.follow_up(register, YEAR, denominator="started", by="municipality"),
        "follow_whole": metrics.follow_up(register, YEAR, denominator="due"),
    }
    shown = protect(results, disclosure.FIVE)
    found = audit(shown, disclosure.FIVE)

    assert found.verdict == "safe"
    assert found.hidden <= found.figures / 4
    assert not any(hidden(shown["whole"]))
    assert not any(hidden(shown["cases"]))
    assert "protected_with_zeros" in {note.code for note in shown["cases"].notes}
    assert hidden(shown["follow"], "n_exempt") != hidden(shown["started"], "n_exempt")


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ({"a": 3}, "a mapping of labels"),
        ([1, 2], "a mapping of labels"),
        ({"a": counts([3], {}), "b": counts([4], {})}, "different numbers"),
        ({"a": single(hits=4, n=3)}, "a part is larger than its whole"),
        ({"a": single(hits=1, n=3.5)}, "fractions of persons"),
    ],
)
def test_bad_input(results: Any, message: str) -> None:
    """What can't be protected is refused in words, and nothing is passed."""
    with pytest.raises(DisclosureError, match=message):
        protect(results)


def test_no_rule() -> None:
    """A rule is a rule or the name of one."""
    assert protect(counts([3], {}), "FIVE") == protect(counts([3], {}), disclosure.FIVE)
    with pytest.raises(UnknownNameError, match="did you mean 'FIVE'"):
        protect(counts([3], {}), "FIV")  # type: ignore[call-overload]
    with pytest.raises(DisclosureError, match="rule is a Rule"):
        protect(counts([3], {}), rule=5)  # type: ignore[call-overload]


class TestAudit:
    """What the attacker finds, in words."""

    def test_the_same_number_elsewhere(self) -> None:
        """What one table hides and another shows is shown, and is no leak if it is large."""
        towns = counts([30, 20], {"municipality": ["0480", "0481"]})
        masked = attrs.evolve(towns, state=np.array([State.SUPPRESSED, 0]))
        found = audit({"masked": masked, "shown": towns})

        assert (found.verdict, found.figures, found.hidden) == ("safe", 2, 0)

    @pytest.mark.parametrize(
        ("label", "total", "ends"),
        [
            ("sexual", None, []),
            ("sexual", 21, [(1, 21)]),
            ("sexual", 40, [(1, 40)]),
            ("not_recorded", 40, []),
            ("not_recorded", 23, [(3, 3), (3, 3)]),
        ],
    )
    def test_forms(self, label: str, total: int | None, ends: list[tuple[int, int]]) -> None:
        """Each form is at most the total; who has none has no form, and all others have one."""
        forms = attrs.evolve(counts([3, 20], {"form": ["physical", label]}), adds_over=frozenset())
        masked = attrs.evolve(forms, state=np.array([State.SUPPRESSED, 0]))
        tables = {"forms": masked} | ({} if total is None else {"whole": counts([total], {})})
        found = audit(tables, Rule(threshold=5, insider=0, width=60))

        assert [(leak.low, leak.high) for leak in found.leaks] == ends

    @pytest.mark.parametrize(
        ("of", "ends"), [("case", [(1, 1)]), ("person", [])], ids=["cases", "persons"]
    )
    def test_who_has_no_form_has_no_other(self, of: str, ends: list[tuple[int, int]]) -> None:
        """Nine of ten cases are of one form, so one has none; a person has several cases."""
        definition = Definition("count", {"of": of, "basis": "known"})
        strata = {"municipality": ["0480"] * 3 + ["0481"] * 3}
        strata |= {"form": ["physical", "sexual", "not_recorded"] * 2}
        forms = counts([9, 6, 1, 30, 20, 15], strata)
        forms = attrs.evolve(
            forms,
            adds_over=frozenset({"municipality"}),
            sensitive=frozenset({"form"}),
            state=np.array([0, 0, State.SUPPRESSED, 0, 0, 0]),
            definition=definition,
        )
        towns = counts([10], {"municipality": ["0480"]})
        towns = attrs.evolve(towns, definition=definition)
        county = attrs.evolve(counts([55], {}), definition=definition)
        rule = Rule(threshold=5, insider=0, whole_below=0)

        found = audit({"forms": forms, "towns": towns}, rule)
        assert [(leak.low, leak.high) for leak in found.leaks if "−" not in leak.figure] == ends
        # The county's total and all that is of one form tell as much.
        found = audit({"forms": forms, "county": county}, rule)
        assert [(leak.low, leak.high) for leak in found.leaks if "−" not in leak.figure] == ends

    def test_forms_and_contexts(self) -> None:
        """Two splits that add up to nothing, and no total: nothing is tied."""
        tables = {
            name: attrs.evolve(counts([30, 20], {name: ["a", "b"]}), adds_over=frozenset())
            for name in ("form", "context")
        }

        assert audit(tables).verdict == "safe"

    def test_shown(self) -> None:
        """A small number that is shown is a leak by itself."""
        (leak,) = audit(counts([3, 20], {"municipality": ["0480", "0481"]})).leaks

        assert (leak.low, leak.possible, leak.cell["municipality"]) == (3, 1, "0480")

    def test_out_of_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What couldn't be tried isn't safe, nor told of as found out for how little was seen."""
        labels = [(code, sex) for code in ("0480", "0481") for sex in ("woman", "man")]
        strata = dict(
            zip(("municipality", "sex"), map(list, zip(*labels, strict=True)), strict=True)
        )
        cells = counts([9, 9, 9, 9], strata)
        tables = {
            "cells": attrs.evolve(cells, state=np.full(4, State.SUPPRESSED)),
            "towns": counts([18, 18], {"municipality": ["0480", "0481"]}),
            "sexes": counts([18, 18], {"sex": ["woman", "man"]}),
        }
        found = audit(tables, seconds=0)

        assert found.verdict == "not proved in time"
        assert found.show("sv").startswith("EJ PRÖVAT")

        def late(programs: Programs, place: int, rule: Rule, least: Any) -> Finding:
            return Finding(place, 1, 1, 1, proved=False)

        monkeypatch.setattr(Programs, "find", late)
        monkeypatch.setattr(Flows, "find", late)
        found = audit(tables)

        assert found.verdict == "not proved in time"
        assert found.leaks == ()
        assert {one.because for one in found.inferences} == {()}

    def test_words(self) -> None:
        """A number that is shown, and one that is the rest of two."""
        towns = counts([3, 20], {"municipality": ["0480", "0481"]})
        state = np.array([State.SUPPRESSED, 0])
        found = audit({"towns": attrs.evolve(towns, state=state), "whole": counts([23], {})})

        assert found.verdict == "unsafe"
        assert repr(found).splitlines() == [
            (
                "HÅLLER INTE: visa inte detta. Av 3 uppgifter (1 dolda) går nedanstående att räkna "
                "ut närmare än"
            ),
            "  regeln VNR_BOARD medger.",
            "  towns, value [0480, 2019-01-01–2019-12-31]: är 3",
            (
                "    whole, value [2019-01-01–2019-12-31] = towns, value [0480, 2019-01-01–2019-12-31]"
                " + towns, value"
            ),
            "      [0481, 2019-01-01–2019-12-31]",
        ]
        assert "is 3" in found.show("en")

    def test_contradiction(self) -> None:
        """Tables that contradict each other are no basis for a verdict."""
        towns = counts([30, 20], {"municipality": ["0480", "0481"]})
        state = np.array([State.SUPPRESSED, 0])

        with pytest.raises(DisclosureError, match="contradict"):
            audit({"towns": attrs.evolve(towns, state=state), "whole": counts([13], {})})


def test_presets() -> None:
    """The presets are those of the room."""
    assert disclosure.VNR_BOARD.name == "VNR_BOARD"
    assert Rule(name="FIVE", insider=0) == disclosure.FIVE


@pytest.mark.parametrize("order", [("town", "all"), ("all", "town")])
def test_a_town_beside_the_whole(order: tuple[str, str]) -> None:
    """What is counted of a town alone and of all towns is one number, in whichever order they stand."""
    cases = [
        case(
            f"{code}-{number}",
            Person(f"{code}-{number}", sex=Sex.MAN if code == "0480" and number < 2 else Sex.WOMAN),
            municipality=code,
        )
        for code, people in (("0480", 30), ("0484", 33), ("0488", 30))
        for number in range(people)
    ]
    made = register(*cases)
    rule = Rule(threshold=5, insider=0)
    tables = {
        "town": count(made.where(municipality="0480"), 2019, by="sex"),
        "all": count(made, 2019, by="municipality"),
    }
    shown = protect({name: tables[name] for name in order}, rule)
    assert audit(shown, rule).verdict == "safe"
    # Two are hidden of the town, and with them what they could be reckoned from.
    hidden = [int(np.count_nonzero(one.state == State.SUPPRESSED)) for one in shown.values()]
    assert sum(hidden) > 1


def test_a_town_alone_and_among_all() -> None:
    """The same town's number in two choices of places is one: it is hidden in both, or shown."""
    cases = [
        case(f"{code}-{number}", f"{code}-{number}", municipality=code)
        for code, people in (("0480", 3), ("0484", 33), ("0488", 30))
        for number in range(people)
    ]
    made = register(*cases)
    rule = Rule(threshold=5, insider=0)
    tables = {
        "all": count(made, 2019, by="municipality"),
        "town": count(made.where(municipality="0480"), 2019, by="municipality"),
    }
    shown = protect(tables, rule)
    assert shown["town"].state.tolist() == [State.SUPPRESSED]
    assert shown["all"].state[0] == State.SUPPRESSED
    assert audit(tables | {"town": shown["town"]}, rule).verdict == "unsafe"
    assert audit(shown, rule).verdict == "safe"
