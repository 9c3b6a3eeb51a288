"""From identifiers to keyed pseudonyms, by a secret that nothing shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Self, final

from vnr.display import html_lines
from vnr.io.pseudonyms._mapping import followed, read_mapping, write_mapping
from vnr.io.pseudonyms._secret import check_value, new_key, read_key, secret_of, stated
from vnr.register import one_form, written
from vnr.words import refusal, telling

__all__ = ["Pseudonymiser", "pseudonymiser_of"]


@final
class Pseudonymiser:
    """Makes keyed pseudonyms of identifiers (pseudonymisering), BLAKE2b of 128 bits.

    Every spelling of one personal number has one pseudonym. What shows one is its check value,
    by which keys are told apart and which gives nothing of them away; it can't be pickled.

    Parameters
    ----------
    secret : str, bytes, bytearray or memoryview
        At least 128 bits; make it with `create`. Bytes are taken as they are, of a text the
        blanks around it are left out.
    check : str, optional
        The check value that the project's key has, so that another is refused at once.
    mappings : path, or several
        Files written by `write_new_numbers` and `write_rotation`.

    Raises
    ------
    DataError
        If the secret could be guessed, is another than `check` says, or is no secret at all.

    Examples
    --------
    >>> from vnr import Pseudonymiser
    >>> project = Pseudonymiser("a secret for the docs only, not for people")
    >>> project
    <Pseudonymiser 7970-5281-458c>
    >>> project.pseudonym("811218-9876") == project.pseudonym("19811218 9876")
    True
    """

    __slots__ = ("_check", "_mapped", "_state")

    @telling()
    def __init__(
        self,
        secret: str | bytes | bytearray | memoryview,
        *,
        check: str | None = None,
        mappings: str | Path | Iterable[str | Path] = (),
    ) -> None:
        key = hashlib.blake2b(secret_of(secret), digest_size=32).digest()
        self._check = check_value(key)
        self._state = hashlib.blake2b(key=key, digest_size=16)
        self.expect(check)
        paths = [mappings] if isinstance(mappings, (str, Path)) else list(mappings)
        self._mapped = followed([read_mapping(Path(path), self._check) for path in paths])

    @classmethod
    @telling()
    def create(cls, path: str | Path) -> Self:
        """Make a key in a new file for its owner alone: one for each project.

        Raises
        ------
        DataError
            If the file is there already.
        """
        new_key(path)
        return cls.load(path)

    @classmethod
    @telling()
    def load(
        cls,
        path: str | Path,
        *,
        check: str | None = None,
        mappings: str | Path | Iterable[str | Path] = (),
    ) -> Self:
        """The pseudonymiser of a key file.

        Parameters
        ----------
        path : str or Path
            One that `create` or ``python -m vnr key`` made, or any file that holds a secret: of a
            text the blanks around it are left out, any other content is taken byte by byte.
        check, mappings
            As for the class.

        Raises
        ------
        DataError
            If it can't be read, is damaged, or others than its owner may read it.
        """
        return cls(read_key(path), check=check, mappings=mappings)

    @property
    def check(self) -> str:
        """What tells this key from others, such as ``3f9a-12bc-7d01`` (kontrollvärde)."""
        return self._check

    @property
    def fingerprint(self) -> str:
        """Hash of the check value and the mappings: what makes the same pseudonyms has the same."""
        told = repr((self._check, sorted(self._mapped.items())))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    @telling()
    def expect(self, check: str | None) -> None:
        """Make sure that this is the key of a project; None is any.

        Raises
        ------
        DataError
            If it is another.
        """
        wanted = stated(check)
        if wanted not in (None, self._check):
            raise refusal("key_other", first=self._check, second=wanted)

    def pseudonym(self, identifier: str, day: date | None = None) -> str:
        """The pseudonym of one identifier: 32 hexadecimal digits.

        Parameters
        ----------
        identifier : str
            Such as a personal number, in any spelling.
        day : date, optional
            Of ten digits the latest birth by that day is meant; by default today.
        """
        return self.pseudonyms([identifier], day)[0]

    def pseudonyms(self, identifiers: Sequence[str], day: date | None = None) -> list[str]:
        """The pseudonyms of several identifiers, as `pseudonym` gives them."""
        forms, _ = one_form(written(identifiers), day or date.today())  # noqa: DTZ011
        return self.of_forms(forms)[0]

    def of_forms(self, forms: Sequence[str]) -> tuple[list[str], list[bool]]:
        """The pseudonyms of identifiers in their one form, and which of them a mapping led to."""
        led = self._mapped
        made, changed = [], []
        for text in forms:
            state = self._state.copy()
            state.update(text.encode())
            # Under a new key the old key's pseudonym may stand in the file itself.
            plain = text if text in led else state.hexdigest()
            made.append(led.get(plain, plain))
            changed.append(plain in led)
        return made, changed

    @telling()
    def write_new_numbers(
        self, path: str | Path, numbers: Mapping[str, str], day: date | None = None
    ) -> None:
        """Write a mapping for persons who got new numbers: pseudonyms only, for its owner alone.

        Parameters
        ----------
        path : str or Path
            A file that isn't there yet.
        numbers : mapping
            Each person's earlier number to the new one.
        day : date, optional
            As for `pseudonym`.

        Raises
        ------
        DataError
            If the file is there already.
        """
        old, new = list(numbers), list(numbers.values())
        pairs = dict(zip(self.pseudonyms(old, day), self.pseudonyms(new, day), strict=True))
        pairs = {left: right for left, right in pairs.items() if left != right}
        write_mapping(Path(path), self._check, self._check, pairs)

    @telling()
    def write_rotation(
        self,
        path: str | Path,
        earlier: Pseudonymiser,
        identifiers: Iterable[str],
        day: date | None = None,
    ) -> None:
        """Write a mapping from an earlier key's pseudonyms: pseudonyms only, for its owner alone.

        With it, what was read with the earlier key becomes this one's pseudonyms.

        Parameters
        ----------
        path : str or Path
            A file that isn't there yet.
        earlier : Pseudonymiser
            That of the earlier key.
        identifiers : iterable of str
            Whom it is for.
        day : date, optional
            As for `pseudonym`.

        Raises
        ------
        DataError
            If the file is there already.
        """
        whom = list(identifiers)
        pairs = dict(zip(earlier.pseudonyms(whom, day), self.pseudonyms(whom, day), strict=True))
        write_mapping(Path(path), earlier.check, self._check, pairs)

    def __repr__(self) -> str:
        return f"<Pseudonymiser {self._check}>"

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise refusal("secret_copied")


def pseudonymiser_of(key: object) -> Pseudonymiser | None:
    """What somebody gives as a key; None stays None.

    Parameters
    ----------
    key : Pseudonymiser, str, bytes or None
        The key.

    Raises
    ------
    DataError
        If it is no key.
    """
    if key is None or isinstance(key, Pseudonymiser):
        return key
    return Pseudonymiser(key)  # type: ignore[arg-type]
