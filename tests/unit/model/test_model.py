"""Records refuse what cannot be, and never say whose it was."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ECONOMIC, VIOLENCE, case, day
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Case,
    FollowUp,
    Group,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    JudgedRisk,
    Judgement,
    Municipality,
    Period,
    Person,
    Relation,
    RiskAssessment,
    RiskJudgement,
    Role,
    Sex,
    Vocabulary,
    json_schema,
    structure,
    table_schema,
    unstructure,
)
from vnr.testing import cases, persons

SECRET = "19811218-9876"
SCHEMA = jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize("vocabulary", Vocabulary.__subclasses__())
class TestVocabularies:
    """The value is the lower-case member name; every member has two labels."""

    def test_codes_and_labels(self, vocabulary: type[Vocabulary]) -> None:
        """Codes are names, places count from 0, labels are there and differ between members."""
        for place, member in enumerate(vocabulary):
            assert member.name.lower() == member.value
            assert place == member.place
        for language in ("sv", "en"):
            labels = [member.label(language) for member in vocabulary]
            assert len(set(labels)) == len(labels)
            assert all(labels)


def test_unknown_language() -> None:
    """A language without labels is refused."""
    with pytest.raises(UnknownNameError, match="language"):
        Sex.WOMAN.label("fi")


def test_what_instruments_yield() -> None:
    """Points, judged risks, or neither; asking is not finding."""
    scored = {one for one in Instrument if one.is_scored}
    judged = {one for one in Instrument if one.is_judgement}
    assert judged == {Instrument.SARA_SV, Instrument.SARA, Instrument.PATRIARK}
    assert not scored & judged
    silent = {one for one in Instrument if not one.finds_violence}
    assert silent == {Instrument.FREDA_SHORT, Instrument.CONVERSATION, Instrument.OTHER}
    assert [one for one in Instrument if one.finds_honour] == [Instrument.PATRIARK]


def test_violence_specific_interventions() -> None:
    """Just these show by themselves that violence is known."""
    assert {one.name for one in InterventionKind if one.violence_specific} == {
        "SHELTERED_HOUSING", "TRAPPAN", "ATV", "MPV", "KIDS_CLUB", "KIBB",
    }  # fmt: skip
    assert {one for one in IntakeReason if one.is_violence} == {
        IntakeReason.VIOLENCE,
        IntakeReason.HONOUR_VIOLENCE,
    }


class TestPeriod:
    """A period is closed at both ends."""

    def test_parts(self) -> None:
        """A leap year has 366 days, and its quarters add to it."""
        year = Period.year(2020)
        assert year.days == 366
        assert sum(part.days for part in year.split("quarter")) == 366
        assert [part.label for part in year.split("half")] == ["2020H1", "2020H2"]
        assert Period.month(2020, 2).end == date(2020, 2, 29)
        assert Period.quarter(2019, 4).start == date(2019, 10, 1)
        assert Period.half(2019, 2).label == "2019H2"
        assert str(Period.month(2019, 3).label) == "2019-03"

    def test_cut_parts(self) -> None:
        """A part is cut to the period."""
        period = Period(day("2019-12-15"), day("2020-01-10"))
        assert [str(part) for part in period.split("month")] == [
            "2019-12-15–2019-12-31",
            "2020-01-01–2020-01-10",
        ]
        assert period.label == "2019-12-15/2020-01-10"
        assert day("2019-12-15") in period
        assert day("2020-01-11") not in period
        assert "x" not in period

    def test_overlap(self) -> None:
        """Periods that share no day have no overlap."""
        assert Period.year(2019).overlap(Period.half(2019, 2)) == Period.half(2019, 2)
        assert Period.year(2019).overlap(Period.year(2020)) is None

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Period(day("2019-02-01"), day("2019-01-31")),
            lambda: Period("2019-01-01", day("2019-01-31")),  # type: ignore[arg-type]
            lambda: Period(datetime(2019, 1, 1), day("2019-01-31")),  # noqa: DTZ001
        ],
    )
    def test_refused(self, make: Any) -> None:
        """It neither ends before it starts nor holds anything but dates."""
        with pytest.raises(ModelError):
            make()

    def test_no_such_part(self) -> None:
        """There is no quarter 5, and no week."""
        with pytest.raises(DataError, match="quarter 5"):
            Period.quarter(2019, 5)
        with pytest.raises(DataError, match="week"):
            Period.year(2019).split("week")


REFUSED: list[tuple[str, Any]] = [
    ("case_id", lambda: case("")),
    ("municipality", lambda: case(municipality="484")),
    ("municipality", lambda: case(municipality="04８4")),
    ("unit", lambda: case(unit="adult")),
    ("role", lambda: case(role="exposed_adult")),  # type: ignore[arg-type]
    ("person", lambda: Case(SECRET, SECRET, "0484", None, Role.PERPETRATOR, ())),  # type: ignore[arg-type]
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, ())),
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, [])),  # type: ignore[arg-type]
    ("closed", lambda: case(SECRET, SECRET, "2019-03-01", "2019-02-28")),
    ("intakes[1].date", lambda: case(SECRET, later=(("2019-02-01", VIOLENCE),))),
    ("intakes[1].date", lambda: case(closed="2019-04-01", later=(("2019-04-02", VIOLENCE),))),
    (
        "interventions[0].started",
        lambda: case(interventions=(Intervention(InterventionKind.ATV, day("2019-02-28")),)),
    ),
    ("children_at_home", lambda: case(children_at_home=-1)),
    ("children_at_home", lambda: case(children_at_home=True)),
    ("police_report", lambda: case(police_report="nej")),
    ("forms", lambda: case(forms={"physical"})),
    ("birth_year", lambda: Person(SECRET, birth_year=81)),
    ("groups", lambda: Person(SECRET, groups=frozenset({"aged"}))),  # type: ignore[arg-type]
    ("protected", lambda: Person(SECRET, protected=1)),  # type: ignore[arg-type]
    ("date", lambda: Intake(datetime(2019, 1, 1), VIOLENCE)),  # noqa: DTZ001
    ("closed", lambda: Investigation(day("2019-02-02"), closed=day("2019-02-01"))),
    (
        "ended",
        lambda: Intervention(InterventionKind.ATV, day("2019-02-02"), day("2019-02-01")),
    ),
    (
        "follow_ups[0].done",
        lambda: Intervention(
            InterventionKind.ATV,
            day("2019-02-02"),
            follow_ups=(FollowUp(day("2019-03-01"), day("2019-02-01")),),
        ),
    ),
    ("score", lambda: RiskAssessment(Instrument.SARA_SV, day("2019-02-02"), score=3)),
    ("score", lambda: RiskAssessment(Instrument.PATRIARK, day("2019-02-02"), score=3.0)),
    (
        "score",
        lambda: RiskAssessment(Instrument.FREDA_DANGER, day("2019-02-02"), score=float("nan")),
    ),
    (
        "judgement",
        lambda: RiskAssessment(
            Instrument.SARA_SV,
            day("2019-02-02"),
            judgement=(RiskJudgement(JudgedRisk.ACUTE, Judgement.LOW),) * 2,
        ),
    ),
    (
        "judgement",
        lambda: RiskAssessment(Instrument.SARA_SV, day("2019-02-02"), judgement=("high",)),
    ),
    ("county", lambda: Municipality("0484", "Eskilstuna", "05")),
    ("name", lambda: Municipality("0484", "", "04")),
]


@pytest.mark.parametrize(("field", "make"), REFUSED)
def test_refused(field: str, make: Any) -> None:
    """A breach names field and rule, and never prints an identifier."""
    with pytest.raises(ModelError) as error:
        make()
    assert str(error.value).startswith(field)
    assert SECRET not in str(error.value)


def test_repr_hides_identifiers() -> None:
    """Neither case, person, household nor officer is shown."""
    shown = repr(case(SECRET, SECRET, household_id="hushåll-7", officer="tjänsteman-9"))
    assert all(hidden not in shown for hidden in (SECRET, "hushåll-7", "tjänsteman-9"))


def test_values_compare_and_hash() -> None:
    """Equal content is the same; judged risks are kept in the vocabulary's order."""
    low, high = (
        RiskJudgement(JudgedRisk.FUTURE, Judgement.LOW),
        RiskJudgement(JudgedRisk.CURRENT, Judgement.HIGH),
    )
    one, other = (
        case(assessments=(RiskAssessment(Instrument.SARA, day("2019-03-02"), judgement=both),))
        for both in ((low, high), (high, low))
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one.key == ("0484", "1", "p")
    assert one.opened == day("2019-03-01")


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
        del data["role"]
        with pytest.raises(ModelError) as error:
            structure(data, Case)
        faults = error.value.faults
        assert SECRET not in str(error.value)
        for path in (
            "intakes[1].date", "person.sex", "police_report", "children_at_home", "forms",
            "officer", "assessments[0].instrument", "assessments[0].score", "role",
        ):  # fmt: skip
            assert any(fault.startswith(path + ": ") for fault in faults), (path, faults)
        assert "1 unknown key(s)" in faults

    @pytest.mark.parametrize("text", ["20190101", "2019-1-1", "2019-13-01", 5])
    def test_days_are_written_one_way(self, text: Any) -> None:
        """Other ways to write a day are refused."""
        with pytest.raises(ModelError, match="YYYY-MM-DD"):
            structure(text, date)

    def test_rules_between_fields(self) -> None:
        """An invariant has a path too."""
        data = unstructure(case(closed="2019-04-01"))
        data["closed"] = "2018-01-01"
        with pytest.raises(ModelError, match=r"^closed: lies before"):
            structure(data, Case)
        data = {"kind": "atv", "started": "2019-02-02", "ended": "2019-01-01"}
        whole = unstructure(case()) | {"interventions": [data]}
        with pytest.raises(ModelError, match=r"^interventions\[0\].ended: lies before"):
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


class TestSchemas:
    """Schemas come of the classes."""

    def test_required_and_closed(self) -> None:
        """What has no default is required, and nothing else is let in."""
        schema = json_schema()
        assert schema["required"] == [
            "case_id",
            "person",
            "municipality",
            "unit",
            "role",
            "intakes",
        ]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(unstructure(case()) | {"x": 1}, schema)

    def test_table_schema(self) -> None:
        """The base shape starts with its keys and knows the codes."""
        fields = {field["name"]: field for field in table_schema()["fields"]}
        assert list(fields)[:3] == ["municipality", "case_id", "person_id"]
        assert fields["reason"]["constraints"]["enum"] == [one.value for one in IntakeReason]
        assert fields["forms"]["constraints"]["pattern"].startswith("(physical|")
        assert {"intake_unit", "unit", "date", "birth_year"} <= set(fields)
        assert "intakes" not in fields

    @given(st.sampled_from([Person, Period, Case]))
    def test_any_class(self, cls: type) -> None:
        """Every class has a schema that is itself valid."""
        jsonschema.Draft202012Validator.check_schema(json_schema(cls))
