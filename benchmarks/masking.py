"""What the rules on personal data see, beside spaCy's French models, on the texts of `tests/data/personal_texts.json`.

Usage: python -m benchmarks.masking (needs the extra `nlp` for the models; without it, the rules alone are measured and it is
said). The texts were invented by the author of the rules: the comparison flatters these.

For each method: parts of somebody that are no longer readable, clean texts that were changed, milliseconds a text.
"""

import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from qep_lib.persons.masking import mask

TEXTS = Path(__file__).resolve().parents[1] / "tests" / "data" / "personal_texts.json"
MODELS = ("fr_core_news_sm", "fr_core_news_md")
HIDDEN = "[…]"


def methods() -> Iterator[tuple[str, Callable[[str], str]]]:
    """(name, masking) of each method that can be measured here."""
    yield "rules", mask
    missing = [name for name in ("spacy", *MODELS) if importlib.util.find_spec(name) is None]
    if missing:
        print(f"Rules alone are measured, {', '.join(missing)} not installed: python -m pip install '.[nlp]'")
    for model in () if "spacy" in missing else MODELS:
        if model in missing:
            continue
        without = _masking_by(model)
        yield f"{model}, persons", without
        yield f"rules, then {model}, persons", lambda text, after=without: after(mask(text))


def measure(masking: Callable[[str], str], texts: dict) -> tuple[int, int, int, int, float]:
    """(parts hidden, parts, clean texts changed, clean texts, milliseconds a text)."""
    start = time.perf_counter()
    masked = [(masking(text), parts) for text, parts in texts["masked"]]
    kept = [(masking(text), text) for text in texts["kept"]]
    spent = time.perf_counter() - start
    hidden = sum(part.casefold() not in text.casefold() for text, parts in masked for part in parts)
    changed = sum(after != before for after, before in kept)
    count = sum(len(parts) for _, parts in masked)
    return hidden, count, changed, len(kept), 1000 * spent / (len(masked) + len(kept))


def _masking_by(model: str) -> Callable[[str], str]:
    import spacy  # the extra `nlp`: this module is read without it

    pipeline = spacy.load(model, disable=["lemmatizer", "attribute_ruler"])

    def masking(text: str) -> str:
        for found in reversed([entity for entity in pipeline(text).ents if entity.label_ == "PER"]):
            text = text[: found.start_char] + HIDDEN + text[found.end_char :]
        return text

    return masking


if __name__ == "__main__":
    known = json.loads(TEXTS.read_text(encoding="utf-8"))
    for name, method in methods():
        hidden, parts, changed, clean, spent = measure(method, known)
        print(
            f"{name}: {hidden} of {parts} parts hidden, {changed} of {clean} clean texts changed, {spent:.2f} ms a text"
        )
