"""What a users' committee is told beside the yearly figures: its agenda, its date, what was done, what comes next."""

from dataclasses import replace

from qep_lib.display.elements import Element, Figure, Note, Table, TableColumn, Text
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import (
    format_count,
    format_date,
    format_number,
    format_value,
    in_period,
    joined,
    relative_change_words,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.reports import actions, channels, contact_figures, milestones, requests, survey
from qep_lib.reports.context import ReportContext
from qep_lib.reports.natures import nature_of
from qep_lib.reports.surveys_apart import each_survey

AGENDA = (
    "Les résultats de l'année",
    "La satisfaction des usagers",
    "Les demandes, réclamations et suggestions, et leurs suites",
    "Les contacts : téléphone, internet, courriers",
    "Les délais des titres",
    "Le plan d'actions",
    "Les échéances du label",
    "Les lettres et courriels types",
)
"""The points of the meeting: the sections of the notebook, word for word."""
SHORT_PLAN = {"Constat": 2.4, "Action": 2.6, "Avancement": 1.2, "Échéance": 1.2, "Responsable": 1.7}
"""Columns of the action plan that a slide has room for, with their widths; the workbook of the bilan has them all."""


def agenda(context: ReportContext) -> Element:
    """The points of the meeting, in order."""
    return Text(AGENDA, is_list=True)


def meeting(context: ReportContext) -> Element:
    """The date of the committee: the next one, otherwise the last one recorded as held, otherwise the last one planned."""
    committees = [item.event for item in milestones.recorded(context) if item.event.kind == "users_committee"]
    if not committees:
        return Text(("La date du comité local des usagers n'est pas enregistrée parmi les jalons.",))
    coming = [event.start_on for event in committees if event.start_on >= context.as_of]
    if coming:
        return Text((f"Comité local des usagers du {format_date(coming[0])}.",))
    held = [event.start_on for event in committees if event.state(context.as_of) == "done"]
    if held:
        return Text((f"Dernier comité local des usagers enregistré : {format_date(held[-1])}.",))
    planned = format_date(committees[-1].start_on)
    return Text((f"Comité local des usagers prévu le {planned} : sa tenue n'est pas enregistrée.",))


def shares_figure(context: ReportContext) -> Element:
    """Share satisfied by criterion, drawn; its caption tells the whole survey in one sentence."""
    return each_survey(context, _shares_figure)


def _shares_figure(context: ReportContext) -> Element:
    figure = survey.shares_figure(context, is_wide=True)
    if not isinstance(figure, Figure):
        return figure
    measured = [(indicator, row) for indicator, row in survey.criteria(context) if row.has_value]
    words = [
        value_words(row, indicator, context.audience)
        for indicator, row in (pick(measured, key=lambda pair: pair[1].value) for pick in (min, max))
    ]
    answers = context.total("survey_answers_count")
    who = f"{format_count(answers.value, 'réponse')} : " if answers.value else ""
    bars = ""
    if any(row.low is not None for _, row in measured):
        level = format_value(context.catalogue.conventions.confidence * 100, "pct", 0)
        bars = f" (le point), avec la fourchette indicative à {level} (la barre)"
    span = (
        f"de {words[0]} à {words[1]} de réponses positives selon le critère"
        if len(measured) > 1
        else (f"{words[0]} de réponses positives")
    )
    return replace(figure, caption=f"{who}{span}{bars}")


def request_count(context: ReportContext) -> Element:
    """How many requests, against last year, without the words of a test: what it comes to, and what it does not tell."""
    if not requests.has_requests(context):
        return requests.absent(context)
    total = context.total("requests_count")
    if not total.previous or total.status == "provisional":
        return requests.count_text(context)
    change = relative_change_words(total.value, total.previous)
    verdict = "dépasse" if total.is_change_demonstrated else "ne dépasse pas"
    return Text(
        (
            f"{format_count(total.value, 'demande')}, contre {format_number(total.previous)} "
            f"{in_period(context.previous_label)} ({change}) : la différence {verdict} ce que le hasard explique.",
            "Moins de demandes n'est pas, à soi seul, un meilleur service : le nombre de visites n'est pas connu.",
        )
    )


def follow_up(context: ReportContext) -> Element:
    """Themes with what was done; the caption counts those that the register gives an answer to."""
    themes = requests.themes_table(context)
    if not isinstance(themes, Table):
        return themes
    named = [row for row in themes.rows if row[0].text != requests.OTHER_THEMES]
    answered = sum(row[2].text != "—" for row in named)
    count, verb = format_count(len(named), "thème"), "a" if answered < 2 else "ont"
    minimum = context.catalogue.conventions.disclosure.count_minimum
    where = "au registre" if len(named) == len(themes.rows) else f"cités au moins {minimum} fois"
    return replace(themes, caption=f"{count} {where}, dont {answered} {verb} une suite enregistrée")


def contacts(context: ReportContext) -> Element:
    """Telephone, internet, mail: every figure that was computed or received, and those that cannot both be true."""
    also = contact_indicators(context)
    table = channels.section_table(context, "channels", "canaux-contact", "Indicateurs de contact", also)
    if not isinstance(table, Table):
        return table
    return replace(
        table, notes=(*remark_sentences((context.total(found.id) for found in also), context.audience), *table.notes)
    )


def contact_indicators(context: ReportContext) -> tuple[Indicator, ...]:
    """The contact figures told beside those of the section `channels`: replies to mail too, where they can be shown."""
    mail = (indicator for indicator, _ in contact_figures.known(context, contact_figures.MAIL))
    return (*channels.received(context), *mail)


def short_plan(context: ReportContext) -> Element:
    """The action plan in the columns that can be read on a screen; its caption counts the actions by state."""
    plan, summary = actions.actions_table(context), actions.actions_text(context)
    if not isinstance(plan, Table):
        return plan
    labels = [column.label for column in plan.columns]
    places = [labels.index(label) for label in SHORT_PLAN]
    return Table(
        plan.slug,
        summary.paragraphs[0].removesuffix("."),
        tuple(TableColumn(label, width=width) for label, width in SHORT_PLAN.items()),
        tuple(tuple(row[place] for place in places) for row in plan.rows),
        plan.notes,
    )


def sources(context: ReportContext) -> Element:
    """Where the figures come from, short enough for a slide: nature of the data, then the key of the deck."""
    natures = sorted({nature_of(context, dataset) for dataset in context.provenance.datasets})
    words = {"real": "réelles", "reconstructed": "reconstituées", "fictitious": "fictives"}
    files = format_count(len(context.provenance.datasets), "fichier")
    return Note(
        "method",
        "D'où viennent ces chiffres",
        (
            f"{files} ; données {joined([words[nature] for nature in natures])}, arrêtées au {format_date(context.as_of)}.",
            "Définitions, bases et fourchettes de chaque chiffre : bilan qualité de la même période. Empreintes des "
            f"fichiers : provenance.json. Clé de production : {context.provenance.short_key}.",
        ),
    )
