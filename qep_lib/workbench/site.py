"""One site over one period, as an analyst asks it: results by section, an indicator by group, monthly curves."""

from collections.abc import Sequence

from qep_lib.disclosure.printed import printed_number
from qep_lib.disclosure.released import is_named
from qep_lib.display.elements import Element, Figure, Table
from qep_lib.display.figures import Dot, draw_dots
from qep_lib.display.wording import value_words
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import assessment_grid, requests
from qep_lib.reports.asked import option_label, question_read
from qep_lib.reports.channels import section_table
from qep_lib.reports.columns import COUNTS, INTERVAL, VALUE, Column, OfSite, column, table_of
from qep_lib.reports.contact_figures import INTERNET, SOCIAL_MEDIA, TELEPHONE
from qep_lib.reports.contact_months import months_figure
from qep_lib.reports.context import ReportContext
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.opening import report_of
from qep_lib.reports.respondents import in_questionnaire_order
from qep_lib.reports.sections.titles import delays, volumes
from qep_lib.reports.waves import wave_words
from qep_lib.workbench.monthly import indicator_months
from qep_lib.workbench.naming import check_words, named_indicator, titled_view

SECTIONS = {
    "satisfaction": "Satisfaction",
    "requests": "Demandes",
    "complaints": "Réclamations et suggestions",
    "titles": "Titres : traitement",
    "titles_delivery": "Titres : délivrance",
    "channels": "Contacts",
    "telephone": "Téléphone",
    "internet": "Site internet",
    "social_media": "Réseaux sociaux",
    "mail": "Courriers et courriels",
    "local_authorities": "Collectivités territoriales",
    "fraud": "Lutte contre la fraude",
    "training": "Formation",
    "self_assessment": "Auto-diagnostic",
    "mystery": "Enquête mystère",
    "national": "Indicateurs nationaux",
    "label": "Label",
}
TITLES = {"titres-delais": "Titres : délais", "titres-volumes": "Titres : volumes"}
CONTACTS = {topic.slug: topic for topic in (TELEPHONE, INTERNET, SOCIAL_MEDIA)}
MONTHLY = {slug: topic.title for slug, topic in CONTACTS.items()} | TITLES
"""French words by name of what `show_months` draws."""
MONTH = "month"
DIMENSIONS = {
    "mode": "Mode de recueil",
    "option": "Réponse",
    "state": "Hors base et états",
    "channel": "Canal",
    "kind": "Nature de la demande",
    "theme": "Thème",
    "perimeter": "Hors périmètre",
    "basis": "Autre lecture",
    "commitment": "Engagement",
    "module": "Module",
    "module_channel": "Module et canal",
    "criterion": "Critère",
    "survey": "Enquête antérieure",
    "wave": "Vague d'enquête",
}
STATES = {
    "not_applicable": "Sans objet",
    "blank": "Sans réponse",
    "answered_late": "Répondu hors délai",
    "no_deadline": "Sans délai promis",
    "not_yet_due": "Encore dans le délai",
    "overdue_open": "Sans suite, délai dépassé",
    "answered_only": "Seulement les demandes ayant reçu une réponse",
}


class SiteResults:
    """The results of one site. Opened by `Workbench.site`.

    >>> site = open_workbench().site("18", "2020")
    >>> site.show_section("requests")
    >>> site.show_indicator("satisfaction_clear_language_pct", group="mode")
    """

    def __init__(self, context: ReportContext):
        self.context, self._printed = context, None
        self._months: dict[str, Element] = {}
        if context.audience == "public":
            # What the public document leaves out is left out here, the service's own choices included.
            self._printed = {row.indicator_id for row in report_of(context).released_rows}

    def sections(self) -> dict[str, str]:
        """Title by id of the sections of which something is known.

        >>> list(site.sections())
        ['satisfaction', 'requests', 'complaints', 'titles', 'channels', 'mail', 'fraud', 'training']
        """
        known = {name: [i for i in self.context.section(name) if self._has_value(i)] for name in SECTIONS}
        return {name: SECTIONS[name] for name, found in known.items() if found and all(map(self._is_printed, found))}

    def indicators(self) -> dict[str, str]:
        """Label by id of the indicators of which something is known, in their declared order.

        >>> site.indicators()["satisfaction_clear_language_pct"]
        'Satisfaction : clarté du langage'
        """
        known = (indicator for name in SECTIONS for indicator in self.context.section(name))
        return {i.id: i.label for i in known if self._has_value(i) and self._is_printed(i)}

    def groups(self, indicator: str) -> dict[str, str]:
        """French words by name of the ways in which an indicator is split: `mode`, `channel`…

        >>> site.groups("satisfaction_clear_language_pct")
        {'mode': 'Mode de recueil', 'option': 'Réponse', 'state': 'Hors base et états', 'month': 'Mois'}
        """
        rows = self.context.measured[self._known(indicator).id].values()
        found = dict.fromkeys(row.group.partition("=")[0] for row in rows if row.group)
        has_months = self._printed is None and indicator in self.context.catalogue.indicators
        monthly = {MONTH: "Mois"} if has_months else {}
        return {name: DIMENSIONS.get(name, name) for name in found} | monthly

    def show_section(self, section: str) -> Element:
        """The indicators of a section against the year before and their target.

        >>> site.show_section("requests")
        """
        check_words("rubrique", [section], SECTIONS if self._printed is None else self.sections(), is_feminine=True)
        return section_table(
            self.context, section, f"resultats-{section.replace('_', '-')}"[:31], self._titled(SECTIONS[section])
        )

    def topics(self) -> dict[str, str]:
        """Title by id of the subjects of `show_months`: in public, contacts alone, whose months are in the document.

        >>> list(site.topics())
        ['telephone', 'internet', 'reseaux-sociaux', 'titres-delais', 'titres-volumes']
        """
        return {slug: title for slug, title in MONTHLY.items() if self._printed is None or slug in CONTACTS}

    def show_months(self, topic: str) -> Element:
        """Monthly curves of one of `MONTHLY`, titles or contacts; a sentence where no month is recorded.

        >>> site.show_months("titres-delais")
        """
        check_words("sujet", [topic], self.topics())
        if topic in CONTACTS:
            return titled_view(months_figure(self.context, CONTACTS[topic]), self._subject)
        found = (delays if topic == "titres-delais" else volumes)(self.context)
        return self._monthly(topic, TITLES[topic], [indicator for indicator, _ in found])

    def show_indicator(self, indicator: str, group: str | None = None) -> Element:
        """One indicator, in all or by group: dots with intervals where it is a share with an interval, else a table; `month`:
        its monthly curve.

        >>> site.show_indicator("satisfaction_clear_language_pct", group="mode")
        """
        known = self._known(indicator)
        if group == MONTH and MONTH in self.groups(known.id):
            return self._monthly(known.id, known.label, [known])
        total = self.context.total(known.id)
        if group is not None:
            check_words("groupe", [group], self.groups(known.id))
        parts = self.context.groups(known.id, group) if group is not None else ()
        parts = parts if self._printed is None else tuple(filter(is_named, parts))
        question = question_read(self.context, known.id)
        rows = [*(in_questionnaire_order(self.context, parts, question) if group == "option" else parts), total]
        table = self._group_table(known, rows)
        drawn = [row for row in rows if row.has_value and row.low is not None]
        # States are facts, without an interval: the total alone would be no picture of them.
        if known.unit != "pct" or not drawn or (parts and drawn == [total]):
            return table
        audience = self.context.audience
        dots = [
            Dot(self._group_label(row), self._place(row, known), row.low, row.high, value_words(row, known, audience))
            for row in drawn
        ]
        said = " ; ".join(f"{dot.label} : {dot.words}" for dot in dots)
        svg = draw_dots(dots, f"{known.short_label} (le point) et fourchette indicative (la barre)")
        return Figure("indicateur-dessin", table.caption, f"Un point et sa fourchette par groupe. {said}.", svg, table)

    def _monthly(self, name: str, title: str, indicators: Sequence[Indicator]) -> Element:
        """Two years of months are measured: once."""
        if name not in self._months:
            slug = name if name in MONTHLY else "indicateur"
            self._months[name] = titled_view(indicator_months(self.context, slug, title, indicators), self._subject)
        return self._months[name]

    def _place(self, row: Measured, indicator: Indicator) -> float:
        """Where a dot stands: at the printed number, or at the measured one where an interval is printed in its place."""
        printed = printed_number(row, indicator, self.context.audience)
        return sure(row.value) if printed is None else printed

    def _group_table(self, indicator: Indicator, rows: list[Measured]) -> Table:
        figures = [OfSite(self.context, indicator, row) for row in rows]
        columns: tuple[Column[OfSite], ...] = (
            column("Groupe", lambda one: self._group_label(one.row)),
            VALUE,
            INTERVAL,
            COUNTS,
        )
        notes = (f"Définition : {indicator.definition.text}", *nature_notes(self.context, rows))
        return table_of("indicateur", self._titled(indicator.label), columns, figures, notes)

    def _group_label(self, row: Measured) -> str:
        dimension, value = row.group.partition("=")[0], row.group_value
        if dimension in ("option", "mode"):
            return option_label(self.context, value, question_read(self.context, row.indicator_id))
        if dimension == "wave":
            return wave_words(value)
        channels = assessment_grid.CHANNEL_LABELS | requests.CHANNEL_LABELS
        words = {
            "": {"": "Ensemble"},
            "channel": channels,
            "kind": requests.KIND_LABELS,
            "perimeter": requests.PERIMETER_LABELS,
            "state": assessment_grid.RESULT_LABELS | STATES,
            "basis": STATES,
        }
        if dimension == "module_channel":
            module, _, channel = value.partition("_")
            return f"{module} · {channels.get(channel, channel)}"
        return words.get(dimension, {}).get(value, value.replace("_", " et ") if dimension == "commitment" else value)

    def _titled(self, label: str) -> str:
        return f"{label} ({self._subject})"

    @property
    def _subject(self) -> str:
        return f"{self.context.site.name}, {self.context.period.label}"

    def _is_printed(self, indicator: Indicator) -> bool:
        return self._printed is None or indicator.id in self._printed

    def _has_value(self, indicator: Indicator) -> bool:
        return any(row.has_value for row in self.context.measured.get(indicator.id, {}).values())

    def _known(self, indicator: str) -> Indicator:
        return named_indicator(indicator, map(self.context.indicator, self.indicators()))
