"""The fifteen tables of the follow-up of the development funds of 2013, counted from respondents.

The respondents are made up so that the tables come out of them; where a table can't come out of any
respondents, that is said. Socialstyrelsen, *Att kvalitetsutveckla arbetet mot våld i nära
relationer*.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from answering import Reports, behind
from vnr import Counts, Estimate, data, metrics
from vnr.metrics import counts_behind
from vnr.results import State

MUNICIPALITIES, ORGANISATIONS = range(1, 8), range(8, 16)
# The questions on target groups and the like: table, area, the option that stands alone.
GROUPS = {
    2: ("kompetensutveckling", None),
    3: ("kompetensutveckling", "ingen"),
    4: ("information", None),
    5: ("stod_kvinnor", "ingen"),
    9: ("kompetensutveckling", None),
    10: ("kompetensutveckling", "ingen"),
    11: ("information", None),
    12: ("stod_kvinnor", "ingen"),
    13: ("boendeplatser", None),
}
# Rows of tables 6 and 14 that some rule of rounding alone gives; of all others any rule does.
REMAINDER = {
    (6, "information"),
    (6, "stod_kvinnor"),
    (6, "behandling_utovare"),
    (14, "information"),
}
CELL = {(6, "kartlaggning"), (6, "stod_barn"), (14, "stod_kvinnor")}
EITHER = {(6, "rutiner")}
# A printed percentage that no number of those who answered gives; one beside it is taken.
IMPOSSIBLE = (15, "stod_kvinnor", "with_ngo")


@cache
def printed(number: int) -> Counts | Estimate:
    return data.load(f"socialstyrelsen-2013/table-{number:02}")


def codes(number: int, stratum: str) -> list[str]:
    return list(dict.fromkeys(printed(number).strata[stratum].tolist()))


@cache
def reports(numbers: range) -> Reports:
    """139 municipalities of which one told nothing, or the 127 organisations."""
    due, told = (139, 138) if numbers is MUNICIPALITIES else (127, 127)
    made = Reports("municipalities" if numbers is MUNICIPALITIES else "organisations", due, told)
    first = printed(numbers[0])
    for place, area in enumerate(first.strata["area"].tolist()):
        statuses = ("ongoing", "completed", "not_carried_out")
        made.area(area, [int(first[status][place]) for status in statuses])
    for number in numbers[1:]:
        if number in GROUPS:
            area, alone = GROUPS[number]
            table = printed(number)
            labels = next(iter(table.strata.values())).tolist()
            values = dict(zip(labels, table.value.tolist(), strict=True))
            if number == 13:
                values["annat"] = 6  # unreadable: 6, 9 or 0
            # Of the 29 of table 5 one can't have answered.
            n = int(table["n"][0]) - (number == 5)
            made.several(f"table {number}", area, values, n, alone)
        elif number in (6, 14):
            steps = codes(number, "extent")
            for area in codes(number, "area"):
                row = printed(number).select(area=area)
                (table_behind,) = counts_behind(row.value, int(row["n"][0]))
                made.scale(f"result {area}", area, steps, table_behind.counts)
        else:
            for area in codes(number, "area"):
                row = printed(number).select(area=area)
                n = int(row["n"][0])
                chosen = {}
                actors = zip(row.strata["actor"].tolist(), row.value.tolist(), strict=True)
                for actor, percent in actors:
                    k = behind(percent, n)
                    if (number, area, actor) == IMPOSSIBLE:
                        assert k is None
                        k = behind(percent - 1, n)
                    assert k is not None
                    chosen[actor] = k
                made.several(f"with {area}", area, chosen, n, "alone")
    return made


def of_table(number: int) -> Reports:
    return reports(MUNICIPALITIES if number in MUNICIPALITIES else ORGANISATIONS)


@pytest.mark.parametrize("number", [1, 8])
def test_areas(number: int) -> None:
    """Tables 1 and 8: who had funds, and what became of them."""
    made, table = of_table(number), printed(number)
    found = metrics.areas(made.survey, made.answers).select(share="completed_of_had")
    assert found.strata["area"].tolist() == table.strata["area"].tolist()
    assert found["had"].tolist() == table.value.tolist()
    for name in ("ongoing", "completed", "not_carried_out"):
        assert found[name].tolist() == table[name].tolist()
    assert found["n_answered"].tolist() == table["n"].tolist()
    # One municipality reported too late: due, and silent.
    assert set(found["n_not_answered"].tolist()) == {1 if number == 1 else 0}


@pytest.mark.parametrize("number", sorted(GROUPS))
def test_groups(number: int) -> None:
    """Tables 2–5 and 9–13: how many chose each, as far as it can be read."""
    made, table = of_table(number), printed(number)
    found = metrics.survey(made.survey, made.answers, f"table {number}")
    legible = table.state == State.VALUE
    assert legible.sum() == len(table) - (number == 13)
    assert found["number"][legible].tolist() == table.value[legible].tolist()
    n = set(table["n"].tolist())
    assert n == ({29} if number == 5 else {*found.n.tolist()})


def test_one_is_silent_in_table_5() -> None:
    """18 chose *none* and at most ten others something else: of the 29 printed one is silent."""
    made, table = of_table(5), printed(5)
    alone = int(table.select(target_group="ingen").value[0])
    rest = int(table.value.sum()) - alone
    assert (alone, rest) == (18, 10)
    found = metrics.survey(made.survey, made.answers, "table 5").select(choice="ingen")
    assert (found.n.tolist(), found["asked"].tolist()) == ([28], [29])
    assert found["n_not_answered"].tolist() == [1]
    assert (found.lower[0], found.upper[0]) == (18 / 29, 19 / 29)


@pytest.mark.parametrize("number", [6, 14])
def test_scales(number: int) -> None:
    """Tables 6 and 14: each row by the rounding that gives it, and by no other."""
    made, table = of_table(number), printed(number)
    areas = codes(number, "area")
    rounding = {
        f"result {area}": "largest-remainder"
        if (number, area) in REMAINDER | EITHER
        else "largest-cell"
        for area in areas
        if (number, area) in REMAINDER | CELL | EITHER
    }
    questions = [f"result {area}" for area in areas]
    found = metrics.ordinal(made.survey, made.answers, questions, rounding=rounding)  # type: ignore[arg-type]
    assert found.value.tolist() == table.value.tolist()
    assert found.n.tolist() == table["n"].tolist()
    others = {
        "independent": REMAINDER | CELL | EITHER,
        "largest-remainder": CELL,
        "largest-cell": REMAINDER,
    }
    for way, unfit in others.items():
        tried = metrics.ordinal(made.survey, made.answers, questions, rounding=way)  # type: ignore[arg-type]
        for area in areas:
            mine, theirs = tried.select(question=f"result {area}"), table.select(area=area)
            same = mine.value.tolist() == theirs.value.tolist()
            assert same == ((number, area) not in unfit), (way, area)


def test_rules_of_rounding() -> None:
    """Of the 20 rows twelve follow from any rule, four, three and one from some alone."""
    rows = {(number, area) for number in (6, 14) for area in codes(number, "area")}
    assert len(rows) == 20
    assert len(rows - REMAINDER - CELL - EITHER) == 12
    assert (len(REMAINDER), len(CELL), len(EITHER)) == (4, 3, 1)


@pytest.mark.parametrize("number", [7, 15])
def test_actors(number: int) -> None:
    """Tables 7 and 15: with whom the work was done, but for one percentage that can't be."""
    made, table = of_table(number), printed(number)
    areas = codes(number, "area")
    found = metrics.survey(made.survey, made.answers, [f"with {area}" for area in areas])
    percent = np.floor(100 * found.value + 0.5).tolist()
    cells = list(zip(table.strata["area"].tolist(), table.strata["actor"].tolist(), strict=True))
    off = [
        (number, *cell, mine, theirs)
        for cell, mine, theirs in zip(cells, percent, table.value.tolist(), strict=True)
        if mine != theirs
    ]
    assert off == ([(*IMPOSSIBLE, 15, 16)] if number == 15 else [])
    assert {behind(16, 71), round(100 * 11 / 71), round(100 * 12 / 71)} == {None, 15, 17}
    assert found.n.tolist() == table["n"].tolist()


# Question, answered, asked, answered all the same, asked and silent.
DIFFERING = [
    ("result rutiner", 59, 65, 0, 6),
    ("with rutiner", 63, 65, 0, 2),
    ("with stod_barn", 39, 39, 1, 0),
    ("result stod_barn", 38, 38, 0, 0),
    ("with handlingsplan", 52, 53, 0, 1),
    ("result bedomningsmetoder", 34, 35, 0, 1),
    ("result stod_kvinnor", 27, 29, 0, 2),
    ("result boendeplatser", 6, 7, 0, 1),
]


@pytest.mark.parametrize(("question", "n", "asked", "outside", "silent"), DIFFERING)
def test_numbers_of_answers(question: str, n: int, asked: int, outside: int, silent: int) -> None:
    """The printed n differs from those active: some were silent, one answered all the same."""
    made = reports(MUNICIPALITIES)
    found = metrics.survey(made.survey, made.answers, question)
    assert set(found.n.tolist()) == {n}
    for name, number in (("asked", asked), ("n_outside", outside), ("n_not_answered", silent)):
        assert set(found[name].tolist()) == {number}
    # Nobody knows whether the one that told nothing was to be asked.
    assert set(found["n_condition_unknown"].tolist()) == {1}
    assert (found["n_not_asked"] == 139 - 1 - asked).all()
    k = found["number"]
    np.testing.assert_allclose(found.lower, k / asked)
    np.testing.assert_allclose(found.upper, (k + asked - n) / asked)


def test_shares_of_the_text() -> None:
    """31 of the 53 active had completed their plan; all but one of 71 set up the function."""
    made = reports(MUNICIPALITIES)
    found = metrics.areas(made.survey, made.answers)
    plan = found.select(area="handlingsplan", share="completed_of_active")
    assert (float(plan), int(plan.n[0])) == (31 / 53, 53)
    function = found.select(area="samordningsfunktion", share="active_of_had")
    assert (float(function), int(function.n[0])) == (70 / 71, 71)
