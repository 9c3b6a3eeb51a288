"""Nights and days of a few persons tell of them, however many they are."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from building import case, day, register
from vnr import disclosure, metrics
from vnr.disclosure import FIVE, audit, protect
from vnr.errors import DataError
from vnr.model import Case, Intervention, InterventionKind
from vnr.results import Counts, Definition, Figure, Grid, State

HIDDEN, SHOWN = State.SUPPRESSED, State.VALUE


def nights(by: list[tuple[str, int, int]], *, adds: bool = True) -> Counts:
    """Nights and persons by a stratum."""
    labels, value, persons = (list(one) for one in zip(*by, strict=True))
    return Counts.over(
        Grid.delivered(
            len(by), Definition("shelter", {"period": "2019"}), {"role": np.array(labels)}
        ),
        value=np.array(value, np.int64),
        columns={"persons": np.array(persons, np.int64)},
        unit="nights",
        figures={
            "value": Figure("count", days_of="persons"),
            "persons": Figure("persons", distinct=True),
        },
        adds_over=frozenset({"role"} if adds else ()),
    )


def all_of_them(rows: Counts, persons: int = 16) -> Counts:
    """The total, counted anew with the persons whose nights they are."""
    own: Any = {"columns": {"persons": np.array([persons])}, "figures": rows.figures, "states": {}}
    return attrs.evolve(rows.sum("role"), **own)


def test_of_nobody_knows_how_many() -> None:
    """Summed over cells they may be of the same few: hidden, unless they are none."""
    total = nights([("a", 300, 2), ("b", 40, 9)]).sum("role")
    assert "persons" not in total.columns
    assert total.figure("value").days_of == ""
    assert Counts.from_json(total.to_json()) == total
    safe = protect(total, FIVE)
    assert safe.state.tolist() == [HIDDEN]
    assert audit(safe, FIVE).verdict == "safe"
    none = nights([("a", 0, 0), ("b", 0, 0)]).sum("role")
    assert protect(none, FIVE).state.tolist() == [SHOWN]


def test_hidden_with_the_persons() -> None:
    """300 nights of two persons are hidden as the two are; five persons' are shown."""
    made = protect(nights([("a", 300, 2), ("b", 40, 5), ("c", 0, 0)], adds=False), FIVE)
    assert made.state_of("persons").tolist() == [HIDDEN, SHOWN, SHOWN]
    assert made.state_of("value").tolist() == [HIDDEN, SHOWN, SHOWN]
    assert audit(made, FIVE).verdict == "safe"


def test_not_by_what_is_left() -> None:
    """Where nights add up another cell is hidden too, so that the total gives nothing back."""
    rows = nights([("a", 300, 2), ("b", 40, 5), ("c", 77, 9)])
    total = all_of_them(rows)
    safe = protect({"rows": rows, "total": total}, FIVE)
    assert safe["total"].value.tolist() == [417]
    states = safe["rows"].state_of("value").tolist()
    assert states[0] == HIDDEN
    assert states.count(HIDDEN) >= 2
    assert audit(safe, FIVE).verdict == "safe"


def test_the_auditor_sees_it() -> None:
    """Hidden alone, 300 of a total of 417 with 40 and 77 beside is found out, and unsafe."""
    rows = nights([("a", 300, 2), ("b", 40, 5), ("c", 77, 9)])
    gone = [HIDDEN, SHOWN, SHOWN]
    alone = attrs.evolve(rows, states={"value": gone, "persons": gone})
    found = audit({"rows": alone, "total": all_of_them(rows)}, FIVE)
    assert found.verdict == "unsafe"
    (one,) = (one for one in found.inferences if one.figure == "value")
    assert (one.low, one.high, dict(one.cell)["role"]) == (300, 300, "a")


def test_what_is_left_of_nights() -> None:
    """Seven of eight persons were outside: the nights at home are of one, and not told by the rest."""
    made = Counts.over(
        Grid.delivered(1, Definition("shelter", {"period": "2019"})),
        value=np.array([900], np.int64),
        columns={"persons": np.array([8]), "outside": np.array([700]), "whose": np.array([7])},
        unit="nights",
        figures={
            "value": Figure("count", days_of="persons"),
            "persons": Figure("persons", distinct=True),
            "outside": Figure("count", part_of="value", days_of="whose"),
            "whose": Figure("persons", distinct=True),
        },
    )
    shown = protect(made, FIVE)
    assert [shown.state_of(name)[0] for name in ("value", "outside")] == [SHOWN, SHOWN]
    tied: Any = {**made.figures, "whose": Figure("persons", distinct=True, part_of="persons")}
    # Of nights of nobody in particular nothing is left of anybody; what isn't reported has no rest.
    loose = tied | {"value": Figure("count")}
    assert protect(attrs.evolve(made, figures=loose), FIVE).state_of("outside")[0] == SHOWN
    unknown = attrs.evolve(made, figures=tied, states={"outside": [State.NOT_REPORTED]})
    assert protect(unknown, FIVE).state_of("value")[0] == SHOWN
    safe = protect(attrs.evolve(made, figures=tied), FIVE)
    assert HIDDEN in [safe.state_of(name)[0] for name in ("value", "outside")]
    assert audit(safe, FIVE).verdict == "safe"


def test_rounded() -> None:
    """A rule that rounds hides them too."""
    rule = disclosure.Rule(threshold=5, method="round", base=10)
    made = protect(nights([("a", 300, 2), ("b", 40, 9)], adds=False), rule)
    assert made.state_of("value").tolist() == [HIDDEN, SHOWN]
    assert made.value[1] == 40


def test_shelter_and_waiting() -> None:
    """Of a shelter the nights outside and after the need are hidden where a few had them."""

    def stay(n: int) -> Case:
        given = Intervention(
            InterventionKind.SHELTERED_HOUSING, day("2019-03-01"), day("2019-03-31"),
            placed_municipality="0488" if n < 2 else "0484", ready=day("2019-03-21"),
        )  # fmt: skip
        return case(str(n), str(n), interventions=(given,))

    made = metrics.shelter(register(*map(stay, range(8))), 2019, by=())
    told = {name: int(made[name][0]) for name in made.columns if name.startswith("persons")}
    assert told == {"persons": 8, "persons_placed": 8, "persons_outside": 2, "persons_timed": 8, "persons_after_ready": 8}  # fmt: skip
    assert (made.value[0], made["outside"][0], made["after_ready"][0]) == (240, 60, 80)
    safe = protect(made, FIVE)
    hidden = {name for name in made.names if safe.state_of(name)[0] == HIDDEN}
    assert {"outside", "persons_outside", "share_outside"} <= hidden
    assert not {"value", "persons", "after_ready", "persons_after_ready"} & hidden
    assert audit(safe, FIVE).verdict == "safe"
    # 90 nights are no small number, but three persons' they are.
    few = metrics.shelter(register(*map(stay, range(2, 5))), 2019, by=())
    safe = protect(few, FIVE)
    assert (few.value[0], few["stays"][0], safe.state_of("value")[0]) == (90, 3, HIDDEN)


def test_declared_of_nothing() -> None:
    """Persons that the result hasn't can't have days; what is declared is kept in JSON."""
    with pytest.raises(DataError, match="which speaks of persons"):
        Counts.over(
            Grid.delivered(1, Definition("a")),
            value=np.array([1]), unit="nights", figures={"value": Figure("count", days_of="persons")},
        )  # fmt: skip
    made = nights([("a", 300, 2)])
    assert Counts.from_json(made.to_json()).figure("value").days_of == "persons"
