"""What municipalities offer, answered and were granted is saved whole, and refused if damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from vnr import data
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.model import (
    Answer,
    Grant,
    GrantDecision,
    InterventionKind,
    Municipality,
    Partner,
    Provision,
    ProvisionKind,
    ProvisionState,
    Question,
    QuestionKind,
    Role,
    SizeClass,
    Survey,
    Way,
)
from vnr.register import Supply

SURVEY = Survey("plan", ("0480", "0484"), (Question("plan", QuestionKind.YES_NO), Question("posts", QuestionKind.NUMBER)))  # fmt: skip
GRANT = Grant("x", 2026, GrantDecision.GRANTED, 5, municipality="0484")
BOUGHT = Provision(
    "0484", 2025, ProvisionKind.SERVICE, InterventionKind.SHELTERED_HOUSING, Role.EXPOSED_ADULT,
    ProvisionState.HAS, Way.BOUGHT, frozenset({Partner.NGO, Partner.REGION}), ["0480", "0180"],
    persons=2, posts=1.5, places=4, under_way=False, certain=False, covers=["0486"],
)  # fmt: skip
WHOLE: dict[str, Any] = {
    "municipalities": data.municipalities("04", size_classes={"0484": "larger"}),
    "provisions": [BOUGHT, Provision("0480", 2025, ProvisionKind.COORDINATOR, None, None, ProvisionState.NOT_ASKED)],
    "surveys": [SURVEY],
    "answers": [Answer("plan", "0484", "plan", ("yes",), covers=("0486",)), Answer("plan", "0480", "posts", number=0.5)],
    "grants": [*data.grants()[:5], Grant("Trosa", 2026, GrantDecision.REJECTED, municipality="0488")],
}  # fmt: skip


def test_round_trip(tmp_path: Path) -> None:
    """What is saved is loaded as it was, and JSON in between keeps each kind of record."""
    kept = Supply(**WHOLE)
    kept.save(tmp_path / "utbud.json")
    assert Supply.load(tmp_path / "utbud.json") == kept
    assert Supply.from_dict(json.loads(json.dumps(kept.to_dict()))) == kept
    assert [*kept.to_dict()] == [*WHOLE]


@pytest.mark.parametrize("name", [None, *WHOLE])
def test_one_kind_alone(tmp_path: Path, name: str | None) -> None:
    """Nothing, or one kind of records, is kept as well; answers need their survey."""
    kinds = {name} | ({"surveys"} if name == "answers" else set())
    kept = Supply(**{kind: WHOLE[kind] for kind in kinds if kind is not None})
    kept.save(tmp_path / "a.json")
    assert Supply.load(tmp_path / "a.json") == kept


def test_damaged(tmp_path: Path) -> None:
    """A byte altered or cut anywhere, or more of them, is refused, and nothing half is loaded."""
    path = tmp_path / "a.json"
    Supply(**WHOLE).save(path)
    whole = path.read_bytes()
    for at in range(30, len(whole), 97):
        for other in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(other)
            if other.split() == whole.split():
                continue
            with pytest.raises(DataError, match=r"damaged|no supply"):
                Supply.load(path)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("", "no supply"),
        ("[]", "no supply"),
        ("{}", "no supply"),
        ('{"vnr-supply": "1"}', "no supply"),
        ('{"vnr-supply": true}', "no supply"),
        ('{"vnr-supply": 2}', r"later vnr \(form 2"),
        ('{"vnr-supply": 1}', "damaged"),
        ('{"vnr-supply": 1', "damaged"),
        ("[" * 100_000, "no supply"),
    ],
)
def test_another_file(tmp_path: Path, content: str, match: str) -> None:
    """What vnr didn't save, or a later one, is told apart from what is damaged."""
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(DataError, match=match):
        Supply.load(tmp_path / "a.json")


def test_no_file(tmp_path: Path) -> None:
    """A path where nothing lies, and bytes that are no text, are told in our own words."""
    with pytest.raises(DataError):
        Supply.load(tmp_path / "none.json")
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\x00vnr-supply")
    with pytest.raises(DataError, match="damaged"):
        Supply.load(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"provisions": [BOUGHT, attrs.evolve(BOUGHT, covers=None)]}, r"provisions\[1\].*provision-twice"),
        ({"provisions": [BOUGHT, attrs.evolve(BOUGHT, municipality="0486", covers=None)]}, "answered-alone-and-covered"),
        ({"provisions": [SURVEY]}, r"provisions\[0\].*record-kind"),
        ({"provisions": [BOUGHT, attrs.evolve(BOUGHT, municipality="9999", covers=None)]}, r"provisions\[1\].municipality.*place-unknown"),
        ({"provisions": [attrs.evolve(BOUGHT, covers="9999")]}, r"provisions\[0\].covers.*place-unknown"),
        ({"provisions": [attrs.evolve(BOUGHT, with_municipalities="9999")]}, r"provisions\[0\].with_municipalities.*place-unknown"),
        ({"grants": [GRANT, attrs.evolve(GRANT, municipality="9999")]}, r"grants\[1\].municipality.*place-unknown"),
        ({"grants": "a"}, "record-kind"),
        ({"municipalities": 3}, "record-kind"),
        ({"municipalities": [*data.municipalities("09"), *data.municipalities("09")]}, r"municipalities\[1\].code.*twice"),
        ({"surveys": [SURVEY, SURVEY]}, "survey-twice"),
        ({"answers": [Answer("plan", "0484", "plan", ("yes",))]}, r"answers\[0\].survey.*survey-unknown"),
        ({"surveys": [SURVEY], "answers": [Answer("plan", "0484", "posts", number=1), Answer("plan", "0484", "plan", ("maybe",))]}, r"answers\[1\].choices.*choice-unknown"),
        ({"surveys": [SURVEY], "answers": [Answer("plan", "0484", "plan", ("yes",), covers=("0480",)), Answer("plan", "0480", "plan", ("no",))]}, r"answers\[1\].respondent.*answered-alone-and-covered"),
    ],
)  # fmt: skip
def test_what_contradicts_itself(wrong: dict[str, Any], match: str) -> None:
    """Each fault with its row, and what to do about it."""
    with pytest.raises(ModelError, match=match):
        Supply(**wrong)


def test_many_faults() -> None:
    """Of many faults ten are told, and how many more there are."""
    with pytest.raises(ModelError) as caught:
        Supply(provisions=[SURVEY] * 13)
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1] == "… 3"


@pytest.mark.parametrize(
    "wrong",
    [
        {"provisions": [{"municipality": 484}]},
        {"provisions": {"municipality": "0484"}},
        {"others": []},
        [],
        {"municipalities": [{"code": "0484", "name": "19121212-1212", "county": "04"}]},
    ],
)
def test_json_that_is_none(wrong: Any) -> None:
    """JSON that holds no such records is refused without any of its values."""
    with pytest.raises(ModelError) as caught:
        Supply.from_dict(wrong)
    assert "1212" not in str(caught.value)


def test_municipalities() -> None:
    """The county part is filled where it is known; the size class only where somebody gives it."""
    there = {one.code: one for one in data.municipalities()}
    assert {code: one.county_part for code, one in there.items() if one.county_part} == {
        **data.county_parts()
    }
    assert {one.size_class for one in there.values()} == {None}
    classes = {
        one.code: one.size_class
        for one in data.municipalities("04", size_classes={"0484": "larger", "0180": "small"})
    }
    assert {code for code, one in classes.items() if one is SizeClass.LARGER} == {"0484"}
    for wrong in ({"0484": "huge"}, {"9999": "small"}):
        with pytest.raises(UnknownNameError):
            data.municipalities(size_classes=wrong)
    assert isinstance(there["0484"], Municipality)


def test_it_is_shown_in_few_words() -> None:
    """How much there is of each kind, and no answer; of nothing there is nothing to say but that."""
    kept = Supply(**WHOLE)
    assert "uppgifter om utbud" in repr(kept)
    assert "0484" not in repr(kept) + kept._repr_html_()
    assert kept._repr_html_().startswith("<table lang='sv'>")
    assert Supply().show() == "kommuner som har svarat    0"
    assert "answers on what is offered" in kept.show("en")
