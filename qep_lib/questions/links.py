"""Which indicators read a question, and the indicators that are made of the questions that none reads.

Every question is reported: linking it to a national indicator is an addition. Nothing here loads a numerical library.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from qep_lib.model.indicator import Definition, Indicator, Measurement, Review
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.model.tables import ANSWERS
from qep_lib.questions.forms import Figure, form_of
from qep_lib.questions.offers import DISTRIBUTION, SHARE, is_read, survey_lacks

MEAN, GIVEN = "survey_mean", "survey_given_share"
FORMULA_OF: Mapping[Figure, str] = {"share": SHARE, "distribution": DISTRIBUTION, "mean": MEAN, "given": GIVEN}
SECTION = "satisfaction"
_LONGEST_ID = 60
_AFTER_EVERY_INDICATOR = 100_000
_SUFFIXES: Mapping[Figure, str] = {"share": "pct", "distribution": "parts_pct", "mean": "score", "given": "given_pct"}
_GROUPS: Mapping[Figure, tuple[str, ...]] = {
    "share": ("option", "mode", "state"),
    "distribution": ("option", "state"),
    "mean": ("mode", "state"),
    "given": (),
}
_TEXTS: Mapping[Figure, str] = {
    "share": "Part des réponses positives à la question « {} »",
    "distribution": "Répartition des réponses à la question « {} »",
    "mean": "Moyenne des réponses à la question « {} »",
    "given": "Part des répondants qui ont écrit quelque chose à la question « {} »",
}


def indicators_of(
    questionnaire: Questionnaire, question: Item, indicators: Iterable[Indicator]
) -> tuple[Indicator, ...]:
    """The indicators that read that question and that its answers can feed."""
    return tuple(
        indicator
        for indicator in indicators
        if indicator.formula in (SHARE, DISTRIBUTION)
        and is_read(questionnaire, question, indicator.arguments.get("item"), indicator.arguments.get("role"))
        and all(asked != question for asked, _ in survey_lacks(indicator.formula, indicator.arguments, questionnaire))
    )


def question_indicators(
    questionnaires: Mapping[str, Questionnaire], indicators: Mapping[str, Indicator]
) -> dict[str, Indicator]:
    """By id, an indicator for each figure of each question that no indicator reads, in the order of the questions.

    Questionnaires of one series ask the same: they share theirs, so that its waves are compared.
    """
    found: dict[str, Indicator] = {}
    for questionnaire in questionnaires.values():
        for place, question in enumerate(questionnaire.questions):
            if indicators_of(questionnaire, question, indicators.values()):
                continue
            for made in _made_of(questionnaire, question, place):
                found.setdefault(made.id, made)
    return found


def own_indicators(
    questionnaire: Questionnaire, question: Item, made: Mapping[str, Indicator]
) -> tuple[Indicator, ...]:
    """Those of `question_indicators` that are made of that question, the main one first."""
    names = (
        _id(questionnaire, question, figure)
        for figure in form_of(question).figures(question, questionnaire.options_for(question))
    )
    return tuple(made[name] for name in names if name in made)


def _made_of(questionnaire: Questionnaire, question: Item, place: int) -> Iterator[Indicator]:
    for rank, figure in enumerate(form_of(question).figures(question, questionnaire.options_for(question))):
        is_judged = figure in ("share", "mean") and question.role in ("criterion", "overall")
        yield Indicator.model_construct(
            id=_id(questionnaire, question, figure),
            label=question.label,
            short_label=question.label,
            section=SECTION,
            order=_AFTER_EVERY_INDICATOR + 2 * place + rank,
            definition=Definition(
                text=_TEXTS[figure].format(question.wording),
                denominator="ceux à qui elle a été posée" if figure == "given" else "ceux qui y ont répondu",
                reference=f"questionnaire « {questionnaire.title} »",
            ),
            unit="score" if figure == "mean" else "pct",
            decimals=1 if figure == "mean" else 0,
            direction="higher" if is_judged or figure == "share" else "neutral",
            table=ANSWERS,
            formula=FORMULA_OF[figure],
            arguments={"item": question.id, "serie": questionnaire.serie_id},
            group_by=_GROUPS[figure],
            is_sample=figure in ("share", "mean"),
            measurement=Measurement(
                statistic="mean" if figure == "mean" else "share",
                perimeter="répondants de l'enquête du site",
                serie_id=questionnaire.serie_id,
            ),
            review=Review(checked_by="questionnaire du site", checked_on=date.min),
            worked_cases=(),
        )


def _id(questionnaire: Questionnaire, question: Item, figure: Figure) -> str:
    """« accueil_2022__clarte_pct »: the series, the question, the figure."""
    plain = unicodedata.normalize("NFKD", questionnaire.serie_id).encode("ascii", "ignore").decode().lower()
    words = "".join(character if character.isalnum() else "_" for character in plain)
    name = f"q_{words}__{question.id}_{_SUFFIXES[figure]}"
    if len(name) <= _LONGEST_ID:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"q_{digest}__{question.id}"[: _LONGEST_ID - 10] + f"_{_SUFFIXES[figure]}"
