"""What must be said stands wherever the figure is shown, and is part of what it means."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import numpy as np
import pytest

from measuring import counts, curve
from vnr.errors import DataError, UnknownNameError
from vnr.results import Basis, Counts, Note, State


class TestNotes:
    """What must be said stands wherever the figure is shown, and is part of what it means."""

    note = Note("mine", sv="<minst> så många", en="<at least> this many")

    def test_are_shown_in_the_language_and_escaped(self) -> None:
        """On a terminal in words, in a notebook with no tag of their own."""
        shown = counts(notes=[self.note])
        assert "! <minst> så många" in repr(shown)
        assert "! <at least> this many" in shown.show("en")
        assert "&lt;minst&gt; så många" in shown._repr_html_()

    def test_make_a_round_and_count_in_equality(self) -> None:
        """JSON keeps them; without them it is another figure."""
        shown = counts(notes=[self.note])
        assert Counts.from_json(shown.to_json()) == shown
        assert shown != counts()
        assert curve(notes=[self.note]).at([10]).notes == (self.note,)

    def test_that_say_what_a_delivery_lacks_are_one(self) -> None:
        """Of the same places, in one sentence: fields go with their table. All else is left apart."""

        def lacks(place: str, *what: str, code: str = "not_delivered") -> Note:
            return Note(code, places=[place], what=list(what))

        assert Note.together(
            [
                lacks("Trosa", "investigations.kind"),
                self.note,
                lacks("Flen", "assessments"),
                lacks("Trosa", "assessments", "investigations"),
                lacks("Trosa", "closings", code="may_be_exempt"),
                self.note,
            ]
        ) == (
            lacks("Trosa", "assessments", "investigations"),
            self.note,
            lacks("Flen", "assessments"),
            lacks("Trosa", "closings", code="may_be_exempt"),
        )

    def test_know_two_languages(self) -> None:
        """Another one is refused."""
        with pytest.raises(UnknownNameError, match="language"):
            self.note.text("fr")  # type: ignore[arg-type]


class TestWords:
    """A note is a code with parameters, whose words are looked up."""

    def test_are_filled_in_by_language(self) -> None:
        """The sentence of the code, with numbers as the language writes them."""
        note = Note("unequal_lists", total=np.float64(1234.4))

        assert "är gränsen 1\N{NO-BREAK SPACE}234." in note.text("sv")
        assert "the bound is 1,234 (" in note.text("en")

    def test_are_equal_by_code_and_parameters(self) -> None:
        """Numpy's numbers and arrays are Python's; other parameters make another note."""
        note = Note("excluded_group", list="shelter", groups=["men"], number=1)

        assert note == Note("excluded_group", list="shelter", groups=("men",), number=np.int64(1))
        assert note == Note("excluded_group", list="shelter", groups=np.array(["men"]), number=1)
        assert hash(note) == hash(Note("excluded_group"))
        assert note != Note("excluded_group", list="shelter", groups=["women"], number=1)
        assert Note("x", basis=Basis.GUESS).parameters["basis"] == "guess"

    def test_are_chosen_by_number_and_form(self) -> None:
        """One and many, and one of several sentences of a code."""
        assert "Bara 1 person finns" in Note("few_in_common", number=1).text()
        assert "Bara 2 personer finns" in Note("few_in_common", number=2).text()
        assert (
            Note("scenario", form="dependence").text()
            != Note("scenario", form="missed_links").text()
        )

    def test_of_some_rows_begin_with_their_labels(self) -> None:
        """What holds of some only names them."""
        note = Note("few_in_common", number=1).of("kvinna, man")

        assert note.text().startswith("kvinna, man: Bara 1 person")
        assert note.parameters["of"] == "kvinna, man"

    def test_of_ones_own_keep_their_words(self) -> None:
        """What holds of some rows only is still what was said, there and in JSON."""
        note = Note("mine", sv="Ett försök.", en="A pilot.").of("man")

        assert [note.text("sv"), note.text("en")] == ["man: Ett försök.", "man: A pilot."]
        assert note.wording == {"sv": "Ett försök.", "en": "A pilot."}
        assert Note.from_dict(note.to_dict()) == note
        assert Note.from_dict(note.to_dict()).text("en") == "man: A pilot."

    def test_are_shown_as_they_were_made(self) -> None:
        """A repr is the call."""
        assert repr(Note("few_in_common", number=1)) == "Note('few_in_common', number=1)"
        assert repr(Note("mine", sv="a", en="b")) == "Note('mine', sv='a', en='b')"
        drawn = Note("few_in_common", figures="observed", number=1)
        assert repr(drawn) == "Note('few_in_common', figures=('observed',), number=1)"

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), None, {"a": 1}, object()])
    def test_take_json_types_only(self, value: Any) -> None:
        """What isn't a text, a number or a list of them is refused."""
        with pytest.raises(DataError, match="the parameter number of a note"):
            Note("few_in_common", number=value)

    @pytest.mark.parametrize(
        "brought",
        [{"sv": "a"}, {"en": "a"}, {"sv": "a", "en": ""}, {"sv": "a", "en": "b", "number": 1}],
    )
    def test_of_ones_own_are_whole(self, brought: dict[str, Any]) -> None:
        """Both languages, and no parameters."""
        with pytest.raises(DataError, match="whole sentences in Swedish and English"):
            Note("mine", **brought)

    def test_are_missed_by_name(self) -> None:
        """A code without words, or a sentence without its parameter, is refused when asked for."""
        with pytest.raises(UnknownNameError, match="did you mean 'few_in_common'"):
            Note("few_in_comon", number=1).text()
        with pytest.raises(DataError, match="needs the parameter 'total'"):
            Note("unequal_lists").text()


class TestJson:
    """Code, parameters, and the sentences for programs without words."""

    def test_has_the_sentences(self) -> None:
        """They stand beside the code, with the rows they hold of."""
        note = Note("few_repeats", number=2).of("man")

        assert note.to_dict() == {
            "code": "few_repeats",
            "parameters": {"number": 2, "of": "man"},
            "sv": note.text("sv"),
            "en": note.text("en"),
        }

    @pytest.mark.parametrize(
        "note", [Note("few_repeats", number=2), Note("few_repeats", sv="egna", en="own")]
    )
    def test_round_trip(self, note: Note) -> None:
        """A note is equal when read again; one's own keep their words, whatever their code."""
        again = Note.from_dict(note.to_dict())

        assert again == note
        assert again.text() == note.text()
        assert pickle.loads(pickle.dumps(again)) == copy.deepcopy(again) == note

    def test_keeps_the_sentences_of_a_code_unknown_here(self) -> None:
        """A version that lacks the code, or a parameter of it, shows what the file says."""
        written = {"code": "of_next_year", "parameters": {"number": 2}, "sv": "Nytt.", "en": "New."}
        note = Note.from_dict(written)

        assert [note.text("sv"), note.text("en")] == ["Nytt.", "New."]
        assert written == note.to_dict()
        assert note == Note("of_next_year", number=2)
        assert Note.from_dict({**written, "code": "unequal_lists"}).text() == "Nytt."
        assert Note.from_dict({**written, "code": "few_repeats"}).text() != "Nytt."
        with pytest.raises(UnknownNameError, match="language"):
            note.text("fr")  # type: ignore[arg-type]


class TestDrawnFromFigures:
    """A note that names numbers says of which figures, and goes with them."""

    few = Note("few_in_common", figures="due", number=73)
    gone = (State.SUPPRESSED, *[State.VALUE] * 3)

    def one(self, **more: Any) -> Counts:
        """A single cell, with a figure that the note is drawn from."""
        return counts(
            strata={}, value=[5], state=[0], covered=[1], columns={"due": [73]},
            notes=[self.few], **more,
        )  # fmt: skip

    def test_stay_while_the_figures_are_there(self) -> None:
        """Numbers and all."""
        assert self.one().notes == (self.few,)

    @pytest.mark.parametrize("state", [*State][1:])
    def test_are_general_where_a_figure_is_not_there(self, state: State) -> None:
        """The caution is said without its number, in both languages and after JSON."""
        shown = self.one(states={"due": [state]})
        general = {"sv": "Bara få personer finns", "en": "Only few persons are"}
        for result in (shown, Counts.from_json(shown.to_json())):
            (note,) = result.notes
            assert all(note.text(at).startswith(words) for at, words in general.items())  # type: ignore[arg-type]
            assert "73" not in str([result.to_dict()["notes"], repr(note)])

    @pytest.mark.parametrize("state", [*State][1:])
    def test_go_with_the_value(self, state: State) -> None:
        """Of a cell that has no value nothing is told, in general words neither."""
        assert self.one(states={"value": [state]}).notes == ()

    def test_of_all_cells_together_are_general_where_one_is_suppressed(self) -> None:
        """A cell that wasn't reported was no part of the number, and a suppressed one was."""
        spread = Note("overdispersion", figures="value", spread=73.5)
        assert counts(notes=[spread]).notes == (spread,)
        (note,) = counts(notes=[spread], state=self.gone).notes
        assert note.text("en") == (
            "The units vary more than chance, and the limits are widened for it."
        )

    def test_of_single_cells_are_told_of_the_others(self) -> None:
        """A cell that has no value is left out of those that the note names, or the note goes."""
        both = self.few.at([("0484", "2018"), ("0488", "2019")]).of("0484 2018, 0488 2019")
        alone = self.few.at([("0484", "2018")])
        result = counts(columns={"due": [73] * 4}, notes=[both, alone])
        assert result.notes == (both, alone)
        left = attrs.evolve(result, state=self.gone).notes
        assert left == (self.few.at([("0488", "2019")]).of("0488 2019"),)

    def test_follow_the_cells_that_are_taken(self) -> None:
        """What is told of a cell isn't told of others that are selected."""
        result = counts(columns={"due": [73] * 4}, notes=[self.few.at([("0484",)]), Note("bound")])
        assert len(result.select(municipality="0484", year=2019).notes) == 2
        assert [note.code for note in result.select(municipality="0488").notes] == ["bound"]

    def test_of_cells_that_are_not_here_stay(self) -> None:
        """A result with other labels keeps what was told of those that it was made of."""
        other = self.few.at([("woman",)])
        assert counts(columns={"due": [73] * 4}, notes=[other]).notes == (other,)
        (note,) = counts(columns={"due": [73] * 4}, notes=[other], state=self.gone).notes
        assert "73" not in note.text()

    @pytest.mark.parametrize(
        "note",
        [
            Note("mine", sv="Bara 73.", en="Only 73.", figures="due"),
            Note.from_dict(
                {"code": "of_next_year", "parameters": {"number": 73}, "figures": ["due"],
                 "sv": "Bara 73.", "en": "Only 73."}
            ),
        ],
    )  # fmt: skip
    def test_without_general_words_go(self, note: Note) -> None:
        """One's own words, and those of a code unknown here, can't be told without numbers."""
        shown = self.one(states={"due": [State.SUPPRESSED]})
        assert attrs.evolve(shown, notes=[note]).notes == ()
        assert attrs.evolve(self.one(), notes=[note]).notes == (note,)
        assert Note.from_dict(note.to_dict()) == note

    def test_without_numbers_are_as_they_were(self) -> None:
        """A caution that names none stands as long as the value does."""
        note = Note("does_not_fit", figures="due")
        shown = attrs.evolve(self.one(), states={"due": [State.SUPPRESSED]}, notes=[note])
        assert shown.notes == (note,)
