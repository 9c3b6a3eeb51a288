"""What a municipality has or lacks is one record: refused if it can't be, stored and read as any."""

from __future__ import annotations

from typing import Any

import pytest

from vnr.errors import ModelError
from vnr.model import (
    Group,
    Instrument,
    InterventionKind,
    Municipality,
    Partner,
    Provision,
    ProvisionKind,
    ProvisionLevel,
    ProvisionState,
    Role,
    SizeClass,
    Subject,
    ViolenceContext,
    ViolenceForm,
    Way,
    json_schema,
    structure,
    unstructure,
)
from vnr.register import Schema, assemble
from vnr.register.entering import flat_tables, to_records

K, S = ProvisionKind, ProvisionState


def provision(**changes: Any) -> Provision:
    given: dict[str, Any] = {
        "municipality": "0428",
        "year": 2019,
        "kind": K.SERVICE,
        "subject": InterventionKind.TREATMENT,
        "target": Role.PERPETRATOR,
        "state": S.HAS,
    }
    return Provision(**(given | changes))


WHOLE = provision(
    way=Way.SHARED,
    partners=frozenset({Partner.POLICE, Partner.NGO}),
    with_municipalities=["0484", "0480"],
    persons=3,
    posts=1.5,
    places=0,
    level=ProvisionLevel.BOARD,
    under_way=False,
    followed_up=True,
    certain=False,
)


class TestKinds:
    """Each kind has subjects of its own vocabulary, or none."""

    @pytest.mark.parametrize(
        ("kind", "subject"),
        [
            (K.SERVICE, InterventionKind.BARNAHUS),
            (K.COMPETENCE, InterventionKind.TRAPPAN),
            (K.COMPETENCE, Instrument.SARA_SV),
            (K.COMPETENCE, ViolenceForm.DIGITAL),
            (K.COMPETENCE, ViolenceContext.HONOUR),
            (K.INSTRUMENT, Instrument.FREDA_SHORT),
            *((K.ROUTINE, one) for one in (Subject.ASK, Subject.DOCUMENT, Subject.INVESTIGATE)),
            *((K.ROUTINE, one) for one in (Subject.ASSESS, Subject.FOLLOW_UP, Subject.PROTECT)),
            (K.PLAN, Subject.GENERAL),
            (K.PLAN, Subject.HONOUR),
            (K.COORDINATOR, None),
            (K.COLLABORATION, Subject.INFORMATION),
            (K.COLLABORATION, Subject.SERVICES),
            (K.COLLABORATION, Subject.AGREEMENT),
            (K.PREVENTION, None),
            (K.FOLLOW_UP, None),
        ],
    )
    def test_right(self, kind: ProvisionKind, subject: Any) -> None:
        """A code of the kind's vocabulary is kept as its text."""
        assert provision(kind=kind, subject=subject).subject == subject

    @pytest.mark.parametrize(
        ("kind", "subject"),
        [
            (K.SERVICE, None),
            (K.SERVICE, Instrument.SARA_SV),
            (K.ROUTINE, Subject.GENERAL),
            (K.PLAN, Subject.ASK),
            (K.COORDINATOR, Subject.GENERAL),
            (K.COLLABORATION, Subject.PROTECT),
            (K.INSTRUMENT, InterventionKind.TRAPPAN),
        ],
    )
    def test_wrong(self, kind: ProvisionKind, subject: Any) -> None:
        """Any other, and none where there has to be one, is refused."""
        with pytest.raises(ModelError, match="subject-of-kind"):
            provision(kind=kind, subject=subject)

    def test_targets(self) -> None:
        """It is for a role, a group or all, so that need and supply meet."""
        for target in (*Role, *Group, None):
            assert provision(target=target).target == target
        with pytest.raises(ModelError, match="code-unknown"):
            provision(target="women")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"municipality": "428"}, "municipality-invalid"),
        ({"year": 19}, "number-invalid"),
        ({"kind": "service"}, "code-unknown"),
        ({"subject": "magic"}, "code-unknown"),
        ({"state": True}, "code-unknown"),
        ({"state": S.HAS_NOT, "way": Way.OWN}, "way-of-none"),
        ({"state": S.NOT_ASKED, "way": Way.OWN}, "way-of-none"),
        ({"state": S.HAS_NOT, "persons": 1}, "number-of-none"),
        ({"state": S.NOT_ANSWERED, "posts": 0.5}, "number-of-none"),
        ({"state": S.HAS_NOT, "places": 2}, "number-of-none"),
        ({"persons": -1}, "negative"),
        ({"posts": -0.5}, "negative"),
        ({"posts": float("nan")}, "negative"),
        ({"places": 1.5}, "number-invalid"),
        ({"way": Way.BOUGHT}, "partner-nobody"),
        ({"way": Way.SHARED}, "partner-nobody"),
        ({"way": Way.BOUGHT, "with_municipalities": "0428"}, "partner-oneself"),
        ({"way": Way.SHARED, "with_municipalities": ["0480", "0428"]}, "partner-oneself"),
        ({"with_municipalities": "Nyköping"}, "municipality-invalid"),
        ({"with_municipalities": ["0480", "0480"]}, "municipality-invalid"),
        ({"with_municipalities": [480]}, "municipality-invalid"),
        ({"with_municipalities": 480}, "municipality-invalid"),
        ({"partners": {"police"}}, "code-unknown"),
        ({"followed_up": "ja"}, "flag-invalid"),
    ],
)
def test_refused(changes: dict[str, Any], code: str) -> None:
    """What can't be is refused with the rule and the remedy."""
    with pytest.raises(ModelError, match=code):
        provision(**changes)


def test_none_is_not_there() -> None:
    """No persons of what isn't there is no contradiction."""
    assert provision(state=S.HAS_NOT, persons=0, posts=0, places=0).persons == 0


def test_states() -> None:
    """Four answers: it is there in one, and known in two."""
    assert [(one.is_had, one.is_known) for one in S] == [
        (True, True), (False, True), (False, False), (False, False),
    ]  # fmt: skip


def test_partners() -> None:
    """Municipalities stand in order, and none of none."""
    assert WHOLE.with_municipalities == "0480+0484"
    assert WHOLE.municipalities == ("0480", "0484")
    assert provision(with_municipalities=[]).municipalities == ()


def test_json() -> None:
    """It is the same after JSON, defaults left out; a fault has its path and not its value."""
    for one in (WHOLE, provision(kind=K.COORDINATOR, subject=None, target=None)):
        assert structure(unstructure(one), Provision) == one
    assert unstructure(provision()) == {
        "municipality": "0428", "year": 2019, "kind": "service", "subject": "treatment",
        "target": "perpetrator", "state": "has",
    }  # fmt: skip
    with pytest.raises(ModelError, match="partner-nobody"):
        structure(unstructure(provision()) | {"way": "bought"}, Provision)
    with pytest.raises(ModelError, match=r"persons: .*number-invalid"):
        structure(unstructure(provision()) | {"persons": "3"}, Provision)
    assert json_schema(Provision)["required"] == [
        "municipality", "year", "kind", "subject", "target", "state",
    ]  # fmt: skip


def test_stored_by_the_schema() -> None:
    """The schema stores it in columns by its fields alone, and gives it back equal."""
    schema = Schema.of(Provision)
    every = [WHOLE, provision(kind=K.COORDINATOR, subject=None, target=None), provision()]
    stored = assemble(flat_tables(every, schema), schema=schema).whole()
    assert list(to_records(stored)) == every


def test_municipality() -> None:
    """A municipality has its size, its county part and its districts, where somebody gives them."""
    one = Municipality(
        "1480", "Göteborg", "14", size_class=SizeClass.LARGER, county_part="west",
        districts=("Centrum", "Hisingen"),
    )  # fmt: skip
    assert structure(unstructure(one), Municipality) == one
    assert unstructure(Municipality("1480", "Göteborg", "14")) == {
        "code": "1480", "name": "Göteborg", "county": "14",
    }  # fmt: skip
    with pytest.raises(ModelError, match="value-missing"):
        structure(unstructure(one) | {"districts": "Centrum"}, Municipality)
    with pytest.raises(ModelError, match="value-missing"):
        Municipality("1480", "Göteborg", "14", districts=("",))
    with pytest.raises(ModelError, match="code-unknown"):
        Municipality("1480", "Göteborg", "14", size_class="large")  # type: ignore[arg-type]
