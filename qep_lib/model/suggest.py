"""« vouliez-vous dire … ? »: the nearest accepted words. Reading what was typed is done elsewhere."""

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, accepted: Iterable[str], limit: int = 3) -> str:
    """« vouliez-vous dire « x » ou « y » ? », or an empty string when nothing is near. Case does not count."""
    by_lower = {candidate.lower(): candidate for candidate in accepted}
    near = difflib.get_close_matches(str(word).lower(), by_lower, n=limit, cutoff=0.6)
    if not near:
        return ""
    return "vouliez-vous dire " + " ou ".join(f"« {by_lower[match]} »" for match in near) + " ?"
