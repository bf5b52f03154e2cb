"""The other commands: import, check, plan, list, doctor, schema, help."""

import json

import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

REGISTER = "examples/cher-2020/registre_demandes_2020.xlsx"
DESCRIBED = ("--source", "request-register", "--site", "18", "--period", "2020", "--extracted-on", "2021-01-11")


def declared_files(workspace):
    """How many imports the runs of a workspace declare."""
    return sum(len(run.imports) for run in read_catalogue(Workspace(workspace)).runs.values())


def test_a_file_is_imported_once(empty, qep):
    """The second time nothing changes, and the raw file is never touched."""
    raw = (empty / REGISTER).read_bytes()
    code, said = qep(empty, "import", REGISTER, *DESCRIBED, "--nature", "reconstructed")
    assert code == 0, said
    assert "1 fichier lu, 0 refusé." in said
    code, said = qep(empty, "import", REGISTER, *DESCRIBED, "--nature", "reconstructed")
    assert code == 0 and "inchangé" in said
    assert (empty / REGISTER).read_bytes() == raw


def test_the_files_of_declared_runs_are_imported_without_any_option(empty, qep):
    """What `qep run` does first."""
    code, said = qep(empty, "import")
    assert code == 0, said
    assert f"{declared_files(empty)} fichiers lus, 0 refusé." in said


def test_missing_options_are_all_told_at_once(empty, qep):
    """Exit code 2, one line an option."""
    code, said = qep(empty, "import", REGISTER, "--nature", "vraie")
    assert code == 2
    assert all(f"il manque --{name}" in said for name in ("source", "site", "period", "extracted-on"))
    assert "real, reconstructed, fictitious" in said


def test_a_file_that_is_not_what_its_source_says_is_refused(empty, qep):
    """Exit code 3, and the file is named."""
    (empty / "faux.xlsx").write_bytes(b"PK\x03\x04 rien")
    code, said = qep(empty, "import", "faux.xlsx", *DESCRIBED, "--nature", "real")
    assert code == 3
    assert "refusé" in said and "faux.xlsx" in said and "Traceback" not in said


FIGURES = "Code indicateur;Période;Valeur;Source;Arrêté au\n{}\n"
FIGURES_DESCRIBED = ("--source", "declared-figures", *DESCRIBED[2:], "--nature", "real")


def test_a_version_with_faults_is_refused_then_replaces_when_asked(empty, qep):
    """Rows set aside are counted once whatever their faults; what gave way is told."""
    path = empty / "chiffres.csv"
    path.write_text(
        FIGURES.format("\n".join(f"compliments_count;2020-{m:02};1;S;" for m in range(1, 13))), encoding="utf-8"
    )
    code, said = qep(empty, "import", "chiffres.csv", *FIGURES_DESCRIBED)
    assert code == 0 and "12 lignes sur 12" in said and "remplace" not in said
    lines = [f"compliments_count;2020-{m:02};2;S;" for m in range(1, 10)]
    more = [f"compliments_count;2020-{m:02}-{d:02}..2020-12-31;2;S;" for m in range(1, 4) for d in range(1, 11)]
    path.write_text(
        FIGURES.format("\n".join([*lines, *more, "compliment_count;2020;-1 000 000x;S;31/12/2021"])), encoding="utf-8"
    )
    code, said = qep(empty, "import", "chiffres.csv", *FIGURES_DESCRIBED)
    assert code == 3 and "la version déjà rangée (12 ligne(s)) est gardée" in said
    accepting = ("import", "chiffres.csv", *FIGURES_DESCRIBED, "--accept-rejected")
    code, said = qep(empty, *accepting)
    assert code == 2 and "ajouter --yes" in said
    assert (
        "« declared-figures/18/2020/chiffres.csv » : 12 lignes, période 2020, remplacées par 39 lignes de 40 lues"
        in said
    )
    assert [line.split("\t")[4] for line in qep(empty, "list", "datasets")[1].splitlines()[1:]] == ["12"]
    code, said = qep(empty, *accepting, "--yes")
    assert code == 0, said
    assert "remplace la version précédente (12 lignes)" in said
    assert " 1 ligne écartée\n" in said and said.count("          - ") == 2


@pytest.mark.long
def test_an_export_under_another_name_takes_the_place_of_the_former(empty, qep):
    """One sentence says which option to add; the list of datasets shows what is stored."""
    (empty / "mai.csv").write_text(FIGURES.format("compliments_count;2020;1;S;"), encoding="utf-8")
    (empty / "juin.csv").write_text(FIGURES.format("compliments_count;2020;2;S;"), encoding="utf-8")
    assert qep(empty, "import", "mai.csv", *FIGURES_DESCRIBED)[0] == 0
    code, said = qep(empty, "import", "juin.csv", *FIGURES_DESCRIBED)
    assert code == 3 and "ajouter --replace « mai.csv »" in said
    replacing = ("import", "juin.csv", *FIGURES_DESCRIBED, "--replace", "mai.csv")
    code, said = qep(empty, *replacing)
    assert (
        code == 2
        and "« declared-figures/18/2020/mai.csv » : 1 ligne, période 2020\n" in said
        and "ajouter --yes" in said
    )
    assert qep(empty, "list", "datasets")[1].splitlines()[1:] == ["18\t2020\tdeclared-figures\tmai.csv\t1\t2021-01-11"]
    code, said = qep(empty, *replacing, "--yes")
    assert code == 0, said
    assert "remplace « declared-figures/18/2020/mai.csv » (1 ligne)" in said
    code, said = qep(empty, "list", "datasets")
    assert said.splitlines()[1:] == ["18\t2020\tdeclared-figures\tjuin.csv\t1\t2021-01-11"]


WAITING = "N° de demande;Reçu le;Canal;Nature;Périmètre;Répondu le;Thème\n"
REGISTER_DESCRIBED = ("--source", "request-register", *DESCRIBED[2:], "--nature", "real")


@pytest.mark.long
def test_a_column_that_the_new_version_lacks_is_given_up_by_name_only(empty, qep):
    """Refused, then listed and asked, then done: nothing goes unsaid."""
    path = empty / "registre.csv"
    rows = "".join(f"R{n};02/03/2020;Courriel;Réclamation;Qual-e-pref;04/03/2020;Attente\n" for n in range(3))
    path.write_text(WAITING + rows, encoding="utf-8")
    code, said = qep(empty, "import", "registre.csv", *REGISTER_DESCRIBED)
    assert code == 0, said
    path.write_text((WAITING + rows).replace(";Thème", "").replace(";Attente", ""), encoding="utf-8")
    code, said = qep(empty, "import", "registre.csv", *REGISTER_DESCRIBED)
    assert code == 3 and "« Thème » (3 valeur(s))" in said and "--drop-column « Thème »" in said
    code, said = qep(empty, "import", "registre.csv", *REGISTER_DESCRIBED, "--drop-column", "Thème")
    assert code == 2 and "toutes les valeurs de la colonne « Thème »" in said and "ajouter --yes" in said
    code, said = qep(empty, "import", "registre.csv", *REGISTER_DESCRIBED, "--drop-column", "Thème", "--yes")
    assert code == 0, said


def test_replacing_without_a_file_is_refused(empty, qep):
    """Exit code 2."""
    code, said = qep(empty, "import", "--replace", "mai.csv")
    assert code == 2 and "--replace : il manque le fichier" in said


def test_check_reads_everything_and_writes_nothing(empty, qep):
    """Parameters and declared files are in order."""
    code, said = qep(empty, "check")
    assert code == 0, said
    assert "Paramètres : en ordre." in said and f"{declared_files(empty)} fichiers vérifiés, 0 refusé." in said
    assert "Questionnaire satisfaction-cher : 10 questions." in said
    assert "10 liées à un indicateur national : « Profil de l'usager » (survey_profile_pct), " in said
    assert not (empty / "data").exists()


@pytest.mark.long
def test_check_tells_faults_of_parameters_with_file_and_line(empty, qep):
    """Exit code 2, and every fault: here of a file that says what to do, not how to read."""
    path = empty / "params" / "runs" / "cher-2020.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('sites: ["18"]', "sites: [18]"), encoding="utf-8")
    code, said = qep(empty, "check")
    assert code == 2
    assert "cher-2020.yml" in said and "ligne" in said and "erreur" in said


def test_check_tells_the_calls_of_a_notebook_that_do_not_exist(empty, qep):
    """With its cell and what is near; a plan refuses it too, before any kernel starts."""
    path = empty / "notebooks" / "complaints.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("reply_curve", "reply_curves"), encoding="utf-8")
    said = "notebooks/complaints.ipynb : cellule 19 : appel « report.requests.reply_curves » inconnu"
    for asked in (("check",), ("plan", "--site", "18", "--period", "2020", "--report", "complaints")):
        code, told = qep(empty, *asked)
        assert code == 2 and said in " ".join(told.split()), told


@pytest.mark.long
def test_check_reads_the_files_that_need_nothing_faulty(empty, qep):
    """A fault in a run, a source and a label: the other files are read, those of the faulty source are named."""
    for name, old, new in (
        ("labels.yml", 'site_id: "18"', 'site_id: "98"'),
        ("sources/milestones.yml", "table: milestones", "table: milestone"),
        ("runs/cher-2020.yml", "reports: [", "reports: [rapport_inconnu, "),
    ):
        path = empty / "params" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, said = qep(empty, "check")
    assert code == 2
    assert all(name in said for name in ("params/labels.yml", "params/sources/milestones.yml", "params/runs/cher-2020"))
    assert "non vérifié : examples/cher-2020/jalons_2020.csv, dont la source « milestones »" in said
    assert "fichiers vérifiés, 0 refusé." in said


def test_the_plan_lists_jobs_and_files_as_text_and_as_json(empty, qep):
    """Nothing is started, nothing written."""
    code, said = qep(empty, "plan", "--site", "18", "--period", "2020")
    assert code == 0
    assert "18/2020/interne/bilan\tBilan qualité\t2021-01-13\tà importer\tà produire : jamais produit" in said
    assert "14 rapports à produire, 0 à jour ; 5 fichiers déclarés." in said
    code, said = qep(empty, "plan", "--run", "cher-2020", "--json")
    plan = json.loads(said)
    assert (code, len(plan["jobs"]), len(plan["imports"])) == (0, 14, 5)
    assert plan["totals"] == {"to_run": 14} and "jamais produit" in plan["jobs"][0]["reasons"]
    assert not (empty / "data").exists()


def test_one_site_of_a_region_and_every_site_can_be_planned(empty, qep):
    """Expressions reach the plan."""
    code, said = qep(
        empty, "plan", "--site", "region:24", "--period", "2020", "--report", "bilan", "--audience", "public"
    )
    assert code == 0
    assert "18/2020/public/bilan" in said and "45/2020/public/bilan" in said


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("sites", "2A\t"),
        ("reports", "bilan\tBilan qualité"),
        ("indicators", "requests_count\t"),
        ("runs", "cher-2020\t2020\t18\t"),
        ("periods", "2020\t18\t"),
        ("datasets", f"18\t2020\trequest-register\t{REGISTER}\t51\t"),
    ],
)
def test_lists_give_the_words_that_other_commands_take(finished, qep, what, line):
    """Tab-separated on a pipe."""
    code, said = qep(finished, "list", what)
    assert code == 0
    assert any(row.startswith(line) for row in said.splitlines()), said


def test_an_unknown_list_is_refused(finished, qep):
    """With the lists there are."""
    code, said = qep(finished, "list", "site")
    assert code == 2 and "« sites »" in said


def test_the_doctor_finds_this_installation_good(workspace, qep):
    """Every point is checked for real: it starts a kernel and makes a PDF."""
    code, said = qep(workspace, "doctor")
    assert code == 0, said
    assert "Tout est en ordre." in said and said.count("bon ") == 10


def test_the_committed_schemas_are_the_current_ones(workspace, qep):
    """`qep schema` changes nothing in a clean checkout."""
    before = {path.name: path.read_bytes() for path in (workspace / "params" / "schemas").glob("*.json")}
    code, said = qep(workspace, "schema")
    assert code == 0
    assert {path.name: path.read_bytes() for path in (workspace / "params" / "schemas").glob("*.json")} == before
    assert before


def test_the_help_is_french(finished, qep):
    """Whatever the language of the library that parses the command; what it loads is `test_light_start`."""
    code, said = qep(finished, "--help")
    assert code == 0
    assert "Utilisation : qep" in said and "Usage" not in said and "Options :" in said


def test_outside_a_workspace_the_command_says_where_to_stand(tmp_path, start, monkeypatch):
    """Exit code 2."""
    monkeypatch.delenv("QEP_WORKSPACE", raising=False)
    process = start(tmp_path, "list")
    out, err = process.communicate()
    assert process.returncode == 2
    assert "sites.csv" in out + err
