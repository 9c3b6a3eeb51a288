"""Errors say what to do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import vnr
from vnr.errors import (
    DataError,
    MissingExtraError,
    ModelError,
    UnknownNameError,
    VnrError,
    impersonal,
    require,
)
from vnr.results import Note
from vnr.words import refusal, told, unknown

for module in walk_packages(vnr.__path__, "vnr."):
    if not module.name.endswith("__main__"):
        import_module(module.name)


def kinds(base: type[VnrError] = VnrError) -> Iterator[type[VnrError]]:
    """Every kind of error that vnr has, wherever it stands."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


RAISED: dict[str, VnrError] = {
    "VnrError": VnrError("a rule"),
    "DataError": DataError("an argument, row 2"),
    "ModelError": ModelError("date: not a date", "intakes[1].reason: not recorded"),
    "UnknownNameError": UnknownNameError("municipality", "flenn", ["Flen", "Trosa"]),
    "MissingExtraError": MissingExtraError("no such library", name="library"),
}
KINDS = sorted(set(kinds()), key=lambda kind: kind.__name__)
COPIES: list[Callable[[VnrError], VnrError]] = [
    copy.copy,
    copy.deepcopy,
    *(
        lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ),
]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_travel_between_processes(kind: type[VnrError]) -> None:
    """Any error is copied and pickled with its message and attributes, notes added too."""
    error = RAISED.get(kind.__name__)
    if error is None:
        error = kind(Note("code", sv="Går inte.", en="Can't."))
    error.add_note("in cases.csv")

    for copied in (make(error) for make in COPIES):
        assert type(copied) is kind
        assert str(copied) == str(error)
        assert copied.args == error.args
        assert vars(copied) == vars(error)
        assert getattr(copied, "name", None) == getattr(error, "name", None)


def test_faults_of_a_model_are_kept_apart() -> None:
    """Several faults are still several when the error is pickled."""
    error = pickle.loads(pickle.dumps(RAISED["ModelError"]))

    assert error.faults == ("date: not a date", "intakes[1].reason: not recorded")


def test_near_misses_are_suggested() -> None:
    """A misspelt name gets the nearest ones, whatever the case."""
    assert "did you mean 'Flen'?" in str(
        UnknownNameError("municipality", "flenn", ["Flen", "Trosa"])
    )


def test_far_misses_list_the_choices() -> None:
    """A name like nothing gets the choices, or is told that there are none."""
    assert "choose among a, b" in str(UnknownNameError("x", "zzz", ["a", "b"]))
    assert "there is none" in str(UnknownNameError("x", "zzz", []))
    assert "…" in str(UnknownNameError("x", "zzz", [f"q{n}" for n in range(40)]))


def test_missing_extra_says_the_command() -> None:
    """The error of a library that isn't there is the command that brings it."""
    with pytest.raises(MissingExtraError, match=r'pip install "vnr\[excel\]"') as error:
        require("no_such_library.part", "excel")
    assert isinstance(error.value, ImportError)
    assert isinstance(error.value, VnrError)


def test_require_gives_the_module() -> None:
    """What is installed is imported."""
    assert require("json", "none").loads("1") == 1


def test_a_broken_library_is_not_called_missing(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a library is there and lacks another one, that is said instead."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "broken_library.py").write_text("import no_such_thing_at_all")
    monkeypatch.syspath_prepend(str(folder))
    with pytest.raises(ModuleNotFoundError, match="no_such_thing_at_all") as error:
        require("broken_library", "excel")
    assert not isinstance(error.value, MissingExtraError)


@pytest.mark.parametrize(
    "number",
    [
        "811218-9876",
        "19811218-9876",
        "8112189876",
        "198112189876",
        "811218+9876",
        "811278-9873",
        "811218 - 9876",
        "811218\u20139876",
        "1981-12-18-9876",
        "811218-T123",
        "811218-0000",
    ],
)
def test_a_personal_number_is_in_no_message(number: str) -> None:
    """Whoever puts one where a name belongs reads it in no error, right or not, in any language."""
    wrong = UnknownNameError("unit", number, [number, "adult"])
    told_apart = unknown("rows_heading", number, [number], path="a.csv")
    for error in (
        DataError(f"unit must be a code, got {number!r}"),
        ModelError(f"unit: not {number}"),
        refusal("rows_label", path=f"{number}.csv", row=2, column=number),
        told_apart,
        wrong,
    ):
        texts = [str(error), *(told(error, one) for one in ("sv", "en"))]
        assert all("…" in text for text in texts)
        assert not any(number in text for text in (*texts, repr(vars(error)))), type(error)
    assert wrong.choices == ["…", "adult"]


def test_a_personal_number_that_is_no_text() -> None:
    """It is kept with the error no more than as a text; other names are kept as they are."""
    assert UnknownNameError("unit", 198112189876, ["adult"]).name == "…"
    assert UnknownNameError("unit", 3, ["adult"]).name == 3


@pytest.mark.parametrize(
    "text",
    ["2017-01-01/2020-12-31", "2017-01-01–2020-12-31", "20170101-20201231", "2019-01-15 1200"],
)
def test_days_are_no_personal_numbers(text: str) -> None:
    """A period, and a day beside a number, are read as they were written."""
    assert str(DataError(text)) == text == impersonal(text)
