"""Install the built wheel and a tiny package on each Python found, and try it: `make downstream`.

Some versions alone: `python tests/downstream/run.py 3.13`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE / "package"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def found(version: str) -> Path | None:
    """The interpreter of a version: on the path, or among those that pyenv built."""
    known = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    named = shutil.which(f"python{version}")
    # A shim of pyenv's on the path answers for versions that aren't chosen, too, by failing.
    works = named and not subprocess.run([named, "--version"], capture_output=True).returncode  # noqa: PLW1510
    return Path(named) if named and works else next(iter(known), None)


def tried(python: Path, wheel: Path, folder: Path) -> str:
    """What the package says of itself there, in an environment that is made anew."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    # Isolated, so that it is the installed vnr and no other that a path names.
    inside = [str(folder / "bin" / "python"), "-I"]
    install = [*inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, str(wheel), str(PACKAGE)], check=True)
    strict = [*inside, "-W", "error", str(PACKAGE / "check.py")]
    done = subprocess.run(strict, check=True, stdout=subprocess.PIPE, text=True, cwd=folder)
    return done.stdout


def main() -> None:
    """Say of each version whether it was tried."""
    with tempfile.TemporaryDirectory() as scratch:
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        subprocess.run([*build, "--wheel-dir", scratch, str(HERE.parents[1])], check=True)
        wheel = next(Path(scratch).glob("vnr-*.whl"))
        pythons = {version: found(version) for version in sys.argv[1:] or VERSIONS}
        assert any(pythons.values()), "there is no Python to try"

        def said(version: str) -> str:
            python = pythons[version]
            if python is None:
                return f"Python {version}: not found here, not tried\n"
            return tried(python, wheel, Path(scratch) / version)

        with ThreadPoolExecutor(2) as pool:
            print(*pool.map(said, pythons), sep="", end="")


if __name__ == "__main__":
    main()
