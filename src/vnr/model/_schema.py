"""Schemas for other tools, generated from the classes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from vnr.model._case import Case
from vnr.model._fields import Field, fields_of, keys_of
from vnr.model._vocabulary import Vocabulary

__all__ = ["json_schema", "table_schema"]


def _documented(cls: type) -> str:
    return (cls.__doc__ or "").strip().split("\n")[0]


def json_schema(cls: type = Case) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `structure` reads for a class.

    Examples
    --------
    >>> json_schema()["required"]
    ['case_id', 'person', 'municipality', 'unit', 'roles', 'intakes']
    """
    definitions: dict[str, Any] = {}
    schema = _record(cls, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": cls.__name__,
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def _record(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = fields_of(cls)
    return {
        "description": _documented(cls),
        "type": "object",
        "properties": {field.name: _property(field, definitions) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _type(field.kind, definitions)
    if field.holds != "value":
        schema = {"type": "array", "items": schema}
    if field.holds == "set":
        schema["uniqueItems"] = True
    return {"anyOf": [schema, {"type": "null"}]} if field.optional else schema


def _type(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind is dt.date:
        return {"type": "string", "format": "date"}
    if kind in _JSON:
        return {"type": _JSON[kind]}
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = (
            {"description": _documented(kind), "enum": [member.value for member in kind]}
            if issubclass(kind, Vocabulary)
            else _record(kind, definitions)
        )
    return {"$ref": f"#/$defs/{name}"}


_JSON: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}


def table_schema(cls: type = Case) -> dict[str, Any]:
    """Frictionless table schema of the base shape: one row per intake, case id repeated.

    Fields of the person and of the case are repeated on every row of the case. A row also holds
    the closing of the spell it belongs to, blank while that is open. Several codes in one cell
    are parted by semicolons. The intake's own unit is called ``intake_unit``.

    Examples
    --------
    >>> table_schema()["fields"][0]["name"], len(table_schema()["fields"])
    ('municipality', 30)
    """
    own = fields_of(cls)
    shared = [field.kind for field in own if field.is_record and field.holds == "value"]
    repeated = [field.kind for field in own if field.is_table and field.marks.get("some")]
    carried = [field.kind for field in own if field.marks.get("carried")]
    keys = keys_of(cls)
    others = [
        _table_field(field, blank=kind in carried)
        for kind in (*shared, cls, *carried, *repeated)
        for field in fields_of(kind)
        if not field.is_record and field not in keys
    ]
    return {"fields": [*map(_table_field, keys), *others], "missingValues": [""]}


def _table_field(field: Field, *, blank: bool = False) -> dict[str, Any]:
    result: dict[str, Any] = {"name": field.column, "type": "string"}
    if field.holds == "value":
        result["type"] = "date" if field.kind is dt.date else _JSON.get(field.kind, "string")
    constraints: dict[str, Any] = {}
    if field.required and not field.optional and not blank:
        constraints["required"] = True
    if issubclass(field.kind, Vocabulary):
        codes = [member.value for member in field.kind]
        either = "|".join(codes)
        constraints |= (
            {"enum": codes} if field.holds == "value" else {"pattern": f"({either})(;({either}))*"}
        )
    if field.marks.get("place"):
        joint = field.marks.get("joint")
        constraints["pattern"] = r"[0-9]{4}(\+[0-9]{4})*" if joint else "[0-9]{4}"
    return result | ({"constraints": constraints} if constraints else {})
