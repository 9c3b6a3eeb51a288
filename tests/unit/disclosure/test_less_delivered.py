"""A table lacks those who don't deliver what it is split by: an outsider takes it from the total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from building import case
from vnr import Coverage, Person, Register, metrics
from vnr.disclosure import Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.model import Period, Sex, Unit, ViolenceForm
from vnr.register import FIELDS, TABLES
from vnr.results import Counts, State

PLAIN = Rule(threshold=5, insider=0)
TOWNS: Final = ("0480", "0481", "0482", "0483")
FIELD: Final = {"sex": "persons.sex", "unit": "cases.unit", "form": "cases.forms"}
YEAR: Final = Period.year(2019)
LATE: Final = Period.half(2019, 2)
WHOLE, LESS, NOTHING = "whole", "from July", "nothing"

Told = Mapping[str, Mapping[str, str]]
"""By stratum how much each municipality delivers of it; all of it where nothing is said."""


def county(sizes: Sequence[int], told: Told) -> Register:
    """Municipalities of so many cases, of which each delivers what is told."""
    cases, rows = [], []
    for town, size in zip(TOWNS, sizes, strict=True):
        told_of = {name: told[name].get(town, WHOLE) for name in told}
        lacks = {FIELD[name] for name, much in told_of.items() if much != WHOLE}
        late = {FIELD[name] for name, much in told_of.items() if much == LESS}
        every = set(TABLES), set(FIELDS)
        rows += [
            (town, None, None, Period.half(2019, 1), every[0], every[1] - lacks),
            (town, None, None, LATE, every[0], every[1] - (lacks - late)),
        ]
        for number in range(size):
            has_form = "cases.forms" not in lacks and number % 3
            cases.append(
                case(
                    f"{town}-{number}",
                    Person(f"{town}-{number}", 1980, (Sex.WOMAN, Sex.MAN)[number % 2]),
                    f"2019-{number % 12 + 1:02}-01",
                    municipality=town,
                    unit=(Unit.ADULT, Unit.CHILD)[number % 3 == 0],
                    forms=frozenset({ViolenceForm.PHYSICAL} if has_form else ()),
                )
            )
    return Register.from_cases(cases, observed=YEAR, coverage=Coverage(rows))


def tables(register: Register, *by: Any) -> dict[str, Counts]:
    """Cases in all and by each of some strata."""
    return {str(one): metrics.count(register, YEAR, by=one) for one in ((), *by)}


class Outsider:
    """One with the printed tables, who knows what each municipality delivered."""

    def __init__(self, shown: Mapping[str, Counts], told: Told) -> None:
        self.places: dict[Any, int] = defaultdict(lambda: len(self.places))
        self.least: dict[int, int] = {}
        self.equal: list[tuple[dict[int, int], float]] = []
        self.at_most: list[tuple[dict[int, int], float]] = []
        notes = {note.code for one in shown.values() for note in one.notes}
        self.hidden_at_least = 0 if any(code.endswith("with_zeros") for code in notes) else 1
        self.hidden: list[Any] = []
        for one in shown.values():
            self._read(one, told)

    def _read(self, result: Counts, told: Told) -> None:
        names = [name for name in result.strata if name != "municipality"]
        strata = {name: result.strata[name].tolist() for name in result.strata}
        by_town: dict[str, list[int]] = defaultdict(list)
        for row, (value, state) in enumerate(
            zip(result.value.tolist(), result.state.tolist(), strict=True)
        ):
            if state == State.NOT_REPORTED:
                continue
            labels = tuple(strata[name][row] for name in names)
            own = strata["municipality"][row] if "municipality" in strata else None
            atoms = []
            for town in TOWNS if own is None else (own,):
                much = {told.get(name, {}).get(town, WHOLE) for name in names}
                if NOTHING in much and own is None:
                    continue
                atom = self.places[tuple(names), labels, town]
                atoms.append(atom)
                by_town[town].append(atom)
            if state == State.VALUE:
                self.equal.append((dict.fromkeys(atoms, 1), value))
            else:
                self.hidden.append((tuple(names), labels, own, atoms))
        for town, atoms in by_town.items() if names else ():
            own = self.places[(), (), town]
            much = {told.get(name, {}).get(town, WHOLE) for name in names}
            if names == ["form"]:
                # Whoever has none of the others is in the row of those without.
                self.at_most += [({atom: 1, own: -1}, 0) for atom in atoms]
                if much == {WHOLE}:
                    self.at_most.append(({own: 1} | dict.fromkeys(atoms, -1), 0))
            elif much == {WHOLE}:
                self.equal.append((dict.fromkeys(atoms, 1) | {own: -1}, 0))
            else:
                self.at_most.append((dict.fromkeys(atoms, 1) | {own: -1}, 0))

    def ends(self) -> list[tuple[Any, float, float]]:
        """Between which numbers each hidden one lies."""
        self.at_most += [
            (dict.fromkeys(atoms, -1), -self.hidden_at_least) for *_, atoms in self.hidden
        ]
        size = len(self.places)

        def rows(every: list[tuple[dict[int, int], float]]) -> Any:
            matrix = np.zeros((len(every), size))
            for row, (terms, _) in enumerate(every):
                for at, sign in terms.items():
                    matrix[row, at] = sign
            return matrix, np.array([value for _, value in every])

        equal, at_most = rows(self.equal), rows(self.at_most)
        solve: Any = linprog
        found = []
        # What nobody prints of one town mustn't be found either.
        told = {at for terms, _ in self.equal if len(terms) == 1 for at in terms}
        alone = [(*cell, [at]) for cell, at in self.places.items() if at not in told]
        for *cell, atoms in [*self.hidden, *alone]:
            goal = np.zeros(size)
            goal[atoms] = 1
            ends = []
            for sign in (1, -1):
                solved = solve(sign * goal, *at_most, *equal, bounds=(0, None))
                ends.append(float(goal @ solved.x) if solved.success else np.inf)
            found.append((cell, np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)))
        return found

    def too_narrow(self, rule: Rule) -> list[Any]:
        """What may be sensitive and is narrower than asked."""
        return [
            (cell, low, high)
            for cell, low, high in self.ends()
            if low <= rule.sensitive_to and high >= rule.sensitive_from
            if high - low + 1 < rule.need
        ]


def one_lacks(field: str, much: str = NOTHING) -> Told:
    return {field: {"0482": much}}


@pytest.mark.parametrize("field", ["sex", "unit"])
def test_what_is_left_is_of_who_lacks(field: str) -> None:
    """93 in all, 73 of them by sex: the 20 are the one town's, and so can't hide another's 3."""
    told = one_lacks(field)
    shown = protect(tables(county([40, 3, 20, 30], told), field, "municipality"), PLAIN)
    towns = shown["municipality"]

    assert towns.value[towns.state == State.VALUE].tolist() == [40, 20]
    assert Outsider(shown, told).too_narrow(PLAIN) == []


def test_persons_who_are_left() -> None:
    """Of 93 persons 90 are told of by sex: the 3 are at most the town's that lacks it."""
    told = one_lacks("sex")
    register = county([40, 30, 3, 20], told)
    results = {str(by): metrics.count(register, YEAR, of="person", by=by) for by in ((), "sex")}
    shown = protect(results, PLAIN)

    assert not ((shown["()"].state == 0).all() and (shown["sex"].state[:2] == 0).all())
    (leak,) = audit(results, PLAIN).leaks
    assert (leak.figure, leak.low, leak.high) == ("value − sex", 3, 3)


def test_hidden_beside_who_lacks() -> None:
    """Hidden by hand behind the town that lacks sex: outsider and audit find the 3."""
    told = one_lacks("sex")
    shown = tables(county([40, 3, 20, 30], told), "sex", "municipality")
    towns = shown["municipality"]
    states = np.where(np.isin(towns.value, (3, 20)), State.SUPPRESSED, towns.state)
    shown["municipality"] = attrs.evolve(towns, state=states)
    (found, *_) = Outsider(shown, told).too_narrow(PLAIN)

    assert (found[0][2], *found[1:]) == ("0481", 3, 3)
    leaks = audit(shown, PLAIN).leaks
    assert [(leak.cell["municipality"], leak.low, leak.high) for leak in leaks] == [("0481", 3, 3)]


@pytest.mark.parametrize("told", [[["0482"]], [["0482", None, "July", "December"]], [1]])
def test_delivery_in_another_form(told: Any) -> None:
    """A definition that tells of delivery in a form of its own ties nothing, and stops nothing."""
    results = tables(county([40, 3, 20, 30], {}), "sex", "municipality")
    other = attrs.evolve(results["sex"].definition, coverage=told)
    results["sex"] = attrs.evolve(results["sex"], definition=other)

    assert audit(protect(results, PLAIN), PLAIN).verdict == "safe"


def test_zeros_that_are_shown() -> None:
    """A town of nobody has no form of violence, and isn't said to have one and the same of all."""
    results = tables(
        county([0, 4, 9, 14], {}), "sex", "unit", ("municipality", "form"), ("municipality", "unit")
    )
    shown = protect(results, PLAIN)

    # Its total is hidden: a zero of it hides others.
    assert shown["('municipality', 'unit')"].state[0] == State.SUPPRESSED
    assert not shown["('municipality', 'form')"].select(municipality="0480").value.any()
    assert audit(shown, PLAIN).verdict == "safe"


FEW = st.one_of(st.integers(0, 7), st.integers(8, 40))


@settings(max_examples=12)
@given(
    st.lists(FEW, min_size=4, max_size=4).filter(any),
    st.dictionaries(
        st.sampled_from(sorted(FIELD)),
        st.dictionaries(st.sampled_from(TOWNS), st.sampled_from([LESS, NOTHING]), max_size=3),
    ),
    st.sets(
        st.sampled_from(["sex", "unit", "form", "municipality", ("municipality", "sex")]),
        min_size=1,
    ),
)
def test_nothing_more_is_found(sizes: list[int], told: Told, by: set[Any]) -> None:
    """Whatever each town lacks, who takes tables from one another finds no hidden number."""
    results = tables(county(sizes, told), *sorted(by, key=str))
    with suppress(DisclosureError):
        shown = protect(results, PLAIN)
        assert Outsider(shown, told).too_narrow(PLAIN) == []
        assert audit(shown, PLAIN).verdict == "safe"
