"""An action that was there before what it claims to come from is told; what nothing is known of is not judged."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from qep_lib.indicators.action_origins import untimely_origins
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]
PLAN = (
    "N°;Constat;Référence;Contexte local;Auto-diagnostic;Enquête;Audit interne;Audit externe;Avancement;Échéance;"
    "Date de réalisation;Action\n"
)
MILESTONES = "Identifiant;Nature;Libellé;Début;Fin;Source\n"


@pytest.fixture
def told(tmp_path):
    """The function that imports a plan and milestones of the Cher, whose label is of 18 December 2019, and gives what is said."""
    shutil.copytree(PROJECT / "params", tmp_path / "params")
    workspace = Workspace(tmp_path)
    catalogue = read_catalogue(workspace)

    def read(actions, milestones=""):
        for name, source, text in (
            ("plan.csv", "action-plan", PLAN + actions),
            ("jalons.csv", "milestones", MILESTONES + milestones),
        ):
            (tmp_path / name).write_text(text, encoding="utf-8")
            request = Import(
                file=name, source=source, site="18", period="2020", extracted_on=date(2021, 1, 13), nature="fictitious"
            )
            if text not in (PLAN, MILESTONES):
                import_file(workspace, catalogue, request)
        return [issue.sentence for issue in untimely_origins(workspace, catalogue, ["18"])]

    return read


SURVEY = "E;Enquête de satisfaction;Enquête;14/09/2020;25/09/2020;Bilan\n"


def test_an_action_done_before_the_survey_that_it_claims_is_told_with_its_line(told):
    """Where, what was found, what is accepted, what to do; one done after it, or under way since, is not."""
    rows = (
        "1;A;E7;;;X;;;Réalisé;30/09/2020;11/09/2020;Poser\n"
        "2;B;E7;;;X;;;Réalisé;31/10/2020;20/10/2020;Ouvrir\n"
        "3;C;E7;;;X;;;En cours;31/10/2021;;Former\n"
    )
    assert told(rows, SURVEY) == [
        "plan.csv, ligne 2 : action n° 1 : son origine « enquête » est à vérifier, elle est réalisée le 11/09/2020 et la "
        "première enquête connue de ce site commence le 14/09/2020. Accepté : une origine antérieure à l'action. À faire : "
        "corriger l'origine dans le plan, ou importer les jalons d'avant (jalons, enquête, auto-diagnostic)."
    ]


def test_a_plan_cannot_come_from_an_audit_that_is_after_it(told):
    """It was extracted before; the label itself was granted after an external audit, which nobody has to declare."""
    rows = "1;A;E4;;;;X;;En cours;31/03/2021;;Former\n2;B;E33;;;;;X;En cours;31/03/2021;;Diffuser\n"
    (said,) = told(rows, "I;Audit interne;Audit;22/04/2021;;Bilan\nX;Audit externe;Audit;22/06/2021;;Bilan\n")
    assert "action n° 1" in said and "son plan est extrait le 13/01/2021" in said and "audit interne" in said


def test_an_origin_of_which_nothing_is_known_is_not_judged(told):
    """A survey of before may never have been given."""
    assert told("1;A;E7;X;X;X;X;;Réalisé;30/09/2020;11/09/2020;Poser\n") == []


@pytest.mark.parametrize("run", ["cher-2020", "indre-et-loire-2021", "moselle-2021", "fictif-2022"])
def test_the_plans_of_the_examples_are_true_to_time(imported_workspace, tmp_path, run):
    """What they claim to come from was there before them."""
    workspace = imported_workspace(tmp_path / "espace", [run])
    catalogue = read_catalogue(workspace)
    assert untimely_origins(workspace, catalogue, {one.site for one in catalogue.runs[run].imports}) == []
