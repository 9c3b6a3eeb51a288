"""Tables and pages for people."""

from vnr.report._county import CountyReport, county_report
from vnr.report._html import write_html
from vnr.report._xlsx import write_xlsx
from vnr.results.pictures import funnel_plot, unseen_plot

__all__ = [
    "CountyReport",
    "county_report",
    "funnel_plot",
    "unseen_plot",
    "write_html",
    "write_xlsx",
]
