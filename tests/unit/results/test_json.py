"""JSON has no nan and no infinity, and loses nothing."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measuring import counts, curve, estimate
from vnr.errors import DataError
from vnr.results import Counts, Definition, Estimate


@pytest.mark.parametrize(
    "result",
    [counts(), estimate(), curve(), counts().sum(), counts().take([]), estimate().take([])],
)
def test_round_trip(result: Any) -> None:
    """A result comes back equal, and one without a cell too."""
    text = result.to_json()
    json.loads(text, parse_constant=pytest.fail)
    again = type(result).from_json(text)
    assert again == result
    assert again.provenance == result.provenance
    assert again.definition == result.definition


@given(st.lists(st.floats(), min_size=1, max_size=5))
def test_any_number(values: list[float]) -> None:
    """Any float survives."""
    size = len(values)
    one = Estimate(
        value=values, lower=values, upper=values, n=[1] * size, state=[0] * size,
        covered=[1] * size, strata={"row": range(size)}, unit="x", method="x",
        definition=Definition("x"),
    )  # fmt: skip
    again = Estimate.from_json(one.to_json())
    np.testing.assert_array_equal(again.value, one.value)


def test_other_kind() -> None:
    """An estimate isn't read as counts."""
    with pytest.raises(DataError, match="not a Counts but Estimate"):
        Counts.from_json(estimate().to_json())


def test_a_single_figure_of_bare_numbers() -> None:
    """Scalars make one cell; a column of words survives JSON."""
    one = Estimate(
        value=0.5, lower=0.4, upper=0.6, n=10, state=0, covered=1, unit="proportion",
        method="x", definition=Definition("x"), columns={"of": ["a word"]},
    )  # fmt: skip
    assert len(one) == 1
    assert Estimate.from_json(one.to_json()) == one
    assert one.to_frame("polars")["of"].to_list() == ["a word"]
    labelled = counts(strata={"own": ["1", "inf", "a", "b"]})
    assert Counts.from_json(labelled.to_json()) == labelled
