"""A profile to fill in: what a reading asked, with the likeliest answers beside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from vnr.files import replacing
from vnr.io._choices import Choice
from vnr.io._recognition import Recognition, looked_over_of
from vnr.io.profiles import FIXED, Profile
from vnr.io.template import Layout, listed
from vnr.register import Column, Kind
from vnr.words import Language, refusal, text, topic

__all__ = ["write_profile"]


def write_profile(
    path: str | Path,
    choices: Sequence[Choice],
    profile: Profile,
    layout: Layout,
    recognitions: Sequence[Recognition] = (),
    sheets: Sequence[tuple[str, str, int]] = (),
    *,
    overwrite: bool,
    language: Language,
) -> Path:
    """Write a profile to fill in.

    Raises
    ------
    DataError
        If there is a file already, and it isn't to be overwritten.
    """
    target = Path(path)
    if target.exists() and not overwrite:
        raise refusal("exists", path=str(path))
    lines = [*_Writer(choices, profile, layout, language, sheets).lines()]
    looked_over = looked_over_of(recognitions, layout, language)
    lines += ["", *(f"# {line}" for line in looked_over)] if looked_over else []
    lines.append("")
    with replacing(target) as beside:
        beside.write_text("\n".join(lines), "utf-8")
    return target


class _Writer:
    """The lines of a profile's file, in one language."""

    def __init__(
        self,
        choices: Sequence[Choice],
        profile: Profile,
        layout: Layout,
        language: Language,
        sheets: Sequence[tuple[str, str, int]] = (),
    ) -> None:
        self.sheets = sheets
        self.choices = choices
        self.profile = profile
        self.layout = layout
        self.language = language
        self.guessed = {(one.table, one.heading) for one in choices if one.field is None}
        self.names = {
            name: names[0] for name, names in topic("columns", language)["profile"].items()
        }

    def say(self, key: str, **parameters: object) -> str:
        return "# " + text("profile", key, self.language, **parameters)

    def lines(self) -> Iterator[str]:
        """Every line."""
        yield from map(self.say, ("how_1", "how_2", "how_3", "how_4", "how_5"))
        yield from self._fixed()
        yield from self._tables()
        yield from self._headings()
        yield from self._words()
        for part, tables in (("files", self.profile.files), ("sheets", self.profile.sheets)):
            for pattern, values in tables.items():
                if not isinstance(values, str):
                    yield from ("", f"[{_key(self.names[part])}.{_quoted(pattern)}]")
                    yield from (_line(name, value) for name, value in values.items())

    def _tables(self) -> Iterator[str]:
        """Which table each file and sheet is: as it is said, and what is asked."""
        for part, told in (("files", self.profile.files), ("sheets", self.profile.sheets)):
            kept = {name: value for name, value in told.items() if isinstance(value, str)}
            asked: dict[str, str] = {}
            for name, table, rows in self.sheets if part == "sheets" else ():
                if name not in told or not kept.get(name, "x").strip():
                    place = self.layout.sheet(table, self.language)
                    read = text("profile", "read_as", self.language, table=place)
                    asked.setdefault(name, f"{self.say('rows', number=rows)}; {read}")
            if kept or asked:
                yield from ("", f"[{_key(self.names[part])}]")
                if asked:
                    tables = [self.layout.sheet(one, self.language) for one in self.layout.columns]
                    yield self.say("which_table", words=tables)
                yield from self._lines(kept, asked)

    def _fixed(self) -> Iterator[str]:
        forms = [one for one in self.choices if one.heading is None and one.field is None]
        if self.profile.days is not None or forms:
            yield ""
            seen = {one.value: one for one in forms}
            for one in seen.values():
                number = sum(other.number for other in forms if other.value == one.value)
                name = listed(one.meant, self.language)
                yield self.say("days", number=number, written=one.value, name=name)
            yield _line(self.names["days"], self.profile.days or "")
        if self.profile.check is not None:
            yield from ("", _line(self.names["check"], self.profile.check))
        kept = {name: getattr(self.profile, name) for name in FIXED}
        lacking: Counter[str | None] = Counter()
        for one in self.choices:
            if one.heading is None:
                lacking[one.field] += one.number
        for name in FIXED:
            title = self.layout.title("intakes", name, self.language).casefold()
            if kept[name] is not None:
                yield from ("", _line(title, kept[name]))
            elif name in lacking:
                yield from ("", self.say("fixed", rows=lacking[name]), _line(title, ""))

    def _headings(self) -> Iterator[str]:
        for one in self.choices:
            if one.heading is None and one.field is not None and one.field not in FIXED:
                place = self.layout.sheet(one.table, self.language)
                title = self.layout.title(one.table, one.field, self.language)
                yield from ("", self.say("missing", table=place, name=title, rows=one.number))
        kept: dict[str, dict[str, str]] = {}
        for name, ours in self.profile.columns.items():
            if isinstance(ours, str):
                kept.setdefault("", {})[name] = ours
            else:
                kept.setdefault(name, {}).update(ours)
        unread = [one for one in self.choices if one.heading is not None and one.field is None]
        asked = {
            self._table(table, kept.get("", {})): list(of)
            for table, of in groupby(sorted(unread, key=_table), _table)
        }
        for name in dict.fromkeys((*kept, *asked)):
            head = _key(self.names["columns"])
            yield from ("", f"[{head}.{_key(name)}]" if name else f"[{head}]")
            of = sorted(asked.get(name, []), key=lambda one: (not one.meant, -one.number))
            yield from self._lines(
                kept.get(name, {}), {one.heading or "": self._comment(one) for one in of}
            )

    def _lines(self, kept: Mapping[str, str], asked: Mapping[str, str]) -> Iterator[str]:
        """What is kept, and what is asked with its comments; what has no answer yet stands once."""
        for word, ours in kept.items():
            if ours.strip() or word not in asked:
                # What has an answer that isn't enough, as a reason without a role, says so.
                yield _line(word, ours, asked.get(word, ""))
        for word, comment in asked.items():
            if not kept.get(word, "").strip():
                yield _line(word, "", comment)

    def _words(self) -> Iterator[str]:
        kept = {name: dict(words) for name, words in self.profile.codes.items()}
        asked: dict[str, list[Choice]] = {}
        for one in self.choices:
            if one.field is not None and one.heading is not None:
                asked.setdefault(self._place(one), []).append(one)
        for name in dict.fromkeys((*kept, *asked)):
            # By itself a field's name may be a table's, or stand above with its fixed value.
            alone = () if "." in name else (self.names["codes"],)
            yield from ("", f"[{'.'.join(map(_key, (*alone, *name.split('.'))))}]")
            of = asked.get(name, [])
            if of:
                column = self.layout.columns[of[0].table][of[0].field or ""]
                yield self.say("choose", words=list(self._labels(column)))
            shown: dict[str, str] = {}
            for one in of:
                if one.value is None:
                    example = next(iter(self._labels(column)))
                    told = {"heading": one.heading, "example": example}
                    yield self.say("withheld", **told, number=one.number)
                else:
                    shown.setdefault(one.value, self._comment(one))
            yield from self._lines(kept.get(name, {}), shown)

    def _table(self, table: str, kept: Mapping[str, str]) -> str:
        """The name of a table's headings: one that is no heading of the profile itself."""
        if not table:
            return ""
        names = (self.layout.sheet(table, self.language), table, table.upper())
        return next(name for name in (*names, f"{table} ") if name not in kept)

    def _place(self, one: Choice) -> str:
        title = self.layout.title(one.table, one.field or "", self.language)
        return f"{self.layout.sheet(one.table, self.language)}.{title.casefold()}"

    def _labels(self, column: Column) -> Iterable[str]:
        if column.kind is Kind.NAME:
            return [text("profile", "places", self.language)]
        if column.kind is Kind.DAY:
            return [text("profile", "nothing", self.language)]
        if column.vocabulary is None:
            return [topic("codes", self.language)["cell"][name][0] for name in ("yes", "no")]
        return [member.label(self.language) for member in column.vocabulary]

    def _comment(self, one: Choice) -> str:
        told = [self.say("empty" if one.value == "" else "rows", number=one.number)]
        if one.meant:
            name = listed(one.meant, self.language)
            told.append(text("reading", "meant", self.language, name=name))
        if one.field is None and one.blocks and len(one.meant) > 1:
            required = self.layout.required.get(one.table, ())
            needed = [meaning for meaning in one.meant if meaning.code in required]
            if needed:
                name = listed(needed, self.language)
                told.append(text("reading", "heading_needed", self.language, name=name))
        if one.field is not None and {(one.table, one.heading), ("", one.heading)} & self.guessed:
            title = self.layout.title(one.table, one.field, self.language)
            words = {"heading": one.heading, "name": title}
            told.append(text("profile", "guessed", self.language, **words))
        return "; ".join(told)


def _table(one: Choice) -> str:
    return one.table


def _quoted(word: str) -> str:
    # JSON's escapes are TOML's.
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    plain = name.replace("-", "").replace("_", "")
    return name if plain.isascii() and plain.isalnum() else _quoted(name)


def _line(name: str, value: str, comment: str = "") -> str:
    return f"{_quoted(name)} = {_quoted(value)}" + (f"  {comment}" if comment else "")
