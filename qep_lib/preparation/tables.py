"""What each column of a sheet is in its table, and why. Which table it is, is `table_guess`.

What its values become is `values`; what a source then says is `table_source`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from qep_lib.model.period_words import is_period
from qep_lib.model.recognition import Tool
from qep_lib.model.table import Column
from qep_lib.model.tables import TABLES
from qep_lib.preparation.crossed import are_hours, crossed_of
from qep_lib.preparation.draft import (
    IGNORED,
    PERSONAL,
    TECHNICAL,
    UNKNOWN,
    Certainty,
    ColumnDraft,
    Decisions,
    Question,
    question_id,
)
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import NEAR, SURE, Knowledge, Lexicon, Match, TableKnowledge, bare, is_technical
from qep_lib.preparation.people import personal_reason
from qep_lib.preparation.said import ask_column, can_be
from qep_lib.preparation.shapes import FILLED, fills_months
from qep_lib.preparation.table_guess import AlikeSheets, TableGuess
from qep_lib.preparation.values import known_share, whole_place

_ALL_KNOWN, _MOSTLY_KNOWN, _MANY_WORDS = 0.9, 0.7, 4
_FITTING, _AS_NAMED = 0.7, 0.4
WIDE = "wide"
"""The meaning of a column whose heading is a period: its cells become rows."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A column and what it may be; `is_by_values`: its cells say so, against its heading."""

    column: GridColumn
    match: Match
    is_doubtful: bool = False
    is_by_values: bool = False

    @property
    def rank(self) -> tuple[bool, bool, float, bool]:
        is_same = self.match.likeness >= 100
        return (is_same and not self.is_doubtful, is_same, self.match.likeness, self.column.filled > 0)


def propose_columns(
    columns: Sequence[GridColumn],
    table: TableKnowledge,
    sheets: AlikeSheets,
    knowledge: Knowledge,
    decisions: Decisions,
) -> list[ColumnDraft]:
    """What each column is; no two are the same column of the table. Where a person said which table it is, each column that
    nobody knows is asked of her.
    """
    first, tool = sheets.grids[0], sheets.tool
    above = [cell for row in first.rows[: sheets.guess.header] for cell in row if cell]
    spec = {column.name: column for column in TABLES[table.name].columns}
    taken = _assigned(columns, table, knowledge, tool, spec)
    _take_from_title(columns, table, knowledge, spec, above, taken)
    drafts = []
    for column in columns:
        if not column.heading and not column.filled:
            continue
        candidate = taken.get(column.position)
        if candidate is None:
            drafts.append(
                _unread(column, table, knowledge, tool) or _by_content(column, table, spec, taken, knowledge, decisions)
            )
        elif candidate.is_doubtful or candidate.match.likeness < SURE:
            drafts.append(_asked(candidate, table, spec, decisions))
        else:
            drafts.append(_told(candidate, spec))
    return _asked_of_unknown(columns, drafts, table, knowledge, decisions, sheets.guess.is_said, first.file)


def row_places(grid: Grid, guess: TableGuess, knowledge: Knowledge, tool: Tool | None) -> tuple[int | None, int | None]:
    """The positions of the columns that number and date the rows, None where nothing surely does."""
    table, spec = knowledge.tables[guess.table], TABLES[guess.table]
    columns = {column.name: column for column in spec.columns}
    taken = _assigned(grid.columns(guess.header), table, knowledge, tool, columns)
    places = {candidate.match.of: place for place, candidate in taken.items() if not candidate.is_doubtful}
    return places.get(spec.identifier or ""), places.get(spec.year_column, places.get("month"))


def _asked_of_unknown(
    columns: Sequence[GridColumn], drafts: Sequence[ColumnDraft], table: TableKnowledge, knowledge: Knowledge,
    decisions: Decisions, is_said: bool, file: str,
) -> list[ColumnDraft]:  # fmt: skip
    """The drafts, those that nobody knows as a person says: where the table cannot be read without, or was said by her."""
    spec = TABLES[table.name]
    had = {draft.meaning for draft in drafts}
    had |= {*(spec.crossed or ())} if WIDE in had else set()
    missing = [column.name for column in spec.columns if column.name not in {*had, *FILLED}]
    lacking = missing_for_good(table.name, missing, had)
    by_position = {column.position: column for column in columns}
    unknown = [by_position[draft.position] for draft in drafts if draft.meaning == UNKNOWN]
    own = {column.name: column for column in spec.columns}
    fillable = [
        name for name in lacking if any(can_be(c, name, own[name], table, knowledge.unanswered) for c in unknown)
    ]
    is_said |= any(question_id("is", table.name, column.heading) in decisions.answers for column in unknown)
    if not is_said and (not lacking or len(fillable) < len(lacking) or len(unknown) < len(lacking) or len(had) < 2):
        return [*drafts]
    missing += [name for name in spec.extra_bindings if name not in had]
    titles = {name: column_title(table.name, name) for name in missing}
    offered = missing if is_said else [n for n in missing if n in lacking or (n in own and own[n].required)]
    found: list[ColumnDraft] = []
    said: dict[str, str] = {}
    for draft in drafts:
        if draft.meaning == UNKNOWN:
            # All the choices each time: the number of one does not change with what was answered elsewhere.
            answer = ask_column(
                by_position[draft.position], offered, table, titles, knowledge.unanswered, file, decisions
            )
            if answer is not None and answer in said:
                draft = replace(draft, meaning=IGNORED, why=f"« {said[answer]} » est déjà « {titles[answer]} »")
            elif answer:
                draft = replace(draft, meaning=answer, why="vous l'avez dit", certainty="certain")
                said[answer] = draft.heading
            elif answer is None:
                draft = replace(draft, why="à dire", certainty="asked")
            else:
                draft = replace(draft, meaning=IGNORED, why="laissée de côté", certainty="certain")
        found.append(draft)
    return found


def missing_for_good(table: str, missing: Sequence[str], had: Collection[str]) -> list[str]:
    """The columns without which nothing of a table is read: required, and neither a constant nor a rank can fill them."""
    spec = TABLES[table]
    filled = {spec.until_column} | ({spec.year_column} if "month" in had else set())
    rank = spec.identifier if spec.key == (spec.identifier,) else None
    known = {column.name: column for column in spec.columns}
    return [
        name
        for name in missing
        if known[name].required and not known[name].choices and name not in {rank, "source", *filled}
    ]


def column_title(table: str, name: str) -> str:
    """What a column of a table is called in French."""
    extra = {
        "month": "Mois du relevé",
        "origins": "Origines du constat",
        "previous_value": "Valeur de l'année précédente",
    }
    known = {column.name: column.description for column in TABLES[table].columns}
    return known.get(name) or extra.get(name, name)


def fits(
    column: GridColumn,
    spec: Column | None,
    lexicon: Lexicon | None,
    unanswered: frozenset[str],
    least: float = _FITTING,
) -> bool:
    """True when that share of the cells is what that column of the table holds."""
    if spec is None or not column.filled:
        return True
    if spec.type == "date":
        return max(column.dates, column.months) >= least
    if spec.type in ("int", "float"):
        return column.numbers >= least
    if spec.choices and lexicon is not None:
        return known_share(column, lexicon, unanswered) >= 0.3
    return True


def _assigned(
    columns: Sequence[GridColumn],
    table: TableKnowledge,
    knowledge: Knowledge,
    tool: Tool | None,
    spec: Mapping[str, Column],
) -> dict[int, _Candidate]:
    """position -> what it is, the best heading first, one heading a column of the table."""
    unanswered = knowledge.unanswered
    found = []
    identifier = TABLES[table.name].identifier
    for column in columns:
        if identifier and tool is not None and bare(column.heading) in {bare(word) for word in tool.answer_id}:
            found.append(_Candidate(column, Match(identifier, column.heading, 100)))
        for lexicon, is_doubtful in ((table.headings, False), (table.doubtful, True)):
            match = _heading_match(column, lexicon, 100 if is_doubtful else NEAR)
            if match is None or (match.likeness < 100 and _is_unread(column, table, knowledge)):
                continue
            least = _AS_NAMED if match.likeness >= 100 else _FITTING
            is_decided = match.likeness >= 100 and bare(column.heading) in table.decided
            if is_decided or fits(column, spec.get(match.of), table.values.get(match.of), unanswered, least):
                found.append(_Candidate(column, match, is_doubtful))
    taken = _best_first(found, {})
    told = _told_by_values(taken, table, spec, unanswered) | _told_by_hours(columns, taken, spec)
    return _best_first(found, told) if told else taken


def _best_first(found: Sequence[_Candidate], settled: Mapping[int, _Candidate]) -> dict[int, _Candidate]:
    """position -> the best of what it may be, beside what is settled already."""
    taken = dict(settled)
    for candidate in sorted(found, key=lambda c: c.rank, reverse=True):
        is_free = candidate.match.of not in {other.match.of for other in taken.values()}
        if is_free and candidate.column.position not in taken:
            taken[candidate.column.position] = candidate
    return taken


def _told_by_values(
    taken: Mapping[int, _Candidate], table: TableKnowledge, spec: Mapping[str, Column], unanswered: frozenset[str]
) -> dict[int, _Candidate]:
    """The columns whose heading names a text (« De quoi s'agit-il ? ») and whose cells are all words of a required closed
    list that no heading names (« Plainte », « Proposition »): what is written under a heading says more than it.
    """
    had, told = {candidate.match.of for candidate in taken.values()}, {}
    for name, lexicon in table.values.items():
        if name in had or name not in spec or not spec[name].required:
            continue
        able = [
            candidate.column
            for candidate in taken.values()
            if _is_text(spec.get(candidate.match.of))
            and bare(candidate.column.heading) not in table.decided
            and len(candidate.column.texts) > 1
            and known_share(candidate.column, lexicon, unanswered) >= _ALL_KNOWN
        ]
        if len(able) == 1:
            told[able[0].position] = _Candidate(able[0], Match(name, able[0].heading, 100), is_by_values=True)
    return told


def _told_by_hours(
    columns: Sequence[GridColumn], taken: Mapping[int, _Candidate], spec: Mapping[str, Column]
) -> dict[int, _Candidate]:
    """The column of hours that tells the half-days which no heading names."""
    had = {candidate.match.of for candidate in taken.values()}
    halves = [name for name, column in spec.items() if column.form == "half_day" and name not in had]
    hours = [column for column in columns if are_hours(column)] if halves else []
    if len(hours) != 1:
        return {}
    return {hours[0].position: _Candidate(hours[0], Match(halves[0], hours[0].heading, 100), is_by_values=True)}


def _is_text(spec: Column | None) -> bool:
    return spec is not None and spec.type == "string" and not spec.choices and not spec.required


def _heading_match(column: GridColumn, lexicon: Lexicon, least: float) -> Match | None:
    """What a heading is: as it stands, without what it says in brackets, or after what stands above it."""
    exact = lexicon.find(column.heading, 100)
    others = [re.sub(r"\s*\([^)]*\)", "", column.heading), f"{column.above} {column.heading}" if column.above else ""]
    found = (match for text in others if text and (match := lexicon.find(text, 100)))
    return (
        exact
        or next((replace(match, likeness=SURE + 1) for match in found), None)
        or lexicon.find(column.heading, least)
    )


def _take_from_title(
    columns: Sequence[GridColumn], table: TableKnowledge, knowledge: Knowledge, spec: Mapping[str, Column],
    above: Sequence[str], taken: dict[int, _Candidate],
) -> None:  # fmt: skip
    """A heading that says nothing (« Primary ») holds what the title says (« Vues »)."""
    generic = [c for c in columns if c.position not in taken and bare(c.heading) in knowledge.words("generic")]
    named = [match for cell in above if (match := table.headings.find(cell))]
    if len(generic) == 1 and len(named) == 1 and fits(generic[0], spec.get(named[0].of), None, knowledge.unanswered):
        taken[generic[0].position] = _Candidate(generic[0], named[0])


def _is_unread(column: GridColumn, table: TableKnowledge, knowledge: Knowledge) -> bool:
    return knowledge.is_personal(column.heading) or table.ignored.find(column.heading, 100) is not None


def _unread(column: GridColumn, table: TableKnowledge, knowledge: Knowledge, tool: Tool | None) -> ColumnDraft | None:
    """A column that is known not to be read."""
    if reason := personal_reason(column, knowledge):
        return ColumnDraft(column.position, column.heading, PERSONAL, reason)
    if tool is not None and is_technical(column.heading, tool):
        return ColumnDraft(column.position, column.heading, TECHNICAL, f"colonne propre à {tool.name}")
    if table.ignored.find(column.heading):
        return ColumnDraft(
            column.position, column.heading, IGNORED, "rien que cette table garde", examples=column.examples()
        )
    if not column.filled:
        return ColumnDraft(column.position, column.heading, IGNORED, "colonne vide")
    return None


def _by_content(
    column: GridColumn, table: TableKnowledge, spec: Mapping[str, Column], taken: dict[int, _Candidate],
    knowledge: Knowledge, decisions: Decisions,
) -> ColumnDraft:  # fmt: skip
    """A heading that nobody knows: a closed list is known by its values, anything else is left out and told."""
    if is_period(column.heading) and column.numbers >= _FITTING:
        return ColumnDraft(
            column.position, column.heading, WIDE, "l'en-tête est une période", examples=column.examples()
        )
    missing = _missing(spec, taken)
    if column.months >= 0.9 and column.dates < 0.9 and (name := _month_of(table.name, missing, taken)):
        taken[column.position] = _Candidate(column, Match(name, column.heading, 100))
        return ColumnDraft(
            column.position, column.heading, name, "ses cellules sont des mois", examples=column.examples()
        )
    for name in (name for name in missing if name in TABLES[table.name].key and name in table.values):
        if column.numbers >= _FITTING and (value := whole_place(column.heading, table.values[name])):
            why = f"l'en-tête est une valeur de « {spec[name].description} »"
            return ColumnDraft(
                column.position, column.heading, WIDE, why, examples=column.examples(), of=f"{name}={value}"
            )
    if (crossed := crossed_of(column, table, missing, knowledge.unanswered)) is not None:
        why = f"un critère : ses cellules sont des « {spec[crossed[1]].description} »"
        of = f"{crossed[0]}={column.heading}"
        return ColumnDraft(column.position, column.heading, WIDE, why, examples=column.examples(), of=of)
    for name in (*missing, *(name for name in TABLES[table.name].extra_bindings if not _is_taken(name, taken))):
        lexicon = table.values.get(name)
        distinct = len(column.texts)
        # Of many different words, most must be known; the others are asked.
        least = _MOSTLY_KNOWN if distinct >= _MANY_WORDS else _ALL_KNOWN
        if lexicon and distinct > 1 and known_share(column, lexicon, knowledge.unanswered) >= least:
            taken[column.position] = _Candidate(column, Match(name, column.heading, 100))
            why = f"ses valeurs sont celles de « {column_title(table.name, name)} »"
            return ColumnDraft(column.position, column.heading, name, why, examples=column.examples())
    days = [name for name in missing if spec[name].type == "date" and spec[name].required]
    if len(days) == 1 and column.dates >= 0.9:
        question = Question(
            question_id("column", table.name, days[0], column.heading),
            f"La colonne « {column.heading} » est-elle « {spec[days[0]].description} » ?",
            "aucun en-tête connu ne la dit, et celle-ci tient des dates",
            (("yes", "oui"), ("no", "non")), "yes",
        )  # fmt: skip
        answer = decisions.ask(question)
        if answer != "no":
            taken[column.position] = _Candidate(column, Match(days[0], column.heading, 100))
            certainty: Certainty = "asked" if answer is None else "certain"
            return ColumnDraft(
                column.position, column.heading, days[0], "ses cellules sont des dates", certainty, column.examples()
            )
    return ColumnDraft(column.position, column.heading, UNKNOWN, "en-tête inconnu", "unknown", column.examples())


def _is_taken(name: str, taken: Mapping[int, _Candidate]) -> bool:
    return any(candidate.match.of == name for candidate in taken.values())


def _month_of(table: str, missing: Collection[str], taken: Mapping[int, _Candidate]) -> str | None:
    """What tells the month of a statement that nothing dates yet; None for another table."""
    has_month = any(candidate.match.of == "month" for candidate in taken.values())
    if "month" in missing:
        return "month"
    return "month" if fills_months(table) and TABLES[table].year_column in missing and not has_month else None


def _missing(spec: Mapping[str, Column], taken: Mapping[int, _Candidate]) -> list[str]:
    had = {candidate.match.of for candidate in taken.values()}
    return [name for name, column in spec.items() if name not in had and name not in FILLED]


def _told(candidate: _Candidate, spec: Mapping[str, Column]) -> ColumnDraft:
    column, match = candidate.column, candidate.match
    if candidate.is_by_values:
        why = f"ses valeurs sont celles de « {spec[match.of].description} »"
    else:
        why = "en-tête connu" if match.likeness >= 100 else f"en-tête proche de « {match.word} »"
    return ColumnDraft(column.position, column.heading, match.of, why, examples=column.examples())


def _asked(
    candidate: _Candidate, table: TableKnowledge, spec: Mapping[str, Column], decisions: Decisions
) -> ColumnDraft:
    column, match = candidate.column, candidate.match
    title = column_title(table.name, match.of)
    why = "cet en-tête ne le dit pas sûrement" if candidate.is_doubtful else f"en-tête proche de « {match.word} »"
    answer = decisions.ask(
        Question(
            question_id("column", table.name, match.of, column.heading),
            f"La colonne « {column.heading} » est-elle « {title} » ?",
            why,
            (("yes", "oui"), ("no", "non")),
            "yes",
        )  # fmt: skip
    )
    if answer == "no" or answer == "":
        return ColumnDraft(
            column.position, column.heading, IGNORED, "laissée de côté sur réponse", examples=column.examples()
        )
    certainty: Certainty = "asked" if answer is None else "certain"
    told = "confirmé" if answer else why
    return ColumnDraft(column.position, column.heading, match.of, told, certainty, column.examples())
