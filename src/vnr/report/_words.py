"""The report's own words, in Swedish and English."""

from __future__ import annotations

from typing import Any, Final

from vnr.errors import UnknownNameError

__all__ = ["texts"]

_TEXTS: Final[dict[str, dict[str, Any]]] = {
    "sv": {
        "title": "Våld i nära relationer i {county}, {period}",
        "internal": "Internt arbetsmaterial: små tal är inte skyddade. Får inte spridas.",
        "summary": "Sammanfattning",
        "known_line": "Socialtjänsten fick kännedom om {cases} ärenden med våld under {period}.",
        "missed_line": (
            "Av de {known} våldsärenden som öppnades under perioden och blev kända inom ett år hade "
            "{original} våld som första orsak. Räknas bara den första orsaken missas "
            "{share} (95 % intervall {lower}–{upper})."
        ),
        "planned_line": (
            "För {share} av de {n} insatser som påbörjades planerades någon uppföljning."
        ),
        "follow_line": (
            "Av {n} uppföljningar som skulle göras gjordes {share} i tid (95 % intervall "
            "{lower}–{upper})."
        ),
        "follow_none": "Ingen uppföljning går ännu att bedöma.",
        "missed_immature": (
            "Hur stor del den första orsaken missar går ännu inte att säga: ett år har inte gått "
            "sedan ärendena öppnades."
        ),
        "missed_none": "Inga kända våldsärenden öppnades under perioden.",
        "returned_line": (
            "Av {n} personer vars ärenden avslutats kom {returned} ({share}) tillbaka med en ny "
            "utredning inom ett år."
        ),
        "returned_immature": "Hur många som kommer tillbaka inom ett år går ännu inte att säga.",
        "coverage_line": "{silent} av {all} kommuner har inte levererat hela perioden: {names}.",
        "coverage_whole": "Alla {all} kommuner har levererat hela perioden.",
        "rows_line": "{rejected} av {rows} rader lades åt sidan på grund av fel (bilaga).",
        "rows_whole": "Alla {rows} rader kunde läsas.",
        "heads_up": (
            "En hög siffra kan betyda att våldet upptäcks, en låg att det inte syns. Små tal "
            "varierar av slump."
        ),
        "missed_title": "Kända ärenden och vad den första orsaken missar",
        "missed_note": (
            "Ärenden som öppnades under perioden, daterade till öppnandet. Ursprunglig: första "
            "aktualiseringens orsak är våld. Aktualisering: någon orsak är våld inom ett år. Känt: "
            "våld är känt på något sätt inom ett år. Ej mogna: kända ärenden som öppnades så sent att "
            "ett år inte hunnit gå; de ingår inte i andelen."
        ),
        "funnel_head": ["Av slump allena (95 %)", "Läge"],
        "funnel_places": {0: "inom", 1: "över", -1: "under"},
        "funnel_far": "långt {where}",
        "figure_funnel": "Ärenden per 10 000 invånare i varje kommun, och vad slump allena ger",
        "figure_funnel_base": "Folkmängd gånger levererad tid",
        "funnel_nobody": "Ingen kommun ligger utanför gränserna",
        "rates_title": "Ärenden per 10 000 invånare",
        "rates_note": (
            "Ärenden där våld blev känt under perioden, efter den dag det blev känt. Nämnaren är "
            "folkmängden gånger den levererade tiden."
        ),
        "kinds_title": "Nya, återaktualiserade, återkommande och obestämda",
        "kinds_note": (
            "Sammanhängande perioder som börjar under perioden, per kommun. Återaktualiserad: inom "
            "ett år efter att den förra avslutades. Återkommande: senare än så. Obestämd: "
            "en tidigare period kan ligga före det som levererats."
        ),
        "gaps_title": "Om glapp räknas ihop",
        "gaps_note": "Länets perioder när högst så många dagars glapp räknas som samma period.",
        "returned_title": "Tillbaka inom ett år",
        "follow_due_title": "Uppföljning av insatser",
        "follow_due_note": (
            "I tid: gjord senast 30 dagar efter den planerade dagen. Avslutade, flyttade och avlidna "
            "före den dagen räknas inte, inte heller de vars tid ännu löper. Att inte planera "
            "någon uppföljning ska inte löna sig: därför står andelen planerade bredvid, och "
            "andelen av alla påbörjade insatser som följts upp inom 180 dagar. Intervallen tar "
            "hänsyn till att en person har flera uppföljningar."
        ),
        "follow_head": [
            "Kommun",
            "Med planerad uppföljning",
            "I tid",
            "Sena",
            "Uteblivna",
            "Andel i tid (95 % intervall)",
            "Uppföljda inom 180 dagar, av påbörjade",
        ],
        "follow_started_title": "Uppföljda insatser",
        "waits_title": "Tid till första uppföljning",
        "children_title": "Barnen bakom de vuxna",
        "children_note": (
            "Barn hemma hos våldsutsatta vuxna vars våld blev känt under perioden, och vad barnen fått "
            "inom ett år. Varje hushåll räknas en gång. Det som inte är registrerat är inte ett "
            "nej."
        ),
        "children_head": ["Steg", "Ja", "Nej", "Ej registrerat"],
        "children_places_title": "Barnen per kommun",
        "places_note": (
            "Där barnen är färre än {enough} säger andelarna inget om kommunen: se länet ovan."
        ),
        "places_few": "för få: se länet",
        "figure_waits": "Andel insatser med uppföljning respektive avslut, efter dagar från starten",
        "figure_waits_line": "{cause}: {share} efter {day} dagar",
        "figure_children": "Barnen bakom de vuxna, steg för steg",
        "days": "Dagar från insatsens start",
        "coverage_title": "Täckning",
        "faults_title": "Bilaga: fel i leveranserna",
        "definitions_title": "Definitioner",
        "source_title": "Källor",
        "municipality": "Kommun",
        "original": "Ursprunglig",
        "intake": "Aktualisering",
        "known": "Känt",
        "not_mature": "Ej mogna",
        "share": "Missad andel (95 % intervall)",
        "cases": "Ärenden",
        "rate": "Per 10 000 (95 % intervall)",
        "gap": "Glapp, dagar",
        "kinds": {
            "new": "Nya",
            "reactivated": "Återaktualiserade",
            "returning": "Återkommande",
            "undetermined": "Obestämda",
        },
        "covered": "Levererat",
        "file": "Fil",
        "rule": "Fel",
        "number": "Antal",
        "remedy": "Åtgärd",
        "total": "Länet",
        "figure_bases": "Kända ärenden per kommun efter tre sätt att räkna",
        "figure_missed": "Missad andel per kommun med 95 % intervall",
        "none": "Inga fel.",
        "county_row": "{known} kända, {original} ursprungliga",
        "made": "Framtaget med vnr {version}. Ursprungligt uttag: {input}.",
        "read_me": "Läs mig",
    },
    "en": {
        "title": "Violence in close relations in {county}, {period}",
        "internal": "Internal working material: small numbers are not protected. Do not spread.",
        "summary": "Summary",
        "known_line": "Social services came to know of {cases} cases with violence in {period}.",
        "missed_line": (
            "Of the {known} violence cases opened in the period and known within a year, "
            "{original} had violence as their first reason. Counting the first reason alone misses "
            "{share} (95 % interval {lower}–{upper})."
        ),
        "planned_line": "For {share} of the {n} interventions started a follow-up was planned.",
        "follow_line": (
            "Of {n} follow-ups that were due, {share} were done on time (95 % interval "
            "{lower}–{upper})."
        ),
        "follow_none": "No follow-up can be judged yet.",
        "missed_immature": (
            "How much the first reason misses can't be said yet: a year has not passed since the "
            "cases were opened."
        ),
        "missed_none": "No known violence cases were opened in the period.",
        "returned_line": (
            "Of {n} persons whose cases closed, {returned} ({share}) came back with a new "
            "investigation within a year."
        ),
        "returned_immature": "How many come back within a year can't be said yet.",
        "coverage_line": "{silent} of {all} municipalities did not deliver the whole period: {names}.",
        "coverage_whole": "All {all} municipalities delivered the whole period.",
        "rows_line": "{rejected} of {rows} rows were set aside because of faults (appendix).",
        "rows_whole": "All {rows} rows could be read.",
        "heads_up": (
            "A high figure may mean that violence is found, a low one that it isn't seen. Small "
            "numbers vary by chance."
        ),
        "missed_title": "Known cases, and what the first reason misses",
        "missed_note": (
            "Cases opened in the period, dated by their opening. Original: the first intake's "
            "reason is violence. Intake: any reason is, within a year. Known: violence is known in "
            "any way within a year. Not mature: known cases opened so late that a year has not "
            "passed; the share leaves them out."
        ),
        "funnel_head": ["By chance alone (95 %)", "Place"],
        "funnel_places": {0: "within", 1: "above", -1: "below"},
        "funnel_far": "far {where}",
        "figure_funnel": "Cases per 10 000 inhabitants in each municipality, and what chance gives",
        "figure_funnel_base": "Population times delivered time",
        "funnel_nobody": "No municipality lies outside the limits",
        "rates_title": "Cases per 10 000 inhabitants",
        "rates_note": (
            "Cases in which violence became known in the period, by the day it did. The "
            "denominator is population times delivered time."
        ),
        "kinds_title": "New, reactivated, returning and undetermined",
        "kinds_note": (
            "Episodes that start in the period, by municipality. Reactivated: within a year after "
            "the one before closed. Returning: later. Undetermined: an earlier one may lie before "
            "what was delivered."
        ),
        "gaps_title": "When gaps are joined",
        "gaps_note": "The county's episodes when gaps of at most so many days are joined.",
        "returned_title": "Back within a year",
        "follow_due_title": "Follow-up of interventions",
        "follow_due_note": (
            "On time: done within 30 days after the planned day. Cases closed, moved or ended by "
            "death before that day don't count, nor those whose time still runs. Planning nothing "
            "must not pay: so the share planned stands beside, and the share of all interventions "
            "started that were followed up within 180 days. Intervals allow for several "
            "follow-ups of one person."
        ),
        "follow_head": [
            "Municipality",
            "With a planned follow-up",
            "On time",
            "Late",
            "Missed",
            "Share on time (95 % interval)",
            "Followed up within 180 days, of started",
        ],
        "follow_started_title": "Interventions followed up",
        "waits_title": "Time to first follow-up",
        "children_title": "The children behind the adults",
        "children_note": (
            "Children at home with exposed adults whose violence became known in the period, and "
            "what the children got within a year. Every household counts once. What isn't "
            "recorded is not a no."
        ),
        "children_head": ["Step", "Yes", "No", "Not recorded"],
        "children_places_title": "The children by municipality",
        "places_note": (
            "Where there are fewer than {enough} children the shares say nothing of the "
            "municipality: see the county above."
        ),
        "places_few": "too few: see the county",
        "figure_waits": "Share of interventions followed up, and closed, by days from the start",
        "figure_waits_line": "{cause}: {share} after {day} days",
        "figure_children": "The children behind the adults, step by step",
        "days": "Days from the start of the intervention",
        "coverage_title": "Coverage",
        "faults_title": "Appendix: faults in the deliveries",
        "definitions_title": "Definitions",
        "source_title": "Sources",
        "municipality": "Municipality",
        "original": "Original",
        "intake": "Intake",
        "known": "Known",
        "not_mature": "Not mature",
        "share": "Missed share (95 % interval)",
        "cases": "Cases",
        "rate": "Per 10 000 (95 % interval)",
        "gap": "Gap, days",
        "kinds": {
            "new": "New",
            "reactivated": "Reactivated",
            "returning": "Returning",
            "undetermined": "Undetermined",
        },
        "covered": "Delivered",
        "file": "File",
        "rule": "Fault",
        "number": "Number",
        "remedy": "Remedy",
        "total": "County",
        "figure_bases": "Known cases by municipality, counted in three ways",
        "figure_missed": "Missed share by municipality with 95 % interval",
        "none": "No faults.",
        "county_row": "{known} known, {original} original",
        "made": "Made with vnr {version}. Extract: {input}.",
        "read_me": "Read me",
    },
}


def texts(language: str) -> dict[str, Any]:
    """The words of one language.

    Raises
    ------
    UnknownNameError
        If it is neither ``sv`` nor ``en``.
    """
    try:
        return _TEXTS[language]
    except KeyError:
        raise UnknownNameError("language", language, _TEXTS) from None
