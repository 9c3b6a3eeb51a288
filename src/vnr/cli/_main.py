"""The commands, and what they end with."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from importlib.metadata import version
from pathlib import Path

from vnr.cli._answers import answer_arguments, check_answers, form_arguments, write_form
from vnr.cli._files import book_named, check_files, profile_files, reading_arguments
from vnr.cli._parser import MISUSE, Parser
from vnr.cli._reports import report_arguments, write_demo, write_report
from vnr.cli._supply import supply_arguments, write_supply
from vnr.errors import VnrError
from vnr.model import json_schema, table_schema
from vnr.words import LANGUAGES, Language, refusal, text, told

__all__ = ["main"]


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


def _language(arguments: Sequence[str] | None) -> Language:
    """The language asked for, which the help is in too."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--language", choices=LANGUAGES, default="sv")
    try:
        with redirect_stderr(io.StringIO()):
            language: Language = parser.parse_known_args(arguments)[0].language
    except SystemExit:
        return "sv"
    return language


def _parser(language: Language) -> argparse.ArgumentParser:
    def say(key: str) -> str:
        return text("cli", key, language)

    # Parsers of commands are made by argparse, which knows of no language.
    made: type[Parser] = type("Parser", (Parser,), {"language": language})
    parser = made(prog="python -m vnr", description=say("description"))
    parser.add_argument(
        "--version", action="version", version=f"vnr {version('vnr')}", help=say("version")
    )
    commands = parser.add_subparsers(required=True, metavar=say("command"))

    check = commands.add_parser("check", help=say("check"))
    reading_arguments(check, say)
    check.add_argument("--out", type=book_named(say), help=say("check_out"))
    check.set_defaults(run=check_files)

    profile = commands.add_parser("profile", help=say("profile_command"))
    reading_arguments(profile, say)
    profile.add_argument(
        "--out", type=Path, default=Path(say("profile_file")), help=say("profile_out")
    )
    profile.add_argument("--overwrite", action="store_true", help=say("overwrite"))
    profile.set_defaults(run=profile_files)

    report = commands.add_parser("report", help=say("report"))
    reading_arguments(report, say)
    report_arguments(report, say)
    report.set_defaults(run=write_report)

    supply = commands.add_parser("supply", help=say("supply"))
    supply_arguments(supply, say)
    supply.set_defaults(run=write_supply)

    demo = commands.add_parser("demo", help=say("demo"))
    demo.add_argument("--out", type=Path, default=Path("demo"), help=say("out"))
    demo.add_argument("--seed", type=int, default=1)
    demo.set_defaults(run=write_demo)

    template = commands.add_parser("template", help=say("template"))
    template.add_argument("--out", type=book_named(say), default=Path(say("template_file")))
    template.set_defaults(run=_template)

    form = commands.add_parser("form", help=say("form"))
    form_arguments(form, say)
    form.set_defaults(run=write_form)

    answers = commands.add_parser("answers", help=say("answers"))
    answer_arguments(answers, say)
    answers.set_defaults(run=check_answers)

    schema = commands.add_parser("schema", help=say("schema"))
    schema.add_argument("--kind", choices=("json", "table"), default="json")
    schema.set_defaults(run=_schema)

    key = commands.add_parser("key", help=say("key"))
    key.add_argument("file", type=Path, help=say("key_new"))
    key.set_defaults(run=_key)

    every = (check, profile, report, supply, demo, template, form, answers, schema, key)
    for command in every:
        command.add_argument("--language", choices=LANGUAGES, default="sv", help=say("language"))
    return parser


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
