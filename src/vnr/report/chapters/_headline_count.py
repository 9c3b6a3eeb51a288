"""The line of the first screen on how many cases concerned violence."""

from __future__ import annotations

from typing import Final

import attrs

from vnr.model import Period
from vnr.report.chapters._headline import Line
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import spelled, text
from vnr.results import State
from vnr.words import Language, number

__all__ = ["HeadlineCount"]

_KEY: Final = "first_known"


@attrs.frozen
class HeadlineCount:
    """How many cases, as the share beside them counts; else how many became known.

    Attributes
    ----------
    result, figure
        The number that the other lines are of, if its share may be told.
    otherwise
        Label of the counts that are told where it mayn't.
    period
        What is reported on.
    """

    result: str
    figure: str
    otherwise: str
    period: Period

    def line(self, results: Results, language: Language) -> Line:
        """The line in words, by the state of its figure."""
        state, cases, form = self._read(results)
        period = spelled(self.period, language)
        if state != State.VALUE:
            code = state.code
            large = text("first_absent", language, form=code)
            why = form if form == "uncounted" else code
            return Line(large, text(_KEY, language, form=why, period=period))
        if not cases:
            return Line("", text(_KEY, language, form="none", period=period))
        rest = text(_KEY, language, form=form, period=period)
        noun, _, said = rest.partition(" ")
        return Line(f"{number(cases, ',', language)}\N{NO-BREAK SPACE}{noun}", said)

    def numbers(self, results: Results) -> set[str]:
        """What may stand in the line: the number itself."""
        return {str(self._read(results)[1])}

    def cases(self, results: Results) -> int | None:
        """The number that the shares beside are of; none where another is told."""
        state, cases, form = self._read(results)
        return cases if state == State.VALUE and form != "became" else None

    def _read(self, results: Results) -> tuple[State, int, str]:
        base = results[self.result]
        if base.state_of("value", self.figure).item() == State.VALUE:
            cases = int(base[self.figure].item())
            return State.VALUE, cases, "each" if cases == 1 else "several"
        if self.otherwise not in results:
            state = State(int(base.state_of("value", self.figure).item()))
            if state == State.SUPPRESSED:
                return state, 0, "became"
            return State.NOT_REPORTED, 0, "uncounted"
        other = results[self.otherwise]
        state = State(int(other.state.item()))
        return state, int(other.value.item()) if state == State.VALUE else 0, "became"
