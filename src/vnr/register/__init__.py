"""Many cases in columns, with their history and what was delivered."""

from vnr.register._assemble import assemble
from vnr.register._column import NOT_RECORDED, Column, Kind, blank
from vnr.register._columns import Columns
from vnr.register._contacts import ContactRows
from vnr.register._coverage import Coverage
from vnr.register._crowds import crowds
from vnr.register._days import NO_DAY, date_of, day_key, day_number, owner_and_day
from vnr.register._delivered import FIELDS, LATER, TABLES, Delivered, field_name, table_name
from vnr.register._equal import first_equal, run_starts
from vnr.register._keyless import repeated_rows
from vnr.register._keys import Keys, composite, encode, unify
from vnr.register._nameless import sure
from vnr.register._personal import Numbers, numbers_in, one_form, without_numbers, written
from vnr.register._register import Register
from vnr.register._schema import CASES, CONTACTS, Schema
from vnr.register._source import Partitioned, Source, Tally
from vnr.register._spelling import DamagedError, spelt
from vnr.register._table import Table
from vnr.register._twins import IDENTIFIER, Sheet, twins
from vnr.register._unknown import stand_ins, texts, without_placeholders

__all__ = [
    "CASES",
    "CONTACTS",
    "FIELDS",
    "IDENTIFIER",
    "LATER",
    "NOT_RECORDED",
    "NO_DAY",
    "TABLES",
    "Column",
    "Columns",
    "ContactRows",
    "Coverage",
    "DamagedError",
    "Delivered",
    "Keys",
    "Kind",
    "Numbers",
    "Partitioned",
    "Register",
    "Schema",
    "Sheet",
    "Source",
    "Table",
    "Tally",
    "assemble",
    "blank",
    "composite",
    "crowds",
    "date_of",
    "day_key",
    "day_number",
    "encode",
    "field_name",
    "first_equal",
    "numbers_in",
    "one_form",
    "owner_and_day",
    "repeated_rows",
    "run_starts",
    "spelt",
    "stand_ins",
    "sure",
    "table_name",
    "texts",
    "twins",
    "unify",
    "without_numbers",
    "without_placeholders",
    "written",
]
