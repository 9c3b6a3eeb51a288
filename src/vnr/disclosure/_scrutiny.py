"""What the attacker tells of each figure, and by which relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import attrs
import numpy as np

from vnr.disclosure.attack import Component, Finding, ImpossibleError, System, attacked
from vnr.disclosure.ledger import Ledger
from vnr.disclosure.rules import Rule
from vnr.display import Fields
from vnr.words import Language, text

__all__ = ["Inference", "Relation", "Scrutiny", "Verdict"]

_EXPLAINED = 100
"""Of how many figures is told what gave them away."""


class Verdict(StrEnum):
    """Whether results may be shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NOT_PROVED = "not proved in time"


Named = tuple[str, str, Mapping[str, str]]


@attrs.frozen
class Relation(Fields):
    """Figures that are tied: the first is the sum of the others, or at most that (samband).

    Attributes
    ----------
    figures
        Result, figure and cell of each, the total first.
    equal
        Whether it is the sum, or at most that.

    Examples
    --------
    >>> total, woman, man = (("cases", "value", {"sex": sex}) for sex in ("", "woman", "man"))
    >>> Relation((total, woman, man), equal=True).show("en")
    'cases, value [–] = cases, value [woman] + cases, value [man]'
    """

    figures: tuple[Named, ...]
    equal: bool

    def show(self, language: Language = "sv", most: int = 5) -> str:
        """The relation as text, in Swedish (``sv``) or English (``en``)."""
        names = [
            f"{label}, {figure} [{', '.join(cell.values()) or '–'}]"
            for label, figure, cell in self.figures
        ]
        left = len(names) - 1 - most
        more = [text("disclosure", "further", language, number=left)] if left > 0 else []
        return (
            f"{names[0]} {'=' if self.equal else '≤'} {' + '.join([*names[1 : most + 1], *more])}"
        )


@attrs.frozen
class Inference(Fields):
    """What can be found out of one figure that isn't shown, or is as small as the rule hides.

    Attributes
    ----------
    label, figure
        The result, and its figure; of what is left of a figure, the whole and its part.
    cell
        The labels of the cell.
    low, high
        The least and the largest whole number that it may be, as far as was looked for.
    possible
        How many whole numbers it may be, counted no further than the rule asks.
    verdict
        Whether that is enough.
    because
        What gave it away: the relations by which it was found out, none of a number that is
        shown. Told of the first hundred that are unsafe.

    Examples
    --------
    >>> from vnr import disclosure, metrics
    >>> cases = metrics.count(gotland, 2019, by="unit")
    >>> found = disclosure.audit(cases, "FIVE").inferences[0]
    >>> dict(found.cell)["unit"], found.low, found.high
    ('elder', 2, 2)
    """

    label: str
    figure: str
    cell: Mapping[str, str]
    low: int
    high: int
    possible: int
    verdict: Verdict
    because: tuple[Relation, ...] = ()


class Scrutiny:
    """The attacker before a ledger.

    Parameters
    ----------
    ledger : Ledger
        The figures as they are shown.
    rule : Rule
        What they are held to.
    least : int
        1 if it is known that no zero is hidden.
    seconds : float
        Time for each program.
    """

    def __init__(self, ledger: Ledger, rule: Rule, least: int, seconds: float) -> None:
        self.ledger = ledger
        self.rule = rule
        self.contradictions: list[frozenset[int]] = []
        self._least = least
        self._seconds = seconds
        self._explained = 0

    def shown(self) -> Iterator[Inference]:
        """What is as small as the rule hides, and shown."""
        values, rule = self.ledger.system.values, self.rule
        small = (values >= rule.sensitive_from) & (values <= rule.sensitive_to)
        small &= ~self.ledger.system.certain
        for at in np.flatnonzero(small & ~self.ledger.hidden & self.ledger.tied).tolist():
            value = int(values[at])
            yield Inference(*self.ledger.names(at), value, value, 1, Verdict.UNSAFE)

    def hidden(self) -> Iterator[Inference]:
        """What can be found out of what is hidden, where the relations don't contradict."""
        system, hidden = self.ledger.system, self.ledger.hidden
        alone = system.alone_impossible(hidden).tolist()
        self.contradictions += [frozenset([one]) for one in alone]
        untold = set(self.ledger.of_relations(alone))
        system = system.without(alone)
        waiting = [*system.components(hidden & self.ledger.tied)]
        while waiting:
            component = waiting.pop()
            try:
                found = [*self._attacked(component)]
            except ImpossibleError as error:
                self.contradictions.append(error.relations)
                untold |= set(self.ledger.of_relations(error.relations))
                left = np.zeros_like(hidden)
                left[component.members] = True
                waiting += component.system.without(error.relations).components(left)
                continue
            for finding in found:
                if finding.place not in untold and not self._is_of_nobody(finding):
                    yield from self._told(component, finding)

    def _is_of_nobody(self, finding: Finding) -> bool:
        """Whether it is who is outside of a cell that is shown to hold nobody: not all are in it."""
        inside = self.ledger.outside.get(finding.place, -1)
        return inside >= 0 and not (self.ledger.hidden[inside] or self.ledger.system.values[inside])

    def _attacked(self, component: Component) -> Iterator[Finding]:
        return attacked(
            component.system,
            self.ledger.hidden,
            self.rule,
            least=self._least,
            truth=False,
            seconds=self._seconds,
            among=(component,),
        )

    def _told(self, component: Component, finding: Finding) -> Iterator[Inference]:
        if finding.proved and not finding.may_be_sensitive(self.rule):
            return
        verdict = Verdict.SAFE if finding.proved else Verdict.NOT_PROVED
        because: tuple[Relation, ...] = ()
        if finding.proved and finding.tells(self.rule):
            verdict = Verdict.UNSAFE
            self._explained += 1
            if self._explained <= _EXPLAINED:
                because = self._because(component, finding)
        names = self.ledger.names(finding.place)
        yield Inference(*names, finding.low, finding.high, finding.possible, verdict, because)

    def _because(self, component: Component, finding: Finding) -> tuple[Relation, ...]:
        system: System = component.system
        least = np.maximum(np.where(system.printed & ~system.boxed, self._least, 0), system.low)
        if finding.knowing >= 0:
            least[finding.knowing] = max(1, least[finding.knowing])
        used = component.proof(finding.place, least[component.members])
        return tuple(self.relation(one) for one in sorted(used))

    def relation(self, number: int) -> Relation:
        """A relation by the names of its figures, its total first."""
        system = self.ledger.system
        terms = sorted(zip(*system.terms[number], strict=True), key=lambda term: -term[1])
        names = [self.ledger.names(place) for place, _ in terms]
        return Relation(tuple(names), number < system.equal.shape[0])
