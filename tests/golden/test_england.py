"""A table that others published: what its rounded totals give away, and where it contradicts itself."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from vnr import disclosure
from vnr.disclosure import Audit, Row, Rule

TABLE = Path(__file__).parent / "disclosure" / "assessment_factors_2018_2024.csv"
SMALL = Rule(name="1 to 5", threshold=6, insider=0, width=4)
_FIRST = "Episodes_with_assessment_factor"


@cache
def printed() -> dict[tuple[str, str, str], dict[str, str]]:
    """Of each year, region and factor, what is printed by authority, and as the region's own ("")."""
    cells: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for row in csv.DictReader(TABLE.read_text("utf-8-sig").splitlines()):
        factors = list(row)[list(row).index(_FIRST) :]
        if row["geographic_level"] == "National" or row["region_name"] == "London":
            continue  # Its two halves are regions too.
        for factor in factors:
            cell = cells[row["time_period"], row["region_code"], factor]
            cell[row["new_la_code"]] = row[factor]
    return cells


@cache
def audited() -> Audit:
    """What an attacker finds out of the table's authorities and regions."""
    rows = []
    for (year, region, factor), cell in printed().items():
        if all(text.isdigit() for text in cell.values()):
            continue  # Nothing is hidden.
        for authority, text in cell.items():
            strata = {"region": region} | ({"authority": authority} if authority else {})
            shown = text.isdigit()
            rounding = (1, 5) if text == "c" else 10 if shown and not authority else None
            rows.append(
                Row(
                    source="DfE", rule="factors", unit="episode", basis=None, figure=factor,
                    period=year, strata=strata, value=int(text) if shown else None, rounding=rounding,
                )
            )  # fmt: skip
    return disclosure.audit(rule=SMALL, published=rows)


@cache
def complete() -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """Of regions whose authorities are all told: how many are hidden, and what is left for them."""
    left = {}
    for key, cell in printed().items():
        if cell.get("", "x").isdigit() and all(
            one.isdigit() or one == "c" for one in cell.values()
        ):
            hidden = [one for one in cell if one and cell[one] == "c"]
            rest = int(cell[""]) - sum(int(cell[one]) for one in cell if one and cell[one] != "c")
            left[key] = len(hidden), rest - 5, rest + 5
    return left


def test_pinned_and_narrowed() -> None:
    """Of 1,819 that are 1 to 5, five are pinned by the rounded total of their region, 142 narrowed."""
    expected = {}
    for key, (hidden, low, high) in complete().items():
        if hidden and low <= 5 * hidden and high >= hidden:
            least, most = max(1, low - 5 * (hidden - 1)), min(5, high - (hidden - 1))
            if (least, most) != (1, 5):
                expected[key] = hidden, least, most
    found: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for leak in audited().leaks:
        key = (leak.cell["period"][:4], leak.cell["region"], leak.figure)
        if key in complete() and "authority" in leak.cell:
            before = found.get(key, (0, leak.low, leak.high))
            assert (leak.low, leak.high) == before[1:]
            found[key] = (before[0] + 1, leak.low, leak.high)

    assert sum(hidden for hidden, _, _ in complete().values()) == 1819
    assert found == expected
    assert sum(number for number, low, high in found.values() if low == high) == 5
    assert sum(number for number, low, high in found.values() if low < high) == 142


def test_contradictions() -> None:
    """For 53 the figures contradict the total: the audit names the relations and claims nothing."""
    broken = {
        key: hidden
        for key, (hidden, low, high) in complete().items()
        if low > 5 * hidden or high < hidden
    }
    named = set()
    for (relation,) in audited().contradictions:
        _, factor, total = relation.figures[0]
        named.add((total["period"][:4], total["region"], factor))
    told = {
        (one.cell["period"][:4], one.cell["region"], one.figure)
        for one in audited().inferences
        if "region" in one.cell
    }

    assert sum(broken.values()) == 53
    assert set(broken) == named & set(complete())
    assert not told & named
    assert f"{len(named)} relations contradict" in audited().show("en")
    assert audited().unreckoned == ()
