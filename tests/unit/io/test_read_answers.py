"""What municipalities answered: nothing is lost, nothing empty is a no, and each fault has its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pytest

from filled import Grid, filled
from vnr import io, metrics
from vnr.errors import DataError
from vnr.model import Answer, Provision, ProvisionKind, ProvisionState, Survey, Way, unstructure
from vnr.words import Language

SURVEY = Survey.parse("""
name = "plan"
due = ["0484", "0486"]
[[questions]]
code = "groups"
kind = "several"
choices = [{ code = "women", sv = "Kvinnor, vuxna" }, { code = "children" }, { code = "none" }]
alone = "none"
[[questions]]
code = "trained"
kind = "number"
[[questions]]
code = "told"
kind = "text"
""")
OFFERED = {
    "municipality": "0488",
    "year": 2026,
    "kind": "service",
    "subject": "trappan",
    "state": "has",
}


def read(paths: Any, **more: Any) -> io.AnswerReading:
    """Read in this process, which is quicker; what reads workbooks elsewhere has its own tests."""
    return io.read_answers(paths, limits=None, **more)


def told(reading: io.AnswerReading) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.rule) for fault in reading.faults]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> io.AnswerReading:
    """A made-up municipality's form, with something in every kind of cell."""
    rows: dict[int, dict[str, Any]] = {
        2: {"state": "ja", "way": "egen regi", "persons": 2},
        4: {"state": "JA", "way": "köpt", "with": "Södertälje"},
        5: {"state": "-"},
        6: {"state": "vet ej"},
        14: {
            "state": "ja",
            "way": "delad",
            "with": "Gnesta, 481 och Nyköping",
            "partners": "polis; skola",
        },
        26: {"state": "nej"},
        27: {"state": 1.0, "way": "egen", "places": "4 st"},
        34: {"state": "nej", "under_way": "ja"},
        36: {"state": "ja", "posts": "0,5"},
        46: {"state": "inte tillfrågad"},
    }
    questions: dict[str, list[Any]] = {
        "needs": ["Unga i våld", "Våld och demens"],
        "support": ["inget av detta"],
        "procurement": ["ja"],
        "employed": [None] * 5 + [12],
        "left": [None] * 5 + [2],
    }
    path = filled(tmp_path_factory.mktemp("form") / "trosa.xlsx", rows, questions)
    return read(path, year=2026)


class TestForm:
    """The form, filled in and read."""

    def test_account(self, county: io.AnswerReading) -> None:
        """A row that says who answers, 45 things, six questions: all are kept, empty ones too."""
        assert (county.rows_read, county.accepted, county.rejected) == (1 + 45 + 6, 52, 0)
        assert len(county.provisions) == 45
        assert len(county.answers) == 5
        assert county.asked == ()
        assert "52 lästa = 52 godtagna" in repr(county)
        assert "52" in county._repr_html_()

    def test_four_states(self, county: io.AnswerReading) -> None:
        """Yes, no and not asked are told; all else is not answered, and none of it 0."""
        states = [one.state for one in county.provisions]
        kinds = (ProvisionState.HAS, ProvisionState.HAS_NOT, ProvisionState.NOT_ASKED)
        assert [states.count(kind) for kind in kinds] == [5, 2, 1]
        assert states.count(ProvisionState.NOT_ANSWERED) == 45 - 8
        offered = metrics.offers(county.provisions, 2026)
        assert (offered.value.sum(), offered["n_not_answered"].sum()) == (5, 37)
        assert offered["n_not_asked"].sum() == 1

    def test_cells(self, county: io.AnswerReading) -> None:
        """Ways, municipalities by name or code, partners, and numbers as they are written."""
        by_row = dict(enumerate(county.provisions, start=2))
        assert (by_row[2].way, by_row[2].persons) == (Way.OWN, 2)
        assert by_row[4].municipalities == ("0181",)
        assert by_row[14].municipalities == ("0461", "0480", "0481")
        assert {*by_row[14].partners} == {"police", "school"}
        assert (by_row[27].places, by_row[36].posts, by_row[34].under_way) == (4, 0.5, True)

    def test_questions_reach_the_metrics(self, county: io.AnswerReading) -> None:
        """Needs, and the chance that nobody is left of those who left."""
        survey = county.survey(2026)
        share = metrics.survey(survey, county.answers, "needs")
        assert share.select(choice="dementia")["number"].tolist() == [1]
        assert survey.due == ("0488",)
        numbers = {one.question: one.number for one in county.answers if one.number is not None}
        assert numbers == {"employed": 12, "left": 2}

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_last_year_is_filled_in(
        self, county: io.AnswerReading, tmp_path: Path, language: Language
    ) -> None:
        """What was answered stands there the next year, in either language, and what no row asks."""
        more = Provision("0488", 2026, ProvisionKind.COMPETENCE, "mi", None, ProvisionState.HAS)  # fmt: skip
        before: list[Provision | Answer] = [*county.provisions, more, *county.answers]
        path = io.write_answer_form(
            tmp_path / "a.xlsx", municipality="0488", year=2027, before=before, language=language
        )
        again = read(path)
        assert not again.faults
        assert list(again.provisions) == [
            attrs.evolve(one, year=2027) for one in [*county.provisions, more]
        ]
        assert list(again.answers) == [
            attrs.evolve(one, survey="form-2027") for one in county.answers
        ]

    def test_a_joint_answer(self, tmp_path: Path) -> None:
        """Whom the sheet answers for is in every record, and again the next year."""

        def together(grid: Grid) -> None:
            grid["Kommun"][-1][2] = "Gnesta och 0480"

        path = filled(
            tmp_path / "a.xlsx", {2: {"state": "ja"}}, {"procurement": ["nej"]}, edit=together
        )
        reading = read(path)
        assert reading.provisions[0].answered_for == ("0488", "0461", "0480")
        assert reading.answers[0].covers == ("0461", "0480")
        again = filled(tmp_path / "b.xlsx", before=reading.provisions, year=2027)
        assert read(again).provisions[0].covers == "0461+0480"


class TestFaults:
    """Each is told with its row, and the row is set aside."""

    def test_of_single_rows(self, tmp_path: Path) -> None:
        """In a word, a number, a partner, or a cell that no answer belongs in; all else is kept."""
        cases: list[tuple[dict[str, Any], str, str]] = [
            ({"state": "kanske"}, "Finns?", "word-unknown"),
            ({"state": "ja", "way": "köpt"}, "Hur?", "partner-nobody"),
            ({"state": "ja", "way": "köpt", "with": "Trosa"}, "Vilka kommuner?", "partner-oneself"),
            ({"state": "nej", "persons": 2}, "Antal personer", "number-of-none"),
            ({"state": "nej", "way": "egen regi"}, "Hur?", "way-of-none"),
            ({"persons": 2}, "Finns?", "state-missing"),
            ({"state": "ja", "with": "Södertelge"}, "Vilka kommuner?", "place-unknown"),
            ({"state": "ja", "with": "9999"}, "Vilka kommuner?", "place-unknown"),
            ({"state": "#N/A"}, "Finns?", "cell-error"),
            ({"subject": "#REF!", "state": "ja"}, "Innehåll", "cell-error"),
            ({"state": "ja", "partners": "19121212-1212"}, "Andra parter", "row-personal"),
            ({"state": "ja", "Förklaring": "ring 191212121212"}, "Förklaring", "row-personal"),
            ({"state": "ja", "persons": -1}, "Antal personer", "negative"),
            ({"state": "ja", "persons": 2.5}, "Antal personer", "number-invalid"),
            ({"state": "ja", "subject": "Trappann"}, "Innehåll", "word-unknown"),
            ({"state": "ja", "kind": None}, "Slag", "word-unknown"),
            ({"state": "ja", "kind": "samordnare"}, "Innehåll", "subject-of-kind"),
        ]
        cells = {row: case[0] for row, case in enumerate(cases, start=15)}
        reading = read(filled(tmp_path / "a.xlsx", cells))
        expected = [(row, *case[1:]) for row, case in enumerate(cases, start=15)]
        assert told(reading) == expected
        assert (reading.accepted, reading.rejected) == (52 - len(cases), len(cases))
        assert len(reading.provisions) == 45 - len(cases)
        # What they are about was asked: of three nobody knows it.
        assert {one.state for one in reading.set_aside} == {ProvisionState.NOT_ANSWERED}
        assert len({one.thing for one in reading.set_aside}) == len(cases) - 3
        whole = reading.supply(2026)
        assert len(whole.provisions) == 45 - 3
        assert metrics.offers(whole.provisions, 2026)["n_not_asked"].sum() == 0
        words = "".join(one.text("sv") + one.text("en") for one in reading.faults)
        assert "1212" not in words + repr(reading) + str(reading.choices("polars").to_dicts())

    def test_what_may_have_been_meant(self, tmp_path: Path) -> None:
        """Unknown words are listed with the nearest that can be chosen."""
        rows = {3: {"state": "ja", "with": "Södertelge"}, 21: {"subject": "Trappann"}}
        path = filled(tmp_path / "a.xlsx", rows, {"support": ["Temadag för chef"]})
        reading = read(path)
        asked = {one.value: [of.text("sv") for of in one.meant] for one in reading.asked}
        assert asked["Södertelge"] == ["Södertälje"]
        assert asked["Trappann"] == ["Trappan"]
        assert asked["Temadag för chef"] == ["Temadag för chefer"]

    @pytest.mark.parametrize(
        ("answers", "rule"),
        [
            ({"needs": ["Unga i våld", "inget av detta"]}, "choice-alone"),
            ({"needs": ["Unga i våld", "Unga i våld"]}, "choice-twice"),
            ({"procurement": ["ja", "nej"]}, "choice-one"),
            ({"needs": ["Ungdom"]}, "word-unknown"),
            ({"left": [None] * 5 + [3], "employed": [None] * 5 + [2]}, "part-above-whole"),
            ({"employed": ["tolv"]}, "choice-unknown"),
            ({"employed": [None] * 5 + ["tolv"]}, "number-invalid"),
            ({"needs": [None] * 5 + [3]}, "number-unasked"),
        ],
    )
    def test_of_questions(self, tmp_path: Path, answers: dict[str, list[Any]], rule: str) -> None:
        """Alone with others, twice, two of one, unknown, above the whole, a number that is none."""
        reading = read(filled(tmp_path / "a.xlsx", questions=answers))
        assert rule in {fault.rule for fault in reading.faults}
        assert reading.rejected == 1

    def test_which_thing(self, tmp_path: Path) -> None:
        """A fault says what the row asks, in the form's words, and both numbers that don't fit."""
        rows = {9: {"state": "ja", "posts": -3}}
        asked: dict[str, list[Any]] = {"left": [None] * 5 + [3], "employed": [None] * 5 + [2]}
        reading = read(filled(tmp_path / "a.xlsx", rows, asked))
        whole, told = (next(one for one in reading.faults if one.sheet == sheet) for sheet in ("Frågor", "Utbud"))  # fmt: skip
        assert told.about == "Kompetens om våld mot äldre"
        assert "rad 9, Kompetens om våld mot äldre" in reading.faults.show("sv")
        assert (whole.about, whole.value) == ("Hur många av dem slutade under året?", "3")
        assert "2 under «Hur många handläggare" in whole.remedy("sv")
        assert "2 under «How many" in whole.remedy("en")
        assert "handläggare" not in whole.remedy("en")
        assert "Kompetens om våld mot äldre" in reading.faults.to_frame("polars")["about"].to_list()

    def test_more_can_do_it_than_are_employed(self, tmp_path: Path) -> None:
        """Two of one is a fault of the row that says two; what is bought is done by others."""
        rows: dict[int, dict[str, Any]] = {
            2: {"state": "ja", "persons": 2},
            3: {"state": "ja", "persons": 1},
            4: {"state": "ja", "way": "köps", "partners": "privat utförare", "persons": 2},
        }
        one: dict[str, list[Any]] = {"employed": [None] * 5 + [1]}
        reading = read(filled(tmp_path / "a.xlsx", rows, one))
        assert told(reading) == [(2, "Antal personer", "part-above-whole")]
        (fault,) = reading.faults
        assert fault.value == "2"
        assert "1 under «Hur många handläggare" in fault.remedy("sv")
        assert (reading.rejected, len(reading.provisions)) == (1, 44)

    def test_the_same_thing_twice(self, tmp_path: Path) -> None:
        """Rows that say the same count once; of two that differ neither is kept."""

        def doubled(grid: Grid) -> None:
            rows = grid["Utbud"]
            rows += [[*rows[1]], [*rows[2]]]
            rows[-1][3] = "nej"

        reading = read(filled(tmp_path / "a.xlsx", {2: {"state": "ja"}}, edit=doubled))
        assert told(reading) == [
            (3, "Kommun", "provision-twice"),
            (48, "Kommun", "provision-twice"),
        ]
        assert (reading.rows_read, reading.rejected, reading.repeated) == (54, 2, 1)
        assert len(reading.provisions) == 44

    @pytest.mark.parametrize(
        ("place", "value", "rule"),
        [(0, None, "respondent-missing"), (0, "Trosaa", "place-unknown"), (1, None, "respondent-missing")],
    )  # fmt: skip
    def test_nobody_knows_whose_it_is(
        self, tmp_path: Path, place: int, value: Any, rule: str
    ) -> None:
        """Without municipality or year every row is set aside, and says so."""

        def nobody(grid: Grid) -> None:
            grid["Kommun"][-1][place] = value

        reading = read(filled(tmp_path / "a.xlsx", edit=nobody))
        assert rule in reading.faults.rules
        assert not reading.provisions
        assert not reading.set_aside
        assert reading.answers == ()

    def test_another_year(self, tmp_path: Path) -> None:
        """Last year's form sent again is a fault of every row with an answer in it."""
        path = filled(
            tmp_path / "a.xlsx", {2: {"state": "ja"}}, {"procurement": ["nej"]}, year=2025
        )
        reading = read(path, year=2026)
        assert reading.faults.rules == {"year-other": 51}
        assert not reading.provisions
        assert not reading.set_aside
        assert reading.answers == ()

    def test_bought_of_one_who_has_not(self, tmp_path: Path) -> None:
        """Among several forms; the buyer's row is set aside, the other's no stays."""
        buys = {"state": "ja", "way": "köpt", "with": "Gnesta"}
        paths = [
            filled(tmp_path / "trosa.xlsx", {2: buys}),
            filled(tmp_path / "gnesta.xlsx", {2: {"state": "nej"}}, code="0461"),
        ]
        reading = read(paths)
        assert [(one.file, one.row, one.rule) for one in reading.faults] == [
            ("trosa.xlsx", 2, "partner-without")
        ]
        assert metrics.offers(reading.provisions, 2026).value.sum() == 0

    def test_alone_and_covered(self, tmp_path: Path) -> None:
        """Who answers in two ways is counted in neither."""

        def together(grid: Grid) -> None:
            grid["Kommun"][-1][2] = "Gnesta"

        answers = {"procurement": ["nej"]}
        paths = [
            filled(tmp_path / "a.xlsx", {2: {"state": "ja"}}, answers, edit=together),
            filled(tmp_path / "b.xlsx", {2: {"state": "nej"}}, answers, code="0461"),
        ]
        reading = read(paths)
        assert reading.faults.rules == {"answered-alone-and-covered": 90 + 2}
        assert reading.rejected == 92
        assert not reading.provisions
        assert reading.set_aside.municipalities == ("0461", "0488")
        assert len(reading.set_aside) == 90
        assert reading.answers == ()


class TestFrames:
    """Frames and text files come in by the same door."""

    @pytest.mark.parametrize("made", [pd.DataFrame, pl.DataFrame, list])
    def test_records(self, made: Any) -> None:
        """What `unstructure` gives, in any frame."""
        one = Provision("0488", 2026, ProvisionKind.SERVICE, "trappan", None, ProvisionState.HAS, Way.SHARED, with_municipalities="0461", covers="0480")  # fmt: skip
        record = unstructure(one)
        reading = read(made([record]))
        assert [*reading.provisions] == [one]
        assert not reading.faults

    def test_float_codes_and_other_headings(self) -> None:
        """A spreadsheet's 484.0 is 0484; Swedish headings and words as the form has them."""
        frame = pd.DataFrame(
            {"Kommun": [484.0], "År": [2026.0], "Slag": ["samordnare"], "Finns?": [True]}
        )
        (one,) = read(frame).provisions
        assert (one.municipality, one.state) == ("0484", ProvisionState.HAS)

    def test_cp1252(self, tmp_path: Path) -> None:
        """A text file out of a spreadsheet, with a row of another year."""
        path = tmp_path / "utbud.csv"
        lines = ["Kommun;År;Slag;Finns?;Antal tjänster", "Vingåker;2026;samordnare;ja;0,5", "Håbo;2025;samordnare;;"]  # fmt: skip
        path.write_text("\n".join(lines), "cp1252")
        reading = read(path, year=2026)
        assert [one.posts for one in reading.provisions] == [0.5]
        assert told(reading) == [(3, "År", "year-other")]

    def test_answers_to_a_survey_of_ones_own(self) -> None:
        """Options by code or word, several in a cell, joint, by others than municipalities."""
        rows: list[dict[str, Any]] = [
            {
                "respondent": "Eskilstuna",
                "question": "groups",
                "choices": "Kvinnor, vuxna; children",
            },
            {"respondent": "Eskilstuna", "question": "trained", "number": 3, "covers": "Strängnäs"},
            {"respondent": "Jouren", "question": "told", "choices": "mycket att berätta"},
            {"respondent": "Jouren", "question": "groups", "choices": None},
        ]
        reading = read(rows, survey=SURVEY)
        assert not reading.faults
        assert reading.answers == (
            Answer("plan", "0484", "groups", ("women", "children")),
            Answer("plan", "0484", "trained", number=3.0, covers=("0486",)),
            Answer("plan", "Jouren", "told"),
        )
        assert "berätta" not in repr(reading.answers)
        again = read([unstructure(one) for one in reading.answers], survey=SURVEY)
        assert again.answers == reading.answers[:2]

    @pytest.mark.parametrize(
        ("row", "rule"),
        [
            ({"question": "groops"}, "question-unknown"),
            ({"survey": "other"}, "survey-unknown"),
            ({"covers": "0484"}, "respondent-twice"),
            ({"respondent": None}, "respondent-missing"),
            ({"respondent": "19121212-1212"}, "row-personal"),
        ],
    )
    def test_answers_refused(self, row: dict[str, Any], rule: str) -> None:
        """Each with its row, counted from 0."""
        first = {"survey": "plan", "respondent": "0484", "question": "trained", "number": 1.0}
        frame = [{**first, "covers": None}, {**first, "respondent": "0486", "covers": None, **row}]
        if "covers" in row:
            frame[1]["respondent"] = "0484"
            frame = frame[1:] * 1
        reading = read(frame, survey=SURVEY)
        assert [one.rule for one in reading.faults] == [rule]
        assert reading.rows_read == reading.accepted + reading.rejected

    def test_another_survey_than_the_forms(self) -> None:
        """A frame of answers to something else, without saying to what."""
        row = {"survey": "plan-x", "respondent": "0484", "year": 2026, "question": "needs"}
        reading = read([{**row, "choices": "dementia"}])
        assert told(reading) == [(0, "survey", "survey-unknown")]
        (one,) = read([{**row, "survey": "form-2026", "choices": "dementia"}]).answers
        assert one.choices == ("dementia",)

    def test_columns_missing(self) -> None:
        """A frame without what tells yes from no is one fault, which names the column."""
        lacking = {name: value for name, value in OFFERED.items() if name != "state"}
        reading = read([lacking])
        assert [(one.rule, one.column) for one in reading.faults] == [("column-missing", "Finns?")]
        assert read(pd.DataFrame({"a": [1], "b": [2]})).faults.rules == {"headings-missing": 1}


def test_wrong_arguments(tmp_path: Path) -> None:
    """A survey that is none, a year that is none, earlier answers of nobody, and what isn't there."""
    with pytest.raises(DataError, match=r"ska vara en vnr\.model\.Survey"):
        read([OFFERED], survey="plan")
    with pytest.raises(DataError, match="heltal"):
        read([OFFERED], year="2026")
    made = read([OFFERED]).provisions
    path = tmp_path / "a.xlsx"
    for wrong, words in (
        ({"municipality": "9999"}, "ingen kommun"),
        ({"year": 26}, "heltal"),
        ({"before": made}, "ge municipality"),
        ({"before": ["ja"], "municipality": "0488"}, "Provision och Answer"),
    ):
        with pytest.raises(DataError, match=words):
            io.write_answer_form(path, **wrong)
    assert not path.exists()
