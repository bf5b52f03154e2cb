"""Words put under a heading: what was there elsewhere stays to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qep_lib.params.writing_texts import with_words_under, words_under

FILE = """\
---
# signataire
---

## Mot du préfet

Bonjour.

## Titres (interne)

<!--
## pas un titre
délai : 30 j
-->

## Fin
"""


@pytest.mark.parametrize(
    ("heading", "words"), [("Mot du préfet", "Bonjour."), ("Titres", ""), ("Fin", ""), ("Absent", "")]
)
def test_what_is_written_is_read_without_comments(heading, words):
    """A comment holds the figures to write from; a heading in one is none."""
    assert words_under(FILE, heading) == words


@pytest.mark.parametrize("text", ["", "---\n# signataire\n---\n", "sans titre\n"])
def test_a_file_without_headings_has_nothing_under_any(text):
    """That of a service which has written nothing yet: it can be opened, and written in."""
    assert words_under(text, "Titres") == ""
    assert words_under(with_words_under(text, "Titres", "Bonjour."), "Titres") == "Bonjour."


@given(st.sampled_from(["Mot du préfet", "Titres", "Fin", "Nouveau"]), st.text(alphabet="abcé .\n-*", max_size=60))
def test_what_is_put_is_read_back_and_the_rest_is_as_it_was(heading, words):
    """Under one heading after the other, comments and the head of the file included."""
    written = with_words_under(FILE, heading, words)
    assert words_under(written, heading) == words.strip()
    others = {"Mot du préfet", "Titres", "Fin"} - {heading}
    assert all(words_under(written, other) == words_under(FILE, other) for other in others)
    assert written.startswith("---\n# signataire\n---\n") and "délai : 30 j" in written
    assert with_words_under(written, heading, words) == written
