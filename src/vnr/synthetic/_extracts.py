"""The made-up county's extracts, as different from each other as real ones are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from vnr.data import municipality
from vnr.display import Fields
from vnr.errors import require
from vnr.files import path_of, replacing
from vnr.model import Case, Period, Unit, Vocabulary
from vnr.register import Register
from vnr.synthetic._extract_rows import rows_of
from vnr.synthetic._faulty import FILES, base_rows, child_rows
from vnr.synthetic._world import Truth, world
from vnr.words import Language

__all__ = ["Extracts", "write_extracts"]

_BASE = {
    "Ärende-ID": "Case ID",
    "Klient": "Client",
    "Kommun": "Municipality",
    "Enhet": "Unit",
    "Roll": "Role",
    "Kön": "Sex",
    "Födelseår": "Birth year",
    "Skyddad identitet": "Protected",
    "Aktualiseringsdatum": "Intake date",
    "Aktualiseringsorsak": "Intake reason",
    "Aktualiseringssätt": "Channel",
    "Avslutsdatum": "Closing date",
    "Avslutsorsak": "Closing reason",
    "Måluppfyllelse": "Goal",
    "Våldsformer": "Forms",
    "Kontext": "Contexts",
    "Antal barn": "Children at home",
    "Polisanmälan": "Police report",
    "Hushåll": "Household ID",
    "Informationskälla": "Source",
    "Hemkommun": "Home municipality",
}
_INVESTIGATION = {
    "Utredning inledd": "Investigation opened",
    "Slag": "Investigation kind",
    "Utredning avslutad": "End",
    "Utfall": "Outcome",
    "Skäl att inte inleda utredning": "Reason not opened",
    "Våldet mot barnet beskrivet": "Violence described",
}
_INTERVENTION = {
    "Insats": "Intervention",
    "Insats startad": "Started",
    "Insats avslutad": "Ended",
    "Avser våld": "For violence",
    "Besök": "Visits",
    "Möten": "Meetings",
    "Uteblivna möten": "Missed meetings",
    "Avböjd": "Declined",
    "Lagrum": "Legal basis",
    "Utförare": "Provider",
    "Placeringskommun": "Placed municipality",
    "Färdig för utflyttning": "Ready to move out",
}
_FOLLOW_UP = {"Insats": "Kind", "Insats startad": "Started", "Planerad": "Due", "Genomförd": "Done"}
_ASSESSMENT = {
    "Bedömningsinstrument": "Instrument",
    "Bedömningsdatum": "Date",
    "Våld funnet": "Violence found",
    "Poäng": "Score",
}
_PERPETRATOR = {"Relation": "Relation", "Kön": "Sex"}
_TABLES = {
    "aktualiseringar": _BASE,
    "utredningar": _INVESTIGATION,
    "insatser": _INTERVENTION,
    "uppföljningar": _FOLLOW_UP,
    "riskbedömningar": _ASSESSMENT,
    "våldsutövare": _PERPETRATOR,
}
# The ninth calls its dates and reasons otherwise; the profile says how.
_OWN = {"Aktualiseringsdatum": "Händelsedag", "Aktualiseringsorsak": "Ärendetyp"}
_PROFILE = """# How one municipality's headings and codes differ.
[columns]
"Händelsedag" = "date"
"Ärendetyp" = "reason"

[codes.reason]
"VINR" = "violence"
"HRV" = "honour_violence"
"""
_OWN_CODES = {"våld i nära relation": "VINR", "hedersrelaterat våld": "HRV"}


@attrs.frozen
class Extracts(Fields):
    """Where the extracts lie, and what is true.

    Attributes
    ----------
    files
        The extracts of all municipalities.
    profile
        The profile that one of them needs.
    observed, period
        The window they cover, and the period to report on.
    truth
        By municipality's code.
    partial
        Codes of municipalities that delivered only part of the window.

    Examples
    --------
    >>> year = Period.year(2019)
    >>> made = Extracts((Path("0484.csv"),), Path("profil.toml"), year, year, {"0484": Truth(cases=25)}, ())
    >>> made.files[0].name, made.truth["0484"].cases
    ('0484.csv', 25)
    """

    files: tuple[Path, ...]
    profile: Path
    observed: Period
    period: Period
    truth: dict[str, Truth] = attrs.field(repr=False)
    partial: tuple[str, ...]


def write_extracts(
    folder: str | Path,
    county: str = "04",
    period: Period = Period.year(2019),
    seed: int = 1,
) -> Extracts:
    """Write every municipality's extract into a folder, each in its own way.

    By turns: cp1252 with semicolons; a workbook of several sheets; English headings with commas;
    adult and child units in files of their own; half the period delivered; faults of every rule;
    UTF-16 with tabs; a title, a total and codes without their zero; Excel's serial dates under
    headings that need the profile.

    Raises
    ------
    MissingExtraError
        If xlsxwriter isn't installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = write_extracts(folder, county="09")
    >>> len(made.files), made.truth["0980"].cases
    (6, 251)
    """
    place = path_of(folder)
    made = world(county, period, seed)
    place.mkdir(parents=True, exist_ok=True)
    by_code: dict[str, list[Case]] = {code: [] for code in made.truth}
    for case in made.cases:
        by_code[case.municipality].append(case)
    files: list[Path] = []
    partial = []
    for turn, (code, cases) in enumerate(by_code.items()):
        stem = f"{code}_{municipality(code).name.casefold()}"
        kind = turn % len(_WRITERS)
        if _WRITERS[kind] is _half:
            partial.append(code)
        files += _WRITERS[kind](place, stem, cases, made.observed, period)
    profile = place / "profil.toml"
    profile.write_text(_PROFILE, "utf-8")
    return Extracts(tuple(files), profile, made.observed, period, dict(made.truth), tuple(partial))


def _head(table: str, language: Language) -> list[str]:
    keys = {name: _BASE[name] for name in ("Ärende-ID", "Klient", "Kommun")}
    return [sv if language == "sv" else en for sv, en in (keys | _TABLES[table]).items()]


def _word(value: Any, language: Language = "sv") -> Any:
    """A value as a record system writes it: words, and lists with commas."""
    if isinstance(value, Vocabulary):
        return value.label(language)
    if isinstance(value, frozenset):
        return ", ".join(sorted(one.label(language) for one in value))
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}[language][value]
    return "" if value is None else value


def _csv(
    path: Path,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    delimiter: str = ";",
    encoding: str = "cp1252",
    day: str = "%Y-%m-%d",
    language: Language = "sv",
    before: str = "",
    after: str = "",
) -> Path:
    def cell(value: Any) -> str:
        if isinstance(value, date):
            if day == "serial":
                return str((value - date(1899, 12, 30)).days)
            return value.strftime(day)
        text = str(_word(value, language))
        if isinstance(value, float) and language == "sv":
            text = text.replace(".", ",")
        return f'"{text}"' if delimiter in text or '"' in text else text

    lines = [delimiter.join(head), *(delimiter.join(map(cell, row)) for row in rows)]
    text = before + "\r\n".join(lines) + "\r\n" + after
    with replacing(path) as beside:
        beside.write_bytes(text.encode(encoding))
    return path


def _files(folder: Path, stem: str, cases: list[Case], **form: Any) -> list[Path]:
    """One text file for each table that has rows."""
    language = form.get("language", "sv")
    return [
        _csv(folder / f"{stem}_{table}.csv", _head(table, language), rows, **form)
        for table in _TABLES
        for rows in [rows_of(cases, table)]
        if rows
    ]


def _plain(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    return _files(folder, stem, cases)


def _workbook(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    xlsxwriter = require("xlsxwriter", "excel")
    path = folder / f"{stem}.xlsx"
    with replacing(path) as beside:
        book = xlsxwriter.Workbook(str(beside))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in _TABLES:
            sheet = book.add_worksheet(table.capitalize())
            sheet.write_row(0, 0, _head(table, "sv"))
            for number, row in enumerate(rows_of(cases, table), start=1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif value is not None:
                        word = _word(value)
                        # As Excel does when a code is typed in: the zero goes.
                        word = int(word) if column == 2 else word
                        sheet.write(number, column, word)
        book.close()
    return [path]


def _english(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    return _files(folder, stem, cases, delimiter=",", encoding="utf-8", language="en")


def _by_unit(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    child = [case for case in cases if case.unit is Unit.CHILD]
    other = [case for case in cases if case.unit is not Unit.CHILD]
    return _files(folder, f"{stem}_barn", child) + _files(folder, f"{stem}_vuxen", other)


def _half(
    folder: Path, stem: str, cases: list[Case], observed: Period, period: Period
) -> list[Path]:
    """Delivered at half-time: nothing that came later is known."""
    last = period.start.replace(month=6, day=30)
    seen = list(Register.from_cases(cases, observed=observed).as_of(last).cases())
    code = cases[0].municipality
    coverage = _csv(
        folder / f"{stem}_täckning.csv",
        ["Kommun", "Från", "Till"],
        [[code, observed.start, last]],
        encoding="utf-8-sig",
    )
    return [*_files(folder, stem, seen, encoding="utf-8-sig"), coverage]


def _faulty(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    """Beside the good rows those that break each rule."""
    code = cases[0].municipality
    files = []
    for table in _TABLES:
        good = rows_of(cases, table)
        bad = base_rows(code) if table == "aktualiseringar" else child_rows(code, table)
        path = folder / f"{stem}_{table}.csv"
        files.append(_csv(path, _head(table, "sv"), [*good, *bad]))
    for name, content in FILES.items():
        path = folder / f"{stem}_{name}"
        path.write_bytes(content.replace(b"KOMMUN", code.encode()))
        files.append(path)
    return files


def _wide(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    return _files(folder, stem, cases, delimiter="\t", encoding="utf-16")


def _titled(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    rows = {table: rows_of(cases, table) for table in _TABLES}
    for found in rows.values():
        for row in found:
            row[2] = row[2].lstrip("0")
    return [
        _csv(
            folder / f"{stem}_{table}.csv",
            [*_head(table, "sv"), "", ""],
            found,
            day="%Y%m%d",
            before="Uttag ur verksamhetssystemet;;;\r\n;;;\r\n",
            after=f"Summa;{len(found)};;\r\n",
        )
        for table, found in rows.items()
    ]


def _own(folder: Path, stem: str, cases: list[Case], *_: Period) -> list[Path]:
    files = _files(folder, stem, cases, day="serial", encoding="utf-8")
    base = files[0]
    text = base.read_text("utf-8")
    for usual, own in (_OWN | _OWN_CODES).items():
        text = text.replace(f";{usual};", f";{own};")
    base.write_text(text, "utf-8")
    return files


_WRITERS = (_plain, _workbook, _english, _by_unit, _half, _faulty, _wide, _titled, _own)
