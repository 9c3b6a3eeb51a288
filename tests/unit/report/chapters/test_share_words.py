"""A share is told by a word only where the word is true, near, and of enough."""

from __future__ import annotations

import math

import pytest

from vnr.report.chapters import share_words
from vnr.words import LANGUAGES, topic

NAN = math.nan


@pytest.mark.parametrize(
    ("figures", "word", "side"),
    [
        # The example's own.
        ((0.357, 0.330, 0.384, 1231), "third", "above"),
        ((0.297, 0.263, 0.332, 664), "three_of_ten", ""),
        ((0.103, 0.084, 0.125, 885), "tenth", ""),
        ((0.273, 0.186, 0.381, 77), "fourth", "above"),
        ((0.177, NAN, NAN, 1499), "fifth", "below"),
        # Each word, by itself.
        *(
            ((share, NAN, NAN, 100), word, "")
            for share, word in (
                (1 / 2, "half"), (1 / 3, "third"), (2 / 3, "two_of_three"), (1 / 4, "fourth"),
                (3 / 4, "three_of_four"), (1 / 5, "fifth"), (1 / 10, "tenth"),
                (0.3, "three_of_ten"), (0.4, "four_of_ten"), (0.6, "six_of_ten"),
                (0.7, "seven_of_ten"), (0.8, "eight_of_ten"), (0.9, "nine_of_ten"),
            )
        ),
        # Three points away, on either side, and a little more.
        ((0.13, NAN, NAN, 100), "tenth", "above"),
        ((0.1301, NAN, NAN, 100), None, ""),
        ((0.07, NAN, NAN, 100), "tenth", "below"),
        ((0.0699, NAN, NAN, 100), None, ""),
        # One point away, on either side, and a little more.
        ((0.51, NAN, NAN, 100), "half", ""),
        ((0.5101, NAN, NAN, 100), "half", "above"),
        ((0.49, NAN, NAN, 100), "half", ""),
        ((0.4899, NAN, NAN, 100), "half", "below"),
        # The word at either limit, and just outside.
        ((0.52, 0.5, 0.6, 100), "half", "above"),
        ((0.52, 0.5001, 0.6, 100), None, ""),
        ((0.48, 0.4, 0.5, 100), "half", "below"),
        ((0.48, 0.4, 0.4999, 100), None, ""),
        # An interval of twenty points, and a little more.
        ((0.5, 0.4, 0.6, 100), "half", ""),
        ((0.5, 0.4, 0.6001, 100), None, ""),
        # Twenty, and fewer.
        ((0.5, NAN, NAN, 20), "half", ""),
        ((0.5, NAN, NAN, 19), None, ""),
        # Midway the fewer words win: vart fjärde before tre av tio.
        ((0.275, NAN, NAN, 100), "fourth", "above"),
        ((0.2751, NAN, NAN, 100), "three_of_ten", "below"),
        ((0.225, NAN, NAN, 100), "fourth", "below"),
        # Nobody, all, and none of none.
        ((0.0, NAN, NAN, 100), None, ""),
        ((1.0, NAN, NAN, 100), None, ""),
        ((NAN, NAN, NAN, 0), None, ""),
    ],
)  # fmt: skip
def test_each_branch(figures: tuple[float, float, float, int], word: str | None, side: str) -> None:
    """Distance, side, interval, width and number, each on both sides of its limit."""
    told = share_words(*figures)
    assert (None if told is None else told.word) == word
    assert told is None or told.side == side


def test_both_genders() -> None:
    """Each word is there for ett and for en: vart tredje ärende, var tredje insats."""
    for language in LANGUAGES:
        words = topic("report", language)
        assert words["share_neuter"].keys() == words["share_common"].keys()
    swedish = topic("report", "sv")
    for word in ("third", "fourth", "fifth", "tenth"):
        assert swedish["share_neuter"][word].startswith("vart ")
        assert swedish["share_common"][word].startswith("var ")
