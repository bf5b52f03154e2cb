"""From a report's id to its class. The context it is opened with is built in `context.py`."""

from collections.abc import Sequence
from datetime import date

from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.reports.action_plan import ActionPlanReport
from qep_lib.reports.base import Report
from qep_lib.reports.bilan import BilanReport
from qep_lib.reports.complaints import ComplaintsReport
from qep_lib.reports.contact import ContactReport
from qep_lib.reports.context import open_context
from qep_lib.reports.mystery_survey import MysterySurveyReport
from qep_lib.reports.regional_comparison import RegionalComparisonReport
from qep_lib.reports.satisfaction import SatisfactionReport
from qep_lib.reports.self_assessment import SelfAssessmentReport
from qep_lib.reports.survey_sites import SurveySitesReport
from qep_lib.reports.title_delivery import TitleDeliveryReport
from qep_lib.reports.transparency_poster import TransparencyPosterReport
from qep_lib.reports.users_committee import UsersCommitteeReport

REPORTS: dict[str, type[Report]] = {
    "satisfaction": SatisfactionReport,
    "survey_sites": SurveySitesReport,
    "complaints": ComplaintsReport,
    "title_delivery": TitleDeliveryReport,
    "channels": ContactReport,
    "mystery_survey": MysterySurveyReport,
    "self_assessment": SelfAssessmentReport,
    "action_plan": ActionPlanReport,
    "bilan": BilanReport,
    "users_committee": UsersCommitteeReport,
    "transparency_poster": TransparencyPosterReport,
    "regional_comparison": RegionalComparisonReport,
}


def open_report(
    report: str,
    subject: str | Sequence[str],
    period: str,
    as_of: str | date | None,
    audience: str,
    previous: str | None = None,
    workspace: Workspace | None = None,
) -> Report:
    """The report of that id, opened; a report declared in params but unknown here is a `ParameterError`."""
    context = open_context(report, subject, period, as_of, audience, previous, workspace)
    if report not in REPORTS:
        raise ParameterError(f"le rapport « {report} » est déclaré mais la bibliothèque ne sait pas le produire.")
    return REPORTS[report](context)
