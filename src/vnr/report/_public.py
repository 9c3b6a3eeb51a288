"""A report as it may leave the room: what its chapters show, protected together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import numpy as np

from vnr.disclosure import LEFT_OUT, Audit, Rule, Verdict, audit, protect
from vnr.disclosure.ledger import published_of
from vnr.errors import DisclosureError
from vnr.report._report import Report
from vnr.report._withheld import discreet
from vnr.report.chapters import Chapter, Stacked, Table
from vnr.results import Counts, Estimate, Note, State
from vnr.words import LANGUAGES, Phrase, withholding

__all__ = ["Public", "public"]

Results = Mapping[str, Counts | Estimate]
Codes = dict[str, list[str]]

_ALWAYS: Final = ("value", "lower", "upper", "n")
_ROUNDS: Final = 4
"""How often rows may be left out anew because of those that were left out before."""
_DELIVERED: Final = "coverage"
_SOME: Final = "intake"
"""A figure that a total has of all, though some tell no more of it than the first reason."""
_MORE: Final = "may_be_more"


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


def public(report: Report, rule: Rule, published: Any = (), seconds: float = 15.0) -> Public:
    """Protect all that a report shows together, beside what is out already, and attack it.

    Raises
    ------
    DisclosureError
        If there is nothing to show, it can't be protected, or isn't proved to be.
    """
    if rule.method == "cell-key":
        raise withholding("release_by_noise", rule=rule.name)
    chapters = [_alone(one.released or one, rule) for one in report.chapters]
    own = attrs.evolve(report, chapters=[one for one in chapters if not one.internal])
    own = discreet(own)
    own = own.showing(_narrowed(own))
    own = own.showing({label: _by_all(one) for label, one in own.results.items()})
    if not own.results:
        raise withholding("release_empty")
    counted = [one for one in own.results.values() if one.definition.rule != _DELIVERED]
    if counted and all((one.state == State.NOT_REPORTED).all() for one in counted):
        raise withholding("release_undelivered")
    # What is sensitive by itself is known at once, and takes no program.
    if not any(_shows(result) for result in _masked(own, rule).results.values()):
        raise withholding("release_nothing_left", rule=rule.name)
    try:
        shown = _protected(own, rule, published, seconds)
        found = audit(shown.results, rule, published=published, seconds=seconds)
    except DisclosureError as error:
        raise withholding("release_refused", rule=rule.name, why=error) from None
    if found.verdict is not Verdict.SAFE:
        form = "unsafe" if found.verdict is Verdict.UNSAFE else "not_proved"
        raise withholding("release_refused", rule=rule.name, why=Phrase("verdict", form))
    if not any(_shows(result) for result in shown.results.values()):
        raise withholding("release_nothing_left", rule=rule.name)
    return Public(shown, found)


def _alone(chapter: Chapter, rule: Rule) -> Chapter:
    """The chapter without results that tell, beside others, of a few whom no relation knows."""
    enough = max(rule.whole_below, rule.sensitive_to + 1)
    for label, number in chapter.apart.items():
        if rule.sensitive_from <= number < enough:
            chapter = chapter.without(label)
    return chapter


def _by_all(result: Any) -> Any:
    """Of several places no total of a basis that some of them don't tell: it isn't their rows' sum.

    What such a place adds to it is known from what it does tell, so no hidden row lies within it.
    """
    by_place = "municipality" in result.strata
    if by_place or _SOME not in result.names or all(note.code != _MORE for note in result.notes):
        return result
    told = result.state_of(_SOME)
    gone = np.where(told == State.VALUE, State.NOT_REPORTED, told)
    columns = dict(result.columns) | {_SOME: np.zeros_like(result[_SOME])}
    return attrs.evolve(result, columns=columns, states=dict(result.states) | {_SOME: gone})


def _narrowed(report: Report) -> dict[str, Counts | Estimate]:
    """The results without figures that no chapter shows, nor one beside hangs together with."""
    results = dict(report.results)
    for chapter in report.chapters:
        for label, names in chapter.shown.items():
            results[label] = _only(results[label], _with_related(results[label], names))
    return results


def _with_related(result: Any, names: Iterable[str]) -> set[str]:
    """Figures with all that they are parts of: another table may show these."""
    wanted, told = {*_ALWAYS, *names}, set[str]()
    while wanted:
        told |= wanted
        related = {one for name in wanted & {*result.names} for one in result.figure(name).related}
        wanted = related - told
    return told


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


def _protected(report: Report, rule: Rule, published: Any, seconds: float) -> Report:
    """The report with protected results, without rows of which too little is left."""
    own = _without(report, _together(_left_out(_masked(report, rule)), _before(report, published)))
    for _ in range(_ROUNDS):
        shown = own.showing(protect(own.results, rule, published=published, seconds=seconds))
        more = _left_out(shown)
        if not more:
            break
        own = _without(own, more)
    whole = {label: _questions_whole(one) for label, one in shown.results.items()}
    return shown.showing({label: _quiet(label, one) for label, one in whole.items()})


def _questions_whole(result: Any) -> Any:
    """Of a question with something hidden no option is shown: who chose none of the others chose it."""
    if result.definition.rule != "survey":
        return result
    told = {name: result.state_of(name) for name in ("value", "number") if name in result.names}
    gone = np.any([states == State.SUPPRESSED for states in told.values()], axis=0)
    asked = result.strata["question"]
    gone = np.isin(asked, asked[gone])
    states = {name: np.where(gone, State.SUPPRESSED, own) for name, own in told.items()}
    return attrs.evolve(result, state=states["value"], states=dict(result.states) | states)


def _masked(report: Report, rule: Rule) -> Report:
    """The report without what can't be shown whatever else is hidden."""

    def small(numbers: Any) -> Any:
        return (numbers >= rule.sensitive_from) & (numbers <= rule.sensitive_to)

    masked = {}
    for label, result in report.results.items():
        states = {}
        for name in result.names:
            figure = result.figure(name)
            gone = small(result[name]) if figure.kind.adds else np.zeros(len(result), bool)
            for part, whole in filter(None, [figure.ratio_of]):
                if {part, whole} <= set(result.names):
                    k, n = result[part], result[whole]
                    gone = small(k) | small(n) | small(n - k)
            there = result.state_of(name) == State.VALUE
            states[name] = np.where(gone & there, State.SUPPRESSED, result.state_of(name))
        masked[label] = attrs.evolve(result, state=states["value"], states=states)
    return report.showing(masked)


def _left_out(report: Report) -> Codes:
    """Which municipalities have no row in a result, beside those that had none before."""
    codes: Codes = {}
    for chapter in report.chapters:
        tables = chapter.table.tables if isinstance(chapter.table, Stacked) else [chapter.table]
        for table in tables:
            if isinstance(table, Table) and table.by == "municipality" and table.surviving:
                gone = np.array(table.labels)[table.left_out(chapter.results)].tolist()
                for column in table.columns:
                    told = chapter.results[column.result].definition.parameters
                    if set(gone) - set(told.get(LEFT_OUT, ())):
                        codes[column.result] = gone
    return codes


def _before(report: Report, published: Any) -> Codes:
    """Which municipalities have no row in an earlier release of the same: they get none now either.

    What is shown of the others was chosen for that.
    """
    codes: Codes = {}
    for name, earlier in published_of(published).results.items():
        gone = earlier.definition.parameters.get(LEFT_OUT, ())
        for label, result in report.results.items():
            if gone and name.rpartition(": ")[2] == label and _asked(result) == _asked(earlier):
                codes = _together(codes, {label: list(gone)})
    return codes


def _asked(result: Any) -> list[Any]:
    """What a result was asked for, and of which places: another's own report leaves none out."""
    meaning = result.definition
    told = {name: value for name, value in meaning.parameters.items() if name != LEFT_OUT}
    return [told, *(one.parameters.get("selection") for one in meaning.operands)]


def _together(some: Codes, others: Codes) -> Codes:
    return {
        label: sorted({*some.get(label, ()), *others.get(label, ())})
        for label in {**some, **others}
    }


def _without(report: Report, codes: Codes) -> Report:
    """The report whose results lack the rows of municipalities, and say so."""
    results = {}
    for label, gone in codes.items():
        result = report.results[label]
        meaning = result.definition
        parameters = dict(meaning.parameters) | {LEFT_OUT: gone}
        results[label] = attrs.evolve(
            result.select(~np.isin(result.strata["municipality"], gone)),
            definition=attrs.evolve(meaning, parameters=parameters),
        )
    return report.showing(results)


def _quiet(label: str, result: Counts | Estimate) -> Counts | Estimate:
    """The result with notes that name no number drawn from its figures."""
    notes: list[Note] = []
    for note in result.notes:
        plain = note.without_numbers() if note.figures else note
        words = " ".join(note.text(language) for language in LANGUAGES if language in note.wording)
        if plain is None or any(letter.isdigit() for letter in words):
            raise withholding("release_note", label=label)
        notes.append(plain)
    return attrs.evolve(result, notes=notes)


def _shows(result: Counts | Estimate) -> bool:
    """Whether a number of anybody is left, or of what numbers nobody anything at all.

    Who delivered when is no finding: a report that says nothing else is none.
    """
    adding = [name for name in result.names if result.figure(name).kind.adds]
    for name in adding:
        there = result.state_of(name) == State.VALUE
        if result[name][there].any():
            return True
    of_the_delivery = result.definition.rule == _DELIVERED
    return not adding and not of_the_delivery and bool((result.state == State.VALUE).any())
