"""Copying what is published: only what changed, never half a report as whole, nothing removed unless asked."""

import hashlib
import json

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from qep_lib.errors import ParameterError, ReportFailed, WorkspaceLocked
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS, Job
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.mirror import mirror_reports
from qep_lib.runs.publish.placing import RECORD, compare_with_record, publish
from qep_lib.runs.publish.storage import Storage, open_storage
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

FILES = {"bilan.html": b"<p>page", "bilan.pdf": b"%PDF", "tables/t.csv": b"a;b"}
PLACE = "18/2020/interne/bilan"


class Recorder(Storage):
    """A storage that notes what is done to it, and can break down after so many steps."""

    def __init__(self, inner, steps=None):
        super().__init__(inner._filesystem, inner._root, inner.name)
        self.done, self._left = [], steps

    def write(self, name, content):
        self._note(f"+{name}")
        super().write(name, content)

    def remove(self, name):
        self._note(f"-{name}")
        super().remove(name)

    def _note(self, what):
        if self._left is not None:
            if self._left == 0:
                raise ReportFailed("coupé")
            self._left -= 1
        self.done.append(what)


@pytest.fixture(params=["memory", "file"])
def target(request, tmp_path_factory):
    """The address of an empty place, in memory and on the disk."""
    MemoryFileSystem.store.clear()
    yield "memory://miroir" if request.param == "memory" else tmp_path_factory.mktemp("là-bas").as_uri()
    MemoryFileSystem.store.clear()


@pytest.fixture
def put(workspace, catalogue, job):
    """Publish files as the report of the Cher, or of another site or audience."""

    def publish_job(files=FILES, **fields):
        asked = Job.from_json(job.to_json() | fields)
        publish(workspace, asked, files, trace_job(workspace, catalogue, asked), None)
        return workspace.reports / asked.id

    return publish_job


@pytest.fixture
def mirror(workspace, catalogue, target):
    """Copy to the target; gives what was done there, step by step, and the result."""

    def run(steps=None, **options):
        storage = Recorder(open_storage(target), steps)
        options.setdefault("audiences", tuple(AUDIENCE_FOLDERS))
        return storage.done, mirror_reports(workspace, catalogue, storage, **options)

    return run


def there(target):
    """Every file of the target, by path."""
    storage = open_storage(target)
    return dict(storage.read(storage.sizes()))


def here(workspace):
    """Every file of the reports, by path."""
    root = workspace.reports
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def pages(found):
    """Take the pages that list the reports out of `found`, and give them."""
    names = [name for name in found if name == "index.html" or name.startswith(("sites/", "regions/"))]
    return {name: found.pop(name) for name in names}


def disagreements(target):
    """Files that a record of the target names and that are not there with its hash."""
    found = there(target)
    return [
        f"{folder}/{name}"
        for folder, record in ((path.removesuffix(f"/{RECORD}"), found[path]) for path in found if RECORD in path)
        for name, entry in json.loads(record)["files"].items()
        if hashlib.sha256(found.get(f"{folder}/{name}", b"")).hexdigest() != entry["sha256"]
    ]


def test_a_copy_holds_the_same_bytes_and_an_index(workspace, put, mirror, target):
    """Files first, then the record; the index comes last of all."""
    put()
    put(site_id="41")
    done, result = mirror()
    copied = there(target)
    listed = pages(copied)
    assert copied == here(workspace)
    assert b"18/2020/interne/bilan/bilan.html" in listed["index.html"]
    assert listed.keys() == {"index.html", "sites/18.html", "sites/41.html", "regions/24.html"}
    assert [what for what in done if RECORD in what] == [done[3], done[7]]
    assert done[-1] == "+index.html"
    assert (len(result.sent), result.unchanged, result.orphans) == (2, (), ())


def test_a_second_copy_sends_nothing(put, mirror):
    """Records tell that everything is there already."""
    put()
    mirror()
    done, result = mirror()
    assert (done, result.unchanged) == ([], (PLACE,))


def test_only_the_files_that_changed_are_sent_again(workspace, put, mirror, target):
    """The former record goes first, the new one comes last; a file that is no longer of the report goes too."""
    put()
    mirror()
    put({"bilan.html": b"<p>autre page", "bilan.pdf": FILES["bilan.pdf"]})
    done, _ = mirror()
    assert [what for what in done if PLACE in what] == [
        f"-{PLACE}/{RECORD}",
        f"+{PLACE}/bilan.html",
        f"-{PLACE}/tables/t.csv",
        f"+{PLACE}/{RECORD}",
    ]
    copied = there(target)
    pages(copied)
    assert copied == here(workspace)


def test_a_file_missing_or_cut_short_over_there_is_sent_again(put, mirror, target):
    """The record alone is not believed."""
    put()
    mirror()
    storage = open_storage(target)
    storage.write(f"{PLACE}/bilan.html", b"<p")
    storage.remove(f"{PLACE}/bilan.pdf")
    done, _ = mirror()
    assert [what for what in done if RECORD not in what] == [f"+{PLACE}/bilan.html", f"+{PLACE}/bilan.pdf"]


def test_wherever_a_copy_breaks_down_no_half_report_is_whole_and_the_next_copy_mends_it(workspace, put, mirror, target):
    """One step later each time, until none breaks: whatever has a record there agrees with it."""
    for steps in range(100):
        for name in there(target):
            open_storage(target).remove(name)
        put(FILES | {"bilan.html": b"<p>PAGE", "vieux.csv": b"x"})
        mirror()
        put()
        put(site_id="2A")
        try:
            mirror(steps=steps)
        except ReportFailed:
            assert disagreements(target) == []
            mirror()
            copied = there(target)
            pages(copied)
            assert copied == here(workspace)
            (workspace.reports / "2A" / "2020" / "interne" / "bilan" / RECORD).unlink()
        else:
            break
    assert steps == 11


def test_a_report_that_is_no_more_stays_unless_asked(workspace, put, mirror, target):
    """It is told; with leave its record goes first, once the index no longer links it."""
    put()
    folder = put(site_id="41")
    mirror()
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    _, kept = mirror()
    assert (kept.orphans, kept.removed) == (("41/2020/interne/bilan",), ())
    assert "41/2020/interne/bilan/bilan.html" in there(target)
    done, gone = mirror(may_remove=lambda orphans: True)
    assert gone.removed == ("41/2020/interne/bilan",)
    assert done[0] == f"-41/2020/interne/bilan/{RECORD}"
    left = there(target)
    assert {name.split("/")[0] for name in left} == {"18", "index.html", "sites", "regions"}
    assert "sites/18.html" in left and "sites/41.html" not in left


def test_the_index_stops_linking_a_report_before_it_is_removed(workspace, put, mirror):
    """A reader never follows a link to nothing."""
    put()
    folder = put(site_id="41")
    mirror()
    (folder / RECORD).unlink()
    done, _ = mirror(may_remove=lambda orphans: True)
    assert done.index("+index.html") < done.index(f"-41/2020/interne/bilan/{RECORD}")


def test_what_is_not_a_report_is_never_removed(put, mirror, target):
    """The place may hold other things."""
    put()
    for name in ("lisez-moi.txt", "site/page.html", "a/b/c/d/e.txt"):
        open_storage(target).write(name, b"x")
    mirror(may_remove=lambda orphans: True)
    assert {"lisez-moi.txt", "site/page.html", "a/b/c/d/e.txt"} <= there(target).keys()


@pytest.fixture
def strangers(put, target):
    """What others keep at the same place: folders of the shape of a report, one of them with a record like ours."""
    folder = put(site_id="57")
    theirs = {f"57/2020/interne/bilan/{name}": content for name, content in FILES.items()}
    theirs[f"57/2020/interne/bilan/{RECORD}"] = (folder / RECORD).read_bytes()
    theirs["75/2020/public/bilan/bilan.html"] = b"un autre atelier"
    theirs["photos/2020/public/fete/a.jpg"] = b"jpg"
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for name, content in theirs.items():
        open_storage(target).write(name, content)
    return theirs


def test_what_others_sent_is_neither_removed_nor_called_ours(put, mirror, target, strangers):
    """Neither its shape nor its record makes a report ours: only our own list of what was sent."""
    put()
    mirror()
    _, result = mirror(may_remove=lambda orphans: True)
    assert (result.orphans, result.removed) == ((), ())
    assert there(target).items() >= strangers.items()


def test_a_file_put_among_ours_stays_when_the_report_goes_or_changes(workspace, put, mirror, target):
    """The folder is shared; the file is not ours."""
    put()
    folder = put(site_id="41")
    mirror()
    for place in (PLACE, "41/2020/interne/bilan"):
        open_storage(target).write(f"{place}/note.txt", b"de quelqu'un d'autre")
    (folder / RECORD).unlink()
    put({"bilan.html": b"<p>autre"})
    _, result = mirror(may_remove=lambda orphans: True)
    found = there(target)
    assert (result.sent, result.removed) == ((PLACE,), ("41/2020/interne/bilan",))
    assert [name for name in found if name.startswith("41/")] == ["41/2020/interne/bilan/note.txt"]
    assert f"{PLACE}/note.txt" in found and f"{PLACE}/tables/t.csv" not in found
    done, _ = mirror()
    assert done == []


def test_a_page_of_another_site_is_not_written_over(put, mirror, target):
    """Its folder `sites` may be as old as itself."""
    put()
    open_storage(target).write("sites/18.html", b"<h1>Nos sites</h1>")
    with pytest.raises(ParameterError, match="a déjà « sites/18.html »"):
        mirror()
    assert there(target) == {"sites/18.html": b"<h1>Nos sites</h1>"}


def test_a_place_taken_by_other_files_is_not_written_over(put, mirror, target):
    """Nothing is sent: half a publication under the name of all of it would be worse."""
    put()
    put(site_id="41")
    open_storage(target).write(f"{PLACE}/bilan.html", b"une page de quelqu'un")
    with pytest.raises(ParameterError, match=f"a déjà « {PLACE}/bilan.html »"):
        mirror()
    assert there(target) == {f"{PLACE}/bilan.html": b"une page de quelqu'un"}


def test_the_list_of_an_earlier_version_still_says_what_is_ours(workspace, put, mirror, target):
    """It named the files without their hash: they are sent again, once, and nothing is lost."""
    put()
    mirror()
    (kept,) = workspace.publications.iterdir()
    content = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps(content | {"files": [*content["files"]]}), encoding="utf-8")
    done, result = mirror()
    assert result.sent == (PLACE,) and f"+{PLACE}/bilan.html" in done
    assert mirror()[0] == []


def test_the_front_page_of_another_site_is_not_written_over(put, mirror, target):
    """Refused before anything is sent; our own page, even sent by another machine, is written again."""
    put()
    open_storage(target).write("index.html", b"<h1>Prefecture</h1>")
    with pytest.raises(ParameterError, match="a déjà « index.html ».*sous-dossier"):
        mirror()
    assert there(target) == {"index.html": b"<h1>Prefecture</h1>"}


def test_what_another_machine_sent_is_brought_up_to_date_and_never_removed(workspace, put, mirror, target):
    """Without our list, the record there still tells which files of the same report are to be replaced."""
    folder = put()
    put(site_id="41")
    mirror()
    for path in workspace.publications.iterdir():
        path.unlink()
    (folder / RECORD).unlink()
    put({"bilan.html": b"<p>autre"}, site_id="41")
    _, result = mirror(may_remove=lambda orphans: True)
    found = there(target)
    assert (result.sent, result.orphans) == (("41/2020/interne/bilan",), ())
    assert f"{PLACE}/bilan.html" in found and "41/2020/interne/bilan/tables/t.csv" not in found


def test_leave_is_asked_before_anything_is_sent(workspace, put, mirror, target):
    """Once, with what would go; refused, the reports stay and are told."""
    put()
    folder = put(site_id="41")
    mirror()
    (folder / RECORD).unlink()
    before, asked = there(target), []

    def refuse(orphans):
        asked.append((tuple(orphans), there(target) == before))
        return False

    put({"bilan.html": b"<p>autre"})
    _, result = mirror(may_remove=refuse)
    assert asked == [(("41/2020/interne/bilan",), True)]
    assert (result.orphans, result.removed) == (("41/2020/interne/bilan",), ())


def test_internal_reports_can_be_left_out_and_taken_back(put, mirror, target):
    """Sent by mistake to a public place, they go with leave; the index no longer names them either."""
    put()
    put(audience="public")
    mirror()
    _, result = mirror(audiences=("public",), may_remove=lambda orphans: True)
    assert result.removed == (PLACE,)
    copied = there(target)
    listed = pages(copied)
    assert {name.split("/")[2] for name in copied} == {"public"}
    assert not [name for name, page in listed.items() if b"interne" in page]


def test_a_report_changed_by_hand_is_not_sent(put, mirror, target):
    """What was published there stays, and the name of the report is told."""
    folder = put()
    mirror()
    (folder / "bilan.html").write_bytes(b"<p>retouche")
    done, result = mirror()
    assert result.altered == (PLACE,)
    assert there(target)[f"{PLACE}/bilan.html"] == FILES["bilan.html"]
    assert compare_with_record(folder)
    assert done == ["+index.html", "-regions/24.html", "-sites/18.html"]


def test_nothing_of_a_failure_leaves_the_workspace(workspace, put, mirror, target, job):
    """What a notebook raises may quote a row: a report that failed is at most said to be unavailable."""
    marker = "Mme DURAND, 12 rue des Lilas"
    put()
    header = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}
    failure = Failure("cell_error", marker, cell=3, lines=(marker,), error_class="ValueError")
    never_made = Job.from_json(job.to_json() | {"site_id": "41", "site_name": "Loir-et-Cher"})
    failed = [Outcome(one, "failed", failure=failure) for one in (job, never_made)]
    put(site_id="2A")
    BatchLedger(workspace, header).record(failed)
    _, result = mirror()
    copied = there(target)
    assert all(part.encode() not in content for content in copied.values() for part in (marker, "DURAND", "cellule"))
    assert b"indisponible" in copied["index.html"] and b"Loir-et-Cher" not in copied["index.html"]
    assert (result.sent, result.stale) == (("2A/2020/interne/bilan",), (PLACE,))


def test_a_report_older_than_its_data_is_not_sent(put, mirror, target, declare_stored):
    """What was sent before stays there without a link; made again, it is sent."""
    declare_stored("18", "a" * 64)
    put()
    mirror()
    former = there(target)
    declare_stored("18", "b" * 64)
    put(site_id="41")
    _, result = mirror()
    copied = there(target)
    assert (result.sent, result.stale) == (("41/2020/interne/bilan",), (PLACE,))
    assert copied[f"{PLACE}/{RECORD}"] == former[f"{PLACE}/{RECORD}"]
    assert f"{PLACE}/".encode() not in copied["index.html"] and b"indisponible" in copied["index.html"]
    put()
    _, result = mirror()
    assert (result.sent, result.stale) == ((PLACE,), ())


def test_a_workspace_without_reports_empties_nothing(put, mirror, workspace):
    """A mistaken folder must not erase a site: it is refused."""
    with pytest.raises(ParameterError, match="aucun rapport à envoyer"):
        mirror(may_remove=lambda orphans: True)


def test_a_copy_waits_for_no_run_and_disturbs_none(workspace, put, mirror):
    """Exit code 75 while another command writes."""
    put()
    with workspace_lock(workspace), pytest.raises(WorkspaceLocked):
        mirror()


@pytest.mark.parametrize(
    "place", ["reports", "reports/copie", ".", "..", "data", "data/store", "params", "notebooks/a"]
)
def test_reports_are_not_copied_into_the_workspace(workspace, catalogue, put, place):
    """Neither over themselves, nor among the data and the parameters, nor around; nothing is written."""
    put()
    before = {path for path in workspace.root.rglob("*") if path != workspace.lock}
    storage = open_storage(str(workspace.root / place))
    with pytest.raises(ParameterError, match="donner un dossier à côté"):
        mirror_reports(workspace, catalogue, storage, ("internal",), may_remove=lambda orphans: True)
    assert {path for path in workspace.root.rglob("*") if path != workspace.lock} == before


def test_reports_kept_elsewhere_by_a_link_are_not_copied_over_themselves(workspace, catalogue, put, tmp_path_factory):
    """`reports` may be a link to a larger disk."""
    elsewhere = tmp_path_factory.mktemp("disque")
    workspace.reports.symlink_to(elsewhere, target_is_directory=True)
    put()
    with pytest.raises(ParameterError, match="donner un dossier à côté"):
        mirror_reports(workspace, catalogue, open_storage(str(elsewhere / "copie")), ("internal",))


def test_the_pages_of_the_imports_are_never_copied(workspace, put, mirror, target):
    """They are internal whatever the audience asked: neither the pages nor a link to them leave."""
    put()
    pages = workspace.reports / "imports"
    pages.mkdir()
    (pages / "index.html").write_text("interne", encoding="utf-8")
    mirror()
    copied = there(target)
    assert "18/2020/interne/bilan/bilan.html" in copied
    assert not [name for name in copied if name.startswith("imports")]
    assert b"imports/" not in copied["index.html"]
