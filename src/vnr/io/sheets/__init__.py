"""The rows of a file as they stand: headings, cells, pages, counted by themselves."""

from vnr.io.sheets._blocks import Opener, UnusualError, blocks_of
from vnr.io.sheets._csv import is_mixed, read_text
from vnr.io.sheets._grid import collect
from vnr.io.sheets._headings import Headings, Match, Terms
from vnr.io.sheets._page import Again, begins_total, beside, footnotes, is_total
from vnr.io.sheets._raw import Cells, Raw

__all__ = [
    "Again",
    "Cells",
    "Headings",
    "Match",
    "Opener",
    "Raw",
    "Terms",
    "UnusualError",
    "begins_total",
    "beside",
    "blocks_of",
    "collect",
    "footnotes",
    "is_mixed",
    "is_total",
    "read_text",
]
