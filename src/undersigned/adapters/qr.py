"""Codes that a camera reads: an address as a square of black and white (ISO/IEC 18004)."""

import io

import segno

# The margin of four squares is part of the standard: without it, cameras do not find the code.
_MARGIN = 4
# A tenth of the squares may be dirty or torn.
_ERROR = "m"


def qr_svg(address: str) -> bytes:
    """The code as a drawing that can be printed at any size; black on white in dark pages, too."""
    buffer = io.BytesIO()
    _code(address).save(
        buffer, kind="svg", border=_MARGIN, scale=10, light="#fff", svgclass=None, lineclass=None
    )
    return buffer.getvalue()


def qr_png(address: str) -> bytes:
    """The code as a picture of some 600 pixels."""
    code = _code(address)
    buffer = io.BytesIO()
    scale = max(4, 640 // code.symbol_size(border=_MARGIN)[0])
    code.save(buffer, kind="png", border=_MARGIN, scale=scale)
    return buffer.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error=_ERROR)
