"""The secret behind pseudonyms: what may be one, and the file that keeps it for its owner alone."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Final

from vnr.words import refusal

__all__ = ["check_value", "new_key", "only_owner", "read_key", "secret_of", "stated"]

_SHORTEST: Final = 16
"""Bytes: 128 bits if each is drawn by chance."""
_DISTINCT: Final = 8
"""Sixteen bytes drawn by chance practically never have fewer different ones."""
_HEX_DIGITS: Final = 32
_DIGITS: Final = 39
"""So many are 128 bits, of sixteen and of ten digits: a shorter number can be tried out."""
_MADE: Final = 32
_HEAD: Final = "vnr-key"
_FORM: Final = re.compile(r"vnr-key 1\s+key ([0-9a-f]{64})\s+check ([0-9a-f-]{14})\s*")
_LARGEST: Final = 64 * 1024
_ASK: Final = "make one with: python -m vnr key FILE"


def secret_of(secret: object) -> bytes:
    """The bytes of a secret.

    Parameters
    ----------
    secret : str, bytes, bytearray or memoryview
        Bytes are taken as they are; of a text the blanks around it are left out. The text of a
        file that ``python -m vnr key`` made is its key.

    Raises
    ------
    DataError
        If it is anything else, such as a number or a path, or if somebody could guess it.
    """
    if isinstance(secret, (bytes, bytearray, memoryview)):
        found = bytes(secret)
        if found.startswith(_HEAD.encode()):
            return _made(found.decode("ascii", "replace"))
        _check(found)
        return found
    if isinstance(secret, str):
        text = secret.strip()
        if text.startswith(_HEAD):
            return _made(text)
        if _is_file(text):
            raise refusal("key_name")
        secret = text.encode("utf-8", "surrogatepass")
        _check(secret)
        return secret
    if isinstance(secret, os.PathLike):
        raise refusal("key_path")
    raise refusal("key_kind", kind=type(secret).__name__)


def _is_file(text: str) -> bool:
    try:
        return 0 < len(text) < 1000 and Path(text).is_file()
    except (OSError, ValueError):
        return False


def _check(secret: bytes) -> None:
    """Refuse what somebody could guess.

    Raises
    ------
    DataError
        Without the secret.
    """
    if len(secret) < _SHORTEST:
        raise refusal("key_short")
    if not secret.strip():
        raise refusal("key_blank")
    unit = next(size for size in range(1, len(secret) + 1) if _repeats(secret, size))
    if unit < _SHORTEST or len(set(secret)) < _DISTINCT:
        raise refusal("key_repeats")
    digits = re.fullmatch(rb"[0-9]+", secret)
    if (digits and len(secret) < _DIGITS) or (
        re.fullmatch(rb"[0-9a-fA-F]+", secret) and len(secret) < _HEX_DIGITS and not digits
    ):
        raise refusal("key_bits")


def _repeats(secret: bytes, size: int) -> bool:
    """Whether a secret is its first `size` bytes again and again."""
    return secret[size:] == secret[:-size]


def check_value(key: bytes) -> str:
    """What tells one key from another and gives nothing of it away, such as ``3f9a-12bc-7d01``."""
    digest = hashlib.blake2b(b"check", key=key, digest_size=6, person=b"vnr check").hexdigest()
    return "-".join(digest[place : place + 4] for place in (0, 4, 8))


def stated(check: object) -> str | None:
    """A check value that somebody states, as `check_value` writes it.

    Raises
    ------
    DataError
        If it is none.
    """
    if check is None:
        return None
    digits = re.sub(r"[\s-]", "", check).casefold() if isinstance(check, str) else ""
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        raise refusal("check_kind")
    return "-".join(digits[place : place + 4] for place in (0, 4, 8))


def new_key(path: str | Path) -> str:
    """Make a key of 256 bits drawn by chance, in a new file for its owner alone.

    Returns
    -------
    str
        Its check value.

    Raises
    ------
    DataError
        If the file is there already: a lost key can't be made again.
    """
    key = secrets.token_bytes(_MADE)
    check = check_value(hashlib.blake2b(key, digest_size=32).digest())
    only_owner(Path(path), f"{_HEAD} 1\nkey {key.hex()}\ncheck {check}\n")
    return check


def only_owner(path: Path, text: str) -> None:
    """Write a new file that nobody but its owner may read.

    Raises
    ------
    DataError
        If it is there already, or can't be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        raise refusal("key_there", name=path) from None
    except (OSError, ValueError) as error:
        raise refusal("key_unwritten", name=path, reason=error) from None
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_key(path: str | Path) -> bytes:
    """The secret in a file: one that ``python -m vnr key`` made, or any other.

    A file of text is the text without what ends its lines; any other is taken byte by byte.

    Raises
    ------
    DataError
        If it can't be read, is none, was damaged, or others than its owner may read one that
        vnr made.
    """
    content = protected(Path(path), "key", _HEAD)
    if content.startswith(_HEAD.encode()):
        return secret_of(content)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return secret_of(content)
    if text.strip().isprintable():
        return secret_of(text.strip().encode())
    return secret_of(content)


# What a file is, and what is said of it.
_ABSENT = {"key": "key_absent", "mapping": "mapping_absent"}
_UNREAD = {"key": "key_unread", "mapping": "mapping_unread"}
_OPEN = {"key": "key_open", "mapping": "mapping_open"}


def protected(path: Path, what: str, head: str) -> bytes:
    """The content of a file that is its owner's alone, if it begins with `head`.

    Raises
    ------
    DataError
        If it can't be read, or others may read it.
    """
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise refusal(_ABSENT[what], name=path.name)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LARGEST + 1 if what == "key" else -1)
    except OSError as error:
        raise refusal(_UNREAD[what], reason=error) from None
    if what == "key" and len(content) > _LARGEST:
        raise refusal("key_large")
    shared = stat.S_IMODE(mode) & 0o077
    if os.name == "posix" and shared and content.startswith(head.encode()):
        raise refusal(_OPEN[what], name=path.name)
    return content


def _made(text: str) -> bytes:
    """The key in the text of a file that was made here."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise refusal("key_damaged")
    key = bytes.fromhex(match[1])
    if check_value(hashlib.blake2b(key, digest_size=32).digest()) != match[2]:
        raise refusal("key_differs")
    return key
