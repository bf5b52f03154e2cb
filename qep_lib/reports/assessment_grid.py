"""Rates of the self-assessment by module, channel and commitment, as elements. Its lines one by one: `assessment_lines`.

Rates are measured in `indicators/`; the lines of each result are counted here, from the stored grid.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.figures import Level, LevelBar, draw_levels
from qep_lib.display.narrow import level_strips
from qep_lib.display.wording import (
    counts_words,
    format_count,
    format_number,
    format_share,
    format_value,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    since_period,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.closed_lists import ASSESSED_CHANNELS, ASSESSMENT_RESULTS
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_of, count_cell, value_cell, with_values
from qep_lib.reports.context import ReportContext
from qep_lib.reports.moves import move_of, than_period
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.section import shown

RATE = "assessment_rate"
RESULT_LABELS = {"met": "Réalisées", "partly": "En partie", "not_met": "Non réalisées", "not_applicable": "Sans objet"}
CHANNEL_LABELS = {
    "internet": "Internet",
    "social_media": "Réseaux sociaux",
    "telephone": "Téléphone",
    "front_desk": "Accueil physique",
    "mail": "Courriers et courriels",
    "general": "Dispositions générales",
}
SELF_ASSESSMENT = Subject("Auto-diagnostic", "auto-diagnostic", "aucune exigence de l'auto-diagnostic ne s'applique")
MOST_MOVED = 4
PROVEN_RESULTS = ("met", "partly")
"""Results that an auditor asks evidence of."""
LEVELS: tuple[tuple[str, Level], ...] = (
    ("réalisée", "positive"),
    ("en partie", "neutral"),
    ("non réalisée", "negative"),
)


def agreed(word: str, count: float) -> str:
    """A heading of results inside a sentence, with its number: « réalisée » for 0 and 1, « réalisées » for more."""
    words = inside_sentence(word)
    return words.replace("réalisées", "réalisée") if count < 2 else words


def grid(context: ReportContext) -> pd.DataFrame:
    """The stored lines of the exercise that were assessed by the cut-off date."""
    lines = context.table("self_assessment")
    return lines[~(lines["assessed_on"] > str(context.as_of))]


def requirements_left(context: ReportContext) -> list[frozenset[str]]:
    """The engagements of each requirement that is not met, or met in part."""
    lines = grid(context)
    missed = lines[lines["result"].isin(("not_met", "partly"))]["commitment"]
    return [frozenset(codes.split("_")) for codes in missed]


def claimed_and_unproven(context: ReportContext) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines said to be met, in whole or in part, and those of them without evidence."""
    lines = grid(context)
    claimed = lines[lines["result"].isin(PROVEN_RESULTS)]
    return claimed, claimed[claimed["evidence"].fillna("").str.strip() == ""]


def has_grid(context: ReportContext) -> bool:
    """True when the period has a line of self-assessment, or a declared rate."""
    return any(row.has_value for row in context.rows(RATE).values())


def absent(context: ReportContext) -> Element:
    """What is said where no self-assessment is shown."""
    return absence_of(context, SELF_ASSESSMENT, [context.total(RATE)])


@shown
def key_figures(context: ReportContext) -> Element:
    """One card a module, then the lines without evidence."""
    if not has_grid(context):
        return absent(context)
    items = []
    for row in modules(context):
        channels = len(channels_of(context, row.group_value))
        detail = f"moyenne simple de {format_count(channels, 'canal', 'canaux')}" if channels > 1 else ""
        items.append(KeyFigure(_module_label(context, row.group_value), _rate_words(context, row), detail))
    total = context.total(RATE)
    if total.has_value:
        counts = counts_words(total, context.indicator(RATE))
        items.append(KeyFigure("Exigences réalisées", counts, "toutes exigences applicables réunies"))
    return KeyFigures("L'auto-diagnostic en bref", tuple(items))


@shown
def summary_text(context: ReportContext) -> Element:
    """Lines by result, how many are proven, then each module's rate and how it is made from its channels."""
    if not has_grid(context):
        return absent(context)
    lines = []
    states = [(word, context.row(RATE, f"state={result}")) for result, word in RESULT_LABELS.items()]
    counted = [
        f"{format_number(row.numerator)} {agreed(word, row.numerator)}" for word, row in states if row and row.numerator
    ]
    if counted:
        asked = next(row.denominator for _, row in states if row)
        lines.append(f"{format_count(asked, 'exigence')} : {joined(counted)}.")
    lines += _moves(context)
    lines += _evidence_sentence(context)
    lines += [_module_sentence(context, row) for row in modules(context)]
    partly = context.indicator(RATE).arguments["partly"]
    weight = "ne compte pas" if partly == 0 else f"compte pour {format_number(partly, 2, keep_zeros=False)}"
    found = {result for result in RESULT_LABELS if (row := context.row(RATE, f"state={result}")) and row.numerator}
    rules = [f"une exigence réalisée en partie {weight}"] if "partly" in found else []
    rules += ["une exigence sans objet est hors du calcul"] if "not_applicable" in found else []
    if context.audience == "internal":
        rules.append("la règle du taux est à confirmer")
    if rules:
        told = " ; ".join(rules)
        lines.append(f"{told[0].upper()}{told[1:]}.")
    return Text((*lines, *nature_notes(context, modules(context))), is_list=True)


def _moves(context: ReportContext) -> list[str]:
    """« Moins bien qu'en 2020 : dispositions générales (M1), 70 % contre 91 % ; … », then what rose, then how many engagements
    moved: what is told of every other figure is told of the grid."""
    indicator, than = context.indicator(RATE), than_period(context.previous_label)
    rows = [*modules(context)]
    for module in modules(context):
        of_module = channels_of(context, module.group_value)
        rows += of_module if len(of_module) > 1 else []
    lines = []
    for head, way in (("Moins bien", "worse"), ("Mieux", "better")):
        moved = sorted((r for r in rows if _moved(context, r) == way), key=lambda row: -abs(sure(row.change)))
        told = [
            f"{_short_label(context, row)}, {_rate_words(context, row)} contre "
            f"{previous_words(row, indicator, context.audience)}"
            for row in moved[:MOST_MOVED]
        ]
        lines += [f"{head} {than} : {' ; '.join(told)}."] if told else []
    moves = [_moved(context, row) for row in context.groups(RATE, "commitment")]
    if counted := [
        f"{format_count(moves.count(way), 'engagement')} {verbs[moves.count(way) > 1]}"
        for way, verbs in (("worse", ("recule", "reculent")), ("better", ("progresse", "progressent")))
        if moves.count(way)
    ]:
        lines.append(f"{joined(counted)} {since_period(context.previous_label)}.")
    return lines


def _moved(context: ReportContext, row: Measured) -> str:
    """`worse` or `better` of a rate that changed, whether something tests it or not: all the requirements are counted."""
    return {"improve": "worse", "success": "better"}.get(move := move_of((context.indicator(RATE), row), context), move)


def _short_label(context: ReportContext, row: Measured) -> str:
    """« M1 · relation générale avec les usagers », « courriers et courriels (M1) » of a channel of a module."""
    module, _, channel = row.group_value.partition("_")
    return f"{inside_sentence(CHANNEL_LABELS[channel])} ({module})" if channel else _module_label(context, module)


def _evidence_sentence(context: ReportContext) -> list[str]:
    """« 85 exigences réalisées, en tout ou en partie, dont 19 n'ont pas de preuve enregistrée. »: a note for whoever prepares an
    audit, and not for the public."""
    claimed, unproven = claimed_and_unproven(context)
    if claimed.empty or context.audience == "public":
        return []
    said = f"{format_count(len(claimed), 'exigence réalisée', 'exigences réalisées')}{or_in_part(claimed)}"
    if unproven.empty:
        return [f"{said} : une preuve est enregistrée pour chacune."]
    if len(unproven) == len(claimed):
        return [f"{said} : aucune preuve n'est enregistrée."]
    verb = "n'a" if len(unproven) < 2 else "n'ont"
    return [f"{said}, dont {format_number(len(unproven))} {verb} pas de preuve enregistrée."]


def or_in_part(lines: pd.DataFrame) -> str:
    """« , en tout ou en partie, » without its last comma, of lines of which one is met in part; empty otherwise."""
    return ", en tout ou en partie" if (lines["result"] == "partly").any() else ""


def modules(context: ReportContext) -> list[Measured]:
    """Rates of the modules, in their order."""
    rows = [row for row in context.groups(RATE, "module") if row.has_value]
    return sorted(rows, key=lambda row: commitment_number(row.group_value))


def channels_of(context: ReportContext, module: str) -> list[Measured]:
    """Rates of the channels of a module, in the order of the grid."""
    rows = {row.group_value.partition("_")[2]: row for row in context.groups(RATE, "module_channel")
            if row.has_value and row.group_value.partition("_")[0] == module}  # fmt: skip
    return [rows[channel] for channel in ASSESSED_CHANNELS if channel in rows]


@shown
def module_table(context: ReportContext) -> Element:
    """Module by module: each channel with its lines by result and its rate, then the module."""
    if not has_grid(context):
        return absent(context)
    lines = grid(context)
    rows = []
    for module in modules(context):
        of_module = lines[lines["module"] == module.group_value]
        for channel in channels_of(context, module.group_value):
            name = channel.group_value.partition("_")[2]
            counts = of_module[of_module["channel"] == name]["result"].value_counts()
            rows.append(_rate_row(context, f"{module.group_value} · {CHANNEL_LABELS[name]}", counts, channel))
        label = f"Ensemble {_module_label(context, module.group_value)}"
        rows.append(_rate_row(context, label, of_module["result"].value_counts(), module))
    notes = (
        "Taux d'un canal : exigences réalisées sur exigences applicables. Taux d'un module : moyenne simple de ses canaux, "
        "quel que soit leur nombre d'exigences.",
        *_evidence_sentence(context),
        *nature_notes(context, modules(context)),
    )
    return _counts_table(context, "auto-diagnostic-modules", "Par module et par canal", "Module et canal", rows, notes)


@shown
def channel_table(context: ReportContext) -> Element:
    """Channel by channel, all modules together."""
    found = {row.group_value: row for row in context.groups(RATE, "channel") if row.has_value}
    if not found:
        return absent(context)
    lines = grid(context)
    rows = [
        _rate_row(context, CHANNEL_LABELS[name], lines[lines["channel"] == name]["result"].value_counts(), found[name])
        for name in ASSESSED_CHANNELS
        if name in found
    ]
    return _counts_table(context, "auto-diagnostic-canaux", "Par canal, tous modules réunis", "Canal", rows)


@shown
def commitment_table(context: ReportContext) -> Element:
    """Commitment by commitment, with its title."""
    found = context.groups(RATE, "commitment")
    if not found:
        return absent(context)
    lines = grid(context)
    rows = []
    for row in sorted(found, key=lambda known: commitment_number(known.group_value)):
        known = context.framework.commitment(row.group_value)
        label = f"{row.group_value} · {known.title}" if known else row.group_value
        counts = lines[lines["commitment"] == row.group_value]["result"].value_counts()
        rows.append(_rate_row(context, label, counts, row))
    notes = tuple(not_assessed_notes(context))
    return _counts_table(context, "auto-diagnostic-engagements", "Par engagement", "Engagement", rows, notes)


def not_assessed_notes(context: ReportContext) -> list[str]:
    """« 4 engagements du module M1 n'ont pas de ligne dans la grille, et ne sont pas évalués : E1, E2, E3 et E4. »; nothing where
    all are assessed, or where nobody knows which modules the site chose."""
    modules = context.label.modules if context.label else ()
    assessed = {*grid(context)["commitment"].str.split("_").explode()}
    known = [(m.id, c.id) for m in context.framework.modules if m.id in modules for c in m.commitments]
    missing = [(module, code) for module, code in known if code not in assessed]
    codes = sorted(dict.fromkeys(code for _, code in missing), key=commitment_number)
    if not codes:
        return []
    named = [*dict.fromkeys(module for module, _ in missing)]
    of_modules = f"{'du module' if len(named) == 1 else 'des modules'} {joined(named)}"
    verbs = ("n'a", "n'est pas évalué") if len(codes) == 1 else ("n'ont", "ne sont pas évalués")
    counted = format_count(len(codes), "engagement")
    return [f"{counted} {of_modules} {verbs[0]} pas de ligne dans la grille, et {verbs[1]} : {joined(codes)}."]


@shown
def drawing(context: ReportContext) -> Element:
    """Lines met, partly met and not met, by module and channel, around zero."""
    lines = grid(context)
    if lines.empty:
        return absent(context)
    bars, rows = [], []
    for module in modules(context):
        for channel in channels_of(context, module.group_value):
            name = channel.group_value.partition("_")[2]
            chosen = lines[(lines["module"] == module.group_value) & (lines["channel"] == name)]
            counts = {result: int((chosen["result"] == result).sum()) for result in ASSESSMENT_RESULTS}
            label = f"{module.group_value} · {CHANNEL_LABELS[name]}"
            bars.append(_bar(label, counts))
            rows.append((Cell(label), *(count_cell(counts[result]) for result in ASSESSMENT_RESULTS)))
    columns = (
        TableColumn("Module et canal"),
        *(TableColumn(word, "end") for word in RESULT_LABELS.values()),
    )
    clauses = [
        f"{row[0].text} : "
        + ", ".join(
            f"{cell.text} {agreed(word, sure(cell.number))}"
            for cell, word in zip(row[1:4], RESULT_LABELS.values(), strict=False)
        )
        for row in rows
    ]
    return Figure(
        "auto-diagnostic-dessin",
        f"{_done_words(lines['result'])} {in_period(context.current_label)}",
        f"Barres opposées, une par module et canal ; les exigences sans objet sont hors des barres. {' ; '.join(clauses)}.",
        draw_levels(bars, LEVELS, outside_label="sans objet"),
        Table("auto-diagnostic-dessin-donnees", "Exigences par module et canal", columns, tuple(rows)),
        level_strips(bars, LEVELS),
    )


def _done_words(results: pd.Series) -> str:
    """« 49 exigences réalisées sur 68 applicables »."""
    done, applicable = int((results == "met").sum()), int((results != "not_applicable").sum())
    return f"{format_count(done, 'exigence réalisée', 'exigences réalisées')} sur {format_number(applicable)}"


def _module_sentence(context: ReportContext, row: Measured) -> str:
    label, words = _module_label(context, row.group_value), _rate_words(context, row)
    channels = channels_of(context, row.group_value)
    if row.origin == "declared" or not channels:
        return f"{label} : {words} (chiffre déclaré)."
    if len(channels) == 1:
        return f"{label} : {words}, un seul canal ({_out_of(context, channels[0])})."
    ends = [
        f"{_rate_words(context, known)} ({inside_sentence(CHANNEL_LABELS[known.group_value.partition('_')[2]])}, "
        f"{_out_of(context, known)})"
        for known in (pick(channels, key=lambda found: sure(found.value)) for pick in (min, max))
    ]
    exact = format_value(row.value, "pct", 1)
    rounded = f", {exact} avant arrondi" if context.audience == "internal" and exact != words else ""
    return f"{label} : {words}{rounded}, moyenne simple de {len(channels)} canaux, de {ends[0]} à {ends[1]}."


def _out_of(context: ReportContext, row: Measured) -> str:
    return counts_words(row, context.indicator(RATE))


def _rate_words(context: ReportContext, row: Measured) -> str:
    return value_words(row, context.indicator(RATE), context.audience)


def _rate_row(context: ReportContext, label: str, counts: pd.Series, row: Measured) -> tuple[Cell, ...]:
    indicator = context.indicator(RATE)
    return (
        Cell(label),
        *(count_cell(int(counts.get(result, 0))) for result in ASSESSMENT_RESULTS),
        value_cell(context, row) if row.has_value else Cell("sans objet"),
        Cell(previous_words(row, indicator, context.audience), row.previous),
    )


def _counts_table(
    context: ReportContext,
    slug: str,
    caption: str,
    heading: str,
    rows: Sequence[tuple[Cell, ...]],
    notes: tuple[str, ...] = (),
) -> Table:
    columns = (
        TableColumn(heading),
        *(TableColumn(word, "end") for word in RESULT_LABELS.values()),
        TableColumn(f"Taux {context.current_label}", "end"),
        TableColumn(context.previous_label, "end"),
    )
    return Table(slug, caption, *with_values(columns, rows), notes)


def _bar(label: str, counts: Mapping[str, int]) -> LevelBar:
    shown = [counts[result] for result in ("met", "partly", "not_met")]
    base = sum(shown)
    shares = tuple(100 * count / base if base else 0.0 for count in shown)
    words = tuple(format_share(count, base) if base else "" for count in shown)
    return LevelBar(label, format_number(base), shares, words, format_number(counts["not_applicable"]))


def _module_label(context: ReportContext, module: str) -> str:
    known = next((known for known in context.framework.modules if known.id == module), None)
    return f"{module} · {known.title}" if known else module


def commitment_number(code: str) -> int:
    """4 for « E4 », « M4 », « E4_E28 »."""
    digits = code.partition("_")[0][1:]
    return int(digits) if digits.isdigit() else 0
