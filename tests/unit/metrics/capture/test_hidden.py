"""How many nobody sees: which model answers, what is said with it, and what is refused."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from scipy import optimize, stats
from scipy.stats import poisson

from published import UK
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import Assumptions, CaptureTable, RepeatCounts, hidden
from vnr.metrics.capture import _answers, _candidates
from vnr.metrics.capture import _graphs as graphs
from vnr.metrics.capture import _loglinear as loglinear
from vnr.metrics.capture._chao import chao
from vnr.metrics.capture._search import Candidate, search, stepwise_many
from vnr.metrics.capture._truncated import truncated_poisson, zelterman
from vnr.metrics.capture._two_lists import chapman
from vnr.model import Period
from vnr.results import Basis, Estimate

LISTS = ("police", "health", "shelter")
KOSOVO = CaptureTable(  # Ball and others 2002
    {
        "1000": 1131, "0100": 845, "0010": 936, "0001": 306, "1100": 177, "1010": 228,
        "1001": 106, "0110": 217, "0101": 31, "0011": 123, "1110": 181, "1101": 18,
        "1011": 42, "0111": 32, "1111": 27,
    },
    ("EXH", "ABA", "OSCE", "HRW"),
)  # fmt: skip
# Hook, Albright and Cross 1980, with lists by other names.
SPINA = {"001": 60, "010": 48, "011": 4, "100": 244, "101": 111, "110": 142, "111": 12}
ANSWERED = Assumptions(closed=True, linkage=True, excluded_groups={}, feeds=[])


@pytest.fixture
def three() -> CaptureTable:
    return CaptureTable(
        SPINA,
        LISTS,
        periods=dict.fromkeys(LISTS, Period.year(2019)),
        populations=dict.fromkeys(LISTS, "adults"),
    )


@pytest.fixture
def two() -> CaptureTable:
    return CaptureTable({"10": 781, "01": 254, "11": 167}, ("A", "B"))


def codes(estimate: Estimate) -> set[str]:
    return {note.code for note in estimate.notes}


class TestModels:
    """One door: a model by name or by its terms, an interval that goes with it."""

    @pytest.mark.parametrize(
        "model",
        [
            "police*health + health*shelter",
            ["police*health", "shelter*health"],
            [("police", "health"), {"health", "shelter"}],
        ],
    )
    def test_terms(self, three: CaptureTable, model: Any) -> None:
        """Written in three ways, one model: 752.9 of the reference."""
        found = hidden(three, model=model)
        assert float(found) == pytest.approx(752.891891891892)
        assert found.columns["model"][0] == "police*health + health*shelter"
        assert found.definition.parameters["model"] == "police*health + health*shelter"
        assert found.method == "profile"

    def test_columns_read_back_as_models(self, three: CaptureTable) -> None:
        """What a result calls its model can be asked for."""
        chosen = hidden(three, model="aic", method="lognormal")
        again = hidden(three, model=str(chosen.columns["model"][0]), method="lognormal")
        assert float(again) == float(chosen)
        assert hidden(three, model=[]).columns["model"][0] == "independence"
        # As the literature writes [police health][shelter]; every list is in anyhow.
        written = hidden(three, model="police*health + shelter", method="lognormal")
        assert float(written) == float(hidden(three, model="police*health", method="lognormal"))

    def test_triples(self) -> None:
        """A triple brings its pairs, and only the triple is shown."""
        counts = {f"{place:04b}": 20 + place % 5 for place in range(1, 16)}
        table = CaptureTable(counts, tuple("abcd"))
        found = hidden(table, model=["a*b*c", "c*d"], method="lognormal")
        assert found.columns["model"][0] == "c*d + a*b*c"

    @pytest.mark.parametrize(
        ("model", "method", "choices"),
        [
            ("stepwise", "bca", ("bca", "profile", "lognormal")),
            ("aic", "bca", ("bca",)),
            ("bic", "bca", ("bca",)),
            ("independence", "profile", ("profile", "bca", "lognormal")),
            ("chao", "lognormal", ("lognormal",)),
            ("chao-bias-corrected", "lognormal", ("lognormal",)),
            ("chao-plain", "lognormal", ("lognormal",)),
            ("average", "posterior", ("posterior",)),
        ],
    )
    def test_methods(
        self, three: CaptureTable, model: str, method: str, choices: tuple[str, ...]
    ) -> None:
        """The first by default; every figure lies within its limits and above those seen."""
        assert hidden(three, model=model, resamples=50).method == method
        for one in choices:
            found = hidden(three, model=model, method=one, resamples=50)  # type: ignore[arg-type]
            assert 621 <= found.lower[0] <= found.value[0] <= found.upper[0]
            assert found.columns["observed"].tolist() == [621]
            assert found.value[0] == pytest.approx(621 + found.columns["unseen"][0])

    def test_unknown(self, three: CaptureTable) -> None:
        """A name that is none, with the nearest there is."""
        with pytest.raises(UnknownNameError, match="unknown model 'step-wise': did you mean"):
            hidden(three, model="step-wise")
        with pytest.raises(UnknownNameError, match="unknown model 'given terms'"):
            hidden(three, model="given terms")
        with pytest.raises(UnknownNameError, match="unknown method of chao 'bca'"):
            hidden(three, model="chao", method="bca")
        with pytest.raises(UnknownNameError, match="unknown list 'polis': did you mean 'police'"):
            hidden(three, model="polis*health")
        for term in (("police", "police"), "police*police", ()):
            with pytest.raises(DataError, match='such as "police\\*health"'):
                hidden(three, model=[term])
        with pytest.raises(DataError, match="confidence must lie between 0 and 1"):
            hidden(three, confidence=95)

    def test_other_things(self, two: CaptureTable) -> None:
        """What is no table, no model, no assumptions."""
        with pytest.raises(DataError, match=r"must be a metrics\.CaptureTable"):
            hidden({"10": 3, "11": 1})  # type: ignore[arg-type]
        with pytest.raises(DataError, match="model must be a name or terms, got None"):
            hidden(two, model=None)  # type: ignore[arg-type]
        with pytest.raises(DataError, match=r"assume must be metrics\.Assumptions"):
            hidden(two, assume={"closed": True})  # type: ignore[arg-type]

    def test_wrong_table(self, three: CaptureTable, two: CaptureTable) -> None:
        """Contacts for a model of lists, lists for one of contacts, three lists for two."""
        with pytest.raises(DataError, match=r"stepwise needs several lists.*truncated-poisson"):
            hidden(RepeatCounts({1: 5, 2: 3}))
        with pytest.raises(DataError, match="zelterman needs how often each person came"):
            hidden(two, model="zelterman")
        for model in ("chapman", "lincoln-petersen"):
            with pytest.raises(DataError, match=r"takes two lists, got 3; .*among\('police'"):
                hidden(three, model=model)

    def test_result(self, three: CaptureTable) -> None:
        """A model's interval has its level; JSON gives the whole result back."""
        found = hidden(three, model="bic", method="lognormal", confidence=0.9)
        assert (found.basis, found.confidence, found.unit) == (Basis.MODEL, 0.9, "persons")
        assert found.definition.parameters["order"] == 2
        assert Estimate.from_json(found.to_json()) == found
        wide = hidden(three, model="bic", method="lognormal", confidence=0.99)
        assert wide.upper[0] > found.upper[0]

    def test_symmetric_limits(self, two: CaptureTable) -> None:
        """Wald's go as far down as up, but never below the number seen."""
        found = hidden(two, model="chapman", method="wald")
        half = stats.norm.ppf(0.975) * found.columns["standard_error"][0]
        assert found.upper[0] - found.value[0] == pytest.approx(half)
        assert found.value[0] - found.lower[0] == pytest.approx(half)
        few = CaptureTable({"10": 2, "01": 2, "11": 1}, ("A", "B"))
        assert hidden(few, model="chapman", method="wald").lower[0] == 5

    def test_whole_persons(self, two: CaptureTable) -> None:
        """Persons are shown whole: 2 383, not 2382.80."""
        text = hidden(two, model="chapman").show("en")
        assert "2,383 (2,156–2,664), n=1,202" in text

    def test_seed_and_progress(self, three: CaptureTable) -> None:
        """The same seed gives the same limits; progress runs over all tables."""
        both = CaptureTable.concat({"a": three, "b": three}, by="x")
        seen: list[tuple[int, int]] = []
        one = hidden(both, resamples=300, seed=4, progress=lambda done, of: seen.append((done, of)))
        assert seen == [(done, 600) for done in range(100, 700, 100)]
        assert one.lower[0] == one.lower[1]
        assert hidden(both, resamples=300, seed=4) == one
        assert hidden(both, resamples=300, seed=5).lower[0] != one.lower[0]
        assert one.definition.parameters["resamples"] == 300

    @pytest.mark.parametrize("model", ["aic", "police*health", "independence"])
    def test_bootstrap_of_any_model(self, three: CaptureTable, model: str) -> None:
        """Where nothing is chosen, resamples keep the model."""
        found = hidden(three, model=model, method="bca", resamples=200)
        exact = hidden(three, model=model, method="lognormal")
        width = float((exact.upper - exact.lower)[0])
        assert abs(found.lower[0] - exact.lower[0]) < width
        assert float(found) == float(exact)


class TestStrata:
    """One row for each table; a row without an answer says why."""

    def test_rows(self, two: CaptureTable) -> None:
        """Each as it would be alone."""
        men = CaptureTable({"10": 12, "01": 9, "11": 3}, ("A", "B"))
        both = CaptureTable.concat({"woman": two, "man": men}, by="sex")
        found = hidden(both, model="chapman")
        assert found.strata["sex"].tolist() == ["woman", "man"]
        assert found.value.tolist() == [float(hidden(one, model="chapman")) for one in (two, men)]
        few = [note for note in found.notes if note.code == "few_in_common"]
        assert few[0].text("sv").startswith("man: Bara 3 personer")
        assert any(note.text("sv").startswith("Två listor") for note in found.notes)

    def test_one_without_answer(self, two: CaptureTable) -> None:
        """No overlap in one stratum: nan there, and the reason; all strata so: refused."""
        nothing = CaptureTable({"10": 8, "01": 5}, ("A", "B"))
        both = CaptureTable.concat({"woman": two, "man": nothing}, by="sex")
        found = hidden(both, model="chapman")
        assert np.isnan([found.value[1], found.lower[1], found.columns["standard_error"][1]]).all()
        assert found.columns["observed"].tolist() == [1202, 13]
        why = next(note for note in found.notes if note.code == "no_overlap")
        assert why.text("en").startswith("man: No figure. Nobody is on more than one list")
        assert "odefinierat" in found.show()
        with pytest.raises(DataError, match="Nobody is on more than one list"):
            hidden(CaptureTable.concat({"a": nothing, "b": nothing}, by="x"))


class TestRefused:
    """Before any fit: a sentence, not a number."""

    def test_no_overlap_says_what_to_do(self) -> None:
        """In words for those who are no statisticians, in both languages."""
        nothing = CaptureTable({"10": 8, "01": 5}, ("A", "B"))
        for model in ("stepwise", "chapman", "lincoln-petersen", "chao", "independence"):
            with pytest.raises(DataError) as caught:
                hidden(nothing, model=model)
            assert "longer period" in str(caught.value)
            assert not any(sign.isdigit() for sign in str(caught.value))

    @pytest.mark.parametrize(
        ("counts", "message"),
        [
            ({"10": 0, "01": 0, "11": 0}, "Nobody is on any list"),
            ({"10": 9, "01": 0, "11": 0}, "B"),
            ({"10": 0, "01": 0, "11": 9}, "same"),
        ],
    )
    def test_nothing_to_go_by(self, counts: dict[str, int], message: str) -> None:
        """A table without anybody, a list without anybody, two lists of the same persons."""
        with pytest.raises(DataError, match=message):
            hidden(CaptureTable(counts, ("A", "B")), model="independence")

    def test_no_estimate(self) -> None:
        """A pair that leaves no information on the rest has no finite estimate."""
        # Nobody is both on c and on another list: what c overlaps with can't be told.
        table = CaptureTable({"100": 9, "010": 7, "110": 5, "001": 4}, tuple("abc"))
        with pytest.raises(DataError, match=r"don't suffice for the model a\*b"):
            hidden(table, model="a*b")
        with pytest.raises(DataError, match="more unknowns"):
            hidden(table, model="a*b + a*c + b*c")

    def test_average_of_two(self, two: CaptureTable) -> None:
        """It would give back the prior."""
        with pytest.raises(DataError, match="only give back what was assumed beforehand"):
            hidden(two, model="average")

    def test_nested(self) -> None:
        """One list within another, either way; the bound is given with a caution."""
        for counts, small in (({"11": 6, "01": 9}, "A"), ({"11": 6, "10": 9}, "B")):
            table = CaptureTable(counts, ("A", "B"))
            for model in ("chapman", "independence", "stepwise"):
                with pytest.raises(DataError, match=f"Everybody on {small} is also on"):
                    hidden(table, model=model, method="lognormal")
            assert "list_inside_another" in codes(hidden(table, model="chao"))
            by_sadinle = hidden(table, model="chapman", method="sadinle")
            assert "list_inside_another" in codes(by_sadinle)
            assert by_sadinle.lower[0] == 15

    def test_nested_of_three(self) -> None:
        """C takes its persons from B: a model would answer 962 where A and B say 1081."""
        counts = {"010": 180, "011": 155, "100": 205, "110": 176, "111": 161}
        table = CaptureTable(counts, ("A", "B", "C"))
        for model in ("independence", "stepwise", "aic", "A*C"):
            with pytest.raises(DataError, match=r"Everybody on C is also on B.*without C"):
                hidden(table, model=model, method="lognormal")
        for model in ("chao", "average"):
            assert "list_inside_another" in codes(hidden(table, model=model))
        assert "list_inside_another" not in codes(hidden(UK, model="chao"))

    def test_the_same_persons(self) -> None:
        """Of 2 000, B is a copy of A: no 952, but a sentence."""
        table = CaptureTable({"110": 399, "001": 338, "111": 95}, ("A", "B", "C"))
        with pytest.raises(DataError, match="that is no chance"):
            hidden(table)
        assert float(hidden(table.among("A", "C"), model="chapman")) == pytest.approx(2237, abs=1)

    def test_nested_by_chance(self) -> None:
        """Ten on C may all be on A by chance (p 0.022); of eleven it is under 2 of 100 (0.018)."""

        def table(inside: int) -> CaptureTable:
            counts = {"100": 30, "010": 40, "110": 30, "101": inside}
            return CaptureTable(counts, ("A", "B", "C"))

        for inside in (10, 11):
            fitted = loglinear.fit(table(inside).counts[0], ())
            p = poisson.sf(inside - 1, fitted.fitted[[5, 7]].sum())
            assert bool(p < 0.02) is (inside == 11)
        found = hidden(table(10), model="independence", method="lognormal")
        assert "list_inside_another" in codes(found)
        with pytest.raises(DataError, match="no chance"):
            hidden(table(11), model="independence", method="lognormal")

    def test_saturated_models_fit(self, two: CaptureTable, three: CaptureTable) -> None:
        """Without degrees of freedom there is nothing that could fail to agree."""
        for table in (two, CaptureTable({"10": 33, "01": 21, "11": 12}, ("A", "B"))):
            assert "does_not_fit" not in codes(hidden(table, model="lincoln-petersen"))
        every = "police*health + police*shelter + health*shelter"
        assert "does_not_fit" not in codes(hidden(three, model=every, method="lognormal"))

    def test_numbers(self, two: CaptureTable) -> None:
        """Whole numbers from where they make sense."""
        for given in ({"order": 0}, {"order": 2.5}, {"resamples": 19}, {"seed": -1}):
            with pytest.raises(DataError, match=f"{next(iter(given))} must be a whole number from"):
                hidden(two, **given)
        assert hidden(two).definition.parameters["resamples"] == 1000

    @pytest.mark.parametrize(
        ("both", "said"),
        # Deviances on three degrees of freedom; chance exceeds 16.27 in one case of a thousand.
        [(57, False), (58, True)],
    )
    def test_does_not_fit(self, both: int, *, said: bool) -> None:
        """A deviance that chance gives in under one case of a thousand."""
        counts = {"100": 100, "010": 100, "001": 100, "110": both, "101": 25, "011": 25, "111": 6}
        found = hidden(CaptureTable(counts, tuple("abc")), model="independence", method="lognormal")
        assert ("does_not_fit" in codes(found)) is said

    @pytest.mark.parametrize(
        ("counts", "model", "message"),
        [
            ({}, "zelterman", "Nobody is on any list"),
            ({1: 9}, "truncated-poisson", "Nobody has had more than one contact"),
            ({1: 9}, "chao", "Nobody has had more than one contact"),
            ({2: 9}, "zelterman", "Nobody has had just one contact"),
            ({1: 9, 3: 2}, "zelterman", "just two contacts"),
            ({1: 9, 3: 2}, "chao", "just two contacts"),
            ({1: 9, 3: 2}, "chao-plain", "just two contacts"),
            ({2: 9}, "chao-bias-corrected", "Nobody has had just one contact"),
        ],
    )
    def test_contacts(self, counts: dict[int, int], model: str, message: str) -> None:
        """Without returns nothing tells of those who never came."""
        with pytest.raises(DataError, match=message):
            hidden(RepeatCounts(counts), model=model)
        assert np.isfinite(float(hidden(RepeatCounts({2: 9, 3: 2}), model="truncated-poisson")))


class TestNotes:
    """Said in the result and its repr, not only in the documentation."""

    def test_in_the_repr(self, three: CaptureTable) -> None:
        """Every note is a line of the repr and a paragraph of the page."""
        found = hidden(three, model="bic", method="profile", assume=ANSWERED)
        assert codes(found) == {
            "conditional_on_selection",
            "closed_population",
            "linkage_assumed_exact",
        }
        for note in found.notes:
            assert f"! {note.text('sv')}" in repr(found).replace("\n  ", " ")
            assert f"! {note.text('en')}" in found.show("en").replace("\n  ", " ")
            assert note.text("sv")[:20] in found._repr_html_()

    def test_selection(self, three: CaptureTable) -> None:
        """Limits given the chosen model say so; those that choose anew do not."""
        for model, method, said in (
            ("stepwise", "lognormal", True),
            ("stepwise", "bca", False),
            ("independence", "profile", False),
        ):
            found = hidden(three, model=model, method=method, resamples=50)  # type: ignore[arg-type]
            assert ("conditional_on_selection" in codes(found)) is said
        assert "given_model" in codes(hidden(three, model="independence"))

    @pytest.mark.parametrize(("overlap", "said"), [(6, True), (7, False)])
    def test_overlap_under_seven(self, overlap: int, *, said: bool) -> None:
        """Six are few, seven not; so with returns."""
        table = CaptureTable({"10": 30, "01": 30, "11": overlap}, ("A", "B"))
        for model in ("chapman", "chao", "independence"):
            assert ("few_in_common" in codes(hidden(table, model=model))) is said
        assert ("few_in_common" in codes(metrics.list_dependence(table))) is said
        contacts = RepeatCounts({1: 30, 2: overlap})
        assert ("few_repeats" in codes(hidden(contacts, model="zelterman"))) is said

    def test_models_disagree(self) -> None:
        """UK: within 2 of the best AIC or BIC they run from 10 520 to 25 978."""
        found = hidden(UK, model="stepwise", method="lognormal")
        note = next(one for one in found.notes if one.code == "models_disagree")
        assert "from 10,520 to 25,978 (of whom 2,744 are seen)" in note.text("en")
        assert "från 10\N{NO-BREAK SPACE}520 till 25\N{NO-BREAK SPACE}978" in note.text("sv")
        assert "models_disagree" in codes(metrics.candidates(UK, most=3))
        assert "models_disagree" in codes(hidden(UK, model="average", max_unseen=30_000))

    def test_models_agree(self, three: CaptureTable) -> None:
        """Spina bifida: 703 to 755."""
        assert "models_disagree" not in codes(hidden(three, model="aic", method="profile"))

    def test_range_of_candidates(self, three: CaptureTable, two: CaptureTable) -> None:
        """The range that models near the best answer is in the result, by either criterion."""
        every = metrics.candidates(three)
        near = np.zeros(len(every), bool)
        for criterion in ("aic", "bic"):
            values = every.columns[criterion]
            near |= values <= values.min() + 2
        expected = every.value[near].min(), every.value[near].max()
        for model, method in (("independence", "lognormal"), ("average", None)):
            found = hidden(three, model=model, method=method).columns  # type: ignore[arg-type]
            range_ = found["candidates_lower"][0], found["candidates_upper"][0]
            assert range_ == pytest.approx(expected)
        assert round(expected[0]), round(expected[1]) == (703, 755)
        for model in ("independence", "chapman", "chao"):
            assert "candidates_lower" not in hidden(two, model=model).columns

    @pytest.mark.parametrize(
        ("counts", "expected"),
        [
            # A model 1.97 to 2 behind by AIC is in the range, and so by BIC.
            ([0, 89, 53, 19, 75, 74, 4, 16], (1323.75, 1336.47)),
            ([0, 84, 25, 35, 78, 64, 6, 32], (434.12, 714.0)),
            # One 2 to 2.03 behind by both is not.
            ([0, 82, 42, 79, 12, 14, 43, 21], (304.72, 311.25)),
        ],
    )
    def test_within_two(self, counts: list[int], expected: tuple[float, float]) -> None:
        """Just within 2 of the best is about equal, just beyond isn't."""
        found = hidden(CaptureTable(counts, tuple("abc")), model="aic", method="lognormal")
        range_ = [found.columns[f"candidates_{side}"][0] for side in ("lower", "upper")]
        assert range_ == pytest.approx(expected, abs=0.005)
        every = metrics.candidates(CaptureTable(counts, tuple("abc")))
        near = np.zeros(len(every), bool)
        for criterion in ("aic", "bic"):
            values = every.columns[criterion]
            near |= values <= values.min() + 2
        assert range_ == pytest.approx([every.value[near].min(), every.value[near].max()])

    @pytest.mark.parametrize(
        ("counts", "code", "said"),
        [
            # Largest by smallest: 1.9993 and 2.0004.
            ([0, 61, 73, 35, 87, 89, 10, 26], "models_disagree", False),
            ([0, 55, 82, 7, 16, 22, 21, 70], "models_disagree", True),
            # AIC behind the best: 9.993 and 10.0006.
            ([0, 34, 55, 35, 54, 31, 24, 5], "fits_worse", False),
            ([0, 23, 64, 69, 39, 28, 37, 34], "fits_worse", True),
        ],
    )
    def test_where_it_is_said(self, counts: list[int], code: str, *, said: bool) -> None:
        """More than twofold, and more than 10 behind."""
        found = hidden(CaptureTable(counts, tuple("abc")), model="independence", method="lognormal")
        assert (code in codes(found)) is said

    @pytest.mark.parametrize(
        ("counts", "enters"),
        [
            # The smallest p is 0.01999, and 0.0200002.
            ([0, 26, 37, 33, 29, 56, 4, 37], True),
            ([0, 42, 43, 38, 32, 43, 10, 16], False),
        ],
    )
    def test_where_a_pair_enters(self, counts: list[int], *, enters: bool) -> None:
        """Below 0.02, by either way of fitting; p from scipy's Poisson distribution."""
        table = CaptureTable(counts, tuple("abc"))
        independent = loglinear.fit(counts, ())
        places = np.arange(8)
        p = []
        for pair in (6, 5, 3):
            both = (places & pair) == pair
            seen, mean = np.array(counts)[both].sum(), independent.fitted[both].sum()
            p.append(min(poisson.cdf(seen, mean), poisson.sf(seen - 1, mean)))
        assert bool(min(p) < 0.02) is enters
        assert min(p) == pytest.approx(0.02, rel=1e-3)
        found = hidden(table, method="lognormal")
        assert bool(found.columns["model"][0] != "independence") is enters
        assert stepwise_many(np.array([counts], float))[0] == pytest.approx(float(found))

    @pytest.mark.parametrize(("first", "both", "said"), [(754, 100, False), (766, 150, True)])
    def test_where_lists_are_unequal(self, first: int, both: int, *, said: bool) -> None:
        """The bound 0.99 and 1.003 per cent above that by sizes."""
        table = CaptureTable({"10": first, "01": 600, "11": both}, ("A", "B"))
        assert ("unequal_lists" in codes(hidden(table, model="chao"))) is said

    def test_beside_the_candidates(self) -> None:
        """A value outside what models that fit better answer says so."""
        counts = {"001": 17, "010": 13, "011": 7, "100": 21, "101": 5, "110": 20, "111": 9}
        found = hidden(CaptureTable(counts, tuple("abc")), method="lognormal")
        assert found.value[0] < found.columns["candidates_lower"][0]
        note = next(one for one in found.notes if one.code == "beside_candidates")
        assert "outside what models that fit better answer: 124 to 163" in note.text("en")
        inside = hidden(KOSOVO, model="aic", method="lognormal", order=3)
        assert "beside_candidates" not in codes(inside)

    def test_a_weak_dependence(self, three: CaptureTable, two: CaptureTable) -> None:
        """The interval that chooses anew doesn't hold what couldn't be found."""
        assert "weak_dependence" in codes(hidden(three, resamples=50))
        assert "weak_dependence" not in codes(hidden(three, model="health*shelter"))
        assert "weak_dependence" not in codes(hidden(two, resamples=50))

    def test_said_of_what_is_derived(self) -> None:
        """Few in common and two lists, of candidates and missed links; that the model was chosen."""
        few = CaptureTable({"100": 50, "010": 40, "001": 30, "110": 2, "011": 1}, tuple("abc"))
        assert "few_in_common" in codes(metrics.candidates(few))
        missed = codes(metrics.missed_links(few, rates=[0]))
        assert {"few_in_common", "conditional_on_selection", "scenario"} <= missed
        pair = CaptureTable({"10": 33, "01": 21, "11": 1}, ("A", "B"))
        found = metrics.candidates(pair)
        assert {"few_in_common", "lists_taken_as_independent"} <= codes(found)
        assert "Only 1 person is on" in next(
            one.text("en") for one in found.notes if "few" in one.code
        )

    def test_candidates_of_four_lists_have_triples(self) -> None:
        """Kosovo: pairs alone agree on 14 341 to 14 402, and triples fit far better."""
        found = hidden(KOSOVO, model="aic", method="lognormal")
        range_ = [found.columns[f"candidates_{side}"][0] for side in ("lower", "upper")]
        every = metrics.candidates(KOSOVO)
        assert every.definition.parameters["order"] == 3
        near = np.zeros(len(every), bool)
        for criterion in ("aic", "bic"):
            values = every.columns[criterion]
            near |= values <= values.min() + 2
        assert range_ == pytest.approx([every.value[near].min(), every.value[near].max()])
        assert [round(one) for one in range_] == [10_357, 18_393]
        # AIC 161.3 of the pairs asked for, 126.4 of the best.
        note = next(one for one in found.notes if one.code == "fits_worse")
        assert "AIC lower by 35" in note.text("en")
        pairs = metrics.candidates(KOSOVO, order=2)
        assert [round(one) for one in pairs.value[:1]] == [14_342]

    @pytest.mark.parametrize("order", [2, 3])
    def test_what_was_searched_is_compared(
        self, order: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Triples that were searched among five lists are held against each other too."""
        searched = []

        def plain(counts: Any, *, order: int, criterion: str) -> list[Candidate]:
            searched.append(order)
            return search(counts, order=1, criterion=criterion)

        for module in (_answers, _candidates):
            monkeypatch.setattr(module, "search", plain)
        hidden(UK, model="aic", method="lognormal", order=order)
        assert searched == [order, order]

    def test_fits_worse(self, three: CaptureTable) -> None:
        """Independence has AIC 106.8, the best model 51.9; that with S2*S3 alone 54.3."""
        found = hidden(three, model="independence", method="lognormal")
        note = next(one for one in found.notes if one.code == "fits_worse")
        assert f"lower by {round(106.787 - 51.930)}" in note.text("en")
        assert "fits_worse" not in codes(hidden(three, model="health*shelter"))

    def test_too_many_lists(self) -> None:
        """Six lists have more models than are looked at, and that is said."""
        counts = {f"{place:06b}": 3 for place in range(1, 64)}
        found = hidden(CaptureTable(counts, tuple("abcdef")), model="independence")
        assert "models_not_compared" in codes(found)

    def test_empty_pairs(self) -> None:
        """A pair of the model that nobody is in."""
        counts = {"100": 12, "010": 9, "001": 6, "110": 3, "101": 2}
        found = hidden(CaptureTable(counts, tuple("abc")), model="b*c", method="lognormal")
        note = next(one for one in found.notes if one.code == "empty_pairs")
        assert "both lists of b*c" in note.text("en")

    def test_resamples_without_estimate(self) -> None:
        """Some resamples of a small table have nobody in common."""
        table = CaptureTable({"10": 20, "01": 20, "11": 2}, ("A", "B"))
        found = hidden(table, resamples=200)
        assert "resamples_without_estimate" in codes(found)

    def test_chao(self, three: CaptureTable, two: CaptureTable) -> None:
        """A bound: no level, no upper limit, and no bound where lists avoid each other."""
        found = hidden(three, model="chao")
        assert (found.basis, found.confidence, found.upper[0]) == (Basis.BOUND, None, np.inf)
        assert found.columns["bound_lower"][0] < found.value[0] < found.columns["bound_upper"][0]
        assert {"lower_bound", "negative_dependence"} <= codes(found)
        apart = next(note for note in found.notes if note.code == "negative_dependence")
        assert "health*shelter" in apart.text("en")
        assert "negative_dependence" not in codes(hidden(two, model="chao"))
        even = CaptureTable(
            {"100": 90, "010": 90, "001": 90, "110": 30, "101": 30, "011": 30, "111": 10},
            tuple("abc"),
        )
        assert "negative_dependence" not in codes(hidden(even, model="chao"))
        repeated = hidden(RepeatCounts({1: 200, 2: 40}), model="chao")
        assert repeated.basis is Basis.BOUND

    def test_chao_plain(self, three: CaptureTable) -> None:
        """Without the factor of the lists it is no bound, and says by how much; contacts have none."""
        plain, bound = (hidden(three, model=model) for model in ("chao-plain", "chao"))
        assert plain.columns["unseen"][0] == pytest.approx(1.5 * bound.columns["unseen"][0])
        assert (plain.basis, plain.confidence, plain.upper[0]) == (Basis.BOUND, None, np.inf)
        assert plain.notes[0].code == "plain_form"
        assert "Here there are 3, and the unseen come out 1.5 times" in plain.notes[0].text("en")
        assert "Här är listorna 3, och de osedda blir 1,5 gånger" in plain.notes[0].text("sv")
        assert not {"lower_bound", "unequal_lists"} & codes(plain)
        contacts = RepeatCounts({1: 200, 2: 40})
        assert float(hidden(contacts, model="chao-plain")) == float(hidden(contacts, model="chao"))
        assert "lower_bound" in codes(hidden(contacts, model="chao-plain"))

    def test_chao_bias_corrected(self, two: CaptureTable) -> None:
        """It stands where nobody was seen just twice; of one seen once it adds nobody."""
        lists = CaptureTable({"100": 4, "010": 3, "001": 5, "111": 2}, tuple("abc"))
        with pytest.raises(DataError, match="chao-bias-corrected gives a lower bound all the same"):
            hidden(lists, model="chao")
        # By hand: 14 + 2/3 * 12 * 11 / 2; with sizes 14 + (144 - 16 - 9 - 25) / 2.
        found = hidden(lists, model="chao-bias-corrected")
        assert float(found) == pytest.approx(58)
        assert found.columns["bound_by_size"][0] == pytest.approx(14 + 47)
        assert found.columns["model"][0] == "chao-bias-corrected"
        # By hand: 4 * 3 / (2 * 2), and 3 + 4 * 3 * (16 + 16 + 12 - 6 - 6) / (4 * 2**2 * 3).
        few = hidden(RepeatCounts({1: 4, 2: 1}), model="chao-bias-corrected")
        assert float(few) == 5 + 3
        assert few.columns["standard_error"][0] == pytest.approx(np.sqrt(3 + 8))
        alone = hidden(RepeatCounts({1: 1, 3: 4}), model="chao-bias-corrected")
        own = (alone.columns["bound_lower"][0], alone.columns["bound_upper"][0])
        assert (float(alone), own) == (5, (5, 5))
        # Of two lists the bound by sizes is Chapman's.
        note = next(
            one
            for one in hidden(two, model="chao-bias-corrected").notes
            if one.code == "unequal_lists"
        )
        assert f"the bound is {round(1202 + 781 * 254 / 168):,} (" in note.text("en")

    def test_chao_of_unequal_lists(self, two: CaptureTable) -> None:
        """Of two lists the bound by sizes is Lincoln and Petersen's: 1202 + 781 * 254 / 167."""
        note = next(one for one in hidden(two, model="chao").notes if one.code == "unequal_lists")
        assert f"the bound is {round(1202 + 781 * 254 / 167):,} (" in note.text("en")
        even = CaptureTable({"10": 500, "01": 500, "11": 167}, ("A", "B"))
        assert "unequal_lists" not in codes(hidden(even, model="chao"))
        # By hand: 621 + (60 * 48 + 60 * 244 + 48 * 244) / (142 + 111 + 4) = 734.7.
        three = hidden(CaptureTable(SPINA, LISTS), model="chao")
        assert "the bound is 735 (" in next(
            n for n in three.notes if n.code == "unequal_lists"
        ).text("en")

    def test_prior(self, three: CaptureTable, monkeypatch: pytest.MonkeyPatch) -> None:
        """The prior is stated, and whether the answer hangs on the grid."""
        wide, cut = (hidden(three, model="average", max_unseen=one) for one in (20_000, 120))
        assert "1/N, up to 20000 unseen" in next(iter(wide.notes)).text("en")
        assert not next(iter(wide.notes)).text("en").endswith("Here so does the median.")
        assert next(iter(cut.notes)).text("en").endswith("Here so does the median.")
        assert cut.definition.parameters["max_unseen"] == 120
        average = graphs.average(three.counts[0], confidence=0.95, max_unseen=1000)
        # One in ten thousand of the posterior in the last hundredth of the grid.
        for tail, said in ((0.9e-4, False), (1.1e-4, True)):
            found = attrs.evolve(average, tail=tail)
            monkeypatch.setattr(graphs, "average", lambda *_, found=found, **__: found)
            note = hidden(three, model="average").notes[0]
            assert note.text("en").endswith("Here so does the median.") is said


class TestAssumptions:
    """Asked about, and carried into the result."""

    def test_answers_are_yes_or_no(self) -> None:
        """A word might be taken for its opposite."""
        for given in ({"closed": "nej"}, {"linkage": 1}):
            with pytest.raises(DataError, match="answered by True or False"):
                metrics.Assumptions(**given)
        for groups, words in ((["A"], "must be such as"), ({"A": ""}, "name each group in words")):
            with pytest.raises(DataError, match=words):
                metrics.Assumptions(excluded_groups=groups)  # type: ignore[arg-type]

    def test_not_answered(self, two: CaptureTable) -> None:
        """What nobody has answered stands in one note."""
        note = next(one for one in hidden(two, model="chapman").notes if one.code == "not_answered")
        for words in ("came or left", "linkage", "same time and people", "hold a group", "feeds"):
            assert words in note.text("en")
        contacts = hidden(RepeatCounts({1: 200, 2: 40}), model="zelterman")
        open_ = next(one for one in contacts.notes if one.code == "not_answered")
        assert "feeds" not in open_.text("en")

    def test_answered(self, three: CaptureTable) -> None:
        """With the period and population known too, nothing is left open."""
        assert "not_answered" not in codes(hidden(three, model="independence", assume=ANSWERED))

    def test_bad_answers(self, three: CaptureTable) -> None:
        """Each says which way the figure goes."""
        assume = Assumptions(
            closed=False,
            linkage=False,
            excluded_groups={"shelter": "men", "health": ()},
            feeds=[("police", "health"), ("health", "shelter")],
        )
        found = hidden(three, model="police*health", assume=assume)
        assert {
            "open_population",
            "linkage_may_miss",
            "excluded_group",
            "fed_list",
            "fed_list_not_modelled",
        } <= codes(found)
        texts = {note.code: note.text("en") for note in found.notes}
        assert "shelter can't hold: men" in texts["excluded_group"]
        assert texts["fed_list"].startswith("police reports to health")
        assert texts["fed_list_not_modelled"].startswith("health reports to shelter")

    def test_unknown(self, three: CaptureTable) -> None:
        """A list that isn't there, and a pair that is none."""
        for assume in (
            Assumptions(feeds=[("police", "school")]),
            Assumptions(excluded_groups={"school": ["men"]}),
        ):
            with pytest.raises(UnknownNameError, match="unknown list 'school'"):
                hidden(three, model="independence", assume=assume)
        for feeds in (["police"], [("police", "police")], [("a", "b", "c")]):
            with pytest.raises(DataError, match="feeds must be pairs of two lists"):
                Assumptions(feeds=feeds)


class TestCandidates:
    """What each model answers."""

    def test_rows(self, three: CaptureTable) -> None:
        """Eight models, the best first; those within reach by either criterion."""
        found = metrics.candidates(three)
        assert len(found) == 8
        assert found.columns["behind"][0] == 0
        assert (np.diff(found.columns["aic"]) >= 0).all()
        assert found.confidence is None
        by_bic = metrics.candidates(three, criterion="bic", most=1)
        assert by_bic.strata["model"].tolist() == ["health*shelter"]
        assert Estimate.from_json(found.to_json()) == found

    def test_strata_and_refused(self, three: CaptureTable) -> None:
        """Models without an estimate are left out, and counted."""
        counts = {"100": 12, "010": 9, "001": 6, "110": 3, "101": 2}
        sparse = CaptureTable(counts, LISTS)
        both = CaptureTable.concat({"a": three, "b": sparse}, by="x")
        found = metrics.candidates(both)
        assert set(found.strata["x"].tolist()) == {"a", "b"}
        note = next(one for one in found.notes if one.code == "models_without_estimate")
        assert f"{16 - len(found)} of 8 models" in note.text("en")

    def test_none_fitted(self) -> None:
        """No model has an estimate: a sentence; of several tables no row, but a note."""
        table = CaptureTable({"111": 5, "100": 3}, tuple("abc"))
        with pytest.raises(DataError, match="The data suffice for no model"):
            metrics.candidates(table, order=1)
        fine = CaptureTable(SPINA, tuple("abc"))
        both = metrics.candidates(CaptureTable.concat({"a": table, "b": fine}, by="x"), order=1)
        assert both.strata["x"].tolist() == ["b"]
        assert [(one.code, one.text("en")[:13]) for one in both.notes] == [
            ("no_model", "a: No figure.")
        ]

    def test_nested(self) -> None:
        """Of two lists, one within the other."""
        with pytest.raises(DataError, match="Everybody on A is also on B"):
            metrics.candidates(CaptureTable({"11": 6, "01": 9}, ("A", "B")))

    def test_unknown(self, three: CaptureTable) -> None:
        """A criterion that is neither."""
        with pytest.raises(UnknownNameError, match="unknown criterion 'dic'"):
            metrics.candidates(three, criterion="dic")  # type: ignore[arg-type]


class TestListDependence:
    """Two lists can't show how they depend; a curve shows what it would mean."""

    def test_against_the_definition(self, two: CaptureTable) -> None:
        """With the unseen put in, the odds ratio is the one asked for, but for Chapman's 1."""
        found = metrics.list_dependence(two, odds_ratios=(0.5, 1, 3))
        for ratio, unseen in zip((0.5, 1, 3), found.columns["unseen"].tolist(), strict=True):
            assert (167 + 1) * unseen / (781 * 254) == pytest.approx(ratio)
        assert found.confidence is None
        assert "scenario" in codes(found)

    def test_independence_is_chapman(self, two: CaptureTable) -> None:
        """At 1 value and limits are Chapman's."""
        found = metrics.list_dependence(two, odds_ratios=[1])
        chapmans = hidden(two, model="chapman")
        for name in ("value", "lower", "upper"):
            assert getattr(found, name)[0] == pytest.approx(getattr(chapmans, name)[0])

    def test_strata(self, two: CaptureTable) -> None:
        """A row for each table and ratio."""
        found = metrics.list_dependence(CaptureTable.concat({"a": two, "b": two}, by="x"))
        assert len(found) == 2 * 6
        assert found.select(x="a", odds_ratio=4).value[0] == found.value[5]

    def test_one_table_without_an_answer(self, two: CaptureTable) -> None:
        """It is nan beside the others, and a note names it; so with missed links."""
        apart = CaptureTable({"10": 8, "01": 5}, two.lists)
        few = CaptureTable({"10": 8, "01": 5, "11": 6}, two.lists)
        three_tables = CaptureTable.concat({"men": apart, "women": two, "girls": few}, by="who")
        found = metrics.list_dependence(three_tables, odds_ratios=(1, 2))
        assert np.isnan(found.value).tolist() == [True, True, False, False, False, False]
        assert found.n.tolist() == [13, 13, 1202, 1202, 19, 19]
        starts = {(one.code, one.text("en").split(":")[0]) for one in found.notes}
        assert starts == {
            ("no_overlap", "men"),
            ("scenario", "women, girls"),
            ("few_in_common", "girls"),
        }
        links = metrics.missed_links(three_tables, rates=(0, 0.01), model="chapman")
        assert np.isnan(links.value).tolist() == [True, True, False, False, False, False]
        assert ("no_overlap", "men") in {
            (one.code, one.text("en").split(":")[0]) for one in links.notes
        }
        assert Estimate.from_json(links.to_json()) == links

    def test_refused(self, two: CaptureTable, three: CaptureTable) -> None:
        """Three lists, no overlap, and ratios that are none."""
        with pytest.raises(DataError, match="takes two lists, got 3"):
            metrics.list_dependence(three)
        with pytest.raises(DataError, match="Nobody is on more than one list"):
            metrics.list_dependence(CaptureTable({"10": 8, "01": 5}, ("A", "B")))
        for ratios in ((), (0,), (np.inf,), ((1,), (2,))):
            with pytest.raises(DataError, match="odds_ratios must be numbers above 0"):
                metrics.list_dependence(two, odds_ratios=ratios)  # type: ignore[arg-type]


class TestMissedLinks:
    """A record that missed its person stands alone."""

    def test_two_lists(self, two: CaptureTable) -> None:
        """The overlap was 167 / 0.9^2; the lists' sizes are as they were."""
        found = metrics.missed_links(two, rates=(0, 0.1), model="lincoln-petersen")
        assert found.value.tolist() == pytest.approx([948 * 421 / 167, 948 * 421 / (167 / 0.81)])
        assert found.columns["observed"][1] == pytest.approx(948 + 421 - 167 / 0.81)

    def test_recovers_what_was_lost(self) -> None:
        """Links are broken at random in a large table; the curve gives the total back."""
        rng = np.random.default_rng(5)
        size, rate = 400_000, 0.08
        on = rng.random((size, 3)) < [0.3, 0.25, 0.2]
        lost = on & (rng.random(on.shape) < rate)
        kept = on & ~lost
        place = kept @ [4, 2, 1]
        counts = np.bincount(place, minlength=8)
        counts[[4, 2, 1]] += lost.sum(axis=0)
        counts[0] = 0
        table = CaptureTable(counts, tuple("abc"))
        assert float(hidden(table, model="independence", method="lognormal")) > 1.1 * size
        found = metrics.missed_links(table, rates=[rate], model="independence")
        assert found.value[0] == pytest.approx(size, rel=0.01)
        assert found.columns["observed"][0] == pytest.approx(on.any(axis=1).sum(), rel=0.005)

    @pytest.mark.parametrize(
        "model", ["chapman", "chao", "chao-bias-corrected", "chao-plain", "stepwise"]
    )
    def test_nothing_missed(self, two: CaptureTable, model: str) -> None:
        """At 0 it is the estimate itself; the more missed, the fewer there are."""
        found = metrics.missed_links(two, model=model)
        expected = hidden(two, model=model, method=None if model != "stepwise" else "lognormal")
        assert found.value[0] == pytest.approx(float(expected))
        assert (np.diff(found.value) < 0).all()

    def test_terms(self, three: CaptureTable) -> None:
        """Given terms are kept, and named."""
        found = metrics.missed_links(three, rates=[0], model="health*shelter")
        assert found.value[0] == pytest.approx(724.124528301887)
        assert found.definition.parameters["model"] == "health*shelter"

    def test_impossible(self) -> None:
        """More missed than there are single records: nan."""
        table = CaptureTable({"10": 3, "01": 3, "11": 50}, ("A", "B"))
        # 53 - 50 / 0.98**2 is 0.94, and 53 - 50 / 0.97**2 is -0.14.
        found = metrics.missed_links(table, rates=(0.02, 0.03, 0.5), model="chapman")
        assert np.isfinite(found.value).tolist() == [True, False, False]

    def test_refused(self, two: CaptureTable) -> None:
        """A rate that is none, a model that has no such curve."""
        for rates in ((), (1,), (-0.1,)):
            with pytest.raises(DataError, match="rates must be proportions from 0"):
                metrics.missed_links(two, rates=rates)
        with pytest.raises(DataError, match="model must be one of lincoln-petersen"):
            metrics.missed_links(two, model="average")
        nobody_twice = CaptureTable({"100": 4, "010": 3, "001": 5, "111": 2}, tuple("abc"))
        with pytest.raises(DataError, match="Nobody is on just two lists"):
            metrics.missed_links(nobody_twice, model="chao")
        with pytest.raises(DataError, match="Everybody on A is also on B"):
            metrics.missed_links(CaptureTable({"11": 6, "01": 9}, ("A", "B")))
        # Everybody is on a: independence is refused, the bound is not.
        odd = CaptureTable({"100": 9, "110": 4, "111": 3}, tuple("abc"))
        with pytest.raises(DataError, match="don't suffice for the model independence"):
            metrics.missed_links(odd, model="independence")
        assert metrics.missed_links(odd, rates=[0], model="chao").value[0] == pytest.approx(
            float(hidden(odd, model="chao"))
        )


class TestFormulas:
    """Closed forms beside slow, obvious ones."""

    @pytest.mark.parametrize(
        "counts", [[1645, 183, 37, 13, 1, 1], [5, 3, 9, 2], [10_000, 1], [0, 4, 2]]
    )
    def test_truncated_poisson_is_the_maximum(self, counts: list[int]) -> None:
        """Of the truncated likelihood, searched for; its curvature is the rate's variance."""
        frequencies = np.array(counts, float)
        y = np.arange(1, frequencies.size + 1)

        def likelihood(log_rate: float) -> float:
            rate = np.exp(log_rate)
            terms = stats.poisson.logpmf(y, rate) - np.log(-np.expm1(-rate))
            return float(-(frequencies @ terms))

        best = optimize.minimize_scalar(
            likelihood, bounds=(-12, 4), method="bounded", options={"xatol": 1e-11}
        )
        found, n = truncated_poisson(frequencies), frequencies.sum()
        rate = np.exp(best.x)
        assert found.total == pytest.approx(n / -np.expm1(-rate), rel=1e-4)
        # Van der Heijden et al. 2003: the sum over persons, and the rate's part.
        seen = -np.expm1(-rate)
        mean = frequencies @ y / n
        information = n * (mean / rate**2 - np.exp(-rate) / seen**2)
        variance = n * np.exp(-rate) / seen**2 + (n * np.exp(-rate) / seen**2) ** 2 / information
        assert found.standard_error**2 == pytest.approx(variance, rel=1e-3)

    def test_zelterman_by_simulation(self) -> None:
        """Over tables of one rate the total is unbiased enough, and its error the stated one."""
        rng = np.random.default_rng(1)
        draws = rng.poisson(0.6, (2000, 1500))
        found = [zelterman(np.bincount(one, minlength=8)[1:8]) for one in draws]
        totals = np.array([one.total for one in found])
        assert totals.mean() == pytest.approx(1500, rel=0.02)
        stated = np.mean([one.standard_error for one in found])
        assert totals.std() == pytest.approx(stated, rel=0.06)

    def test_truncated_poisson_by_simulation(self) -> None:
        """So with all the counts, and with less error than by two of them."""
        rng = np.random.default_rng(2)
        draws = rng.poisson(0.6, (2000, 1500))
        tables = [np.bincount(one, minlength=8)[1:8] for one in draws]
        found = [truncated_poisson(one) for one in tables]
        totals = np.array([one.total for one in found])
        assert totals.mean() == pytest.approx(1500, rel=0.01)
        stated = np.mean([one.standard_error for one in found])
        assert totals.std() == pytest.approx(stated, rel=0.06)
        assert stated < np.mean([zelterman(one).standard_error for one in tables])

    def test_chao_by_simulation(self) -> None:
        """On lists of equal size the bound is the total; without the factor it is above."""
        rng = np.random.default_rng(3)
        caught = rng.binomial(4, 0.2, (1000, 2000))
        tables = [np.bincount(one, minlength=5)[1:] for one in caught]
        for corrected in (False, True):
            found = [chao(one, occasions=4, bias_corrected=corrected) for one in tables]
            totals = np.array([one.total for one in found])
            assert totals.mean() == pytest.approx(2000, rel=0.01)
            stated = np.mean([one.standard_error for one in found])
            assert totals.std() == pytest.approx(stated, rel=0.06)
        assert np.mean([chao(one).total for one in tables]) > 2200

    def test_chapman_by_simulation(self) -> None:
        """Unbiased where the lists together are large enough; Seber's variance too."""
        rng = np.random.default_rng(4)
        first, second = (rng.random((4000, 600)) < share for share in (0.5, 0.6))
        cells = np.stack(
            [(~first & second).sum(1), (first & ~second).sum(1), (first & second).sum(1)], axis=1
        )
        found = [chapman([0, *row]) for row in cells.tolist()]
        assert np.mean([one.total for one in found]) == pytest.approx(600, rel=0.002)
        variance = np.var([one.total for one in found])
        assert variance == pytest.approx(
            np.mean([one.standard_error**2 for one in found]), rel=0.06
        )
