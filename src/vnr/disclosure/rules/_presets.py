"""Rules that are in use, each with where it comes from."""

from __future__ import annotations

from typing import Final, Literal

from vnr.disclosure.rules._rule import Rule
from vnr.errors import UnknownNameError
from vnr.words import withholding

__all__ = [
    "ACRO",
    "FIVE",
    "NHS_HES",
    "OPENSAFELY",
    "SCB_CKM",
    "VNR_BOARD",
    "RuleName",
    "rule_named",
]

VNR_BOARD = Rule(name="VNR_BOARD")
"""What a board's report is protected by unless told otherwise."""

FIVE = Rule(name="FIVE", insider=0)
"""1 to 4 are hidden: common practice, without a source in law."""

# By either of the two, four numbers beside the true one are possible, as rounding to 5 leaves.
OPENSAFELY = Rule(
    name="OPENSAFELY",
    threshold=8,
    insider=0,
    width=4,
    zeros="sensitive",
    method="round",
    base=5,
    redact=True,
    source="https://docs.opensafely.org/sdc/, 2025-08-20",
)
"""Counts of at most 7 are hidden, 0 among them, and the rest rounded to the nearest 5."""

NHS_HES = Rule(
    name="NHS_HES",
    threshold=8,
    insider=0,
    width=4,
    method="round",
    base=5,
    redact=True,
    source="NHS Digital, Change to disclosure control methodology for HES and ECDS from September 2018",
)
"""Counts of 1 to 7 are hidden, and the rest rounded to the nearest 5; 0 is shown."""

ACRO = Rule(
    name="ACRO",
    threshold=10,
    insider=0,
    zeros="sensitive",
    source="https://github.com/AI-SDC/ACRO, acro/default.yaml: safe_threshold 10, zeros_are_disclosive",
)
"""Counts below 10 are hidden, 0 among them."""

SCB_CKM = Rule(
    name="SCB_CKM",
    method="cell-key",
    insider=0,
    source="Statistics Sweden, cell key method; its parameters aren't published",
)
"""Noise by cell key. Its `noise` and `variance` are the user's: ``attrs.evolve(SCB_CKM, noise=…, variance=…)``."""

RuleName = Literal["VNR_BOARD", "FIVE", "OPENSAFELY", "NHS_HES", "ACRO", "SCB_CKM"]
"""Rules in use, by name."""
_PRESETS: Final = {
    rule.name: rule for rule in (VNR_BOARD, FIVE, OPENSAFELY, NHS_HES, ACRO, SCB_CKM)
}


def rule_named(rule: Rule | RuleName) -> Rule:
    """A rule, or the preset of a name.

    Raises
    ------
    DisclosureError
        If it is neither.
    UnknownNameError
        If no preset has the name.

    Examples
    --------
    >>> rule_named("FIVE").threshold
    5
    """
    if isinstance(rule, Rule):
        return rule
    if not isinstance(rule, str):
        raise withholding("rule_kind")
    if rule not in _PRESETS:
        raise UnknownNameError("rule", rule, _PRESETS)
    return _PRESETS[rule]
