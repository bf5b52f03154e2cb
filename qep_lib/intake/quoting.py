"""Quotes of a delimited text: which records they break, which mark a file quotes with. Strict: nothing is guessed.

A field is bare and holds no mark, or stands whole between two marks, those inside it doubled (RFC 4180) or escaped.
Anything else is a mark too many or a separator too few, and what it cuts cannot be trusted. Cutting is `delimited`.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_FEED, _SPACE, _BACKSLASH = 10, 32, 92
MAX_CELL_LENGTH = 1_000_000
"""Bytes of a quoted cell: more is a mark that swallows the file."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is cut: one-character separator, quoting mark, and the escape (« \\ ») when marks are not doubled."""

    separator: str
    mark: str = '"'
    escape: str = ""


class BrokenRecord(NamedTuple):
    """A record whose marks cannot be trusted: bytes from `start` to `end`, its last line feed left out.

    `holder`: where the record starts that swallows this line; its own start for the record at fault.
    """

    start: int
    end: int
    holder: int


@dataclass(frozen=True, slots=True)
class QuotedText:
    """What the marks of a text say. `broken` is in order; `unclosed` is where the last mark opens without closing.

    `too_long`: where a quoted cell of more than MAX_CELL_LENGTH bytes opens. `spaces`: positions of the spaces between
    a separator and a mark, as after « , ».
    """

    broken: tuple[BrokenRecord, ...] = ()
    unclosed: int | None = None
    too_long: int | None = None
    spaces: np.ndarray | None = None


def read_quotes(text: bytes, start: int, dialect: Dialect, width: int) -> QuotedText:
    """Check every mark of `text` from the start of a line; `width` fields make a whole record."""
    marks = _find_marks(text, start, dialect)
    if not len(marks.places):
        return QuotedText()
    broken, unclosed = _break_lines(text, start, marks)
    pairs = _sound_pairs(marks.places, broken)
    if unclosed is not None:
        return QuotedText(tuple(broken), unclosed)
    opened, closed = pairs[0::2], pairs[1::2]
    long = np.flatnonzero(closed - opened > MAX_CELL_LENGTH)
    if len(long):
        return QuotedText(tuple(broken), too_long=int(opened[long[0]]))
    broken += _swallowed(text, start, opened, closed, dialect, width)
    return QuotedText(tuple(sorted(broken)), spaces=_spaces_around(marks, pairs))


def choose_dialect(text: bytes, start: int, separator: str, mark: str = '"') -> Dialect:
    """The way the body of a text quotes: the `mark` of its headings, unless its cells prove another way.

    Apostrophes quote when they open more cells than double marks do, and more cells need them (they hold a separator, a
    line feed or a doubled apostrophe) than apostrophes stand where no quoting puts one. Backslashes escape when two
    lines at least have an escaped mark and every mark of the file is then at its place, which it is not otherwise.
    """
    if mark == '"' and text.find(b"'", start) >= 0 and _quotes_with_apostrophes(text, start, separator):
        mark = "'"
    elif mark == "'" and _opening(text, start, separator, mark) <= _opening(text, start, separator, '"'):
        mark = '"'
    usual, escaped = Dialect(separator, mark), Dialect(separator, mark, "\\")
    lines = {text.rfind(b"\n", 0, match.start()) for match in re.finditer(re.escape(f"\\{mark}").encode(), text)}
    if len(lines) > 1 and _has_breaks(text, start, usual) and not _has_breaks(text, start, escaped):
        return escaped
    return usual


def _quotes_with_apostrophes(text: bytes, start: int, separator: str) -> bool:
    marks = _find_marks(text, start, Dialect(separator, "'"))
    opening, misplaced = int(marks.opens.sum()), int((~marks.opens & ~marks.closes).sum())
    # The cells are looked at only when they may be enough: apostrophes of French words are all misplaced.
    if opening <= misplaced or opening <= _opening(text, start, separator, '"'):
        return False
    return _needed_quotes(text, start, separator) + len(re.findall(rb"\\'", text[start:])) > misplaced


def _opening(text: bytes, start: int, separator: str, mark: str) -> int:
    """How many marks stand where a field may open."""
    return int(_find_marks(text, start, Dialect(separator, mark)).opens.sum())


class _Marks(NamedTuple):
    """Marks of a text that are no escaped character: place, whether each may open a field or close one.

    `before` and `after`: nearest places left and right that hold no space.
    """

    places: np.ndarray
    opens: np.ndarray
    closes: np.ndarray
    before: np.ndarray
    after: np.ndarray


def _find_marks(text: bytes, start: int, dialect: Dialect) -> _Marks:
    data = np.frombuffer(text, dtype="uint8")
    # Files are far below two gigabytes: half the memory is enough for their places.
    places = np.flatnonzero(data[start:] == ord(dialect.mark)).astype("int32") + np.int32(start)
    if dialect.escape:
        places = places[[not _is_escaped(text, place) for place in places.tolist()]]
    before, after = places - 1, places + 1
    if dialect.separator != " ":
        while (moved := (before >= start) & (data[before] == _SPACE)).any():
            before = before - moved
        while (moved := (after < len(data)) & (data[np.minimum(after, len(data) - 1)] == _SPACE)).any():
            after = after + moved
    limits = (ord(dialect.separator), _FEED)
    # ="00001" is how spreadsheets are told that a cell is text: the sign goes with the mark.
    before = before - ((before >= start) & (data[before] == ord("=")) & _is_limit(data, before - 1, start, limits))
    opens = _is_limit(data, before, start, limits)
    closes = (after >= len(data)) | np.isin(data[np.minimum(after, len(data) - 1)], limits)
    if not dialect.escape:
        touches = np.diff(places) == 1
        # The second of two marks that touch reopens the text that the first one closed: a doubled mark.
        opens[1:] |= touches
        closes[:-1] |= touches
    return _Marks(places, opens, closes, before, after)


def _is_limit(data: np.ndarray, places: np.ndarray, start: int, limits: tuple[int, int]) -> np.ndarray:
    return (places < start) | np.isin(data[places], limits)


def _is_escaped(text: bytes, place: int) -> bool:
    first = place
    while first and text[first - 1] == _BACKSLASH:
        first -= 1
    return (place - first) % 2 == 1


def _faults_by_parity(marks: _Marks) -> tuple[np.ndarray, np.ndarray]:
    """Marks out of place when even ones open a field, and when odd ones do."""
    is_even = np.arange(len(marks.places)) % 2 == 0
    return (
        np.flatnonzero(np.where(is_even, ~marks.opens, ~marks.closes)),
        np.flatnonzero(np.where(is_even, ~marks.closes, ~marks.opens)),
    )


def _has_breaks(text: bytes, start: int, dialect: Dialect) -> bool:
    marks = _find_marks(text, start, dialect)
    return len(marks.places) % 2 == 1 or len(_faults_by_parity(marks)[0]) > 0


def _break_lines(text: bytes, start: int, marks: _Marks) -> tuple[list[BrokenRecord], int | None]:
    """The first line of each record with a mark out of place (reading goes on at the next line), and what never closes."""
    faults, places, first = _faults_by_parity(marks), marks.places, 0
    broken: list[BrokenRecord] = []
    while first < len(places):
        known = faults[first % 2]
        position = int(np.searchsorted(known, first))
        if position == len(known):
            is_open = (len(places) - first) % 2 == 1
            return broken, int(places[-1]) if is_open else None
        line = _record_start(text, start, places, first, int(known[position]))
        end = text.find(b"\n", line)
        end = len(text) if end < 0 else end
        broken.append(BrokenRecord(line, end, line))
        first = _count_before(places, end)
    return broken, None


def _record_start(text: bytes, start: int, places: np.ndarray, first: int, fault: int) -> int:
    """Where the record of the mark number `fault` starts, when mark number `first` opens a field."""
    position = int(places[fault])
    while True:
        feed = text.rfind(b"\n", start, position)
        if feed < 0:
            return start
        before = _count_before(places, feed)
        if before <= first or (before - first) % 2 == 0:
            return feed + 1
        position = int(places[before - 1])


def _count_before(places: np.ndarray, place: int) -> int:
    """How many of the ascending `places` stand before `place`; of their type, or numpy would copy them all each time."""
    return int(np.searchsorted(places, places.dtype.type(place)))


def _sound_pairs(places: np.ndarray, broken: list[BrokenRecord]) -> np.ndarray:
    """The marks outside the broken lines: they open and close in turn."""
    if not broken:
        return places
    starts, ends = (np.array([record[side] for record in broken]) for side in (0, 1))
    holder = np.searchsorted(starts, places, side="right") - 1
    return places[(holder < 0) | (places >= ends[np.maximum(holder, 0)])]


def _swallowed(
    text: bytes, start: int, opened: np.ndarray, closed: np.ndarray, dialect: Dialect, width: int
) -> list[BrokenRecord]:
    """Every line of the records that hold, behind a quoted line feed, what could be a whole record by itself."""
    feeds = np.flatnonzero(np.frombuffer(text, dtype="uint8") == _FEED)
    reaches = np.searchsorted(feeds, closed) > np.searchsorted(feeds, opened)
    whole, lines, done = _whole_record(dialect, width), [], -1
    for position in np.flatnonzero(reaches).tolist():
        if opened[position] < done:
            continue
        line = text.rfind(b"\n", start, opened[position]) + 1 or start
        pieces, first, done = [], line, _record_end(text, opened, closed, position)
        while first <= done:
            feed = text.find(b"\n", first, done)
            end = done if feed < 0 else feed
            pieces.append(BrokenRecord(first, end, line))
            first = end + 1
        if any(
            whole.fullmatch(text, piece.start, piece.end) or _ends_whole(text, piece, dialect, width)
            for piece in pieces[1:]
        ):
            lines += pieces
    return lines


def _ends_whole(text: bytes, piece: BrokenRecord, dialect: Dialect, width: int) -> bool:
    """True when a line that starts inside quotes has all the separators of a record, some of them before its mark."""
    separator = dialect.separator.encode()
    mark = text.find(dialect.mark.encode(), piece.start, piece.end)
    if mark < 0 or text.count(separator, piece.start, mark) == 0:
        return False
    return text.count(separator, piece.start, piece.end) == max(1, width - 1)


def _record_end(text: bytes, opened: np.ndarray, closed: np.ndarray, position: int) -> int:
    """Where the record ends that holds the pair of marks number `position`: its line feed, or the end of the text."""
    while True:
        feed = text.find(b"\n", closed[position])
        if feed < 0:
            return len(text)
        last = _count_before(opened, feed) - 1
        if closed[last] < feed:
            return feed
        position = last


def _whole_record(dialect: Dialect, width: int) -> re.Pattern[bytes]:
    """A line that is by itself a record of `width` sound fields."""
    mark, separator = re.escape(dialect.mark), re.escape(dialect.separator)
    field = rf"(?: *{mark}(?:[^{mark}]|{mark}{mark})*+{mark} *|[^{mark}{separator}\n]*+)"
    return re.compile(rf"{field}(?:{separator}{field}){{{max(1, width - 1)}}}".encode())


def _spaces_around(marks: _Marks, pairs: np.ndarray) -> np.ndarray | None:
    """Places of the spaces between a separator and the marks of a quoted field."""
    number = np.searchsorted(marks.places, pairs)
    opened, closed = number[0::2], number[1::2]
    left, right = (
        opened[marks.places[opened] - marks.before[opened] > 1],
        closed[marks.after[closed] - marks.places[closed] > 1],
    )
    ranges = [np.arange(marks.before[n] + 1, marks.places[n]) for n in left.tolist()]
    ranges += [np.arange(marks.places[n] + 1, marks.after[n]) for n in right.tolist()]
    return np.concatenate(ranges) if ranges else None


def _needed_quotes(text: bytes, start: int, separator: str) -> int:
    """Cells between apostrophes that must be so: they hold a separator, a line feed or a doubled apostrophe."""
    cut = re.escape(separator)
    cell = re.compile(rf"(?:^|{cut}) *'((?:[^']|'')*+)' *(?={cut}|$)".encode(), re.MULTILINE)
    inside = re.compile(rf"''|\n|{cut}".encode())
    return sum(inside.search(match[1]) is not None for match in cell.finditer(text, start))
