"""What can go wrong, each kind with its exit code; faults found in data are `model.issue.Issue`s, not exceptions.

Arguments are plain strings and tuples of strings, so that an error crosses process borders (pickle) unchanged.
"""

from typing import TypeVar

_T = TypeVar("_T")


def sure(value: _T | None) -> _T:
    """`value`, where its absence was ruled out before, out of the sight of the type checker; `ValueError` if it is None all the
    same, which is a fault of the library's and not of what it reads.
    """
    if value is None:
        raise ValueError("une valeur qui devait être là manque : défaut de qep_lib")
    return value


class QepError(Exception):
    """Base of every error the workbench raises on purpose; `message` is French and meant for the user."""

    exit_code = 1

    def __init__(self, message: str, faults: tuple[str, ...] = ()):
        super().__init__(message, tuple(faults))
        self.message = message
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join((self.message, *(f"  - {fault}" for fault in self.faults)))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: IPython asks for this name (`qep_lib.traces` keeps the trace)."""
        return str(self).splitlines()


class ParameterError(QepError):
    """A parameter, or a file of `params/`, cannot be used: nothing has been started."""

    exit_code = 2


class DataRefused(QepError):
    """A file, or a report's data, cannot be used: what was stored before is untouched."""

    exit_code = 3


class ReportFailed(QepError):
    """A notebook or an export failed: the other reports of the run go on."""

    exit_code = 4


class WorkspaceLocked(QepError):
    """Another run writes in the same workspace."""

    exit_code = 75
