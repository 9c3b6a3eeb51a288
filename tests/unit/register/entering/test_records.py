"""Cases in, equal cases out."""

from __future__ import annotations

import pytest

from building import WINDOW, case, register
from vnr.errors import DataError
from vnr.register import Register

SECRET = "19811218-9876"


def test_same_case_twice_counts_once() -> None:
    """Equal content under one key is one case."""
    assert len(register(case(), case())) == 1


def test_other_content_is_refused() -> None:
    """Other content under one key is an error that names rows and no identifier."""
    with pytest.raises(DataError, match="row 1") as error:
        register(case(SECRET, SECRET), case(SECRET, SECRET, closed="2020-01-01"))
    assert SECRET not in str(error.value)


def test_not_a_case() -> None:
    """Anything but a case is refused by its type."""
    with pytest.raises(DataError, match="row 0 is not a Case but str"):
        Register.from_cases([SECRET], observed=WINDOW)  # type: ignore[list-item]


def test_siblings_share_a_case_id() -> None:
    """Municipality, case and person make the key: numbers may be shared."""
    cases = [case("1", "a"), case("1", "b"), case("1", "a", municipality="0488")]
    assert list(register(*cases).cases()) == cases


def test_empty() -> None:
    """No cases are a register too."""
    empty = register()
    assert len(empty) == 0
    assert list(empty.cases()) == []
    assert "ärenden 0" in repr(empty)
    for name in ("cases", "follow_ups"):
        assert len(empty.to_frame(name, "polars")) == 0
