"""What may be shown (röjandekontroll): protection that withstands who can add and subtract."""

from vnr.disclosure._audit import Audit, audit
from vnr.disclosure._protect import NOTES as PROTECTED
from vnr.disclosure._protect import protect
from vnr.disclosure._scrutiny import Inference, Relation, Verdict
from vnr.disclosure.ledger import LEFT_OUT, Row, read_rows
from vnr.disclosure.rules import (
    ACRO,
    FIVE,
    NHS_HES,
    OPENSAFELY,
    SCB_CKM,
    VNR_BOARD,
    Rule,
    RuleName,
    rule_named,
)

__all__ = [
    "ACRO",
    "FIVE",
    "LEFT_OUT",
    "NHS_HES",
    "OPENSAFELY",
    "PROTECTED",
    "SCB_CKM",
    "VNR_BOARD",
    "Audit",
    "Inference",
    "Relation",
    "Row",
    "Rule",
    "RuleName",
    "Verdict",
    "audit",
    "protect",
    "read_rows",
    "rule_named",
]
