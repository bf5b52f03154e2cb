"""French of every generated sentence: `benchmarks.sentences` has all their variants, and the faults that a rule sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sentences import EXAMPLES, faults, is_of_a_figure, variants, word_functions
from qep_lib.display import wording
from qep_lib.display.printable import tied
from qep_lib.display.spelled import spelled_days

FUNCTIONS = word_functions()
quick = settings(max_examples=60, deadline=None)
COUNT = st.integers(0, 10**6)


def test_every_word_function_has_its_declared_values():
    """A new one cannot escape `make sentences`; a value of a function that is gone is dead."""
    declared = {name for name, function in FUNCTIONS.items() if is_of_a_figure(function)} | {*EXAMPLES}
    assert declared == {*FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_variant_of_a_sentence_has_a_fault_that_a_rule_sees(name):
    """Agreement, elision, articles, spaces, quotes, punctuation, units."""
    said = list(variants(name, FUNCTIONS[name]))
    assert said and [(line, faults(line)) for line in said if faults(line)] == []
    if name.endswith("_sentence") and name != "spelled.inside_sentence":
        assert all(line.endswith(".") for line in said)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1 réponses reçues", "accord au singulier"),
        ("en 0\xa0demandes", "accord au singulier"),
        ("42 demande", "accord au pluriel"),
        ("1\u202f234\xa0demande", "accord au pluriel"),
        ("le mois de octobre", "élision"),
        ("avant que il réponde", "élision"),
        ("la réponse de le service", "article"),
        ("écrire à le service", "article"),
        ("deux  espaces", "deux espaces"),
        ("fin de phrase..", "ponctuation"),
        ("un mot , un autre", "ponctuation"),
        ("le mot « accueil", "guillemet"),
        ("valeur None", "reste de programme"),
        ("12 % des cas", "unité"),
    ],
)
def test_a_fault_is_seen(line, fault):
    """Each rule has what it refuses."""
    assert fault in faults(line)


@pytest.mark.parametrize(
    "line",
    [
        "21 demandes, 1\u202f021\xa0demandes et 0,5\xa0point",
        "1\xa0mois, 2\xa0mois, 1\xa0avis et 1\xa0j ouvré",
        "il permettrait de le retrouver, de les corriger",
        "le onzième jour, de onze à deux, ou le oui",
        "la préfecture de l’Indre, d’octobre, de la Loire",
        "12\u202f% et « accueil »",
    ],
)
def test_good_french_is_no_fault(line):
    """A rule that cries too often is not read."""
    assert faults(line) == []


@quick
@given(COUNT, COUNT.filter(bool), st.sampled_from(["demande", "réponse", "jour ouvré"]))
def test_any_count_agrees_with_its_word(count, base, word):
    """0 and 1 in the singular, whatever stands before."""
    plural = "jours ouvrés" if word == "jour ouvré" else None
    for line in (wording.format_count(count, word, plural), f"Sur {wording.format_count(base, word, plural)}."):
        assert faults(tied(line)) == []


@quick
@given(st.integers(0, 4000).map(lambda tenths: tenths / 10), st.sampled_from(["days", "working_days"]))
def test_any_delay_is_spelled_in_its_number(value, unit):
    """« 1,5 jour », « 2 jours ouvrés »: under two is singular in French."""
    said = spelled_days(f"Délai : {wording.format_value(value, unit, 1)}.")
    assert faults(tied(said)) == [] and ("jours" in said) == (value >= 2) and " j " not in said.replace("\xa0", " ")


@quick
@given(st.dates(), st.dates())
def test_any_span_of_days_is_a_sentence(first, last):
    """Nothing said twice, « 1er » on the first."""
    start, end = sorted((first, last))
    assert faults(tied(f"Enquête {wording.format_dates(start, end)}.")) == []
