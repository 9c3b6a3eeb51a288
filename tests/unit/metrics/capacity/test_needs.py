"""Needs by size: the table of 2019, and what going through all choices of municipalities gives."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from vnr import Estimate, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import Basis, State

# Länsstyrelsen's table of development areas, Sörmland 2019, without those common to the county:
# numbers of needs by size class, and of municipalities.
TABLE = {"larger": range(4), "medium": range(5), "small": range(14)}
NAMED = {size: [f"need {size} {one}" for one in numbers] for size, numbers in TABLE.items()}
NUMBER = {"larger": 2, "medium": 2, "small": 5}

PLACES = {"a": ["x", "y"], "b": ["Y ", "z"], "c": [], "d": ["x"], "e": ["q", "x"], "f": None}
SIZES = dict(zip("abcdef", ["small"] * 3 + ["larger"] * 2 + ["small"], strict=True))


class TestTable:
    """Where only the size is known that named them there are bounds."""

    def test_of_2019(self) -> None:
        """2–4, 2.5–5 and 2.8–14 for each municipality: they overlap."""
        made = metrics.needs(NAMED, NUMBER)
        assert made.strata["size_class"].tolist() == ["larger", "medium", "small"]
        assert made.lower.tolist() == [2, 2.5, 2.8]
        assert made.upper.tolist() == [4, 5, 14]
        assert np.isnan(made.value).all()
        assert (made.basis, made.confidence) == (Basis.BOUND, None)
        assert "mellan 2,8 och 14" in made.cells("sv")
        assert [note.code for note in made.notes] == ["named_is_not_all", "named_by_class"]
        assert made["named"].tolist() == [4, 5, 14]

    def test_among_two(self) -> None:
        """Two of each: all of the larger and the medium ones, 5.6 to 14 of the small ones'."""
        made = metrics.needs(NAMED, NUMBER)
        assert made.definition.parameters["among"] == 2
        assert made["different"][:2].tolist() == [4, 5]
        assert made["different_lower"].tolist() == pytest.approx([4, 5, 5.6])
        assert made["different_upper"].tolist() == [4, 5, 14]

    def test_of_one_municipality(self) -> None:
        """The only one of its size named all that its size did."""
        made = metrics.needs({"larger": ["x"], "small": ["x"]}, {"larger": 1, "small": 2})
        assert made.value[0] == 1
        assert np.isnan(made.value[1])

    def test_silent_class(self) -> None:
        """A size that wasn't asked is not reported, and never 0."""
        made = metrics.needs(NAMED | {"medium": None}, NUMBER)
        assert made.state.tolist() == [State.VALUE, State.NOT_REPORTED, State.VALUE]
        assert made["n_not_answered"].tolist() == [0, 0, 0]


class TestPlaces:
    """Where each municipality's own answer is known."""

    def test_by_all_choices(self) -> None:
        """Different needs among two are the mean over all pairs that answered."""
        made = metrics.needs(PLACES, SIZES)
        small = [{"x", "y"}, {"y", "z"}, set()]
        assert made.value.tolist() == [4 / 3, 1.5]
        assert (made.lower == made.value).all()
        assert made.basis == Basis.REGISTER
        assert made["different"][0] == pytest.approx(
            np.mean([len(one | other) for one, other in combinations(small, 2)])
        )
        assert made["different"][1] == 2
        assert made["named"].tolist() == [3, 2]
        assert made["municipalities"].tolist() == [3, 2]
        assert made["n_not_answered"].tolist() == [1, 0]
        assert made.covered.tolist() == [0.75, 1]

    def test_json(self) -> None:
        """It is the same after JSON."""
        for made in (metrics.needs(PLACES, SIZES), metrics.needs(NAMED, NUMBER)):
            assert Estimate.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("named", "of", "message"),
    [
        ({"a": "x"}, {"a": "small"}, "list of texts"),
        ({"a": 3}, {"a": "small"}, "list of texts"),
        ({"a": ["x", 2]}, {"a": "small"}, "texts that aren't empty"),
        ({"a": [" "]}, {"a": "small"}, "texts that aren't empty"),
        ({"a": ["x", "X "]}, {"a": "small"}, "twice"),
        ({"a": ["x"]}, {"a": 0}, "above 0"),
        ({"a": ["x"], "b": []}, {"a": 1, "b": "small"}, "above 0"),
        ({"a": None}, {"a": "small"}, "nobody answered"),
        ([], {}, "two mappings"),
        ({}, {}, "two mappings"),
        ([("a", ["x"])], {"a": "small"}, "two mappings"),
        ({"a": ["x"]}, [("a", "small")], "two mappings"),
    ],
)
def test_refused(named: object, of: object, message: str) -> None:
    """What is no list of needs, or no size, is refused."""
    with pytest.raises(DataError, match=message):
        metrics.needs(named, of)  # type: ignore[arg-type]


def test_in_both() -> None:
    """Who is in one of the two alone is named."""
    with pytest.raises(UnknownNameError):
        metrics.needs({"a": [], "b": []}, {"a": "small"})
    with pytest.raises(UnknownNameError):
        metrics.needs({"a": []}, {"a": "small", "b": "small"})
