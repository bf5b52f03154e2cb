"""Sites and indicators in one table a theme: value, class, change; what may not be compared refers to its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.comparison.comparable import ComparedIndicator, Reason, why_other_set
from qep_lib.comparison.middle import middle_of
from qep_lib.disclosure.printed import printed_number
from qep_lib.display.elements import Cell, Element, Gallery, Table, TableColumn, Text
from qep_lib.display.style import RATING_MARKS
from qep_lib.display.wording import NBSP, change_mark_words, format_target, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import site_name
from qep_lib.reports.regional.refusals import letters
from qep_lib.reports.regional.site_views import middle_words, target_of
from qep_lib.reports.regional.words import REASON_WORDS, THEMES, set_words, theme_of

MOST_COLUMNS = 8
"""Sites that stand as columns; beyond, they are lines and the indicators are columns, so many a table: a dense page holds them
upright."""
RECONSTRUCTED_SIGN, FICTITIOUS_SIGN = "*", "**"


@dataclass(frozen=True, slots=True)
class _Line:
    """An indicator over the sites of one set, and the reasons of the others."""

    indicator: Indicator
    label: str
    target: float | None
    middle: str
    rows: dict[str, Measured]
    reasons: dict[str, Reason]
    letters: dict[Reason, str]


def matrices(gathered: Gathered) -> Element:
    """One table a theme that has something to compare."""
    tables, known = [], letters(gathered)
    for theme, (title, _) in THEMES.items():
        lines = [
            line
            for found in gathered.compared.values()
            if theme_of(found.indicator) == theme
            for line in _lines(gathered, found, known)
        ]
        if lines:
            tables += _tables(gathered, theme, title, lines)
    if not tables:
        return Text(("Aucun indicateur n'a deux sites à comparer.",))
    return Gallery((*tables, Text(_legend(gathered))))


def _lines(gathered: Gathered, found: ComparedIndicator, known: dict[Reason, str]) -> list[_Line]:
    """A line a set: figures of two sets on one line would be compared by eye."""
    aside = {one.candidate.site_id: one.reason for one in found.set_aside}
    lines = []
    for compared, read in zip(found.sets, gathered.read[found.indicator.id], strict=True):
        rows = {c.site_id: c.measured for c in compared.candidates}
        elsewhere = {
            site: why_other_set(compared, other) for other in found.sets if other != compared for site in other.sites
        }
        label = found.indicator.short_label
        if len(found.sets) > 1:
            label = f"{label} ({found.sets.index(compared) + 1})"
        middle = middle_words(gathered, found.indicator, middle_of(found.indicator, compared, read))
        target = target_of([*rows.values()])
        lines.append(_Line(found.indicator, label, target, middle, rows, aside | elsewhere, known))
    return lines


def _tables(gathered: Gathered, theme: str, title: str, lines: list[_Line]) -> list[Table]:
    sites = [member.site.site_id for member in gathered.context.members]
    if len(sites) <= MOST_COLUMNS:
        return [_by_indicator(gathered, theme, title, lines, sites)]
    parts = [
        alike[start : start + MOST_COLUMNS]
        for alike in (_of_same_sites(lines) if gathered.is_folded else [lines])
        for start in range(0, len(alike), MOST_COLUMNS)
    ]
    return [
        _by_site(gathered, f"matrice-{theme}-{place}" if place > 1 else f"matrice-{theme}", title, part, sites)
        for place, part in enumerate(parts, start=1)
    ]


def _of_same_sites(lines: list[_Line]) -> list[list[_Line]]:
    """The lines of sets that share a site together, so that a table has few sites without any figure in it."""
    groups: list[list[_Line]] = []
    for line in lines:
        place = next((group for group in groups if not group[0].rows.keys().isdisjoint(line.rows)), None)
        if place is None:
            groups.append([line])
        else:
            place.append(line)
    return groups


def _by_indicator(gathered: Gathered, theme: str, title: str, lines: list[_Line], sites: list[str]) -> Table:
    has_target = any(line.target is not None for line in lines)
    names = [site_name(gathered, site) for site in sites]
    rows = tuple(
        (
            Cell(line.label),
            *([_target_cell(line)] if has_target else []),
            Cell(line.middle),
            *(_cell(gathered, line, site) for site in sites),
        )
        for line in lines
    )
    columns = (
        TableColumn("Indicateur", width=1.9),
        *([TableColumn("Cible", "end", 0.8)] if has_target else []),
        TableColumn("Moyenne", "end", 1),
        *(TableColumn(name, "end", 1.5) for name in names),
    )
    return Table(f"matrice-{theme}", f"{title} : les sites côte à côte", columns, rows, _notes(gathered, lines), True)


def _by_site(gathered: Gathered, slug: str, title: str, lines: list[_Line], sites: list[str]) -> Table:
    shown = [site for site in sites if any(site in line.rows for line in lines)]
    rows = [(Cell(site_name(gathered, site)), *(_cell(gathered, line, site) for line in lines)) for site in shown]
    rows.append((Cell("Moyenne"), *(Cell(line.middle) for line in lines)))
    if any(line.target is not None for line in lines):
        rows.append((Cell("Cible"), *(_target_cell(line) for line in lines)))
    columns = (TableColumn("Site", width=2.4), *(TableColumn(line.label, "end", 1.2) for line in lines))
    notes = _notes(gathered, lines)
    if len(shown) < len(sites):
        notes = (*notes, f"{len(sites) - len(shown)} sites sans chiffre à comparer dans ce tableau n'y sont pas.")
    caption, is_dense = f"{title} : les sites, un par ligne", gathered.is_folded
    return Table(slug, caption, columns, tuple(rows), notes, not is_dense, "dense" if is_dense else "open")


def _cell(gathered: Gathered, line: _Line, site_id: str) -> Cell:
    if (row := line.rows.get(site_id)) is None:
        reason = line.reasons[site_id]
        return Cell("—" if reason == "no_data" else f"n.{NBSP}c. ({line.letters[reason]})")
    indicator, audience = line.indicator, gathered.context.audience
    text = value_words(row, indicator, audience)
    if row.rating:
        text += f"{NBSP}{RATING_MARKS[row.rating].symbol}"
    text += _sign(gathered, row)
    change = change_mark_words(row, indicator, audience).replace(" ", NBSP)
    if gathered.is_folded:
        # A second line in every cell would double the pages: the sign says what is demonstrated, the open data how much.
        text += f"{NBSP}{change[0]}" if change.startswith(("▲", "▼")) else ""
    elif change != "—":
        text += f"\n{change}"
    return Cell(text, printed_number(row, indicator, audience))


def _sign(gathered: Gathered, row: Measured) -> str:
    """Nothing where the name of the site already says it."""
    if row.site_id in gathered.invented:
        return ""
    return {"reconstructed": RECONSTRUCTED_SIGN, "fictitious": FICTITIOUS_SIGN}.get(row.nature, "")


def _target_cell(line: _Line) -> Cell:
    return Cell("—" if line.target is None else format_target(line.target, line.indicator), line.target)


def _notes(gathered: Gathered, lines: Sequence[_Line]) -> tuple[str, ...]:
    """What tells apart the sets of one indicator, the signs and the letters of this table."""
    numbered = {}
    for line in lines:
        found = gathered.compared[line.indicator.id]
        for place, compared in enumerate(found.sets if len(found.sets) > 1 else (), start=1):
            numbered.setdefault(f"({place}) {set_words(gathered, line.indicator, compared)}.")
    used = {reason for line in lines for reason in line.reasons.values()} - {"no_data"}
    known = lines[0].letters
    refused = " ; ".join(f"({known[reason]}) {REASON_WORDS[reason]}" for reason in known if reason in used)
    signs = {_sign(gathered, row) for line in lines for row in line.rows.values()}
    return (
        *sorted(numbered),
        *([f"n.{NBSP}c. : non comparable ; {refused}."] if refused else []),
        *(
            [f"{RECONSTRUCTED_SIGN} chiffre reconstitué à partir du document publié."]
            if RECONSTRUCTED_SIGN in signs
            else []
        ),
        *([f"{FICTITIOUS_SIGN} chiffre fictif."] if FICTITIOUS_SIGN in signs else []),
    )


def _legend(gathered: Gathered) -> tuple[str, ...]:
    classes = " ; ".join(f"{mark.symbol} {mark.word}" for mark in RATING_MARKS.values())
    compared = gathered.context.previous_label
    where = (
        f"Après la valeur, ▲ ou ▼ : l'évolution depuis {compared} est démontrée ; les données ouvertes jointes disent de combien"
        if gathered.is_folded
        else f"Sous chaque valeur, l'évolution depuis {compared} : ▲ ou ▼ si elle est démontrée"
    )
    return (
        f"{where} ; sans signe, elle ne l'est pas ou ne peut être testée. Un tiret : le site n'a pas communiqué ce chiffre, ou "
        "n'a pas posé la question.",
        f"À côté de la valeur, l'écart à la cible de l'année quand elle en a une : {classes}.",
        "Les sites sont dans l'ordre des départements : cet ordre n'est pas un classement.",
    )
