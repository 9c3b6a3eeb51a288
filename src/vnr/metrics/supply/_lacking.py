"""What nobody has: by county part, and who elsewhere has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from vnr.data import county_parts
from vnr.errors import DataError
from vnr.metrics.choices import Answering
from vnr.metrics.ground import check_labels
from vnr.metrics.supply._answers import answers
from vnr.model import JOINT, Provision, ProvisionState, board_members
from vnr.results import Counts, Definition, Figure, FigureKind, Grid, Note, State

__all__ = ["lacking"]

_NUMBERS = {
    "n_has": ProvisionState.HAS,
    "n_has_not": ProvisionState.HAS_NOT,
    "n_not_asked": ProvisionState.NOT_ASKED,
    "n_not_answered": ProvisionState.NOT_ANSWERED,
}


def lacking(
    provisions: Iterable[Provision],
    year: int,
    *,
    groups: Mapping[str, str] | None = None,
    of: Answering = "municipality",
) -> Counts:
    """What nobody in a county part has, and who has it (det som saknas).

    Parameters
    ----------
    provisions : iterable of Provision
        What municipalities answered; of other years they are left out.
    year : int
        The year.
    groups : mapping of str to str, optional
        County part, or another group, by code of municipality; by default those that
        `vnr.data.county_parts` knows. Who lies in a group and has not answered at all was not
        asked; who answers and lies in none stands in none of the rows, but may have it.
    of : str
        ``municipality``: a joint answer counts once for each that it is of. ``report``: once in
        each group that some of them lie in; what nobody answers about still counts by
        municipality.

    Returns
    -------
    Counts
        1 where all of the group say that they haven't got it, 0 where somebody has it, and not
        reported where nobody says so and somebody wasn't asked or didn't answer: it isn't known.
        By ``county_part``, ``provision``, ``subject`` and ``meant_for``. Columns ``n_has``,
        ``n_has_not``, ``n_not_asked`` and ``n_not_answered`` number the municipalities of the
        group; ``had_by`` names those who have it, all others too where none of the group has.

    Raises
    ------
    DataError
        As `offers`, and if nobody who answers lies in a group.

    Examples
    --------
    >>> from vnr.model import InterventionKind, ProvisionKind
    >>> said = {"0483": ProvisionState.HAS, "0482": ProvisionState.HAS_NOT, "0428": ProvisionState.HAS_NOT}
    >>> found = lacking(
    ...     [Provision(code, 2019, ProvisionKind.SERVICE, InterventionKind.GROUP, None, state)
    ...      for code, state in said.items()],
    ...     2019,
    ...     groups={"0483": "a", "0482": "b", "0428": "b"},
    ... )
    >>> found.value.tolist(), found["had_by"].tolist()
    ([0, 1], ['0483', '0483'])
    """
    read = answers(provisions, year, of)
    parts = county_parts() if groups is None else groups
    check_labels("groups", [*parts.keys(), *parts.values()])
    members: dict[str, list[str]] = {}
    for code in sorted(parts):
        members.setdefault(parts[code], []).append(code)
    within = [{*board_members(label)} for label in read.municipalities]
    there = set().union(*within)
    shown = sorted(part for part, codes in members.items() if there.intersection(codes))
    if not shown:
        raise DataError(
            "nobody who answers lies in a county part; give groups={'0484': 'north', ...}"
        )
    # How many of each part's municipalities each of those who answer is of.
    of_part = np.array([[len(one.intersection(members[part])) for one in within] for part in shown])
    told = (read.answered >= 0).astype(np.int64)
    lies = (of_part > 0).astype(np.int64)
    counted = {name: lies @ (told * read.is_state(one)) for name, one in _NUMBERS.items()}
    sizes = np.array([[len(members[part])] for part in shown])
    counted["n_not_asked"] += sizes - of_part @ told
    numbers = {name: one.reshape(-1) for name, one in counted.items()}
    unknown = (numbers["n_has"] == 0) & (numbers["n_not_asked"] + numbers["n_not_answered"] > 0)
    answered = numbers["n_has"] + numbers["n_has_not"]
    strata = {"county_part": np.repeat(shown, len(read.things))}
    strata |= {name: np.tile(labels, len(shown)) for name, labels in read.strata.items()}
    state = np.where(unknown, State.NOT_REPORTED, State.VALUE).astype(np.int8)
    every = np.full(state.size, State.VALUE, np.int8)
    has = read.is_state(ProvisionState.HAS)
    # Where nobody of the part has it all others are named.
    named = has & ((of_part > 0)[:, :, None] | (counted["n_has"] == 0)[:, None, :])
    had = [
        JOINT.join(read.municipalities[at] for at in np.flatnonzero(one)) or "none"
        for part in named
        for one in part.T
    ]
    return Counts.over(
        Grid(
            strata=strata,
            state=state,
            covered=answered / sum(numbers.values()),
            definition=Definition("lacking", {"year": int(year), "of": of}),
            notes=(
                Note("offered_as_answered"),
                Note("lacking_is_answered"),
                *((Note("survey_joint", form=of),) if read.joint else ()),
            ),
        ),
        value=(numbers["n_has"] == 0).astype(np.int64),
        columns={**numbers, "had_by": np.array(had)},
        states=dict.fromkeys((*numbers, "had_by"), every),
        # Answers of municipalities are numbers of no persons.
        figures=dict.fromkeys(("value", *numbers, "had_by"), Figure(FigureKind.LABEL)),
        unit="lacking",
    )
