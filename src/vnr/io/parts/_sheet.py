"""One sheet at a time: which table it is, what its headings mean, and its stored columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.cells import Dialect
from vnr.io.faults import Fault, Remark, remark
from vnr.io.parts._convert import convert, holds_days
from vnr.io.parts._identity import may_tell_who
from vnr.io.parts._spellings import spellings
from vnr.io.parts._unread import Guesses, Unread, rows_told
from vnr.io.sheets import Cells, Match, Raw
from vnr.io.template import BIRTH_DATE, Meaning, Meant, meant_fields, tells_who
from vnr.register import (
    Column,
    Keys,
    Kind,
    Schema,
    day_number,
    without_placeholders,
)

__all__ = ["Part", "part_of"]

_BIRTH_YEAR: Final = "birth_year"


@attrs.define(eq=False)
class Part:
    """The rows of one sheet, in stored form.

    Attributes
    ----------
    raw
        The sheet.
    table
        The flat table it belongs to.
    columns
        Stored columns by field.
    bad
        Rows set aside, shape ``(rows,)``.
    faults
        Why.
    of
        The part whose rows these are, for rows derived from another table.
    unread
        Headings that stand for no field.
    repeated
        Accepted rows that only repeat others, if any may, shape ``(rows,)``.
    words
        What tells rows apart beside the stored columns, each of shape ``(rows,)``: words that
        stand for one code.
    numbers
        By which whole number a row is found from another table, -1 for none.
    blanks
        Of columns of codes that every row needs, how many cells are empty.
    doubled
        Rows that stand in no table, since they are another of the sheet once more.
    further
        Stored columns of what stands in the same rows once more: follow-up 2, 3 and so on.
    """

    raw: Raw
    table: str
    columns: dict[str, Any]
    bad: NDArray[np.bool_]
    faults: list[Fault]
    of: Part | None = None
    unread: list[Unread] = attrs.field(factory=list)
    repeated: NDArray[np.bool_] | None = None
    words: dict[str, NDArray[np.int32]] = attrs.field(factory=dict)
    numbers: NDArray[np.int32] | None = None
    blanks: dict[str, int] = attrs.field(factory=dict)
    further: list[dict[str, Any]] = attrs.field(factory=list)
    doubled: NDArray[np.bool_] | None = None

    def fault(
        self,
        rule: str,
        rows: NDArray[np.bool_] | NDArray[np.intp],
        field: str | None = None,
        *,
        value: str | None = None,
        meant: tuple[Meaning, ...] = (),
        hint: Remark | None = None,
        heading: str | None = None,
        aside: bool = True,
    ) -> None:
        """Set rows aside, by a mask or by place, and say why; or only say it."""
        heading = heading or (self.heading(field) if field else None)
        self.faults += [
            Fault(rule, self.raw.file, self.raw.sheet, row, heading, hint, value, meant)
            for row in self.raw.numbers[rows].tolist()
        ]
        if aside:
            self.bad[rows] = True

    def heading(self, field: str) -> str:
        """The heading that stands for a field, or the field itself."""
        heading = self.raw.headings.of(self.table, field)
        return field if may_tell_who(heading) else heading

    @property
    def schema(self) -> Schema:
        """What is stored."""
        return self.raw.headings.terms.layout.schema

    @property
    def is_whole(self) -> bool:
        """Whether every column is there without which no row can be kept."""
        needed = self.raw.headings.terms.layout.required.get(self.table, ())
        return self.columns.keys() >= {*self.schema.keys, *needed}

    @property
    def known(self) -> Mapping[str, Column]:
        """The fields of the table, with how they are stored."""
        return self.raw.headings.terms.layout.columns[self.table]


def part_of(raw: Raw, today: date) -> Part:
    """Convert one sheet; what cannot be used is set aside with its fault."""
    match = raw.headings.match(raw.sheet or raw.title, raw.file)
    part = Part(raw, match.table, {}, np.zeros(raw.numbers.size, bool), [])
    terms = raw.headings.terms
    fixed = terms.profile.fixed(raw.file, raw.sheet, match.table)
    for heading in raw.headings.texts:
        own = terms.profile.field(match.table, heading)
        if own is not None:
            terms.met.add(own[1])
    if not raw.numbers.size:
        part.faults += [Fault(rule, raw.file, raw.sheet, row) for rule, row in raw.faults]
        return part
    _note_unknown(part)
    for rule, heading, hint, meant in _of_the_whole(part, match, fixed):
        part.faults.append(Fault(rule, raw.file, raw.sheet, None, heading, hint, None, meant))
        part.bad[:] = True
    for rule in dict.fromkeys(rule for rule, _ in raw.faults):
        part.fault(
            rule, np.isin(raw.numbers, [row for broken, row in raw.faults if broken == rule])
        )
    _convert_columns(part, match)
    nobody = part.schema.unknowable
    if nobody in part.columns:
        part.columns[nobody] = without_placeholders(part.columns[nobody])
    _fix(part, fixed)
    _note_later(part, today)
    return part


def _of_the_whole(
    part: Part, match: Match, fixed: Collection[str]
) -> Iterator[tuple[str, str, Remark | None, tuple[Meaning, ...]]]:
    """What is wrong with the headings: rule, column, hint, and what may have been meant."""
    headings, table = part.raw.headings, match.table
    layout = headings.terms.layout
    for heading in match.twice:
        first = headings.of(table, headings.fields(table)[heading])
        code = "twice" if first != heading else "twice_same"
        yield "column-twice", heading, remark(code, first=first, heading=heading), ()
    missing = [field for field in match.missing if field not in fixed]
    for heading, fields in headings.asked(table).items():
        if not set(fields).isdisjoint(missing):
            needed = [field for field in fields if field in missing]
            says = remark("heading_needed", name=Meant(meant_fields(layout, table, *needed)))
            yield "heading-ambiguous", heading, says, meant_fields(layout, table, *fields)
            missing = [field for field in missing if field not in fields]
    for field in missing:
        likely = (one.heading for one in part.unread for of in one.meant if of.code == field)
        near = next(likely, None)
        hint = None if near is None else remark("meant", name=near)
        yield "column-missing", layout.title(table, field), hint, ()
    told = layout.is_told_above(table, match.places)
    for field in () if told else layout.by_profile(table):
        if field not in match.places and field not in fixed:
            title = layout.title(table, field)
            yield "column-missing", title, remark("in_profile", name=title.casefold()), ()


def _convert_columns(part: Part, match: Match) -> None:
    """Turn the cells of the known headings into stored columns."""
    required = part.raw.headings.terms.layout.required[part.table]
    for field, place in match.places.items():
        if place is None:
            continue
        cells = part.raw.cells[place]
        if field == _BIRTH_YEAR and BIRTH_DATE not in match.places and holds_days(cells):
            # Under *född* stands the year, or the whole day.
            field = BIRTH_DATE  # noqa: PLW2901
        column = part.known[field]
        part.columns[field] = values = _converted(part, field, place)
        if column.kind is Kind.CODE and field in required:
            empty = ~rows_told(cells) & (values == column.missing)
            if empty.any():
                part.blanks[field] = int(empty.sum())
        words = spellings(column, cells, values)
        if words is not None:
            part.words[field + " as written"] = words
    for field, places in match.further.items():
        for turn, place in enumerate(places):
            part.further.extend({} for _ in range(turn + 1 - len(part.further)))
            part.further[turn][field] = _converted(part, field, place)


def _converted(part: Part, field: str, place: int) -> Any:
    """One column in stored form; what can't be is a fault under its own heading."""
    terms, column = part.raw.headings.terms, part.known[field]
    forms = terms.profile.day_forms(part.raw.file, part.raw.sheet)
    if column.kind is Kind.DAY:
        terms.met.update(forms.values())
    own = Dialect(terms.profile.words(part.table, column), "first" in forms, "short" in forms)
    done = convert(column, part.raw.cells[place], own)
    if column.is_open and own.words:
        done = attrs.evolve(done, values=_listed(part, field, done.values, own))
    terms.met.update(own.met)
    _fault_open(part, field, done.values)
    heading = part.raw.headings.texts[place]
    heading = part.heading(field) if done.refused and may_tell_who(heading) else heading
    for one in done.refused:
        part.fault(
            one.rule,
            one.places,
            field,
            value=one.word,
            meant=one.meant,
            hint=one.hint,
            heading=heading,
        )
    if done.padded:
        part.raw.notes.append(remark("zeros_restored", before=done.padded[1:], code=done.padded))
    return done.values


def _listed(part: Part, field: str, keys: Keys, own: Dialect) -> Keys:
    """Open codes by the names that the profile lists: a city's own words are put under one each.

    A name that it doesn't list is a fault.
    """
    names = {code.casefold(): code for code, _ in own.words.values() if code}
    called: list[str | None] = []
    for value in keys.values.tolist():
        text = value.decode()
        code = own.code(text)
        called.append(names.get(text.casefold()) if code is None else code)
    unknown = np.array([*(name is None for name in called), False], bool)[keys.codes]
    if unknown.any():
        part.fault("district-unlisted", unknown, field)
    values, place = np.unique([(name or "").encode() for name in called], return_inverse=True)
    place = np.where([bool(name) for name in called], place, -1)
    return Keys(values, np.append(place, -1)[keys.codes].astype(np.int32))


def _fault_open(part: Part, field: str, values: Any) -> None:
    """Set rows aside whose open code, such as a district, is none."""
    marks = part.known[field].marks
    if (
        not isinstance(values, Keys)
        or part.known[field].kind is not Kind.KEY
        or "holds" not in marks
    ):
        return
    if marks.get("identifier"):
        return
    wrong = [not marks["holds"](value.decode()) for value in values.values.tolist()]
    rows = np.array([*wrong, False], bool)[values.codes]
    if rows.any():
        part.fault(marks["code"], rows, field)
        part.columns[field] = values


def _note_later(part: Part, today: date) -> None:
    """Rows dated after the cut-off: an extract made then would not have held them."""
    if part.table == "coverage":
        return
    last = day_number(today)
    later = np.zeros(part.bad.size, bool)
    for column in part.known.values():
        # What is planned for a later day is known already.
        planned = column.marks.get("planned")
        if column.kind is Kind.DAY and column.name in part.columns and not planned:
            later |= part.columns[column.name] > last
    if later.any():
        part.raw.notes.append(remark("later_rows", number=int(later.sum()), day=today.isoformat()))


def _note_unknown(part: Part) -> None:
    headings, layout = part.raw.headings, part.raw.headings.terms.layout
    fields, guesses = headings.fields(part.table), Guesses(headings, part.table)
    for heading, field in headings.deduced(part.table).items():
        name = Meant(meant_fields(layout, part.table, field))
        part.raw.notes.append(remark("column_deduced", heading=heading, name=name))
    for heading, cells in zip(headings.texts, part.raw.cells, strict=True):
        if heading in fields:
            continue
        rows = int(rows_told(cells).sum())
        if not heading or may_tell_who(heading):
            if rows:
                part.raw.notes.append(remark("column_without_heading"))
            continue
        if headings.terms.leaves_out(part.table, heading):
            part.raw.notes.append(remark("column_left_out", heading=heading))
            continue
        unplanned = _unplanned(part, heading)
        one = guesses.of(heading, cells, rows)
        if not tells_who(heading) and not _is_told(part, heading):
            part.unread.append(one)
        if unplanned is not None:
            part.raw.notes.append(unplanned)
        elif one.meant:
            part.raw.notes.append(
                remark("column_nearly_known", heading=heading, name=Meant(one.meant))
            )
        else:
            part.raw.notes.append(remark("column_unknown", heading=heading))


def _is_told(part: Part, heading: str) -> bool:
    """Whether the profile says what a heading is in a table that hangs on these rows."""
    terms = part.raw.headings.terms
    hanging = (one for one, above in terms.layout.schema.parents.items() if above == part.table)
    return any(terms.profile.field(one, heading) is not None for one in hanging)


def _unplanned(part: Part, heading: str) -> Remark | None:
    """Why a heading of what hangs on these rows isn't read: the day that it needs has no column."""
    headings, layout = part.raw.headings, part.raw.headings.terms.layout
    for table, above in layout.schema.parents.items():
        field = headings.terms.field(table, heading) if above == part.table else None
        if field is None or field not in layout.schema.tables[table]:
            continue
        own = headings.terms.profile.field(table, heading)
        if own is not None:
            headings.terms.met.add(own[1])
        missing = layout.schema.tables[table].keys() & set(headings.match_of(table).missing)
        if missing:
            name, needed = (meant_fields(layout, table, *of) for of in ([field], missing))
            return remark("needs_planned", heading=heading, name=Meant(name), needed=Meant(needed))
    return None


def _fix(part: Part, fixed: Mapping[str, tuple[str, tuple[str, str]]]) -> None:
    """Columns that the profile gives one value for the whole file or sheet."""
    rows = part.raw.numbers.size
    for field, (code, entry) in fixed.items():
        if field not in part.known or field in part.columns:
            continue
        part.raw.headings.terms.met.add(entry)
        column = part.known[field]
        cells = Cells(np.zeros(rows, np.int32), [code])
        part.columns[field] = convert(column, cells, Dialect()).values
