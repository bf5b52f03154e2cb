"""The report on the action plan: states, lateness, sources, and what became of last year's findings."""

from types import SimpleNamespace

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent
from qep_lib.reports.action_followup import CLOSED, LEFT_OUT, SEEN_AGAIN, SEEN_AGAIN_AFTER_DONE, Followed
from qep_lib.reports.short_plan import next_line

HEADINGS = "N°;Constat;Action;Avancement;Échéance;Réalisé le;Contexte local;Auto-diagnostic;Enquête;Audit interne;Audit externe\n"


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def plan(invented):
    """The report on the invented plan of 2022, after that of 2021."""
    return invented("action_plan")


def test_the_plan_is_counted_by_state_with_what_is_late(plan):
    """Lateness is of the day the plan was extracted, before the cut-off; what has no due date is not said to be late."""
    told = [plain(line) for line in plan.action_plan.actions_text().paragraphs]
    assert [plain(line) for line in plan.action_plan.summary_text().paragraphs][: len(told) - 1] == told[1:]
    assert told[0] == "7 actions : 1 réalisée, 2 en retard au 10 janvier 2023, 1 en cours et 3 à venir."
    assert told[1] == "6 actions proposées, 1 ajoutée en comité."
    assert told[2].startswith("1 action sans échéance")


def test_late_actions_come_the_latest_first(plan):
    """With the days since their due date."""
    rows = [[plain(cell.text) for cell in row] for row in plan.action_plan.overdue_table().rows]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("2022-6", "30 novembre 2022", "41"),
        ("2022-1", "31 décembre 2022", "10"),
    ]


def test_what_the_file_cannot_know_is_said_neither_late_nor_done(bare_site, import_text):
    """Due after the file was extracted: nobody recorded what became of it. Done after the cut-off: not done yet."""
    rows = "1;Attente;Borne;prévue;20/01/2023;;;;;;\n2;Accueil;Formation;réalisée;01/12/2022;05/01/2023;;;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)

    def told(as_of):
        plan = open_report("action_plan", "41", "2022", as_of, "internal")
        places = [column.label for column in plan.action_plan.actions_table().columns]
        states = [row[places.index("Avancement")].text for row in plan.action_plan.actions_table().rows]
        return [plain(line) for line in plan.action_plan.actions_text().paragraphs], states

    lines, states = told("2023-02-01")
    assert (
        lines[0]
        == "2 actions : 1 réalisée après l'échéance et 1 à échéance passée ; aucune n'est en retard au 10 janvier 2023."
    )
    assert (
        "1 échéance est passée depuis l'extraction du plan (10 janvier 2023) : la suite n'est pas enregistrée."
    ) in lines
    assert states == ["échéance passée, suite non enregistrée", "réalisée, après l'échéance"]
    lines, states = told("2023-01-02")
    assert lines == ["2 actions : 1 en retard au 2 janvier 2023 et 1 à venir ; aucune n'est réalisée."]
    assert states == ["à venir", "en retard"]


MIXED = (
    "1;A;Loin;en cours;30/06/2023;;;;;;\n2;B;Proche;prévue;31/03/2023;;;;;;\n3;C;Passée;en cours;20/01/2023;;;;;;\n"
    "4;D;Tard;prévue;30/11/2022;;;;;;\n5;E;Sans date;en cours;;;;;;;\n"
)


def test_the_next_dates_follow_each_other_whatever_their_state(bare_site, import_text):
    """The nearest first, what is under way or not; what passed since the plan was extracted last, to be checked."""
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + MIXED)

    def told(as_of, **more):
        table = open_report("bilan", "41", "2022", as_of).action_plan.next_actions(**more)
        return plain(table.caption), [(row[1].text, row[-1].text) for row in table.rows], [*map(plain, table.notes)]

    coming = [("Proche", "31/03/2023"), ("Loin", "30/06/2023")]
    caption, rows, notes = told("2023-02-01")
    assert rows == [("Tard", "30/11/2022 (en retard)"), *coming]
    assert (
        caption
        == "Actions ouvertes : 3 actions, dont 1 en retard au 10 janvier 2023 ; 2 autres actions ouvertes au plan"
    )
    assert notes == []  # Of a day that the table does not show.
    caption, rows, _ = told("2023-01-10", is_after_late=True)
    # Five are open, as the bilan counts them: what stands above is said to be left out.
    assert caption == "Les prochaines échéances : 3 actions ; 1 autre action ouverte au plan, hors 1 en retard"
    assert rows == [("Passée", "20/01/2023"), *coming]
    caption, rows, notes = told("2024-01-01", is_after_late=True)
    assert caption == "Actions ouvertes : 3 actions ; 1 autre action ouverte au plan, hors 1 en retard"
    assert rows == [("Sans date", "sans échéance"), *((name, f"{day} (passée)") for name, day in (
        ("Passée", "20/01/2023"), ("Proche", "31/03/2023")))]  # fmt: skip
    # The whole plan, as on every other page; of which those of the table.
    told_of_plan = "3 échéances sont passées depuis l'extraction du plan (10 janvier 2023)"
    assert notes[0] == f"{told_of_plan}, dont 2 dans ce tableau : la suite n'est pas enregistrée."
    plan = open_report("action_plan", "41", "2022", "2024-01-01").action_plan.actions_text()
    assert f"{told_of_plan} : la suite n'est pas enregistrée." in [*map(plain, plan.paragraphs)]


def test_a_day_that_has_passed_is_never_promised(bare_site, import_text):
    """Neither on a wall nor to a committee; the short plan says that nothing is known of it."""
    rows = MIXED.replace(";A;Loin;", ";E10;Loin;")
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)
    bilan, deck = (open_report(name, "41", "2022", "2023-02-01") for name in ("bilan", "users_committee"))
    (line,) = bilan.action_plan.next_line().paragraphs
    assert line == "Ce que nous faisons : proche (avant le 31/03/2023) ; loin (avant le 30/06/2023)."
    states = {row[1].text: row[4].text for row in bilan.action_plan.short_table().rows}
    assert states["Passée"] == "échéance passée, suite non enregistrée" and states["Tard"] == "en retard"
    states = {row[0].text: row[3].text for row in deck.committee.short_plan().rows}
    assert states["Passée"] == "échéance passée, suite non enregistrée" and states["Proche"] == "à venir"
    assert "1 échéance est passée" in plain(deck.committee.short_plan().notes[0])


def test_a_wall_says_of_its_worst_figure_what_was_planned_and_when(bare_site, import_text):
    """Late, passed or to come; nobody is told that an action is to check, and what no action answers is said."""
    rows = (
        "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Enquête;Auto-diagnostic;Contexte local;Audit interne;"
        "Audit externe\n1;Appels non décrochés;E10;Tard;prévue;30/11/2022;;;;;;\n"
        "2;Appels non décrochés;E10;Passée;prévue;15/01/2023;;;;;;\n"
    )
    import_text(bare_site, "plan.csv", "action-plan", rows)
    context = open_report("bilan", "41", "2022", "2023-02-01").context
    calls, delay = map(context.indicator, ("call_answer_pct", "driving_licence_delivery_delay_days"))
    assert next_line(context, [calls]).paragraphs == (
        "Appels décrochés, ce que nous faisons : tard (prévu avant le 30/11/2022, en retard) ; passée (prévu avant le "
        "15/01/2023, échéance passée, suite non enregistrée).",
    )
    assert next_line(context, [delay]).paragraphs[0].startswith("Aucune action du plan ne porte sur : ")


def test_an_action_that_several_lines_ask_for_is_told_once_and_counted_alike(bare_site, import_text):
    """Five actions of sixteen lines: the same two numbers on every page."""
    lines = [(n, ("Guetter", "Relire")[n % 2], ("Attente", "Site", "Hall")[n % 3]) for n in range(1, 7)]
    rows = "".join(f"{n};{finding};{what};prévue;20/03/2023;;x;;;;\n" for n, what, finding in lines)
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)
    bilan, plan, deck = (
        open_report(name, "41", "2022", "2023-01-10") for name in ("bilan", "action_plan", "users_committee")
    )
    size = "6 lignes au plan, pour 2 actions différentes (une même action répond à plusieurs lignes)"
    short, slide = bilan.action_plan.short_table(), deck.committee.short_plan()
    assert plain(short.caption) == plain(slide.caption) == f"{size}, toutes à venir"
    assert plain(plan.action_plan.actions_text().paragraphs[0]) == f"{size}, toutes à venir."
    assert [(row[1].text, row[0].text) for row in short.rows] == [
        ("Relire", "Site ; Attente ; Hall"), ("Guetter", "Hall ; Site ; Attente"),
    ]  # fmt: skip
    assert len(slide.rows) == len(bilan.action_plan.next_actions().rows) == 2
    first = plan.action_plan.key_figures().items[0]
    assert (first.label, first.value, plain(first.detail)) == ("Lignes du plan", "6", size.partition(", ")[2])
    table = plan.action_plan.actions_table()
    assert [(row[0].text, row[1].text) for row in table.rows] == [
        ("1, 3, 5", "Site, Attente, Hall"), ("2, 4, 6", "Hall, Site, Attente"),
    ]  # fmt: skip


def test_the_states_of_a_plan_add_up_wherever_they_are_counted(plan):
    """An action has one state, the same in cards, tables and sentences: they add up."""
    total, *states = plan.action_plan.key_figures().items
    assert [item.label for item in states] == ["Réalisées", "En retard", "En cours", "À venir"]
    assert sum(int(item.value) for item in states) == int(total.value)
    assert plain(states[1].detail) == "au 10 janvier 2023"
    table = plan.action_plan.responsible_table()
    assert [column.label for column in table.columns][1:] == ["Actions", *(item.label for item in states)]
    assert all(row[1].number == sum(cell.number for cell in row[2:]) for row in table.rows)


def test_an_action_carried_over_and_done_is_told_done(bare_site, import_text):
    """Its newest state is that of the year's plan, in the report and before the committee."""
    before = (
        "1;Attente;Borne;en cours;30/06/2022;;;;;;\n2;Site;Relire;prévue;30/06/2022;;;;;;\n3;Hall;Siège;prévue;;;;;;;\n"
    )
    now = "9;Attente;Borne.;réalisée;30/06/2022;20/06/2022;;;;;\n8;Site;Relire;en cours;30/06/2022;;;;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + before, period="2021")
    import_text(bare_site, "plan2.csv", "action-plan", HEADINGS + now)
    plan = open_report("action_plan", "41", "2022", "2023-01-10").action_plan
    assert [row[5].text for row in plan.followup_table().rows] == [
        "action reprise cette année et réalisée", "revu, action non achevée", "non achevée, absente du plan",
    ]  # fmt: skip
    told = open_report("users_committee", "41", "2022", "2023-01-10").committee.earlier_plan()
    assert plain(told.caption) == "Plan de 2021, 3 actions : 1 réalisée"
    assert [(row[1].text, row[2].text) for row in told.rows] == [
        ("Relire", "en retard"), ("Siège", "à venir (plan de 2021)"), ("Borne", "fait le 20 juin 2022"),
    ]  # fmt: skip


def test_an_action_done_after_its_date_is_said_to_be_wherever_it_is_told(bare_site, import_text):
    """Both dates are in the plan: « réalisée » alone would let it pass for one that was on time."""
    rows = "1;A;Tard;réalisée;30/06/2022;12/09/2022;;;;;\n2;B;Tôt;réalisée;30/06/2022;01/06/2022;;;;;\n"
    rows += "3;C;Sans date;réalisée;;01/06/2022;;;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)
    bilan, plan, deck = (
        open_report(name, "41", "2022", "2023-01-10") for name in ("bilan", "action_plan", "users_committee")
    )
    assert plain(bilan.action_plan.short_table().caption) == "3 actions, toutes réalisées (dont 1 après l'échéance)"
    states = {row[1].text: row[4].text for row in bilan.action_plan.short_table().rows}
    assert states["Tard"].startswith("réalisée le 12/09/2022, après l'échéance ; ")
    assert "échéance" not in states["Tôt"] + states["Sans date"]
    assert [plain(card.detail) for card in plan.action_plan.key_figures().items][1] == "dont 1 après l'échéance"
    assert [row[4].text for row in plan.action_plan.actions_table().rows] == [
        "réalisée, après l'échéance", "réalisée", "réalisée",
    ]  # fmt: skip
    assert "réalisée, après l'échéance" in [row[3].text for row in deck.committee.short_plan().rows]


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["prévue"], "1 action, à venir."),
        (["prévue"] * 3, "3 actions, toutes à venir."),
        (["en cours", "en cours"], "2 actions, toutes en cours."),
        (["réalisée", "réalisée"], "2 actions, toutes réalisées."),
        (["réalisée", "prévue"], "2 actions : 1 réalisée et 1 à venir ; aucune n'est en retard au 10 janvier 2023."),
    ],
)
def test_a_plan_whose_actions_are_alike_is_said_in_five_words(bare_site, import_text, states, told):
    """The cards above count them: what they do not say is all that follows."""
    rows = "".join(f"{n};Attente;Borne {n};{state};20/03/2023;;x;;;;\n" for n, state in enumerate(states, 1))
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)
    plan = open_report("action_plan", "41", "2022", "2023-01-10").action_plan
    assert plain(plan.actions_text().paragraphs[0]) == told
    assert isinstance(plan.summary_text(), Absent) and isinstance(plan.overdue_table(), Absent)


def test_actions_follow_each_other_by_their_last_number(bare_site, import_text):
    """« 2022-2 » before « 2022-10 »."""
    rows = "".join(f"2022-{n};Attente;Borne {n};prévue;20/03/2023;;x;;;;\n" for n in (1, 10, 2))
    import_text(bare_site, "plan.csv", "action-plan", HEADINGS + rows)
    table = open_report("action_plan", "41", "2022", "2023-01-10").action_plan.actions_table()
    assert [row[0].text for row in table.rows] == ["2022-1", "2022-2", "2022-10"]


def test_an_action_of_two_sources_counts_in_each(plan):
    """And the table says that its lines do not add up."""
    table = plan.action_plan.source_table()
    counts = {row[0].text: row[1].number for row in table.rows}
    assert counts == {"Contexte local": 1, "Auto-diagnostic": 2, "Enquête": 3, "Audit interne": 2, "Audit externe": 1}
    assert "ne s'additionnent pas" in table.notes[0]


def test_an_action_without_responsible_is_not_lost(plan):
    """It stands last, under what it lacks."""
    rows = [(row[0].text, row[1].number) for row in plan.action_plan.responsible_table().rows]
    assert sum(count for _, count in rows) == 7 and rows[-1] == ("Responsable non précisé", 1)


def test_findings_of_last_year_are_followed_through_this_years_sources(plan):
    """The same finding, or the same commitment and subject; done or not, back or not."""
    rows = {row[0].text: [plain(cell.text) for cell in row[3:]] for row in plan.action_plan.followup_table().rows}
    assert rows["E17"] == [
        "enquête et audit interne (action n° 2022-1)",
        "même constat",
        "revu alors que l'action était réalisée",
    ]
    # « Attente longue à l'accueil », then « affluence du lundi matin »: of E7 both, and two things.
    assert rows["E7"] == ["non relevé", "—", "réalisée, non revu"]
    assert rows["E12"][2] == "revu, action non achevée"
    assert rows["E5"] == ["non relevé", "—", "réalisée, non revu"]


@pytest.mark.parametrize(
    ("again", "match"),
    [
        ("Confidentialité au guichet insuffisante", ""),
        ("Salle d'attente trop petite", "même engagement et même sujet"),
        ("Manque de confidentialité", ""),
    ],
)
def test_a_finding_comes_back_where_both_speak_of_the_same_thing(bare_site, import_text, again, match):
    """An engagement holds several subjects: partitions between desks are no answer to a waiting room."""
    before = "1;Salle d'attente peu confortable, manque de sièges;E6;Sièges;Réalisé;30/06/2021;30/06/2021\n"
    before += "2;Pages difficiles;E11;Relire;Prévu;30/06/2021;\n"
    now = f"1;{again};E6;Cloisons;Prévu;30/06/2022;\n2;Site périmé;E11;Relire;Prévu;30/06/2022;\n"
    head = "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le"
    tail = ";Enquête;Auto-diagnostic;Contexte local;Audit interne;Audit externe\n"
    for name, rows, period in (("avant.csv", before, "2021"), ("plan.csv", now, "2022")):
        import_text(bare_site, name, "action-plan", head + tail + rows.replace("\n", ";;;;;\n"), period=period)
    table = open_report("action_plan", "41", "2022", "2023-01-10").action_plan.followup_table()
    found = {row[0].text: (row[4].text, row[5].text) for row in table.rows}
    assert found["E6"] == ((match, SEEN_AGAIN_AFTER_DONE) if match else ("—", CLOSED))
    assert found["E11"] == ("même action", SEEN_AGAIN)
    deck = open_report("users_committee", "41", "2022", "2023-01-10").committee.earlier_plan()
    assert any(note.startswith("Constat revenu") for note in deck.notes) == bool(match)


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
    assert isinstance(invented("action_plan", period="2021").action_plan.followup_table(), Absent)


def test_the_bilan_says_the_same_of_the_plan(invented, plan):
    """One implementation: the annex is the report's table."""
    assert invented("bilan").action_plan.actions_table() == plan.action_plan.actions_table()


def test_where_nothing_is_real_every_page_says_so_and_no_table(plan, invented):
    """The banner travels with the document, whose every page has its first words."""
    told = "Lignes fictives, pour illustrer la méthode."
    tables = (plan.action_plan.actions_table(), invented("users_committee").committee.short_plan())
    assert not any(told in table.notes for table in tables)
    assert plan.header().banner.startswith("Données fictives.")


def test_invented_lines_beside_real_figures_say_so_under_each_table(bare_site, import_text):
    """A slide or an annex stands alone, and what is beside it is real."""
    import_text(
        bare_site, "plan.csv", "action-plan", HEADINGS + "1;Attente;Borne;prévue;20/03/2023;;x;x;;;\n", "fictitious"
    )
    told, report = "Lignes fictives, pour illustrer la méthode.", open_report("bilan", "41", "2022", "2023-01-10")
    assert told in report.action_plan.actions_table().notes and told in report.action_plan.source_table().notes
    for audience in ("internal", "public"):
        bilan, deck, grid = (
            open_report(name, "41", "2022", "2023-01-10", audience)
            for name in ("bilan", "users_committee", "self_assessment")
        )
        assert told in bilan.action_plan.short_table().notes and told in bilan.what_next().notes
        assert told in bilan.action_plan.next_line().paragraphs
        assert told in deck.committee.short_plan().notes and told in grid.what_next().notes


def test_what_is_done_says_what_came_of_it_or_that_nobody_wrote_it(bare_site, import_text):
    """In the annex, on the page of the plan and on the slide: « réalisée » alone is no result."""
    headings = "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Vérification de l'efficacité;"
    headings += "Enquête;Auto-diagnostic;Contexte local;Audit interne;Audit externe\n"
    rows = "1;Attente;E7;Ouvrir un guichet;réalisée;01/06/2022;05/06/2022;;x;;;;\n"
    rows += "2;Accueil;E2;Former;réalisée;01/06/2022;05/06/2022;Enquête suivante;x;;;;\n"
    rows += "3;Site;E11;Relire;prévue;01/06/2023;;;x;;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", headings + rows)
    plan = open_report("action_plan", "41", "2022", "2023-01-10")
    assert [row[-1].text for row in plan.action_plan.actions_table().rows] == [
        "résultat non renseigné", "Enquête suivante", "—",
    ]  # fmt: skip
    told = plain(open_report("bilan", "41", "2022", "2023-01-10").action_plan.short_table().rows[-1][-1].text)
    assert told == "réalisée le 05/06/2022, après l'échéance ; vérification : enquête suivante"
    deck = open_report("users_committee", "41", "2022", "2023-01-10").committee.short_plan()
    assert "Résultat non renseigné pour 1 action réalisée sur 2." in [plain(note) for note in deck.notes]
