"""What a figure carries: cells with their states; counts, estimates, curves; definition and notes."""

from vnr.results._counts import Counts
from vnr.results._curve import Curve
from vnr.results._estimate import Basis, Estimate
from vnr.results._join import per_cell, places, result_places
from vnr.results._labels import labelled
from vnr.results._note import Note
from vnr.results._result import Definition, Provenance, State
from vnr.results._show import count, estimate, heading, words

__all__ = [
    "Basis",
    "Counts",
    "Curve",
    "Definition",
    "Estimate",
    "Note",
    "Provenance",
    "State",
    "count",
    "estimate",
    "heading",
    "labelled",
    "per_cell",
    "places",
    "result_places",
    "words",
]
