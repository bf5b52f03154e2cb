"""Which sites an expression asks for: a code, `region:24` or `all`. Periods are read by `model.period`."""

from collections.abc import Iterable, Mapping

from qep_lib.errors import ParameterError
from qep_lib.model.site import Site
from qep_lib.model.suggest import did_you_mean

ALL = "all"
REGION = "region:"
ACCEPTED = "un code de site (« 18 », « 2A », « 971 », « 91-etampes »), « region:24 » ou « all »"


def select_sites(expressions: Iterable[str], sites: Mapping[str, Site]) -> tuple[str, ...]:
    """Site ids that the expressions name, without repetition, in the registry's order.

    Raises one `ParameterError` whose faults name every expression that cannot be used.
    """
    chosen: set[str] = set()
    faults = []
    for expression in expressions:
        found, fault = _select(str(expression).strip(), sites)
        chosen.update(found)
        if fault:
            faults.append(fault)
    if faults:
        raise ParameterError("site demandé inconnu : rien n'a été lancé.", tuple(faults))
    return tuple(site_id for site_id in sites if site_id in chosen)


def _select(expression: str, sites: Mapping[str, Site]) -> tuple[tuple[str, ...], str]:
    if expression == ALL:
        return tuple(sites), ""
    if expression.startswith(REGION):
        code = expression.removeprefix(REGION)
        found = tuple(site_id for site_id, site in sites.items() if site.region_code == code)
        return found, "" if found else _unknown_region(code, sites)
    if expression in sites:
        return (expression,), ""
    return (), _unknown_site(expression, sites)


def _unknown_site(expression: str, sites: Mapping[str, Site]) -> str:
    padded = expression.zfill(2)
    if expression.isdigit() and padded in sites:
        return f"« {expression} » : un code de département a deux chiffres. À faire : écrire {padded}."
    hint = did_you_mean(expression, sites) or f"accepté : {ACCEPTED}."
    return f"« {expression} » n'est pas dans le registre params/sites.csv ; {hint}"


def _unknown_region(code: str, sites: Mapping[str, Site]) -> str:
    regions = {site.region_code: site.region for site in sites.values()}
    listed = ", ".join(f"{region} ({name})" for region, name in sorted(regions.items()))
    return f"région « {code} » inconnue ; accepté : {listed}."
