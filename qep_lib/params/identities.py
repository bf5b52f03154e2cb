"""Checks `params/identity.yml`, how each site presents itself, and finds the images that it names. The file is optional."""

from collections.abc import Iterator, Mapping

from qep_lib.errors import ParameterError
from qep_lib.model.issue import Issue
from qep_lib.model.own_words import Identity, Presented
from qep_lib.model.prose import ImageFile
from qep_lib.model.site import Site
from qep_lib.model.subject import is_perimeter
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params.document import Document
from qep_lib.params.images import ACCEPTED, ImageFault, find_image
from qep_lib.params.overlay import find_file
from qep_lib.params.perimeter import read_perimeter


def check_identities(
    workspace: Workspace, document: Document, identities: tuple[Identity, ...], sites: Mapping[str, Site]
) -> Iterator[Issue]:
    """Sites that are known and named once, images that are there."""
    seen: dict[str, int] = {}
    for place, identity in enumerate(identities):
        path = ("identities", place, "site")
        if identity.site in seen:
            found = f"site en double (déjà ligne {seen[identity.site]})"
            yield document.issue(path, "duplicate_id", found, remedy="garder une seule identité par site")
        seen.setdefault(identity.site, document.line(path))
        if not _is_known(identity.site, sites):
            accepted = "un code de site, ou un périmètre tel que region-24"
            remedy = did_you_mean(identity.site, sites)
            yield document.issue(path, "unknown_site", "site inconnu", accepted=accepted, remedy=remedy)
        if identity.logo is not None:
            logo = find_image(workspace, find_file(workspace, "params"), identity.logo.file)
            if isinstance(logo, ImageFault):
                key = ("identities", place, "logo", "file")
                yield document.issue(key, logo.code, logo.found, accepted=ACCEPTED, remedy=logo.remedy)


def presented(workspace: Workspace, identity: Identity) -> Presented:
    """The identity with its image, which `check_identities` found sound."""
    if identity.logo is None:
        return Presented(identity)
    found = find_image(workspace, find_file(workspace, "params"), identity.logo.file)
    return Presented(identity, None if isinstance(found, ImageFault) else ImageFile(*found, identity.logo.alt))


def said_of_itself(identity: Identity) -> tuple[str, ...]:
    """What a service publishes of itself: no text of its own hides it."""
    lines = (*identity.names, *identity.address, *identity.opening_hours, " ".join(identity.address))
    single = (identity.telephone, identity.email, identity.accessibility_contact, identity.publication_director)
    return tuple(text for text in (*lines, *single) if text)


def _is_known(subject: str, sites: Mapping[str, Site]) -> bool:
    try:
        return read_perimeter(subject, sites).id == subject if is_perimeter(subject) else subject in sites
    except ParameterError:
        return False
