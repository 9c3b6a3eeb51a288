"""What is asked of a delivery, the files opened for it, and their sheets as parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from vnr.display import steps
from vnr.errors import shown
from vnr.io._contents import Contents
from vnr.io._frames import frames_of, read_frame
from vnr.io._katrineholm import as_base_shape
from vnr.io._paths import files_of, names_of
from vnr.io._recognition import Recognition, recognitions_of
from vnr.io._roles import fill_roles
from vnr.io.books import Limits, Workbooks
from vnr.io.faults import Fault
from vnr.io.parts import Part, part_of, without_names
from vnr.io.profiles import Profile, profile_of
from vnr.io.pseudonyms import Pseudonymiser, pseudonymiser_of
from vnr.io.sheets import Raw, Terms
from vnr.io.template import layout_of
from vnr.model import Period, PeriodLike
from vnr.register import Schema
from vnr.words import refusal

__all__ = ["Delivered", "Opened", "Question", "Taken", "question_of", "taken_of"]

Opened = Iterable[tuple[str, list[Raw | Fault]]]
"""Each file's name, with its sheets and what is wrong with it."""

Delivered = tuple[Mapping[str, Any], list[Path], list[str]]
"""The frames by name, and the files with what each is called."""


def _sheet_names(sheets: Iterable[str]) -> tuple[str, ...]:
    names = () if isinstance(sheets, str) or not isinstance(sheets, Iterable) else tuple(sheets)
    if not all(isinstance(name, str) for name in names) or (sheets and not names):
        raise refusal("sheets")
    return names


@attrs.frozen(eq=False)
class Question:
    """How files are read, checked.

    Attributes
    ----------
    window
        What they cover.
    terms
        What headings and words mean.
    secret
        What makes pseudonyms; None for no such thing.
    encoding, sheets, limits
        As in `read`.
    """

    window: Period
    terms: Terms
    secret: Pseudonymiser | None
    encoding: str | None
    sheets: tuple[str, ...] = attrs.field(converter=_sheet_names)
    limits: Limits | None

    def __attrs_post_init__(self) -> None:
        if self.limits is not None and not isinstance(self.limits, Limits):
            raise refusal("limits_kind", kind=type(self.limits).__name__)
        if self.encoding is not None and not isinstance(self.encoding, str):
            raise refusal("encoding", name=shown(self.encoding))

    @property
    def told(self) -> str:
        """What tells it from another question, with nothing of the key."""
        secret = None if self.secret is None else self.secret.fingerprint
        limits = None if self.limits is None else attrs.astuple(self.limits)
        profile = attrs.astuple(self.terms.profile)
        return repr((str(self.window), profile, secret, self.encoding, self.sheets, limits))

    @contextmanager
    def opened(self, paths: Any) -> Iterator[Opened]:
        """Every file and frame, one after the other, while workbooks can be read."""
        frames, files, names = meant(paths)
        with self.contents() as contents:
            each = chain(
                ((name, read_frame(data, name, self.terms)) for name, data in frames.items()),
                chain.from_iterable(map(contents.of, files, names)),
            )
            yield steps(each, "reading", total=len(frames) + len(files))

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        """What opens files."""
        with Workbooks(self.limits) as books:
            yield Contents(self.terms, self.encoding, self.limits, self.sheets, books)


def question_of(
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None,
    key: Pseudonymiser | str | bytes | None,
    encoding: str | None,
    sheets: Iterable[str],
    limits: Limits | None,
    schema: Schema,
) -> Question:
    """How files are read, as `read` takes it."""
    window = Period.of(observed)
    terms = Terms(layout_of(Schema.checked(schema)), profile_of(profile))
    secret = pseudonymiser_of(key)
    terms.profile.expects(secret)
    return Question(window, terms, secret, encoding, sheets, limits)


def meant(paths: Any) -> Delivered:
    """The frames by name, and the files with what each is called."""
    frames, left = frames_of(paths)
    files = files_of(left) if left or not frames else []
    names = names_of(files)
    for name in frames.keys() & set(names):
        raise refusal("frame_and_file", name=name)
    return frames, files, names


@attrs.frozen(eq=False)
class Taken:
    """The sheets of all files.

    Attributes
    ----------
    names
        What files are called, in their order.
    sheets, unknown
        Their sheets, and those whose headings nobody knows.
    faults
        What is wrong with files as such.
    recognitions
        What headings and words were taken for.
    """

    names: list[str] = attrs.field(factory=list)
    sheets: list[Part] = attrs.field(factory=list)
    unknown: list[Part] = attrs.field(factory=list)
    faults: list[Fault] = attrs.field(factory=list)
    recognitions: list[Recognition] = attrs.field(factory=list)

    def take(self, raw: Raw, window: Period) -> None:
        """Take one sheet."""
        part = part_of(without_names(raw, window.end), window.end)
        if not raw.placed:
            self.unknown.append(part)
            return
        self.recognitions.extend(recognitions_of(part))
        fill_roles(part)
        if part.table == "katrineholm" and part.raw.numbers.size:
            self.sheets.extend(as_base_shape(part, window))
        else:
            self.sheets.append(part)


def taken_of(opened: Opened, window: Period) -> Taken:
    """The sheets of all files that were opened."""
    taken = Taken()
    for name, found in opened:
        taken.names.append(name)
        taken.faults.extend(faults_of(name, found))
        for raw in found:
            if isinstance(raw, Raw):
                taken.take(raw, window)
    return taken


def faults_of(name: str, found: list[Raw | Fault]) -> list[Fault]:
    """What is wrong with a file as such."""
    faults = [one for one in found if isinstance(one, Fault)]
    empty = not any(raw.numbers.size or raw.faults for raw in found if isinstance(raw, Raw))
    return [Fault("no-rows", name)] if empty and not faults else faults
