"""What must hold of uncertain figures and percentages whatever the figures."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr import Estimate
from vnr.metrics import complete, counts_behind, difference, percentages, share, total
from vnr.metrics.choices import Rounding
from vnr.results import Definition

CENTS = st.integers(0, 10_000_000)
SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"])


def written(cents: int, space: str, mark: str) -> str:
    """A number of cents as a report would write it, by string work alone."""
    whole, rest = divmod(cents, 100)
    digits = str(whole)
    groups = [digits[max(end - 3, 0) : end] for end in range(len(digits), 0, -3)]
    return space.join(reversed(groups)) + (f"{mark}{rest:02}" if rest else "")


class TestParse:
    """What is written out is read back."""

    @given(CENTS, CENTS, SPACES, st.sampled_from(",."), st.sampled_from(["±", " ± ", " +/- "]))
    def test_half_width(self, value: int, half: int, space: str, mark: str, sign: str) -> None:
        """Value and half-width, to the last digit."""
        text = written(value, space, mark) + sign + written(half, space, mark)
        found = Estimate.parse(text)
        assert (found.value[0], found.lower[0], found.upper[0]) == (
            value / 100, (value - half) / 100, (value + half) / 100,
        )  # fmt: skip

    @given(CENTS, CENTS, SPACES, st.sampled_from(["–", "-", " – ", " till ", " to "]))
    def test_range(self, one: int, other: int, space: str, to: str) -> None:
        """Both ends, and the value half-way."""
        low, high = sorted([one, other])
        found = Estimate.parse(f"{written(low, space, ',')}{to}{written(high, space, ',')}")
        assert (found.lower[0], found.upper[0]) == (low / 100, high / 100)
        assert found.value[0] == float(Fraction(low + high, 200))

    @given(
        CENTS,
        st.sampled_from(["minst", "högst", "över", "under", "cirka", "drygt", "knappt", ""]),
        st.sampled_from(["", "%"]),
    )
    def test_shown(self, cents: int, before: str, percent: str) -> None:
        """What is printed is read back as the same figure."""
        found = Estimate.parse(f"{before} {written(cents, ' ', ',')} {percent}")
        again = Estimate.parse(found.show("sv").splitlines()[1])
        for name in ("value", "lower", "upper"):
            np.testing.assert_array_equal(getattr(again, name), getattr(found, name))
        assert (again.method, again.basis, again.unit) == (found.method, found.basis, found.unit)

    @given(st.text(max_size=12) | st.text("0123456789 ±-–,.%catillöver", max_size=12))
    def test_anything(self, text: str) -> None:
        """Any text is a figure or is refused with a position within it."""
        try:
            found = Estimate.parse(text)
        except ValueError as error:
            position = int(str(error).split("position ")[1].split(":")[0])
            assert 1 <= position <= len(text) + 1
        else:
            assert math.isfinite(float(found))
            assert not found.lower[0] > found.upper[0]


def estimate(value: float, below: float, above: float) -> Estimate:
    return Estimate(
        value=value, lower=value - below, upper=value + above, n=np.nan, state=0, covered=1,
        unit="cases", method="x", basis="bound", confidence=None, definition=Definition("x"),
    )  # fmt: skip


FIGURES = st.builds(
    estimate, st.integers(20, 90), st.integers(0, 15), st.integers(0, 15)
)  # whole numbers, so that sums are exact


def points(one: Estimate) -> list[float]:
    return [*np.linspace(one.lower[0], one.upper[0], 5), one.value[0]]


class TestIntervalArithmetic:
    """Bounds hold every combination and are met by some: tried one by one."""

    @given(st.lists(FIGURES, min_size=1, max_size=4))
    def test_total(self, parts: list[Estimate]) -> None:
        """Of sums."""
        tried = [sum(choice) for choice in itertools.product(*map(points, parts))]
        found = total(parts, dependence="bounds")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [min(tried), max(tried)])
        within = total(parts, dependence="independent")
        assert found.lower[0] - 1e-9 <= within.lower[0] <= within.upper[0] <= found.upper[0] + 1e-9

    @given(FIGURES, FIGURES)
    def test_difference(self, a: Estimate, b: Estimate) -> None:
        """Of differences; along one path, lower to value to upper, for comonotone."""
        tried = [x - y for x in points(a) for y in points(b)]
        found = difference(a, b, dependence="bounds")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [min(tried), max(tried)])
        ends = ("lower", "value", "upper")
        path = [getattr(a, end)[0] - getattr(b, end)[0] for end in ends]
        found = difference(a, b, dependence="comonotone")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [min(path), max(path)])

    @given(FIGURES, FIGURES)
    def test_share(self, a: Estimate, b: Estimate) -> None:
        """Of shares, where the part is within the whole."""
        part, whole = sorted([a, b], key=float)
        pairs = itertools.product(points(part), points(whole))
        tried = [min(x / y, 1) for x, y in pairs]
        found = share(part, whole, dependence="bounds")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [min(tried), max(tried)])
        path = [
            min(getattr(part, end)[0] / getattr(whole, end)[0], 1)
            for end in ("lower", "value", "upper")
        ]
        along = share(part, whole, dependence="comonotone")
        np.testing.assert_allclose([along.lower[0], along.upper[0]], [min(path), max(path)])
        within = share(part, whole, dependence="independent")
        assert found.lower[0] - 1e-9 <= within.lower[0] <= within.value[0]
        assert within.value[0] <= within.upper[0] <= found.upper[0] + 1e-9


class TestIndependent:
    """Independent 95 % intervals combine to 95 % intervals: simulated."""

    RNG = np.random.default_rng(8)
    MEANS = np.array([40.0, 90.0, 25.0])
    ERRORS = np.array([4.0, 6.0, 2.0])
    Z = 1.959963984540054

    def drawn(self) -> list[Estimate]:
        size = 4000
        made = []
        for mean, error in zip(self.MEANS, self.ERRORS, strict=True):
            value = self.RNG.normal(mean, error, size)
            made.append(
                Estimate(
                    strata={"row": np.arange(size)}, value=value, lower=value - self.Z * error,
                    upper=value + self.Z * error, n=np.ones(size), state=np.zeros(size),
                    covered=np.ones(size), unit="cases", method="normal", confidence=0.95,
                    definition=Definition("x"),
                )
            )  # fmt: skip
        return made

    @pytest.mark.parametrize("name", ["total", "difference", "share"])
    def test_coverage(self, name: str) -> None:
        """About 95 of 100 hold the truth; as bounds more do."""
        a, b, c = self.drawn()
        held = {}
        for dependence in ("independent", "bounds"):
            if name == "total":
                found = total([a, b, c], dependence=dependence)
                truth = self.MEANS.sum()
            elif name == "difference":
                found, truth = difference(b, a, dependence=dependence), 90 - 40
            else:
                found, truth = share(a, b, dependence=dependence), 40 / 90
            held[dependence] = ((found.lower <= truth) & (truth <= found.upper)).mean()
        assert 0.94 <= held["independent"] <= 0.96
        assert held["bounds"] > 0.98


@st.composite
def partial(draw: st.DrawFn) -> tuple[list[float], list[float], list[int]]:
    """What all have, who is missing, and their sizes."""
    size = draw(st.integers(2, 6))
    whole = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    missing = draw(st.sets(st.integers(0, size - 1), max_size=size - 1))
    exposure = draw(st.lists(st.integers(1, 9), min_size=size, max_size=size))
    seen = [math.nan if unit in missing else float(k) for unit, k in enumerate(whole)]
    return seen, [float(k) for k in whole], exposure


class TestComplete:
    """The truth lies within bounds whose assumption is true."""

    @given(partial())
    def test_truth(self, drawn: tuple[list[float], list[float], list[int]]) -> None:
        """Of the highest that there is; and of no assumption."""
        seen, whole, exposure = drawn
        for found in (complete(seen, highest=max(whole)), complete(seen)):
            assert found.lower[0] <= sum(whole) <= found.upper[0]
        rates = [k / x for k, x in zip(seen, exposure, strict=True) if not math.isnan(k)]
        filled = [
            min(rates) * x if math.isnan(k) else k for k, x in zip(seen, exposure, strict=True)
        ]
        between = complete(seen, exposure=exposure, assumption="between")
        np.testing.assert_allclose(between.lower[0], sum(filled))
        same = complete(seen, exposure=exposure, assumption="same")
        assert between.lower[0] - 1e-9 <= same.value[0] <= between.upper[0] + 1e-9


def half_up(part: Fraction) -> int:
    return math.floor(part + Fraction(1, 2))


def behind(published: list[int], n: int, full: int) -> dict[tuple[int, ...], set[str]]:
    """Every table of `n` with the roundings that give the row: all tables, all tie-breaks."""
    found: dict[tuple[int, ...], set[str]] = {}
    cells = len(published)
    for row in itertools.product(range(n + 1), repeat=cells):
        if sum(row) != n:
            continue
        shares = [Fraction(count * full, n) for count in row]
        rules = set()
        for name, rounded in (("up", half_up), ("even", round)):
            own = [rounded(one) for one in shares]
            if own == published:
                rules.add(f"independent {name}")
            for cell in range(cells):
                if row[cell] == max(row):
                    adjusted = own.copy()
                    adjusted[cell] += full - sum(own)
                    if adjusted == published:
                        rules.add(f"cell {name}")
        floors = [math.floor(one) for one in shares]
        short = full - sum(floors)
        for order in itertools.permutations(range(cells)):
            rests = [shares[cell] - floors[cell] for cell in order]
            if rests == sorted(rests, reverse=True):
                raised = floors.copy()
                for cell in order[:short]:
                    raised[cell] += 1
                if raised == published:
                    rules.add("remainder")
        if rules:
            found[row] = rules
    return found


def named(rule: str) -> set[str]:
    """The rule's words as the oracle's names."""
    names: dict[str, set[str]] = {
        "independent": {"independent up", "independent even"},
        "independent (half up)": {"independent up"},
        "independent (half to even)": {"independent even"},
        "largest remainder": {"remainder"},
        "largest cell adjusted": {"cell up", "cell even"},
        "largest cell adjusted (half up)": {"cell up"},
        "largest cell adjusted (half to even)": {"cell even"},
    }
    return set().union(*(names[one] for one in rule.split(" or ")))


class TestCountsBehind:
    """All tables, tried one by one, with every rounding and every tie-break."""

    @pytest.mark.parametrize("cells", [1, 2, 3])
    @pytest.mark.parametrize("n", [1, 3, 7, 8, 12, 40])
    def test_every_row(self, n: int, cells: int) -> None:
        """For every row that some rounding gives, and for rows that none gives."""
        rng = np.random.default_rng(100 * n + cells)
        for _ in range(12):
            row = rng.multinomial(n, rng.dirichlet(np.ones(cells)))
            rounding = str(rng.choice(["independent", "largest-remainder", "largest-cell"]))
            published = [int(one) for one in percentages(row, rounding=rounding).value]  # type: ignore[arg-type]
            if rng.random() < 0.3:
                cell = rng.integers(cells)
                published[cell] = int(np.clip(published[cell] + rng.choice([-1, 1]), 0, 100))
            expected = behind(published, n, 100)
            found = counts_behind(published, n)
            assert {one.counts: named(one.rule) for one in found} == expected

    @given(
        st.lists(st.integers(0, 60), min_size=1, max_size=5).filter(any),
        st.sampled_from(["independent", "largest-remainder", "largest-cell"]),
        st.integers(0, 2),
    )
    def test_round_trip(self, row: list[int], rounding: Rounding, decimals: int) -> None:
        """The counts are among the tables behind their percentages, by that rounding."""
        published = percentages(row, rounding=rounding, decimals=decimals)
        if rounding != "independent":
            assert round(published.value.sum(), 9) == 100
        found = counts_behind(published.value, sum(row), decimals=decimals)
        (mine,) = [one for one in found if one.counts == tuple(row)]
        assert rounding.replace("-", " ") in mine.rule

    @given(st.lists(st.integers(0, 30), min_size=1, max_size=3))
    def test_multiple(self, row: list[int]) -> None:
        """Several answers: each of its own."""
        n = 30
        published = [half_up(Fraction(100 * count, n)) for count in row]
        expected = [
            {count for count in range(n + 1) if one in (half_up(Fraction(100 * count, n)),
                                                         round(Fraction(100 * count, n)))}
            for one in published
        ]  # fmt: skip
        found = counts_behind(published, n, multiple=True)
        assert [one.counts for one in found] == sorted(itertools.product(*map(sorted, expected)))
