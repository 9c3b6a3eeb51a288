"""The register keeps what it was given, and says when it can't."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ECONOMIC, VIOLENCE, WINDOW, case, day, register
from vnr import frames as _frame
from vnr.errors import DataError, MissingExtraError, UnknownNameError
from vnr.files import cell, replacing
from vnr.model import (
    FollowUp,
    Instrument,
    Intervention,
    InterventionKind,
    JudgedRisk,
    Judgement,
    Period,
    Person,
    RiskAssessment,
    RiskJudgement,
    Sex,
    Unit,
    ViolenceForm,
)
from vnr.register import Coverage, Register, date_of, day_number, run_starts
from vnr.register._assemble import assemble
from vnr.register._keys import Keys, composite, group, sorted_order, unify

SECRET = "19811218-9876"
ATV, GROUP = InterventionKind.ATV, InterventionKind.GROUP
BASE: dict[str, Any] = {
    "municipality": ["0484", "0484", "0488"],
    "case_id": ["1", "1", "2"],
    "person_id": ["a", "a", "b"],
    "role": ["exposed_adult"] * 3,
    "date": [day("2019-01-02"), day("2019-03-01"), day("2019-02-01")],
    "reason": ["economic", "violence", "violence"],
}


class TestCases:
    """Cases in, equal cases out."""

    def test_same_case_twice_counts_once(self) -> None:
        """Equal content under one key is one case."""
        assert len(register(case(), case())) == 1

    def test_other_content_is_refused(self) -> None:
        """Other content under one key is an error that names rows and no identifier."""
        with pytest.raises(DataError, match="row 1") as error:
            register(case(SECRET, SECRET), case(SECRET, SECRET, closed="2020-01-01"))
        assert SECRET not in str(error.value)

    def test_not_a_case(self) -> None:
        """Anything but a case is refused by its type."""
        with pytest.raises(DataError, match="row 0 is not a Case but str"):
            Register.from_cases([SECRET], observed=WINDOW)  # type: ignore[list-item]

    def test_person_rows_disagree(self) -> None:
        """A person with two sexes is an error."""
        one, other = Person(SECRET, sex=Sex.WOMAN), Person(SECRET, sex=Sex.MAN)
        with pytest.raises(DataError, match="person-conflict") as error:
            register(case("1", one), case("2", other))
        assert SECRET not in str(error.value)

    def test_many_breaches_are_summed_up(self) -> None:
        """The message holds the first five rules and the number of the others."""
        people = [
            Person("p", 1950 + n, sex, died=day(f"2019-0{n}-01"), moved_out=day(f"2020-0{n}-01"))
            for n, sex in enumerate((Sex.WOMAN, Sex.MAN), start=1)
        ]
        cases = [case(str(n), people[n % 2]) for n in range(14)]
        with pytest.raises(DataError, match="and 9 more"):
            register(*cases)
        columns: dict[str, Any] = dict(BASE) | {
            name: [None, *list(values)]
            for name, values in dict[str, list[Any]](
                {
                    "sex": ["woman", "man"],
                    "birth_year": [1980, 1981],
                    "died": [day("2020-01-01"), day("2020-01-02")],
                    "moved_out": [day("2020-01-01"), day("2020-01-02")],
                    "unit": ["adult", "child"],
                    "goal": ["partly", "reached"],
                }
            ).items()
        }
        columns |= {"case_id": ["1"] * 3, "person_id": ["a"] * 3, "municipality": ["0484"] * 3}
        with pytest.raises(DataError, match="and 1 more rules"):
            Register.from_frame(pl.DataFrame(columns), observed=WINDOW)

    def test_protected_if_any_row_says_so(self) -> None:
        """One protected row protects the person."""
        found = register(case("1", Person("p")), case("2", Person("p", protected=True)))
        assert [one.person.protected for one in found.cases()] == [True, True]

    def test_siblings_share_a_case_id(self) -> None:
        """Municipality, case and person make the key: numbers may be shared."""
        cases = [case("1", "a"), case("1", "b"), case("1", "a", municipality="0488")]
        assert list(register(*cases).cases()) == cases

    def test_rows_in_any_order(self) -> None:
        """Rows of one case that lie apart come together, by date."""
        frame = pl.DataFrame(BASE)[[1, 2, 0]]
        found = list(Register.from_frame(frame, observed=WINDOW).cases())
        assert [str(intake.date) for intake in found[0].intakes] == ["2019-01-02", "2019-03-01"]

    def test_empty(self) -> None:
        """No cases are a register too."""
        empty = register()
        assert len(empty) == 0
        assert list(empty.cases()) == []
        assert "ärenden 0" in repr(empty)
        for name in ("cases", "follow_ups"):
            assert len(empty.to_frame(name, "polars")) == 0


class TestTables:
    """Anyone can read the columns; nobody can change them."""

    def test_read_only(self) -> None:
        """Columns refuse to be written."""
        table = register(case()).table("cases")
        with pytest.raises(ValueError, match="read-only"):
            table["opened"][0] = 0
        assert "rows" in repr(table)
        assert len(table) == len(list(table))

    def test_unknown(self) -> None:
        """A table, column or parent that isn't there is named with its neighbours."""
        found = register(case())
        with pytest.raises(UnknownNameError, match="cases"):
            found.table("case")
        with pytest.raises(UnknownNameError, match="opened"):
            found.table("cases")["open"]
        with pytest.raises(UnknownNameError, match="parent"):
            found.table("cases").parent  # noqa: B018

    def test_keys_hide_themselves(self) -> None:
        """Not even the repr of a dictionary of identifiers shows one."""
        assert repr(Keys.of([SECRET, None])) == "<Keys: 2 rows, 1 distinct>"


class TestFrames:
    """Frames of three libraries, both ways."""

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_everything_comes_back(self, backend: str) -> None:
        """Judged risks, scores, several forms and follow-ups survive."""
        risks = (
            RiskJudgement(JudgedRisk.CURRENT, Judgement.LOW),
            RiskJudgement(JudgedRisk.OTHER, Judgement.HIGH),
        )
        one = case(
            forms=frozenset({ViolenceForm.PHYSICAL, ViolenceForm.DIGITAL}),
            police_report=False,
            children_at_home=0,
            home_municipality="0180",
            officer="x",
            assessments=(
                RiskAssessment(Instrument.SARA_SV, day("2019-03-02"), judgement=risks),
                RiskAssessment(Instrument.DANGER_ASSESSMENT, day("2019-03-02"), score=7.5),
            ),
            interventions=(
                Intervention(ATV, day("2019-04-01"), follow_ups=(FollowUp(day("2019-06-01")),)),
                Intervention(
                    ATV,
                    day("2019-04-01"),
                    placed_municipality="0488",
                    follow_ups=(
                        FollowUp(day("2019-06-01"), day("2019-06-02")),
                        FollowUp(day("2019-09-01"), day("2019-06-02")),
                    ),
                ),
            ),
        )
        found = register(one, case("2"))
        names = ("cases", "intakes", "assessments", "interventions", "follow_ups")
        frames = {name: found.to_frame(name, backend) for name in names}
        again = Register.from_frame(frames, observed=WINDOW)
        assert [one, case("2")] == list(again.cases())

    @pytest.mark.parametrize("library", [pd, pl])
    def test_base_shape(self, library: Any) -> None:
        """One row for each intake, with the case id repeated."""
        found = Register.from_frame(library.DataFrame(BASE), observed=WINDOW)
        assert [len(one.intakes) for one in found.cases()] == [2, 1]
        assert [str(one.opened) for one in found.cases()] == ["2019-01-02", "2019-02-01"]

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"reason": ["economic", "våld", "violence"]}, "intakes.reason"),
            ({"date": ["2019-01-02"] * 3}, "must hold dates"),
            ({"protected": ["ja", "nej", "ja"]}, "true or false"),
            ({"children_at_home": ["två", "tre", "en"]}, "must hold numbers"),
            ({"children_at_home": [1.5, 2.0, 1.0]}, "whole numbers"),
            ({"forms": ["physical;våld", "", ""]}, "intakes.forms"),
            ({"colour": ["red"] * 3}, "column of intakes"),
            ({"case_id": ["1", None, "2"]}, "id-missing"),
            ({"reason": ["economic", None, "violence"]}, "value-missing"),
            ({"closed": [day("2018-01-01"), None, None]}, "closed-before-opened"),
            ({"closed": [day("2019-02-01"), None, None]}, "intake-after-closed"),
            ({"children_at_home": [-2, -2, 1]}, "negative"),
        ],
    )
    def test_refused(self, change: dict[str, Any], message: str) -> None:
        """A frame that breaks a rule is refused with table, column and rows."""
        frame = pl.DataFrame(BASE | change, strict=False)
        with pytest.raises((DataError, UnknownNameError), match=message):
            Register.from_frame(frame, observed=WINDOW)

    def test_shapes_that_are_none(self) -> None:
        """A table that isn't known, no intakes, no keys."""
        with pytest.raises(UnknownNameError, match="intakes"):
            Register.from_frame({"intake": pl.DataFrame(BASE)}, observed=WINDOW)
        with pytest.raises(DataError, match="`intakes`"):
            Register.from_frame({"cases": pl.DataFrame(BASE)}, observed=WINDOW)
        with pytest.raises(DataError, match="lacks the column case_id"):
            Register.from_frame(pl.DataFrame(BASE).drop("case_id"), observed=WINDOW)
        with pytest.raises(UnknownNameError, match="table"):
            register().to_frame("persons")

    def test_case_without_intakes(self) -> None:
        """A row of cases that no intake belongs to is a breach."""
        frames = {"cases": register(case()).to_frame("cases", "polars")}
        frames["intakes"] = register(case("2")).to_frame("intakes", "polars")
        with pytest.raises(DataError, match="intake-missing"):
            Register.from_frame(frames, observed=WINDOW)

    def test_no_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without any library of frames the error says what to install."""
        monkeypatch.setattr(_frame, "find_spec", lambda _: None)
        with pytest.raises(MissingExtraError, match="pip install pandas"):
            register(case()).to_frame()
        with pytest.raises(MissingExtraError, match="pip install polars"):
            register(case()).to_frame("cases", "polars")
        with pytest.raises(UnknownNameError, match="polars"):
            register(case()).to_frame("cases", "polar")


class TestFollowUps:
    """A follow-up names its intervention by place, by kind and start, or not at all."""

    def child(self, **columns: Any) -> Register:
        base = {"municipality": ["0484"], "case_id": ["1"], "person_id": ["p"]}
        one = case(
            interventions=(
                Intervention(ATV, day("2019-04-01")),
                Intervention(GROUP, day("2019-05-01")),
                Intervention(GROUP, day("2019-06-01")),
            )
        )
        found = register(one, case("2", interventions=(Intervention(ATV, day("2019-04-01")),)))
        frames = {
            name: found.to_frame(name, "polars") for name in ("cases", "intakes", "interventions")
        }
        frames["follow_ups"] = pl.DataFrame(base | {"due": [day("2019-09-01")]} | columns)
        return Register.from_frame(frames, observed=WINDOW)

    @pytest.mark.parametrize(
        ("columns", "place"),
        [
            ({"intervention": [1]}, 1),
            ({"kind": ["atv"]}, 0),
            ({"started": [day("2019-06-01")]}, 2),
            ({"kind": ["group"], "started": [day("2019-05-01")]}, 1),
            ({"case_id": ["2"]}, 3),
        ],
    )
    def test_found(self, columns: dict[str, Any], place: int) -> None:
        """It hangs on the one intervention that fits."""
        assert self.child(**columns).table("follow_ups").parent.tolist() == [place]

    @pytest.mark.parametrize(
        "columns", [{"kind": ["group"]}, {"kind": ["cap"]}, {"intervention": [3]}, {}]
    )
    def test_not_found(self, columns: dict[str, Any]) -> None:
        """Two that fit, or none, is a breach."""
        with pytest.raises(DataError, match="intervention-unknown"):
            self.child(**columns)

    def test_without_interventions(self) -> None:
        """Follow-ups without any interventions are breaches, not a crash."""
        found = register(case())
        frames = {name: found.to_frame(name, "polars") for name in ("cases", "intakes")}
        frames["follow_ups"] = pl.DataFrame(
            {
                "municipality": ["0484"],
                "case_id": ["1"],
                "person_id": ["p"],
                "due": [day("2019-09-01")],
            }
        )
        with pytest.raises(DataError, match="intervention-unknown"):
            Register.from_frame(frames, observed=WINDOW)
        frames["follow_ups"] = frames["follow_ups"].with_columns(kind=pl.lit("atv"))
        with pytest.raises(DataError, match="intervention-unknown"):
            Register.from_frame(frames, observed=WINDOW)


class TestChildren:
    """Children hang on a case that is there, and follow its dates."""

    @pytest.mark.parametrize(
        ("table", "columns", "rule"),
        [
            ("investigations", {"opened": [day("2018-01-01")]}, "before-case"),
            (
                "investigations",
                {"opened": [day("2019-04-01")], "closed": [day("2019-03-30")]},
                "closed-before-opened",
            ),
            ("interventions", {"kind": ["atv"], "started": [day("2018-01-01")]}, "before-case"),
            (
                "interventions",
                {"kind": ["atv"], "started": [day("2019-12-31")]},
                "started-after-closed",
            ),
            (
                "interventions",
                {"kind": ["atv"], "started": [day("2019-04-01")], "ended": [day("2019-03-30")]},
                "ended-before-started",
            ),
            ("interventions", {"kind": ["atv"], "started": [None]}, "value-missing"),
            (
                "interventions",
                {"kind": ["atv"], "started": [day("2019-04-01")], "visits": [-3]},
                "negative",
            ),
            (
                "assessments",
                {"instrument": ["patriark"], "date": [day("2019-04-01")], "score": [3.0]},
                "score-refused",
            ),
            ("perpetrators", {"relation": ["parent"], "case_id": ["9"]}, "case-unknown"),
            ("perpetrators", {"relation": ["parent"], "person_id": [None]}, "id-missing"),
        ],
    )
    def test_refused(self, table: str, columns: dict[str, Any], rule: str) -> None:
        """Each rule of the arrays is one of the records'."""
        found = register(case(closed="2019-06-30"))
        frames = {name: found.to_frame(name, "polars") for name in ("cases", "intakes")}
        keys = {"municipality": ["0484"], "case_id": ["1"], "person_id": ["p"]}
        frames[table] = pl.DataFrame(
            keys | columns, schema_overrides={"started": pl.Date, "person_id": pl.String}
        )
        with pytest.raises(DataError, match=rule):
            Register.from_frame(frames, observed=WINDOW)

    def test_done_before_started(self) -> None:
        """A follow-up done before its intervention began is a breach."""
        found = register(case(interventions=(Intervention(ATV, day("2019-04-01")),)))
        names = ("cases", "intakes", "interventions")
        frames = {name: found.to_frame(name, "polars") for name in names}
        frames["follow_ups"] = pl.DataFrame(
            {
                "municipality": ["0484"], "case_id": ["1"], "person_id": ["p"],
                "due": [day("2019-09-01")], "done": [day("2019-03-31")],
            }
        )  # fmt: skip
        with pytest.raises(DataError, match="done-before-started"):
            Register.from_frame(frames, observed=WINDOW)


class TestWhere:
    """`where` chooses what is counted."""

    def test_choices(self) -> None:
        """By municipality, county, a coded field, several values, a mask, one after the other."""
        found = register(
            case("1", Person("a", sex=Sex.WOMAN), unit=Unit.ADULT),
            case("2", Person("b", sex=Sex.MAN), municipality="0180"),
            case("3", Person("c"), forms=frozenset({ViolenceForm.SEXUAL}), municipality="0488"),
        )
        assert len(found.where(county="04")) == 2
        assert len(found.where(municipality=["0484", "0180"])) == 2
        assert len(found.where(sex=["woman", "man"]).where(sex="man")) == 1
        assert len(found.where(forms="sexual")) == 1
        assert len(found.where(unit="adult", role="exposed_adult")) == 1
        chosen = found.where(np.array([True, False, False]))
        assert len(chosen) == 1
        assert "urval mask=" in repr(chosen)
        assert found.where(county="04").coverage.municipalities == ("0484", "0488")
        twice = found.where(sex=["woman", "man"]).where(sex="man")
        assert twice.selection == {"sex": ("man",)}

    def test_refused(self) -> None:
        """A field, a value or a mask that isn't there."""
        found = register(case())
        for labels in ({"colour": "red"}, {"sex": "kvinna"}, {"municipality": "0001"}):
            with pytest.raises(UnknownNameError):
                found.where(**labels)
        for mask in ([1], [True, False]):
            with pytest.raises(DataError, match="booleans"):
                found.where(mask)

    def test_expecting(self) -> None:
        """A municipality that was expected stands in the coverage with nothing."""
        found = register(case()).expecting(["0484", "0488"])
        assert ("0488", None, None) in found.coverage.rows

    def test_shows(self) -> None:
        """Both reprs say what is counted, and of whom."""
        found = register(case(), case("2", municipality="0488")).where(municipality="0488")
        assert "historik 1 ärenden som inte räknas" in repr(found)
        assert "<caption>Register" in found._repr_html_()


class TestConcat:
    """Registers of one window become one."""

    def test_overlap(self) -> None:
        """A case in both counts once, and is counted if it is in either."""
        one, other = case("1", "a"), case("2", "b")
        left = register(one, other).where([True, False])
        right = register(other, case("3", "c"))
        joined = Register.concat([left, right])
        assert [case_.case_id for case_ in joined.cases()] == ["1", "2", "3"]

    def test_refused(self) -> None:
        """Nothing, other windows, other content."""
        with pytest.raises(DataError, match="at least one"):
            Register.concat([])
        with pytest.raises(DataError, match="different windows"):
            Register.concat([register(), register(observed=Period.year(2019))])
        with pytest.raises(DataError, match="row 0 of register 1") as error:
            Register.concat([register(case(SECRET)), register(case(SECRET, closed="2020-01-01"))])
        assert SECRET not in str(error.value)


class TestAsOf:
    """The register of an earlier day."""

    def test_unplaceable(self) -> None:
        """Undated evidence stays and is marked."""
        found = register(case(forms=frozenset({ViolenceForm.SEXUAL})), case("2"))
        assert found.table("cases")["unplaceable"].tolist() == [False, False]
        earlier = found.as_of(day("2019-06-01"))
        assert earlier.table("cases")["unplaceable"].tolist() == [True, False]
        assert earlier.observed.end == day("2019-06-01")
        assert found.as_of(WINDOW.end) is found

    def test_rows_after_the_window(self) -> None:
        """The window's last day hides what is dated after it, as every other day does."""
        later = WINDOW.end + timedelta(1)
        made = register(
            case("1", opened="2020-12-31", later=((str(later), VIOLENCE),), violence_known=later),
            case("2", opened=str(later)),
            case("3", opened="2020-12-31", closed=str(later)),
        )
        kept = list(made.as_of(WINDOW.end).cases())
        assert [len(one.intakes) for one in kept] == [1, 1]
        assert [(one.violence_known, one.closed) for one in kept] == [(None, None)] * 2

    def test_decided_later(self) -> None:
        """A decision that was made after the day was not known on it."""
        given = Intervention(
            InterventionKind.COUNSELLING, day("2019-03-01"), decided=day("2019-04-01")
        )
        made = register(case("1", interventions=(given,)))
        for text, known in (("2019-03-31", None), ("2019-04-01", day("2019-04-01"))):
            (one,) = made.as_of(day(text)).cases()
            assert one.interventions[0].decided == known

    def test_outside(self) -> None:
        """A day outside the window is refused."""
        with pytest.raises(DataError, match="observed window"):
            register().as_of(date(2030, 1, 1))

    def test_nobody_remains_who_was_not_there(self) -> None:
        """Persons of later cases are gone."""
        found = register(case("1", "a", "2018-02-01"), case("2", "b", "2020-02-01"))
        assert found.as_of(day("2019-01-01")).keys("person_id").tolist() == [b"a"]


class TestCoverage:
    """Who delivered what."""

    YEAR = Period.year(2019)

    def share(self, rows: list[Any], unit: Unit | None = None) -> float:
        start, end = (
            np.array([(one - date(1970, 1, 1)).days], np.int32)
            for one in (self.YEAR.start, self.YEAR.end)
        )
        return float(Coverage(rows).share(["0484"], start, end, unit)[0, 0])

    def test_union(self) -> None:
        """Days delivered twice count once."""
        half = Period.half(2019, 1)
        rows = [("0484", None, half), ("0484", None, Period.quarter(2019, 2))]
        assert self.share(rows) == half.days / 365
        assert self.share([]) == 0

    def test_units(self) -> None:
        """The mean over the units named; one unit by itself; a row for all serves each."""
        rows = [("0484", Unit.ADULT, self.YEAR), ("0484", Unit.CHILD, None)]
        assert self.share(rows) == 1 / 2
        assert self.share(rows, Unit.ADULT) == 1
        assert self.share(rows, Unit.ELDER) == 0
        assert self.share([("0484", None, self.YEAR)], Unit.ELDER) == 1

    def test_began(self) -> None:
        """The first delivered day."""
        rows = [("0484", None, Period.half(2019, 2)), ("0488", None, None)]
        assert Coverage(rows).began(["0484", "0488"]).tolist() == [18078, -(2**31)]

    def test_json(self) -> None:
        """Rows come back equal."""
        rows = Coverage([("0484", Unit.ADULT, self.YEAR), ("0488", None, None)])
        assert Coverage.from_list(rows.to_list()) == rows

    @pytest.mark.parametrize(
        "row", [("0484", None), ("0484", "adult", None), (484, None, None), ("0484", None, 2019)]
    )
    def test_refused(self, row: Any) -> None:
        """A row of another shape is refused by its number."""
        with pytest.raises(DataError, match="coverage row 0"):
            Coverage([row])


def test_cutoff() -> None:
    """The last observed day as a column holds it."""
    assert register(observed=Period.year(1970)).cutoff == 364
    assert day_number(date_of(-1)) == -1


class TestKeys:
    """Grouping is exact."""

    def test_runs(self) -> None:
        """A row begins a run where any column differs from the row before; no rows begin none."""
        assert run_starts(np.empty(0, int)).tolist() == []
        assert run_starts(np.array([7])).tolist() == [True]
        codes, days = np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])
        assert run_starts(codes).tolist() == [True, False, False, True]
        assert run_starts(codes, days).tolist() == [True, False, True, True]

    def test_no_columns(self) -> None:
        """Nothing to unify gives nothing."""
        values, codes = unify([])
        assert (values.size, codes) == (0, [])

    def test_beyond_64_bits(self) -> None:
        """Dictionaries whose product leaves 64 bits are still told apart."""
        big = 2**31 - 1
        a = np.array([0, big - 1, big - 1, 0], np.int32)
        b = np.array([1, 2, 2, 1], np.int32)
        key = composite((a, big), (b, big), (a, big))
        number, first = group(key)
        assert number.tolist() == [0, 1, 1, 0]
        assert first.tolist() == [0, 1]

    def test_rejected_beforehand(self) -> None:
        """A row set aside before takes its whole case along, and nothing else."""
        keys = {
            "municipality": Keys.of(["0484"] * 3),
            "case_id": Keys.of(["1", "1", "2"]),
            "person_id": Keys.of(["a", "a", "b"]),
        }
        columns: dict[str, Any] = keys | {
            "role": np.zeros(3, np.int8),
            "date": np.array([5, 6, 7], np.int32),
            "reason": np.zeros(3, np.int8),
        }
        done = assemble({"intakes": columns}, rejected={"intakes": np.array([True, False, False])})
        assert done.rejected["intakes"].tolist() == [True, True, False]
        assert [breach.rule for breach in done.breaches] == ["case-incomplete"]
        assert done.columns.keys["person_id"].tolist() == [b"b"]


class TestWriting:
    """Whole files or none; no cell that runs."""

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
    def test_formulas(self, text: str) -> None:
        """What a spreadsheet would run gets an apostrophe."""
        assert cell(text) == "'" + text

    def test_plain(self) -> None:
        """Other text stays."""
        assert [cell("a=b"), cell("")] == ["a=b", ""]

    def test_a_failure_leaves_the_old_file(self, tmp_path: Any) -> None:
        """If writing fails the file is as before, and nothing lies beside it."""
        path = tmp_path / "x.txt"
        path.write_text("old")

        def fail() -> None:
            with replacing(path) as beside:
                beside.write_text("half")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_no_folder(self, tmp_path: Any) -> None:
        """A folder that can't be made is an error with its remedy."""
        (tmp_path / "file").write_text("")
        with (
            pytest.raises(DataError, match="choose another folder"),
            replacing(tmp_path / "file" / "x.txt"),
        ):
            pass


def test_intake_reason_of_the_first() -> None:
    """Case columns carry the first intake's day and reason."""
    found = register(case(reason=ECONOMIC, later=(("2019-05-01", VIOLENCE),)))
    frame = found.to_frame("cases", "polars")
    assert frame["reason"].to_list() == ["economic"]


@given(
    st.lists(st.integers(0, 9), max_size=40),
    st.sampled_from([1, 2**50, 2**59]),
)
def test_sorted_order_is_stable(values: list[int], factor: int) -> None:
    """Equal keys keep their order, whether places fit beside the keys or not."""
    key = np.array(values, np.int64) * factor
    expected = sorted(range(len(values)), key=values.__getitem__)

    assert expected == sorted_order(key).tolist()
