"""Everything that vnr raises on purpose."""

from __future__ import annotations

import copyreg
import re
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

__all__ = [
    "DataError",
    "DisclosureError",
    "MissingExtraError",
    "ModelError",
    "UnknownNameError",
    "VnrError",
    "illegible",
    "impersonal",
    "legible",
    "require",
    "shown",
    "written",
]

_SHOWN = 30


class VnrError(Exception):
    """Base of all errors of vnr. Pickled and copied with message and attributes.

    Attributes
    ----------
    sentence
        Key and parameters of its sentence among the words, if it is there in every language.
        What is raised here has it beside its text, since the words rest on this module.

    Examples
    --------
    >>> from vnr import Period
    >>> try:
    ...     Period.parse("i fjol")
    ... except VnrError as error:
    ...     print(type(error).__name__, isinstance(error, ValueError))
    DataError True
    """

    sentence: tuple[str, dict[str, Any]] | None = None

    def __init__(self, *told: Any, **named: Any) -> None:
        # Whoever puts a personal number where a name belongs doesn't read it in a log.
        super().__init__(
            *(impersonal(one) if isinstance(one, str) else one for one in told), **named
        )

    def __reduce__(self) -> tuple[object, ...]:
        # An error keeps its message, not all it was made of, so it can't be made by calling it.
        made, args, *state = cast("tuple[Any, ...]", super().__reduce__())
        return copyreg.__newobj__, (made, *args), *state  # type: ignore[attr-defined]


class ModelError(VnrError, ValueError):
    """A record breaks a rule of the model.

    Attributes
    ----------
    faults
        Every fault as ``path: rule``, such as ``intakes[1].date: not a date``. Never a value.
    broken
        Field and code of the rule that is broken, where it is one of a record's.

    Examples
    --------
    >>> from vnr import Period
    >>> from datetime import date
    >>> try:
    ...     Period(date(2019, 2, 1), date(2019, 1, 1))
    ... except ModelError as error:
    ...     print(error.faults)
    ('end: 2019-01-01 lies before the start 2019-02-01',)
    """

    def __init__(self, *faults: str, broken: tuple[str, str] | None = None) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(map(impersonal, faults))
        self.broken = broken


class DataError(VnrError, ValueError):
    """An argument or a set of rows that cannot be used as it is.

    Examples
    --------
    >>> from vnr import metrics
    >>> metrics.proportion(4, 3)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: k must not be over n: it is 4 of 3 at row 0 (and 0 more); are they given in the wrong order?
    """


class DisclosureError(VnrError, ValueError):
    """Figures that can't be shown so that nobody can be reckoned out, or a rule that can't be.

    Examples
    --------
    >>> from vnr import disclosure
    >>> disclosure.Rule(threshold=1)
    Traceback (most recent call last):
        ...
    vnr.errors.DisclosureError: threshold is a whole number from 2 to 1000000, not 1
    """


class UnknownNameError(VnrError, KeyError):
    """A name that nothing answers to, with the nearest ones that something does.

    Parameters
    ----------
    what : str
        What was asked for, such as ``"stratum"``.
    name : object
        The name asked for. It is shown, but for a personal number.
    choices : iterable of str
        The names there are.
    wrong : str, optional
        What is wrong by a rule of the records, with the rule's code.
    meant : str, optional
        The one among the choices that the name asked for is a word for.

    Examples
    --------
    >>> from vnr import data
    >>> data.municipality("Eskilstun")
    Traceback (most recent call last):
        ...
    vnr.errors.UnknownNameError: unknown municipality 'Eskilstun': did you mean 'Eskilstuna' or 'Sigtuna' or 'Essunga'?
    """

    def __init__(
        self,
        what: str,
        name: object,
        choices: Iterable[str],
        *,
        wrong: str = "",
        meant: str | None = None,
    ) -> None:
        known = [*dict.fromkeys(impersonal(str(choice)) for choice in choices)]
        text = name if isinstance(name, str) else shown(name)
        if impersonal(text) != text:
            name = impersonal(text)
        folded = {choice.casefold(): choice for choice in known}
        asked = name if isinstance(name, str) else shown(name)
        near = get_close_matches(asked.casefold(), folded, n=3, cutoff=0.6)
        self.what, self.name = what, name
        self.near = [meant] if meant in known else [folded[spelling] for spelling in near]
        self.choices = known[:_SHOWN] + ["…"] * (len(known) > _SHOWN)
        if self.near:
            hint = "did you mean " + " or ".join(map(repr, self.near)) + "?"
        elif known:
            hint = f"choose among {', '.join(self.choices)}"
        else:
            hint = "there is none"
        message = f"unknown {what} {shown(name)}: {hint}" + (f"; {wrong}" if wrong else "")
        self.message = impersonal(message)
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return self.message


class MissingExtraError(VnrError, ImportError):
    """A library that an extra brings is not installed.

    Examples
    --------
    >>> require("no_such_library", "excel")
    Traceback (most recent call last):
        ...
    vnr.errors.MissingExtraError: no_such_library is not installed; run: python -m pip install "vnr[excel]"
    """


def require(module: str, extra: str) -> ModuleType:
    """Import a library that belongs to an extra.

    Raises
    ------
    MissingExtraError
        With the exact command that installs it.

    Examples
    --------
    >>> require("json", "excel").__name__
    'json'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not (module + ".").startswith(error.name + "."):
            raise
    command = f'python -m pip install "vnr[{extra}]"'
    lacking = MissingExtraError(f"{module} is not installed; run: {command}", name=module)
    lacking.sentence = ("extra", {"module": module, "command": command})
    raise lacking


_WIDTH = 60


def shown(value: object) -> str:
    """An argument in a message: itself if it is short, else what kind of thing it is.

    Examples
    --------
    >>> shown("2019"), shown([0] * 1000)
    ("'2019'", 'a list')
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - numbers of thousands of digits, and what else has no text
        text = ""
    return text if 0 < len(text) <= _WIDTH and "\n" not in text else f"a {type(value).__name__}"


def check_choice(argument: str, value: object, choices: Any) -> None:
    """Refuse what is none of an argument's choices, a `Literal` of texts, with these.

    Raises
    ------
    DataError
        With the argument's name and its choices.
    """
    known = get_args(choices)
    if not isinstance(value, str) or value not in known:
        raise DataError(f"{argument} must be one of {', '.join(known)}, got {shown(value)}")


@contextmanager
def written(by: str) -> Iterator[None]:
    """Read what `by` once wrote: whatever goes wrong says that this is something else.

    Raises
    ------
    DataError
        In place of any error that isn't vnr's own.

    Examples
    --------
    >>> with written("Counts.to_json"):
    ...     {}["value"]
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: this is not what Counts.to_json wrote (KeyError); give it as it was written
    """
    try:
        yield
    except VnrError:
        raise
    except Exception as error:  # noqa: BLE001 - JSON may hold anything
        # What the error says may hold a value.
        kind = type(error).__name__
        other = DataError(f"this is not what {by} wrote ({kind}); give it as it was written")
        other.sentence = ("record_other", {"name": by, "kind": kind})
        raise other from None


_DASH = r"[-+\s\u00ad\u2010-\u2015\u2212]"
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:[06][1-9]|[1278]\d|[39][01])"
_PERSONAL = re.compile(
    rf"(?<!\d)(?:\d\d)?\d\d(?:{_MONTH}{_DAY}{_DASH}{{0,3}}|[-./ ]{_MONTH}[-./ ]{_DAY}[-+])"
    r"[A-Z\d]\d{3}(?![-\w])"
)


def impersonal(text: str) -> str:
    """The text with … in the place of what is written as personal numbers are, right or not.

    Examples
    --------
    >>> impersonal("unknown unit '811218-9876', of 2019-01-01/2019-12-31")
    "unknown unit '…', of 2019-01-01/2019-12-31"
    """
    return _PERSONAL.sub("…", text)


_ILLEGIBLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def legible(text: str, what: str) -> str:
    """The text of a title or label, which pages, pictures and workbooks can show.

    Raises
    ------
    DataError
        If it holds a control character, such as a line break, half of a surrogate pair, or what is
        written as a personal number is.

    Examples
    --------
    >>> legible("Södermanlands län", "place")
    'Södermanlands län'
    """
    if not isinstance(text, str):
        raise DataError(f"{what} must be text, got {shown(text)}")
    code = illegible(text)
    if code is not None:
        unseen = DataError(f"{what} holds a character that can't be shown ({code}); leave it out")
        unseen.sentence = ("illegible_text", {"code": code})
        raise unseen
    if impersonal(text) != text:
        told = DataError(f"{what} holds what is written as a personal number; leave it out")
        told.sentence = ("personal_text", {})
        raise told
    return text


def illegible(text: str) -> str | None:
    r"""The code of the first character that can't be shown, such as ``U+0000``; None without one.

    Examples
    --------
    >>> illegible("a\0b"), illegible("Åmål")
    ('U+0000', None)
    """
    match = _ILLEGIBLE.search(text)
    return None if match is None else f"U+{ord(match[0]):04X}"
