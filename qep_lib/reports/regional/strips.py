"""Each indicator of a folded comparison: all the sites in one strip, the sites that leave the expected range in one table."""

from collections.abc import Sequence
from dataclasses import replace

from qep_lib.comparison.comparable import ComparedIndicator
from qep_lib.display.elements import Cell, Element, Figure, Table, TableColumn, Text
from qep_lib.display.site_dots import READINGS, SitePanel
from qep_lib.display.site_strip import NAMED, draw_site_strip
from qep_lib.display.wording import format_count, format_number, joined
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import FICTITIOUS, NAMED_SITES, site_name
from qep_lib.reports.regional.site_views import (
    figure_caption,
    figure_slug,
    middle_words,
    site_axis,
    site_data,
    site_interval_words,
    site_means,
    site_panels,
)
from qep_lib.reports.regional.words import THEMES, reading_words

WHERE_VALUES = "Les valeurs de tous les sites sont dans les tableaux de « Les sites côte à côte »."


def strip_figure(gathered: Gathered, found: ComparedIndicator) -> Figure:
    """The strip of an indicator that two sites may be compared on; its data, a line a site, are folded."""
    panels = site_panels(gathered, found)
    numbered = [replace(panel, title=f"Groupe {place}") for place, panel in enumerate(panels, start=1)]
    axis = site_axis(found, panels)
    told = []
    for panel, middle in zip(panels, site_means(gathered, found), strict=True):
        mean = f", moyenne {middle_words(gathered, found.indicator, middle)}" if middle else ""
        head = f"{panel.title} : " if panel.title else ""
        told.append(f"{head}{format_count(len(panel.dots), 'site')}{mean}. {_outside_words(panel)}".strip())
    aim = f"{axis.target_words[:1].upper()}{axis.target_words[1:]}. " if axis.target_words else ""
    return Figure(
        figure_slug(gathered, found.indicator),
        figure_caption(gathered, found.indicator),
        f"Un point par site, de gauche à droite dans l'ordre des départements. {aim}{' '.join(told)} {WHERE_VALUES}",
        draw_site_strip(numbered if len(panels) > 1 else panels, axis, _invented_words(gathered, found)),
        site_data(gathered, found),
    )


def group_sentences(gathered: Gathered, found: ComparedIndicator) -> tuple[str, ...]:
    """What the sites of each numbered panel share; nothing where there is one panel."""
    panels = site_panels(gathered, found)
    if len(panels) < 2:
        return ()
    return tuple(
        f"Groupe {place}, {len(panel.dots)} sites. {panel.title}." for place, panel in enumerate(panels, start=1)
    )


def _outside_words(panel: SitePanel) -> str:
    """« Plus bas que la fourchette attendue, à examiner : Indre 55 %. »; empty where no site is outside."""
    sentences = []
    for code in NAMED:
        words = [f"{dot.label} {dot.words}" for dot in panel.dots if dot.code == code]
        if words:
            label = READINGS[code].label
            sentences.append(f"{label[:1].upper()}{label[1:]} : {joined(words)}.")
    return " ".join(sentences)


def _invented_words(gathered: Gathered, found: ComparedIndicator) -> str:
    """What of a strip of numbers is not a record of its site; empty where all are."""
    rows = [c.measured for compared in found.sets for c in compared.candidates]
    invented = [row.site_id for row in rows if row.nature == "fictitious" or row.site_id in gathered.invented]
    if not invented:
        return ""
    if len(invented) == len(rows):
        return "données fictives"
    numbers = [gathered.member(site_id).site.department_code for site_id in invented]
    listed = (
        joined(numbers)
        if len(numbers) <= NAMED_SITES
        else f"{format_count(len(numbers), 'site')}, marqués dans le tableau"
    )
    return f"{FICTITIOUS[1:-1]}s : {listed}"


def named_sites(gathered: Gathered, theme: str, chosen: Sequence[ComparedIndicator]) -> Element:
    """Every site of the theme that is to examine or to watch, with what its figure stands on: nothing else is named."""
    rows, watched = [], 0
    for found in chosen:
        for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True):
            for candidate in compared.candidates:
                reading = read.readings.get(candidate.site_id) if read else None
                if reading is None or reading.code == "within":
                    continue
                watched += reading.code not in NAMED
                row = candidate.measured
                rows.append(
                    (
                        Cell(found.indicator.short_label),
                        Cell(site_name(gathered, candidate.site_id, [row])),
                        value_cell(gathered.context, row),
                        Cell(site_interval_words(gathered, found.indicator, row)),
                        count_cell(row.denominator),
                        Cell(reading_words(reading.code)),
                    )
                )
    if not rows:
        return Text((f"Aucun site ne sort de la fourchette attendue sur ce thème. {WHERE_VALUES}",))
    columns = (
        TableColumn("Indicateur", width=2.6),
        TableColumn("Site", width=1.9),
        TableColumn("Valeur", "end", 0.9),
        TableColumn("Fourchette indicative", "end", 1.4),
        TableColumn("Base", "end", 0.8),
        TableColumn("Lecture", width=3),
    )
    count = f"{format_number(len(rows) - watched)} à examiner, {format_number(watched)} à surveiller"
    caption = f"{THEMES[theme][0]} : les chiffres hors de la fourchette attendue ({count})"
    return Table(f"hors-fourchette-{theme}", caption, columns, tuple(rows), (WHERE_VALUES,), form="dense")
