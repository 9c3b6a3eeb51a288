"""Pictures of one result: what `Result.plot` draws, on axes of one's own or new ones."""

from vnr.results.pictures._axes import GREEN, GREY, ORANGE, names
from vnr.results.pictures._bars import bars_plot
from vnr.results.pictures._beside import beside_plot
from vnr.results.pictures._caption import Caption, caption
from vnr.results.pictures._curves import curve_plot
from vnr.results.pictures._dumbbell import dumbbell_plot
from vnr.results.pictures._funnel import funnel_plot
from vnr.results.pictures._intervals import intervals_plot
from vnr.results.pictures._layout import WHOLE, fit
from vnr.results.pictures._matrix import matrix_plot, pattern_plot
from vnr.results.pictures._picture import picture
from vnr.results.pictures._timeline import timeline_plot
from vnr.results.pictures._trend import trend_plot
from vnr.results.pictures._unseen import unseen_plot

__all__ = [
    "GREEN",
    "GREY",
    "ORANGE",
    "WHOLE",
    "Caption",
    "bars_plot",
    "beside_plot",
    "caption",
    "curve_plot",
    "dumbbell_plot",
    "fit",
    "funnel_plot",
    "intervals_plot",
    "matrix_plot",
    "names",
    "pattern_plot",
    "picture",
    "timeline_plot",
    "trend_plot",
    "unseen_plot",
]
