"""Title delays and volumes as elements, against the target of the year and the previous year."""

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Note, Table, TableColumn, Text
from qep_lib.display.figures import DelayBar, draw_delays
from qep_lib.display.style import GRID, RATING_COLOURS, RATING_MARKS
from qep_lib.display.wording import (
    NBSP,
    as_of_words,
    figure_sentence,
    format_date,
    in_period,
    joined,
    previous_words,
    relative_change_words,
    target_detail,
    target_words,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_note, count_cell, rating_words, results_table, value_cell
from qep_lib.reports.context import ReportContext

SECTIONS = ("titles", "titles_delivery")
DAY_UNITS = ("days", "working_days")
DELAYS = Subject("Délais des titres", "délais des titres", "aucune demande de titre n'est enregistrée", "s")
VOLUMES = Subject("Volumes de titres", "volumes de titres", "aucune demande de titre n'est enregistrée", "s")
GRAIN_WORDS = {"site": "site", "cert": "CERT", "national": "niveau national"}


def delays(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Delay indicators that have a figure for the period."""
    return tuple((i, row) for i in _of_unit(context, *DAY_UNITS) if (row := context.total(i.id)).has_value)


def volumes(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Volume indicators that have a figure for the period."""
    return tuple((i, row) for i in _of_unit(context, "count") if (row := context.total(i.id)).has_value)


def absent(context: ReportContext) -> Note:
    """What is said where no delay is shown."""
    return absence_note(context, DELAYS, [context.total(i.id) for i in _of_unit(context, *DAY_UNITS)])


def _of_unit(context: ReportContext, *units: str) -> list[Indicator]:
    return [i for section in SECTIONS for i in context.section(section) if i.unit in units]


def key_figures(context: ReportContext) -> Element:
    """One figure a title, with last year's value and the class."""
    items = tuple(
        KeyFigure(
            indicator.short_label,
            value_words(row, indicator, context.audience),
            _detail(context, indicator, row),
            RATING_MARKS.get(row.rating) if row.rating else None,
        )
        for indicator, row in delays(context)
    )
    return KeyFigures("Les délais en bref", items) if items else absent(context)


def delays_table(context: ReportContext) -> Element:
    """Delays with last year, change, target and class."""
    shown = [indicator for indicator, _ in delays(context)]
    if not shown:
        return absent(context)
    return results_table(context, "delais-titres", "Délais des titres au regard de la cible", shown)


def volumes_table(context: ReportContext) -> Element:
    """Volumes of this year and the last; an incomplete year is not compared with a full one."""
    rows, notes = [], []
    for indicator, row in volumes(context):
        as_of = as_of_words(row)
        change = "—"
        if row.previous and not as_of:
            change = relative_change_words(row.value, row.previous)
        elif as_of:
            change = "période incomplète"
            notes.append(f"{indicator.label} : {as_of}.")
        rows.append((Cell(indicator.label), count_cell(row.value), count_cell(row.previous), Cell(change)))
    if not rows:
        return absence_note(context, VOLUMES, [context.total(i.id) for i in _of_unit(context, "count")])
    columns = (
        TableColumn("Volume", width=3),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn("Évolution", "end", 1.8),
    )
    return Table("volumes-titres", "Volumes de titres", columns, tuple(rows), tuple(notes))


def delays_figure(context: ReportContext) -> Element:
    """Delay of the year, last year's and the target, title by title."""
    bars, rows = [], []
    for indicator, row in delays(context):
        colour = RATING_COLOURS[row.rating] if row.rating else GRID
        value, word = value_words(row, indicator, context.audience), rating_words(row, indicator, context.audience)
        symbol = f"{RATING_MARKS[row.rating].symbol} {RATING_MARKS[row.rating].word}" if row.rating else ""
        words = " ".join(part for part in (value, symbol) if part)
        if not row.rating or word != RATING_MARKS[row.rating].word:
            words += f", {word}" if symbol else f" {word}"
        bars.append(DelayBar(indicator.short_label, row.value, row.previous, row.target, words, colour))
        rows.append(
            (
                Cell(indicator.short_label),
                value_cell(context, row),
                Cell(previous_words(row, indicator, context.audience), row.previous),
                Cell(target_words(row, indicator), row.target),
            )
        )
    if not bars:
        return absent(context)
    columns = (
        TableColumn("Titre", width=2.4),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn("Cible", "end"),
    )
    listed = joined([_delay_clause(row) for row in rows])
    compared = [context.current_label]
    compared += [context.previous_label] if any(bar.previous is not None for bar in bars) else []
    compared += ["cible"] if any(bar.target is not None for bar in bars) else []
    return Figure(
        "delais",
        f"Délais des titres : {joined(compared)}",
        f"Une barre par titre, un trait pour la cible, un rond pour la période comparée. {listed}.",
        draw_delays(bars, "jours", context.current_label, context.previous_label),
        Table("delais-donnees", "Délais et cibles", columns, tuple(rows)),
    )


def _delay_clause(row: tuple[Cell, ...]) -> str:
    """« Titres de séjour 81 j pour une cible de 90 j »; the target is left out where there is none."""
    title, value, _, target = row
    return f"{title.text} {value.text}" + ("" if target.number is None else f" pour une cible de {target.text}")


def delays_text(context: ReportContext) -> Element:
    """One sentence a delay."""
    lines = tuple(
        figure_sentence(row, indicator, context.previous_label, context.audience) for indicator, row in delays(context)
    )
    return Text(lines, is_list=True) if lines else absent(context)


def definitions_table(context: ReportContext) -> Element:
    """What each delay counts, from which event to which: treatment is not delivery."""
    is_internal = context.audience == "internal"
    rows = tuple(
        (
            Cell(indicator.short_label),
            Cell(indicator.measurement.start_event or "non précisé"),
            Cell(indicator.measurement.end_event or "non précisé"),
            Cell(GRAIN_WORDS[indicator.grain]),
            *([Cell("à confirmer" if indicator.definition.to_confirm else "confirmée")] if is_internal else []),
        )
        for indicator, _ in delays(context)
    )
    if not rows:
        return absent(context)
    columns = (
        TableColumn("Délai", width=1.6),
        TableColumn("Début", width=2),
        TableColumn("Fin", width=2),
        TableColumn("Périmètre"),
        *([TableColumn("Définition")] if is_internal else []),
    )
    return Table(
        "definitions-delais",
        "Ce que mesure chaque délai",
        columns,
        rows,
        (
            "Le délai de traitement (instruction par le CERT ou le bureau) n'est pas le délai de délivrance (du "
            "rendez-vous en mairie à la mise à disposition) : les deux ne se comparent pas.",
        ),
    )


def provisional_note(context: ReportContext) -> Element:
    """Which figures stop before the end of the period."""
    known = (*delays(context), *volumes(context))
    if not known:
        return absent(context)
    stopped = [(indicator, row) for indicator, row in known if row.status == "provisional"]
    if not stopped:
        told = [words for words, found in (("délais", delays(context)), ("volumes", volumes(context))) if found]
        return Note("info", "Données complètes", (f"Les {joined(told)} couvrent toute la période.",))
    lines = []
    for day in sorted({row.as_of for _, row in stopped}):
        names = joined([indicator.short_label for indicator, row in stopped if row.as_of == day])
        lines.append(f"Arrêtés au {format_date(day)} : {names}.")
    lines.append("Ces chiffres ne se comparent pas à une période entière.")
    return Note("warning", "Données arrêtées avant la fin de la période", tuple(lines))


def _detail(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    parts = []
    if row.target is not None:
        parts.append(target_detail(row, indicator, context.audience))
    if row.previous is not None:
        parts.append(f"{previous_words(row, indicator, context.audience)} {in_period(context.previous_label)}")
    if as_of := as_of_words(row):
        parts.append(as_of)
    return f"{NBSP}; ".join(parts)
