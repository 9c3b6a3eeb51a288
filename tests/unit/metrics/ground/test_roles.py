"""On which side of the violence a case stands."""

from __future__ import annotations

from typing import Any

import pytest

from building import case, register
from vnr.errors import DataError
from vnr.metrics.ground import role_names, stands
from vnr.model import Role

CASES = [
    frozenset({Role.EXPOSED_ADULT}),
    frozenset({Role.PERPETRATOR}),
    frozenset({Role.EXPOSED_ADULT, Role.PERPETRATOR}),
    frozenset({Role.EXPOSED_CHILD, Role.WITNESSING_CHILD}),
    frozenset[Role](),
]


@pytest.mark.parametrize(
    ("roles", "exposed", "perpetrator"),
    [
        ("exposed", [1, 0, 1, 1, 1], [0, 0, 0, 0, 0]),
        ("perpetrators", [0, 0, 0, 0, 0], [0, 1, 1, 0, 0]),
        ("all", [1, 0, 1, 1, 1], [0, 1, 1, 0, 0]),
        ({Role.WITNESSING_CHILD}, [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]),
        (Role.WITNESSING_CHILD, [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]),
        ("witnessing_child", [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]),
        (["exposed_adult", "perpetrator"], [1, 0, 1, 0, 0], [0, 1, 1, 0, 0]),
        (set(Role), [1, 0, 1, 1, 0], [0, 1, 1, 0, 0]),
    ],
)
def test_stands(roles: Any, exposed: list[int], perpetrator: list[int]) -> None:
    """One may stand on both sides; one without a role on the exposed, but for those who ask by role."""
    made = register(*(case(str(place), f"p{place}", role=held) for place, held in enumerate(CASES)))
    found = stands(made, roles)
    assert [side.tolist() for side in found] == [exposed, perpetrator]


@pytest.mark.parametrize("roles", ["victims", "", set(), {"exposed"}, [[]], 5, None])
def test_refused(roles: Any) -> None:
    """Roles are a side, or members of the vocabulary by name or as they are."""
    with pytest.raises(
        DataError, match="roles must be exposed, perpetrators, all, or one or several of exposed_a"
    ):
        role_names(roles)
