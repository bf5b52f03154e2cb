"""What the survey of a report asked: its questions, their answers, and the indicators that read them, in their own words."""

from collections.abc import Iterable, Sequence

from qep_lib.disclosure.answers import questionnaire_named
from qep_lib.display.wording import format_number, format_share, inside_sentence, joined
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.questions.links import own_indicators
from qep_lib.questions.offers import is_read
from qep_lib.reports.context import ReportContext

OVERALL = "overall_satisfaction"
CONCERNED_ONLY_ABOVE = 0.20
"""Share outside the base above which the result is said to be about the users concerned only (statistics.md 1.5)."""


def questionnaire_of(context: ReportContext) -> Questionnaire | None:
    """The questionnaire that the stored answers name, or None."""
    return context.catalogue.questionnaires.get(questionnaire_named(context.stored) or "")


def as_asked(context: ReportContext, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators of questions in the order and the words of the questionnaire; those that it does not ask, last."""
    questionnaire = questionnaire_of(context)
    order = {question.id: place for place, question in enumerate(questionnaire.questions if questionnaire else ())}
    asked = [_in_own_words(context, indicator) for indicator in indicators]
    return sorted(asked, key=lambda indicator: order.get(indicator.arguments.get("item", ""), len(order)))


def overall_indicators(context: ReportContext) -> tuple[Indicator, ...]:
    """What is measured of satisfaction as a whole: the national indicator, or those of the questionnaire's own question."""
    questionnaire = questionnaire_of(context)
    asked = [question for question in questionnaire.questions if question.role == "overall"] if questionnaire else []
    own = [found for question in asked for found in figures_of(context, question)]
    return (context.indicator(OVERALL), *own)


def figures_of(context: ReportContext, question: Item) -> tuple[Indicator, ...]:
    """The indicators made of a question that no national one reads, the main one first; none of a linked question."""
    questionnaire = questionnaire_of(context)
    made = own_indicators(sure(questionnaire), question, context.catalogue.question_indicators)
    return tuple(indicator for indicator in made if context.row(indicator.id) is not None)


def question_read(context: ReportContext, indicator_id: str) -> Item | None:
    """The question of the survey that an indicator reads; None without one."""
    questionnaire, given = questionnaire_of(context), context.indicator(indicator_id).arguments
    if questionnaire is None:
        return None
    item, role = given.get("item"), given.get("role")
    return next((q for q in questionnaire.questions if is_read(questionnaire, q, item, role)), None)


def option_label(context: ReportContext, option_id: str, question: Item | None = None) -> str:
    """Label of a closed answer or of a mode: as the question has it, in the survey's questionnaire or else in the first that
    knows it.

    A declared share names an answer without its questionnaire. The id stands where no questionnaire knows it.
    """
    own = questionnaire_of(context)
    asked = [*own.options_for(question)] if own and question else []
    for questionnaire in (*([own] if own else []), *context.catalogue.questionnaires.values()):
        asked += [option for item in questionnaire.questions for option in questionnaire.options_for(item)]
        asked += questionnaire.modes
    return next((option.label for option in asked if option.id == option_id), option_id)


def scale_of(context: ReportContext, indicator: Indicator) -> tuple[Option, ...]:
    """The answers of the base of the question that an indicator reads, where some are positive; none elsewhere."""
    questionnaire = questionnaire_of(context)
    items = questionnaire.questions if questionnaire else ()
    item = next((item for item in items if item.id == indicator.arguments.get("item")), None)
    known = sure(questionnaire).options_for(item) if item else ()
    # Bands of a waiting time may have levels of none: they are no degrees of satisfaction.
    if not any(option.level == "positive" for option in known):
        return ()
    return tuple(option for option in known if option.level != "not_applicable")


def is_opinion(indicator: Indicator) -> bool:
    """False of the share that gave a named answer (« moins de 10 minutes »): it says how long, not how satisfied, and has no rank
    among opinions."""
    return not indicator.arguments.keys() & {"options", "below"}


def concerned_notes(context: ReportContext, pairs: Iterable[tuple[Indicator, Measured]]) -> list[str]:
    """On whom a result is, where many are outside its base: the users concerned, or those of them who answered."""
    notes = []
    for indicator, row in pairs:
        asked, aside = context.row(indicator.id, "state=blank"), context.row(indicator.id, "state=not_applicable")
        # Of those who were asked: a question that one version of the questionnaire lacks was put to fewer people.
        answers = asked.denominator if asked and asked.denominator else context.total("answers").value
        if not row.denominator or not answers or 1 - row.denominator / answers <= CONCERNED_ONLY_ABOVE:
            continue
        told = f"{format_share(answers - row.denominator, answers)} hors base"
        whom = "les seuls usagers concernés"
        if asked and asked.numerator:
            whom = "les seules réponses exprimées"
            told += f" : {format_number(aside.numerator)} sans objet, " if aside and aside.numerator else " : "
            told += f"{format_number(asked.numerator)} sans réponse"
        notes.append(f"{indicator.short_label} : résultat sur {whom} ({told}).")
    return notes


def common_scale(context: ReportContext, indicators: Iterable[Indicator]) -> tuple[Option, ...]:
    """The scale of most of the indicators, of the first ones when tied: levels of different scales share no column or chart."""
    scales = [scale for indicator in indicators if (scale := scale_of(context, indicator))]
    return max(dict.fromkeys(scales), key=scales.count, default=())


def positive_notes(context: ReportContext, indicators: Sequence[Indicator]) -> list[str]:
    """« Réponses positives : « très satisfait » et « satisfait ». », by the words of the questionnaire."""
    positive = [option.label for option in common_scale(context, indicators) if option.level == "positive"]
    if not positive:
        return []
    named = [f"« {inside_sentence(one.short_label)} »" for one in indicators if not is_opinion(one)]
    others = [f"Part de ceux qui ont donné cette réponse, et non un avis : {joined(named)}."] if named else []
    return [f"Réponses positives : {joined([f'« {inside_sentence(label)} »' for label in positive])}.", *others]


def _in_own_words(context: ReportContext, indicator: Indicator) -> Indicator:
    """The indicator under the label of the question that it reads whole; one that reads some answers of it keeps its own."""
    questionnaire, read = questionnaire_of(context), indicator.arguments
    if questionnaire is None or "item" not in read or read.keys() & {"options", "below"}:
        return indicator
    question = next((asked for asked in questionnaire.questions if asked.id == read["item"]), None)
    if question is None or question.label == indicator.short_label:
        return indicator
    return indicator.model_copy(update={"label": question.label, "short_label": question.label})
