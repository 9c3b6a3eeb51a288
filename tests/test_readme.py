"""What the README shows is what happens."""

from pathlib import Path

import pytest
from readme import examples, printed

ROOT = Path(__file__).parents[1]
EXAMPLES = examples(ROOT / "README.md")


def test_there_is_an_example_with_output() -> None:
    """The README opens with an example that prints something."""
    assert EXAMPLES
    assert EXAMPLES[0][1]


@pytest.mark.parametrize(("code", "output"), EXAMPLES)
def test_readme_example(code: str, output: str) -> None:
    """Each block runs on its own and prints what stands below it."""
    assert output == printed(code)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_readme_commands_are_targets(target: str) -> None:
    """The two commands of the README are targets of the Makefile."""
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
