"""What municipalities offer, answered and were granted: kept beside the cases, in a file of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Self

import attrs

from vnr.display import html_pairs, wrapped_text
from vnr.errors import ModelError
from vnr.files import path_of, replacing, working_path
from vnr.model import (
    Answer,
    Grant,
    Municipality,
    Provision,
    Survey,
    broken_text,
    structure,
    unstructure,
)
from vnr.register._provisions import Provisions
from vnr.words import Language, labels, refusal, text

__all__ = ["Supply"]

_FORM: Final = 1
"""Version of the file; a change of what is stored is a new one."""
_NAME: Final = "vnr-supply"
_KINDS: Final[Mapping[str, type[Any]]] = {
    "municipalities": Municipality,
    "provisions": Provision,
    "surveys": Survey,
    "answers": Answer,
    "grants": Grant,
}
_SHOWN: Final = 10
"""So many faults are named at once."""


def _several(records: Any) -> Any:
    return tuple(records) if isinstance(records, Iterable) else (records,)


def _in_columns(records: Any) -> Any:
    """Provisions in columns; what holds anything else as it is, so that every fault is told."""
    if isinstance(records, Provisions):
        return records
    several = _several(records)
    return Provisions.of(several) if {*map(type, several)} <= {Provision} else several


@attrs.frozen(repr=False)
class Supply:
    """What is known of municipalities beside their cases (utbud, svar och medel).

    It holds no persons. Made whole or not at all: what contradicts itself is refused with the row.

    Attributes
    ----------
    municipalities
        The municipalities, such as `vnr.data.municipalities` gives them, with a size class and a
        county part where somebody has set them.
    provisions
        What they have or lack, in columns.
    surveys, answers
        What was asked, and what was answered; each answer is to one of the surveys.
    grants
        What was applied for.

    Examples
    --------
    >>> from vnr.model import ProvisionKind, ProvisionState
    >>> has = Provision("0484", 2025, ProvisionKind.COORDINATOR, None, None, ProvisionState.HAS)
    >>> kept = Supply(provisions=[has])
    >>> Supply.from_dict(kept.to_dict()) == kept
    True
    """

    municipalities: tuple[Municipality, ...] = attrs.field(default=(), converter=_several)
    provisions: Provisions = attrs.field(factory=Provisions.of, converter=_in_columns)
    surveys: tuple[Survey, ...] = attrs.field(default=(), converter=_several)
    answers: tuple[Answer, ...] = attrs.field(default=(), converter=_several)
    grants: tuple[Grant, ...] = attrs.field(default=(), converter=_several)

    def __attrs_post_init__(self) -> None:
        """Refuse what isn't of its kind, stands twice, or contradicts itself.

        Raises
        ------
        ModelError
            With every fault, its row and what to do.
        """
        faults = [*self._kinds()] or [*self._faults()]
        if faults:
            more = len(faults) - _SHOWN
            raise ModelError(*faults[:_SHOWN], *([f"… {more}"] if more > 0 else []))

    def _kinds(self) -> Iterator[str]:
        for name, cls in _KINDS.items():
            records = getattr(self, name)
            for row, one in enumerate(() if type(records) is Provisions else records):
                if type(one) is not cls:
                    yield broken_text(f"{name}[{row}]", "record-kind")

    def _faults(self) -> Iterator[str]:
        codes = Counter(one.code for one in self.municipalities)
        for row, place in enumerate(self.municipalities):
            if codes[place.code] > 1:
                yield broken_text(f"municipalities[{row}].code", "municipality-twice")
        for row, _, field, code in self.provisions.breaches():
            yield broken_text(f"provisions[{row}].{field}", code)
        known = labels("municipality", "sv").keys()
        for row, grant in enumerate(self.grants):
            if grant.municipality is not None and grant.municipality not in known:
                yield broken_text(f"grants[{row}].municipality", "place-unknown")
        names = Counter(one.name for one in self.surveys)
        for row, survey in enumerate(self.surveys):
            if names[survey.name] > 1:
                yield broken_text(f"surveys[{row}].name", "survey-twice")
        for row, answer in enumerate(self.answers):
            if answer.survey not in names:
                yield broken_text(f"answers[{row}].survey", "survey-unknown")
        for survey in self.surveys:
            # Of each survey's answers the rows are those of all.
            rows = [row for row, one in enumerate(self.answers) if one.survey == survey.name]
            for fault in survey.faults([self.answers[row] for row in rows]):
                at, _, rest = fault.removeprefix("answers[").partition("]")
                yield f"answers[{rows[int(at)]}]{rest}"

    def of_year(self, year: int) -> Self:
        """What is of one year: provisions, grants, and surveys with their answers.

        A survey that doesn't tell its year stays, and so do municipalities.
        """
        surveys = [one for one in self.surveys if one.year in (None, year)]
        names = {one.name for one in surveys}
        return attrs.evolve(
            self,
            provisions=self.provisions.where(year=year),
            surveys=surveys,
            answers=[one for one in self.answers if one.survey in names],
            grants=[one for one in self.grants if one.year == year],
        )

    def show(self, language: Language = "sv") -> str:
        """How much of each kind there is, of whom and which years: in words, and no answer.

        Parameters
        ----------
        language : str
            ``sv`` or ``en``.

        Examples
        --------
        >>> from vnr.model import ProvisionKind, ProvisionState
        >>> has = Provision("0484", 2025, ProvisionKind.COORDINATOR, None, None, ProvisionState.HAS)
        >>> print(Supply(provisions=[has]).show("en"))
        municipalities that answered    1
        years                           2025
        answers on what is offered      1
        """
        lines = self._lines(language)
        wide = max(map(len, lines), default=0) + 4
        return "\n".join(f"{name:{wide}}{shown}" for name, shown in lines.items())

    def _lines(self, language: Language) -> dict[str, str]:
        """What there is any of, by its name in words."""
        years = {*self.provisions.column("year").tolist(), *(one.year for one in self.grants)}
        years |= {one.year for one in self.surveys if one.year is not None}
        numbers: dict[str, int | str] = {
            "municipalities": len(self.provisions.municipalities),
            "years": ", ".join(map(str, sorted(years))),
            "provisions": len(self.provisions),
            "surveys": len(self.surveys),
            "answers": len(self.answers),
            "grants": len(self.grants),
        }
        return {
            text("summaries", "supply", language, form=name): str(number)
            for name, number in numbers.items()
            if number or name == "municipalities"
        }

    def __repr__(self) -> str:
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        caption = text("summaries", "supply", "sv", form="caption")
        return html_pairs(self._lines("sv"), language="sv", caption=caption)

    # JSON and files

    def to_dict(self) -> dict[str, Any]:
        """JSON types; kinds of which there is none are left out."""
        return {
            name: [unstructure(one) for one in getattr(self, name)]
            for name in _KINDS
            if getattr(self, name)
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises
        ------
        ModelError
            With every fault of a record, its row, and what to do.
        """
        if not isinstance(data, Mapping) or not data.keys() <= _KINDS.keys():
            raise ModelError(broken_text("supply", "record-kind"))
        faults: list[str] = []
        made: dict[str, list[Any]] = {}
        for name, rows in data.items():
            records = made.setdefault(name, [])
            for row, one in enumerate(rows if isinstance(rows, list) else [rows]):
                try:
                    records.append(structure(one, _KINDS[name]))
                except ModelError as error:
                    faults += [f"{name}[{row}].{fault}" for fault in error.faults]
        if faults:
            raise ModelError(*faults[:_SHOWN])
        return cls(**made)

    def save(self, path: str | Path) -> None:
        """Save it in one file (JSON) that tells whether it is whole.

        Parameters
        ----------
        path : str or Path
            The file; it is replaced once it is whole, or stays as it was.

        Raises
        ------
        DataError
            If the file can't be written, or its folder holds a release.
        """
        target = working_path(path)
        content = self.to_dict()
        whole = {_NAME: _FORM, "digest": _digest(content), "content": content}
        with replacing(target) as beside:
            beside.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """What `save` wrote.

        Raises
        ------
        DataError
            If it can't be read, was cut or altered, or is of a later version.
        """
        source = path_of(path)
        try:
            told = source.read_text("utf-8")
        except OSError as error:
            raise refusal("system_refuses", path=source.name, why=error) from None
        except ValueError:
            raise refusal("supply_damaged", path=source.name) from None
        try:
            whole = json.loads(told)
        except (ValueError, RecursionError):
            code = "supply_damaged" if _NAME in told else "supply_other"
            raise refusal(code, path=source.name) from None
        if not isinstance(whole, dict) or type(whole.get(_NAME)) is not int:
            raise refusal("supply_other", path=source.name)
        if whole[_NAME] > _FORM:
            raise refusal("supply_later", path=source.name, version=whole[_NAME], newest=_FORM)
        content: Any = whole.get("content")
        if whole.get("digest") != _digest(content):
            raise refusal("supply_damaged", path=source.name)
        return cls.from_dict(content)


def _digest(content: Any) -> str:
    told = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return blake2b(told.encode(), digest_size=16).hexdigest()
