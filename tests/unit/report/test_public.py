"""What a report is made before it is protected: no total that some places can't tell."""

from __future__ import annotations

import pytest

from lacking import lacking
from reports import YEAR
from vnr.disclosure import Rule, Verdict
from vnr.errors import DisclosureError
from vnr.model import Period
from vnr.register import Coverage, Register
from vnr.report import Report, chapters
from vnr.report._public import public
from vnr.results import State

OPEN = Rule(name="open", threshold=2, whole_below=2)


def test_a_total_of_a_basis_that_one_does_not_tell() -> None:
    """Who tells the first reason alone is in a total of any reason, but in no row: it is held back."""
    some = lacking({"1060": None, "1080": "intakes.later", "1081": None})
    chapter = chapters.detection(some, YEAR)
    made = public(Report(place="Blekinge", period=YEAR, chapters=[chapter]), OPEN)
    (total,) = (one for label, one in made.report.results.items() if label.endswith("_total"))
    rows = made.report.results["missed"]
    assert made.audit.verdict is Verdict.SAFE
    assert rows.state_of("intake").tolist()[1] == State.NOT_REPORTED
    assert total.state_of("intake").tolist() == [State.NOT_REPORTED]
    assert total["intake"].tolist() == [0]
    assert total.state_of("known").tolist() == [State.VALUE]


def test_nothing_delivered() -> None:
    """Where nobody delivered it isn't the rule that hides everything: the refusal says what to do."""
    nobody = Register.from_cases(
        [], observed=Period.years(2018, 2020), coverage=Coverage([("1080", None, None)])
    )
    made = Report(place="Blekinge", period=YEAR, chapters=[chapters.detection(nobody, YEAR)])
    with pytest.raises(DisclosureError, match="ask the municipalities for a delivery"):
        public(made, OPEN)
