"""Children hang on a case that is there, and follow its dates."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from building import BASE, WINDOW, case, day, register
from vnr.errors import DataError
from vnr.model import (
    Intervention,
    InterventionKind,
    Person,
    Sex,
)
from vnr.register import Register
from vnr.register.assembling import assemble
from vnr.register.columns import Keys

SECRET = "19811218-9876"
ATV, GROUP = InterventionKind.ATV, InterventionKind.GROUP


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
        with pytest.raises(DataError, match="intervention-missing"):
            Register.from_frame(frames, observed=WINDOW)
        frames["follow_ups"] = frames["follow_ups"].with_columns(kind=pl.lit("atv"))
        with pytest.raises(DataError, match="intervention-missing"):
            Register.from_frame(frames, observed=WINDOW)


class TestChildren:
    """Children hang on a case that is there, and follow its dates."""

    @pytest.mark.parametrize(
        ("table", "columns", "rule"),
        [
            (
                "investigations",
                {"opened": [day("2019-04-01")], "closed": [day("2019-03-30")]},
                "closed-before-opened",
            ),
            ("closings", {"closed": [day("2019-01-01")]}, "closed-before-opened"),
            ("closings", {"closed": [None]}, "value-missing"),
            ("interventions", {"kind": ["atv"], "started": [day("2018-01-01")]}, "before-case"),
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
            ("perpetrators", {"relation": ["parent"], "case_id": [None]}, "id-missing"),
        ],
    )
    def test_refused(self, table: str, columns: dict[str, Any], rule: str) -> None:
        """Each rule of the arrays is one of the records'."""
        found = register(case(closed="2019-06-30"))
        frames = {name: found.to_frame(name, "polars") for name in ("cases", "intakes")}
        keys = {"municipality": ["0484"], "case_id": ["1"], "person_id": ["p"]}
        frames[table] = pl.DataFrame(
            keys | columns,
            schema_overrides={"started": pl.Date, "closed": pl.Date, "case_id": pl.String},
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


def test_rejected_beforehand() -> None:
    """A row set aside before takes its whole case along, and nothing else."""
    keys = {
        "municipality": Keys.of(["0484"] * 3),
        "case_id": Keys.of(["1", "1", "2"]),
        "person_id": Keys.of(["a", "a", "b"]),
    }
    columns: dict[str, Any] = keys | {
        "roles": np.ones(3, np.uint32),
        "date": np.array([5, 6, 7], np.int32),
        "reason": np.zeros(3, np.int8),
    }
    done = assemble({"intakes": columns}, rejected={"intakes": np.array([True, False, False])})
    assert done.rejected["intakes"].tolist() == [True, True, False]
    assert [breach.rule for breach in done.breaches] == ["case-incomplete"]
    assert done.columns.dictionaries["person_id"].tolist() == [b"b"]


def test_person_rows_disagree() -> None:
    """A person with two sexes is an error."""
    one, other = Person(SECRET, sex=Sex.WOMAN), Person(SECRET, sex=Sex.MAN)
    with pytest.raises(DataError, match="person-conflict") as error:
        register(case("1", one), case("2", other))
    assert SECRET not in str(error.value)


def test_many_breaches_are_summed_up() -> None:
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
                "violence_known": [day("2019-01-01"), day("2019-01-02")],
                "violence_source": ["police", "school"],
            }
        ).items()
    }
    columns |= {"case_id": ["1"] * 3, "person_id": ["a"] * 3, "municipality": ["0484"] * 3}
    with pytest.raises(DataError, match="and 1 more rules"):
        Register.from_frame(pl.DataFrame(columns), observed=WINDOW)


def test_protected_if_any_row_says_so() -> None:
    """One protected row protects the person."""
    found = register(case("1", Person("p")), case("2", Person("p", protected=True)))
    assert [one.person.protected for one in found.cases()] == [True, True]
