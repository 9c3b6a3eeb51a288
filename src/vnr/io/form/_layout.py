"""What answers of municipalities may hold: their three tables, with fields and headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, cached_property
from typing import Final

import attrs

from vnr.io.template import Layout
from vnr.model import Provision
from vnr.register import Column, Kind, Schema

__all__ = ["ANSWERS", "PROVISIONS", "RESPONDENTS", "AnswerLayout", "answer_layout"]

PROVISIONS: Final = "provisions"
ANSWERS: Final = "answers"
RESPONDENTS: Final = "respondents"
_BESIDE: Final = ("theme", "wording", "explanation")
"""What only whoever fills in reads."""


@attrs.frozen(eq=False)
class AnswerLayout(Layout):
    """The tables of answers: what is offered, questions, and who answers (svarens form)."""

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, Column]]:
        """For each table its fields, with how they are read."""
        place = Column("municipality", Kind.NAME)
        year = self.schema.tables[PROVISIONS]["year"]
        joint = {
            name: Column(name, Kind.NAME, joint=True) for name in ("with_municipalities", "covers")
        }
        # Which words they may be depends on the kind.
        told = {name: Column(name, Kind.KEY) for name in ("subject", "target")}
        beside = {name: Column(name, Kind.KEY) for name in _BESIDE}
        texts = ("survey", "respondent", "question", "choices", "covers")
        answers = {name: Column(name, Kind.KEY) for name in texts}
        answers |= {"year": year, "number": Column("number", Kind.SCORE)}
        return {
            PROVISIONS: {**self.schema.tables[PROVISIONS], **joint, **told, **beside},
            ANSWERS: {**answers, **beside},
            RESPONDENTS: {"municipality": place, "year": year, "covers": joint["covers"]},
        }

    @cached_property
    def required(self) -> Mapping[str, tuple[str, ...]]:
        """For each table the fields without which a sheet isn't that table."""
        return {
            PROVISIONS: ("kind", "state"),
            ANSWERS: ("question",),
            RESPONDENTS: ("municipality", "year"),
        }

    def by_profile(self, table: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nothing: whose answers they are stands in a sheet of its own, or beside each."""
        return ()

    def may_repeat(self, table: str) -> frozenset[str]:
        """The fields that a row may have several of, side by side: answer 1, answer 2."""
        return frozenset({"choices"}) if table == ANSWERS else frozenset()

    def number_of(self, table: str) -> None:  # noqa: ARG002
        """No row hangs on another."""
        return

    def instead(self, table: str, fields: Collection[str]) -> frozenset[str]:  # noqa: ARG002
        """Nothing stands for another field."""
        return frozenset()


@cache
def answer_layout() -> AnswerLayout:
    """The layout of what municipalities answer."""
    return AnswerLayout(Schema.of(Provision, PROVISIONS))
