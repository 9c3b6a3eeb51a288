"""The JSON door is strict, and tells all faults at once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from building import ECONOMIC, case, day
from vnr.errors import ModelError
from vnr.model import (
    Case,
    Group,
    Instrument,
    Municipality,
    Period,
    Person,
    Relation,
    RiskAssessment,
    Sex,
    json_schema,
    structure,
    unstructure,
)
from vnr.testing import cases, persons

SECRET = "19811218-9876"
SCHEMA = jsonschema.Draft202012Validator(json_schema())


class TestJson:
    """The JSON door is strict, and tells all faults at once."""

    @given(persons(number=1).flatmap(lambda people: cases(people[0], 1)))
    def test_round_trip(self, one: Case) -> None:
        """A case comes back equal from JSON, and its JSON fits the schema."""
        data = json.loads(json.dumps(unstructure(one)))
        assert structure(data, Case) == one
        SCHEMA.validate(data)

    def test_more_classes(self) -> None:
        """So do a period, a group of people and points."""
        for record in (
            Period.year(2019),
            Person("p", groups=frozenset({Group.AGED, Group.DISABILITY})),
            RiskAssessment(Instrument.DANGER_ASSESSMENT, day("2019-01-01"), score=14.5),
            Municipality("0484", "Eskilstuna", "04"),
        ):
            assert structure(unstructure(record), type(record)) == record

    def test_all_faults_with_their_paths(self) -> None:
        """Every fault has its path, none the value of an identifier."""
        data = unstructure(case(SECRET, SECRET, later=(("2019-05-01", ECONOMIC),)))
        data["intakes"][1]["date"] = "2019-02-30"
        data["person"]["sex"] = "kvinna"
        data["police_report"] = "nej"
        data["children_at_home"] = 3.7
        data["forms"] = "physical"
        data["officer"] = 1
        data["assessments"] = [{"instrument": ["sara"], "date": "2019-01-01", "score": "7"}]
        data["not a field"] = SECRET
        del data["roles"]
        with pytest.raises(ModelError) as error:
            structure(data, Case)
        faults = error.value.faults
        assert SECRET not in str(error.value)
        for path in (
            "intakes[1].date", "person.sex", "police_report", "children_at_home", "forms",
            "officer", "assessments[0].instrument", "assessments[0].score", "roles",
        ):  # fmt: skip
            assert any(fault.startswith(path + ": ") for fault in faults), (path, faults)
        assert any(fault.startswith("1 unknown key(s): known are case_id, ") for fault in faults)
        assert "not a field" not in str(error.value)

    @pytest.mark.parametrize(
        ("key", "told"),
        [
            ("clsed", "1 unknown key(s): clsed: did you mean closed?"),
            ("closed", "1 unknown key(s): closed is derived, and told by other keys"),
            ("municipalty", "1 unknown key(s): municipalty: did you mean municipality?"),
        ],
    )
    def test_a_misspelt_key_is_named(self, key: str, told: str) -> None:
        """A key that is nearly one of the class is named, with what may have been meant."""
        data = unstructure(case("a", "p")) | {key: SECRET}
        with pytest.raises(ModelError) as error:
            structure(data, Case)

        assert error.value.faults == (told,)

    @pytest.mark.parametrize(
        "key", [None, 5, ("a", 1), "198112189876", "Kim Okänd", "municipality198112189876"]
    )
    def test_another_key_is_only_counted(self, key: Any) -> None:
        """What is no name of the class may be a person's, and isn't shown."""
        with pytest.raises(ModelError) as error:
            structure({**unstructure(case("a", "p")), key: 1}, Case)

        assert error.value.faults[0].startswith("1 unknown key(s): known are case_id, person, ")
        assert str(key) not in str(error.value)

    @pytest.mark.parametrize(
        "text", ["20190101", "2019-1-1", "2019-13-01", "2019-W01-2", "2019-001", 5]
    )
    def test_days_are_written_one_way(self, text: Any) -> None:
        """Other ways to write a day are refused."""
        with pytest.raises(ModelError, match="YYYY-MM-DD"):
            structure(text, date)

    def test_rules_between_fields(self) -> None:
        """An invariant has a path too."""
        data = unstructure(case(closed="2019-04-01"))
        data["closings"][0]["date"] = "2018-01-01"
        with pytest.raises(
            ModelError,
            match=r"^closings\[0\].date: closed before it opened \[closed-before-opened\]; correct one of the dates$",
        ):
            structure(data, Case)
        data = {"kind": "atv", "started": "2019-02-02", "ended": "2019-01-01"}
        whole = unstructure(case()) | {"interventions": [data]}
        with pytest.raises(
            ModelError,
            match=r"^interventions\[0\].ended: ended before it started \[ended-before-started\]; correct one of the dates$",
        ):
            structure(whole, Case)

    @pytest.mark.parametrize("data", [None, 1, "x", []])
    def test_no_record_at_all(self, data: Any) -> None:
        """What isn't a mapping is refused without its value."""
        with pytest.raises(ModelError):
            structure(data, Person)

    def test_simple_kinds(self) -> None:
        """A vocabulary and a day are structured as well."""
        assert structure("woman", Sex) is Sex.WOMAN
        assert structure("2019-01-31", date) == day("2019-01-31")
        with pytest.raises(ModelError, match="Relation"):
            structure("vän", Relation)


def test_no_class_is_refused() -> None:
    """What is to be made is a class."""
    with pytest.raises(ModelError, match="cls must be a class"):
        structure({}, "Case")  # type: ignore[arg-type]
