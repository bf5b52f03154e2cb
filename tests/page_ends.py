"""How full the last page of a report is, read in its PDF: for tests of several folders."""

from pathlib import Path

from pypdf import PdfReader

TOP_PT, BOTTOM_PT = 68.0, 60.0
"""Margins of the pages of a report: its heads and feet stand in them."""


def last_page_filled(path: Path) -> float:
    """The part of the text area above the last words of the last page: 1 where they stand at its foot. What runs across the page,
    a mark of invented data, is no word of it."""
    page = PdfReader(path).pages[-1]
    height, heights = float(page.mediabox.height), []

    def note(text, outer, inner, *_):
        is_level = abs(inner[0] * outer[1] + inner[1] * outer[3]) < 0.01
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        if text.strip() and is_level and y > BOTTOM_PT:
            heights.append(y)

    page.extract_text(visitor_text=note)
    return (height - TOP_PT - min(heights, default=height - TOP_PT)) / (height - TOP_PT - BOTTOM_PT)
