"""From a folder of a prefecture's own files to its figures, without a line of YAML: two invented folders, counted by hand."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from invented_folder import SITE, write_folder
from measured import measured_sites
from openpyxl import load_workbook

from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation.session import Preparation, Settings
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).parents[2]
DEPOT = PROJECT / "tests" / "data" / "folders" / "c-sphinx" / "depot"
AS_OF = date(2023, 1, 16)


def prepared(workspace, folder, site, period, answers):
    """What was asked, once every question has its answer (by the start of its id) and the files are written."""
    as_of = date(int(period) + 1, 1, 16)
    settings = Settings(extracted_on=as_of, as_of=as_of)
    preparation = Preparation.open(
        workspace,
        folder,
        site,
        Period.parse(period),
        lambda path: path.relative_to(workspace.root).as_posix(),
        settings,
    )
    asked = []
    while questions := preparation.draft().questions:
        asked.append(questions[0].text)
        preparation.answer(questions[0].id, next(answers[word] for word in answers if questions[0].id.startswith(word)))
    draft = preparation.draft()
    assert all(tried.refusal is None for tried in preparation.try_out(draft))
    return asked, preparation.write(draft)


@pytest.fixture(scope="module")
def angers(tmp_path_factory, new_workspace, qep):
    """The workspace where the folder of Maine-et-Loire is prepared, first by --accept, then answered; its files imported."""
    workspace = Workspace(new_workspace(tmp_path_factory.mktemp("angers") / "espace"))
    folder = Path(shutil.copytree(DEPOT, workspace.deposits / "2022"))
    options = ("--site", "49", "--period", "2022", "--as-of", str(AS_OF), "--extracted-on", str(AS_OF))
    code, said = qep(workspace.root, "prepare", str(folder), *options, "--accept")
    asked, _ = prepared(workspace, folder, "49", "2022", {"column:calls": "yes", "voice server": "no"})
    catalogue = read_catalogue(workspace)
    for request in catalogue.runs["maine-et-loire-2022"].imports:
        import_file(workspace, catalogue, request)
    workspace_of = {"workspace": workspace, "catalogue": catalogue, "accepted": (code, said), "asked": asked}
    return workspace_of


@pytest.fixture(scope="module")
def figure(angers):
    """One line of the results table: (indicator, group, period) -> row."""
    results = {}

    def row(indicator, group="", period="2022"):
        if period not in results:
            results[period] = measured_sites(
                angers["workspace"], angers["catalogue"], ["49"], Period.parse(period), AS_OF
            )
        found = results[period]
        (one,) = found[(found["indicator_id"] == indicator) & (found["group"] == group)].to_dict("records")
        return one

    return row


def share(row):
    """« 64/71 »."""
    return f"{row['numerator']:g}/{row['denominator']:g}"


def test_accept_takes_what_is_certain_and_lists_what_is_not(angers):
    """One heading is doubtful: the command says so, writes the rest, and its exit code tells."""
    code, said = angers["accepted"]
    assert code == 3
    assert "Reste à décider (1 question)" in said
    assert "« Appels traités » est-elle « Appels décrochés par un agent » ?" in said
    assert "printemps 2023" in said
    assert "Données fictives" in said
    assert "qep run --run maine-et-loire-2022" in said


def test_a_second_run_asks_only_what_was_not_answered(angers):
    """What --accept wrote is found again; the doubtful heading and what it opens are asked."""
    assert len(angers["asked"]) == 2


def test_survey_of_maine_et_loire(figure, angers):
    """Lines 1 to 9 of EXPECTED.md."""
    assert figure("survey_answers_count")["value"] == 74
    profile = ("individual", "professional", "association", "local_authority")
    assert [figure("survey_profile_pct", f"option={each}")["numerator"] for each in profile] == [58, 9, 4, 3]
    reasons = ("foreign_titles", "driving_licence", "vehicle_registration", "association", "other_reason")
    told = [figure("survey_visit_reason_pct", f"option={each}") for each in reasons]
    assert [row["numerator"] for row in told] == [61, 24, 15, 10, 1]
    assert {row["denominator"] for row in told} == {74}
    assert share(figure("satisfaction_courtesy_pct")) == "64/71"
    assert share(figure("satisfaction_signage_pct")) == "46/69"
    assert share(figure("satisfaction_telephone_information_pct")) == "23/47"
    assert figure("satisfaction_telephone_information_pct", "state=not_applicable")["numerator"] == 24
    assert share(figure("satisfaction_overall_pct")) == "59/73"
    assert share(figure("waited_under_10_min_pct")) == "41/73"
    # No national indicator reads « La clarté des explications »: its answers are stored as the others are.
    rows = read_table(angers["workspace"], "survey_answers", ["49"], [2022])
    clear = rows[rows["item_id"] == "la_clarte_des_explications"]["option_id"].value_counts()
    positive = clear["very_satisfied"] + clear["rather_satisfied"]
    assert (positive, clear.sum() - clear["not_applicable"]) == (57, 70)


def test_requests_of_maine_et_loire(figure):
    """Lines 10 to 13 of EXPECTED.md."""
    assert (figure("requests_count")["value"], figure("requests_count", period="2021")["value"]) == (27, 20)
    assert figure("requests_outside_perimeter_count")["value"] == 2
    assert figure("compliments_count")["value"] == 7
    kinds = ("complaint", "suggestion", "information_request")
    assert [figure("requests_count", f"kind={kind}")["value"] for kind in kinds] == [12, 8, 7]
    channels = ("email", "post", "web_form", "hall_form")
    assert [figure("requests_count", f"channel={channel}")["value"] for channel in channels] == [9, 11, 5, 2]
    assert share(figure("request_reply_on_time_pct")) == "19/27"
    assert share(figure("request_reply_on_time_pct", period="2021")) == "13/20"
    assert figure("requests_overdue_count")["value"] == 2
    assert share(figure("request_reply_delay_working_days")) == "118/25"
    assert figure("request_reply_delay_median_working_days")["value"] == 4


def test_calls_delays_and_actions_of_maine_et_loire(figure, angers):
    """Lines 14 to 16 of EXPECTED.md; the year is not the mean of its quarters."""
    assert share(figure("call_answer_pct")) == "14624/16613"
    quarters = [f"2022-T{number}" for number in range(1, 5)]
    for title, delays in {
        "id_documents": [41, 63, 58, 34],
        "driving_licence": [22, 25, 27, 21],
        "vehicle_registration": [7, 6, 8, 6],
    }.items():
        indicator = f"{title}_delivery_delay_days"
        assert [figure(indicator, period=quarter)["value"] for quarter in quarters] == delays
        assert figure(indicator)["status"] == "no_data"
    actions = read_table(angers["workspace"], "actions", ["49"], [2022])
    assert actions["status"].value_counts().to_dict() == {"done": 2, "in_progress": 2, "planned": 1}
    origins = ("survey", "internal_audit", "self_assessment", "external_audit")
    assert [int(actions[origin].sum()) for origin in origins] == [2, 1, 1, 1]
    assert actions["due_on"].isna().sum() == 1


@pytest.fixture(scope="module")
def vendee(tmp_path_factory, new_workspace, qep):
    """A folder unlike the examples: prepared, then run to the bilan by one command; then the next year's folder prepared."""
    workspace = Workspace(new_workspace(tmp_path_factory.mktemp("vendee") / "espace"))
    answers = {"voice server": "no", "default:requests": "inside", "scale:": "2"}
    asked, written = prepared(workspace, write_folder(workspace.deposits / "2023"), SITE, "2023", answers)
    reports = ("bilan", "satisfaction", "complaints", "users_committee", "transparency_poster")
    chosen = [word for report in reports for word in ("--report", report)]
    run = qep(workspace.root, "run", "--run", "vendee-2023", *chosen, "--audience", "public")
    asked_after, written_after = prepared(workspace, write_folder(workspace.deposits / "2024", 2024), SITE, "2024", {})
    return {
        "workspace": workspace,
        "asked": asked,
        "written": written,
        "run": run,
        "after": (asked_after, written_after),
    }


def test_a_folder_unlike_the_examples_goes_to_its_bilan(vendee):
    """No line of YAML, three questions, two commands; the bilan and its parts are published."""
    assert len(vendee["asked"]) == 3
    assert {each.state for each in vendee["written"]} == {"new"}
    code, said = vendee["run"]
    assert code == 0, said
    assert "5 rapports publiés" in said


def test_its_figures_are_those_counted_by_hand(vendee):
    """Each is counted in `invented_folder`, beside the rows that it comes from."""
    workspace = vendee["workspace"]
    catalogue = read_catalogue(workspace)
    results = measured_sites(workspace, catalogue, [SITE], Period.parse("2023"), AS_OF.replace(year=2024))
    whole = results[results["group"] == ""].set_index("indicator_id")
    shares = {name: share(whole.loc[name]) for name in (
        "satisfaction_courtesy_pct", "satisfaction_signage_pct", "waited_under_10_min_pct", "call_answer_pct",
        "request_reply_on_time_pct", "driving_licence_delivery_delay_days", "vehicle_registration_delivery_delay_days",
    )}  # fmt: skip
    assert shares == {
        "satisfaction_courtesy_pct": "30/40",
        "satisfaction_signage_pct": "24/36",
        "waited_under_10_min_pct": "25/40",
        "call_answer_pct": "10600/12000",
        # 16 by letter or e-mail, of which 2 complaints without an answer.
        "request_reply_on_time_pct": "14/16",
        "driving_licence_delivery_delay_days": "14000/400",
        "vehicle_registration_delivery_delay_days": "1500/300",
    }
    assert whole.loc["requests_count", "value"] == 23
    assert whole.loc["compliments_count", "value"] == 5
    assert whole.loc["request_reply_delay_working_days", "value"] == 3
    rows = read_table(workspace, "survey_answers", [SITE], [2023])
    notes = rows[rows["item_id"].str.startswith("quelle_note")]["number"]
    assert (notes.count(), notes.mean()) == (40, 7.5)
    site = rows[rows["item_id"].str.startswith("comment_jugez")]["option_id"].value_counts()
    assert site.to_dict() == {"nickel": 22, "bof": 18}
    plan = read_table(workspace, "actions", [SITE], [2023])
    assert plan["status"].value_counts().to_dict() == {"in_progress": 2, "done": 1, "planned": 1}


def test_the_next_year_asks_nothing(vendee):
    """The same headings: the sources of the year before are found again, and only a run is written. The register goes on: its
    lines of 2023 are stored already, and only those of 2024 will be read.
    """
    asked, written = vendee["after"]
    assert asked == []
    assert [each.name for each in written] == ["params/runs/vendee-2024.yml"]
    imports = read_catalogue(vendee["workspace"]).runs["vendee-2024"].imports
    assert [request.only_period for request in imports if "Courrier" in request.file] == [True]
    assert {request.only_period for request in imports if "Courrier" not in request.file} == {None}


def test_a_list_of_questions_that_is_filled_goes_on_without_a_terminal(tmp_path, new_workspace, qep):
    """Three calls: which table, which columns, then everything is written; what is not understood is told and stays."""
    workspace = Workspace(new_workspace(tmp_path / "espace"))
    folder = workspace.deposits / "2022"
    folder.mkdir(parents=True)
    (folder / "suivi.csv").write_text("Quoi;Remède;Stade\nPanneaux illisibles;Les refaire;Fait\n", encoding="utf-8")
    call = ("prepare", str(folder), "--site", "49", "--period", "2022", "--accept")
    listed = workspace.deposits / "a-decider" / "questions-49-2022.xlsx"
    code, said = qep(workspace.root, *call)
    assert code != 0 and "depots/a-decider/questions-49-2022.xlsx" in said
    filled(listed, {"que tient": "Plan d'actions"})
    qep(workspace.root, *call)
    filled(listed, {"« Quoi »": "Constat", "« Stade »": "Avancement", "« Remède »": "zut"})
    code, said = qep(workspace.root, *call)
    assert "« zut » n'est pas compris" in said
    filled(listed, {"« Remède »": "Action"})
    code, said = qep(workspace.root, *call)
    assert code == 0, said
    assert not listed.exists()
    catalogue = read_catalogue(workspace)
    (request,) = catalogue.runs["maine-et-loire-2022"].imports
    assert import_file(workspace, catalogue, request).rows_accepted == 1


def filled(path, answers):
    """Type answers in the list of questions, by words of their question."""
    book = load_workbook(path)
    sheet = book["À décider"]
    for row in range(2, sheet.max_row + 1):
        for words, answer in answers.items():
            if words in sheet.cell(row, 1).value:
                sheet.cell(row, 5).value = answer
    book.save(path)
