"""A map as an element: the drawing, the table that says the same, and the sentences that replace it."""

from collections.abc import Mapping, Sequence

from qep_lib.display.elements import Cell, Figure, Table, TableColumn
from qep_lib.display.map_classes import NO_DATA_LABEL, MapClass
from qep_lib.display.map_layout import map_departments
from qep_lib.display.maps import draw_map
from qep_lib.display.strips import Piece, Strip, Strips
from qep_lib.display.style import GRID
from qep_lib.display.wording import format_count, joined

CREDIT = "Contours : IGN, Admin Express, Licence Ouverte."
"""Whose the contours are: their licence asks for it, once in a document."""
LISTED_MAXIMUM = 8
"""On the map of the country, a class of more departments is told by their number only; the table names them."""


def map_figure(
    slug: str,
    caption: str,
    areas: Mapping[str, str | None],
    classes: Sequence[MapClass],
    names: Mapping[str, str],
    shown: Sequence[str] | None = None,
    values: Mapping[str, str] | None = None,
) -> Figure:
    """The map of `maps.draw_map` with a line a department: code, name, class in words, and its value as printed.

    `names` holds every department of the map; one without a printed value has a dash. Unknown code: ParameterError.
    """
    codes = map_departments(areas, shown)
    labels = {area_class.id: area_class.label for area_class in classes} | {None: NO_DATA_LABEL}
    columns = [TableColumn("Code"), TableColumn("Département"), TableColumn("Classe")]
    if values is not None:
        columns.append(TableColumn("Valeur", "end"))
    svg = draw_map(areas, classes, names, shown)
    rows = []
    for code in codes:
        cells = [Cell(code), Cell(names[code]), Cell(labels[areas.get(code)])]
        rows.append((*cells, Cell(values.get(code, "—"))) if values is not None else tuple(cells))
    alternative = _alternative(codes, areas, labels, names, LISTED_MAXIMUM if shown is None else len(codes))
    listed = {code: names[code] + (f" ({values[code]})" if values and code in values else "") for code in codes}
    strips = _strips(codes, areas, classes, listed)
    return Figure(
        slug,
        caption,
        alternative,
        svg,
        Table(slug, f"{caption.removesuffix('.')} : valeurs", tuple(columns), tuple(rows)),
        strips,
    )


def _strips(
    codes: Sequence[str], areas: Mapping[str, str | None], classes: Sequence[MapClass], listed: Mapping[str, str]
) -> Strips:
    """What a narrow screen reads: a line a class with its departments, or their number where they are many, and its share."""
    kinds = [(one.id, f"{one.symbol} {one.label}", one.colour) for one in classes] + [(None, NO_DATA_LABEL, GRID)]
    lines = []
    for kind, label, colour in kinds:
        members = [listed[code] for code in codes if areas.get(code) == kind]
        if members:
            words = joined(members) if len(members) <= LISTED_MAXIMUM else format_count(len(members), "département")
            bar = Piece("bar", 0, 100 * len(members) / len(codes), colour)
            lines.append(Strip(label[:1].upper() + label[1:], words, (bar,)))
    return Strips(tuple(lines))


def _alternative(
    codes: Sequence[str],
    areas: Mapping[str, str | None],
    labels: Mapping[str | None, str],
    names: Mapping[str, str],
    listed_maximum: int,
) -> str:
    sentences = [f"Carte de {format_count(len(codes), 'département')} par classe."]
    for area_class, label in labels.items():
        members = [f"{names[code]} ({code})" for code in codes if areas.get(code) == area_class]
        if not members and area_class is None:
            continue
        count = format_count(len(members), "département") if members else "aucun département"
        listed = f" : {joined(members)}" if 0 < len(members) <= listed_maximum else ""
        sentences.append(f"{label[0].upper()}{label[1:]}, {count}{listed}.")
    return " ".join(sentences)
