"""How records are stored: columns by a schema, tables that hang on others, dictionaries, days."""

from vnr.register.columns._column import (
    NONE,
    NOT_RECORDED,
    AnyArray,
    Column,
    Kind,
    blank,
    filled,
    holds_all,
    is_blank,
    is_known,
)
from vnr.register.columns._columns import PLACES, Columns, at_home, lies_in, traced
from vnr.register.columns._days import NO_DAY, Agenda, date_of, day_key, day_number, owner_and_day
from vnr.register.columns._equal import first_equal, in_order, nth, run_starts, sorted_order
from vnr.register.columns._keys import (
    Keys,
    composite,
    encode,
    group,
    group_codes,
    height_of,
    in_one_dictionary,
    number_records,
    unify,
)
from vnr.register.columns._schema import CASES, CONTACTS, Schema
from vnr.register.columns._spelling import DamagedError, plainly, spelt
from vnr.register.columns._table import NUMBERS, Table, lay_out, stretches

__all__ = [
    "CASES",
    "CONTACTS",
    "NONE",
    "NOT_RECORDED",
    "NO_DAY",
    "NUMBERS",
    "PLACES",
    "Agenda",
    "AnyArray",
    "Column",
    "Columns",
    "DamagedError",
    "Keys",
    "Kind",
    "Schema",
    "Table",
    "at_home",
    "blank",
    "composite",
    "date_of",
    "day_key",
    "day_number",
    "encode",
    "filled",
    "first_equal",
    "group",
    "group_codes",
    "height_of",
    "holds_all",
    "in_one_dictionary",
    "in_order",
    "is_blank",
    "is_known",
    "lay_out",
    "lies_in",
    "nth",
    "number_records",
    "owner_and_day",
    "plainly",
    "run_starts",
    "sorted_order",
    "spelt",
    "stretches",
    "traced",
    "unify",
]
