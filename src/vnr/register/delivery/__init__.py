"""Who delivered what, and when."""

from vnr.register.delivery._coverage import Coverage, coverage_or
from vnr.register.delivery._delivered import (
    FIELDS,
    LATER,
    TABLES,
    Delivered,
    field_name,
    holdings,
    table_name,
)

__all__ = [
    "FIELDS",
    "LATER",
    "TABLES",
    "Coverage",
    "Delivered",
    "coverage_or",
    "field_name",
    "holdings",
    "table_name",
]
