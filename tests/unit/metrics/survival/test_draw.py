"""Curves as results: before, between and beyond their days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.metrics import cumulative_incidence, kaplan_meier
from vnr.results import Curve, Definition, State

# Weeks in remission of leukaemia, with 6-mercaptopurine and with placebo.
# Freireich EJ et al., Blood 1963;21:699-716; as table 1.1 of Klein JP, Moeschberger ML,
# Survival Analysis, 2nd ed. 2003.
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]


RELAPSE = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


TIME = [*DRUG, *PLACEBO]


EVENT = [*RELAPSE, *[1] * 21]


GROUP = ["drug"] * 21 + ["placebo"] * 21


class TestCurve:
    """What a curve can be asked."""

    def test_before_the_first_event(self) -> None:
        """Nobody has relapsed yet: 1, and no interval is claimed."""
        at = kaplan_meier(DRUG, RELAPSE).at([0, 6, 36])
        assert at.value.tolist()[:2] == pytest.approx([1, 18 / 21])
        assert np.isnan(at.lower[0])
        assert at.state.tolist() == [State.VALUE, State.VALUE, State.NOT_MATURE]

    def test_mean_beyond_what_was_followed(self) -> None:
        """To week 36 nobody was followed."""
        mean = kaplan_meier(DRUG, RELAPSE).restricted_mean(36)
        assert mean.state.tolist() == [State.NOT_MATURE]

    def test_mean_of_an_incidence(self) -> None:
        """Time lost: 1/2 from 1 to 3, without limits."""
        mean = cumulative_incidence([1, 4], [1, 0]).restricted_mean(3)
        assert mean.value.tolist() == [1.0]
        assert np.isnan(mean.lower[0])

    def test_mean_with_repeats(self) -> None:
        """The area's variance at the last day before `to` grows by the curve's from there on."""
        columns = {
            "followed": [9, 9],
            "quantile": [2.0, 3.0],
            "area_variance": [0.0, 0.5],
            "area_covariance": [0.0, 0.25],
            "curve_variance": [0.1, 0.0625],
        }
        made: dict[str, Any] = {
            "strata": {"day": [1, 3]},
            "value": [0.75, 0.5],
            "lower": [np.nan] * 2,
            "upper": [np.nan] * 2,
            "n": [4, 3],
            "at_risk": [4, 3],
            "events": [1, 1],
            "censored": [0, 0],
            "state": [0, 0],
            "covered": [1, 1],
            "begins": 1.0,
            "unit": "proportion",
            "method": "made",
            "definition": Definition("made"),
        }
        plain = Curve(**made).restricted_mean(5)
        wide = Curve(**made, columns=columns).restricted_mean(5)
        assert plain.state.tolist() == [State.NOT_MATURE]
        assert wide.value.tolist() == [1 + 2 * 0.75 + 2 * 0.5]
        assert wide.upper[0] - wide.value[0] == pytest.approx(
            3 * (0.5 + 2 * (5 - 3) * 0.25 + (5 - 3) ** 2 * 0.0625) ** 0.5
        )
        # Without clusters 2.5² · 1/(4 · 3) + 1² · 1/(3 · 2)
        half = 1.959963984540054 * np.sqrt(2.5**2 / 12 + 1 / 6)
        del columns["area_variance"]
        plain = Curve(**made, columns=columns).restricted_mean(5)
        assert plain.upper[0] - plain.value[0] == pytest.approx(half)

    def test_groups_in_any_order(self) -> None:
        """Rows need not stand by group."""
        curve = kaplan_meier(TIME, EVENT, group=GROUP)
        rows = np.random.default_rng(0).permutation(len(curve))
        mixed = Curve.from_dict(
            curve.to_dict()
            | {
                "strata": {n: a[rows].tolist() for n, a in curve.strata.items()},
                **{
                    name: [curve.to_dict()[name][row] for row in rows]
                    for name in (
                        "value",
                        "lower",
                        "upper",
                        "n",
                        "at_risk",
                        "events",
                        "censored",
                        "state",
                        "covered",
                    )
                },
                "columns": {
                    n: [values[row] for row in rows]
                    for n, values in curve.to_dict()["columns"].items()
                },
            }
        )
        ours = dict(zip(curve.median().strata["group"], curve.median().value, strict=True))
        theirs = dict(zip(mixed.median().strata["group"], mixed.median().value, strict=True))
        assert ours == theirs

    def test_round_trip(self) -> None:
        """A curve with its columns comes back from JSON."""
        curve = cumulative_incidence([1, 2, 2, 3], [1, 2, 0, 1], group=["a", "b", "b", "a"])
        assert Curve.from_json(curve.to_json()) == curve
