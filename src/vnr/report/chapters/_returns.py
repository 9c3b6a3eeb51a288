"""The chapter on those who come back within a year, of which the summary speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnr import metrics
from vnr.metrics import KKIK_1Y
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._sentence import Sentence

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["returns"]


def returns(register: Register, period: PeriodLike) -> Chapter:
    """Reactivation by the rule `KKIK_1Y`, all municipalities together; in the summary only."""
    returned = metrics.reactivation(register, period, rule=KKIK_1Y)
    return Chapter(
        name="returned",
        results={"returned": returned},
        definitions={"returned": ""},
        sentences=(
            Sentence("returned", "returned", {"n": "n", "returned": "returned", "share": "value"}),
        ),
        sources=(KKIK_1Y.source,),
        shown={"returned": ("returned",)},
    )
