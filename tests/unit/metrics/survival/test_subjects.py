"""What is no time, event, entry or group is refused with its row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.errors import DataError
from vnr.metrics import cumulative_incidence, kaplan_meier


class TestBadInput:
    """An error names argument, row and remedy."""

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"time": [[1]], "event": [1]}, "one dimension"),
            ({"time": ["a"], "event": [1]}, "must be numbers"),
            ({"time": [1.0, -1.0], "event": [1, 1]}, "row 1"),
            ({"time": [-1, 2], "event": [1, 1]}, "row 0"),
            ({"time": [np.nan], "event": [1]}, "from 0"),
            ({"time": [np.inf], "event": [1]}, "from 0"),
            ({"time": [1, 2], "event": [1]}, "shape"),
            ({"time": [1], "event": [2]}, "true or false"),
            ({"time": [1], "event": [0.5]}, "whole"),
            ({"time": [1], "event": [-1]}, "whole"),
            ({"time": [1], "event": ["a"]}, "whole"),
            ({"time": [1], "event": [1], "group": ["a", "b"]}, "group"),
            ({"time": [1], "event": [1], "entry": [1]}, "row 0"),
            ({"time": [1], "event": [1], "entry": [0, 0]}, "entry"),
            ({"time": [1], "event": [1], "confidence": 95}, "confidence"),
        ],
    )
    def test_kaplan_meier(self, given: dict[str, Any], said: str) -> None:
        """Each breach is refused."""
        with pytest.raises(DataError, match=said):
            kaplan_meier(**given)

    def test_confidence(self) -> None:
        """A level is a proportion, here too."""
        with pytest.raises(DataError, match="confidence"):
            cumulative_incidence([1], [1], confidence=1)
