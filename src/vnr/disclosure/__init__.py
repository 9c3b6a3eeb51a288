"""What may be shown (röjandekontroll): protection that withstands who can add and subtract."""

from vnr.disclosure._audit import Audit, Leak, Verdict, audit
from vnr.disclosure._protect import protect
from vnr.disclosure._rule import FIVE, VNR_BOARD, Rule

__all__ = ["FIVE", "VNR_BOARD", "Audit", "Leak", "Rule", "Verdict", "audit", "protect"]
