"""Goals, attendance, assessments and change, beside slow ways to the same numbers."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from building import case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics.following._paired import paired
from vnr.model import (
    Case,
    ClosingReason,
    Goal,
    Instrument,
    Intervention,
    InterventionKind,
    JudgedRisk,
    Judgement,
    Period,
    Person,
    RiskAssessment,
    RiskJudgement,
)
from vnr.register import Register
from vnr.testing import days, registers

P2019 = Period.year(2019)
periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))


def closed(name: str, goal: Goal | None, reason: ClosingReason | None = None) -> Case:
    return case(name, f"p{name}", "2019-03-01", "2019-09-01", goal=goal, closing_reason=reason)


class TestGoal:
    """Reached, partly or not, of the closed cases with a recorded goal."""

    def test_by_hand(self) -> None:
        """Of 2 reached, 1 partly and 1 not, 1 not recorded: 2/4, and 3/4 with the partly."""
        made = register(
            closed("1", Goal.REACHED, ClosingReason.GOAL_REACHED),
            closed("2", Goal.REACHED),
            closed("3", Goal.PARTLY),
            closed("4", Goal.NOT_REACHED),
            closed("5", None),
            case("6", "q", "2019-03-01", goal=Goal.REACHED),
        )
        found = metrics.goal(made, P2019)
        both = metrics.goal(made, P2019, numerator="reached_or_partly")
        assert found.value.tolist() == [2 / 4]
        assert both.value.tolist() == [3 / 4]
        columns = {name: int(one[0]) for name, one in found.columns.items()}
        assert columns["reached"] == 2
        assert columns["partly"] == 1
        assert columns["not_reached"] == 1
        assert columns["not_recorded"] == 1
        by_reason = metrics.goal(made, P2019, by="closing_reason").select(
            closing_reason="goal_reached"
        )
        assert by_reason.value.tolist() == [1]

    def test_clustered(self) -> None:
        """Two cases of one person, alike, count as less than two."""
        person = Person("p")
        twice = [
            case(str(place), person, "2019-03-01", "2019-09-01", goal=Goal.REACHED)
            for place in range(2)
        ]
        found = metrics.goal(register(*twice, closed("9", Goal.NOT_REACHED)), P2019)
        assert found.n.tolist() == [3]
        assert found.columns["n_persons"].tolist() == [2]
        assert found.columns["n_effective"][0] < 2

    def test_numerator(self) -> None:
        """There are two."""
        with pytest.raises(DataError, match="numerator"):
            metrics.goal(register(), P2019, numerator="partly")


def met(name: str, meetings: int | None, missed: int | None, visits: int | None = None) -> Case:
    one = Intervention(
        InterventionKind.COUNSELLING,
        day("2019-03-01"),
        visits=visits,
        meetings=meetings,
        missed=missed,
    )
    return case(name, name, "2019-03-01", interventions=(one,))


class TestAttendance:
    """Missed of held and missed meetings; not recorded isn't none."""

    def test_by_hand(self) -> None:
        """(1 + 0) / (4 + 1 + 5 + 0), and two interventions that lack a number."""
        made = register(met("a", 4, 1, 6), met("b", 5, 0), met("c", None, 3), met("d", 2, None))
        found = metrics.attendance(made, P2019)
        assert found.value.tolist() == [1 / 10]
        assert found.columns["n_not_recorded"].tolist() == [2]
        assert found.columns["visits"].tolist() == [6]
        assert found.columns["meetings"].tolist() == [4 + 5 + 2]
        assert found.columns["missed"].tolist() == [1 + 0 + 3]
        assert found.columns["n_persons"].tolist() == [2]
        by_kind = metrics.attendance(made, P2019, by="intervention")
        assert by_kind.select(intervention="counselling").value.tolist() == [1 / 10]

    def test_nothing(self) -> None:
        """No meeting is undefined."""
        assert np.isnan(float(metrics.attendance(register(met("a", 0, 0)), P2019)))


def assessed(name: str, *instruments: Instrument, person: str | None = None) -> Case:
    return case(
        name,
        person or name,
        "2019-03-01",
        assessments=tuple(RiskAssessment(one, day("2019-03-02")) for one in instruments),
    )


class TestAssessmentsUsed:
    """Several may be used; only conversations, and none at all, are rows of their own."""

    def test_by_hand(self) -> None:
        """Of 4 cases 2 with SARA:SV, 2 with a conversation (one of them alone), 1 with none."""
        made = register(
            assessed("1", Instrument.SARA_SV),
            assessed("2", Instrument.SARA_SV, Instrument.CONVERSATION, Instrument.SARA_SV),
            assessed("3", Instrument.CONVERSATION),
            assessed("4"),
        )
        found = metrics.assessments_used(made, P2019)
        value = dict(zip(found.strata["instrument"].tolist(), found.value.tolist(), strict=True))
        assert value["sara_sv"] == 2 / 4
        assert value["conversation"] == 2 / 4
        assert value["conversation_only"] == 1 / 4
        assert value["none"] == 1 / 4
        assert value["patriark"] == 0

    def test_persons(self) -> None:
        """One person with two cases is one of two, assessed in one of them."""
        made = register(
            assessed("1", Instrument.SARA_SV, person="a"),
            assessed("2", person="a"),
            assessed("3", person="b"),
        )
        found = metrics.assessments_used(made, P2019, of="person")
        value = dict(zip(found.strata["instrument"].tolist(), found.value.tolist(), strict=True))
        assert value["sara_sv"] == 1 / 2
        assert value["none"] == 1 / 2
        assert len(metrics.assessments_used(register(), P2019, of="person")) == 11

    @given(registers(coverage=False), periods, st.sampled_from(["case", "person"]))
    def test_oracle(self, made: Register, period: Period, of: str) -> None:
        """Each number is that of a walk through the cases."""
        used: dict[Any, set[Instrument]] = defaultdict(set)
        for one in made.cases():
            if one.role not in oracle.EXPOSED or not oracle.evidence(one, "known")[0]:
                continue
            if oracle.day_of(one, "known", "basis") in period:
                key = (one.municipality, one.key if of == "case" else one.person.person_id)
                used[key] |= {each.instrument for each in one.assessments}
        found = metrics.assessments_used(made, period, of=of, by="municipality")
        for code, instrument, number, n in zip(
            found.strata["municipality"],
            found.strata["instrument"],
            found.columns["used"],
            found.n,
            strict=True,
        ):
            mine = [held for key, held in used.items() if key[0] == code]
            assert len(mine) == n
            if instrument == "none":
                expected = sum(not held for held in mine)
            elif instrument == "conversation_only":
                expected = sum(held == {Instrument.CONVERSATION} for held in mine)
            else:
                expected = sum(Instrument(str(instrument)) in held for held in mine)
            assert expected == number

    def test_of(self) -> None:
        """Cases or persons."""
        with pytest.raises(DataError, match="of must be"):
            metrics.assessments_used(register(), P2019, of="episode")


def judged(risk: JudgedRisk, level: Judgement, when: str = "2019-03-02") -> RiskAssessment:
    return RiskAssessment(Instrument.SARA_SV, day(when), judgement=(RiskJudgement(risk, level),))


class TestJudgedRisks:
    """Each judged risk by itself."""

    def test_by_hand(self) -> None:
        """Current risk high once, future risk low once; what isn't judged is told."""
        made = register(
            case("1", "a", "2019-03-01", assessments=(judged(JudgedRisk.CURRENT, Judgement.HIGH),)),
            case("2", "b", "2019-03-01", assessments=(judged(JudgedRisk.FUTURE, Judgement.LOW),)),
            assessed("3", Instrument.PATRIARK),
        )
        found = metrics.judged_risks(made, P2019, instrument=Instrument.SARA_SV)
        rows = {
            (str(risk), str(level)): int(number)
            for risk, level, number in zip(
                found.strata["risk"], found.strata["judgement"], found.value, strict=True
            )
        }
        assert rows["current", "high"] == 1
        assert rows["current", "not_judged"] == 1
        assert rows["future", "low"] == 1
        assert rows["severe", "not_judged"] == 2
        assert sum(rows.values()) == 2 * len(JudgedRisk)
        assert found.select(risk="current").sum("judgement").value.tolist() == [2]
        with pytest.raises(DataError, match="risk"):
            found.sum("risk")

    def test_scored(self) -> None:
        """An instrument with points judges no risks."""
        with pytest.raises(DataError, match="judges no risks"):
            metrics.judged_risks(register(), P2019, instrument=Instrument.FREDA_DANGER)


def scored(name: str, *points: tuple[str, float | None], **more: Any) -> Case:
    return case(
        name,
        name,
        "2018-02-01",
        assessments=tuple(
            RiskAssessment(Instrument.FREDA_DANGER, day(when), score=score)
            for when, score in points
        ),
        **more,
    )


class TestChange:
    """First and last, paired by person."""

    def test_by_hand(self) -> None:
        """Falls of 6 and 2, a rise of 1, one alike: ranks 3, 2 and 1, so (5 - 1) / 6."""
        made = register(
            scored("a", ("2018-03-01", 10), ("2018-09-01", 20), ("2019-03-01", 4)),
            scored("b", ("2018-03-01", 5), ("2019-03-01", 3)),
            scored("c", ("2018-03-01", 5), ("2019-03-01", 6)),
            scored("d", ("2018-03-01", 5), ("2019-03-01", 5)),
            scored("e", ("2019-03-01", 5)),
            scored("f", ("2018-03-01", 5), ("2018-04-01", 1)),
            scored("g", ("2018-03-01", None), ("2019-03-01", 2)),
        )
        found = metrics.change(made, P2019, instrument=Instrument.FREDA_DANGER, error=2)
        assert found.value.tolist() == [(5 - 1) / 6]
        assert found.n.tolist() == [4]
        columns = {name: float(one[0]) for name, one in found.columns.items()}
        assert columns["n_fell"] == 2
        assert columns["n_rose"] == 1
        assert columns["n_same"] == 1
        assert columns["n_single"] == 2
        assert columns["mean_change"] == (-6 - 2 + 1 + 0) / 4
        # 1.96 · √2 · 2 = 5.54: a fall of 6 is beyond it, one of 2 isn't.
        assert columns["n_reliably_fell"] == 1
        assert columns["n_reliably_rose"] == 0
        # Squares about -7/4: 4.25² + 0.25² + 2.75² + 1.75² = 28.75; t(3) = 3.182446
        half = 3.182446305284263 * (28.75 / 3 / 4) ** 0.5
        assert columns["mean_upper"] == pytest.approx(-7 / 4 + half)
        assert columns["mean_lower"] == pytest.approx(-7 / 4 - half)

    def test_unknown_instrument(self) -> None:
        """A name of no instrument is refused with the nearest ones, in both places."""
        for ask in (metrics.change, metrics.judged_risks):
            with pytest.raises(UnknownNameError, match="patriark"):
                ask(register(), P2019, instrument="patriarken")  # type: ignore[arg-type]

    def test_says_what_it_is_not(self) -> None:
        """Wherever a change is shown, regression to the mean is named, in both languages."""
        found = metrics.change(register(), P2019, instrument=Instrument.FREDA_DANGER)
        (note,) = found.notes
        assert note.code == "not_an_effect"
        assert "regression mot medelvärdet" in found._repr_html_()
        assert "regression to the mean" in note.text("en")

    def test_reliable(self) -> None:
        """Just beyond 1.96 · √2 · 1 = 2.772 counts, either way; just within doesn't."""
        made = register(
            *(
                scored(name, ("2018-03-01", 10), ("2019-03-01", 10 + rise))
                for name, rise in (("a", 2.77), ("b", 2.78), ("c", -2.77), ("d", -2.78))
            )
        )
        found = metrics.change(made, P2019, instrument=Instrument.FREDA_DANGER, error=1)
        assert found.columns["n_reliably_fell"].tolist() == [1]
        assert found.columns["n_reliably_rose"].tolist() == [1]

    def test_judged(self) -> None:
        """From high to low is a fall; there is no mean of levels."""
        falls = [
            judged(JudgedRisk.CURRENT, Judgement.HIGH, "2018-03-01"),
            judged(JudgedRisk.CURRENT, Judgement.LOW, "2019-03-01"),
        ]
        one = case("a", "a", "2018-02-01", assessments=tuple(falls))
        found = metrics.change(
            register(one), P2019, instrument=Instrument.SARA_SV, risk=JudgedRisk.CURRENT
        )
        assert found.columns["n_fell"].tolist() == [1]
        assert "mean_change" not in found.columns
        assert found.value.tolist() == [1]
        assert np.isnan(found.upper[0])
        other = metrics.change(
            register(one), P2019, instrument=Instrument.SARA_SV, risk=JudgedRisk.FUTURE
        )
        assert other.n.tolist() == [0]

    def test_strata_of_the_last(self) -> None:
        """The person stands where the last assessment was made."""
        first = scored("a", ("2018-03-01", 5), municipality="0480")
        last = case(
            "b",
            "a",
            "2019-01-01",
            municipality="0484",
            assessments=(RiskAssessment(Instrument.FREDA_DANGER, day("2019-03-01"), score=1),),
        )
        found = metrics.change(
            register(first, last), P2019, instrument=Instrument.FREDA_DANGER, by="municipality"
        )
        assert found.n.tolist() == [0, 1]
        assert np.isnan(found.columns["mean_lower"]).all()

    @pytest.mark.parametrize("instrument", [Instrument.SARA_SV, Instrument.PATRIARK])
    def test_no_score(self, instrument: Instrument) -> None:
        """Professional judgement yields no score, and none is invented."""
        with pytest.raises(DataError, match="yields no score"):
            metrics.change(register(), P2019, instrument=instrument)

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (
                {"instrument": Instrument.FREDA_DANGER, "risk": JudgedRisk.CURRENT},
                "judges no risks",
            ),
            ({"instrument": Instrument.FREDA_DANGER, "error": 0}, "positive"),
            ({"instrument": Instrument.FREDA_DANGER, "error": float("nan")}, "positive"),
            (
                {"instrument": Instrument.SARA, "risk": JudgedRisk.CURRENT, "error": 1.0},
                "positive",
            ),
        ],
    )
    def test_arguments(self, more: dict[str, Any], said: str) -> None:
        """A risk of points, or an error of levels."""
        with pytest.raises(DataError, match=said):
            metrics.change(register(), P2019, **more)


class TestPaired:
    """Tests of paired differences."""

    @given(st.lists(st.lists(st.integers(-6, 6), min_size=1, max_size=14), min_size=1, max_size=3))
    def test_scipy(self, cells: list[list[int]]) -> None:
        """The p-values of scipy, exact without ties and normal with them."""
        stats: Any = import_module("scipy.stats")

        number = np.repeat(np.arange(len(cells)), [len(one) for one in cells])
        every = np.concatenate([np.array(one) for one in cells])
        found = paired(number, every, len(cells), 0.95)
        for place, one in enumerate(cells):
            moved = np.array([value for value in one if value])
            up, down = int((moved > 0).sum()), int((moved < 0).sum())
            assert (up, down) == (found.up[place], found.down[place])
            if not moved.size:
                assert found.p_wilcoxon[place] == found.p_sign[place] == 1
                assert np.isnan(found.effect[place])
                continue
            ties = np.unique(np.abs(moved)).size < moved.size
            method = "approx" if ties else "exact"
            expected = stats.wilcoxon(moved, method=method, correction=False).pvalue
            assert expected == pytest.approx(found.p_wilcoxon[place], abs=1e-12)
            sign = stats.binomtest(up, up + down).pvalue
            assert sign == pytest.approx(found.p_sign[place], abs=1e-12)
            ranks = stats.rankdata(np.abs(moved))
            whole = ranks.sum()
            effect = (ranks[moved > 0].sum() - ranks[moved < 0].sum()) / whole
            assert effect == pytest.approx(found.effect[place], abs=1e-12)

    @pytest.mark.parametrize(("n", "method"), [(50, "exact"), (51, "approx")])
    def test_switch(self, n: int, method: Any) -> None:
        """Exact to 50 differences, normal from 51."""
        stats: Any = import_module("scipy.stats")

        difference = np.arange(1, n + 1) * np.where(np.arange(n) % 3, 1, -1)
        found = paired(np.zeros(n, int), difference, 1, 0.95)
        expected = stats.wilcoxon(difference, method=method, correction=False).pvalue
        assert expected == pytest.approx(found.p_wilcoxon[0], rel=1e-9)

    def test_limits(self) -> None:
        """tanh(artanh r ± z se) with se = √((2·27 + 3·9 + 3)/6) / 6 for n = 3."""
        found = paired(np.zeros(3, int), np.array([3, 2, -1]), 1, 0.95)
        error = ((2 * 27 + 3 * 9 + 3) / 6) ** 0.5 / 6
        spread = 1.959963984540054 * error
        assert found.lower[0] == pytest.approx(np.tanh(np.arctanh(4 / 6) - spread))
        assert found.upper[0] == pytest.approx(np.tanh(np.arctanh(4 / 6) + spread))
