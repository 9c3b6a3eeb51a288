"""Persons whom nobody knows: one of their own for each case, by every door and in every copy."""

from __future__ import annotations

import json
import pickle

import attrs
import polars as pl
import pytest

from building import BASE, WINDOW, case, day, register
from vnr.errors import DataError, ModelError
from vnr.model import (
    Case,
    Intervention,
    InterventionKind,
    Person,
    Sex,
    json_schema,
    structure,
    unstructure,
)
from vnr.register import Register

NOBODY = Person(sex=Sex.WOMAN)
TRAPPAN = (Intervention(InterventionKind.TRAPPAN, day("2019-05-01")),)


def whole() -> Register:
    """Four cases of three numbers: two of siblings, of whom one is known."""
    return register(
        case("1", NOBODY, municipality="0480"),
        case("1", NOBODY, interventions=TRAPPAN),
        case("2", NOBODY),
        case("2", "p", interventions=TRAPPAN),
    )


def test_one_person_for_each_case() -> None:
    """Equal persons without a number are persons of their own, by municipality and case."""
    made = whole()
    assert made.table("persons")["linkable"].tolist() == [False, False, False, True]
    assert made.table("cases")["person"].tolist() == [0, 1, 2, 3]
    assert [one.person for one in made.cases()] == [NOBODY] * 3 + [Person("p")]
    assert next(iter(made.cases())).key == ("0480", "1", None)


def test_frames_and_json_have_null() -> None:
    """So they come back, with what hangs on them."""
    made = whole()
    names = ("cases", "intakes", "interventions")
    frames = {name: made.to_frame(name, "polars") for name in names}
    assert frames["cases"]["person_id"].to_list() == [None, None, None, "p"]
    assert frames["interventions"]["person_id"].to_list() == [None, "p"]
    again = Register.from_frame(frames, observed=WINDOW)
    assert list(again.cases()) == list(made.cases())
    data = json.loads(json.dumps(made.to_dict()))
    assert [one["person"]["person_id"] for one in data["cases"]] == [None, None, None, "p"]
    assert list(Register.from_dict(data).cases()) == list(made.cases())


def test_json_schema() -> None:
    """The number of a person may be null, or be left out."""
    kinds = json_schema()["$defs"]["Person"]["properties"]["person_id"]["anyOf"]
    assert {"type": "null"} in kinds
    data = unstructure(case("1", NOBODY))
    del data["person"]["person_id"]
    assert structure(data, Case) == case("1", NOBODY)


def test_copies_keep_who_is_unknown() -> None:
    """Joined, narrowed, earlier and pickled registers know it too."""
    made = whole()
    parts = [made.where(municipality=code).detached() for code in ("0480", "0484")]
    for again in (
        Register.concat(parts),
        Register.concat([made, made]),
        pickle.loads(pickle.dumps(made)),
        made.as_of(day("2019-12-31")),
    ):
        assert sorted(again.table("persons")["linkable"].tolist()) == [False] * 3 + [True]
        assert len(again) == 4


def test_one_case_of_nobody_twice() -> None:
    """The same number of a case without a person is one case, and may not differ."""
    one = case("1", NOBODY)
    assert len(register(one, one)) == 1
    with pytest.raises(DataError, match="has the municipality, case and person of an earlier row"):
        register(one, attrs.evolve(one, person=Person()))


def test_nothing_stands_in_by_chance() -> None:
    """An identifier can't be what stands in for one."""
    with pytest.raises(ModelError, match="person_id"):
        Person("\0" + "0484:1")
    ids = ["\0" + "0484:2", "a", "b"]
    with pytest.raises(DataError, match="person_id"):
        Register.from_frame(pl.DataFrame(BASE | {"person_id": ids}), observed=WINDOW)


def test_a_row_that_names_no_case() -> None:
    """Without a case or municipality nobody can be told from others."""
    frame = pl.DataFrame(BASE | {"person_id": [None] * 3, "case_id": ["1", None, "2"]})
    with pytest.raises(DataError, match=r"intakes.case_id: .*id-missing.*rows 1"):
        Register.from_frame(
            frame.with_columns(pl.col("person_id").cast(pl.String)), observed=WINDOW
        )


def test_shown() -> None:
    """A register tells how many there are of those counted."""
    made = whole()
    assert "personer 4, personer som inte kan kopplas 3" in made.show("sv")
    assert "persons who can't be linked 2" in made.where(municipality="0484").show("en")
    assert "kopplas" not in register(case()).show("sv")
