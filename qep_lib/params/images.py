"""Images that people put beside their words: found, judged by their first bytes, and made ready without what they hide.

What a camera or an editor wrote beside the picture (place, day, machine, owner, thumbnails) is never published: only the
points of the picture are, drawn again.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from qep_lib.model.issue import Issue
from qep_lib.model.prose import ImageFile
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file

MAXIMUM_BYTES = 15_000_000
MAXIMUM_PIXELS = 50_000_000
LONGEST_SIDE = 1600
"""Points of the longer side as published: 13 cm at 300 points an inch."""
_QUALITY = 85
FORMATS: dict[str, Literal["image/png", "image/jpeg"]] = {"PNG": "image/png", "JPEG": "image/jpeg"}
ACCEPTED = "une image PNG ou JPEG de 15 Mo et 50 millions de points au plus, rangée sous params/"


@dataclass(frozen=True, slots=True)
class ImageFault:
    """Why an image cannot be used, in French, and what to do."""

    code: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """An image ready to be published."""

    mime: Literal["image/png", "image/jpeg"]
    data: bytes


def find_image(workspace: Workspace, folder: Path, source: str) -> tuple[str, str] | ImageFault:
    """(its file from the workspace's root, SHA-256 of its bytes) of the image that a file of `folder` names, or its fault.

    It stands under the local `params/`, links followed: what is elsewhere, imported data first of all, is never published.
    """
    if not source.strip() or source.startswith(("/", "\\")) or ":" in source or "\x00" in source:
        return ImageFault("image_elsewhere", "l'image n'est pas un fichier de cet espace", _copy(folder))
    try:
        path = (folder / source).resolve()
        if not path.is_relative_to(find_file(workspace, "params").resolve()):
            return ImageFault("image_outside", "l'image est hors du dossier params/ de cet espace", _copy(folder))
        if not path.is_file():
            return ImageFault("missing_image", "l'image n'existe pas", "vérifier son nom, majuscules comprises")
        if path.stat().st_size > MAXIMUM_BYTES:
            return ImageFault("image_too_big", "l'image est trop lourde", "l'enregistrer plus petite")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        found = f"l'image ne peut pas être lue ({getattr(error, 'strerror', None) or 'nom refusé'})"
        return ImageFault("unreadable_image", found, "vérifier son nom et les droits d'accès")
    if fault := _head_fault(content):
        return fault
    return path.relative_to(workspace.root.resolve()).as_posix(), hashlib.sha256(content).hexdigest()


def prepare_image(path: Path) -> Pictured | ImageFault:
    """The picture of that file as it is published: upright, no longer than `LONGEST_SIDE`, its points alone."""
    try:
        return _prepared(path.read_bytes())
    except OSError as error:
        return ImageFault("unreadable_image", f"l'image ne peut pas être lue ({error.strerror})", "vérifier son nom")


def check_pictures(workspace: Workspace, images: Iterable[ImageFile]) -> list[Issue]:
    """The faults that only drawing an image again shows: what is cut or spoilt after its first bytes."""
    issues = []
    for image in dict.fromkeys(images):
        made = prepare_image(workspace.root / image.file)
        if isinstance(made, ImageFault):
            issues.append(Issue("error", made.code, made.found, image.file, accepted=ACCEPTED, remedy=made.remedy))
    return issues


def _copy(folder: Path) -> str:
    return f"copier l'image dans params/textes/{folder.name}/photos/ et la nommer photos/… "


def _head_fault(content: bytes) -> ImageFault | None:
    """What the first bytes alone tell: the kind of file and its size in points."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[*FORMATS]) as image:
                if image.width * image.height > MAXIMUM_PIXELS:
                    return ImageFault("image_too_big", "l'image a trop de points", "l'enregistrer plus petite")
    except Image.DecompressionBombError:
        return ImageFault("image_too_big", "l'image a trop de points", "l'enregistrer plus petite")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return ImageFault(
            "wrong_image", "ce fichier n'est pas une image PNG ou JPEG", "l'enregistrer en PNG (dessin) ou JPEG (photo)"
        )
    return None


@lru_cache(maxsize=8)
def _prepared(content: bytes) -> Pictured | ImageFault:
    if fault := _head_fault(content):
        return fault
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[*FORMATS]) as opened:
                kind = "PNG" if opened.format == "PNG" else "JPEG"
                opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
                upright = ImageOps.exif_transpose(opened)
                has_holes = kind == "PNG" and upright.has_transparency_data
                image = upright.convert("RGBA" if has_holes else "RGB")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return ImageFault("broken_image", "l'image est abîmée ou incomplète", "l'enregistrer de nouveau")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new image holds its points and nothing of what its file said beside them.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    buffer = io.BytesIO()
    if kind == "JPEG":
        bare.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    else:
        bare.save(buffer, "PNG", optimize=True)
    return Pictured(FORMATS[kind], buffer.getvalue())
