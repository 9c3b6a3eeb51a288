"""What must be said beside figures that were combined or completed."""

from __future__ import annotations

from typing import Final

from vnr.results import Basis, Note

__all__ = [
    "BETWEEN",
    "NOT_CERTAIN",
    "NO_WIDTH",
    "OPEN",
    "PARTIAL",
    "REPORTED_ONLY",
    "SAME",
    "WORST_CASE",
    "combined",
]

_HOW: Final[dict[str, tuple[str, str]]] = {
    "independent": (
        "felen antas vara oberoende av varandra, så halva bredderna läggs ihop i kvadrat",
        "the errors are taken to be independent, so half-widths add in quadrature",
    ),
    "comonotone": (
        "felen antas gå åt samma håll på en gång",
        "the errors are taken to go the same way at once",
    ),
    "bounds": (
        "inget antas om hur felen hänger ihop, så varje del kan ligga var som helst i sitt spann",
        "nothing is assumed of the errors, so each part may be anywhere in its range",
    ),
}
_GUESS: Final = (
    (
        "Detta är en gissning, eftersom minst en del är det: {}. Det är inget konfidensintervall, "
        "och säger inte hur ofta en sådan gissning träffar eller om någon räknas i flera delar."
    ),
    (
        "This is a guess, since at least one part is: {}. It is no confidence interval, and tells "
        "neither how often such a guess is right nor whether anyone is counted in several parts."
    ),
)
_BOUND: Final = (
    "Detta är gränser och ingen skattning: {}. Var mellan dem talet ligger säger de inte.",
    "These are bounds and no estimate: {}. They don't tell where between them the figure is.",
)
_ASSUMED: Final = ("I intervallet gäller: {}.", "In the interval: {}.")
_KINDS: Final = {Basis.GUESS: _GUESS, Basis.BOUND: _BOUND}

OPEN: Final = Note(
    "open_end",
    "Minst en del har ingen gräns uppåt eller nedåt, så resultatet har det inte heller.",
    "At least one part has no limit upwards or downwards, so neither has the result.",
)
NO_WIDTH: Final = Note(
    "no_width",
    "Minst en del är ungefärlig utan angiven felmarginal, så resultatets gränser är okända.",
    "At least one part is approximate without a stated width, so the result's limits are unknown.",
)
NOT_CERTAIN: Final = Note(
    "not_certain",
    "Gränserna är inte säkra: minst en kommer av ett konfidensintervall, eller har dragits in "
    "för att felen antas hänga ihop på ett visst sätt.",
    "The bounds are not certain: at least one comes of a confidence interval, or was drawn in "
    "since the errors are taken to hang together in a certain way.",
)
PARTIAL: Final = Note(
    "partial",
    "Alla delar är inte rapporterade: summan är minst den för dem som är det.",
    "Not all parts are reported: the sum is at least that of those that are.",
)


REPORTED_ONLY: Final = Note(
    "partial_reporting",
    "Alla har inte lämnat uppgift, och inget antas om dem: talet är minst det rapporterade.",
    "Not all have reported, and nothing is assumed of them: the figure is at least what was "
    "reported.",
)
WORST_CASE: Final = Note(
    "partial_reporting",
    "Alla har inte lämnat uppgift: var och en av dem antas ha mellan 0 och det högsta som angetts.",
    "Not all have reported: each that has not is taken to have between 0 and the highest given.",
)
BETWEEN: Final = Note(
    "partial_reporting",
    "Alla har inte lämnat uppgift: deras antal per exponering antas ligga mellan det lägsta och "
    "det högsta bland de rapporterande. Det antagandet kan inte prövas mot uppgifterna.",
    "Not all have reported: their number per exposure is taken to lie between the lowest and the "
    "highest of those that have. The data can't test that.",
)
SAME: Final = Note(
    "partial_reporting",
    "Alla har inte lämnat uppgift: de som saknas antas saknas av en slump, med samma antal per "
    "exponering som de andra. Intervallet säger inget om hur fel det antagandet är.",
    "Not all have reported: those missing are taken to be so by chance, with the same number per "
    "exposure as the others. The interval doesn't tell how wrong that is.",
)


def combined(basis: Basis, dependence: str) -> Note:
    """What a combined figure is and is not, and what was assumed of the errors."""
    swedish, english = _KINDS.get(basis, _ASSUMED)
    how = _HOW[dependence]
    code = basis.value if basis in _KINDS else "dependence"
    return Note(code, swedish.format(how[0]), english.format(how[1]))
