"""The rule by which figures are protected: what is sensitive, and how it is kept from sight."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args

import attrs

from vnr.display import Fields
from vnr.errors import UnknownNameError, shown
from vnr.files import path_of, replacing
from vnr.words import withholding

__all__ = ["Rule"]

Method = Literal["suppress", "round", "cell-key"]
Rounding = Literal["nearest", "midpoint", "controlled"]
Zeros = Literal["safe", "sensitive"]

_RANGES = {
    "threshold": (2, 1_000_000),
    "insider": (0, 1),
    "width": (1, 1_000_000),
    "whole_below": (0, 1_000_000),
    "base": (2, 1_000_000),
    "noise": (1, 1_000),
}
_BELONGS = {
    "base": "round",
    "rounding": "round",
    "redact": "round",
    "noise": "cell-key",
    "variance": "cell-key",
}


def _whole(_: Rule, attribute: attrs.Attribute[Any], value: object) -> None:
    least, most = _RANGES[attribute.name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise withholding(
            "rule_whole", name=attribute.name, least=least, most=most, value=shown(value)
        )


def _one_of(choices: Any) -> Any:
    names = get_args(choices)

    def check(_: Rule, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or value not in names:
            raise withholding(
                "rule_choice", name=attribute.name, choices=" / ".join(names), value=shown(value)
            )

    return check


def _text(_: Rule, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise withholding("rule_text", name=attribute.name)


def _variance(_: Rule, __: attrs.Attribute[Any], value: object) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < cast("float", value) < _RANGES["base"][1]:
        raise withholding("rule_variance", value=shown(value))


def _yes_or_no(_: Rule, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bool):
        raise withholding("rule_flag", name=attribute.name, value=shown(value))


_optional = attrs.validators.optional


@attrs.frozen(kw_only=True)
class Rule(Fields):
    """What may be shown (röjanderegel): which counts are sensitive, and how well they are hidden.

    Attributes
    ----------
    name
        What the rule is called wherever its figures are shown.
    threshold
        Counts from 1 to below it are sensitive, printed or not.
    insider
        1 if somebody, often the perpetrator, knows one record: then `threshold` is sensitive too,
        one more number must be possible, and each hidden figure in turn is known to be at least
        1; 0 if nobody does.
    width
        How far apart the possible numbers must lie, so that at least one more than it are
        possible; by default the threshold.
    zeros
        ``safe`` zeros need no hiding and may be hidden to protect others; ``sensitive`` ones
        must be hidden.
    whole_below
        Groups below it must not be known to lie in one cell, all of them, of what a metric says
        is sensitive, such as the form of violence: that tells of each of them. 0 for none.
    method
        ``suppress`` hides figures (dölja), ``round`` prints them rounded (avrunda), ``cell-key``
        with noise from their own key (cellnyckel).
    base
        To what ``round`` rounds: no less than the threshold, unless sensitive counts are hidden.
    rounding
        ``nearest`` multiple of the base; ``midpoint`` of the base's numbers, so that only 0 is
        0; or ``controlled``, to a multiple beside it, so that totals hold.
    redact
        Whether sensitive counts are hidden, and only the rest rounded.
    noise
        The largest change by ``cell-key``.
    variance
        The variance of its noise.
    source
        Where the rule comes from.

    Notes
    -----
    No law gives the social services a least number: the rule is the board's, and goes with the
    figures. The test of harm (skadeprövning, OSL 26:1) remains the board's too.

    Examples
    --------
    >>> Rule(threshold=5).sensitive_from, Rule(threshold=5).sensitive_to, Rule(threshold=5).need
    (1, 5, 7)
    >>> Rule(threshold=5, method="round", base=3)
    Traceback (most recent call last):
    ...
    vnr.errors.DisclosureError: base 3 is under the threshold 5: small counts show through it; take a base of at least 5, or redact=True to hide them
    """

    name: str = attrs.field(default="own rule", validator=_text)
    threshold: int = attrs.field(default=5, validator=_whole)
    insider: int = attrs.field(default=1, validator=_whole)
    width: int | None = attrs.field(default=None, validator=_optional(_whole))
    zeros: Zeros = attrs.field(default="safe", validator=_one_of(Zeros))
    whole_below: int = attrs.field(default=20, validator=_whole)
    method: Method = attrs.field(default="suppress", validator=_one_of(Method))
    base: int | None = attrs.field(default=None, validator=_optional(_whole))
    rounding: Rounding = attrs.field(default="nearest", validator=_one_of(Rounding))
    redact: bool = attrs.field(default=False, validator=_yes_or_no)
    noise: int | None = attrs.field(default=None, validator=_optional(_whole))
    variance: float | None = attrs.field(default=None, validator=_optional(_variance))
    source: str | None = attrs.field(default=None, validator=_optional(_text))

    def __attrs_post_init__(self) -> None:
        """Refuse what protects nothing, and what belongs to another method."""
        for name, method in _BELONGS.items():
            default = getattr(attrs.fields(Rule), name).default
            if self.method != method and getattr(self, name) != default:
                raise withholding(
                    "rule_belongs", name=name, other=f"{method!r}", method=f"{self.method!r}"
                )
        if self.method == "round":
            self._check_base()
        if self.method == "cell-key" and self.zeros == "sensitive":
            raise withholding("rule_zeros")

    def _check_base(self) -> None:
        if self.base is None:
            raise withholding("rule_base")
        if self.base < self.threshold and not self.redact:
            raise withholding(
                "rule_low_base", base=self.base, threshold=self.threshold, least=self.threshold
            )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Rule:
        """A rule from a mapping as a file has it.

        Raises
        ------
        DisclosureError
            If a value can't be, or protects nothing.
        UnknownNameError
            If a name is no attribute of a rule.

        Examples
        --------
        >>> Rule.of({"name": "Nämnden 2026", "threshold": 10}).sensitive_to
        10
        """
        if not isinstance(data, Mapping):
            raise withholding("rule_mapping", example="{'threshold': 5}")
        names = [field.name for field in attrs.fields(cls)]
        for name in data:
            if name not in names:
                raise UnknownNameError("attribute of a rule", name, names)
        return cls(**data)

    @classmethod
    def load(cls, path: str | Path) -> Rule:
        """Read a rule from TOML, with the attributes' names: ``threshold = 5``.

        Raises
        ------
        DisclosureError
            If the file can't be read, isn't TOML, or has a value that can't be.
        UnknownNameError
            If it has a name that is no attribute of a rule.
        """
        try:
            return cls.of(tomllib.loads(path_of(path).read_text("utf-8-sig")))
        except OSError as error:
            raise withholding("file_unread", name=path, reason=error) from None
        except UnicodeDecodeError:
            raise withholding("rule_utf", path=path) from None
        except tomllib.TOMLDecodeError as error:
            # Its own words are of one language; the row is of none.
            row = re.search(r"line (\d+)", str(error))
            raise withholding("rule_toml", path=path, row=row[1] if row else 1) from None

    def save(self, path: str | Path) -> Path:
        """Write the rule as TOML, and what isn't set not at all.

        Raises
        ------
        DataError
            If the file can't be written.
        """
        lines = [
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
            for name, value in attrs.asdict(self).items()
            if value is not None and _BELONGS.get(name, self.method) == self.method
        ]
        with replacing(path_of(path)) as beside:
            beside.write_text("".join(lines), "utf-8")
        return Path(path)

    @property
    def sensitive_from(self) -> int:
        """The least number that must not be found out."""
        return 0 if self.zeros == "sensitive" else 1

    @property
    def sensitive_to(self) -> int:
        """The largest number that must not be found out."""
        return self.threshold - 1 + self.insider

    @property
    def need(self) -> int:
        """How many whole numbers must be possible for each sensitive figure."""
        return (self.threshold if self.width is None else self.width) + self.insider + 1
