"""What is proposed of a folder: each file, column and value with its meaning, how sure it is, and why; and what is asked.

Values only: proposing is `tables` and `surveys`, deciding is whoever answers, writing is `documents`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Questionnaire

Certainty = Literal["certain", "asked", "unknown"]
"""`asked`: a person must say; `unknown`: nothing fits, it is left out and told."""
IGNORED, PERSONAL, TECHNICAL, UNKNOWN = "ignored", "personal", "technical", "unknown"
"""Meanings of a column that is not read: of no use here, names a person, the tool's own, nobody knows."""
UNREAD = (IGNORED, PERSONAL, TECHNICAL, UNKNOWN)
SKIP = ""
"""The answer that leaves out what was asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person knows. `choices`: code -> French label; `default` is proposed; `many` accepts several codes.

    The id is the same for the same doubt in another file: an answer given once is found again.
    """

    id: str
    text: str
    why: str
    choices: tuple[tuple[str, str], ...]
    default: str | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """What a written value becomes: `code` is a stored value, None where it is not read; `label` is what it is called."""

    text: str
    count: int
    code: str | None
    certainty: Certainty = "certain"
    label: str = ""


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """What a column becomes. `meaning`: a column of the table, what a question is, or one of `UNREAD`; `of`: the question
    that the column is a part of, by its id. `examples` are masked.
    """

    position: int
    heading: str
    meaning: str
    why: str
    certainty: Certainty = "certain"
    examples: tuple[str, ...] = ()
    values: tuple[ValueDraft, ...] = ()
    of: str | None = None


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What the sheets of one file that read alike become: one source. `known`: the id of a declared source that reads them.

    `source` and `questionnaire` are what would be written; None where the sheets hold nothing that is kept. `periods`: the
    codes of the periods that they cover. `notes` are sentences that must be told. `is_open`: something of it is still asked.
    `only_period` and `sheets_left`: what its import does not read.
    """

    file: str
    sheets: tuple[str, ...]
    table: str | None
    tool: str | None
    reasons: tuple[str, ...]
    columns: tuple[ColumnDraft, ...] = ()
    source: Source | None = None
    questionnaire: Questionnaire | None = None
    known: str | None = None
    periods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_open: bool = False
    only_period: bool | None = None
    sheets_left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file, or a sheet, that is not read, and the sentence that says why."""

    file: str
    why: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that is proposed of a folder, and what is still asked."""

    sheets: tuple[SheetDraft, ...]
    aside: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class Decisions:
    """The answers so far, and the questions met that have none: a proposal asks here, and goes on without an answer."""

    answers: Mapping[str, str] = field(default_factory=dict)
    pending: dict[str, Question] = field(default_factory=dict)

    def ask(self, question: Question) -> str | None:
        """The answer, one of its codes (joined by commas where `many`) or `SKIP`; None while there is none."""
        answer = self.answers.get(question.id)
        accepted = {SKIP, *(code for code, _ in question.choices)}
        if answer is not None and set(answer.split(",") if question.many else [answer]) <= accepted:
            return answer
        self.pending.setdefault(question.id, question)
        return None


def question_id(*parts: str) -> str:
    """The id of a doubt: the same words, whatever their case and accents, are the same doubt."""
    return ":".join(fold(part) for part in parts)
