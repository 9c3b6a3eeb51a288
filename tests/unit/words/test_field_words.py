"""Every heading and word that record systems use is found, and none means two things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written
from vnr import model
from vnr.io.template import asked_words, layout_of, words
from vnr.words import LANGUAGES, fold, topic

LAYOUT = layout_of()
BESIDE = {
    "intakes": ("keys", "persons", "cases", "closings", "intakes"),
    "follow_ups": ("keys", "interventions", "follow_ups"),
}


def headings() -> Iterator[tuple[str, str, str]]:
    """Table, heading and field of every heading."""
    for language in LANGUAGES:
        groups = topic("columns", language)
        for table in LAYOUT.columns:
            named: dict[str, list[str]] = {}
            for group in BESIDE.get(table, ("keys", table)):
                named |= groups[group]
            for field, known in named.items():
                if field in LAYOUT.columns[table]:
                    yield from ((table, heading, field) for heading in known)


def coded() -> Iterator[tuple[str, str, str]]:
    """Vocabulary, word and code of every word."""
    for language in LANGUAGES:
        for name, codes in topic("codes", language).items():
            if name not in ("cell", "asked", "forms", "perpetrator", "child"):
                yield from ((name, word, code) for code, known in codes.items() for word in known)


@pytest.mark.parametrize("table", LAYOUT.columns)
def test_every_heading_is_found(table: str) -> None:
    """In its table, as it is written and in capitals, unless it is asked which field it is."""
    for of, heading, field in headings():
        if of == table:
            assert LAYOUT.headings[table][fold(heading.upper())] == field, heading


def test_every_word_is_found() -> None:
    """As its code, unless it is asked which it is."""
    for name, word, code in coded():
        kind = getattr(model, name)
        assert words(kind)[fold(word.upper())] == kind(code).place, (name, word)


def test_no_word_is_both_known_and_asked_about() -> None:
    """What may mean two things is asked, and then it isn't listed as one of them."""
    for name, word, _ in coded():
        assert fold(word) not in asked_words(getattr(model, name)), (name, word)
    for language in LANGUAGES:
        for name, asked in topic("codes", language)["asked"].items():
            members = {member.value for member in getattr(model, name)}
            for word, codes in asked.items():
                assert len(codes) > 1, word
                assert set(codes) <= members, word
        for table, asked in topic("columns", language)["asked"].items():
            for heading, fields in asked.items():
                assert len(fields) > 1, heading
                assert set(fields) <= LAYOUT.columns[table].keys(), heading


def test_how_many_there_are() -> None:
    """At least three hundred headings and two hundred words, counted once."""
    assert len({fold(heading) for _, heading, _ in headings()}) >= 300
    assert len({(name, fold(word)) for name, word, _ in coded()}) >= 200


REASONS = {
    "Relationsvåld": "violence",
    "Våld i nära relation vuxen": "violence",
    "HRV": "honour_violence",
    "Brottsutsatt": "violence",
    "Misstanke om barnmisshandel": "violence",
    "Orosanmälan våld mellan vuxna i familjen": "violence",
    "Kvinnomisshandel": "violence",
    "Bostadslöshet": "housing",
    "Missbruk/beroende": "substance",
    "Ek bistånd": "economic",
    "Orosanmälan barn": "child_welfare",
}


def test_an_extract_in_the_words_of_a_record_system(tmp_path: Path) -> None:
    """Headings, reasons, units, forms and dates as systems write them make cases without a fault."""
    head = "Kommunnamn;Aktnr;Brukar-ID;Organisation;Ankomstdatum;Aktualiseringsskäl;Våldstyp\n"
    rows = "".join(
        f"Flens kommun;{n};b{n};Vuxenenheten;2019/01/{n + 1:02};{word};Fysiskt och psykiskt\n"
        for n, word in enumerate(REASONS)
    )
    reading = vnr.read(written(tmp_path, head + rows), observed=YEAR)
    assert not reading.faults
    cases = list(reading.register.cases())
    assert [case.intakes[0].reason for case in cases] == list(REASONS.values())
    assert {case.unit for case in cases} == {"adult"}
    assert cases[0].forms == {"physical", "psychological"}


@pytest.mark.parametrize(
    ("heading", "fields"),
    [("Datum", {"date", "closed"}), ("Orsak", {"reason", "closing_reason"})],
)
def test_a_heading_that_may_be_two_is_asked_about(
    tmp_path: Path, heading: str, fields: set[str]
) -> None:
    """It is a fault with what it may be, and a profile answers; or the row has the other."""
    title = {"Datum": "Aktualiseringsdatum", "Orsak": "Aktualiseringsorsak"}[heading]
    other = {"Datum": "Avslutsdatum", "Orsak": "Avslutsorsak"}[heading]
    head = "Kommun;Ärende;Klient;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    row = "0484;1;a;våldsutsatt vuxen;2019-01-15;våld\n"
    if heading == "Orsak":
        head, row = head.replace("\n", ";Avslutat\n"), row.replace("\n", ";\n")
    path = written(tmp_path, head.replace(title, heading) + row)
    (fault,) = vnr.read(path, observed=YEAR).faults
    assert (fault.rule, fault.column, fault.row) == ("heading-ambiguous", heading, None)
    assert {one.code for one in fault.meant} == fields
    assert not vnr.read(path, observed=YEAR, profile={"rubriker": {heading: title}}).faults
    both = head.replace(title, heading).replace("\n", f";{other}\n") + row.replace("\n", ";\n")
    reading = vnr.read(written(tmp_path, both, "b.csv"), observed=YEAR)
    assert not reading.faults
    assert f"«{heading}» läses som {title}" in str(reading.files[0].notes[2])


ONE_ROW = {
    "aktualiseringar": "Aktualiseringsdatum;Aktualiseringsorsak\n0484;1;a;2019-01-15;våld\n",
    "utredningar": "Utredning inledd\n0484;1;a;2019-01-15\n",
    "insatser": "Insats;Insats startad\n0484;1;a;Trappan;2019-01-15\n",
    "uppföljningar": "Planerad\n0484;1;a;2019-01-15\n",
}


@pytest.mark.parametrize(
    ("table", "needed", "heading", "other"),
    [
        ("aktualiseringar", "Aktualiseringsdatum", "Datum", "Avslutsdatum"),
        ("aktualiseringar", "Aktualiseringsorsak", "Typ", "channel"),
        ("utredningar", "Utredning inledd", "Datum", "Utredning avslutad"),
        ("insatser", "Insats startad", "Beslut från", "Beslutad"),
        ("uppföljningar", "Planerad", "Uppföljningsdatum", "Genomförd"),
        ("uppföljningar", "Planerad", "Uppföljning", "Genomförd"),
    ],
)
def test_a_question_says_which_answer_is_not_enough(
    tmp_path: Path, table: str, needed: str, heading: str, other: str
) -> None:
    """Where the sheet needs one of them the question and the profile say so, before a try is lost."""
    path = tmp_path / f"{table}.csv"
    path.write_text("Kommun;Ärende;Klient;" + ONE_ROW[table].replace(needed, heading), "utf-8")
    reading = vnr.read(path, observed=YEAR)
    (fault,) = [one for one in reading.faults if one.rule == "heading-ambiguous"]
    sentence = f"{needed} måste finnas i bladet"
    assert sentence in fault.remedy("sv")
    assert sentence in reading.faults.show("sv")
    assert "must be in the sheet: if something else was meant" in reading.faults.show("en")
    assert sentence in reading.write_profile(tmp_path / "profil.toml").read_text("utf-8")
    answered = vnr.read(path, observed=YEAR, profile={"rubriker": {heading: other}})
    assert {one.column for one in answered.faults if one.rule == "column-missing"} == {needed}


NAMED = {
    "Våldsform": {
        "Isolering": "isolation",
        "Social isolering och kontroll": "isolation",
        "Isolering/kontroll": "isolation",
        "Kontrollerande beteende": "isolation",
        "Funktionshinderrelaterat våld": "disability_related",
        "Psykiskt våld": "psychological",
        "Ekonomisk kontroll": "economic",
    },
    "Sammanhang": {
        "Könsstympning": "genital_mutilation",
        "Barnäktenskap": "child_marriage",
        "Tvångsgifte": "forced_marriage",
        "Tvångsäktenskap": "forced_marriage",
        "Sex mot husrum": "sex_for_shelter",
        "Sex i utbyte mot boende": "sex_for_shelter",
        "Sex mot ersättning": "prostitution",
        "Hederskontext": "honour",
    },
    "Grupp": {
        "Psykisk ohälsa": "mental_illness",
        "Psykisk sjukdom": "mental_illness",
        "HBTQI": "lgbtqi",
        "hbtq-personer": "lgbtqi",
        "Asylsökande": "asylum_seeker",
        "Samkönad relation": "same_sex",
    },
}


@pytest.mark.parametrize("heading", NAMED)
def test_forms_contexts_and_groups(tmp_path: Path, heading: str) -> None:
    """What the field calls isolation, forced marriage or somebody who seeks asylum has its code."""
    told = NAMED[heading]
    head = f"Kommun;Ärende;Klient;Roll;Aktualiseringsdatum;Aktualiseringsorsak;{heading}\n"
    rows = "".join(
        f"0484;{n};b{n};våldsutsatt vuxen;2019-01-{n + 1:02};våld;{word}\n"
        for n, word in enumerate(told)
    )
    reading = vnr.read(written(tmp_path, head + rows), observed=YEAR)
    assert not reading.faults
    cases = sorted(reading.register.cases(), key=lambda case: int(case.case_id))
    fields = {"Våldsform": "forms", "Sammanhang": "contexts"}
    held = [
        getattr(case, fields[heading]) if heading in fields else case.person.groups
        for case in cases
    ]
    assert held == [{code} for code in told.values()]


REASONS_NOT_OPENED = {
    "Inget behov av stöd": "no_need",
    "Oron bekräftas inte": "no_need",
    "Pågående insats": "ongoing_support",
    "Råd och stöd": "without_investigation",
    "Tackar nej": "declined",
    "Återtagen ansökan": "withdrawn",
    "Går ej att nå": "no_contact",
    "Otillräckliga uppgifter": "little_known",
    "Folkbokförd i annan kommun": "other_municipality",
    "Annan huvudman": "other_authority",
    "Övrigt": "other",
}


def test_why_no_investigation_was_opened(tmp_path: Path) -> None:
    """Reasons in the field's words, and whether the violence against the child is described."""
    base = "Kommun;Ärende;Klient;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    head = (
        "Kommun;Ärende;Klient;Förhandsbedömning inledd;Slag;Förhandsbedömning avslutad;Utfall;"
        "Orsak till att utredning inte inleds;Beskrivet våld mot barnet\n"
    )
    for n, word in enumerate(REASONS_NOT_OPENED):
        base += f"0484;{n};b{n};våldsutsatt barn;2019-01-02;våld\n"
        answer = ("ja", "nej", "")[n % 3]
        head += f"0484;{n};b{n};2019-01-02;fhb;2019-01-09;utredning inleds ej;{word};{answer}\n"
    paths = [written(tmp_path, base, "a.csv"), written(tmp_path, head, "förhandsbedömningar.csv")]
    reading = vnr.read(paths, observed=YEAR)
    assert not reading.faults
    cases = sorted(reading.register.cases(), key=lambda case: int(case.case_id))
    told = [one for case in cases for one in case.investigations]
    assert [one.not_opened_reason for one in told] == list(REASONS_NOT_OPENED.values())
    assert [one.violence_described for one in told[:3]] == [True, False, None]
    assert {one.outcome for one in told} == {"not_opened"}
