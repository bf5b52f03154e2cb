"""What is said of a batch while it runs and once it has ended."""

import io
import json
from collections import Counter
from datetime import date

import pytest
from rich.console import Console

from qep_lib.cli import following, status, telling
from qep_lib.cli.following import Teller, tell_end
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import plan_totals, spoken_duration, state_words, totals_sentence
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.model.campaign import Import
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.runs.execute.batch import BatchResult
from qep_lib.runs.execute.imports import ImportStep
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import Job, Plan
from qep_lib.runs.publish.freshness import JobState
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

FAILURE = Failure("cell_error", "erreur KeyError", 3, ("    1 / 0",), "data/failed/x.ipynb", "data/logs/x.log")


@pytest.fixture
def screen():
    """A screen that writes in memory, as on a pipe."""
    return Screen(Console(file=io.StringIO(), highlight=False, width=80, soft_wrap=True))


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An empty workspace, the current one."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    return Workspace(tmp_path)


def job(site_id, report_id="bilan"):
    """One job."""
    return Job(report_id, "Bilan", "bilan.ipynb", Subject(site_id, "Cher"), "2020", "2021-01-13", "internal", "stored")


def import_of(file):
    """One file to import."""
    return Import(file=file, source="survey", site="57", period="2020", extracted_on=date(2021, 1, 1), nature="real")


def shown(screen):
    """Label, steps and last words of the bar."""
    (task,) = screen._progress.tasks
    return task.description, task.total, task.fields["said"]()


def said(screen):
    """The lines written so far."""
    return screen.console.file.getvalue().splitlines()


def test_a_batch_is_told_job_by_job_with_the_time_left(screen, monkeypatch):
    """Wall clock steps add up, processor time does not count; a failure gives its lines and the files to open."""
    instants = iter([100.0, 130.0, 160.0, 190.0])
    monkeypatch.setattr(following.time, "monotonic", lambda: next(instants))
    listener = Teller(screen).listener
    listener.on_plan([JobState(job(site), "to_run") for site in ("18", "41", "45")])
    listener.on_outcome(Outcome(job("18"), "published", seconds={"notebook": 1.0, "export": 0.5, "cpu": 9.0}))
    listener.on_outcome(Outcome(job("41"), "failed", failure=FAILURE))
    listener.on_outcome(Outcome(job("45"), "published"))
    assert said(screen) == [
        "[1/3] publié : 18/2020/interne/bilan (1,5 s), reste 1 min",
        "[2/3] en échec : 41/2020/interne/bilan, reste 30 s",
        "    cellule de code 3 : erreur KeyError",
        "    |     1 / 0",
        "    à ouvrir : data/failed/x.ipynb",
        "    à ouvrir : data/logs/x.log",
        "[3/3] publié : 45/2020/interne/bilan",
    ]


def test_a_report_told_twice_counts_once(screen):
    """Published, then found altered; and one of an earlier run, which is none of this one's."""
    listener = Teller(screen).listener
    listener.on_plan([JobState(job("18"), "to_run")])
    listener.on_outcome(Outcome(job("18"), "published"))
    for site in ("18", "41"):
        listener.on_outcome(Outcome(job(site), "failed", failure=FAILURE))
    told = [line for line in said(screen) if line.startswith("[")]
    assert [line.partition("]")[0] for line in told] == ["[1/1"] * 3


def test_the_bar_says_files_then_reports_what_runs_and_the_time_left(monkeypatch):
    """A minute for the comparison that the ledger knows, though the first report took two seconds; it counts down."""
    clock = [100.0]
    monkeypatch.setattr(following.time, "monotonic", lambda: clock[0])
    terminal = Screen(Console(file=io.StringIO(), force_terminal=True, highlight=False, width=110))
    teller = Teller(terminal, workers=2, usual=lambda: {"bilan": 2.0, "regional_comparison": 60.0})
    jobs = [job("18"), job("41"), job("region-24", "regional_comparison")]
    with terminal.progress(0, "Fichiers"):
        teller.listener.on_start(Plan((), (import_of("a.csv"), import_of("b.csv"))))
        assert shown(terminal) == ("Fichiers", 2, "a.csv")
        teller.listener.on_import(ImportStep(import_of("a.csv"), refusal=DataRefused("illisible")))
        assert shown(terminal)[2] == "b.csv"
        teller.listener.on_plan([JobState(one, "to_run") for one in jobs])
        assert shown(terminal) == ("Rapports", 3, "reste 1 min, en cours : 18/2020/interne/bilan et 1 autre")
        clock[0] = 130.0
        assert shown(terminal)[2].startswith("reste 30 s")
        clock[0] = 102.0
        teller.listener.on_outcome(Outcome(jobs[0], "published", seconds={"notebook": 2.0}))
        assert shown(terminal)[2].endswith("en cours : 41/2020/interne/bilan et 1 autre")


def test_why_the_engine_is_not_the_one_asked_for_is_said_once(screen):
    """A thousand reports made with ordinary kernels have one reason."""
    listener = Teller(screen).listener
    for site in ("18", "41"):
        listener.on_outcome(Outcome(job(site), "published", engine="papermill", fallback="pas de fork ici"))
    assert sum("moteur « papermill » employé à la place : pas de fork ici" in line for line in said(screen)) == 1


def test_what_is_skipped_takes_one_line(screen):
    """A thousand unchanged reports are a number; a site without data is one line, whatever its reports."""
    listener = Teller(screen).listener
    without = [job("2A"), job("2A", "satisfaction")]
    states = [JobState(job(str(number)), "up_to_date") for number in range(1000)]
    listener.on_plan([*states, *(JobState(asked, "no_data") for asked in without)])
    for asked in without:
        listener.on_outcome(Outcome(asked, "no_data", failure=Failure("missing_data", "rien d'importé")))
    assert said(screen) == [
        "1000 rapports déjà à jour : rien à refaire (--force pour les produire quand même).",
        "aucune donnée : 2A/2020 (2 rapports) : rien d'importé",
    ]


def test_reports_refused_with_the_file_of_their_site_count_in_the_total(screen):
    """Whether they were up to date, without data or to be made; the other sites keep their own lines."""
    request = Import(
        file="faux.csv", source="x", site="18", period="2020", extracted_on=date(2021, 1, 1), nature="real"
    )
    listener = Teller(screen).listener
    listener.on_import(ImportStep(request, refusal=DataRefused("faux")))
    refused = [job("18", name) for name in ("bilan", "satisfaction", "complaints")]
    states = [JobState(j, s) for j, s in zip(refused, ("up_to_date", "no_data", "to_run"), strict=True)]
    listener.on_plan([*states, JobState(job("41"), "up_to_date")])
    for asked in refused:
        listener.on_outcome(Outcome(asked, "data_refused", failure=Failure("data_refused", "refusé")))
    told = said(screen)
    assert told[1].startswith("1 rapport déjà à jour")
    assert [line.split()[0] for line in told if line.startswith("[")] == ["[1/3]", "[2/3]", "[3/3]"]


def test_a_retry_does_not_offer_an_option_it_has_not(screen):
    """`--force` is only for `qep run`."""
    Teller(screen, has_force=False).listener.on_plan([JobState(job("18"), "up_to_date")])
    assert said(screen) == ["1 rapport déjà à jour : rien à refaire."]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["published", "no_data"], ["1 rapport publié, 1 non publié (1 sans données).", telling.NO_DATA_STEP]),
        (["up_to_date"] * 2, ["Rien à produire : tout est à jour."]),
        (["published", "up_to_date"], ["1 rapport publié, 1 à jour."]),
        (
            ["published", "failed", "not_run", "not_run"],
            [
                "1 rapport publié, 3 non publiés (1 en échec, 2 non lancés).",
                "À faire : corriger, puis « qep retry » ; « qep status » redit ce qui a échoué.",
            ],
        ),
    ],
)
def test_the_end_says_what_was_made_and_what_to_do(screen, workspace, statuses, expected):
    """And where the result is."""
    outcomes = tuple(Outcome(job(str(number)), status) for number, status in enumerate(statuses))
    tell_end(screen, workspace, BatchResult("id", (), outcomes, workspace.reports / "index.html"))
    assert said(screen) == [*expected, "Résultat : reports/index.html"]


def test_a_run_that_had_nothing_to_do_says_so():
    """Not « 0 rapport publié »; while it runs, what is to come is not known."""
    fresh = Counter(up_to_date=2)
    assert telling.totals_sentence(fresh) == "2 rapports déjà à jour, rien à refaire"
    assert telling.totals_sentence(fresh, is_over=False) == "0 rapport publié, 2 à jour"
    assert (
        telling.totals_sentence(Counter(up_to_date=1, failed=1))
        == "0 rapport publié, 1 à jour, 1 non publié (1 en échec)"
    )


def test_the_plan_says_what_would_run_and_why():
    """In the words of the check."""
    states = [
        JobState(job("18"), "to_run", reasons=("carnet changé", "paramètres changés")),
        JobState(job("41"), "up_to_date"),
        JobState(job("45"), "no_data"),
    ]
    assert [state_words(state) for state in states] == [
        "à produire : carnet changé ; paramètres changés",
        "à jour",
        "sans données",
    ]
    assert plan_totals(states) == "1 rapport à produire, 1 à jour, 1 sans données"


def test_durations_and_totals_are_said_the_french_way():
    """Rounded to what one waits for."""
    assert [spoken_duration(s) for s in (0.4, 59, 61, 3600, 3900)] == ["0 s", "59 s", "1 min", "1 h 00", "1 h 05"]
    assert totals_sentence(Counter()) == "0 rapport publié"


def start(workspace, *sites):
    """A batch that plans one job a site."""
    planned = [{"id": job(s).id, "state": "to_run", "reasons": [], "job": job(s).to_json()} for s in sites]
    asked = {"command": "run", "sites": list(sites), "periods": ["2020"]}
    return BatchLedger(
        workspace, {"asked": asked, "settings": {}, "versions": {}, "planned": planned, "up_to_date": ["45/x"]}
    )


def status_said(capsys, *arguments):
    """What `qep status` prints."""
    assert status.show_status(*(arguments or (None, False))) == 0
    return capsys.readouterr().out


def test_the_status_of_a_finished_batch_tells_each_failure_and_what_to_type(workspace, capsys):
    """With the cell, the files to open and the command that was typed."""
    batch = start(workspace, "18", "41")
    batch.record([Outcome(job("18"), "published"), Outcome(job("41"), "failed", failure=FAILURE)])
    batch.end("finished", {})
    told = status_said(capsys)
    assert f"Lancement {batch.run_id}" in told and ": terminé." in told
    assert "Commande : qep run --site 18 --site 41 --period 2020" in told
    assert "1 rapport publié, 1 à jour, 1 non publié (1 en échec)." in told
    assert "en échec : 41/2020/interne/bilan\n    cellule de code 3 : erreur KeyError\n" in told
    assert "à ouvrir : data/failed/x.ipynb" in told and "« qep retry »" in told


def test_a_batch_that_only_lacked_data_has_nothing_to_take_up(workspace, capsys):
    """`qep retry` would run nothing: a period that was mistyped is not a debt."""
    batch = start(workspace, "18")
    batch.record([Outcome(job("18"), "no_data", failure=Failure("missing_data", "aucune donnée"))])
    batch.end("finished", {})
    told = status_said(capsys)
    assert "Rien à reprendre." in told and "vérifier la période" in told and "qep retry" not in told


def test_a_batch_without_an_end_is_running_or_was_killed(workspace, capsys):
    """The lock tells which: the system gives it back however a process dies."""
    start(workspace, "18", "41").record([Outcome(job("18"), "published")])
    with workspace_lock(workspace):
        told = status_said(capsys)
    assert ": en cours." in told and "1 en attente ou en cours" in told and "qep retry" not in told
    told = status_said(capsys)
    assert "tué avant la fin" in told and "1 rapport non terminé : 41/2020/interne/bilan" in told
    assert "« qep retry »" in told


@pytest.mark.parametrize(("state", "word"), [("interrupted", "interrompu"), ("stopped", "--fail-fast")])
def test_a_batch_that_was_stopped_names_what_it_did_not_finish(workspace, capsys, state, word):
    """A long list is cut, with the number left out."""
    sites = [f"{number:02}" for number in range(1, 13)]
    batch = start(workspace, *sites)
    batch.record([Outcome(job(site), "not_run") for site in sites])
    batch.end(state, {})
    told = status_said(capsys)
    assert word in told and "12 rapports non terminés : 01/2020/interne/bilan, " in told and "et 2 autres" in told


def test_a_batch_that_could_not_start_says_why_once(workspace, capsys):
    """The reason is that of all its reports; none of them was interrupted."""
    batch = start(workspace, "18", "41")
    reason = Failure("refused", "aucun ordonnanceur ne répond", lines=("ouvrier a : non",))
    batch.record([Outcome(job(site), "not_run", failure=reason) for site in ("18", "41")])
    batch.end("refused", {})
    told = status_said(capsys)
    assert ": refusé, aucun rapport n'a été lancé." in told and "interrompu" not in told
    assert told.count("aucun ordonnanceur ne répond") == told.count("ouvrier a : non") == 1
    assert "2 rapports non terminés" in told and "« qep retry »" in told


def test_a_batch_is_given_as_json_too_and_by_its_id(workspace, capsys):
    """For other programs: state, totals, settings, every outcome with its durations and hashes."""
    assert status_said(capsys, None, True) == "null\n"
    assert "Rien n'a encore été lancé" in status_said(capsys)
    first = start(workspace, "18", "41")
    first.record([Outcome(job("18"), "published", "k", {"a": "b"}, {"notebook": 1.5})])
    first.end("finished", {})
    start(workspace, "45").end("finished", {})
    value = json.loads(status_said(capsys, first.run_id, True))
    assert (value["run"], value["state"], value["without_outcome"]) == (first.run_id, "finished", [job("41").id])
    assert value["totals"] == {"published": 1, "not_run": 1, "up_to_date": 1}
    assert value["jobs"][0]["id"] == job("18").id and value["jobs"][0]["files"] == {"a": "b"}


def test_a_batch_whose_reports_are_all_there_asks_for_nothing(workspace, capsys):
    """One sentence says so."""
    batch = start(workspace, "18")
    batch.record([Outcome(job("18"), "published")])
    batch.end("finished", {})
    assert "Rien à reprendre" in status_said(capsys)


@pytest.mark.parametrize("name", ["data", "data/ledger"])
def test_a_file_in_the_place_of_the_ledger_is_not_taken_for_an_empty_one(workspace, name):
    """« Rien n'a encore été lancé » would be false."""
    (workspace.root / name).parent.mkdir(exist_ok=True)
    (workspace.root / name).write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError, match=f"{name} » est un fichier, il faut un dossier. À faire"):
        status.show_status(None, False)
