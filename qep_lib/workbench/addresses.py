"""What an explorer stands on, as the query of an address and back. Where the address leads is `lab` and `serving`.

`explorer=survey&site=18&period=2020&view=cross&item=waiting_time&where.mode=desk`: the words of the call that opens the same
menus, text alone. It names no audience: whoever opens it sees what the audience of that page has.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode

EXPLORER = "explorer"
FILTER = "where"
SEVERAL = "sites"
NAMES = (
    *("site", "region", "period", "view", "item", "by", "other", "mode", "section", "indicator", "group", "topic"),
    *("previous", "kind", "second", SEVERAL),
)
"""Of the calls that open an explorer, what an address may give, once each, but sites; filters stand beside."""
LONGEST = 4000
"""Characters: three filters on every answer of a survey are a quarter of it."""

OF_THE_PAGE = ("reset", "clone", "factory", "token")
"""What JupyterLab and the door of `qep serve` put in an address for themselves; a tab beside another one has the first."""

Chosen = Mapping[str, object]


def query_of(explorer: str, chosen: Chosen) -> str:
    """The query of an address that opens that explorer so."""
    return urlencode([(EXPLORER, explorer), *pairs_of(chosen)])


def pairs_of(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """Each thing chosen, as the name and the value of a query; what is empty is left out."""
    for name, value in chosen.items():
        if isinstance(value, Mapping):
            yield from pairs_of({f"{name}.{inner}": answers for inner, answers in value.items()})
        elif isinstance(value, list):
            yield from ((name, str(one)) for one in value)
        elif value:
            yield name, str(value)


def read_query(query: str) -> tuple[str, list[tuple[str, str]]]:
    """The explorer that a query names, empty for none, and what else it asks; of one that is too long, nothing."""
    asked = parse_qsl(query.removeprefix("?")) if len(query) <= LONGEST else []
    return dict(asked).get(EXPLORER, ""), [pair for pair in asked if pair[0] not in (EXPLORER, *OF_THE_PAGE)]


def chosen_of(pairs: list[tuple[str, str]]) -> dict[str, object]:
    """What the call that opens an explorer is given for those pairs; other names are left out."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    chosen = {name: given[name] if name == SEVERAL else given[name][0] for name in NAMES if name in given}
    where = {name.partition(".")[2]: answers for name, answers in given.items() if name.startswith(f"{FILTER}.")}
    return chosen | ({FILTER: where} if where else {})
