"""The JSON door: records to and from plain dicts, strictly and with every fault at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import cache, lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import fields, has

from vnr.errors import ModelError, shown
from vnr.model._invariants import fault_text
from vnr.model._period import Period
from vnr.model._persons import Person
from vnr.model._vocabulary import Vocabulary

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["structure", "unstructure"]

_PATH: Final = re.compile(r"[\w.\[\]]+:")
"""How a message begins that says where inside a record its fault is."""

_NUMBER: Final = re.compile(r"\d{4}")
"""What a name of a field never holds, but one's number or day of birth does."""

T = TypeVar("T")


def structure(data: Any, cls: type[T]) -> T:
    """Build a record out of JSON types.

    Parameters
    ----------
    data : object
        What `unstructure` gives, or JSON read by any reader. Nothing is coerced: ``"nej"`` is
        no truth value, 3.7 no whole number, 1 no text; unknown keys are refused.
    cls : type
        A class of `vnr.model`.

    Raises
    ------
    ModelError
        With every fault and its path in `ModelError.faults`; values are never shown.

    Examples
    --------
    >>> from vnr.model import Perpetrator
    >>> structure({"relation": "partner", "sex": 1}, Perpetrator)
    Traceback (most recent call last):
    vnr.errors.ModelError: sex: the code isn't in the vocabulary [code-unknown]; a code of Sex is needed
    """
    if not isinstance(cls, type):
        raise ModelError("cls must be a class of vnr.model, such as Case")
    if hasattr(cls, "__attrs_attrs__") and not isinstance(data, Mapping):
        raise ModelError(f"a mapping of the fields of {cls.__name__} is needed")
    # To find all faults takes longer, and most records have none. They are told of outside, or an
    # error would carry the first one, and the value in it, along.
    with suppress(Exception):
        return _converter(detailed=False).structure(data, cls)
    return _told(data, cls)


def _told(data: Any, cls: type[T]) -> T:
    """The record, or every fault of it."""
    from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

    try:
        return _converter(detailed=True).structure(data, cls)
    except BaseValidationError as error:
        faults = list(_faults(error))
    except (ModelError, ForbiddenExtraKeysError, AttributeError, TypeError) as error:
        faults = [_message(error)]
    raise ModelError(*faults) from None


def unstructure(record: Any) -> Any:
    """JSON types of a record; fields that hold their default are left out.

    Examples
    --------
    >>> from vnr.model import Perpetrator, Relation
    >>> unstructure(Perpetrator(Relation.PARTNER))
    {'relation': 'partner'}
    """
    return _converter(detailed=False).unstructure(record)


@cache
def _converter(*, detailed: bool) -> Converter:
    """What reads and writes records; it finds all faults of one, or only that there are some."""
    from cattrs import Converter
    from cattrs.gen import make_dict_unstructure_fn, override

    converter = Converter(
        forbid_extra_keys=detailed, omit_if_default=True, detailed_validation=detailed
    )
    # Not attrs' own defaults: None and empty sets are left out, but a period has both days, and
    # of a person it is told that nobody knows who it is.
    always = override(omit_if_default=False)
    converter.register_unstructure_hook_factory(
        lambda cls: cls is Period,
        lambda cls: make_dict_unstructure_fn(cls, converter, start=always),
    )
    converter.register_unstructure_hook_factory(
        lambda cls: cls is Person,
        lambda cls: make_dict_unstructure_fn(cls, converter, person_id=always),
    )
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.date, _day)
    for kind, name, code in (
        (str, "a text", "value-missing"),
        (int, "a whole number", "number-invalid"),
        (bool, "true or false", "flag-invalid"),
    ):
        converter.register_structure_hook(kind, _exactly(kind, name, code))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(Vocabulary, _member)
    converter.register_unstructure_hook(Vocabulary, _value)
    converter.register_structure_hook_func(_is_texts, _texts)
    converter.register_unstructure_hook_func(_is_set, _sorted)
    converter.register_structure_hook_factory(_is_set, _set)
    converter.register_structure_hook_factory(
        _is_optional, lambda cls: _optional(cls, converter.get_structure_hook)
    )
    if not detailed:
        converter.register_structure_hook_factory(has, lambda cls: _record(cls, converter))
        converter.register_structure_hook_factory(
            _is_records, lambda cls: _records(cls, converter.get_structure_hook)
        )
    return converter


def _record(cls: Any, converter: Converter) -> Any:
    """Reads a record that has no key but its fields: to be told which others there are takes longer."""
    read = converter.gen_structure_attrs_fromdict(cls)
    names = frozenset(field.name for field in fields(cls))

    def hook(data: Any, _: Any) -> Any:
        if not data.keys() <= names:
            raise ModelError("unknown keys")
        return read(data, cls)

    return hook


def _is_optional(cls: Any) -> bool:
    return isinstance(cls, UnionType) and len(cls.__args__) == 2 and type(None) in cls.__args__


def _is_records(cls: Any) -> bool:
    return getattr(cls, "__origin__", None) is tuple and cls.__args__[0] is not str


def _records(cls: Any, hook_of: Any) -> Any:
    kind = cls.__args__[0]
    hook = hook_of(kind)
    return lambda values, _: tuple([hook(value, kind) for value in values])


def _optional(cls: Any, hook_of: Any) -> Any:
    (kind,) = (one for one in cls.__args__ if one is not type(None))
    hook = hook_of(kind)
    return lambda value, _: None if value is None else hook(value, kind)


def _is_set(cls: Any) -> bool:
    return getattr(cls, "__origin__", None) is frozenset


def _is_texts(cls: Any) -> bool:
    return getattr(cls, "__origin__", None) is tuple and cls.__args__[0] is str


def _texts(values: Any, _: Any) -> tuple[str, ...]:
    if type(values) is not list or any(type(value) is not str for value in values):
        raise _refused("value-missing", "a list of texts is needed")
    return tuple(values)


def _value(member: Any) -> str:
    return member._value_  # type: ignore[no-any-return]


def _sorted(members: Any) -> list[str]:
    return [member.value for member in sorted(members, key=lambda member: member.place)]


def _refused(code: str, needed: str) -> ModelError:
    """The error for what no field of its kind can hold, in the words of the rule's code."""
    return ModelError(f"{fault_text(code)}; {needed}")


def _exactly(kind: type, name: str, code: str) -> Any:
    def hook(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise _refused(code, f"{name} is needed, not {type(value).__name__}")
        return value

    return hook


def _number(value: Any, _: Any) -> Any:
    if type(value) not in (int, float):
        raise _refused("number-invalid", f"a number is needed, not {type(value).__name__}")
    return value


# The standard library also reads the days of ISO weeks, which are as long.
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(value: Any, _: Any) -> dt.date:
    if type(value) is str:
        try:
            return _date(value)
        except ValueError:
            pass
    raise _refused("date-invalid", "a date written YYYY-MM-DD is needed")


@lru_cache(maxsize=1 << 14)
def _date(text: str) -> dt.date:
    """The day of a text; those of decades are few, and read again and again. No other is kept."""
    if not _DAY.fullmatch(text):
        raise ValueError
    return dt.date.fromisoformat(text)


@cache
def _members(cls: type[Vocabulary]) -> dict[str, Vocabulary]:
    return {member.value: member for member in cls}


def _member(value: Any, cls: type[Vocabulary]) -> Vocabulary:
    try:
        return _members(cls)[value]
    except (KeyError, TypeError):
        raise _refused("code-unknown", f"a code of {cls.__name__} is needed") from None


def _set(cls: Any) -> Any:
    vocabulary = cls.__args__[0]

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise ModelError(f"a list is needed, not {type(value).__name__}")
        return frozenset([_member(code, vocabulary) for code in value])

    return hook


def _faults(error: BaseException, path: str = "") -> Any:
    """Walk the tree of errors; each leaf is a fault with the path that leads to it."""
    from cattrs.errors import AttributeValidationNote, IterableValidationNote

    for part in getattr(error, "exceptions", ()):
        notes = getattr(part, "__notes__", ())
        fields = [f".{note.name}" for note in notes if isinstance(note, AttributeValidationNote)]
        places = [f"[{note.index}]" for note in notes if isinstance(note, IterableValidationNote)]
        where = (path + "".join((*fields, *places))).lstrip(".")
        if getattr(part, "exceptions", ()):
            yield from _faults(part, where)
        else:
            message = _message(part)
            joint = "." if _PATH.match(message) else ": "
            yield f"{where}{joint}{message}" if where else message


def _message(error: BaseException) -> str:
    """What is wrong, without the value."""
    from cattrs.errors import ForbiddenExtraKeysError

    if isinstance(error, ModelError):
        return str(error)
    if isinstance(error, ForbiddenExtraKeysError):
        return _unknown(error.extra_fields, error.cl)
    if isinstance(error, KeyError):
        return "a required field is missing"
    return "this cannot be read as a record"


def _unknown(keys: Iterable[Any], cls: type) -> str:
    """How many keys there are no fields for; named are those that nearly are a name of the class.

    Others may be anything, a person's name or number too.
    """
    names = [name for name in dir(cls) if not name.startswith("_")]
    names += [field.name for field in fields(cls)]
    hints = []
    for key in sorted(keys, key=shown):
        named = isinstance(key, str) and not _NUMBER.search(key)
        near = get_close_matches(key, names, n=1) if named else []
        if near and near[0] != key:
            hints.append(f"{key}: did you mean {near[0]}?")
        elif near:
            hints.append(f"{key} is derived, and told by other keys")
    if len(hints) < len(set(keys)):
        hints.append("known are " + ", ".join(field.name for field in fields(cls)))
    return f"{len(set(keys))} unknown key(s): {'; '.join(hints)}"
