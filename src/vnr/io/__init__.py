"""Files as municipalities deliver them: read whole, with every fault reported at once."""

from vnr.io._choices import Choice
from vnr.io._fault import Fault
from vnr.io._faults import Faults, rules
from vnr.io._groups import FaultGroup
from vnr.io._meaning import Meaning
from vnr.io._profile import Profile
from vnr.io._pseudonymiser import Pseudonymiser
from vnr.io._read import read
from vnr.io._reading import FileRead, Reading
from vnr.io._recognition import Recognition
from vnr.io._remark import Remark
from vnr.io._template import write_template
from vnr.io.books import Limits

__all__ = [
    "Choice",
    "Fault",
    "FaultGroup",
    "Faults",
    "FileRead",
    "Limits",
    "Meaning",
    "Profile",
    "Pseudonymiser",
    "Reading",
    "Recognition",
    "Remark",
    "read",
    "rules",
    "write_template",
]
