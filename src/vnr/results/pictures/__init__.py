"""Pictures of one result."""

from vnr.results.pictures._funnel import draw, funnel_plot
from vnr.results.pictures._unseen import unseen_plot

__all__ = ["draw", "funnel_plot", "unseen_plot"]
