"""A register's file is whole or not there, tells nobody else what it holds, and is itself again."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from hashlib import blake2b
from io import BytesIO
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import pyrage
import pytest
from hypothesis import given, settings

from building import case, register
from golden import figures
from storing import COURT_CASES, CourtCase
from vnr import testing
from vnr.errors import DataError, MissingExtraError
from vnr.model import (
    Contact,
    ContactKind,
    Goal,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    InvestigationOutcome,
    NotOpenedReason,
    Period,
    Unit,
)
from vnr.register import CASES, NO_DAY, Register
from vnr.register import _content as content_module
from vnr.register._archive import archived, unarchived
from vnr.register._content import FORM, MIGRATIONS, Content, Kept, content_of, kept_of
from vnr.register._encryption import sealed
from vnr.words import told

HERE = Path(__file__).parent
KEY = pyrage.x25519.Identity.generate()
PUBLIC, SECRET = str(KEY.to_public()), str(KEY)
STRANGER = str(pyrage.x25519.Identity.generate())


def court() -> Register:
    base = case("1", "a", "2019-03-01", "2019-05-01")
    own = {field.name: getattr(base, field.name) for field in attrs.fields(type(base))}
    tried = CourtCase(**own, trial=date(2019, 4, 1), verdict=Goal.REACHED)
    return Register.from_cases([tried], observed="2018-01-01/2020-12-31", schema=COURT_CASES)


def beside() -> Register:
    """A case in a district, and contacts beside it."""
    month = Period.parse("2019-03-01/2019-03-31")
    return Register.from_cases(
        [attrs.evolve(case("1", "a", "2019-03-01"), district="norr")],
        observed=2019,
        contacts=[
            Contact("0484", month, ContactKind.ADVICE, 12, district="söder"),
            Contact("0488", month, ContactKind.CHAT, unit=Unit.OPEN_CARE, for_violence=True),
        ],
    )


def investigated() -> Register:
    """A case of which one investigation was opened and the other not."""
    day, preliminary = date(2019, 3, 2), InvestigationKind.PRELIMINARY
    refused = Investigation(
        day,
        preliminary,
        day,
        InvestigationOutcome.NOT_OPENED,
        NotOpenedReason.OTHER_MUNICIPALITY,
        violence_described=False,
    )
    opened = Investigation(day, closed=day, violence_described=True)
    whole = attrs.evolve(case("1", "a", "2019-03-01"), investigations=(refused, opened))
    return Register.from_cases([whole], observed=2019)


def sheltered() -> Register:
    """A case with a stay in another municipality that lasted longer than it was needed."""
    day = date(2019, 3, 2)
    stay = Intervention(
        InterventionKind.SHELTERED_HOUSING,
        day,
        date(2019, 5, 2),
        placed_municipality="0488",
        ready=date(2019, 4, 2),
    )
    whole = attrs.evolve(case("1", "a", "2019-03-01"), interventions=(stay,))
    return Register.from_cases([whole], observed=2019)


@cache
def varied() -> Register:
    """Sixty cases with every field in every shape."""
    whole = figures.registers()["varied"]
    few = [*whole.cases()][:60]
    return Register.from_cases(few, observed=whole.observed, coverage=whole.coverage)


MADE: dict[str, Callable[[], Register]] = {
    "varied": varied,
    "where": lambda: varied().where(sex="woman", municipality=["0481", "0484"]),
    "mask": lambda: varied().where(np.arange(varied().counted.size) % 3 == 0),
    "as_of": lambda: varied().as_of(date(2019, 6, 30)),
    "detached": lambda: varied().where(sex="man").detached(),
    "expecting": lambda: varied().expecting(["0180"]),
    "nobody": lambda: Register.from_cases([], observed=2019),
    "not counted": lambda: varied().where(np.zeros(varied().counted.size, bool)),
    "contacts": beside,
    "sheltered": sheltered,
    "contacts chosen": lambda: beside().where(municipality="0484"),
    "investigated": investigated,
    "another schema": court,
}


def kept(made: Register) -> Kept:
    window = made.observed, made.coverage
    rows = made.counted, made.contact_rows
    return Kept(made._stored, *window, *rows, made.selection, made._steps)


def plainly(made: Register, path: Path) -> Path:
    with pytest.warns(UserWarning, match="isn't encrypted"):
        made.save(path)
    return path


def arrays(made: Register) -> dict[str, Any]:
    return dict(content_of(kept(made)).arrays)


def check_equal(one: Register, other: Register) -> None:
    """They are the same in all that a register holds, to the bit."""
    ours, theirs = arrays(one), arrays(other)
    assert ours.keys() == theirs.keys()
    for name, values in ours.items():
        assert (values.dtype, values.tobytes()) == (theirs[name].dtype, theirs[name].tobytes())
    assert not any(values.flags.writeable for values in theirs.values())
    assert one.observed == other.observed
    assert one.coverage == other.coverage
    assert one.selection == other.selection
    assert one.fingerprint == other.fingerprint
    assert one.schema is other.schema
    assert list(one.cases()) == list(other.cases())
    assert repr(one) == repr(other)


class TestTheSameAgain:
    """What is loaded is what was saved."""

    @pytest.mark.parametrize("name", MADE)
    def test_every_kind(self, tmp_path: Path, name: str) -> None:
        """History, coverage, selection and all."""
        made = MADE[name]()
        path = plainly(made, tmp_path / "a.vnr")
        check_equal(made, Register.load(path, schema=made.schema))
        made.save(path, recipients=PUBLIC)
        check_equal(made, Register.load(path, identity=SECRET, schema=made.schema))

    @settings(max_examples=5)
    @given(testing.registers())
    def test_any(self, made: Register) -> None:
        """Whatever there is."""
        content = content_of(kept(made))
        about = json.dumps(content.about).encode()
        file = BytesIO(b"".join(archived(FORM, about, content.arrays)))
        form, again, held = unarchived(file, "a.vnr", FORM)
        assert form == FORM
        loaded = kept_of(Content(json.loads(again), held), CASES, "a.vnr")
        check_equal(made, Register(**loaded.named()))

    def test_history_goes_along(self, tmp_path: Path) -> None:
        """What `where` left out of the count is still there, and `detached` is without it."""
        made = varied().where(sex="woman")
        load = Register.load(plainly(made, tmp_path / "a.vnr"))
        assert load.table("cases").height == varied().table("cases").height > len(load)
        apart = Register.load(plainly(made.detached(), tmp_path / "b.vnr"))
        assert apart.table("cases").height == len(load)

    def test_the_same_register_is_the_same_file(self, tmp_path: Path) -> None:
        """No clock and no chance stands in it."""
        one, other = (plainly(varied(), tmp_path / name).read_bytes() for name in ("a", "b"))
        assert one == other

    def test_numpy_reads_it(self, tmp_path: Path) -> None:
        """It is npz, and holds no pickle."""
        path = plainly(varied(), tmp_path / "a.vnr")
        with np.load(path, allow_pickle=False) as file:
            names = [name for name in file.files if name != "register.json"]
            assert all(file[name].ndim == 1 for name in names)
            opened = file["tables/cases/opened"]
        assert opened.tolist() == varied().table("cases")["opened"].tolist()

    def test_objects_are_refused(self) -> None:
        """A column of objects would be pickled."""
        with pytest.raises(TypeError):
            b"".join(archived(FORM, b"", {"a": np.array([None])}))


class TestForWhom:
    """A file is encrypted, or its owner's alone."""

    def test_plain_is_for_its_owner(self, tmp_path: Path) -> None:
        """Also where others could read what it replaces."""
        path = tmp_path / "a.vnr"
        path.write_bytes(b"")
        path.chmod(0o644)
        plainly(varied(), path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [*tmp_path.iterdir()] == [path]

    def test_a_warning_is_said_where_it_was_saved(self, tmp_path: Path) -> None:
        """The line of whoever calls; and no personal number in the name of the file."""
        with pytest.warns(UserWarning, match="^… a.vnr isn't encrypted") as caught:
            varied().save(tmp_path / "19811218-9876 a.vnr")
        assert caught[0].filename == __file__

    def test_encrypted_holds_nothing(self, tmp_path: Path) -> None:
        """No identifier, no column's name, and nothing is said."""
        made = register(case("marked-case", "marked-person", officer="marked-officer"))
        path = tmp_path / "a.vnr"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made.save(path, recipients=[PUBLIC])
        content = path.read_bytes()
        assert not any(word in content for word in (b"marked", b"cases", b"register"))
        assert [*tmp_path.iterdir()] == [path]
        # In clear pseudonyms are what is kept: to be read by their owner.
        clear = plainly(made, tmp_path / "b.vnr").read_bytes()
        assert b"marked-person" in clear

    def test_keys_of_every_kind(self, tmp_path: Path) -> None:
        """As a text, in a file with remarks, several, and as pyrage's own."""
        public, secret = tmp_path / "public.txt", tmp_path / "secret.txt"
        public.write_text(f"# ours\n\n{PUBLIC}\n{STRANGER_PUBLIC}\n")
        secret.write_text(f"# created\n# public key: {PUBLIC}\n{SECRET}\n")
        secret.chmod(0o600)
        recipients = [PUBLIC, public, str(public), [public, PUBLIC], [KEY.to_public()]]
        made = register(case())
        path = tmp_path / "a.vnr"
        for to in recipients:
            made.save(path, recipients=to)
            assert len(Register.load(path, identity=SECRET)) == 1
        for by in (secret, str(secret), [STRANGER, SECRET], [KEY]):
            assert len(Register.load(path, identity=by)) == 1

    def test_a_key_of_ssh(self, tmp_path: Path) -> None:
        """Whoever has one needs no other."""
        key = tmp_path / "id"
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
        try:
            subprocess.run(made, check=True)
        except FileNotFoundError:
            pytest.skip("there is no ssh-keygen here")
        path = tmp_path / "a.vnr"
        register(case()).save(path, recipients=tmp_path / "id.pub")
        assert len(Register.load(path, identity=key)) == 1

    @pytest.mark.parametrize(
        ("recipients", "says"),
        [
            ("age1wrong", "number 1 is neither a public key"),
            ([PUBLIC, "ssh-ed25519 AAAA"], "number 2 is neither"),
            ([PUBLIC, "no/such/file"], "number 2 is neither"),
            (SECRET, "number 1 is a secret key"),
            ([], "recipients is empty"),
            ([KEY], "number 1 is neither"),
            (7, "recipients"),
        ],
        ids=range(7),
    )
    def test_no_key(self, tmp_path: Path, recipients: Any, says: str) -> None:
        """It is said which, nothing is told of it, and nothing is written."""
        with pytest.raises(DataError, match=says) as error:
            register(case()).save(tmp_path / "a.vnr", recipients=recipients)
        assert SECRET[20:] not in chain(error.value)
        assert [*tmp_path.iterdir()] == []

    @pytest.mark.parametrize(
        ("identity", "says"),
        [
            (None, "is encrypted; give load its key"),
            (STRANGER, "opens with none of the keys given"),
            ("no/such/file", "identity: number 1 is neither"),
            (SECRET[:-1], "identity: number 1 is neither"),
            ([SECRET, PUBLIC], "identity: number 2 is neither"),
            ([], "identity: number 1 is neither"),
            ([KEY.to_public()], "identity: number 1 is neither"),
            ("open", "identity: others than its owner may read file number 1"),
            ("blank", "identity: number 1 is neither"),
            ("broken", "identity: number 1 is neither"),
        ],
        ids=range(10),
    )
    def test_another_key(self, tmp_path: Path, identity: Any, says: str) -> None:
        """It doesn't open the file, and nothing is told of it."""
        files = {"open": SECRET, "blank": "# nothing\n", "broken": "-----BEGIN OPENSSH\n" + SECRET}
        if isinstance(identity, str) and identity in files:
            file = tmp_path / identity
            file.write_text(files[identity])
            file.chmod(0o644 if identity == "open" else 0o600)
            identity = file
        path = tmp_path / "a.vnr"
        register(case()).save(path, recipients=PUBLIC)
        with pytest.raises(DataError, match=says) as error:
            Register.load(path, identity=identity)
        assert SECRET[20:-1] not in chain(error.value)
        assert told(error.value, "sv") != told(error.value, "en") == str(error.value)

    def test_what_is_not_encrypted_is_not_taken_for_it(self, tmp_path: Path) -> None:
        """Somebody may have laid another file in its place."""
        path = plainly(register(case()), tmp_path / "a.vnr")
        with pytest.raises(DataError, match="isn't encrypted, though a key is given"):
            Register.load(path, identity=SECRET)

    @pytest.mark.parametrize("option", ["recipients", "identity"])
    def test_without_the_extra(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
    ) -> None:
        """Never in clear where encryption was asked for: the command that installs it is told."""
        monkeypatch.setitem(sys.modules, "pyrage", None)
        path = tmp_path / "a.vnr"
        act: Any = register(case()).save if option == "recipients" else Register.load
        with pytest.raises(MissingExtraError, match=r'pip install "vnr\[crypto\]"'):
            act(path, **{option: PUBLIC})
        assert [*tmp_path.iterdir()] == []


STRANGER_PUBLIC = str(pyrage.x25519.Identity.from_str(STRANGER).to_public())


def chain(error: BaseException | None) -> str:
    """All that an error and those behind it say."""
    text = ""
    while error is not None:
        text += f"{error!s} {error!r} {vars(error)} "
        error = error.__cause__ or error.__context__
    return text


class Full:
    """A file on a disk that is full."""

    def write(self, part: bytes) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        pass


class TestWholeOrNot:
    """Nothing is half-written."""

    def test_a_failure_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Encrypted or not, and nothing beside it."""
        path = plainly(register(case()), tmp_path / "a.vnr")
        before = path.read_bytes()

        def broken(*_: Any) -> Iterator[bytes]:
            yield before[:1000]
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("vnr.register._saving.archived", broken)
        for recipients in (None, PUBLIC):
            with pytest.raises(DataError, match=r"a.vnr can't be written \(No space") as error:
                varied().save(path, recipients=recipients)
            assert "diskens" not in told(error.value, "sv")
            assert path.read_bytes() == before
            assert [*tmp_path.iterdir()] == [path]

    @pytest.mark.parametrize("size", [1, 200_000])
    def test_a_full_disk_is_told(self, size: int) -> None:
        """Also where pyrage itself would say nothing of it."""
        with pytest.raises(OSError, match="No space"):
            sealed([bytes(size)], Full(), [KEY.to_public()])  # type: ignore[arg-type]

    def test_what_goes_wrong_while_columns_are_read(self) -> None:
        """It is raised as it was, an interruption too."""

        def stopped() -> Iterator[bytes]:
            yield b""
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sealed(stopped(), BytesIO(), [KEY.to_public()])

    def test_keys_that_cannot_go_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What pyrage refuses of itself is told."""

        def refused(*_: Any) -> None:
            raise pyrage.EncryptError

        monkeypatch.setattr(pyrage, "encrypt_io", refused)
        with pytest.raises(DataError, match="can't open one file together"):
            sealed([b"a"], BytesIO(), [KEY.to_public()])

    @pytest.mark.parametrize("path", [7, None, b"a.vnr"])
    def test_no_path(self, path: Any) -> None:
        """Nor is anything written into an open file that has the number."""
        for act in (varied().save, Register.load):
            with pytest.raises(DataError, match="a path must be a text or a Path"):
                act(path)

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("none.vnr", "none.vnr: it doesn't exist"),
            (".", "it is a folder"),
            ("a\0b", r"U\+0000"),
            ("../no/such/19811218-9876", "…: it doesn't exist"),
        ],
    )
    def test_no_file(self, tmp_path: Path, name: str, says: str) -> None:
        """What isn't there is told by name."""
        with pytest.raises(DataError, match=says) as error:
            Register.load(tmp_path / name)
        assert "9876" not in chain(error.value)


class TestDamage:
    """What isn't as it was saved is refused."""

    @pytest.fixture
    def small(self) -> bytes:
        columns = {"a": np.arange(3), "b": np.array([b"x", b"yz"]), "c": np.zeros(0, bool)}
        return b"".join(archived(FORM, b"{}", columns))

    def test_every_byte(self, small: bytes) -> None:
        """Each byte of a file is flipped in turn."""
        assert unarchived(BytesIO(small), "a", FORM)[0] == FORM
        for place, flip in product(range(len(small)), (1, 0x20, 0x80)):
            other = bytearray(small)
            other[place] ^= flip
            with pytest.raises(DataError, match="damaged"):
                unarchived(BytesIO(bytes(other)), "a", FORM)

    def test_every_length(self, small: bytes) -> None:
        """It is cut after each byte, and lengthened."""
        for content in (*(small[:length] for length in range(len(small))), small + b"\0"):
            with pytest.raises(DataError, match="damaged"):
                unarchived(BytesIO(content), "a", FORM)

    @pytest.mark.parametrize("identity", [None, SECRET], ids=["plain", "encrypted"])
    def test_files(self, tmp_path: Path, identity: str | None) -> None:
        """Of a whole file many bytes are flipped, and it is cut at many places."""
        path = tmp_path / "a.vnr"
        if identity:
            register(case()).save(path, recipients=PUBLIC)
        else:
            plainly(register(case()), path)
        content = path.read_bytes()
        # The beginning and the end hold what is neither column nor checksum.
        places = [*range(300), *range(300, len(content) - 100, 599)]
        places += range(len(content) - 100, len(content))
        with path.open("r+b") as file:
            for place in places:
                file.seek(place)
                file.write(bytes([content[place] ^ 1]))
                file.flush()
                with pytest.raises(DataError, match=r"a\.vnr"):
                    Register.load(path, identity=identity)
                file.seek(place)
                file.write(content[place : place + 1])
                file.flush()
            assert len(Register.load(path, identity=identity)) == 1
            for length in (len(content) - 1, len(content) // 2, 200, 30, 3, 0):
                os.truncate(path, length)
                with pytest.raises(DataError, match=r"a\.vnr"):
                    Register.load(path, identity=identity)

    def test_other_files(self, tmp_path: Path) -> None:
        """Another zip, a text and nothing at all are no registers."""
        path = tmp_path / "a.vnr"
        np.savez(tmp_path / "b.npz", a=[1])
        for content in ((tmp_path / "b.npz").read_bytes(), b"municipality;case\n", b""):
            path.write_bytes(content)
            with pytest.raises(DataError, match=r"a\.vnr"):
                Register.load(path)


def npy(array: Any) -> bytes:
    """A column as numpy stores it, a pickle if it must."""
    file = BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def altered(made: Register, **changes: Any) -> Content:
    """The content of a register with other columns, or another description."""
    content = content_of(kept(made))
    about = json.loads(json.dumps(content.about)) | changes.pop("about", {})
    held = {name.replace(".", "/"): values for name, values in changes.items()}
    return Content(about, {**content.arrays, **held})


def stored(content: Content, path: Path, form: int = FORM) -> Path:
    about = json.dumps(content.about).encode()
    path.write_bytes(b"".join(archived(form, about, content.arrays)))
    return path


class TestUnderARightChecksum:
    """A file that somebody made by hand holds no column that leads nowhere."""

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("counted", [True, True]),
            ("offsets/intakes", [0, 2]),
            ("offsets/intakes", [1, 1]),
            ("offsets/intakes", [0, 1, 1]),
            ("tables/cases/person", [1]),
            ("tables/cases/person", [-1]),
            ("tables/cases/case_id", [9]),
            ("tables/cases/officer", [0]),
            ("tables/cases/municipality", [-2]),
            ("tables/cases/reason", [127]),
            ("tables/cases/forms", [2**31]),
            ("tables/intakes/reason", [-2]),
            ("dictionaries/person_id", [b"a", b"b"]),
        ],
    )
    def test_pointers(self, tmp_path: Path, name: str, values: list[Any]) -> None:
        """Each points at something that is there."""
        made = register(case())
        before = content_of(kept(made)).arrays[name]
        dtype = None if before.dtype.kind == "S" else before.dtype
        path = stored(altered(made, **{name: np.array(values, dtype)}), tmp_path / "a.vnr")
        with pytest.raises(DataError, match="no register that vnr saved"):
            Register.load(path)

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("counted", np.array([1])),
            ("more", np.array([1])),
            ("tables/cases/opened", np.array([1])),
            ("tables/cases/opened", np.zeros(2, np.int32)),
            ("dictionaries/person_id", np.array(["a"])),
        ],
    )
    def test_columns(self, tmp_path: Path, name: str, values: Any) -> None:
        """There are no others, of no other type, and each is as long as its table."""
        path = stored(altered(register(case()), **{name: values}), tmp_path / "a.vnr")
        with pytest.raises(DataError, match="other tables or columns"):
            Register.load(path)

    @pytest.mark.parametrize(
        "about",
        [
            {"observed": ["2019"]},
            {"observed": None},
            {"coverage": [["0484"]]},
            {"steps": 7},
            {"schema": {}},
        ],
    )
    def test_description(self, tmp_path: Path, about: dict[str, Any]) -> None:
        """What it says of itself is what `save` writes."""
        path = stored(altered(register(case()), about=about), tmp_path / "a.vnr")
        with pytest.raises(DataError):
            Register.load(path)

    @pytest.mark.parametrize(
        "member",
        [
            b"\x93NUMPY\x02\x00",
            b"",
            npy(np.zeros((2, 2))),
            npy(np.array([None])),
            npy(np.arange(3)) + b"\0",
            npy(np.arange(3))[:-1],
        ],
        ids=range(6),
    )
    def test_archives(self, tmp_path: Path, member: bytes) -> None:
        """A column is of one dimension and of numbers, whatever its end says."""
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("register.json", "{}")
            archive.writestr("a.npy", member)
            archive.comment = b"vnr-register 0001 " + bytes(64)
        before = file.getvalue()[:-64]
        path = tmp_path / "a.vnr"
        path.write_bytes(before + blake2b(before, digest_size=32).hexdigest().encode())
        with pytest.raises(DataError, match="no register that vnr saved"):
            Register.load(path)


class TestVersions:
    """A file is read by this version and later ones."""

    def test_a_later_one(self, tmp_path: Path) -> None:
        """It says so, and that a later vnr is needed."""
        path = stored(content_of(kept(varied())), tmp_path / "a.vnr", FORM + 1)
        with pytest.raises(DataError, match=r"saved by a later vnr \(form 5, and .* up to 4\)"):
            Register.load(path)

    def test_another_schema(self, tmp_path: Path) -> None:
        """A register of cases with more fields isn't one of cases, nor the other way round."""
        for made, other in ((court(), CASES), (register(case()), COURT_CASES)):
            path = plainly(made, tmp_path / "a.vnr")
            with pytest.raises(DataError, match="give load the schema"):
                Register.load(path, schema=other)

    def test_the_first_form(self) -> None:
        """A file that was saved in form 1 is read, and always will be."""
        cases = [*varied().cases()][:10]
        load = Register.load(HERE / "saved" / "register_1.vnr")
        assert list(load.cases()) == cases
        assert (load.observed, load.coverage) == (varied().observed, varied().coverage)
        assert load.selection == {"sex": ("woman", "man", "other", "unknown")}
        assert list(load.contacts()) == []

    def test_the_second_form(self) -> None:
        """So is one of form 2, in which cases have districts and contacts stand beside."""
        load = Register.load(HERE / "saved" / "register_2.vnr")
        assert list(load.cases()) == [attrs.evolve(case("1", "a", "2019-03-01"), district="norr")]
        assert list(load.contacts()) == list(beside().contacts())

    def test_the_third_form(self) -> None:
        """So is one of form 3, in which an investigation has a reason, and says what it describes."""
        load = Register.load(HERE / "saved" / "register_3.vnr")
        assert list(load.cases()) == list(investigated().cases())
        second = Register.load(HERE / "saved" / "register_1.vnr").table("investigations")
        assert second.height
        assert (second["not_opened_reason"] == -1).all()
        assert (second["violence_described"] == -1).all()

    def test_the_fourth_form(self) -> None:
        """So is one of form 4, in which a stay has a day from which it was no longer needed."""
        load = Register.load(HERE / "saved" / "register_4.vnr")
        assert list(load.cases()) == list(sheltered().cases())
        third = Register.load(HERE / "saved" / "register_1.vnr").table("interventions")
        assert third.height
        assert (third["ready"] == NO_DAY).all()

    def test_a_vocabulary_that_grew(self) -> None:
        """Forms, contexts and groups that came later stand after those that were, also of old files."""
        cases = [*Register.load(HERE / "saved" / "register_1.vnr").cases()]
        assert cases == [*varied().cases()][:10]
        held = {
            *(form for case in cases for form in case.forms),
            *(context for case in cases for context in case.contexts),
            *(group for case in cases for group in case.person.groups),
        }
        assert {type(one).__name__ for one in held} == {"ViolenceForm", "ViolenceContext", "Group"}
        later = {"isolation", "forced_marriage", "sex_for_shelter", "lgbtqi", "asylum_seeker"}
        assert not {one.value for one in held} & later

    def test_a_later_form_is_made_of_an_earlier(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As if form 6 came to be: its steps are taken one after the other."""

        def told(word: str) -> Callable[[Content], Content]:
            return lambda content: Content(
                {**content.about, "steps": [*content.about["steps"], word]}, content.arrays
            )

        steps = MappingProxyType({**MIGRATIONS, 4: told("fifth"), 5: told("sixth")})
        monkeypatch.setattr(content_module, "FORM", 6)
        monkeypatch.setattr(content_module, "MIGRATIONS", steps)
        load = Register.load(HERE / "saved" / "register_1.vnr")
        assert load._steps[-2:] == ("fifth", "sixth")

    def test_an_earlier_form_without_a_step(self, tmp_path: Path) -> None:
        """There was none before the first."""
        path = stored(content_of(kept(varied())), tmp_path / "a.vnr", 0)
        with pytest.raises(DataError, match="no register that vnr saved"):
            Register.load(path)


def turned(made: Register, *, more: bool) -> Content:
    """A register as a vnr would save it whose vocabularies stand the other way round."""
    content = content_of(kept(made))
    members = {name: words[::-1] for name, words in content.about["schema"]["members"].items()}
    held = dict(content.arrays)
    for name, words in members.items():
        column = next(c for n, c in content_module._coded(made.schema) if n == name)
        values, last = held[name], len(words) - 1
        if column.kind.name == "CODE":
            held[name] = np.where(values < 0, values, last - values).astype(values.dtype)
        else:
            width = 2 if column.kind.name == "LEVELS" else 1
            bits = [(values >> np.uint32(width * n)) & np.uint32(2**width - 1) for n in range(last + 1)]  # fmt: skip
            held[name] = sum(
                (bit << np.uint32(width * (last - n)) for n, bit in enumerate(bits)),
                np.zeros_like(values),
            )
        if more:
            words.append("of_a_later_version")
    about = {**content.about, "schema": {**content.about["schema"], "members": members}}
    return Content(about, held)


class TestVocabularies:
    """Values are stored by their words, so that a vocabulary may grow."""

    @pytest.mark.parametrize("more", [False, True])
    def test_another_order(self, more: bool) -> None:
        """The words count, and not their places; one that nobody uses is no hindrance."""
        loaded = kept_of(turned(varied(), more=more), CASES, "a")
        check_equal(varied(), Register(**loaded.named()))

    @pytest.mark.parametrize("name", ["tables/persons/sex", "tables/cases/forms"])
    def test_words_of_a_later_version(self, name: str) -> None:
        """A value that this version doesn't know is refused, for it would be lost."""
        content = content_of(kept(varied()))
        members = dict(content.about["schema"]["members"])
        members[name] = ["of_a_later_version", *members[name][1:]]
        about = {**content.about, "schema": {**content.about["schema"], "members": members}}
        field = name.rpartition("/")[2]
        with pytest.raises(DataError, match=f"holds values of {field} that this vnr"):
            kept_of(Content(about, content.arrays), CASES, "a")
