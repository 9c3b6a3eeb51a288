"""Workbooks and what else may be damaged so that it kills its reader: read in another process."""

from vnr.io.books._batch import Block, Distinct, rows_of
from vnr.io.books._content import UNCALCULATED, Refused, Sheet
from vnr.io.books._limits import Limits
from vnr.io.books._process import Workbooks

__all__ = [
    "UNCALCULATED",
    "Block",
    "Distinct",
    "Limits",
    "Refused",
    "Sheet",
    "Workbooks",
    "rows_of",
]
