"""A copied or pickled register is as unchangeable as the one it came of, and tells it by hash."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from building import ECONOMIC, case, day, register
from vnr.model import FollowUp, Intervention, InterventionKind, Person, Sex
from vnr.register import Register

INTERVENTIONS = (
    Intervention(
        InterventionKind.ATV,
        day("2019-04-01"),
        follow_ups=(FollowUp(day("2019-06-01"), day("2019-06-02")),),
    ),
)


def whole() -> Register:
    return register(
        case("1", Person("a", sex=Sex.WOMAN), officer="x", interventions=INTERVENTIONS),
        case("2", "b", "2020-02-01", reason=ECONOMIC),
    )


def apart() -> Register:
    return register(
        case("1", "a", interventions=INTERVENTIONS), case("2", "b", municipality="0180")
    )


MADE: dict[str, Callable[[], Register]] = {
    "whole": whole,
    "where": lambda: whole().where(sex="woman").where([True, True]),
    "expecting": lambda: whole().expecting(["0180"]),
    "as_of": lambda: whole().as_of(day("2019-12-31")),
    "detached": lambda: whole().where(sex="woman").detached(),
    "compact": lambda: apart().where(municipality="0180").compact(),
}
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def arrays(made: Register) -> Iterator[np.ndarray[Any, Any]]:
    """Every array that can be had of a register."""
    yield made.counted
    for name in ("person_id", "case_id", "household_id", "officer"):
        yield made.keys(name)
    for name in ("persons", "cases", "intakes", "interventions", "follow_ups", "assessments"):
        table = made.table(name)
        yield from table.values()
        if table.offsets is not None:
            yield table.offsets
            yield table.parent


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("made", MADE)
def test_nothing_can_be_changed(made: str, way: str) -> None:
    """No array of a copy is writable, and no array of the original becomes so."""
    original = MADE[made]()
    again = WAYS[way](original)

    for made_register in (again, original):
        assert [array.flags.writeable for array in arrays(made_register)].count(True) == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("asked", ["before", "after"])
def test_equal_in_all(made: str, way: str, asked: str) -> None:
    """The copy has the same cases, counts, coverage, selection and fingerprint."""
    original = MADE[made]()
    if asked == "before":
        assert original.fingerprint
    again = WAYS[way](original)

    assert list(original.cases()) == list(again.cases())
    assert len(original) == len(again)
    assert original.observed == again.observed
    assert original.coverage == again.coverage
    assert original.selection == again.selection
    assert original.fingerprint == again.fingerprint
    assert repr(original) == repr(again)


@pytest.mark.parametrize("way", WAYS)
def test_a_table_by_itself(way: str) -> None:
    """So is a table."""
    again = WAYS[way](whole().table("interventions"))

    assert again["started"].tolist() == whole().table("interventions")["started"].tolist()
    assert not any(array.flags.writeable for array in (*again.values(), again.offsets))
    assert again.parent.tolist() == [0]


def test_what_is_remembered_stays_at_home() -> None:
    """A pickle holds what makes the register, not what kernels derived of it."""
    made = whole()
    before = len(pickle.dumps(made))
    made.remembered("large", lambda: np.zeros(100_000))

    assert len(pickle.dumps(made)) == before
    assert pickle.loads(pickle.dumps(made)).remembered("large", lambda: 7) == 7


def test_fingerprints_follow_the_steps() -> None:
    """Each choice, and each order of choices, has a fingerprint of its own."""
    chosen = [
        whole(),
        whole().where(sex="woman"),
        whole().where(sex="woman").where(role="exposed_adult"),
        whole().where(role="exposed_adult").where(sex="woman"),
    ]

    assert len({made.fingerprint for made in chosen}) == len(chosen)
    assert whole().where(sex="woman").fingerprint == chosen[1].fingerprint


def test_of_one_kind_so_many_are_remembered() -> None:
    """The last ones, and whatever is of another kind."""
    made = register(case())
    made.remembered("alone", lambda: 0)
    for number in range(6):
        for _ in range(2):
            assert made.remembered(("kind", number), partial(int, number), most=5) == number
    made.remembered(("other", 0), lambda: 0, most=1)
    again = {
        number: made.remembered(("kind", number), lambda: 9, most=5) for number in (5, 4, 3, 2, 1)
    }
    assert again == {number: number for number in again}
    assert made.remembered(("kind", 0), lambda: 9, most=5) == 9
    assert made.remembered("alone", lambda: 9) == made.remembered(("other", 0), lambda: 9) == 0
