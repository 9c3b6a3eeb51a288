"""The attacker: what can be found out of results as they are shown, and whether they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from vnr.disclosure._noise import posterior
from vnr.disclosure._protect import PROTECTED, check_seconds, labelled
from vnr.disclosure._scrutiny import Inference, Relation, Scrutiny, Verdict
from vnr.disclosure.ledger import Ledger, Rounding, ledger_of, published_of
from vnr.disclosure.rules import VNR_BOARD, Rule, RuleName, rule_named
from vnr.display import html_lines, wrapped_text
from vnr.results import Result, State
from vnr.words import Language, text, withholding

__all__ = ["Audit", "audit"]


_SENTENCES = {
    Verdict.SAFE: "safe",
    Verdict.UNSAFE: "unsafe",
    Verdict.NOT_PROVED: "not_proved",
}


@attrs.frozen(repr=False)
class Audit:
    """What an attacker finds out (granskning): for whoever decides, and never to be shown.

    Attributes
    ----------
    verdict
        ``safe``, ``unsafe``, or ``not proved in time``, which isn't safe either.
    inferences
        What can be found out of each figure that may be sensitive.
    figures, hidden
        How many counts are shown or hidden in all, and how many are hidden.
    rule
        What was held to.
    contradictions
        Relations that can't hold together; nothing is claimed of their figures.
    unreckoned
        Source and figure of what is out already and could be tied to nothing, and of what is made
        of counts that aren't all shown, such as a trend without its years: if it is to be shown
        here the verdict isn't ``safe``.
    posterior
        By cell key: for each small number that is printed how likely each count is behind it, if
        all were as likely before. It proves no interval.

    Examples
    --------
    >>> from vnr import disclosure, metrics
    >>> cases = metrics.count(gotland, 2019, by="unit")
    >>> found = disclosure.audit(cases, "FIVE")
    >>> found.verdict.value, found.hidden
    ('unsafe', 0)
    """

    verdict: Verdict
    inferences: tuple[Inference, ...]
    figures: int
    hidden: int
    rule: Rule
    contradictions: tuple[tuple[Relation, ...], ...] = ()
    unreckoned: tuple[tuple[str, str], ...] = ()
    posterior: Mapping[int, Mapping[int, float]] = attrs.field(factory=dict)

    @property
    def leaks(self) -> tuple[Inference, ...]:
        """The figures of which too much can be found out."""
        return tuple(one for one in self.inferences if one.verdict is Verdict.UNSAFE)

    def show(self, language: Language = "sv") -> str:
        """The verdict and what it rests on as text, in Swedish (``sv``) or English (``en``)."""
        of_all = {"rule": self.rule.name, "figures": self.figures, "hidden": self.hidden}
        by_chance = self.rule.method == "cell-key" and self.verdict is Verdict.NOT_PROVED
        key = "by_probability" if by_chance else _SENTENCES[self.verdict]
        lines = [text("disclosure", key, language, **of_all)]
        for printed, likely in self.posterior.items():
            counts = ", ".join(f"{count} ({100 * one:.0f} %)" for count, one in likely.items())
            told = {"printed": printed, "counts": counts}
            lines.append("  " + text("disclosure", "posterior", language, **told))
        for leak in self.leaks:
            told = {"label": leak.label, "figure": leak.figure, "low": leak.low, "high": leak.high}
            cell = ", ".join(leak.cell.values()) or "–"
            told |= {"cell": cell, "number": leak.possible}
            lines.append("  " + text("disclosure", "leak", language, **told))
            lines += [f"    {relation.show(language)}" for relation in leak.because]
        if self.contradictions:
            number = len(self.contradictions)
            lines.append(text("disclosure", "contradictions", language, number=number))
            lines += [
                "  " + "; ".join(relation.show(language) for relation in relations)
                for relations in self.contradictions
            ]
        if self.unreckoned:
            names = "; ".join(f"{source}, {figure}" for source, figure in self.unreckoned)
            lines.append(text("disclosure", "unreckoned", language, names=names))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        return html_lines(self.show(), language="sv")


def audit(
    results: Any = (),
    rule: Rule | RuleName = VNR_BOARD,
    *,
    published: Any = (),
    seconds: float = 20.0,
) -> Audit:
    """Attack results as they are shown, by all that is known of how their figures add up.

    The attacker knows every number that is shown, the rule, and that hidden numbers are whole
    and at least 0; with an insider one of them is known to be at least 1, each in turn. A figure
    is too well known if it may be sensitive and fewer numbers are possible than the rule asks.

    Parameters
    ----------
    results : Counts, Estimate, Curve, or mapping of str to them
        What is shown together, as it is shown; nothing, where only what is out is looked at.
    rule : Rule or str
        What they are held to; a preset also by its name.
    published : release, result, mapping of str to result, Row, or iterable of these
        What is out already: last year's report, what others print. Where it contradicts itself
        or the results the audit says so, and claims nothing of those figures.
    seconds : float
        Time for each program, by the clock; what isn't proved by then isn't safe.

    Returns
    -------
    Audit

    Raises
    ------
    DisclosureError
        If the numbers of the results contradict one another.

    Examples
    --------
    >>> from vnr import disclosure, metrics, synthetic
    >>> register = synthetic.register(county="09", seed=1)
    >>> cases = metrics.count(register, 2019, by=("age_group", "sex"))
    >>> disclosure.audit(cases).verdict.value, disclosure.audit(disclosure.protect(cases)).verdict.value
    ('unsafe', 'safe')
    """
    named = (
        {"result": results}
        if isinstance(results, Result)
        else labelled(
            {} if results is None or (isinstance(results, tuple) and not results) else results
        )
    )
    rule = rule_named(rule)
    check_seconds(seconds)
    noisy = [name for name, result in named.items() if _has_noise(result)]
    if rule.method == "cell-key":
        return _by_probability(named, rule)
    if noisy:
        raise withholding("noise_interval", label=noisy[0])
    out = published_of(published)
    ledger = ledger_of(named, out, rule.whole_below)
    gone = ledger.hidden & ledger.system.printed
    ledger = ledger.guarding(ledger.days_of(gone) & gone)
    scrutiny = Scrutiny(ledger, rule, 1 if _no_zero_is_hidden(named) else 0, seconds)
    inferences = [*scrutiny.shown(), *scrutiny.hidden()]
    verdicts = {one.verdict for one in inferences}
    broken = scrutiny.contradictions
    alone = _made_of_untold(named, ledger)
    proved = Verdict.NOT_PROVED not in verdicts and not broken and not alone
    verdict = Verdict.SAFE if proved else Verdict.NOT_PROVED
    return Audit(
        verdict=Verdict.UNSAFE if Verdict.UNSAFE in verdicts else verdict,
        inferences=tuple(inferences),
        figures=int(ledger.entered.sum()),
        hidden=_hidden(named, ledger),
        rule=rule,
        contradictions=tuple(tuple(map(scrutiny.relation, sorted(one))) for one in broken),
        unreckoned=(*alone, *_made_of_untold(out.results, ledger), *ledger.unreckoned),
    )


def _made_of_untold(results: Mapping[str, Result], ledger: Ledger) -> list[tuple[str, str]]:
    """What is shown although some of the counts that it is made of aren't."""
    return [
        (label, "value")
        for label, result in results.items()
        if (untold := ledger.untold(label, ledger.hidden)) is not None
        if (untold & (result.state == State.VALUE)).any()
    ]


def _no_zero_is_hidden(results: Mapping[str, Result]) -> bool:
    """Whether it is known that nothing hidden is 0, as whoever protected the results says."""
    if any(Rounding.told(result) for result in results.values()):
        return False
    notes = {note.code for result in results.values() for note in result.notes}
    return not notes & {PROTECTED[least, True] for least in (False, True)}


def _hidden(results: Mapping[str, Result], ledger: Ledger) -> int:
    """How many counts aren't shown; what is shown rounded is."""
    if not any(Rounding.told(result) for result in results.values()):
        return int((ledger.entered & ledger.hidden).sum())
    hidden = np.zeros(ledger.hidden.size, bool)
    for label, places in ledger.places.items():
        for name, at in places.items():
            gone = results[label].state_of(name) == State.SUPPRESSED
            hidden[at[gone & (at >= 0)]] = True
    return int(hidden.sum())


def _has_noise(result: Result) -> bool:
    return "cell_key" in {note.code for note in result.notes}


def _by_probability(results: Mapping[str, Result], rule: Rule) -> Audit:
    """What is likely behind small numbers with noise; unsafe is what has none."""
    figures, hidden = 0, 0
    bare: list[Inference] = []
    small: set[int] = set()
    for label, result in results.items():
        for name in result.names:
            states = result.state_of(name)
            if not result.figure(name).kind.adds:
                continue
            told = states == State.VALUE
            figures += int(np.isin(states, (State.VALUE, State.SUPPRESSED)).sum())
            hidden += int((states == State.SUPPRESSED).sum())
            values = result[name][told].astype(np.int64)
            sensitive = (values >= rule.sensitive_from) & (values <= rule.sensitive_to)
            if _has_noise(result):
                small |= set(values[sensitive].tolist())
                continue
            for cell in np.flatnonzero(told)[sensitive].tolist():
                value = int(result[name][cell])
                cells = {stratum: str(one[cell]) for stratum, one in result.strata.items()}
                bare.append(Inference(label, name, cells, value, value, 1, Verdict.UNSAFE))
    return Audit(
        verdict=Verdict.UNSAFE if bare else Verdict.NOT_PROVED,
        inferences=tuple(bare),
        figures=figures,
        hidden=hidden,
        rule=rule,
        posterior={printed: posterior(rule, printed) for printed in sorted(small)},
    )
