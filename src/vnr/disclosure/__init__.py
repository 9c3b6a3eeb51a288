"""What may be shown (röjandekontroll): protection that withstands who can add and subtract."""

from vnr.disclosure._audit import Audit, Leak, Verdict, audit
from vnr.disclosure._presets import ACRO, FIVE, NHS_HES, OPENSAFELY, SCB_CKM, VNR_BOARD
from vnr.disclosure._protect import protect
from vnr.disclosure._rule import Rule

__all__ = [
    "ACRO",
    "FIVE",
    "NHS_HES",
    "OPENSAFELY",
    "SCB_CKM",
    "VNR_BOARD",
    "Audit",
    "Leak",
    "Rule",
    "Verdict",
    "audit",
    "protect",
]
