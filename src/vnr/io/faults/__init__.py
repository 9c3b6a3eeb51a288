"""What is wrong in files: faults with their place, rule and remedy, told one by one and in groups."""

from vnr.io.faults._faults import FORMS, Fault, Faults, rules
from vnr.io.faults._groups import FaultGroup
from vnr.io.faults._remark import Remark, remark

__all__ = ["FORMS", "Fault", "FaultGroup", "Faults", "Remark", "remark", "rules"]
