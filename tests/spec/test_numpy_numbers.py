"""Numbers of numpy are as good as Python's: in arguments, in what is printed, and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from golden.figures import PERIOD, registers
from vnr import metrics
from vnr.metrics import Days, ReactivationRule, Years
from vnr.model import Instrument
from vnr.register import Register

m = metrics
CALLS: dict[str, Callable[[Register, Any, Any], Any]] = {
    "episodes": lambda r, whole, _: m.episodes(r, merge_gap=whole(1), window=Years(whole(1))),
    "detection": lambda r, whole, _: m.detection(r, PERIOD, horizon=Days(whole(90))),
    "reactivation": lambda r, whole, _: m.reactivation(
        r,
        PERIOD,
        rule=ReactivationRule(
            "own", "case_closed", "intake", (Days(whole(9)),), whole(2), source="-"
        ),
    ),
    "follow_up": lambda r, whole, _: m.follow_up(
        r, PERIOD, denominator="due", tolerance=Days(whole(30))
    ),
    "change": lambda r, _, real: m.change(
        r, PERIOD, instrument=Instrument.FREDA_DESCRIPTION, error=real(2)
    ),
    "children_behind": lambda r, whole, _: m.children_behind(r, PERIOD, horizon=Days(whole(50))),
    "kolada": lambda r, whole, real: m.kolada(
        r, whole(2019), adults=dict.fromkeys(r.coverage.municipalities, real(9_000))
    ),
    "su_kvinnofrid": lambda r, whole, _: m.su_kvinnofrid(r, PERIOD, answered=whole(2)),
}


@pytest.mark.parametrize("name", CALLS)
def test_equal(name: str) -> None:
    """The figure is the same, reads the same and is JSON."""
    register = registers()["varied"]
    plain = CALLS[name](register, int, float)
    found = CALLS[name](register, np.int64, np.float64)
    assert repr(found) == repr(plain)
    assert "np." not in repr(found)
    assert found.definition == plain.definition
    assert json.loads(json.dumps(found.definition.to_dict())) == plain.definition.to_dict()
