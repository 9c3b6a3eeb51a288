"""A register in a few words: what is observed, what is counted, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.display import html_pairs
from vnr.model import Period
from vnr.register._contacts import ContactRows
from vnr.register.columns import Columns
from vnr.words import Language, labels, text

__all__ = ["in_html", "summary"]


def summary(
    stored: Columns,
    counted: NDArray[np.bool_],
    contacts: ContactRows,
    observed: Period,
    covered: Sequence[str],
    selection: Mapping[str, Any],
    language: Language,
) -> dict[str, str]:
    """Headings and figures of a register, for its representations."""
    number = int(counted.sum())
    persons = np.unique(stored.root["person"][counted])
    unlinkable = np.count_nonzero(~stored.tables["persons"]["linkable"][persons])
    done = int(contacts.stored.root["number"][contacts.counted].sum(dtype=np.int64))
    lines = {
        "cases": f"{number}",
        "persons": f"{persons.size}",
        **({"unlinkable": f"{unlinkable}"} if unlinkable else {}),
        **({"contacts": f"{done}"} if done else {}),
        "municipalities": f"{len(covered)}",
        "observed": str(observed),
    }
    hidden = stored.root.height - number
    if hidden:
        lines["history"] = text("summaries", "hidden", language, number=hidden)
    if selection:
        lines["selection"] = ", ".join(
            f"{name}={'|'.join(value) if isinstance(value, tuple) else value}"
            for name, value in selection.items()
        )
    names = labels("register_line", language)
    return {names[line]: shown for line, shown in lines.items()}


def in_html(lines: Mapping[str, str]) -> str:
    """A summary as a table of a page."""
    return html_pairs(lines, language="sv", caption="Register")
