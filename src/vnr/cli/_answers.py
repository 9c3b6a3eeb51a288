"""Commands on what municipalities offer: the form to fill in, and a look at filled-in ones."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vnr.cli._files import FAULTS, book_named, written_faults
from vnr.words import refusal

if TYPE_CHECKING:
    from vnr.model import Answer, Provision

__all__ = ["answer_arguments", "check_answers", "form_arguments", "write_form"]


def form_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--out", type=book_named(say), default=Path(say("form_file")))
    parser.add_argument("--municipality", help=say("form_municipality"))
    parser.add_argument("--year", type=int, help=say("form_year"))
    parser.add_argument("--before", type=Path, action="append", default=[], help=say("form_before"))
    parser.add_argument("--overwrite", action="store_true", help=say("overwrite"))


def write_form(given: argparse.Namespace) -> int:
    from vnr.data import municipality_code
    from vnr.io import read_answers, write_answer_form

    place = None if given.municipality is None else municipality_code(given.municipality)
    before: list[Provision | Answer] = []
    if given.before:
        reading = read_answers(given.before)
        if reading.faults:
            print(reading.faults.show(given.language))
            return FAULTS
        before += [*reading.provisions, *reading.answers]
    if given.out in given.before:
        raise refusal("form_over", name=str(given.out))
    written = write_answer_form(
        given.out,
        municipality=place,
        year=given.year,
        before=before,
        overwrite=given.overwrite,
        language=given.language,
    )
    print(written)
    return 0


def answer_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("files", nargs="+", type=Path, help=say("answer_files"))
    parser.add_argument("--year", type=int, help=say("answer_year"))
    parser.add_argument("--out", type=book_named(say), help=say("check_out"))


def check_answers(given: argparse.Namespace) -> int:
    from vnr.io import read_answers

    reading = read_answers(given.files, year=given.year)
    written = written_faults(reading.faults, given)
    print(reading.show(given.language))
    if reading.faults:
        print(reading.faults.show(given.language))
    if written:
        print(written)
    return FAULTS if reading.faults else 0
