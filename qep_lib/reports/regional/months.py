"""Calls, title delays and requests month by month, a small control chart a site. Readings: `comparison/month_readings.py`.

Each site is read against its own past. Months are measured by the formulas of the indicators themselves, on monthly
periods, and hidden for the audience with the months that would give them back.
"""

from collections.abc import Sequence

import numpy as np

from qep_lib.display.control_figures import ControlPanel, draw_control_charts
from qep_lib.display.elements import Cell, Element, Figure, Gallery, Note, Table, TableColumn, Text
from qep_lib.display.month_words import (
    MARK_SYMBOLS,
    Mark,
    change_words,
    limits_words,
    month_name,
    reading_words,
    screened_words,
    signal_words,
    span_words,
    target_words,
)
from qep_lib.display.wording import (
    NBSP,
    STATUS_WORDS,
    format_count,
    format_number,
    format_value,
    in_period,
    joined,
    of_period,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.month_series import (
    CALLS,
    REQUESTS,
    TITLES,
    ShownMonths,
    SiteMonths,
    Topic,
    read_topic,
    whole_values,
)
from qep_lib.stats.control_chart import FIRM_POINTS, PROVISIONAL_POINTS, SHORTEST_CHANGE
from qep_lib.stats.error_rates import LASTING_CHANGES, MARKED_MONTHS

MOST_PANELS, MOST_CHANGES = 15, 3
"""Charts of one figure: what a page holds, and the one line that a folded report draws of an indicator. Of many sites chance
alone marks some months every year: only the changes that last are then drawn, those that leave the ordinary furthest."""


def months_note(gathered: Gathered) -> Note:
    """How the charts are read, in plain words."""
    context = gathered.context
    return Note(
        "method",
        "Comment lire les mois",
        (
            "Un chiffre mensuel bouge toujours un peu. La bande grise montre ces variations ordinaires, celles des mois "
            f"qui précèdent le début {of_period(_named(context.period))} ; elle se calcule quand {PROVISIONAL_POINTS} de ces "
            f"mois au moins sont connus, sinon avec tous les mois, s'il y en a {PROVISIONAL_POINTS}. Moins ils sont "
            f"nombreux, plus elle est large ; sous {FIRM_POINTS} mois, les limites sont provisoires.",
            f"Un mois est inhabituel ({MARK_SYMBOLS['outside']}) s'il sort de la bande. Sur cent mois ordinaires, moins de "
            f"{MARKED_MONTHS.below} en sortent par hasard. Inhabituel ne veut dire ni mauvais ni fautif : c'est une question "
            "à poser.",
            f"Un changement est durable ({MARK_SYMBOLS['lasting']}) si les derniers mois connus, {SHORTEST_CHANGE} au moins, "
            "sont tous du même côté de la moyenne d'avant et trop loin d'elle, ensemble, pour que le hasard l'explique. Il y "
            f"faut {FIRM_POINTS} mois connus avant la période, et plus d'écart quand plus de séries sont lues : là où rien n'a "
            f"changé, moins de {LASTING_CHANGES.below} rapports sur cent en disent un à tort.{_least_words(context)}",
            "Ces taux sont simulés. Ils tiennent aussi quand un mois ressemble un peu au précédent (autocorrélation de 0,3), "
            "pas au-delà.",
            "Chaque site est lu par rapport à lui-même, jamais par rapport aux autres. Un mois sans relevé, incomplet ou non "
            "diffusé interrompt la courbe et n'entre dans aucun calcul ; un relevé compte dans le mois de son premier jour.",
        ),
    )


def _least_words(context: ReportContext) -> str:
    """From how much a change is called better or worse; empty where the conventions do not say."""
    least = context.catalogue.conventions.least_change
    declared = (("pct", "point", "une part"), ("days", "jour", "un délai"))
    known = [
        f"{format_number(size, 1, keep_zeros=False)}{NBSP}{word}{'s' * (size >= 2)} pour {what}"
        for unit, word, what in declared
        if (size := least.of(unit))
    ]
    return f" Il n'est dit favorable ou défavorable qu'à partir de {joined(known)}." if known else ""


def months_of_calls(gathered: Gathered) -> Element:
    """Calls answered; « aboutis » only for the sites that do not have the former."""
    return _of_topic(gathered, CALLS)


def months_of_titles(gathered: Gathered) -> Element:
    """Processing and delivery delays, title by title."""
    return _of_topic(gathered, TITLES)


def months_of_requests(gathered: Gathered) -> Element:
    """Replies on time, then how many requests came."""
    return _of_topic(gathered, REQUESTS)


def _of_topic(gathered: Gathered, topic: Topic) -> Element:
    context = gathered.context
    shown = read_topic(gathered, topic)
    if not shown:
        return Text((f"Aucun site n'a douze mois de relevés à montrer jusqu'à la fin de {_named(context.period)}.",))
    items: list[Element] = [_counts_table(gathered, topic, shown)] if gathered.is_folded else []
    for one in shown:
        items += _figure(gathered, topic, one)
        items.append(_every_month(topic, one) if gathered.is_folded else _words(one))
    items.append(_signals_table(gathered, topic, shown))
    return Gallery(tuple(items))


def _has_changed(shown: ShownMonths) -> list[SiteMonths]:
    return [site for site in shown.sites if site.lasting is not None]


def _most_changed(shown: ShownMonths) -> list[SiteMonths]:
    """The sites whose change that lasts leaves their ordinary months furthest, in department order."""
    changed = _has_changed(shown)
    kept = sorted(changed, key=lambda site: -np.nan_to_num(site.reading.change_in_bands))[:MOST_CHANGES]
    return [site for site in changed if site in kept]


def _figure(gathered: Gathered, topic: Topic, shown: ShownMonths) -> list[Element]:
    """The charts: every site of a region; of more sites, the changes that last and that leave the ordinary furthest."""
    context = gathered.context
    sites = _most_changed(shown) if gathered.is_folded else list(shown.sites)[:MOST_PANELS]
    if not sites:
        return []
    indicator, months = shown.indicator, shown.months
    years = [(place, str(month.year)) for place, month in enumerate(months) if month.start.month == 1]
    panels = [_panel(site, shown) for site in sites]
    columns = MOST_CHANGES if gathered.is_folded else None
    svg = draw_control_charts(panels, years, shown.first_read, indicator.unit, context.current_label, columns)
    slug = f"{topic.slug}-mois-{indicator.order}"
    caption = f"{indicator.label}, mois par mois" + (_which(shown, sites) if gathered.is_folded else "")
    listed = " ".join(f"{site.name} : {_reading(site, shown)}." for site in sites)
    span = span_words(months[0], months[-1])
    alternative = f"Petites courbes, une par site, un point par mois {span}. {listed}"
    return [Figure(slug, caption, alternative, svg, _data_table(slug, caption, shown, sites))]


def _which(shown: ShownMonths, drawn: Sequence[SiteMonths]) -> str:
    """« : les 6 changements durables les plus marqués, sur 72 »."""
    changed = len(_has_changed(shown))
    if len(drawn) == changed:
        return f" : {format_count(changed, 'changement durable', 'changements durables')}"
    most = "le changement durable le plus marqué" if len(drawn) == 1 else (
        f"les {len(drawn)} changements durables les plus marqués"
    )  # fmt: skip
    return f" : {most}, sur {changed}"


def _panel(site: SiteMonths, shown: ShownMonths) -> ControlPanel:
    has_limits = site.reading.chart.firmness != "none"
    suffix = {"none": ", sans limites", "provisional": ", limites provisoires", "firm": ""}[site.reading.chart.firmness]
    targets = [
        own if not np.isnan(own) else (site.target if place >= shown.first_read else None)
        for place, own in enumerate(site.series.targets)
    ]
    return ControlPanel(
        site.name + suffix,
        tuple(None if np.isnan(value) else float(value) for value in whole_values(site.series)),
        site.reading.chart.centre if has_limits else None,
        site.low if has_limits else None,
        site.high if has_limits else None,
        tuple(None if target is None else float(target) for target in targets),
        _marks(site),
    )


def _marks(site: SiteMonths) -> tuple[tuple[int, Mark], ...]:
    """One mark a month: outside the limits, else of a lasting change."""
    found: dict[int, Mark] = dict.fromkeys(site.lasting.places if site.lasting else (), "lasting")
    found |= {place: "outside" for signal in site.reading.signals for place in signal.places}
    return tuple(sorted(found.items()))


def _lasting_words(site: SiteMonths, shown: ShownMonths) -> str:
    """The lasting change of a site, empty without one."""
    if site.lasting is None:
        return ""
    return change_words(site.lasting, shown.indicator, shown.months, site.decimals, site.least)


def _reading(site: SiteMonths, shown: ShownMonths) -> str:
    return reading_words(site.reading, _lasting_words(site, shown), site.unusual, shown.months)


def _words(shown: ShownMonths) -> Text:
    """A sentence a site: its ordinary months, its unusual ones, its target."""
    sentences = [_sentence(site, shown) for site in shown.sites]
    if shown.without:
        sentences.append(f"Sans relevé mensuel à montrer : {joined(list(shown.without))}.")
    return Text(tuple(sentences), is_list=True)


def _counts_table(gathered: Gathered, topic: Topic, shown: Sequence[ShownMonths]) -> Table:
    """A line an indicator: how many sites are followed, have unusual months, a change that lasts, up or down."""
    rows = []
    for one in shown:
        distances = [site.lasting.distance for site in _has_changed(one)]
        counts = (
            len(one.sites),
            sum(bool(site.reading.signals) or site.lasting is not None for site in one.sites),
            sum(distance > 0 for distance in distances),
            sum(distance < 0 for distance in distances),
            len(_most_changed(one)),
        )
        rows.append((Cell(one.indicator.label), *map(count_cell, counts)))
    when = in_period(gathered.context.current_label)
    columns = (
        TableColumn("Indicateur", width=4),
        TableColumn("Sites suivis", "end", 0.8),
        TableColumn(f"Au moins un mois inhabituel {when}", "end", 1.2),
        TableColumn("Changement durable, en hausse", "end", 1.2),
        TableColumn("Changement durable, en baisse", "end", 1.2),
        TableColumn("Sites dessinés", "end", 0.8),
    )
    notes = (
        "Un changement durable se poursuit jusqu'au dernier mois connu. Les sites dessinés sont ceux dont il s'écarte le plus "
        "de leurs propres mois ordinaires. Les changements de tous sont dans le tableau replié de la page web ; leurs chiffres, "
        "mois par mois, dans le classeur joint.",
    )
    return Table(f"{topic.slug}-mois-comptes", f"Combien de sites ont changé {when}", columns, tuple(rows), notes)


def _sentence(site: SiteMonths, shown: ShownMonths) -> str:
    ordinary = limits_words(site.reading, shown.indicator, site.low, site.high, site.decimals)
    parts = [f"un mois ordinaire va {ordinary}" if site.reading.chart.firmness != "none" else ordinary]
    if site.reading.chart.firmness != "none":
        parts.append(_reading(site, shown))
    parts += [words for words in (target_words(site.reading, shown.indicator, site.target), _missing(site)) if words]
    if screened := screened_words(site.reading):
        parts.append(screened)
    return f"{site.name} : {' ; '.join(parts)}."


def _missing(site: SiteMonths) -> str:
    """How many months are hidden, or stop before their end."""
    hidden = sum(status == "suppressed" for status in site.series.status)
    partial = sum(status == "provisional" for status in site.series.status)
    words = [format_count(hidden, "mois non diffusé", "mois non diffusés")] if hidden else []
    return " ; ".join(words + ([format_count(partial, "mois incomplet", "mois incomplets")] if partial else []))


def _signals_table(gathered: Gathered, topic: Topic, shown: Sequence[ShownMonths]) -> Element:
    """A line a signal: site, indicator, what happened, what to check. Of a folded report, the changes that last only."""
    what = "changement durable" if gathered.is_folded else "mois inhabituel"
    when = in_period(gathered.context.current_label)
    rows = []
    for one in shown:
        for site in one.sites:
            for words in _listed(gathered, site, one):
                rows.append((Cell(site.name), Cell(one.indicator.short_label), Cell(words)))
    if not rows:
        return Text((f"Aucun {what} {when}.",))
    columns = (TableColumn("Site", width=1.3), TableColumn("Indicateur", width=1.5), TableColumn("Constat", width=3))
    caption = f"{'Changements durables' if gathered.is_folded else 'Mois inhabituels'} {when}"
    form = "folded" if gathered.is_folded else "open"
    notes = (f"À regarder d'abord : {topic.check}.",)
    return Table(f"{topic.slug}-mois-signaux", caption, columns, tuple(rows), notes, form=form)


def _listed(gathered: Gathered, site: SiteMonths, shown: ShownMonths) -> list[str]:
    lasting = _lasting_words(site, shown)
    said = [f"{MARK_SYMBOLS['lasting']} {lasting}"] if lasting else []
    if not gathered.is_folded:
        said += [f"{MARK_SYMBOLS['outside']} {signal_words(signal, shown.months)}" for signal in site.unusual]
    return said


def _data_table(slug: str, caption: str, shown: ShownMonths, sites: Sequence[SiteMonths]) -> Table:
    """From the first month of which something is known of one of the sites."""
    columns = (TableColumn("Mois"), *(TableColumn(site.name, "end") for site in sites))
    first = min(place for site in sites for place, status in enumerate(site.series.status) if status != "no_data")
    rows = tuple(
        (Cell(month_name(month)), *(_month_cell(site, place, shown.indicator) for site in sites))
        for place, month in enumerate(shown.months)
        if place >= first
    )
    since = (
        f"Chiffres connus depuis {month_name(shown.months[first])} ; aucun de ces sites n'en a pour les mois d'avant."
    )
    return Table(slug, f"{caption} : données", columns, rows, (since,) if first else (), is_wide=True)


def _every_month(topic: Topic, shown: ShownMonths) -> Table:
    """A line a site, a column a month: for whoever wants the months of a site that is not drawn."""
    columns = (TableColumn("Site"), *(TableColumn(month_name(month), "end") for month in shown.months))
    rows = tuple(
        (Cell(site.name), *(_month_cell(site, place, shown.indicator) for place in range(len(shown.months))))
        for site in shown.sites
    )
    caption = f"{shown.indicator.label}, mois par mois : tous les sites"
    return Table(f"{topic.slug}-tous-mois-{shown.indicator.order}", caption, columns, rows, is_wide=True, form="sheet")


def _month_cell(site: SiteMonths, place: int, indicator: Indicator) -> Cell:
    value, status = whole_values(site.series)[place], site.series.status[place]
    if np.isnan(value):
        return Cell("mois incomplet" if status == "provisional" else STATUS_WORDS.get(status, STATUS_WORDS["no_data"]))
    words = format_value(float(value), indicator.unit, site.decimals)
    return Cell(words, round(float(value), site.decimals))


def _named(period: Period) -> str:
    return period.code if period.code.isdigit() else period.label
