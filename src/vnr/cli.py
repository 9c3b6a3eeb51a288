"""``python -m vnr``: check, profile, report, demo, template, schema, key."""

from __future__ import annotations

import argparse
import io
import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from vnr.errors import DataError, VnrError, require
from vnr.model import Period, json_schema, table_schema
from vnr.words import LANGUAGES, refusal, text, told

if TYPE_CHECKING:
    from vnr.disclosure import Rule
    from vnr.io import Reading
    from vnr.report import Report

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
    given = _parser(_language(arguments)).parse_args(arguments)
    try:
        status = int(given.run(given))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough, as head does. What is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except VnrError as error:
        print(f"vnr: {told(error, given.language)}", file=sys.stderr)
        return MISUSE
    except OSError as error:
        refused = refusal("system_refuses", path=str(error.filename or ""), why=error)
        print(f"vnr: {told(refused, given.language)}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        print(f"vnr: {text('cli', 'interrupted', given.language)}", file=sys.stderr)
        return MISUSE
    return status


class _Parser(argparse.ArgumentParser):
    """A parser that helps and complains in one language; argparse's own words are English."""

    language = "sv"

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False)
        self.add_argument("-h", "--help", action="help", help=self.say("help"))
        self._positionals.title = self.say("positionals")
        self._optionals.title = self.say("options")

    def say(self, key: str) -> str:
        """A sentence of the command line."""
        return text("cli", key, self.language)

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """Add an argument whose value is called by a word of the language."""
        action = super().add_argument(*names, **settings)
        if action.nargs != 0 and action.choices is None and action.metavar is None:
            action.metavar = text("cli", "value", self.language, form=action.dest)
        return action

    def format_usage(self) -> str:
        """The command's form."""
        return super().format_usage().replace("usage:", self.say("usage"), 1)

    def format_help(self) -> str:
        """The command's form and what its parts mean."""
        return super().format_help().replace("usage:", self.say("usage"), 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and stop."""
        self.print_usage(sys.stderr)
        self.exit(MISUSE, f"vnr: {told(DataError(message), self.language)}\n")


def _language(arguments: Sequence[str] | None) -> str:
    """The language asked for, which the help is in too."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--language", choices=LANGUAGES, default="sv")
    try:
        with redirect_stderr(io.StringIO()):
            language: str = parser.parse_known_args(arguments)[0].language
    except SystemExit:
        return "sv"
    return language


def _parser(language: str) -> argparse.ArgumentParser:
    def say(key: str) -> str:
        return text("cli", key, language)

    # Parsers of commands are made by argparse, which knows of no language.
    made: type[_Parser] = type("_Parser", (_Parser,), {"language": language})
    parser = made(prog="python -m vnr", description=say("description"))
    commands = parser.add_subparsers(required=True, metavar=say("command"))

    check = commands.add_parser("check", help=say("check"))
    _reading_arguments(check, say)
    check.add_argument("--out", type=Path, help=say("check_out"))
    check.set_defaults(run=_check)

    profile = commands.add_parser("profile", help=say("profile_command"))
    _reading_arguments(profile, say)
    profile.add_argument(
        "--out", type=Path, default=Path(say("profile_file")), help=say("profile_out")
    )
    profile.add_argument("--overwrite", action="store_true", help=say("overwrite"))
    profile.set_defaults(run=_profile)

    report = commands.add_parser("report", help=say("report"))
    _reading_arguments(report, say)
    report.add_argument("--county", required=True, help=say("county"))
    report.add_argument("--year", required=True, type=int, help=say("year"))
    report.add_argument("--out", required=True, type=Path, help=say("out"))
    report.add_argument("--rule", default="VNR_BOARD", help=say("rule"))
    report.add_argument("--parts", type=Path, help=say("parts"))
    report.add_argument("--internal", action="store_true", help=say("internal"))
    report.set_defaults(run=_report)

    demo = commands.add_parser("demo", help=say("demo"))
    demo.add_argument("--out", type=Path, default=Path("demo"), help=say("out"))
    demo.add_argument("--seed", type=int, default=1)
    demo.set_defaults(run=_demo)

    template = commands.add_parser("template", help=say("template"))
    template.add_argument("--out", type=Path, default=Path(say("template_file")))
    template.set_defaults(run=_template)

    schema = commands.add_parser("schema", help=say("schema"))
    schema.add_argument("--kind", choices=("json", "table"), default="json")
    schema.set_defaults(run=_schema)

    key = commands.add_parser("key", help=say("key"))
    key.add_argument("file", type=Path, help=say("key_new"))
    key.set_defaults(run=_key)

    for command in (check, profile, report, demo, template, schema, key):
        command.add_argument("--language", choices=LANGUAGES, default="sv", help=say("language"))
    return parser


def _reading_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
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


def _read(given: argparse.Namespace, observed: Period, once: bytes | None = None) -> Reading:
    from vnr.io import Limits, Profile, Pseudonymiser, read

    key: Pseudonymiser | bytes | None = once
    profile = Profile() if given.profile is None else Profile.load(given.profile)
    if given.key_file is not None:
        key = Pseudonymiser.load(given.key_file, check=given.key_check, mappings=given.mapping)
    elif given.key_check is not None or given.mapping:
        raise DataError("--key-check and --mapping say more of a key; give --key-file too")
    limits: dict[str, Any] = {}
    if given.memory is not None:
        limits["memory"] = given.memory * 1e6
    if given.seconds is not None:
        limits["seconds"] = given.seconds
    # Of what isn't kept no key is the project's.
    kept = key is not once or once is None
    with _progress("reading", given.language):
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
    return _read(given, given.observed or everything, once=secrets.token_bytes(32))


def _check(given: argparse.Namespace) -> int:
    reading = _looked_at(given)
    print(reading.show(given.language))
    _print_taken(reading, given.language)
    if reading.faults:
        print(reading.faults.show(given.language))
        if given.out is not None:
            path = reading.faults.to_xlsx(given.out, language=given.language)
            print(text("cli", "faults_written", given.language, path=str(path)))
    return FAULTS if reading.faults else 0


def _print_taken(reading: Reading, language: str) -> None:
    taken = reading.show_taken(language)
    if taken:
        print(taken)


def _profile(given: argparse.Namespace) -> int:
    reading = _looked_at(given)
    print(reading.show(given.language))
    print(reading.faults.show(given.language))
    if not reading.asked:
        # No profile is written in which it could be looked over.
        _print_taken(reading, given.language)
        answered = given.profile is not None
        print(text("cli", "all_answered" if answered else "nothing_asked", given.language))
        return FAULTS if reading.faults else 0
    path = reading.write_profile(given.out, overwrite=given.overwrite, language=given.language)
    print(text("cli", "profile_written", given.language, path=str(path), number=len(reading.asked)))
    return 0


def _report(given: argparse.Namespace) -> int:
    from vnr.data import read_county_parts
    from vnr.report import county_report

    rule = _rule(given.rule)
    if not 1900 <= given.year <= 2200:
        raise DataError(f"--year must be a year, got {given.year}")
    year = Period.year(given.year)
    if given.observed is None:
        print(text("cli", "assumed_window", given.language, year=str(year)), file=sys.stderr)
    reading = _read(given, given.observed or year)
    if reading.faults and not len(reading.register):
        print(reading.show(given.language))
        print(reading.faults.show(given.language))
        print(text("cli", "nothing_usable", given.language), file=sys.stderr)
        return FAULTS
    parts = None if given.parts is None else read_county_parts(given.parts)
    with _progress("counting", given.language):
        counted = county_report(reading.register, given.county, year, reading=reading, parts=parts)
        if given.internal:
            stem = f"vnr-{given.county}-{year.label}"
            paths = _write_internal(counted, reading, given.out, stem, given.language)
        else:
            paths = _release(counted, rule, given.out, given.language, _hash_key(given))
    print(*paths, sep="\n")
    if reading.faults:
        number = {"faults": len(reading.faults), "rejected": reading.rejected}
        print(text("cli", "set_aside", given.language, **number), file=sys.stderr)
        if not given.internal:
            print(text("cli", "faults_apart", given.language), file=sys.stderr)
    return FAULTS if reading.faults else 0


def _rule(name: str) -> Rule:
    """A preset by its name, or the rule of a file."""
    from vnr.disclosure import Rule, rule_named

    return Rule.load(name) if Path(name).suffix or Path(name).exists() else rule_named(name)


def _hash_key(given: argparse.Namespace) -> bytes | None:
    """What the input's hash is keyed by: the project's key, if there is one."""
    if given.key_file is None:
        return None
    from vnr.io import Pseudonymiser

    return Pseudonymiser.load(given.key_file).pseudonym("vnr release").encode()


def _release(
    counted: Report, rule: Rule, out: Path, language: str, key: bytes | None = None
) -> list[Path]:
    """What may be published: the fault list never lies beside it."""
    from vnr.report import release

    made = release(counted, rule, out, language=language, key=key)
    return [made.folder / name for name in made.files]


def _write_internal(
    counted: Report, reading: Reading, out: Path, stem: str, language: str
) -> list[Path]:
    """What only those who work with the figures may see, and the list of faults."""
    from vnr.report import write_html, write_xlsx

    # Without what any of them needs nothing is written.
    for library, extra in (("jinja2", "report"), ("xlsxwriter", "excel")):
        require(library, extra)
    book = write_xlsx(counted, out / f"{stem}.xlsx", language=language)
    paths = [write_html(counted, out / f"{stem}.html", language=language), book]
    if reading.faults:
        name = f"{stem}-{text('cli', 'faults_file', language)}.xlsx"
        paths.append(reading.faults.to_xlsx(out / name, language=language))
    return paths


def _demo(given: argparse.Namespace) -> int:
    from vnr.io import read
    from vnr.report import county_report
    from vnr.synthetic import write_extracts

    extracts: Path = given.out / "uttag"
    extracts.mkdir(parents=True, exist_ok=True)  # whoever may not write here needn't wait
    with _progress("inventing", given.language):
        made = write_extracts(extracts, seed=given.seed)
    with _progress("reading", given.language):
        reading = read(made.files, observed=made.observed, profile=made.profile)
    print(reading.show(given.language))
    with _progress("counting", given.language):
        counted = county_report(reading.register, "04", made.period, reading=reading)
        inner = given.out / text("cli", "internal_folder", given.language)
        stem = f"vnr-04-{made.period.label}"
        paths = _write_internal(counted, reading, inner, stem, given.language)
        folder = given.out / text("cli", "release_folder", given.language)
        paths += _release(counted, _rule("VNR_BOARD"), folder, given.language)
    print(*paths, sep="\n")
    html = next(path for path in paths if path.parent == folder and path.suffix == ".html")
    print(text("cli", "made_up", given.language, path=str(html)))
    return 0


def _template(given: argparse.Namespace) -> int:
    from vnr.io import write_template

    print(write_template(given.out))
    return 0


def _key(given: argparse.Namespace) -> int:
    from vnr.io import Pseudonymiser

    made = Pseudonymiser.create(given.file)
    print(text("cli", "key_written", given.language, path=str(given.file), check=made.check))
    return 0


def _schema(given: argparse.Namespace) -> int:
    schema = json_schema() if given.kind == "json" else table_schema()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0


@contextmanager
def _progress(what: str, language: str) -> Iterator[None]:
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
