"""What the library promises: each public name stands in a list, so a new one is a decision."""

import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import vnr

GOLDEN = Path(__file__).parent / "golden" / "public_names.txt"
MODULES = [
    "vnr",
    *sorted(
        found.name
        for found in pkgutil.walk_packages(vnr.__path__, "vnr.")
        if not any(part.startswith("_") for part in found.name.split("."))
    ),
]


def test_public_names_are_the_listed_ones() -> None:
    """A name that comes or goes shows as a line in the list."""
    found = [f"{module}.{name}" for module in MODULES for name in import_module(module).__all__]

    assert GOLDEN.read_text(encoding="utf-8").split() == sorted(found)


@pytest.mark.parametrize("module", MODULES)
def test_all_is_sorted_and_true(module: str) -> None:
    """`__all__` is in ruff's order, names each once, and only what is there."""
    names = import_module(module).__all__
    # Constants, classes, functions: the order that ruff's RUF022 keeps.
    kinds = [(not name.isupper(), not name[0].isupper(), name) for name in names]

    assert kinds == sorted(set(kinds))
    assert [name for name in names if not hasattr(import_module(module), name)] == []


@pytest.mark.parametrize("module", MODULES)
def test_star_import_gives_what_all_names(module: str) -> None:
    """`from module import *` works in a fresh interpreter, and warns of nothing."""
    code = (
        f"from {module} import *\n"
        f"import sys; wanted = sys.modules[{module!r}].__all__\n"
        "assert set(wanted) <= set(globals()), set(wanted) - set(globals())"
    )

    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_dir_shows_the_names_before_they_are_used() -> None:
    """Completion in a notebook finds every public name, lazy or not."""
    assert set(vnr.__all__) <= set(dir(vnr))


def test_the_version_is_that_of_the_project() -> None:
    """`vnr.__version__` and pyproject.toml agree."""
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")

    assert f'version = "{vnr.__version__}"' in project


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name says so at once."""
    with pytest.raises(AttributeError, match="no attribute 'Cases'"):
        getattr(vnr, "Cases")  # noqa: B009


def test_a_lazy_name_is_the_same_object_twice() -> None:
    """A name resolved once is kept, and is what its home holds."""
    assert vnr.Register is vnr.Register is import_module("vnr.register").Register
    assert vnr.metrics is import_module("vnr.metrics")
