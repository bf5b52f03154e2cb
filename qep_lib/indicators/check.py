"""Indicator files and formulas checked against each other, both ways. What a key may hold is checked by `params`."""

import inspect
from collections.abc import Iterator
from typing import NamedTuple

from qep_lib.errors import ParameterError
from qep_lib.indicators.formulas import FORMULAS, Formula
from qep_lib.indicators.register_offers import lacks_of_source, register_lacks
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.issue import Issue, Where
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES
from qep_lib.params.document import show_path
from qep_lib.questions.links import FORMULA_OF
from qep_lib.questions.offers import survey_lacks

FORMULAS_FILE = "qep_lib/indicators/formulas.py"
_GIVEN = ("context", "indicator")


class _Known(NamedTuple):
    """What an indicator may refer to: ids in the order of their declaration."""

    modules: tuple[str, ...]
    commitments: tuple[str, ...]
    indicators: tuple[str, ...]
    items: tuple[str, ...]


def check_indicators(catalogue: Catalogue) -> list[Issue]:
    """Every disagreement between `params/indicators/`, the formulas and the rest of the catalogue, all at once.

    Errors: unknown formula, wrong table, unknown or missing argument, unknown value, group that the formula does not
    make, unknown commitment or module. Warnings: a question that no questionnaire asks, one that an indicator reads and
    whose answers cannot feed it, a formula that nothing uses.
    """
    ways = [way for indicator in catalogue.indicators.values() for way in indicator.ways()]
    known = _known(catalogue)
    issues = [issue for way in ways for issue in (*_check(way, known), *_check_items(way, known))]
    issues += [issue for way in ways for issue in (*_check_offers(way, catalogue), *_check_sources(way, catalogue))]
    used = {way.formula for way in ways} | {*FORMULA_OF.values()}
    for name in sorted(set(FORMULAS) - used):
        issues.append(
            Issue(
                "warning",
                "unused_formula",
                f"la formule « {name} » n'est employée par aucun indicateur",
                FORMULAS_FILE,
                remedy="la retirer, ou déclarer un indicateur qui l'emploie",
            )
        )
    return issues


def refuse_bad_indicators(catalogue: Catalogue) -> None:
    """Raise `ParameterError` with every error of `check_indicators`; its warnings are not looked for."""
    known = _known(catalogue)
    ways = [way for indicator in catalogue.indicators.values() for way in indicator.ways()]
    if faults := tuple(issue.sentence for way in ways for issue in _check(way, known)):
        raise ParameterError("des indicateurs ne peuvent pas être mesurés.", faults)


def _known(catalogue: Catalogue) -> _Known:
    modules = [module for framework in catalogue.frameworks.values() for module in framework.modules]
    return _Known(
        modules=tuple(dict.fromkeys(module.id for module in modules)),
        commitments=tuple(dict.fromkeys(c.id for module in modules for c in module.commitments)),
        indicators=tuple(catalogue.indicators),
        items=tuple(dict.fromkeys(i.id for q in catalogue.questionnaires.values() for i in q.questions)),
    )


def _check(indicator: Indicator, known: _Known) -> Iterator[Issue]:
    formula = FORMULAS.get(indicator.formula)
    if formula is None:
        yield _error(indicator, "unknown_formula", "formula", "formule inconnue", indicator.formula, tuple(FORMULAS))
        return
    if indicator.table != formula.table:
        yield _error(
            indicator, "wrong_table", "table", "table que la formule ne lit pas", indicator.table, (formula.table,)
        )
    yield from _check_arguments(indicator, formula)
    for group in indicator.group_by:
        if group not in formula.groups:
            found = "groupe que la formule ne fait pas"
            yield _error(indicator, "unknown_group", "group_by", found, group, formula.groups)
    columns = TABLES[formula.table].column_names
    for column in indicator.key_columns:
        if column not in columns:
            yield _error(indicator, "unknown_column", "key_columns", "colonne inconnue de la table", column, columns)
    yield from _check_references(indicator, known)


def _check_arguments(indicator: Indicator, formula: Formula) -> Iterator[Issue]:
    signature = inspect.signature(formula.function).parameters if formula.function else {}
    parameters = {name: parameter for name, parameter in signature.items() if name not in _GIVEN}
    for name in indicator.arguments:
        if name not in parameters:
            found = "argument que la formule ne connaît pas"
            yield _error(indicator, "unknown_argument", "arguments", found, name, tuple(parameters))
    for name, parameter in parameters.items():
        if parameter.default is inspect.Parameter.empty and name not in indicator.arguments:
            found = "argument manquant"
            yield _error(indicator, "missing_argument", "arguments", found, name, tuple(parameters))
    if {"item", "role"} <= set(parameters) and len({"item", "role"} & set(indicator.arguments)) != 1:
        found = "il faut l'un des deux, pas les deux"
        yield _error(indicator, "missing_argument", "arguments", found, "item, role", ("item", "role"))
    for name, accepted in formula.choices.items():
        given = indicator.arguments.get(name, ())
        for value in (given,) if isinstance(given, str) else given:
            if value not in accepted:
                yield _error(indicator, "unknown_value", f"arguments.{name}", "valeur inconnue", value, accepted)


def _check_references(indicator: Indicator, known: _Known) -> Iterator[Issue]:
    for key, value, accepted in (
        ("module", indicator.module, known.modules),
        ("commitment", indicator.commitment, known.commitments),
        ("arguments.visits", indicator.arguments.get("visits"), known.indicators),
    ):
        if value is not None and value not in accepted:
            yield _error(indicator, "unknown_reference", key, "référence inconnue", value, accepted)


def _check_items(indicator: Indicator, known: _Known) -> Iterator[Issue]:
    item = indicator.arguments.get("item")
    if item is not None and item not in known.items:
        yield Issue(
            "warning",
            "unknown_item",
            "aucun questionnaire ne pose cette question",
            _file(indicator),
            key="arguments.item",
            value=str(item),
            accepted=", ".join(known.items),
            remedy=did_you_mean(str(item), known.items) or "corriger l'indicateur ou le questionnaire",
        )


def _check_offers(indicator: Indicator, catalogue: Catalogue) -> Iterator[Issue]:
    """A warning for each question whose answers can never give the figure, with both files."""
    for questionnaire in catalogue.questionnaires.values():
        file = f"params/questionnaires/{questionnaire.id}.yml"
        for item, lack in survey_lacks(indicator.formula, indicator.arguments, questionnaire):
            asked = "" if item is None else f"question « {item.label} » (« {questionnaire.title} ») : "
            name = lack.argument if lack.argument in indicator.arguments else "role"
            yield Issue(
                "warning",
                "not_measurable",
                f"non mesurable avec les réponses de ce questionnaire : {asked}{lack.found}",
                _file(indicator),
                key=f"arguments.{name}",
                value=_written(indicator.arguments.get(name)),
                remedy="corriger l'indicateur ou le questionnaire ; sans cela aucun chiffre n'en est tiré",
                other=Where(file, show_path(lack.path)),
            )


def _check_sources(indicator: Indicator, catalogue: Catalogue) -> Iterator[Issue]:
    """The same for each source of a register whose files can never give the figure."""
    for source in catalogue.sources.values():
        if source.table != indicator.table or not source.columns:
            continue
        lacks = lacks_of_source(source)
        for name, found in register_lacks(indicator.formula, indicator.arguments, source.table, lacks, lacks):
            yield Issue(
                "warning",
                "not_measurable",
                f"non mesurable avec les fichiers de la source « {source.id} » : {found}",
                _file(indicator),
                key=f"arguments.{name}" if name else "formula",
                value=_written(indicator.arguments.get(name)) if name else indicator.formula,
                remedy="corriger l'indicateur ou la source ; sans cela aucun chiffre n'en est tiré",
                other=Where(f"params/sources/{source.id}.yml", "columns"),
            )


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _error(indicator: Indicator, code: str, key: str, found: str, value: object, accepted: tuple[str, ...]) -> Issue:
    return Issue(
        "error",
        code,
        found,
        _file(indicator),
        key=key,
        value=str(value),
        accepted=", ".join(accepted) or "rien",
        remedy=did_you_mean(str(value), accepted) or "corriger ce fichier",
    )


def _file(indicator: Indicator) -> str:
    return f"params/indicators/{indicator.id}.yml"
