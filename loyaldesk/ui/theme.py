"""How the program looks: colours by name, one style sheet, fonts, direction and Qt's own words."""

import re
from functools import lru_cache

from PySide6.QtCore import QDir, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from loyaldesk.kernel import paths
from loyaldesk.kernel.look import Look

FONT = "Vazirmatn"
BODY_PX = 14

_LIGHT = {
    "bg": "#F4F6F8", "surface": "#FFFFFF", "ink": "#1B2430", "muted": "#5B6878",
    "border": "#8793A1", "scroll": "#BCC5CF", "line": "#D9DFE6", "plain_soft": "#E9EDF1",
    "accent": "#0E7C66", "accent_hover": "#0B6755", "accent_soft": "#E2F3EF",
    "on_accent": "#FFFFFF",
    "danger": "#B3261E", "danger_hover": "#931F18", "danger_soft": "#FCE8E6",
    "on_danger": "#FFFFFF",
    "warn": "#8A5300", "warn_soft": "#FFF1DC", "info": "#1558B0", "info_soft": "#E5EFFB",
    "gold": "#8A6100", "gold_soft": "#FFF4D6", "silver": "#4A5664", "silver_soft": "#E8ECF0",
    "bronze": "#85471B", "bronze_soft": "#FBEBDD", "platinum": "#3D4A8A",
    "platinum_soft": "#E9ECFA", "diamond": "#0A5F7C", "diamond_soft": "#E0F3FA",
    "side": "#12332C", "side_ink": "#DCEBE7", "side_selected": "#1F5A4D",
    "side_hover": "#18433A", "side_bright": "#FFFFFF",
    "toast": "#1B2430", "toast_ink": "#FFFFFF", "toast_action": "#7FE0C6",
}  # fmt: skip
_DARK = {
    "bg": "#12171C", "surface": "#1C232A", "ink": "#E8EDF2", "muted": "#A3B0BD",
    "border": "#74818E", "scroll": "#4A5662", "line": "#333E49", "plain_soft": "#2A333C",
    "accent": "#4CC2A5", "accent_hover": "#6AD2B8", "accent_soft": "#16352E",
    "on_accent": "#06231C",
    "danger": "#FF8A80", "danger_hover": "#FFA69E", "danger_soft": "#3D1C1A",
    "on_danger": "#3A0905",
    "warn": "#FFB95C", "warn_soft": "#3A2A12", "info": "#8AB4F8", "info_soft": "#1A2B45",
    "gold": "#F2C14E", "gold_soft": "#3A2F12", "silver": "#C3CDD8", "silver_soft": "#2C353E",
    "bronze": "#E8A878", "bronze_soft": "#3A2417", "platinum": "#B5C0FF",
    "platinum_soft": "#242A4A", "diamond": "#7FD6F2", "diamond_soft": "#12343F",
    "side": "#0D1F1B", "side_ink": "#C5D8D2", "side_selected": "#1F4A40",
    "side_hover": "#15332C", "side_bright": "#FFFFFF",
    "toast": "#E8EDF2", "toast_ink": "#12171C", "toast_action": "#0A6553",
}  # fmt: skip
TOKENS = {"light": _LIGHT, "dark": _DARK}
"""Every colour of the program by theme and name."""

TIER_CODES = ("bronze", "silver", "gold", "platinum", "diamond")

_ROLES = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "bg",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "info",
    QPalette.ColorRole.LinkVisited: "platinum",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "plain_soft",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "border",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Accent: "accent",
}


class Theme:
    """The colours of one theme, ``light`` or ``dark``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._colours = TOKENS[name]

    def text(self, token_name: str) -> str:
        """Return a colour as ``#RRGGBB``."""
        return self._colours[token_name]

    def colour(self, token_name: str) -> QColor:
        """Return a colour for a painter."""
        return QColor(self._colours[token_name])

    def palette(self) -> QPalette:
        """Return the palette for widgets no style rule speaks of."""
        palette = QPalette()
        for role, name in _ROLES.items():
            palette.setColor(role, self.colour(name))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("border"))
        return palette

    def style_sheet(self) -> str:
        """Return the one style sheet with this theme's colours put in."""
        rules = paths.resource("styles", "loyaldesk.qss").read_text("utf-8")
        rules = rules.replace("@theme", self.name)
        return re.sub(r"@([a-z_]+)", lambda found: self._colours[found.group(1)], rules)


_WORN = "worn"
"""The property of the application that says what it is dressed in."""


class _Current:
    theme = Theme("light")
    translator: QTranslator | None = None


def current() -> Theme:
    """Return the theme in use."""
    return _Current.theme


def token(name: str) -> QColor:
    """Return a colour of the theme in use, by its name."""
    return _Current.theme.colour(name)


def tier_colours(code: str) -> tuple[QColor, QColor]:
    """Return ink and ground for a tier; a tier without a colour of its own is plain."""
    if code in TIER_CODES:
        return token(code), token(f"{code}_soft")
    return token("muted"), token("plain_soft")


def named(app: QApplication, theme: str) -> str:
    """Return ``light`` or ``dark`` for a setting that may be ``system``."""
    if theme in TOKENS:
        return theme
    is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if is_dark else "light"


def apply(app: QApplication, theme: str, look: Look) -> None:
    """Dress the whole program: colours, style rules, font, direction, locale, Qt's own words.

    Windows that are already open keep the pictures and texts they were built with; the shell
    builds its window anew after a change.

    Args:
        app: The application.
        theme: ``light``, ``dark`` or ``system``.
        look: The language decides direction, locale and Qt's own words.
    """
    name = named(app, theme)
    wanted = f"{name} {look.language}"
    if app.property(_WORN) == wanted:
        return  # every widget there is would be dressed anew, to look the same
    _Current.theme = Theme(name)
    _register_fonts()
    QDir.setSearchPaths("icons", [str(paths.resource("icons"))])
    locale = QLocale("fa_IR") if look.language == "fa" else QLocale("en_US")
    QLocale.setDefault(locale)
    _install_words_of_qt(app, locale)
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if look.is_rtl else Qt.LayoutDirection.LeftToRight
    )
    app.setStyle("Fusion")
    app.setPalette(_Current.theme.palette())
    app.setFont(font(BODY_PX))
    app.setStyleSheet(_Current.theme.style_sheet())
    app.setProperty(_WORN, wanted)


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the program's font, for a painter."""
    made = QFont(FONT)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    for file in sorted(paths.resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def _install_words_of_qt(app: QApplication, locale: QLocale) -> None:
    if _Current.translator is not None:
        app.removeTranslator(_Current.translator)
        _Current.translator = None
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)
        _Current.translator = translator
