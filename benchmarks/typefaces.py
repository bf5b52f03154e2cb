"""The typefaces that pages carry, cut out of those of the PDF: `make typefaces` writes them, a test compares them.

Usage: python -m benchmarks.typefaces. What is kept is Latin script, the signs of French print and the marks of our tables;
the rest, and what screens do not read, would be four fifths of each page.
"""

import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from qep_lib.display.faces import FACES, FOLDER
from qep_lib.export.typefaces import font_folders

LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180))
PRINT = tuple(map(ord, "ʼ–—‑‒‘’‚“”„†•…‰′‹›€™←↑→↓−√≈≠≤≥⋅⁰⁴⁵⁶⁷⁸⁹Σ"))
MARKS = tuple(map(ord, "\u202f″↻■▲△▼▽◆◇○●◐★☆☐✓✔✗"))
"""What Fira Sans lacks: narrow spaces and symbols, which the PDF too takes from DejaVu Sans."""


def main() -> None:
    """Write every face of `qep_lib/display/faces`, and print its weight."""
    for face in FACES:
        cut = cut_face(face.source, MARKS if face.source.startswith("DejaVu") else LATIN + PRINT)
        (FOLDER / face.file).write_bytes(cut)
        print(f"{face.file} : {len(cut)} octets")


def cut_face(source: str, characters: tuple[int, ...]) -> bytes:
    """A typeface of the PDF as WOFF2, less all characters but those; the same bytes for the same ones."""
    (path,) = [folder / source for folder in font_folders() if (folder / source).exists()]
    options = Options(flavor="woff2", layout_features=["kern", "tnum"], hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 13, 14]
    options.drop_tables += ["DSIG", "FFTM"]
    with TTFont(Path(path), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        font.flavor = "woff2"
        held = io.BytesIO()
        font.save(held)
    return held.getvalue()


if __name__ == "__main__":
    main()
