"""Small files in the layouts of real tools (`tests/data/field`): each gives what its README says, word for word."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from qep_lib.errors import DataRefused
from qep_lib.indicators.check import check_indicators
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.issue import has_errors
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.identity import number_things
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).parents[3]
FIELD = PROJECT / "tests" / "data" / "field"
MICROSOFT, KOBO = (
    "Enquête de satisfaction(1-40).xlsx",
    ("Enquête_accueil_-_latest_version_-_labels_-_2026-04-02-09-00-00.csv"),
)


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    """The project's parameters with the sources and questionnaires of the field files; nothing is wrong in them."""
    root = tmp_path_factory.mktemp("parametres")
    shutil.copytree(PROJECT / "params", root / "params")
    for kind in ("sources", "questionnaires"):
        shutil.copytree(FIELD / kind, root / "params" / kind, dirs_exist_ok=True)
    return read_catalogue(Workspace(root))


@pytest.fixture
def put(parameters, tmp_path):
    """Import a field file for site 18 and the year 2026."""
    workspace = Workspace(tmp_path)

    def put_file(name, source):
        shutil.copy(FIELD / name, tmp_path / name)
        request = Import(
            file=name, source=source, site="18", period="2026", extracted_on=date(2026, 11, 20), nature="fictitious"
        )
        return import_file(workspace, parameters, request)

    put_file.workspace = workspace
    return put_file


def stored(put, table="survey_answers"):
    """What the site has of that table."""
    return read_table(put.workspace, table, ["18"], [2026])


def people(put):
    """Number of respondents stored."""
    return len({*number_things(stored(put), "answer_id").tolist()})


def sentences(outcome):
    """What the import said."""
    return [issue.sentence for issue in outcome.issues]


def options(put, item):
    """option -> number of answers stored."""
    rows = stored(put)
    return dict(Counter(rows.loc[rows["item_id"] == item, "option_id"].dropna()))


def test_their_sources_and_questionnaires_are_in_order(parameters):
    """Nothing in them makes `qep check` fail."""
    assert not has_errors(check_indicators(parameters))


def test_two_waves_of_limesurvey_that_number_from_one_are_both_stored(put):
    """60 answers and 60 others, under the same numbers."""
    outcomes = [put(f"results-survey{number}.csv", "limesurvey") for number in ("396597", "411222")]
    assert [(outcome.rows_read, outcome.rows_accepted, outcome.issues) for outcome in outcomes] == [(60, 60, ())] * 2
    assert people(put) == 120
    assert stored(put)["answer_id"].nunique() == 60


def test_unfinished_answers_of_limesurvey_are_left_out_and_told(put):
    """14 of 60 have no submission date."""
    outcome = put("results-survey396598.csv", "limesurvey")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rejected_path) == (60, 46, None)
    assert sentences(outcome) == [
        "results-survey396598.csv, ligne 2 : 14 lignes exclues, la première ici : réponses non terminées. À faire : rien si "
        "c'est voulu ; sinon corriger exclude_rows dans params/sources/limesurvey.yml."
    ]
    assert people(put) == 46
    assert read_manifest(put.workspace)[0].excluded == (("réponses non terminées", 14),)


def test_unfinished_answers_without_a_rule_refuse_the_file_with_the_tool_and_the_rule(put, parameters):
    """Nothing is guessed: the sentence says which key leaves them out."""
    plain = parameters.sources["limesurvey"].model_copy(update={"id": "plain", "exclude_rows": ()})
    parameters.sources["plain"] = plain
    with pytest.raises(DataRefused) as refusal:
        put("results-survey396598.csv", "plain")
    assert "14 ligne(s) écartée(s) sur 60" in refusal.value.message
    assert (
        "Ce fichier ressemble à un export de LimeSurvey : une réponse non terminée n'y a pas de date de soumission"
        in (refusal.value.message)
    )


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("g-direct-id.csv", date(2026, 3, 1), date(2026, 4, 30)), ("g-fr-id.csv", date(2026, 3, 1), date(2026, 4, 30))],
)
def test_google_forms_is_read_with_its_moments_and_its_commas(put, name, first, last):
    """40 rows; « Titre de séjour, renouvellement » is one choice, alone or among others."""
    outcome = put(name, "google-forms")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.issues) == (40, 40, ())
    days = stored(put)["answered_on"].dt.date
    assert first <= days.min() and days.max() <= last
    assert set(options(put, "visit_reason")) == {"foreign_titles", "information", "appointment"}
    text = (FIELD / name).read_text("utf-8-sig")
    assert options(put, "visit_reason")["foreign_titles"] == text.count("Titre de séjour, renouvellement")


def test_the_day_of_a_google_moment(put):
    """« 2026/04/19 3:28:32 PM UTC+2 » is 19 April."""
    put("g-direct-id.csv", "google-forms")
    rows = stored(put)
    assert set(rows.loc[rows["answer_id"] == "d1", "answered_on"].dt.date) == {date(2026, 4, 19)}


def test_google_forms_without_a_column_of_numbers(put, parameters):
    """The tool writes none: `identifier: row_number` takes the line."""
    source = parameters.sources["google-forms"].model_copy(update={"id": "numbered", "identifier": "row_number"})
    parameters.sources["numbered"] = source
    assert put("g-fr-id.csv", "numbered").rows_accepted == 40
    assert people(put) == 40 and set(stored(put)["answer_id"]) == {str(line) for line in range(2, 42)}


def test_framaforms_is_read_under_its_three_rows_of_headings(put):
    """40 rows, its dates, its crosses."""
    outcome = put("enquete_accueil.csv", "framaforms")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.issues) == (40, 40, ())
    rows = stored(put)
    assert set(rows.loc[rows["answer_id"] == "9001", "answered_on"].dt.date) == {date(2026, 3, 13)}
    first = rows[(rows["answer_id"] == "9001") & (rows["item_id"] == "visit_reason")]
    assert set(first["option_id"]) == {"foreign_titles", "information", "appointment"}


def test_demarches_simplifiees_gives_requests_and_no_person(put):
    """60 rows, spaced zones, what the tool does not write stated once; no personal column is stored."""
    outcome = put("ds-plus-0200.csv", "demarches-simplifiees")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.issues) == (60, 60, ())
    rows = stored(put, "requests")
    assert set(rows["channel"]) == {"web_form"} and set(rows["perimeter"]) == {"inside"}
    first = rows[rows["request_id"] == "1200000"].iloc[0]
    assert (first["received_on"].date(), first["replied_on"].date()) == (date(2026, 3, 6), date(2026, 3, 13))
    stored_bytes = b"".join(path.read_bytes() for path in put.workspace.root.rglob("*.parquet"))
    for personal in (b"example.org", b"XXXX", b"YYYY"):
        assert personal in (FIELD / "ds-plus-0200.csv").read_bytes() and personal not in stored_bytes
    assert not rows.astype(str).apply(lambda column: column.str.contains("example.org|XXXX|YYYY")).any().any()


def test_the_rank_columns_of_sphinx_are_one_question(put):
    """41 rows; the choices of the three columns are counted together."""
    outcome = put("exp_accueil_2026.xls", "sphinx")
    assert (outcome.rows_read, outcome.rows_accepted) == (41, 41)
    assert [issue.code for issue in outcome.issues] == ["unchecked_format"]
    rows = stored(put)
    third = rows[(rows["answer_id"] == "3") & (rows["item_id"] == "visit_reason")]
    assert set(third["option_id"]) == {"foreign_titles", "appointment"}
    assert rows.loc[rows["item_id"] == "visit_reason", "answer_id"].nunique() == 41


def test_matomo_by_week_is_refused_by_its_name(put):
    """Its two dates have no quotes: every cell would move by one."""
    with pytest.raises(DataRefused) as refusal:
        put("matomo-semaine.csv", "matomo")
    assert refusal.value.message == (
        "matomo-semaine.csv : export Matomo par semaine : sa première colonne contient « début,fin » sans guillemets, toutes "
        "les autres sont décalées d'un rang. Accepté : un export Matomo par mois ou par jour. À faire : refaire l'export avec "
        "la période « mois », ou entourer de guillemets les deux dates de chaque ligne."
    )


def test_a_telephone_report_by_day_is_summed_to_the_month(put):
    """Five days; the row covers the days that the report knows. Its total is set aside, and is not the sum of its days."""
    outcome = put("stat_standard.csv", "standard")
    assert (outcome.rows_read, outcome.rows_accepted) == (5, 5)
    assert sorted(issue.code for issue in outcome.issues) == [
        "summed_rows",
        "total_differs",
        "total_differs",
        "total_row",
    ]
    assert (
        "stat_standard.csv, ligne 10, colonne « Appels reçus » : le total que le fichier écrit n'est pas la somme de ses "
        "lignes, qui est 599 et qui est rangée (trouvé : « 500 »)."
    ) in " ".join(sentences(outcome))
    (row,) = stored(put, "calls").to_dict("records")
    assert (row["presented"], row["answered"]) == (599, 516)
    assert (row["statistics_on"].date(), row["until_on"].date()) == (date(2026, 3, 2), date(2026, 3, 6))


def test_a_register_with_a_sheet_a_month_is_read_whole(put):
    """60 rows of three sheets that number from 1; each keeps its sheet."""
    outcome = put("registre_un_onglet_par_mois.xlsx", "registre-par-mois")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rejected_path) == (60, 60, None)
    rows = stored(put, "requests")
    assert dict(Counter(rows["sheet"])) == {"janvier": 20, "février": 20, "mars": 20}
    assert dict(Counter(rows["received_on"].dt.month)) == {1: 20, 2: 20, 3: 20}
    assert rows["request_id"].nunique() == 20


def test_a_register_with_a_sheet_a_month_says_what_the_plain_source_leaves(put):
    """Without `sheets` one sheet is read, and the sentence says which key reads them all."""
    outcome = put("registre_un_onglet_par_mois.xlsx", "request-register")
    assert outcome.rows_accepted == 20
    (told,) = [sentence for sentence in sentences(outcome) if "autres feuilles" in sentence]
    assert "« février », « mars »" in told and "sheets: all" in told


def test_two_questionnaires_of_one_site_and_year_are_both_stored(put):
    """Numbers of one tool are no number of the other."""
    assert put(MICROSOFT, "microsoft-forms").rows_accepted == 40
    assert put(KOBO, "kobo").rows_accepted == 40
    assert people(put) == 80
