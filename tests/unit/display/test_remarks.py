"""What is said of two figures that cannot both be true: the check inside, how to read them outside."""

from limits import BLANK

from qep_lib.display.remarks import DECLARED_MEAN, remark_sentences
from qep_lib.model.measured import Measured

ROWS = [Measured(**BLANK | {"remark": words}) for words in ("75 % et 1 jour ne vont pas ensemble : si 25 % …", None)]


def test_a_check_is_for_whoever_can_correct_the_figures():
    """Inside, what contradicts what and why, once; where it was given before, in short."""
    (said,) = remark_sentences([*ROWS, *ROWS], "internal", "Cher")
    plain = said.replace("\u202f", " ").replace("\xa0", " ")
    assert plain == "À vérifier (Cher) : 75 % et 1 jour ne vont pas ensemble : si 25 % …."
    (short,) = remark_sentences(ROWS, "internal", is_recalled=True)
    assert short.endswith("ne vont pas ensemble (expliqué plus haut).")


def test_the_public_is_told_how_to_read_a_mean():
    """No prefecture publishes an accusation of its own figures; it says what its mean may leave out."""
    assert remark_sentences(ROWS, "public") == [DECLARED_MEAN]
    assert remark_sentences(ROWS, "public", "Cher") == [f"Cher : d{DECLARED_MEAN[1:]}"]
    assert remark_sentences(ROWS[1:], "public") == []
