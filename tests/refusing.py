"""What is refused in the language of whoever reads it, held to its English words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from vnr.errors import VnrError
from vnr.words import told

E = TypeVar("E", bound=VnrError)


@contextmanager
def refused(kind: type[E], *, match: str = "") -> Iterator[pytest.ExceptionInfo[E]]:
    """An error of this kind, of which `match` is found in what it says in English."""
    with pytest.raises(kind) as caught:
        yield caught
    said = told(caught.value, "en")
    assert re.search(match, said), said
