"""How sure: proportions and rates with their intervals, on arrays."""

from vnr.metrics.intervals._checks import PER, check_confidence, check_per, check_whole
from vnr.metrics.intervals._clustered import (
    Clusters,
    Packing,
    clustered_limits,
    clustered_proportion,
    clusters,
)
from vnr.metrics.intervals._clustering import Clustering, Whose
from vnr.metrics.intervals._proportion import align_trials, binomial_limits, proportion
from vnr.metrics.intervals._quantiles import (
    ENOUGH,
    few_clusters,
    quantiles,
    uneven_quantiles,
)
from vnr.metrics.intervals._rate import (
    check_inflation,
    inflated_limits,
    method_name,
    poisson_limits,
    rate,
)
from vnr.metrics.intervals._shares import shares
from vnr.metrics.intervals._two_proportions import proportion_difference, proportion_ratio
from vnr.metrics.intervals._two_rates import rate_difference, rate_ratio

__all__ = [
    "ENOUGH",
    "PER",
    "Clustering",
    "Clusters",
    "Packing",
    "Whose",
    "align_trials",
    "binomial_limits",
    "check_confidence",
    "check_inflation",
    "check_per",
    "check_whole",
    "clustered_limits",
    "clustered_proportion",
    "clusters",
    "few_clusters",
    "inflated_limits",
    "method_name",
    "poisson_limits",
    "proportion",
    "proportion_difference",
    "proportion_ratio",
    "quantiles",
    "rate",
    "rate_difference",
    "rate_ratio",
    "shares",
    "uneven_quantiles",
]
