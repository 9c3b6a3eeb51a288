"""Published statistics, packaged with their source: municipalities, population, and tables of reports.

Sources and terms stand in ``SOURCES.md`` beside the files, and in `SOURCE`.
"""

from vnr.data._ages import AGES, COUNTY_AGES, age_labels
from vnr.data._breaks import Break, Certainty, breaks
from vnr.data._county_parts import county_parts, read_county_parts
from vnr.data._indicators import read_indicators
from vnr.data._municipalities import counties, municipalities, municipality, municipality_code
from vnr.data._neighbours import neighbours
from vnr.data._population import SOURCE, adults, population
from vnr.data._published import PublishedTable, ReadingCertainty, catalogue, grants, load
from vnr.data._questions import read_provisions, read_survey

__all__ = [
    "AGES",
    "COUNTY_AGES",
    "SOURCE",
    "Break",
    "Certainty",
    "PublishedTable",
    "ReadingCertainty",
    "adults",
    "age_labels",
    "breaks",
    "catalogue",
    "counties",
    "county_parts",
    "grants",
    "load",
    "municipalities",
    "municipality",
    "municipality_code",
    "neighbours",
    "population",
    "read_county_parts",
    "read_indicators",
    "read_provisions",
    "read_survey",
]
