"""How tables and sentences are laid out in a terminal and a notebook, whatever they tell."""

from vnr.display._html import Fields, html_fields, html_lines, html_pairs, html_table
from vnr.display._progress import steps
from vnr.display._text import WIDTH, Column, fitting, text_table, wrapped, wrapped_text

__all__ = [
    "WIDTH",
    "Column",
    "Fields",
    "fitting",
    "html_fields",
    "html_lines",
    "html_pairs",
    "html_table",
    "steps",
    "text_table",
    "wrapped",
    "wrapped_text",
]
