"""Words that are not accepted, told with the nearest ones that are. Reading what was typed is done elsewhere."""

import difflib
from collections.abc import Collection, Iterable


def did_you_mean(word: str, accepted: Iterable[str], limit: int = 3) -> str:
    """« vouliez-vous dire « x » ou « y » ? », or an empty string when nothing is near. Case does not count."""
    by_lower = {candidate.lower(): candidate for candidate in accepted}
    near = difflib.get_close_matches(str(word).lower(), by_lower, n=limit, cutoff=0.6)
    if not near:
        return ""
    return "vouliez-vous dire " + " ou ".join(f"« {by_lower[match]} »" for match in near) + " ?"


def unknown_words(what: str, words: Iterable[str], accepted: Collection[str]) -> list[str]:
    """« rapport « bilam » inconnu ; vouliez-vous dire… accepté : … », one sentence for each word that is not accepted."""
    return [
        f"{what} « {word} » inconnu ; {f'{hint} ' if (hint := did_you_mean(word, accepted)) else ''}"
        f"accepté : {', '.join(accepted)}."
        for word in words
        if word not in accepted
    ]
