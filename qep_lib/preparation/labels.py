"""What stored values are called in French, for whoever is asked. The words themselves are in `params/`."""

from qep_lib.model.recognition import Tool
from qep_lib.preparation.knowledge import Knowledge

_CHANNELS = (("appel", "phone"), ("courriel", "email"), ("courrier", "post"), ("visite", "front_desk"))
"""Word of a title -> how those of whom it speaks came."""


def usual_labels(knowledge: Knowledge, table: str, column: str) -> dict[str, tuple[str, ...]]:
    """Stored value -> the labels of the first source that declares them: what another year's file may hold."""
    for source in knowledge.catalogue.sources.values():
        binding = source.columns.get(column)
        if source.table == table and binding is not None and binding.values:
            return dict(binding.values)
    return {}


def label_of(knowledge: Knowledge, table: str, column: str, code: str) -> str:
    """What a stored value is called: its first label anywhere."""
    if labels := usual_labels(knowledge, table, column).get(code):
        return labels[0]
    for part in knowledge.recognition.tables.get(table, ()):
        if labels := part.values.get(column, {}).get(code):
            return labels[0]
    return code


def indicator_labels(knowledge: Knowledge) -> dict[str, str]:
    """Id of an indicator -> its label."""
    return {id_: indicator.label for id_, indicator in knowledge.catalogue.indicators.items()}


def default_constant(name: str, tool: Tool | None, words: str) -> str | None:
    """What is proposed for a column that the file does not have: `words` are those of its title."""
    if name == "perimeter":
        return "inside"
    if name == "channel" and tool is not None:
        return "web_form"
    if name == "channel":
        return next((code for word, code in _CHANNELS if word in words), None)
    if name == "kind":
        for word, code in (("reclamation", "complaint"), ("suggestion", "suggestion"), ("remerciement", "compliment")):
            if word in words:
                return code
    return None
