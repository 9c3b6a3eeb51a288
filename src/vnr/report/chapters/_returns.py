"""The chapter on those who come back within a year, of which the summary speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from vnr import metrics
from vnr.metrics import KKIK_1Y
from vnr.model import Period
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._headline import Headline, HeadlineShare, share_of
from vnr.report.chapters._lacks import lacks
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Results
from vnr.results import Estimate, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["returns"]


def returns(register: Register, period: PeriodLike) -> Chapter:
    """Reactivation by the rule `KKIK_1Y`, all municipalities together; in the summary only."""
    counted = metrics.reactivation(register, period, rule=KKIK_1Y)
    returned = _of_anybody(ripe(counted, counted["n_not_mature"]))
    return Chapter(
        name="returned",
        results={"returned": returned},
        definitions={"returned": ""},
        headlines=(
            Headline(
                "first_returned", _back, "common", lacks("returned"), {"period": Period.of(period)}
            ),
        ),
        sentences=(
            Sentence("returned", "returned", {"n": "n", "returned": "returned", "share": "value"}),
        ),
        sources=("kkik",),
        shown={"returned": ("returned",)},
    )


def _of_anybody(counted: Estimate) -> Estimate:
    """The share isn't reported where cases were closed, but nobody is known by whom to look for."""
    unknown = (counted["n"] == 0) & (counted["n_unlinkable"] > 0)
    states = {name: counted.state_of(name) for name in counted.names}
    for name in ("value", "lower", "upper"):
        unsaid = unknown & (states[name] == State.VALUE)
        states[name] = np.where(unsaid, State.NOT_REPORTED, states[name])
    return attrs.evolve(counted, state=states["value"], states=states)


def _back(results: Results) -> HeadlineShare:
    """Persons who came back, of those whose cases were closed."""
    return share_of(results["returned"], "returned", waiting={"n_not_mature": 1})
