"""The chapters on what was delivered, and on the faults in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from vnr import metrics
from vnr.model import Period, PeriodLike
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._places import municipalities
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Lines, Results, Table
from vnr.report.chapters._writing import Shown, text
from vnr.results import Definition, Estimate, Figure, Grid, Provenance, State
from vnr.results.pictures import names
from vnr.words import Language, rule_words

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["Delivery", "FaultList", "coverage", "faults"]


_NAMED: Final = 5
"""So many municipalities are named that didn't deliver the whole period."""


class Fault(Protocol):
    """One thing that was wrong, as `vnr.io.Fault` has it."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def rule(self) -> str:
        """The rule that was broken."""


class Delivery(Protocol):
    """What came of reading files, as `vnr.io.Reading` has it."""

    @property
    def rows_read(self) -> int:
        """Rows in all files."""

    @property
    def rejected(self) -> int:
        """Rows set aside."""

    @property
    def faults(self) -> Iterable[Fault]:
        """Everything that was wrong."""


@attrs.frozen
class FaultList:
    """The faults of files by rule, which rest on no result.

    Attributes
    ----------
    faults
        File, rule and number.
    """

    faults: Sequence[tuple[str, str, int]]

    def lines(self, results: Results, language: Language) -> Lines:  # noqa: ARG002
        """The list in words, with what to do about each."""
        head = tuple(text(key, language) for key in ("file", "rule", "number", "remedy"))
        told = rule_words(language)
        rows = (
            (
                file,
                f"{told[rule]['wrong']} [{rule}]",
                str(number),
                told[rule]["remedy"],
            )
            for file, rule, number in self.faults
        )
        return Lines(head, tuple(rows))


def coverage(register: Register, period: PeriodLike) -> Chapter:
    """How much of the period each municipality delivered."""
    codes = municipalities(register)
    delivered = _delivered(register, period)
    shares = zip(delivered.strata["municipality"].tolist(), delivered["value"], strict=True)
    part = sorted(code for code, share in shares if share < 1)
    key = "coverage_many" if len(part) > _NAMED else "coverage_line" if part else "coverage_whole"
    if len(codes) == 1:
        key = "coverage_alone_part" if part else "coverage_alone"
    sentence = Sentence(
        key,
        parameters={
            "silent": len(part),
            "all": len(codes),
            # A municipality has one name in all languages.
            "names": names("municipality", part[:_NAMED], "sv"),
        },
    )
    return Chapter(
        name="coverage",
        results={"coverage": delivered},
        sentences=(sentence,),
        table=Table(
            "municipality", codes, (Column("covered", "coverage", write=_in_whole_percent),)
        ),
        known=(*_numbers(delivered["value"].tolist()), len(codes)),
    )


def faults(reading: Delivery | None) -> Chapter:
    """What was wrong in the files: each rule once for a file, with the number of its faults."""
    broken = () if reading is None else reading.faults
    number = Counter((fault.file, fault.rule) for fault in broken)
    return Chapter(
        name="faults",
        note=None if number else Sentence("faults_none"),
        sentences=() if reading is None else _rows(reading),
        table=FaultList([(*place, times) for place, times in sorted(number.items())]),
        internal=True,
    )


def _rows(reading: Delivery) -> tuple[Sentence, ...]:
    """How many rows were read, and how many of them set aside."""
    if not reading.rows_read:
        return ()
    key = "rows_line" if reading.rejected else "rows_whole"
    return (Sentence(key, parameters={"rows": reading.rows_read, "rejected": reading.rejected}),)


def _delivered(register: Register, period: PeriodLike) -> Estimate:
    """Share of the period that each municipality delivered: known for all, so each is a value."""
    period = Period.of(period)
    cells = metrics.cells(register, period, "municipality")
    nothing = [float("nan")] * cells.size
    grid = Grid(
        strata=cells.labels,
        state=[State.VALUE] * cells.size,
        covered=[1.0] * cells.size,
        definition=Definition("coverage", {"period": period.label}),
        provenance=Provenance(lambda: register.fingerprint),
    )
    return Estimate.over(
        grid,
        value=cells.covered,
        lower=nothing,
        upper=nothing,
        n=[period.days] * cells.size,
        figures={"value": Figure("number"), "n": Figure("number")},
        confidence=None,
        method="as delivered",
        basis="register",
        unit="proportion",
    )


def _numbers(shares: Sequence[float]) -> tuple[int, ...]:
    """How many delivered not all, nothing, something, and something but not all."""
    nothing, whole = shares.count(0), shares.count(1)
    everyone = len(shares)
    return everyone - whole, nothing, everyone - nothing, everyone - nothing - whole


def _in_whole_percent(delivered: Shown, _: str, language: Language) -> list[str]:
    return [
        State(state).label(language) or f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
        for state, share in zip(delivered.state.tolist(), delivered["value"].tolist(), strict=True)
    ]
