"""Figures in the layout of the results that Services Publics + publishes: a line a structure and an indicator.

The nine first columns are those that its interface lists as compulsory (api.gouv.fr, « API Résultats de qualité des
services publics »). It has neither base, period, status nor nature: a figure that has none of its own is left out, and five
columns of ours follow, without which nobody could tell the lines apart, import them again, or see that one is invented.
"""

from collections.abc import Iterator
from typing import Any

from qep_lib.display.wording import NATURE_WORDS
from qep_lib.export.open_table import OpenTable
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.table import Column
from qep_lib.reports.context import ReportContext

NAME = "services-publics-plus"
_UNKNOWN = "Toujours vide : nos sources ne donnent pas les codes de Services Publics +."
COLUMNS = (
    Column("Code SP+ de la structure", "string", _UNKNOWN),
    Column("Intitulé de la typologie", "string", "Préfecture ou sous-préfecture", required=True),
    Column("Intitulé de la structure", "string", "Nom du site", required=True),
    Column("Code postal de la structure", "string", "Toujours vide : nos sources ne le donnent pas."),
    Column("Ville de la structure", "string", "Commune du siège", required=True),
    Column("Code SP+ de l'indicateur", "string", _UNKNOWN),
    Column("Valeur", "float", "Valeur imprimée dans le rapport, dans l'unité de l'indicateur", required=True),
    Column("Fréquence", "string", "Durée sur laquelle porte le chiffre ; vide entre deux dates choisies librement"),
    Column("Date de mise à jour", "date", "Jour où le chiffre a été arrêté"),
    Column("Code indicateur", "string", "Identifiant de l'indicateur dans indicateurs.csv", required=True),
    Column("Engagements Services Publics +", "string", "Numéros (de 1 à 9) des engagements qui y répondent"),
    Column("Période", "string", "Période du chiffre : 2020, 2022-S1, 2021-T3, 2021-03, ou deux dates", required=True),
    Column(
        "Source",
        "string",
        "D'où vient le chiffre ; « calculé » quand il l'a été sur des enregistrements",
        required=True,
    ),
    Column("Nature des données", "string", "Réelles, reconstituées ou fictives", required=True),
)
_KINDS = {"prefecture": "Préfecture", "sub_prefecture": "Sous-préfecture"}
_FREQUENCIES = {"year": "annuelle", "half": "semestrielle", "quarter": "trimestrielle", "month": "mensuelle"}


def services_publics_plus(context: ReportContext, rows: tuple[Measured, ...]) -> OpenTable | None:
    """The figures of `rows` (as printed) that have a counterpart in Services Publics +; None when none has.

    It is that of the indicator's commitment, or the indicator is one of the Transparency poster. A figure of the whole
    country is not that of a structure, and is left out.
    """
    members = {member.site.site_id: member for member in context.members}
    wholes = [row for row in rows if row.group == "" and row.has_value]
    lines = [line for row in wholes for line in _lines(members[row.site_id], row)]
    if not lines:
        return None
    return OpenTable(
        name=NAME,
        title="Résultats, dans la présentation de Services Publics +",
        description="Les chiffres d'ensemble qui ont un correspondant dans Services Publics +. Ni base ni état dans cette "
        "présentation : un chiffre non communiqué ou non diffusé n'y est pas, et les colonnes « Code indicateur » et "
        f"« Période » ramènent à resultats.csv, qui dit aussi la nature des données.{_doubt(context)}",
        columns=COLUMNS,
        titles={column.name: column.name for column in COLUMNS},
        rows=lines,
        key=("Intitulé de la structure", "Code indicateur", "Période"),
    )


def _lines(member: ReportContext, row: Measured) -> Iterator[tuple[Any, ...]]:
    indicator, site, framework = member.indicator(row.indicator_id), member.site, member.framework
    found = member.catalogue.correspondence_of(framework.version)
    numbers = found.numbers(indicator.commitment) if found and indicator.commitment else ()
    on_poster = {line.indicator for line in framework.services_publics_plus.transparency_indicators}
    if indicator.grain == "national" or not (numbers or indicator.id in on_poster):
        return
    yield (
        None, _KINDS[site.kind], site.name, None, site.seat, None, row.value,
        _FREQUENCIES.get(Period.parse(row.period).kind), row.as_of,
        indicator.id, ", ".join(map(str, numbers)) or None, row.period, _source(row, indicator),
        NATURE_WORDS[row.nature],
    )  # fmt: skip


def _source(row: Measured, indicator: Indicator) -> str:
    return row.source or ("déclaré" if row.origin == "declared" else f"calculé (table {indicator.table})")


def _doubt(context: ReportContext) -> str:
    found = context.catalogue.correspondence_of(context.framework.version)
    if found is None or not found.to_confirm or context.audience != "internal":
        return ""
    return f" Correspondance des engagements à confirmer ({found.source})."
