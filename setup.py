"""Puts the national catalogue inside the package when it is built. All else about the project is in `pyproject.toml`."""

import runpy
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PROJECT = Path(__file__).resolve().parent
NATIONAL = runpy.run_path(str(PROJECT / "qep_lib" / "params" / "national.py"))
KERNEL = "qep_lib/kernels/specification/kernel.json"


class BuildWithCatalogue(build_py):
    """Copies what is national of `params/` and `notebooks/`, and the lock, into `qep_lib/national`.

    An editable installation reads them where they are.
    """

    def run(self) -> None:
        """Build the modules, then the catalogue beside them."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "qep_lib" / "national"
        shutil.rmtree(target, ignore_errors=True)
        for name in _national_files():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, target / name)

    def get_source_files(self) -> list[str]:
        """What a source distribution must hold for a wheel to be built from it."""
        return [*super().get_source_files(), *_national_files()]


def _national_files() -> list[str]:
    paths = (path for folder in NATIONAL["CARRIED"] for path in (PROJECT / folder).rglob("*") if path.is_file())
    names = (path.relative_to(PROJECT).as_posix() for path in paths)
    return [*sorted(filter(NATIONAL["is_national"], names)), NATIONAL["LOCK"]]


setup(cmdclass={"build_py": BuildWithCatalogue}, data_files=[("share/jupyter/kernels/qep", [KERNEL])])
