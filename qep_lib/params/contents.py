"""Checks inside one file of `params/`: nothing said twice, nothing ambiguous, columns of the tables. Links: `references`."""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from qep_lib.model.base import Unit
from qep_lib.model.campaign import ColumnBinding, Source
from qep_lib.model.characters import fold
from qep_lib.model.indicator import Indicator
from qep_lib.model.issue import Issue
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.model.school_calendar import SCHOOL_ZONES, SchoolCalendar
from qep_lib.model.site import Framework, SiteGroup
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.params.document import Document, KeyPath
from qep_lib.params.references import unknown
from qep_lib.params.sources import filled_by_source
from qep_lib.questions.forms import FORMS

FILLED_BY_IMPORT = ("site_id", "exercise_year", "period_start")
"""Columns that come from the import's own parameters, never from a heading."""

UNIT_RANGES: dict[Unit, tuple[float, float]] = {
    "pct": (0, 100),
    "permille": (0, 1000),
    "days": (0, math.inf),
    "working_days": (0, math.inf),
    "count": (0, math.inf),
    "score": (-math.inf, math.inf),
}
"""Lowest and highest value of each unit; a score has the bounds of its own question."""

Place = tuple[KeyPath, str]


def check_source_columns(document: Document, source: Source) -> Iterator[Issue]:
    """The bound columns exist, the required ones are bound, closed values are those of the table, headings differ."""
    yield from unknown(document, ("table",), source.table, "table inconnue", TABLES)
    if source.table not in TABLES:
        return
    if source.questionnaire is not None:
        if source.columns:
            found = "les colonnes d'une enquête se décrivent dans son questionnaire"
            yield document.issue(("columns",), "misplaced_columns", found, remedy="ôter cette clé")
        return
    table = TABLES[source.table]
    yield from _columns(document, source, table)
    headings: list[tuple[KeyPath, str]] = [
        (("columns", name, "heading"), heading)
        for name, binding in source.columns.items()
        for heading in _headings(binding.heading)
    ]
    if source.wide is not None:
        wide = source.wide.headings.items()
        headings += [(("wide", "headings", value), heading) for value, words in wide for heading in words]
    headings += [(("ignored_columns", i), heading) for i, heading in enumerate(source.ignored_columns)]
    headings += [(("site_column",), heading) for heading in _headings(source.site_column)]
    if source.event is None:
        # The column that says what became of a call counts in several columns of the table.
        yield from check_repeated(document, headings, "en-tête")


def _columns(document: Document, source: Source, table: TableSpec) -> Iterator[Issue]:
    extra = table.extra_bindings
    own = {column.name: column for column in table.columns if column.name not in FILLED_BY_IMPORT}
    given = filled_by_source(source, table)
    for name, column in own.items():
        if column.required and name not in source.columns and name not in given:
            found = f"il manque la colonne « {name} » ({column.description}), obligatoire dans la table {table.name}"
            remedy = f"ajouter {name}: {{heading: …}}"
            yield document.issue(("columns", name), "missing_column", found, value=None, remedy=remedy)
    for name, binding in source.columns.items():
        path: KeyPath = ("columns", name)
        if name in extra:
            yield from _values(document, path, binding, extra[name])
            continue
        if name == "exercise_year" and binding.from_sheet:
            continue
        if name not in own:
            by_import = " : l'import la remplit" if name in FILLED_BY_IMPORT else ""
            yield from unknown(
                document, path, name, f"colonne inconnue de la table {table.name}{by_import}", [*own, *extra]
            )
            continue
        column = own[name]
        if column.required and not binding.required:
            found = f"la table {table.name} exige cette colonne"
            yield document.issue(
                (*path, "required"), "required_column", found, accepted="true", remedy="ôter cette ligne"
            )
        yield from _values(document, path, binding, ("true", "false") if column.type == "bool" else column.choices)


def _values(document: Document, path: KeyPath, binding: ColumnBinding, choices: tuple[str, ...]) -> Iterator[Issue]:
    if not choices:
        return
    for value in binding.values:
        yield from unknown(document, (*path, "values", value), value, "valeur inconnue de la table", choices)
    labels = [(((*path, "values", value)), label) for value, words in binding.values.items() for label in words]
    yield from check_repeated(document, labels, "libellé")


def check_questionnaire(document: Document, questionnaire: Questionnaire) -> Iterator[Issue]:
    """Items, answers and headings are each named once; an item's own columns are its answers, or the rows of its grid; each
    suits its kind."""
    asked: list[Place] = [
        (("items", i, "rows", j, "id") if item.rows else ("items", i, "id"), question.id)
        for i, item in enumerate(questionnaire.items)
        for j, question in enumerate(item.questions())
    ]
    yield from check_repeated(document, asked, "item")
    for name, options in questionnaire.scales.items():
        yield from _repeated_options(document, ("scales", name), options)
    yield from _repeated_options(document, ("modes",), questionnaire.modes)
    yield from _check_bands(document, questionnaire)
    headings: list[Place] = []
    for key in ("answer_id_column", "answered_on_column", "mode_column"):
        headings += [((key,), heading) for heading in _headings(getattr(questionnaire, key))]
    headings += [(("ignored_columns", i), heading) for i, heading in enumerate(questionnaire.ignored_columns)]
    for i, item in enumerate(questionnaire.items):
        yield from _repeated_options(document, ("items", i, "options"), item.options)
        headings += [(("items", i, "column"), heading) for heading in _headings(item.column)]
        headings += [(("items", i, "columns", option), heading) for option, heading in item.columns.items()]
        parts = [part.id for part in item.rows or questionnaire.options_for(item)]
        what = "ligne inconnue de la grille" if item.rows else "réponse inconnue de l'item"
        for part in item.columns:
            yield from unknown(document, ("items", i, "columns", part), part, f"{what} « {item.id} »", parts)
        yield from _check_kind(document, ("items", i), item, questionnaire.options_for(item))
    yield from check_repeated(document, headings, "en-tête")


def _check_kind(document: Document, path: KeyPath, item: Item, options: tuple[Option, ...]) -> Iterator[Issue]:
    """The kind exists, and the rest of the declaration is one of that kind."""
    if item.kind not in FORMS:
        yield from unknown(document, (*path, "kind"), item.kind, "type de question inconnu", [*FORMS])
        return
    if item.rows and item.kind != "grid":
        found = f"des lignes (rows) vont avec une grille, pas avec {FORMS[item.kind].words}"
        yield document.issue(
            (*path, "rows"), "question_kind", found, value=None, remedy="écrire kind: grid, ou ôter rows"
        )
    for fault in FORMS[item.kind].faults(item, options):
        where = (*path, fault.key) if fault.key else path
        yield document.issue(where, "question_kind", fault.found, value=None, remedy=fault.remedy)


def _check_bands(document: Document, questionnaire: Questionnaire) -> Iterator[Issue]:
    """Bands of numbers are told for every answer that counts, start before they end and do not overlap."""
    lists: list[tuple[KeyPath, tuple[Option, ...]]] = [
        *((("scales", name), options) for name, options in questionnaire.scales.items()),
        *((("items", i, "options"), item.options) for i, item in enumerate(questionnaire.items)),
    ]
    for path, options in lists:
        bands = [
            (-math.inf if o.at_least is None else o.at_least, math.inf if o.below is None else o.below, i)
            for i, o in enumerate(options)
            if o.level != "not_applicable"
        ]
        if all((low, high) == (-math.inf, math.inf) for low, high, _ in bands):
            continue
        last = -math.inf
        for low, high, i in sorted(bands):
            if not (low < high and low >= last):
                found = "la tranche de cette réponse est vide, sans bornes ou en recouvre une autre"
                remedy = "donner at_least (comprise) et below (non comprise) à chaque réponse"
                yield document.issue((*path, i), "overlapping_bands", found, value=options[i].label, remedy=remedy)
            last = max(last, high)


def check_targets(document: Document, indicator: Indicator) -> Iterator[Issue]:
    """A target is a value that the unit can take, and two never apply on the same day."""
    low, high = UNIT_RANGES[indicator.unit]
    for i, target in enumerate(indicator.targets):
        if target.value is not None and not low <= target.value <= high:
            accepted = f"de {low:g} à {high:g}" if high < math.inf else f"{low:g} ou plus"
            found = f"cible hors de ce que l'unité ({indicator.unit}) peut valoir"
            remedy = "corriger value, ou unit"
            yield document.issue(("targets", i, "value"), "impossible_target", found, accepted=accepted, remedy=remedy)
    order = sorted(range(len(indicator.targets)), key=lambda i: indicator.targets[i].start)
    for before, after in pairwise(order):
        first, second = indicator.targets[before], indicator.targets[after]
        if second.start <= first.end:
            found = f"deux cibles le même jour : l'autre (ligne {document.line(('targets', before))}) court jusqu'au {first.end}"
            remedy = "corriger start ou end"
            yield document.issue(("targets", after, "start"), "overlapping_targets", found, remedy=remedy)


def check_framework(document: Document, framework: Framework) -> Iterator[Issue]:
    """Modules and commitments are each named once; the label's rules name commitments that exist."""
    modules: list[Place] = []
    commitments: list[Place] = []
    for i, module in enumerate(framework.modules):
        modules.append((("modules", i, "id"), module.id))
        commitments += [(("modules", i, "commitments", j, "id"), c.id) for j, c in enumerate(module.commitments)]
    declared = [word for _, word in commitments]
    for i, word in enumerate(framework.label.training_commitments):
        yield from unknown(document, ("label", "training_commitments", i), word, "engagement inconnu", declared)
    yield from check_repeated(document, modules, "module")
    yield from check_repeated(document, commitments, "engagement")


def check_groups(document: Document, groups: tuple[SiteGroup, ...]) -> Iterator[Issue]:
    """A group is led by one of its sites, and a site is in one group at most."""
    for i, group in enumerate(groups):
        found = "le site qui mène le groupe n'en fait pas partie"
        yield from unknown(document, ("groups", i, "lead"), group.lead, found, group.sites)
    sites = [(("groups", i, "sites", j), site) for i, group in enumerate(groups) for j, site in enumerate(group.sites)]
    yield from check_repeated(document, sites, "site")
    yield from check_repeated_ids(document, "groups", "id", (group.id for group in groups))


def check_school_calendars(document: Document, calendars: tuple[SchoolCalendar, ...]) -> Iterator[Issue]:
    """Zones are those of the ministry, and no day of a zone is told twice."""
    for i, calendar in enumerate(calendars):
        found = "zone de vacances scolaires inconnue"
        yield from unknown(document, ("calendars", i, "zone"), calendar.zone, found, SCHOOL_ZONES)
        for j, other in enumerate(calendars[:i]):
            is_apart = other.known_until < calendar.known_from or calendar.known_until < other.known_from
            if other.zone == calendar.zone and not is_apart:
                line = document.line(("calendars", j, "zone"))
                found = f"jours de la zone {calendar.zone} déjà décrits ligne {line}"
                remedy = "corriger known_from ou known_until"
                yield document.issue(("calendars", i, "known_from"), "overlapping_calendars", found, remedy=remedy)


def check_repeated_ids(document: Document, key: str, id_key: str, ids: Iterable[str]) -> Iterator[Issue]:
    """A list of declarations (`labels`, `reports`) names each thing once."""
    yield from check_repeated(document, [((key, i, id_key), word) for i, word in enumerate(ids)], "identifiant")


def _repeated_options(document: Document, path: KeyPath, options: tuple[Option, ...]) -> Iterator[Issue]:
    yield from check_repeated(document, [((*path, i, "id"), option.id) for i, option in enumerate(options)], "réponse")
    labels = [((*path, i), word) for i, option in enumerate(options) for word in (option.label, *option.aliases)]
    yield from check_repeated(document, labels, "libellé")
    for i in [i for i, option in enumerate(options) if option.any_other][1:]:
        found = "deux réponses de la question prennent ce que les gens écrivent librement"
        yield document.issue((*path, i), "two_others", found, remedy="ne laisser any_other qu'à l'une d'elles")


def check_repeated(document: Document, places: Iterable[Place], what: str) -> Iterator[Issue]:
    """Words given twice; capitals, accents and repeated spaces do not tell two words apart, as when files are read."""
    seen: dict[str, KeyPath] = {}
    for path, word in places:
        if (plain := fold(word)) in seen:
            found = f"{what} en double (déjà ligne {document.line(seen[plain])})"
            yield document.issue(path, "repeated", found, value=word, remedy="n'en garder qu'un exemplaire")
        else:
            seen[plain] = path


def _headings(heading: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if heading is None:
        return ()
    return (heading,) if isinstance(heading, str) else heading
