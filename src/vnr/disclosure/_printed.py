"""Results whose counts are printed otherwise than they are: rounded, or with noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure._boxed import printed_rounded
from vnr.disclosure._dependents import gone_with, in_weeks
from vnr.disclosure._noise import changes
from vnr.disclosure._recount import recounted, redrawn
from vnr.disclosure.ledger import HIDDEN_BY_RULE, Ledger, Rounding
from vnr.disclosure.rules import Rule
from vnr.results import Counts, Curve, Note, Result, State
from vnr.words import withholding

__all__ = ["perturbed", "rounded"]

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


def rounded(
    results: Mapping[str, Result], ledger: Ledger, rule: Rule, *, withheld: Mask, seconds: float
) -> dict[str, Result]:
    """The results with rounded counts, and all else reckoned from these."""
    printed = printed_rounded(ledger, rule, withheld=withheld, seconds=seconds)
    notes = [Rounding.of(rule).note(rule)]
    if printed.hidden.any():
        code = HIDDEN_BY_RULE if printed.by_rule else "rounded_hidden"
        least, most = rule.sensitive_from, rule.sensitive_to
        notes.append(Note(code, rule=rule.name, least=least, most=most))
    return _reckoned(results, ledger, rule, printed.numbers, printed.hidden, notes)


def perturbed(
    results: Mapping[str, Result], ledger: Ledger, rule: Rule, *, withheld: Mask
) -> dict[str, Result]:
    """The results with noise on their counts by their keys, and all else reckoned from these.

    Raises
    ------
    DisclosureError
        If a result has no keys, the rule no noise, or two keys were made of two secrets.
    """
    numbers, known = ledger.system.values.copy(), np.zeros(ledger.hidden.size, bool)
    keys = np.zeros(numbers.size, np.uint64)
    for label, result in results.items():
        if not isinstance(result, Counts):
            continue
        if result.cell_keys is None:
            raise withholding("keys_lacking", label=label)
        told = result.state == State.VALUE
        at, own = ledger.places[label]["value"][told], result.cell_keys[told]
        if (known[at] & (keys[at] != own)).any():
            raise withholding("keys_other", label=label)
        numbers[at] = result.value[told] + changes(rule, result.value[told], own)
        keys[at], known[at] = own, True
    for label, result in results.items():
        reckoned = any(known[at[at >= 0]].any() for at in ledger.places[label].values())
        if isinstance(result, Curve) or not (reckoned or isinstance(result, Counts)):
            raise withholding("keys_made", label=label)
    changes(rule, numbers[:0], keys[:0])
    note = Note("cell_key", rule=rule.name, noise=rule.noise, variance=rule.variance)
    made = _reckoned(results, ledger, rule, numbers, ~known | withheld, [note])
    return {
        label: attrs.evolve(one, cell_keys=None) if isinstance(one, Counts) else one
        for label, one in made.items()
    }


def _reckoned(
    results: Mapping[str, Result], ledger: Ledger, rule: Rule, numbers: Whole, hidden: Mask,
    notes: Sequence[Note],
) -> dict[str, Result]:  # fmt: skip
    """The results with the numbers that are printed, and all else from these."""
    shown = {}
    for label, result in results.items():
        places = ledger.places[label]
        # What has no place stands last, and isn't hidden.
        every, none = np.append(numbers, 0), np.append(hidden, False)
        own = {name: np.where(at >= 0, every[at], result[name]) for name, at in places.items()}
        lost = {name: none[at] for name, at in places.items()}
        gone: dict[str, Any] = gone_with(result, lost, rule)
        made = (
            redrawn(result, own, gone["value"])
            if isinstance(result, Curve)
            else recounted(in_weeks(result), own, lost, gone)
        )
        # What a note numbers isn't printed so.
        general = (
            note.without_numbers() if "number" in note.parameters else note for note in result.notes
        )
        told = [note for note in general if note is not None]
        shown[label] = attrs.evolve(made, notes=(*told, *notes))
    return shown
