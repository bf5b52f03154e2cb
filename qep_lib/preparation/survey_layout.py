"""How the export of a survey is laid out: its row of headings, the columns of one question, what the file tells of itself.

What each question is belongs to `surveys`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qep_lib.errors import sure
from qep_lib.model.characters import fold
from qep_lib.model.recognition import Tool
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare, named
from qep_lib.preparation.names import bracketed, of_tool
from qep_lib.preparation.scales import known_scale
from qep_lib.preparation.shapes import is_survey

LEAST_SCORE = 4.0
"""Under it a sheet without the signature of a survey tool is not said to be a survey: two questions on a scale."""
_HEADER_ROWS = 10
_CODE = re.compile(r"[A-Z]{0,3}\d+[A-Z]*\d*(?:[\[_][A-Z]*\d+\]?)?")
_MANY_CODES = 3
_VARIABLE = re.compile(r"V\d+\. (?P<label>.+)", re.DOTALL)
_CLOSED, _SEVERAL = "F", "FM"
"""Types of Sphinx: closed questions start with F, those of several answers are FM."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a workbook says of one of its questions: its answers in the order of the form, and if several may be given."""

    choices: tuple[str, ...]
    is_several: bool


@dataclass(frozen=True, slots=True)
class SurveyLayout:
    """Where the answers are. `groups`: position of a column -> the question written above it; `wordings`: position -> what is
    asked, where the headings are codes; `files`: how many exports the columns are put together from.
    """

    header: int
    columns: tuple[GridColumn, ...]
    score: float
    reasons: tuple[str, ...]
    groups: Mapping[int, str] = field(default_factory=dict)
    described: Mapping[str, Described] = field(default_factory=dict)
    wordings: Mapping[int, str] = field(default_factory=dict)
    files: int = 1

    @property
    def is_coded(self) -> bool:
        """True where nothing says what is asked: headings are codes (« G01Q02[SQ001] »), and no row above tells them."""
        asked = [column.heading for column in self.columns if _CODE.fullmatch(column.heading)]
        return not self.wordings and len(asked) >= _MANY_CODES


@dataclass(frozen=True, slots=True)
class Asked:
    """The columns of one question. `parts`: what each column is of it; `block`: the question that has it among others;
    `choices`: its answers, where the file tells them.
    """

    wording: str
    columns: tuple[GridColumn, ...]
    parts: tuple[str, ...] = ()
    block: str | None = None
    label: str = ""
    is_rank: bool = False
    is_several: bool = False
    is_companion: bool = False
    choices: tuple[str, ...] | None = None


def find_layout(grid: Grid, knowledge: Knowledge, tool: Tool | None) -> SurveyLayout | None:
    """Where the answers of a survey are in the sheet; None for a sheet that is none."""
    is_export = tool is not None and is_survey(tool.table)
    if (tool is not None and not is_export and tool.table is not None) or len(grid.rows) < 2:
        return None
    header = _header(grid, tool if is_export else None)
    if header is None:
        return None
    wordings = _wordings(grid, header, sure(tool)) if is_export else {}
    columns = grid.columns(header)
    judged = [c for c in columns if c.filled and (s := known_scale(c.texts, knowledge)) and s.scale.id != "yes_no"]
    spoken = [c for c in columns if c.heading and named(c.heading, knowledge.roles)]
    score = 3.0 * len(judged) + 0.5 * len(spoken)
    reasons = [f"{len(judged)} colonne{'s' * (len(judged) > 1)} de réponses sur une échelle"] if judged else []
    if is_export:
        score += 20
        reasons.insert(0, f"export {of_tool(sure(tool).name)}")
    described = _described(grid.companions)
    if described:
        reasons.append("la feuille « information » donne ses questions")
    if not is_export and (score < LEAST_SCORE or not judged):
        return None
    groups = {} if wordings else _groups(grid, header, knowledge)
    return SurveyLayout(header, tuple(columns), score, tuple(reasons), groups, described, wordings)


def said_layout(grid: Grid, header: int, knowledge: Knowledge) -> SurveyLayout:
    """The layout of a sheet of which a person says that it holds answers: nothing in it is a scale that anybody knows."""
    groups = _groups(grid, header, knowledge)
    return SurveyLayout(header, tuple(grid.columns(header)), LEAST_SCORE, ("vous l'avez dit",), groups)


def group_columns(
    columns: Sequence[GridColumn], layout: SurveyLayout, tool: Tool | None, knowledge: Knowledge
) -> list[Asked]:
    """The columns, question by question, in the order of the file."""
    companions = [fold(word) for part in knowledge.recognition.surveys for word in part.other_companions]
    found: list[Asked] = []
    done: set[int] = set()
    by_position = {column.position: column for column in layout.columns}
    for column in columns:
        if column.position in done:
            continue
        if not column.heading:
            continue
        asked = _asked(column, columns, layout, tool, knowledge, companions)
        if found and _is_companion(column, companions, knowledge):
            of = found[-1].wording if found else column.heading
            asked = Asked(of, (column,), is_companion=True)
        elif len(asked.columns) == 1 and not asked.parts:
            asked = _with_ranks(asked, by_position, columns, tool)
        done |= {each.position for each in asked.columns}
        found.append(_told(asked, layout))
    return _without_repeats(found)


def _header(grid: Grid, tool: Tool | None) -> int | None:
    """The row of a tool's own headings, or the fullest of the first rows."""
    rows = grid.rows[:_HEADER_ROWS]
    if tool is not None:
        counts = [_own_headings(row, tool) for row in rows]
        best = max(map(len, counts), default=0)
        if best:
            # Of two rows that name as many (wordings, then codes), the second one names the columns.
            place = len(counts) - 1 - [len(found) for found in reversed(counts)].index(best)
            return place + _has_second_row(grid, place, counts[place])
    filled = [(len({cell for cell in row if cell}), -place) for place, row in enumerate(rows)]
    fullest = max(filled, default=(0, 0))
    return -fullest[1] if fullest[0] >= 3 else None


def _own_headings(row: Sequence[str], tool: Tool) -> list[int]:
    """Where a row has headings that the tool writes itself."""
    own = {fold(word) for word in (*tool.answer_id, *tool.answered_on, *tool.technical)}
    return [place for place, cell in enumerate(row) if cell and fold(cell) in own]


def _has_second_row(grid: Grid, header: int, own: Sequence[int]) -> bool:
    """True when the row below holds headings too: nothing under those of the tool, which every answer fills."""
    below = grid.rows[header + 1 : header + 3]
    return (
        len(below) == 2
        and any(below[0])
        and not any(below[0][place] for place in own)
        and any(below[1][p] for p in own)
    )


def _wordings(grid: Grid, header: int, tool: Tool) -> dict[int, str]:
    """position -> wording, where the row above the codes gives them."""
    if header == 0 or any(len(_own_headings(grid.rows[place], tool)) < 2 for place in (header - 1, header)):
        return {}
    return {place: " ".join(cell.split()) for place, cell in enumerate(grid.rows[header - 1]) if cell}


def _groups(grid: Grid, header: int, knowledge: Knowledge) -> dict[int, str]:
    """position -> the question written over the first of its columns, in the row above the headings: ticked boxes."""
    if header == 0:
        return {}
    boxes = knowledge.words("ticked") | knowledge.words("unticked")
    columns = {column.position: column for column in grid.columns(header)}
    groups: dict[int, str] = {}
    for position, cell in enumerate(grid.rows[header - 1]):
        if not cell:
            continue
        beside = position
        while beside in columns and (beside == position or not grid.rows[header - 1][beside]):
            column = columns[beside]
            if not all(bare(text) in boxes for text in column.texts) or not column.heading:
                break
            groups[beside] = " ".join(cell.split())
            beside += 1
    counts = {question: list(groups.values()).count(question) for question in groups.values()}
    return {position: question for position, question in groups.items() if counts[question] > 1}


def _described(companions: Sequence[Grid]) -> dict[str, Described]:
    """Folded label -> what Sphinx says of the question, in its sheet « information »."""
    found = {}
    for companion in companions:
        for row in companion.rows:
            for place, cell in enumerate(row):
                match = _VARIABLE.fullmatch(cell)
                kind = row[place + 1] if place + 1 < len(row) else ""
                if match and kind.startswith(_CLOSED) and place + 2 < len(row) and row[place + 2]:
                    choices = tuple(choice.strip() for choice in row[place + 2].split(" ; ") if choice.strip())
                    found[fold(match["label"])] = Described(choices, kind == _SEVERAL)
    return found


def _asked(
    column: GridColumn, columns: Sequence[GridColumn], layout: SurveyLayout, tool: Tool | None, knowledge: Knowledge,
    companions: Sequence[str],
) -> Asked:  # fmt: skip
    if question := layout.groups.get(column.position):
        same = [c for c in columns if layout.groups.get(c.position) == question]
        return Asked(question, tuple(same), tuple(c.heading for c in same))
    if parted := _parted(_wording(column, layout), tool):
        alike = [
            (c, found[1])
            for c in columns
            if (found := _parted(_wording(c, layout), tool))
            and found[0] == parted[0]
            and not _is_companion(c, companions, knowledge)
        ]
        ticked = [(c, part) for c, part in alike if _is_ticked(c, knowledge)]
        mine = ticked if _is_ticked(column, knowledge) else [pair for pair in alike if pair not in ticked]
        return Asked(parted[0], tuple(c for c, _ in mine), tuple(part for _, part in mine))
    return Asked(_wording(column, layout), (column,))


def _wording(column: GridColumn, layout: SurveyLayout) -> str:
    return layout.wordings.get(column.position, column.heading)


def _parted(heading: str, tool: Tool | None) -> tuple[str, str] | None:
    """(question, part): « Question [partie] », or « Groupe/partie » as KoboToolbox writes it."""
    if tool is not None and tool.name == "KoboToolbox" and "/" in heading:
        question, _, part = heading.rpartition("/")
        return question.strip(), part.strip()
    return bracketed(heading)


def _is_ticked(column: GridColumn, knowledge: Knowledge) -> bool:
    boxes = knowledge.words("ticked") | knowledge.words("unticked") | knowledge.unanswered
    return all(bare(text) in boxes for text in column.texts)


def _is_companion(column: GridColumn, companions: Sequence[str], knowledge: Knowledge) -> bool:
    heading = fold(column.heading)
    is_named = any(heading.endswith(word) for word in companions)
    return is_named and (not column.filled or not _is_ticked(column, knowledge))


def _with_ranks(
    asked: Asked, by_position: Mapping[int, GridColumn], columns: Sequence[GridColumn], tool: Tool | None
) -> Asked:
    """The columns without heading that follow: the next answers to the same question."""
    ranks = [asked.columns[0]]
    beside = ranks[0].position + 1
    while beside in by_position and not by_position[beside].heading:
        ranks.append(by_position[beside])
        beside += 1
    while len(ranks) > 1 and not ranks[-1].filled and beside not in by_position:
        # Blank columns at the right end of the sheet are nobody's.
        ranks.pop()
        beside -= 1
    if len(ranks) == 1 or not any(column.filled for column in ranks[1:]):
        return asked
    return Asked(asked.wording, tuple(ranks), is_rank=True, is_several=True)


def _told(asked: Asked, layout: SurveyLayout) -> Asked:
    """With the answers that the file gives for the question."""
    described = layout.described.get(fold(asked.wording))
    if described is None or asked.is_companion:
        return asked
    return Asked(
        asked.wording, asked.columns, asked.parts, asked.block, asked.label, asked.is_rank,
        asked.is_several or described.is_several, choices=described.choices,
    )  # fmt: skip


def _without_repeats(found: Sequence[Asked]) -> list[Asked]:
    """KoboToolbox writes a question of several answers twice: in one cell, then a column an answer. The cell is left."""
    parted = {fold(asked.wording) for asked in found if asked.parts}
    return [
        Asked(asked.wording, asked.columns, is_companion=True)
        if not asked.parts and not asked.is_companion and fold(asked.wording) in parted
        else asked
        for asked in found
    ]
