"""Provenance: equal inputs give an equal key, and each thing that decides a report changes it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from qep_lib import provenance
from qep_lib.errors import ParameterError
from qep_lib.model.period import Period
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.provenance import read_commit, trace
from qep_lib.store.manifest import DatasetEntry

CATALOGUE = read_catalogue(Workspace(Path(__file__).resolve().parents[2]))
CHER = Subject("18", "Cher")
BESIDE = Subject("18", "Cher", ("41",))
COMMIT = "ccc88bc2b079f6b2adffb7f342216581ebe19873"


def entry(**changed):
    """A dataset of the Cher with rows of 2020."""
    fields = {
        "dataset": "requests/18/registre.xlsx",
        "table": "requests",
        "site_id": "18",
        "file": "registre.xlsx",
        "sha256": "a" * 64,
        "period": "2020",
        "extracted_on": date(2021, 1, 11),
        "nature": "reconstructed",
        "rows_accepted": 42,
        "partitions": (("data/store/requests/site=18/year=2020.parquet", "b" * 64),),
    }
    return DatasetEntry(**fields | changed)


def notebook(source, outputs=()):
    """The text of a notebook of one code cell."""
    cell = {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}, "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace with one notebook; its manifest is what `entries` holds."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "bilan.ipynb").write_text(notebook("1"), encoding="utf-8")
    entries = [entry()]

    def read_entries(workspace, sites):
        return tuple(stored for stored in entries if stored.site_id in sites)

    monkeypatch.setattr(provenance, "read_manifest", read_entries)
    space = Workspace(tmp_path)
    return SimpleNamespace(space=space, entries=entries, root=tmp_path)


def key(workspace, catalogue=CATALOGUE, **changed):
    """The key of the Cher's bilan of 2020, with what is changed."""
    asked = {"subject": CHER, "period": Period.parse("2020"), "as_of": date(2021, 1, 13), "audience": "internal"}
    return trace(workspace.space, catalogue, "bilan", **asked | changed).key


def test_the_same_inputs_give_the_same_key(workspace):
    """Nothing of the clock, the machine or the order of files is in it."""
    assert key(workspace) == key(workspace)


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": Subject("41", "Loir-et-Cher")},
        {"period": Period.parse("2020-S1")},
        {"as_of": date(2021, 1, 14)},
        {"audience": "public"},
    ],
)
def test_each_parameter_changes_the_key(workspace, changed):
    """Two reports with different parameters are never taken for one another."""
    assert key(workspace, **changed) != key(workspace)


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": "c" * 64},
        {"nature": "fictitious"},
        {"extracted_on": date(2021, 1, 12)},
        {"partitions": (("data/store/requests/site=18/year=2020.parquet", "d" * 64),)},
    ],
)
def test_a_change_in_a_data_file_changes_the_key(workspace, changed):
    """The bytes of the file, its nature, its extraction date, and the stored rows all count."""
    before = key(workspace)
    workspace.entries[:] = [entry(**changed)]
    assert key(workspace) != before


@pytest.mark.parametrize(("year", "counts"), [(2017, True), (2010, False)])
def test_a_file_counts_for_as_long_as_figures_stand_on_its_rows(workspace, year, counts):
    """A milestone of three years ago belongs to a label that still runs; one of another label does not."""
    before = key(workspace)
    older = {"dataset": f"milestones/18/{year}/jalons.csv", "table": "milestones", "period": str(year)}
    path = f"data/store/milestones/site=18/year={year}.parquet"
    workspace.entries.append(entry(**older, partitions=((path, "e" * 64),)))
    assert (key(workspace) != before) is counts


def test_notebook_sources_count_and_their_outputs_do_not(workspace):
    """Opening and running a notebook in JupyterLab does not change what it is."""
    path = workspace.root / "notebooks" / "bilan.ipynb"
    before = key(workspace)
    path.write_text(notebook("1", outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}]), encoding="utf-8")
    assert key(workspace) == before
    path.write_text(notebook("2"), encoding="utf-8")
    assert key(workspace) != before


def relabelled(site_id):
    """The catalogue with a label that this site did not have."""
    label = CATALOGUE.labels["18"].model_copy(update={"site_id": site_id, "source": "autre"})
    return replace(CATALOGUE, labels={**CATALOGUE.labels, site_id: label})


def with_indicator(**changed):
    """The catalogue with one indicator changed."""
    indicator = next(iter(CATALOGUE.indicators.values()))
    return replace(CATALOGUE, indicators=CATALOGUE.indicators | {indicator.id: indicator.model_copy(update=changed)})


@pytest.mark.parametrize(
    "catalogue",
    [
        relabelled("41"),
        replace(CATALOGUE, runs={}),
        replace(CATALOGUE, sources={}),
        replace(CATALOGUE, reports={"bilan": CATALOGUE.reports["bilan"]}),
        replace(CATALOGUE, sites={"18": CATALOGUE.sites["18"]}),
        replace(CATALOGUE, frameworks=CATALOGUE.frameworks | {"2099-01-01": CATALOGUE.framework_of("18")}),
    ],
    ids=["label of another site", "runs", "sources", "other reports", "other sites", "another framework"],
)
def test_parameters_that_the_report_cannot_read_leave_it_current(workspace, catalogue):
    """Declaring a run, a source or the label of another site makes nobody's report out of date."""
    assert key(workspace, catalogue) == key(workspace)


@pytest.mark.parametrize(
    "catalogue",
    [
        relabelled("18"),
        with_indicator(label="Autre libellé"),
        replace(CATALOGUE, conventions=CATALOGUE.conventions.model_copy(update={"confidence": 0.9})),
        replace(CATALOGUE, public_holidays={}),
        replace(
            CATALOGUE,
            reports=CATALOGUE.reports | {"bilan": CATALOGUE.reports["bilan"].model_copy(update={"title": "Autre"})},
        ),
        replace(
            CATALOGUE, sites=CATALOGUE.sites | {"18": CATALOGUE.sites["18"].model_copy(update={"name": "Autre nom"})}
        ),
    ],
    ids=["own label", "indicator", "convention", "holidays", "own title", "own row"],
)
def test_parameters_that_the_report_reads_change_the_key(workspace, catalogue):
    """Whatever a report may read counts, whether it does or not."""
    assert key(workspace, catalogue) != key(workspace)


@pytest.mark.parametrize("name", ["library_sha256", "lock_sha256"])
def test_another_library_or_other_packages_change_the_key(workspace, monkeypatch, name):
    """Even between two commits."""
    before = key(workspace)
    monkeypatch.setattr(provenance, name, lambda: "f" * 64)
    assert key(workspace) != before


def test_a_report_that_reads_several_sites_is_keyed_over_all_of_them(workspace):
    """Data and label of a site that it compares with make it out of date; those of a third one do not."""
    before = key(workspace, subject=BESIDE)
    assert before != key(workspace)
    assert key(workspace, relabelled("41"), subject=BESIDE) != before
    assert key(workspace, relabelled("45"), subject=BESIDE) == before
    workspace.entries.append(entry(dataset="requests/45/registre.xlsx", site_id="45"))
    assert key(workspace, subject=BESIDE) == before
    workspace.entries.append(entry(dataset="requests/41/registre.xlsx", site_id="41"))
    assert key(workspace, subject=BESIDE) != before
    traced = trace(
        workspace.space,
        CATALOGUE,
        "bilan",
        Subject("18", "Cher", ("41", "18")),
        Period.parse("2020"),
        date(2021, 1, 13),
        "internal",
    )
    assert traced.sites == ("18", "41")


def test_only_the_questionnaire_of_its_answers_changes_the_key(workspace):
    """That of a survey which the site has not may change, or be left out for a fault."""
    asked = "satisfaction-cher"
    workspace.entries[:] = [
        entry(
            dataset="survey_answers/18/enquete.csv",
            table="survey_answers",
            questionnaire=asked,
            partitions=(("data/store/survey_answers/site=18/year=2020.parquet", "0"),),
        )
    ]
    whole = key(workspace)
    own = {asked: CATALOGUE.questionnaires[asked]}
    others = {id_: found for id_, found in CATALOGUE.questionnaires.items() if id_ != asked}
    assert key(workspace, replace(CATALOGUE, questionnaires=own)) == whole
    assert key(workspace, replace(CATALOGUE, questionnaires=others)) != whole


def test_in_public_the_counts_that_somebody_wrote_beside_a_file_are_not_told(workspace):
    """A note may say what the figures hide; its other sentences stay, with their dates."""
    said = (
        "Registre du 2e trimestre 2020, relu le 5 mars. Réclamations : 38, suggestions : 1. Les suites sont fictives."
    )
    workspace.entries[:] = [entry(nature_note=said), entry(dataset="requests/18/b.xlsx", nature_note="3 lignes.")]
    asked = (workspace.space, CATALOGUE, "bilan", CHER, Period.parse("2020"), date(2021, 1, 13))
    told = {
        audience: [found.nature_note for found in trace(*asked, audience).datasets]
        for audience in ("internal", "public")
    }
    assert told["internal"] == ["3 lignes.", said]
    assert told["public"] == [None, "Registre du 2e trimestre 2020, relu le 5 mars. Les suites sont fictives."]


def test_only_the_years_that_a_report_shows_are_traced(workspace):
    """The period, the two before that the slopes of a bilan show, and the one those are compared with: no other year."""
    workspace.entries[:] = [
        entry(
            dataset=f"requests/18/{year}.csv", partitions=((f"data/store/requests/site=18/year={year}.parquet", "0"),)
        )
        for year in range(2016, 2022)
    ]
    traced = trace(workspace.space, CATALOGUE, "bilan", CHER, Period.parse("2020"), date(2021, 1, 13), "internal")
    assert [dataset.dataset for dataset in traced.datasets] == [f"requests/18/{year}.csv" for year in range(2017, 2021)]


def test_the_json_form_holds_plain_values_only(workspace):
    """It can be written beside a report and read back unchanged."""
    traced = trace(workspace.space, CATALOGUE, "bilan", CHER, Period.parse("2020"), date(2021, 1, 13), "internal")
    plain = traced.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["parameters"]["as_of"] == "2021-01-13"
    assert traced.datasets[0].rows == 42
    assert not {"rows", "rows_rejected", "excluded"} & plain["datasets"][0].keys()


def test_an_unknown_report_and_a_missing_or_broken_notebook_are_refused(workspace):
    """Each with its own sentence."""
    asked = (CHER, Period.parse("2020"), date(2021, 1, 13), "internal")
    with pytest.raises(ParameterError, match="rapport « bilam » inconnu"):
        trace(workspace.space, CATALOGUE, "bilam", *asked)
    path = workspace.root / "notebooks" / "bilan.ipynb"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ParameterError, match="illisible"):
        trace(workspace.space, CATALOGUE, "bilan", *asked)
    path.unlink()
    with pytest.raises(ParameterError, match="introuvable"):
        trace(workspace.space, CATALOGUE, "bilan", *asked)


def test_the_commit_is_read_from_every_shape_of_repository(tmp_path):
    """A loose reference, a packed one, a detached head, a linked work tree; None where there is no repository."""
    git = tmp_path / ".git"
    assert read_commit(tmp_path) is None
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert read_commit(tmp_path) is None
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{COMMIT} refs/heads/main\n", encoding="utf-8")
    assert read_commit(tmp_path) == COMMIT
    (git / "refs" / "heads" / "main").write_text("1" * 40 + "\n", encoding="utf-8")
    assert read_commit(tmp_path) == "1" * 40
    linked, inner = tmp_path / "linked", git / "worktrees" / "linked"
    inner.mkdir(parents=True)
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {inner}\n", encoding="utf-8")
    (inner / "commondir").write_text("../..\n", encoding="utf-8")
    (inner / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert read_commit(linked) == "1" * 40
    (git / "HEAD").write_text(COMMIT + "\n", encoding="utf-8")
    assert read_commit(tmp_path) == COMMIT


def test_a_file_that_the_report_does_not_read_is_not_traced(workspace):
    """The delays of titles come from declared figures: a new register neither is named there nor changes the key."""
    narrow = CATALOGUE.reports["bilan"].model_copy(update={"tables": ("requests",)})
    catalogue = replace(CATALOGUE, reports={"bilan": narrow})
    before = key(workspace, catalogue)
    workspace.entries.append(entry(dataset="actions/18/plan.xlsx", table="actions", sha256="c" * 64))
    assert key(workspace, catalogue) == before
