"""What the files of a register must hold for a formula to be computed from their rows, or why they cannot feed it.

A file that has no column of replies makes every request late; one whose source cannot tell a kind makes a 0 of it. `lacks`
are written as the manifest keeps them: « replied_on » for a column, « kind=suggestion » for a closed value.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from qep_lib.model.campaign import Source
from qep_lib.model.tables import TABLES

NEEDED: Mapping[str, tuple[str, ...]] = {
    "request_on_time_share": ("replied_on",),
    "request_overdue_count": ("replied_on",),
    "request_reply_delay": ("replied_on",),
    "request_theme_count": ("theme",),
    "update_on_time_share": ("published_on",),
    "local_authority_on_time_share": ("replied_on",),
}
"""Optional columns without which the figure would be false, by formula."""
NAMED = ("step", "start", "end")
"""Arguments that name a column."""
CLOSED = {
    "kinds": "kind",
    "perimeters": "perimeter",
    "channels": "channel",
    "titles": "title",
    "medium": "medium",
    "channel": "channel",
}
"""The column of which an argument chooses values."""


def register_lacks(
    formula: str, arguments: Mapping[str, Any], table: str, missing: Collection[str], unsaid: Collection[str]
) -> Iterator[tuple[str | None, str]]:
    """(the argument that asks for it, what lacks in French) for each lack of the files of a register: columns among `missing`,
    closed values that are all among `unsaid`. A choice of several values is served by any of them.
    """
    asked: list[tuple[str | None, str]] = [(None, name) for name in NEEDED.get(formula, ())]
    asked += [(argument, arguments[argument]) for argument in NAMED if argument in arguments]
    for argument, name in asked:
        if name in missing:
            yield argument, f"le fichier n'a pas la colonne « {TABLES[table].column(name).description} » ({name})"
    for argument, column in CLOSED.items():
        given = arguments.get(argument, ())
        values = (given,) if isinstance(given, str) else given
        if values and all(f"{column}={value}" in unsaid for value in values):
            yield argument, f"la source du fichier ne connaît pas {column} : {', '.join(values)}"


def lacks_of(files: Iterable[Collection[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """(what one of the files lacks at least, what they all lack): a column must be in every file, a value in one."""
    found = [frozenset(lacks) for lacks in files]
    return frozenset().union(*found), frozenset.intersection(*found) if found else frozenset()


def lacks_of_source(source: Source) -> tuple[str, ...]:
    """What no file of a source can hold, whatever is in it; a column that stands for a constant lacks nothing."""
    spec = TABLES[source.table]
    columns = [column.name for column in spec.columns if not column.required and column.name not in source.columns]
    values = [
        f"{column.name}={value}"
        for column in spec.columns
        if column.choices and (binding := source.columns.get(column.name)) is not None and binding.constant is None
        for value in column.choices
        if binding.values and value not in binding.values
    ]
    return (*columns, *values)
