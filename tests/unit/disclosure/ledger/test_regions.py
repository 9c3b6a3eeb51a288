"""A county and some of its municipalities, told apart: what all of these leave of it is found by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from building import case
from vnr import Person, Register, metrics
from vnr.disclosure import Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.model import Period, Sex
from vnr.results import Counts, State

PLAIN = Rule(threshold=5, insider=0)
YEAR: Final = Period.year(2019)
TOWNS: Final = ("0480", "0481", "0482", "0483")
SEXES: Final = (Sex.WOMAN, Sex.MAN)

Told = Mapping[str, Counts]


def register(sizes: Mapping[str, Sequence[int]]) -> Register:
    """So many women and men in each municipality."""
    cases = [
        case(name, Person(name, 1980, sex), municipality=town)
        for town, each in sizes.items()
        for sex, size in zip(SEXES, each, strict=True)
        for name in (f"{town}-{sex}-{number}" for number in range(size))
    ]
    return Register.from_cases(cases, observed=YEAR)


def tables(whole: Register, places: Sequence[str]) -> dict[str, Counts]:
    """Cases in all and by sex, of some municipalities."""
    county = [*places] == [*TOWNS]
    chosen = whole.where(county="04") if county else whole.where(municipality=[*places])
    return {"all": metrics.count(chosen, YEAR), "sex": metrics.count(chosen, YEAR, by="sex")}


def released(whole: Register, order: Sequence[Sequence[str]]) -> dict[tuple[str, ...], Told]:
    """Each protected beside those before; one that can't be isn't released."""
    out: dict[tuple[str, ...], Told] = {}
    for places in order:
        before = {f"{at}: {name}": one for at, shown in out.items() for name, one in shown.items()}
        with suppress(DisclosureError):
            shown = protect(tables(whole, places), PLAIN, published=before)
            assert audit(shown, PLAIN, published=before).verdict == "safe"
            out[tuple(places)] = shown
    return out


def too_narrow(out: Mapping[tuple[str, ...], Told], towns: Sequence[str] = TOWNS) -> list[Any]:
    """What is known too well of one sex in one municipality, by who has all that is out."""
    atoms = {(town, sex): at for at, (town, sex) in enumerate((t, s) for t in towns for s in SEXES)}
    rows, values, least = [], [], []
    for places, shown in out.items():
        zeros = any(note.code.endswith("with_zeros") for note in shown["sex"].notes)
        for sex in (None, *SEXES):
            result = shown["all" if sex is None else "sex"]
            row = result if sex is None else result.select(sex=sex)
            terms = np.zeros(len(atoms))
            terms[[at for (t, s), at in atoms.items() if t in places and sex in (None, s)]] = 1
            if row.state[0] == State.VALUE:
                rows.append(terms)
                values.append(int(row.value[0]))
            elif not zeros:
                least.append(-terms)
    solve: Any = linprog
    found = []
    for cell, at in atoms.items():
        goal = np.zeros(len(atoms))
        goal[at] = 1
        ends = []
        for sign in (1, -1):
            solved = solve(
                sign * goal,
                A_ub=np.array(least) if least else None,
                b_ub=-np.ones(len(least)) if least else None,
                A_eq=np.array(rows) if rows else None,
                b_eq=values or None,
            )
            ends.append(float(solved.x[at]) if solved.success else np.inf)
        low, high = np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)
        printed = any(list(np.flatnonzero(row)) == [at] for row in rows)
        if not printed and low <= PLAIN.sensitive_to and high >= 1 and high - low + 1 < PLAIN.need:
            found.append((cell, low, high))
    return found


def test_the_last_of_three() -> None:
    """Of 41 women and 38 men in the county two reports tell all but 5 and 3: the second hides both."""
    sizes = {"0480": (20, 20), "0481": (16, 15), "0482": (5, 3)}
    whole = register(sizes)
    county = protect(tables(whole, TOWNS), PLAIN)
    first = protect(tables(whole, ["0480"]), PLAIN, published=county)
    before = {f"{name}, first": one for name, one in first.items()} | county
    naked = tables(whole, ["0481"])
    second = protect(naked, PLAIN, published=before)

    assert [leak.low for leak in audit(naked, PLAIN, published=before).leaks] == [3]
    assert second["sex"].state[:2].tolist() == [State.SUPPRESSED] * 2
    out = {TOWNS: county, ("0480",): first}
    assert too_narrow(out | {("0481",): second}, TOWNS[:3]) == []
    assert too_narrow(out | {("0481",): naked}, TOWNS[:3]) == [(("0482", Sex.MAN), 3, 3)]


NUMBERS = st.one_of(st.integers(0, 6), st.integers(7, 30))
CHOICES = [TOWNS, *((town,) for town in TOWNS), TOWNS[:2], TOWNS[1:3]]


@settings(max_examples=10)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS).filter(any), min_size=4, max_size=4),
    st.lists(st.sampled_from(CHOICES), min_size=2, max_size=5, unique=True),
)
def test_whatever_is_out(sizes: list[tuple[int, int]], order: list[tuple[str, ...]]) -> None:
    """In whatever order county, municipalities and some together are released, nothing is found."""
    out = released(register(dict(zip(TOWNS, sizes, strict=True))), order)

    assert too_narrow(out) == []
