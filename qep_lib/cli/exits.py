"""From an error to an exit code, a sentence and, when unexpected, a log file. Commands themselves are `cli.app`."""

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from qep_lib.cli.installation import lacking_sentence
from qep_lib.closing import close_file, make_folder
from qep_lib.errors import ParameterError, QepError, ReportFailed
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.runs.guard.folders import folder_fault

USAGE = 2
INTERNAL_ERROR = 1
DATA_REFUSED = 3


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM: it passes through every `except Exception`, and Typer does not take it for its own. A command that
    makes no reports gives its own `sentence` (`stopping_with`)."""

    sentence = "Interrompu : les rapports déjà publiés sont entiers, les autres sont à relancer."

    def __init__(self, number: int):
        super().__init__(number)
        self.exit_code = 128 + number


@contextmanager
def stopping_with(sentence: str) -> Iterator[None]:
    """What is said when this is interrupted."""
    try:
        yield
    except Interrupted as stopped:
        stopped.sentence = sentence
        raise


def exit_code(error: BaseException) -> int:
    """The exit code of the whole command for that error: the only place where one becomes the other."""
    error = _known(error)
    return error.exit_code if isinstance(error, (QepError, Interrupted)) else INTERNAL_ERROR


def batch_exit_code(has_refused_data: bool, has_failures: bool) -> int:
    """The exit code of a run that went to its end: refused data first, then failed reports, otherwise 0."""
    if has_refused_data:
        return DATA_REFUSED
    return ReportFailed.exit_code if has_failures else 0


def tell_error(error: BaseException) -> None:
    """Say on the error stream what happened, in French; never a raw trace, which goes to a file."""
    error = _known(error)
    if isinstance(error, QepError):
        text = f"Erreur : {error}"
    elif isinstance(error, Interrupted):
        text = error.sentence
    else:
        text = (
            f"Erreur interne ({type(error).__name__}) : ce n'est pas votre faute. "
            f"Le détail est dans {_write_log(error)} ; joindre ce fichier au signalement."
        )
    print(printable(text), file=sys.stderr)
    if os.environ.get("QEP_DEBUG") == "1":
        traceback.print_exception(error)


def printable(text: str) -> str:
    """`text` without control characters: a file's content must not drive the terminal."""
    return "".join(char if char in "\n\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _known(error: BaseException) -> BaseException:
    """A folder that cannot be written, or a package that is missing, is the user's to mend, wherever it was met."""
    if isinstance(error, ImportError):
        fault = lacking_sentence(error)
    else:
        fault = folder_fault(error) if isinstance(error, OSError) else None
    return ParameterError(fault) if fault else error


def _write_log(error: BaseException) -> Path:
    try:
        folder = Workspace.find().logs
        make_folder(folder)
    except (QepError, OSError):
        folder = Path(tempfile.gettempdir())
    path = folder / f"qep-{datetime.now():%Y-%m-%d-%H-%M-%S}-{os.getpid()}.log"
    # A library may quote the value that it could not read.
    path.write_text(mask("".join(traceback.format_exception(error))), encoding="utf-8")
    close_file(path)
    return path
