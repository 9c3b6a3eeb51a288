"""The types of choices are those that the library itself goes by."""

from __future__ import annotations

from typing import get_args

from vnr.metrics import choices
from vnr.metrics.capture import _names
from vnr.metrics.counting import _contacts, _count, _rules
from vnr.metrics.following import _goal, _investigations, _moments
from vnr.metrics.ground import KIND, _evidence, _strata
from vnr.metrics.intervals import _proportion
from vnr.model import Instrument, Role


def test_each_list_is_one() -> None:
    """What is looked up by a choice has an entry for each, and no other."""
    assert set(get_args(choices.ViolenceBasis)) == set(_evidence._BASES)
    assert set(get_args(choices.Stratum)) == {*_strata._KNOWN, *_contacts._STRATA, KIND, "basis"}
    assert get_args(choices.RoleName) == tuple(role.value for role in Role)
    assert set(get_args(choices.Of)) == set(_count._UNITS)
    assert set(get_args(choices.RuleName)) == set(_rules._PRESETS)
    assert set(get_args(choices.GoalNumerator)) == set(_goal._HITS)
    assert set(get_args(choices.InvestigationName)) == set(_investigations._TIME)
    assert set(get_args(choices.Moment)) == set(_moments.MOMENTS)
    assert set(get_args(choices.ProportionMethod)) == set(_proportion._METHODS)
    assert set(get_args(choices.HiddenModel)) == set(_names.METHODS) - {_names.BY_TERMS}
    assert set(get_args(choices.HiddenMethod)) == {
        method for methods in _names.METHODS.values() for method in methods
    }
    judging = [one.value for one in Instrument if one.is_judgement]
    assert [*get_args(choices.JudgingInstrument)] == judging
