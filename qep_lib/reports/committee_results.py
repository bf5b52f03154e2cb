"""The results that a users' committee is shown: the year, satisfaction, requests and titles, each with its message."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qep_lib.display.elements import (
    Absent,
    Cell,
    Element,
    Figure,
    KeyFigures,
    Note,
    RatingMark,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.spelled import spelled_days
from qep_lib.display.verdict import distance_words, objective_mark
from qep_lib.display.wording import (
    as_of_words,
    format_count,
    format_number,
    format_share,
    format_target,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    relative_change_words,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import findings, requests, survey
from qep_lib.reports.context import ReportContext
from qep_lib.reports.main_results import Result, card, headline, main_results, objectives_words, provisional_words
from qep_lib.reports.requests_in_brief import unjudged_notes
from qep_lib.reports.section import shown
from qep_lib.reports.sections import synthesis, titles
from qep_lib.reports.survey_in_brief import FEWEST_DOTS
from qep_lib.reports.surveys_apart import each_survey

RATING_ORDER = ("far", "off", "near", "met")


def worst_first(pairs: Iterable[tuple[Indicator, Measured]]) -> list[tuple[Indicator, Measured]]:
    """From the furthest from its target to what meets it, or has none."""
    return sorted(pairs, key=lambda pair: RATING_ORDER.index(pair[1].rating or "met"))


# --- the year -------------------------------------------------------------------------------------------------------


@shown
def year_in_figures(context: ReportContext) -> Element:
    """The four results of the bilan, with how many targets are met: the two documents never name different ones."""
    results = main_results(context)
    if not results:
        return Absent("chiffres de l'année", synthesis.NOTHING, "untold")
    return KeyFigures(_year_message(context, results), tuple(card(context, one, is_brief=True) for one in results))


def _year_message(context: ReportContext, results: Sequence[Result]) -> str:
    """How many objectives are met and what is to improve first; the sentence of the bilan where the year has no objective."""
    pairs = synthesis.rated(context)
    if not pairs:
        return headline(context, pairs) or context.period.label
    met = [row for _, row in pairs if row.rating == "met"]
    worst = next((f" ; à améliorer : {inside_sentence(one.name)}" for one in results if one.verdict == "improve"), "")
    return f"{objectives_words(len(met), len(pairs))}{provisional_words(met)}{worst}"


def _mark(context: ReportContext, indicator: Indicator, row: Measured) -> RatingMark | None:
    return objective_mark(row, indicator, context.audience, is_brief=True)


# --- satisfaction ---------------------------------------------------------------------------------------------------


@shown
def shares_figure(context: ReportContext) -> Element:
    """Share satisfied by criterion, the least first; its caption says the weak point. One or two criteria are words."""
    return each_survey(context, _shares_figure)


def _shares_figure(context: ReportContext) -> Element:
    figure = survey.shares_figure(context, is_wide=True)
    if not isinstance(figure, Figure):
        return figure
    measured = survey.opinions(context)
    if len(measured) < FEWEST_DOTS:
        return Text((*(findings.told_alone(context, *pair) for pair in measured), *findings.named_words(context)))
    apart = [
        f"{inside_sentence(i.short_label)} : {value_words(r, i, context.audience)}"
        for i, r in survey.named_answers(context)
    ]
    return replace(figure, caption=" ; ".join([_shares_message(context), *apart]))


def _shares_message(context: ReportContext) -> str:
    """« Attente de moins de 10 minutes : 73 % seulement ; de 88 % à 99 % de réponses positives ailleurs »: the name of a
    criterion may say what is wished, which no « point faible » can stand before."""
    measured = survey.opinions(context)[::-1]
    words = [value_words(row, indicator, context.audience) for indicator, row in measured]
    if len(set(words)) == 1:
        return f"{words[0]} de réponses positives pour chaque critère"
    apart = findings.below_all_others(measured)
    if not apart or words[-len(apart)] == words[-len(apart) - 1]:
        return f"De {words[-1]} à {words[0]} de réponses positives selon le critère"
    named = [f"{i.short_label} : {value_words(r, i, context.audience)} seulement" for i, r in apart]
    weak = joined([named[0], *map(inside_sentence, named[1:])])
    others = words[: -len(apart)]
    span = others[0] if others[0] == others[-1] else f"de {others[-1]} à {others[0]}"
    return f"{weak} ; {span} de réponses positives ailleurs"


@shown
def satisfaction_notes(context: ReportContext) -> Element:
    """What the speaker says of the survey: who answered, how to read it, what stands out."""
    return each_survey(context, _satisfaction_notes)


def _satisfaction_notes(context: ReportContext) -> Element:
    told = findings.findings_text(context)
    if isinstance(told, Absent):
        return Absent("notes sur la satisfaction", told.sentence, "untold")
    answers = context.total("answers")
    who = [f"{format_count(answers.value, 'réponse')}, {survey.survey_dates(context)}."] if answers.value else []
    read = "Lecture : le point est la part de réponses positives, la barre sa fourchette indicative."
    return Note("info", "À dire", (*who, read, *(told.paragraphs if isinstance(told, Text) else ())))


# --- requests -------------------------------------------------------------------------------------------------------


@shown
def follow_up(context: ReportContext) -> Element:
    """Themes with what was done; the caption says how many requests were answered in time."""
    themes = requests.themes_table(context)
    if not isinstance(themes, Table):
        return themes
    columns: tuple[TableColumn, ...] = (
        TableColumn("Vous avez dit"),
        TableColumn("Demandes", "end"),
        TableColumn("Nous avons fait"),
    )
    kept = slice(None) if any(row[2].text != "—" for row in themes.rows) else slice(2)
    rows = tuple(row[kept] for row in themes.rows)
    unjudged = unjudged_notes(context) if context.total("replies_on_time").has_value else []
    message, notes = _requests_message(context, themes), (*unjudged, *themes.notes)
    return replace(themes, caption=message, columns=columns[kept], rows=rows, notes=notes)


def _requests_message(context: ReportContext, themes: Table) -> str:
    row = context.total("replies_on_time")
    if row.has_value and row.numerator is not None and row.denominator:
        counts = f"{format_number(row.numerator)} {_of('demande', row.numerator)} sur {format_number(row.denominator)}"
        verb = "a" if row.numerator < 2 else "ont"
        return f"{counts} {verb} reçu une réponse à temps ({format_share(row.numerator, row.denominator)})"
    named = [line for line in themes.rows if line[0].text != requests.OTHER_THEMES]
    answered = sum(line[2].text != "—" for line in named)
    return f"{format_count(len(named), 'thème')}, dont {answered} avec une suite enregistrée"


def _of(word: str, count: float) -> str:
    return word if count < 2 else f"{word}s"


@shown
def request_notes(context: ReportContext) -> Element:
    """What the speaker says of the requests: how many, against last year, and what that does not tell."""
    if not requests.has_requests(context):
        return Absent("notes sur les demandes", "Rien de plus à dire des demandes.", "untold")
    total = context.total("requests_received")
    if not total.previous or total.status == "provisional":
        return Note("info", "À dire", requests.count_paragraphs(context))
    change = relative_change_words(total.value, total.previous)
    return Note(
        "info",
        "À dire",
        (
            f"{format_count(total.value, 'demande')} {in_period(context.current_label)}, contre "
            f"{format_number(total.previous)} {in_period(context.previous_label)} ({change}).",
            "Cette évolution peut venir de la fréquentation, qui n'est pas connue.",
        ),
    )


# --- titles ---------------------------------------------------------------------------------------------------------


@shown
def delays(context: ReportContext) -> Element:
    """Delay of each title, last year, its target and where it stands; the caption says the longest way to the target."""
    known = worst_first(titles.delays(context))
    if not known:
        return titles.absent(context)
    rows = tuple(
        (
            Cell(indicator.short_label),
            Cell(value_words(row, indicator, context.audience), row.value),
            Cell(previous_words(row, indicator, context.audience), row.previous),
            Cell(format_target(row.target, indicator) if row.target is not None else "—", row.target),
            Cell("", None, _mark(context, indicator, row)),
        )
        for indicator, row in known
    )
    columns = (
        TableColumn("Titre"),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn("Objectif", "end"),
        TableColumn("Où en est-on"),
    )
    kept = [p for p in range(len(columns)) if p < 2 or any(row[p].mark or row[p].text not in ("", "—") for row in rows)]
    notes = tuple(f"{indicator.short_label} : {as_of_words(row)}." for indicator, row in known if as_of_words(row))
    return Table(
        "delais-en-seance",
        _delays_message(context, known),
        tuple(columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        notes,
    )


def _delays_message(context: ReportContext, known: list[tuple[Indicator, Measured]]) -> str:
    rated = [pair for pair in known if pair[1].rating is not None]
    missed = [pair for pair in rated if pair[1].rating != "met"]
    if missed:
        indicator, row = missed[0]
        words = distance_words(row, indicator, context.audience)
        return f"{indicator.short_label} : {_amount(context, indicator, row)}, {words}"
    if rated:
        return f"Objectif atteint pour {'le seul délai' if len(rated) == 1 else f'les {len(rated)} délais'} mesurés"[
            : -1 if len(rated) == 1 else None
        ]
    longest, row = max(known, key=lambda pair: sure(pair[1].value))
    return f"{longest.short_label} : {_amount(context, longest, row)} en moyenne"


def _amount(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    return spelled_days(value_words(row, indicator, context.audience))
