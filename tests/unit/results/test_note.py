"""What must be said stands wherever the figure is shown, and is part of what it means."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from measuring import counts, curve
from vnr.errors import DataError, UnknownNameError
from vnr.results import Basis, Counts, Note


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

    def test_know_two_languages(self) -> None:
        """Another one is refused."""
        with pytest.raises(UnknownNameError, match="language"):
            self.note.text("fr")


class TestWords:
    """A note is a code with parameters, whose words are looked up."""

    def test_are_filled_in_by_language(self) -> None:
        """The sentence of the code, with numbers as the language writes them."""
        note = Note("unequal_lists", total=np.float64(1234.4))

        assert "är gränsen 1\N{NO-BREAK SPACE}234 (" in note.text("sv")
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

    def test_are_shown_as_they_were_made(self) -> None:
        """A repr is the call."""
        assert repr(Note("few_in_common", number=1)) == "Note('few_in_common', number=1)"
        assert repr(Note("mine", sv="a", en="b")) == "Note('mine', sv='a', en='b')"

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
            note.text("fr")
