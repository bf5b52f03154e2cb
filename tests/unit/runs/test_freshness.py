"""Up-to-date checks: what is unchanged is skipped, what is not is told why."""

import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib import provenance
from qep_lib.model.campaign import Import
from qep_lib.model.own_words import Identity, OwnWords, Passage, Presented, Template, Texts
from qep_lib.model.prose import Paragraph, Run
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.planning import Job, Plan
from qep_lib.runs.publish.freshness import FORCED, examine_jobs, examine_plan, trace_job
from qep_lib.runs.publish.placing import RECORD, publish
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

HEADER = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}


@pytest.fixture
def produced(workspace, catalogue, job, declare_stored):
    """Two published reports, of the sites 18 and 41."""
    jobs = [job, Job.from_json(job.to_json() | {"site_id": "41"})]
    for made in jobs:
        declare_stored(made.subject.id)
        traced = trace_job(workspace, catalogue, made)
        publish(workspace, made, {"bilan.html": b"page", "tables/a.csv": b"a;b"}, traced, None)
    return jobs


def reasons(workspace, catalogue, jobs, **options):
    """Site -> why its report is to run."""
    return {s.job.subject.id: s.reasons for s in examine_jobs(workspace, catalogue, jobs, **options)}


def test_what_has_not_changed_is_up_to_date(workspace, catalogue, produced):
    """With the key that the record holds."""
    states = examine_jobs(workspace, catalogue, produced)
    assert [(state.state, state.reasons) for state in states] == [("up_to_date", ()), ("up_to_date", ())]
    assert states[0].key == trace_job(workspace, catalogue, produced[0]).key


@pytest.mark.parametrize("years", [-1, 1])
def test_times_of_files_count_for_nothing(workspace, catalogue, produced, years):
    """K58, K59: a file touched, or a clock put back a year, makes nothing again."""
    moment = time.time() + years * 365 * 86_400
    for path in workspace.root.rglob("*"):
        os.utime(path, (moment, moment))
    assert [state.state for state in examine_jobs(workspace, catalogue, produced)] == ["up_to_date", "up_to_date"]


def test_a_report_never_made_or_asked_again_is_to_run(workspace, catalogue, produced, job):
    """Without data there is nothing to run."""
    fresh = Job.from_json(job.to_json() | {"site_id": "2A"})
    assert reasons(workspace, catalogue, [fresh]) == {"2A": ("jamais produit",)}
    assert reasons(workspace, catalogue, produced, is_forced=True) == {"18": (FORCED,), "41": (FORCED,)}
    (state,) = examine_jobs(workspace, catalogue, [replace(fresh, data="none")], is_forced=True)
    assert state.state == "no_data"


def test_the_data_of_one_site_concern_that_site_only(workspace, catalogue, produced, declare_stored):
    """K56: a new version of its register: its report runs again, with the file's name, and no other."""
    declare_stored("41", sha256="b" * 64)
    assert reasons(workspace, catalogue, produced) == {"18": (), "41": ("données changées : registre.csv",)}


def test_a_comparison_runs_again_when_a_site_that_it_reads_changes(workspace, catalogue, job, declare_stored):
    """Over all the sites it reads, and those only."""
    comparison = replace(job, subject=replace(job.subject, also_read=("41",)))
    for site_id in ("18", "41", "2A"):
        declare_stored(site_id)
    publish(workspace, comparison, {"a.html": b"a"}, trace_job(workspace, catalogue, comparison), None)
    declare_stored("2A", sha256="b" * 64)
    assert reasons(workspace, catalogue, [comparison]) == {"18": ()}
    declare_stored("41", sha256="b" * 64)
    assert reasons(workspace, catalogue, [comparison]) == {"18": ("données changées : registre.csv",)}


def _words(**changed):
    """What the Cher writes of 2020, but for what is changed."""
    said = {"heading": "Satisfaction", "content": (Paragraph((Run("Bien."),)),), "row": 3, "audience": None} | changed
    texts = Texts("18", "2020", "params/textes/18/2020.md", passages=(Passage(**said),))
    identity = Presented(Identity(site="18", names=("Préfecture",)))
    return OwnWords({("18", "2020"): texts}, {"18": identity}, {})


def test_what_a_service_writes_concerns_its_own_documents_only(workspace, catalogue, job, declare_stored):
    """Texts those of their site and period, and of their audience; the identity those of the site; a template all of a
    layout. Where a passage stands in its file counts for nothing."""
    before = replace(catalogue, own_words=_words())
    jobs = [
        job,
        replace(job, audience="public"),
        replace(job, period="2019"),
        replace(job, subject=replace(job.subject, id="41")),
    ]
    for site_id in ("18", "41"):
        declare_stored(site_id)
    for made in jobs:
        publish(workspace, made, {"a.html": b"a"}, trace_job(workspace, before, made), None)

    def changed(own_words):
        states = examine_jobs(workspace, replace(catalogue, own_words=own_words), jobs)
        return [state.reasons for state in states]

    texts = ("textes du service changés (params/textes/)",)
    identity = ("identité du site changée (params/identity.yml)",)
    template = ("modèle Word changé (params/modeles/)",)
    assert changed(_words()) == changed(_words(row=9)) == [(), (), (), ()]
    assert changed(_words(content=(Paragraph((Run("Mieux."),)),))) == [texts, texts, (), ()]
    assert changed(replace(_words(), texts={})) == [texts, texts, (), ()]
    other = Presented(Identity(site="18", names=("Préfecture du Cher",)))
    assert changed(replace(_words(), identities={"18": other})) == [identity, identity, identity, ()]
    made = replace(_words(), templates={("docx", ""): Template("m.docx", "a"), ("pptx", ""): Template("m.pptx", "b")})
    assert changed(made) == [template] * 4
    inside = _words(audience="internal")
    for one in jobs:
        publish(workspace, one, {"a.html": b"a"}, trace_job(workspace, replace(catalogue, own_words=inside), one), None)
    said = (Paragraph((Run("Entre nous."),)),)
    assert changed(_words(audience="internal", content=said)) == [texts, (), (), ()]


def test_each_kind_of_change_has_its_sentence(workspace, catalogue, produced, new_notebook, monkeypatch):
    """All of them are told, each in words of its own."""
    new_notebook(workspace.notebooks / "bilan.ipynb", "2")
    monkeypatch.setattr(provenance, "library_sha256", lambda: "f" * 64)
    monkeypatch.setattr(provenance, "lock_sha256", lambda: "e" * 64)
    wider = replace(catalogue, conventions=catalogue.conventions.model_copy(update={"confidence": 0.9}))
    later = [replace(produced[0], as_of="2021-01-14")]
    assert reasons(workspace, wider, later)["18"] == (
        "date d'arrêté changée : 2021-01-14 au lieu de 2021-01-13",
        "paramètres changés",
        "carnet changé",
        f"bibliothèque changée (version {provenance.__version__}, fichiers modifiés)",
        "versions des paquets changées (requirements.lock)",
    )
    monkeypatch.setattr(provenance, "__version__", "9.9")
    assert "bibliothèque changée (version 9.9 au lieu de 0." in " ".join(reasons(workspace, catalogue, later)["18"])


@pytest.mark.parametrize("damage", ["removed", "longer", "same length"])
def test_a_published_file_that_is_gone_or_changed_is_made_again(workspace, catalogue, produced, damage):
    """By its size, or by its bytes when it is newer than its record."""
    page = workspace.reports / produced[0].id / "bilan.html"
    if damage == "removed":
        page.unlink()
    else:
        page.write_bytes(b"pages" if damage == "longer" else b"egap")
    assert reasons(workspace, catalogue, produced)["18"] == ("fichier publié modifié ou absent : bilan.html",)


def test_a_copied_workspace_is_still_up_to_date(workspace, catalogue, produced):
    """A copy gives every file the time it was copied at: what looks newer is compared by its bytes."""
    page = workspace.reports / produced[0].id / "bilan.html"
    later = (workspace.reports / produced[0].id / RECORD).stat().st_mtime_ns + 10**9
    os.utime(page, ns=(later, later))
    assert reasons(workspace, catalogue, produced)["18"] == ()


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 0}', '{"version": 1, "files": {}, "provenance": {}}'])
def test_a_record_that_cannot_be_read_is_no_report(workspace, catalogue, produced, content):
    """K62: cut short, or written by another version."""
    (workspace.reports / produced[0].id / RECORD).write_text(content, encoding="utf-8")
    assert reasons(workspace, catalogue, produced)["18"] == ("jamais produit",)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("failed", ("dernier essai en échec : cellule de code 2 : non",)), ("interrupted", ()), ("data_refused", ())],
)
def test_a_report_whose_last_run_failed_is_made_again(workspace, catalogue, produced, status, expected):
    """The older one is still on the disk, with the same inputs; only a failure of its own says that it is not right."""
    failure = Failure("cell_error", "non", cell=2)
    BatchLedger(workspace, HEADER).record([Outcome(produced[0], status, failure=failure)])
    assert reasons(workspace, catalogue, produced) == {"18": expected, "41": ()}
    BatchLedger(workspace, HEADER).record([Outcome(produced[0], "published")])
    assert reasons(workspace, catalogue, produced) == {"18": (), "41": ()}


def test_a_plan_counts_the_declared_files_that_have_changed(workspace, catalogue, produced, declare_stored):
    """Before any import: the file's bytes are compared with those stored, for the reports that read its table."""
    source = type("Source", (), {"table": "requests"})
    declared = replace(catalogue, sources={"register": source})
    file = workspace.root / "registre.csv"
    file.write_bytes(b"a")
    request = Import(
        file="registre.csv", source="register", site="18", period="2020", extracted_on=date(2021, 1, 11), nature="real"
    )
    plan = Plan(tuple(produced), (request,))
    found = {s.job.subject.id: s.reasons for s in examine_plan(workspace, declared, plan)}
    assert found == {"18": ("à importer : registre.csv",), "41": ()}
    source.table = "actions"
    assert {s.state for s in examine_plan(workspace, declared, plan)} == {"up_to_date"}


def test_a_questionnaire_left_out_concerns_the_sites_that_answered_it(workspace, catalogue, job, declare_stored):
    """The other site's report is not made again; a store that does not say which questionnaire keeps them all."""
    declared = read_catalogue(Workspace(Path(__file__).parents[3])).questionnaires
    named, other = "satisfaction-cher", "satisfaction-moselle"
    whole = replace(catalogue, questionnaires=declared)
    without = replace(catalogue, questionnaires={key: one for key, one in declared.items() if key != named})

    def is_same(questionnaire):
        declare_stored("18", table="survey_answers", questionnaire=questionnaire)
        return trace_job(workspace, whole, job).key == trace_job(workspace, without, job).key

    assert [is_same(each) for each in (other, named, "", "*")] == [True, False, False, False]
