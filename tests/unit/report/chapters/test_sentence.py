"""A sentence is as good as the worst of its figures."""

from __future__ import annotations

import attrs
import pytest

from vnr import metrics
from vnr.report.chapters import Sentence
from vnr.results import Estimate, State
from vnr.words import Language

FIGURES = {"n": "n", "share": "value", "lower": "lower", "upper": "upper"}
SENTENCE = Sentence("follow", "share", FIGURES)
SHARE = metrics.proportion(3, 12)


def text(share: Estimate, language: Language = "sv") -> str:
    return SENTENCE.text({"share": share}, language)


def test_figures_are_filled_in() -> None:
    """Counts as whole numbers, shares and limits in per cent (Wilson: 3 of 12, by hand)."""
    assert text(SHARE, "en") == (
        "Of 12 planned follow-ups that were due, 25 per cent were done on time "
        "(uncertainty 9–53 per cent)."
    )
    assert "minst 12" in text(attrs.evolve(SHARE, covered=[0.5]))


@pytest.mark.parametrize("figure", FIGURES.values())
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.NOT_REPORTED, "Går inte att veta"),
        (State.NOT_MATURE, "kan inte bedömas än"),
        (State.SUPPRESSED, "visas inte, för att ingen ska kunna pekas ut"),
    ],
)
def test_one_figure_is_enough(figure: str, state: State, words: str) -> None:
    """Where one of its figures is no value the sentence tells why, and no figure at all."""
    told = text(attrs.evolve(SHARE, states={figure: [state]}))
    assert words in told
    assert not any(letter.isdigit() for letter in told)


def test_suppressed_goes_first() -> None:
    """Of two reasons the one that protects is told."""
    both = attrs.evolve(SHARE, states={"n": [State.NOT_REPORTED], "lower": [State.SUPPRESSED]})
    assert "pekas ut" in text(both)


def test_undefined_and_without_limits() -> None:
    """None of none has a sentence, and a share without limits has no interval."""
    assert text(metrics.proportion(0, 0), "en") == "No follow-up was due in the period."
    nothing = [float("nan")]
    bare = text(attrs.evolve(SHARE, lower=nothing, upper=nothing), "en")
    assert bare == "Of 12 planned follow-ups that were due, 25 per cent were done on time."


def test_without_a_result() -> None:
    """A sentence may stand by itself."""
    assert Sentence("faults_none").text({}, "sv") == "Inga fel."
