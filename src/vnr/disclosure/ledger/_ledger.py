"""From results to one system: which of their figures are numbers of people, and how they add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from vnr.disclosure.attack import System
from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._curves import Remainder
from vnr.disclosure.ledger._published import Published
from vnr.disclosure.ledger._relations import relate
from vnr.results import Counts, Curve, Estimate, Result
from vnr.words import withholding

__all__ = ["Ledger", "ledger_of", "remainders_of"]

Mask = np.ndarray[Any, np.dtype[np.bool_]]
_KINDS = (Counts, Estimate, Curve)
_NOTHING = Published({}, ())


@attrs.frozen(eq=False)
class Ledger:
    """All whole numbers of some results, each once, and where they stand (huvudbok).

    Attributes
    ----------
    system
        The numbers and their relations.
    hidden
        Which numbers stand nowhere as they are: suppressed, or never printed; the system holds 0
        for those that nobody tells.
    public
        Which are out already, whatever is hidden here.
    unknown
        Which nobody tells, so that the system holds nothing of them.
    entered
        Which stand in a table, as they are or hidden; nobody has printed anything of the others.
    others
        Which stand in what is out already.
    tied
        Which stand in the results themselves, or hang together with some that do.
    places
        For each result's label, by figure, the place of the number in each cell; -1 where there
        is none.
    behind
        For each result that is fitted to counts, or weighed of them, the places of those of each
        cell; -1 for one that stands nowhere.
    weight
        What it costs to hide each.
    called
        For each number the result, figure and cell it is named by.
    outside
        For each number of those outside of a cell the number of those in it.
    days
        Nights or days, each with the persons whose they are; -1 where nobody says how many.
    unreckoned
        Result or source, and figure, of what is out already and tied to nothing.
    """

    system: System
    hidden: Mask
    public: Mask
    unknown: Mask
    entered: Mask
    others: Mask
    tied: Mask
    places: Mapping[str, Mapping[str, np.ndarray[Any, np.dtype[np.intp]]]]
    behind: Mapping[str, Sequence[Sequence[int]]]
    weight: np.ndarray[Any, np.dtype[np.float64]]
    called: Sequence[tuple[str, str, Mapping[str, str]]]
    outside: Mapping[int, int] = attrs.field(factory=dict)
    days: Sequence[tuple[int, int]] = ()
    unreckoned: tuple[tuple[str, str], ...] = ()

    def days_of(self, persons: Mask) -> Mask:
        """Which numbers are nights or days of persons whose number is one of these, or unknown."""
        mask = np.zeros(persons.size, bool)
        some = self.hidden | (self.system.values > 0)
        for own, whose in self.days:
            mask[own] |= some[own] if whose < 0 else persons[whose]
        return mask

    def guarding(self, figures: Mask) -> Ledger:
        """The same, where some figures must not be known however large they are."""
        return attrs.evolve(self, system=attrs.evolve(self.system, guarded=figures))

    def names(self, place: int) -> tuple[str, str, dict[str, str]]:
        """Result, figure and cell of a number, its period last."""
        label, figure, labels = self.called[place]
        return label, figure, dict(labels)

    def untold(self, label: str, hidden: Mask) -> Mask | None:
        """In which cells a result tells of counts that aren't all shown; None if it tells of none.

        Parameters
        ----------
        label : str
            The result's.
        hidden : array of bool
            Which numbers aren't shown.
        """
        cells = self.behind.get(label)
        if cells is None:
            return None
        shown = np.append(~hidden, False)
        return np.array([not (places and shown[places].all()) for places in cells], bool)

    def in_words(self, places: Sequence[int], most: int = 4) -> str:
        """Some numbers by name, for a message."""
        words = []
        for place in places[:most]:
            label, figure, labels = self.names(place)
            words.append(f"{label}, {figure} [{', '.join(labels.values())}]")
        # Read in either language.
        more = f"; … (+{len(places) - most})" if len(places) > most else ""
        return "; ".join(words) + more

    def of_relations(self, relations: Iterable[int]) -> list[int]:
        """The figures that some relations are between, each once."""
        terms = self.system.terms
        return list(dict.fromkeys(at for one in sorted(relations) for at in terms[one][0]))


def ledger_of(
    results: Mapping[str, Result], published: Published = _NOTHING, whole_below: int = 0
) -> Ledger:
    """The ledger of results that are shown together, and of what is out already.

    Parameters
    ----------
    results : mapping of str to Result
        By label.
    published : Published
        What is out already.
    whole_below : int
        Of groups below it must not be known that all lie in one cell of what is sensitive.

    Raises
    ------
    DisclosureError
        If a result isn't counts or an estimate, or its numbers contradict one another.
    """
    book = Book()
    for label, result in results.items():
        if type(result) not in _KINDS:
            raise withholding("result_unknown", label=label, kind=type(result).__name__)
        book.enter(label, result)
        book.fitted.note(label, result)
    book.tie_choices()
    left_out = []
    for label, result in published.results.items():
        foreign = isinstance(result, Curve) and not book.curves.has_alike(result)
        if type(result) in _KINDS and not foreign:
            book.enter(label, result, public=True)
            book.fitted.note(label, result)
        else:
            left_out.append((label, "value"))
    book.enter_rows(published.figures)
    book.tie_to_out()
    relate(book, whole_below)
    return _closed(book, left_out)


def remainders_of(curves: Mapping[str, Curve]) -> Iterator[Remainder]:
    """What curves of a whole and of its groups tell together of those that aren't told."""
    book = Book()
    for label, curve in curves.items():
        book.enter(label, curve)
    return book.curves.remainders()


def _closed(book: Book, left_out: Sequence[tuple[str, str]]) -> Ledger:
    """The whole, as a system."""
    values = np.array(book.values, np.int64)
    known = np.array(book.known, bool)
    entered, public, ours, others, certain = (
        np.isin(np.arange(values.size), list(places))
        for places in (book.entered, book.public, book.ours, book.of_others, book.certain)
    )
    printed = ours | (public & known) | certain
    system = System.of(
        values,
        list(book.sums),
        list(book.below),
        unprinted=np.flatnonzero(~printed).tolist(),
        boxes=book.boxes,
        certain=book.certain,
        outside=book.outside,
    )
    tied = system.linked(ours if ours.any() else entered)
    lone = [
        (table.label, table.figure)
        for table in book.tables
        # What tells no number, such as what wasn't reported, has nothing to be reckoned with.
        if table.public and (told := [at for at in table.places if at is not None])
        if not tied[told].any()
    ]
    ledger = Ledger(
        system=system,
        hidden=~known | ~printed,
        public=public & known,
        unknown=~known,
        entered=entered,
        others=others,
        tied=tied,
        places=book.places,
        behind=book.fitted.places(book.place, book.entered),
        weight=np.array([_weight(book, at) for at in range(values.size)]),
        called=book.called,
        outside=book.outside,
        days=book.days,
        unreckoned=tuple(dict.fromkeys([*left_out, *lone])),
    )
    for relation in system.alone_impossible(ledger.hidden).tolist():
        figures, _ = system.terms[relation]
        if not others[figures].any():
            raise withholding("numbers_contradict", figures=ledger.in_words(figures))
    return ledger


def _weight(book: Book, at: int) -> float:
    """What it costs to hide a number: a total more than a cell."""
    labels = set(book.called[at][2]) - {"period"}
    within = float(np.log(2 + book.values[at]))
    if "municipality" not in labels:
        return (100.0 if labels <= {"county"} else 20.0) + within
    return (10.0 if len(labels) == 1 else 1.0) + within
