"""Elements as lines of plain text. HTML is in `render.py`; nothing here escapes, since plain text has no markup."""

from collections.abc import Iterator

from qep_lib.display.printable import text_beside_mark

_LONGEST_COLUMN = 40
LANDMARKS_WORDS = "Le document dira ici, en une fois, ce qui n'a pas été communiqué et ce qui n'est pas diffusé."
"""What a cell shows of `Landmarks`: only the whole document knows what it lacks."""
ANNEXES_WORDS = "Ce qui suit est publié dans un second fichier, les annexes."


def plain_lines(data: dict) -> Iterator[str]:
    """Lines of an element's JSON; an unknown kind is a KeyError."""
    return _LINES_OF[data["kind"]](data)


def cell_words(cell: dict) -> str:
    """A cell's text followed by the symbol and word of its mark, on one line."""
    mark = cell["mark"]
    words = cell["text"] if mark is None else f"{text_beside_mark(cell['text'], mark['word'])} {_mark_words(mark)}"
    return " ".join(words.split())


def _mark_words(mark: dict) -> str:
    return f"{mark['symbol']} {mark['word']}"


def _header(data: dict) -> Iterator[str]:
    if data["letterhead"]:
        yield from data["letterhead"]["names"]
    yield data["title"]
    yield data["subtitle"]
    for label, value in data["facts"]:
        yield f"{label} : {value}"
    if data["banner"]:
        yield f"Attention : {data['banner']}"


def _key_figures(data: dict) -> Iterator[str]:
    yield data["title"]
    for item in data["items"]:
        parts = [
            f"- {item['label']} : {item['value']}",
            item["detail"],
            item["scope"],
            _mark_words(item["mark"]) if item["mark"] else "",
        ]
        yield " · ".join(part for part in parts if part)


def _table(data: dict) -> Iterator[str]:
    yield data["caption"]
    grid = [
        [column["label"] for column in data["columns"]],
        *([cell_words(cell) for cell in row] for row in data["rows"]),
    ]
    widths = [min(_LONGEST_COLUMN, max(len(line[i]) for line in grid)) for i in range(len(data["columns"]))]
    for line in grid:
        yield "  ".join(
            text.rjust(width) if column["align"] == "end" else text.ljust(width)
            for text, width, column in zip(line, widths, data["columns"], strict=True)
        )
    yield from data["notes"]


def _figure(data: dict) -> Iterator[str]:
    yield data["caption"]
    yield data["alt"]
    yield from _table(data["data"])


def _text(data: dict) -> Iterator[str]:
    for paragraph in data["paragraphs"]:
        yield f"- {paragraph}" if data["is_list"] else paragraph


def _note(data: dict) -> Iterator[str]:
    if data["title"]:
        yield data["title"]
    yield from data["paragraphs"]


def _comment(data: dict) -> Iterator[str]:
    yield data["title"]
    for part in data["content"]:
        if "runs" in part:
            yield _words(part)
        elif "items" in part:
            for place, item in enumerate(part["items"], start=part["start"]):
                yield (
                    f"{place}." * part["is_ordered"]
                    + "-" * (not part["is_ordered"])
                    + f" {' '.join(map(_words, item))}"
                )
        else:
            yield f"{part['legend']} (image : {part['alt']})".strip()
    if data["signature"]:
        yield data["signature"]


def _words(paragraph: dict) -> str:
    return "".join(run["text"] for run in paragraph["runs"])


def _comments(data: dict) -> Iterator[str]:
    yield data["title"]
    for theme, count in data["themes"]:
        yield f"- {theme} : {count}"
    for text in data["approved"]:
        yield f"« {text} »"


def _absent(data: dict) -> Iterator[str]:
    yield data["sentence"]


def _method(data: dict) -> Iterator[str]:
    yield data["title"]
    yield from (item["paragraph"] for item in data["items"])


def _annexes(data: dict) -> Iterator[str]:
    yield ANNEXES_WORDS


def _landmarks(data: dict) -> Iterator[str]:
    yield LANDMARKS_WORDS


def _gallery(data: dict) -> Iterator[str]:
    for item in data["items"]:
        yield from plain_lines(item)


_LINES_OF = {
    "header": _header,
    "key_figures": _key_figures,
    "table": _table,
    "figure": _figure,
    "text": _text,
    "note": _note,
    "comment": _comment,
    "comments": _comments,
    "absent": _absent,
    "landmarks": _landmarks,
    "method": _method,
    "annexes": _annexes,
    "gallery": _gallery,
}
