"""Runs the worked cases that indicator files carry, and says where they differ. Measuring itself is `measure`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from qep_lib.errors import ParameterError
from qep_lib.indicators.case_questionnaire import case_questionnaire
from qep_lib.indicators.covered import Given
from qep_lib.indicators.measure import measure
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.closed_lists import NETWORKS
from qep_lib.model.indicator import Indicator, WorkedCase
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.results import RESULTS
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import ANSWERS, DECLARED, TABLES
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


def check_worked_cases(catalogue: Catalogue) -> list[Issue]:
    """One error a worked case whose result is not what its file expects, with the file, the title and both figures."""
    numbered = [
        (number, indicator, case)
        for indicator in catalogue.indicators.values()
        for number, case in enumerate(indicator.worked_cases)
    ]
    found = _run(catalogue, [(indicator, case) for _, indicator, case in numbered])
    return [
        Issue(
            "error",
            "worked_case",
            f"l'exemple « {case.title} » ne donne pas ce que le fichier annonce : {' ; '.join(differences)}",
            f"params/indicators/{indicator.id}.yml",
            key=f"worked_cases[{number}]",
            remedy="corriger la valeur annoncée (expected) ou les lignes de l'exemple",
        )
        for (number, indicator, case), differences in zip(numbered, found, strict=True)
        if differences
    ]


def _run(catalogue: Catalogue, cases: Sequence[tuple[Indicator, WorkedCase]]) -> list[tuple[str, ...]]:
    """What each case gives that is not expected. Each has its own site, and those of one period are measured at once: a
    site's rows never depend on the other sites, and measuring one costs nearly as much as measuring a hundred.
    """
    found: dict[int, tuple[str, ...]] = {}
    together: dict[tuple[str, date], dict[int, _Case]] = {}
    for place, (indicator, case) in enumerate(cases):
        found[place] = tuple(_unknown_columns(indicator, case))
        if found[place]:
            continue
        try:
            ready = _prepared(indicator, case, f"exemple-{place}")
        except ParameterError as error:
            found[place] = (str(error),)
        else:
            together.setdefault((case.period, case.as_of), {})[place] = ready
    for (period, as_of), prepared in together.items():
        try:
            tables = _tables(prepared.values())
        except (ValueError, TypeError) as error:
            found |= (
                {place: _run(catalogue, [cases[place]])[0] for place in prepared}
                if len(prepared) > 1
                else dict.fromkeys(prepared, (f"une valeur des lignes n'a pas le type de sa colonne ({error})",))
            )
            continue
        results = _measured(catalogue, prepared.values(), tables, Period.parse(period), as_of)
        found |= {place: tuple(_faults(case, results)) for place, case in prepared.items()}
    return [found[place] for place in range(len(cases))]


class _Case(NamedTuple):
    indicator: Indicator
    case: WorkedCase
    site_id: str
    questionnaire: Questionnaire
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


def _prepared(indicator: Indicator, case: WorkedCase, site_id: str) -> _Case:
    """The rows of a case by table, with what it leaves out, as those of a site and questionnaire of its own."""
    questionnaire, item_id = case_questionnaire(indicator, case, site_id)
    # A day of extraction is that of a file of its own.
    dataset = "exemple" if case.extracted_on is None else site_id
    common = {"site_id": site_id, "dataset": dataset, "nature": "real"}
    ordinary = _ordinary_rows(indicator, Period.parse(case.period), questionnaire, item_id)
    rows: dict[str, Sequence[Mapping[str, Any]]] = {case.table or indicator.table: case.rows}
    rows[DECLARED] = [*rows.get(DECLARED, ()), *({"indicator_id": indicator.id, **row} for row in case.declared)]
    full = {name: [{**common, **ordinary.get(name, {}), **row} for row in given] for name, given in rows.items()}
    return _Case(indicator, case, site_id, questionnaire, full)


def _tables(cases: Iterable[_Case]) -> dict[str, pd.DataFrame]:
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for case in cases:
        for name, given in case.rows.items():
            rows.setdefault(name, []).extend(given)
    return {name: build_table(name, given, {}) for name, given in rows.items()}


def _measured(
    catalogue: Catalogue, cases: Iterable[_Case], tables: Mapping[str, pd.DataFrame], period: Period, as_of: date
) -> dict[tuple[str, str, str], Mapping[Any, Any]]:
    """The results of these cases by indicator, site and group."""
    model = next(iter(catalogue.sites.values()))
    needed: dict[str, Indicator] = {}
    sites, questionnaires = {}, dict(catalogue.questionnaires)
    for case in cases:
        visits = case.indicator.arguments.get("visits")
        needed |= {id_: catalogue.indicators[id_] for id_ in (visits,) if id_ is not None}
        needed[case.indicator.id] = case.indicator
        sites[case.site_id] = model.model_copy(update={"id": case.site_id})
        questionnaires[case.questionnaire.id] = case.questionnaire
    alone = replace(catalogue, sites=sites, indicators=needed, questionnaires=questionnaires, question_indicators={})
    extracted = {case.site_id: case.case.extracted_on for case in cases if case.case.extracted_on is not None}
    results = measure(alone, tables, list(sites), period, as_of, given=Given(extracted=extracted))
    keys = zip(results["indicator_id"], results["site_id"], results["group"], strict=True)
    return dict(zip(keys, results.to_dict("records"), strict=True))


def _faults(case: _Case, results: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Iterator[str]:
    expected, group = case.case.expected, case.case.group
    found = results.get((case.indicator.id, case.site_id, group))
    if found is None:
        yield f"le groupe « {group} » n'est pas dans le résultat"
    else:
        yield from _differences(expected, {name: found[name] for name in expected})


def build_table(name: str, rows: Iterable[Mapping[str, Any]], ordinary: Mapping[str, Any]) -> pd.DataFrame:
    """A typed frame of the table `name`; `repeat: n` stands for n rows alike, an omitted column is the `ordinary` one."""
    full: list[dict[str, Any]] = []
    for row in rows:
        own = {key: value for key, value in row.items() if key != "repeat"}
        for _ in range(row.get("repeat", 1)):
            number = len(full) + 1
            numbered = {name: str(number) for name in _NUMBERED} | {"source_row": number}
            full.append({**numbered, **ordinary, **own})
    if name == DECLARED:
        full = [{"period_start": Period.parse(row["period"]).start, **row} for row in full]
    empty = empty_table(name)
    return pd.DataFrame(full).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def _ordinary_rows(
    indicator: Indicator, period: Period, questionnaire: Questionnaire, item_id: str
) -> dict[str, dict[str, Any]]:
    """What a row holds in the columns that the case leaves out, by table."""
    received_on = _ordinary_day(period, *RECEIVED_ON)
    last_month = {"month": period.end.replace(day=1), "source": "exemple"}
    return {
        ANSWERS: {
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
        DECLARED: {"group": "", "period": period.code, "source": "exemple"},
    }


def _ordinary_day(period: Period, month: int, day: int) -> date:
    usual = date(period.start.year, month, day)
    return usual if period.start <= usual <= period.end else period.start


def _unknown_columns(indicator: Indicator, case: WorkedCase) -> Iterator[str]:
    written = [
        ([case.expected], [column.name for column in RESULTS]),
        (case.rows, [*TABLES[case.table or indicator.table].column_names, "repeat"]),
        (case.declared, [*TABLES[DECLARED].column_names, "repeat"]),
    ]
    for rows, columns in written:
        for name in dict.fromkeys(name for row in rows for name in row if name not in columns):
            yield f"colonne « {name} » inconnue, {did_you_mean(name, columns) or 'accepté : ' + ', '.join(columns)}"


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for column, wanted in expected.items():
        value: Any = None if pd.isna(found[column]) else found[column]
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
