"""The walk over all that a release wrote: a number that isn't declared must not stand there."""

from vnr.report.inspection._book import book_strays
from vnr.report.inspection._declared import Declared, declared_of
from vnr.report.inspection._document import anchor, document_strays
from vnr.report.inspection._drawing import drawing_strays
from vnr.report.inspection._page import drawings, page_strays
from vnr.report.inspection._stray import Stray
from vnr.report.inspection._wording import is_declared

__all__ = [
    "Declared",
    "Stray",
    "anchor",
    "book_strays",
    "declared_of",
    "document_strays",
    "drawing_strays",
    "drawings",
    "is_declared",
    "page_strays",
]
