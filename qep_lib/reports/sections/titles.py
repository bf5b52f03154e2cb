"""Title delays and volumes as elements, against the target of the year and the previous year."""

from collections.abc import Sequence

from qep_lib.display.absence import Subject
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
from qep_lib.display.figures import DelayBar, draw_delays
from qep_lib.display.narrow import delay_strips
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.spelled import full_name, spelled_days, spoken_name, whose_name, wider_notes, wider_words
from qep_lib.display.style import GRID
from qep_lib.display.wording import (
    NBSP,
    as_of_words,
    figure_sentence,
    format_count,
    format_date,
    format_number,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    relative_change_words,
    target_words,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import (
    TARGET,
    absence_of,
    count_cell,
    rating_cell,
    rating_mark,
    results_table,
    target_beside,
    value_cell,
    with_values,
)
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_of, ends_words
from qep_lib.reports.main_results import provisional_words
from qep_lib.reports.plain_results import plain_table, years_figure
from qep_lib.reports.section import Section, shown

DAY_UNITS = ("days", "working_days")
DELAYS = Subject("Délais des titres", "délais des titres", "aucune demande de titre n'est enregistrée", "s")
VOLUMES = Subject("Volumes de titres", "volumes de titres", "aucune demande de titre n'est enregistrée", "s")
GRAIN_WORDS = {"site": "site", "cert": "CERT", "national": "niveau national"}
SECTIONS = ("titles", "titles_delivery")
SECTION = Section("Délais des titres", figures=SECTIONS)


def delays(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Delay indicators that have a figure for the period."""
    return tuple((i, row) for i in _of_unit(context, *DAY_UNITS) if (row := context.total(i.id)).has_value)


def volumes(context: ReportContext) -> tuple[tuple[Indicator, Measured], ...]:
    """Volume indicators that have a figure for the period."""
    return tuple((i, row) for i in _of_unit(context, "count") if (row := context.total(i.id)).has_value)


def absent(context: ReportContext) -> Element:
    """What is said where no delay is shown."""
    return absence_of(context, DELAYS, [context.total(i.id) for i in _of_unit(context, *DAY_UNITS)])


def _of_unit(context: ReportContext, *units: str) -> list[Indicator]:
    return [i for section in SECTIONS for i in context.section(section) if i.unit in units]


@shown
def key_figures(context: ReportContext) -> Element:
    """One figure a title, with last year's value and the class."""
    items = tuple(
        KeyFigure(
            indicator.short_label,
            value_words(row, indicator, context.audience),
            _detail(context, indicator, row),
            rating_mark(context, row, indicator),
        )
        for indicator, row in delays(context)
    )
    return KeyFigures("Les délais en bref", items) if items else absent(context)


@shown
def delays_table(context: ReportContext) -> Element:
    """Delays with last year, change, target and class."""
    shown = [indicator for indicator, _ in delays(context)]
    if not shown:
        return absent(context)
    return results_table(context, "delais-titres", _plain_caption(context), shown, wider_notes(shown))


@shown
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
        rows.append(
            (
                Cell(full_name(indicator)),
                count_cell(row.value),
                count_cell(row.previous),
                Cell(change),
            )
        )
    if not rows:
        return absence_of(context, VOLUMES, [context.total(i.id) for i in _of_unit(context, "count")])
    columns = (
        TableColumn("Volume"),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn("Évolution", "end"),
    )
    notes += wider_notes([indicator for indicator, _ in volumes(context)])
    return Table(
        "volumes-titres", f"Volume de chaque titre, {context.current_label}", *with_values(columns, rows), tuple(notes)
    )


@shown
def delays_figure(context: ReportContext) -> Element:
    """Delay of the year, last year's and the target, title by title."""
    bars, rows = [], []
    has_marks = any(row.rating is not None for _, row in delays(context))
    for indicator, row in delays(context):
        colour = RATING_COLOURS[row.rating] if row.rating else GRID
        mark, beside = rating_mark(context, row, indicator), rating_cell(context, row, indicator).text
        told = value_words(row, indicator, context.audience) + (f" {mark.symbol} {mark.word}" if mark else "")
        if has_marks and beside and (mark is None or beside != mark.word):
            told += f", {beside}" if mark else f" {beside}"
        bars.append(DelayBar(whose_name(indicator), sure(row.value), row.compared, row.target, told, colour))
        rows.append(
            (
                Cell(whose_name(indicator)),
                value_cell(context, row),
                Cell(previous_words(row, indicator, context.audience), row.previous),
                Cell(target_words(row, indicator), row.target),
            )
        )
    if not bars:
        return absent(context)
    columns = (
        TableColumn("Titre"),
        TableColumn(context.current_label, "end"),
        TableColumn(context.previous_label, "end"),
        TableColumn(TARGET, "end"),
    )
    listed = joined([_delay_clause(row) for row in rows])
    words = (context.current_label, context.previous_label, inside_sentence(TARGET))
    return Figure(
        "delais",
        f"Délais {in_period(context.current_label)} : {_ends(rows)}{' selon le titre' if len(rows) > 1 else ''}",
        f"Une barre par titre{_drawn_beside(bars)}. {listed}.",
        draw_delays(bars, "jours", *words),
        Table(
            "delais-donnees",
            f"Délai et objectif de chaque titre, en jours, {context.current_label}",
            columns,
            tuple(rows),
        ),
        delay_strips(bars, *words),
    )


def _ends(rows: Sequence[tuple[Cell, ...]]) -> str:
    """From the shortest to the longest delay."""
    return ends_words(rows, lambda row: sure(row[1].number), lambda row: row[1].text)


def _drawn_beside(bars: list[DelayBar]) -> str:
    """What stands beside the bars, where something does."""
    target = ", un trait pour l'objectif" if any(bar.target is not None for bar in bars) else ""
    before = ", un rond pour la période comparée" if any(bar.previous is not None for bar in bars) else ""
    return target + before


def _delay_clause(row: tuple[Cell, ...]) -> str:
    """« Titres de séjour 81 j pour un objectif de 90 j »; the target is left out where there is none."""
    title, value, _, target = row
    return f"{title.text} {value.text}" + ("" if target.number is None else f" pour un objectif de {target.text}")


@shown
def plain_delays(context: ReportContext) -> Element:
    """Delays in one short table: years, objective, and what that makes in words."""
    found = delays(context)
    if not found:
        return absent(context)
    shown = [indicator for indicator, _ in found]
    return plain_table(context, "delais-en-bref", _plain_caption(context), shown, wider_notes(shown))


@shown
def delays_years(context: ReportContext) -> Element:
    """Delays over the years, where three are known."""
    return years_figure(context, "delais-annees", "Délais des titres", [indicator for indicator, _ in delays(context)])


@shown
def volumes_text(context: ReportContext) -> Element:
    """Volumes in a line."""
    parts = [
        f"{_volume_name(indicator)}{f', {whose}' if (whose := wider_words(indicator)) else ''}, {_volume_words(context, row)}"
        for indicator, row in volumes(context)
    ]
    if not parts:
        return absence_of(context, VOLUMES, [context.total(i.id) for i in _of_unit(context, "count")])
    return Text((f"Volumes : {' ; '.join(parts)}.",))


def _volume_words(context: ReportContext, row: Measured) -> str:
    """« 357 au 30 novembre 2020 (525 en 2019, période entière) »."""
    until = as_of_words(row).removeprefix("arrêté ")
    whole = ", période entière" if until else ""
    before = f" ({format_number(row.previous)} {in_period(context.previous_label)}{whole})" if row.previous else ""
    return f"{format_number(row.value)}{f' {until}' if until else ''}{before}"


def _volume_name(indicator: Indicator) -> str:
    """« cartes d'identité » of « Volume de cartes d'identité »: the line says once that they are volumes."""
    name = indicator.short_label
    for head in ("Volume de ", "Volume : "):
        name = name.removeprefix(head)
    return inside_sentence(name)


def _plain_caption(context: ReportContext) -> str:
    """« 2 délais sur 3 tiennent l'objectif, dont 1 à titre provisoire »; from which to which where none has an objective."""
    rated = [row for _, row in delays(context) if row.rating is not None]
    if not rated:
        return _from_shortest(context)
    met = [row for row in rated if row.rating == "met"]
    if len(rated) == 1:
        told = f"Le délai {'tient' if met else 'dépasse'} l'objectif"
    elif len(met) in (0, len(rated)):
        told = f"{'Tous les délais tiennent' if met else 'Tous les délais dépassent'} leur objectif"
    else:
        verb = "tient" if len(met) < 2 else "tiennent"
        told = f"{format_count(len(met), 'délai')} sur {len(rated)} {verb} l'objectif"
    return f"{told}{provisional_words(met)}"


def _from_shortest(context: ReportContext) -> str:
    """« De 5 jours (délivrance des certificats d'immatriculation) à 28 jours (…) », of delays of one kind: to process is not to
    deliver."""
    known = [pair for pair in delays(context) if pair[1].has_value]
    if len({indicator.section for indicator, _ in known}) > 1:
        return f"Délai de chaque titre, en jours, {context.current_label}"
    ends = ends_of(known, lambda pair: sure(pair[1].value)) if known else ()
    words = [spelled_days(value_words(row, indicator, context.audience)) for indicator, row in ends]
    if len(set(words)) < 2:
        return f"Délai de chaque titre, en jours, {context.current_label}"
    told = [f"{value} ({spoken_name(indicator)})" for value, (indicator, _) in zip(words, ends, strict=True)]
    return f"De {told[0]} à {told[1]}"


@shown
def delays_text(context: ReportContext) -> Element:
    """One sentence a delay."""
    lines = tuple(
        figure_sentence(row, indicator, context.previous_label, context.audience) for indicator, row in delays(context)
    )
    return Text(lines, is_list=True) if lines else absent(context)


@shown
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
        TableColumn("Délai"),
        TableColumn("Début"),
        TableColumn("Fin"),
        TableColumn("Périmètre"),
        *([TableColumn("Définition")] if is_internal else []),
    )
    return Table(
        "definitions-delais",
        "Ce que mesure chaque délai",
        columns,
        rows,
        (
            "Le délai de traitement (instruction par le bureau, ou par le centre d'expertise et de ressources des titres, CERT) "
            "n'est pas le délai de délivrance (jusqu'à la mise à disposition du titre) : les deux ne se comparent pas.",
        ),
    )


@shown
def provisional_note(context: ReportContext) -> Element:
    """Which figures stop before the end of the period."""
    known = (*delays(context), *volumes(context))
    if not known:
        return absent(context)
    stopped = [(indicator, row) for indicator, row in known if row.status == "provisional"]
    if not stopped:
        told = [words for words, found in (("délais", delays(context)), ("volumes", volumes(context))) if found]
        return Absent("données complètes", f"Les {joined(told)} couvrent toute la période.", "untold")
    lines = []
    for day in sorted({sure(row.as_of) for _, row in stopped}):
        names = [inside_sentence(indicator.short_label) for indicator, row in stopped if row.as_of == day]
        if len(names) == len(known):
            lines.append(f"Tous ces chiffres s'arrêtent au {format_date(day)}.")
        elif common := _common_words(names):
            lines.append(f"Les chiffres des {common} s'arrêtent au {format_date(day)}.")
        else:
            lines.append(f"Chiffres arrêtés au {format_date(day)} : {joined(names)}.")
    lines.append("Ils ne se comparent pas à une période entière.")
    return Note("warning", "Données arrêtées avant la fin de la période", tuple(lines))


def _common_words(names: list[str]) -> str:
    """« titres de séjour » of « traitement des titres de séjour » and « volume de titres de séjour »: the longest run of words
    that all the names hold, where it is a plural that « des » may precede; empty otherwise.
    """
    first, *others = [f" {name.replace('(', '( ')} " for name in names]
    words = first.split()
    runs = [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 2, len(words) + 1)
        if not words[end - 1].startswith("(")
    ]
    found = [run for run in runs if run.split()[0].endswith("s") and all(f" {run} " in other for other in others)]
    return max((run for run in found if run.split()[0] not in ("des", "les")), key=len, default="")


def _detail(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    parts = []
    if row.target is not None:
        parts.append(target_beside(context, row, indicator))
    if row.compared is not None:
        parts.append(f"{previous_words(row, indicator, context.audience)} {in_period(context.previous_label)}")
    if as_of := as_of_words(row):
        parts.append(as_of)
    parts += [whose] if (whose := wider_words(indicator)) else []
    return f"{NBSP}; ".join(parts)
