"""Words and code are held against each other: no sentence is missing, needless or of one language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import vnr
from golden import figures
from vnr import data, model
from vnr.io.template import layout_of
from vnr.model import Vocabulary
from vnr.register import CASES, FIELDS
from vnr.register import TABLES as DELIVERED
from vnr.results import Result, heading
from vnr.words import LANGUAGES, Language, topic

SRC = Path(vnr.__file__).parent
WORDS = SRC / "words"
TOPICS = sorted(path.stem for path in (WORDS / "sv").glob("*.toml"))
SYNONYMS = ("codes", "days", "columns")
SENTENCES = [name for name in TOPICS if name not in SYNONYMS]
# Where the keys of a topic are named.
ROOMS = {
    "answers": ["register", "io", "model", "metrics/supply"],
    "cli": ["cli"],
    "disclosure": ["disclosure"],
    "errors": ["."],
    "form": ["io/form"],
    "faults": ["io", "register", "model", "metrics/supply"],
    "figures": ["results"],
    "headings": ["."],
    "labels": ["."],
    "notes": ["metrics", "disclosure", "data", "results/_note.py"],
    "numbers": ["words"],
    "pictures": ["results/pictures"],
    "published": ["data", "results"],
    "profile": ["io"],
    "reading": ["io", "engine", "register", "model"],
    "report": ["report"],
    "summaries": ["display", "register", "metrics"],
}
# What code adds to a key that it names; a report's sentence has one for each state.
ENDINGS = {
    "report": (
        "_title",
        "_line",
        "_without_interval",
        "_undefined",
        "_not_reported",
        "_not_mature",
        "_suppressed",
    )
}
# What code puts before a key's end: a rule about what hangs on what names it.
BEGINNINGS = {"faults": tuple(map(CASES.noun, CASES.tables))}
# Parameters that choose a sentence, or stand before it, and what a note says of its figures.
CHOOSERS = {"form", "number", "of", "figures"}
# Parameters of notes that are words, and no numbers of any figure.
WORDINGS = {"form", "figures", "list", "small", "large", "model", "pairs"}
PLACE = re.compile(r"[a-z_]+")
WRITTEN = re.compile(r",?(\.\d)?[dfg]?")


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with its key, and its form after a full stop."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{key}.")
        else:
            yield before + key, value


@cache
def sentences(name: str, language: Language) -> dict[str, str]:
    return dict(flat(topic(name, language)))


def places(template: str) -> list[tuple[str, str, str | None]]:
    """What a template names: parameter, form and conversion."""
    parts = Formatter().parse(template)
    return [(name, form or "", turn) for _, name, form, turn in parts if name is not None]


def names(template: str) -> set[str]:
    return {name for name, _, _ in places(template)}


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    """Every module with its syntax."""
    return [(path, ast.parse(path.read_text())) for path in SRC.rglob("*.py")]


@cache
def named(room: str) -> frozenset[str]:
    """What the code of a room writes out: texts, whole and in parts, names of arguments, members."""
    written = set()
    for path, tree in trees():
        if not path.is_relative_to(SRC / room):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # A page's template asks for words too.
                written |= {node.value, *re.findall(r"'(\w+)'", node.value)}
                written |= {part.strip("_") for part in node.value.split(", ")}
            elif isinstance(node, ast.keyword) and node.arg:
                written.add(node.arg)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                written.add(node.targets[0].id.lower())
    return frozenset(written)


def calls(function: str) -> list[tuple[str, ast.Call]]:
    """Calls of a function or class by name, wherever they stand."""
    return [
        (path.name, node)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == function
    ]


def codes(node: ast.expr) -> list[str]:
    """The texts that an argument may be, where it is written out."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_a_language_is_a_folder() -> None:
    """Each has the same topics."""
    assert set(LANGUAGES) == {
        path.name for path in WORDS.iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    for language in LANGUAGES:
        assert sorted(path.stem for path in (WORDS / language).glob("*.toml")) == TOPICS


@pytest.mark.parametrize("name", SENTENCES)
def test_languages_have_the_same_keys(name: str) -> None:
    """What can be said in one can be said in the other, in the same order."""
    assert [*sentences(name, "sv")] == [*sentences(name, "en")]


@pytest.mark.parametrize("name", SENTENCES)
def test_languages_name_the_same_parameters(name: str) -> None:
    """A figure that one sentence names isn't left out of the other."""
    for key, template in sentences(name, "sv").items():
        assert names(template) == names(sentences(name, "en")[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SENTENCES)
def test_templates_hold_names_and_forms_only(name: str, language: Language) -> None:
    """No attribute, index or conversion: a plain name, and how a number or a code is written."""
    for key, template in sentences(name, language).items():
        assert template.strip() == template != "" or name == "numbers", key
        for parameter, form, turn in places(template):
            assert PLACE.fullmatch(parameter), key
            assert turn is None, key
            known = topic("labels", language).keys() | topic("published", language).keys()
            assert WRITTEN.fullmatch(form) or form in known, key


@pytest.mark.parametrize("name", SENTENCES)
def test_every_key_is_used(name: str) -> None:
    """A word that no code asks for is not kept."""
    written = frozenset[str]().union(*(named(room) for room in ROOMS[name]))
    for key in topic(name, "sv"):
        ways = {key, *(key.removesuffix(end) for end in ENDINGS.get(name, ()))}
        ways |= {key.removeprefix(noun) for noun in BEGINNINGS.get(name, ())} - {""}
        used = ways & written or _is_of_a_class(name, key) or _is_a_form(name, key)
        assert used, f"{key} is not used"


def _is_of_a_class(name: str, key: str) -> bool:
    return name == "labels" and hasattr(model, key)


def _is_a_form(name: str, key: str) -> bool:
    """Whether some sentence writes a code by this vocabulary."""
    if name != "labels":
        return False
    every = [words for other in SENTENCES for words in sentences(other, "sv").values()]
    return any(form == key for words in every for _, form, _ in places(words))


@pytest.mark.parametrize("vocabulary", sorted(topic("labels", "sv")))
def test_every_label_is_of_a_code(vocabulary: str) -> None:
    """A vocabulary of the model has its members, in order; another code is named by the code."""
    labels = topic("labels", "sv")[vocabulary]
    kind = getattr(model, vocabulary, None)
    if kind is not None:
        assert issubclass(kind, Vocabulary)
        assert [member.value for member in kind] == [*labels]
        return
    if vocabulary == "delivery":
        # Every table and field that a delivery may lack can be told in words.
        assert labels.keys() == {"evidence", *DELIVERED, *FIELDS}
        return
    if vocabulary == "county_part":
        assert labels.keys() == {*data.county_parts().values()}
        return
    assert labels.keys() <= named(".")


def test_every_label_of_a_published_table_is_of_a_code() -> None:
    """What the packaged tables hold has its words, and no word lacks its table."""
    held: dict[str, set[str]] = {"source": set(), "licence": set()}
    for one in data.catalogue():
        table = data.load(one.name)
        coded = {**table.strata, "certainty": table["certainty"]}
        for name, codes in coded.items():
            held.setdefault(name, set()).update(codes.tolist())
        held["source"].add(one.document)
        held["licence"].add(one.document)
    del held["county_part"]
    held["participant"] -= topic("places", "sv")["municipality"].keys()
    assert held == {name: {*words} for name, words in topic("published", "sv").items()}


def test_every_vocabulary_has_labels() -> None:
    """Each class of the model stands among the labels."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type)]
    assert {
        kind.__name__ for kind in kinds if issubclass(kind, Vocabulary) and kind is not Vocabulary
    } <= topic("labels", "sv").keys()


def test_headings_are_of_figures() -> None:
    """Each is the name of a stratum, a figure or a unit somewhere in the code."""
    tables = [data.load(one.name) for one in data.catalogue()]
    printed = {name for table in tables for name in (table.unit, *table.columns)}
    assert topic("headings", "sv")["heading"].keys() <= named(".") | printed


def test_every_figure_has_its_heading() -> None:
    """Strata, columns and units of all that metrics give are named in Swedish."""
    known = topic("headings", "sv")["heading"]
    runs = figures.of_arrays() | figures.of_register(figures.registers()["county"])
    unnamed = set()
    for run in runs.values():
        try:
            made = run()
        except ValueError:
            continue
        for result in made if isinstance(made, list | tuple) else [made]:
            if isinstance(result, Result):
                shown = (*result.strata, *result.columns, result.unit)
                unnamed |= {name for name in shown if heading(name, "sv") == name.replace("_", " ")}
    assert unnamed - known.keys() == {"%"}


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("Note", "notes"),
        ("remark", "reading"),
        *((kind, "errors") for kind in ("refusal", "withholding", "lacking", "breach")),
    ],
)
def test_every_code_has_its_sentence(function: str, name: str) -> None:
    """What code says is there, with the parameters that the sentence names and no others."""
    known = topic(name, "sv")
    asked = calls(function)
    assert asked
    for file, call in asked:
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        open_ended = any(keyword.arg is None for keyword in call.keywords)
        for code in codes(call.args[0]):
            assert code in known, f"{file}: {code}"
            templates = known[code]
            forms = [templates] if isinstance(templates, str) else [*templates.values()]
            needed = set[str]().union(*map(names, forms))
            assert open_ended or needed <= given <= needed | CHOOSERS, f"{file}: {code}"
            for keyword in call.keywords:
                if keyword.arg == "form":
                    assert set(codes(keyword.value)) <= templates.keys(), f"{file}: {code}"


def test_a_note_drawn_from_figures_can_be_told_without_numbers() -> None:
    """Where a sentence names numbers of figures there is one that names none; no other is kept."""
    known = topic("notes", "sv")
    drawn = set()
    for _, call in calls("Note"):
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        if "figures" in given and given - WORDINGS:
            drawn |= set(codes(call.args[0]))
    assert drawn == known["without_numbers"].keys()
    assert not any(map(names, known["without_numbers"].values()))


def test_a_report_can_say_what_is_not_there() -> None:
    """A sentence made from figures has one for each state, a chapter its heading."""
    known = topic("report", "sv").keys()
    made = [call for _, call in calls("Sentence") if len(call.args) > 1]
    assert made
    for call in made:
        for stem in codes(call.args[0]):
            states = ("line", "not_reported", "not_mature", "suppressed")
            assert {f"{stem}_{state}" for state in states} <= known
    for _, call in calls("Chapter"):
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if "title" not in given:
            assert {f"{name}_title" for name in codes(given["name"])} <= known


def test_every_sentence_asked_for_exists() -> None:
    """A topic and key that code writes out are in the files, and so is a vocabulary."""
    for path, tree in trees():
        known = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "vnr.words"
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = known.get(getattr(node.func, "id", ""))
            if function == "text" and len(node.args) > 2:
                for name in codes(node.args[0]):
                    for key in codes(node.args[1]):
                        assert key in topic(name, "sv"), f"{path.name}: {name} {key}"
            elif function in ("label", "labels"):
                for vocabulary in codes(node.args[0]):
                    vnr.words.labels(vocabulary, "sv")


def test_numbers_choose_between_one_and_many() -> None:
    """Where there is a sentence for one there is one for many."""
    for name in SENTENCES:
        for key, value in topic(name, "sv").items():
            if hasattr(model, key):
                continue  # the labels of a vocabulary choose nothing
            if isinstance(value, Mapping) and {"one", "many"} & value.keys():
                assert {"one", "many"} == value.keys(), f"{name} {key}"


def test_places_are_those_of_the_data() -> None:
    """Every municipality and county has a name, and no name lacks its place."""
    every = data.municipalities()
    assert {place.code for place in every} == topic("places", "sv")["municipality"].keys()
    assert {place.county for place in every} == topic("places", "sv")["county"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", layout_of().columns)
def test_every_field_has_headings(table: str, language: Language) -> None:
    """A field that a file may hold is recognised in both languages, and no heading lacks its field."""
    groups = topic("columns", language)
    beside = {"intakes": ("persons", "cases", "closings"), "follow_ups": ("interventions",)}.get(
        table, ()
    )
    named = {field for group in ("keys", *beside, table) for field in groups[group]}
    fields = layout_of().columns[table].keys()
    assert fields <= named
    assert groups[table].keys() <= fields
    assert all(groups["sheet"][table])
    assert all(words for group in groups.values() for words in group.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_words_are_for_codes(language: Language) -> None:
    """A word of record systems stands for a member of its vocabulary."""
    for name, words in topic("codes", language).items():
        if name not in ("cell", "asked", "forms", "perpetrator", "child"):
            kind = getattr(model, name)
            assert words.keys() <= {member.value for member in kind}, name
    assert [*topic("codes", "sv")["cell"]] == [*topic("codes", "en")["cell"]]
