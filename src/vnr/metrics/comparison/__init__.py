"""How do we compare: standardised rates, funnels, shrinkage, ranks and trends."""

from vnr.metrics.comparison._funnel import funnel
from vnr.metrics.comparison._ranks import ranks
from vnr.metrics.comparison._shrink import shrink
from vnr.metrics.comparison._smr import expected, smr
from vnr.metrics.comparison._standardise import standardise
from vnr.metrics.comparison._trend import trend

__all__ = ["expected", "funnel", "ranks", "shrink", "smr", "standardise", "trend"]
