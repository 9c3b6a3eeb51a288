"""Those who come back within a year, of those who can be known again."""

from __future__ import annotations

import pytest

from building import case, register
from reports import YEAR
from vnr.model import ClosingReason, Period, Person
from vnr.report import chapters
from vnr.words import Language

LONG = Period.years(2017, 2021)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", "hur många som kom tillbaka: det som behövs är inte levererat."),
        ("en", "how many came back, as what it takes isn't delivered."),
    ],
)
def test_persons_without_identity_are_not_none(language: Language, told: str) -> None:
    """Cases were closed; of persons whom nobody knows again it isn't known whether they came back."""
    nobody = case("1", Person(None), "2018-03-01", "2019-02-01")
    chapter = chapters.returns(register(nobody, observed=LONG), YEAR)
    (line,) = (one.line(chapter.results, language) for one in chapter.headlines)
    assert line.rest == told
    assert chapter.results["returned"]["n_unlinkable"].tolist() == [1]


@pytest.mark.parametrize("closed", [None, "2019-05-01"])
def test_no_close_can_be_followed(closed: str | None) -> None:
    """Where no case was closed, or by death alone, the lines say that no close can be followed."""
    dead = case("1", "p", "2019-03-01", closed, closing_reason=ClosingReason.DIED)
    chapter = chapters.returns(register(dead, observed=LONG), YEAR)
    (line,) = (one.line(chapter.results, "sv") for one in chapter.headlines)
    assert line.sentence == "Inga avslut 2019 kan följas."
    assert chapter.summary("sv").startswith("Inga avslut under perioden kan följas")
