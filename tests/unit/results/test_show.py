"""Results fit a terminal and escape what they show."""

from __future__ import annotations

import re

import pytest

from measuring import INF, NAN, counts, estimate
from vnr.errors import UnknownNameError
from vnr.results import Definition, Note, code_of
from vnr.words import Language


def test_swedish() -> None:
    """States in words, zero as 0, at least where something is missing."""
    shown = repr(counts())
    assert "ej rapporterat" in shown
    assert "minst 5" in shown
    assert "brytdatum 2019-12-31" in shown
    shown = repr(estimate())
    assert "50,0\N{NO-BREAK SPACE}% (25,0–75,0), n=10" in shown
    assert "inget att räkna på (0 av 0)" in shown
    assert "kan inte bedömas än" in shown


def test_english() -> None:
    """The same in English, with points."""
    assert "at least 5" in counts().show("en")
    assert "50.0\N{NO-BREAK SPACE}% (25.0–75.0)" in estimate().show("en")
    with pytest.raises(UnknownNameError):
        counts().show("fi")  # type: ignore[arg-type]


def test_small_figures() -> None:
    """Three figures that count, where two decimals would show nothing."""
    small = estimate(unit="ratio", value=[0.00123] * 4, lower=[0.001] * 4, upper=[0.00156] * 4)
    assert "0,00123 (0,00100–0,00156), n=10" in repr(small)


def test_long() -> None:
    """Twelve rows, then how many more."""
    size = 40
    long = counts(
        strata={"row": range(size)}, value=range(size), state=[0] * size, covered=[1] * size,
        columns={"mean": [0.5] * size},
    )  # fmt: skip
    assert "… 28 rader till" in repr(long)
    assert len(repr(long).splitlines()) == 1 + 12 + 1 + 1
    assert "28 more rows" in long.show("en")


def test_numbers() -> None:
    """Thousands are parted, an open end is infinite, no limits are none."""
    shown = estimate(
        value=[25_000.4, 12.0, 1.5, 2.0], lower=[-INF, NAN, 1, 1], upper=[INF, NAN, 2, 2],
        unit="per 10000", state=[0] * 4, n=[2_000, 1.5, 1, 1],
    ).show("sv")  # fmt: skip
    assert "25000,40 (-∞–∞), n=2\N{NO-BREAK SPACE}000" in shown
    assert "12,00, n=1,5" in shown
    near = [estimate(n=[number] * 4).show("en") for number in (999.4, 999.6)]
    assert "n=999" in near[0]
    assert "n=1,000" in near[1]


def test_html() -> None:
    """Labels are escaped."""
    shown = counts(strata={"own": ["<b>", "a", "b", "c"]})._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_width() -> None:
    """No line is longer than a hundred signs; the columns without room are named, none is lost."""
    many = counts(
        strata={"own": ["<långt>" * 30, "a", "b", "c"]},
        columns={f"further_{number}": [number] * 4 for number in range(30)},
        notes=[Note("mine", sv="ord " * 80, en="word " * 80)],
        definition=Definition("x", {f"part{number}": "y" * 40 for number in range(9)}),
    )
    shown = repr(many)
    assert max(map(len, shown.splitlines())) <= 100
    assert "… fler kolumner: " in shown
    for number in range(30):
        assert re.search(rf"\bfurther {number}\b", shown)
    assert "… more columns: " in many.show("en")


def test_order() -> None:
    """Labels, figure, what was delivered, and then all else; what it means stands below."""
    head, *_ = repr(counts(columns={"mean": [0.5] * 4})).splitlines()
    assert head.split()[:4] == ["kommun", "år", "ärenden", "täckning"]
    assert repr(counts()).splitlines()[-1].startswith("Så är det räknat: ")
    assert "Så är det räknat" not in counts().show(definition=False)
    assert "Så är det räknat" not in counts().to_html(definition=False)


def test_stratum_and_figure_of_one_name() -> None:
    """Whom an intervention is for isn't the target of a funnel, though both are called so."""
    codes = ["child", "family", "child", "family"]
    shown = counts(strata={"target": codes, "year": [2018, 2018, 2019, 2019]})
    assert "insatsens målgrupp" in shown.show("sv")
    assert "target of the intervention" in shown.show("en")
    assert "jämförelsevärde" in counts(columns={"target": [1.5, 2.5, 3.5, 4.5]}).show("sv")


def test_long_parameters() -> None:
    """A long parameter is cut in the line, and whole in the definition."""
    one = Definition("x", {"source": "y" * 99, "by": []})
    assert "…" in one.text("en")
    assert "by" not in one.text()
    assert one.parameters["source"] == "y" * 99


@pytest.mark.parametrize("language", ["sv", "en"])
def test_column_without_figure(language: Language) -> None:
    """A further figure that isn't there is a dash: nan is no word."""
    shown = counts(columns={"expected": [1.5, NAN, 2.5, 3.5]})
    assert "nan" not in shown.show(language)
    assert "–" in shown.show(language)
    assert ">–</td>" in shown._repr_html_()


def test_a_name_without_accents_is_no_other_name() -> None:
    """Håbo and Habo are two municipalities, however they are written; what may be two asks."""
    for word, code in (("Håbo", "0305"), ("HÅBO", "0305"), ("Habo", "0643"), ("habo", "0643")):
        assert code_of("municipality", word) == code
    assert code_of("municipality", "Malmo") == "1280"
    assert code_of("sex", "uppgift saknas") == code_of("sex", "not_recorded") == "not_recorded"
    with pytest.raises(
        UnknownNameError, match=r"choose among visits, interventions\.visits|did you mean"
    ):
        code_of("field", "besök")
