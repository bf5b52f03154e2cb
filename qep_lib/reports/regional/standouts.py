"""What stands out of a comparison, in five sentences at most, the sentence that is its title, and all of it as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qep_lib.comparison.comparable import Candidate
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.elements import Absent, Cell, Element, Header, Table, TableColumn, Text
from qep_lib.display.month_words import month_name
from qep_lib.display.wording import (
    change_mark_words,
    change_words,
    difference_words,
    format_count,
    format_date,
    format_number,
    format_target,
    inside_sentence,
    since_period,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.reports import own_words
from qep_lib.reports.apparatus import AUDIENCE_WORDS, count_cell, rating_words, target_cell, value_cell, with_values
from qep_lib.reports.apparatus import header as plain_header
from qep_lib.reports.extremes import from_to
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.month_series import TOPICS, ShownMonths, SiteMonths, read_topic
from qep_lib.reports.regional.naming import site_name
from qep_lib.reports.regional.words import NOT_TOLD_BY_CHANCE, base_word, centre_words, reading_words
from qep_lib.reports.section import shown

MOST, MOST_POINTS = 5, 3
"""Sentences of the first page; of them, figures that leave the others, where something else is to be said."""
SMALL_BASE = 100
"""Base under which a figure first asks whether a few answers made it (a choice of the project)."""
NOT_A_FAULT = (
    "Un chiffre à examiner est une question, pas une faute : le hasard seul explique mal un tel écart, et sa cause n'est pas "
    "connue."
)
Pointed = tuple[Indicator, Candidate, ReadSet]
Lasting = tuple[ShownMonths, SiteMonths, str]


@dataclass(frozen=True, slots=True)
class Standout:
    """One sentence, and what it is about: an (indicator, site) is told once, the site being empty where it is all of them."""

    about: tuple[str, str]
    words: str


@shown
def header(gathered: Gathered) -> Header:
    """What the comparison says in one sentence, unless the service has its own; then what document it is, and of what day."""
    context = gathered.context
    plain = plain_header(context)
    facts = (
        *plain.facts[1:2],
        ("Chiffres arrêtés au", format_date(context.as_of)),
        ("Diffusion", AUDIENCE_WORDS[context.audience]),
    )
    if own_words.own_title(context):
        return replace(plain, facts=facts)
    return replace(plain, title=_headline(gathered), subtitle=f"{plain.title} – {plain.subtitle}", facts=facts)


def _headline(gathered: Gathered) -> str:
    """« Un chiffre à examiner sur 36 indicateurs : gestion de la file d'attente, Indre »."""
    compared = sum(bool(found.sets) for found in gathered.compared.values())
    indicators = format_count(compared, "indicateur comparé", "indicateurs comparés")
    found = pointed(gathered)
    if not compared:
        return "Rien ne se compare encore d'un site à l'autre"
    if not found:
        is_read = any(read for sets in gathered.read.values() for read in sets)
        said = "aucun chiffre à examiner d'un site à l'autre" if is_read else "trop peu de sites pour en désigner un"
        return f"{indicators[:1].upper()}{indicators[1:]} : {said}{_beside(gathered)}"
    indicator, candidate, _ = found[0]
    named = f"{inside_sentence(indicator.short_label)}, {site_name(gathered, candidate.site_id, [candidate.measured])}"
    if len(found) == 1:
        return f"{indicators}, un chiffre à examiner : {named}{_beside(gathered)}"
    return f"{indicators}, {format_number(len(found))} chiffres à examiner, d'abord : {named}{_beside(gathered)}"


def _beside(gathered: Gathered) -> str:
    """« ; 2 autres points ressortent »: what the first page tells beside the figures to examine is not left out of its title."""
    examined = {(indicator.id, candidate.site_id) for indicator, candidate, _ in pointed(gathered)}
    others = sum(one.about not in examined for one in standouts(gathered))
    if not others:
        return ""
    return f" ; {format_count(others, 'autre point ressort', 'autres points ressortent')}"


@shown
def stands_out(gathered: Gathered) -> Element:
    """At most five sentences, what leaves the others first, each with its indicator, its site, its size and what to check."""
    sentences = [one.words for one in standouts(gathered)]
    if not sentences:
        return Text((f"Rien ne ressort. {_basis(gathered)}",))
    return Text(tuple(sentences), is_list=True)


def standouts(gathered: Gathered) -> list[Standout]:
    """What the first page points at, in its order."""
    points = [_of_point(gathered, *one) for one in pointed(gathered)]
    others = [*_of_targets(gathered), *_of_months(gathered), *_of_changes(gathered)]
    told = {one.about for one in points}
    others = [one for one in each_kind_first(others) if one.about not in told]
    first = points[: max(MOST_POINTS, MOST - len(others))]
    return [*first, *others[: MOST - len(first)]]


@shown
def basis(gathered: Gathered) -> Element:
    """Of how many figures read that is all that is said, and what it is not."""
    watched = len(_watched(gathered))
    also = (
        f" {format_count(watched, 'autre chiffre est', 'autres chiffres sont')} à surveiller seulement."
        if watched
        else ""
    )
    fault = (NOT_A_FAULT,) if gathered.to_examine else ()
    is_untold = any(found.sets and not any(gathered.read[id_]) for id_, found in gathered.compared.items())
    return Text((f"{_basis(gathered)}{also}", *fault, *([NOT_TOLD_BY_CHANCE] if is_untold else [])))


@shown
def points_table(gathered: Gathered) -> Element:
    """Every figure to examine, with what it is read against, its target and its change."""
    found = pointed(gathered)
    if not found:
        return Absent("chiffres à examiner", "Aucun chiffre n'est à examiner.", "untold")
    columns = (
        TableColumn("Site", width=1.5),
        TableColumn("Indicateur", width=1.8),
        TableColumn("Valeur", "end", 0.8),
        TableColumn("Base", "end", 0.8),
        TableColumn("Repère", "end", 1.1),
        TableColumn("Lecture", width=2),
        TableColumn("Objectif", width=1),
        TableColumn("Évolution", "end", 1.3),
    )
    rows = [_row(gathered, *one) for one in found]
    columns, cells = with_values(columns, rows)
    return Table(
        "chiffres-a-examiner", "Chiffres qui s'écartent de ceux des autres sites", columns, cells, form="dense"
    )


def _row(gathered: Gathered, indicator: Indicator, candidate: Candidate, read: ReadSet) -> tuple[Cell, ...]:
    row, audience = candidate.measured, gathered.context.audience
    rating = f" ({rating_words(row, indicator, audience)})" if row.rating else ""
    aim = target_cell(row, indicator).text
    return (
        Cell(site_name(gathered, candidate.site_id, [row])),
        Cell(indicator.short_label),
        value_cell(gathered.context, row),
        count_cell(row.denominator),
        Cell(centre_words(gathered, indicator, read)),
        Cell(reading_words(read.readings[candidate.site_id].code)),
        Cell(f"{aim}{rating}"),
        Cell(change_mark_words(row, indicator, audience)),
    )


def pointed(gathered: Gathered) -> list[Pointed]:
    """The figures to examine, the least likely by chance first."""
    found = [
        (found.indicator, candidate, read)
        for found in gathered.compared.values()
        for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True)
        for candidate in compared.candidates
        if read is not None and (found.indicator.id, candidate.site_id) in gathered.to_examine
    ]
    return sorted(found, key=lambda one: one[2].readings[one[1].site_id].p_value)


def _watched(gathered: Gathered) -> list[tuple[str, str]]:
    return [
        (indicator_id, site_id)
        for indicator_id, sets in gathered.read.items()
        for read in sets
        if read is not None
        for site_id, reading in read.readings.items()
        if reading.code != "within" and (indicator_id, site_id) not in gathered.to_examine
    ]


def _basis(gathered: Gathered) -> str:
    """« 82 chiffres lus à côté de ceux des autres sites, 81 évolutions jugées, 35 séries suivies mois par mois. »"""
    readings = sum(len(read.readings) for sets in gathered.read.values() for read in sets if read)
    judged = sum(row.is_change_demonstrated is not None for _, _, row in _totals(gathered))
    followed = sum(
        site.reading.has_months for topic in TOPICS for one in read_topic(gathered, topic) for site in one.sites
    )
    counts = (
        (readings, "chiffre lu à côté de ceux des autres sites", "chiffres lus à côté de ceux des autres sites"),
        (judged, "évolution jugée", "évolutions jugées"),
        (followed, "série suivie mois par mois", "séries suivies mois par mois"),
    )
    return f"Tout ce qui a été regardé : {', '.join(format_count(*one) for one in counts)}."


# --- sentences ------------------------------------------------------------------------------------------------------


def _of_point(gathered: Gathered, indicator: Indicator, candidate: Candidate, read: ReadSet) -> Standout:
    row, audience = candidate.measured, gathered.context.audience
    middle, _, value = centre_words(gathered, indicator, read).partition(" ")
    size = f"{value_words(row, indicator, audience)} ({_base_words(indicator, row)}) pour une {middle} de {value}"
    if row.is_change_demonstrated and row.change:
        size += f", {change_since(gathered, indicator, row)}"
    return _standout(gathered, indicator, row, size, _first_checks(indicator, row))


def _of_changes(gathered: Gathered) -> Iterator[Standout]:
    """The demonstrated changes for the worse: no other site is needed to see them."""
    for indicator, row in demonstrated(gathered, for_better=False):
        size = change_since(gathered, indicator, row)
        yield _standout(gathered, indicator, row, size, _first_checks(indicator, row))


def demonstrated(gathered: Gathered, for_better: bool) -> list[tuple[Indicator, Measured]]:
    """The demonstrated changes for the better, or for the worse, the largest first."""
    found = [
        (indicator, row)
        for _, indicator, row in _totals(gathered)
        if row.is_change_demonstrated
        and row.change
        and ((row.change > 0) == (indicator.direction == "higher")) == for_better
    ]
    return sorted(found, key=lambda one: -abs(one[1].change / (one[1].previous or 1)))


def change_since(gathered: Gathered, indicator: Indicator, row: Measured) -> str:
    """« +12 points depuis 2020 »."""
    return f"{change_words(row, indicator, gathered.context.audience)} {since_period(gathered.context.previous_label)}"


def _of_months(gathered: Gathered) -> Iterator[Standout]:
    """The changes that last, those for the worse first, then those that leave the ordinary furthest. A mean of small counts, set
    beside the rest of the report, could give a hidden one back: counts have no size here."""
    lasting = [
        (one, site, topic.check)
        for topic in TOPICS
        for one in read_topic(gathered, topic)
        for site in one.sites
        if site.lasting is not None
    ]
    for one, site, check in sorted(lasting, key=_plainest):
        change, indicator = site.lasting, one.indicator
        side = "plus haut" if change.distance > 0 else "plus bas"
        size = f"{side} depuis {month_name(one.months[change.places[0]])}"
        if indicator.unit != "count":
            size += f" ({difference_words(change.distance, indicator.unit, site.decimals)} en moyenne)"
        words = f"{site.name}, {inside_sentence(indicator.short_label)} : {size}. À regarder d'abord : {check}."
        yield Standout((indicator.id, site.site_id), words)


def _plainest(lasting: Lasting) -> tuple[bool, float]:
    one, site, _ = lasting
    is_worse = site.is_large and (site.lasting.distance > 0) == (one.indicator.direction == "lower")
    return not is_worse, -np.nan_to_num(site.reading.change_in_bands)


def _of_targets(gathered: Gathered) -> Iterator[Standout]:
    """The indicators of which no compared site meets the objective, the furthest from it first."""
    missed = []
    for found in gathered.compared.values():
        rows = [candidate.measured for candidate in found.candidates]
        if len(rows) > 1 and all(row.rating not in (None, "met") for row in rows):
            missed.append((found.indicator, sorted(rows, key=lambda row: row.gap)))
    for indicator, rows in sorted(missed, key=lambda one: -one[1][-1].gap):
        ends = (value_words(row, indicator, gathered.context.audience) for row in (rows[0], rows[-1]))
        yield Standout(
            (indicator.id, ""),
            f"{indicator.short_label} : aucun des {format_number(len(rows))} sites n'atteint l'objectif de "
            f"{format_target(rows[0].target, indicator)} ({from_to(*ends)}). À regarder d'abord : effectif, afflux de dossiers.",
        )


def _standout(gathered: Gathered, indicator: Indicator, row: Measured, size: str, checks: str) -> Standout:
    name = site_name(gathered, row.site_id, [row])
    words = f"{name}, {inside_sentence(indicator.short_label)} : {size}. À regarder d'abord : {checks}."
    return Standout((indicator.id, row.site_id), words)


def each_kind_first(found: Iterable[Standout]) -> list[Standout]:
    """One of each indicator first, then the others."""
    listed, seen = list(found), set()
    first = [one for one in listed if one.about[0] not in seen and not seen.add(one.about[0])]
    return [*first, *(one for one in listed if one not in first)]


def _first_checks(indicator: Indicator, row: Measured) -> str:
    """What most often explains an odd figure, before any judgement on the service."""
    is_surveyed = TABLES[indicator.table].has_questionnaire
    checks = "public reçu, jours et lieu de l'enquête" if is_surveyed else "tenue du registre, dossiers comptés"
    is_small = row.denominator is not None and row.denominator < SMALL_BASE
    return f"petite base, {checks}" if is_small else checks


def _base_words(indicator: Indicator, row: Measured) -> str:
    """« 27 demandes », or the number alone where no word says what is counted."""
    word = base_word(indicator)
    return format_number(row.denominator) + ("" if word == "base" else f" {word}")


def _totals(gathered: Gathered) -> Sequence[tuple[str, Indicator, Measured]]:
    return [
        (member.site.site_id, indicator, member.total(indicator.id))
        for member in gathered.context.members
        for indicator in gathered.indicators
    ]
