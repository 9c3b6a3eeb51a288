"""Made-up answers of real municipalities on what they offer, with the truth that they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs
import numpy as np

from vnr import data
from vnr.display import Fields
from vnr.errors import DataError
from vnr.model import (
    Answer,
    Grant,
    GrantDecision,
    InterventionKind,
    Municipality,
    Period,
    Provision,
    ProvisionKind,
    ProvisionState,
    Question,
    QuestionKind,
    Role,
    SizeClass,
    Subject,
    Survey,
    Way,
)
from vnr.register import Supply
from vnr.synthetic._dice import Dice

__all__ = ["Municipalities", "municipalities"]

Thing = tuple[ProvisionKind, str | None, str | None]

_TABLE: Final = "socialstyrelsen-2013/table-01"
_KIND, _HELP, _TOLD = ProvisionKind, InterventionKind, ProvisionState
_OF_AREA: Final[Mapping[str, tuple[Thing, ...]]] = MappingProxyType(
    {
        "handlingsplan": ((_KIND.PLAN, Subject.GENERAL.value, None),),
        "samverkan": ((_KIND.COLLABORATION, Subject.SERVICES.value, None),),
        "samordningsfunktion": ((_KIND.COORDINATOR, None, None),),
        "rutiner": (
            (_KIND.ROUTINE, Subject.ASK.value, None),
            (_KIND.ROUTINE, Subject.ASSESS.value, None),
        ),
        "bedomningsmetoder": ((_KIND.INSTRUMENT, "freda_short", None),),
        "stod_kvinnor": ((_KIND.SERVICE, _HELP.COUNSELLING.value, Role.EXPOSED_ADULT.value),),
        "stod_barn": ((_KIND.SERVICE, _HELP.TRAPPAN.value, Role.WITNESSING_CHILD.value),),
        "behandling_utovare": ((_KIND.SERVICE, _HELP.TREATMENT.value, Role.PERPETRATOR.value),),
        "boendeplatser": (
            (_KIND.SERVICE, _HELP.SHELTERED_HOUSING.value, Role.EXPOSED_ADULT.value),
        ),
    }
)
"""What each area of the follow-up of 2013 is among the things that municipalities offer."""

_KNOWN_BY: Final = (_KIND.SERVICE, _KIND.COMPETENCE, _KIND.INSTRUMENT, _KIND.COORDINATOR)
"""Kinds that somebody carries, so that it is told how many."""

# Chosen here; nobody has measured them.
_SILENT: Final = 0.05
_NOT_ASKED: Final = 0.03
_SHARED: Final = 0.25
_LARGER: Final = 60_000
_SMALL: Final = 15_000


@attrs.frozen
class Municipalities(Fields):
    """Made-up answers and the truth behind them.

    Attributes
    ----------
    supply
        What the municipalities told: provisions, answers and grants.
    has
        Whether each really has each thing, also where it didn't say so: by code and thing.
    shares
        The share of municipalities that have each thing, as it was drawn: the published one of
        its area.
    granted
        The kronor that each got; 0 of those whose application was rejected.

    Examples
    --------
    >>> from vnr.synthetic import municipalities
    >>> municipalities("09", seed=1).granted["0980"]
    2700000
    """

    supply: Supply
    has: Mapping[tuple[str, Thing], bool]
    shares: Mapping[Thing, float]
    granted: Mapping[str, int]


def municipalities(county: str | None = "04", year: int = 2019, seed: int = 1) -> Municipalities:
    """What municipalities offer, answered and were granted, made up with known truth (utbud).

    Each thing is there with the share of municipalities that were active in its area in the
    published follow-up of 2013; amounts granted are those of its recipients, drawn anew. How many
    said nothing, share a thing or can do it is chosen here.

    Parameters
    ----------
    county : str, optional
        County code; None is the whole country.
    year : int
        The year that is answered about.
    seed : int
        The same seed gives the same answers on every platform.

    Raises
    ------
    UnknownNameError
        If there is no such county.
    DataError
        If the seed or year is none.

    Examples
    --------
    >>> made = municipalities(seed=1)
    >>> len(made.supply.municipalities), len(made.supply.provisions), len(made.has)
    (9, 90, 90)
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise DataError("seed must be a whole number, 0 or more")
    period = Period.of(year)
    dice = Dice(np.random.default_rng([seed, 4]), period)
    there = data.municipalities(county)
    known = min(max(period.start.year, 2010), 2025)
    people = data.population([one.code for one in there], known)
    numbers = dict(zip(people.strata["municipality"].tolist(), people.value.tolist(), strict=True))
    sized = data.municipalities(
        county, size_classes={code: _size(number).value for code, number in numbers.items()}
    )
    shares = _shares()
    maker = _Maker(dice, period.start.year, sized, shares)
    provisions = [maker.provision(one, thing) for one in sized for thing in shares]
    survey = _survey(period.start.year, sized)
    answers = [answer for one in sized for answer in maker.answers(survey, one)]
    grants = [maker.grant(one) for one in sized]
    supply = Supply(
        municipalities=sized,
        provisions=provisions,
        surveys=[survey],
        answers=answers,
        grants=grants,
    )
    return Municipalities(
        supply,
        MappingProxyType(maker.has),
        MappingProxyType(shares),
        MappingProxyType({str(one.municipality): one.least or 0 for one in grants}),
    )


def _size(number: int) -> SizeClass:
    if number >= _LARGER:
        return SizeClass.LARGER
    return SizeClass.SMALL if number < _SMALL else SizeClass.MEDIUM


def _shares() -> dict[Thing, float]:
    """Share of the reports of 2013 that were active in the area of each thing."""
    table = data.load(_TABLE)
    active = dict(
        zip(table.strata["area"].tolist(), (table.value / table["n"]).tolist(), strict=True)
    )
    return {thing: float(active[area]) for area, things in _OF_AREA.items() for thing in things}


def _survey(year: int, due: tuple[Municipality, ...]) -> Survey:
    kinds = QuestionKind
    return Survey(
        f"utbud-{year}",
        tuple(one.code for one in due),
        (
            Question("analysis", kinds.YES_NO, sv="Har nämnden analyserat om utbudet möter behovet?", en="Has the board analysed whether supply meets need?"),
            Question("trained", kinds.NUMBER, sv="Hur många är utbildade i skydd och stöd?", en="How many are trained in protection and support?"),
        ),
        sv=f"Utbud {year}", en=f"Supply {year}", year=year,
    )  # fmt: skip


@attrs.define
class _Maker:
    """Makes answers up, one after the other."""

    dice: Dice
    year: int
    there: tuple[Municipality, ...]
    shares: Mapping[Thing, float]
    has: dict[tuple[str, Thing], bool] = attrs.field(factory=dict)

    def provision(self, place: Municipality, thing: Thing) -> Provision:
        """What one says about one thing: the truth, or nothing."""
        dice, code = self.dice, place.code
        has = self.has[code, thing] = dice.chance(self.shares[thing])
        silent, unasked = dice.chance(_SILENT), dice.chance(_NOT_ASKED)
        shared, other = dice.chance(_SHARED), dice.pick(self.there).code
        persons = 1 + int(dice.rng.poisson({"small": 0.7, "medium": 2, "larger": 6}[str(place.size_class)]))  # fmt: skip
        places = 1 + int(dice.rng.poisson(4))
        state = _TOLD.HAS if has else _TOLD.HAS_NOT
        if silent or unasked:
            state = _TOLD.NOT_ANSWERED if silent else _TOLD.NOT_ASKED
        if state is not _TOLD.HAS:
            return Provision(code, self.year, *thing, state)
        way = Way.SHARED if shared and other != code else Way.OWN
        housed = thing[1] == _HELP.SHELTERED_HOUSING.value
        return Provision(
            code, self.year, *thing, state, way,
            with_municipalities=other if way is Way.SHARED else None,
            persons=persons if thing[0] in _KNOWN_BY else None, places=places if housed else None,
        )  # fmt: skip

    def answers(self, survey: Survey, place: Municipality) -> list[Answer]:
        """What one says to the questions; some say nothing."""
        said, number = self.dice.chance(0.4), 1 + int(self.dice.rng.poisson(3))
        if self.dice.chance(_SILENT):
            return []
        return [
            Answer(survey.name, place.code, "analysis", ("yes" if said else "no",)),
            Answer(survey.name, place.code, "trained", number=number),
        ]

    def grant(self, place: Municipality) -> Grant:
        """What one applied for and got."""
        amounts = [one.least for one in data.grants() if one.most is None and one.least]
        amount, granted = self.dice.pick(amounts), self.dice.chance(0.8)
        decision = GrantDecision.GRANTED if granted else GrantDecision.REJECTED
        return Grant(
            place.name, self.year, decision, amount if granted else None, municipality=place.code
        )
