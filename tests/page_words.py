"""The words of a page without its tags, for tests of several folders."""

import re


def without_tags(page: str) -> str:
    """`page` with a space for each tag, but for those that raise the end of a word."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"</?sup>", "", page))
