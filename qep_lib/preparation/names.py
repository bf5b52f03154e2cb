"""Names for what is written: identifiers of questions and answers, file stems, short labels."""

import re

from qep_lib.model.characters import fold
from qep_lib.persons.masking import mask

LONGEST_ID, LONGEST_LABEL = 48, 70
_JOINTS, _YEARS = re.compile(r"[_]+|\s+-\s+|\(\d+\)"), re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_BRACKETED = re.compile(r"^(?P<question>.*?)\s*\[(?P<part>[^\[\]]+)\]\s*$", re.DOTALL)


def identifier(text: str, taken: set[str]) -> str:
    """A name in lower-case snake case that is not in `taken`, which it joins."""
    bare = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
    stem = bare[:LONGEST_ID].strip("_") or "question"
    if not stem[0].isalpha():
        stem = f"q_{stem}"
    name, rank = stem, 2
    while name in taken:
        name, rank = f"{stem}_{rank}", rank + 1
    taken.add(name)
    return name


def file_stem(text: str) -> str:
    """Lower case, figures and hyphens: « Délais par trimestre » is `delais-par-trimestre`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST_ID].strip("-")


def short_label(text: str) -> str:
    """A wording without its final signs, cut at a word when it is long."""
    label = " ".join(text.split()).rstrip(" :?*")
    if len(label) <= LONGEST_LABEL:
        return label
    return label[:LONGEST_LABEL].rsplit(" ", 1)[0] + "…"


def bracketed(heading: str) -> tuple[str, str] | None:
    """(question, part) of « Question [partie] »; None for another heading."""
    match = _BRACKETED.match(heading)
    return (match["question"].strip(), match["part"].strip()) if match and match["question"].strip() else None


def of_tool(name: str) -> str:
    """« de Matomo », « d'un serveur téléphonique »."""
    return f"d'{name}" if name[:1].lower() in "aeiouyé" else f"de {name}"


def spoken_name(file: str) -> str:
    """What a file is called where its figures are printed, this year and the next: « Délais titres » of « Délais_titres
    2022.xlsx »; what names a person in it is masked.
    """
    stem = _YEARS.sub(" ", _JOINTS.sub(" ", file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    return mask(" ".join(stem.split()).strip(" -")) or "tableau du service"
