"""What tells rows apart and together beside codes: the words, and the record system's own numbers."""

from __future__ import annotations

from typing import Any

import pytest

import vnr
from delivering import YEAR
from vnr.model import InterventionKind

INTAKES = {
    "Ärende": [1, 2],
    "Person": ["a", "b"],
    "Kommun": ["0484"] * 2,
    "Aktualiseringsdatum": ["2019-02-01"] * 2,
    "Aktualiseringsorsak": ["våld i nära relation"] * 2,
}
INTERVENTIONS: dict[str, Any] = {
    "Ärende": [1, 1, 2],
    "Person": ["a", "a", "b"],
    "Kommun": ["0484"] * 3,
    "Insats-ID": [5001, 5002, 5003],
    "Insats": ["stödsamtal"] * 3,
    "Insats startad": ["2019-02-10"] * 3,
}
FOLLOW_UPS = {
    "Insats-ID": [5002, 5003, 5002],
    "Planerad": ["2019-04-10", "2019-04-11", "2019-06-10"],
}
WORDS = {"Akutboende": "skyddat boende", "Placering akut": "skyddat boende"}
PROFILE = {"Insatser": {"insats": WORDS}}


def read(*frames: Any, **more: Any) -> vnr.io.Reading:
    names = ("aktualiseringar", "insatser", "uppföljningar", "insatser igen")
    delivered = {name: one for name, one in zip(names, frames, strict=False) if one is not None}
    return vnr.read(delivered, observed=YEAR, **more)


def planned(reading: vnr.io.Reading) -> list[list[int]]:
    """How many follow-ups each intervention of each case has."""
    return [
        [len(one.follow_ups) for one in case.interventions] for case in reading.register.cases()
    ]


@pytest.mark.parametrize("key", [None, bytes(range(32))])
def test_follow_ups_are_found_by_the_interventions_number(key: bytes | None) -> None:
    """Without case, person or municipality; of two that are alike each has its own."""
    reading = read(INTAKES, INTERVENTIONS, FOLLOW_UPS, key=key)
    assert not reading.faults
    assert planned(reading) == [[0, 2], [1]]
    assert reading.accepted == 8


@pytest.mark.parametrize("heading", ["Insatsnummer", "insatsid", "Insats nr"])
def test_other_names_of_it(heading: str) -> None:
    """As systems call it, in either sheet."""
    told = {heading if name == "Insats-ID" else name: of for name, of in FOLLOW_UPS.items()}
    assert planned(read(INTAKES, INTERVENTIONS, told)) == [[0, 2], [1]]


def test_a_number_that_no_intervention_has() -> None:
    """Is a fault of its row."""
    reading = read(INTAKES, INTERVENTIONS, {**FOLLOW_UPS, "Insats-ID": [5002, 9, None]})
    assert [(one.rule, one.row) for one in reading.faults] == [
        ("intervention-unknown", 1),
        ("id-missing", 2),
    ]
    assert planned(reading) == [[0, 1], [0]]


LINKED = {"Ärende": [2], "Person": ["b"], "Kommun": ["0484"], "Planerad": ["2019-04-10"]}
OF_ANOTHER = {name: of[:2] for name, of in INTERVENTIONS.items() if name != "Insats-ID"}


@pytest.mark.parametrize(
    ("interventions", "more", "rule", "sentence"),
    [
        (None, {}, "intervention-missing", "ärendet har ingen insats i det som levererats"),
        (OF_ANOTHER, {}, "intervention-missing", "leverera insatsen"),
        (OF_ANOTHER, {"Insats": ["stödsamtal"]}, "intervention-missing", "leverera insatsen"),
        (
            {**OF_ANOTHER, "Insats startad": ["2019-02-10", "2019-03-10"]},
            {"Ärende": [1], "Person": ["a"]},
            "intervention-unknown",
            "insatsen går inte att hitta i ärendet",
        ),
        (
            {**OF_ANOTHER, "Ärende": [1, 2], "Person": ["a", "b"], "Insats startad": ["", ""]},
            {},
            "intervention-rejected",
            "insatsen är bortlagd",
        ),
    ],
)
def test_a_case_without_any_intervention(
    interventions: Any, more: dict[str, Any], rule: str, sentence: str
) -> None:
    """Is told apart from one in which the intervention can't be told."""
    reading = read(INTAKES, interventions, {**LINKED, **more})
    (fault,) = [one for one in reading.faults if one.file == "uppföljningar"]
    assert fault.rule == rule
    assert sentence in fault.text("sv")
    assert (reading.files[-1].rows_read, reading.files[-1].rejected) == (1, 1)


def test_a_number_of_two_cases() -> None:
    """Tells nobody whose the follow-up is."""
    twice = {**INTERVENTIONS, "Insats-ID": [5001, 5002, 5002]}
    reading = read(INTAKES, twice, {"Insats-ID": [5002], "Planerad": ["2019-04-10"]})
    assert [one.rule for one in reading.faults] == ["intervention-unknown"]


def test_numbers_that_the_interventions_lack() -> None:
    """Then the case must be there, as without any numbers."""
    bare = {name: of for name, of in INTERVENTIONS.items() if name != "Insats-ID"}
    reading = read(INTAKES, bare, FOLLOW_UPS)
    assert {one.column for one in reading.faults} == {"Ärende", "Kommun"}
    assert set(reading.faults.rules) == {"column-missing"}
    whole = {
        "Ärende": [2],
        "Person": ["b"],
        "Kommun": ["0484"],
        "Insats-ID": [7],
        "Planerad": ["2019-04-10"],
    }
    assert planned(read(INTAKES, bare, whole)) == [[0], [1]]


def test_a_delivery_that_overlaps() -> None:
    """The same numbers are the same rows; other numbers are other rows."""
    again = {**INTERVENTIONS, "Insats-ID": [5001, 5002, 5009]}
    reading = read(INTAKES, INTERVENTIONS, FOLLOW_UPS, again)
    assert [len(case.interventions) for case in reading.register.cases()] == [2, 2]


def test_words_tell_rows_apart() -> None:
    """Two words for one code are two interventions; the same row twice is one."""
    kinds = {**INTERVENTIONS, "Insats": ["Akutboende", "Placering akut", "Akutboende"]}
    del kinds["Insats-ID"]
    reading = read(INTAKES, kinds, profile=PROFILE)
    assert [len(case.interventions) for case in reading.register.cases()] == [2, 1]
    assert reading.repeated == 0
    same = {**kinds, "Insats": ["Akutboende", "akutboende", "Akutboende"]}
    reading = read(
        INTAKES, same, profile={"Insatser": {"insats": {"Akutboende": "skyddat boende"}}}
    )
    assert [len(case.interventions) for case in reading.register.cases()] == [1, 1]
    assert reading.repeated == 1
    # The same two in two deliveries are two.
    twice = read(INTAKES, kinds, None, kinds, profile=PROFILE)
    assert [len(case.interventions) for case in twice.register.cases()] == [2, 1]


def test_words_in_a_sheet_of_both() -> None:
    """Each follow-up hangs on the intervention of its own row."""
    both = {
        "Ärende": [1, 1, 1],
        "Person": ["a"] * 3,
        "Kommun": ["0484"] * 3,
        "Insats": ["Akutboende", "Placering akut", "Placering akut"],
        "Insats startad": ["2019-02-10"] * 3,
        "Planerad": ["2019-04-10", "2019-04-10", "2019-06-10"],
    }
    reading = read(INTAKES, None, both, profile=PROFILE)
    assert not reading.faults
    assert planned(reading) == [[1, 2], []]
    (case, _) = reading.register.cases()
    assert {one.kind for one in case.interventions} == {InterventionKind.SHELTERED_HOUSING}


def test_numbers_in_a_sheet_of_both() -> None:
    """Two interventions that are alike in all but their number are two."""
    both = {
        "Ärende": [1, 1, 1],
        "Person": ["a"] * 3,
        "Kommun": ["0484"] * 3,
        "Insats-ID": [1, 2, 2],
        "Insats": ["stödsamtal"] * 3,
        "Insats startad": ["2019-02-10"] * 3,
        "Planerad": ["2019-04-10", "2019-04-10", "2019-06-10"],
    }
    assert planned(read(INTAKES, None, both)) == [[1, 2], []]


SEVERAL = {
    "Insats": ["stödsamtal", "behandling"],
    "Insats startad": ["2019-02-10", "2019-02-11"],
    "Uppf 1 plan": ["2019-04-10", ""],
    "Uppf 1 gjord": ["2019-04-11", ""],
    "Uppföljning 2 planerad": ["2019-06-10", "2019-06-11"],
    "Uppföljning 2 gjord": ["", "2019-06-12"],
    "Planerad uppf 3": ["2019-08-10", ""],
}


def dates(reading: vnr.io.Reading) -> list[list[tuple[str, str]]]:
    return [
        [(str(planned.due), str(planned.done)) for planned in one.follow_ups]
        for case in reading.register.cases()
        for one in case.interventions
    ]


@pytest.mark.parametrize("own", [False, True])
def test_several_follow_ups_in_a_row(own: bool) -> None:
    """Each pair of columns is a follow-up of the row's intervention, by number or by the profile."""
    sheet = {name: INTAKES[name] for name in ("Ärende", "Person", "Kommun")} | SEVERAL
    names = {
        "Plan A": "Uppf 1 plan",
        "Plan B": "Uppföljning 2 planerad",
        "Plan C": "Planerad uppf 3",
    }
    profile = {"rubriker": {"Uppföljningar": dict.fromkeys(names, "planerad")}}
    if own:
        ours = {theirs: name for name, theirs in names.items()}
        sheet = {ours.get(name, name): of for name, of in sheet.items()}
    reading = read(INTAKES, None, sheet, profile=profile if own else None)
    assert not reading.faults
    assert (reading.rows_read, reading.accepted) == (4, 4)
    assert dates(reading) == [
        [("2019-04-10", "2019-04-11"), ("2019-06-10", "None"), ("2019-08-10", "None")],
        [("2019-06-11", "2019-06-12")],
    ]


def test_several_follow_ups_beside_their_interventions() -> None:
    """Also in a sheet of their own, found by number."""
    sheet = {
        "Insats-ID": [5002, 5003],
        "Uppf 1 plan": ["2019-04-10", "2019-04-11"],
        "Uppf 2 plan": ["2019-06-10", ""],
    }
    reading = read(INTAKES, INTERVENTIONS, sheet)
    assert not reading.faults
    assert planned(reading) == [[0, 2], [1]]


def test_a_fault_of_the_second_one() -> None:
    """Stands under its own heading, and sets the row aside."""
    sheet = {
        "Insats-ID": [5002, 5003],
        "Uppf 1 plan": ["2019-04-10", "2019-04-11"],
        "Uppf 2 plan": ["ja", ""],
    }
    reading = read(INTAKES, INTERVENTIONS, sheet)
    (fault,) = reading.faults
    assert (fault.rule, fault.column, fault.value) == ("date-word", "Uppf 2 plan", "ja")
    assert planned(reading) == [[0, 0], [1]]


def test_two_columns_of_one_name_without_number() -> None:
    """Are asked about, as before."""
    sheet = {
        "Insats-ID": [5002],
        "Planerad": ["2019-04-10"],
        "Uppföljning planerad": ["2019-06-10"],
    }
    reading = read(INTAKES, INTERVENTIONS, sheet)
    assert set(reading.faults.rules) == {"column-twice"}


def test_follow_ups_told_under_interventions() -> None:
    """A profile may say of a sheet of interventions which columns are follow-ups."""
    sheet = {name: INTAKES[name] for name in ("Ärende", "Person", "Kommun")}
    sheet |= {"Vad": ["stödsamtal", "behandling"], "Start": ["2019-02-10"] * 2}
    sheet |= {"När ska vi följa upp?": ["2019-04-10", ""]}
    lines = {"Vad": "insats", "När ska vi följa upp?": "planerad"}
    reading = read(INTAKES, sheet, profile={"rubriker": {"Insatser": lines}})
    assert not reading.faults
    assert planned(reading) == [[1], [0]]


def test_an_intervention_after_the_closing_is_noted() -> None:
    """It is kept, and the reading says how many and what the profile may say."""
    closed = {**INTAKES, "Avslutsdatum": ["2019-02-09", "2019-02-10"]}
    reading = read(closed, INTERVENTIONS)
    assert not reading.faults
    (note,) = [one for one in reading.files[1].notes if one.code == "started-after-closed"]
    assert dict(note.parameters)["number"] == 2
    assert [len(case.interventions) for case in reading.register.cases()] == [2, 1]
