"""Whom a case is about, and where: persons, those who used violence, municipalities."""

from __future__ import annotations

import datetime as dt

import attrs

from vnr.model import _rules as rule
from vnr.model._invariants import COUNTY_OF_CODE
from vnr.model._offering import SizeClass
from vnr.model._placeholders import is_placeholder
from vnr.model._record import Record
from vnr.model._vocabulary import Group, Relation, Sex

__all__ = ["Municipality", "Perpetrator", "Person"]


@attrs.frozen
class Municipality(Record):
    """A municipality (kommun).

    Attributes
    ----------
    code
        Four digits, leading zero kept.
    name
        Short name.
    county
        County code (län), two digits.
    county_name
        Name of the county.
    group_2023
        SKR's municipality group (kommungrupp), edition 2023, such as ``B3``.
    group_2023_name
        The group in words.
    size_class
        Larger, medium or small, as whoever compares them has set it (storleksklass): no source
        states limits.
    county_part
        Code or name of the county part that it works together in (länsdel).
    districts
        Codes or names of its city districts (stadsdelar).

    Examples
    --------
    >>> Municipality("0484", "Eskilstuna", county="04")
    Municipality(code='0484', name='Eskilstuna', county='04')
    >>> Municipality("484", "Eskilstuna", county="04")
    Traceback (most recent call last):
        ...
    vnr.errors.ModelError: code: a municipality code of four digits is needed [municipality-invalid]; a code of 4 digits, as text, is needed
    """

    rules = (COUNTY_OF_CODE,)

    code: str = attrs.field(metadata=rule.municipality)
    name: str = attrs.field(metadata=rule.text)
    county: str = attrs.field(metadata=rule.code(2))
    county_name: str | None = None
    group_2023: str | None = None
    group_2023_name: str | None = None
    size_class: SizeClass | None = attrs.field(default=None, metadata=rule.vocabulary(SizeClass))
    county_part: str | None = attrs.field(default=None, metadata=rule.text)
    districts: tuple[str, ...] = attrs.field(default=(), metadata=rule.texts)


def _known(person_id: str | None) -> str | None:
    return None if type(person_id) is str and is_placeholder(person_id) else person_id


@attrs.frozen
class Person(Record):
    """A person as one register knows them (person).

    Attributes
    ----------
    person_id
        Pseudonym; never shown. None where nobody knows who it is: then the person can't be
        linked, and is one of their own in each case. A placeholder (*skyddad*, *okänd*, only
        zeros …) becomes None.
    birth_year
        Year of birth (födelseår).
    sex
        As recorded (kön).
    protected
        Protected identity (skyddade personuppgifter): counted, never listed.
    groups
        Groups at special risk.
    died, moved_out
        Date of death; date of moving out of what the register covers.

    Examples
    --------
    >>> Person("a1b2", 1991, Sex.WOMAN)
    Person(birth_year=1991, sex=Sex.WOMAN, protected=False)
    >>> Person("skyddad") == Person()
    True
    """

    person_id: str | None = attrs.field(
        default=None,
        converter=_known,
        repr=False,
        metadata=rule.identifier | rule.key | rule.unknowable,
    )
    birth_year: int | None = attrs.field(default=None, metadata=rule.whole_year)
    sex: Sex = attrs.field(default=Sex.UNKNOWN, metadata=rule.vocabulary(Sex))
    protected: bool = attrs.field(default=False, metadata=rule.flag)
    groups: frozenset[Group] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(Group) | rule.stratum("group")
    )
    died: dt.date | None = attrs.field(default=None, metadata=rule.day)
    moved_out: dt.date | None = attrs.field(default=None, metadata=rule.day)


@attrs.frozen
class Perpetrator(Record):
    """A person using violence, as the exposed person's case names them (våldsutövare).

    Attributes
    ----------
    relation
        Relation to the exposed person.
    sex
        As recorded.

    Examples
    --------
    >>> Perpetrator(Relation.EX_PARTNER, Sex.MAN)
    Perpetrator(relation=Relation.EX_PARTNER, sex=Sex.MAN)
    """

    relation: Relation = attrs.field(metadata=rule.vocabulary(Relation) | rule.sensitive)
    sex: Sex = attrs.field(
        default=Sex.UNKNOWN,
        metadata=rule.vocabulary(Sex) | rule.stratum("perpetrator_sex") | rule.sensitive,
    )
