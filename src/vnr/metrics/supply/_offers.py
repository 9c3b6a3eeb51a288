"""Who offers what: the matrix of municipalities and what they have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.metrics.choices import Answering
from vnr.metrics.ground import check_labels, whole_number
from vnr.metrics.supply._answers import ALL, MUNICIPALITY, Answers, Thing, answers
from vnr.model import Provision, ProvisionState, Vocabulary, Way
from vnr.results import Counts, Definition, Figure, FigureKind, Grid, Note, State

__all__ = ["offers"]

Total = tuple[Iterable[str], str, str | None, str | None, int]

Mask = NDArray[np.bool_]

_WAYS: Final = np.array([*(way.value for way in Way), ""])
"""In their order; the last is none."""
_STAFF = ("persons", "posts", "places")
_UNKNOWN = {"n_not_asked": ProvisionState.NOT_ASKED, "n_not_answered": ProvisionState.NOT_ANSWERED}


def offers(
    provisions: Iterable[Provision],
    year: int,
    *,
    totals: Iterable[Total] = (),
    of: Answering = "municipality",
) -> Counts:
    """Who offers what, how, and by whom it is given (utbud).

    Parameters
    ----------
    provisions : iterable of Provision
        What municipalities answered; of other years they are left out.
    year : int
        The year.
    totals : iterable of tuples, optional
        What is only known of several together, as ``(codes, kind, subject, target, number)``:
        so many of these municipalities have it. It stays a row of them together, and is given to
        nobody.
    of : str
        ``municipality``: a joint answer counts once for each that it is of; how many persons,
        posts and places each of them has isn't known. ``report``: once, as a row of them together.

    Returns
    -------
    Counts
        1 where a municipality has it, 0 where it hasn't; where it wasn't asked or didn't answer
        it is not reported, told apart by ``n_not_asked`` and ``n_not_answered``. By
        ``municipality``, ``provision`` (the kind), ``subject`` and ``meant_for``. Columns:
        ``way``; ``provided_by``, itself or those it is bought of or shared with, outside the
        county too; ``persons``, ``posts`` and ``places``. What isn't recorded of something that is
        there isn't reported, and of totals none of these is; what isn't there has no way.

    Raises
    ------
    DataError
        If the answers contradict each other, with row and remedy; or a total is none, or can't be
        so beside them.

    Examples
    --------
    >>> from vnr.model import InterventionKind, ProvisionKind, Role
    >>> answer = Provision(
    ...     "0461", 2019, ProvisionKind.SERVICE, InterventionKind.TREATMENT, Role.PERPETRATOR,
    ...     ProvisionState.HAS, Way.BOUGHT, with_municipalities="0181",
    ... )
    >>> made = offers([answer], 2019)
    >>> made.value.tolist(), made["way"].tolist(), made["provided_by"].tolist()
    ([1], ['bought'], ['0181'])
    """
    read = answers(provisions, year, of)
    joint = [_total(row, one) for row, one in enumerate(totals)]
    for row, (label, thing, number) in enumerate(joint):
        _check_beside(read, row, label.split("+"), thing, number)
    known = read.is_state(ProvisionState.HAS, ProvisionState.HAS_NOT).reshape(-1)
    states = np.append(known, np.ones(len(joint), bool))
    state = np.where(states, State.VALUE, State.NOT_REPORTED)
    strata = {"municipality": np.repeat(np.array(read.municipalities), len(read.things))}
    strata |= {
        name: np.tile(labels, len(read.municipalities)) for name, labels in read.strata.items()
    }
    if joint:
        labels = [(label, *thing) for label, thing, _ in joint]
        strata = {
            name: np.append(told, [label[at] for label in labels])
            for at, (name, told) in enumerate(strata.items())
        }
    grid = Grid(
        strata=strata,
        state=state,
        covered=states.astype(np.float64),
        definition=Definition("offers", {"year": int(year), "of": of}),
        notes=(
            Note("offered_as_answered"),
            *((Note("survey_joint", form=of),) if read.joint else ()),
            *((Note("totals_stay"),) if joint else ()),
        ),
    )
    has = read.is_state(ProvisionState.HAS).reshape(-1)
    columns = _columns(read, has, known, len(joint))
    return Counts.over(
        grid,
        value=np.append(has.astype(np.int64), [number for *_, number in joint]).astype(np.int64),
        columns={name: array for name, (array, _) in columns.items()},
        states={name: told for name, (_, told) in columns.items() if told is not None},
        # A municipality's own answer is a number of no persons.
        figures={
            **dict.fromkeys(("value", *_UNKNOWN, "places"), Figure(FigureKind.LABEL)),
            "persons": Figure(FigureKind.PERSONS),
            "posts": Figure(FigureKind.NUMBER),
            "way": Figure(FigureKind.LABEL),
            "provided_by": Figure(FigureKind.LABEL),
        },
        unit="municipalities",
    )


def _columns(
    read: Answers, has: Mask, known: Mask, joint: int
) -> dict[str, tuple[NDArray[Any], NDArray[np.int8] | None]]:
    """The further columns with their states, those of totals last."""
    way = read.column("way", -1).reshape(-1)
    # Of what is there a way may not be recorded; of what isn't there is none.
    columns: dict[str, tuple[NDArray[Any], NDArray[np.int8] | None]] = {
        "way": (_texts(_WAYS[way], joint), _told(known & ~(has & (way < 0)), joint)),
        "provided_by": (_texts(_providers(read, has), joint), _told(known, joint)),
    }
    every = np.full(has.size + joint, State.VALUE, np.int8)
    for name, kind in _UNKNOWN.items():
        number = read.is_state(kind).reshape(-1).astype(np.int64)
        columns[name] = np.append(number, np.zeros(joint, np.int64)), every
    # What several have together is nobody's of them alone.
    alone = (read.column("covers", -1).reshape(-1) < 0) | (read.of != MUNICIPALITY)
    for name in _STAFF:
        number = read.column(name, np.nan if name == "posts" else -1).reshape(-1)
        there = alone & (number >= 0)
        told = np.where(there, number, 0).astype(np.float64 if name == "posts" else np.int64)
        columns[name] = np.append(told, np.zeros(joint, told.dtype)), _told(there, joint)
    return columns


def _texts(told: NDArray[np.str_], joint: int) -> NDArray[np.str_]:
    return np.append(told, np.zeros(joint, told.dtype))


def _told(there: Mask, joint: int) -> NDArray[np.int8]:
    """States of what is told of municipalities; of those together nobody knows it."""
    there = np.append(there, np.zeros(joint, bool))
    return np.where(there, State.VALUE, State.NOT_REPORTED).astype(np.int8)


def _providers(read: Answers, has: Mask) -> NDArray[np.str_]:
    """Who gives each: itself, or those it is bought of or shared with; those who answer together do."""
    rows = read.answered.reshape(-1)[has]
    names = ("municipality", "covers", "with_municipalities", "partners", "way")
    alike = np.stack([read.provisions.column(name)[rows].astype(np.int64) for name in names])
    # There are few who do it in the same way, and many answers.
    _, first, which = np.unique(alike, axis=1, return_index=True, return_inverse=True)
    told = ["", *map(_provider, read.provisions.at(rows[first]))]
    place = np.zeros(has.size, np.intp)
    place[has] = which.reshape(-1) + 1
    return np.array(told)[place]


def _provider(record: Provision) -> str:
    itself = () if record.way is Way.BOUGHT else record.answered_for
    others = sorted(partner.value for partner in record.partners)
    return "+".join((*sorted({*itself, *record.municipalities}), *others))


def _total(row: int, total: Any) -> tuple[str, Thing, int]:
    """Label, thing and number of a total."""
    try:
        codes, kind, subject, target, number = total
        members = sorted(codes)
        thing = tuple(
            ALL if one is None else str(one.value if isinstance(one, Vocabulary) else one)
            for one in (kind, subject, target)
        )
        several = len(set(members)) == len(members) > 1 and not isinstance(codes, str)
        right = several and 0 <= whole_number("number", number) <= len(members)
    except (TypeError, ValueError):
        right = False
    if not right:
        raise DataError(
            f"totals must be (codes, kind, subject, target, number), with no more than there are "
            f"codes; row {row} is {shown(total)}"
        )
    check_labels(f"totals, row {row}", [*members, *thing])
    return "+".join(members), (thing[0], thing[1], thing[2]), int(number)


def _check_beside(read: Answers, row: int, members: list[str], thing: Thing, number: int) -> None:
    """Refuse a total that its own municipalities' answers about the thing rule out."""
    if thing not in read.things:
        return
    mine, what = np.isin(read.municipalities, members), read.things.index(thing)
    least = int(read.is_state(ProvisionState.HAS)[mine, what].sum())
    most = len(members) - int(read.is_state(ProvisionState.HAS_NOT)[mine, what].sum())
    if not least <= number <= most:
        raise DataError(
            f"totals, row {row}: {number} of {len(members)}, but by their own answers it is from "
            f"{least} to {most}; correct the total or the answers"
        )
