"""The two CSV files of `params/`: the registry of sites and the official list of public holidays. YAML is `document.py`."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from qep_lib.model.characters import first_unprintable, printable
from qep_lib.model.issue import Issue
from qep_lib.model.school_calendar import SCHOOL_ZONES
from qep_lib.model.site import Site
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.faults import accepted_words

HOLIDAY_COLUMNS = ("date", "nom_jour_ferie", "zones")
_NUMBERS = ("department_population", "arrondissement_population")


class _Line(NamedTuple):
    """A line of one of the files, from 1."""

    file: str
    number: int


PublicHolidays = Mapping[str, Mapping[date, str]]


def read_sites(path: Path, file: str, zones: Collection[str]) -> tuple[dict[str, Site], set[str], list[Issue]]:
    """Sites by id, every id seen (even on a faulty line), and the faults. `zones` are the official holiday zones."""
    rows, issues = _read_csv(path, file, tuple(Site.model_fields))
    sites: dict[str, Site] = {}
    lines: dict[str, int] = {}
    slugs = {zone_slug(zone) for zone in zones}
    for line, cells in rows:
        site_id = cells["site_id"]
        if site_id in lines:
            found = f"site en double (déjà ligne {lines[site_id]})"
            issues.append(
                _at(_Line(file, line), "site_id", "duplicate_site", found, site_id, remedy="ôter une des deux lignes")
            )
            continue
        lines[site_id] = line
        faults = [*_number_issues(file, line, cells), *_zone_issues(file, line, cells, slugs)]
        try:
            site = Site.model_validate(_typed(cells))
        except ValidationError as error:
            faults += _model_issues(error, file, line, cells)
        else:
            faults += _department_issues(file, line, site)
            sites[site_id] = site
        issues += faults
    return sites, set(lines), issues


def read_public_holidays(path: Path, file: str) -> tuple[PublicHolidays, list[Issue]]:
    """Official zone -> day -> French name; two holidays on one day are joined by « et »."""
    rows, issues = _read_csv(path, file, HOLIDAY_COLUMNS)
    holidays: dict[str, dict[date, str]] = {}
    for line, cells in rows:
        try:
            day = date.fromisoformat(cells["date"])
        except ValueError:
            accepted = "une date telle que 2020-07-14"
            issues.append(_at(_Line(file, line), "date", "impossible_date", "date illisible", cells["date"], accepted))
            continue
        for zone in filter(None, cells["zones"].split("|")):
            names = holidays.setdefault(zone, {})
            names[day] = f"{names[day]} et {cells['nom_jour_ferie']}" if day in names else cells["nom_jour_ferie"]
    return holidays, issues


def zone_slug(zone: str) -> str:
    """How `sites.csv` writes an official zone: « La Réunion » is `la-reunion`."""
    plain = unicodedata.normalize("NFKD", zone).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _read_csv(path: Path, file: str, columns: tuple[str, ...]) -> tuple[list[tuple[int, dict[str, str]]], list[Issue]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return [], [Issue("error", "missing_file", "le fichier n'existe pas", file, remedy="remettre ce fichier")]
    except OSError as error:
        found = f"le fichier ne peut pas être lu ({error.strerror})"
        return [], [Issue("error", "unreadable_file", found, file, remedy="vérifier les droits d'accès")]
    except UnicodeDecodeError:
        remedy = "l'enregistrer en CSV UTF-8, séparé par des virgules"
        return [], [Issue("error", "not_utf8", "le texte n'est pas en UTF-8", file, remedy=remedy)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(next(reader, ()))
        if header != columns:
            return [], list(_header_issues(file, header, columns))
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error:
        return [], [
            _at(_Line(file, reader.line_num), None, "csv_syntax", "guillemets mal fermés", remedy="les corriger")
        ]
    issues = [
        _at(_Line(file, line), None, "row_length", f"{len(cells)} cellules", accepted=f"{len(columns)} cellules")
        for line, cells in lines
        if len(cells) != len(columns)
    ]
    rows = [(line, dict(zip(columns, cells, strict=True))) for line, cells in lines if len(cells) == len(columns)]
    issues += [
        _at(
            _Line(file, line),
            column,
            "unprintable_character",
            f"caractère de contrôle ou de sens d'écriture ({code})",
            printable(row[column]),
            remedy="l'effacer",
        )
        for line, row in rows
        for column in columns
        if (code := first_unprintable(row[column]))
    ]
    if not lines:
        issues.append(Issue("error", "empty_file", "aucune ligne sous les en-têtes", file, row=1))
    return rows, issues


def _header_issues(file: str, header: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Issue]:
    accepted = ",".join(columns)
    if len(header) == 1 and ";" in header[0]:
        remedy = "enregistrer le fichier avec la virgule pour séparateur"
        yield _at(
            _Line(file, 1), None, "separator", "colonnes séparées par des points-virgules", header[0], accepted, remedy
        )
        return
    for name in columns:
        if name not in header:
            yield _at(_Line(file, 1), name, "missing_column", "il manque cette colonne", accepted=accepted)
    for name in header:
        if name not in columns:
            remedy = did_you_mean(name, columns) or "ôter cette colonne"
            yield _at(_Line(file, 1), name, "unknown_column", "colonne inconnue", name, accepted, remedy)
    if sorted(header) == sorted(columns):
        yield _at(_Line(file, 1), None, "column_order", "colonnes dans un autre ordre", accepted=accepted)
    elif set(header) == set(columns):
        yield _at(_Line(file, 1), None, "duplicate_column", "colonne en double", ",".join(header), accepted)


def _typed(cells: Mapping[str, str]) -> dict[str, str | int | None]:
    return {
        name: (int(cell) if cell.isascii() and cell.isdigit() else None) if name in _NUMBERS else cell or None
        for name, cell in cells.items()
    }


def _number_issues(file: str, line: int, cells: Mapping[str, str]) -> Iterator[Issue]:
    for name in _NUMBERS:
        if cells[name] and not (cells[name].isascii() and cells[name].isdigit()):
            accepted = "un nombre entier écrit en chiffres, sans espace, ou rien"
            yield _at(_Line(file, line), name, "wrong_type", "nombre illisible", cells[name], accepted)


def _zone_issues(file: str, line: int, cells: Mapping[str, str], slugs: Collection[str]) -> Iterator[Issue]:
    zone, school = cells["holiday_zone"], cells["school_zone"]
    # Without the official list (already told as a fault) every zone would look unknown.
    if slugs and zone not in slugs:
        remedy, accepted = did_you_mean(zone, slugs), accepted_words(slugs)
        yield _at(
            _Line(file, line), "holiday_zone", "unknown_zone", "zone de jours fériés inconnue", zone, accepted, remedy
        )
    if school not in SCHOOL_ZONES:
        remedy, accepted = did_you_mean(school, SCHOOL_ZONES), ", ".join(SCHOOL_ZONES)
        found = "zone de vacances scolaires inconnue"
        yield _at(_Line(file, line), "school_zone", "unknown_zone", found, school, accepted, remedy)


def _department_issues(file: str, line: int, site: Site) -> Iterator[Issue]:
    if site.site_id.split("-")[0] != site.department_code:
        accepted = site.site_id.split("-")[0]
        found = f"le code de département ne va pas avec le site {site.site_id}"
        remedy = "garder les codes en texte : un tableur change 01 en 1"
        yield _at(
            _Line(file, line), "department_code", "wrong_department", found, site.department_code, accepted, remedy
        )


def _model_issues(error: ValidationError, file: str, line: int, cells: Mapping[str, str]) -> Iterator[Issue]:
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0])
        if fault["input"] is None:
            yield _at(_Line(file, line), name, "missing_value", "la cellule est vide", "", remedy="la remplir")
        elif fault["type"] == "literal_error":
            choices = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
            remedy = did_you_mean(cells[name], choices)
            yield _at(
                _Line(file, line), name, "unknown_value", "valeur inconnue", cells[name], ", ".join(choices), remedy
            )
        else:
            accepted = "01, 18, 2A, 971, ou le code et la ville d'une sous-préfecture : 91-etampes"
            remedy = _code_remedy(cells[name])
            yield _at(_Line(file, line), name, "wrong_form", "code de site illisible", cells[name], accepted, remedy)


def _code_remedy(code: str) -> str:
    return f"écrire 0{code} : le tableur a ôté le zéro" if re.fullmatch(r"[1-9]", code) else ""


def _at(
    where: _Line,
    column: str | None,
    code: str,
    found: str,
    value: str | None = None,
    accepted: str = "",
    remedy: str = "",
) -> Issue:
    return Issue("error", code, found, where.file, None, where.number, column, value, accepted, remedy)
