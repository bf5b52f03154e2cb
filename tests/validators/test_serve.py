"""`qep serve` in a real browser, as a colleague without JupyterLab uses it."""

import pytest
from playwright.sync_api import expect
from served import choose, open_tab, picker, picture, seen, served

pytestmark = pytest.mark.validators


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace):
    """The Cher of 2020, imported and not produced."""
    return imported_workspace(tmp_path_factory.mktemp("servi") / "espace", ("cher-2020",))


@pytest.fixture
def explorers(workspace, request):
    """The address and the token of a `qep serve` of that workspace, for the audience of the test."""
    with served(workspace, "serve", "--audience", request.param) as found:
        yield found


@pytest.mark.parametrize("explorers", ["public"], indirect=True)
def test_a_colleague_explores_what_is_public(new_page, explorers):
    """Nothing without the token; with it, the survey of the Cher, its filter, its files; no code and no rows anywhere."""
    page, (root, token) = new_page(), explorers
    refused = page.goto(root)
    assert refused.status == 403
    expect(page.get_by_text("Accès refusé")).to_be_visible()
    page.goto(f"{root}?token={token}")
    expect(page.get_by_text("Part de réponses positives").first).to_be_visible()
    assert page.url == root, "the token leaves the address"
    picker(page, "Site").select_option(label="Préfecture du Cher")
    picker(page, "Période").select_option(label="année 2020")
    expect(page.get_by_text("104 réponses ont été recueillies").first).to_be_visible()
    picker(page, "Filtre : mode").select_option(label="Sur internet")
    expect(page.get_by_text("chiffres non diffusés, un des modes a trop peu de réponses").first).to_be_visible()
    picker(page, "Vue").select_option(label="Une question, par réponse ou par mode")
    picker(page, "Selon").select_option(label="Mode de recueil")
    seen(page, "button", "Exporter, garder").click()
    with page.expect_download() as downloaded:
        page.locator("a:text-is('Excel'):visible").first.click()
    assert downloaded.value.suggested_filename.endswith(".xlsx")
    picture(page, "serve-public")
    link = page.locator("a:text-is('Adresse de cette vue'):visible").first.evaluate("link => link.href")
    page.locator("a:text-is('Adresse de cette vue'):visible").first.click()
    expect(page.get_by_text("Copiée.").or_(page.get_by_text("dans la barre d’adresse")).first).to_be_visible()
    assert page.url == link
    other = new_page()
    # Whoever is sent it needs the token too, once.
    assert (
        link.startswith(f"{root}?explorer=survey&site=18&period=2020&view=question&") and other.goto(link).status == 403
    )
    other.goto(f"{link}&token={token}")
    shown = page.locator(".qep:visible").all_inner_texts()
    expect(other.locator(".qep:visible")).to_have_text(shown, use_inner_text=True)
    assert any("Sur internet" in words for words in shown)
    assert other.url == link
    # As the guide says it: the address with its token once, then the link alone, in another tab of the same browser.
    tab = other.context.new_page()
    assert tab.goto(link).status == 200
    expect(tab.locator(".qep:visible")).to_have_text(shown, use_inner_text=True)
    assert tab.url == link
    tab.close()
    other.goto(link.replace("explorer=survey", "explorer=requests"))
    expect(other.get_by_text("Adresse suivie en partie").first).to_be_visible()
    assert other.get_by_text("2020-001").count() == 0
    other.close()
    assert page.get_by_text("Voir les lignes").count() == 0 and page.get_by_text("Copier l’appel").count() == 0
    for word in ("open_served", "open_workbench", "bench.", "Traceback"):
        assert word not in page.locator("body").inner_text()
    assert (
        page.locator(".jp-CodeMirrorEditor, .jp-InputArea, .CodeMirror, .cm-editor").locator("visible=true").count()
        == 0
    )
    open_tab(page, "Site")
    expect(seen(page, "caption", "Satisfaction (Préfecture du Cher")).to_be_visible()
    # The register is for inside; what the public document prints of the requests is a section of the site.
    tabs = [words.strip() for words in page.locator(".lm-TabBar-tab:visible").all_inner_texts()]
    assert tabs == ["Enquête", "Site", "Région"]
    choose(page, "Rubrique", "Demandes")
    expect(seen(page, "caption", "Demandes (Préfecture du Cher")).to_be_visible()
    picture(page, "serve-site")


@pytest.mark.parametrize("explorers", ["interne"], indirect=True)
def test_inside_has_the_register_and_its_rows(new_page, explorers):
    """The same page, for the inside: late requests, one by one."""
    page, (root, token) = new_page(), explorers
    page.goto(f"{root}?token={token}")
    expect(page.get_by_text("réponses ont été recueillies").first).to_be_visible()
    open_tab(page, "Demandes")
    expect(page.get_by_text("Demandes hors délai : 5").first).to_be_visible()
    seen(page, "button", "Voir les lignes").click()
    expect(page.locator("table.dataTable:visible")).to_contain_text("2020-001")
    assert page.get_by_text("Copier l’appel").count() == 0
    picture(page, "serve-interne")
