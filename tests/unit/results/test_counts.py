"""Zero is a value; what isn't reported is none."""

from __future__ import annotations

import pytest

from measuring import counts
from vnr.errors import DataError, UnknownNameError
from vnr.results import Note, Provenance, State


def test_states_are_four() -> None:
    """No value stands where there is none, whatever was given."""
    assert counts().value.tolist() == [3, 0, 0, 5]
    assert [state.code for state in State] == [
        "value",
        "not_reported",
        "not_mature",
        "suppressed",
    ]


def test_sum() -> None:
    """3 + 0, then 5 of what was delivered; all in all at least 3 + 0 + 5."""
    by_place = counts().sum("year")
    assert by_place.value.tolist() == [3, 5]
    assert by_place.covered.tolist() == [1, 0.25]
    assert by_place.adds_over == {"municipality"}
    total = counts().sum()
    assert int(total) == 3 + 0 + 5
    assert "minst 8" in repr(total)
    assert total.definition.operands == (counts().definition,)
    assert counts().sum("municipality").strata["year"].tolist() == [2018, 2019]


def test_sum_of_nothing_but_silence() -> None:
    """A sum of unreported cells isn't reported; one that hides a cell is suppressed."""
    silent = counts(state=[1, 1, 0, 3]).sum("year")
    assert silent.state.tolist() == [State.NOT_REPORTED, State.SUPPRESSED]
    with pytest.raises(DataError, match="not_reported"):
        int(silent.select(municipality="0484"))


@pytest.mark.parametrize(
    ("unit", "stratum", "reason"),
    [
        ("persons", "year", "one person may be counted in several years"),
        ("cases", "form", "one case may have several forms"),
        ("households", "sex", "one household may be counted in several cells of sex"),
        ("matters", "sex", "one matter"),
    ],
)
def test_what_does_not_add(unit: str, stratum: str, reason: str) -> None:
    """A sum that would count somebody twice is refused, with the reason."""
    found = counts(strata={stratum: ["a", "b", "c", "d"]}, adds_over=frozenset(), unit=unit)
    with pytest.raises(DataError, match=reason):
        found.sum()


def test_narrowing() -> None:
    """Select by label; a single figure is a number."""
    assert int(counts().select(municipality="0484", year=2018)) == 3
    assert float(counts().select(municipality="0484", year=2018)) == 3.0
    with pytest.raises(
        UnknownNameError, match="unknown municipality 'Eskilstun': did you mean 'Eskilstuna'"
    ):
        counts().select(municipality="Eskilstun")
    with pytest.raises(
        UnknownNameError, match="unknown figure 'kommun': did you mean 'municipality'"
    ):
        counts().sort("kommun")
    assert len(counts().select(municipality=["0484", "0488"])) == 4
    assert counts().select(counts().value == 3).value.tolist() == [3]
    for mask in ([True], [1] * len(counts())):
        with pytest.raises(DataError, match="one for each cell"):
            counts().select(mask)
    with pytest.raises(UnknownNameError, match="municipality"):
        counts().select(kommun="0484")
    with pytest.raises(UnknownNameError, match="0484"):
        counts().select(municipality="0485")
    with pytest.raises(DataError, match="4 cells"):
        int(counts())
    with pytest.raises(UnknownNameError, match="stratum"):
        counts().sum("sex")


def test_adding() -> None:
    """Parts with the same cells add; others don't."""
    assert (counts() + counts()).value.tolist() == [6, 0, 0, 10]
    with_more = counts(columns={"n": [1, 2, 3, 4]})
    assert (with_more + with_more).columns["n"].tolist() == [2, 4, 0, 8]
    assert with_more.sum().columns["n"].tolist() == [7]
    for other in (
        counts(unit="persons"),
        counts(strata={"municipality": ["0484"] * 4, "year": [2018, 2019] * 2}),
    ):
        with pytest.raises(DataError, match="same strata"):
            counts() + other
    silent = counts(state=[State.NOT_REPORTED, State.VALUE, State.NOT_REPORTED, State.VALUE])
    less = counts(covered=[1, 1, 0, 0.25])
    for one, two in ((counts(), silent), (silent, counts()), (counts(), less)):
        with pytest.raises(DataError, match="same delivery"):
            one + two
    with pytest.raises(TypeError):
        counts() + 1  # type: ignore[operator]


def test_nobody_is_added_twice() -> None:
    """Figures of one register don't add; those of two do, whatever their figures."""
    one, other = (counts(provenance=Provenance(name)) for name in ("a", "b"))
    assert (one + other).value.tolist() == [6, 0, 0, 10]
    with pytest.raises(DataError, match="counted from the same register"):
        one + one


def test_a_result_is_asked_by_name() -> None:
    """It can't be walked through by chance, as if its figures were numbered."""
    with pytest.raises(TypeError, match="not iterable"):
        list(counts())  # type: ignore[call-overload]
    assert [row["value"] for row in counts().to_records()] == [3, 0, None, 5]


def test_adding_notes() -> None:
    """Of two sets of persons everything is said, once each, and what is numbered adds."""
    shared, two, one = Note("bound"), Note("role_lacking", number=2), Note("role_lacking", number=1)
    left_out = Note("role_left_out", number=2)
    added = counts(notes=[shared, two]) + counts(notes=[one, shared, left_out])
    assert added.notes == (shared, Note("role_lacking", number=3), left_out)
    again = counts(notes=[two]) + counts(notes=[two])
    assert again.notes == (Note("role_lacking", number=4),)
