"""A profile says what a municipality's headings and codes mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr.errors import DataError, UnknownNameError
from vnr.io import Profile


@pytest.mark.parametrize(
    "make",
    [
        lambda: Profile(columns={"Datum": "dat"}),
        lambda: Profile(codes={"reason": {"VINR": "våld"}}),
        lambda: Profile(files={"*": {"colour": "red"}}),
    ],
)
def test_profiles(make: Any) -> None:
    """A profile names only what there is."""
    with pytest.raises(UnknownNameError):
        make()


@pytest.mark.parametrize(
    "text",
    [
        "columns = 3",
        "[columns]\na = 3",
        '[columns]\na = ["date"]',
        "municipality = 484",
        'municipality = "48"',
        '[files]\na = "x"',
        'codes = "x"',
        '[codes]\nreason = "x"',
        '[codes.municipality]\nEskilstuna = "484"',
        '[files."a*"]\nmunicipality = "Eskilstuna"',
    ],
)
def test_profile_of_another_form(tmp_path: Path, text: str) -> None:
    """A profile whose values have another form is refused when it is read."""
    with pytest.raises(DataError, match="in the profile"):
        Profile.load(written(tmp_path, text, "p.toml"))


def test_files_by_pattern(tmp_path: Path) -> None:
    """A profile fixes values by the file's name."""
    text = HEAD.replace(";Roll", "") + GOOD.replace(";våldsutsatt vuxen", "")
    profile = Profile(files={"BARN*.csv": {"unit": "barnenhet", "roles": "exposed_child"}})
    reading = vnr.read(written(tmp_path, text, "barn_2019.csv"), observed=YEAR, profile=profile)
    assert [case.unit for case in reading.register.cases()] == ["child"]
