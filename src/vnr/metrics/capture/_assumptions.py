"""What an estimate of the unseen rests on, asked about and said with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError
from vnr.results import Note

__all__ = ["Assumptions"]


def _excluded(groups_by_list: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]] | None:
    if groups_by_list is None:
        return None
    if not isinstance(groups_by_list, Mapping):
        raise DataError('excluded_groups must be such as {"shelter": "men"}')
    excluded = {
        name: (groups,) if isinstance(groups, str) else tuple(groups)
        for name, groups in groups_by_list.items()
    }
    if not all(
        isinstance(one, str) and one.strip() for groups in excluded.values() for one in groups
    ):
        raise DataError("excluded_groups must name each group in words")
    return excluded


def _answer(answer: bool | None) -> bool | None:
    """Yes, no or not answered, and nothing that might be taken for its opposite."""
    if answer is not None and not isinstance(answer, bool):
        raise DataError(f"closed and linkage are answered by True or False, got {answer!r}")
    return answer


def _pairs(feeds: Iterable[Sequence[str]] | None) -> tuple[tuple[str, str], ...] | None:
    if feeds is None:
        return None
    pairs = tuple(tuple(pair) if not isinstance(pair, str) else (pair,) for pair in feeds)
    if not all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs):
        raise DataError('feeds must be pairs of two lists, such as [("police", "social services")]')
    return pairs  # type: ignore[return-value]


@attrs.frozen(kw_only=True)
class Assumptions(Fields):
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

    Examples
    --------
    >>> Assumptions(closed=True, feeds=[("police", "social services")]).feeds
    (('police', 'social services'),)
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
        told = []
        if self.closed is not None:
            told.append(Note("closed_population" if self.closed else "open_population"))
        if self.linkage is not None:
            told.append(Note("linkage_assumed_exact" if self.linkage else "linkage_may_miss"))
        told += [
            Note("excluded_group", list=name, groups=groups)
            for name, groups in (self.excluded_groups or {}).items()
            if groups
        ]
        told += [
            Note(
                "fed_list" if frozenset((source, target)) in modelled else "fed_list_not_modelled",
                source=source,
                target=target,
            )
            for source, target in self.feeds or ()
        ]
        answers: dict[str, object] = {"closed": self.closed, "linkage": self.linkage}
        if lists:
            answers |= {
                "same_time": covered or None,
                "excluded_groups": self.excluded_groups,
                "feeds": self.feeds,
            }
        questions = [question for question, answer in answers.items() if answer is None]
        return [*told, *([Note("not_answered", questions=questions)] if questions else [])]
