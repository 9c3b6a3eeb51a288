"""The tables and key figures that people know."""

from vnr.metrics.indicators._completeness import completeness
from vnr.metrics.indicators._individual import IndividualFollowUp, individual_follow_up
from vnr.metrics.indicators._kolada import kolada, kolada_rows
from vnr.metrics.indicators._kolada_mean import kolada_mean
from vnr.metrics.indicators._su_kvinnofrid import su_kvinnofrid

__all__ = [
    "IndividualFollowUp",
    "completeness",
    "individual_follow_up",
    "kolada",
    "kolada_mean",
    "kolada_rows",
    "su_kvinnofrid",
]
