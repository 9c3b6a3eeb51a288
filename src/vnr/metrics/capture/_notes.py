"""What must be said with an estimate of the unseen, in words for those who are no statisticians."""

from __future__ import annotations

from vnr.results import Note

__all__ = [
    "assumed_dependence",
    "assumed_misses",
    "beside_candidates",
    "bound",
    "close_models",
    "conditional",
    "does_not_fit",
    "empty_pairs",
    "few_in_common",
    "few_repeats",
    "fits_worse",
    "fixed_model",
    "infinite_resamples",
    "inside",
    "leave_out",
    "models_not_compared",
    "negative",
    "of",
    "plain_bound",
    "prior",
    "refused_models",
    "repeats",
    "two_lists",
    "unequal_lists",
    "weak_dependence",
    "without_figure",
]


def _whole(number: float, language: str) -> str:
    """A number of persons, with the language's thousands."""
    return f"{round(number):,}".replace(",", "\N{NO-BREAK SPACE}" if language == "sv" else ",")


def _persons(number: int, language: str) -> str:
    if language == "sv":
        return "person" if number == 1 else "personer"
    return "person is" if number == 1 else "persons are"


def few_in_common(overlap: int) -> Note:
    """The overlap is under seven."""
    return Note(
        "few_in_common",
        f"Bara {overlap} {_persons(overlap, 'sv')} finns på mer än en lista. En person mer eller "
        "mindre där ändrar svaret mycket; publicera inte talet.",
        f"Only {overlap} {_persons(overlap, 'en')} on more than one list. One more or less there "
        "changes the answer a great deal; don't publish the figure.",
    )


def few_repeats(repeated: int) -> Note:
    """Under seven came more than once."""
    return Note(
        "few_repeats",
        f"Bara {repeated} {_persons(repeated, 'sv')} har haft mer än en kontakt. En mer eller "
        "mindre ändrar svaret mycket; publicera inte talet.",
        f"Only {repeated} came more than once. One more or less changes the answer a great deal; "
        "don't publish the figure.",
    )


def two_lists() -> Note:
    """Two lists can't tell whether they depend."""
    return Note(
        "lists_taken_as_independent",
        "Två listor kan inte visa om de beror av varandra; här antas att de inte gör det. Leder den "
        "ena listan till den andra blir talet för lågt, utesluter de varandra blir det för högt. Se "
        "metrics.list_dependence.",
        "Two lists can't show whether they depend on each other; here they are taken not to. If one "
        "leads to the other the figure is too low, if they keep each other out it is too high. See "
        "metrics.list_dependence.",
    )


def conditional(how: str) -> Note:
    """The interval doesn't know that the model was chosen."""
    return Note(
        "conditional_on_selection",
        f"Modellen är vald med hjälp av samma tal ({how}), och intervallet räknar inte med det: den "
        'verkliga osäkerheten är större. Method "bca" väljer om modellen i varje omdragning.',
        f"The model was chosen by the same figures ({how}), and the interval doesn't account for "
        'that: the real uncertainty is larger. Method "bca" chooses anew in every resample.',
    )


def fixed_model() -> Note:
    """The interval holds under the model only."""
    return Note(
        "given_model",
        "Intervallet gäller bara om modellen stämmer; det säger inget om att en annan modell kunde "
        "ha valts.",
        "The interval holds only if the model is right; it says nothing of the other models that "
        "might have been chosen.",
    )


def close_models(least: float, most: float, seen: int) -> Note:
    """Models that fit about equally differ more than twofold."""
    sv, en = (
        tuple(_whole(number, language) for number in (least, most, seen))
        for language in ("sv", "en")
    )
    return Note(
        "models_disagree",
        f"Modeller som passar ungefär lika bra svarar från {sv[0]} till {sv[1]} (av dem är {sv[2]} "
        "sedda). Talen avgör inte vilken som är rätt, så ett enda tal vore vilseledande: visa "
        "spannet, eller avstå från att publicera. Se metrics.candidates.",
        f"Models that fit about equally answer from {en[0]} to {en[1]} (of whom {en[2]} are seen). The "
        "data don't tell which is right, so a single figure would mislead: show the range, or "
        "don't publish. See metrics.candidates.",
    )


def does_not_fit() -> Note:
    """The model is far from the counts."""
    return Note(
        "does_not_fit",
        "Modellen stämmer inte med talen: vore den rätt gav slumpen en så stor avvikelse i färre än "
        "ett fall av tusen. Listorna beror av varandra på ett sätt som den inte har med.",
        "The model doesn't agree with the data: if it were right, chance would give so large a "
        "deviance in fewer than one case of a thousand. The lists depend on each other in a way "
        "that it doesn't have.",
    )


def beside_candidates(least: float, most: float) -> Note:
    """The answer lies outside what models that fit better answer."""
    return Note(
        "beside_candidates",
        "Värdet ligger utanför det som modeller som passar bättre svarar: "
        f"{_whole(least, 'sv')} till {_whole(most, 'sv')}. Se metrics.candidates.",
        "The value lies outside what models that fit better answer: "
        f"{_whole(least, 'en')} to {_whole(most, 'en')}. See metrics.candidates.",
    )


def weak_dependence() -> Note:
    """A dependence too weak to be found isn't in the interval."""
    return Note(
        "weak_dependence",
        "Intervallet räknar med att modellen är vald, men inte med samband som är för svaga för att "
        "hittas: med några hundra personer täcker det ofta mindre än det säger.",
        "The interval accounts for the choice of model, but not for dependence too weak to be found: "
        "with a few hundred persons it often covers less than it says.",
    )


def leave_out(small: str, large: str) -> Note:
    """One list lies within another, and not by chance."""
    return Note(
        "list_inside_another",
        f"Alla på {small} finns också på {large}, och det är ingen slump: {small} hämtar sina "
        f"personer från {large}. En modell skulle ta det som att listorna tillsammans ser nästan "
        f"alla. Skatta utan {small}, med table.among(...), eller slå ihop de två listorna.",
        f"Everybody on {small} is also on {large}, and that is no chance: {small} takes its persons "
        f"from {large}. A model would take it as if the lists together saw nearly everybody. "
        f"Estimate without {small}, by table.among(...), or merge the two lists.",
    )


def fits_worse(behind: float) -> Note:
    """Other models fit much better than the one asked for."""
    return Note(
        "fits_worse",
        f"Andra modeller passar talen mycket bättre (AIC {round(behind)} lägre): den här stämmer "
        "troligen inte. Se metrics.candidates.",
        f"Other models fit the data much better (AIC lower by {round(behind)}): this one is likely "
        "not right. See metrics.candidates.",
    )


def models_not_compared(lists: int) -> Note:
    """Too many lists to look at every model."""
    return Note(
        "models_not_compared",
        f"Med {lists} listor finns för många modeller för att jämföras; om andra modeller som "
        "passar lika bra ger andra svar är inte undersökt.",
        f"With {lists} lists there are too many models to compare; whether others that fit as well "
        "give other answers has not been looked into.",
    )


def empty_pairs(pairs: str) -> Note:
    """The model has pairs that nobody is in."""
    return Note(
        "empty_pairs",
        f"Ingen finns på båda listorna i {pairs}. Modellen tar det som att de utesluter varandra, "
        "inte som slump.",
        f"Nobody is on both lists of {pairs}. The model takes them to keep each other out, not as "
        "chance.",
    )


def infinite_resamples(infinite: int, resamples: int) -> Note:
    """Some resamples have no estimate."""
    return Note(
        "resamples_without_estimate",
        f"I {infinite} av {resamples} omdragningar går antalet inte att skatta; de räknas som "
        "oändligt många.",
        f"In {infinite} of {resamples} resamples there is no estimate; they count as infinitely "
        "many.",
    )


def refused_models(refused: int, models: int) -> Note:
    """Some candidates have no estimate."""
    return Note(
        "models_without_estimate",
        f"{refused} av {models} modeller visas inte: talen räcker inte för att skatta dem.",
        f"{refused} of {models} models aren't shown: the data don't suffice to estimate them.",
    )


def bound(*, lists: bool) -> Note:
    """Chao's bound, its interval, and when it is none."""
    sv, en = (
        (
            "listorna är ungefär lika stora och inte utesluter varandra",
            "the lists are about as large and don't keep each other out",
        )
        if lists
        else ("en kontakt inte skrämmer bort från nästa", "one contact doesn't deter from the next")
    )
    return Note(
        "lower_bound",
        f"Detta är en undre gräns, inte en skattning: minst så många, om {sv}. Osäkerheten "
        "(bound_lower till bound_upper) gäller gränsen, inte hur många det är; uppåt finns ingen "
        "gräns.",
        f"This is a lower bound, not an estimate: at least so many, if {en}. The uncertainty "
        "(bound_lower to bound_upper) is the bound's, not that of how many there are; upwards there "
        "is no limit.",
    )


def plain_bound(lists: int) -> Note:
    """Chao's formula for any number of contacts, on lists."""
    times = f"{lists / (lists - 1):.2g}"
    return Note(
        "plain_form",
        "Formeln räknar som om en person kunde finnas på hur många listor som helst. Här är listorna "
        f"{lists}, och de osedda blir {times.replace('.', ',')} gånger för många för att talet ska "
        "vara en undre gräns. Använd modellen chao; det här talet är till för att jämföra med andras.",
        "The formula counts as if a person could be on any number of lists. Here there are "
        f"{lists}, and the unseen come out {times} times too many for the figure to be a lower "
        "bound. Use the model chao; this figure is for comparison with those of others.",
    )


def unequal_lists(total: float) -> Note:
    """Lists of different sizes raise Chao's bound."""
    return Note(
        "unequal_lists",
        "Listorna är olika stora, så gränsen gäller inte: den kan vara för hög även om listorna "
        f"inte beror av varandra. Med hänsyn till storlekarna är gränsen {_whole(total, 'sv')} "
        "(bound_by_size).",
        "The lists are of different sizes, so the bound doesn't hold: it may be too high even if "
        "the lists don't depend on each other. With the sizes allowed for the bound is "
        f"{_whole(total, 'en')} (bound_by_size).",
    )


def negative(pairs: str) -> Note:
    """Lists avoid one another, so Chao's bound is no bound."""
    return Note(
        "negative_dependence",
        f"Listorna {pairs} har färre personer gemensamt än slumpen ger: de utesluter delvis "
        "varandra. Då är Chaos gräns ingen undre gräns, utan kan vara för hög.",
        f"The lists {pairs} have fewer persons in common than chance gives: they partly keep each "
        "other out. Then Chao's bound is no lower bound, but may be too high.",
    )


def repeats() -> Note:
    """What truncated models assume."""
    return Note(
        "repeat_contacts",
        "Antar att varje persons kontakter kommer oberoende av varandra och lika ofta för alla. Är "
        "några mer benägna att komma än andra blir talet för lågt; leder en kontakt till nästa blir "
        "det också för lågt, och skrämmer den bort för högt.",
        "Assumes that each person's contacts come independently and equally often for all. If some "
        "are more likely to come than others the figure is too low; if one contact leads to the "
        "next it is too low too, and if it deters, too high.",
    )


def prior(graphs: int, tried: int, tail: float) -> Note:
    """What the average rests on before the data."""
    hangs = tail > 1e-4
    return Note(
        "prior",
        f"Värdet är medianen över {graphs} modeller som alla antas lika troliga i förväg; stora "
        f"antal antas mindre troliga (1/N, upp till {tried} osedda), och det antagna väger som en "
        "person per modell. Intervallet är ett trovärdighetsintervall och beror av dessa val; "
        "medelvärdet (mean) beror också av hur stora tal som prövats."
        + (" Det gör här även medianen." if hangs else ""),
        f"The value is the median over {graphs} models, all taken as equally probable beforehand; "
        f"large numbers are taken as less probable (1/N, up to {tried} unseen), and what is assumed "
        "weighs as one person in each model. The interval is a credible one and hangs on these "
        "choices; the mean hangs on how large numbers were tried too."
        + (" Here so does the median." if hangs else ""),
    )


def of(labels: str, note: Note) -> Note:
    """A note that holds of some rows only."""
    return Note(note.code, f"{labels}: {note.sv}", f"{labels}: {note.en}")


def without_figure(why: Note) -> Note:
    """A row has no figure."""
    return Note(why.code, f"Inget tal. {why.sv}", f"No figure. {why.en}")


def inside(small: str, large: str) -> Note:
    """One list lies wholly within another."""
    return Note(
        "list_inside_another",
        f"Alla på {small} finns också på {large}: den säger inget om dem som står utanför {large}.",
        f"Everybody on {small} is also on {large}: it tells nothing of those outside {large}.",
    )


def assumed_dependence() -> Note:
    """The rows are suppositions on how the lists depend."""
    return Note(
        "scenario",
        "Raderna är tänkta fall, inte skattningar: talen kan inte visa hur starkt listorna beror av "
        "varandra. Över 1 leder de till varandra, under 1 utesluter de varandra.",
        "The rows are suppositions, not estimates: the data can't show how strongly the lists "
        "depend on each other. Above 1 they lead to each other, below 1 they keep each other out.",
    )


def assumed_misses() -> Note:
    """The rows are suppositions on how many links were missed."""
    return Note(
        "scenario",
        "Raderna är tänkta fall, inte skattningar: andelen är hur stor del av posterna på varje "
        "lista som inte gick att koppla till personen, till exempel efter byte av identitet. Varje "
        "missad koppling räknar samma person flera gånger och gör talet för högt.",
        "The rows are suppositions, not estimates: the rate is the share of each list's records "
        "that could not be linked to their person, such as after a change of identity. Every missed "
        "link counts one person several times, and makes the figure too high.",
    )
