"""How long: Kaplan–Meier, Aalen–Johansen and log-rank, on arrays."""

from vnr.metrics.survival._curves import cumulative_incidence, kaplan_meier
from vnr.metrics.survival._draw import draw
from vnr.metrics.survival._followed import Followed, curves
from vnr.metrics.survival._incidence import incidence
from vnr.metrics.survival._log_rank import LogRank, log_rank
from vnr.metrics.survival._stepwise import stepwise

__all__ = [
    "Followed",
    "LogRank",
    "cumulative_incidence",
    "curves",
    "draw",
    "incidence",
    "kaplan_meier",
    "log_rank",
    "stepwise",
]
