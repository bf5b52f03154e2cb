"""Sites and indicators in one table: value, target, change, reading; what may not be compared refers to its reason."""

from collections.abc import Mapping, Sequence

from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Absent, Cell, Element, Gallery, Table, TableColumn
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.wording import NBSP, format_count, joined
from qep_lib.reports.columns import bounds_of
from qep_lib.reports.regional.gathered import Figure, Gathered, Line
from qep_lib.reports.regional.refusals import letters
from qep_lib.reports.regional.themes import sign_notes
from qep_lib.reports.regional.words import REASON_WORDS, THEMES, reading_words, theme_of
from qep_lib.reports.section import shown

MOST_COLUMNS = 8
"""Sites that stand as columns; beyond, they are lines and the indicators are columns, so many a table: a dense page holds them
upright."""
MOST_ALIKE = 5
"""Sites from which an indicator is said to be compared widely."""
CHANGES = {True: "↑", False: "↓"}
"""A change that is demonstrated; the triangles are those of readings."""


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
    if not gathered.lines:
        return Absent("les sites côte à côte", "Aucun indicateur n'a deux sites à comparer.", "not_comparable")
    lines, sites = {theme: gathered.lines_of(theme) for theme in THEMES}, list(gathered.members)
    if len(sites) <= MOST_COLUMNS:
        return _by_indicator(gathered, lines, sites)
    return Gallery(tuple(_by_site(gathered, [line for theme in THEMES for line in lines[theme]], sites)))


def _by_indicator(gathered: Gathered, lines: dict[str, list[Line]], sites: list[str]) -> Table:
    every = gathered.lines
    has_target = any(line.target is not None for line in every)
    signs = _mean_signs(gathered, every)
    widely = sum(len(line.figures) >= MOST_ALIKE for line in every)
    rows = []
    for theme, found in lines.items():
        if found:
            rows.append((Cell(THEMES[theme][0].upper()), *[Cell("")] * (1 + has_target + len(sites))))
        rows += [
            (
                Cell(line.title),
                *([Cell(line.target_words, line.target)] if has_target else []),
                *_cells(line, sites),
                _mean(line, signs),
            )
            for line in found
        ]
    columns = (
        TableColumn("Indicateur"),
        *([TableColumn("Objectif", "end")] if has_target else []),
        *(TableColumn(gathered.name(site), "end") for site in sites),
        TableColumn("Moyenne", "end"),
    )
    caption = f"{format_count(len(every), 'indicateur comparé', 'indicateurs comparés')}"
    if len(sites) > MOST_ALIKE and widely:
        which = f"dont {widely} " if widely < len(every) else "tous " if every[1:] else ""
        caption += f", {which}entre {MOST_ALIKE} sites au moins"
    return Table("matrice", caption, columns, tuple(rows), _notes(gathered, every), form="dense")


def _by_site(gathered: Gathered, lines: list[Line], sites: list[str]) -> list[Table]:
    """Tables of so many indicators, those that share a site together, so that few lines are without any figure; a theme goes on
    in the table of the next one, for a table of two columns is as long as one of eight. Each is named by its first theme."""
    parts = [
        alike[start : start + MOST_COLUMNS]
        for alike in _of_same_sites(lines)
        for start in range(0, len(alike), MOST_COLUMNS)
    ]
    tables: list[Table] = []
    for part in parts:
        themes = list(dict.fromkeys(theme_of(line.indicator) for line in part))
        shown_sites = [site for site in sites if any(site in line.compared.sites for line in part)]
        cells = zip(*(_cells(line, shown_sites) for line in part), strict=True)
        rows = [(Cell(gathered.name(site)), *line) for site, line in zip(shown_sites, cells, strict=True)]
        rows.append((Cell("Moyenne"), *(_mean(line, {}) for line in part)))
        if any(line.target is not None for line in part):
            rows.append((Cell("Objectif"), *(Cell(line.target_words, line.target) for line in part)))
        columns = (TableColumn("Site"), *(TableColumn(line.title, "end") for line in part))
        notes = _notes(gathered, part)
        if left := len(sites) - len(shown_sites):
            notes = (*notes, f"{format_count(left, 'site')} sans chiffre à comparer dans ce tableau.")
        place = sum(table.slug.startswith(f"matrice-{themes[0]}") for table in tables)
        slug = f"matrice-{themes[0]}" + (f"-{place + 1}" if place else "")
        caption = f"{joined([THEMES[theme][0] for theme in themes])} : les sites, un par ligne"
        tables.append(Table(slug, caption, columns, tuple(rows), notes, form="dense"))
    return tables


def _of_same_sites(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        place = next((group for group in groups if {*group[0].compared.sites} & {*line.compared.sites}), None)
        if place is None:
            groups.append([line])
        else:
            place.append(line)
    return groups


def _mean(line: Line, signs: Mapping[tuple[str, ...], str]) -> Cell:
    """« 84 % », with the sign of the sites that it leaves out."""
    sign = signs.get(tuple(line.without_counts))
    return Cell(f"{line.mean_words}{NBSP}{sign}" if sign else line.mean_words)


def _mean_signs(gathered: Gathered, lines: Sequence[Line]) -> dict[tuple[str, ...], str]:
    """« ° », « °° »… for each list of sites that some means leave out; of a region."""
    left_out = dict.fromkeys(tuple(line.without_counts) for line in lines if line.without_counts)
    return {} if gathered.is_folded else {sites: "°" * place for place, sites in enumerate(left_out, start=1)}


def _means_notes(gathered: Gathered, lines: Sequence[Line]) -> list[str]:
    signs = _mean_signs(gathered, lines)
    told = [f"{sign} sans {joined([gathered.name(site) for site in sites])}" for sites, sign in signs.items()]
    return [f"Moyenne {' ; '.join(told)}, faute de connaître leur nombre de cas."] if told else []


def _cells(line: Line, sites: Sequence[str]) -> list[Cell]:
    """What each site has on a line: its figure and its signs, or the letter of the reason why it is not there."""
    figures, known = {figure.row.site_id: figure for figure in line.figures}, letters(line.gathered)
    return [
        _cell(figures[site]) if site in figures
        else Cell("—" if (reason := line.reasons[site]) == "no_data" else f"({known[reason]})")
        for site in sites
    ]  # fmt: skip


def _cell(figure: Figure) -> Cell:
    row = figure.row
    signs = [RATING_MARKS[row.rating].symbol] if row.rating else []
    signs += [CHANGES[row.change > 0]] if row.is_change_demonstrated and row.change else []
    signs += [reading_words(figure.code)[0]] if figure.code not in ("", "within") else []
    number = printed_number(row, figure.indicator, figure.gathered.context.audience)
    return Cell(NBSP.join((figure.short, *signs)), number)


def _notes(gathered: Gathered, lines: Sequence[Line]) -> tuple[str, ...]:
    """What tells apart the sets of one indicator, the signs and the letters of this table: of what it holds only."""
    figures = [figure for line in lines for figure in line.figures]
    used = {reason for line in lines for reason in line.reasons.values()} - {"no_data"}
    refused = " ; ".join(
        f"({letter}) {REASON_WORDS[reason]}" for reason, letter in letters(gathered).items() if reason in used
    )
    ratings = {figure.row.rating for figure in figures}
    signs = [f"{mark.symbol} {mark.word}" for rating, mark in RATING_MARKS.items() if rating in ratings]
    if any(figure.row.is_change_demonstrated and figure.row.change for figure in figures):
        signs.append(f"↑ ↓ évolution démontrée depuis {gathered.context.previous_label}")
    signs += [reading_words(code) for code in dict.fromkeys(f.code for f in figures) if code not in ("", "within")]
    return (
        *dict.fromkeys(note for line in lines for note in line.notes),
        *([f"{' ; '.join(signs)}."] if signs else []),
        *([f"Chiffre mis à part, hors de la moyenne, avec sa raison : {refused}."] if refused else []),
        *_means_notes(gathered, lines),
        *sign_notes(figures),
        *bounds_of(figures),
    )
