"""What a service says of itself and of its year: texts by site and period, identity, templates. Reading them is `params`."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from pydantic import Field

from qep_lib.model.base import Audience, Declaration, Layout
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.prose import ImageFile, Prose

Line = Annotated[str, Field(min_length=1, max_length=200)]


class Signatory(Declaration):
    """Who signs the comments: a name that the report may print, and an office."""

    nom: Line | None = None
    qualite: Line


class TextSettings(Declaration):
    """What stands between the « --- » of a file of texts: `masquer` leaves sections out, `ordre` says which come first."""

    signataire: Signatory | None = None
    titre: Line | None = None
    masquer: tuple[Line, ...] = ()
    ordre: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """What was written under one heading, for one audience or, without, for both; `row` is the line of the heading."""

    heading: str
    content: tuple[Prose, ...]
    row: int
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """A file of `params/textes/`: of a site or perimeter and a period."""

    subject: str
    period: str
    file: str
    settings: TextSettings = TextSettings()
    passages: tuple[Passage, ...] = ()

    def for_audience(self, audience: Audience) -> "Texts":
        """Without what is for the other audience."""
        return replace(self, passages=tuple(one for one in self.passages if one.audience in (None, audience)))

    @property
    def fingerprint(self) -> str:
        """Hash of what is said; where it stands in its file does not count."""
        passages = [asdict(replace(passage, row=0)) for passage in self.passages]
        return fingerprint([self.settings, passages])


class LogoFile(Declaration):
    """The block-mark or logo of a service: its own file."""

    file: Line
    alt: Annotated[str, Field(min_length=1, max_length=500)]


class Opinion(Declaration):
    """Where a user gives an opinion: the address that the QR code leads to."""

    url: Annotated[str, Field(pattern=r"^https?://", max_length=500)]
    label: Line = "Donnez votre avis"


class Identity(Declaration):
    """How a site, or a perimeter, presents itself on its documents (`identity.yml`)."""

    site: str = Field(min_length=1)
    names: tuple[Line, ...] = Field(min_length=1, max_length=6)
    logo: LogoFile | None = None
    address: tuple[Line, ...] = ()
    opening_hours: tuple[Line, ...] = ()
    telephone: Line | None = None
    email: Line | None = None
    accessibility_contact: Line | None = None
    publication_director: Line | None = None
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Presented:
    """An identity with the image that its logo names, once found."""

    identity: Identity
    logo: ImageFile | None = None

    @property
    def fingerprint(self) -> str:
        """Hash of what is said and shown."""
        return fingerprint([self.identity, self.logo and asdict(self.logo)])


@dataclass(frozen=True, slots=True)
class Template:
    """An office file whose styles the editable copies take: its name from the workspace's root and the hash of its bytes."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """All of them: texts by (subject, period), identities by subject, templates by (extension, subject or nothing)."""

    texts: dict[tuple[str, str], Texts]
    identities: dict[str, Presented]
    templates: dict[tuple[str, str], Template]

    @classmethod
    def none(cls) -> "OwnWords":
        """Of a workspace where nobody wrote anything."""
        return cls({}, {}, {})

    @property
    def images(self) -> tuple[ImageFile, ...]:
        """Every image that they name."""
        parts = [part for texts in self.texts.values() for passage in texts.passages for part in passage.content]
        logos = [presented.logo for presented in self.identities.values()]
        return tuple(part for part in (*parts, *logos) if isinstance(part, ImageFile))

    def texts_for(self, subject: str, period: str, audience: Audience) -> Texts | None:
        """What the documents of that subject, period and audience say."""
        found = self.texts.get((subject, period))
        return found and found.for_audience(audience)

    def template_for(self, extension: str, subject: str) -> Template | None:
        """The template of a subject, else that of all."""
        return self.templates.get((extension, subject)) or self.templates.get((extension, ""))

    def fingerprints(self, subject: str, period: str, audience: Audience, layout: Layout) -> dict[str, Any]:
        """Hashes of what a document of that layout reads, by kind, and nothing for a kind of which there is nothing."""
        extensions = ("docx", "pptx") if layout == "slides" else ("docx",)
        texts, identity = self.texts_for(subject, period, audience), self.identities.get(subject)
        found = {
            "texts": texts and texts.fingerprint,
            "identity": identity and identity.fingerprint,
            **{name: (made := self.template_for(name, subject)) and made.sha256 for name in extensions},
        }
        return {name: value for name, value in found.items() if value is not None}
