"""« Comment ces chiffres sont faits »: the method of what a document prints, and of nothing else."""

import pytest


@pytest.mark.parametrize(
    ("printed", "named", "unnamed"),
    [
        ("Évolution", (), ("Newcombe", "Hochberg", "Wilson", "binomiale")),
        ("62 % ; pas d'évolution démontrée", ("Newcombe", "Hochberg"), ("Wilson", "binomiale")),
        ("Fourchette indicative", ("Wilson",), ("Newcombe", "binomiale")),
        ("Fourchette du délai médian", ("binomiale",), ("Newcombe", "Wilson")),
    ],
)
def test_a_method_is_named_where_it_was_used(invented, printed, named, unnamed):
    """Every public report named the test of a change for a column of plain differences, and Wilson for medians."""
    items = invented("bilan").method().items
    told = " ".join(item.paragraph for item in items if any(word in printed for word in item.words))
    assert told
    assert [name for name in named if name not in told] == []
    assert [name for name in unnamed if name in told] == []
