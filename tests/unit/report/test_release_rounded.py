"""A release by a rule that rounds shows rounded numbers and what is reckoned of them, and no other."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vnr import metrics
from vnr.cli import main
from vnr.disclosure import Rule
from vnr.model import Period
from vnr.report import Report, release
from vnr.report.chapters import Chapter, Column, Panel, Picture, Sentence, Table
from vnr.results import Counts, Definition, Grid
from vnr.results.pictures import bars_plot

TOWNS = ["0480", "0481", "0484", "0488"]
KNOWN = [131, 127, 146, 64]
ORIGINAL = [93, 64, 78, 31]
PRINTED = {
    "nearest": ([130, 130, 150, 60], 470),
    "midpoint": ([135, 125, 145, 65], 465),
    "controlled": ([130, 130, 150, 60], 470),
}


def counts(values: list[int], figure: str) -> Counts:
    grid = Grid(
        strata={"municipality": TOWNS},
        state=np.zeros(4),
        covered=np.ones(4),
        definition=Definition("count", {"period": "2019", "of": "case", "basis": figure}),
        adds_over={"municipality"},
    )
    return Counts.over(grid, value=values, unit="cases")


def report() -> Report:
    """A table with a share, a picture and a sentence on the total."""
    known, original = counts(KNOWN, "known"), counts(ORIGINAL, "original")
    bars = Panel("figure_bases", 3.0, "known", lambda shown, axes, language: bars_plot(
        shown, ax=axes, language=language, notes=False))  # fmt: skip
    chapter = Chapter(
        name="towns",
        title="Kommunerna",
        results={
            "known": known,
            "share": metrics.proportion(original, known),
            "all": known.sum("municipality"),
        },
        definitions={"known": ""},
        sentences=(Sentence("known", "all", {"cases": "value"}, {"period": "2019"}),),
        table=Table("municipality", TOWNS, [Column("known", "known"), Column("share", "share")]),
        picture=Picture((bars,), lambda *_: ["staplar"]),
    )
    return Report(place="Södermanlands län", period=Period.year(2019), chapters=[chapter])


@pytest.mark.parametrize("rounding", PRINTED)
def test_every_number_is_rounded(rounding: str, tmp_path: Path) -> None:
    """Page, workbook, picture, sentence and record hold the rounded numbers and none as counted."""
    rule = Rule.of(
        {"name": "Rund", "insider": 0, "method": "round", "base": 10, "rounding": rounding}
    )
    numbers, total = PRINTED[rounding]
    made = release(report(), rule, tmp_path / "ut")
    page = (made.folder / "rapport.html").read_text("utf-8")
    record = json.loads((made.folder / "release.json").read_text("utf-8"))
    with zipfile.ZipFile(made.folder / "tabeller.xlsx") as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if "xml" in name)
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)

    assert re.search(rf"\b{total} ärenden blev kända", words)
    assert re.findall(r"<td>(\d+)</td>", words) == [str(one) for one in numbers]
    for value in {*KNOWN, sum(KNOWN)} - {*numbers, total}:
        for text in (words, cells):
            assert not re.search(rf"[>\s]{value}[<\s]", text), value
    assert record["tables"]["known"]["value"] == numbers
    assert record["verdict"] == "safe"
    assert record["hidden"] == made.audit.hidden == 0
    assert record["rule"]["rounding"] == rounding
    # A share is that of the printed numbers, whatever was counted.
    share = made.report.results["share"]
    hits = np.floor(np.array(ORIGINAL) / 10 + 0.5) * 10 if rounding == "nearest" else None
    if hits is not None:
        assert share.value == pytest.approx(hits / numbers)
    assert not np.isclose(share.value, np.array(ORIGINAL) / KNOWN, atol=1e-4).any()


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule of one's own in TOML; 33 cases are printed 35, and the rule's base is told."""
    head = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    rows = [
        f"{n};p{n};0483;våldsutsatt vuxen;2019-01-{10 + n % 9};våld i nära relation\n"
        for n in range(33)
    ]
    (tmp_path / "a.csv").write_text(head + "".join(rows), "utf-8")
    rule = tmp_path / "regel.toml"
    rule.write_text(
        'name = "Nämnden"\ninsider = 0\nmethod = "round"\nbase = 10\nrounding = "midpoint"\n',
        "utf-8",
    )
    given = ["report", str(tmp_path / "a.csv"), "--municipality", "0483", "--year", "2019"]
    given += ["--observed", "2018-01-01/2020-12-31", "--rule", str(rule)]
    assert main([*given, "--out", str(tmp_path / "ut")]) == 0
    page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
    assert re.search(r"\b35 ärenden blev kända", page)
    assert "avrundade till mitten av 10 tal" in page
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not re.search(r"[>\s]33[<\s]", words)
    rule.write_text('method = "round"\nbase = 3\n', "utf-8")
    capsys.readouterr()
    assert main([*given, "--out", str(tmp_path / "no")]) == 2
    assert capsys.readouterr().err.startswith("vnr: ")
    assert not (tmp_path / "no").exists()
