"""French typography, set once where words are printed: apostrophes, no-break spaces, and what stays as it was typed."""

from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from qep_lib.display.elements import Cell, Table, TableColumn, Text
from qep_lib.display.figures import Dot, draw_dots
from qep_lib.display.printable import ordinal_parts, tied, with_raised_ordinals

N, S = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'usager n'attend pas qu'un peu", "l’usager n’attend pas qu’un peu"),
        ("d'« accueil », d'11 ans, l'État", f"d’«{S}accueil{S}», d’11{S}ans, l’État"),
        ("d'« accueil », d'11 ans".replace(" ", S), "d’« accueil », d’11 ans".replace(" ", S)),
        ("aujourd'hui : 12 % ou 3 ‰ ?", f"aujourd’hui{S}: 12{N}% ou 3{N}‰{S}?"),
        ("une durée de 5'30 et le mot 'tel quel'", "une durée de 5'30 et le mot 'tel quel'"),
        ("voir https://exemple.invalid/l'avis ou d'ici", "voir https://exemple.invalid/l'avis ou d’ici"),
        ("14 sur 20, 4,1 j ouvrés", f"14{S}sur{S}20, 4,1{S}j{S}ouvrés"),
        ("n° 2021-1, 3 ans, 12 points", f"n°{S}2021-1, 3{S}ans, 12{S}points"),
        ("page 3 sur le site, 3 ansérines, 2 jeux", "page 3 sur le site, 3 ansérines, 2 jeux"),
        ("écrire à l'a.d'un@exemple.invalid", "écrire à l'a.d'un@exemple.invalid"),
    ],
)
def test_words_are_printed_as_french_asks(typed, printed):
    """An apostrophe joins two words; a prime, a quotation mark and an address are something else."""
    assert tied(typed) == printed


def test_markup_and_numbers_are_left_as_they_are():
    """Markup has its own quotes; what is no text passes through."""
    markup = Markup("<a title='l'un'>")
    assert tied(markup) is markup and tied(4) == 4


def test_an_element_keeps_what_was_typed_and_its_page_prints_it_well():
    """Spreadsheets and notebooks' data read the element, pages its markup."""
    table = Table("avis", "L'avis", (TableColumn("N'importe"),), ((Cell("l'un"),),))
    assert [table.to_json()["caption"], table.rows[0][0].text] == ["L'avis", "l'un"]
    markup = Text(("L'un : 3 %",))._repr_mimebundle_()["text/html"]
    assert f"L’un{S}: 3{N}%" in markup and "L'un" not in markup


def test_a_drawing_has_the_apostrophes_of_print():
    """Its axes write their labels when it is drawn: they are caught too."""
    drawing = draw_dots([Dot("File d'attente", 80.0, 70.0, 90.0, "d'accord")], "part de l'avis", False)
    words = [element.text or "" for element in ElementTree.fromstring(drawing).iter()]
    assert {"File d’attente", "d’accord", "part de l’avis"} <= {*words} and not any("'" in word for word in words)


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("1re demande, 1er juin et 3e trimestre", ["re", "er", "e"]),
        ("les 1ers, les 2es, le XIXe siècle", ["ers", "es", "e"]),
        ("Le 12 ; 1 erreur ; e2e ; 7fe80cf3e ; 2021-1e ; v1.2e ; a/3e", []),
        ("", []),
    ],
)
def test_ordinals_are_cut_where_they_are_raised(text, raised):
    """Endings of numbers, and of nothing else; no word is lost."""
    parts = list(ordinal_parts(text))
    assert [words for words, is_raised in parts if is_raised] == raised
    assert "".join(words for words, _ in parts) == text


def test_ordinals_of_a_page_are_raised_in_its_text_only():
    """Attributes, titles of windows, style sheets, scripts and drawings keep their characters."""
    page = '<title>1er</title><style>a 1er</style><p title="le 1er">le 1er<b>2e</b></p><svg><text>1er</text></svg>3e'
    assert with_raised_ordinals(page) == page.replace(
        "le 1er<b>2e</b>", "le 1<sup>er</sup><b>2<sup>e</sup></b>"
    ).replace(">3e", ">3<sup>e</sup>")
    assert with_raised_ordinals(with_raised_ordinals(page)) == with_raised_ordinals(page)
