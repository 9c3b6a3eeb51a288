"""Arguments of the command line, in one language."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from vnr.errors import impersonal
from vnr.words import Language, text, topic

__all__ = ["MISUSE", "Parser"]

MISUSE = 2
"""What a command ends with that was given what it can't take."""


class Parser(argparse.ArgumentParser):
    """A parser that helps and complains in one language; argparse's own words are English."""

    language: Language = "sv"

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
        self.exit(MISUSE, f"vnr: {impersonal(_misuse(message, self.language))}\n")


def _misuse(message: str, language: Language) -> str:
    """What argparse says in English only, by its own sentence, those with most words first."""
    sentences = topic("errors", "en")["misuse"]
    for key in sorted(sentences, key=lambda key: -len(re.sub(r"{\w+}", "", sentences[key]))):
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentences[key]))
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            told = match.groupdict()
            kinds = topic("errors", language)["kind"]
            told |= {"kind": kinds.get(told["kind"], told["kind"])} if "kind" in told else {}
            return text("errors", "misuse", language, form=key, **told)
    return message
