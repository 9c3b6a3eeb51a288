"""Do we follow up, and does it help: follow-up, outcomes and the tables that people know."""

from vnr.metrics.following._attendance import attendance
from vnr.metrics.following._change import change
from vnr.metrics.following._children import children_behind
from vnr.metrics.following._follow_up import follow_up
from vnr.metrics.following._goal import goal
from vnr.metrics.following._instruments import assessments_used, judged_risks
from vnr.metrics.following._investigations import investigations, investigations_in_time
from vnr.metrics.following._screening import screening
from vnr.metrics.following._status import FollowUpStatus, follow_up_status
from vnr.metrics.following._time_to_event import time_to_event

__all__ = [
    "FollowUpStatus",
    "assessments_used",
    "attendance",
    "change",
    "children_behind",
    "follow_up",
    "follow_up_status",
    "goal",
    "investigations",
    "investigations_in_time",
    "judged_risks",
    "screening",
    "time_to_event",
]
