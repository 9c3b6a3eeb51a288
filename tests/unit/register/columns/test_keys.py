"""Identifiers are grouped exactly, and never shown."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vnr.register import run_starts, splitmix
from vnr.register.columns import Keys, composite, group, sorted_order, unify

SECRET = "19811218-9876"


def test_keys_hide_themselves() -> None:
    """Not even the repr of a dictionary of identifiers shows one."""
    assert repr(Keys.of([SECRET, None])) == "<Keys: 2 rows, 1 distinct>"


def test_runs() -> None:
    """A row begins a run where any column differs from the row before; no rows begin none."""
    assert run_starts(np.empty(0, int)).tolist() == []
    assert run_starts(np.array([7])).tolist() == [True]
    codes, days = np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])
    assert run_starts(codes).tolist() == [True, False, False, True]
    assert run_starts(codes, days).tolist() == [True, False, True, True]


def test_no_columns() -> None:
    """Nothing to unify gives nothing."""
    values, codes = unify([])
    assert (values.size, codes) == (0, [])


def test_too_many_for_one_number() -> None:
    """Rows that differ have different numbers from 0, however many codes there could be."""
    nothing = np.zeros(2, np.int32)
    size = 2**31
    whole = composite((np.array([0, 4], np.int32), size), (nothing, size), (nothing, size))
    assert (whole >= 0).all()
    assert whole[0] != whole[1]


def test_a_missing_code() -> None:
    """A row in which any code is missing has none of its own."""
    first, second = np.array([1, -1, 1], np.int32), np.array([1, 1, -1], np.int32)
    assert composite((first, 2), (second, 2)).tolist() == [3, -1, -1]


def test_beyond_64_bits() -> None:
    """Dictionaries whose product leaves 64 bits are still told apart."""
    big = 2**31 - 1
    a = np.array([0, big - 1, big - 1, 0], np.int32)
    b = np.array([1, 2, 2, 1], np.int32)
    key = composite((a, big), (b, big), (a, big))
    number, first = group(key)
    assert number.tolist() == [0, 1, 1, 0]
    assert first.tolist() == [0, 1]


@given(
    st.lists(st.integers(0, 9), max_size=40),
    st.sampled_from([1, 2**50, 2**59]),
)
def test_sorted_order_is_stable(values: list[int], factor: int) -> None:
    """Equal keys keep their order, whether places fit beside the keys or not."""
    key = np.array(values, np.int64) * factor
    expected = sorted(range(len(values)), key=values.__getitem__)

    assert expected == sorted_order(key).tolist()


def test_splitmix_is_the_published_one() -> None:
    """The first numbers of SplitMix64 from seeds 0 and 1234567, as its tables print them."""
    found = splitmix(np.array([0, 1234567], np.uint64))
    assert found.tolist() == [0xE220A8397B1DCDAF, 6457827717110365317]
