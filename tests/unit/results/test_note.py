"""What must be said stands wherever the figure is shown, and is part of what it means."""

from __future__ import annotations

import pytest

from measuring import counts, curve
from vnr.errors import UnknownNameError
from vnr.results import Counts, Note


class TestNotes:
    """What must be said stands wherever the figure is shown, and is part of what it means."""

    note = Note("bound", "<minst> så många", "<at least> this many")

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
