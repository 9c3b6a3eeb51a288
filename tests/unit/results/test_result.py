"""A result is cells that carry what they mean, and nobody changes them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from measuring import counts, estimate
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import Definition, Provenance, read_only, sealed


def test_lengths() -> None:
    """Columns of other lengths are refused."""
    with pytest.raises(DataError, match="value has 1 cells, state has 4"):
        counts(value=[1])


def test_equality() -> None:
    """Meaning enters equality, provenance doesn't."""
    assert counts() == counts(provenance=Provenance("other input"))
    assert counts() != counts(definition=Definition("count", {"of": "person"}))
    assert counts() != estimate()
    assert counts() != 1
    # What stands under a missing value is nothing.
    assert counts() == counts(value=[3, 0, 99, 5])


def test_read_only() -> None:
    """Nobody changes a figure afterwards."""
    with pytest.raises(ValueError, match="read-only"):
        counts().value[0] = 4


@pytest.mark.parametrize("state", [4, -1])
@pytest.mark.parametrize("kind", [np.int8, np.int64])
def test_states_that_there_are_not(state: int, kind: type) -> None:
    """A state is one of four, however its number is stored."""
    with pytest.raises(DataError, match="a state is one of 0, 1, 2, 3"):
        counts(state=np.array([0, 0, state, 0], kind))


def test_handed_over() -> None:
    """What a metric hands over is the result's own, without a copy, and nobody changes it."""
    made = sealed(np.array([3.0, 0, 99, 5]))
    assert read_only(made) is made
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 4


def test_what_was_given_is_copied() -> None:
    """An array that somebody else holds isn't the result's: changing it changes no figure."""
    k, n = np.array([1.0, 2]), np.array([4.0, 4])
    share = metrics.proportion(k, n)
    k[0] = n[0] = 3
    assert share.value.tolist() == [1 / 4, 2 / 4]
    assert share.n.tolist() == [4, 4]
    assert share.covered.tolist() == [1, 1]
    assert share == pickle.loads(pickle.dumps(share))


class TestFrames:
    """One row for each cell, with its state."""

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", None])
    def test_columns(self, backend: str | None) -> None:
        """Strata, figures, state, covered; null where there is no value."""
        import narwhals as nw

        frame = nw.from_native(counts(columns={"more": [1, 2, 3, 4]}).to_frame(backend))  # type: ignore[arg-type]
        assert frame.columns == ["municipality", "year", "value", "state", "covered", "more"]
        assert frame["value"].is_null().to_list() == [False, False, True, False]
        assert frame["value"].fill_null(-1).to_list() == [3, 0, -1, 5]
        assert frame["state"].to_list() == ["value", "value", "not_reported", "value"]

    def test_undefined_is_null(self) -> None:
        """0 of 0 is null with the state value and n 0."""
        frame = estimate().to_frame("polars")
        assert frame["value"].to_list() == [0.5, 0.0, None, None]
        assert frame["n"].to_list() == [10, 9, 0, 4]
        assert frame["state"].to_list() == ["value"] * 3 + ["not_mature"]

    def test_words(self) -> None:
        """Labels in Swedish or English."""
        words = estimate().to_frame("polars", labels="sv")
        assert words["kön"][0] == "kvinna"
        assert words["n"].to_list() == [10, 9, 0, 4], "of what isn't said: trials, or events"
        answered = counts(columns={"n": [1, 2, 3, 4]}).to_frame("polars", labels="sv")
        assert answered["antal svarande"].to_list() == [1, 2, None, 4]
        assert counts().to_frame("polars", labels="en")["year"].to_list() == [2018, 2019] * 2
        with pytest.raises(UnknownNameError, match="language"):
            counts().to_frame("polars", labels="fi")  # type: ignore[arg-type]


def test_rows_that_there_are_not() -> None:
    """A row beyond the last, or no row at all, is refused."""
    for rows in ([4], ["a"], 10**30):
        with pytest.raises(DataError, match="rows from 0 to 3"):
            counts().take(rows)
