"""Whatever is wrong with a command's arguments is told in Swedish, and in English when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest

from vnr.cli import main

CASES = (
    "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    "101;a1;0484;våldsutsatt vuxen;2019-01-15;våld i nära relation\n"
)
REPORT = ["report", "a.csv", "--county", "04", "--year", "2019", "--out", "ut"]
ENGLISH = re.compile(
    r"\b(the|must|be|is|are|not|with|of|and|unknown|invalid|usage|needs?|choose|give|got"
    r"|can't|none|whole|number|string|float|int|Limits|own|rule)\b"
)
SWEDISH = re.compile(r"\b(och|eller|är|inte|inget|ska|går|finns|välj|ange)\b")
ABSENT = ["saknad", "folder", "blank", "bytes", "\0x", "x" * 300, "a.csv/x"]
WRITTEN = {
    "rule": [
        *("x", "threshold = 1", "threshold = 'a'", "threshold = nan", "odd = 3", "method = 'x'"),
        *("name = ''", "base = 3", "method = 'round'", "noise = 2", "zeros = 3", "redact = 3"),
        "variance = 'x'",
    ],
    "parts": [
        *("x", "Norr = 3", "Norr = ['x']", "Norr = ['Eskilstuna']", "'' = ['Eskilstuna']"),
        *("Norr = ['Stockholm']", "a.b = ['Eskilstuna']"),
    ],
    "profile": [
        *("x", "[rubriker]\n'X' = 'Y'", "[rubriker]\n'Klient' = 3", "[ord.Kommun]\n'x' = 'y'"),
        *("[odd]\nx = 'y'", "datum = 'x'", "kontrollvärde = 'x'", "[ord]\na = 1"),
        "[filer.'x.csv']\nroll = 'x'",
    ],
    "published": ["{}", "x"],
    "key-file": ["", "a", "a" * 40, "12345678901234567890"],
}


def called(kind: str, number: int, text: str) -> str:
    """A file of one's own, or the folder of a release."""
    path = Path(f"{kind}{number}") / "release.json" if kind == "published" else None
    if path is not None:
        path.parent.mkdir()
    path = path or Path(f"{kind}{number}.toml")
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return str(path.parent if kind == "published" else path)


def told(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says that ends with 2."""
    try:
        status = main(arguments)
    except SystemExit as stop:
        status = int(stop.code or 0)
    shown = capsys.readouterr().err
    assert status == 2, (arguments, shown)
    return "\n".join(line for line in shown.splitlines() if line.startswith("vnr: "))


def absent() -> Iterator[list[str]]:
    """Paths of nothing, or of what is no file of the kind."""
    for option, path in product(["--parts", "--published", "--rule", "--profile"], ABSENT):
        if (option, path) not in [(one, "blank") for one in ("--parts", "--rule", "--profile")]:
            yield [*REPORT, option, path]
    for path in ABSENT:
        yield ["check", path]
        # A key may be of any bytes.
        yield from (["check", "a.csv", "--key-file", path] for _ in range(path != "bytes"))
        yield ["check", "a.csv", "--key-file", "key", "--mapping", path]
        yield from (["key", path] for _ in range(path not in {"saknad", "x" * 300}))
    for path in ("\0x", "a.csv/x", "a.csv"):
        yield ["demo", "--out", path]
    yield from (["template", "--out", path] for path in ("folder", "\0x", "a.csv/x"))


def values() -> Iterator[list[str]]:
    """Values that an option can't take."""
    for value in ("0", "-1", "nan", "x", ""):
        yield from ([*REPORT[:5], value, *REPORT[6:]], ["check", "a.csv", "--seconds", value])
        yield ["check", "a.csv", "--memory", value]
    yield from (["demo", "--seed", value] for value in ("-1", "x", "1.5", ""))
    yield from (["check", "a.csv", name, "inf"] for name in ("--memory", "--seconds"))
    for value in ("", "x", "99", "Sörmland", "811218-9876"):
        yield from ([*REPORT[:3], value, *REPORT[4:]], [*REPORT, "--rule", value])
        yield from (
            [*REPORT[:2], "--municipality", value, *REPORT[4:]],
            ["schema", "--kind", value],
        )
        yield ["check", "a.csv", "--key-file", "key", "--key-check", value]
        yield from (["check", "a.csv", name, value] for name in ("--observed", "--language"))
    yield from (["check", "a.csv", "--encoding", one] for one in ("x", "811218-9876"))
    for value in ("2019-12-31/2019-01-01", "2019-02-30/2019-03-01", "2017-01-01/2018-12-31"):
        yield [*REPORT, "--observed", value]


def together() -> Iterator[list[str]]:
    """What doesn't go together, is needed, or is said twice."""
    yield from ([*REPORT, "--municipality", "0484"], ["report", "a.csv", *REPORT[4:]])
    yield [*REPORT[:2], "--municipality", "0484", "--parts", "x", *REPORT[4:]]
    yield from ([*REPORT, "--internal", "--published", "x"], ["check", "a.csv", "a.csv"])
    yield from (["check", "a.csv", "--key-check", "x"], ["check", "a.csv", "--mapping", "x"])
    yield from ([], ["odd"], ["check"], ["key"], ["report", "a.csv"], ["schema", "--odd"])
    yield from (["check", "a.csv", "--out"], ["check", "--o", "x"], REPORT[:-1])
    yield from (["check", "bytes", "a.csv"], [*REPORT[:1], "persons.csv", *REPORT[2:]])


def files() -> Iterator[list[str]]:
    """Files that don't hold what they should."""
    for kind, texts in WRITTEN.items():
        for number, text in enumerate(texts):
            path = called(kind, number, text)
            yield [*REPORT, f"--{kind}", path]


@pytest.mark.parametrize("kinds", [absent, values, together, files])
def test_in_one_language(
    kinds: Callable[[], Iterator[list[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No English in Swedish and no Swedish in English; a personal number is in neither."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(CASES, "utf-8")
    Path("persons.csv").write_text(CASES.replace("a1", "811218-9876"), "utf-8")
    Path("blank").write_text("", "utf-8")
    Path("bytes").write_bytes(bytes(range(256)) * 20)
    Path("folder").mkdir()
    Path("key").write_text("a secret for tests only, not for people")
    Path("key").chmod(0o600)

    for number, arguments in enumerate(kinds()):
        shown = told(arguments, capsys)
        assert shown, arguments
        assert not ENGLISH.search(shown), (arguments, shown)
        assert "811218" not in shown
        if number % 3 == 0 and "--language" not in arguments:
            english = told([*arguments, "--language", "en"], capsys)
            assert not SWEDISH.search(english), (arguments, english)
