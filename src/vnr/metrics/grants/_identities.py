"""Whether printed figures add up, as far as their digits go."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np

from vnr.errors import DataError, shown
from vnr.frames import plain
from vnr.metrics.ground import check_labels
from vnr.results import Basis, Definition, Estimate, Figure, Grid, Note

__all__ = ["identities"]

_NUMERAL: Final = re.compile(r"\d[\d\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*(?:[.,]\d+)?")


def identities(printed: Mapping[str, Sequence[str | float]]) -> Estimate:
    """What is left between a printed whole and its printed parts, to half a printed digit (avstämning).

    53.7 is 39.4 and 14.3. A figure is known to half of its last digit, and where the whole and the
    sum of the parts differ by more than that of the coarsest figure among them, they don't add
    up: something is missing, misread or of something else.

    Parameters
    ----------
    printed : mapping of str to sequence
        By a name of one's own the whole and then its parts: text as it is printed, with its digits
        and its unit (``"53,7 miljoner kr"``), or numbers, which are exact.

    Returns
    -------
    Estimate
        The whole less its parts, by ``identity``, with half a digit on either side as limits.
        Columns: ``whole``, ``sum``, ``half_digit`` and ``holds`` (1 or 0). A note names those that
        don't hold.

    Raises
    ------
    DataError
        If there are no parts, a text is no plain number, or units differ.

    Examples
    --------
    >>> found = identities({
    ...     "granted": ["53,7 miljoner kr", "39,4 miljoner kr", "14,3 miljoner kr"],
    ...     "read": ["53 687 000 kr", 52_687_000],
    ... })
    >>> found["holds"], found.value
    (array([1, 0]), array([      0., 1000000.]))
    """
    if not isinstance(printed, Mapping) or not printed:
        raise DataError(
            "printed must be a mapping of names to a whole and its parts, such as "
            '{"granted": ["53,7 miljoner kr", "39,4 miljoner kr", "14,3 miljoner kr"]}'
        )
    check_labels("printed", printed)
    units: set[str] = set()
    read = []
    for name, figures in printed.items():
        if isinstance(figures, str) or not isinstance(figures, Sequence) or len(figures) < 2:
            raise DataError(f"{shown(name)} needs a whole and at least one part, in a list")
        its = [_figure(figure, f"{name}[{place}]") for place, figure in enumerate(figures)]
        told = {unit for _, _, unit in its if unit is not None}
        if len(told) > 1:
            raise DataError(
                f"{shown(name)} has figures in {' and '.join(sorted(told))}; give them in one unit"
            )
        units |= told
        read.append(
            (its[0][0], sum(value for value, _, _ in its[1:]), max(half for _, half, _ in its))
        )
    whole, summed, half = (np.array([float(row[at]) for row in read]) for at in range(3))
    # Reckoned in decimals: 53.7 - 39.4 - 14.3 isn't 0 in binary.
    left = np.array([float(row[0] - row[1]) for row in read])
    holds = np.array([abs(row[0] - row[1]) <= row[2] for row in read], np.int64)
    names = [str(name) for name in printed]
    broken = [name for name, one in zip(names, holds.tolist(), strict=True) if not one]
    grid = Grid.delivered(len(read), Definition("identities"), {"identity": np.array(names)})
    return Estimate.over(
        grid.saying(*([Note("identities_broken", names=broken)] if broken else [])),
        value=left,
        lower=left - half,
        upper=left + half,
        n=np.full(len(read), np.nan),
        columns={"whole": whole, "sum": summed, "half_digit": half, "holds": holds},
        figures=dict.fromkeys(("whole", "sum", "half_digit", "holds"), Figure("number")),
        confidence=None,
        unit=units.pop() if len(units) == 1 else "number",
        method="printed digits",
        basis=Basis.BOUND,
    )


def _figure(figure: Any, where: str) -> tuple[Decimal, Decimal, str | None]:
    """A figure, half of its last digit, and its unit; a bare number is exact and has none."""
    if not isinstance(figure, str):
        number = plain(figure)
        if type(number) not in (int, float) or not np.isfinite(number):
            raise DataError(f"{where} must be a number, or text with one, got {shown(figure)}")
        return Decimal(str(number)), Decimal(0), None
    stated = Estimate.parse(figure)
    numerals = _NUMERAL.findall(figure)
    if stated.method != "as stated" or len(numerals) != 1:
        raise DataError(f"{where} must be one plain number with its digits, got {shown(figure)}")
    numeral = Decimal("".join(numerals[0].split()).replace(",", "."))
    exponent = numeral.as_tuple().exponent
    times = Decimal(round(float(stated) / float(numeral))) if numeral else Decimal(1)
    half = Decimal(5).scaleb(int(exponent) - 1) * times
    return numeral * times, half, stated.unit
