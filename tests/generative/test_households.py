"""The children behind the adults are those of the oracle, home by home."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

import oracle
from vnr import metrics
from vnr.metrics import Days
from vnr.metrics.choices import ViolenceBasis
from vnr.model import Period, Role
from vnr.register import Register
from vnr.testing import MUNICIPALITIES, OBSERVED, days, registers

periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))
ROLES = st.sampled_from(
    [
        frozenset({Role.EXPOSED_ADULT}),
        frozenset({Role.EXPOSED_ADULT, Role.WITNESSING_CHILD}),
        frozenset({Role.EXPOSED_CHILD}),
        frozenset({Role.WITNESSING_CHILD}),
        frozenset[Role](),
    ]
)
HOMES = st.lists(
    st.tuples(ROLES, st.sampled_from([None, 0, 1, 2, 3]), st.sampled_from([None, "h", "h"])),
    min_size=8,
    max_size=8,
)
COLUMNS = ("value", "no", "not_recorded", "n_not_mature")


@given(
    registers(coverage=False),
    HOMES,
    periods,
    st.sampled_from([30, 365]),
    st.sampled_from(["known", "original", "any"]),
)
def test_children_behind(
    register: Register,
    homes: list[tuple[frozenset[Role], int | None, str | None]],
    period: Period,
    horizon: int,
    basis: ViolenceBasis,
) -> None:
    """Every step of every municipality, and of all together: yes, no, not recorded, not mature."""
    cases = [
        attrs.evolve(case, roles=roles, children_at_home=number, household_id=household)
        for case, (roles, number, household) in zip(register.cases(), homes, strict=False)
    ]
    made = Register.from_cases(cases, observed=OBSERVED, coverage=register.coverage)
    by = metrics.children_behind(
        made, period, horizon=Days(horizon), basis=basis, by="municipality"
    )
    whole = metrics.children_behind(made, period, horizon=Days(horizon), basis=basis)
    tables = [(whole, cases)]
    for code in MUNICIPALITIES:
        own = [case for case in cases if case.municipality == code]
        tables.append((by.select(municipality=code), own))
    for found, own in tables:
        expected = oracle.children_behind(own, period, OBSERVED.end, horizon, basis)
        for step, numbers in expected.items():
            here = found.select(step=step)
            assert numbers == [int(here[name][0]) for name in COLUMNS], step
