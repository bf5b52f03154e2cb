"""The timeline of the bilan: its words, its data, and what it says when nothing can be told."""

import pytest

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
        return open_report("bilan", "41", "2022", "2023-01-10", "internal").label_timeline()

    return draw


def cells(figure):
    """Text of the data table, a tuple a row."""
    return [tuple(cell.text for cell in row) for row in figure.data.rows]


def test_the_timeline_says_in_words_what_it_draws(timeline):
    """Every milestone of the drawing is in the alternative text and in the data, with its state."""
    figure = timeline(LABEL, "A;Audit de surveillance;Audit;12/04/2022;;PV\nC;CLU;Comité;27/06/2022;;PV\n")
    told = {row[0].replace("\xa0", " "): row[1:3] for row in cells(figure)}
    assert told["Audit de surveillance (18 mois)"] == ("5 janvier 2022", "réalisé le 12 avril 2022, après l'échéance")
    assert told["Comité local des usagers (2e année)"] == ("4 juillet 2022", "réalisé le 27 juin 2022")
    assert told["Enquête de satisfaction (1re année)"] == ("4 juillet 2021", "à vérifier")
    assert told["Enquête de satisfaction (3e année)"] == ("4 juillet 2023", "à venir")
    assert told["Formations à renouveler : E4 (4 ans)"] == (
        "non calculable",
        "aucune formation datée n'est enregistrée",
    )
    assert all(title in figure.alt.replace("\xa0", " ") for title in told if "Formations" not in title)
    assert "3 échéances passées au 10 janvier 2023 à vérifier" in " ".join(figure.data.notes).replace("\xa0", " ")


def test_a_planned_audit_after_its_extended_limit_is_said_to_be(timeline):
    """What is planned too late can still be moved."""
    label = LABEL.replace("2020-07-05", "2021-12-01")
    figure = timeline(label, "A;Audit externe;Audit;02/10/2023;;PV\n")
    (state,) = (row[2] for row in cells(figure) if row[0].startswith("Audit de surveillance"))
    assert state == "délai prolongé au 1er septembre 2023, prévu le 2 octobre 2023, après l'échéance"


def test_without_a_label_or_its_date_the_report_says_so(timeline):
    """No drawing of nothing, and no invented date."""
    assert "Aucun label n'est enregistré" in timeline().paragraphs[0]
    undated = timeline(LABEL.replace("    labelled_on: 2020-07-05\n", ""))
    assert "La date d'obtention du label n'est pas communiquée" in undated.paragraphs[0]


def test_a_prolonged_label_says_both_of_its_ends(timeline):
    """In the sentence, in the table of milestones and in the drawing."""
    timeline(LABEL.replace("surveillance_extension_months: 3", "validity_extension_months: 6"))
    report = open_report("bilan", "41", "2022", "2023-01-10", "internal")
    assert (
        "il prend fin le 5 juillet 2023, prolongé jusqu'au 5 janvier 2024."
        in report.milestone_sentences().paragraphs[0]
    )
    rows = {row[0].text: row[1].text for row in report.milestones().rows}
    assert (rows["Fin du label"], rows["Fin du label prolongé"]) == ("5 juillet 2023", "5 janvier 2024")
    (state,) = (row[2] for row in cells(report.label_timeline()) if row[0].startswith("Fin du label"))
    assert state == "délai prolongé au 5 janvier 2024"
