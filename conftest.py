"""What examples in docstrings may take for granted, as the reference says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from vnr.register import Register


@cache
def _gotland() -> Register:
    from vnr import synthetic

    return synthetic.register(county="09", seed=1)


@pytest.fixture(autouse=True)
def _named(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]) -> None:
    """``gotland`` is a made-up register of one municipality, made once for all that ask for it."""
    test = getattr(request.node, "dtest", None)
    if test is not None and "gotland" in test.docstring:
        doctest_namespace["gotland"] = _gotland()
