"""Icons by name: one outline set, coloured by the theme, turned round where reading turns round."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from loyaldesk.kernel import paths
from loyaldesk.ui import theme

FLIPPED = frozenset(
    {
        "arrow-left", "arrow-right", "arrow-back-up", "arrow-forward-up", "chevron-left",
        "chevron-right", "login", "logout", "list", "notes", "checklist",
        "external-link", "file-import", "file-export", "trending-up", "trending-down", "message",
        "messages", "message-2", "message-question", "clipboard-list",
        "phone-incoming", "phone-outgoing", "transfer-in", "truck-delivery", "user-share",
    }
)  # fmt: skip
"""Pictures that point along the reading direction."""

_SIZES = (16, 20, 24, 32, 40, 48, 64)


def icon(name: str, colour: str = "ink") -> QIcon:
    """Return the icon *name* in a colour of the theme in use."""
    return _icon(name, theme.current().text(colour), _is_flipped(name), 0)


def icon_before_words(name: str, colour: str, pixels: int, gap: int) -> QIcon:
    """Return an icon with *gap* empty pixels towards the words: Qt leaves 4 and offers no more.

    Args:
        name: Of the icon.
        colour: A name of the theme.
        pixels: How high it is shown.
        gap: Added to its width.
    """
    is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    share = gap / pixels
    return _icon(name, theme.current().text(colour), _is_flipped(name), -share if is_rtl else share)


def pixmap(name: str, colour: str = "ink", pixels: int = 20) -> QPixmap:
    """Return the icon *name* as a picture for a label, sharp on this screen."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    return _pixmap(name, theme.current().text(colour), _is_flipped(name), pixels, ratio)


def _is_flipped(name: str) -> bool:
    is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return is_rtl and name in FLIPPED


@lru_cache(maxsize=512)
def _pixmap(name: str, rgb: str, flipped: bool, pixels: int, ratio: float) -> QPixmap:  # noqa: FBT001  # a cache key
    drawn = _draw(_renderer(name, rgb), round(pixels * ratio))
    if flipped:
        drawn = drawn.transformed(QTransform.fromScale(-1, 1))
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=512)
def _icon(name: str, rgb: str, flipped: bool, gap: float) -> QIcon:  # noqa: FBT001  # a cache key
    """Return an icon; *gap* is the empty part after it, or before it if negative."""
    made, renderer = QIcon(), _renderer(name, rgb)
    for size in _SIZES:
        drawn = _draw(renderer, size)
        if flipped:
            drawn = drawn.transformed(QTransform.fromScale(-1, 1))
        made.addPixmap(_with_gap(drawn, gap) if gap else drawn)
    return made


def _with_gap(picture: QPixmap, gap: float) -> QPixmap:
    empty = round(abs(gap) * picture.height())
    wide = QPixmap(picture.width() + empty, picture.height())
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(empty if gap < 0 else 0, 0, picture)
    painter.end()
    return wide


def _renderer(name: str, rgb: str) -> QSvgRenderer:
    source = paths.resource("icons", f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", rgb.encode())))


def _draw(renderer: QSvgRenderer, pixels: int) -> QPixmap:
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return drawn
