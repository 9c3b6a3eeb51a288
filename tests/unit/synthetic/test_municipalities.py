"""What made-up municipalities offer is found again by the metrics, as it was put in."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from vnr import data, metrics, synthetic
from vnr.errors import DataError, UnknownNameError
from vnr.model import GrantDecision, ProvisionState
from vnr.register import Supply
from vnr.results import State
from vnr.synthetic import Municipalities

YEAR = 2013


@cache
def country() -> Municipalities:
    return synthetic.municipalities(None, YEAR, seed=3)


def test_what_each_has() -> None:
    """Whoever told has it or not as it was made up; who didn't answer or wasn't asked isn't told of."""
    made = country()
    offers = metrics.offers(made.supply.provisions, YEAR)
    rows = zip(*(offers.strata[name].tolist() for name in ("municipality", "provision", "subject", "meant_for")), offers.value.tolist(), offers.state.tolist(), strict=True)  # fmt: skip
    told = 0
    for code, kind, subject, target, value, state in rows:
        thing = tuple(None if one == "all" else one for one in (kind, subject, target))
        if state == State.VALUE:
            assert value == made.has[code, thing]  # type: ignore[index]
            told += 1
    assert told == sum(one.state.is_known for one in made.supply.provisions)
    silent = np.mean([one.state is ProvisionState.NOT_ANSWERED for one in made.supply.provisions])
    unasked = np.mean([one.state is ProvisionState.NOT_ASKED for one in made.supply.provisions])
    assert abs(silent - 0.05) < 0.01
    assert abs(unasked - 0.03 * 0.95) < 0.01


def test_published_shares_come_back() -> None:
    """Of 290 municipalities the share that has a thing is its area's of 2013, to four errors."""
    made = country()
    table = data.load("socialstyrelsen-2013/table-01")
    published = table.select(area="boendeplatser")
    (housing,) = {share for thing, share in made.shares.items() if thing[1] == "sheltered_housing"}
    assert housing == published.value[0] / published["n"][0] == 9 / 138
    for thing, share in made.shares.items():
        has = np.mean([made.has[one.code, thing] for one in made.supply.municipalities])
        assert abs(has - share) < 4 * (share * (1 - share) / 290) ** 0.5


def test_grants_come_back() -> None:
    """What was granted is found by `granted` and `largest_share`, to the krona."""
    made = country()
    decided = metrics.granted(made.supply.grants)
    assert decided["granted"].tolist() == [sum(amount > 0 for amount in made.granted.values())]
    won = [one for one in made.supply.grants if one.decision is GrantDecision.GRANTED]
    share = metrics.largest_share(won, largest=10)
    amounts = sorted(made.granted.values(), reverse=True)
    assert share["kronor_least"].tolist() == [float(sum(amounts))]
    assert float(share) == sum(amounts[:10]) / sum(amounts)


def test_answers_are_counted() -> None:
    """The survey's answers can be counted, and say how many were silent."""
    supply = country().supply
    (survey,) = supply.surveys
    made = metrics.survey(survey, supply.answers).select(choice="yes")
    assert made["asked"].tolist() == [290]
    assert abs(float(made) - 0.4) < 4 * (0.24 / 275) ** 0.5


def test_the_same_seed() -> None:
    """One seed gives one answer, another another; the value is kept whole."""
    first = synthetic.municipalities("09", seed=1)
    assert first == synthetic.municipalities("09", seed=1)
    assert first != synthetic.municipalities("09", seed=2)
    supply = country().supply
    assert Supply.from_dict(supply.to_dict()) == supply
    assert {str(one.size_class) for one in supply.municipalities} == {"larger", "medium", "small"}


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seed": True}, {"seed": "1"}])
def test_wrong_seeds(wrong: dict[str, Any]) -> None:
    """A seed is a whole number from 0."""
    with pytest.raises(DataError, match="seed"):
        synthetic.municipalities(**wrong)
    with pytest.raises(UnknownNameError):
        synthetic.municipalities("99")
