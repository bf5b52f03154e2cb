"""Pickers above, and below them the elements that they choose. What is chosen is in `explorers`."""

from collections.abc import Iterable, Mapping

from ipywidgets import Checkbox, Dropdown, HBox, Layout, Output, SelectMultiple, VBox
from ipywidgets.widgets.widget_description import DescriptionWidget

from qep_lib.display.elements import Element, Figure, Note
from qep_lib.errors import QepError

LABEL_WIDTH = "9.5em"
PICKER_WIDTH = "32em"
LISTED_ANSWERS = 4


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
    """Pickers and what they show. Subclasses fill their pickers in `_fill` and give their elements in `_elements`.

    `shown` are the elements below the pickers. A fault is shown there too, as a note, and the pickers stay usable.
    """

    def __init__(self, rows: Iterable[Iterable[DescriptionWidget]]):
        self.with_table = Checkbox(value=True, description="Montrer le tableau de chaque dessin", indent=False)
        self.output = Output()
        self.shown: tuple[Element, ...] = ()
        self._is_filling = False
        rows = [[*row] for row in rows]
        pickers = [picker for row in rows for picker in row] + [self.with_table]
        lines = [HBox(row, layout=Layout(flex_flow="row wrap", grid_gap="0.2em 1.5em")) for row in rows]
        super().__init__([*lines, self.with_table, self.output])
        for picker in pickers:
            picker.observe(self._changed, "value")
        self.refresh()

    def refresh(self) -> None:
        """Fill the pickers again and show what they choose."""
        self._is_filling = True
        try:
            self._fill()
            elements = tuple(self._elements())
        except QepError as error:
            elements = (Note("warning", "Cette vue ne peut pas être montrée", (error.message, *error.faults)),)
        finally:
            self._is_filling = False
        has_figure = any(isinstance(element, Figure) for element in elements)
        self.with_table.layout.display = None if has_figure else "none"
        if self.with_table.value:
            elements = tuple(part for element in elements for part in _with_table(element))
        self.shown = elements
        # The outputs are set at once, rather than captured: nothing flickers, and no kernel is needed to test them.
        self.output.outputs = tuple(_output(element) for element in elements)

    def _fill(self) -> None:
        """Give each picker its options, in the order in which they depend on each other."""
        raise NotImplementedError

    def _elements(self) -> Iterable[Element]:
        """What the pickers choose. A `QepError` is shown as a note."""
        raise NotImplementedError

    def _changed(self, change) -> None:
        # Filling a picker changes its value: one choice is one drawing.
        if not self._is_filling:
            self.refresh()


def show_only(pickers: Iterable[DescriptionWidget], needed: Iterable[DescriptionWidget]) -> None:
    """Hide the pickers that the chosen view does not need."""
    for picker in pickers:
        picker.layout.display = None if any(picker is one for one in needed) else "none"


def _with_table(element: Element) -> tuple[Element, ...]:
    return (element, element.data) if isinstance(element, Figure) else (element,)


def _output(element: Element) -> dict:
    """What the front end draws: the element's HTML, and its words where there is no HTML."""
    bundle = element._repr_mimebundle_()
    shown = {name: bundle[name] for name in ("text/html", "text/plain")}
    return {"output_type": "display_data", "data": shown, "metadata": {}}


def _distinct(options: Mapping[str, str]) -> dict[str, str]:
    """Two options of one label would be one to whoever picks: the second is told apart by its id."""
    labels = list(options.values())
    return {value: label if labels.count(label) == 1 else f"{label} ({value})" for value, label in options.items()}


def _layout() -> Layout:
    return Layout(width=PICKER_WIDTH, max_width="100%")
