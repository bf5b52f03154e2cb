"""Contact figures by topic: telephone, internet, social media, mail, local authorities. Months are in `contact_months`.

A topic is one or more sections of the catalogue. What a rate counts stands beside it; « aucune demande » is no rate.
"""

from dataclasses import dataclass

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Absent, Element, KeyFigure, KeyFigures, Note
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.wording import (
    counts_words,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import channels
from qep_lib.reports.apparatus import absence_of, rating_mark, results_table, target_beside
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

GENERAL_SECTION = "channels"
"""Contact indicators of the yearly table: the table they come from says their topic, internet where it says nothing."""
LOCAL_AUTHORITIES_MODULE = "M4"


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of the report: its section of the catalogue, the name of its table, its title; the stored table of its months,
    where it has one."""

    section: str
    slug: str
    title: str
    months: str | None = None


TELEPHONE = Topic("telephone", "telephone", "Téléphone", "calls")
INTERNET = Topic("internet", "internet", "Site internet", "web_statistics")
SOCIAL_MEDIA = Topic("social_media", "reseaux-sociaux", "Réseaux sociaux", "social_statistics")
MAIL = Topic("mail", "courriers-courriels", "Courriers et courriels")
LOCAL_AUTHORITIES = Topic("local_authorities", "collectivites", "Collectivités territoriales (module 4)")
CONTACTS = Subject("Contacts", "chiffres de contact", "aucune demande n'est enregistrée", "s")
TOPICS = (TELEPHONE, INTERNET, SOCIAL_MEDIA, MAIL, LOCAL_AUTHORITIES)


def topic_indicators(context: ReportContext, topic: Topic) -> tuple[Indicator, ...]:
    """Indicators of a topic in their declared order."""
    general = [i for i in context.section(GENERAL_SECTION) if _topic_of(i) == topic]
    return tuple(sorted((*general, *context.section(topic.section)), key=lambda known: (known.order, known.id)))


def _topic_of(indicator: Indicator) -> Topic:
    return next((topic for topic in TOPICS if topic.months == indicator.table), INTERNET)


def known(context: ReportContext, topic: Topic) -> tuple[tuple[Indicator, Measured], ...]:
    """Indicators of a topic of which something can be said: a figure, « aucune demande », « non diffusé ».

    Replies to mail computed from the register stay out of public documents: with the rates of all requests by channel,
    printed beside them, a subtraction would give back those of a small group.
    """
    rows = [(indicator, context.total(indicator.id)) for indicator in topic_indicators(context, topic)]
    rows = [(indicator, row) for indicator, row in rows if row.status != "no_data"]
    if topic is MAIL and context.audience == "public":
        rows = [(indicator, row) for indicator, row in rows if row.origin == "declared"]
    return tuple(rows)


def topic_table(context: ReportContext, topic: Topic, is_after_checks: bool = False) -> Element:
    """The figures of a topic with their counts, last year, target and class; those that contradict each other first, in
    short where `checks` stands above."""
    shown = known(context, topic)
    if not shown:
        return absent(context, topic)
    indicators = [indicator for indicator, _ in shown]
    notes = remark_sentences([row for _, row in shown], context.audience, is_recalled=is_after_checks)
    figures = [(indicator, row) for indicator, row in shown if row.has_value]
    if figures and all(counts_words(row, indicator) == "—" for indicator, row in figures):
        notes.append("Comptes non communiqués.")
    if missing := [i.label for i in topic_indicators(context, topic) if i not in indicators]:
        notes.append(f"Non communiqués : {', '.join(missing)}.")
    return results_table(context, topic.slug, topic.title, indicators, notes, with_counts=True)


@shown
def checks(context: ReportContext) -> Element:
    """Figures that cannot both be true, all topics together."""
    remarks = remark_sentences([row for topic in TOPICS for _, row in known(context, topic)], context.audience)
    if remarks and context.audience == "public":
        return Note("info", "Comment lire les délais", tuple(remarks))
    if not remarks:
        return Absent("cohérence", "Aucun de ces chiffres n'en contredit un autre.", "untold")
    return Note("warning", "Chiffres qui ne vont pas ensemble", tuple(remarks))


@shown
def key_figures(context: ReportContext) -> Element:
    """One card a topic: its first figure, with its counts and target."""
    items = []
    for topic in TOPICS:
        found = next(((i, row) for i, row in known(context, topic) if row.status != "suppressed"), None)
        if found is None:
            continue
        indicator, row = found
        counts = counts_words(row, indicator)
        target = "" if row.target is None else target_beside(context, row, indicator)
        detail = " ; ".join(part for part in ("" if counts == "—" else counts, target) if part)
        mark = rating_mark(context, row, indicator)
        value = value_words(row, indicator, context.audience)
        items.append(KeyFigure(indicator.short_label, value, detail if row.has_value else "", mark))
    if not items:
        return nothing_known(context)
    return KeyFigures("Les contacts en bref", tuple(items))


def nothing_known(context: ReportContext) -> Element:
    """What is said where no topic has a figure."""
    return absence_of(context, CONTACTS, [row for topic in TOPICS for _, row in known(context, topic)])


def absent(context: ReportContext, topic: Topic) -> Element:
    """What is said of a topic without any figure; module 4 is not asked of every site."""
    if topic is LOCAL_AUTHORITIES and not has_module(context, LOCAL_AUTHORITIES_MODULE):
        words = "Le module 4 n'est pas de ceux du site, et aucun chiffre n'en est communiqué."
        return Absent(topic.title, words, "untold")
    if topic is MAIL and context.audience == "public" and any(
        context.total(i.id).status != "no_data" for i in topic_indicators(context, topic)
    ):  # fmt: skip
        return Absent(topic.title, "Les réponses aux courriers et courriels figurent avec les demandes.", "untold")
    return channels.absent(context, topic.title)


def has_module(context: ReportContext, module: str) -> bool:
    """True when the site's label, granted or asked for, has that module."""
    return context.label is not None and module in context.label.modules
