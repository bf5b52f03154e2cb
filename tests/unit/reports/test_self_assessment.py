"""The report on the self-assessment: rates and how they are made, what is left to do, lines without evidence."""

import pytest
from report_calls import document_of, lines_of

from qep_lib import open_report
from qep_lib.display.elements import Absent, Note, Table

HEADINGS = "N° de ligne;Évalué le;Engagement;Module;Canal;Résultat;Preuve;Commentaire\n"


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def assessed(bare_site, import_text):
    """The function that opens the report of site 41 on these lines: (commitment, module, channel, result, proof)."""

    def opened(*lines, audience="internal"):
        texts = [f"L{n};10/01/2022;{';'.join(line)};Remarque {n}" for n, line in enumerate(lines, start=1)]
        import_text(bare_site, "grille.csv", "self-assessment", HEADINGS + "\n".join(texts) + "\n")
        return open_report("self_assessment", "41", "2022", audience=audience)

    return opened


MET, PARTLY, NOT_MET, NO_OBJECT = "Réalisé", "Partiellement réalisé", "Non réalisé", "Sans objet"
LINES = (
    ("E11", "M1", "Internet", MET, "Pièce"),
    ("E11", "M1", "Internet", MET, ""),
    ("E12", "M1", "Internet", MET, "Pièce"),
    ("E17", "M1", "Courriers et courriels", NOT_MET, ""),
    ("E17", "M1", "Courriers et courriels", PARTLY, ""),
    ("E18", "M1", "Courriers et courriels", NO_OBJECT, ""),
    ("E36", "M4", "Courriers et courriels", MET, "Pièce"),
)


def test_a_module_is_said_to_be_the_unweighted_mean_of_its_channels(assessed):
    """Three of three and none of two: 50 %, though three lines of five are met."""
    sentences = [plain(line) for line in assessed(*LINES).self_assessment.summary_text().paragraphs]
    assert sentences[0] == "7 exigences : 4 réalisées, 1 en partie, 1 non réalisée et 1 sans objet."
    assert sentences[1] == ("5 exigences réalisées, en tout ou en partie, dont 2 n'ont pas de preuve enregistrée.")
    assert sentences[2] == (
        "M1 · Relation générale avec les usagers : 50 %, moyenne simple de 2 canaux, de 0 % (courriers et courriels, "
        "0 sur 2) à 100 % (internet, 3 sur 3)."
    )
    assert "M4 · Relations avec les collectivités territoriales : 100 %, un seul canal (1 sur 1)." in sentences


def test_a_rounded_rate_gives_what_it_was_before(assessed):
    """70 printed for 69.8: the reader sees both."""
    lines = [("E11", "M1", "Internet", MET, "P")] * 2 + [("E12", "M1", "Internet", NOT_MET, "")]
    first = (
        assessed(*lines, ("E17", "M1", "Courriers et courriels", MET, "P")).self_assessment.summary_text().paragraphs[2]
    )
    assert "83 %, 83,3 % avant arrondi, moyenne simple de 2 canaux" in plain(first)


def test_a_channel_of_two_modules_is_counted_in_each(assessed):
    """Mail of module 1 and mail of module 4 are two lines of the table; the table by channel adds them."""
    report = assessed(*LINES)
    rows = {row[0].text: [plain(cell.text) for cell in row[1:6]] for row in report.self_assessment.module_table().rows}
    assert rows["M1 · Courriers et courriels"] == ["0", "1", "1", "1", "0 %"]
    assert rows["M4 · Courriers et courriels"] == ["1", "0", "0", "0", "100 %"]
    by_channel = {
        row[0].text: [plain(cell.text) for cell in row[1:6]] for row in report.self_assessment.channel_table().rows
    }
    assert by_channel["Courriers et courriels"] == ["1", "1", "1", "1", "33 %"]


def test_a_commitment_without_object_has_no_rate(assessed):
    """Nor is it left out of the table."""
    rows = {row[0].text.partition(" ")[0]: row for row in assessed(*LINES).self_assessment.commitment_table().rows}
    assert list(rows) == ["E11", "E12", "E17", "E18", "E36"]
    assert rows["E18"][5].text == "sans objet"


def test_engagements_without_a_line_are_said_not_to_be_assessed(assessed):
    """A table that begins at E11 would say nothing of the ten before it."""
    note = plain(assessed(*LINES).self_assessment.commitment_table().notes[-1])
    assert note.startswith(
        "19 engagements des modules M1 et M4 n'ont pas de ligne dans la grille, et ne sont pas évalués : E1, E2"
    )
    assert "E10, E13" in note and note.endswith("E35 et E37.")


def test_lines_said_to_be_met_without_evidence_are_listed(assessed):
    """Met or met in part; a line that is not met has nothing to prove."""
    table = assessed(*LINES).self_assessment.evidence_table()
    assert [row[0].text for row in table.rows] == ["L2", "L5"]
    assert plain(table.caption) == "2 sur 5 exigences réalisées, en tout ou en partie, n'ont pas de preuve"
    assert [row[1].text.partition(" · ")[0] for row in table.rows] == ["E11", "E17"]
    assert all(len(row[1].text) > len("E11 · ") for row in table.rows)


@pytest.mark.parametrize(
    ("proofs", "told"),
    [
        (("", ""), "2 exigences réalisées : aucune preuve n'est enregistrée."),
        (
            ("Pièce", "Pièce"),
            "2 exigences réalisées : une preuve est enregistrée pour chacune.",
        ),
        (("Pièce", ""), "2 exigences réalisées, dont 1 n'a pas de preuve enregistrée."),
    ],
)
def test_the_first_page_says_how_much_is_proven(assessed, proofs, told):
    """A rate of what the service says of itself is not read without it."""
    report = assessed(*(("E11", "M1", "Internet", MET, proof) for proof in proofs))
    assert plain(report.self_assessment.summary_text().paragraphs[1]) == told


@pytest.mark.parametrize("proofs", [("", ""), ("Pièce", "")])
def test_what_has_no_evidence_is_no_matter_of_the_public(assessed, proofs):
    """« Aucune preuve n'est enregistrée » is a remark to whoever prepares the audit."""
    report = assessed(*(("E11", "M1", "Internet", MET, proof) for proof in proofs), audience="public")
    assert [line for line in lines_of(document_of(report)) if "preuve" in line.lower()] == []


def test_an_action_on_what_is_left_to_do_is_said_whatever_its_source(assessed, import_text, bare_site):
    """« Aucune autre action » would be false of a plan that quotes an engagement of the list; nothing else is added."""
    heads = (
        "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Contexte local;Auto-diagnostic;Enquête;Audit interne;"
        "Audit externe\n"
    )
    rows = (
        "1;Courriers;E17;Alerter au septième jour;en cours;01/03/2023;;;;;x;\n2;Réseaux;E19;Publier;réalisée;;10/12/2022;;x;;;\n"
        "3;Internet;E12;Relire les pages;prévue;01/02/2023;;x;;;;\n"
    )
    import_text(bare_site, "plan.csv", "action-plan", heads + rows)
    table = assessed(*LINES).what_next()
    assert [row[1].text for row in table.rows] == ["Alerter au septième jour"]
    assert any("publier" in note for note in table.notes)


def test_a_grid_without_any_evidence_is_one_sentence(assessed):
    """A list of everything would tell nothing."""
    lines = [(*line[:4], "") for line in LINES]
    note = assessed(*lines).self_assessment.evidence_table()
    assert isinstance(note, Note) and note.level == "warning" and "aucune preuve" in note.paragraphs[0]


def test_comments_stay_in_the_internal_document(assessed):
    """Free text is never printed for the public."""
    internal, public = (
        assessed(*LINES).self_assessment.gaps_table(),
        assessed(*LINES, audience="public").self_assessment.gaps_table(),
    )
    assert [row[0].text for row in internal.rows] == [row[0].text for row in public.rows] == ["L4", "L5"]
    assert internal.rows[0][-1].text == "Remarque 4"
    assert not any("Remarque" in cell.text for row in public.rows for cell in row)


def test_the_drawing_says_in_words_what_it_shows(assessed):
    """One bar a module and channel, lines without object apart."""
    figure = assessed(*LINES).self_assessment.drawing()
    assert "M1 · Courriers et courriels : 0 réalisée, 1 en partie, 1 non réalisée" in figure.alt
    assert [cell.text for cell in figure.data.rows[0]] == ["M1 · Internet", "3", "0", "0", "0"]


def test_declared_rates_are_shown_without_a_grid(bare_site, import_text):
    """A document that prints a module's rate and nothing else."""
    text = "Code indicateur;Groupe;Période;Valeur N;Source\nself_assessment_completion_pct;module=M1;2022;70;Comité\n"
    import_text(bare_site, "taux.csv", "declared-figures", text)
    report = open_report("self_assessment", "41", "2022")
    assert "70 % (chiffre déclaré)" in plain(report.self_assessment.summary_text().paragraphs[0])
    assert isinstance(report.self_assessment.module_table(), Table) and isinstance(
        report.self_assessment.drawing(), Absent
    )


@pytest.mark.parametrize("heading", ["Exigence", "Libellé de l'exigence"])
def test_what_a_line_asks_is_printed_where_the_grid_says_it(bare_site, import_text, heading):
    """« E17 » and the words of an engagement do not tell what is to be done; a grid without such a column has no such column."""
    heads = HEADINGS.replace("Résultat", f"{heading};Résultat")
    lines = ";".join(("L1;10/01/2022;E11;M1;Internet", "Relire chaque page deux fois par an", NOT_MET, "", ""))
    import_text(bare_site, "grille.csv", "self-assessment", heads + lines + "\n")
    table = open_report("self_assessment", "41", "2022", audience="public").self_assessment.gaps_table()
    assert [column.label for column in table.columns][:3] == ["Ligne", "Engagement", "Ce qui est demandé"]
    assert table.rows[0][2].text == "Relire chaque page deux fois par an"


def test_a_grid_that_does_not_say_what_it_asks_has_no_column_of_dashes(assessed):
    """As before it could be read."""
    table = assessed(*LINES).self_assessment.gaps_table()
    assert "Ce qui est demandé" not in [column.label for column in table.columns]


def test_how_working_days_are_counted_is_said_where_a_figure_counts_them(invented):
    """An action of the plan may name a working day: no rule of delays stands in a report without any."""
    told = {
        name: any("jours ouvrés" in item.paragraph for item in invented(name).method().items)
        for name in ("self_assessment", "complaints")
    }
    assert told == {"self_assessment": False, "complaints": True}


@pytest.mark.parametrize(
    ("quoted", "line"),
    [
        (
            "E17",
            "3 des 4 exigences de l'auto-diagnostic qui restent à réaliser n'ont pas d'action prévue "
            "(2 engagements : E2 et E11).",
        ),
        (
            "E2_E17",
            "2 des 4 exigences de l'auto-diagnostic qui restent à réaliser n'ont pas d'action prévue (1 engagement : E11).",
        ),
        (
            "E11_E17",
            "1 des 4 exigences de l'auto-diagnostic qui restent à réaliser n'a pas d'action prévue (E2).",
        ),
        ("E2_E17_E11", ""),
        ("E99", "Aucune exigence de l'auto-diagnostic qui reste à réaliser n'a d'action prévue."),
    ],
)
def test_requirements_that_no_action_answers_are_told(assessed, bare_site, import_text, quoted, line):
    """Three actions stood under fifteen requirements: eleven had none, and nothing said it. An engagement may ask two."""
    import_text(
        bare_site,
        "plan.csv",
        "action-plan",
        "N°;Constat;Référence;Contexte local;Auto-diagnostic;Enquête;Audit interne;Audit externe;Avancement;Échéance;"
        f"Date de réalisation;Action;Responsable;Vérification de l'efficacité\n"
        f"1;Courriers;{quoted};;X;;;;Prévu;30/06/2023;;Alerter;Chef;\n",
    )
    left = [(code, "M1", "Internet", NOT_MET, "") for code in ("E11", "E11", "E17", "E2")]
    table = assessed(*left, ("E12", "M1", "Internet", MET, "P")).what_next()
    assert [note for note in map(plain, table.notes) if "prévue" in note] == ([line] if line else [])
