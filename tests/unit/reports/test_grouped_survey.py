"""Sites that share a questionnaire, side by side: each with its own base; pooled only when the visits of each are known."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, Figure, Table
from qep_lib.display.wording import inside_sentence
from qep_lib.errors import ParameterError
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.sites_in_words import criteria_of_sites, extremes_text
from qep_lib.stats.pooling import pooled_share

PROJECT = Path(__file__).parents[3]
SITES = ("91", "91-etampes", "91-palaiseau")
SURVEY = "satisfaction-survey-essonne"
HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"


class Essonne:
    """A workspace where a test decides what each site of the Essonne has given."""

    def __init__(self, root):
        self.workspace = Workspace(root)
        for name in ("params", "notebooks", "examples/essonne-2019"):
            shutil.copytree(PROJECT / name, root / name)

    def answers(self, site, kept=None, source=SURVEY):
        """Import the answers of a site, the `kept` first ones only."""
        path = self.workspace.root / f"examples/essonne-2019/enquete_satisfaction_2019_{site}.csv"
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: None if kept is None else kept + 1]))
        self._import(path, source, site)

    def visits(self, site, count, nature="fictitious"):
        """Declare visits."""
        path = self.workspace.root / f"visites_{site}.csv"
        path.write_text(f"{HEADINGS}survey_desk_visits_count;;2019;{count};;;;Essai\n", "utf-8")
        self._import(path, "declared-figures", site, nature)

    def _import(self, path, source, site, nature="fictitious"):
        request = Import(
            file=path.relative_to(self.workspace.root).as_posix(),
            source=source,
            site=site,
            period="2019",
            extracted_on=date(2019, 6, 24),
            nature=nature,
        )
        import_file(self.workspace, read_catalogue(self.workspace), request)

    def report(self, audience="internal"):
        """The report of the group."""
        return open_report("survey_sites", "91", "2019", audience=audience)


@pytest.fixture
def essonne(tmp_path, monkeypatch):
    """Nothing is imported yet."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    return Essonne(tmp_path)


@pytest.fixture
def surveyed(essonne):
    """The three sites have given their answers, and no visits."""
    for site in SITES:
        essonne.answers(site)
    return essonne


def texts(table):
    """The printed cells, line by line, with plain spaces."""
    assert isinstance(table, Table)
    return [[cell.text.replace("\u202f", " ").replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_each_site_keeps_the_figures_of_its_own_report(surveyed):
    """Same value, interval and base as when the site is reported alone; sites stand in the order of the group."""
    table = surveyed.report().group_survey.criteria_table()
    names = [column.label for column in table.columns[1::2]]
    assert names == ["Préfecture de l'Essonne", "Sous-préfecture d'Étampes", "Sous-préfecture de Palaiseau"]
    for place, site in enumerate(SITES):
        alone = open_report("satisfaction", site, "2019").satisfaction.criteria_table()
        value, interval, base = (
            [column.label for column in alone.columns].index(name)
            for name in ("Réponses positives", "Fourchette indicative", "Réponses (n)")
        )
        expected = [[row[0], f"{row[value]} ({row[interval]})", row[base]] for row in texts(alone)]
        assert [[row[0], *row[1 + 2 * place : 3 + 2 * place]] for row in texts(table)] == expected


def test_without_visits_nothing_is_pooled_and_the_reason_is_printed(surveyed):
    """It says whose figure a plain sum would be; no total of a criterion is anywhere."""
    report = surveyed.report()
    whole = report.group_survey.whole_group()
    assert isinstance(whole, Absent) and whole.reason == "no_data"
    assert "il n'est connu pour aucun site" in whole.sentence
    assert "Sous-préfecture de Palaiseau : 270 réponses sur 454" in whole.sentence
    assert len(report.group_survey.criteria_table().columns) == 7
    sites = report.group_survey.sites_table()
    assert [column.label for column in sites.columns] == ["Site", "Modules", "Réponses (n)", "Enquête"]
    assert sites.caption == "Modules et réponses de chaque site"


def test_one_unknown_count_is_enough_to_keep_the_sites_apart(surveyed):
    """A site is not left out of the whole; a count of zero weighs nobody and is not known either."""
    surveyed.visits("91", 4000)
    surveyed.visits("91-palaiseau", 0)
    sentence = surveyed.report().group_survey.whole_group().sentence
    assert "pas connu partout (manquent : Sous-préfecture d'Étampes et Sous-préfecture de Palaiseau)" in sentence


def test_with_the_visits_of_each_site_the_weighted_figure_stands_beside_the_plain_one(surveyed):
    """Weighted by visits with Kish's base, then all answers together; sites keep their own columns."""
    visits = dict(zip(SITES, (4000, 600, 2500), strict=True))
    for site, count in visits.items():
        surveyed.visits(site, count)
    report = surveyed.report()
    rows = [member.total("satisfaction_courtesy_pct") for member in report.context.members]
    counts = ([row.numerator for row in rows], [row.denominator for row in rows])
    pooled = pooled_share(*counts, list(visits.values()))
    (line,) = [row for row in report.group_survey.whole_group().rows if row[0].text == "Courtoisie"]
    assert line[1].number == pytest.approx(100 * pooled.share)
    assert line[3].number == pytest.approx(pooled.effective_base)
    assert (line[4].number, line[5].number) == (
        pytest.approx(100 * sum(counts[0]) / sum(counts[1])),
        sum(counts[1]),
    )
    assert line[1].text != line[4].text
    assert [row[5] for row in texts(report.group_survey.sites_table())] == ["56 %", "8 %", "35 %"]
    assert len(report.group_survey.criteria_table().columns) == 7
    assert "efficace" in report.group_survey.whole_group().columns[3].label
    assert report.header().banner.startswith("Données fictives.")


@pytest.mark.parametrize(("audience", "kept"), [("public", 8), ("internal", 4)])
def test_a_site_under_the_threshold_is_hidden_alone_and_leaves_no_whole_to_subtract_from(essonne, audience, kept):
    """The others are shown; a figure of the whole would give the hidden one back."""
    for site, count in zip(SITES, (None, kept, None), strict=True):
        essonne.answers(site, count)
        essonne.visits(site, 1000)
    report = essonne.report(audience)
    for row in texts(report.group_survey.criteria_table()):
        assert row[3:5] == ["non diffusé", "—"]
        assert "%" in row[1] and "%" in row[5]
    (sentence,) = report.group_survey.whole_group().paragraphs
    assert sentence.startswith("Sans chiffre d'ensemble")


def test_a_site_that_asked_nothing_has_its_place_and_no_figure(essonne):
    """Neither its card nor its columns vanish."""
    for site in SITES[:2]:
        essonne.answers(site)
    report = essonne.report()
    assert report.group_survey.key_figures().items[2].detail == "Enquête de satisfaction non communiquée (année 2019)."
    assert {row[5] for row in texts(report.group_survey.criteria_table())} == {"non communiqué"}
    assert isinstance(report.group_survey.shares_figure(), Figure)
    assert texts(report.group_survey.sites_table())[2][2:4] == ["—", "—"]


def test_a_group_whose_survey_is_missing_says_so_under_each_heading(essonne):
    """Visits alone are not a survey."""
    essonne.visits("91", 4000)
    report = essonne.report()
    for element in (
        report.group_survey.shares_figure(),
        report.group_survey.criteria_table(),
        report.group_survey.whole_group(),
    ):
        assert element.paragraphs == ("Aucun site du groupe n'a de résultat d'enquête sur cette période.",)
    assert report.group_survey.questions_table().reason == "no_data"


def test_different_questionnaires_are_not_put_side_by_side(essonne):
    """The same words may stand for another question: the titles are listed, nothing is compared or pooled."""
    params = essonne.workspace.params
    for folder in ("questionnaires/satisfaction-essonne.yml", "sources/satisfaction-survey-essonne.yml"):
        text = (params / folder).read_text("utf-8")
        for word in ("satisfaction-survey-essonne", "satisfaction-essonne"):
            text = text.replace(f"{word}\n", f"{word}-bis\n")
        text = text.replace("serie_id: ", "serie_id: bis-")
        (params / folder.replace(".yml", "-bis.yml")).write_text(text, "utf-8")
    for site, source in zip(SITES, (SURVEY, f"{SURVEY}-bis", SURVEY), strict=True):
        essonne.answers(site, source=source)
        essonne.visits(site, 1000)
    report = essonne.report()
    for element in (
        report.group_survey.shares_figure(),
        report.group_survey.criteria_table(),
        report.group_survey.whole_group(),
    ):
        assert "n'ont pas posé le même questionnaire" in element.paragraphs[0]


def test_the_report_names_its_group_and_the_file_of_each_site(surveyed):
    """In its header, and once under the definitions that share them."""
    report = surveyed.report()
    header = report.header()
    assert ("Groupe", "Préfecture et sous-préfectures de l'Essonne") in header.facts
    assert "Label" not in dict(header.facts)
    definitions = report.definitions()
    assert [column.label for column in definitions.columns] == ["Indicateur", "Définition"]
    (origin,) = definitions.notes
    assert all(f"2019_{site}.csv" in origin for site in SITES)


def test_the_nature_of_each_site_s_data_is_told(essonne):
    """A site whose visits are invented is not covered by one whose visits are real."""
    for site, nature in zip(SITES, ("real", "fictitious", "real"), strict=True):
        essonne.answers(site)
        essonne.visits(site, 1000, nature)
    report = essonne.report()
    (origin,) = [row[2].text for row in report.definitions().rows if row[0].text.startswith("Visites")]
    assert origin.endswith("données réelles ; données fictives.")
    assert "Chiffres fictifs, pour illustrer la méthode." in report.group_survey.sites_table().notes


def test_a_site_that_leads_no_group_is_refused_with_those_that_do(surveyed):
    """The notebook opened with a sub-prefecture says which code to write."""
    with pytest.raises(ParameterError, match="91-etampes n'en mène aucun. Accepté : 91"):
        open_report("survey_sites", "91-etampes", "2019")


def test_each_site_is_told_its_worst_and_its_best_criterion(surveyed):
    """Before anything on how to read: a reader of two minutes leaves with a figure of each site."""
    report = surveyed.report()
    between, *said = report.group_survey.extremes_text().paragraphs
    assert between.startswith("Entre les sites : les fourchettes")
    assert [line.partition(" : ")[0] for line in said] == [member.site.name for member in report.context.members]
    named = re.compile("moins bien notés?( est| sont|,) « |aucun critère ne se détache")
    assert all(named.search(line) and "%" in line for line in said)


def test_what_parts_the_sites_is_told_first(surveyed, monkeypatch):
    """A reader asked what to conclude from three lists of figures: which criterion parts the sites, and which may not."""
    report = surveyed.report()
    first, *others = report.context.members
    criteria = criteria_of_sites(report.context)
    lowest = min(member.total(criteria[0].id).low for member in others)
    apart = replace(first.total(criteria[0].id), numerator=0.0, value=0.0, low=0.0, high=lowest / 2)
    parted = replace(first, measured={**first.measured, criteria[0].id: {"": apart}})
    monkeypatch.setitem(vars(report.context), "members", (parted, *others))
    told = extremes_text(report.context).paragraphs[0]
    assert f"« {inside_sentence(criteria[0].short_label)} », de 0" in told and "les autres écarts" in told
