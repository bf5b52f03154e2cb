"""Which indicator a line of a small table of figures is about: « Permis de conduire » in a table of delivery delays."""

from qep_lib.model.campaign import Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.preparation.knowledge import Lexicon

_MEASURES = (
    ("delivery_delay_mean", "delivery_delay_days", ("delivrance", "mise a disposition", "delivres")),
    ("processing_delay_mean", "processing_delay_days", ("traitement", "instruction")),
    ("volume", "volume_count", ("volume", "nombre", "quantite", "combien")),
)
"""Column of monthly statistics, end of the indicator's id, words of a title: in the order in which they are looked for."""

NO_VOLUME = "aucun nombre de titres : le délai de chaque mois est gardé, aucun délai de l'année n'en est tiré"
_OF_TIME = ("delai", "duree", "temps", "jour")


def measured_by_words(words: str) -> str | None:
    """The column of monthly statistics that a folded title speaks of; None when it speaks of none, or of several delays.

    « Nombre de titres délivrés » is no delay: nothing in it speaks of time.
    """
    found = [column for column, _, known in _MEASURES if any(word in words for word in known)]
    if "volume" in found and not any(word in words for word in _OF_TIME):
        return "volume"
    delays = [column for column in found if column != "volume"]
    return delays[0] if len(delays) == 1 else found[0] if len(found) == 1 else None


def figure_lexicon(catalogue: Catalogue, words: str, titles: Lexicon | None) -> Lexicon:
    """Indicator id -> how a line may call it: its labels, and the titles when the table says what is measured of them."""
    known = {
        indicator.id: [indicator.label, indicator.short_label, indicator.id]
        for indicator in catalogue.indicators.values()
    }
    measured = measured_by_words(words)
    if measured is not None and titles is not None:
        ending = next(end for column, end, _ in _MEASURES if column == measured)
        for title, word in titles.of.values():
            if (indicator_id := f"{title}_{ending}") in known:
                known[indicator_id].append(word)
    return Lexicon.build(known)


def gives_volumes(source: Source | None) -> bool:
    """True for monthly statistics of titles that say how many they are of."""
    return source is not None and (
        "volume" in source.columns or (source.wide is not None and source.wide.into == "volume")
    )
