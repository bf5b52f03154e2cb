"""Canaries: a name, an address, two numbers typed in every free text of every table; no published byte holds one.

Real reports, public and internal, from one file of each table, the note, the name and the headings of each included. A table
or a column that is added is tried without a line here: both are taken from the library's own list.
"""

import csv
import io
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.persons.figures import nir_key

SITE, YEAR = "18", "2022"
MAIL, PHONE, BODY = "canari.invente", "06 98 76 54 32", "285052A123456"
NIR = f"{BODY}{nir_key(BODY):02}"
SECRETS = ("zorglub", MAIL, PHONE, PHONE.replace(" ", ""), NIR)
NAMED = f"Mme Zorglub, {MAIL}@exemple.fr, {PHONE}, {NIR}"
UNREAD, APPROVED, REWRITTEN = "quinquet", "citronnade", "merci pour la patience"
"""A word of the comments that nobody approved, one of a comment that was, for the public, and what another one became."""
OPEN_QUESTION = """  - id: opinion
    label: "Votre avis"
    wording: "Que voulez-vous ajouter ?"
    role: other
    kind: text
    column: "Votre avis"
"""
CHANGED_LINES = 4
"""Lines of each file that are given canaries: enough to be printed, few enough to leave the figures alone."""
REPORTS = "bilan, complaints, action_plan, mystery_survey, self_assessment, channels, satisfaction, users_committee"
FILES = {
    "survey_answers": ("satisfaction-survey-cher", "cher-2020/enquete_satisfaction_2020.csv"),
    "requests": ("request-register", "fictif-2022/registre_demandes_2022.csv"),
    "title_cases": ("title-cases", None),
    "declared_figures": ("declared-figures", "cher-2020/chiffres_declares_2020.csv"),
    "milestones": ("milestones", "cher-2020/jalons_2020.csv"),
    "actions": ("action-plan", "fictif-2022/plan_actions_2022.csv"),
    "title_statistics": ("title-statistics", "fictif-2022/statistiques_titres_2022.csv"),
    "calls": ("call-statistics", "fictif-2022/appels_2022.csv"),
    "web_statistics": ("web-statistics", "fictif-2022/frequentation_site_2022.csv"),
    "social_statistics": ("social-statistics", "fictif-2022/reseaux_sociaux_2022.csv"),
    "service_updates": ("service-updates", "fictif-2022/mises_a_jour_2022.csv"),
    "meetings": ("elected-officials-meetings", "fictif-2022/rendez_vous_elus_2022.csv"),
    "local_authority_requests": ("local-authority-requests", "fictif-2022/demandes_collectivites_2022.csv"),
    "fraud_statistics": ("fraud-statistics", "tables/fraude_2022.csv"),
    "trainings": ("training-register", "tables/formations_2022.csv"),
    "mystery_contacts": ("mystery-survey", "fictif-2022/enquete_mystere_2022.csv"),
    "self_assessment": ("self-assessment", "fictif-2022/auto_diagnostic_2022.csv"),
}
CASES = "N° de dossier;Titre;Déposé le;Décidé le;Disponible le\n" + "".join(
    f"T{n};CNI;0{n % 9 + 1}/03/2022;{n % 20 + 10}/05/2022;28/05/2022\n" for n in range(40)
)
RUN = """# yaml-language-server: $schema=../schemas/run.schema.json
id: canaris
label: "Canaris"
sites: ["18"]
period: "2022"
as_of: 2023-01-13
reports: [{reports}]
audiences: [internal, public]
imports:
"""
IMPORT = """  - file: "{file}"
    source: {source}
    site: "18"
    period: "2022"
    extracted_on: 2023-01-10
    nature: fictitious
    nature_note: "Fourni par {named}"
"""


def read_cells(workspace, example):
    """The rows of an example as of 2022, headings first."""
    if example is None:
        text = CASES
    else:
        content = (workspace / "examples" / example).read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
    text = text.replace("2019", "2021").replace("2020", YEAR)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def positions(catalogue, source, table, headings):
    """Where the free texts of the table are in the file."""
    free = {column.name for column in TABLES[table].columns if column.is_free_text}
    if source.questionnaire is not None:
        wanted = [catalogue.questionnaires[source.questionnaire].answer_id_column]
    else:
        wanted = [binding.heading for name, binding in source.columns.items() if name in free]
    names = [(heading,) if isinstance(heading, str) else heading for heading in wanted]
    folded = [" ".join(heading.split()) for heading in headings]
    return [next(folded.index(name) for name in found if name in folded) for found in names if set(found) & set(folded)]


def poison(workspace, catalogue, table):
    """Write the table's file with canaries in its free texts and in a heading of its own; gives its import."""
    source_id, example = FILES[table]
    rows = read_cells(workspace, example)
    places = positions(catalogue, catalogue.sources[source_id], table, rows[0])
    free = [column for column in TABLES[table].columns if column.is_free_text]
    assert bool(places) == bool(free), f"{table} : aucun canari"
    for row in rows[1 : 1 + CHANGED_LINES]:
        for place in places:
            row[place] = f"{row[place]} {NAMED}".strip()
    if table == "survey_answers":
        for number, row in enumerate(rows):
            row.append(comment(number) if number else "Votre avis")
    else:
        for number, row in enumerate(rows):
            row.append("x" if number else f"Avis de {NAMED}")
    path = workspace / "depots" / f"{table} Mme Zorglub.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return IMPORT.format(file=path.relative_to(workspace).as_posix(), source=source_id, named=NAMED)


def comment(number):
    """What the respondent of that line wrote: nothing for most of them."""
    return {
        1: f"{APPROVED} : accueil parfait", 2: f"{UNREAD} a dit {NAMED}", 3: f"{UNREAD} {NAMED}", 4: f"avec {UNREAD}",
        **{line: f"attente trop longue, guichet {line}, {NAMED}" for line in range(5, 12)},
        **{line: f"{UNREAD} encore, ligne {line}" for line in range(12, 15)},
    }.get(number, "")  # fmt: skip


def read_over(workspace, qep):
    """A person reads the comments: one is kept for the public, one rewritten for the inside, one put aside, others left."""
    code, said = qep(workspace, "comments", "review", SITE, YEAR)
    assert code == 0, said
    path = workspace / "depots" / f"commentaires-{SITE}-{YEAR}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    text, verdict, rewritten, audience = (
        headings.index(name) for name in ("Commentaire (masqué)", "Décision", "Texte réécrit", "Diffusion")
    )
    for line in sheet.iter_rows(min_row=2):
        if APPROVED in line[text].value:
            line[verdict].value, line[audience].value = "garder", "public"
        elif "guichet 5" in line[text].value:
            line[verdict].value, line[rewritten].value, line[audience].value = "réécrire", REWRITTEN, "interne"
        elif "attente" in line[text].value or "avec" in line[text].value:
            line[verdict].value = "écarter"
    book.save(path)
    return [said, qep(workspace, "comments", "apply", str(path))]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory, new_workspace, qep):
    """A workspace where everything was poisoned, imported, reported, exported to a calendar and published; what was said."""
    workspace = new_workspace(tmp_path_factory.mktemp("canaris") / "espace")
    for run in (workspace / "params" / "runs").glob("*.yml"):
        run.unlink()
    survey = workspace / "params" / "questionnaires" / "satisfaction-cher.yml"
    survey.write_text(f"{survey.read_text(encoding='utf-8').rstrip()}\n{OPEN_QUESTION}", encoding="utf-8")
    catalogue = read_catalogue(Workspace(workspace))
    imports = [poison(workspace, catalogue, table) for table in TABLES]
    text = RUN.format(reports=REPORTS) + "".join(imports)
    (workspace / "params" / "runs" / "canaris.yml").write_text(text, encoding="utf-8")
    code, first = qep(workspace, "import")
    assert code == 0, first
    asked, (code, taken) = read_over(workspace, qep)
    assert code == 0, taken
    code, said = qep(workspace, "run")
    assert code == 0, said
    told = [first, asked, taken, said]
    for command in (
        ("calendar", "--site", SITE, "--as-of", "2023-01-13"),
        ("publish", "copie"),
        ("plan",),
        ("status",),
    ):
        told.append(qep(workspace, *command)[1])
    return workspace, "\n".join(told)


def texts_of(path):
    """All that a reader, or a program, can take out of a published file, as texts."""
    content = path.read_bytes()
    yield content.decode("utf-8", errors="replace")
    if path.suffix in (".xlsx", ".docx", ".pptx"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        yield from (archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist())
    elif path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pydict())
    elif path.suffix == ".pdf":
        reader = PdfReader(path)
        yield str(reader.metadata)
        yield from (page.extract_text() for page in reader.pages)
    elif path.suffix == ".ipynb":
        yield str(nbformat.read(path, as_version=4))


def plain(text):
    """A text whatever its capitals, its line ends, its spaces and its apostrophes."""
    return " ".join(text.split()).replace("’", "'").casefold()


def found_in(text):
    """The canaries of a text."""
    return [secret for secret in SECRETS if secret.casefold() in plain(text)]


@pytest.fixture(scope="module")
def published(poisoned):
    """What each published file says, once plain, by path; a copy of the same bytes is read once."""
    workspace, _ = poisoned
    words = {}
    paths = [path for folder in ("reports", "copie") for path in (workspace / folder).rglob("*") if path.is_file()]
    for path in paths:
        content = path.read_bytes()
        if content not in words:
            words[content] = " ".join(plain(text) for text in texts_of(path))
    return {path.relative_to(workspace): words[path.read_bytes()] for path in paths}


def test_every_table_has_its_file():
    """A new table needs one."""
    assert set(FILES) == set(TABLES)


def test_the_canaries_are_seen_where_they_were_typed(poisoned):
    """Otherwise the other tests would prove nothing."""
    workspace, said = poisoned
    assert all(found_in(path.read_text(encoding="utf-8")) for path in (workspace / "depots").glob("*.csv"))
    assert said.count("donnée personnelle probable") >= len(TABLES)


def test_no_published_byte_holds_a_canary(published):
    """Pages, PDF, workbooks, tables, Parquet, notebooks, provenance, index, calendar, and the published copy."""
    kinds = {path.suffix for path in published}
    assert {".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".parquet", ".ipynb", ".json", ".ics"} <= kinds
    assert {str(path): secrets for path, words in published.items() if (secrets := found_in(words))} == {}


def test_no_published_byte_holds_a_comment_that_nobody_approved(poisoned, published):
    """Only the words approved, for whom they were: those of the public everywhere, those of the inside there alone."""
    workspace, _ = poisoned
    for path, words in published.items():
        assert UNREAD not in words and "guichet 6" not in words, path
        assert REWRITTEN not in words or "public" not in path.parts, path
    pages = {path.as_posix(): words for path, words in published.items()}
    inside, outside = (
        pages[f"reports/{SITE}/{YEAR}/{audience}/satisfaction/satisfaction.html"] for audience in ("interne", "public")
    )
    assert APPROVED in inside and REWRITTEN in inside and APPROVED in outside
    assert "attente et file" in inside
    review = workspace / "depots" / f"commentaires-{SITE}-{YEAR}.xlsx"
    assert [secret for text in texts_of(review) for secret in found_in(text)] == []
    kept = [*(workspace / "data" / "restreint" / "commentaires").rglob("*.json")]
    assert any(UNREAD in path.read_text(encoding="utf-8") for path in kept)


def test_masks_are_printed_where_canaries_stood(poisoned):
    """They went through the reports: nothing was left out by chance."""
    workspace, _ = poisoned
    page = (workspace / "reports" / SITE / YEAR / "interne" / "action_plan" / "action_plan.html").read_text("utf-8")
    assert "Mme [NOM]" in page and "[COURRIEL]" in page and "[TELEPHONE]" in page and "[NIR]" in page


def test_nothing_kept_holds_a_canary_but_the_names_of_the_files(poisoned):
    """Store, results, rejects, records of imports, lists to correct, ledger, failed notebooks, logs. The kept catalogue is what
    `params/` says, in another form: a name that somebody types there is there."""
    workspace, _ = poisoned
    names = [path.name for path in (workspace / "depots").iterdir()]
    kept = [
        path for folder in ("data", "depots/a-corriger") for path in (workspace / folder).rglob("*") if path.is_file()
    ]
    kept.remove(workspace / "data" / "catalogue")
    assert {".json", ".xlsx", ".csv"} <= {path.suffix for path in kept}
    leaks = {}
    for path in kept:
        for text in texts_of(path):
            for name in names:
                text = text.replace(name, "")
            if secrets := found_in(text):
                leaks[str(path.relative_to(workspace))] = secrets
    assert leaks == {}


def test_nothing_said_holds_a_canary_but_the_names_of_the_files(poisoned):
    """Messages go to screens, logs and mails."""
    workspace, said = poisoned
    for path in Path(workspace / "depots").iterdir():
        said = said.replace(path.name, "")
    assert found_in(said) == []
