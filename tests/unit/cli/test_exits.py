"""Exit codes and what is said on the way out."""

import os
import signal
import sys

import pytest

from qep_lib.cli.app import main
from qep_lib.cli.exits import Interrupted, batch_exit_code, exit_code, printable, tell_error
from qep_lib.cli.french import translate_error, translate_help
from qep_lib.cli.lab import CLOSED
from qep_lib.cli.serve import STOPPED
from qep_lib.errors import DataRefused, ParameterError, QepError, ReportFailed, WorkspaceLocked


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QepError("x"), 1),
        (KeyError("x"), 1),
        (ParameterError("x"), 2),
        (DataRefused("x"), 3),
        (ReportFailed("x"), 4),
        (WorkspaceLocked("x"), 75),
        (Interrupted(signal.SIGINT), 130),
        (Interrupted(signal.SIGTERM), 143),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error, code):
    """The table of codes that scripts rely on."""
    assert exit_code(error) == code


@pytest.mark.parametrize(
    ("refused", "failed", "code"), [(False, False, 0), (False, True, 4), (True, True, 3), (True, False, 3)]
)
def test_a_finished_run_tells_refused_data_before_failed_reports(refused, failed, code):
    """Refused data are the cause, failed reports the consequence."""
    assert batch_exit_code(refused, failed) == code


def test_an_expected_error_is_told_with_its_faults_and_no_trace(capsys):
    """The user reads sentences."""
    tell_error(ParameterError("paramètres refusés.", ("« 1 » : écrire 01",)))
    told = capsys.readouterr().err
    assert told == "Erreur : paramètres refusés.\n  - « 1 » : écrire 01\n"


def test_an_unexpected_error_is_told_in_french_and_its_trace_goes_to_a_file(tmp_path, monkeypatch, capsys):
    """The message names the file, which holds the trace."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    monkeypatch.delenv("QEP_DEBUG", raising=False)
    try:
        {}["clé"]
    except KeyError as error:
        tell_error(error)
    told = capsys.readouterr().err
    (log,) = (tmp_path / "data" / "logs").iterdir()
    assert "Erreur interne (KeyError)" in told and str(log) in told
    assert "Traceback" not in told
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_not_an_internal_error(tmp_path, capsys):
    """Exit code 2 and what to do, wherever it was met."""
    (tmp_path / "reports").write_text("x", encoding="utf-8")
    try:
        (tmp_path / "reports" / "18").mkdir()
    except OSError as error:
        met = error
    assert exit_code(met) == 2
    tell_error(met)
    told = capsys.readouterr().err
    assert f"Erreur : « {tmp_path / 'reports'} » est un fichier, il faut un dossier. À faire" in told


@pytest.fixture
def handlers():
    """Signal handlers put back for the other tests."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
@pytest.mark.parametrize(("first", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_asking_twice_to_stop_lets_the_run_put_things_in_order(monkeypatch, capfd, handlers, first, code):
    """Ctrl-C while it cleans up is answered, and changes neither the cleaning nor the exit code."""
    cleaned = []

    def work():
        try:
            os.kill(os.getpid(), first)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
                os.kill(os.getpid(), number)
            cleaned.append(True)

    monkeypatch.setattr("qep_lib.cli.verifying.verify_all", work)
    with pytest.raises(SystemExit) as exit_:
        main(["verify"])
    told = capfd.readouterr().err
    assert (exit_.value.code, cleaned) == (code, [True])
    assert told.count("Arrêt en cours") == 3 and "Interrompu" in told and "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
@pytest.mark.parametrize(
    ("command", "opened", "sentence"),
    [(["lab"], "qep_lib.cli.lab.subprocess.Popen", CLOSED), (["serve"], "qep_lib.serving.server.serve", STOPPED)],
)
def test_what_makes_no_reports_says_nothing_of_them(tmp_path, monkeypatch, capsys, handlers, command, opened, sentence):
    """Ctrl-C is how the lab and the explorers are closed: each has its own sentence, and the code of an interruption."""
    (tmp_path / "params").mkdir()
    for name in ("QEP_WORKSPACE", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("qep_lib.cli.lab.lay_home", lambda workspace: "accueil.ipynb")
    monkeypatch.setattr("qep_lib.kernels.client.prepare", lambda shown: None)
    monkeypatch.setattr(opened, lambda *asked, **named: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(SystemExit) as exit_:
        main(command)
    assert (exit_.value.code, capsys.readouterr().err) == (130, f"{sentence}\n")


def test_the_command_exits_1_on_an_unexpected_error(tmp_path, monkeypatch, capsys, handlers):
    """From the border of the program."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    monkeypatch.setattr("qep_lib.cli.verifying.verify_all", lambda: {}["clé"])
    with pytest.raises(SystemExit) as exit_:
        main(["verify"])
    told = capsys.readouterr().err
    assert exit_.value.code == 1
    assert "Erreur interne (KeyError)" in told and ".log" in told and "Traceback" not in told


def test_text_from_files_cannot_drive_the_terminal():
    """An escape sequence in a cell is shown, not obeyed."""
    assert printable("a\x1b[31mb\nc\td\x07") == "a\ufffd[31mb\nc\td\ufffd"


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("No such option: --foo", "option inconnue : --foo"),
        ("No such command 'rum'. Did you mean 'run'?", "commande inconnue : rum ; vouliez-vous dire 'run' ?"),
        ("Option '--site' requires an argument.", "l'option --site demande une valeur"),
        (
            "Invalid value for '--jobs': Input should be a valid integer, unable to parse string as an integer",
            "valeur refusée pour --jobs : un nombre entier est attendu",
        ),
        ("Got unexpected extra argument (x)", "argument en trop : x"),
        ("Got unexpected extra arguments (x y)", "argument en trop : x y"),
        ("Got unexpected extra argument(s) (x)", "argument en trop : x"),
        ("Something new", "Something new"),
    ],
)
def test_usage_errors_are_told_in_french(english, french):
    """A sentence that the table does not know is kept rather than lost."""
    assert translate_error(english) == french


def test_the_help_has_no_english_heading():
    """Headings of the command-line library are translated; our own words are left alone."""
    text = "Usage: qep [OPTIONS] COMMAND [ARGS]...\n\n  Rapports.\n\nOptions:\n  --site TEXT\n"
    assert translate_help(text) == (
        "Utilisation : qep [OPTIONS] COMMANDE [ARGUMENTS]…\n\n  Rapports.\n\nOptions :\n  --site TEXT\n"
    )


def test_a_default_value_is_told_in_french_wherever_its_line_ends():
    """The library cuts long lines after the colon too."""
    assert translate_help("x.  [default: 3]") == "x.  [par défaut : 3]"
    assert (
        translate_help("x.  [default:\n      information_request]") == "x.  [par défaut :\n      information_request]"
    )
