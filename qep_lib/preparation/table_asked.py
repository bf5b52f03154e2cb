"""What is asked of a table as a whole: what calls are counted on, whether requests that were taken back count."""

from collections.abc import Iterable

from qep_lib.model.campaign import ExcludedRows
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare
from qep_lib.preparation.values import exclusions

_COUNT, _LEAVE = "count", "leave"
_MOST_WORDS = 25
"""Different texts above which a column is what people wrote, not a state."""


def ask_of_withdrawn(
    file: str, columns: Iterable[GridColumn], knowledge: Knowledge, decisions: Decisions
) -> list[ExcludedRows]:
    """The rules that leave out the requests that their author left or took back (« Abandonnée »), where a person says so; they
    count while nobody has.
    """
    rules: list[ExcludedRows] = []
    for column in columns:
        dates_apart = [text for text in column.texts if not any(map(str.isdigit, text))]
        said = [text for text in dates_apart if bare(text) in knowledge.words("withdrawn")]
        if not said or len(dates_apart) > _MOST_WORDS:
            continue
        count = sum(column.texts[text] for text in said)
        lines = "1 ligne dit" if count == 1 else f"{count} lignes disent"
        answer = decisions.ask(
            Question(
                question_id("withdrawn", column.heading, *sorted(said)),
                f"« {file} », colonne « {column.heading} » : {lines} {', '.join(f'« {text} »' for text in said)} ; "
                "faut-il compter ces demandes ?",
                "sans date de réponse, une demande compte comme restée sans réponse une fois son délai passé",
                ((_COUNT, "oui, comme les autres"), (_LEAVE, "non, les exclure : les rapports disent combien")),
                _COUNT,
            )  # fmt: skip
        )
        if answer == _LEAVE:
            rules += exclusions(column.heading, said)
    return rules


def asks_for_an_agent(heading: str, decisions: Decisions) -> bool:
    """True once a person says that every call received asks for an agent, no machine answering first."""
    answer = decisions.ask(
        Question(
            question_id("voice server", heading),
            f"« {heading} » : un serveur vocal prend-il une partie des appels avant qu'un agent soit demandé ?",
            "la part des appels décrochés se compte sur les appels qui demandent un agent",
            (
                ("no", "non : tous ces appels demandent un agent"),
                ("yes", "oui : la base n'est pas dans le fichier"),
            ),
            "no",
        )  # fmt: skip
    )
    return answer == "no"
