"""Episodes by kind, and when gaps are joined."""

from __future__ import annotations

from building import case, register
from reports import YEAR, table_rows
from vnr import data, metrics
from vnr.report import county_report


def test_kinds_and_gaps() -> None:
    """Cases on following days are one episode, as everywhere, and two where no gap is joined.

    Two a fortnight apart are two, and one where a gap of 14 days is joined.
    """
    cases = [
        case("1", "a", "2019-03-01", "2019-03-10"),
        case("2", "a", "2019-03-24", "2019-04-01"),
        case("3", "b", "2019-05-01", "2019-05-10", municipality="0488"),
        case("4", "b", "2019-05-11", municipality="0488"),
    ]
    made = register(*cases)
    report = county_report(made, "04", YEAR)
    codes = [one.code for one in data.municipalities("04")]
    of_them = metrics.episodes(made.where(county="04").expecting(codes), within="municipality")
    assert report.results["kinds"].definition.operands == (of_them.definition,)
    kinds = table_rows(report, "kinds")
    assert kinds["Eskilstuna"] == ("1", "1", "0", "0")
    assert kinds["Trosa"] == ("1", "0", "0", "0")
    assert kinds["Gnesta"] == ("ej rapporterat",) * 4
    gaps = table_rows(report, "gaps")
    assert list(gaps) == ["0", "1", "3", "14"]
    assert [row[:2] for row in gaps.values()] == [
        ("minst 2", "minst 2"),
        ("minst 2", "minst 1"),
        ("minst 2", "minst 1"),
        ("minst 2", "0"),
    ]
