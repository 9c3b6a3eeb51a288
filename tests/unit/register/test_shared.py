"""A register, its results and errors go from thread to thread and from process to process."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from golden.figures import PERIOD, registers
from vnr import metrics
from vnr.errors import UnknownNameError
from vnr.register import Register


def fresh() -> Register:
    """A register that remembers nothing."""
    register: Register = pickle.loads(pickle.dumps(registers()["varied"]))
    return register


def asked(register: Register) -> list[dict[str, Any]]:
    """Figures that rest on evidence, spells, episodes and returns, which are all remembered."""
    found = (
        metrics.count(register, PERIOD, by=("municipality", "form")),
        metrics.count(register, PERIOD, of="episode", by="kind"),
        metrics.reactivation(register, PERIOD, rule="HUD_SPM2", by="sex"),
        metrics.time_to_event(register, PERIOD, start="intake", event="closing", by="unit"),
    )
    return [{**one.to_dict(), "provenance": 0} for one in found]


def test_eight_threads() -> None:
    """Eight threads that ask a register for the first time at once get what one gets."""
    register, expected = fresh(), asked(fresh())
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(asked, [register] * 8))


def test_spawned_process() -> None:
    """A process made from nothing takes a register, and gives back results and errors."""
    register = fresh()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        result = pool.submit(metrics.count, register, PERIOD, by="municipality")
        nothing: Any = "nothing"
        refused = pool.submit(metrics.count, register, PERIOD, by=nothing)
        assert result.result() == metrics.count(register, PERIOD, by="municipality")
        with pytest.raises(UnknownNameError, match="unknown stratum 'nothing'") as caught:
            refused.result()
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


def test_joblib() -> None:
    """So do the processes of joblib, which are made from nothing."""
    joblib = pytest.importorskip("joblib", reason="joblib isn't installed")
    register = fresh()
    calls = (joblib.delayed(metrics.count)(register, year, by="unit") for year in (2018, 2019))
    found = joblib.Parallel(n_jobs=2)(calls)
    assert found == [metrics.count(register, year, by="unit") for year in (2018, 2019)]
