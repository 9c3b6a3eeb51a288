"""What is asked of one cell in several ways is tied, and so it is on every register."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counties import small_county
from vnr import Register, metrics
from vnr.disclosure import Rule, audit
from vnr.disclosure.attack._attack import completed
from vnr.disclosure.ledger._ledger import ledger_of
from vnr.metrics.choices import By, DatedBy, Of
from vnr.results import Balance, Counts, Definition, Estimate, Figure, Grid, Result, State
from vnr.testing import registers

PLAIN = Rule(threshold=5, insider=0, whole_below=0)
EXPOSED = "['exposed_adult', 'exposed_child', 'witnessing_child']"


@settings(max_examples=4)
@given(
    registers(),
    st.sampled_from([(), ("municipality",), ("form",)]),
    st.sampled_from(["case", "person"]),
    st.sampled_from(["opened", "basis"]),
)
def test_on_registers(register: Register, by: By, of: Of, dated_by: DatedBy) -> None:
    """Every relation holds on the register that the results were counted from."""
    period = register.observed
    results: dict[str, Result] = {
        measure: metrics.count(register, period, of=of, measure=measure, dated_by=dated_by, by=by)
        for measure in ("new", "open", "closed", "stock")
    }
    for basis in ("original", "intake", "known"):
        results[basis] = metrics.count(register, period, basis=basis, dated_by="opened", by=by)
    for days in (30, 365):
        results[f"looked back {days}"] = metrics.detection(
            register, period, horizon=metrics.Days(days), by=by
        )
        results[f"due {days}"] = metrics.follow_up(
            register, period, denominator="due", tolerance=metrics.Days(days), by=by
        )
    if "form" not in by:
        results["kinds"] = metrics.count(register, period, of="episode", by=(*by, "kind"))
        results["back"] = metrics.reactivation(register, period, rule="HUD_SPM2", by=by)
        results["instruments"] = metrics.assessments_used(register, period, of=of, by=by)  # type: ignore[arg-type]
        results["repeats"] = metrics.repeats(register, period, by=by)
        results["screened"] = metrics.screening(register, period, by=by)
    ledger = ledger_of(results)
    system = completed(ledger.system, ledger.unknown)

    assert not system.alone_impossible(np.zeros_like(ledger.hidden)).size


def count(value: int | None, **asked: Any) -> Counts:
    """One number of cases, by what was asked for; None is suppressed."""
    told = {"of": "case", "basis": "known", "measure": "new", "dated_by": "basis"}
    grid = Grid(
        strata={},
        state=[State.VALUE if value is not None else State.SUPPRESSED],
        covered=[1],
        definition=Definition(
            "count", {"period": "2019", "by": [], "roles": EXPOSED} | told | asked
        ),
    )
    return Counts.over(grid, value=[value or 0], unit="cases")


def share(
    rule: str, asked: dict[str, Any], strata: dict[str, list[str]], **figures: Any
) -> Estimate:
    """Numbers of a share, by what was asked for."""
    size = len(next(iter(figures.values())))
    grid = Grid(
        strata=strata,
        state=[State.VALUE] * size,
        covered=[1] * size,
        definition=Definition(rule, {"period": "2019", "by": [*strata]} | asked),
    )
    nothing = np.full(size, np.nan)
    return Estimate.over(
        grid, value=nothing, lower=nothing, upper=nothing, n=figures.pop("n"), columns=figures,
        figures={"value": Figure("share")}, confidence=0.95, unit="proportion", method="wilson",
    )  # fmt: skip


def ties(**results: Result) -> list[str]:
    """How the numbers of some results are tied, but for what is left of them."""
    ledger = ledger_of(results)
    system = ledger.system
    told = []
    for number, (places, signs) in enumerate(system.terms):
        terms = sorted(zip(-np.array(signs), list(places), strict=True))
        names = [
            " ".join([*(ledger.called[at][:2]), *list(ledger.called[at][2].values())[:-1]])
            for _, at in terms
        ]
        between = "=" if number < system.equal.shape[0] else "≤"
        told.append(f"{names[0]} {between} {' + '.join(names[1:])}".replace(" value", ""))
    return sorted(told)


class TestMoments:
    """New, open, closed, and open at the end."""

    OPEN, STOCK, NEW, CLOSED = (
        count(value, measure=measure)
        for value, measure in ((30, "open"), (18, "stock"), (20, "new"), (14, "closed"))
    )

    def test_of_what_was_open(self) -> None:
        """What was open holds what is, what began and what ended; all of it is or ended."""
        assert ties(open=self.OPEN, stock=self.STOCK, new=self.NEW, closed=self.CLOSED) == [
            "open = closed + open −",
            "open = new + open −",
            "open = stock + open −",
            "open ≤ stock + closed",
        ]

    @pytest.mark.parametrize(
        "asked", [{"dated_by": "opened"}, {"of": "episode"}, {"basis": "original"}]
    )
    def test_of_others(self, asked: dict[str, Any]) -> None:
        """What was opened may hold the basis later, an episode is opened otherwise; bases differ."""
        told = ties(open=count(30, measure="open", **asked), new=count(20, **asked))
        assert bool(told) is ("basis" in asked)
        assert ties(open=self.OPEN, new=count(20, **asked)) == []
        assert ties(stock=self.STOCK, new=self.NEW) == []

    def test_tells(self) -> None:
        """Thirty were open, 28 are: two ended."""
        tables = {"open": self.OPEN, "stock": count(28, measure="stock")}
        assert [(one.low, one.high) for one in audit(tables, PLAIN).leaks] == [(2, 2)]


def ended(*rows: tuple[str, int, int]) -> Estimate:
    """Who came back within windows, of how many."""
    windows, n, returned = zip(*rows, strict=True)
    strata = {"window": [*windows]}
    return share("reactivation", {}, strata, n=np.array(n), returned=np.array(returned))


class TestWindows:
    """Who came back within half a year, one or two."""

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ([("180 days", 40, 7), ("1 year", 40, 9)],
             ["back n 180 days = back n 1 year + back n − n 1 year",
              "back returned 1 year = back returned 180 days + back returned − returned 180 days"]),
            ([("1 year", 40, 9), ("365 days", 40, 9)],
             ["back n 365 days = back n 1 year + back n − n 1 year",
              "back returned 1 year = back returned 365 days + back returned − returned 365 days"]),
            ([("180 days", 40, 7), ("365 days", 38, 7)],
             ["back n 180 days = back n 365 days + back n − n 365 days"]),
            ([("180 days", 40, 7), ("all", 40, 9)], []),
        ],
    )  # fmt: skip
    def test_of_those_who_are_looked_after(
        self, rows: list[tuple[str, int, int]], told: list[str]
    ) -> None:
        """Who is looked after longer is of the others; who came back sooner, if all are the same."""
        lines = [one.replace("− n 180 days", "− n 1 year") for one in ties(back=ended(*rows))]
        assert [one.split(" −")[0] for one in lines] == [one.split(" −")[0] for one in told]

    def test_tells(self) -> None:
        """Seven came back within half a year and nine within one: two in between."""
        back = ended(("180 days", 40, 7), ("365 days", 40, 9))
        assert [(one.low, one.high) for one in audit(back, PLAIN).leaks] == [(2, 2)]


class TestHorizons:
    """What is waited for longer."""

    @staticmethod
    def late(days: int, on_time: int, due: int) -> Estimate:
        asked = {"tolerance": f"{days} days"}
        columns = {"due": np.array([due]), "on_time": np.array([on_time])}
        return share("follow_up", asked, {}, n=np.array([due]), **columns, late=np.array([3]))

    @staticmethod
    def looked(days: int, known: int, lost: int) -> Estimate:
        asked = {"horizon": f"{days} days"}
        columns = {"known": np.array([known]), "n_not_mature": np.array([lost])}
        return share("detection", asked, {}, n=np.array([known]), **columns)

    def test_of_the_same(self) -> None:
        """More is in time by a longer tolerance if as much is due; known, if nobody is left out."""
        one, two = self.late(30, 20, 40), self.late(60, 24, 40)
        assert ties(one=one, two=two) == ["two on_time = one on_time + two on_time − on_time"]
        assert ties(one=one, two=self.late(60, 24, 41)) == []
        bare = [
            share("follow_up", {"tolerance": f"{days} days"}, {}, n=np.array([40]), on_time=np.array([20]))
            for days in (30, 60)
        ]  # fmt: skip
        assert ties(one=bare[0], two=bare[1]) == []
        half, year = self.looked(180, 20, 0), self.looked(365, 22, 0)
        assert "year known = half known + year known − known" in ties(half=half, year=year)
        assert ties(half=half, year=self.looked(365, 22, 1)) == []

    def test_before_a_horizon(self) -> None:
        """What is known within a year of the opening is of what was opened."""
        opened = count(42, dated_by="opened")
        year = share(
            "detection", {"horizon": "365 days", "roles": EXPOSED}, {}, n=np.array([40]),
            known=np.array([40]), n_not_mature=np.array([0]),
        )  # fmt: skip
        assert ties(opened=opened, year=year) == ["opened = year known + opened − known"]
        assert ties(opened=count(42), year=year) == []


def kinds(new: int, undetermined: int, roles: str = EXPOSED, **asked: Any) -> Counts:
    """Episodes by kind."""
    told = {"of": "episode", "basis": "known", "measure": "new", "dated_by": "basis"}
    grid = Grid(
        strata={"kind": ["new", "returning", "undetermined"]},
        state=[0, 0, 0],
        covered=[1, 1, 1],
        definition=Definition(
            "count", {"period": "2019", "by": ["kind"], "roles": roles} | told | asked
        ),
        adds_over={"kind"},
    )
    return Counts.over(grid, value=[new, 5, undetermined], unit="episodes")


class TestEpisodes:
    """Episodes and cases."""

    def test_that_none_goes_before(self) -> None:
        """Each begins with a case that is new; where they agree everybody has one."""
        told = ties(kinds=kinds(12, 2), cases=count(16))
        assert "kinds new + undetermined = kinds new + kinds undetermined" in told
        assert "kinds new + undetermined ≤ cases" in told
        assert "cases = kinds new + undetermined" not in told
        assert "cases = kinds new + undetermined" in ties(kinds=kinds(14, 2), cases=count(16))

    def test_of_whom_nobody_can_link(self) -> None:
        """A case of theirs may be opened anew and is undetermined each time: no contradiction."""
        told = ties(kinds=kinds(12, 9), cases=count(16))
        assert "kinds new ≤ cases" in told
        assert not any("new + undetermined" in one for one in told)

    @pytest.mark.parametrize(
        "asked", [{"roles": "['exposed_adult', 'perpetrator']"}, {"dated_by": "opened"}]
    )
    def test_of_others(self, asked: dict[str, Any]) -> None:
        """A case may begin one on each side; by its opening it may be another's."""
        told = ties(kinds=kinds(12, 2, **asked), cases=count(16, **asked))
        assert not any("cases" in one for one in told)


def test_the_same_cases_for_every_instrument() -> None:
    """A base that is hidden beside one instrument stands beside the others; none is no other."""
    used = metrics.assessments_used(small_county(), 2019)
    state = np.zeros(len(used), int)
    state[0] = State.SUPPRESSED
    told = ties(used=attrs.evolve(used, states={"n": state}))
    first, second = used.strata["instrument"][:2].tolist()

    assert f"used n {second} = used n {first}" in told
    assert "used used conversation_only ≤ used used conversation" in told
    assert f"used used {first} ≤ used n − used none" in told
    assert any(one.startswith("used n − used none ≤ ") for one in told)


def test_found_is_asked_of_those_asked() -> None:
    """How many were asked stands beside both steps, and they are of those opened."""
    opened = metrics.count(small_county(), 2019, basis="any", dated_by="opened")
    told = ties(screened=metrics.screening(small_county(), 2019), opened=opened)
    assert "screened n found = screened hits asked" in told
    assert "screened n_not_mature found = screened n_not_mature asked" in told
    assert "opened = screened n asked + opened − n" in told


def test_asked_of_the_cases_that_are_counted() -> None:
    """What is asked about new cases tells how many these are, and so of persons."""
    register = small_county()
    told = ties(
        used=metrics.assessments_used(register, 2019),
        repeats=metrics.repeats(register, 2019),
        cases=metrics.count(register, 2019),
        persons=metrics.count(register, 2019, of="person"),
    )
    for line in (
        "cases = used n none",
        "cases = repeats n",
        "persons = repeats n_persons",
        "persons = used n_persons none",
    ):
        assert line in told
    assert not any(one.startswith("cases = used used") for one in told)


def test_asked_of_as_many() -> None:
    """Items of a survey have one base; of the closed are asked who closed; sexes are everybody."""
    told = ties(survey=metrics.su_kvinnofrid(small_county(), 2019, answered=40))
    for line in (
        "survey n closed = survey n honour",
        "survey n woman = survey n man",
        "survey n answered_of_closed = survey number closed",
        "survey n woman = survey number man + survey number other_or_unknown + survey number woman",
    ):
        assert any(
            {*line.replace(" = ", " + ").split(" + ")} == {*one.replace(" = ", " + ").split(" + ")}
            for one in told
        ), line
    assert not any(
        "survey number answered_of_all" in one and "survey number answered_of_closed" in one
        for one in told
    )
    other = share("su_kvinnofrid", {}, {"item": ["closed", "freda"]}, n=np.array([9, 8]))
    assert ties(survey=other) == []


def test_clusters_are_no_more_than_trials() -> None:
    """Where nobody has two, how many persons there are is how many trials."""
    for due, persons, told in ((9, 9, "="), (9, 8, "≤")):
        columns = {"n_persons": np.array([persons])}
        lines = ties(due=share("follow_up", {}, {}, n=np.array([due]), **columns))
        assert ("due n = due n_persons" in lines) is (told == "=")
        assert "due n_persons ≤ due n" in lines


def test_a_person_without_a_form_may_have_one_elsewhere() -> None:
    """Persons among cases by form: one of two cases has none recorded, and both are hers."""
    forms = ["physical", "not_recorded"]
    columns = {"known": np.array([1, 1]), "n_persons": np.array([1, 1])}
    split = share("detection", {}, {"form": forms}, n=np.array([1, 1]), **columns)
    whole = share(
        "detection", {}, {}, n=np.array([2]), known=np.array([2]), n_persons=np.array([1])
    )
    told = ties(split=split, whole=whole)

    assert "split known physical ≤ split known − not_recorded" in told
    assert not any("n_persons − not_recorded" in one for one in told)
    assert "split n_persons physical ≤ whole n_persons" in told


def forms(values: list[int | None], of: list[tuple[str, str]], **more: Any) -> Counts:
    """Cases by municipality and form; None isn't reported."""
    towns, labels = ([*one] for one in zip(*of, strict=True))
    grid = Grid(
        strata={"municipality": towns, "form": labels},
        state=[State.NOT_REPORTED if value is None else State.VALUE for value in values],
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": ["municipality", "form"]}),
        adds_over={"municipality"},
        sensitive={"form"},
    )
    return attrs.evolve(
        Counts.over(grid, value=[value or 0 for value in values], unit="cases"), **more
    )


class TestForms:
    """Forms of violence, of which a case may have several."""

    ONE, OTHER = "0480", "0481"

    def test_without_a_row_for_none(self) -> None:
        """Nobody knows how many cases there are where who has no form has no row."""
        bare = forms([7, 9], [(self.ONE, "physical"), (self.OTHER, "physical")])
        assert not any("≤" in one for one in ties(split=bare))

    def test_of_a_place_that_reports_nothing(self) -> None:
        """There is no total of a municipality whose forms aren't reported."""
        split = forms(
            [7, 2, None, None],
            [(town, form) for town in (self.ONE, self.OTHER) for form in ("physical", "not_recorded")],
        )  # fmt: skip
        told = ties(split=split)
        assert f"split {self.ONE} physical ≤ split − not_recorded {self.ONE}" in told
        assert not any(self.OTHER in one for one in told)

    def test_over_places(self) -> None:
        """A form of both municipalities is at most what there is in both."""
        split = forms([7, 9], [(self.ONE, "physical"), (self.OTHER, "physical")])
        whole = attrs.evolve(
            count(20), definition=Definition("count", {"period": "2019", "by": []})
        )
        told = ties(split=split, whole=whole)
        assert f"split physical = split {self.ONE} physical + split {self.OTHER} physical" in told
        assert "split physical ≤ whole" in told

    def test_none_alone(self) -> None:
        """Where only those without a form have a row, nothing is told of the others."""
        split = forms([5], [(self.ONE, "not_recorded")])
        told = ties(split=split)
        assert f"split not_recorded {self.ONE} ≤ split {self.ONE}" in [
            one.replace(f"{self.ONE} not_recorded", f"not_recorded {self.ONE}") for one in told
        ]
        assert not any("− not_recorded" in one for one in told)


def test_balances_of_what_there_is() -> None:
    """A number that is another cell's; and none of a figure that the result hasn't."""
    for figure, told in (("value", ["steps all = steps a"]), ("no", [])):
        balance = Balance("step", "all", [(figure, "a")])
        grid = Grid(
            strata={"step": ["a", "all"]}, state=[0, 0], covered=[1, 1],
            definition=Definition("steps", {"period": "2019"}),
        )  # fmt: skip
        steps = Counts.over(
            grid, value=[9, 9], unit="cases", figures={"value": Figure("cases", balances=[balance])}
        )
        assert ties(steps=steps) == told
