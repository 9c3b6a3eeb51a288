"""Made-up registers and extracts with known truth: for demonstrations, teaching and tests.

Nobody in them exists. Sizes follow the real municipalities, and shares the published ones.
"""

from vnr.synthetic._calibration import RETURN_HAZARD, SHARES
from vnr.synthetic._extracts import Extracts, write_extracts
from vnr.synthetic._lists import Lists, lists
from vnr.synthetic._municipalities import Municipalities, municipalities
from vnr.synthetic._world import Truth, World, register, world

__all__ = [
    "RETURN_HAZARD",
    "SHARES",
    "Extracts",
    "Lists",
    "Municipalities",
    "Truth",
    "World",
    "lists",
    "municipalities",
    "register",
    "world",
    "write_extracts",
]
