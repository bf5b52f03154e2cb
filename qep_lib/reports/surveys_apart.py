"""Several surveys of one site and period: each section is shown once a survey, under its name. Nothing is added together."""

from collections.abc import Callable
from dataclasses import replace

from qep_lib.display.elements import Absent, Element, Figure, Gallery, KeyFigures, Table, Text
from qep_lib.display.wording import format_count, joined
from qep_lib.reports.asked import questionnaire_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.survey import survey_dates

_SLUG_LENGTH = 31
"""Longest name of a table or a drawing (`display.elements`)."""


def each_survey(context: ReportContext, section: Callable[[ReportContext], Element]) -> Element:
    """`section` of the only survey; of each where there are several, each after a sentence that names it."""
    if not context.surveys:
        return section(context.as_survey)
    items: list[Element] = []
    found = [section(survey.as_survey) for survey in context.surveys]
    if all(isinstance(element, Absent) for element in found):
        return Gallery(tuple(dict.fromkeys(found)))
    for number, (survey, element) in enumerate(zip(context.surveys, found, strict=True), 1):
        if isinstance(element, Absent):
            items.append(element)
            continue
        items.append(Text((f"Enquête {number} sur {len(context.surveys)}, {survey_name(survey)}.",)))
        parts = element.items if isinstance(element, Gallery) else (element,)
        items += [_numbered(part, number) for part in parts]
    return Gallery(tuple(items))


def survey_name(context: ReportContext) -> str:
    """« « Enquête accueil » : 40 réponses, du 2 mars au 30 avril 2026 », enough to tell a survey from the others."""
    questionnaire = questionnaire_of(context)
    title = questionnaire.title if questionnaire else context.serie
    told = [format_count(context.total("answers").value or 0, "réponse"), survey_dates(context)]
    return f"« {title} » ({', '.join(filter(None, told))})"


def several_sentence(context: ReportContext) -> str:
    """What a page about everything says first: how many surveys there are, and that they are not added."""
    named = joined([survey_name(survey) for survey in context.surveys])
    return (
        f"{len(context.surveys)} enquêtes ont eu lieu : {named}. Leurs questions ne sont pas les mêmes : chacune a ses "
        "réponses et ses résultats, qui ne s'additionnent pas."
    )


def _numbered(element: Element, number: int) -> Element:
    """The same under a name of its own: two surveys draw the same tables."""
    if isinstance(element, KeyFigures):
        return replace(element, title=f"{element.title} (enquête {number})")
    if isinstance(element, Table):
        return replace(element, slug=_slug(element.slug, number))
    if isinstance(element, Figure):
        data = replace(element.data, slug=_slug(element.data.slug, number)) if element.data else element.data
        return replace(element, slug=_slug(element.slug, number), data=data)
    return element


def _slug(slug: str, number: int) -> str:
    end = f"-{number}"
    return slug[: _SLUG_LENGTH - len(end)].rstrip("-") + end
