"""Requests, complaints and suggestions as elements: counts by channel, replies, themes, what stays outside."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from qep_lib.disclosure.register import actions_by_theme, register_days
from qep_lib.display.absence import Subject
from qep_lib.display.elements import Absent, Cell, Element, Figure, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.figures import draw_counts
from qep_lib.display.narrow import count_strips
from qep_lib.display.wording import (
    STATUS_WORDS,
    as_of_words,
    format_count,
    format_date,
    format_number,
    format_share,
    in_period,
    inside_sentence,
    joined,
    relative_change_words,
    rounded_parts_note,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_of, count_cell, previous_cell, value_cell
from qep_lib.reports.bases import left_out_notes, requests_apart
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import earlier_nature_notes, nature_notes
from qep_lib.reports.natures import is_wholly_fictitious
from qep_lib.reports.section import shown

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
    "outside": "Autres demandes hors périmètre",
}
REGISTER = Subject("Demandes", "registre des demandes", "aucune demande n'est enregistrée au registre")
OTHER_THEMES = "Autres thèmes"
ALL_KINDS = ("demande, réclamation ou suggestion", "demandes, réclamations et suggestions")
KIND_NOUNS = {"information_request": "demande", "complaint": "réclamation", "suggestion": "suggestion"}
HIDDEN_WHY = "pour ne désigner personne"
"""Why a part of a register is not told, in the same words wherever it is not: too few requests, or what another one hides."""
"""The line of a public document where small themes are merged."""


def has_requests(context: ReportContext) -> bool:
    """True when the period has at least one request inside the perimeter."""
    return bool(context.total("requests_received").value)


def counted_nouns(context: ReportContext) -> tuple[str, str]:
    """What the requests of the period are, one and several: « demande, réclamation ou suggestion », or the kinds that the
    register holds where it lacks some; invented kinds say nothing."""
    kinds = _held(context)
    if "kind" in context.invented_columns("requests") or not kinds or kinds >= KIND_NOUNS.keys():
        return ALL_KINDS
    nouns = [noun for kind, noun in KIND_NOUNS.items() if kind in kinds]
    return " ou ".join(nouns), joined([f"{noun}s" for noun in nouns])


def _held(context: ReportContext) -> set[str]:
    """The kinds of which the register has a request at least, hidden ones too."""
    return {row.group_value for row in context.groups("requests_received", "kind") if row.value or not row.has_value}


def part_held(member: ReportContext, indicator: Indicator) -> str:
    """« réclamations et suggestions », of a register that holds nothing else where the indicator counts all requests; empty of
    one that holds both sides: a year without a suggestion is no other register."""
    asked = set(indicator.arguments.get("kinds", ()))
    part = asked & set(member.indicator("complaint_replies_on_time").arguments["kinds"])
    held = _held(member)
    is_part = part and asked - part and held and not (held & part and held - part)
    nouns = counted_nouns(member)
    return nouns[1] if is_part and nouns != ALL_KINDS else ""


def beside_register(context: ReportContext) -> list[str]:
    """« demandes d'information par courriel à temps, 75 % »: replies of which the site gave a finished figure, and of kinds that
    its register does not hold: two rates of replies are then not of the same requests."""
    if counted_nouns(context) == ALL_KINDS:
        return []
    return [
        f"{inside_sentence(indicator.short_label)}, {value_words(row, indicator, context.audience)}"
        for indicator in context.catalogue.ordered_indicators
        if indicator.formula == context.indicator("replies_on_time").formula
        and (row := context.total(indicator.id)).origin == "declared"
        and row.has_value
    ]


def register_day(context: ReportContext) -> str:
    """« au 20 janvier 2022 »: the day on which the register says who still waits; it tells nothing of what came later."""
    days = register_days(context.stored) or (context.as_of,)
    last = format_date(days[-1])
    return f"au {last}" if len(days) == 1 else f"au jour d'extraction de chaque fichier ({last} au plus tard)"


def absent(context: ReportContext) -> Element:
    """What is said where no request is shown: a register that holds none is not a register that nobody gave."""
    return absence_of(context, REGISTER, [context.total("requests_received")])


@shown
def key_figures(context: ReportContext) -> Element:
    """Requests, share answered in time, delay, overdue ones."""
    if not has_requests(context):
        return absent(context)
    total = context.total("requests_received")
    detail = ""
    if total.previous:
        before = f"{format_number(total.previous)} {in_period(context.previous_label)}"
        is_whole = total.status != "provisional"
        detail = (
            f"{before}, soit {relative_change_words(total.value, total.previous)}" if is_whole else as_of_words(total)
        )
    items = [KeyFigure("Demandes reçues", format_number(total.value), detail)]
    for indicator_id in (
        "replies_on_time",
        "reply_delay",
        "requests_unanswered",
        "compliments",
    ):
        indicator, row = context.indicator(indicator_id), context.total(indicator_id)
        if row.status == "suppressed":
            continue
        base = f"sur {format_count(row.denominator, 'demande')}" if row.denominator else ""
        detail = " ; ".join(part for part in (base, "chiffre fictif" if _is_invented(context, row) else "") if part)
        items.append(KeyFigure(indicator.short_label, value_words(row, indicator, context.audience), detail))
    return KeyFigures("Les demandes en bref", tuple(items))


def _is_invented(context: ReportContext, row: Measured) -> bool:
    """True of an invented figure among others; where nothing is real, every page says so."""
    return row.nature == "fictitious" and not is_wholly_fictitious(context)


@shown
def channel_table(context: ReportContext) -> Element:
    """Requests by channel with their share, against last year where it is known."""
    return _channel_table(context) if has_requests(context) else absent(context)


def _channel_table(context: ReportContext) -> Table:
    total = context.total("requests_received")
    channels = channels_known(context)
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
    parts = [row.value for row in channels if row.value is not None]
    shares = [Fraction(100 * int(part), int(sure(total.value))) for part in parts]
    notes = rounded_parts_note(shares, Fraction(100)) if sum(parts) == total.value else []
    notes += [*hidden_counts_note(context, channels), *hidden_before_note(context, total, channels)]
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


def channels_known(context: ReportContext) -> tuple[Measured, ...]:
    """Requests by channel; none where the channels of the register were invented."""
    is_invented = "channel" in context.invented_columns("requests")
    return () if is_invented else context.groups("requests_received", "channel")


def channels_not_given() -> Absent:
    """What is missing of a register that does not tell by what channel its requests came."""
    return Absent("canal des demandes", "Canal des demandes non communiqué.", "no_data")


def channels_used(context: ReportContext) -> list[Measured]:
    """Those of which a request is known to have come, or hidden."""
    return [row for row in channels_known(context) if row.value or row.status == "suppressed"]


@shown
def channel_figure(context: ReportContext) -> Element:
    """Bars of requests by channel; a sentence where there is only one, the table where one alone may be told."""
    channels = channels_used(context)
    rows, total = by_size(channels), context.total("requests_received")
    if not total.value:
        return absent(context)
    if not channels:
        return channels_not_given()
    if not rows or len(rows) == 1 < len(channels):
        return channel_table(context)
    if len(channels) == 1:  # One bar compares nothing, and a register may carry one channel for want of knowing it.
        label = inside_sentence(CHANNEL_LABELS[rows[0].group_value])
        return Text((f"Toutes les demandes du registre portent le même canal : {label}.",))
    labels = [CHANNEL_LABELS[row.group_value] for row in rows]
    values = [sure(row.value) for row in rows]
    words = [f"{format_number(value)} ({format_share(value, total.value)})" for value in values]
    listed = joined([f"{label} {word}" for label, word in zip(labels, words, strict=True)])
    listed += " ; d'autres canaux ne sont pas diffusés" if len(rows) < len(channels) else ""
    return Figure(
        "canaux",
        _first_channels(context, rows, len(channels)),
        f"Barres horizontales, {format_count(total.value, 'demande')} au total. {listed}.",
        draw_counts(labels, values, words),
        _channel_table(context),
        count_strips(labels, values, words),
    )


def _first_channels(context: ReportContext, rows: Sequence[Measured], count: int) -> str:
    """« Demandes reçues en 2021 : courriel d'abord (129 sur 251) »; no first where some of the `count` channels are hidden."""
    total = context.total("requests_received")
    first = [row for row in rows if row.value == rows[0].value]
    if len(rows) < count or len(first) == len(rows):
        return f"Demandes reçues par canal, {context.period.label}"
    names = joined([inside_sentence(CHANNEL_LABELS[row.group_value]) for row in first])
    each = " chacun" if len(first) > 1 else ""
    told = f"{format_number(rows[0].value)}{each} sur {format_number(total.value)}"
    return f"Demandes reçues {in_period(context.current_label)} : {names} d'abord ({told})"


@shown
def count_text(context: ReportContext) -> Element:
    """The number of requests and what its change can and cannot say."""
    return Text(count_paragraphs(context)) if has_requests(context) else absent(context)


def count_paragraphs(context: ReportContext) -> tuple[str, ...]:
    """What is said of the number of requests, with what stands apart and what was left out."""
    return (*count_sentences(context), *requests_apart(context), *left_out_notes(context, ["requests"]))


def count_sentences(context: ReportContext) -> list[str]:
    """« 42 demandes, réclamations et suggestions en 2020, contre 78 en 2019 (−46 %). », and what a change does not say."""
    total = context.total("requests_received")
    counted = format_count(total.value, *counted_nouns(context))
    first = f"{counted} {in_period(context.current_label)}"
    if not total.previous or total.status == "provisional":
        until = as_of_words(total)
        lines = [f"{first}{f', compte {until}' if until else ''}."]
        if total.previous:
            whole = f"{format_number(total.previous)} {in_period(context.previous_label)}"
            lines.append(f"La période n'est pas finie : elle ne se compare pas aux {whole}, période entière.")
        return lines
    change = relative_change_words(total.value, total.previous)
    told = f"{first}, contre {format_number(total.previous)} {in_period(context.previous_label)} ({change})."
    natures = earlier_nature_notes(context, [total])
    if total.value == total.previous:
        return [told, *natures]
    way = "baisse" if sure(total.value) < total.previous else "hausse"
    chance = "" if total.is_change_demonstrated else "du hasard, ou "
    return [told, f"Cette {way} peut venir {chance}de la fréquentation, qui n'est pas connue.", *natures]


@shown
def outside_table(context: ReportContext) -> Element:
    """What is counted apart: compliments, and requests outside the perimeter by reason."""
    if not has_requests(context) and not context.total("compliments").has_value:
        return absent(context)
    counted = [(KIND_LABELS["compliment"], context.total("compliments"))]
    counted += [(PERIMETER_LABELS[row.group_value], row) for row in context.groups("requests_apart", "perimeter")]
    if all(row.status == "suppressed" for _, row in counted):
        return Absent("détail des demandes comptées à part", "Détail non diffusé : trop peu de demandes.", "untold")
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


@shown
def themes_table(context: ReportContext) -> Element:
    """Themes of complaints and requests, with what was done about them where the register says it."""
    themes, noted = context.groups("request_themes", "theme"), context.total("request_themes")
    actions, named = actions_by_theme(context.stored), [row for row in by_size(themes) if row.value]
    is_merged = any(row.status == "suppressed" for row in themes) and noted.has_value
    merged = sure(noted.value) - sum(sure(row.value) for row in named) if is_merged else 0
    rows = [
        (Cell(row.group_value), count_cell(row.value), Cell(_listed(actions.get(row.group_value, ())))) for row in named
    ]
    if merged:
        rows.append((Cell(OTHER_THEMES), count_cell(merged), Cell("non détaillées")))
    if not rows:
        if not has_requests(context):
            return absent(context)
        words = "Le registre ne porte pas de thème pour cette période."
        return Absent("thèmes des demandes", words, "no_data")
    columns = (
        TableColumn("Thème"),
        TableColumn("Nombre", "end"),
        TableColumn(f"Suites données{' (fictives)' if 'action_taken' in context.invented_columns('requests') else ''}"),
    )
    return Table("themes", "Demandes par thème", columns, tuple(rows), tuple(nature_notes(context, themes)))


@shown
def kinds_table(context: ReportContext) -> Element:
    """Requests by kind: information, complaints, suggestions; compliments, which are counted apart, under them."""
    kinds = context.groups("requests_received", "kind")
    if not kinds or not has_requests(context):
        return absent(context)
    listed = [(KIND_LABELS[row.group_value], row) for row in kinds]
    compliments = context.total("compliments")
    if compliments.value or compliments.status == "suppressed":
        listed.append((f"{KIND_LABELS['compliment']} (hors total)", compliments))
    rows = tuple((Cell(label), value_cell(context, row)) for label, row in listed)
    columns = (TableColumn("Nature"), TableColumn("Nombre", "end"))
    return Table(
        "natures", "Demandes par nature", columns, rows, tuple(hidden_counts_note(context, [r for _, r in listed]))
    )


def _listed(actions: Sequence[str]) -> str:
    """« Alerte au septième jour ; modèle de réponse »: after the first, each goes on with the sentence."""
    first, *others = [action.strip().rstrip(".;") for action in actions] or ["—"]
    return " ; ".join([first, *map(inside_sentence, others)])


def hidden_counts_note(context: ReportContext, rows: Iterable[Measured]) -> list[str]:
    """Why some counts are not told, where some are not."""
    if all(row.status != "suppressed" for row in rows):
        return []
    minimum = context.catalogue.conventions.disclosure.count_minimum
    return [
        f"Non diffusé, {HIDDEN_WHY} : moins de {minimum} demandes, ou nombre qui permettrait d'en retrouver un par soustraction."
    ]


def hidden_before_note(context: ReportContext, total: Measured, rows: Iterable[Measured]) -> list[str]:
    """What the dashes of the year before are, where its total is told: a group that had none is a 0. Of a year whose register was
    not imported nobody knows the parts; of another they are hidden."""
    lacking = [row.previous is None for row in rows]
    if total.previous is None or not any(lacking):
        return []
    if all(lacking):
        is_known = context.reach("requests", context.compared_period) != "none"
        why = f"n'est pas diffusée, {HIDDEN_WHY}" if is_known else "n'est pas connue"
        return [f"La répartition {in_period(context.previous_label)} {why}."]
    return [f"« — » : nombre non diffusé {in_period(context.previous_label)}."]


def _share_cell(row: Measured, total: Measured) -> Cell:
    if not row.has_value:
        return Cell(STATUS_WORDS["suppressed"])
    value, whole = sure(row.value), sure(total.value)
    return Cell(format_share(value, whole), 100 * value / whole)


def by_size(rows: Iterable[Measured]) -> list[Measured]:
    """Rows that have a value, largest first, ties by group."""
    return sorted((row for row in rows if row.has_value), key=lambda row: (-sure(row.value), row.group))
