"""Supply: the county of 2019 as its report tells it, and what nobody answered is never a no."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from vnr import Counts, disclosure, metrics
from vnr.errors import DataError
from vnr.model import (
    InterventionKind,
    Partner,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    Subject,
    Way,
)
from vnr.results import State

K, S, IK = ProvisionKind, ProvisionState, InterventionKind
NORTH, WEST, SOUTH = ("0484", "0486"), ("0428", "0482", "0483"), ("0461", "0480", "0481", "0488")


def said(
    code: str, subject: Any, state: ProvisionState = S.HAS, target: Any = None, **more: Any
) -> Provision:
    return Provision(code, 2019, more.pop("kind", K.SERVICE), subject, target, state, **more)


# The report's table of collaboration, Sörmland 2019.
COUNTY = [
    *(said(code, IK.BARNAHUS, way=Way.SHARED, with_municipalities=set(NORTH) - {code}) for code in NORTH),
    *(said(code, IK.KONCEPT_KARIN, way=Way.SHARED, with_municipalities=set(NORTH) - {code}) for code in NORTH),
    *(said(code, IK.BARNAHUS, way=Way.SHARED, with_municipalities=set(SOUTH) - {code}) for code in SOUTH),
    *(said(code, IK.BARNAHUS, way=Way.BOUGHT, with_municipalities="0480") for code in WEST),
    said("0483", IK.TREATMENT, way=Way.OWN, persons=4, posts=2.5),
    said("0428", IK.TREATMENT, way=Way.BOUGHT, with_municipalities="0483"),
    *(said(code, IK.TREATMENT, way=Way.BOUGHT, with_municipalities="0181") for code in ("0461", "0488")),
    *(said(code, IK.KONCEPT_KARIN, S.HAS_NOT) for code in WEST),
    said("0480", IK.KONCEPT_KARIN, S.NOT_ANSWERED),
    said("0481", IK.KONCEPT_KARIN, S.NOT_ASKED),
    said("0484", Subject.AGREEMENT, kind=K.COLLABORATION, partners=frozenset({Partner.POLICE, Partner.PROBATION})),
    Provision("0484", 2018, K.COORDINATOR, None, None, S.HAS),
]  # fmt: skip


def cell(made: Counts, **labels: str) -> Counts:
    return made.select(**labels)


class TestOffers:
    """The matrix of municipalities and what they have."""

    def test_every_municipality_by_every_thing(self) -> None:
        """Nine municipalities by four things of the year; what another year has isn't there."""
        made = metrics.offers(COUNTY, 2019)
        assert len(made) == 9 * 4
        assert set(made.strata["provision"].tolist()) == {"service", "collaboration"}
        assert (made.covered == (made.state == State.VALUE)).all()

    def test_bought_outside_the_county(self) -> None:
        """Gnesta and Trosa buy treatment of Södertälje, Vingåker of Katrineholm."""
        made = metrics.offers(COUNTY, 2019).select(subject="treatment")
        provided = dict(
            zip(made.strata["municipality"].tolist(), made["provided_by"].tolist(), strict=True)
        )
        assert provided == {
            "0428": "0483", "0461": "0181", "0480": "", "0481": "", "0482": "", "0483": "0483",
            "0484": "", "0486": "", "0488": "0181",
        }  # fmt: skip
        told = str(made.rows("sv"))
        assert "Södertälje" in told
        assert "köpt" in told

    def test_shared(self) -> None:
        """What is shared is given by all who share it, and what others take part in names them."""
        made = metrics.offers(COUNTY, 2019)
        assert cell(made, municipality="0461", subject="barnahus")["provided_by"].tolist() == [
            "0461+0480+0481+0488"
        ]
        assert "0484+police+probation" in made["provided_by"].tolist()
        assert (
            "Eskilstuna + polis + kriminalvård" in made.select(subject="agreement").rows("sv")[1][6]
        )

    def test_four_answers(self) -> None:
        """There is 1, not there 0; not asked and not answered are no numbers, and told apart."""
        made = metrics.offers(COUNTY, 2019).select(subject="koncept_karin")
        told = {
            code: (state, value, asked, answered)
            for code, state, value, asked, answered in zip(
                made.strata["municipality"].tolist(), made.state.tolist(), made.value.tolist(),
                made["n_not_asked"].tolist(), made["n_not_answered"].tolist(), strict=True,
            )
        }  # fmt: skip
        assert told["0484"] == (State.VALUE, 1, 0, 0)
        assert told["0483"] == (State.VALUE, 0, 0, 0)
        assert told["0481"] == (State.NOT_REPORTED, 0, 1, 0)
        assert told["0480"] == (State.NOT_REPORTED, 0, 0, 1)
        assert told["0488"] == (State.NOT_REPORTED, 0, 1, 0)

    def test_staff(self) -> None:
        """Persons, posts and places are there where recorded, and not reported elsewhere."""
        made = metrics.offers(COUNTY, 2019).select(
            subject="treatment", municipality=["0428", "0483"]
        )
        assert made["persons"].tolist() == [0, 4]
        assert made["posts"].tolist()[1] == 2.5
        assert made.state_of("persons").tolist() == [State.NOT_REPORTED, State.VALUE]
        nobody = metrics.offers([said("0483", IK.TREATMENT, persons=0)], 2019)
        assert (nobody["persons"].tolist(), nobody.state_of("persons").tolist()) == ([0], [0])
        assert made.state_of("places").tolist() == [State.NOT_REPORTED] * 2

    def test_a_way_that_is_not_recorded(self) -> None:
        """Of what is there it isn't reported, of what isn't there is none, of a total nobody knows."""
        answers = [
            said("0461", IK.GROUP, way=Way.OWN), said("0480", IK.GROUP), said("0481", IK.GROUP, S.HAS_NOT),
            said("0482", IK.GROUP, S.NOT_ANSWERED),
        ]  # fmt: skip
        total = (["0483", "0484"], K.SERVICE, IK.GROUP, None, 1)
        made = metrics.offers(answers, 2019, totals=[total])
        assert made["way"].tolist() == ["own", "", "", "", ""]
        there, unknown = State.VALUE, State.NOT_REPORTED
        assert made.state_of("way").tolist() == [there, unknown, there, unknown, unknown]
        assert made.state_of("provided_by").tolist() == [there, there, there, unknown, unknown]
        assert [one["way"] for one in made.to_records()] == ["own", None, "", None, None]
        assert type(made).from_json(made.to_json()) == made

    @pytest.mark.parametrize(
        ("states", "number", "right"),
        [
            ((S.HAS, S.HAS), 1, False), ((S.HAS, S.HAS), 2, True), ((S.HAS_NOT, S.HAS_NOT), 1, False),
            ((S.HAS, S.NOT_ANSWERED), 0, False), ((S.HAS, S.NOT_ANSWERED), 1, True),
            ((S.HAS, S.NOT_ANSWERED), 2, True), ((S.HAS, S.HAS_NOT), 2, False),
        ],
    )  # fmt: skip
    def test_a_total_beside_answers(
        self, states: tuple[Any, Any], number: int, right: bool
    ) -> None:
        """At least as many as say yes, and at most those who don't say no."""
        both = [
            Provision(code, 2019, K.COORDINATOR, None, None, state)
            for code, state in zip(("0480", "0481"), states, strict=True)
        ]
        total = (["0480", "0481"], K.COORDINATOR, None, None, number)
        if right:
            assert metrics.offers(both, 2019, totals=[total]).value[-1] == number
        else:
            with pytest.raises(DataError, match=r"row 0.*by their own answers"):
                metrics.offers(both, 2019, totals=[total])

    def test_totals_stay(self) -> None:
        """Four of nine have measures for those who use violence: which isn't known, and isn't guessed."""
        nine = [*NORTH, *WEST, *SOUTH]
        made = metrics.offers(
            COUNTY, 2019, totals=[(nine, K.SERVICE, IK.GROUP, Role.PERPETRATOR, 4)]
        )
        row = made.select(subject="group")
        assert row.strata["municipality"].tolist() == ["+".join(sorted(nine))]
        assert (row.value.tolist(), row.state.tolist()) == ([4], [State.VALUE])
        assert "totals_stay" in [note.code for note in made.notes]
        with pytest.raises(DataError, match="can't be summed"):
            made.sum("municipality")

    @pytest.mark.parametrize(
        "total",
        [
            (["0484", "0486"], "service", "group", None, 3),
            (["0484"], "service", "group", None, 1),
            (["0484", "0484"], "service", "group", None, 1),
            ("0484", "service", "group", None, 1),
            (["0484", "0486"], "service", "group", 1),
            (["0484", "0486"], "service", "group", None, -1),
            4,
        ],
    )
    def test_totals_refused(self, total: Any) -> None:
        """More than there are, or what is no total, is refused with its row."""
        with pytest.raises(DataError, match="row 0"):
            metrics.offers(COUNTY, 2019, totals=[total])

    def test_a_total_of_nobody(self) -> None:
        """None of two have it: 0 of them together, of the kind and subject that were given."""
        made = metrics.offers(
            COUNTY, 2019, totals=[(["0484", "0486"], K.ROUTINE, None, Role.PERPETRATOR, 0)]
        )
        row = made.select(municipality="0484+0486")
        assert (row.value.tolist(), row.state.tolist()) == ([0], [State.VALUE])
        assert row["provided_by"].tolist() == [""]
        labels = [row.strata[name][0] for name in ("provision", "subject", "meant_for")]
        assert labels == [K.ROUTINE.value, "all", Role.PERPETRATOR.value]

    def test_nobody_gives_what_is_not_there(self) -> None:
        """Who answers that it isn't there gives nothing, also not to itself."""
        made = metrics.offers([said("0483", IK.GROUP, S.HAS_NOT), said("0484", IK.GROUP)], 2019)
        assert dict(zip(made.strata["municipality"].tolist(), made["provided_by"].tolist(), strict=True)) == {
            "0483": "", "0484": "0484",
        }  # fmt: skip

    def test_few_staff_are_protected(self) -> None:
        """Staff under five are hidden; that it is there is the municipality's answer, and shown."""
        answers = [said("0483", IK.GROUP, persons=2), said("0484", IK.GROUP, persons=9)]
        shown = disclosure.protect(metrics.offers(answers, 2019), disclosure.FIVE)
        assert shown.value.tolist() == [1, 1]
        assert shown.state_of("persons").tolist() == [State.SUPPRESSED, State.VALUE]

    def test_json(self) -> None:
        """It is the same after JSON."""
        made = metrics.offers(COUNTY, 2019)
        assert Counts.from_json(made.to_json()) == made


class TestLacking:
    """Lacking is what all of a county part say that they haven't got."""

    def test_county(self) -> None:
        """The west lacks Koncept Karin, the north has it; of the south it isn't known."""
        made = metrics.lacking(COUNTY, 2019).select(subject="koncept_karin")
        parts = made.strata["county_part"].tolist()
        assert parts == ["04-north", "04-south", "04-west"]
        assert made.state.tolist() == [State.VALUE, State.NOT_REPORTED, State.VALUE]
        assert made.value.tolist() == [0, 0, 1]
        assert made["had_by"].tolist() == ["0484+0486"] * 3
        assert made["n_not_asked"].tolist() == [0, 3, 0]
        assert made["n_not_answered"].tolist() == [0, 1, 0]

    @pytest.mark.parametrize("answers", list(product(S, repeat=3)))
    def test_every_combination(self, answers: tuple[ProvisionState, ...]) -> None:
        """One who has it is enough; then one who is silent; else it is lacking."""
        places = ("0428", "0482", "0483")
        made = metrics.lacking(
            [said(code, IK.GROUP, one) for code, one in zip(places, answers, strict=True)],
            2019,
            groups=dict.fromkeys(places, "west"),
        )
        silent = S.NOT_ASKED in answers or S.NOT_ANSWERED in answers
        expected = (
            (State.VALUE, 0) if S.HAS in answers
            else (State.NOT_REPORTED, 0) if silent else (State.VALUE, 1)
        )  # fmt: skip
        assert (made.state[0], made.value[0]) == expected
        known = sum(one in (S.HAS, S.HAS_NOT) for one in answers)
        assert made.covered[0] == pytest.approx(known / 3)

    def test_who_of_the_part_has_it(self) -> None:
        """Where somebody of the part has it those are named, and all who have it where nobody has."""
        answers = [
            said("0483", IK.GROUP),
            said("0484", IK.GROUP),
            said("0488", IK.GROUP, S.HAS_NOT),
        ]
        made = metrics.lacking(answers, 2019, groups={"0483": "a", "0484": "b", "0488": "c"})
        assert made["had_by"].tolist() == ["0483", "0484", "0483+0484"]
        assert made.value.tolist() == [0, 0, 1]

    def test_a_silent_member(self) -> None:
        """A member of the part who answers nothing at all was not asked: it isn't known."""
        made = metrics.lacking([said("0484", IK.GROUP, S.HAS_NOT)], 2019)
        assert made.state.tolist() == [State.NOT_REPORTED]
        assert (made["n_has_not"].tolist(), made["n_not_asked"].tolist()) == ([1], [1])
        assert made["had_by"].tolist() == ["none"]

    def test_elsewhere(self) -> None:
        """Who has it elsewhere is named, outside all parts too."""
        made = metrics.lacking(
            [said("0428", IK.GROUP, S.HAS_NOT), said("0181", IK.GROUP)],
            2019,
            groups={"0428": "west"},
        )
        assert (made.value.tolist(), made["had_by"].tolist()) == ([1], ["0181"])
        with pytest.raises(DataError, match="give groups="):
            metrics.lacking([said("0181", IK.GROUP)], 2019)

    def test_json(self) -> None:
        """It is the same after JSON."""
        made = metrics.lacking(COUNTY, 2019)
        assert Counts.from_json(made.to_json()) == made


class TestExchange:
    """Each has alone what the other lacks."""

    def test_pairs(self) -> None:
        """By going through all pairs: bought can't be passed on, and silence is no lack."""
        answers = [
            said("0480", IK.TRAPPAN), said("0480", IK.GROUP, S.HAS_NOT), said("0480", IK.CAP, S.HAS_NOT),
            said("0483", IK.TRAPPAN, S.HAS_NOT), said("0483", IK.GROUP), said("0483", IK.CAP),
            said("0484", IK.TRAPPAN, S.HAS_NOT), said("0484", IK.GROUP, way=Way.BOUGHT, with_municipalities="0483"),
            said("0484", IK.CAP, S.NOT_ANSWERED),
        ]  # fmt: skip
        made = metrics.exchange(answers, 2019)
        rows = list(
            zip(
                made.strata["municipality"].tolist(), made.strata["other"].tolist(),
                made.strata["subject"].tolist(), made["in_return"].tolist(), strict=True,
            )
        )  # fmt: skip
        assert rows == [
            ("0480", "0483", "trappan", 2), ("0483", "0480", "cap", 1), ("0483", "0480", "group", 1),
        ]  # fmt: skip
        assert made.value.tolist() == [1, 1, 1]

    def test_none(self) -> None:
        """Where nobody has anything that another lacks there is no pair."""
        made = metrics.exchange(COUNTY, 2019)
        assert len(made) == 0
        assert Counts.from_json(made.to_json()) == made


class TestRefused:
    """Answers that contradict each other are faults with row and remedy, all at once."""

    def test_twice(self) -> None:
        """Two answers of one municipality about one thing and year."""
        with pytest.raises(DataError, match=r"row 1: .*\[provision-twice\]; keep one"):
            metrics.offers([said("0484", IK.GROUP), said("0484", IK.GROUP, S.HAS_NOT)], 2019)

    def test_bought_of_one_who_has_not(self) -> None:
        """The seller says that it isn't there; one who is silent may have it."""
        buys = said("0428", IK.GROUP, way=Way.BOUGHT, with_municipalities="0483")
        with pytest.raises(DataError, match=r"row 0: .*\[partner-without\]; correct"):
            metrics.lacking([buys, said("0483", IK.GROUP, S.HAS_NOT)], 2019)
        assert len(metrics.offers([buys, said("0483", IK.GROUP, S.NOT_ANSWERED)], 2019)) == 2

    def test_all_at_once(self) -> None:
        """Five are named, and the rest numbered."""
        with pytest.raises(DataError, match=r"row 1: .*row 5: .*\(and 2 more\)"):
            metrics.exchange([said("0484", IK.GROUP)] * 8, 2019)

    @pytest.mark.parametrize(
        ("provisions", "year", "message"),
        [
            ([said("0484", IK.GROUP)], 2020, "no provision of 2020, but of"),
            ([], 2019, "no year"),
            ([said("0484", IK.GROUP)], "2019", "whole number such as 2019"),
            (["0484"], 2019, "row 0"),
            (4, 2019, "provisions"),
        ],
    )
    def test_none_of_them(self, provisions: Any, year: Any, message: str) -> None:
        """What is no record, and a year of which there is none, is refused."""
        with pytest.raises(DataError, match=message):
            metrics.offers(provisions, year)


def test_labels_tell_nobody() -> None:
    """Groups and totals whose labels hold a personal number are refused, and the number not shown."""
    number, answers = "19121212-1212", [said("0484", IK.GROUP)]
    for groups in ({"0484": number}, {number: "a", "0484": "b"}):
        with pytest.raises(DataError, match="text-personal") as caught:
            metrics.lacking(answers, 2019, groups=groups)
        assert "1212" not in str(caught.value)
    for codes, subject in ((["0484", "0486"], number), (["0484", number], "group")):
        with pytest.raises(DataError, match="text-personal") as caught:
            metrics.offers(answers, 2019, totals=[(codes, "service", subject, None, 1)])
        assert "1212" not in str(caught.value)
