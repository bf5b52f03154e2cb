"""What a type of report may be asked about: a site, a group or a perimeter, and the public documents that it stands beside."""

from collections.abc import Iterable, Sequence

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.site import SiteGroup
from qep_lib.model.subject import Subject, is_perimeter
from qep_lib.params.perimeter import lonely_region_fault, read_perimeter
from qep_lib.params.releases import release_fault

SHOWN_CODES = 5


def subject_of(catalogue: Catalogue, report_id: str, code: str) -> Subject | None:
    """What that report is about when it is asked of the site or perimeter `code`, which exists; None where it is not for it:
    the report of a group asked of a site that leads none, that of a region asked of a site, that of a site of a perimeter.
    """
    group = group_read(catalogue, report_id, code)
    if catalogue.reports[report_id].scope == "site":
        return None if is_perimeter(code) else Subject(code, catalogue.sites[code].name)
    if group is None:
        return None
    name = group.label if is_perimeter(code) else catalogue.sites[code].name
    return Subject(code, name, tuple(other for other in group.sites if other != code))


def group_read(catalogue: Catalogue, report_id: str, code: str) -> SiteGroup | None:
    """The sites that this report is about: those of the group that the site `code` leads, or of the perimeter of
    that id; None for a report of one site."""
    scope = catalogue.reports[report_id].scope
    if scope == "region" and is_perimeter(code):
        return read_perimeter(code, catalogue.sites)
    if scope == "group":
        return next((group for group in catalogue.groups if group.lead == code), None)
    return None


def subject_fault(catalogue: Catalogue, report_id: str, codes: Iterable[str]) -> str | None:
    """Why that report is for none of these sites or perimeters, in French; None when it is for one at least."""
    asked = [*codes]
    if any(subject_of(catalogue, report_id, code) for code in asked):
        return None
    if catalogue.reports[report_id].scope == "region":
        if alone := lonely_region_fault(filter(catalogue.sites.__contains__, asked), catalogue.sites):
            return f"rapport « {report_id} » : {alone}"
        return (
            f"rapport « {report_id} » : il compare plusieurs préfectures et n'a été demandé que pour {_some(asked)}. "
            "À faire : demander une région (« region:24 »), « all », ou plusieurs sites, une quarantaine au plus."
        )
    if catalogue.reports[report_id].scope == "site":
        return f"rapport « {report_id} » : il porte sur un site et se demande site par site. À faire : nommer un site."
    asked = [code for code in asked if not is_perimeter(code)]
    leads = ", ".join(f"{group.lead} ({group.label})" for group in catalogue.groups) or "aucun groupe n'est déclaré"
    return (
        f"rapport « {report_id} » : il porte sur un groupe de sites et se demande au site qui le mène ; "
        f"{', '.join(asked)} n'en mène{'nt' * (len(asked) > 1)} aucun. Accepté : {leads}. "
        "À faire : demander ce site, ou déclarer le groupe dans params/groups.yml."
    )


def public_fault(catalogue: Catalogue, report_id: str, subject: Subject, period: Period) -> str | None:
    """Why this public report cannot be made beside the other public documents of its sites, in French, or None."""
    tables = catalogue.reports[report_id].tables
    for site_id in subject.sites:
        if fault := release_fault(period, tables, catalogue.releases.get(site_id, ())):
            return f"rapport public « {report_id} », {catalogue.sites[site_id].name}, {period.label} : {fault}"
    return None


def _some(codes: Sequence[str]) -> str:
    """The first codes of a list that may hold hundreds."""
    return ", ".join(codes[:SHOWN_CODES]) + ("…" if len(codes) > SHOWN_CODES else "")
