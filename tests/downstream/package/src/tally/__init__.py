"""A tool of somebody else's: a metric of its own, a table for its page, records for its store."""

from __future__ import annotations

from typing import Any

import vnr
from vnr import metrics
from vnr.metrics.choices import Stratum
from vnr.model import structure, unstructure

__all__ = ["asked", "kept", "read", "reopened"]


def reopened(register: vnr.Register) -> vnr.Estimate:
    """The share of cases with more than one intake, with its interval."""
    offsets = register.table("intakes").offsets
    assert offsets is not None
    number = (offsets[1:] - offsets[:-1])[register.counted]
    return metrics.proportion(int((number > 1).sum()), number.size)


def asked(register: vnr.Register, period: str, by: Stratum) -> dict[str, Any]:
    """What a page shows, or why not."""
    try:
        counts = vnr.disclosure.protect(metrics.count(register, period, by=by), "FIVE")
    except vnr.VnrError as error:
        return {"error": str(error)}
    return {"rows": counts.to_records(), "html": counts.to_html("sv")}


def kept(register: vnr.Register) -> list[dict[str, Any]]:
    """Records as a store keeps them."""
    return [unstructure(case) for case in register.cases()]


def read(records: list[dict[str, Any]], observed: str) -> vnr.Register:
    """A register of what `kept` gave."""
    cases = [structure(one, vnr.Case) for one in records]
    return vnr.Register.from_cases(cases, observed=observed)
