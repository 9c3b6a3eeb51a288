"""What is dear to make, and shared by several rooms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from vnr import io, report, synthetic
from vnr.cli import main


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """`vnr demo`, run once: what it printed and wrote, and the values it made on the way."""
    made = SimpleNamespace(folder=tmp_path_factory.mktemp("demo"))

    def kept(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            setattr(made, name, function(*args, **options))
            return getattr(made, name)

        return call

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as printed:
        for name, room, function in (
            ("extracts", synthetic, "write_extracts"),
            ("reading", io, "read"),
            ("report", report, "county_report"),
        ):
            patch.setattr(room, function, kept(name, getattr(room, function)))
        made.status = main(["demo", "--out", str(made.folder)])
    made.printed = printed.getvalue()
    return made
