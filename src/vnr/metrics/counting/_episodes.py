"""Spells that belong together, and whether a new one is a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines, wrapped
from vnr.frames import Backend, frame
from vnr.metrics.choices import DatedBy, Roles, ViolenceBasis, Within
from vnr.metrics.counting._episode_table import episode_table
from vnr.metrics.ground import (
    CLOSED,
    EPISODE_KINDS,
    NEVER,
    Need,
    Window,
    Years,
    cells,
    undivided,
    unlinkable,
    unlinkable_notes,
)
from vnr.register import NO_DAY, texts
from vnr.results import Compared, Definition, Note, Provenance, State, copied, meaning
from vnr.words import Language, labels, text

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["Episodes", "episodes"]

Days = NDArray[np.int32]

SIDES: Final = ("exposed", "perpetrator")


@attrs.frozen(eq=False, repr=False)
class Episodes(Compared):
    """Episodes (sammanhängande perioder med våldsärenden) of the counted cases.

    Attributes
    ----------
    person_id
        Pseudonyms, UTF-8 bytes, shape ``(episodes,)``; never shown.
    start, end
        Days since 1970-01-01; `end` is ``vnr.register.NO_DAY`` while open.
    kind
        ``new``, ``undetermined``, ``reactivated`` or ``returning``.
    n_cases
        Number of different cases in the episode.
    side
        ``exposed`` or ``perpetrator``.
    municipality
        Municipality of the first case.
    within
        ``person`` or ``municipality``: what an episode stays inside.
    told
        Whether anybody delivered when cases closed; without it nobody can tell where one ends.
    notes
        Who didn't, and how many are of persons whom nobody can link.
    definition, provenance
        What was asked, and of what.

    Examples
    --------
    >>> held = episodes(gotland)
    >>> held.kind[:3].tolist()
    ['undetermined', 'undetermined', 'undetermined']
    """

    person_id: NDArray[np.bytes_]
    start: Days
    end: Days
    kind: NDArray[np.str_]
    n_cases: NDArray[np.int64]
    side: NDArray[np.str_]
    municipality: NDArray[np.str_]
    within: str
    told: bool
    notes: tuple[Note, ...]
    definition: Definition
    provenance: Provenance

    def __attrs_post_init__(self) -> None:
        """Set the arrays read-only."""
        for field in attrs.fields(Episodes):
            values = getattr(self, field.name)
            if isinstance(values, np.ndarray):
                values.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)

    def __len__(self) -> int:
        return int(self.start.size)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """One row for each episode; it carries pseudonyms: to work on, not to show."""
        starts = self.start.astype("datetime64[D]")
        ends = self.end.astype("datetime64[D]")
        ends[self.end == NO_DAY] = np.datetime64("NaT")
        columns: dict[str, Any] = {
            "person_id": np.array([*texts(self.person_id), None], object)[:-1],
            "start": starts,
            "end": ends,
            "kind": self.kind,
            "n_cases": self.n_cases,
            "side": self.side,
        }
        if self.within == "municipality":
            columns["municipality"] = self.municipality
        return frame(columns, backend)

    def show(self, language: Language = "sv") -> str:
        """How many there are of each kind, in Swedish (``sv``) or English (``en``)."""
        words = labels("kind", language)
        kinds = [f"{words[kind]} {int((self.kind == kind).sum())}" for kind in EPISODE_KINDS]
        if not self.told:
            kinds = [State.NOT_REPORTED.label(language)]
        shown = text("summaries", "episodes", language, number=len(self), kinds=kinds)
        return "\n".join([*wrapped(shown), meaning(self, language)])

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        return html_lines(self.show(), language="sv")


def episodes(
    register: Register,
    *,
    basis: ViolenceBasis = "known",
    roles: Roles = "exposed",
    dated_by: DatedBy = "basis",
    merge_gap: int = 1,
    within: Within = "person",
    window: Window = Years(1),
) -> Episodes:
    """Episodes of the counted cases, and what each is at its start.

    A spell is a time that a case with the asked basis was open, from its dated day to its close;
    a case that opened again has several. A person's spells are joined, in order of start, when ``start - latest close so far <= merge_gap``. The start
    of an episode is *new*; *undetermined* when a close before delivery began could still
    have made it a return; *reactivated* (återaktualiserad) when it lies inside the window after
    the close of the episode before; else *returning* (återkommande).

    Parameters
    ----------
    register : Register
        The cases; the whole history is seen, and an episode counts if its first case does.
    basis, roles, dated_by
        Which cases, as in `count`.
    merge_gap : int
        Days between a close and the next start that still join; 1 is the next day.
    within : str
        ``person``, or ``municipality`` for tables by municipality.
    window : Days or Years
        How long after a close a start is a reactivation.

    Returns
    -------
    Episodes
        Sorted by start.

    Raises
    ------
    DataError
        If an argument is none of its choices.

    Examples
    --------
    >>> spells = episodes(gotland)
    >>> len(spells), int((spells.kind == "reactivated").sum())
    (958, 98)
    """
    register = undivided(register, "a table of episodes")
    table = episode_table(
        register,
        basis=basis,
        roles=roles,
        dated_by=dated_by,
        merge_gap=merge_gap,
        within=within,
        window=window,
    )
    cases = register.table("cases")
    rows = np.flatnonzero(register.counted[table.first])
    rows = rows[np.argsort(table.start[rows], kind="stable")]
    first = table.first[rows]
    grid = cells(register, register.observed, need=Need(tables=CLOSED)).grid(
        "episodes",
        basis=basis,
        roles=roles,
        dated_by=dated_by,
        merge_gap=merge_gap,
        within=within,
        window=window,
    )
    end = table.end[rows]
    return Episodes(
        person_id=register.keys("person_id")[cases["person"][first]],
        start=table.start[rows],
        end=np.where(end == NEVER, NO_DAY, end).astype(np.int32),
        kind=np.array(EPISODE_KINDS)[table.kind[rows]],
        n_cases=table.n_cases[rows],
        side=np.array(SIDES)[table.perpetrator[rows].astype(int)],
        municipality=np.array([*register.names(), ""])[cases["municipality"][first]],
        within=within,
        told=bool(grid.state[0] == State.VALUE),
        notes=(
            *grid.notes,
            *unlinkable_notes(unlinkable(register)[first], "episodes"),
        ),
        definition=grid.definition,
        provenance=grid.provenance,
    )
