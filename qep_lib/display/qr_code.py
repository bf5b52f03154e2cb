"""An address as a QR code, drawn as SVG: same address, same bytes. Where it stands is decided by who lays a page out."""

import segno

QUIET_MODULES = 4
"""White modules around the code, without which a telephone may not find it (ISO/IEC 18004)."""
_MODULE = 4


def draw_qr_code(address: str) -> bytes:
    """The code of `address`, readable with up to 15 % of it spoilt."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET_MODULES
    path = "".join(
        f"M{start + QUIET_MODULES} {y + QUIET_MODULES}h{end - start}v1h-{end - start}z"
        for y, row in enumerate(rows)
        for start, end in _dark_stretches(row)
    )
    size = side * _MODULE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).encode()


def _dark_stretches(row: bytes) -> list[tuple[int, int]]:
    """(start, end) of the dark modules that follow each other."""
    found, start = [], None
    for place, is_dark in enumerate((*row, 0)):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            found.append((start, place))
            start = None
    return found
