"""Reports at the command line: the version that may be published, and the working one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vnr.cli._files import FAULTS, read_files
from vnr.cli._progress import progress
from vnr.errors import DataError
from vnr.model import Period
from vnr.words import Language, refusal, text

if TYPE_CHECKING:
    from vnr.disclosure import Rule
    from vnr.io import Reading
    from vnr.report import Report

__all__ = ["report_arguments", "write_demo", "write_report"]


def report_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """What a report takes beside files."""
    parser.add_argument("--county", help=say("county"))
    parser.add_argument("--municipality", help=say("municipality"))
    parser.add_argument("--country", action="store_true", help=say("country"))
    parser.add_argument("--district", help=say("district"))
    parser.add_argument("--provider", help=say("provider"))
    parser.add_argument("--year", required=True, help=say("year"))
    parser.add_argument("--out", required=True, type=Path, help=say("out"))
    parser.add_argument("--rule", default="VNR_BOARD", help=say("rule"))
    parser.add_argument("--parts", type=Path, help=say("parts"))
    parser.add_argument(
        "--published", type=Path, action="extend", nargs="+", default=[], help=say("published")
    )
    parser.add_argument("--sender", default="", help=say("sender"))
    parser.add_argument("--short", action="store_true", help=say("short"))
    parser.add_argument("--internal", action="store_true", help=say("internal"))


def write_report(given: argparse.Namespace) -> int:
    from vnr.disclosure.ledger import published_of

    rule, place = _rule(given.rule), _place(given)
    if given.internal and given.published:
        raise refusal("published_internal")
    # What can't be read is told before the files are.
    published_of(given.published)
    year = _period(given.year)
    if given.observed is None:
        print(text("cli", "assumed_window", given.language, year=str(year)), file=sys.stderr)
    reading = read_files(given, given.observed or year)
    if reading.faults and not len(reading.register):
        print(reading.show(given.language))
        print(reading.faults.show(given.language))
        print(text("cli", "nothing_usable", given.language), file=sys.stderr)
        return FAULTS
    try:
        with progress("counting", given.language):
            counted = _counted(given, place, year, reading)
            if given.short:
                counted = counted.short
            if given.internal:
                stem = f"vnr-{place}-{year.label.replace('/', '--')}"
                paths = _write_internal(counted, reading, given.out, stem, given.language)
            else:
                paths = _release(
                    counted, rule, given.out, given.language, _hash_key(given), given.published
                )
    finally:
        # Rows that are set aside may be why nothing can be shown.
        if reading.faults:
            number = {"faults": len(reading.faults), "rejected": reading.rejected}
            print(text("cli", "set_aside", given.language, **number), file=sys.stderr)
            if not given.internal:
                print(text("cli", "faults_apart", given.language), file=sys.stderr)
    print(*paths, sep="\n")
    return FAULTS if reading.faults else 0


def _place(given: argparse.Namespace) -> str:
    """The code of what the report is on, before any file is read."""
    from vnr.data import municipalities, municipality_code

    if given.country:
        for name in ("county", "municipality", "parts"):
            if getattr(given, name) is not None:
                raise refusal("country_alone", name=f"--{name}")
        return "SE"
    if given.municipality is None:
        if given.county is None:
            raise refusal("place_lacking")
        municipalities(given.county)
        return str(given.county)
    if given.county is not None or given.parts is not None:
        raise refusal("place_twice", name="--parts" if given.county is None else "--county")
    return municipality_code(given.municipality)


def _period(written: str) -> Period:
    """A year, several, or a part of one."""
    try:
        period = Period.parse(written)
    except DataError:
        raise refusal("year", year=repr(written)) from None
    if not 1900 <= period.start.year <= period.end.year <= 2200:
        raise refusal("year", year=repr(written))
    return period


def _counted(given: argparse.Namespace, place: str, year: Period, reading: Reading) -> Report:
    from vnr.data import read_county_parts
    from vnr.report import country_report, county_report, municipality_report

    if given.district is not None or given.provider is not None:
        return _chosen(given, place, year, reading)
    if given.country:
        return country_report(reading, year, sender=given.sender)
    if given.municipality is not None:
        return municipality_report(reading, place, year, sender=given.sender)
    parts = None if given.parts is None else read_county_parts(given.parts)
    return county_report(reading, place, year, parts=parts, sender=given.sender)


def _chosen(given: argparse.Namespace, place: str, year: Period, reading: Reading) -> Report:
    """A district's cases, or those with a provider of that kind, of a place."""
    from vnr.data import counties
    from vnr.report import chosen_report
    from vnr.results.pictures import names
    from vnr.words import label

    asked = {"district": given.district, "provider": given.provider}
    chosen = {name: value for name, value in asked.items() if value is not None}
    if given.country:
        called = text("report", "country", "sv")
    elif given.municipality is not None:
        called, chosen["municipality"] = label("municipality", place, "sv"), place
    else:
        called, chosen["county"] = counties()[place], place
    cases = reading.register.where(**chosen)
    told = [names(name, [chosen[name]], "sv")[0] for name in asked if name in chosen]
    name = ", ".join([called, *told])
    return chosen_report(cases, name, year, reading=reading, sender=given.sender)


def _rule(name: str) -> Rule:
    """A preset by its name, or the rule of a file."""
    from vnr.disclosure import Rule, rule_named

    return (
        Rule.load(name)
        if Path(name).suffix or Path(name).exists()
        else rule_named(cast("Any", name))
    )


def _hash_key(given: argparse.Namespace) -> bytes | None:
    """What the input's hash is keyed by: the project's key, if there is one."""
    if given.key_file is None:
        return None
    from vnr.io import Pseudonymiser

    return Pseudonymiser.load(given.key_file).pseudonym("vnr release").encode()


def _release(
    counted: Report,
    rule: Rule,
    out: Path,
    language: Language,
    key: bytes | None = None,
    published: Sequence[Path] = (),
) -> list[Path]:
    """What may be published: the fault list never lies beside it."""
    from vnr.report import release

    made = release(counted, rule, out, published=published, language=language, key=key)
    if made.audit.unreckoned:
        names = "; ".join(f"{source}, {figure}" for source, figure in made.audit.unreckoned)
        print(text("disclosure", "unreckoned", language, names=names), file=sys.stderr)
    return [made.folder / name for name in made.files]


def _write_internal(
    counted: Report, reading: Reading, out: Path, stem: str, language: Language
) -> list[Path]:
    """What only those who work with the figures may see, and the list of faults."""
    from vnr.report import write_working

    paths = [*write_working(counted, out / stem, language=language)]
    if reading.faults:
        name = f"{stem}-{text('cli', 'faults_file', language)}.xlsx"
        paths.append(reading.faults.to_xlsx(out / name, language=language))
    return paths


def write_demo(given: argparse.Namespace) -> int:
    from vnr.io import read
    from vnr.report import county_report
    from vnr.synthetic import write_extracts

    extracts: Path = given.out / "uttag"
    # Whoever may not write here needn't wait.
    try:
        extracts.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise refusal("key_unwritten", name=str(given.out), reason=error) from None
    with progress("inventing", given.language):
        made = write_extracts(extracts, seed=given.seed)
    with progress("reading", given.language):
        reading = read(made.files, observed=made.observed, profile=made.profile)
    with progress("counting", given.language):
        # The pages name real municipalities: wherever they come, they say that they are made up.
        sender = text("cli", "demo_sender", given.language)
        counted = county_report(reading, "04", made.period, sender=sender)
        inner = given.out / text("cli", "internal_folder", given.language)
        stem = f"vnr-04-{made.period.label}"
        paths = _write_internal(counted, reading, inner, stem, given.language)
        folder = given.out / text("cli", "release_folder", given.language)
        paths += _release(counted, _rule("VNR_BOARD"), folder, given.language)
    # When all is written, for whoever reads may stop reading.
    print(reading.show(given.language))
    print(*paths, sep="\n")
    html = next(path for path in paths if path.parent == folder and path.suffix == ".html")
    print(text("cli", "made_up", given.language, path=str(html)))
    return 0
