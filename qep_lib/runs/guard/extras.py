"""Optional packages, loaded by the commands that need them. Everything else the library imports is always installed."""

from importlib import import_module
from types import ModuleType

from qep_lib.errors import ParameterError

EXTRA = "cluster"
"""The extra of pyproject.toml that installs them all."""


def load_extra(package: str, purpose: str, extra: str = EXTRA) -> ModuleType:
    """The module of an optional package; `purpose` says in French what asks for it (« publier vers une adresse »).

    Raises `ParameterError`, which says how to install it, when it is absent or when something it needs is.
    """
    try:
        return import_module(package)
    except ImportError as error:
        missing = error.name or package
        raise ParameterError(
            f"{purpose} demande le paquet « {missing} », qui n'est pas installé. "
            f'À faire : python -m pip install "qep-lib[{extra}]" (dans le dossier du projet : « .[{extra}] »).'
        ) from error
