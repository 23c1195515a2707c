"""The shop's logo on paper: any bytes, never a broken page."""

import warnings
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader

from loyaldesk.reports.pen import Area, Pen

_MOST_PIXELS = 40_000_000
_EDGE = 480
"""Pixels of the longer edge on paper: sharp at 44 points, small in the file."""


def draw_logo(pen: Pen, logo: bytes | None, area: Area) -> float:
    """Draw the logo at the start of *area*, as large as fits; return its width, 0 without one."""
    picture = _opened(logo) if logo else None
    if picture is None:
        return 0.0
    scale = min(area.width / picture.width, area.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    pen.canvas.drawImage(
        ImageReader(picture),
        pen.left(area.start, width),
        pen.height - area.top - (area.height + height) / 2,
        width,
        height,
        mask="auto",
    )
    return width


def _opened(logo: bytes) -> Image.Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a picture made to fill the memory is a warning first
            with Image.open(BytesIO(logo), formats=("PNG", "JPEG")) as found:
                if found.width * found.height > _MOST_PIXELS:
                    return None
                found.thumbnail((_EDGE, _EDGE))
                return _light_edged(found.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return None  # a club with a spoilt logo still gets its report


def _light_edged(picture: Image.Image) -> Image.Image:
    """Return the picture with white under what is clear: black there would fringe its edges."""
    alpha = picture.getchannel("A")
    seen = alpha.point(lambda value: 255 if value else 0)
    edged = Image.composite(picture.convert("RGB"), Image.new("RGB", picture.size, "white"), seen)
    edged.putalpha(alpha)
    return edged
