"""The panels of the home, driven as a person would: fields are filled, buttons are pressed, and the workspace tells."""

import subprocess
import sys
import time

import pytest

from qep_lib.cli.asking import Asked, make_plan
from qep_lib.cli.lab import HOME, KEPT, lay_home
from qep_lib.errors import ParameterError
from qep_lib.lab.choices import read_subject
from qep_lib.lab.filing import keep_dropped
from qep_lib.lab.home import TITLES
from qep_lib.lab.launching import launch, stop_running
from qep_lib.lab.page import show
from qep_lib.lab.standing import renewing, stale_reports
from qep_lib.model.parameters import AUDIENCE, PERIOD, REPORT, SITE
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.lock import lock_holder, workspace_lock
from qep_lib.runs.record.history import batch_state, read_batch
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

PATIENCE_SECONDS = 120


def words_shown(output):
    """The HTML that an output shows."""
    return "".join(shown["data"]["text/html"] for shown in output.outputs)


def follow(producing):
    """Look on until what was started ends, as the page does."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while producing.look() and time.monotonic() < limit:
        time.sleep(0.1)
    producing.end()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Cher", "18"),
        (" cher ", "18"),
        ("18", "18"),
        ("Préfecture du Cher (18)", "18"),
        ("corse-du-sud", "2A"),
        ("Étampes", "91-etampes"),
        ("region:24", "region:24"),
        ("Centre-Val de Loire (region:24)", "region:24"),
    ],
)
def test_a_site_is_named_as_people_do(workspace, typed, code):
    """By its department, its town or its code, accents and case aside; or as the list has it."""
    assert read_subject(typed, read_catalogue(workspace)) == code


@pytest.mark.parametrize(
    ("typed", "told"), [("", "il manque le site"), ("Chre", "« Cher »"), ("saint", "plusieurs sites")]
)
def test_a_site_that_is_not_one_is_told_with_what_is_near(workspace, typed, told):
    """Nothing, a slip of the finger, words that many sites share."""
    with pytest.raises(ParameterError) as caught:
        read_subject(typed, read_catalogue(workspace))
    assert told in str(caught.value)


def test_a_report_is_produced_by_a_form_as_by_the_command(home, workspace):
    """The same ledger, the same folder; its files are links, and what was asked is a command that one can type again."""
    producing = home.producing
    producing.subject.site.value = "Cher"
    assert producing.subject.period.value == "2020"
    producing.report.value, producing.audience.value = "action_plan", "public"
    producing.produce()
    follow(producing)
    batch = read_batch(workspace)
    assert batch.header["asked"]["command"] == "run" and batch.header["asked"]["sites"] == ["18"]
    assert (workspace.reports / "18/2020/public/action_plan/action_plan.pdf").is_file()
    shown = words_shown(producing.result)
    assert "Lancement terminé : 1 rapport publié." in shown
    assert 'href="../../reports/18/2020/public/action_plan/action_plan.pdf"' in shown
    assert not producing.start.disabled and producing.halt.disabled


@pytest.mark.parametrize(
    ("site", "period", "told"),
    [("Chre", "2020", "« Cher »"), ("18", "20200", "2020, 2022-S1"), ("18", "", "il manque la période")],
)
def test_what_cannot_be_run_is_told_and_nothing_starts(home, workspace, site, period, told):
    """In the form, in one sentence, before any process."""
    home.producing.subject.site.value, home.producing.subject.period.value = site, period
    home.producing.produce()
    assert told in words_shown(home.producing.result) and "Traceback" not in words_shown(home.producing.result)
    assert read_batch(workspace) is None and not workspace.logs.exists()


@pytest.mark.parametrize("panel", ["producing", "commenting", "filing"])
def test_a_fault_goes_with_what_it_was_about(home, panel):
    """As soon as the site or the period is typed again, in each form; a result stays."""
    form = getattr(home, panel)
    said = form.result if panel == "producing" else form.said
    act = {"producing": "produce", "commenting": "show_sections"}.get(panel)
    for name, wrong, right in (("site", "Cheer", "Cher"), ("period", "20200", "2020")):
        form.subject.site.value, form.subject.period.value = "18", "2020"
        getattr(form.subject, name).value = wrong
        getattr(form, act)() if act else form.read.click()
        assert wrong in words_shown(said)
        getattr(form.subject, name).value = right
        assert words_shown(said) == ""
    show(said, "produced", sentence="C'est fait.", rows=(), said=())
    form.subject.site.value = "36"
    assert "fait" in words_shown(said)


def test_a_batch_that_is_running_is_not_doubled(home, workspace):
    """The workspace writes one thing at a time, whoever started it."""
    home.producing.subject.site.value = "18"
    with workspace_lock(workspace):
        assert lock_holder(workspace) is not None
        home.producing.produce()
    assert "déjà en cours" in words_shown(home.producing.result) and lock_holder(workspace) is None


def test_a_batch_is_stopped_from_the_page_and_taken_up_again(home, workspace):
    """What it had not done is interrupted, said so in the state, and « Reprendre » does it."""
    launched = launch(workspace, ["run", "--site", "18", "--period", "2020", "--audience", "internal"])
    limit = time.monotonic() + PATIENCE_SECONDS
    while (read_batch(workspace) is None or not read_batch(workspace).header["planned"]) and time.monotonic() < limit:
        time.sleep(0.05)
    assert stop_running(workspace)
    launched.process.wait(PATIENCE_SECONDS)
    batch = read_batch(workspace)
    assert batch_state(workspace, batch) == "interrupted", (launched.code, launched.last_lines)
    assert batch.totals["interrupted"] > 0
    home.selected_index = TITLES.index("État")
    shown = words_shown(home.standing.shown)
    assert "Dernier lancement interrompu" in shown and "En échec" in shown
    assert not home.standing.again.disabled and not stop_running(workspace)


def test_the_state_says_what_has_changed_since_and_why(home, workspace, qep):
    """A text of the service that changes makes its reports stale; the button makes these again and no other."""
    assert qep(workspace.root, "run", "--site", "18", "--period", "2020", "--report", "action_plan")[0] == 0
    assert stale_reports(workspace, read_catalogue(workspace)) == ()
    path = workspace.root / "params" / "textes" / "18" / "2020.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## Plan d'actions\n\nUn mot de plus.\n", encoding="utf-8")
    stale = stale_reports(workspace, read_catalogue(workspace))
    assert {state.job.id for state in stale} == {"18/2020/interne/action_plan", "18/2020/public/action_plan"}
    assert renewing(stale[:1])[-2:] == ["--only", stale[0].job.id]
    home.selected_index = TITLES.index("État")
    assert "textes du service changés" in words_shown(home.standing.shown) and not home.standing.renew.disabled


def test_the_history_says_which_report_failed_and_why(home, workspace):
    """Once, by its last outcome, beside the counts."""
    catalogue = read_catalogue(workspace)
    job = make_plan(workspace, catalogue, Asked(["18"], ["2020"], ["bilan"], ["internal"], None, [], [])).jobs[0]
    planned = [{"id": job.id, "state": "to_run", "reasons": [], "job": job.to_json()}]
    batch = BatchLedger(
        workspace, {"asked": {"command": "run"}, "settings": {}, "versions": {}, "planned": planned, "up_to_date": []}
    )
    batch.record(
        [Outcome(job, "published"), Outcome(job, "failed", failure=Failure("altered", "le dossier a changé."))]
    )
    batch.end("finished", {"failed": 1})
    home.selected_index = TITLES.index("État")
    history = words_shown(home.standing.shown).partition("Derniers lancements")[2]
    assert f"<strong>{job.report_title} (" in history and "le dossier a changé." in history
    assert "1 non publié (1 en échec)" in history.replace("\u00a0", " ") and "1 rapport publié" not in history


def test_words_are_written_under_their_heading_and_nothing_else_moves(home, workspace):
    """Figures stand beside the fields; a field that was not touched writes nothing."""
    home.selected_index = TITLES.index("Mes textes")
    home.commenting.subject.site.value = "18"
    home.commenting.show_sections()
    path = workspace.root / "params" / "textes" / "18" / "2020.md"
    former = path.read_text(encoding="utf-8")
    home.commenting.write()
    assert path.read_text(encoding="utf-8") == former
    field = home.commenting.fields["Plan d'actions"]
    field.value = "Trois actions sont engagées."
    home.commenting.write()
    written = path.read_text(encoding="utf-8")
    assert "## Plan d'actions\n\nTrois actions sont engagées." in written
    assert all(line in written.splitlines() for line in former.splitlines())
    assert "Enregistré : Plan d&#39;actions" in words_shown(home.commenting.said)


def test_files_are_prepared_and_imported_without_a_terminal(home, workspace, tmp_path):
    """A folder is read, each file told; a question stops until it is answered or left; the end is an import."""
    folder = tmp_path / "mes fichiers"
    folder.mkdir()
    lines = "".join(f"{n};0{1 + n % 9}/03/2021;Courriel;Réclamation;{10 + n % 9}/03/2021\n" for n in range(40))
    (folder / "registre.csv").write_text(f"N°;Reçu le;Canal;Nature;Répondu le\n{lines}", encoding="utf-8")
    filing = home.filing
    home.selected_index = TITLES.index("Mes fichiers")
    filing.subject.site.value, filing.subject.period.value, filing.folder.value = "18", "2021", str(folder)
    filing.read.click()
    assert filing.draft is not None, words_shown(filing.said)
    assert "registre.csv" in words_shown(filing.sheets)
    for _ in range(30):
        if not filing.draft.questions:
            break
        (picker,) = filing.choice.children
        has_answer = picker.value not in (None, ())
        (filing.reply if has_answer else filing.later).click()
    assert filing.draft.questions == () and filing.asking.layout.display == "none"
    filing.keep.click()
    assert "écrit : params/" in words_shown(filing.said), words_shown(filing.said)
    follow(home.producing)
    assert "2021" in home.producing.subject._bench.periods("18")


def test_dropped_files_never_take_the_place_of_others(workspace):
    """The same bytes once, other bytes under another name, and no path out of the folder."""
    folder = keep_dropped(workspace, "18", "2021", [("registre.csv", b"a"), ("..\\..\\etc/registre.csv", b"b")])
    keep_dropped(workspace, "18", "2021", [("registre.csv", b"a"), (".caché", b"c")])
    assert sorted(path.name for path in folder.iterdir()) == ["caché", "registre (2).csv", "registre.csv"]
    assert (folder / "registre.csv").read_bytes() == b"a"


def test_no_widget_is_made_before_a_home():
    """A page opened again on a living kernel is told only of the widgets made after it: one that all homes shared is unknown
    there, and every field that wears it is broken."""
    words = "import ipywidgets.widgets.widget as w, qep_lib.lab.home; print(len(w._instances))"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "0\n"


def test_the_notebook_of_the_analyst_is_never_laid_again(workspace):
    """The home is; what was added to the other stays."""
    lay_home(workspace)
    for name in (HOME, KEPT):
        (workspace.desk / name).write_text("changé", encoding="utf-8")
    lay_home(workspace)
    assert (workspace.desk / KEPT).read_text(encoding="utf-8") == "changé"
    assert (workspace.desk / HOME).read_text(encoding="utf-8") != "changé"


def test_the_form_asks_what_is_declared(home):
    """Labels, examples, choices and defaults of the parameters that the command line reads too."""
    form = home.producing
    for field, parameter in ((form.subject.site, SITE), (form.subject.period, PERIOD)):
        assert (field.description, field.placeholder) == (parameter.label, parameter.example)
    assert (form.report.description, form.audience.description) == (REPORT.label, AUDIENCE.label)
    assert {value: words for words, value in form.audience.options} == dict(AUDIENCE.choices)
    assert form.audience.value == AUDIENCE.default


def test_rows_set_aside_are_corrected_from_the_desk(home, workspace):
    """The file and its page are listed; what is typed is imported by the command, and the file itself does not change."""
    folder = workspace.deposits / "18" / "2021"
    folder.mkdir(parents=True)
    lines = [f"{n};0{1 + n % 9}/03/2021;Courriel;Réclamation;{10 + n % 9}/03/2021" for n in range(40)]
    lines[7] = "7;32/03/2021;Courriel;Réclamation;17/03/2021"
    content = "\n".join(["N°;Reçu le;Canal;Nature;Répondu le", *lines, ""])
    (folder / "registre.csv").write_text(content, encoding="utf-8")
    filing = home.filing
    home.selected_index = TITLES.index("Mes fichiers")
    filing.subject.site.value, filing.subject.period.value, filing.folder.value = "18", "2021", str(folder)
    filing.read.click()
    while filing.draft.questions:
        (picker,) = filing.choice.children
        (filing.reply if picker.value not in (None, ()) else filing.later).click()
    filing.keep.click()
    follow(home.producing)
    home.selected_index = TITLES.index("Mes fichiers")
    correcting = filing.correcting
    shown = words_shown(correcting.files)
    assert "1 sur 40 lignes écartées" in shown and "../../reports/imports/18.html" in shown, shown
    correcting.file.value = correcting.file.options[-1][1]
    assert correcting.save.layout.display is None and "32/03/2021" in words_shown(
        correcting.cells.children[0].children[0]
    )
    correcting.correct()
    assert "rien n" in words_shown(correcting.said)
    (field,) = correcting.fields.values()
    field.value = "12/03/2021"
    correcting.save.click()
    follow(home.producing)
    home.selected_index = TITLES.index("Mes fichiers")
    assert "écartées" not in words_shown(correcting.files) and correcting.file.layout.display == "none"
    assert (folder / "registre.csv").read_text(encoding="utf-8") == content
