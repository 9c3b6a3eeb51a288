"""What a municipality has or lacks in one year: services, competence, routines, plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from vnr.errors import ModelError
from vnr.model import _rules as rule
from vnr.model._invariants import (
    NUMBER_OF_NONE,
    WAY_OF_NONE,
    broken_text,
)
from vnr.model._offering import (
    TARGETS,
    Partner,
    ProvisionKind,
    ProvisionLevel,
    ProvisionState,
    Way,
)
from vnr.model._record import Record
from vnr.model._vocabulary import Vocabulary

__all__ = ["Provision", "provision_faults"]

_JOINT: Final = "+"
_HAS_NOT: Final = ProvisionState.HAS_NOT


def _code(value: Any) -> Any:
    return value.value if isinstance(value, Vocabulary) else value


def _together(codes: Any) -> Any:
    """Codes of several municipalities as one text, in order; None of none."""
    if codes is None or isinstance(codes, str) or not isinstance(codes, Iterable):
        return codes
    several = list(codes)
    if not all(isinstance(code, str) for code in several):
        return codes
    return _JOINT.join(sorted(several)) or None


@attrs.frozen
class Provision(Record):
    """What a municipality has or lacks in a year, by its own answer (utbud).

    The first five fields are its key: two of one key are a fault wherever they are read together.

    Attributes
    ----------
    municipality
        Code of the municipality that answers.
    year
        The year that it is about.
    kind
        What it is: a service, a competence, an instrument, a routine …
    subject
        What it is about, a code of the vocabulary that `kind` names: of a service an
        `InterventionKind`. None where the kind says all.
    target
        For whom it is: a `Role` or a `Group`, so that need and supply meet. None is all.
    state
        Whether it is there, isn't, wasn't asked about or wasn't answered.
    way
        Own, shared or bought; None is not recorded.
    partners
        Who takes part beside municipalities.
    with_municipalities
        Municipalities that it is shared with or bought of: codes, several joined by ``+``.
    persons, posts, places
        Persons who can do it, each where employed; posts; places, of sheltered housing.
    level
        Who adopted a plan, or to whom a coordinator reports.
    under_way, followed_up
        Whether it is being introduced; whether it is followed up. None is not recorded.
    certain
        Whether it is as the municipality said it; False where it was concluded from something
        else.
    covers
        Municipalities that a joint answer is of beside the one that gives it: codes, joined by
        ``+``. Its persons, posts and places are theirs together.

    Examples
    --------
    >>> from vnr.model import InterventionKind, Role
    >>> bought = Provision(
    ...     "0428", 2019, ProvisionKind.SERVICE, InterventionKind.TREATMENT, Role.PERPETRATOR,
    ...     ProvisionState.HAS, Way.BOUGHT, with_municipalities=["0483"],
    ... )
    >>> bought.subject, bought.with_municipalities
    ('treatment', '0483')
    """

    rules = (WAY_OF_NONE, *NUMBER_OF_NONE)

    municipality: str = attrs.field(metadata=rule.municipality)
    year: int = attrs.field(metadata=rule.whole_year)
    kind: ProvisionKind = attrs.field(metadata=rule.vocabulary(ProvisionKind))
    subject: str | None = attrs.field(
        converter=_code,
        metadata=rule.code_of(frozenset().union(*(k.subjects for k in ProvisionKind))),
    )
    target: str | None = attrs.field(converter=_code, metadata=rule.code_of(TARGETS))
    state: ProvisionState = attrs.field(metadata=rule.vocabulary(ProvisionState))
    way: Way | None = attrs.field(default=None, metadata=rule.vocabulary(Way))
    partners: frozenset[Partner] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(Partner)
    )
    with_municipalities: str | None = attrs.field(
        default=None, converter=_together, metadata=rule.municipalities
    )
    persons: int | None = attrs.field(default=None, metadata=rule.count)
    posts: float | None = attrs.field(default=None, metadata=rule.amount)
    places: int | None = attrs.field(default=None, metadata=rule.count)
    level: ProvisionLevel | None = attrs.field(
        default=None, metadata=rule.vocabulary(ProvisionLevel)
    )
    under_way: bool | None = attrs.field(default=None, metadata=rule.flag)
    followed_up: bool | None = attrs.field(default=None, metadata=rule.flag)
    certain: bool = attrs.field(default=True, metadata=rule.flag)
    covers: str | None = attrs.field(
        default=None, converter=_together, metadata=rule.municipalities
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for field, code in _broken(self):
            raise ModelError(broken_text(field, code), broken=(field, code))

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of the municipalities that it is shared with or bought of."""
        return tuple(self.with_municipalities.split(_JOINT)) if self.with_municipalities else ()

    @property
    def answered_for(self) -> tuple[str, ...]:
        """Codes of all whose answer it is: the municipality's own first."""
        return (self.municipality, *(self.covers.split(_JOINT) if self.covers else ()))

    @property
    def thing(self) -> tuple[ProvisionKind, str | None, str | None]:
        """What is answered about: kind, subject and target."""
        return self.kind, self.subject, self.target


def _broken(one: Provision) -> Iterator[tuple[str, str]]:
    """Field and rule of what a record breaks beside the rules of its numbers."""
    known, others = one.kind.subjects, one.municipalities
    if not (one.subject in known if known else one.subject is None):
        yield "subject", "subject-of-kind"
    if one.municipality in one.answered_for[1:]:
        yield "covers", "respondent-twice"
    # A joint answer may say that they share it; none of them buys it of another.
    if one.municipality in others or (
        one.way is Way.BOUGHT and not {*others}.isdisjoint(one.answered_for)
    ):
        yield "with_municipalities", "partner-oneself"
    if one.way is not None and one.way is not Way.OWN and not (others or one.partners):
        yield "way", "partner-nobody"


def provision_faults(provisions: Mapping[int, Provision]) -> list[tuple[int, int, str, str]]:
    """Row, the row that it contradicts, field and rule of what answers break together.

    Parameters
    ----------
    provisions : mapping of int to Provision
        The records by their rows, of any years.

    Examples
    --------
    >>> told = ("0484", 2025, ProvisionKind.PREVENTION, None, None)
    >>> rows = {2: Provision(*told, ProvisionState.HAS), 9: Provision(*told, ProvisionState.HAS_NOT)}
    >>> provision_faults(rows)
    [(9, 2, 'municipality', 'provision-twice')]
    """
    told: dict[Any, tuple[int, Provision]] = {}
    faults: list[tuple[int, int, str, str]] = []
    for row, one in provisions.items():
        for code in one.answered_for:
            first, before = told.setdefault((code, one.year, one.thing), (row, one))
            if first == row:
                continue
            alone = code in (one.municipality, before.municipality)
            both = one.municipality == before.municipality == code
            broken = "provision-twice" if both else "covered-twice"
            broken = "answered-alone-and-covered" if alone and not both else broken
            field = "municipality" if code == one.municipality else "covers"
            faults.append((row, first, field, broken))
            break
    for row, one in provisions.items():
        if one.way is not Way.BOUGHT:
            continue
        sellers = (told.get((code, one.year, one.thing)) for code in one.municipalities)
        without = [seller[0] for seller in sellers if seller and seller[1].state is _HAS_NOT]
        if without:
            faults.append((row, without[0], "with_municipalities", "partner-without"))
    return sorted(faults)
