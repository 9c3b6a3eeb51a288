"""What is said while a command works."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from vnr.words import Language, text

__all__ = ["progress"]

_QUIET = 2.0


@contextmanager
def progress(what: str, language: Language) -> Iterator[None]:
    """Say what goes on, and for how long, once it has taken two seconds."""
    done = threading.Event()
    began, doing = time.monotonic(), text("cli", what, language)

    def tell() -> None:
        wait = _QUIET
        while not done.wait(wait):
            print(f"… {doing} ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
            wait = 5.0

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
