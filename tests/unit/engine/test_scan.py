"""A delivery read in parts is what it is read whole: every row, fault, note and figure."""

from __future__ import annotations

import errno
import gzip
import io
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import vnr
from vnr import metrics
from vnr.engine import _scan
from vnr.engine._folder import Folder
from vnr.errors import DataError
from vnr.io import Limits, Reading

WINDOW = "2017-01-01/2020-12-31"
KEY = "a secret of the tests, for nobody's numbers"
EXTRACTS = Path(__file__).parents[2] / "extracts"
FILES = sorted(
    path for path in EXTRACTS.iterdir() if path.suffix != ".toml" and path.stem != "expected"
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few rows."""
    monkeypatch.setattr("vnr.engine._scan._BLOCK", 2_000)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three municipalities with siblings, persons in several places, faults and contacts."""
    folder = tmp_path_factory.mktemp("delivery")
    codes = ("0480", "0484", "0488")
    intakes = [
        "kommun;ärende;person;roll;aktualiseringsdatum;aktualiseringsorsak;avslutsdatum;handläggare"
    ]
    interventions = ["kommun;ärende;insats;startdatum;insats-id"]
    follow_ups = ["insats-id;planerad;genomförd"]
    for number in range(240):
        code, person = codes[number % 3], number // 6
        day = f"{2018 + number % 2}-{1 + number % 12:02}-{1 + number % 28:02}"
        who = "" if number % 41 == 0 else f"p{person}"
        said = "31 februari" if number % 53 == 0 else day
        ends = "2020-06-30" if number % 4 else ""
        officer = f"h{number % 5}"
        reason = ("våld", "ekonomi")[number % 2]
        row = f"{code};A{number // 3};{who};utsatt vuxen;{said};{reason};{ends};{officer}"
        intakes.append(row)
        if number % 10 == 0:
            # A sibling in the same case, and the row once more.
            intakes += [row.replace(f";{who};", f";s{number};"), row]
        interventions.append(f"{code};A{number // 3};Trappan;{day};I{number}")
        follow_ups.append(f"I{number};2020-01-{1 + number % 28:02};")
    contacts = ["kommun;månad;slag av kontakt;antal"]
    contacts += [
        f"{code};2019-0{1 + turn};rådgivning;{turn + 2}" for code in codes for turn in range(4)
    ]
    coverage = ["kommun;från;till", "0480;2017-01-01;2020-12-31", "0484;2018-01-01;2020-12-31"]
    for name, rows in (
        ("aktualiseringar", intakes),
        ("insatser", interventions),
        ("uppföljningar", follow_ups),
        ("kontakter", contacts),
        ("täckning", coverage),
    ):
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(delivery: Path) -> Reading:
    return vnr.read(delivery, observed=WINDOW)


def alike(read: Reading, scan: Any) -> None:
    """Faults without words, accounts, notes, coverage and cases are equal."""
    told = [attrs.evolve(fault, value=None, meant=()) for fault in read.faults]
    assert Counter(map(str, scan.faults)) == Counter(map(str, told))
    for mine, theirs in zip(read.files, scan.files, strict=True):
        assert attrs.evolve(theirs, notes=()) == attrs.evolve(mine, notes=())
        assert Counter(map(str, theirs.notes)) == Counter(map(str, mine.notes))
    assert scan.notes == read.notes
    assert scan.recognitions == read.recognitions
    rows, wordless = Counter[Any](), Counter[Any]()
    for asked, counted in ((scan.asked, rows), (read.asked, wordless)):
        for one in asked:
            counted[one.table, one.field, one.heading, one.blocks] += one.number
    assert rows == wordless
    assert not any(one.field and one.value for one in scan.asked)
    assert scan.rows_read == read.rows_read == scan.accepted + scan.rejected
    assert scan.coverage == read.register.coverage
    cases = [case for part in scan.registers() for case in part.cases()]
    assert Counter(map(repr, cases)) == Counter(map(repr, read.register.cases()))
    contacts = [one for part in scan.registers() for one in part.contacts()]
    assert Counter(map(repr, contacts)) == Counter(map(repr, read.register.contacts()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_any_file(path: Path) -> None:
    """So it is of every file as municipalities deliver them: of any kind, and with any fault."""
    own = EXTRACTS / f"{path.stem}.toml"
    asked: dict[str, Any] = {"observed": WINDOW, "key": KEY}
    asked["profile"] = own if own.exists() else None
    with vnr.scan(path, partitions=3, **asked) as scan:
        alike(vnr.read(path, **asked), scan)


@pytest.mark.usefixtures("small")
def test_blocks(delivery: Path, whole: Reading) -> None:
    """So it is block by block, and every metric that is tallied gives the same."""
    with vnr.scan(delivery, observed=WINDOW, partitions=4) as scan:
        alike(whole, scan)
        parts = [len(part) for part in scan.registers()]
        assert min(parts) > 0
        assert sum(bool(part.contact_rows.counted.size) for part in scan.registers()) == 1
        for ask in (
            lambda source: metrics.count(source, 2019, by=("municipality", "month")),
            lambda source: metrics.contacts(source, 2019, by="municipality"),
            lambda source: metrics.follow_up(source, 2020, denominator="due", cluster="officer"),
        ):
            one, other = ask(whole.register).to_dict(), ask(scan).to_dict()
            assert {**one, "provenance": 0} == {**other, "provenance": 0}
        assert scan.fingerprint == scan.fingerprint
        assert scan.selection == {}


@pytest.mark.usefixtures("small")
def test_what_can_only_be_told_of_the_whole(tmp_path: Path, delivery: Path) -> None:
    """A total within a large file lets it be read whole; nothing is lost or doubled."""
    rows = (delivery / "aktualiseringar.csv").read_text("utf-8").splitlines()
    rows.insert(150, "Summa;;;;;;;12")
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows), "utf-8")
    with vnr.scan(path, observed=WINDOW, partitions=2) as scan:
        alike(vnr.read(path, observed=WINDOW), scan)


def _packed(source: Path, to: Path) -> None:
    to.write_bytes(gzip.compress(source.read_bytes()))


def _parquet(source: Path, to: Path) -> None:
    table = csv.read_csv(
        source,
        parse_options=csv.ParseOptions(delimiter=";"),
        convert_options=csv.ConvertOptions(strings_can_be_null=True, null_values=[""]),
    )
    parquet.write_table(table, to, row_group_size=40)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("limits", [None, Limits()], ids=["here", "apart"])
@pytest.mark.parametrize(
    ("ending", "made"), [("csv.gz", _packed), ("parquet", _parquet)], ids=["gzip", "parquet"]
)
def test_blocks_of_other_files(
    ending: str,
    made: Callable[[Path, Path], None],
    limits: Limits | None,
    delivery: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Packed text and Parquet go block by block too, and a total lets either be read whole."""
    monkeypatch.setattr("vnr.io.books._parquet._ROWS", 50)
    monkeypatch.setattr("vnr.io._excel._TOGETHER", 1)
    path = tmp_path / f"aktualiseringar.{ending}"
    made(delivery / "aktualiseringar.csv", path)
    asked: dict[str, Any] = {"observed": WINDOW, "limits": limits}
    told: list[str] = []
    with vnr.scan(path, partitions=2, progress=told.append, **asked) as scan:
        alike(vnr.read(path, **asked), scan)
    # In the other process batches are as large as ever.
    several = limits is None or ending == "csv.gz"
    assert (sum("genomlästa" in one for one in told) > 2) == several


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("last", ["total", "no role", "no rows"])
def test_parquet_with_less_or_more(
    last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A total, no column of roles, or no row at all is told of as `read` tells of it."""
    monkeypatch.setattr("vnr.io.books._parquet._ROWS", 2)
    monkeypatch.setattr("vnr.io._excel._TOGETHER", 1)
    listed = [["0484", f"A{number}", "våld", "2019-01-02", "utsatt vuxen"] for number in range(6)]
    listed = {"total": [*listed, ["Summa", "", "", "", "6"]], "no rows": []}.get(last, listed)
    names = ("kommun", "ärende", "aktualiseringsorsak", "aktualiseringsdatum", "roll")
    columns = {
        name: pa.array([row[place] for row in listed], pa.string())
        for place, name in enumerate(names[:4] if last == "no role" else names)
    }
    path = tmp_path / "aktualiseringar.parquet"
    parquet.write_table(pa.table(columns), path)
    asked: dict[str, Any] = {"observed": WINDOW, "limits": None}
    with vnr.scan(path, partitions=2, **asked) as scan:
        alike(vnr.read(path, **asked), scan)


def test_parquet_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a total lies far before the end, the process that reads is not taken at its last word."""
    monkeypatch.setattr("vnr.io._excel._TOGETHER", 1)
    number = 20_001
    text = {
        "kommun": ["0484", "0484", "Summa", *["0484"] * number],
        "ärende": ["1", "2", "", *["1"] * number],
        "aktualiseringsdatum": ["2019-01-02"] * 2 + [""] + ["2019-01-02"] * number,
        "aktualiseringsorsak": ["våld"] * 2 + ["2"] + ["våld"] * number,
    }
    path = tmp_path / "aktualiseringar.parquet"
    parquet.write_table(pa.table(text), path)
    with vnr.scan(path, observed=WINDOW, partitions=2) as scan:
        assert scan.rows_read == number + 2
        assert next(note.code for note in scan.files[0].notes) == "total_row"


@pytest.mark.usefixtures("small")
def test_packed_that_is_refused(delivery: Path, tmp_path: Path) -> None:
    """A packed file that is cut, or holds more than it may, has the fault that `read` gives it."""
    path = tmp_path / "aktualiseringar.csv.gz"
    _packed(delivery / "aktualiseringar.csv", path)
    whole = path.read_bytes()
    for data, limits in ((whole[:-400], Limits()), (whole, Limits(unpacked=9_000))):
        path.write_bytes(data)
        asked: dict[str, Any] = {"observed": WINDOW, "limits": limits}
        with vnr.scan(path, partitions=2, **asked) as scan:
            alike(vnr.read(path, **asked), scan)
            assert list(scan.faults.rules) == ["file-unreadable"]


_KILLED = """
import os, pickle, signal, sys
import vnr
from vnr import metrics
from vnr.engine import _folder, _scan

delivery, place, *points = sys.argv[1:]
_scan._BLOCK = 2_000
now, dump, read = "", pickle.dump, _folder.Folder.read


def named(method):
    def call(self, name, piece):
        global now
        now = name
        method(self, name, piece)

    return call


def torn(content, file, protocol):
    # Half of what is written stands there when the signal comes.
    if now == point:
        written = pickle.dumps(content, protocol)
        file.write(written[: len(written) // 2])
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    dump(content, file, protocol)


def killed(self, name):
    if f"counting {name}" == point and counting:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(self, name)


_folder.Writers.append = named(_folder.Writers.append)
_folder.Folder.write = named(_folder.Folder.write)
_folder.Folder.read, pickle.dump, counting = killed, torn, False
for point in points:
    child = os.fork()
    if not child:
        folder = os.path.join(place, point)
        scan = vnr.scan(delivery, observed="2017-01-01/2020-12-31", partitions=3, folder=folder)
        counting = True
        metrics.count(scan, 2019)
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""
POINTS = (
    "all",
    "part-001",
    "split",
    "part-001.columns",
    "part-001.told",
    "counting part-001.columns",
)
"""What was being written when the signal came: the first look, a part, what is known of the split,
what came of reading a part; or read, when something was counted.
"""


@pytest.fixture(scope="module")
def killed(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of scans that SIGKILL ended, each within what it is called by."""
    place = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-W", "ignore", "-c", _KILLED, str(delivery), str(place), *POINTS]
    done = subprocess.run(command, check=True, capture_output=True, text=True, umask=0o022)
    assert done.stdout.split() == [str(int(signal.SIGKILL))] * len(POINTS)
    return place


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes aren't forked here")
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("point", POINTS)
def test_killed(point: str, killed: Path, delivery: Path, whole: Reading) -> None:
    """One that was killed is gone on with: no row is lost or doubled, and its files go at the end."""
    folder = killed / point
    assert not any(path.stat().st_mode & 0o077 for path in [folder, *folder.iterdir()])
    told: list[str] = []
    asked: dict[str, Any] = {"observed": WINDOW, "partitions": 3, "folder": folder}
    with vnr.scan(delivery, progress=told.append, **asked) as scan:
        alike(whole, scan)
        one, other = (metrics.count(one, 2019, by="month") for one in (scan, whole.register))
        assert one.value.tolist() == other.value.tolist()
    # What lay in parts isn't split again.
    assert any("genomlästa" in one for one in told) == (point in ("all", "part-001", "split"))
    assert not folder.exists()


class _StoppedError(Exception):
    """What ends a scan here."""


@pytest.mark.usefixtures("small")
def test_another_question(delivery: Path, tmp_path: Path) -> None:
    """Parts of other files, or another window, aren't taken for these."""
    folder = tmp_path / "parts"

    def stop(told: str) -> None:
        if "del 1 av" in told:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        vnr.scan(delivery, observed=WINDOW, folder=folder, progress=stop)
    with pytest.raises(DataError, match="andra filer"):
        vnr.scan(delivery, observed=2019, folder=folder)
    (delivery / "täckning.csv").touch()
    with pytest.raises(DataError, match="andra filer"):
        vnr.scan(delivery, observed=WINDOW, folder=folder)


def _stopped(files: Any, folder: Path, **asked: Any) -> None:
    """A scan that ends when its rows lie in parts."""

    def stop(told: str) -> None:
        if "del 1 av" in told:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        vnr.scan(files, observed=WINDOW, folder=folder, progress=stop, **asked)


def test_asked_otherwise(tmp_path: Path, delivery: Path) -> None:
    """Nor are parts that were read in another way, or of frames, which may have changed."""
    folder, path = tmp_path / "parts", delivery / "aktualiseringar.csv"
    mapping = tmp_path / "mapping"
    pseudonymiser = vnr.Pseudonymiser(KEY)
    pseudonymiser.write_new_numbers(mapping, {"8112189876": "8112189877"})
    mapped = vnr.Pseudonymiser(KEY, mappings=mapping)

    def words(meaning: str) -> Any:
        return {"Aktualiseringar": {"orsak": {"våld": meaning}}}

    for first, then in (
        ({"profile": words("annan orsak")}, {"profile": words("ekonomiskt bistånd")}),
        ({"key": KEY}, {"key": mapped}),
        ({"key": KEY}, {}),
        ({"limits": Limits(unpacked=10)}, {}),
        ({"encoding": "utf-8"}, {}),
    ):
        _stopped(path, folder, **first)
        with pytest.raises(DataError, match="andra filer"):
            vnr.scan(path, observed=WINDOW, folder=folder, **then)
        vnr.scan(path, observed=WINDOW, folder=folder, **first).close()
    rows = {
        "kommun": ["0484"],
        "ärende": ["1"],
        "aktualiseringsdatum": ["2019-01-02"],
        "aktualiseringsorsak": ["våld"],
    }
    _stopped(rows, folder)
    with pytest.raises(DataError, match="andra filer"):
        vnr.scan(rows, observed=WINDOW, folder=folder)


def test_the_same_files_by_another_path(
    tmp_path: Path, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are the same from another folder, and may be given one by one on the way."""
    folder = tmp_path / "parts"
    _stopped(delivery / "insatser.csv", folder)
    monkeypatch.chdir(delivery)
    told: list[str] = []
    with vnr.scan(
        iter(["insatser.csv"]), observed=WINDOW, folder=folder, progress=told.append
    ) as scan:
        assert scan.rows_read == 240
    assert not any("genomlästa" in one for one in told)


def test_a_link_that_leads_nowhere(tmp_path: Path, delivery: Path) -> None:
    """It is a fault among the files of a folder, as for `read`."""
    (tmp_path / "borta.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "kontakter.csv").write_bytes((delivery / "kontakter.csv").read_bytes())
    with vnr.scan(tmp_path, observed=WINDOW) as scan:
        alike(vnr.read(tmp_path, observed=WINDOW), scan)
        assert scan.faults.rules == {"file-unreadable": 1}


@pytest.mark.parametrize(("rows", "most", "parts"), [(4, 9, 2), (5, 9, 3), (5, 2, 2), (1, 9, 1)])
def test_parts_by_the_number_of_rows(
    rows: int, most: int, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part for each so many rows, the last of fewer, and no more than may be open at once."""
    size, limit = (getattr(_scan, name) for name in ("_PART", "_MOST"))
    assert f"one for each {size:_} rows".replace("_", " ") in str(vnr.scan.__doc__)
    assert f"at most {limit}; by default" in str(vnr.scan.__doc__)
    monkeypatch.setattr(_scan, "_PART", 2)
    monkeypatch.setattr(_scan, "_MOST", most)
    columns = {
        "kommun": ["0484"] * rows,
        "ärende": [*map(str, range(rows))],
        "person": [f"p{number}" for number in range(rows)],
        "aktualiseringsdatum": ["2019-01-02"] * rows,
        "aktualiseringsorsak": ["våld"] * rows,
    }
    with vnr.scan(columns, observed="2019") as scan:
        assert (scan.partitions, scan.accepted) == (parts, rows)


class TestRefused:
    """What can't be done is said in words."""

    @pytest.mark.parametrize("partitions", [0, 513, True, "4", 2.0])
    def test_partitions(self, partitions: Any) -> None:
        with pytest.raises(DataError, match="1 till 512"):
            vnr.scan(EXTRACTS, observed=WINDOW, partitions=partitions)

    def test_another_process(self) -> None:
        """A scan can't be sent away, and says so in words."""
        with (
            vnr.scan(FILES[0], observed=WINDOW) as scan,
            pytest.raises(DataError, match="stays in"),
        ):
            pickle.dumps(scan)

    def test_a_folder_of_others(self, tmp_path: Path) -> None:
        """A folder that holds anything else isn't written to, nor one that others can look into."""
        (tmp_path / "mine.txt").write_text("mine")
        with pytest.raises(DataError, match="bara ägaren"):
            vnr.scan(FILES[0], observed=WINDOW, folder=tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
        wide = tmp_path / "wide"
        wide.mkdir(mode=0o755)
        with pytest.raises(DataError, match="bara ägaren"):
            vnr.scan(FILES[0], observed=WINDOW, folder=wide)

    @pytest.mark.parametrize("name", ["vnr-parts", "split.new", "all.rows"])
    def test_links_in_the_folder(self, tmp_path: Path, name: str) -> None:
        """What a link leads to isn't written to."""
        other, folder = tmp_path / "other", tmp_path / "parts"
        other.write_text("other")
        folder.mkdir(mode=0o700)
        (folder / "vnr-parts").touch()
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(other)
        with pytest.raises(DataError, match="bara ägaren"):
            vnr.scan(FILES[0], observed=WINDOW, folder=folder)
        assert other.read_text() == "other"

    def test_a_link_to_the_folder(self, tmp_path: Path) -> None:
        """What it leads to is used, and removed at the end."""
        folder, link = tmp_path / "parts", tmp_path / "link"
        folder.mkdir(mode=0o700)
        link.symlink_to(folder)
        vnr.scan(FILES[0], observed=WINDOW, folder=link).close()
        assert not folder.exists()

    def test_put_into_the_folder(self, tmp_path: Path) -> None:
        """What somebody puts there while it is open stays, and isn't gone on with."""
        folder = tmp_path / "parts"
        with vnr.scan(FILES[0], observed=WINDOW, folder=folder):
            (folder / "mine.txt").write_text("mine")
        assert [path.name for path in folder.iterdir()] == ["mine.txt"]
        (folder / "vnr-parts").touch()
        with pytest.raises(DataError, match="bara ägaren"):
            vnr.scan(FILES[0], observed=WINDOW, folder=folder)

    def test_two_in_one_folder(self, tmp_path: Path) -> None:
        """The other one is refused until the first is closed, which isn't disturbed."""
        folder = tmp_path / "parts"
        with vnr.scan(FILES[0], observed=WINDOW, folder=folder) as scan:
            with pytest.raises(DataError, match="en annan läsning använder"):
                vnr.scan(FILES[0], observed=WINDOW, folder=folder)
            assert scan.fingerprint
        vnr.scan(FILES[0], observed=WINDOW, folder=folder).close()

    def test_rubbish_in_the_folder(self, tmp_path: Path) -> None:
        """What can't be read back is told of, with what to do."""
        folder = tmp_path / "parts"
        folder.mkdir(mode=0o700)
        (folder / "vnr-parts").touch()
        (folder / "split").write_bytes(b"rubbish")
        with pytest.raises(DataError, match="ta bort mappen"):
            vnr.scan(FILES[0], observed=WINDOW, folder=folder)

    @pytest.mark.parametrize("where", ["appended", "closed", "written"])
    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
        """It is told of with what to do, and nothing is left in a folder of its own."""

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        class Full(io.BytesIO):
            write = full if where == "appended" else io.BytesIO.write  # type: ignore[assignment]

            def close(self) -> None:
                if where == "closed" and not self.closed:
                    super().close()
                    full()

        opened = Folder._opened
        if where == "written":
            monkeypatch.setattr("os.fsync", full)
        else:
            monkeypatch.setattr(
                Folder,
                "_opened",
                lambda self, name, mode="wb": Full() if mode == "ab" else opened(self, name, mode),
            )
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with pytest.raises(DataError, match="disken är full"):
            vnr.scan(FILES[0], observed=WINDOW)
        assert list(tmp_path.iterdir()) == []

    def test_nowhere_for_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the system has no place for a folder of its own, that is told of too."""
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
        with pytest.raises(DataError, match="nowhere går inte att använda"):
            vnr.scan(FILES[0], observed=WINDOW)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="processes aren't killed so here")
    def test_what_a_killed_one_left(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next scan clears it, and neither what others use or own nor what a link leads to."""
        kill = (
            "import os, signal, sys, vnr\n"
            "vnr.scan(sys.argv[1], observed='2017-01-01/2020-12-31',\n"
            "         progress=lambda told: 'del' in told and os.kill(os.getpid(), signal.SIGKILL))"
        )
        done = subprocess.run(
            [sys.executable, "-c", kill, str(FILES[0])],
            check=False,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        assert done.returncode == -signal.SIGKILL
        (left,) = tmp_path.iterdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        kept = tmp_path / ".vnr-parts-others", tmp_path / ".vnr-parts-link", tmp_path / "mine"
        kept[0].mkdir(mode=0o755)
        kept[2].mkdir(mode=0o700)
        kept[1].symlink_to(kept[2])
        for one in (kept[0], kept[2]):
            (one / "vnr-parts").touch()
        with monkeypatch.context() as windows:
            windows.setattr("vnr.engine._folder._USER", None)
            vnr.scan(FILES[0], observed=WINDOW).close()
        assert {*tmp_path.iterdir()} == {left, *kept}
        with vnr.scan(FILES[0], observed=WINDOW) as scan:
            vnr.scan(FILES[0], observed=WINDOW).close()
            assert {*tmp_path.iterdir()} == {scan._folder.path, *kept}
            assert all(path.is_dir() for path in kept)

    def test_a_new_folder_taken_for_a_left_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another scan may look at it in the moment before it is held: then there is another."""
        answers = iter([False, True])
        monkeypatch.setattr("vnr.engine._folder.held", lambda _: next(answers))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        vnr.scan(FILES[0], observed=WINDOW).close()
        assert not [*answers]

    def test_a_forked_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What ends in a process that was forked removes nothing of the scan's own process."""
        with vnr.scan(FILES[0], observed=WINDOW) as scan:
            with monkeypatch.context() as other:
                other.setattr("os.getpid", lambda: -1)
                scan._folder.remove()
            assert scan.fingerprint
        assert not scan._folder.path.exists()

    def test_closed(self) -> None:
        """What is closed says so; its folder is gone."""
        scan = vnr.scan(FILES[0], observed=WINDOW, partitions=2)
        assert "3 rader lästa" in repr(scan)
        scan.close()
        with pytest.raises(DataError, match="closed"):
            metrics.count(scan, 2019)

    def test_personal_numbers(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a key they are refused, as by `read`, and nothing is left behind."""
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with pytest.raises(DataError, match="personnummer"):
            vnr.scan(EXTRACTS / "15_personal_numbers.csv", observed=WINDOW)
        assert list(tmp_path.iterdir()) == []


@pytest.fixture(autouse=True)
def _modes() -> Iterator[None]:
    """Whatever the umask lets others do."""
    before = os.umask(0o022)
    yield
    os.umask(before)
