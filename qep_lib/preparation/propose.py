"""Opened files and what is known to a `Draft`: each sheet to its table, those that read alike together, what is still asked.

Pure: the same files, knowledge and answers give the same draft. Opening files is `folder`, asking is the screen's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qep_lib.errors import sure
from qep_lib.intake.tools import tool_of_text
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.recognition import Tool
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import Decisions, Draft, SetAside, SheetDraft
from qep_lib.preparation.folder import FoundFile
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.indicators import NO_VOLUME, gives_volumes, measured_by_words
from qep_lib.preparation.knowledge import Knowledge, bare
from qep_lib.preparation.known import bound_places, known_columns, known_source
from qep_lib.preparation.merging import merge_questionnaires, merge_sources
from qep_lib.preparation.periods import Subject, periods_of, spans_periods, wide_year
from qep_lib.preparation.repeats import NEVER_PREPARED, DatedSheet, Earlier, Repeats, find_repeats
from qep_lib.preparation.said import header_of
from qep_lib.preparation.shapes import SURVEY, holds_figures, is_survey, may_be_wide
from qep_lib.preparation.survey_layout import SurveyLayout, find_layout, said_layout
from qep_lib.preparation.survey_names import survey_stem, survey_title
from qep_lib.preparation.surveys import propose_survey
from qep_lib.preparation.table_guess import (
    AlikeSheets,
    TableGuess,
    counted_in_rows,
    guess_table,
    has_months_as_columns,
    observed_in_columns,
    said_table,
)
from qep_lib.preparation.table_source import propose_source
from qep_lib.preparation.tables import row_places
from qep_lib.preparation.versions import set_versions_aside

_LEAST_TABLE = 3
_DESCRIBING = "fichier de donnees produit par sphinx iq"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with what it is taken for: a source that is known, a table, or a survey."""

    grid: Grid
    tool: Tool | None
    known: tuple[Source, int] | None = None
    guess: TableGuess | None = None
    layout: SurveyLayout | None = None

    @property
    def group(self) -> tuple[object, ...]:
        """Sheets of one group are read by one source."""
        if self.known is not None:
            return "known", self.known[0].id
        header = self.layout.header if self.layout is not None else sure(self.guess).header
        table = SURVEY if self.layout is not None else sure(self.guess).table
        # One sheet of delays and one of volumes may have the same headings.
        measured = measured_by_words(self.grid.own_words(header)) if TABLES[table].measures else None
        return (
            "new",
            table,
            measured,
            self.grid.is_turned,
            tuple(bare(heading) for heading in self.grid.headings(header) if heading),
        )


def propose(
    files: Sequence[FoundFile],
    aside: Sequence[SetAside],
    knowledge: Knowledge,
    subject: Subject,
    answers: Mapping[str, str],
    earlier: Earlier = NEVER_PREPARED,
) -> Draft:
    """What is proposed of a folder, and the questions that have no answer yet."""
    decisions = Decisions(answers)
    proposer = _Proposer(knowledge, subject, earlier, decisions)
    told = list(aside)
    kept, older = set_versions_aside(files, decisions)
    told += older
    groups: dict[tuple[object, ...], list[_Sheet]] = {}
    for file in kept:
        sheets, left = proposer.recognised(file)
        told += left
        for sheet in sheets:
            groups.setdefault(sheet.group, []).append(sheet)
    drafts = [
        draft
        for key, sheets in groups.items()
        for draft in (
            proposer.known(sheets)
            if key[0] == "known"
            else proposer.new(sheets, [other for others in groups.values() if others is not sheets for other in others])
        )
    ]
    order = {file.name: place for place, file in enumerate(kept)}
    drafts.sort(key=lambda draft: order[draft.file])
    return Draft(tuple(_told_of_volumes(drafts)), tuple(told), tuple(decisions.pending.values()))


@dataclass(slots=True)
class _Proposer:
    """One pass over a folder; `taken`: the names of sources given so far; `repeats`: file -> what is not read of it;
    `open_files`: those of which it is still asked.
    """

    knowledge: Knowledge
    subject: Subject
    earlier: Earlier
    decisions: Decisions
    repeats: dict[str, Repeats] = field(default_factory=dict)
    open_files: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def recognised(self, file: FoundFile) -> tuple[list[_Sheet], list[SetAside]]:
        """What each sheet of a file is taken for, and those that hold nothing known."""
        tool = tool_of_text(self.knowledge.recognition.tools, "\n".join(grid.head for grid in file.grids))
        companions = tuple(grid for grid in file.grids if _DESCRIBING in fold(grid.head))
        sheets, left, unknown = [], [], []
        for grid in file.grids:
            if grid in companions or grid.is_empty:
                continue
            if grid.is_hidden:
                left.append(SetAside(file.name, "feuille masquée, elle n'est pas lue", grid.name))
                continue
            grid = replace(grid, companions=companions)
            counted = counted_in_rows(grid, self.knowledge) or observed_in_columns(grid, self.knowledge)
            grid = grid.turned if counted is not None else grid
            sheet = self._taken_for(grid, tool)
            if sheet is None and counted is not None:
                sheet = _Sheet(grid, tool, guess=counted)
            if sheet is None:
                unknown.append(grid)
            else:
                sheets.append(sheet)
        for grid in unknown:
            asked_before = len(self.decisions.pending)
            said = self._said(grid, bool(sheets)) if tool is None else None
            if said is None:
                is_asked = len(self.decisions.pending) > asked_before
                why = _unknown(grid) + (" ; à dire : que tient ce tableau ?" if is_asked else "")
                left.append(SetAside(file.name, why, grid.name))
            else:
                sheets.append(said)
        repeats = self._repeats(file, sheets)
        left += [SetAside(file.name, why, name) for name, why in repeats.sheets_left.items()]
        kept = []
        for sheet in (sheet for sheet in sheets if sheet.grid.name not in repeats.sheets_left):
            cut = self._cut(sheet, repeats)
            if cut is None:
                left.append(SetAside(file.name, _unknown(sheet.grid), sheet.grid.name))
            else:
                kept.append(cut)
        return _without_weak(self._agreeing(kept)), left

    def _taken_for(self, grid: Grid, tool: Tool | None) -> _Sheet | None:
        known = known_source(grid, self.knowledge, self.subject.site, self.earlier.unsettled)
        return self._guessed(grid, tool) if known is None else _Sheet(grid, tool, known=known)

    def _said(self, grid: Grid, has_others: bool) -> _Sheet | None:
        """A sheet that nobody recognises, as a person says; beside sheets that are read, a list of words is not asked about."""
        if has_others and not _looks_like_a_table(grid):
            return None
        if not grid.is_turned and has_months_as_columns(grid):
            grid = grid.turned
        guess = said_table(grid, self.knowledge, self.decisions)
        if guess is not None and is_survey(guess.table):
            return _Sheet(grid, None, layout=said_layout(grid, guess.header, self.knowledge))
        return None if guess is None else _Sheet(grid, None, guess=guess)

    def _repeats(self, file: FoundFile, sheets: Sequence[_Sheet]) -> Repeats:
        """What of that file is somewhere else already, kept for its drafts."""
        dated = [one for sheet in sheets if (one := self._dated(sheet)) is not None]
        asked_before = len(self.decisions.pending)
        found = self.earlier.decided.get(file.name) or find_repeats(
            dated, self.subject, self.earlier.stored, self.knowledge.words("archives"), self.decisions
        )
        if len(self.decisions.pending) > asked_before:
            self.open_files.add(file.name)
        self.repeats[file.name] = found
        return found

    def _dated(self, sheet: _Sheet) -> DatedSheet | None:
        """Where the number and the day of the rows of a sheet are; None for answers and finished figures."""
        if sheet.layout is not None:
            return None
        if sheet.known is None:
            guess = sure(sheet.guess)
            table, header = guess.table, guess.header
            places = row_places(sheet.grid, guess, self.knowledge, sheet.tool)
        else:
            (source, header), table = sheet.known, sheet.known[0].table
            places = (None, None) if is_survey(table) else bound_places(sheet.grid, header, source)
        if is_survey(table) or holds_figures(table):
            return None
        return DatedSheet(sheet.grid, header, table, *places)

    def _cut(self, sheet: _Sheet, repeats: Repeats) -> _Sheet | None:
        """The sheet; one of several periods is proposed anew when its source does not cut it, unless one period is read."""
        if sheet.known is None or repeats.only_period or not spans_periods(sheet.grid, *sheet.known, self.subject):
            return sheet
        return self._guessed(sheet.grid, sheet.tool)

    def _guessed(self, grid: Grid, tool: Tool | None) -> _Sheet | None:
        layout = find_layout(grid, self.knowledge, tool)
        guess = guess_table(grid, self.knowledge, tool)
        if layout is not None and (guess is None or layout.score >= guess.score):
            return _Sheet(grid, tool, layout=layout)
        return _Sheet(grid, tool, guess=guess) if guess is not None else None

    def _agreeing(self, sheets: Sequence[_Sheet]) -> list[_Sheet]:
        """Sheets of one file that one source must read together: a source of one sheet does not read three."""
        alone = Counter(
            sheet.known[0].id for sheet in sheets if sheet.known is not None and sheet.known[0].sheets is None
        )
        found = []
        for sheet in sheets:
            if sheet.known is not None and alone[sheet.known[0].id] > 1:
                sheet = self._guessed(sheet.grid, sheet.tool) or sheet
            found.append(sheet)
        return found

    def known(self, sheets: Sequence[_Sheet]) -> list[SheetDraft]:
        """The drafts of files that a declared source reads."""
        drafts = []
        for file in dict.fromkeys(sheet.grid.file for sheet in sheets):
            mine = [sheet for sheet in sheets if sheet.grid.file == file]
            source, header = sure(mine[0].known)
            grids = [sheet.grid for sheet in mine]
            tool = mine[0].tool.name if mine[0].tool else None
            draft = SheetDraft(
                file, _names(grids), source.table, tool, (), tuple(known_columns(grids[0], header, source)), source,
                known=source.id,
            )  # fmt: skip
            drafts.append(self._of_file(draft, file, grids, header))
        return drafts

    def new(self, sheets: Sequence[_Sheet], of_others: Sequence[_Sheet]) -> list[SheetDraft]:
        """One source for sheets that have the same headings; one draft a file. It names its sheets where another source reads
        others of the same file under the same headings (`of_others`).
        """
        first = sheets[0]
        grids = [sheet.grid for sheet in sheets]
        files = {grid.file for grid in grids}
        others = any(o.grid.file in files and o.group[0] == "new" and o.group[-1] == first.group[-1] for o in of_others)
        asked_before = len(self.decisions.pending)
        if first.layout is not None:
            header = first.layout.header
            source_id = self._free(survey_stem(first.grid.file, self._site), SURVEY)
            names = (source_id, survey_title(first.grid))
            draft = propose_survey(first.grid, _together(sheets), self.knowledge, first.tool, names, self.decisions)
        else:
            guess = sure(first.guess)
            header = guess.header
            stem = f"{self.knowledge.stem(guess.table)}-{self._site}"
            source_id = self._free(stem, guess.table, first.grid.is_turned)
            of_period = frozenset(file for file, repeats in self.repeats.items() if repeats.only_period)
            alike = AlikeSheets(grids, guess, first.tool, of_period)
            draft = propose_source(alike, self.knowledge, self.subject, source_id, self.decisions)
            if others and draft.source is not None:
                sheet_names = tuple(dict.fromkeys(grid.name for grid in grids))
                draft = replace(draft, source=draft.source.model_copy(update={"sheets": sheet_names}))
        draft = replace(self._with_former(draft), is_open=len(self.decisions.pending) > asked_before)
        drafts = []
        for file in dict.fromkeys(grid.file for grid in grids):
            mine = [grid for grid in grids if grid.file == file]
            drafts.append(self._of_file(draft, file, mine, header))
        return drafts

    def _of_file(self, draft: SheetDraft, file: str, grids: Sequence[Grid], header: int) -> SheetDraft:
        """The draft for one of its files: its periods, and what is not read of it."""
        draft = replace(draft, file=file, sheets=_names(grids))
        repeats, notes, asked_before = self.repeats.get(file, Repeats()), [*draft.notes], len(self.decisions.pending)
        if draft.source is not None:
            told = wide_year(grids, header, draft.source, self.subject, self.decisions)
            if told is not None:
                year, sentence = told
                notes.append(sentence)
                periods: tuple[str, ...] = (
                    self.subject.period.code if year == self.subject.period.year else str(year),
                )
            elif repeats.only_period:
                periods = (self.subject.period.code,)
            else:
                questionnaire = draft.questionnaire or self._questionnaire(draft.source)
                periods = periods_of(grids, header, draft.source, questionnaire, self.subject)
            draft = replace(draft, periods=periods)
        is_open = draft.is_open or file in self.open_files or len(self.decisions.pending) > asked_before
        left = tuple(repeats.sheets_left)
        notes += repeats.notes
        return replace(draft, only_period=repeats.only_period, sheets_left=left, notes=tuple(notes), is_open=is_open)

    @property
    def _site(self) -> str:
        return self.subject.site.lower()

    def _questionnaire(self, source: Source) -> Questionnaire | None:
        return self.knowledge.catalogue.questionnaires.get(source.questionnaire or "")

    def _with_former(self, draft: SheetDraft) -> SheetDraft:
        """With what the source of that name already reads: it goes on reading the files of other years."""
        source = draft.source
        former = self._former(source)
        if source is None or former is None or former.table != source.table:
            return draft
        merged = merge_sources(former, source)
        questionnaire, known = draft.questionnaire, self._questionnaire(former)
        if questionnaire is not None and known is not None:
            questionnaire = merge_questionnaires(known, questionnaire)
        return replace(draft, source=merged, questionnaire=questionnaire)

    def _former(self, source: Source | None) -> Source | None:
        """The declared source of that name, or the one that a person changed and whose name is left to them."""
        if source is None:
            return None
        return self.knowledge.catalogue.sources.get(source.id)

    def _free(self, stem: str, table: str, is_turned: bool = False) -> str:
        """A name that no other source of this draft has, nor a person's file, nor a declared source of another table."""
        rank, name = 1, stem
        while name in self.taken or self._is_of_another(name, table, is_turned):
            rank += 1
            name = f"{stem}-{rank}"
        self.taken.add(name)
        return name

    def _is_of_another(self, name: str, table: str, is_turned: bool) -> bool:
        if self.earlier.by_hand & {f"sources/{name}.yml", f"questionnaires/{name}.yml"}:
            return True
        known = self.knowledge.catalogue.sources.get(name)
        if known is not None and (known.transposed is True) != is_turned:
            return True
        return known is not None and known.table != table and not (may_be_wide(table) and may_be_wide(known.table))


def _without_weak(sheets: list[_Sheet]) -> list[_Sheet]:
    """Of the sheets of a survey export, the one that holds its answers: others repeat its headings."""
    surveys = [sheet for sheet in sheets if sheet.layout is not None]
    if len(surveys) < 2:
        return sheets
    best = max(surveys, key=lambda sheet: (sure(sheet.layout).score, len(sheet.grid.rows)))
    return [sheet for sheet in sheets if sheet.layout is None or sheet.group == best.group]


def _told_of_volumes(drafts: Sequence[SheetDraft]) -> list[SheetDraft]:
    """The drafts, a sheet of delays no longer saying that it has no volumes where another one has them."""
    if not any(gives_volumes(draft.source) for draft in drafts):
        return [*drafts]
    return [replace(draft, notes=tuple(note for note in draft.notes if note != NO_VOLUME)) for draft in drafts]


def _looks_like_a_table(grid: Grid) -> bool:
    """True for three columns and three rows at least."""
    header = header_of(grid)
    if header is None:
        return False
    filled = [column for column in grid.columns(header) if column.heading and column.filled]
    return len(filled) >= _LEAST_TABLE and len(grid.body(header)) >= _LEAST_TABLE


def _names(grids: Sequence[Grid]) -> tuple[str, ...]:
    return tuple(grid.name for grid in grids if grid.name)


def _together(sheets: Sequence[_Sheet]) -> SurveyLayout:
    """The layout of the first export, with the texts of all: two waves of one questionnaire are one questionnaire."""
    first = sure(sheets[0].layout)
    columns = []
    for column in first.columns:
        for sheet in sheets[1:]:
            other = next(c for c in sure(sheet.layout).columns if c.position == column.position)
            column = replace(column, texts=column.texts + other.texts, rows=column.rows + other.rows)
        columns.append(column)
    return replace(first, columns=tuple(columns), files=len(sheets))


def _unknown(grid: Grid) -> str:
    """Why a sheet is left, with what was read of it."""
    filled = next((row for row in grid.rows if sum(map(bool, row)) > 1), grid.rows[0] if grid.rows else ())
    shown = ", ".join(f"« {' '.join(cell.split())[:30]} »" for cell in filled if cell)
    return f"aucune table reconnue (première ligne à plusieurs cellules : {shown[:160] or 'aucune'})"
