"""A register's file: whole or not there, and encrypted or for its owner alone."""

from __future__ import annotations

import json
import os
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from vnr.errors import VnrError
from vnr.files import path_of, replacing
from vnr.register import _content
from vnr.register._archive import HEAD, archived, unarchived
from vnr.register._content import Content, Kept, content_of, kept_of
from vnr.register._encryption import HEAD as SEALED
from vnr.register._encryption import identities_of, recipients_of, sealed, unsealed
from vnr.register.columns import Schema
from vnr.register.identities import without_numbers
from vnr.words import refusal, text

__all__ = ["read_file", "write_file"]


def write_file(kept: Kept, path: str | Path, recipients: Any) -> None:
    """Write a register's file; see `Register.save`."""
    target, name = _path(path)
    keys = None if recipients is None else recipients_of(recipients)
    content = content_of(kept)
    about = json.dumps(content.about, ensure_ascii=False).encode()
    pieces = archived(_content.FORM, about, content.arrays)
    with replacing(target, private=keys is None) as beside:
        try:
            with beside.open("wb") as file:
                if keys is None:
                    for piece in pieces:
                        file.write(piece)
                else:
                    sealed(pieces, file, keys)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise refusal("unwritten", name=name, reason=error) from None
    if keys is None:
        warnings.warn(text("summaries", "saved_open", "en", name=name), stacklevel=3)


def read_file(path: str | Path, identity: Any, schema: Schema) -> Kept:
    """Read a register's file; see `Register.load`."""
    target, name = _path(path)
    keys = None if identity is None else identities_of(identity)
    try:
        if not target.exists():
            raise FileNotFoundError
        if not target.is_file():
            raise IsADirectoryError
        with target.open("rb") as file:
            head = file.read(len(SEALED))
            file.seek(0)
            _check_head(head, name, sealed=keys is not None)
            clear = file if keys is None else unsealed(file, name, keys)
            form, about, arrays = unarchived(clear, name, _content.FORM)
    except (OSError, ValueError) as error:
        if isinstance(error, VnrError):
            raise
        why = error if isinstance(error, OSError) else FileNotFoundError()
        raise refusal("system_refuses", path=name, why=why) from None
    try:
        content = Content(json.loads(about), arrays)
        for before in range(form, _content.FORM):
            content = _content.MIGRATIONS[before](content)
        return kept_of(content, schema, name)
    except VnrError:
        raise
    except Exception:  # noqa: BLE001 - a file may hold anything under a right checksum
        raise refusal("register_other", path=name) from None


def _check_head(head: bytes, path: str, *, sealed: bool) -> None:
    """Whether a file begins as one of ours, encrypted or not as is expected."""
    if head == SEALED and not sealed:
        raise refusal("register_sealed", path=path)
    if head != SEALED and not head.startswith(HEAD):
        raise refusal("register_other", path=path)
    if head != SEALED and sealed:
        raise refusal("register_open", path=path)


def _path(path: Any) -> tuple[Path, str]:
    """A path, and its name without what may tell who somebody is."""
    target = path_of(path)
    return target, without_numbers(target.name or str(target), date.today())  # noqa: DTZ011
