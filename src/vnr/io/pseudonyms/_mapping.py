"""Which pseudonym became which: a person with a new number, or a project with a new key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vnr.io.pseudonyms._secret import only_owner, protected
from vnr.words import refusal

__all__ = ["followed", "read_mapping", "write_mapping"]

_HEAD: Final = "vnr-mapping 1"
_FORM: Final = re.compile(r"vnr-mapping 1\nfrom ([0-9a-f-]{14})\nto ([0-9a-f-]{14})\n((?s:.*))")
_LINE: Final = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{32})")


def write_mapping(path: Path, earlier: str, later: str, pairs: Mapping[str, str]) -> None:
    """Write pairs of pseudonyms to a new file for its owner alone.

    Parameters
    ----------
    path : Path
        The file, which must not be there yet.
    earlier, later : str
        Check values of the keys that made the left and the right ones.
    pairs : mapping
        A pseudonym to the one that stands for the same person.

    Raises
    ------
    DataError
        If the file is there already.
    """
    lines = "".join(f"{left} {right}\n" for left, right in sorted(pairs.items()))
    only_owner(path, f"{_HEAD}\nfrom {earlier}\nto {later}\n{lines}")


def read_mapping(path: Path, check: str) -> dict[str, str]:
    """The pairs of a file that leads to the pseudonyms of one key.

    Raises
    ------
    DataError
        If others than its owner may read it, it is none, holds anything but pseudonyms, or leads
        to another key's.
    """
    content = protected(path, "mapping", "").decode("ascii", "replace")
    match = _FORM.fullmatch(content.replace("\r\n", "\n"))
    if match is None:
        raise refusal("mapping_none", name=path.name)
    if match[2] != check:
        raise refusal("mapping_other", name=path.name, first=match[2], second=check)
    pairs: dict[str, str] = {}
    for number, line in enumerate(match[3].splitlines(), start=4):
        pair = _LINE.fullmatch(line.strip())
        if pair is None:
            raise refusal("mapping_pairs", name=path.name, number=number)
        if pairs.setdefault(pair[1], pair[2]) != pair[2]:
            raise refusal("mapping_two", name=path.name, number=number)
    return pairs


def followed(mappings: list[dict[str, str]]) -> dict[str, str]:
    """All pairs as one mapping, each led to where it ends.

    Raises
    ------
    DataError
        If one pseudonym becomes two others, or some lead round in a circle.
    """
    steps: dict[str, str] = {}
    for pairs in mappings:
        for left, right in pairs.items():
            if steps.setdefault(left, right) != right:
                raise refusal("mappings_two")
    ends = {}
    for start, step in steps.items():
        end, length = step, 0
        while end in steps:
            end, length = steps[end], length + 1
            if length > len(steps):
                raise refusal("mapping_circle")
        ends[start] = end
    return ends
