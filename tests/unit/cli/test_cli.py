"""0 if all is well, 1 for faults, 2 for misuse; never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import vnr
from filled import filled
from vnr.cli import main
from workbooks import HEAD, edited, row, xlsx


class TestCommands:
    """0 if all is well, 1 for faults, 2 for misuse; never a traceback."""

    GOOD = (
        "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
        "101;a1;0484;våldsutsatt vuxen;2019-01-15;våld i nära relation\n"
    )

    def file(self, folder: Path, text: str) -> str:
        (folder / "a.csv").write_text(text, "cp1252")
        return str(folder / "a.csv")

    def test_check(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Good files are 0, faulty ones 1 with the list written."""
        assert main(["check", self.file(tmp_path, self.GOOD)]) == 0
        bad = self.file(tmp_path, self.GOOD + "102;a2;0484;?;2019-02-30;x\n")
        out = tmp_path / "fel.xlsx"
        assert main(["check", bad, "--observed", "2019-01-01/2019-12-31", "--out", str(out)]) == 1
        assert out.exists()
        assert "date-invalid" in capsys.readouterr().out

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It says which version it is, and stops."""
        with pytest.raises(SystemExit) as stopped:
            main(["--version"])
        assert stopped.value.code == 0
        assert capsys.readouterr().out == f"vnr {vnr.__version__}\n"

    def test_hidden_sheets_and_limits(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A hidden sheet is named, and what a workbook may cost told; a limit of nothing is none."""
        lines = {"Info": [["x"]], "Dolt": [HEAD, row("1")]}
        path = xlsx(tmp_path / "a.xlsx", lines)
        edited(path, "xl/workbook.xml", 'name="Dolt"', 'name="Dolt" state="hidden"')

        assert main(["check", str(path)]) == 1
        assert "dolda blad" in capsys.readouterr().out
        more = ["--sheet", "Dolt", "--memory", "900", "--seconds", "30"]
        assert main(["check", str(path), *more]) == 0
        assert main(["check", str(path), "--seconds", "0"]) == 2

    def test_profile(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A profile to fill in of what isn't known, without a key, and never over another file."""
        bad = self.file(
            tmp_path, self.GOOD.replace("våld i nära", "VINR i").replace("a1", "811218-9876")
        )
        out = tmp_path / "profil.toml"
        assert main(["profile", bad, "--out", str(out)]) == 0
        assert '"VINR i relation" = ""' in out.read_text("utf-8")
        assert "1 lästa = 0 godtagna + 1 bortlagda" in capsys.readouterr().out
        assert main(["profile", bad, "--out", str(out)]) == 2
        assert "finns redan" in capsys.readouterr().err
        assert main(["profile", bad, "--out", str(out), "--language", "en"]) == 2
        assert "is there already" in capsys.readouterr().err
        assert main(["profile", bad, "--out", str(out), "--overwrite"]) == 0
        assert main(["profile", self.file(tmp_path, self.GOOD), "--out", str(out)]) == 0
        assert "ingen profil behövs" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("before", "after", "helps"),
        [
            ("2019-01-15", "2019-02-30", False),
            ("2019-01-15", "13/3 2019", True),
            ("2019-01-15", "igår", False),
            ("2019-01-15", "", False),
            ("101;", ";", False),
            ("våld i nära relation", "VINR i", True),
            ("våld i nära relation", "", True),
            ("0484", "Ankeborg", True),
            ("Klient", "Vem", True),
            ("Aktualiseringsdatum", "Datum", True),
        ],
    )
    def test_an_answer_is_asked_for_where_it_helps(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        before: str,
        after: str,
        helps: bool,
    ) -> None:
        """Where nothing is left to answer no profile is asked for, though rows are faulty."""
        file = self.file(tmp_path, self.GOOD.replace(before, after))
        assert main(["check", file]) == 1
        assert ("Svara i en profil" in capsys.readouterr().out) is helps
        main(["profile", file, "--out", str(tmp_path / "profil.toml")])
        told = capsys.readouterr().out
        assert ("Svara i en profil" in told) is helps
        assert ("ingen profil behövs" in told) is not helps

    @pytest.mark.parametrize(
        ("head", "person", "needed"),
        [("Klient", "a1", False), ("Klient", "811218-9876", True), ("Personnummer", "x7", True)],
    )
    def test_check_says_that_the_report_needs_a_key(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        head: str,
        person: str,
        needed: bool,
    ) -> None:
        """Last of all, in both languages, just where a reading without one is refused."""
        file = self.file(tmp_path, self.GOOD.replace("Klient", head).replace("a1", person))
        for language, command in (("sv", "python -m vnr key FIL"), ("en", "vnr key FILE")):
            assert main(["check", file, "--language", language]) == 0
            last = capsys.readouterr().out.splitlines()[-1]
            assert (command in last and "--key-file" in last) is needed
        if needed:
            with pytest.raises(vnr.errors.DataError):
                vnr.read(file, observed="2019")
        else:
            vnr.read(file, observed="2019")
        key = str(tmp_path / "nyckel")
        assert main(["key", key]) == 0
        assert main(["check", file, "--key-file", key]) == 0
        assert "rapporten kräver" not in capsys.readouterr().out

    def test_what_was_taken(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Words known under a heading that the profile answers are shown to be looked over."""
        head = self.GOOD.replace("Aktualiseringsorsak", "Gäller saken").replace(
            ";våld i", ";VINR; i"
        )
        odd = self.file(tmp_path, head.replace("; i nära relation", ""))
        profile = tmp_path / "p.toml"
        profile.write_text('[rubriker]\n"Gäller saken" = "Aktualiseringsorsak"\n', "utf-8")
        for command in ("check", "profile"):
            assert main([command, odd, "--profile", str(profile)]) == 0
            out = capsys.readouterr().out
            assert 'Aktualiseringar · Gäller saken · "VINR" = våld i nära relation' in out
            assert "ingen profil behövs" not in out
        assert "profilen svarar på allt" in out
        assert main(["check", odd, "--profile", str(profile), "--language", "en"]) == 0
        assert '"VINR" = violence' in capsys.readouterr().out

    @pytest.mark.parametrize("library", ["jinja2", "xlsxwriter", "docx"])
    def test_report_without_an_extra(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
    ) -> None:
        """Nothing is written, not even what could be."""
        monkeypatch.setitem(sys.modules, library, None)
        given = ["report", self.file(tmp_path, self.GOOD), "--county", "04", "--year", "2019"]
        assert main([*given, "--out", str(tmp_path / "ut")]) == 2
        assert not list((tmp_path / "ut").glob("*"))

    def test_report_on_what_is_chosen(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The country, and cases with one kind of provider, each under its name."""
        given = ["report", self.file(tmp_path, self.GOOD), "--year", "2019", "--internal"]
        given += ["--out", str(tmp_path / "ut")]
        assert main([*given, "--country", "--provider", "ngo"]) == 0
        page = (tmp_path / "ut" / "vnr-SE-2019.html").read_text("utf-8")
        assert re.search("<h1>[^<]*Sverige, [^<]*ideell[^<]*</h1>", page)
        assert main([*given, "--country", "--county", "04"]) == 2
        assert "--country är hela landet" in capsys.readouterr().err
        assert main([*given, "--county", "04", "--provider", "nobody"]) == 2

    def test_report(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Page, document and workbook; without a window the assumption is said."""
        given = ["report", self.file(tmp_path, self.GOOD), "--county", "04", "--year", "2019"]
        given.append("--internal")
        assert main([*given, "--out", str(tmp_path / "ut")]) == 0
        assert {path.suffix for path in (tmp_path / "ut").iterdir()} == {".html", ".docx", ".xlsx"}
        assert "Fönstret antas" in capsys.readouterr().err
        (tmp_path / "k").write_text("a secret for tests only, not for people")
        bad = self.file(tmp_path, self.GOOD + "102;a2;0484;?;2019-02-30;x\n")
        given += ["--key-file", str(tmp_path / "k"), "--observed", "2019-01-01/2020-12-31"]
        assert main([*given[:1], bad, *given[2:], "--out", str(tmp_path / "ut2")]) == 1
        assert "fel" in capsys.readouterr().err

    def test_what_may_be_published(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """By default nothing is written that gives a few away, and it is told what to do about it."""
        given = ["report", self.file(tmp_path, self.GOOD), "--county", "04", "--year", "2019"]
        out = tmp_path / "ut"
        assert main([*given, "--out", str(out)]) == 2
        assert "länsdelar i stället för kommuner" in capsys.readouterr().err
        assert not out.exists()
        rule, parts = tmp_path / "regel.toml", tmp_path / "delar.toml"
        for name, words in (
            ("VNR_BORD", "VNR_BOARD"),
            (str(rule), "regel.toml"),
        ):
            assert main([*given, "--out", str(out), "--rule", name]) == 2
            assert words in capsys.readouterr().err
        rule.write_text("threshold = 2\ninsider = 0\nwidth = 1\n")
        parts.write_text('Norr = ["Eskilstuna"]\n')
        more = ["--rule", str(rule), "--parts", str(parts)]
        assert main([*given, "--out", str(out), *more]) == 2
        assert "ligger i ingen av de länsdelar" in capsys.readouterr().err
        for wrong in ("Norr = 3", "Norr = [3]", "Norr ="):
            parts.write_text(wrong)
            assert main([*given, "--out", str(out), *more]) == 2
            assert "ingen TOML-fil med kommunerna" in capsys.readouterr().err
        parts.unlink()
        assert main([*given, "--out", str(out), *more]) == 2
        assert "delar.toml går inte att läsa" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "arguments",
        [
            ["check", "none.csv"],
            ["report", "none.csv", "--county", "04", "--year", "2019", "--out", "x"],
            ["report", "none.csv", "--county", "04", "--year", "0", "--out", "x"],
            ["check", "none.csv", "--key-file", "none"],
        ],
    )
    def test_misuse(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """One line on standard error, and 2."""
        assert main(arguments) == 2
        assert capsys.readouterr().err.splitlines()[-1].startswith("vnr: ")

    @pytest.mark.parametrize(
        "arguments",
        [[], ["nothing"], ["check"], ["check", "a.csv", "--observed", "2019"]],
    )
    def test_wrong_words(self, arguments: list[str]) -> None:
        """Words that make no command end with 2."""
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2

    @pytest.mark.parametrize("command", [["template"], ["form"], ["check", "a"], ["answers", "a"]])
    def test_a_workbook_has_no_other_ending(
        self, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What is a workbook is written under no name that says that it is something else."""
        with pytest.raises(SystemExit) as stop:
            main([*command, "--out", str(tmp_path / "fel.csv")])
        assert stop.value.code == 2
        assert "låt namnet sluta på .xlsx" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_unwritable(self, tmp_path: Path) -> None:
        """A folder that can't be written is misuse, and leaves nothing."""
        (tmp_path / "file").write_text("")
        given = ["report", self.file(tmp_path, self.GOOD), "--county", "04", "--year", "2019"]
        given.append("--internal")
        assert main([*given, "--out", str(tmp_path / "file" / "x")]) == 2

        assert main(["demo", "--out", str(tmp_path / "file")]) == 2
        bad = self.file(tmp_path, self.GOOD + "102;a2;0484;?;2019-02-30;x\n")
        assert main(["check", bad, "--out", str(tmp_path)]) == 2
        assert {path.name for path in tmp_path.iterdir()} == {"file", "a.csv"}

    def test_rows_set_aside_are_told_where_nothing_may_be_shown(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """They may be why: they are told before what stopped the release."""
        bad = self.file(tmp_path, self.GOOD + "102;a2;0484;?;2019-02-30;x\n")
        given = ["report", bad, "--municipality", "0484", "--year", "2019"]
        assert main([*given, "--out", str(tmp_path / "ut")]) == 2
        told = capsys.readouterr().err
        assert 0 < told.index("1 rader lades åt sidan") < told.index("vnr: rapporten kan inte")
        assert not (tmp_path / "ut").exists()

    @pytest.mark.parametrize("text", ["", GOOD.splitlines()[0], GOOD.replace("2019-01", "2019-13")])
    def test_nothing_usable(
        self, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Files without one good row are faults that are shown, and there is no report."""
        given = ["report", self.file(tmp_path, text), "--county", "04", "--year", "2019"]
        given.append("--internal")
        assert main([*given, "--out", str(tmp_path / "ut")]) == 1
        shown = capsys.readouterr()
        assert "1 fel" in shown.out
        assert "ingen rapport skrevs" in shown.err
        assert not (tmp_path / "ut").exists()

    def test_without_the_extra(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the workbook can't be written the page isn't either."""
        import sys

        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        given = ["report", self.file(tmp_path, self.GOOD), "--county", "04", "--year", "2019"]
        given.append("--internal")
        assert main([*given, "--out", str(tmp_path / "ut")]) == 2
        assert not (tmp_path / "ut").exists()

    @pytest.mark.parametrize("coding", ["ascii", "utf-8"])
    def test_another_end(self, tmp_path: Path, coding: str) -> None:
        """Output that lacks å, or that nobody reads to the end, is no reason for a traceback."""
        import os
        import sys

        path = self.file(tmp_path, self.GOOD.replace("2019-01", "2019-13"))
        run = [sys.executable, "-m", "vnr"]
        environment = os.environ | {"PYTHONIOENCODING": coding}
        done = subprocess.run(
            [*run, "check", path], env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, b"")
        with subprocess.Popen(
            [*run, "schema"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as half:
            assert half.stdout is not None
            assert half.stderr is not None
            half.stdout.close()
            assert half.stderr.read() == b""
        assert half.returncode == 0

    @pytest.mark.parametrize("command", ["check", "profile", "answers", "supply"])
    def test_what_is_asked_for_is_written_though_nobody_reads_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        """A reader who has seen enough, as head has, stops no file from being written."""
        out = tmp_path / "ut"
        given = self.file(tmp_path, self.GOOD.replace("våld i nära", "VINR i"))
        if command in ("answers", "supply"):
            given = str(filled(tmp_path / "a.xlsx", {2: {"state": "kanske"}}, code="0484"))
        more = ["--municipality", "0484", "--year", "2026", "--internal"]

        def heard(*_: object, **__: object) -> None:
            raise BrokenPipeError

        monkeypatch.setattr("builtins.print", heard)
        monkeypatch.setattr("os.dup2", lambda *_: None)
        wanted = [command, given, *(more if command == "supply" else []), "--out", str(out)]
        assert main(wanted) == 0
        assert out.exists()

    @pytest.mark.parametrize(
        "command", ["check", "profile", "report", "demo", "template", "form", "answers", "key"]
    )
    def test_values_are_called_by_words(
        self, command: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What an option takes is named in the language of the help."""
        names = {}
        for language in ("sv", "en"):
            with pytest.raises(SystemExit):
                main([command, "--help", "--language", language])
            names[language] = set(re.findall(r"\b[A-ZÅÄÖ]{3,}\b", capsys.readouterr().out))
        assert names["sv"]
        assert names["sv"] & names["en"] <= {"TOML", "JSON", "CSV"}

    def test_demo(self, demo: SimpleNamespace) -> None:
        """From nothing to the report, all of it called made up."""
        assert demo.status == 0
        assert "Allt är påhittat, felen i uttagen också" in demo.printed
        assert f"Öppna {demo.folder / 'rapport' / 'rapport.html'} i en webbläsare" in demo.printed
        assert (demo.folder / "internt" / "vnr-04-2019.html").stat().st_size > 20_000
        for page in ("rapport/rapport.html", "internt/vnr-04-2019.html"):
            told = (demo.folder / page).read_text("utf-8")
            assert "Framtagen av vnr ur påhittade uttag" in told, page
        published = demo.folder / "rapport"
        assert {path.name for path in published.iterdir()} == {
            "bilder", "rapport.docx", "rapport.html", "release.json", "tabeller.xlsx",
        }  # fmt: skip
        record = json.loads((published / "release.json").read_text("utf-8"))
        assert record["verdict"] == "safe"
        assert record["hidden"] <= record["figures"] / 4
        for label in ("cases_total", "missed_total", "follow_due_total", "returned", "rates"):
            assert set(record["tables"][label]["state"]) == {"value"}, label

    def test_form_and_answers(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A form is written, filled in from last year's, and checked; faults are 1, misuse 2."""
        old, new, out = (tmp_path / name for name in ("2025.xlsx", "2026.xlsx", "fel.xlsx"))
        made = ["--municipality", "Trosa"]
        assert main(["form", *made, "--year", "2025", "--out", str(old)]) == 0
        more = ["--year", "2026", "--before", str(old)]
        assert main(["form", *made, *more, "--out", str(new)]) == 0
        assert main(["answers", str(new), "--year", "2026"]) == 0
        assert " av 45 rader om utbud" in capsys.readouterr().out
        assert main(["answers", str(old), "--year", "2026", "--out", str(out)]) == 1
        assert out.exists()
        assert main(["form", *made, "--before", str(old), "--out", str(old)]) == 2
        assert main(["form", "--municipality", "Trosaa", "--out", str(new)]) == 2
        assert "Trosa" in capsys.readouterr().err
        (tmp_path / "a.csv").write_text("a;b\n1;2\n")
        assert main(["form", *made, "--before", str(tmp_path / "a.csv"), "--out", str(new)]) == 1

    def test_template_and_schema(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The empty extract, and both schemas."""
        assert main(["template", "--out", str(tmp_path / "mall.xlsx")]) == 0
        assert main(["schema"]) == 0
        assert main(["schema", "--kind", "table"]) == 0
        assert '"missingValues"' in capsys.readouterr().out

    def test_progress(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Work over the quiet time says what goes on."""
        import time

        from vnr.cli import _progress

        monkeypatch.setattr(_progress, "_QUIET", 0.01)
        with _progress.progress("counting", "sv"):
            time.sleep(0.1)
        assert "… räknar" in capsys.readouterr().err

    def test_language(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Help, account and faults are in the language asked for."""
        bad = self.file(tmp_path, self.GOOD.replace("2019-", "2019x"))
        faults = tmp_path / "faults.xlsx"
        assert main(["check", bad, "--language", "en", "--out", str(faults)]) == 1
        shown = capsys.readouterr().out
        assert "1 of 1 rows (100.0 %) were set aside" in shown
        assert f"the faults were written to {faults}" in shown
        for arguments, words in (
            (["--help"], "läs filer och visa fel"),
            (["check", "--language", "en", "--help"], "files or folders"),
            (["check", "--language", "fr"], "'fr' går inte att välja"),
        ):
            with pytest.raises(SystemExit):
                main(arguments)
            told = capsys.readouterr()
            assert words in told.out + told.err
