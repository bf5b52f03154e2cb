"""Forked kernels: ordinary kernels to whoever uses them, that never outlive whoever asked for them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from papermill import execute_notebook

from qep_lib.kernels import client, provisioner
from qep_lib.kernels.papermill_engine import ForkedKernelManager
from qep_lib.kernels.specification import FOLDER, forked_specification

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="ce système ne sait pas dupliquer un processus")


@pytest.fixture
def nursery():
    """The nursery of this process, closed at the end."""
    yield client
    client.close()


def run(*sources, manager=ForkedKernelManager, **options):
    """Outputs (text) of code cells run one after the other in a new kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_manager_class=manager, **options).execute()
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


def wait_until(happens, seconds=20):
    """True as soon as `happens()` is; False when it never is."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if happens():
            return True
        time.sleep(0.02)
    return False


def is_over(pid):
    """True when that process is no more, or only waits to be reaped."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_forked_kernel_has_the_libraries_before_its_first_cell(nursery):
    """That is what it is for; each kernel is a process of its own, of the same interpreter."""
    facts = "import os, sys; print(os.getpid(), os.getppid(), sys.executable, 'pandas' in sys.modules)"
    first, second = (run(facts)[0].split() for _ in range(2))
    assert first[0] != second[0] and first[1] == second[1]
    assert first[2:] == [sys.executable, "True"]


def test_a_nursery_started_ahead_has_what_the_first_kernel_will_show(nursery, monkeypatch):
    """`qep lab` and `qep serve` start theirs with themselves: it is ready when the page asks for a kernel."""
    monkeypatch.setattr(client, "_ahead", ())
    client.prepare("qep_lib.lab.home")
    started = client._current.program.pid
    facts = "import os, sys; print(os.getppid(), 'qep_lib.lab.home' in sys.modules)"
    assert run(facts)[0].split() == [str(started), "True"]


def test_a_kernel_knows_nothing_of_the_one_before(nursery):
    """Names, modules changed, environment: all of it ends with the kernel that changed it."""
    run("import os, pandas; os.environ['LEFT'] = '1'; pandas.left = 1; left = 1")
    assert run("import os, pandas; print('LEFT' in os.environ, hasattr(pandas, 'left'), 'left' in globals())") == [
        "False False False\n"
    ]


@pytest.mark.long
def test_two_kernels_draw_different_random_numbers(nursery):
    """A fork would give both the same state."""
    source = "import random, numpy; print(random.random(), numpy.random.rand())"
    assert run(source) != run(source)


@pytest.mark.long
def test_the_folder_and_the_environment_are_those_that_were_asked(nursery, tmp_path, monkeypatch):
    """As for a new interpreter: time zone included, which is read only once."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("WITNESS", "é")
    said = run(
        "import os, time; print(os.getcwd(), os.environ['WITNESS'], time.tzname[0])",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    assert said == [f"{tmp_path} é JST\n"]


@pytest.mark.long
def test_plots_are_shown_in_the_cell_unless_the_environment_says_otherwise(nursery, monkeypatch):
    """The backend was chosen in the nursery; JupyterLab's must come back."""
    source = "import matplotlib; print(matplotlib.get_backend())"
    monkeypatch.delenv("MPLBACKEND", raising=False)
    assert "inline" in run(source)[0]
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert run(source) == ["agg\n"]


def test_a_cell_can_be_interrupted(nursery):
    """The stop button of JupyterLab, and time-outs."""
    manager, asked = start_new_kernel(kernel_name="qep")
    try:
        asked.execute("import time\nfor _ in range(600): time.sleep(0.1)")
        time.sleep(0.5)
        manager.interrupt_kernel()
        assert asked.get_shell_msg(timeout=30)["content"]["ename"] == "KeyboardInterrupt"
    finally:
        asked.stop_channels()
        manager.shutdown_kernel(now=True)


def test_killing_a_kernel_also_kills_what_its_cells_started(nursery, tmp_path):
    """A cell's own programs do not survive the report."""
    source = f"import subprocess; p = subprocess.Popen(['sleep', '600']); open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid))"
    run(source, shutdown_kernel="immediate")
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert wait_until(lambda: is_over(pid))


@pytest.mark.long
def test_a_dead_kernel_is_seen_with_the_signal_that_killed_it(nursery, monkeypatch):
    """Its exit code, and what it used, as its parent the nursery knows them."""
    asked = []
    monkeypatch.setattr(client, "ask", lambda *a, real=client.ask: asked.append(real(*a)) or asked[-1])
    with pytest.raises(DeadKernelError):
        run("held = bytearray(200 * 1024**2)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    (process,) = asked
    assert process.wait() == -signal.SIGKILL
    assert process.peak_mb > 200 and process.cpu_seconds > 0


@pytest.mark.long
def test_kernels_end_with_their_nursery_and_another_nursery_takes_over(nursery):
    """A nursery killed by the system leaves no orphan, and costs the next report nothing but time."""
    manager, asked = start_new_kernel(kernel_name="qep")
    asked.stop_channels()
    os.kill(client._current.program.pid, signal.SIGKILL)
    assert wait_until(lambda: not manager.is_alive())
    assert wait_until(lambda: is_over(manager.provisioner.pid))
    manager.shutdown_kernel(now=True)
    assert run("print(1)") == ["1\n"]


def test_no_kernel_outlives_the_process_that_asked_for_it(tmp_path):
    """Whatever kills it, its nursery and its kernels go with it."""
    program = (
        "import os, signal, sys\n"
        "from qep_lib.kernels import client\n"
        "from qep_lib.kernels.request import Birth\n"
        "with open(os.devnull, 'w') as nothing:\n"
        "    arguments = ('-f', sys.argv[1])\n"
        "    kernel = client.ask(Birth(arguments, dict(os.environ), '.'), nothing.fileno(), nothing.fileno())\n"
        "print(kernel.pid, client._current.program.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "k.json"], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    for pid in done.stdout.split():
        assert wait_until(lambda pid=pid: is_over(int(pid)))


@pytest.mark.long
def test_a_nursery_has_a_single_thread(nursery):
    """Forking a process that has several may freeze the child for ever."""
    run("1")
    assert psutil.Process(client._current.program.pid).num_threads() == 1


@pytest.mark.long
def test_an_analyst_who_edits_the_library_gets_the_new_one(nursery, monkeypatch):
    """The next kernel comes from a nursery that has read the new sources."""
    (before,) = run("import os; print(os.getppid())")
    monkeypatch.setattr(client, "_library", lambda: (("module.py", 1),))
    (after,) = run("import os; print(os.getppid())")
    assert before != after


@pytest.mark.long
def test_kernels_of_before_an_edit_live_on_and_their_nursery_ends_with_them(nursery, monkeypatch):
    """An analyst's open notebooks keep what they hold; what holds them up is not kept for ever."""
    manager, asked = start_new_kernel(kernel_name="qep")
    try:
        before = client._current.program
        monkeypatch.setattr(client, "_library", lambda: (("module.py", 1),))
        run("1")
        assert client._current.program is not before and manager.is_alive()
        asked.execute("print(1)", reply=True, timeout=30)
        assert before.poll() is None
    finally:
        asked.stop_channels()
        manager.shutdown_kernel(now=True)
    monkeypatch.setattr(client, "_library", lambda: (("module.py", 2),))
    run("1")
    assert before.poll() is not None and len(client._former) == 0


@pytest.mark.parametrize("fault", ["system", "nursery"])
def test_where_no_kernel_can_be_forked_an_ordinary_one_does_the_work(nursery, monkeypatch, fault, caplog):
    """Same result; the reason is known, and is said once."""
    provisioner._tell_once.cache_clear()
    if fault == "system":
        monkeypatch.delattr(os, "fork")
    else:
        monkeypatch.setattr(client, "ask", lambda *request: (_ for _ in ()).throw(OSError("plus de processus")))
    assert [run("print('ok')") for _ in range(2)] == [["ok\n"], ["ok\n"]]
    said = [record.getMessage() for record in caplog.records if "Noyau ordinaire" in record.getMessage()]
    assert len(said) == 1


@pytest.mark.parametrize(
    "command",
    [
        [os.devnull, "-m", "ipykernel_launcher", "-f", "k.json"],
        [sys.executable, "-m", "ir_kernel", "-f", "k.json"],
        [sys.executable, "-X", "dev", "-m", "ipykernel_launcher", "-f", "k.json"],
    ],
)
def test_a_kernel_of_another_kind_is_not_forked(command):
    """Another interpreter, another language, another way of running Python: the nursery holds none of them."""
    assert "n'est pas celle d'un noyau de cet interpréteur" in provisioner.refusal(command)


@pytest.mark.long
def test_papermill_finds_the_engine_by_its_name(nursery, tmp_path):
    """`papermill --engine qep` runs any Python notebook in a forked kernel, parameters included."""
    cells = [
        nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import sys; print(x, 'qep_lib' in sys.modules)"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "carnet.ipynb")
    done = execute_notebook(
        str(tmp_path / "carnet.ipynb"), str(tmp_path / "fait.ipynb"), {"x": 2}, engine_name="qep", progress_bar=False
    )
    assert done.cells[-1].outputs[0].text == "2 True\n"


@pytest.mark.long
def test_jupyter_finds_the_kernel_by_its_name(nursery):
    """Installed by `make setup`: JupyterLab offers it, and so can nbval."""
    installed = KernelSpecManager().get_kernel_spec("qep")
    assert installed.to_dict() == forked_specification().to_dict()
    manager, asked = start_new_kernel(kernel_name="qep")
    try:
        assert isinstance(manager.provisioner, provisioner.ForkedProvisioner)
        assert isinstance(manager.provisioner.process, client.ForkedProcess)
    finally:
        asked.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_specification_is_a_file_that_jupyter_can_install():
    """`jupyter kernelspec install` copies a folder that holds it."""
    assert (Path(FOLDER) / "kernel.json").is_file()
