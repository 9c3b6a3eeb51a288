"""Tables and sentences for a notebook, every word escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from html import escape
from types import MappingProxyType
from typing import Any, Final

import attrs

from vnr.display._text import Column, wrapped_text
from vnr.words import Language

__all__ = ["Fields", "html_fields", "html_lines", "html_pairs", "html_table"]

_LONGEST: Final = 300
"""Signs of a field's text; arrays and tables within are longer."""
_TINT: Final = "rgba(128,128,128,.35)"
# Each state looks different in light and in dark, and without colour; a notebook drops style sheets.
_LOOKS: Final = MappingProxyType(
    {
        "not_reported": "font-style:italic;background:repeating-linear-gradient"
        f"(45deg,transparent 0 4px,{_TINT} 4px 8px)",
        "not_mature": "font-style:italic;border:1px dotted currentColor",
        "suppressed": f"background:{_TINT}",
    }
)


def _cell(column: Column, row: int, *, heads_row: bool) -> str:
    look = column.looks[row] if column.looks else ""
    style = f"text-align:{'right' if column.numeric else 'left'}"
    style += f";{_LOOKS[look]}" if look else ""
    name = f" class='{look}'" if look else ""
    tag, scope = ("th", " scope='row'") if heads_row else ("td", "")
    return f"<{tag}{scope}{name} style='{style}'>{escape(column.cells[row])}</{tag}>"


def html_table(
    columns: Sequence[Column], *, headings: int, language: Language, caption: str = ""
) -> str:
    """A table of a notebook; numbers to the right, and each state of its own look.

    Parameters
    ----------
    columns : several Column
        At least one.
    headings : int
        How many of them from the start name the row.
    language : str
        ``sv`` or ``en``.
    caption : str
        Above it.

    Examples
    --------
    >>> html_table([Column("<b>", ["1"], True)], headings=0, language="sv").count("&lt;b&gt;")
    1
    """
    head = "".join(
        f"<th scope='col' style='text-align:{'right' if column.numeric else 'left'}'>"
        f"{escape(column.heading)}</th>"
        for column in columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            _cell(column, row, heads_row=place < headings) for place, column in enumerate(columns)
        )
        + "</tr>"
        for row in range(len(columns[0].cells))
    )
    over = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table lang='{language}'>{over}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_pairs(pairs: Mapping[str, str], *, language: Language, caption: str) -> str:
    """What something holds: a row for each heading with its words.

    Examples
    --------
    >>> html_pairs({"kommun": "Flen"}, language="sv", caption="Var").count("<th")
    1
    """
    rows = "".join(
        f"<tr><th scope='row' style='text-align:left'>{escape(heading)}</th>"
        f"<td style='text-align:left'>{escape(words)}</td></tr>"
        for heading, words in pairs.items()
    )
    return f"<table lang='{language}'><caption>{escape(caption)}</caption>{rows}</table>"


def html_lines(lines: str, *, language: Language, style: str = "") -> str:
    r"""A text line by line, its steps to the right kept.

    Examples
    --------
    >>> html_lines("a < b\n  c", language="en")
    "<div lang='en'>a &lt; b<br>&nbsp;&nbsp;c</div>"
    """
    body = "<br>".join(
        "&nbsp;" * (len(line) - len(line.lstrip(" "))) + escape(line.lstrip(" "))
        for line in lines.split("\n")
    )
    told = f" style='{style}'" if style else ""
    return f"<div lang='{language}'{told}>{body}</div>"


class Fields:
    """A class whose text is its fields in lines that fit, and whose notebook's look a table of them.

    Members of vocabularies go by their names and days by their dates; a field in which nothing
    is stated is left out, and so is one that attrs is told to hide. The class itself isn't: who
    prints a record is to read something.

    Examples
    --------
    >>> @attrs.frozen
    ... class Both(Fields):
    ...     shown: date
    ...     hidden: int = attrs.field(repr=False)
    ...     empty: int | None = None
    >>> Both(date(2019, 5, 1), 2)
    Both(shown=2019-05-01)
    """

    __slots__ = ()

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        # As if each class wrote its own, so that attrs writes none, whose lines have no end.
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in _told(self).items())
        return wrapped_text(f"{type(self).__name__}({told})")

    def _repr_html_(self) -> str:
        return html_fields(self)


def html_fields(record: Any) -> str:
    """The fields of an attrs class as a table, as its own text has them: what that hides is hidden.

    Examples
    --------
    >>> @attrs.frozen
    ... class Both:
    ...     shown: int
    ...     hidden: int = attrs.field(repr=False)
    >>> "shown" in html_fields(Both(1, 2)), "hidden" in html_fields(Both(1, 2))
    (True, False)
    """
    return html_pairs(_told(record), language="en", caption=type(record).__name__)


def _told(record: Any) -> dict[str, str]:
    """Each field's text in one line, cut where it is long; none of what is hidden or not stated."""
    pairs = {}
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if field.repr is False or (field.default is not attrs.NOTHING and _is_nothing(value)):
            continue
        told = _cut(field.repr(value)) if callable(field.repr) else _spelled(value)
        pairs[field.alias or field.name] = told
    return pairs


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, tuple | AbstractSet | Mapping) and not value)


def _cut(told: str) -> str:
    told = " ".join(told.split())
    return told if len(told) <= _LONGEST else told[:_LONGEST] + "…"


def _spelled(value: Any) -> str:
    """A value as whoever knows the vocabularies would write it, in an order that stays."""
    if isinstance(value, Enum) and value.name is not None:
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, type):
        return value.__name__
    if type(value) is tuple:
        told = _several([*map(_spelled, value)])
        return f"({told},)" if len(value) == 1 else f"({told})"
    if isinstance(value, set | frozenset):
        return f"{{{_several(sorted(map(_spelled, value)))}}}"
    if isinstance(value, dict | MappingProxyType):
        return (
            f"{{{_several([f'{_spelled(key)}: {_spelled(one)}' for key, one in value.items()])}}}"
        )
    return _cut(repr(value))


def _several(told: Sequence[str]) -> str:
    """The first of several texts, as many as there is room for, and how many more there are."""
    shown = [*told[:1]]
    for one in told[1:]:
        if sum(map(len, shown)) + len(one) > _LONGEST:
            return f"{', '.join(shown)}, … {len(told) - len(shown)} more"
        shown.append(one)
    return ", ".join(shown)
