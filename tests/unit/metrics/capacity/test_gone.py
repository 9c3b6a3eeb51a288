"""The chance that nobody trained is left is the moment of a beta distribution, to the printed digit."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from measuring import counts
from vnr import Estimate, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import Basis, State


def moment(k: int, left: int, employed: int) -> float:
    """Rising factorials, in exact fractions: E[p^k] of Beta(left + 1/2, employed - left + 1/2)."""
    a, whole = Fraction(2 * left + 1, 2), Fraction(employed + 1)
    return float(math.prod(((a + j) / (whole + j) for j in range(k)), start=Fraction(1)))


def test_the_printed_digits() -> None:
    """Four left of twenty: 0.2143 with one trained, 0.0536 with two, 0.0151 with three; 1 with none."""
    alone = metrics.gone([0, 1, 2, 3], 4, 20)
    assert alone.value.round(4).tolist() == [1, 0.2143, 0.0536, 0.0151]
    assert alone["one_more"].round(4).tolist() == [
        0.2143,
        0.0536,
        0.0151,
        round(moment(4, 4, 20), 4),
    ]
    assert alone["together"].round(4).tolist() == [1, 0.2143, 0.2143, 0.2143]
    assert (alone.basis, alone.confidence, alone.n.tolist()) == (Basis.MODEL, 0.95, [0, 1, 2, 3])
    assert [note.code for note in alone.notes] == ["leaving_independent"]


@pytest.mark.parametrize(
    ("k", "left", "employed"), [(1, 0, 1), (2, 3, 3), (5, 0, 40), (0, 0, 0), (9, 7, 12)]
)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_moments_and_quantiles(k: int, left: int, employed: int, confidence: float) -> None:
    """The value is the exact moment, the limits scipy's quantiles to the power of those trained."""
    made = metrics.gone(k, left, employed, confidence=confidence)
    p = stats.beta(left + 0.5, employed - left + 0.5)
    assert float(made) == pytest.approx(moment(k, left, employed), rel=1e-10)
    assert made.lower[0] == pytest.approx(p.ppf((1 - confidence) / 2) ** k, rel=1e-8)
    assert made.upper[0] == pytest.approx(p.ppf((1 + confidence) / 2) ** k, rel=1e-8)


PLACES = {"0483": 1, "0486": 2, "0482": 0}
LEFT, EMPLOYED = {"0486": 2, "0482": 1, "0483": 4}, {"0482": 5, "0483": 20, "0486": 10}


class TestPartners:
    """Each employer's trained leave at that employer's rate; partners are independent."""

    def test_product(self) -> None:
        """The value is the product of the exact moments, and limits hold what is drawn."""
        both = metrics.gone(PLACES, LEFT, EMPLOYED, partners=[("0486", "0483")])
        rng = np.random.default_rng(3)
        drawn = rng.beta(4.5, 16.5, 200_000) * rng.beta(2.5, 8.5, 200_000) ** 2
        assert both.strata["label"].tolist() == ["0483+0486"]
        assert float(both) == pytest.approx(moment(1, 4, 20) * moment(2, 2, 10))
        assert both.lower[0] == pytest.approx(np.quantile(drawn, 0.025), abs=0.002)
        assert both.upper[0] == pytest.approx(np.quantile(drawn, 0.975), abs=0.004)
        assert both["together"][0] == pytest.approx(moment(1, 4, 20) * moment(1, 2, 10))
        assert (both.n[0], both["left"][0], both["employed"][0]) == (3, 6, 30)
        helped = moment(1, 4, 20) * moment(3, 2, 10), moment(2, 4, 20) * moment(2, 2, 10)
        assert both["one_more"][0] == pytest.approx(min(helped))

    def test_one_without(self) -> None:
        """A partner without anybody trained changes nothing, whatever leaves there."""
        alone = metrics.gone(1, 4, 20)
        both = metrics.gone(PLACES, LEFT, EMPLOYED, partners={"west": ("0483", "0482")})
        assert both.strata["label"].tolist() == ["west"]
        assert (both.value[0], both.lower[0], both.upper[0]) == pytest.approx(
            (alone.value[0], alone.lower[0], alone.upper[0])
        )

    def test_a_trained_person_counts_where_employed(self) -> None:
        """Many who left elsewhere don't make those who hold the competence leave."""
        pooled = moment(3, 10, 120)
        made = metrics.gone(
            {"a": 3, "b": 0}, {"a": 10, "b": 0}, {"a": 20, "b": 100}, partners=[("a", "b")]
        )
        assert float(made) == pytest.approx(moment(3, 10, 20))
        assert float(made) > 50 * pooled

    def test_by_competence(self) -> None:
        """Every competence has its own row of the same partners."""
        trained = counts(
            strata={"municipality": ["0483", "0486"] * 2, "group": ["child", "child", "elder", "elder"]},
            value=[1, 2, 0, 1], state=[State.VALUE] * 4, covered=[1] * 4,
        )  # fmt: skip
        left, employed = ({one: by[one] for one in ("0483", "0486")} for by in (LEFT, EMPLOYED))
        made = metrics.gone(trained, left, employed, partners=[("0483", "0486")])
        assert made.strata["group"].tolist() == ["child", "elder"]
        assert made.value == pytest.approx([moment(1, 4, 20) * moment(2, 2, 10), moment(1, 2, 10)])

    def test_not_reported(self) -> None:
        """A partner who hasn't reported makes the row not reported, and never 0."""
        trained = counts(
            strata={"municipality": ["0483", "0486"]}, value=[1, 0],
            state=[State.VALUE, State.NOT_REPORTED], covered=[1, 0],
        )  # fmt: skip
        made = metrics.gone(trained, 4, 20, partners=[("0483", "0486")])
        assert made.state.tolist() == [State.NOT_REPORTED]
        assert metrics.gone(trained, 4, 20).state.tolist() == [State.VALUE, State.NOT_REPORTED]

    @pytest.mark.parametrize(
        ("partners", "message"),
        [
            ([], "partners is empty"),
            ([()], "nobody, or somebody twice, at row 0"),
            ([("0483", "0483")], "somebody twice"),
            ([("0483", "0486"), ("0486", "0483")], "at row 1 twice"),
            (["0483"], "must be sets"),
        ],
    )
    def test_refused(self, partners: list[tuple[str, ...]], message: str) -> None:
        """Sets that are none are refused with their row."""
        with pytest.raises(DataError, match=message):
            metrics.gone(PLACES, LEFT, EMPLOYED, partners=partners)

    def test_unknown(self) -> None:
        """So is whoever isn't there, and a stratum that isn't."""
        with pytest.raises(UnknownNameError):
            metrics.gone(PLACES, LEFT, EMPLOYED, partners=[("0483", "0999")])
        with pytest.raises(UnknownNameError):
            metrics.gone(PLACES, LEFT, EMPLOYED, partners=[("0483",)], across="place")
        with pytest.raises(DataError, match="labels of municipalities"):
            metrics.gone(1, 4, 20, partners=[("0483",)])


class TestGuess:
    """A stated share keeps its own limits, and never becomes a confidence interval."""

    def test_limits(self) -> None:
        """Value and limits to the power of those trained."""
        made = metrics.gone([0, 2], turnover=Estimate.parse("10–20 %"))
        assert (made.basis, made.confidence) == (Basis.GUESS, None)
        assert made.value == pytest.approx([1, 0.15**2])
        assert made.lower == pytest.approx([1, 0.1**2])
        assert made.upper == pytest.approx([1, 0.2**2])
        assert made["one_more"] == pytest.approx([0.15, 0.15**3])
        assert made["together"] == pytest.approx([1, 0.15])
        assert "limits_as_stated" in [note.code for note in made.notes]

    @pytest.mark.parametrize(("text", "share"), [("0 %", 0), ("100 %", 1)])
    def test_nobody_or_all_leave(self, text: str, share: int) -> None:
        """At 0 percent nobody leaves, at 100 all do; nobody is left where nobody is trained."""
        made = metrics.gone([0, 1, 2], turnover=Estimate.parse(text))
        assert made.value.tolist() == [1, share, share]
        assert made["one_more"].tolist() == [share] * 3

    def test_open_and_unknown(self) -> None:
        """What is open ends at all of them; what has no width has none."""
        open_ended = metrics.gone(2, turnover=Estimate.parse("minst 40 %"))
        assert (open_ended.lower[0], open_ended.upper[0]) == pytest.approx((0.16, 1))
        assert open_ended.basis == Basis.BOUND
        assert np.isnan(metrics.gone(2, turnover=Estimate.parse("ca 40 %")).upper[0])

    def test_partners(self) -> None:
        """Those of all partners leave at the stated share."""
        made = metrics.gone(PLACES, turnover=Estimate.parse("10–20 %"), partners=[("0483", "0486")])
        assert (made.lower[0], made.value[0], made.upper[0]) == pytest.approx((1e-3, 0.15**3, 8e-3))

    @pytest.mark.parametrize(
        ("turnover", "message"),
        [
            (0.2, "must be an Estimate"),
            (metrics.proportion(4, 20), "give left and employed"),
            (metrics.proportion([4, 5], 20), "one figure"),
            (Estimate.parse("25±2"), "must be a share"),
            (Estimate.parse("120 %"), "between 0 and 100"),
        ],
    )
    def test_refused(self, turnover: Estimate, message: str) -> None:
        """What is no stated share is refused with the remedy."""
        with pytest.raises(DataError, match=message):
            metrics.gone(1, turnover=turnover)


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"trained": [1, 3], "left": [0, 5], "employed": [4, 4]}, "left is more than employed at row 1"),
        ({"trained": [1, 5], "left": [0, 4], "employed": [4, 4]}, "trained is more than employed at row 1"),
        ({"trained": 1.5, "left": 1, "employed": 4}, "whole number"),
        ({"trained": 1, "left": 1}, "give both"),
        ({"trained": 1}, "needs left and employed"),
        ({"trained": 1, "left": 1, "turnover": Estimate.parse("10 %")}, "instead"),
        ({"trained": 1, "left": 1, "employed": 4, "confidence": 95}, "0.95"),
    ],
)  # fmt: skip
def test_refused(figures: dict[str, object], message: str) -> None:
    """Parts above the whole, and what isn't there, are refused with row and remedy."""
    with pytest.raises(DataError, match=message):
        metrics.gone(**figures)  # type: ignore[arg-type]


def test_json() -> None:
    """It is the same after JSON."""
    made = metrics.gone(PLACES, LEFT, EMPLOYED, partners=[("0483", "0486")])
    assert Estimate.from_json(made.to_json()) == made
