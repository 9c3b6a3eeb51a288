"""Errors say what to do."""

from __future__ import annotations

import pytest

from vnr.errors import MissingExtraError, UnknownNameError, VnrError, require


def test_near_misses_are_suggested() -> None:
    """A misspelt name gets the nearest ones, whatever the case."""
    assert "did you mean 'Flen'?" in str(
        UnknownNameError("municipality", "flenn", ["Flen", "Trosa"])
    )


def test_far_misses_list_the_choices() -> None:
    """A name like nothing gets the choices, or is told that there are none."""
    assert "choose among a, b" in str(UnknownNameError("x", "zzz", ["a", "b"]))
    assert "there is none" in str(UnknownNameError("x", "zzz", []))
    assert "…" in str(UnknownNameError("x", "zzz", [f"q{n}" for n in range(40)]))


def test_missing_extra_says_the_command() -> None:
    """The error of a library that isn't there is the command that brings it."""
    with pytest.raises(MissingExtraError, match=r'pip install "vnr\[excel\]"') as error:
        require("no_such_library.part", "excel")
    assert isinstance(error.value, ImportError)
    assert isinstance(error.value, VnrError)


def test_require_gives_the_module() -> None:
    """What is installed is imported."""
    assert require("json", "none").loads("1") == 1


def test_a_broken_library_is_not_called_missing(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a library is there and lacks another one, that is said instead."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "broken_library.py").write_text("import no_such_thing_at_all")
    monkeypatch.syspath_prepend(str(folder))
    with pytest.raises(ModuleNotFoundError, match="no_such_thing_at_all") as error:
        require("broken_library", "excel")
    assert not isinstance(error.value, MissingExtraError)
