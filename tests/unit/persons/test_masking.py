"""What points to a person leaves a text, what only looks so stays, and no text makes the rules slow."""

import json
import time
from pathlib import Path

import pytest
from bad_inputs import plays

from qep_lib.persons.figures import nir_key
from qep_lib.persons.masking import KINDS, find_personal, mask

TEXTS = json.loads((Path(__file__).parents[2] / "data" / "personal_texts.json").read_text(encoding="utf-8"))
LONG = 100_000
SLOWEST_SECONDS = 30
"""A rule that goes back over what it has read takes hours on such texts; on any machine these take a few seconds."""
HEAVY = (
    "a", "A", "1", "1 ", "a.", "a@", "a at ", "Jean ", "Mme ", "M. Le ", "12 rue ", "12 rue de la ", "AB12", "AB 12 ", "0-",
    "Mme de ", "Saint Jean ", "nee a ", "loi n ", "(", "[a", "zero ", "2020-", "passeport ", "é", " ", "+33 ", "Jean-", "A. B. ",
    "\u200b", "e\u0301", "je suis ", "2A ", "FR76 ",
)  # fmt: skip


@pytest.mark.parametrize(("text", "secrets"), TEXTS["masked"])
def test_what_points_to_a_person_is_masked(text, secrets):
    """Every part that would lead to somebody is gone, and a word says what stood there."""
    masked = mask(text)
    assert [secret for secret in secrets if secret in masked] == []
    assert any(f"[{kind}]" in masked for kind in KINDS)


@pytest.mark.parametrize("text", TEXTS["kept"])
def test_what_is_about_nobody_is_kept(text):
    """Dates, amounts, articles, references, offices, places: the text comes back as it was."""
    assert mask(text) == text


@plays("test_the_corpus_is_masked")
def test_the_corpus_is_masked(case):
    """With the word that the corpus expects."""
    masked, word = mask(case["value"]), case["why"].partition(" : ")[2].partition(" ; ")[0].partition(";")[0]
    assert word in masked
    assert masked != case["value"]


@plays("test_what_the_corpus_keeps_is_kept")
def test_what_the_corpus_keeps_is_kept(case):
    """Dates, amounts, services and offices."""
    assert mask(case["value"]) == case["value"]


@pytest.mark.parametrize("text", TEXTS["unseen"])
def test_what_no_rule_sees_is_said(text):
    """The page on personal data owns up to it: a text that starts to be seen leaves this list."""
    assert mask(text) == text


@pytest.mark.parametrize("pattern", HEAVY)
def test_time_grows_with_the_length_and_no_faster(pattern):
    """A cell of a hundred thousand signs, of what each rule likes best."""
    text = (pattern * LONG)[:LONG]
    started = time.perf_counter()
    mask(text)
    assert time.perf_counter() - started < SLOWEST_SECONDS


def test_each_find_says_where_it_was_in_the_text_as_typed():
    """Places are those of the typed text, accents written apart and invisible signs included."""
    text = "Ve\u0301ro\u200bnique : 06 12 34 56 78"
    found = find_personal(text)
    assert [(text[one.start : one.end], one.kind) for one in found] == [
        ("Ve\u0301ro\u200bnique", "PRENOM"),
        ("06 12 34 56 78", "TELEPHONE"),
    ]


@pytest.mark.parametrize(
    ("body", "key"), [("1850569123456", 97 - 1850569123456 % 97), ("285052A123456", 97 - 2850519123456 % 97)]
)
def test_the_key_of_a_nir_counts_corsica_as_two_numbers(body, key):
    """2A counts as 19 and 2B as 18."""
    assert nir_key(body) == key
    assert mask(f"{body}{key:02}") == "[NIR]"
