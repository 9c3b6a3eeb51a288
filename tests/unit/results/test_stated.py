"""Figures in words."""

from __future__ import annotations

import pytest

from vnr.results._stated import written


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (0.0, "0"),
        (25.0, "25"),
        (2.5, "2,5"),
        (1234.567, "1\N{NO-BREAK SPACE}234,57"),
        (0.126, "0,13"),
        (0.01234, "0,012"),
        (-0.0456, "-0,046"),
        (0.1, "0,1"),
        (float("nan"), ""),
    ],
)
def test_written(figure: float, words: str) -> None:
    """At most two decimals, or two digits that count; no zeros at the end."""
    assert written(figure, "sv").replace("\N{MINUS SIGN}", "-") == words
