"""Exports of surveys: scales, several answers, notes, comments, and what leads to a national indicator."""

import pytest
from preparation_samples import meanings

from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.preparation.merging import merge_questionnaires
from qep_lib.preparation.names import identifier

HEAD = ["N°", "Date de saisie"]


def survey(sheet_of, questions, rows, answers=None):
    """The draft of a survey of those questions; `rows` are answers, numbered and dated here."""
    body = [[str(number), "03/10/2022", *row] for number, row in enumerate(rows, 1)]
    return sheet_of([[*HEAD, *questions], *body], "enquête.csv", answers)


def levels(sheet, item_id):
    """label -> level of a question."""
    return {option.label: option.level for option in sheet.questionnaire.options_of(item_id)}


FOUR = ["Très satisfait", "Plutôt satisfait", "Plutôt pas satisfait", "Non concerné"]


def test_a_known_scale_has_its_levels_and_the_opposite_that_nobody_gave(sheet_of):
    """« Non concerné » leaves the base; « Pas du tout satisfait » was on the form, nobody ticked it."""
    sheet = survey(sheet_of, ["La courtoisie des agents", "La propreté"], [[answer, answer] for answer in FOUR * 3])
    assert levels(sheet, "courtesy") == {
        "Très satisfait": "positive",
        "Plutôt satisfait": "positive",
        "Plutôt pas satisfait": "negative",
        "Pas du tout satisfait": "negative",
        "Non concerné": "not_applicable",
    }
    assert len(sheet.questionnaire.scales) == 1


def test_a_question_is_linked_to_a_national_indicator_by_its_words_only(sheet_of):
    """« courtoisie » is; « La propreté » is reported all the same, in its own words."""
    sheet = survey(sheet_of, ["La courtoisie des agents", "La propreté"], [[answer, answer] for answer in FOUR * 3])
    by_id = {item.id: item for item in sheet.questionnaire.items}
    assert by_id["courtesy"].wording == "La courtoisie des agents"
    assert by_id["la_proprete"].role == "criterion"
    linked = {column.heading: "indicateur national" in column.why for column in sheet.columns}
    assert (linked["La courtoisie des agents"], linked["La propreté"]) == (True, False)


def test_a_middle_is_neither_good_nor_bad(sheet_of):
    """Five levels."""
    answers = ["Très bien", "Bien", "Moyen", "Mauvais", "Très mauvais"]
    sheet = survey(sheet_of, ["L'accueil", "Le site"], [[answer, answer] for answer in answers * 2])
    assert [*levels(sheet, "reception").values()] == ["positive", "positive", "neutral", "negative", "negative"]


def test_an_unknown_scale_is_asked_once_for_all_that_use_it(draft_of):
    """Which answers are favourable; the rest are not."""
    rows = [
        [str(n), "03/10/2022", word, word, FOUR[n % 3], FOUR[n % 3]] for n, word in enumerate(["Nickel", "Bof"] * 5)
    ]
    heads = [*HEAD, "Que pensez-vous de [l'accueil]", "Que pensez-vous de [l'attente]", "Le confort", "La propreté"]
    draft = draft_of({"enquête.csv": [heads, *rows]})
    (question,) = draft.questions
    assert question.many
    codes = {label: code for code, label in question.choices}
    sheet = draft_of({"enquête.csv": [heads, *rows]}, {question.id: codes["Nickel"]}).sheets[0]
    told = {item.label: item.scale for item in sheet.questionnaire.items}
    assert told["l'accueil"] == told["l'attente"] == "echelle_nickel_bof"
    assert {o.label: o.level for o in sheet.questionnaire.scales["echelle_nickel_bof"]} == {
        "Nickel": "positive",
        "Bof": "negative",
    }


def test_the_answers_of_an_unknown_scale_go_from_the_best_to_the_worst(draft_of):
    """Whatever their letters and their numbers: « Très » and « Pas du tout » are its two ends."""
    best_first = ["Très commode", "Assez commode", "Guère commode", "Pas du tout commode"]
    rows = [[str(n), "03/10/2022", best_first[n % 4], FOUR[n % 3], FOUR[n % 3]] for n in range(12)]
    heads = [*HEAD, "Que pensez-vous du tri ?", "Le confort", "La propreté"]
    (question,) = draft_of({"enquête.csv": [heads, *rows]}).questions
    codes = {label: code for code, label in question.choices}
    answer = {question.id: ",".join(sorted(codes[label] for label in best_first[:2]))}
    sheet = draft_of({"enquête.csv": [heads, *rows]}, answer).sheets[0]
    scale = sheet.questionnaire.scales["echelle_tres_commode_pas_du_tout_commode"]
    assert [option.label for option in scale] == best_first


def test_two_unknown_scales_have_names_of_their_own(draft_of):
    """Each says its ends, in one questionnaire; two questionnaires that are merged keep both."""
    rows = [
        [str(n), "03/10/2022", ("Nickel", "Bof")[n % 2], ("Top", "Flop")[n % 2], FOUR[n % 3], FOUR[n % 3]]
        for n in range(12)
    ]
    heads = [*HEAD, "Que pensez-vous du tri ?", "Comment jugez-vous le hall ?", "Le confort", "La propreté"]
    questions = draft_of({"enquête.csv": [heads, *rows]}).questions
    best = {q.id: code for q in questions for code, label in q.choices if label in ("Nickel", "Top")}
    questionnaire = draft_of({"enquête.csv": [heads, *rows]}, best).sheets[0].questionnaire
    assert {"echelle_nickel_bof", "echelle_top_flop"} <= {*questionnaire.scales}


def test_a_scale_that_only_has_the_name_of_another_keeps_its_answers():
    """« echelle » of two questionnaires written before: the second one is named anew; the same question adds its answers."""
    one = questionnaire_of("echelle", ("Nickel", "Bof"), "Le tri ?")
    other = questionnaire_of("echelle", ("Top", "Flop"), "Le hall ?")
    merged = merge_questionnaires(one, other)
    labels = {item.column: [o.label for o in merged.scales[item.scale]] for item in merged.items}
    assert labels == {"Le tri ?": ["Nickel", "Bof"], "Le hall ?": ["Top", "Flop"]}
    later = questionnaire_of("echelle_super_bof", ("Super", "Bof"), "Le tri ?")
    (item,) = merge_questionnaires(one, later).items
    assert [o.label for o in merge_questionnaires(one, later).scales[item.scale]] == ["Nickel", "Bof", "Super"]


def questionnaire_of(scale, labels, heading):
    """A questionnaire of one question on that scale, the first answer being the good one."""
    options = [
        Option(id=identifier(x, set()), label=x, level="positive" if x == labels[0] else "negative") for x in labels
    ]
    item = Item(
        id=identifier(heading, set()), label=heading, wording=heading, role="criterion", scale=scale, column=heading
    )
    return Questionnaire(
        id="enquete", title="Enquête", serie_id="enquete", answered_on_column="Date", scales={scale: tuple(options)},
        items=(item,),
    )  # fmt: skip


def test_a_label_that_holds_the_sign_is_never_cut(sheet_of):
    """« Titre de séjour, renouvellement » beside « Renseignement »: two pieces that always go together are one answer."""
    cells = [
        "Titre de séjour, renouvellement",
        "Titre de séjour, renouvellement, Renseignement",
        "Renseignement",
        "Rendez-vous",
    ]
    sheet = survey(
        sheet_of, ["Motif de votre venue", "Le confort", "La propreté"], [[c, FOUR[0], FOUR[1]] for c in cells * 4]
    )
    item = sheet.questionnaire.item("visit_reason")
    assert (item.kind, item.delimiter) == ("multiple", ",")
    assert {option.label for option in item.options} == {
        "Titre de séjour, renouvellement",
        "Renseignement",
        "Rendez-vous",
    }


def test_sentences_with_commas_are_a_comment(sheet_of):
    """Free text is not stored, only that there is one."""
    cells = ["Bien, merci", "Attente longue, agents aimables", "Rien à dire", "Le parking, toujours plein", "", ""]
    sheet = survey(sheet_of, ["Vos remarques", "Le confort", "La propreté"], [[c, FOUR[0], FOUR[1]] for c in cells])
    assert sheet.questionnaire.item("vos_remarques").kind == "text"
    assert next(c for c in sheet.columns if c.heading == "Vos remarques").examples == ()


def test_a_note_out_of_ten_is_a_note(sheet_of):
    """Whole numbers up to ten."""
    sheet = survey(
        sheet_of, ["Votre note de 0 à 10", "Le confort", "La propreté"], [[n % 11, FOUR[0], FOUR[1]] for n in range(12)]
    )
    assert next(item for item in sheet.questionnaire.items if item.label.startswith("Votre note")).kind == "note"


def test_waiting_times_have_their_bounds(sheet_of):
    """In order, whatever the order of the file."""
    bands = ["Plus de 20 min", "Moins de 10 min", "Entre 10 et 20 min"]
    sheet = survey(
        sheet_of, ["Temps d'attente", "Le confort", "La propreté"], [[b, FOUR[0], FOUR[1]] for b in bands * 3]
    )
    told = [(option.at_least, option.below) for option in sheet.questionnaire.item("waiting_time").options]
    assert told == [(None, 10), (10, 20), (20, None)]


@pytest.mark.parametrize("status", ["Abandonné", "Incomplet", "Brouillon"])
def test_unfinished_answers_are_left_out_by_a_rule_that_is_written(sheet_of, status):
    """A column of states says which answers are whole."""
    rows = [["Complet", FOUR[0], FOUR[1]]] * 4 + [[status, "", ""]]
    sheet = survey(sheet_of, ["Statut", "Le confort", "La propreté"], rows)
    (rule,) = sheet.source.exclude_rows
    assert (rule.column, status in rule.values, rule.reason) == ("Statut", True, "réponses non terminées")


def test_a_tool_that_writes_no_number_and_no_day_is_read_all_the_same(sheet_of):
    """The line is the number, the period the day; both are told."""
    sheet = sheet_of([["Le confort", "La propreté", "L'attente"], *[[a, a, a] for a in FOUR * 3]], "enquête.csv")
    assert (sheet.source.identifier, sheet.source.answered_on) == ("row_number", "period")
    assert len(sheet.notes) == 2


def test_a_question_about_the_telephone_is_not_a_telephone_number(sheet_of):
    """« Téléphone » with a scale under it is a criterion."""
    sheet = survey(sheet_of, ["Téléphone", "La propreté"], [[answer, answer] for answer in FOUR * 3])
    assert meanings(sheet)["Téléphone"] == "criterion"


def test_a_question_is_about_who_answers_when_its_answers_say_so(sheet_of):
    """« Êtes-vous ? » says nothing; « Un particulier », « Une mairie » do."""
    rows = [[who, FOUR[0], FOUR[1]] for who in ("Un particulier", "Une mairie", "Un professionnel") * 3]
    sheet = survey(sheet_of, ["Êtes-vous ?", "Le confort", "La propreté"], rows)
    assert meanings(sheet)["Êtes-vous ?"] == "profile"


def test_bands_of_a_list_are_in_their_own_order(sheet_of):
    """Ages are not sorted by how many chose them."""
    ages = ["Plus de 60 ans", "Plus de 60 ans", "18-25 ans", "26-60 ans", "Plus de 60 ans"]
    sheet = survey(sheet_of, ["Votre âge", "Le confort", "La propreté"], [[age, FOUR[0], FOUR[1]] for age in ages * 2])
    options = next(item for item in sheet.questionnaire.items if item.label == "Votre âge").options
    assert [option.label for option in options] == ["18-25 ans", "26-60 ans", "Plus de 60 ans"]


def test_an_export_by_codes_says_to_export_the_wordings(sheet_of):
    """Nothing in it says what is asked; codes are answers that are counted all the same, not what people wrote."""
    heads = ["id", "submitdate", "lastpage", "startlanguage", "G01Q01", "G01Q02", "G02Q03[SQ001]"]
    sheet = sheet_of([heads, ["1", "2022-03-02 09:05:00", "3", "fr", "A1", "A2", "AO01"]], "results.csv")
    assert any("texte complet" in note for note in sheet.notes)
    assert {item.kind for item in sheet.questionnaire.items} == {"single"}


JUDGED = ["La courtoisie des agents", "La propreté"]
FREE = ("L'agent du guichet 3, M. Lenoir, ne m'a pas saluée", "Rendez-vous annulé", "Ma carte était perdue")


def test_what_people_wrote_under_other_is_no_answer_to_print(sheet_of):
    """Met once, beside answers that all come back: counted in « Autre », in one choice as in several."""
    usual = ["Titre de séjour", "Permis de conduire", "Carte grise"] * 5
    motives = [*usual, *FREE]
    several = [f"{one}, Affiche" for one in ["Guichet", "Internet", "Téléphone"] * 5] + [f"Guichet, {text}" for text in
               ("Ma voisine de palier", "Un tract sous ma porte", "La mairie")]  # fmt: skip
    rows = [[one, two, FOUR[0], FOUR[0]] for one, two in zip(motives, several, strict=True)]
    sheet = survey(sheet_of, ["Motif de votre venue", "Comment nous avez-vous connus", *JUDGED], rows)
    for item in sheet.questionnaire.items[:2]:
        last = item.options[-1]
        assert (last.label, last.any_other) == ("Autre", True)
        assert not any(option.any_other for option in item.options[:-1])
    assert {option.label for option in sheet.questionnaire.items[0].options} == {*usual, "Autre"}
    told = " ".join(column.why for column in sheet.columns)
    assert told.count("3 réponses écrites librement comptées dans « Autre »") == 2
    assert "Lenoir" not in str(sheet.questionnaire)


def test_a_rare_answer_among_answers_that_vary_stays_one(sheet_of):
    """Nothing says that it was written rather than ticked: one alone, or answers of which several are rare."""
    alone = ["Un particulier"] * 12 + ["Un professionnel"] * 5 + ["Une association"]
    sheet = survey(sheet_of, ["Vous êtes", *JUDGED], [[one, FOUR[0], FOUR[0]] for one in alone])
    assert not any(option.any_other for option in sheet.questionnaire.items[0].options)
    varied = ["Titre de séjour"] * 10 + ["Carte grise"] * 2 + ["Un permis de chasse", "Un permis bateau"]
    sheet = survey(sheet_of, ["Motif de votre venue", *JUDGED], [[one, FOUR[0], FOUR[0]] for one in varied])
    assert not any(option.any_other for option in sheet.questionnaire.items[0].options)


PHONES = [f"06 12 34 5{n} 7{n}" for n in range(8)]
WRITTEN = [f"Rappelez-moi au {phone}, personne ne répond le matin" for phone in PHONES]


@pytest.mark.parametrize("heading", ["Vos remarques", "Que souhaitez-vous nous dire", "Précisez votre réponse"])
def test_comments_in_which_people_leave_a_number_are_comments(sheet_of, heading):
    """Sentences, or numbers alone under a heading that asks for what people think: kept as comments, masked, and told."""
    for cells in (WRITTEN, [*PHONES[:5], *WRITTEN[5:]] if "remarques" in heading else WRITTEN):
        sheet = survey(sheet_of, [heading, *JUDGED], [[cell, FOUR[0], FOUR[1]] for cell in cells])
        (told,) = [column for column in sheet.columns if column.heading == heading]
        assert (told.meaning, told.examples) == ("text", ())
        assert "masqués à l'import" in told.why
        assert heading not in sheet.questionnaire.ignored_columns


@pytest.mark.parametrize("cells", [PHONES, [f"Mme Martin {phone}" for phone in PHONES], ["a@b.fr", "c.d@e.com"] * 4])
@pytest.mark.parametrize("heading", ["Pour vous joindre", "Laissez-nous un moyen de vous rappeler"])
def test_a_column_of_numbers_or_addresses_is_not_a_comment(sheet_of, heading, cells):
    """Nothing else is said in them: never read."""
    sheet = survey(sheet_of, [heading, *JUDGED], [[cell, FOUR[0], FOUR[1]] for cell in cells])
    assert meanings(sheet)[heading] == "personal"
    assert heading in sheet.questionnaire.ignored_columns


def test_the_last_word_of_a_form_is_its_overall_satisfaction(sheet_of):
    """« Au final, êtes-vous satisfait(e) de votre contact avec la préfecture ? » says the whole."""
    heading = "Au final, êtes-vous satisfait(e) de votre contact avec la préfecture ?"
    sheet = survey(sheet_of, [heading, "La propreté"], [[answer, answer] for answer in FOUR * 3])
    assert meanings(sheet)[heading] == "overall"


FORM = ["Horodateur", "Vous êtes", *[f"Critère {place}" for place in range(5)], "Le confort", "La propreté"]


def form_rows(count):
    """So many whole answers, a minute apart, no two alike."""
    return [
        [
            f"09/05/2022 10:{place:02d}:00",
            "Un particulier",
            *[FOUR[(place >> bit) % 2] for bit in range(5)],
            FOUR[0],
            FOUR[1],
        ]
        for place in range(count)
    ]


def test_answers_left_on_the_first_page_are_asked_about_and_ruled_out(draft_of):
    """Two of twelve stop after the profile; the rule is on a question that everybody else answers, and each is counted."""
    rows = form_rows(10)
    left = [[f"09/05/2022 11:0{place}:00", "Une association", *[""] * 7] for place in range(2)]
    files = {"enquête.csv": [FORM, *rows, *left]}
    (question,) = draft_of(files).questions
    assert "2 réponses s'arrêtent" in question.text
    assert draft_of(files).sheets[0].source.exclude_rows == ()
    (rule,) = draft_of(files, {question.id: "leave"}).sheets[0].source.exclude_rows
    assert (rule.column, rule.values, rule.reason) == ("Critère 0", ("",), "réponses non terminées")
    assert draft_of(files, {question.id: "count"}).sheets[0].source.exclude_rows == ()
    assert draft_of({"enquête.csv": [FORM, *rows]}).questions == ()


def test_a_form_sent_twice_is_asked_about(draft_of):
    """The same answers five seconds later; the same answers ten minutes later are those of somebody else."""
    rows = form_rows(10)
    again = ["09/05/2022 10:03:05", *rows[3][1:]]
    later = ["09/05/2022 10:15:00", *rows[4][1:]]
    files = {"enquête.csv": [FORM, *rows, again, later]}
    (question,) = draft_of(files).questions
    assert "1 réponse est identique" in question.text
    rule = draft_of(files, {question.id: "leave"}).sheets[0].source.repeated_answers
    assert (rule.within_minutes, rule.columns) == (1, ())
    assert draft_of(files, {question.id: "count"}).sheets[0].source.repeated_answers is None
    assert draft_of({"enquête.csv": [FORM, *rows, later]}).questions == ()


def test_a_survey_that_nobody_recognises_is_offered_among_the_tables(draft_of):
    """Answers in words that are no known scale: once a person says that it is a survey, its questions are proposed."""
    heads = ["Quel guichet ?", "Quel jour ?", "Quelle couleur de siège ?"]
    rows = [
        [f"Guichet {place % 3}", ("lundi", "mardi")[place % 2], ("bleu", "vert")[place // 2 % 2]] for place in range(12)
    ]
    files = {"papier.csv": [heads, *rows]}
    (question,) = draft_of(files).questions
    assert dict(question.choices)["survey_answers"] == "Réponses à une enquête de satisfaction"
    (sheet,) = draft_of(files, {question.id: "survey_answers"}).sheets
    assert [item.label for item in sheet.questionnaire.items] == [
        "Quel guichet",
        "Quel jour",
        "Quelle couleur de siège",
    ]
    assert sheet.source.identifier == "row_number"


def test_yes_and_no_are_no_reason_to_come(sheet_of):
    """« Étiez-vous déjà venu pour ce dossier ? » has words of a reason, and answers of none."""
    questions = ["Pourquoi êtes-vous venu ?", "Étiez-vous déjà venu pour ce dossier ?", "La courtoisie", "Le hall"]
    rows = [
        [("Permis de conduire", "Carte grise")[n % 2], ("Oui", "Non")[n % 3 > 0], FOUR[n % 3], FOUR[n % 3]]
        for n in range(12)
    ]
    items = survey(sheet_of, questions, rows).questionnaire.items
    assert [item.role for item in items[:2]] == ["visit_reason", "other"]


def test_spans_of_time_under_a_wait_are_the_waiting_time(sheet_of):
    """However the question is put; the same spans under another question are a list."""
    questions = ["Votre attente a duré", "Votre trajet a duré", "La courtoisie", "Le hall"]
    spans = ["Moins de 10 minutes", "De 10 à 30 minutes", "Plus de 30 minutes"]
    sheet = survey(sheet_of, questions, [[spans[n % 3], spans[n % 3], FOUR[n % 3], FOUR[n % 3]] for n in range(12)])
    assert [item.role for item in sheet.questionnaire.items[:2]] == ["waiting", "other"]
    assert [o.below for o in sheet.questionnaire.options_of("waiting_time")] == [10, 30, None]


def test_an_answer_that_one_question_lacks_is_written_as_under_the_others(sheet_of):
    """« Non, pas vraiment » was answered under the second question only: both have one scale, in its words."""
    rows = [
        [("Oui, tout à fait", "Oui, plutôt", "Non, pas du tout")[n % 3],
         ("Oui, tout à fait", "Oui, plutôt", "Non, pas vraiment")[n % 3]]
        for n in range(12)
    ]  # fmt: skip
    for columns in (rows, [row[::-1] for row in rows]):
        sheet = survey(sheet_of, ["La courtoisie des agents", "La propreté"], columns)
        (options,) = sheet.questionnaire.scales.values()
        assert [o.label for o in options] == [
            "Oui, tout à fait",
            "Oui, plutôt",
            "Non, pas vraiment",
            "Non, pas du tout",
        ]


def test_a_level_that_nobody_gave_goes_where_another_question_has_its_own(sheet_of):
    """« Pas bon » stands for what « Bien » alone lacks; beside « Mauvais », which was answered, it is needless."""
    rows = [[("Bien", "Moyen")[n % 2], ("Très bien", "Bien", "Moyen", "Mauvais")[n % 4]] for n in range(12)]
    for columns in (rows, [row[::-1] for row in rows]):
        (options,) = survey(
            sheet_of, ["La courtoisie des agents", "La propreté"], columns
        ).questionnaire.scales.values()
        assert [o.label for o in options] == ["Très bien", "Bien", "Moyen", "Mauvais", "Très mauvais"]
