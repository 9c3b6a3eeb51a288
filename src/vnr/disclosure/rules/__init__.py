"""Rules: what is sensitive, how it is kept from sight, and those that are in use."""

from vnr.disclosure.rules._presets import (
    ACRO,
    FIVE,
    NHS_HES,
    OPENSAFELY,
    SCB_CKM,
    VNR_BOARD,
    RuleName,
    rule_named,
)
from vnr.disclosure.rules._rule import Rule

__all__ = [
    "ACRO",
    "FIVE",
    "NHS_HES",
    "OPENSAFELY",
    "SCB_CKM",
    "VNR_BOARD",
    "Rule",
    "RuleName",
    "rule_named",
]
