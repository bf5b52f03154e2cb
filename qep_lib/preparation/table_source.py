"""The columns of a register, a statement or a plan, decided, to the source that reads them. Which they are is `tables`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qep_lib.intake.origins import ORIGINS
from qep_lib.model.campaign import ColumnBinding, ExcludedRows, Source, WideColumns
from qep_lib.model.closed_lists import NO_ORIGIN
from qep_lib.model.period_words import find_period, is_period, period_code
from qep_lib.model.recognition import Tool
from qep_lib.model.table import Column
from qep_lib.model.tables import TABLES
from qep_lib.preparation.crossed import are_hours, crossed_values
from qep_lib.preparation.draft import (
    IGNORED,
    PERSONAL,
    UNKNOWN,
    UNREAD,
    ColumnDraft,
    Decisions,
    Question,
    SheetDraft,
    question_id,
)
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.indicators import NO_VOLUME, figure_lexicon, measured_by_words
from qep_lib.preparation.knowledge import Knowledge, Lexicon, TableKnowledge, bare
from qep_lib.preparation.labels import default_constant, indicator_labels, label_of, usual_labels
from qep_lib.preparation.names import of_tool, spoken_name
from qep_lib.preparation.periods import Subject, are_months
from qep_lib.preparation.quarters import Quarters, as_quarters
from qep_lib.preparation.shapes import FIGURES, FILLED, fills_months, holds_figures, may_be_wide, titled_table
from qep_lib.preparation.table_asked import ask_of_withdrawn, asks_for_an_agent
from qep_lib.preparation.table_days import sums_days, told_periods, told_years_of_headings
from qep_lib.preparation.table_guess import AlikeSheets
from qep_lib.preparation.tables import WIDE, column_title, propose_columns
from qep_lib.preparation.values import by_code, exclusions, is_lost, left_out, parted, propose_values

_ANY_YEAR = 2000


def propose_source(
    sheets: AlikeSheets, knowledge: Knowledge, subject: Subject, source_id: str, decisions: Decisions
) -> SheetDraft:
    """One source for sheets that have the same headings, and what each of their columns becomes."""
    grids, guess, tool = sheets.grids, sheets.guess, sheets.tool
    columns = _merged([grid.columns(guess.header) for grid in grids])
    wide = [c for c in columns if is_period(c.heading)]
    name = _table_of_wide(guess.table, wide) if len(wide) >= 2 else guess.table
    table = knowledge.tables[name]
    drafts = propose_columns(columns, table, sheets, knowledge, decisions)
    by_position = {c.position: c for c in columns}
    quarters = as_quarters(name, by_position, drafts, knowledge)
    if quarters is not None:
        name, table, drafts = FIGURES, knowledge.tables[FIGURES], quarters.drafts
    work = _Work(sheets, table, knowledge, subject, decisions, by_position, drafts, quarters)
    source = work.source(source_id)
    notes = tuple(work.notes)
    return SheetDraft(
        grids[0].file, tuple(grid.name for grid in grids if grid.name), name, tool.name if tool else None, guess.reasons,
        tuple(work.drafts), source, notes=notes,
    )  # fmt: skip


def _table_of_wide(table: str, wide: Sequence[GridColumn]) -> str:
    """Months stay in the monthly table; quarters and years are finished figures."""
    codes = [period_code(column.heading, _ANY_YEAR) for column in wide]
    is_monthly = all(code is not None and len(code) == 7 and code[5].isdigit() for code in codes)
    return FIGURES if may_be_wide(table) and not is_monthly else table


def _merged(sheets: Sequence[Sequence[GridColumn]]) -> list[GridColumn]:
    """The columns of sheets that have the same headings, their texts together."""
    first = list(sheets[0])
    for columns in sheets[1:]:
        by_heading = {bare(column.heading): column for column in columns}
        first = [
            replace(c, texts=c.texts + other.texts, rows=c.rows + other.rows)
            if (other := by_heading.get(bare(c.heading)))
            else c
            for c in first
        ]
    return first


@dataclass(slots=True)
class _Work:
    """One source being made; `notes` are what must be told of it."""

    sheets: AlikeSheets
    table: TableKnowledge
    knowledge: Knowledge
    subject: Subject
    decisions: Decisions
    columns: Mapping[int, GridColumn]
    drafts: list[ColumnDraft]
    quarters: Quarters | None = None
    notes: list[str] = field(default_factory=list)
    excluded: list[ExcludedRows] = field(default_factory=list)

    @property
    def spec(self) -> Mapping[str, Column]:
        """The columns of the table."""
        return {column.name: column for column in TABLES[self.table.name].columns}

    def source(self, source_id: str) -> Source | None:
        """The source, None when a column without which nothing can be read is missing."""
        bindings: dict[str, ColumnBinding] = {}
        for place, draft in enumerate(self.drafts):
            if draft.meaning in (*UNREAD, WIDE) or draft.certainty == "asked":
                continue
            name, self.drafts[place] = self._as_month(draft)
            bindings[name], self.drafts[place] = self._binding(name, self.drafts[place])
        is_log = self._is_log(bindings)
        if is_log:
            bindings.setdefault(TABLES[self.table.name].summed[0], ColumnBinding(constant="1"))
            self.notes.append("une ligne par événement : ils sont comptés par mois")
        wide = self._wide(bindings)
        identifier = self._fill_what_is_missing(bindings, wide)
        if not self._can_be_read(bindings, wide, identifier):
            return None
        self._ask_whether_a_machine_answers(bindings)
        if TABLES[self.table.name].settled_on:
            read = [self.columns[draft.position] for draft in self.drafts if draft.meaning != PERSONAL]
            self.excluded += ask_of_withdrawn(self.sheets.grids[0].file, read, self.knowledge, self.decisions)
        if "volume" in self.spec and "volume" not in {*bindings, wide.into if wide else ""}:
            self.notes.append(NO_VOLUME)
        extra: dict[str, Any] = {}
        if max(Counter(grid.file for grid in self.sheets.grids).values()) > 1:
            extra["sheets"] = "all"
            if "exercise_year" in self.spec and all(find_period(grid.name) for grid in self.sheets.grids):
                bindings["exercise_year"] = ColumnBinding(from_sheet=True)
        if self.sheets.grids[0].is_turned:
            extra["transposed"] = True
            what = "contacts" if TABLES[self.table.name].crossed else "mois"
            self.notes.append(f"ses {what} sont en colonnes et ses mesures en lignes : il est lu par colonnes")
        if wide is not None:
            extra["wide"] = wide
        if identifier:
            extra["identifier"] = "row_number"
        if is_log:
            extra["event"] = "count"
        elif sums_days(self.table.name, self.columns, self.drafts, bindings):
            extra["sum_by"] = "month"
        if self._spans_periods(bindings, wide):
            extra["periods"] = "all"
        ordered = {name: bindings[name] for name in (*self.spec, *bindings) if name in bindings}
        return Source(
            id=source_id,
            description=_description(self.table.name, self.sheets.tool, self.sheets.grids[0].file),
            table=self.table.name,
            columns=ordered,
            exclude_rows=tuple(self.excluded),
            ignored_columns=tuple(
                dict.fromkeys(
                    d.heading for d in self.drafts if d.meaning in UNREAD and d.certainty != "asked" and d.heading
                )
            ),
            **extra,
        )

    def _is_log(self, bindings: Mapping[str, ColumnBinding]) -> bool:
        """True when a row is one call, not a count of them: a day each, no number of anything, and not the day alone."""
        spec = TABLES[self.table.name]
        numbers = {name for name, column in self.spec.items() if column.type in ("int", "float")}
        counted = [name for name in bindings if name in numbers and not bindings[name].values]
        day = next((d for d in self.drafts if d.meaning == spec.year_column), None)
        is_told = len(bindings) > 1 or any(self.table.ignored.find(draft.heading) for draft in self.drafts)
        is_dated = day is not None and self.columns[day.position].dates >= 0.9
        return bool(spec.summed) and not counted and is_dated and is_told

    def _ask_whether_a_machine_answers(self, bindings: dict[str, ColumnBinding]) -> None:
        """Without a voice server every call asks for an agent: those received are the base of those that were answered."""
        if not {"presented", "answered"} <= bindings.keys() or "agent_requested" in bindings:
            return
        place = next((place for place, draft in enumerate(self.drafts) if draft.meaning == "presented"), None)
        heading = self.sheets.grids[0].file if place is None else self.drafts[place].heading
        if not asks_for_an_agent(heading, self.decisions):
            return
        bindings["agent_requested"] = bindings.pop("presented")
        if place is not None:
            told = f"{self.drafts[place].why} ; tous demandent un agent"
            self.drafts[place] = replace(self.drafts[place], meaning="agent_requested", why=told)

    def _as_month(self, draft: ColumnDraft) -> tuple[str, ColumnDraft]:
        """A statement kept by day whose rows are months: the column says the month."""
        column = self.columns[draft.position]
        is_day = self.spec.get(draft.meaning) is not None and self.spec[draft.meaning].type == "date"
        if is_day and fills_months(self.table.name) and are_months(column):
            return "month", replace(draft, meaning="month", why=f"{draft.why} ; une ligne par mois")
        return draft.meaning, draft

    def _binding(self, name: str, draft: ColumnDraft) -> tuple[ColumnBinding, ColumnDraft]:
        column, spec = self.columns[draft.position], self.spec.get(name)
        choices = self._choices(name, spec)
        extra: dict[str, Any] = {}
        if name == "indicator_id":
            labels = indicator_labels(self.knowledge)
            if self.quarters is not None:
                lexicon = Lexicon.build(self.quarters.words)
                labels = {indicator: labels[indicator] for indicator in self.quarters.words}
            else:
                lexicon = figure_lexicon(self.knowledge.catalogue, self.table_words(), self._titles())
            values = propose_values(
                column, lexicon, labels, (name, "indicateur"), self.knowledge.unanswered, self.decisions
            )
            draft = replace(draft, values=values)
            self.excluded += exclusions(column.heading, left_out(values, self.knowledge.unanswered))
            extra["values"] = by_code(values, {})
        elif choices and (known := self.table.values.get(name)) is not None and not are_hours(column):
            title = column_title(self.table.name, name)
            column = parted(name, column, known)
            labels = {code: label_of(self.knowledge, self.table.name, name, code) for code in choices}
            if is_lost(column, known, self.knowledge.unanswered):
                self.notes.append(f"« {column.heading} » : trop de mots inconnus pour « {title} »")
            values = propose_values(
                column, known, labels, (f"{self.table.name}.{name}", title), self.knowledge.unanswered, self.decisions,
                NO_ORIGIN if name == ORIGINS else None,
            )  # fmt: skip
            draft = replace(draft, values=values)
            self.excluded += exclusions(column.heading, left_out(values, self.knowledge.unanswered))
            usual = usual_labels(self.knowledge, self.table.name, name)
            extra["values"] = by_code(values, usual)
            if spec is not None and spec.required and column.filled < column.rows:
                self._ask_default(name, column, labels, extra)
        required = spec is None or spec.required or spec.type == "date"
        return ColumnBinding(heading=(draft.heading,), required=required, **extra), draft

    def _ask_default(self, name: str, column: GridColumn, labels: Mapping[str, str], extra: dict[str, Any]) -> None:
        empty = column.rows - column.filled
        answer = self.decisions.ask(
            Question(
                question_id("default", self.table.name, name, column.heading),
                f"Colonne « {column.heading} » : {empty} cellule{'s' * (empty > 1)} vide{'s' * (empty > 1)} ; "
                "que veut dire une cellule vide ?",
                f"une ligne sans « {column_title(self.table.name, name)} » ne peut pas être comptée",
                (*labels.items(), ("", "ces lignes seront écartées")),
                "inside" if name == "perimeter" else None,
            )  # fmt: skip
        )
        if answer:
            extra["default"] = answer

    def columns_of(self, name: str) -> GridColumn:
        """The column of the sheet that is that column of the table."""
        return next(self.columns[draft.position] for draft in self.drafts if draft.meaning == name)

    def _choices(self, name: str, spec: Column | None) -> tuple[str, ...]:
        if spec is not None and spec.choices:
            return spec.choices
        if name in TABLES[self.table.name].summed:
            return ("true", "false") if self.columns_of(name).numbers < 0.5 else ()
        if spec is not None and spec.type == "bool":
            return ()
        return tuple(TABLES[self.table.name].extra_bindings.get(name, ()))

    def _wide(self, bindings: dict[str, ColumnBinding]) -> WideColumns | None:
        wide = [draft for draft in self.drafts if draft.meaning == WIDE]
        if len(wide) < 2:
            for place, draft in enumerate(self.drafts):
                if draft.meaning == WIDE:
                    self.drafts[place] = replace(draft, meaning=UNKNOWN, certainty="unknown")
            return None
        if holds_figures(self.table.name):
            if "indicator_id" not in bindings:
                self._bind_first_text("indicator_id", bindings)
            return WideColumns(by="period", into="value")
        by = next((draft.of.split("=")[0] for draft in wide if draft.of), "month")
        headings: dict[str, tuple[str, ...]] = {}
        for draft in wide:
            if draft.of:
                value = draft.of.partition("=")[2]
                headings[value] = (*headings.get(value, ()), draft.heading)
        if (crossed := TABLES[self.table.name].crossed) is not None:
            values = crossed_values(
                [self.columns[d.position] for d in wide], self.table.values[crossed[1]], self.knowledge.unanswered
            )
            return WideColumns(by=by, into=crossed[1], headings=headings, values=values)
        into = self._measured(wide[0].heading)
        return WideColumns(by=by, into=into, headings=headings) if into else None

    def _measured(self, heading: str) -> str | None:
        """What the cells of wide columns measure: the title says it, or a person."""
        numbers = [name for name, column in self.spec.items() if column.type in ("int", "float")]
        words = f" {bare(self.table_words())} "
        said = {name for word, (name, _) in self.table.headings.of.items() if name in numbers and f" {word} " in words}
        into = None
        if TABLES[self.table.name].measures:
            own = " ".join(grid.own_words(self.sheets.guess.header) for grid in self.sheets.grids)
            into = measured_by_words(own) or measured_by_words(self.table_words())
        if into or len(said) == 1:
            return into or said.pop()
        return self.decisions.ask(
            Question(
                question_id("wide", self.table.name, heading),
                f"« {self.sheets.grids[0].file} » : que mesurent les colonnes « {heading} »… ?",
                "le titre ne le dit pas",
                tuple((name, column_title(self.table.name, name)) for name in numbers),
            )
        )

    def _bind_first_text(self, name: str, bindings: dict[str, ColumnBinding]) -> None:
        """The first column of words tells what each row of a small table is."""
        for place, draft in enumerate(self.drafts):
            column = self.columns[draft.position]
            if draft.meaning in (UNKNOWN, IGNORED) and column.filled and column.numbers < 0.2:
                told = replace(draft, meaning=name, why="dit ce qu'est chaque ligne", certainty="certain")
                bindings[name], self.drafts[place] = self._binding(name, told)
                return

    def table_words(self) -> str:
        """The words of the title, the file and the sheet, folded."""
        return " ".join(grid.words(self.sheets.guess.header) for grid in self.sheets.grids)

    def _titles(self) -> Lexicon | None:
        known = self.knowledge.tables[titled_table()].values
        return known.get("title")

    def _fill_what_is_missing(self, bindings: dict[str, ColumnBinding], wide: WideColumns | None) -> bool:
        """Fill `bindings` with constants, known or asked; True when rows are to be numbered."""
        # What a column may be is asked first: no value is then asked for every line.
        asked = {draft.meaning for draft in self.drafts if draft.certainty == "asked"}
        spec = TABLES[self.table.name]
        missing = {name: self.spec[name] for name in self._missing(bindings, wide) if name not in asked}
        # A table that no constant completes is not read: nothing is then asked of it.
        rank = spec.identifier if spec.key == (spec.identifier,) else None
        # One of the columns that are asked may be it: no value is asked for every line before that is said.
        is_open = any(draft.certainty == "asked" and draft.meaning == UNKNOWN for draft in self.drafts)
        is_lost = is_open or any(
            not column.choices and name not in (rank, "source") for name, column in missing.items()
        )
        if is_numbered := rank in missing:
            self.notes.append("aucun numéro : les lignes sont numérotées par leur rang")
        for name, column in missing.items():
            if name == "source":
                bindings[name] = ColumnBinding(constant=spoken_name(self.sheets.grids[0].file))
            elif not is_lost and column.choices and (answer := self._ask_constant(name, column)):
                bindings[name] = ColumnBinding(constant=answer)
        return is_numbered

    def _ask_constant(self, name: str, column: Column) -> str | None:
        labels = {code: label_of(self.knowledge, self.table.name, name, code) for code in column.choices}
        title = column_title(self.table.name, name)
        default = default_constant(name, self.sheets.tool, self.table_words())
        if default and self.sheets.tool is not None and self.sheets.tool.table == self.table.name:
            self.notes.append(f"« {title} » n'est pas dans le fichier : {labels[default]} pour toutes les lignes")
            return default
        return self.decisions.ask(
            Question(
                question_id("constant", self.table.name, name),
                f"« {self.sheets.grids[0].file} » n'a pas de colonne « {title} » : quelle valeur pour toutes ses lignes ?",
                "cette information est nécessaire et le fichier ne la dit pas",
                tuple(labels.items()),
                default,
            )  # fmt: skip
        )

    def _can_be_read(self, bindings: Mapping[str, ColumnBinding], wide: WideColumns | None, is_numbered: bool) -> bool:
        numbered = TABLES[self.table.name].identifier if is_numbered else None
        missing = [name for name in self._missing(bindings, wide) if name != numbered]
        if missing:
            told = ", ".join(f"« {column_title(self.table.name, name)} »" for name in missing)
            self.notes.append(f"ne peut pas être lu : aucune colonne ne dit {told}")
        return not missing

    def _missing(self, bindings: Mapping[str, ColumnBinding], wide: WideColumns | None) -> list[str]:
        """The required columns that nothing fills; a month fills the day of its row."""
        spec = TABLES[self.table.name]
        known = {*bindings, *((wide.by, wide.into) if wide else ()), *FILLED, spec.until_column}
        known |= {spec.year_column} if "month" in bindings else set()
        return [name for name, column in self.spec.items() if column.required and name not in known]

    def _spans_periods(self, bindings: Mapping[str, ColumnBinding], wide: WideColumns | None) -> bool:
        """True when each row is kept where its day, or its heading, puts it; it is told."""
        whole = [grid for grid in self.sheets.grids if grid.file not in self.sheets.of_period]
        told = told_periods(
            self.table.name, self.drafts, "month" in bindings, whole, self.sheets.guess.header, self.subject
        )
        if told is None and wide is not None:
            told = told_years_of_headings(
                draft.heading for draft in self.drafts if draft.meaning == WIDE and not draft.of
            )
        self.notes += [told] if told else []
        return told is not None


def _description(table: str, tool: Tool | None, file: str) -> str:
    title = TABLES[table].title
    return f"{title} ; {f'export {of_tool(tool.name)}' if tool else f'tel que « {file} »'}"
