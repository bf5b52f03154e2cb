"""The road to the label and the *démarche* as sections: what is drawn, what is late, what changed, what is absent."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from report_calls import document_of

from qep_lib.display.elements import Absent, Figure, Table, Text
from qep_lib.export.blocks import Shown
from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.opening import open_report
from qep_lib.reports.sections.approach import ROLE

PROJECT = Path(__file__).parents[3]
PLAN = yaml.safe_load((PROJECT / "tests" / "data" / "published.yml").read_text("utf-8"))["essonne_2019"][
    "labelling_plan"
]
ROAD = """\
id: "41"
sites: ["41"]
source: "Exemple"
phases:
  - title: "Organiser"
    first_month: "2022-01"
    last_month: "2022-03"
    tasks:
      - {title: "Composition du COPIL", who: "Secrétaire général", done_on: 2022-03-10}
      - {title: "Périmètre"}
  - title: "Évaluer"
    first_month: "2022-12"
    last_month: "2023-02"
    tasks:
      - {title: "Auto-diagnostics"}
  - title: "Communiquer"
    tasks:
      - {title: "Aux agents"}
"""
LABELLED = "labelled:\n" + "".join(
    f'  - {{site_id: "{code}", since: 2019-12-18, source: "Exemple"}}\n' for code in ("18", "36", "37", "41-vendome")
)


@pytest.fixture
def opened(bare_site):
    """The function that opens the deck of site 41 with these files of params/ written."""

    def open_with(files=None, as_of="2023-01-10", audience="public"):
        for name, text in (files or {}).items():
            path = bare_site / "params" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return open_report("users_committee", "41", "2022", as_of, audience)

    return open_with


def plain(element):
    """Its sentences, no-break spaces being spaces."""
    return [text.replace("\xa0", " ") for text in element.paragraphs]


def cells(table):
    """Text of a table, a tuple a row."""
    return [tuple(cell.text for cell in row) for row in table.rows]


def test_the_road_says_what_is_done_late_and_to_come(opened):
    """One task of four done, one whose date has passed 285 days before, one under way, one all along."""
    road = opened({"roads/41.yml": ROAD}).road
    assert plain(road.road_text()) == [
        "Au 10 janvier 2023, 1 tâche sur 4 est réalisée.",
        "Phase en cours : Évaluer.",
        "1 tâche a passé sa date sans que sa réalisation soit enregistrée.",
        "Dernière échéance : 28 février 2023.",
    ]
    figure = road.road_timeline(is_wide=True)
    assert isinstance(figure, Figure) and "Communiquer" not in figure.alt
    alternative = figure.alt.replace("\xa0", " ")
    assert "Organiser, du 1er janvier 2022 au 31 mars 2022 : 2 tâches, 1 réalisée, 1 à date passée" in alternative
    assert (
        cells(figure.data)
        == cells(road.road_table())
        == [
            ("Organiser", "Composition du COPIL", "Secrétaire général", "31 mars 2022", "réalisée le 10 mars 2022"),
            ("Organiser", "Périmètre", "—", "31 mars 2022", "date passée, réalisation non enregistrée"),
            ("Évaluer", "Auto-diagnostics", "—", "28 février 2023", "en cours"),
            ("Communiquer", "Aux agents", "—", "—", "tout au long de la démarche"),
        ]
    )
    assert cells(road.late_table()) == [("Périmètre", "Organiser", "31 mars 2022", "285")]


def test_a_label_that_is_not_there_yet_has_no_date_that_somebody_withholds(opened):
    """On the road, its day is not « non communiquée »; off it, it is."""
    undated = "La date d'obtention du label n'est pas communiquée"
    assert opened().label.label_timeline().sentence.startswith(undated)
    preparing = opened({"roads/41.yml": ROAD}).label
    assert preparing.label_timeline().sentence.startswith("Le label se prépare et son obtention n'est pas enregistrée")
    assert preparing.label_timeline().reason == "untold"
    assert plain(preparing.milestones_text())[0].startswith("Le label se prépare")


def test_a_road_without_a_late_task_says_so_and_one_that_is_not_declared_nothing(opened):
    """A site that has its label walks no more."""
    assert plain(opened({"roads/41.yml": ROAD}, "2022-01-15").road.late_table()) == [
        "Aucune tâche n'est en retard au 15 janvier 2022."
    ]
    labelled = (
        'labels:\n  - {site_id: "41", labelled_on: 2022-06-01, framework: "2022", modules: [M1], source: "Exemple"}\n'
    )
    report = opened({"labels.yml": labelled})
    for call in ("road_text", "road_timeline", "road_table", "late_table"):
        found = getattr(report.road, call)()
        assert isinstance(found, Absent) and found.reason == "untold"


def test_the_modules_of_the_framework_and_those_chosen(opened):
    """Eight modules in 2022, of which the site chose the first and the fourth: 20 and 4 commitments."""
    approach = opened().approach
    table = approach.modules_table()
    assert isinstance(table, Table) and [row[0] for row in cells(table)] == [f"M{n}" for n in range(1, 9)]
    assert [row[0] for row in cells(table) if row[3] == "✓ choisi"] == ["M1", "M4"]
    assert {row[0]: row[2] for row in cells(table)} == {
        "M1": "20", "M2": "3", "M3": "10", "M4": "4", "M5": "3", "M6": "6", "M7": "4", "M8": "non connus",
    }  # fmt: skip
    (first, *_) = plain(approach.perimeter())
    assert first.endswith("engagée dans la démarche : 2 modules choisis sur 8, soit 24 engagements.")


def test_what_changed_since_the_version_before(opened):
    """Of 2022 only the eighth module is known to be new; without an earlier version there is nothing to compare."""
    report = opened()
    lines = plain(report.approach.changes_text())
    assert lines[0] == "Référentiel de 2022, qui remplace celui du 19 décembre 2018."
    assert [line for line in lines if line.startswith("Nouveau module M8")] and not any("retiré" in x for x in lines)
    (report.context.workspace.params / "referentiel" / "2018-12-19.yml").unlink()
    files = {"labels.yml": "labels: []\n", "services-publics-plus.yml": "correspondences: []\n"}
    assert isinstance(opened(files).approach.changes_text(), Absent)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("validity_months: 36", "validity_months: 48", "Durée du label, en mois : 48 au lieu de 36."),
        ("website_update: 3", "website_update: 2", "Mettre à jour le site internet : 2 jours ouvrés au lieu de 3."),
        (
            "information_request: {email: 5, post: 10}",
            "information_request: {email: 4}",
            "Réponse aux demandes d'information par courriel : 4 jours ouvrés au lieu de 5.",
        ),
        ('title: "Relations avec les coll', 'title: "Liens avec les coll', "Module M4 : « Relations avec les"),
        ("- {id: E37, title", "- {id: E60, title", "Nouvel engagement E60 :"),
    ],
)
def test_a_changed_rule_is_told_with_what_it_was(opened, bare_site, old, new, line):
    """Durations, promised delays, titles, commitments."""
    path = bare_site / "params" / "referentiel" / "2022.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    uncommitted = {"labels.yml": 'labels:\n  - {site_id: "41", framework: "2022", modules: [M1], source: "x"}\n'}
    for file in (bare_site / "params" / "indicators").glob("*.yml"):
        kept = re.sub(r"^commitment: E37\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(kept, encoding="utf-8")
    (bare_site / "params" / "services-publics-plus.yml").write_text("correspondences: []\n", encoding="utf-8")
    lines = plain(opened(uncommitted).approach.changes_text())
    assert any(found.startswith(line) for found in lines), lines


def test_audits_are_told_as_held_or_planned(opened):
    """Told on its day or after, an audit was held; told before, it was planned."""
    labels = (
        'labels:\n  - {site_id: "41", framework: "2022", modules: [M1], source: "x", audits: ['
        "{kind: external_audit, day: 2022-05-10, told_on: 2022-05-10},"
        " {kind: surveillance_audit, day: 2023-05-02, told_on: 2022-12-01}]}\n"
    )
    assert cells(opened({"labels.yml": labels}).approach.audits_table()) == [
        ("Audit externe", "10 mai 2022", "tenu"),
        ("Audit de surveillance", "2 mai 2023", "prévu"),
    ]
    assert isinstance(opened({"labels.yml": "labels: []\n"}).approach.audits_table(), Absent)


def test_the_map_shows_prefectures_known_to_hold_the_label(opened):
    """Three on that day; before it, too few are known for a map."""
    figure, credit = opened({"labelled_sites.yml": LABELLED}).approach.labelled_map().items
    assert credit.paragraphs[0].startswith("Contours : IGN")
    assert isinstance(figure, Figure) and figure.caption.replace("\xa0", " ") == (
        "3 préfectures labellisées au 10 janvier 2023"
    )
    assert "Cher (18)" in figure.alt and "Indre-et-Loire (37)" in figure.alt and "Loir-et-Cher (41)" not in figure.alt
    assert isinstance(opened(as_of="2019-12-17").approach.labelled_map(), Absent)


def test_the_role_of_a_users_committee_is_that_of_essonne(published_essonne):
    """Four lines, as its document prints them."""
    printed = published_essonne["committee"]["role"]
    assert len(ROLE) == len(printed) == 4
    assert [line.lower() for line in ROLE] == printed


def test_the_modules_of_essonne_are_those_envisaged(published_essonne):
    """Each of its three sites has its own."""
    labels = read_catalogue(Workspace(published_essonne["root"])).labels
    assert {site: list(labels[site].modules) for site in published_essonne["sites"]} == (
        published_essonne["modules_envisaged"]
    )
    assert all(labels[site].labelled_on is None for site in published_essonne["sites"])


@pytest.fixture
def published_essonne(request):
    """What the document of Essonne prints, and the root of the project."""
    root = request.config.rootpath
    text = (root / "tests" / "data" / "published.yml").read_text("utf-8")
    return yaml.safe_load(text)["essonne_2019"] | {"root": root}


def test_an_action_that_a_committee_added_says_so(bare_site, import_text):
    """« comité » where no other source is ticked."""
    import_text(
        bare_site,
        "decisions.csv",
        "committee-decisions",
        "N° de décision;Constat ou demande du comité;Décision ou action;Avancement\nCLU 27/06-1;Attente;Un guichet;Prévue\n",
    )
    report = open_report("bilan", "41", "2022", date(2023, 1, 10), "internal")
    assert cells(report.action_plan.actions_table())[0][3] == "comité"
    assert cells(report.action_plan.source_table())[0][0] == "Comité"
    assert isinstance(report.approach.role(), Text)


@pytest.fixture(scope="module")
def essonne_bilan(tmp_path_factory):
    """The public bilan of the Essonne as its committee of 16 October 2020 would have read it, with its own road."""
    root = tmp_path_factory.mktemp("essonne")
    for name in ("params", "notebooks", "examples/essonne-2019"):
        shutil.copytree(PROJECT / name, root / name)
    workspace = Workspace(root)
    catalogue = read_catalogue(workspace)
    for request in catalogue.runs["essonne-2019"].imports:
        if request.site == "91":
            import_file(workspace, catalogue, request)
    return document_of(open_report("bilan", "91", "2019", "2020-10-16", "public", workspace=workspace))


def shown_as(document, slug):
    """The element of that name that a document displays."""
    elements = [block.element for block in document.blocks if isinstance(block, Shown)]
    return next(one for one in elements if getattr(one, "slug", "") == slug)


def test_the_bilan_of_a_site_without_a_label_shows_its_road(essonne_bilan):
    """The drawing and its sentences in the bilan, each phase on the months that the published plan prints."""
    figure = shown_as(essonne_bilan, "chemin-label")
    alternative = figure.alt.replace("\xa0", " ").lower()
    last_days = {"2020-08": "31 août 2020", "2020-11": "30 novembre 2020", "2021-01": "31 janvier 2021",
                 "2021-03": "31 mars 2021", "2021-06": "30 juin 2021"}  # fmt: skip
    assert [phase["phase"] for phase in PLAN][-1] == "communiquer"
    for phase in PLAN:
        if phase["to"] is None:
            assert phase["phase"] not in alternative
            continue
        said = next(
            part for part in re.split("[;.] ", alternative) if part.strip().startswith(f"{phase['phase']}, du 1er")
        )
        assert f"au {last_days[phase['to']]} : {len(phase['tasks'])} tâches" in said
    told = [line.replace("\xa0", " ") for block in essonne_bilan.blocks if isinstance(block, Shown)
            and isinstance(block.element, Text) for line in block.element.paragraphs]  # fmt: skip
    count = sum(len(phase["tasks"]) for phase in PLAN)
    assert f"Au 16 octobre 2020, aucune des {count} tâches n'est enregistrée comme réalisée." in told
    assert "Phase en cours : Évaluer." in told and "Dernière échéance : 30 juin 2021." in told


def test_the_annexes_of_the_bilan_hold_every_task_of_the_road(essonne_bilan):
    """In the order and the words of the published plan, with what is known of each that day."""
    table = shown_as(essonne_bilan.annexes, "chemin-label-taches")
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    assert [(phase.lower(), task.lower()) for phase, task, *_ in rows] == [
        (phase["phase"], task.lower()) for phase in PLAN for task in phase["tasks"]
    ]
    states = {phase.lower(): state for phase, *_, state in rows}
    assert states["organiser"] == "date passée, réalisation non enregistrée" and states["évaluer"] == "en cours"
    assert states["se faire auditer"] == "à venir" and states["communiquer"] == "tout au long de la démarche"
    assert any("Comité local des usagers de l'Essonne, 16 octobre 2020" in note for note in table.notes)
