"""Who somebody is: personal numbers, days of birth, persons whom nobody can link."""

from vnr.register.identities._crowds import crowds
from vnr.register.identities._nameless import nameless, sure
from vnr.register.identities._personal import (
    Numbers,
    numbers_in,
    one_form,
    without_numbers,
    written,
)
from vnr.register.identities._unknown import is_unknown, stand_ins, texts, without_placeholders

__all__ = [
    "Numbers",
    "crowds",
    "is_unknown",
    "nameless",
    "numbers_in",
    "one_form",
    "stand_ins",
    "sure",
    "texts",
    "without_numbers",
    "without_placeholders",
    "written",
]
