"""Requests, complaints and suggestions as elements: counts by channel, replies, themes, what stays outside."""

from collections.abc import Iterable
from fractions import Fraction

from qep_lib.disclosure.register import actions_by_theme
from qep_lib.display.absence import Subject
from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Note, Table, TableColumn, Text
from qep_lib.display.figures import draw_counts
from qep_lib.display.wording import (
    STATUS_WORDS,
    as_of_words,
    format_count,
    format_number,
    format_share,
    in_period,
    inside_sentence,
    joined,
    relative_change_words,
    rounded_parts_note,
    value_words,
)
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_note, count_cell, nature_notes, previous_cell, value_cell
from qep_lib.reports.bases import left_out_notes, requests_apart
from qep_lib.reports.context import ReportContext
from qep_lib.stats.changes import poisson_ratio

CHANNEL_LABELS = {
    "email": "Courriel",
    "web_form": "Formulaire en ligne",
    "post": "Courrier",
    "hall_form": "Fiche hall",
    "suggestion_box": "Urne",
    "phone": "Téléphone",
    "front_desk": "Guichet",
}
KIND_LABELS = {
    "information_request": "Demandes d'information",
    "complaint": "Réclamations",
    "suggestion": "Suggestions",
    "compliment": "Remerciements",
}
PERIMETER_LABELS = {
    "litigation": "Contentieux",
    "elected_official": "Interventions d'élus",
    "pending_file": "Demandes d'information sur un dossier en cours",
}
REGISTER = Subject("Demandes", "registre des demandes", "aucune demande n'est enregistrée au registre")
OTHER_THEMES = "Autres thèmes"
"""The line of a public document where small themes are merged."""


def has_requests(context: ReportContext) -> bool:
    """True when the period has at least one request inside the perimeter."""
    return bool(context.total("requests_count").value)


def absent(context: ReportContext) -> Note:
    """What is said where no request is shown: a register that holds none is not a register that nobody gave."""
    return absence_note(context, REGISTER, [context.total("requests_count")])


def key_figures(context: ReportContext) -> Element:
    """Requests, share answered in time, delay, overdue ones."""
    if not has_requests(context):
        return absent(context)
    total = context.total("requests_count")
    detail = ""
    if total.previous:
        before = f"{format_number(total.previous)} {in_period(context.previous_label)}"
        is_whole = total.status != "provisional"
        detail = (
            f"{before}, soit {relative_change_words(total.value, total.previous)}" if is_whole else as_of_words(total)
        )
    items = [KeyFigure("Demandes reçues", format_number(total.value), detail)]
    for indicator_id in (
        "request_reply_on_time_pct",
        "request_reply_delay_working_days",
        "requests_overdue_count",
        "compliments_count",
    ):
        indicator, row = context.indicator(indicator_id), context.total(indicator_id)
        base = f"sur {format_count(row.denominator, 'demande')}" if row.denominator else ""
        detail = " ; ".join(part for part in (base, "chiffre fictif" if row.nature == "fictitious" else "") if part)
        items.append(KeyFigure(indicator.short_label, value_words(row, indicator, context.audience), detail))
    return KeyFigures("Les demandes en bref", tuple(items))


def channel_table(context: ReportContext) -> Element:
    """Requests by channel with their share, against last year where it is known."""
    total = context.total("requests_count")
    if not has_requests(context):
        return absent(context)
    channels = context.groups("requests_count", "channel")
    rows = [
        (
            Cell(CHANNEL_LABELS[row.group_value]),
            value_cell(context, row),
            _share_cell(row, total),
            previous_cell(context, row),
        )
        for row in (*by_size(channels), *(row for row in channels if row.status == "suppressed"))
    ]
    rows.append(
        (
            Cell("Ensemble"),
            count_cell(total.value),
            Cell(format_share(total.value, total.value), 100.0),
            previous_cell(context, total),
        )
    )
    parts = [row.value for row in context.groups("requests_count", "channel") if row.has_value]
    shares = [Fraction(100 * int(part), int(total.value)) for part in parts]
    notes = rounded_parts_note(shares, Fraction(100)) if sum(parts) == total.value else []
    if total.previous is not None and all(row.previous is None for row in context.groups("requests_count", "channel")):
        notes.append(f"La répartition par canal n'est pas connue pour {context.previous_label}.")
    notes += hidden_counts_note(context, channels)
    columns = (
        TableColumn("Canal"),
        TableColumn(context.current_label, "end"),
        TableColumn("Part", "end"),
        TableColumn(context.previous_label, "end"),
    )
    return Table(
        "demandes-par-canal",
        "Demandes reçues par canal",
        columns,
        tuple(rows),
        (*notes, *nature_notes(context, [total])),
    )


def channel_figure(context: ReportContext) -> Element:
    """Bars of requests by channel; a sentence where there is only one."""
    channels = [row for row in context.groups("requests_count", "channel") if row.value or row.status == "suppressed"]
    rows, total = by_size(channels), context.total("requests_count")
    if not total.value:
        return absent(context)
    if not rows:
        return channel_table(context)
    if len(channels) == 1:  # One bar compares nothing, and a register may carry one channel for want of knowing it.
        label = inside_sentence(CHANNEL_LABELS[rows[0].group_value])
        return Text((f"Toutes les demandes du registre portent le même canal : {label}.",))
    labels = [CHANNEL_LABELS[row.group_value] for row in rows]
    words = [f"{format_number(row.value)} ({format_share(row.value, total.value)})" for row in rows]
    listed = joined([f"{label} {word}" for label, word in zip(labels, words, strict=True)])
    listed += " ; d'autres canaux ne sont pas diffusés" if len(rows) < len(channels) else ""
    return Figure(
        "canaux",
        f"Demandes reçues par canal, {context.period.label}",
        f"Barres horizontales, {format_count(total.value, 'demande')} au total. {listed}.",
        draw_counts(labels, [row.value for row in rows], words),
        channel_table(context),
    )


def count_text(context: ReportContext) -> Element:
    """The number of requests and what its change can and cannot say."""
    if not has_requests(context):
        return absent(context)
    total = context.total("requests_count")
    lines = [
        f"{format_count(total.value, 'demande')} (information, réclamation, suggestion) "
        f"{'entre' if total.value < 2 else 'entrent'} dans le périmètre "
        f"Qual-e-pref ({context.period.label})."
    ]
    lines += [*requests_apart(context), *left_out_notes(context, ["requests"])]
    if total.previous and total.status == "provisional":
        lines.append(
            f"{format_number(total.previous)} {in_period(context.previous_label)}, sur la période entière : le compte, "
            f"{as_of_words(total)}, ne s'y compare pas."
        )
    elif total.previous:
        ratio, low, high, _ = poisson_ratio(total.value, total.previous, context.catalogue.conventions.confidence)
        change = relative_change_words(total.value, total.previous)
        verdict = (
            "la différence dépasse ce que le hasard explique"
            if total.is_change_demonstrated
            else "différence non démontrée"
        )
        lines.append(
            f"{format_number(total.previous)} {in_period(context.previous_label)}, soit {change} (rapport "
            f"{format_number(ratio, 2)}, fourchette {format_number(low, 2)} à {format_number(high, 2)} : {verdict})."
        )
        lines.append(
            "Le nombre de visites de chaque période n'étant pas connu, cette évolution ne dit rien, à elle seule, de la "
            "qualité du service : moins de demandes n'est pas un meilleur service."
        )
    return Text(tuple(lines))


def outside_table(context: ReportContext) -> Element:
    """What is counted apart: compliments, and requests outside the perimeter by reason."""
    if not has_requests(context) and not context.total("compliments_count").has_value:
        return absent(context)
    counted = [(KIND_LABELS["compliment"], context.total("compliments_count"))]
    counted += [
        (PERIMETER_LABELS[row.group_value], row)
        for row in context.groups("requests_outside_perimeter_count", "perimeter")
    ]
    return Table(
        "comptes-a-part",
        "Comptés à part : remerciements et demandes hors périmètre Qual-e-pref",
        (TableColumn("Nature"), TableColumn("Nombre", "end")),
        tuple((Cell(label), value_cell(context, row)) for label, row in counted),
        (
            "Ces lignes ne sont pas comprises dans le total des demandes.",
            *hidden_counts_note(context, [row for _, row in counted]),
            *nature_notes(context, [row for _, row in counted]),
        ),
    )


def themes_table(context: ReportContext) -> Element:
    """Themes of complaints and requests, with what was done about them where the register says it."""
    themes, noted = context.groups("request_themes_count", "theme"), context.total("request_themes_count")
    actions, named = actions_by_theme(context.stored), [row for row in by_size(themes) if row.value]
    is_merged = any(row.status == "suppressed" for row in themes) and noted.has_value
    merged = noted.value - sum(row.value for row in named) if is_merged else 0
    rows = [(Cell(row.group_value), count_cell(row.value), Cell(actions.get(row.group_value, "—"))) for row in named]
    if merged:
        rows.append((Cell(OTHER_THEMES), count_cell(merged), Cell("—")))
    if not rows:
        if not has_requests(context):
            return absent(context)
        return Note("info", "Thèmes", ("Le registre ne porte pas de thème pour cette période.",))
    columns = (
        TableColumn("Thème", width=1.6),
        TableColumn("Nombre", "end", 0.6),
        TableColumn("Suites données", width=3),
    )
    return Table("themes", "Demandes par thème", columns, tuple(rows), tuple(nature_notes(context, themes)))


def kinds_table(context: ReportContext) -> Element:
    """Requests by kind: information, complaints, suggestions."""
    kinds = context.groups("requests_count", "kind")
    rows = tuple((Cell(KIND_LABELS[row.group_value]), value_cell(context, row)) for row in kinds)
    if not rows or not has_requests(context):
        return absent(context)
    columns = (TableColumn("Nature"), TableColumn("Nombre", "end"))
    return Table("natures", "Demandes par nature", columns, rows, tuple(hidden_counts_note(context, kinds)))


def hidden_counts_note(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """Why some counts are not told, where some are not."""
    if all(row.status != "suppressed" for row in rows):
        return []
    minimum = context.catalogue.conventions.disclosure.count_minimum
    return [f"Non diffusé : moins de {minimum} demandes, ou nombre qui permettrait d'en retrouver un par soustraction."]


def _share_cell(row: Measured, total: Measured) -> Cell:
    if not row.has_value:
        return Cell(STATUS_WORDS["suppressed"])
    return Cell(format_share(row.value, total.value), 100 * row.value / total.value)


def by_size(rows: Iterable[Measured]) -> list[Measured]:
    """Rows that have a value, largest first, ties by group."""
    return sorted((row for row in rows if row.has_value), key=lambda row: (-row.value, row.group))
