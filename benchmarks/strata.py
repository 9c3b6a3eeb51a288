"""What a stratum costs: those of the case beside those of what hangs on it.

python benchmarks/strata.py [cases]
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Any, Final

import numpy as np

from vnr import metrics
from vnr.model import (
    InformationSource,
    Instrument,
    IntakeReason,
    InterventionKind,
    InvestigationOutcome,
    LegalBasis,
    NotOpenedReason,
    Period,
    Provider,
    Relation,
    Sex,
    Unit,
    ViolenceForm,
)
from vnr.register import Columns, Coverage, Keys, Register, Table, assemble

PERIOD: Final = Period(date(2010, 1, 1), date(2024, 12, 31))
FIRST: Final = date(2010, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
BY: Final[tuple[tuple[str, ...], ...]] = (
    ("unit",),
    ("form",),
    ("police_report",),
    ("residence",),
    ("source",),
    ("perpetrator_count",),
    ("relation",),
    ("relation", "perpetrator_sex"),
    ("provider",),
    ("legal_basis", "provider"),
    ("instrument",),
    ("investigation_outcome",),
    ("investigation_outcome", "not_opened_reason"),
    ("violence_described",),
    ("district",),
    ("age_group",),
)


def made(size: int) -> Columns:
    """`size` cases with all that is counted by, as columns."""
    rng = np.random.default_rng(1)
    ids = np.array([f"{one:08x}" for one in range(size)], "S8")
    codes = np.array([b"0480", b"0482", b"0484", b"0488"])
    place = rng.integers(0, codes.size, size).astype(np.int32)
    person = rng.integers(0, size // 2, size).astype(np.int32)
    opened = (FIRST + rng.integers(0, 5000, size)).astype(np.int32)

    def keys(rows: Any) -> dict[str, Any]:
        return {
            "municipality": Keys(codes, place[rows]),
            "case_id": Keys(ids, rows.astype(np.int32)),
            "person_id": Keys(ids, person[rows]),
        }

    def some(members: Any, rows: int, least: int = -1) -> Any:
        return rng.integers(least, len(members), rows).astype(np.int8)

    everyone = np.arange(size)
    named, helped, asked, looked_into = (
        np.sort(rng.integers(0, size, int(size * share))) for share in (1.2, 0.8, 0.5, 0.8)
    )
    districts = np.array([b"norr", b"\xc3\xb6st"])
    flat: dict[str, dict[str, Any]] = {
        "intakes": {
            **keys(everyone),
            "roles": np.ones(size, np.uint32),
            "date": opened,
            "reason": some(IntakeReason, size, 0),
            "source": some(InformationSource, size),
            "unit": some(Unit, size),
            "forms": rng.integers(0, 2 ** len(ViolenceForm), size).astype(np.uint32),
            "police_report": rng.integers(-1, 2, size).astype(np.int8),
            "birth_year": rng.integers(1940, 2015, size // 2).astype(np.int32)[person],
            "age_at_intake": np.where(rng.random(size) < 0.5, rng.integers(0, 90, size), -1).astype(
                np.int32
            ),
            "district": Keys(districts, rng.integers(-1, 2, size).astype(np.int32)),
            "home_municipality": Keys(codes, rng.integers(-1, codes.size, size).astype(np.int32)),
        },
        "perpetrators": {
            **keys(named),
            "relation": some(Relation, named.size, 0),
            "sex": some(Sex, named.size, 0),
        },
        "interventions": {
            **keys(helped),
            "kind": some(InterventionKind, helped.size, 0),
            "started": opened[helped],
            "legal_basis": some(LegalBasis, helped.size),
            "provider": some(Provider, helped.size),
        },
        "investigations": {
            **keys(looked_into),
            "opened": opened[looked_into],
            "closed": opened[looked_into] + np.int32(10),
            "outcome": np.full(looked_into.size, InvestigationOutcome.NOT_OPENED.place, np.int8),
            "not_opened_reason": some(NotOpenedReason, looked_into.size),
            "violence_described": rng.integers(-1, 2, looked_into.size).astype(np.int8),
        },
        "assessments": {
            **keys(asked),
            "instrument": some(Instrument, asked.size, 0),
            "date": opened[asked],
        },
    }
    return assemble(flat).whole()


def fresh(columns: Columns) -> Register:
    """A register of which nothing was derived yet."""
    tables = {
        name: Table(name, dict(table), table.offsets) for name, table in columns.tables.items()
    }
    everything = Coverage(
        [(code, None, None, PERIOD, "all", "all") for code in columns.municipalities]
    )
    whole = Columns(tables, columns.dictionaries, columns.schema)
    return Register(whole, observed=PERIOD, coverage=everything)


def main(size: int, runs: int = 7) -> None:
    """Print the time of a first and a later count by each stratum."""
    columns = made(size)
    print(f"count of cases by municipality, year and …, {size} cases; ms, median of {runs}")
    for names in BY:
        times: list[tuple[float, float]] = []
        for _ in range(runs):
            register = fresh(columns)
            pair = []
            for _ in range(2):
                start = time.process_time()
                metrics.count(register, PERIOD, by=("municipality", "year", *names))
                pair.append(1e3 * (time.process_time() - start))
            times.append((pair[0], pair[1]))
        first, later = np.median(np.array(times), axis=0)
        print(f"{' × '.join(names):28s} {first:7.0f} {later:7.0f}")


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
