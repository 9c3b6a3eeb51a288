"""Rows and files that break every rule that one municipality alone can, once or a few times each."""

from __future__ import annotations

from typing import Any

__all__ = ["FILES", "base_rows", "child_rows"]

_HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\r\n"
_ROW = "f900;s-f900;KOMMUN;våldsutsatt vuxen;2019-03-01;våld i nära relation\r\n"

FILES: dict[str, bytes] = {
    "tom.csv": b"",
    "skräp.csv": bytes(range(256)) * 4,
    "utan_rubriker.csv": b"ett;tva;tre\r\n1;2;3\r\n",
    "bara_rubriker.csv": _HEAD.encode("cp1252"),
    "dubbel.csv": (_HEAD.replace("\r\n", ";Ankomstdatum\r\n") + _ROW).encode("cp1252"),
    "tvetydig.csv": (_HEAD.replace("Aktualiseringsdatum", "Datum") + _ROW).encode("cp1252"),
    "saknar.csv": _HEAD.replace("Aktualiseringsorsak", "Anteckning").encode("cp1252")
    + _ROW.encode("cp1252"),
    "citat.csv": (_HEAD + _ROW + '"f901;s-f901;KOMMUN').encode("cp1252"),
    "avklippt.csv": (_HEAD + _ROW.replace("900", "902") + "f903;s-f903;KOM").encode("cp1252"),
    "blandad.csv": (_HEAD + _ROW.replace("900", "904")).encode("cp1252")
    + b"f905;s-f905;KOMMUN;v\xc3\xa5ldsutsatt vuxen;2019-03-01;annan orsak\r\n",
    "lång.csv": (_HEAD + _ROW.replace("900", "906").replace("\r\n", ";mer;än;så\r\n")).encode(
        "cp1252"
    ),
    "täckning.csv": (
        b"Kommun;Fr\xe5n;Till;Tabeller\r\nKOMMUN;2019-12-31;2019-01-01;\r\n"
        b"KOMMUN;2019-01-01;2019-12-31;barnen\r\n"
    ),
    "kontakter.csv": (
        "Kommun;Månad;Kontakt;Antal;Stadsdel;Klient\r\nKOMMUN;2019-03;chatt;1;;s-f20\r\n"
        "KOMMUN;i våras;chatt;1;;\r\nKOMMUN;2019-04;chatt;1;12345678;\r\n"
    ).encode("cp1252"),
    "avslut.csv": (
        "Ärende-ID;Klient;Kommun;Avslutsdatum;Avslutsorsak\r\n"
        "f22;s-f22;KOMMUN;2019-04-01;flyttat\r\nf22;s-f22;KOMMUN;2019-04-01;tackat nej\r\n"
    ).encode("cp1252"),
    "bedömd_två_gånger.csv": (
        "Ärende-ID;Klient;Kommun;Bedömningsinstrument;Bedömningsdatum;Bedömd risk\r\n"
        "f20;s-f20;KOMMUN;SARA:SV;2019-03-02;låg, hög\r\n"
    ).encode("cp1252"),
    "utan_person.csv": "Ärende-ID;Kommun;Insats;Insats startad\r\nf30;KOMMUN;stödsamtal;2019-03-02\r\n".encode(
        "cp1252"
    ),
}
"""Files that can't be read, or only in part; KOMMUN stands for the code."""

_GOOD: dict[int, Any] = {
    3: "vuxenenhet", 4: "våldsutsatt vuxen", 5: "kvinna", 6: 1990, 7: "nej",
    8: "2019-03-01", 9: "våld i nära relation", 10: "anmälan", 11: "", 12: "", 13: "",
    14: "", 15: "", 16: "", 17: "", 18: "", 19: "", 20: "",
}  # fmt: skip
_CLOSING = slice(11, 13)
# Case, place and what stands there: the same case twice is a conflict between its rows.
_BREAKS: list[tuple[str, int | slice, Any]] = [
    ("f1", 8, "2019-02-30"),
    ("f2", 9, "vald i nära relaton"),
    ("f15", 9, "misshandel"),
    ("f3", 6, "nittio"),
    ("f4", 7, "kanske"),
    ("f5", 2, "Eskilstuna?"),
    ("f16", 2, "Flen och Trosa"),
    ("", 5, "kvinna"),
    ("f7", 9, ""),
    ("f8", 11, "2019-02-01"),
    ("f9", 16, "-2"),
    ("f10", _CLOSING, ["2019-03-09", "flyttat"]),
    ("f10", _CLOSING, ["2019-03-09", "tackat nej"]),
    ("f11", 5, "kvinna"),
    ("f12", 5, "man"),
    ("f13", 11, "2019-03-05"),
    ("f13", 11, "2019-03-09"),
    ("f14", 8, "2019-03-02"),
    ("f14", 8, "igår"),
    ("f20", 5, "kvinna"),
    ("f21", 11, "2019-03-05"),
    ("f22", 5, "kvinna"),
    ("f30", 5, "kvinna"),
    ("f30", 1, "s-f31"),
]


def base_rows(code: str) -> list[list[Any]]:
    """Faulty rows of the base shape; the good cases f20 and f21 carry the faulty children."""
    rows = []
    for case, place, value in _BREAKS:
        # f11 and f12 are one person with two sexes.
        person = "s-f11" if case == "f12" else f"s-{case}"
        row = [case, person if case else "", code, *_GOOD.values()]
        row[place] = value
        rows.append(row)
    return rows


def child_rows(code: str, table: str) -> list[list[Any]]:
    """Faulty rows of the other tables."""
    good = ["f20", "s-f20", code]
    gone = ["f1", "s-f1", code]
    lost = ["f999", "s-f999", code]
    return {
        "utredningar": [
            [*good, "2019-03-01", "utredning", "2019-02-01"],
            [*gone, "2019-03-01", "utredning", ""],
            [
                *good,
                "2019-03-01",
                "förhandsbedömning",
                "2019-03-09",
                "utredning inleds",
                "tackar nej",
            ],
        ],
        "insatser": [
            [*good, "stödsamtal", "2019-02-01", "", "ja", "", "", "", "nej"],
            [*good, "stödsamtal", "2019-03-10", "2019-03-01", "ja", "", "", "", "nej"],
            [*good, "Trappan", "2019-03-10", "", "ja", "-1", "", "", "nej"],
            [*good, "behandling", "2019-03-10", "", "ja", "", "", "", "nej"],
            [*lost, "stödsamtal", "2019-03-10", "", "ja", "", "", "", "nej"],
            ["f21", "s-f21", code, "stödsamtal", "2019-03-10", "", "ja", "", "", "", "nej"],
        ],
        "uppföljningar": [
            [*good, "behandling", "2019-03-10", "2019-06-01", "2019-01-01"],
            [*good, "stödsamtal", "2019-03-10", "2019-06-01", ""],
            [*good, "behandling", "2019-03-10", "2019-09-01", ""],
            [*good, "behandling", "2019-03-10", "2019-09-01", "2019-09-05"],
            [*good, "skyddat boende", "2019-09-09", "2019-06-01", ""],
        ],
        "våldsutövare": [],
        "riskbedömningar": [[*good, "SARA:SV", "2019-03-01", "", "7"]],
    }[table]
