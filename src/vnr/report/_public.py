"""A report as it may leave the room: what its chapters show, protected together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np

from vnr.disclosure import Audit, Rule, Verdict, audit, protect
from vnr.errors import DisclosureError
from vnr.report._report import Report
from vnr.report.chapters import Stacked, Table
from vnr.results import Counts, Estimate, Note, State
from vnr.words import withholding

__all__ = ["Public", "public"]

Results = Mapping[str, Counts | Estimate]
Cells = dict[str, np.ndarray[Any, np.dtype[np.bool_]]]

_ALWAYS: Final = ("value", "lower", "upper", "n")
_ROUNDS: Final = 3
"""How often rows may be left out anew because of those that were left out before."""


@attrs.frozen
class Public:
    """A protected report, and what an attacker finds out of it.

    Attributes
    ----------
    report
        Its results are protected, and hold no figures that it doesn't show.
    audit
        Of all its results together.
    """

    report: Report
    audit: Audit


def public(report: Report, rule: Rule, published: Any = ()) -> Public:
    """Protect all that a report shows together, beside what is out already, and attack it.

    Raises
    ------
    DisclosureError
        If there is nothing to show, it can't be protected, or isn't proved to be.
    """
    chapters = [one.released or one for one in report.chapters]
    own = attrs.evolve(report, chapters=[one for one in chapters if not one.internal])
    own = own.showing(_narrowed(own))
    if not own.results:
        raise withholding("release_empty")
    try:
        shown, withheld = _protected(own, rule, published)
        found = audit(shown.results, rule, published=published)
    except DisclosureError as error:
        raise withholding("release_refused", rule=rule.name, why=str(error)) from None
    if found.verdict is not Verdict.SAFE:
        raise withholding(
            "release_refused",
            rule=rule.name,
            why=f"the audit says {found.verdict.value}",
        )
    if not any(_shows(result) for result in shown.results.values()):
        raise withholding("release_nothing_left", rule=rule.name)
    figures, hidden = _number(shown, withheld)
    return Public(shown, attrs.evolve(found, figures=figures, hidden=hidden))


def _narrowed(report: Report) -> dict[str, Counts | Estimate]:
    """The results without figures that no chapter shows."""
    results = dict(report.results)
    for chapter in report.chapters:
        for label, names in chapter.shown.items():
            results[label] = _only(results[label], {*_ALWAYS, *names})
    return results


def _only(result: Any, names: set[str]) -> Any:
    columns = {name: array for name, array in result.columns.items() if name in names}
    left = names & {*result.names}
    return attrs.evolve(
        result,
        columns=columns,
        states={name: states for name, states in result.states.items() if name in left},
        figures={
            name: figure
            for name, figure in result.figures.items()
            if left.issuperset((name, *figure.related))
        },
    )


def _protected(report: Report, rule: Rule, published: Any) -> tuple[Report, Cells]:
    """The report with protected results, and the cells of rows that are left out altogether."""
    withheld: Cells = {}
    for _ in range(_ROUNDS):
        shown = report.showing(
            protect(report.results, rule, published=published, withheld=withheld)
        )
        more = _left_out(shown)
        if all((more[label] == withheld.get(label, False)).all() for label in more):
            break
        withheld = {label: mask | withheld.get(label, False) for label, mask in more.items()}
    quiet = {label: _quiet(label, one) for label, one in shown.results.items()}
    return shown.showing(quiet), withheld


def _left_out(report: Report) -> Cells:
    cells: Cells = {}
    for chapter in report.chapters:
        if isinstance(chapter.table, (Table, Stacked)):
            for label, mask in chapter.table.withheld(chapter.results).items():
                cells[label] = cells.get(label, False) | mask
    return cells


def _quiet(label: str, result: Counts | Estimate) -> Counts | Estimate:
    """The result with notes that name no number drawn from its figures."""
    notes: list[Note] = []
    for note in result.notes:
        plain = note.without_numbers() if note.figures else note
        words = " ".join(note.text(language) for language in note.wording)
        if plain is None or any(letter.isdigit() for letter in words):
            raise withholding("release_note", label=label)
        notes.append(plain)
    return attrs.evolve(result, notes=notes)


def _number(report: Report, withheld: Cells) -> tuple[int, int]:
    """How many counts there are in the rows that are shown, and how many of them are hidden."""
    figures = hidden = 0
    for label, result in report.results.items():
        stands = ~withheld.get(label, np.zeros(len(result), bool))
        for name in result.names:
            # The denominator of a share is another figure's number again.
            if result.figure(name).kind.adds and not (name == "n" and result.figure(name).sum_of):
                states = result.state_of(name)[stands]
                hidden += int(np.count_nonzero(states == State.SUPPRESSED))
                figures += int(np.isin(states, (State.VALUE, State.SUPPRESSED)).sum())
    return figures, hidden


def _shows(result: Counts | Estimate) -> bool:
    """Whether a number of anybody is left."""
    for name in result.names:
        if result.figure(name).kind.adds:
            there = result.state_of(name) == State.VALUE
            if result[name][there].any():
                return True
    return False
