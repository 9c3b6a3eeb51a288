"""Single figures of a report in words."""

from __future__ import annotations

from typing import Any

from vnr.results import State, count, estimate

__all__ = ["column", "number", "of", "percent", "share"]


def percent(share: float, language: str) -> str:
    shown = f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
    return shown.replace(".", ",") if language == "sv" else shown


def number(counts: Any, row: int, language: str) -> str:
    return count(
        int(counts.state[row]), int(counts.value[row]), float(counts.covered[row]), language
    )


def of(result: Any, number: Any, language: str) -> str:
    """A number the only cell rests on; *minst* where not everything was delivered."""
    return count(int(State.VALUE), int(number), float(result.covered[0]), language)


def share(result: Any, row: int, language: str) -> str:
    return estimate(
        int(result.state[row]),
        float(result.value[row]),
        float(result.lower[row]),
        float(result.upper[row]),
        float(result.n[row]),
        unit=result.unit,
        language=language,
    )


def column(result: Any, name: str, row: int, language: str) -> str:
    state = int(result.state[row])
    # What waits to be judged is itself a number.
    if state == State.NOT_MATURE and name in ("n_not_mature", "on_time", "late", "missed"):
        state = State.VALUE
    return count(state, int(result.columns[name][row]), float(result.covered[row]), language)
