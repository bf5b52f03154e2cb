"""What stands out of a comparison, in five sentences at most, the sentence that is its title, and all of it as a table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from qep_lib.display.elements import Absent, Cell, Element, Header, Text
from qep_lib.display.month_words import month_name
from qep_lib.display.spelled import spoken_name, whose_name
from qep_lib.display.wording import (
    change_words,
    difference_words,
    format_count,
    format_number,
    format_target,
    joined,
    of_period,
    since_period,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.reports import columns, own_words
from qep_lib.reports.apparatus import AUDIENCE_WORDS, rating_words, target_cell
from qep_lib.reports.apparatus import header as plain_header
from qep_lib.reports.columns import column, table_of
from qep_lib.reports.moves import has_change, has_changed, is_worse, than_period
from qep_lib.reports.regional.gathered import Figure, Gathered, centred
from qep_lib.reports.regional.month_series import REQUESTS, TOPICS, read_months_of
from qep_lib.reports.regional.themes import READING, SITE, VALUE, named_ends, range_words, sign_notes
from qep_lib.reports.regional.words import FOLLOWED_BY_MONTH, NOT_TOLD_BY_CHANCE
from qep_lib.reports.section import shown
from qep_lib.reports.sources import cut_off

MOST, MOST_POINTS = 5, 3
"""Sentences of the first page; of them, figures that leave the others, where something else is to be said."""
FEWEST_AROUND, FAR_RATIO = 5, 4 / 3
"""Sites around whose median a figure that nothing tests may be far, how far: a third more or less (a choice of the project)."""
MOST_NAMED = 6
"""Sites named in a sentence."""
UNTESTED = "écarts non testés"
SMALL_BASE = 100
"""Base under which a figure first asks whether a few answers made it (a choice of the project)."""
NOT_A_FAULT = (
    "est une question, pas une faute : le hasard seul explique mal un tel écart, et sa cause n'est pas connue."
)


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
        ("Chiffres arrêtés au", cut_off(context)),
        ("Diffusion", AUDIENCE_WORDS[context.audience]),
    )
    if own_words.own_title(context):
        return replace(plain, facts=facts)
    return replace(plain, title=_headline(gathered), subtitle=f"{plain.title} – {plain.subtitle}", facts=facts)


def _headline(gathered: Gathered) -> str:
    """« Un chiffre à examiner : gestion de la file d'attente, Indre ; 2 autres points à regarder »."""
    if not gathered.lines:
        return "Rien ne se compare encore d'un site à l'autre"
    found = pointed(gathered)
    if found:
        count = f"{format_number(len(found))} chiffres à examiner, d'abord" if found[1:] else "Un chiffre à examiner"
        said = f"{count} : {spoken_name(found[0].indicator)}, {found[0].name}"
    elif any(line.read for line in gathered.lines):
        said = "Aucun site ne s'écarte nettement des autres"
    else:
        said = "Trop peu de sites pour dire lequel s'écarte des autres"
    # What the first page tells beside the figures to examine is not left out of its title.
    others = {one.about for one in standouts(gathered)} - {figure.about for figure in found}
    return (
        f"{said} ; {format_count(len(others), 'autre point à regarder', 'autres points à regarder')}"
        if others
        else said
    )


@shown
def stands_out(gathered: Gathered) -> Element:
    """At most five sentences, what leaves the others first, each with its indicator, its site, its size and what to check."""
    sentences = [one.words for one in standouts(gathered)]
    if not sentences:
        return Text((f"Rien ne ressort. {_basis(gathered)}",))
    return Text(tuple(sentences), is_list=True)


def standouts(gathered: Gathered) -> list[Standout]:
    """What the first page points at: the figures to examine, then what is demonstrated, then mere signals, so that nothing
    demonstrated is left out for a signal."""
    points = [_of_point(figure) for figure in pointed(gathered)]
    demonstrated_too = [*_of_targets(gathered), *_of_months(gathered, is_bad=True), *_of_changes(gathered)]
    signals = [*far_untested(gathered, is_bad=True), *_of_months(gathered, is_bad=False), *_mostly_worse(gathered)]
    told = _once([*points, *each_kind_first(demonstrated_too), *each_kind_first(signals)])
    others = told[len(points) :]
    first = points[: max(MOST_POINTS, MOST - len(others))]
    return [*first, *others[: MOST - len(first)]]


def _once(found: Iterable[Standout]) -> list[Standout]:
    """Without what says again something of the same figure."""
    first: dict[tuple[str, str], Standout] = {}
    for one in found:
        first.setdefault(one.about, one)
    return list(first.values())


@shown
def not_a_fault(gathered: Gathered) -> Element:
    """What a figure to examine is not, under the sentences that point at some."""
    if not gathered.to_examine:
        return Absent("chiffres à examiner", "Aucun chiffre n'est à examiner.", "untold")
    told = standouts(gathered)
    examined = sum(one.about in gathered.to_examine for one in told)
    which = "le premier point" if examined == 1 else f"les {format_number(examined)} premiers points"
    where = "" if examined == len(told) else f" (ci-dessus, {which})"
    return Text((f"Un chiffre à examiner{where} {NOT_A_FAULT}",))


def basis_words(gathered: Gathered) -> tuple[str, ...]:
    """Of how many figures read that is all that is said, and of which nothing tells what chance does."""
    watched = sum(
        figure.code not in ("", "within") and not figure.is_examined
        for line in gathered.lines
        for figure in line.figures
    )
    also = (
        f" {format_count(watched, 'autre chiffre est', 'autres chiffres sont')} à surveiller seulement."
        if watched
        else ""
    )
    return f"{_basis(gathered)}{also}", *untested_words(gathered)


def untested_words(gathered: Gathered) -> list[str]:
    """Of what chance says nothing, and what judges it all the same, where there is some."""
    read = {line.indicator.id for line in gathered.lines if line.read}
    if all(line.indicator.id in read for line in gathered.lines):
        return []
    has_months = any(site.reading.has_months for _, one in read_months_of(gathered) for site in one.sites)
    return [f"{NOT_TOLD_BY_CHANCE}{FOLLOWED_BY_MONTH if has_months else ''}."]


def _basis(gathered: Gathered) -> str:
    """« Chiffres examinés : 82 comparés à ceux des autres sites, 81 comparés à ceux de 2020 et 35 suivis mois par mois. »"""
    before = of_period(gathered.context.previous_label)
    read = sum(bool(figure.reading) for line in gathered.lines for figure in line.figures)
    judged = sum(figure.row.is_change_demonstrated is not None for figure in gathered.figures())
    series = sum(site.reading.has_months for _, one in read_months_of(gathered) for site in one.sites)
    told = (
        (read, "comparé", "à ceux des autres sites"),
        (judged, "comparé", f"à ceux {before}"),
        (series, "suivi", "mois par mois"),
    )
    said = [f"{format_count(count, how)} {what}" for count, how, what in told if count]
    return f"Chiffres examinés : {joined(said) or 'aucun'}."


@shown
def points_table(gathered: Gathered) -> Element:
    """Every figure to examine, with what it is read against, its target and its change."""
    found = pointed(gathered)
    if not found:
        return Absent("chiffres à examiner", "Aucun chiffre n'est à examiner.", "untold")
    drawn = (
        SITE,
        columns.INDICATOR,
        VALUE,
        columns.BASE,
        column("Repère", _centre, "end"),
        READING,
        column("Objectif", _target),
        columns.CHANGE,
    )
    caption = "Chiffres qui s'écartent de ceux des autres sites"
    return table_of("chiffres-a-examiner", caption, drawn, found, sign_notes(found), "dense")


def _target(figure: Figure) -> Cell:
    rating = rating_words(figure.row, figure.indicator, figure.gathered.context.audience) if figure.row.rating else ""
    return Cell(target_cell(figure.row, figure.indicator).text + (f" ({rating})" if rating else ""))


def _centre(figure: Figure) -> str:
    """« médiane 84 % » of five to eleven sites, « moyenne 84 % » of more: what they are read against."""
    read = sure(figure.read)
    middle = "médiane" if read.regime == "none" else "moyenne"
    return f"{middle} {centred(figure.gathered, figure.indicator, read.centre)}"


def pointed(gathered: Gathered) -> list[Figure]:
    """The figures to examine, the least likely by chance first."""
    found = [figure for line in gathered.lines if line.read for figure in line.examined]
    return sorted(found, key=lambda one: sure(one.reading).p_value)


# --- sentences ------------------------------------------------------------------------------------------------------


def _of_point(figure: Figure) -> Standout:
    base = "" if figure.row.denominator is None else format_number(figure.row.denominator)
    counted = TABLES[figure.indicator.table].base
    middle, _, value = _centre(figure).partition(" ")
    size = f"{figure.said(f'{base} {counted}' if counted else base)} pour une {middle} de {value}"
    if figure.row.is_change_demonstrated and figure.row.change:
        size += f", {change_since(figure)}"
    return _standout(figure, size)


def _of_changes(gathered: Gathered) -> Iterator[Standout]:
    """The demonstrated changes for the worse: no other site is needed to see them."""
    return (_standout(figure, change_since(figure)) for figure in demonstrated(gathered, is_worse))


def demonstrated(gathered: Gathered, which: Callable[[tuple[Indicator, Measured]], bool]) -> list[Figure]:
    """The demonstrated changes that are `which`, the largest first."""
    found = [
        one
        for one in gathered.figures()
        if one.row.is_change_demonstrated and one.row.change and which((one.indicator, one.row))
    ]
    return sorted(found, key=lambda one: -abs(sure(one.row.change) / (one.row.previous or 1)))


def change_since(figure: Figure) -> str:
    """« +12 points depuis 2020 »."""
    context = figure.gathered.context
    since = since_period(context.previous_label)
    return f"{change_words(figure.row, figure.indicator, context.audience)} {since}"


def _of_months(gathered: Gathered, is_bad: bool) -> Iterator[Standout]:
    """The changes that last, those large enough to be for the worse or the others, those that leave the ordinary furthest first.
    A mean of small counts, set beside the rest of the report, could give a hidden one back: counts have no size here."""
    lasting = [
        (one, site, topic.check)
        for topic, one in read_months_of(gathered)
        for site in one.sites
        if site.lasting is not None
        and (site.is_large and (site.lasting.distance > 0) == (one.indicator.direction == "lower")) == is_bad
    ]

    for one, site, check in sorted(lasting, key=lambda found: -np.nan_to_num(found[1].reading.change_in_bands)):
        change, indicator = sure(site.lasting), one.indicator
        size = f"plus {'haut' if change.distance > 0 else 'bas'} depuis {month_name(one.months[change.places[0]])}"
        if indicator.unit != "count":
            size += f" ({difference_words(change.distance, indicator.unit, site.decimals)} en moyenne)"
        words = f"{site.name}, {spoken_name(indicator)} : {size}. À regarder d'abord : {check}."
        yield Standout((indicator.id, site.site_id), words)


def _of_targets(gathered: Gathered) -> Iterator[Standout]:
    """The indicators of which no compared site meets the objective, the furthest from it first."""
    missed = []
    for figures in gathered.by_indicator():
        if all(figure.row.rating not in (None, "met") for figure in figures):
            missed.append(sorted(figures, key=lambda figure: sure(figure.row.gap)))
    for figures in sorted(missed, key=lambda one: -sure(one[-1].row.gap)):
        first, indicator = figures[0], figures[0].indicator
        yield Standout(
            (indicator.id, ""),
            f"{whose_name(indicator)} : aucun des {format_number(len(figures))} sites n'atteint l'objectif de "
            f"{format_target(first.row.target, indicator)} ({range_words(figures)}). À regarder d'abord : "
            "effectif, afflux de dossiers.",
        )


def far_untested(gathered: Gathered, is_bad: bool) -> Iterator[Standout]:
    """The delays and other figures that nothing tests, by far the worst of their line or by far the best, the furthest first: a
    site that takes twice the time of the others is not told by chance, and is told."""
    found = []
    for line in gathered.lines:
        if line.read is not None or len(line.figures) < FEWEST_AROUND:
            continue
        middle = float(np.median([figure.row.value for figure in line.figures]))
        for figure in line.figures:
            ratio = figure.row.value / middle if middle and figure.row.value else 1
            ratio = ratio if (line.indicator.direction == "lower") == is_bad else 1 / ratio
            if ratio >= FAR_RATIO and not figure.row.remark:
                found.append((ratio, middle, figure))
    for _, middle, figure in sorted(found, key=lambda one: -one[0]):
        label, around = spoken_name(figure.indicator), centred(gathered, figure.indicator, middle)
        check = f" À regarder d'abord : {_check(gathered, figure)}." if is_bad else ""
        yield Standout(
            figure.about,
            f"{figure.name}, {label} : {figure.said()} pour une médiane de {around} (écart non testé).{check}",
        )


def _check(gathered: Gathered, figure: Figure) -> str:
    """What is looked at first where months of this figure would be read, or where dossiers are counted."""
    catalogue = gathered.context.catalogue
    return next((topic.check for topic in TOPICS if figure.indicator.id in topic.ids(catalogue)), REQUESTS.check)


def mostly_moved(gathered: Gathered, is_bad: bool) -> Iterator[tuple[list[Figure], list[str], list[str]]]:
    """(figures, sites of which the two years compare, those of them that moved) of the indicators that more than half of the
    sites do better than before and none worse, or the reverse. What is better is silent where an objective is missed."""
    for figures in gathered.by_indicator():
        indicator = figures[0].indicator
        rows = {site_id: (indicator, member.total(indicator.id)) for site_id, member in gathered.members.items()}
        members = gathered.members
        known = [site for site, pair in rows.items() if pair[1].has_value and has_change(pair, members[site])]
        moved = [site for site in known if has_changed(rows[site], members[site])]
        is_missed = not is_bad and any(row.rating not in (None, "met") for _, row in rows.values())
        is_one_way = all(is_worse(rows[site]) == is_bad for site in moved)
        if len(known) > 1 and len(moved) * 2 > len(known) and is_one_way and not is_missed:
            yield figures, known, moved


def where_moved(gathered: Gathered, known: list[str], moved: list[str], is_bad: bool) -> str:
    """« dans les 4 sites dont les deux années se comparent (Eure-et-Loir, …) »."""
    which = f"{format_number(len(known))} sites dont les deux années se comparent"
    names = f" ({joined([gathered.name(site) for site in known])})" if len(known) <= MOST_NAMED else ""
    if len(moved) == len(known):
        return f"dans les {which}{names}"
    return f"dans {format_number(len(moved))} des {which}{names}, {'mieux' if is_bad else 'moins bien'} dans aucun"


def _mostly_worse(gathered: Gathered) -> Iterator[Standout]:
    than = than_period(gathered.context.previous_label)
    for figures, known, moved in mostly_moved(gathered, is_bad=True):
        indicator, where = figures[0].indicator, where_moved(gathered, known, moved, is_bad=True)
        label = spoken_name(indicator)
        words = f"Moins bien {than} {where} : {label}, {named_ends(figures)} ({UNTESTED})."
        yield Standout((indicator.id, ""), words)


def _standout(figure: Figure, size: str) -> Standout:
    """What a figure says, and what most often explains an odd one, before any judgement on the service."""
    is_surveyed = TABLES[figure.indicator.table].has_questionnaire
    checks = "public reçu, jours et lieu de l'enquête" if is_surveyed else "tenue du registre, dossiers comptés"
    if figure.row.denominator is not None and figure.row.denominator < SMALL_BASE:
        checks = f"petite base, {checks}"
    words = f"{figure.name}, {spoken_name(figure.indicator)} : {size}. À regarder d'abord : {checks}."
    return Standout(figure.about, words)


def each_kind_first(found: Iterable[Standout]) -> list[Standout]:
    """One of each indicator first, then the others."""
    listed, first = list(found), dict[str, Standout]()
    for one in listed:
        first.setdefault(one.about[0], one)
    return [*first.values(), *(one for one in listed if one not in first.values())]
