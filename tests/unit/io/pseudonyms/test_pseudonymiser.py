"""Keys that nobody can guess, pseudonyms that every spelling shares, and files for the owner alone."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
import stat
from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr import Pseudonymiser
from vnr.cli import main
from vnr.errors import DataError

SECRET = "a secret for tests only, not for people"
OLD, NEW = "19811218-9876", "640823-3234"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "nyckel"
    Pseudonymiser.create(path)
    return path


class TestSecrets:
    """What may be a key."""

    @pytest.mark.parametrize(
        ("key", "words"),
        [
            (20, "got int"),
            (20200101, "got int"),
            (True, "got bool"),
            (2.5, "got float"),
            ([1] * 20, "got list"),
            (bytes(16), "repeats"),
            (b"\n" * 32, "blank"),
            ("a" * 16, "repeats"),
            ("abcdefgh" * 4, "repeats"),
            ("passwordpassword", "repeats"),
            ("aaaaaaaaaaaaaaab", "repeats"),
            # Seven different bytes; with eight below it is one.
            ("ghijklmmlkjiihih", "repeats"),
            (" " * 16, "at least 16 bytes"),
            ("", "at least 16 bytes"),
            ("fifteen letters", "at least 16 bytes"),
            (b"fifteen letters", "at least 16 bytes"),
            ("9182736450564731", "128 bits"),
            ("31415926535897932384626433832795028841", "128 bits"),
            ("0123456789abcdef", "128 bits"),
            ("0123456789abcdef0123456789abcde", "128 bits"),
            (Path("nyckel"), "load"),
        ],
    )
    def test_refused(self, tmp_path: Path, key: Any, words: str) -> None:
        """Numbers, short, blank and repeated ones, and paths, before any file is read."""
        for call in (
            lambda: Pseudonymiser(key),
            lambda: vnr.read(tmp_path / "none.csv", observed=YEAR, key=key),
        ):
            with refused(DataError, match=words) as error:
                call()
            assert len(str(key)) < 8 or str(key) not in str(error.value)

    @pytest.mark.parametrize(
        "key",
        [
            "sixteen letters!",
            b"sixteen letters!",
            "ghijklmnnmlkjiih",
            "0123456789abcdef0123456789abcdef",
            "314159265358979323846264338327950288419",
            hashlib.sha256(b"x").digest(),
            bytearray(range(16)),
            memoryview(bytes(range(16))),
        ],
    )
    def test_taken(self, key: Any) -> None:
        """Sixteen bytes or more of which eight differ, and as many digits as hold 128 bits."""
        assert len(Pseudonymiser(key).pseudonym("a1")) == 32

    def test_bytes_as_they_are(self) -> None:
        """Blanks at the ends of bytes are theirs, and those around a text are nobody's."""
        raw = bytes(range(9, 33))
        assert Pseudonymiser(raw).check != Pseudonymiser(raw[1:]).check
        assert Pseudonymiser(f" {SECRET}\n").check == Pseudonymiser(SECRET.encode()).check
        assert Pseudonymiser(bytearray(raw)).check == Pseudonymiser(memoryview(raw)).check

    def test_a_name_for_a_secret(self, key_file: Path) -> None:
        """The name of a file is no secret."""
        with refused(DataError, match="name of a file"):
            Pseudonymiser(str(key_file))

    def test_blake2b(self) -> None:
        """The pseudonym is what the standard library's keyed BLAKE2b gives, 128 bits."""
        key = hashlib.blake2b(SECRET.encode(), digest_size=32).digest()
        expected = hashlib.blake2b(b"198112189876", key=key, digest_size=16).hexdigest()
        assert Pseudonymiser(SECRET).pseudonym("811218-9876") == expected

    def test_nothing_shows_it(self) -> None:
        """Its repr has the check value alone, and no copy or pickle is made."""
        made = Pseudonymiser(SECRET)
        assert repr(made) == f"<Pseudonymiser {made.check}>"
        assert not hasattr(made, "__dict__")
        shown = " ".join(str(getattr(made, name)) for name in made.__slots__)
        assert SECRET not in shown
        for step in (pickle.dumps, copy.copy, copy.deepcopy):
            with refused(DataError, match="secret"):
                step(made)

    def test_another_key_than_the_projects(self, tmp_path: Path) -> None:
        """It is noticed before anything is read, even a file that isn't there."""
        check = Pseudonymiser(SECRET).check
        assert Pseudonymiser(SECRET, check=check.replace("-", "").upper()).check == check
        with refused(DataError, match="another than the project's"):
            Pseudonymiser(SECRET + "2", check=check)
        with refused(DataError, match="check value"):
            Pseudonymiser(SECRET, check="12")


class TestFiles:
    """Key files."""

    def test_made_for_its_owner(self, key_file: Path) -> None:
        """256 bits by chance, read by nobody else, and never replaced."""
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        other = key_file.with_name("other")
        assert Pseudonymiser.create(other).check != Pseudonymiser.load(key_file).check
        before = key_file.read_text()
        with refused(DataError, match="there already"):
            Pseudonymiser.create(key_file)
        assert key_file.read_text() == before
        assert len(bytes.fromhex(before.split()[3])) == 32

    def test_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """``python -m vnr key`` makes one, says its check value, and not the key."""
        path = tmp_path / "k"
        assert main(["key", str(path)]) == 0
        said = capsys.readouterr().out
        assert Pseudonymiser.load(path).check in said
        assert path.read_text().split()[3] not in said
        assert main(["key", str(path)]) == 2

    def test_command_checks_it(self, tmp_path: Path, key_file: Path) -> None:
        """Reading by the command line asks for the check value that is stated."""
        given = ["check", str(written(tmp_path, HEAD + GOOD)), "--key-file", str(key_file)]
        assert main([*given, "--key-check", Pseudonymiser.load(key_file).check]) == 0
        assert main([*given, "--key-check", "000000000000"]) == 2
        assert main([*given[:2], "--key-check", "000000000000"]) == 2

    def test_open_to_others(self, key_file: Path) -> None:
        """One that others may read is no secret any more."""
        key_file.chmod(0o640)
        with refused(DataError, match="others than its owner"):
            Pseudonymiser.load(key_file)

    @pytest.mark.parametrize(
        "damage", [lambda text: text[:-3], lambda text: text.replace("key ", "key 0", 1)]
    )
    def test_damaged(self, key_file: Path, damage: Any) -> None:
        """A key that doesn't go with its check value is not used."""
        text = key_file.read_text()
        key_file.write_text(damage(text))
        with refused(DataError, match="damaged"):
            Pseudonymiser.load(key_file)
        wrong = text.replace(text.split()[3], text.split()[3][::-1])
        key_file.write_text(wrong)
        with refused(DataError, match="key and check value differ"):
            Pseudonymiser.load(key_file)

    def test_its_text_is_the_key(self, key_file: Path) -> None:
        """Whoever reads the file first gets the same pseudonyms."""
        check = Pseudonymiser.load(key_file).check
        assert Pseudonymiser(key_file.read_text()).check == check
        assert Pseudonymiser(key_file.read_bytes()).check == check

    def test_any_other_file(self, tmp_path: Path) -> None:
        """A text without its end of line, and bytes as they are: also with one at the end."""
        path = tmp_path / "k"
        path.write_bytes(SECRET.encode() + b"\r\n")
        assert Pseudonymiser.load(path).check == Pseudonymiser(SECRET).check
        for end in (b"\n", b" ", b"\0", b""):
            raw = hashlib.sha256(b"x").digest() + end
            path.write_bytes(raw)
            assert Pseudonymiser.load(path).check == Pseudonymiser(raw).check

    def test_no_file(self, tmp_path: Path) -> None:
        """A folder, a pipe, what is not there, and what no key is as large as."""
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "large").write_bytes(os.urandom(70_000))
        for name in ("", "none", "pipe", "a" * 300):
            with refused(DataError, match="there is no key file"):
                Pseudonymiser.load(tmp_path / name)
        with refused(DataError, match="larger than any key"):
            Pseudonymiser.load(tmp_path / "large")


class TestMappings:
    """Persons with new numbers, and projects with new keys."""

    def test_a_new_number(self, tmp_path: Path) -> None:
        """Both numbers are one person, by a file of pseudonyms that only its owner may read."""
        plain = Pseudonymiser(SECRET)
        path = tmp_path / "byten"
        plain.write_new_numbers(path, {OLD: NEW})
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(part in path.read_text() for part in ("9876", "3234", "1981", "6408"))
        led = Pseudonymiser(SECRET, mappings=path)
        assert led.pseudonym("811218-9876") == led.pseudonym(NEW) == plain.pseudonym(NEW)
        assert led.pseudonym("a1") == plain.pseudonym("a1")
        assert led.of_forms(["198112189876", "196408233234"])[1] == [True, False]

    def test_rotation(self, tmp_path: Path) -> None:
        """An earlier key's pseudonyms, where they stand in a file, become the new key's."""
        old, new = Pseudonymiser(SECRET), Pseudonymiser(SECRET + "2")
        path = tmp_path / "ny"
        new.write_rotation(path, old, [OLD, "a1"])
        led = Pseudonymiser(SECRET + "2", mappings=[path])
        assert led.pseudonym(old.pseudonym(OLD)) == new.pseudonym(OLD)
        assert led.pseudonym("811218-9876") == new.pseudonym(OLD)
        # And then a new number.
        more = tmp_path / "byten"
        new.write_new_numbers(more, {OLD: NEW})
        both = Pseudonymiser(SECRET + "2", mappings=[path, more])
        assert both.pseudonym(old.pseudonym(OLD)) == new.pseudonym(NEW)

    def test_refused(self, tmp_path: Path) -> None:
        """Open to others, of another key, with a number in it, two ways or round in a circle."""
        made = Pseudonymiser(SECRET)
        path = tmp_path / "byten"
        made.write_new_numbers(path, {OLD: NEW})
        with refused(DataError, match="this key is"):
            Pseudonymiser(SECRET + "2", mappings=path)
        text = path.read_text()
        for wrong, words in (
            (text + "811218-9876 640823-3234\n", "pairs of pseudonyms only"),
            (text + f"{made.pseudonym(OLD)} {made.pseudonym('b')}\n", "becomes two others"),
            (text + f"{made.pseudonym(NEW)} {made.pseudonym(OLD)}\n", "circle"),
            ("nothing", "no mapping"),
        ):
            path.write_text(wrong)
            with refused(DataError, match=words) as error:
                Pseudonymiser(SECRET, mappings=path)
            assert "9876" not in str(error.value)
        path.write_text(text)
        other = tmp_path / "andra"
        made.write_new_numbers(other, {OLD: "b"})
        with refused(DataError, match="two mappings"):
            Pseudonymiser(SECRET, mappings=[path, other])
        path.chmod(0o644)
        with refused(DataError, match="others than its owner"):
            Pseudonymiser(SECRET, mappings=path)
