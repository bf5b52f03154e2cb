"""Site expressions: what they choose, and what is said of those that choose nothing."""

import pytest

from qep_lib.errors import ParameterError
from qep_lib.runs.selection import select_sites


@pytest.mark.parametrize(
    ("expressions", "chosen"),
    [
        (["18"], ("18",)),
        ([" 2A "], ("2A",)),
        (["region:24"], ("18", "41")),
        (["all"], ("01", "18", "2A", "41")),
        (["41", "18", "region:24"], ("18", "41")),
    ],
)
def test_expressions_choose_sites_once_in_the_order_of_the_registry(catalogue, expressions, chosen):
    """Repeating a site, or naming it twice in two ways, never makes two reports of it."""
    assert select_sites(expressions, catalogue.sites) == chosen


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1", "écrire 01"),
        ("2a", "« 2A »"),
        ("99", "params/sites.csv"),
        ("region:99", "24 (Centre-Val de Loire)"),
        ("", "params/sites.csv"),
    ],
)
def test_an_unknown_site_is_refused_with_how_to_write_it(catalogue, expression, said):
    """A code that lost its zero, its capital, or that does not exist: each message says what to type."""
    with pytest.raises(ParameterError) as refusal:
        select_sites([expression], catalogue.sites)
    assert said in str(refusal.value)
    assert refusal.value.exit_code == 2


def test_every_unknown_expression_is_told_at_once(catalogue):
    """Two faults give two sentences, not the first one only."""
    with pytest.raises(ParameterError) as refusal:
        select_sites(["1", "18", "region:0"], catalogue.sites)
    assert len(refusal.value.faults) == 2
