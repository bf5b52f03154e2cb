"""A figure received ready made beside the records in which it can be counted: each place names its source."""

from dataclasses import replace

import pytest
from report_calls import document_of, lines_of

from qep_lib import open_report
from qep_lib.reports.requests import hidden_before_note

HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Dénominateur;Cible;Arrêté au;Source\n"
REGISTER = "N° d'enregistrement;Nature;Canal;Périmètre;Reçu le;Répondu le;Thème;Suite donnée\n" + "".join(
    f"{number};Réclamation;Courriel;Qual-e-pref;03/01/2022;{'05' if number % 2 else '28'}/01/2022;;\n"
    for number in range(20)
)
DECLARED = (
    "email_reply_on_time_pct;;2022;92;;;;;Tableau de bord\nemail_reply_mean_delay_days;;2022;2,5;;;;;Tableau de bord\n"
)


@pytest.fixture
def bilan(bare_site, import_text):
    """The function that opens the bilan of a site that gave a register, finished figures, or both."""

    def opened(*given):
        if "register" in given:
            import_text(bare_site, "registre.csv", "request-register", REGISTER)
        if "declared" in given:
            import_text(bare_site, "courriels.csv", "declared-figures", HEADINGS + DECLARED)
        return open_report("bilan", "41", "2022")

    return opened


def said(element):
    """All that an element says."""
    return " | ".join(element.lines()).replace("\u202f", " ").replace("\xa0", " ")


def test_each_place_names_its_source_where_both_are_given(bilan):
    """92 % of the requests for information received, 50 % of the complaints counted by channel: neither stands alone."""
    report = bilan("register", "declared")
    mail, replies = said(report.contacts.mail()), said(report.requests.reply_table())
    assert (
        "92 %" in mail
        and "chiffres transmis (Tableau de bord) ; les autres chiffres sont comptés dans « Registre des demandes"
        in mail
    )
    assert "50 %" in replies
    assert (
        "Chiffres transmis à part (Tableau de bord) : « Demandes d'information par courriel à temps », 92 % ; "
        in replies
    )
    assert "« Délai des demandes d'information par courriel », 2,5" in replies


@pytest.mark.parametrize("given", [("register",), ("declared",)])
def test_nothing_is_said_of_a_source_that_stands_alone(bilan, given):
    """One source, one figure."""
    report = bilan(*given)
    assert "tout fait" not in said(report.contacts.mail()) + said(report.requests.reply_table())


def test_a_figure_without_records_says_nothing_of_them(bilan):
    """Calls are declared, no statement of calls was given."""
    assert "tout fait" not in said(bilan("register", "declared").contacts.year_table())


@pytest.mark.parametrize(("nature", "is_told"), [("fictitious", True), ("real", False)])
def test_a_year_before_of_another_nature_says_so(bare_site, import_text, nature, is_told):
    """Beside a real figure, an invented one would pass for real; of the same nature, nothing has to be said."""
    figures = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
    figures += "call_answer_pct;;2021;60;;;31/12/2021;essai\n"
    import_text(bare_site, "avant.csv", "declared-figures", figures, nature=nature, period="2021")
    told = [*lines_of(document_of(open_report("channels", "41", "2022", "2023-01-10", "public")))]
    assert ("Chiffres de 2021 : données fictives." in told) == is_told
    (cards,) = open_report("bilan", "41", "2022", "2023-01-10", "public").synthesis.best_and_worst().items
    assert ("en 2021, chiffre fictif" in cards.items[0].detail) == is_told


@pytest.mark.parametrize(
    ("reach", "why"), [("none", "n'est pas connue."), ("whole", "n'est pas diffusée, pour ne désigner personne.")]
)
def test_parts_of_the_year_before_are_unknown_or_hidden(bare_site, monkeypatch, reach, why):
    """« N'est pas connue, ou n'est pas diffusée » left the reader to guess: whether its register was given tells."""
    context = open_report("bilan", "41", "2022", "2023-01-10").context
    monkeypatch.setattr(type(context), "reach", lambda self, table, period=None: reach)
    row = replace(context.total("requests_received"), previous=78.0)
    assert hidden_before_note(context, row, [replace(row, previous=None)]) == [f"La répartition en 2021 {why}"]
