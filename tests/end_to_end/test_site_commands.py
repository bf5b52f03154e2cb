"""The commands that write one file for one site, as a person types them: exit codes, French, no trace."""

import pytest

PLAN = ("mystery-plan", "--site", "18", "--channel", "phone", "--start", "2021-03-08")
LETTER = ("letter", "acknowledgement", "--site", "18", "--received", "2022-06-11", "--channel", "email")


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("calendar", "--site", "18", "--as-of", "2021-01-13"), "reports/18/calendrier-label.ics"),
        (PLAN, "depots/enquete-mystere-18-phone-2021-03-08.xlsx"),
        ((*LETTER, "--sent", "2022-06-13"), "depots/courriers/acknowledgement-18-2022-06-11-email.docx"),
    ],
    ids=["calendar", "mystery-plan", "letter"],
)
def test_the_command_writes_its_file_and_says_where(empty, qep, arguments, file):
    """Twice the same command: the same bytes."""
    code, said = qep(empty, *arguments)
    assert code == 0 and f"Résultat : {file}" in said, said
    first = (empty / file).read_bytes()
    assert qep(empty, *arguments)[0] == 0
    assert (empty / file).read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("calendar",), "il manque : --site"),
        (("calendar", "--site", "99"), "site « 99 » inconnu"),
        ((*PLAN[:2], "2A", *PLAN[3:]), "les vacances scolaires de la zone Corse ne sont pas connues"),
        ((*PLAN[:-1], "2021-05-03"), "À faire : commencer le 25/05/2021"),
        ((*PLAN, "--contacts", "vingt"), "un nombre entier est attendu"),
        ((*LETTER[:-1], "phone"), "ne promet aucun délai"),
        (("letter", "repli", *LETTER[2:]), "vouliez-vous dire « reply »"),
    ],
)
def test_what_cannot_be_done_is_refused_in_french(empty, qep, arguments, words):
    """Exit code 2, what was found and what to do, never a raw trace."""
    code, said = qep(empty, *arguments)
    assert code == 2 and words in said and "Traceback" not in said, said
    assert not (empty / "depots").exists()


@pytest.mark.long
def test_a_faulty_model_letter_is_told_by_check(empty, qep):
    """Before anyone needs it."""
    (empty / "params" / "letters" / "reply.txt.j2").write_text("Objet : a\n\n{{ x }\n", encoding="utf-8")
    code, said = qep(empty, "check")
    assert code == 2 and "params/letters/reply.txt.j2, ligne 3 : écriture du modèle illisible" in said, said
