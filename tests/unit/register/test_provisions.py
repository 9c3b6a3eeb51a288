"""Provisions in columns count and contradict each other just as the records one by one do."""

from __future__ import annotations

import copy
import pickle
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnr import metrics
from vnr.errors import DataError, ModelError
from vnr.model import (
    InterventionKind,
    Partner,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    Way,
    provision_faults,
)
from vnr.register import Provisions, Supply
from vnr.results import State

K, S = ProvisionKind, ProvisionState
CODES = ("0428", "0480", "0482", "0484")
PARTS = {"0428": "a", "0480": "a", "0482": "b", "0486": "b"}
THINGS = [
    (K.SERVICE, InterventionKind.GROUP, None),
    (K.SERVICE, InterventionKind.TRAPPAN, Role.PERPETRATOR),
    (K.COORDINATOR, None, None),
]


@st.composite
def provision(draw: st.DrawFn) -> Provision:
    """Any record of few municipalities, years and things, so that they meet and contradict."""
    own = draw(st.sampled_from(CODES))
    others = st.sets(st.sampled_from(CODES), max_size=2).map(lambda codes: codes - {own})
    covers = draw(others | st.just(set()))
    given: dict[str, Any] = {"covers": covers}
    state = draw(st.sampled_from([S.HAS, *S]))
    if state is S.HAS:
        sellers = (draw(others) - covers) | {"0181"}
        given |= draw(
            st.sampled_from(
                [
                    {},
                    {"way": Way.OWN, "persons": 2},
                    {"way": Way.BOUGHT, "with_municipalities": sellers},
                    {"way": Way.SHARED, "with_municipalities": sellers, "posts": 0.5},
                    {"partners": frozenset({Partner.NGO, Partner.POLICE}), "places": 0},
                ]
            )
        )
    year = draw(st.sampled_from((2019, 2020)))
    return Provision(own, year, *draw(st.sampled_from(THINGS)), state, **given)


SEVERAL = st.lists(provision(), max_size=9)


def consistent(records: list[Provision]) -> list[Provision]:
    """The records without those that contradict others."""
    while faults := provision_faults(dict(enumerate(records))):
        records = [one for row, one in enumerate(records) if row != faults[0][0]]
    return records


@given(SEVERAL)
@settings(max_examples=150, deadline=None)
def test_records_and_breaches(records: list[Provision]) -> None:
    """The records come back, and break together what they break one by one, of a year too."""
    kept = Provisions.of(records)
    assert [*kept] == records
    assert kept.breaches() == provision_faults(dict(enumerate(records)))
    of_2020 = {row: one for row, one in enumerate(records) if one.year == 2020}
    assert kept.breaches(kept.column("year") == 2020) == provision_faults(of_2020)
    answering = {code for one in records for code in one.answered_for}
    assert kept.municipalities == tuple(sorted(answering))
    for code in CODES:
        chosen = [one for one in records if one.year == 2019 and code in one.answered_for]
        assert [*kept.where(year=2019, codes=[code])] == chosen


@given(SEVERAL)
@settings(max_examples=150, deadline=None)
def test_metrics_by_going_through_records(several: list[Provision]) -> None:
    """`offers`, `lacking` and `exchange` are what one finds by looking each answer up."""
    records = [one for one in consistent(several) if one.year == 2019]
    if not records:
        return
    told = {
        (code, (one.kind.value, one.subject or "all", one.target or "all")): one
        for one in records
        for code in one.answered_for
    }
    things = sorted({thing for _, thing in told})
    codes = sorted({code for code, _ in told})

    def state(code: str, thing: Any) -> ProvisionState:
        return told[code, thing].state if (code, thing) in told else S.NOT_ASKED

    made = metrics.offers(records, 2019)
    rows = [(code, thing) for code in codes for thing in things]
    assert made.value.tolist() == [state(*row) is S.HAS for row in rows]
    assert (made.state == State.VALUE).tolist() == [state(*row).is_known for row in rows]
    assert made["n_not_answered"].tolist() == [state(*row) is S.NOT_ANSWERED for row in rows]
    assert made["provided_by"].tolist() == [given_by(told.get(row)) for row in rows]
    own = {row: told[row] for row in rows if row in told and not told[row].covers}
    assert (made.state_of("persons") == State.VALUE).tolist() == [
        row in own and own[row].persons is not None for row in rows
    ]
    ways = [own[row].way if row in own else None for row in rows]
    alone = [row not in told or row in own for row in rows]
    assert [one for one, keep in zip(made["way"].tolist(), alone, strict=True) if keep] == [
        way.value if way else "" for way, keep in zip(ways, alone, strict=True) if keep
    ]

    if {*codes} & {*PARTS}:
        lacking = metrics.lacking(records, 2019, groups=PARTS)
        for at, (part, *thing) in enumerate(zip(*(one.tolist() for one in lacking.strata.values()), strict=True)):  # fmt: skip
            mine = [state(code, tuple(thing)) for code, where in PARTS.items() if where == part]
            assert lacking["n_has"][at] == mine.count(S.HAS)
            assert lacking["n_not_asked"][at] == mine.count(S.NOT_ASKED)
            assert lacking["n_not_answered"][at] == mine.count(S.NOT_ANSWERED)
            who = [code for code in codes if state(code, tuple(thing)) is S.HAS]
            here = [code for code in who if PARTS.get(code) == part]
            assert lacking["had_by"][at] == ("+".join(here or who) or "none")

    def gives(one: str, other: str) -> list[Any]:
        return [
            thing for thing in things
            if state(one, thing) is S.HAS and told[one, thing].way is not Way.BOUGHT
            and state(other, thing) is S.HAS_NOT
        ]  # fmt: skip

    expected = [
        (one, other, *thing, len(gives(other, one)))
        for one, other in permutations(codes, 2)
        for thing in gives(one, other)
        if gives(other, one)
    ]
    pairs = metrics.exchange(records, 2019)
    columns = [*pairs.strata.values(), pairs["in_return"]]
    assert [*zip(*(one.tolist() for one in columns), strict=True)] == expected


def given_by(one: Provision | None) -> str:
    """Who gives it, looked up in one record."""
    if one is None or one.state is not S.HAS:
        return ""
    itself = () if one.way is Way.BOUGHT else one.answered_for
    return "+".join([*sorted({*itself, *one.municipalities}), *sorted(p.value for p in one.partners)])  # fmt: skip


def test_a_sequence() -> None:
    """It is a sequence of records, equal to another of the same, and copied whole."""
    records = [Provision(code, 2019, K.COORDINATOR, None, None, S.HAS) for code in CODES]
    kept = Provisions.of(records)
    assert (kept[0], [*kept[1:3]], len(kept)) == (records[0], records[1:3], 4)
    assert Provisions.of(kept) is kept
    for other in (Provisions.of(records), pickle.loads(pickle.dumps(kept)), copy.deepcopy(kept)):
        assert kept == other
        assert hash(kept) == hash(other)
    assert kept != Provisions.of(records[1:])
    assert kept != records
    assert repr(kept) == "<Provisions: 4 answers>"
    assert (len(Provisions.of()), Provisions.of().breaches()) == (0, [])


def test_other_records() -> None:
    """What is no record is refused with its row, and a supply tells of every such row."""
    right = Provision("0484", 2019, K.COORDINATOR, None, None, S.HAS)
    with pytest.raises(DataError, match="row 1 is not a Provision"):
        Provisions.of([right, "0484"])  # type: ignore[list-item]
    wrong: Any = [right, "0484", 4]
    with pytest.raises(ModelError, match=r"provisions\[2\]") as caught:
        Supply(provisions=wrong)
    assert len(caught.value.faults) == 2


def test_a_supply_of_one_year() -> None:
    """Of a supply of several years one year is taken: surveys and their answers with it."""
    from vnr.model import Answer, Grant, GrantDecision, Question, QuestionKind, Survey

    asked = (Question("plan", QuestionKind.YES_NO),)
    surveys = [
        Survey("a", ("0484",), asked, year=2018),
        Survey("b", ("0484",), asked, year=2019),
        Survey("c", ("0484",), asked),
    ]
    has = Provision("0484", 2019, K.COORDINATOR, None, None, S.HAS)
    grant = Grant("Eskilstuna", 2019, GrantDecision.GRANTED, 1)
    whole = Supply(
        provisions=[has, attrs.evolve(has, year=2018)],
        surveys=surveys,
        answers=[Answer(one.name, "0484", "plan", ("yes",)) for one in surveys],
        grants=[grant, attrs.evolve(grant, year=2018)],
    )
    kept = whole.of_year(2019)
    assert ([*kept.provisions], [one.name for one in kept.surveys]) == ([has], ["b", "c"])
    assert ([one.survey for one in kept.answers], kept.grants) == (["b", "c"], (grant,))
    assert Supply.from_dict(whole.to_dict()) == whole


def test_municipalities_that_there_are_not() -> None:
    """Whoever answers, is answered for or sells must be somebody; every row and field is told."""
    has = Provision("0484", 2019, K.COORDINATOR, None, None, S.HAS)
    none = Provisions.of(
        [
            has,
            attrs.evolve(has, municipality="9999"),
            attrs.evolve(has, municipality="0480", covers="0428+9998"),
            attrs.evolve(has, municipality="0482", way=Way.BOUGHT, with_municipalities="9999"),
        ]
    )
    rule = "place-unknown"
    assert none.breaches() == [
        (1, 1, "municipality", rule), (2, 2, "covers", rule), (3, 3, "with_municipalities", rule),
    ]  # fmt: skip
    assert none.breaches(none.column("municipality") < 0) == []
    with pytest.raises(DataError, match="row 3"):
        metrics.offers(none, year=2019)
