"""Calls, title delays and requests month by month: the changes that last. Readings: `comparison/month_readings.py`.

Each site is read against its own past. Months are measured by the formulas of the indicators themselves, on monthly
periods, and hidden for the audience with the months that would give them back.
"""

from collections.abc import Sequence

import numpy as np

from qep_lib.display.control_figures import ControlPanel, draw_control_charts
from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Note, Table, TableColumn, TableForm
from qep_lib.display.month_words import (
    MARK_SYMBOLS,
    Mark,
    change_words,
    limits_words,
    month_name,
    reading_words,
    screened_words,
    short_month,
    span_words,
    target_words,
)
from qep_lib.display.narrow_time import control_strips
from qep_lib.display.spelled import full_name, whose_name
from qep_lib.display.wording import (
    NBSP,
    STATUS_WORDS,
    format_number,
    format_value,
    in_period,
    joined,
    of_period,
)
from qep_lib.errors import sure
from qep_lib.model.base import Unit
from qep_lib.model.indicator import Indicator
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.month_series import (
    ShownMonths,
    SiteMonths,
    Topic,
    read_months_of,
    whole_values,
)
from qep_lib.reports.section import shown
from qep_lib.stats.control_chart import FIRM_POINTS, PROVISIONAL_POINTS, SHORTEST_CHANGE
from qep_lib.stats.error_rates import LASTING_CHANGES, MARKED_MONTHS

MOST_CHANGES = 3
"""Charts of one indicator: of many sites chance alone marks some months every year, and a chart of an ordinary year says
nothing. Only the changes that last are drawn, those that leave the ordinary furthest."""


@shown
def lasting_months(gathered: Gathered) -> Element:
    """The changes that last, a small chart each beside the others of its indicator."""
    found = [(topic, one) for topic, one in read_months_of(gathered) if one.changed]
    if not found:
        return Absent("changements durables", "Aucun changement durable, mois par mois.", "untold")
    return Gallery(tuple(_figure(gathered, topic, one) for topic, one in found))


@shown
def months_counts(gathered: Gathered) -> Element:
    """A line an indicator: how many sites are followed, have unusual months, a change that lasts; each month of each site is in
    the workbook."""
    shown = read_months_of(gathered)
    if not shown:
        words = (
            f"Aucun site n'a douze mois de relevés à montrer jusqu'à la fin de {gathered.context.period.short_label}."
        )
        return Absent("chiffres mensuels", words, "untold")
    every = (
        _months_table(f"{topic.slug}-tous-mois-{one.indicator.order}", one, one.sites, "sheet") for topic, one in shown
    )
    return Gallery((_counts_table(gathered, [one for _, one in shown]), *every))


@shown
def months_note(gathered: Gathered) -> Note:
    """How the charts are read, in plain words."""
    context = gathered.context
    return Note(
        "method",
        "Comment lire les mois",
        (
            "Un chiffre mensuel bouge toujours un peu. La bande grise montre ces variations ordinaires, celles des mois "
            f"qui précèdent le début {of_period(context.period.short_label)} ; elle se calcule quand {PROVISIONAL_POINTS} de ces "
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
            "diffusé interrompt la courbe et n'entre dans aucun calcul ; un relevé compte dans le mois de son premier jour. De "
            "mois réels, reconstitués ou fictifs, seuls sont lus ensemble ceux de la nature du dernier mois connu : d'une nature "
            "à l'autre, un écart n'est pas une évolution.",
        ),
    )


def _least_words(context: ReportContext) -> str:
    """From how much a change is called better or worse; empty where the conventions do not say."""
    least = context.catalogue.conventions.least_change
    declared: tuple[tuple[Unit, str, str], ...] = (("pct", "point", "une part"), ("days", "jour", "un délai"))
    known = [
        f"{format_number(size, 1, keep_zeros=False)}{NBSP}{word}{'s' * (size >= 2)} pour {what}"
        for unit, word, what in declared
        if (size := least.of(unit))
    ]
    return f" Il n'est dit favorable ou défavorable qu'à partir de {joined(known)}." if known else ""


def _most_changed(shown: ShownMonths) -> list[SiteMonths]:
    """The sites whose change that lasts leaves their ordinary months furthest, in department order."""
    kept = sorted(shown.changed, key=lambda site: -np.nan_to_num(site.reading.change_in_bands))[:MOST_CHANGES]
    return [site for site in shown.changed if site in kept]


def _figure(gathered: Gathered, topic: Topic, shown: ShownMonths) -> Figure:
    """The charts of the changes that leave the ordinary furthest; the caption says the plainest."""
    context = gathered.context
    sites = _most_changed(shown)
    indicator, months = shown.indicator, shown.months
    years = [(place, str(month.year)) for place, month in enumerate(months) if month.start.month == 1]
    panels = [_panel(site, shown) for site in sites]
    svg = draw_control_charts(panels, years, shown.first_read, indicator.unit, context.current_label, len(sites))
    slug = f"{topic.slug}-mois-{indicator.order}"
    said = " ; ".join(f"{site.name}, {_lasting_words(site, shown)}" for site in sites)
    changed = len(shown.changed)
    more = f" (les {len(sites)} plus marqués sur {changed} changements durables)" if changed > len(sites) else ""
    caption = f"{whose_name(indicator)} : {said}{more}"
    alternative = f"Petites courbes, une par site, un point par mois {span_words(months[0], months[-1])}. {said}."
    ends = (short_month(months[0].start), short_month(months[-1].start))
    strips = control_strips(panels, shown.first_read, ends, indicator.unit, context.current_label)
    return Figure(slug, caption, alternative, svg, _months_table(slug, shown, sites), strips)


def _panel(site: SiteMonths, shown: ShownMonths) -> ControlPanel:
    has_limits = site.reading.chart.firmness != "none"
    suffix = {"none": ", sans limites", "provisional": ", limites provisoires", "firm": ""}[site.reading.chart.firmness]
    targets = [
        own if not np.isnan(own) else (site.target if place >= shown.first_read else None)
        for place, own in enumerate(site.series.targets)
    ]
    return ControlPanel(
        site.name + suffix,
        tuple(None if np.isnan(value) else float(value) for value in site.reading.chart.values),
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


def _counts_table(gathered: Gathered, shown: Sequence[ShownMonths]) -> Table:
    rows = []
    for one in shown:
        distances = [sure(site.lasting).distance for site in one.changed]
        counts = (
            len(one.sites),
            sum(bool(site.reading.signals) or site.lasting is not None for site in one.sites),
            sum(distance > 0 for distance in distances),
            sum(distance < 0 for distance in distances),
        )
        rows.append((Cell(full_name(one.indicator)), *map(count_cell, counts)))
    when = in_period(gathered.context.current_label)
    columns = (
        TableColumn("Indicateur"),
        TableColumn("Sites suivis", "end"),
        TableColumn(f"Au moins un mois inhabituel {when}", "end"),
        TableColumn("Changement durable, en hausse", "end"),
        TableColumn("Changement durable, en baisse", "end"),
    )
    notes = ("Chaque mois de chaque site, avec ce qui est inhabituel, est dans le classeur joint.",)
    return Table("mois-comptes", f"Combien de sites ont changé {when}", columns, tuple(rows), notes)


def _months_table(slug: str, shown: ShownMonths, sites: Sequence[SiteMonths], form: TableForm = "open") -> Table:
    """A line a site: what its months say, between what its ordinary ones go, whether they meet the target, then each of them."""
    columns = (
        TableColumn("Site"),
        TableColumn("Constat"),
        TableColumn("Mois ordinaires"),
        TableColumn("Objectif"),
        *(TableColumn(month_name(month), "end") for month in shown.months),
    )
    rows = tuple(
        (
            Cell(site.name),
            Cell(reading_words(site.reading, _lasting_words(site, shown), site.unusual, shown.months)),
            Cell(_ordinary_words(site, shown.indicator)),
            Cell(target_words(site.reading, shown.indicator, site.target) or "—"),
            *(_month_cell(site, place, shown.indicator) for place in range(len(shown.months))),
        )
        for site in sites
    )
    return Table(slug, f"{full_name(shown.indicator)}, mois par mois", columns, rows, is_wide=True, form=form)


def _ordinary_words(site: SiteMonths, indicator: Indicator) -> str:
    """« de 85,1 % à 93,4 % ; 2 mois exceptionnels laissés hors du calcul des limites »."""
    limits = limits_words(site.reading, indicator, site.low, site.high, site.decimals)
    return " ; ".join(filter(None, (limits, screened_words(site.reading))))


def _month_cell(site: SiteMonths, place: int, indicator: Indicator) -> Cell:
    value, status = whole_values(site.series)[place], site.series.status[place]
    if np.isnan(value):
        return Cell("mois incomplet" if status == "provisional" else STATUS_WORDS.get(status, STATUS_WORDS["no_data"]))
    words = format_value(float(value), indicator.unit, site.decimals)
    return Cell(words, round(float(value), site.decimals))
