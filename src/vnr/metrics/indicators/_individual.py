"""Systematic follow-up on the individual level: seven columns, and their summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines, wrapped
from vnr.frames import Backend, frame
from vnr.metrics.choices import Cluster, Roles, ViolenceBasis
from vnr.metrics.ground import (
    AGE_GROUPS,
    Need,
    age_groups,
    ages,
    cells,
    concerns,
    held_cases,
    instruments_used,
    last_closing,
    role_need,
    undivided,
)
from vnr.metrics.intervals import Clustering, Clusters, check_confidence, clusters, shares
from vnr.model import ClosingReason, Instrument, PeriodLike, Sex
from vnr.register import texts
from vnr.results import (
    Compared,
    Definition,
    Estimate,
    Figure,
    Grid,
    Note,
    Provenance,
    State,
    meaning,
)
from vnr.words import Language, text

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["IndividualFollowUp", "individual_follow_up"]

Array = NDArray[Any]

_NUMBERS: Final = ("visits", "meetings", "missed")
_SEXES: Final = [member.value for member in Sex if member is not Sex.UNKNOWN]
_NEEDS: Final = {
    "age_group": Need(any_of=[("persons.birth_year", "cases.age_at_intake")]),
    "sex": Need(fields="persons.sex"),
    "closing_reason": Need(fields="closings.closing_reason"),
    "instrument": Need(tables="assessments"),
    **{name: Need(fields=f"interventions.{name}") for name in _NUMBERS},
}


@attrs.frozen(eq=False, repr=False)
class IndividualFollowUp(Compared):
    """The table that is called the good example, one row for each case (individuppföljning).

    Attributes
    ----------
    person_id, municipality
        Pseudonyms, UTF-8 bytes, shape ``(cases,)``, never shown; and codes.
    age, visits, meetings, missed
        Age at intake (recorded, else by calendar years), and sums over the case's interventions
        that started; -1 is not recorded, 0 is none.
    sex, closing_reason
        Codes; an empty text is not recorded.
    instruments
        One bit for each `Instrument` used; -1 where no assessment is delivered.
    silent
        Fields that no municipality delivered: none of their figures is reported.
    notes
        Who didn't deliver what.
    definition, provenance
        What was asked, and of what.

    Notes
    -----
    Columns: FoU i Sörmland, *De sörmländska kommunernas arbete mot våld i nära relation 2019*:
    ålder, kön, antal besök, användning av bedömningsverktyg som SARA och PATRIARK, antal
    möten, eventuella inställda möten utan kontakt, avslutsorsak.

    Examples
    --------
    >>> table = individual_follow_up(gotland, 2019)
    >>> len(table)
    229
    """

    person_id: NDArray[np.bytes_]
    municipality: NDArray[np.str_]
    age: NDArray[np.int32]
    sex: NDArray[np.str_]
    visits: NDArray[np.int64]
    instruments: NDArray[np.int64]
    meetings: NDArray[np.int64]
    missed: NDArray[np.int64]
    closing_reason: NDArray[np.str_]
    silent: frozenset[str]
    notes: tuple[Note, ...]
    definition: Definition
    provenance: Provenance

    def __len__(self) -> int:
        return int(self.age.size)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """One row for each case; it carries pseudonyms: to work on, not to show."""
        columns: dict[str, Any] = {
            "person_id": np.array([*texts(self.person_id), None], object)[:-1],
            "municipality": self.municipality,
            "age": _masked(self.age),
            "sex": self.sex,
            "visits": _masked(self.visits),
            "instruments": np.array([*map(_names, self.instruments.tolist()), None], object)[:-1],
            "meetings": _masked(self.meetings),
            "missed": _masked(self.missed),
            "closing_reason": np.array(
                [*(reason or None for reason in self.closing_reason), 0], object
            )[:-1],
        }
        return frame(columns, backend)

    def shares(self, *, cluster: Cluster | None = "person", confidence: float = 0.95) -> Estimate:
        """Age, sex, instruments and closing reasons of the cases, as shares of those recorded.

        Parameters
        ----------
        cluster : str or None
            ``person``, since one has several cases, ``municipality`` or None.
        confidence : float
            Two-sided level, strictly between 0 and 1.

        Returns
        -------
        Estimate
            Proportions with Wilson's interval by ``field`` and ``answer``; columns ``number`` and
            ``not_recorded``. Several instruments may have been used in one case.
        """
        confidence = check_confidence(confidence)
        clustering = Clustering.named(cluster, ("person", "municipality", None))
        group = np.array([*AGE_GROUPS, ""])[age_groups(self.age)]
        fields, answers, k, n, hits = [], [], [], [], []
        assessed = self.instruments >= 0
        used = np.where(assessed, self.instruments, 0)
        for field, labels, values, nothing in (
            ("age_group", [*AGE_GROUPS], group, ""),
            ("sex", _SEXES, self.sex, Sex.UNKNOWN.value),
            ("closing_reason", [reason.value for reason in ClosingReason], self.closing_reason, ""),
        ):
            recorded = values != nothing
            fields += [field] * len(labels)
            answers += labels
            k += [int((values == label).sum()) for label in labels]
            n += [int(recorded.sum())] * len(labels)
            hits += [(values == label, recorded) for label in labels]
        for instrument in Instrument:
            fields.append("instrument")
            answers.append(instrument.value)
            k.append(int((used >> instrument.place & 1).sum()))
            n.append(int(assessed.sum()))
            hits.append((used >> instrument.place & 1 != 0, assessed))
        number, of = np.array(k), np.array(n)
        return shares(
            self._grid("shares", {"field": np.array(fields), "answer": np.array(answers)}),
            number,
            of,
            confidence=confidence,
            columns={"number": number, "not_recorded": len(self) - of},
            figures={
                "value": Figure("share", ratio_of=("number", "n")),
                "n": Figure("cases"),
                "number": Figure("cases", part_of="n"),
                "not_recorded": Figure("cases"),
            },
            clustering=clustering,
            tally=self._by_cluster(clustering, hits),
        )

    def _by_cluster(
        self, clustering: Clustering, trials: list[tuple[Array, Array]]
    ) -> dict[str, Array]:
        """Sums by cluster of each share, of which hits and trials are marked among the cases."""
        if clustering.name is None:
            return {}
        labels = self.person_id if clustering.name == "person" else self.municipality
        whose = np.unique(labels, return_inverse=True)[1]
        cell = np.zeros(len(self), np.int64)
        sums = [clusters(cell[of], whose[of], hit[of], size=1) for hit, of in trials]
        return clustering.added(Clusters.concat(sums))

    def numbers(self, *, confidence: float = 0.95) -> Estimate:
        """Visits, meetings and missed meetings for each case.

        Parameters
        ----------
        confidence : float
            Two-sided level, strictly between 0 and 1.

        Returns
        -------
        Estimate
            Mean with t limits over the cases where it is recorded (`n`), by ``field``; columns
            ``total``, ``median`` and ``not_recorded``. None recorded is undefined.
        """
        confidence = check_confidence(confidence)
        summaries = [_summary(getattr(self, name), confidence) for name in _NUMBERS]
        value, half, n, total, median = np.array(summaries).T
        number = n.astype(np.int64)
        return Estimate.over(
            self._grid("numbers", {"field": np.array(_NUMBERS)}),
            value=value,
            lower=value - half,
            upper=value + half,
            n=number,
            columns={
                "total": total.astype(np.int64),
                "median": median,
                "not_recorded": len(self) - number,
            },
            figures={
                "value": Figure("number", ratio_of=("total", "n")),
                "n": Figure("cases"),
                "not_recorded": Figure("cases"),
            },
            confidence=confidence,
            unit="per case",
            method="Student's t",
        )

    def _grid(self, summary: str, strata: dict[str, Array]) -> Grid:
        definition = Definition(f"individual_follow_up {summary}", operands=(self.definition,))
        cells = len(next(iter(strata.values())))
        grid = Grid.delivered(cells, definition, strata)
        silent = np.isin(strata["field"], sorted(self.silent))
        return attrs.evolve(
            grid,
            provenance=self.provenance,
            state=np.where(silent, State.NOT_REPORTED, State.VALUE),
            notes=self.notes,
        )

    def _tables(self) -> list[Estimate]:
        """The shares of the answers that occur, a table for each field."""
        every = self.shares()
        occurring = every.select((every["number"] > 0) | (every.state != State.VALUE))
        fields = dict.fromkeys(occurring.strata["field"].tolist())
        tables = [occurring.select(field=field) for field in fields]
        # Under its own name a field's answers are read as words.
        return [
            attrs.evolve(table, strata={field: table.strata["answer"]})
            for field, table in zip(fields, tables, strict=True)
        ]

    def show(self, language: Language = "sv") -> str:
        """The summary as text, in Swedish (``sv``) or English (``en``)."""
        tables = [*self._tables(), self.numbers()]
        head = text("summaries", "individual_follow_up", language, number=len(self))
        # The definition stands once, not under every table.
        parts = [table.show(language, definition=False) for table in tables]
        return "\n".join([*wrapped(head), *parts, meaning(self, language)])

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        head = text("summaries", "individual_follow_up", "sv", number=len(self))
        tables = [*self._tables(), self.numbers()]
        return (
            html_lines(head, language="sv")
            + "".join(table.to_html(definition=False) for table in tables)
            + html_lines(meaning(self, "sv"), language="sv")
        )


def individual_follow_up(
    register: Register,
    period: PeriodLike | None = None,
    *,
    basis: ViolenceBasis = "known",
    roles: Roles = "exposed",
) -> IndividualFollowUp:
    """The seven columns of systematic follow-up on the individual level, and their summary.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text, optional
        When the cases are dated; by default the observed window.
    basis, roles
        As in `count`.

    Returns
    -------
    IndividualFollowUp
        Printed it is the summary; rows stand in ``to_frame()``.

    Examples
    --------
    >>> from vnr.model import Period
    >>> from vnr.register import Register
    >>> empty = Register.from_cases([], observed=Period.year(2019))
    >>> len(individual_follow_up(empty))
    0
    """
    register = undivided(register, "a table of cases")
    window = register.observed if period is None else period
    table = cells(register, window, need=role_need(roles))
    rows, start = held_cases(register, basis, roles)
    _, which = table.of(register).place(rows, table.span(start))
    rows, start = rows[which], start[which]
    cases, persons = register.table("cases"), register.table("persons")
    person = cases["person"][rows]
    reasons = np.array([*(reason.value for reason in ClosingReason), ""])
    # An open case has closing -1, and finds the last: none.
    closed_for = np.append(register.table("closings")["closing_reason"], -1)
    assessed = table.delivered_of(register, _NEEDS["instrument"], rows, start)
    grid = table.grid("individual_follow_up", basis=basis, roles=roles)
    return IndividualFollowUp(
        register.keys("person_id")[person],
        np.array([*register.names(), ""])[cases["municipality"][rows]],
        ages(register)[rows],
        np.array([member.value for member in Sex])[persons["sex"][person]],
        _summed(register, "visits")[rows],
        np.where(assessed, instruments_used(register, basis)[rows], -1),
        _summed(register, "meetings")[rows],
        _summed(register, "missed")[rows],
        reasons[closed_for[last_closing(register, basis)[rows]]],
        frozenset(name for name, need in _NEEDS.items() if not table.delivered(need).any()),
        Note.together(note for need in _NEEDS.values() for note in table.lacks(need)),
        grid.definition,
        grid.provenance,
    )


def _summary(values: Array, confidence: float) -> tuple[float, float, float, float, float]:
    """Mean, half the width of its t interval, number, sum and median of what is recorded."""
    from scipy.special import stdtrit

    # Sums of floats hang on their order: let it be that of the numbers, not that of the rows.
    recorded = np.sort(values[values >= 0]).astype(np.float64)
    n = recorded.size
    if not n:
        return np.nan, np.nan, 0, 0, np.nan
    half = np.nan
    if n > 1:
        quantile = float(stdtrit(n - 1, (1 + confidence) / 2))
        half = quantile * float(recorded.std(ddof=1)) / n**0.5
    return float(recorded.mean()), half, n, float(recorded.sum()), float(np.median(recorded))


def _summed(register: Register, name: str) -> NDArray[np.int64]:
    """Sum over each case's interventions that started of what is recorded; -1 where nothing is."""
    table, rows = register.table("interventions"), register.table("cases").height
    recorded = (table[name] >= 0) & concerns(register, "any")
    of = table.parent[recorded]
    total = np.bincount(of, table[name][recorded], rows).astype(np.int64)
    return np.where(np.bincount(of, minlength=rows) > 0, total, -1)


def _names(bits: int) -> str | None:
    """Instruments of a bit set as codes with blanks between; None where they aren't recorded."""
    if bits < 0:
        return None
    return " ".join(member.value for member in Instrument if bits >> member.place & 1)


def _masked(values: Array) -> Any:
    return np.ma.MaskedArray(values.astype(np.int64), values < 0)
