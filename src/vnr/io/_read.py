"""From files to a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vnr.io._collector import collector_at_rest
from vnr.io._coverage import coverage_of
from vnr.io._empty import note_empty
from vnr.io._opening import question_of, taken_of
from vnr.io._reading import Reading
from vnr.io._recognition import doubtful_sheets, merged
from vnr.io._to_columns import account_of, settled
from vnr.io.books import Limits
from vnr.io.faults import Faults
from vnr.io.profiles import Profile
from vnr.io.pseudonyms import Pseudonymiser
from vnr.model import PeriodLike
from vnr.register import CASES, Register, Schema
from vnr.words import Language, telling

__all__ = ["read"]


@collector_at_rest()
def read(
    paths: Any,
    *,
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None = None,
    key: Pseudonymiser | str | bytes | None = None,
    encoding: str | None = None,
    sheets: Iterable[str] = (),
    limits: Limits | None = Limits(),
    schema: Schema = CASES,
    language: Language = "sv",
) -> Reading:
    """Read municipal extracts (kommunernas uttag): files, data frames, or both.

    One row per intake with a repeated case id is the base shape, in which rows of one case with
    different closing days are its spells; closings, investigations, interventions, follow-ups,
    assessments, perpetrators, coverage, and contacts without identity come as further files or
    sheets, told by their headings.
    A blank person or a placeholder is somebody nobody knows, who is never linked. Text files
    with ``;``, ``,`` or tab, in UTF-8, UTF-16 or cp1252, also packed (``.csv.gz``); xlsx, xls and
    ods with the extra ``excel``, Parquet with ``arrow``; and a zip of such files. With pyarrow
    installed large text files are read faster.

    Parameters
    ----------
    paths : path, frame, or several
        Files, or folders of them; frames of pandas, polars or pyarrow, lazy ones, DuckDB
        relations, lists of dicts, dicts of columns, records of numpy; a mapping of a name to
        any of these, such as ``{"insatser": frame}``, or a list. The name of a frame stands
        where a file's would, and may tell its table as a sheet's does; one alone is ``data``.
        Its rows are counted from 0.
    observed : Period, or a year or its text
        The window the extracts cover, such as ``2019`` or ``"2017-01-01/2020-12-31"``; its end
        is the data cut-off.
    profile : Profile, mapping or path, optional
        Headings, codes and fixed values that differ from the usual.
    key : Pseudonymiser, str or bytes, optional
        Secret of at least 128 bits: identifiers become keyed pseudonyms at the border. Columns
        with personal numbers are refused without it.
    encoding : str, optional
        Of text files; by default a BOM, else strict UTF-8, else cp1252.
    sheets : iterable of str
        Names of hidden sheets (dolda blad) to read too; those that whoever opens the workbook
        sees are always read.
    limits : Limits or None
        What one file may cost. Workbooks and Parquet are read in a process of their own, which
        may die of a damaged file without harm to the others; with None they are read in this
        one, without any limit.
    schema : Schema
        What is stored; that of a class that adds fields to `Case` reads these too.
    language : str
        ``sv`` or ``en``: what an error says that is raised meanwhile.

    Returns
    -------
    Reading
        The register of the accepted rows, all faults, and an account of every file:
        rows read = accepted + rejected. A case that loses a row goes whole.

    Raises
    ------
    DataError
        If a path is missing or given twice, a file is of an unknown kind, or personal numbers
        come without a key.
    MissingExtraError
        If a workbook is read without the extra ``excel``.

    Examples
    --------
    >>> rows = {
    ...     "ärende": ["1", "2"], "person": ["a", "b"], "kommun": ["0484", "0484"],
    ...     "aktualiseringsdatum": ["2019-03-01", "1 mars"], "aktualiseringsorsak": ["våld", "ekonomi"],
    ... }
    >>> reading = read(rows, observed=2019)
    >>> reading.accepted, reading.rejected, reading.faults[0].rule
    (1, 1, 'date-invalid')
    """
    with telling(language):
        return _read(paths, observed, profile, key, encoding, sheets, limits, schema)


def _read(
    paths: Any,
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None,
    key: Pseudonymiser | str | bytes | None,
    encoding: str | None,
    sheets: Iterable[str],
    limits: Limits | None,
    schema: Schema,
) -> Reading:
    asked = question_of(observed, profile, key, encoding, sheets, limits, schema)
    window, secret = asked.window, asked.secret
    with asked.opened(paths) as opened:
        taken = taken_of(opened, window)
    found = settled(taken.sheets, taken.unknown, secret, window, schema)
    codes = found.columns.occurring(), found.contacts.stored.occurring()
    told = coverage_of(found.sheets, *codes, window)
    register = Register(found.columns, observed=window, coverage=told, contacts=found.contacts)
    note_empty(found.sheets, told, register.coverage)
    faults = [*taken.faults, *(fault for part in found.sheets for fault in part.faults)]
    return Reading(
        register,
        Faults(faults, ((one.heading, one.value) for one in found.asked)),
        tuple(account_of(name, found.sheets) for name in taken.names),
        asked.terms.unmet(read=bool(taken.sheets)),
        found.asked,
        asked.terms.profile,
        merged(taken.recognitions),
        doubtful_sheets(found.sheets),
    )
