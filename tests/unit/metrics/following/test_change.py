"""Change from the first to the last assessment, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.model import (
    AssessmentStage,
    Case,
    Instrument,
    JudgedRisk,
    Judgement,
    Period,
    RiskAssessment,
    RiskJudgement,
)
from vnr.register import Register
from vnr.results import State

P2019 = Period.year(2019)


def judged(risk: JudgedRisk, level: Judgement, when: str = "2019-03-02") -> RiskAssessment:
    return RiskAssessment(Instrument.SARA_SV, day(when), judgement=(RiskJudgement(risk, level),))


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

    def test_by_stage(self) -> None:
        """From the first before to the last after; what is marked neither, or both of one day, isn't."""
        before, during, after = (
            AssessmentStage.BEFORE,
            AssessmentStage.DURING,
            AssessmentStage.AFTER,
        )

        def staged(name: str, *told: tuple[str, float, AssessmentStage | None]) -> Case:
            return case(
                name, name, "2018-02-01",
                assessments=tuple(
                    RiskAssessment(Instrument.FREDA_DANGER, day(when), stage=stage, score=score)
                    for when, score, stage in told
                ),
            )  # fmt: skip

        made = register(
            staged("a", ("2018-03-01", 1, None), ("2018-04-01", 9, before), ("2018-05-01", 2, before), ("2019-03-01", 4, after), ("2019-04-01", 20, during)),
            staged("b", ("2018-03-01", 5, before), ("2018-09-01", 1, after), ("2019-03-01", 6, after)),
            staged("c", ("2019-02-01", 5, before), ("2019-03-01", 4, before)),
            staged("d", ("2019-03-01", 5, after)),
            staged("e", ("2019-03-01", 5, after), ("2019-03-01", 7, before)),
            staged("f", ("2019-03-01", 5, after), ("2019-04-01", 7, before)),
            staged("g", ("2018-03-01", 5, None), ("2019-03-01", 1, None)),
        )  # fmt: skip
        asked: Any = {"instrument": Instrument.FREDA_DANGER, "moments": "stage"}
        found = metrics.change(made, P2019, **asked)
        columns = {name: float(one[0]) for name, one in found.columns.items()}
        assert (found.n.tolist(), columns["n_fell"], columns["n_rose"]) == ([2], 1, 1)
        assert columns["n_single"] == 4
        assert columns["mean_change"] == ((4 - 9) + (6 - 5)) / 2
        assert found.definition.parameters["moments"] == "stage"
        cases = [scored("a", ("2018-03-01", 10), ("2019-03-01", 4))]
        unmarked = Register.from_cases(cases, observed=WINDOW)
        assert metrics.change(unmarked, P2019, **asked).state.tolist() == [State.NOT_REPORTED]
        with pytest.raises(DataError, match="moments must be one of dates, stage, got 'both'"):
            metrics.change(made, P2019, instrument=Instrument.FREDA_DANGER, moments="both")  # type: ignore[arg-type]

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
            (
                {"instrument": Instrument.FREDA_DANGER, "error": 0},
                "error must be a number over 0|leave out error",
            ),
            (
                {"instrument": Instrument.FREDA_DANGER, "error": float("nan")},
                "error must be a number over 0|leave out error",
            ),
            (
                {"instrument": Instrument.SARA, "risk": JudgedRisk.CURRENT, "error": 1.0},
                "error must be a number over 0|leave out error",
            ),
        ],
    )
    def test_arguments(self, more: dict[str, Any], said: str) -> None:
        """A risk of points, or an error of levels."""
        with pytest.raises(DataError, match=said):
            metrics.change(register(), P2019, **more)


def test_order_of_rows() -> None:
    """Means of points that aren't whole are the same to the last bit, whoever comes first."""
    random = np.random.default_rng(1)
    points = [
        (f"p{one}", float(first), float(last))
        for one, (first, last) in enumerate(random.random((60, 2)))
    ]
    means = []
    for order in (range(60), random.permutation(60), random.permutation(60)):
        made = register(
            *(
                scored(
                    points[one][0], ("2019-03-02", points[one][1]), ("2019-05-02", points[one][2])
                )
                for one in order
            )
        )
        found = metrics.change(made, P2019, instrument=Instrument.FREDA_DANGER)
        means.append([found[f"mean_{name}"].tolist() for name in ("change", "lower", "upper")])
    assert means[0] == means[1] == means[2]
