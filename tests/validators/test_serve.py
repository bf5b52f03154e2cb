"""`qep serve` in a real browser, as a colleague without JupyterLab uses it. `QEP_PICTURES`: where the pictures go."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.validators, pytest.mark.xdist_group("serve")]
WAIT_MS = 120_000
TOKEN = "jeton-de-vingt-lettres"
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace):
    """The Cher of 2020, imported and not produced."""
    return imported_workspace(tmp_path_factory.mktemp("servi") / "espace", ("cher-2020",))


@pytest.fixture
def served(workspace, request):
    """The address of a `qep serve` of that workspace, for the audience of the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = workspace.root / f"serve-{request.param}.log"
    command = [sys.executable, "-m", "qep_lib.cli", "serve", "--port", str(port), "--audience", request.param]
    environment = os.environ | {"QEP_WORKSPACE": str(workspace.root), "QEP_TOKEN": TOKEN}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=workspace.root, env=environment, stdout=said, stderr=said)
    try:
        limit = time.monotonic() + WAIT_MS / 1000
        while "Ctrl-C" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None and time.monotonic() < limit, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def page(browser):
    """A page of Chromium, and every address that it asks for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    yield opened
    context.close()


def picker(page, label):
    """The visible list of that label."""
    return page.get_by_label(label, exact=True).locator("visible=true").first


def picture(page, name):
    """Keep what is on the screen for the guide, where asked."""
    if folder := os.environ.get("QEP_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("served", ["public"], indirect=True)
def test_a_colleague_explores_what_is_public(page, served):
    """Nothing without the token; with it, the survey of the Cher, its filter, its files; no code and no rows anywhere."""
    refused = page.goto(served)
    assert refused.status == 403
    expect(page.get_by_text("Accès refusé")).to_be_visible()
    page.goto(f"{served}?token={TOKEN}")
    expect(page.get_by_text("Part de réponses positives").first).to_be_visible()
    assert page.url == served, "the token leaves the address"
    picker(page, "Site").select_option(label="Préfecture du Cher")
    picker(page, "Période").select_option(label="année 2020")
    expect(page.get_by_text("104 réponses ont été recueillies").first).to_be_visible()
    picker(page, "Filtre : mode").select_option(label="Sur internet")
    expect(page.get_by_text("chiffres non diffusés, un des modes a trop peu de réponses").first).to_be_visible()
    picker(page, "Vue").select_option(label="Une question, par réponse ou par mode")
    picker(page, "Selon").select_option(label="Mode de recueil")
    page.get_by_role("button", name="Exporter, garder").locator("visible=true").first.click()
    with page.expect_download() as downloaded:
        page.locator("a:text-is('Excel'):visible").first.click()
    assert downloaded.value.suggested_filename.endswith(".xlsx")
    picture(page, "serve-public")
    assert page.get_by_text("Voir les lignes").count() == 0 and page.get_by_text("Copier l’appel").count() == 0
    for word in ("open_served", "open_workbench", "bench.", "Traceback"):
        assert word not in page.locator("body").inner_text()
    assert (
        page.locator(".jp-CodeMirrorEditor, .jp-InputArea, .CodeMirror, .cm-editor").locator("visible=true").count()
        == 0
    )
    page.locator(".jupyter-widget-tab .lm-TabBar-tab:visible", has_text="Site").first.click()
    expect(page.get_by_text("Satisfaction (Préfecture du Cher").first).to_be_visible()


@pytest.mark.parametrize("served", ["interne"], indirect=True)
def test_inside_has_the_register_and_its_rows(page, served):
    """The same page, for the inside: late requests, one by one."""
    page.goto(f"{served}?token={TOKEN}")
    expect(page.get_by_text("réponses ont été recueillies").first).to_be_visible()
    page.locator(".jupyter-widget-tab .lm-TabBar-tab:visible", has_text="Demandes").first.click()
    expect(page.get_by_text("Demandes hors délai : 5").first).to_be_visible()
    page.get_by_role("button", name="Voir les lignes").locator("visible=true").first.click()
    expect(page.locator("table.dataTable:visible")).to_contain_text("2020-001")
    assert page.get_by_text("Copier l’appel").count() == 0
    picture(page, "serve-interne")
