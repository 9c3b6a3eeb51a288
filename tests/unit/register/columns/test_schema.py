"""What is stored of records is derived from their classes, and other records need no other storage."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import Any

import attrs
import numpy as np
import polars as pl
import pytest

from building import WINDOW, case, day
from storing import (
    COURT_CASES,
    HOUSES,
    PROVIDERS,
    CourtCase,
    House,
    Owner,
    Provider,
    Service,
    Stay,
    Visit,
)
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Case,
    Goal,
    JudgedRisk,
    Judgement,
    Person,
    RiskJudgement,
    Sex,
    ViolenceForm,
    structure,
    unstructure,
)
from vnr.model import _rules as rule
from vnr.register import CASES, Columns, Kind, Register, Schema, assemble
from vnr.register._as_of import cut
from vnr.register.assembling import union
from vnr.register.entering import flat_tables, from_frames, to_frame, to_records

MANY = [
    Provider(
        "a",
        Service.HOUSING,
        day("2018-01-01"),
        Sex.WOMAN,
        free=True,
        place="0484",
        visits=(
            Visit(day("2019-01-02"), 45, frozenset({ViolenceForm.SEXUAL, ViolenceForm.DIGITAL})),
            Visit(
                day("2019-01-01"),
                judged=(RiskJudgement(JudgedRisk.ACUTE, Judgement.HIGH),),
                cost=12.5,
                returned=False,
            ),
        ),
    ),
    Provider("b", Service.COUNSELLING),
    Provider("c", Service.HOUSING, place="0180", visits=(Visit(day("2019-05-01"), returned=True),)),
]


def stored(records: list[Any], schema: Schema = PROVIDERS) -> Columns:
    return assemble(flat_tables(records, schema), schema=schema).whole()


def whole(columns: Columns) -> np.ndarray[Any, Any]:
    return np.ones(columns.root.height, bool)


class TestOtherRecords:
    """Two tables without cases, persons or a window."""

    def test_stored_and_read_back(self) -> None:
        """Equal records come back, in their order."""
        columns = stored(MANY)

        assert list(to_records(columns)) == MANY
        assert list(columns.tables) == ["providers", "visits"]
        assert columns.tables["visits"].parent.tolist() == [0, 0, 2]

    def test_concatenated(self) -> None:
        """What stands in both is kept once, and counted if either counts it."""
        left, right = stored(MANY[:2]), stored(MANY[1:])
        counts = [np.array([True, False]), np.array([True, False])]
        both, counted = union([left, right], counts)

        assert list(to_records(both)) == MANY
        assert counted.tolist() == [True, True, False]
        other = attrs.evolve(MANY[1], free=True)
        with pytest.raises(DataError, match="row 0 of register 1 has the provider of row 1"):
            union([left, stored([other])], [whole(left), np.ones(1, bool)])

    @pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
    def test_framed(self, backend: str) -> None:
        """Frames of both tables give the same records again."""
        columns = stored(MANY)
        frames = {name: to_frame(columns, whole(columns), name, backend) for name in columns.tables}  # type: ignore[arg-type]
        again = assemble(from_frames(frames, PROVIDERS), schema=PROVIDERS).whole()

        assert list(to_records(again)) == MANY

    def test_one_frame(self) -> None:
        """Where no child is a must the base shape is the record's own table."""
        frame = pl.DataFrame({"provider_id": ["x"], "service": ["housing"]})
        columns = assemble(from_frames(frame, PROVIDERS), schema=PROVIDERS).whole()
        assert list(to_records(columns)) == [Provider("x", Service.HOUSING)]
        with pytest.raises(DataError, match=r"the frame `providers` is needed$"):
            from_frames({"visits": frame}, PROVIDERS)
        lacking = assemble(from_frames(frame.drop("service"), PROVIDERS), schema=PROVIDERS)
        assert [(breach.rule, breach.column) for breach in lacking.breaches] == [
            ("value-missing", "service")
        ]
        with pytest.raises(UnknownNameError, match="visits"):
            from_frames({"visit": frame}, PROVIDERS)

    def test_as_of(self) -> None:
        """A visit is there from its day on; a day that hadn't come isn't known."""
        columns, there = cut(stored(MANY), (day("2019-01-01") - date(1970, 1, 1)).days)
        assert there.tolist() == [True] * 3
        assert [len(one.visits) for one in to_records(columns)] == [1, 0, 0]
        columns, _ = cut(stored(MANY), (day("2017-12-31") - date(1970, 1, 1)).days)
        assert next(to_records(columns)).opened is None

    def test_pickled(self) -> None:
        """The columns come back with the very same schema."""
        again = pickle.loads(pickle.dumps(stored(MANY)))
        assert again.schema is PROVIDERS
        assert list(to_records(again)) == MANY

    def test_only_its_own_records(self) -> None:
        """Anything else is refused by its type; a key may stand once."""
        with pytest.raises(DataError, match="row 0 is not a Provider but Case"):
            stored([case()])
        with pytest.raises(DataError, match="row 1 has the provider of an earlier row"):
            stored([MANY[0], attrs.evolve(MANY[0], free=False)])

    def test_bounds_hold(self) -> None:
        """A number below zero is refused in a frame as it is in a case, -1 too."""
        frames = {
            "providers": pl.DataFrame({"provider_id": ["x"], "service": ["housing"]}),
            "visits": pl.DataFrame(
                {"provider_id": ["x", "x"], "on": [day("2019-01-01")] * 2, "minutes": [0, -1]}
            ),
        }
        broken = assemble(from_frames(frames, PROVIDERS), schema=PROVIDERS)
        assert [(breach.rule, breach.places.tolist()) for breach in broken.breaches] == [
            ("negative", [1])
        ]
        # A provider may lack visits, so that it stays.
        assert [len(one.visits) for one in to_records(broken.columns)] == [1]


class TestBaseAlone:
    """Records that must have rows, share another, and never close."""

    HOUSES = (
        House("1", Owner("a"), (Stay(day("2019-01-02")), Stay(day("2019-02-01")))),
        House("2", Owner("a"), (Stay(day("2019-03-01")),), built=day("2018-01-01")),
    )

    def test_stored(self) -> None:
        """They come back; the first row is told beside them, and nothing is carried."""
        columns = stored(list(self.HOUSES), HOUSES)
        assert list(to_records(columns)) == list(self.HOUSES)
        assert (HOUSES.base, HOUSES.carried, HOUSES.unknowable) == ("stays", None, None)
        assert list(HOUSES.derived) == ["first_stay"]
        assert list(columns.tables["owners"]) == ["public"]

    def test_a_fault_is_held_against_no_row(self) -> None:
        """What is wrong with the record itself is told of it alone."""
        keys = {"house_id": ["1"], "owner_id": ["a"]}
        days = {"built": [day("2020-01-01")], "torn": [day("2019-01-01")]}
        frames = {
            "houses": pl.DataFrame(keys | days),
            "stays": pl.DataFrame(keys | {"start": [day("2019-01-02")]}),
        }
        broken = assemble(from_frames(frames, HOUSES), schema=HOUSES)
        assert [breach.rule for breach in broken.breaches] == [
            "closed-before-opened",
            "house-incomplete",
        ]


class TestAddedField:
    """A field that stands in the class is in frames, JSON and earlier extracts, and nowhere else."""

    CASES = (
        CourtCase(
            **{field.name: getattr(case("1", "a"), field.name) for field in attrs.fields(Case)}
        ),
        CourtCase(
            **{field.name: getattr(case("2", "b"), field.name) for field in attrs.fields(Case)},
            trial=day("2019-09-01"),
            verdict=Goal.PARTLY,
        ),
    )

    def register(self) -> Register:
        return Register.from_cases(self.CASES, observed=WINDOW, schema=COURT_CASES)

    def test_stored(self) -> None:
        """It is a column of its kind, and comes back."""
        made = self.register()
        assert tuple(made.cases()) == self.CASES
        assert made.table("cases")["verdict"].tolist() == [-1, Goal.PARTLY.place]
        assert len(made.where(verdict="partly")) == 1

    def test_frames(self) -> None:
        """It goes out to a frame and comes in from one."""
        made = self.register()
        frames = {name: made.to_frame(name, "polars") for name in ("cases", "intakes")}
        assert frames["cases"]["verdict"].to_list() == [None, "partly"]
        again = Register.from_frame(frames, observed=WINDOW, schema=COURT_CASES)
        assert tuple(again.cases()) == self.CASES
        with pytest.raises(UnknownNameError, match="trial"):
            Register.from_frame(frames, observed=WINDOW)

    def test_json(self) -> None:
        """It is in a record's JSON, and in a register's."""
        data = json.loads(json.dumps(unstructure(self.CASES[1])))
        assert data["verdict"] == "partly"
        assert structure(data, CourtCase) == self.CASES[1]
        whole = json.loads(json.dumps(self.register().to_dict()))
        assert tuple(Register.from_dict(whole, schema=COURT_CASES).cases()) == self.CASES
        with pytest.raises(
            ModelError,
            match=r"verdict: the code isn't in the .* \[code-unknown\]; a code of Goal is needed",
        ):
            structure(data | {"verdict": "moot"}, CourtCase)

    @pytest.mark.parametrize(
        ("until", "known"), [("2019-08-31", None), ("2019-09-01", Goal.PARTLY)]
    )
    def test_as_of(self, until: str, known: Goal | None) -> None:
        """What wasn't known on a day is hidden with its date."""
        later = list(self.register().as_of(day(until)).cases())[1]
        assert isinstance(later, CourtCase)
        assert (later.trial, later.verdict) == (known and day("2019-09-01"), known)

    def test_joined(self) -> None:
        """Registers of one schema are joined; of two they are not."""
        made = self.register()
        assert tuple(Register.concat([made, made]).cases()) == self.CASES
        with pytest.raises(DataError, match="store different fields"):
            Register.concat([made, Register.from_cases([], observed=WINDOW)])

    def test_nothing_else(self) -> None:
        """The other columns are those of cases."""
        for name in CASES.tables:
            added = set(COURT_CASES.tables[name]) - set(CASES.tables[name])
            assert added == ({"trial", "verdict"} if name == "cases" else set())


def test_the_tables_of_cases() -> None:
    """Nine tables and 58 columns follow from the classes."""
    assert len(CASES.tables) == 9
    assert sum(map(len, CASES.tables.values())) == 58
    kinds = {
        ("persons", "groups"): Kind.BITS,
        ("persons", "protected"): Kind.FLAG,
        ("cases", "police_report"): Kind.TRI,
        ("cases", "home_municipality"): Kind.NAME,
        ("cases", "officer"): Kind.KEY,
        ("cases", "district"): Kind.KEY,
        ("intakes", "intake_unit"): Kind.CODE,
        ("interventions", "visits"): Kind.COUNT,
        ("assessments", "judgement"): Kind.LEVELS,
        ("assessments", "score"): Kind.SCORE,
        ("follow_ups", "due"): Kind.DAY,
    }
    assert kinds == {key: CASES.tables[key[0]][key[1]].kind for key in kinds}
    assert CASES.told_by == "municipality, case and person"


def test_one_schema_of_a_class() -> None:
    """It is made once, and is itself again after a pickle."""
    assert Schema.of(Case) is CASES
    assert pickle.loads(pickle.dumps(COURT_CASES)) is COURT_CASES


@attrs.frozen
class NoKey:
    number: int
    visits: tuple[Visit, ...] = ()


@attrs.frozen
class NoColumn:
    key: str = attrs.field(metadata=rule.key)
    names: tuple[str, ...] = ()


@attrs.frozen
class Keyless:
    key: str = attrs.field(metadata=rule.key)
    other: NoKey


@attrs.frozen
class NoKind:
    key: str = attrs.field(metadata=rule.key)
    raw: bytes = b""


@attrs.frozen
class Inner:
    visits: tuple[Visit, ...] = ()


@attrs.frozen
class Twice:
    key: str = attrs.field(metadata=rule.key)
    visits: tuple[Visit, ...] = ()
    inner: tuple[Inner, ...] = ()


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (NoKey, "NoKey has no key"),
        (NoColumn, "names: no column holds str"),
        (NoKind, "raw: no column holds bytes"),
        (Keyless, "other is shared, so it needs just one key"),
        (Twice, "two tables of Twice are called visits"),
    ],
)
def test_what_cannot_be_stored(cls: type, message: str) -> None:
    """A class is refused by what is wrong with it."""
    with pytest.raises(DataError, match=message):
        Schema.of(cls)


def test_shared_records_are_kept_once() -> None:
    """A person of two cases is one row, and one object again."""
    person = Person("p", 1980)
    made = Register.from_cases([case("1", person), case("2", person)], observed=WINDOW)
    one, other = made.cases()
    assert made.table("persons").height == 1
    assert one.person is other.person


def test_text() -> None:
    """What a storage holds is told by names of tables and keys, not by its columns."""
    assert repr(HOUSES).startswith("Schema(root='houses', tables=(")
    assert "Column(" not in repr(HOUSES)
