"""A user's PPTX as the look of a deck: which of its layouts are used, and how our slides are fitted to its size."""

from collections.abc import Callable, Iterable
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu, Mm

from qep_lib.errors import sure

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_ASIDE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_SUBTITLE_MM = 14.0


def chosen_layouts(file: Presentation, opening: int, title_only: int) -> tuple[SlideLayout, SlideLayout]:
    """The layout of the first slide and that of the others: by what they hold, since names and order are the template's own;
    otherwise at the usual places, otherwise whatever there is."""
    layouts = list(file.slide_layouts)
    first = _first(layouts, lambda kinds: PP_PLACEHOLDER.SUBTITLE in kinds and _has_title(kinds))
    alone = _first(layouts, lambda kinds: len(kinds) == 1 and _has_title(kinds))
    titled = _first(layouts, _has_title)
    usual = [layouts[min(place, len(layouts) - 1)] for place in (opening, title_only)]
    return first or titled or usual[0], alone or titled or usual[1]


def room_under(file: Presentation, place: Any, width_mm: float, height_mm: float) -> float:
    """Where the facts of the first slide begin, in our millimetres: under its subtitle, which keeps two lines of its place."""
    scale = _scale_of(file, width_mm, height_mm)
    left, top, width = place.left, place.top, place.width
    place.left, place.top, place.width, place.height = left, top, width, Mm(_SUBTITLE_MM * scale)
    return (top + place.height) / Mm(1) / scale


def fit_to_template(file: Presentation, width_mm: float, height_mm: float) -> None:
    """Put what was laid out on slides of `width_mm` by `height_mm` on those of the template, as large as they allow, under its
    titles; places of the layout that nothing fills go."""
    scale = _scale_of(file, width_mm, height_mm)
    for slide in file.slides:
        for place in list(slide.placeholders):
            if place.has_text_frame and not place.text_frame.text:
                place._element.getparent().remove(place._element)
        for shape in slide.shapes:
            if not shape.is_placeholder:
                _scale(shape, scale)


def _scale_of(file: Presentation, width_mm: float, height_mm: float) -> float:
    return min(sure(file.slide_width) / Mm(width_mm), sure(file.slide_height) / Mm(height_mm))


def _scale(shape: Any, scale: float) -> None:
    if abs(scale - 1) < 0.001:
        return
    shape.left, shape.top = Emu(int(shape.left * scale)), Emu(int(shape.top * scale))
    if shape.has_table:
        for line in (*shape.table.columns, *shape.table.rows):
            name = "width" if hasattr(line, "width") else "height"
            setattr(line, name, Emu(int(getattr(line, name) * scale)))
        frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
    else:
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        frames = [shape.text_frame] if shape.has_text_frame else []
    for run in (run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs):
        if run.font.size is not None:
            run.font.size = Emu(int(run.font.size * scale))


def _first(layouts: Iterable[SlideLayout], is_wanted: Callable[[list[Any]], bool]) -> SlideLayout | None:
    return next((layout for layout in layouts if is_wanted(_kinds(layout))), None)


def _kinds(layout: SlideLayout) -> list[Any]:
    places: Iterable[Any] = layout.placeholders
    kinds = [place.placeholder_format.type for place in places]
    return [kind for kind in kinds if kind not in _ASIDE]


def _has_title(kinds: list[Any]) -> bool:
    return any(kind in _TITLES for kind in kinds)
