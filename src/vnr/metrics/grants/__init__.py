"""What grants came to: sums that hold, kronor per inhabitant, how unequal, and how many were granted."""

from vnr.metrics.grants._concentration import gini, largest_share
from vnr.metrics.grants._granted import granted
from vnr.metrics.grants._identities import identities
from vnr.metrics.grants._per_inhabitant import grants_per_inhabitant

__all__ = ["gini", "granted", "grants_per_inhabitant", "identities", "largest_share"]
