"""What is needed against what is offered, in sentences: *unmet* is never said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from vnr.model import Role
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._things import in_series
from vnr.report.chapters._writing import Shown, text, whole
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language

__all__ = ["NeedLines"]

_GOT: Final = ("used", "declined", "waiting", "without")
_COULD: Final = ("offered", "lacking", "unknown")
_HEADS: Final = (
    *("need_who", "need_known", "need_used", "need_declined", "need_waiting", "need_without"),
    *("need_offered", "need_lacking", "need_unknown"),
)


@attrs.frozen
class NeedLines:
    """Known persons by what they got, and what there was for the rest (behov och utbud).

    Attributes
    ----------
    roles
        Label of the result of `metrics.need` by role.
    others
        Labels of those by form and by group.
    """

    roles: str
    others: Sequence[str] = ()

    def lines(self, results: Results, language: Language) -> Lines:
        """A row for each role, form and group that somebody known is of."""
        body = []
        for label in (self.roles, *self.others):
            result = results[label]
            (stratum,) = result.strata
            figures = [whole(result, name, language) for name in ("value", *_GOT, *_COULD)]
            words = self._named(stratum, result, language)
            body += [
                (name, *(written[row] for written in figures))
                for row, name in enumerate(words)
                if _is_told(result, row)
            ]
        return Lines(tuple(text(key, language) for key in _HEADS), tuple(body))

    def _named(self, stratum: str, result: Shown, language: Language) -> list[str]:
        """Those of a row, in the plural."""
        codes = result.strata[stratum].tolist()
        if stratum == "form":
            told = names("form", codes, language)
            return [
                text("need_form_not_recorded", language)
                if code == "not_recorded"
                else text("need_form", language, what=name)
                for code, name in zip(codes, told, strict=True)
            ]
        told = [
            text("need_none_recorded", language, form=stratum)
            if code == "not_recorded"
            else text("offer_targets", language, form=code)
            for code in codes
        ]
        return [whom[:1].upper() + whom[1:] for whom in told]

    def told(self, results: Results, language: Language) -> list[str]:
        """A paragraph on each role, and what isn't known of it."""
        result = results[self.roles]
        told = []
        for row, whom in enumerate(self._named("role", result, language)):
            if result.state[row] != State.VALUE or not result.value[row]:
                continue
            known = _numbers(result, row, ("value",), language)
            got = _numbers(result, row, _GOT, language)
            lines = [
                text("need_told", language, whom=whom, got=in_series([*known, *got], language))
            ]
            could = _numbers(result, row, _COULD, language)
            if could and result["without"][row]:
                lines.append(text("need_could", language, could=in_series(could, language)))
            told.append(" ".join(lines))
        return told

    def text(self, results: Results, language: Language) -> str:
        """How many of the exposed are known, and without, for the summary."""
        result = results[self.roles].select(role=Role.EXPOSED_ADULT)
        if result.state_of("value", "without").item() != State.VALUE:
            return ""
        numbers = {name: int(result[name].item()) for name in ("value", "without")}
        return text("need_summary", language, **numbers)


def _numbers(result: Shown, row: int, names: Sequence[str], language: Language) -> list[str]:
    """How many did each, in words; what isn't a number says why."""
    told = []
    for name in names:
        state = State(result.state_of(name)[row])
        what = text("need_does", language, form=name)
        if state == State.VALUE:
            number = whole(result, name, language)[row]
            told.append(text("need_number", language, of=number, what=what))
        else:
            told.append(text("need_no_number", language, form=state.code, what=what))
    return told


def _is_told(result: Shown, row: int) -> bool:
    """Whether there is anybody, or nobody knows."""
    return bool(result.state[row] != State.VALUE or result.value[row])
