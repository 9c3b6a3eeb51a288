"""Rules: what is sensitive, and how much must be left possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from vnr.disclosure import ACRO, FIVE, NHS_HES, OPENSAFELY, SCB_CKM, VNR_BOARD, Rule
from vnr.errors import DataError, DisclosureError, UnknownNameError


@pytest.mark.parametrize(
    ("rule", "sensitive", "need"),
    [
        (FIVE, (1, 4), 6),
        (VNR_BOARD, (1, 5), 7),
        (OPENSAFELY, (0, 7), 5),
        (NHS_HES, (1, 7), 5),
        (ACRO, (0, 9), 11),
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
        ({"zeros": "hidden"}, "zeros is safe / sensitive"),
        ({"zeros": ["safe"]}, "zeros is safe / sensitive"),
        ({"method": "mask"}, "method is suppress / round / cell-key"),
        ({"method": "round"}, "needs the base"),
        ({"method": "round", "base": 4}, "base 4 is under the threshold 5"),
        ({"method": "round", "base": 1, "redact": True}, "base is a whole number from 2"),
        ({"method": "round", "base": 10, "rounding": "up"}, "nearest / midpoint / controlled"),
        ({"method": "round", "base": 10, "redact": "no"}, "redact is true or false"),
        ({"base": 10}, "base belongs to method='round'"),
        ({"rounding": "controlled"}, "rounding belongs to method='round'"),
        ({"method": "round", "base": 10, "noise": 2}, "noise belongs to method='cell-key'"),
        ({"method": "cell-key", "noise": 0}, "noise is a whole number from 1"),
        ({"method": "cell-key", "variance": 0}, "variance is a number above 0"),
        ({"method": "cell-key", "variance": True}, "variance is a number above 0"),
        ({"method": "cell-key", "zeros": "sensitive"}, "a zero stays zero"),
        ({"name": ""}, "name is a text"),
        ({"source": "two\nlines"}, "source is a text"),
    ],
)
def test_bad_input(wrong: dict[str, Any], message: str) -> None:
    """A rule that protects nothing is refused, width 0 among them."""
    with pytest.raises(DisclosureError, match=message):
        Rule(**wrong)


@pytest.mark.parametrize(
    ("preset", "says"),
    [
        (VNR_BOARD, ("suppress", 5, 1, None)),
        (FIVE, ("suppress", 5, 0, None)),
        (OPENSAFELY, ("round", 8, 0, 5)),
        (NHS_HES, ("round", 8, 0, 5)),
        (ACRO, ("suppress", 10, 0, None)),
        (SCB_CKM, ("cell-key", 5, 0, None)),
    ],
)
def test_presets(preset: Rule, says: tuple[Any, ...]) -> None:
    """Each preset is what its source says, and names the source where there is one."""
    assert (preset.method, preset.threshold, preset.insider, preset.base) == says
    assert preset.redact == (preset.method == "round")
    assert (preset.source is None) == (preset in (VNR_BOARD, FIVE))


def test_the_users_parameters() -> None:
    """What Statistics Sweden doesn't publish is the user's to set."""
    own = attrs.evolve(SCB_CKM, noise=3, variance=1.5)

    assert (SCB_CKM.noise, SCB_CKM.variance) == (None, None)
    assert (own.noise, own.variance) == (3, 1.5)


@pytest.mark.parametrize(
    "rule",
    [
        VNR_BOARD,
        OPENSAFELY,
        attrs.evolve(SCB_CKM, noise=3, variance=1.5),
        Rule(name='Nämnd "A" ÅÄÖ', threshold=3, width=2, method="round", base=3),
    ],
)
def test_a_file_and_back(rule: Rule, tmp_path: Path) -> None:
    """A rule that is saved is the same when it is loaded."""
    assert Rule.load(rule.save(tmp_path / "rule.toml")) == rule


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    """What a file doesn't name is as in the default rule; it may begin with a byte order mark."""
    file = tmp_path / "rule.toml"
    file.write_bytes(b"\xef\xbb\xbfthreshold = 10\n")

    assert Rule.load(file) == Rule(threshold=10)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"treshold = 10", UnknownNameError, "did you mean 'threshold'"),
        (b"threshold = '10'", DisclosureError, "threshold is a whole number"),
        (b"threshold 10", DisclosureError, "isn't TOML"),
        (b"name = 'N\xe4mnden'", DisclosureError, "isn't written in UTF-8"),
        (b"width = 0", DisclosureError, "width is a whole number from 1"),
    ],
)
def test_files_that_are_no_rule(
    content: bytes, error: type[Exception], message: str, tmp_path: Path
) -> None:
    """What can't be read is refused with what to do."""
    file = tmp_path / "rule.toml"
    file.write_bytes(content)

    with pytest.raises(error, match=message):
        Rule.load(file)


def test_no_file(tmp_path: Path) -> None:
    """A file that isn't there is refused, and a folder isn't written."""
    with pytest.raises(DisclosureError, match="can't be read"):
        Rule.load(tmp_path / "rule.toml")
    with pytest.raises(DataError):
        VNR_BOARD.save(tmp_path)
