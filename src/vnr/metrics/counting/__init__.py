"""How many, and do they come back: cases, persons, episodes and returns of a register."""

from vnr.metrics.counting._contacts import contacts
from vnr.metrics.counting._count import count
from vnr.metrics.counting._detection import detection
from vnr.metrics.counting._episode_table import episode_table, joined_spells
from vnr.metrics.counting._episodes import Episodes, episodes
from vnr.metrics.counting._reactivation import reactivation
from vnr.metrics.counting._reactivation_curve import reactivation_curve
from vnr.metrics.counting._repeats import repeats
from vnr.metrics.counting._rules import DFE_12M, HUD_SPM2, KKIK_1Y, ReactivationRule

__all__ = [
    "DFE_12M",
    "HUD_SPM2",
    "KKIK_1Y",
    "Episodes",
    "ReactivationRule",
    "contacts",
    "count",
    "detection",
    "episode_table",
    "episodes",
    "joined_spells",
    "reactivation",
    "reactivation_curve",
    "repeats",
]
