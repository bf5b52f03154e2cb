"""What a users' committee is told beside the yearly figures: its agenda, its date, what was done, what comes next."""

from dataclasses import replace

import pandas as pd

from qep_lib.display.elements import Cell, Element, Figure, Note, Table, TableColumn, Text
from qep_lib.display.wording import NO_TARGET_WORDS, format_count, format_date, format_value, joined, value_words
from qep_lib.reports import actions, channels, requests, survey, titles
from qep_lib.reports.context import ReportContext

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
    """The date of the committee: the first one on or after the cut-off day, otherwise the last one held."""
    held = context.table("milestones")
    days = sorted(day.date() for day in held.loc[held["kind"] == "users_committee", "start_on"] if pd.notna(day))
    if not days:
        return Text(("La date du comité local des usagers n'est pas enregistrée parmi les jalons.",))
    coming = [day for day in days if day >= context.as_of]
    if coming:
        return Text((f"Comité local des usagers du {format_date(coming[0])}.",))
    return Text((f"Dernier comité local des usagers enregistré : {format_date(days[-1])}.",))


def shares_figure(context: ReportContext) -> Element:
    """Share satisfied by criterion, drawn; its caption tells the whole survey in one sentence."""
    figure = survey.shares_figure(context)
    if not isinstance(figure, Figure):
        return figure
    measured = [(indicator, row) for indicator, row in survey.criteria(context) if row.has_value]
    words = [
        value_words(row, indicator, context.audience)
        for indicator, row in (pick(measured, key=lambda pair: pair[1].value) for pick in (min, max))
    ]
    answers = context.total("survey_answers_count")
    who = f"{format_count(answers.value, 'réponse')} : " if answers.value else ""
    span = (
        f"de {words[0]} à {words[1]} de réponses positives selon le critère"
        if len(measured) > 1
        else (f"{words[0]} de réponses positives")
    )
    level = format_value(context.catalogue.conventions.confidence * 100, "pct", 0)
    return replace(figure, caption=f"{who}{span} (le point), avec la fourchette indicative à {level} (la barre)")


def follow_up(context: ReportContext) -> Element:
    """Themes with what was done; the caption counts those that the register gives an answer to."""
    themes = requests.themes_table(context)
    if not isinstance(themes, Table):
        return themes
    answered = sum(row[2].text != "—" for row in themes.rows)
    count, verb = format_count(len(themes.rows), "thème"), "a" if answered < 2 else "ont"
    return replace(themes, caption=f"{count} au registre, dont {answered} {verb} une suite enregistrée")


def contacts(context: ReportContext) -> Element:
    """Telephone, internet, mail: every figure that was computed or received, with its target."""
    also = channels.received(context)
    return _without_wordy_targets(
        context, channels.section_table(context, "channels", "canaux-contact", "Indicateurs de contact", also)
    )


def delays(context: ReportContext) -> Element:
    """Title delays with last year, change, target and class."""
    return _without_wordy_targets(context, titles.delays_table(context))


def _without_wordy_targets(context: ReportContext, table: Element) -> Element:
    """A column of « aucune cible déclarée pour 2021 » takes the room of the figures: a dash says it, and a note why."""
    if not isinstance(table, Table):
        return table
    place = [column.label for column in table.columns].index("Cible")
    absent = NO_TARGET_WORDS[0]
    rows = tuple(
        tuple(Cell("—") if x == place and cell.text.startswith(NO_TARGET_WORDS) else cell for x, cell in enumerate(row))
        for row in table.rows
    )
    note = (
        ()
        if rows == table.rows
        else (f"— dans la colonne « Cible » : {absent} déclarée pour {context.current_label}.",)
    )
    return replace(table, rows=rows, notes=(*table.notes, *note))


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
    natures = sorted({dataset.nature for dataset in context.provenance.datasets})
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
