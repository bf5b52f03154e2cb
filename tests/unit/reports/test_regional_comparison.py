"""The comparison of Centre-Val de Loire in words: what is said of each site, what is refused, what is never shown."""

import json
import re

import numpy as np
import pytest

from qep_lib import open_report
from qep_lib.comparison import readings
from qep_lib.display.elements import Figure, Gallery, Table, Text
from qep_lib.errors import ParameterError
from qep_lib.reports.regional import gathered as gathered_module
from qep_lib.reports.regional import points
from qep_lib.stats.funnel import coded

RUNS = ("centre-val-de-loire-2021", "cher-2020", "loir-et-cher-2021")
CHER_CRITERIA = [
    "Mesures sanitaires",
    "Confort et propreté",
    "Courtoisie et disponibilité",
    "Confidentialité",
    "Clarté du langage",
    "Gestion de la file d'attente",
    "Attente de moins de 10 minutes",
    "Information par téléphone",
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory, imported_workspace):
    """The function that opens the comparison for an audience; each is opened once."""
    root = imported_workspace(tmp_path_factory.mktemp("region") / "espace", RUNS).root
    reports = {}

    def report(audience="public", sites="region:24"):
        key = audience, str(sites)
        if key not in reports:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("QEP_WORKSPACE", str(root))
                reports[key] = open_report("regional_comparison", sites, "2021", "2022-06-27", audience)
        return reports[key]

    return report


def plain(text):
    """Text with every kind of space as one space."""
    return re.sub(r"\s+", " ", text)


def texts(table):
    """The printed cells, line by line."""
    assert isinstance(table, Table)
    return [[plain(cell.text) for cell in row] for row in table.rows]


def figures(gallery):
    """Caption → figure."""
    assert isinstance(gallery, Gallery)
    return {plain(item.caption): item for item in gallery.items if isinstance(item, Figure)}


def sentences(element):
    """Every sentence of the texts of an element."""
    items = element.items if isinstance(element, Gallery) else (element,)
    return [plain(words) for item in items if isinstance(item, Text) for words in item.paragraphs]


def test_the_header_says_what_is_compared(opened):
    """A region and its number of sites; a list is told as such."""
    assert opened().header().facts[:2] == (("Région", "Centre-Val de Loire"), ("Nombre de sites", "6"))
    assert opened(sites=["18", "41"]).header().facts[:2] == (
        ("Sites comparés", "Cher, Loir-et-Cher"),
        ("Nombre de sites", "2"),
    )


def test_what_stands_under_the_title_fits_a_list_and_the_country(opened):
    """The same notebook compares a region, two sites or all of them."""
    context = opened(sites=["18", "41"]).context
    notebook = json.loads((context.workspace.root / "notebooks" / "regional_comparison.ipynb").read_text("utf-8"))
    said = ["".join(notebook["cells"][0]["source"]), context.catalogue.reports[context.report_id].description]
    assert all("Plusieurs sites" in words and "d'une région" not in words for words in said)


def test_the_essential_in_four_figures(opened):
    """Four invented sites out of six; three surveys are too few to say which site is odd."""
    figures = opened().key_figures()
    assert figures.title == "La comparaison en bref"  # « L'essentiel » is the heading above it
    shown = {item.label: (item.value, plain(item.detail)) for item in figures.items}
    assert shown["Sites"] == ("6", "dont 4 fictifs")
    assert shown["Points à examiner"] == ("0", "et 0 chiffre à surveiller")


def test_a_set_is_read_in_words(opened):
    """Requests of five sites: values, intervals by Wilson, bases, readings; 87 % is 48 of 55."""
    figure = figures(opened().requests())["Réponses dans le délai promis (année 2021)"]
    assert texts(figure.data) == [
        ["Eure-et-Loir (fictif)", "87 %", "76 à 94 %", "55", "= dans la fourchette attendue"],
        ["Indre (fictif)", "85 %", "68 à 94 %", "27", "= dans la fourchette attendue"],
        ["Indre-et-Loire (fictif)", "91 %", "82 à 96 %", "68", "= dans la fourchette attendue"],
        ["Loir-et-Cher (reconstitué)", "100 %", "91 à 100 %", "39", "= dans la fourchette attendue"],
        ["Loiret (fictif)", "84 %", "75 à 90 %", "82", "= dans la fourchette attendue"],
    ]
    assert "Loir-et-Cher (reconstitué) 100 % : dans la fourchette attendue" in plain(figure.alt)
    assert sentences(opened().requests())[:2] == [
        "Moyenne : 89 %, toutes les demandes réunies.",
        "Pas dans la figure : Cher (autre période).",
    ]


def test_every_dot_of_a_delay_has_the_same_unit(opened):
    """« 1 j ouvré » is in the singular and is shortened as the others are: the caption says which days are counted."""
    figure = figures(opened().requests())["Délai moyen de réponse, en jours ouvrés (année 2021)"]
    assert "Loir-et-Cher (reconstitué) 1 j, Loiret (fictif) 4,5 j (moyenne" in plain(figure.alt)


def test_two_questionnaires_are_two_panels_and_two_lines(opened):
    """Confidentiality was asked in two surveys: neither the figure nor the matrix sets them side by side."""
    report = opened("internal")
    figure = figures(report.satisfaction())["Satisfaction : confidentialité (année 2021)"]
    assert (
        "À ne pas comparer avec ce qui précède : questionnaire « Enquête de satisfaction des usagers de la préfecture de "
        in (plain(figure.alt))
    )
    lines = [line for line in texts(report.matrices().items[0]) if line[0].startswith("Confidentialité")]
    assert lines == [
        [
            "Confidentialité (1)",
            "76 %",
            "n. c. (b)",
            "87 % 0 point",
            "55 % ▼ −29 points",
            "84 % −6 points",
            "n. c. (d)",
            "n. c. (d)",
        ],
        [
            "Confidentialité (2)",
            "98 %",
            "n. c. (b)",
            "n. c. (d)",
            "n. c. (d)",
            "n. c. (d)",
            "98 %*",
            "89 % +6 points",
        ],
    ]


def test_the_mean_of_each_group_is_said_without_a_double_colon(opened):
    """« Groupe 1, moyenne : 75 % », one a questionnaire."""
    said = [words for words in sentences(opened("internal").satisfaction()) if words.startswith("Groupe 1, moyenne : ")]
    assert said and all("Groupe 2, moyenne : " in words for words in said)
    assert not any(re.search(r"Groupe \d :", words) for words in said)


def test_delays_that_start_elsewhere_are_refused(opened):
    """Processing and delivery: each is listed with what the site has instead, and why."""
    rows = texts(opened().not_compared())
    assert [
        "(b) autre définition",
        "Loir-et-Cher",
        "Traitement des CNI et passeports",
        "Délivrance des CNI et passeports : 18 j, depuis : rendez-vous en mairie",
        "Le site publie un autre indicateur, qui diffère par le départ du délai, la fin du délai et le périmètre.",
    ] in rows
    assert [
        row[0]
        for row in texts(
            figures(opened().titles())["Délai de traitement des cartes d'identité et passeports (année 2021)"].data
        )
    ] == ["Eure-et-Loir (fictif)", "Indre (fictif)"]


def test_every_view_of_an_invented_site_says_so(opened):
    """Even where the site has nothing to show; the two published sites are not called invented."""
    report = opened()
    views = [report.matrices(), report.not_compared(), report.points(), report.requests(), report.satisfaction()]
    said = " ".join(plain(view._repr_mimebundle_()["text/plain"]) for view in views)
    for name in ("Eure-et-Loir", "Indre", "Indre-et-Loire", "Loiret"):
        assert re.findall(rf"(?<![\w-]){name}(?!-)(?! \(fictif\))", said) == [], name
    assert "Cher (fictif)" not in said


def test_a_contradiction_is_explained_once_and_names_its_site(opened):
    """75 % of the e-mails of Loir-et-Cher in time and a mean of one day: in full under the share, in short under the mean."""
    said = [words for words in sentences(opened("internal").contacts()) if "À vérifier" in words]
    assert len(said) == 2
    head = "À vérifier (Loir-et-Cher) : 75 % dans le délai et une moyenne de 1 jour ouvré ne vont pas ensemble"
    assert f"{head} : si 25 % des demandes prennent au moins 6 jours ouvrés, la moyenne est d'au moins 1,5" in said[0]
    assert f"{head} (expliqué plus haut)." in said[1] and "si 25 %" not in said[1]


def test_no_point_is_said_plainly(opened):
    """Four sites are too few to be read; five are read and none is far, as the sentence of the rates says."""
    said = sentences(opened(sites=["28", "37", "41", "45"]).points())
    assert said[0] == "Aucun indicateur n'a assez de sites, avec leurs comptes, pour être lu."
    said = sentences(opened().points())
    assert said[0] == "Aucun site ne s'écarte assez des autres pour être à examiner."
    assert re.match(
        r"\d+ chiffres lus à côté de ceux des autres sites. De 5 à 11 sites, un chiffre n'est désigné", said[1]
    )


def test_the_site_that_fell_is_told_by_its_own_past(opened):
    """Three surveys are too few to name Indre among them: its criteria fell since 2020, which needs no other site."""
    assert not [item for item in opened().points().items if isinstance(item, Table)]
    said = sentences(opened().points())
    assert said[-1].startswith("Indre (fictif) : Mesures sanitaires (−35 points), Confort et propreté (−25 points)")


def test_far_sites_are_points_to_examine(opened, monkeypatch):
    """As if Loir-et-Cher, where every request was answered in time, were far: it is listed beside the median."""
    monkeypatch.setattr(
        readings, "read_few_shares", lambda x, n: (0.87, coded(np.where(x == n, 4.0, 0.0), np.where(x == n, 1e-5, 1.0)))
    )
    found = gathered_module.gather(opened().context)
    table = next(item for item in points.points_to_examine(found).items if isinstance(item, Table))
    (line,) = texts(table)
    assert line[:6] == [
        "Loir-et-Cher (reconstitué)",
        "Réponses dans le délai",
        "100 %",
        "39",
        "médiane 87 %",
        "▲ plus élevé que la fourchette attendue, à examiner",
    ]
    assert table.caption == "Chiffres qui s'écartent de ceux des autres sites"
    assert "Cible" not in [column.label for column in table.columns]
    assert plain(table.notes[0]) == "Cible : aucune cible déclarée pour 2021."
    assert "la cause" not in table.notes[-1] and table.notes[-1].endswith("sa cause n'est pas connue.")
    assert points.key_figures(found).items[-1].value == "1"


def test_changes_are_counted_before_they_are_denied(opened):
    """Cher and Loir-et-Cher have no common year: nothing was judged, so nothing is said not to have fallen."""
    pair = sentences(opened(sites=["18", "41"]).points())[-1]
    assert pair.startswith("Aucune évolution n'a pu être jugée depuis 2020 : il y faut")
    assert sentences(opened(sites=["28", "37"]).points())[-1] == (
        "Aucune évolution défavorable n'est démontrée depuis 2020 : 21 évolutions ont pu être jugées (2 sites sur 2, 12 "
        "indicateurs)."
    )


def test_what_a_sentence_leaves_out_agrees_in_number(opened, monkeypatch):
    """Eight criteria fell in Indre."""
    monkeypatch.setattr(points, "LISTED_CHANGES", 7)
    assert sentences(opened().points())[-1].endswith(" et une autre.")
    monkeypatch.setattr(points, "LISTED_CHANGES", 8)
    assert re.search(r"points\) et [^,]+ points\)\.$", sentences(opened().points())[-1])


def test_nine_answers_are_shown_inside_only(opened):
    """The survey of Loiret: suppressed in public, which leaves Loir-et-Cher alone with its questions; inside, a pair."""
    caption = "Satisfaction : courtoisie (année 2021)"
    assert caption not in figures(opened().satisfaction())
    aside = [(line[0], line[1], line[2]) for line in texts(opened().not_compared())]
    assert ("(a) non diffusé", "Loiret (fictif)", "Satisfaction : 11 indicateurs") in aside
    assert ("(e) autre questionnaire", "Loir-et-Cher", "Satisfaction : 2 indicateurs") in aside
    assert ("(f) seul chiffre à montrer", "Loir-et-Cher", "Satisfaction : 9 indicateurs") in aside
    alone = {line[4] for line in texts(opened().not_compared()) if line[0].startswith("(f)")}
    assert alone == {"Aucun autre site n'a de chiffre à montrer en 2021."}
    rows = texts(figures(opened("internal").satisfaction())[caption].data)
    assert [row[0] for row in rows] == ["Loir-et-Cher (reconstitué)", "Loiret (fictif)"]


def test_ranks_are_given_on_demand_with_their_warning(opened):
    """M10: an interval, never a rank alone; and a plain refusal where ranks mean nothing."""
    note, table = opened().rank_interval("request_reply_on_time_pct").items
    assert note.level == "warning" and "l'un d'eux serait quand même le dernier" in note.paragraphs[0]
    assert texts(table)[0] == ["Eure-et-Loir (fictif)", "87 %", "55", "entre le 2e et le 5e rang"]
    assert "pas de rang" in sentences(opened().rank_interval("call_answer_pct"))[0]
    with pytest.raises(ParameterError, match="n'est pas dans cette comparaison"):
        opened().rank_interval("requests_count")


def test_order_of_the_list_changes_nothing(opened):
    """Sites asked in another order give the same report."""
    one, other = opened(sites=["41", "28", "36", "45"]), opened(sites=["45", "36", "28", "41"])
    for name in ("requests", "matrices", "not_compared", "points"):
        assert getattr(one, name)().to_json() == getattr(other, name)().to_json()


def test_figures_are_drawn_alike_each_time(opened):
    """Same inputs, same bytes."""
    assert opened().requests() == opened().requests()


def test_a_folded_report_keeps_every_point_refusal_and_file(opened, monkeypatch):
    """As if six sites were more than a region: the points to examine are the same, the rest is counted or folded, not lost."""
    report = opened("internal")
    points, refused, files = report.points(), report.not_compared(), report.files()
    monkeypatch.setattr(gathered_module, "FOLDED_FROM", 6)
    assert report.points() == points
    counts, detail = report.not_compared().items
    assert detail.rows == refused.rows and detail.form == "folded"
    assert sum(row[3].number for row in counts.rows) == sum(
        len(found.set_aside) - sum(aside.reason == "no_data" for aside in found.set_aside)
        for found in report._gathered.compared.values()
    )
    assert sum(row[2].number for row in report.files().rows) == len(files.rows)
    assert sum(row[3].number for row in report.files().rows) == sum(row[2].number for row in files.rows)


def test_that_a_few_all_agreed_is_in_no_public_row(opened):
    """21 people of Indre-et-Loire satisfied of the queue: neither 100, nor the 82 of the year before with its +18."""
    report = opened("public")
    samples = {key for key, indicator in report.context.catalogue.indicators.items() if indicator.is_sample}
    rows = [row for row in report.released_rows if row.indicator_id in samples]
    (queue,) = [
        row
        for row in rows
        if (row.indicator_id, row.site_id, row.group) == ("satisfaction_queue_management_pct", "37", "mode=web")
    ]
    assert (queue.denominator, queue.previous_denominator, queue.previous) == (21, 22, 82)
    assert (queue.value, queue.numerator, queue.change, queue.change_low) == (None, None, None, None)
    few = [row for row in rows if row.previous_denominator is not None and row.previous_denominator < 30]
    assert few and not [row for row in few if row.previous in (0, 100)]
