"""All of a group in one cell: told of each of them, without any small number."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from counties import island
from vnr import metrics
from vnr.disclosure import Rule, audit, protect
from vnr.model import Instrument, Period
from vnr.results import Counts, Definition, Grid, State

PLAIN = Rule(threshold=5, insider=0)


def counts(values: list[int | None], strata: dict[str, list[str]], adds: tuple[str, ...]) -> Counts:
    """Counts of cases; None is suppressed. The form is sensitive, and so is the context."""
    grid = Grid(
        strata=strata,
        state=[State.SUPPRESSED if value is None else State.VALUE for value in values],
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": list(strata)}),
        adds_over=adds,
        sensitive={"form", "context"} & set(strata),
    )
    return Counts.over(grid, value=[value or 0 for value in values], unit="cases")


def towns(values: list[int | None], adds: tuple[str, ...] = ("town", "form")) -> Counts:
    """Two towns' cases by form; Trosa's first."""
    forms = ["physical", "sexual", "not_recorded"]
    strata = {"town": ["trosa"] * 3 + ["flen"] * 3, "form": forms * 2}
    return counts(values, strata, adds)


def hidden(result: Counts) -> list[bool]:
    """Which cells are suppressed."""
    return [state == State.SUPPRESSED for state in result.state.tolist()]


class TestWhole:
    """Protected by hiding a zero, or how many they are."""

    def test_a_zero_is_hidden(self) -> None:
        """All nine of Trosa are of sexual violence: another form is hidden beside, with a row of Flen's."""
        table = towns([0, 9, 0, 20, 30, 40])
        tables = {
            "towns": table,
            "forms": counts([20, 39, 40], {"form": list(table.strata["form"][:3])}, ("form",)),
        }
        (leak,) = audit(tables, PLAIN).leaks
        shown = protect(tables, PLAIN)

        assert (leak.low, leak.high, leak.figure) == (0, 0, "value − value")
        assert list(leak.cell.values())[:2] == ["trosa", "sexual"]
        assert audit(shown, PLAIN).verdict == "safe"
        assert any(hidden(shown["towns"])[:3])
        assert not any(hidden(protect(tables, Rule(insider=0, whole_below=0))["towns"]))

    @pytest.mark.parametrize(("number", "leaks"), [(19, 1), (20, 0)])
    def test_small_groups_only(self, number: int, leaks: int) -> None:
        """Of twenty it is no news of one of them."""
        assert len(audit(towns([0, number, 0, 20, 30, 40]), PLAIN).leaks) == leaks
        assert (
            len(audit(towns([0, number, 0, 20, 30, 40]), Rule(insider=0, whole_below=15)).leaks)
            == 0
        )

    def test_places_and_times_tell_of_nobody(self) -> None:
        """All in one town, in one year or of one sex: that is no secret."""
        for name in ("town", "unit", "sex", "year"):
            table = counts([0, 9], {name: ["2018", "2019"]}, (name,))
            assert audit(table, PLAIN).verdict == "safe"

    def test_forms_of_which_a_case_has_several(self) -> None:
        """Nine cases in all, and nine with sexual violence: it is told where the nine are shown."""
        forms = counts([6, 9, 0], {"form": ["physical", "sexual", "not_recorded"]}, ())
        tables = {"forms": forms, "whole": counts([9], {}, ())}
        shown = protect(tables, PLAIN)

        assert audit(forms, PLAIN).verdict == "safe"
        assert audit(tables, PLAIN).verdict == "unsafe"
        assert hidden(shown["forms"]) == [False, True, False] or hidden(shown["whole"]) == [True]
        assert audit(shown, PLAIN).verdict == "safe"

    def test_nobody_without_a_form(self) -> None:
        """Each has a form, and there is but one: also where nobody prints how many they are."""
        forms = counts([0, 9, 0], {"form": ["physical", "sexual", "not_recorded"]}, ())
        masked = counts([0, None, 0], {"form": ["physical", "sexual", "not_recorded"]}, ())

        assert audit(forms, PLAIN).verdict == "unsafe"
        assert audit(masked, PLAIN).verdict == "unsafe"
        shown = protect(forms, PLAIN)
        assert any(hidden(shown)[place] for place in (0, 2))
        assert audit(shown, PLAIN).verdict == "safe"

    def test_not_delivered(self) -> None:
        """Of a form that wasn't delivered there is no zero."""
        table = towns([0, 9, 0, 20, 30, 40])
        state = np.array([State.NOT_REPORTED, 0, State.NOT_REPORTED, 0, 0, 0])
        (leak,) = audit(attrs.evolve(table, state=state), PLAIN).leaks

        assert leak.cell["town"] == "trosa"

    def test_marked_by_metrics(self) -> None:
        """Forms, contexts, outcomes and risks are sensitive; they are kept in JSON, and in sums."""
        register = island()
        year = Period.year(2019)
        result = metrics.count(register, year, by=("municipality", "form"))
        risks = metrics.judged_risks(register, year, instrument=Instrument.SARA_SV)

        assert result.sensitive == {"form"}
        assert result.sum("municipality").sensitive == {"form"}
        assert Counts.from_dict(result.to_dict()) == result
        assert risks.sensitive == {"judgement"}
        assert metrics.count(register, year, by=("goal", "closing_reason", "context")).sensitive == {
            "goal", "closing_reason", "context",
        }  # fmt: skip
        assert not metrics.count(register, year, by=("municipality", "unit", "role")).sensitive
        assert attrs.evolve(result, sensitive=()).to_dict().keys() < result.to_dict().keys()
