"""`qep mystery-plan`: the half-days of a mystery survey as a file to fill and import. The rules are `indicators.mystery_plan`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qep_lib.cli.importing import counted, parse_day
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import known_site, require_suffix, shown, write_output
from qep_lib.errors import ParameterError, sure
from qep_lib.export.form import export_form_csv, export_form_xlsx
from qep_lib.indicators.mystery_plan import HalfDay, SurveyDays, plan_half_days
from qep_lib.model.campaign import Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

TABLE = "mystery_contacts"
CHANNELS = ("phone", "email")
"""The référentiel counts calls or e-mails."""
SHEET = "Plan"
SUFFIXES = (".xlsx", ".csv")


def write_mystery_plan(
    site_code: str, channel: str, start: str, contacts: int, criteria: Sequence[str], to: str | None
) -> int:
    """Write the plan, one row a contact and criterion; the result, and a criterion not given, are left to be filled."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, first = known_site(catalogue, site_code), parse_day(start, "start")
    if channel not in CHANNELS:
        raise ParameterError(f"--channel : « {channel} » inconnu. Accepté : {', '.join(CHANNELS)}.")
    path = Path(to) if to else workspace.deposits / f"enquete-mystere-{site.site_id}-{channel}-{first}.xlsx"
    require_suffix(path, SUFFIXES)
    rules = catalogue.framework_of(site.site_id).mystery_survey
    half_days = plan_half_days(SurveyDays(site, catalogue, rules), first, contacts)
    source = _source(catalogue)
    wanted = list(dict.fromkeys(criteria)) or [""]
    headings, columns = _headings(source)
    rows = [
        [_cell(source, column, half, f"{first:%Y%m%d}-{number:02}", channel, criterion) for column in columns]
        for number, half in enumerate(half_days, 1)
        for criterion in wanted
    ]
    results = [words[0] for words in source.columns["result"].values.values()]
    is_csv = path.suffix.lower() == ".csv"
    choices = {headings[columns.index("result")]: results}
    content = export_form_csv(headings, rows) if is_csv else export_form_xlsx(SHEET, headings, rows, choices)
    write_output(path, content)
    screen.line(
        f"{counted(len(half_days), 'contact', 'contacts')} du {half_days[0].day:%d/%m/%Y} au "
        f"{half_days[-1].day:%d/%m/%Y}, un par demi-journée, hors vacances scolaires (zone {site.school_zone})."
    )
    screen.line(f"Résultat : {shown(path, workspace.root)}")
    screen.line(
        f"À faire : remplir {headings[columns.index('criterion_id')]} et {headings[columns.index('result')]} "
        f"({', '.join(results)}), une ligne par critère observé, puis « qep import {shown(path, workspace.root)} "
        f"--source {source.id} --site {site.site_id} --period {first.year} … »."
    )
    return 0


def _source(catalogue: Catalogue) -> Source:
    """The source that describes mystery contacts: its headings are those that the import will read."""
    for source in catalogue.sources.values():
        if source.table == TABLE:
            return source
    raise ParameterError(
        f"aucune source de params/sources/ ne décrit la table {TABLE} ({TABLES[TABLE].title}). À faire : en déclarer une."
    )


def _headings(source: Source) -> tuple[list[str], list[str]]:
    """First heading of each bound column, and the columns, in the order of the source."""
    columns = [name for name, binding in source.columns.items() if binding.heading is not None]
    first = [source.columns[name].heading for name in columns]
    return [heading if isinstance(heading, str) else sure(heading)[0] for heading in first], columns


def _cell(
    source: Source, column: str, half: HalfDay, contact_id: str, channel: str, criterion: str
) -> str | date | None:
    """One cell of the plan, written as the source reads it."""
    values: dict[str, str | date] = {
        "contact_id": contact_id,
        "channel": channel,
        "contacted_on": half.day,
        "half_day": half.half,
    }
    value = (values | {"criterion_id": criterion}).get(column)
    words = source.columns[column].values
    return words[value][0] if isinstance(value, str) and value in words else value
