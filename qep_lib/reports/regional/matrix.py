"""Sites and indicators in one table: value, target, change, reading; what may not be compared refers to its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.comparison.comparable import ComparedIndicator, Reason, why_other_set
from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Absent, Cell, Element, Gallery, Table, TableColumn
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.wording import NBSP, format_count, format_target, joined, value_words
from qep_lib.model.measured import Measured
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import sign_notes, sign_of, site_name
from qep_lib.reports.regional.refusals import letters
from qep_lib.reports.regional.words import (
    NOT_COMPARED,
    REASON_WORDS,
    THEMES,
    mean_words,
    numbered,
    reading_words,
    set_notes,
    shortened,
    target_of,
    theme_of,
)
from qep_lib.reports.section import shown

MOST_COLUMNS = 8
"""Sites that stand as columns; beyond, they are lines and the indicators are columns, so many a table: a dense page holds them
upright."""
MOST_ALIKE = 5
"""Sites from which an indicator is said to be compared widely."""
CHANGES = {True: "↑", False: "↓"}
"""A change that is demonstrated; the triangles are those of readings."""


@dataclass(frozen=True, slots=True)
class _Line:
    """An indicator over the sites of one set, and the reasons of the others."""

    found: ComparedIndicator
    place: int
    mean: str
    rows: dict[str, Measured]
    codes: dict[str, str]
    reasons: dict[str, Reason]

    @property
    def label(self) -> str:
        """Its name, which says what its values are counted in."""
        days = ", jours ouvrés" if self.found.indicator.unit == "working_days" else ""
        return f"{numbered(self.found, self.place)}{days}"

    @property
    def target(self) -> float | None:
        """What its sites are to reach, where they share it."""
        return target_of([*self.rows.values()])


@shown
def matrix(gathered: Gathered) -> Element:
    """All that is compared, on a page: an indicator a line, a site a column. More sites than a region has are in annexes."""
    return _absent() if gathered.is_folded else _matrix(gathered)


@shown
def matrix_of_many(gathered: Gathered) -> Element:
    """The same of more sites than a region has, a site a line."""
    return _matrix(gathered) if gathered.is_folded else _absent()


def _absent() -> Absent:
    return Absent("les sites côte à côte", "Les sites côte à côte sont ailleurs, selon leur nombre.", "untold")


def _matrix(gathered: Gathered) -> Element:
    lines = {
        theme: [line for found in gathered.compared.values() if theme_of(found.indicator) == theme
                for line in _lines(gathered, found)]
        for theme in THEMES
    }  # fmt: skip
    if not any(lines.values()):
        return Absent("les sites côte à côte", "Aucun indicateur n'a deux sites à comparer.", "not_comparable")
    sites = [member.site.site_id for member in gathered.context.members]
    if len(sites) <= MOST_COLUMNS:
        return _by_indicator(gathered, lines, sites)
    return Gallery(tuple(_by_site(gathered, [line for theme in THEMES for line in lines[theme]], sites)))


def _lines(gathered: Gathered, found: ComparedIndicator) -> list[_Line]:
    """A line a set: figures of two sets on one line would be compared by eye."""
    aside = {one.candidate.site_id: one.reason for one in found.set_aside}
    lines = []
    for place, (compared, read) in enumerate(zip(found.sets, gathered.read[found.indicator.id], strict=True)):
        rows = {candidate.site_id: candidate.measured for candidate in compared.candidates}
        elsewhere = {
            site: why_other_set(compared, other) for other in found.sets if other != compared for site in other.sites
        }
        codes = {site: one.code for site, one in read.readings.items()} if read else {}
        lines.append(_Line(found, place, mean_words(gathered, found, place), rows, codes, aside | elsewhere))
    return lines


def _by_indicator(gathered: Gathered, lines: dict[str, list[_Line]], sites: list[str]) -> Table:
    every = [line for found in lines.values() for line in found]
    has_target = any(line.target is not None for line in every)
    widely = sum(len(line.rows) >= MOST_ALIKE for line in every)
    rows = []
    for theme, found in lines.items():
        if found:
            rows.append((Cell(THEMES[theme][0].upper()), *[Cell("")] * (1 + has_target + len(sites))))
        rows += [
            (
                Cell(line.label),
                *([_target_cell(line)] if has_target else []),
                *(_cell(gathered, line, site) for site in sites),
                Cell(line.mean),
            )
            for line in found
        ]
    columns = (
        TableColumn("Indicateur", width=3.9),
        *([TableColumn("Objectif", "end", 1)] if has_target else []),
        *(TableColumn(site_name(gathered, site), "end", 1.5) for site in sites),
        TableColumn("Moyenne", "end", 1.1),
    )
    caption = f"{format_count(len(every), 'indicateur comparé', 'indicateurs comparés')}"
    if len(sites) > MOST_ALIKE:
        caption += f", dont {widely} entre {MOST_ALIKE} sites au moins"
    return Table("matrice", caption, columns, tuple(rows), _notes(gathered, every), form="dense")


def _by_site(gathered: Gathered, lines: list[_Line], sites: list[str]) -> list[Table]:
    """Tables of so many indicators, those that share a site together, so that few lines are without any figure; a theme goes on
    in the table of the next one, for a table of two columns is as long as one of eight. Each is named by its first theme."""
    parts = [
        alike[start : start + MOST_COLUMNS]
        for alike in _of_same_sites(lines)
        for start in range(0, len(alike), MOST_COLUMNS)
    ]
    tables: list[Table] = []
    for part in parts:
        themes = list(dict.fromkeys(theme_of(line.found.indicator) for line in part))
        shown_sites = [site for site in sites if any(site in line.rows for line in part)]
        rows = [
            (Cell(site_name(gathered, site)), *(_cell(gathered, line, site) for line in part)) for site in shown_sites
        ]
        rows.append((Cell("Moyenne"), *(Cell(line.mean) for line in part)))
        if any(line.target is not None for line in part):
            rows.append((Cell("Objectif"), *(_target_cell(line) for line in part)))
        columns = (TableColumn("Site", width=2.4), *(TableColumn(line.label, "end", 1.2) for line in part))
        notes = _notes(gathered, part)
        if left := len(sites) - len(shown_sites):
            notes = (*notes, f"{format_count(left, 'site')} sans chiffre à comparer dans ce tableau.")
        place = sum(table.slug.startswith(f"matrice-{themes[0]}") for table in tables)
        slug = f"matrice-{themes[0]}" + (f"-{place + 1}" if place else "")
        caption = f"{joined([THEMES[theme][0] for theme in themes])} : les sites, un par ligne"
        tables.append(Table(slug, caption, columns, tuple(rows), notes, form="dense"))
    return tables


def _of_same_sites(lines: list[_Line]) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        place = next((group for group in groups if not group[0].rows.keys().isdisjoint(line.rows)), None)
        if place is None:
            groups.append([line])
        else:
            place.append(line)
    return groups


def _cell(gathered: Gathered, line: _Line, site_id: str) -> Cell:
    if (row := line.rows.get(site_id)) is None:
        reason = line.reasons[site_id]
        return Cell("—" if reason == "no_data" else f"{NOT_COMPARED}{NBSP}({letters(gathered)[reason]})")
    indicator, audience = line.found.indicator, gathered.context.audience
    signs = [RATING_MARKS[row.rating].symbol] if row.rating else []
    signs += [CHANGES[row.change > 0]] if row.is_change_demonstrated and row.change else []
    code = line.codes.get(site_id, "within")
    signs += [reading_words(code)[0]] if code != "within" else []
    words = shortened(value_words(row, indicator, audience), indicator) + sign_of(gathered, row)
    return Cell(NBSP.join((words, *signs)), printed_number(row, indicator, audience))


def _target_cell(line: _Line) -> Cell:
    if line.target is None:
        return Cell("—")
    return Cell(shortened(format_target(line.target, line.found.indicator), line.found.indicator), line.target)


def _notes(gathered: Gathered, lines: Sequence[_Line]) -> tuple[str, ...]:
    """What tells apart the sets of one indicator, the signs and the letters of this table: of what it holds only."""
    rows = [row for line in lines for row in line.rows.values()]
    used = {reason for line in lines for reason in line.reasons.values()} - {"no_data"}
    refused = " ; ".join(
        f"({letter}) {REASON_WORDS[reason]}" for reason, letter in letters(gathered).items() if reason in used
    )
    named = dict.fromkeys(code for line in lines for code in line.codes.values() if code != "within")
    signs = [
        f"{mark.symbol} {mark.word}" for rating, mark in RATING_MARKS.items() if rating in {r.rating for r in rows}
    ]
    if any(row.is_change_demonstrated and row.change for row in rows):
        signs.append(f"↑ ↓ évolution démontrée depuis {gathered.context.previous_label}")
    signs += [reading_words(code) for code in named]
    return (
        *dict.fromkeys(note for line in lines for note in set_notes(gathered, line.found)),
        *([f"{' ; '.join(signs)}."] if signs else []),
        *([f"{NOT_COMPARED} : non comparable ; {refused}."] if refused else []),
        *sign_notes(gathered, rows),
    )
