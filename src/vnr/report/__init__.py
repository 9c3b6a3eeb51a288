"""Reports for people: lists of chapters, written as pages, documents and workbooks."""

from vnr.report._chosen import chosen_report
from vnr.report._country import country_report
from vnr.report._county import county_report
from vnr.report._docx import write_docx
from vnr.report._html import write_html
from vnr.report._municipality import municipality_report
from vnr.report._release import Release, release
from vnr.report._report import Report
from vnr.report._supply_report import supply_report
from vnr.report._working import write_working
from vnr.report._xlsx import write_xlsx

__all__ = [
    "Release",
    "Report",
    "chapters",
    "chosen_report",
    "country_report",
    "county_report",
    "municipality_report",
    "release",
    "supply_report",
    "write_docx",
    "write_html",
    "write_working",
    "write_xlsx",
]
