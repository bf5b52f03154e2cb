"""Requests on half a page: how many, by what channel, answered in time or not. Detail: `requests`, `replies`."""

from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn, Text
from qep_lib.display.figures import draw_whole
from qep_lib.display.narrow import whole_strips
from qep_lib.display.spelled import spelled_days
from qep_lib.display.wording import (
    format_count,
    format_number,
    format_share,
    inside_sentence,
    joined,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.indicators.requests import promised_days
from qep_lib.model.base import Rating
from qep_lib.model.closed_lists import ELECTRONIC_CHANNELS, PAPER_CHANNELS
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import from_to
from qep_lib.reports.main_results import IMPROVE, SUCCESS
from qep_lib.reports.requests import (
    ALL_KINDS,
    CHANNEL_LABELS,
    HIDDEN_WHY,
    absent,
    beside_register,
    by_size,
    channels_not_given,
    channels_used,
    count_sentences,
    counted_nouns,
    has_requests,
    register_day,
)
from qep_lib.reports.section import shown

NO_PROMISE, NOT_DUE = "sans délai annoncé", "encore dans le délai"
"""Why a request is in no share answered in time."""


@shown
def brief_text(context: ReportContext) -> Element:
    """How many requests, against last year, and by what channel they came."""
    if not has_requests(context):
        return absent(context)
    lines = count_sentences(context)
    lines += _by_channel(context)
    if context.total("replies_on_time").has_value:  # Whose base stands under it, smaller than what was received.
        lines += [promise_words(context), *unjudged_notes(context), *apart_notes(context)]
    told = Text((" ".join(lines),))
    return told if channels_used(context) else Gallery((told, channels_not_given()))


def _by_channel(context: ReportContext) -> list[str]:
    """« Par canal : courriel 24 ; courrier et fiche hall 18 ensemble, sans détail, pour ne désigner personne. »"""
    channels = channels_used(context)
    known = by_size(channels)
    told = joined([f"{_channel(row)} {format_number(row.value)}" for row in known])
    hidden = [_channel(row) for row in channels if row not in known]
    if not told:
        return []
    if not hidden:
        return [f"Par canal : {told}."]
    rest = sure(context.total("requests_received").value) - sum(sure(row.value) for row in known)
    return [f"Par canal : {told} ; {joined(hidden)} {format_number(rest)} ensemble, sans détail, {HIDDEN_WHY}."]


def _channel(row: Measured) -> str:
    return inside_sentence(CHANNEL_LABELS[row.group_value])


def on_time_words(context: ReportContext) -> str:
    """« 36 demandes sur 41 ont reçu une réponse à temps (88 %), la moitié en 4 jours ouvrés au plus », of a known share."""
    row = context.total("replies_on_time")
    share = value_words(row, context.indicator(row.indicator_id), context.audience)
    verb = "a reçu" if sure(row.numerator) < 2 else "ont reçu"
    counted = f"{format_count(row.numerator, *_nouns(context))} sur {format_number(row.denominator)}"
    return f"{counted} {verb} une réponse à temps ({share}){_usual_delay(context)}"


def _nouns(context: ReportContext) -> tuple[str, str]:
    """« demandes » of every kind, otherwise those that the register holds."""
    nouns = counted_nouns(context)
    return ("demande", "demandes") if nouns == ALL_KINDS else nouns


def apart_notes(context: ReportContext) -> list[str]:
    """Two rates of replies that stand in one document are not of the same requests: whose each is."""
    beside = beside_register(context)
    only = counted_nouns(context)[1]
    return [f"À part, car ce registre ne compte que des {only} : {' ; '.join(beside)}."] if beside else []


@shown
def kept_text(context: ReportContext) -> Element:
    """What was promised and kept, and what was not: replies in time, and those that are late."""
    row = context.total("replies_on_time")
    if not row.has_value or row.numerator is None:
        return Absent("réponses dans le délai", "Aucun délai échu n'est connu.", "untold")
    late = late_words(context)
    kept = [f"{SUCCESS} : {on_time_words(context)}."] if row.numerator else []
    unjudged = unjudged_notes(context)
    told = (
        *(f"{IMPROVE} : {words}" for words in late),
        *kept,
        promise_words(context),
        *unjudged,
        *apart_notes(context),
    )
    return Text(told, is_list=bool(late and kept))


def unjudged_notes(context: ReportContext) -> list[str]:
    """Requests that no share counts, beside those that it counts: without a promised delay, or still within it."""
    parts = []
    for state, words in (("no_deadline", NO_PROMISE), ("not_yet_due", NOT_DUE)):
        row = context.row("replies_on_time", f"state={state}")
        if row is not None and row.numerator:
            counted = format_number(row.numerator)
            parts.append(f"{counted} {words}")
    if parts:
        return [f"Demandes hors de ce compte : {joined(parts)}."]
    judged, received = context.total("replies_on_time").denominator, context.total("requests_received").value
    is_short = judged is not None and received is not None and judged < received
    return [f"Est hors de ce compte ce qui est {NOT_DUE}, ou {NO_PROMISE}."] if is_short else []


def late_words(context: ReportContext) -> list[str]:
    """« 4 demandes ont reçu leur réponse en retard ; 1 attendait encore la sienne au 20 janvier 2022, délai dépassé. »"""
    day = register_day(context)
    row, waiting = context.total("replies_on_time"), context.total("requests_unanswered")
    late = sure(row.denominator) - sure(row.numerator)
    if not late:
        return []
    if waiting.value is None or waiting.value > late:
        verb, its = ("a reçu", "sa") if late < 2 else ("ont reçu", "leur")
        wait = "l'attendait" if late < 2 else "l'attendaient"
        return [f"{format_count(late, 'demande')} {verb} {its} réponse en retard, ou {wait} encore {day}."]
    answered = late - waiting.value
    still = "attendait encore la sienne" if waiting.value < 2 else "attendaient encore la leur"
    if not answered:
        verb = "attendait" if late < 2 else "attendaient"
        return [f"{format_count(late, 'demande')} {verb} encore une réponse {day}, délai dépassé."]
    verb, its = ("a reçu", "sa") if answered < 2 else ("ont reçu", "leur")
    end = f" ; {format_number(waiting.value)} {still} {day}, délai dépassé" if waiting.value else ""
    return [f"{format_count(answered, 'demande')} {verb} {its} réponse en retard{end}."]


def promise_words(context: ReportContext) -> str:
    """« Réponse promise en 5 jours ouvrés par voie électronique, en 10 jours ouvrés sur papier. »: what « à temps » means."""
    promised = context.framework.deadlines_working_days
    days = {
        how: sorted(
            {
                sure(promised_days(promised, kind, channel))
                for kind in ("information_request", "complaint")
                for channel in channels
            }
        )
        for how, channels in (("par voie électronique", ELECTRONIC_CHANNELS), ("sur papier", PAPER_CHANNELS))
    }
    told = [f"en {from_to(*(f'{end} jours ouvrés' for end in (of[0], of[-1])))} {how}" for how, of in days.items()]
    return f"Réponse promise {', '.join(told)}."


@shown
def on_time_figure(context: ReportContext) -> Element:
    """One bar: answered in time, and not; its title says it whole, and stands alone where all were."""
    if not has_requests(context):
        return absent(context)
    indicator, row = context.indicator("replies_on_time"), context.total("replies_on_time")
    if not row.has_value or row.numerator is None or not row.denominator:
        words = f"{indicator.label} : {value_words(row, indicator, context.audience)}."
        return Absent("réponses dans le délai", words, "suppressed" if row.status == "suppressed" else "untold")
    late = row.denominator - row.numerator
    title = on_time_words(context)
    if not late:
        return Text((f"{title}.",))
    waiting = context.total("requests_unanswered").value
    others: list[tuple[str, float, Rating]] = [("en retard ou sans réponse", late, "far")]
    if waiting is not None and waiting <= late:
        others = [
            ("en retard", late - waiting, "far"),
            (f"encore sans réponse {register_day(context)}", waiting, "far"),
        ]
    parts: list[tuple[str, float, Rating]] = [("à temps", row.numerator, "met"), *others]
    shown_parts = [(f"{label} : {format_number(count)}", count, side) for label, count, side in parts if count]
    data = Table(
        "reponses-a-temps",
        "Demandes dont le délai de réponse est échu",
        (TableColumn("Réponse"), TableColumn("Demandes", "end"), TableColumn("Part", "end")),
        tuple(
            (Cell(label), count_cell(count), Cell(format_share(count, row.denominator)))
            for label, count, _ in parts
            if count
        ),
    )
    alt = f"Une barre partagée en deux : {joined([label for label, _, _ in shown_parts])}."
    return Figure("demandes-a-temps", title, alt, draw_whole(shown_parts), data, whole_strips(shown_parts))


def _usual_delay(context: ReportContext) -> str:
    """« , la moitié en 4 jours ouvrés au plus »: the median, which a few long delays do not move."""
    indicator = context.indicator("reply_delay_median")
    row = context.total(indicator.id)
    if not row.has_value:
        return ""
    return f", la moitié en {spelled_days(value_words(row, indicator, context.audience))} au plus"
