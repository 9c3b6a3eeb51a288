"""A tiny tool that embeds vnr: its own metric, its own records, its own output."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given

import vnr
from vnr import metrics
from vnr.model import structure, unstructure
from vnr.testing import OBSERVED, registers


def intakes_per_case(register: vnr.Register) -> float:
    """A metric that vnr doesn't have, on its columns."""
    offsets = register.table("intakes").offsets
    assert offsets is not None
    number = np.diff(offsets)[register.counted]
    return float(number.mean()) if number.size else 0.0


@given(registers())
def test_a_tool(register: vnr.Register) -> None:
    """It counts, keeps JSON, reads it again, and its own metric agrees with the objects."""
    kept = json.dumps([unstructure(case) for case in register.cases()])
    again = [structure(one, vnr.Case) for one in json.loads(kept)]
    lengths = [len(case.intakes) for case in again]
    assert intakes_per_case(register) == (sum(lengths) / len(lengths) if lengths else 0)
    figure = metrics.count(register, OBSERVED, by="municipality")
    assert vnr.Counts.from_json(figure.to_json()) == figure
