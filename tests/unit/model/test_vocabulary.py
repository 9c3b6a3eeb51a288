"""Codes are names, and every member has two labels."""

from __future__ import annotations

import pytest

from vnr.errors import UnknownNameError
from vnr.model import (
    Instrument,
    IntakeReason,
    InterventionKind,
    Sex,
    Vocabulary,
)


@pytest.mark.parametrize(
    "vocabulary",
    [kind for kind in Vocabulary.__subclasses__() if kind.__module__.startswith("vnr.")],
)
class TestVocabularies:
    """The value is the lower-case member name; every member has two labels."""

    def test_codes_and_labels(self, vocabulary: type[Vocabulary]) -> None:
        """Codes are names, places count from 0, labels are there and differ between members."""
        for place, member in enumerate(vocabulary):
            assert member.name.lower() == member.value
            assert place == member.place
        for language in ("sv", "en"):
            labels = [member.label(language) for member in vocabulary]
            assert len(set(labels)) == len(labels)
            assert all(labels)


def test_a_member_is_shown_as_it_is_written() -> None:
    """So that what is seen in a notebook can be written in it; as text it is its code."""
    assert repr([Instrument.SARA_SV]) == "[Instrument.SARA_SV]"
    assert f"{Instrument.SARA_SV}" == "sara_sv"


def test_unknown_language() -> None:
    """A language without labels is refused."""
    with pytest.raises(UnknownNameError, match="language"):
        Sex.WOMAN.label("fi")  # type: ignore[arg-type]


def test_what_instruments_yield() -> None:
    """Points, judged risks, or neither; asking is not finding."""
    scored = {one for one in Instrument if one.is_scored}
    assert scored == {
        Instrument.FREDA_DESCRIPTION,
        Instrument.FREDA_DANGER,
        Instrument.DANGER_ASSESSMENT,
        Instrument.OTHER,
    }
    judged = {one for one in Instrument if one.is_judgement}
    assert judged == {Instrument.SARA_SV, Instrument.SARA, Instrument.PATRIARK}
    assert not scored & judged
    silent = {one for one in Instrument if not one.finds_violence}
    assert silent == {Instrument.FREDA_SHORT, Instrument.CONVERSATION, Instrument.OTHER}
    assert [one for one in Instrument if one.finds_honour] == [Instrument.PATRIARK]


def test_violence_specific_interventions() -> None:
    """Just these show by themselves that violence is known."""
    assert {one.name for one in InterventionKind if one.violence_specific} == {
        "SHELTERED_HOUSING", "TRAPPAN", "ATV", "MPV", "KIDS_CLUB", "KIBB",
    }  # fmt: skip
    assert {one for one in IntakeReason if one.is_violence} == {
        IntakeReason.VIOLENCE,
        IntakeReason.HONOUR_VIOLENCE,
    }
