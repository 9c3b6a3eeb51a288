"""What may be shown (röjandekontroll): protection that withstands who can add and subtract."""

from vnr.disclosure._audit import Audit, audit
from vnr.disclosure._meaning import LEFT_OUT
from vnr.disclosure._presets import ACRO, FIVE, NHS_HES, OPENSAFELY, SCB_CKM, VNR_BOARD, rule_named
from vnr.disclosure._protect import NOTES as PROTECTED
from vnr.disclosure._protect import protect
from vnr.disclosure._published import Row
from vnr.disclosure._rule import Rule
from vnr.disclosure._scrutiny import Inference, Relation, Verdict

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
    "Verdict",
    "audit",
    "protect",
    "rule_named",
]
