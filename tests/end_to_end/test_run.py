"""`qep run`: what it leaves on the disk, what it says, and how it ends when something goes wrong."""

import json
import os
import re
import shutil
import signal
import sys
import time

import psutil
import pytest
from published import record_of

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute import job as jobs
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import Wanted, plan_run
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.publish.placing import RECORD

REPORTS = ("satisfaction", "complaints", "title_delivery", "channels", "action_plan", "bilan", "users_committee")
CHER = ("--site", "18", "--period", "2020")


def files(folder):
    """Relative path -> bytes of every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kernels_of(workspace):
    """Ids of the living processes (workers, kernels) that work for this workspace."""
    found = []
    for process in psutil.process_iter(["pid", "environ"]):
        if (process.info["environ"] or {}).get("QEP_WORKSPACE") == str(workspace):
            found.append(process.info["pid"])
    return found


def wait_for_kernels_to_go(workspace, seconds=10):
    """A kernel whose parent was stopped while starting it notices within a second or two."""
    limit = time.monotonic() + seconds
    while (left := kernels_of(workspace)) and time.monotonic() < limit:
        time.sleep(0.2)
    return left


def test_the_declared_run_publishes_every_report_for_both_audiences(finished):
    """Each is whole (its record holds), in every format, and the index links them all with links that lead somewhere."""
    reports = finished / "reports"
    index = (reports / "index.html").read_text(encoding="utf-8")
    for audience in ("interne", "public"):
        for name in REPORTS:
            folder = reports / "18" / "2020" / audience / name
            record = record_of(folder)
            assert {f"{name}.{kind}" for kind in ("html", "pdf", "xlsx", "ipynb")} < set(record["files"])
            assert any(file.startswith("tables/") for file in record["files"])
            assert f'href="18/2020/{audience}/{name}/{name}.pdf"' in index
    links = re.findall(r'href="([^"#]+)"', index)
    assert links and all((reports / link).is_file() for link in links)


@pytest.mark.parametrize("engine", ["fork", "papermill"])
def test_a_report_is_opened_once_by_its_kernel(finished, workspace, engine, monkeypatch):
    """ADR 0009: the worker opens none; the data that it publishes are those that the notebook read, and are the same."""
    opened = []
    monkeypatch.setattr(jobs, "open_report", lambda *asked, workspace: opened.append(asked))
    place = Workspace(workspace)
    (job,) = plan_run(place, read_catalogue(place), ["18"], ["2020"], Wanted(["complaints"], ["public"])).jobs
    shutil.rmtree(workspace / "reports" / job.id)
    outcome = jobs.run_job(str(workspace), job.to_json(), RunSettings(engine=engine).to_json())
    assert (outcome["status"], opened) == ("published", [])
    assert files(workspace / "reports" / job.id / "donnees") == files(finished / "reports" / job.id / "donnees") != {}


def test_every_published_file_is_named_in_a_record(finished):
    """Nothing lies about that no record accounts for."""
    reports = finished / "reports"
    portal = ("index.html", "sites/18.html", "regions/24.html")
    accounted = {*portal, *(f"public/{name}" for name in portal), "imports/index.html", "imports/18.html"}
    for path in reports.rglob(RECORD):
        folder = path.parent.relative_to(reports).as_posix()
        accounted |= {f"{folder}/{name}" for name in (*json.loads(path.read_text("utf-8"))["files"], RECORD)}
    assert set(files(reports)) == accounted


def test_the_same_inputs_give_the_same_bytes(finished, workspace, qep, monkeypatch):
    """K60: HTML, PDF, workbook, tables, notebook and record: equal to the last byte, in another folder, one at a time."""
    chosen = ("--report", "complaints", "--report", "bilan")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LANG", "C")
    former = os.umask(0o077)
    try:
        code, said = qep(workspace, "run", *CHER, *chosen, "--jobs", "1", "--force")
    finally:
        os.umask(former)
    assert code == 0, said
    for audience in ("interne", "public"):
        for name in ("complaints", "bilan"):
            folder = f"reports/18/2020/{audience}/{name}"
            assert files(workspace / folder) == files(finished / folder)
    assert "inchangé" in said and "Résultat : reports/index.html" in said


def test_a_plain_run_says_lines_without_colour_codes(workspace, qep):
    """On a pipe: one line a report, no progress bar."""
    code, said = qep(workspace, "run", *CHER, "--only", "18/2020/interne/title_delivery", "--force")
    assert code == 0
    assert "\x1b" not in said
    assert re.search(r"^\[1/1\] publié : 18/2020/interne/title_delivery \(\d+,\d s\)$", said, re.MULTILINE)


def test_a_notebook_that_fails_stops_no_other_and_is_not_passed_off_as_published(workspace, qep, add_cell):
    """Exit code 4; the message gives the cell; the older files are no longer linked; what failed is kept aside."""
    cell = add_cell(workspace, "complaints", "1 / 0")
    code, said = qep(
        workspace, "run", *CHER, "--only", "*/interne/complaints", "--only", "*/interne/title_delivery", "--force"
    )
    assert code == 4
    assert f"cellule de code {cell} : erreur ZeroDivisionError" in said
    assert "publié : 18/2020/interne/title_delivery" in said
    index = (workspace / "reports" / "index.html").read_text(encoding="utf-8")
    assert "18/2020/interne/complaints/" not in index
    assert "18/2020/interne/title_delivery/title_delivery.html" in index
    assert (workspace / "data" / "failed" / "18" / "2020" / "interne" / "complaints.ipynb").is_file()


@pytest.mark.parametrize(
    ("arguments", "said_words"),
    [
        (("--site", "1", "--period", "2020"), ("écrire 01", "rien n'a été lancé")),
        (("--site", "18", "--period", "20-20"), ("« 20-20 »", "2022-S1")),
        (("--site", "18", "--period", "2020", "--report", "bilam"), ("vouliez-vous dire « bilan »",)),
        (("--site", "18", "--period", "2020", "--audience", "maire"), ("« maire »", "internal, public")),
        (("--site", "18", "--period", "2020", "--as-of", "hier"), ("« hier »", "2021-01-13")),
        (("--site", "18"), ("--period",)),
        (("--run", "cher-2002"), ("vouliez-vous dire « cher-2020 »",)),
        (("--sites", "18"), ("option inconnue : --sites",)),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_starts(empty, qep, arguments, said_words):
    """Exit code 2, a sentence that says what to type, and nothing written."""
    code, said = qep(empty, "run", *arguments)
    assert code == 2
    assert all(words in said for words in said_words), said
    assert "Traceback" not in said
    assert not (empty / "data").exists() and not (empty / "reports").exists()


def test_a_notebook_with_an_unknown_parameter_is_refused(empty, qep):
    """Papermill would run it with its default site, and exit 0."""
    path = empty / "notebooks" / "bilan.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("audience = ", "diffusion = ", 1), encoding="utf-8")
    code, said = qep(empty, "run", *CHER)
    assert code == 2
    assert "« diffusion »" in said and "bilan.ipynb" in said


def test_a_refused_file_is_told_and_leaves_everything_as_it_was(workspace, qep):
    """Exit code 3; the reports of that site are not made again from older data; the store keeps its bytes."""
    survey = workspace / "examples" / "cher-2020" / "enquete_satisfaction_2020.csv"
    before = files(workspace / "data" / "store")
    lines = survey.read_bytes().split(b"\n")
    survey.write_bytes(b"\n".join([b";".join(lines[0].split(b";")[2:]), *lines[1:]]))
    code, said = qep(workspace, "run", *CHER)
    assert code == 3
    assert "enquete_satisfaction_2020.csv" in said and "données refusées : 18/2020/interne/bilan" in said
    assert files(workspace / "data" / "store") == before
    assert "échec" in (workspace / "reports" / "index.html").read_text(encoding="utf-8")


def test_a_site_without_data_is_told_what_to_do(empty, qep):
    """C19: exit code 3, since nothing could be produced."""
    code, said = qep(empty, "run", "--site", "2A", "--period", "2020", "--report", "bilan")
    assert code == 3
    assert "aucune donnée importée pour Préfecture de la Corse-du-Sud" in said and "qep import" in said


def test_a_workspace_in_use_is_refused(workspace, qep):
    """Exit code 75, with who holds it."""
    with workspace_lock(Workspace(workspace)):
        code, said = qep(workspace, "run", *CHER)
    assert code == 75
    assert "processus" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
@pytest.mark.parametrize(
    ("number", "expected"), [pytest.param(signal.SIGTERM, 143, marks=pytest.mark.long), (signal.SIGINT, 130)]
)
def test_an_interrupted_run_leaves_whole_reports_and_no_process(workspace, finished, start, qep, number, expected):
    """Its kernels and workers are gone, nothing half-made is left, and the next run may start at once."""
    process = start(workspace, "run", *CHER, "--jobs", "2", "--force")
    scratch = workspace / "data" / "scratch"
    limit = time.monotonic() + 60
    while len(list(scratch.glob("rapport-*"))) < 2 and time.monotonic() < limit:
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == expected, out + err
    assert "Interrompu" in err and "Traceback" not in err
    assert list(scratch.iterdir()) == []
    assert wait_for_kernels_to_go(workspace) == []
    assert files(workspace / "reports") == files(finished / "reports")
    code, said = qep(workspace, "status")
    assert code == 0 and ": interrompu." in said and "non terminé" in said
    code, said = qep(workspace, "run", *CHER)
    assert code == 0 and "Rien à produire : tout est à jour." in said, said


@pytest.mark.parametrize("name", ["data", "reports"])
def test_a_file_in_the_place_of_a_folder_is_told_with_what_to_do(empty, qep, name):
    """Exit code 2: neither an internal error nor a trace."""
    (empty / name).write_text("un fichier là où il faut un dossier", encoding="utf-8")
    code, said = qep(empty, "run", *CHER)
    assert code == 2
    assert f"« {empty / name} » est un fichier, il faut un dossier. À faire" in said
    assert "Erreur interne" not in said and "Traceback" not in said


def replace_in(path, old, new):
    """Change a text file that does hold `old`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("command", [("check",), ("plan", *CHER), ("run", *CHER)])
def test_a_misspelt_formula_is_refused_by_every_command_before_a_kernel(empty, qep, command):
    """Exit code 2, with the file, what was written and the nearest formula."""
    replace_in(
        empty / "params" / "indicators" / "website_connection_pct.yml", "formula: declared", "formula: declarred"
    )
    code, said = qep(empty, *command)
    assert code == 2
    assert "params/indicators/website_connection_pct.yml" in said
    assert "« declarred »" in said and "vouliez-vous dire « declared » ?" in said
    assert not (empty / "data").exists()


@pytest.mark.long
def test_check_recalculates_the_worked_cases(empty, qep):
    """Exit code 2, with the file, the case, what was announced and what was found."""
    name = "request_reply_delay_working_days.yml"
    replace_in(empty / "params" / "indicators" / name, "denominator: 3, value: 1.3", "denominator: 3, value: 2.3")
    code, said = qep(empty, "check")
    assert code == 2
    assert f"params/indicators/{name}" in said and "Le jour même (0)" in said
    assert "value : attendu 2,3, trouvé 1,3" in said


def test_a_plan_names_a_declared_file_that_is_not_there(workspace, qep):
    """Exit code 3, although older rows of that file are stored."""
    (workspace / "examples" / "cher-2020" / "jalons_2020.csv").unlink()
    code, said = qep(workspace, "plan", *CHER)
    assert code == 3
    assert "18/2020/interne/bilan\tBilan qualité\t2021-01-13\tfichier manquant" in said
    assert "Fichier manquant : examples/cher-2020/jalons_2020.csv. À faire" in said
    assert "importées" not in said


def test_a_plan_says_what_to_do_for_a_site_without_data(empty, qep):
    """On the line of each of its reports."""
    code, said = qep(empty, "plan", "--site", "2A", "--period", "2020", "--report", "bilan")
    assert code == 0
    assert "aucune donnée : importer ses fichiers avec « qep import »" in said


def test_verify_names_a_file_changed_by_hand(workspace, qep):
    """K61: whoever audits asks one command: 0 when every published file is the one its record names, 4 and its name if not."""
    code, said = qep(workspace, "verify")
    assert (code, said.strip()) == (0, "14 rapport(s) vérifiés : chaque fichier est celui qui a été publié.")
    page = workspace / "reports" / "18" / "2020" / "public" / "bilan" / "bilan.html"
    page.write_text(page.read_text(encoding="utf-8").replace("64", "30"), encoding="utf-8")
    code, said = qep(workspace, "verify")
    assert code == 4
    assert "18/2020/public/bilan : bilan.html a changé depuis sa publication" in said


JALONS = "examples/cher-2020/jalons_2020.csv"
BILANS = {f"18/2020/{audience}/bilan" for audience in ("interne", "public")}


def test_an_unchanged_run_does_nothing_and_says_so(workspace, finished, qep):
    """Exit code 0; not one published byte is written."""
    code, said = qep(workspace, "run", *CHER)
    assert code == 0
    assert "14 rapports déjà à jour" in said and "Rien à produire : tout est à jour." in said
    assert files(workspace / "reports") == files(finished / "reports")
    code, said = qep(workspace, "plan", *CHER)
    assert code == 0 and "0 rapport à produire, 14 à jour" in said


@pytest.mark.long
def test_changed_data_are_told_hide_their_reports_and_make_no_other_run(workspace, qep):
    """From the file to the index: planned, imported, no longer linked, made again; the other reports are left alone."""
    replace_in(workspace / JALONS, "24/11/2020", "25/11/2020")
    code, said = qep(workspace, "plan", *CHER)
    assert code == 0 and said.count(f"à produire : à importer : {JALONS}") == 4
    code, said = qep(workspace, "import")
    assert code == 0, said
    index = (workspace / "reports" / "index.html").read_text(encoding="utf-8")
    assert index.count("données plus récentes") == 4 and "/bilan/bilan.html" not in index
    assert "/complaints/complaints.html" in index
    code, said = qep(workspace, "plan", *CHER)
    assert code == 0 and said.count(f"données changées : {JALONS}") == 4
    code, said = qep(workspace, "run", *CHER)
    assert code == 0, said
    readers = BILANS | {job_id.replace("/bilan", "/users_committee") for job_id in BILANS}
    assert set(re.findall(r"publié : (\S+)", said)) == readers and "10 rapports déjà à jour" in said
    index = (workspace / "reports" / "index.html").read_text(encoding="utf-8")
    assert "données plus récentes" not in index and "/bilan/bilan.html" in index


def test_what_failed_is_told_and_taken_up_again(workspace, qep, add_cell):
    """`qep status` says where to look, `qep retry` runs that and nothing else, then has nothing to do."""
    path = workspace / "notebooks" / "complaints.ipynb"
    right = path.read_bytes()
    cell = add_cell(workspace, "complaints", "1 / 0")
    assert qep(workspace, "run", *CHER)[0] == 4
    code, said = qep(workspace, "status")
    assert code == 0
    assert f"cellule de code {cell} : erreur ZeroDivisionError" in said
    assert "à ouvrir : data/failed/18/2020/public/complaints.ipynb" in said and "« qep retry »" in said
    assert "2 non publiés (2 en échec)" in said and "12 à jour" in said
    code, said = qep(workspace, "plan", *CHER)
    assert said.count("dernier essai en échec : cellule de code") == 2
    path.write_bytes(right)
    code, said = qep(workspace, "retry", "--only", "*/bilan")
    assert code == 2 and "« */bilan »" in said
    code, said = qep(workspace, "retry")
    assert code == 0, said
    assert set(re.findall(r"publié : (\S+)", said)) == {f"18/2020/{a}/complaints" for a in ("interne", "public")}
    code, said = qep(workspace, "retry")
    assert code == 0 and "Rien à reprendre" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
def test_a_killed_run_is_told_and_taken_up_where_it_stopped(workspace, finished, start, qep):
    """Its workers and kernels end by themselves; what it had published is not made again; in the end every byte is that
    of an unbroken run."""
    process = start(workspace, "run", *CHER, "--jobs", "1", "--force")
    ledger, limit = workspace / "data" / "ledger", time.monotonic() + 120

    before = {path.name for path in ledger.iterdir()}
    while {path.name for path in ledger.iterdir()} == before and time.monotonic() < limit:
        time.sleep(0.05)
    (own,) = {path.name for path in ledger.glob("*.jsonl")} - before
    while (ledger / own).read_text(encoding="utf-8").count('"published"') < 2 and time.monotonic() < limit:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert wait_for_kernels_to_go(workspace) == []
    code, said = qep(workspace, "status")
    assert code == 0 and "tué avant la fin" in said and "non terminés" in said
    code, said = qep(workspace, "retry")
    assert code == 0, said
    assert files(workspace / "reports") == files(finished / "reports")
    assert qep(workspace, "retry")[1].startswith("Rien à reprendre")


def test_options_of_a_run_are_checked_before_anything_starts(empty, qep):
    """Exit code 2, with what is accepted; a list of sites may come from a file."""
    code, said = qep(empty, "run", *CHER, "--engine", "forck", "--executor", "disk")
    assert code == 2 and "vouliez-vous dire « fork »" in said and "vouliez-vous dire « dask »" in said
    code, said = qep(empty, "run", *CHER, "--only", "*/bilam")
    assert code == 2 and "18/2020/interne/bilan" in said
    (empty / "sites.txt").write_text("# un site par ligne\n18\n1\n", encoding="utf-8")
    code, said = qep(empty, "plan", "--site", "file:sites.txt", "--period", "2020")
    assert code == 2 and "sites.txt, ligne 3" in said and "écrire 01" in said
    assert not (empty / "data").exists()
