"""Tables and pages for people."""

from vnr.report._county import CountyReport, county_report
from vnr.report._funnel import funnel_plot
from vnr.report._html import write_html
from vnr.report._unseen import unseen_plot
from vnr.report._xlsx import write_xlsx

__all__ = [
    "CountyReport",
    "county_report",
    "funnel_plot",
    "unseen_plot",
    "write_html",
    "write_xlsx",
]
