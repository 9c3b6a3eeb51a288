"""What stands in the cells of a workbook, of each kind."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlrd
import xlsxwriter
import xlwt

import vnr
from delivering import YEAR
from vnr import metrics
from vnr.io.books import UNCALCULATED, Limits, Refused, Sheet, Workbooks
from workbooks import CLOSING, HEAD, MAKERS, edited, ods, row, xls, xlsx

LIMITS = [None, Limits()]


def sheets(path: Path, limits: Limits | None = None, **named: Any) -> list[Sheet]:
    """The sheets of a workbook with their rows in lists."""
    with Workbooks(limits) as books:
        found = []
        for sheet in books.sheets(path.read_bytes(), **named):
            sheet.lines = list(sheet.lines)
            found.append(sheet)
        return found


@pytest.mark.parametrize("limits", LIMITS, ids=["here", "apart"])
@pytest.mark.parametrize("ending", MAKERS)
def test_plain_values(tmp_path: Path, ending: str, limits: Limits | None) -> None:
    """Texts, numbers and days are the same in each kind of workbook, here and in a process."""
    lines = [["a", "", "å\n<&"], [], [1.5, date(2019, 3, 1), "", ""], ["", 43525.0]]
    path = MAKERS[ending](tmp_path / f"a{ending}", {"Blad": lines, "Två": [["x"]]})

    first, second = sheets(path, limits)

    assert (first.name, second.name) == ("Blad", "Två")
    assert first.lines == [["a", "", "å\n<&"], [], [1.5, date(2019, 3, 1)], ["", 43525.0]]
    assert second.lines == [["x"]]


def test_an_area_that_begins_further_in(tmp_path: Path) -> None:
    """Rows and columns are counted from A1, also where nothing stands there."""
    path = xlsx(tmp_path / "a.xlsx", {"Blad": [[], [], ["", "", "x"]]})

    assert sheets(path)[0].lines == [[], [], ["", "", "x"]]


@pytest.mark.parametrize(
    "error", ["#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]
)
@pytest.mark.parametrize("ending", MAKERS)
def test_errors(tmp_path: Path, ending: str, error: str) -> None:
    """An error of the spreadsheet is a fault, and no empty cell: a case isn't open by mistake."""
    path = tmp_path / f"a{ending}"
    lines = [CLOSING, row("1"), row("2", "p2", "2019-03-02", date(2019, 4, 1))]
    match ending:
        case ".xlsx":
            book = xlsxwriter.Workbook(str(path))
            sheet = book.add_worksheet("Blad")
            for number, cells in enumerate(lines[:2]):
                sheet.write_row(number, 0, cells)
            sheet.write_formula(1, 6, "=A1", None, error)
            book.close()
        case ".xls":
            book = xlwt.Workbook()
            sheet = book.add_sheet("Blad")
            for number, cells in enumerate(lines[:2]):
                for column, value in enumerate(cells):
                    sheet.write(number, column, value)
            codes = {text: code for code, text in xlrd.error_text_from_code.items()}
            sheet.row(1).set_cell_error(6, codes[error])
            book.save(str(path))
        case _:
            cell = (
                "<table:table-cell table:formula='of:=A1' office:value-type='string'"
                f" office:string-value='' calcext:value-type='error'><text:p>{error}</text:p>"
                "</table:table-cell>"
            )
            ods(path, {"Blad": [CLOSING, [*lines[1], cell]]})

    reading = vnr.read(path, observed=YEAR)

    assert [(fault.rule, fault.row, fault.column, fault.value) for fault in reading.faults] == [
        ("cell-error", 2, "Avslutsdatum", error)
    ]
    assert (reading.rows_read, reading.accepted) == (1, 0)


def test_errors_are_no_open_cases(tmp_path: Path) -> None:
    """Each is named with its place, its row is set aside, and the stock is of those that remain."""
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Ärenden")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, cells in enumerate([CLOSING, *(row(str(n), f"p{n}") for n in range(1, 5))]):
            sheet.write_row(place, 0, cells)
        sheet.write_datetime(1, 6, datetime(2019, 6, 1), day)  # noqa: DTZ001
        sheet.write_formula(2, 6, "=VLOOKUP(A3,Z:Z,1,0)", day, "#N/A")
        sheet.write_formula(3, 6, "=A9", day, "#REF!")
    (tmp_path / "b.csv").write_text(
        "Kommun;Från;Till;Tabeller;Fält\n0484;2019-01-01;2019-12-31;alla;alla\n", "utf-8"
    )

    reading = vnr.read(tmp_path, observed=YEAR)

    assert [(fault.rule, fault.row) for fault in reading.faults] == [
        ("cell-error", 3), ("cell-error", 4),
    ]  # fmt: skip
    shown = reading.faults.show()
    assert all(error in shown for error in ("#N/A", "#REF!"))
    # Of four cases one is closed, and of two nobody knows: the one that is open remains.
    assert int(metrics.count(reading.register, YEAR, measure="stock")) == 1
    assert (reading.rows_read, reading.accepted, reading.rejected) == (5, 3, 2)


def test_an_error_in_a_text_file(tmp_path: Path) -> None:
    """Also where the spreadsheet was saved as text, in Excel's Swedish words."""
    text = ";".join(CLOSING) + "\n" + ";".join(row("1", "p1", "2019-03-01", "#SAKNAS!")) + "\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")

    assert vnr.read(tmp_path / "a.csv", observed=YEAR).faults.rules == {"cell-error": 1}


def test_an_old_error_of_ods(tmp_path: Path) -> None:
    """Older programs write the error as a number that is shown as text."""
    cell = (
        "<table:table-cell table:formula='of:=A1' office:value-type='float' office:value='0'>"
        "<text:p>Err:508</text:p></table:table-cell>"
    )
    path = ods(tmp_path / "a.ods", {"Blad": [CLOSING, [*row("1"), cell]]})

    assert vnr.read(path, observed=YEAR).faults.rules == {"cell-error": 1}


@pytest.mark.parametrize("value", ["<v></v>", "<v/>", ""])
def test_formulas_never_calculated(tmp_path: Path, value: str) -> None:
    """A formula of which nothing has come yet is not empty."""
    path = xlsx(tmp_path / "a.xlsx", {"Blad": [CLOSING, row("1", "p1", "2019-03-01", "=A9")]})
    edited(path, "xl/worksheets/sheet1.xml", "</f><v>0</v>", "</f>" + value)

    assert list(sheets(path)[0].lines)[1][-1] == UNCALCULATED
    assert vnr.read(path, observed=YEAR).faults.rules == {"cell-error": 1}


def test_a_formula_that_is_an_empty_text(tmp_path: Path) -> None:
    """A formula may come to an empty text, which is empty."""
    path = xlsx(tmp_path / "a.xlsx", {"Blad": [CLOSING, row("1", "p1", "2019-03-01", "=A9")]})
    edited(path, "xl/worksheets/sheet1.xml", 'r="G2"', 'r="G2" t="str"')
    edited(path, "xl/worksheets/sheet1.xml", "</f><v>0</v>", "</f><v></v>")

    assert vnr.read(path, observed=YEAR).accepted == 1


def test_a_formula_of_ods_never_calculated(tmp_path: Path) -> None:
    """The same in .ods."""
    cell = "<table:table-cell table:formula='of:=A1'/>"
    path = ods(tmp_path / "a.ods", {"Blad": [CLOSING, [*row("1"), cell]]})

    assert vnr.read(path, observed=YEAR).faults.rules == {"cell-error": 1}


def test_errors_below_all_else(tmp_path: Path) -> None:
    """Rows that hold nothing but what isn't a value are rows too."""
    path = xlsx(tmp_path / "a.xlsx", {"Blad": [HEAD, ["=A1"]]})
    edited(path, "xl/worksheets/sheet1.xml", "</f><v>0</v>", "</f>")

    assert list(sheets(path)[0].lines)[1] == [UNCALCULATED]


@pytest.mark.parametrize("ending", MAKERS)
def test_days_from_1904(tmp_path: Path, ending: str) -> None:
    """Days are right also where they are numbered from 1904, formatted as days or not."""
    # 2019-03-01 is 42063 days after the first of 1904.
    lines = [
        HEAD,
        row("1", "p1", date(2019, 3, 1)),
        row("2", "p2", 42063),
        row("3", "p3", 20190301),
    ]
    path = MAKERS[ending](tmp_path / f"a{ending}", {"Blad": lines}, since_1904=True)

    opened = [case.opened for case in vnr.read(path, observed=YEAR).register.cases()]

    assert opened == [date(2019, 3, 1)] * 3


def test_percent_and_currency(tmp_path: Path) -> None:
    """Percent and money are numbers, and not empty."""
    cells = [
        f"<table:table-cell office:value-type='{kind}' office:value='0.5'><text:p>50 %</text:p>"
        "</table:table-cell>"
        for kind in ("percentage", "currency")
    ]
    assert sheets(ods(tmp_path / "a.ods", {"Blad": [cells]}))[0].lines == [[0.5, 0.5]]

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for column, form in enumerate(("0%", '#,##0.00 "kr"')):
        sheet.write_number(0, column, 0.5, book.add_format({"num_format": form}))
    book.close()
    assert sheets(tmp_path / "a.xlsx")[0].lines == [[0.5, 0.5]]

    old = xlwt.Workbook()
    page = old.add_sheet("Blad")
    for column, form in enumerate(("0%", '#,##0.00 "kr"')):
        page.write(0, column, 0.5, xlwt.easyxf(num_format_str=form))
    old.save(str(tmp_path / "a.xls"))
    assert sheets(tmp_path / "a.xls")[0].lines == [[0.5, 0.5]]


def test_moments(tmp_path: Path) -> None:
    """A time of day is kept with its day."""
    moment = datetime(2019, 3, 1, 12, 30)  # noqa: DTZ001
    for ending in (".xlsx", ".xls"):
        book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
        book.add_worksheet().write_datetime(
            0, 0, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        )
        book.close()
        old = xlwt.Workbook()
        old.add_sheet("x").write(0, 0, moment, xlwt.easyxf(num_format_str="YYYY-MM-DD hh:mm"))
        old.save(str(tmp_path / "a.xls"))
        assert sheets(tmp_path / f"a{ending}", Limits())[0].lines == [[moment]]


class TestOds:
    """What is particular to .ods."""

    def test_repeated(self, tmp_path: Path) -> None:
        """Cells and rows that are written once and stand there several times."""
        line = (
            "<table:table-row table:number-rows-repeated='2'>"
            "<table:table-cell office:value-type='string' table:number-columns-repeated='2'>"
            "<text:p>x</text:p></table:table-cell>"
            "<table:table-cell table:number-columns-repeated='16382'/></table:table-row>"
        )
        blank = (
            "<table:table-row table:number-rows-repeated='1048573'><table:table-cell"
            " table:number-columns-repeated='16384'/></table:table-row>"
        )
        path = ods(tmp_path / "a.ods", {"Blad": [line, ["", "y"], blank], "B": [blank, ["z"]]})
        first, second = sheets(path)

        assert first.lines == [["x", "x"], ["x", "x"], ["", "y"]]
        assert second.lines == [[]] * 1048573 + [["z"]]

    def test_remarks_and_drawings(self, tmp_path: Path) -> None:
        """A remark beside a cell, a picture's text and blanks written as markup."""
        cell = (
            "<table:table-cell office:value-type='string'><office:annotation><text:p>anm</text:p>"
            "</office:annotation><text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p>"
            "<draw:frame><text:p>bild</text:p></draw:frame></table:table-cell>"
        )
        assert sheets(ods(tmp_path / "a.ods", {"Blad": [[cell]]}))[0].lines == [["a  b\nc"]]

    @pytest.mark.parametrize("attribute", ["rows", "columns"])
    def test_far_too_many(self, tmp_path: Path, attribute: str) -> None:
        """Values repeated further than any sheet reaches are refused."""
        line = (
            "<table:table-row{}><table:table-cell office:value-type='string'{}>"
            "<text:p>x</text:p></table:table-cell></table:table-row>"
        )
        many = f" table:number-{attribute}-repeated='99999999'"
        text = line.format(many, "") if attribute == "rows" else line.format("", many)

        with pytest.raises(Refused, match="cells_scattered"):
            sheets(ods(tmp_path / "a.ods", {"Blad": [text]}))


@pytest.mark.parametrize("ending", MAKERS)
def test_hidden_sheets(tmp_path: Path, ending: str) -> None:
    """A hidden sheet is left out with a note, unless it is named."""
    path = tmp_path / f"a{ending}"
    lines = {"Ärenden": [HEAD, row("1")], "Gammalt": [HEAD, row("9", "p9")]}
    match ending:
        case ".xlsx":
            xlsx(path, lines)
            edited(path, "xl/workbook.xml", 'name="Gammalt"', 'name="Gammalt" state="veryHidden"')
        case ".xls":
            book = xlwt.Workbook()
            for name, cells in lines.items():
                sheet = book.add_sheet(name)
                for number, line in enumerate(cells):
                    for column, value in enumerate(line):
                        sheet.write(number, column, value)
            book.get_sheet("Gammalt").visibility = 1
            book.save(str(path))
        case _:
            ods(path, {"Ärenden": lines["Ärenden"], "Gammalt!": lines["Gammalt"]})

    reading = vnr.read(path, observed=YEAR)
    assert [case.case_id for case in reading.register.cases()] == ["1"]
    notes = "\n".join(map(str, reading.files[0].notes))
    assert "dolda blad lästes inte: Gammalt. Ska de läsas, namnge dem: sheets=[…]" in notes

    reading = vnr.read(path, observed=YEAR, sheets=["Gammalt"])
    assert [case.case_id for case in reading.register.cases()] == ["1", "9"]


def test_only_hidden_sheets(tmp_path: Path) -> None:
    """Where what is meant is hidden, the fault says so."""
    path = xlsx(tmp_path / "a.xlsx", {"Info": [["x"]], "Ärenden": [HEAD, row("1")]})
    edited(path, "xl/workbook.xml", 'name="Ärenden"', 'name="Ärenden" state="hidden"')

    (fault,) = vnr.read(path, observed=YEAR).faults
    assert fault.rule == "headings-missing"
    assert "dolda blad lästes inte: Ärenden" in fault.remedy()


def merged(path: Path, lines: list[list[Any]], ranges: list[tuple[int, int, int, int]]) -> Path:
    """A workbook with merged cells."""
    match path.suffix:
        case ".xlsx":
            book = xlsxwriter.Workbook(str(path))
            sheet = book.add_worksheet("Blad")
            for number, cells in enumerate(lines):
                sheet.write_row(number, 0, cells)
            for top, left, low, right in ranges:
                sheet.merge_range(top, left, low, right, lines[top][left])
            book.close()
        case ".xls":
            book = xlwt.Workbook()
            sheet = book.add_sheet("Blad")
            for top, left, low, right in ranges:
                sheet.write_merge(top, low, left, right, lines[top][left])
                lines[top][left] = ""
            for number, cells in enumerate(lines):
                for column, value in enumerate(cells):
                    if value != "":
                        sheet.write(number, column, value)
            book.save(str(path))
        case _:
            from workbooks import ods_cell

            for top, left, low, right in ranges:
                spans = (
                    f"<table:table-cell table:number-rows-spanned='{low - top + 1}'"
                    f" table:number-columns-spanned='{right - left + 1}'"
                )
                cell = ods_cell(lines[top][left]).replace("<table:table-cell", spans)
                lines[top][left] = cell
            ods(path, {"Blad": lines})
    return path


@pytest.mark.parametrize("ending", MAKERS)
def test_merged_cells(tmp_path: Path, ending: str) -> None:
    """What stands in merged cells stands in each row and column that they cover, with a note."""
    lines = [
        ["Uttag 2019", *[""] * 6],
        CLOSING,
        row("1", "p1", "2019-03-01", ""),
        ["", "", *row("", "", "2019-04-01", "")[2:]],
        ["", "", *row("", "", "2019-05-01", "")[2:]],
        row("2", "p2", "2019-06-01", "2019-06-02"),
    ]
    path = merged(tmp_path / f"a{ending}", lines, [(0, 0, 0, 6), (2, 0, 4, 0), (2, 1, 4, 1)])

    reading = vnr.read(path, observed=YEAR)

    assert not reading.faults
    assert [(case.case_id, len(case.intakes)) for case in reading.register.cases()] == [
        ("1", 3),
        ("2", 1),
    ]
    notes = "\n".join(map(str, reading.files[0].notes))
    assert "4 celler fylldes från de sammanslagna celler som täcker dem" in notes


def test_merged_across(tmp_path: Path) -> None:
    """A day merged over two columns is the day of both."""
    head = [*HEAD[:4], "Aktualiseringsdatum", "Avslutsdatum", "Aktualiseringsorsak"]
    line = ["1", "p1", "0484", "våldsutsatt vuxen", "2019-03-01", "", "våld i nära relation"]
    path = merged(tmp_path / "a.xlsx", [head, line], [(1, 4, 1, 5)])

    (case,) = vnr.read(path, observed=YEAR).register.cases()
    assert (case.opened, case.closed) == (date(2019, 3, 1), date(2019, 3, 1))


def test_merged_headings_and_totals(tmp_path: Path) -> None:
    """Headings over two rows and a total over all columns fill nothing."""
    lines = [HEAD, [""] * 6, row("1"), ["Summa", *[""] * 4, 1]]
    path = merged(
        tmp_path / "a.xlsx", lines, [(0, column, 1, column) for column in range(6)] + [(3, 0, 3, 4)]
    )

    reading = vnr.read(path, observed=YEAR)
    assert (reading.rows_read, reading.accepted) == (1, 1)


def test_old_and_new_1904_is_xls(tmp_path: Path) -> None:
    """A workbook of another kind than its name says is read as what it is."""
    path = xls(tmp_path / "a.xlsx", {"Blad": [HEAD, row("1")]})

    assert vnr.read(path, observed=YEAR).accepted == 1
