"""What somebody with several releases, who knows what words mean, subtracts: none of it is small."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
import pytest

from counties import small_county
from vnr import metrics
from vnr.disclosure import VNR_BOARD, Rule, audit, protect
from vnr.disclosure._recount import in_tenths
from vnr.disclosure.ledger import LEFT_OUT
from vnr.metrics.intervals import binomial_limits
from vnr.report.chapters import episodes
from vnr.results import State

RULE: Final = Rule(name="five", threshold=5, insider=0)
TOWN: Final = "1060"
Shown = dict[str, Any]


def beside(results: Mapping[str, Any], before: Mapping[str, Any], rule: Rule = RULE) -> Shown:
    """What is shown beside what is out, which the audit finds safe."""
    out = {f"out: {label}": result for label, result in before.items()}
    shown = protect(dict(results), rule, published=out)

    assert audit(shown, rule, published=out).verdict == "safe"
    return shown


def number(result: Any, name: str = "value") -> int | None:
    """The one number of a result or row; None if it isn't shown."""
    return int(result[name][0]) if result.state_of(name)[0] == State.VALUE else None


def are_apart(one: int | None, other: int | None) -> bool:
    """Whether what two numbers differ by isn't known, or isn't small."""
    return one is None or other is None or not 1 <= abs(one - other) <= RULE.sensitive_to


def by_label(result: Any) -> dict[str, int | None]:
    """Each number by its only label."""
    (labels,) = result.strata.values()
    return {str(own): number(result.take([row])) for row, own in enumerate(labels)}


def test_adults_by_role_are_those_by_age_and_roles_add_up() -> None:
    """Neither is one age told by the number of adults, nor one role by the number of cases."""
    town = small_county().where(municipality=TOWN)
    shown = beside(
        {
            "all": metrics.count(town, 2019),
            "role": metrics.count(town, 2019, by="role"),
            "age_group": metrics.count(town, 2019, by="age_group"),
        },
        {},
        VNR_BOARD,
    )
    roles, ages = by_label(shown["role"]), by_label(shown["age_group"])
    adults = [own for label, own in ages.items() if label != "0-17"]

    assert number(shown["all"]) == 51
    assert [*roles.values()].count(None) > 1
    assert roles["exposed_adult"] is None or adults.count(None) > 1


@pytest.mark.parametrize("others", [False, True])
def test_years_of_a_municipality_are_tied_whatever_stands_beside(others: bool) -> None:
    """Two years together less one of them, also where the county's share is in both reports."""
    register = small_county()

    def report(period: str) -> Shown:
        county = metrics.detection(register.where(county="10"), period)
        own = metrics.count(register.where(municipality=TOWN), period, by="intervention")
        return {"own": own} | ({"county": county} if others else {})

    both = beside(report("2018-2019"), {})
    one = beside(report("2019"), both)
    more, less = by_label(both["own"]), by_label(one["own"])

    assert all(are_apart(more[label], less[label]) for label in more)
    assert not all(
        are_apart(more[label], own) for label, own in by_label(report("2019")["own"]).items()
    )


def test_years_of_a_row_are_tied_to_the_report_on_its_municipality() -> None:
    """Two years of a municipality in its county's report less one in its own."""
    register = small_county()
    county, town = register.where(county="10"), register.where(municipality=TOWN)
    row = metrics.follow_up(county, "2018-2019", denominator="due", by="municipality")
    own = metrics.follow_up(town, 2019, denominator="due")
    both = beside({"due": row}, {})
    one = beside({"due": own}, both)
    more = number(both["due"].select(municipality=TOWN), "on_time")

    assert are_apart(more, number(one["due"], "on_time"))
    assert not are_apart(more, number(own, "on_time"))


def test_days_of_knowing_are_told_apart_across_choices_of_places() -> None:
    """The municipality's number now less its county's row of what was known before."""
    register = small_county()
    before = register.as_of(date(2020, 1, 31)).where(county="10")
    own = metrics.count(register.where(municipality=TOWN), 2019)
    out = beside({"n": metrics.count(before, 2019, by="municipality")}, {})
    then = number(out["n"].select(municipality=TOWN))

    assert are_apart(then, number(beside({"n": own}, out)["n"]))
    assert not are_apart(then, number(own))


def test_rows_left_out_are_tied_to_the_reports_of_their_own() -> None:
    """The total less all rows, less what a municipality without a row tells of itself."""
    rule, left = Rule(name="eight", threshold=8, insider=0), [TOWN, "1083"]
    county = small_county().where(county="10")
    printed = episodes(county, 2019).results
    rows = printed["kinds"]
    own = episodes(small_county().where(municipality=TOWN), 2019).results["kinds"]
    parameters = {**rows.definition.parameters, LEFT_OUT: left}
    fewer = attrs.evolve(
        rows.select(~np.isin(rows.strata["municipality"], left)),
        definition=attrs.evolve(rows.definition, parameters=parameters),
    )
    out = {"kinds": fewer, "kinds_total": printed["kinds_total"]}
    # Of two that nobody knows the total less all rows tells neither.
    assert beside(out, {}, rule)
    without = [number(one.select(kind="reactivated")) for one in (rows, own)]

    assert without == [9, 9]
    assert number(rows.select(municipality="1083", kind="reactivated")) == 7
    assert number(beside({"kinds": own}, {}, rule)["kinds"].select(kind="reactivated")) == 9
    shown = beside({"kinds": own}, out, rule)["kinds"]
    assert number(shown.select(kind="reactivated")) is None


@pytest.mark.parametrize("place", [{"county": "10"}, {"municipality": TOWN}])
@pytest.mark.parametrize("chosen", [{"sex": "woman"}, {"provider": "own"}])
def test_some_of_a_place_are_tied_to_all_of_it(place: Any, chosen: Any) -> None:
    """All cases of a place less those of women, or those with measures of its own."""
    of_all, some = small_county().where(**place), small_county().where(**place, **chosen)
    out = beside({"form": metrics.count(of_all, 2019, by="form")}, {})
    own = metrics.count(some, 2019, by="form")
    every, shown = by_label(out["form"]), by_label(beside({"form": own}, out)["form"])

    assert all(are_apart(every[label], shown[label]) for label in every)
    assert not all(are_apart(every[label], one) for label, one in by_label(own).items())


def test_no_step_of_children_is_unrecorded_where_all_is_delivered() -> None:
    """What the steps lack can't hide one of them: everybody knows that it is nothing."""
    told = metrics.children_behind(small_county().where(municipality=TOWN), 2019)
    hidden = {
        "value": ["own_case", "assessed", "supported"],
        "no": ["own_case", "preliminary"],
        "not_recorded": ["adults", "investigation"],
    }
    states = {
        name: np.where(np.isin(told.strata["step"], steps), State.SUPPRESSED, told.state_of(name))
        for name, steps in hidden.items()
    }
    shown = attrs.evolve(told, state=states["value"], states={**told.states, **states})
    found = audit({"children": shown}, VNR_BOARD).leaks

    assert audit({"children": protect(told, VNR_BOARD)}, VNR_BOARD).verdict == "safe"
    assert [(one.low, one.high) for one in found] == [(2, 2), (5, 5), (1, 1)]


def test_limits_tell_in_tenths_how_much_repeats_widen_them() -> None:
    """Of full precision they told how many persons repeat; they are never narrower for that."""
    share = metrics.detection(small_county(), 2019)
    of = share.n.astype(float)
    hits = share.value * of

    def told(effect: float) -> tuple[float, float]:
        low, high = binomial_limits(hits / effect, of / effect, method="wilson", confidence=0.95)
        shown = protect({"share": attrs.evolve(share, lower=low, upper=high)}, RULE)["share"]
        assert shown.lower[0] <= low[0] + 1e-9
        assert shown.upper[0] >= high[0] - 1e-9
        return float(shown.lower[0]), float(shown.upper[0])

    one = told(1.02)
    for alike in (1.05, 1.09):
        assert told(alike) == pytest.approx(one)
    for other in (1.0, 1.12):
        assert told(other) != pytest.approx(one)


def test_limits_of_few_are_widened_until_they_hold_the_counted_ones() -> None:
    """Where two of four are known otherwise the limits don't widen by the root of the effect."""
    share = metrics.detection(small_county(), 2019)
    low, high = np.array([0.09]), np.array([0.91])
    found = in_tenths(
        attrs.evolve(share, n=np.array([4]), value=np.array([0.5]), lower=low, upper=high)
    )
    assert 0.08 < found["lower"][0] <= 0.09
    assert 0.91 <= found["upper"][0] < 0.92


def test_roles_of_which_some_are_chosen_do_not_add_up() -> None:
    """Who has another role is in the total and in no row, and nobody finds a contradiction there."""
    town = small_county().where(municipality=TOWN)
    roles = metrics.count(town, 2019, by="role").select(role=["exposed_adult", "exposed_child"])
    shown = beside({"all": metrics.count(town, 2019), "role": roles}, {})
    assert number(shown["all"]) is not None
