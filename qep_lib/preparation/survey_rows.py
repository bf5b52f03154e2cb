"""What the rows of a survey export say together: answers left before the end, and those sent twice. Both are asked, then ruled.

What one column says of an answer (its state, its day) is `survey_identity`.
"""

from collections.abc import Sequence

import pandas as pd

from qep_lib.intake.repeated import sent_together
from qep_lib.model.campaign import ExcludedRows, RepeatedAnswers
from qep_lib.model.characters import fold
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.survey_identity import Columns

_EARLY, _MOST, _LEAST_QUESTIONS, _MINUTES = 0.5, 0.3, 5, 1
"""Share of the questions under which an answer that stops was left, share of the rows above which many leave a page out on
purpose, questions that two people may not answer alike by chance, and minutes in which a form is sent twice.
"""
_LEAVE, _COUNT = "leave", "count"


def settle_rows(grid: Grid, columns: Columns, decisions: Decisions) -> None:
    """Add to `columns` the rules of answers that are not whole, where no column says it, and of those that are sent twice."""
    header = columns.layout.header
    questions = sorted(draft.position for draft in columns.drafts if draft.of is not None)
    moment = next((draft.position for draft in columns.drafts if draft.meaning == "answered_on"), None)
    if len(questions) < _LEAST_QUESTIONS:
        return
    rows = [[row[place] for place in questions] for row in grid.body(header)]
    if not columns.excluded:
        rule, told = ask_unfinished(grid, header, questions, rows, decisions)
        columns.excluded += [rule] if rule is not None else []
        columns.notes += [told] if told else []
    columns.repeated, told = ask_repeated(grid, header, questions, rows, moment, decisions)
    columns.notes += [told] if told else []


def ask_unfinished(
    grid: Grid, header: int, questions: Sequence[int], rows: Sequence[Sequence[str]], decisions: Decisions
) -> tuple[ExcludedRows | None, str | None]:
    """(the rule, what must be told) of the answers that stop in the first half of the questions, which a question that
    everybody else answered tells; nothing where there are none. `questions`: the positions of the columns, in their order;
    `rows`: the cells of each answer under them.
    """
    last = [max((place for place, cell in enumerate(row) if cell), default=-1) for row in rows]
    left = [row for row, place in zip(rows, last, strict=True) if place + 1 <= _EARLY * len(questions)]
    whole = [row for row, place in zip(rows, last, strict=True) if place + 1 > _EARLY * len(questions)]
    if not left or len(left) > _MOST * len(rows):
        return None, None
    marks = [
        place
        for place in range(len(questions))
        if all(row[place] for row in whole) and not any(row[place] for row in left)
    ]
    if not marks:
        return None, None
    heading = grid.headings(header)[questions[marks[0]]]
    told = f"{_said(len(left))} dans la première moitié des questions, sans répondre à « {heading[:60]} »"
    answer = decisions.ask(
        Question(
            question_id("unfinished", *(grid.headings(header)[place] for place in questions)),
            f"« {grid.file} » : {told}. Faut-il les compter ?",
            "une réponse commencée puis laissée n'est pas celle d'une personne qui a tout lu",
            (
                (_LEAVE, "non : réponses non terminées, laissées de côté et comptées à part"),
                (_COUNT, "oui : chacune compte dans les questions auxquelles elle répond"),
            ),
            _LEAVE,
        )  # fmt: skip
    )
    if answer == _COUNT:
        return None, f"{told} : comptées"
    if answer is None:
        return None, None
    return ExcludedRows(column=heading, values=("",), reason="réponses non terminées"), f"{told} : laissées de côté"


def ask_repeated(
    grid: Grid,
    header: int,
    questions: Sequence[int],
    rows: Sequence[Sequence[str]],
    moment: int | None,
    decisions: Decisions,
) -> tuple[RepeatedAnswers | None, str | None]:
    """(the rule, what must be told) of the answers that are the same word for word within a minute; nothing where there are
    none, or where no hour tells it. `moment`: the position of the column that dates the answers.
    """
    if moment is None:
        return None, None
    keys = pd.Series(["\x1f".join(map(fold, row)) if sum(map(bool, row)) >= _LEAST_QUESTIONS else None for row in rows])
    written = pd.Series([row[moment] for row in grid.body(header)], dtype=object)
    together = sent_together(keys, written, _MINUTES)
    count = 0 if together is None else int(together.dropna().duplicated().sum())
    if not count:
        return None, None
    several = count > 1
    told = (
        f"{count} réponse{'s' * several} {'sont identiques' if several else 'est identique'} à une autre, "
        "envoyée moins d'une minute avant"
    )
    answer = decisions.ask(
        Question(
            question_id("repeated", *(grid.headings(header)[place] for place in questions)),
            f"« {grid.file} » : {told}. Combien de fois les compter ?",
            "un formulaire envoyé deux fois est une seule réponse",
            ((_LEAVE, "une seule fois"), (_COUNT, "chaque fois : plusieurs personnes ont répondu ensemble")),
            _LEAVE,
        )
    )
    if answer != _LEAVE:
        return None, None if answer is None else f"{told} : comptées"
    return RepeatedAnswers(within_minutes=_MINUTES), f"{told} : comptées une fois"


def _said(count: int) -> str:
    return "1 réponse s'arrête" if count == 1 else f"{count} réponses s'arrêtent"
