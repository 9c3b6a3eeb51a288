"""How many, and do they come back: cases, persons, episodes and returns of a register."""

from vnr.metrics.counting._count import count
from vnr.metrics.counting._detection import detection
from vnr.metrics.counting._episodes import Episodes, began, episodes, find
from vnr.metrics.counting._reactivation import nearest, reactivation, reactivation_curve, side_of
from vnr.metrics.counting._repeats import repeats
from vnr.metrics.counting._rules import DFE_12M, HUD_SPM2, KKIK_1Y, ReactivationRule

__all__ = [
    "DFE_12M",
    "HUD_SPM2",
    "KKIK_1Y",
    "Episodes",
    "ReactivationRule",
    "began",
    "count",
    "detection",
    "episodes",
    "find",
    "nearest",
    "reactivation",
    "reactivation_curve",
    "repeats",
    "side_of",
]
