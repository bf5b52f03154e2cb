"""Sentences that depend on the data at hand: each is printed where it is true, and only there."""

from dataclasses import replace

import pytest

from qep_lib import open_report
from qep_lib.reports.findings import findings_text
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.survey import CRITERION_FORMULA

REGISTER = "N° d'enregistrement;Nature;Canal;Périmètre;Reçu le;Répondu le;Thème;Suite donnée\n" + "".join(
    f"{number};Réclamation;Courriel;Qual-e-pref;03/01/2022;05/01/2022;;\n" for number in range(20)
)
INVENTED = "Chiffres fictifs, pour illustrer la méthode"


@pytest.mark.parametrize(
    ("nature", "columns", "note"),
    [
        ("real", (), []),
        ("real", ("received_on", "replied_on"), [f"{INVENTED}."]),
        ("reconstructed", (), ["Chiffres reconstitués à partir de ceux du document publié."]),
        ("reconstructed", ("received_on", "replied_on"), [f"{INVENTED}, absents du document publié."]),
        ("fictitious", (), [f"{INVENTED}."]),
    ],
)
def test_a_published_document_is_named_only_where_the_data_come_from_one(bare_site, import_text, nature, columns, note):
    """An invented country has none; a site that fills in the columns it lacks has none either."""
    import_text(bare_site, "registre.csv", "request-register", REGISTER, nature, columns)
    context = open_report("complaints", "41", "2022").context
    row = context.total("request_reply_on_time_pct")
    assert row.has_value
    assert nature_notes(context, [row]) == note


def test_a_fictitious_declared_figure_is_told_by_its_own_file(bare_site, import_text):
    """The register beside it is rebuilt from a document; the declared figure is not."""
    import_text(bare_site, "registre.csv", "request-register", REGISTER, "reconstructed", ("received_on",))
    context = open_report("bilan", "41", "2022").context
    declared = replace(context.total("call_answer_pct"), nature="fictitious")
    assert declared.origin == "declared"
    assert nature_notes(context, [declared]) == [f"{INVENTED}."]


OVERLAP = "critères sont trop petits pour les classer."
UNDECIDED = "Deux critères dont les fourchettes se recouvrent"


@pytest.fixture
def findings(bare_site):
    """What is said of criteria that have these values and intervals, best first."""
    context = open_report("satisfaction", "41", "2022").context
    found = [indicator for indicator in context.section("satisfaction") if indicator.formula == CRITERION_FORMULA]
    chosen = [indicator.id for indicator in found if indicator.id != "satisfaction_overall_pct"]

    def tell(*figures):
        rows = {}
        for name, (value, low, high) in zip(chosen, figures, strict=False):
            row = replace(
                context.total(name),
                value=value,
                low=low,
                high=high,
                numerator=value,
                denominator=100.0,
                n=100,
                status="ok",
            )
            rows[name] = {"": row}
        return findings_text(replace(context, measured={**context.measured, **rows})).paragraphs

    return tell


def test_intervals_that_all_overlap_leave_no_order(findings):
    """Every criterion is one of them when none lies apart."""
    told = findings((90.0, 80.0, 95.0), (85.0, 75.0, 92.0), (80.0, 70.0, 88.0))
    assert told[0].endswith("selon le critère : aucun ne se détache, les écarts sont trop petits pour les classer.")
    assert not any("mieux notés" in line or "moins bien notés" in line for line in told)


def test_the_least_rated_criteria_are_named_as_the_best_are(findings):
    """Strengths by rank and weaknesses by proof would tell the site's side only."""
    told = findings((90.0, 80.0, 95.0), (85.0, 75.0, 92.0), (80.0, 70.0, 88.0), (60.0, 50.0, 71.0))
    assert told[0].count("réponses)") == told[1].count("réponses)") == 2
    assert told[0].startswith("Parmi les critères les moins bien notés : ") and "60\u202f%" in told[0]


def test_the_criteria_that_do_not_lie_apart_are_the_others(findings):
    """What lies below all of them is demonstrated, and is not counted among them."""
    told = findings((90.0, 80.0, 95.0), (85.0, 75.0, 92.0), (40.0, 30.0, 50.0))
    assert told[0].startswith("À améliorer : ") and "nettement moins que tous les autres critères." in told[0]
    assert told[2] == f"Les écarts entre les autres {OVERLAP}"


@pytest.mark.parametrize(
    ("figures", "is_missing"),
    [
        ([(99.0, 97.0, 99.9), (95.0, 91.0, 97.5), (90.0, 85.0, 94.0), (86.0, 80.0, 90.0)], False),
        ([(99.0, 97.0, 99.9), (90.0, 85.0, 94.0)], False),
        ([(90.0, 80.0, 95.0), (85.0, None, None), (80.0, 70.0, 88.0)], True),
    ],
    ids=["a chain", "one other criterion", "an interval is missing"],
)
def test_intervals_that_do_not_all_overlap_are_not_said_to(findings, figures, is_missing):
    """The first and the last of a chain are far apart, and of what has no interval nothing is known."""
    told = findings(*figures)
    assert OVERLAP not in told[2] and UNDECIDED in told[2]
    assert ("ou manquent" in told[2]) is is_missing


TRAININGS = "N°;Date;Engagements;Agents formés;Agents concernés\n1;03/02/2022;E4;10;{concerned}\n"


@pytest.mark.parametrize(
    ("concerned", "words"),
    [("40", "E4, sur 4 ans : 10 sur 40 agents concernés formés"), ("", "aucune part n'est calculée")],
)
def test_the_share_of_trained_agents_is_told_where_their_number_is_known(bare_site, import_text, concerned, words):
    """Where it is not, no share is claimed."""
    import_text(bare_site, "formations.csv", "training-register", TRAININGS.format(concerned=concerned))
    assert words in " ".join(open_report("bilan", "41", "2022").training.agents_text().paragraphs)
