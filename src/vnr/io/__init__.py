"""Files as municipalities deliver them: read whole, with every fault reported at once."""

from vnr.io._choices import Choice
from vnr.io._read import read
from vnr.io._reading import FileRead, Reading
from vnr.io._recognition import Recognition
from vnr.io.books import Limits
from vnr.io.faults import Fault, FaultGroup, Faults, Remark, rules
from vnr.io.profiles import Profile
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
