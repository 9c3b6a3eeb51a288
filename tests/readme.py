"""The README's examples: blocks of Python, each with the text that it prints."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

__all__ = ["examples", "printed"]

BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\s*^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)


def examples(readme: Path) -> list[tuple[str, str]]:
    """Code and expected output of every Python block, in order."""
    return BLOCK.findall(readme.read_text(encoding="utf-8"))


def printed(code: str) -> str:
    """What a block prints when it runs on its own."""
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})
    return out.getvalue()
