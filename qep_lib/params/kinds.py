"""The kinds of YAML file in `params/`: where each lives and which model it must follow. Reading is `catalogue.py`."""

from dataclasses import dataclass

from qep_lib.model.approved import ApprovedText
from qep_lib.model.base import Declaration
from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.indicator import Indicator
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.school_calendar import SchoolCalendar
from qep_lib.model.site import Framework, Label, SiteGroup


class LabelFile(Declaration):
    """`labels.yml`."""

    labels: tuple[Label, ...]


class GroupFile(Declaration):
    """`groups.yml`."""

    groups: tuple[SiteGroup, ...]


class ReportFile(Declaration):
    """`reports.yml`."""

    reports: tuple[ReportType, ...]


class CorrespondenceFile(Declaration):
    """`services-publics-plus.yml`."""

    correspondences: tuple[Correspondence, ...]


class ApprovedTextFile(Declaration):
    """`approved_texts.yml`."""

    texts: tuple[ApprovedText, ...]


class SchoolCalendarFile(Declaration):
    """`calendars/vacances_scolaires.yml`."""

    calendars: tuple[SchoolCalendar, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """`place` is a folder of files when `id_key` is given (its value is the file stem), otherwise one file, which may be
    absent where `is_optional`."""

    name: str
    title: str
    place: str
    model: type[Declaration]
    id_key: str | None = None
    is_optional: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("framework", "Référentiel", "referentiel", Framework, "version"),
        Kind("indicator", "Indicateur", "indicators", Indicator, "id"),
        Kind("questionnaire", "Questionnaire", "questionnaires", Questionnaire, "id"),
        Kind("source", "Source de données", "sources", Source, "id"),
        Kind("run", "Exécution", "runs", Run, "id"),
        Kind("labels", "Labels", "labels.yml", LabelFile),
        Kind("groups", "Groupes de sites", "groups.yml", GroupFile),
        Kind("reports", "Rapports", "reports.yml", ReportFile),
        Kind("correspondence", "Services Publics +", "services-publics-plus.yml", CorrespondenceFile),
        Kind("school_calendars", "Vacances scolaires saisies", "calendars/vacances_scolaires.yml", SchoolCalendarFile),
        Kind("approved_texts", "Textes approuvés", "approved_texts.yml", ApprovedTextFile, is_optional=True),
        Kind("conventions", "Conventions de calcul", "conventions.yml", Conventions),
    )
}
