"""Who offers what: the matrix of municipalities and what they have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.metrics.ground import check_labels, whole_number
from vnr.metrics.supply._answers import ALL, MUNICIPALITY, Answers, Thing, answers
from vnr.model import Provision, ProvisionState, Vocabulary, Way
from vnr.results import Counts, Definition, Figure, FigureKind, Grid, Note, State

__all__ = ["offers"]

Total = tuple[Iterable[str], str, str | None, str | None, int]

_STAFF = ("persons", "posts", "places")
_UNKNOWN = {"n_not_asked": ProvisionState.NOT_ASKED, "n_not_answered": ProvisionState.NOT_ANSWERED}


def offers(
    provisions: Iterable[Provision],
    year: int,
    *,
    totals: Iterable[Total] = (),
    of: str = MUNICIPALITY,
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
        If the answers contradict each other, with row and remedy; or a total is none.

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
    rows = [(code, thing) for code in read.municipalities for thing in read.things]
    joint = [_total(row, one) for row, one in enumerate(totals)]
    told = [read.state(*row) for row in rows]
    states = np.array([one.is_known for one in told] + [True] * len(joint), bool)
    state = np.where(states, State.VALUE, State.NOT_REPORTED)
    labels = [(code, *thing) for code, thing in rows] + [
        (label, *thing) for label, thing, _ in joint
    ]
    names = ("municipality", "provision", "subject", "meant_for")
    grid = Grid(
        strata={name: np.array([label[at] for label in labels]) for at, name in enumerate(names)},
        state=state,
        covered=states.astype(np.float64),
        definition=Definition("offers", {"year": int(year), "of": of}),
        notes=(
            Note("offered_as_answered"),
            *((Note("survey_joint", form=of),) if read.joint else ()),
            *((Note("totals_stay"),) if joint else ()),
        ),
    )
    has = [one is ProvisionState.HAS for one in told]
    columns = _columns(read, rows, told, len(joint))
    return Counts.over(
        grid,
        value=np.array([*has, *(number for *_, number in joint)], np.int64),
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
    read: Answers, rows: list[tuple[str, Thing]], states: list[ProvisionState], joint: int
) -> dict[str, tuple[NDArray[Any], NDArray[np.int8] | None]]:
    """The further columns with their states, those of totals last."""
    records = [read.records.get(row) for row in rows]
    known = np.array([one.is_known for one in states], bool)
    # Of what is there a way may not be recorded; of what isn't there is none.
    way = np.array(
        [
            one is None or one.state is not ProvisionState.HAS or one.way is not None
            for one in records
        ]
    )
    columns: dict[str, tuple[NDArray[Any], NDArray[np.int8] | None]] = {
        "way": (np.array([_way(one) for one in records] + [""] * joint), _told(known & way, joint)),
        "provided_by": (
            np.array([_provider(one) for one in records] + [""] * joint),
            _told(known, joint),
        ),
    }
    every = np.full(len(rows) + joint, State.VALUE, np.int8)
    for name, kind in _UNKNOWN.items():
        number = [int(one is kind) for one in states] + [0] * joint
        columns[name] = np.array(number, np.int64), every
    for name in _STAFF:
        # What several have together is nobody's of them alone.
        together = read.of == MUNICIPALITY
        recorded = [
            None if one is None or (one.covers and together) else getattr(one, name)
            for one in records
        ]
        recorded += [None] * joint
        there = np.array([number is not None for number in recorded])
        columns[name] = (
            np.array(
                [number or 0 for number in recorded],
                np.float64 if name == "posts" else np.int64,
            ),
            np.where(there, State.VALUE, State.NOT_REPORTED).astype(np.int8),
        )
    return columns


def _told(there: NDArray[np.bool_], joint: int) -> NDArray[np.int8]:
    """States of a text of municipalities; of those together nobody knows it."""
    there = np.append(there, np.zeros(joint, bool))
    return np.where(there, State.VALUE, State.NOT_REPORTED).astype(np.int8)


def _way(record: Provision | None) -> str:
    return "" if record is None or record.way is None else record.way.value


def _provider(record: Provision | None) -> str:
    """Who gives it: itself, or those it is bought of or shared with; those who answer together do."""
    if record is None or record.state is not ProvisionState.HAS:
        return ""
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
