"""The README's example, run as printed."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from vnr import metrics

ROOT = Path(__file__).parents[1]


def test_first_example() -> None:
    """It prints what the README says it prints."""
    text = (ROOT / "README.md").read_text("utf-8")
    example = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert example is not None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(example[1], "README.md", "exec"), {})
    assert example[2] == out.getvalue()


def test_names_beside_those_of_others_are_there() -> None:
    """What a table of other libraries' functions names as ours can be called."""
    page = (ROOT / "docs" / "explanation" / "promises.md").read_text("utf-8")
    named = set(re.findall(r"`metrics\.(\w+)`", page))
    assert {"proportion", "hidden"} <= named <= set(metrics.__all__)


def test_commands_are_targets() -> None:
    """Every make command of the README is a target of the Makefile."""
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
