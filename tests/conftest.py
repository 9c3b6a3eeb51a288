"""Settings for all tests."""

import gc
import sys
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "vnr",
    deadline=None,
    max_examples=40,  # `make fuzz` looks for more
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "fuzz",
    settings.get_profile("vnr"),
    max_examples=400,
    derandomize=False,
    database=None,
    print_blob=True,
)
settings.load_profile("vnr")

HERE = Path(__file__).parent
# A package of its own, which `make downstream` installs beside the wheel.
collect_ignore = ["downstream/package"]
if find_spec("playwright") is None:  # `make test` installs none, `make browser` does
    collect_ignore.append("browser")
UNTRACED = tuple(
    HERE / folder
    for folder in (
        "generative",
        "downstream",
        "unit/cli",
        "unit/engine",
        "unit/report",
        "unit/synthetic",
        "unit/words",
    )
)


def is_traced(item: pytest.Item) -> bool:
    """Whether coverage is measured of a test.

    A branch that only chance or a whole report takes isn't held by it, and what is traced runs at
    half the speed.
    """
    return not any(item.path.is_relative_to(folder) for folder in UNTRACED)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is traced runs first, so that what is made once and kept is made under trace."""
    items.sort(key=lambda item: not is_traced(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage, if it is measured, of what is traced only."""
    trace = sys.gettrace()
    if is_traced(item) or trace is None:
        return (yield)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(trace)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it for garbage again and again takes time."""
    gc.collect()
    gc.freeze()
