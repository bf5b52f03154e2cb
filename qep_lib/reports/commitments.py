"""Commitments that a report says nothing about: without any figure, nor evidence. What covers one is `indicators.coverage`."""

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import NBSP, format_count, joined
from qep_lib.errors import sure
from qep_lib.indicators.coverage import Coverage, commitment_coverage
from qep_lib.model.correspondence import Correspondence
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

SERVICES_PUBLICS_PLUS = f"Services Publics{NBSP}+"
TITLE = "Engagements sans indicateur ni preuve"


@shown
def uncovered_commitments(context: ReportContext) -> Element:
    """The commitments of the label's modules that no figure of the period and no evidence of a self-assessment is about: inside
    only, for whoever prepares an audit."""
    if context.audience == "public":
        return Absent(TITLE, "Les engagements sans preuve ne sont pas dits au public.", "untold")
    if context.label is None:
        words = "Aucun label n'est enregistré pour ce site : ses modules ne sont pas connus."
        return Absent(TITLE, words, "untold")
    covered = _coverage(context)
    missing = [item for item in covered if not item.is_covered]
    notes = _notes(context, covered, missing)
    if not missing:
        return Text(notes)
    found = context.catalogue.correspondence_of(context.framework.version)
    rows = tuple(
        (
            Cell(item.commitment.id),
            Cell(item.module.id),
            Cell(item.commitment.title),
            Cell(_numbers_words(found, item.commitment.id)),
        )
        for item in missing
    )
    columns = (
        TableColumn("Engagement"),
        TableColumn("Module"),
        TableColumn("Intitulé"),
        TableColumn(SERVICES_PUBLICS_PLUS),
    )
    return Table("engagements-sans-preuve", TITLE, columns, rows, notes)


def _numbers_words(correspondence: Correspondence | None, commitment_id: str) -> str:
    """« 2 et 4 », the numbers of Services Publics +; a dash when there is no counterpart."""
    numbers = correspondence.numbers(commitment_id) if correspondence else ()
    return joined([str(number) for number in numbers]) or "—"


def _coverage(context: ReportContext) -> tuple[Coverage, ...]:
    measured = [
        indicator
        for indicator in context.catalogue.indicators.values()
        if any(row.has_value for row in context.rows(indicator.id).values())
    ]
    assessed = context.table("self_assessment")
    has_evidence = assessed["evidence"].fillna("").str.strip() != ""
    evidenced = frozenset(assessed.loc[has_evidence, "commitment"].str.split("_").explode())
    return commitment_coverage(context.framework, measured, sure(context.label).modules, evidenced)


def _notes(context: ReportContext, covered: tuple[Coverage, ...], missing: list[Coverage]) -> tuple[str, ...]:
    """How many, what counts, and the titles of Services Publics + that the table numbers."""
    modules = [module for module in context.framework.modules if module.id in sure(context.label).modules]
    has = "a" if len(covered) - len(missing) < 2 else "ont"
    notes = [
        f"{format_count(len(covered) - len(missing), 'engagement')} sur {len(covered)} {has} un chiffre mesuré dans ce rapport, "
        "ou une preuve enregistrée dans l'auto-diagnostic : une exigence qui n'est que déclarée ne compte pas ici. Les autres "
        "engagements peuvent être tenus ; rien ne le mesure."
    ]
    unknown = [module.id for module in modules if not module.has_known_commitments]
    if unknown:
        notes.append(f"Modules dont les engagements ne sont pas comptés, faute de leur liste : {joined(unknown)}.")
    found = context.catalogue.correspondence_of(context.framework.version)
    if found and missing:
        titles = context.framework.services_publics_plus.commitments
        shown = sorted({number for item in missing for number in found.numbers(item.commitment.id)})
        if shown:
            listed = " ; ".join(f"{number} : {titles[number - 1]}" for number in shown)
            notes.append(f"{SERVICES_PUBLICS_PLUS} : {listed}.")
        if found.to_confirm:
            notes.append(f"Correspondance avec {SERVICES_PUBLICS_PLUS} à confirmer ({found.source}).")
    return tuple(notes)
