"""What a batch survives: kills, full disks, folders that cannot be written, impatient people. Nothing half-made is left.

The promises are those of docs/adr/0008: a published file is always whole and named in a record, what was interrupted
ends, once taken up again, in the same bytes as what was not, and one report's misfortune is never another's.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from qep_lib.runs.publish.placing import RECORD, compare_with_record

CHER = ("--site", "18", "--period", "2020")
KILLS = int(os.environ.get("QEP_KILLS", "4"))
"""Instants at which the whole batch is killed; `make endurance` asks for thirty."""
SAID = "dit.txt"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signaux et systèmes de fichiers POSIX")


def published(workspace):
    """Relative path -> bytes of everything that is published."""
    folder = workspace / "reports"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def faults_of(workspace):
    """Differences between what is published and its records."""
    return [
        f"{record.parent} : {difference}"
        for record in (workspace / "reports").rglob(RECORD)
        for difference in compare_with_record(record.parent)
    ]


def reports_of(workspace):
    """Ids of the published reports."""
    return {path.parent.relative_to(workspace / "reports").as_posix() for path in (workspace / "reports").rglob(RECORD)}


def processes_of(workspace):
    """The living processes that work for this workspace, whoever started them."""
    found = []
    for process in psutil.process_iter(["environ", "status"]):
        is_ours = (process.info["environ"] or {}).get("QEP_WORKSPACE") == str(workspace)
        if is_ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def kernels_of(workspace):
    """Those of them that are kernels: each leads a session of its own."""
    own = []
    for process in processes_of(workspace):
        try:
            is_leader = os.getsid(process.pid) == process.pid
        except ProcessLookupError:
            continue
        if is_leader and process.name().startswith("python") and any("forkserver" in a for a in process.cmdline()):
            own.append(process)
    return own


def wait_for(find, seconds=60):
    """What `find()` gives once it gives something."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := find():
            return found
        time.sleep(0.02)
    raise AssertionError("rien de tel n'est apparu")


def start_alone(workspace, *arguments):
    """The command at the head of a session of its own, so that all of it can be killed at once."""
    command = [Path(sys.executable).parent / "qep", *arguments]
    environment = os.environ | {"QEP_WORKSPACE": str(workspace)}
    with (workspace / SAID).open("wb") as said:
        return subprocess.Popen(
            command, cwd=workspace, env=environment, start_new_session=True, stdout=said, stderr=subprocess.STDOUT
        )


def said_by(batch, workspace):
    """Everything it said, once it has ended."""
    batch.wait(timeout=120)
    return (workspace / SAID).read_text(encoding="utf-8")


@pytest.mark.long
def test_a_batch_killed_at_any_moment_and_taken_up_again_ends_as_if_nothing_had_happened(workspace, finished, qep):
    """No corrupt output, no report lost on the way, no process left behind; the same bytes in the end."""
    expected, known = published(finished), reports_of(workspace)
    began = time.monotonic()
    assert start_alone(workspace, "run", *CHER, "--force", "--jobs", "2").wait() == 0
    duration = time.monotonic() - began
    instants = random.Random(2020)
    for _ in range(KILLS):
        batch = start_alone(workspace, "run", *CHER, "--force", "--jobs", "2")
        time.sleep(instants.uniform(0.2, duration))
        os.killpg(batch.pid, signal.SIGKILL)
        batch.wait()
        wait_for(lambda: not processes_of(workspace))
        assert faults_of(workspace) == []
        assert reports_of(workspace) == known
        assert qep(workspace, "status")[0] == 0
    code, said = qep(workspace, "retry")
    assert code == 0, said
    assert published(workspace) == expected
    assert list((workspace / "data" / "scratch").iterdir()) == []


@pytest.mark.long
def test_a_first_batch_killed_at_any_moment_is_completed_by_the_next(empty, finished, qep):
    """From nothing at all: import and reports are cut, then done."""
    instants = random.Random(18)
    for _ in range(KILLS):
        batch = start_alone(empty, "run", *CHER, "--jobs", "2")
        time.sleep(instants.uniform(0.2, 8))
        os.killpg(batch.pid, signal.SIGKILL)
        batch.wait()
        wait_for(lambda: not processes_of(empty))
        assert faults_of(empty) == []
    code, said = qep(empty, "run", *CHER)
    assert code == 0, said
    assert published(empty) == published(finished)


@pytest.mark.long
@pytest.mark.parametrize("victim", ["kernel", "worker"])
def test_a_process_killed_in_the_middle_costs_one_report_at_most(workspace, finished, qep, victim):
    """A dead kernel is one failed report, told as such and taken up by `qep retry`; a dead worker costs time only."""
    batch = start_alone(workspace, "run", *CHER, "--force", "--jobs", "2")
    # One that only starts is started again; this one is at work.
    kernel = wait_for(lambda: [k for k in kernels_of(workspace) if k.cpu_times().user > 0.3])[0]
    if victim == "kernel":
        kernel.kill()
    else:
        kernel.parent().parent().kill()
    said = said_by(batch, workspace)
    assert faults_of(workspace) == []
    assert batch.returncode == (4 if victim == "kernel" else 0), said
    if victim == "kernel":
        assert "le noyau Python s'est arrêté brutalement" in said
        code, said = qep(workspace, "retry")
        assert code == 0 and "1 rapport publié" in said, said
    assert published(workspace) == published(finished)
    wait_for(lambda: not processes_of(workspace))


@pytest.mark.long
def test_ctrl_c_twice_is_as_safe_as_once(workspace, finished):
    """The second changes nothing: no trace, no process, no half-made report."""
    batch = start_alone(workspace, "run", *CHER, "--force", "--jobs", "2")
    wait_for(lambda: kernels_of(workspace))
    for _ in range(3):
        os.killpg(batch.pid, signal.SIGINT)
        time.sleep(0.15)
    said = said_by(batch, workspace)
    assert batch.returncode == 130, said
    assert "Interrompu" in said and "Traceback" not in said
    wait_for(lambda: not processes_of(workspace))
    assert published(workspace) == published(finished)


@pytest.mark.long
def test_two_batches_at_once_cannot_harm_each_other(workspace, finished, qep):
    """The second is refused at once, and says by whom; the first ends as if alone."""
    batch = start_alone(workspace, "run", *CHER, "--force")
    wait_for(lambda: kernels_of(workspace))
    code, said = qep(workspace, "run", *CHER)
    assert (code, f"processus {batch.pid}" in said) == (75, True), said
    assert batch.wait() == 0
    assert published(workspace) == published(finished)


def test_a_report_that_takes_too_much_memory_fails_alone(workspace, qep, add_cell):
    """Under `--memory`, the machine goes on and the message says what to raise."""
    cell = add_cell(workspace, "complaints", "held = bytearray(8 * 1024**3)")
    asked = ("--report", "complaints", "--report", "title_delivery", "--audience", "internal")
    code, said = qep(workspace, "run", *CHER, *asked, "--force", "--memory", "4000")
    assert code == 4, said
    assert f"cellule de code {cell} : mémoire épuisée" in said
    assert "publié : 18/2020/interne/title_delivery" in said


def test_a_cell_that_never_ends_is_stopped_in_time(workspace, qep, add_cell):
    """Even one that no interruption can reach; its report fails, the others do not."""
    add_cell(
        workspace,
        "complaints",
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(1)",
    )
    asked = ("--report", "complaints", "--report", "title_delivery", "--audience", "internal")
    code, said = qep(workspace, "run", *CHER, *asked, "--force", "--timeout", "8")
    assert code == 4 and "délai dépassé : le rapport n'était pas fini au bout de 8 s" in said, said
    assert "publié : 18/2020/interne/title_delivery" in said
    wait_for(lambda: not processes_of(workspace))


def test_a_notebook_without_one_of_its_parameters_starts_nothing(workspace, qep):
    """Exit code 2: Papermill would run it with the default, and make another site's report."""
    path = workspace / "notebooks" / "complaints.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "as_of = None" in text
    path.write_text(text.replace("as_of = None", "arrete = None"), encoding="utf-8")
    before = published(workspace)
    code, said = qep(workspace, "run", *CHER, "--force")
    assert code == 2 and "« as_of »" in said and "complaints.ipynb" in said, said
    assert published(workspace) == before


@pytest.fixture
def mounted(tmp_path):
    """A function that mounts a file system of its own in a folder; skipped where that is not allowed."""
    points = []

    def mount(point, *options):
        done = subprocess.run(["mount", *options, str(point)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"montage refusé : {done.stderr.strip()}")
        points.append(point)

    yield mount
    for point in reversed(points):
        subprocess.run(["umount", "-l", str(point)], check=True)


@pytest.mark.long
def test_a_full_disk_loses_nothing_and_the_batch_can_be_taken_up_again(finished, tmp_path, mounted, qep):
    """K53: reports that find no room fail with a sentence that says so; what was published stays whole."""
    workspace = tmp_path / "petit"
    workspace.mkdir()
    mounted(workspace, "-t", "tmpfs", "-o", "size=64m", "tmpfs")
    ignored = shutil.ignore_patterns("data", "reports", ".ipynb_checkpoints")
    shutil.copytree(finished, workspace, ignore=ignored, dirs_exist_ok=True)
    assert qep(workspace, "import", "--run", "cher-2020")[0] == 0
    used = shutil.disk_usage(workspace).used
    subprocess.run(["mount", "-o", f"remount,size={used // 1024 + 1500}k", str(workspace)], check=True)
    code, said = qep(workspace, "run", *CHER)
    assert code == 4, said
    assert "plus de place sur le disque" in said, said
    assert "Traceback" not in said and "Erreur interne" not in said
    assert faults_of(workspace) == []
    subprocess.run(["mount", "-o", "remount,size=128m", str(workspace)], check=True)
    code, said = qep(workspace, "retry")
    assert code == 0, said
    assert published(workspace) == published(finished)


def test_a_reports_folder_that_cannot_be_written_stops_everything_before_it_starts(workspace, mounted, qep):
    """Exit code 2, the folder, what to do; no import, no kernel."""
    reports = workspace / "reports"
    mounted(reports, "--bind", str(reports))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(reports)], check=True)
    before = published(workspace)
    code, said = qep(workspace, "run", *CHER, "--force")
    assert code == 2 and f"dossier non modifiable : « {reports} »" in said, said
    assert published(workspace) == before
