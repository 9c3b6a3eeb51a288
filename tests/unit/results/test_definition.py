"""What a figure means, and what made it."""

from __future__ import annotations

import pytest

from vnr.errors import UnknownNameError
from vnr.results import Definition, Provenance


def test_version_without_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree that isn't installed says that its version is unknown."""
    from importlib import metadata

    from vnr.results import _definition

    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", missing)
    _definition._version.cache_clear()
    assert Provenance().vnr == "unknown"
    monkeypatch.undo()
    _definition._version.cache_clear()
    assert Provenance().vnr != "unknown"


@pytest.mark.parametrize("definition", [Definition("x"), Definition("x", {"of": "case"})])
def test_a_language_that_there_is_not(definition: Definition) -> None:
    """It is refused, also where no word of it would be needed."""
    with pytest.raises(UnknownNameError, match="unknown language 'de': choose among sv, en"):
        definition.text("de")  # type: ignore[arg-type]
