"""Small healthy parameters that a test may spoil: the Cher's files, with short lists and one indicator written here."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from qep_lib.model.issue import Issue
from qep_lib.model.workspace import Workspace
from qep_lib.params.catalogue import check_params

PROJECT = Path(__file__).parents[3]
INDICATOR = """\
id: call_answer_pct
label: "Taux d'appels décrochés"
short_label: "Appels décrochés"
section: channels
order: 10
definition:
  text: "Part des appels décrochés"
  reference: "Bilan qualité 2020, préfecture du Cher"
unit: pct
decimals: 2
direction: higher
module: M1
commitment: E10
table: declared_figures
formula: declared_value
measurement:
  statistic: rate
  serie_id: call_answer
targets:
  - {start: 2020-01-01, end: 2020-12-31, value: 90, source: "Bilan qualité 2020"}
  - {start: 2021-01-01, end: 2021-12-31, value: 91, source: "Exemple"}
review:
  checked_by: "Responsable qualité"
  checked_on: 2021-01-13
worked_cases:
  - title: "Une valeur"
    expected: {value: 91.96}
"""
LABELS = """\
labels:
  - site_id: "18"
    labelled_on: 2019-12-18
    framework: "2018-12-19"
    modules: [M1, M2, M3]
    has_cert: true
    surveillance_extension_months: 2
    source: "Bilan qualité 2020, préfecture du Cher"
"""
REPORTS = "reports:\n" + "".join(
    f"""\
  - id: {name}
    title: "{name}"
    description: "Exemple"
    notebook: {name}.ipynb
    tables: [{table}]
    order: {order}
"""
    for order, name, table in (
        (10, "satisfaction", "survey_answers"),
        (20, "complaints", "requests"),
        (30, "title_delivery", "declared_figures"),
        (40, "bilan", "actions"),
        (50, "channels", "calls"),
        (60, "action_plan", "actions"),
        (70, "users_committee", "milestones"),
    )
)
REPORTS += "    layout: slides\n    compared_with: year_before\n"
COPIED = (
    "sites.csv",
    "conventions.yml",
    "calendars/jours_feries.csv",
    "calendars/vacances_scolaires.yml",
    "referentiel/2018-12-19.yml",
    "runs/cher-2020.yml",
    "questionnaires/satisfaction-cher.yml",
    "sources/satisfaction-survey-cher.yml",
    "sources/request-register.yml",
    "sources/declared-figures.yml",
    "sources/milestones.yml",
    "sources/action-plan.yml",
)


@dataclass(frozen=True)
class Params:
    """A workspace to spoil: each method returns the faults that the spoiled parameters have."""

    workspace: Workspace

    def path(self, file: str) -> Path:
        return self.workspace.params / file

    def replaced(self, file: str, old: str, new: str) -> list[Issue]:
        """`old`, which must occur exactly once, becomes `new`."""
        text = self.path(file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        return self.written(file, text.replace(old, new))

    def written(self, file: str, text: str | bytes) -> list[Issue]:
        """The whole file becomes `text`."""
        self.path(file).write_bytes(text if isinstance(text, bytes) else text.encode())
        return check_params(self.workspace)

    def line_of(self, file: str, text: str) -> int:
        """Line number, from 1, of the first line of the file that holds `text`."""
        lines = self.path(file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.fixture
def params(tmp_path) -> Params:
    """`check_params` finds nothing in it."""
    written = {
        "labels.yml": LABELS,
        "reports.yml": REPORTS,
        "groups.yml": "groups: []\n",
        "services-publics-plus.yml": "correspondences: []\n",
        "indicators/call_answer_pct.yml": INDICATOR,
    }
    for file in (*COPIED, *written):
        (tmp_path / "params" / file).parent.mkdir(parents=True, exist_ok=True)
    for file in COPIED:
        shutil.copyfile(PROJECT / "params" / file, tmp_path / "params" / file)
    for file, text in written.items():
        (tmp_path / "params" / file).write_text(text, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    for name in ("satisfaction", "complaints", "title_delivery", "bilan", "channels", "action_plan", "users_committee"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    return Params(Workspace(tmp_path))


@pytest.fixture
def project() -> Workspace:
    """The project itself, not a copy."""
    return Workspace(PROJECT)
