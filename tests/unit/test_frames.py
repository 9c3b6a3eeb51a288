"""One door to the libraries of frames."""

from __future__ import annotations

import pytest

from building import case, register
from vnr import frames as _frame
from vnr.errors import MissingExtraError, UnknownNameError


def test_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any library of frames the error says what to install."""
    monkeypatch.setattr(_frame, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="pip install pandas"):
        register(case()).to_frame()
    with pytest.raises(MissingExtraError, match="pip install polars"):
        register(case()).to_frame("cases", "polars")
    with pytest.raises(UnknownNameError, match="polars"):
        register(case()).to_frame("cases", "polar")
