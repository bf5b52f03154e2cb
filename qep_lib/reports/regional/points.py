"""What the comparison says in one page: how much is compared, and the few figures that deserve to be looked at."""

from collections.abc import Sequence

from qep_lib.comparison.comparable import Candidate
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.elements import Cell, Element, Gallery, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.wording import (
    change_mark_words,
    change_words,
    format_count,
    format_number,
    joined,
    since_period,
    target_words,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, rating_words, target_cell, undeclared_target_note, value_cell
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import site_name
from qep_lib.reports.regional.refusals import refusals
from qep_lib.reports.regional.site_views import centre_words
from qep_lib.reports.regional.words import base_word, naming_sentences, reading_words

SMALL_BASE = 100
"""Base under which a point to examine first asks whether a few answers made it (a choice of the project)."""
LISTED_CHANGES = 5
"""Changes that a sentence names for a site; more are counted."""


def key_figures(gathered: Gathered) -> KeyFigures:
    """How many sites, indicators, comparisons refused and points."""
    members = gathered.context.members
    compared = [found for found in gathered.compared.values() if found.sets]
    refused, watched = refusals(gathered), _watched(gathered)
    points = len(gathered.to_examine)
    invented = f"dont {format_count(len(gathered.invented), 'fictif')}" if gathered.invented else ""
    return KeyFigures(
        "La comparaison en bref",
        (
            KeyFigure(
                "Sites",
                format_number(len(members)),
                invented,
            ),
            KeyFigure(
                "Indicateurs comparés",
                format_number(len(compared)),
                f"sur {len(gathered.compared)} que l'un des sites a communiqués",
            ),
            KeyFigure(
                "Comparaisons refusées",
                format_number(len(refused)),
                "chiffres mis à part, chacun avec sa raison",
            ),
            KeyFigure(
                "Points à examiner",
                format_number(points),
                f"et {format_count(len(watched), 'chiffre')} à surveiller",
            ),
        ),
    )


def points_to_examine(gathered: Gathered) -> Element:
    """The figures that stand out of their set after the correction for many readings, then the demonstrated changes."""
    readings = sum(len(read.readings) for sets in gathered.read.values() for read in sets if read)
    pointed = [
        (found.indicator, candidate, read)
        for found in gathered.compared.values()
        for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True)
        if read is not None
        for candidate in compared.candidates
        if (found.indicator.id, candidate.site_id) in gathered.to_examine
    ]
    undeclared = [undeclared_target_note(candidate.measured, indicator) for indicator, candidate, _ in pointed]
    has_target = not all(undeclared)
    rows = tuple(_row(gathered, indicator, candidate, read, has_target) for indicator, candidate, read in pointed)
    counted = f"{format_count(readings, 'chiffre lu', 'chiffres lus')} à côté de ceux des autres sites."
    checked = " ".join((counted, *naming_sentences(read for sets in gathered.read.values() for read in sets if read)))
    changes = _change_sentences(gathered)
    if not rows:
        none = "Aucun site ne s'écarte assez des autres pour être à examiner." if readings else (
            "Aucun indicateur n'a assez de sites, avec leurs comptes, pour être lu."
        )  # fmt: skip
        watched = _watched(gathered)
        listed = f"À surveiller seulement, ce qui ne demande rien : {' ; '.join(watched)}." if watched else ""
        return Gallery((Text(tuple(filter(None, (none, checked if readings else "", listed)))), *changes))
    columns = (
        TableColumn("Site", width=1.5),
        TableColumn("Indicateur", width=1.6),
        TableColumn("Valeur", "end", 0.8),
        TableColumn("Base", "end", 0.8),
        TableColumn("Repère", "end", 1.1),
        TableColumn("Lecture", width=2),
        *([TableColumn("Cible", width=1)] if has_target else []),
        TableColumn("Évolution", "end", 1.3),
        TableColumn("À regarder d'abord", width=2.4),
    )
    # Without any target there is no column, and its table may stand upright on the page.
    without = sorted({*undeclared} - {""}) if has_target else [f"Cible : {_undeclared_words(pointed)}."]
    notes = (*without, checked, NOT_A_FAULT)
    table = Table("points-a-examiner", CAPTION, columns, rows, notes, is_wide=True)
    return Gallery((table, *changes))


CAPTION = "Chiffres qui s'écartent de ceux des autres sites"
WHAT_A_CHANGE_NEEDS = (
    "il y faut, d'un même site et d'un même indicateur, deux chiffres définitifs et comparables, avec leurs bases."
)
NOT_A_FAULT = (
    "Un point à examiner est une question, pas une faute : le hasard seul explique mal un tel écart, et sa cause n'est pas "
    "connue."
)


def _undeclared_words(pointed: Sequence[tuple[Indicator, Candidate, ReadSet]]) -> str:
    return " ; ".join(dict.fromkeys(target_words(candidate.measured, indicator) for indicator, candidate, _ in pointed))


def _row(
    gathered: Gathered, indicator: Indicator, candidate: Candidate, read: ReadSet, has_target: bool
) -> tuple[Cell, ...]:
    row, audience = candidate.measured, gathered.context.audience
    rating = f" ({rating_words(row, indicator, audience)})" if row.rating else ""
    return (
        Cell(site_name(gathered, candidate.site_id, [row])),
        Cell(indicator.short_label),
        value_cell(gathered.context, row),
        count_cell(row.denominator),
        Cell(centre_words(gathered, indicator, read)),
        Cell(reading_words(read.readings[candidate.site_id].code)),
        *([Cell(f"{target_cell(row, indicator).text}{rating}")] if has_target else []),
        Cell(change_mark_words(row, indicator, audience)),
        Cell(" ".join(_first_checks(indicator, row))),
    )


def _first_checks(indicator: Indicator, row: Measured) -> list[str]:
    """What most often explains an odd figure, before any judgement on the service."""
    checks = []
    if row.denominator is not None and row.denominator < SMALL_BASE:
        checks.append(f"Petite base ({_base_words(indicator, row)}) : peu de cas font l'écart.")
    if indicator.table == "survey_answers":
        checks.append("Public reçu, jours et lieu de l'enquête.")
    else:
        checks.append("Tenue du registre, dossiers comptés.")
    if row.previous is not None:
        checks.append("Même écart l'année d'avant ?")
    return checks


def _base_words(indicator: Indicator, row: Measured) -> str:
    """« 27 demandes », or the number alone where no word says what is counted."""
    word = base_word(indicator)
    return format_number(row.denominator) + ("" if word == "base" else f" {word}")


def _watched(gathered: Gathered) -> list[str]:
    """« Réponses dans le délai, Loir-et-Cher (100 %, plutôt élevé) »: outside 95 %, or named but not kept."""
    audience = gathered.context.audience
    return [
        f"{found.indicator.short_label}, {site_name(gathered, c.site_id, [c.measured])} "
        f"({value_words(c.measured, found.indicator, audience)})"
        for found in gathered.compared.values()
        for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True)
        if read is not None
        for c in compared.candidates
        if c.site_id in read.readings
        and read.readings[c.site_id].code != "within"
        and (found.indicator.id, c.site_id) not in gathered.to_examine
    ]


def _change_sentences(gathered: Gathered) -> list[Text]:
    """The changes for the worse that are demonstrated, site by site: no other site is needed to see them."""
    audience, since = gathered.context.audience, since_period(gathered.context.previous_label)
    totals = [
        (member, indicator, member.total(indicator.id))
        for member in gathered.context.members
        for indicator in gathered.indicators
    ]
    judged = [one for one in totals if one[2].is_change_demonstrated is not None]
    if not judged:
        return [Text((f"Aucune évolution n'a pu être jugée {since} : {WHAT_A_CHANGE_NEEDS}",))]
    worse: dict[str, list[tuple[Indicator, Measured]]] = {}
    for member, indicator, row in judged:
        if row.is_change_demonstrated and row.change and (row.change < 0) == (indicator.direction == "higher"):
            worse.setdefault(member.site.site_id, []).append((indicator, row))
    sites, indicators = ({one.site.site_id for one, _, _ in judged}, {one.id for _, one, _ in judged})
    asked = "a pu être jugée" if len(judged) == 1 else "ont pu être jugées"
    basis = (
        f"{format_count(len(judged), 'évolution')} {asked} ({format_count(len(sites), 'site')} sur "
        f"{len(gathered.context.members)}, {format_count(len(indicators), 'indicateur')})"
    )
    if not worse:
        return [Text((f"Aucune évolution défavorable n'est démontrée {since} : {basis}.",))]
    intro = f"Évolutions défavorables démontrées {since}, dans le site lui-même et sans comparaison avec les autres ; {basis} :"
    sentences = []
    for site_id, rows in worse.items():
        listed = [f"{i.short_label} ({change_words(row, i, audience)})" for i, row in rows[:LISTED_CHANGES]]
        name = site_name(gathered, site_id, [row for _, row in rows])
        sentences.append(f"{name} : {_cut(listed, len(rows))}.")
    return [Text((intro,)), Text(tuple(sentences), is_list=True)]


def _cut(listed: list[str], count: int) -> str:
    """« a, b et c », or « a, b et 3 autres » where `count` is more than are listed."""
    left = count - len(listed)
    return joined(listed) if not left else f"{', '.join(listed)} et {'une autre' if left == 1 else f'{left} autres'}"
