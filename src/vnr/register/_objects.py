"""Between `Case` objects and flat tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from vnr import model
from vnr.errors import DataError
from vnr.register._columns import Columns
from vnr.register._days import NO_DAY, date_of, day_number
from vnr.register._keys import Keys
from vnr.register._schema import PARENT, SCHEMA, Column, Kind

__all__ = ["flat_tables", "to_cases"]

_RISKS = tuple(model.JudgedRisk)
_LEVELS = tuple(model.Judgement)


def flat_tables(cases: Iterable[model.Case]) -> dict[str, dict[str, Any]]:
    """Flat tables of the cases, in their order.

    Raises
    ------
    DataError
        If one key occurs twice with other content; the same case given twice counts once.
    """
    distinct: dict[tuple[str, str, str], model.Case] = {}
    for row, case in enumerate(cases):
        if not isinstance(case, model.Case):
            raise DataError(f"row {row} is not a Case but {type(case).__name__}")
        if distinct.setdefault(case.key, case) != case:
            raise DataError(
                f"row {row} has the municipality, case and person of an earlier row, but other "
                "content; keep one of the two or give them different case ids"
            )
    kept = list(distinct.values())
    tables = {
        "cases": _keys(kept)
        | _columns(SCHEMA["persons"], [case.person for case in kept])
        | _columns(SCHEMA["cases"], kept)
    }
    for name in PARENT:
        if name == "follow_ups":
            of: list[model.Case] = []
            rows: list[Any] = []
            position: list[int] = []
            for case in kept:
                for place, intervention in enumerate(case.interventions):
                    of += [case] * len(intervention.follow_ups)
                    position += [place] * len(intervention.follow_ups)
                    rows += intervention.follow_ups
            place_column: dict[str, Any] = {"intervention": np.array(position, np.int32)}
        else:
            of = [case for case in kept for _ in getattr(case, name)]
            rows = [child for case in kept for child in getattr(case, name)]
            place_column = {}
        # The dictionaries are the cases' own, so that nothing has to be merged.
        tables[name] = _keys_like(tables["cases"], kept, of) | place_column
        tables[name] |= _columns(SCHEMA[name], rows)
    return tables


def _keys(cases: list[model.Case]) -> dict[str, Any]:
    return {
        "municipality": Keys.of(case.municipality for case in cases),
        "case_id": Keys.of(case.case_id for case in cases),
        "person_id": Keys.of(case.person.person_id for case in cases),
    }


def _keys_like(
    columns: Mapping[str, Any], cases: list[model.Case], of: list[model.Case]
) -> dict[str, Any]:
    row = {id(case): number for number, case in enumerate(cases)}
    rows = np.fromiter((row[id(case)] for case in of), np.intp, len(of))
    return {name: columns[name].take(rows) for name in ("municipality", "case_id", "person_id")}


def _columns(columns: tuple[Column, ...], records: list[Any]) -> dict[str, Any]:
    return {
        column.name: _stored(column, [getattr(record, _field(column.name)) for record in records])
        for column in columns
    }


def _field(column: str) -> str:
    return "unit" if column == "intake_unit" else column


def _stored(column: Column, values: list[Any]) -> Any:
    """The array (or the identifiers) that holds these values of one field."""
    if column.kind in (Kind.KEY, Kind.NAME):
        return Keys.of(values)
    if column.kind in (Kind.BITS, Kind.RISKS):
        if column.kind is Kind.BITS:
            whole = (sum(1 << member.place for member in value) for value in values)
        else:
            whole = (
                sum((one.level.place + 1) << 2 * one.risk.place for one in value)
                for value in values
            )
        return np.fromiter(whole, column.dtype, len(values))
    if column.kind is Kind.DAY:
        days = (NO_DAY if value is None else day_number(value) for value in values)
        return np.fromiter(days, column.dtype, len(values))
    if column.kind is Kind.CODE:
        places = (-1 if value is None else value.place for value in values)
        return np.fromiter(places, column.dtype, len(values))
    missing = column.missing
    plain = (missing if value is None else value for value in values)
    return np.fromiter(plain, column.dtype, len(values))


def to_cases(stored: Columns, rows: Iterable[int]) -> Iterator[model.Case]:
    """Build the cases of these rows again, equal to the ones put in."""
    cases = stored.tables["cases"]
    child = {name: _records(stored, name) for name in PARENT}
    persons = _decoded(stored, "persons")
    fields = _decoded(stored, "cases")
    municipality = cases["municipality"].tolist()
    case_id, person = cases["case_id"].tolist(), cases["person"].tolist()
    case_ids = [value.decode() for value in stored.keys["case_id"].tolist()]
    person_ids = [value.decode() for value in stored.keys["person_id"].tolist()]
    people: dict[int, model.Person] = {}
    for row in rows:
        who = person[row]
        if who not in people:
            people[who] = model.Person(
                person_ids[who], **{name: values[who] for name, values in persons.items()}
            )
        found: dict[str, Any] = {name: values[row] for name, values in fields.items()}
        found |= {name: child[name](row) for name in PARENT if name != "follow_ups"}
        yield model.Case(
            case_id=case_ids[case_id[row]],
            person=people[who],
            municipality=stored.municipalities[municipality[row]],
            **found,
        )


def _records(stored: Columns, name: str) -> Callable[[int], tuple[Any, ...]]:
    """A function from a parent's row to its records of one child table."""
    classes = {
        "intakes": model.Intake,
        "investigations": model.Investigation,
        "interventions": model.Intervention,
        "assessments": model.RiskAssessment,
        "perpetrators": model.Perpetrator,
        "follow_ups": model.FollowUp,
    }
    build = classes[name]
    offsets = stored.tables[name].offsets
    starts = [] if offsets is None else offsets.tolist()
    fields = {_field(column): values for column, values in _decoded(stored, name).items()}
    follow_ups = _records(stored, "follow_ups") if name == "interventions" else None

    def of(parent: int) -> tuple[Any, ...]:
        return tuple(
            build(
                **{field: values[row] for field, values in fields.items()},
                **({"follow_ups": follow_ups(row)} if follow_ups else {}),
            )
            for row in range(starts[parent], starts[parent + 1])
        )

    return of


def _decoded(stored: Columns, name: str) -> dict[str, list[Any]]:
    table = stored.tables[name]
    return {column.name: decode(stored, column, table[column.name]) for column in SCHEMA[name]}


def decode(stored: Columns, column: Column, array: Any) -> list[Any]:
    """The values of one field as the objects of the model carry them."""
    values = array.tolist()
    missing = column.missing
    if column.kind is Kind.DAY:
        return [None if day == NO_DAY else date_of(day) for day in values]
    if column.kind is Kind.CODE:
        members = list(column.vocabulary or ())
        return [None if code < 0 else members[code] for code in values]
    if column.kind is Kind.BITS:
        members = list(column.vocabulary or ())
        sets = {
            bits: frozenset(member for place, member in enumerate(members) if bits >> place & 1)
            for bits in set(values)
        }
        return [sets[bits] for bits in values]
    if column.kind is Kind.RISKS:
        judged = {bits: _judgements(bits) for bits in set(values)}
        return [judged[bits] for bits in values]
    if column.kind is Kind.TRI:
        return [None if value < 0 else bool(value) for value in values]
    if column.kind is Kind.FLAG:
        return values
    if column.kind is Kind.SCORE:
        return [None if value != value else value for value in values]  # noqa: PLR0124
    if column.kind is Kind.KEY:
        texts = [value.decode() for value in stored.keys[column.name].tolist()]
        return [None if code < 0 else texts[code] for code in values]
    if column.kind is Kind.NAME:
        names = stored.municipalities
        return [None if code < 0 else names[code] for code in values]
    return [None if value == missing else value for value in values]


def _judgements(bits: int) -> tuple[model.RiskJudgement, ...]:
    return tuple(
        model.RiskJudgement(risk, _LEVELS[(bits >> 2 * place & 3) - 1])
        for place, risk in enumerate(_RISKS)
        if bits >> 2 * place & 3
    )
