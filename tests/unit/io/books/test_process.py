"""The process that reads workbooks may die, and the reading goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing import spawn
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

import vnr
from delivering import YEAR
from refusing import refused
from vnr.errors import DataError
from vnr.io import Limits
from vnr.io.books import Refused, Sheet, Workbooks
from workbooks import HEAD, ods, row, xlsx

NEST = "<a>" * 2_000_000


def good(folder: Path, name: str = "z.xlsx") -> Path:
    """A workbook that is right."""
    return xlsx(folder / name, {"Blad": [HEAD, row("1")]})


def heavy(folder: Path) -> Path:
    """A workbook whose texts need more memory than they take on disk."""
    path = good(folder, "heavy.xlsx")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = "<si><t>" + "x" * 300_000_000 + "</t></si>"
    parts["xl/sharedStrings.xml"] = f"<sst>{texts}</sst>".encode()
    with ZipFile(path, "w", 8, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_memory(tmp_path: Path) -> None:
    """What needs more memory than it may have is a fault that says so, and the others are read."""
    paths = [good(tmp_path, "a.xlsx"), heavy(tmp_path), good(tmp_path)]
    paths[2] = xlsx(paths[2], {"Blad": [HEAD, row("2", "p2")]})

    reading = vnr.read(paths, observed=YEAR, limits=Limits(memory=400_000_000))

    (fault,) = reading.faults
    assert (fault.rule, fault.file) == ("file-unreadable", "heavy.xlsx")
    assert "400 MB" in fault.remedy()
    assert [case.case_id for case in reading.register.cases()] == ["1", "2"]


def test_memory_in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without limits what the system has no memory for is a fault too."""
    from vnr.io.books import _child

    def sheets(_: bytes) -> Iterator[Sheet]:
        yield Sheet("a", hidden=False, lines=[])
        raise MemoryError

    monkeypatch.setattr(_child, "_sheets", sheets)
    reading = vnr.read(good(tmp_path), observed=YEAR, limits=None)
    assert reading.faults.rules == {"file-unreadable": 1}
    assert "(filen ryms inte i minnet)" in reading.faults[0].remedy()


@pytest.mark.parametrize(
    ("memory", "size", "megabytes"), [(10**8, 10_000_000, 100), (10**8, 25_000_000, 250)]
)
def test_a_larger_file_has_more(memory: int, size: int, megabytes: int) -> None:
    """Up to ten megabytes the limits are as they are said, and beyond them in proportion."""
    script = (
        "import resource\n"
        "def kept(*_):\n"
        "    most = resource.getrlimit(resource.RLIMIT_AS)[0]\n"
        "    yield {'refused': 'cells_scattered', 'parameters': {'most': most}}\n"
        "    yield {'end': True}\n"
        "from vnr.io.books import _child\n_child.messages = kept\n"
    )
    from vnr.io.books import _process

    whole = _process._BOOT
    with pytest.MonkeyPatch.context() as patch, Workbooks(Limits(memory=memory)) as books:
        patch.setattr(
            _process,
            "_BOOT",
            whole.replace("from vnr.io.books._child", script + "from vnr.io.books._child"),
        )
        with pytest.raises(Refused) as refused:
            list(books.sheets(bytes(size)))
    assert refused.value.parameters == {"most": megabytes * 10**6}


def test_time(tmp_path: Path) -> None:
    """What takes longer than it may is a fault that says so, and the others are read."""
    line = (
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell"
        " office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>"
    )
    paths = [ods(tmp_path / "a.ods", {"Blad": [line] + [line] * 50}), good(tmp_path)]

    reading = vnr.read(paths, observed=YEAR, limits=Limits(seconds=0.2))

    (fault,) = [one for one in reading.faults if one.file == "a.ods"]
    assert fault.rule == "file-unreadable"


def test_a_process_that_hangs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The watch ends also what never comes back, and a new process reads the next."""
    from vnr.io.books import _process

    slow = _process._BOOT.replace(
        "from vnr.io.books._child import main",
        "from vnr.io.books import _child\nfrom vnr.io.books._child import main\n"
        "def hang(*_):\n    yield {}\n    while True: pass\n"
        "_child.messages = hang",
    )
    whole = _process._BOOT
    data = good(tmp_path).read_bytes()
    began = time.monotonic()
    with Workbooks(Limits(seconds=0.5)) as books:
        monkeypatch.setattr(_process, "_BOOT", slow)
        with pytest.raises(Refused, match="needs_time"):
            list(books.sheets(data))
        monkeypatch.setattr(_process, "_BOOT", whole)
        assert [len(list(sheet.lines)) for sheet in books.sheets(data)] == [2]
    assert time.monotonic() - began < 20


def test_a_process_that_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that dies in the middle of a sheet leaves none of it."""
    from vnr.io.books import _process

    dying = _process._BOOT.replace(
        "from vnr.io.books._child import main",
        "import os\nfrom vnr.io.books import _child\nfrom vnr.io.books._child import main\n"
        "def die(*_):\n"
        "    yield {'sheet': 'Blad', 'hidden': False, 'since_1904': False}\n"
        f"    yield [{HEAD!r}, {row('1')!r}]\n"
        "    os.kill(os.getpid(), 9)\n"
        "_child.messages = die",
    )
    monkeypatch.setattr(_process, "_BOOT", dying)

    reading = vnr.read(good(tmp_path), observed=YEAR)

    assert reading.faults.rules == {"file-unreadable": 1}
    assert (reading.rows_read, len(reading.register)) == (0, 0)


def test_no_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no process can be started it is said what to do, and that works."""
    path = good(tmp_path)
    for executable in ("/nowhere/python", "", "/bin/true", "/bin/echo"):
        monkeypatch.setattr(spawn, "_python_exe", executable)
        with refused(DataError, match="limits=None"):
            vnr.read(path, observed=YEAR)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with refused(DataError, match="no interpreter of its own"):
        vnr.read(path, observed=YEAR)

    assert vnr.read(path, observed=YEAR, limits=None).accepted == 1


def test_nothing_of_the_callers_is_run(tmp_path: Path) -> None:
    """The process knows nothing of the caller's program, folder or environment."""
    path = good(tmp_path)
    for module in ("json", "python_calamine", "vnr", "sitecustomize"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('run')")
    code = (
        f"import sys; sys.path.remove(''); sys.path.insert(0, {str(Path(vnr.__file__).parents[1])!r})\n"
        "print('once')\n"
        f"import vnr; print(vnr.read({str(path)!r}, observed=2019).accepted)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["once", "1"], "")


def test_no_process_is_left(tmp_path: Path) -> None:
    """When the reading is over its process is too, also if it failed."""
    with Workbooks(Limits()) as books:
        list(books.sheets(good(tmp_path).read_bytes()))
        process = books._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None


@pytest.mark.parametrize("place", ["XFD1048576", "AMJ60000", "A1048576", "XFD3"])
def test_a_stray_cell(tmp_path: Path, place: str) -> None:
    """A cell far outside the table costs neither memory nor time, and is told of."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Blad")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, row("1"))
    sheet.write(place, "x")
    book.close()

    (fault, *_) = vnr.read(path, observed=YEAR).faults

    if place in ("XFD1048576", "AMJ60000"):
        assert fault.rule == "file-unreadable"
        assert "sträcker sig över" in fault.remedy()
    else:
        assert fault.row == (1048576 if place.startswith("A") else 3)


def test_cells_with_a_style_alone(tmp_path: Path) -> None:
    """A cell that is only coloured is none, however far out."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Blad")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, row("1"))
    sheet.write_blank("XFD50000", None, book.add_format({"bold": True}))
    book.close()

    assert vnr.read(path, observed=YEAR).accepted == 1


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 300, b"x" * 9000, b"<html>"]
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.parquet"])
def test_none_at_all(tmp_path: Path, name: str, content: bytes) -> None:
    """What is no workbook is a fault, with and without a process."""
    (tmp_path / name).write_bytes(content)
    for limits in (Limits(), None):
        reading = vnr.read(tmp_path / name, observed=YEAR, limits=limits)
        assert reading.faults.rules == {"file-unreadable": 1}


def test_a_password(tmp_path: Path) -> None:
    """A protected workbook is told of as such."""
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(content)

    (fault,) = vnr.read(tmp_path / "a.xlsx", observed=YEAR).faults
    assert "lösenord" in fault.remedy()


def test_deep_markup(tmp_path: Path) -> None:
    """Markup that is nested a million deep harms only itself."""
    path = ods(tmp_path / "a.ods", {"Blad": [NEST]})

    reading = vnr.read([path, good(tmp_path)], observed=YEAR)
    assert reading.faults.rules == {"file-unreadable": 1}
    assert reading.accepted == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"memory": 0},
        {"seconds": -1},
        {"unpacked": "x"},
        {"seconds": float("nan")},
        {"memory": True},
    ],
)
def test_limits_that_are_none(wrong: dict[str, object]) -> None:
    """A limit is a number above zero."""
    with refused(DataError, match="above 0"):
        Limits(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("sheets", ["Blad", 5, [5]])
def test_sheets_that_are_none(tmp_path: Path, sheets: object) -> None:
    """Sheets are named in a list."""
    with refused(DataError, match="in a list"):
        vnr.read(good(tmp_path), observed=YEAR, sheets=sheets)  # type: ignore[arg-type]


def test_the_environment_of_a_venv() -> None:
    """The process is started with the interpreter that runs."""
    assert os.fsdecode(spawn.get_executable()) == sys.executable
