"""What the export of a survey says of each answer beside its questions: its number, its day, whether it is finished.

Questions are `surveys`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qep_lib.model.campaign import ExcludedRows, RepeatedAnswers
from qep_lib.model.characters import fold
from qep_lib.model.recognition import Tool
from qep_lib.preparation.draft import IGNORED, PERSONAL, TECHNICAL, ColumnDraft
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare, is_technical
from qep_lib.preparation.people import personal_reason
from qep_lib.preparation.scales import known_scale
from qep_lib.preparation.survey_layout import SurveyLayout

_UNDATED = ("1980-01-01", "01/01/1980")
"""What LimeSurvey writes for a day that it does not keep."""


@dataclass(slots=True)
class Columns:
    """The columns of an export, settled one after the other: `drafts` of those that are, `done` their positions."""

    layout: SurveyLayout
    knowledge: Knowledge
    tool: Tool | None
    drafts: list[ColumnDraft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    excluded: list[ExcludedRows] = field(default_factory=list)
    repeated: RepeatedAnswers | None = None
    answer_id: str | None = None
    answered_on: str | None = None
    done: set[int] = field(default_factory=set)

    def settle_identity(self) -> None:
        """The number and day of each answer, its mode, the unfinished ones, what the tool and persons wrote beside."""
        for column in self.layout.columns:
            if column.heading:
                self._exclude(column)
        self._find_day()
        self._find_number()
        for column in self.layout.columns:
            if column.position in self.done or not column.heading:
                continue
            if reason := self._reason_not_read(column):
                self.leave(column, *reason)

    def _reason_not_read(self, column: GridColumn) -> tuple[str, str] | None:
        heading = column.heading
        if self.tool is not None and is_technical(heading, self.tool):
            return TECHNICAL, f"colonne propre à {self.tool.name}"
        if self.knowledge.survey_words("technical").find(heading, 100):
            return TECHNICAL, "colonne de travail"
        if self._is_question(column):
            return None
        if reason := personal_reason(column, self.knowledge):
            return PERSONAL, reason
        return None

    def _is_question(self, column: GridColumn) -> bool:
        """True for few different answers: « L'accueil au téléphone » is no telephone number."""
        return bool(column.texts) and known_scale(column.texts, self.knowledge) is not None

    def leave(self, column: GridColumn, meaning: str, why: str) -> None:
        """Say that a column is not read, and why."""
        shown = () if meaning == PERSONAL else column.examples()
        self.drafts.append(ColumnDraft(column.position, column.heading, meaning, why, examples=shown))
        self.done.add(column.position)

    def _exclude(self, column: GridColumn) -> None:
        """Rows that are not whole answers, where the tool or a column of states says so."""
        rules = (
            *((self.tool.unfinished) if self.tool else ()),
            *(rule for part in self.knowledge.recognition.surveys for rule in part.unfinished),
        )
        for rule in rules:
            headings = (rule.column,) if isinstance(rule.column, str) else rule.column
            if bare(column.heading) not in {bare(heading) for heading in headings}:
                continue
            wanted = {bare(value) for value in rule.values}
            found = [text for text in column.texts if bare(text) in wanted]
            empty = column.rows - column.filled if "" in rule.values else 0
            if not column.filled:
                continue
            if "" in rule.values:
                found.append("")
            values = tuple(dict.fromkeys((*found, *rule.values))) if found else rule.values
            count = sum(column.texts[text] for text in found if text) + empty
            self.excluded.append(ExcludedRows(column=column.heading, values=values, reason=rule.reason))
            if count:
                self.notes.append(f"{rule.reason} : exclues (« {column.heading} »)")
            if "" not in rule.values:
                self.leave(column, TECHNICAL, "dit quelles réponses sont terminées")
            return

    def _find_day(self) -> None:
        for column in self._candidates(self.tool.answered_on if self.tool else (), "answered_on"):
            if column.dates < 0.9:
                continue
            if all(text.startswith(_UNDATED) for text in column.texts):
                self.leave(column, TECHNICAL, "l'outil n'a pas gardé les jours (01/01/1980)")
                break
            self.answered_on = column.heading
            self.keep(column, "answered_on", "jour de la réponse")
            return
        self.notes.append("aucun jour de réponse : les réponses sont datées de la période")

    def _find_number(self) -> None:
        for column in self._candidates(self.tool.answer_id if self.tool else (), "answer_id"):
            if column.filled and column.filled == column.rows and max(column.texts.values()) <= self.layout.files:
                self.answer_id = column.heading
                self.keep(column, "answer_id", "numéro de la réponse")
                return
        self.notes.append("aucun numéro de réponse : les réponses sont numérotées par leur rang")

    def _candidates(self, named: Iterable[str], what: str) -> list[GridColumn]:
        """The columns that the tool names for it, in its order, then those of a usual heading."""
        columns = [c for c in self.layout.columns if c.position not in self.done]
        usual = self.knowledge.survey_words(what)
        by_tool = [c for heading in named for c in columns if fold(c.heading) == fold(heading)]
        return by_tool + [c for c in columns if c not in by_tool and usual.find(c.heading, 100) is not None]

    def keep(self, column: GridColumn, meaning: str, why: str) -> None:
        """Say what a column of identity is."""
        self.drafts.append(ColumnDraft(column.position, column.heading, meaning, why, examples=column.examples()))
        self.done.add(column.position)

    def remaining(self) -> list[GridColumn]:
        """The columns that may be questions."""
        return [c for c in self.layout.columns if c.position not in self.done and (c.heading or c.filled)]

    def left_out(self) -> Iterable[str]:
        """Headings that the questionnaire does not read."""
        return (
            draft.heading for draft in self.drafts if draft.meaning in (IGNORED, PERSONAL, TECHNICAL) and draft.heading
        )
