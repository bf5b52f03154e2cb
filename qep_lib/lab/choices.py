"""What the forms offer and how what is typed in them is read: sites by name or code, periods, reports, audiences."""

import re
from collections.abc import Sequence

from qep_lib.errors import ParameterError, sure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.params.perimeter import site_fault, sites_named
from qep_lib.workbench.bench import Workbench

EVERY_REPORT = "Tous les rapports"
_CODED = re.compile(r"\(([^()]+)\)\s*$")


def subjects_offered(bench: Workbench, catalogue: Catalogue) -> tuple[str, ...]:
    """« Cher (18) »: the sites that have data, the regions that can be compared, then every other site."""
    having = bench.sites()["name"].to_dict()
    others = {code: site.name for code, site in catalogue.sites.items() if code not in having}
    return tuple(f"{name} ({code})" for code, name in (having | bench.regions() | others).items())


def read_subject(typed: str, catalogue: Catalogue) -> str:
    """The code of what was typed: « Cher (18) », « 18 », « cher », « region:24 ».

    Raises `ParameterError` with the nearest names for one that is not known, or that several sites share.
    """
    words = typed.strip()
    if not words:
        raise ParameterError("il manque le site. À faire : taper son nom, comme « Cher », ou son code.")
    if coded := _CODED.search(words):
        return coded[1]
    if words in catalogue.sites or ":" in words:
        return words
    found = sites_named(words, catalogue.sites)
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(f"{catalogue.sites[code].name} ({code})" for code in found[:6])
        raise ParameterError(f"« {words} » désigne plusieurs sites : {shown}. À faire : en choisir un dans la liste.")
    raise ParameterError(sure(site_fault(words, catalogue.sites)))


def periods_offered(bench: Workbench, subject: str) -> tuple[str, ...]:
    """The codes of the periods of which there is data, newest first."""
    return tuple(bench.periods(subject))


def read_period(typed: str, having: Sequence[str]) -> str:
    """The code of a period as typed; a `ParameterError` that names those that have data for what is none."""
    if not typed.strip():
        raise ParameterError(f"il manque la période. Accepté : {_listed(having)}.")
    try:
        return Period.parse(typed.strip()).code
    except ParameterError as error:
        raise ParameterError(f"{error.message} Périodes qui ont des données : {_listed(having)}.") from error


def reports_offered(catalogue: Catalogue) -> dict[str, str]:
    """Title -> id of each report, in their order; all of them first, whose id is empty."""
    ordered = sorted(catalogue.reports.values(), key=lambda report: (report.order, report.id))
    return {EVERY_REPORT: "", **{report.title: report.id for report in ordered}}


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes) or "aucune, importer d'abord ses fichiers"
