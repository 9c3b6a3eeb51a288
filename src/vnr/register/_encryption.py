"""Encryption for those who hold a key (age, by pyrage), in a stream: no copy in clear lies anywhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from vnr.errors import require
from vnr.frames import listed
from vnr.words import refusal

__all__ = ["HEAD", "identities_of", "recipients_of", "sealed", "unsealed"]

HEAD: Final = b"age-encryption.org/v1\n"
"""How an encrypted file begins."""
_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105
_PUBLIC: Final = ("age1", "ssh-")
_LARGEST: Final = 1 << 16


def recipients_of(recipients: Any) -> list[Any]:
    """Public keys, as pyrage takes them.

    Parameters
    ----------
    recipients : str, Path, or iterable of these
        Each a public key (``age1…``, ``ssh-…``), or the path of a file with one a line.

    Raises
    ------
    DataError
        If one is none, or there is none. Of keys nothing is told.
    MissingExtraError
        If pyrage isn't installed.
    """
    pyrage = require("pyrage", "crypto")
    keys: list[Any] = []
    for number, recipient in enumerate(_every(recipients, "recipients"), 1):
        if not isinstance(recipient, (str, os.PathLike)):
            keys.append(recipient)
            continue
        for line in _lines(recipient, _PUBLIC, "recipient_wrong", number):
            if line.startswith(_SECRET):
                raise refusal("recipient_secret", number=number)
            kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
            try:
                keys.append(kind.Recipient.from_str(line))
            except pyrage.RecipientError:
                raise refusal("recipient_wrong", number=number) from None
    if not keys:
        raise refusal("recipient_none")
    return keys


def identities_of(identity: Any) -> list[Any]:
    """Secret keys, as pyrage takes them.

    Parameters
    ----------
    identity : str, Path, or iterable of these
        Each a secret key (``AGE-SECRET-KEY-1…``), or the path of a file with it, which may be
        one of ssh.

    Raises
    ------
    DataError
        If one is none, there is none, or others than its owner may read its file. Of keys
        nothing is told.
    MissingExtraError
        If pyrage isn't installed.
    """
    pyrage = require("pyrage", "crypto")
    keys: list[Any] = []
    for number, secret in enumerate(_every(identity, "identity"), 1):
        if not isinstance(secret, (str, os.PathLike)):
            keys.append(secret)
            continue
        try:
            for line in _lines(secret, (_SECRET,), "identity_wrong", number, closed=True):
                if line.startswith("-----BEGIN"):
                    content = Path(secret).read_bytes()
                    keys.append(pyrage.ssh.Identity.from_buffer(content))
                    break
                keys.append(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError:
            raise refusal("identity_wrong", number=number) from None
    if not keys:
        raise refusal("identity_wrong", number=1)
    return keys


def _every(keys: Any, name: str) -> list[Any]:
    return [keys] if isinstance(keys, (str, os.PathLike)) else listed(keys, name)


def _lines(
    key: Any, heads: tuple[str, ...], wrong: str, number: int, *, closed: bool = False
) -> list[str]:
    """A key itself, or those in the file that it names; what begins with # is a remark there."""
    text = key.strip() if isinstance(key, str) else ""
    if text.startswith((*heads, _SECRET)):
        return [text]
    try:
        with Path(key).open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_LARGEST).decode("utf-8", "replace")
    except (OSError, ValueError):
        # A text that is no path is perhaps a key with a slip of the pen: of it nothing is told.
        raise refusal(wrong, number=number) from None
    if closed and os.name == "posix" and mode & 0o077:
        raise refusal("identity_open", number=number)
    lines = [line.strip() for line in content.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


class _Reader:
    """Pieces as a file that is read on; keeps what went wrong, which pyrage would tell as its own."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces: Iterator[bytes] = iter(pieces)
        self.left = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self.left:
                self.left = memoryview(next(self.pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        part, self.left = self.left[:size], self.left[size:]
        return bytes(part)


class _Writer:
    """A file that is written on; keeps what went wrong, of which pyrage may say nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.flush = file.flush
        self.error: BaseException | None = None

    def write(self, part: bytes) -> int:
        try:
            return self.file.write(part)
        except BaseException as error:
            self.error = error
            raise


def sealed(pieces: Iterable[bytes], file: BinaryIO, recipients: list[Any]) -> None:
    """Write the pieces into a file, encrypted.

    Raises
    ------
    DataError
        If a recipient is none.
    """
    pyrage = require("pyrage", "crypto")
    reader, writer = _Reader(pieces), _Writer(file)
    try:
        pyrage.encrypt_io(reader, writer, recipients)
    except TypeError:
        raise refusal("recipient_wrong", number=1) from None
    except (pyrage.EncryptError, OSError):
        _stop(reader, writer)
        raise refusal("recipient_together") from None
    _stop(reader, writer)


def _stop(*ends: _Reader | _Writer) -> None:
    for end in ends:
        if end.error is not None:
            raise end.error from None


def unsealed(file: BinaryIO, path: str, identities: list[Any]) -> BinaryIO:
    """What an encrypted file holds, in memory.

    Raises
    ------
    DataError
        If none of the keys opens it, or it is damaged.
    """
    pyrage = require("pyrage", "crypto")
    clear = BytesIO()
    try:
        pyrage.decrypt_io(file, clear, identities)
    except TypeError:
        raise refusal("identity_wrong", number=1) from None
    except (pyrage.DecryptError, OSError) as error:
        other = "No matching keys" in str(error)
        key = "register_locked" if other else "register_damaged"
        raise refusal(key, path=path) from None
    return clear
