"""What is suggested for a word that is not accepted."""

import unicodedata

import pytest

from qep_lib.model.suggest import did_you_mean, unknown_words


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("bilam", "vouliez-vous dire « bilan » ?"),
        ("BILAN", "vouliez-vous dire « bilan » ?"),
        ("zzz", ""),
        ("bilan", ""),
        (unicodedata.normalize("NFD", "Natureé"), ""),
    ],
)
def test_the_nearest_word_is_suggested_and_never_what_was_read(word, said):
    """A suggestion that looks like what was typed would only puzzle."""
    assert did_you_mean(word, ["bilan", "Natureé"]) == said


def test_an_unknown_word_agrees_with_what_it_names():
    """« rapport inconnu », « audience inconnue »."""
    assert unknown_words("rapport", ["zz"], ["bilan"]) == ["rapport « zz » inconnu ; accepté : bilan."]
    assert unknown_words("audience", ["zz"], ["public"], is_feminine=True) == [
        "audience « zz » inconnue ; accepté : public."
    ]
