"""How sure: proportions and rates with their intervals, on arrays."""

from vnr.metrics.intervals._clustered import (
    Clusters,
    Packing,
    clustered_limits,
    clustered_proportion,
    clusters,
    joined,
)
from vnr.metrics.intervals._figures import Figures, Inputs, check_confidence, inputs, rows
from vnr.metrics.intervals._proportion import limits, proportion, trials
from vnr.metrics.intervals._rate import check_inflation, inflated_limits, poisson_limits, rate, say
from vnr.metrics.intervals._two_proportions import proportion_difference, proportion_ratio
from vnr.metrics.intervals._two_rates import rate_difference, rate_ratio

__all__ = [
    "Clusters",
    "Figures",
    "Inputs",
    "Packing",
    "check_confidence",
    "check_inflation",
    "clustered_limits",
    "clustered_proportion",
    "clusters",
    "inflated_limits",
    "inputs",
    "joined",
    "limits",
    "poisson_limits",
    "proportion",
    "proportion_difference",
    "proportion_ratio",
    "rate",
    "rate_difference",
    "rate_ratio",
    "rows",
    "say",
    "trials",
]
