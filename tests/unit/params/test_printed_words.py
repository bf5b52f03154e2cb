"""Words of the indicators that are printed as they stand: true to a reader who knows nothing of how they were made."""

import re
from pathlib import Path

import pytest

from benchmarks.sentences import FAULTS
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).indicators.values()


def printed(indicator):
    """Every text of an indicator that a page may print."""
    definition, measurement = indicator.definition, indicator.measurement
    texts = (indicator.label, indicator.short_label, definition.text, definition.numerator, definition.denominator)
    return [text for text in (*texts, measurement.start_event, measurement.end_event, measurement.perimeter) if text]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_a_doubt_is_declared_and_not_written_in_a_text(indicator):
    """`to_confirm` says it, and only internal documents print it."""
    assert not [text for text in printed(indicator) if re.search(r"à (confirmer|vérifier)", text, re.IGNORECASE)]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_a_word_governs_what_french_lets_it_govern(indicator):
    """Nobody is « satisfait : l'accueil », and no letter is « répondu »."""
    rules = [FAULTS[name] for name in ("participe", "régime", "accord au féminin")]
    assert not [text for text in printed(indicator) if any(rule.search(text) for rule in rules)]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_a_rate_of_fraud_says_that_it_is_of_fraud_detected(indicator):
    """« Fraude, 3,1 ‰ pour une cible de 5 ‰ » would ask for more fraud."""
    for text in (indicator.label, indicator.short_label):
        assert "fraude" not in text.lower() or "détect" in text
