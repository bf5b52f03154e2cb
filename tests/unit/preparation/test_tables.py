"""Registers, statements and plans: what each heading and value becomes, what is asked, what is left and told."""

import pytest
from preparation_samples import meanings

from qep_lib.preparation.names import spoken_name

REGISTER = ["N°", "Arrivée", "Voie", "Nature", "Qual-e-pref ?", "Répondu"]
LINE = ["1", "04/01/2022", "Mél", "Réclam.", "Oui", "06/01/2022"]


def values_of(sheet, heading):
    """written -> stored."""
    return {v.text: v.code for c in sheet.columns if c.heading == heading for v in c.values}


def test_headings_and_values_are_known_by_their_synonyms(sheet_of):
    """« Arrivée » is the day of receipt, « Mél » an e-mail, « Réclam. » a complaint; nothing is asked."""
    sheet = sheet_of([REGISTER, LINE, ["2", "05/01/2022", "Tel.", "Info", "Non : contentieux", ""]], "registre.csv")
    assert meanings(sheet) == {
        "N°": "request_id",
        "Arrivée": "received_on",
        "Voie": "channel",
        "Nature": "kind",
        "Qual-e-pref ?": "perimeter",
        "Répondu": "replied_on",
    }
    assert values_of(sheet, "Voie") == {"Mél": "email", "Tel.": "phone"}
    assert values_of(sheet, "Qual-e-pref ?") == {"Oui": "inside", "Non : contentieux": "litigation"}
    assert values_of(sheet, "Nature") == {"Réclam.": "complaint", "Info": "information_request"}
    assert not sheet.is_open


def test_a_slip_in_a_heading_is_read_and_told(sheet_of):
    """« Date de reponce » is near enough to « Date de réponse », and the proposal says so."""
    sheet = sheet_of([[*REGISTER[:5], "Date de reponce"], LINE], "registre.csv")
    (column,) = [column for column in sheet.columns if column.meaning == "replied_on"]
    assert "proche de" in column.why


def test_an_unknown_value_is_asked_and_its_rows_are_left_meanwhile(draft_of):
    """Nobody can know what « Pigeon » is: the question proposes the closed list, and the answer is written."""
    rows = {"registre.csv": [REGISTER, LINE, ["2", "05/01/2022", "Pigeon", "Info", "Oui", ""]]}
    draft = draft_of(rows)
    (question,) = draft.questions
    assert "« Pigeon » (1 ligne)" in question.text
    assert dict(question.choices)["post"] == "Courrier"
    assert draft.sheets[0].is_open
    assert values_of(draft.sheets[0], "Voie")["Pigeon"] is None
    answered = draft_of(rows, {question.id: "post"})
    assert answered.questions == ()
    assert "Pigeon" in answered.sheets[0].source.columns["channel"].values["post"]


def test_an_answer_that_is_not_on_offer_is_asked_again(draft_of):
    """A damaged file of answers decides nothing."""
    rows = {"registre.csv": [REGISTER, LINE, ["2", "05/01/2022", "Pigeon", "Info", "Oui", ""]]}
    (question,) = draft_of(rows).questions
    assert draft_of(rows, {question.id: "pigeon_post"}).questions == (question,)


def test_two_origins_that_are_both_known_are_two(sheet_of):
    """« Enquête et auto-diagnostic » is not « Enquête » with something behind it."""
    sheet = sheet_of(
        [["N°", "Constat", "Origine", "Action", "Avancement"], ["1", "a", "Enquête et auto-diagnostic", "b", "Fait"]],
        "plan.csv",
    )
    assert values_of(sheet, "Origine") == {"Enquête": "survey", "auto-diagnostic": "self_assessment"}


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Nom", "Dupont"), ("Mél", "x@example.org"), ("Téléphone de l'usager", "06"), ("N° étranger", "9"),
        ("Infos diverses", "jean.dupont@example.org"), ("Usager (nom, prénom)", "Dupont"), ("Nom et prénom du demandeur", "x"),
        ("Tél. / mail", "y"), ("Coordonnées de l'usager", "z"),
    ],
)  # fmt: skip
def test_a_column_that_names_persons_is_never_read_nor_shown(sheet_of, heading, cell):
    """By its heading, or by what its cells hold."""
    rows = [[*REGISTER, heading], [*LINE, cell], ["2", *LINE[1:], cell]]
    sheet = sheet_of(rows, "registre.csv")
    (column,) = [column for column in sheet.columns if column.heading == heading]
    assert (column.meaning, column.examples) == ("personal", ())
    assert heading in sheet.source.ignored_columns


@pytest.mark.parametrize(
    "heading", ["Nom du service", "Motif (usager)", "Usager satisfait ?", "Téléphone : heure d'appel"]
)
def test_a_heading_that_says_more_than_a_person_is_not_personal(sheet_of, heading):
    """A word that names a person among others says nothing."""
    rows = [[*REGISTER, heading], [*LINE, "abc"], ["2", *LINE[1:], "def"]]
    assert meanings(sheet_of(rows, "registre.csv"))[heading] != "personal"


def test_a_column_that_nobody_knows_is_left_and_told(sheet_of):
    """It is neither guessed nor hidden."""
    sheet = sheet_of([[*REGISTER, "Zorglub"], [*LINE, "abc"]], "registre.csv")
    (column,) = [column for column in sheet.columns if column.heading == "Zorglub"]
    assert (column.meaning, column.certainty) == ("unknown", "unknown")


def test_what_the_file_does_not_say_is_asked_once(draft_of):
    """A register without channel: one value for all its lines, asked."""
    rows = {"registre.csv": [["N°", "Arrivée", "Nature", "Qual-e-pref ?"], ["1", "04/01/2022", "Info", "Oui"]]}
    draft = draft_of(rows)
    (question,) = draft.questions
    assert draft.sheets[0].source is None
    answered = draft_of(rows, {question.id: "email"})
    assert answered.sheets[0].source.columns["channel"].constant == "email"


def test_a_doubtful_heading_is_not_bound_until_it_is_confirmed(draft_of):
    """« Appels traités » may be answered calls, or not."""
    rows = {"standard.csv": [["Mois", "Appels reçus", "Appels traités"], ["janvier 2022", "100", "90"]]}
    draft = draft_of(rows)
    assert "answered" not in draft.sheets[0].source.columns
    assert "Appels traités" not in draft.sheets[0].source.ignored_columns
    answers = {draft.questions[0].id: "yes"}
    assert draft_of(rows, answers).sheets[0].source.columns["answered"].heading == ("Appels traités",)


def test_a_call_a_row_is_counted(sheet_of):
    """A log holds no number: each row is a call, answered or not."""
    log = [["Date et heure", "Statut"], ["02/03/2022 09:00", "Répondu"], ["02/03/2022 09:05", "Abandonné"]]
    source = sheet_of(log, "journal des appels.csv").source
    assert source.event == "count"
    assert source.columns["answered"].values["true"][0] == "Répondu"
    assert source.columns["presented"].constant == "1"


def test_months_without_their_year_are_months(sheet_of):
    """« janv. » of a statement of one year: the year is that of the period, as at import."""
    rows = [
        ["Mois", "Appels présentés", "Appels décrochés"],
        ["janv.", "9", "8"],
        ["févr.", "7", "6"],
        ["mars", "5", "5"],
    ]
    assert meanings(sheet_of(rows, "standard.xlsx"))["Mois"] == "month"


@pytest.mark.parametrize("answered", ["Décroché", "Décroché (O/N)"])
def test_mystery_calls_are_not_those_of_the_switchboard(draft_of, answered):
    """« appels » of « appels mystères » says nothing of the calls that were received: none is counted."""
    rows = [
        ["Date", "Heure", answered, "Sonneries"],
        ["07/11/2022", "9h00", "Oui", "3"],
        ["08/11/2022", "9h15", "Non", "6"],
    ]
    tables = {sheet.source.table for sheet in draft_of({"appels mystères nov 2022.csv": rows}).sheets if sheet.source}
    assert "calls" not in tables


def test_nothing_is_asked_of_a_table_that_no_answer_completes(draft_of):
    """No column says the criterion of a mystery contact: neither its channel nor its result is asked for every line."""
    rows = [["Date", "Heure", "Sonneries"], ["07/11/2022", "9h00", "3"], ["08/11/2022", "9h15", "6"]]
    draft = draft_of({"appels mystères.csv": rows})
    assert draft.questions == ()
    assert any("« Critère »" in note for note in draft.sheets[0].notes)


def test_the_machine_that_answers_is_not_asked_of_a_statement_without_months(draft_of):
    """The statement is not read: its base does not matter."""
    rows = [["Équipe", "Appels présentés", "Appels décrochés"], ["A", "9", "8"], ["B", "7", "6"]]
    draft = draft_of({"standard.csv": rows})
    assert (draft.questions, draft.sheets[0].source) == ((), None)


def test_a_note_under_a_register_is_no_request(draft_of):
    """Its empty cells are not asked about."""
    rows = [REGISTER, LINE, ["2", "05/01/2022", *LINE[2:]], ["* les demandes orales ne sont pas enregistrées"]]
    assert draft_of({"registre.csv": rows}).questions == ()


def test_a_day_alone_is_no_call(draft_of):
    """A row that says nothing of a call but its day is not counted as one."""
    rows = [["Date", "Température", "Pluie"], ["07/11/2022", "12", "oui"], ["08/11/2022", "13", "non"]]
    sources = [sheet.source for sheet in draft_of({"appels.csv": rows}).sheets]
    assert not any(source is not None and source.event for source in sources)


def test_a_register_of_two_years_is_cut_by_period(sheet_of):
    """And says so."""
    sheet = sheet_of([REGISTER, LINE, ["2", "05/01/2021", *LINE[2:5], ""]], "registre.csv")
    assert sheet.source.periods == "all"
    assert any("coupé par période" in note for note in sheet.notes)


def test_last_years_file_goes_to_its_own_period(sheet_of):
    """It is what this year is compared with."""
    sheet = sheet_of([REGISTER, ["1", "04/01/2021", *LINE[2:]]], "registre 2021.csv")
    assert (sheet.periods, sheet.source.periods) == (("2021",), None)


def test_a_table_that_is_none_is_left_with_what_was_read_of_it(draft_of):
    """The reader finds her file by its first cells."""
    draft = draft_of({"cantine.csv": [["Plat", "Prix"], ["Soupe", "3"]]})
    assert draft.sheets == ()
    assert "« Plat », « Prix »" in draft.aside[0].why


def test_what_stands_above_a_heading_completes_it(sheet_of):
    """« Réponse » over « Envoyée le », « Demande » over « Reçue le »: two rows of headings."""
    above = ["Demande", "", "", "", "", "Réponse", ""]
    heads = ["N°", "Reçue le", "Voie", "Nature", "Qual-e-pref ?", "Du", "Par"]
    sheet = sheet_of([above, heads, [*LINE, "agent X"]], "registre.csv")
    told = meanings(sheet)
    assert (told["Reçue le"], told["Par"]) == ("received_on", "unknown")


def test_a_heading_says_the_same_with_its_unit(sheet_of):
    """« Avancement (%) » is « Avancement », and its percentages are stages."""
    rows = [
        ["N°", "Constat", "Action", "Avancement (%)"],
        *[[str(n), "a", "b", f"{p} %"] for n, p in enumerate((0, 50, 100))],
    ]
    assert values_of(sheet_of(rows, "plan.csv"), "Avancement (%)") == {
        "0 %": "planned",
        "50 %": "in_progress",
        "100 %": "done",
    }


def test_values_as_columns_become_rows(sheet_of):
    """« CNI », « Permis » are headings: a table of delays by month, without any number of titles, which is told."""
    sheet = sheet_of(
        [
            ["Délais de délivrance"],
            ["Mois", "CNI", "Permis"],
            ["janvier 2022", "30", "20"],
            ["février 2022", "31", "21"],
        ],
        "d.csv",
    )
    assert (sheet.source.wide.by, sheet.source.wide.into) == ("title", "delivery_delay_mean")
    assert sheet.source.wide.headings == {"id_documents": ("CNI",), "driving_licence": ("Permis",)}
    assert any("aucun nombre de titres" in note for note in sheet.notes)


MONTHS = ["Indicateur", "janvier 2022", "février 2022", "mars 2022", "Total"]


@pytest.mark.parametrize(
    ("file", "rows", "table", "columns"),
    [
        ("standard.csv", [["Appels reçus", 9, 8, 7, 24], ["Appels décrochés", 8, 7, 6, 21]], "calls", {"answered"}),
        ("site.csv", [["Visites", 90, 80, 70, 240], ["Pages vues", 300, 200, 100, 600]], "web_statistics", {"visits", "pages"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", [[], [["Bilan (fictif)"], [""]]])
def test_months_as_columns_and_counts_as_rows_are_turned(draft_of, file, rows, table, columns, title):
    """Where the layout is clear: what is counted is known, and the months are its columns. The total is no month."""
    sheet = draft_of({file: [*title, MONTHS, *rows]}).sheets[0]
    assert (sheet.source.table, sheet.source.transposed) == (table, True)
    assert columns <= {*sheet.source.columns}
    assert any("lu par colonnes" in note for note in sheet.notes)


def test_a_statement_of_unknown_counts_is_asked(draft_of):
    """Nobody knows « Flux A »: which table it is, then which count each row is."""
    rows = {"relevé.csv": [["Compteur", *MONTHS[1:4]], ["Flux A", 9, 8, 7], ["Flux B", 8, 7, 6]]}
    (question,) = draft_of(rows).questions
    assert "« Flux A », « Flux B »" in question.text
    said = {question.id: "web_statistics", "is:web_statistics:flux a": "visits", "is:web_statistics:flux b": "pages"}
    source = draft_of(rows, said).sheets[0].source
    assert (source.transposed, source.columns["visits"].heading) == (True, ("Flux A",))


QUARTERS = [["Titre", "T1", "T2", "T3", "T4"], ["CNI", 41, 63, 58, 34], ["Permis", 22, 25, 27, 21]]


@pytest.mark.parametrize(
    ("file", "title", "period", "told"),
    [
        ("délais.xlsx", "Délais de délivrance (jours)", "2022", "l'année demandée"),
        ("délais 2022.xlsx", "Délais de délivrance (jours)", "2022", "le nom du fichier"),
        ("délais.xlsx", "Délais de délivrance 2021", "2021", "le titre"),
        ("délais.xlsx", "Délais de délivrance, arrêté au 12/01/2023", "2022", "l'année demandée"),
    ],
)
def test_quarters_without_a_year_have_that_of_the_names_or_of_the_period(sheet_of, file, title, period, told):
    """It is the period of the import, and where it comes from is told."""
    sheet = sheet_of([[title], *QUARTERS], file)
    assert (sheet.source.wide.by, sheet.source.wide.into, sheet.source.table) == ("period", "value", "declared_figures")
    assert sheet.periods == (period,)
    assert any(told in note for note in sheet.notes)


def test_two_years_for_columns_without_one_are_asked(draft_of):
    """The title says 2021, the name of the file 2022: nobody guesses."""
    rows = {"délais 2022.xlsx": [["Délais de délivrance 2021"], *QUARTERS]}
    draft = draft_of(rows)
    (question,) = draft.questions
    assert "de quelle année" in question.text
    assert draft.sheets[0].is_open
    assert draft_of(rows, {question.id: "2021"}).sheets[0].periods == ("2021",)


@pytest.mark.parametrize("names", [["S1", "S2"], ["1er semestre", "2e semestre"], ["janv.", "févr.", "mars"]])
def test_halves_and_months_without_a_year_are_periods_too(sheet_of, names):
    """Each filled cell is a figure of its period."""
    rows = [
        ["Délais de délivrance"],
        ["Titre", *names],
        ["CNI", *range(30, 30 + len(names))],
        ["Permis", *[20] * len(names)],
    ]
    source = sheet_of(rows, "délais.xlsx").source
    assert source.wide.by == ("month" if len(names) == 3 else "period")


def test_quarters_of_two_years_side_by_side_have_their_own(sheet_of):
    """« 2021 » and « 2022 » stand over T1 to T4: no year is missing."""
    rows = [
        ["", "2021", "", "2022", ""],
        ["Titre", "T1", "T2", "T1", "T2"],
        ["CNI", 1, 2, 3, 4],
        ["Permis", 5, 6, 7, 8],
    ]
    sheet = sheet_of(rows, "délais de délivrance.xlsx")
    assert [c.heading for c in sheet.columns if c.meaning == "wide"] == [
        "2021 / T1",
        "2021 / T2",
        "2022 / T1",
        "2022 / T2",
    ]
    assert not any("n'ont pas d'année" in note for note in sheet.notes)


def test_cells_of_a_closed_list_say_more_than_a_heading_that_names_a_text(sheet_of):
    """« De quoi s'agit-il ? » over natures is the nature; the theme is then the column that names one."""
    heads = ["N°", "Arrivée", "Voie", "De quoi s'agit-il ?", "Sujet", "Qual-e-pref ?", "Répondu"]
    kinds = ["Plainte", "Proposition", "Demande d'explication"]
    rows = [[place, f"0{place}/03/2022", "Mail", kind, "Parking", "Oui", ""] for place, kind in enumerate(kinds, 1)]
    sheet = sheet_of([heads, *rows], "registre.csv")
    assert (meanings(sheet)["De quoi s'agit-il ?"], meanings(sheet)["Sujet"]) == ("kind", "theme")
    assert "ses valeurs" in next(c.why for c in sheet.columns if c.meaning == "kind")
    themes = sheet_of([heads, *[[*row[:3], "Parking", "Attente", *row[5:]] for row in rows]], "registre.csv")
    assert meanings(themes)["De quoi s'agit-il ?"] == "theme"


def test_rows_of_a_value_that_is_left_are_excluded_by_a_rule(draft_of):
    """They are counted apart, and are no faults for which the file would be refused."""
    rows = {"registre.csv": [REGISTER, LINE, ["2", "05/01/2022", "Pigeon", "Info", "Oui", ""]]}
    (question,) = draft_of(rows).questions
    assert draft_of(rows).sheets[0].source.exclude_rows == ()
    (rule,) = draft_of(rows, {question.id: ""}).sheets[0].source.exclude_rows
    assert (rule.column, rule.values) == ("Voie", ("Pigeon",))
    assert "Pigeon" in rule.reason


PLAN = ["N°", "Constat", "Provenance", "Action", "Avancement"]


def test_an_action_of_another_origin_is_kept_without_one(draft_of):
    """« Courrier du maire » is none of the five origins: the answer that is proposed keeps the action."""
    rows = {"plan.csv": [PLAN, ["1", "Panneaux", "Courrier du maire", "Les refaire", "En cours"],
                         ["2", "Attente", "Appels mystère", "Un guichet de plus", "Fait"]]}  # fmt: skip
    (question,) = draft_of(rows).questions
    assert question.default == "none"
    assert "Courrier du maire" in question.text
    source = draft_of(rows, {question.id: "none"}).sheets[0].source
    assert set(source.columns["origins"].values["none"]) >= {"Courrier du maire", "Appels mystère"}
    assert source.exclude_rows == ()


def test_yes_under_a_heading_that_says_out_is_asked(draft_of):
    """« Hors périmètre : Oui » is the contrary of « Qual-e-pref ? : Oui », and is never guessed."""
    rows = [[*REGISTER[:4], "Hors périmètre", "Répondu"], LINE, ["2", "05/01/2022", "Mél", "Info", "Non", ""]]
    draft = draft_of({"registre.csv": rows})
    assert sorted(question.text.split("»")[1].split("«")[1].strip() for question in draft.questions) == ["Non", "Oui"]
    values = draft.sheets[0].source.columns["perimeter"].values
    assert not {"Oui", "Non"} & {label for labels in values.values() for label in labels}
    plain = draft_of({"registre.csv": [REGISTER, LINE, ["2", "05/01/2022", "Mél", "Info", "Non", ""]]})
    assert plain.questions == ()
    assert values_of(plain.sheets[0], "Qual-e-pref ?") == {"Oui": "inside", "Non": "outside"}


def test_rows_of_quarters_are_finished_figures(draft_of):
    """« CNI », « 1er trim. 2022 », 36 days: the delay is the figure of its quarter; a title that nobody knows is asked."""
    heads = ["Nature du titre", "Période", "Nombre délivré", "Délai de délivrance (jours)"]
    rows = [["CNI / passeports", f"{quarter}e trim. 2022", "900", str(30 + quarter)] for quarter in (2, 3, 4)]
    rows += [["Titres de séjour", f"{quarter}e trim. 2022", "500", "90"] for quarter in (2, 3, 4)]
    files = {"délais.csv": [heads, *rows]}
    (question,) = draft_of(files).questions
    assert "« Titres de séjour » (3 lignes)" in question.text
    assert "residence_permit_first_delivery_delay_days" in dict(question.choices)
    assert "première demande » et pour « Délai de délivrance : titres de séjour, renouvellement »" in question.why
    assert question.default is None
    sheet = draft_of(files, {question.id: ""}).sheets[0]
    assert meanings(sheet) == dict(zip(heads, ("indicator_id", "period", "denominator", "value"), strict=True))
    assert values_of(sheet, heads[0])["CNI / passeports"] == "id_documents_delivery_delay_days"
    assert sheet.source.table == "declared_figures"
    assert sheet.source.exclude_rows[0].values == ("Titres de séjour",)
    months = [[title, f"{place:02d}/2022", *rest] for place, (title, _, *rest) in enumerate(rows[:3], 1)]
    assert draft_of({"délais.csv": [heads, *months]}).sheets[0].source.table == "title_statistics"


def test_a_grid_of_mystery_calls_is_turned_by_criterion(draft_of):
    """A column a criterion, its cells the results; the half-day by its hour; the channel by the title."""
    heads = ["Appel n°", "Date de l'appel", "Heure", "Poste", "L'agent se présente", "Réponse juste", "Remarques"]
    rows = [[str(n), f"0{n}/06/2022", f"{8 + n}h15", "Standard", ("Oui", "Non")[n % 2], ("Oui", "NC")[n % 2], "vu"]
            for n in range(1, 7)]  # fmt: skip
    draft = draft_of({"appels mystère.csv": [heads, *rows]})
    (question,) = draft.questions
    assert question.default == "phone" and "« Canal »" in question.text
    source = draft_of({"appels mystère.csv": [heads, *rows]}, {question.id: "phone"}).sheets[0].source
    assert (source.wide.by, source.wide.into) == ("criterion_id", "result")
    assert source.wide.headings == {name: (name,) for name in heads[4:6]}
    assert source.wide.values == {"met": ("Oui",), "not_met": ("Non",), "not_applicable": ("NC",)}
    assert source.columns["half_day"].values == {}


def test_a_grid_with_a_column_a_call_is_turned(draft_of):
    """Its rows say what each call is, then its criteria."""
    rows = [
        ["Grille des appels mystères"],
        ["N° de l'appel", "A1", "A2", "A3", "A4"],
        ["Date de l'appel", "07/03/2022", "08/03/2022", "09/03/2022", "10/03/2022"],
        ["Moment", "Matin", "Après-midi", "Matin", "Après-midi"],
        ["L'agent se présente", "Oui", "Oui", "Oui", "Non"],
        ["L'agent reformule", "Oui", "SO", "Non", "Oui"],
    ]
    rows = [[*row, *[""] * (5 - len(row))] for row in rows]
    (question,) = draft_of({"appels mystères.csv": rows}).questions
    (sheet,) = draft_of({"appels mystères.csv": rows}, {question.id: "phone"}).sheets
    assert (sheet.table, sheet.source.transposed) == ("mystery_contacts", True)
    assert sheet.source.wide.headings == {row[0]: (row[0],) for row in rows[4:]}
    assert {name: sheet.source.columns[name].heading for name in ("contact_id", "contacted_on", "half_day")} == {
        "contact_id": (rows[1][0],), "contacted_on": (rows[2][0],), "half_day": (rows[3][0],),
    }  # fmt: skip


@pytest.mark.parametrize("heading", ["Répondu", "État"])
def test_a_request_that_was_left_is_asked_about(draft_of, heading):
    """« Abandonnée » in the place of a day, or in a column of states: it counts while nobody says otherwise."""
    head = [*REGISTER, *([heading] if heading not in REGISTER else [])]
    lines = [[*LINE, *[""] * (len(head) - len(LINE))] for _ in range(6)]
    lines = [[str(place), *line[1:]] for place, line in enumerate(lines, 1)]
    lines[2][head.index(heading)] = lines[4][head.index(heading)] = "Abandonnée"
    rows = {"registre.csv": [head, *lines]}
    (question,) = draft_of(rows).questions
    assert f"colonne « {heading} » : 2 lignes disent « Abandonnée »" in question.text
    assert question.default == "count"
    assert draft_of(rows).sheets[0].source.exclude_rows == ()
    assert draft_of(rows, {question.id: "count"}).sheets[0].source.exclude_rows == ()
    (rule,) = draft_of(rows, {question.id: "leave"}).sheets[0].source.exclude_rows
    assert (rule.column, rule.values) == (heading, ("Abandonnée",))


def test_delays_and_volumes_of_one_workbook_are_two_sources(draft_of):
    """The same headings, two things measured: each reads its own sheet, and volumes are told to be there."""
    heads = ["Mois", "CNI/Passeports", "Permis", "Cartes grises"]
    months = [[f"{place:02d}/2022", "30", "20", "6"] for place in range(1, 13)]
    wide = [["Délais moyens de délivrance (en jours)", "", "", ""], heads, *months]
    counted = [["Nombre de titres délivrés", "", "", ""], heads, *([row[0], "500", "100", "300"] for row in months)]
    delays, volumes = draft_of({("Titres.xlsx", "Délais"): wide, ("Titres.xlsx", "Volumes"): counted}).sheets
    assert (delays.source.wide.into, delays.source.sheets) == ("delivery_delay_mean", ("Délais",))
    assert (volumes.source.wide.into, volumes.source.sheets) == ("volume", ("Volumes",))
    assert delays.source.wide.headings == {
        "id_documents": ("CNI/Passeports",), "driving_licence": ("Permis",), "vehicle_registration": ("Cartes grises",),
    }  # fmt: skip
    assert not [note for note in delays.notes if "aucun nombre de titres" in note]
    (alone,) = draft_of({("Titres.xlsx", "Délais"): wide}).sheets
    assert alone.source.sheets is None and any("aucun nombre de titres" in note for note in alone.notes)


@pytest.mark.parametrize(
    ("file", "name"),
    [("2022/Délais_titres 2022.xlsx", "Délais titres"), ("titres.csv", "titres"), ("2022.xlsx", "tableau du service")],
)
def test_figures_come_from_a_name_that_next_year_has_too(file, name):
    """It is printed beside them: neither a year nor the end of a file name."""
    assert spoken_name(file) == name
