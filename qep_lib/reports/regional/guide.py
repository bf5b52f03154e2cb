"""How to read the comparison, in plain French; ranks, for who insists."""

import math
from functools import partial

from qep_lib.comparison.readings import counted
from qep_lib.display.elements import Element, Gallery, Note, Text
from qep_lib.display.map_figure import CREDIT
from qep_lib.display.spelled import full_name, wider_notes
from qep_lib.display.wording import format_number
from qep_lib.errors import sure
from qep_lib.reports import columns
from qep_lib.reports.columns import column, table_of
from qep_lib.reports.reading import hidden_words
from qep_lib.reports.regional.gathered import Figure, Gathered
from qep_lib.reports.regional.standouts import basis_words, untested_words
from qep_lib.reports.regional.themes import SITE, too_few_words
from qep_lib.reports.regional.words import POINTS_AWAY
from qep_lib.reports.section import shown
from qep_lib.stats.error_rates import FEW_SITES, ORDINARY_SITES
from qep_lib.stats.few_sites import FEWEST_SITES
from qep_lib.stats.funnel import PROVISIONAL_SITES
from qep_lib.stats.ranks import rank_intervals

RANK_WARNING = (
    "Un rang ne mesure pas la qualité d'un service : si tous les sites se valaient, l'un d'eux serait quand même le dernier. "
    "Deux sites dont les intervalles se recouvrent ne sont pas départagés."
)

MEAN = (
    "La moyenne est celle de tous les cas des sites dont le chiffre est montré et le nombre de cas connu ; un chiffre mis à "
    "part ou non diffusé n'y entre pas. Là où ce nombre n'est connu d'aucun site montré, ou d'un seul, chaque site montré y "
    "compte autant."
)


@shown
def reading(gathered: Gathered) -> Text:
    """What a reader needs to understand the pages, in a few lines; the annexes have the whole."""
    return Text(
        (
            "Les sites sont dans l'ordre des départements : ce n'est pas un classement.",
            "Dans les figures, le point est le chiffre du site, la barre sa marge ; deux barres qui se recouvrent ne "
            f"départagent pas deux sites. {_strokes(gathered)}",
            MEAN,
            *_naming(gathered),
            "Les sites ne reçoivent pas le même public : un écart peut venir de là.",
            *basis_words(gathered),
            *too_few_words(gathered),
            *wider_notes(line.indicator for line in gathered.lines),
            f"Non diffusé : {hidden_words(gathered.context)}.",
            *([CREDIT] if any(member.site.kind == "prefecture" for member in gathered.context.members) else []),
            "Tous les tableaux, la méthode et les définitions sont dans les annexes.",
        ),
        is_list=True,
    )


@shown
def reading_note(gathered: Gathered) -> Note:
    """One page for a reader who never studied statistics."""
    context = gathered.context
    conventions = context.catalogue.conventions
    level = format_number(conventions.confidence * 100)
    expected = (
        f"À partir de {PROVISIONAL_SITES} sites, elle entoure leur moyenne de ce que donnent le hasard et les différences "
        f"ordinaires entre sites. Avec moins de {PROVISIONAL_SITES} sites, ces différences ne peuvent pas être mesurées : elle "
        f"va de {POINTS_AWAY} points au-dessous à {POINTS_AWAY} points au-dessus de leur médiane, et le hasard s'y ajoute. Avec "
        f"moins de {FEWEST_SITES}, elle n'existe pas : chaque site se lit par rapport à son objectif et à son passé."
    )
    return Note(
        "method",
        "Comment lire la comparaison",
        (
            "Le point est le chiffre du site. La barre est sa fourchette indicative : ce que vaudrait le chiffre avec un très "
            f"grand nombre de réponses se trouve dans {level} de ces barres sur 100. Une barre longue veut dire peu de réponses. "
            f"{_strokes(gathered)} {MEAN}",
            "« Dans la fourchette attendue » : rien ne montre que le site s'écarte des autres. Cela ne veut dire ni que tout "
            f"va bien, ni que l'objectif est atteint. {expected}",
            "« À surveiller » : un site resté dans la fourchette donnerait un tel chiffre moins d'une fois sur vingt. « À "
            "examiner » : moins de deux fois sur mille, et le chiffre reste désigné une fois corrigé le nombre de chiffres lus. "
            "Cela ne supprime pas toutes les erreurs : « Repères » dit combien il en reste.",
            "Il n'y a pas de classement. Avec une centaine de réponses par site, des sites qui se valent sortiraient quand "
            "même dans un ordre, et cet ordre changerait à l'enquête suivante.",
            "Deux chiffres ne sont dans la même figure que s'ils mesurent la même chose : même début et même fin de délai, "
            "même période, même questionnaire, même mode de recueil, même périmètre. Les autres sont mis à part, avec la "
            "raison.",
            *untested_words(gathered),
            "Ce qui n'est pas corrigé : les sites ne reçoivent pas le même public. Une préfecture qui reçoit surtout pour "
            "des titres de séjour n'a pas les mêmes réponses qu'une autre, à service égal. Un écart peut venir de là.",
            f"Non diffusé : {hidden_words(context)}. Ce qui n'est pas diffusé n'entre ni dans les figures, ni dans les moyennes.",
        ),
    )


def _strokes(gathered: Gathered) -> str:
    """What the lines of the charts are: an objective that no chart draws is not announced."""
    if any(line.target is not None for line in gathered.lines):
        return "Le trait plein est l'objectif, le pointillé la moyenne des sites comparés."
    period = gathered.context.period.label
    return f"Le pointillé est la moyenne des sites comparés. Pas d'objectif connu ({period})."


def _naming(gathered: Gathered) -> tuple[str, ...]:
    """When a site is named, and how often by mistake, for the sets of few sites and for those of more that are read."""
    is_of_few = {one.regime == "none" for line in gathered.lines if (one := line.read)}
    few = (
        f"De {FEWEST_SITES} à {PROVISIONAL_SITES - 1} sites, un chiffre n'est désigné que s'il est à plus de {POINTS_AWAY} "
        f"points de la médiane des sites, hasard déduit ; moins de {FEW_SITES.below} comparaisons de sites ordinaires sur cent "
        "en désignent un à tort."
    )
    more = (
        f"À partir de {PROVISIONAL_SITES} sites, moins de {ORDINARY_SITES.below} chiffre de site ordinaire sur cent est désigné "
        "à tort."
    )
    return tuple(said for of_few, said in ((True, few), (False, more)) if of_few in is_of_few)


@shown
def rank_table(gathered: Gathered, indicator_id: str) -> Element:
    """On demand: between which ranks each site may stand; a sentence where the indicator does not allow it.

    Raises `ParameterError` for an indicator that the report does not compare.
    """
    found = gathered.named(indicator_id)
    tables = []
    for line in gathered.lines:
        direction = found.indicator.direction
        if line.found is not found or line.read is None or direction == "neutral":
            continue
        sites = counted(line.compared)
        best, worst = rank_intervals(
            [sure(c.measured.numerator) for c in sites],
            [sure(c.measured.denominator) for c in sites],
            direction,
            gathered.context.catalogue.conventions.confidence,
        )
        ranks = {c.site_id: bounds for c, *bounds in zip(sites, best, worst, strict=True)}
        shown_figures = [figure for figure in line.figures if figure.row.site_id in ranks]
        rank = column(f"Rang sur {len(sites)}", partial(_rank, ranks))
        caption = f"{full_name(found.indicator)} : rangs possibles{f' ({line.set_words})' if line.set_words else ''}"
        drawn = (SITE, columns.VALUE, columns.BASE, rank)
        tables.append(table_of(f"rangs-{line.place + 1}", caption, drawn, shown_figures))
    if not tables:
        return Text(
            (
                f"{full_name(found.indicator)} : pas de rang, les sites ne peuvent être lus les uns par rapport aux autres.",
            )
        )
    return Gallery((Note("warning", "Un rang n'est pas une mesure", (RANK_WARNING,)), *tables))


def _rank(ranks: dict[str, list[float]], figure: Figure) -> str:
    low, high = ranks[figure.row.site_id]
    return "—" if math.isnan(low) else rank_words(int(low), int(high))


def rank_words(best: int, worst: int) -> str:
    """« entre le 2e et le 6e rang », « 1er rang »."""
    if best == worst:
        return f"{_ordinal(best)} rang"
    return f"entre le {_ordinal(best)} et le {_ordinal(worst)} rang"


def _ordinal(rank: int) -> str:
    return "1er" if rank == 1 else f"{rank}e"
