"""How many, how well, how sure: pure functions from a register, or arrays, to results."""

from vnr.metrics._cells import Cells, cells
from vnr.metrics._change import change
from vnr.metrics._children import children_behind
from vnr.metrics._count import count
from vnr.metrics._detection import detection
from vnr.metrics._episodes import Episodes, episodes
from vnr.metrics._follow_up import FollowUpStatus, follow_up, follow_up_status
from vnr.metrics._individual import IndividualFollowUp, individual_follow_up
from vnr.metrics._kolada import kolada, kolada_rows
from vnr.metrics._outcomes import assessments_used, attendance, goal, judged_risks
from vnr.metrics._proportion import proportion
from vnr.metrics._rate import rate
from vnr.metrics._reactivation import reactivation, reactivation_curve
from vnr.metrics._rules import DFE_12M, HUD_SPM2, KKIK_1Y, ReactivationRule
from vnr.metrics._su_kvinnofrid import su_kvinnofrid
from vnr.metrics._survival import LogRank, cumulative_incidence, kaplan_meier, log_rank
from vnr.metrics._time_to_event import time_to_event
from vnr.metrics._windows import Days, Years

__all__ = [
    "DFE_12M",
    "HUD_SPM2",
    "KKIK_1Y",
    "Cells",
    "Days",
    "Episodes",
    "FollowUpStatus",
    "IndividualFollowUp",
    "LogRank",
    "ReactivationRule",
    "Years",
    "assessments_used",
    "attendance",
    "cells",
    "change",
    "children_behind",
    "count",
    "cumulative_incidence",
    "detection",
    "episodes",
    "follow_up",
    "follow_up_status",
    "goal",
    "individual_follow_up",
    "judged_risks",
    "kaplan_meier",
    "kolada",
    "kolada_rows",
    "log_rank",
    "proportion",
    "rate",
    "reactivation",
    "reactivation_curve",
    "su_kvinnofrid",
    "time_to_event",
]
