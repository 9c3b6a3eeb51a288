"""The report on what municipalities offer, and what of it never leaves the room by municipality."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest

from building import case, counts, day
from vnr import disclosure, metrics, report, synthetic
from vnr.cli import main
from vnr.errors import DataError, DisclosureError, UnknownNameError
from vnr.io.form import FORM_ROWS, form_survey
from vnr.model import (
    Answer,
    Group,
    Intervention,
    InterventionKind,
    Partner,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    Subject,
    ViolenceContext,
    Way,
)
from vnr.register import Register, Supply
from vnr.report import Report, release, supply_report
from vnr.report._data_sheet import blocks
from vnr.report._html import page
from vnr.report.chapters._things import things_of
from vnr.results import Estimate, State
from vnr.words import Language, label

YEAR = 2019
HAS, HAS_NOT = ProvisionState.HAS, ProvisionState.HAS_NOT
SHELTER, GROUP, TRAPPAN = InterventionKind.SHELTERED_HOUSING, InterventionKind.GROUP, InterventionKind.TRAPPAN  # fmt: skip
SORMLAND = ("0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488")
OPEN = disclosure.Rule(name="open", threshold=2, whole_below=2)


def said(code: str, subject: Any, state: ProvisionState = HAS, **more: Any) -> Provision:
    return Provision(
        code, YEAR, ProvisionKind.SERVICE, subject, more.pop("target", None), state, **more
    )


def county(**more: Any) -> Supply:
    """Flen alone has a shelter with 7 places, Trosa and Nyköping one or two who can do a thing."""
    rows = [
        *(said(code, SHELTER, HAS if code == "0482" else HAS_NOT, **({"places": 7, "persons": 31, "way": Way.OWN} if code == "0482" else {})) for code in SORMLAND),
        *(said(code, GROUP, HAS, persons={"0488": 1, "0480": 2}.get(code, 41)) for code in SORMLAND),
        *(said(code, TRAPPAN, HAS if code == "0461" else HAS_NOT) for code in SORMLAND if code != "0481"),
        said("0481", TRAPPAN, ProvisionState.NOT_ANSWERED),
    ]  # fmt: skip
    return Supply(provisions=rows, **more)


@cache
def counted() -> Report:
    return supply_report(county(), "04", YEAR)


def lines(
    name: str, made: Report | None = None, language: Language = "sv"
) -> list[tuple[str, ...]]:
    return [*(made or counted()).chapter(name).lines(language).body]


def pairs(rows: list[tuple[str, ...]]) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}


class TestQuestions:
    """Each question is answered from the answers, in words."""

    def test_what_lacks(self) -> None:
        """What all of a part lack, and who has it; what isn't known is told so."""
        body = lines("offer_lacking")
        assert ("skyddat boende", "Norra länsdelen", "Flen") in body
        assert ("Trappan", "Västra länsdelen", "Gnesta") in body
        assert not [row for row in body if row[0].startswith("gruppverksamhet")]
        silent = supply_report(Supply(provisions=[said("0484", GROUP, HAS_NOT), said("0486", GROUP, ProvisionState.NOT_ASKED)]), "04", YEAR)  # fmt: skip
        (row,) = lines("offer_lacking", silent)
        assert "går inte att säga" in row[2]
        summary = counted().chapter("offer_lacking").summary("sv")
        assert "bland annat skyddat boende i Norra länsdelen" in summary

    def test_nobody_has_it(self) -> None:
        """Nobody who answered has it, or nobody else was read at all: two things."""
        answers = [said("0484", GROUP, HAS_NOT)]
        made = supply_report(Supply(provisions=answers), "Eskilstuna", YEAR)
        assert lines("offer_lacking", made) == [
            ("gruppverksamhet", "okänt: inga andra kommuners svar är inlästa")
        ]
        assert "gruppverksamhet." in lines("offer_draft", made)[2][0]
        answers.append(said("0486", GROUP, HAS_NOT))
        made = supply_report(Supply(provisions=answers), "Eskilstuna", YEAR)
        assert lines("offer_lacking", made) == [("gruppverksamhet", "ingen av dem som har svarat")]

    def test_neighbours_first(self) -> None:
        """Of a municipality the neighbours stand first and are called so."""
        rows = [
            said(code, GROUP, HAS_NOT if code == "0484" else HAS)
            for code in ("0480", "0484", "0486")
        ]
        made = supply_report(Supply(provisions=rows), "Eskilstuna", YEAR)
        assert lines("offer_lacking", made)[0][1] == "Strängnäs (granne) och Nyköping"
        assert "offer_map" not in [chapter.name for chapter in made.chapters]

    def test_what_hangs_on_few(self) -> None:
        """One and two persons, and not three."""
        assert lines("offer_few") == [
            ("Trosa", "gruppverksamhet", "1"),
            ("Nyköping", "gruppverksamhet", "2"),
        ]
        assert "gruppverksamhet i Trosa och" in counted().chapter("offer_few").summary("sv")

    def test_of_one_municipality(self) -> None:
        """Its name doesn't stand in every row, nor is a neighbour called so in what is pasted."""
        answers = [said("0488", GROUP, persons=1), said("0488", TRAPPAN, HAS_NOT), said("0461", TRAPPAN)]  # fmt: skip
        made = supply_report(Supply(provisions=answers), "Trosa", YEAR)
        assert lines("offer_few", made) == [("gruppverksamhet", "1")]
        assert "längre ned" in made.chapter("offer_lacking").introduction("sv")
        words = " ".join(row[0] for row in lines("offer_draft", made))
        assert "saknas i Trosa: Trappan (finns hos Gnesta)" in words

    @pytest.mark.parametrize(
        ("persons", "told"), [(3, "inget av det"), (None, "går inte att säga")]
    )
    def test_nothing_hangs_on_few(self, persons: int | None, told: str) -> None:
        """That many can do it, and that nobody said how many, are two things."""
        made = supply_report(
            Supply(provisions=[said("0484", GROUP, persons=persons)]), "0484", YEAR
        )
        assert lines("offer_few", made) == []
        assert told in made.chapter("offer_few").summary("sv").casefold()

    def test_the_chance_that_nobody_is_left(self) -> None:
        """Where staff and who left are told, of one and of two: 4 left of 20."""
        asked = form_survey(YEAR, ["0488", "0480"])
        answers = [
            Answer(asked.name, code, question, number=number)
            for code, told in {"0488": (20, 4), "0480": (1, 0)}.items()
            for question, number in zip(("employed", "left"), told, strict=True)
        ]
        made = supply_report(county(surveys=[asked], answers=answers), "04", YEAR)
        assert [row[3] for row in lines("offer_few", made)] == ["21 % (7–41); 4 av 20 slutade", "–"]
        chapter = made.chapter("offer_few")
        assert "95 gånger av 100" in chapter.introduction("sv")
        assert "Kolumnen" not in page(made, "", "sv")
        bought = [said("0488", GROUP, persons=1, way=Way.BOUGHT, with_municipalities="0181")]
        whose = Supply(provisions=bought, surveys=[asked], answers=answers)
        assert lines("offer_few", supply_report(whose, "Trosa", YEAR)) == [
            ("gruppverksamhet", "1", "–")
        ]
        other = attrs.evolve(asked, name="form-2018", year=2018)
        answers = [attrs.evolve(one, survey=other.name) for one in answers]
        made = supply_report(county(surveys=[other], answers=answers), "04", YEAR)
        assert len(lines("offer_few", made)[0]) == 3
        assert "lades åt sidan" in made.chapter("offer_few").introduction("sv")

    def test_half_a_post(self) -> None:
        """Of whom only the posts are known, one at most is one person at most."""
        answers = [Provision("0488", YEAR, ProvisionKind.COORDINATOR, None, None, HAS, posts=0.5)]
        made = supply_report(Supply(provisions=answers), "Trosa", YEAR)
        assert lines("offer_few", made) == [("samordnare mot våld", "högst 1 (tjänst: 0,5)")]

    def test_what_is_being_introduced(self) -> None:
        """It lacks, and it is said that it is coming, in table, matrix and draft."""
        answers = [said("0488", GROUP, HAS_NOT, under_way=True), said("0480", GROUP)]
        made = supply_report(Supply(provisions=answers), "Trosa", YEAR)
        assert lines("offer_lacking", made) == [("gruppverksamhet (införs)", "Nyköping (granne)")]
        assert lines("offer_matrix", made) == [("gruppverksamhet", "nej, men införs")]
        assert "gruppverksamhet (införs) (finns hos Nyköping)" in lines("offer_draft", made)[2][0]
        whole = supply_report(Supply(provisions=[said(code, GROUP, HAS_NOT, under_way=code == "0488") for code in SORMLAND]), "04", YEAR)  # fmt: skip
        assert "gruppverksamhet (införs i Trosa)" in {
            row[0] for row in lines("offer_lacking", whole)
        }

    def test_with_whom_is_unknown(self) -> None:
        """Without cases, or a number that is enough, one plain sentence says how to give it."""
        chapter = counted().chapter("offer_together")
        (row,) = chapter.lines("sv").body
        assert "--at-least" in row[0]
        assert "än" in chapter.summary("sv")

    def test_with_whom(self) -> None:
        """Each has the smallest set of neighbours in which there are cases enough, or none has."""
        cases = [
            case(f"{code}-{number}", f"{code}-{number}", "2019-03-01", municipality=code)
            for place, code in enumerate(SORMLAND)
            for number in range(3 + 4 * place)
        ]
        register = Register.from_cases(cases, observed=YEAR)
        made = supply_report(county(), "04", YEAR, cases=register, at_least=30)
        rows = {row[0]: row[1:] for row in lines("offer_together", made)}
        assert len(rows) == 9
        found = made.results["offer_together"]
        for code, partners in zip(found.strata["municipality"], found["partners"], strict=True):
            whom = rows[label("municipality", code, "sv")]
            if partners == "none":
                assert whom[0].startswith("ingen samverkan räcker")
            elif partners == code:
                assert whom[0] == "ingen: det räcker ensam"
            else:
                others = [one for one in partners.split("+") if one != code]
                assert all(label("municipality", one, "sv") in whom[0] for one in others)
        assert {"none"} < {*found["partners"].tolist()}
        words = made.chapter("offer_together").summary("sv")
        assert words.startswith(
            "Nog för att hålla kunskapen levande är här minst 30 ärenden om året."
        )
        assert "ärenden om året" not in " ".join(row[0] for row in lines("offer_draft", made))
        alone = supply_report(county(), "0488", YEAR, cases=register, at_least=30)
        assert lines("offer_together", alone) == [("Trosa", *rows["Trosa"])]
        two = register.where(municipality=["0488", "0480"])
        few = supply_report(county(), "04", YEAR, cases=two.detached(), at_least=30)
        assert "minst tre kommuner" in lines("offer_together", few)[0][0]
        three = register.where(municipality=["0484", "0480", "0461"]).detached()
        away = supply_report(county(), "Trosa", YEAR, cases=three, at_least=30)
        assert "härifrån" in lines("offer_together", away)[0][0]

    def test_a_guessed_total(self) -> None:
        """Where nobody counted the county's number is shared by inhabitants, of later years too."""
        rows = [said(code, GROUP, HAS) for code in SORMLAND]
        later = Supply(provisions=[attrs.evolve(one, year=2031) for one in rows])
        guess = Estimate.parse("cirka 25±2")
        made = supply_report(later, "04", 2031, cases=guess, at_least=3)
        taken = [int(row[1]) for row in lines("offer_together", made)]
        # 25 are shared by inhabitants: what each is taken to have is all of them, but for rounding.
        assert len(taken) == 9
        assert abs(sum(taken) - 25) <= 4
        assert "en gissning, ungefär 25, " in made.chapter("offer_together").summary("sv")
        (asked,) = lines("offer_together", supply_report(later, "04", 2031, at_least=3))
        assert asked[0].startswith("Det som saknas är hur många ärenden det är.")
        (asked,) = lines("offer_together", supply_report(later, "04", 2031, cases=guess))
        assert asked[0].startswith("Det som saknas är hur många ärenden om året som är nog.")
        assert "Ensam räcker det för Eskilstuna" in made.chapter("offer_together").summary("sv")
        assert "offer_needs" not in [one.name for one in made.chapters]

    def test_what_is_needed(self) -> None:
        """Known persons by what they got and what there was for the rest, in words; never *unmet*."""
        helped = Intervention(InterventionKind.COUNSELLING, day("2019-04-01"), for_violence=True)
        people = [("0488", Role.EXPOSED_ADULT, (helped,)), ("0488", Role.EXPOSED_ADULT, ()), ("0488", Role.PERPETRATOR, ())]  # fmt: skip
        cases = [
            case(f"{number}", f"p{number}", municipality=code, role=role, interventions=given)
            for number, (code, role, given) in enumerate(people)
        ]
        cases.append(case("9", "p9", closed="2019-05-01", municipality="0488"))
        register = Register.from_cases(cases, observed=YEAR)
        answers = [
            said("0488", GROUP, target=Role.EXPOSED_ADULT),
            # That there is a shelter isn't told by that something is there for them.
            said("0488", SHELTER, target=Role.PERPETRATOR),
            said("0488", GROUP, HAS_NOT, target=Role.PERPETRATOR),
        ]
        made = supply_report(Supply(provisions=answers), "Trosa", YEAR, cases=register)
        chapter = made.chapter("offer_needs")
        assert "31 december 2019" in chapter.introduction("sv")
        rows = {row[0]: row[1:] for row in chapter.lines("sv").body}
        assert rows["Våldsutsatta vuxna"][0::4][:2] == ("2", "1")
        assert rows["Våldsutövare"][-2:] == ("1", "0")
        draft = made.chapter("offer_draft")
        assert "där små tal är dolda" in " ".join(row[0] for row in draft.lines("sv").body)
        assert draft.released is not None
        words = " ".join(row[0] for row in draft.released.lines("sv").body)
        assert "Våldsutsatta vuxna: 2 kända personer, 1 har en insats" in words
        assert "finns 1 där kommunen har svarat att något finns för dem" in words
        assert "ett okänt antal väntar" in words
        assert "Av 2 kända våldsutsatta vuxna är 1 utan insats" in chapter.summary("sv")
        elsewhere = supply_report(Supply(provisions=[said("0480", GROUP)]), "0480", YEAR, cases=register)  # fmt: skip
        assert "offer_needs" not in [one.name for one in elsewhere.chapters]
        for language in ("sv", "en"):
            told = " ".join(" ".join(row) for row in lines("offer_needs", made, language))
            assert not re.search("unmet|ouppfyll", told)

    def test_draft(self) -> None:
        """The draft says what lacks in each part and what isn't known, and nothing that is secret."""
        words = " ".join(row[0] for row in lines("offer_draft"))
        assert "Det här saknas i Norra länsdelen: Trappan (finns hos Gnesta)." in words
        assert "skyddat boende" not in words
        assert "Svar saknas helt eller delvis om Trappan." in words
        assert "hänger på en eller två personer redovisas inte här" in words
        assert "Trosa" not in words
        assert "offentliga" in counted().chapter("offer_draft").summary("sv")
        assert "behöver läggas till" in words
        whole = Supply(provisions=[said("0484", GROUP, persons=9)])
        words = " ".join(row[0] for row in lines("offer_draft", supply_report(whole, "0484", YEAR)))
        assert "Inget av det som besvarats saknas i Eskilstuna." in words
        assert "Det här finns i Eskilstuna: gruppverksamhet." in words
        assert "Svar saknas" not in words

    def test_unanswered(self) -> None:
        """Of a form that nobody has filled in it isn't said that nothing lacks."""
        empty = Supply(provisions=[said("0488", GROUP, ProvisionState.NOT_ANSWERED)])
        made = supply_report(empty, "0488", YEAR)
        draft = " ".join(row[0] for row in lines("offer_draft", made))
        for words in (made.chapter("offer_lacking").summary("sv"), draft):
            assert "går inte att säga: svar saknas, helt eller delvis, om allt" in words
            assert "Inget av det som besvarats" not in words

    def test_paragraphs_are_no_table(self) -> None:
        """The draft stands in paragraphs, so that it can be pasted."""
        shown = (
            page(counted(), "", "sv").partition('id="offer_draft"')[2].partition("</section>")[0]
        )
        assert "<table" not in shown
        assert shown.count("<p>") == len(lines("offer_draft"))

    def test_every_place_has_one_name(self) -> None:
        """No two elements of the page have one id, and every link of the contents finds its own."""
        shown = page(counted(), "", "sv")
        ids = re.findall(r' id="(\w+)"', shown)
        assert len(ids) == len(set(ids))
        links = set(re.findall(r'href="#(\w+)"', shown))
        assert links <= set(ids)
        assert len(links) > 5

    def test_silent(self) -> None:
        """Who said nothing about what."""
        assert lines("offer_silent") == [("Oxelösund", "–", "Trappan")]

    def test_who_has_not_answered_at_all(self) -> None:
        """Of a county it is told who sent no form; a municipality's report tells of nobody else."""
        answers = [said("0484", GROUP), said("0486", GROUP, ProvisionState.NOT_ASKED)]
        made = supply_report(Supply(provisions=answers), "04", YEAR)
        rows = lines("offer_silent", made)
        assert ("Strängnäs", "allt", "–") in rows
        assert ("Trosa", "–", "allt: inget svar är inläst") in rows
        assert len(rows) == 8
        assert "Trosa" in made.chapter("offer_silent").summary("sv")
        alone = supply_report(Supply(provisions=answers), "Strängnäs", YEAR)
        assert lines("offer_silent", alone) == [("gruppverksamhet", "inte tillfrågad")]
        told = " ".join(" ".join(row) for one in alone.chapters for row in one.lines("sv").body)
        assert "Trosa" not in told
        whole = supply_report(Supply(provisions=answers), "Eskilstuna", YEAR)
        assert "Allt är besvarat." in whole.chapter("offer_silent").summary("sv")

    def test_matrix(self) -> None:
        """There with its way, not there, and not answered."""
        rows = {row[0]: row[1:] for row in lines("offer_matrix")}
        assert rows["skyddat boende"][4] == "ja, egen regi"
        assert rows["Trappan"][:4] == ("nej", "ja", "nej", "inte svarat")

    def test_with_whom_it_has_it(self) -> None:
        """Of one municipality it is told of whom it buys, and with whom it shares."""
        answers = [
            said("0488", GROUP, way=Way.BOUGHT, with_municipalities="0181"),
            said("0488", TRAPPAN, way=Way.SHARED, with_municipalities="0461+0480"),
            said("0488", SHELTER, way=Way.BOUGHT, partners=frozenset({Partner.NGO})),
        ]
        rows = pairs(
            lines("offer_matrix", supply_report(Supply(provisions=answers), "Trosa", YEAR))
        )
        assert rows["gruppverksamhet"] == "ja, köpt av Södertälje"
        assert rows["Trappan"] == "ja, delad med Gnesta och Nyköping"
        assert rows["skyddat boende"] == "ja, köpt av ideell organisation"

    def test_things_in_words(self) -> None:
        """Each kind has its phrase, with what it is about and for whom."""
        kinds = ProvisionKind
        told: list[tuple[Any, ...]] = [
            (kinds.COMPETENCE, ViolenceContext.HONOUR, None, "kompetens om hedersrelaterat våld och förtryck"),
            (kinds.COMPETENCE, ViolenceContext.FAMILY, Group.AGED, "kompetens om våld mot äldre"),
            (kinds.COMPETENCE, InterventionKind.TRAPPAN, None, "kompetens i Trappan"),
            (kinds.SERVICE, InterventionKind.TREATMENT, Role.PERPETRATOR, "behandling för våldsutövare"),
            (kinds.ROUTINE, Subject.PROTECT, None, "rutin för att skydda den som är utsatt"),
            (kinds.PLAN, Subject.GENERAL, None, "handlingsplan mot våld i nära relationer"),
            (kinds.COORDINATOR, None, None, "samordnare mot våld"),
            (kinds.COLLABORATION, Subject.SERVICES, Group.AGED, "gemensamma insatser med andra för äldre (65+)"),
        ]  # fmt: skip
        answers = [Provision("0488", YEAR, kind, about, whom, HAS) for kind, about, whom, _ in told]
        made = supply_report(Supply(provisions=answers), "Trosa", YEAR)
        assert {row[0] for row in lines("offer_matrix", made)} == {words for *_, words in told}
        together = metrics.offers(answers, YEAR, totals=[(SORMLAND, kinds.SERVICE, None, None, 4)])
        assert things_of(together, "sv")[-1] == "insats"

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_are_called_what_the_form_calls_them(self, language: Language) -> None:
        """Each row of the form, but for its capital and an article."""
        strata = {
            "provision": [row.kind.value for row in FORM_ROWS],
            "subject": [row.subject or "all" for row in FORM_ROWS],
            "meant_for": [row.target or "all" for row in FORM_ROWS],
        }
        told = things_of(counts(strata, [0] * len(FORM_ROWS)), language)
        assert [one.removeprefix("a ").casefold() for one in told] == [
            row.words(language)[0].casefold() for row in FORM_ROWS
        ]
        assert "MPV" in " ".join(told)

    def test_a_joint_board(self) -> None:
        """Two who deliver together are one place, with the neighbours of both."""
        answers = [
            said("0482", GROUP, HAS_NOT, covers="0483"),
            said("0480", GROUP),
            said("0484", GROUP),
        ]
        made = supply_report(Supply(provisions=answers), "0482+0483", YEAR)
        assert made.place == "Flen och Katrineholm"
        (row,) = lines("offer_lacking", made)
        assert row == ("gruppverksamhet", "Nyköping (granne) och Eskilstuna (granne)")
        assert [*lines("offer_matrix", made)] == [("gruppverksamhet", "nej", "nej")]

    def test_map(self) -> None:
        """A tile for each municipality, told in words too, without sheltered housing; narrow as well."""
        chapter = counted().chapter("offer_map")
        (tiles,) = chapter.drawings("sv")
        for form in (tiles.wide, tiles.narrow):
            drawing = ET.fromstring(form)
            words = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
            assert "Norra länsdelen" in words
            assert words.count("1 av 2") == 7
            assert words.count("2 av 2") == 1
            assert words.count("1 av 1") == 1
        assert tiles.png.startswith(b"\x89PNG")
        assert "Gnesta: 2 av 2" in chapter.alternative("sv")
        silent = supply_report(Supply(provisions=[said("0484", GROUP), said("0486", GROUP, ProvisionState.NOT_ASKED)]), "04", YEAR)  # fmt: skip
        assert "Strängnäs: inga svar" in silent.chapter("offer_map").alternative("sv")

    def test_surveys(self) -> None:
        """Surveys are chapters of their own, titled by the survey."""
        made = synthetic.municipalities("04", YEAR, seed=1)
        report = supply_report(made.supply, "04", YEAR)
        titles = {one.heading("sv"): one.name for one in report.chapters}
        assert ("Har nämnden analyserat om utbudet möter behovet?", "nej") in [
            row[:2] for row in lines(titles["Utbud 2019"], report)
        ]
        chapter = report.chapter(titles["Utbud 2019"])
        (label,) = (name for name in chapter.results if chapter.called(name, "sv"))
        flat = [str(row[1]) for block in blocks(report, "sv") if block.label == label
                for row in block.cells]  # fmt: skip
        assert "Har nämnden analyserat om utbudet möter behovet?; nej" in flat
        assert not any(name.startswith("analysis") for name in flat)

    def test_ones_own_answers(self) -> None:
        """Of one municipality its own choices are told, and nobody else is missed."""
        asked = form_survey(YEAR, SORMLAND)
        answers = [
            Answer(asked.name, "0488", "needs", ("dementia", "older_people")),
            Answer(asked.name, "0488", "procurement", ("no",)),
            Answer(asked.name, "0480", "needs", ("placements",)),
        ]
        made = supply_report(county(surveys=[asked], answers=answers), "Trosa", YEAR)
        rows = pairs(lines("offer_answers_a", made))
        assert rows["Vilka utvecklingsbehov är störst?"] == "Våld och demens och Våld och äldre"
        assert rows["Köper ni något mot våld genom upphandling?"] == "nej"
        assert rows["Vilket stöd önskar ni?"] == "inget svar"
        assert made.results["offer_answers_a"]["asked"].max() == 1
        whole = supply_report(county(surveys=[asked], answers=answers), "04", YEAR)
        assert lines("offer_answers_a", whole)[0][1:] == ("Våld och demens", "1 av 2 som svarade")

    @pytest.mark.parametrize("county_code", ["09", "23"])
    def test_other_counties(self, county_code: str) -> None:
        """A county without known parts, or of one municipality, gets its report too."""
        made = synthetic.municipalities(county_code, YEAR, seed=1).supply
        assert supply_report(made, county_code, YEAR).chapter("offer_matrix").lines("en").body

    def test_parts_of_ones_own(self) -> None:
        """County parts may be given; what lies in none is the county's."""
        made = supply_report(county(), "04", YEAR, parts={"0484": "Ensam"})
        assert "Ensam" in {row[1] for row in lines("offer_lacking", made)}


def written(folder: Path) -> str:
    """All that was written, as one text."""
    import zipfile

    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as book:
                texts += [
                    # Places of words among all words are no numbers that anybody reads.
                    re.sub(r't="s"><v>[0-9]+</v>', "", book.read(name).decode("utf-8"))
                    for name in book.namelist()
                    if name.endswith((".xml", ".rels"))
                ]
        elif path.is_file() and path.suffix != ".png":
            texts.append(path.read_text("utf-8"))
    return "\n".join(texts)


class TestRelease:
    """In page, workbook, notes, sentences, alternative texts and record nobody finds them."""

    @pytest.mark.parametrize("language", ["sv", "en"])
    @pytest.mark.parametrize("rule", ["VNR_BOARD", OPEN])
    def test_neither_staff_nor_shelters(
        self, tmp_path: Path, language: Language, rule: Any
    ) -> None:
        """Whatever the rule lets through, staff and who has a shelter aren't in any file."""
        made = release(counted(), rule, tmp_path / "ut", language=language)
        whole = written(made.folder)
        for hidden in ('"persons"', '"places"', "Personer", "place_nights", ">41<", ">31<"):
            assert hidden not in whole
        record = json.loads((made.folder / "release.json").read_text("utf-8"))
        matrix = record["tables"]["offer_matrix"]
        assert "sheltered_housing" not in json.dumps(matrix)
        assert "sheltered_housing" not in whole
        # What is left to say of shelters is that nothing is.
        told = {"sv": "Skyddat boende redovisas inte", "en": "Sheltered housing isn't told of"}
        assert told[language] in made.report.chapter("offer_lacking").summary(language)
        assert [one.name for one in made.report.chapters if one.name == "offer_few"] == []
        rows = [" ".join(row) for one in made.report.chapters for row in one.lines(language).body]
        assert not re.search("skyddat boende|sheltered housing", " ".join(rows).casefold())

    def test_of_one_municipality(self, tmp_path: Path) -> None:
        """Of Flen alone, and of its neighbours, nothing tells that it has the shelter."""
        for place in ("Flen", "Katrineholm"):
            made = release(supply_report(county(), place, YEAR, aside=37), OPEN, tmp_path / place)
            whole = written(made.folder)
            assert "37 rader lades åt sidan" in whole
            assert "sheltered_housing" not in whole
            assert "kyddat boende" not in re.sub("Skyddat boende redovisas inte|inget om skyddat boende", "", whole)  # fmt: skip

    def test_own_chapters_too(self, tmp_path: Path) -> None:
        """Results of the metrics that stand in other chapters are held to the same."""
        supply = county()
        own: dict[str, Any] = {
            "Utbud": metrics.offers(supply.provisions, YEAR),
            "Byte": metrics.exchange(supply.provisions, YEAR),
            "Sårbart": metrics.gone({"0488": 1, "0480": 2, "0484": 3}, 4, 20),
        }
        register = synthetic.register(county="09", seed=1)
        places = [said("0980", SHELTER, places=5)]
        own["Nätter"] = metrics.shelter(register, YEAR, places, by="municipality")
        from vnr.report._withheld import discreet

        chapters = [
            report.chapters.further(title, one, at)
            for at, (title, one) in enumerate(own.items(), 1)
        ]
        held = discreet(Report(place="x", period=YEAR, chapters=chapters)).results
        utbud, byte, alone, nights = held.values()
        assert "sheltered_housing" not in utbud.strata["subject"]
        assert not {"persons", "posts", "places"} & {*utbud.names}
        assert "sheltered_housing" not in byte.strata["subject"]
        assert alone["n"].tolist() == [3]
        assert not {"places", "place_nights", "occupancy"} & {*nights.names}
        assert "share_outside" in nights.names

    def test_a_county_part(self) -> None:
        """Of no county part it is told whether there is a shelter: who lies in it is known."""
        from vnr.report._withheld import discreet

        rows = [said(code, kind, HAS_NOT) for code in SORMLAND for kind in (SHELTER, GROUP)]
        chapters = [report.chapters.further("a", metrics.lacking(rows, YEAR), 1)]
        (held,) = discreet(Report(place="x", period=YEAR, chapters=chapters)).results.values()
        assert {*held.strata["subject"].tolist()} == {"group"}

    def test_answers_to_surveys(self, tmp_path: Path) -> None:
        """Who procures shelter isn't told, and an answer that is hidden isn't called none."""
        asked = form_survey(YEAR, SORMLAND)
        answers = [
            Answer(asked.name, code, question, (choice,))
            for code in SORMLAND
            for question, choice in (
                ("procurement", "yes"),
                ("procured", "shelter"),
                ("needs", "dementia" if code < "0484" else "placements"),
                ("support", "theme_day"),
            )
        ]
        supply = county(surveys=[asked], answers=answers)
        made = release(supply_report(supply, "04", YEAR), "VNR_BOARD", tmp_path / "ut").report
        rows = lines("offer_answers_a", made)
        assert "shelter" not in made.results["offer_answers_a"].strata["choice"]
        assert "Skyddat boende" not in {row[1] for row in rows}
        # Of how many it was asked whether they procure would tell who does.
        assert "procured" not in made.results["offer_answers_a"].strata["question"]
        assert "ett visst sätt" in made.chapter("offer_answers_a").introduction("sv")
        told = {row[0]: row[1:] for row in rows}
        assert told["Vilket stöd önskar ni?"] == ("Temadag för chefer", "9 av 9 som svarade")
        assert "visas inte" in " ".join(told["Vilka utvecklingsbehov är störst?"])
        # Beside what is hidden a nought would tell what was chosen.
        held = made.results["offer_answers_a"].select(question="needs")
        assert {*held.state_of("number").tolist()} == {State.SUPPRESSED}
        assert {*held.state.tolist()} == {State.SUPPRESSED}

    def test_a_map_that_isnt_ours(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A tile of another size, another shape, or words that nobody declared stop a release."""
        from vnr.report.chapters import TileMap

        real = TileMap._tiles
        for wrong in (
            lambda svg: svg.replace('width="120" ', 'width="121" ', 1),
            lambda svg: svg.replace(
                "</svg>", '<circle x="3" y="3" font-size="3" fill="#777" r="3"/></svg>'
            ),
            lambda svg: svg.replace("1 av 2", "1 av 97"),
        ):
            monkeypatch.setattr(TileMap, "_tiles", lambda *given, wrong=wrong: wrong(real(*given)))
            with pytest.raises(DisclosureError, match=r"chapter|kapitel"):
                release(counted(), OPEN, tmp_path / "ut")
            assert not (tmp_path / "ut").exists()


class TestWrong:
    """What can't be reported on is refused."""

    def test_arguments(self) -> None:
        """No supply, no such place, a year nobody answered about."""
        with pytest.raises(DataError, match="Supply"):
            supply_report([], "04", YEAR)  # type: ignore[arg-type]
        with pytest.raises(DataError, match="cases"):
            supply_report(county(), "04", YEAR, cases=25)  # type: ignore[arg-type]
        with pytest.raises(UnknownNameError):
            supply_report(county(), "Atlantis", YEAR)
        with pytest.raises(DataError, match="nobody answered about 2018"):
            supply_report(county(), "04", 2018)
        with pytest.raises(DataError, match="nobody answered"):
            supply_report(county(), "Gotland", YEAR)

    @pytest.mark.parametrize("field", ["sender", "place"])
    def test_personal_numbers(self, field: str) -> None:
        """Neither sender nor place, nor a title, holds what is written as a personal number."""
        with pytest.raises(DataError, match="personal number"):
            attrs.evolve(counted(), **{field: "Anna 19811218-9876"})  # type: ignore[arg-type]
        with pytest.raises(DataError, match="personal number"):
            report.chapters.Chapter(name="a", title="811218-9876")


class TestCommand:
    """One command for a made-up county, for saved answers, and for the working version."""

    def test_made_up(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without files the answers are made up, and it is told so."""
        assert (
            main(["supply", "--county", "09", "--year", "2019", "--out", str(tmp_path / "ut")]) == 0
        )
        assert "Alla svar är påhittade" in capsys.readouterr().out
        page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
        assert "<h1>Påhittat exempel: vad som erbjuds mot våld i nära relationer i Gotlands län, 2019</h1>" in page  # fmt: skip
        whole = written(tmp_path / "ut")
        # On page, document and workbook.
        assert whole.count("Påhittade svar. Säger inget om kommunerna.") >= 3
        assert "ur kommunernas egna svar" not in whole
        assert "kommunerna själva har svarat" not in whole
        assert page.index("Påhittade svar.") < page.index("</h1>")
        assert "visas bara i arbetsversionen" in page

    def test_made_up_of_a_later_year(self, tmp_path: Path) -> None:
        """Where nobody's inhabitants are known the answers are made up all the same, and no cases."""
        given = ["supply", "--county", "09", "--year", "2031", "--internal", "--at-least", "9"]
        assert main([*given, "--out", str(tmp_path)]) == 0
        page = (tmp_path / "vnr-utbud-09-2031.html").read_text("utf-8")
        assert "går inte att säga än" in page
        assert 'id="offer_needs"' not in page

    def test_saved(self, tmp_path: Path) -> None:
        """Saved answers, of a municipality, as the working version in English."""
        county().save(tmp_path / "a.json")
        given = ["supply", str(tmp_path / "a.json"), "--municipality", "Trosa", "--year", "2019"]
        given += ["--out", str(tmp_path / "ut"), "--internal", "--language", "en"]
        assert main(given) == 0
        page = (tmp_path / "ut" / "vnr-supply-0488-2019.html").read_text("utf-8")
        assert "What hangs on one or two persons?" in page
        assert (tmp_path / "ut" / "vnr-supply-0488-2019.xlsx").is_file()

    def test_the_filled_form(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A form that is filled in becomes a page, and its faults are told."""
        from vnr.io import write_answer_form

        book = tmp_path / "svar.xlsx"
        before = [one for one in county().provisions if one.municipality == "0488"]
        write_answer_form(book, municipality="0488", year=YEAR, before=before)
        given = ["supply", str(book), "--municipality", "Trosa", "--year", "2019", "--internal"]
        assert main([*given, "--out", str(tmp_path / "ut")]) == 0
        page = (tmp_path / "ut" / "vnr-utbud-0488-2019.html").read_text("utf-8")
        assert "gruppverksamhet" in page
        text = tmp_path / "svar.csv"
        text.write_text("municipality;year;kind;subject;state\n0488;2019;service;group;has\n0488;2019;service;nonsense;has\n", "utf-8")  # fmt: skip
        given[1] = str(text)
        assert main([*given, "--out", str(tmp_path / "ut")]) == 2
        assert "--overwrite" in capsys.readouterr().err
        assert main([*given, "--out", str(tmp_path / "ut"), "--overwrite"]) == 1
        told = capsys.readouterr()
        shown = (tmp_path / "ut" / "vnr-utbud-0488-2019.html").read_text("utf-8")
        assert "1 rad lades åt sidan" in shown
        assert told.out.count("svar.csv") > 1
        assert "1 fel; 1 rader lades åt sidan och räknas som inte besvarade" in told.err

    def test_with_whom(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A guess or extracts answer the third question; a sender stands on the page."""
        county().save(tmp_path / "a.json")
        given = [
            "supply",
            str(tmp_path / "a.json"),
            "--county",
            "04",
            "--year",
            "2019",
            "--internal",
        ]
        given += ["--out", str(tmp_path), "--overwrite", "--at-least", "3"]
        at = tmp_path / "vnr-utbud-04-2019.html"
        extract = tmp_path / "u.csv"
        extract.write_text(
            "kommun;ärendenummer;person;roll;aktualiserad;aktualiseringsorsak\n"
            + "".join(f"{code};{number};{code}p{number};våldsutsatt vuxen;2019-03-01;våld\n" for code in ("0488", "0480", "0461") for number in range(9)),
            "utf-8",
        )  # fmt: skip
        for how, answer in (
            (["--total", "25±2"], "Ensam räcker det för Eskilstuna"),
            (["--cases", str(extract)], "Ensam räcker det för Gnesta ("),
        ):
            assert main([*given, *how, "--sender", "FoU i länet"]) == 0, capsys.readouterr().err
            page = at.read_text("utf-8")
            assert answer in page
            assert "FoU i länet" in page
        for wrong in (["--total", "tre"], ["--at-least", "0"]):
            assert main([*given, *wrong]) == 2
            assert wrong[0] in capsys.readouterr().err
        both = ["--total", "25±2", "--cases", str(extract)]
        assert main([*given, *both]) == 2
        assert "--total" in capsys.readouterr().err

    @pytest.mark.parametrize("place", [[], ["--county", "04", "--municipality", "Trosa"]])
    def test_where(self, tmp_path: Path, place: list[str]) -> None:
        """A county or a municipality, and not both."""
        assert main(["supply", "--year", "2019", "--out", str(tmp_path / "ut"), *place]) == 2
