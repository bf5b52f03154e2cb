"""What a view leaves behind: the call that shows it again, the menus as they stood, its files, its rows."""

import base64
import io
import re
from xml.etree import ElementTree

import openpyxl
import pytest
from PIL import Image

from qep_lib.disclosure.crossing import NOT_SHOWN
from qep_lib.workbench.explorers import REGION_VIEWS, REQUEST_VIEWS, SITE_VIEWS, SURVEY_VIEWS
from qep_lib.workbench.exports import files_of, pieces

OPENERS = {
    "survey": (("18", "2020"), SURVEY_VIEWS),
    "requests": (("18", "2020"), REQUEST_VIEWS),
    "site": (("18", "2020"), SITE_VIEWS),
    "region": (("region:24", "2021"), REGION_VIEWS),
}
VIEWS = [(name, view) for name, (_, views) in OPENERS.items() for view in views]


def opened(bench, name, view, **chosen):
    """The explorer of that name on that view."""
    return getattr(bench, f"explore_{name}")(*OPENERS[name][0], view=view, **chosen)


def again(bench, code):
    """What a call gives, as in a cell."""
    return eval(code, {"bench": bench})


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_the_call_of_a_view_gives_what_it_shows(bench, name, view):
    """For every view of every explorer: the elements themselves, not their like."""
    panel = opened(bench, name, view)
    panel.with_table.value = False
    found = again(bench, panel._call())
    shown = pieces(found if isinstance(found, tuple) else (found,))
    assert shown[0] in panel.shown


def test_intervals_are_in_the_sheet_as_on_the_screen(bench):
    """A cell of a crossing is a share and its interval: two columns in Excel, the share a number."""
    panel = opened(bench, "survey", "cross", item="queue_management", by="visit_reason")
    table = panel.shown[0].data
    book = openpyxl.load_workbook(io.BytesIO(files_of(panel.shown, "internal")["Excel"][2]))
    lines = [[cell.value for cell in row] for row in book["tri-croise"].iter_rows()]
    heads = next(line for line in lines if "Réponses positives" in line)
    place = heads.index("Réponses positives")
    assert heads[place + 1] == "Réponses positives : fourchette indicative"
    by_group = {line[0]: line for line in lines[lines.index(heads) + 1 :]}
    for row in table.rows:
        shown, value, bounds = (
            row[1].text.replace("\u202f", " ").replace("\xa0", " "),
            *by_group[row[0].text][place:][:2],
        )
        assert value == row[1].number and f"({bounds})".replace("\u202f", " ").replace("\xa0", " ") in shown


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_menus_open_again_as_they_stood(bench, name, view):
    """By the line that « Exporter, garder » writes."""
    panel = opened(bench, name, view)
    assert again(bench, panel._opening()).shown == panel.shown


def test_filters_are_kept_with_the_menus(bench):
    """A crossing with a filter, its call and its menus."""
    panel = opened(bench, "survey", "cross", item="waiting_time", by="visit_reason", where={"mode": ["desk"]})
    assert 'where={"mode": ["desk"]}' in panel._call()
    assert again(bench, panel._opening()).shown == panel.shown
    late = opened(bench, "requests", "late", where={"channel": "email"})
    assert again(bench, late._opening()).shown == late.shown and "Courriel" in str(late.shown[0].rows)


def test_the_files_of_a_view_hold_it(bench):
    """Excel with the figures of the table, an SVG, and a PNG that opens; each in its link."""
    panel = opened(bench, "requests", "on_time", by="channel")
    panel.with_files.value = True
    (output,) = panel.below.children
    page = output.outputs[0]["data"]["text/html"]
    held = {
        name: base64.b64decode(data)
        for name, data in re.findall(r'download="([^"]+)"[^>]*href="data:[^;]+;base64,([^"]+)"', page)
    }
    book = openpyxl.load_workbook(io.BytesIO(held["dans-le-delai.xlsx"]))
    cells = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert "Courriel" in cells and 24 in cells
    assert held["dans-le-delai.svg"].lstrip().startswith((b"<?xml", b"<svg"))
    assert Image.open(io.BytesIO(held["dans-le-delai.png"])).width > 1000
    assert "bench.requests(&quot;18&quot;, &quot;2020&quot;).on_time(&quot;channel&quot;)" in page


def test_a_picture_that_leaves_its_page_keeps_its_title(bench, tmp_path):
    """Site, period and filters, above the drawing, which stays whole."""
    figure = bench.requests("18", "2020").delays({"channel": "email"})
    drawing = bench.save(figure, tmp_path / "delais.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(drawing)
    words = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert words.startswith(figure.caption.replace("'", "’")) and "Filtres : canal = courriel" in words
    _, top, _, height = map(float, root.get("viewBox").split())
    before = ElementTree.fromstring(figure.svg).get("viewBox").split()
    assert top < 0 and height + top == pytest.approx(float(before[3]))
    assert root.get("height") == f"{height:g}pt"


def test_rows_are_all_there_and_none_of_a_hidden_group(bench):
    """No silent cut; those of a group that the crossing hides are left out."""
    survey = bench.survey("18", "2020")
    crossing = survey.cross("waiting_time", by="visit_reason").crossing
    hidden = {line.group.label for line in crossing.lines if line.is_hidden}
    rows = survey.lines("waiting_time", "visit_reason")
    shown = [line for line in crossing.lines if not line.is_hidden]
    assert len(rows) >= sum(line.n for line in shown)
    assert not hidden & {*rows.iloc[:, 1]} and NOT_SHOWN not in rows.to_numpy()
    panel = opened(bench, "requests", "lines")
    panel.with_lines.value = True
    assert len(panel.below.children[0]._df) == 42


def test_a_view_without_rows_says_so_and_what_to_open(bench):
    """Results come from figures, not from rows."""
    panel = opened(bench, "site", "section")
    panel.with_lines.value = True
    assert "ouvrir l&#39;enquête ou le registre" in panel.below.children[0].outputs[0]["data"]["text/html"].replace(
        "’", "&#39;"
    )


def test_sites_chosen_one_by_one_are_compared(bench):
    """And fewer than two are told."""
    panel = bench.explore_region("region:24", "2021", kind="chosen", sites=["28", "36"])
    assert panel._call().startswith('bench.region(["28", "36"], "2021")')
    panel.sites.value = ("28",)
    assert panel.shown[0].kind == "note" and "au moins deux sites" in str(panel.shown[0].paragraphs)


def test_two_periods_stand_in_one_view(bench):
    """The change is counted from the period that was chosen."""
    panel = opened(bench, "site", "section", previous="2019")
    assert 'previous="2019"' in panel._call()
    assert again(bench, panel._opening()).shown == panel.shown
