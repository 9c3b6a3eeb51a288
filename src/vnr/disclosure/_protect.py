"""Results that may be shown: what is sensitive is hidden, and what it could be reckoned from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar, overload

import attrs
import numpy as np

from vnr.disclosure._dependents import gone_with, in_weeks
from vnr.disclosure._printed import perturbed, rounded
from vnr.disclosure._recount import in_tenths
from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack import ImpossibleError, completed
from vnr.disclosure.ledger import Ledger, coarsened, ledger_of, published_of, remainders_of
from vnr.disclosure.rules import VNR_BOARD, Rule, RuleName, rule_named
from vnr.errors import UnknownNameError
from vnr.results import Curve, Note, Result, State
from vnr.words import withholding

__all__ = ["NOTES", "PROTECTED", "check_seconds", "labelled", "protect"]

R = TypeVar("R", bound=Result)
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Withheld = Mapping[str, Mask]

PROTECTED: Final = {
    (True, False): "protected",
    (True, True): "protected_with_zeros",
    (False, False): "protected_more",
    (False, True): "protected_more_with_zeros",
}
"""The note by whether the pattern is proven the least, and some hidden figure may be 0.

Who knows the rule supposes otherwise that what is hidden is at least 1.
"""

NOTES: Final = frozenset(PROTECTED.values())
"""Codes of the notes by which a result says that it is protected."""


@overload
def protect(
    results: R,
    rule: Rule | RuleName = ...,
    *,
    published: Any = ...,
    withheld: Withheld = ...,
    seconds: float = ...,
) -> R: ...
@overload
def protect(
    results: Mapping[str, R],
    rule: Rule | RuleName = ...,
    *,
    published: Any = ...,
    withheld: Withheld = ...,
    seconds: float = ...,
) -> dict[str, R]: ...


def protect(
    results: Any,
    rule: Rule | RuleName = VNR_BOARD,
    *,
    published: Any = (),
    withheld: Withheld = MappingProxyType({}),
    seconds: float = 15.0,
) -> Any:
    """Hide what must not be found out (röjandeskydd), in all results that are shown together.

    Every sum that their relations single out is protected, printed or not: what is left of a
    denominator, steps within a step, totals less what is shown of them. What isn't a count goes
    with the counts that give it back: a share with its numerator, its denominator and the rest,
    a rate with its count, since inhabitants are public. Curves go in steps of whole weeks, in each
    of which none or enough had an event, were lost and are left; medians show with enough on
    each side, in whole weeks. A trend, and a standardised rate, is an equation more between the
    counts that it is made of: it shows where all of these are shown beside it, and else nowhere.

    By a rule that rounds, counts are printed rounded, and hidden only where the rule hides small
    ones or the boxes in which all of them lie tell too much. Shares, rates and limits are
    reckoned from the printed counts, and shares of fewer than 20 hidden; what can't be reckoned
    from counts is hidden.

    Parameters
    ----------
    results : Counts, Estimate, Curve, or mapping of str to them
        What is shown together. Two that are shown together and protected apart protect nothing.
    rule : Rule or str
        What is sensitive, and how well it is hidden; a preset also by its name.
    published : release, result, mapping of str to result, Row, or iterable of these
        What is out already, such as last year's report: it stays known whatever is hidden here,
        and what it hides stays hidden.
    withheld : mapping of str to array of bool, shape ``(cells,)``
        Cells that are not to be shown whatever they hold, by label, such as rows of which too
        little would be left; others may hide behind them.
    seconds : float
        Time for the integer programs, by the clock, so that a machine that does much else gets
        less done. When it is up the figures are as safe, but more may be hidden than is needed,
        and the notes say so.

    Returns
    -------
    as `results`
        What isn't shown is suppressed and erased. Notes name the rule.

    Raises
    ------
    DisclosureError
        If nothing that could be hidden protects a sensitive figure, one is out already, a result
        tells of single persons or stands in the order of a figure, or results contradict one another.

    Examples
    --------
    >>> from vnr import disclosure, metrics, synthetic
    >>> register = synthetic.register(county="09", seed=1)
    >>> cases = metrics.count(register, 2019, by=("age_group", "sex"))
    >>> shown = disclosure.protect(cases)
    >>> int((shown.state == 3).sum()) > 0
    True
    """
    if isinstance(results, Result):
        named = {"result": results}
        return protect(named, rule, published=published, seconds=seconds)["result"]
    named = labelled(results)
    for label, result in named.items():
        if len(result) > 1 and any(one.code == "in_order" for one in result.notes):
            raise withholding("in_order", label=label)
    rule = rule_named(rule)
    check_seconds(seconds)
    by_day = {label: result for label, result in named.items() if isinstance(result, Curve)}
    named |= _in_steps(by_day, rule)
    ledger = _whole(ledger_of(named, published_of(published), rule.whole_below), rule)
    # Nights and days of a few persons tell of them however many they are.
    few = ledger.days_of(_sensitive(ledger, rule))
    ledger = ledger.guarding(few)
    out = (_withheld(ledger, named, withheld) | few) & ~ledger.public
    if rule.method == "cell-key":
        return perturbed(named, ledger, rule, withheld=out)
    if rule.method == "round":
        return rounded(named, ledger, rule, withheld=out, seconds=seconds)
    while True:
        chosen = suppressed(
            ledger.system,
            ledger.weight,
            rule,
            hideable=~ledger.public,
            withheld=out,
            seconds=seconds,
        )
        # Of persons that are hidden nobody can tell that they aren't a few.
        gone = chosen.hidden & ledger.system.printed
        more = ledger.days_of(gone) & gone & ~ledger.system.guarded
        if not more.any():
            break
        ledger = ledger.guarding(ledger.system.guarded | more)
    zeros = chosen.hidden & ledger.system.printed & (ledger.system.values == 0)
    code = PROTECTED[chosen.is_least, bool(zeros.any())]
    note = Note(code, rule=rule.name, threshold=rule.sensitive_to)
    nowhere: Withheld = {label: np.zeros(len(result), bool) for label, result in named.items()}
    return {
        label: _shown(
            result, ledger, label, chosen.hidden, note, rule, {**nowhere, **withheld}[label]
        )
        for label, result in named.items()
    }


def _whole(ledger: Ledger, rule: Rule) -> Ledger:
    """The ledger with numbers that fit where nobody tells any.

    Raises
    ------
    DisclosureError
        If none do, or a sensitive number is out already.
    """
    system = ledger.system
    out = np.flatnonzero(_sensitive(ledger, rule) & ledger.public & ledger.tied & ~system.certain)
    if out.size:
        raise withholding("published_small", rule=rule.name, figures=ledger.in_words(out.tolist()))
    broken: Iterable[int] = system.alone_impossible(ledger.hidden).tolist()
    if not broken:
        try:
            return attrs.evolve(ledger, system=completed(system, ledger.unknown))
        except ImpossibleError as error:
            broken = error.relations
    raise withholding("published_contradicts", figures=ledger.in_words(ledger.of_relations(broken)))


def _sensitive(ledger: Ledger, rule: Rule) -> Mask:
    """Which numbers are as small as the rule hides."""
    values = ledger.system.values
    return (values >= rule.sensitive_from) & (values <= rule.sensitive_to)


def _in_steps(curves: Mapping[str, Curve], rule: Rule) -> dict[str, Curve]:
    """Curves in steps that tell of none of a few, nor do those of a whole less its groups."""
    without: dict[str, dict[tuple[Any, ...], set[float]]] = {label: {} for label in curves}
    while True:
        made = {label: coarsened(curve, rule, without[label]) for label, curve in curves.items()}
        small = [
            one
            for one in remainders_of(made)
            if rule.sensitive_from <= one.value <= rule.sensitive_to
        ]
        if not small:
            return made
        # The whole, which stands first, is told by fewer days, and at last by none.
        for label, group, span in {one.marks[0] for one in small}:
            without[label].setdefault(group, set()).add(span[1])


def _withheld(ledger: Ledger, results: Mapping[str, Result], cells: Withheld) -> Mask:
    """Which numbers stand in cells that are not to be shown."""
    mask = np.zeros(ledger.hidden.size, bool)
    for label, gone in cells.items():
        if label not in results:
            raise UnknownNameError("result", label, results)
        for places in ledger.places[label].values():
            mask[places[gone & (places >= 0)]] = True
    return mask


def check_seconds(seconds: Any) -> None:
    """Refuse a time that is none.

    Raises
    ------
    DisclosureError
        If it isn't a number.
    """
    if not isinstance(seconds, (int, float)) or not seconds >= 0:
        raise withholding("seconds_kind")


def labelled(results: Any) -> dict[str, Result]:
    """The results by label.

    Raises
    ------
    DisclosureError
        If they are no mapping of labels to results.
    """
    if isinstance(results, Mapping) and all(isinstance(one, Result) for one in results.values()):
        return {str(label): result for label, result in results.items()}
    raise withholding("results_kind", example='{"cases": count, "follow_up": share}')


def _shown(
    result: Result,
    ledger: Ledger,
    label: str,
    hidden: np.ndarray[Any, np.dtype[np.bool_]],
    note: Note,
    rule: Rule,
    withheld: Mask,
) -> Result:
    """The result without what is hidden, and without what gives that back."""
    places = ledger.places[label]
    untold = ledger.untold(label, hidden)
    gone = {
        name: (at >= 0) & hidden[np.maximum(at, 0)] if hidden.size else np.zeros(len(result), bool)
        for name, at in places.items()
    }
    states: dict[str, Any] = {
        name: np.where(
            mask & (result.state_of(name) == State.VALUE), State.SUPPRESSED, result.state_of(name)
        )
        for name, mask in gone_with(
            result, gone, rule, withheld if untold is None else withheld | untold
        ).items()
    }
    value = states.pop("value")
    alone = untold is not None and bool((untold & (result.state == State.VALUE)).any())
    result = in_tenths(in_weeks(result))
    notes = (
        *(_plain(one, rule) for one in result.notes),
        Note("made_of_hidden") if alone else None,
    )
    # What a cell's own state tells of the others is said anew for each of them.
    return attrs.evolve(
        result, state=value, states={**states, "value": value}, notes=(*filter(None, notes), note)
    )


def _plain(note: Note, rule: Rule) -> Note | None:
    """A note that names no sensitive number."""
    numbers = [value for value in note.parameters.values() if isinstance(value, int)]
    small = any(rule.sensitive_from <= number <= rule.sensitive_to for number in numbers)
    return note.without_numbers() if small else note
