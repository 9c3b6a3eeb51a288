"""What a personal number tells of its person: birth year, sex as registered, age at intake.

Where a sheet says it itself that stands: sex as the services recorded it is kept, and so is an age;
of both it is noted how many differ. A year of birth that differs from the number's is a fault, since
one of the two is mistyped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.model import Sex
from vnr.register import NO_DAY, blank, composite, encode, unify

__all__ = ["Birth", "births", "fill", "fill_age"]

_NONE = -1
_COORDINATION = 60


@attrs.frozen(eq=False, repr=False)
class Birth:
    """What numbers tell, each array of shape ``(distinct,)``.

    Attributes
    ----------
    year
        Of birth; -1 where the identifier is no right number.
    month, day
        Of birth; 0 where a samordningsnummer leaves them out.
    sex
        Place of the sex as registered; -1 where there is none.
    """

    year: NDArray[np.int32]
    month: NDArray[np.int32]
    day: NDArray[np.int32]
    sex: NDArray[np.int8]

    def at(self, places: NDArray[np.intp]) -> Birth:
        """The same of other identifiers: what each was before."""
        return Birth(self.year[places], self.month[places], self.day[places], self.sex[places])


def births(forms: Sequence[str], numbers: NDArray[np.bool_]) -> Birth:
    """What identifiers in their one form tell, where they are personal numbers.

    Parameters
    ----------
    forms : sequence of str
        Twelve signs, the century first, where it is a number.
    numbers : array of bool, shape ``(distinct,)``
        Where it is one.
    """
    year = np.full(numbers.size, _NONE, np.int32)
    month, day = np.zeros(numbers.size, np.int32), np.zeros(numbers.size, np.int32)
    sex = np.full(numbers.size, _NONE, np.int8)
    rows = np.array(
        [place for place in np.flatnonzero(numbers).tolist() if forms[place].isdecimal()], np.intp
    )
    if not rows.size:
        return Birth(year, month, day, sex)
    letters = encode([forms[place] for place in rows.tolist()]).view(np.uint8).reshape(-1, 12)
    digits = letters.astype(np.int32) - 48
    doubled = digits[:, 2:] * np.array([2, 1] * 5, np.int32)
    right = (doubled // 10 + doubled % 10).sum(axis=1) % 10 == 0
    rows, digits = rows[right], digits[right]
    year[rows] = digits[:, :4] @ np.array([1000, 100, 10, 1], np.int32)
    month[rows] = digits[:, 4] * 10 + digits[:, 5]
    born = digits[:, 6] * 10 + digits[:, 7]
    day[rows] = np.where(born >= _COORDINATION, born - _COORDINATION, born)
    # The ninth of the ten digits is odd for men and even for women.
    sex[rows] = np.where(digits[:, 10] % 2 == 1, Sex.MAN.place, Sex.WOMAN.place)
    return Birth(year, month, day, sex)


def fill(parts: Sequence[Part], whom: Mapping[int, Birth]) -> None:
    """Fill in what the sheets leave out, and say where they differ.

    Parameters
    ----------
    parts : sequence of Part
        Sheets of the base table.
    whom : mapping of a sheet's `id` to `Birth`
        What the numbers told of the identifiers in its dictionary.
    """
    if not any((birth.year >= 0).any() for birth in whom.values()):
        return
    nobody = parts[0].schema.unknowable or ""
    values, codes = unify([part.columns[nobody] for part in parts])
    known = Birth(*(np.full(values.size + 1, _NONE, np.int32) for _ in range(4)))  # type: ignore[arg-type]
    for part, code in zip(parts, codes, strict=True):
        own, birth = part.columns[nobody].codes, whom[id(part)]
        there = np.flatnonzero(own >= 0)
        for name in ("year", "month", "day", "sex"):
            getattr(known, name)[code[there]] = getattr(birth, name)[own[there]]
    known.year[-1] = known.sex[-1] = _NONE
    told = np.concatenate(
        [np.unique(code[(code >= 0) & (known.year[code] >= 0)]) for code in codes]
    )
    if not told.size:
        return
    _fill_year(parts, codes, known)
    _fill_sex(parts, codes, known)
    fill_age(parts, codes, known)
    for part, code in zip(parts, codes, strict=True):
        number = int(np.unique(code[known.year[code] >= 0]).size)
        if number:
            part.raw.notes.append(remark("from_number", number=number))


def _stated(
    parts: Sequence[Part], field: str, groups: Sequence[NDArray[np.int32]], size: int
) -> NDArray[np.bool_]:
    """Of which persons or cases any row says something, shape ``(size + 1,)``."""
    stated = np.zeros(size + 1, bool)
    for part, group in zip(parts, groups, strict=True):
        if field in part.columns:
            stated[group[part.columns[field] != part.known[field].missing]] = True
    stated[-1] = False
    return stated


def _put(part: Part, field: str, rows: NDArray[np.bool_], values: NDArray[np.int32]) -> None:
    """Write values at some rows of a column, which is made if it isn't there."""
    if rows.any():
        column = part.known[field]
        filled = part.columns.get(field, blank(column, rows.size)).copy()
        filled[rows] = values[rows]
        part.columns[field] = filled


def _fill_year(parts: Sequence[Part], codes: Sequence[NDArray[np.int32]], known: Birth) -> None:
    if "birth_year" not in parts[0].known:
        return
    stated = _stated(parts, "birth_year", codes, known.year.size - 1)
    for part, code in zip(parts, codes, strict=True):
        number = known.year[code]
        if "birth_year" in part.columns:
            said = part.columns["birth_year"]
            differs = (said != part.known["birth_year"].missing) & (number >= 0) & (said != number)
            if differs.any():
                part.fault("birth-year-differs", differs, "birth_year")
        _put(part, "birth_year", (number >= 0) & ~stated[code], number)


def _fill_sex(parts: Sequence[Part], codes: Sequence[NDArray[np.int32]], known: Birth) -> None:
    if "sex" not in parts[0].known:
        return
    stated = _stated(parts, "sex", codes, known.sex.size - 1)
    for part, code in zip(parts, codes, strict=True):
        number = known.sex[code].astype(np.int32)
        if "sex" in part.columns:
            said = part.columns["sex"]
            differs = (said != part.known["sex"].missing) & (number >= 0) & (said != number)
            if differs.any():
                persons = int(np.unique(code[differs]).size)
                part.raw.notes.append(remark("sex_differs", number=persons))
        _put(part, "sex", (number >= 0) & ~stated[code], number)


def fill_age(parts: Sequence[Part], codes: Sequence[NDArray[np.int32]], known: Birth) -> None:
    """Fill in the whole years of a person on the day of the case's first intake.

    Parameters
    ----------
    parts : sequence of Part
        Sheets of the base table.
    codes : sequence of array
        Whose each row is, -1 for nobody's; those of each sheet, shape ``(rows,)``.
    known : Birth
        When each person was born, and in the last place nobody.
    """
    table = parts[0].known
    if "age_at_intake" not in table:
        return
    schema = parts[0].schema
    keys = []
    for name in schema.keys:
        if name == schema.unknowable:
            keys.append((np.concatenate(codes), known.year.size))
        else:
            values, mine = unify([part.columns[name] for part in parts], identifiers=True)
            keys.append((np.concatenate(mine), values.size))
    whole = composite(*keys)
    _, dense = np.unique(whole, return_inverse=True)
    case: NDArray[np.int32] = np.where(whole < 0, -1, dense).astype(np.int32)
    size = int(case.max(initial=-1)) + 1
    days = np.concatenate([part.columns["date"] for part in parts])
    first = np.full(size + 1, np.iinfo(np.int32).max, np.int32)
    dated = days != NO_DAY
    np.minimum.at(first, case[dated], days[dated])
    ends = np.cumsum([code.size for code in codes])[:-1]
    each = np.split(case, ends)
    stated = _stated(parts, "age_at_intake", each, size)
    for part, code, its in zip(parts, codes, each, strict=True):
        exact = (known.year[code] >= 0) & (known.month[code] > 0) & (known.day[code] > 0)
        exact &= (its >= 0) & (first[its] < np.iinfo(np.int32).max)
        age = _age(known, code, first[its], exact)
        exact &= age >= 0
        if "age_at_intake" in part.columns:
            said = part.columns["age_at_intake"]
            differs = exact & (said != table["age_at_intake"].missing) & (said != age)
            if differs.any():
                cases = int(np.unique(its[differs]).size)
                part.raw.notes.append(remark("age_differs", number=cases))
        _put(part, "age_at_intake", exact & ~stated[its], age)


def _age(
    known: Birth, code: NDArray[np.int32], days: NDArray[np.int32], exact: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Whole years of age on a day; who is born on 29 February has birthday on 1 March."""
    when = np.where(exact, days, 0).astype("datetime64[D]")
    months = when.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int32) + 1970
    month = months.astype(np.int32) % 12 + 1
    day = (when - months).astype(np.int32) + 1
    before = (month * 100 + day) < known.month[code] * 100 + known.day[code]
    return np.where(exact, year - known.year[code] - before, _NONE).astype(np.int32)
