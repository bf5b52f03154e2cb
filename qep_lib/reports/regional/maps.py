"""Maps of the compared departments: status of the label, and what is read of one indicator.

Prefectures only: a sub-prefecture has no contour of its own and is named under the map. A list of sites is drawn among its
neighbours, which are context, whatever regions it spans; the country is drawn whole.
"""

from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from qep_lib.comparison.comparable import ComparedIndicator, ComparedSet, Reason
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
from qep_lib.display.wording import format_date, joined, value_words
from qep_lib.errors import ParameterError
from qep_lib.indicators.label_dates import label_dates
from qep_lib.model.measured import Measured
from qep_lib.model.site import Framework, Label
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.perimeter import COUNTRY
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import FICTITIOUS, mark_of
from qep_lib.reports.regional.standouts import pointed
from qep_lib.reports.regional.words import slug_of
from qep_lib.reports.section import shown

ENDING_WITHIN_MONTHS = 6
NO_CLASS = (
    "pas d'objectif cette année, et une lecture demande une part de réponses indépendantes sur trois sites au moins"
)
PREFERRED_SECTION = "satisfaction"
WITHOUT_FIGURE: tuple[Reason, ...] = ("suppressed", "no_request", "not_measurable", "no_data")
"""Reasons for which a site has no figure; for the others it has one, that may not stand beside the others."""


@shown
def label_map(gathered: Gathered) -> Element:
    """Departments by status of their label on the cut-off day, from what `params/labels.yml` declares."""
    context = gathered.context
    areas, values, marks = {}, {}, {}
    for member in _prefectures(context):
        code = member.site.department_code
        areas[code], values[code] = label_status(member.label, member.framework, context.as_of)
        # Nothing of a label is rebuilt from a document; that of a wholly invented site is invented too.
        natures = {row.nature for rows in member.measured.values() for row in rows.values() if row.has_value}
        marks[code] = FICTITIOUS if natures == {"fictitious"} else ""
    caption = f"Situation des labels au {format_date(context.as_of)}."
    return _drawn(gathered, "carte-labels", caption, areas, LABEL_CLASSES, values, marks)


def label_status(label: Label | None, framework: Framework, as_of: date) -> tuple[str, str]:
    """(class of `LABEL_CLASSES`, what is known in words) of one site on a day.

    A label that no one declared may exist: it is unknown, never said to be absent. One is « ending » from six months
    before its last day, the time granted included.
    """
    if label is None:
        return "unknown", "aucun label déclaré"
    dates = label_dates(label, framework.label)
    if dates is None:
        return "unknown", "date non communiquée"
    if label.labelled_on > as_of:
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
    chosen = _chosen(gathered, indicator_id)
    if chosen is None:
        return Text(("Aucun indicateur n'est lu sur assez de sites comparables : il n'y a pas de carte.",))
    indicator = chosen.indicator
    if not chosen.sets:
        return Text((f"{indicator.label} : aucun site n'est comparable à un autre, il n'y a pas de carte.",))
    read = gathered.read[indicator.id][0]
    classes, about = _ratings(chosen.sets[0]), "appréciation par rapport à l'objectif"
    known = RATING_CLASSES
    if not classes:
        if read is None:
            return Text((f"{indicator.label} : {NO_CLASS}, il n'y a pas de carte.",))
        classes = {site: CLASS_OF_READING[found.code].id for site, found in read.readings.items()}
        known = READING_CLASSES
        about = f"lecture par rapport à la {'médiane' if read.regime == 'none' else 'moyenne'} des sites comparés"
    areas, values, marks = {}, {}, {}
    for member in _prefectures(gathered.context):
        code = member.site.department_code
        areas[code] = _area(chosen, member.site.site_id, classes)
        values[code], shown = _value(chosen, member)
        # Only a figure that is drawn marks its department; a site that is all invented is marked everywhere.
        is_drawn = member.site.site_id in chosen.sets[0].sites
        is_invented = member.site.site_id in gathered.invented
        marks[code] = FICTITIOUS if is_invented else mark_of([shown] if is_drawn else ())
    drawn = (*known, *(one for one in (NOT_READ, NOT_COMPARABLE) if one.id in areas.values()))
    return _drawn(
        gathered,
        slug_of(f"carte {indicator.short_label}", set()),
        f"{indicator.label} ({about}).",
        areas,
        drawn,
        values,
        marks,
    )


def _chosen(gathered: Gathered, indicator_id: str | None) -> ComparedIndicator | None:
    if indicator_id is None and (found := pointed(gathered)):
        return gathered.compared[found[0][0].id]
    if indicator_id is None:
        read = [found for found in gathered.compared.values() if any(gathered.read[found.indicator.id][:1])]
        return next(
            (found for found in read if found.indicator.section == PREFERRED_SECTION), read[0] if read else None
        )
    if indicator_id not in gathered.compared:
        hint = did_you_mean(indicator_id, gathered.compared)
        raise ParameterError(
            f"carte : l'indicateur « {indicator_id} » n'est pas comparé dans ce rapport{' ; ' + hint if hint else ''}. "
            f"Accepté : {', '.join(gathered.compared)}."
        )
    return gathered.compared[indicator_id]


def _ratings(compared: ComparedSet) -> dict[str, str]:
    """Site → class of its gap to the target, empty where no site has a target."""
    rated = {candidate.site_id: candidate.measured.rating for candidate in compared.candidates}
    return {site_id: rating for site_id, rating in rated.items() if rating is not None}


def _area(chosen: ComparedIndicator, site_id: str, classes: dict[str, str]) -> str | None:
    """The class of one site; None where it has no figure at all."""
    aside = {one.candidate.site_id: one.reason for one in chosen.set_aside}
    if site_id in chosen.sets[0].sites:
        return classes.get(site_id, NOT_READ.id)
    return None if aside.get(site_id) in WITHOUT_FIGURE else NOT_COMPARABLE.id


def _value(chosen: ComparedIndicator, member: ReportContext) -> tuple[str, Measured]:
    """(words, figure) of a site; the one that sets it aside, with what it is, where it has no other."""
    aside = next((one for one in chosen.set_aside if one.candidate.site_id == member.site.site_id), None)
    if aside is not None and aside.reason == "period":
        period, other = aside.candidate.elsewhere
        return f"{value_words(other, chosen.indicator, member.audience)} ({period.label})", other
    if aside is not None and aside.reason == "definition":
        indicator, other = aside.candidate.look_alike
        return f"{value_words(other, indicator, member.audience)} ({indicator.short_label})", other
    row = member.total(chosen.indicator.id)
    return value_words(row, chosen.indicator, member.audience), row


def _prefectures(context: ReportContext) -> list[ReportContext]:
    return [member for member in context.members if member.site.kind == "prefecture"]


def _drawn(
    gathered: Gathered,
    slug: str,
    caption: str,
    areas: dict[str, str | None],
    classes: Sequence[MapClass],
    values: dict[str, str],
    marks: dict[str, str],
) -> Element:
    """The map of the perimeter; sentences where it has no prefecture to draw."""
    context = gathered.context
    left_out = [member.site.name for member in context.members if member.site.kind != "prefecture"]
    if not areas:
        return Text(("Aucun des sites n'est une préfecture : il n'y a pas de carte.",))
    is_country = context.group is not None and context.group.id == COUNTRY
    hidden = f"Sous-préfectures non dessinées : {joined(left_out)}." if left_out else ""
    sentences = [caption, _invented_words(areas, marks, is_country), hidden]
    named = {member.site.department_code: member.site.department for member in _prefectures(context)}
    names = {code: f"{name} {marks[code]}".strip() for code, name in named.items()}
    classes = [one for one in classes if one.id in areas.values()]
    return map_figure(
        slug, " ".join(filter(None, sentences)), areas, classes, names, None if is_country else tuple(areas), values
    )


def _invented_words(areas: dict[str, str | None], marks: dict[str, str], is_country: bool) -> str:
    """What is invented, for a map that has numbers and no names to mark; empty for one that has names."""
    invented = [code for code, mark in marks.items() if mark == FICTITIOUS]
    if not invented or not is_country and len(areas) <= NAMED_MAXIMUM:
        return ""
    return "Données fictives." if len(invented) == len(areas) else f"Données fictives : {joined(invented)}."
