"""Pictures of one result: what `Result.plot` draws, on axes of one's own or new ones."""

from vnr.results.pictures._axes import GREEN, GREY, ORANGE, names
from vnr.results.pictures._bars import bars_plot
from vnr.results.pictures._curves import curve_plot
from vnr.results.pictures._funnel import funnel_plot
from vnr.results.pictures._intervals import intervals_plot
from vnr.results.pictures._picture import picture
from vnr.results.pictures._unseen import unseen_plot

__all__ = [
    "GREEN",
    "GREY",
    "ORANGE",
    "bars_plot",
    "curve_plot",
    "funnel_plot",
    "intervals_plot",
    "names",
    "picture",
    "unseen_plot",
]
