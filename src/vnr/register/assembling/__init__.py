"""How flat tables become one store: rows that are the same, what hangs on what, what must hold."""

from vnr.register.assembling._assemble import assemble
from vnr.register.assembling._carried import first_and_last
from vnr.register.assembling._keyless import joined_keyless, repeated_rows
from vnr.register.assembling._twins import IDENTIFIER, Sheet, twins
from vnr.register.assembling._union import check_alike, union

__all__ = [
    "IDENTIFIER",
    "Sheet",
    "assemble",
    "check_alike",
    "first_and_last",
    "joined_keyless",
    "repeated_rows",
    "twins",
    "union",
]
