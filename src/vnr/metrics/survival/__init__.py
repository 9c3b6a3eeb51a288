"""How long: Kaplan–Meier, Aalen–Johansen and log-rank, on arrays."""

from vnr.metrics.survival._curves import LogRank, cumulative_incidence, draw, kaplan_meier, log_rank
from vnr.metrics.survival._incidence import incidence

__all__ = ["LogRank", "cumulative_incidence", "draw", "incidence", "kaplan_meier", "log_rank"]
