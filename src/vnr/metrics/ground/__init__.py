"""Who, when, where: what every metric of a register stands on."""

from vnr.metrics.ground._cases import (
    AGE_GROUPS,
    age_groups,
    ages,
    began,
    closes,
    having,
    instruments_used,
    never_for_none,
    sides,
)
from vnr.metrics.ground._cells import Cells, cells
from vnr.metrics.ground._evidence import (
    BASES,
    Roles,
    dated,
    evidence,
    member_mask,
    role_mask,
    role_names,
    spells,
)
from vnr.metrics.ground._nearest import nearest
from vnr.metrics.ground._need import CLOSED, EVIDENCE, NOTHING, Need
from vnr.metrics.ground._places import Places
from vnr.metrics.ground._strata import TIME, By
from vnr.metrics.ground._tally import answer, undivided
from vnr.metrics.ground._told import Told
from vnr.metrics.ground._windows import NEVER, Days, Window, Years, check_window, whole_number

__all__ = [
    "AGE_GROUPS",
    "BASES",
    "CLOSED",
    "EVIDENCE",
    "NEVER",
    "NOTHING",
    "TIME",
    "By",
    "Cells",
    "Days",
    "Need",
    "Places",
    "Roles",
    "Told",
    "Window",
    "Years",
    "age_groups",
    "ages",
    "answer",
    "began",
    "cells",
    "check_window",
    "closes",
    "dated",
    "evidence",
    "having",
    "instruments_used",
    "member_mask",
    "nearest",
    "never_for_none",
    "role_mask",
    "role_names",
    "sides",
    "spells",
    "undivided",
    "whole_number",
]
