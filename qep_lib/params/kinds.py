"""The kinds of YAML file in `params/`: where each lives and which model it must follow. Reading is `catalogue.py`."""

from dataclasses import dataclass

from pydantic import Field

from qep_lib.model.approved import ApprovedText
from qep_lib.model.base import Declaration, SiteId
from qep_lib.model.campaign import Conventions, ReportType, Run, Source
from qep_lib.model.committee import AgendaFile, Committee
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.indicator import Indicator
from qep_lib.model.own_words import Identity
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.recognition import RecognitionFile
from qep_lib.model.road import Road, UsualRoad
from qep_lib.model.school_calendar import SchoolCalendar
from qep_lib.model.site import Framework, Label, LabelledSite, SiteGroup
from qep_lib.model.theme import Theme
from qep_lib.model.workspace import CHARTER


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


class ThemeFile(Declaration):
    """`themes.yml`."""

    themes: tuple[Theme, ...]


class LabelledSiteFile(Declaration):
    """`labelled_sites.yml`."""

    labelled: tuple[LabelledSite, ...]


class SchoolCalendarFile(Declaration):
    """`calendars/vacances_scolaires.yml`."""

    calendars: tuple[SchoolCalendar, ...]


class IdentityFile(Declaration):
    """`identity.yml`."""

    identities: tuple[Identity, ...]


class Replaced(Declaration):
    """A national file that a local one stands in for, and what the national one was when a person last compared them."""

    file: str = Field(min_length=1)
    national_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class CharterFile(Declaration):
    """`espace.yml`: the site whose workspace this is, and the national files that it replaces (`overlay`)."""

    site: SiteId
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """`place` is a folder of files when `id_key` is given (its value is the file stem), otherwise one file. Either may be
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
        Kind("committee", "Comités", "committees", Committee, "id", is_optional=True),
        Kind("road", "Chemins vers le label", "roads", Road, "id", is_optional=True),
        Kind("recognition", "Reconnaissance des fichiers", "recognition", RecognitionFile, "id", is_optional=True),
        Kind("labels", "Labels", "labels.yml", LabelFile),
        Kind("charter", "Espace de travail", CHARTER, CharterFile, is_optional=True),
        Kind("groups", "Groupes de sites", "groups.yml", GroupFile, is_optional=True),
        Kind("identities", "Identité des sites", "identity.yml", IdentityFile, is_optional=True),
        Kind("reports", "Rapports", "reports.yml", ReportFile),
        Kind("correspondence", "Services Publics +", "services-publics-plus.yml", CorrespondenceFile),
        Kind("school_calendars", "Vacances scolaires saisies", "calendars/vacances_scolaires.yml", SchoolCalendarFile),
        Kind("approved_texts", "Textes approuvés", "approved_texts.yml", ApprovedTextFile, is_optional=True),
        Kind("themes", "Thèmes des commentaires", "themes.yml", ThemeFile, is_optional=True),
        Kind("agendas", "Ordres du jour usuels", "agendas.yml", AgendaFile, is_optional=True),
        Kind("road_model", "Modèle du chemin vers le label", "road_model.yml", UsualRoad, is_optional=True),
        Kind("labelled_sites", "Sites labellisés", "labelled_sites.yml", LabelledSiteFile, is_optional=True),
        Kind("conventions", "Conventions de calcul", "conventions.yml", Conventions),
    )
}
