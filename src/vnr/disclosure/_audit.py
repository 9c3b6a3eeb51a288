"""The attacker: what can be found out of results as they are shown, and whether they may be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs
import numpy as np

from vnr.disclosure._attack import attacked
from vnr.disclosure._ledger import ledger_of
from vnr.disclosure._presets import VNR_BOARD, rule_named
from vnr.disclosure._protect import PROTECTED, labelled
from vnr.disclosure._rule import Rule
from vnr.results import Result
from vnr.words import text

__all__ = ["Audit", "Leak", "Verdict", "audit"]


class Verdict(StrEnum):
    """Whether results may be shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NOT_PROVED = "not proved in time"


_SENTENCES = {
    Verdict.SAFE: "safe",
    Verdict.UNSAFE: "unsafe",
    Verdict.NOT_PROVED: "not_proved",
}


@attrs.frozen
class Leak:
    """One figure of which too much can be found out.

    Attributes
    ----------
    label, figure
        The result, and its figure; of what is left of a figure, the whole and its part.
    cell
        The labels of the cell.
    low, high
        The least and the largest whole number that it may be, as far as was looked for.
    possible
        How many whole numbers it may be.
    """

    label: str
    figure: str
    cell: Mapping[str, str]
    low: int
    high: int
    possible: int


@attrs.frozen(repr=False)
class Audit:
    """What an attacker finds out (granskning): for whoever decides, and never to be shown.

    Attributes
    ----------
    verdict
        ``safe``, ``unsafe``, or ``not proved in time``, which isn't safe either.
    leaks
        The figures of which too much can be found out.
    figures, hidden
        How many counts are shown or hidden in all, and how many are hidden.
    rule
        What was held to.
    """

    verdict: Verdict
    leaks: tuple[Leak, ...]
    figures: int
    hidden: int
    rule: Rule

    def show(self, language: str = "sv") -> str:
        """The verdict and the leaks as text, in Swedish (``sv``) or English (``en``)."""
        lines = [
            text(
                "disclosure",
                _SENTENCES[self.verdict],
                language,
                rule=self.rule.name,
                figures=self.figures,
                hidden=self.hidden,
            )
        ]
        lines += [
            "  "
            + text(
                "disclosure",
                "leak",
                language,
                label=leak.label,
                figure=leak.figure,
                cell=", ".join(leak.cell.values()) or "–",
                low=leak.low,
                high=leak.high,
                number=leak.possible,
            )
            for leak in self.leaks
        ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.show()


def audit(results: Any, rule: Rule | str = VNR_BOARD, *, seconds: float = 20.0) -> Audit:
    """Attack results as they are shown, by all that is known of how their figures add up.

    The attacker knows every number that is shown, the rule, and that hidden numbers are whole
    and at least 0; with an insider one of them is known to be at least 1, each in turn. A figure
    is too well known if it may be sensitive and fewer numbers are possible than the rule asks.

    Parameters
    ----------
    results : Counts, Estimate, or mapping of str to them
        What is shown together, as it is shown.
    rule : Rule or str
        What they are held to; a preset also by its name.
    seconds : float
        Time for each program.

    Returns
    -------
    Audit

    Raises
    ------
    DisclosureError
        If the numbers shown contradict one another.

    Examples
    --------
    >>> from vnr import disclosure, metrics, synthetic
    >>> register = synthetic.register(seed=1)
    >>> cases = metrics.count(register, 2019, by=("municipality", "sex"))
    >>> disclosure.audit(cases).verdict.value, disclosure.audit(disclosure.protect(cases)).verdict.value
    ('unsafe', 'safe')
    """
    named = {"result": results} if isinstance(results, Result) else labelled(results)
    rule = rule_named(rule)
    ledger = ledger_of(named)
    system = ledger.system
    leaks = []
    proved = True
    shown = ~ledger.hidden & (system.values >= rule.sensitive_from)
    for at in np.flatnonzero(shown & (system.values <= rule.sensitive_to)).tolist():
        value = int(system.values[at])
        leaks.append(Leak(*ledger.names(at), value, value, 1))
    least = 1 if _no_zero_is_hidden(named) else 0
    for finding in attacked(system, ledger.hidden, rule, least=least, truth=False, seconds=seconds):
        proved &= finding.proved
        if finding.tells(rule):
            names = ledger.names(finding.place)
            leaks.append(Leak(*names, finding.low, finding.high, finding.possible))
    verdict = Verdict.UNSAFE if leaks else Verdict.SAFE if proved else Verdict.NOT_PROVED
    printed = system.printed
    return Audit(
        verdict, tuple(leaks), int(printed.sum()), int((printed & ledger.hidden).sum()), rule
    )


def _no_zero_is_hidden(results: Mapping[str, Result]) -> bool:
    """Whether it is known that nothing hidden is 0, as whoever protected the results says."""
    notes = {note.code for result in results.values() for note in result.notes}
    return not notes & {PROTECTED[least, True] for least in (False, True)}
