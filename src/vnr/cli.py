"""``python -m vnr``: check, report, demo, template, schema."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vnr.errors import DataError, VnrError
from vnr.model import Period, json_schema, table_schema

if TYPE_CHECKING:
    from vnr.io import Reading

__all__ = ["main"]

FAULTS = 1
MISUSE = 2
_QUIET = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns
    -------
    int
        0 if all is well, 1 if the files have faults, 2 for misuse.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks å shows a mark in its place rather than stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        status = int(given.run(given))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough, as head does. What is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except VnrError as error:
        print(f"vnr: {error}", file=sys.stderr)
        return MISUSE
    except OSError as error:
        print(f"vnr: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        print("vnr: avbrutet", file=sys.stderr)
        return MISUSE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vnr",
        description="Räkna, följ upp och skatta våld i nära relationer.",
    )
    commands = parser.add_subparsers(required=True, metavar="kommando")

    check = commands.add_parser("check", help="läs filer och visa fel")
    _reading_arguments(check)
    check.add_argument("--out", type=Path, help="skriv felen som xlsx hit")
    check.set_defaults(run=_check)

    report = commands.add_parser("report", help="länsrapport som html och xlsx")
    _reading_arguments(report)
    report.add_argument("--county", required=True, help="länskod, t.ex. 04")
    report.add_argument("--year", required=True, type=int, help="år som rapporten gäller")
    report.add_argument("--out", required=True, type=Path, help="mapp att skriva i")
    report.add_argument("--language", choices=("sv", "en"), default="sv")
    report.set_defaults(run=_report)

    demo = commands.add_parser("demo", help="påhittade uttag ur nio kommuner, och deras rapport")
    demo.add_argument("--out", type=Path, default=Path("demo"), help="mapp att skriva i")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--language", choices=("sv", "en"), default="sv")
    demo.set_defaults(run=_demo)

    template = commands.add_parser("template", help="tomt uttag som xlsx med kodlistor")
    template.add_argument("--out", type=Path, default=Path("vnr-mall.xlsx"))
    template.set_defaults(run=_template)

    schema = commands.add_parser("schema", help="skriv ut schemat som JSON")
    schema.add_argument("--kind", choices=("json", "table"), default="json")
    schema.set_defaults(run=_schema)
    return parser


def _reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, help="filer eller mappar")
    parser.add_argument(
        "--observed", type=_period, help="fönster som uttagen täcker: 2017-01-01/2020-12-31"
    )
    parser.add_argument("--profile", type=Path, help="leveransprofil (TOML)")
    parser.add_argument("--key-file", type=Path, help="fil med nyckel för pseudonymer")
    parser.add_argument("--encoding", help="textfilernas teckenkodning, om den är känd")


def _period(text: str) -> Period:
    try:
        start, end = (date.fromisoformat(day) for day in text.split("/"))
        return Period(start, end)
    except ValueError:
        raise argparse.ArgumentTypeError("skriv två datum: ÅÅÅÅ-MM-DD/ÅÅÅÅ-MM-DD") from None


def _read(given: argparse.Namespace, observed: Period) -> Reading:
    from vnr.io import read

    key = None
    if given.key_file is not None:
        try:
            key = given.key_file.read_bytes().strip()
        except OSError as error:
            raise DataError(f"the key file can't be read: {error.strerror}") from None
    with _progress("läser"):
        return read(
            given.files,
            observed=observed,
            profile=given.profile,
            key=key,
            encoding=given.encoding,
        )


def _check(given: argparse.Namespace) -> int:
    everything = Period(date(1900, 1, 1), date.today())  # noqa: DTZ011
    reading = _read(given, given.observed or everything)
    print(reading)
    if reading.faults:
        print(reading.faults)
        if given.out is not None:
            print(f"felen skrevs till {reading.faults.to_xlsx(given.out)}")
    return FAULTS if reading.faults else 0


def _report(given: argparse.Namespace) -> int:
    if not 1900 <= given.year <= 2200:
        raise DataError(f"--year must be a year, got {given.year}")
    year = Period.year(given.year)
    if given.observed is None:
        print(
            f"Fönstret antas vara {year}. Ange --observed om uttagen täcker mer: "
            "återkomster och missad andel kräver tid före och efter.",
            file=sys.stderr,
        )
    reading = _read(given, given.observed or year)
    if reading.faults and not len(reading.register):
        print(reading)
        print(reading.faults)
        print("Ingen rad gick att använda, så ingen rapport skrevs.", file=sys.stderr)
        return FAULTS
    _write(reading, given.county, year, given.out, given.language)
    if reading.faults:
        print(
            f"{len(reading.faults)} fel; {reading.rejected} rader lades åt sidan", file=sys.stderr
        )
    return FAULTS if reading.faults else 0


def _write(reading: Reading, county: str, year: Period, out: Path, language: str) -> None:
    from vnr.report import county_report, write_html, write_xlsx

    with _progress("räknar och skriver"):
        counted = county_report(reading.register, county, year, reading=reading)
        stem = f"vnr-{county}-{year.label}"
        # The workbook first: it needs an extra, and without it nothing is written.
        book = write_xlsx(counted, out / f"{stem}.xlsx", language=language)
        paths = [write_html(counted, out / f"{stem}.html", language=language), book]
        if reading.faults:
            paths.append(reading.faults.to_xlsx(out / f"{stem}-fel.xlsx"))
    for path in paths:
        print(path)


def _demo(given: argparse.Namespace) -> int:
    from vnr.io import read
    from vnr.synthetic import write_extracts

    with _progress("hittar på människor som inte finns"):
        made = write_extracts(given.out / "uttag", seed=given.seed)
    with _progress("läser uttagen"):
        reading = read(made.files, observed=made.observed, profile=made.profile)
    print(reading)
    _write(reading, "04", made.period, given.out, given.language)
    print("Allt är påhittat. Öppna html-filen i en webbläsare.")
    return 0


def _template(given: argparse.Namespace) -> int:
    from vnr.io import write_template

    print(write_template(given.out))
    return 0


def _schema(given: argparse.Namespace) -> int:
    schema = json_schema() if given.kind == "json" else table_schema()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Say what goes on, and for how long, once it has taken two seconds."""
    done = threading.Event()
    began = time.monotonic()

    def tell() -> None:
        wait = _QUIET
        while not done.wait(wait):
            print(f"… {what} ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
            wait = 5.0

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
