"""Two questionnaires of one series declare their common questions alike; otherwise both places are told."""

import pytest

FILE, OTHER = "questionnaires/satisfaction-cher.yml", "questionnaires/satisfaction-vague-2.yml"


def second_wave(params, *changes):
    """The faults told when the second wave is the first with these changes."""
    text = (
        params.path(FILE).read_text(encoding="utf-8").replace("id: satisfaction-cher\n", "id: satisfaction-vague-2\n")
    )
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return params.written(OTHER, text)


def test_the_same_declaration_twice_is_right(params):
    """Other headings and aliases, other columns to ignore, an answer that nothing judges: the same survey."""
    faults = second_wave(
        params,
        ('["Confidentialité des échanges", "Confidentialité"]', '"Q7"'),
        ('"Heure de saisie", ', ""),
        ('- {id: association, label: "Une', '- {id: other, label: "Autre"}\n      - {id: association, label: "Une'),
    )  # fmt: skip
    assert faults == []


@pytest.mark.parametrize(
    ("old", "new", "found", "line"),
    [
        ("satisfait(e) de la confidentialité de l'échange", "satisfait(e) du secret de l'échange", "les mêmes mots",
         "satisfait(e) de la confidentialité"),
        ('short_label: "Satisfaits", level: positive', 'short_label: "Satisfaits", level: neutral', "les mêmes réponses",
         "  satisfaction:"),
        ('label: "Moins de 10 minutes"', 'label: "Moins de 12 minutes"', "les mêmes réponses", None),
        ("    - {id: very_unsatisfied,", '    - {id: neither, label: "Entre", level: neutral}\n    - {id: very_unsatisfied,',
         "les mêmes réponses", "  satisfaction:"),
    ],
)  # fmt: skip
def test_what_differs_is_told_once_with_both_places(params, old, new, found, line):
    """Words, how an answer counts, its bounds, a scale with one answer more: two surveys, told in both files."""
    (fault,) = second_wave(params, (old, new))
    assert (fault.code, fault.severity, fault.file) == ("unlike_series", "error", f"params/{FILE}")
    assert found in fault.found and "satisfaction-cher-2020" in fault.found
    assert fault.other.file == f"params/{OTHER}" and fault.other.row
    assert f"ligne {fault.row}" in fault.sentence and f"params/{OTHER}, ligne {fault.other.row}" in fault.sentence
    if line is not None:
        assert fault.row == params.line_of(FILE, line)


def test_another_series_may_ask_otherwise(params):
    """Nothing is compared between two series."""
    changes = [("serie_id: satisfaction-cher-2020", "serie_id: autre"), ("level: positive", "level: neutral")]
    assert second_wave(params, *changes) == []
