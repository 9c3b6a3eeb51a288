"""The process that reads workbooks: asked by lines of JSON, it answers with lines of JSON."""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, BinaryIO

from vnr.io.books._content import Refused, Sheet, batches, shares

__all__ = ["main", "messages"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET = b"PAR1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def messages(data: bytes | str, skip: list[str], named: list[str]) -> Iterator[Any]:
    """A workbook as messages: of each sheet what it is, then lists of rows; or why it is none.

    Of Parquet the path is enough.
    """
    try:
        for sheet in _sheets(data):
            if sheet.name in skip:
                continue
            left_out = sheet.hidden and sheet.name not in named
            yield {"sheet": sheet.name, "hidden": left_out, "since_1904": sheet.since_1904}
            if not left_out:
                yield from batches(sheet)
    except Refused as refused:
        yield {"refused": refused.code, "parameters": refused.parameters}
    except MemoryError:
        yield {"refused": "too_large", "parameters": {}}
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001
        # Whatever a library says of damaged data; Rust's panic is no Exception.
        yield {"refused": "damaged", "parameters": {}}
    yield {"end": True}


def _sheets(data: bytes | str) -> Iterator[Sheet]:
    """The sheets of a workbook, of whichever kind it is, whatever its name says."""
    if isinstance(data, str) or data.startswith(_PARQUET):
        from vnr.io.books._parquet import parquet_sheets

        return parquet_sheets(data)
    if data.startswith(_ZIP):
        from vnr.io.books._ods import is_ods, ods_sheets
        from vnr.io.books._xlsx import xlsx_sheets

        return ods_sheets(data) if is_ods(data) else xlsx_sheets(data)
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise Refused("has_password")
    from vnr.io.books._xls import xls_sheets

    return xls_sheets(data)


def main() -> None:
    """Answer until there are no more questions."""
    answers = os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may come between.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Cells make no cycles, and a look through millions of them finds nothing.
    gc.disable()
    questions = sys.stdin.buffer
    limits = json.loads(questions.readline())
    _keep_silent()
    _limit(limits["memory"])
    _tell(answers, {"ready": True})
    while line := questions.readline():
        question = json.loads(line)
        _limit(int(limits["memory"] * shares(question["size"])))
        _answer(answers, question, questions, limits["seconds"], nowhere)
        gc.collect()


def _keep_silent() -> None:
    """Let a process that dies neither write its memory to a file nor open a window."""
    try:
        import resource
    except ImportError:
        import msvcrt

        # No window that waits for somebody to close it.
        msvcrt.SetErrorMode(0x0003)  # type: ignore[attr-defined]
        return
    # What is in memory may be about people, and is written nowhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit(memory: int) -> None:
    """Let this process have no more memory than so many bytes."""
    try:
        import resource
    except ImportError:
        return
    try:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (memory, most))
    except (OSError, ValueError):
        # macOS takes no such limit.
        return


def _answer(
    answers: BinaryIO, question: dict[str, Any], content: BinaryIO, seconds: float, nowhere: int
) -> None:
    """Send the messages of one workbook; the process ends if they take too long to make."""
    data = question["path"] if "path" in question else content.read(question["size"])
    left = seconds * shares(question["size"])
    stream = messages(data, question["skip"], question["named"])
    while True:
        began = time.monotonic()
        # It counts also in native code that never comes back.
        faulthandler.dump_traceback_later(max(left, 0.001), exit=True, file=nowhere)
        message = next(stream, None)
        line = None if message is None else _line(message)
        faulthandler.cancel_dump_traceback_later()
        if line is None:
            return
        # The other process may take as long as it likes to hear the answer.
        left -= time.monotonic() - began
        answers.write(line)
        answers.flush()


def _tell(answers: BinaryIO, message: Any) -> None:
    answers.write(_line(message))
    answers.flush()


def _line(message: Any) -> bytes:
    return json.dumps(message, default=_plain).encode("ascii") + b"\n"


@lru_cache(maxsize=10_000)
def _plain(value: Any) -> Any:
    """A day as such; what else there is as text."""
    return {"day": value.isoformat()} if isinstance(value, date) else str(value)
