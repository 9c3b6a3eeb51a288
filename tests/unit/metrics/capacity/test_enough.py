"""Whether cases suffice: negative binomials by scipy, convolved in plain loops, and drawn."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pytest
from scipy import stats

from measuring import counts
from vnr import Estimate, data, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics.comparison import posterior, unit_figures
from vnr.results import Basis, State

CODES = [one.code for one in data.municipalities("04")]
PEOPLE = dict(zip(CODES, data.population(CODES, 2019).value.tolist(), strict=True))
CASES = dict(zip(CODES, [3, 12, 21, 4, 9, 40, 55, 11, 2], strict=True))
SMALL = ("0428", "0461", "0481", "0482", "0488")


@cache
def negative_binomials(at_least: int) -> tuple[Any, Any]:
    """Chance of 0, 1, … cases by municipality and prior size from scipy, and the sizes' weights."""
    events, people = np.array([*CASES.values()]), np.array([*PEOPLE.values()])
    told = posterior(unit_figures("rate", None, events=events, exposure=people))
    a, b = told.shapes
    p = b / (b + people[:, None])
    number = np.arange(at_least)
    return stats.nbinom.pmf(number, a[..., None], p[..., None]), told.weight[0].sum(axis=1)


def by_hand(codes: tuple[str, ...], at_least: int) -> float:
    """Convolutions of them for each prior size, weighed."""
    alone, weights = negative_binomials(at_least)
    below = 0.0
    for size, weight in enumerate(weights):
        chance = np.array([1.0])
        for code in codes:
            chance = np.convolve(chance, alone[CODES.index(code), size])[:at_least]
        below += weight * chance.sum()
    return 1 - float(below)


class TestCounted:
    """From counted cases, through what `shrink` finds."""

    @pytest.mark.parametrize("at_least", [1, 10, 40])
    def test_against_scipy(self, at_least: int) -> None:
        """Alone and in partnerships of two to five it is what plain convolutions give."""
        sets = [("0483", "0486"), SMALL[:3], SMALL[1:], SMALL]
        alone = metrics.enough(CASES, PEOPLE, at_least=at_least)
        both = metrics.enough(CASES, PEOPLE, at_least=at_least, partners=sets)
        assert alone.value == pytest.approx(
            [by_hand((code,), at_least) for code in CODES], abs=1e-9
        )
        assert both.value == pytest.approx([by_hand(codes, at_least) for codes in sets], abs=1e-9)
        assert both.strata["label"].tolist() == ["+".join(sorted(codes)) for codes in sets]

    def test_against_draws(self) -> None:
        """It is how often drawn years have enough, where rates are drawn from the posterior."""
        units = unit_figures("rate", None, events=[*CASES.values()], exposure=[*PEOPLE.values()])
        rates = posterior(units).draws(40_000, seed=5)
        at = [CODES.index(code) for code in SMALL]
        mean = rates[:, at] @ np.array([PEOPLE[code] for code in SMALL])
        drawn = np.random.default_rng(6).poisson(mean)
        made = metrics.enough(CASES, PEOPLE, at_least=30, partners=[SMALL])
        assert float(made) == pytest.approx((drawn >= 30).mean(), abs=0.01)
        assert made["cases_expected"][0] == pytest.approx(mean.mean(), rel=0.01)
        assert made["expected_lower"][0] == pytest.approx(np.quantile(mean, 0.025), rel=0.05)
        assert made["expected_upper"][0] == pytest.approx(np.quantile(mean, 0.975), rel=0.05)

    def test_limits(self) -> None:
        """Limits are the Poisson chances at the limits that `shrink` gives for the same level."""
        made = metrics.enough(CASES, PEOPLE, at_least=10, confidence=0.8)
        steady = metrics.shrink(CASES, PEOPLE, per=1, confidence=0.8)
        people = np.array([*PEOPLE.values()])
        assert made["cases_expected"] == pytest.approx(people * steady.value)
        assert made.lower == pytest.approx(stats.poisson.sf(9, people * steady.lower), abs=1e-7)
        assert made.upper == pytest.approx(stats.poisson.sf(9, people * steady.upper), abs=1e-7)
        # A mean may lie outside what is likely only where all of it is next to certain.
        unsure = (made.value > 0.05) & (made.value < 0.95)
        assert ((made.lower < made.value) & (made.value < made.upper))[unsure].all()
        assert (made.basis, made.n.tolist()) == (Basis.MODEL, [*CASES.values()])

    def test_several_years(self) -> None:
        """Person-years of three years with as many cases a year are surer of one year."""
        three = metrics.enough(
            {code: 3 * number for code, number in CASES.items()},
            {code: 3 * number for code, number in PEOPLE.items()},
            at_least=10,
            inhabitants=PEOPLE,
        )
        one = metrics.enough(CASES, PEOPLE, at_least=10)
        assert three["cases_expected"] == pytest.approx(one["cases_expected"], rel=0.35)
        assert (three.upper - three.lower <= one.upper - one.lower + 1e-9).all()

    def test_groups(self) -> None:
        """Each year is taken by itself, and partners have a row in each."""
        years = {"municipality": CODES * 2, "year": [2018] * 9 + [2019] * 9}
        size = {"state": [State.VALUE] * 18, "covered": [1] * 18}
        events = counts(strata=years, value=[*reversed(CASES.values()), *CASES.values()], **size)
        made = metrics.enough(events, PEOPLE, at_least=10, across="municipality", partners=[SMALL])
        assert made.strata["year"].tolist() == [2018, 2019]
        assert made.value[1] == pytest.approx(by_hand(SMALL, 10), abs=1e-9)

    def test_who_has_not_reported(self) -> None:
        """Who hasn't reported has no chance and is in no partnership; nobody's is undefined."""
        state = [State.VALUE] * 8 + [State.NOT_REPORTED]
        events = counts(
            strata={"municipality": CODES}, value=[0, *[*CASES.values()][1:]], state=state,
            covered=[1.0] * 8 + [0],
        )  # fmt: skip
        people = PEOPLE | {"0428": 0}
        made = metrics.enough(events, people, at_least=3)
        assert made.state.tolist() == state
        assert np.isnan(made.value[0])
        both = metrics.enough(
            events, people, at_least=3, partners=[("0483", "0488"), ("0483", "0428")]
        )
        assert both.state.tolist() == [State.NOT_REPORTED, State.VALUE]
        assert np.isnan(both.value[1])

    def test_of_nobody(self) -> None:
        """Where nobody lives in the year that is looked at no case comes, whatever was counted."""
        made = metrics.enough(CASES, PEOPLE, at_least=1, inhabitants=PEOPLE | {"0428": 0})
        at = made.strata["label"].tolist().index("0428")
        names = ("value", "lower", "upper", "cases_expected", "expected_lower", "expected_upper")
        assert [made[name][at] for name in names] == [0] * 6
        assert (np.delete(made["cases_expected"], at) > 0).all()


class TestStated:
    """From a total that somebody stated."""

    def test_honour_cases_of_the_county(self) -> None:
        """Of about 25 cases: Katrineholm with Strängnäs 0.938, the five small ones 0.897."""
        made = metrics.enough(
            Estimate.parse("25±2"), PEOPLE, at_least=3, partners=[("0483", "0486"), SMALL]
        )
        assert made.value.round(3).tolist() == [0.938, 0.897]
        assert (made.basis, made.confidence) == (Basis.GUESS, None)

    @pytest.mark.parametrize("text", ["25±2", "20–30", "minst 10", "ca 25", "25"])
    def test_limits(self, text: str) -> None:
        """Each limit is the Poisson chance at the total's own limit, shared by inhabitants."""
        total = Estimate.parse(text)
        made = metrics.enough(total, PEOPLE, at_least=3)
        share = np.array([*PEOPLE.values()]) / sum(PEOPLE.values())
        for name in ("value", "lower", "upper"):
            chance = (
                stats.poisson.sf(2, share * total[name][0])
                if np.isfinite(total[name][0])
                else total[name][0]
            )
            expected = np.broadcast_to(np.minimum(chance, 1), share.shape)
            assert made[name] == pytest.approx(expected, nan_ok=True)
        assert (made.basis, made.confidence) == (total.basis, None)
        assert np.isnan(made.n).all()

    def test_who_is_alone_depends_on_nobody(self) -> None:
        """That partners are independent is said of partners, and not of each by itself."""
        total = Estimate.parse("25±2")
        alone = metrics.enough(total, PEOPLE, at_least=3)
        both = metrics.enough(total, PEOPLE, at_least=3, partners=[("0483", "0486")])
        said = [
            ["partners_independent" in [note.code for note in one.notes]] for one in (alone, both)
        ]
        assert said == [[False], [True]]

    def test_at_most(self) -> None:
        """A total of at most so many may be none."""
        made = metrics.enough(Estimate.parse("högst 30"), PEOPLE, at_least=3)
        assert (made.lower == 0).all()

    @pytest.mark.parametrize(
        ("events", "exposure", "more", "message"),
        [
            (Estimate.parse("25 %"), PEOPLE, {}, "number of cases"),
            (Estimate.parse("minst -4"), PEOPLE, {}, "from 0"),
            (Estimate.parse("25"), PEOPLE, {"inhabitants": PEOPLE}, "leave inhabitants out"),
            (Estimate.parse("25"), [0, 0], {}, "every one of them"),
            (25, PEOPLE, {}, "one number for several"),
        ],
    )
    def test_refused(
        self, events: object, exposure: object, more: dict[str, object], message: str
    ) -> None:
        """What can't be shared is refused with the remedy."""
        with pytest.raises(DataError, match=message):
            metrics.enough(events, exposure, at_least=3, **more)  # type: ignore[arg-type]


def test_how_many_are_enough_has_no_default() -> None:
    """No source gives a number, so whoever asks has to."""
    with pytest.raises(TypeError, match="at_least"):
        metrics.enough(CASES, PEOPLE)  # type: ignore[call-arg]
    for wrong in (0, 2.5, True, None):
        with pytest.raises(DataError, match="at_least must be a whole number from 1"):
            metrics.enough(CASES, PEOPLE, at_least=wrong)  # type: ignore[arg-type]


def test_inhabitants_are_numbers() -> None:
    """Inhabitants below 0 are refused with their row."""
    with pytest.raises(DataError, match="none at row 2"):
        metrics.enough(CASES, PEOPLE, at_least=3, inhabitants=PEOPLE | {"0480": -1})


def brute(
    score: Estimate,
    chance: object,
    people: dict[str, float],
    equals: float,
    beside: set[frozenset[str]] | None,
    reach: float,
    up_to: int,
) -> dict[str, str]:
    """Every set by itertools, and the least by size, inhabitants and code."""
    codes = sorted(people)
    answer = dict.fromkeys(codes, "none")
    for code in codes:
        found = []
        for size in range(1, up_to + 1):
            for own in combinations(codes, size):
                numbers = [people[one] for one in own]
                if code not in own or max(numbers) > equals * min(numbers):
                    continue
                if beside is not None and not connected(own, beside):
                    continue
                if chance(own) >= reach:  # type: ignore[operator]
                    found.append((size, sum(numbers), own))
        if found:
            answer[code] = "+".join(min(found)[2])
    return answer


def connected(own: tuple[str, ...], beside: set[frozenset[str]]) -> bool:
    """Whether one is reached from the other through members."""
    reached, more = {own[0]}, True
    while more:
        new = {one for one in own if any(frozenset((one, other)) in beside for other in reached)}
        more = not new <= reached
        reached |= new
    return reached == set(own)


BESIDE = data.neighbours("04")


class TestPartnerships:
    """The smallest set that reaches is what going through all of them finds."""

    @pytest.mark.parametrize("near", [False, True])
    @pytest.mark.parametrize("equals", [1.3, 2, float("inf")])
    @pytest.mark.parametrize(("reach", "up_to"), [(0.9, 4), (0.5, 3), (0.99, 5)])
    def test_against_all_sets(self, near: bool, equals: float, reach: float, up_to: int) -> None:
        """Of a stated total: size, then fewest inhabitants, then code."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        total = sum(PEOPLE.values())
        expected = brute(
            score, lambda own: stats.poisson.sf(2, 25 * sum(PEOPLE[one] for one in own) / total),
            PEOPLE, equals, {frozenset(pair) for pair in BESIDE} if near else None, reach, up_to,
        )  # fmt: skip
        made = metrics.partnerships(
            score, reach=reach, up_to=up_to, equals=equals, neighbours=BESIDE if near else None
        )
        assert (
            dict(zip(made.strata["label"].tolist(), made["partners"].tolist(), strict=True))
            == expected
        )

    def test_neighbours_outside(self) -> None:
        """Neighbours who aren't among the units add nothing."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        own = metrics.partnerships(score, neighbours=BESIDE)
        more = metrics.partnerships(score, neighbours=[*BESIDE, ("0180", "0480"), ("0180", "0380")])
        assert more["partners"].tolist() == own["partners"].tolist()

    def test_the_county_of_honour_cases(self) -> None:
        """Katrineholm and Strängnäs reach 0.938; none reaches for the small ones, which is an answer."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        made = metrics.partnerships(score, up_to=5).select(label=["0483", *SMALL])
        assert made["partners"].tolist() == ["none", "none", "none", "none", "0483+0486", "none"]
        assert made.value[4].round(3) == 0.938
        assert np.isnan(np.delete(made.value, 4)).all()
        assert np.delete(made["best"], 4).round(3).tolist() == [0.897] * 5
        assert "ingen" in made.show("sv")

    def test_counted(self) -> None:
        """Of counted cases the chance and its limits are those of `enough` for the same set."""
        score = metrics.enough(CASES, PEOPLE, at_least=30)
        some = {code: PEOPLE[code] for code in ("0428", "0461", "0481", "0482", "0483")}
        made = metrics.partnerships(score, reach=0.8, among=some)
        expected = brute(score, lambda own: by_hand(own, 30), some, 2, None, 0.8, 4)
        assert made["partners"].tolist() == [*expected.values()]
        for row in np.flatnonzero(made["members"]):
            again = metrics.enough(
                CASES, PEOPLE, at_least=30, partners=[made["partners"][row].split("+")]
            )
            assert (made.value[row], made.lower[row], made.upper[row]) == pytest.approx(
                (again.value[0], again.lower[0], again.upper[0])
            )
        assert made["alone"] == pytest.approx(score.select(label=[*some]).value)
        assert Estimate.from_json(made.to_json()) == made

    def test_bit_by_bit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Many sets are reckoned a part at a time, to the same answer."""
        score = metrics.enough(CASES, PEOPLE, at_least=30)
        whole = metrics.partnerships(score, reach=0.8)
        monkeypatch.setattr("vnr.metrics.capacity._cases._AT_ONCE", 20)
        parts = metrics.partnerships(score, reach=0.8)
        assert parts["partners"].tolist() == whole["partners"].tolist()
        assert parts["best"] == pytest.approx(whole["best"])

    def test_gone(self) -> None:
        """Of `gone` somebody is to be left; inhabitants are to be given."""
        trained = dict(zip(CODES, [1, 0, 4, 1, 1, 2, 6, 2, 0], strict=True))
        left, employed = dict.fromkeys(CODES, 4), dict.fromkeys(CODES, 20)
        score = metrics.gone(trained, left, employed)
        with pytest.raises(DataError, match="give inhabitants="):
            metrics.partnerships(score)
        made = metrics.partnerships(score, inhabitants=PEOPLE, reach=0.94)
        own = dict(zip(CODES, score.value.tolist(), strict=True))
        expected = brute(
            score, lambda codes: 1 - np.prod([own[one] for one in codes]), PEOPLE, 2, None, 0.94, 4
        )
        assert made["partners"].tolist() == [*expected.values()]
        row = (
            made["partners"].tolist().index("0461+0481")
            if "0461+0481" in made["partners"]
            else int(np.argmax(made["members"]))
        )
        again = metrics.gone(trained, left, employed, partners=[made["partners"][row].split("+")])
        assert (made.value[row], made.lower[row], made.upper[row]) == pytest.approx(
            (1 - again.value[0], 1 - again.upper[0], 1 - again.lower[0])
        )

    def test_gone_by_a_guess(self) -> None:
        """A guess of who leaves stays one in partnerships, with its limits turned."""
        trained = dict(zip(CODES, [1, 1, 1, 1, 1, 1, 3, 2, 1], strict=True))
        score = metrics.gone(trained, turnover=Estimate.parse("20–40 %"))
        made = metrics.partnerships(score, inhabitants=PEOPLE).select(label="0483")
        assert (made.basis, made["partners"][0]) == (Basis.GUESS, "0483+0486")
        assert (made.lower[0], made.value[0], made.upper[0]) == pytest.approx(
            (1 - 0.4**3, 1 - 0.3**3, 1 - 0.2**3)
        )

    @pytest.mark.parametrize(("equals", "told"), [(2, 2.0), (np.inf, "any")])
    def test_how_unequal_they_may_be_is_told(self, equals: float, told: object) -> None:
        """The definition has the number that was asked for, and a word where there is no bound."""
        alone = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        made = metrics.partnerships(alone, reach=0.9, up_to=2, equals=equals)
        assert made.definition.parameters["equals"] == told
        assert Estimate.from_json(made.to_json()) == made

    def test_none_reaches_anywhere(self) -> None:
        """Where nothing reaches every row says so."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=200)
        made = metrics.partnerships(score)
        assert set(made["partners"].tolist()) == {"none"}
        counted = metrics.partnerships(metrics.enough(CASES, PEOPLE, at_least=250))
        assert set(counted["partners"].tolist()) == {"none"}

    def test_among(self) -> None:
        """Who may be together is chosen; the score stays that of all."""
        score = metrics.enough(CASES, PEOPLE, at_least=30)
        made = metrics.partnerships(score, among=["0486", "0483"])
        assert made.strata["label"].tolist() == ["0483", "0486"]
        assert made["looked_at"].tolist() == [2, 2]

    def test_many_members(self) -> None:
        """All nine are one of 511 sets, each looked at once."""
        score = metrics.enough(CASES, PEOPLE, at_least=10)
        made = metrics.partnerships(score, up_to=9, equals=float("inf"), reach=0.5)
        assert made["looked_at"].tolist() == [256] * 9

    def test_a_large_county_has_so_many_sets(self) -> None:
        """231 525 sets of up to four of 49: each municipality is in 1 + 48 + 1128 + 17296 of them."""
        codes = [one.code for one in data.municipalities("14")]
        people = dict(zip(codes, data.population(codes, 2019).value.tolist(), strict=True))
        score = metrics.enough(Estimate.parse("250"), people, at_least=10)
        made = metrics.partnerships(score, equals=float("inf"))
        assert sum(comb(len(codes), size) for size in range(1, 5)) == 231_525
        assert made["looked_at"].tolist() == [sum(comb(48, size) for size in range(4))] * 49

    def test_the_country_has_so_many_of_neighbours(self) -> None:
        """13 047 connected sets of up to four, by growing each from each."""
        rng = np.random.default_rng(1)
        codes = [one.code for one in data.municipalities()]
        people = dict(zip(codes, data.population(codes, 2019).value.tolist(), strict=True))
        score = metrics.enough(Estimate.parse("2500"), people, at_least=10)
        made = metrics.partnerships(
            score,
            equals=float("inf"),
            neighbours=data.neighbours(),
            reach=float(rng.uniform(0.89, 0.9)),
        )
        assert made["looked_at"].sum() == 1 * 290 + 2 * 728 + 3 * 2500 + 4 * 9529
        with pytest.raises(DataError, match="give neighbours="):
            metrics.partnerships(score, equals=float("inf"))
        with pytest.raises(DataError, match="give neighbours="):
            metrics.partnerships(
                score, equals=float("inf"), among=codes[:70], neighbours=combinations(codes[:70], 2)
            )

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"reach": 0}, "90 percent is 0.9"),
            ({"reach": 1}, "90 percent is 0.9"),
            ({"reach": "0.9"}, "reach must lie"),
            ({"up_to": 0}, "up_to must be"),
            ({"equals": 0.5}, "equals must be a number from 1"),
            ({"equals": None}, "equals must be a number from 1"),
            ({"among": []}, "at least one"),
            ({"among": ["0483", "0483"]}, "once"),
            ({"neighbours": [("0483", "0483")]}, "row 0"),
            ({"neighbours": ["0483"]}, "row 0"),
            ({"neighbours": [(1, 2)]}, "row 0"),
            ({"inhabitants": dict.fromkeys(CODES, 0)}, "above 0"),
        ],
    )
    def test_refused(self, change: dict[str, object], message: str) -> None:
        """What can't be asked is refused with what can."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        with pytest.raises(DataError, match=message):
            metrics.partnerships(score, **change)  # type: ignore[arg-type]

    def test_unknown(self) -> None:
        """Who has no score is in no set."""
        score = metrics.enough(Estimate.parse("25±2"), PEOPLE, at_least=3)
        with pytest.raises(UnknownNameError):
            metrics.partnerships(score, among=["0999"])

    def test_refused_scores(self) -> None:
        """A score that is none, is of partners, has a place twice, or was narrowed."""
        score = metrics.enough(CASES, PEOPLE, at_least=10)
        cases = [
            (metrics.shrink(CASES, PEOPLE), "what enough or gone gives"),
            (CASES, "what enough or gone gives"),
            (metrics.enough(CASES, PEOPLE, at_least=3, partners=[SMALL]), "partners already"),
            (score.take(range(5)), "narrowed"),
            (
                metrics.enough(
                    CASES, dict.fromkeys(CODES, 5), at_least=3, inhabitants=dict.fromkeys(CODES, 0)
                ),
                "above 0",
            ),
        ]
        for wrong, message in cases:
            with pytest.raises(DataError, match=message):
                metrics.partnerships(wrong)  # type: ignore[arg-type]
        twice = counts(
            strata={"municipality": CODES * 2, "year": [2018] * 9 + [2019] * 9},
            value=[*CASES.values()] * 2, state=[State.VALUE] * 18, covered=[1] * 18,
        )  # fmt: skip
        with pytest.raises(DataError, match="a municipality twice"):
            metrics.partnerships(metrics.enough(twice, PEOPLE, at_least=3, across="municipality"))
        silent = counts(
            strata={"municipality": ["0483"]}, value=[0], state=[State.NOT_REPORTED], covered=[0]
        )
        with pytest.raises(DataError, match="no value"):
            metrics.partnerships(metrics.gone(silent, 4, 20))

    def test_who_has_no_score_is_in_no_set(self) -> None:
        """A municipality that hasn't reported has no row."""
        events = counts(
            strata={"municipality": CODES}, value=[*CASES.values()],
            state=[State.VALUE] * 8 + [State.NOT_REPORTED], covered=[1.0] * 8 + [0],
        )  # fmt: skip
        made = metrics.partnerships(metrics.enough(events, PEOPLE, at_least=10))
        assert made.strata["municipality"].tolist() == CODES[:8]
        assert "Katrineholm" in made.show("sv")
