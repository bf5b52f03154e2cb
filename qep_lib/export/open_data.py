"""The figures of a report as open data: a Frictionless Data Package (version 1), Parquet, the Services Publics + layout.

The rows are those that the report itself was drawn from, hidden and rounded for its audience. Columns and closed values
keep the ids that `params/` and the code use, which never change with the wording; French titles and descriptions are in
`datapackage.json`.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

from qep_lib.display.elements import Header
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.wording import NATURE_WORDS, STATUS_WORDS, format_date
from qep_lib.export.entries import DATA_FOLDER, RESULTS_NAME
from qep_lib.export.open_table import OpenTable
from qep_lib.export.services_publics_plus import services_publics_plus
from qep_lib.model.base import Audience, Direction, Grain, Unit
from qep_lib.model.characters import printable
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.results import RESULTS
from qep_lib.model.site import Site
from qep_lib.model.table import Column
from qep_lib.reports.context import ReportContext
from qep_lib.reports.natures import nature_of
from qep_lib.reports.report import Report

DESCRIPTOR = "datapackage.json"
INDICATORS_NAME = "indicateurs"
SITES_NAME = "sites"
_AUDIENCE_NAMES: dict[Audience, str] = {"internal": "interne", "public": "public"}
_WORDS: dict[str, dict[Any, str]] = {
    "status": {"ok": "chiffre communiqué", "provisional": "chiffre provisoire, arrêté avant la fin", **STATUS_WORDS},
    "origin": {"computed": "calculé sur des enregistrements", "declared": "reçu tout fait"},
    "nature": NATURE_WORDS,
    "rating": {name: mark.word for name, mark in RATING_MARKS.items()},
}
"""What the closed values of RESULTS mean, by column."""
_result_values = attrgetter(*(column.name for column in RESULTS))
_TITLES = {
    "indicator_id": "Indicateur",
    "site_id": "Site",
    "period": "Période",
    "group": "Groupe",
    "numerator": "Numérateur",
    "denominator": "Dénominateur",
    "n": "Unités observées",
    "value": "Valeur",
    "low": "Borne basse",
    "high": "Borne haute",
    "status": "État",
    "as_of": "Arrêté au",
    "origin": "Origine",
    "nature": "Nature des données",
    "source": "Source",
    "target": "Cible",
    "target_note": "Cible en mots",
    "gap": "Écart à la cible",
    "rating": "Appréciation",
    "is_target_in_interval": "Cible dans la fourchette",
    "previous": "Valeur précédente",
    "previous_denominator": "Base précédente",
    "change": "Évolution",
    "change_low": "Borne basse de l'évolution",
    "change_high": "Borne haute de l'évolution",
    "change_p_adjusted": "Probabilité ajustée",
    "is_change_demonstrated": "Évolution démontrée",
    "remark": "Remarque",
    "value_note": "Précision sur la valeur",
    "previous_note": "Précision sur la valeur précédente",
}
_INDICATOR_COLUMNS = (
    (Column("indicator_id", "string", "Identifiant de l'indicateur", True), "Indicateur"),
    (Column("label", "string", "Libellé complet", True), "Libellé"),
    (Column("definition", "string", "Ce qui est compté, en mots", True), "Définition"),
    (Column("numerator", "string", "Ce que compte le numérateur"), "Numérateur"),
    (Column("denominator", "string", "Ce que compte le dénominateur"), "Dénominateur"),
    (
        Column(
            "unit",
            "string",
            "Unité des valeurs. pct : %, permille : ‰, days : jours, working_days : jours ouvrés, count : nombre, score : note",
            True,
            get_args(Unit),
        ),
        "Unité",
    ),
    (
        Column(
            "direction",
            "string",
            "Sens favorable. higher : plus haut, lower : plus bas, neutral : aucun",
            True,
            get_args(Direction),
        ),
        "Sens",
    ),
    (
        Column(
            "grain",
            "string",
            "À qui est le chiffre. site : le site, cert : le centre de titres, national : le pays",
            True,
            get_args(Grain),
        ),
        "Grain",
    ),
    (Column("module", "string", "Module du référentiel Qual-e-pref"), "Module"),
    (Column("commitment", "string", "Engagement du référentiel Qual-e-pref"), "Engagement"),
    (Column("reference", "string", "D'où vient la définition", True), "Référence"),
    (Column("start_event", "string", "Événement qui ouvre un délai"), "Début du délai"),
    (Column("end_event", "string", "Événement qui ferme un délai"), "Fin du délai"),
    (Column("statistic", "string", "Part, moyenne, médiane, 9e décile, nombre ou taux", True), "Statistique"),
    (Column("perimeter", "string", "Ce que le chiffre couvre"), "Périmètre"),
    (Column("serie_id", "string", "Série : seules deux valeurs d'une même série se comparent", True), "Série"),
)
_SITE_COLUMNS = (
    (Column("site_id", "string", "Identifiant du site, qui commence par le code de son département", True), "Site"),
    (
        Column(
            "kind",
            "string",
            "prefecture : préfecture, sub_prefecture : sous-préfecture",
            True,
            ("prefecture", "sub_prefecture"),
        ),
        "Type",
    ),
    (Column("name", "string", "Nom du site", True), "Nom"),
    (Column("department_code", "string", "Code officiel géographique du département", True), "Code du département"),
    (Column("department", "string", "Nom du département", True), "Département"),
    (Column("region_code", "string", "Code officiel géographique de la région", True), "Code de la région"),
    (Column("region", "string", "Nom de la région", True), "Région"),
    (Column("seat", "string", "Commune du siège", True), "Siège"),
    (Column("seat_commune_code", "string", "Code officiel géographique de cette commune"), "Code de la commune"),
)


_DOUBT_COLUMN = (Column("to_confirm", "bool", "La définition reste à confirmer", True), "À confirmer")
"""Among the columns of the indicators of an internal report, the last: what is not settled yet is told inside."""


def export_open_data(report: Report) -> dict[str, bytes]:
    """Published name -> bytes of the data of a report; empty for one that prints no indicator.

    Same report, same bytes. Figures are those that its audience may see, in a public report as rounded as in print.
    """
    context = report.context
    rows = report.released_rows
    if not rows:
        return {}
    results = _results_table(rows)
    tables = (results, _indicators_table(context, rows), _sites_table(context), services_publics_plus(context, rows))
    contents = [(table, table.csv()) for table in tables if table is not None]
    resources = [table.resource(content) for table, content in contents]
    package = json.dumps(_package(report, resources), ensure_ascii=False).encode("utf-8") + b"\n"
    return (
        {f"{DATA_FOLDER}/{table.name}.csv": content for table, content in contents}
        | {f"{DATA_FOLDER}/{RESULTS_NAME}.parquet": results.parquet()}
        | {f"{DATA_FOLDER}/{DESCRIPTOR}": package}
    )


def leave_open_data(report: Report, folder: Path) -> None:
    """Write the data of a report under the key of all that it was made from, for `left_open_data`: whole, or not at all."""
    place = folder / report.context.provenance.key
    unfinished = Path(tempfile.mkdtemp(dir=folder))
    for name, content in export_open_data(report).items():
        (unfinished / name).parent.mkdir(exist_ok=True)
        (unfinished / name).write_bytes(content)
    if not place.exists():
        unfinished.rename(place)


def left_open_data(folder: Path, key: str) -> dict[str, bytes] | None:
    """What `leave_open_data` wrote of the report of that key (`Provenance.key`); None where it wrote nothing."""
    place = folder / key
    if not place.is_dir():
        return None
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()
    }


def data_links(data: Mapping[str, bytes], audience: Audience) -> dict[str, str]:
    """Label -> file, for the head of the page; none without data. Those of an internal report are not open."""
    if not data:
        return {}
    label = "Données ouvertes" if audience == "public" else "Données"
    return {
        f"{label} (CSV)": f"{DATA_FOLDER}/{RESULTS_NAME}.csv",
        f"{label} (description, JSON)": f"{DATA_FOLDER}/{DESCRIPTOR}",
    }


def _results_table(rows: Sequence[Measured]) -> OpenTable:
    return OpenTable(
        name=RESULTS_NAME,
        title="Résultats",
        description="Une ligne par indicateur, site, période et groupe, avec sa base, son état et la nature des données. "
        f"Le même tableau, typé, est dans {RESULTS_NAME}.parquet.",
        columns=tuple(_described(column) for column in RESULTS),
        titles=_TITLES,
        rows=[_result_values(row) for row in rows],
        key=("indicator_id", "site_id", "period", "group"),
        links=(("indicator_id", INDICATORS_NAME), ("site_id", SITES_NAME)),
    )


def _described(column: Column) -> Column:
    """A column of RESULTS with what its closed values mean. An empty group is a value: that of the whole."""
    meanings = ", ".join(f"{value} : {words}" for value, words in _WORDS.get(column.name, {}).items())
    description = f"{column.description}. {meanings}" if meanings else column.description
    return replace(column, description=description, required=column.required and column.name != "group")


def _indicators_table(context: ReportContext, rows: Iterable[Measured]) -> OpenTable:
    wanted = [context.indicator(indicator_id) for indicator_id in dict.fromkeys(row.indicator_id for row in rows)]
    is_internal = context.audience == "internal"
    columns = (*_INDICATOR_COLUMNS, *([_DOUBT_COLUMN] if is_internal else []))
    doubts = [(indicator.definition.to_confirm,) if is_internal else () for indicator in wanted]
    return OpenTable(
        name=INDICATORS_NAME,
        title="Indicateurs",
        description="La définition de chaque indicateur des résultats.",
        columns=tuple(column for column, _ in columns),
        titles={column.name: title for column, title in columns},
        rows=[(*_indicator_values(one), *doubt) for one, doubt in zip(wanted, doubts, strict=True)],
        key=("indicator_id",),
    )


def _indicator_values(indicator: Indicator) -> tuple[Any, ...]:
    definition, measurement = indicator.definition, indicator.measurement
    return (
        indicator.id, indicator.label, definition.text, definition.numerator, definition.denominator, indicator.unit,
        indicator.direction, indicator.grain, indicator.module, indicator.commitment, definition.reference,
        measurement.start_event, measurement.end_event, measurement.statistic,
        measurement.perimeter, measurement.serie_id,
    )  # fmt: skip


def _sites_table(context: ReportContext) -> OpenTable:
    return OpenTable(
        name=SITES_NAME,
        title="Sites",
        description="Les préfectures et sous-préfectures des résultats.",
        columns=tuple(column for column, _ in _SITE_COLUMNS),
        titles={column.name: title for column, title in _SITE_COLUMNS},
        rows=[_site_values(member.site) for member in context.members],
        key=("site_id",),
    )


def _site_values(site: Site) -> tuple[Any, ...]:
    return tuple(getattr(site, column.name) for column, _ in _SITE_COLUMNS)


def _package(report: Report, resources: list[dict[str, Any]]) -> dict[str, Any]:
    context, header = report.context, report.header()
    subject = context.site.site_id if context.group is None else context.group.id
    asked = (subject, context.period.code, _AUDIENCE_NAMES[context.audience], context.report_id)
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]", "-", "-".join(("qual-e-pref", *asked)).lower()),
        "title": printable(f"{header.title} : {header.subtitle}"),
        "description": printable(_description(context, header)),
    }
    licence = context.catalogue.conventions.licence
    if licence is not None and context.audience == "public":
        package["licenses"] = [licence.model_dump()]
    # The specification wants at least one source where it has the list.
    if sources := [{"title": printable(title)} for title in _sources(context)]:
        package["sources"] = sources
    return package | {"resources": resources}


def _description(context: ReportContext, header: Header) -> str:
    disclosure = context.catalogue.conventions.disclosure
    threshold = disclosure.threshold(context.audience)
    sentences = [
        f"Les chiffres du rapport, arrêtés au {format_date(context.as_of)}.",
        header.banner or "",
        f"Un chiffre qui décrit moins de {threshold} personnes, ou qui permettrait d'en retrouver un, est vide et porte "
        "l'état « suppressed ».",
    ]
    if context.audience == "public":
        sentences.append(
            f"Un compte de 1 à {disclosure.count_minimum - 1} personnes l'est aussi. Les chiffres sont arrondis comme dans le "
            "rapport ; quand toutes les réponses d'un petit groupe concordent, seules les bornes sont données."
        )
    else:
        sentences.append("Document interne : ces données ne sont pas à diffuser.")
    sentences.append(
        "Un texte qu'un tableur prendrait pour une formule est précédé d'une apostrophe dans les CSV. Origine et empreinte "
        "des fichiers : provenance.json, à côté du rapport."
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _sources(context: ReportContext) -> list[str]:
    """The imported files behind the report, each with its nature."""
    found = []
    for dataset in context.provenance.datasets:
        note = f" {dataset.nature_note}" if dataset.nature_note else ""
        extracted = f"extrait le {format_date(dataset.extracted_on)}"
        found.append(f"{dataset.shown_name} ({NATURE_WORDS[nature_of(context, dataset)]}, {extracted}).{note}")
    return found
