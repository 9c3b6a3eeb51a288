"""A person's cases don't come independently: how much that widens what is counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.choices import Measure
from vnr.metrics.intervals._clustered import clustered_proportion
from vnr.model import Period
from vnr.register import Partitioned, Register
from vnr.results import State
from vnr.testing import OBSERVED, registers

YEAR = Period.year(2019)


class TestRepeats:
    """Sum over persons of their squared number, relative to the number."""

    def test_by_hand(self) -> None:
        """Three cases of one person and one of another: (9 + 1) / 4."""
        found = register(
            *(case(str(i), "p", f"2019-0{i}-01", f"2019-0{i}-10") for i in (1, 3, 5)),
            case("4", "q", "2019-06-01"),
        )
        own = metrics.repeats(found, YEAR)
        assert (float(own), own.n[0], own.columns["n_persons"][0]) == (10 / 4, 4, 2)
        assert own.confidence is None

    def test_nothing_counted(self) -> None:
        """Where nothing is counted nothing is widened; cells are those of the count."""
        found = register(case("1", "p", "2018-02-01"))
        own = metrics.repeats(found, YEAR, by="sex")
        assert own.value.tolist() == [1, 1, 1, 1]
        assert (
            own.strata["sex"].tolist()
            == metrics.count(found, YEAR, by="sex").strata["sex"].tolist()
        )

    @settings(max_examples=15)
    @given(registers(), st.sampled_from(["new", "open", "closed"]))
    def test_against_counting_by_hand(self, source: Register, measure: Measure) -> None:
        """Persons' cases counted one by one, by municipality and year."""
        by = ("municipality", "year")
        found = metrics.repeats(source, OBSERVED, measure=measure, by=by)  # type: ignore[arg-type]
        total = metrics.count(source, OBSERVED, measure=measure, by=by)  # type: ignore[arg-type]
        assert found.n.tolist() == total.value.tolist()
        assert found.state.tolist() == total.state.tolist()
        squares: Counter[Any] = Counter()
        # Whom nobody can link is somebody else in each case.
        persons = [
            one.person.person_id or (one.municipality, one.case_id) for one in source.cases()
        ]
        for person in dict.fromkeys(persons):
            ids = [other == person for other in persons]
            own = metrics.count(source.where(np.array(ids)), OBSERVED, measure=measure, by=by)  # type: ignore[arg-type]
            for cell, number in enumerate(own.value.tolist()):
                squares[cell] += number**2
        for cell, number in enumerate(total.value.tolist()):
            if total.state[cell] == State.VALUE:
                assert found.value[cell] == pytest.approx(squares[cell] / number if number else 1)

    def test_of_a_source_in_parts(self) -> None:
        """Parts that share no person add: (9 + 1) / 4 again."""
        one = register(*(case(str(i), "p", f"2019-0{i}-01", f"2019-0{i}-10") for i in (1, 3, 5)))
        other = register(case("4", "q", "2019-06-01"))

        assert float(metrics.repeats(Partitioned([one, other]), YEAR)) == 2.5

    def test_episodes(self) -> None:
        """Two cases in one episode are one."""
        found = register(
            case("1", "p", "2019-01-01", "2019-02-01"), case("2", "p", "2019-02-02", "2019-03-01")
        )
        assert float(metrics.repeats(found, YEAR)) == 2
        assert float(metrics.repeats(found, YEAR, of="episode")) == 1

    def test_widens_a_rate(self) -> None:
        """Joined by label, it widens the rate of the cells in which persons repeat."""
        found = register(
            case("1", "p", "2019-01-01", "2019-02-01"),
            case("2", "p", "2019-04-01", "2019-05-01"),
            case("3", "q", "2019-04-01", municipality="0480"),
        )
        by = "municipality"
        cases = metrics.count(found, YEAR, by=by)  # type: ignore[arg-type]
        wide = metrics.rate(cases, 100, inflation=metrics.repeats(found, YEAR, by=by))  # type: ignore[arg-type]
        plain = metrics.rate(cases, 100)
        assert wide.upper[0] == plain.upper[0]
        assert wide.upper[1] > plain.upper[1]

    @pytest.mark.parametrize("more", [{"of": "person"}, {"measure": "all"}])
    def test_refused(self, more: dict[str, Any]) -> None:
        """Persons don't repeat among persons."""
        with pytest.raises(DataError, match="must be one of"):
            metrics.repeats(register(case()), YEAR, **more)


class TestClusteredProportion:
    """Several trials of one person are worth fewer."""

    def test_one_trial_each_is_wilson(self) -> None:
        """With one trial a person it is the plain interval."""
        hit = [True, False, True, True, False]
        found = metrics.clustered_proportion(hit, list("abcde"))
        plain = metrics.proportion(3, 5)
        assert found.lower[0] == pytest.approx(plain.lower[0])
        assert found.columns["n_effective"][0] == pytest.approx(5)

    def test_same_answer_thrice(self) -> None:
        """Three equal answers of each of ten persons are worth less than ten, as ten are few."""
        hit = np.repeat([1, 0] * 5, 3)
        found = metrics.clustered_proportion(hit, np.repeat(np.arange(10), 3))
        assert (found.n[0], found.columns["n_persons"][0]) == (30, 10)
        assert found.columns["n_effective"][0] == pytest.approx(
            30 / (29 / 9) * (1.959964 / 2.262157) ** 2, rel=1e-5
        )
        assert found.upper[0] > metrics.proportion(15, 30).upper[0]

    def test_strata(self) -> None:
        """Every combination of the labels that occur; without a trial it is undefined."""
        found = metrics.clustered_proportion(
            [1, 0, 1], ["p", "p", "q"], by={"sex": ["w", "w", "m"], "year": [2018, 2019, 2018]}
        )
        assert found.strata["sex"].tolist() == ["m", "m", "w", "w"]
        assert found.strata["year"].tolist() == [2018, 2019, 2018, 2019]
        assert found.n.tolist() == [1, 0, 1, 1]
        assert np.isnan(found.value[1])

    @pytest.mark.parametrize(
        ("hit", "person", "by", "says"),
        [
            ([1, 0], ["a"], {}, "need one length"),
            ([1, 2], ["a", "b"], {}, "true or false"),
            ([1, 0], ["a", "b"], {"sex": ["w"]}, "sex needs 2 labels"),
        ],
    )
    def test_refused(self, hit: Any, person: Any, by: Any, says: str) -> None:
        """Lengths and values are named."""
        with pytest.raises(DataError, match=says):
            clustered_proportion(hit, person, by=by)
