"""Objects of cases from JSON and to it, beside what makes and writes them best."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import attrs
from timing import Asked, Job, traced

from vnr import model, synthetic
from vnr.model import Case, structure, unstructure

__all__ = ["JOBS"]


def _bare(cls: type, known: dict[type, type]) -> type:
    """The same class with the same fields and nothing that checks them."""
    if cls in known:
        return known[cls]
    fields = {}
    for field, hint in _fields(cls, lambda inner: _bare(inner, known)):
        fields[field.name] = attrs.field(default=field.default, type=hint)
    known[cls] = attrs.make_class(cls.__name__, fields, frozen=True)
    return known[cls]


def _struct(cls: type, known: dict[type, type]) -> type:
    """The same as a struct of msgspec."""
    import msgspec

    if cls in known:
        return known[cls]
    fields: list[Any] = []
    for field, hint in _fields(cls, lambda inner: _struct(inner, known)):
        fields.append(
            (field.name, hint)
            if field.default is attrs.NOTHING
            else (field.name, hint, field.default)
        )
    known[cls] = msgspec.defstruct(
        cls.__name__, fields, frozen=True, omit_defaults=True, kw_only=True
    )
    return known[cls]


def _model(cls: type, known: dict[type, type]) -> type:
    """The same as a model of pydantic."""
    import pydantic

    if cls in known:
        return known[cls]
    fields: dict[str, Any] = {}
    for field, hint in _fields(cls, lambda inner: _model(inner, known)):
        fields[field.name] = (hint, ... if field.default is attrs.NOTHING else field.default)
    known[cls] = pydantic.create_model(cls.__name__, **fields)
    return known[cls]


def _fields(cls: type, of: Callable[[type], type]) -> list[tuple[Any, Any]]:
    """The fields of a class, with the types that others take the place of."""
    classes = [getattr(model, name) for name in model.__all__]
    classes = [one for one in classes if isinstance(one, type) and attrs.has(one)]
    attrs.resolve_types(cls)
    found = []
    for field in attrs.fields(cls):
        hint: Any = field.type
        for inner in classes:
            if inner is cls:
                continue
            if hint is inner:
                hint = of(inner)
            elif getattr(hint, "__args__", ())[:1] == (inner,):
                hint = tuple[of(inner), ...]  # type: ignore[misc]
        found.append((field, hint))
    return found


@lru_cache(maxsize=1)
def _cases(size: int) -> tuple[list[Case], list[Any]]:
    cases: list[Case] = []
    seed = 0
    while len(cases) < size:
        seed += 1
        cases += synthetic.world(county="01", seed=seed).cases
    cases = cases[:size]
    return cases, [json.loads(json.dumps(unstructure(case))) for case in cases]


def _told(value: Any) -> Any:
    """What JSON tells: some leave out what isn't recorded, and sets have no order."""
    if isinstance(value, dict):
        told = {name: _told(one) for name, one in value.items()}
        return {name: one for name, one in told.items() if one not in (None, False, [], "unknown")}
    if isinstance(value, list):
        return sorted(map(_told, value), key=str)
    return value


@lru_cache(maxsize=1)
def _json(size: int) -> tuple[Job, ...]:
    import msgspec
    import pydantic
    from cattrs.preconf.json import make_converter

    cases, rows = _cases(size)
    plain = make_converter(omit_if_default=True, detailed_validation=False)
    bare, struct, form = _bare(Case, {}), _struct(Case, {}), pydantic.TypeAdapter(_model(Case, {}))
    readers: dict[str, Callable[[Any], Any]] = {
        "first": lambda one: structure(one, Case),
        "cattrs": lambda one: plain.structure(one, bare),
        "msgspec": lambda one: msgspec.convert(one, struct),
        "pydantic": form.validate_python,
    }
    writers: dict[str, Callable[[Any], Any]] = {
        "first": unstructure,
        "cattrs": plain.unstructure,
        "msgspec": msgspec.to_builtins,
        "pydantic": lambda one: one.model_dump(mode="json", exclude_defaults=True),
    }
    objects = {name: [read(one) for one in rows] for name, read in readers.items()}
    assert objects["first"] == cases
    for name, write in writers.items():
        for made, row in zip(objects[name], rows, strict=True):
            assert _told(json.loads(json.dumps(write(made), default=str))) == _told(row), name

    def each(call: Callable[[Any], Any], given: list[Any]) -> Callable[[], Any]:
        return lambda: [call(one) for one in given]

    read = {name: each(call, rows) for name, call in readers.items()}
    wrote = {name: each(call, objects[name]) for name, call in writers.items()}
    return tuple(
        Job(
            partial(dict, calls),
            part={"first": 1.3},
            rivals="cattrs",
            peaks={name: partial(traced, call, size) for name, call in calls.items()},
        )
        for calls in (read, wrote)
    )


EACH = "each case takes the same"
JOBS = [
    Asked("objects from JSON", lambda size: _json(size)[0], 10**4, EACH),
    Asked("objects to JSON", lambda size: _json(size)[1], 10**4, EACH),
]
