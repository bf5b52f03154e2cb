"""The comparison of an odd Centre-Val de Loire (`data/odd-region`) in words: what is said, refused, never shown."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader
from report_calls import document_of

from qep_lib import open_report
from qep_lib.comparison import readings
from qep_lib.display.elements import Absent, Gallery, Table, Text
from qep_lib.errors import ParameterError
from qep_lib.export.pdf import export_pdf
from qep_lib.fictitious.country import CountryRequest
from qep_lib.fictitious.workspace import create_country
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports import context as context_module
from qep_lib.reports import requests
from qep_lib.reports.moves import has_change, is_worse
from qep_lib.reports.regional import gathered as gathered_module
from qep_lib.reports.regional import outcomes, standouts
from qep_lib.reports.regional.gathered import gather
from qep_lib.stats.funnel import coded

PROJECT = Path(__file__).parents[3]
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
def opened(odd_workspace):
    """The function that opens the comparison for an audience; each is opened once."""
    reports = {}

    def report(audience="public", sites="region:24"):
        key = audience, str(sites)
        if key not in reports:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("QEP_WORKSPACE", str(odd_workspace))
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


def test_the_title_says_what_the_comparison_found(opened):
    """No site stands out, three surveys being too few; then as if one did; the report itself is under it."""
    header = opened().region.header()
    told = len(opened().region.stands_out().paragraphs)
    assert plain(header.title) == (f"Aucun site ne s'écarte nettement des autres ; {told} autres points à regarder")
    assert header.subtitle.startswith("Comparaison régionale 2021 – ") and header.facts[0] == ("Nombre de sites", "6")
    few = opened(sites=["28", "37", "41", "45"]).region.header().title
    assert few.startswith("Trop peu de sites pour dire lequel s'écarte des autres")


def lines(table, indicator):
    """The printed lines of an indicator in a table of values, without its name."""
    return [line[1:] for line in texts(table) if line[0] == indicator]


def test_a_set_is_read_in_words(opened):
    """Requests of five sites: values, intervals by Wilson, bases, readings; 87 % is 48 of 55."""
    table, figure = opened().region.theme_values("requests"), opened().region.theme("requests").items[0]
    expected = [
        ["Eure-et-Loir (fictif)", "87 %", "76 à 94 %", "55", "= dans la fourchette attendue"],
        ["Indre (fictif)", "85 %", "68 à 94 %", "27", "= dans la fourchette attendue"],
        ["Indre-et-Loire (fictif)", "91 %", "82 à 96 %", "68", "= dans la fourchette attendue"],
        ["Loir-et-Cher", "100 %*", "93 à 100 %", "51", "= dans la fourchette attendue"],
        ["Loiret (fictif)", "84 %", "75 à 90 %", "82", "= dans la fourchette attendue"],
    ]
    assert lines(table, "Réponses dans le délai") == lines(figure.data, "Réponses dans le délai") == expected
    assert "Loir-et-Cher 100 %* (dans la fourchette attendue)" in plain(figure.alt)
    # Delays are drawn beside the shares and nothing tests them: the sentence says how many it speaks of.
    assert re.fullmatch(
        r"Demandes et réclamations : aucun chiffre de l'année à examiner d'un site à l'autre, parmi [1-9] indicateurs? "
        r"testés? sur [2-9]",
        plain(figure.caption),
    )


def test_every_dot_of_a_delay_has_the_same_unit(opened):
    """« 1 j ouvré » is in the singular and is shortened as the others are: the title says which days are counted."""
    figure = opened().region.theme("requests").items[0]
    assert "Délai moyen de réponse, jours ouvrés : Cher mis à part, " in plain(figure.alt)
    assert "Loir-et-Cher 1 j*, Loiret (fictif) 4,5 j ; moyenne" in plain(figure.alt)


def test_two_questionnaires_are_two_lines(opened):
    """Confidentiality was asked in two surveys: the matrix does not set them side by side, and says what parts them; two sites
    make no figure."""
    report = opened("internal")
    matrix = report.region.matrix()
    assert [line for line in texts(matrix) if line[0].startswith("Confidentialité")] == [
        ["Confidentialité (1)", "(c)", "87 %", "55 % ↓", "84 %", "(e)", "(e)", "76 %"],
        ["Confidentialité (2)", "(c)", "(e)", "(e)", "(e)", "98 %*", "89 %", "98 %"],
    ]
    assert any(note.startswith("(2) questionnaire «") for note in map(plain, matrix.notes))
    said = plain(report.region.theme("satisfaction").items[0].alt)
    assert "Confidentialité (1) : " in said and "Confidentialité (2)" not in said


def test_delays_that_start_elsewhere_are_refused(opened):
    """Processing and delivery: each is listed with what the site has instead, and why."""
    rows = texts(opened().region.refusals_table())
    assert [
        "(c) autre définition",
        "Loir-et-Cher",
        "Traitement des cartes d'identité et passeports (tout le CERT)",
        "Délivrance des cartes d'identité et passeports (tout le CERT) : 18 j, depuis : rendez-vous en mairie",
        "Le site publie un autre indicateur, qui diffère par le départ du délai, la fin du délai et le périmètre.",
    ] in rows
    shown = lines(
        opened().region.theme_values("titles"), "Traitement des cartes d'identité et passeports (tout le CERT)"
    )
    assert [line[0] for line in shown] == ["Eure-et-Loir (fictif)", "Indre (fictif)"]


def test_every_view_of_an_invented_site_says_so(opened):
    """Even where the site has nothing to show; the two published sites are not called invented."""
    report = opened()
    views = [
        report.region.matrix(),
        report.region.refusals_table(),
        report.region.refusals_in_brief(),
        report.region.stands_out(),
        report.region.theme("requests"),
        report.region.theme_values("requests"),
        report.region.theme("satisfaction"),
    ]
    said = " ".join(plain(view._repr_mimebundle_()["text/plain"]) for view in views)
    for name in ("Eure-et-Loir", "Indre", "Indre-et-Loire", "Loiret"):
        assert re.findall(rf"(?<![\w-]){name}(?!-)(?! \(fictif\))", said) == [], name
    assert "Cher (fictif)" not in said


def test_a_contradiction_is_explained_once_and_names_its_site(opened):
    """75 % of the e-mails of Loir-et-Cher in time and a mean of one day: in full under the share, in short under the mean."""
    said = [
        note for note in map(plain, opened("internal").region.theme("contacts").items[-1].notes) if "À vérifier" in note
    ]
    assert len(said) == 2
    head = "À vérifier (Loir-et-Cher) : 75 % dans le délai et une moyenne de 1 jour ouvré ne vont pas ensemble"
    assert f"{head} : si 25 % des demandes prennent au moins 6 jours ouvrés, la moyenne est d'au moins 1,5" in said[0]
    assert f"{head} (expliqué plus haut)." in said[1] and "si 25 %" not in said[1]


def test_that_nothing_stands_out_is_said_with_what_was_read(opened):
    """Two sites without a common year; the rates of a name are those of the regime that was read."""
    (said,) = sentences(opened(sites=["18", "41"]).region.stands_out())
    assert said == "Rien ne ressort. Chiffres examinés : aucun."
    reading = " ".join(sentences(opened().region.reading()))
    assert "De 5 à 11 sites, un chiffre n'est désigné que s'il est à plus de 15 points de la médiane" in reading
    assert "à plus de 15 points" not in " ".join(sentences(opened(sites=["18", "41"]).region.reading()))


def test_the_site_that_fell_is_told_by_its_own_past(opened):
    """Three surveys are too few to name Indre among them: its criteria fell since 2020, which needs no other site. Five
    sentences at most."""
    assert isinstance(opened().region.points_table(), Absent)
    said = sentences(opened().region.stands_out())
    assert len(said) == standouts.MOST
    fell = [words for words in said if words.startswith("Indre (fictif), ")]
    assert "Indre (fictif), mesures sanitaires : −35 points depuis 2020. À regarder d'abord : " in " ".join(fell)
    assert len({words.partition(" : ")[0] for words in said}) == standouts.MOST


def test_far_sites_are_told_first(opened, monkeypatch):
    """As if Loir-et-Cher, where every request was answered in time, were far: in the title, the first sentence, the table."""
    monkeypatch.setattr(
        readings, "read_few_shares", lambda x, n: (0.87, coded(np.where(x == n, 4.0, 0.0), np.where(x == n, 1e-5, 1.0)))
    )
    found = gathered_module.gather(opened().context)
    (line,) = texts(standouts.points_table(found))
    assert line == [
        "Loir-et-Cher",
        "Réponses dans le délai",
        "100 %*",
        "51",
        "médiane 87 %",
        "▲ plus élevé que la fourchette attendue, à examiner",
    ]
    assert sentences(standouts.stands_out(found))[0] == (
        "Loir-et-Cher, réponses dans le délai : 100 % (51 demandes, chiffre reconstitué) pour une médiane de 87 %. À regarder "
        "d'abord : petite base, tenue du registre, dossiers comptés."
    )
    title = plain(standouts.header(found).title)
    others = len(standouts.standouts(found)) - 1
    assert title == (
        f"Un chiffre à examiner : réponses dans le délai, Loir-et-Cher ; {others} autres points à regarder"
    )
    assert sentences(standouts.not_a_fault(found))[-1].endswith("sa cause n'est pas connue.")
    assert "un écart de délai moyen" in standouts.basis_words(found)[-1]


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (("complaint", "suggestion"), "réclamations et suggestions"),
        (("complaint",), "réclamations"),
        (("information_request",), "demandes"),
        (("complaint", "information_request"), ""),  # A year without a suggestion is no other register.
        ((), ""),
    ],
)
def test_a_register_of_complaints_is_not_compared_with_those_of_all_requests(opened, held, told):
    """What a register holds is said where that is a part of what the indicator counts, hidden kinds counted as held."""
    member = next(one for one in opened().context.members if one.site.site_id == "28")
    first = member.groups("requests_received", "kind")[0]
    kept = SimpleNamespace(
        indicator=member.indicator,
        invented_columns=lambda table: frozenset(),
        groups=lambda role, group: [replace(first, group=f"kind={kind}") for kind in held],
    )
    asked = member.indicator("replies_on_time"), member.indicator("complaint_replies_on_time")
    assert [requests.part_held(kept, indicator) for indicator in asked] == [told, ""]


def test_nine_answers_are_shown_inside_only(opened):
    """The survey of Loiret: suppressed in public, which leaves Loir-et-Cher alone with its questions; inside, a pair."""
    assert not lines(opened().region.theme_values("satisfaction"), "Courtoisie")
    aside = texts(opened().region.refusals_table())
    hidden = [line for line in aside if line[:2] == ["(a) non diffusé pour ne désigner personne", "Loiret (fictif)"]]
    alone = [line for line in aside if line[:2] == ["(g) seul chiffre à montrer", "Loir-et-Cher"]]
    assert len(hidden) == 11 and len(alone) >= 9
    assert {line[4] for line in alone} == {"Aucun autre site n'a de chiffre à montrer en 2021."}
    in_brief = [line[:4] for line in texts(opened().region.refusals_in_brief())]
    assert ["(a) non diffusé pour ne désigner personne", "Satisfaction", "Loiret (fictif)", "11"] in in_brief
    assert ["(g) seul chiffre à montrer", "Satisfaction", "Loir-et-Cher", "9"] in in_brief
    rows = lines(opened("internal").region.theme_values("satisfaction"), "Courtoisie")
    assert [row[0] for row in rows] == ["Loir-et-Cher", "Loiret (fictif)"]


def test_ranks_are_given_on_demand_with_their_warning(opened):
    """M10: an interval, never a rank alone; and a plain refusal where ranks mean nothing."""
    note, table = opened().region.rank_table("request_reply_on_time_pct").items
    assert note.level == "warning" and "l'un d'eux serait quand même le dernier" in note.paragraphs[0]
    assert texts(table)[0] == ["Eure-et-Loir (fictif)", "87 %", "55", "entre le 2e et le 5e rang"]
    assert "pas de rang" in sentences(opened().region.rank_table("call_answer_pct"))[0]
    with pytest.raises(ParameterError, match="n'est pas dans cette comparaison"):
        opened().region.rank_table("requests_count")


@pytest.mark.long
def test_order_of_the_list_changes_nothing(opened):
    """Sites asked in another order give the same report."""
    one, other = opened(sites=["41", "28", "36", "45"]), opened(sites=["45", "36", "28", "41"])
    assert one.region.theme("requests").to_json() == other.region.theme("requests").to_json()
    for name in ("matrix", "refusals_table", "stands_out"):
        assert getattr(one.region, name)().to_json() == getattr(other.region, name)().to_json()


def test_figures_are_drawn_alike_each_time(opened):
    """Same inputs, same bytes."""
    assert opened().region.theme("requests") == opened().region.theme("requests")


def test_a_folded_report_keeps_every_refusal_and_file(opened, monkeypatch):
    """As if six sites were more than a region: the detail is folded and the files are counted, nothing is lost."""
    report = opened("internal")
    stands_out, refused, files = report.region.stands_out(), report.region.refusals_table(), report.files()
    counts = report.region.refusals_in_brief()
    monkeypatch.setattr(context_module, "MANY_SITES", 6)
    assert report.region.stands_out() == stands_out and report.region.refusals_in_brief() == counts
    detail = report.region.refusals_table()
    assert detail.rows == refused.rows and detail.form == "folded"
    assert sum(row[3].number for row in counts.rows) == sum(
        len(found.set_aside) - sum(aside.reason == "no_data" for aside in found.set_aside)
        for found in gather(report.context).compared.values()
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


def test_what_goes_well_is_told_beside_what_stands_out(opened):
    """At most three sentences: better and worse are chosen by the same rules, and what no test tells says so."""
    told = [plain(line) for line in opened().region.goes_well().paragraphs]
    assert 1 <= len(told) <= 3
    assert all(line.startswith("Réussi : ") or "non testé" in line for line in told)
    found = opened().region._read
    for is_bad in (True, False):
        for figures, known, moved in standouts.mostly_moved(found, is_bad):
            pairs = {site: (figures[0].indicator, found.members[site].total(figures[0].indicator.id)) for site in known}
            assert len(moved) * 2 > len(known) and {is_worse(pairs[site]) for site in moved} == {is_bad}


def test_a_site_by_far_the_worst_is_told_though_nothing_tests_it(opened, monkeypatch):
    """As if Loiret took twice the days of the others: among what is to look at, and not among what goes well."""
    found = gathered_module.gather(opened().context)
    id_ = "request_reply_delay_working_days"
    (line,) = (line for line in found.lines if line.indicator.id == id_)
    (loiret,) = (figure for figure in line.figures if figure.row.site_id == "45")
    object.__setattr__(loiret, "row", replace(loiret.row, value=9.0))
    worst, best = (list(standouts.far_untested(found, is_bad)) for is_bad in (True, False))
    assert (id_, "45") == worst[0].about and (id_, "45") not in [one.about for one in best]
    assert "Loiret (fictif), délai moyen de réponse : 9 j ouvrés pour une médiane de " in plain(worst[0].words)
    assert "(écart non testé). À regarder d'abord : " in plain(worst[0].words)


@pytest.mark.parametrize(("due_on", "words"), [(None, "1 action ouverte"), ("2021-12-31", "1 action en retard")])
def test_what_will_be_done_comes_from_the_plans_of_the_sites(opened, monkeypatch, due_on, words):
    """On what stands out alone, each action once with its site, late where it is; a site without any there is named; without a
    plan, one line."""
    report = opened()
    assert sentences(report.region.what_next()) == ["Aucun plan d'actions n'est communiqué (année 2021)."]
    pointed = dict.fromkeys(site for one in standouts.standouts(report.region._read) if (site := one.about[1]))
    first, *others = pointed

    action = SimpleNamespace(Index=0, status="planned", due_on=due_on and pd.Timestamp(due_on))

    def found(member, indicator):
        return [action] * 2 if member.site.site_id == first else []

    monkeypatch.setattr(outcomes, "opened_actions", found)
    monkeypatch.setattr(outcomes, "what_who_when", lambda member, action: ("Agir", "Chef", "31/12/2022"))
    table = report.region.what_next()
    assert [column.label for column in table.columns] == ["Site", "Sur quoi", "Action", "Qui", "Quand"]
    name = report.region._read.name
    assert plain(table.caption).startswith(f"Sur ces points : {words}, {name(first)}")
    lines = [[row[0].text, row[2].text] for row in table.rows]
    assert lines[0] == [name(first), "Agir"] and others
    assert all([name(site), "aucune action communiquée"] in lines for site in others)
    assert " ; aucune action communiquée, " in plain(table.caption) and " aucune, " not in plain(table.caption)


def test_what_most_sites_do_better_is_told_only_where_none_does_worse(opened):
    """The sites whose two years compare, read again; it is not called a success, and the two ends are named."""
    gathered = opened().region._read
    found = list(outcomes._mostly_better(gathered))
    assert found
    for one in found:
        indicator = gathered.context.indicator(one.about[0])
        pairs = [(member, (indicator, member.total(indicator.id))) for member in gathered.context.members]
        compared = [pair[1] for member, pair in pairs if has_change(pair, member)]
        better = [row for row in compared if (row.change > 0) == (indicator.direction == "higher")]
        assert len(better) * 2 > len(compared)
        assert one.words.startswith("Mieux qu'en 2020") and " sites dont les deux années se comparent" in one.words
        values = {row.value: name for name, row in ((m.site.department, p[1]) for m, p in pairs) if row.has_value}
        assert values[min(values)] in one.words and values[max(values)] in one.words


def test_nothing_is_told_better_while_an_objective_is_missed_or_a_site_does_worse(opened, monkeypatch):
    """A figure of a broken or unfinished series neither speaks for the others nor hides behind them."""
    gathered = opened().region._read
    first = next(outcomes._mostly_better(gathered)).about
    member = next(m for m in gathered.context.members if m.total(first[0]).has_value)
    row = member.total(first[0])
    told = type(member).total
    for changed in ({"rating": "far"}, {"change": -row.change, "status": "ok", "previous_note": None}):
        other = replace(row, **changed)
        monkeypatch.setattr(
            type(member),
            "total",
            lambda self, name, o=other: o if self is member and name == first[0] else told(self, name),
        )
        assert first not in [one.about for one in outcomes._mostly_better(gathered)]


def test_a_demonstrated_fall_comes_before_a_signal(opened, monkeypatch):
    """As if nine sites were far by figures that nothing tests: no demonstrated fall gives its place to one of them."""
    found = gathered_module.gather(opened().context)
    far = [standouts.Standout((f"delay_{place}", "18"), f"Cher, délai {place}") for place in range(9)]
    monkeypatch.setattr(standouts, "far_untested", lambda gathered, is_bad: far)
    told = standouts.standouts(found)
    assert len(told) == standouts.MOST and not {*told} & {*far}
    monkeypatch.setattr(
        standouts, "_of_changes", lambda gathered: [standouts.Standout(("fell", "36"), "Indre, −22 points")]
    )
    told = [one.about for one in standouts.standouts(found)]
    assert told.index(("fell", "36")) < told.index(("delay_0", "18"))


def test_a_figure_pointed_at_is_not_praised(opened, monkeypatch):
    """Alone or in the range of all the sites; that of another site may still be."""
    found = gathered_module.gather(opened().context)
    praised = next(outcomes._mostly_better(found)).about[0]
    far = next(standouts.far_untested(found, is_bad=False))
    assert far.words in outcomes.goes_well(found).paragraphs
    at = [standouts.Standout((praised, "28"), ""), standouts.Standout(far.about, "")]
    monkeypatch.setattr(outcomes, "standouts", lambda gathered: at)
    assert praised not in [one.about[0] for one in outcomes._mostly_better(found)]
    assert far.words not in getattr(outcomes.goes_well(found), "paragraphs", ())
    monkeypatch.setattr(outcomes, "standouts", lambda gathered: [standouts.Standout((far.about[0], "28"), "")])
    assert far.words in outcomes.goes_well(found).paragraphs


def test_the_mean_says_what_it_leaves_out(opened):
    """A figure that is hidden or set aside is in no mean, and the table of the means and the guide say so."""
    table = opened().region.matrix()
    (note,) = [note for note in table.notes if "mis à part" in note]
    assert note.startswith("Chiffre mis à part, hors de la moyenne, avec sa raison : (")
    assert "un chiffre mis à part ou non diffusé n'y entre pas" in " ".join(sentences(opened().region.reading()))


@pytest.mark.long
def test_a_country_is_read_in_forty_pages_its_annexes_included(tmp_path, monkeypatch):
    """A hundred prefectures over two years, all invented: what is read is under half of it."""
    project = Workspace(PROJECT)
    catalogue = read_catalogue(project)
    sites = tuple(code for code, site in catalogue.sites.items() if site.kind == "prefecture")
    assert len(sites) > 95
    made = create_country(project, catalogue, tmp_path / "pays", CountryRequest(sites, years=2, scale=0.02))
    monkeypatch.setenv("QEP_WORKSPACE", str(made.workspace.root))
    document = document_of(open_report("regional_comparison", "all", "2020", None, "internal"))
    read, annexes = (len(PdfReader(io.BytesIO(export_pdf(part))).pages) for part in (document, document.annexes))
    assert read <= 20 and read + annexes <= 40
