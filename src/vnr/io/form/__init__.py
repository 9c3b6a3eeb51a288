"""The workbook in which a municipality answers what it offers: its rows, fields and sheets."""

from vnr.io.form._asked import (
    FORM_ROWS,
    QUESTIONS,
    FormRow,
    form_survey,
    form_wordings,
    survey_name,
)
from vnr.io.form._layout import ANSWERS, PROVISIONS, RESPONDENTS, AnswerLayout, answer_layout
from vnr.io.form._words import TARGET_WORDS, code_of, codes_meant, subject_words
from vnr.io.form._workbook import write_answer_form

__all__ = [
    "ANSWERS",
    "FORM_ROWS",
    "PROVISIONS",
    "QUESTIONS",
    "RESPONDENTS",
    "TARGET_WORDS",
    "AnswerLayout",
    "FormRow",
    "answer_layout",
    "code_of",
    "codes_meant",
    "form_survey",
    "form_wordings",
    "subject_words",
    "survey_name",
    "write_answer_form",
]
