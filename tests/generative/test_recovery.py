"""The truth is put in, and the estimators give it back, or miss it in the way theory says.

The quick, fixed-seed part of `benchmarks/recovery.py`.
"""

from __future__ import annotations

import numpy as np
import pytest

from vnr import synthetic
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import CaptureTable, RepeatCounts, hidden, list_dependence

PERSONS = 2000
DRAWS = 20
TWO = {"social services": 0.25, "police": 0.2}
THREE = {**TWO, "health": 0.15}
PAIR = ("social services", "police")


def drawn(shares: dict[str, float], ratio: float = 1, spread: float = 0) -> list[CaptureTable]:
    made = (
        synthetic.lists(PERSONS, shares, odds_ratios={PAIR: ratio}, heterogeneity=spread, seed=seed)
        for seed in range(DRAWS)
    )
    return [CaptureTable(one.histories(), one.names) for one in made]


def bias(tables: list[CaptureTable], model: str, method: str | None = None) -> tuple[float, float]:
    """Mean relative error of the total, and share of intervals that hold the truth."""
    found = [hidden(one, model=model, method=method) for one in tables]  # type: ignore[arg-type]
    inside = [one.lower[0] <= PERSONS <= one.upper[0] for one in found]
    return float(np.mean([float(one) for one in found])) / PERSONS - 1, float(np.mean(inside))


class TestTwoLists:
    """Two lists are right only if they don't depend."""

    def test_independent(self) -> None:
        """Right, and the interval holds the truth."""
        off, covered = bias(drawn(TWO), "chapman")
        assert abs(off) < 0.06
        assert covered >= 0.85

    def test_referrals(self) -> None:
        """Where one leads to the other the total is far too low, and no interval holds it."""
        off, covered = bias(drawn(TWO, 4), "chapman")
        assert off < -0.4
        assert covered == 0

    def test_apart(self) -> None:
        """Where they keep each other out it is far too high, and Chao's bound is none."""
        tables = drawn(TWO, 0.25)
        assert bias(tables, "chapman")[0] > 1
        assert all(hidden(one, model="chao").lower[0] > PERSONS for one in tables)

    @pytest.mark.parametrize("ratio", [0.25, 4])
    def test_the_right_odds_ratio(self, ratio: float) -> None:
        """The sensitivity curve at the odds ratio put in gives the truth back."""
        found = [float(list_dependence(one, odds_ratios=[ratio])) for one in drawn(TWO, ratio)]
        assert np.mean(found) == pytest.approx(PERSONS, rel=0.06)


class TestThreeLists:
    """A third list tells which of them depend."""

    def test_independent(self) -> None:
        """Nothing to find: independence and stepwise are right."""
        tables = drawn(THREE)
        for model in ("independence", "stepwise"):
            off, covered = bias(tables, model, "profile")
            assert abs(off) < 0.05
            assert covered >= 0.8

    @pytest.mark.parametrize("ratio", [4, 0.25])
    def test_one_pair(self, ratio: float) -> None:
        """Independence errs the way of the pair; the model with it, and stepwise, are right."""
        tables = drawn(THREE, ratio)
        off, covered = bias(tables, "independence", "profile")
        assert (off < -0.2) if ratio > 1 else (off > 0.2)
        assert covered <= 0.1
        for model in ("social services*police", "stepwise"):
            off, covered = bias(tables, model, "profile")
            assert abs(off) < 0.08
            assert covered >= 0.8

    def test_people_differ(self) -> None:
        """All too low; Chao's bound lies below the truth and above independence."""
        tables = drawn(THREE, spread=1)
        independent, bound = (bias(tables, model)[0] for model in ("independence", "chao"))
        assert independent < bound < -0.1

    def test_the_default(self) -> None:
        """The bootstrap that chooses anew holds the truth."""
        tables = drawn(THREE, 4)[:6]
        found = [hidden(one, resamples=200) for one in tables]
        assert sum(one.lower[0] <= PERSONS <= one.upper[0] for one in found) >= 5


class TestRepeats:
    """One list, and how often each person came."""

    @pytest.mark.parametrize("model", ["truncated-poisson", "zelterman"])
    def test_rates(self, model: str) -> None:
        """Right with one rate, too low where people differ; the bound stays below."""
        rng = np.random.default_rng(7)
        for spread in (False, True):
            even = np.full((DRAWS, PERSONS), 0.7)
            number = rng.poisson(rng.exponential(even) if spread else even)
            found = [
                float(hidden(RepeatCounts.from_array(one[one > 0]), model=model)) for one in number
            ]
            off = np.mean(found) / PERSONS - 1
            assert off < -0.2 if spread else abs(off) < 0.05


class TestMadeUpLists:
    """What is put in is what is drawn."""

    def test_shares_and_odds_ratio(self) -> None:
        """Shares and the odds ratio come back from many people."""
        made = synthetic.lists(400_000, THREE, odds_ratios={PAIR: 4}, seed=1)
        assert made.members.mean(axis=0) == pytest.approx(list(THREE.values()), abs=0.004)
        one, other = made.members[:, 0], made.members[:, 1]
        n = [[(a & b).sum() for b in (~other, other)] for a in (~one, one)]
        assert n[0][0] * n[1][1] / (n[0][1] * n[1][0]) == pytest.approx(4, rel=0.05)
        apart = np.asarray(np.corrcoef(one, made.members[:, 2]))
        assert abs(apart[0, 1]) < 0.01

    def test_heterogeneity(self) -> None:
        """Where people differ, every two lists go together."""
        made = synthetic.lists(100_000, THREE, heterogeneity=1, seed=1)
        together = np.asarray(np.corrcoef(made.members.T))
        assert (together[np.triu_indices(3, 1)] > 0.08).all()

    def test_seed_and_pseudonyms(self) -> None:
        """The same seed gives the same people; a list's pseudonyms are those on it."""
        made, again = (synthetic.lists(500, TWO, seed=3) for _ in range(2))
        assert made.histories() == again.histories() != synthetic.lists(500, TWO).histories()
        both = set(made.pseudonyms("police")) & set(made.pseudonyms("social services"))
        assert len(both) == made.histories()["11"]
        assert made.unseen == 500 - sum(made.histories().values())

    def test_refused(self) -> None:
        """One list, a share that is none, a pair that is none."""
        with pytest.raises(DataError, match="at least two lists"):
            synthetic.lists(10, {"a": 0.1})
        with pytest.raises(DataError, match="share between 0 and 1"):
            synthetic.lists(10, {"a": 0.1, "b": 1})
        with pytest.raises(DataError, match="persons must be at least 1"):
            synthetic.lists(0, TWO)
        with pytest.raises(DataError, match="two different lists a ratio above 0"):
            synthetic.lists(10, TWO, odds_ratios={PAIR: 0})
        for name in ("school", "police"):
            with pytest.raises((DataError, UnknownNameError)):
                synthetic.lists(10, TWO, odds_ratios={("police", name): 2})
        with pytest.raises(UnknownNameError, match="unknown list 'school'"):
            synthetic.lists(10, TWO).pseudonyms("school")
