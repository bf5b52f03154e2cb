"""Pickers above, and below them the elements that they choose. What is chosen is in `explorers`."""

import html
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from ipywidgets import HTML, Checkbox, Dropdown, HBox, Layout, Output, SelectMultiple, ToggleButton, VBox, Widget
from ipywidgets.widgets.widget_description import DescriptionWidget
from itables.widget import ITable

from qep_lib.display.elements import Element, Figure, Note
from qep_lib.errors import DataRefused, QepError
from qep_lib.workbench.addresses import FILTER, pairs_of, query_of
from qep_lib.workbench.exports import data_address, files_of, pieces
from qep_lib.workbench.view_source import ViewSource

LABEL_WIDTH = "7em"
PICKER_WIDTH = "27em"
LISTED_ANSWERS = 4
VIEW_HEIGHT = "max(20rem, calc(100vh - 28rem))"
"""What menus, tabs and JupyterLab's own bars leave of a screen, of a small one enough for a figure all the same."""
BUSY = '<span role="status">calcul en cours…</span>'
DRAWN = '<span data-qep-drawn="{}"></span>'
"""In its place once a view is shown: which drawing it is. A page may get both at once, and never show the sign."""
FOLLOWED = (
    "event.stopPropagation(); history.replaceState(null, '', this.href); const told = this.nextElementSibling; "
    "told.textContent = 'Elle est dans la barre d’adresse du navigateur, à copier.'; "
    "if (navigator.clipboard) navigator.clipboard.writeText(this.href).then(() => { told.textContent = 'Copiée.'; }, () => {}); "
    "return false;"
)
"""In a served page, which has no extension of ours: its address becomes that of the view, on the clipboard too where the browser
lets it (not over plain HTTP)."""
OPENING = "from qep_lib import open_workbench\n\nbench = open_workbench({audience})\n"
FRENCH = {
    "search": "Chercher :",
    "info": "_START_ à _END_ sur _TOTAL_",
    "infoEmpty": "aucune ligne",
    "infoFiltered": "(parmi _MAX_)",
    "lengthMenu": "_MENU_ lignes",
    "zeroRecords": "aucune ligne ne convient",
    "emptyTable": "aucune ligne",
}


def dropdown(label: str) -> Dropdown:
    """A list of which one line is chosen, its label beside it."""
    return Dropdown(description=label, style={"description_width": LABEL_WIDTH}, layout=_layout())


def several(label: str) -> SelectMultiple:
    """A list of which several lines may be chosen (Ctrl or Shift)."""
    return SelectMultiple(
        description=label, rows=LISTED_ANSWERS, style={"description_width": LABEL_WIDTH}, layout=_layout()
    )


def offer(picker: Dropdown | SelectMultiple, options: Mapping[str, str], wanted: str | None = None) -> None:
    """Give a picker its options (label by value), keeping what was chosen while it is still there, else `wanted`."""
    pairs = [(label, value) for value, label in _distinct(options).items()]
    chosen = picker.value
    if tuple(picker.options) != tuple(pairs):
        picker.options = pairs
    if isinstance(picker, SelectMultiple):
        picker.value = tuple(value for value in chosen if value in options)
        return
    first = next(iter(options), None)
    picker.value = next((value for value in (wanted, chosen, first) if value in options), None)


class Panel(VBox):
    """Pickers and what they show. Subclasses fill their pickers in `_fill`, give their elements in `_elements`, the call that
    shows the same in `_call`, what the pickers stand on in `chosen`, and the rows behind in `_lines`. `name` is that of the call
    that opens them: `explore_` and it.

    `shown` are the elements below the pickers. A fault is shown there too, as a note, and the pickers stay usable. Under them:
    the rows, the files and the call, made when they are asked for.
    """

    name: str
    bench: ViewSource

    def __init__(self, rows: Iterable[Iterable[DescriptionWidget]]):
        self.with_table = Checkbox(value=False, description="Montrer le tableau de chaque dessin", indent=False)
        self.with_lines = ToggleButton(description="Voir les lignes", icon="table")
        self.with_files = ToggleButton(description="Exporter, garder", icon="download")
        self.busy = HTML()
        # A view is one screen, its menus above it: what is longer scrolls under them.
        self.output, self.below = Output(layout=Layout(max_height=VIEW_HEIGHT, overflow="auto")), VBox()
        self.shown: tuple[Element, ...] = ()
        self._told: tuple[Note, ...] = ()
        self._is_filling, self._drawn = False, 0
        rows = [[*row] for row in rows]
        pickers = [picker for row in rows for picker in row] + [self.with_table]
        lines = [HBox(row, layout=Layout(flex_flow="row wrap", grid_gap="0.2em 1.5em")) for row in rows]
        # Rows are for inside: in public the button is not there, and the workbench has none to give.
        buttons = [self.with_lines, self.with_files] if self.bench.audience == "internal" else [self.with_files]
        tools = HBox([self.with_table, *buttons, self.busy])
        super().__init__([*lines, tools, self.output, self.below])
        self._pickers = [picker for picker in pickers if isinstance(picker, Dropdown)]
        for picker in pickers:
            picker.observe(self._changed, "value")
        for button in (self.with_lines, self.with_files):
            button.observe(lambda change: self._show_below(), "value")
        self.refresh()

    def refresh(self) -> None:
        """Fill the pickers again and show what they choose."""
        self._is_filling = True
        self.busy.value = BUSY
        stood = [(picker, picker.value, picker.label) for picker in self._pickers if _is_chosen(picker)]
        try:
            self._fill()
            elements = pieces(self._elements())
        except QepError as error:
            elements = (Note("warning", "Cette vue ne peut pas être montrée", (error.message, *error.faults)),)
        finally:
            self._is_filling = False
        has_figure = any(isinstance(element, Figure) for element in elements)
        self.with_table.layout.display = None if has_figure else "none"
        if self.with_table.value:
            elements = tuple(part for element in elements for part in _with_table(element))
        self.shown = elements
        moved = [
            f"« {picker.description} » : « {label} » n'est pas proposé avec ce choix ; « {picker.label} » le remplace."
            for picker, value, label in stood
            if _is_chosen(picker) and picker.value != value
        ]
        told = (*self._told, *([Note("info", "Un menu a suivi", tuple(moved))] if moved else []))
        # The outputs are set at once, rather than captured: nothing flickers, and no kernel is needed to test them.
        self.output.outputs = tuple(_output(element) for element in (*told, *elements))
        self._show_below()
        self._drawn += 1
        self.busy.value = DRAWN.format(self._drawn)

    def _show_below(self) -> None:
        """The rows behind what is shown, its files and its call, as far as they are asked for."""
        parts: list[Widget] = []
        try:
            if self.with_lines.value:
                parts.append(sortable(self._lines()))
            if self.with_files.value:
                parts.append(Output(outputs=(self._kept(),)))
        except QepError as error:
            note = Note("warning", "Ces lignes ne peuvent pas être montrées", (error.message, *error.faults))
            parts.append(Output(outputs=(_output(note),)))
        self.below.children = parts

    def _kept(self) -> dict[str, Any]:
        """Links to the files of the view, and the lines of code that show it again."""
        files = files_of(self.shown, self.bench.audience)
        links = {words: (name, data_address(kind, content)) for words, (name, kind, content) in files.items()}
        calls = {"Cette vue": self._code_of(self._call()), "Ces menus": self._code_of(self._opening())}
        calls = {} if self.bench.is_served else calls
        page = kept_html(links, calls, query_of(self.name, self.chosen()), self.bench.is_served)
        return displayed(page, "\n\n".join(calls.values()))

    def tell_missed(self, asked: Iterable[tuple[str, str]]) -> None:
        """Say above the view which of these words of an address it does not stand on, until another choice."""
        having = {*pairs_of(self.chosen())}
        missed = tuple(f"{self._label(name)} : {value}" for name, value in asked if (name, value) not in having)
        if missed:
            said = "L'adresse demande ce qui n'est pas ici ; les menus disent ce qui est montré à la place."
            self._told = (Note("warning", "Adresse suivie en partie", (said, *missed)),)
            self.refresh()

    def _label(self, name: str) -> str:
        """What stands before the menu of that name; what has none is told as it is written in the address."""
        picker = getattr(self, name, None)
        if isinstance(picker, DescriptionWidget):
            return picker.description
        return "Filtre" if name.partition(".")[0] == FILTER else f"« {name} »"

    def _code_of(self, call: str) -> str:
        """A call of `bench` as the lines of a cell that needs no other."""
        audience = "" if self.bench.audience == "internal" else f'"{self.bench.audience}"'
        return f"{OPENING.format(audience=audience)}{call}"

    def _call(self) -> str:
        """The call that gives what is shown, of `bench`."""
        raise NotImplementedError

    def chosen(self) -> dict[str, object]:
        """What the pickers stand on, by the names of the call that opens them; the subject and the period first."""
        raise NotImplementedError

    def _opening(self) -> str:
        """The call that opens these pickers as they are, of `bench`."""
        (_, subject), (_, period), *named = self.chosen().items()
        return f"bench.explore_{self.name}({written(subject, period, **dict(named))})"

    def _lines(self) -> pd.DataFrame:
        """The rows behind what is shown. Raises `DataRefused` where there are none to show."""
        raise DataRefused("cette vue vient de résultats, pas de lignes. À faire : ouvrir l'enquête ou le registre.")

    def _fill(self) -> None:
        """Give each picker its options, in the order in which they depend on each other."""
        raise NotImplementedError

    def _elements(self) -> Iterable[Element]:
        """What the pickers choose. A `QepError` is shown as a note."""
        raise NotImplementedError

    def _changed(self, change: object) -> None:
        # Filling a picker changes its value: one choice is one drawing.
        if not self._is_filling:
            self._told = ()
            self.refresh()


def words_of(column: pd.Series) -> dict[str, str]:
    """The words of a column by its index, as the options of a picker."""
    return dict(zip(column.index.tolist(), column.tolist(), strict=True))


def show_only(pickers: Iterable[DescriptionWidget], needed: Iterable[DescriptionWidget]) -> None:
    """Hide the pickers that the chosen view does not need."""
    for picker in pickers:
        picker.layout.display = None if any(picker is one for one in needed) else "none"


def written(*values: object, **named: object) -> str:
    """Arguments of a call as Python writes them; what is None, empty or not chosen is left out."""
    said = [repr(value) for value in values] + [f"{name}={value!r}" for name, value in named.items() if value]
    return ", ".join(said).replace("'", '"')


def sortable(frame: pd.DataFrame) -> ITable:
    """A table of all the rows, to sort and search, offline."""
    return ITable(
        frame,
        showIndex=False,
        maxBytes=0,
        maxRows=0,
        language=FRENCH,
        classes="display compact",
        lengthMenu=[15, 50, 200],
    )


def kept_html(links: Mapping[str, tuple[str, str]], calls: Mapping[str, str], query: str, is_served: bool) -> str:
    """Links that hold their file (words -> name, address), the address of the view, and calls to copy or to put in the notebook
    (words -> code). A served page is its own address; in JupyterLab, whose notebooks move, the button makes it."""
    files = " · ".join(
        f'<a download="{html.escape(name)}" data-qep-download href="{address}">{html.escape(words)}</a>'
        for words, (name, address) in links.items()
    )
    lines = "".join(
        f"<p><strong>{html.escape(words)}</strong> "
        f'<button data-qep-copy="{html.escape(code)}">Copier l’appel</button> '
        f'<button data-qep-insert="{html.escape(code)}">Ajouter au carnet</button></p><pre>{html.escape(code)}</pre>'
        for words, code in calls.items()
    )
    query = html.escape(query)
    address = (
        f'<a href="?{query}" onclick="{FOLLOWED}">Adresse de cette vue</a> <span role="status"></span>'
        if is_served
        else f'<button data-qep-address="{query}">Copier l’adresse</button> (à ouvrir dans ce JupyterLab)'
    )
    return f"<p>{files}</p><p>{address}</p>{lines}"


def _with_table(element: Element) -> tuple[Element, ...]:
    return (element, element.data) if isinstance(element, Figure) else (element,)


def _output(element: Element) -> dict[str, Any]:
    """What the front end draws: the element's HTML, and its words where there is no HTML."""
    bundle = element._repr_mimebundle_()
    return displayed(bundle["text/html"], bundle["text/plain"])


def displayed(page: str, words: str) -> dict[str, Any]:
    """HTML, and the same in words, as a cell displays them."""
    return {"output_type": "display_data", "data": {"text/html": page, "text/plain": words}, "metadata": {}}


def _distinct(options: Mapping[str, str]) -> dict[str, str]:
    """Two options of one label would be one to whoever picks: the second is told apart by its id."""
    labels = list(options.values())
    return {value: label if labels.count(label) == 1 else f"{label} ({value})" for value, label in options.items()}


def _is_chosen(picker: Dropdown) -> bool:
    """True of a picker that is seen and stands on something."""
    return picker.value is not None and picker.layout.display != "none"


def _layout() -> Layout:
    return Layout(width=PICKER_WIDTH, max_width="100%")
