"""Personal numbers never pass the border."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from building import day
from delivering import GOOD, HEAD, YEAR, written
from vnr.errors import DataError
from vnr.io._identity import is_personal_number, pseudonyms

KEY = "a secret for tests only, not for people"


def _official(count: int) -> list[str]:
    """Made-up numbers with a right check digit, of people who would be born in 1890."""
    found = []
    for serial in range(count * 10):
        number = f"900101{serial % 10_000:04}" if serial < 10_000 else f"900102{serial - 10_000:04}"
        if is_personal_number(number):
            found.append(f"18{number}")
    return found[:count]


class TestIdentities:
    """Personal numbers never pass the border."""

    NUMBERS = "101;19811218-9876;0484;våldsutsatt vuxen;2019-01-15;våld\n"

    def test_numbers_far_down(self, tmp_path: Path) -> None:
        """They are seen though other identifiers come first, thousands of them."""
        rows = [GOOD.replace("a1", f"k{place}") for place in range(3000)]
        rows += [GOOD.replace("a1", number) for number in _official(1500)]
        path = written(tmp_path, HEAD + "".join(rows))
        with pytest.raises(DataError, match="holds personal numbers"):
            vnr.read(path, observed=YEAR)

    @pytest.mark.parametrize("sign", ["", "-", "–", " "])
    def test_one_number_in_every_spelling(self, sign: str) -> None:
        """With hyphen, dash, blank or nothing, with century or without, it is one person."""
        spelt = [f"{century}811218{sign}9876" for century in ("", "19")]
        today = day("2019-12-31")
        assert len(set(pseudonyms([*spelt, "19811218-9876"], b"k" * 16, today))) == 1

    @pytest.mark.parametrize("heading", ["Klient", "Personnummer", "Brukare"])
    def test_refused_without_a_key(self, tmp_path: Path, heading: str) -> None:
        """By heading or by content, with the remedy and without the number."""
        path = written(tmp_path, HEAD.replace("Klient", heading) + self.NUMBERS)
        with pytest.raises(DataError, match="key=") as error:
            vnr.read(path, observed=YEAR)
        assert "9876" not in str(error.value)

    def test_pseudonyms(self, tmp_path: Path) -> None:
        """With a key there are keyed hashes; another key gives others; the same gives the same."""
        path = written(tmp_path, HEAD + self.NUMBERS)
        one, again, other = (
            vnr.read(path, observed=YEAR, key=key).register.keys("person_id")[0]
            for key in (KEY, KEY.encode(), KEY + "2")
        )
        assert one == again != other
        assert b"9876" not in one

    @pytest.mark.parametrize(
        ("left", "right", "same"),
        [
            ("811218-9876", "19811218-9876", True),
            ("8112189876", "198112189876", True),
            ("121218-9876", "19121218+9876", False),
            ("121218+9876", "19121218-9876", True),
            ("811278-9873", "19811278-9873", True),
            ("tf-01 ", "TF-01", True),
        ],
    )
    def test_ways_to_write_a_number(self, left: str, right: str, same: bool) -> None:
        """Ten and twelve digits agree where the century can be told."""
        one, other = pseudonyms([left, right], b"k" * 32, day("2019-12-31"))
        assert (one == other) is same

    def test_skatteverkets_rules(self) -> None:
        """Check digit; coordination numbers, also those without a calendar date."""
        right = ("811218-9876", "191401682396", "191500722390", "191711602399", "640823-3234")
        assert all(map(is_personal_number, right))
        wrong = ("811218-9875", "811318-9876", "811242-9876", "s000123", "20190101TF01")
        assert not any(map(is_personal_number, wrong))
