"""Files given at the command line: how they are read, checked and asked about."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vnr.cli._progress import progress
from vnr.model import Period
from vnr.words import Language, refusal, text

if TYPE_CHECKING:
    from vnr.io import Faults, Reading

__all__ = [
    "FAULTS",
    "book_named",
    "check_files",
    "profile_files",
    "read_files",
    "reading_arguments",
    "written_faults",
]

FAULTS = 1
"""What a command ends with whose files have faults."""


def book_named(say: Callable[[str], str]) -> Callable[[str], Path]:
    """What takes the name of a workbook that is to be written, and none of another kind of file."""

    def named(name: str) -> Path:
        path = Path(name)
        if path.suffix and path.suffix.casefold() != ".xlsx":
            raise argparse.ArgumentTypeError(say("a_book"))
        return path

    return named


def reading_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    def period(days: str) -> Period:
        try:
            start, end = (date.fromisoformat(day) for day in days.split("/"))
            return Period(start, end)
        except ValueError:
            raise argparse.ArgumentTypeError(say("two_days")) from None

    parser.add_argument("files", nargs="+", type=Path, help=say("files"))
    parser.add_argument("--observed", type=period, help=say("observed"))
    parser.add_argument("--profile", type=Path, help=say("profile"))
    parser.add_argument("--key-file", type=Path, help=say("key_file"))
    parser.add_argument("--key-check", help=say("key_check"))
    parser.add_argument("--mapping", type=Path, action="append", default=[], help=say("mapping"))
    parser.add_argument("--encoding", help=say("encoding"))
    parser.add_argument("--sheet", action="append", default=[], help=say("sheet"))
    parser.add_argument("--memory", type=float, help=say("memory"))
    parser.add_argument("--seconds", type=float, help=say("seconds"))


def read_files(given: argparse.Namespace, observed: Period, once: bytes | None = None) -> Reading:
    from vnr.io import Limits, Profile, Pseudonymiser, read

    key: Pseudonymiser | bytes | None = once
    profile = Profile() if given.profile is None else Profile.load(given.profile)
    if given.key_file is not None:
        key = Pseudonymiser.load(given.key_file, check=given.key_check, mappings=given.mapping)
    elif given.key_check is not None or given.mapping:
        raise refusal("key_file_too")
    limits: dict[str, Any] = {}
    for name, times in (("memory", 1e6), ("seconds", 1)):
        value = getattr(given, name)
        if value is not None and not 0 < value * times < inf:
            raise refusal("limits", name=f"--{name}")
        if value is not None:
            limits[name] = value * times
    # Of what isn't kept no key is the project's.
    kept = key is not once or once is None
    with progress("reading", given.language):
        reading = read(
            given.files,
            observed=observed,
            profile=profile if kept else attrs.evolve(profile, check=None),
            key=key,
            encoding=given.encoding,
            sheets=given.sheet,
            limits=Limits(**limits),
        )
    return attrs.evolve(reading, profile=profile)


def _looked_at(given: argparse.Namespace) -> Reading:
    """What came of files that are only looked at: none is kept, so a key for this once will do."""
    everything = Period(date(1900, 1, 1), date.today())  # noqa: DTZ011
    return read_files(given, given.observed or everything, once=secrets.token_bytes(32))


def check_files(given: argparse.Namespace) -> int:
    reading = _looked_at(given)
    written = written_faults(reading.faults, given)
    print(reading.show(given.language))
    _print_taken(reading, given.language)
    if reading.faults:
        print(reading.faults.show(given.language))
    if written:
        print(written)
    if given.key_file is None and _needs_key(reading):
        print(text("cli", "key_needed", given.language))
    return FAULTS if reading.faults else 0


def written_faults(faults: Faults, given: argparse.Namespace) -> str | None:
    """Write the list of faults, if there are any and it is asked for, and say where it lies.

    It is written before anything is printed, for whoever reads may stop reading, as head does.
    """
    if not faults or given.out is None:
        return None
    path = faults.to_xlsx(given.out, language=given.language)
    return text("cli", "faults_written", given.language, path=str(path))


def _needs_key(reading: Reading) -> bool:
    """Whether the files hold what is refused without a key, as a report's are."""
    notes = [dict(note.parameters) for file in reading.files for note in file.notes]
    return any(parameters.get("form") == "needed" for parameters in notes)


def _print_taken(reading: Reading, language: Language) -> None:
    taken = reading.show_taken(language)
    if taken:
        print(taken)


def profile_files(given: argparse.Namespace) -> int:
    reading = _looked_at(given)
    path = None
    if reading.asked:
        # Before anything is printed, for whoever reads may stop reading.
        path = reading.write_profile(given.out, overwrite=given.overwrite, language=given.language)
    print(reading.show(given.language))
    print(reading.faults.show(given.language))
    if path is None:
        # No profile is written in which it could be looked over.
        _print_taken(reading, given.language)
        answered = given.profile is not None
        print(text("cli", "all_answered" if answered else "nothing_asked", given.language))
        return FAULTS if reading.faults else 0
    print(text("cli", "profile_written", given.language, path=str(path), number=len(reading.asked)))
    return 0
