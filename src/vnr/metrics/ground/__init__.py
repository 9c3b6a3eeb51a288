"""Who, when, where: what every metric of a register stands on."""

from vnr.metrics.ground._cells import Cells, bounds, cells, define, lay_out
from vnr.metrics.ground._evidence import (
    BASES,
    NEVER,
    Roles,
    closes,
    dated,
    evidence,
    member_mask,
    role_mask,
    role_names,
    spells,
)
from vnr.metrics.ground._strata import TIME, By, axes, by_names
from vnr.metrics.ground._windows import Days, Window, Years

__all__ = [
    "BASES",
    "NEVER",
    "TIME",
    "By",
    "Cells",
    "Days",
    "Roles",
    "Window",
    "Years",
    "axes",
    "bounds",
    "by_names",
    "cells",
    "closes",
    "dated",
    "define",
    "evidence",
    "lay_out",
    "member_mask",
    "role_mask",
    "role_names",
    "spells",
]
