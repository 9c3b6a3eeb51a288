"""Chapters of a report: each a value that counts what it shows, and shows what it holds.

A function counts one chapter from a register and a period. A report is a list of them.
"""

from vnr.report.chapters._beside import beside
from vnr.report.chapters._cases import cases
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._children import children, children_by_municipality
from vnr.report.chapters._completeness import completeness
from vnr.report.chapters._contacts import contacts
from vnr.report.chapters._defined import defined
from vnr.report.chapters._delivery import Delivery, FaultList, coverage, faults
from vnr.report.chapters._detection import detection
from vnr.report.chapters._episodes import episodes, gaps
from vnr.report.chapters._finding import Finding
from vnr.report.chapters._follow_up import follow_up
from vnr.report.chapters._further import further
from vnr.report.chapters._headline import Headline, HeadlineShare, Line
from vnr.report.chapters._headline_count import HeadlineCount
from vnr.report.chapters._kinds_of_cases import done, violence, whom
from vnr.report.chapters._picture import Drawing, Panel, Picture
from vnr.report.chapters._places import by_name
from vnr.report.chapters._rates import rates
from vnr.report.chapters._returns import returns
from vnr.report.chapters._sentence import Saying, Sentence
from vnr.report.chapters._share_words import ShareWords, share_words
from vnr.report.chapters._stacked import Stacked
from vnr.report.chapters._supply import offer_chapters, offer_needs, offer_together
from vnr.report.chapters._table import Column, Enough, Lines, Table, Whole
from vnr.report.chapters._tiles import TileMap
from vnr.report.chapters._trend import trend
from vnr.report.chapters._writing import enumerated, spelled, spelled_day

__all__ = [
    "Chapter",
    "Column",
    "Delivery",
    "Drawing",
    "Enough",
    "FaultList",
    "Finding",
    "Headline",
    "HeadlineCount",
    "HeadlineShare",
    "Line",
    "Lines",
    "Panel",
    "Picture",
    "Saying",
    "Sentence",
    "ShareWords",
    "Stacked",
    "Table",
    "TileMap",
    "Whole",
    "beside",
    "by_name",
    "cases",
    "children",
    "children_by_municipality",
    "completeness",
    "contacts",
    "coverage",
    "defined",
    "detection",
    "done",
    "enumerated",
    "episodes",
    "faults",
    "follow_up",
    "further",
    "gaps",
    "offer_chapters",
    "offer_needs",
    "offer_together",
    "rates",
    "returns",
    "share_words",
    "spelled",
    "spelled_day",
    "trend",
    "violence",
    "whom",
]
