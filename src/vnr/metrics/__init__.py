"""How many, how well, how sure: pure functions from a register, or arrays, to results."""

from vnr.metrics._comparison.funnel import funnel
from vnr.metrics._comparison.ranks import ranks
from vnr.metrics._comparison.shrink import shrink
from vnr.metrics._comparison.smr import expected, smr
from vnr.metrics._comparison.standardise import standardise
from vnr.metrics._comparison.trend import trend
from vnr.metrics._counting.cells import Cells, cells
from vnr.metrics._counting.count import count
from vnr.metrics._counting.detection import detection
from vnr.metrics._counting.episodes import Episodes, episodes
from vnr.metrics._counting.reactivation import reactivation, reactivation_curve
from vnr.metrics._counting.repeats import repeats
from vnr.metrics._counting.rules import DFE_12M, HUD_SPM2, KKIK_1Y, ReactivationRule
from vnr.metrics._counting.windows import Days, Years
from vnr.metrics._follow_up.change import change
from vnr.metrics._follow_up.children import children_behind
from vnr.metrics._follow_up.follow_up import follow_up
from vnr.metrics._follow_up.individual import IndividualFollowUp, individual_follow_up
from vnr.metrics._follow_up.kolada import kolada, kolada_rows
from vnr.metrics._follow_up.outcomes import assessments_used, attendance, goal, judged_risks
from vnr.metrics._follow_up.status import FollowUpStatus, follow_up_status
from vnr.metrics._follow_up.su_kvinnofrid import su_kvinnofrid
from vnr.metrics._follow_up.time_to_event import time_to_event
from vnr.metrics._hidden.assumptions import Assumptions
from vnr.metrics._hidden.candidates import candidates
from vnr.metrics._hidden.contacts import RepeatCounts
from vnr.metrics._hidden.hidden import hidden
from vnr.metrics._hidden.missed import missed_links
from vnr.metrics._hidden.tables import CaptureTable
from vnr.metrics._hidden.two_lists import list_dependence
from vnr.metrics._intervals.clustered import clustered_proportion
from vnr.metrics._intervals.combine import difference, scale, share, total
from vnr.metrics._intervals.complete import complete
from vnr.metrics._intervals.counts_behind import CountsBehind, counts_behind
from vnr.metrics._intervals.percentages import percentages
from vnr.metrics._intervals.proportion import proportion
from vnr.metrics._intervals.rate import rate
from vnr.metrics._intervals.two_proportions import proportion_difference, proportion_ratio
from vnr.metrics._intervals.two_rates import rate_difference, rate_ratio
from vnr.metrics._survival.curves import LogRank, cumulative_incidence, kaplan_meier, log_rank

__all__ = [
    "DFE_12M",
    "HUD_SPM2",
    "KKIK_1Y",
    "Assumptions",
    "CaptureTable",
    "Cells",
    "CountsBehind",
    "Days",
    "Episodes",
    "FollowUpStatus",
    "IndividualFollowUp",
    "LogRank",
    "ReactivationRule",
    "RepeatCounts",
    "Years",
    "assessments_used",
    "attendance",
    "candidates",
    "cells",
    "change",
    "children_behind",
    "clustered_proportion",
    "complete",
    "count",
    "counts_behind",
    "cumulative_incidence",
    "detection",
    "difference",
    "episodes",
    "expected",
    "follow_up",
    "follow_up_status",
    "funnel",
    "goal",
    "hidden",
    "individual_follow_up",
    "judged_risks",
    "kaplan_meier",
    "kolada",
    "kolada_rows",
    "list_dependence",
    "log_rank",
    "missed_links",
    "percentages",
    "proportion",
    "proportion_difference",
    "proportion_ratio",
    "ranks",
    "rate",
    "rate_difference",
    "rate_ratio",
    "reactivation",
    "reactivation_curve",
    "repeats",
    "scale",
    "share",
    "shrink",
    "smr",
    "standardise",
    "su_kvinnofrid",
    "time_to_event",
    "total",
    "trend",
]
