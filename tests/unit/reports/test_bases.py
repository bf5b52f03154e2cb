"""Beside a base, what is not in it: rows set aside or left out, requests apart, without a promised delay, not due yet."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from qep_lib import open_report
from qep_lib.cli.importing import import_corrected
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports import requests_in_brief
from qep_lib.reports.sources import cut_off

REGISTER = "Référence;Nature;Canal;Reçu le;Répondu le;Périmètre;Thème;Suite donnée\n"


def plain(lines):
    """Lines as one text with ordinary spaces."""
    return " ".join(lines).replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def register(bare_site, import_text):
    """The function that gives the report on a register of site 41: rows are (kind, channel, received, replied, perimeter)."""

    def report(rows, audience="internal", as_of="2023-01-10"):
        lines = [f"{n};{';'.join(row)};;\n" for n, row in enumerate(rows, 1)]
        import_text(bare_site, "registre.csv", "request-register", REGISTER + "".join(lines))
        return open_report("complaints", "41", "2022", as_of, audience)

    return report


def asked(channel, received="01/03/2022", replied="02/03/2022", kind="Réclamation", perimeter="Qual-e-pref"):
    """A request answered the next day, unless told otherwise."""
    return (kind, channel, received, replied, perimeter)


def test_a_channel_without_a_promise_is_not_said_to_be_unknown(register):
    """By telephone nothing is promised: the requests are there, and the page says why it does not judge them."""
    report = register([asked("Courriel")] * 8 + [asked("Téléphone")] * 6)
    cells = {row[0].text: [cell.text for cell in row[1:]] for row in report.requests.reply_table().rows}
    assert cells["Téléphone"][2] == "sans délai annoncé"
    assert "non communiqué" not in str(cells)
    assert "Demandes hors de ce compte : 6 sans délai annoncé." in plain(report.requests.reply_table().notes)
    assert "Demandes hors de ce compte : 6 sans délai annoncé." in plain(report.requests.reply_text().paragraphs)


def test_requests_still_within_their_deadline_are_counted_apart(register):
    """Neither late nor in time yet, and without an answer there is no delay: « aucune réponse »."""
    report = register([asked("Courriel", "30/12/2022", "")] * 7, as_of="2023-01-02")
    cells = {row[0].text: [cell.text for cell in row[1:]] for row in report.requests.reply_table().rows}
    assert cells["Courriel"][2] == "encore dans le délai"
    assert cells["Ensemble"][2:] == ["encore dans le délai", "aucune réponse", "aucune réponse"]
    assert "Demandes hors de ce compte : 7 encore dans le délai." in plain(report.requests.reply_text().paragraphs)
    assert "non communiqué" not in plain(report.requests.reply_text().paragraphs)


def test_who_still_waits_is_said_on_the_day_the_register_was_extracted(register):
    """A report of June knows nothing of answers sent since January: its head says so, and nothing has fallen late since then."""
    late, running = asked("Courriel", replied=""), asked("Courrier", "30/12/2022", "")
    waits = [late] * 6 + [running] * 7
    report = register([asked("Courriel")] * 12 + waits, as_of="2023-06-27")
    told = plain(requests_in_brief.late_words(report.context))
    assert told == "6 demandes attendaient encore une réponse au 10 janvier 2023, délai dépassé."
    assert report.requests.overdue_table().caption == "Demandes sans réponse au 10 janvier 2023"
    head = dict(report.header().facts)["Arrêté au"]
    assert (
        plain([head]) == "27 juin 2023 (retards comptés au 10 janvier 2023, dernier jour que les fichiers connaissent)"
    )
    same = open_report("complaints", "41", "2022", "2023-01-10").header()
    assert plain([dict(same.facts)["Arrêté au"]]) == "10 janvier 2023"


def test_what_is_outside_the_perimeter_stands_beside_the_count(register):
    """Counted apart and named, in the sentence that gives the base."""
    rows = [asked("Courriel")] * 12 + [asked("Courriel", perimeter="Contentieux")] * 6
    rows += [asked("Courriel", kind="Remerciement")] * 2
    assert "Comptés à part : 6 demandes hors périmètre ; 2 remerciements." in plain(
        register(rows).requests.count_text().paragraphs
    )
    public = plain(register(rows, "public").requests.count_text().paragraphs)
    assert "Comptés à part : 6 demandes hors périmètre ; remerciements, nombre non diffusé." in public


def test_rows_set_aside_at_import_are_counted_in_the_report(bare_site, register):
    """A faulty row is in no figure: whoever reads the base is told, not only whoever imported the file."""
    rows = [asked("Courriel")] * 12
    assert "comptées nulle part" not in plain(register(rows).requests.count_text().paragraphs)
    lines = [f"{n};{';'.join(row)};;\n" for n, row in enumerate([*rows, *rows, asked("Pigeon")], 1)]
    (bare_site / "autre.csv").write_text(REGISTER + "".join(lines), encoding="utf-8")
    workspace = Workspace(bare_site)
    request = Import(
        file="autre.csv",
        source="request-register",
        site="41",
        period="2022",
        extracted_on=date(2023, 1, 10),
        nature="real",
    )
    outcome = import_file(workspace, read_catalogue(workspace), request, accept_rejected=True, replaces="registre.csv")
    assert (outcome.rows_read, outcome.rows_accepted) == (25, 24)
    told = "Lignes des fichiers qui ne sont comptées nulle part : {}."
    for audience, count in (("internal", "1 écartée car fautive"), ("public", "écartées car fautives (non diffusé)")):
        report = open_report("complaints", "41", "2022", "2023-01-10", audience)
        assert told.format(count) in plain(report.requests.count_text().paragraphs)


def test_values_corrected_on_reading_stand_beside_the_base(bare_site, register, monkeypatch):
    """Whoever reads the base knows that two cells are not what the file holds; the public is not told how few they are."""
    monkeypatch.setenv("QEP_WORKSPACE", str(bare_site))
    register([asked("Courriel")] * 40 + [asked("Pigeon"), asked("Courriel", "31/02/2022")])
    (path,) = (bare_site / "depots" / "a-corriger").glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book["À corriger"].iter_rows(min_row=2):
        row[8].value = {"Canal": "Courriel", "Reçu le": "28/02/2022"}[row[3].value]
    book.save(path)
    assert import_corrected(str(path), {}) == 0
    counts = {
        audience: plain(
            open_report("complaints", "41", "2022", "2023-01-10", audience).requests.count_text().paragraphs
        )
        for audience in ("internal", "public")
    }
    assert "2 valeurs corrigées à la lecture des fichiers." in counts["internal"]
    assert "Valeurs corrigées (non diffusé) à la lecture des fichiers." in counts["public"]
    assert "42 réclamations" in counts["internal"]


def test_late_answers_and_waiting_ones_are_told_apart(bare_site):
    """« en retard, ou l'attendent encore » hid that one of five still waits; the promise says what « à temps » is."""
    context = open_report("complaints", "41", "2022").context
    on_time, waiting = (context.indicator(role).id for role in ("replies_on_time", "requests_unanswered"))
    kept = replace(context.total(on_time), value=88.0, numerator=36.0, denominator=41.0, status="ok")

    def told(count, status="ok"):
        row = replace(context.total(waiting), value=count, status=status)
        rows = {**context.measured, on_time: {"": kept}, waiting: {"": row}}
        (line,) = requests_in_brief.late_words(replace(context, measured=rows))
        return plain([line])

    day = "au 10 janvier 2023"
    assert told(1.0) == (
        f"4 demandes ont reçu leur réponse en retard ; 1 attendait encore la sienne {day}, délai dépassé."
    )
    assert told(0.0) == "5 demandes ont reçu leur réponse en retard."
    assert told(5.0) == f"5 demandes attendaient encore une réponse {day}, délai dépassé."
    assert told(None, "suppressed") == f"5 demandes ont reçu leur réponse en retard, ou l'attendaient encore {day}."
    assert requests_in_brief.promise_words(context) == (
        "Réponse promise en 5 jours ouvrés par voie électronique, en 10 jours ouvrés sur papier."
    )


def test_each_day_of_a_page_is_said_for_what_it_is(register, bare_site, import_text):
    """A wall counts nothing late; a register that is older than the other files has its own day."""
    register([asked("Courriel")] * 12, as_of="2023-06-27")
    figures = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
    import_text(
        bare_site, "declares.csv", "declared-figures", f"{figures}call_answer_pct;;2022;78;;;31/12/2022;Bilan\n"
    )
    head = dict(open_report("transparency_poster", "41", "2022", "2023-06-27").header().facts)["Arrêté au"]
    assert plain([head]) == "27 juin 2023 (fichiers extraits le 10 janvier 2023 au plus tard)"
    context = open_report("complaints", "41", "2022", "2023-01-10").context
    files = tuple(
        replace(one, extracted_on=date(2023, 1, 5)) if one.table == "requests" else one
        for one in context.provenance.datasets
    )
    older = replace(context, provenance=replace(context.provenance, datasets=files))
    assert plain([cut_off(older)]) == "10 janvier 2023 (le registre des demandes : au 5 janvier 2023)"
