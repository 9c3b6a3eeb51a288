"""Uncertain figures are read as what they are, and printed as what they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from vnr import DataError, Estimate
from vnr.results import Definition

INF, NAN = math.inf, math.nan
GAP = "\N{NO-BREAK SPACE}"

# text, method, basis, lower, value, upper
READ: list[tuple[str, str, str, float, float, float]] = [
    ("25±2", "half-width", "guess", 23, 25, 27),
    ("cirka 25±2", "half-width", "guess", 23, 25, 27),
    ("ca. 25 ± 2", "half-width", "guess", 23, 25, 27),
    ("25 +/- 2", "half-width", "guess", 23, 25, 27),
    ("25 plus minus 2", "half-width", "guess", 23, 25, 27),
    ("25±0", "half-width", "guess", 25, 25, 25),
    ("0,3 ± 0,1", "half-width", "guess", 0.2, 0.3, 0.4),
    ("53,7 ± 0,2 miljoner", "half-width", "guess", 53_500_000, 53_700_000, 53_900_000),
    ("2 miljoner ± 300 000", "half-width", "guess", 1_700_000, 2_000_000, 2_300_000),
    ("100–125", "range", "guess", 100, 112.5, 125),
    ("100-125", "range", "guess", 100, 112.5, 125),
    ("100 till 125", "range", "guess", 100, 112.5, 125),
    ("100 to 125", "range", "guess", 100, 112.5, 125),
    ("mellan 100 och 125", "range", "guess", 100, 112.5, 125),
    ("between 100 and 125", "range", "guess", 100, 112.5, 125),
    ("från 100 till 125", "range", "guess", 100, 112.5, 125),
    ("ungefär 100–125", "range", "guess", 100, 112.5, 125),
    ("100–100", "range", "guess", 100, 100, 100),
    ("2–3 miljoner", "range", "guess", 2_000_000, 2_500_000, 3_000_000),
    ("1,5 tusen – 2 tusen", "range", "guess", 1_500, 1_750, 2_000),
    ("-5 – -3", "range", "guess", -5, -4, -3),
    ("över 2000", "more than", "bound", 2000, 2000, INF),
    ("fler än 370", "more than", "bound", 370, 370, INF),
    ("more than 370", "more than", "bound", 370, 370, INF),
    (">370", "more than", "bound", 370, 370, INF),
    ("minst 40", "at least", "bound", 40, 40, INF),
    ("at least 40", "at least", "bound", 40, 40, INF),
    (">= 40", "at least", "bound", 40, 40, INF),
    ("högst 3", "at most", "bound", -INF, 3, 3),
    ("at most 3", "at most", "bound", -INF, 3, 3),
    ("under 40", "less than", "bound", -INF, 40, 40),
    ("fewer than 40", "less than", "bound", -INF, 40, 40),
    ("drygt 25 %", "just over", "guess", 25, 25, INF),
    ("just over 25 percent", "just over", "guess", 25, 25, INF),
    ("knappt 17 procent", "just under", "guess", -INF, 17, 17),
    ("just under 17 per cent", "just under", "guess", -INF, 17, 17),
    ("ca 240", "approximately", "guess", NAN, 240, NAN),
    ("about 240", "approximately", "guess", NAN, 240, NAN),
    ("~240", "approximately", "guess", NAN, 240, NAN),
    ("25", "as stated", "register", 25, 25, 25),
    ("0", "as stated", "register", 0, 0, 0),
    ("-34 %", "as stated", "register", -34, -34, -34),
    ("  25  ", "as stated", "register", 25, 25, 25),
    ("53,7 miljoner", "as stated", "register", 53_700_000, 53_700_000, 53_700_000),
    ("53.7 million", "as stated", "register", 53_700_000, 53_700_000, 53_700_000),
    ("1,2 miljarder", "as stated", "register", 1.2e9, 1.2e9, 1.2e9),
    ("2,50", "as stated", "register", 2.5, 2.5, 2.5),
    ("2.50", "as stated", "register", 2.5, 2.5, 2.5),
    ("0.125", "as stated", "register", 0.125, 0.125, 0.125),
    ("1,234", "as stated", "register", 1.234, 1.234, 1.234),
    ("1 234,5", "as stated", "register", 1234.5, 1234.5, 1234.5),
    ("1,234.5", "as stated", "register", 1234.5, 1234.5, 1234.5),
    ("1.234,5", "as stated", "register", 1234.5, 1234.5, 1234.5),
    ("53,687,000", "as stated", "register", 53_687_000, 53_687_000, 53_687_000),
    ("53.687.000", "as stated", "register", 53_687_000, 53_687_000, 53_687_000),
    ("o\N{COMBINING DIAERESIS}ver 5".replace("o", "O"), "more than", "bound", 5, 5, INF),
]


class TestRead:
    """Half-width, range, one-sided, approximate and plain figures stay distinguishable."""

    @pytest.mark.parametrize(("text", "method", "basis", "lower", "value", "upper"), READ)
    def test_forms(
        self, text: str, method: str, basis: str, lower: float, value: float, upper: float
    ) -> None:
        """Every form gives its method, basis and limits, exactly, and no confidence."""
        found = Estimate.parse(text)
        figures = [found.lower[0], found.value[0], found.upper[0]]
        np.testing.assert_array_equal(figures, [lower, value, upper])
        assert (found.method, found.basis.value) == (method, basis)
        assert found.confidence is None
        assert np.isnan(found.n[0])

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u2007", "\u2009", "\u202f"])
    def test_thousands(self, space: str) -> None:
        """Thousands are parted by any kind of space."""
        assert float(Estimate.parse(f"2{space}000")) == 2000
        assert float(Estimate.parse(f"över{space}53{space}687{space}000{space}kr")) == 53_687_000

    @pytest.mark.parametrize(
        ("text", "unit"),
        [("25", "number"), ("25 ärenden", "ärenden"), ("25±2 barn-ärenden", "barn-ärenden"),
         ("10–20 %", "%"), ("10 %–20 %", "%"), ("25 % kvinnor", "%"), ("2 miljoner kr", "kr")],
    )  # fmt: skip
    def test_units(self, text: str, unit: str) -> None:
        """The unit is percent, the noun, or a number."""
        assert Estimate.parse(text).unit == unit

    @pytest.mark.parametrize("first", ["25", "25 %", "25%", "25 procent"])
    @pytest.mark.parametrize("sign", ["±", " ± ", " +/- ", " plus minus ", " plus eller minus "])
    @pytest.mark.parametrize(
        "points", ["procentenheter", "%-enheter", "percentage points", "pp", "procentenhet"]
    )
    def test_percentage_points(self, first: str, sign: str, points: str) -> None:
        """Percentage points are no share of the figure before them."""
        found = Estimate.parse(f"{first}{sign}10 {points}")
        assert [found.lower[0], found.value[0], found.upper[0]] == [15, 25, 35]
        assert (found.unit, found.method) == ("%", "half-width")

    def test_unit_given(self) -> None:
        """A unit given by hand goes before the noun, but percent stays percent."""
        assert Estimate.parse("25 ärenden", unit="cases").unit == "cases"
        assert Estimate.parse("25 %", unit="%").unit == "%"
        with pytest.raises(DataError, match="in percent and unit is 'cases'"):
            Estimate.parse("25 %", unit="cases")

    def test_meaning(self) -> None:
        """Who wrote it is the definition; what was written is the figure, and stands there only."""
        found = Estimate.parse("25±2", source="Sörmland 2019:1")
        assert found.definition == Definition("parse", {"source": "Sörmland 2019:1"})
        assert found.source == "Sörmland 2019:1"
        assert Estimate.parse("25±2").definition.parameters == {}

    @pytest.mark.parametrize("text", [one[0] for one in READ])
    def test_json(self, text: str) -> None:
        """Infinite and unknown limits survive the JSON round trip."""
        found = Estimate.parse(text)
        assert Estimate.from_json(found.to_json()) == found


REFUSED: list[tuple[str, int, str]] = [
    ("", 1, "a figure should stand here"),
    ("   ", 4, "a figure should stand here"),
    ("ca", 3, "a figure should stand here"),
    ("många", 1, "a figure should stand here"),
    ("0484", 1, "a figure should stand here"),
    ("25±", 4, "a figure should stand here"),
    ("25 till", 8, "a figure should stand here"),
    ("överallt 25", 1, "a figure should stand here"),
    ("25±2 och 30", 6, "no part of a figure"),
    ("25 30", 4, "a second figure"),
    ("2 000 30", 7, "a second figure"),
    ("25 och", 4, "no part of a figure"),
    ("25 minst", 4, "no part of a figure"),
    ("25 mellan", 4, "no part of a figure"),
    ("25 ärenden per år", 12, "no part of a figure"),
    ("25..3", 3, "no part of a figure"),
    ("25+", 3, "no part of a figure"),
    ("125–100", 5, "runs backwards"),
    ("mellan 125 och 100", 16, "runs backwards"),
    ("25±-2", 4, "not negative"),
    ("mellan 100", 11, "the other end"),
    ("mellan 25±2", 10, "the other end"),
    ("minst 3–5", 8, "no second one"),
    ("över 25±2", 8, "no second one"),
    ("10 %–20", 8, "percent stands after the first"),
    ("1.234", 1, "thousands or decimals"),
    ("ca 1.234 – 2", 4, "thousands or decimals"),
    ("about 1,234", 7, "thousands or decimals"),
    ("1,234 to 1,300", 1, "thousands or decimals"),
    ("1,234 ärenden", 1, "thousands or decimals"),
    ("9" * 400, 1, "too large"),
    ("1±" + "9" * 400, 1, "too large"),
]


class TestRefused:
    """What can't be read in one way is refused with the place."""

    @pytest.mark.parametrize("first", ["25", "25 %", "25%", "ca 25", "25 procent", "2 miljoner"])
    @pytest.mark.parametrize(
        "sign", ["±", " ± ", "+/-", " +/−", " +-", " plus minus ", " plus/minus "]
    )
    @pytest.mark.parametrize(
        "last", ["10%", "10 %", "10 procent", "10 percent", "10 per cent", "10 pct", "10 % kvinnor"]
    )
    def test_percent_of_what(self, first: str, sign: str, last: str) -> None:
        """25 ± 10 % is 15–35 to some and 22.5–27.5 to others: the message says how to write it."""
        with pytest.raises(DataError, match=r"25 ± 10 procentenheter, .* 15–35 %"):
            Estimate.parse(first + sign + last)

    @pytest.mark.parametrize(("text", "position", "why"), REFUSED)
    def test_position(self, text: str, position: int, why: str) -> None:
        """The message has the position, the reason and the remedy, never the text."""
        with pytest.raises(DataError, match=f"text, position {position}: .*{why}") as caught:
            Estimate.parse(text)
        assert "such as 25±2, 100–125" in str(caught.value)
        assert "många" not in str(caught.value)

    @pytest.mark.parametrize("text", [25, None, b"25"])
    def test_no_text(self, text: Any) -> None:
        """A number is no text."""
        with pytest.raises(DataError, match=f"got {type(text).__name__}"):
            Estimate.parse(text)


class TestShown:
    """Printed as what they are, never as a confidence interval and never of an n."""

    @pytest.mark.parametrize(
        ("text", "swedish", "english"),
        [
            ("cirka 25±2", "25 (23–27), gissning", "25 (23–27), guess"),
            ("100–125", "112,5 (100–125), gissning", "112.5 (100–125), guess"),
            ("-5±1", "-5 (-6 till -4), gissning", "-5 (-6 to -4), guess"),
            ("minst 2000", f"minst 2{GAP}000", "at least 2,000"),
            ("över 2000", f"över 2{GAP}000", "more than 2,000"),
            ("högst 3", "högst 3", "at most 3"),
            ("färre än 3", "under 3", "less than 3"),
            ("ca 240", "cirka 240", "about 240"),
            ("drygt 25 %", f"drygt 25{GAP}%", f"just over 25{GAP}%"),
            ("knappt 17 %", f"knappt 17{GAP}%", f"just under 17{GAP}%"),
            ("25", "25", "25"),
            ("10–20 %", f"15{GAP}% (10–20), gissning", f"15{GAP}% (10–20), guess"),
            ("53,7 miljoner", f"53{GAP}700{GAP}000", "53,700,000"),
            ("0,004±0,001", "0,004 (0,003–0,005), gissning", "0.004 (0.003–0.005), guess"),
            ("100±0,456", "100 (99,54–100,46), gissning", "100 (99.54–100.46), guess"),
        ],
    )
    def test_words(self, text: str, swedish: str, english: str) -> None:
        """In Swedish and in English."""
        found = Estimate.parse(text)
        assert found.show("sv", definition=False).splitlines()[-1].strip() == swedish
        assert found.show("en", definition=False).splitlines()[-1].strip() == english
        assert "n=" not in repr(found)

    @pytest.mark.parametrize(
        ("limits", "changes", "swedish"),
        [
            ((NAN, NAN, NAN), {}, "odefinierat"),
            ((5, -INF, INF), {}, "utan gräns åt något håll"),
            ((5, 3, INF), {}, "minst 3"),
            ((5, 3, INF), {"basis": "guess"}, "minst 3, gissning"),
            ((5, -INF, 7), {}, "högst 7"),
            ((5, NAN, INF), {"basis": "guess"}, "minst cirka 5, gissning"),
            ((5, -INF, NAN), {"basis": "guess"}, "högst cirka 5, gissning"),
            ((5, NAN, NAN), {"basis": "guess"}, "cirka 5, gissning"),
            ((5, NAN, NAN), {"basis": "sampling"}, "5"),
            ((NAN, 3, 7), {}, "mellan 3 och 7"),
            ((3, 3, 7), {}, "mellan 3 och 7"),
            ((7, 3, 7), {}, "mellan 3 och 7"),
            ((5, 3, 7), {}, "5 (3–7), gränser"),
            ((5, 3, 7), {"basis": "sampling", "confidence": 0.95}, "5 (3–7), skattning"),
            ((5, 3, 7), {"basis": "model", "confidence": 0.95}, "5 (3–7), modell"),
            ((5, 3, 7), {"basis": "register"}, "5 (3–7)"),
            ((0.5, 0.25, 0.75), {"unit": "proportion"}, f"50{GAP}% (25–75), gränser"),
        ],
    )
    def test_combined(
        self, limits: tuple[float, float, float], changes: dict[str, Any], swedish: str
    ) -> None:
        """A figure without n says what its limits are."""
        value, lower, upper = limits
        given: dict[str, Any] = {
            "state": 0, "covered": 1, "unit": "number", "method": "bounds", "basis": "bound",
            "confidence": None, "definition": Definition("x"), "n": NAN,
        }  # fmt: skip
        found = Estimate(value=value, lower=lower, upper=upper, **(given | changes))
        assert found.show(definition=False).splitlines()[-1].strip() == swedish

    def test_with_n(self) -> None:
        """A percentage of an n keeps its n and the decimals it has."""
        found = Estimate(
            value=[15, 39.5], lower=[NAN] * 2, upper=[NAN] * 2, n=[71, 71], state=[0] * 2,
            covered=[1] * 2, unit="%", method="independent", definition=Definition("x"),
        )  # fmt: skip
        assert [line.strip() for line in found.show(definition=False).splitlines()[-2:]] == [
            f"15{GAP}%, n=71",
            f"39,5{GAP}%, n=71",
        ]
