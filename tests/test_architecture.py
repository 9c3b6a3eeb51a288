"""Imports point one way: a layer may use only those named for it."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
MAY_USE: dict[str, set[str]] = {
    "errors": set(),
    "model": {"errors"},
    "register": {"model", "errors"},
    "metrics": {"register", "model", "errors"},
    "disclosure": {"metrics", "register", "model", "errors"},
    "io": {"register", "model", "errors"},
    "data": {"register", "model", "errors"},
    "engine": {"metrics", "register", "model", "errors"},
    "synthetic": {"data", "io", "register", "model", "errors"},
    "testing": {"io", "register", "model", "errors"},
    "report": {"disclosure", "metrics", "data", "register", "model", "errors"},
}
MAY_USE["cli"] = set(MAY_USE)
MODULES = sorted(SRC.rglob("*.py"))


def name_of(path: Path) -> list[str]:
    """Dotted name of a module, in parts."""
    parts = list(path.relative_to(SRC).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def layers_used(source: str, package: list[str]) -> set[str]:
    """Layers that a module of a package imports, in any way; "" is vnr itself."""
    targets = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            targets += [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = base + (node.module or "").split(".") if node.module else base
            targets += [[*stem, alias.name] for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            targets += [
                one.value.split(".")
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
    return {part[1] if len(part) > 1 else "" for part in targets if part[0] == "vnr"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(name_of(p)))
def test_layers(path: Path) -> None:
    """A module imports its own layer and those below it, never vnr itself."""
    parts = name_of(path)
    if len(parts) == 1 or parts[1] == "__main__":
        return

    package = parts if path.name == "__init__.py" else parts[:-1]
    used = layers_used(path.read_text(encoding="utf-8"), package)

    assert parts[1] in MAY_USE, f"{parts[1]} is a layer without a place"
    assert used - {parts[1]} <= MAY_USE[parts[1]]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(name_of(p)))
def test_modules_stay_small(path: Path) -> None:
    """A module is one idea, in at most 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy", set()),
        ("import vnr", {""}),
        ("import vnr.metrics as m", {"metrics"}),
        ("from vnr import Case", {"Case"}),
        ("from vnr.io import read", {"io"}),
        ("from ..metrics import count", {"metrics"}),
        ("from .. import metrics", {"metrics"}),
        ("from ._table import Table", {"register"}),
        ("def f():\n    from vnr.report import page", {"report"}),
        ('import_module("vnr.report")', {"report"}),
    ],
)
def test_every_way_to_import_is_seen(source: str, expected: set[str]) -> None:
    """Absolute, relative, late and by name: none slips past."""
    assert layers_used(source, ["vnr", "register"]) == expected
