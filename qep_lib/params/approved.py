"""Texts as they may be kept and shown: masked, unless a person has read them and approved them as they are."""

from qep_lib.model.approved import text_sha256
from qep_lib.model.catalogue import Catalogue
from qep_lib.persons.masking import mask


def masked_text(text: str | None, catalogue: Catalogue) -> str | None:
    """`text` without what points to a person; as it is where a person has approved it."""
    return text if text is None or text_sha256(text) in catalogue.approved_texts else mask(text)
