"""How people reach the site: telephone, internet, social media, mail and local authorities, by topic or over the year."""

from qep_lib.display.elements import Element
from qep_lib.display.remarks import remark_sentences
from qep_lib.display.verdict import has_local_target, local_targets_words
from qep_lib.display.wording import inside_sentence
from qep_lib.model.indicator import Indicator
from qep_lib.reports import channels, contact_figures
from qep_lib.reports.contact_figures import (
    INTERNET,
    LOCAL_AUTHORITIES,
    MAIL,
    SOCIAL_MEDIA,
    TELEPHONE,
    TOPICS,
    topic_table,
)
from qep_lib.reports.contact_months import months_figure
from qep_lib.reports.context import ReportContext
from qep_lib.reports.main_results import objectives_words
from qep_lib.reports.plain_results import plain_table, years_figure
from qep_lib.reports.section import Section, shown

CAPTION = "Indicateurs de contact"


def _known(context: ReportContext) -> tuple[Indicator, ...]:
    return tuple(indicator for topic in TOPICS for indicator, _ in contact_figures.known(context, topic))


SECTION = Section("Nous joindre", parts=(contact_figures,), figures=_known)


@shown
def telephone(context: ReportContext) -> Element:
    """Calls and voice server."""
    return topic_table(context, TELEPHONE, is_after_checks=True)


@shown
def telephone_months(context: ReportContext) -> Element:
    """Calls, month by month."""
    return months_figure(context, TELEPHONE)


@shown
def internet(context: ReportContext) -> Element:
    """Website."""
    return topic_table(context, INTERNET, is_after_checks=True)


@shown
def internet_months(context: ReportContext) -> Element:
    """Website, month by month."""
    return months_figure(context, INTERNET)


@shown
def social_media(context: ReportContext) -> Element:
    """Social media."""
    return topic_table(context, SOCIAL_MEDIA, is_after_checks=True)


@shown
def social_media_months(context: ReportContext) -> Element:
    """Social media, month by month."""
    return months_figure(context, SOCIAL_MEDIA)


@shown
def mail(context: ReportContext, is_after_checks: bool = True) -> Element:
    """Replies to letters and e-mails; `is_after_checks=False` where `checks` does not stand above."""
    return topic_table(context, MAIL, is_after_checks)


@shown
def local_authorities(context: ReportContext, is_after_checks: bool = True) -> Element:
    """Local authorities and appointments of elected officials; `is_after_checks` as in `mail`."""
    return topic_table(context, LOCAL_AUTHORITIES, is_after_checks)


@shown
def year_table(context: ReportContext) -> Element:
    """Telephone, internet and social media in one table."""
    return channels.section_table(context, "channels", "canaux-contact", CAPTION, channels.received(context))


@shown
def year_text(context: ReportContext) -> Element:
    """The same in words."""
    return channels.section_text(context, "channels", CAPTION, channels.received(context))


@shown
def plain_year(context: ReportContext) -> Element:
    """Every way to reach the site in one short table, module 4 included."""
    indicators = _known(context)
    if not indicators:
        return channels.absent(context, CAPTION)
    rows = [context.total(indicator.id) for indicator in indicators]
    rated = [row for row in rows if row.rating is not None]
    met = sum(row.rating == "met" for row in rated)
    local = sum(has_local_target(i, row) for i, row in zip(indicators, rows, strict=True))
    unjudged = f" ; {local_targets_words(local)}" if local else ""
    told = f"Nous joindre : {inside_sentence(objectives_words(met, len(rated), bool(local)))}{unjudged}"
    caption = told if rated else "Nos moyens de contact"
    return plain_table(context, "nous-joindre", caption, indicators, remark_sentences(rows, context.audience))


@shown
def years(context: ReportContext) -> Element:
    """The same over the years, where three are known."""
    return years_figure(context, "contacts-annees", "Nos moyens de contact", _known(context))
