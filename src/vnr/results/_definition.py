"""What a figure means, and where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import attrs

from vnr.display import Fields
from vnr.errors import UnknownNameError
from vnr.results import _show
from vnr.results._json import plain
from vnr.words import LANGUAGES, Language

__all__ = ["Definition", "Provenance"]


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vnr")
    except PackageNotFoundError:
        return "unknown"


def _made(fingerprint: str | Callable[[], str]) -> str:
    return fingerprint if isinstance(fingerprint, str) else fingerprint()


@attrs.frozen
class Provenance(Fields):
    """Where a figure came from; no part of its meaning, so no part of equality.

    Attributes
    ----------
    input
        Fingerprint of the register. It may be given as a function that makes it: then it is made
        when somebody looks at it, or pickles it.
    vnr
        Version that counted.
    created
        When, in UTC.

    Examples
    --------
    >>> from vnr import metrics
    >>> share = metrics.proportion(3, 10)
    >>> attrs.evolve(share, provenance=Provenance("another register")) == share
    True
    """

    _input: str | Callable[[], str] = attrs.field(default="", repr=_made, eq=_made)
    vnr: str = attrs.field(factory=_version)
    created: datetime = attrs.field(factory=lambda: datetime.now(UTC))

    @property
    def input(self) -> str:
        """Fingerprint of the register."""
        object.__setattr__(self, "_input", _made(self._input))
        return _made(self._input)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.input, self.vnr, self.created)

    def to_dict(self) -> dict[str, str]:
        """JSON types."""
        return {"input": self.input, "vnr": self.vnr, "created": self.created.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Provenance:
        """Read what `to_dict` wrote."""
        return cls(data["input"], data["vnr"], datetime.fromisoformat(data["created"]))


@attrs.frozen
class Definition(Fields):
    """What a figure means (definition): the rule, its parameters, the cut-off and the coverage.

    Attributes
    ----------
    rule
        Name of the rule, such as ``count``.
    parameters
        The rule's parameters as JSON types; numbers of numpy and dates are made so.
    cutoff
        Last day of the observed window.
    coverage
        Periods in which all was delivered that the figures need, as `Coverage.periods` gives them.
    operands
        Definitions of the results this one is derived from.

    Examples
    --------
    >>> one, other = Definition("share", {"of": "case"}), Definition("share", {"of": "person"})
    >>> one == Definition("share", {"of": "case"}), one == other
    (True, False)
    """

    rule: str = attrs.field(converter=plain)
    parameters: Mapping[str, Any] = attrs.field(factory=dict, converter=plain)
    cutoff: date | None = None
    coverage: Sequence[Sequence[Any]] = attrs.field(factory=list, repr=False)
    operands: tuple[Definition, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON types."""
        return {
            "rule": self.rule,
            "parameters": dict(self.parameters),
            "cutoff": self.cutoff and self.cutoff.isoformat(),
            "coverage": [list(row) for row in self.coverage],
            "operands": [definition.to_dict() for definition in self.operands],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Definition:
        """Read what `to_dict` wrote."""
        return cls(
            data["rule"],
            data["parameters"],
            data["cutoff"] and date.fromisoformat(data["cutoff"]),
            data["coverage"],
            tuple(cls.from_dict(definition) for definition in data["operands"]),
        )

    def text(self, language: Language = "sv") -> str:
        """The definition on one line, in Swedish (``sv``) or English (``en``).

        Raises
        ------
        UnknownNameError
            If the language is not there.
        """
        if language not in LANGUAGES:
            raise UnknownNameError("language", language, LANGUAGES)
        return _show.definition(self, language)
