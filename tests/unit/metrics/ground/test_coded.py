"""Strata and choices of coded fields, of a case and of what hangs on it, on cases told by hand."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, WINDOW, case, day, register
from vnr import metrics
from vnr.disclosure import FIVE, audit, protect
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import count
from vnr.model import (
    Case,
    InformationSource,
    Intake,
    Intervention,
    InterventionKind,
    LegalBasis,
    Perpetrator,
    Person,
    Provider,
    Relation,
    Sex,
    ViolenceForm,
)
from vnr.register import Coverage, Register
from vnr.results import Counts

FATHER = Perpetrator(Relation.PARENT, Sex.MAN)
MOTHER = Perpetrator(Relation.PARENT, Sex.WOMAN)
BROTHER = Perpetrator(Relation.SIBLING, Sex.MAN)


def helped(**more: Any) -> Intervention:
    return Intervention(InterventionKind.GROUP, day("2019-06-01"), **more)


def made() -> Register:
    """Four cases: two fathers and a brother; a mother; nobody named; somebody else's home."""
    by_police = (Intake(day("2019-03-01"), VIOLENCE, source=InformationSource.POLICE),)
    cases = [
        case(
            "1",
            Person("a", protected=True),
            perpetrators=(FATHER, FATHER, BROTHER),
            police_report=True,
            interventions=(
                helped(provider=Provider.NGO, legal_basis=LegalBasis.NO_DECISION),
                helped(provider=Provider.OWN, legal_basis=LegalBasis.DECISION),
            ),
        ),
        case(
            "2",
            "b",
            perpetrators=(MOTHER,),
            police_report=False,
            home_municipality="0484",
            forms=frozenset({ViolenceForm.PHYSICAL, ViolenceForm.SEXUAL}),
            interventions=(helped(placed_municipality="0488"),),
        ),
        case("3", "c", home_municipality="0180"),
        Case("4", Person("d"), "0484", None, case().roles, by_police),
    ]
    everything = Coverage([("0484", None, None, WINDOW, "all", "all")])
    return register(*cases, coverage=everything)


def told(result: Counts) -> dict[Any, int]:
    """The cells that hold anything, by their labels."""
    labels = zip(*(column.tolist() for column in result.strata.values()), strict=True)
    pairs = zip(labels, result.value.tolist(), strict=True)
    return {cell[0] if len(cell) == 1 else cell: number for cell, number in pairs if number}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("police_report", {"yes": 1, "no": 1, "not_recorded": 2}),
        ("protected", {"yes": 1, "no": 3}),
        ("residence", {"here": 1, "elsewhere": 1, "not_recorded": 2}),
        ("source", {"police": 1, "not_recorded": 3}),
        ("perpetrator_count", {"single": 1, "three_or_more": 1, "not_recorded": 2}),
        ("relation", {"parent": 2, "sibling": 1, "not_recorded": 2}),
        (
            ("relation", "perpetrator_sex"),
            {
                ("parent", "man"): 1,
                ("parent", "woman"): 1,
                ("sibling", "man"): 1,
                ("not_recorded", "not_recorded"): 2,
            },
        ),
        (
            ("legal_basis", "provider"),
            {
                ("no_decision", "ngo"): 1,
                ("decision", "own"): 1,
                ("not_recorded", "not_recorded"): 1,
                ("none", "none"): 2,
            },
        ),
        ("placement", {"elsewhere": 1, "not_recorded": 1, "none": 2}),
        (
            ("form", "relation"),
            {
                ("physical", "parent"): 1,
                ("sexual", "parent"): 1,
                ("not_recorded", "parent"): 1,
                ("not_recorded", "sibling"): 1,
                ("not_recorded", "not_recorded"): 2,
            },
        ),
    ],
)
def test_strata(by: Any, expected: dict[Any, int]) -> None:
    """Two fathers are one case at *parent*; a man and a mother are no sister."""
    assert told(count(made(), 2019, by=by)) == expected


def test_nobody_is_hung() -> None:
    """Where each case has one row, or none at all, nothing is spread."""
    one = register(
        case("1", perpetrators=(FATHER,)),
        coverage=Coverage([("0484", None, None, WINDOW, "all", "all")]),
    )
    assert told(count(one, 2019, by="relation")) == {"parent": 1}
    assert told(count(one, 2019, by="provider")) == {"none": 1}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"police_report": True}, {"1"}),
        ({"police_report": ["no", "not_recorded"]}, {"2", "3", "4"}),
        ({"protected": False}, {"2", "3", "4"}),
        ({"residence": "elsewhere"}, {"3"}),
        ({"source": "police"}, {"4"}),
        ({"relation": "parent"}, {"1", "2"}),
        ({"relation": "sibling", "perpetrator_sex": "woman"}, set()),
        ({"relation": "not_recorded"}, {"3", "4"}),
        ({"provider": ["ngo", "none"]}, {"1", "3", "4"}),
        ({"provider": "not_recorded"}, {"2"}),
        ({"form": "not_recorded"}, {"1", "3", "4"}),
        ({"form": ["sexual", "not_recorded"]}, {"1", "2", "3", "4"}),
        ({"placement": "elsewhere"}, {"2"}),
        ({"perpetrator_count": "single"}, {"2"}),
        ({"perpetrator_count": ["three_or_more", "not_recorded"]}, {"1", "3", "4"}),
        ({"perpetrator_count": "two"}, set()),
    ],
)
def test_choices(chosen: dict[str, Any], expected: set[str]) -> None:
    """By the names of strata; of one table by one row that has them all."""
    assert {one.case_id for one in made().where(**chosen).cases()} == expected


@pytest.mark.parametrize(
    "chosen",
    [{"relation": "none"}, {"police_report": "none"}, {"kin": "a"}, {"perpetrator_count": "none"}],
)
def test_unknown(chosen: dict[str, str]) -> None:
    """Nobody on record isn't nobody; a case always has the field; there is no such stratum."""
    with pytest.raises(UnknownNameError):
        made().where(**chosen)


def test_interventions_go_by_their_own() -> None:
    """What is counted by rows that hang on a case stands at each one's own value."""
    got = metrics.follow_up(made(), 2019, denominator="started", by="provider")
    numbers = dict(zip(got.strata["provider"].tolist(), got["interventions"].tolist(), strict=True))
    assert {label for label, number in numbers.items() if number} == {"own", "ngo", "not_recorded"}
    # None of them stands in a row of those who have none.
    assert "none" not in numbers
    spread = metrics.follow_up(made(), 2019, denominator="started", by="relation")
    numbers = dict(
        zip(spread.strata["relation"].tolist(), spread["interventions"].tolist(), strict=True)
    )
    assert (numbers["parent"], numbers["sibling"]) == (3, 2)


class TestBases:
    """The bases side by side."""

    def later(self) -> Register:
        """One violence case by its first reason, one by a later, one by evidence only."""
        return register(
            case("1", "a"),
            case("2", "b", reason=ECONOMIC, later=(("2019-04-01", VIOLENCE),)),
            case("3", "c", reason=ECONOMIC, forms=frozenset({ViolenceForm.PHYSICAL})),
        )

    def test_counted(self) -> None:
        """Each holds those before it, wherever the stratum stands."""
        got = count(self.later(), 2019, by="basis")
        assert told(got) == {"original": 1, "intake": 2, "known": 3}
        assert got.definition.parameters["basis"] == ["original", "intake", "known"]
        with pytest.raises(DataError, match="a stratum is named twice"):
            count(self.later(), 2019, by=("basis", "basis"))
        with pytest.raises(DataError, match=r"basis is a stratum of metrics\.count alone"):
            metrics.screening(self.later(), 2019, by="basis")
        with pytest.raises(UnknownNameError, match="did you mean 'municipality'"):
            count(self.later(), 2019, by="Kommun")  # type: ignore[arg-type]
        mapped = count(self.later(), 2019, by={"basis": None, "unit": None})
        assert list(mapped.strata) == ["basis", "unit"]
        assert mapped.value.sum() == 6

    def test_no_first_reason_but_violence(self) -> None:
        """What the first reason rules out isn't ruled out of the others."""
        got = count(self.later(), 2019, by=("basis", "reason"))
        assert told(got)[("known", "economic")] == 2

    def test_in_the_order_of_the_strata(self) -> None:
        """The last stratum varies fastest, the bases too."""
        got = count(self.later(), 2019, by=("reason", "basis"))
        assert got.strata["basis"].tolist()[:4] == ["original", "intake", "known", "original"]
        assert told(got)[("economic", "known")] == 2

    def test_protected(self) -> None:
        """A table of bases is protected as what each asks for: it holds beside one by itself."""
        cases = [
            case(str(one), f"p{one}", reason=ECONOMIC if one < 3 else VIOLENCE) for one in range(40)
        ]
        cases[0] = case("0", "p0", reason=ECONOMIC, later=(("2019-04-01", VIOLENCE),))
        several = register(*cases)
        results = {
            "bases": count(several, 2019, dated_by="opened", by="basis"),
            "known": count(several, 2019, dated_by="opened", by="municipality"),
        }
        safe = protect(results, FIVE)
        assert audit(safe, FIVE).verdict == "safe"

    def test_keys(self) -> None:
        """Cell keys go along, each number's own."""
        secret = bytes(range(32))
        got = count(self.later(), 2019, by="basis", keys=secret)
        assert got.cell_keys is not None
        alone = count(self.later(), 2019, basis="intake", keys=secret)
        assert alone.cell_keys is not None
        assert got.cell_keys[1] == alone.cell_keys[0]
