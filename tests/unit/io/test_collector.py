"""The collector of cycles rests while files are read, and is as it was afterwards."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

import vnr
from refusing import refused
from vnr.errors import DataError
from vnr.io._collector import collector_at_rest

pytestmark = pytest.mark.usefixtures("_collector")


@pytest.fixture(name="_collector")
def _as_it_was() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("enabled", [True, False])
def test_it_is_afterwards_as_it_was(enabled: bool) -> None:
    """Who let it rest has it rest afterwards too, and who didn't has it at work."""
    (gc.enable if enabled else gc.disable)()
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled


def test_it_works_again_after_a_reading_that_fails(tmp_path: Path) -> None:
    """A file that isn't there leaves nothing behind."""
    gc.enable()
    with refused(DataError):
        vnr.read(tmp_path / "none.csv", observed=2019)
    assert gc.isenabled()


def test_it_rests_while_rows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tens of thousands of faults aren't looked through again and again."""
    gc.enable()
    at_rest: list[bool] = []
    rows = [{"ärende": "1", "kommun": "0484", "klient": "2", "aktualiseringsdatum": "2019-01-02"}]

    def stopped(*_: object) -> None:
        at_rest.append(not gc.isenabled())
        raise ZeroDivisionError

    monkeypatch.setattr("vnr.io._opening.part_of", stopped)
    with pytest.raises(ZeroDivisionError):
        vnr.read(rows, observed=2019)
    assert at_rest == [True]
    assert gc.isenabled()
