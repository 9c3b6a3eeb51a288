"""Capture tables with what Rcapture, SparseMSE and dga give on them, to six digits or more."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from existing import exists, identifiable
from vnr.metrics.capture._bootstrap import bca
from vnr.metrics.capture._graphs import average
from vnr.metrics.capture._loglinear import Fit, fit, lognormal
from vnr.metrics.capture._models import Model, design, hierarchical, interactions
from vnr.metrics.capture._profile import profile_likelihood
from vnr.metrics.capture._search import best_many, search, stepwise, stepwise_many

Real = NDArray[np.float64]
FOLDER = Path(__file__).parent / "mse"
NAMES = ("Seber1982", "SpinaBifida", "Kosovo", "UKdat_5")


def six(value: Any) -> Any:
    """As much as six digits tell."""
    return pytest.approx(value, rel=5e-7)


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def table_of(rows: list[str]) -> Real:
    lists = len(rows[0].split(":")[0])
    table = np.zeros(2**lists)
    for row in rows:
        history, count = row.split(":")
        table[int(history, 2)] = float(count)
    return table


DATA = {name: read(name) for name in NAMES}
TABLES = {
    name: table_of([f"{row['history']}:{row['count']}" for row in data["counts"]])
    for name, data in DATA.items()
}
EDGES = read("edge_cases")


def terms_of(model: str, lists: int) -> Model:
    """Read ``[12,13,4]``, as Rcapture writes a model."""
    parts = model.strip("[]").split(",")
    return hierarchical(lists, [{int(one) - 1 for one in part} for part in parts])


def rows_of(name: str) -> list[dict[str, Any]]:
    """Every model that Rcapture's search shows of a table."""
    data = DATA[name]
    best = data["Rcapture_closedpMS.t"]
    rows = [*data.get("Rcapture_closedpMS.t_all", ()), *best["top10_AIC"], *best["top10_BIC"]]
    return list({row["model"]: row for row in rows}.values())


LARGER = [name for name in NAMES if len(DATA[name]["lists"]) > 2]


class TestRcapture:
    """Baillargeon & Rivest, closedpMS.t and closedpCI.t."""

    @pytest.mark.parametrize("name", NAMES)
    def test_every_model(self, name: str) -> None:
        """Abundance is n + exp(b0), BIC has log n, and the degrees of freedom count every term."""
        lists = len(DATA[name]["lists"])
        for row in rows_of(name):
            found = fit(TABLES[name], terms_of(row["model"], lists))
            assert found.status == "fitted"
            assert found.total == six(row["abundance"])
            assert found.deviance == pytest.approx(row["deviance"], abs=1e-6)
            assert found.df == row["df"]
            assert found.aic == six(row["AIC"])
            assert found.bic == six(row["BIC"])
            # glm's covariance is that of the step before its last.
            assert found.standard_error == pytest.approx(row["stderr"], rel=2e-5)

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("criterion", ["aic", "bic"])
    def test_the_ten_best(self, name: str, criterion: str) -> None:
        """In their order, of as many models as Rcapture has."""
        told = DATA[name]["Rcapture_closedpMS.t"]
        lists = len(DATA[name]["lists"])
        found = search(TABLES[name], order=told["maxorder"], criterion=criterion)
        best = told[f"top10_{criterion.upper()}"]
        assert len(found) == told["n_models"]
        assert [one.terms for one in found[: len(best)]] == [
            terms_of(row["model"], lists) for row in best
        ]
        assert [one.criterion for one in found[: len(best)]] == six(
            [row[criterion.upper()] for row in best]
        )

    @pytest.mark.parametrize(
        ("name", "chosen"),
        [
            *((name, chosen) for name in NAMES for chosen in ("best_AIC", "best_BIC", "Mt")),
            *((name, "all_pairwise") for name in LARGER),  # two lists have no estimate with it
        ],
    )
    def test_intervals(self, name: str, chosen: str) -> None:
        """Multinomial estimate with its profile interval, and the log-normal one."""
        lists = len(DATA[name]["lists"])
        by_name = DATA[name]["Rcapture_closedpCI.t"]
        told = DATA[name].get(f"Rcapture_{chosen}") or by_name[chosen]
        terms: Model = () if chosen == "Mt" else interactions(lists, 2)
        if "model" in told:
            terms = terms_of(told["model"], lists)
        model = fit(TABLES[name], terms)
        found, limits = profile_likelihood(TABLES[name], model), told["profile_CI95"]
        assert found.estimate == six(limits["abundance"])
        assert found.lower == six(limits["infCL"])
        assert found.upper == six(limits["supCL"])
        assert lognormal(TABLES[name], model) == six(told["glm"]["lognormal95_f0"])


def interval_of(told: dict[str, float]) -> list[float]:
    return [told["2.5%"], told["point est."], told["97.5%"]]


def estimate_of(table: Real, model: Fit) -> list[float]:
    lower, upper = lognormal(table, model)
    return [lower, model.total, upper]


class TestSparse:
    """Chan, Silverman & Vincent, SparseMSE."""

    @pytest.mark.parametrize(
        ("name", "which"),
        [*((name, "main") for name in NAMES), *((name, "all_pairwise") for name in LARGER)],
    )
    def test_given_models(self, name: str, which: str) -> None:
        """The interval, the coefficients, and the pair that nobody is in."""
        told, lists = DATA[name]["SparseMSE"][which], len(DATA[name]["lists"])
        found = fit(TABLES[name], () if which == "main" else interactions(lists, 2))
        assert estimate_of(TABLES[name], found) == six(interval_of(told["estimate"]))
        assert found.aic == six(told["aic_adj"])
        names = DATA[name]["lists"]
        empty = [":".join(names[one] for one in sorted(term)) for term in found.minus_infinity]
        assert (empty or None) == told["emptyoverlaps_minus_inf"] or empty == [
            told["emptyoverlaps_minus_inf"]
        ]
        ours = dict(
            zip(
                [
                    "(Intercept)",
                    *names,
                    *(":".join(names[one] for one in sorted(term)) for term in found.terms),
                ],
                found.coefficients,
                strict=True,
            )
        )
        for coefficient, value in told["coef"].items():
            assert ours[coefficient] == pytest.approx(value, abs=2e-6)
        assert {key for key, value in ours.items() if np.isinf(value)} == set(empty)

    @pytest.mark.parametrize("name", LARGER)
    @pytest.mark.parametrize("threshold", [0.001, 0.02, 0.05])
    def test_stepwise(self, name: str, threshold: float) -> None:
        """At three thresholds."""
        told = DATA[name]["SparseMSE"][f"stepwise_p{threshold}"]
        found = stepwise(TABLES[name], threshold)
        assert estimate_of(TABLES[name], found) == six(interval_of(told["estimate"]))
        assert found.aic == six(told["aic_adj"])
        assert found.deviance == pytest.approx(told["deviance"], abs=1e-6)

    @pytest.mark.parametrize(
        "name", [name for name in LARGER if "BCa_p0.02" in DATA[name]["SparseMSE"]]
    )
    def test_bootstrap(self, name: str) -> None:
        """The acceleration to ten digits, the rest to what 1 000 resamples leave open."""
        told = DATA[name]["SparseMSE"]["BCa_p0.02"]
        found = bca(TABLES[name], stepwise_many, seed=1, resamples=4000)
        assert found.estimate == pytest.approx(told["popest"], rel=1e-9)
        assert found.acceleration == pytest.approx(told["ahat"], rel=1e-8)
        assert found.infinite == told["n_nonfinite"]
        # Two draws of a share near a half: 0.016 and 0.008.
        assert found.below == pytest.approx(told["prop_below"], abs=3 * 0.018)
        spread = told["boot_quantiles"]["90%"] - told["boot_quantiles"]["10%"]
        narrow = bca(TABLES[name], stepwise_many, seed=1, resamples=4000, confidence=0.8)
        for one, lower, upper in ((found, "0.025", "0.975"), (narrow, "0.1", "0.9")):
            assert one.lower == pytest.approx(told["BCaquantiles"][lower], abs=0.12 * spread)
            assert one.upper == pytest.approx(told["BCaquantiles"][upper], abs=0.12 * spread)


def test_bootstrap_of_every_model() -> None:
    """Silverman, Chan & Vincent 2024, table 6: Kosovo, the BIC's choice anew in each resample."""
    told = DATA["Kosovo"]["published"]["scv2024"]
    found = bca(TABLES["Kosovo"], partial(best_many, order=3, criterion="bic"), seed=1)
    assert round(found.estimate) == told["BIC"]
    # The far ends of 1 000 resamples.
    assert [found.lower, found.upper] == pytest.approx(told["CI95_table6"], rel=0.05)


@pytest.mark.parametrize("name", LARGER)
class TestGraphs:
    """Johndrow, Lum & Ball, dga."""

    def test_posterior(self, name: str) -> None:
        """Mean, mode and quantiles, and the five most probable graphs."""
        told = DATA[name]["dga"]
        first, end = map(int, told["settings"]["Nmissing"].split(":"))
        assert (first, told["settings"]["delta"]) == (1, 1 / len(TABLES[name]))  # our own too
        found = average(TABLES[name], max_unseen=end)
        assert len(found.graphs) == told["n_graphs"]
        assert found.mean == pytest.approx(told["posterior_mean"], rel=1e-9)
        assert [found.mode, found.lower, found.median, found.upper] == [
            told[key] for key in ("posterior_mode", "q025", "median", "q975")
        ]
        assert found.tail == pytest.approx(told["tail_mass_last_1pct"], rel=1e-7)
        inner = average(TABLES[name], max_unseen=end, confidence=0.8)
        assert [inner.lower, inner.upper] == [told["q10"], told["q90"]]
        for at, row in enumerate(told["top_models"]):
            cliques = {
                frozenset(int(one) - 1 for one in clique.split(","))
                for clique in row["cliques"].strip("{}").split("}{")
            }
            assert set(found.graphs[at].cliques) == cliques
            assert found.weight[at] == pytest.approx(row["post_prob"], rel=1e-7)
            assert found.graph_mean[at] == pytest.approx(row["cond_mean_N"], rel=1e-9)


def code_of(table: Real, terms: Model) -> int:
    """SparseMSE's code: 1 no estimate exists, 2 not identifiable, 3 both."""
    return int(not exists(table, terms)) + 2 * int(not identifiable(table, terms))


TWO_LISTS_OR_MORE = [
    name
    for name, case in EDGES.items()
    if isinstance(case, dict) and "data" in case and name != "one_list"
]


class TestEdges:
    """What must be refused."""

    @pytest.mark.parametrize("name", TWO_LISTS_OR_MORE)
    def test_codes(self, name: str) -> None:
        """Existence and identifiability of independence and of all pairs, as SparseMSE has them."""
        case = EDGES[name]
        table = table_of(case["data"] if isinstance(case["data"], list) else [case["data"]])
        pairs = interactions(len(table).bit_length() - 1, 2)
        assert code_of(table, ()) == case["SparseMSE_checkident_main"]["v"]
        assert code_of(table, pairs) == case["SparseMSE_checkident_allpairs"]["v"]

    @pytest.mark.parametrize("name", TWO_LISTS_OR_MORE)
    def test_no_number(self, name: str) -> None:
        """Where the code isn't 0 no number comes out, whatever is asked."""
        case = EDGES[name]
        table = table_of(case["data"] if isinstance(case["data"], list) else [case["data"]])
        for terms in ((), interactions(len(table).bit_length() - 1, 2)):
            found = fit(table, terms)
            assert np.isfinite(found.total) == (code_of(table, terms) == 0)
            numbers = [
                *lognormal(table, found),
                profile_likelihood(table, found).estimate,
                found.aic,
            ]
            assert np.isfinite(numbers).tolist() == [np.isfinite(found.total)] * 4

    def test_one_list(self) -> None:
        """One list alone tells nothing of those not on it."""
        assert fit(table_of([EDGES["one_list"]["data"]]), ()).status == "unidentifiable"

    def test_one_empty_pair(self) -> None:
        """A pair that nobody is in doesn't hinder independence, nor stepwise."""
        case = EDGES["one_pair_empty_3"]
        table = table_of(case["data"])
        told = interval_of(case["SparseMSE_main"]["v"])
        assert estimate_of(table, fit(table, ())) == pytest.approx(told, rel=1e-6)
        assert estimate_of(table, stepwise(table)) == pytest.approx(told, rel=1e-6)
        limits = case["Rcapture_closedpCI_Mt"]["v"]["CI"]
        found = profile_likelihood(table, fit(table, ()))
        assert found.estimate == pytest.approx(limits["abundance"], abs=1e-4)
        assert found.lower == pytest.approx(limits["infCL"], rel=1e-6)
        assert found.upper == pytest.approx(limits["supCL"], rel=1e-6)

    def test_two_small_lists(self) -> None:
        """10, 8 and 4; Rcapture's own upper limit is where its factorials overflow."""
        case = EDGES["two_lists_with_interaction"]
        table = table_of(case["data"])
        assert estimate_of(table, fit(table, ())) == pytest.approx(
            interval_of(case["SparseMSE_main"]["v"]), rel=1e-6
        )
        limits = case["Rcapture_closedpCI_Mt"]["v"]["CI"]
        found = profile_likelihood(table, fit(table, ()))
        assert found.estimate == pytest.approx(limits["abundance"], abs=1e-4)
        assert found.lower == pytest.approx(limits["infCL"], abs=1e-4)
        # 98.43 ** 98.43 * 76.43! is above the largest double.
        assert found.upper == pytest.approx(98.5933, abs=1e-4)

    def test_empty_list_in_a_resample(self) -> None:
        """Stepwise over many tables leaves it out, as SparseMSE does; on its own it is refused."""
        case = EDGES["empty_list_3"]
        table = table_of(case["data"])
        assert stepwise_many(table[None])[0] == pytest.approx(
            case["SparseMSE_stepwise"]["v"]["point est."], rel=1e-9
        )
        assert stepwise(table).status == "nonexistent"


# Chan, Silverman & Vincent 2021, table 2: A 40, B 30, C 20, AB 6, no other overlap. Of all tables
# of that kind it is the only one with the totals that SparseMSE gives.
ARTIFICIAL = table_of(["100:40", "010:30", "001:20", "110:6"])
PAIRS = {"AB": {0, 1}, "AC": {0, 2}, "BC": {1, 2}}


def artificial(name: str) -> Model:
    if name == "none":
        return ()
    return hierarchical(3, PAIRS.values() if name == "all" else [PAIRS[x] for x in name.split("_")])


class TestArtificial:
    """Three lists of which one overlaps with nothing."""

    @pytest.mark.parametrize("name", EDGES["Artificial_3_checkident"])
    def test_codes(self, name: str) -> None:
        """Of every model."""
        told = EDGES["Artificial_3_checkident"][name]
        assert code_of(ARTIFICIAL, artificial(name)) == told
        assert (fit(ARTIFICIAL, artificial(name)).status == "fitted") == (told == 0)

    @pytest.mark.parametrize("name", EDGES["Artificial_3_fits"])
    def test_totals(self, name: str) -> None:
        """To eight digits; the limits to what glm leaves of them."""
        told = interval_of(EDGES["Artificial_3_fits"][name])
        found = estimate_of(ARTIFICIAL, fit(ARTIFICIAL, artificial(name)))
        assert found[1] == pytest.approx(told[1], rel=1e-8)
        assert found == pytest.approx(told, rel=3e-5)

    def test_limits_are_at_the_maximum(self) -> None:
        """Scoring stopped where glm stops gives the published limits; carried on, it gives ours."""
        y, matrix = ARTIFICIAL[1:], design(3, ())
        told = interval_of(EDGES["Artificial_3_fits"]["none"])
        assert scored(y, matrix, 1e-8) == pytest.approx(told, rel=1e-12)
        ours = estimate_of(ARTIFICIAL, fit(ARTIFICIAL, ()))
        assert scored(y, matrix, 1e-16) == pytest.approx(ours, rel=1e-9)


def scored(y: Real, matrix: Real, tolerance: float) -> list[float]:
    """Fisher scoring as in R: from y + 0.1, until the deviance is still, covariance a step late."""
    mu = y + 0.1
    before = np.inf
    while True:
        working = np.log(mu) + (y - mu) / mu
        inverse = np.linalg.inv(matrix.T @ (mu[:, None] * matrix))
        beta = inverse @ matrix.T @ (mu * working)
        mu = np.exp(matrix @ beta)
        deviance = 2 * (y * np.log(np.where(y > 0, y, 1) / mu) - (y - mu)).sum()
        if abs(deviance - before) <= tolerance * (abs(deviance) + 0.1):
            break
        before = deviance
    reach = 1.959963984540054 * np.sqrt(inverse[0, 0])
    return [float(y.sum() + np.exp(beta[0] + move)) for move in (-reach, 0.0, reach)]
