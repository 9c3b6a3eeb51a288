"""Contacts stand beside the cases, are nobody's, and go with the register wherever it goes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl
import pytest

from building import case
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Contact,
    ContactKind,
    Period,
    Provider,
    Role,
    Unit,
    json_schema,
    structure,
    unstructure,
)
from vnr.register import CONTACTS, Coverage, Kind, Partitioned, Register

JANUARY = Period.parse("2019-01-01/2019-01-31")
MARCH = Period.parse("2019-03-01/2019-03-31")
MANY = (
    Contact("0484", JANUARY, ContactKind.ADVICE, 12, unit=Unit.OPEN_CARE),
    Contact("0484", MARCH, ContactKind.ADVICE, 3, role=Role.EXPOSED_ADULT, for_violence=True),
    Contact("0488", MARCH, ContactKind.CHAT, district="norr", provider=Provider.NGO),
    Contact("0488", MARCH, ContactKind.CHAT, district="norr", provider=Provider.NGO),
    Contact("0484", MARCH, ContactKind.GROUP, 0, for_violence=False),
)
"""Two alike are two, and none is a number too."""


def made(*contacts: Contact) -> Register:
    return Register.from_cases(
        [case("1", "a", "2019-03-01")], observed=2019, contacts=contacts or MANY
    )


ROUNDS: dict[str, Callable[[Register, Path], Register]] = {
    "frames": lambda one, _: Register.from_frame(
        {name: one.to_frame(name) for name in ("intakes", "cases", "contacts")},
        observed=one.observed,
    ),
    "json": lambda one, _: Register.from_dict(one.to_dict()),
    "pickle": lambda one, _: pickle.loads(pickle.dumps(one)),
    "copy": lambda one, _: copy.deepcopy(one),
    "concat": lambda one, _: Register.concat([one, one]),
    "detached": lambda one, _: one.detached(),
    "as_of": lambda one, _: one.as_of(date(2019, 12, 31)),
    "where": lambda one, _: one.where(county="04"),
}


class TestContact:
    """What one contact is."""

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"number": -1}, "less than zero"),
            ({"number": 1.0}, "number"),
            ({"municipality": "484"}, "municipality"),
            ({"period": date(2019, 1, 1)}, "Period"),
            ({"kind": "advice"}, "ContactKind"),
            ({"district": ""}, "district"),
            ({"district": "19800101-1234"}, "fewer than six digits"),
            ({"district": "å" * 41}, "40"),
            ({"district": " norr"}, "district"),
            ({"district": "no\trr"}, "district"),
            ({"unit": "adult"}, "Unit"),
        ],
    )
    def test_what_is_refused(self, change: dict[str, Any], message: str) -> None:
        """A value of another kind is named by its field, and never shown."""
        with pytest.raises(ModelError, match=message) as error:
            attrs.evolve(MANY[0], **change)
        assert "1980" not in str(error.value)

    @pytest.mark.parametrize("district", ["norr", "01", "å" * 40, "Rinkeby-Kista", "12345"])
    def test_districts(self, district: str) -> None:
        """A code or a name is one."""
        assert attrs.evolve(MANY[0], district=district).district == district

    def test_a_case_has_one_too(self) -> None:
        """It is checked alike."""
        with pytest.raises(ModelError, match="district"):
            attrs.evolve(case(), district="198001011234")

    def test_json(self) -> None:
        """JSON types are read back, and nothing of a person is."""
        assert [structure(unstructure(one), Contact) for one in MANY] == [*MANY]
        assert unstructure(MANY[2])["period"] == {"start": "2019-03-01", "end": "2019-03-31"}
        with pytest.raises(ModelError, match="1 unknown key"):
            structure({**unstructure(MANY[0]), "person_id": "198001011234"}, Contact)
        assert json_schema(Contact)["required"] == ["municipality", "period", "kind"]


def test_the_schema() -> None:
    """The same schema as of cases, without keys: nothing tells contacts apart."""
    assert (CONTACTS.root, dict(CONTACTS.keys)) == ("contacts", {})
    kinds = {name: column.kind for name, column in CONTACTS.tables["contacts"].items()}
    assert kinds == {
        "municipality": Kind.NAME,
        "start": Kind.DAY,
        "end": Kind.DAY,
        "kind": Kind.CODE,
        "number": Kind.COUNT,
        "unit": Kind.CODE,
        "district": Kind.KEY,
        "role": Kind.CODE,
        "for_violence": Kind.TRI,
        "provider": Kind.CODE,
    }


class TestRegister:
    """A register holds them beside its cases."""

    @pytest.mark.parametrize("name", ROUNDS)
    def test_round(self, name: str, tmp_path: Path) -> None:
        """They come back equal, in their order, and so do the cases."""
        there = ROUNDS[name](made(), tmp_path)
        assert list(there.contacts()) == [*MANY]
        assert list(there.cases()) == list(made().cases())
        assert there.coverage == made().coverage

    def test_never_added(self) -> None:
        """No case and no person is more for them; a frame and a table hold them."""
        assert len(made()) == len(Register.from_cases(made().cases(), observed=2019))
        assert made().table("contacts").height == len(MANY)
        assert made().table("persons").height == 1
        assert "kontakter 17" in made().show()
        assert "contacts" not in Register.from_cases([], observed=2019).show("en")
        with pytest.raises(UnknownNameError, match="contacts"):
            made().table("contact")

    def test_fingerprint(self) -> None:
        """Another number is another content."""
        other = made(attrs.evolve(MANY[0], number=13), *MANY[1:])
        alone = Register.from_cases(made().cases(), observed=2019)
        assert len({made().fingerprint, other.fingerprint, alone.fingerprint}) == 3

    def test_as_of(self) -> None:
        """A month's contacts are there when it is over."""
        assert list(made().as_of(date(2019, 3, 30)).contacts()) == [MANY[0]]
        assert list(made().as_of(date(2019, 3, 31)).contacts()) == [*MANY]
        later = Register.from_cases(
            [], observed="2019-01-01/2019-02-15", contacts=[MANY[0], MANY[1]]
        )
        assert list(later.as_of(date(2019, 2, 15)).contacts()) == [MANY[0]]

    @pytest.mark.parametrize(
        ("chosen", "left"),
        [
            ({"municipality": "0484"}, [0, 1, 4]),
            ({"county": "04"}, [0, 1, 2, 3, 4]),
            ({"unit": "open_care"}, [0]),
            ({"role": "exposed_adult"}, [1]),
            ({"district": "norr"}, [2, 3]),
            ({"sex": "woman"}, []),
            ({"municipality": "0488", "unit": "open_care"}, []),
        ],
    )
    def test_where(self, chosen: dict[str, str], left: list[int]) -> None:
        """They are chosen by what they have; by what only a person has none is."""
        narrowed = made().where(**chosen)
        assert list(narrowed.contacts()) == [MANY[place] for place in left]
        assert list(narrowed.detached().contacts()) == [MANY[place] for place in left]
        assert narrowed.table("contacts").height == len(MANY)

    def test_a_mask(self) -> None:
        """A choice among cases leaves none."""
        assert list(made().where(np.ones(1, bool)).contacts()) == []

    def test_districts_are_known(self) -> None:
        """One that nobody has or delivers is refused, and named are those that there are."""
        with pytest.raises(UnknownNameError, match="norr"):
            made().where(district="nor")
        told = Coverage([("0484", None, "väster", Period.year(2019), None, None)])
        named = Register.from_cases([case()], observed=2019, coverage=told)
        assert len(named.where(district="väster")) == 0

    def test_in_parts(self) -> None:
        """Split by person, each contact lies in one part."""
        whole = made()
        parts = Partitioned(
            Register.from_cases(cases, observed=2019, coverage=whole.coverage, contacts=contacts)
            for cases, contacts in ((whole.cases(), MANY[:2]), ([], MANY[2:]))
        )
        number = parts.tallied(lambda one: {"n": one.table("contacts")["number"].sum()})
        assert number == {"n": 17}


class TestConcat:
    """Registers that overlap."""

    def test_apart(self) -> None:
        """What only one has is added."""
        one, other = made(*MANY[:2]), made(*MANY[2:])
        assert list(Register.concat([one, other]).contacts()) == [*MANY]

    def test_more_in_one(self) -> None:
        """Of what both have stands once what the one with the most has."""
        one, other = made(*MANY[:3]), made(*MANY[2:4])
        assert list(Register.concat([one, other]).contacts()) == [*MANY[:2], *MANY[2:4]]

    def test_counted_in_one(self) -> None:
        """What the other counts alone is counted."""
        one, other = made().where(unit="adult"), made()
        assert list(Register.concat([one, other]).contacts()) == [*MANY]

    def test_torn(self) -> None:
        """Two numbers for one description are refused, with what to do."""
        other = made(attrs.evolve(MANY[0], number=13))
        with pytest.raises(DataError, match="one description with different numbers; keep"):
            Register.concat([made(), other])


class TestDelivery:
    """Who delivers contacts, and what else."""

    def test_contacts_alone(self) -> None:
        """Who has contacts and no case delivered no cases, which aren't 0 there."""
        rows = {row.municipality: row for row in made().coverage.deliveries}
        assert rows["0488"].delivers("contacts")
        assert not rows["0488"].delivers("cases")
        assert rows["0484"].delivers("cases")
        assert rows["0484"].delivers("contacts.unit")
        assert not rows["0488"].delivers("contacts.unit")

    def test_named_with_cases(self) -> None:
        """A row that names both tells of both; so does one as found."""
        year = Period.year(2019)
        told = Coverage(
            [
                ("0484", None, None, year, {"contacts", "cases"}, None),
                ("0488", None, None, year, {"contacts"}, None),
                ("0480", None, None, year, None, None),
            ]
        )
        bare = attrs.evolve(case(), municipality="0480")
        there = Register.from_cases(
            [bare],
            observed=2019,
            coverage=told,
            contacts=[Contact("0480", year, ContactKind.OTHER)],
        )
        delivers = {row.municipality: row.delivers("cases") for row in there.coverage.deliveries}
        assert delivers == {"0480": True, "0484": True, "0488": False}
        assert there.coverage.began(["0484", "0488"])[1] != there.coverage.began(["0484"])[0]
        assert Coverage.from_list(there.coverage.to_list()) == there.coverage


class TestFrames:
    """The frame of contacts."""

    FRAME = pl.DataFrame(
        {
            "municipality": ["0484"],
            "start": [date(2019, 1, 1)],
            "end": [date(2019, 1, 31)],
            "kind": ["chat"],
        }
    )

    def made(self, frame: pl.DataFrame) -> Register:
        intakes = (
            made()
            .to_frame("intakes", "polars")
            .join(
                made().to_frame("cases", "polars").select("case_id", "roles", "unit"), on="case_id"
            )
        )
        return Register.from_frame({"intakes": intakes, "contacts": frame}, observed=2019)

    def test_without_a_number(self) -> None:
        """Where there is no such column each row is one."""
        assert list(self.made(self.FRAME).contacts()) == [
            Contact("0484", JANUARY, ContactKind.CHAT)
        ]

    @pytest.mark.parametrize(
        ("column", "value", "message"),
        [
            ("number", None, r"contacts\.number: .*value-missing\], rows 0"),
            ("number", -1, r"contacts\.number: .*negative\], rows 0"),
            ("number", -7, "negative"),
            ("start", date(2019, 2, 1), r"contacts\.end: .*period-invalid"),
            ("kind", None, r"contacts\.kind: .*value-missing"),
            ("municipality", None, r"contacts\.municipality: .*value-missing"),
            ("person_id", "198001011234", r"contacts\.person_id: contacts are nobody's"),
            ("case_id", "1", "contacts are nobody's"),
            ("district", "198001011234", "district"),
        ],
    )
    def test_what_is_refused(self, column: str, value: object, message: str) -> None:
        """A row that breaks a rule, or a column that tells who it was, with what to do."""
        frame = self.FRAME.with_columns(pl.lit(value).alias(column))
        with pytest.raises(DataError, match=message) as error:
            self.made(frame)
        assert "1980" not in str(error.value)
