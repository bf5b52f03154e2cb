"""The report on mystery surveys: the plan against the rules, then counts, never a bare percentage."""

import re

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, Table

HEADINGS = "N° de contact;Canal;Date;Demi-journée;Critère;Résultat\n"


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def survey(bare_site, import_text):
    """The function that opens the report of site 41 on these contacts: (number, channel, day, half-day, result)."""

    def opened(*contacts):
        lines = [
            f"{number};{channel};{day};{half};Courtoisie;{result}" for number, channel, day, half, result in contacts
        ]
        import_text(bare_site, "mystere.csv", "mystery-survey", HEADINGS + "\n".join(lines) + "\n")
        return open_report("mystery_survey", "41", "2022")

    return opened


def test_a_plan_that_follows_the_rules_is_said_to(invented):
    """Twenty calls, one a half-day, out of the holidays."""
    report = invented("mystery_survey")
    (calls,) = (plain(line) for line in report.mystery.rules_text().paragraphs if line.startswith("Appels"))
    assert calls == "Appels : 20 contacts, du 14 au 25 mars 2022 : plan conforme au référentiel."
    assert {row[1].text.partition(" :")[0] for row in report.mystery.rules_table().rows} == {"● respectée"}


def test_what_a_plan_departs_from_is_listed_with_its_half_days(invented):
    """Eighteen e-mails, two in the same half-day, three half-days without any."""
    report = invented("mystery_survey")
    (mails,) = (plain(line) for line in report.mystery.rules_text().paragraphs if line.startswith("Courriels"))
    assert "plan non conforme (moins de 20 contacts ; demi-journée sans contact (3 cas)" in mails
    listed = {row[1].text: plain(row[3].text) for row in report.mystery.gaps_table().rows}
    assert listed["demi-journée sans contact"].startswith("16 mars 2022 (après-midi), 22 mars 2022")
    assert listed["plusieurs contacts la même demi-journée"] == "16 mars 2022 (matin)"


def test_days_out_of_the_rules_are_named(survey):
    """A Saturday, and a day of the winter holidays of zone B."""
    report = survey(
        ("1", "Téléphone", "19/03/2022", "Matin", "Conforme"), ("2", "Téléphone", "15/02/2022", "Matin", "Conforme")
    )
    found = {row[1].text: plain(row[3].text) for row in report.mystery.gaps_table().rows}
    assert found["contact pendant les vacances scolaires"] == "15 février 2022"
    assert found["contact un jour férié ou de fin de semaine"] == "19 mars 2022"
    assert found["contact après les semaines de l'enquête"] == "19 mars 2022 (matin)"


def test_unknown_holidays_are_said_unknown_not_free(bare_site, import_text):
    """Nobody entered the holidays of Corsica for that year."""
    path = bare_site / "params" / "sites.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    changed = [line.replace(",Orléans-Tours,B,", ",Corse,Corse,") if line.startswith("41,") else line for line in lines]
    path.write_text("".join(changed), "utf-8")
    import_text(
        bare_site, "mystere.csv", "mystery-survey", HEADINGS + "1;Téléphone;14/03/2022;Matin;Courtoisie;Conforme\n"
    )
    table = open_report("mystery_survey", "41", "2022").mystery.rules_table()
    (holidays,) = (row[1].text for row in table.rows if row[0].text == "Hors vacances scolaires")
    assert plain(holidays) == "◇ non vérifiable : 14 mars 2022"


def test_results_are_counts_with_their_interval_in_words(survey):
    """18 of 20: from 70 to 97 contacts out of a hundred (statistics.md 1.1)."""
    halves = [
        (f"{day}/03/2022", half) for day in (14, 15, 16, 17, 18, 21, 22, 23, 24, 25) for half in ("Matin", "Après-midi")
    ]
    contacts = [
        (str(number), "Téléphone", day, half, "Conforme" if number < 18 else "Non conforme")
        for number, (day, half) in enumerate(halves)
    ]
    report = survey(*contacts)
    (row,) = (row for row in report.mystery.channel_table().rows if row[0].text == "Appels")
    assert [plain(cell.text) for cell in row[1:]] == ["18 sur 20", "de 70 à 97 contacts sur 100", "—"]
    figures = report.mystery.key_figures().items
    assert figures[0].value == "18 sur 20" and "de 70 à 97 contacts" in plain(figures[0].detail)


def test_no_result_is_a_bare_percentage(invented):
    """Neither in a card, nor in a sentence, nor in a table."""
    report = invented("mystery_survey")
    words = [item.value + item.detail for item in report.mystery.key_figures().items]
    words += report.mystery.results_text().paragraphs
    words += [
        cell.text
        for table in (report.mystery.channel_table(), report.mystery.criterion_table())
        for row in table.rows
        for cell in row
    ]
    assert not any(re.search(r"\d\s*%", plain(text)) for text in words)


def test_a_contact_to_which_a_criterion_does_not_apply_is_out_of_its_base(invented):
    """Three calls had nothing to reformulate: 17 remain."""
    rows = {row[0].text: row[1].text for row in invented("mystery_survey").mystery.criterion_table().rows}
    assert rows["Reformulation"].endswith(" sur 17")


def test_other_channels_have_results_and_no_rule(survey):
    """The référentiel counts calls or e-mails."""
    report = survey(("1", "Guichet", "14/03/2022", "Matin", "Conforme"))
    assert "aucune règle pour les visites au guichet" in report.mystery.rules_text().paragraphs[-1]
    assert isinstance(report.mystery.rules_table(), Absent) and isinstance(report.mystery.channel_table(), Table)


def test_what_is_least_and_most_often_met_is_told(invented):
    """Both ends, by their counts; the whole in a sentence that is read aloud."""
    told = [plain(line) for line in invented("mystery_survey").mystery.results_text().paragraphs]
    assert re.match(r"\d+ contacts? sur \d+ satisf(ait|ont) tous les critères", told[0])
    assert sum(bool(re.match("(Critères? les?|Parmi les critères les) moins souvent", line)) for line in told) == 1
    assert sum(bool(re.match("(Critères? les?|Parmi les critères les) plus souvent", line)) for line in told) == 1
    counts = [
        tuple(map(int, re.search(r"\((\d+) sur (\d+)\)", line).groups()))
        for line in told
        if line.startswith(("Critère", "Parmi les critères"))
    ]
    (least, most) = (part / whole for part, whole in counts)
    assert least < most


def test_a_criterion_called_the_most_often_met_is_not_among_those_to_improve(bare_site, import_text):
    """Missed once, it is still the best: only the other is said to have no action."""
    missed = {("4", "Courtoisie"), ("4", "Signature"), ("5", "Signature")}
    lines = [
        f"{day};Téléphone;1{day}/03/2022;Matin;{criterion};{'Non conforme' if (day, criterion) in missed else 'Conforme'}"
        for day in "4567"
        for criterion in ("Courtoisie", "Signature")
    ]
    import_text(bare_site, "mystere.csv", "mystery-survey", HEADINGS + "\n".join(lines) + "\n")
    plan = (
        "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Enquête;Auto-diagnostic;Contexte local;Audit interne;"
        "Audit externe\n1;Fraude;E40;Relire;prévue;30/11/2023;;;;;;\n"
    )
    import_text(bare_site, "plan.csv", "action-plan", plan)
    words = " ".join(open_report("mystery_survey", "41", "2022").what_next().paragraphs)
    assert "Aucune action du plan ne porte sur ce point : signature." in plain(words)


@pytest.mark.parametrize(
    ("finding", "is_told"), [("Réponses tardives aux courriers", False), ("Formulaires périmés", True)]
)
def test_what_an_action_may_be_about_is_not_said_to_have_none(bare_site, import_text, finding, is_told):
    """A late action on answers stood a line under « aucune action : réponse dans le délai »; a criterion that is nearly always
    met is not there, and the bilan says whose criteria they are."""
    failed = {("Réponse dans le délai", n) for n in range(12)} | {("Signature", 3)}
    lines = [
        f"{n};Courriel;{n // 2 + 7:02d}/03/2022;{('Matin', 'Après-midi')[n % 2]};{criterion};"
        f"{'Non conforme' if (criterion, n) in failed else 'Conforme'}"
        for n in range(20)
        for criterion in ("Courtoisie", "Réponse dans le délai", "Réponse complète", "Signature")
    ]
    import_text(bare_site, "mystere.csv", "mystery-survey", HEADINGS + "\n".join(lines) + "\n")
    plan = (
        "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Enquête;Auto-diagnostic;Contexte local;Audit interne;"
        f"Audit externe\n1;{finding};E17;Alerter;prévue;30/11/2022;;;;;;\n"
    )
    import_text(bare_site, "plan.csv", "action-plan", plan)
    for name, beside in (("mystery_survey", ""), ("bilan", " (enquête mystère)")):
        told = plain(" ".join(open_report(name, "41", "2022").what_next().lines()))
        sentence = f"Aucune action du plan ne porte sur ce point : réponse dans le délai{beside}."
        assert (sentence in told) == is_told and "signature" not in told
        assert ("Aussi au plan" in told) == (name == "mystery_survey")
