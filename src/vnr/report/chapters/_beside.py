"""The chapter that lays a municipality beside its county, and beside those of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from vnr import data, metrics
from vnr.metrics import KKIK_1Y
from vnr.model import Period, board_members
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._headline import IN_COUNTY
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._writing import enumerated, figures, text
from vnr.words import Language, label

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register
    from vnr.results import Estimate

__all__ = ["beside"]

_MEASURES: Final = {
    "first_missed": "beside_missed",
    "first_followed": "beside_followed",
    "first_returned": "beside_returned",
}
"""Heading of each measure, by the line of the first screen that tells it."""
_OWN, _ALIKE = "_own", "_alike"


@attrs.frozen
class _Rows:
    """A row for the municipality, for those of its kind together, and for the county."""

    place: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        head = (text("beside", language), *(text(key, language) for key in _MEASURES.values()))
        rows = {
            _OWN: self.place,
            _ALIKE: text("beside_alike", language),
            IN_COUNTY: text("total", language),
        }
        body = [
            (words, *(figures(results[f"{key}{row}"], "value", language)[0] for key in _MEASURES))
            for row, words in rows.items()
            if f"first_missed{row}" in results
        ]
        return Lines(head, tuple(body), total=True)


def beside(register: Register, municipality: str, period: PeriodLike) -> tuple[Chapter, ...]:
    """Shares of a municipality beside those of its county, and of municipalities of its kind.

    Of its kind are those of SKR's group (2023) in the register, all together. Nothing is laid
    beside where nobody else delivered. It isn't for a release: with the county's figures those of
    the others could be worked out.

    Parameters
    ----------
    register : Register
        The cases of all who are to stand beside each other.
    municipality : str
        Its code.
    period : Period, year or text
        What is reported on.
    """
    period = Period.of(period)
    county = [one.code for one in data.municipalities(municipality[:2])]
    there = [code for code in register.coverage.municipalities if code != municipality]
    near = [code for code in there if {*board_members(code)} <= {*county}]
    if not near:
        return ()
    place = label("municipality", municipality, "sv")
    group = _group(municipality)
    alike = [code for code in there if group and _group(code) == group]
    results = _counted(register.where(municipality=municipality), period, _OWN)
    if len(alike) > 1:
        results |= _counted(register.where(municipality=alike).expecting(alike), period, _ALIKE)
    whole = register.where(county=municipality[:2]).expecting(county)
    results |= _counted(whole, period, IN_COUNTY)
    called = (
        enumerated([label("municipality", code, "sv") for code in alike], "sv") if alike else ""
    )
    several = len(alike) > 1
    return (
        Chapter(
            name="beside",
            results=results,
            note=Sentence(
                "beside_note_alike" if several else "beside_note",
                parameters={"group": group, "names": called} if several else {},
            ),
            table=_Rows(place),
            internal=True,
        ),
    )


def _group(code: str) -> str:
    """SKR's group by name; of a joint board none."""
    members: Sequence[str] = board_members(code)
    return (data.municipality(code).group_2023_name or "") if len(members) == 1 else ""


def _counted(register: Register, period: Period, row: str) -> dict[str, Estimate]:
    """The shares of the first screen, of all in a register together."""
    hidden = metrics.detection(register, period)
    followed = metrics.follow_up(register, period, denominator="started")
    back = metrics.reactivation(register, period, rule=KKIK_1Y)
    waiting = followed["interventions"] - followed["started"] - followed["n_exempt"]
    return {
        f"first_missed{row}": ripe(hidden, hidden["n_not_mature"]),
        f"first_followed{row}": ripe(followed, waiting),
        f"first_returned{row}": ripe(back, back["n_not_mature"]),
    }
