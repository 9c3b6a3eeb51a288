"""Instruments used and risks judged, beside slow ways to the same numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from building import case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.model import (
    Case,
    Instrument,
    JudgedRisk,
    Judgement,
    Period,
    RiskAssessment,
    RiskJudgement,
)
from vnr.register import Register
from vnr.testing import days, registers

P2019 = Period.year(2019)


periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))


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
            if not oracle.of_roles(one, oracle.EXPOSED) or not oracle.held(one, "known"):
                continue
            if oracle.day_of(one, "known", "basis") in period:
                key = (one.municipality, one.key if of == "case" else oracle.who(one))
                used[key] |= {
                    each.instrument
                    for each in one.assessments
                    if oracle.asked_about(one, each, "known")
                }
        found = metrics.assessments_used(made, period, of=of, by="municipality")  # type: ignore[arg-type]
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
            metrics.assessments_used(register(), P2019, of="episode")  # type: ignore[arg-type]


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


def test_no_such_risk() -> None:
    """A judged risk is one of those there are."""
    with pytest.raises(UnknownNameError, match="judged risk"):
        metrics.change(
            register(),
            P2019,
            instrument=Instrument.SARA_SV,
            risk="luck",  # type: ignore[arg-type]
        )
