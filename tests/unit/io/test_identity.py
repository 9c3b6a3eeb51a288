"""Personal numbers never pass the border."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from building import day
from delivering import GOOD, HEAD, YEAR, written
from vnr import Pseudonymiser
from vnr.errors import DataError
from vnr.io._identity import is_personal_number

KEY = "a secret for tests only, not for people"
MAKER = Pseudonymiser(KEY)


def _official(count: int) -> list[str]:
    """Made-up numbers with a right check digit, of people who would be born in 1890."""
    found = []
    for serial in range(count * 10):
        number = f"900101{serial % 10_000:04}" if serial < 10_000 else f"900102{serial - 10_000:04}"
        if is_personal_number(number):
            found.append(f"18{number}")
    return found[:count]


def _luhn(digits: str) -> int:
    """The check sum, by the book: every other digit twice, and the digits of all that added."""
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(digits)]
    return sum(int(digit) for number in doubled for digit in str(number))


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

    def test_numbers_after_all_others(self, tmp_path: Path) -> None:
        """They are seen though another system's numbers come first, in the file and in order."""
        rows = [GOOD.replace("a1", f"1{place:06}") for place in range(3000)]
        rows += [GOOD.replace("a1", number) for number in _official(1500)]
        path = written(tmp_path, HEAD + "".join(rows))
        with pytest.raises(DataError, match="holds personal numbers"):
            vnr.read(path, observed=YEAR)

    @pytest.mark.parametrize(("official", "refused"), [(200, True), (199, False)])
    def test_a_fifth_of_all_that_are_few(
        self, tmp_path: Path, official: int, refused: bool
    ) -> None:
        """Under a thousand identifiers are all looked at: over a fifth of them is too many."""
        right = _official(official)
        wrong = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in right]
        # Every other one by order, so that every second would show none.
        told = sorted([*right, *wrong, *(f"k{place:03}" for place in range(999 - 2 * official))])
        path = written(tmp_path, HEAD + "".join(GOOD.replace("a1", number) for number in told))
        if refused:
            with pytest.raises(DataError, match="holds personal numbers"):
                vnr.read(path, observed=YEAR)
        else:
            assert vnr.read(path, observed=YEAR).register.table("persons").height == 999

    @pytest.mark.parametrize(
        ("birth", "sign", "century"),
        [
            # Born on the last day of the window, or on the day after: then a hundred years ago.
            ("191231", "-", "20"),
            ("200101", "-", "19"),
            # With + a hundred years older than that.
            ("191231", "+", "19"),
            ("200101", "+", "18"),
        ],
    )
    def test_centuries(self, birth: str, sign: str, century: str) -> None:
        """Of ten digits the latest birth by the window's end is meant; + adds a hundred years."""
        serial = next(f"{n:04}" for n in range(10) if _luhn(f"{birth}{n:04}") % 10 == 0)
        one, other = MAKER.pseudonyms(
            [birth + sign + serial, century + birth + serial], day("2019-12-31")
        )
        assert one == other

    @pytest.mark.parametrize(
        ("day_", "right"), [("31", True), ("32", False), ("59", False), ("60", True), ("91", True)]
    )
    def test_days_of_a_number(self, day_: str, right: bool) -> None:
        """A day is 1 to 31, or of a coordination number 60 to 91; beyond that it is no number."""
        ending = next(
            f"8112{day_}{serial:04}"
            for serial in range(10)
            if _luhn(f"8112{day_}{serial:04}") % 10 == 0
        )
        assert is_personal_number(ending) is right

    @pytest.mark.parametrize("sign", ["", *"-‐‑‒–—−﹣－ \N{NO-BREAK SPACE}"])
    def test_one_number_in_every_spelling(self, sign: str) -> None:
        """With hyphen, dash, blank or nothing, with century or without, it is one person."""
        spelt = [f"{century}811218{sign}9876" for century in ("", "19")]
        today = day("2019-12-31")
        assert len(set(MAKER.pseudonyms([*spelt, "19811218-9876"], today))) == 1

    @pytest.mark.parametrize("sign", "-‑–−")
    def test_refused_with_every_dash(self, tmp_path: Path, sign: str) -> None:
        """A number is seen for what it is whatever dash a form put in it."""
        text = HEAD + self.NUMBERS.replace("-9876", f"{sign}9876")
        with pytest.raises(DataError, match="holds personal numbers"):
            vnr.read(written(tmp_path, text.encode()), observed=YEAR)

    @pytest.mark.parametrize("number", ["811218-9876", "19811218–9876", "19811218-T876"])
    def test_a_number_among_the_headings(self, tmp_path: Path, number: str) -> None:
        """A heading that may be somebody's number is told of without being shown."""
        text = HEAD.replace("\n", f";{number};Anm 2019-01-01\n") + GOOD.replace("\n", ";x;y\n")
        reading = vnr.read(written(tmp_path, text.encode()), observed=YEAR)
        assert number not in repr(reading) + repr(reading.files) + reading._repr_html_()
        notes = [note.text("en") for note in reading.files[0].notes]
        assert "a column without a heading that can be shown was not read" in notes
        assert "the column «Anm 2019-01-01» was not read" in notes

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
            ("811218−T876", "811218-T876", True),
        ],
    )
    def test_ways_to_write_a_number(self, left: str, right: str, same: bool) -> None:
        """Ten and twelve digits agree where the century can be told."""
        one, other = MAKER.pseudonyms([left, right], day("2019-12-31"))
        assert (one == other) is same

    def test_skatteverkets_rules(self) -> None:
        """Check digit; coordination numbers, also those without a calendar date."""
        right = ("811218-9876", "191401682396", "191500722390", "191711602399", "640823-3234")
        assert all(map(is_personal_number, right))
        wrong = ("811218-9875", "811318-9876", "811242-9876", "s000123", "20190101TF01")
        assert not any(map(is_personal_number, wrong))
