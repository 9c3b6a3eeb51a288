"""Curves in steps so long that none tells of a single person's day (trappsteg)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.rules import Rule
from vnr.metrics.survival import stepwise
from vnr.results import Curve, Note, State

__all__ = ["WEEK", "coarsened", "groups_of", "movements_of"]

Rows = NDArray[np.intp]
Whole = NDArray[np.int64]

WEEK = 7
"""Days are told in whole weeks."""


@attrs.frozen(eq=False)
class Movements:
    """What happens to those under observation, in each interval of one group of a curve.

    Attributes
    ----------
    at_risk
        Under observation when each begins, shape ``(intervals,)``.
    events
        By cause, shape ``(causes, intervals)``.
    lost, entered, otherwise
        Lost from view, come under observation, and gone by a cause that isn't shown.
    """

    at_risk: Whole
    events: Whole
    lost: Whole
    entered: Whole
    otherwise: Whole

    def between(self, start: int, end: int) -> Movements:
        """Several intervals as one."""
        inside = slice(start, end)
        return Movements(
            self.at_risk[start : start + 1],
            self.events[:, inside].sum(axis=1, keepdims=True),
            *(
                array[inside].sum(keepdims=True)
                for array in (self.lost, self.entered, self.otherwise)
            ),
        )

    def numbers(self) -> Whole:
        """Every number that is told by those of an interval, or left of them."""
        every = self.events.sum(axis=0)
        gone = every + self.otherwise
        parts = np.vstack([self.events, every, gone])
        left = self.at_risk - gone - self.lost
        told = [
            self.at_risk,
            parts,
            self.at_risk - parts,
            self.lost,
            self.at_risk - self.lost,
            left,
        ]
        # Nobody need come in, or go otherwise.
        return np.vstack([*told, *(one for one in (self.entered, self.otherwise) if one.any())])


def groups_of(curve: Curve) -> Iterator[tuple[dict[str, Any], list[Rows]]]:
    """Labels of each group, and its rows for every cause in the order of the days."""
    names = [name for name in curve.strata if name not in ("cause", "day")]
    columns = [curve.strata[name].tolist() for name in names]
    found: dict[tuple[Any, ...], dict[Any, list[int]]] = {}
    causes = curve.strata["cause"].tolist() if "cause" in curve.strata else [None] * len(curve)
    for row, cause in enumerate(causes):
        group = tuple(column[row] for column in columns)
        found.setdefault(group, {}).setdefault(cause, []).append(row)
    for group, by_cause in found.items():
        rows = [np.array(own, np.intp) for own in by_cause.values()]
        yield (
            dict(zip(names, group, strict=True)),
            [own[np.argsort(curve.strata["day"][own], kind="stable")] for own in rows],
        )


def movements_of(curve: Curve, rows: Sequence[Rows]) -> Movements:
    """What happens in each row of a group, until the next."""
    first = rows[0]
    at_risk, lost = curve.at_risk[first], curve.censored[first]
    events = np.vstack([curve.events[own] for own in rows])
    after = at_risk - events.sum(axis=0) - lost
    # Nobody knows of the last row's rest: it stays under observation.
    change = np.append(at_risk[1:] - after[:-1], 0)
    return Movements(at_risk, events, lost, np.maximum(change, 0), np.maximum(-change, 0))


def coarsened(
    curve: Curve, rule: Rule, without: Mapping[tuple[Any, ...], Collection[float]] | None = None
) -> Curve:
    """The curve in steps of whole weeks, in each of which nothing is told of a few.

    In every step the events of each cause, those lost, those at risk and what is left of them are
    none or more than are sensitive; what can't be merged so is suppressed, from the day on
    where it begins. The values are reckoned anew from what is told, so that they tell no more. By the labels of a group `without` names days that no step may end on.
    """
    made = [
        _group(curve, rows, rule, (without or {}).get(tuple(group.values()), ()))
        for group, rows in groups_of(curve)
    ]
    rows = np.concatenate([one.taken for one in made]) if made else np.empty(0, np.intp)
    if not rows.size:
        return curve
    taken = curve.take(rows)
    told = np.concatenate([one.told for one in made])
    states = {
        name: np.where(told, State.VALUE, taken.state_of(name)).astype(np.int8)
        for name in curve.names
    }
    hidden = np.concatenate([one.hidden for one in made])
    figures: dict[str, Any] = {}
    for name in ("value", "lower", "upper", "n", "at_risk", "events", "censored"):
        figures[name] = np.where(
            told, np.concatenate([one.figures[name] for one in made]), taken[name]
        )
    day = np.concatenate([one.days for one in made])
    columns = dict(taken.columns)
    for name, array in columns.items():
        if name == "followed":
            columns[name] = np.where(told, np.concatenate([one.last for one in made]), array)
        elif not curve.figure(name).kind.adds and array.dtype.kind == "f":
            # What a variance is made of belongs to the days.
            states[name] = np.where(told & ~np.isnan(array), State.SUPPRESSED, states[name])
    for name, own in states.items():
        states[name] = np.where(hidden, State.SUPPRESSED, own)
    return attrs.evolve(
        taken,
        **figures,
        strata={**taken.strata, "day": day},
        columns=columns,
        state=states["value"],
        states=states,
        notes=(*taken.notes, Note("curve_in_steps", days=WEEK)),
    )


@attrs.frozen(eq=False)
class _Steps:
    """The rows of a group: those that are told, or stay as they are, and one that is hidden."""

    taken: Rows
    days: NDArray[Any]
    last: NDArray[Any]
    told: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    figures: dict[str, NDArray[Any]]


def _group(curve: Curve, rows: list[Rows], rule: Rule, without: Collection[float]) -> _Steps:
    every = np.concatenate(rows)
    if (curve.state[every] != State.VALUE).any():
        # What wasn't delivered, or is hidden already, stays as it is; beside it nothing is told.
        kept = curve.state[every] != State.VALUE
        return _plain(curve, every[kept], np.zeros(kept.sum(), bool))
    movements = movements_of(curve, rows)
    weeks = np.maximum(np.ceil(curve.strata["day"][rows[0]] / WEEK), 1).astype(np.int64) * WEEK
    edges = _edges(movements, weeks, rule, without)
    if len(edges) == 1:
        return _plain(curve, np.array([own[0] for own in rows]), np.ones(len(rows), bool))
    parts = [movements.between(a, b) for a, b in pairwise(edges)]
    events = np.hstack([part.events for part in parts])
    at_risk, lost, otherwise = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("at_risk", "lost", "otherwise")
    )
    ends = np.array(edges[1:]) - 1
    effect = np.ones(events.shape)
    if "design_effect" in curve.columns:
        effect = np.vstack([curve.columns["design_effect"][own[ends]] for own in rows])
        # Rounded up, so that it tells of no days; where it is undefined nothing repeats.
        effect = np.ceil(10 * np.nan_to_num(np.maximum(effect, 1), nan=1)) / 10
    survival = curve.begins == 1
    shown = events if survival or not otherwise.any() else np.vstack([events, otherwise])
    curves = stepwise(
        at_risk.astype(float),
        shown.astype(float),
        survival=survival,
        effect=np.vstack([effect, effect[-1:]])[: 1 if survival else len(shown)],
        confidence=curve.confidence,
    )
    several, steps = events.shape
    tail = 0 if edges[-1] == weeks.size else 1

    def laid(array: NDArray[Any]) -> NDArray[Any]:
        """By cause and step, and after the steps of each cause the row that is hidden."""
        full = np.broadcast_to(array, (several, steps))
        return np.hstack([full, np.zeros((several, tail), full.dtype)]).ravel()

    told = np.tile(np.arange(steps + tail) < steps, several)
    value, lower, upper = (one[:several] for one in curves)
    days = weeks[ends]
    return _Steps(
        taken=np.concatenate([own[[*ends.tolist(), *[ends[-1] + 1] * tail]] for own in rows]),
        days=np.tile(np.append(days, [days[-1] + WEEK] * tail), several),
        last=np.full(told.size, days[-1]),
        told=told,
        hidden=~told,
        figures={
            "value": laid(value), "lower": laid(lower), "upper": laid(upper),
            "n": laid(at_risk), "at_risk": laid(at_risk), "events": laid(events),
            "censored": laid(lost),
        },
    )  # fmt: skip


def _plain(curve: Curve, rows: Rows, hidden: NDArray[np.bool_]) -> _Steps:
    nothing = np.zeros(rows.size)
    return _Steps(
        taken=rows,
        days=np.where(hidden, 0, curve.strata["day"][rows]),
        last=nothing,
        told=np.zeros(rows.size, bool),
        hidden=hidden,
        figures=dict.fromkeys(
            ("value", "lower", "upper", "n", "at_risk", "events", "censored"), nothing
        ),
    )


def _edges(movements: Movements, weeks: Whole, rule: Rule, without: Collection[float]) -> list[int]:
    """Where the steps begin, and where the last one ends: rows of the movements."""

    def holds(start: int, end: int) -> bool:
        numbers = movements.between(start, end).numbers()
        return bool(((numbers < rule.sensitive_from) | (numbers > rule.sensitive_to)).all())

    edges = [0]
    ends = [*(np.flatnonzero(np.diff(weeks)) + 1).tolist(), weeks.size]
    for end in ends:
        happened = movements.events[:, edges[-1] : end].any() or end == weeks.size
        if happened and weeks[end - 1] not in without and holds(edges[-1], end):
            edges.append(end)
    # What is left at the end goes with the last step, if that holds.
    rest = edges[-1] != weeks.size and weeks[-1] not in without
    if rest and len(edges) > 1 and holds(edges[-2], weeks.size):
        edges[-1] = weeks.size
    return edges
