"""How much of what may be delivered is, and how much of that is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import By
from vnr.metrics.ground import Cells, Need, answer, cells
from vnr.register import CASES, FIELDS, LATER, TABLES, Kind
from vnr.results import Estimate, Figure, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Column, Register, Source, Tally

__all__ = ["completeness"]

Mask = NDArray[np.bool_]

_NAMES: Final = tuple(
    name for table in CASES.tables for name in (*TABLES, *FIELDS) if name.partition(".")[0] == table
)
"""What may be lacking, each table before its fields."""
_UNKNOWN: Final = "unknown"


def completeness(source: Source, period: Period, *, by: By = "municipality") -> Estimate:
    r"""Share of rows in which each field says something (ifyllnad), beside what was delivered.

    .. math:: \text{number} / n

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period
        When the cases were opened; what hangs on them goes with them.
    by : str, tuple, or mapping
        Strata of the case, as in `count`.

    Returns
    -------
    Estimate
        A proportion without limits, since it is of all rows, by the strata and last ``field``:
        tables, and fields as ``table.field``. `n` are the rows of the field's table in cases of
        those who deliver it, and ``number`` those that say something; where the default is an
        answer, as no is to whether an identity is protected, every row does. Of a table `n` are
        the rows it hangs on, and of ``intakes.later`` the cases, and ``number`` those that have
        any. Not reported where the field isn't delivered; undefined without rows. The column
        ``delivered`` is the share of the cell in which it is delivered, and always told.

    Examples
    --------
    >>> there = completeness(gotland, 2019)
    >>> print(*there.select(field="police_report").cells("en"))
    38.5 %, n=467
    """
    table = cells(source, period, by)
    needs = {name: Need(fields=name) if "." in name else Need(tables=name) for name in _NAMES}

    def tally(part: Register) -> Tally:
        opened = part.table("cases")["opened"]
        cell, which = table.of(part).place(np.arange(opened.size), table.span(opened))
        numbers, rows = np.zeros((2, table.size, len(_NAMES)), np.int64)
        counted, every = "", np.empty(0, np.int64)
        for place, (name, need) in enumerate(needs.items()):
            there = table.delivered_of(part, need, which, opened[which])
            if there.any():
                above, says = _by_case(part, name)
                if above != counted:
                    # The names of a table stand together: no more than one is held.
                    counted, every = above, _every(part, above)
                rows[:, place] = table.sums(cell, every[which] * there)
                numbers[:, place] = table.sums(cell, says[which] * there)
        return {"number": numbers, "rows": rows}

    def finish(table: Cells, sums: Tally) -> Estimate:
        number, n = sums["number"].reshape(-1), sums["rows"].reshape(-1)
        delivered = np.stack([table.delivered(need) for need in needs.values()], 1).reshape(-1)
        grid = table.grid("completeness").split("field", _NAMES)
        state = np.where(delivered > 0, grid.state, State.NOT_REPORTED)
        nothing = np.full(n.size, np.nan)
        return Estimate.over(
            attrs.evolve(grid, state=state, covered=delivered),
            value=np.divide(number, n, out=nothing.copy(), where=n > 0),
            lower=nothing,
            upper=nothing,
            n=n,
            columns={"number": number, "delivered": delivered},
            states={"delivered": np.full(n.size, State.VALUE)},
            figures={
                "value": Figure("share", ratio_of=("number", "n")),
                "n": Figure("count"),
                "number": Figure("count", part_of="n"),
                "delivered": Figure("share"),
            },
            confidence=None,
            unit="proportion",
            method="as recorded",
        )

    return answer(table, tally, finish)


def _every(register: Register, table: str) -> NDArray[Any]:
    """How many rows of a table each case has, or one of its person."""
    if table in CASES.shared:
        table = CASES.root
    return _summed(register, table, np.ones(register.table(table).height, np.int64))


def _by_case(register: Register, name: str) -> tuple[str, NDArray[Any]]:
    """The table of whose rows a name is told, and of how many of each case it says something."""
    table, is_field, field = name.partition(".")
    if name == LATER:
        return CASES.root, np.diff(register.table(table).begins) > 1
    if not is_field:
        above = CASES.parents[table]
        return above, _summed(register, above, np.diff(register.table(table).begins) > 0)
    says = _says(CASES.tables[table][field], register.table(table)[field])
    if table in CASES.shared:
        return table, says[register.table(CASES.root)[CASES.shared[table]]]
    return table, _summed(register, table, says)


def _summed(register: Register, table: str, numbers: NDArray[Any]) -> NDArray[Any]:
    """Of each case the sum over its rows of a table."""
    while table in CASES.parents:
        sums = np.append(0, np.cumsum(numbers))
        numbers, table = np.diff(sums[register.table(table).begins]), CASES.parents[table]
    return numbers


def _says(column: Column, values: NDArray[Any]) -> Mask:
    """Which values say something."""
    default = None if column.default is None else int(column.default)
    named = None if column.vocabulary is None or default is None else [*column.vocabulary][default]
    if column.kind is Kind.FLAG or named not in (None, _UNKNOWN):
        return np.ones(values.size, bool)
    if column.kind is Kind.SCORE:
        return ~np.isnan(values)
    return np.asarray(values != column.missing)
