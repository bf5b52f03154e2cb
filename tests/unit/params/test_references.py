"""Every name that a file uses is declared somewhere; otherwise the message lists what is, and suggests the nearest."""

import pytest

RUN, LABELS, REGISTER = "runs/cher-2020.yml", "labels.yml", "sources/request-register.yml"
INDICATOR = "indicators/call_answer_pct.yml"
PART = "indicators/call_part_pct.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key", "told"),
    [
        (RUN, 'sites: ["18"]', 'sites: ["18-bourges"]', "unknown_id", "sites[0]", "un site de params/sites.csv"),
        (RUN, 'sites: ["18"]', 'sites: ["18-vierzo"]', "unknown_id", "sites[0]", "vouliez-vous dire « 18-vierzon »"),
        (RUN, "[satisfaction, complaints,", "[satisfaction, complaint,", "unknown_id", "reports[1]", "« complaints »"),
        (RUN, "source: milestones", "source: milestone", "unknown_id", "imports[3].source", "« milestones »"),
        (RUN, "theme, action_taken", "thème, action_taken", "unknown_id", "imports[1].fictitious_columns[3]", "« theme »"),
        (RUN, '"*.state"', '"*.site_id"', "unknown_id", "imports[0].fictitious_columns[1]", "« *.state »"),
        (RUN, "clear_language.option_id", "clear_langage.option_id", "unknown_id", "imports[0].fictitious_columns[7]",
         "« clear_language.option_id »"),
        (RUN, '\nperiod: "2020"', '\nperiod: "2020-T5"', "bad_period", "period", "2021-T3"),
        (RUN, '\nperiod: "2020"', '\nperiod: "2020-02-31..2020-03-01"', "bad_period", "period", "n'existe pas"),
        (RUN, '"examples/cher-2020/jalons_2020.csv"', '"/x/jalons.csv"', "bad_path", "imports[3].file", "dossier du projet"),
        (RUN, '"examples/cher-2020/jalons_2020.csv"', '"../jalons.csv"', "bad_path", "imports[3].file", "dossier du projet"),
        (RUN, '"examples/cher-2020/jalons_2020.csv"', "'C:\\jalons.csv'", "bad_path", "imports[3].file", "dossier du projet"),
        (RUN, "id: cher-2020", "id: cher-2021", "wrong_id", "id", "renommer le fichier en cher-2021.yml"),
        (LABELS, 'site_id: "18"', 'site_id: "20"', "unknown_id", "labels[0].site_id", "un site de params/sites.csv"),
        (LABELS, '"2018-12-19"', '"2018-12-18"', "unknown_id", "labels[0].framework", "« 2018-12-19 »"),
        (LABELS, "[M1, M2, M3]", "[M1, M2, M9]", "unknown_id", "labels[0].modules[2]", "M1, M2, M3, M4, M5, M6, M7"),
        (LABELS, "[M1, M2, M3]", "[M2, M3]", "missing_module", "labels[0].modules", "le module M1 est obligatoire"),
        (LABELS, "[M1, M2, M3]", "[M1, M3]", "missing_module", "labels[0].modules", "pour un site à CERT"),
        ("reports.yml", "[declared_figures]", "[declared_figure]", "unknown_id", "reports[2].tables[0]", "« declared_figures »"),
        (REGISTER, "table: requests", "table: request", "unknown_id", "table", "vouliez-vous dire « requests »"),
        ("sources/satisfaction-survey-cher.yml", "questionnaire: satisfaction-cher", "questionnaire: satisfaction-chair",
         "unknown_id", "questionnaire", "« satisfaction-cher »"),
        ("reports.yml", "bilan.ipynb", "bilans.ipynb", "unknown_id", "reports[3].notebook", "« bilan.ipynb »"),
        (INDICATOR, "table: declared_figures", "table: declared_figure", "unknown_id", "table", "« declared_figures »"),
        (INDICATOR, "module: M1", "module: M8", "unknown_id", "module", "M1, M2"),
        (INDICATOR, "commitment: E10", "commitment: E21", "unknown_id", "commitment", "dans le module M1"),
        (INDICATOR, "id: call_answer_pct", "id: call_pct", "wrong_id", "id", "call_answer_pct"),
        ("referentiel/2018-12-19.yml", 'version: "2018-12-19"', 'version: "2019-02-04"', "wrong_id", "version", "2018-12-19"),
    ],
)  # fmt: skip
def test_an_undeclared_name_is_refused_at_its_line(params, file, old, new, code, key, told):
    """One fault in one file: one message, with file, line, key, value and what is declared."""
    issues = params.replaced(file, old, new)
    (issue,) = [issue for issue in issues if issue.file == f"params/{file}"]
    assert (issue.code, issue.key) == (code, key)
    assert issue.row == params.line_of(file, new.strip())
    assert told in issue.sentence
    assert issue.value is not None


@pytest.mark.parametrize(
    ("old", "new", "codes", "told"),
    [
        ("part_of: call_answer_pct", "part_of: call_anser_pct", ["unknown_id"], "« call_answer_pct »"),
        ("part_of: call_answer_pct", "part_of: call_part_pct", ["nested_part"], "lui-même une partie"),
        ("table: declared_figures", "table: calls", ["unlike_part"], "la même table (calls ici, declared_figures"),
        ("unit: pct", "unit: permille", ["unlike_part"], "la même unité"),
        (
            "statistic: rate",
            "statistic: share",
            ["unlike_part"],
            "la même statistique (share ici, rate pour l'ensemble)",
        ),
        ("unit: pct", "unit: pct", [], ""),
    ],
)
def test_a_part_and_its_whole_are_measured_alike(params, old, new, codes, told):
    """A part of nothing known, of a part (of itself here) or of what is not counted alike protects nobody."""
    text = params.path(INDICATOR).read_text(encoding="utf-8").replace("id: call_answer_pct", "id: call_part_pct", 1)
    text = text.replace("table: declared_figures", "part_of: call_answer_pct\ntable: declared_figures")
    assert old in text
    issues = params.written(PART, text.replace(old, new))
    assert [(issue.code, issue.key, issue.file) for issue in issues] == [
        (code, "part_of", f"params/{PART}") for code in codes
    ]
    assert all(told in issue.sentence for issue in issues)


def test_a_fault_in_one_file_does_not_accuse_the_files_that_name_it(params):
    """The register's source is unreadable: the run that imports it is not told to be wrong."""
    issues = params.written("sources/request-register.yml", "id: [")
    assert {issue.file for issue in issues} == {"params/sources/request-register.yml"}


def test_a_faulty_line_of_the_registry_does_not_accuse_the_labels(params):
    """The Cher's line has a wrong zone: only the registry is told."""
    text = params.path("sites.csv").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("18,"))
    issues = params.replaced("sites.csv", line, line.replace("metropole", "metro"))
    assert {issue.file for issue in issues} == {"params/sites.csv"}


def test_notebooks_are_not_asked_for_where_there_is_no_notebooks_folder(params):
    """A workspace may hold parameters only."""
    for path in params.workspace.notebooks.iterdir():
        path.unlink()
    params.workspace.notebooks.rmdir()
    assert params.written("runs/README.md", "rien") == []
