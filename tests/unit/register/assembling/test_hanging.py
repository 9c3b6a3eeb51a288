"""Rows find what they hang on by keys, by place, by what it holds, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from vnr.register.assembling._hanging import Named, by_link
from vnr.register.assembling._naming import Records


def codes(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, np.int32)


class TestRecords:
    """Records are found by all their keys, or by some."""

    RECORDS = Records({"a": codes(0, 0, 1), "b": codes(1, 0, 0)}, {"a": 2, "b": 2})

    @pytest.mark.parametrize(
        ("a", "b", "record"),
        [(0, 1, 0), (0, 0, 1), (1, 0, 2), (1, 1, -1), (-1, 0, -1), (0, -1, -1)],
    )
    def test_by_all(self, a: int, b: int, record: int) -> None:
        """A record, or none; what misses a key fits none."""
        found, several = self.RECORDS.find({"a": codes(a), "b": codes(b)}, ["a", "b"])
        assert (found.tolist(), several.tolist()) == ([record], [False])

    def test_by_some(self) -> None:
        """Where several fit that is said."""
        found, several = self.RECORDS.find({"a": codes(1, 0, -1)}, ["a"])
        assert found.tolist()[0] == 2
        assert several.tolist() == [False, True, False]
        assert found.tolist()[2] == -1

    @pytest.mark.parametrize(
        ("a", "b", "record"),
        [
            *((0, 1, 0), (2, 0, 1), (1, 0, 2), (1, 1, -1), (3, 0, -1), (0, 0, -1), (-1, 0, -1)),
            *((0, -1, -1), (4, -1, -1), (-1, -1, -1)),
        ],
    )
    def test_by_a_key_of_ones_own(self, a: int, b: int, record: int) -> None:
        """A key that no two records share finds them; the others must be theirs too."""
        keys = {"a": codes(0, 2, 1, 4, -1, -1), "b": codes(1, 0, 0, -1, 1, -1)}
        records = Records(keys, {"a": 5, "b": 2})
        for names in (["a", "b"], ["b", "a"]):
            found, several = records.find({"a": codes(a), "b": codes(b)}, names)
            assert (found.tolist(), several.tolist()) == ([record], [False])

    def test_no_records(self) -> None:
        """Among none there is none."""
        found, several = Records({"a": codes()}, {"a": 1}).find({"a": codes(0, -1)}, ["a"])
        assert found.tolist() == [-1, -1]
        assert not several.any()


class TestLink:
    """Four rows above: two of the record 0 that are alike, one more of it, and one of record 1."""

    ABOVE = codes(0, 1, 0, 0)
    KIND = codes(5, 5, 5, 6)
    START = codes(9, 8, 9, 9)

    def link(self, record: int, place: int = -1, kind: int = -1, start: int = -1) -> int:
        named = {
            "kind": Named(codes(kind), codes(kind) >= 0, self.KIND),
            "start": Named(codes(start), codes(start) >= 0, self.START),
        }
        return int(by_link(codes(record), self.ABOVE, 2, codes(place), named)[0])

    @pytest.mark.parametrize(
        ("said", "row"),
        [
            ({"record": 0, "place": 0}, 0),
            ({"record": 0, "place": 1}, 2),
            ({"record": 0, "place": 2}, 3),
            ({"record": 0, "place": 3}, -1),
            ({"record": 1, "place": 0}, 1),
            ({"record": 1}, 1),
            ({"record": 0}, -1),
            ({"record": -1}, -1),
            ({"record": -1, "kind": 5}, -1),
            ({"record": 0, "kind": 6}, 3),
            ({"record": 0, "kind": 5}, -1),
            ({"record": 0, "kind": 5, "start": 9}, 0),
            ({"record": 0, "kind": 6, "start": 9}, 3),
            ({"record": 0, "start": 9}, -1),
            ({"record": 1, "start": 9}, -1),
            ({"record": 1, "start": 8}, 1),
            ({"record": 0, "place": 1, "kind": 6}, 2),
        ],
    )
    def test_found(self, said: dict[str, int], row: int) -> None:
        """By place; else by what is stated, which must fit one row; alike in all, the first."""
        assert self.link(**said) == row

    def test_without_rows_above(self) -> None:
        """Nothing hangs on nothing."""
        none = {"kind": Named(codes(5), np.array([True]), codes())}
        assert by_link(codes(0), codes(), 1, codes(-1), none).tolist() == [-1]
        assert by_link(codes(0), codes(), 1, codes(0), {}).tolist() == [-1]
