"""Running a notebook: success is never assumed, failures are told apart, equal runs give equal notebooks."""

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import nbformat
import psutil
import pytest
from bad_inputs import plays

from qep_lib.runs.execute import engine
from qep_lib.runs.execute.engine import INJECTED_ID, NotebookFailed, execute
from qep_lib.runs.execute.usage import read_usage
from qep_lib.runs.plan.settings import RunSettings

FAULTS = {
    "cell_error": ("1", "1 / 0"),
    "kernel_died": ("1", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "2"),
    "timeout": ("1", "import time; time.sleep(600)", "2"),
    "out_of_memory": ("1", "raise MemoryError", "2"),
    "missing_data": ("1", 'from qep_lib.errors import DataRefused; raise DataRefused("rien ici", ("détail",))'),
    "not_executed": ("1", "import sys; sys.exit(0)", "2"),
}


@pytest.fixture(params=["fork", "papermill"])
def engine_name(request):
    """Both kinds of kernel keep the same promises."""
    return request.param


def run(job, path, tmp_path, engine_name="fork", timeout=60.0, memory_limit_mb=None):
    """Execute the notebook in a scratch folder of its own."""
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    settings = RunSettings(engine=engine_name, timeout=timeout, memory_limit_mb=memory_limit_mb)
    return execute(job, path, tmp_path, scratch, settings)


def test_the_same_notebook_gives_the_same_bytes_in_both_kinds_of_kernels(tmp_path, job, new_notebook):
    """No time, no path, no random id is left; parameters are passed as text."""
    source = 'import os; print(site, period, as_of, audience, os.environ["TZ"], os.environ["PYTHONHASHSEED"])'
    path = new_notebook(tmp_path / "carnet.ipynb", source)
    first, second, ordinary = (run(job, path, tmp_path, name).notebook for name in ("fork", "fork", "papermill"))
    assert nbformat.writes(first) == nbformat.writes(second) == nbformat.writes(ordinary)
    assert first.cells[-1].outputs[0].text == "18 2020 2021-01-13 internal Europe/Paris 0\n"
    assert first.cells[2].id == INJECTED_ID
    assert "papermill" not in json.dumps(first)
    assert {path.name for path in (tmp_path / "scratch").iterdir()} == {"kernel.log", "kernel.json"}


def test_a_parameter_value_stays_text_whatever_it_holds(tmp_path, job, new_notebook):
    """J02: quotes, line ends and braces in a value are not code."""
    hostile = "x'\"\n__import__('os').abort()\n\\{site}"
    path = new_notebook(tmp_path / "carnet.ipynb", "print(repr(site))")
    done = run(job.from_json(job.to_json() | {"site_id": hostile}), path, tmp_path)
    assert done.notebook.cells[-1].outputs[0].text == repr(hostile) + "\n"


@pytest.mark.parametrize("kind", FAULTS)
def test_failures_are_told_apart_with_the_cell_where_they_happened(tmp_path, job, new_notebook, engine_name, kind):
    """A dead kernel and a timeout leave a notebook that Papermill calls completed: neither may pass for a success."""
    path = new_notebook(tmp_path / "carnet.ipynb", *FAULTS[kind])
    with pytest.raises(NotebookFailed) as failure:
        run(job, path, tmp_path, engine_name, timeout=4.0 if kind == "timeout" else 60.0)
    assert failure.value.kind == kind
    assert failure.value.cell == 3
    assert failure.value.exit_code == 4
    executed = [cell for cell in failure.value.notebook.cells if cell.cell_type == "code"]
    assert any(output.output_type == "error" for output in executed[3].outputs)


def corpus_notebook(case, tmp_path, new_notebook):
    """The notebook of a case, its cells of fault after the four parameters of ours."""
    drawn = tmp_path / "corpus.ipynb"
    exec(case["generator_python"], {"path": str(drawn)})
    cells = nbformat.read(drawn, as_version=4).cells[1:]
    return new_notebook(tmp_path / case["filename"], *(cell.source for cell in cells))


@plays("test_a_faulty_notebook_of_the_corpus_fails_at_its_cell")
def test_a_faulty_notebook_of_the_corpus_fails_at_its_cell(tmp_path, job, new_notebook, case):
    """Killed, gone, endless, deaf, greedy, talkative or reaching for the network: the cell is named, and the exit code is 4."""
    path = corpus_notebook(case, tmp_path, new_notebook)
    limits = {"timeout": 5.0} if case["id"] in ("K03", "K04") else {}
    if case["id"] in ("K07", "K08"):
        limits = {"memory_limit_mb": 2048}
    with pytest.raises(NotebookFailed) as failure:
        run(job, path, tmp_path, **limits)
    assert failure.value.cell == 2
    assert failure.value.exit_code == case["expected"]["exit_code"] == 4


@plays("test_a_notebook_that_depends_on_time_or_chance_does_not_give_the_same_bytes")
def test_a_notebook_that_depends_on_time_or_chance_does_not_give_the_same_bytes(tmp_path, job, new_notebook, case):
    """Which is how the comparison of whole runs finds it."""
    path = corpus_notebook(case, tmp_path, new_notebook)
    first, second = (nbformat.writes(run(job, path, tmp_path).notebook) for _ in range(2))
    assert first != second


def test_a_warning_is_no_failure(tmp_path, job, new_notebook):
    """K14: it is written to the log of the kernel or beside the cell, and the report is made."""
    path = new_notebook(tmp_path / "carnet.ipynb", "import warnings; warnings.warn('x', DeprecationWarning)")
    assert run(job, path, tmp_path).notebook.cells[-1].execution_count is not None


def test_no_cell_starts_once_the_time_is_spent(tmp_path, job, new_notebook, engine_name):
    """The limit is on the whole notebook: many cells that are each short are not a way round it."""
    counted = "from pathlib import Path; import time; time.sleep(0.4); Path('cells').open('a').write('x')"
    path = new_notebook(tmp_path / "carnet.ipynb", *[counted] * 30)
    with pytest.raises(NotebookFailed, match="délai dépassé : le rapport n'était pas fini au bout de 2 s") as failure:
        run(job, path, tmp_path, engine_name, timeout=2.0)
    assert failure.value.kind == "timeout"
    done = tmp_path / "scratch" / "cells"
    assert len(done.read_text(encoding="utf-8") if done.is_file() else "") <= 5


def test_a_refusal_of_ours_is_told_by_its_sentence_and_another_error_by_its_trace(tmp_path, job, new_notebook):
    """An analyst reads a French sentence when the library wrote one, and the last lines otherwise."""
    path = new_notebook(tmp_path / "carnet.ipynb", FAULTS["missing_data"][1])
    with pytest.raises(NotebookFailed) as refused:
        run(job, path, tmp_path)
    assert (refused.value.message, refused.value.lines) == ("rien ici", ("détail",))
    path = new_notebook(tmp_path / "carnet.ipynb", "1 / 0")
    with pytest.raises(NotebookFailed) as broken:
        run(job, path, tmp_path)
    assert broken.value.lines[-1] == "ZeroDivisionError: division by zero"
    assert "\x1b" not in "".join(broken.value.lines)


def test_only_a_kernel_that_would_not_start_is_tried_again(tmp_path, job, new_notebook, monkeypatch):
    """Two failed starts then a good one make a report; a cell's error is never run twice."""
    path = new_notebook(tmp_path / "carnet.ipynb", "print('ok')")
    real, tries = engine._run, []

    def fails_twice(*arguments):
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("Kernel didn't respond in 60 seconds")
        return real(*arguments)

    monkeypatch.setattr(engine, "_run", fails_twice)
    monkeypatch.setattr(engine.time, "sleep", lambda seconds: None)
    assert run(job, path, tmp_path).notebook.cells[-1].outputs[0].text == "ok\n"
    assert len(tries) == 3


def test_a_kernel_that_never_starts_is_a_failure_without_a_cell(tmp_path, job, new_notebook, monkeypatch):
    """The message says that it is the kernel, not the notebook, with the last words of the kernel."""

    def never(job, path, root, scratch, settings, watcher):
        (scratch / "kernel.log").write_text("ImportError: zmq", encoding="utf-8")
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(engine, "_run", never)
    monkeypatch.setattr(engine.time, "sleep", lambda seconds: None)
    with pytest.raises(NotebookFailed, match="démarré") as failure:
        run(job, new_notebook(tmp_path / "carnet.ipynb", "1"), tmp_path)
    assert (failure.value.kind, failure.value.cell) == ("start_up", None)
    assert failure.value.lines[-1] == "ImportError: zmq"


def test_a_kernel_that_never_starts_under_a_limit_of_memory_names_the_limit(tmp_path, job, new_notebook, monkeypatch):
    """Whoever set it too low is told what to change, instead of looking for a broken installation."""

    def never(*arguments):
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(engine, "_run", never)
    monkeypatch.setattr(engine.time, "sleep", lambda seconds: None)
    with pytest.raises(NotebookFailed, match="cause probable : la limite de mémoire de 150 Mo.*--memory") as failure:
        run(job, new_notebook(tmp_path / "carnet.ipynb", "1"), tmp_path, memory_limit_mb=150)
    assert failure.value.kind == "start_up"


def test_a_run_changes_neither_the_environment_nor_the_folder_of_its_process(tmp_path, job, new_notebook):
    """Other jobs of the same process see nothing of it."""
    before = dict(os.environ), Path.cwd()
    path = new_notebook(tmp_path / "carnet.ipynb", "import os; os.environ['TZ'] = 'x'")
    run(job, path, tmp_path)
    assert (dict(os.environ), Path.cwd()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="la limite de mémoire d'un noyau est posée par Linux")
def test_a_kernel_that_takes_too_much_memory_fails_under_its_limit(tmp_path, job, new_notebook, engine_name):
    """The machine goes on, the failure says that it is memory, and in which cell."""
    path = new_notebook(tmp_path / "carnet.ipynb", "import numpy", "held = numpy.ones(8 * 1024**3)")
    with pytest.raises(NotebookFailed) as failure:
        run(job, path, tmp_path, engine_name, memory_limit_mb=4096)
    assert (failure.value.kind, failure.value.cell) == ("out_of_memory", 3)
    assert "MemoryError" in failure.value.error_class


@pytest.mark.skipif(sys.platform != "linux", reason="lu dans /proc")
def test_what_a_kernel_used_is_known_however_it_ends(tmp_path, job, new_notebook, engine_name):
    """Its engine, its peak of memory, its seconds of processor."""
    path = new_notebook(tmp_path / "carnet.ipynb", "held = bytearray(300 * 1024**2)", "1 / 0")
    with pytest.raises(NotebookFailed):
        run(job, path, tmp_path, engine_name)
    usage = read_usage(tmp_path / "scratch")
    assert (usage.engine, usage.fallback) == (engine_name, None)
    assert usage.peak_mb > 300 and usage.cpu_seconds > 0


STRAYS = {
    "session of its own": "import subprocess; print(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)",
    "daemon": "import subprocess\ncommand = ['sh', '-c', 'setsid sleep 600 >/dev/null 2>&1 & echo $!']\n"
    "print(int(subprocess.run(command, capture_output=True).stdout))",
    "fork": "import os, time\npid = os.fork()\nif pid == 0:\n    os.setsid(); os.chdir('/'); time.sleep(600)\nprint(pid)",
}


@pytest.mark.parametrize("kind", STRAYS)
@pytest.mark.parametrize("ending", ["", "\n1 / 0"])
def test_a_process_that_a_notebook_leaves_behind_ends_with_it(tmp_path, job, new_notebook, engine_name, kind, ending):
    """K05: whatever session it gave itself, and whether the notebook ends well or not; it is counted."""
    path = new_notebook(
        tmp_path / "carnet.ipynb",
        "from pathlib import Path",
        f"{STRAYS[kind]}".replace("print(", "said = str(") + "\nPath('pid').write_text(said)" + ending,
    )
    with nullcontext() if not ending else pytest.raises(NotebookFailed):
        run(job, path, tmp_path, engine_name)
    pid = int((tmp_path / "scratch" / "pid").read_text(encoding="utf-8"))
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert read_usage(tmp_path / "scratch").strays >= 1


def test_a_notebook_that_leaves_nothing_has_no_stray(tmp_path, job, new_notebook, engine_name):
    """What belongs to the kernel's own group ends with it and is not counted."""
    run(job, new_notebook(tmp_path / "carnet.ipynb", "1"), tmp_path, engine_name)
    assert read_usage(tmp_path / "scratch").strays == 0
