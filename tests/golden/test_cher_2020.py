"""The Cher 2020 bilan as it was published: every printed figure, to the digit, in the HTML and in the PDF of its two files.

The figures come from `tests/data/published.yml`; the test formats them the French way and looks for the sentence or
the table row that carries them, so that a figure standing somewhere else by accident does not count.
"""

import html
import re
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from limits import LIMITS
from office_words import office_words
from page_ends import last_page_filled
from page_words import without_tags
from pypdf import PdfReader

from qep_lib.disclosure.released import measured_rows
from qep_lib.indicators.results import load_results
from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.stats.rounding import round_half_up
from qep_lib.store.results import read_results

PUBLISHED = yaml.safe_load((Path(__file__).parents[1] / "data" / "published.yml").read_text("utf-8"))["cher_2020"]
BILAN = Path("18/2020/interne/bilan")
FILES = ("bilan", "bilan-annexes")

# What a reader must find, line by line: a published figure beside the words that say what it is.
PRINTED = {
    "answers": r"104 réponses ont été recueillies du 14 au 25 septembre 2020",
    "response_rate": r"95 réponses pour 311 visites, soit 30,5 %",
    "individuals": r"Un particulier 100 96,2 %",
    "professionals": r"Un professionnel 2 1,9 %",
    "associations": r"Une association 2 1,9 %",
    "foreign_titles": r"Titres de séjour \(usagers étrangers\) 95 91 %",
    "information": r"Demande d'information 9 9 %",
    "covid_measures": r"Mesures sanitaires 74 % 23 % 97 %",
    "comfort_cleanliness": r"Confort et propreté \S+ % \S+ % 95,5 %",
    "courtesy_availability": r"Courtoisie et disponibilité \S+ % \S+ % 98,5 %",
    "confidentiality": r"Confidentialité \S+ % \S+ % 98 %",
    "clear_language": r"Clarté du langage \S+ % \S+ % 99 %",
    "queue_management": r"Gestion de la file d'attente \S+ % \S+ % 95 %",
    "waited_under_10_min": r"Attente de moins de 10 minutes — — 73 %",
    "telephone_information": r"Information par téléphone \S+ % \S+ % 92,8 %",
    "email": r"Courriel 24 57 %",
    "post": r"Courrier 15 36 %",
    "hall_form": r"Fiche hall 3 7 %",
    "requests": r"Ensemble 42 100 % 78",
    "requests_change": r"contre 78 en 2019 \(−46 %\)",
    "id_documents": r"cartes d'identité et passeports \(tout le CERT\) 5,9 j 14,9 j .{0,40}9 j .{0,4}objectif atteint",
    "id_documents_volume": r"212 356 311 498",
    "residence_first_volume": r"357 525 ",
    "residence_renewal_volume": r"1 037 1 438 ",
    "residence_first": r"premières demandes de titre de séjour \(arrêté au 30 novembre 2020\) "
    r"81 j 64,9 j .{0,40}90 j provisoire .{0,4}objectif atteint",
    "residence_renewal": r"renouvellements de titre de séjour \(arrêté au 30 novembre 2020\) "
    r"64 j 52,1 j .{0,40}30 j provisoire .{0,4}écart supérieur à 50 %",
    "calls": r"91,96 % 91,46 % .{0,40}90 % .{0,4}objectif atteint",
    "calls_5_rings": r"95 % 88,55 % .{0,40}fixé localement",
    "website_update": r"100 % 90 % .{0,40}fixé localement, 3 jours ouvrés",
    "social_engagement": r"5,53 % 5,15 % .{0,40}2 % .{0,4}objectif atteint",
    "website_connection": r"12,41 % 8,25 % .{0,40}5 % .{0,4}objectif atteint",
    "fraud_foreigners": r"titres de séjour \(arrêté au 30 novembre 2020\) "
    r"3,10 ‰ 7,18 ‰ .{0,40}5 ‰ provisoire .{0,4}écart de 25 à 50 %",
    "fraud_foreigners_gap": r"L'objectif \(5 ‰\) n'est pas atteint, à titre provisoire : écart de 38 %",
    "fraud_id_documents": r"0,54 ‰ 0,28 ‰ .{0,40}0,5 ‰ .{0,4}objectif atteint",
    "article_40": r"52 58 ",
    "training_e4": r"E4 : 4 agents formés",
    "training_e23_e33": r"E23 et E33 : aucun agent formé \(0\)",
    "training_e28": r"E28 : 26 agents formés",
    "label_date": r"Label obtenu le 18 décembre 2019",
    "label_end": r"prend fin le 18 décembre 2022",
    "surveillance_due": r"Audit de surveillance à réaliser au plus tard le 18 juin 2021",
    "surveillance_extended": r"délai porté au 18 août 2021",
    "users_committee": r"24 novembre 2020.*16 février 2021",
    "internal_audit": r"22 avril 2021",
    "external_audit": r"22 juin 2021",
    "next_survey": r"du 22 mars au 1er avril 2021",
    "timeline": r"Calendrier du label au 13 janvier 2021",
    "uncovered_commitment": r"E12 M1 Nous vous délivrons une information administrative numérique fiable 2",
    "banner": r"[Dd]onnées reconstituées à partir des chiffres publiés",
}


def plain(text: str) -> str:
    """Text with every kind of space as one space, and the apostrophe of the keyboard."""
    return re.sub(
        r"\s+", " ", re.sub(r"[\u00a0\u202f\u200b\u00ad]", lambda m: " " if m[0] in "\u00a0\u202f" else "", text)
    ).replace("’", "'")


def pages_of(path: Path) -> list[str]:
    """Text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(path).pages]


def visible(source: str) -> str:
    """What a page shows, tags and style sheet taken away."""
    return without_tags(re.sub(r"<(style|title|script)\b.*?</\1>", " ", source, flags=re.S))


@pytest.fixture(scope="session")
def html_text(cher_reports):
    """Visible text of the bilan's HTML, then of that of its annexes."""
    sources = [(cher_reports / BILAN / f"{name}.html").read_text("utf-8") for name in FILES]
    return plain(" ".join(html.unescape(visible(source)) for source in sources))


@pytest.fixture(scope="session")
def pdf_text(cher_reports):
    """Text of the bilan's PDF, page after page, then of that of its annexes."""
    return plain(" ".join(page for name in FILES for page in pages_of(cher_reports / BILAN / f"{name}.pdf")))


@pytest.mark.parametrize("name", PRINTED)
def test_the_html_prints_each_published_figure(html_text, name):
    """Each published figure stands in the HTML with the words that say what it is."""
    assert re.search(PRINTED[name], html_text), PRINTED[name]


@pytest.mark.parametrize("name", PRINTED)
def test_the_pdf_prints_each_published_figure(pdf_text, name):
    """Each published figure stands in the PDF with the words that say what it is."""
    assert re.search(PRINTED[name], pdf_text), PRINTED[name]


# What the pages that everyone reads print of them, in plain words.
SHORT = {
    "answers": r"104 réponses du 14 au 25 septembre 2020 : 95 à l'accueil et 9 sur internet",
    "worst": r"attente de moins de 10 minutes, 73 % \(104 réponses\)",
    "requests": r"42 demandes, réclamations et suggestions en 2020, contre 78 en 2019 \(−46 %\)",
    "id_documents": r"cartes d'identité et passeports \(tout le CERT\) 5,9 j 14,9 j 9 j . objectif atteint",
    "residence_first": r"81 j 64,9 j 90 j . objectif atteint, à titre provisoire",
    "residence_renewal": r"64 j 52,1 j 30 j . 34 jours de plus que l'objectif \(plus du double\), à titre provisoire",
    "volumes": r"cartes d'identité et passeports, tout le CERT, plusieurs départements, 212 356 \(311 498 en 2019\)",
    "calls": r"Appels décrochés 91,96 % 91,46 % 90 % . objectif atteint",
    "calls_5_rings": r"95 % 88,55 % fixé localement",
    "social_engagement": r"5,53 % 5,15 % 2 % . objectif atteint",
    "website_connection": r"12,41 % 8,25 % 5 % . objectif atteint",
    "fraud_foreigners": r"3,10 ‰ 7,18 ‰ 5 ‰ . sous l'objectif, à titre provisoire",
    "fraud_id_documents": r"0,54 ‰ 0,28 ‰ 0,5 ‰ . objectif atteint",
    "article_40": r"article 40 52 58 pas d'objectif",
    "training": r"\(E4\) : 4 agents formés.*\(E23 et E33\) : aucun agent formé en 2020.*\(E28\) : 26 agents formés",
    "plan": r"9 actions : 3 réalisées, 3 en cours et 3 à venir",
}


@pytest.mark.parametrize("extension", ["html", "pdf"])
@pytest.mark.parametrize("name", SHORT)
def test_the_pages_that_everyone_reads_print_them_in_plain_words(cher_reports, name, extension):
    """Without the annexes, in HTML and on paper alike."""
    path = cher_reports / BILAN / f"bilan.{extension}"
    text = html.unescape(visible(path.read_text("utf-8"))) if extension == "html" else " ".join(pages_of(path))
    assert re.search(SHORT[name], plain(text)), SHORT[name]


def test_the_first_page_says_what_went_well_what_did_not_and_what_will_be_done(cher_reports):
    """The year in one sentence, the worst result before the best, with its objective and last year; the actions that answer."""
    first = plain(pages_of(cher_reports / "18/2020/public/bilan/bilan.pdf")[0])
    said = [
        "6 objectifs sur 8 atteints, dont 1 à titre provisoire ; le traitement des titres de séjour (renouvellement) reste trop "
        "long : 64 jours pour un objectif de 30 jours",
        "13 janvier 2021", "À améliorer", "64 j objectif : 30 j · arrêté au 30 novembre 2020", "Réussi",
        "5,9 j objectif : 9 j · 14,9 j en 2019", "91,96 % objectif : 90 % · 91,46 % en 2019",
        "Autre objectif non atteint : fraude détectée (titres de séjour), 3,10 ‰ pour un objectif de 5 ‰, à titre provisoire.",
        "Ce que nous faisons", "Pour y répondre : 2 actions", "guichet de renfort", "30/06/2021",
        "Résorber le stock", "31/12/2021",
        "Mot du préfet".upper(),
    ]  # fmt: skip
    places = [first.find(words) for words in said]
    assert -1 not in places and places == sorted(places)
    assert "52,1" not in first  # Eleven months are not compared with a year.


def test_no_report_ends_on_a_page_for_a_few_words(cher_reports):
    """Nor is the plan of nine actions longer than three pages: what is read after its wide table stands after it."""
    reports = [path for path in cher_reports.rglob("*.pdf") if "users_committee" not in path.parts]
    assert len(reports) >= 12
    assert {path.name: last_page_filled(path) for path in reports if last_page_filled(path) < 0.15} == {}
    plan = cher_reports / "18" / "2020" / "public" / "action_plan" / "action_plan.pdf"
    assert len(PdfReader(plan).pages) == 3


def test_a_public_bilan_is_short_and_explains_itself_little(cher_reports):
    """Eight pages at most; how to read it, where it comes from and notes are a tenth of its words at most."""
    path = cher_reports / "18/2020/public/bilan/bilan.pdf"
    assert len(pages_of(path)) <= 8
    source = path.with_suffix(".html").read_text("utf-8").partition("<main")[2].partition('<ul class="page-files"')[0]
    # The data behind a drawing are shut on the page, and not on paper.
    source = re.sub(r"<details.*?</details>", "", source, flags=re.S)
    notes = " ".join(re.findall(r'<div class="qep-foot">.*?</div>', source, re.S))
    landmarks = source[source.index(">Repères</h2>") :]
    apparatus, words = (len(visible(text).split()) for text in (notes + landmarks, source))
    assert apparatus > 20 and apparatus / words <= 0.10, (apparatus, words)


SURVEY = PUBLISHED["satisfaction"]
CRITERIA = SURVEY["criteria_pct"]
TITLES = PUBLISHED["title_processing_delay_days"]
CHANNELS = PUBLISHED["channels"]
FRAUD = PUBLISHED["fraud"]
# (indicator, group, field of the results table, published figure)
RESULTS = [
    ("survey_answers_count", "", "value", SURVEY["survey"]["answers"]),
    ("survey_answers_count", "mode=desk", "value", SURVEY["survey"]["desk_answers"]),
    ("survey_answers_count", "mode=web", "value", SURVEY["survey"]["web_answers"]),
    ("survey_response_rate_pct", "", "denominator", SURVEY["survey"]["desk_visits"]),
    *(("survey_profile_pct", f"option={key}", "value", value) for key, value in SURVEY["profile_pct"].items()),
    *(
        ("survey_visit_reason_pct", f"option={key}", "value", value)
        for key, value in SURVEY["visit_reason_pct"].items()
    ),
    ("satisfaction_covid_measures_pct", "", "value", CRITERIA["covid_measures"]["total"]),
    ("satisfaction_covid_measures_pct", "option=very_satisfied", "value", CRITERIA["covid_measures"]["very_satisfied"]),
    ("satisfaction_covid_measures_pct", "option=satisfied", "value", CRITERIA["covid_measures"]["satisfied"]),
    *(
        (f"satisfaction_{key}_pct", "", "value", CRITERIA[key])
        for key in (
            "comfort_cleanliness",
            "courtesy_availability",
            "confidentiality",
            "clear_language",
            "queue_management",
            "telephone_information",
        )
    ),
    ("waited_under_10_min_pct", "", "value", CRITERIA["waited_under_10_min"]),
    *(
        ("requests_count", f"channel={key}", "value", PUBLISHED["requests"][2020][key])
        for key in ("email", "post", "hall_form")
    ),
    ("requests_count", "", "value", PUBLISHED["requests"][2020]["total"]),
    ("requests_count", "", "previous", PUBLISHED["requests"][2019]["total"]),
    *(
        (f"{title}_processing_delay_days", "", field, TITLES[title][key])
        for title in TITLES
        for field, key in (("value", 2020), ("previous", 2019), ("target", "target_2020"))
    ),
    *(
        (f"{title}_volume_count", "", field, TITLES[title][key])
        for title in TITLES
        for field, key in (("value", "volume_2020"), ("previous", "volume_2019"))
    ),
    *(
        (indicator, "", field, figures[key])
        for indicator, figures in CHANNELS.items()
        for field, key in (("value", 2020), ("previous", 2019), ("target", "target_2020"))
        if not isinstance(figures[key], str)
    ),
    *(
        (indicator, "", field, FRAUD[indicator][key])
        for indicator in ("fraud_foreigners_permille", "fraud_id_documents_permille")
        for field, key in (("value", 2020), ("previous", 2019), ("target", "target_2020"))
    ),
    ("article_40_reports_count", "", "value", FRAUD["article_40_reports"][2020]),
    ("article_40_reports_count", "", "previous", FRAUD["article_40_reports"][2019]),
    *(
        ("training_agents_count", f"commitment={key}", "value", value)
        for key, value in PUBLISHED["training_agents"].items()
    ),
]


@pytest.fixture(scope="session")
def measured(cher_reports):
    """The results table of the run, by indicator and group."""
    frame, _ = read_results(Workspace(cher_reports.parent), "18", "2020")
    return {(row.indicator_id, row.group): row for row in measured_rows(frame, LIMITS)}


@pytest.mark.parametrize(("indicator", "group", "field", "printed"), RESULTS)
def test_the_results_table_holds_each_published_figure(measured, indicator, group, field, printed):
    """Rounded half up to as many decimals as were printed, the measured figure is the published one."""
    row = measured[indicator, group]
    value = getattr(row, field)
    if field == "value" and indicator.endswith("_pct") and row.origin == "computed":
        value = Fraction(int(row.numerator) * 100, int(row.denominator))
    decimals = len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0
    assert float(round_half_up(value, decimals)) == printed


def test_the_classes_are_those_of_the_published_legend(measured):
    """Compliant, or a gap of 25-50 %, or over 50 %: as the published table is coloured."""
    ratings = {row.indicator_id: row.rating for (_, group), row in measured.items() if not group and row.rating}
    assert ratings == {
        "id_documents_processing_delay_days": "met",
        "residence_permit_first_processing_delay_days": "met",
        "residence_permit_renewal_processing_delay_days": "far",
        "call_answer_pct": "met",
        "social_engagement_pct": "met",
        "website_connection_pct": "met",
        "fraud_foreigners_permille": "off",
        "fraud_id_documents_permille": "met",
    }


def test_figures_stopped_in_november_are_provisional(measured):
    """The lines printed « arrêté au 30 novembre 2020 » are provisional and claim no change."""
    stopped = {row.indicator_id for (_, group), row in measured.items() if not group and row.status == "provisional"}
    expected = {
        f"residence_permit_{kind}_{what}"
        for kind in ("first", "renewal")
        for what in ("processing_delay_days", "volume_count")
    } | {"fraud_foreigners_permille"}
    assert stopped == expected
    assert all(measured[name, ""].change is None for name in stopped)


def without_last_line(path):
    """One answer fewer in the survey's export."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def without_one_letter(path):
    """One request fewer in the register: the first letter inside the perimeter."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    rows = {row[0].row: [cell.value for cell in row] for row in sheet.iter_rows()}
    sheet.delete_rows(next(n for n, row in rows.items() if "Courrier" in row and "Qual-e-pref" in row))
    workbook.save(path)


def with_another_rate(path):
    """Another share of calls answered in the declared figures."""
    path.write_bytes(path.read_bytes().replace(b"91,96", b"89,96"))


@pytest.mark.parametrize(
    ("number", "change", "indicator", "group", "field", "before", "after"),
    [
        (0, without_last_line, "survey_answers_count", "", "value", 104, 103),
        (0, without_last_line, "waited_under_10_min_pct", "", "denominator", 104, 103),
        (1, without_one_letter, "requests_count", "", "value", 42, 41),
        (1, without_one_letter, "requests_count", "channel=post", "value", 15, 14),
        (2, with_another_rate, "call_answer_pct", "", "value", 91.96, 89.96),
        (2, with_another_rate, "call_answer_pct", "", "rating", "met", "near"),
    ],
)
def test_changing_one_input_row_changes_the_figures(
    copied_workspace, number, change, indicator, group, field, before, after
):
    """Survey, register, declared figures: what the file says is what the results say, nothing is written in advance."""
    workspace = Workspace(copied_workspace)
    catalogue = read_catalogue(workspace)
    run = catalogue.runs["cher-2020"]
    found = []
    for alter in (None, change):
        if alter is not None:
            alter(workspace.root / run.imports[number].file)
        for request in run.imports:
            import_file(workspace, catalogue, request)
        frame = load_results(workspace, catalogue, "18", Period.parse("2020"), run.as_of)
        row = frame[(frame["indicator_id"] == indicator) & (frame["group"] == group)].iloc[0]
        found.append(row[field])
    assert found == [before, after]


def test_every_percent_sign_follows_a_narrow_no_break_space(cher_reports):
    """French typography in all that is printed: « 91,96 % », never an ordinary space or none before the sign."""
    pages = sorted(cher_reports.rglob("*.html"))
    wrong = {
        (page.parent.name, found)
        for page in pages
        for found in re.findall(r"\d[^\u202f]?[%‰]", html.unescape(visible(page.read_text("utf-8"))))
    }
    # Fourteen reports, the annexes of two of them, the two pages of the imports, the list, the site and the region, the three
    # last once more for the public.
    assert len(pages) == 24 and not wrong


@pytest.mark.parametrize("pattern", [r"soit 31 %", r"Un particulier 100 96 %", r"Confort et propreté \S+ % \S+ % 96 %"])
def test_public_percentages_of_the_survey_are_whole(cher_reports, pattern):
    """The document handed to the users' committee prints whole points, and its spreadsheet gives no more."""
    folder = cher_reports / "18" / "2020" / "public" / "bilan"
    assert re.search(pattern, plain(html.unescape(visible((folder / "bilan-annexes.html").read_text("utf-8")))))
    table = (folder / "tables" / "criteres.csv").read_text("utf-8-sig")
    assert not re.search(r"\d,\d", table)


def test_no_public_file_tells_the_rate_of_a_hidden_channel(cher_reports):
    """Hall forms are 3, letters would give them back: neither has a rate, a delay or a curve in any public file."""
    hidden = ("Courrier", "Fiche hall")
    for table in sorted((cher_reports / "18" / "2020" / "public").rglob("*.csv")):
        for line in table.read_text("utf-8-sig").splitlines():
            if line.startswith(hidden):
                allowed = "non diffusé" in line if table.stem == "reponses" else table.stem == "demandes-par-canal"
                assert allowed, (table.name, line)
    page = (cher_reports / "18" / "2020" / "public" / "complaints" / "complaints.html").read_text("utf-8")
    assert not re.search(r'alt="Courbes[^"]*(Courrier|Fiche hall)', page)


INTERNAL_WORDS = re.compile(
    r"à confirmer|à vérifier|to_confirm|document interne|à ne pas diffuser|rows_rejected",
    re.IGNORECASE,
)
"""What internal documents alone say: doubts about definitions, checks of two figures, counts of rows of the files."""


@pytest.mark.parametrize("is_pdf", [False, pytest.param(True, marks=pytest.mark.long)])
def test_no_public_byte_says_an_internal_word(cher_reports, is_pdf):
    """Every file of every public report, whatever its form; internal ones do say them."""
    found = {"public": set(), "interne": set()}
    for path in sorted(cher_reports.glob("18/2020/*/**/*.*")):
        if (path.suffix == ".pdf") != is_pdf:
            continue
        if path.suffix == ".pdf":
            said = " ".join(page.extract_text() for page in PdfReader(path).pages)
        elif path.suffix == ".xlsx":
            sheets = openpyxl.load_workbook(path).worksheets
            said = " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
        elif path.suffix in (".docx", ".pptx"):
            said = office_words(path.read_bytes())
        elif path.suffix == ".parquet":
            said = pd.read_parquet(path).to_csv()
        else:
            said = path.read_text("utf-8-sig")
        if words := INTERNAL_WORDS.search(plain(said)):
            found[path.relative_to(cher_reports).parts[2]].add((path.name, words.group()))
    assert found["public"] == set()
    assert len(found["interne"]) > 10
