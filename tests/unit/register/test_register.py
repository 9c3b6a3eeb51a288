"""The register keeps what it was given, and says what is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from building import case, register
from refusing import refused
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Period,
    Person,
    Sex,
    Unit,
    ViolenceForm,
)
from vnr.register import Delivered, Register, date_of, day_number

SECRET = "19811218-9876"


class TestWhere:
    """`where` chooses what is counted."""

    def test_choices(self) -> None:
        """By municipality, county, a coded field, several values, a mask, one after the other."""
        found = register(
            case("1", Person("a", sex=Sex.WOMAN), unit=Unit.ADULT),
            case("2", Person("b", sex=Sex.MAN), municipality="0180"),
            case("3", Person("c"), forms=frozenset({ViolenceForm.SEXUAL}), municipality="0488"),
        )
        assert len(found.where(county="04")) == 2
        assert len(found.where(municipality=["0484", "0180"])) == 2
        assert len(found.where(sex=["woman", "man"]).where(sex="man")) == 1
        assert len(found.where(form="sexual")) == 1
        assert len(found.where(unit="adult", role="exposed_adult")) == 1
        chosen = found.where(np.array([True, False, False]))
        assert len(chosen) == 1
        assert "urval mask=" in repr(chosen)
        assert found.where(county="04").coverage.municipalities == ("0484", "0488")
        twice = found.where(sex=["woman", "man"]).where(sex="man")
        assert twice.selection == {"sex": ("man",)}

    def test_refused(self) -> None:
        """A field, a value or a mask that isn't there."""
        found = register(case())
        for labels in ({"colour": "red"}, {"sex": "kvinnor och män"}, {"municipality": "0001"}):
            with pytest.raises(UnknownNameError):
                found.where(**labels)
        for mask in ([1], [True, False]):
            with pytest.raises(DataError, match="booleans"):
                found.where(mask)

    @pytest.mark.parametrize(
        ("labels", "hint"),
        [
            ({"municipality": 484}, "did you mean '0484'"),
            ({"kommun": "0484"}, "did you mean 'municipality'"),
            ({"Våldsform": "physical"}, "did you mean 'form'"),
            ({"year": 2019}, "unknown field to choose by 'year'"),
            ({"form": None}, "unknown form None: choose among physical"),
            ({"relation": "pappa"}, "other, not_recorded$"),
            ({"relation": "vem"}, "co_resident, other, not_recorded$"),
        ],
    )
    def test_what_was_meant(self, labels: dict[str, object], hint: str) -> None:
        """A number and the name of a field stand for what is to be written."""
        with pytest.raises(UnknownNameError, match=hint):
            register(case()).where(**labels)

    def test_expecting(self) -> None:
        """A municipality that was expected stands in the coverage with nothing."""
        found = register(case()).expecting(["0484", "0488"])
        assert Delivered.of(("0488", None, None)) in found.coverage.deliveries

    def test_shows(self) -> None:
        """Both reprs say what is counted, and of whom."""
        found = register(case(), case("2", municipality="0488")).where(municipality="0488")
        assert "historik 1 ärenden som inte räknas" in found.show()
        assert "<caption>Register" in found._repr_html_()


class TestConcat:
    """Registers of one window become one."""

    def test_overlap(self) -> None:
        """A case in both counts once, and is counted if it is in either."""
        one, other = case("1", "a"), case("2", "b")
        left = register(one, other).where([True, False])
        right = register(other, case("3", "c"))
        joined = Register.concat([left, right])
        assert [case_.case_id for case_ in joined.cases()] == ["1", "2", "3"]

    def test_refused(self) -> None:
        """Nothing, other windows, other content."""
        with pytest.raises(DataError, match="at least one"):
            Register.concat([])
        with pytest.raises(DataError, match="different windows"):
            Register.concat([register(), register(observed=Period.year(2019))])
        with pytest.raises(DataError, match="row 0 of register 1") as error:
            Register.concat([register(case(SECRET)), register(case(SECRET, closed="2020-01-01"))])
        assert SECRET not in str(error.value)


def test_cutoff() -> None:
    """The last observed day as a column holds it."""
    assert register(observed=Period.year(1970)).cutoff == 364
    assert day_number(date_of(-1)) == -1


def test_no_schema() -> None:
    """What is no schema is refused at every door, before anything is read."""
    nothing: Any = None
    doors: list[Callable[[], object]] = [
        lambda: Register.from_cases([], observed=2019, schema=nothing),
        lambda: Register.from_frame([], observed=2019, schema=nothing),
        lambda: Register.from_dict({}, schema=nothing),
        lambda: Register.load("there is none", schema=nothing),
    ]
    for door in doors:
        with refused(DataError, match="schema must be a Schema, such as vnr.register.CASES"):
            door()


def test_a_faulty_record_of_many() -> None:
    """Records that are made on the way say what is wrong with one, not that they are no list."""
    told = register(case("1")).to_dict()
    told["cases"][0]["municipality"] = 484
    with refused(ModelError, match="municipality: .*a text is needed, not int"):
        Register.from_dict(told)


def test_chosen_by_name() -> None:
    """A code or its name in any language; a name that isn't delivered is refused with the codes."""
    made = register(case("1", "p", "2019-02-01"), case("2", "q", "2019-03-01", municipality="0480"))
    asked = [
        {"municipality": "0484", "sex": "unknown", "form": "not_recorded", "county": "04"},
        {
            "municipality": "Eskilstuna",
            "sex": "okänt",
            "form": "not recorded",
            "county": "Södermanlands län",
        },
    ]
    by_code, by_name = (made.where(**labels) for labels in asked)
    assert by_name.selection == by_code.selection
    assert by_name == by_code
    assert by_name.counted.tolist() == [True, False]
    assert made.where(relation="Förälder").selection == {"relation": ("parent",)}
    assert made.where(form="physical violence").selection == {"form": ("physical",)}
    with pytest.raises(UnknownNameError, match="unknown municipality '0483'"):
        made.where(municipality="Katrineholm")
    with pytest.raises(
        UnknownNameError, match="unknown municipality 'Nyköpin': did you mean 'Nyköping'"
    ):
        made.where(municipality="Nyköpin")
