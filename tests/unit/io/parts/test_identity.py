"""Personal numbers never pass the border."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

import vnr
from building import day
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr import Pseudonymiser
from vnr.errors import DataError
from vnr.io._from_number import births
from vnr.model import Sex
from vnr.register import numbers_in, one_form, without_numbers
from vnr.register import written as spelt

KEY = "a secret for tests only, not for people"
MAKER = Pseudonymiser(KEY)


def is_personal_number(text: str) -> bool:
    """Whether a text is one, with a right check digit, and no more."""
    numbers = numbers_in(spelt([text]), day("2019-12-31"))
    return bool((numbers.right & (numbers.form <= 1)).any())


def _official(count: int) -> list[str]:
    """Made-up numbers with a right check digit, of people who would be born in 1890."""
    found = []
    for serial in range(count * 10):
        number = f"900101{serial % 10_000:04}" if serial < 10_000 else f"900102{serial - 10_000:04}"
        if serial % 10_000 > 9 and _luhn(number) % 10 == 0:
            found.append(f"18{number}")
    return found[:count]


def _luhn(digits: str) -> int:
    """The check sum, by the book: every other digit twice, and the digits of all that added."""
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(digits)]
    return sum(int(digit) for number in doubled for digit in str(number))


@pytest.mark.parametrize("serial", ["1", "12"])
def test_a_number_and_a_serial(serial: str) -> None:
    """Ten digits and one or two more are a number with a serial: not that number, and not nothing."""
    number = _official(10)[0][2:]
    numbers = numbers_in(spelt([number + serial]), day("2019-12-31"))

    assert numbers.right.tolist() == [True]
    assert not is_personal_number(number + serial)


class TestIdentities:
    """Personal numbers never pass the border."""

    NUMBERS = "101;19811218-9876;0484;våldsutsatt vuxen;2019-01-15;våld\n"

    def test_numbers_far_down(self, tmp_path: Path) -> None:
        """They are seen though other identifiers come first, thousands of them."""
        rows = [GOOD.replace("a1", f"k{place}") for place in range(3000)]
        rows += [GOOD.replace("a1", number) for number in _official(1500)]
        path = written(tmp_path, HEAD + "".join(rows))
        with refused(DataError, match="holds personal numbers"):
            vnr.read(path, observed=YEAR)

    def test_numbers_after_all_others(self, tmp_path: Path) -> None:
        """They are seen though another system's numbers come first, in the file and in order."""
        rows = [GOOD.replace("a1", f"1{place:06}") for place in range(3000)]
        rows += [GOOD.replace("a1", number) for number in _official(1500)]
        path = written(tmp_path, HEAD + "".join(rows))
        with refused(DataError, match="holds personal numbers"):
            vnr.read(path, observed=YEAR)

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
            for serial in range(10, 20)
            if _luhn(f"8112{day_}{serial:04}") % 10 == 0
        )
        assert is_personal_number(ending) is right

    @pytest.mark.parametrize("sign", ["", *"-‐‑‒–—−﹣－ \N{NO-BREAK SPACE}"])
    def test_one_number_in_every_spelling(self, sign: str) -> None:
        """With hyphen, dash, blank or nothing, with century or without, it is one person."""
        spelt = [f"{century}811218{sign}9876" for century in ("", "19")]
        today = day("2019-12-31")
        assert len(set(MAKER.pseudonyms([*spelt, "19811218-9876"], today))) == 1

    @pytest.mark.parametrize(
        "spelt",
        [
            (" 811218-9876", "19811218-9876\xa0", "811218 - 9876", "1981 1218 9876", "811218–9876"),
            ("".join(chr(ord(one) + 0xFEE0) for one in "811218-9876"), "811218-9876"),
            ("0503031230", "503031230", "503031230.0", "20050303-1230", "050303 1230"),
        ],
    )
    def test_one_number_of_careless_hands(self, spelt: tuple[str, ...]) -> None:
        """Blanks around it, digits of full width, and a zero that Excel took change nobody."""
        assert len(set(MAKER.pseudonyms([*spelt], day("2019-12-31")))) == 1

    @pytest.mark.parametrize("sign", "-‑–−")
    def test_refused_with_every_dash(self, tmp_path: Path, sign: str) -> None:
        """A number is seen for what it is whatever dash a form put in it."""
        text = HEAD + self.NUMBERS.replace("-9876", f"{sign}9876")
        with refused(DataError, match="holds personal numbers"):
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
        with refused(DataError, match="key=") as error:
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
        wrong = ("811218-9875", "811318-9876", "811242-9876", "s000123", "810230-9876")
        assert not any(map(is_personal_number, wrong))
        # Temporary ones have letters, and no check digit that anybody could ask.
        assert all(map(is_personal_number, ("20190101TF01", "19811218-T876", "811218X876")))
        # Nobody's serial begins with three zeros.
        assert not any(is_personal_number(f"811218000{digit}") for digit in range(10))

    def test_beside_another_library(self) -> None:
        """`personnummer` says the same of many numbers, right and wrong, and of their sex."""
        other = pytest.importorskip("personnummer.personnummer")
        chance = random.Random(12)
        today = day("2019-12-31")
        texts = []
        for _ in range(3000):
            born = dt.date(1900, 1, 1) + dt.timedelta(chance.randrange(43_000))
            serial = f"{chance.randrange(1, 1000):03}"
            nine = f"{born:%y%m%d}{serial}"
            last = (
                str(-_luhn(nine + "0") % 10) if chance.random() < 0.5 else str(chance.randrange(10))
            )
            texts.append(f"{born:%Y%m%d}{chance.choice(['', '-'])}{serial}{last}")
        numbers = numbers_in(spelt(texts), today)
        assert numbers.places.tolist() == list(range(3000))
        assert numbers.right.tolist() == [other.valid(text) for text in texts]
        right = [text for text, good in zip(texts, numbers.right, strict=True) if good]
        forms, real = one_form(spelt(right), today)
        assert all(real)
        told = [other.Personnummer(text) for text in right]
        assert forms == [one.format(True) for one in told]
        birth = births(forms, real)
        assert [Sex.MAN.place == sex for sex in birth.sex.tolist()] == [
            one.is_male() for one in told
        ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("barn 811218-9876.csv", "barn ….csv"),
        ("811218\u20119876 och 19811218-T876", "… och …"),
        ("barn 811218-9875.csv", "barn 811218-9875.csv"),
        ("uttag_20190101-20191231.csv", "uttag_20190101-20191231.csv"),
        ("akt 20190301\u20111234", "akt 20190301\u20111234"),
    ],
)
def test_names(name: str, expected: str) -> None:
    """A name is shown with a sign in the place of somebody's number, and else as it stands."""
    assert without_numbers(name, day("2019-12-31")) == expected
