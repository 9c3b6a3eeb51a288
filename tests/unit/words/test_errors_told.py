"""What is raised where files are read is told in Swedish in the command line."""

from __future__ import annotations

import ast
import errno
from pathlib import Path
from typing import Any

import pytest

import vnr
from vnr.cli import main
from vnr.errors import (
    DataError,
    ModelError,
    UnknownNameError,
    VnrError,
    legible,
    require,
    written,
)
from vnr.words import breach, lacking, refusal, told, topic

SRC = Path(vnr.__file__).parent
ROOMS = ("cli", "data", "disclosure", "files.py", "frames", "io", "report")
"""Where files are read, and what is read becomes a report that may be published."""
KINDS = {"DataError", "DisclosureError", "MissingExtraError"}


def illegible_record() -> None:
    with written("Estimate.to_json"):
        raise KeyError


def test_every_error_has_its_sentence() -> None:
    """Where people meet them none is raised but by a sentence among the words."""
    found = []
    for room in ROOMS:
        for path in sorted((SRC / room).rglob("*.py")) or [SRC / room]:
            found += [
                f"{room} {path.name}:{node.lineno}"
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS
            ]
    assert found == []


@pytest.mark.parametrize("raised", [(require, "nothing_of", "plot"), (illegible_record,)])
def test_what_the_words_rest_on(raised: tuple[Any, ...]) -> None:
    """Errors of the module that the words rest on have their sentence beside their text."""
    call, *arguments = raised
    with pytest.raises(VnrError) as caught:
        call(*arguments)
    assert told(caught.value, "en") == str(caught.value)
    assert told(caught.value, "sv") != str(caught.value)


def test_parameters_go_along() -> None:
    """Names stay, and what the system says is told too."""
    error = refusal("file_unread", name="a.csv", reason=PermissionError(13, "no"))
    assert str(error) == "a.csv can't be read (Permission denied)"
    assert told(error, "sv") == "a.csv går inte att läsa (åtkomst nekad)"
    assert told(DataError("something else"), "sv") == "something else"
    name = UnknownNameError("county", "99", ["01", "04"])
    assert told(name, "sv") == "länet «99» finns inte: välj bland 01, 04"
    assert told(UnknownNameError("colour", "x", []), "sv").startswith("unknown colour")
    assert str(refusal("profile_kind")) == topic("errors", "en")["profile_kind"]
    assert told(refusal("profile_kind"), "sv") == topic("errors", "sv")["profile_kind"]
    absent = refusal("profile_unreadable", path="p", why=FileNotFoundError())
    assert told(absent, "sv") == "profilen p går inte att läsa: finns inte"
    library = lacking("frame_any", command="pip install pandas")
    assert isinstance(library, ImportError)
    assert told(library, "sv").endswith("kör: pip install pandas")
    for text in ("\x07", "811218-9876"):
        with pytest.raises(DataError, match=r"^sender holds") as refused:
            legible(text, "sender")
        assert "utelämna" in told(refused.value, "sv")
    for what in ("district", "provider"):
        assert "finns inte" in told(UnknownNameError(what, "x", ["own"]), "sv")
    assert isinstance(breach("period_backwards", end=1, start=2), ModelError)


@pytest.mark.parametrize(
    ("error", "form"),
    [
        (OSError(number, "x"), form)
        for number, form in (
            (errno.ENOENT, "absent"),
            (errno.EACCES, "forbidden"),
            (errno.EPERM, "forbidden"),
            (errno.EISDIR, "folder"),
            (errno.ENOTDIR, "no_folder"),
            (errno.ENAMETOOLONG, "long"),
            (errno.ENOSPC, "full"),
            (errno.EROFS, "readonly"),
            (errno.ELOOP, "loop"),
            (errno.EBUSY, "other"),
        )
    ]
    + [(PermissionError(), "forbidden"), (IsADirectoryError(), "folder"), (ValueError(), "name")],
)
def test_why_the_system_refuses(error: Exception, form: str) -> None:
    """In every language by the kind of error, and never in the system's own words."""
    for language in ("sv", "en"):
        reason = topic("errors", language)["reason"][form]
        assert told(refusal("key_unread", reason=error), language).endswith(f": {reason}")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "det här behöver anges: FILER"),
        (["check", "a.csv", "--observed", "2019"], "--observed: skriv två datum"),
        (["check", "a", "--seconds", "x"], "är inget tal"),
        (["nothing"], "går inte att välja"),
        (["template", "--language", "de"], "går inte att välja"),
        (["schema", "--colour"], "okända argument: --colour"),
    ],
)
def test_misuse_is_told_in_swedish(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The form of the command too; and all in English when asked for."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    shown = capsys.readouterr().err
    assert says in shown
    assert shown.startswith("användning: ")
    assert "usage" not in shown
    assert "argument " not in shown


def test_help_is_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles and the help's own line too."""
    for language, words in (("sv", "visa den här hjälpen"), ("en", "show this help")):
        with pytest.raises(SystemExit):
            main(["check", "--language", language, "--help"])
        shown = capsys.readouterr().out
        assert words in shown
        assert ("options:" in shown) == (language == "en")


def test_errors_of_reading_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In Swedish by default, in English when asked for."""
    assert main(["check", str(tmp_path / "none.csv")]) == 2
    assert "finns inte; se på sökvägen" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "none.csv"), "--language", "en"]) == 2
    assert "there is no file" in capsys.readouterr().err
