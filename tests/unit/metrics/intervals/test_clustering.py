"""Shares of a register by what their trials hang together by: person, officer, municipality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest
from scipy.stats import t
from statsmodels.api import OLS

from building import ECONOMIC, VIOLENCE, case, register
from golden.figures import PERIOD, Y19
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import HUD_SPM2, Days, ReactivationRule
from vnr.metrics.intervals import clustered_limits, clusters
from vnr.model import Goal, Period, ViolenceForm
from vnr.register import Partitioned, Register
from vnr.results import Estimate

m = metrics
EPISODES = ReactivationRule(
    "own", "case_closed", "intervention", (Days(200),), of="episode", source="-"
)
SHARES: dict[str, Callable[..., Estimate]] = {
    "detection": lambda s, **more: m.detection(s, PERIOD, by="year", **more),
    "reactivation": lambda s, **more: m.reactivation(s, PERIOD, rule=HUD_SPM2, **more),
    "reactivation of episodes": lambda s, **more: m.reactivation(
        s, PERIOD, rule=EPISODES, by="sex", **more
    ),
    "follow_up due": lambda s, **more: m.follow_up(s, PERIOD, denominator="due", **more),
    "follow_up started": lambda s, **more: m.follow_up(
        s, PERIOD, denominator="started", by="sex", **more
    ),
    "goal": lambda s, **more: m.goal(s, PERIOD, by="sex", **more),
    "attendance": lambda s, **more: m.attendance(s, PERIOD, **more),
    "assessments_used": lambda s, **more: m.assessments_used(s, Y19, by="sex", **more),
    "assessments_used of persons": lambda s, **more: m.assessments_used(
        s, Y19, of="person", **more
    ),
    "su_kvinnofrid": lambda s, **more: m.su_kvinnofrid(s, Y19, answered=7, **more),
}
COLUMN = {"person": "n_persons", "officer": "n_officers", "municipality": "n_municipalities"}


def handled(whole: Register) -> Register:
    """The register with officers of 3 names, but for each fifth case, which has none."""
    cases = [
        attrs.evolve(one, officer=None if place % 5 == 4 else f"h{place % 3}")
        for place, one in enumerate(whole.cases())
    ]
    return Register.from_cases(cases, observed=whole.observed, coverage=whole.coverage)


@pytest.fixture(scope="module")
def varied() -> Register:
    return handled(fixed_registers()["varied"])


@pytest.mark.parametrize("name", SHARES)
class TestEveryShare:
    """Value and n don't hang on the clusters; limits and what they rest on do."""

    @pytest.mark.parametrize("cluster", ["person", "officer", "municipality"])
    def test_same_share(self, name: str, cluster: str, varied: Register) -> None:
        """Only the limits differ, and the result says how many clusters there are."""
        plain = SHARES[name](varied, cluster=None)
        found = SHARES[name](varied, cluster=cluster)
        np.testing.assert_array_equal(found.value, plain.value)
        np.testing.assert_array_equal(found.n, plain.n)
        assert {COLUMN[cluster], "n_effective"} <= set(found.columns) - set(plain.columns)
        number = found.columns[COLUMN[cluster]]
        assert ((number > 0) == (found.n > 0)).all()
        assert (number <= found.n).all()
        assert found.method == f"wilson, clustered by {cluster}"
        assert plain.method == "wilson"
        assert found.definition.parameters["cluster"] == cluster

    def test_in_parts(self, name: str, varied: Register) -> None:
        """Officers and municipalities have cases in several parts: their sums add."""
        cases = list(varied.cases())
        parts = Partitioned(
            Register.from_cases(
                [one for one in cases if sum(str(one.person.person_id).encode()) % 3 == part],
                observed=varied.observed,
                coverage=varied.coverage,
            )
            for part in range(3)
        )
        for cluster in ("officer", "municipality"):
            whole, split = (SHARES[name](s, cluster=cluster) for s in (varied, parts))
            np.testing.assert_allclose(split.lower, whole.lower)
            np.testing.assert_allclose(split.upper, whole.upper)
            for column in whole.columns:
                told, again = whole.columns[column], split.columns[column]
                if told.dtype.kind == "U":
                    np.testing.assert_array_equal(again, told)
                else:
                    np.testing.assert_allclose(again, told)

    def test_person_is_usual(self, name: str, varied: Register) -> None:
        """Persons repeat, so they are the default."""
        assert SHARES[name](varied).definition == SHARES[name](varied, cluster="person").definition

    def test_refused(self, name: str, varied: Register) -> None:
        """What is none of the choices is named."""
        with pytest.raises(DataError, match="person, officer, municipality or None, got 'unit'"):
            SHARES[name](varied, cluster="unit")


def test_by_hand() -> None:
    """Nine known cases of three officers, two of them of one name, and one without any."""
    known = frozenset({ViolenceForm.SEXUAL})
    rows = [
        # officer, municipality, missed
        ("a", "0484", 1), ("a", "0484", 1), ("a", "0484", 0), ("b", "0484", 0), ("b", "0484", 0),
        ("a", "0488", 1), ("a", "0488", 1), (None, "0484", 0), (None, "0484", 1),
    ]  # fmt: skip
    made = register(
        *(
            case(
                str(place), f"p{place}", reason=ECONOMIC if missed else VIOLENCE, forms=known,
                municipality=municipality, officer=officer,
            )
            for place, (officer, municipality, missed) in enumerate(rows)
        )
    )  # fmt: skip
    found = metrics.detection(made, Period.year(2019), cluster="officer")

    whose = np.array([0, 0, 0, 1, 1, 2, 2, 3, 4])
    sums = clusters(np.zeros(9, np.int64), whose, np.array([row[2] for row in rows]), size=1)
    lower, upper, effective = clustered_limits(sums, 0.95)
    assert found.columns["n_officers"].tolist() == [5]
    assert found.columns["n_without_officer"].tolist() == [2]
    np.testing.assert_allclose(found.lower, lower)
    np.testing.assert_allclose(found.upper, upper)
    np.testing.assert_allclose(found.columns["n_effective"], effective)
    assert made.names("officer") == ("0484 a", "0484 b", "0488 a")


def test_no_officer_at_all() -> None:
    """Where no officer is recorded each case is a cluster of its own, as without clusters."""
    made = register(
        case("1", "a", reason=VIOLENCE),
        case("2", "b", reason=ECONOMIC, forms=frozenset({ViolenceForm.SEXUAL})),
    )
    found, plain = (
        metrics.detection(made, Period.year(2019), cluster=c) for c in ("officer", None)
    )
    assert found.columns["n_without_officer"].tolist() == [2]
    np.testing.assert_allclose([found.lower, found.upper], [plain.lower, plain.upper])


def test_nobody_is_named(varied: Register) -> None:
    """Neither officers nor persons stand in a result."""
    found = metrics.detection(varied, PERIOD, cluster="officer")
    assert "h0" not in str(found.to_dict())


@pytest.mark.parametrize(("persons", "each"), [(30, 2), (25, 4)])
def test_robust_variance(persons: int, each: int) -> None:
    """The design effect is that of a cluster-robust regression on nothing (statsmodels)."""
    rng = np.random.default_rng(persons)
    person = np.repeat(np.arange(persons), each)
    hit = (rng.random(persons)[person] + rng.random(persons * each)) / 2 > 0.5
    goals = [Goal.REACHED if one else Goal.NOT_REACHED for one in hit.tolist()]
    made = register(
        *(
            case(str(place), f"p{who}", "2019-03-01", "2019-09-01", goal=goal)
            for place, (who, goal) in enumerate(zip(person.tolist(), goals, strict=True))
        )
    )
    found = metrics.goal(made, Period.year(2019))
    fit: Any = OLS(hit.astype(float), np.ones(hit.size)).fit(
        cov_type="cluster", cov_kwds={"groups": person}
    )
    p, n = hit.mean(), hit.size
    effect = max(fit.cov_params()[0][0] / (p * (1 - p) / (n - 1)), 1)
    factor = (t.ppf(0.975, n - 1) / t.ppf(0.975, persons - 1)) ** 2
    assert found.columns["n_effective"].tolist() == pytest.approx([n / effect * factor])
    assert found.notes == ()


def test_one_cluster() -> None:
    """Several cases of one person have no limits; one alone has those of one trial."""
    two = register(case("1", "a", reason=VIOLENCE), case("2", "a", reason=VIOLENCE))
    found = metrics.detection(two, Period.year(2019))
    assert (float(found), found.n.tolist()) == (0, [2])
    assert np.isnan([found.lower[0], found.upper[0]]).all()
    single = metrics.detection(register(case("1", "a")), Period.year(2019))
    plain = metrics.proportion(0, 1)
    assert (single.lower[0], single.upper[0]) == (plain.lower[0], plain.upper[0])


@pytest.mark.parametrize(("persons", "noted"), [(19, True), (20, False)])
def test_few(persons: int, noted: bool) -> None:
    """Of 19 persons of whom one repeats it is said that they are few; of 20 it isn't."""
    cases = [case(str(who), f"p{who}", reason=VIOLENCE) for who in range(persons)]
    found = metrics.detection(register(*cases, case("again", "p0")), Period.year(2019))
    assert [note.code for note in found.notes] == ["few_clusters"] * noted
    alone = metrics.detection(register(*cases), Period.year(2019))
    assert alone.notes == ()


def test_dominated() -> None:
    """Where one person has nearly all, next to nothing is known, whatever the number of trials."""
    hit, who = [1, 0] * 500 + [1], [0] * 1000 + [1]
    found = metrics.clustered_proportion(hit, who)
    assert found.upper[0] - found.lower[0] > 0.999


def test_individual() -> None:
    """The shares of the individual table hang together by person, municipality or nothing."""
    made = fixed_registers()["varied"]
    table = metrics.individual_follow_up(made, PERIOD)
    plain = table.shares(cluster=None)
    for cluster in ("person", "municipality"):
        found = table.shares(cluster=cluster)
        np.testing.assert_array_equal(found.value, plain.value)
        assert (found.columns[COLUMN[cluster]] <= found.n).all()
    assert table.shares().method == "wilson, clustered by person"
    with pytest.raises(DataError, match="person, municipality or None, got 'officer'"):
        table.shares(cluster="officer")
