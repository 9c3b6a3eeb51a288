"""What record systems call things: headings of each table, and other words for the codes."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from vnr import model
from vnr.register import SCHEMA, Column, Kind

__all__ = ["REQUIRED", "TABLES", "columns_of", "fold", "headings", "title", "words"]

_KEYS = {
    "municipality": ("kommun", "kommunkod", "municipality code", "kommun kod"),
    "case_id": (
        "ärende", "ärende id", "ärendenummer", "ärendenr", "ärende nr", "akt", "aktnr",
        "aktnummer", "case", "case number", "dnr", "diarienummer",
    ),
    "person_id": (
        "person", "personid", "personnummer", "personnr", "pnr", "klient", "klient id",
        "brukare", "brukar id", "pseudonym", "löpnummer", "client", "client id", "person id",
        "personal number", "huvudperson",
    ),
}  # fmt: skip

_PERSON = {
    "birth_year": ("födelseår", "född", "född år", "year of birth"),
    "sex": ("kön", "gender", "juridiskt kön"),
    "protected": ("skyddad identitet", "skyddade personuppgifter", "sekretessmarkering", "skyddad"),
    "groups": ("grupp", "grupper", "särskild sårbarhet", "group"),
    "died": ("avliden", "avlidendatum", "dödsdatum", "date of death"),
    "moved_out": ("utflyttad", "utflyttningsdatum", "flyttdatum", "flyttat ut", "moved"),
}
_CASE = {
    "unit": ("enhet", "ärendets enhet", "handläggande enhet", "office"),
    "role": ("roll", "roll i ärendet", "målgrupp"),
    "closed": (
        "avslutat", "avslutad", "avslutsdatum", "avslutningsdatum", "ärende avslutat",
        "slutdatum", "date closed", "closed date", "closing date",
    ),
    "closing_reason": ("avslutsorsak", "avslutningsorsak", "orsak till avslut", "reason for closing"),
    "goal": ("mål", "måluppfyllelse", "mål uppnått"),
    "violence_known": (
        "våld känt", "våld känt datum", "våld upptäckt", "datum våld känt", "violence known date",
    ),
    "violence_source": ("våld upptäckt av", "våld känt genom", "violence noticed by"),
    "forms": ("våldsform", "våldsformer", "form", "typ av våld", "violence forms"),
    "contexts": ("sammanhang", "kontext", "våldskontext", "context"),
    "police_report": ("polisanmälan", "polisanmält", "police"),
    "children_at_home": ("barn i hemmet", "antal barn", "hemmavarande barn", "children"),
    "home_municipality": ("hemkommun", "folkbokföringskommun", "bosättningskommun"),
    "age_at_intake": ("ålder", "ålder vid aktualisering", "age"),
    "household_id": ("hushåll", "hushålls id", "hushållsnummer", "household", "familj"),
    "officer": ("handläggare", "utredare", "case officer", "ansvarig handläggare"),
}  # fmt: skip
_OWN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "intakes": {
        "date": (
            "aktualiseringsdatum", "aktualiserad", "aktualiserat", "inkom", "inkommen",
            "inkom datum", "inkommandedatum", "startdatum", "datum", "intake date",
            "referral date", "date opened", "opened", "öppnat", "öppnad",
        ),
        "reason": (
            "aktualiseringsorsak", "orsak", "orsak till aktualisering", "anledning",
            "intake reason", "referral reason", "reason for intake",
        ),
        "channel": ("aktualiseringssätt", "sätt", "typ av aktualisering", "aktualiseringstyp"),
        "source": ("informationskälla", "anmälare", "källa", "vem anmälde", "uppgiftslämnare"),
        "intake_unit": ("aktualiserande enhet", "mottagande enhet", "enhet vid aktualisering"),
    },
    "investigations": {
        "opened": (
            "utredning inledd", "inledd", "inleddes", "utredningsstart", "startdatum",
            "förhandsbedömning inledd", "investigation opened", "start",
        ),
        "kind": ("slag", "typ", "typ av utredning", "utredningstyp", "investigation kind"),
        "closed": ("utredning avslutad", "avslutad", "avslutsdatum", "slutdatum", "end"),
        "outcome": ("utfall", "beslut", "resultat"),
    },
    "interventions": {
        "kind": ("insats", "insatstyp", "typ av insats", "slag", "intervention", "kind"),
        "started": ("insats startad", "startdatum", "start", "påbörjad", "insats start", "from"),
        "ended": ("insats avslutad", "slutdatum", "slut", "avslutad", "insats slut", "to"),
        "decided": ("beslutsdatum", "beslutad", "beslut datum"),
        "declined": ("tackat nej", "avböjd"),
        "legal_basis": ("lagrum", "beslutstyp", "med eller utan beslut"),
        "target": ("målgrupp", "insatsens målgrupp"),
        "for_violence": ("på grund av våld", "pga våld", "våldsrelaterad", "avser våld"),
        "provider": ("utförare",),
        "placed_municipality": ("placeringskommun", "placerad i kommun"),
        "visits": ("besök", "antal besök"),
        "meetings": ("möten", "antal möten"),
        "missed": ("uteblivna möten", "uteblivna", "inställda möten utan kontakt", "missed meetings"),
    },
    "follow_ups": {
        "due": ("planerad", "planerat datum", "uppföljning planerad", "planerad uppföljning"),
        "done": ("genomförd", "genomfört datum", "uppföljning genomförd", "uppföljd", "follow up done"),
        "outcome": ("resultat", "utfall", "resultat av uppföljning"),
        "intervention": ("insatsnummer", "insats nr", "intervention number"),
        "kind": ("insats", "insatstyp", "slag"),
        "started": ("insats startad", "insats start", "startdatum"),
    },
    "assessments": {
        "instrument": ("bedömningsinstrument", "metod", "bedömningsmetod", "riskbedömning"),
        "date": ("bedömningsdatum", "datum", "datum för bedömning", "riskbedömningsdatum"),
        "stage": ("tidpunkt", "skede"),
        "violence_found": ("våld funnet", "våld framkom", "våld framkommer"),
        "judgement": ("bedömd risk", "bedömning", "risknivå"),
        "score": ("poäng", "summa poäng", "points"),
    },
    "perpetrators": {
        "relation": ("relation till utövaren", "relation till förövaren", "relation", "förövare"),
        "sex": ("utövarens kön", "förövarens kön", "kön"),
    },
    "coverage": {
        "unit": ("enhet", "office"),
        "start": ("från", "from", "från och med", "fr o m", "startdatum"),
        "end": ("till", "to", "till och med", "t o m", "slutdatum"),
    },
    "katrineholm": {
        "age_at_intake": ("ålder", "age"),
        "sex": ("kön",),
        "visits": ("antal besök", "besök", "number of visits"),
        "instrument": (
            "användning av bedömningsverktyg som sara och patriark", "bedömningsverktyg",
            "bedömningsinstrument", "sara/patriark", "användning av sara och patriark",
            "assessment tools",
        ),
        "meetings": ("antal möten", "möten", "number of meetings"),
        "missed": (
            "ev inställda möten utan kontakt", "inställda möten utan kontakt", "uteblivna möten",
            "uteblivna möten utan kontakt", "missed without contact",
        ),
        "closing_reason": ("avslutsorsak", "closing reason"),
    },
}  # fmt: skip

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "intakes": ("case_id", "person_id", "date", "reason"),
    "investigations": ("case_id", "opened"),
    "interventions": ("case_id", "kind", "started"),
    "follow_ups": ("case_id", "due"),
    "assessments": ("case_id", "instrument", "date"),
    "perpetrators": ("case_id", "relation"),
    "coverage": ("municipality", "start", "end"),
    "katrineholm": ("visits", "meetings", "closing_reason"),
}
"""Fields without which a table isn't that table. Municipality and role may come of a profile."""

TABLES: Final = tuple(REQUIRED)

_COVERAGE = (
    Column("unit", Kind.CODE, model.Unit),
    Column("start", Kind.DAY),
    Column("end", Kind.DAY),
)
_KATRINEHOLM = (
    Column("age_at_intake", Kind.COUNT),
    Column("sex", Kind.CODE, model.Sex, default=model.Sex.UNKNOWN.place),
    Column("visits", Kind.COUNT),
    Column("instrument", Kind.BITS, model.Instrument),
    Column("meetings", Kind.COUNT),
    Column("missed", Kind.COUNT),
    Column("closing_reason", Kind.CODE, model.ClosingReason),
)

# Other words for members, beside their codes and labels.
_WORDS: Final[dict[type[model.Vocabulary], dict[str, str]]] = {
    model.IntakeReason: {
        "våld": "violence", "våld i nära relationer": "violence", "vinr": "violence",
        "domestic violence": "violence", "kvinnofrid": "violence", "partnervåld": "violence",
        "heder": "honour_violence", "hedersvåld": "honour_violence", "honour": "honour_violence",
        "hedersrelaterat våld och förtryck": "honour_violence",
        "orosanmälan": "child_welfare", "barn": "child_welfare", "barn som far illa": "child_welfare",
        "ekonomi": "economic", "försörjningsstöd": "economic", "missbruk": "substance",
        "beroende": "substance", "äldre": "elder_care", "funktionshinder": "disability",
        "lss": "disability", "bostad": "housing", "hemlöshet": "housing", "övrigt": "other",
        "annat": "other", "annan": "other",
    },
    model.Sex: {"k": "woman", "kv": "woman", "f": "woman", "female": "woman", "m": "man",
                "male": "man", "okänd": "unknown", "annan": "other"},
    model.Role: {
        "utsatt": "exposed_adult", "våldsutsatt": "exposed_adult", "vuxen": "exposed_adult",
        "våldsutsatt kvinna": "exposed_adult", "adult": "exposed_adult", "victim": "exposed_adult",
        "utsatt barn": "exposed_child", "barn utsatt för våld": "exposed_child",
        "barn": "exposed_child", "child": "exposed_child", "bevittnat": "witnessing_child",
        "bevittnat våld": "witnessing_child", "barn som bevittnat": "witnessing_child",
        "barn som upplevt våld": "witnessing_child", "utövare": "perpetrator",
        "förövare": "perpetrator",
    },
    model.Unit: {
        "vuxen": "adult", "barn": "child", "barn och familj": "child", "barn och unga": "child",
        "ekonomi": "economic", "försörjningsstöd": "economic", "missbruk": "substance",
        "beroende": "substance", "äldre": "elder", "funktionshinder": "disability", "lss": "disability",
        "öppenvården": "open_care", "övrigt": "other", "annan": "other",
    },
    model.ClosingReason: {
        "mål uppnått": "goal_reached", "målet nått": "goal_reached", "avböjt": "declined",
        "egen begäran": "declined", "avbrutit kontakt": "no_contact", "avbruten kontakt": "no_contact",
        "flytt": "moved", "avflyttad": "moved", "död": "died", "dödsfall": "died", "avliden": "died",
        "överflyttad till annan enhet": "transferred_unit", "annan enhet": "transferred_unit",
        "annan kommun": "transferred_municipality", "utan insats": "no_action",
        "avslutas utan åtgärd": "no_action", "ingen åtgärd": "no_action", "övrigt": "other",
        "annat": "other", "annan": "other",
    },
    model.Goal: {"ja": "reached", "helt": "reached", "delvis": "partly", "nej": "not_reached",
                 "ej uppnått": "not_reached", "yes": "reached", "no": "not_reached"},
    model.IntakeChannel: {"orosanmälan": "report", "begäran": "request", "annat": "other"},
    model.InformationSource: {"polisen": "police", "skolan": "school", "sjukvård": "health_care",
                              "kvinnojour": "ngo", "själv": "person", "egen": "person"},
    model.ViolenceForm: {"fysiskt": "physical", "psykiskt": "psychological", "sexuellt": "sexual",
                         "ekonomiskt": "economic", "materiellt": "material", "digitalt": "digital",
                         "latent": "latent", "annat": "other", "omsorgssvikt": "neglect"},
    model.ViolenceContext: {"heder": "honour", "hedersrelaterat": "honour", "familj": "family"},
    model.Instrument: {
        "freda": "freda_short", "freda kort": "freda_short", "freda farlighet": "freda_danger",
        "sara sv": "sara_sv", "samtal": "conversation", "samtal utan metod": "conversation",
        "annan": "other", "annat": "other",
    },
    model.InterventionKind: {"samtal": "counselling", "samtalsstöd": "counselling",
                             "skyddat": "sheltered_housing", "annan": "other"},
    model.InvestigationKind: {"förhand": "preliminary"},
    model.LegalBasis: {"ja": "decision", "nej": "no_decision", "bistånd": "decision",
                       "service": "no_decision", "öppen insats": "no_decision"},
    model.Judgement: {"medium": "moderate", "måttlig": "moderate"},
}  # fmt: skip


@cache
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: how headings and codes are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def words(vocabulary: type[model.Vocabulary]) -> dict[str, int]:
    """Folded codes, labels and other words of a vocabulary, and the member's place."""
    found = {
        fold(word): vocabulary(code).place for word, code in _WORDS.get(vocabulary, {}).items()
    }
    for member in vocabulary:
        for word in (member.value, member.label("sv"), member.label("en")):
            found[fold(word)] = member.place
    return found


@cache
def columns_of(table: str) -> dict[str, Column]:
    """The fields a flat table may hold, with how they are stored."""
    keys = {name: Column(name, Kind.KEY) for name in ("case_id", "person_id")}
    keys["municipality"] = Column("municipality", Kind.NAME)
    if table == "coverage":
        own: tuple[Column, ...] = _COVERAGE
        keys = {"municipality": keys["municipality"]}
    elif table == "katrineholm":
        own = _KATRINEHOLM
        keys = {"municipality": keys["municipality"]}
    elif table == "intakes":
        own = (*SCHEMA["persons"], *SCHEMA["cases"], *SCHEMA["intakes"])
    else:
        own = SCHEMA[table]
    if table == "follow_ups":
        # A sheet may hold the interventions and their follow-ups together.
        own = (*own, Column("intervention", Kind.COUNT), *SCHEMA["interventions"])
    return keys | {column.name: column for column in own}


@cache
def headings(table: str) -> dict[str, str]:
    """Folded headings of a table, and the field each stands for."""
    named: dict[str, tuple[str, ...]] = dict(_KEYS)
    if table == "intakes":
        named |= _PERSON | _CASE
    named |= (_OWN["interventions"] if table == "follow_ups" else {}) | _OWN[table]
    found: dict[str, str] = {}
    for field in columns_of(table):
        found[fold(field)] = field
        for heading in named.get(field, ()):
            found.setdefault(fold(heading), field)
    return found


def title(table: str, field: str) -> str:
    """The heading that the template gives a field."""
    named = dict(_KEYS) | (_PERSON | _CASE if table == "intakes" else {}) | _OWN[table]
    return named.get(field, (field,))[0].capitalize()
