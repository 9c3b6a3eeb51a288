"""A bar is shown to who waits at a prompt, and to nobody else."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from vnr import metrics
from vnr.display import steps
from vnr.words import Language

TABLE = metrics.CaptureTable({"10": 5, "01": 4, "11": 3}, lists=("a", "b"))


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What tqdm was asked for, of one that is installed."""
    told: list[dict[str, Any]] = []
    made = ModuleType("tqdm")
    made.__spec__ = type(sys.__spec__)("tqdm", None)

    def tqdm(values: Any, **more: Any) -> Any:
        told.append(more)
        return values

    made.tqdm = tqdm  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tqdm", made)
    return told


@pytest.mark.parametrize(("language", "word"), [("sv", "drar om"), ("en", "drawing anew")])
def test_at_a_prompt(
    bars: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, language: Language, word: str
) -> None:
    """It goes to stderr, in the language asked for, and leaves nothing behind."""
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    assert [*steps([1, 2], "drawing", language)] == [1, 2]
    assert (bars[0]["desc"], bars[0]["file"], bars[0]["leave"]) == (word, sys.stderr, False)


def test_the_bootstrap_shows_how_far_it_is(
    bars: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever estimates the unseen at a prompt sees that something happens."""
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    metrics.hidden(TABLE, model="independence", method="bca", resamples=20)
    assert [one["desc"] for one in bars] == ["drar om"]


def test_nobody_at_a_prompt(bars: list[dict[str, Any]]) -> None:
    """A script, a service and the command line are told nothing."""
    assert [*steps([1, 2], "reading")] == [1, 2]
    assert bars == []
