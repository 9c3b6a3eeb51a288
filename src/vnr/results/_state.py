"""What stands in a cell: a value, or one of three reasons for there being none."""

from __future__ import annotations

from enum import IntEnum

from vnr.words import label

__all__ = ["State"]


class State(IntEnum):
    """What stands in a cell; zero is a value, the others are not."""

    VALUE = 0
    NOT_REPORTED = 1
    NOT_MATURE = 2
    SUPPRESSED = 3

    @property
    def code(self) -> str:
        """The state in frames and JSON."""
        return self.name.lower()

    def label(self, language: str) -> str:
        """Why there is no value, in words; empty where there is one."""
        return label("state", self.code, language) if self else ""
