"""Maps: every department has its place, its words do not meet, and nothing is told by colour alone."""

import csv
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from qep_lib.display import maps, style
from qep_lib.display.contours import country_contours, project, read_contours
from qep_lib.display.map_classes import LABEL_CLASSES, NO_DATA_LABEL, RATING_CLASSES, READING_CLASSES, MapClass
from qep_lib.display.map_figure import map_figure
from qep_lib.display.map_layout import INNER_SUBURBS, OVERSEAS, country_page, map_departments, region_page
from qep_lib.errors import ParameterError

CENTRE = ("18", "28", "36", "37", "41", "45")
HOSTILE = ("entre 50 $ et 60 $", r"$\frac{1}{$", "_caché", "<b>&amp;</b>", "l" * 500, "œ ≥ ● ▲")
SETS = (READING_CLASSES, RATING_CLASSES, LABEL_CLASSES)


@pytest.fixture(scope="module")
def sites(pytestconfig):
    """The lines of params/sites.csv."""
    with (pytestconfig.rootpath / "params" / "sites.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def names(sites):
    """Department code → name."""
    return {site["department_code"]: site["department"] for site in sites}


@pytest.fixture(scope="module")
def regions(sites):
    """Region code → its departments, in order."""
    members = {}
    for site in sites:
        members.setdefault(site["region_code"], set()).add(site["department_code"])
    return {code: sorted(departments) for code, departments in members.items()}


def drawn_texts(monkeypatch, *arguments):
    """What a map writes: (words, box in pixels), as it is laid out for the page."""
    found = []

    def keep(canvas):
        renderer = FigureCanvasAgg(canvas).get_renderer()
        canvas.draw(renderer)
        found.extend((text.get_text(), text.get_window_extent(renderer)) for text in canvas.findobj(Text))
        return b"<svg/>"

    monkeypatch.setattr(maps, "svg_bytes", keep)
    maps.draw_map(*arguments)
    return [(words, box) for words, box in found if words.strip()]


def test_every_department_of_the_sites_has_a_contour_or_a_tile(names):
    """And no contour is of a department that does not exist."""
    assert set(names) == {*read_contours(), *OVERSEAS}


def test_contours_are_on_the_plane_of_lambert_93():
    """The origin of the projection is at (700 000, 6 600 000) by definition; the source's points are whole metres."""
    assert project(np.array([[3.0, 46.5]]))[0] == pytest.approx((700_000, 6_600_000), abs=0.001)
    metres = shapely.get_coordinates(list(read_contours().values()))
    assert np.abs(metres - metres.round()).max() < 0.01


def test_neighbours_have_neither_gap_nor_overlap_once_simplified():
    """A common border stays common; every department keeps its area within 5 %, those of the inset apart."""
    whole, simplified = read_contours(), country_contours()
    assert shapely.coverage_is_valid(list(whole.values()))
    assert shapely.coverage_is_valid(list(simplified.values()))
    holes = [
        sum(len(part.interiors) for part in shapely.coverage_union_all(list(c.values())).geoms)
        for c in (whole, simplified)
    ]
    # The lagoon of Berre and the Spanish enclave of Llívia.
    assert holes[0] == 2 and holes[1] <= 2
    assert sum(shapely.get_num_coordinates(list(simplified.values()))) < 5000
    for code in whole.keys() - set(INNER_SUBURBS):
        assert simplified[code].area == pytest.approx(whole[code].area, rel=0.05), code


def test_the_same_classes_draw_the_same_bytes(names):
    """In whatever order departments are given; other classes draw another picture."""
    areas = dict.fromkeys(CENTRE, "met")
    for shown in (None, CENTRE):
        one, same, other = (
            maps.draw_map(given, RATING_CLASSES, names, shown)
            for given in (areas, dict(reversed(areas.items())), areas | {"18": None})
        )
        assert one == same != other


def test_an_unknown_department_is_refused(names):
    """With what was found, what is accepted and what to do."""
    with pytest.raises(ParameterError, match=r"« 20 ».*2A et 2B.*971 à 989.*À faire : corriger"):
        maps.draw_map({"20": "met"}, RATING_CLASSES, names)
    with pytest.raises(ParameterError, match="aucun département à montrer"):
        maps.draw_map({}, RATING_CLASSES, names, ())


def test_a_class_is_never_told_by_its_colour_alone(names):
    """Symbols are required and differ inside a set; what is written on a colour has a contrast of 4.5 or more."""
    for classes in SETS:
        assert len({c.symbol for c in classes}) == len({c.label for c in classes}) == len(classes)
        assert all(style.contrast(c.colour, style.readable_ink(c.colour)) >= 4.5 for c in classes)
        assert NO_DATA_LABEL not in {c.label for c in classes}
    with pytest.raises(ValueError, match="il lui faut un libellé et un symbole"):
        MapClass("met", "conforme", "#1b7f4d", " ")
    twins = (MapClass("a", "oui", "#000091", "●"), MapClass("b", "non", "#b34000", "●"))
    with pytest.raises(ValueError, match="même symbole"):
        maps.draw_map({}, twins, names, CENTRE)
    with pytest.raises(ValueError, match="« bleu » inconnue"):
        maps.draw_map({"18": "bleu"}, RATING_CLASSES, names, CENTRE)


def test_contrast_is_that_of_wcag():
    """Black on white is 21; #777777 on white is 4.48, the well-known grey that just fails."""
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_words_of_no_map_meet(monkeypatch, names, regions):
    """The country and every region: boxes of text do not overlap, and every number is there."""
    areas = {code: READING_CLASSES[place % 5].id for place, code in enumerate(sorted(names))}
    for shown in (None, *regions.values()):
        texts = drawn_texts(monkeypatch, areas, READING_CLASSES, names, shown)
        written = " ".join(words for words, _ in texts)
        assert all(code in written for code in map_departments(areas, shown))
        for (one, box), (other, near) in combinations(texts, 2):
            across = min(box.x1, near.x1) - max(box.x0, near.x0)
            up = min(box.y1, near.y1) - max(box.y0, near.y0)
            # Boxes include the empty height above and below letters, hence three pixels.
            assert min(across, up) < 3, (shown, one, other)


def test_overseas_departments_are_tiles(regions):
    """On the map of the country, on that of their own region, and for any collectivity that sites.csv may name."""
    assert country_page(map_departments({})).tiles == OVERSEAS
    assert country_page(map_departments({"988": None})).tiles == (*OVERSEAS, "988")
    for region in ("01", "02", "03", "04", "06"):
        page = region_page(map_departments({}, regions[region]), {})
        assert page.tiles == tuple(regions[region]) and page.outlines == ()


def test_paris_and_its_suburbs_are_drawn_again_larger(regions):
    """Their words stand in the inset only; a region without other departments needs none."""
    for page in (country_page(map_departments({})), region_page(regions["11"], dict.fromkeys(regions["11"], "nom"))):
        inner = [outline for outline in page.outlines if outline.code in INNER_SUBURBS]
        assert [outline.code for outline in inner if outline.words] == list(INNER_SUBURBS)
        small, large = (sum(o.shape.area for o in inner if bool(o.words) is said) for said in (False, True))
        assert large > 4 * small
    assert region_page(["75", "92"], {"75": "Paris", "92": "Hauts-de-Seine"}).enlarged is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name):
    """On the map, in a tile, in the table and in the alternative text."""
    classes = (MapClass("a", name, "#000091", "●"),)
    for shown in (("18", "41"), ("971",)):
        figure = map_figure("carte", name, {}, classes, dict.fromkeys(shown, name), shown)
        assert ElementTree.fromstring(figure.svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert name in figure.alt and figure.data.rows[0][1].text == name


def test_the_figure_says_in_words_what_the_map_shows(names):
    """The alternative text, word for word, and a line a department with its class and its printed value."""
    areas = {"18": "met", "36": "far", "41": "met", "45": None}
    figure = map_figure(
        "carte-appels", "Appels décrochés", areas, RATING_CLASSES, names, CENTRE, {"18": "92\u202f%", "36": "40\u202f%"}
    )
    assert figure.alt == (
        "Carte de 6\u00a0départements par classe. Objectif atteint, 2\u00a0départements : Cher (18) et Loir-et-Cher (41). "
        "Écart inférieur à 25\u202f%, aucun département. Écart de 25 à 50\u202f%, aucun département. "
        "Écart supérieur à 50\u202f%, 1\u00a0département : Indre (36). "
        "Pas de donnée, 3\u00a0départements : Eure-et-Loir (28), Indre-et-Loire (37) et Loiret (45)."
    )
    assert [column.label for column in figure.data.columns] == ["Code", "Département", "Classe", "Valeur"]
    assert [[cell.text for cell in row] for row in figure.data.rows] == [
        ["18", "Cher", "objectif atteint", "92\u202f%"],
        ["28", "Eure-et-Loir", "pas de donnée", "—"],
        ["36", "Indre", "écart supérieur à 50\u202f%", "40\u202f%"],
        ["37", "Indre-et-Loire", "pas de donnée", "—"],
        ["41", "Loir-et-Cher", "objectif atteint", "—"],
        ["45", "Loiret", "pas de donnée", "—"],
    ]


def test_the_country_names_only_the_classes_that_are_short(names):
    """101 names would be no alternative: the table has them."""
    areas = dict.fromkeys(names, "labelled") | {"18": "ended"}
    figure = map_figure("carte-labels", "Labels", areas, LABEL_CLASSES, names)
    assert "Labellisé, 100\u00a0départements. " in figure.alt
    assert "Label échu, 1\u00a0département : Cher (18). " in figure.alt
    assert len(figure.data.rows) == 101 and len(figure.data.columns) == 3


def test_a_map_is_read_class_by_class_on_a_narrow_screen():
    """Every department once, with its value; many are counted; a class without any has no line."""
    areas = {"18": "met", "36": "far", "37": None}
    names = {"18": "Cher", "36": "Indre", "37": "Indre-et-Loire"}
    figure = map_figure("carte", "Région", areas, RATING_CLASSES, names, tuple(areas), {"36": "47 %"})
    lines = [(line.label, line.words) for line in figure.strips.lines]
    assert [words for _, words in lines] == ["Cher", "Indre (47 %)", "Indre-et-Loire"]
    assert lines[2][0] == "Pas de donnée" and sum(line.pieces[0].end for line in figure.strips.lines) == pytest.approx(
        100
    )
