"""What may stand in a release: figures that are shown, and what is known without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.report.chapters import defined
from vnr.results import Definition, FigureKind, Result, State
from vnr.results.pictures import names
from vnr.words import Language

__all__ = ["Declared", "declared_of"]

_DECIMALS: Final = 6
_WHOLE_FROM: Final = 999.5
"""From here on a fraction is written without decimals."""
_PARTS: Final = 4
"""So many figures at most stand on each other in one bar."""
_DIGITS: Final = re.compile(r"\d+")


@attrs.frozen(eq=False)
class Declared:
    """The numbers that may stand in one place (deklarerade tal).

    Attributes
    ----------
    numbers
        As they may be written, without what parts thousands, with a decimal point.
    percents
        Whole numbers that may stand before a per cent sign.
    texts
        Texts that may stand whole, numbers and all.
    values
        What may be drawn, by size; shares both as such and in per cent.
    labels
        Of each stratum of a result all labels in words, which may stand along an axis.
    """

    numbers: frozenset[str]
    percents: frozenset[str]
    texts: frozenset[str]
    values: NDArray[np.float64]
    labels: frozenset[frozenset[str]] = frozenset()

    def __or__(self, other: Declared) -> Declared:
        """What may stand in either place."""
        return Declared(
            self.numbers | other.numbers,
            self.percents | other.percents,
            self.texts | other.texts,
            np.union1d(self.values, other.values),
            self.labels | other.labels,
        )


def declared_of(
    results: Iterable[Result],
    language: Language,
    *,
    known: Iterable[Any] = (),
    texts: Iterable[str] = (),
) -> Declared:
    """What may stand where results are shown.

    Parameters
    ----------
    results : iterable of Result
        As they are shown.
    language : str
        ``sv`` or ``en``.
    known : iterable of int or str
        Numbers that are known without the results.
    texts : iterable of str
        Texts that may stand whole.
    """
    numbers = {str(one) for one in known}
    percents: set[str] = set()
    whole = set(texts)
    values: list[float] = [0.0]
    along: set[frozenset[str]] = set()
    for result in results:
        for name in result.names:
            array = result[name][result.state_of(name) == State.VALUE]
            if array.dtype.kind in "iub":
                numbers |= {str(abs(int(value))) for value in array.tolist()}
                values += array.tolist()
            elif array.dtype.kind == "f":
                finite = array[np.isfinite(array)]
                for value in finite.tolist():
                    numbers |= set(_written(abs(value)))
                    if result.figure(name).kind == FigureKind.RATE:
                        numbers.add(f"{abs(value):.0f}")
                    percents.add(f"{abs(100 * value):.0f}")
                values += [*finite.tolist(), *(100 * finite).tolist()]
        values += _stacked(result)
        for stratum, labels in result.strata.items():
            codes = np.unique(labels).tolist()
            words = names(stratum, codes, language)
            along.add(frozenset(words))
            values += [float(code) for code in codes if isinstance(code, (int, float))]
            for label in (*map(str, codes), *words):
                numbers |= set(_DIGITS.findall(label))
        whole |= _told(result, language)
        for definition in _definitions(result.definition):
            numbers |= set(_parameters(definition.parameters))
    return Declared(
        frozenset(numbers),
        frozenset(percents),
        frozenset(filter(None, whole)),
        np.unique(values),
        frozenset(along),
    )


def _told(result: Result, language: Language) -> set[str]:
    """The definition, its sources and dates, and notes of what is known without the figures."""
    told = {result.definition.text(language), defined(result.definition, language)}
    for definition in _definitions(result.definition):
        source = definition.parameters.get("source")
        told |= {source} if isinstance(source, str) else set()
        told |= {str(definition.cutoff)} if definition.cutoff else set()
    # Notes of one's own may hold any number; those drawn from figures are told without theirs.
    told |= {note.text(language) for note in result.notes if not note.wording}
    return told | set(_absences(result, language))


def _absences(result: Result, language: Language) -> Iterator[str]:
    """How many cells show no value, by why: each of them is a row that says so."""
    for figures in (*((name,) for name in result.names), result.names):
        state = result.state_of(*figures)
        for reason in set(state.tolist()) - {State.VALUE}:
            yield f"{np.count_nonzero(state == reason)}: {State(reason).label(language)}"


def _parameters(value: Any) -> Iterator[str]:
    """A rule's numbers, its levels in per cent too."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _parameters(part)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value):
        yield from (f"{abs(value):g}", *([f"{100 * value:g}"] if 0 < value < 1 else []))


def _definitions(definition: Definition) -> Iterator[Definition]:
    yield definition
    for operand in definition.operands:
        yield from _definitions(operand)


def _written(value: float) -> Iterator[str]:
    """How a fraction may be written, as it is and in per cent."""
    for number in (value, 100 * value) if value <= 1 else (value,):
        yield from (f"{number:.{decimals}f}" for decimals in range(1, _DECIMALS + 1))
    for number in (value, 100 * value):
        yield np.format_float_positional(float(f"{number:.3g}"), trim="-")
    if value >= _WHOLE_FROM or value.is_integer():
        yield f"{value:.0f}"


def _stacked(result: Result) -> list[float]:
    """Where parts of a bar may end that stand on each other."""
    parts = [name for name in result.names if result[name].dtype.kind in "iu" and name != "n"][
        :_PARTS
    ]
    there = np.ones(len(result), bool)
    for name in parts:
        there &= result.state_of(name) == State.VALUE
    sums: list[float] = []
    for size in range(2, len(parts) + 1):
        for some in combinations(parts, size):
            sums += np.sum([result[name][there] for name in some], axis=0).tolist()
    return sums
