"""A rendered page speaks plain Swedish: no code, no English, no long sentence, whatever lacks."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from counties import island
from lacking import lacking
from reports import YEAR, small
from vnr import metrics
from vnr.disclosure import FIVE
from vnr.model import Period
from vnr.register import Register
from vnr.report import Report, county_report, municipality_report
from vnr.report._html import page
from vnr.report._public import public
from vnr.report.chapters import Chapter, defined
from vnr.results import Definition, State
from words_on_pages import ENGLISH, FORBIDDEN, lix, longest, texts, words

TABLES = ("closings", "investigations", "interventions", "follow_ups", "assessments")
FIELDS = ("cases.sex", "cases.forms", "cases.household_id", "follow_ups.done")
"""Fields without which a sentence of its own is said."""
PROSE = ("p", "li", "dd", "summary", "figcaption", "h1")


def written(report: Report, kind: str = "internal") -> str:
    """The page without its pictures, whose words are looked at by themselves."""
    return page(
        report,
        report.warning("sv"),
        "sv",
        kind=kind,
        drawings={chapter.name: () for chapter in report.chapters},
    )


def plain(html: str) -> None:
    """Hold a page to the rules of words."""
    found = texts(html)
    assert len(found) > 100
    for section, tag, told in found:
        assert not FORBIDDEN.search(told), (section, tag, told)
        assert not ENGLISH.search(told), (section, tag, told)
    first = [told for section, tag, told in found if section == "first" and tag in (*PROSE, "h2")]
    chapters = [told for section, tag, told in found if section != "first" and tag in PROSE]
    assert 60 < sum(len(words(told)) for told in first) <= 230
    assert longest(first) <= 20
    assert lix(first) <= 40
    assert longest(chapters) <= 30
    assert lix(chapters) <= 50


def test_of_a_county(report: Report) -> None:
    """A county, one of whose municipalities is silent and one half delivered."""
    plain(written(report))


def test_of_a_municipality(county: Register) -> None:
    """One municipality, of which half is delivered."""
    plain(written(municipality_report(county, "0482", YEAR)))


def test_of_nearly_nothing() -> None:
    """Two cases."""
    plain(written(small()))


def test_as_published() -> None:
    """With protected figures, and the sentences on what isn't shown."""
    shown = public(municipality_report(island(), "0980", YEAR), FIVE).report
    plain(written(shown, "public"))


@pytest.mark.parametrize("state", [State.NOT_REPORTED, State.NOT_MATURE, State.SUPPRESSED])
def test_of_no_value(report: Report, state: State) -> None:
    """With every figure in another state."""
    other: dict[str, Any] = {}
    for label, one in report.results.items():
        if label not in ("coverage", "waits"):
            states = np.full(len(one), state)
            other[label] = attrs.evolve(one, state=states, states=dict.fromkeys(one.names, states))
    plain(written(report.showing(other)))


@pytest.mark.parametrize("lacks", [*TABLES, *FIELDS])
def test_with_something_lacking(lacks: str) -> None:
    """With each table lacking in turn."""
    plain(written(county_report(lacking({"0488": lacks, "0480": lacks}), "04", YEAR)))


def test_the_words_would_be_seen() -> None:
    """What mustn't stand there is found, and what may isn't."""
    for told in ("av slump allena", "ej mogen", "minst 0", "n=39", "95 % intervall", "True",
                 "share_on_time", "period=2019", "[case-conflict]", "0483", "länets mål"):  # fmt: skip
        assert FORBIDDEN.search(told), told
    for told in ("95-procentigt konfidensintervall", "minst 39", "mål", "1 483"):
        assert not FORBIDDEN.search(told), told
    assert ENGLISH.search("share of cases")
    assert longest(["Ett två tre. Fyra fem."]) == 3
    # Two sentences of two words, half of the words long: 4 / 2 + 100 * 2 / 4.
    assert lix(["Korta ordalag. Några stavelser."]) == pytest.approx(52)


class TestFindings:
    """What a chapter says of several cells, on each side of every branch."""

    @pytest.mark.parametrize(
        ("forms", "told"),
        [
            ({"physical": 4, "sexual": 2}, "Fysiskt våld är vanligast: 4 ärenden."),
            ({"physical": 4, "sexual": 4}, "Fysiskt våld och sexuellt våld är vanligast: 4 ärenden vardera."),
            ({}, "Ingen våldsform är registrerad."),
        ],
    )  # fmt: skip
    def test_the_most_common(self, report: Report, forms: dict[str, int], told: str) -> None:
        """One, two of a number, none."""
        assert self._most(report, forms).startswith(told)

    def test_a_hidden_one_may_be_more(self, report: Report) -> None:
        """Of those that are shown it is said, and never that it is more than a hidden one."""
        told = self._most(report, {"physical": 4}, hidden="sexual")
        assert told.startswith("Bland de former som visas är detta vanligast: Fysiskt våld, 4")

    def _most(self, report: Report, forms: dict[str, int], hidden: str = "") -> str:
        result: Any = report.results["cases_by_form"]
        labels = result.strata["form"].tolist()
        value = np.array([forms.get(label, 9 * (label == "not_recorded")) for label in labels])
        states = np.array([State.SUPPRESSED if one == hidden else State.VALUE for one in labels])
        other = attrs.evolve(result, value=value, state=states, covered=np.ones(len(labels)))
        return report.showing({"cases_by_form": other}).chapter("violence").summary("sv")

    @pytest.mark.parametrize(
        ("women", "men", "unknown", "told"),
        [
            (3, 2, 1, "3 av 6 ärenden gäller kvinnor eller flickor, 2 män eller pojkar. För 1 saknas uppgift."),
            (3, 2, 0, "3 av 5 ärenden gäller kvinnor eller flickor, 2 män eller pojkar."),
            (0, 0, 0, "Inga ärenden som rörde våld blev kända."),
        ],
    )  # fmt: skip
    def test_whom(self, report: Report, women: int, men: int, unknown: int, told: str) -> None:
        """Those of whom it isn't known are told, where there are any."""
        sex, total = report.results["cases_by_sex"], report.results["cases_total"]
        numbers = {"woman": women, "man": men, "unknown": unknown}
        value = np.array([numbers.get(label, 0) for label in sex.strata["sex"].tolist()])
        shown = report.showing(
            {
                "cases_by_sex": attrs.evolve(sex, value=value),
                "cases_total": attrs.evolve(total, value=np.array([value.sum()])),
            }
        )
        assert shown.chapter("whom").summary("sv") == told

    @pytest.mark.parametrize(
        ("values", "covered", "end"),
        [
            ([1, 2, 3, 4], [1, 1, 1, 1], "Fler ärenden blev kända varje år. Det säger inte om våldet ökade."),
            ([4, 3, 2, 1], [1, 1, 1, 1], "Färre ärenden blev kända varje år. Det säger inte om våldet minskade."),
            ([1, 2, 2, 3], [1, 1, 1, 1], "Kända ärenden: 1 (2017), 2 (2018), 2 (2019), 3 (2020)."),
            ([1, 2, 3, 4], [1, 1, 0.5, 1], "Kända ärenden: 1 (2017), 2 (2018), minst 3 (2019), 4 (2020)."),
            ([1, 2, 3, 4], [1, 1, 1, 0.5], "Det säger inte om våldet ökade."),
            ([4, 3, 2, 1], [1, 1, 1, 0.5], "Kända ärenden: 4 (2017), 3 (2018), 2 (2019), minst 1 (2020)."),
        ],
    )  # fmt: skip
    def test_year_by_year(
        self, report: Report, values: list[int], covered: list[float], end: str
    ) -> None:
        """More every year is said only where those before are known as a whole; why it isn't said."""
        chapter = self._trend(report)
        cases: Any = chapter.results["trend_cases"]
        other = attrs.evolve(
            cases, value=np.array(values), covered=np.array(covered), state=np.zeros(4)
        )
        changed = attrs.evolve(chapter, results={**chapter.results, "trend_cases": other})
        assert changed.sentences[0].text(changed.results, "sv").endswith(end)

    def test_a_year_that_can_not_be_judged_has_no_share(self, report: Report) -> None:
        """The last year's cases haven't had their time: no share of it stands, nor a point."""
        chapter = self._trend(report)
        hidden: Any = chapter.results["trend_missed"]
        assert hidden.state.tolist()[-1] == State.NOT_MATURE
        told = chapter.summary("sv")
        assert "För 2020 kan den inte bedömas än." in told
        assert "(2020)" not in told.partition("Andel som")[2]
        none = attrs.evolve(hidden, state=np.full(4, State.SUPPRESSED))
        changed = attrs.evolve(chapter, results={**chapter.results, "trend_missed": none})
        assert "visas inte" in changed.summary("sv")
        gone = attrs.evolve(hidden, value=np.full(4, np.nan), state=np.zeros(4))
        changed = attrs.evolve(chapter, results={**chapter.results, "trend_missed": gone})
        assert changed.summary("sv").endswith("Inga ärenden som rörde våld öppnades de åren.")

    def _trend(self, report: Report) -> Chapter:
        chapter = report.chapter("trend")
        assert chapter.results["trend_cases"].strata["year"].tolist() == [2017, 2018, 2019, 2020]
        return chapter


class TestDefined:
    """Definitions are sentences, made from what the result says of itself."""

    def test_of_the_report(self, report: Report) -> None:
        """Each has the period in it, and none is code."""
        told = dict(report.definitions("sv"))
        assert told["Tre sätt att räkna ärenden"].startswith(
            "Av de ärenden som öppnades 2019 och där våld blev känt inom ett år, andelen vars"
        )
        for sentence in told.values():
            assert not FORBIDDEN.search(sentence), sentence
            assert sentence.endswith(".")

    def test_by_its_parameters(self, county: Register) -> None:
        """Another horizon, another tolerance, another rule are told."""
        days = metrics.detection(county, YEAR, horizon=metrics.Days(90))
        assert "inom 90 dagar" in defined(days.definition, "sv")
        late = metrics.follow_up(county, YEAR, denominator="due", tolerance=metrics.Days(14))
        assert "senast 14 dagar efter" in defined(late.definition, "sv")
        rule = metrics.reactivation(county, Period.year(2018), rule="DFE_12M")
        assert "resultatet självt anger" in defined(rule.definition, "sv")
        assert defined(Definition("own", {"of": "case"}), "en") == "own(of=case)"
