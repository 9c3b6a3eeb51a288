"""Capture tables out of the literature, to the digits that are printed.

Sources of the figures: the example output and the tests that Rcapture 1.4-4 carries (Baillargeon
& Rivest 2007), which repeat those of the papers named below; the documentation of the R package
MultipleSystemsEstimation, which reproduces Chan, Silverman & Vincent 2021 and Silverman, Chan &
Vincent 2024; the documentation of dga 2.0.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.metrics import CaptureTable, RepeatCounts, hidden
from vnr.metrics.capture import _graphs as graphs
from vnr.metrics.capture._bootstrap import bca
from vnr.metrics.capture._loglinear import fit
from vnr.metrics.capture._search import stepwise_many

TABLES: dict[str, tuple[str, dict[str, int]]] = {
    # HIV in Rome, four sources: Abeni, Brancato & Perucci 1994. The only whole numbers that give
    # the margins and the saturated-but-one model that are printed; the rest is tested.
    "hiv": (
        "ABCD",
        {
            "0001": 205, "0010": 621, "0011": 11, "0100": 545, "0101": 10, "0110": 35,
            "0111": 3, "1000": 403, "1001": 6, "1010": 20, "1100": 33, "1101": 1, "1110": 3,
        },
    ),
    # Korean women held by the Japanese army: Ball, Shin & Yang 2018.
    "korea": ("bcd", {"001": 41, "010": 5, "100": 5, "110": 54, "101": 6, "111": 12}),
    # Trafficking in a western US site: Farrell and others 2019.
    "western": (
        "ABCDE",
        {
            "10000": 52, "01000": 90, "00100": 114, "10100": 4, "01100": 6, "00010": 45,
            "10010": 2, "01010": 1, "01110": 1, "00001": 21, "10001": 5, "10101": 1, "00011": 3,
        },
    ),
    # Trafficking in New Orleans, eight lists and the same in five: Bales, Murphy & Silverman 2020.
    "new orleans": (
        "ABCDEFGH",
        {
            "10000000": 25, "01000000": 5, "00100000": 70, "10100000": 1, "00010000": 33,
            "10010000": 2, "00110000": 2, "00001000": 6, "10001000": 1, "00101000": 1,
            "00011000": 2, "10011000": 1, "00000100": 6, "01000100": 1, "00000010": 6,
            "00100010": 1, "10100010": 1, "00000001": 21, "00001001": 1,
        },
    ),
    "new orleans in five": (
        "ABCDE",
        {
            "10000": 25, "01000": 24, "00100": 70, "10100": 1, "00010": 33, "10010": 2,
            "00110": 2, "11000": 1, "01100": 2, "01010": 2, "11010": 1, "11100": 1,
            "00001": 21, "01001": 1,
        },
    ),
    # Diabetes in Casale Monferrato: Bruno and others 1994.
    "diabetes": (
        "1234",
        {
            "1111": 58, "1110": 157, "1101": 18, "1100": 104, "1011": 46, "1010": 650,
            "1001": 12, "1000": 709, "0111": 14, "0110": 20, "0101": 7, "0100": 74,
            "0011": 8, "0010": 182, "0001": 10,
        },
    ),
    # A census: Darroch, Fienberg, Glonek & Junker 1993.
    "census": (
        "123",
        {"111": 72, "110": 155, "101": 7, "100": 71, "011": 13, "010": 53, "001": 43},
    ),
    # Deaths at work, Cormack, Chang & Smith 2000: four sources, and three of them.
    "deaths": (
        "1234",
        {
            "1111": 72, "1110": 5, "1101": 29, "1100": 53, "1011": 24, "1010": 3, "1001": 12,
            "1000": 14, "0100": 1, "0001": 2,
        },
    ),
    "deaths in three": (
        "123",
        {"111": 72, "110": 5, "101": 29, "100": 54, "011": 24, "010": 3, "001": 14},
    ),
}  # fmt: skip


def table(name: str) -> CaptureTable:
    lists, counts = TABLES[name]
    return CaptureTable(counts, tuple(lists))


def printed(value: float, told: float, digits: int) -> None:
    assert round(float(value), digits) == told


def fitted(name: str, model: str) -> Any:
    """The kernel's fit of a model written with its lists."""
    lists = TABLES[name][0]
    terms = tuple(frozenset(lists.index(one) for one in pair) for pair in model.split())
    return fit(table(name).counts[0], terms)


PAIRS = "AB AC AD BC BD CD"


@pytest.mark.parametrize(
    ("name", "model", "total", "error", "deviance", "df"),
    # Total, standard error and deviance as text, so that their digits are known.
    [
        ("hiv", PAIRS, "23443.5", "9594.9", "3.037", 4),
        ("hiv", "AB", "12318.5", "1188.7", "7.614", 9),
        ("diabetes", "12 13 23 24 34", "2771", "145", "7.62", 5),
        ("diabetes", "13 24 34", "2472", "53", "21.97", 7),
        ("census", "12 13 23", "1240", "451", "0.0", 0),
        ("census", "12 23", "850", "186", "3.8", 1),
        ("deaths", "", "215", None, "87.1", 10),
        ("deaths", "34", "215", None, None, 9),
        ("deaths in three", "", "209", None, "75.1", 3),
        ("deaths in three", "12 23", None, None, "0.6", 1),
    ],
)
def test_models(
    name: str, model: str, total: str | None, error: str | None, deviance: str | None, df: int
) -> None:
    """Log-linear models as Rcapture and the papers print them."""
    found = fitted(name, model)
    assert found.df == df
    for value, told in (
        (found.total, total),
        (found.standard_error, error),
        (found.deviance, deviance),
    ):
        if told is not None:
            digits = len(told.partition(".")[2])
            printed(value, float(told), digits)


@pytest.mark.parametrize(
    ("name", "model", "limits"),
    [
        ("hiv", "A*B + A*C + A*D + B*C + B*D + C*D", (10027.6, 50046.3)),
        ("hiv", "A*B", (10266.0, 14992.3)),
        ("deaths in three", "independence", (203, 217)),
    ],
)
def test_profiles(name: str, model: str, limits: tuple[float, float]) -> None:
    """Multinomial profile limits."""
    found = hidden(table(name), model=model, method="profile")
    digits = 0 if limits[0] == 203 else 1
    printed(found.lower[0], limits[0], digits)
    printed(found.upper[0], limits[1], digits)


@pytest.mark.parametrize(
    ("name", "pairs", "total", "aic", "bic"),
    [
        ("korea", "b*c", 268.7778, 44.90767, 58.9686),
        ("western", "A*E", 2483.384, 91.8395, 118.7443),
        ("new orleans in five", None, 981.4314, 76.91578, None),
        ("new orleans", "D*E", 1110.488, None, 145.0885),
    ],
)
def test_stepwise(
    name: str, pairs: str | None, total: float, aic: float | None, bic: float | None
) -> None:
    """Chan, Silverman & Vincent's own choice of pairs, and what it answers."""
    found = hidden(table(name), model="stepwise", method="lognormal")
    assert float(found) == pytest.approx(total, rel=1e-6)
    if pairs is not None:
        assert found.columns["model"][0] == pairs
    for column, told in (("aic", aic), ("bic", bic)):
        if told is not None:
            assert found.columns[column][0] == pytest.approx(told, rel=1e-6)


def test_korea_by_bic() -> None:
    """Six models have an estimate; two are refused."""
    from vnr import metrics

    found = metrics.candidates(table("korea"), criterion="bic")
    told = [
        (157.1667, 57.14081), (268.7778, 58.9686), (123.4630, 91.89711), (126.1944, 138.06368),
        (126.9394, 155.16018), (141.9926, 184.14431),
    ]  # fmt: skip
    ours = list(zip(found.value.tolist(), found.columns["bic"].tolist(), strict=True))
    assert ours == [pytest.approx(one, rel=1e-6) for one in told]
    assert any("2 of 8" in note.text("en") for note in found.notes)


def test_diabetes_choices() -> None:
    """AIC chooses the five pairs of the paper."""
    found = hidden(table("diabetes"), model="aic", method="lognormal")
    assert found.columns["model"][0] == "1*2 + 1*3 + 2*3 + 2*4 + 3*4"
    printed(float(found), 2771, 0)


class TestBootstrap:
    """Intervals that choose the model anew."""

    def test_western(self) -> None:
        """The acceleration is no matter of chance: -0.09501025; the limits are, 1293 to 3670."""
        counts = table("western").counts[0]
        found = bca(counts, stepwise_many, resamples=2000)
        assert found.acceleration == pytest.approx(-0.09501025, abs=5e-9)
        assert found.lower == pytest.approx(1293, rel=0.15)
        assert found.upper == pytest.approx(3670, rel=0.12)

    def test_korea(self) -> None:
        """By BIC: 80 % from 135 to 288, 95 % from 128 to 349."""
        for confidence, told in ((0.8, (135, 288)), (0.95, (128, 349))):
            found = hidden(
                table("korea"), model="bic", method="bca", confidence=confidence, resamples=2000
            )
            assert (found.lower[0], found.upper[0]) == pytest.approx(told, rel=0.1)


def test_graphs() -> None:
    """Anomalies of the face (Madigan & York 1997): the five most probable graphs of dga."""
    counts = {
        "10000": 27, "01000": 37, "11000": 19, "00100": 4, "10100": 4, "01100": 1, "11100": 1,
        "00010": 97, "10010": 22, "01010": 37, "11010": 25, "00110": 2, "10110": 1, "01110": 3,
        "11110": 5, "00001": 83, "10001": 36, "01001": 34, "11001": 18, "00101": 3, "10101": 5,
        "11101": 2, "00011": 30, "10011": 5, "01011": 23, "11011": 8, "10111": 3, "11111": 2,
    }  # fmt: skip
    congenital = CaptureTable(counts, tuple("ABCDE"))
    assert congenital.seen.tolist() == [537]
    # The package's example: half a person a cell, 1 to 300 unseen.
    found = graphs.average(congenital.counts[0], delta=0.5, max_unseen=300)
    assert found.weight[:5] == pytest.approx(
        [0.21707345, 0.16029369, 0.08226562, 0.06535887, 0.05193514], abs=5e-9
    )


def test_hepatitis() -> None:
    """Hepatitis A in Taiwan (Chao and others 2001): Petersen's and Chapman's pairs."""
    counts = {"100": 69, "010": 55, "001": 63, "110": 21, "101": 17, "011": 18, "111": 28}
    outbreak = CaptureTable(counts, tuple("PQE"))
    for pair, petersen, chapman, error, limits in (
        ("PQ", 336, 334, 29, (289, 403)),
        ("PE", 378, 374, 36, (319, 461)),
        ("QE", 334, 331, 30, (285, 404)),
    ):
        two = outbreak.among(*pair)
        printed(float(hidden(two, model="lincoln-petersen")), petersen, 0)
        found = hidden(two, model="chapman")
        printed(float(found), chapman, 0)
        printed(found.columns["standard_error"][0], error, 0)
        assert (round(found.lower[0]), round(found.upper[0])) == limits
    printed(float(hidden(outbreak, model="independence")), 388, 0)


def test_contacts() -> None:
    """Contacts with the police of illegal immigrants: van der Heijden and others 2003."""
    seen = RepeatCounts({1: 1645, 2: 183, 3: 37, 4: 13, 5: 1, 6: 1})
    poisson = hidden(seen, model="truncated-poisson")
    printed(float(poisson), 7079.9, 1)
    printed(poisson.columns["standard_error"][0], 365.8, 1)
    chao = hidden(seen, model="chao")
    printed(float(chao), 9273.5, 1)
    printed(chao.columns["standard_error"][0], 662.6, 1)


def test_hares() -> None:
    """Snowshoe hares on six occasions (Cormack 1989; Agresti 1994): Chao's bound."""
    # What is printed are those caught once, twice, and so on; any six lists with these will do.
    rng = np.random.default_rng(0)
    counts = np.zeros(64, np.int64)
    for times, number in enumerate((25, 22, 13, 5, 1, 2), start=1):
        for _ in range(number):
            counts[(1 << rng.choice(6, times, replace=False)).sum()] += 1
    found = hidden(CaptureTable(counts, tuple("abcdef")), model="chao")
    printed(float(found), 79.8, 1)
    printed(found.columns["standard_error"][0], 6.4, 1)
