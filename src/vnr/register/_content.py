"""What a saved register consists of, apart from any file: a description, and columns by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.model import Period, Vocabulary
from vnr.register._contacts import ContactRows
from vnr.register.assembling import assemble
from vnr.register.columns import CASES, CONTACTS, AnyArray, Column, Columns, Kind, Schema, Table
from vnr.register.delivery import Coverage
from vnr.register.entering import flat_tables
from vnr.results import read_only
from vnr.words import refusal

__all__ = ["FORM", "MIGRATIONS", "Content", "Kept", "content_of", "kept_of"]

FORM: Final = 4
"""Version of the form; a change of what is stored, or of how, is a new one."""
COUNTED: Final = "counted"
_BESIDE: Final = "beside/"
"""What the columns of contacts have before their names."""


@attrs.frozen(eq=False, repr=False)
class Content:
    """A description in JSON's types, and columns by name."""

    about: Mapping[str, Any]
    arrays: Mapping[str, AnyArray]


def _with_contacts(content: Content) -> Content:
    """Form 2 of form 1, in which cases had no district and nothing stood beside them."""
    about, arrays = dict(content.about), dict(content.arrays)
    schema = dict(about["schema"])
    root = schema["root"]
    columns = dict(schema["columns"])
    columns[root] = columns[root] | {"district": Kind.KEY.name}
    about |= {"schema": schema | {"columns": columns}, "contacts": _described(CONTACTS)}
    arrays[_column(root, "district")] = np.full(content.arrays[COUNTED].size, -1, np.int32)
    arrays[_dictionary("district")] = np.empty(0, "S1")
    return Content(about, arrays | _arrays(ContactRows.of().stored, np.ones(0, bool), _BESIDE))


def _with_reasons(content: Content) -> Content:
    """Form 3 of form 2, in which nobody said why no investigation was opened, or what it describes."""
    return _with_fields(content, "investigations", "not_opened_reason", "violence_described")


def _with_ready(content: Content) -> Content:
    """Form 4 of form 3, in which nobody said when protection was no longer needed."""
    return _with_fields(content, "interventions", "ready")


def _with_fields(content: Content, table: str, *fields: str) -> Content:
    """What was stored with further fields of a table, which nobody recorded."""
    about, arrays = dict(content.about), dict(content.arrays)
    schema = dict(about["schema"])
    there = next(iter(schema["columns"][table]))
    height = arrays[_column(table, there)].size
    stored = {name: CASES.tables[table][name] for name in fields}
    kinds = {name: column.kind.name for name, column in stored.items()}
    columns = dict(schema["columns"])
    columns[table] = columns[table] | kinds
    coded = {_column(table, name): column for name, column in stored.items() if column.vocabulary}
    members = schema["members"] | {name: _values(column) for name, column in coded.items()}
    about["schema"] = schema | {"columns": columns, "members": members}
    for name, column in stored.items():
        arrays[_column(table, name)] = np.full(height, column.missing, column.dtype)
    return Content(about, arrays)


MIGRATIONS: Final[Mapping[int, Callable[[Content], Content]]] = MappingProxyType(
    {1: _with_contacts, 2: _with_reasons, 3: _with_ready}
)
"""For each form before this one, what makes the next of it."""


@attrs.frozen(eq=False, repr=False)
class Kept:
    """All that a register is made of.

    Attributes
    ----------
    stored
        Its columns, history and all.
    observed, coverage, counted, selection, steps
        As in `Register`.
    contacts
        Those beside its cases.
    """

    stored: Columns
    observed: Period
    coverage: Coverage
    counted: NDArray[np.bool_]
    contacts: ContactRows
    selection: Mapping[str, Any]
    steps: tuple[str, ...]

    def named(self) -> dict[str, Any]:
        """Its pieces by name."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Kept)}


def content_of(kept: Kept) -> Content:
    """What there is to store of a register."""
    stored, window = kept.stored, kept.observed
    arrays = _arrays(stored, kept.counted)
    arrays |= _arrays(kept.contacts.stored, kept.contacts.counted, _BESIDE)
    about = {
        "observed": [window.start.isoformat(), window.end.isoformat()],
        "coverage": kept.coverage.to_list(),
        "selection": dict(kept.selection),
        "steps": list(kept.steps),
        "schema": _described(stored.schema),
        "contacts": _described(CONTACTS),
    }
    return Content(about, arrays)


def _arrays(stored: Columns, counted: NDArray[np.bool_], before: str = "") -> dict[str, AnyArray]:
    """Columns by name: those of tables, what addresses them, and what they point into."""
    arrays: dict[str, AnyArray] = {COUNTED: counted}
    for name, table in stored.tables.items():
        arrays |= {_column(name, column): values for column, values in table.items()}
        if table.offsets is not None:
            # Wider in a file than in memory, as the first form of it was.
            arrays[_offsets(name)] = read_only(table.offsets, np.int64)
    arrays |= {_dictionary(name): values for name, values in stored.dictionaries.items()}
    return {before + name: values for name, values in arrays.items()}


def kept_of(content: Content, schema: Schema, path: str) -> Kept:
    """The register that was stored.

    Parameters
    ----------
    content : Content
        In this version's form.
    schema : Schema
        What it should be stored by.
    path : str
        What its file is called in an error.

    Raises
    ------
    DataError
        If it is of another schema, holds values that this version doesn't know, or isn't whole.
    """
    about = content.about
    first, last = map(date.fromisoformat, about["observed"])
    arrays = {name: one for name, one in content.arrays.items() if not name.startswith(_BESIDE)}
    beside = {
        name.removeprefix(_BESIDE): one
        for name, one in content.arrays.items()
        if name.startswith(_BESIDE)
    }
    stored = _stored(arrays, about["schema"], schema, path)
    contacts = _stored(beside, about["contacts"], CONTACTS, path)
    return Kept(
        stored,
        Period(first, last),
        Coverage.from_list(about["coverage"]),
        arrays[COUNTED],
        ContactRows(contacts, beside[COUNTED]),
        {name: tuple(v) if isinstance(v, list) else v for name, v in about["selection"].items()},
        tuple(about["steps"]),
    )


def _stored(
    arrays: Mapping[str, AnyArray], about: Mapping[str, Any], schema: Schema, path: str
) -> Columns:
    """The store of some columns, as its description says it was."""
    arrays = _reworded(arrays, _members(about, schema, path), schema, path)
    blank = assemble(flat_tables((), schema), schema=schema).whole()
    _check_shapes(arrays, blank, path)
    tables = {
        name: Table(
            name,
            {column: arrays[_column(name, column)] for column in table},
            None if table.offsets is None else arrays[_offsets(name)],
        )
        for name, table in blank.tables.items()
    }
    dictionaries = {name: arrays[_dictionary(name)] for name in blank.dictionaries}
    stored = Columns(tables, dictionaries, schema)
    _check_pointers(stored, arrays[COUNTED], path)
    return stored


def _column(table: str, column: str) -> str:
    return f"tables/{table}/{column}"


def _offsets(table: str) -> str:
    return f"offsets/{table}"


def _dictionary(name: str) -> str:
    return f"dictionaries/{name}"


# The schema, and the words of its vocabularies


def _coded(schema: Schema) -> Iterator[tuple[str, Column]]:
    """The columns with a vocabulary, each by the name of its array."""
    for table, columns in schema.tables.items():
        repeated = {**schema.firsts, **schema.lasts} if table == schema.root else {}
        for name, column in {**columns, **repeated}.items():
            if column.vocabulary is not None:
                yield _column(table, name), column


def _described(schema: Schema) -> dict[str, Any]:
    """The schema in JSON's types: tables, kinds of columns, and the members of vocabularies."""
    return {
        "root": schema.root,
        "keys": [*schema.keys],
        "shared": dict(schema.shared),
        "parents": dict(schema.parents),
        "columns": {
            table: {name: column.kind.name for name, column in columns.items()}
            for table, columns in schema.tables.items()
        },
        "levels": {
            name: [level.value for level in column.levels]
            for name, column in _coded(schema)
            if column.kind is Kind.LEVELS
        },
        "members": {name: _values(column) for name, column in _coded(schema)},
    }


def _values(column: Column) -> list[str]:
    assert column.vocabulary is not None
    return [member.value for member in column.vocabulary]


def _members(stored: Mapping[str, Any], schema: Schema, path: str) -> Mapping[str, list[str]]:
    """The members of each vocabulary as they were stored, if all else of the schema is the same."""
    here = _described(schema)
    words: Mapping[str, list[str]] = stored["members"]
    others = {name for name in here if name != "members" and here[name] != stored[name]}
    if others or words.keys() != here["members"].keys():
        raise refusal("register_schema", path=path)
    return words


def _reworded(
    arrays: Mapping[str, AnyArray], words: Mapping[str, list[str]], schema: Schema, path: str
) -> Mapping[str, AnyArray]:
    """The columns with the numbers that their words have now: a vocabulary may have grown."""
    changed = dict(arrays)
    for name, column in _coded(schema):
        values = changed.get(name)
        if values is None or words[name] == _values(column):
            continue
        width = 2 if column.kind is Kind.LEVELS else 1
        places = _places(column.vocabulary, words[name])
        if column.kind is Kind.CODE:
            used = np.unique(values[values >= 0])
            if any(places[place] is None for place in used.tolist()):
                raise refusal("register_words", path=path, column=name.rpartition("/")[2])
            changed[name] = np.array([*(place or 0 for place in places), -1], values.dtype)[values]
            continue
        moved = np.zeros_like(values)
        mask = values.dtype.type((1 << width) - 1)
        for before, now in enumerate(places):
            bits = (values >> values.dtype.type(width * before)) & mask
            if now is None and bits.any():
                raise refusal("register_words", path=path, column=name.rpartition("/")[2])
            moved |= bits << values.dtype.type(width * (now or 0))
        changed[name] = moved
    return changed


def _places(vocabulary: type[Vocabulary] | None, words: list[str]) -> list[int | None]:
    now = {member.value: member.place for member in vocabulary or ()}
    return [now.get(word) for word in words]


# Whether it is whole


def _check_shapes(arrays: Mapping[str, AnyArray], blank: Columns, path: str) -> None:
    """Every column is there, of its type, and as long as the others of its table."""
    wanted: dict[str, np.dtype[Any]] = {COUNTED: np.dtype(bool)}
    heights: dict[str, set[int]] = {}
    for name, table in blank.tables.items():
        for column, values in table.items():
            wanted[_column(name, column)] = values.dtype
            stored = arrays.get(_column(name, column))
            heights.setdefault(name, set()).add(-1 if stored is None else stored.size)
        if table.offsets is not None:
            wanted[_offsets(name)] = np.dtype(np.int64)
    kinds = {name: array.dtype for name, array in arrays.items()}
    texts = {_dictionary(name) for name in blank.dictionaries}
    if (
        kinds.keys() != wanted.keys() | texts
        or any(kinds[name] != dtype for name, dtype in wanted.items())
        or any(kinds[name].kind != "S" for name in texts)
        or any(len(lengths) > 1 for lengths in heights.values())
    ):
        raise refusal("register_schema", path=path)


def _check_pointers(stored: Columns, counted: AnyArray, path: str) -> None:
    """Every number points at something that is there."""
    schema, tables = stored.schema, stored.tables
    sound = counted.size == stored.root.height
    for name, above in schema.parents.items():
        offsets = tables[name].begins
        sound &= offsets.size == tables[above].height + 1 and offsets[0] == 0
        sound &= bool(np.all(offsets[1:] >= offsets[:-1])) and offsets[-1] == tables[name].height
    for name, places in schema.dictionaries.items():
        for table, column in places:
            sound &= _within(tables[table][column], -1, stored.dictionaries[name].size)
    for name, pointer in schema.shared.items():
        sound &= _within(stored.root[pointer], 0, tables[name].height)
        sound &= stored.dictionaries[schema.key_of(name)].size == tables[name].height
    for name, coded in _coded(schema):
        _, table, field = name.split("/")
        number = len(_values(coded)) * (2 if coded.kind is Kind.LEVELS else 1)
        low, high = (-1, number) if coded.kind is Kind.CODE else (0, 1 << number)
        sound &= _within(tables[table][field], low, high)
    if not sound:
        raise refusal("register_other", path=path)


def _within(values: AnyArray, low: int, high: int) -> bool:
    return not values.size or bool(low <= values.min() and int(values.max()) < high)
