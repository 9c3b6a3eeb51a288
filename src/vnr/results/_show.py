"""Figures in words: for terminals and notebooks, in Swedish and English."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vnr.errors import UnknownNameError
from vnr.results._state import State
from vnr.results._stated import stated, written
from vnr.words import LANGUAGES, Language, fold, labels, number
from vnr.words import text as sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "code_of",
    "count",
    "definition",
    "estimate",
    "formatted",
    "heading",
    "in_words",
    "name_of",
    "plain_number",
    "stratum",
    "why_not",
]

PLACES = ("municipality", "county", "county_part")
_LINE = 48
_TOGETHER = "+"
_SMALL = 0.1
_SIDE = re.compile(r"(lower|upper|outside)_([\d.]+)")
_RATE = re.compile(r"per ([\d.e+]+) person-years(?:, (\w+))?")
_FIELDS = {"target": "interventions.target"}
# The vocabularies that label a stratum's codes; what stands later goes first.
_VOCABULARIES: dict[str, tuple[str, ...]] = {
    "municipality": ("municipality",),
    "partners": ("municipality",),
    "other": ("municipality",),
    "had_by": ("municipality",),
    "provided_by": ("Partner", "municipality"),
    "provision": ("ProvisionKind",),
    "subject": (
        "ViolenceForm",
        "ViolenceContext",
        "Instrument",
        "InterventionKind",
        "Subject",
        "all_of_it",
    ),
    "meant_for": ("Group", "Role", "everybody"),
    "way": ("Way",),
    "county": ("county",),
    "county_part": ("county_part",),
    "sex": ("Sex",),
    "role": ("Role",),
    "unit": ("Unit",),
    "form": ("ViolenceForm",),
    "context": ("ViolenceContext",),
    "group": ("Group",),
    "reason": ("IntakeReason",),
    "closing_reason": ("ClosingReason",),
    "goal": ("Goal",),
    "relation": ("Relation",),
    "perpetrator_sex": ("Sex",),
    "perpetrator_count": ("perpetrator_count",),
    "police_report": ("answer",),
    "protected": ("answer",),
    "violence_source": ("InformationSource",),
    "source": ("InformationSource",),
    "channel": ("IntakeChannel",),
    "intake_unit": ("Unit",),
    "residence": ("residence",),
    "placement": ("residence",),
    "investigation_outcome": ("InvestigationOutcome",),
    "not_opened_reason": ("NotOpenedReason",),
    "violence_described": ("answer",),
    "legal_basis": ("LegalBasis",),
    "provider": ("Provider",),
    "target": ("InterventionTarget",),
    "for_violence": ("answer",),
    "declined": ("answer",),
    "stage": ("AssessmentStage",),
    "violence_found": ("answer",),
    "basis": ("counted_by",),
    "intervention": ("InterventionKind",),
    "investigation": ("InvestigationKind",),
    "instrument": ("Instrument", "instrument"),
    "risk": ("JudgedRisk",),
    "judgement": ("Judgement", "judgement"),
    "field": ("field", "delivery"),
    "step": ("step",),
    "item": ("item",),
    "denominator": ("denominator",),
    "cause": ("cause",),
    "kind": ("ContactKind", "kind"),
    "area": ("area",),
    "target_group": ("target_group",),
    "activity": ("activity",),
    "extent": ("extent",),
    "actor": ("actor",),
    "need_area": ("need_area",),
    "need": ("need",),
    "size_class": ("size_class",),
    "participation": ("participation",),
    "participant": ("municipality", "participant"),
    "certainty": ("certainty",),
    "share": ("share_of",),
    "rounding": ("rounding",),
}
# Those whose labels are of published tables only: any other word is a label too.
_OPEN = (
    "area",
    "target_group",
    "activity",
    "extent",
    "actor",
    "need_area",
    "need",
    "participant",
    "share",
)
_COUNTED_AGAIN = {
    "year": "may be counted in several years",
    "quarter": "may be counted in several quarters",
    "month": "may be counted in several months",
    "form": "may have several forms of violence",
    "relation": "may concern several perpetrators",
    "perpetrator_sex": "may concern several perpetrators",
    "role": "may concern several roles",
    "context": "may have several contexts",
    "group": "may belong to several groups",
}


def heading(name: str, language: Language) -> str:
    """A column's name in words; as it stands where there is no other.

    Examples
    --------
    >>> heading("n_not_mature", "sv"), heading("mine", "sv")
    ('kan inte bedömas än', 'mine')
    """
    known = labels("heading", language)
    side = _SIDE.fullmatch(name)
    if side is not None:
        return f"{known[side[1]]} {plain_number(float(side[2]), language)}"
    rate = _RATE.fullmatch(name)
    if rate is None:
        return known.get(name, name.replace("_", " "))
    per = plain_number(float(rate[1]), language)
    tail = f", {heading(rate[2], language)}" if rate[2] else ""
    return sentence("figures", "person_years", language, per=per) + tail


def stratum(name: str, language: Language) -> str:
    """A stratum's name in words, where a figure of the same name is something else."""
    field = _FIELDS.get(name)
    return heading(name, language) if field is None else labels("delivery", language)[field]


def in_words(stratum: str, codes: NDArray[Any], language: Language) -> NDArray[Any]:
    """Codes of one stratum in words, where the stratum has a vocabulary.

    Examples
    --------
    >>> in_words("sex", np.array(["woman", "man"]), "sv").tolist()
    ['kvinna', 'man']
    """
    names: dict[Any, str] = {
        code: sentence("figures", code, language) for code in ("not_recorded", "none")
    }
    if codes.dtype.kind not in "UO":
        return codes
    for vocabulary in _VOCABULARIES.get(stratum, ()):
        names |= labels(vocabulary, language)
    return np.array([*(_named(code, names) for code in codes.tolist()), None], object)[:-1]


def _named(code: Any, names: Mapping[Any, str]) -> Any:
    """A code in words; of several in one label each in its own."""
    if code in names or not isinstance(code, str) or _TOGETHER not in code:
        return names.get(code, code)
    parts = code.split(_TOGETHER)
    return (
        f" {_TOGETHER} ".join(names.get(part, part) for part in parts)
        if names.keys() >= set(parts)
        else code
    )


def code_of(stratum: str, word: str) -> str | None:
    """The code of a label in any language; the word itself where the stratum has no vocabulary.

    Returns
    -------
    str or None
        None where the stratum's vocabulary has no such code or label.

    Raises
    ------
    UnknownNameError
        If what is written without accents or signs may be several codes.

    Examples
    --------
    >>> code_of("municipality", "Katrineholm + Flen")
    '0482+0483'
    >>> code_of("sex", "kvinna"), code_of("age_group", "0-17"), code_of("sex", "x")
    ('woman', '0-17', None)
    """
    if stratum not in _VOCABULARIES:
        return word
    if stratum in PLACES and "+" in word:
        several = [code_of(stratum, one) for one in word.split("+")]
        return None if None in several else "+".join(sorted({*filter(None, several)}))
    known = _codes(stratum)
    # Håbo isn't Habo: accents are left out only of what is nothing with them.
    for spelt in (word, word.casefold(), fold(word)):
        if len(codes := known.get(spelt, ())) > 1:
            raise UnknownNameError(stratum, word, codes)
        if codes:
            return codes[0]
    return word if stratum in _OPEN else None


@cache
def _codes(stratum: str) -> dict[str, list[str]]:
    """The codes that a stratum's words may mean, each by its codes and labels as they are spelt."""
    known: dict[str, list[str]] = {}
    words = [("not_recorded", "not_recorded")]
    for language in LANGUAGES:
        words.append(("not_recorded", sentence("figures", "not_recorded", language)))
        for vocabulary in _VOCABULARIES[stratum]:
            words += labels(vocabulary, language).items()
    for spelling in (str, str.casefold, fold):
        added: dict[str, dict[str, None]] = {}
        for code, label in words:
            for word in (code, label):
                added.setdefault(spelling(word), {})[code] = None
        known = {word: [*codes] for word, codes in added.items()} | known
    return known


def name_of(word: str) -> str | None:
    """The name of the column or stratum with this heading in any language, if there is one.

    Examples
    --------
    >>> name_of("Kommun"), name_of("age group"), name_of("x")
    ('municipality', 'age_group', None)
    """
    called = {
        fold(told): name
        for language in LANGUAGES
        for name, told in labels("heading", language).items()
    }
    return called.get(fold(word))


def why_not(unit: str, stratum: str) -> str:
    """Why numbers of this unit can't be summed over a stratum."""
    one = {"matters": "matter", "households": "household"}.get(unit, unit.removesuffix("s"))
    again = _COUNTED_AGAIN.get(stratum, f"may be counted in several cells of {stratum}")
    return (
        f"{unit} can't be summed over {stratum}: one {one} {again}, so the sum would count it "
        "twice; count again without that stratum"
    )


def plain_number(value: float, language: Language) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    # Three figures would be written with a power of ten from 999.5 on.
    whole = (float(value).is_integer() and abs(value) >= 1) or abs(value) >= 999.5
    return number(value, ",.0f" if whole else ",.3g", language)


def count(state: int, value: int, covered: float, language: Language) -> str:
    """One number as words: a state that is no value, *minst*, or the number.

    Examples
    --------
    >>> [count(State.VALUE, 12, covered, "sv") for covered in (1, 0.5)]
    ['12', 'minst 12']
    >>> count(State.SUPPRESSED, 0, 1, "sv")
    '..'
    """
    figure = plain_number(value, language)
    if state:
        return State(state).label(language)
    return sentence("figures", "at_least", language, figure=figure) if covered < 1 else figure


def estimate(
    state: int,
    value: float,
    lower: float,
    upper: float,
    n: float | None,
    *,
    unit: str,
    language: Language,
    method: str = "",
    basis: str = "",
) -> str:
    """One estimate as words: the figure, its limits, and what it is of, if that may be shown.

    Examples
    --------
    >>> estimate(State.VALUE, 3.14, 2.5, 4.06, 24, unit="days", language="en")
    '3.14 (2.50–4.06), n=24'
    """
    if state:
        return State(state).label(language)
    if n is not None and math.isnan(n):
        return stated(value, lower, upper, unit, method, basis, language)
    if math.isnan(value):
        return sentence("figures", "none_of_none" if n == 0 else "undefined", language)
    percent = unit == "proportion"
    scale = 100 if percent else 1
    decimals = 1 if percent else 2
    largest = abs(upper) if math.isfinite(upper) else abs(value)
    if not percent and 0 < largest < _SMALL:
        # Three figures that count, where two decimals would show nothing.
        decimals -= math.floor(math.log10(largest))

    def shown(figure: float) -> str:
        if unit == "persons":  # they come whole
            figure = round(figure) if math.isfinite(figure) else figure
        if math.isinf(figure) or unit == "persons":
            return plain_number(figure, language)
        if unit == "%":
            return written(figure, language)
        return number(scale * figure, f".{decimals}f", language)

    figure = shown(value) + ("\N{NO-BREAK SPACE}%" if percent or unit == "%" else "")
    if not math.isnan(lower):
        figure += f" ({shown(lower)}–{shown(upper)})"
    return figure if n is None else f"{figure}, n={plain_number(n, language)}"


def formatted(state: int, value: float, spec: str) -> str:
    """One figure by a format of Python's; a state that is no value, and undefined, in words."""
    if state:
        return State(state).label("sv")
    return sentence("figures", "undefined", "sv") if math.isnan(value) else format(value, spec)


def definition(one: Any, language: Language) -> str:
    """A definition on one line: rule, parameters, cut-off, and what it is made of."""
    parts = [f"{name}={_flat(value)}" for name, value in one.parameters.items() if value != []]
    if one.cutoff is not None:
        parts.append(sentence("figures", "cutoff", language, day=str(one.cutoff)))
    line = f"{one.rule}({', '.join(parts)})"
    if one.operands:
        line += " ← " + "; ".join(definition(part, language) for part in one.operands)
    return line


def _flat(value: Any) -> str:
    """A parameter short enough for a line; the whole of it stands in `Definition.parameters`."""
    line = "+".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"
