"""Persons along time: their cases, and what happened in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from vnr.errors import DataError, DisclosureError
from vnr.results.pictures._axes import BLUE, GREEN, LINE, OUTSIDE, axes_of, row_axis
from vnr.results.pictures._layout import fit, frame, written_below
from vnr.words import Language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeline_plot"]

_MOST: Final = 40
"""So many persons at most."""
_EVENTS: Final = (
    ("intakes", "date", "v", OUTSIDE),
    ("investigations", "opened", "s", BLUE),
    ("interventions", "started", "^", GREEN),
)
"""What is marked, where its day stands, and how it looks."""


def timeline_plot(
    cases: Any,
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    persons: int = 12,
    real: bool = False,
    notes: bool = True,
) -> Axes:
    """Draw persons' cases along time with what happened in them (tidslinje).

    One line is one person, so this is for made-up people. Nobody is named: they are numbered.

    Parameters
    ----------
    cases : World or iterable of Case
        What `synthetic.world` gave; or cases, with `real`.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    persons : int
        How many at most, those with most cases first.
    real : bool
        That these may be real persons, and that the picture stays where their records may be seen.
    notes : bool
        Whether title and warning stand with it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    DisclosureError
        If these aren't known to be made up, and `real` isn't said.
    DataError
        If there is nobody, or `persons` isn't from 1 to 40.

    Examples
    --------
    >>> from vnr import synthetic
    >>> axes = timeline_plot(synthetic.world(county="09", seed=1), persons=3, language="en")
    >>> [text.get_text() for text in axes.get_yticklabels()]
    ['person 1', 'person 2', 'person 3']
    """
    if not isinstance(persons, int) or not 1 <= persons <= _MOST:
        raise DataError(f"persons must be a number from 1 to {_MOST}, got {persons!r}")
    made_up = hasattr(cases, "truth") and hasattr(cases, "observed")
    if not made_up and not real:
        raise DisclosureError(
            "these may be real persons, each of whom would be one line: draw what synthetic.world "
            "gives, or say real=True and keep the picture where the records may be seen"
        )
    by_person: dict[Any, list[Any]] = {}
    for case in _cases(cases):
        by_person.setdefault(case.person.person_id, []).append(case)
    if not by_person:
        raise DataError("there is nobody to draw: give cases with intakes")
    chosen = sorted(by_person.values(), key=lambda own: (-len(own), _spell(own[0])[0]))[:persons]
    ends = [day for own in chosen for case in own for day in _spell(case) if day is not None]
    last = cases.observed.end if made_up else max(ends)
    axes: Any = axes_of(ax, len(chosen))
    for row, own in enumerate(chosen):
        for case in own:
            start, end = _spell(case)
            axes.plot(
                [start, end or last], [row, row],
                color=LINE, linewidth=5, alpha=0.35, solid_capstyle="butt",
            )  # fmt: skip
            if end is None:
                axes.plot([last], [row], ">", color=LINE, markersize=6)
    for name, day, marker, colour in _EVENTS:
        points = [
            (getattr(event, day), row)
            for row, own in enumerate(chosen)
            for case in own
            for event in getattr(case, name)
            if getattr(event, day) is not None
        ]
        if points:
            at, rows = zip(*points, strict=True)
            axes.plot(
                at, rows, marker, color=colour, linestyle="none", markersize=6,
                label=text("pictures", name, language),
            )  # fmt: skip
    row_axis(
        axes,
        [text("pictures", "person", language, place=place + 1) for place in range(len(chosen))],
    )
    frame(axes)
    title = text("pictures", "title", language, form="timeline")
    axes.set_label(f"{title}. {text('pictures', 'persons_drawn', language, persons=len(chosen))}")
    if notes:
        axes.set_title(title, loc="left", fontsize=11)
        written_below(axes, 0, text("pictures", "made_up" if made_up else "real", language))
    fit(axes)
    return axes


def _cases(cases: Any) -> Iterable[Any]:
    own = getattr(cases, "cases", cases)
    own = own() if callable(own) else own
    if not isinstance(own, Iterable):
        raise DataError(
            f"cases must be cases, or what synthetic.world gives, got {type(cases).__name__}"
        )
    return own


def _spell(case: Any) -> tuple[date, date | None]:
    """From the first intake to the last closing; open where an intake came after it."""
    closed = max((closing.date for closing in case.closings), default=None)
    reopened = closed is not None and max(intake.date for intake in case.intakes) > closed
    return min(intake.date for intake in case.intakes), None if reopened else closed
