"""Everything that vnr raises on purpose."""

from __future__ import annotations

import copyreg
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = [
    "DataError",
    "DisclosureError",
    "MissingExtraError",
    "ModelError",
    "UnknownNameError",
    "VnrError",
    "require",
]

_SHOWN = 30


class VnrError(Exception):
    """Base of all errors of vnr. Pickled and copied with message and attributes.

    Attributes
    ----------
    sentence
        Key and parameters of its sentence among the words, if it is there in every language.
    """

    sentence: tuple[str, dict[str, Any]] | None = None

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
    """

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class DataError(VnrError, ValueError):
    """An argument or a set of rows that cannot be used as it is."""


class DisclosureError(VnrError, ValueError):
    """Figures that can't be shown so that nobody can be reckoned out, or a rule that can't be."""


class UnknownNameError(VnrError, KeyError):
    """A name that nothing answers to, with the nearest ones that something does.

    Parameters
    ----------
    what : str
        What was asked for, such as ``"stratum"``.
    name : object
        The name asked for. It is shown, so never an identifier.
    choices : iterable of str
        The names there are.
    wrong : str, optional
        What is wrong by a rule of the records, with the rule's code.
    """

    def __init__(self, what: str, name: object, choices: Iterable[str], *, wrong: str = "") -> None:
        known = [str(choice) for choice in choices]
        folded = {choice.casefold(): choice for choice in known}
        near = get_close_matches(str(name).casefold(), folded, n=3, cutoff=0.6)
        self.what, self.name = what, name
        self.near = [folded[spelling] for spelling in near]
        self.choices = known[:_SHOWN] + ["…"] * (len(known) > _SHOWN)
        if near:
            hint = "did you mean " + " or ".join(map(repr, self.near)) + "?"
        elif known:
            hint = f"choose among {', '.join(self.choices)}"
        else:
            hint = "there is none"
        self.message = f"unknown {what} {name!r}: {hint}" + (f"; {wrong}" if wrong else "")
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return self.message


class MissingExtraError(VnrError, ImportError):
    """A library that an extra brings is not installed."""


def require(module: str, extra: str) -> ModuleType:
    """Import a library that belongs to an extra.

    Raises
    ------
    MissingExtraError
        With the exact command that installs it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not (module + ".").startswith(error.name + "."):
            raise
    raise MissingExtraError(
        f'{module} is not installed; run: python -m pip install "vnr[{extra}]"', name=module
    )
