"""Socialstyrelsen's follow-up of the development funds of 2013, against violence in close relations.

The report *Att kvalitetsutveckla arbetet mot våld i nära relationer*: tables 1, 6 and 14, and
figures of its running text. Table 6 and 14 give percent by answer and the number of answers.
"""

from __future__ import annotations

import pytest

from vnr import Estimate, metrics
from vnr.metrics import counts_behind, percentages

PLAIN = "independent or largest remainder or largest cell adjusted"
REMAINDER = "largest remainder"
CELL = "largest cell adjusted"

# Table, area, answers, published percent, the one table of counts behind them, and its rounding.
PUBLISHED: list[tuple[int, str, int, list[int], tuple[int, ...], str]] = [
    (6, "Kartläggning", 71, [15, 47, 37, 0, 1], (11, 33, 26, 0, 1), CELL),
    (6, "Handlingsplan", 53, [40, 43, 9, 6, 2], (21, 23, 5, 3, 1), PLAIN),
    (6, "Samverkan", 45, [16, 60, 22, 2, 0], (7, 27, 10, 1, 0), PLAIN),
    (6, "Samordningsfunktion", 70, [37, 44, 19, 0, 0], (26, 31, 13, 0, 0), PLAIN),
    (6, "Kompetensutveckling", 61, [26, 56, 18, 0, 0], (16, 34, 11, 0, 0), PLAIN),
    (6, "Information", 26, [27, 27, 31, 4, 11], (7, 7, 8, 1, 3), REMAINDER),
    (6, "Rutiner", 59, [25, 48, 22, 3, 2], (15, 28, 13, 2, 1), f"{REMAINDER} or {CELL}"),
    (6, "Bedömningsmetoder", 34, [12, 38, 41, 6, 3], (4, 13, 14, 2, 1), PLAIN),
    (6, "Stöd kvinnor", 27, [37, 33, 22, 8, 0], (10, 9, 6, 2, 0), REMAINDER),
    (6, "Stöd barn", 38, [24, 49, 24, 3, 0], (9, 19, 9, 1, 0), CELL),
    (6, "Behandling utövare", 29, [17, 41, 31, 7, 4], (5, 12, 9, 2, 1), REMAINDER),
    (6, "Boendeplatser", 6, [33, 50, 17, 0, 0], (2, 3, 1, 0, 0), PLAIN),
    (14, "Dokumentation", 50, [20, 34, 40, 4, 2], (10, 17, 20, 2, 1), PLAIN),
    (14, "Kompetensutveckling", 54, [24, 57, 17, 0, 2], (13, 31, 9, 0, 1), PLAIN),
    (14, "Information", 38, [29, 31, 34, 3, 3], (11, 12, 13, 1, 1), REMAINDER),
    (14, "Stöd kvinnor", 72, [28, 41, 22, 6, 3], (20, 30, 16, 4, 2), CELL),
    (14, "Stöd barn", 57, [19, 51, 25, 5, 0], (11, 29, 14, 3, 0), PLAIN),
    (14, "Utövare", 7, [14, 57, 29, 0, 0], (1, 4, 2, 0, 0), PLAIN),
    (14, "Boendeplatser", 20, [50, 25, 15, 10, 0], (10, 5, 3, 2, 0), PLAIN),
    (14, "Andra", 28, [32, 39, 18, 11, 0], (9, 11, 5, 3, 0), PLAIN),
]

# Area, had funds, ongoing, done, not carried out.
TABLE_1 = [
    ("Kartläggning", 76, 41, 30, 5),
    ("Handlingsplan", 57, 22, 31, 4),
    ("Samverkan", 48, 45, 0, 3),
    ("Samordningsfunktion", 71, 22, 48, 1),
    ("Kompetensutveckling", 67, 31, 30, 6),
    ("Information", 27, 15, 11, 1),
    ("Rutiner", 65, 41, 24, 0),
    ("Bedömningsmetoder", 38, 26, 9, 3),
    ("Stödinsatser kvinnor", 31, 17, 12, 2),
    ("Stödinsatser barn", 39, 20, 18, 1),
    ("Behandling våldsutövare", 34, 17, 12, 5),
    ("Boendeplatser", 9, 3, 4, 2),
    ("Andra", 16, 9, 4, 3),
]


class TestTables:
    """Published percentages of few answers are published counts."""

    @pytest.mark.parametrize(("table", "area", "n", "published", "counts", "rule"), PUBLISHED)
    def test_one_table_each(
        self,
        table: int,
        area: str,
        n: int,
        published: list[int],
        counts: tuple[int, ...],
        rule: str,
    ) -> None:
        """Every row has exactly one table of counts behind it, and the rounding that gives it."""
        assert sum(published) == 100
        assert sum(counts) == n
        assert [(one.counts, one.rule) for one in counts_behind(published, n)] == [(counts, rule)]

    @pytest.mark.parametrize(("table", "area", "n", "published", "counts", "rule"), PUBLISHED)
    def test_there_and_back(
        self,
        table: int,
        area: str,
        n: int,
        published: list[int],
        counts: tuple[int, ...],
        rule: str,
    ) -> None:
        """The counts, rounded as the rule says, are the published row; otherwise they aren't."""
        for name, rounding in [
            ("independent", "independent"), (REMAINDER, "largest-remainder"),
            (CELL, "largest-cell"),
        ]:  # fmt: skip
            found = percentages(counts, rounding=rounding).value.tolist()  # type: ignore[arg-type]
            assert (found == published) == (name in rule.split(" or "))

    def test_adjusted(self) -> None:
        """Eight of the twenty rows are not what rounding each answer on its own gives."""
        assert len(PUBLISHED) == 20
        assert sum(rule != PLAIN for *_, rule in PUBLISHED) == 8

    @pytest.mark.parametrize(("area", "had", "ongoing", "done", "not_done"), TABLE_1)
    def test_table_1_balances(
        self, area: str, had: int, ongoing: int, done: int, not_done: int
    ) -> None:
        """Those with funds are those ongoing, done and not carried out."""
        parts = [Estimate.parse(str(number)) for number in (ongoing, done, not_done)]
        assert float(metrics.total(parts, dependence="bounds")) == had


class TestRunningText:
    """Sums and shares of the text."""

    @pytest.mark.parametrize(
        ("whole", "parts"),
        [
            ("53,7 miljoner kr", ["39,4 miljoner kr", "14,3 miljoner kr"]),
            ("23,0 miljoner kr", ["21,5 miljoner kr", "1,5 miljoner kr"]),
            ("20,0 miljoner kr", ["17,9 miljoner kr", "2,1 miljoner kr"]),
            ("7,3 miljoner kr", ["7,0 miljoner kr", "0,3 miljoner kr"]),
            ("152 organisationer", ["100 organisationer", "51 organisationer", "1 organisationer"]),
            ("127 ansökningar", ["106 ansökningar", "21 ansökningar"]),
        ],
    )
    def test_sums(self, whole: str, parts: list[str]) -> None:
        """Granted is used and left; applied is granted, refused and withdrawn."""
        found = metrics.total([Estimate.parse(part) for part in parts], dependence="bounds")
        stated = Estimate.parse(whole)
        assert float(found) == float(stated)
        assert found.unit == stated.unit
        left = metrics.difference(stated, Estimate.parse(parts[0]), dependence="bounds")
        rest = [Estimate.parse(part) for part in parts[1:]]
        assert float(left) == float(metrics.total(rest, dependence="bounds"))

    def test_totals(self) -> None:
        """The appendix has 53 687 000 kr, the text 53.7 million: rounded, not another figure."""
        appendix = Estimate.parse("53 687 000 kr")
        assert round(float(metrics.scale(appendix, 1e-6)), 1) == 53.7
        assert float(Estimate.parse("20 000 000 kr")) == float(Estimate.parse("20,0 miljoner kr"))

    @pytest.mark.parametrize(("part", "whole", "percent"), [(134, 138, 97), (98, 127, 77)])
    def test_shares(self, part: int, whole: int, percent: int) -> None:
        """134 of 138 answered, 97 %; 98 of 127, 77 %."""
        assert percentages([part, whole - part]).value[0] == percent
        found = metrics.share(
            Estimate.parse(str(part)), Estimate.parse(str(whole)), dependence="bounds"
        )
        assert round(100 * float(found)) == percent

    def test_children(self) -> None:
        """More than 370 children, and not all municipalities have told: at least, with others."""
        children = Estimate.parse("fler än 370 barn")
        found = metrics.total([children, Estimate.parse("minst 40 barn")], dependence="bounds")
        assert found.show().splitlines()[1].strip() == "minst 410"
