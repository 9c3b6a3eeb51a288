"""Whatever lies in a file, the reading ends with an account."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import vnr
from delivering import HEAD, YEAR, written


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(content: bytes) -> None:
    """Whatever lies in a file, the reading ends with an account that adds up."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for start in (b"", HEAD.encode("cp1252"), HEAD.encode()):
            reading = vnr.read(written(Path(folder), start + content), observed=YEAR)
            assert reading.rows_read == reading.accepted + reading.rejected


@given(st.lists(st.lists(st.text(max_size=6), min_size=6, max_size=7), max_size=6))
def test_no_cells_crash_it(rows: list[list[str]]) -> None:
    """Nor does any content of the cells; every accepted row is an intake."""
    import csv
    import io
    import tempfile

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), (HEAD + out.getvalue()).encode("utf-8", "replace"))
        reading = vnr.read(path, observed=YEAR)
    assert reading.rows_read == reading.accepted + reading.rejected
    assert reading.register.table("intakes").height == reading.accepted
    assert np.all(reading.register.table("cases")["opened"] > -(2**31))
