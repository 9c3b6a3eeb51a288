"""Files as municipalities deliver them: read whole, with every fault reported at once."""

from vnr.io._faults import Fault, Faults, rules
from vnr.io._profile import Profile
from vnr.io._pseudonymiser import Pseudonymiser
from vnr.io._read import read
from vnr.io._reading import FileRead, Reading
from vnr.io._remark import Remark
from vnr.io._template import write_template

__all__ = [
    "Fault",
    "Faults",
    "FileRead",
    "Profile",
    "Pseudonymiser",
    "Reading",
    "Remark",
    "read",
    "rules",
    "write_template",
]
