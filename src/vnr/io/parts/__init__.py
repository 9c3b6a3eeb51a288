"""One sheet in stored form, column by column, and what of it couldn't be read."""

from vnr.io.parts._convert import is_missing
from vnr.io.parts._identity import is_number_heading, may_tell_who, nameless, without_names
from vnr.io.parts._sheet import Part, part_of
from vnr.io.parts._unread import REPEATED, rows_told

__all__ = [
    "REPEATED",
    "Part",
    "is_missing",
    "is_number_heading",
    "may_tell_who",
    "nameless",
    "part_of",
    "rows_told",
    "without_names",
]
