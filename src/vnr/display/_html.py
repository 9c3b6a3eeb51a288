"""Tables and sentences for a notebook, every word escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Final

from vnr.display._text import Column

__all__ = ["html_lines", "html_pairs", "html_table"]

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
    columns: Sequence[Column], *, headings: int, language: str, caption: str = ""
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


def html_pairs(pairs: Mapping[str, str], *, language: str, caption: str) -> str:
    """What something holds: a row for each heading with its words."""
    rows = "".join(
        f"<tr><th scope='row' style='text-align:left'>{escape(heading)}</th>"
        f"<td style='text-align:left'>{escape(words)}</td></tr>"
        for heading, words in pairs.items()
    )
    return f"<table lang='{language}'><caption>{escape(caption)}</caption>{rows}</table>"


def html_lines(lines: str, *, language: str, style: str = "") -> str:
    """A text line by line, its steps to the right kept."""
    body = "<br>".join(
        "&nbsp;" * (len(line) - len(line.lstrip(" "))) + escape(line.lstrip(" "))
        for line in lines.split("\n")
    )
    told = f" style='{style}'" if style else ""
    return f"<div lang='{language}'{told}>{body}</div>"
