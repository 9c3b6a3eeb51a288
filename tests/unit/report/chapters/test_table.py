"""A table joins its columns by label, and each cell is written by its own state."""

from __future__ import annotations

from typing import Any

import pytest

from building import counts
from vnr import metrics
from vnr.errors import DataError
from vnr.report.chapters import Chapter, Column, Enough, Panel, Picture, Stacked, Table, Whole
from vnr.report.chapters._places import ENOUGH_LEFT
from vnr.results import Counts, State

CODES = ("0480", "0484", "0488")


def cases(value: list[int], codes: tuple[str, ...] = CODES, **more: Any) -> Counts:
    return counts({"municipality": list(codes)}, value, **more)


def test_by_label() -> None:
    """Rows stand by the table's labels, whatever order the results have."""
    results = {"a": cases([1, 2, 3]), "b": cases([30, 10, 20], ("0488", "0480", "0484"))}
    table = Table("municipality", CODES, (Column("cases", "a"), Column("known", "b")))
    lines = table.lines(results, "sv")
    assert lines.head == ("Kommun", "Ärenden", "Våld är känt på något sätt")
    assert lines.body == (
        ("Nyköping", "1", "10"),
        ("Eskilstuna", "2", "20"),
        ("Trosa", "3", "30"),
    )
    assert not lines.total


def test_a_row_that_lacks() -> None:
    """A label that a result lacks, has twice, or splits further, is refused."""
    table = Table("municipality", CODES, (Column("cases", "a"),))
    with pytest.raises(DataError, match="a has no cell for municipality 0488"):
        table.lines({"a": cases([1, 2], CODES[:2])}, "sv")
    with pytest.raises(DataError, match="a has municipality 0480 twice"):
        table.lines({"a": cases([1, 2, 3], ("0480", "0480", "0488"))}, "sv")
    split = counts({"municipality": list(CODES), "sex": ["man"] * 3}, [1, 2, 3])
    with pytest.raises(DataError, match="has the stratum sex"):
        table.lines({"a": split}, "sv")


def test_cells_are_picked() -> None:
    """A column may pick a label of another stratum, and be headed by it."""
    strata = {"step": ["children", "own_case"] * 2, "municipality": ["0480"] * 2 + ["0484"] * 2}
    results = {"a": counts(strata, [5, 1, 6, 2])}
    columns = [
        Column(step, "a", where={"step": step}, vocabulary="step")
        for step in ("own_case", "children")
    ]
    lines = Table("municipality", CODES[:2], columns).lines(results, "sv")
    assert lines.head == ("Kommun", "har ett eget ärende", "antal barn")
    assert lines.body == (("Nyköping", "1", "5"), ("Eskilstuna", "2", "6"))


def test_states() -> None:
    """Each figure is written by its own state; what wasn't delivered in full is at least that."""
    result = cases(
        [1, 2, 3],
        state=[0, 1, 0],
        covered=[0.5, 0, 1],
        columns={"n": [7, 8, 9]},
        states={"n": [0, 1, 3]},
    )
    columns = (Column("cases", "a"), Column("known", "a", "n"))
    rows = Table("municipality", CODES, columns).lines({"a": result}, "sv").body
    assert [row[1:] for row in rows] == [
        ("minst 1", "minst 7"),
        ("ej rapporterat", "ej rapporterat"),
        ("3", ".."),
    ]


@pytest.mark.parametrize(("columns", "stands"), [(4, False), (5, True), (6, True)])
def test_a_row_of_which_little_is_left(columns: int, stands: bool) -> None:
    """With one figure hidden four of five are four fifths, and stand; three of four are less."""
    results = {"a": cases([1, 2, 3], state=[State.SUPPRESSED, 0, 0]), "b": cases([4, 5, 6])}
    shown = [Column("cases", name) for name in ["a", *"b" * (columns - 1)]]
    table = Table("municipality", CODES, shown, surviving=ENOUGH_LEFT)
    assert table.left_out(results).tolist() == [not stands, False, False]


def test_last_row() -> None:
    """Below the rows stands what is of all, and nothing where nothing is."""
    results = {"a": cases([1, 2, 3]), "all": counts({}, [6])}
    columns = (Column("cases", "a", total="all"), Column("known", "a"))
    lines = Table("municipality", CODES, columns).lines(results, "en")
    assert lines.total
    assert lines.body[-1] == ("County", "6", "")


def test_enough() -> None:
    """Figures of a few are not shown, nor those whose number isn't there."""
    results = {"a": cases([1, 2, 3]), "base": cases([19, 20, 0], state=[0, 0, 3])}
    enough = Enough(20, "base", word="places_few")
    column = Column("cases", "a", enough=enough)
    rows = Table("municipality", CODES, (column,)).lines(results, "sv").body
    assert [row[1] for row in rows] == ["för få", "2", ".."]


def test_whole() -> None:
    """All figures of a result, municipalities by name; of no cells only the headings."""
    result = cases([1, 2, 3], columns={"known": [4, 5, 6]})
    lines = Whole("a").lines({"a": result}, "sv")
    assert lines.head == ("kommun", "ärenden", "känt")
    assert lines.body[0] == ("Nyköping", "1", "4")
    single = Whole("a").lines({"a": metrics.proportion(1, 2)}, "en")
    assert len(single.body) == 1
    assert Whole("a").lines({"a": result.take([])}, "sv").body == ()


def test_rows_of_different_things_are_headed() -> None:
    """Each group has its name above; noughts stand together, and what isn't known never there."""
    states = [State.VALUE, State.VALUE, State.VALUE, State.NOT_REPORTED, State.SUPPRESSED]
    roles = ("exposed", "perpetrator", "witness", "parent", "other")
    results = {
        "sex": counts({"sex": ["woman", "man"]}, [5, 0]),
        "role": counts({"role": list(roles)}, [0, 3, 0, 0, 0], state=states),
    }
    sex = Table("sex", ("woman", "man"), (Column("cases", "sex"),), "whom_by")
    role = Table("role", roles, (Column("cases", "role"),), "whom_by")
    lines = Stacked((sex, role), ("sex", "role")).lines(results, "en")
    told = {row[0]: row[1] for row in lines.body}
    assert lines.head == ("Sex, age, role", "Cases")
    assert lines.groups == {0, 3}
    assert (lines.body[0], lines.body[3]) == (("Sex", ""), ("Role", ""))
    assert lines.body[1:3] == (("woman", "5"), ("man", "0"))  # one nought alone stands by itself
    together = next(name for name in told if name.startswith("No cases: "))
    assert lines.body[-1] == (together, "0")
    assert len(lines.body) == 8
    assert sorted(told.values()) == sorted(["", "", "5", "0", "0", "3", "not reported", ".."])


@pytest.mark.parametrize(
    ("values", "states", "told"),
    [
        ([0, 1, 0], [State.VALUE] * 3, ""),
        ([0, 0, 0], [State.VALUE] * 3, "since all numbers in it are zero"),
        # Beside a nought that is known the reason why others aren't is drawn.
        ([0, 0, 0], [State.VALUE, State.NOT_REPORTED, State.VALUE], ""),
        ([0, 0, 0], [State.VALUE, State.SUPPRESSED, State.VALUE], ""),
        ([0, 0, 0], [State.NOT_REPORTED] * 3, "there is no number to show in it"),
        ([0, 0, 0], [State.SUPPRESSED] * 3, "there is no number to show in it"),
    ],
)
def test_a_picture_without_a_number_is_not_drawn(
    values: list[int], states: list[State], told: str
) -> None:
    """Where nothing is told, or all that is counted is nobody, there is a sentence instead."""
    panel = Panel("figure_bases", 2.0, "cases", lambda *_: None)
    picture = Picture((panel,), lambda *_: [])
    results = {"cases": cases(values, state=states)}
    assert panel.is_drawn(results) is (not told)
    said = picture.undrawn(results, "en")
    assert len(said) == bool(told)
    assert all(told in line for line in said)


def test_a_share_of_nobody_is_drawn() -> None:
    """0 of 20 has an interval, which counts don't."""
    panel = Panel("figure_missed", 2.0, "share", lambda *_: None)
    assert panel.is_drawn({"share": metrics.proportion([0, 0], [20, 20])})


def test_a_chapter_says_that_its_picture_is_not_drawn() -> None:
    """Where its figures are cautioned of."""
    results = {"cases": cases([0, 0, 0], state=[State.NOT_REPORTED] * 3)}
    panel = Panel("figure_bases", 2.0, "cases", lambda *_: None)
    chapter = Chapter(name="cases", results=results, picture=Picture((panel,), lambda *_: []))
    assert chapter.drawings("sv") == []
    assert any("är inte ritad" in line for line in chapter.cautions("sv"))
