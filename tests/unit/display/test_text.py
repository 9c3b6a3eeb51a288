"""Tables and sentences fit in a line of a hundred characters."""

from __future__ import annotations

import pytest

from vnr.display import WIDTH, Column, fitting, text_table, wrapped


def widest(columns: list[Column]) -> int:
    return max(map(len, text_table(columns)))


def test_alignment() -> None:
    """Words stand to the left, numbers to the right, each under its heading."""
    columns = [
        Column("kommun", ["Flen", "Katrineholm"]),
        Column("antal", ["5", "1 231"], numeric=True),
    ]
    assert list(text_table(columns)) == [
        "kommun       antal",
        "Flen             5",
        "Katrineholm  1 231",
    ]


@pytest.mark.parametrize(("size", "there"), [(84, True), (85, False)])
def test_what_does_not_fit_is_named(size: int, *, there: bool) -> None:
    """A column stays as long as the line has room: 7 + 2 + 5 + 2 + 84 are 100."""
    columns = [
        Column("kommuner", ["x" * 7]).cut(7),
        Column("andel", ["1"], numeric=True),
        Column("y" * size, ["1"], numeric=True),
    ]
    shown, left = fitting(columns, 2)
    assert len(shown) == 2 + there
    assert left == ([] if there else ["y" * size])
    assert widest(shown) <= WIDTH


def test_after_one_that_does_not_fit_none_is_shown() -> None:
    """What is left out is the end of the table, not a hole in it."""
    columns = [Column("a", ["1"]), Column("b" * 120, ["2"]), Column("c", ["3"])]
    shown, left = fitting(columns, 1)
    assert [column.heading for column in shown] == ["a"]
    assert left == ["b" * 120, "c"]


@pytest.mark.parametrize("strata", [1, 3, 8])
def test_long_labels_are_cut_and_numbers_are_not(strata: int) -> None:
    """However long the labels, the figure stands whole in the line."""
    columns = [Column("rubrik" * 20, ["ord " * 30, "kort"]) for _ in range(strata)]
    columns.append(Column("andel" * 40, ["12,5 % (5,0–28,1), n=32"] * 2, numeric=True))
    shown, left = fitting(columns, strata + 1)
    assert left == []
    assert widest(shown) <= WIDTH
    assert shown[-1].cells[0] == "12,5 % (5,0–28,1), n=32"
    assert shown[0].cells[0].endswith("…")


@pytest.mark.parametrize(
    ("label", "places"),
    [("Å", 1), ("e\N{COMBINING ACUTE ACCENT}", 1), ("家", 2), ("🏠", 2), ("🏷️", 1)],
)
def test_places_of_a_sign(label: str, places: int) -> None:
    """A wide sign takes two places, a mark upon another none."""
    head, row = text_table([Column("xxx", [label]), Column("y", ["1"])])
    assert head == "xxx  y"
    assert row == label + " " * (3 - places) + "  1"


@pytest.mark.parametrize(
    "breaking", ["a\nb", "a\r\nb", "a\tb", "a\x1b[2Jb", "a\u2028b", "a\u202eb"]
)
def test_a_label_never_breaks_the_line(breaking: str) -> None:
    """Whatever somebody calls a unit, it neither ends the row nor turns it around."""
    lines = list(text_table([Column(breaking, [breaking])]))
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_sentences_are_broken_between_words() -> None:
    """Each line fits; steps to the right are kept, and what follows is moved in."""
    lines = wrapped("! " + "ord " * 60)
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(line.strip() for line in lines) == ("! " + "ord " * 60).strip()
    assert [line[:4] for line in wrapped("  " + "a" * 60 + " " + "b" * 60)] == ["  aa", "    "]
    assert wrapped("a\n\nb") == ["a", "", "b"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    """An address, or a label of three hundred signs."""
    assert max(map(len, wrapped("x" * 300))) <= WIDTH
