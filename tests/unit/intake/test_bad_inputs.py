"""The files of the corpus of bad inputs, imported: each is refused, set aside, told or read as the corpus asks.

Columns of the corpus are an example; what a survey needs and an example lacks (an identifier, a date) is added at its
right, and the sites of the corpus are sub-prefectures here.
"""

import base64
import csv
import io
import warnings
import zipfile
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
from bad_inputs import plays

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Source
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.store.tables import read_table

IDS, DATES = ("id_reponse", "id", "dep"), ("date_reponse", "date reponse", "d")
NUMBERS = ("note_accueil", "note", "montant", "m", "n", "nb_reclamations")
OPINIONS = ({"id": "very_satisfied", "label": "Très satisfait", "level": "positive"},
            {"id": "satisfied", "label": "Satisfait", "level": "positive"})  # fmt: skip
SITE, DAY = "69-lyon", "12/03/2024"
WHERE = {"row": ("ligne",), "column": ("colonne", "caractère", "champ", "guillemet"), "sheet": ("feuille",)}
"""How a sentence names a place; what is wrong before the text is cut into columns has its own words."""


def known(heading):
    """A heading of the corpus as a person reads it."""
    return " ".join(heading.casefold().split())


def content_of(case, folder):
    """The bytes of the case."""
    if "generator_python" in case:
        path = folder / case["filename"]
        scope = {"path": str(path)}
        with warnings.catch_warnings():
            # The examples of the corpus leave closing their files to the interpreter.
            warnings.simplefilter("ignore", ResourceWarning)
            exec(case["generator_python"], scope, scope)
        return None if path.is_symlink() else path.read_bytes()
    if "content_base64" in case:
        return base64.b64decode(case["content_base64"])
    return case["content"].encode(case["encoding"])


def with_text(content, change):
    """The delimited text changed and written again in its own encoding; what cannot be decoded stays as it is."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16"}
    for encoding in (*(name for mark, name in marks.items() if content.startswith(mark)), "utf-8", "cp1252"):
        try:
            return change(content.decode(encoding)).encode(encoding)
        except UnicodeError:
            continue
    return content


def completed_text(text):
    """The table with an identifier and a date at its right when it has none, and sites that exist."""
    text = text.replace("69-LYON", SITE).replace("site;nb_", "id;nb_")
    lines = text.split("\n")
    headings = [known(cell) for cell in next(csv.reader([lines[0]], delimiter=";"))]
    if not set(headings) & {*NUMBERS, "q"}:
        return text
    more = [
        name for name, aliases in (("id_reponse", IDS), ("date_reponse", DATES)) if not set(aliases) & set(headings)
    ]
    if '"date' in lines[0]:
        more = []
    for number, line in enumerate(lines):
        if line and more:
            values = {"id_reponse": f"X{number}", "date_reponse": DAY}
            lines[number] = ";".join([line, *(name if number == 0 else values[name] for name in more)])
    return "\n".join(lines)


def completed_workbook(content):
    """The same for a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    headings = [str(cell.value) for cell in sheet[1]]
    for name, aliases in (("id_reponse", IDS), ("date_reponse", DATES), ("note", NUMBERS)):
        if not set(aliases) & set(headings):
            column = sheet.max_column + 1
            sheet.cell(1, column, name)
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, column, {"id_reponse": f"X{row}", "date_reponse": DAY, "note": 8}[name])
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "69-LYON":
                cell.value = SITE
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def completed_open_document(content):
    """The identifier and the date as two cells more in the two rows of the example."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            text = source.read(name).decode()
            text = text.replace("</table:table-row>", cell.format("id") + cell.format("d") + "</table:table-row>", 1)
            head, row = text.split("<text:p>8</text:p></table:table-cell>") if name == "content.xml" else (text, None)
            more = cell.format("R1") + cell.format(DAY)
            archive.writestr(name, head if row is None else f"{head}<text:p>8</text:p></table:table-cell>{more}{row}")
    return target.getvalue()


def survey_of(headings):
    """A questionnaire whose questions are the headings of the file."""
    items = []
    for number, heading in enumerate(dict.fromkeys(map(known, headings))):
        item = {"id": f"item_{number}", "wording": heading, "label": heading, "role": "other", "column": heading}
        if heading in NUMBERS:
            bounds = {"minimum": 0, "maximum": 10} if heading.startswith("note") else {}
            items.append(item | {"kind": "number", **bounds})
        elif heading == "q":
            items.append(item | {"options": OPINIONS})
        elif heading == "commentaire":
            items.append(item | {"kind": "text"})
    if not items:
        items = [
            {"id": "score", "wording": "note", "label": "note", "role": "other", "column": "note", "kind": "number"}
        ]
    return Questionnaire(id="corpus", title="Corpus", serie_id="corpus", answer_id_column=IDS, answered_on_column=DATES,
                         items=tuple(items))  # fmt: skip


def headings_of(case, content):
    """The headings of the first row of the completed file."""
    if case["target"] != "csv_file":
        return ["note"]
    found = [""]
    with_text(content, lambda text: found.append(text.lstrip("\ufeff")) or text)
    separator = "," if ";" not in found[-1].partition("\n")[0] else ";"
    return next(csv.reader(io.StringIO(found[-1]), delimiter=separator), [])


COMPLETED = {"csv_file": lambda content: with_text(content, completed_text), "ods_file": completed_open_document}


@pytest.fixture
def corpus(desk):
    """Imports a case of the corpus; gives the outcome, or the refusal that it met.

    An example holds a row or two: no share of them is too much unless `tolerated` says so. It is completed if `is_whole`.
    """

    def play(case, name=None, period="2024", is_whole=True, tolerated=1.0):
        content = content_of(case, desk.workspace.root)
        if is_whole and content is not None:
            content = COMPLETED.get(case["target"], completed_workbook)(content)
        headings = headings_of(case, content or b"")
        desk.catalogue.sites[SITE] = SimpleNamespace(
            site_id=SITE, kind="sub_prefecture", name="Lyon", department_code="69", department="Rhône"
        )
        desk.catalogue.questionnaires["corpus"] = survey_of(headings)
        desk.catalogue.sources["corpus"] = Source(
            id="corpus", description="Corpus", table="survey_answers", questionnaire="corpus",
            sheet="Réclamations" if case["id"] == "C13" else None,
        )  # fmt: skip
        conventions = desk.catalogue.conventions.model_copy(update={"rejected_share_max": tolerated})
        lenient = replace(desk, catalogue=replace(desk.catalogue, conventions=conventions))
        if content is not None:
            lenient.write(name or case["filename"], content)
        described = {"site": SITE, "period": period, "extracted_on": date(2025, 1, 10)}
        request = lenient.request(name or case["filename"], "corpus", **described)
        try:
            return import_file(lenient.workspace, lenient.catalogue, request)
        except DataRefused as refusal:
            return refusal

    return play


def check_named(case, sentence):
    """The sentence names what the corpus wants named."""
    for what in case["expected"]["must_name"]:
        words = (case["filename"],) if what == "file" else WHERE[what]
        assert any(word in sentence for word in words), (what, sentence)


@plays("test_a_file_that_cannot_be_read_is_refused")
def test_a_file_that_cannot_be_read_is_refused(corpus, desk, case):
    """Exit code 3, a sentence that names what is at fault, and nothing stored."""
    found = corpus(case, is_whole=case["target"] == "csv_file", tolerated=0.05)
    assert isinstance(found, DataRefused), found
    check_named(case, str(found))
    assert not desk.workspace.store.exists()


@plays("test_a_row_at_fault_is_set_aside_and_told")
def test_a_row_at_fault_is_set_aside_and_told(corpus, case):
    """The sentence names its place; the row is not counted."""
    outcome = corpus(case)
    assert not isinstance(outcome, DataRefused), outcome
    told = [issue for issue in outcome.issues if issue.severity == "reject" or issue.code == "total_row"]
    assert told, outcome
    for issue in told:
        check_named(case, issue.sentence)
    assert outcome.rows_accepted < outcome.rows_read or case["id"] == "C08"


@plays("test_a_doubtful_row_of_the_corpus_is_kept_and_told")
def test_a_doubtful_row_of_the_corpus_is_kept_and_told(corpus, case):
    """A warning that names its place; every row is counted."""
    outcome = corpus(case)
    assert not isinstance(outcome, DataRefused), outcome
    assert outcome.rows_accepted == outcome.rows_read
    assert {issue.severity for issue in outcome.issues} == {"warning"}
    for issue in outcome.issues:
        check_named(case, issue.sentence)


READ = {
    "A13": {"note": [8]}, "B01": {"answer_id": ["R1"]}, "B02": {"note_accueil": [8]}, "B03": {"note_accueil": [8]},
    "B07": {"montant": [1234.5] * 3}, "C01": {"note_accueil": [8]}, "C06": {"note_accueil": [8]},
    "C17": {"note_accueil": [8, 8]}, "D08": {"answered_on": ["2024-03-12"]}, "D13": {"answered_on": ["2025-01-01"]},
    "D14": {"answer_id": ["01", "02", "69"]}, "D27": {"answered_on": ["2024-02-29"]},
}  # fmt: skip
"""What must be found: columns of the answers, or the numbers given to a question."""
SAID = {"A13": {"unchecked_format"}, "C17": {"blank_rows"}}
"""What an accepted file may say: that a format is less checked, and the blank rows which the corpus wants counted."""


@plays("test_an_unusual_file_is_read")
def test_an_unusual_file_is_read(corpus, desk, case):
    """Every row, exactly; nothing is said but what the corpus wants said."""
    outcome = corpus(case, period="2025" if case["id"] == "D13" else "2024")
    assert not isinstance(outcome, DataRefused), outcome
    assert outcome.rows_accepted == outcome.rows_read
    assert {issue.code for issue in outcome.issues} == SAID.get(case["id"], set())
    answers = read_table(desk.workspace, "survey_answers", [SITE], (2024, 2025))
    labels = {item.id: item.label for item in desk.catalogue.questionnaires["corpus"].items}
    for name, values in READ[case["id"]].items():
        if name == "answered_on":
            found = answers[name].dt.strftime("%Y-%m-%d").unique().tolist()
        elif name == "answer_id":
            found = sorted(answers[name].unique().tolist())
        else:
            found = answers[answers["item_id"].map(labels) == name]["number"].tolist()
        assert found == values


@plays("test_the_same_file_under_two_names_counts_once")
def test_the_same_file_under_two_names_counts_once(corpus, case):
    """Refused with the name of the first."""
    corpus(case, "reponses.csv")
    found = corpus(case)
    assert isinstance(found, DataRefused)
    assert "copie.csv" in str(found) and "identique (sha256) à « reponses.csv »" in str(found)


@plays("test_a_comment_is_stored_nowhere")
def test_a_comment_is_stored_nowhere(corpus, desk, case):
    """What no rule sees needs none: the words of a survey's comments never enter the store, so no report can print them. They are
    kept apart, among what is restricted, for whoever reads them (ADR 0023)."""
    text = f"id_reponse;site;date_reponse;note_accueil;commentaire\nR1;{SITE};{DAY};8;{case['value']}\n"
    outcome = corpus({**case, "target": "csv_file", "filename": "enquete.csv", "content": text, "encoding": "utf-8"})
    assert outcome.rows_accepted == 1
    answers = read_table(desk.workspace, "survey_answers", [SITE], (2024,)).astype(str)
    assert set(answers["answer_id"]) == {"R1"}
    assert not answers.apply(lambda column: column.str.contains(case["value"], regex=False)).any().any()
    kept = (path for path in (desk.workspace.root / "data").rglob("*") if path.is_file())
    found = [
        path.relative_to(desk.workspace.restricted) for path in kept if case["value"].encode() in path.read_bytes()
    ]
    assert {path.parts[0] for path in found} <= {"commentaires"}
