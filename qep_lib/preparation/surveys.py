"""The export of a survey to its questionnaire: which columns are one question, what kind it is, and what it is about.

Scales are `scales`; which row is the header, and the questions of a workbook that describes itself, are `survey_layout`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Item, ItemRole, Option, Questionnaire
from qep_lib.model.recognition import Tool
from qep_lib.preparation.choices import find_separator, ordered_choices, told_of_comments
from qep_lib.preparation.draft import (
    IGNORED,
    ColumnDraft,
    Decisions,
    SheetDraft,
    ValueDraft,
)
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare, named
from qep_lib.preparation.levels import Levels
from qep_lib.preparation.names import identifier, of_tool, short_label
from qep_lib.preparation.notes import counted_scale, note_of, numbered_options
from qep_lib.preparation.options import OF_ANSWERS, option_id, options_and_other, options_of, role_of_answers
from qep_lib.preparation.scales import (
    REVERSED,
    SIGNS,
    UNKNOWN_SCALE,
    asked_reversed,
    asked_scale,
    bands,
    is_adverse,
    known_scale,
    scale_options,
)
from qep_lib.preparation.shapes import SURVEY
from qep_lib.preparation.survey_identity import Columns
from qep_lib.preparation.survey_layout import Asked, SurveyLayout, group_columns
from qep_lib.preparation.survey_rows import settle_rows
from qep_lib.preparation.survey_scales import Scales

MANY_CHOICES, MANY_SHARE, LONGEST_LEVEL = 25, 0.5, 25
"""Distinct answers above which, and share of the answers that they are, a question is a free text; the longest answer of a
scale that nobody knows."""
_CODE = re.compile(r"[A-Z]{1,2}\d{1,3}")
"""An answer of an export by codes: nobody wrote it."""
_WAITING = ("attente", "attend", "patient")
"""What a question about waiting says, where its answers are spans of time."""
_JUDGING = ("satisf", "jugez", "trouvez", "evalu", "apprecie", "qualite", "accord", "content", "pensez")


def propose_survey(
    grid: Grid, layout: SurveyLayout, knowledge: Knowledge, tool: Tool | None, names: tuple[str, str],
    decisions: Decisions,
) -> SheetDraft:  # fmt: skip
    """The questionnaire of an export, and its source. `names`: id and title of the questionnaire."""
    columns = Columns(layout, knowledge, tool)
    columns.settle_identity()
    if layout.is_coded:
        columns.notes.append(
            "ses questions et ses réponses sont des codes : refaire l'export avec le texte complet des questions et des réponses"
        )
    work = _Work(columns, knowledge, tool, decisions)
    for asked in group_columns(columns.remaining(), layout, tool, knowledge):
        work.question(asked)
    settle_rows(grid, columns, decisions)
    questionnaire = None
    if work.items:
        questionnaire = Questionnaire(
            id=names[0],
            title=names[1],
            serie_id=names[0],
            scales=work.scales.options,
            answer_id_column=columns.answer_id,
            answered_on_column=columns.answered_on,
            mode_column=work.mode,
            modes=work.modes,
            ignored_columns=tuple(dict.fromkeys(columns.left_out())),
            items=tuple(work.items),
        )
    source = None if questionnaire is None else _source(columns, names, tool, grid)
    return SheetDraft(
        grid.file, (grid.name,) if grid.name else (), SURVEY, tool.name if tool else None, layout.reasons,
        tuple(sorted(columns.drafts, key=lambda draft: draft.position)), source, questionnaire, notes=tuple(columns.notes),
    )  # fmt: skip


def _source(columns: Columns, names: tuple[str, str], tool: Tool | None, grid: Grid) -> Source:
    extra: dict[str, Any] = {}
    if columns.answer_id is None:
        extra["identifier"] = "row_number"
    if columns.answered_on is None:
        extra["answered_on"] = "period"
    return Source(
        id=names[0],
        description=f"{names[1]} : {f'export {of_tool(tool.name)}' if tool else f'tel que « {grid.file} »'}",
        table=SURVEY,
        questionnaire=names[0],
        exclude_rows=tuple(columns.excluded),
        repeated_answers=columns.repeated,
        **extra,
    )


@dataclass(slots=True)
class _Work:
    """One questionnaire being made."""

    columns: Columns
    knowledge: Knowledge
    tool: Tool | None
    decisions: Decisions
    ids: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    scales: Scales = field(default_factory=Scales)
    mode: str | None = None
    modes: tuple[Option, ...] = ()

    def question(self, asked: Asked) -> None:
        """One question, or a part of a grid, to its item and the drafts of its columns."""
        if not any(column.filled for column in asked.columns) and self._role(asked.wording) != "comment":
            for column in asked.columns:
                self.columns.leave(column, IGNORED, "colonne vide")
            return
        if asked.is_companion:
            for column in asked.columns:
                self.columns.leave(
                    column, IGNORED, f"texte libre qui précise « Autre » de « {short_label(asked.wording)} »"
                )
            return
        if asked.parts and not asked.is_rank:
            self._several_columns(asked)
        else:
            self._one_column(asked)

    def _several_columns(self, asked: Asked) -> None:
        texts = Counter(text for column in asked.columns for text in column.texts)
        boxes = self.knowledge.words("ticked") | self.knowledge.words("unticked") | self.knowledge.unanswered
        role = self._role(asked.wording)
        labels = {bare(part) for part in asked.parts}
        is_ticked = all(bare(text) in boxes or bare(text) in labels for text in texts)
        judges = any(word in fold(asked.wording) for word in _JUDGING) and role != "visit_reason"
        scale = known_scale(self._answers(texts), self.knowledge)
        if is_ticked and not (judges and scale is not None and scale.scale.id == "yes_no"):
            self._ticked(asked, role)
            return
        is_list = len(self._answers(texts)) <= 7 and len(asked.columns) > 1
        name, options = UNKNOWN_SCALE, counted_scale(self._answers(texts), self.knowledge)
        if scale is None and options is None and is_list and not all(column.numbers > 0.9 for column in asked.columns):
            options = asked_scale(asked.wording, self._answers(texts), self.knowledge, self.decisions) or None
        for column, part in zip(asked.columns, asked.parts, strict=True):
            single = Asked(f"{asked.wording} {part}".strip(), (column,), block=asked.wording, label=part)
            if scale is not None:
                self._known(single, scale, self._answers(texts))
            elif options is not None:
                self._scaled(single, name, options)
            else:
                self._one_column(single)

    def _ticked(self, asked: Asked, role: str) -> None:
        role = self._role_of_answers(role, asked.parts)
        taken: set[str] = set()
        lexicon = self.knowledge.options.get(role)
        columns, options = {}, []
        for column, part in zip(asked.columns, asked.parts, strict=True):
            options.append(Option(id=option_id(part, lexicon, taken), label=part))
            columns[options[-1].id] = column.heading
        item = self._item(asked, OF_ANSWERS.get(role, "other"), kind="multiple",
                          columns=columns, options=tuple(options))  # fmt: skip
        for column, _option in zip(asked.columns, options, strict=True):
            self._told(column, item, f"une réponse possible à « {item.label} »", ())
            self.columns.drafts[-1] = replace(self.columns.drafts[-1], meaning="option")
        self.items.append(item)

    def _one_column(self, asked: Asked) -> None:
        column = asked.columns[0]
        texts: Counter[str] = Counter()
        for each in asked.columns:
            texts += each.texts
        answers = self._answers(texts)
        role = self._role(asked.wording)
        if role == "comment" and (not answers or column.reached.cells):
            self._simple(asked, "text", told_of_comments(asked.columns))
            return
        if not answers:
            self.columns.leave(column, IGNORED, "aucune réponse")
            return
        if role == "mode" and not asked.is_rank:
            self._mode(column, answers)
            return
        if asked.choices is None and not asked.is_rank:
            scale = known_scale(answers, self.knowledge)
            criterion = named(asked.wording, self.knowledge.criteria)
            judges = criterion is not None or any(word in fold(asked.wording) for word in _JUDGING)
            if scale is not None and (scale.scale.id != "yes_no" or judges or role == "overall"):
                self._known(asked, scale, answers)
                return
            if scale is None and (found := counted_scale(answers, self.knowledge)):
                self._scaled(asked, UNKNOWN_SCALE, found)
                return
            if self._is_about_waiting(asked, role) and (found := bands(answers)):
                self._listed(asked, "waiting", found, "tranches de temps")
                return
            if column.numbers >= 0.95:
                self._numbered(asked, column)
                return
            if column.dates >= 0.9:
                self._simple(asked, "date", "des dates")
                return
        self._choices(asked, texts, answers, role)

    def _choices(self, asked: Asked, texts: Counter[str], answers: list[str], role: str) -> None:
        declared = asked.choices
        if declared is not None:
            scale = known_scale(declared, self.knowledge)
            if scale is not None and not asked.is_several and scale.scale.id != "yes_no":
                self._known(asked, scale, declared)
                return
            if self._is_about_waiting(asked, role) and (found := bands(declared)):
                self._listed(asked, "waiting", found, "tranches de temps")
                return
        role = self._role_of_answers(role, declared or answers)
        kept = OF_ANSWERS.get(role, "other")
        if asked.is_rank:
            options = options_of(declared or ordered_choices(texts), role, self.knowledge)
            self._listed(asked, kept, options, f"{len(asked.columns)} colonnes pour une question", kind="multiple",
                         rank_columns=len(asked.columns))  # fmt: skip
            return
        separated = find_separator(texts, self.tool, declared)
        if separated is not None:
            separator, labels = separated
            met = Counter({x: sum(n for text, n in texts.items() if bare(x) in bare(text)) for x in labels})
            options, told = options_and_other(labels, met, role, declared is not None, self.knowledge)
            self._listed(asked, kept, options, f"plusieurs réponses par cellule, séparées par « {separator} »{told}",
                         kind="multiple", delimiter=separator)  # fmt: skip
            return
        if declared is None and self._is_free_text(asked, texts, answers, role):
            self._simple(asked, "text", told_of_comments(asked.columns))
            return
        if role not in ("profile", "visit_reason") and self._may_judge(asked, answers):
            found = asked_scale(asked.wording, answers, self.knowledge, self.decisions)
            if found:
                self._scaled(asked, UNKNOWN_SCALE, found)
                return
            if found is None:
                self._doubtful(asked, options_of(answers, role, self.knowledge))
                return
        options, told = options_and_other(
            declared or ordered_choices(texts), texts, role, declared is not None, self.knowledge
        )
        self._listed(asked, kept, options, f"réponses en liste{told}")

    def _is_about_waiting(self, asked: Asked, role: str) -> bool:
        return role == "waiting" or any(word in fold(asked.wording) for word in _WAITING)

    def _may_judge(self, asked: Asked, answers: Sequence[str]) -> bool:
        judges = any(word in fold(asked.wording) for word in _JUDGING) or named(asked.wording, self.knowledge.criteria)
        return bool(judges) and 2 <= len(answers) <= 7

    def _is_free_text(self, asked: Asked, texts: Counter[str], answers: Sequence[str], role: str) -> bool:
        if role in ("profile", "visit_reason") and len(answers) <= MANY_CHOICES:
            return False
        if self._may_judge(asked, answers) and max(map(len, answers)) <= LONGEST_LEVEL:
            return False
        if all(map(_CODE.fullmatch, answers)):
            return False
        repeated = sum(count for count in texts.values() if count > 1)
        is_scattered = len(answers) > MANY_CHOICES or repeated < (1 - MANY_SHARE) * texts.total()
        return role == "comment" or is_scattered

    def _numbered(self, asked: Asked, column: GridColumn) -> None:
        note = note_of(asked.wording, column, self.knowledge, self.decisions)
        if note is None:
            self._simple(asked, "number", "un nombre")
        elif note.best == note.low:
            self._scaled(asked, UNKNOWN_SCALE, numbered_options(note))
        else:
            extra = (
                {} if (note.low, note.high) == (0, 10) else {"minimum": float(note.low), "maximum": float(note.high)}
            )
            self._simple(asked, "note", f"une note de {note.low} à {note.high}", **extra)
            if note.is_asked:
                self.columns.drafts[-1] = replace(self.columns.drafts[-1], certainty="asked")

    def _known(self, asked: Asked, levels: Levels, answers: Sequence[str]) -> None:
        """Answers of a known scale; which end is favourable is asked where the question is one nobody is glad to agree with."""
        name = levels.scale.id
        is_reversed: bool | None = False
        if levels.scale.answers_statement and is_adverse(asked.wording, self.knowledge):
            best = next(o.label for o in scale_options(levels, answers, self.knowledge))
            is_reversed = asked_reversed(asked.wording, best, self.decisions)
        if is_reversed is None:
            self._doubtful(asked, options_of(answers, "other", self.knowledge))
            return
        options = scale_options(levels, answers, self.knowledge, is_reversed=is_reversed)
        given = {bare(text) for text in answers}
        supposed = frozenset(o.id for o in options if given.isdisjoint(map(bare, (o.label, *o.aliases))))
        self._scaled(asked, f"{name}{REVERSED}" if is_reversed else name, options, supposed)

    def _scaled(
        self, asked: Asked, scale: str, options: tuple[Option, ...], supposed: frozenset[str] = frozenset()
    ) -> None:
        name = self.scales.named(scale, options, supposed, self.knowledge)
        options = self.scales.options[name]
        is_overall = self._role(asked.label or asked.wording) == "overall" and not self._has("overall")
        role: ItemRole = "overall" if is_overall else "criterion"
        item = self._item(asked, role, scale=name)
        told = " ; ".join(f"{o.label} {SIGNS[o.level]}" for o in options)
        self._closed(asked, item, options, f"échelle : {told}")

    def _doubtful(self, asked: Asked, options: tuple[Option, ...]) -> None:
        """A list for want of an answer: which of them are favourable is asked."""
        self._listed(asked, "other", options, "échelle inconnue")
        draft, is_overall = self.columns.drafts[-1], self._role(asked.label or asked.wording) == "overall"
        self.columns.drafts[-1] = replace(draft, meaning="overall" if is_overall else "criterion", certainty="asked")

    def _listed(self, asked: Asked, role: ItemRole, options: tuple[Option, ...], why: str, **extra: Any) -> None:
        item = self._item(asked, role, options=options, **extra)
        self._closed(asked, item, options, why)

    def _closed(self, asked: Asked, item: Item, options: Sequence[Option], why: str) -> None:
        by_text = {bare(label): option.id for option in options for label in (option.label, *option.aliases)}
        other = next((option.id for option in options if option.any_other), None)
        self.items.append(item)
        for place, column in enumerate(asked.columns):
            # A cell of several answers is told by its answers.
            told = [text for text in column.texts if item.delimiter is None or bare(text) in by_text]
            values = tuple(ValueDraft(text, column.texts[text], by_text.get(bare(text), other)) for text in told)
            self._told(column, item, why if place == 0 else f"suite de « {item.label} »", values)

    def _simple(self, asked: Asked, kind: str, why: str, **extra: Any) -> None:
        role: ItemRole = (
            "overall"
            if kind == "note" and self._role(asked.wording) == "overall" and not self._has("overall")
            else "other"
        )
        item = self._item(asked, role, kind=kind, **extra)
        self.items.append(item)
        column = asked.columns[0]
        shown = () if kind == "text" else column.examples()
        self.columns.drafts.append(ColumnDraft(column.position, column.heading, kind, why, examples=shown, of=item.id))
        self.columns.done.add(column.position)

    def _told(self, column: GridColumn, item: Item, why: str, values: tuple[ValueDraft, ...]) -> None:
        linked = item.id in self.knowledge.linked
        told = f"{why} ; lue par l'indicateur national « {self.knowledge.linked[item.id]} »" if linked else why
        self.columns.drafts.append(
            ColumnDraft(column.position, column.heading, item.role, told, "certain", column.examples(), values, item.id)
        )
        self.columns.done.add(column.position)

    def _mode(self, column: GridColumn, answers: Sequence[str]) -> None:
        self.mode = column.heading
        taken: set[str] = set()
        lexicon = self.knowledge.options.get("mode")
        self.modes = tuple(Option(id=option_id(text, lexicon, taken), label=text) for text in answers)
        self.columns.keep(column, "mode", "mode de recueil")

    def _item(self, asked: Asked, role: ItemRole, **extra: Any) -> Item:
        label = short_label(asked.label or asked.wording)
        words = asked.label or asked.wording
        binding: dict[str, Any] = {} if "columns" in extra else {"column": asked.columns[0].heading}
        disability = tuple((bare(word), "") for part in self.knowledge.recognition.surveys for word in part.disability)
        if named(words, disability) is not None:
            extra["reveals_disability"] = True
        return Item(
            id=self._item_id(words, role), label=label, wording=" ".join(asked.wording.split()), block=asked.block,
            role=role, **binding, **extra,
        )  # fmt: skip

    def _item_id(self, words: str, role: str) -> str:
        usual = {"profile": "profile", "visit_reason": "visit_reason", "waiting": "waiting_time", "overall": "overall"}
        wanted = usual.get(role) or (named(words, self.knowledge.criteria) if role == "criterion" else None)
        if wanted and wanted not in self.ids:
            self.ids.add(wanted)
            return wanted
        # An id that a national indicator reads says more than a wording: a question like it does not take it by chance.
        taken = self.ids | set(self.knowledge.linked)
        name = identifier(words, taken)
        self.ids.add(name)
        return name

    def _role(self, wording: str) -> str:
        return named(wording, self.knowledge.roles) or "other"

    def _role_of_answers(self, role: str, answers: Sequence[str]) -> str:
        return role_of_answers(role, answers, {item.role for item in self.items}, self.knowledge)

    def _has(self, role: str) -> bool:
        return any(item.role == role for item in self.items)

    def _answers(self, texts: Iterable[str]) -> list[str]:
        """The texts that answer, in the order in which they come."""
        silent = self.knowledge.unanswered - self.knowledge.words("not_applicable")
        return [text for text in texts if bare(text) not in silent]
