"""Sums, differences, shares and multiples say what they are."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import pytest

from building import case, register
from vnr import DataError, Estimate, Period, metrics
from vnr.metrics import difference, scale, share, total
from vnr.metrics.choices import Dependence
from vnr.results import Basis, Definition, Note, State

INF, NAN = math.inf, math.nan
DEPENDENCE = ("independent", "comonotone", "bounds")


def stated(text: str, **more: Any) -> Estimate:
    return Estimate.parse(text, **more)


def limits(found: Estimate) -> list[float]:
    return [float(found.lower[0]), float(found.value[0]), float(found.upper[0])]


def codes(found: Estimate) -> list[str]:
    return [note.code for note in found.notes]


def measured(**changes: Any) -> Estimate:
    given: dict[str, Any] = {
        "strata": {"municipality": ["0480", "0484"]},
        "value": [10.0, 20.0], "lower": [7.0, 16.0], "upper": [14.0, 23.0], "n": [10, 20],
        "state": [0, 0], "covered": [1, 1], "unit": "cases", "method": "exact",
        "confidence": 0.95, "definition": Definition("rate"),
    }  # fmt: skip
    return Estimate(**(given | changes))


class TestTotal:
    """A sum of guesses is a guess, and open ends stay open."""

    def test_independent(self) -> None:
        """Half-widths in quadrature, each side on its own."""
        found = total([stated("25±2"), stated("100–125")], dependence="independent")
        half = math.sqrt(2**2 + 12.5**2)
        np.testing.assert_allclose(limits(found), [137.5 - half, 137.5, 137.5 + half], rtol=1e-15)
        assert found.show("en").splitlines()[1].strip() == "137.5 (124.84–150.16), guess"

    @pytest.mark.parametrize("dependence", ["comonotone", "bounds"])
    def test_together(self, dependence: Dependence) -> None:
        """Limits add where errors go together, or where nothing is assumed."""
        found = total([stated("25±2"), stated("100–125")], dependence=dependence)
        assert limits(found) == [23 + 100, 137.5, 27 + 125]

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    def test_says_what_it_is(self, dependence: Dependence) -> None:
        """The note says guess, what was assumed, and no confidence interval."""
        parts = [stated("cirka 25±2"), stated("100–125"), stated("10")]
        found = total(parts, dependence=dependence)
        assert (found.basis, found.confidence, found.method) == (Basis.GUESS, None, dependence)
        assert codes(found) == ["guess"]
        assert "inget konfidensintervall" in found.notes[0].text("sv")
        assert "no confidence interval" in found.notes[0].text("en")
        assert {"independent": "kvadrat", "comonotone": "åt samma håll", "bounds": "inget antas"}[
            dependence
        ] in found.notes[0].text("sv")
        assert found.definition.operands == tuple(part.definition for part in parts)

    def test_sides_apart(self) -> None:
        """Unequal half-widths keep to their side (Zou and Donner 2008)."""
        found = total([measured(), measured(value=[9, 9], lower=[5, 5], upper=[9, 12])],
                      dependence="independent")  # fmt: skip
        np.testing.assert_allclose(found.lower, [19 - 5, 29 - math.hypot(4, 4)])
        np.testing.assert_allclose(found.upper, [19 + 4, 29 + math.hypot(3, 3)])
        assert (found.basis, found.confidence) == (Basis.SAMPLING, 0.95)
        assert codes(found) == ["dependence"]
        assert "skattning" in found.show()

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    def test_one_sided(self, dependence: Dependence) -> None:
        """At least and at least is at least; at most and at most is at most."""
        found = total([stated("över 2000"), stated("minst 40")], dependence=dependence)
        assert limits(found) == [2040, 2040, INF]
        assert found.show().splitlines()[1].strip() == "minst 2\N{NO-BREAK SPACE}040"
        assert (found.basis, codes(found)) == (Basis.BOUND, ["bound", "open_end"])
        found = total([stated("högst 3"), stated("under 4")], dependence=dependence)
        assert limits(found) == [-INF, 7, 7]
        found = total([stated("högst 3"), stated("minst 4")], dependence=dependence)
        assert limits(found) == [-INF, 7, INF]

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    def test_no_width(self, dependence: Dependence) -> None:
        """A figure without width leaves the sum without, but an open end is known."""
        found = total([stated("ca 240"), stated("25±2")], dependence=dependence)
        np.testing.assert_array_equal(limits(found), [NAN, 265, NAN])
        assert codes(found) == ["guess", "no_width"]
        found = total([stated("ca 240"), stated("över 2000")], dependence=dependence)
        np.testing.assert_array_equal(limits(found), [NAN, 2240, INF])
        found = total([stated("ca 240"), stated("högst 3")], dependence=dependence)
        np.testing.assert_array_equal(limits(found), [-INF, 243, NAN])

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    def test_plain(self, dependence: Dependence) -> None:
        """Counted figures add to a counted one, and need no note."""
        found = total([stated("25"), stated("30")], dependence=dependence)
        assert limits(found) == [55, 55, 55]
        assert (found.basis, found.notes) == (Basis.REGISTER, ())

    def test_weakest(self) -> None:
        """The basis is that of the weakest part with a width; a model is weaker than a sample."""
        exact = measured(lower=[10, 20], upper=[10, 20], basis="register", confidence=None)
        model = measured(basis="model")
        for others, basis, confidence in [
            ([exact], Basis.SAMPLING, 0.95),
            ([model, exact], Basis.MODEL, 0.95),
            ([measured(basis="bound", confidence=None)], Basis.BOUND, None),
            ([measured(basis="bound", confidence=None), measured(basis="guess", confidence=None)],
             Basis.GUESS, None),
        ]:  # fmt: skip
            found = total([measured(), *others], dependence="independent")
            assert (found.basis, found.confidence) == (basis, confidence)
        wide = measured(basis="register")
        assert total([wide], dependence="independent").basis == Basis.REGISTER
        assert total([measured(), model], dependence="bounds").confidence is None

    def test_not_certain(self) -> None:
        """Bounds that rest on a sample, or were drawn in by an assumption, say so."""

        def bound() -> Estimate:
            return measured(basis="bound", confidence=None)

        assert "not_certain" in codes(total([measured(), bound()], dependence="bounds"))
        assert "not_certain" in codes(total([measured()], dependence="bounds"))
        assert "not_certain" in codes(total([bound(), bound()], dependence="independent"))
        assert "not_certain" not in codes(total([bound(), bound()], dependence="bounds"))
        assert "not_certain" not in codes(total([bound()], dependence="independent"))

    def test_confidence(self) -> None:
        """Different levels can't be mixed, except as bounds."""
        parts = [measured(), measured(confidence=0.9)]
        with pytest.raises(DataError, match=r"different confidence: 0\.9, 0\.95"):
            total(parts, dependence="independent")
        assert total(parts, dependence="bounds").basis == Basis.BOUND

    def test_by_label(self) -> None:
        """Strata are joined by label, never by position."""
        turned = measured(
            strata={"municipality": ["0484", "0480"]}, value=[1, 2], lower=[1, 2], upper=[1, 2]
        )
        found = total([measured(), turned], dependence="bounds")
        assert found.strata["municipality"].tolist() == ["0480", "0484"]
        assert found.value.tolist() == [10 + 2, 20 + 1]

    def test_two_strata(self) -> None:
        """Cells of several strata are joined by all of them."""
        one = {"municipality": ["a", "a", "b", "b"], "year": [2018, 2019, 2018, 2019]}
        other = {"year": [2019, 2019, 2018, 2018], "municipality": ["a", "b", "a", "b"]}
        more = {"lower": [0] * 4, "upper": [9] * 4, "n": [1] * 4, "state": [0] * 4,
                "covered": [1] * 4}  # fmt: skip
        found = total(
            [measured(strata=one, value=[1, 2, 3, 4], **more),
             measured(strata=other, value=[10, 20, 30, 40], **more)],
            dependence="bounds",
        )  # fmt: skip
        assert found.value.tolist() == [1 + 30, 2 + 10, 3 + 40, 4 + 20]

    def test_labels_missing(self) -> None:
        """A label, a stratum or a cell that doesn't match is named."""
        other = measured(strata={"municipality": ["0480", "0488"]})
        with pytest.raises(DataError, match="estimate 0 has no cell for municipality 0488"):
            total([measured(), other], dependence="bounds")
        with pytest.raises(DataError, match="estimate 1 has no cell for municipality 0484"):
            total([measured(), other.select(municipality="0480")], dependence="bounds")
        with pytest.raises(DataError, match="estimate 1 has no stratum municipality"):
            total([measured(), measured(strata={"year": [1, 2]})], dependence="bounds")
        more = measured(strata={"year": [1, 2], "month": [1, 2]})
        with pytest.raises(DataError, match="estimate 1 has the stratum year, which the figures"):
            total([measured(strata={"month": [1, 2]}), more], dependence="bounds")
        with pytest.raises(DataError, match="estimate 1 has no stratum year"):
            total([more, measured(strata={"month": [1, 2]})], dependence="bounds")
        with pytest.raises(DataError, match="estimate 1 has municipality 0480 twice"):
            total([measured(), measured(strata={"municipality": ["0480", "0480"]})],
                  dependence="bounds")  # fmt: skip
        with pytest.raises(DataError, match="estimate 1 has no stratum municipality"):
            total([measured(), stated("25", unit="cases")], dependence="bounds")

    def test_twice(self) -> None:
        """One object or one source twice would count twice, also inside another sum."""
        ours = stated("25±2")
        with pytest.raises(DataError, match="one estimate is given twice"):
            total([ours, ours], dependence="bounds")
        one, again = stated("25±2", source="A"), stated("25±2 ", source="A")
        with pytest.raises(DataError, match="one source is given twice"):
            total([one, again], dependence="bounds")
        inner = total([one, stated("3", source="B")], dependence="bounds")
        assert inner.definition.parameters["sources"] == ["A", "B"]
        with pytest.raises(DataError, match="one source is given twice"):
            total([inner, again], dependence="bounds")
        nested = total([inner, stated("1")], dependence="bounds")
        with pytest.raises(DataError, match="one source is given twice"):
            total([nested, scale(again, 2)], dependence="bounds")
        assert limits(total([one, stated("25±2", source="C")], dependence="bounds"))[1] == 50

    def test_missing_parts(self) -> None:
        """A part that isn't reported makes the sum at least that of the others."""
        part = measured(state=[State.VALUE, State.NOT_REPORTED], covered=[1, 0])
        found = total([measured(), part], dependence="independent")
        assert found.state.tolist() == [State.VALUE] * 2
        np.testing.assert_allclose(found.value, [20, 20])
        assert found.lower[1] == 16
        assert found.upper.tolist()[1] == INF
        assert found.covered.tolist() == [1, 0.5]
        assert "partial" in codes(found)
        assert "minst 16" in found.show()
        assert "50 %" in found.show()
        nobody = measured(state=[State.NOT_REPORTED] * 2, covered=[0, 0])
        found = total([nobody, part], dependence="bounds")
        assert found.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert np.isnan(found.value[1])

    def test_missing_beside_counted(self) -> None:
        """A counted figure is a bound of a sum whose other part isn't reported."""
        counted: dict[str, Any] = {
            "lower": [10, 20], "upper": [10, 20], "basis": "register", "confidence": None,
        }  # fmt: skip
        part = measured(state=[State.VALUE, State.NOT_REPORTED], covered=[1, 0], **counted)
        found = total([measured(**counted), part], dependence="bounds")
        assert found.upper.tolist() == [20, INF]
        assert found.basis == Basis.BOUND
        wide = measured(basis="register")
        part = measured(state=[State.NOT_REPORTED] * 2, covered=[0, 0], **counted)
        assert total([wide, part], dependence="independent").confidence is None
        part = measured(state=[State.NOT_REPORTED] * 2, covered=[0, 0])
        assert total([measured(), part], dependence="independent").confidence == 0.95

    @pytest.mark.parametrize("state", [State.NOT_MATURE, State.SUPPRESSED])
    def test_other_states(self, state: State) -> None:
        """A part that is suppressed or not mature makes the sum so."""
        parts = [measured(state=[0, state]), measured(state=[0, State.NOT_REPORTED])]
        assert total(parts, dependence="bounds").state.tolist() == [State.VALUE, state]

    def test_undefined(self) -> None:
        """An undefined part makes the sum undefined."""
        parts = [measured(value=[NAN, 1], lower=[NAN, 1], upper=[NAN, 1]), measured()]
        found = total(parts, dependence="independent")
        assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
        assert "no_width" not in codes(found)

    def test_bounds_without_value(self) -> None:
        """Bounds that have no value add as bounds only."""
        bound = measured(value=[NAN, NAN], basis="bound", confidence=None)
        found = total([bound, measured()], dependence="bounds")
        assert found.lower.tolist() == [14, 32]
        assert np.isnan(found.value).all()
        with pytest.raises(DataError, match="estimate 0 has limits but no value at row 0"):
            total([bound, measured()], dependence="independent")

    def test_notes_travel(self) -> None:
        """What is said of the parts is said of the sum, once."""
        note = Note("own", sv="sv", en="en")
        found = total([measured(notes=[note]), measured(notes=[note])], dependence="bounds")
        assert codes(found).count("own") == 1

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ([], "is empty"),
            (stated("25"), "must be a sequence"),
            (25, "must be a sequence"),
            (["25"], "estimate 0 is a str and no Estimate"),
            ([stated("25"), stated("25 barn")], "differ in unit: barn, number"),
        ],
    )
    def test_refused(self, given: Any, message: str) -> None:
        """What isn't estimates of one unit is refused."""
        with pytest.raises(DataError, match=message):
            total(given, dependence="bounds")

    def test_dependence(self) -> None:
        """There is no default assumption, and no unknown one."""
        with pytest.raises(DataError, match="independent, comonotone, bounds, got 'none'"):
            total([stated("25")], dependence="none")  # type: ignore[arg-type]

    def test_curve(self) -> None:
        """Curves are ragged and don't add."""
        curve = metrics.kaplan_meier([1, 2], [1, 0])
        with pytest.raises(DataError, match="a Curve and no Estimate"):
            total([curve], dependence="bounds")

    def test_of_a_register(self) -> None:
        """Of two registers the numbers behind rates add, every municipality at once; rates don't."""
        rates = [
            metrics.rate(
                metrics.count(register(*cases), Period.year(2019), by="municipality"), 1000
            )
            for cases in (
                [case("1"), case("2", municipality="0488")],
                [case("1"), case("2"), case("3", municipality="0488")],
            )
        ]
        with pytest.raises(DataError, match="in per 10000 person-years: figures relative to"):
            total(rates, dependence="independent")
        numbers = [scale(rate, 0.1, unit="cases") for rate in rates]
        found = total(numbers, dependence="independent")
        np.testing.assert_allclose(found.value, [1 + 2, 1 + 1])


class TestDifference:
    """What goes the same way cancels; what is unknown doesn't."""

    def test_each(self) -> None:
        """25±2 and 31±3, by hand."""
        parts = (stated("31±3"), stated("25±2"))
        half = math.hypot(3, 2)
        found = difference(*parts, dependence="independent")
        np.testing.assert_allclose(limits(found), [6 - half, 6, 6 + half])
        found = difference(*parts, dependence="comonotone")
        assert limits(found) == [28 - 23, 6, 34 - 27]
        found = difference(*parts, dependence="bounds")
        assert limits(found) == [28 - 27, 6, 34 - 23]

    def test_sorted(self) -> None:
        """The wider one subtracted turns the ends round."""
        found = difference(stated("25±2"), stated("31±3"), dependence="comonotone")
        assert limits(found) == [27 - 34, -6, 23 - 28]

    def test_sides(self) -> None:
        """The lower limit takes the other's upper side."""
        a = measured(value=[10, 10], lower=[7, 7], upper=[14, 14])
        b = measured(value=[5, 5], lower=[4, 4], upper=[11, 11])
        found = difference(a, b, dependence="independent")
        np.testing.assert_allclose(found.lower, 5 - math.hypot(3, 6))
        np.testing.assert_allclose(found.upper, 5 + math.hypot(4, 1))
        # 7 - 4 = 3, 14 - 11 = 3, and the value 5 lies beyond both.
        found = difference(a, b, dependence="comonotone")
        assert (found.lower[0], found.upper[0]) == (3, 5)

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    @pytest.mark.parametrize(
        ("a", "b", "lower", "upper"),
        [("minst 40", "30", 10, INF), ("30", "minst 40", -INF, -10), ("högst 40", "30", -INF, 10),
         ("minst 40", "minst 30", -INF, INF), ("högst 40", "högst 30", -INF, INF),
         ("ca 40", "30", NAN, NAN)],
    )  # fmt: skip
    def test_open(self, dependence: Dependence, a: str, b: str, lower: float, upper: float) -> None:
        """An open end stays open; two of them leave both."""
        found = difference(stated(a), stated(b), dependence=dependence)
        np.testing.assert_array_equal([found.lower[0], found.upper[0]], [lower, upper])

    def test_open_beside_width(self) -> None:
        """At least 40 less 28–32: when both are low 40 - 28, and by their values 40 - 30."""
        parts = (stated("minst 40"), stated("30±2"))
        assert limits(difference(*parts, dependence="comonotone"))[0] == min(40 - 28, 40 - 30)
        assert limits(difference(*parts, dependence="bounds"))[0] == 40 - 32
        parts = (stated("högst 40"), stated("30±2"))
        assert limits(difference(*parts, dependence="comonotone"))[2] == max(40 - 32, 40 - 30)
        assert limits(difference(*parts, dependence="bounds"))[2] == 40 - 28

    @pytest.mark.parametrize("dependence", ["comonotone", "bounds"])
    def test_without_value(self, dependence: Dependence) -> None:
        """Bounds without value have a difference without."""
        bound = measured(value=[NAN, NAN], basis="bound", confidence=None)
        found = difference(bound, measured(), dependence=dependence)
        expected = {"comonotone": [0, 0], "bounds": [7 - 14, 14 - 7]}[dependence]
        assert [found.lower[0], found.upper[0]] == expected
        assert np.isnan(found.value).all()

    def test_missing(self) -> None:
        """Where one isn't reported there is no difference."""
        part = measured(state=[State.VALUE, State.NOT_REPORTED], covered=[1, 0])
        found = difference(measured(), part, dependence="bounds")
        assert found.state.tolist() == [State.VALUE, State.NOT_REPORTED]

    def test_one_source(self) -> None:
        """Two years of one source differ; one figure from itself doesn't."""
        a, b = stated("30", source="A"), stated("25", source="A")
        assert float(difference(a, b, dependence="bounds")) == 5
        with pytest.raises(DataError, match="given twice"):
            difference(a, a, dependence="bounds")


class TestShare:
    """A part of its whole lies within 0 and 1."""

    def test_men(self) -> None:
        """Region Sörmland 2018: 2–3 men of 100–125 cases."""
        parts = (stated("2–3"), stated("100–125"))
        found = share(*parts, dependence="bounds")
        np.testing.assert_allclose(limits(found), [2 / 125, 2.5 / 112.5, 3 / 100])
        found = share(*parts, dependence="comonotone")
        np.testing.assert_allclose(limits(found), [2 / 100, 2.5 / 112.5, 3 / 125])
        found = share(*parts, dependence="independent")
        # MOVER-R, as printed: (pw - sqrt((pw)^2 - lp(2p - lp) uw(2w - uw))) / (uw(2w - uw)).
        product, y, x = 2.5 * 112.5, 125 * (225 - 125), 2 * (5 - 2)
        lower = (product - math.sqrt(product**2 - x * y)) / y
        y, x = 100 * (225 - 100), 3 * (5 - 3)
        upper = (product + math.sqrt(product**2 - x * y)) / y
        np.testing.assert_allclose(limits(found), [lower, 2.5 / 112.5, upper])
        assert found.unit == "proportion"
        assert found.basis == Basis.GUESS

    @pytest.mark.parametrize("dependence", DEPENDENCE)
    @pytest.mark.parametrize(
        ("part", "whole", "lower", "upper"),
        [
            ("3", "100", 0.03, 0.03),
            ("högst 3", "100", 0, 0.03),
            ("minst 3", "100", 0.03, 1),
            ("3", "minst 100", 0, 0.03),
            ("minst 40", "minst 100", 0, 1),
            ("0–10", "0–100", 0, 1),
            ("0", "0–100", 0, 0),
            ("ca 3", "0–100", NAN, NAN),
            ("0–0", "100", 0, 0),
            ("ca 3", "100", NAN, NAN),
            ("0", "0", NAN, NAN),
        ],
    )
    def test_ends(
        self, dependence: Dependence, part: str, whole: str, lower: float, upper: float
    ) -> None:
        """Zeros, open ends and unknown widths."""
        found = share(stated(part), stated(whole), dependence=dependence)
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [lower, upper], atol=1e-15)

    def test_sampled(self) -> None:
        """Confidence intervals keep their level."""
        whole = measured(value=[50, 50], lower=[40, 40], upper=[65, 65])
        found = share(measured(), whole, dependence="independent")
        assert (found.confidence, found.unit) == (0.95, "proportion")

    @pytest.mark.parametrize(("part", "whole"), [("4", "3"), ("-1", "3")])
    def test_no_part(self, part: str, whole: str) -> None:
        """A part is neither negative nor larger than the whole."""
        with pytest.raises(DataError, match=r"part must lie between 0 and whole.*row 0"):
            share(stated(part), stated(whole), dependence="bounds")


class TestScale:
    """A figure times a known number."""

    def test_all(self) -> None:
        """Value and limits are scaled, the rest is kept."""
        found = scale(measured(), 4, unit="cases a year")
        assert found.value.tolist() == [40, 80]
        assert found.lower.tolist() == [28, 64]
        assert found.upper.tolist() == [56, 92]
        assert (found.unit, found.confidence, found.n.tolist()) == ("cases a year", 0.95, [10, 20])
        assert found.definition.operands == (Definition("rate"),)

    def test_open(self) -> None:
        """At least stays at least; the unit is kept."""
        found = scale(stated("minst 40"), 2.5)
        assert limits(found) == [100, 100, INF]
        assert found.show().splitlines()[1].strip() == "minst 100"

    @pytest.mark.parametrize("unit", ["proportion", "%"])
    def test_a_share_stays_one(self, unit: str) -> None:
        """Twice 90 % is no share; of its whole it is a number, and half of it a share."""
        whole = 1 if unit == "proportion" else 100
        share_ = attrs.evolve(
            measured(value=[0.5 * whole, 0.9 * whole], lower=[0, 0], upper=[whole, whole]),
            unit=unit,
        )
        with pytest.raises(DataError, match=r"times 2 its value would be more .* at row 1; if the"):
            scale(share_, 2)
        with pytest.raises(DataError, match=r"times 1\.1 its upper would be more"):
            scale(share_, 1.1)
        assert scale(share_, 0.5).value.tolist() == [0.25 * whole, 0.45 * whole]
        numbers = scale(share_, 20 / whole, unit="persons")
        assert (numbers.value.tolist(), numbers.unit) == ([10, 18], "persons")

    def test_more_than_all_may_be(self) -> None:
        """An open end, and what was above a hundred per cent before, are no shares of all."""
        assert limits(scale(stated("minst 40 %"), 2)) == [80, 80, INF]
        assert float(scale(stated("120 %"), 2)) == 240

    @pytest.mark.parametrize("factor", [0, -1, INF, NAN])
    def test_refused(self, factor: float) -> None:
        """A factor is finite and above 0."""
        with pytest.raises(DataError, match="finite and above 0"):
            scale(stated("25"), factor)


class TestShares:
    """Shares and ratios have wholes of their own, and don't add."""

    @pytest.mark.parametrize(
        "unit", ["proportion", "%", "ratio", "per 1000 person-years", "ratio per year"]
    )
    def test_total_is_refused(self, unit: str) -> None:
        """90 % and 90 % are not 180 %; the message says what to do instead."""
        parts = [Estimate.parse("0,9"), Estimate.parse("0,9", source="other")]
        parts = [attrs.evolve(one, unit=unit) for one in parts]
        with pytest.raises(DataError, match=rf"in {unit}: .* scale\(estimate, whole, unit=...\)"):
            total(parts, dependence="bounds")

    def test_numbers_of_them_add(self) -> None:
        """Each share times its whole is a number, and those do."""
        women = scale(metrics.proportion(9, 10), 50, unit="persons")
        men = scale(metrics.proportion(3, 10), 20, unit="persons")
        assert float(total([women, men], dependence="independent")) == 0.9 * 50 + 0.3 * 20
