"""A register remembers what it derived, within bounds: however much is asked of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, get_args

from building import case, register
from vnr import metrics
from vnr.metrics.choices import ViolenceBasis
from vnr.model import Period, Role
from vnr.register import Register


def remembered(made: Register) -> Counter[Any]:
    """How many of each kind."""
    return Counter(key[0] if isinstance(key, tuple) else key for key in made._memory)


def test_bounds() -> None:
    """Spells and episodes of four questions, and what was delivered of 32; evidence of each basis."""
    made = register(case("1"), case("2", "b", role=Role.PERPETRATOR))
    bases = get_args(ViolenceBasis)
    for basis in bases:
        for role in Role:
            metrics.count(made, 2019, of="episode", basis=basis, roles={role})
            metrics.detection(made, 2019, roles={role})
    for day in range(1, 29):
        span = Period(date(2019, 1, day), date(2019, 2, day))
        metrics.count(made, span)
        metrics.reactivation(made, span)
    number = remembered(made)
    assert number["held"] == number["episodes"] == 4
    assert number["delivery"] == 32
    assert number["evidence"] == len(bases)
    assert number["stands"] == len(Role) + 1
    assert sum(number.values()) < 64


def test_later_answers_are_the_same() -> None:
    """What was forgotten is derived anew."""
    made = register(case("1"), case("2", "b", role=Role.PERPETRATOR))
    first = [metrics.count(made, 2019, roles={role}, basis="any") for role in Role]
    again = [metrics.count(made, 2019, roles={role}, basis="any") for role in Role]
    assert first == again
    assert [int(one) for one in again] == [1, 0, 0, 1]
