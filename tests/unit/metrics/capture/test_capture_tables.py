"""Capture tables and repeat counts: what they hold, where they come from, what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from building import ECONOMIC, case, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.model import Period, Person, Sex
from vnr.register import Coverage, Register

YEAR = Period.year(2019)
FRAMES = [pd.DataFrame, pl.DataFrame, pa.table]


@pytest.fixture
def three() -> CaptureTable:
    return CaptureTable(
        {"100": 5, "010": 4, "001": 3, "110": 2, "101": 1, "111": 6}, lists=("p", "q", "r")
    )


class TestCounts:
    """A history is a binary number with the first list as its most significant sign."""

    def test_places(self, three: CaptureTable) -> None:
        """001, 010, 011, 100, 101, 110, 111 stand in places 1 to 7; place 0 is 0."""
        assert three.counts.tolist() == [[0, 3, 4, 0, 5, 1, 2, 6]]
        assert three.counts.dtype == np.int64
        with pytest.raises(ValueError, match="read-only"):
            three.counts[0, 1] = 9

    def test_margins(self, three: CaptureTable) -> None:
        """Sums over histories."""
        assert three.seen.tolist() == [5 + 4 + 3 + 2 + 1 + 6]
        assert three.overlap.tolist() == [2 + 1 + 6]
        assert three.frequencies.tolist() == [[5 + 4 + 3, 2 + 1, 6]]
        totals = {name: int(one[0]) for name, one in three.totals.items()}
        assert totals == {"p": 5 + 2 + 1 + 6, "q": 4 + 2 + 6, "r": 3 + 1 + 6}

    def test_histories_read_back(self, three: CaptureTable) -> None:
        """The mapping gives the table again, without the history of nobody."""
        assert "011" not in three.histories()
        assert CaptureTable(three.histories(), three.lists) == three

    def test_array(self, three: CaptureTable) -> None:
        """An array in place says the same."""
        assert CaptureTable([0, 3, 4, 0, 5, 1, 2, 6], ("p", "q", "r")) == three

    def test_among(self, three: CaptureTable) -> None:
        """Of two lists: those on the third alone are not seen, the others add."""
        pair = three.among("r", "p")
        assert pair.lists == ("r", "p")
        assert pair.histories() == {"10": 3, "01": 5 + 2, "11": 1 + 6}
        with pytest.raises(UnknownNameError, match="unknown list 's'"):
            three.among("s", "p")

    @pytest.mark.parametrize(
        ("counts", "message"),
        [
            ({"110": -1}, "history '110': counts must be whole numbers, not negative, got -1"),
            ({"110": 1.5}, "whole numbers, not negative, got 1.5"),
            ({"110": float("nan")}, "got nan"),
            ({"110": "many"}, "counts must be numbers"),
            ({"11": 1}, "must be 3 signs 0 or 1, one for each of the lists p, q, r"),
            ({"112": 1}, "must be 3 signs 0 or 1"),
            ({3: 1}, "must be 3 signs 0 or 1"),
            ({"000": 7}, "no list can't be given"),
            ([7, 0, 0, 0, 0, 0, 0, 1], "no list can't be given"),
            ([0, 1, 1], r"counts need shape \(tables, 8\), got \(1, 3\)"),
            ([[0] * 8, [0] * 8], "several tables need strata"),
            ([[0, 1], [2]], "counts must be numbers"),
            ([np.zeros((2, 2)), np.zeros((2, 3))], "counts must be numbers"),
            ({"110": 10**12 + 1}, "at most 1 000 000 000 000"),
            ({"110": 10**400}, r"beyond 2\^53"),
        ],
    )
    def test_refused(self, counts: Any, message: str) -> None:
        """Each with its rule, and what to do."""
        with pytest.raises(DataError, match=message):
            CaptureTable(counts, ("p", "q", "r"))

    @pytest.mark.parametrize(
        ("lists", "message"),
        [
            (("p",), "at least two lists.*RepeatCounts"),
            ((), "at least two lists"),
            (("p", "p"), "the list 'p' is named twice"),
            ("pq", "several names, got the one text"),
            (("p", "q*r"), r"holds \* or \+"),
            (("p", "q "), "without spaces around"),
            (("p", ""), "without spaces around"),
            (("p", "q\nr"), "a name is one line"),
            (("p", "count"), "no column of results"),
            (tuple("abcdefghijklm"), "at most 12 lists, got 13"),
        ],
    )
    def test_lists_refused(self, lists: Any, message: str) -> None:
        """Names are how models are written, so they must be plain."""
        with pytest.raises(DataError, match=message):
            CaptureTable({}, lists)


class TestAgreement:
    """Lists must cover the same period and population."""

    def test_the_same(self) -> None:
        """Those that are known agree; one that isn't stays open."""
        table = CaptureTable(
            {"11": 1}, ("p", "q"), periods={"p": YEAR, "q": YEAR}, populations={"p": "adults"}
        )
        assert table.periods == {"p": YEAR, "q": YEAR}
        assert table.among("q", "p").populations == {"p": "adults"}

    def test_another_period(self) -> None:
        """The message names the list, both periods and the remedy."""
        with pytest.raises(
            DataError, match=r"list 'q' covers another period .*2020.*Cut the lists"
        ):
            CaptureTable({"11": 1}, ("p", "q"), periods={"p": YEAR, "q": Period.year(2020)})

    def test_another_population(self) -> None:
        """A shelter for women and a register of all."""
        with pytest.raises(DataError, match=r"'q' covers another population \(women\) than 'p'"):
            CaptureTable({"11": 1}, ("p", "q"), populations={"p": "adults", "q": "women"})

    def test_nonsense(self) -> None:
        """A list that isn't there, and a period that is none."""
        with pytest.raises(UnknownNameError, match="unknown list 's'"):
            CaptureTable({"11": 1}, ("p", "q"), periods={"s": YEAR})
        with pytest.raises(DataError, match="mapping of list to Period"):
            CaptureTable({"11": 1}, ("p", "q"), periods={"p": 2019})


class TestStrata:
    """Several tables side by side."""

    def test_concat(self) -> None:
        """Each table keeps its label."""
        women = CaptureTable({"10": 2, "11": 1}, ("p", "q"), periods={"p": YEAR})
        men = CaptureTable({"01": 3}, ("p", "q"))
        both = CaptureTable.concat({"woman": women, "man": men}, by="sex")
        assert len(both) == 2
        assert both.seen.tolist() == [3, 3]
        assert both.periods == {"p": YEAR}
        assert both.select(sex="man").histories() == {"01": 3}
        assert "efter kön: kvinna 3, man 3" in repr(both)
        with pytest.raises(DataError, match="narrow it with select"):
            both.histories()
        with pytest.raises(UnknownNameError, match="unknown sex 'other'"):
            both.select(sex="other")
        with pytest.raises(UnknownNameError, match="unknown stratum 'age'"):
            both.select(age=1)

    def test_refused(self) -> None:
        """No table, other lists, a label on labels, or labels of another length."""
        table = CaptureTable({"11": 1}, ("p", "q"))
        with pytest.raises(DataError, match="no table to set side by side"):
            CaptureTable.concat({}, by="sex")
        with pytest.raises(DataError, match="'b' has other lists than the first"):
            CaptureTable.concat({"a": table, "b": CaptureTable({"11": 1}, ("p", "r"))}, by="x")
        once = CaptureTable.concat({"a": table}, by="x")
        with pytest.raises(DataError, match="can't be given a label"):
            CaptureTable.concat({"b": once}, by="y")
        with pytest.raises(DataError, match="x has 2 labels for 1 tables"):
            CaptureTable({"11": 1}, ("p", "q"), strata={"x": ["a", "b"]})
        with pytest.raises(DataError, match="x has 1 labels for 1 tables"):
            CaptureTable({"11": 1}, ("p", "q"), strata={"x": [["a"]]})
        # A frame, or a result, would have two columns of one name.
        for name in ("p", "model", "count", "value"):
            with pytest.raises(DataError, match=f"a stratum can't be named '{name}'"):
                CaptureTable({"11": 1}, ("p", "q"), strata={name: ["a"]})
        pairs = {"x": ["a", "a"], "y": ["b", "b"]}
        with pytest.raises(DataError, match="two tables have the same labels"):
            CaptureTable([[0, 1, 1, 1]] * 2, ("p", "q"), strata=pairs)
        pairs["y"] = ["b", "c"]
        assert len(CaptureTable([[0, 1, 1, 1]] * 2, ("p", "q"), strata=pairs)) == 2
        most = CaptureTable({"11": 10**12}, ("p", "q"))
        assert most.seen.tolist() == [10**12]

    def test_many_in_the_repr(self) -> None:
        """No more than six are named."""
        table = CaptureTable({"11": 1}, ("p", "q"))
        many = CaptureTable.concat(dict.fromkeys(range(8), table), by="year")
        assert repr(many).endswith("1, och 2 till>")


class TestShown:
    """Words for a terminal and a notebook, and JSON."""

    def test_repr(self, three: CaptureTable) -> None:
        """Persons, lists and overlap."""
        assert repr(three) == (
            "<CaptureTable: personer 21, listor (p 14, q 12, r 10), på mer än en 9>"
        )

    def test_html(self, three: CaptureTable) -> None:
        """A row for each history that somebody has, names escaped."""
        assert three._repr_html_().count("<tr>") == 1 + 6
        assert "&lt;p&gt;" in CaptureTable({"11": 1}, ("<p>", "q"))._repr_html_()

    def test_json(self) -> None:
        """Through JSON and back, periods and strata with it."""
        table = CaptureTable(
            [[0, 1, 2, 3], [0, 4, 5, 6]],
            ("p", "q"),
            strata={"sex": ["woman", "man"]},
            periods={"p": YEAR},
            populations={"p": "adults"},
        )
        assert CaptureTable.from_dict(json.loads(json.dumps(table.to_dict()))) == table
        assert table != CaptureTable({"11": 1}, ("p", "q"))
        assert table != "a table"

    def test_frame_of_histories(self, three: CaptureTable) -> None:
        """One row a history, also those of nobody."""
        frame = CaptureTable.concat({"a": three}, by="x").to_frame("polars")
        assert frame.columns == ["x", "p", "q", "r", "count"]
        assert frame["count"].to_list() == [3, 4, 0, 5, 1, 2, 6]
        assert frame.row(4) == ("a", 1, 0, 1, 1)


@pytest.mark.parametrize("frame", FRAMES)
class TestFrames:
    """A frame has one row a person, and a column for each list."""

    def test_counts(self, frame: Callable[[Any], Any]) -> None:
        """0/1 and bool, with strata."""
        rows = {
            "p": [1, 1, 0, 0],
            "q": [True, False, True, True],
            "sex": ["woman", "man", "man", "man"],
        }
        table = CaptureTable.from_frame(frame(rows), lists=("p", "q"))
        assert table.histories() == {"11": 1, "10": 1, "01": 2}
        split = CaptureTable.from_frame(frame(rows), lists=("p", "q"), by="sex")
        assert split.strata["sex"].tolist() == ["man", "woman"]
        assert split.counts.tolist() == [[0, 2, 1, 0], [0, 0, 0, 1]]

    def test_refused(self, frame: Callable[[Any], Any]) -> None:
        """A column that isn't there, a value that is neither, a person on no list."""
        with pytest.raises(UnknownNameError, match="unknown column 'r'"):
            CaptureTable.from_frame(frame({"p": [1], "q": [1]}), lists=("p", "r"))
        with pytest.raises(DataError, match="q must hold 0 or 1, or true or false; row 1 does not"):
            CaptureTable.from_frame(frame({"p": [1, 1], "q": [1, 2]}), lists=("p", "q"))
        with pytest.raises(DataError, match=r"row 1 \(and 1 more\) is on no list"):
            CaptureTable.from_frame(frame({"p": [1, 0, 0], "q": [1, 0, 0]}), lists=("p", "q"))
        with pytest.raises(DataError, match="sex has rows without a label"):
            CaptureTable.from_frame(
                frame({"p": [1], "q": [1], "sex": [None]}), lists=("p", "q"), by=("sex",)
            )

    def test_missing(self, frame: Callable[[Any], Any]) -> None:
        """A null is neither 0 nor 1."""
        with pytest.raises(DataError, match="q must hold 0 or 1, or true or false; row 1 does not"):
            CaptureTable.from_frame(frame({"p": [1, 1], "q": [1, None]}), lists=("p", "q"))

    def test_contacts(self, frame: Callable[[Any], Any]) -> None:
        """One row a contact: a twice, b once, c three times."""
        rows = frame({"who": [*list("abacc"), "c"], "sex": list("wmwmmm")})
        assert RepeatCounts.from_frame(rows, person="who").counts.tolist() == [[1, 1, 1]]
        split = RepeatCounts.from_frame(rows, person="who", by="sex")
        assert split.counts.tolist() == [[1, 0, 1], [0, 1, 0]]
        with pytest.raises(UnknownNameError, match="unknown column 'name'"):
            RepeatCounts.from_frame(rows, person="name")
        mixed = frame({"who": ["a", "a"], "sex": ["w", "m"]})
        with pytest.raises(DataError, match="1 rows have another sex than their person's first"):
            RepeatCounts.from_frame(mixed, person="who", by=("sex",))


def test_no_frame() -> None:
    """A series, a column twice, and pandas' own kind of missing; a mapping of columns is one."""
    with pytest.raises(DataError, match="the frame is one column"):
        CaptureTable.from_frame(pd.Series([1]), lists=("p", "q"))
    with pytest.raises(DataError, match="the frame holds the column p twice"):
        CaptureTable.from_frame(
            pd.DataFrame([[1, 1, 1]], columns=["p", "p", "q"]), lists=("p", "q")
        )
    assert CaptureTable.from_frame({"p": [1], "q": [1]}, lists=("p", "q")).seen.sum() == 1
    missing = pd.DataFrame({"p": [1, 1], "q": pd.array([1, None], "Int64")})
    with pytest.raises(DataError, match="q must hold 0 or 1"):
        CaptureTable.from_frame(missing, lists=("p", "q"))
    with pytest.raises(DataError, match="q has rows without a label"):
        CaptureTable.from_frame(missing.assign(r=1), lists=("p", "r"), by="q")


class TestRegister:
    """Further lists are linked by pseudonym to those with a case in the period."""

    CASES = (
        case("1", Person("a", sex=Sex.WOMAN), "2019-02-01", "2019-03-01"),
        case("2", Person("a", sex=Sex.WOMAN), "2019-06-01"),
        case("3", Person("b", sex=Sex.MAN), "2019-05-01"),
        case("4", Person("c", sex=Sex.WOMAN), "2018-11-01", "2019-01-10"),
        case("5", Person("d", sex=Sex.WOMAN), "2019-02-01", reason=ECONOMIC),
    )

    def test_links(self) -> None:
        """a is on both others, b on none, e and f on others alone."""
        table = CaptureTable.from_register(
            register(*self.CASES), {"police": ["a", "e"], "health": {"a", "f"}}, period=YEAR
        )
        assert table.lists == ("social services", "police", "health")
        assert table.histories() == {"111": 1, "100": 1, "010": 1, "001": 1}
        assert table.periods == {"social services": YEAR}

    def test_measure_and_basis(self) -> None:
        """c's case is open in the year but dated before it; d's is no case of violence."""
        made = register(*self.CASES)
        for measure, basis, seen in (("new", "known", 2), ("open", "known", 3), ("new", "any", 3)):
            table = CaptureTable.from_register(
                made,
                {"police": ["other"]},
                period=YEAR,
                measure=measure,  # type: ignore[arg-type]
                basis=basis,  # type: ignore[arg-type]
            )
            of = metrics.count(made, YEAR, of="person", measure=measure, basis=basis)  # type: ignore[arg-type]
            assert table.totals["social services"].tolist() == [seen] == of.value.tolist()

    def test_selection(self) -> None:
        """What `where` leaves out is on no list of the register."""
        women = register(*self.CASES).where(sex="woman")
        table = CaptureTable.from_register(
            women, {"police": ["b"]}, period=YEAR, register_list="board"
        )
        assert table.histories() == {"10": 1, "01": 1}
        assert table.lists == ("board", "police")

    def test_strata(self) -> None:
        """Those whom only the police saw have the label that they gave."""
        table = CaptureTable.from_register(
            register(*self.CASES),
            {"police": {"a": "woman", "e": "man", "f": ("man",)}},
            period=YEAR,
            by="sex",
        )
        assert table.strata["sex"].tolist() == ["man", "woman"]
        assert table.select(sex="man").histories() == {"10": 1, "01": 2}
        assert table.select(sex="woman").histories() == {"11": 1}

    def test_strata_refused(self) -> None:
        """No labels, labels that differ, and strata that a person has several of."""
        made = register(*self.CASES)

        def table(others: Any, by: Any) -> CaptureTable:
            return CaptureTable.from_register(made, {"police": others}, period=YEAR, by=by)

        with pytest.raises(DataError, match="police: with by, give a mapping of pseudonym to sex"):
            table(["a"], "sex")
        with pytest.raises(DataError, match="1 rows have another sex than their person's first"):
            table({"a": "man"}, "sex")
        for by in ("form", "month"):
            with pytest.raises(DataError, match=f"{by} can't be a stratum of persons"):
                table({"a": "x"}, by)

    @pytest.mark.parametrize(
        "others", [["a", None], ["a", ""], [1], ["skyddad"], ["0000"], ["\0a"]]
    )
    def test_no_pseudonym(self, others: list[Any]) -> None:
        """Who can't be linked would count twice; no pseudonym is printed."""
        with pytest.raises(DataError, match=r"police: row . has no pseudonym as text") as caught:
            CaptureTable.from_register(register(*self.CASES), {"police": others}, period=YEAR)
        assert "'a'" not in str(caught.value)

    @pytest.mark.parametrize(
        ("others", "words"),
        [
            ("199001011234", "a collection of pseudonyms, such as one column, not a text"),
            (pd.DataFrame({"who": ["a"]}), "not a text or a frame"),
            (["a", "b "], "row 1 has spaces around its pseudonym"),
            ([" "], "row 0 has spaces around its pseudonym"),
        ],
    )
    def test_no_collection_of_pseudonyms(self, others: Any, words: str) -> None:
        """A text would be read letter by letter, a frame by its headings; spaces lose overlap."""
        with pytest.raises(DataError, match=words) as caught:
            CaptureTable.from_register(register(*self.CASES), {"police": others}, period=YEAR)
        assert "1990" not in str(caught.value)

    def test_not_delivered(self) -> None:
        """A municipality that delivered half the year makes its persons unseen."""
        half = Coverage([("0484", None, Period.half(2019, 1)), ("0488", None, YEAR)])
        made = register(*self.CASES, observed=YEAR, coverage=half)
        with pytest.raises(
            DataError, match=r"municipality 0484 \(and 0 more\) did not deliver all"
        ):
            CaptureTable.from_register(made, {"police": ["a"]}, period=YEAR)
        with pytest.raises(DataError, match="does not lie in the observed window"):
            CaptureTable.from_register(made, {"police": ["a"]}, period=Period.year(2018))

    def test_closings_and_later_intakes(self) -> None:
        """Who is open needs closings, and several intakes need that they are delivered."""
        made = Register.from_cases([case("1", "a"), case("2", "b")], observed=YEAR)
        CaptureTable.from_register(made, {"police": ["a"]}, period=YEAR)
        with pytest.raises(DataError, match=r"deliver all of 2019 with closings, so its persons"):
            CaptureTable.from_register(made, {"police": ["a"]}, period=YEAR, measure="open")
        RepeatCounts.from_register(made, period=YEAR)
        with pytest.raises(DataError, match=r"deliver all of 2019 with later intakes, so"):
            RepeatCounts.from_register(made, period=YEAR, of="intake")

    def test_further_refused(self) -> None:
        """No further list, a measure that is none, another period."""
        made = register(*self.CASES)
        with pytest.raises(DataError, match="at least two lists"):
            CaptureTable.from_register(made, {}, period=YEAR)
        with pytest.raises(DataError, match="measure must be one of new, open"):
            CaptureTable.from_register(made, {"police": ["a"]}, period=YEAR, measure="stock")  # type: ignore[arg-type]
        with pytest.raises(DataError, match="'police' covers another period"):
            CaptureTable.from_register(
                made, {"police": ["a"]}, period=YEAR, periods={"police": Period.year(2020)}
            )

    def test_nobody(self) -> None:
        """A register without such cases leaves the others' persons."""
        table = CaptureTable.from_register(
            register(*self.CASES), {"police": ["a"]}, period=YEAR, basis="honour"
        )
        assert table.histories() == {"01": 1}

    def test_cases_and_intakes(self) -> None:
        """a has two cases; one of b's has a second intake."""
        again = case("3", "b", "2019-05-01", later=(("2019-07-01", ECONOMIC),))
        made = register(*self.CASES[:2], again, self.CASES[3])
        by_case = RepeatCounts.from_register(made, period=YEAR)
        assert by_case.counts.tolist() == [[1, 1]]
        by_intake = RepeatCounts.from_register(made, period=YEAR, of="intake")
        assert by_intake.counts.tolist() == [[0, 2]]
        split = RepeatCounts.from_register(made, period=YEAR, by="sex")
        assert split.strata["sex"].tolist() == ["unknown", "woman"]
        assert split.counts.tolist() == [[1, 0], [0, 1]]
        with pytest.raises(DataError, match="of must be one of case, intake"):
            RepeatCounts.from_register(made, period=YEAR, of="visit")  # type: ignore[arg-type]


class TestRepeatCounts:
    """One list: how many had one contact, two, and so on."""

    def test_counts(self) -> None:
        """A mapping, an array, and each person's number say the same."""
        given = RepeatCounts({1: 3, 3: 1})
        assert given.counts.tolist() == [[3, 0, 1]]
        assert given == RepeatCounts([3, 0, 1]) == RepeatCounts.from_array([1, 3, 1, 1])
        assert (given.seen.tolist(), given.contacts.tolist()) == ([4], [3 + 3])
        assert given.overlap.tolist() == [1]
        assert len(given) == 1
        assert given != "counts"

    def test_strata(self) -> None:
        """Labels split the persons."""
        split = RepeatCounts.from_array([1, 2, 1], by={"sex": ["w", "m", "m"]})
        assert split.counts.tolist() == [[1, 1], [1, 0]]
        assert split.select(sex="w").counts.tolist() == [[1, 0]]
        assert RepeatCounts.from_dict(json.loads(json.dumps(split.to_dict()))) == split
        assert "efter kön: m 2, w 1" in repr(split)
        with pytest.raises(DataError, match=r"labels of sex need shape \(3,\)"):
            RepeatCounts.from_array([1, 2, 1], by={"sex": ["w"]})

    def test_object_labels(self) -> None:
        """Labels of a pandas column come as objects."""
        split = RepeatCounts.from_array([1, 2], by={"sex": np.array(["w", "m"], object)})
        assert split.strata["sex"].tolist() == ["m", "w"]

    @pytest.mark.parametrize(
        ("counts", "message"),
        [
            ({0: 5, 1: 3}, "contacts must be at least 1, got 0"),
            ({"1": 3}, "contacts must be whole numbers, got '1'"),
            ({True: 3}, "contacts must be whole numbers, got True"),
            ({1: -3}, "not negative, got -3"),
            ([[1, 2], [3, 4]], "several tables need strata"),
            ({100_001: 1}, "at most 100000, got 100001"),
        ],
    )
    def test_refused(self, counts: Any, message: str) -> None:
        """Those with no contact are what is estimated."""
        with pytest.raises(DataError, match=message):
            RepeatCounts(counts)

    def test_more_refused(self) -> None:
        """A person with no contact; labels of another length."""
        with pytest.raises(DataError, match=r"row 1 \(and 1 more\) had no contact"):
            RepeatCounts.from_array([1, 0, 0])
        with pytest.raises(DataError, match="contacts of one person must be at most 100000"):
            RepeatCounts.from_array([1, 100_001])
        with pytest.raises(DataError, match="x has 2 labels for 1 tables"):
            RepeatCounts([1, 2], strata={"x": [1, 2]})

    def test_html(self) -> None:
        """A row for each number of contacts that somebody had."""
        assert RepeatCounts({1: 3, 3: 1})._repr_html_().count("<tr>") == 1 + 2


@pytest.mark.parametrize("call", [metrics.candidates, metrics.list_dependence])
def test_what_is_no_table_is_refused(call: Callable[..., object]) -> None:
    """A number in its place is refused by name, as anything else."""
    with pytest.raises(DataError, match="table"):
        call(5)


def test_a_term_is_text_or_lists() -> None:
    """A model's terms name lists."""
    with pytest.raises(DataError, match="term"):
        metrics.hidden(CaptureTable({"10": 7, "01": 5, "11": 2}, lists=("a", "b")), model=[5])  # type: ignore[list-item]
