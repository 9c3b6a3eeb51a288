"""An .xls is read by the faster library where the slower would tell the same."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlrd
import xlwt

from vnr.io.books._biff import is_plain
from vnr.io.books._xls import xls_sheets


def written(*changes: Callable[[Any], object], since_1904: bool = False) -> bytes:
    """A workbook of texts, numbers and days that changes are made to."""
    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("Ärenden")
    days = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row in range(2, 6):
        for column, value in enumerate(("å" * 3000, 2.5, 43525, date(2019, 3, row)), start=1):
            sheet.write(row, column, value, days if column == 4 else xlwt.Style.default_style)
    for change in changes:
        change(sheet)
    book.add_sheet("Dolt").visibility = 1
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def formed(value: object, form: str) -> Callable[[Any], object]:
    return lambda sheet: sheet.write(7, 1, value, xlwt.easyxf(num_format_str=form))


def _as_it_is(cell: Any) -> Any:
    return cell


def told(data: bytes) -> list[Any]:
    """What is told of a workbook, with the kind of each cell."""
    return [
        (
            (sheet.name, sheet.hidden, sheet.merged, sheet.since_1904),
            [
                [(type(cell), cell) for cell in map(sheet.cell or _as_it_is, row) if cell != ""]
                for row in sheet.lines
            ],
        )
        for sheet in xls_sheets(data)
    ]


@pytest.mark.parametrize(
    "change",
    [
        formed(61, "yyyy-mm-dd"),
        formed(2958465, "yyyy\\-mm\\-dd;@"),
        formed(0.25, "0.00%"),
        formed(-3, "#,##0"),
        formed(1e10, "General"),
        formed(43525, "M/D/YY"),
        formed("x", "h:mm"),
    ],
)
def test_what_is_plain_is_told_alike(
    change: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts, numbers and whole days, hidden sheets and where the first cell stands."""
    data = written(change)
    assert is_plain(data)
    fast = told(data)
    monkeypatch.setattr("vnr.io.books._xls.is_plain", lambda _: False)
    assert fast == told(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.row(7).set_cell_error(1, 42),
        lambda sheet: sheet.row(7).set_cell_boolean(1, True),
        lambda sheet: sheet.write(7, 1, xlwt.Formula("B3")),
        lambda sheet: sheet.write_merge(7, 8, 1, 2, "x"),
        lambda sheet: sheet.write(60_000, 200, "x"),
        formed(60, "yyyy-mm-dd"),
        formed(2958466, "yyyy-mm-dd"),
        formed(43525.5, "yyyy-mm-dd"),
        formed(datetime(2019, 3, 1, 12), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001
        formed(0.5, "h:mm"),
        formed(1, '0 "dagar"'),
        formed(1, "[h]:mm"),
    ],
)
def test_what_is_not_plain(change: Callable[[Any], object]) -> None:
    """Errors, formulas, merged cells, what lies far apart, and forms in which libraries differ."""
    assert is_plain(written())
    assert not is_plain(written(change))


def test_days_from_1904_and_what_is_no_workbook() -> None:
    """They are left to the library that knows them, or says why not."""
    assert not is_plain(written(since_1904=True))
    assert not is_plain(b"x" * 5000)
    data = written()
    for size in range(0, len(data), 997):
        assert not is_plain(data[:size]) or xlrd.open_workbook(file_contents=data[:size])
