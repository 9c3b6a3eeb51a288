"""What a figure carries: cells with a state for each figure, definition, notes; and how it is shown."""

from vnr.results._arrays import Compared, copied, read_only, sealed
from vnr.results._counts import Counts
from vnr.results._curve import Curve
from vnr.results._definition import Definition, Provenance
from vnr.results._estimate import Basis, Estimate
from vnr.results._figure import Balance, Figure, FigureKind
from vnr.results._grid import Grid
from vnr.results._join import Aligned, align, align_to, same_rows
from vnr.results._labelled import LABEL, Labelled, Numbers, labelled
from vnr.results._labels import Strata, places, selection
from vnr.results._layout import meaning
from vnr.results._note import Note, outermost
from vnr.results._numbers import column, numbers
from vnr.results._result import Result
from vnr.results._show import code_of, count, estimate, heading, in_words, name_of
from vnr.results._state import State

__all__ = [
    "LABEL",
    "Aligned",
    "Balance",
    "Basis",
    "Compared",
    "Counts",
    "Curve",
    "Definition",
    "Estimate",
    "Figure",
    "FigureKind",
    "Grid",
    "Labelled",
    "Note",
    "Numbers",
    "Provenance",
    "Result",
    "State",
    "Strata",
    "align",
    "align_to",
    "code_of",
    "column",
    "copied",
    "count",
    "estimate",
    "heading",
    "in_words",
    "labelled",
    "meaning",
    "name_of",
    "numbers",
    "outermost",
    "places",
    "read_only",
    "same_rows",
    "sealed",
    "selection",
]
