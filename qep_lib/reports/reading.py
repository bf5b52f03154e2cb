"""How to read a short document, in six lines at most: only what it holds is explained. The whole method is in `apparatus`."""

from collections.abc import Iterable

from qep_lib.display.elements import Absent, Element, Text
from qep_lib.display.wording import STATUS_WORDS, format_date, joined
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import survey
from qep_lib.reports.context import ReportContext
from qep_lib.reports.survey_in_brief import FEWEST_DOTS


def reading(context: ReportContext, printed: Iterable[Indicator]) -> Element:
    """What a reader needs to understand the figures printed, each line only where there is something to explain."""
    rows = [row for indicator in printed if (row := context.row(indicator.id)) is not None]
    lines = [*_objectives(context, rows), *_surveyed(context), *_hidden(rows), *_stopped(rows)]
    if not lines:
        return Absent("lecture des chiffres", "Rien n'est à expliquer.", "untold")
    return Text(tuple(lines), is_list=True)


def _objectives(context: ReportContext, rows: list[Measured]) -> list[str]:
    if any(row.rating is not None for row in rows):
        return [f"Les objectifs sont ceux de l'État pour {context.current_label}."]
    is_known = any(row.has_value for row in rows)
    return [f"Aucun objectif national n'est connu pour {context.current_label}."] if is_known else []


def _surveyed(context: ReportContext) -> list[str]:
    known = [row for one in (context.surveys or (context,)) for _, row in survey.criteria(one) if row.has_value]
    if len(known) < FEWEST_DOTS or all(row.low is None for row in known):
        return []
    return ["Deux résultats dont les fourchettes se recouvrent ne se classent pas : leur écart peut tenir au hasard."]


def _hidden(rows: list[Measured]) -> list[str]:
    if all(row.status != "suppressed" for row in rows):
        return []
    told = STATUS_WORDS["suppressed"].capitalize()
    return [
        f"« {told} » : chiffre sur trop peu de personnes, que l'on pourrait reconnaître, ou qui mènerait à un tel chiffre."
    ]


def hidden_words(context: ReportContext) -> str:
    """What is not told in a document: a figure about too few people, too small a count, what leads to one (ADR 0014). What is
    counted inside a group that is shown is neither."""
    disclosure = context.catalogue.conventions.disclosure
    threshold, minimum = disclosure.threshold(context.audience), disclosure.smallest_count(context.audience)
    count = f", nombre inférieur à {minimum}" if minimum > 1 else ""
    return (
        f"pour que personne ne soit reconnu, part ou délai de moins de {threshold} personnes ou demandes{count}, et chiffre "
        "qui permettrait de les retrouver par soustraction. Dans un groupe assez grand, une petite partie est écrite"
    )


def _stopped(rows: list[Measured]) -> list[str]:
    days = sorted({row.as_of for row in rows if row.status == "provisional" and row.as_of is not None})
    if not days:
        return []
    return [f"Chiffres provisoires arrêtés au {joined([format_date(day) for day in days])}."]
