"""One door to data frames of any kind: out to them, and in from them.

What comes in is looked at by distinct value, each of them a plain one, so that nothing above
knows of a library's own types of missing values, days, numbers or texts.
"""

from vnr.frames._build import Backend, frame
from vnr.frames._distinct import Distinct, distinct
from vnr.frames._taken import Taken, is_frame, is_series, listed, taken
from vnr.frames._value import Unusable, heading, letters_and_figures, plain

__all__ = [
    "Backend",
    "Distinct",
    "Taken",
    "Unusable",
    "distinct",
    "frame",
    "heading",
    "is_frame",
    "is_series",
    "letters_and_figures",
    "listed",
    "plain",
    "taken",
]
