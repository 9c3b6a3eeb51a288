"""The report on what municipalities offer at the command line: of files, or of made-up answers."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import evolve

from vnr.cli._files import FAULTS, read_files
from vnr.errors import DataError, impersonal
from vnr.files import RELEASE
from vnr.model import Period
from vnr.words import Language, refusal, text

if TYPE_CHECKING:
    from vnr.io import AnswerReading
    from vnr.register import Register, Supply
    from vnr.report import Report
    from vnr.results import Estimate

__all__ = ["supply_arguments", "write_supply"]

_SAVED: Final = ".json"
_COUNTED: Final = (2010, 2025)
_ANSWERED: Final = "offered_as_answered"
_READING: Final = ("profile", "key_file", "key_check", "encoding", "memory", "seconds")
"""What reading extracts takes of a command that has them; here it isn't asked for."""


def supply_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """What it takes."""
    parser.add_argument("files", type=Path, nargs="*", help=say("supply_files"))
    parser.add_argument("--county", help=say("county"))
    parser.add_argument("--municipality", help=say("municipality"))
    parser.add_argument("--year", required=True, type=int, help=say("year_alone"))
    parser.add_argument("--out", required=True, type=Path, help=say("out"))
    parser.add_argument("--at-least", type=int, help=say("at_least"))
    parser.add_argument("--cases", type=Path, nargs="+", default=[], help=say("cases"))
    parser.add_argument("--profile", type=Path, help=say("profile"))
    parser.add_argument("--total", help=say("total"))
    parser.add_argument("--parts", type=Path, help=say("parts"))
    parser.add_argument("--rule", default="VNR_BOARD", help=say("rule"))
    parser.add_argument("--sender", default="", help=say("sender"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--internal", action="store_true", help=say("internal"))
    parser.add_argument("--overwrite", action="store_true", help=say("overwrite"))


def write_supply(given: argparse.Namespace) -> int:
    """Write the report: without files, of made-up answers of the county."""
    from vnr.data import municipality_code, read_county_parts
    from vnr.disclosure import rule_named
    from vnr.report import release, supply_report, write_working

    rule, language = rule_named(given.rule), given.language
    if given.municipality is not None and given.county is not None:
        raise refusal("place_twice", name="--county")
    if given.municipality is None and given.county is None:
        raise refusal("place_lacking")
    if given.cases and given.total is not None:
        raise refusal("cases_twice")
    if given.at_least is not None and given.at_least < 1:
        raise refusal("at_least", number=given.at_least)
    place = given.county or municipality_code(given.municipality)
    stem = given.out / f"vnr-{text('cli', 'supply_stem', language)}-{place}-{given.year}"
    made_there = [stem.with_name(stem.name + end) for end in (".html", ".docx", ".xlsx")]
    for path in made_there if given.internal else [given.out / RELEASE]:
        if path.exists() and not given.overwrite:
            raise refusal("exists", path=str(path))
    supply, reading = _supply(given, place)
    try:
        report = supply_report(
            supply,
            place,
            given.year,
            cases=_cases(given, place),
            at_least=given.at_least,
            parts=None if given.parts is None else read_county_parts(given.parts),
            sender=given.sender,
            aside=reading.rejected if reading else 0,
        )
        if not given.files:
            report = _made_up(report)
        if given.internal:
            paths = [*write_working(report, stem, language=language)]
        else:
            made = release(report, rule, given.out, language=language)
            paths = [made.folder / name for name in made.files]
    finally:
        # After all is written, for whoever reads may stop reading; and whatever stopped it.
        faulty = _print_faults(reading, language)
    print(*paths, sep="\n")
    if not given.files:
        print(text("cli", "supply_made_up", language))
    return FAULTS if faulty else 0


def _print_faults(reading: AnswerReading | None, language: Language) -> bool:
    """Say what is wrong in the forms, if anything is."""
    if reading is None or not reading.faults:
        return False
    print(reading.show(language))
    print(reading.faults.show(language))
    number = {"faults": len(reading.faults), "rejected": reading.rejected}
    print(text("cli", "set_aside_supply", language, **number), file=sys.stderr)
    return True


def _made_up(report: Report) -> Report:
    """The report marked as one of made-up answers: nothing of it is what municipalities answered."""
    results = {
        label: evolve(one, notes=[note for note in one.notes if note.code != _ANSWERED])
        for label, one in report.results.items()
    }
    return evolve(report.showing(results), about="made_up")


def _cases(given: argparse.Namespace, place: str) -> Register | Estimate | None:
    """The cases of the year, or how many the county says that there are; made up where all is."""
    from vnr.results import Estimate

    if given.total is not None:
        try:
            return Estimate.parse(given.total)
        except DataError:
            raise refusal("total", total=impersonal(given.total)) from None
    year = Period.year(given.year)
    if given.cases:
        asked = argparse.Namespace(**dict.fromkeys(_READING), mapping=[], sheet=[])
        asked.files, asked.profile, asked.language = given.cases, given.profile, given.language
        # Cases are only counted: none is kept, so a key for this once will do.
        return read_files(asked, year, once=secrets.token_bytes(32)).register
    # People are made up of the inhabitants of a year, where these are packaged.
    if given.files or not _COUNTED[0] <= given.year <= _COUNTED[1]:
        return None
    from vnr.synthetic import register

    return register(county=place[:2], period=year, seed=given.seed)


def _supply(given: argparse.Namespace, place: str) -> tuple[Supply, AnswerReading | None]:
    """What was saved or filled in, and how forms were read; without files, made-up answers."""
    from vnr.register import Supply
    from vnr.synthetic import municipalities

    if not given.files:
        return municipalities(place[:2], given.year, given.seed).supply, None
    saved = [path for path in given.files if path.suffix == _SAVED]
    kept = [Supply.load(path) for path in saved]
    filled = [path for path in given.files if path.suffix != _SAVED]
    reading = None
    if filled:
        from vnr.io import read_answers

        reading = read_answers(filled, year=given.year, language=given.language)
        kept.append(reading.supply(given.year))
    whole = Supply(
        municipalities=dict.fromkeys(one for supply in kept for one in supply.municipalities),
        provisions=[one for supply in kept for one in supply.provisions],
        surveys=dict.fromkeys(one for supply in kept for one in supply.surveys),
        answers=[one for supply in kept for one in supply.answers],
        grants=[one for supply in kept for one in supply.grants],
    )
    return whole, reading
