"""Many cases in columns, and the results that are counted from them."""

from vnr.register._assemble import assemble
from vnr.register._columns import Columns
from vnr.register._coverage import Coverage
from vnr.register._keys import Keys, composite, encode, unify
from vnr.register._register import Register, Source
from vnr.register._schema import KEYS, NO_DAY, PARENT, SCHEMA, Column, Kind, blank
from vnr.register._table import Table

__all__ = [
    "KEYS",
    "NO_DAY",
    "PARENT",
    "SCHEMA",
    "Column",
    "Columns",
    "Coverage",
    "Keys",
    "Kind",
    "Register",
    "Source",
    "Table",
    "assemble",
    "blank",
    "composite",
    "encode",
    "unify",
]
