"""A guess never becomes a confidence interval."""

from __future__ import annotations

import numpy as np
import pytest

from measuring import estimate
from vnr.errors import DataError
from vnr.results import Basis


def test_guess() -> None:
    """A guess with a level of confidence is refused; without one it stands."""
    with pytest.raises(DataError, match="guess has no level"):
        estimate(basis="guess")
    assert estimate(basis=Basis.GUESS, confidence=None).basis == "guess"


def test_no_value_no_limits() -> None:
    """Where there is no value there are no limits either."""
    assert np.isnan(estimate().upper[3])


def test_float() -> None:
    """A single estimate is a number."""
    assert float(estimate().select(sex="woman")) == 0.5
