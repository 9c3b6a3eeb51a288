"""Published capture tables through the public door, to six digits.

Figures of Rcapture 1.4-4, SparseMSE 2.0.1, dga 2.0.2, CARE1 1.1.0 and FSA 0.10.0; each file in
`mse` carries its citation.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import CaptureTable, RepeatCounts, hidden
from vnr.metrics.capture._two_lists import sadinle

MSE = Path(__file__).parent / "mse"
TABLES = ("Seber1982", "SpinaBifida", "Kosovo", "UKdat_5")
SEVERAL = TABLES[1:]
SIX_DIGITS = 1e-6
# Profile limits of both programs are roots found to their own tolerance.
ROOTS = 2e-6


@cache
def published(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MSE / f"{name}.json").read_text("utf-8"))
    return found


def table(name: str) -> CaptureTable:
    file = published(name)
    return CaptureTable({row["history"]: row["count"] for row in file["counts"]}, file["lists"])


def figures(estimate: Any) -> tuple[float, float, float]:
    return float(estimate), float(estimate.lower[0]), float(estimate.upper[0])


def of_edge(name: str) -> CaptureTable:
    data = published("edge_cases")[name]["data"]
    pairs = [one.split(":") for one in ([data] if isinstance(data, str) else data)]
    width = len(pairs[0][0])
    return CaptureTable({key: int(count) for key, count in pairs}, list("ABCDE"[:width]))


class TestTables:
    """The tables themselves are read as published."""

    @pytest.mark.parametrize("name", TABLES)
    def test_margins(self, name: str) -> None:
        """Those observed, those on each list, and how many lists saw each."""
        found, file = table(name), published(name)
        assert found.seen.tolist() == [file["n_observed"]]
        assert {key: int(one[0]) for key, one in found.totals.items()} == file["list_totals"]
        assert found.frequencies[0].tolist() == file["capture_frequency_f1_to_ft"]


class TestTwoLists:
    """Every pair of lists of every table."""

    @pytest.mark.parametrize("name", TABLES)
    def test_pairs(self, name: str) -> None:
        """Lincoln–Petersen, Chapman with Seber's variance, Wald's and Chao's limits."""
        for row in published(name)["two_list_pairs"]:
            pair, theirs = table(name).among(*row["pair"]), row["chapman"]
            if not row["m"]:
                continue
            assert float(hidden(pair, model="lincoln-petersen", method="lognormal")) == (
                pytest.approx(row["lincoln_petersen"]["N"], rel=SIX_DIGITS)
            )
            ours = hidden(pair, model="chapman")
            assert figures(ours) == pytest.approx(
                (theirs["N"], *theirs["chao_lognormal95"]), rel=SIX_DIGITS
            )
            assert ours.columns["standard_error"][0] == pytest.approx(theirs["se"], rel=SIX_DIGITS)
            wald = hidden(pair, model="chapman", method="wald")
            lower, upper = theirs["wald95"]
            assert wald.lower[0] == pytest.approx(max(lower, pair.seen[0]), rel=SIX_DIGITS)
            assert wald.upper[0] == pytest.approx(upper, rel=SIX_DIGITS)

    def test_lincoln_petersen_error(self) -> None:
        """The Poisson fit's standard error is the delta method's."""
        theirs = published("Seber1982")["two_list_pairs"][0]["lincoln_petersen"]["se"]
        ours = hidden(table("Seber1982"), model="lincoln-petersen", method="lognormal")
        assert ours.columns["standard_error"][0] == pytest.approx(theirs, rel=SIX_DIGITS)

    @pytest.mark.parametrize(
        "name", published("two_list_CI_reference")["sadinle_2009_transformed_logit"]["computed"]
    )
    def test_sadinle(self, name: str) -> None:
        """The transformed logit limits as the formula has them."""
        reference = published("two_list_CI_reference")["sadinle_2009_transformed_logit"]
        row = reference["computed"][name]
        found = sadinle([0, row["n01"], row["n10"], row["n11"]], 0.95)
        assert found == pytest.approx((row["lo"], row["hi"]), rel=SIX_DIGITS)

    def test_sadinle_published(self) -> None:
        """Printed by statpsych: 777 to 1041, and 2818 to 3012, whole numbers."""
        for (both, first, second), limits in (
            ((85, 196, 184), (776.4, 1041.0)),
            ((794, 710, 741), (2817.7, 3011.6)),
        ):
            pair = CaptureTable({"11": both, "10": first, "01": second}, ("A", "B"))
            found = hidden(pair, model="chapman", method="sadinle")
            assert (found.lower[0], found.upper[0]) == pytest.approx(limits, abs=0.05)

    @pytest.mark.parametrize("name", ["textbook_M346_n184_m49", "small_12_10_3"])
    def test_fsa(self, name: str) -> None:
        """Chapman's total and Seber's standard error, as another package prints them."""
        theirs = published("two_list_CI_reference")["FSA_0_10_0_mrClosed"][name]["chapman"]
        first, second, both = {"textbook_M346_n184_m49": (346, 184, 49)}.get(name, (12, 10, 3))
        pair = CaptureTable(
            {"11": both, "10": first - both, "01": second - both}, ("marked", "caught")
        )
        found = hidden(pair, model="chapman", method="wald")
        assert float(found) == pytest.approx(theirs["N"], rel=1e-5)
        assert found.columns["standard_error"][0] == pytest.approx(theirs["SE"], rel=1e-5)
        lower, upper = theirs["CI_normal"]
        assert found.lower[0] == pytest.approx(max(lower, pair.seen[0]), rel=1e-5)
        assert found.upper[0] == pytest.approx(upper, rel=1e-5)


class TestChao:
    """Chao's bound in its four forms."""

    @pytest.mark.parametrize("name", TABLES)
    def test_forms(self, name: str) -> None:
        """Plain, with (t - 1) / t, bias-corrected, and both."""
        theirs, found = published(name)["chao_lower_bound"], table(name)
        contacts = RepeatCounts(found.frequencies)
        ours = [
            float(hidden(found, model="chao-plain")),
            float(hidden(found, model="chao")),
            float(hidden(contacts, model="chao-bias-corrected")),
            float(hidden(found, model="chao-bias-corrected")),
        ]
        assert ours == pytest.approx(
            [
                theirs["chao1984_f1sq_over_2f2"],
                theirs["chao_binomial_t_minus1_over_t"],
                theirs["chao_bias_corrected"],
                theirs["chao_bc_binomial"],
            ],
            rel=SIX_DIGITS,
        )

    @pytest.mark.parametrize("name", SEVERAL)
    def test_bias_corrected_error(self, name: str) -> None:
        """Rivest and Baillargeon's variance."""
        theirs = published(name)["Rcapture_closedp.bc_bias_corrected"]["Mh_Chao"]
        found = hidden(table(name), model="chao-bias-corrected")
        assert found.columns["standard_error"][0] == pytest.approx(theirs["stderr"], rel=SIX_DIGITS)

    @pytest.mark.parametrize("model", ["chao", "chao-plain"])
    @pytest.mark.parametrize("name", TABLES)
    def test_plain_limits(self, name: str, model: str) -> None:
        """Of contacts and, asked for, of lists: the plain form's variance and log-normal limits."""
        theirs, lists = published(name)["chao_lower_bound"], table(name)
        found = hidden(
            lists if model == "chao-plain" else RepeatCounts(lists.frequencies), model=model
        )
        assert float(found) == pytest.approx(theirs["chao1984_f1sq_over_2f2"], rel=SIX_DIGITS)
        assert found.columns["standard_error"][0] ** 2 == pytest.approx(
            theirs["chao1984_var"], rel=SIX_DIGITS
        )
        own = (found.columns["bound_lower"][0], found.columns["bound_upper"][0])
        assert own == pytest.approx(theirs["chao1984_lognormal95"], rel=SIX_DIGITS)


class TestLogLinear:
    """Totals, criteria and limits of log-linear models."""

    @pytest.mark.parametrize("name", TABLES)
    def test_independence(self, name: str) -> None:
        """The Poisson total, its standard error and criteria; profile and log-normal limits."""
        theirs = published(name)["Rcapture_closedpCI.t"]["Mt"]
        ours = hidden(table(name), model="independence")
        for column, key in (("aic", "AIC"), ("bic", "BIC")):
            assert ours.columns[column][0] == pytest.approx(theirs["results"][key], rel=SIX_DIGITS)
        # R takes the information one step before the last.
        assert ours.columns["standard_error"][0] == pytest.approx(
            theirs["results"]["stderr"], rel=1e-5
        )
        assert float(ours) == pytest.approx(theirs["results"]["abundance"], rel=SIX_DIGITS)
        profile = theirs["profile_CI95"]
        assert figures(ours)[1:] == pytest.approx((profile["infCL"], profile["supCL"]), rel=ROOTS)
        wald = hidden(table(name), model="independence", method="lognormal")
        assert figures(wald)[1:] == pytest.approx(theirs["glm"]["lognormal95_f0"], rel=SIX_DIGITS)

    @pytest.mark.parametrize("name", SEVERAL)
    @pytest.mark.parametrize("criterion", ["aic", "bic"])
    def test_best(self, name: str, criterion: str) -> None:
        """The best hierarchical model by each criterion, and its limits given the model."""
        theirs = published(name)[f"Rcapture_best_{criterion.upper()}"]
        order = 3 if name == "Kosovo" else 2  # what the reference searched
        found = table(name)
        ours = hidden(found, model=criterion, method="profile", order=order)
        assert float(ours) == pytest.approx(theirs["results"]["abundance"], rel=SIX_DIGITS)
        profile = theirs["profile_CI95"]
        assert figures(ours)[1:] == pytest.approx((profile["infCL"], profile["supCL"]), rel=ROOTS)
        given = hidden(found, model=ours.columns["model"][0], method="lognormal")
        assert figures(given)[1:] == pytest.approx(theirs["glm"]["lognormal95_f0"], rel=SIX_DIGITS)

    @pytest.mark.parametrize("name", SEVERAL)
    def test_stepwise(self, name: str) -> None:
        """The total that stepwise selection ends at."""
        theirs = published(name)["MSEpkg_1.2.0"]["stepwise_popest"]
        ours = hidden(table(name), model="stepwise", method="lognormal")
        assert float(ours) == pytest.approx(theirs, rel=SIX_DIGITS)

    @pytest.mark.parametrize("name", SEVERAL)
    def test_all_pairs(self, name: str) -> None:
        """Every pair by name, with one that nobody is in at minus infinity."""
        found = table(name)
        pairs = [(a, b) for at, a in enumerate(found.lists) for b in found.lists[at + 1 :]]
        theirs = published(name)["SparseMSE"]["all_pairwise"]["estimate"]
        ours = hidden(found, model=pairs, method="lognormal")
        assert figures(ours) == pytest.approx(
            (theirs["point est."], theirs["2.5%"], theirs["97.5%"]), rel=SIX_DIGITS
        )

    def test_candidates(self) -> None:
        """Every model of the spina bifida table, with its criteria."""
        found = metrics.candidates(table("SpinaBifida"))
        theirs = {
            row["abundance"]: row for row in published("SpinaBifida")["Rcapture_closedpMS.t_all"]
        }
        assert len(found) == len(theirs) == 8
        for name in ("abundance", "AIC", "BIC"):
            ours = found.value if name == "abundance" else found.columns[name.lower()]
            assert sorted(ours.tolist()) == pytest.approx(
                sorted(row[name] for row in theirs.values()), rel=SIX_DIGITS
            )


class TestAverage:
    """Averaging over decomposable graphs, with dga's grid."""

    @pytest.mark.parametrize(("name", "most"), [("SpinaBifida", 20_000), ("Kosovo", 60_000)])
    def test_posterior(self, name: str, most: int) -> None:
        """Median, limits, mean and mode."""
        theirs = published(name)["dga"]
        ours = hidden(table(name), model="average", max_unseen=most)
        assert figures(ours) == (theirs["median"], theirs["q025"], theirs["q975"])
        assert ours.columns["mean"][0] == pytest.approx(theirs["posterior_mean"], rel=SIX_DIGITS)
        assert ours.columns["mode"][0] == theirs["posterior_mode"]


class TestEdges:
    """What other packages answer with a warning code is a sentence here."""

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("empty_3", "Nobody is on any list"),
            ("zero_overlap_2", "Nobody is on more than one list"),
            ("disjoint_3", "Nobody is on more than one list"),
            ("nested_2", "Everybody on A is also on B"),
            ("identical_2", "Nobody is on just one list"),
            ("empty_list_3", "Nobody is on the list C"),
        ],
    )
    @pytest.mark.parametrize("model", ["stepwise", "independence", "aic", "bic"])
    def test_refused(self, name: str, why: str, model: str) -> None:
        """10^11 with a warning elsewhere."""
        with pytest.raises(DataError, match=why):
            hidden(of_edge(name), model=model, method="lognormal")

    @pytest.mark.parametrize("name", ["zero_overlap_2", "nested_2", "identical_2"])
    @pytest.mark.parametrize("model", ["lincoln-petersen", "chapman"])
    def test_two_refused(self, name: str, model: str) -> None:
        """Chapman's formula answers 53 for two lists without overlap; that is no estimate."""
        with pytest.raises(DataError, match=r"Nobody|Everybody"):
            hidden(of_edge(name), model=model)

    def test_one_list(self) -> None:
        """One list has no overlap to learn from; the message says what to use."""
        with pytest.raises(DataError, match=r"at least two lists.*RepeatCounts"):
            CaptureTable({"1": 17}, ("A",))

    def test_saturated(self) -> None:
        """Two lists can't carry their own dependence."""
        found = of_edge("two_lists_with_interaction")
        with pytest.raises(DataError, match="more unknowns than the data can tell apart"):
            hidden(found, model="A*B")
        theirs = published("edge_cases")["two_lists_with_interaction"]["SparseMSE_main"]["v"]
        ours = hidden(found, model="independence", method="lognormal")
        assert figures(ours) == pytest.approx(
            (theirs["point est."], theirs["2.5%"], theirs["97.5%"]), rel=SIX_DIGITS
        )

    def test_one_pair_empty(self) -> None:
        """An empty pair that no model asks for is no obstacle."""
        theirs = published("edge_cases")["one_pair_empty_3"]
        ours = hidden(of_edge("one_pair_empty_3"), model="independence", method="lognormal")
        main = theirs["SparseMSE_main"]["v"]
        assert figures(ours) == pytest.approx(
            (main["point est."], main["2.5%"], main["97.5%"]), rel=SIX_DIGITS
        )
        profile = theirs["Rcapture_closedpCI_Mt"]["v"]["CI"]
        limits = hidden(of_edge("one_pair_empty_3"), model="independence")
        assert figures(limits)[1:] == pytest.approx((profile["infCL"], profile["supCL"]), rel=ROOTS)

    def test_nested_by_sadinle(self) -> None:
        """Sadinle's interval was made for it; its lower limit is the number seen, not half less."""
        ours = hidden(of_edge("nested_2"), model="chapman", method="sadinle")
        reference = published("two_list_CI_reference")["sadinle_2009_transformed_logit"]
        assert figures(ours) == pytest.approx((15, 15, reference["computed"]["nested"]["hi"]))
        assert "list_inside_another" in [note.code for note in ours.notes]


class TestRepeats:
    """One list: illegal immigrants in four Dutch cities (Van der Heijden et al. 2003).

    The counts, and the figures of the models without covariates, as singleRcapture has them.
    """

    COUNTS = RepeatCounts({1: 1645, 2: 183, 3: 37, 4: 13, 5: 1, 6: 1})

    def test_truncated_poisson(self) -> None:
        """7 080 (6 363 to 7 797)."""
        found = hidden(self.COUNTS, model="truncated-poisson", method="wald")
        assert [round(one) for one in figures(found)] == [7080, 6363, 7797]

    def test_zelterman(self) -> None:
        """On the same persons singleRcapture has 9 425 (8 084 to 10 765)."""
        found = hidden(self.COUNTS, model="zelterman", method="wald")
        assert [round(one) for one in figures(found)] == [9425, 8084, 10765]
