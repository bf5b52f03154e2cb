"""The tools whose exports are recognised by their signature, and what each of them does that refuses a file.

Only sentences come from here: how a file is read is always what its source and its questionnaire say.
"""

import re
from dataclasses import dataclass

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.decoding import decode
from qep_lib.intake.headings import SEARCHED_ROWS, fold
from qep_lib.intake.refusal import refuse
from qep_lib.intake.sheets import cell_text, read_sheets


@dataclass(frozen=True, slots=True)
class Tool:
    """`words` are all in the first rows of its exports, folded; `advice` is what a refused export is most often about."""

    name: str
    words: tuple[str, ...]
    advice: str


TOOLS = (
    Tool(
        "LimeSurvey", ("id de la reponse", "derniere page"),
        "une réponse non terminée n'y a pas de date de soumission (l'exclure par exclude_rows dans la source)",
    ),
    Tool(
        "LimeSurvey", ("submitdate", "lastpage"),
        "une réponse non terminée n'y a pas de date de soumission (l'exclure par exclude_rows dans la source)",
    ),
    Tool("Google Forms", ("horodateur",), "il n'écrit aucun numéro (identifier: row_number dans la source)"),
    Tool("Microsoft Forms", ("heure de debut", "heure de fin"), "ses numéros repartent de 1 à chaque formulaire"),
    Tool("Framaforms", ("numero de serie", "sid", "brouillon"), "ses en-têtes tiennent sur trois lignes"),
    Tool(
        "KoboToolbox", ("_uuid", "_submission_time"),
        "ses colonnes techniques, qui commencent par _, sont à nommer dans ignored_columns",
    ),
    Tool(
        "Sphinx iQ", ("fichier de donnees produit par sphinx iq",),
        "une question à plusieurs réponses y a des colonnes sans en-tête (rank_columns dans le questionnaire)",
    ),
    Tool(
        "Démarches simplifiées", ("etat du dossier", "depose le"),
        "il n'écrit ni canal ni périmètre (constant dans la source)",
    ),
    Tool("Matomo", ("visiteurs uniques", "taux de rebond"), "l'export par mois écrit une ligne par mois"),
    Tool(
        "un serveur téléphonique", ("rapport d'activite file d'attente",),
        "il écrit une ligne par jour (sum_by: month dans la source)",
    ),
)  # fmt: skip
_HEAD_BYTES = 2**16
_MATOMO_WEEKS = re.compile(r"\n\"?\d{4}-\d{2}-\d{2},\d{4}-\d{2}-\d{2},")


def refuse_known_fault(arrival: Arrival) -> None:
    """Raise `DataRefused` for a file that a tool writes wrong: reading it would move every cell."""
    if arrival.kind != "text" or (tool := tool_of(arrival)) is None or tool.name != "Matomo":
        return
    if _MATOMO_WEEKS.search(_head(arrival)):
        raise refuse(
            arrival.name, "tool_fault",
            "export Matomo par semaine : sa première colonne contient « début,fin » sans guillemets, toutes les autres sont "
            "décalées d'un rang",
            accepted="un export Matomo par mois ou par jour",
            remedy="refaire l'export avec la période « mois », ou entourer de guillemets les deux dates de chaque ligne",
        )  # fmt: skip


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
        head = _head(arrival)
    except DataRefused:
        return None
    cells = {fold(cell.strip(" \"'\ufeff")) for cell in re.split(r"[;,\t|\n]", head)}
    text = fold(head)
    return next(
        (tool for tool in TOOLS if all(word in cells or (" " in word and word in text) for word in tool.words)), None
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
