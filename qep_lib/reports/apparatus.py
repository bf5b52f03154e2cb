"""What surrounds a report's figures: header, table of results, method note, provenance. No section content."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qep_lib.disclosure.printed import change_number, previous_number, printed_number
from qep_lib.display.absence import Subject, absence_sentence
from qep_lib.display.elements import Cell, Header, Note, Table, TableColumn
from qep_lib.display.style import RATING_MARKS
from qep_lib.display.wording import (
    NARROW,
    NO_TARGET_WORDS,
    against_target,
    as_of_words,
    change_mark_words,
    counts_words,
    format_date,
    format_number,
    format_value,
    interval_words,
    joined,
    previous_words,
    source_target_note,
    target_words,
    value_words,
)
from qep_lib.model.base import Audience
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.perimeter import COUNTRY, REGION, is_perimeter
from qep_lib.model.site import Framework, Label
from qep_lib.reports.bases import left_out_notes, tables_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.natures import WHOLLY_FICTITIOUS_BANNER, banner, is_wholly_fictitious

AUDIENCE_WORDS = {"internal": "document interne", "public": "document public"}
UNDECLARED_TARGET = NO_TARGET_WORDS[0]


def header(context: ReportContext) -> Header:
    """Title block, with the banner that says the data are not the site's own records when they are not."""
    report = context.catalogue.reports[context.report_id]
    facts = [
        *_subject_facts(context),
        ("Période", context.period.label),
        ("Arrêté au", format_date(context.as_of)),
        ("Diffusion", AUDIENCE_WORDS[context.audience]),
    ]
    # Each site of a group has its own label: they are in the report, site by site.
    if context.label is not None and context.group is None:
        facts.append(("Label", _label_words(context.label)))
        facts.append(("Référentiel", _version_words(context.framework)))
    return Header(
        title=f"{report.title} {context.period.code}" if context.period.code.isdigit() else report.title,
        subtitle=_subtitle(context),
        facts=tuple(facts),
        banner=banner(context),
        layout=report.layout,
        paper=report.paper,
    )


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
    rows, remarks, sources = [], set(), {}
    shown = [context.total(indicator.id) for indicator in indicators]
    counts = [counts_words(measured, indicator) for indicator, measured in zip(indicators, shown, strict=True)]
    has_counts = with_counts and any(words != "—" for words in counts)
    for indicator, measured, words in zip(indicators, shown, counts, strict=True):
        mark = RATING_MARKS.get(measured.rating) if measured.rating else None
        label = indicator.label
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
                Cell(rating_words(measured, indicator, context.audience), None, mark),
            )
        )
        if measured.source:
            sources.setdefault(measured.source)
    columns = (
        TableColumn("Indicateur", width=2.8 if has_counts else 3.4),
        TableColumn(context.current_label, "end", 1.3 if with_counts else 1.1),
        *([TableColumn("Comptes", "end", 1.5)] if has_counts else []),
        TableColumn(context.previous_label, "end", 1.1),
        TableColumn("Évolution", "end", 1.5),
        TableColumn("Cible", "end", 1.6 if with_counts else 1.2),
        TableColumn("Appréciation", "start", 1.5 if with_counts else 1.8),
    )
    return Table(
        slug,
        caption,
        columns,
        tuple(rows),
        (
            *notes,
            *sorted(remarks),
            *_limits(context, shown),
            *source_notes(sources),
            *nature_notes(context, shown),
        ),
    )


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
    if measured.change is not None and not measured.is_change_demonstrated:
        yield "Sans ▲ ni ▼, l'évolution n'est pas démontrée, ou ne peut être testée faute de bases."
    if note := undeclared_target_note(measured, indicator):
        yield note
    if context.audience == "internal" and (written := source_target_note(measured, indicator)):
        yield f"Cible telle que la source l'écrit, {written}."


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
    return f"— dans la colonne « Cible » : {words}." if words.startswith(UNDECLARED_TARGET) else ""


def rating_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """What stands beside the class: « provisoire », « juste sous la cible », or why there is no class."""
    if measured.rating is None:
        return "sans objet" if measured.status == "no_request" else "non évalué"
    provisional = ["provisoire"] if measured.status == "provisional" else []
    side = against_target(measured, indicator, audience)
    return ", ".join([*provisional, *([side] if side else [])]) or RATING_MARKS[measured.rating].word


def absence_note(context: ReportContext, subject: Subject, rows: Iterable[Measured]) -> Note:
    """What is said in place of a section of which no figure is shown: the words of the statuses of its figures."""
    shown = list(rows)
    until = next((words for row in shown if (words := as_of_words(row))), "")
    when = f"{context.period.label}, {until}" if until else context.period.label
    return Note("info", subject.title, (absence_sentence(shown, subject, when),))


def value_cell(context: ReportContext, measured: Measured) -> Cell:
    """The value as printed, with the number a spreadsheet gets: rounded like the print in a public document."""
    indicator = context.indicator(measured.indicator_id)
    return Cell(
        value_words(measured, indicator, context.audience), printed_number(measured, indicator, context.audience)
    )


def nature_notes(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """A sentence under a table or beside a text when its figures are not the site's own records.

    A published document is named only where the data are rebuilt from one: what it does not print was invented there.
    """
    shown = [row for row in rows if row.has_value]
    fictitious = [row for row in shown if row.nature == "fictitious"]
    if fictitious and all(_is_added_to_published(context, row) for row in fictitious):
        return ["Chiffres fictifs, pour illustrer la méthode : le document publié ne les imprime pas."]
    if fictitious:
        return ["Chiffres fictifs, pour illustrer la méthode."]
    if any(row.nature == "reconstructed" for row in shown):
        return ["Chiffres reconstitués à partir de ceux du document publié."]
    return []


def table_nature_notes(context: ReportContext, table: str) -> list[str]:
    """The same under lines that are printed as they are stored: those of `table`, by the nature of their files."""
    natures = {dataset.nature for dataset in context.provenance.datasets if dataset.table == table}
    if "fictitious" in natures:
        return ["Lignes fictives, pour illustrer la méthode."]
    return ["Lignes reconstituées à partir du document publié."] if "reconstructed" in natures else []


def _is_added_to_published(context: ReportContext, row: Measured) -> bool:
    """True when a fictitious figure comes from columns invented in data that are rebuilt from a published document."""
    table = "declared_figures" if row.origin == "declared" else context.indicator(row.indicator_id).table
    invented = {
        dataset.nature
        for dataset in context.provenance.datasets
        if dataset.table == table and (dataset.nature == "fictitious" or dataset.fictitious_columns)
    }
    return invented == {"reconstructed"}


def source_notes(sources: Iterable[str]) -> list[str]:
    """Where the figures of a table come from, said once."""
    listed = list(sources)
    return [f"Source : {' ; '.join(listed)}."] if listed else []


def legend(context: ReportContext, indicators: Iterable[Indicator]) -> Table | Note:
    """The four-colour legend, with symbols and words; why there is none where no figure has a class."""
    if all(context.total(indicator.id).rating is None for indicator in indicators):
        words = f"Aucun de ces chiffres ne se compare à une cible ({context.current_label}) : aucun n'est apprécié."
        return Note("info", "Appréciations", (words,))
    meaning = {
        "met": "au niveau de la cible ou meilleur",
        "near": f"écart inférieur à 25{NARROW}% de la cible",
        "off": f"écart compris entre 25{NARROW}% et 50{NARROW}% de la cible",
        "far": f"écart supérieur à 50{NARROW}% de la cible",
    }
    rows = tuple((Cell(RATING_MARKS[key].word, None, RATING_MARKS[key]), Cell(text)) for key, text in meaning.items())
    return Table(
        "legende",
        "Légende des appréciations",
        (TableColumn("Appréciation"), TableColumn("Règle")),
        rows,
    )


def figures_table(context: ReportContext, slug: str, caption: str, rows: Sequence[tuple[str, Measured]]) -> Table:
    """Shares of a survey with numerator, base, value and interval: the table behind a drawing."""
    cells = []
    for label, measured in rows:
        indicator = context.indicator(measured.indicator_id)
        cells.append(
            (
                Cell(label),
                count_cell(measured.numerator),
                count_cell(measured.denominator),
                value_cell(context, measured),
                Cell(interval_words(measured, indicator, context.audience) or "—"),
            )
        )
    columns = (
        TableColumn("Critère", width=2.6),
        TableColumn("Satisfaits", "end"),
        TableColumn("Réponses (n)", "end"),
        TableColumn("Part", "end"),
        TableColumn("Fourchette indicative", "end", 1.6),
    )
    return Table(slug, caption, columns, tuple(cells))


def count_cell(count: float | None) -> Cell:
    """A count, or a dash where it is hidden or unknown."""
    return Cell("—") if count is None else Cell(format_number(count), count)


def method_note(context: ReportContext) -> Note:
    """Conventions a reader needs to reread a figure: days, bases, intervals, changes, suppression, classes."""
    conventions = context.catalogue.conventions
    level = format_value(conventions.confidence * 100, "pct", 0)
    threshold = conventions.disclosure.threshold(context.audience)
    alpha = format_value(conventions.change_false_discovery_rate * 100, "pct", 0)
    return Note(
        "method",
        "Comment lire ces chiffres",
        (
            " ".join(_working_days_words(context)),
            "Chaque pourcentage d'enquête porte sur les seules personnes qui ont répondu à la question ; « sans objet » "
            "et l'absence de réponse sortent de la base et sont comptés à part. « Satisfaits » réunit les réponses "
            "positives de l'échelle déclarée.",
            f"La fourchette indicative (aléa statistique seul, niveau {level}) mesure le hasard du tirage ; elle ne couvre "
            "ni le choix de répondre ou non, ni la formulation des questions, la saison ou le mode de recueil.",
            "Une évolution est dite démontrée si la fourchette de l'écart exclut zéro et si la probabilité que le hasard "
            "seul donne un tel écart, corrigée pour le nombre de comparaisons, ne dépasse pas "
            f"{alpha} ; sinon le rapport écrit « pas d'évolution démontrée », ce qui "
            "ne veut pas dire « stable ». L'évolution imprimée est l'écart des deux valeurs imprimées ; elle est éprouvée sur "
            "les valeurs non arrondies.",
            "La part des réponses dans les délais porte sur toutes les demandes dont le délai est échu, répondues ou "
            "non ; une demande encore dans son délai n'est pas jugée. Sans demande, il n'y a pas de taux.",
            "L'appréciation compare la valeur non arrondie à la cible nationale de la même année ; une année sans cible "
            "n'est pas évaluée.",
            f"Non diffusé : groupe de moins de {threshold} personnes ou demandes, ou groupe dont le chiffre permettrait de le "
            "retrouver par soustraction.",
            "Noms des méthodes, pour qui veut les retrouver : fourchette d'un pourcentage, Wilson ; fourchette d'un écart, "
            "Newcombe ; correction pour le nombre de comparaisons, Benjamini-Hochberg ; base efficace, Kish.",
        ),
    )


def _working_days_words(context: ReportContext) -> list[str]:
    convention = context.catalogue.conventions.working_days
    is_told = context.audience == "internal" and convention.internal_note
    return [convention.note, *([convention.internal_note] if is_told else [])]


def _label_words(label: Label) -> str:
    modules = ", ".join(label.modules)
    if label.labelled_on is None:
        return f"date d'obtention non communiquée, modules {modules}"
    return f"obtenu le {format_date(label.labelled_on)}, modules {modules}"


def _version_words(framework: Framework) -> str:
    """A version named after its day reads as a date; any other name stays as it is."""
    try:
        return f"version du {format_date(date.fromisoformat(framework.version))}"
    except ValueError:
        return f"version {framework.version}"
