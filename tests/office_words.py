"""What a reader can take out of an office file (DOCX, PPTX), for tests of several folders."""

import io
import re
import zipfile


def office_words(content: bytes) -> str:
    """Every text, alternative text and name of the parts of the file, without the marks of the format and their numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    said = (text for part in parts for text in re.findall(r'(?:descr|title|name|Target)="([^"]*)"|>([^<]+)<', part))
    return " ".join(words for pair in said for words in pair if words.strip())
