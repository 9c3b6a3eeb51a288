"""Workbooks read in a process of their own, which may die without harm to this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from importlib.util import find_spec
from multiprocessing import spawn
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from vnr.io.books._batch import Block, Unpacker, rows_of
from vnr.io.books._child import messages
from vnr.io.books._content import Refused, Sheet, shares
from vnr.io.books._limits import Limits
from vnr.words import Phrase, refusal

__all__ = ["Workbooks"]

_STARTING = 60.0
_MOST = 1 << 50, 1e6
"""More bytes and seconds than these no system can be told of, even many times over."""
_LIBRARIES = ("python_calamine", "xlrd", "pyarrow")
# What reserves far more than it uses would be refused it: the limit is on addresses.
# Threads of what numpy brings with it reserve more, and take as long to start as all of it.
_ONE_HEAP = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Only what reads workbooks is loaded of vnr, by its place: nothing of the caller's is run.
_BOOT = """\
import sys, types
place, *libraries = sys.argv[1:]
sys.path += libraries
for name in ("vnr", "vnr.io", "vnr.io.books"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [place]
from vnr.io.books._child import main
main()
"""


class Workbooks:
    """The process that reads workbooks: started with the first, and anew after one that killed it.

    Parameters
    ----------
    limits : Limits or None
        What reading one may cost; None reads in this process, without any limit.
    """

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._unheard: object = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def sheets(
        self, data: bytes | Path, *, skip: tuple[str, ...] = (), named: tuple[str, ...] = ()
    ) -> Iterator[Sheet]:
        """The sheets of a workbook, each to be read before the next.

        A sheet that is hidden and not named has no rows.

        Parameters
        ----------
        data : bytes or Path
            The content of the file; of Parquet where it lies, so that nobody holds it whole.
        skip, named : tuple of str
            Sheets to pass over, and hidden ones to read.

        Raises
        ------
        Refused
            If the workbook can't be read, with the reason.
        DataError
            If no process can be started.
        """
        return _sheets(self._messages(data, list(skip), list(named)))

    def _messages(self, data: bytes | Path, skip: list[str], named: list[str]) -> Iterator[Any]:
        if self._limits is None:
            yield from messages(data if isinstance(data, bytes) else str(data), skip, named)
            return
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
        if self._unheard is not None:
            # What is left of another answer, that somebody broke off, would be taken for this one.
            self._end()
        asked = self._unheard = object()
        process = self._started(self._limits)
        whole = False
        try:
            for message in _asked(process, data, size, skip, named):
                whole = isinstance(message, dict) and "end" in message
                if isinstance(message, dict) and message.get("refused") == "too_large":
                    raise _memory(self._limits, size)
                yield message
        finally:
            # What is broken off may be so late, when another question is asked already.
            if self._unheard is asked:
                self._unheard = None
                if not whole:
                    self._end()
        if not whole:
            raise _cause(process.wait(), self._limits, size)

    def _started(self, limits: Limits) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if getattr(sys, "frozen", False):
            raise refusal("process", reason=Phrase("reason", "frozen"))
        try:
            process = self._process = _start()
        except (OSError, ValueError) as error:
            raise refusal("process", reason=error) from None
        waiting = Timer(_STARTING, process.kill)
        waiting.start()
        ready = b""
        try:
            with suppress(OSError):
                memory, seconds = min(limits.memory, _MOST[0]), min(limits.seconds, _MOST[1])
                _write(process, {"memory": int(memory), "seconds": seconds})
                ready = _stream(process.stdout).readline()
        finally:
            waiting.cancel()
        if ready != b'{"ready": true}\n':
            self._end()
            raise refusal("process", reason=Phrase("reason", "silent"))
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                _stream(process.stdin).close()
            _stream(process.stdout).close()
            process.wait()


def _start() -> subprocess.Popen[bytes]:
    """A bare interpreter that knows of vnr and its libraries what it takes to read workbooks."""
    command = spawn.get_executable()
    places = dict.fromkeys(
        str(Path(where).parent)
        for library in _LIBRARIES
        if (about := find_spec(library)) is not None
        for where in about.submodule_search_locations or ()
    )
    return subprocess.Popen(  # noqa: S603
        [os.fsdecode(command or ""), "-I", "-S", "-B", "-c", _BOOT, _place(), *places],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ONE_HEAP},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _place() -> str:
    return str(Path(__file__).parent)


def _write(process: subprocess.Popen[bytes], question: dict[str, Any], data: bytes = b"") -> None:
    stream = _stream(process.stdin)
    stream.write(json.dumps(question).encode("ascii") + b"\n")
    stream.write(data)
    stream.flush()


def _stream(stream: Any) -> BinaryIO:
    return cast("BinaryIO", stream)


def _asked(
    process: subprocess.Popen[bytes],
    data: bytes | Path,
    size: int,
    skip: list[str],
    named: list[str],
) -> Iterator[Any]:
    """The messages in answer to a workbook; they end early if the process does."""
    # A process that is dead takes no more, and its end is what is told.
    question: dict[str, Any] = {"size": size, "skip": skip, "named": named}
    with suppress(OSError):
        if isinstance(data, bytes):
            _write(process, question, data)
        else:
            _write(process, question | {"path": str(data.absolute())})
    read = json.JSONDecoder(object_hook=_day).decode
    for line in _stream(process.stdout):
        # A line that is cut is the last of a process that was killed.
        if not line.endswith(b"\n"):
            return
        message = read(line.decode("ascii"))
        yield message
        if isinstance(message, dict) and "end" in message:
            return


def _cause(status: int, limits: Limits, size: int) -> Refused:
    """Why a process died of a file of so many bytes: the watch that it sets itself ends it with 1."""
    if status == 1:
        return Refused("needs_time", seconds=round(limits.seconds * shares(size), 1))
    return _memory(limits, size)


def _memory(limits: Limits, size: int) -> Refused:
    return Refused("needs_memory", megabytes=round(limits.memory * shares(size) / 1e6))


def _day(message: dict[str, Any]) -> Any:
    return _date(message["day"]) if "day" in message else message


@lru_cache(maxsize=10_000)
def _date(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _sheets(stream: Iterator[Any]) -> Iterator[Sheet]:
    """Sheets from messages."""
    waiting: list[dict[str, Any]] = []

    def blocks(sheet: Sheet) -> Iterator[Block | Sequence[Any]]:
        unpacker = Unpacker()
        for message in stream:
            if isinstance(message, list):
                yield from message
            elif "columns" in message:
                yield unpacker.unpacked(message)
            elif "merged" in message:
                sheet.merged += [tuple(place) for place in message["merged"]]
            else:
                waiting.append(message)
                return

    while (message := waiting.pop() if waiting else next(stream, None)) is not None:
        if "refused" in message:
            # To the end, so that the process can be asked again.
            for _ in stream:
                pass
            raise Refused(message["refused"], **message["parameters"])
        if "sheet" in message:
            sheet = Sheet(message["sheet"], message["hidden"], [])
            sheet.since_1904 = message["since_1904"]
            sheet.blocks = blocks(sheet)
            sheet.lines = rows_of(sheet.blocks)
            yield sheet
            for _ in sheet.blocks:
                pass
