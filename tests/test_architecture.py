"""Imports point one way: a layer may use only those named for it."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
GROUND = {"display", "errors", "frames", "files", "words"}
MAY_USE: dict[str, set[str]] = {
    **{name: GROUND - {name} for name in GROUND},
    "model": GROUND,
    "results": GROUND | {"model"},
    "register": GROUND | {"model", "results"},
    "data": GROUND | {"model", "results"},
    "io": GROUND | {"model", "register"},
}
MAY_USE["metrics"] = MAY_USE["register"] | {"register", "data"}
MAY_USE["disclosure"] = MAY_USE["metrics"] | {"metrics"}
MAY_USE["engine"] = MAY_USE["metrics"] | {"metrics", "io"}
MAY_USE["report"] = MAY_USE["disclosure"] | {"disclosure", "data"}
MAY_USE["synthetic"] = MAY_USE["io"] | {"io", "data"}
MAY_USE["testing"] = MAY_USE["io"] | {"io"}
MAY_USE["cli"] = set(MAY_USE)
# Within a layer: what each room may use beside itself.
ROOMS_MAY_USE: dict[str, dict[str, set[str]]] = {
    "metrics": {
        "ground": set(),
        "intervals": {"ground"},
        "survival": {"ground", "intervals"},
        "counting": {"ground", "intervals", "survival"},
        "following": {"ground", "intervals", "survival", "counting"},
        "indicators": {"ground", "intervals", "survival", "counting", "following"},
        "comparison": {"ground", "intervals"},
        "capacity": {"ground", "intervals", "comparison"},
        "supply": {"counting", "ground", "intervals"},
        "uncertain": {"ground", "intervals"},
        "capture": {"ground", "intervals"},
        "grants": {"ground", "intervals"},
        "surveys": {"ground", "intervals", "uncertain"},
    },
    "io": {
        "template": set(),
        "pseudonyms": set(),
        "cells": {"template"},
        "books": set(),
        "faults": {"template"},
        "profiles": {"template", "pseudonyms"},
        "sheets": {"template", "cells", "books", "faults", "profiles"},
        "parts": {"template", "cells", "faults", "sheets"},
        "form": {"template"},
    },
    "register": {
        "columns": set(),
        "identities": {"columns"},
        "assembling": {"columns", "identities"},
        "entering": {"columns", "identities"},
        "delivery": {"columns"},
    },
    "disclosure": {
        "rules": set(),
        "attack": {"rules"},
        "ledger": {"rules", "attack"},
    },
}
# What arguments may be is said to every room of metrics.
for beside in ROOMS_MAY_USE["metrics"].values():
    beside.add("choices")
MODULES = sorted(SRC.rglob("*.py"))


def name_of(path: Path) -> list[str]:
    parts = list(path.relative_to(SRC).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


ROOMS = {tuple(name_of(path)) for path in MODULES if path.name == "__init__.py"}


def layers_used(path: Path) -> set[str]:
    """Layers that a module imports, absolutely or relatively; "" is vnr itself."""
    return {part[1] if len(part) > 1 else "" for part in targets(path)}


@cache
def targets(path: Path) -> list[list[str]]:
    """The dotted names of vnr that a module imports."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path)[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = base + (node.module or "").split(".") if node.module else base
            found += [[*stem, alias.name] for alias in node.names]
    return [parts for parts in found if parts[0] == "vnr"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(name_of(p)))
def test_layers(path: Path) -> None:
    """A module imports its own layer and those below it, never vnr itself."""
    parts = name_of(path)
    if len(parts) == 1 or parts[1] == "__main__":
        return

    assert parts[1] in MAY_USE, f"{parts[1]} is a layer without a place"
    assert layers_used(path) - {parts[1]} <= MAY_USE[parts[1]]


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.parent.parent.name in ROOMS_MAY_USE],
    ids=lambda p: "/".join(name_of(p)),
)
def test_rooms_stand_on_each_other_one_way(path: Path) -> None:
    """Counts stand on intervals, books on the attacker, cells on the template, stores on columns."""
    layer, room = path.parent.parent.name, path.parent.name
    used = {parts[2] for parts in targets(path) if parts[1:2] == [layer] and len(parts) > 2}

    assert used - {room} <= ROOMS_MAY_USE[layer][room]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(name_of(p)))
def test_rooms_are_entered_by_the_door(path: Path) -> None:
    """A module imports private modules of its own room only."""
    here = name_of(path) if path.name == "__init__.py" else name_of(path)[:-1]

    def room(parts: list[str]) -> tuple[str, ...]:
        while tuple(parts) not in ROOMS:
            parts = parts[:-1]
        return tuple(parts)

    private = [
        parts
        for parts in targets(path)
        if room(parts) != tuple(here)
        and len(parts) > len(room(parts))
        and parts[len(room(parts))].startswith("_")
    ]

    assert private == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(name_of(p)))
def test_modules_stay_small(path: Path) -> None:
    """A module is one idea, in at most 400 lines."""
    assert len(path.read_text().splitlines()) <= 400


def test_no_circles() -> None:
    """No module needs one that needs it, not even when a function runs or types are checked."""
    modules = {".".join(name_of(path)): path for path in MODULES}

    def module(parts: list[str]) -> str:
        while ".".join(parts) not in modules:
            parts = parts[:-1]
        return ".".join(parts)

    needs = {
        name: {module(parts) for parts in targets(path)} - {name} for name, path in modules.items()
    }

    assert len(list(TopologicalSorter(needs).static_order())) == len(modules)


def test_tests_mirror_the_tree() -> None:
    """Each folder of the unit tests is a room of the library, and each room has its folder."""
    library, unit = SRC / "vnr", Path(__file__).parent / "unit"
    rooms = {path.parent.relative_to(library) for path in library.rglob("__init__.py")}
    modules = {path.relative_to(library).with_suffix("") for path in library.glob("[a-z]*.py")}
    tested = {path.parent.relative_to(unit) for path in unit.rglob("test_*.py")}
    folders = tested | {room for folder in tested for room in folder.parents}

    assert rooms <= folders
    assert folders <= rooms | modules
