"""The walk over a picture: its words, and its coordinates read back by its own axes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.report.inspection._declared import Declared
from vnr.report.inspection._stray import Stray
from vnr.report.inspection._wording import is_declared, read_number
from vnr.words import Language

__all__ = ["drawing_strays"]

_SVG: Final = "{http://www.w3.org/2000/svg}"
_TILE: Final = f"{_SVG}rect"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_NEAR: Final = 2e-3
"""Points that a mark may lie from where it belongs; coordinates have six decimals."""
_ABSENCE: Final = (0.05, 0.06)
"""Where the field of what is no value ends, and its reason begins, as shares of the axes."""
_GAP: Final = 2.0
"""Points between a mark and the line that leads to its name."""
_NAME: Final = 90.0
"""Points that a name may lie from its mark."""
_OFFSETS: Final = np.array([0.0, *range(5, 138, 11)])
"""Points between a mark and the end of that line, along either axis."""
_ROUGH: Final = 0.1
"""Points that such a line may be off, which is cut by halves."""
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOVED: Final = re.compile(r"translate\((-?[\d.]+)[ ,](-?[\d.]+)\)")
_VERTEX: Final = re.compile(r"([MLCQSTHVAZmlcqsthvaz])|(-?[\d.]+(?:e-?\d+)?)")

Points = NDArray[np.float64]


def drawing_strays(svg: str, declared: Declared, language: Language) -> Iterator[Stray]:
    """What of a picture shows numbers that aren't declared.

    Along each axis with numbers every mark must lie at a declared one, or at the axes' ends.

    Parameters
    ----------
    svg : str
        The picture, as matplotlib writes it.
    declared : Declared
        What may be drawn and told.
    language : str
        ``sv`` or ``en``.
    """
    try:
        root = ET.fromstring(svg)  # noqa: S314 - written by ourselves a moment ago
    except ET.ParseError:
        yield Stray("picture_form")
        return
    if root.attrib.get("class") == "tiles":
        yield from _tile_strays(root, declared, language)
        return
    axes = [group for group in root.iter(f"{_SVG}g") if _id(group).startswith("axes_")]
    inside = {element for group in axes for element in group.iter()}
    for element in root.iter():
        if element not in inside and element.tag in (f"{_SVG}text", f"{_SVG}use", f"{_SVG}image"):
            yield Stray("picture_form")
    if not axes:
        yield Stray("picture_form")
    for group in axes:
        yield from _axes_strays(group, declared, language)


def _tile_strays(root: Any, declared: Declared, language: Language) -> Iterator[Stray]:
    """What of a map of tiles isn't a tile of one size, or words that are declared."""
    sizes = {(one.attrib.get("width"), one.attrib.get("height")) for one in root.iter(_TILE)}
    if len(sizes) > 1 or {one.tag for one in root} - {_TILE, f"{_SVG}text"}:
        yield Stray("picture_form")
    for words in _words(root):
        if not is_declared(words, declared, language):
            yield Stray("picture_words")


def _id(element: Any) -> str:
    return str(element.attrib.get("id", ""))


@attrs.frozen
class _Scale:
    """How numbers lie along an axis: `at` = `start` + `step` · number; None of one with names."""

    start: float
    step: float

    def at(self, numbers: NDArray[np.float64]) -> Points:
        """Where numbers lie."""
        return self.start + self.step * numbers


def _axes_strays(group: Any, declared: Declared, language: Language) -> Iterator[Stray]:
    frame = next((_points(path) for path in group.iter(f"{_SVG}path")), np.empty((0, 2)))
    if not len(frame):
        yield Stray("picture_form")
        return
    low, high = frame.min(axis=0), frame.max(axis=0)
    allowed: list[Points | None] = []
    words: list[str] = []
    for place, name in enumerate(("matplotlib.axis_1", "matplotlib.axis_2")):
        axis = next((one for one in group if _id(one) == name), None)
        ticks, told = ([], []) if axis is None else _ticks(axis, place)
        numbers = [read_number(text, language) for _, text in ticks]
        words += told
        told_here = [text for _, text in ticks]
        # Years, codes and ages are numbers that nothing is measured by, where all of them stand.
        if any(number is None for number in numbers) or frozenset(told_here) in declared.labels:
            words += told_here
            allowed.append(None)
            continue
        scale = _scale([at for at, _ in ticks], [number or 0.0 for number in numbers])
        if scale is None:
            yield Stray("picture_scale")
            allowed.append(np.empty(0))
            continue
        ends = np.array([low[place], high[place]])
        allowed.append(np.sort(np.concatenate([scale.at(declared.values), ends])))
    marks = [one for one in group if not _id(one).startswith(("matplotlib.", "legend"))]
    drawn = _drawn(marks)
    if not allowed or all(one is None for one in allowed):
        yield Stray("picture_form")
        return
    fields = low + np.outer(_ABSENCE, high - low)
    # Along an axis of names the field of what is no value stands on it.
    across = 1 if allowed[0] is None else 0
    if across:  # and heights are counted from above
        fields[:, 1] = high[1] - np.array(_ABSENCE) * (high[1] - low[1])
    places = np.concatenate([points for _, points in drawn]) if drawn else np.empty((0, 2))
    known = places[_lie(places, allowed)] if len(places) else places
    for element, points in drawn:
        apart = ~_lie(points, allowed, fields[0], across)
        if apart.any() and not _leads(element, points, known):
            yield Stray("picture_mark")
            break
    words += _words(group)
    ticks_told = {text for place in (1, 2) for text in _tick_words(group, place, language)}
    for text in words:
        if text not in ticks_told and not is_declared(text, declared, language):
            yield Stray("picture_words")
    for one in marks:
        for text in one.iter(f"{_SVG}text"):
            if not _is_placed(text, known, allowed, low, high, fields[1], across):
                yield Stray("picture_words_place")


def _words(group: Any) -> list[str]:
    """The texts of a group, each whole: its lines are elements of their own."""
    found, lines = [], set()
    for one in group.iter(f"{_SVG}g"):
        own = [text for text in one if text.tag == f"{_SVG}text"]
        if own:
            found.append(" ".join("".join(text.itertext()) for text in own))
            lines |= {*own}
    alone = [text for text in group.iter(f"{_SVG}text") if text not in lines]
    return [*found, *("".join(text.itertext()) for text in alone)]


def _ticks(axis: Any, place: int) -> tuple[list[tuple[float, str]], list[str]]:
    """Position and words of each tick, and the other words of an axis."""
    ticks, told = [], []
    for one in axis:
        texts = _words(one)
        mark = next(one.iter(f"{_SVG}use"), None)
        if "tick" in _id(one) and mark is not None and texts:
            ticks.append((float(mark.attrib["xy"[place]]), texts[0]))
            told += texts[1:]
        elif "tick" not in _id(one):
            told += texts
    return ticks, told


def _tick_words(group: Any, place: int, language: Language) -> Iterator[str]:
    """The words of an axis's ticks, where all of them are numbers."""
    axis = next((one for one in group if _id(one) == f"matplotlib.axis_{place}"), None)
    if axis is not None:
        texts = [text for _, text in _ticks(axis, place - 1)[0]]
        if all(read_number(text, language) is not None for text in texts):
            yield from texts


def _scale(at: list[float], numbers: list[float]) -> _Scale | None:
    """The scale of ticks at round numbers, evenly apart; None if they are none."""
    if len(numbers) < 2 or numbers[0] == numbers[1]:
        return None
    step = (at[1] - at[0]) / (numbers[1] - numbers[0])
    scale = _Scale(at[0] - step * numbers[0], step)
    apart = abs(numbers[1] - numbers[0])
    round_step = apart / 10.0 ** np.floor(np.log10(apart))
    is_round = bool(np.isclose(round_step, _STEPS).any()) and all(
        np.isclose(number / apart, round(number / apart)) for number in numbers
    )
    is_even = np.allclose(scale.at(np.array(numbers)), at, atol=0.01)
    return scale if is_round and is_even else None


def _drawn(marks: list[Any]) -> list[tuple[Any, Points]]:
    """Everything drawn with the points it goes through; shapes to copy aren't drawn themselves."""
    drawn = []
    for one in marks:
        copied = {path for defs in one.iter(f"{_SVG}defs") for path in defs.iter()}
        for element in one.iter():
            if element in copied:
                continue
            if element.tag == f"{_SVG}path":
                drawn.append((element, _points(element)))
            elif element.tag == f"{_SVG}use":
                place = [[float(element.attrib["x"]), float(element.attrib["y"])]]
                drawn.append((element, np.array(place)))
            elif element.tag not in (f"{_SVG}{tag}" for tag in ("g", "text", "defs", "clipPath")):
                # Nothing that can be read back.
                drawn.append((element, np.full((1, 2), np.nan)))
    return [(element, points) for element, points in drawn if len(points)]


def _points(path: Any) -> Points:
    """The corners of a path; of a curve none can be told."""
    numbers: list[float] = []
    for letter, number in _VERTEX.findall(path.attrib.get("d", "")):
        if letter and letter not in "MLZz":
            return np.full((1, 2), np.nan)
        if number:
            numbers.append(float(number))
    return np.array(numbers).reshape(-1, 2)


def _lie(
    points: Points, allowed: list[Points | None], field: Points | None = None, across: int = 0
) -> Any:
    """Which points lie at declared numbers along every axis that has numbers."""
    mask = np.ones(len(points), bool)
    for place, places in enumerate(allowed):
        if places is None:
            continue
        also = np.append(places, field[place]) if field is not None and place == across else places
        near = np.abs(points[:, place, None] - also[None, :])
        mask &= (near <= _NEAR).any(axis=1)
    return mask


def _leads(element: Any, points: Points, known: Points) -> bool:
    """Whether it is a line from a mark to its name."""
    if len(points) != 2 or "stroke-width: 0.5" not in element.attrib.get("style", ""):
        return False
    for start, end in (points, points[::-1]):
        along = (end - start) / max(float(np.linalg.norm(end - start)), _NEAR)
        marks = known[(np.abs(known - (start - _GAP * along)) < _ROUGH).all(axis=1)]
        away = np.abs(end + _GAP * along - marks)
        beside = (np.abs(away[..., None] - _OFFSETS) < _ROUGH).any(axis=2)
        if beside.all(axis=1).any():
            return True
    return False


def _is_placed(
    text: Any,
    known: Points,
    allowed: list[Points | None],
    low: Points,
    high: Points,
    field: Points,
    across: int,
) -> bool:
    """Whether words stand outside the axes, where a reason stands, or beside their mark."""
    at = np.array([float(text.attrib.get("x", "nan")), float(text.attrib.get("y", "nan"))])
    moved = _MOVED.match(text.attrib.get("transform", ""))
    if moved and np.isnan(at).all():  # one of several lines
        at = np.array([float(moved[1]), float(moved[2])])
    if ((at < low - _NEAR) | (at > high + _NEAR)).any():
        return True
    if allowed[across] is not None and abs(at[across] - field[across]) <= _NEAR:
        return True
    away = np.abs(known - at)
    steps = (away[:, 0] / 1.0) if len(known) else np.empty(0)
    beside = np.isin(
        np.round(steps, 2), np.round([0.0, 5.0, *(5.0 + 22 * k for k in range(1, 8))], 2)
    )
    return bool((beside & (away[:, 1] < _NAME)).any())
