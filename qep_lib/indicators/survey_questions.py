"""The answers to one survey, question by question, as an analyst crosses them: who chose what, who is outside the base.

The mode of collection and the month of the answer are read as questions too. Counting is `crossing`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from babel.dates import format_date as babel_date

from qep_lib.errors import ParameterError, sure
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.model.suggest import did_you_mean
from qep_lib.questions.forms import form_of
from qep_lib.questions.kind import Answer
from qep_lib.questions.registry import kind_of
from qep_lib.store.identity import number_things

Where = Mapping[str, str | Sequence[str]]
"""The answers kept, one or several, by question."""
MODE, MONTH = "mode", "month"
OWN_LABELS = {MODE: "Mode de recueil", MONTH: "Mois de la réponse"}
IDENTIFYING_ROLES = {"profile": "profil", "visit_reason": "motif"}
"""What tells who a person is, by role of the question, beside a disability and the date (statistics.md 3, rule 4)."""
_DATE_OF = {"date": "date"}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question over the respondents of a survey.

    `chosen` (respondents × answers) is True where an answer was chosen, as its kind counts them; `is_not_applicable` marks
    those who said « sans objet » and nothing else. `identifies` is what the question tells of who a person is, or empty.
    `numbers` are those that each gave, NaN where none, within `bounds`; None for a question without numbers to take the mean of.
    """

    id: str
    label: str
    answers: tuple[Answer, ...]
    chosen: np.ndarray
    is_not_applicable: np.ndarray
    is_multiple: bool = False
    identifies: str = ""
    numbers: np.ndarray | None = None
    bounds: tuple[float, float] = (-np.inf, np.inf)

    @property
    def is_answered(self) -> np.ndarray:
        """True for the respondents in the base."""
        return np.asarray(self.chosen.any(axis=1) if self.numbers is None else ~np.isnan(self.numbers))

    @property
    def judges(self) -> bool:
        """True where an answer is an opinion, of a scale or a note: it does not make a group of people."""
        return self.has_levels or self.numbers is not None

    @property
    def has_levels(self) -> bool:
        """True for a question on a scale: its answers judge; those of another question describe who answers."""
        return any(answer.level is not None for answer in self.answers)

    def answer(self, named: str) -> int:
        """Place of the answer of that id or label; `ParameterError` for another."""
        for place, answer in enumerate(self.answers):
            if named in (answer.id, answer.label):
                return place
        raise ParameterError(
            f"question « {self.label} » : réponse « {named} » inconnue{_hint(named, self.answers)} "
            f"Accepté : {', '.join(f'{answer.id} ({answer.label})' for answer in self.answers)}."
        )


Filter = tuple[Question, list[int], np.ndarray]
"""A question, the places of the answers kept, and the respondents who gave one of them."""


class Respondents:
    """The respondents of one questionnaire, from its rows of `survey_answers`. Questions are read once, when asked for."""

    def __init__(self, answers: pd.DataFrame, questionnaire: Questionnaire):
        self.questionnaire = questionnaire
        self._rows = answers
        self._person = number_things(answers, "answer_id")
        self.count = int(self._person.max(initial=-1)) + 1
        self._read: dict[str, Question] = {}

    def named(self) -> dict[str, str]:
        """Label by id of what can be crossed: every question but free words in their order, then mode and month where known."""
        closed = {item.id: item.label for item in self.questionnaire.questions if not _is_text(item)}
        own = {
            MODE: self._rows["mode"].notna().any(),
            MONTH: self.count > 0 and self._rows["answered_on"].notna().all(),
        }
        return closed | {name: OWN_LABELS[name] for name, is_known in own.items() if is_known}

    def question(self, named: str) -> Question:
        """The question of that id or label. `ParameterError` when there is none, or when its answers are not closed."""
        known = self.named()
        found = next((id_ for id_, label in known.items() if named in (id_, label)), None)
        if found is None:
            raise ParameterError(self._unknown(named, known))
        if found not in self._read:
            self._read[found] = self._own(found) if found in OWN_LABELS else self._asked(found)
        return self._read[found]

    def keep(self, where: Where) -> Iterator[Filter]:
        """For each filter: its question, the places of the answers kept, and the respondents who gave one of them."""
        for name, values in where.items():
            question = self.question(name)
            wanted = [values] if isinstance(values, str) else list(values)
            if not wanted:
                raise ParameterError(
                    f"filtre « {question.label} » : aucune réponse n'est choisie. À faire : en nommer une."
                )
            places = sorted({question.answer(value) for value in wanted})
            yield question, places, np.asarray(question.chosen[:, places].any(axis=1))

    def _unknown(self, named: str, known: Mapping[str, str]) -> str:
        item = next((item for item in self.questionnaire.questions if named in (item.id, item.label)), None)
        if item is not None:
            return (
                f"question « {item.label} » : sa réponse est {form_of(item).words}, elle ne se compte pas par réponse. "
                "À faire : choisir une autre question."
            )
        hint = did_you_mean(named, [*known, *known.values()])
        return (
            f"question « {named} » inconnue dans « {self.questionnaire.title} »{' : ' + hint if hint else '.'} "
            f"Accepté : {', '.join(known)}."
        )

    def _asked(self, item_id: str) -> Question:
        """A question of the questionnaire, its answers counted by its kind."""
        item = self.questionnaire.item(item_id)
        options = self.questionnaire.options_for(item)
        is_own = (self._rows["item_id"] == item_id).to_numpy()
        rows, person = self._rows[is_own], self._person[is_own]
        option_ids, given = rows["option_id"].to_numpy(dtype=object), rows["number"].to_numpy(dtype=float)
        is_filled = (rows["state"] == "answered").to_numpy()
        counted = kind_of(item).counted(item, options, option_ids, given)
        answers = counted.answers if counted else ()
        chosen = np.zeros((self.count, len(answers)), dtype=bool)
        for place in range(len(answers)):
            chosen[person[is_filled & (sure(counted).places == place)], place] = True
        outside = [option.id for option in options if option.level == "not_applicable"]
        is_outside = (rows["state"] == "not_applicable") | rows["option_id"].isin(outside)
        not_applicable = np.zeros(self.count, dtype=bool)
        not_applicable[person[is_outside.to_numpy(dtype=bool)]] = True
        numbers = None
        if "mean" in form_of(item).figures(item, options):
            numbers = np.full(self.count, np.nan)
            numbers[person[is_filled]] = given[is_filled]
        return Question(
            item.id,
            item.label,
            answers,
            chosen,
            not_applicable & ~chosen.any(axis=1),
            form_of(item).is_multiple and item.kind != "rank",
            "handicap" if item.reveals_disability else IDENTIFYING_ROLES.get(item.role, _DATE_OF.get(item.kind, "")),
            numbers,
            form_of(item).bounds(item),
        )

    def _own(self, name: str) -> Question:
        """The mode or the month: one a respondent, that of the first row which has it."""
        firsts = self._rows.groupby(self._person)[["mode", "answered_on"]].first()
        if name == MODE:
            values = firsts["mode"].astype(object).where(firsts["mode"].notna(), None).tolist()
            labels = {mode.id: mode.label for mode in self.questionnaire.modes}
            found = [known for known in [*labels, *sorted({*values} - {None, *labels})] if known in values]
        else:
            days = firsts["answered_on"].dt.date.tolist()
            values = [f"{day:%Y-%m}" for day in days]
            labels = {f"{day:%Y-%m}": babel_date(day, "MMMM yyyy", locale="fr_FR") for day in days}
            found = sorted(labels)
        answers = tuple(Answer(value, labels.get(value, value)) for value in found)
        chosen = np.array([[value == answer.id for answer in answers] for value in values], dtype=bool)
        nobody = np.zeros(self.count, dtype=bool)
        return Question(name, OWN_LABELS[name], answers, chosen, nobody, identifies="date" if name == MONTH else "")


def _is_text(item: Item) -> bool:
    return not form_of(item).has_shares and "mean" not in form_of(item).figures(item, ())


def _hint(named: str, answers: tuple[Answer | Option, ...]) -> str:
    hint = did_you_mean(str(named), [word for answer in answers for word in (answer.id, answer.label)])
    return f" : {hint}" if hint else "."
