"""What was asked, of whom, and what they answered: shares, areas of work, scales and totals."""

from vnr.metrics.surveys._areas import areas
from vnr.metrics.surveys._ordinal import ordinal
from vnr.metrics.surveys._survey import survey
from vnr.metrics.surveys._survey_total import survey_total

__all__ = ["areas", "ordinal", "survey", "survey_total"]
