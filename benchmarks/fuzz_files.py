"""Damaged files of every kind: `python benchmarks/fuzz_files.py [NUMBER [SEED]]`.

Each is made from a good one by chance, from the seed: bytes are turned, cut, repeated, put in;
quotation marks, markup and archives are broken on purpose. Reading one must not end the process,
run on, raise what isn't vnr's, or lose a row: the rows of text files are counted by a reader that
shares nothing with vnr; and no more than 1 GB may be held, by this process and the one that reads
workbooks together. What fails is shown with the number that makes the file again, as
`python benchmarks/fuzz_files.py --only NUMBER SEED`.
"""

from __future__ import annotations

import gzip
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
from pyarrow import parquet

import vnr
from vnr.errors import VnrError
from vnr.io import Limits, _read
from vnr.io.books import Workbooks

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from workbooks import MAKERS

NUMBER = 20_000
SECONDS = 60
MOST = 1_000_000_000
STEP = 5_000_000
"""So much more than before, and the file is told that took it."""
LIMITS = Limits(seconds=10)
OBSERVED = vnr.Period.year(2019)
HEAD = ["Ärende-ID", "Klient", "Kommun", "Roll", "Aktualiseringsdatum", "Aktualiseringsorsak"]
CASE = re.compile(r'^[ "]*F\d{6}[ "]*[;,\t|]', re.MULTILINE)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
BROKEN = [
    *(b'"', b'""', b";", b",", b"\t", b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xc3", b"&", b"<"),
    *(b">", b"]]>", b"&#0;", b"<!--", b"PK\x03\x04", b"9" * 400, b"1e999", b"-1", b"nan", b"\x1a"),
    *(b"\xef\xbb\xbf", b"=1+1", b"2019-02-30", b"24:00", b"Summa;", b"1048576", b"XFD", b"\x0c"),
]


def rows(chance: Random, number: int) -> list[list[Any]]:
    """Made-up cases that are right."""
    return [
        [
            f"F{chance.randrange(10**6):06}",
            f"p{chance.randrange(50)}",
            chance.choice(["0484", "0483", "Katrineholm"]),
            chance.choice(["våldsutsatt vuxen", "våldsutsatt barn"]),
            date(2019, chance.randint(1, 12), chance.randint(1, 28)),
            chance.choice(["våld i nära relation", "ekonomiskt bistånd", 'så kallat "hedersvåld"']),
        ]
        for _ in range(number)
    ]


def text(chance: Random) -> bytes:
    """A text file that is right."""
    sign, end = chance.choice(";,\t"), chance.choice(["\n", "\r\n", "\r"])
    quoted = chance.random() < 0.3
    lines = []
    for row in [HEAD, *rows(chance, chance.choice([3, 30, 60]))]:
        cells = [str(cell) for cell in row]
        if quoted:
            cells = ['"' + cell.replace('"', '""') + '"' for cell in cells]
        lines.append(sign.join(cells))
    whole = end.join(lines) + (end if chance.random() < 0.8 else "")
    return whole.encode(chance.choice(ENCODINGS), "replace")


def workbook(chance: Random, ending: str, folder: Path) -> bytes:
    """A workbook that is right."""
    sheets = {"Blad": [HEAD, *rows(chance, chance.choice([3, 30]))], "Info": [["x"]]}
    return MAKERS[ending](folder / f"good{ending}", sheets).read_bytes()


def table(chance: Random) -> bytes:
    """A Parquet file that is right."""
    columns = zip(*rows(chance, 30), strict=True)
    packed = BytesIO()
    parquet.write_table(
        pa.table(dict(zip(HEAD, map(list, columns), strict=True))),
        packed,
        compression=chance.choice(["none", "snappy", "gzip"]),
        use_dictionary=chance.random() < 0.5,
    )
    return packed.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A zip of files."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as whole:
        for name, content in members.items():
            whole.writestr(name, content)
    return packed.getvalue()


def damaged(chance: Random, data: bytes) -> bytes:
    """Bytes with a few things done to them."""
    whole = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        at = chance.randrange(len(whole) + 1)
        span = chance.choice([1, 2, 4, 16, 100])
        match chance.randrange(7):
            case 0 if at < len(whole):
                whole[at] ^= 1 << chance.randrange(8)
            case 1:
                whole[at : at + span] = chance.randbytes(span)
            case 2:
                del whole[at : at + span]
            case 3:
                whole[at:at] = whole[at : at + span] * chance.choice([1, 2, 50])
            case 4 if chance.random() < 0.3:
                del whole[at:]
            case _:
                whole[at:at] = chance.choice(BROKEN)
    return bytes(whole)


def damaged_within(chance: Random, data: bytes) -> bytes:
    """An archive one member of which is damaged before it is packed."""
    with ZipFile(BytesIO(data)) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    name = chance.choice(list(members))
    members[name] = damaged(chance, members[name])
    return archive(members)


def bomb(chance: Random) -> tuple[str, bytes]:
    """What is small packed and large unpacked, or an archive in archives."""
    zeros = bytes(30_000_000)
    match chance.randrange(5):
        case 0:
            return "a.csv.gz", gzip.compress(zeros, 1) * 20
        case 1:
            return "a.zip", archive({"a.csv": b"a;" * 10_000_000})
        case 2:
            inner = archive({"a.csv": b"x"})
            for _ in range(5):
                inner = archive({"a.zip": inner})
            return "a.zip", inner
        case 3:
            return "a.xlsx", archive({"xl/workbook.xml": zeros, "_rels/.rels": b"<a/>"})
        case _:
            line = (
                "<table:table-row table:number-rows-repeated='1048576'><table:table-cell"
                " office:value-type='string' table:number-columns-repeated='16384'><text:p>x"
                "</text:p></table:table-cell></table:table-row>"
            )
            with tempfile.TemporaryDirectory() as folder:
                return "a.ods", MAKERS[".ods"](Path(folder) / "a.ods", {"B": [line]}).read_bytes()


def made(seed: int, number: int, folder: Path) -> tuple[str, bytes, bytes | None]:
    """The name and content of one damaged file, and the text in it if it is one."""
    chance = Random(f"{seed} {number}")
    kind = chance.choices(
        ["text", "xlsx", "xls", "ods", "parquet", "gzip", "zip", "bomb"],
        [40, 15, 12, 12, 8, 5, 7, 0.5],
    )[0]
    if kind == "bomb":
        return *bomb(chance), None
    if kind == "text":
        data = damaged(chance, text(chance))
        return "a.csv", data, data
    if kind == "gzip":
        data = text(chance)
        if chance.random() < 0.5:
            data = damaged(chance, data)
            return "a.csv.gz", gzip.compress(data), data
        return "a.csv.gz", damaged(chance, gzip.compress(data)), None
    if kind == "parquet":
        return "a.parquet", damaged(chance, table(chance)), None
    if kind == "zip":
        data = archive({"x.csv": text(chance), "y.xlsx": workbook(chance, ".xlsx", folder)})
    else:
        data = workbook(chance, f".{kind}", folder)
    within = kind != "xls" and chance.random() < 0.7
    return f"a.{kind}", (damaged_within if within else damaged)(chance, data), None


def lines_of_cases(data: bytes) -> int:
    """In how many lines a case's number comes first, by no reader of vnr's."""
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return len(CASE.findall(_lines(data.decode(name, "replace"))))
    return len(CASE.findall(_lines(data.decode("latin-1"))))


def _lines(whole: str) -> str:
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def fault_of(
    name: str, data: bytes, content: bytes | None, folder: Path, ended: Counter[str]
) -> str | None:
    """What is wrong with the reading of a file, None if nothing is; and count how it ended."""
    path = folder / name
    path.write_bytes(data)
    began = time.monotonic()
    try:
        reading = vnr.read(path, observed=OBSERVED, limits=LIMITS)
    except VnrError:
        ended["refused"] += 1
        return None
    finally:
        path.unlink()
    if time.monotonic() - began > SECONDS / 2:
        return f"took {time.monotonic() - began:.0f} s"
    if reading.rows_read != reading.accepted + reading.rejected:
        return "the account doesn't balance"
    repr(reading), reading.faults.show(), reading.faults.to_frame("pandas")
    refused = any(fault.row is None and fault.rule in _WHOLE for fault in reading.faults)
    ended["set aside whole" if refused else "read with faults" if reading.faults else "read"] += 1
    if content is None or refused:
        return None
    ended["counted"] += 1
    notes = [note for file in reading.files for note in file.notes]
    none = ("rows_above", "page_again", "footnotes")
    beside = sum(dict(note.parameters)["number"] for note in notes if note.code in none)
    beside += sum(note.code == "total_row" for note in notes)
    lines = lines_of_cases(content)
    if reading.rows_read + beside < lines:
        return f"{lines} lines begin with a case, {reading.rows_read} rows read and {beside} beside"
    return None


_WHOLE = ("file-unreadable", "file-empty", "headings-missing", "no-rows")


class _Kept(Workbooks):
    """One process for many readings."""

    def __exit__(self, *_: object) -> None:
        return


def work(seed: int, first: int, last: int) -> None:
    """Read the files of a range; before each its number is told, and after it what is wrong."""
    books, ended, most, by = _Kept(LIMITS), Counter[str](), 0, ""
    _read.Workbooks = lambda _: books  # type: ignore[misc,assignment]

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(first, last):
            name, data, content = made(seed, number, folder)
            print("reading", number, name, flush=True)
            signal.alarm(SECONDS)
            try:
                wrong = fault_of(name, data, content, folder, ended)
            except BaseException as error:  # noqa: BLE001  whatever it is, it is told
                wrong = f"{type(error).__name__}: {error}"
            signal.alarm(0)
            if wrong:
                print("wrong", number, name, wrong, flush=True)
            here, apart = peaks(books)
            if here + apart > most + STEP:
                most, by = here + apart, f"{number} {name}"
                print("memory", here, apart, by, flush=True)
    books._end()
    print("memory", *peaks(books), by, flush=True)
    print("ended", dict(ended), flush=True)


def peaks(books: Workbooks) -> tuple[int, int]:
    """The most bytes so far of this process, and of any that read workbooks for it."""
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if books._process is not None:
        # Of one that isn't at its end only the system knows, and tells it on Linux.
        with suppress(OSError):
            about = Path(f"/proc/{books._process.pid}/status").read_text("ascii")
            now = re.search(r"VmHWM:\s+(\d+) kB", about)
            apart = max(apart, int(now[1]) * 1024 if now else 0)
    return here, apart


def main() -> int:
    """0 if nothing was wrong."""
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    if "--work" in sys.argv:
        work(*numbers)
        return 0
    seed = numbers[1] if len(numbers) > 1 else 1
    number = numbers[0] if numbers else NUMBER
    first, last = (number, number + 1) if "--only" in sys.argv else (0, number)
    began, wrong, memory, kinds = time.monotonic(), 0, (0, 0, ""), Counter[str]()
    while first < last:
        command = [sys.executable, __file__, "--work", str(seed), str(first), str(last)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            for line in worker.stdout or ():
                what, *rest = line.split()
                if what == "reading":
                    first = int(rest[0]) + 1
                    kinds[rest[1].partition(".")[2]] += 1
                elif what == "memory":
                    told = (int(rest[0]), int(rest[1]), f"file {' '.join(rest[2:])}")
                    memory = max(memory, told, key=lambda one: one[0] + one[1])
                elif what == "ended":
                    print(*rest)
                    first = last
                else:
                    wrong += 1
                    print(line, end="", flush=True)
        if worker.returncode:
            wrong += 1
            print(f"wrong {first - 1}: the process ended with {worker.returncode}", flush=True)
    took = time.monotonic() - began
    print(f"{sum(kinds.values())} files, seed {seed}: {dict(kinds)}")
    here, apart, where = memory
    print(f"{wrong} wrong, {took / 60:.1f} minutes")
    print(
        f"at most {(here + apart) / 1e6:.0f} MB by {where}: {here / 1e6:.0f} in this process and "
        f"{apart / 1e6:.0f} in the one that reads workbooks, of {MOST / 1e6:.0f}"
    )
    return int(wrong > 0 or here + apart > MOST)


if __name__ == "__main__":
    sys.exit(main())
