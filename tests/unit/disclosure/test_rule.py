"""Rules: what is sensitive, and how much must be left possible."""

from __future__ import annotations

from typing import Any

import pytest

from vnr.disclosure import FIVE, VNR_BOARD, Rule
from vnr.errors import DisclosureError


@pytest.mark.parametrize(
    ("rule", "sensitive", "need"),
    [
        (FIVE, (1, 4), 6),
        (VNR_BOARD, (1, 5), 7),
        (Rule(threshold=10, insider=0, zeros="sensitive"), (0, 9), 11),
        (Rule(threshold=5, insider=0, width=1), (1, 4), 2),
    ],
)
def test_what_it_means(rule: Rule, sensitive: tuple[int, int], need: int) -> None:
    """One more whole number than the width is asked for, and an insider costs one on each side."""
    assert (rule.sensitive_from, rule.sensitive_to) == sensitive
    assert rule.need == need


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"threshold": 1}, "threshold is a whole number from 2"),
        ({"threshold": 5.0}, "threshold is a whole number from 2"),
        ({"insider": 2}, "insider is a whole number from 0 to 1"),
        ({"insider": True}, "insider is a whole number"),
        ({"width": 0}, "width is a whole number from 1"),
        ({"zeros": "hidden"}, "zeros is safe or sensitive"),
    ],
)
def test_bad_input(wrong: dict[str, Any], message: str) -> None:
    """A rule that protects nothing is refused, width 0 among them."""
    with pytest.raises(DisclosureError, match=message):
        Rule(**wrong)
