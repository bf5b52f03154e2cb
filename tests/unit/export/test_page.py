"""What every page is made with, whichever exporter makes it: escapes, the policy that forbids scripts, printable text."""

import pytest
from jinja2 import Environment

from qep_lib.display.elements import Note
from qep_lib.export.page import SECURITY_POLICY, check_relative_link, prepare_environment


@pytest.fixture
def shown():
    """The function that fills a template in, as the pages do."""
    environment = prepare_environment(Environment())
    return lambda template, **values: environment.from_string(template).render(**values)


def test_a_page_forbids_scripts_and_the_network(shown):
    """The policy stands as it is in the attribute that browsers read, its quotes not escaped."""
    assert shown('<meta content="{{ security_policy }}">') == f'<meta content="{SECURITY_POLICY}">'
    allowed = dict(rule.strip().split(" ", 1) for rule in SECURITY_POLICY.split(";"))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert "script-src" not in allowed and not any("http" in source for source in allowed.values())


def test_text_is_escaped_and_printable(shown):
    """Markup in a value stays text, a character that no page can show is marked, a unit does not leave its number."""
    assert shown("{{ text }}", text="<b>&\x00") == "&lt;b&gt;&amp;\ufffd"
    assert shown("{{ text }}", text="5 %") == "5\u202f%"


def test_the_lines_of_a_template_leave_no_blank(shown):
    """Nor the spaces before a statement: the same page whatever the template's own layout."""
    assert shown("<p>\n  {% if true %}\na\n  {% endif %}\n</p>") == "<p>\na\n</p>"


def test_a_page_carries_its_style_its_pictures_and_its_elements(shown):
    """The style sheet whole, letters included, pictures as base64, an element as its markup."""
    style = shown("{{ style_sheet() }}")
    assert "@font-face" in style and ".qep-header" in style and ".page-head" in style and "&#34;" not in style
    assert len(shown("{{ style_sheet('poster') }}")) > len(style)
    assert shown("{{ base64_text(data) }}", data=b"\x89PNG") == "iVBORw=="
    assert "Peu de" in shown("{{ element_markup(note) }}", note=Note("warning", "Prudence", ("Peu de réponses.",)))


@pytest.mark.parametrize("href", ["", "https://h/x", "mailto:x", "C:\\x", "a\\b", "/etc/passwd", "//h/x"])
def test_a_link_that_leaves_the_folder_is_refused(href):
    """In words: which, and what is accepted."""
    with pytest.raises(ValueError, match="refusé. Accepté : un chemin relatif, comme tables/demandes.csv"):
        check_relative_link(href)


def test_a_file_beside_the_page_is_linked_as_it_is():
    """Up or down."""
    assert [check_relative_link(href) for href in ("a.pdf", "tables/a.csv", "../index.html")] == [
        "a.pdf",
        "tables/a.csv",
        "../index.html",
    ]
