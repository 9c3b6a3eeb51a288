"""The report on what municipalities offer at the command line: of files, or of made-up answers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vnr.cli._files import FAULTS
from vnr.words import refusal, text

if TYPE_CHECKING:
    from vnr.register import Supply

__all__ = ["supply_arguments", "write_supply"]

_SAVED: Final = ".json"


def supply_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """What it takes."""
    parser.add_argument("files", type=Path, nargs="*", help=say("supply_files"))
    parser.add_argument("--county", help=say("county"))
    parser.add_argument("--municipality", help=say("municipality"))
    parser.add_argument("--year", required=True, type=int, help=say("year"))
    parser.add_argument("--out", required=True, type=Path, help=say("out"))
    parser.add_argument("--rule", default="VNR_BOARD", help=say("rule"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--internal", action="store_true", help=say("internal"))


def write_supply(given: argparse.Namespace) -> int:
    """Write the report: without files, of made-up answers of the county."""
    from vnr.data import municipality
    from vnr.disclosure import rule_named
    from vnr.report import release, supply_report, write_working

    rule, language = rule_named(given.rule), given.language
    if given.municipality is not None and given.county is not None:
        raise refusal("place_twice", name="--county")
    if given.municipality is None and given.county is None:
        raise refusal("place_lacking")
    place = given.county or municipality(given.municipality).code
    supply, faults = _supply(given, place)
    report = supply_report(supply, place, given.year)
    if not given.internal:
        made = release(report, rule, given.out, language=language)
        print(*(made.folder / name for name in made.files), sep="\n")
    else:
        stem = given.out / f"vnr-{text('cli', 'supply_stem', language)}-{place}-{given.year}"
        print(*write_working(report, stem, language=language), sep="\n")
    if not given.files:
        print(text("cli", "supply_made_up", language))
    return FAULTS if faults else 0


def _supply(given: argparse.Namespace, place: str) -> tuple[Supply, bool]:
    """What was saved or filled in, and whether it has faults; without files, made-up answers."""
    from vnr.register import Supply
    from vnr.synthetic import municipalities

    if not given.files:
        return municipalities(place[:2], given.year, given.seed).supply, False
    saved = [path for path in given.files if path.suffix == _SAVED]
    kept = [Supply.load(path) for path in saved]
    filled = [path for path in given.files if path.suffix != _SAVED]
    faults = False
    if filled:
        from vnr.io import read_answers

        reading = read_answers(filled, year=given.year, language=given.language)
        faults = bool(reading.faults)
        if faults:
            print(reading.show(given.language))
            print(reading.faults.show(given.language))
        surveys = [reading.survey(given.year)] if reading.answers else []
        kept.append(Supply(provisions=reading.provisions, surveys=surveys, answers=reading.answers))
    whole = Supply(
        municipalities=dict.fromkeys(one for supply in kept for one in supply.municipalities),
        provisions=[one for supply in kept for one in supply.provisions],
        surveys=dict.fromkeys(one for supply in kept for one in supply.surveys),
        answers=[one for supply in kept for one in supply.answers],
        grants=[one for supply in kept for one in supply.grants],
    )
    return whole, faults
