"""Entries of a portal as large as the country: every site of the registry, two years, five reports a year."""

import csv
from datetime import date
from pathlib import Path

from qep_lib.export.entries import IndexEntry, Place

SITES = Path(__file__).parents[1] / "params" / "sites.csv"
REPORTS = (
    ("bilan", "Bilan qualité", "internal"),
    ("bilan", "Bilan qualité", "public"),
    ("satisfaction", "Enquête de satisfaction", "internal"),
    ("complaints", "Demandes, réclamations et suggestions", "internal"),
    ("title_delivery", "Délais des titres", "public"),
)
"""Id, title and audience of the reports of a site and year."""
FOLDERS = {"internal": "interne", "public": "public"}
YEARS = ("2021", "2020")
SENTENCES = (
    "{met} objectifs sur 8 atteints ; le traitement des titres de séjour (renouvellement) reste trop long : "
    "{days} jours pour un objectif de 30 jours",
    "À améliorer : « délai de rendez-vous des étrangers » ({days} %) ; le mieux noté est « confidentialité » (98 %)",
    "Accueil : {days} % de réponses positives, contre 84 % à l'enquête de 2019",
    "Les {met} objectifs sont atteints",
)
"""Those of real bilans, long and short."""


def invented_entries() -> list[IndexEntry]:
    """3,340 of them: one in eighty failed, one in forty is out of date, the public bilans of 2021 are new."""
    entries = []
    for rank, place in enumerate(invented_places()):
        for year in YEARS:
            for number, (report_id, title, audience) in enumerate(REPORTS):
                entries.append(_entry(place, year, report_id, title, audience, rank + 7 * number))
    return entries


def invented_places() -> list[Place]:
    """The sites of the registry."""
    with SITES.open(encoding="utf-8", newline="") as lines:
        return [
            Place(
                line["site_id"],
                line["name"],
                line["kind"],
                f"{line['department_code']} {line['department']}",
                line["region_code"],
                line["region"],
            )
            for line in csv.DictReader(lines)
        ]


def _entry(place: Place, year: str, report_id: str, title: str, audience: str, seed: int) -> IndexEntry:
    folder = f"{place.id}/{year}/{FOLDERS[audience]}/{report_id}/{report_id}"
    if seed % 80 == 3:
        status, message = (
            "failed",
            "cellule de code 3 : le registre des demandes n'a pas de colonne « date de réponse »",
        )
    elif seed % 40 == 5:
        status, message = "outdated", "données plus récentes"
    else:
        status, message = "ok", None
    return IndexEntry(
        place=place,
        period_label=f"année {year}",
        period=year,
        report_title=title,
        audience=audience,
        status=status,
        message=message,
        sentence=SENTENCES[seed % 4].format(met=seed % 9, days=31 + seed % 60) if report_id == "bilan" else None,
        as_of=date(int(year) + 1, 1, 13),
        is_new=status == "ok" and year == "2021" and audience == "public" and report_id == "bilan",
        **{kind: f"{folder}.{kind}" for kind in ("html", "pdf", "docx", "xlsx")},
    )
