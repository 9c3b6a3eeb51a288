"""What an estimate of the unseen rests on, asked about and said with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from vnr.errors import DataError, UnknownNameError
from vnr.results import Note

__all__ = ["Assumptions"]


def _excluded(given: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise DataError('excluded_groups must be such as {"shelter": "men"}')
    found = {
        name: (groups,) if isinstance(groups, str) else tuple(groups)
        for name, groups in given.items()
    }
    if not all(isinstance(one, str) and one.strip() for groups in found.values() for one in groups):
        raise DataError("excluded_groups must name each group in words")
    return found


def _answer(given: bool | None) -> bool | None:
    """Yes, no or not answered, and nothing that might be taken for its opposite."""
    if given is not None and not isinstance(given, bool):
        raise DataError(f"closed and linkage are answered by True or False, got {given!r}")
    return given


def _pairs(given: Iterable[Sequence[str]] | None) -> tuple[tuple[str, str], ...] | None:
    if given is None:
        return None
    pairs = tuple(tuple(pair) if not isinstance(pair, str) else (pair,) for pair in given)
    if not all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs):
        raise DataError('feeds must be pairs of two lists, such as [("police", "social services")]')
    return pairs  # type: ignore[return-value]


@attrs.frozen(kw_only=True)
class Assumptions:
    """What is known of the lists besides their counts (antaganden).

    What is left at None has not been answered, and the result says so.

    Attributes
    ----------
    closed
        Whether nobody came into or left the population during the period.
    linkage
        Whether one person always was recognised as one, in all lists.
    excluded_groups
        For each list, the groups that it can't hold, such as ``{"shelter": "men"}``; ``{}`` for
        none.
    feeds
        Pairs of lists of which the first reports to the second, such as
        ``[("police", "social services")]``; ``[]`` for none.
    """

    closed: bool | None = attrs.field(default=None, converter=_answer)
    linkage: bool | None = attrs.field(default=None, converter=_answer)
    excluded_groups: Mapping[str, tuple[str, ...]] | None = attrs.field(
        default=None, converter=_excluded
    )
    feeds: tuple[tuple[str, str], ...] | None = attrs.field(default=None, converter=_pairs)

    def notes(
        self, lists: tuple[str, ...], pairs: Iterable[frozenset[str]], *, covered: bool
    ) -> list[Note]:
        """What must be said of them.

        Parameters
        ----------
        lists : tuple of str
            The lists; none for repeat counts.
        pairs : iterable of frozenset of str
            Pairs of lists that the model lets depend.
        covered : bool
            Whether the lists are known to cover one period and population.

        Raises
        ------
        UnknownNameError
            If a list is not there.
        """
        for name in (
            *(self.excluded_groups or ()),
            *(one for pair in self.feeds or () for one in pair),
        ):
            if name not in lists:
                raise UnknownNameError("list", name, lists)
        modelled = set(pairs)
        found = [_closed(self.closed), _linkage(self.linkage)]
        found += [
            _group(name, groups) for name, groups in (self.excluded_groups or {}).items() if groups
        ]
        found += [_fed(*pair, modelled=frozenset(pair) in modelled) for pair in self.feeds or ()]
        open_ = [
            words
            for answer, words in (
                (self.closed, ("om någon kom till eller försvann", "whether anyone came or left")),
                (self.linkage, ("om kopplingen är säker", "whether the linkage is sure")),
            )
            if answer is None
        ]
        if lists:
            open_ += [
                words
                for answer, words in (
                    (
                        covered or None,
                        (
                            "om listorna gäller samma tid och samma människor",
                            "whether the lists cover the same time and people",
                        ),
                    ),
                    (
                        self.excluded_groups,
                        (
                            "om någon grupp inte kan finnas på en lista",
                            "whether a list can't hold a group",
                        ),
                    ),
                    (self.feeds, ("om en lista matar en annan", "whether one list feeds another")),
                )
                if answer is None
            ]
        return [*filter(None, found), *([_unanswered(open_)] if open_ else [])]


def _closed(closed: bool | None) -> Note | None:
    if closed is None:
        return None
    if closed:
        return Note(
            "closed_population",
            "Antaget: ingen kom till eller försvann under perioden.",
            "Assumed: nobody came or left during the period.",
        )
    return Note(
        "open_population",
        "Människor kom till och försvann under perioden. Då kunde inte alla hamna på alla listor, "
        "och talet blir oftast för högt.",
        "People came and left during the period. Then not everybody could be on every list, and "
        "the figure is mostly too high.",
    )


def _linkage(linkage: bool | None) -> Note | None:
    if linkage is None:
        return None
    if linkage:
        return Note(
            "linkage_assumed_exact",
            "Antaget: samma person känns alltid igen på alla listor.",
            "Assumed: one person is always recognised on all lists.",
        )
    return Note(
        "linkage_may_miss",
        "Kopplingen kan missa: den som bytt identitet räknas som osedd på de andra listorna, och "
        "talet blir för högt. Se metrics.missed_links.",
        "The linkage may miss: who has a new identity counts as unseen by the other lists, and the "
        "figure is too high. See metrics.missed_links.",
    )


def _group(name: str, groups: tuple[str, ...]) -> Note:
    shown = ", ".join(groups)
    return Note(
        "excluded_group",
        f"Listan {name} kan inte rymma: {shown}. För dem går talet inte att lita på; räkna dem för "
        "sig utan den listan.",
        f"The list {name} can't hold: {shown}. For them the figure can't be trusted; estimate them "
        "apart, without that list.",
    )


def _fed(source: str, target: str, *, modelled: bool) -> Note:
    sv = f"{source} anmäler till {target}, så listorna beror av varandra. "
    en = f"{source} reports to {target}, so the lists depend on each other. "
    if modelled:
        return Note(
            "fed_list",
            sv + "Modellen räknar med det.",
            en + "The model allows for that.",
        )
    return Note(
        "fed_list_not_modelled",
        sv + "Modellen räknar inte med det, och talet blir för lågt.",
        en + "The model doesn't allow for that, and the figure is too low.",
    )


def _unanswered(questions: list[tuple[str, str]]) -> Note:
    return Note(
        "not_answered",
        f"Inte besvarat: {'; '.join(sv for sv, _ in questions)}. Talet förutsätter att svaren är "
        "goda; besvara med assume=metrics.Assumptions(...).",
        f"Not answered: {'; '.join(en for _, en in questions)}. The figure takes the answers to be "
        "good ones; answer with assume=metrics.Assumptions(...).",
    )
