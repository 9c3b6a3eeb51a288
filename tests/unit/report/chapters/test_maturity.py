"""Shares of which too few have had their time can't be judged yet."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vnr.metrics import proportion
from vnr.report.chapters._maturity import ripe
from vnr.results import State

WAITING = range(8)


@pytest.mark.parametrize("have", [0, 4, 8, 12, 16, 19, 20])
def test_four_of_five(have: int) -> None:
    """Under four of five of all, in whole fractions, it waits; what was counted stays as it is."""
    shares = proportion([have // 2] * len(WAITING), [have] * len(WAITING))
    made = ripe(shares, WAITING)
    young = [wait > 0 and Fraction(have, have + wait) < Fraction(4, 5) for wait in WAITING]
    for name in ("value", "lower", "upper"):
        states = made.state_of(name).tolist()
        assert states == [State.NOT_MATURE if one else State.VALUE for one in young]
    assert made["n"].tolist() == [have] * len(WAITING)
    assert (made.state_of("n") == State.VALUE).all()
