"""What a declared source reads, and what a new file adds to it: nothing that was decided is lost. Deciding is elsewhere."""

from collections.abc import Mapping, Sequence

from qep_lib.intake.headings import as_tuple
from qep_lib.model.campaign import ColumnBinding, Source
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.preparation.names import identifier


def merge_sources(former: Source, new: Source) -> Source:
    """`former` with the headings, values and exclusions of `new`; columns that one of them lacks are not required.

    Where they disagree on a heading or a value, `new` was decided last.
    """
    moved = {fold(h): name for name, b in new.columns.items() if b.heading is not None for h in as_tuple(b.heading)}
    kept = {name: _without(binding, name, moved) for name, binding in former.columns.items()}
    columns = {
        name: binding
        for name in dict.fromkeys((*former.columns, *new.columns))
        if (binding := _merged(kept.get(name), new.columns.get(name))) is not None
    }
    bound = {fold(h) for b in columns.values() if b.heading is not None for h in as_tuple(b.heading)}
    ignored = [h for h in (*former.ignored_columns, *new.ignored_columns) if fold(h) not in bound]
    rules = {rule.reason: rule for rule in (*new.exclude_rows, *former.exclude_rows)}
    return former.model_copy(
        update={
            "columns": columns,
            "ignored_columns": _distinct(ignored),
            "exclude_rows": tuple(rules.values()),
            **{
                key: getattr(new, key) or getattr(former, key)
                for key in (
                    "sheets",
                    "periods",
                    "wide",
                    "identifier",
                    "sum_by",
                    "event",
                    "answered_on",
                    "repeated_answers",
                )
            },
        }
    )


def _without(binding: ColumnBinding, name: str, moved: Mapping[str, str]) -> ColumnBinding | None:
    """The binding without the headings that are now those of another column; None when none is left."""
    if binding.heading is None:
        return binding
    headings = tuple(h for h in as_tuple(binding.heading) if moved.get(fold(h), name) == name)
    return binding.model_copy(update={"heading": headings}) if headings else None


def _merged(former: ColumnBinding | None, new: ColumnBinding | None) -> ColumnBinding | None:
    if former is None:
        # The files of before have no such column.
        return new if new is None or new.heading is None else new.model_copy(update={"required": False})
    if new is None:
        return former if former.heading is None else former.model_copy(update={"required": False})
    if former.heading is None or new.heading is None:
        return new
    code_of = {fold(label): code for code, labels in former.values.items() for label in labels}
    code_of |= {fold(label): code for code, labels in new.values.items() for label in labels}
    values: dict[str, tuple[str, ...]] = {}
    for code in dict.fromkeys((*former.values, *new.values)):
        labels = (*former.values.get(code, ()), *new.values.get(code, ()))
        values[code] = _distinct([label for label in labels if code_of[fold(label)] == code])
    return former.model_copy(
        update={
            "heading": _distinct((*as_tuple(former.heading), *as_tuple(new.heading))),
            "values": values,
            "default": new.default or former.default,
            "delimiter": former.delimiter or new.delimiter,
        }
    )


def merge_questionnaires(former: Questionnaire, new: Questionnaire) -> Questionnaire:
    """`former` with the questions and answers that `new` adds; a question is the same when its column is."""
    headings = {fold(h): item.id for item in former.items for h in _headings(item)}
    items = {item.id: item for item in former.items}
    scales, names = _scales(former, new, headings)
    for item in new.items:
        item = item.model_copy(update={"scale": names[item.scale]}) if item.scale else item
        same = next((headings[fold(h)] for h in _headings(item) if fold(h) in headings), None)
        if same is None and item.id not in items:
            items[item.id] = item
        elif same is not None and item.scale and items[same].scale is None:
            # Written while nobody had said which answers are favourable: a plain list of answers until now.
            items[same] = item.model_copy(update={"id": same}) if item.id in items else item
        elif same is not None and item.options:
            known = items[same]
            items[same] = known.model_copy(update={"options": _options(known.options, item.options)})
    return former.model_copy(
        update={
            "scales": scales,
            "items": tuple(items.values()),
            "ignored_columns": _distinct((*former.ignored_columns, *new.ignored_columns)),
        }
    )


def _scales(
    former: Questionnaire, new: Questionnaire, headings: Mapping[str, str]
) -> tuple[dict[str, tuple[Option, ...]], dict[str, str]]:
    """(the scales of both, name in `new` -> name here): that of the same question, or of the same name with an answer in common;
    a scale that only has the name of another has one of its own.
    """
    known = {item.id: item.scale for item in former.items}
    names: dict[str, str] = {}
    for item in new.items:
        same = next((known[headings[fold(h)]] for h in _headings(item) if fold(h) in headings), None)
        if item.scale and same:
            names.setdefault(item.scale, same)
    scales, taken = dict(former.scales), {*former.scales, *new.scales}
    for name, options in new.scales.items():
        is_another = name in former.scales and not _labels(options) & _labels(former.scales[name])
        names.setdefault(name, identifier(name, taken) if is_another else name)
        scales[names[name]] = _options(scales.get(names[name], ()), options)
    return scales, names


def _labels(options: Sequence[Option]) -> set[str]:
    return {fold(label) for option in options for label in (option.label, *option.aliases)}


def _options(former: Sequence[Option], new: Sequence[Option]) -> tuple[Option, ...]:
    """The former options, with the answers that `new` adds; another spelling of one of them is its alias."""
    known, by_id = _labels(former), {option.id: option for option in former}
    for option in new:
        spelt = tuple(label for label in (option.label, *option.aliases) if fold(label) not in known)
        if option.id in by_id and spelt:
            own = by_id[option.id]
            by_id[option.id] = own.model_copy(update={"aliases": (*own.aliases, *spelt)})
        elif option.id not in by_id and fold(option.label) not in known:
            by_id[option.id] = option
    return tuple(by_id.values())


def _headings(item: Item) -> tuple[str, ...]:
    return as_tuple(item.column) if item.column is not None else tuple(item.columns.values())


def _distinct(headings: Sequence[str]) -> tuple[str, ...]:
    found = {fold(heading): heading for heading in reversed(headings)}
    return tuple(reversed(found.values()))
