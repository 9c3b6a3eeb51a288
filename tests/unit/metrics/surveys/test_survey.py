"""Shares of those who answered, with bounds that an enumeration of all answers gives too."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnr import Estimate, disclosure, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.model import Answer, AnswerChoice, Condition, Question, QuestionKind, Survey
from vnr.results import Basis, State

STATUSES = ("ongoing", "completed", "not_carried_out", "none")
ACTIVE = ("ongoing", "completed")


def choices(*codes: str) -> tuple[AnswerChoice, ...]:
    return tuple(map(AnswerChoice, codes))


def survey_of(due: int) -> Survey:
    condition = Condition("area", ACTIVE)
    return Survey(
        "s",
        tuple("abcdefgh"[:due]),
        (
            Question("area", QuestionKind.ONE, choices(*STATUSES)),
            Question("result", QuestionKind.ORDINAL, choices("1", "2", "3"), asked_if=condition),
            Question("with", QuestionKind.SEVERAL, choices("ngo", "alone"), "alone", condition),
            Question("children", QuestionKind.NUMBER, asked_if=condition),
            Question("how", QuestionKind.TEXT),
            Question("again", QuestionKind.YES_NO, asked_if=Condition("result", ("1",))),
        ),
    )


def told(question: str, answers: dict[str, Any], **covers: tuple[str, ...]) -> list[Answer]:
    return [
        Answer("s", who, question, tuple(what.split()), covers=covers.get(who, ()))
        if isinstance(what, str)
        else Answer("s", who, question, number=what, covers=covers.get(who, ()))
        for who, what in answers.items()
    ]


def only(result: Estimate, **labels: Any) -> dict[str, Any]:
    """Each figure of one cell."""
    cell = result.select(**labels)
    return {name: cell[name].item() for name in cell.names}


class TestAsked:
    """Who was asked: due and the condition met, or answered all the same."""

    answers = (
        *told("area", {"a": "ongoing", "b": "completed", "c": "none", "d": "none"}),
        *told("with", {"a": "ngo", "c": "alone", "z": "ngo"}),
    )

    def test_numbers(self) -> None:
        """a answered; b is silent; c and z answered all the same; d wasn't asked; nobody knows of e."""
        found = only(metrics.survey(survey_of(5), self.answers, "with"), choice="ngo")
        assert found == {
            "value": 2 / 3,
            "lower": 2 / 4,
            "upper": (2 + 4 - 3) / 4,
            "n": 3,
            "number": 2,
            "asked": 4,
            "n_outside": 2,
            "n_not_answered": 1,
            "n_not_asked": 1,
            "n_condition_unknown": 1,
        }

    def test_condition_on_a_condition(self) -> None:
        """Who wasn't to be asked the first wasn't to be asked the second; a's is unknown."""
        found = only(metrics.survey(survey_of(4), self.answers, "again"), choice="yes")
        assert (found["n_not_asked"], found["n_condition_unknown"], found["asked"]) == (2, 2, 0)

    def test_nobody_answered(self) -> None:
        """Is not reported, and not 0; the numbers beside it say whether anybody was asked."""
        found = metrics.survey(survey_of(4), self.answers, ["result", "again"])
        assert set(found.state.tolist()) == {State.NOT_REPORTED}
        assert np.isnan(found.value).all()
        assert found["n_not_answered"].tolist() == [2, 2, 2, 0, 0]
        assert found["asked"].tolist() == [2, 2, 2, 0, 0]
        assert found.covered.tolist() == [0] * 5
        assert Estimate.from_json(found.to_json()) == found

    def test_notes(self) -> None:
        """Say what the limits are, and what of the asked is odd."""
        found = metrics.survey(survey_of(5), self.answers, "with")
        assert [note.code for note in found.notes] == [
            "survey_outside", "survey_condition_unknown", "survey_limits", "survey_several",
        ]  # fmt: skip
        assert found.basis is Basis.BOUND
        assert found.confidence is None
        for language in ("sv", "en"):
            assert found.show(language)


class TestLimits:
    """Bounds, or Wilson's with a note."""

    def test_138_of_139(self) -> None:
        """One late report moves a share by at most 1 of 139, and no confidence is claimed."""
        due = tuple(f"m{number:03}" for number in range(139))
        survey = Survey("s", due, (Question("plan", QuestionKind.YES_NO),))
        answers = [
            Answer("s", who, "plan", ("yes" if at < 53 else "no",))
            for at, who in enumerate(due[:138])
        ]
        found = only(metrics.survey(survey, answers), choice="yes")
        assert (found["value"], found["lower"], found["upper"]) == (53 / 138, 53 / 139, 54 / 139)

    def test_how_limits_are_made_is_told(self) -> None:
        """Bounds have no level and say that they are the worst case; Wilson's say what they are."""
        answers = told("area", {"a": "ongoing"})
        bound = metrics.survey(survey_of(2), answers, "area")
        assert (bound.method, bound.confidence, bound.basis) == ("worst case", None, Basis.BOUND)
        assert metrics.survey(survey_of(2), answers, "area", limits="process").method == "wilson"

    def test_process(self) -> None:
        """Wilson's limits of those who answered, as `proportion` has them."""
        answers = told("area", {"a": "ongoing", "b": "completed", "c": "none"})
        found = metrics.survey(survey_of(4), answers, "area", limits="process", confidence=0.9)
        expected = metrics.proportion([1, 1, 0, 1], [3] * 4, confidence=0.9)
        np.testing.assert_allclose(found.lower, expected.lower)
        np.testing.assert_allclose(found.upper, expected.upper)
        assert (found.confidence, found.basis) == (0.9, Basis.SAMPLING)
        assert found.notes[-1].parameters["form"] == "process"

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from([*STATUSES, ""]), min_size=1, max_size=5))
    def test_bounds_are_reached(self, given_: list[str]) -> None:
        """Whatever the silent had said, shares among all asked lie within the limits and reach them."""
        survey = survey_of(len(given_))
        told_by = dict(zip(survey.due, given_, strict=True))
        silent = [who for who, what in told_by.items() if not what]
        answers = told("area", {who: what for who, what in told_by.items() if what})
        found = metrics.survey(survey, answers, "area")
        areas = metrics.areas(survey, answers)
        shares: dict[str, list[Fraction]] = {status: [] for status in STATUSES}
        completed: list[Fraction] = []
        for said in product(STATUSES, repeat=len(silent)):
            everybody = [*filter(None, given_), *said]
            for status in STATUSES:
                shares[status].append(Fraction(everybody.count(status), len(everybody)))
            had = len(everybody) - everybody.count("none")
            if had:
                completed.append(Fraction(everybody.count("completed"), had))
        if silent == list(survey.due):
            assert set(found.state.tolist()) == {State.NOT_REPORTED}
            return
        for status in STATUSES:
            cell = only(found, choice=status)
            assert cell["lower"] == pytest.approx(float(min(shares[status])))
            assert cell["upper"] == pytest.approx(float(max(shares[status])))
        share = only(areas, share="completed_of_had")
        if completed:
            assert share["lower"] == pytest.approx(float(min(completed)))
            assert share["upper"] == pytest.approx(float(max(completed)))


class TestJoint:
    """A joint answer counts as one report, or as each municipality."""

    answers = tuple(told("area", {"a": "ongoing", "d": "none"}, a=("b", "x")))

    @pytest.mark.parametrize(
        ("of", "number", "n", "asked"), [("report", 1, 2, 3), ("municipality", 3, 4, 5)]
    )
    def test_of(self, of: str, number: int, n: int, asked: int) -> None:
        """b is within a's, and c is silent; x, which nobody asked, is of a's report too."""
        found = metrics.survey(survey_of(4), self.answers, "area", of=of)  # type: ignore[arg-type]
        cell = only(found, choice="ongoing")
        assert (cell["number"], cell["n"], cell["asked"]) == (number, n, asked)
        assert cell["n_not_answered"] == 1
        assert found.notes[0].parameters["form"] == of

    def test_numbers_count_once(self) -> None:
        """A joint number is of all together."""
        answers = [*self.answers, Answer("s", "a", "children", number=40, covers=("b", "x"))]
        found = only(metrics.survey_total(survey_of(4), answers), question="children")
        assert (found["value"], found["n"]) == (40, 1)


class TestAreas:
    """Active, had, and three shares of them."""

    def test_shares(self) -> None:
        """Each with its own denominator."""
        answers = told(
            "area",
            {
                "a": "ongoing",
                "b": "completed",
                "c": "completed",
                "d": "not_carried_out",
                "e": "none",
            },
        )
        found = metrics.areas(survey_of(6), answers)
        assert found.strata["share"].tolist() == [
            "completed_of_had", "completed_of_active", "active_of_had",
        ]  # fmt: skip
        assert found.value.tolist() == [2 / 4, 2 / 3, 3 / 4]
        assert found.lower.tolist() == [2 / 5, 2 / 4, 3 / 5]
        assert found.upper.tolist() == [3 / 5, 3 / 4, 4 / 5]
        cell = only(found, share="active_of_had")
        assert (cell["active"], cell["had"], cell["n_answered"], cell["asked"]) == (3, 4, 5, 6)
        assert "completed, of those active" in found.show("en")

    def test_what_counts_as_what_is_told(self) -> None:
        """The definition names the options that were counted, which the figures hang on."""
        answers = told("area", {"a": "ongoing", "b": "none"})
        found = metrics.areas(survey_of(2), answers, "area", not_carried_out="none")
        assert found.definition.parameters == {
            "survey": "s", "of": "report", "ongoing": "ongoing", "completed": "completed",
            "not_carried_out": "none",
        }  # fmt: skip
        assert found.definition != metrics.areas(survey_of(2), answers, "area").definition

    def test_nobody_had_it(self) -> None:
        """Is undefined; nobody answered is not reported."""
        nobody = metrics.areas(survey_of(1), told("area", {"a": "none"}))
        assert nobody.n.tolist() == [0, 0, 0]
        assert nobody.state.tolist() == [State.VALUE] * 3
        assert np.isnan(nobody.value).all()
        assert metrics.areas(survey_of(1), []).state.tolist() == [State.NOT_REPORTED] * 3

    def test_other_options(self) -> None:
        """Options are named as the survey has them, and refused where it hasn't."""
        answers = told("area", {"a": "ongoing", "b": "none"})
        found = metrics.areas(survey_of(2), answers, "area", not_carried_out="none")
        assert only(found, share="active_of_had")["n"] == 2
        with pytest.raises(DataError, match="must have the options under_way"):
            metrics.areas(survey_of(2), answers, "area", ongoing="under_way")
        with pytest.raises(DataError, match="no question of one choice with under_way"):
            metrics.areas(survey_of(2), answers, ongoing="under_way")


class TestOrdinal:
    """Rounding by row."""

    def test_rounding(self) -> None:
        """Each row is rounded as is said of it, and the note says which ways there are."""
        area = told("area", dict.fromkeys("abcdefg", "ongoing"))
        steps = told("result", {"a": "1", "b": "1", "c": "2", "d": "2", "e": "3", "f": "3"})
        survey = survey_of(7)
        plain = metrics.ordinal(survey, [*area, *steps])
        assert plain.value.tolist() == [33, 33, 33]
        assert plain["n_not_answered"].tolist() == [1, 1, 1]
        made = metrics.ordinal(survey, [*area, *steps], rounding={"result": "largest-remainder"})
        assert made.value.tolist() == [34, 33, 33]
        assert made.notes[-1].parameters == {"rounding": "largest-remainder"}
        assert made["rounding"].tolist() == ["largest-remainder"] * 3
        tenth = metrics.ordinal(survey, [*area, *steps], "result", decimals=1)
        assert tenth.value.tolist() == [33.3, 33.3, 33.3]
        with pytest.raises(UnknownNameError, match="result"):
            metrics.ordinal(survey, area, rounding={"results": "largest-cell"})
        with pytest.raises(DataError, match="rounding must be one of"):
            metrics.ordinal(survey, area, rounding="up")  # type: ignore[arg-type]

    def test_nobody(self) -> None:
        """Nobody answered is not reported."""
        assert metrics.ordinal(survey_of(2), []).state.tolist() == [State.NOT_REPORTED] * 3


class TestTotal:
    """At least so many."""

    def test_open_above(self) -> None:
        """Somebody who was asked is silent: there is no upper limit."""
        answers = [
            *told("area", dict.fromkeys("abc", "ongoing")),
            *told("children", {"a": 200, "b": 170}),
        ]
        found = metrics.survey_total(survey_of(3), answers)
        assert (float(found), found.lower[0], found.upper[0]) == (370, 370, np.inf)
        assert [note.code for note in found.notes] == ["partial_reporting"]

    def test_complete(self) -> None:
        """Everybody answered: the sum is the sum."""
        answers = [*told("area", {"a": "ongoing"}), *told("children", {"a": 4.5})]
        found = metrics.survey_total(survey_of(1), answers)
        assert (float(found), found.upper[0]) == (4.5, 4.5)
        assert not found.notes

    def test_whether_asked_is_unknown(self) -> None:
        """Who didn't answer the earlier question may have had a number too."""
        answers = [*told("area", {"a": "ongoing"}), *told("children", {"a": 4})]
        found = metrics.survey_total(survey_of(2), answers)
        assert (found["n_condition_unknown"].tolist(), found.upper[0]) == ([1], np.inf)

    def test_zero_is_an_answer(self) -> None:
        """0 is a number that was answered: with 3 it is 3 of two, by itself it is 0 of one."""
        two = [*told("area", dict.fromkeys("ab", "ongoing")), *told("children", {"a": 0, "b": 3})]
        found = metrics.survey_total(survey_of(2), two)
        assert (float(found), found.upper[0], found.n.tolist()) == (3, 3, [2])
        one = [*told("area", {"a": "ongoing"}), *told("children", {"a": 0})]
        alone = metrics.survey_total(survey_of(1), one)
        assert (float(alone), alone.state.tolist(), alone.n.tolist()) == (0, [State.VALUE], [1])

    def test_below_zero(self) -> None:
        """A number below 0 makes no least sum."""
        with pytest.raises(DataError, match="below 0"):
            metrics.survey_total(survey_of(1), told("children", {"a": -1}))


class TestRefused:
    """What can't be counted is refused in words that say what to do."""

    @pytest.mark.parametrize(
        ("call", "words"),
        [
            (lambda: metrics.survey("s", []), "survey must be a vnr.model.Survey"),  # type: ignore[arg-type]
            (lambda: metrics.survey(survey_of(1), 3), "answers must be several"),  # type: ignore[arg-type]
            (lambda: metrics.survey(survey_of(1), ["a"]), "row 0 is str; read JSON with"),  # type: ignore[list-item]
            (lambda: metrics.survey(survey_of(1), [], of="person"), "of must be one of report"),  # type: ignore[arg-type]
            (
                lambda: metrics.survey(survey_of(1), [], limits="wilson"),  # type: ignore[arg-type]
                "limits must be one of bound",
            ),
            (lambda: metrics.survey(survey_of(1), [], confidence=95), "0.95"),
            (lambda: metrics.survey(survey_of(1), [], "how"), "how is of kind text"),
            (lambda: metrics.survey_total(survey_of(1), [], "area"), "number is needed"),
            (lambda: metrics.survey(survey_of(1), [], [3]), "unknown question 3"),  # type: ignore[list-item]
            (lambda: metrics.ordinal(survey_of(1), [], rounding=3), "rounding must be a way"),  # type: ignore[arg-type]
            (
                lambda: metrics.areas(survey_of(1), [], completed="ongoing"),
                "must be the codes of three options",
            ),
            (lambda: metrics.ordinal(text_only(), []), "no question of kind ordinal"),
            (
                lambda: metrics.survey(survey_of(1), told("area", {"a": "none ongoing"})),
                r"answers\[0\].choices: several options are chosen",
            ),
            (
                lambda: metrics.survey(survey_of(1), told("area", {"a": "x"}) * 30),
                "and 49 more",
            ),
        ],
    )
    def test_words(self, call: Any, words: str) -> None:
        """Argument or row, rule, remedy."""
        with pytest.raises((DataError, UnknownNameError), match=words):
            call()

    def test_unknown_question(self) -> None:
        """With the nearest."""
        with pytest.raises(UnknownNameError, match="did you mean 'result'"):
            metrics.survey(survey_of(1), [], "results")


def text_only() -> Survey:
    return Survey("s", (), (Question("how", QuestionKind.TEXT),))


def test_nothing_gives_hidden_numbers_back() -> None:
    """Where few answered the numbers are hidden, and how many answered isn't told otherwise."""
    answers = told("area", {"a": "ongoing", "b": "completed", "c": "completed"})
    results = {
        "survey": metrics.survey(survey_of(8), answers, "area"),
        "areas": metrics.areas(survey_of(8), answers),
    }
    for name, hidden in disclosure.protect(results, disclosure.VNR_BOARD).items():
        assert set(hidden.state.tolist()) == {State.SUPPRESSED}, name
        assert set(hidden.covered.tolist()) == {1}
