"""Maps of the compared departments: status of the label, and what is read of one indicator.

Prefectures only: a sub-prefecture has no contour of its own and is named under the map. A list of sites is drawn among its
neighbours, which are context, whatever regions it spans; the country is drawn whole.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from qep_lib.comparison.comparable import ComparedIndicator, Reason
from qep_lib.display.elements import Element, Text
from qep_lib.display.map_classes import (
    CLASS_OF_READING,
    LABEL_CLASSES,
    NOT_COMPARABLE,
    NOT_READ,
    RATING_CLASSES,
    READING_CLASSES,
    MapClass,
)
from qep_lib.display.map_figure import map_figure
from qep_lib.display.maps import NAMED_MAXIMUM
from qep_lib.display.spelled import full_name, whose_name
from qep_lib.display.wording import format_date, joined
from qep_lib.errors import sure
from qep_lib.indicators.label_dates import label_dates
from qep_lib.model.site import Framework, Label
from qep_lib.model.subject import COUNTRY
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Figure as SiteFigure
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.standouts import pointed
from qep_lib.reports.regional.words import FICTITIOUS
from qep_lib.reports.section import shown

ENDING_WITHIN_MONTHS = 6
NO_CLASS = (
    "pas d'objectif cette année, et une lecture demande une part de réponses indépendantes sur trois sites au moins"
)
MOST_TOLD = 3
"""Sites that the caption of a map names."""
PREFERRED_SECTION = "satisfaction"
WITHOUT_FIGURE: tuple[Reason, ...] = ("suppressed", "no_request", "not_measurable", "no_data")
"""Reasons for which a site has no figure; for the others it has one, that may not stand beside the others."""


@shown
def label_map(gathered: Gathered) -> Element:
    """Departments by status of their label on the cut-off day, from what `params/labels.yml` declares."""
    context = gathered.context
    areas, values = {}, {}
    for member in _prefectures(context):
        code = member.site.department_code
        areas[code], values[code] = label_status(member.label, member.framework, context.as_of)
    caption = f"Situation des labels au {format_date(context.as_of)}."
    return _drawn(gathered, "carte-labels", caption, areas, LABEL_CLASSES, values)


def label_status(label: Label | None, framework: Framework, as_of: date) -> tuple[str, str]:
    """(class of `LABEL_CLASSES`, what is known in words) of one site on a day.

    A label that no one declared may exist: it is unknown, never said to be absent. One is « ending » from six months
    before its last day, the time granted included.
    """
    if label is None:
        return "unknown", "aucun label déclaré"
    dates = label_dates(label, framework.label)
    if dates is None:
        return "undated", "date non communiquée"
    if sure(label.labelled_on) > as_of:
        return "not_labelled", f"obtenu ensuite, le {format_date(label.labelled_on)}"
    ends_on = dates.ends_extended_on or dates.ends_on
    if ends_on < as_of:
        return "ended", f"échu le {format_date(ends_on)}"
    is_ending = ends_on <= as_of + relativedelta(months=ENDING_WITHIN_MONTHS)
    return "ending" if is_ending else "labelled", f"jusqu'au {format_date(ends_on)}"


@shown
def indicator_map(gathered: Gathered, indicator_id: str | None = None) -> Element:
    """Departments by class of one indicator: the gap to its target where it has one, otherwise its reading.

    By default that of which a site is first to examine, otherwise the first satisfaction criterion that is read, otherwise the
    first indicator that is. Raises `ParameterError`
    for an indicator that is not compared.
    """
    found = _chosen(gathered, indicator_id)
    if found is None:
        return Text(("Aucun indicateur n'est lu sur assez de sites comparables : il n'y a pas de carte.",))
    indicator = found.indicator
    line = next((line for line in gathered.lines if line.found is found), None)
    if line is None:
        return Text((f"{full_name(indicator)} : aucun site n'est comparable à un autre, il n'y a pas de carte.",))
    classes: dict[str, str] = {
        figure.row.site_id: figure.row.rating for figure in line.figures if figure.row.rating is not None
    }
    known, told, about = RATING_CLASSES, "", "appréciation par rapport à l'objectif"
    if not classes and line.read is None:
        return Text((f"{full_name(indicator)} : {NO_CLASS}, il n'y a pas de carte.",))
    if not classes:
        known = READING_CLASSES
        classes = {one.row.site_id: CLASS_OF_READING[one.code].id for one in line.figures if one.reading}
        middle = "médiane" if sure(line.read).regime == "none" else "moyenne"
        about = f"lecture par rapport à la {middle} des sites comparés"
        told = _told(gathered, classes)
    areas, values = {}, {}
    for member in _prefectures(gathered.context):
        code, site_id = member.site.department_code, member.site.site_id
        is_drawn = site_id in line.compared.sites
        without = None if line.reasons.get(site_id) in WITHOUT_FIGURE else NOT_COMPARABLE.id
        areas[code] = classes.get(site_id, NOT_READ.id) if is_drawn else without
        values[code] = _value(gathered, found, member)
    drawn = (*known, *(one for one in (NOT_READ, NOT_COMPARABLE) if one.id in areas.values()))
    return _drawn(
        gathered, f"carte-{indicator.order}", f"{full_name(indicator)}{told} ({about}).", areas, drawn, values
    )


def _told(gathered: Gathered, classes: Mapping[str, str]) -> str:
    """« , Indre (fictif) plus bas que la fourchette attendue, à examiner »: the sites out of what is expected."""
    found = [
        (joined([gathered.name(site) for site in classes if classes[site] == one.id]), one.label)
        for one in READING_CLASSES
        if one.id != CLASS_OF_READING["within"].id and one.id in classes.values()
    ]
    if sum(one != CLASS_OF_READING["within"].id for one in classes.values()) > MOST_TOLD:
        return ""
    return f" : {' ; '.join(f'{names}, {label}' for names, label in found)}" if found else ""


def _chosen(gathered: Gathered, indicator_id: str | None) -> ComparedIndicator | None:
    if indicator_id is not None:
        return gathered.named(indicator_id)
    firsts = [line for line in gathered.lines if line.read and not line.place]
    preferred = [line for line in firsts if line.indicator.section == PREFERRED_SECTION]
    chosen = [*(figure.indicator for figure in pointed(gathered)), *(line.indicator for line in (*preferred, *firsts))]
    return gathered.compared[chosen[0].id] if chosen else None


def _value(gathered: Gathered, found: ComparedIndicator, member: ReportContext) -> str:
    """The figure of a site in words; the one that sets it aside, with what it is, where it has no other."""
    indicator, row, told = found.indicator, member.total(found.indicator.id), ""
    aside = next((one for one in found.set_aside if one.candidate.site_id == member.site.site_id), None)
    if aside is not None and aside.reason == "period":
        period, row = sure(aside.candidate.elsewhere)
        told = f" ({period.label})"
    if aside is not None and aside.reason == "definition":
        indicator, row = sure(aside.candidate.look_alike)
        told = f" ({whose_name(indicator)})"
    return SiteFigure(gathered, indicator, row).words + told


def _prefectures(context: ReportContext) -> list[ReportContext]:
    return [member for member in context.members if member.site.kind == "prefecture"]


def _drawn(
    gathered: Gathered,
    slug: str,
    caption: str,
    areas: Mapping[str, str | None],
    classes: Sequence[MapClass],
    values: dict[str, str],
) -> Element:
    """The map of the perimeter; sentences where it has no prefecture to draw."""
    context = gathered.context
    left_out = [member.site.name for member in context.members if member.site.kind != "prefecture"]
    if not areas:
        return Text(("Aucun des sites n'est une préfecture : il n'y a pas de carte.",))
    is_country = context.group is not None and context.group.id == COUNTRY
    hidden = f"Sous-préfectures non dessinées : {joined(left_out)}." if left_out else ""
    marks = {member.site.department_code: gathered.marks[member.site.site_id] for member in _prefectures(context)}
    sentences = [caption, _invented_words(areas, marks, is_country), hidden]
    named = {member.site.department_code: member.site.department for member in _prefectures(context)}
    names = {code: f"{name} {marks[code]}".strip() for code, name in named.items()}
    classes = [one for one in classes if one.id in areas.values()]
    return map_figure(
        slug, " ".join(filter(None, sentences)), areas, classes, names, None if is_country else tuple(areas), values
    )


def _invented_words(areas: Mapping[str, str | None], marks: dict[str, str], is_country: bool) -> str:
    """What is invented, for a map that has numbers and no names to mark; empty for one that has names."""
    invented = [code for code, mark in marks.items() if mark == FICTITIOUS]
    if not invented or not is_country and len(areas) <= NAMED_MAXIMUM:
        return ""
    return "Données fictives." if len(invented) == len(areas) else f"Données fictives : {joined(invented)}."
