"""The timeline of the bilan: its words, its data, and what it says when nothing can be told."""

import pytest
from icalendar import Calendar

from qep_lib.cli.calendar import write_calendar
from qep_lib.reports.opening import open_report

HEADINGS = "Identifiant;Nature;Libellé;Début;Fin;Source\n"
LABEL = """\
  - site_id: "41"
    labelled_on: 2020-07-05
    framework: "2022"
    modules: [M1, M4]
    surveillance_extension_months: 3
    source: "Exemple"
"""


@pytest.fixture
def timeline(bare_site, import_text):
    """The function that gives the timeline of site 41 in 2022, with its label and milestones as text."""

    def draw(label="", milestones=""):
        path = bare_site / "params" / "labels.yml"
        path.write_text(f"labels:\n{label}" if label else "labels: []\n", encoding="utf-8")
        if milestones:
            import_text(bare_site, "jalons.csv", "milestones", HEADINGS + milestones)
        return open_report("bilan", "41", "2022", "2023-01-10", "internal").label.label_timeline()

    return draw


def cells(figure):
    """Text of the data table, a tuple a row."""
    return [tuple(cell.text for cell in row) for row in figure.data.rows]


def test_the_timeline_says_in_words_what_it_draws(timeline):
    """Every milestone of the drawing is in the alternative text and in the data, with its state."""
    figure = timeline(LABEL, "A;Audit de surveillance;Audit;12/04/2022;;PV\nC;CLU;Comité;27/06/2022;;PV\n")
    told = {row[0].replace("\xa0", " "): row[1:3] for row in cells(figure)}
    assert told["Audit de surveillance (18 mois)"] == ("5 janvier 2022", "réalisé le 12 avril 2022, après l'échéance")
    assert told["Comité local des usagers (2e année)"] == ("4 juillet 2022", "réuni le 27 juin 2022")
    assert told["Enquête de satisfaction (1re année)"] == (
        "4 juillet 2021",
        "date passée, réalisation non enregistrée",
    )
    assert told["Enquête de satisfaction (3e année)"] == ("4 juillet 2023", "à venir")
    assert told["Formations à renouveler : E4 (4 ans)"] == (
        "non calculable",
        "aucune formation datée n'est enregistrée",
    )
    assert all(title in figure.alt.replace("\xa0", " ") for title in told if "Formations" not in title)
    assert "3 échéances passées au 10 janvier 2023 sans que leur réalisation soit enregistrée" in " ".join(
        figure.data.notes
    ).replace("\xa0", " ")


def test_a_planned_audit_after_its_extended_limit_is_said_to_be(timeline):
    """What is planned too late can still be moved."""
    label = LABEL.replace("2020-07-05", "2021-12-01")
    figure = timeline(label, "A;Audit externe;Audit;02/10/2023;;PV\n")
    (state,) = (row[2] for row in cells(figure) if row[0].startswith("Audit de surveillance"))
    assert state == "à venir, délai prolongé au 1er septembre 2023, prévu le 2 octobre 2023, après l'échéance"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("12/05/2023", "avant la fin du label (5 juillet 2023)."),
        (
            "20/06/2023",
            "la décision, attendue le 25 juillet 2023, viendrait 20\u00a0jours après, sans label entre les deux : à "
            "avancer.",
        ),
        ("20/07/2023", "après la fin du label (5 juillet 2023) : à avancer."),
    ],
)
def test_once_surveillance_is_done_the_next_audit_is_held_against_the_end_of_the_label(
    day, said, bare_site, import_text
):
    """That of surveillance is behind: its deadline says nothing of a renewal."""
    (bare_site / "params" / "labels.yml").write_text(f"labels:\n{LABEL}", encoding="utf-8")
    lines = f"A;Audit de surveillance;Audit;12/04/2022;;PV\nR;Audit externe;Renouvellement;{day};;Agenda\n"
    import_text(bare_site, "jalons.csv", "milestones", HEADINGS + lines)
    text = open_report("bilan", "41", "2022", "2023-01-10", "internal").label.milestones_text()
    (told,) = (line for line in text.paragraphs if "Renouvellement" in line and "prévu" in line)
    assert told.endswith(said)
    assert "après l'échéance" not in told


def test_without_a_label_or_its_date_the_report_says_so(timeline):
    """No drawing of nothing, and no invented date."""
    assert "Aucun label n'est enregistré" in timeline().sentence
    undated = timeline(LABEL.replace("    labelled_on: 2020-07-05\n", ""))
    assert "La date d'obtention du label n'est pas communiquée" in undated.sentence


def test_a_prolonged_label_says_both_of_its_ends(timeline):
    """In the sentence, in the table of milestones and in the drawing."""
    timeline(LABEL.replace("surveillance_extension_months: 3", "validity_extension_months: 6"))
    report = open_report("bilan", "41", "2022", "2023-01-10", "internal")
    assert (
        "il prend fin le 5 juillet 2023, prolongé jusqu'au 5 janvier 2024."
        in report.label.milestones_text().paragraphs[0]
    )
    rows = {row[0].text: (row[1].text, row[2].text) for row in report.label.milestones_table().rows}
    assert rows["Fin du label"] == ("5 juillet 2023", "à venir, délai prolongé au 5 janvier 2024")
    (state,) = (row[2] for row in cells(report.label.label_timeline()) if row[0].startswith("Fin du label"))
    assert state == "à venir, délai prolongé au 5 janvier 2024"


PLANNED = (
    "A;Audit de surveillance;Audit de l'organisme;01/03/2023;;PV\n"
    "C;CLU;Comité de juin;27/06/2022;;PV\n"
    "D;CLU;Comité de février;14/02/2023;;PV\n"
)


@pytest.mark.parametrize(
    ("as_of", "audit", "held", "next_one"),
    [
        ("2023-01-10", "à venir", "réuni", "à venir"),
        ("2023-02-20", "à venir", "réuni", "date passée, réalisation non enregistrée"),
        (
            "2023-07-01",
            "date passée, réalisation non enregistrée",
            "réuni",
            "date passée, réalisation non enregistrée",
        ),
    ],
)
def test_table_timeline_sentence_slide_and_diary_say_the_same(
    bare_site, import_text, timeline, as_of, audit, held, next_one
):
    """The file was extracted on 10 January 2023: it knows what was held before and only announces what follows."""
    timeline(LABEL.replace("2020-07-05", "2021-09-05"), PLANNED)
    report = open_report("bilan", "41", "2022", as_of, "internal")
    states = {row[0].text: row[2].text for row in report.label.milestones_table().rows}
    assert (states["Audit de l'organisme"], states["Comité de juin"], states["Comité de février"]) == (
        audit,
        held,
        next_one,
    )
    drawn = {row[0].replace("\xa0", " "): row[2] for row in cells(report.label.label_timeline())}
    assert drawn["Audit de surveillance (18 mois)"].startswith(audit)
    assert states["Échéance de l'audit de surveillance"] == drawn["Audit de surveillance (18 mois)"]
    assert drawn["Audit de surveillance (18 mois)"] in report.label.label_timeline().alt
    told = " ".join(report.label.milestones_text().paragraphs)
    assert ("sa réalisation n'est pas enregistrée" in told) == ("non enregistrée" in audit)
    assert "audit de surveillance réalisé" not in told.lower()
    deck = open_report("users_committee", "41", "2022", as_of, "internal")
    assert deck.label.milestones_text() == report.label.milestones_text()
    assert [row[2] for row in cells(deck.label.label_timeline(is_wide=True))] == [
        row[2] for row in cells(report.label.label_timeline())
    ]
    meeting = deck.committee.meeting().paragraphs[0]
    assert meeting == (
        "Situation au 10 janvier 2023."
        if next_one == "à venir"
        else "Dernier comité local des usagers enregistré : 27 juin 2022."
    )
    write_calendar("41", str(bare_site / "label.ics"), as_of)
    diary = {
        str(event["summary"]): str(event["description"])
        for event in Calendar.from_ical((bare_site / "label.ics").read_bytes()).walk("VEVENT")
    }
    for label, state in (("Audit de l'organisme", audit), ("Comité de juin", held), ("Comité de février", next_one)):
        assert f" : {state}. Origine" in diary[label]


def test_no_milestone_is_denied_above_the_table_that_lists_some(timeline):
    """Without a label and with nothing to come, the sentence speaks of what follows, not of what the table holds."""
    timeline("", "C;CLU;Comité;27/06/2022;;PV\n")
    report = open_report("bilan", "41", "2022", "2023-01-10", "internal")
    assert len(report.label.milestones_table().rows) == 1
    assert report.label.milestones_text().paragraphs == ("Aucun jalon n'est enregistré après le 10 janvier 2023.",)


def test_a_milestone_agrees_with_its_name(timeline):
    """« Enquête … réalisée », « prévue »; a committee meets, a label is obtained."""
    recorded = "E;Enquête;Enquête de printemps;04/04/2022;15/04/2022;PV\nF;Enquête;Enquête de mai;02/05/2023;;PV\n"
    figure = timeline(LABEL.replace("2020-07-05", "2021-09-05"), recorded)
    told = {row[0].replace("\xa0", " "): row[2] for row in cells(figure)}
    assert told["Obtention du label"] == "obtenu le 5 septembre 2021"
    assert told["Enquête de satisfaction (1re année)"] == "réalisée le 15 avril 2022"
    assert told["Enquête de satisfaction (2e année)"] == "à venir, prévue le 2 mai 2023"
    report = open_report("bilan", "41", "2022", "2023-01-10", "internal")
    states = {row[0].text: row[2].text for row in report.label.milestones_table().rows}
    assert states["Enquête de printemps"] == "réalisée"


DECLARED = "I;Audit interne;Audit interne;13/03/2023;;PV\nX;Audit externe;Audit externe;28/03/2023;;PV\n"
MORE = "P;Comité de pilotage;Comité de pilotage;03/02/2022;;PV\n"


def test_what_the_site_declared_beside_the_label_is_in_its_calendar(timeline):
    """An internal audit, a steering committee: the table of the annexes lists them, and both say the same."""
    figure = timeline(LABEL, DECLARED + MORE + "C;CLU;Comité;27/06/2022;;PV\n")
    told = {row[0].replace("\xa0", " "): row[1:3] for row in cells(figure)}
    assert told["Audit interne"] == ("13 mars 2023", "à venir, prévu le 13 mars 2023")
    assert told["Comité de pilotage"] == ("3 février 2022", "réuni le 3 février 2022")
    assert "Audit interne : à venir" in figure.alt
    # A date of the label that is this very event tells it once.
    assert "Comité" not in told and told["Comité local des usagers (2e année)"][1] == "réuni le 27 juin 2022"


def test_a_label_without_a_date_has_the_calendar_of_what_was_declared(timeline):
    """And its date stays among what was not communicated."""
    undated = LABEL.replace("    labelled_on: 2020-07-05\n", "")
    figure, absent = timeline(undated, DECLARED + MORE).items
    assert "prochaine échéance, audit interne, prévu le 13 mars 2023" in figure.caption.replace("\xa0", " ")
    assert (absent.subject, absent.reason) == ("date d'obtention du label", "no_data")
    told, _ = timeline(undated, MORE).items
    assert told.paragraphs[-1] == "Comité de pilotage : réuni le 3 février 2022."


def test_a_slide_leaves_out_what_was_done_beside_the_label(bare_site, timeline):
    """It has room for what is to come."""
    timeline(LABEL, DECLARED + MORE)
    deck = open_report("users_committee", "41", "2022", "2023-01-10", "internal").label.label_timeline(is_wide=True)
    names = [row[0] for row in cells(deck)]
    assert "Audit interne" in names and "Comité de pilotage" not in names
