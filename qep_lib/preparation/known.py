"""Whether a source that is already declared reads a sheet as it stands: what was decided once is not asked again.

Headings and closed values must all be known to it; whether each cell is sound is said by an import.
"""

from collections.abc import Iterable, Mapping

from qep_lib.intake.closed import ClosedList
from qep_lib.intake.headings import Headings, as_tuple, find_header
from qep_lib.intake.origins import BETWEEN_ORIGINS, ORIGINS
from qep_lib.intake.survey import survey_headings
from qep_lib.intake.tabular import table_headings
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.period_words import is_period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import IGNORED, ColumnDraft
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare, site_of
from qep_lib.preparation.shapes import is_survey

_OWN_SCORE = 1000


def known_source(
    grid: Grid, knowledge: Knowledge, site: str, unsettled: frozenset[str] = frozenset()
) -> tuple[Source, int] | None:
    """(the source that reads the sheet, the row of its headings); the site's own first, then the one that names the most.

    `unsettled`: ids of sources that do not count.
    """
    found = []
    for source in knowledge.catalogue.sources.values():
        if source.id in unsettled or not _is_for(source, knowledge, site):
            continue
        fit = _fit(grid, source, knowledge)
        if fit is not None:
            header, score = fit
            is_own = site_of(source, knowledge.catalogue) == site
            found.append((score + _OWN_SCORE * is_own, source.id, source, header))
    if not found:
        return None
    _, _, source, header = max(found, key=lambda each: each[:2])
    return source, header


def _is_for(source: Source, knowledge: Knowledge, site: str) -> bool:
    """True for the site's own sources and those that its runs name; of the others, not those of another site nor surveys,
    whose title and series are somebody's.
    """
    if site_of(source, knowledge.catalogue) == site:
        return True
    runs = knowledge.catalogue.runs.values()
    if any(request.source == source.id and request.site == site for run in runs for request in run.imports):
        return True
    return site_of(source, knowledge.catalogue) is None and not is_survey(source.table)


def _fit(grid: Grid, source: Source, knowledge: Knowledge) -> tuple[int, int] | None:
    """(row of the headings, how many are named), None when the source does not read the sheet whole."""
    if (source.transposed is True) != grid.is_turned:
        return None
    if isinstance(source.sheets, tuple) and grid.name not in source.sheets:
        return None
    questionnaire = knowledge.catalogue.questionnaires.get(source.questionnaire or "")
    if is_survey(source.table):
        if questionnaire is None:
            return None
        expected = survey_headings(questionnaire, source)
    else:
        expected = table_headings(source)
    header, score = find_header(grid.rows, expected)
    wide = {fold(h) for words in (source.wide.headings.values() if source.wide else ()) for h in words}
    if score < min(2, len(expected.wanted)) and not source.wide:
        return None
    columns = grid.columns(header)
    headings = {fold(column.heading) for column in columns if column.heading}
    periods = [column for column in columns if source.wide and is_period(column.heading)]
    if source.wide and not (len(periods) >= 2 or wide & headings):
        return None
    if any(w.is_required and not headings & {*map(fold, w.headings)} for w in expected.wanted):
        return None
    if any(not _is_known(column, expected, source, wide) for column in columns if column.heading and column.filled):
        return None
    by_heading = {fold(column.heading): column for column in columns if column.heading}
    if questionnaire is None:
        is_seen = _sees_values(source, by_heading, knowledge)
    else:
        is_seen = _sees_answers(questionnaire, by_heading, knowledge)
    if not is_seen:
        return None
    return header, score + len(periods)


def _is_known(column: GridColumn, expected: Headings, source: Source, wide: set[str]) -> bool:
    if expected.knows(column.heading) or fold(column.heading) in wide:
        return True
    return source.wide is not None and not source.wide.headings and is_period(column.heading)


def _sees_values(source: Source, columns: dict[str, GridColumn], knowledge: Knowledge) -> bool:
    spec = {column.name: column for column in TABLES[source.table].columns}
    for name, binding in source.columns.items():
        column = _found(binding.heading, columns)
        if column is None or not binding.values:
            continue
        texts = [*column.texts]
        if name == ORIGINS:
            texts = [part for text in texts for part in BETWEEN_ORIGINS.split(text) if part]
        ruled = {
            fold(value)
            for rule in source.exclude_rows
            if column.heading in as_tuple(rule.column)
            for value in rule.values
        }
        texts = [text for text in texts if fold(text) not in ruled]
        if not _all_read(texts, binding.values, knowledge):
            return False
        is_closed = name in spec and spec[name].required and spec[name].choices
        if is_closed and column.filled < column.rows and binding.default is None:
            return False
    return True


def _sees_answers(questionnaire: Questionnaire, columns: dict[str, GridColumn], knowledge: Knowledge) -> bool:
    for item in questionnaire.items:
        options = questionnaire.scales[item.scale] if item.scale else item.options
        takes_any = any(option.any_other for option in options)
        if takes_any or item.columns or not options or item.delimiter is not None or item.rank_columns > 1:
            continue
        column = _found(item.column, columns)
        labels = {option.id: (option.label, *option.aliases) for option in options}
        if column is not None and not _all_read(column.texts, labels, knowledge):
            return False
    return True


def _found(heading: str | tuple[str, ...] | None, columns: dict[str, GridColumn]) -> GridColumn | None:
    if heading is None:
        return None
    return next((columns[fold(name)] for name in as_tuple(heading) if fold(name) in columns), None)


def _all_read(texts: Iterable[str], labels: Mapping[str, Iterable[str]], knowledge: Knowledge) -> bool:
    accepted = ClosedList.build(labels)
    return all(fold(text) in accepted.folded or bare(text) in knowledge.unanswered for text in texts)


def bound_places(grid: Grid, header: int, source: Source) -> tuple[int | None, int | None]:
    """The positions of the columns that a source reads as the number and the day of a row."""
    spec, found = TABLES[source.table], {}
    places = {bare(heading): place for place, heading in enumerate(grid.headings(header)) if heading}
    for name, binding in source.columns.items():
        headings = as_tuple(binding.heading) if binding.heading is not None else ()
        found[name] = next((places[bare(heading)] for heading in headings if bare(heading) in places), None)
    day = found.get(spec.year_column)
    return found.get(spec.identifier or ""), found.get("month") if day is None else day


def known_columns(grid: Grid, header: int, source: Source) -> list[ColumnDraft]:
    """What each column of a sheet is to the source that reads it; nothing for answers."""
    names = {
        fold(heading): name
        for name, binding in source.columns.items()
        if binding.heading is not None
        for heading in as_tuple(binding.heading)
    }
    return [
        ColumnDraft(c.position, c.heading, names.get(fold(c.heading), IGNORED), "déjà décidé")
        for c in grid.columns(header)
        if c.heading and not is_survey(source.table)
    ]
