"""The tools whose exports are recognised by their signature, and what each of them does that refuses a file.

Which tools there are is said by `params/recognition`. Only sentences come from here: how a file is read is always what its
source and its questionnaire say.
"""

import re
from collections.abc import Iterable

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.decoding import decode
from qep_lib.intake.headings import SEARCHED_ROWS
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.sheets import cell_text, read_sheets
from qep_lib.model.characters import fold
from qep_lib.model.recognition import Tool

_HEAD_BYTES = 2**16
_MATOMO_WEEKS = re.compile(r"\n\"?\d{4}-\d{2}-\d{2},\d{4}-\d{2}-\d{2},")


def refuse_known_fault(arrival: Arrival) -> None:
    """Raise `DataRefused` for a file that a tool writes wrong: reading it would move every cell."""
    if arrival.kind != "text" or (tool := tool_of(arrival)) is None or tool.name != "Matomo":
        return
    if _MATOMO_WEEKS.search(_head(arrival)):
        raise refuse(arrival.name, fault("tool_fault"))


def naming_its_tool(refusal: DataRefused, arrival: Arrival) -> DataRefused:
    """The same refusal, which also says what tool the file looks like, where its signature is known."""
    tool = tool_of(arrival)
    if tool is None or tool.name in refusal.message:
        return refusal
    return DataRefused(
        f"{refusal.message} Ce fichier ressemble à un export de {tool.name} : {tool.advice}.", refusal.faults
    )


def tool_of(arrival: Arrival) -> Tool | None:
    """The tool whose signature the file bears; None for another, or for a file that cannot be read at all."""
    try:
        return tool_of_text(arrival.catalogue.recognition.tools, _head(arrival))
    except DataRefused:
        return None


def tool_of_text(tools: Iterable[Tool], head: str) -> Tool | None:
    """The first tool of which a signature is whole in the first rows of a file, as text; None when there is none."""
    cells = {fold(cell.strip(" \"'\ufeff")) for cell in re.split(r"[;,\t|\n]", head)}
    text = fold(head)

    def holds(word: str) -> bool:
        return word in cells or (" " in word and word in text)

    return next(
        (tool for tool in tools if any(all(holds(fold(word)) for word in words) for words in tool.signatures)), None
    )


def _head(arrival: Arrival) -> str:
    """The first rows as text, of every sheet."""
    if arrival.kind == "text":
        start = arrival.content[:_HEAD_BYTES]
        # Cut at the end of a line: half a character would be taken for another encoding.
        whole = start if len(start) == len(arrival.content) else start[: start.rfind(b"\n") // 2 * 2]
        text, _ = decode(arrival.name, whole or start)
        return "\n".join(text.decode(errors="ignore").splitlines()[:SEARCHED_ROWS])
    sheets = read_sheets(arrival.name, arrival.content, arrival.kind)
    return "\n".join("\t".join(map(cell_text, row)) for sheet in sheets for row in sheet.rows[:SEARCHED_ROWS])
