"""No sentence of a report says why a figure is what it is: a difference of public, of means or of time is set beside it.

What the library prints is in its string constants and in its notebooks; both are searched whole, whatever draws them.
"""

import ast
import re

SPEAKING = ("comparison", "disclosure", "display", "indicators", "reports", "export", "workbench")
CAUSE = re.compile(
    r"\b(?:ten(?:ait|aient|ir)|tien(?:t|nent)) (?:à|au|aux)\b|\bparce qu|\bgrâce (?:à|aux?)\b|\bexpliqu(?:e|ent|ait|aient)\b"
    r"|\bdue?s? (?:à|aux?)\b|\bdû (?:à|aux?)\b|\ben raison d"
    r"|\bà cause d|\bdu fait d|\bprovien|\brésulte(?:nt)? d|\ben conséquence|\bs'améliore car",
    re.IGNORECASE,
)
CHANCE = ("hasard",)
"""What chance can do is computed: it may be said."""


def causes(texts):
    """The texts that give a cause to a figure."""
    return [text for text in texts if CAUSE.search(text) and not any(word in text for word in CHANCE)]


def said(tree):
    """Every string constant but docstrings, f-strings put together again."""
    unsaid = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            unsaid.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = [value for value in node.values if isinstance(value, ast.Constant)]
            unsaid |= {id(value) for value in parts}
            yield "…".join(part.value for part in parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            yield node.value


def test_no_sentence_of_the_library_gives_a_cause(modules):
    """« L'écart tenait au public » was printed of a standardised share: nothing had shown it."""
    speaking = {
        name: tree for name, (_, tree) in modules.items() if name.split(".")[1:2] and name.split(".")[1] in SPEAKING
    }
    assert {name: found for name, tree in speaking.items() if (found := causes(said(tree)))} == {}


def test_no_notebook_gives_a_cause(notebooks):
    """Neither in its text nor in its code."""
    cells = {name: ["".join(cell["source"]) for cell in book["cells"]] for name, book in notebooks.items()}
    assert {name: found for name, texts in cells.items() if (found := causes(texts))} == {}


def test_each_way_of_saying_it_is_seen():
    """The words that were printed, and their neighbours."""
    for text in (
        "Une partie de l'écart tenait au public.", "L'écart tient à l'attente.", "Cela s'explique par les motifs.",
        "Le site est mieux noté parce que ses usagers diffèrent.", "La hausse est due à la réforme.", "un écart dû au public",
        "Grâce à l'accueil, la note monte.", "En raison du public reçu", "La baisse résulte de la fermeture.",
    ):  # fmt: skip
        assert causes([text]) == [text]
    assert causes(["La différence dépasse ce que le hasard explique.", "Les usagers tiennent aussi à le dire."]) == []
