"""What people wrote, as elements: themes with their counts, and the words that a person approved. The gate is `disclosure`."""

from qep_lib.disclosure.comments import OTHERS, UNNAMED, UNREAD, QuestionWords, ThemeCount, words_of
from qep_lib.display.elements import Absent, Comments, Element, Gallery
from qep_lib.display.wording import format_count, format_number
from qep_lib.model.period import Period
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

PART_LABELS = {UNREAD: "Pas encore relus", UNNAMED: "Sans thème", OTHERS: "Autres, réunis"}
NOTHING = "Aucun commentaire relu n'est à montrer : un commentaire n'est cité, et son thème compté, qu'une fois relu."


@shown
def comments(context: ReportContext) -> Element:
    """Each open question: its themes, largest first, by month where enough of them are, and the quotations approved."""
    shown = [_question(context, words) for words in words_of(context.stored)]
    told = [element for element in shown if element.themes or element.approved]
    if not told:
        return Absent("commentaires", NOTHING, "untold")
    return told[0] if len(told) == 1 else Gallery(tuple(told))


def _question(context: ReportContext, words: QuestionWords) -> Comments:
    is_read = any(part.part != UNREAD for part in words.parts)
    themes = tuple((_label(context, part), _counted(part)) for part in words.parts) if is_read else ()
    return Comments(f"Ce qui a été écrit : {words.item.label}", themes, words.quotations)


def _label(context: ReportContext, part: ThemeCount) -> str:
    if part.part in PART_LABELS:
        return PART_LABELS[part.part]
    return next((theme.label for theme in context.catalogue.themes if theme.id == part.part), part.part)


def _counted(part: ThemeCount) -> str:
    """« 12 commentaires (mars 2020 : 7, autres mois : 5) »."""
    months = [f"{_month(code)} : {format_number(count)}" for code, count in part.months]
    told = f" ({', '.join(months)})" if len(months) > 1 else ""
    return format_count(part.count, "commentaire") + told


def _month(code: str) -> str:
    return "autres mois" if code == OTHERS else Period.parse(code).label
