"""What an import costs, by the modules it loads."""

import subprocess
import sys

import pytest

HEAVY = ["cyclopts", "jinja2", "matplotlib", "pandas", "polars", "pyarrow", "pyspark"]
COUNTED = """
from datetime import date
from vnr import Case, Intake, Period, Person, Register, metrics
from vnr.model import IntakeReason, Role
case = Case("a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
            (Intake(date(2019, 3, 1), IntakeReason.VIOLENCE),), closed=date(2019, 4, 1))
register = Register.from_cases([case], observed=Period(date(2018, 1, 1), date(2020, 12, 31)))
year = Period.year(2019)
metrics.count(register, year, by="municipality").to_json()
metrics.detection(register, year)
metrics.reactivation(register, year)
metrics.rate([3, 30], [1000, 1000])
"""


def loaded(code: str) -> set[str]:
    """Modules loaded by running code in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\nimport sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "without"),
    [
        ("import vnr", ["attrs", "numpy", "scipy", "narwhals"]),
        ("from vnr import Case, Period", ["numpy", "scipy", "narwhals"]),
        ("from vnr import Register", ["scipy", "narwhals"]),
        ("from vnr import read", ["scipy", "narwhals", "python_calamine", "xlsxwriter"]),
        ("from vnr import metrics", ["scipy.stats", "narwhals"]),
        (COUNTED, ["scipy.stats", "narwhals"]),
    ],
    ids=["vnr", "Case", "Register", "read", "metrics", "counted"],
)
def test_light_imports_stay_light(code: str, without: list[str]) -> None:
    """Records load no numpy, registers no scipy, and nothing a library of frames or plots."""
    assert loaded(code) & {*without, *HEAVY} == set()


def test_the_reading_of_modules_sees_a_heavy_one() -> None:
    """The check itself can fail."""
    assert "scipy.special" in loaded("import scipy.special")
