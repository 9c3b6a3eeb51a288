"""What is out already: results, and rows of what others printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from vnr.disclosure.ledger._earlier import released
from vnr.disclosure.ledger._row import Row
from vnr.disclosure.ledger._row_file import read_rows
from vnr.results import Result
from vnr.words import withholding

__all__ = ["Published", "published_of"]

_TABLES: Final = (".csv", ".tsv", ".txt")
"""What a file of rows is called, apart from a release."""


@attrs.frozen
class Published:
    """What is out already, by whom.

    Attributes
    ----------
    results
        By label.
    figures
        One by one.
    """

    results: Mapping[str, Result]
    figures: tuple[Row, ...]


def published_of(published: Any) -> Published:
    """What is out already, in whatever form it was given.

    Parameters
    ----------
    published : release, Result, mapping of str to Result, Row, or iterable of these
        A release is the path of its folder, or what `vnr.report.release` gave back; a path that
        ends with ``.csv`` is a file for `read_rows`. A mapping that has a value is a row by the names of its attributes.

    Raises
    ------
    DisclosureError
        If it is none of these, or a release isn't one.
    """
    results: dict[str, Result] = {}
    rows: list[Row] = []
    single = isinstance(published, (Result, Row, Mapping, str)) or not isinstance(
        published, Iterable
    )
    for one in [published] if single else published:
        if isinstance(one, Row):
            rows.append(one)
        elif isinstance(one, Result):
            results[f"published {len(results) + 1}"] = one
        elif isinstance(one, Mapping) and all(isinstance(each, Result) for each in one.values()):
            results |= {f"published {label}": result for label, result in one.items()}
        elif isinstance(one, Mapping):
            rows.append(_row(one))
        elif isinstance(folder := getattr(one, "folder", one), (str, Path)):
            if Path(folder).suffix.casefold() in _TABLES:
                rows += read_rows(folder)
            else:
                results |= released(Path(folder))
        else:
            raise withholding("published_kind", kind=type(one).__name__)
    return Published(results, tuple(rows))


def _row(told: Mapping[Any, Any]) -> Row:
    try:
        return Row(**told)
    except TypeError:
        raise withholding("row_names", names=", ".join(attrs.fields_dict(Row))) from None
