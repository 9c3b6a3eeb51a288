"""Systematic follow-up on the individual level: seven columns, and their summary."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.frames import frame
from vnr.metrics.following import Laid, shares
from vnr.metrics.ground import Roles, define, lay_out, role_names, spells
from vnr.model import ClosingReason, Instrument, Period, Sex
from vnr.register import NO_DAY
from vnr.results import Definition, Estimate, Provenance

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["IndividualFollowUp", "individual_follow_up"]

Array = NDArray[Any]

_NUMBERS: Final = ("visits", "meetings", "missed")
_AGES: Final = (("0-17", 0), ("18-29", 18), ("30-49", 30), ("50-64", 50), ("65+", 65))
_CONFIDENCE: Final = 0.95


@attrs.frozen(eq=False, repr=False)
class IndividualFollowUp:
    """The table that is called the good example, one row for each case (individuppföljning).

    Attributes
    ----------
    person_id, municipality
        Pseudonyms, UTF-8 bytes, shape ``(cases,)``, never shown; and codes.
    age, visits, meetings, missed
        Age at intake (recorded, else by calendar years), and sums over the case's interventions; -1 is not recorded, 0 is none.
    sex, closing_reason
        Codes; an empty text is not recorded.
    instruments
        One bit for each `Instrument` used.
    definition, provenance
        What was asked, and of what.

    Notes
    -----
    Columns: FoU i Sörmland, *De sörmländska kommunernas arbete mot våld i nära relation 2019*:
    ålder, kön, antal besök, användning av bedömningsverktyg som SARA och PATRIARK, antal
    möten, eventuella inställda möten utan kontakt, avslutsorsak.
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
    definition: Definition
    provenance: Provenance

    def __len__(self) -> int:
        return int(self.age.size)

    def to_frame(self, backend: str | None = None) -> Any:
        """One row for each case; it carries pseudonyms: to work on, not to show."""
        ids = [value.decode() for value in self.person_id.tolist()]
        columns: dict[str, Any] = {
            "person_id": np.array([*ids, None], object)[:-1],
            "municipality": self.municipality,
            "age": _masked(self.age),
            "sex": self.sex,
            "visits": _masked(self.visits),
            "instruments": np.array([*map(_names, self.instruments.tolist()), None], object)[:-1],
            "meetings": _masked(self.meetings),
            "missed": _masked(self.missed),
            "closing_reason": np.array([*(one or None for one in self.closing_reason), 0], object)[
                :-1
            ],
        }
        return frame(columns, backend)

    def shares(self) -> Estimate:
        """Age, sex, instruments and closing reasons of the cases, as shares of those recorded.

        Returns
        -------
        Estimate
            Proportions with Wilson's interval by ``field`` and ``answer``; columns ``number`` and
            ``not_recorded``. Several instruments may have been used in one case.
        """
        age = np.searchsorted([first for _, first in _AGES], self.age, "right") - 1
        ages = np.array([label for label, _ in _AGES])[np.maximum(age, 0)]
        parts = [
            ("age_group", [label for label, _ in _AGES], ages, self.age >= 0),
            ("sex", [one.value for one in Sex], self.sex, self.sex != Sex.UNKNOWN.value),
            (
                "closing_reason",
                [one.value for one in ClosingReason],
                self.closing_reason,
                self.closing_reason != "",
            ),
        ]
        fields, answers, k, n = [], [], [], []
        for field, labels, values, told in parts:
            fields += [field] * len(labels)
            answers += labels
            k += [int((values[told] == label).sum()) for label in labels]
            n += [int(told.sum())] * len(labels)
        for place, one in enumerate(Instrument):
            fields.append("instrument")
            answers.append(one.value)
            k.append(int((self.instruments >> place & 1).sum()))
            n.append(len(self))
        cells = Laid(
            {"field": np.array(fields), "answer": np.array(answers)},
            np.zeros(len(k), np.int8),
            np.ones(len(k)),
        )
        said = Definition("individual_follow_up shares", {}, inputs=(self.definition,))
        number, of = np.array(k), np.array(n)
        return shares(
            cells,
            number,
            of,
            said=(said, self.provenance),
            columns={"number": number, "not_recorded": len(self) - of},
        )

    def numbers(self) -> Estimate:
        """Visits, meetings and missed meetings for each case.

        Returns
        -------
        Estimate
            Mean with t limits over the cases where it is recorded (`n`), by ``field``; columns
            ``total``, ``median`` and ``not_recorded``. None recorded is undefined.
        """
        from scipy.special import stdtrit

        rows = []
        for name in _NUMBERS:
            every = getattr(self, name)
            told = every[every >= 0].astype(np.float64)
            some = told.size > 0
            mean = float(told.mean()) if some else np.nan
            half = np.nan
            if told.size > 1:
                quantile = float(stdtrit(told.size - 1, (1 + _CONFIDENCE) / 2))
                half = quantile * float(told.std(ddof=1)) / told.size**0.5
            median = float(np.median(told)) if some else np.nan
            rows.append((mean, mean - half, mean + half, told.size, told.sum(), median))
        value, lower, upper, n, total, median = np.array(rows).T
        return Estimate(
            strata={"field": np.array(_NUMBERS)},
            value=value,
            lower=lower,
            upper=upper,
            n=n.astype(np.int64),
            state=np.zeros(len(_NUMBERS)),
            covered=np.ones(len(_NUMBERS)),
            columns={
                "total": total.astype(np.int64),
                "median": median,
                "not_recorded": len(self) - n.astype(np.int64),
            },
            confidence=_CONFIDENCE,
            unit="per case",
            method="Student's t",
            definition=Definition("individual_follow_up numbers", {}, inputs=(self.definition,)),
            provenance=self.provenance,
        )

    def _told(self) -> list[Estimate]:
        """The shares that anybody gave, a table for each field."""
        every = self.shares()
        given = every.select(every.columns["number"] > 0)
        fields = dict.fromkeys(given.strata["field"].tolist())
        tables = [given.select(field=field) for field in fields]
        # Under its own name a field's answers are read as words.
        return [
            attrs.evolve(table, strata={field: table.strata["answer"]})
            for field, table in zip(fields, tables, strict=True)
        ]

    def __repr__(self) -> str:
        tables = [*self._told(), self.numbers()]
        # The definition stands once, not over every table.
        shown = "\n".join(repr(table).partition("\n")[2] for table in tables)
        return (
            f"<IndividualFollowUp: {len(self)} cases; rows carry pseudonyms, see to_frame()>\n"
            f"{self.definition.text()}\n{shown}"
        )

    def _repr_html_(self) -> str:
        head = escape(f"Individuppföljning: {len(self)} ärenden")
        tables = [*self._told(), self.numbers()]
        return f"<p>{head}</p>" + "".join(table._repr_html_() for table in tables)


def individual_follow_up(
    register: Register,
    period: Period | None = None,
    *,
    basis: str = "known",
    roles: Roles = "exposed",
) -> IndividualFollowUp:
    """The seven columns of systematic follow-up on the individual level, and their summary.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, optional
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
    asked = register.observed if period is None else period
    table = lay_out(register, asked, ())
    rows, start, _ = spells(register, basis, roles)
    rows = rows[(table.part(start) >= 0) & register.counted[rows] & table.inside(rows)]
    cases, persons = register.table("cases"), register.table("persons")
    person = cases["person"][rows]
    opened = cases["opened"][rows].astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    born = persons["birth_year"][person]
    age = np.where(born >= 0, opened + 1970 - born, -1)
    given = cases["age_at_intake"][rows]
    used = np.zeros(cases.rows, np.int64)
    assessments = register.table("assessments")
    np.bitwise_or.at(used, assessments.parent, np.int64(1) << assessments["instrument"])
    reasons = np.array([*(one.value for one in ClosingReason), ""])
    definition, provenance = define(
        register,
        "individual_follow_up",
        asked,
        (),
        basis=basis,
        roles=[role.value for role in role_names(roles)],
    )
    return IndividualFollowUp(
        register.keys("person_id")[person],
        np.array([*register.names(), ""])[cases["municipality"][rows]],
        np.where(given >= 0, given, age).astype(np.int32),
        np.array([one.value for one in Sex])[persons["sex"][person]],
        _summed(register, "visits")[rows],
        used[rows],
        _summed(register, "meetings")[rows],
        _summed(register, "missed")[rows],
        reasons[np.where(cases["closed"][rows] == NO_DAY, -1, cases["closing_reason"][rows])],
        definition,
        provenance,
    )


def _summed(register: Register, name: str) -> NDArray[np.int64]:
    """Sum over each case's interventions of what is recorded; -1 where nothing is."""
    table, rows = register.table("interventions"), register.table("cases").rows
    told = table[name] >= 0
    of = table.parent[told]
    total = np.bincount(of, table[name][told], rows).astype(np.int64)
    return np.where(np.bincount(of, minlength=rows) > 0, total, -1)


def _names(bits: int) -> str:
    """Instruments of a bit set as codes with blanks between."""
    return " ".join(one.value for place, one in enumerate(Instrument) if bits >> place & 1)


def _masked(values: Array) -> Any:
    return np.ma.MaskedArray(values.astype(np.int64), values < 0)
