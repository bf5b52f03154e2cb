"""What an analyst asks by calls, on the Cher of 2020: exact figures, the same as those of the results, and faults."""

import re
from typing import get_args

import pytest

from qep_lib import open_report, open_workbench
from qep_lib.comparison.comparable import Difference, Reason
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.regional.words import DIFFERENCE_WORDS, REASON_WORDS


@pytest.fixture
def survey(bench):
    """The survey of the Cher."""
    return bench.survey("18", "2020")


def texts(table):
    """The words of each line of a table, spaces made plain."""
    return [[cell.text.replace("\u202f", " ").replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_sites_and_periods_are_those_that_have_data(bench):
    """Years of an import over several years, those of declared figures; of a region, what two sites have."""
    assert list(bench.sites().index) == ["18", "28", "36"]
    assert bench.regions() == {"region:24": "Centre-Val de Loire"}
    assert bench.periods("18") == ["2020", "2019"]
    assert bench.periods("18", "survey_answers") == ["2020"]
    assert bench.periods(["18", "28", "36"]) == ["2021", "2020", "2019"]


def test_results_are_a_frame_with_french_labels(bench):
    """Suppressed for the internal audience: 2 professionals are counted, nothing of them is."""
    results = bench.results("18", "2020").set_index(["indicator_id", "group"])
    row = results.loc[("satisfaction_queue_management_pct", "")]
    assert (row["site_name"], row["label"]) == ("Préfecture du Cher", "Satisfaction : gestion de la file d'attente")
    assert (row["unit"], row["numerator"], row["denominator"]) == ("pct", 99, 104)
    shown = bench.results(["18", "28"], "2020")
    assert sorted(shown["site_id"].unique()) == ["18", "28"]
    assert shown.loc[shown["status"] == "suppressed", "value"].isna().all()


def test_a_frequency_is_that_of_the_results(bench, survey):
    """Question by question, the counts of a frequency and those that the reports print are the same."""
    results = bench.results("18", "2020").set_index(["indicator_id", "group"])
    for item in ("covid_measures", "clear_language", "telephone_information"):
        total = survey.frequency(item).crossing.total
        rows = results.loc[f"satisfaction_{item}_pct"]
        assert (total.positive.count, total.n) == (rows.loc["", "numerator"], rows.loc["", "denominator"])
        assert (total.positive.low, total.positive.high) == pytest.approx((rows.loc["", "low"], rows.loc["", "high"]))
        found = {f"option={answer}": count for answer, count in zip(survey.answers_of(item), total.shares, strict=True)}
        assert {group: share.count for group, share in found.items()} == rows.loc[list(found), "numerator"].to_dict()
        outside = rows.loc[["state=not_applicable", "state=blank"], "numerator"].tolist()
        assert [total.not_applicable, total.blank] == outside


def test_a_crossing_of_the_cher(survey):
    """Queue by reason: 91 of 95 and 8 of 9, as a table, a drawing and a frame."""
    crossed = survey.cross("queue_management", by="visit_reason")
    assert texts(crossed.table()) == [
        ["Titres de séjour (usagers étrangers)", "96 % (90 à 98 %)", "58 % (48 à 67 %)", "38 % (29 à 48 %)",
         "2 % (1 à 7 %)", "2 % (1 à 7 %)", "95", "0", "0"],
        ["Demande d'information", "89 % (57 à 98 %)", "44 % (19 à 73 %)", "44 % (19 à 73 %)", "11 % (2 à 43 %)",
         "moins de 30 %", "9", "0", "0"],
        ["Ensemble", "95 % (89 à 98 %)", "57 % (47 à 66 %)", "38 % (30 à 48 %)", "3 % (1 à 8 %)", "2 % (1 à 7 %)",
         "104", "0", "0"],
    ]  # fmt: skip
    assert "Chiffres reconstitués à partir de ceux du document publié." in crossed.table().notes
    figure = crossed.figure()
    assert figure.data == crossed.table() and "89\u202f% de réponses positives (9\u00a0réponses)" in figure.alt
    frame = crossed.frame.set_index(["group", "answer"])
    assert frame.loc[("foreign_titles", "very_satisfied"), ["count", "n", "status"]].tolist() == [55, 95, "ok"]
    assert frame.loc[("", "satisfied"), "share_pct"] == pytest.approx(100 * 40 / 104)


def test_two_professionals_are_crossed_with_nothing(survey):
    """2 professionals and 2 associations, 4 people together: no group is shown, and it is said."""
    crossed = survey.cross("queue_management", by="profile")
    table = crossed.table()
    assert [set(row[1:]) for row in texts(table)[:3]] == [{"non diffusé"}] * 3
    assert any("aucun groupe ne peut être montré" in note for note in table.notes)
    assert crossed.figure().paragraphs == ("Pas de dessin : aucun groupe ne peut être montré.",)
    hidden = crossed.frame.query("group != ''")
    assert (hidden["status"] == "suppressed").all()
    assert hidden[["count", "n", "share_pct", "low_pct", "high_pct", "not_applicable"]].isna().all(axis=None)


def test_a_frequency_among_some(survey):
    """The 95 who came for a residence permit: 67, 19 and 9 by waiting time."""
    table = survey.frequency("waiting_time", where={"visit_reason": "foreign_titles"}).table()
    assert texts(table) == [
        ["Moins de 10 minutes", "67", "71 %", "61 à 79 %"],
        ["De 10 à 20 minutes", "19", "20 %", "13 à 29 %"],
        ["Plus de 20 minutes", "9", "9 %", "5 à 17 %"],
    ]
    said = "Filtres : motif de la visite = titres de séjour (usagers étrangers)"
    assert f"{said}." in table.notes and table.caption.endswith(f"année 2020). {said}")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"mode": "deskk"}, "réponse « deskk » inconnue : vouliez-vous dire « desk » ? Accepté : desk"),
        ({"mode": "phone"}, "réponse « phone » inconnue. Accepté : desk"),
        ("desk", "filtre « desk » : une question et sa réponse sont attendues."),
    ],
)
def test_a_wrong_filter_is_told(survey, where, said):
    """A near word, one that is like no other, and an answer without its question."""
    with pytest.raises(ParameterError, match=re.escape(said)):
        survey.frequency("waiting_time", where=where)


def test_questions_and_answers_are_told(survey):
    """What may be crossed, with the ids to type; the answers as they are stored."""
    questions = survey.questions()
    assert questions.loc["queue_management", "is_scale"] and not questions.loc["profile", "is_scale"]
    assert list(questions.index[-2:]) == ["mode", "month"]
    assert survey.answers_of("mode") == {"desk": "À l'accueil", "web": "Sur internet"}
    assert survey.answers["answer_id"].nunique() == 104
    assert str(survey.answers["answered_on"].dtype).startswith("datetime64")


def test_the_views_are_those_of_the_reports(bench, survey):
    """Same drawing and same table as the report gives; the title says in addition of whom."""
    report = open_report("satisfaction", "18", "2020")
    of = " (Préfecture du Cher, année 2020)"
    for view, printed in (
        (survey.show_levels().items[0], report.satisfaction.levels_figure().items[0]),
        (survey.show_criteria(), report.satisfaction.shares_figure()),
    ):
        assert (view.svg, view.alt, view.data.rows) == (printed.svg, printed.alt, printed.data.rows)
        assert (view.caption, view.data.caption) == (printed.caption + of, printed.data.caption + of)
    assert (
        bench.site("18", "2020").show_section("fraud").rows
        == open_report("bilan", "18", "2020").fraud.fraud_table().rows
    )


def test_what_was_opened_is_kept(bench):
    """A picture is redrawn without reading the data again."""
    assert bench.survey("18", "2020") is bench.survey("18", "2020")


def test_an_indicator_by_group(bench):
    """Modes side by side with their intervals; channels in French; facts without interval are not drawn."""
    site = bench.site("18", "2020")
    assert site.groups("satisfaction_clear_language_pct") == {
        "mode": "Mode de recueil",
        "option": "Réponse",
        "state": "Hors base et états",
        "month": "Mois",
    }
    drawn = site.show_indicator("satisfaction_clear_language_pct", "mode")
    assert [row[0] for row in texts(drawn.data)] == ["À l'accueil", "Sur internet", "Ensemble"]
    levels = site.show_indicator("satisfaction_clear_language_pct", "option").data
    assert [row[0] for row in texts(levels)][:2] == ["Très satisfait", "Satisfait"]
    assert site.show_indicator("satisfaction_clear_language_pct", "state").kind == "table"
    assert texts(site.show_indicator("requests_count", "channel"))[0][:2] == ["Courriel", "24"]


def test_a_region_says_who_is_not_compared(bench):
    """Two invented departments of 2021 are compared, marked as such; the Cher has its figure of another year."""
    drawn, compared, aside = bench.region(["18", "28", "36"], "2021").show("call_answer_pct")
    assert [row[0] for row in texts(compared)] == ["Eure-et-Loir (fictif)", "Indre (fictif)"]
    assert drawn.kind == "figure" and "Eure-et-Loir (fictif)" in drawn.alt
    why = "Aucun chiffre pour la période comparée (année 2021)."
    assert texts(aside) == [["(a) autre période", "Cher", "Appels décrochés", "91,96 % en 2020", why]]


def test_two_indicators_that_do_not_measure_alike_are_not_shown_together(bench):
    """The reason is told; two rates of the same statistic and perimeter are side by side."""
    region = bench.region(["28", "36"], "2021")
    refused = region.show_side_by_side("call_answer_pct", "id_documents_processing_delay_days")
    assert refused.level == "warning" and "ils diffèrent par le départ du délai" in refused.paragraphs[0]
    shown = region.show_side_by_side("call_answer_pct", "call_completed_pct")
    assert texts(shown)[0][:2] == ["Eure-et-Loir (fictif)", "91 %"]


def test_an_indicator_may_be_named_by_its_printed_title(bench):
    """As it stands on a report, long or short, whatever its case; a near one is told with its id."""
    region, site = bench.region(["28", "36"], "2021"), bench.site("28", "2021")
    assert region.show("Appels décrochés") == region.show("call_answer_pct")
    title = region.indicators()["satisfaction_clear_language_pct"]
    assert region.show(title.upper()) == region.show("satisfaction_clear_language_pct")
    assert site.show_indicator(title, "mode") == site.show_indicator("satisfaction_clear_language_pct", "mode")
    with pytest.raises(ParameterError, match="vouliez-vous dire « call_answer_pct » \\(Appels décrochés\\)"):
        region.show("Appel décroché")


def test_every_reason_and_difference_has_its_words():
    """A new one cannot stay without."""
    assert set(REASON_WORDS) == set(get_args(Reason))
    assert set(DIFFERENCE_WORDS) == set(get_args(Difference))


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda bench: bench.survey("19", "2020"), DataRefused, "aucune donnée importée"),
        (lambda bench: bench.survey("1O", "2020"), ParameterError, "site « 1O » inconnu. Accepté : un code de site comme 18"),
        (lambda bench: bench.survey("99", "2020"), ParameterError, "site « 99 » inconnu. Accepté : un code de site comme 18"),
        (lambda bench: bench.survey("region:24", "2021"), ParameterError, 'bench.region("region:24", "2021")'),
        (lambda bench: bench.site(["18", "28"], "2021"), ParameterError, 'bench.region(["18", "28"], "2021")'),
        (lambda bench: bench.site("all", "2021"), ParameterError, 'bench.region("all", "2021")'),
        (lambda bench: bench.survey("28", "2019"), DataRefused, "aucune réponse d'enquête"),
        (lambda bench: bench.survey("18", "2020").cross("profil", "mode"), ParameterError, "vouliez-vous dire « profile »"),
        (lambda bench: bench.results("99", "2020"), ParameterError, "site « 99 » inconnu. Accepté : un code de site comme 18"),
        (lambda bench: bench.region("24", "2021"), ParameterError, "vouliez-vous dire « region:24 » (Centre-Val de Loire) ?"),
        (lambda bench: bench.region("region:84", "2021"), DataRefused, "pour la région Auvergne-Rhône-Alpes (12 préfectures)"),
        (lambda bench: bench.results("region:84", "2021"), DataRefused, "pour la région Auvergne-Rhône-Alpes (12 préfectures)"),
        (lambda bench: bench.results(["18", "99"], "2020"), ParameterError, "site « 99 » inconnu"),
        (lambda bench: bench.results("41", "2020"), DataRefused, "aucune donnée importée pour Préfecture de Loir-et-Cher"),
        (lambda bench: bench.results("18", "l'an dernier"), ParameterError, "période"),
        (lambda bench: bench.periods("région 24"), ParameterError, "site « région 24 » inconnu"),
        (lambda bench: bench.site("18", "2020").show_section("fraude"), ParameterError, "vouliez-vous dire « fraud »"),
        (lambda bench: bench.site("18", "2020").show_indicator("requests_count", "mode"), ParameterError, "« mode » inconnu"),
        (lambda bench: bench.region(["18", "28"], "2021").show("calls"), ParameterError, "indicateur « calls » inconnu"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(bench, ask, error, message):
    """In French, with what is accepted."""
    with pytest.raises(error) as raised:
        ask(bench)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("sites", "period", "said"),
    [
        ("18", "1999", "(année 1999) pour Préfecture du Cher. Accepté : 2020, 2019. À faire : choisir une de ces périodes"),
        (["28", "36"], "2035", "(année 2035) pour Préfecture d'Eure-et-Loir, Préfecture de l'Indre. Accepté : 2021, 2020"),
        ("all", "2035", "(année 2035) pour Préfecture du Cher, Préfecture d'Eure-et-Loir, Préfecture de l'Indre. Accepté :"),
    ],
)  # fmt: skip
def test_results_of_a_period_without_data_are_refused(bench, sites, period, said):
    """Rows that say of everything that nothing is known would look like an answer."""
    with pytest.raises(DataRefused, match=re.escape(said)):
        bench.results(sites, period)


def test_a_fault_of_params_stops_what_reads_it_in_the_words_of_a_report(copied_workspace, monkeypatch):
    """Whatever view is asked, the sentence is that of `qep run`; another site is not stopped."""
    monkeypatch.setenv("QEP_WORKSPACE", str(copied_workspace))
    workspace = Workspace(copied_workspace)
    catalogue = read_catalogue(workspace)
    for request in catalogue.runs["cher-2020"].imports:
        import_file(workspace, catalogue, request)
    labels = workspace.params / "labels.yml"
    text = labels.read_text("utf-8")
    labels.write_text(text.replace('"18"', '"18"\n    obtainedd: 2020-01-01', 1), encoding="utf-8")
    with pytest.raises(ParameterError) as stopped:
        open_report("bilan", "18", "2020")
    assert stopped.value.faults
    bench = open_workbench()
    for asked in (bench.results, bench.survey, bench.site, lambda site, year: bench.region([site, "28"], year)):
        with pytest.raises(ParameterError) as refused:
            asked("18", "2020")
        assert (str(refused.value), refused.value.faults) == (str(stopped.value), stopped.value.faults)
    assert bench.sites().index.tolist() == ["18"]
