"""Every sentence and label once, in Swedish and English, as data that people of the field review.

The words lie in ``sv/*.toml`` and ``en/*.toml``, one file for each topic, and are read when a topic is first asked for.
A sentence is a template: ``{name}`` stands for a parameter, ``{name:.1f}`` for a number so written, and ``{name:vocabulary}`` for a code's label. Where grammar chooses there are two sentences.
"""

from vnr.words._refusal import (
    Phrase,
    breach,
    lacking,
    refusal,
    telling,
    told,
    unknown,
    withholding,
)
from vnr.words._rules import RULE_TOPICS, rule_words
from vnr.words._words import LANGUAGES, Language, fold, label, labels, number, text, topic

__all__ = [
    "LANGUAGES",
    "RULE_TOPICS",
    "Language",
    "Phrase",
    "breach",
    "fold",
    "label",
    "labels",
    "lacking",
    "number",
    "refusal",
    "rule_words",
    "telling",
    "text",
    "told",
    "topic",
    "unknown",
    "withholding",
]
