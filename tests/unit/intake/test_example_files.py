"""The committed examples are what their generator makes, and importing them gives back every printed figure."""

import importlib
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import yaml

from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.stats.rounding import round_half_up
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).parents[3]
EXAMPLES = PROJECT / "examples" / "cher-2020"
PUBLISHED = yaml.safe_load((PROJECT / "tests" / "data" / "published.yml").read_text(encoding="utf-8"))["cher_2020"]
SATISFACTION = PUBLISHED["satisfaction"]
ITEM_OF = {"waited_under_10_min": "waiting_time"}


@pytest.fixture(scope="module")
def generator():
    """The module examples/build_cher_2020.py."""
    # As when it is run as a script: the builders import what they share from their own folder.
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT / "examples")
        return importlib.import_module("build_cher_2020")


@pytest.fixture(scope="module")
def rebuilt(generator, tmp_path_factory):
    """The five files, built again."""
    return {path.name: path for path in generator.build(tmp_path_factory.mktemp("examples"))}


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """table -> rows, after the five imports that the run cher-2020 declares; every import is whole."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    catalogue = read_catalogue(Workspace(PROJECT))
    for request in catalogue.runs["cher-2020"].imports:
        target = workspace.root / request.file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / request.file, target)
        outcome = import_file(workspace, catalogue, request)
        assert outcome.rows_accepted == outcome.rows_read > 0
        assert [issue for issue in outcome.issues if issue.code != "total_row"] == []
    tables = ("survey_answers", "requests", "declared_figures", "milestones", "actions")
    return {table: read_table(workspace, table, ["18"], range(2019, 2023)) for table in tables}


def test_the_generator_makes_the_files_that_are_committed(rebuilt):
    """No example has another origin than its generator."""
    readable = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".csv", ".xlsx")}
    assert set(rebuilt) == readable


@pytest.mark.parametrize("name", ["enquete_satisfaction_2020.csv", "chiffres_declares_2020.csv", "jalons_2020.csv"])
def test_a_committed_text_file_is_byte_for_byte_the_generators(rebuilt, name):
    """Editing an example by hand, or the generator alone, fails here."""
    assert (EXAMPLES / name).read_bytes() == rebuilt[name].read_bytes()


@pytest.mark.parametrize("name", ["registre_demandes_2020.xlsx", "plan_actions_2020.xlsx"])
def test_a_committed_workbook_is_cell_by_cell_the_generators(rebuilt, name):
    """Values, formats of dates and merged titles; the archive itself holds a clock."""

    def content(path):
        sheet = openpyxl.load_workbook(path).active
        cells = {cell.coordinate: (cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row}
        return sheet.title, sorted(map(str, sheet.merged_cells.ranges)), cells

    assert content(EXAMPLES / name) == content(rebuilt[name])


def answers(imported, item_id):
    """Rows of an item that count in its base."""
    rows = imported["survey_answers"]
    return rows[(rows["item_id"] == item_id) & (rows["state"] == "answered")]


def percent(count, base, decimals):
    """As the bilan prints it: rounded half up."""
    return round_half_up(Fraction(100 * count, base), decimals)


def test_the_survey_has_the_printed_number_of_answers_by_channel(imported):
    """104 answers: 95 at the desk, 9 on the web, all on working days of the fortnight."""
    rows = imported["survey_answers"].drop_duplicates("answer_id")
    survey = SATISFACTION["survey"]
    assert rows["mode"].value_counts().to_dict() == {"desk": survey["desk_answers"], "web": survey["web_answers"]}
    days = rows["answered_on"].dt
    assert (days.date.min(), days.date.max()) == (survey["start"], survey["end"])
    assert days.day_of_week.max() == 4


@pytest.mark.parametrize("criterion", list(SATISFACTION["criteria_pct"]))
def test_every_printed_percentage_comes_back_to_the_digit(imported, criterion):
    """From counts, on the item's own base, with the decimals that were printed."""
    printed = SATISFACTION["criteria_pct"][criterion]
    rows = answers(imported, ITEM_OF.get(criterion, criterion))
    positive = rows["option_id"].isin(["very_satisfied", "satisfied", "under_10_min"]).sum()
    total = printed["total"] if isinstance(printed, dict) else printed
    decimals = -Decimal(str(total)).as_tuple().exponent
    assert percent(int(positive), len(rows), decimals) == Decimal(str(total))
    for option, share in printed.items() if isinstance(printed, dict) else ():
        if option != "total":
            assert percent(int((rows["option_id"] == option).sum()), len(rows), 0) == share


@pytest.mark.parametrize(
    ("item_id", "printed", "decimals"),
    [("profile", SATISFACTION["profile_pct"], 1), ("visit_reason", SATISFACTION["visit_reason_pct"], 0)],
)
def test_profile_and_reason_come_back_to_the_digit(imported, item_id, printed, decimals):
    """Everybody answered these two questions."""
    rows = answers(imported, item_id)
    assert len(rows) == SATISFACTION["survey"]["answers"]
    for option, share in printed.items():
        count = int((rows["option_id"] == option).sum())
        assert percent(count, len(rows), decimals) == Decimal(str(share))


def test_the_bases_are_the_largest_that_can_give_what_was_printed(imported):
    """As examples/README.md states them."""
    bases = {
        criterion: len(answers(imported, ITEM_OF.get(criterion, criterion)))
        for criterion in SATISFACTION["criteria_pct"]
    }
    assert bases == {
        "covid_measures": 104,
        "comfort_cleanliness": 89,
        "courtesy_availability": 68,
        "confidentiality": 104,
        "clear_language": 104,
        "queue_management": 104,
        "waited_under_10_min": 104,
        "telephone_information": 97,
    }
    readme = (PROJECT / "examples" / "README.md").read_text(encoding="utf-8")
    for base in set(bases.values()) - {104}:
        assert f"/ {base}" in readme


def test_the_register_has_the_printed_number_of_requests_by_channel(imported):
    """24 e-mails, 15 letters and 3 hall forms inside the perimeter, compliments and outside requests apart."""
    rows = imported["requests"]
    counted = rows[(rows["perimeter"] == "inside") & (rows["kind"] != "compliment")]
    printed = PUBLISHED["requests"][2020]
    assert counted["channel"].value_counts().to_dict() == {key: printed[key] for key in ("email", "post", "hall_form")}
    assert len(counted) == printed["total"]
    assert (rows["kind"] == "compliment").sum() == 4
    assert (rows["perimeter"] != "inside").sum() == 5
    assert counted["replied_on"].isna().sum() == 2


def test_the_register_holds_no_person(imported):
    """The invented « Usager A1 » of the file stays in the file."""
    assert not imported["requests"].astype(str).apply(lambda column: column.str.contains("Usager")).any(axis=None)


def test_declared_figures_are_the_printed_ones(imported):
    """Each with its previous value, and its as-of date where the bilan prints one."""
    rows = imported["declared_figures"]
    value = rows.set_index(["indicator_id", "group", "period"])["value"]
    titles, fraud = PUBLISHED["title_processing_delay_days"], PUBLISHED["fraud"]
    for code, block in (
        ("id_documents_processing_delay_days", titles["id_documents"]),
        ("residence_permit_first_processing_delay_days", titles["residence_permit_first"]),
        ("residence_permit_renewal_processing_delay_days", titles["residence_permit_renewal"]),
        ("fraud_foreigners_permille", fraud["fraud_foreigners_permille"]),
        ("fraud_id_documents_permille", fraud["fraud_id_documents_permille"]),
        ("article_40_reports_count", fraud["article_40_reports"]),
        *PUBLISHED["channels"].items(),
    ):
        assert (value[code, "", "2020"], value[code, "", "2019"]) == (block[2020], block[2019])
    assert value["id_documents_volume_count", "", "2020"] == titles["id_documents"]["volume_2020"]
    assert (
        value["residence_permit_renewal_volume_count", "", "2019"] == titles["residence_permit_renewal"]["volume_2019"]
    )
    assert value["requests_count", "", "2019"] == PUBLISHED["requests"][2019]["total"]
    assert value["survey_desk_visits_count", "", "2020"] == SATISFACTION["survey"]["desk_visits"]
    training = rows[rows["indicator_id"] == "training_agents_count"].set_index("group")["value"].to_dict()
    assert training == {f"commitment={key}": agents for key, agents in PUBLISHED["training_agents"].items()}
    stopped = rows[(rows["period"] == "2020") & (rows["as_of"] == "2020-11-30")]["indicator_id"]
    assert set(stopped) == {
        "fraud_foreigners_permille",
        "residence_permit_first_processing_delay_days",
        "residence_permit_first_volume_count",
        "residence_permit_renewal_processing_delay_days",
        "residence_permit_renewal_volume_count",
    }


def test_milestones_are_the_printed_ones(imported):
    """Surveys, committees and audits with their dates."""
    rows = imported["milestones"]
    dates = rows.groupby("kind")["start_on"].apply(lambda days: sorted(days.dt.date)).to_dict()
    printed = PUBLISHED["milestones"]
    assert dates == {
        "survey": [SATISFACTION["survey"]["start"], printed["next_survey"]["start"]],
        "users_committee": printed["users_committee"],
        "internal_audit": [printed["internal_audit"]],
        "external_audit": [printed["external_audit"]],
    }


def test_the_action_plan_says_that_it_is_fictitious(imported):
    """In the file itself and in every stored row."""
    sheet = openpyxl.load_workbook(EXAMPLES / "plan_actions_2020.xlsx").active
    assert "fictif" in sheet["A2"].value
    assert set(imported["actions"]["nature"]) == {"fictitious"}
    assert 8 <= len(imported["actions"]) <= 10
