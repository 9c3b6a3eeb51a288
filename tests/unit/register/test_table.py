"""Anyone can read the columns; nobody can change them."""

from __future__ import annotations

import pytest

from building import case, register
from vnr.errors import UnknownNameError


def test_read_only() -> None:
    """Columns refuse to be written."""
    table = register(case()).table("cases")
    with pytest.raises(ValueError, match="read-only"):
        table["opened"][0] = 0
    assert "rows" in repr(table)
    assert len(table) == len(list(table))


def test_unknown() -> None:
    """A table, column or parent that isn't there is named with its neighbours."""
    found = register(case())
    with pytest.raises(UnknownNameError, match="cases"):
        found.table("case")
    with pytest.raises(UnknownNameError, match="opened"):
        found.table("cases")["open"]
    with pytest.raises(UnknownNameError, match="parent"):
        found.table("cases").parent  # noqa: B018
