"""Whatever is stored as a code is counted by: held against a loop over the cases."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle import EXPOSED, begun, concerns, falls, held, of_roles, things
from vnr import metrics
from vnr.metrics import count
from vnr.metrics.choices import Of
from vnr.model import (
    AssessmentStage,
    Case,
    InformationSource,
    IntakeChannel,
    InvestigationOutcome,
    LegalBasis,
    NotOpenedReason,
    Perpetrator,
    Person,
    Provider,
    Relation,
    Sex,
)
from vnr.register import Coverage, Register
from vnr.testing import MUNICIPALITIES, OBSERVED, registers

NOT, NONE = "not_recorded", "none"
_OPENED = (InvestigationOutcome.OPENED, InvestigationOutcome.INTERVENTION)
_REASONS = (NotOpenedReason.DECLINED, NotOpenedReason.NO_NEED, NotOpenedReason.OTHER)


def _answer(value: bool | None) -> str:
    return NOT if value is None else "yes" if value else "no"


def _code(value: Any) -> str:
    return NOT if value is None else value.value


def _home(case: Case, code: str | None) -> str:
    return NOT if code is None else "here" if code == case.municipality else "elsewhere"


# Of a case: of each stratum its value; of what hangs on it: the rows, and of each stratum theirs.
OF_CASE: dict[str, Callable[[Case], str]] = {
    "police_report": lambda case: _answer(case.police_report),
    "violence_source": lambda case: _code(case.violence_source),
    "source": lambda case: _code(case.intakes[0].source),
    "channel": lambda case: _code(case.intakes[0].channel),
    "residence": lambda case: _home(case, case.home_municipality),
    "protected": lambda case: _answer(case.person.protected),
    "perpetrator_count": lambda case: (NOT, "single", "two", "three_or_more")[
        min(len(case.perpetrators), 3)
    ],
}
OF_ROWS: dict[str, tuple[str, str, Callable[[Case, Any], str]]] = {
    "relation": ("perpetrators", NOT, lambda _, row: _code(row.relation)),
    "perpetrator_sex": ("perpetrators", NOT, lambda _, row: _code(row.sex)),
    "intervention": ("interventions", NONE, lambda _, row: _code(row.kind)),
    "legal_basis": ("interventions", NONE, lambda _, row: _code(row.legal_basis)),
    "provider": ("interventions", NONE, lambda _, row: _code(row.provider)),
    "placement": (
        "interventions",
        NONE,
        lambda case, row: _home(case, row.placed_municipality),
    ),
    "investigation_outcome": ("investigations", NONE, lambda _, row: _code(row.outcome)),
    "not_opened_reason": ("investigations", NONE, lambda _, row: _code(row.not_opened_reason)),
    "violence_described": ("investigations", NONE, lambda _, row: _answer(row.violence_described)),
    "stage": ("assessments", NONE, lambda _, row: _code(row.stage)),
    "instrument": ("assessments", NONE, lambda _, row: _code(row.instrument)),
    "violence_found": ("assessments", NONE, lambda _, row: _answer(row.violence_found)),
}


def _values(case: Case, names: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every combination that a case holds: of one table by one row, of two by any of each."""
    tables = dict.fromkeys(OF_ROWS[name][0] for name in names if name in OF_ROWS)
    held: set[tuple[str, ...]] = set()
    for rows in product(*(getattr(case, table) or (None,) for table in tables)):
        of = dict(zip(tables, rows, strict=True))
        one = []
        for name in names:
            if name in OF_CASE:
                one.append(OF_CASE[name](case))
                continue
            table, absent, value = OF_ROWS[name]
            one.append(absent if of[table] is None else value(case, of[table]))
        held.add(tuple(one))
    return held


def _dressed(case: Case, dice: random.Random) -> Case:
    """The case with more of what is known of it, or less."""

    def some(kind: Any) -> Any:
        return dice.choice([None, *kind])

    def place() -> str | None:
        return dice.choice([None, "0484", "0488"])

    first, *rest = case.intakes
    return attrs.evolve(
        case,
        intakes=(
            attrs.evolve(first, source=some(InformationSource), channel=some(IntakeChannel)),
            *rest,
        ),
        person=attrs.evolve(case.person, protected=dice.random() < 0.5),
        violence_known=case.opened,
        violence_source=some(InformationSource),
        police_report=some((True, False)),
        home_municipality=place(),
        perpetrators=tuple(
            Perpetrator(dice.choice([Relation.PARENT, Relation.SIBLING]), dice.choice([*Sex]))
            for _ in range(dice.choice((0, 1, 1, 2, 4)))
        ),
        interventions=tuple(
            attrs.evolve(
                one,
                legal_basis=some(LegalBasis),
                provider=dice.choice([None, Provider.NGO, Provider.OWN]),
                placed_municipality=place(),
            )
            for one in case.interventions
        ),
        investigations=tuple(
            attrs.evolve(
                one,
                outcome=(outcome := some(InvestigationOutcome)),
                not_opened_reason=dice.choice([None, *_REASONS])
                if outcome not in _OPENED
                else None,
                violence_described=some((True, False)),
            )
            if one.closed
            else one
            for one in case.investigations
        ),
        assessments=tuple(
            attrs.evolve(one, stage=some(AssessmentStage)) for one in case.assessments
        ),
    )


@st.composite
def dressed(draw: Any) -> Register:
    """A register of which every coded field is filled here and there, and all is delivered."""
    made, dice = draw(registers(coverage=False)), random.Random(draw(st.integers(0, 2**16)))
    persons: dict[Any, Person] = {}
    cases = []
    for one in (_dressed(case, dice) for case in made.cases()):
        key = one.person.person_id or one.case_id
        person = persons.setdefault(key, one.person)
        protected = one.person.person_id is not None and person.protected
        cases.append(attrs.evolve(one, person=attrs.evolve(one.person, protected=protected)))
    coverage = Coverage((code, None, None, OBSERVED, "all", "all") for code in MUNICIPALITIES)
    return Register.from_cases(cases, observed=OBSERVED, coverage=coverage)


NAMES = [*OF_CASE, *OF_ROWS]


class TestCount:
    """Counts by stored fields."""

    @settings(max_examples=30)
    @given(made=dressed(), chosen=st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    def test_strata(self, made: Register, chosen: list[str]) -> None:
        """A case stands once at every combination of values it holds, strata of one table by one row."""
        names = tuple(chosen)
        cases = list(made.cases())
        for of in ("case", "person"):
            got = count(made, OBSERVED, of=of, by=names)  # type: ignore[arg-type]
            held: dict[tuple[str, ...], set[Any]] = {}
            for thing in things(cases, of, "known", EXPOSED, "basis", "new"):
                if falls(thing, OBSERVED, "new"):
                    for labels in _values(thing.case, names):
                        held.setdefault(labels, set()).add(thing.identity)
            cells = [*zip(*(got.strata[name].tolist() for name in names), strict=True)]
            table = dict(zip(cells or [()], got.value.tolist(), strict=True))
            assert {cell: n for cell, n in table.items() if n} == {
                cell: len(members) for cell, members in held.items()
            }

    @given(made=dressed(), name=st.sampled_from(NAMES), of=st.sampled_from(["case", "person"]))
    @settings(max_examples=20)
    def test_chosen(self, made: Register, name: str, of: Of) -> None:
        """Those with a value are chosen by it, and of one table by one row that has them all."""
        got = count(made, OBSERVED, of=of, by=name)  # type: ignore[arg-type]
        for label, number in zip(got.strata[name].tolist(), got.value.tolist(), strict=True):
            assert int(count(made.where(**{name: label}), OBSERVED, of=of)) == number
        father = Perpetrator(Relation.PARENT, Sex.MAN)
        chosen = made.where(relation="parent", perpetrator_sex="man")
        wanted = {case.key for case in made.cases() if father in case.perpetrators}
        assert {case.key for case in chosen.cases()} == wanted

    @given(made=dressed())
    @settings(max_examples=10)
    def test_bases(self, made: Register) -> None:
        """The bases side by side are those counted one at a time, wherever the stratum stands."""
        for by in (("basis", "sex"), ("sex", "basis", "year"), "basis"):
            got = count(made, OBSERVED, of="person", by=by)
            left = tuple(name for name in by if name != "basis") if by != "basis" else ()
            for basis in ("original", "intake", "known"):
                alone = count(made, OBSERVED, of="person", basis=basis, by=left)  # type: ignore[arg-type]
                own = got.select(basis=basis)
                assert own.value.tolist() == alone.value.tolist()
                assert own.state.tolist() == alone.state.tolist()
                for name in left:
                    assert own.strata[name].tolist() == alone.strata[name].tolist()


@settings(max_examples=15)
@given(made=dressed(), name=st.sampled_from(["relation", "provider", "legal_basis"]))
def test_what_hangs_goes_by_its_own(made: Register, name: str) -> None:
    """Interventions stand at their own provider, and at every relation of their case, once at each."""
    got = metrics.follow_up(made, OBSERVED, denominator="due", by=name, cluster=None)  # type: ignore[arg-type]
    labels = got.strata[name].tolist()
    for label, number in zip(labels, got["interventions"].tolist(), strict=True):
        wanted = 0
        for case in made.cases():
            for one in case.interventions:
                at = (
                    {_code(getattr(one, name))}
                    if name != "relation"
                    else {held for (held,) in _values(case, (name,))}
                )
                counts = concerns(case, one, "known") and of_roles(case, EXPOSED)
                wanted += label in at and counts and one.started in OBSERVED
        assert number == wanted


@settings(max_examples=15)
@given(
    made=dressed(),
    chosen=st.lists(
        st.sampled_from(
            ["investigation_outcome", "not_opened_reason", "violence_described", "relation"]
        ),
        unique=True,
        max_size=2,
    ),
)
def test_investigations(made: Register, chosen: list[str]) -> None:
    """Each investigation stands once at its own outcome, reason and description."""
    names = tuple(chosen)
    got = metrics.investigations(made, OBSERVED, by=names)  # type: ignore[arg-type]
    cells = [*zip(*(got.strata[name].tolist() for name in names), strict=True)] or [()]
    wanted: dict[tuple[str, ...], int] = {}
    for case in made.cases():
        for one in case.investigations:
            spells = {spell.number for spell in held(case, "known")}
            if begun(case, one.opened) not in spells or not of_roles(case, EXPOSED):
                continue
            own = {
                name: {OF_ROWS[name][2](case, one)}
                for name in names
                if OF_ROWS[name][0] == "investigations"
            }
            spread = {name: {value for (value,) in _values(case, (name,))} for name in names}
            for labels in product(*((spread | own)[name] for name in names)):
                wanted[labels] = wanted.get(labels, 0) + 1
    told = dict(zip(cells, got.value.tolist(), strict=True))
    assert {cell: n for cell, n in told.items() if n} == wanted
