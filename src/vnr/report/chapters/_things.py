"""What municipalities have or lack, in words that stand in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Final

from vnr.model import Instrument, InterventionKind, ProvisionKind
from vnr.report.chapters._writing import Shown, text
from vnr.results.pictures import names
from vnr.words import Language, label, topic

__all__ = ["ALL", "in_series", "things_of", "turns"]

ALL: Final = "all"
_ROWS: Final = {
    ("competence", "family", "exposed_child"): "knows_children",
    ("competence", "family", "aged"): "knows_aged",
    ("competence", "care_setting", "disability"): "knows_disability",
    ("competence", "partner", "perpetrator"): "knows_perpetrators",
    ("service", "mpv", "perpetrator"): "mpv",
    ("service", "sheltered_housing", "exposed_child"): "shelter_children",
    ("collaboration", "services", "exposed_child"): "shares_children",
}
"""What the form asks in words of its own, with the row's key: it is named so everywhere."""
_METHODS: Final = frozenset({*InterventionKind, *Instrument})


def things_of(result: Shown, language: Language) -> list[str]:
    """What each cell is about, in words: *behandling för våldsutövare*."""
    subjects = names("subject", result.strata["subject"].tolist(), language)
    own: Mapping[str, str] = topic("report", language)["offer_about"]
    rows: Mapping[str, Mapping[str, str]] = topic("form", language)["row"]
    columns = (result.strata[name].tolist() for name in ("provision", "subject", "meant_for"))

    def named(kind: str, subject: str, target: str, words: str) -> str:
        if (kind, subject, target) in _ROWS:
            asked: str = rows[_ROWS[kind, subject, target]]["ask"]
            return asked if asked[:2].isupper() else asked[0].lower() + asked[1:]
        if subject == ALL and ProvisionKind(kind).subjects:
            told = label("ProvisionKind", kind, language)
        else:
            form = "method" if kind == ProvisionKind.COMPETENCE and subject in _METHODS else kind
            told = text("offer_named", language, form=form, subject=own.get(subject, words))
        if target == ALL:
            return told
        whom = text("offer_targets", language, form=target)
        return text("offer_named", language, form="for", thing=told, whom=whom)

    return list(starmap(named, zip(*columns, subjects, strict=True)))


def turns(result: Shown) -> list[int]:
    """The place of each cell's kind among the kinds: services first."""
    kinds = {kind.value: place for place, kind in enumerate(ProvisionKind)}
    return [kinds[kind] for kind in result.strata["provision"].tolist()]


def in_series(words: Sequence[str], language: Language) -> str:
    """Words with commas between and *och* before the last."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {text('offer_and', language)} {words[-1]}"
