"""Every DOCX and PPTX opened and printed by LibreOffice: same words, a page a slide. `make test-office`."""

import io
import re
import subprocess
import unicodedata
from collections import Counter

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from outside_tools import command
from pypdf import PdfReader

pytestmark = pytest.mark.validators
MOST_PAGES = 1.7
"""How many times the pages of our PDF a Word file may take: it has a contents list, larger margins and captions of its own."""


@pytest.fixture(scope="module")
def printed(published, tmp_path_factory):
    """Path of each office file -> its PDF by LibreOffice."""
    folder = tmp_path_factory.mktemp("libreoffice")
    made = {}
    for number, path in enumerate(sorted([*published.rglob("*.docx"), *published.rglob("*.pptx")])):
        target = folder / str(number)
        said = subprocess.run(
            [command("soffice"), f"-env:UserInstallation=file://{folder}/profil", "--headless", "--convert-to", "pdf",
             "--outdir", target, path],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (target / f"{path.stem}.pdf").is_file(), f"{path.name} : {said.stdout}{said.stderr}"
        made[path] = target / f"{path.stem}.pdf"
    return made


def text_of(pdf):
    return subprocess.run([command("pdftotext"), pdf, "-"], capture_output=True, text=True, check=True).stdout


def words_of(pdf):
    return squeezed(text_of(pdf))


def squeezed(text):
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)


def test_libreoffice_prints_every_word_of_a_docx(printed):
    """All their letters and figures, for a narrow cell parts a word; and not on twice as many pages as our PDF."""
    for path, pdf in printed.items():
        if path.suffix != ".docx":
            continue
        body = docx.Document(io.BytesIO(path.read_bytes())).element.body
        said = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
        lost = Counter(re.findall(r"\w", said)) - Counter(
            re.findall(r"\w", unicodedata.normalize("NFKC", text_of(pdf)))
        )
        assert not lost, (path.name, lost)
        assert len(PdfReader(pdf).pages) <= MOST_PAGES * len(PdfReader(path.with_suffix(".pdf")).pages) + 2, path.name


def test_libreoffice_prints_a_page_a_slide(printed):
    """With its title."""
    decks = [path for path in printed if path.suffix == ".pptx"]
    assert decks
    for path in decks:
        slides, shown = pptx.Presentation(path).slides, words_of(printed[path])
        assert len(slides) == len(PdfReader(printed[path]).pages)
        titles = [slide.shapes.title.text for slide in slides if slide.shapes.title is not None]
        assert titles and [title for title in titles if squeezed(title) not in shown] == []
