"""What the pages of the documentation point at is there: pages, headings, names and commands."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NoReturn

import pytest

from vnr.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXTS = {
    path: path.read_text("utf-8")
    for path in (
        *sorted(ROOT.glob("*.md")),
        *sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts),
        *sorted((ROOT / "notebooks").glob("*.ipynb")),
    )
    if "_notebooks" not in path.parts
}
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)")
TO_PAGE = re.compile(r"\{doc\}`(?:[^<`]*<)?([^>`]+)>?`|^:link: (?![a-z]+:)(\S+)$", re.MULTILINE)
TO_NAME = re.compile(r"\{py:\w+\}`(?:[^<`]*<)?~?(vnr[\w.]*)>?`")
COMMAND = re.compile(r"^(?:!|\$ )?(python -m vnr .+)", re.MULTILINE)


def pages(name: str, place: Path) -> Path:
    """The file of a page that Sphinx knows by this name, seen from a folder; notebooks are copied."""
    found = (DOCS / name[1:] if name.startswith("/") else place / name).resolve()
    if found.parent == DOCS / "_notebooks":
        return ROOT / "notebooks" / f"{found.name}.ipynb"
    return found.with_name(f"{found.name}.md")


def anchors(text: str) -> set[str]:
    """What MyST calls the headings of a page."""
    headings = re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def broken(path: Path, text: str) -> list[str]:
    """What a page points at that isn't there."""
    lacking = []
    for target, anchor in LINK.findall(text):
        found = (path.parent / target).resolve() if target else path
        if not found.exists() or (anchor and anchor not in anchors(found.read_text("utf-8"))):
            lacking.append(f"{target}#{anchor}")
    for names in TO_PAGE.findall(text):
        name = names[0] or names[1]
        if not pages(name, path.parent).exists():
            lacking.append(name)
    return lacking


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links(path: Path) -> None:
    """Each link to a page or a heading has it."""
    assert broken(path, TEXTS[path]) == []


def test_a_broken_link_is_found() -> None:
    """The check fails on a page, a heading and a document that aren't there."""
    index = DOCS / "index.md"
    text = "[a](no.md) [b](gallery.md#no) [c](gallery.md#funnel) {doc}`x <no>` {doc}`gallery`"
    assert broken(index, text) == ["no.md#", "gallery.md#no", "no"]


def test_each_page_is_reached() -> None:
    """Every page is in one list of contents, and every list names pages that are there."""
    listed = [
        pages(name, path.parent)
        for path, text in TEXTS.items()
        if DOCS in path.parents
        for names in re.findall(r"```\{toctree\}\n((?:.+\n)*?\n?(?:.+\n)+?)```", text)
        for name in names.split()
        if not name.startswith(":") and not name.isdigit()
    ]
    assert len(listed) == len(set(listed))
    inner = {path for path in TEXTS if path.parent != ROOT} - {DOCS / "index.md"}
    assert set(listed) == inner


def test_names_are_there() -> None:
    """Each name that a page points at can be imported."""
    named = {name for text in TEXTS.values() for name in TO_NAME.findall(text)}
    assert "vnr.disclosure.protect" in named
    for name in named:
        resolve_name(name)


def test_commands_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command that a page shows on a line of its own is one that the command line takes; none is run."""
    parse = argparse.ArgumentParser.parse_args

    def parsed(self: argparse.ArgumentParser, *given: Any) -> NoReturn:
        parse(self, *given)
        raise SystemExit(0)

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parsed)
    shown = {one for text in TEXTS.values() for one in COMMAND.findall(text)}
    assert len(shown) > 20
    for command in sorted(shown):
        words = shlex.split(re.split(r" [>|&] | > |\\n", command)[0], comments=True)[3:]
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0, command
