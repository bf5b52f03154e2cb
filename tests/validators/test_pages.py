"""Every page through axe-core and the Nu checker, on a phone, on a desk and on paper: no violation, no error.

`make test-browser`; axe covers a third of the RGAA, `docs/accessibilite.md` says what was judged by hand.
"""

import json
import subprocess

import pytest
from outside_tools import axe_script, command, nu_archive

pytestmark = pytest.mark.validators
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]
LOOKS = {"téléphone": (320, "screen"), "bureau": (1280, "screen"), "papier": (1280, "print")}
AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
LEAST_TYPE = 11
"""Pixels of the smallest words of a drawing on a phone."""


@pytest.fixture(scope="session")
def pages(published):
    return sorted(published.rglob("*.html"))


@pytest.fixture(scope="session")
def opened(browser):
    """The function that opens a page at a width, for a medium."""
    contexts = {
        look: browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        for look, (width, _) in LOOKS.items()
    }
    tabs = {look: context.new_page() for look, context in contexts.items()}
    for look, (_, medium) in LOOKS.items():
        tabs[look].emulate_media(media=medium)

    def open_page(path, look):
        tabs[look].goto(path.as_uri())
        return tabs[look]

    yield open_page
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_violation(pages, opened, look):
    """WCAG A and AA, the tests of the RGAA that axe knows, and its best practices."""
    script, found = axe_script(), []
    for path in pages:
        page = opened(path, look)
        page.evaluate(script)
        for violation in page.evaluate(AXE, TAGS):
            first = violation["nodes"][0]
            where = f"{path.parent.parent.name}/{path.name} : {violation['id']} × {len(violation['nodes'])}"
            found.append(f"{where} : {first['html'][:160]} {first['failureSummary'][:300]}")
    assert not found, "\n".join(found)


def test_the_nu_checker_finds_no_error(pages):
    """Valid code (RGAA 8.2), which axe does not test."""
    said = subprocess.run(
        [command("java"), "-jar", nu_archive(), "--format", "json", "--errors-only", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(said.stderr)["messages"]
    assert not messages, "\n".join(
        f"{m['url'].rsplit('/')[-1]}:{m.get('lastLine')} {m['message']} {m.get('extract', '')[:120]}"
        for m in messages[:40]
    )


def test_nothing_is_scrolled_sideways_but_drawings_that_say_so(pages, opened):
    """On the narrowest screen; what stops the keyboard there is what scrolls, and words of drawings are not under 11 pixels."""
    for path in pages:
        page = opened(path, "téléphone")
        wide, stops, scrolled, least = page.evaluate(
            """() => {
              const scrolls = [...document.querySelectorAll('main *')].filter(
                e => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX));
              const stops = [...document.querySelectorAll('[tabindex="0"]')];
              const sizes = [...document.querySelectorAll('svg[role=img] text')].filter(t => t.getBoundingClientRect().width)
                .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a);
              return [document.documentElement.scrollWidth, stops.map(e => e.ariaLabel),
                scrolls.map(e => e.ariaLabel), Math.min(...sizes, 99)];
            }"""
        )
        assert wide <= 320, path.name
        assert stops == scrolled, path.name
        if "regional" not in path.name:
            assert least >= LEAST_TYPE, path.name
