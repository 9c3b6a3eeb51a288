"""Many cases in columns: what is observed, what is counted, and what came before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError, written
from vnr.frames import listed
from vnr.model import Case, Contact, Period, PeriodLike, structure
from vnr.register._as_of import cut, last_day, reaches_beyond
from vnr.register._choice import chosen
from vnr.register._contacts import ContactRows
from vnr.register._content import Kept
from vnr.register._holding import FINGERPRINT, Holding
from vnr.register._saving import read_file, write_file
from vnr.register.assembling import assemble, check_alike, union
from vnr.register.columns import CASES, Columns, Schema
from vnr.register.delivery import Coverage, coverage_or, holdings
from vnr.register.entering import flat_tables, from_frames
from vnr.register.identities import nameless

__all__ = ["Register"]

Mask = NDArray[np.bool_]


class Register(Holding):
    """An extract (ärenderegister): cases with their history, and what was delivered.

    Contacts without identity or decision stand beside the cases, and are never added to them.

    Made by `from_cases`, `from_frame`, `concat` or `vnr.read`; never changed afterwards.

    Attributes
    ----------
    observed : Period
        The window the extract covers; its end is the data cut-off.
    coverage : Coverage
        Which municipality delivered which part of the window, which tables and fields. What was
        left as found is settled when the register is made, and stays through `where` and `as_of`.
    selection : dict
        What `where` chose, by name; empty for everything.

    Examples
    --------
    >>> from datetime import date
    >>> from vnr.model import Case, Intake, IntakeReason, Person, Role
    >>> case = Case(
    ...     case_id="a", person=Person("p"), municipality="0484", unit=None,
    ...     roles=Role.EXPOSED_ADULT, intakes=(Intake(date(2019, 3, 1), IntakeReason.ECONOMIC),),
    ... )
    >>> len(Register.from_cases([case], observed=Period.year(2019)))
    1
    """

    def __init__(
        self,
        stored: Columns,
        *,
        observed: PeriodLike,
        coverage: Coverage | None = None,
        counted: Mask | None = None,
        contacts: ContactRows | None = None,
        selection: Mapping[str, Any] | None = None,
        steps: tuple[str, ...] = (),
    ) -> None:
        self._stored = stored
        self.observed = Period.of(observed)
        self.counted = np.ones(stored.root.height, bool) if counted is None else counted.copy()
        self.counted.flags.writeable = False
        self.contact_rows = beside = ContactRows.of() if contacts is None else contacts
        told = coverage_or(coverage, stored.occurring, beside.stored.occurring, self.observed)
        found = told.settled(lambda: holdings(stored, beside.stored))
        self.coverage = found.clipped(self.observed)
        self.selection: dict[str, Any] = dict(selection or {})
        self._steps = steps
        self._memory: dict[Any, Any] = {}

    # Doors in

    @classmethod
    def from_cases(
        cls,
        cases: Iterable[Case],
        *,
        observed: PeriodLike,
        coverage: Coverage | None = None,
        contacts: Iterable[Contact] = (),
        schema: Schema = CASES,
    ) -> Self:
        """Register of `Case` objects, and of `Contact` objects beside them, in their order.

        The `schema` of a class that adds fields to `Case` stores these too.

        Raises
        ------
        DataError
            If a key occurs twice with other content, or rows of one person disagree.
        """
        schema = Schema.checked(schema)
        stored = assemble(flat_tables(cases, schema), schema=schema).whole()
        beside = ContactRows.of(contacts)
        return cls(stored, observed=observed, coverage=coverage, contacts=beside)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        observed: PeriodLike,
        coverage: Coverage | None = None,
        schema: Schema = CASES,
    ) -> Self:
        """Register of a frame in stored form: the fields' names, the codes, and days as days.

        What `to_frame` gives; frames in a deliverer's own words are for `vnr.read`.

        Parameters
        ----------
        frame : frame of any library, or mapping of a table's name to one
            One frame has the base shape, one row per intake with its case's fields repeated. A
            mapping holds ``intakes`` and any other table as `to_frame` gives them, ``contacts`` too.
        observed : Period, or a year or its text
            The window the extract covers, such as ``2019`` or ``"2017-01-01/2020-12-31"``.
        coverage : Coverage, optional
            By default the municipalities that occur, for the whole window, and what was found.
        schema : Schema
            That of a class that adds fields to `Case` stores these too.

        Raises
        ------
        DataError
            If a row breaks a rule, or what it says of a closing can't stand; it names the rows;
            or if identifiers are personal numbers.
        UnknownNameError
            If a column or table has no place in a register.
        """
        frame, contacts = ContactRows.from_frame(frame)
        tables = nameless(from_frames(frame, Schema.checked(schema)), schema, observed)
        dated = schema.order(schema.carried or schema.root) in tables.get(schema.base or "", {})
        made = assemble(tables, schema=schema)
        whole = made.whole(dated=dated)
        return cls(whole, observed=observed, coverage=coverage, contacts=contacts)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, schema: Schema = CASES) -> Self:
        """Read what `to_dict` wrote."""
        record = Schema.checked(schema).classes[schema.root]
        with written("Register.to_dict"):
            window, told, cases = "/".join(data["observed"]), data["coverage"], list(data["cases"])
            contacts = list(data.get("contacts", ()))
        return cls.from_cases(
            (structure(case, record) for case in cases),
            observed=window,
            coverage=Coverage.from_list(told),
            contacts=(structure(contact, Contact) for contact in contacts),
            schema=schema,
        )

    @classmethod
    def concat(cls, registers: Iterable[Register]) -> Self:
        """One register of several that were observed over the same window.

        A case found in two of them with equal content counts once. The selection of `where` is
        kept row by row. Contacts of one description (all but their number) that stand in two of
        them are the same ones.

        Raises
        ------
        DataError
            If the windows or the schemas differ, or a case has different content in two of them,
            or contacts of one description have.
        """
        parts = listed(registers, "registers")
        if not all(isinstance(part, Register) for part in parts):
            raise DataError("concat takes registers, and nothing else")
        check_alike([part.observed for part in parts], [part.schema for part in parts])
        stored, counted = union([part._stored for part in parts], [part.counted for part in parts])
        return cls(
            stored,
            observed=parts[0].observed,
            coverage=Coverage(row for part in parts for row in part.coverage.deliveries),
            counted=counted,
            contacts=ContactRows.as_one([part.contact_rows for part in parts]),
        )

    # Files

    def save(self, path: str | Path, *, recipients: Any = None) -> None:
        """Save the whole register in one file, encrypted for those who hold a key.

        History, coverage and selection too; `detached` leaves out what isn't counted. The file is
        replaced once it is whole, or stays as it was.

        Parameters
        ----------
        path : str or Path
            The file.
        recipients : str, Path, or iterable of these, optional
            Public keys (``age1…``, ``ssh-…``), or paths of files with one a line; needs pyrage.
            By default the file isn't encrypted but for its owner alone, as a warning says.

        Raises
        ------
        DataError
            If a key is none, or the file can't be written.
        """
        window = self.observed, self.coverage
        rows = self.counted, self.contact_rows
        kept = Kept(self._stored, *window, *rows, self.selection, self._steps)
        write_file(kept, path, recipients)

    @classmethod
    def load(cls, path: str | Path, *, identity: Any = None, schema: Schema = CASES) -> Self:
        """The register that `save` wrote.

        Parameters
        ----------
        path : str or Path
            The file.
        identity : str, Path, or iterable of these, optional
            Secret key (``AGE-SECRET-KEY-1…``), or path of a file with one: if it is encrypted.
        schema : Schema
            What the register was made with.

        Raises
        ------
        DataError
            If it can't be read, was cut or altered, or is of another key, schema or later version.
        """
        return cls(**read_file(path, identity, Schema.checked(schema)).named())

    @property
    def held(self) -> Mapping[str, frozenset[str]]:
        """The tables and fields that hold something in the rows of each municipality."""
        return holdings(self._stored, self.contact_rows.stored)

    # Narrowing

    def where(self, mask: ArrayLike | None = None, /, **labels: Any) -> Self:
        """Choose what is counted; history stays, so returns still see what came before.

        Parameters
        ----------
        mask : array of bool, shape ``(rows of cases,)``, optional
            Cases to keep.
        **labels
            A field and the values to keep, by code or name: ``municipality="0484"``, ``county="04"``,
            ``role=[...]``, ``district="..."`` or any other coded field of the case or its person.
            Contacts are chosen by what they have of these, and by anything else none is counted.

        Raises
        ------
        UnknownNameError
            If a field or a value is not known.
        """
        before = self.counted, self.contact_rows, self.coverage, self.selection
        return self._with(*chosen(self._stored, *before, mask, labels))

    def expecting(self, municipalities: Iterable[str]) -> Self:
        """The same cases, with these municipalities in every table: not reported if they are not.

        A municipality that the coverage doesn't name, alone or in a joint board, is added as having
        delivered nothing.
        """
        there = {*self.coverage.municipalities, *self.coverage.members}
        named = listed(municipalities, "municipalities")
        lacking = [code for code in named if not isinstance(code, str) or code not in there]
        rows = [*self.coverage.deliveries, *((code, None, None) for code in lacking)]
        return self._with(self.counted, self.contact_rows, Coverage(rows), self.selection)

    def covered_by(self, coverage: Coverage) -> Self:
        """The same rows with another coverage: that of the whole, where these are a part of it."""
        return type(self)(
            self._stored,
            observed=self.observed,
            coverage=coverage,
            counted=self.counted,
            contacts=self.contact_rows,
            selection=self.selection,
            steps=self._steps,
        )

    def as_of(self, day: date) -> Self:
        """The register as an extract made at the end of `day` would have shown it.

        Later rows and dates are hidden. Evidence without a date (forms, contexts) stays, and the
        column ``unplaceable`` marks the cases that have any.

        Raises
        ------
        DataError
            If `day` lies outside the observed window.
        """
        last = last_day(day, self.observed)
        contacts = self.contact_rows.as_of(last)
        if day == self.observed.end and not (
            reaches_beyond(self._stored, last) or contacts is not self.contact_rows
        ):
            return self
        stored, there = cut(self._stored, last)
        window = Period(self.observed.start, day)
        return type(self)(
            stored,
            observed=window,
            coverage=self.coverage.clipped(window),
            counted=self.counted[there],
            contacts=contacts,
            selection=self.selection,
        )

    def detached(self) -> Self:
        """Only what is counted, for handing out: returns are then judged by what is left."""
        return type(self)(
            self._stored.only(self.counted),
            observed=self.observed,
            coverage=self.coverage,
            contacts=self.contact_rows.only(),
            selection=self.selection,
        )

    def compact(self) -> Self:
        """The same figures from fewer rows: without municipalities of which nothing is counted.

        What is known elsewhere of persons in the others stays, so returns still see what came
        before. Counting of one county out of a national register takes a part of the time then.
        Figures are traced to the register that it was made of: the fingerprint is that one's.
        """
        cases = self._stored.root
        there = np.zeros(len(self._stored.municipalities), bool)
        there[cases["municipality"][self.counted]] = True
        # Households and numbers of cases are a municipality's own, persons aren't.
        known = np.zeros(self.table("persons").height, bool)
        known[cases["person"][there[cases["municipality"]]]] = True
        kept = known[cases["person"]]
        if kept.all():
            return self
        rows = np.flatnonzero(kept)
        made = type(self)(
            self._stored.at(rows),
            observed=self.observed,
            coverage=self.coverage,
            counted=self.counted[rows],
            contacts=self.contact_rows,
            selection=self.selection,
            steps=self._steps,
        )
        made._memory[FINGERPRINT] = self.remembered(FINGERPRINT, self._content)
        return made

    def _with(
        self,
        counted: Mask,
        contacts: ContactRows,
        coverage: Coverage,
        selection: dict[str, Any],
    ) -> Self:
        narrowed = type(self)(
            self._stored,
            observed=self.observed,
            coverage=coverage,
            counted=counted,
            contacts=contacts,
            selection=selection,
            steps=(*self._steps, f"where {sorted(selection.items())}"),
        )
        # The columns are the same, so what is remembered of them is too.
        narrowed._memory = self._memory
        return narrowed

    # Copies and pickles

    def __getstate__(self) -> dict[str, Any]:
        """What makes the register; what was derived of it is derived anew."""
        kept = {name: one for name, one in self._memory.items() if name == FINGERPRINT}
        return self.__dict__ | {"_memory": kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # Arrays come back writable from a pickle and a deep copy.
        self.counted.flags.writeable = False
