"""What the service wrote of the period and of itself, as elements. None of it is mixed with a generated sentence."""

from collections.abc import Callable, Iterable, Iterator

from qep_lib.display.elements import Absent, Comment, Element, Gallery, Image, Letterhead, QrCode
from qep_lib.display.qr_code import draw_qr_code
from qep_lib.errors import ParameterError, sure
from qep_lib.model.characters import fold
from qep_lib.model.headings import ACTIONS, CONCLUSION, Title, bare_title, is_prefect_word, is_reserved, match_title
from qep_lib.model.own_words import Identity, Passage
from qep_lib.model.prose import ImageFile, Listing, Paragraph, Prose
from qep_lib.params.images import ImageFault, prepare_image
from qep_lib.params.outlines import titles_of
from qep_lib.params.overlay import find_file
from qep_lib.reports.context import ReportContext

COMMENT_TITLE, CONCLUSION_TITLE = "Commentaire du service", "Conclusion du service"
SECTION_LEVEL = 2


def letterhead(context: ReportContext) -> Letterhead | None:
    """How the service presents itself; None where nothing was said of it."""
    if context.presented is None:
        return None
    identity, logo = context.presented.identity, context.presented.logo
    return Letterhead(
        names=identity.names,
        logo=None if logo is None else _image(context, logo),
        contacts=tuple(_contacts(identity)),
        opinion=None
        if identity.opinion is None
        else QrCode(identity.opinion.label, identity.opinion.url, draw_qr_code(identity.opinion.url)),
    )


def own_title(context: ReportContext) -> str | None:
    """The title that the service gave its year, for the report that concludes it."""
    if context.texts is None or not any(fold(bare_title(words)) == CONCLUSION for _, words in _outline(context)):
        return None
    return context.texts.settings.titre


def hidden_titles(context: ReportContext) -> tuple[str, ...]:
    """The headings of this report that the service asked to leave out."""
    return _chosen(context, () if context.texts is None else context.texts.settings.masquer)


def first_titles(context: ReportContext) -> tuple[str, ...]:
    """The sections of this report that the service asked to read first, in its order."""
    return _chosen(context, () if context.texts is None else context.texts.settings.ordre)


def prefect_word(context: ReportContext) -> Element:
    """The word of the prefect."""
    return _said(context, lambda passage: is_prefect_word(passage.heading), is_signed=False)


def own_actions(context: ReportContext) -> Element:
    """What the service does about it, in its words."""
    return _said(context, lambda passage: fold(passage.heading) == ACTIONS)


def conclusion(context: ReportContext) -> Element:
    """What the service concludes."""
    return _said(context, lambda passage: fold(passage.heading) == CONCLUSION, title=CONCLUSION_TITLE)


def section_comment(context: ReportContext, title: str) -> Element:
    """What was written under a heading of this report and under those that it holds."""
    outline = _outline(context)
    places = [place for place, (level, words) in enumerate(outline) if words == title]
    if not places:
        known = ", ".join(f"« {words} »" for level, words in outline if level == SECTION_LEVEL)
        raise ParameterError(f"report.comment : « {title} » n'est pas un titre de ce carnet. Accepté : {known}.")
    own = {title}
    for level, words in outline[places[0] + 1 :]:
        if level <= outline[places[0]][0]:
            break
        own.add(words)

    def is_asked(passage: Passage) -> bool:
        return not is_reserved(passage.heading) and match_title(passage.heading, outline) in own

    return _said(context, is_asked, title=COMMENT_TITLE)


def _outline(context: ReportContext) -> tuple[Title, ...]:
    notebook = context.catalogue.reports[context.report_id].notebook
    return titles_of(find_file(context.workspace, f"notebooks/{notebook}"))


def _chosen(context: ReportContext, names: Iterable[str]) -> tuple[str, ...]:
    found = (match_title(name, _outline(context)) for name in names)
    return tuple(dict.fromkeys(title for title in found if title is not None))


def _said(
    context: ReportContext, is_asked: Callable[[Passage], bool], title: str | None = None, is_signed: bool = True
) -> Element:
    passages = () if context.texts is None else context.texts.passages
    found = [_comment(context, passage, title, is_signed) for passage in passages if is_asked(passage)]
    if not found:
        return Absent(COMMENT_TITLE, "Le service n'a rien écrit ici.", "untold")
    return found[0] if len(found) == 1 else Gallery(tuple(found))


def _comment(context: ReportContext, passage: Passage, title: str | None, is_signed: bool) -> Comment:
    content = tuple(_shown(context, part) for part in passage.content)
    signatory = sure(context.texts).settings.signataire
    signature = ", ".join(filter(None, (signatory.nom, signatory.qualite))) if is_signed and signatory else ""
    return Comment(title or passage.heading, content, signature)


def _shown(context: ReportContext, part: Prose) -> Paragraph | Listing | Image:
    return _image(context, part) if isinstance(part, ImageFile) else part


def _image(context: ReportContext, image: ImageFile) -> Image:
    made = prepare_image(context.workspace.root / image.file)
    if isinstance(made, ImageFault):
        raise ParameterError(f"{image.file} : {made.found}. À faire : {made.remedy}.")
    return Image(made.mime, made.data, image.alt, image.legend)


def _contacts(identity: Identity) -> Iterator[tuple[str, str]]:
    told = (
        ("Adresse", ", ".join(identity.address)),
        ("Horaires", "\n".join(identity.opening_hours)),
        ("Téléphone", identity.telephone),
        ("Courriel", identity.email),
        ("Accessibilité", identity.accessibility_contact),
        ("Direction de la publication", identity.publication_director),
    )
    yield from ((label, value) for label, value in told if value)
