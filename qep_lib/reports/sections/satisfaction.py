"""The satisfaction survey of one site, or each of them apart."""

from qep_lib.reports import comments, findings, question_views, respondents, survey, survey_in_brief, survey_levels
from qep_lib.reports.section import Section
from qep_lib.reports.surveys_apart import each_survey

SECTION = Section(
    "Enquête de satisfaction",
    parts=(survey, survey_levels, respondents, findings, comments, question_views, survey_in_brief),
    figures=("satisfaction",),
    each=each_survey,
)
