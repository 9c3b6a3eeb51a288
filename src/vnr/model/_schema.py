"""Schemas for other tools, generated from the classes."""

from __future__ import annotations

import datetime as dt
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from vnr.model._records import Case, Intake, Person
from vnr.model._vocabulary import Vocabulary

__all__ = ["json_schema", "table_schema"]


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _plain(hint: Any) -> Any:
    """The type without None."""
    if get_origin(hint) is UnionType:
        return next(one for one in get_args(hint) if one is not NoneType)
    return hint


def _documented(cls: type) -> str:
    return (cls.__doc__ or "").strip().split("\n")[0]


def json_schema(cls: type = Case) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `structure` reads for a class.

    Examples
    --------
    >>> json_schema()["required"]
    ['case_id', 'person', 'municipality', 'unit', 'role', 'intakes']
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
    properties, required = {}, []
    for field in attrs.fields(cls):
        hint = _hints(cls)[field.name]
        schema = _type(_plain(hint), definitions)
        if get_origin(hint) is UnionType:
            schema = {"anyOf": [schema, {"type": "null"}]}
        elif field.default is attrs.NOTHING:
            required.append(field.name)
        if field.default is attrs.NOTHING and field.name not in required:
            required.append(field.name)
        properties[field.name] = schema
    return {
        "description": _documented(cls),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _type(get_args(hint)[0], definitions)}
    if get_origin(hint) is frozenset:
        items = _type(get_args(hint)[0], definitions)
        return {"type": "array", "items": items, "uniqueItems": True}
    if hint is dt.date:
        return {"type": "string", "format": "date"}
    simple = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if hint in simple:
        return {"type": simple[hint]}
    name = hint.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = (
            {"description": _documented(hint), "enum": [member.value for member in hint]}
            if issubclass(hint, Vocabulary)
            else _record(hint, definitions)
        )
    return {"$ref": f"#/$defs/{name}"}


def table_schema() -> dict[str, Any]:
    """Frictionless table schema of the base shape: one row per intake, case id repeated.

    Fields of the person and of the case are repeated on every row of the case. Several codes in
    one cell are parted by semicolons. The intake's own unit is called ``intake_unit``.
    """
    fields = [
        _table_field(cls, field, prefix)
        for cls, prefix in ((Person, ""), (Case, ""), (Intake, "intake_"))
        for field in attrs.fields(cls)
        if get_origin(_hints(cls)[field.name]) is not tuple and field.name != "person"
    ]
    keys = ("municipality", "case_id", "person_id")
    fields.sort(key=lambda field: keys.index(field["name"]) if field["name"] in keys else len(keys))
    return {"fields": fields, "missingValues": [""]}


def _table_field(cls: type, field: Any, prefix: str) -> dict[str, Any]:
    hint = _plain(_hints(cls)[field.name])
    name = prefix + field.name if prefix and field.name == "unit" else field.name
    kinds = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date"}
    result: dict[str, Any] = {"name": name, "type": kinds.get(hint, "string")}
    constraints: dict[str, Any] = {}
    if field.default is attrs.NOTHING and get_origin(_hints(cls)[field.name]) is not UnionType:
        constraints["required"] = True
    member = get_args(hint)[0] if get_origin(hint) is frozenset else hint
    if issubclass(member, Vocabulary):
        codes = [one.value for one in member]
        if member is hint:
            constraints["enum"] = codes
        else:
            one = "|".join(codes)
            constraints["pattern"] = f"({one})(;({one}))*"
    if name in ("municipality", "home_municipality"):
        constraints["pattern"] = "[0-9]{4}"
    if constraints:
        result["constraints"] = constraints
    return result
