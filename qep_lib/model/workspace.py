"""Every path of a workspace, computed in one place and passed on. Nothing is created or read here."""

import os
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import ParameterError

CHARTER = "espace.yml"
MARKS = (CHARTER, "sites.csv")
"""A folder is a workspace when its `params/` holds one of them."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds `params/`, and `notebooks/` unless they are the package's; generated things go to `data/` and
    `reports/`. Which file of `params/` or `notebooks/` counts is said by `params.overlay` alone."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Workspace":
        """The workspace named by QEP_WORKSPACE, else the nearest folder upwards with `params/sites.csv` or
        `params/espace.yml`.

        Raises `ParameterError` when there is none.
        """
        if named := os.environ.get("QEP_WORKSPACE"):
            root = Path(named).resolve()
            if not root.is_dir():
                raise ParameterError(
                    f"QEP_WORKSPACE : « {root} » n'est pas un espace de travail : ce n'est pas un dossier. "
                    "À faire : y mettre le chemin d'un dossier préparé par « qep init », ou ôter cette variable."
                )
            return cls(root)
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if any((folder / "params" / mark).is_file() for mark in MARKS):
                return cls(folder)
        raise ParameterError(
            f"aucun espace de travail à partir de {here} : ni params/espace.yml ni params/sites.csv. "
            "À faire : se placer dans le sien, en préparer un avec « qep init DOSSIER --site CODE », ou donner la variable "
            "QEP_WORKSPACE."
        )

    @property
    def params(self) -> Path:
        """What people edit here; the national catalogue may stand under it."""
        return self.root / "params"

    @property
    def notebooks(self) -> Path:
        """One notebook a report, those that people changed here if the others are the package's."""
        return self.root / "notebooks"

    @property
    def charter(self) -> Path:
        """Written by `qep init`: says that the catalogue is that of the package, but for the files that are here."""
        return self.params / CHARTER

    @property
    def store(self) -> Path:
        """Typed tables as Parquet, by table/site/year."""
        return self.root / "data" / "store"

    @property
    def results(self) -> Path:
        """Results tables as Parquet, by site/period."""
        return self.root / "data" / "results"

    @property
    def soundness(self) -> Path:
        """The fingerprint of the declared indicators last found sound."""
        return self.root / "data" / "indicators-checked"

    @property
    def kept_catalogue(self) -> Path:
        """The parameters as they were last read and checked, members of committees included: closed as all of `data/`."""
        return self.root / "data" / "catalogue"

    @property
    def restricted(self) -> Path:
        """Rejected rows and whatever may hold personal data: readable by its owner only, never published."""
        return self.root / "data" / "restreint"

    @property
    def deposits(self) -> Path:
        """People's own files: those they import, and those made for them to fill or send; never published."""
        return self.root / "depots"

    @property
    def answers(self) -> Path:
        """What was answered while folders were prepared, one file a site: an interrupted preparation goes on from there."""
        return self.root / "data" / "preparation"

    @property
    def scratch(self) -> Path:
        """Where runs work before they publish."""
        return self.root / "data" / "scratch"

    @property
    def ledger(self) -> Path:
        """One JSON line a finished job."""
        return self.root / "data" / "ledger"

    @property
    def failed(self) -> Path:
        """Notebooks that failed, kept for whoever looks into them; never published."""
        return self.root / "data" / "failed"

    @property
    def desk(self) -> Path:
        """The notebooks that `qep lab` opens, laid anew each time, with what they show."""
        return self.root / "data" / "atelier"

    @property
    def checkpoints(self) -> Path:
        """What JupyterLab keeps of a file before it is saved again, for as long as `qep lab` runs: copies of reports and of
        files of people, which stay closed and go with it."""
        return self.desk / "reprises"

    @property
    def windows(self) -> Path:
        """What was open in JupyterLab, for this workspace alone: by default it is one layout an account."""
        return self.desk / "fenetres"

    @property
    def logs(self) -> Path:
        """Traces of unexpected errors, one file each."""
        return self.root / "data" / "logs"

    @property
    def publications(self) -> Path:
        """What was sent to each other place, one file a place."""
        return self.root / "data" / "publications"

    @property
    def lock(self) -> Path:
        """Held by the one command that writes in this workspace."""
        return self.root / "data" / ".lock"

    @property
    def reports(self) -> Path:
        """What is published."""
        return self.root / "reports"

    @property
    def preparation(self) -> Path:
        """Where a report is made ready, on the disk of the reports: from there it takes its place at once."""
        return self.reports / ".preparation"

    @property
    def found(self) -> Path:
        """Files that somebody put among published reports, kept when the report is made again."""
        return self.deposits / "trouves-dans-reports"
