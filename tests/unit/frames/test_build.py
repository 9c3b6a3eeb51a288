"""One door to the libraries of frames."""

from __future__ import annotations

import numpy as np
import pytest

from building import case, register
from vnr.errors import MissingExtraError, UnknownNameError
from vnr.frames import _build as _frame


def test_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any library of frames the error says what to install."""
    monkeypatch.setattr(_frame, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="pip install pandas"):
        register(case()).to_frame()
    with pytest.raises(MissingExtraError, match="pip install polars"):
        register(case()).to_frame("cases", "polars")
    with pytest.raises(UnknownNameError, match="polars"):
        register(case()).to_frame("cases", "polar")  # type: ignore[arg-type]


def test_objects_in_frames() -> None:
    """Columns of whole numbers, truth values and text with nulls keep their kind."""
    from vnr.frames import frame

    columns = {
        "n": np.array([1, None], object),
        "t": np.array([True, None], object),
        "x": np.array(["a", None], object),
        "f": np.ma.MaskedArray([1.5, 0.0], [False, True]),
        "u": np.array(["a", "b"]),
    }
    for backend in ("polars", "pyarrow"):
        found = frame(columns, backend)
        assert found["n"].to_pylist() == [1, None] if backend == "pyarrow" else True
    assert frame(columns, "polars").schema.to_python() == {
        "n": int, "t": bool, "x": str, "f": float, "u": str,
    }  # fmt: skip
    assert frame(columns, "pandas")["f"].isna().tolist() == [False, True]
