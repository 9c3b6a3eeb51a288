"""Files as municipalities deliver them: read whole, with every fault reported at once."""

from vnr.io._account import FileRead
from vnr.io._answer_reading import AnswerReading
from vnr.io._choices import Choice
from vnr.io._read import read
from vnr.io._read_answers import read_answers
from vnr.io._reading import Reading
from vnr.io._recognition import Recognition
from vnr.io.books import Limits
from vnr.io.faults import Fault, FaultGroup, Faults, Remark, rules
from vnr.io.form import form_survey, write_answer_form
from vnr.io.profiles import Profile
from vnr.io.pseudonyms import Pseudonymiser
from vnr.io.template import Meaning, write_template

__all__ = [
    "AnswerReading",
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
    "form_survey",
    "read",
    "read_answers",
    "rules",
    "write_answer_form",
    "write_template",
]
