"""The report on the action plan: states, lateness, sources, and what became of last year's findings."""

from types import SimpleNamespace

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Note
from qep_lib.reports.action_followup import CLOSED, LEFT_OUT, SEEN_AGAIN, SEEN_AGAIN_AFTER_DONE, Followed


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def plan(invented):
    """The report on the invented plan of 2022, after that of 2021."""
    return invented("action_plan")


def test_the_plan_is_counted_by_state_with_what_is_late(plan):
    """Lateness is of the day the plan was extracted, before the cut-off; what has no due date is not said to be late."""
    told = [plain(line) for line in plan.summary().paragraphs]
    assert told[0] == "7 actions : 4 prévues, 2 en cours et 1 réalisée ; 2 actions en retard au 10 janvier 2023."
    assert told[1] == "6 actions proposées, 1 ajoutée en comité."
    assert told[2].startswith("1 action sans échéance")


def test_late_actions_come_the_latest_first(plan):
    """With the days since their due date."""
    rows = [[plain(cell.text) for cell in row] for row in plan.overdue().rows]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("2022-6", "30 novembre 2022", "41"),
        ("2022-1", "31 décembre 2022", "10"),
    ]


def test_what_the_file_cannot_know_is_said_neither_late_nor_done(bare_site, import_text):
    """Due after the file was extracted: nobody recorded what became of it. Done after the cut-off: not done yet."""
    sources = ";".join(("Contexte local", "Auto-diagnostic", "Enquête", "Audit interne", "Audit externe"))
    heading = f"N°;Constat;Action;Avancement;Échéance;Réalisé le;{sources}\n"
    rows = "1;Attente;Borne;prévue;20/01/2023;;;;;;\n2;Accueil;Formation;réalisée;01/12/2022;05/01/2023;;;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", heading + rows)

    def told(as_of):
        plan = open_report("action_plan", "41", "2022", as_of, "internal")
        places = [column.label for column in plan.plan().columns]
        states = [row[places.index("Avancement")].text for row in plan.plan().rows]
        return [plain(line) for line in plan.summary().paragraphs], states

    lines, states = told("2023-02-01")
    assert lines[0] == "2 actions : 1 prévue et 1 réalisée ; aucune n'est en retard au 10 janvier 2023."
    assert "1 échéance est passée depuis l'extraction du plan : ce qui a été fait n'est pas enregistré." in lines
    assert states == ["prévue (échéance passée, suite non enregistrée)", "réalisée"]
    lines, states = told("2023-01-02")
    assert lines == ["2 actions : 2 prévues ; 1 action en retard au 2 janvier 2023."]
    assert states == ["prévue", "prévue (en retard)"]


def test_an_action_of_two_sources_counts_in_each(plan):
    """And the table says that its lines do not add up."""
    table = plan.by_source()
    counts = {row[0].text: row[1].number for row in table.rows}
    assert counts == {"Contexte local": 1, "Auto-diagnostic": 2, "Enquête": 3, "Audit interne": 2, "Audit externe": 1}
    assert "ne s'additionnent pas" in table.notes[0]


def test_an_action_without_responsible_is_not_lost(plan):
    """It stands last, under what it lacks."""
    rows = [(row[0].text, row[1].number) for row in plan.by_responsible().rows]
    assert sum(count for _, count in rows) == 7 and rows[-1] == ("Responsable non précisé", 1)


def test_findings_of_last_year_are_followed_through_this_years_sources(plan):
    """The same finding, or the same commitment; done or not, back or not."""
    rows = {row[0].text: [plain(cell.text) for cell in row[3:]] for row in plan.follow_up().rows}
    assert rows["E17"] == [
        "enquête et audit interne (action n° 2022-1)",
        "même constat",
        "revu alors que l'action était réalisée",
    ]
    assert rows["E7"][:2] == ["enquête (action n° 2022-4)", "même référence"]
    assert rows["E12"][2] == "revu, action non achevée"
    assert rows["E5"] == ["non relevé", "—", "réalisée, non revu"]


@pytest.mark.parametrize(
    ("status", "is_seen_again", "reading"),
    [
        ("done", True, SEEN_AGAIN_AFTER_DONE),
        ("in_progress", True, SEEN_AGAIN),
        ("done", False, CLOSED),
        ("planned", False, LEFT_OUT),
    ],
)
def test_a_finding_has_one_of_four_readings(status, is_seen_again, reading):
    """Among them an action that was not finished and that the next plan does not take up."""
    after = (SimpleNamespace(action_number="1"),) if is_seen_again else ()
    assert Followed(SimpleNamespace(status=status), after, "").reading == reading


def test_without_a_plan_of_last_year_there_is_nothing_to_follow(invented):
    """And that is a sentence."""
    assert isinstance(invented("action_plan", period="2021").follow_up(), Note)


def test_the_bilan_says_the_same_of_the_plan(invented, plan):
    """One implementation: the annex is the report's table."""
    assert invented("bilan").action_plan() == plan.plan()


def test_lines_of_an_invented_plan_say_so_under_each_table(plan, invented):
    """A slide or an annex stands alone: the banner of the first page is not on it."""
    told = "Lignes fictives, pour illustrer la méthode."
    tables = (
        plan.plan(),
        plan.overdue(),
        plan.by_source(),
        plan.follow_up(),
        invented("users_committee").action_plan(),
    )
    assert all(told in table.notes for table in tables)
    assert any(told in line for line in invented("bilan").conclusion().paragraphs)
