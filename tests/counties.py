"""Synthetic counties that several tests look at, each made once."""

from functools import cache

from vnr import Register, synthetic

__all__ = ["island", "small_county"]


@cache
def island() -> Register:
    """A county of one municipality."""
    return synthetic.register(county="09", seed=1)


@cache
def small_county() -> Register:
    """A county of five municipalities."""
    return synthetic.register(county="10", seed=1)
