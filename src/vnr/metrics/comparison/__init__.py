"""How do we compare: standardised rates, funnels, shrinkage, ranks and trends."""

from vnr.metrics.comparison._funnel import funnel
from vnr.metrics.comparison._over_years import over_years
from vnr.metrics.comparison._posterior import Posterior, posterior
from vnr.metrics.comparison._ranks import ranks
from vnr.metrics.comparison._shrink import check_enough, shrink
from vnr.metrics.comparison._smr import expected, smr
from vnr.metrics.comparison._standardise import standardise
from vnr.metrics.comparison._trend import trend
from vnr.metrics.comparison._units import UnitFigures, unit_figures

__all__ = [
    "Posterior",
    "UnitFigures",
    "check_enough",
    "expected",
    "funnel",
    "over_years",
    "posterior",
    "ranks",
    "shrink",
    "smr",
    "standardise",
    "trend",
    "unit_figures",
]
