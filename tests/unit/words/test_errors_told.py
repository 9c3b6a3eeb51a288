"""What is raised where files are read is told in Swedish in the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import vnr
from vnr.cli import main
from vnr.errors import DataError, UnknownNameError
from vnr.words import refusal, told, topic

SRC = Path(vnr.__file__).parent
ROOMS = (
    "io",
    "cli",
    "files.py",
    "frames",
    "report",
    "disclosure",
    "data",
    "register/columns/_keys.py",
)
"""Where files are read, and what is read becomes a report that may be published."""
KINDS = ("DataError", "DisclosureError", "MissingExtraError")
FILLED = {
    "what": "key",
    "more": "",
    "reason": "Permission denied",
    "error.strerror": "Permission denied",
    "getattr(error, 'strerror', None) or 'a bad name'": "a bad name",
    "_article(data)": "of the kind X",
    "_article(several)": "of the kind X",
}


def raised() -> Iterator[tuple[str, str]]:
    """Every message that these rooms raise, with its places filled."""
    for room in ROOMS:
        for path in sorted((SRC / room).rglob("*.py")) or [SRC / room]:
            tree = ast.parse(path.read_text("utf-8"))
            constants = {
                target.id: ast.literal_eval(node.value)
                for node in tree.body
                if isinstance(node, ast.AnnAssign | ast.Assign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                    yield f"{path.name}:{node.lineno}", written(node.args[0], constants)


def written(node: ast.expr, constants: dict[str, Any]) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part, constants) for part in node.values)
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node)
    return str(constants.get(name, FILLED.get(name, "X")))


@pytest.mark.parametrize(("place", "message"), [*raised()])
def test_every_message_has_its_sentence(place: str, message: str) -> None:
    """In Swedish it is another, and in English what was raised."""
    assert place
    if message == "X":
        return  # told as it is, by who made it
    assert told(DataError(message), "sv") != message
    assert told(DataError(message), "en") == message


def test_parameters_go_along() -> None:
    """Names stay, and what the system says is told too."""
    error = DataError("a.csv can't be read (Permission denied)")
    assert told(error, "sv") == "a.csv går inte att läsa (åtkomst nekad)"
    assert told(DataError("something else"), "sv") == "something else"
    name = UnknownNameError("county", "99", ["01", "04"])
    assert told(name, "sv") == "länet «99» finns inte: välj bland 01, 04"
    assert told(UnknownNameError("colour", "x", []), "sv").startswith("unknown colour")
    assert str(refusal("profile_kind")) == topic("errors", "en")["profile_kind"]
    assert told(refusal("profile_kind"), "sv") == topic("errors", "sv")["profile_kind"]
    absent = refusal("profile_unreadable", path="p", why=FileNotFoundError())
    assert told(absent, "sv") == "profilen p går inte att läsa: finns inte"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "det här behöver anges: FILER"),
        (["check", "a.csv", "--observed", "2019"], "--observed: skriv två datum"),
        (["report", "a", "--county", "04", "--year", "x", "--out", "u"], "inget värde av slaget"),
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
