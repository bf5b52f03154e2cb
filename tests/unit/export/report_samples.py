"""Sample reports for the tests of the exporters: a realistic bilan, hostile elements, and a reader of pages."""

import base64
import re
from html.parser import HTMLParser

import matplotlib.figure
import nbformat
from bad_inputs import cases_of

from qep_lib.display.canvas import svg_bytes
from qep_lib.display.elements import (
    Cell,
    Comment,
    Comments,
    Figure,
    Header,
    Image,
    KeyFigure,
    KeyFigures,
    Letterhead,
    Note,
    QrCode,
    RatingMark,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.qr_code import draw_qr_code
from qep_lib.display.style import SERIES, drawing_style
from qep_lib.model.prose import Listing, Paragraph, Run

MET = RatingMark("met", "●", "conforme")
NEAR = RatingMark("near", "◐", "écart inférieur à 25 %")
OFF = RatingMark("off", "▲", "écart de 25 à 50 %")
ADDRESS = "https://exemple.invalid/avis"
QR_CODE = draw_qr_code(ADDRESS)
POINT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
"""A PNG of one point."""
FAR = RatingMark("far", "■", "écart supérieur à 50 %")


def cell_of(element) -> nbformat.NotebookNode:
    """An executed code cell that displayed `element`, with the MIME bundle Jupyter keeps."""
    bundle = nbformat.from_dict(element._repr_mimebundle_())
    output = nbformat.v4.new_output("display_data", bundle, metadata={})
    return nbformat.v4.new_code_cell("rapport.afficher()", outputs=[output])


def notebook_of(*contents) -> nbformat.NotebookNode:
    """A notebook of elements, Markdown texts, and ready cells, in that order; ids are fixed."""
    cells = []
    for position, content in enumerate(contents):
        if isinstance(content, str):
            cell = nbformat.v4.new_markdown_cell(content)
        elif isinstance(content, nbformat.NotebookNode):
            cell = content
        else:
            cell = cell_of(content)
        cell["id"] = f"cellule-{position}"
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def draw_bars(labels, values) -> bytes:
    """A small horizontal bar chart as SVG, the same bytes for the same input."""
    with drawing_style():
        canvas = matplotlib.figure.Figure(figsize=(6.7, 0.9 + 0.36 * len(labels)), layout="constrained")
        axes = canvas.subplots()
        bars = axes.barh(range(len(labels)), values, color=SERIES[0], height=0.62)
        axes.bar_label(bars, [f"{value:.1f} %".replace(".", ",") for value in values], padding=4, fontsize=13)
        axes.set_yticks(range(len(labels)), labels, fontsize=13)
        axes.invert_yaxis()
        axes.set_xlim(0, 110)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        return svg_bytes(canvas)


def table_of(slug, caption, headings, rows, notes=(), is_wide=False) -> Table:
    """A table whose first column is text and whose cells are texts, (text, number) or (text, number, mark)."""
    columns = tuple(
        heading if isinstance(heading, TableColumn) else TableColumn(heading, "start" if position == 0 else "end")
        for position, heading in enumerate(headings)
    )
    cells = tuple(tuple(Cell(value) if isinstance(value, str) else Cell(*value) for value in row) for row in rows)
    return Table(slug, caption, columns, cells, tuple(notes), is_wide)


CRITERIA = [
    ("Mesures sanitaires", 97.0),
    ("Confort et propreté", 95.5),
    ("Courtoisie et disponibilité", 98.5),
    ("Confidentialité", 98.0),
    ("Clarté du langage", 99.0),
    ("Gestion des files d'attente", 95.0),
    ("Accueil téléphonique", 92.8),
]


def _percent(value: float) -> tuple[str, float]:
    return f"{value:.1f}\u202f%".replace(".", ","), value


def satisfaction_figure() -> Figure:
    """Satisfaction by criterion, drawn, with its alternative text and data."""
    data = table_of(
        "satisfaction-criteres",
        "Usagers satisfaits ou très satisfaits par critère",
        ["Critère", "Satisfaits", "Réponses"],
        [(label, _percent(value), ("104", 104)) for label, value in CRITERIA],
    )
    return Figure(
        "satisfaction-criteres-dessin",
        "Plus de neuf usagers sur dix sont satisfaits sur chaque critère",
        "Barres horizontales : de 92,8 % (accueil téléphonique) à 99,0 % (clarté du langage) d'usagers satisfaits.",
        draw_bars([label for label, _ in CRITERIA], [value for _, value in CRITERIA]),
        data,
    )


def delays_table() -> Table:
    """Title delays: numbers, targets, marks, provisional notes."""
    return table_of(
        "delais-titres",
        "Délais de traitement des titres en 2020, comparés à 2019 et à la cible nationale",
        ["Titre", "2020", "2019", "Cible 2020", "Écart", TableColumn("Appréciation"), "Volume 2020", "Volume 2019"],
        [
            ("Cartes d'identité et passeports", ("5,9\u00a0j", 5.9), ("14,9\u00a0j", 14.9), ("9\u00a0j", 9), "—",
             ("conforme", None, MET), ("212\u202f356", 212356), ("311\u202f498", 311498)),
            ("Titre de séjour, première demande (1)", ("81\u00a0j", 81), ("64,9\u00a0j", 64.9), ("90\u00a0j", 90), "—",
             ("conforme", None, MET), ("357", 357), ("525", 525)),
            ("Titre de séjour, renouvellement (1)", ("64\u00a0j", 64), ("52,1\u00a0j", 52.1), ("30\u00a0j", 30),
             ("113\u202f%", 113.33333), ("", None, FAR), ("1\u202f037", 1037), ("1\u202f438", 1438)),
        ],
        notes=("(1) Chiffres arrêtés au 30 novembre 2020 : non comparables à une année entière.",
               "Source : tableau de bord du ministère, extrait le 13 janvier 2021."),
    )  # fmt: skip


def action_plan() -> Table:
    """The annexed action plan: eleven columns of text, as long as real ones."""
    headings = ["N°", "Constat", "Référence", "Sources", "Prévue", "En cours", "Réalisée", "Échéance", "Effective",
                "Description de l'action", "Responsable"]  # fmt: skip
    findings = [
        ("Les horaires d'ouverture affichés à l'entrée ne sont pas ceux du site internet", "E4", "auto-diagnostic",
         "Mettre à jour la page « horaires » et l'affichage d'entrée, puis vérifier chaque trimestre", "Accueil général"),
        ("La signalétique du hall ne mentionne pas le point d'accès numérique", "E7", "enquête de satisfaction",
         "Commander et poser deux panneaux directionnels bilingues", "Bureau de la logistique"),
        ("Les réponses aux courriels dépassent cinq jours ouvrés en période de congés", "E17", "audit interne",
         "Créer un binôme de suppléance pour la boîte fonctionnelle et un suivi hebdomadaire", "Responsable qualité"),
        ("Le message du serveur vocal n'annonce pas les fermetures exceptionnelles", "E12", "appels mystère",
         "Enregistrer un message type et désigner un agent chargé de sa mise à jour sous trois jours", "Standard"),
    ]  # fmt: skip
    rows = []
    for number in range(1, 15):
        text, reference, source, description, owner = findings[number % len(findings)]
        state = number % 3
        rows.append(
            ((str(number), number), text, reference, source, "oui" if state == 0 else "", "oui" if state == 1 else "",
             "oui" if state == 2 else "", "30/06/2021", "15/05/2021" if state == 2 else "", description, owner)
        )  # fmt: skip
    columns = [TableColumn(heading, "end" if heading == "N°" else "start") for heading in headings]
    return table_of("plan-actions", "Plan d'actions 2021 : constats, actions et échéances", columns, rows, is_wide=True)


def demo_contents() -> list:
    """Everything a bilan shows, in order."""
    return [
        "# Bilan qualité\n\nCe texte introduit le bilan : il dit **à qui** il s'adresse et *comment* le lire "
        "([méthode](https://example.org/methode)).",
        Header(
            "Bilan qualité",
            "Préfecture du Cher · année 2020",
            (
                ("Site", "Préfecture du Cher (18)"),
                ("Période", "année 2020"),
                ("Données arrêtées au", "13 janvier 2021"),
                ("Référentiel", "version du 18 décembre 2018, modules M1, M2, M3"),
                ("Label", "obtenu le 18 décembre 2019, valable jusqu'au 18 décembre 2022"),
                ("Diffusion", "document interne"),
            ),
            "Données reconstituées à partir des chiffres publiés : les réponses individuelles sont fictives, "
            "les totaux sont ceux du bilan imprimé.",
        ),
        KeyFigures(
            "L'année en bref",
            (
                KeyFigure("Réponses à l'enquête", "104", "95 sur place, 9 par internet"),
                KeyFigure(
                    "Usagers satisfaits de la courtoisie", "98,5\u202f%", "67 réponses sur 68 · de 92,1 à 99,7 %"
                ),
                KeyFigure("Délai CNI et passeports", "5,9\u00a0j", "cible : 9 j · 2019 : 14,9 j", MET),
                KeyFigure("Délai de renouvellement des titres de séjour", "64\u00a0j", "cible : 30 j", FAR),
                KeyFigure("Taux d'appels décrochés", "91,96\u202f%", "cible : 90 %", MET),
                KeyFigure("Fraude documentaire détectée", "3,10\u202f‰", "cible : 5 ‰", OFF),
                KeyFigure("Demandes reçues", "42", "78 en 2019 (−46 %)"),
            ),
        ),
        "## 1. Enquête de satisfaction",
        Text(
            (
                "104 usagers ont répondu à l'enquête menée du 14 au 25 septembre 2020 : 95 des 311 visiteurs du guichet "
                "(30,5 %) et 9 par internet.",
                "98,5 % des usagers qui se sont prononcés sont satisfaits de la courtoisie (67 réponses sur 68, "
                "fourchette de 92,1 à 99,7 %). L'évolution depuis 2019 n'est pas démontrée.",
            )
        ),
        "### 1.1 Qui a répondu",
        table_of(
            "profil",
            "Profil des répondants",
            ["Profil", "Réponses", "Part"],
            [
                ("Particuliers", ("100", 100), ("96,2\u202f%", 96.153846)),
                ("Professionnels", ("2", 2), ("1,9\u202f%", 1.923077)),
                ("Associations", ("2", 2), ("1,9\u202f%", 1.923077)),
            ],
            notes=("Base : 104 réponses.",),
        ),
        "### 1.2 Satisfaction par critère",
        satisfaction_figure(),
        Note(
            "method",
            "Comment lire les fourchettes",
            (
                "La fourchette indicative (aléa statistique seul, intervalle de Wilson à 95 %) dit ce que le hasard "
                "suffit à expliquer. Elle ne couvre pas le choix de répondre ou non.",
            ),
        ),
        "### 1.3 Points forts et axes de progrès",
        Text(("Clarté du langage : 99,0 % d'usagers satisfaits.", "Accueil téléphonique : 92,8 %, à améliorer."), True),
        Comments(
            "Ce que disent les usagers",
            (("Attente au guichet", "12 commentaires"), ("Amabilité des agents", "9 commentaires")),
            ("L'accueil a été rapide et l'on m'a bien orienté.",),
        ),
        "## 2. Demandes, réclamations et suggestions\n\nLes demandes sont comptées par canal :\n\n"
        "- courriel ;\n- courrier ;\n- fiche du hall.\n\n1. première étape\n2. seconde étape",
        table_of(
            "demandes-canal",
            "Demandes reçues en 2020 par canal",
            ["Canal", "Demandes", "Part"],
            [
                ("Courriel", ("24", 24), ("57\u202f%", 57.142857)),
                ("Courrier", ("15", 15), ("36\u202f%", 35.714286)),
                ("Fiche du hall", ("3", 3), ("7\u202f%", 7.142857)),
                ("Ensemble", ("42", 42), ("100\u202f%", 100)),
            ],
        ),
        Note("info", "", ("Une note sans titre : les remerciements sont comptés à part.",)),
        Note("warning", "Base faible", ("Moins de 30 réponses : à lire avec prudence.",)),
        "## 3. Délais de délivrance des titres",
        delays_table(),
        Note("nature", "Nature des données", ("Chiffres déclarés, issus des outils du ministère.",)),
        "## Annexe : plan d'actions",
        action_plan(),
    ]


HOSTILE_CASES = cases_of("test_a_page_shows_hostile_text_as_text_in_every_field")


def hostile_value(case: dict) -> str:
    """Text of a case; very long ones are stored as a repetition."""
    value = case["value"]
    return value["repeat"] * value["times"] if isinstance(value, dict) else value


def elements_saying(text: str) -> list:
    """One element of each kind with `text` in every field that holds words."""
    mark = RatingMark("off", text, text)
    columns = (TableColumn(text), TableColumn(text, "end"))
    rows = ((Cell(text), Cell(text, None, mark)), (Cell(text), Cell(text, 12.5)))
    table = Table("tableau", f"t {text}", columns, rows, (text,))
    data = Table("donnees", f"d {text}", columns, rows, (text,), is_wide=True)
    said = Paragraph((Run(text),))
    head = Letterhead((text,), Image("image/png", POINT, text), ((text, text),), QrCode(text, ADDRESS, QR_CODE))
    return [
        Header(f"h {text}", text, ((text, text),), text, letterhead=head),
        Comment(text, (said, Listing(((said,),)), Image("image/png", POINT, text, text)), text),
        KeyFigures(text, (KeyFigure(text, text, text, mark), KeyFigure(text, text))),
        table,
        Figure("dessin", f"c {text}", f"a {text}", draw_bars(["a"], [1]), data),
        Text((text,)),
        Text((text, text), is_list=True),
        Note("method", text, (text,)),
        Comments(text, ((text, text),), (text,)),
    ]


class PageReader(HTMLParser):
    """What a test asks of a page: its tags in order with attributes, and its words (alternative texts included)."""

    VOID = frozenset({"meta", "img", "br", "hr", "link", "base", "input", "source"})

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.unclosed: list[str] = []
        self.misnested: list[str] = []
        self._words: list[str] = []
        self._titles: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._words += [f" {value} " for name, value in attrs if name in ("alt", "aria-label")]
        if tag not in self.VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag):
        if not self.unclosed or self.unclosed[-1] != tag:
            self.misnested.append(tag)
        else:
            self.unclosed.pop()

    def handle_data(self, data):
        if self.unclosed and self.unclosed[-1] == "title":
            self._titles.append(data)
        elif not self.unclosed or self.unclosed[-1] not in ("style", "script"):
            self._words.append(data)

    @property
    def text(self) -> str:
        return "".join(self._words)

    @property
    def title(self) -> str:
        return "".join(self._titles)

    def named(self, *names: str) -> list[dict]:
        return [attributes for tag, attributes in self.tags if tag in names]


def squeezed(text: str) -> str:
    """`text` without spaces of any kind nor the places where long words may break, and with the apostrophe of the keyboard."""
    return re.sub(r"[\s\u00a0\u202f\u200b\u00ad]+", "", text).replace("’", "'")
