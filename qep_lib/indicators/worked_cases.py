"""Runs the worked cases that indicator files carry, and says where they differ. Measuring itself is `measure`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.indicators.case_questionnaire import case_questionnaire
from qep_lib.indicators.measure import measure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator, WorkedCase
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import NETWORKS, RESULTS, TABLES
from qep_lib.stats.rounding import round_half_up
from qep_lib.store.parquet import empty_table

RECEIVED_ON = (3, 2)
"""Month and day on which a request is received, or a title applied for, when its row does not say."""
_NUMBERED = (
    "answer_id",
    "request_id",
    "case_id",
    "update_id",
    "meeting_id",
    "session_id",
    "contact_id",
    "line_id",
)
"""Identifiers that a row without one gets from its place in the case."""
ANSWERED_ON = (9, 14)
"""Month and day on which a survey is answered when the row does not say."""


def run_worked_case(catalogue: Catalogue, indicator: Indicator, case: WorkedCase) -> tuple[str, ...]:
    """What the case gives that its file does not expect, in French; empty when every expected column agrees.

    A number is compared to as many decimals as the file writes; null is a missing figure. The rows belong to the first
    site of the registry and, unless they say otherwise, to the question that the indicator measures, in a questionnaire made
    for the case.
    """
    unknown = tuple(_unknown_columns(indicator, case))
    if unknown:
        return unknown
    site_id = next(iter(catalogue.sites))
    visits = indicator.arguments.get("visits")
    needed = {id_: catalogue.indicators[id_] for id_ in (visits,) if id_ is not None} | {indicator.id: indicator}
    try:
        questionnaire, item_id = case_questionnaire(indicator, case, catalogue.questionnaires)
        tables = _tables(indicator, case, site_id, questionnaire, item_id)
    except ParameterError as error:
        return (str(error),)
    except (ValueError, TypeError) as error:
        return (f"une valeur des lignes n'a pas le type de sa colonne ({error})",)
    known = {**catalogue.questionnaires, questionnaire.id: questionnaire}
    alone = replace(catalogue, indicators=needed, questionnaires=known)
    results = measure(alone, tables, [site_id], Period.parse(case.period), case.as_of)
    rows = results.loc[(results["indicator_id"] == indicator.id) & (results["group"] == case.group)]
    if rows.empty:
        return (f"le groupe « {case.group} » n'est pas dans le résultat",)
    found = rows.iloc[0]
    return tuple(_differences(case.expected, {name: found[name] for name in case.expected}))


def check_worked_cases(catalogue: Catalogue) -> list[Issue]:
    """One error a worked case whose result is not what its file expects, with the file, the title and both figures."""
    return [
        Issue(
            "error",
            "worked_case",
            f"l'exemple « {case.title} » ne donne pas ce que le fichier annonce : {' ; '.join(differences)}",
            f"params/indicators/{indicator.id}.yml",
            key=f"worked_cases[{number}]",
            remedy="corriger la valeur annoncée (expected) ou les lignes de l'exemple",
        )
        for indicator in catalogue.indicators.values()
        for number, case in enumerate(indicator.worked_cases)
        if (differences := run_worked_case(catalogue, indicator, case))
    ]


def build_table(name: str, rows: Iterable[Mapping[str, Any]], ordinary: Mapping[str, Any]) -> pd.DataFrame:
    """A typed frame of the table `name`; `repeat: n` stands for n rows alike, an omitted column is the `ordinary` one."""
    full: list[dict[str, Any]] = []
    for row in rows:
        own = {key: value for key, value in row.items() if key != "repeat"}
        for _ in range(row.get("repeat", 1)):
            number = len(full) + 1
            numbered = {name: str(number) for name in _NUMBERED} | {"source_row": number}
            full.append({**numbered, **ordinary, **own})
    if name == "declared_figures":
        full = [{"period_start": Period.parse(row["period"]).start, **row} for row in full]
    empty = empty_table(name)
    return pd.DataFrame(full).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def _tables(
    indicator: Indicator, case: WorkedCase, site_id: str, questionnaire: Questionnaire, item_id: str
) -> Mapping[str, pd.DataFrame]:
    common = {"site_id": site_id, "dataset": "exemple", "nature": "real"}
    rows, ordinary = (
        {case.table or indicator.table: case.rows},
        _ordinary_rows(indicator, Period.parse(case.period), questionnaire, item_id),
    )
    stated = [{"indicator_id": indicator.id, **row} for row in case.declared]
    rows["declared_figures"] = [*rows.get("declared_figures", ()), *stated]
    return {name: build_table(name, found, common | ordinary.get(name, {})) for name, found in rows.items()}


def _ordinary_rows(
    indicator: Indicator, period: Period, questionnaire: Questionnaire, item_id: str
) -> dict[str, dict[str, Any]]:
    """What a row holds in the columns that the case leaves out, by table."""
    received_on = _ordinary_day(period, *RECEIVED_ON)
    last_month = {"month": period.end.replace(day=1), "source": "exemple"}
    return {
        "survey_answers": {
            "questionnaire_id": questionnaire.id,
            "item_id": item_id,
            "answered_on": _ordinary_day(period, *ANSWERED_ON),
            "mode": questionnaire.modes[0].id,
            "state": "answered",
        },
        "requests": {
            "kind": "information_request",
            "channel": "email",
            "perimeter": "inside",
            "received_on": received_on,
        },
        "title_cases": {
            "title": next(iter(indicator.arguments.get("titles", ())), None),
            "applied_on": received_on,
        },
        "title_statistics": last_month | {"title": next(iter(indicator.arguments.get("titles", ())), None)},
        "calls": {"statistics_on": period.start, "until_on": period.end},
        "web_statistics": last_month,
        "social_statistics": last_month | {"network": NETWORKS[0]},
        "service_updates": {"medium": indicator.arguments.get("medium"), "requested_on": received_on},
        "meetings": {"requested_on": received_on, "withdrawn": False},
        "local_authority_requests": {"channel": indicator.arguments.get("channel"), "received_on": received_on},
        "fraud_statistics": last_month | {"domain": next(iter(indicator.arguments.get("domains", ())), None)},
        "trainings": {"held_on": received_on, "commitments": "E4"},
        "mystery_contacts": {
            "channel": "phone",
            "contacted_on": received_on,
            "half_day": "morning",
            "criterion_id": "observed",
        },
        "self_assessment": {
            "exercise_year": period.year,
            "commitment": "E1",
            "module": "M1",
            "channel": "general",
        },
        "declared_figures": {"group": "", "period": period.code, "source": "exemple"},
    }


def _ordinary_day(period: Period, month: int, day: int) -> date:
    usual = date(period.start.year, month, day)
    return usual if period.start <= usual <= period.end else period.start


def _unknown_columns(indicator: Indicator, case: WorkedCase) -> Iterator[str]:
    written = [
        ([case.expected], [column.name for column in RESULTS]),
        (case.rows, [*TABLES[case.table or indicator.table].column_names, "repeat"]),
        (case.declared, [*TABLES["declared_figures"].column_names, "repeat"]),
    ]
    for rows, columns in written:
        for name in dict.fromkeys(name for row in rows for name in row if name not in columns):
            yield f"colonne « {name} » inconnue, {did_you_mean(name, columns) or 'accepté : ' + ', '.join(columns)}"


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for column, wanted in expected.items():
        value = None if pd.isna(found[column]) else found[column]
        if isinstance(value, pd.Timestamp):
            value = value.date()
        if value is not None and _is_number(wanted):
            decimals = len(repr(wanted).partition(".")[2]) if isinstance(wanted, float) else 0
            value = float(round_half_up(value, decimals))
        if value != wanted:
            yield f"{column} : attendu {_told(wanted)}, trouvé {_told(value)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(value: Any) -> str:
    if value is None:
        return "rien (null)"
    return f"{value:.12g}".replace(".", ",") if _is_number(value) else str(value)
