"""Records that are no cases, and a case with more fields, as a later issue may bring them."""

from __future__ import annotations

from datetime import date

import attrs

from vnr.model import Case, Goal, Invariant, RiskJudgement, Sex, ViolenceForm, Vocabulary
from vnr.model import _rules as rule
from vnr.register import Schema


class Service(Vocabulary):
    """What a provider offers."""

    COUNSELLING = "counselling"
    HOUSING = "housing"


@attrs.frozen
class Visit:
    """A visit to a provider, of nobody that is known."""

    on: date = attrs.field(metadata=rule.born)
    minutes: int | None = attrs.field(default=None, metadata=rule.count)
    about: frozenset[ViolenceForm] = frozenset()
    judged: tuple[RiskJudgement, ...] = attrs.field(default=(), metadata=rule.in_cell)
    cost: float | None = None
    returned: bool | None = None


@attrs.frozen
class Provider:
    """Who offers something to whom."""

    provider_id: str = attrs.field(metadata=rule.key)
    service: Service
    opened: date | None = None
    for_sex: Sex = Sex.UNKNOWN
    free: bool = False
    place: str | None = attrs.field(default=None, metadata=rule.municipality)
    visits: tuple[Visit, ...] = ()


PROVIDERS = Schema.of(Provider)


@attrs.frozen
class CourtCase(Case):
    """A case that may come to court: the two fields are all that is added."""

    trial: date | None = attrs.field(default=None, metadata=rule.day)
    verdict: Goal | None = attrs.field(
        default=None, metadata=rule.vocabulary(Goal) | rule.known_with("trial")
    )


COURT_CASES = Schema.of(CourtCase, "cases")


@attrs.frozen
class Owner:
    """Whose a house is."""

    owner_id: str = attrs.field(metadata=rule.identifier | rule.key)
    public: bool = False


@attrs.frozen
class Stay:
    """A stay in a house, which is open then."""

    rules = (
        Invariant("before-case", "start", "parent.built", lambda start, built: start >= built),
    )

    start: date = attrs.field(metadata=rule.day | rule.born | rule.first("first_stay"))


@attrs.frozen
class House:
    """A house in which somebody stays: it has rows it can't be without, and nothing that closes."""

    rules = (Invariant("closed-before-opened", "built", "torn", lambda built, torn: built <= torn),)

    house_id: str = attrs.field(metadata=rule.identifier | rule.key)
    owner: Owner = attrs.field(metadata=rule.record(Owner) | rule.key)
    stays: tuple[Stay, ...] = attrs.field(metadata=rule.records(Stay, ordered="start", some=True))
    built: date | None = attrs.field(default=None, metadata=rule.day)
    torn: date | None = attrs.field(default=None, metadata=rule.day)


HOUSES = Schema.of(House)
