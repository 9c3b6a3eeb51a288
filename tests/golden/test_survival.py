"""Clustered survival beside R's package survival.

`survival/clustered.csv` holds 135 spells of 50 made-up persons: days ``t``, cause ``c`` (0 is
censored), person ``w``. The answers are those of R 4 with survival (Therneau TM, *A package for
survival analysis in R*), any cause as the event::

    fit <- survfit(Surv(t, c > 0) ~ 1, id = ..., cluster = w)
    sqrt(sum(rowsum(resid(fit, times = 150, type = "auc"), w)^2))
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from vnr.metrics.survival import draw, incidence
from vnr.results import Curve, Definition, Figure, Grid

TABLE = np.loadtxt(
    Path(__file__).parent / "survival" / "clustered.csv", delimiter=",", skiprows=1, dtype=int
)


def curve(clusters: bool) -> Curve:
    time, cause, person = TABLE.T
    return draw(
        incidence(time, 1 * (cause > 0), cluster=person if clusters else None),
        Grid.delivered(1, Definition("published")),
        confidence=0.95,
        clusters=("n_persons", Figure("persons")) if clusters else None,
    )


@pytest.mark.parametrize(("clusters", "error"), [(False, 5.022), (True, 6.153804)])
def test_restricted_mean(clusters: bool, error: float) -> None:
    """To day 150 it is 80.967; its error is 6.153804 by person, 5.022 of independent spells."""
    mean = curve(clusters).restricted_mean(150)
    assert mean.value[0] == pytest.approx(80.967, abs=5e-4)
    half = (mean.upper[0] - mean.lower[0]) / 2
    digits = 5e-7 if clusters else 5e-4
    assert half / norm.ppf(0.975) == pytest.approx(error, abs=digits)


def test_median() -> None:
    """76 days, from 53 to 112 where spells are independent."""
    found = curve(False).median()
    assert (found.value[0], found.lower[0], found.upper[0]) == (76, 53, 112)
