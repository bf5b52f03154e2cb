"""One survey over the sites of a group as elements: side by side, pooled only when visits weigh them. One site: `survey`.

Sites are in the order of `params/groups.yml` and are never ranked. Each has its own base, modules and rows, hidden by its
own threshold. No difference between two of them is tested: the intervals are shown instead.
"""

from dataclasses import replace
from fractions import Fraction
from functools import partial

from qep_lib.disclosure.printed import printed_number
from qep_lib.display.absence import absence_sentence
from qep_lib.display.elements import (
    Absent,
    Cell,
    Element,
    Figure,
    KeyFigure,
    KeyFigures,
    Note,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.figures import Dot, DotGroup, draw_dot_groups
from qep_lib.display.narrow import dot_group_strips
from qep_lib.display.wording import (
    NBSP,
    format_number,
    format_share,
    format_value,
    interval_words,
    joined,
    rounded_parts_note,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import sites_in_words
from qep_lib.reports.apparatus import absence_of, count_cell, source_notes, value_cell
from qep_lib.reports.asked import positive_notes
from qep_lib.reports.bases import bound_notes
from qep_lib.reports.columns import figures_table
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_words
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.respondents import wording_table
from qep_lib.reports.section import Section, shown
from qep_lib.reports.sites_in_words import CRITERIA_OF_SITES, criteria_of_sites, share_words, why_not_comparable
from qep_lib.reports.survey import SATISFACTION_SURVEY, has_survey, survey_dates
from qep_lib.stats.pooling import pooled_share

ANSWERS = "answers"
VISITS = "desk_visits"
"""The count that weighs a site: declared by each for the days of its survey."""


def _printed(context: ReportContext) -> tuple[Indicator, ...]:
    return (context.indicator(ANSWERS), context.indicator(VISITS), *criteria_of_sites(context))


SECTION = Section("Enquête de satisfaction par site", parts=(sites_in_words,), figures=_printed)


@shown
def key_figures(context: ReportContext) -> Element:
    """One card a site: its answers and the days of its survey."""
    items = [KeyFigure(member.site.name, *_answers_words(member)) for member in context.members]
    return KeyFigures("Réponses de chaque site", tuple(items))


def _answers_words(member: ReportContext) -> tuple[str, str]:
    """The answers of a site and what they are of; those of several surveys are not added."""
    if member.surveys:
        counts = [format_number(survey.total(ANSWERS).value) for survey in member.surveys]
        return " et ".join(counts), f"réponses, à {len(counts)} enquêtes différentes"
    if not has_survey(member):
        return "—", absence_sentence([member.total(ANSWERS)], SATISFACTION_SURVEY, member.period.label)
    return format_number(member.total(ANSWERS).value), f"réponses, {survey_dates(member)}"


@shown
def reading_note(context: ReportContext) -> Note:
    """What holds the sites together, and what may be read in their differences."""
    return Note(
        "info",
        "Comment lire la comparaison",
        (
            sure(context.group).why,
            "Les sites ne sont pas classés ; quand les fourchettes de deux sites se recouvrent, leur écart peut tenir au hasard.",
        ),
    )


@shown
def sites_table(context: ReportContext) -> Table:
    """One line a site: the modules of its label, its answers, its days of survey, its visits and what they weigh."""
    is_weighed = not _why_apart(context)
    is_visited = any(row.has_value or row.status == "suppressed" for row in (m.total(VISITS) for m in context.members))
    total = sum(_visits(member) for member in context.members) if is_weighed else 0.0
    rows = []
    for member in context.members:
        visits = member.total(VISITS)
        weight = [Cell(format_share(visits.value, total), sure(visits.value) * 100 / total)] if is_weighed else []
        rows.append(
            (
                Cell(member.site.name),
                Cell(", ".join(member.label.modules) if member.label else "non communiqués"),
                count_cell(member.total(ANSWERS).value),
                Cell(survey_dates(member) or "—"),
                *[Cell(value_words(visits, member.indicator(VISITS), member.audience), visits.value)] * is_visited,
                *weight,
            )
        )
    columns = (
        TableColumn("Site"),
        TableColumn("Modules"),
        TableColumn("Réponses (n)", "end"),
        TableColumn("Enquête"),
        *[TableColumn("Visites à l'accueil", "end")] * is_visited,
        *([TableColumn("Poids", "end")] if is_weighed else []),
    )
    sources = dict.fromkeys(member.label.source for member in context.members if member.label)
    counts = [member.total(name) for member in context.members for name in (ANSWERS, VISITS)]
    weights = [Fraction(int(100 * _visits(member)), int(total)) for member in context.members] if is_weighed else []
    rounding = rounded_parts_note(weights, Fraction(100)) if is_weighed else []
    notes = (*source_notes(sources), *rounding, *nature_notes(context, counts))
    counted = "Modules, réponses et visites" if is_visited else "Modules et réponses"
    return Table("sites", f"{counted} de chaque site", columns, tuple(rows), notes)


@shown
def shares_figure(context: ReportContext) -> Element:
    """Share satisfied with its interval: a band a criterion, in it a line a site."""
    if reason := why_not_comparable(context):
        return Text((reason,))
    members = context.members
    shown = [
        (indicator, [member.total(indicator.id) for member in members]) for indicator in criteria_of_sites(context)
    ]
    groups = [
        DotGroup(indicator.short_label, tuple(_dot(context, indicator, row) for row in rows))
        for indicator, rows in shown
        if any(row.has_value for row in rows)
    ]
    if not groups:
        return absence_of(context, CRITERIA_OF_SITES, [row for _, rows in shown for row in rows])
    listed = [
        f"{indicator.short_label} : "
        + joined(
            [f"{m.site.name} {value_words(row, indicator, m.audience)}" for m, row in zip(members, rows, strict=True)]
        )
        for indicator, rows in shown
    ]
    level = format_value(context.catalogue.conventions.confidence * 100, "pct", 0)
    known = [(i, row) for i, rows in shown for row in rows if row.has_value]
    ends = ends_words(known, lambda pair: sure(pair[1].value), partial(share_words, context))
    return Figure(
        "criteres-par-site",
        f"Réponses positives par critère et par site : {ends}, avec la fourchette indicative à {level}",
        f"Pour chaque critère, un point et sa fourchette par site. {' ; '.join(listed)}.",
        draw_dot_groups(
            groups,
            [member.site.name for member in members],
            "part de réponses positives (le point) et fourchette indicative (la barre)",
        ),
        _data_table(context, shown),
        dot_group_strips(groups, [member.site.name for member in members]),
    )


@shown
def criteria_table(context: ReportContext) -> Element:
    """One line a criterion: the share of each site with its interval, and its base."""
    if reason := why_not_comparable(context):
        return Text((reason,))
    rows, every_row = [], []
    for indicator in criteria_of_sites(context):
        cells = [Cell(indicator.short_label)]
        for member in context.members:
            row = member.total(indicator.id)
            cells += [_with_interval(member, indicator, row), count_cell(row.denominator)]
            every_row.append(row)
        rows.append(tuple(cells))
    columns = [TableColumn("Critère")]
    for member in context.members:
        columns += [TableColumn(member.site.name, "end"), TableColumn("n", "end")]
    notes = (
        *positive_notes(_first_asked(context), criteria_of_sites(context)),
        "Entre parenthèses, la fourchette indicative. n : réponses à la question dans ce site, hors « sans objet » et sans "
        "réponse.",
        *bound_notes(context, every_row),
        *nature_notes(context, every_row),
    )
    caption, is_wide = "Réponses positives par critère et par site", len(context.members) > _NARROW_SITES
    return Table("criteres-sites", caption, tuple(columns), tuple(rows), notes, is_wide, "dense")


@shown
def whole_group(context: ReportContext) -> Element:
    """The criteria of the group, weighted by visits beside not weighted; or the sentence that says why there are none."""
    if reason := why_not_comparable(context):
        return Text((reason,))
    if reason := _why_apart(context):
        if any(member.total(VISITS).status == "no_data" for member in context.members):
            subject = "nombre de visites de chaque site, sans lequel aucun chiffre d'ensemble n'est calculé"
            return Absent(subject, reason, "no_data")
        return Text((reason,))
    rows, left_out, every_row = [], [], [member.total(VISITS) for member in context.members]
    for indicator in criteria_of_sites(context):
        shown = [member.total(indicator.id) for member in context.members]
        if not all(row.has_value and row.numerator is not None and row.denominator for row in shown):
            left_out.append(indicator.short_label)
            continue
        weighted = _weighted(context, shown)
        rows.append(_whole_row(context, indicator, weighted, shown))
        every_row += [*shown, weighted]
    notes = [
        "Pondéré : chaque site compte selon ses visites à l'accueil pendant l'enquête. La base efficace est le nombre de "
        "réponses qui donnerait la même précision sans pondération ; la fourchette indicative en dépend.",
        "Non pondéré : toutes les réponses réunies, pour mémoire ; le site qui a le plus de réponses y compte le plus.",
    ]
    if left_out:
        notes.append(f"Sans chiffre d'ensemble, faute d'un chiffre dans chaque site : {', '.join(left_out)}.")
    if not rows:
        return Text((notes[-1],))
    columns = (
        TableColumn("Critère"),
        TableColumn("Pondéré par les visites", "end"),
        TableColumn("Fourchette indicative", "end"),
        TableColumn("Base efficace", "end"),
        TableColumn("Non pondéré", "end"),
        TableColumn("Réponses (n)", "end"),
    )
    return Table(
        "ensemble",
        "Réponses positives de l'ensemble du groupe",
        columns,
        tuple(rows),
        (*notes, *bound_notes(context, every_row), *nature_notes(context, every_row)),
    )


@shown
def questions_table(context: ReportContext) -> Element:
    """The questions as they were asked, from the first site that has answers."""
    return wording_table(_first_asked(context))


_NARROW_SITES = 3
"""Sites whose columns fit an upright page."""


def _first_asked(context: ReportContext) -> ReportContext:
    return next((member for member in context.members if has_survey(member)), context)


def _visits(member: ReportContext) -> float:
    """Visits during the survey of a site, 0 when they are not known."""
    return member.total(VISITS).value or 0


def _why_apart(context: ReportContext) -> str:
    """Why the sites are not pooled, in a sentence; empty when the visits of each are known."""
    unknown = [member.site.name for member in context.members if not _visits(member)]
    if not unknown:
        return ""
    everywhere = len(unknown) == len(context.members)
    missing = f"il n'est pas connu partout (manque{'nt' * (len(unknown) > 1)} : {joined(unknown)})"
    where = "il n'est connu pour aucun site" if everywhere else missing
    sentence = f"Aucun chiffre d'ensemble n'est donné : le nombre de visites de chaque site le pondérerait, et {where}."
    answers = {member.site.name: member.total(ANSWERS).value or 0 for member in context.members}
    most, total = max(answers, key=lambda name: answers[name]), sum(answers.values())
    if not total:
        return sentence
    return (
        f"{sentence} Réunir les réponses sans pondérer donnerait à chaque site le poids de ses réponses, et non celui de "
        f"ses usagers ({most} : {format_number(answers[most])} réponses sur {format_number(total)})."
    )


def _dot(context: ReportContext, indicator: Indicator, row: Measured) -> Dot | None:
    if not row.has_value:
        return None
    value = printed_number(row, indicator, context.audience)
    words = value_words(row, indicator, context.audience)
    return Dot("", sure(row.value) if value is None else value, row.low, row.high, words)


def _data_table(context: ReportContext, shown: list[tuple[Indicator, list[Measured]]]) -> Table:
    """A line a criterion and a site, with its counts: the table behind the drawing."""
    rows: list[tuple[Cell, ...]] = []
    columns: tuple[TableColumn, ...] = ()
    notes: dict[str, None] = {}
    for place, member in enumerate(context.members):
        lines = [(indicator.short_label, measured[place]) for indicator, measured in shown]
        table = figures_table(member, "site", member.site.name, lines)
        columns = (TableColumn("Site"), *table.columns)
        rows += [(Cell(member.site.name), *cells) for cells in table.rows]
        notes |= dict.fromkeys(table.notes)
    return Table(
        "criteres-sites-donnees",
        "Part de réponses positives par site et par critère",
        columns,
        tuple(rows),
        tuple(notes),
    )


def _with_interval(member: ReportContext, indicator: Indicator, row: Measured) -> Cell:
    """« 84 % (77 à 89 %) »; the bound alone where it stands for a small unanimous base."""
    cell, interval = value_cell(member, row), interval_words(row, indicator, member.audience)
    if interval in ("", cell.text):
        return cell
    # The interval stays on one line, under its value where the column is narrow.
    return Cell(f"{cell.text} ({interval.replace(' ', NBSP)})", cell.number)


def _weighted(context: ReportContext, shown: list[Measured]) -> Measured:
    """A criterion of the whole group, each site by its visits: a row, to be printed by the same rules as those of the sites."""
    satisfied, bases = [sure(row.numerator) for row in shown], [sure(row.denominator) for row in shown]
    pooled = pooled_share(
        satisfied, bases, [_visits(member) for member in context.members], context.catalogue.conventions.confidence
    )
    return replace(
        shown[0],
        numerator=pooled.share * pooled.effective_base,
        denominator=pooled.effective_base,
        value=pooled.share * 100,
        low=pooled.low * 100,
        high=pooled.high * 100,
    )


def _whole_row(
    context: ReportContext, indicator: Indicator, weighted: Measured, shown: list[Measured]
) -> tuple[Cell, ...]:
    """A criterion of the whole group, weighted then not."""
    satisfied, bases = [sure(row.numerator) for row in shown], [sure(row.denominator) for row in shown]
    plain = replace(
        weighted,
        numerator=sum(satisfied),
        denominator=sum(bases),
        value=sum(satisfied) * 100 / sum(bases),
        low=None,
        high=None,
    )
    return (
        Cell(indicator.short_label),
        value_cell(context, weighted),
        Cell(interval_words(weighted, indicator, context.audience)),
        count_cell(weighted.denominator),
        value_cell(context, plain),
        count_cell(plain.denominator),
    )
