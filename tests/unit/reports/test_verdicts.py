"""What went well, what did not, what will be done: the same rules and words in every report."""

from dataclasses import replace

import pytest
from report_calls import document_of, lines_of

from qep_lib import open_report
from qep_lib.display.elements import Absent, Comment, Table, Text
from qep_lib.errors import DataRefused
from qep_lib.reports import earlier_surveys, main_results

FIGURES = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
PLAN = (
    "N°;Constat;Référence;Action;Avancement;Échéance;Réalisé le;Enquête;Auto-diagnostic;Contexte local;Audit interne;"
    "Audit externe\n"
)


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def told(bare_site, import_text):
    """The function that imports figures and a plan, then opens a report on them."""

    def open_it(figures="", plan="", report_id="channels", audience="internal"):
        if figures:
            import_text(bare_site, "declares.csv", "declared-figures", FIGURES + figures)
        if plan:
            import_text(bare_site, "plan.csv", "action-plan", PLAN + plan.replace("\n", ";;;\n"))
        return open_report(report_id, "41", "2022", "2023-01-13", audience)

    return open_it


def verdict(report):
    """The lines of its verdict."""
    return [plain(line) for line in report.verdict().paragraphs]


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_objectives_missed_come_first_then_those_met_then_what_only_moved(told, audience):
    """Each with its objective or what it was; what is whole is kept every time; a small move is not told."""
    report = told(
        "call_answer_pct;;2022;80;85;90;31/12/2022;Bilan\n"
        "website_update_on_time_pct;;2022;100;100;;31/12/2022;Bilan\n"
        "social_engagement_pct;;2022;5;3;2;31/12/2022;Bilan\n"
        "call_answer_under_5_rings_pct;;2022;70;80;;31/12/2022;Bilan\n"
        "website_connection_pct;;2022;12;11,5;;31/12/2022;Bilan\n",
        audience=audience,
    )
    assert verdict(report) == [
        "À améliorer : appels décrochés, 80 % pour un objectif de 90 %.",
        "Réussi : engagement sur les réseaux sociaux, 5 % pour un objectif de 2 % ; mise à jour du site internet, 100 %.",
        "Moins bien qu'en 2021 : appels décrochés en moins de 5 sonneries, 70 % contre 80 %.",
    ]


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        ("call_answer_pct;;2022;92;97;90;31/12/2022;Bilan\n", "appels décrochés, 92 % contre 97 %"),
        ("call_answer_pct;;2022;92;93;90;31/12/2022;Bilan\n", ""),
        ("call_answer_pct;;2022;95;91;90;31/12/2022;Bilan\n", ""),
        ("call_answer_pct;;2022;80;91;90;31/12/2022;Bilan\n", ""),
        ("call_answer_pct;;2022;92;97;90;30/11/2022;Bilan\n", ""),
    ],
)
def test_an_objective_that_is_met_does_not_hide_a_change_for_the_worse(told, figures, line):
    """On the first page of the report and of the bilan; a small move, a better one and a missed objective are told elsewhere, and
    what stops before the end of the year does not compare."""
    expected = [f"Objectif atteint, mais moins bien qu'en 2021 : {line}."] if line else []
    assert [one for one in verdict(told(figures)) if one.startswith("Objectif atteint, mais")] == expected
    items = told(report_id="bilan").synthesis.best_and_worst().items
    assert [plain(words) for item in items if isinstance(item, Text) for words in item.paragraphs] == expected


def test_what_nothing_tells_is_said_so(told):
    """Without an objective nor a year before, or without a change: never good, never bad."""
    assert verdict(told("call_answer_pct;;2022;80;;;31/12/2022;Bilan\n")) == [
        "Ni objectif ni chiffre antérieur n'est connu : rien ne dit si ces résultats sont bons."
    ]
    assert verdict(told("call_answer_pct;;2022;80;81;;31/12/2022;Bilan\n")) == [
        "Sans objectif déclaré, aucun de ces chiffres n'a nettement changé depuis 2021."
    ]


def test_an_objective_missed_by_less_than_is_printed_is_told_as_missed(told):
    """89,996 % is printed 90 %, which is its objective."""
    (line,) = verdict(told("call_answer_pct;;2022;89,996;;90;31/12/2022;Bilan\n"))
    assert line.startswith("À améliorer : appels décrochés, 90 % pour un objectif de 90 %, ")


def test_a_delay_that_grows_is_worse(told):
    """The lower the better: the side is that of the indicator."""
    figures = "id_documents_delivery_delay_days;;2022;20;15;;31/12/2022;Bilan\n"
    assert verdict(told(figures, report_id="title_delivery")) == [
        "Moins bien qu'en 2021 : délivrance des cartes d'identité et passeports (tout le CERT), 20 jours contre 15 jours."
    ]


MISSED = "call_answer_pct;;2022;80;;90;31/12/2022;Bilan\n"
ACTIONS = (
    "1;Site;E11;Relire les pages;en cours;28/02/2023;;;\n"
    "2;Appels;E10;Pourvoir un poste;prévue;30/06/2023;;;\n"
    "3;Titres;E22;Former un agent;en cours;31/03/2023;;;\n"
    "4;Courrier;E17;Alerter au septième jour;réalisée;31/10/2022;25/10/2022;;\n"
)


def test_actions_answer_what_is_to_improve_and_no_other_takes_their_place(told):
    """E10 answers the calls; E11, due earlier, and E22 do not; what is done is said of what it answers alone."""
    done = "5;Appels;E10;Former le standard;réalisée;31/10/2022;20/10/2022;;\n"
    table = told(MISSED, ACTIONS + done).what_next()
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["Appels", "Pourvoir un poste", "30/06/2023"]]
    assert plain(table.caption) == "Pour y répondre : 1 action ; 2 autres actions ouvertes au plan"
    assert [plain(note) for note in table.notes] == [
        "Action réalisée : former le standard (constat : appels, 20/10/2022).",
        "Résultat non renseigné pour 1 action réalisée.",
    ]


def test_an_action_on_what_did_not_move_is_told_where_its_engagement_is_shown(told):
    """E37 is about a figure that stands where it stood, and its action is late: it was said nowhere in this report."""
    meetings = "meeting_fixed_on_time_pct;;2022;82;82;;31/12/2022;Bilan\n"
    rows = "1;Appels;E10;Pourvoir un poste;prévue;30/06/2023;;;\n"
    rows += "2;Rendez-vous fixés tard;E37;Désigner un suppléant;en cours;30/06/2022;;;\n"
    table = told(MISSED + meetings, rows + "3;Titres;E22;Former un agent;en cours;31/03/2023;;;\n").what_next()
    # Three are open: the one that a line names is among the others, as in every report on the site.
    assert plain(table.caption) == "Pour y répondre : 1 action ; 2 autres actions ouvertes au plan"
    assert [plain(note) for note in table.notes if note.startswith("Aussi au plan")] == [
        "Aussi au plan, sur les mêmes engagements : désigner un suppléant "
        "(constat : rendez-vous fixés tard ; 30/06/2022, en retard)."
    ]


def test_actions_that_answer_beyond_the_three_shown_are_named(told):
    """« 2 autres actions au plan » would say that nothing more is done about the calls."""
    rows = "".join(f"{n};Appels;E10;Action {n};prévue;{n:02}/06/2023;;;\n" for n in range(1, 6))
    table = told(MISSED, rows + "6;Titres;E22;Former un agent;en cours;31/03/2023;;;\n").what_next()
    assert plain(table.caption) == "Pour y répondre : 3 actions, et 2 sous ce tableau ; 1 autre action ouverte au plan"
    assert [plain(note) for note in table.notes] == [
        "Y répondent aussi : action 4 (constat : appels ; 04/06/2023) ; action 5 (constat : appels ; 05/06/2023)."
    ]


def test_a_late_action_is_never_left_under_the_table(told):
    """On a figure that only fell, beside three on an objective that is missed: the title would not say that one is late."""
    figures = MISSED + "meeting_fixed_on_time_pct;;2022;60;90;;31/12/2022;Bilan\n"
    rows = "".join(f"{n};Appels;E10;Action {n};prévue;{n:02}/06/2023;;;\n" for n in range(1, 4))
    table = told(
        figures, rows + "4;Rendez-vous fixés tard;E37;Désigner un suppléant;en cours;30/06/2022;;;\n"
    ).what_next()
    assert [row[1].text for row in table.rows] == ["Désigner un suppléant", "Action 1", "Action 2"]
    assert plain(table.caption).startswith("Pour y répondre : 3 actions, dont 1 en retard au ")


def test_replies_of_a_channel_that_are_late_are_to_improve(told):
    """No objective judges them: a promise that was not kept does, and that no action is about them is said."""
    figures = (
        "email_reply_on_time_pct;;2022;75;;;31/12/2022;Bilan\npost_reply_on_time_pct;;2022;100;;;31/12/2022;Bilan\n"
    )
    report = told(figures, "1;Titres;E22;Former un agent;en cours;31/03/2023;;;\n")
    assert verdict(report)[0] == "À améliorer : demandes d'information par courriel à temps, 75 %."
    assert [plain(line) for line in report.what_next().paragraphs] == [
        "Aucune action du plan ne porte sur ce point : demandes d'information par courriel à temps."
    ]


def test_where_nothing_is_to_improve_the_next_dates_of_the_subject_are_told(told):
    """Those that quote its engagements, and no other."""
    fine = "call_answer_pct;;2022;95;;90;31/12/2022;Bilan\n"
    table = told(fine, ACTIONS).what_next()
    assert [row[1].text for row in table.rows] == ["Relire les pages", "Pourvoir un poste"]
    assert table.caption.startswith("Les prochaines échéances")
    titles = told(report_id="title_delivery").what_next()
    assert isinstance(titles, Absent) or [row[1].text for row in titles.rows] == ["Former un agent"]


def test_an_action_answers_by_the_engagements_that_act_on_a_figure(told):
    """E30, how titles are delivered, acts on the delay that E32 tells; what no action answers is named."""
    missed = (
        "residence_permit_renewal_processing_delay_days;;2022;64;;30;31/12/2022;Bilan\n"
        "id_documents_processing_delay_days;;2022;20;;9;31/12/2022;Bilan\n"
    )
    rows = "1;Renouvellements;E30;Résorber le stock;en cours;31/12/2023;;;\n2;Site;E11;Relire;prévue;01/02/2023;;;\n"
    table = told(missed, rows, "title_delivery").what_next()
    assert [row[1].text for row in table.rows] == ["Résorber le stock"]
    assert plain(table.notes[0]) == (
        "Aucune action du plan ne porte sur ce point : traitement des cartes d'identité et passeports."
    )
    assert [row[1].text for row in told(report_id="bilan").what_next().rows] == ["Résorber le stock"]


def test_nothing_to_improve_is_said(told):
    """Of what an objective or a year before judges, in the words of what judged it."""
    fine = "call_answer_pct;;2022;95;94;90;31/12/2022;Bilan\n"
    assert verdict(told(fine))[0] == (
        "Rien à améliorer ne ressort de ces chiffres : aucun objectif manqué, aucun net recul depuis 2021."
    )
    assert not [line for line in verdict(told(MISSED)) if line.startswith("Rien à améliorer")]


def test_a_survey_is_concerned_by_what_comes_from_it(told):
    """Whatever the engagement that the action quotes; the same action twice is read once."""
    rows = (
        "1;Accueil;E40;Ouvrir un guichet;prévue;01/02/2023;;x;\n2;Accueil;E40;Ouvrir un guichet;prévue;01/02/2023;;x;\n"
    )
    report = told("satisfaction_reception_pct;;2022;80;;;31/12/2022;Bilan\n", rows, "satisfaction")
    assert [row[1].text for row in report.what_next().rows] == ["Ouvrir un guichet"]


def test_without_an_action_the_plan_says_so_only_where_something_is_to_improve(told):
    """One plain line, or nothing at all: a reader is told neither what nobody said nor what does not matter."""
    line = told(MISSED, "1;Titres;E22;Former un agent;en cours;31/03/2023;;;\n").what_next()
    words = ("Aucune action du plan ne porte sur ce point : appels décrochés.",)
    assert isinstance(line, Text) and tuple(map(plain, line.paragraphs)) == words
    fine = told("call_answer_pct;;2022;95;;90;31/12/2022;Bilan\n").what_next()
    assert isinstance(fine, Absent)


def test_without_a_plan_the_words_of_the_service_stand_in_its_place(told, bare_site):
    """Otherwise that no plan was given, where something is to improve."""
    assert told(MISSED).what_next().paragraphs == ("Plan d'actions non communiqué (année 2022).",)
    folder = bare_site / "params" / "textes" / "41"
    folder.mkdir(parents=True)
    (folder / "2022.md").write_text("## Ce que nous faisons\n\nDeux postes sont pourvus en mars.\n", encoding="utf-8")
    assert isinstance(told().what_next(), Comment)


def test_a_report_does_not_open_on_a_plan_alone(bare_site, import_text):
    """What is read beside the figures is nothing to report by itself."""
    rows = "1;Site;E11;Relire les pages;en cours;01/02/2026;;;\n"
    import_text(bare_site, "plan.csv", "action-plan", PLAN + rows.replace("\n", ";;;\n"), period="2025")
    open_report("action_plan", "41", "2025", "2026-01-13")
    with pytest.raises(DataRefused, match="aucune donnée importée"):
        open_report("channels", "41", "2025", "2026-01-13")


@pytest.mark.parametrize(("report_id", "times"), [("channels", 1), ("bilan", 2)])
def test_the_list_of_what_was_not_communicated_lacks_nothing(told, report_id, times):
    """A plan that the first page misses is in it too, where the report has a part for the plan: a list is read as a whole."""
    lines = [plain(line) for line in lines_of(document_of(told(MISSED, report_id=report_id)))]
    said = [line for line in lines if "plan d'actions" in line.lower() and "communiqué" in line]
    assert said[0] == "Plan d'actions non communiqué (année 2022)." and len(said) == times
    assert all("plan d'actions" in line and line.startswith("Éléments non communiqués") for line in said[1:])


def test_late_actions_are_not_listed_twice(told):
    """The report on the plan has a table of them: what comes next is the others."""
    rows = "1;A;E10;Tard;en cours;01/12/2022;;;\n2;B;E10;Bientôt;prévue;01/03/2023;;;\n"
    plan = told("", rows, "action_plan").action_plan
    assert [row[1].text for row in plan.overdue_table().rows] == ["Tard"]
    assert [row[1].text for row in plan.next_actions(is_after_late=True).rows] == ["Bientôt"]
    assert [row[1].text for row in plan.next_actions().rows] == ["Tard", "Bientôt"]


def test_what_was_done_is_said_of_actions_not_of_a_verb(told):
    """« Déjà réalisé : l'annoncer à l'accueil » said neither what nor how many: a pronoun brings its finding with it."""
    plan = (
        "1;Pages anciennes;E10;Relire les pages;en cours;28/02/2023;;;\n"
        "2;Point numérique peu connu;E10;L'annoncer à l'accueil;réalisée;30/06/2022;31/05/2022;;\n"
        "3;Appels perdus;E10;Pourvoir un poste;réalisée;30/06/2022;01/06/2022;;\n"
    )
    assert plain(told(MISSED, plan).what_next().notes[0]) == (
        "Actions réalisées : pourvoir un poste (constat : appels perdus, 01/06/2022) ; l'annoncer à l'accueil "
        "(constat : point numérique peu connu, 31/05/2022)."
    )


DELAYS = (
    "id_documents_delivery", "driving_licence_delivery", "vehicle_registration_delivery",
    "residence_permit_first_processing", "residence_permit_renewal_processing", "id_documents_processing",
)  # fmt: skip


@pytest.mark.parametrize(("count", "ending"), [(4, None), (5, None), (6, " ; et 2 autres chiffres, plus bas.")])
def test_a_long_list_ends_on_figures_or_on_where_they_are(told, count, ending):
    """« 1 autre chiffre. » told nothing that its name would not have told better."""
    figures = "".join(f"{name}_delay_days;;2022;40;15;;31/12/2022;Bilan\n" for name in DELAYS[:count])
    (line,) = verdict(told(figures, report_id="title_delivery"))
    assert line.count("40 jours contre 15 jours") == (4 if ending else count)
    assert line.endswith(ending or "contre 15 jours.")


def test_what_moved_without_a_test_stands_under_its_own_words_in_the_bilan(told):
    """A rate of calls that falls by seven points is not « À retenir », in the title either."""
    bilan = told("call_answer_pct;;2022;81,77;89,12;;31/12/2022;Bilan\n", report_id="bilan").synthesis
    (cards,) = bilan.best_and_worst().items
    assert cards.title == "Moins bien qu'en 2021"
    assert plain(bilan.header().title) == "Moins bien qu'en 2021 : appels décrochés (81,77 % contre 89,12 %)"


SURVEY = "satisfaction_reception_pct;;2022;{now};;;31/12/2022;Bilan\nsatisfaction_reception_pct;survey=2019;2022;84;;;;Comité\n"


def test_a_survey_under_one_that_it_recalls_is_to_improve_only_with_its_base(told):
    """A share without a base has no interval: nothing tells that it fell."""
    bilan = told(SURVEY.format(now=54), report_id="bilan").synthesis
    cards, why = bilan.best_and_worst().items
    assert cards.title == "À retenir"
    assert why.paragraphs[0].startswith("Ce qui est réussi ne peut être désigné")


def test_a_fall_that_the_survey_shows_says_its_points(told):
    """54 % of 171 answers against 84 %: outside the interval, the figure is to improve, in the card, the title and the line."""
    context = told(SURVEY.format(now=54), report_id="bilan").context
    name = "satisfaction_reception_pct"
    row = replace(context.total(name), low=46.0, high=61.0, numerator=92.0, denominator=171.0, n=171, origin="computed")
    context = replace(context, measured={**context.measured, name: {**context.rows(name), "": row}})
    (one,) = main_results._of_survey(context, "satisfaction")
    assert (one.verdict, plain(one.move)) == (
        "improve",
        "30 points de moins qu'à l'enquête de 2019, dont le nombre de réponses n'est pas connu",
    )
    assert plain(main_results.headline(context, [])) == (
        "À améliorer : « accueil » (54 %, 30 points de moins qu'à l'enquête de 2019, dont le nombre de réponses n'est pas connu)"
    )
    (line,) = earlier_surveys.recalled(context, context.indicator(name))
    assert plain(line) == "Enquête de 2019 : 84 % (base non communiquée). Cette année : 30 points de moins."


def test_every_objective_that_the_title_counts_as_missed_is_named_on_the_page(told):
    """Fraud has no card: a line names it."""
    figures = MISSED + "fraud_foreigners_permille;;2022;3;;5;31/12/2022;Bilan\n"
    items = told(figures, report_id="bilan").synthesis.best_and_worst().items
    assert [plain(words) for item in items if isinstance(item, Text) for words in item.paragraphs] == [
        "Autre objectif non atteint : fraude détectée (titres de séjour), 3 ‰ pour un objectif de 5 ‰."
    ]


def test_a_figure_that_stops_early_is_nowhere_beside_that_of_a_whole_year(told):
    """Neither on a card, nor in a figure; the table has it with « période incomplète »."""
    figures = "residence_permit_renewal_processing_delay_days;;2022;64;52,1;30;30/11/2022;Bilan\n"
    report = told(figures, report_id="title_delivery")
    (card,) = report.titles.key_figures().items
    assert "52,1" not in card.detail and "arrêté au 30 novembre 2022" in plain(card.detail)
    assert "rond" not in report.titles.delays_figure().alt
    assert "période incomplète" in [cell.text for cell in report.titles.delays_table().rows[0]]
    (gallery,) = (item for item in told(report_id="bilan").synthesis.best_and_worst().items if item.items)
    assert "52,1" not in gallery.items[0].detail


def test_a_year_named_for_what_is_worse_has_all_of_it(bare_site, import_text):
    """A small change beside a marked one is listed too; alone, it names no year."""
    licence = "driving_licence_delivery_delay_days;;{};{};;;31/12/{};Bilan\n"
    cards = "id_documents_delivery_delay_days;;{};{};;;31/12/{};Bilan\n"
    years = (("2020", "20", "20"), ("2021", "30", "22"), ("2022", "25", "20,5"))
    for year, a, b in years:
        figures = FIGURES + licence.format(year, a, year) + cards.format(year, b, year)
        import_text(bare_site, f"declares-{year}.csv", "declared-figures", figures, period=year)
    lines = verdict(open_report("title_delivery", "41", "2022", "2023-01-13"))
    (line,) = (line for line in lines if line.startswith("Moins bien qu'en 2020"))
    assert "25 jours contre 20 jours" in line and "20,5 jours contre 20 jours" in line
