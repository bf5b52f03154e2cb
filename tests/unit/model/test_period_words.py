"""Periods as people write them: one code each, and nothing where two could be meant."""

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.campaign import Run
from qep_lib.model.period import Period
from qep_lib.model.period_words import find_period, period_code, spelled_day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("T1 2020", "2020-T1"),
        ("1er trimestre 2020", "2020-T1"),
        ("4ème trimestre 2019", "2019-T4"),
        ("4e trim. 2019", "2019-T4"),
        ("Premier trimestre de l'année 2020", "2020-T1"),
        ("2020 T3", "2020-T3"),
        ("Trimestre 2 2021", "2021-T2"),
        ("1er semestre 2021", "2021-S1"),
        ("Second semestre 2020", "2020-S2"),
        ("S2 2020", "2020-S2"),
        ("année 2020", "2020"),
        ("Exercice 2021", "2021"),
        ("octobre 2019", "2019-10"),
        ("oct-19", "2019-10"),
        ("janv. 2022", "2022-01"),
        ("01/2022", "2022-01"),
        ("2019-10", "2019-10"),
        ("AOÛT 2021", "2021-08"),
        ("du 10 mars 2021 au 7 avril 2021", "2021-03-10..2021-04-07"),
        ("Période du 01/01/2022 au 31/12/2022", "2022-01-01..2022-12-31"),
    ],
)
def test_a_period_in_words_has_one_code(text, code):
    """The same as the code itself, wherever a period is asked."""
    assert period_code(text) == code == Period.parse(text).code
    assert Period.parse(Period.parse(text).label).code == code


@pytest.mark.parametrize(
    "text", ["T5 2020", "13/2020", "3e semestre 2020", "2021/2022", "hiver 2020", "20", "", "31/02/2020 au 01/03/2020"]
)
def test_what_is_no_period_is_refused(text):
    """Nothing is guessed."""
    assert period_code(text) is None
    with pytest.raises(ParameterError, match="illisible"):
        Period.parse(text)


def test_a_year_completes_what_is_written_without_one():
    """« Mars » and « T1 » of a workbook of 2022; a written year is kept."""
    assert [period_code(text, 2022) for text in ("Mars", "T1", "mars 2021")] == ["2022-03", "2022-T1", "2021-03"]
    assert period_code("Mars") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("Registre 2022", "2022"), ("Réclamations_T1 2022", "2022-T1"), ("Suivi (mars 2021)", "2021-03"), ("2021-2022", None),
     ("2021 et 2022", None), ("Feuil1", None)],
)  # fmt: skip
def test_a_period_is_found_among_other_words(name, code):
    """The only one, or none."""
    assert find_period(name) == code


def test_days_in_words():
    """A day that does not exist is none."""
    assert [spelled_day(text) for text in ("14 mai 2020", "1er janv. 2021", "31 juin 2020", "mai 2020")] == [
        "2020-05-14", "2021-01-01", None, None,
    ]  # fmt: skip


def test_a_run_may_say_its_period_in_words():
    """It is kept as its code."""
    run = Run(id="essai", label="Essai", sites=("18",), period="1er trimestre 2020", reports=("bilan",))
    assert run.period == "2020-T1"
