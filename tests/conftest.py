"""Settings for all tests, and what is dear to make and shared by them."""

import pytest
from hypothesis import HealthCheck, settings

from vnr import synthetic

settings.register_profile(
    "vnr",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "fuzz",
    settings.get_profile("vnr"),
    max_examples=400,
    derandomize=False,
    database=None,
    print_blob=True,
)
settings.load_profile("vnr")


@pytest.fixture(scope="session")
def made_up() -> synthetic.World:
    """The people of seed 1, whom nothing changes."""
    return synthetic.world(seed=1)
