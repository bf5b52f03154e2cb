"""`qep publish`: a copy of the reports somewhere else, what it says, and its exit codes."""

import re
import shutil


def files(folder):
    """Relative path -> bytes of every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


PAGES = ("index.html", "sites/18.html", "regions/24.html")


def test_public_reports_are_copied_with_an_index_of_their_own(workspace, qep, tmp_path):
    """No internal report leaves unless it is asked for, and the command says that some stay; a second copy sends
    nothing."""
    target = tmp_path / "site"
    code, said = qep(workspace, "publish", target.as_uri())
    assert (code, "7 rapports internes restent ici ; --audience internal" in said) == (0, True), said
    copied = files(target)
    pages = [copied.pop(name) for name in PAGES]
    assert not [page for page in pages if re.search(rb"\binterne\b", page)]
    assert copied == {name: content for name, content in files(workspace / "reports").items() if "/public/" in name}
    code, said = qep(workspace, "publish", str(target), "--audience", "public")
    assert (code, "0 rapport envoyé, 7 inchangés" in said) == (0, True), said


def test_all_reports_make_the_same_folder(workspace, qep, tmp_path):
    """The copy is `reports/` itself but for the pages of imports, which the index there does not name; that internal
    reports are in it is said."""
    code, said = qep(workspace, "publish", str(tmp_path / "copie"), "--audience", "internal", "--audience", "public")
    assert (code, "Les rapports internes en sont" in said) == (0, True), said
    copied, own = files(tmp_path / "copie"), files(workspace / "reports")
    assert (b"imports/" in own.pop("index.html"), b"imports/" in copied.pop("index.html")) == (True, False)
    assert copied == {
        name: found
        for name, found in own.items()
        if name != ".gitkeep" and not name.startswith(("imports/", "public/"))
    }


def test_internal_reports_sent_by_mistake_are_taken_away(workspace, qep, tmp_path):
    """The usual command with --delete: the place then shows what it would show had they never been sent."""
    for target, asked in (("faute", ("--audience", "internal", "--audience", "public")), ("bien", ())):
        assert qep(workspace, "publish", str(tmp_path / target), *asked)[0] == 0
    code, said = qep(workspace, "publish", str(tmp_path / "faute"))
    assert (code, "7 rapports sont là-bas, à ne plus publier d'ici ; --delete" in said) == (0, True), said
    before = files(tmp_path / "faute")
    code, said = qep(workspace, "publish", str(tmp_path / "faute"), "--delete")
    assert (code, "18/2020/interne/bilan" in said, "--yes" in said) == (2, True, True), said
    assert files(tmp_path / "faute") == before
    code, said = qep(workspace, "publish", str(tmp_path / "faute"), "--delete", "--yes")
    assert (code, "7 retirés" in said, "18/2020/interne/bilan" in said) == (0, True, True), said
    assert files(tmp_path / "faute") == files(tmp_path / "bien")


def test_internal_reports_alone_are_not_published_for_want_of_others(workspace, qep, tmp_path):
    """Exit code 2 and what to type, rather than what was not asked for."""
    shutil.rmtree(workspace / "reports" / "18" / "2020" / "public")
    code, said = qep(workspace, "publish", str(tmp_path / "copie"))
    assert (code, "aucun rapport à envoyer (--audience public)" in said) == (2, True), said
    assert files(tmp_path / "copie") == {}


def test_an_altered_report_is_left_out_and_makes_the_command_fail(workspace, qep, tmp_path):
    """Exit code 4 with its name; the others are sent."""
    (workspace / "reports" / "18" / "2020" / "public" / "bilan" / "bilan.html").write_text("retouche", encoding="utf-8")
    code, said = qep(workspace, "publish", str(tmp_path / "copie"))
    assert (code, "18/2020/public/bilan" in said) == (4, True), said
    assert not (tmp_path / "copie" / "18" / "2020" / "public" / "bilan").exists()


def test_a_report_older_than_its_data_is_left_out_and_makes_the_command_fail(workspace, qep, tmp_path):
    """Exit code 4 with its name and what to type; the page sent says nothing more than that it is not available."""
    manifest = workspace / "data" / "store" / "manifest" / "18.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"extracted_on": "20', '"extracted_on": "19'), encoding="utf-8")
    code, said = qep(workspace, "publish", str(tmp_path / "copie"))
    assert (code, "18/2020/public/bilan : à refaire" in said, "« qep run »" in said) == (4, True, True), said
    assert files(tmp_path / "copie").keys() == {*PAGES}
    page = files(tmp_path / "copie")["index.html"].decode("utf-8")
    assert "indisponible" in page and "données plus récentes" not in page


def test_a_place_that_cannot_be_used_is_a_wrong_parameter(workspace, qep):
    """Exit code 2, in French, for a kind of address that does not exist and for the reports themselves."""
    for address in ("zebre://ici", str(workspace / "reports"), str(workspace / "params")):
        code, said = qep(workspace, "publish", address)
        assert (code, "Erreur : " in said, "Traceback" in said) == (2, True, False), said
    code, said = qep(workspace, "publish", "memory://x", "--audience", "interne")
    assert (code, "Accepté : internal, public" in said) == (2, True), said
