"""A stored table is described in one place: its rules are asked of its specification, its name stands where it is read."""

import ast

from qep_lib.model.tables import TABLES

DESCRIBED = {"model.tables", "model.statistics"}
CONSTANTS = {"ANSWERS": "survey_answers", "DECLARED": "declared_figures"}
EVERY_TABLE = {"fictitious.country", "indicators.formulas", "indicators.worked_cases"}
"""The registry of formulas, the rows that a worked example leaves out, and the invented country."""
ODD = "fictitious.odd_sites"
READERS = {
    "survey_answers": {
        "disclosure.answers", "disclosure.case_mix", "disclosure.stored", "disclosure.comments", "indicators.answers",
        "indicators.series", "indicators.waves", "provenance", "reports.respondents", "intake.visits", "preparation.shapes",
        "questions.links", "workbench.explorers", "workbench.public_survey", "indicators.measure", "reports.context", ODD,
        "indicators.action_origins",
    },
    "requests": {
        "disclosure.register", "fictitious.requests", "indicators.requests", "reports.requests", ODD,
    },
    "title_cases": {"indicators.nature", "indicators.titles", ODD},
    "declared_figures": {
        "disclosure.months", "fictitious.declared", "indicators.declared", "indicators.measure", "indicators.nature",
        "intake.arrival", "intake.declared", "intake.reading", "intake.visits", "preparation.shapes", "reports.apparatus",
        "reports.nature_notes", "reports.natures",
    },
    "milestones": {"cli.calendar", "fictitious.declared", "indicators.action_origins", "reports.label_calendar"},
    "actions": {
        "fictitious.plan", "indicators.action_origins", "reports.action_followup", "reports.actions", "reports.plan_states",
        "reports.sections.synthesis",
    },
    "title_statistics": {"indicators.monthly"},
    "calls": {"fictitious.monthly", "indicators.monthly", "reports.contact_figures", ODD},
    "web_statistics": {"fictitious.monthly", "indicators.monthly", "reports.contact_figures", ODD},
    "social_statistics": {"fictitious.monthly", "indicators.monthly", "reports.contact_figures"},
    "fraud_statistics": {"fictitious.monthly", "indicators.monthly"},
    "service_updates": {"fictitious.promises", "indicators.promises", ODD},
    "meetings": {"fictitious.promises", "indicators.promises"},
    "local_authority_requests": {"fictitious.promises", "indicators.promises"},
    "trainings": {"cli.calendar", "fictitious.promises", "indicators.trainings", "reports.label_calendar"},
    "mystery_contacts": {
        "cli.mystery_plan", "fictitious.grids", "indicators.grids", "reports.mystery_results", "reports.mystery_rules", ODD,
    },
    "self_assessment": {
        "fictitious.grids", "indicators.action_origins", "indicators.grids", "reports.assessment_grid", ODD,
    },
}  # fmt: skip
"""Beside those of EVERY_TABLE, the modules that read or make the rows of each table."""
HOMONYMS = {
    "requests": {
        "disclosure.months", "model.committee", "model.indicator", "reports.main_results", "reports.meeting",
        "reports.regional.words",
        "reports.sections.requests", "reports.sections.synthesis", "workbench.explorers", "workbench.site",
    },
    "self_assessment": {
        "model.base", "model.committee", "model.indicator", "reports.actions", "reports.commitments", "reports.main_results",
        "reports.meeting", "reports.regional.words", "reports.sections.self_assessment", "reports.verdicts", "workbench.site",
    },
}  # fmt: skip
"""Where the same word is a section of the catalogue, or the source of an action."""


def named_in(tree):
    """The tables that a module names, as a text or by their constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in TABLES:
            yield node.value
        elif isinstance(node, ast.ImportFrom) and node.module == "qep_lib.model.tables":
            yield from (CONSTANTS[alias.name] for alias in node.names if alias.name in CONSTANTS)


def test_a_table_is_named_where_it_is_described_and_where_its_rows_are_read(modules):
    """A rule that treats a table apart belongs to `TableSpec`; a new reader of its rows is added to the list."""
    named = {table: set() for table in TABLES}
    for name, (_, tree) in modules.items():
        module = name.partition(".")[2]
        if module not in DESCRIBED:
            for table in named_in(tree):
                named[table].add(module)
    expected = {table: READERS[table] | HOMONYMS.get(table, set()) for table in TABLES}
    assert {table: found - EVERY_TABLE for table, found in named.items()} == expected


def test_a_table_says_what_its_rows_are_and_its_rules_name_its_own_columns():
    """A rule about a column that does not exist would never be applied."""
    for spec in TABLES.values():
        own = {column.name for column in spec.columns}
        counts = {column.name for column in spec.columns if column.type in ("int", "float")}
        days = {column.name for column in spec.columns if column.type == "date"}
        assert spec.row.startswith(("un ", "une ")), spec.name
        assert {spec.settled_on, spec.period_column, spec.until_column} - {None} <= own, spec.name
        assert {*spec.unmeasured, *spec.summed, *spec.stocks, *spec.recognised_by} <= own, spec.name
        for column in spec.columns:
            assert column.part_of is None or {column.name, column.part_of} <= counts, f"{spec.name}.{column.name}"
            assert not column.follows or {column.name, *(before for before, _ in column.follows)} <= days, spec.name
            assert not column.is_foreseen or column.type == "date", f"{spec.name}.{column.name}"
