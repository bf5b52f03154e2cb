"""The questionnaire that a worked case of a survey indicator answers: made from the case alone, so that no file of
`params/questionnaires/`, nor its name, decides what the case gives. Running the cases is `worked_cases`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qep_lib.errors import ParameterError
from qep_lib.model.indicator import Indicator, WorkedCase
from qep_lib.model.questionnaire import Item, Option, Questionnaire

MODES = ("desk", "web")
SCALE = {
    "very_satisfied": "positive",
    "satisfied": "positive",
    "unsatisfied": "negative",
    "very_unsatisfied": "negative",
    "not_applicable": "not_applicable",
}
"""The answers that a case may use without declaring them, with their level."""
ROLES = ("criterion", "overall", "profile", "visit_reason", "waiting", "other")


def case_questionnaire(
    indicator: Indicator, case: WorkedCase, declared: Mapping[str, Questionnaire], questionnaire_id: str
) -> tuple[Questionnaire, str]:
    """(the questionnaire, the id of the question that the indicator reads).

    Its questions are those of the rows, its answers those that the case declares (`answers`); without any, those of SCALE, of
    the arguments and of the rows, an answer out of SCALE having the level that every questionnaire of `declared` which asks
    the question gives it. Raises `ParameterError` where they disagree.
    """
    read = indicator.arguments.get("item") or indicator.arguments.get("role") or "question"
    asked = dict.fromkeys([read, *(row["item_id"] for row in case.rows if row.get("item_id"))])
    items = tuple(_item(indicator, case, item_id, item_id == read, declared) for item_id in asked)
    modes = dict.fromkeys([*MODES, *(str(row["mode"]) for row in case.rows if row.get("mode"))])
    return (
        Questionnaire(
            id=questionnaire_id,
            title="Exemple",
            serie_id=questionnaire_id,
            answer_id_column="Id",
            answered_on_column="Date",
            modes=tuple(Option(id=mode, label=mode) for mode in modes),
            items=items,
        ),
        read,
    )


def _item(
    indicator: Indicator, case: WorkedCase, item_id: str, is_read: bool, declared: Mapping[str, Questionnaire]
) -> Item:
    role = indicator.arguments.get("role") if is_read else None
    options = case.answers if is_read and case.answers else tuple(_options(indicator, case, item_id, is_read, declared))
    return Item(
        id=item_id,
        wording=item_id,
        label=item_id,
        role=role or (item_id if item_id in ROLES else "criterion"),
        kind="multiple",
        column="Question",
        options=options,
    )


def _options(
    indicator: Indicator, case: WorkedCase, item_id: str, is_read: bool, declared: Mapping[str, Questionnaire]
) -> Iterator[Option]:
    named = indicator.arguments.get("options", ()) if is_read else ()
    given = [row["option_id"] for row in case.rows if row.get("option_id")]
    scale = SCALE if not named and (not given or {*given} & {*SCALE}) else {}
    for option_id in dict.fromkeys([*scale, *named, *given]):
        level = SCALE[option_id] if option_id in SCALE else _agreed_level(option_id, item_id, declared.values())
        yield Option(id=option_id, label=option_id, level=level)


def _agreed_level(option_id: str, item_id: str, declared: Sequence[Questionnaire]) -> Any:
    levels = {
        option.level
        for questionnaire in declared
        for item in questionnaire.questions
        if item.id == item_id or item.role == item_id
        for option in questionnaire.options_of(item.id)
        if option.id == option_id
    }
    if len(levels) > 1:
        raise ParameterError(
            f"les questionnaires ne donnent pas le même niveau à la réponse « {option_id} » : écrire les réponses de "
            "l'exemple sous « answers »"
        )
    return next(iter(levels), None)
