"""Loir-et-Cher, Moselle and Essonne as they were published: every printed figure, in the results and in the reports.

The figures come from `tests/data/published.yml`. A bilan of these sites was never published, so the results table is
what every figure is looked for in; the reports are read for the words that matter.
"""

import html
import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from limits import LIMITS
from page_words import without_tags
from pypdf import PdfReader

from qep_lib.disclosure.released import measured_rows
from qep_lib.model.workspace import Workspace
from qep_lib.stats.rounding import round_half_up
from qep_lib.store.results import read_results
from qep_lib.store.tables import read_table

PUBLISHED = yaml.safe_load((Path(__file__).parents[1] / "data" / "published.yml").read_text("utf-8"))
LOIR_ET_CHER, MOSELLE, ESSONNE = (PUBLISHED[name] for name in ("loir_et_cher_2022", "moselle_2021", "essonne_2019"))
RUNS = ("loir-et-cher-2021", "loir-et-cher-2022-s1", "moselle-2021", "essonne-2019")
THEMES = {
    "reception_staffing": "Effectif à l'accueil",
    "winter_temperature": "Température du hall en hiver",
    "foreigners_appointment": "Rendez-vous au service des étrangers",
}
CRITERIA = LOIR_ET_CHER["satisfaction"]["criteria_pct"]
DESK = LOIR_ET_CHER["satisfaction"]["desk_2022_s1_pct"]
CHANNELS, MAIL, ELECTED = (LOIR_ET_CHER[key] for key in ("channels", "mail", "local_authorities"))
COMPLAINTS = LOIR_ET_CHER["complaints"]
# (site, period, indicator, group, published figure)
FIGURES = [
    ("41", "2021", "survey_answers_count", "", LOIR_ET_CHER["satisfaction"]["survey"]["answers"]),
    *(("41", "2021", f"satisfaction_{key}_pct", "", value) for key, value in CRITERIA.items()),
    *(
        ("41", "2022-S1", f"satisfaction_{key}_pct", "", DESK[key])
        for key in ("reception", "support", "appointment_time_respected")
    ),
    ("41", "2022-S1", "survey_visit_reason_pct", "option=foreign_titles", DESK["reason_foreigners"]),
    ("41", "2022-S1", "survey_visit_reason_pct", "option=administrative", DESK["reason_administrative"]),
    ("41", "2022-S1", "survey_profile_pct", "option=individual", DESK["individuals"]),
    # Filed with the answered calls of the Cher, but the document says « aboutis » (statistics.md 2).
    ("41", "2021", "call_completed_pct", "", CHANNELS["call_answer_pct"]),
    *(("41", "2021", key, "", CHANNELS[key]) for key in CHANNELS if key.endswith("_pct") and key != "call_answer_pct"),
    ("41", "2021", "social_monthly_connections_count", "", CHANNELS["social_monthly_connections"]),
    *(("41", "2021", key, "", value) for key, value in MAIL.items()),
    ("41", "2021", "complaint_reply_on_time_pct", "", COMPLAINTS["reply_on_time_pct"]),
    ("41", "2021", "complaint_reply_mean_delay_days", "", COMPLAINTS["reply_mean_delay_days"]),
    ("41", "2021", "complaints_count", "", COMPLAINTS["complaints"]),
    ("41", "2021", "suggestions_count", "", COMPLAINTS["suggestions"]),
    *(
        ("41", "2021", "complaint_themes_count", f"theme={THEMES[key]}", count)
        for key, count in COMPLAINTS["themes"].items()
    ),
    *(
        ("41", "2021", f"local_authority_{key}", "", ELECTED[key])
        for key in ELECTED
        if key.endswith("reply_on_time_pct")
    ),
    *(
        ("41", "2021", f"{title}_delivery_delay_days", "", days)
        for title, days in LOIR_ET_CHER["title_delivery_delay_days"].items()
    ),
    ("57", "2021", "survey_answers_count", "", MOSELLE["satisfaction"]["survey"]["answers"]),
    ("57", "2021", "satisfaction_reception_pct", "", MOSELLE["satisfaction"]["reception_pct"][2021]),
    ("57", "2021", "satisfaction_reception_pct", "survey=2019", MOSELLE["satisfaction"]["reception_pct"][2019]),
    *(
        ("57", "2021", "self_assessment_completion_pct", f"{dimension}={key}", value)
        for dimension in ("module", "channel")
        for key, value in MOSELLE["self_assessment_pct"][f"{dimension}s"].items()
    ),
    *((site, "2019", "survey_answers_count", "", count) for site, count in ESSONNE["survey"]["answers"].items()),
]


def plain(text):
    """Text with every kind of space as one space, and the apostrophe of the keyboard."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).replace("’", "'")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, qep, new_workspace):
    """The workspace where the four runs have just succeeded."""
    root = new_workspace(tmp_path_factory.mktemp("cas") / "espace")
    code, said = qep(root, "run", *(word for run in RUNS for word in ("--run", run)))
    assert code == 0, said
    return Workspace(root)


@pytest.fixture(scope="module")
def measured(workspace):
    """(site, period, indicator, group) -> row of the results table."""
    cases = [("41", "2021"), ("41", "2022-S1"), ("57", "2021"), *((site, "2019") for site in ESSONNE["sites"])]
    rows = {}
    for site, period in cases:
        frame, _ = read_results(workspace, site, period)
        for row in measured_rows(frame, LIMITS):
            rows[site, period, row.indicator_id, row.group] = row
    return rows


@pytest.fixture(scope="module")
def page(workspace):
    """The visible text of a published report, its annexes included."""

    def read(site, period, report, audience="interne"):
        folder = workspace.reports / site / period / audience / report
        paths = [folder / f"{report}{end}.html" for end in ("", "-annexes")]
        source = "".join(path.read_text("utf-8") for path in paths if path.exists())
        return plain(html.unescape(without_tags(re.sub(r"<(style|script)\b.*?</\1>", " ", source, flags=re.S))))

    return read


@pytest.mark.parametrize(("site", "period", "indicator", "group", "printed"), FIGURES)
def test_the_results_table_holds_each_published_figure(measured, site, period, indicator, group, printed):
    """Rounded half up to as many decimals as were printed, the figure of the results is the published one."""
    row = measured[site, period, indicator, group]
    value = row.value
    if row.origin == "computed" and row.denominator and indicator.endswith("_pct"):
        value = Fraction(int(row.numerator) * 100, int(row.denominator))
    decimals = len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0
    assert float(round_half_up(value, decimals)) == printed


def test_no_published_figure_is_labelled_fictitious(measured):
    """Each is declared as printed, or rebuilt."""
    keys = [(site, period, indicator, group) for site, period, indicator, group, _ in FIGURES]
    assert {measured[key].nature for key in keys} == {"real", "reconstructed"}


def test_a_document_of_published_figures_alone_is_not_said_to_be_rebuilt(page):
    """The desk survey of 2022 prints declared figures; the rebuilt answers of 2021 are read, and none is printed."""
    banner = "Données reconstituées à partir des chiffres publiés"
    assert banner in page("41", "2021", "satisfaction") and banner not in page("41", "2022-S1", "satisfaction")
    assert "aucun de ses chiffres n'est imprimé dans ce document" in page("41", "2022-S1", "satisfaction")


@pytest.mark.parametrize("indicator", ["meeting_fixed_on_time_pct", "meeting_held_on_time_pct"])
def test_no_appointment_asked_for_is_no_request(measured, page, indicator):
    """« Aucune demande », printed as such in the bilan: neither 0 % nor 100 %, nor « non communiqué »."""
    row = measured["41", "2021", indicator, ""]
    assert ELECTED[indicator] == row.status == "no_request"
    assert (row.value, row.denominator) == (None, 0)
    verb = "fixés" if "fixed" in indicator else "tenus"
    assert f"Rendez-vous d'élus {verb} dans le délai aucune demande" in page("41", "2021", "bilan")


def test_three_quarters_in_time_and_a_mean_of_one_day_are_said_not_to_hold_together(measured, page):
    """25 % of 6 days or more make a mean of 1.5 at least: both figures stand as printed, and the bilan says so."""
    for indicator in ("email_reply_on_time_pct", "email_reply_mean_delay_days"):
        assert measured["41", "2021", indicator, ""].remark
    assert re.search(
        r"À vérifier : 75 % dans le délai et une moyenne de 1 jour ouvré ne vont pas ensemble",
        page("41", "2021", "bilan"),
    )
    assert measured["41", "2021", "complaint_reply_mean_delay_days", ""].remark is None


def test_the_first_module_is_the_unweighted_mean_of_its_five_channels(measured):
    """Channels of 9 to 13 lines weigh the same: 70, where the share of all lines met would print 71."""
    name = "self_assessment_completion_pct"
    channels = [measured["57", "2021", name, f"channel={key}"] for key in MOSELLE["self_assessment_pct"]["channels"]]
    module = measured["57", "2021", name, "module=M1"]
    assert module.value == pytest.approx(sum(row.value for row in channels) / 5)
    met, lines = (sum(getattr(row, field) for row in channels) for field in ("numerator", "denominator"))
    assert round_half_up(100 * met / lines, 0) == 71 and round_half_up(module.value, 0) == 70


def test_a_result_without_base_has_no_interval_and_no_change(measured, page):
    """54 % in 2021 has its interval; 84 % in 2019 has none, and nothing is said of the difference."""
    now, then = (measured["57", "2021", "satisfaction_reception_pct", group] for group in ("", "survey=2019"))
    assert (round(now.low, 1), round(now.high, 1)) == (46.3, 61.1)
    assert (then.denominator, then.low, then.high) == (None, None, None)
    assert (now.previous, now.change, now.is_change_demonstrated) == (None, None, None)
    for report in ("satisfaction", "bilan"):
        assert "84 % à l'enquête de 2019, dont le nombre de réponses n'est pas connu" in page("57", "2021", report)


@pytest.mark.parametrize("words", ["du 15 novembre au 15 décembre 2021", "du 18 novembre au 16 décembre 2021"])
def test_sources_that_disagree_on_dates_are_both_shown(page, words):
    """In the milestones, each with its source, and in the note on the nature of the data."""
    text = page("41", "2021", "bilan")
    milestones, nature = text.split("Le label")[-2].split("Méthode et sources")
    assert words in milestones and words in nature
    assert "les sources ne concordent pas sur ces dates" in milestones
    assert "Les sources ne concordent pas sur les dates de l'enquête" in nature


@pytest.mark.parametrize(
    ("site", "survey"),
    [
        ("41", LOIR_ET_CHER["satisfaction"]["survey"]),
        ("57", MOSELLE["satisfaction"]["survey"]),
        *((site, ESSONNE["survey"]) for site in ESSONNE["sites"]),
    ],
)
def test_rebuilt_answers_span_the_published_days(workspace, site, survey):
    """From the first day to the last, on working days of the site's zone."""
    rows = read_table(workspace, "survey_answers", [site], range(2019, 2023))["answered_on"]
    assert (rows.min().date(), rows.max().date()) == (survey["start"], survey["end"])
    assert rows.dt.day_of_week.max() <= 4


def test_published_milestones_come_back(workspace):
    """Audits and committee of Loir-et-Cher; the decision is due five weeks after the external audit."""
    rows = read_table(workspace, "milestones", ["41"], [2021])
    dates = rows.groupby("kind")["start_on"].apply(lambda days: sorted(days.dt.date)).to_dict()
    printed = LOIR_ET_CHER["milestones"]
    for kind in ("internal_audit", "external_audit", "users_committee"):
        assert dates[kind] == [printed[kind]]
    rules = yaml.safe_load((workspace.params / "referentiel" / "2022.yml").read_text("utf-8"))["label"]
    assert rules["decision_weeks_after_external_audit"] == printed["decision_weeks_after_audit"]


def test_the_action_plan_of_moselle_has_as_many_actions_as_were_decided(workspace, page):
    """15 proposed and 1 added by the committee; their texts are invented, and every row says so."""
    plan = MOSELLE["action_plan"]
    rows = read_table(workspace, "actions", ["57"], [2021])
    is_added = rows["added_in_committee"].fillna(False)
    assert (is_added.sum(), (~is_added).sum()) == (plan["actions_added"], plan["actions_proposed"])
    assert set(rows["nature"]) == {"fictitious"}
    for report, told in (
        ("action_plan", "Lignes du plan 16"),
        (
            "bilan",
            "16 lignes au plan, pour 5 actions différentes (une même action répond à plusieurs lignes), toutes à venir",
        ),
    ):
        text = page("57", "2021", report)
        assert told in text and "15 lignes proposées, 1 ajoutée en comité" in text


def test_answers_of_the_essonne_are_said_to_be_fictitious(measured, page):
    """The percentages are lost: only the number of answers of each site is the published one."""
    for site, count in ESSONNE["survey"]["answers"].items():
        shares = [
            row
            for key, row in measured.items()
            if key[0] == site and key[2].startswith("satisfaction_") and row.has_value
        ]
        assert len(shares) > 7 and {row.nature for row in shares} == {"fictitious"}
        assert measured[site, "2019", "survey_answers_count", ""].nature == "reconstructed"
        text = page(site, "2019", "satisfaction", "public")
        assert f"{count} réponses ont été recueillies du 11 au 21 juin 2019" in text
        assert "Chiffres fictifs, pour illustrer la méthode" in text and "en partie fictives" in text
        for block in ("Information", "Accueil", "Communication de l'État"):
            assert re.search(rf"{block} \S.* Êtes-vous satisfait", text)


def test_the_three_sites_of_the_essonne_stand_side_by_side_and_nothing_is_pooled(workspace, page):
    """One report for one questionnaire: 141, 43 and 270 answers, and why there is no figure of the whole."""
    for audience in ("interne", "public"):
        text = page("91", "2019", "survey_sites", audience)
        for site, name in (
            ("91", "Préfecture de l'Essonne"),
            ("91-etampes", "Sous-préfecture d'Étampes"),
            ("91-palaiseau", "Sous-préfecture de Palaiseau"),
        ):
            assert f"{name} {ESSONNE['survey']['answers'][site]} réponses, du 11 au 21 juin 2019" in text
        assert "nombre de visites de chaque site, sans lequel aucun chiffre d'ensemble n'est calculé" in text
        assert "Pondéré" not in text and "Non pondéré" not in text
        assert "en partie fictives" in text and "Chiffres fictifs, pour illustrer la méthode" in text
        tables = workspace.reports / "91" / "2019" / audience / "survey_sites" / "tables"
        assert "ensemble" not in {path.stem for path in tables.iterdir()}
    for site in ("91-etampes", "91-palaiseau"):
        assert not (workspace.reports / site / "2019" / "interne" / "survey_sites").exists()


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("41", "modules M1, M4"),
        ("41", "version 2022"),
        ("57", "modules M1, M2"),
        ("57", "version du 19 décembre 2018"),
    ],
)
def test_a_report_says_which_framework_and_modules_its_site_uses(page, site, words):
    """And that the label's date is unknown, from which nothing is computed."""
    text = page(site, "2021", "bilan")
    assert words in text
    assert "La date d'obtention du label n'est pas communiquée" in text


def test_every_report_has_something_under_each_heading(workspace):
    """An empty section would look like a fault: each heading of a published page is followed by an element."""
    pages = sorted(workspace.reports.rglob("*/*.html"))
    empty = []
    for path in pages:
        source = path.read_text("utf-8").partition("<main")[2]
        found = re.findall(r"<h2[^>]*>([^<]*)</h2>\s*(?:<h2|</)", source)
        found += re.findall(r"<h3[^>]*>([^<]*)</h3>\s*(?:<h[23]|</)", source)
        empty += [f"{path.parent.name} : {heading}" for heading in found]
        assert "None" not in without_tags(source)
    assert len(pages) >= 19 and empty == []


INSIDE = re.compile(r"[àÀ] (re)?(confirmer|vérifier)|licence inconnue|source probable| // |sérié", re.IGNORECASE)
"""Words of those who make the reports: doubts on a rule, checks to be made, raw texts of a source."""


def test_no_public_document_prints_the_doubts_of_those_who_make_it(workspace, cher_reports):
    """Every public page of the examples; the definitions in data form keep the column that says which are unsure."""
    found = [path for root in (workspace.reports, cher_reports) for path in root.rglob("*.html")]
    pages = [path for path in found if "public" in path.parts]
    assert len(pages) > 15
    for path in pages:
        text = without_tags(re.sub(r"<(style|script)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.S))
        assert not (found := INSIDE.search(text)), (path, text[found.start() - 200 : found.end() + 100])


def test_a_deck_has_ten_slides_at_most_before_its_annexes(workspace, cher_reports):
    """Each deck of the examples, title included; the first annex says that it is one."""
    decks = [path for root in (workspace.reports, cher_reports) for path in root.rglob("users_committee.pdf")]
    assert len(decks) >= 4
    for path in decks:
        annexed = ["Annexes" in page.extract_text() for page in PdfReader(path).pages]
        assert 4 <= annexed.index(True) <= 10, path


def test_a_site_with_little_data_has_a_short_bilan(workspace, page):
    """Five pages at most; what was not communicated is one list, and the news of the year is the title."""
    for audience in ("interne", "public"):
        folder = workspace.reports / "57" / "2021" / audience / "bilan"
        if folder.exists():
            assert len(PdfReader(folder / "bilan.pdf").pages) <= 5
    text = page("57", "2021", "bilan")
    fall = "30 points de moins qu'à l'enquête de 2019, dont le nombre de réponses n'est pas connu"
    assert f"À améliorer : « accueil » (54 %, {fall})" in text
    assert text.count("Éléments non communiqués pour cette période : ") == 1
