"""How many nobody sees: multiple-systems estimation."""

from vnr.metrics.capture._assumptions import Assumptions
from vnr.metrics.capture._candidates import candidates
from vnr.metrics.capture._capture_table import CaptureTable
from vnr.metrics.capture._contacts import RepeatCounts
from vnr.metrics.capture._counts import PersonTable
from vnr.metrics.capture._hidden import hidden
from vnr.metrics.capture._missed_links import missed_links
from vnr.metrics.capture._two_lists import list_dependence

__all__ = [
    "Assumptions",
    "CaptureTable",
    "PersonTable",
    "RepeatCounts",
    "candidates",
    "hidden",
    "list_dependence",
    "missed_links",
]
