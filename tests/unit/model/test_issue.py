"""Faults told together: one sentence for those that are alike, every line of them named."""

from qep_lib.model.issue import Issue, grouped_sentences


def issue(row, value=None, found="date illisible", column="Reçu le"):
    """A fault of one line of a register."""
    return Issue("reject", "unreadable_date", found, "f.csv", None, row, column, value, "une date", "corriger")


def test_faults_alike_are_one_sentence_with_their_lines_and_first_values():
    """Forty lines and five wordings: a range, three quotes, the number of the others."""
    alike = [issue(row, f"hier {row % 5}") for row in range(12, 52)]
    assert grouped_sentences(alike) == [
        "f.csv, lignes 12 à 51 (40 lignes), colonne « Reçu le » : date illisible "
        "(trouvé : « hier 2 », « hier 3 », « hier 4 » et 2 autres). Accepté : une date. À faire : corriger."
    ]


def test_every_line_is_told_and_a_pair_is_no_range():
    """3, 4, 8 to 10, 20; in any order, each once."""
    (said,) = grouped_sentences([issue(row, "x") for row in (20, 3, 4, 9, 8, 10, 3)])
    assert said.startswith("f.csv, lignes 3, 4, 8 à 10 et 20 (6 lignes), ") and "(trouvé : « x »)" in said


def test_faults_that_differ_stay_apart_in_the_order_of_their_first():
    """Another column, another reason; a single fault is its own sentence."""
    one, other = issue(2, "x"), issue(3, "x", column="Répondu le")
    assert grouped_sentences([one, other, issue(5, "y")]) == [
        "f.csv, lignes 2 et 5 (2 lignes), colonne « Reçu le » : date illisible (trouvé : « x », « y »). Accepté : une date. "
        "À faire : corriger.",
        other.sentence,
    ]


def test_faults_that_name_another_line_are_told_as_the_first():
    """« déjà rangé, ligne 7 », « ligne 8 »: the same fault."""
    (said,) = grouped_sentences([issue(row, str(row), f"numéro déjà rangé, ligne {row + 5}") for row in (2, 3, 4)])
    assert "lignes 2 à 4 (3 lignes)" in said and "déjà rangé, ligne 7 (pour la première de ces lignes)" in said
