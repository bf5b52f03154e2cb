"""What a survey is called: the stem of its source, and its title."""

import re

from qep_lib.model.characters import fold
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.names import file_stem

_NOISE = re.compile(r"\b(?:20\d\d|exp|export|results?|survey\d*|data|vf|final|v\d+|copie|reponses?|responses?|\d+)\b")


def survey_stem(file: str, site: str) -> str:
    """`enquete-accueil-49`, from the name of the file and the site."""
    words = _NOISE.sub(" ", fold(re.sub(r"[_\-().]+", " ", file.rsplit(".", 1)[0])))
    stem = file_stem(words) or "enquete"
    return f"{stem if 'enquete' in stem or 'accueil' in stem else f'enquete-{stem}'}-{site}".replace(
        "enquete-enquete", "enquete"
    )


def survey_title(grid: Grid) -> str:
    """The name that the tool gives the survey, else that of the file."""
    for companion in grid.companions:
        for row in companion.rows:
            if "Nom" in row and (place := row.index("Nom") + 1) < len(row) and row[place]:
                return row[place]
    stem = re.sub(r"[_]+", " ", grid.file.rsplit(".", 1)[0]).strip()
    return f"Enquête de satisfaction ({stem})"
