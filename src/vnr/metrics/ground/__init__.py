"""Who, when, where: what every metric of a register stands on."""

from vnr.metrics.ground._age_groups import AGE_GROUPS, age_groups
from vnr.metrics.ground._axis import Axis
from vnr.metrics.ground._cases import (
    ages,
    began,
    began_in,
    closes,
    having,
    never_for_none,
    of_adults,
    owners,
)
from vnr.metrics.ground._cells import Cells, cells, cells_along
from vnr.metrics.ground._concern import concerns, instruments_used, last_closing, spells_of
from vnr.metrics.ground._delivery import Delivery
from vnr.metrics.ground._districts import DISTRICT
from vnr.metrics.ground._evidence import (
    evidence,
    held_cases,
    held_spells,
    member_mask,
    never_original,
)
from vnr.metrics.ground._named import check_labels
from vnr.metrics.ground._nearest import nearest
from vnr.metrics.ground._need import CLOSED, EVIDENCE, NOTHING, Need, check_source
from vnr.metrics.ground._order import chronological, least_case
from vnr.metrics.ground._places import Places
from vnr.metrics.ground._roles import role_mask, role_names, role_need, stands
from vnr.metrics.ground._spells import Spells, spells
from vnr.metrics.ground._strata import (
    EPISODE_KINDS,
    KIND,
    PLACES,
    TIME,
    axes,
    by_names,
    selection_need,
)
from vnr.metrics.ground._tally import answer, undivided
from vnr.metrics.ground._unlinkable import unlinkable, unlinkable_notes
from vnr.metrics.ground._windows import (
    NEVER,
    Days,
    Months,
    Window,
    Years,
    check_window,
    number_of_days,
    whole_number,
)

__all__ = [
    "AGE_GROUPS",
    "CLOSED",
    "DISTRICT",
    "EPISODE_KINDS",
    "EVIDENCE",
    "KIND",
    "NEVER",
    "NOTHING",
    "PLACES",
    "TIME",
    "Axis",
    "Cells",
    "Days",
    "Delivery",
    "Months",
    "Need",
    "Places",
    "Spells",
    "Window",
    "Years",
    "age_groups",
    "ages",
    "answer",
    "axes",
    "began",
    "began_in",
    "by_names",
    "cells",
    "cells_along",
    "check_labels",
    "check_source",
    "check_window",
    "chronological",
    "closes",
    "concerns",
    "evidence",
    "having",
    "held_cases",
    "held_spells",
    "instruments_used",
    "last_closing",
    "least_case",
    "member_mask",
    "nearest",
    "never_for_none",
    "never_original",
    "number_of_days",
    "of_adults",
    "owners",
    "role_mask",
    "role_names",
    "role_need",
    "selection_need",
    "spells",
    "spells_of",
    "stands",
    "undivided",
    "unlinkable",
    "unlinkable_notes",
    "whole_number",
]
