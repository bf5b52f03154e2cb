"""A drawing laid out once: words stay on the page and off one another's charts, whatever their length."""

import re

import pytest

from qep_lib.display import written
from qep_lib.display.chart import plain_numbers, round_ticks
from qep_lib.display.sheet import Sheet, key_box, key_line
from qep_lib.display.written import Words, line_width

LONG = "Délai de traitement des demandes de cartes nationales d'identité"


def laid_out(columns=1, labels=("a", LONG), notes=("n", LONG), rows=1):
    """A sheet of small charts with those labels at the left and those notes at the right, and its charts."""
    drawn = Sheet(2.5 * rows)
    drawn.grid(columns)
    charts = [drawn.chart((0, 10), (len(labels) - 0.5, -0.5)) for _ in range(columns * rows)]
    for chart in charts:
        chart.y_ticks(range(len(labels)), labels)
        chart.x_ticks([0, 5, 10], ["0 %", "50 %", "100 %"], 9, grid=True)
        chart.x_label("part", 9)
        chart.title("titre", 9)
        for place, note in enumerate(notes):
            chart.note(note, 1.02, place)
    drawn.legend([(key_line(), "une ligne"), ((key_box(), key_box()), "deux aires")], 2, 9)
    svg = drawn.svg().decode()
    return drawn, charts, svg


def boxes(drawn):
    """(left, right, foot, top) of all that is written, in points."""
    return {
        " ".join(words.lines) + f" {place}": tuple(
            point + end for point, ends in zip(words.point, (words.across, words.upward), strict=True) for end in ends
        )
        for place, words in enumerate(drawn._canvas.findobj(Words))
    }


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("labels", [("a", "b"), (LONG, "b"), (LONG * 3, LONG * 2)])
def test_all_that_is_written_is_on_the_page(columns, rows, labels):
    """Words that leave no room make the page larger; its charts are then as small as they may be."""
    drawn, charts, svg = laid_out(columns, labels, rows=rows)
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    for words, (left, right, foot, top) in boxes(drawn).items():
        assert -0.01 <= left <= right <= width + 0.01, words
        assert -0.01 <= foot <= top <= height + 0.01, words
    assert all(chart.frame.width >= 12 and chart.frame.height >= 12 for chart in charts)


def test_charts_of_a_row_are_alike_and_no_label_reaches_another_chart():
    """One under the other, they share their left; side by side, their foot."""
    drawn, (first, second, third, _), _ = laid_out(2, rows=2)
    assert first.frame.x0 == third.frame.x0 and first.frame.y0 == second.frame.y0 > third.frame.y1
    assert first.frame.size == pytest.approx(second.frame.size)
    notes = [right for words, (_, right, _, _) in boxes(drawn).items() if words.startswith("n ")]
    assert min(notes) < second.frame.x0


def test_a_legend_has_as_many_columns_as_there_is_room_for():
    """Its words never leave the page."""
    drawn = Sheet(2)
    drawn.chart((0, 1), (0, 1))
    drawn.legend([(key_line(), LONG)] * 3, 3, 9)
    drawn.svg()
    placed = boxes(drawn).values()
    assert {left for left, *_ in placed} and max(right for _, right, _, _ in placed) <= drawn.width
    assert len({round(foot) for _, _, foot, _ in placed}) > 1


def test_nothing_is_drawn_twice(monkeypatch):
    """The layout asks the typeface, not the drawing."""
    drawn, draw = [], Words.draw
    monkeypatch.setattr(Words, "draw", lambda words, renderer: (drawn.append(id(words)), draw(words, renderer)))
    laid_out(3)
    assert len(drawn) == len(set(drawn)) > 10


def test_a_drawing_reads_no_typeface_twice(monkeypatch):
    """What was measured once is known: a second drawing of the same words measures nothing."""
    laid_out()
    asked = []
    monkeypatch.setattr(written.text_to_path, "get_text_width_height_descent", lambda *given: asked.append(given))
    laid_out()
    assert not asked


def test_words_are_measured_by_their_typeface():
    """A wide letter is wider than a narrow one, and a weight than another."""
    assert line_width("M") > 2 * line_width("i") and line_width("mot", 600) > line_width("mot")


def test_numbers_of_an_axis_are_round_and_alike():
    """Within the ends, with the decimals that they need."""
    assert round_ticks((0, 97), 9) == [0, 20, 40, 60, 80] and round_ticks((103, 0), 5) == [0, 25, 50, 75, 100]
    assert round_ticks((0, 2.2), 9, is_whole=True) == [0, 1, 2]
    assert plain_numbers([0, 2.5, 5]) == ["0,0", "2,5", "5,0"] and plain_numbers([0, 10]) == ["0", "10"]
