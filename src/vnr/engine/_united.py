"""Rows of a register that lies in Spark, each beside what tells which part it goes to.

Whatever hangs on a case goes where one machine would find that case: to the part of its person,
or of the case itself if nobody knows whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from vnr.model import is_placeholder, normal

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from vnr.register import Schema

__all__ = ["united"]

_PLAIN: Final = "^[A-Za-z0-9]+$"
"""Identifiers whose one form is their small letters."""
_SOMEBODY: Final = "^[A-Za-z0-9]*[A-Za-z][0-9]+[A-Za-z][A-Za-z0-9]*$"
"""Such of which none stands for nobody (protected 2, 19000101XXXX): digits lie between letters."""


def united(functions: Any, frames: Mapping[str, DataFrame], schema: Schema) -> Any:
    """All rows as one frame: table, order, what they are put by, and a struct for each table.

    Parameters
    ----------
    functions : module
        ``pyspark.sql.functions``.
    frames : mapping of str to DataFrame
        The tables, that of the cases among them.
    schema : Schema
        What is stored.

    Returns
    -------
    DataFrame
        Of ``table``, ``order``, ``key``, ``unclear`` (whether a row's case is of several persons
        and it doesn't say of whom), and for each table a struct, null in rows of others.
    """
    rows = {name: _rows(functions, name, frame) for name, frame in frames.items()}
    owners = _owners(functions, rows[str(schema.base)])
    found: Any = None
    for row in rows.values():
        put = _put(functions, row, owners)
        found = put if found is None else found.unionByName(put, allowMissingColumns=True)
    return found


def _rows(functions: Any, name: str, frame: DataFrame) -> Any:
    """The rows of a table, each beside its person, or null, and its case."""
    person = case = functions.lit("")
    # Contacts are nobody's, and lie in one part.
    if "person_id" in frame.columns:
        form, whom = functions.udf(_form, "string"), functions.udf(_whom, "string")

        def plain(heading: str, simple: str, form: Any) -> Any:
            # Only what isn't plain as it stands leaves Spark to be brought to its one form.
            text = frame[heading]
            known = text.rlike(simple)
            return functions.when(known, functions.lower(text)).otherwise(
                form(functions.when(~known, text))
            )

        case = functions.concat_ws(
            "\x1f", plain("municipality", _PLAIN, form), plain("case_id", _PLAIN, form)
        )
        person = functions.concat(functions.lit("\x1e"), plain("person_id", _SOMEBODY, whom))
    return frame.select(
        functions.lit(name).alias("table"),
        person.alias("person"),
        case.alias("case"),
        functions.monotonically_increasing_id().alias("order"),
        functions.struct(*(frame[heading] for heading in frame.columns)).alias(name),
    )


def _owners(functions: Any, base: Any) -> Any:
    """Whose each case is: the persons who are known, and whether one is whom nobody knows."""
    return base.groupBy("case").agg(
        functions.collect_set("person").alias("persons"),
        (functions.count("*") > functions.count("person")).alias("nobodys"),
    )


def _put(functions: Any, row: Any, owners: Any) -> Any:
    """Rows beside what they are put by, where the case lies that they hang on.

    It is their person's; where their person isn't known or has no such case, that of one whom
    nobody knows; where there is none, that of the only person it is of.
    """
    strange = owners.filter(owners["nobodys"]).select("case", "persons")
    known = row.filter(row["person"].isNotNull()).join(strange, "case", "left")
    elsewhere = ~functions.array_contains("persons", functions.col("person"))
    known = known.select(
        *row.columns,
        functions.when(elsewhere, known["case"]).otherwise(known["person"]).alias("key"),
        functions.lit(False).alias("unclear"),
    )
    unknown = row.filter(row["person"].isNull()).join(owners, "case", "left")
    unknown = unknown.select(
        *row.columns,
        functions.when(~unknown["nobodys"], functions.array_min("persons"))
        .otherwise(unknown["case"])
        .alias("key"),
        (~unknown["nobodys"] & (functions.size("persons") > 1)).alias("unclear"),
    )
    return known.unionByName(unknown).drop("person", "case")


def _form(text: str | None) -> str | None:
    """An identifier in its one form, in which small and capital letters are one."""
    return None if text is None else normal(text).casefold()


def _whom(text: str | None) -> str | None:
    """A person's identifier in its one form, or none where only a word stands for it."""
    return None if text is None or is_placeholder(text) else _form(text)
