"""The figures of a county report: counted once, shown as a page and as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np

from vnr import data, metrics
from vnr.errors import DataError
from vnr.metrics import KKIK_1Y
from vnr.model import Period
from vnr.register import Register
from vnr.results import Counts, Curve, Definition, Estimate, Provenance, align_to
from vnr.words import text

__all__ = ["KINDS", "CountyReport", "county_report"]

KINDS: Final = ("new", "reactivated", "returning", "undetermined")
GAPS: Final = (0, 1, 3, 14)


@attrs.frozen(kw_only=True)
class CountyReport:
    """The figures of one county and period.

    Attributes
    ----------
    county, period
        County code, and what is reported on.
    register
        The register of the county, its silent municipalities among the expected.
    missed, missed_total
        The missed share by municipality and for the county, with the three bases beside it.
    cases, cases_total
        Known cases dated in the period.
    rates, funnel
        The same for each 10 000 inhabitants, with intervals that reckon with persons who have
        several cases; and with the limits that chance alone would give.
    kinds
        Episodes that start in the period, by municipality and kind.
    gaps
        The county's episodes by kind, when gaps of 0, 1, 3 and 14 days are joined.
    returned
        The county's reactivation by the rule `KKIK_1Y`.
    follow_due, follow_started, follow_total
        Follow-ups done on time of those due, interventions followed up of those started, by
        municipality; and the first for the county.
    waits
        The county's time from an intervention's start to its first follow-up, closing competing.
    children, children_places
        The children behind the adults, of the county and by municipality.
    faults, rows
        Rows of the fault appendix (file, rule, what is wrong, remedy, number), and rows read and
        rejected.
    further
        Results of one's own by title, such as what `metrics.hidden` gave; shown last.
    """

    county: str
    period: Period
    register: Register = attrs.field(repr=False)
    missed: Estimate
    missed_total: Estimate
    cases: Counts
    cases_total: Counts
    rates: Estimate
    funnel: Estimate
    kinds: Counts
    gaps: Counts
    returned: Estimate
    follow_due: Estimate
    follow_started: Estimate
    follow_total: Estimate
    waits: Curve
    children: Counts
    children_places: Counts
    faults: tuple[tuple[str, str, str, str, int], ...] = ()
    rows: tuple[int, int] = (0, 0)
    further: Mapping[str, Counts | Estimate] = attrs.field(factory=dict)

    @property
    def tables(self) -> Mapping[str, Counts | Estimate]:
        """The results by name, in the order of the report."""
        return MappingProxyType(
            {
                "missed": self.missed,
                "missed_total": self.missed_total,
                "cases": self.cases,
                "cases_total": self.cases_total,
                "rates": self.rates,
                "funnel": self.funnel,
                "kinds": self.kinds,
                "gaps": self.gaps,
                "returned": self.returned,
                "follow_due": self.follow_due,
                "follow_started": self.follow_started,
                "follow_due_total": self.follow_total,
                "waits": self.waits,
                "children": self.children,
                "children_by_municipality": self.children_places,
            }
        )


def county_report(
    register: Register,
    county: str,
    period: Period,
    *,
    reading: Any = None,
    further: Mapping[str, Counts | Estimate] | None = None,
) -> CountyReport:
    """Count what a county report shows.

    Parameters
    ----------
    register : Register
        The municipalities' cases.
    county : str
        County code, two digits.
    period : Period
        A calendar year.
    reading : Reading, optional
        Where the register came from, for the fault appendix.
    further : mapping of str to Counts or Estimate, optional
        Results of your own by title, shown last with their notes and definitions.

    Raises
    ------
    UnknownNameError
        If there is no such county.
    DataError
        If the period isn't within the observed window, or spans several years, or what stands
        under a title is no result.
    """
    own = dict(further or {})
    for title, result in own.items():
        if not (isinstance(title, str) and title.strip() and isinstance(result, Counts | Estimate)):
            raise DataError("further must give each title a Counts or an Estimate")
    if period.start not in register.observed or period.end not in register.observed:
        raise DataError(
            f"the period {period} does not lie in the observed window {register.observed}; "
            "say which window the extracts cover"
        )
    if period.start.year != period.end.year:
        raise DataError("a county report is on one calendar year, or a part of one")
    codes = [municipality.code for municipality in data.municipalities(county)]
    there = [code for code in register.coverage.municipalities if code in codes]
    if not there:
        raise DataError(f"none of the files is of a municipality in county {county}")
    mine = register.where(county=county).expecting(codes)
    cases = metrics.count(mine, period, by="municipality")
    where = cases.strata["municipality"]
    cells = {"municipality": where, "year": np.full(len(cases), period.start.year)}
    people = align_to(
        data.population(codes, period.start.year), cells, len(cases), name="population"
    )
    delivered = people * cases.covered * period.days / 365.25
    years = dict(zip(where.tolist(), delivered.tolist(), strict=True))
    return CountyReport(
        county=county,
        period=period,
        register=mine,
        missed=metrics.detection(mine, period, by="municipality"),
        missed_total=metrics.detection(mine, period),
        cases=cases,
        cases_total=cases.sum("municipality"),
        rates=metrics.rate(
            cases, years, inflation=metrics.repeats(mine, period, by="municipality")
        ),
        funnel=metrics.funnel(cases, years, kind="rate", per=10_000),
        kinds=_kinds(mine, period, 1, within="municipality"),
        gaps=_gaps(mine, period),
        returned=metrics.reactivation(mine, period, rule=KKIK_1Y),
        follow_due=metrics.follow_up(mine, period, denominator="due", by="municipality"),
        follow_started=metrics.follow_up(mine, period, denominator="started", by="municipality"),
        follow_total=metrics.follow_up(mine, period, denominator="due"),
        waits=metrics.time_to_event(
            mine, period, start="intervention", event="follow_up", competing=("closing",)
        ),
        children=metrics.children_behind(mine, period),
        children_places=metrics.children_behind(mine, period, by="municipality"),
        faults=_faults(reading),
        rows=(0, 0) if reading is None else (reading.rows_read, reading.rejected),
        further=own,
    )


def _kinds(register: Register, period: Period, gap: int, within: str) -> Counts:
    """Episodes that start in the period, by municipality and kind."""
    found = metrics.episodes(register, merge_gap=gap, within=within)
    table = metrics.cells(register, period, "municipality")
    inside = table.span(found.start) >= 0
    codes = table.labels["municipality"]
    place = {code: row for row, code in enumerate(codes.tolist())}
    value = np.zeros((codes.size, len(KINDS)), np.int64)
    for code, kind in zip(found.municipality[inside], found.kind[inside], strict=True):
        value[place[str(code)], KINDS.index(str(kind))] += 1
    return Counts(
        strata={
            "municipality": np.repeat(codes, len(KINDS)),
            "kind": np.tile(KINDS, codes.size),
        },
        value=value.reshape(-1),
        state=np.repeat(table.state, len(KINDS)),
        covered=np.repeat(table.covered, len(KINDS)),
        unit="episodes",
        adds_over={"municipality", "kind"},
        definition=Definition(
            "episodes starting in the period",
            {"period": period.label},
            inputs=(found.definition,),
        ),
        provenance=Provenance(register.fingerprint),
    )


def _gaps(register: Register, period: Period) -> Counts:
    """The county's episodes by kind under several gaps."""
    parts = [_kinds(register, period, gap, "person").sum("municipality") for gap in GAPS]
    return Counts(
        strata={
            "merge_gap": np.repeat(GAPS, len(KINDS)),
            "kind": np.tile(KINDS, len(GAPS)),
        },
        value=np.concatenate([part.value for part in parts]),
        state=np.concatenate([part.state for part in parts]),
        covered=np.concatenate([part.covered for part in parts]),
        unit="episodes",
        adds_over={"kind"},
        definition=Definition(
            "episodes by merge gap",
            {"gaps": list(GAPS)},
            inputs=tuple(part.definition for part in parts),
        ),
        provenance=Provenance(register.fingerprint),
    )


def _faults(reading: Any) -> tuple[tuple[str, str, str, str, int], ...]:
    if reading is None:
        return ()
    number = Counter(
        # The remedy of the first fault would name its own hint, so it is the rule's.
        (fault.file, fault.rule, fault.message(), text("faults", fault.rule, "sv", form="remedy"))
        for fault in reading.faults
    )
    return tuple((*kind, count) for kind, count in sorted(number.items()))
