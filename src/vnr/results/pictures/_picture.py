"""Which picture belongs to a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from vnr.results import Counts, Curve, Estimate, Result
from vnr.results.pictures._bars import bars_plot
from vnr.results.pictures._curves import curve_plot
from vnr.results.pictures._funnel import funnel_plot
from vnr.results.pictures._intervals import intervals_plot
from vnr.results.pictures._matrix import matrix_plot
from vnr.results.pictures._trend import TIMES, trend_plot
from vnr.results.pictures._unseen import unseen_plot
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["picture"]

_BY_RULE: Final[Mapping[str, Callable[..., Any]]] = {
    "funnel": funnel_plot,
    "candidates": unseen_plot,
    "list_dependence": unseen_plot,
    "missed_links": unseen_plot,
}
_BY_KIND: Final[tuple[tuple[type[Result], Callable[..., Any]], ...]] = (
    (Curve, curve_plot),
    (Estimate, intervals_plot),
    (Counts, bars_plot),
)


def picture(result: Result, *, ax: Axes | None, language: Language, **options: Any) -> Axes:
    """Draw a result as its kind and its rule ask for: what `Result.plot` does.

    Examples
    --------
    >>> from vnr import metrics
    >>> picture(metrics.proportion(3, 10), ax=None, language="en").get_xlabel()
    '%'
    """
    draw = _BY_RULE.get(result.definition.rule)
    if draw is None and not isinstance(result, Curve):
        # Time runs along, and two strata cross.
        along = [*result.strata]
        if len(along) == 1 and along[0] in TIMES:
            draw = trend_plot
        elif len(along) == 2:
            draw = matrix_plot
    if draw is None:
        draw = next(draw for kind, draw in _BY_KIND if isinstance(result, kind))
    drawn: Axes = draw(result, ax=ax, language=language, **options)
    return drawn
