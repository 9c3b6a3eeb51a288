"""An earlier release, read from its folder."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vnr.disclosure import Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.results import Counts, Definition, Grid, State

RULE = Rule(threshold=5, insider=0)


def counts(values: list[int], strata: dict[str, list[str]]) -> Counts:
    """Cases that add up over all strata."""
    grid = Grid(
        strata=strata,
        state=np.zeros(len(values)),
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": list(strata)}),
        adds_over=strata,
    )
    return Counts.over(grid, value=values, unit="cases")


TOWNS = counts([3, 20, 30], {"municipality": ["0480", "0481", "0484"]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release of the county's total, with its page."""
    path = tmp_path / "2020"
    path.mkdir()
    (path / "page.html").write_text("53", "utf-8")
    digest = blake2b(b"53", digest_size=32).hexdigest()
    files = {"page.html": digest, "book.xlsx": "put away"}
    tables = {"county": counts([53], {}).to_dict()}
    change(path, verdict="safe", files=files, tables=tables)
    return path


def change(path: Path, **told: Any) -> None:
    """Write other things into the record."""
    record = path / "release.json"
    before = json.loads(record.read_text("utf-8")) if record.exists() else {}
    record.write_text(json.dumps(before | told), "utf-8")


def test_what_it_shows_is_known(folder: Path) -> None:
    """The county's total is out: one town more is hidden beside the one of 3."""
    for published in (folder, str(folder), [folder / "release.json"]):
        shown = protect(TOWNS, RULE, published=published)

        assert (shown.state == State.SUPPRESSED).tolist() == [True, True, False]
        assert audit(shown, RULE, published=published).verdict == "safe"
    (leak,) = audit(protect(TOWNS, RULE), RULE, published=folder).leaks
    assert leak.because[0].figures[0][0] == "2020: county"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: (path / "release.json").unlink(), "no release.json in it"),
        (lambda path: (path / "release.json").write_text("{", "utf-8"), "no release.json in it"),
        (lambda path: (path / "release.json").write_text("[1]", "utf-8"), "tables can't be read"),
        (lambda path: change(path, verdict="unsafe"), "never found safe"),
        (lambda path: change(path, tables=[1]), "tables can't be read"),
        (lambda path: change(path, tables={"a": {"kind": "Table"}}), "tables can't be read"),
        (lambda path: change(path, tables={"a": {"kind": "Counts"}}), "tables can't be read"),
        (lambda path: (path / "page.html").write_text("54", "utf-8"), "altered since"),
        (lambda path: path.rename(path.parent / "moved"), "2020 is no release"),
    ],
)  # fmt: skip
def test_no_release(folder: Path, spoil: Any, message: str) -> None:
    """A previous release that isn't one is refused by both doors, which say where."""
    spoil(folder)
    for door in (audit, protect):
        with pytest.raises(DisclosureError, match=message) as raised:
            door(TOWNS, RULE, published=folder)
        assert "2020" in str(raised.value)
