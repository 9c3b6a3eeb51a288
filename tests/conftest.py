"""Settings for all tests."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "vnr",
    deadline=None,
    max_examples=40,  # `make fuzz` looks for more
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
