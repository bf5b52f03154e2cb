"""The typefaces that a page and a drawing carry with them, so that they look the same on every machine. SOURCE.md says whence."""

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Face:
    """A file of this folder, what it was cut out of, the weights it draws, and its characters if they are not all."""

    file: str
    source: str
    weight: str
    characters: str = ""


REGULAR = Face("FiraSans-Regular.woff2", "FiraSans-Regular.ttf", "400")
MARKS = Face("DejaVuSans-marks.woff2", "DejaVuSans.ttf", "100 900", "U+202F, U+2033, U+21BB, U+25A0-25D0, U+2605-2717")
FACES = (
    REGULAR,
    Face("FiraSans-Medium.woff2", "FiraSans-Medium.ttf", "500"),
    Face("FiraSans-SemiBold.woff2", "FiraSans-SemiBold.ttf", "600 700"),
    MARKS,
)


@cache
def face_css(faces: tuple[Face, ...] = FACES) -> str:
    """Rules that give the family « Fira Sans » from the bytes of `faces`, without any request."""
    return "".join(_rule(face) for face in faces)


def _rule(face: Face) -> str:
    data = base64.b64encode((FOLDER / face.file).read_bytes()).decode("ascii")
    only = f"unicode-range:{face.characters};" if face.characters else ""
    return (
        f'@font-face{{font-family:"Fira Sans";font-weight:{face.weight};{only}'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    )
