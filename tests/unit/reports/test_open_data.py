"""The figures of a report as data: whole, described, no finer than the page, and nothing hidden in any file."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import frictionless
import pyarrow.parquet as pq
import pytest

from qep_lib import open_report
from qep_lib.export.open_data import data_links, export_open_data, leave_open_data, left_open_data
from qep_lib.export.open_table import OpenTable
from qep_lib.export.services_publics_plus import COLUMNS, services_publics_plus
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import, Licence
from qep_lib.model.results import RESULTS
from qep_lib.model.table import Column
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.report import Report
from qep_lib.store.tables import read_table

REGISTER = "N° d'enregistrement;Nature;Canal;Périmètre;Reçu le;Répondu le;Thème\n"
NAMES = ("resultats.csv", "indicateurs.csv", "sites.csv", "services-publics-plus.csv", "resultats.parquet")


def lines_of(content):
    """The rows of a CSV file, as texts by column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def figures_of(data):
    """(indicator, group) -> row of the results."""
    return {(row["indicator_id"], row["group"]): row for row in lines_of(data["donnees/resultats.csv"])}


@pytest.fixture
def register(bare_site, import_text):
    """The data of the complaints of site 41, from requests given as (kind, channel, reply date, theme)."""

    def exported(*requests, audience="public"):
        lines = [
            f"R{n};{kind};{channel};Qual-e-pref;03/01/2022;{replied};{theme}\n"
            for n, (kind, channel, replied, theme) in enumerate(requests)
        ]
        import_text(bare_site, "registre.csv", "request-register", REGISTER + "".join(lines), "reconstructed")
        return export_open_data(open_report("complaints", "41", "2022", audience=audience))

    return exported


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_package_is_valid(invented, audience, tmp_path):
    """Types, closed values, keys, links between tables, sizes and hashes: an independent tool finds no fault."""
    data = export_open_data(invented("bilan", audience))
    assert sorted(data) == sorted(f"donnees/{name}" for name in (*NAMES, "datapackage.json"))
    (tmp_path / "donnees").mkdir()
    for name, content in data.items():
        (tmp_path / name).write_bytes(content)
    report = frictionless.validate(str(tmp_path / "donnees" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "note"])
    assert [task.stats["rows"] > 0 for task in report.tasks] == [True] * 4


def test_every_field_is_described_in_french(invented):
    """Title, description and type of each column, in the order of the file; the closed values are explained."""
    data = export_open_data(invented("bilan", "public"))
    package = json.loads(data["donnees/datapackage.json"])
    assert package["profile"] == "tabular-data-package" and package["name"] == "qual-e-pref-53-2022-public-bilan"
    assert "fictives" in package["description"] and all("fictives" in source["title"] for source in package["sources"])
    assert "licenses" not in package and "contributors" not in package
    for resource in package["resources"]:
        named = [field["name"] for field in resource["schema"]["fields"]]
        assert named == data[f"donnees/{resource['path']}"].decode("utf-8").splitlines()[0].split(",")
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])
    (status,) = (field for field in package["resources"][0]["schema"]["fields"] if field["name"] == "status")
    assert "suppressed : non diffusé" in status["description"] and "no_request" in status["constraints"]["enum"]


def test_what_a_kernel_leaves_is_found_under_the_key_of_its_report(invented, tmp_path):
    """Left twice or once, the same bytes; nothing under another key, nor where the data could not be written."""
    report = invented("bilan", "public")
    key = report.context.provenance.key
    assert left_open_data(tmp_path, key) is None
    for _ in range(2):
        leave_open_data(report, tmp_path)
        assert left_open_data(tmp_path, key) == export_open_data(report)
    assert left_open_data(tmp_path, "0" * len(key)) is None
    with pytest.raises(OSError):
        leave_open_data(report, tmp_path / "absent")


DESCRIBED = {
    "internal": "Un chiffre qui décrit moins de 5 personnes, ou qui permettrait d'en retrouver un, est vide et porte l'état "
    "« suppressed ». Document interne : ces données ne sont pas à diffuser.",
    "public": "Un chiffre qui décrit moins de 11 personnes, ou qui permettrait d'en retrouver un, est vide et porte l'état "
    "« suppressed ». Un compte de 1 à 4 personnes l'est aussi. Les chiffres sont arrondis comme dans le rapport ; quand "
    "toutes les réponses d'un petit groupe concordent, seules les bornes sont données.",
}


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_package_says_what_it_holds_and_how_it_may_be_used(invented, audience):
    """Its day, that nothing is real, from how many people on figures are shown, what is not to be sent out, whence it comes."""
    package = json.loads(export_open_data(invented("bilan", audience))["donnees/datapackage.json"])
    assert package["description"] == (
        "Les chiffres du rapport, arrêtés au 13 janvier 2023. Données fictives. Ce document illustre la méthode : voir "
        f"« Nature des données ». {DESCRIBED[audience]} Un texte qu'un tableur prendrait pour une formule est précédé d'une "
        "apostrophe dans les CSV. Origine et empreinte des fichiers : provenance.json, à côté du rapport."
    )
    assert package["name"] == f"qual-e-pref-53-2022-{'interne' if audience == 'internal' else 'public'}-bilan"
    assert package["title"].endswith("Préfecture de la Mayenne, année 2022")
    assert package["sources"][0] == {
        "title": "plan_actions_2021.csv (données fictives, extrait le 10 janvier 2023). Exemple entièrement fictif : rien ne "
        "vient de cette préfecture."
    }
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert {name: resource["title"] for name, resource in resources.items()} == {
        "resultats": "Résultats",
        "indicateurs": "Indicateurs",
        "sites": "Sites",
        "services-publics-plus": "Résultats, dans la présentation de Services Publics +",
    }
    assert resources["resultats"]["description"] == (
        "Une ligne par indicateur, site, période et groupe, avec sa base, son état et la nature des données. Le même tableau, "
        "typé, est dans resultats.parquet."
    )
    assert resources["services-publics-plus"]["description"].startswith(
        "Les chiffres d'ensemble qui ont un correspondant dans Services Publics +. Ni base ni état dans cette présentation : un "
        "chiffre non communiqué ou non diffusé n'y est pas, et les colonnes « Code indicateur » et « Période » ramènent à "
        "resultats.csv, qui dit aussi la nature des données."
    )


def test_what_is_not_settled_yet_is_told_inside_only(invented):
    """A definition to be confirmed, a correspondence of commitments to be confirmed: an internal report says so."""
    inside, outside = (export_open_data(invented("bilan", audience)) for audience in ("internal", "public"))
    assert {row["to_confirm"] for row in lines_of(inside["donnees/indicateurs.csv"])} <= {"true", "false"}
    assert "to_confirm" not in lines_of(outside["donnees/indicateurs.csv"])[0]
    told = [json.loads(data["donnees/datapackage.json"])["resources"][-1]["description"] for data in (inside, outside)]
    assert ["Correspondance des engagements à confirmer" in words for words in told] == [True, False]


def test_a_site_is_told_with_its_official_codes(invented):
    """Ready to be joined with the data of others."""
    assert lines_of(export_open_data(invented("bilan"))["donnees/sites.csv"]) == [
        {
            "site_id": "53",
            "kind": "prefecture",
            "name": "Préfecture de la Mayenne",
            "department_code": "53",
            "department": "Mayenne",
            "region_code": "52",
            "region": "Pays de la Loire",
            "seat": "Laval",
            "seat_commune_code": "53130",
        }
    ]


def test_the_page_leads_to_the_data_which_are_open_only_in_public():
    """Two links: the figures, and what they mean."""
    files = ["donnees/resultats.csv", "donnees/datapackage.json"]
    for audience, word in (("public", "Données ouvertes"), ("internal", "Données")):
        links = data_links({"donnees/resultats.csv": b""}, audience)
        assert list(links.values()) == files
        assert list(links) == [f"{word} (CSV)", f"{word} (description, JSON)"]


def test_the_licence_is_said_only_when_chosen_and_only_of_public_data(invented):
    """What others may do with the figures is for whoever publishes them to say."""
    licence = Licence(name="etalab-2.0", title="Licence Ouverte 2.0", path="https://exemple.fr/licence")
    for audience, expected in (("public", [licence.model_dump()]), ("internal", None)):
        report = invented("channels", audience)
        conventions = report.context.catalogue.conventions.model_copy(update={"licence": licence})
        catalogue = replace(report.context.catalogue, conventions=conventions)
        data = export_open_data(Report(replace(report.context, catalogue=catalogue), report.sections))
        assert json.loads(data["donnees/datapackage.json"]).get("licenses") == expected


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_csv_parquet_and_page_say_the_same_figures(invented, audience):
    """Every cell of the CSV is that of the typed file, and each value of a printed table is the one in the data."""
    report = invented("bilan", audience)
    data = export_open_data(report)
    typed = pq.read_table(io.BytesIO(data["donnees/resultats.parquet"])).to_pylist()
    texts = lines_of(data["donnees/resultats.csv"])
    assert list(typed[0]) == [column.name for column in RESULTS]
    for row, text in zip(typed, texts, strict=True):
        for column in RESULTS:
            value, written = row[column.name], text[column.name]
            if value is None or column.type == "string":
                assert written == (value or "")
            elif column.type in ("float", "int"):
                assert float(written) == value
            else:
                assert written == (str(value).lower() if column.type == "bool" else value.isoformat())
    values = {row["indicator_id"]: row["value"] for row in typed if row["group"] == ""}
    labels = {row["indicator_id"]: row["label"] for row in lines_of(data["donnees/indicateurs.csv"])}
    printed = {row[0].text: row[1].number for row in report.contacts.year_table().rows}
    shared = {label: values[indicator_id] for indicator_id, label in labels.items() if label in printed}
    assert len(shared) > 5 and shared == {label: printed[label] for label in shared}


def test_rows_say_their_state_and_their_nature_once_each(invented):
    """One row an indicator, site, period and group; reconstructed or fictitious figures say so themselves."""
    rows = lines_of(export_open_data(invented("bilan"))["donnees/resultats.csv"])
    keys = [(row["indicator_id"], row["site_id"], row["period"], row["group"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["nature"] for row in rows if row["value"]} == {"fictitious"}
    assert {"ok", "no_data"} <= {row["status"] for row in rows}


def test_a_hidden_figure_is_in_no_file(register):
    """Seven letters, three in time: neither their 42.86 % nor its counts, at any level of rounding."""
    rows = [("Réclamation", "Courriel", "05/01/2022", "Accueil")] * 33
    rows += [("Réclamation", "Courrier", "04/01/2022", "Accueil")] * 3
    rows += [("Réclamation", "Courrier", "28/03/2022", "Accueil")] * 4
    data = register(*rows)
    letters = figures_of(data)["request_reply_on_time_pct", "channel=post"]
    known = {name: text for name, text in letters.items() if text}
    assert known == {
        "indicator_id": "request_reply_on_time_pct",
        "site_id": "41",
        "period": "2022",
        "group": "channel=post",
        "status": "suppressed",
        "as_of": "2023-01-10",
        "origin": "computed",
        "nature": "reconstructed",
    }
    for content in data.values():
        assert not any(planted in content for planted in (b"42.8", b"42,8", b",43,", b",3,7,"))
    table = pq.read_table(io.BytesIO(data["donnees/resultats.parquet"])).to_pylist()
    shares = {row["group"]: row["value"] for row in table if row["indicator_id"] == "request_reply_on_time_pct"}
    assert shares["channel=post"] is None and shares["channel=email"] is None


def test_small_counts_and_rare_themes_stay_inside(register):
    """As on a public page: a count of 1 to 4 is not given, what would give it back neither, a rare theme is not named."""
    rows = [("Réclamation", "Courriel", "05/01/2022", "Accueil")] * 30
    rows += [("Suggestion", "Courriel", "05/01/2022", "Horaires")] * 8
    rows += [("Demande d'information", "Courriel", "05/01/2022", "Parking du quai Untel")] * 2
    public = register(*rows)
    figures = figures_of(public)
    kinds = {
        kind: figures["requests_count", f"kind={kind}"] for kind in ("complaint", "suggestion", "information_request")
    }
    assert {kind: row["value"] for kind, row in kinds.items()} == {
        "complaint": "30",
        "suggestion": "",
        "information_request": "",
    }
    assert kinds["suggestion"]["status"] == "suppressed" and figures["requests_count", ""]["value"] == "40"
    assert not any(b"Untel" in content for content in public.values())
    report = open_report("complaints", "41", "2022", audience="internal")
    inside = figures_of(export_open_data(report))
    assert inside["request_themes_count", "theme=Parking du quai Untel"]["value"] == "2"


def test_the_merged_themes_of_a_public_page_are_not_one_small_theme(register):
    """30 and 8 requests are named, 2 are not: merged alone, « Autres thèmes : 2 » would be that theme."""
    rows = [
        ("Réclamation", "Courriel", "05/01/2022", theme) for theme in ["Accueil"] * 30 + ["Horaires"] * 8 + ["Rare"] * 2
    ]
    register(*rows)
    themes = open_report("complaints", "41", "2022", audience="public").requests.themes_table()
    assert [tuple(cell.text for cell in row[:2]) for row in themes.rows] == [("Accueil", "30"), ("Autres thèmes", "10")]


def test_public_figures_are_no_finer_than_in_print(register):
    """11 of 30 is printed 37 % and given as 37; the internal file has the measured value. No bound of an extreme delay."""
    rows = [("Réclamation", "Courriel", "05/01/2022", "Accueil")] * 11
    rows += [("Réclamation", "Courriel", "28/03/2022", "Accueil")] * 19
    shared = figures_of(register(*rows))
    assert shared["request_reply_on_time_pct", ""]["value"] == "37"
    assert shared["request_reply_delay_p90_working_days", ""]["high"] == ""
    inside = figures_of(export_open_data(open_report("complaints", "41", "2022")))
    assert float(inside["request_reply_on_time_pct", ""]["value"]) == pytest.approx(1100 / 30)


def test_hostile_text_is_text():
    """Formulas are defused in the CSV and untouched in the typed file; numbers, even negative, stay numbers."""
    texts = ('=HYPERLINK("http://x")', "+1", "-2", "@cmd", 'a "b", c\r\nd', "\x00é")
    table = OpenTable(
        name="t",
        title="T",
        description="T",
        columns=(Column("words", "string", "Mots"), Column("number", "float", "Nombre")),
        titles={"words": "Mots", "number": "Nombre"},
        rows=[(text, -0.5) for text in texts],
        key=("words",),
    )
    rows = lines_of(table.csv())
    assert [row["words"] for row in rows] == [
        "'=HYPERLINK(\"http://x\")", "'+1", "'-2", "'@cmd", 'a "b", c\nd', "�é",
    ]  # fmt: skip
    assert {row["number"] for row in rows} == {"-0.5"}
    typed = pq.read_table(io.BytesIO(table.parquet())).to_pydict()
    assert typed["words"][0] == texts[0] and typed["number"] == [-0.5] * len(texts)


def test_same_report_same_bytes(invented):
    """Nothing of the clock, of the machine or of the order of a set."""
    assert export_open_data(invented("bilan", "public")) == export_open_data(invented("bilan", "public"))


def test_a_report_without_indicators_has_no_data(invented):
    """The action plan counts actions: its tables are its data, and no link leads nowhere."""
    data = export_open_data(invented("action_plan"))
    assert data == {} and data_links(data, "public") == {}


def test_the_services_publics_plus_layout_has_its_headings_and_invents_no_code(invented):
    """The nine columns of the programme first; codes that no source gives are empty; a missing figure has no line."""
    data = export_open_data(invented("bilan", "public"))
    rows = lines_of(data["donnees/services-publics-plus.csv"])
    assert list(rows[0])[:9] == [
        "Code SP+ de la structure", "Intitulé de la typologie", "Intitulé de la structure",
        "Code postal de la structure", "Ville de la structure", "Code SP+ de l'indicateur", "Valeur", "Fréquence",
        "Date de mise à jour",
    ]  # fmt: skip
    assert {row["Code SP+ de la structure"] + row["Code SP+ de l'indicateur"] for row in rows} == {""}
    assert all("Toujours vide" in column.description for column in COLUMNS if column.name.startswith("Code SP+"))
    assert {row["Fréquence"] for row in rows} == {"annuelle"} and all(row["Valeur"] for row in rows)
    named = {row["Code indicateur"]: row["Engagements Services Publics +"] for row in rows}
    assert named["call_answer_pct"] == "1, 2"


def test_a_line_of_services_publics_plus_says_over_how_long_and_whence(invented):
    """Its period in a word, none between two dates chosen freely; without a source, whether it was received or computed, and
    from which table; a figure of a group or without a value has no line."""
    report = invented("bilan", "public")
    (calls,) = [row for row in report.released_rows if (row.indicator_id, row.group) == ("call_answer_pct", "")]
    asked = {
        "2022": "annuelle", "2022-S1": "semestrielle", "2022-T2": "trimestrielle", "2022-03": "mensuelle",
        "2022-03-01..2022-04-15": "",
    }  # fmt: skip
    rows = [replace(calls, period=period, source=None, origin="computed") for period in asked]
    rows += [replace(calls, period="2021", source=None, origin="declared"), replace(calls, period="2020", source="Lu")]
    rows += [replace(calls, period="2019", value=None, status="no_data"), replace(calls, period="2018", group="a=b")]
    table = services_publics_plus(report.context, tuple(rows))
    lines = lines_of(table.csv())
    assert {line["Période"]: line["Fréquence"] for line in lines} == asked | {"2021": "annuelle", "2020": "annuelle"}
    assert [line["Source"] for line in lines] == [*["calculé (table calls)"] * 5, "déclaré", "Lu"]
    assert {line["Intitulé de la typologie"] for line in lines} == {"Préfecture"}
    assert {line["Ville de la structure"] for line in lines} == {"Laval"}
    assert services_publics_plus(report.context, tuple(rows[-2:])) is None
    assert table.resource(b"")["schema"]["primaryKey"] == ["Intitulé de la structure", "Code indicateur", "Période"]


def test_a_figure_of_the_whole_country_is_not_that_of_a_structure(bare_site, import_text):
    """Printed on the poster and among its results, it has no line in the layout of Services Publics +."""
    heading = "Code indicateur;Groupe;Période;Valeur N;Arrêté au;Source\n"
    national = heading + "titles_satisfaction_pct;;2022;83;31/12/2022;DITP\n"
    import_text(bare_site, "pays.csv", "declared-figures", national)
    data = export_open_data(open_report("transparency_poster", "41", "2022", "2023-01-13", "public"))
    assert figures_of(data)["titles_satisfaction_pct", ""]["value"] == "83"
    assert [row["Code indicateur"] for row in lines_of(data["donnees/services-publics-plus.csv"])] == [
        "call_answer_pct"
    ]


def test_the_services_publics_plus_file_can_be_imported_again(bare_site, invented):
    """Read as declared figures, each line gives back its value, its period and its origin."""
    content = export_open_data(invented("bilan", "public"))["donnees/services-publics-plus.csv"]
    (bare_site / "sp.csv").write_bytes(content)
    request = Import(
        file="sp.csv",
        source="declared-figures",
        site="36",
        period="2022",
        extracted_on=date(2023, 1, 13),
        nature="fictitious",
    )
    workspace = Workspace(bare_site)
    outcome = import_file(workspace, read_catalogue(workspace), request)
    written = {row["Code indicateur"]: float(row["Valeur"]) for row in lines_of(content)}
    stored = read_table(workspace, "declared_figures", ["36"], [2022])
    assert outcome.rows_accepted == len(written)
    assert dict(zip(stored["indicator_id"], stored["value"], strict=True)) == written
