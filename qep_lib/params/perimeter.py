"""The sites that a comparison is about, as a group: those of a region, of the whole country, or of a list.

Its id is where the comparison is published (`region-24`, `france`, `18+41+45`), and can be asked for like any other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from qep_lib.errors import ParameterError
from qep_lib.model.characters import fold
from qep_lib.model.site import Site, SiteGroup
from qep_lib.model.subject import COUNTRY, REGION, SEPARATOR, is_perimeter
from qep_lib.model.suggest import did_you_mean

ACCEPTED = '« region:24 », « all » ou une liste d\'au moins deux sites, comme ["18", "41"]'
SHOWN_SITES = 3
SITE_CODE = "un code de site comme 18, 2A, 971 ou 91-etampes (voir « qep list sites »)"
LONGEST_ID = 150
"""A folder bears it, below others, on systems that count 260 characters for a whole path."""


def read_perimeter(asked: str | Sequence[str], sites: Mapping[str, Site]) -> SiteGroup:
    """The perimeter that a person names: `region:24`, `all`, a list of sites, or the id of a perimeter.

    Regions and the country are their prefectures: a region compares departments. Raises `ParameterError`.
    """
    if isinstance(asked, str):
        if asked in ("all", COUNTRY):
            return _country(sites)
        if asked.replace(":", "-").startswith(REGION):
            return _region(asked[len(REGION) :], sites)
        asked = asked.split(SEPARATOR)
    if not all(isinstance(code, str) for code in asked):
        raise ParameterError(
            f"paramètre « sites » : {asked!r} contient des nombres. À faire : écrire les codes entre guillemets, "
            'comme ["01", "18"].'
        )
    if fault := _too_few_fault(asked, sites):
        raise ParameterError(fault)
    unknown = [code for code in asked if code not in sites]
    if unknown:
        hints = (did_you_mean(code, sites) or f"accepté : {ACCEPTED}" for code in unknown)
        faults = tuple(
            f"« {code} » n'est pas un site du registre ; {hint}" for code, hint in zip(unknown, hints, strict=True)
        )
        raise ParameterError("les sites à comparer ne sont pas tous connus.", faults)
    group = perimeter_of(asked, sites)
    if group is None:
        raise ParameterError(
            f"cette liste de {len({*asked})} sites est trop longue : ses codes, mis bout à bout, font plus de {LONGEST_ID} "
            f"caractères. Accepté : {ACCEPTED}. À faire : demander une région, « all », ou moins de sites."
        )
    return group


def _too_few_fault(asked: Sequence[str], sites: Mapping[str, Site]) -> str | None:
    """Why this is not two sites, in French; None when it is."""
    chosen = [*dict.fromkeys(asked)]
    if len(chosen) > 1:
        return None
    if not chosen:
        return f"aucun site n'est demandé, une comparaison en demande au moins deux. Accepté : {ACCEPTED}."
    (code,) = chosen
    of_region = sorted(_prefectures(sites, {code}))
    hint = did_you_mean(code, sites)
    if len(of_region) > 1:
        hint = f"vouliez-vous dire « {REGION[:-1]}:{code} » ({sites[of_region[0]].region}) ?"
    if code in sites:
        said = f"« {code} » ({sites[code].name}) est un seul site, une comparaison en demande au moins deux"
        said = f"{said} ; il est demandé {len(asked)} fois" if len(asked) > 1 else said
    else:
        said = f"« {code} » n'est pas un site du registre"
    return f"{said}{f' ; {hint}' if hint else '.'} Accepté : {ACCEPTED}."


def perimeter_of(asked: Collection[str], sites: Mapping[str, Site]) -> SiteGroup | None:
    """The perimeter that these sites make together. The prefectures of a whole region, with or without its
    sub-prefectures, are that region. None for fewer than two sites, and for a list too long to name a folder."""
    wanted = {*asked}
    regions = {sites[site_id].region_code for site_id in wanted}
    if len(wanted) < 2:
        return None
    if len(regions) == 1 and _prefectures(sites, regions) <= wanted <= _all_of(sites, regions):
        return _region(min(regions), sites)
    if _prefectures(sites) <= wanted:
        return _country(sites)
    listed = tuple(site_id for site_id in sites if site_id in wanted)
    code = SEPARATOR.join(listed)
    if len(code) > LONGEST_ID:
        return None
    # A prefecture goes by its department, of which there may be several sub-prefectures.
    chosen = (sites[site_id] for site_id in listed)
    names = ", ".join(site.department if site.kind == "prefecture" else site.name for site in chosen)
    return _group(code, names, listed, "Les sites qui ont été demandés.")


def perimeter_label(chosen: Collection[str], sites: Mapping[str, Site]) -> str | None:
    """« la région Bretagne (4 préfectures) » or « toutes les préfectures (101) », for a message that would name each of these
    sites; None for sites that are neither."""
    group = perimeter_of(chosen, sites)
    if group is None or {*group.sites} != {*chosen}:
        return None
    if group.id == COUNTRY:
        return f"toutes les préfectures ({len(group.sites)})"
    return f"la région {group.label} ({len(group.sites)} préfectures)" if group.id.startswith(REGION) else None


def lonely_region_fault(chosen: Iterable[str], sites: Mapping[str, Site]) -> str | None:
    """Why these sites make no comparison, in French, when they are of a region that has one prefecture only; else None."""
    regions = {sites[site_id].region_code: sites[site_id].region for site_id in chosen}
    if len(regions) != 1 or len(_prefectures(sites, regions)) > 1:
        return None
    ((code, name),) = regions.items()
    return (
        f"région « {code} » ({name}) : elle n'a qu'une préfecture, il n'y a rien à comparer. Accepté : {ACCEPTED}. "
        "À faire : demander une région qui a plusieurs préfectures, « all », ou cette préfecture avec d'autres."
    )


def names_several(asked: object) -> bool:
    """True for what stands for sites together, in any of the ways in which `read_perimeter` reads them."""
    if isinstance(asked, str):
        return asked == "all" or is_perimeter(asked.replace(":", "-"))
    return isinstance(asked, (list, tuple))


def site_fault(asked: str, sites: Mapping[str, Site]) -> str | None:
    """Why `asked` is not one site of the registry, in French; None when it is."""
    if asked in sites:
        return None
    if names_several(asked):
        return f"site « {asked} » : ce sont plusieurs sites, il en faut un seul. Accepté : {SITE_CODE}."
    hint = _site_hint(asked, sites)
    return f"site « {asked} » inconnu. Accepté : {SITE_CODE}." + (f" À faire : {hint}" if hint else "")


def sites_named(asked: str, sites: Mapping[str, Site]) -> list[str]:
    """Codes of the sites of that name, else of the prefecture of that department, else of those whose name holds these words;
    accents and case aside."""
    words = fold(asked.strip())
    if not words:
        return []
    names = {code: fold(site.name) for code, site in sites.items()}
    return (
        [code for code, name in names.items() if name == words]
        or [code for code, site in sites.items() if site.kind == "prefecture" and fold(site.department) == words]
        or [code for code, name in names.items() if words in name]
    )


def _site_hint(asked: str, sites: Mapping[str, Site]) -> str:
    """The code of what was named in words, or the codes near to what was typed; empty where nothing is near."""
    padded = asked.zfill(2)
    named = [padded] if asked.isdigit() and padded in sites else [] if asked.isdigit() else sites_named(asked, sites)
    if named:
        return " ou ".join(f"écrire « {code} » ({sites[code].name})" for code in named[:SHOWN_SITES]) + "."
    if near := did_you_mean(asked, sites):
        return near
    return did_you_mean(asked, {site.department for site in sites.values()})


def _region(code: str, sites: Mapping[str, Site]) -> SiteGroup:
    chosen = tuple(s for s in sites if s in _prefectures(sites, {code}))
    if not chosen:
        regions = sorted({(site.region_code, site.region) for site in sites.values()})
        listed = ", ".join(f"{region} ({name})" for region, name in regions)
        raise ParameterError(f"région « {code} » inconnue ; accepté : {listed}.")
    if fault := lonely_region_fault(chosen, sites):
        raise ParameterError(fault)
    name = sites[chosen[0]].region
    return _group(f"{REGION}{code}", name, chosen, f"Les préfectures de la région {name}.")


def _country(sites: Mapping[str, Site]) -> SiteGroup:
    chosen = tuple(s for s in sites if s in _prefectures(sites))
    return _group(COUNTRY, "France", chosen, "Toutes les préfectures du registre.")


def _group(code: str, label: str, chosen: tuple[str, ...], why: str) -> SiteGroup:
    return SiteGroup.model_construct(id=code, label=label, lead=chosen[0], sites=chosen, why=why)


def _prefectures(sites: Mapping[str, Site], regions: Iterable[str] | None = None) -> set[str]:
    return {site_id for site_id in _all_of(sites, regions) if sites[site_id].kind == "prefecture"}


def _all_of(sites: Mapping[str, Site], regions: Iterable[str] | None = None) -> set[str]:
    kept = None if regions is None else {*regions}
    return {site_id for site_id, site in sites.items() if kept is None or site.region_code in kept}
