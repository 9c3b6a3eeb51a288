"""What stands in one cell: words of a list, days."""

from vnr.io.cells._coded import CODED, Dialect, Refused, coded, meanings, text_of, words_in
from vnr.io.cells._day_words import contradicts
from vnr.io.cells._days import Serial1904, day_of, days_of, true_days
from vnr.io.cells._plain_words import is_plain, shape
from vnr.io.cells._role_words import is_of_person, may_use_violence, roles_told, with_roles

__all__ = [
    "CODED",
    "Dialect",
    "Refused",
    "Serial1904",
    "coded",
    "contradicts",
    "day_of",
    "days_of",
    "is_of_person",
    "is_plain",
    "may_use_violence",
    "meanings",
    "roles_told",
    "shape",
    "text_of",
    "true_days",
    "with_roles",
    "words_in",
]
