"""What surrounds a report's figures: header, table of results, legend. How they are made is `method`, their origin `origins`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qep_lib.disclosure.printed import change_number, previous_number, printed_number
from qep_lib.display.absence import Subject, absence
from qep_lib.display.elements import Absent, Cell, Element, Header, RatingMark, Table, TableColumn
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.spelled import full_name
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import (
    NARROW,
    NO_TARGET_WORDS,
    against_target,
    as_of_words,
    change_mark_words,
    counts_words,
    format_date,
    format_number,
    joined,
    previous_words,
    source_target_note,
    target_detail,
    target_words,
    value_words,
)
from qep_lib.model.base import Audience, Rating
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.site import Framework, Label
from qep_lib.model.subject import COUNTRY, REGION, is_perimeter
from qep_lib.model.tables import DECLARED
from qep_lib.reports import own_words
from qep_lib.reports.bases import bound_notes, left_out_notes, tables_of, two_sources_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.natures import WHOLLY_FICTITIOUS_BANNER, banner, is_wholly_fictitious
from qep_lib.reports.sources import cut_off, source_words

AUDIENCE_WORDS = {"internal": "document interne", "public": "document public"}
WITH_CLASSES = ("bilan", "bilan_complet", "users_committee", "regional_comparison")
"""Public reports of which a part is for auditors: they keep the four classes of the label, and their legend."""
UNDECLARED_TARGET = NO_TARGET_WORDS[0]
TARGET = "Objectif"
TARGET_DASH = f"— dans la colonne « {TARGET} »"
UNKNOWN_SIDE = "rien ne dit si une note haute est bonne"
UNSCALED = f"échelle inconnue, {UNKNOWN_SIDE}"
"""« 7,2 » alone says neither of how many nor which way is better."""
SAYS_NOTHING = ("", "—", "non évalué", "sans objet", NO_TARGET_WORDS[1])
"""Cells of a table of results that are no value: a column of nothing else is not drawn."""


def header(context: ReportContext) -> Header:
    """Title block, with the banner that says the data are not the site's own records when they are not."""
    report = context.catalogue.reports[context.report_id]
    facts = [
        *_subject_facts(context),
        ("Période", context.period.label),
        ("Arrêté au", cut_off(context)),
        ("Diffusion", AUDIENCE_WORDS[context.audience]),
    ]
    facts += label_facts(context)
    title = f"{report.title} {context.period.code}" if context.period.code.isdigit() else report.title
    own = own_words.own_title(context)
    return Header(
        title=own or title,
        subtitle=f"{title} – {_subtitle(context)}" if own else _subtitle(context),
        facts=tuple(facts),
        banner=banner(context),
        layout=report.layout,
        paper=report.paper,
        letterhead=own_words.letterhead(context),
        hidden=own_words.hidden_titles(context),
        first=own_words.first_titles(context),
    )


def label_facts(context: ReportContext) -> list[tuple[str, str]]:
    """The label of the site and its framework; nothing for a group, whose sites each have their own, told site by site."""
    if context.label is None or context.group is not None:
        return []
    return [("Label", _label_words(context.label)), ("Référentiel", _version_words(context.framework))]


def _subject_facts(context: ReportContext) -> list[tuple[str, str]]:
    """The site, the group, or what a comparison is about with its number of sites."""
    if context.group is None:
        return [("Site", context.site.name)]
    if not is_perimeter(context.group.id):
        return [("Groupe", context.group.label)]
    word = (
        "Région" if context.group.id.startswith(REGION) else "Pays" if context.group.id == COUNTRY else "Sites comparés"
    )
    return [(word, context.group.label), ("Nombre de sites", format_number(len(context.members)))]


def _subtitle(context: ReportContext) -> str:
    """The site or the group, and the period; it is repeated on every page, and so must be that nothing of it is real."""
    named = f"{context.group.label if context.group else context.site.name}, {context.period.label}"
    return f"{WHOLLY_FICTITIOUS_BANNER.capitalize()} : {named}" if is_wholly_fictitious(context) else named


def results_table(
    context: ReportContext,
    slug: str,
    caption: str,
    indicators: Sequence[Indicator],
    notes: Iterable[str] = (),
    with_counts: bool = False,
) -> Table:
    """Indicators with value, last year's value, change, target and class; footnotes for provisional figures.

    `with_counts` adds the counts behind each value, where one of them is known, and leaves more room for words.
    """
    rows, remarks = [], set[str]()
    sources: dict[str, None] = {}
    shown = [context.total(indicator.id) for indicator in indicators]
    counts = [counts_words(measured, indicator) for indicator, measured in zip(indicators, shown, strict=True)]
    has_counts = with_counts and any(words != "—" for words in counts)
    for indicator, measured, words in zip(indicators, shown, counts, strict=True):
        label = full_name(indicator)
        if as_of := as_of_words(measured):
            label += f" ({as_of})"
        remarks.update(_remarks(context, indicator, measured))
        rows.append(
            (
                Cell(label),
                value_cell(context, measured),
                *([Cell(words)] if has_counts else []),
                previous_cell(context, measured),
                Cell(
                    change_mark_words(measured, indicator, context.audience),
                    change_number(measured, indicator, context.audience),
                ),
                target_cell(measured, indicator),
                rating_cell(context, measured, indicator),
            )
        )
        if measured.source:
            sources.setdefault(source_words(context, measured))
    columns, cells = with_values(_result_columns(context, with_counts, has_counts), rows)
    if TARGET not in {column.label for column in columns}:
        remarks = {remark for remark in remarks if not remark.startswith(TARGET_DASH)}
    return Table(
        slug,
        caption,
        columns,
        cells,
        (
            *notes,
            *sorted(remarks),
            *_limits(context, shown),
            *bound_notes(context, shown),
            *two_sources_notes(context, shown),
            *source_notes(sources),
            *nature_notes(context, shown),
        ),
    )


def _result_columns(context: ReportContext, with_counts: bool, has_counts: bool) -> tuple[TableColumn, ...]:
    return (
        TableColumn("Indicateur"),
        TableColumn(context.current_label, "end"),
        *([TableColumn("Comptes", "end")] if has_counts else []),
        TableColumn(context.previous_label, "end"),
        TableColumn("Évolution", "end"),
        TableColumn(TARGET, "end"),
        TableColumn("Appréciation", "start"),
    )


def with_values(
    columns: Sequence[TableColumn], rows: Sequence[tuple[Cell, ...]]
) -> tuple[tuple[TableColumn, ...], tuple[tuple[Cell, ...], ...]]:
    """The columns, and the cells under them, of which one line at least has something to say; the first two always stay."""
    kept = [
        place
        for place in range(len(columns))
        if place < 2 or any(row[place].mark or row[place].text not in SAYS_NOTHING for row in rows)
    ]
    return tuple(columns[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)


def _limits(context: ReportContext, shown: Sequence[Measured]) -> list[str]:
    """What the figures do not cover: months of their periods, rows left out of their bases."""
    return [*partial_notes(context, shown), *left_out_notes(context, tables_of(context, shown))]


def partial_notes(context: ReportContext, shown: Iterable[Measured]) -> list[str]:
    """What part of the two periods the figures cover, or why they are not compared: each once, with the indicators of which it
    is true where it is not true of all."""
    rows = list(shown)
    told: dict[str, list[str]] = {}
    for row in rows:
        label = context.indicator(row.indicator_id).short_label
        if row.value_note:
            told.setdefault(f"{context.current_label} : {row.value_note}", []).append(label)
        if row.previous_note and row.has_value:
            told.setdefault(f"{context.previous_label} : {row.previous_note}", []).append(label)
    return [f"{note}." if len(labels) == len(rows) else f"{note} ({joined(labels)})." for note, labels in told.items()]


def _remarks(context: ReportContext, indicator: Indicator, measured: Measured) -> Iterator[str]:
    """What a table of results says under it of one of its lines."""
    if as_of_words(measured):
        yield "Période incomplète : chiffre provisoire, que l'on ne compare pas à une période entière."
    if found := indicator.break_between(context.period, context.compared_period):
        yield f"Série rompue. {found.note}"
    if is_unscaled(indicator) and measured.has_value:
        yield f"{indicator.short_label} : {UNSCALED}."
    if note := undeclared_target_note(measured, indicator):
        yield note
    if context.audience == "internal" and (written := source_target_note(measured, indicator)):
        yield f"Objectif tel que la source l'écrit, {written}."


def is_unscaled(indicator: Indicator) -> bool:
    """True of a score received as a finished figure, of which nothing says which way is better."""
    return indicator.unit == "score" and indicator.direction == "neutral" and indicator.table == DECLARED


def previous_cell(context: ReportContext, measured: Measured) -> Cell:
    """The figure of the compared period, with the number behind it."""
    asked = measured, context.indicator(measured.indicator_id), context.audience
    return Cell(previous_words(*asked), previous_number(*asked))


def target_cell(measured: Measured, indicator: Indicator) -> Cell:
    """The target; a dash where none was declared, which `undeclared_target_note` says once under the table."""
    is_undeclared = undeclared_target_note(measured, indicator)
    return Cell("—" if is_undeclared else target_words(measured, indicator), measured.target)


def undeclared_target_note(measured: Measured, indicator: Indicator) -> str:
    """What the dash of `target_cell` means; empty for a target that was declared."""
    words = target_words(measured, indicator)
    return f"{TARGET_DASH} : {words}." if words.startswith(UNDECLARED_TARGET) else ""


def rating_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """What stands beside the class: « provisoire », « juste sous l'objectif », or why there is no class."""
    if measured.rating is None:
        return "sans objet" if measured.status == "no_request" else "non évalué"
    provisional = ["provisoire"] if measured.status == "provisional" else []
    side = against_target(measured, indicator, audience)
    return ", ".join([*provisional, *([side] if side else [])]) or RATING_MARKS[measured.rating].word


def has_classes(context: ReportContext) -> bool:
    """True where the four classes of the label are printed; elsewhere a figure is said to be against its objective."""
    return context.audience == "internal" or context.report_id in WITH_CLASSES


def rating_mark(context: ReportContext, measured: Measured, indicator: Indicator) -> RatingMark | None:
    """The class of a figure, or where it stands from its objective, in the words of the document; None without one."""
    if measured.rating is None:
        return None
    if has_classes(context):
        return RATING_MARKS[measured.rating]
    return objective_mark(measured, indicator, context.audience)


def target_beside(context: ReportContext, measured: Measured, indicator: Indicator) -> str:
    """The target under a key figure: « objectif 90 %, juste sous l'objectif », « objectif 90 % » where the mark says the rest."""
    if has_classes(context):
        return target_detail(measured, indicator, context.audience)
    return f"objectif {target_words(measured, indicator)}"


def rating_cell(context: ReportContext, measured: Measured, indicator: Indicator) -> Cell:
    """The mark of a figure with what stands beside it."""
    mark = rating_mark(context, measured, indicator)
    is_told_by_mark = mark is not None and not has_classes(context)
    return Cell("" if is_told_by_mark else rating_words(measured, indicator, context.audience), None, mark)


def absence_of(context: ReportContext, subject: Subject, rows: Iterable[Measured]) -> Element:
    """What stands in place of a section of which no figure is shown: the words of the statuses of its figures."""
    shown = list(rows)
    until = next((words for row in shown if (words := as_of_words(row))), "")
    return absence(shown, subject, f"{context.period.label}, {until}" if until else context.period.label)


def not_given(context: ReportContext, subject: str, words: str) -> Absent:
    """« Plan d'actions non communiqué (année 2021). » of what comes as a whole: a file was given, or it was not."""
    return Absent(subject, f"{words} ({context.period.label}).", "no_data")


def value_cell(context: ReportContext, measured: Measured) -> Cell:
    """The value as printed, with the number a spreadsheet gets: rounded like the print in a public document."""
    indicator = context.indicator(measured.indicator_id)
    return Cell(
        value_words(measured, indicator, context.audience), printed_number(measured, indicator, context.audience)
    )


def source_notes(sources: Iterable[str]) -> list[str]:
    """Where the figures of a table come from, said once."""
    listed = list(sources)
    return [f"Source : {' ; '.join(listed)}."] if listed else []


def legend(context: ReportContext, indicators: Iterable[Indicator]) -> Table | Absent:
    """The four-colour legend, with symbols and words; nothing where no class is printed."""
    if not has_classes(context):
        return Absent("appréciations", "Chaque résultat dit en toutes lettres où il est de son objectif.", "untold")
    if all(context.total(indicator.id).rating is None for indicator in indicators):
        words = f"Aucun de ces chiffres ne se compare à un objectif ({context.current_label}) : aucun n'est apprécié."
        return Absent("appréciations", words, "untold")
    meaning: dict[Rating, str] = {
        "met": "au niveau de l'objectif ou meilleur",
        "near": f"écart inférieur à 25{NARROW}% de l'objectif",
        "off": f"écart compris entre 25{NARROW}% et 50{NARROW}% de l'objectif",
        "far": f"écart supérieur à 50{NARROW}% de l'objectif",
    }
    rows = tuple((Cell(RATING_MARKS[key].word, None, RATING_MARKS[key]), Cell(text)) for key, text in meaning.items())
    return Table(
        "legende",
        "Légende des appréciations",
        (TableColumn("Appréciation"), TableColumn("Règle")),
        rows,
    )


def count_cell(count: float | None) -> Cell:
    """A count, or a dash where it is hidden or unknown."""
    return Cell("—") if count is None else Cell(format_number(count), count)


def _label_words(label: Label) -> str:
    modules = ", ".join(label.modules)
    if label.labelled_on is None:
        return f"date d'obtention inconnue, modules {modules} (retenus ou envisagés)"
    return f"obtenu le {format_date(label.labelled_on)}, modules {modules}"


def _version_words(framework: Framework) -> str:
    """A version named after its day reads as a date; any other name stays as it is."""
    try:
        return f"version du {format_date(date.fromisoformat(framework.version))}"
    except ValueError:
        return f"version {framework.version}"
