"""Many cases in columns, and the results that are counted from them."""

from vnr.register._counts import Counts
from vnr.register._coverage import Coverage
from vnr.register._curve import Curve
from vnr.register._estimate import Basis, Estimate
from vnr.register._note import Note
from vnr.register._register import Register, Source
from vnr.register._results import Definition, Provenance, State
from vnr.register._schema import NO_DAY, SCHEMA, Column, Kind
from vnr.register._table import Table

__all__ = [
    "NO_DAY",
    "SCHEMA",
    "Basis",
    "Column",
    "Counts",
    "Coverage",
    "Curve",
    "Definition",
    "Estimate",
    "Kind",
    "Note",
    "Provenance",
    "Register",
    "Source",
    "State",
    "Table",
]
