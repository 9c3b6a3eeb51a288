"""The rule by which figures are protected, and the rules that are in use."""

from __future__ import annotations

from typing import Literal, get_args

import attrs

from vnr.errors import DisclosureError

__all__ = ["FIVE", "VNR_BOARD", "Rule"]

Zeros = Literal["safe", "sensitive"]


def _whole(_: Rule, attribute: attrs.Attribute[int], value: int) -> None:
    least = {"threshold": 2, "insider": 0, "width": 1}[attribute.name]
    most = 1 if attribute.name == "insider" else 1_000_000
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise DisclosureError(
            f"{attribute.name} is a whole number from {least} to {most}, not {value!r}"
        )


@attrs.frozen(kw_only=True)
class Rule:
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

    Notes
    -----
    No law gives the social services a least number: the rule is the board's, and goes with the
    figures. The test of harm (skadeprövning, OSL 26:1) remains the board's too.

    Examples
    --------
    >>> Rule(threshold=5).sensitive_from, Rule(threshold=5).sensitive_to, Rule(threshold=5).need
    (1, 5, 7)
    """

    name: str = "own rule"
    threshold: int = attrs.field(default=5, validator=_whole)
    insider: int = attrs.field(default=1, validator=_whole)
    width: int | None = attrs.field(default=None, validator=attrs.validators.optional(_whole))
    zeros: Zeros = "safe"

    def __attrs_post_init__(self) -> None:
        """Refuse what no rule says of zeros."""
        if self.zeros not in get_args(Zeros):
            raise DisclosureError(f"zeros is safe or sensitive, not {self.zeros!r}")

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


VNR_BOARD = Rule(name="VNR_BOARD")
"""What a board's report is protected by unless told otherwise."""

FIVE = Rule(name="FIVE", insider=0)
"""1 to 4 are hidden: common practice, without a source in law."""
