"""Files as municipalities deliver them: read whole, with every fault reported at once."""

from vnr.io._choices import Choice
from vnr.io._fault import Fault
from vnr.io._faults import Faults, rules
from vnr.io._groups import FaultGroup
from vnr.io._profile import Profile
from vnr.io._read import read
from vnr.io._reading import FileRead, Reading
from vnr.io._recognition import Recognition
from vnr.io._remark import Remark
from vnr.io.books import Limits
from vnr.io.pseudonyms import Pseudonymiser
from vnr.io.template import Meaning, write_template

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
