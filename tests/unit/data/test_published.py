"""The packaged tables are what was printed, with what is known of how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from vnr import Counts, Estimate, data
from vnr.errors import UnknownNameError
from vnr.results import Basis, State
from vnr.words import LANGUAGES

NAMES = [one.name for one in data.catalogue()]


def table(number: int) -> Counts | Estimate:
    return data.load(f"socialstyrelsen-2013/table-{number:02}")


def test_catalogue() -> None:
    """Fifteen tables of one report and two of another; the first seven are municipalities'."""
    assert len(NAMES) == len(set(NAMES)) == 17
    funds = [one for one in data.catalogue() if one.document == "socialstyrelsen-2013"]
    assert [one.number for one in funds] == list(range(1, 16))
    assert [one.respondent for one in funds] == ["municipality"] * 7 + ["ngo"] * 8
    assert [one.number for one in data.catalogue()[15:]] == [1, 1]
    unsure = {one.number for one in funds if one.certainty is data.ReadingCertainty.UNCERTAIN}
    assert unsure == {13, 15}


@pytest.mark.parametrize("name", NAMES)
def test_each_says_where_it_is_from(name: str) -> None:
    """Source, licence, certainty and title are there in both languages, and go with the figures."""
    (entry,) = (one for one in data.catalogue() if one.name == name)
    told = {language: (entry.source(language), entry.licence(language)) for language in LANGUAGES}
    assert told["sv"] != told["en"]
    assert entry.sv != entry.en
    loaded = data.load(name)
    assert loaded.definition.parameters == {
        "table": name,
        "source": told["en"][0],
        "licence": told["en"][1],
        "certainty": entry.certainty.value,
    }
    assert type(loaded).from_json(loaded.to_json()) == loaded
    assert loaded.notes[0].code == "printed"
    for language in LANGUAGES:
        shown = loaded.show(language)
        # Every code of theirs is told in words.
        for codes in loaded.strata.values():
            assert not any("_" in word for word in shown.split("\n")[2:] if word in codes)


def test_percent_has_no_limits() -> None:
    """A printed percentage is what it is: no interval, no confidence."""
    for number in (6, 7, 14, 15):
        loaded = table(number)
        assert isinstance(loaded, Estimate)
        assert (loaded.unit, loaded.confidence, loaded.basis) == ("%", None, Basis.REGISTER)
        assert np.isnan(loaded.lower).all()
        assert np.isnan(loaded.upper).all()


def test_rows_are_100() -> None:
    """Each row of tables 6 and 14 is 100 percent, with its own number of answers."""
    for number, rows in ((6, 12), (14, 8)):
        loaded = table(number)
        assert loaded.value.reshape(rows, 5).sum(axis=1).tolist() == [100] * rows
    assert table(6)["n"].reshape(12, 5)[:, 0].tolist() == [
        71, 53, 45, 70, 61, 26, 59, 34, 27, 38, 29, 6,
    ]  # fmt: skip


def test_funds_are_what_became_of_them() -> None:
    """Had funds = under way + completed + not carried out, in each row of tables 1 and 8."""
    for number, had in (
        (1, 76 + 57 + 48 + 71 + 67 + 27 + 65 + 38 + 31 + 39 + 34 + 9 + 16),
        (8, 339),
    ):
        loaded = table(number)
        parts = loaded["ongoing"] + loaded["completed"] + loaded["not_carried_out"]
        assert loaded.value.tolist() == parts.tolist()
        assert loaded.value.sum() == had
    assert "printed_derived" in [note.code for note in table(8).notes]


def test_unreadable_is_not_reported() -> None:
    """The last figure of table 13 is no number, and a note has what it may be; nothing else is lost."""
    loaded = table(13)
    assert loaded.value[:5].tolist() == [3, 3, 4, 7, 8]
    assert loaded.state.tolist() == [State.VALUE] * 5 + [State.NOT_REPORTED]
    assert loaded["n"].tolist() == [20] * 6
    assert loaded["certainty"].tolist() == [
        "inferred", "inferred", "uncertain", "uncertain", "inferred", "uncertain",
    ]  # fmt: skip
    notes = {note.code: note for note in loaded.notes}
    assert notes["printed_unreadable"].parameters["candidates"] == ["6", "9", "0"]
    assert notes["printed_unsure"].text("sv").endswith("är läst som 7. Det kan vara 5.")
    assert loaded.show("en").count("not reported") >= 1


def test_what_cannot_be_is_said() -> None:
    """Table 15's 16 percent of 71 is no number of them; table 5 has more answers asked than given."""
    cell = table(15).select(area="stod_kvinnor", actor="with_ngo")
    assert (float(cell.value[0]), int(cell["n"][0])) == (16, 71)
    assert 16 not in {round(100 * k / 71) for k in range(72)}
    assert "printed_impossible" in [note.code for note in cell.notes]
    fifth = table(5)
    alone = int(fifth.select(target_group="ingen").value[0])
    assert alone + (fifth.value.sum() - alone) == 28 < fifth["n"][0]
    assert "printed_silent" in [note.code for note in fifth.notes]


def test_needs_by_size_class() -> None:
    """Of needs outside those common to the county 4, 5 and 14 were named."""
    needs = data.load("sormland-2019/table-1-needs")
    own = needs.select(needs.strata["need_area"] != "county")
    assert isinstance(own, Counts)
    named = own.sum("need_area", "need")
    assert dict(zip(named.strata["size_class"].tolist(), named.value.tolist(), strict=True)) == {
        "larger": 4, "medium": 5, "small": 14,
    }  # fmt: skip
    with pytest.raises(ValueError, match="size_class"):
        own.sum("size_class")


def test_collaboration() -> None:
    """Each of the nine municipalities convenes its county part or is called to it."""
    table = data.load("sormland-2019/table-1-collaboration")
    called = table.select(participation=["convenor", "called"]).strata["participant"].tolist()
    assert sorted(called) == [one.code for one in data.municipalities("04")]
    parts = data.county_parts("04")
    rows = zip(
        *(table.strata[name].tolist() for name in ("county_part", "participant")), strict=True
    )
    assert all(parts[code] == part for part, code in rows if code in parts)


def test_unknown() -> None:
    """A name there isn't is refused with the nearest."""
    with pytest.raises(UnknownNameError, match="did you mean 'socialstyrelsen-2013/table-06'"):
        data.load("socialstyrelsen-2013/table-6")
