"""A funnel as a picture: named units, limits, and what must be said."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from building import counts
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results.pictures import funnel_plot

CODES = ["0480", "0484", "0488"]
FUNNEL = metrics.funnel(
    counts({"municipality": CODES}, [10, 400, 30]),
    counts({"municipality": CODES}, [100, 1000, 150]),
)


def texts(axes: object) -> list[str]:
    return [one.get_text() for one in axes.texts]  # type: ignore[attr-defined]


def test_shows_units_limits_and_notes() -> None:
    """Municipalities by name, both limits in words, and every note below."""
    axes: Any = funnel_plot(FUNNEL)
    shown = texts(axes)
    assert {"Nyköping", "Eskilstuna", "Trosa"} <= set(shown)
    lines = [words.replace("\n", " ") for words in shown]
    assert all(note.text("sv") in lines for note in FUNNEL.notes)
    legend = [one.get_text() for one in axes.get_legend().get_texts()]
    assert legend == ["inre gräns", "yttre gräns", "genomsnitt för alla"]
    points = sorted(x for line in axes.lines if line.get_linestyle() == "None"
                    for x in line.get_xdata())  # fmt: skip
    assert points == [100, 150, 1000]
    plt.close("all")


def test_the_line_in_the_middle_says_what_it_is() -> None:
    """What all have together; a value to compare with only where one was given or follows."""
    for funnel, expected in (
        (metrics.funnel([5, 30], [50, 100]), "genomsnitt för alla"),
        (metrics.funnel([5, 30], [50, 100], target=0.2), "jämförelsevärde"),
        (metrics.funnel([5, 30], [6.0, 25.0], kind="smr"), "jämförelsevärde"),
    ):
        axes: Any = funnel_plot(funnel)
        assert axes.get_legend().get_texts()[-1].get_text() == expected
        axes = funnel_plot(funnel, mean="länets genomsnitt")
        called = expected.replace("genomsnitt för alla", "länets genomsnitt")
        assert axes.get_legend().get_texts()[-1].get_text() == called
        plt.close("all")


def test_limits_of_other_numbers_are_named_by_level() -> None:
    """Of one, or of three, none is the inner or the outer."""
    axes: Any = funnel_plot(metrics.funnel([5, 30], [50, 100], levels=(0.9,)))
    assert axes.get_legend().get_texts()[0].get_text() == "gräns 90 %"
    plt.close("all")


def test_many_units_are_named_outside_only() -> None:
    """Among thirty units only those outside the widest limits have their names."""
    k = np.full(30, 20)
    k[3] = 60
    axes: Any = funnel_plot(
        metrics.funnel(k, np.full(30, 100)), names=[f"u{i}" for i in range(30)], language="en",
        base="trials",
    )  # fmt: skip
    assert [one for one in texts(axes) if one.startswith("u")] == ["u3"]
    assert axes.get_xlabel() == "trials"
    assert axes.get_legend().get_texts()[1].get_text() == "outer limit"
    plt.close("all")


def test_draws_where_it_is_told() -> None:
    """On axes that are there; of rates in the unit's words; a figure without labels has no names."""
    _, axes = plt.subplots()
    rate = metrics.funnel([4], [900], kind="rate", per=10_000, target=50)
    assert funnel_plot(rate, ax=axes) is axes
    assert axes.get_ylabel() == "per 10\N{NO-BREAK SPACE}000 personår"
    plt.close("all")


def test_nothing_to_draw() -> None:
    """Where no unit has a figure there is no target either."""
    axes: Any = funnel_plot(metrics.funnel([0, 0], [0, 0]))
    legend = [one.get_text() for one in axes.get_legend().get_texts()]
    assert legend == ["inre gräns", "yttre gräns"]
    plt.close("all")


def test_refused() -> None:
    """What is no funnel, several of them, or an unknown language."""
    with pytest.raises(DataError, match="no funnel"):
        funnel_plot(metrics.proportion(1, 2))
    strata = {"municipality": CODES * 2, "year": [2018] * 3 + [2019] * 3}
    two = metrics.funnel(
        counts(strata, [1, 2, 3, 9, 9, 9]), counts(strata, [20] * 6), across="municipality"
    )
    with pytest.raises(DataError, match="several funnels"):
        funnel_plot(two)
    assert funnel_plot(two.select(year=2018)) is not None
    with pytest.raises(UnknownNameError, match="language"):
        funnel_plot(FUNNEL, language="fi")  # type: ignore[arg-type]
    plt.close("all")
