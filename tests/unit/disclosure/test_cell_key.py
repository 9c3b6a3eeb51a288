"""Noise by cell key: keys that add as counts do and never leave, and changes without bias."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import numpy as np
import pytest
from scipy.optimize import minimize

from counties import small_county
from vnr import Register, metrics
from vnr.disclosure import FIVE, SCB_CKM, Rule, Verdict, audit, protect
from vnr.disclosure._noise import changes, posterior, probabilities
from vnr.errors import DataError, DisclosureError
from vnr.metrics.choices import Of
from vnr.model import Period
from vnr.register import Partitioned
from vnr.results import Counts, State

SECRET = bytes(range(7, 39))
RULE = attrs.evolve(SCB_CKM, noise=4, variance=2.0)
YEAR = Period.year(2019)


@pytest.fixture
def register() -> Register:
    """A county of five municipalities."""
    return small_county()


@pytest.fixture(scope="module")
def towns() -> Counts:
    """Cases by municipality and sex, with their keys."""
    return metrics.count(small_county(), YEAR, by=("municipality", "sex"), keys=SECRET)


class TestKeys:
    """What the keys are, and where they aren't."""

    @pytest.mark.parametrize("of", ["case", "person", "episode", "household", "matter"])
    def test_they_add(self, register: Register, of: Of) -> None:
        """The key of a whole is the sum of its parts' wherever the counts add too."""
        whole = metrics.count(register, YEAR, of=of, keys=SECRET)
        sexes = metrics.count(register, YEAR, of=of, by="sex", keys=SECRET)

        assert whole.cell_keys is not None
        assert sexes.cell_keys is not None
        assert whole.cell_keys.dtype == np.uint64
        if "sex" in sexes.adds_over:
            summed = sexes.sum("sex").cell_keys
            assert summed is not None
            assert summed.tolist() == whole.cell_keys.tolist()
        assert (sexes.cell_keys == 0).tolist() == (sexes.value == 0).tolist()

    def test_in_parts(self, register: Register) -> None:
        """Registers that share no person give the keys of the whole."""
        cases = list(register.cases())
        persons = {case.person.person_id or "" for case in cases}
        first = set(sorted(persons)[::2])
        parts = Partitioned(
            Register.from_cases(
                [case for case in cases if ((case.person.person_id or "") in first) == which],
                observed=register.observed,
                coverage=register.coverage,
            )
            for which in (True, False)
        )
        for of in ("case", "person", "episode"):
            whole = metrics.count(register, YEAR, of=of, keys=SECRET).cell_keys
            divided = metrics.count(parts, YEAR, of=of, keys=SECRET).cell_keys
            assert whole is not None
            assert divided is not None
            assert whole.tolist() == divided.tolist()

    def test_two_sets_of_persons(self, towns: Counts) -> None:
        """Added counts have added keys, and none if one of them has none."""
        others = attrs.evolve(towns, provenance=attrs.evolve(towns.provenance, input="others"))
        both, bare = towns + others, towns + attrs.evolve(others, cell_keys=None)

        assert towns.cell_keys is not None
        assert both.cell_keys is not None
        assert both.cell_keys.tolist() == [(2 * one) % 2**64 for one in towns.cell_keys.tolist()]
        assert bare.cell_keys is None

    def test_another_secret(self, register: Register) -> None:
        """Another secret gives other keys, and the same the same."""
        keys = [
            metrics.count(register, YEAR, keys=secret).cell_keys
            for secret in (SECRET, SECRET, bytes(range(32)))
        ]

        assert keys[0] == keys[1]
        assert keys[0] != keys[2]

    def test_they_never_leave(self, towns: Counts) -> None:
        """No frame, text, JSON, copy or pickle holds a key, and nothing hidden has one."""
        assert towns.cell_keys is not None
        taken = towns.select(sex="woman")
        assert taken.cell_keys is not None
        told = " ".join(
            [
                repr(towns), str(towns), towns.show("en"), towns.to_json(), towns._repr_html_(),
                towns.to_frame("pandas").to_csv(), towns.to_frame("polars").write_csv(),
                str(towns.rows()), str(towns.definition), str(towns.provenance),
            ]
        )  # fmt: skip
        for key in towns.cell_keys[towns.cell_keys > 0].tolist():
            assert str(key) not in told
            assert key.to_bytes(8, "little") not in pickle.dumps(towns)
        for made in (copy.copy(towns), copy.deepcopy(towns), pickle.loads(pickle.dumps(towns))):
            assert made == towns
            assert made.cell_keys is None
        assert Counts.from_json(towns.to_json()).cell_keys is None
        hidden = attrs.evolve(towns, state=np.full(len(towns), State.SUPPRESSED), states={})
        assert hidden.cell_keys is not None
        assert not hidden.cell_keys.any()
        assert protect(towns, RULE).cell_keys is None

    @pytest.mark.parametrize(
        ("secret", "message"),
        [
            ("a text of many characters", "as bytes, not str"),
            (b"short", "at least 16 bytes"),
            (b"a" * 32, "at least 16 bytes"),
        ],
    )
    def test_no_secret(self, register: Register, secret: Any, message: str) -> None:
        """A secret that could be guessed is refused without being shown."""
        with pytest.raises(DataError, match=message) as error:
            metrics.count(register, YEAR, keys=secret)
        assert "aaaa" not in str(error.value)
        assert "many" not in str(error.value)

    def test_of_another_length(self, towns: Counts) -> None:
        """As many keys as cells."""
        with pytest.raises(DataError, match="cell_keys has 1 cells"):
            attrs.evolve(towns, cell_keys=np.zeros(1, np.uint64))


def by_trying(count: int, noise: int, variance: float) -> Any:
    """The distribution of the largest entropy, by a program of its own."""
    change = np.arange(-min(count, noise), noise + 1)
    held: Any = [
        {"type": "eq", "fun": lambda p: p.sum() - 1},
        {"type": "eq", "fun": lambda p: p @ change},
        {"type": "eq", "fun": lambda p: p @ change**2 - variance},
    ]
    solved: Any = minimize(  # type: ignore[call-overload]
        lambda p: (p * np.log(np.maximum(p, 1e-12))).sum(),
        np.full(change.size, 1 / change.size),
        bounds=[(1e-9, 1)] * change.size, constraints=held, method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )  # fmt: skip
    assert solved.success
    return solved.x


class TestNoise:
    """How much a count changes."""

    @pytest.mark.parametrize(
        ("noise", "variance"), [(2, 1.0), (4, 2.0), (5, 3.0), (3, 2.99), (40, 0.01)]
    )
    @pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
    def test_exactly(self, noise: int, variance: float, count: int) -> None:
        """No bias, the variance that was asked for, and no change beyond the largest or below 0."""
        rule = Rule(method="cell-key", noise=noise, variance=variance)
        likely, change = probabilities(rule, count), np.arange(-noise, noise + 1)

        assert likely.sum() == pytest.approx(1)
        assert likely @ change == pytest.approx(0, abs=1e-10)
        assert likely @ change**2 == pytest.approx(variance)
        assert likely.size == 2 * noise + 1
        assert not likely[count + change < 0].any()

    @pytest.mark.parametrize("count", [1, 2, 4])
    def test_of_the_largest_entropy(self, count: int) -> None:
        """The same as by a general program that looks for the largest entropy."""
        likely = probabilities(RULE, count)

        assert likely[4 - min(count, 4) :] == pytest.approx(by_trying(count, 4, 2.0), abs=2e-4)

    def test_by_simulation(self) -> None:
        """Of a hundred thousand keys drawn by chance each change comes as often as it should."""
        keys = np.random.default_rng(1).integers(0, 2**64, 100_000, dtype=np.uint64)
        for count in (1, 3, 50):
            drawn = changes(RULE, np.full(keys.size, count), keys)
            often = np.bincount(drawn + 4, minlength=9) / keys.size
            assert often == pytest.approx(probabilities(RULE, count), abs=0.006)
            assert abs(drawn.mean()) < 0.02
            assert drawn.var() == pytest.approx(2.0, abs=0.05)

    def test_zero_stays_zero(self) -> None:
        """Whatever its key."""
        keys = np.random.default_rng(1).integers(0, 2**64, 100, dtype=np.uint64)

        assert not changes(RULE, np.zeros(100, np.int64), keys).any()
        assert probabilities(RULE, 0).tolist() == [0] * 4 + [1] + [0] * 4

    def test_the_ends_of_a_key(self) -> None:
        """The least and the largest key are the least and the largest change, never below 0."""
        keys = np.array([0, 2**64 - 1], np.uint64)

        assert changes(RULE, np.array([9, 9]), keys).tolist() == [-4, 4]
        assert changes(RULE, np.array([1, 1]), keys).tolist() == [-1, 4]

    @pytest.mark.parametrize(
        ("rule", "message"),
        [
            (SCB_CKM, "has no noise and variance, which are yours"),
            (attrs.evolve(SCB_CKM, noise=2, variance=2.0), "variance is below the noise"),
        ],
    )
    def test_rules_without_noise(self, towns: Counts, rule: Rule, message: str) -> None:
        """A rule whose noise isn't set, or can't be, is refused."""
        with pytest.raises(DisclosureError, match=message):
            protect(towns, rule)


class TestProtected:
    """Results with noise, and what is made of them."""

    def test_the_same_cases_the_same_change(self, register: Register, towns: Counts) -> None:
        """A count is printed alike in every table of the same cases, by name of the rule."""
        summed = towns.sum("sex")
        again = metrics.count(register, YEAR, by="municipality", keys=SECRET)
        printed = [protect(one, RULE).value.tolist() for one in (summed, again)]
        shown = protect({"towns": towns, "whole": again}, RULE)

        assert printed[0] == printed[1] == shown["whole"].value.tolist()
        assert (abs(shown["towns"].value - towns.value) <= 4).all()
        assert (shown["towns"].value != towns.value).any()
        assert not shown["towns"].value[towns.value == 0].any()
        assert shown["towns"].notes[-1].code == "cell_key"

    def test_what_has_no_keys(self, register: Register, towns: Counts) -> None:
        """Counts that lost them, shares and curves are refused with what to do."""
        follow = metrics.follow_up(register, YEAR, denominator="due")
        curve = metrics.time_to_event(register, 2019, start="intervention", event="follow_up")

        for one in (copy.copy(towns), follow, curve):
            with pytest.raises(DisclosureError, match=r"metrics\.count\(\.\.\., keys=secret\)"):
                protect({"towns": towns, "other": one}, RULE)

    def test_two_secrets(self, register: Register, towns: Counts) -> None:
        """One table by two secrets would tell its noise."""
        other = metrics.count(register, YEAR, by=("municipality", "sex"), keys=bytes(range(32)))

        with pytest.raises(DisclosureError, match="with one secret"):
            protect({"towns": towns, "other": other}, RULE)

    def test_columns_without_keys(self, register: Register) -> None:
        """What stands beside a count without keys of its own is hidden."""
        shown = protect(metrics.count(register, YEAR, of="person", keys=SECRET), RULE)

        assert shown.state_of("n_unlinkable").tolist() == [State.SUPPRESSED]

    def test_rates(self, register: Register) -> None:
        """A rate is that of the printed count, made before or after."""
        towns = metrics.count(register, YEAR, by="municipality", keys=SECRET)
        exposure = np.arange(1, 6) * 1000.0
        tables: dict[str, Any] = {"towns": towns, "rate": metrics.rate(towns, exposure)}
        shown: dict[str, Any] = protect(tables, RULE)
        after = metrics.rate(shown["towns"], exposure)

        for name in ("value", "lower", "upper", "n"):
            assert shown["rate"][name] == pytest.approx(after[name])
        assert "cell_key" in {note.code for note in after.notes}
        assert audit(shown, RULE).verdict is Verdict.NOT_PROVED

    def test_shares(self, register: Register) -> None:
        """A share of two counts with keys is that of the printed ones, hidden of fewer than 20."""
        asked: Any = {"dated_by": "opened", "by": ("municipality", "sex"), "keys": SECRET}
        first, known = (
            metrics.count(register, YEAR, basis=basis, **asked) for basis in ("original", "known")
        )
        tables: dict[str, Any] = {"first": first, "known": known}
        share: Any = protect(tables | {"share": metrics.proportion(first, known)}, RULE)
        hits, of = share["first"].value, share["known"].value
        few = of < 20

        assert (share["share"].state == State.SUPPRESSED).tolist() == few.tolist()
        assert share["share"].value[~few] == pytest.approx(np.minimum(hits[~few] / of[~few], 1))
        assert few.any()

    def test_the_attacker(self, towns: Counts) -> None:
        """The audit proves no interval, and says how likely each count is behind a small one."""
        shown = protect(towns, RULE)
        found = audit(shown, RULE)

        assert found.verdict is Verdict.NOT_PROVED
        assert set(found.posterior) == set(shown.value[(shown.value > 0) & (shown.value < 5)])
        for likely in found.posterior.values():
            assert sum(likely.values()) == pytest.approx(1)
        assert "PROVES NO INTERVAL" in found.show("en")
        assert audit(towns, RULE).verdict is Verdict.UNSAFE
        with pytest.raises(DisclosureError, match="by its own rule"):
            audit(shown, FIVE)

    def test_posterior_by_hand(self) -> None:
        """Behind a printed 1 stand 1 to 5: each as likely as it is to be changed into it."""
        likely = posterior(RULE, 1)
        by_hand = {count: probabilities(RULE, count)[4 + 1 - count] for count in range(1, 6)}
        whole = sum(by_hand.values())

        assert likely == pytest.approx({count: one / whole for count, one in by_hand.items()})
        assert posterior(RULE, 0)[0] == pytest.approx(
            1 / (1 + sum(probabilities(RULE, count)[4 - count] for count in range(1, 5)))
        )
