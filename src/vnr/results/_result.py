"""What leaves a result and comes in again: words, frames, files, JSON, pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np

from vnr.errors import DataError, require, written
from vnr.frames import Backend, frame
from vnr.results import _exports, _layout, _show
from vnr.results._definition import Definition, Provenance
from vnr.results._figure import Figure
from vnr.results._json import array_of, listed, plain
from vnr.results._note import Note
from vnr.results._state import State, codes_of, states_by_code
from vnr.results._table import FigureTable
from vnr.words import Language

__all__ = ["Result"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Result(FigureTable):
    """Base of `Counts` and `Estimate`: cells × figures, and every way out of them.

    Examples
    --------
    >>> from vnr import metrics
    >>> counted = metrics.count(gotland, 2019, by="sex")
    >>> isinstance(counted, Result), counted.select(sex="woman").strata["sex"].tolist()
    (True, ['woman'])
    >>> counted.sort("value", descending=True).value.tolist()
    [197, 29, 3, 0]
    """

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Result):
            return NotImplemented
        if self is other:
            return True
        mine, theirs = self.to_dict(), other.to_dict()
        return {**mine, "provenance": None} == {**theirs, "provenance": None}

    __hash__ = None  # type: ignore[assignment]

    # Out and in again

    def to_frame(self, backend: Backend | None = None, labels: Language | None = None) -> Any:
        """One row for each cell: strata, figures, state, covered, further columns.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``; by default the first that is installed.
        labels : str, optional
            ``sv`` or ``en`` for words instead of codes, in headings and cells.

        Returns
        -------
        frame
            A figure is null where it isn't there, and where it is undefined. `state` says why;
            ``state_due`` stands beside ``due`` where that has a state of its own.

        Examples
        --------
        >>> from vnr import data
        >>> people = data.population(["0482", "0483"], [2018, 2019])
        >>> people.to_frame("polars", labels="sv").columns
        ['kommun', 'år', 'personer', 'personer: tillstånd', 'täckning']
        """
        return frame(_exports.columns(self, labels), backend)

    def to_records(self, labels: Language | None = None) -> list[dict[str, Any]]:
        """The rows of `to_frame` as dicts of plain values, for other programs; null is None.

        Examples
        --------
        >>> from vnr import data
        >>> people = data.population(["0482", "0483"], [2018, 2019])
        >>> people.to_records()[0]
        {'municipality': '0482', 'year': 2018, 'value': 16705, 'state': 'value', 'covered': 1.0}
        """
        return _exports.records(_exports.columns(self, labels))

    def to_csv(self, path: Any, *, language: Language = "sv") -> Path:
        """Write a text file that a spreadsheet opens as a table (textfil), replaced whole.

        Parameters
        ----------
        path : path
            Where to.
        language : str
            ``sv``: semicolons and decimal commas, as a Swedish spreadsheet takes them; ``en``:
            commas and points. Words in headings and cells, and the codes of places beside them.

        Returns
        -------
        Path
            The file. Each row says how its figures are defined, and what is noted of them.

        Raises
        ------
        DataError
            If the folder can't be written.
        """
        return _exports.csv_file(self, path, language)

    def to_xlsx(self, path: Any, *, language: Language = "sv") -> Path:
        """Write a workbook (arbetsbok): the table, and a sheet with definition and notes.

        Parameters
        ----------
        path : path
            Where to; an existing file is replaced whole.
        language : str
            ``sv`` or ``en``.

        Raises
        ------
        MissingExtraError
            If xlsxwriter isn't installed.
        DataError
            If the folder can't be written.
        """
        return _exports.workbook(self, path, language)

    def pivot(
        self, stratum: str, *, language: Language = "sv", backend: Backend | None = None
    ) -> Any:
        """A table to look at (korstabell): one stratum's labels as columns, figures in words.

        What isn't a value stands as a word; to reckon with the figures, use `to_frame`.

        Parameters
        ----------
        stratum : str
            Whose labels become columns.
        language : str
            ``sv`` or ``en``.
        backend : str, optional
            As for `to_frame`.

        Raises
        ------
        UnknownNameError
            If there is no such stratum.

        Examples
        --------
        >>> from vnr import data
        >>> people = data.population(["0482", "0483"], [2018, 2019])
        >>> people.pivot("year", language="en", backend="polars").row(0)
        ('Flen', '16,705', '16,585')
        """
        return frame(_exports.crossed(self, stratum, self.cells(language), language), backend)

    def to_dict(self) -> dict[str, Any]:
        """JSON types: nan is null, infinity a text, a value that isn't there null with a state."""
        there = {name: self.state_of(name) == State.VALUE for name in self.names}
        return {
            "kind": type(self).__name__,
            "strata": {name: array.tolist() for name, array in self.strata.items()},
            "state": codes_of(self.state),
            "states": {name: codes_of(states) for name, states in self.states.items()},
            "covered": self.covered.tolist(),
            **{name: listed(getattr(self, name), there[name]) for name in self._figures},
            "columns": {name: listed(array, there[name]) for name, array in self.columns.items()},
            "whole": sorted(name for name in self.names if self[name].dtype.kind in "iu"),
            **{name: plain(getattr(self, name)) for name in self._plain},
            "figures": {name: figure.to_dict() for name, figure in self.figures.items()},
            "adds_over": sorted(self.adds_over),
            **({"sensitive": sorted(self.sensitive)} if self.sensitive else {}),
            "unit": self.unit,
            "notes": [note.to_dict() for note in self.notes],
            "definition": self.definition.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote; ``states`` and ``figures`` may be missing.

        Raises
        ------
        DataError
            If it is no such result, a state is none, or what should be a value is null.
        """
        with written(f"{cls.__name__}.to_dict"):
            return cls._read(data)

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        if (kind := str(data.get("kind", "something else"))) != cls.__name__:
            raise DataError(f"this is not a {cls.__name__} but {kind[:60]}")
        whole = set(data["whole"])
        made = cls(
            strata=data["strata"],
            state=states_by_code(data["state"]),
            states={name: states_by_code(codes) for name, codes in data.get("states", {}).items()},
            covered=data["covered"],
            columns={
                name: array_of(name, data["columns"][name], whole) for name in data["columns"]
            },
            figures={name: Figure(**figure) for name, figure in data.get("figures", {}).items()},
            **{name: data.get(name, ()) for name in ("adds_over", "sensitive")},
            unit=data["unit"],
            notes=[Note.from_dict(note) for note in data.get("notes", ())],
            definition=Definition.from_dict(data["definition"]),
            provenance=Provenance.from_dict(data["provenance"]),
            **{name: array_of(name, data[name], whole) for name in cls._figures},
            **{name: data[name] for name in cls._plain},
        )
        for name in made.names:
            listed = data[name] if name in cls._figures else data["columns"][name]
            if not listed or len(listed) != len(made):
                continue  # no cell, or a curve's days without any figure, which are joined
            lost = [value is None for value in listed] & (made.state_of(name) == State.VALUE)
            if made[name].dtype.kind != "f" and lost.any():
                # Only a fraction can be undefined: there null is nan.
                raise DataError(f"{name} is null at row {np.argmax(lost)}, where it is a value")
        return made

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        with written(f"{cls.__name__}.to_json"):
            return cls.from_dict(json.loads(text))

    # Showing

    def cells(self, language: Language = "sv") -> list[str]:
        """The figure of each cell in words; given by the kinds of result."""
        raise NotImplementedError

    def rows(self, language: Language = "sv") -> tuple[list[str], list[list[str]]]:
        """Headings and all cells in words, for a table of one's own; `notes` belong beside it."""
        return _layout.table(self, self.cells(language), language)

    def show(self, language: Language = "sv", *, definition: bool = True) -> str:
        """The figures as text, in lines of at most 100 characters.

        Parameters
        ----------
        language : str
            ``sv`` or ``en``.
        definition : bool
            Whether it stands below: not where it stands once for several results.
        """
        return _layout.in_text(self, self.cells(language), language, definition=definition)

    def to_html(self, language: Language = "sv", *, definition: bool = True) -> str:
        """The figures as a table of a page, every word escaped; states differ in looks too.

        Parameters
        ----------
        language : str
            ``sv`` or ``en``.
        definition : bool
            As for `show`.

        Examples
        --------
        >>> from vnr import data
        >>> "<th scope='row' style='text-align:left'>Flen</th>" in data.population(
        ...     ["0482"], [2018]
        ... ).to_html()
        True
        """
        return _layout.in_html(self, self.cells(language), language, definition=definition)

    def plot(self, ax: Any = None, language: Language = "sv", **options: Any) -> Any:
        """Draw the figures, each by its state: what isn't a value is told in words.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default on a new figure, with title, source, definition and notes.
        language : str
            ``sv`` or ``en``.
        **options
            What the picture's own function in `vnr.results.pictures` takes.

        Returns
        -------
        matplotlib Axes
            Their label is the picture in words (alternativtext).

        Raises
        ------
        MissingExtraError
            If matplotlib isn't installed.
        DataError
            If there is no picture of such cells, such as those of several strata.
        """
        # By name, since pictures stand on results, which are there without them.
        pictures = require("vnr.results.pictures", "plot")
        return pictures.picture(self, ax=ax, language=language, **options)

    def __format__(self, spec: str) -> str:
        """One figure by a format, such as ``f"{estimate:.1%}"``; what is no value in words."""
        if not spec:
            return str(self)
        at = self._single()
        return _show.formatted(self.state[at], self["value"][at], spec)

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        return self.to_html()
