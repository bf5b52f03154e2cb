"""What is said when a package that qep_lib needs is missing, or is not the one it was written for. Standard library only,
and read when something is missing: every command imports this module first.
"""

import re

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def locked_versions() -> dict[str, set[str]]:
    """Normal name of a package -> the versions that the lock accepts, one a version of Python; empty without a lock."""
    from qep_lib.params.national import LOCK, national_root

    lock = national_root() / LOCK
    found: dict[str, set[str]] = {}
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    for name, version in _LOCKED.findall(text):
        found.setdefault(normal(name), set()).add(version)
    return found


def how_to_install() -> str:
    """What to type to have the packages of this version, from the package or from the project."""
    from qep_lib.params.national import CARRIED_ROOT

    return "python -m pip install --upgrade qep-lib" if CARRIED_ROOT.is_dir() else "make setup"


def lacking_sentence(error: ImportError) -> str | None:
    """What is wrong with the packages, and what to type; None where a module of qep_lib itself is at fault."""
    import importlib.metadata
    import importlib.util

    from qep_lib.params.national import LOCK

    module = (error.name or "").partition(".")[0]
    if not module or module == "qep_lib":
        return None
    names = importlib.metadata.packages_distributions().get(module, [module])
    name = normal(names[0])
    wanted = " ou ".join(sorted(locked_versions().get(name, ())))
    if importlib.util.find_spec(module) is None:
        found = f"le paquet « {name} » n'est pas installé"
    else:
        found = f"le paquet « {name} » installé n'a pas ce que cette version de qep_lib lui demande"
    asked = f" ({LOCK} demande la version {wanted})" if wanted else ""
    return f"{found}{asked} : qep_lib est plus récent que ses paquets. À faire : {how_to_install()}."


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
