"""The questionnaire that a worked case of a survey indicator answers: made from the case alone, so that no file of
`params/questionnaires/`, nor its name, decides what the case gives. Running the cases is `worked_cases`.
"""

from collections.abc import Iterator

from qep_lib.model.indicator import Indicator, WorkedCase
from qep_lib.model.questionnaire import Item, ItemRole, Level, Option, Questionnaire

MODES = ("desk", "web")
SCALE: dict[str, Level] = {
    "very_satisfied": "positive",
    "satisfied": "positive",
    "unsatisfied": "negative",
    "very_unsatisfied": "negative",
    "not_applicable": "not_applicable",
}
"""The answers that a case may use without declaring them, with their level."""
ROLES: tuple[ItemRole, ...] = ("criterion", "overall", "profile", "visit_reason", "waiting", "other")


def case_questionnaire(indicator: Indicator, case: WorkedCase, questionnaire_id: str) -> tuple[Questionnaire, str]:
    """(the questionnaire, the id of the question that the indicator reads).

    Its questions are those of the rows, its answers those that the case declares (`answers`); without any, those of SCALE, of
    the arguments and of the rows, an answer out of SCALE having no level.
    """
    read = indicator.arguments.get("item") or indicator.arguments.get("role") or "question"
    asked = dict.fromkeys([read, *(row["item_id"] for row in case.rows if row.get("item_id"))])
    items = tuple(_item(indicator, case, item_id, item_id == read) for item_id in asked)
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


def _item(indicator: Indicator, case: WorkedCase, item_id: str, is_read: bool) -> Item:
    own = next((role for role in ROLES if role == item_id), ROLES[0])
    role: ItemRole = (indicator.arguments.get("role") if is_read else None) or own
    options = case.answers if is_read and case.answers else tuple(_options(indicator, case, is_read))
    return Item(
        id=item_id,
        wording=item_id,
        label=item_id,
        role=role,
        kind="multiple",
        column="Question",
        options=options,
    )


def _options(indicator: Indicator, case: WorkedCase, is_read: bool) -> Iterator[Option]:
    named = indicator.arguments.get("options", ()) if is_read else ()
    given = [row["option_id"] for row in case.rows if row.get("option_id")]
    scale = SCALE if not named and (not given or {*given} & {*SCALE}) else {}
    for option_id in dict.fromkeys([*scale, *named, *given]):
        yield Option(id=option_id, label=option_id, level=SCALE.get(option_id))
