"""The report on contacts: counts beside rates, months, module 4, figures that contradict each other."""

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, Figure, Table
from qep_lib.reports.report import Report

HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Dénominateur;Cible;Arrêté au;Source\n"
LABEL = 'labels:\n  - {site_id: "41", framework: "2022", modules: [M1, M4], source: "Exemple"}\n'


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def rows_of(table):
    """First cell -> texts of the other cells."""
    return {row[0].text: [plain(cell.text) for cell in row[1:]] for row in table.rows}


@pytest.fixture
def declared(bare_site, import_text):
    """The function that opens the report of site 41 with more declared figures."""

    def opened(*lines, audience="internal"):
        if lines:
            import_text(
                bare_site, "contacts.csv", "declared-figures", HEADINGS + "".join(f"{line}\n" for line in lines)
            )
        return open_report("channels", "41", "2022", audience=audience)

    return opened


def test_each_rate_stands_beside_its_counts(invented):
    """A rate without what it counts cannot be reread."""
    table = invented("channels").contacts.telephone()
    assert [column.label for column in table.columns][:3] == ["Indicateur", "2022", "Comptes"]
    value, counts = rows_of(table)["Appels décrochés"][:2]
    part, whole = (int(number.replace(" ", "")) for number in counts.split(" sur "))
    assert value == f"{100 * part / whole:.2f} %".replace(".", ",")


def test_months_are_drawn_with_their_data_and_those_of_the_year_before(invented):
    """One point a month; a share in the table carries its counts."""
    figure = invented("channels").contacts.telephone_months()
    assert isinstance(figure, Figure) and "août 2022" in figure.alt
    rows = rows_of(figure.data)
    assert list(rows)[0] == "janvier 2022" and len(rows) == 12
    assert any(column.label == "Appels présentés, 2021" for column in figure.data.columns)
    share = rows["janvier 2022"][2]
    part, whole = (int(number.replace(" ", "")) for number in share.partition(" (")[0].split(" sur "))
    assert share.endswith(f"({100 * part / whole:.0f} %)")


def test_a_month_that_lacks_a_network_is_a_gap(invented):
    """Half the networks would read as a fall."""
    figure = invented("channels").contacts.social_media_months()
    assert rows_of(figure.data)["juillet 2022"] == ["—", "—"]
    assert "un mois où l'un d'eux manque n'est pas tracé" in " ".join(figure.data.notes)


def test_a_month_after_the_cut_off_is_not_drawn(invented, monkeypatch):
    """What was not known that day is not shown."""
    report = invented("channels")
    report = Report(open_report("channels", "53", "2022", "2022-06-30", "internal").context, report.sections)
    assert rows_of(report.contacts.internet_months().data)["juillet 2022"][0] == "—"
    assert rows_of(report.contacts.internet_months().data)["juin 2022"][0] != "—"


def test_without_monthly_records_nothing_is_drawn(declared):
    """A sentence, not an empty chart."""
    assert isinstance(declared().contacts.telephone_months(), Absent)


def test_no_appointment_is_no_request(bare_site, declared):
    """« Aucune demande », never 0 %."""
    (bare_site / "params" / "labels.yml").write_text(LABEL, "utf-8")
    report = declared("meeting_fixed_on_time_pct;;2022;;;0;;;Comité", "meeting_held_on_time_pct;;2022;;;0;;;Comité")
    rows = rows_of(report.contacts.local_authorities())
    assert [rows[f"Rendez-vous d'élus {verb} dans le délai"][0] for verb in ("fixés", "tenus")] == [
        "aucune demande"
    ] * 2


def test_a_site_without_module_4_is_told_apart_from_one_that_sent_nothing(bare_site, declared):
    """The first is not asked for these figures."""
    (bare_site / "params" / "labels.yml").write_text("labels: []\n", "utf-8")
    absent = declared().contacts.local_authorities()
    assert "n'est pas de ceux du site" in absent.sentence and absent.reason == "untold"
    (bare_site / "params" / "labels.yml").write_text(LABEL, "utf-8")
    absent = declared().contacts.local_authorities()
    assert "chiffres non communiqués" in absent.sentence and absent.reason == "no_data"


def test_figures_that_contradict_each_other_are_told_first(declared):
    """75 % within five days, and a mean of one day: why is said once, then recalled."""
    assert declared().contacts.checks().reason == "untold"
    report = declared("email_reply_on_time_pct;;2022;75;;;;;C", "email_reply_mean_delay_days;;2022;1;;;;;C")
    warning = report.contacts.checks()
    assert warning.level == "warning" and len(warning.paragraphs) == 1
    assert "75 % dans le délai et une moyenne de 1 jour ouvré ne vont pas ensemble" in plain(warning.paragraphs[0])
    assert plain(warning.paragraphs[0]).endswith(
        "la moyenne est d'au moins 1,5 jour ouvré. La moyenne laisse sans doute de "
        "côté les demandes en retard ou sans réponse."
    )
    assert "6\u00a0jours ouvrés" in warning.paragraphs[0] and "75\u202f%" in warning.paragraphs[0]
    assert plain(report.contacts.mail().notes[0]) == (
        "À vérifier : 75 % dans le délai et une moyenne de 1 jour ouvré ne vont pas ensemble (expliqué plus haut)."
    )


def test_figures_without_counts_have_no_column_of_dashes(declared):
    """A note says once that counts were not communicated."""
    table = declared().contacts.telephone()
    assert "Comptes" not in [column.label for column in table.columns]
    assert "Comptes non communiqués." in table.notes


def test_a_public_document_does_not_repeat_the_register_channel_by_channel(invented):
    """With the rates of all requests by channel, those of the letters alone would give back the complaints'."""
    assert isinstance(invented("channels").contacts.mail(), Table)
    public = invented("channels", audience="public")
    assert (
        isinstance(public.contacts.mail(), Absent) and "figurent avec les demandes" in public.contacts.mail().sentence
    )
    assert not any(
        item.label == "Demandes d'information par courriel à temps" for item in public.contacts.key_figures().items
    )
