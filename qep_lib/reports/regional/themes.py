"""The indicators of one theme: a drawing each, of every site by name or of all of them in a strip, and who is not there."""

from qep_lib.display.elements import Element, Gallery, Text
from qep_lib.display.wording import inside_sentence, joined
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.site_views import site_figure, site_remarks
from qep_lib.reports.regional.strips import group_sentences, named_sites, strip_figure
from qep_lib.reports.regional.words import THEMES, theme_of


def theme_views(gathered: Gathered, theme: str) -> Element:
    """A figure for each indicator of the theme that two sites may be compared on, then those that nobody may be."""
    chosen = [found for found in gathered.compared.values() if theme_of(found.indicator) == theme]
    drawn = [found for found in chosen if found.sets]
    figure = strip_figure if gathered.is_folded else site_figure
    items: list[Element] = []
    said: tuple[str, ...] = ()
    for found in drawn:
        groups = group_sentences(gathered, found) if gathered.is_folded else ()
        if groups != said:
            items.append(Text(groups))
            said = groups
        items += [figure(gathered, found), Text(site_remarks(gathered, found))]
    if drawn and gathered.is_folded:
        items.append(named_sites(gathered, theme, drawn))
    alone = [found.indicator.short_label for found in chosen if not found.sets]
    if alone:
        items.append(Text((f"Sans deux sites à comparer, donc sans figure : {joined(alone)}.",)))
    if not items:
        title = inside_sentence(THEMES[theme][0])
        items = [Text((f"Aucun site n'a de chiffre à comparer sur ce thème ({title}).",))]
    return Gallery(tuple(items))
