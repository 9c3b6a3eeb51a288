"""Arithmetic with published and uncertain figures."""

from vnr.metrics.uncertain._combine import difference, scale, share, total
from vnr.metrics.uncertain._complete import complete
from vnr.metrics.uncertain._counts_behind import CountsBehind, counts_behind
from vnr.metrics.uncertain._percentages import percentages

__all__ = [
    "CountsBehind",
    "complete",
    "counts_behind",
    "difference",
    "percentages",
    "scale",
    "share",
    "total",
]
