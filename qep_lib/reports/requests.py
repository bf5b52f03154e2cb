"""Requests, complaints and suggestions as elements: counts by channel, replies, themes, what stays outside."""

import numpy as np
import pandas as pd

from qep_lib.calendars import working_calendar, working_days_between
from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Note, Table, TableColumn, Text
from qep_lib.display.figures import Step, draw_counts, draw_steps
from qep_lib.display.wording import (
    STATUS_WORDS,
    format_count,
    format_date,
    format_number,
    format_share,
    format_value,
    interval_words,
    joined,
    previous_words,
    relative_change_words,
    value_words,
)
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.context import ReportContext
from qep_lib.stats.changes import poisson_ratio
from qep_lib.stats.delays import kaplan_meier

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
PUBLIC_THEME_MINIMUM = 5
"""Smallest count of a theme that a public document names; rarer ones are merged (statistics.md 3)."""
REPLY_INDICATORS = (
    "request_reply_on_time_pct",
    "request_reply_delay_working_days",
    "request_reply_delay_median_working_days",
)
OFFICIAL_GROUP = "basis=answered_only"
JUDGED_KINDS = ("information_request", "complaint", "suggestion")


def has_requests(context: ReportContext) -> bool:
    """True when the period has at least one request inside the perimeter."""
    return bool(context.total("requests_count").value)


def absent(context: ReportContext) -> Note:
    """What is said where there was no request: no rate, and no zero per cent."""
    return Note("info", "Aucune demande", (f"Aucune demande n'est enregistrée au registre ({context.period.label}).",))


def key_figures(context: ReportContext) -> Element:
    """Requests, share answered in time, delay, overdue ones."""
    if not has_requests(context):
        return absent(context)
    total = context.total("requests_count")
    detail = ""
    if total.previous:
        before = f"{format_number(total.previous)} en {context.previous_label}"
        detail = f"{before}, soit {relative_change_words(total.value, total.previous)}"
    items = [KeyFigure("Demandes reçues", format_number(total.value), detail)]
    for indicator_id in (
        "request_reply_on_time_pct",
        "request_reply_delay_working_days",
        "requests_overdue_count",
        "compliments_count",
    ):
        indicator, row = context.indicator(indicator_id), context.total(indicator_id)
        base = f"sur {format_count(row.denominator, 'demande')}" if row.denominator else ""
        items.append(KeyFigure(indicator.short_label, value_words(row, indicator, context.audience), base))
    return KeyFigures("Les demandes en bref", tuple(items))


def channel_table(context: ReportContext) -> Element:
    """Requests by channel with their share, against last year where it is known."""
    total = context.total("requests_count")
    if not has_requests(context):
        return absent(context)
    rows = [
        (
            Cell(CHANNEL_LABELS[row.group_value]),
            count_cell(row.value),
            Cell(format_share(row.value, total.value), 100 * row.value / total.value),
            count_cell(row.previous),
        )
        for row in _by_size(context.groups("requests_count", "channel"))
    ]
    indicator = context.indicator("requests_count")
    rows.append(
        (
            Cell("Ensemble"),
            count_cell(total.value),
            Cell(format_share(total.value, total.value), 100.0),
            Cell(previous_words(total, indicator, context.audience), total.previous),
        )
    )
    notes = []
    if total.previous is not None and all(row.previous is None for row in context.groups("requests_count", "channel")):
        notes.append(f"La répartition par canal n'est pas connue pour {context.previous_label}.")
    columns = (
        TableColumn("Canal"),
        TableColumn(context.period.code, "end"),
        TableColumn("Part", "end"),
        TableColumn(context.previous_label, "end"),
    )
    return Table("demandes-par-canal", "Demandes reçues par canal", columns, tuple(rows), tuple(notes))


def channel_figure(context: ReportContext) -> Element:
    """Bars of requests by channel."""
    rows = _by_size(context.groups("requests_count", "channel"))
    total = context.total("requests_count")
    if not rows or not total.value:
        return absent(context)
    labels = [CHANNEL_LABELS[row.group_value] for row in rows]
    words = [f"{format_number(row.value)} ({format_share(row.value, total.value)})" for row in rows]
    listed = joined([f"{label} {word}" for label, word in zip(labels, words, strict=True)])
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
    if total.previous:
        ratio, low, high, _ = poisson_ratio(total.value, total.previous, context.catalogue.conventions.confidence)
        change = relative_change_words(total.value, total.previous)
        verdict = (
            "la différence dépasse ce que le hasard explique" if not low <= 1 <= high else "différence non démontrée"
        )
        lines.append(
            f"{format_number(total.previous)} en {context.previous_label}, soit {change} (rapport "
            f"{format_number(ratio, 2)}, fourchette {format_number(low, 2)} à {format_number(high, 2)} : {verdict})."
        )
        lines.append(
            "Le nombre de visites de chaque année n'étant pas connu, cette évolution ne dit rien, à elle seule, de la "
            "qualité du service : moins de demandes n'est pas un meilleur service."
        )
    return Text(tuple(lines))


def outside_table(context: ReportContext) -> Element:
    """What is counted apart: compliments, and requests outside the perimeter by reason."""
    compliments = context.total("compliments_count")
    rows = [(Cell(KIND_LABELS["compliment"]), count_cell(compliments.value))]
    rows += [
        (Cell(PERIMETER_LABELS[row.group_value]), count_cell(row.value))
        for row in context.groups("requests_outside_perimeter_count", "perimeter")
    ]
    return Table(
        "comptes-a-part",
        "Comptés à part : remerciements et demandes hors périmètre Qual-e-pref",
        (TableColumn("Nature"), TableColumn("Nombre", "end")),
        tuple(rows),
        ("Ces lignes ne sont pas comprises dans le total des demandes.",),
    )


def reply_table(context: ReportContext) -> Element:
    """Replies in time by channel: cohort whose deadline has passed, open and overdue requests counted late.

    The last line gives the official reading, which counts answered requests only and flatters the rate.
    """
    if not has_requests(context):
        return absent(context)
    channels = [(CHANNEL_LABELS[row.group_value], row.group) for row in context.groups("requests_count", "channel")]
    lines = [*channels, ("Ensemble", ""), ("Définition Services Publics + (demandes traitées)", OFFICIAL_GROUP)]
    rows = [row for label, group in lines if (row := _reply_row(context, label, group))]
    overdue = context.total("requests_overdue_count")
    notes = [
        "Délai échu : demandes dont la date limite est passée, répondues ou non ; une demande encore ouverte après sa "
        "date limite compte comme en retard. La définition Services Publics + ne compte que les demandes traitées.",
        f"Demandes ouvertes et en retard au {format_date(context.as_of)} : {format_number(overdue.value or 0)}.",
        "Le délai moyen et le délai médian portent sur les seules demandes répondues.",
        *_hidden_note(context, rows),
    ]
    columns = (
        TableColumn("Canal", width=1.9),
        TableColumn("Demandes jugées", "end", 1.1),
        TableColumn("Dans le délai", "end"),
        TableColumn("Part dans le délai", "end", 1.1),
        TableColumn("Délai moyen", "end", 1.3),
        TableColumn("Délai médian", "end", 1.3),
    )
    return Table("reponses", "Réponses dans le délai annoncé", columns, tuple(rows), tuple(notes))


def reply_text(context: ReportContext) -> Element:
    """The share answered in time and the delay, in words."""
    if not has_requests(context):
        return absent(context)
    indicator, row = context.indicator("request_reply_on_time_pct"), context.total("request_reply_on_time_pct")
    lines = []
    if row.has_value:
        late = row.denominator - row.numerator
        sentence = (
            f"Répondues dans le délai : {format_number(row.numerator)} sur "
            f"{format_count(row.denominator, 'demande')} dont le délai est échu, soit "
            f"{value_words(row, indicator, context.audience)} ; en retard ou sans réponse : {format_number(late)}."
        )
        if interval := interval_words(row, indicator, context.audience):
            sentence += f" Fourchette indicative : {interval}."
        lines.append(sentence)
    else:
        lines.append(f"{indicator.label} : {value_words(row, indicator, context.audience)}.")
    delay_indicator = context.indicator("request_reply_delay_working_days")
    delay = context.total("request_reply_delay_working_days")
    lines.append(f"{delay_indicator.label} : {value_words(delay, delay_indicator, context.audience)}.")
    if row.nature == "fictitious":
        lines.append(
            "Les dates de réception et de réponse de ce registre sont fictives : le document publié ne les imprime pas. "
            "Ces délais illustrent la méthode."
        )
    return Text(tuple(lines))


def reply_curve(context: ReportContext) -> Element:
    """Share answered after so many working days, by channel, open requests being censored (Kaplan-Meier)."""
    steps, rows, hidden = [], [], []
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    requests = _judged(context)
    for channel in [row.group_value for row in _by_size(context.groups("requests_count", "channel"))]:
        chosen = requests[requests["channel"] == channel]
        label = CHANNEL_LABELS[channel]
        if len(chosen) < threshold:
            hidden.append(label)
            continue
        estimate = kaplan_meier(*_durations(context, chosen))
        shares = [100 * (1 - survival) for survival in estimate.survival]
        last = float(max(_durations(context, chosen)[0]))
        steps.append(Step(label, (0.0, *estimate.times, last), (0.0, *shares, shares[-1] if shares else 0.0)))
        rows.append((Cell(label), count_cell(len(chosen)), *_curve_cells(estimate)))
    if not steps:
        return Note("info", "Courbe des réponses", ("Trop peu de demandes par canal pour tracer une courbe.",))
    columns = (
        TableColumn("Canal", width=1.6),
        TableColumn("Demandes", "end"),
        TableColumn("Délai médian", "end", 1.3),
        TableColumn("Fourchette du délai médian", "end", 1.8),
    )
    notes = tuple(f"{label} : moins de {threshold} demandes, courbe non tracée." for label in hidden)
    data = Table("courbe-donnees", "Délai de réponse par canal (Kaplan-Meier)", columns, tuple(rows), notes)
    medians = joined([f"{row[0].text}, délai médian {row[2].text}" for row in rows])
    return Figure(
        "courbe-reponses",
        "Part des demandes ayant reçu une réponse, selon le nombre de jours ouvrés écoulés",
        f"Courbes en escalier, une par canal, de 0 à 100 %. {medians}.",
        draw_steps(steps, "jours ouvrés depuis la réception", "demandes répondues"),
        data,
    )


def themes_table(context: ReportContext) -> Element:
    """Themes of complaints and requests, with what was done about them where the register says it."""
    themes = _by_size(context.groups("request_themes_count", "theme"))
    actions = _actions_by_theme(context)
    is_rare = [context.audience == "public" and row.value < PUBLIC_THEME_MINIMUM for row in themes]
    rows = [
        (Cell(row.group_value), count_cell(row.value), Cell(actions.get(row.group_value, "—")))
        for row, rare in zip(themes, is_rare, strict=True)
        if not rare
    ]
    if any(is_rare):
        merged = sum(row.value for row, rare in zip(themes, is_rare, strict=True) if rare)
        rows.append((Cell("Autres thèmes"), count_cell(merged), Cell("—")))
    if not rows:
        return Note("info", "Thèmes", ("Le registre ne porte pas de thème pour cette période.",))
    columns = (
        TableColumn("Thème", width=1.6),
        TableColumn("Nombre", "end", 0.6),
        TableColumn("Suites données", width=3),
    )
    return Table("themes", "Thèmes et suites données", columns, tuple(rows))


def kinds_table(context: ReportContext) -> Element:
    """Requests by kind: information, complaints, suggestions."""
    rows = tuple(
        (Cell(KIND_LABELS[row.group_value]), count_cell(row.value)) for row in context.groups("requests_count", "kind")
    )
    if not rows:
        return absent(context)
    return Table("natures", "Demandes par nature", (TableColumn("Nature"), TableColumn("Nombre", "end")), rows)


def overdue_table(context: ReportContext) -> Element:
    """Late or still open requests, by number at the register: what an officer has to follow up (internal only)."""
    if context.audience == "public":
        return Note("info", "Demandes en retard", ("La liste par demande est réservée au document interne.",))
    requests = _judged(context)
    unanswered = requests[requests["replied_on"].isna() | (requests["replied_on"] > str(context.as_of))]
    rows = tuple(
        (
            Cell(record.request_id),
            Cell(CHANNEL_LABELS[record.channel]),
            Cell(format_date(record.received_on.date())),
            Cell(record.theme if isinstance(record.theme, str) else "—"),
        )
        for record in unanswered.sort_values("received_on").itertuples()
    )
    if not rows:
        return Note("info", "Demandes sans réponse", ("Toutes les demandes ont reçu une réponse.",))
    columns = (
        TableColumn("N°"),
        TableColumn("Canal"),
        TableColumn("Reçue le", width=1.4),
        TableColumn("Thème", width=2),
    )
    return Table("sans-reponse", f"Demandes sans réponse au {format_date(context.as_of)}", columns, rows)


def _reply_row(context: ReportContext, label: str, group: str) -> tuple[Cell, ...] | None:
    measured = [context.row(indicator_id, group) for indicator_id in REPLY_INDICATORS]
    if not any(measured):
        return None
    share = measured[0]
    words = [
        Cell(value_words(row, context.indicator(indicator_id), context.audience), row.value) if row else Cell("—")
        for row, indicator_id in zip(measured, REPLY_INDICATORS, strict=True)
    ]
    judged, in_time = (share.denominator, share.numerator) if share else (None, None)
    return (Cell(label), count_cell(judged), count_cell(in_time), *words)


def _hidden_note(context: ReportContext, rows: list[tuple[Cell, ...]]) -> list[str]:
    if all(cell.text != STATUS_WORDS["suppressed"] for row in rows for cell in row):
        return []
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    return [
        f"Non diffusé : groupe de moins de {threshold} demandes, ou groupe dont le chiffre le révélerait par soustraction."
    ]


def _judged(context: ReportContext) -> pd.DataFrame:
    requests = context.table("requests")
    inside = (requests["perimeter"] == "inside") & requests["kind"].isin(JUDGED_KINDS)
    dated = requests["received_on"].between(str(context.period.start), str(context.period.end))
    return requests[inside & dated]


def _durations(context: ReportContext, requests: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    calendar = working_calendar(
        context.site.holiday_zone,
        range(context.period.start.year, context.as_of.year + 2),
        context.catalogue.public_holidays,
    )
    as_of = pd.Timestamp(context.as_of)
    is_observed = requests["replied_on"].notna() & (requests["replied_on"] <= as_of)
    until = requests["replied_on"].where(is_observed, as_of)
    convention = context.catalogue.conventions.working_days.convention
    return working_days_between(requests["received_on"], until, calendar, convention), is_observed.to_numpy()


def _curve_cells(estimate) -> tuple[Cell, Cell]:
    if estimate.median is None:
        return Cell("non atteint à la date d'arrêté"), Cell("—")
    low = format_number(estimate.median_low) if estimate.median_low is not None else "…"
    high = format_number(estimate.median_high) if estimate.median_high is not None else "non atteint"
    return Cell(format_value(estimate.median, "working_days", 0), estimate.median), Cell(f"{low} à {high}")


def _actions_by_theme(context: ReportContext) -> dict[str, str]:
    requests = _judged(context).dropna(subset=["theme", "action_taken"])
    return {
        theme: " ; ".join(sorted(set(actions)))
        for theme, actions in requests.groupby("theme", sort=True)["action_taken"]
    }


def _by_size(rows: tuple[Measured, ...]) -> list[Measured]:
    return sorted((row for row in rows if row.has_value), key=lambda row: (-row.value, row.group))
