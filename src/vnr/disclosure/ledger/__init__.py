"""The books: which numbers results and rows hold, what they mean, and how they add up."""

from vnr.disclosure.ledger._ledger import Ledger, ledger_of, remainders_of
from vnr.disclosure.ledger._meaning import LEFT_OUT
from vnr.disclosure.ledger._published import published_of
from vnr.disclosure.ledger._rounding import HIDDEN_BY_RULE, Rounding
from vnr.disclosure.ledger._row import Row
from vnr.disclosure.ledger._row_file import read_rows
from vnr.disclosure.ledger._steps import WEEK, coarsened, groups_of

__all__ = [
    "HIDDEN_BY_RULE",
    "LEFT_OUT",
    "WEEK",
    "Ledger",
    "Rounding",
    "Row",
    "coarsened",
    "groups_of",
    "ledger_of",
    "published_of",
    "read_rows",
    "remainders_of",
]
