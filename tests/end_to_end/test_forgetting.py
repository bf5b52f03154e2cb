"""A person asks to be forgotten, a file is withdrawn: what stood on it is gone everywhere, and does not come back."""

import json
import re

import pytest

from qep_lib.intake.arrival import rejects_path
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_table

HEADINGS = ("N° d'enregistrement", "Reçu le", "Canal", "Nature", "Périmètre", "Thème", "Répondu le", "Suite donnée")
DATASET = "request-register/18/2020/registre.csv"
PERSON = "R-0042"
THEME = "Naturalisation retardée"
RUN = """# yaml-language-server: $schema=../schemas/run.schema.json
id: essai
label: "Essai"
sites: ["18"]
period: "2020"
reports: [complaints]
audiences: [internal]
imports:
  - file: "depots/registre.csv"
    source: request-register
    site: "18"
    period: "2020"
    extracted_on: 2021-01-13
    nature: fictitious
"""


def row(number, **changes):
    """A line of the register."""
    cells = (f"R-{number:04}", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "Délai", "04/03/2020", "Réponse")
    return ";".join({**dict(zip(HEADINGS, cells, strict=True)), **changes}.values())


@pytest.fixture
def workspace(copied_workspace, qep):
    """A workspace of one register: forty rows, one with a theme of its own, one rejected; its report is published."""
    for run in (copied_workspace / "params" / "runs").glob("*.yml"):
        run.unlink()
    (copied_workspace / "params" / "runs" / "essai.yml").write_text(RUN, encoding="utf-8")
    register = copied_workspace / "depots" / "registre.csv"
    register.parent.mkdir()
    rows = [row(number) for number in range(1, 41)]
    rows += [row(42, Thème=THEME), row(43, Nature="Inconnue")]
    register.write_text("\n".join([";".join(HEADINGS), *rows]) + "\n", encoding="utf-8")
    code, said = qep(copied_workspace, "run")
    assert code == 0, said
    return copied_workspace


def themes(workspace):
    """Themes stored."""
    return set(read_table(Workspace(workspace), "requests", ["18"], [2020])["theme"])


def everything(workspace):
    """Every byte of `data/` and `reports/`, but for the lock."""
    files = (path for name in ("data", "reports") for path in (workspace / name).rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files if path.name != ".lock"}


def test_nothing_goes_without_a_yes(workspace, qep):
    """Without a terminal the command refuses at once, and says what it would have taken away."""
    before = everything(workspace)
    code, said = qep(workspace, "forget", DATASET, "--row", PERSON)
    assert code == 2 and "--yes" in said
    assert "1 ligne rangée" in said and "rapport 18/2020/interne/complaints" in said
    assert everything(workspace) == before


def test_a_row_is_forgotten_everywhere_and_stays_so(workspace, qep):
    """Store, results, rejects, report, what failures left, the next import of the same file; the ledger names nobody."""
    data = workspace / "data"
    for left in (
        "failed/18/2020/interne/complaints.ipynb",
        "scratch/rapport-mort/page.html",
        "logs/18-2020-interne-complaints.log",
    ):
        (data / left).parent.mkdir(parents=True, exist_ok=True)
        (data / left).write_text(THEME, encoding="utf-8")
    assert THEME in themes(workspace)
    code, said = qep(workspace, "forget", "registre.csv", "--row", PERSON, "--yes")
    assert code == 0, said
    assert "depots/registre.csv" in said
    assert THEME not in themes(workspace)
    assert not list((data / "results").rglob("*.parquet"))
    assert not (workspace / "reports" / "18" / "2020" / "interne" / "complaints").exists()
    remaining = [path for path, content in everything(workspace).items() if THEME.encode() in content]
    assert remaining == []
    assert PERSON.encode() not in b"".join(everything(workspace).values())
    assert "complaints.html" not in (workspace / "reports" / "index.html").read_text(encoding="utf-8")
    assert qep(workspace, "verify")[0] == 0
    assert "1 retiré" in qep(workspace, "status")[1]
    # The raw file still has it: read again, because its description has changed, it is left out.
    run = workspace / "params" / "runs" / "essai.yml"
    run.write_text(run.read_text(encoding="utf-8").replace("2021-01-13", "2021-01-14"), encoding="utf-8")
    code, said = qep(workspace, "run")
    assert code == 0, said
    assert re.search(r"ligne 42 : oubliée à la demande", said)
    assert THEME not in themes(workspace)
    page = (workspace / "reports" / "18" / "2020" / "interne" / "complaints" / "complaints.html").read_text(
        encoding="utf-8"
    )
    assert THEME not in page


def test_a_rejected_row_is_forgotten_by_its_line(workspace, qep):
    """It is in no report: only the list of rejects loses it."""
    rejects = rejects_path(Workspace(workspace), DATASET)
    assert "Inconnue" in rejects.read_text(encoding="utf-8-sig")
    code, said = qep(workspace, "forget", DATASET, "--line", "43", "--yes")
    assert code == 0, said
    assert not rejects.exists()
    assert (workspace / "reports" / "18" / "2020" / "interne" / "complaints").exists()


@pytest.mark.long
def test_a_file_taken_out_of_its_run_is_named_until_it_is_forgotten(workspace, qep):
    """By the plan, the run and the status, to people and to programs; then its rows, rejects and reports are gone."""
    run = workspace / "params" / "runs" / "essai.yml"
    run.write_text(run.read_text(encoding="utf-8").partition("imports:")[0], encoding="utf-8")
    for command in ("plan", "run", "status"):
        _, said = qep(workspace, command)
        assert f"« qep forget {DATASET} »" in said, command
    for command in ("plan", "status"):
        told = json.loads(qep(workspace, command, "--json")[1])
        assert told["orphans"] == [{"dataset": DATASET, "file": "depots/registre.csv", "reason": "undeclared"}]
    code, said = qep(workspace, "forget", DATASET, "--yes")
    assert code == 0, said
    assert read_manifest(Workspace(workspace)) == ()
    assert not rejects_path(Workspace(workspace), DATASET).exists()
    assert not list((workspace / "data" / "store" / "requests").rglob("*.parquet"))
    assert not (workspace / "reports" / "18" / "2020" / "interne" / "complaints").exists()
    assert "forget" not in qep(workspace, "plan")[1]
    assert qep(workspace, "verify")[0] == 0


@pytest.mark.long
def test_a_file_that_vanished_is_named(workspace, qep):
    """It still counts; nothing says that all is up to date without saying so."""
    (workspace / "depots" / "registre.csv").rename(workspace / "depots" / "ailleurs.csv")
    _, said = qep(workspace, "status")
    assert "n'est plus à sa place, mais 41 lignes en comptent toujours" in said


def test_what_cannot_be_found_is_said(workspace, qep):
    """Exit code 2, and nothing goes."""
    before = everything(workspace)
    for arguments, told in (
        (("inconnu.csv",), "aucun fichier importé de ce nom"),
        ((DATASET, "--row", "R-9999"), "n'y est pas"),
        ((DATASET, "--row", PERSON, "--line", "42"), "pas les deux"),
    ):
        code, said = qep(workspace, "forget", *arguments, "--yes")
        assert (code, told in said) == (2, True), said
        assert everything(workspace) == before
