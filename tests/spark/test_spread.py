"""A register that lies in Spark gives every figure that one in memory gives."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from building import case, register
from generative.test_partition import METRICS, same
from golden.figures import registers
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.register import Register

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java here"),
    # pyspark opens sockets and files that it leaves to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning"),
]
TABLES = (
    "intakes", "cases", "closings", "perpetrators", "investigations", "interventions",
    "follow_ups", "assessments", "contacts",
)  # fmt: skip


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of two workers, for all tests."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark isn't installed")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    # What the tests themselves send to workers lies beside them.
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    session = (
        sql.SparkSession.builder.master("local[2,2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.driver.host", "127.0.0.1")
        # Little is counted here: what makes Java quick takes longer than it saves.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def frames(spark: Any, one: Register) -> dict[str, Any]:
    """Every table of a register as Spark's data frame; contacts' numbers are numbers there."""
    made = {}
    for name in TABLES:
        table = one.to_frame(name, "pyarrow")
        if table.num_rows or name == "intakes":
            made[name] = spark.createDataFrame(table)
    return made


@pytest.fixture(scope="module")
def varied(spark: Any) -> Iterator[Any]:
    """A register with every field, spread over more partitions than it has use for."""
    from vnr.engine.spark import spread

    one = registers()["varied"]
    tables = frames(spark, one)
    with spread(tables, observed=one.observed, coverage=one.coverage, partitions=3) as source:
        yield source


def test_every_metric(varied: Any) -> None:
    """Every cell, state and note of every metric is that of one machine."""
    one = registers()["varied"]
    assert varied.coverage == one.coverage
    for name, metric in METRICS.items():
        same(name, metric(one).to_dict(), metric(varied).to_dict())


def test_skewed_and_empty(spark: Any) -> None:
    """One person with nearly all cases, and partitions without any, change nothing."""
    from vnr.engine.spark import spread

    cases = [case(f"{n}", "a", f"2019-{1 + n % 12:02}-01") for n in range(40)]
    one = register(*cases, case("x", "b"))
    asked: dict[str, Any] = {"observed": one.observed, "coverage": one.coverage, "partitions": 5}
    with spread(frames(spark, one), **asked) as source:
        kinds: tuple[Any, ...] = ("case", "person", "episode")
        for of in kinds:
            expected = metrics.count(one, 2019, of=of, by="quarter").value.tolist()
            assert sum(expected) > 0
            assert metrics.count(source, 2019, of=of, by="quarter").value.tolist() == expected
        assert source.names() == one.names()


@pytest.mark.parametrize(
    "written",
    [
        "concat(if(id % 2 = 0, 'P-', 'p'), id % 7, if(id % 3 = 0, ' ', ''))",
        "concat(id % 7, if(id % 2 = 0, '.0', ''))",
        "concat(if(id % 2 = 0, 'b\u00e5', 'ba\u030a'), id % 7)",
    ],
)
def test_a_person_in_several_spellings(spark: Any, written: str) -> None:
    """However a person is written, all rows lie in one part."""
    from vnr.engine.spark import spread

    table = spark.sql(
        "select '0484' municipality, cast(id as string) case_id, "
        f"{written} person_id, "
        "date'2019-01-02' date, 'violence' reason, 'exposed_adult' roles from range(40)"
    )
    with spread(table, observed=2019, partitions=7) as source:
        one = Register.from_frame(table.toArrow(), observed=2019)
        expected = int(metrics.count(one, 2019, of="person"))
        assert int(metrics.count(source, 2019, of="person")) == expected


def _hanging(part: Register) -> dict[str, Any]:
    """How many cases have no assessment, one, two or three."""
    import numpy as np

    return {"cases": np.bincount(np.diff(part.table("assessments").begins), minlength=4)}


def test_rows_of_nobody_known(spark: Any) -> None:
    """Rows hang on the case of their person, else on nobody's, else on that of its one person."""
    from vnr.engine.spark import spread

    intakes = [("1", "a"), ("2", "skyddad"), ("3", None), ("3", "b"), ("4", "c"), ("5", None)]
    hung = [
        ("1", None),
        ("1", "A "),
        ("2", None),
        ("3", "Okänd"),
        ("4", "Protected 2"),
        ("5", None),
    ]
    keys = "municipality string, case_id string, person_id string"

    def table(rows: list[tuple[str, str | None]], columns: str) -> Any:
        made = spark.createDataFrame([("0484", *row) for row in rows], keys)
        return made.selectExpr("*", "date'2019-01-02' as date", columns)

    tables = {
        "intakes": table(intakes, "'violence' as reason").selectExpr(
            "*", "'exposed_adult' as roles"
        ),
        "assessments": table(hung, "'freda_short' as instrument"),
    }
    one = Register.from_frame(
        {name: frame.toArrow() for name, frame in tables.items()}, observed=2019
    )
    assert one.table("assessments").height == len(hung)
    with spread(tables, observed=2019, partitions=7) as source:
        for of in ("case", "person"):
            assert int(metrics.count(source, 2019, of=of)) == int(metrics.count(one, 2019, of=of))
        assert source.tallied(_hanging)["cases"].tolist() == [1, 4, 1, 0]
    tables["intakes"] = table([*intakes, ("1", "b")], "'violence' as reason")
    for partitions in (1, 3):
        with pytest.raises(DataError, match="person-unclear"):
            spread(tables, observed=2019, partitions=partitions)


def test_no_rows(spark: Any) -> None:
    """Frames without rows are counted as a register without rows is."""
    from vnr.engine.spark import spread

    one = register(case("1", "a"))
    none = {name: frame.limit(0) for name, frame in frames(spark, one).items()}
    with spread(none, observed=one.observed, coverage=one.coverage) as source:
        assert metrics.count(source, 2019).value.tolist() == [0]
    with spread(none, observed=one.observed) as source:
        assert metrics.count(source, 2019, by="municipality").value.tolist() == []


def _once_failing(part: Register) -> dict[str, Any]:
    """A tally whose first attempt in each partition fails."""
    import numpy as np
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    if context.attemptNumber() == 0:
        raise OSError("the worker was lost")
    return {"cases": np.array([len(part)])}


def test_retried(varied: Any) -> None:
    """A task that is tried again counts once."""
    found = varied.tallied(_once_failing)
    assert found["cases"].tolist() == [len(registers()["varied"])]


class TestRefused:
    """What can't be counted is said in vnr's words, and before anything runs where it can be."""

    def test_types(self, spark: Any) -> None:
        from vnr.engine.spark import spread

        table = spark.sql(
            "select '0484' municipality, '1' case_id, 'a' person_id, '2019-01-02' date, "
            "'violence' reason, 'exposed_adult' roles"
        )
        with pytest.raises(
            DataError, match="column date of the table intakes is of the type string"
        ):
            spread(table, observed=2019)
        with pytest.raises(UnknownNameError, match="unknown column"):
            spread(table.withColumnRenamed("reason", "why"), observed=2019)
        with pytest.raises(UnknownNameError, match="unknown table"):
            spread({"intakes": table, "visits": table}, observed=2019)

    def test_arguments(self, spark: Any) -> None:
        from vnr.engine.spark import spread

        table = spark.sql("select '0484' municipality")
        wrong: tuple[Any, ...] = (0, 2.5, "3", True)
        for parts in wrong:
            with pytest.raises(DataError, match="whole number from 1"):
                spread(table, observed=2019, partitions=parts)
        for none in (None, [1]):
            with pytest.raises(DataError, match="intakes must be a data frame of Spark's"):
                spread(none, observed=2019)

    def test_rows(self, spark: Any) -> None:
        """What is wrong in a part is told of it, without anybody's identifier."""
        from vnr.engine.spark import spread

        table = spark.sql(
            "select '0484' municipality, '1' case_id, 'secret' person_id, date'2019-01-02' date, "
            "'gossip' reason, 'exposed_adult' roles"
        )
        with pytest.raises(DataError, match="in one part of the rows") as caught:
            spread(table, observed=2019, partitions=2)
        assert "secret" not in str(caught.value)

    def test_closed(self, spark: Any) -> None:
        from vnr.engine.spark import spread

        one = register(case())
        source = spread(frames(spark, one), observed=one.observed, partitions=1)
        assert repr(source) == f"<Spread: in Spark, observed {one.observed}>"
        source.close()
        assert repr(source).startswith("<Spread: closed")
        with pytest.raises(DataError, match="closed"):
            metrics.count(source, 2019)
