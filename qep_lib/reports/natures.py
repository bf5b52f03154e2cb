"""What the files of a report are to its reader, real, rebuilt or invented: the banner and the note that say it."""

from collections.abc import Sequence

from qep_lib.display.elements import Note
from qep_lib.display.wording import NATURE_WORDS, format_count, joined
from qep_lib.model.base import Nature
from qep_lib.model.subject import is_perimeter
from qep_lib.model.tables import DECLARED, TABLES
from qep_lib.provenance import DatasetTrace, partition_year
from qep_lib.reports.context import ReportContext
from qep_lib.reports.sources import data_name

RECONSTRUCTED_BANNER = "données reconstituées à partir des chiffres publiés"
FICTITIOUS_BANNER = "données en partie fictives"
WHOLLY_FICTITIOUS_BANNER = "données fictives"
TITLE = "Nature des données"
NATURE_OF_ONE = {"real": "chiffre réel", "reconstructed": "chiffre reconstitué", "fictitious": "chiffre fictif"}
NAMED_SITES = 12
"""Sites that a sentence or a cell names; more are counted."""
NOT_PRINTED = "Fichier lu pour comparer ; aucun de ses chiffres n'est imprimé dans ce document."


def banner(context: ReportContext) -> str | None:
    """The warning that no reader may miss: the data are not the site's own records; None where they are."""
    datasets = [dataset for dataset in context.provenance.datasets if may_be_printed(context, dataset)]
    natures = {nature_of(context, dataset) for dataset in datasets}
    invented = "fictitious" in natures or any(dataset.fictitious_columns for dataset in datasets)
    words = [RECONSTRUCTED_BANNER] if "reconstructed" in natures else []
    if invented:
        words.append(WHOLLY_FICTITIOUS_BANNER if is_wholly_fictitious(context) else FICTITIOUS_BANNER)
    if not words:
        return None
    text = " ; ".join(words)
    # A wall has no room for the files: the page of the poster has them.
    where = "" if context.catalogue.reports[context.report_id].layout == "poster" else " : voir « Nature des données »"
    return f"{text[0].upper()}{text[1:]}. Ce document illustre la méthode{where}."


def may_be_printed(context: ReportContext, dataset: DatasetTrace) -> bool:
    """False for the answers of a survey of other years that no figure of the period is compared with, and for figures declared
    for years that the report does not show; true in doubt.

    Files of every other table may be printed as they are stored, whatever their year.
    """
    years = {partition_year(path) for path, _ in dataset.partitions}
    if dataset.table == DECLARED:
        periods = (context.period, context.compared_period, *(period for period, _ in context.earlier))
        return any(years & {*period.years} for period in periods)
    if not TABLES[dataset.table].has_questionnaire or years & {*context.period.years} or context.earlier:
        return True
    return any(
        row.previous is not None
        for member in context.members
        for indicator_id, rows in member.as_survey.measured.items()
        if context.indicator(indicator_id).table == dataset.table
        for row in rows.values()
    )


def is_wholly_fictitious(context: ReportContext) -> bool:
    """True when nothing of what a report may print is real."""
    datasets = context.provenance.datasets
    return all(dataset.nature == "fictitious" for dataset in datasets if may_be_printed(context, dataset))


def nature_note(context: ReportContext) -> Note:
    """Whether the data are published figures, reconstructed or fictitious: once for the files of which the same is true."""
    told: dict[str, list[DatasetTrace]] = {}
    for dataset in context.provenance.datasets:
        words = NATURE_WORDS[nature_of(context, dataset)].capitalize()
        detail = f" {dataset.nature_note}" if dataset.nature_note else ""
        unseen = "" if may_be_printed(context, dataset) else f" {NOT_PRINTED}"
        told.setdefault(f"{words}.{unseen}{detail}", []).append(dataset)
    if len(told) == 1 and context.audience == "public":
        return Note("nature", TITLE, tuple(told))
    return Note("nature", TITLE, tuple(f"{_named(context, found)} — {words}" for words, found in told.items()))


def _named(context: ReportContext, datasets: Sequence[DatasetTrace]) -> str:
    """The files; of a comparison, their sites and how many they are."""
    if context.group is None or not is_perimeter(context.group.id):
        return ", ".join(dict.fromkeys(data_name(context, dataset) for dataset in datasets))
    sites = (context.catalogue.sites[dataset.dataset.split("/")[1]] for dataset in datasets)
    return (
        f"{named_or_counted([*dict.fromkeys(site.place for site in sites)])}, {format_count(len(datasets), 'fichier')}"
    )


def named_or_counted(names: Sequence[str]) -> str:
    """« Cher, Indre et Loiret », or « 34 sites » where a list of names would hide the sentence."""
    return joined(list(names)) if len(names) <= NAMED_SITES else format_count(len(names), "site")


def nature_of(context: ReportContext, dataset: DatasetTrace) -> Nature:
    """What a file is to its reader: fictitious where nothing that it is rebuilt from leaves more than a count of its rows.

    Answers whose every percentage was invented are not « reconstituées », though their number is the published one.
    """
    if dataset.nature != "reconstructed" or not dataset.fictitious_columns:
        return dataset.nature
    natures = {
        row.nature
        for member in context.members
        for indicator_id, rows in member.measured.items()
        if (indicator := context.indicator(indicator_id)).table == dataset.table and indicator.unit != "count"
        for row in rows.values()
        if row.has_value and row.origin == "computed"
    }
    return "fictitious" if natures == {"fictitious"} else "reconstructed"
