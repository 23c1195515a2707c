"""The look is readable, mirrored, and has every file it names."""

import re
import subprocess
import sys

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontDatabase

from loyaldesk.kernel import paths
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import FLIPPED, icon, pixmap

WORDS_ON_GROUNDS = [
    ("ink", "bg"), ("ink", "surface"), ("muted", "bg"), ("muted", "surface"), ("accent", "surface"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("danger", "surface"),
    ("danger", "danger_soft"), ("on_danger", "danger"), ("on_danger", "danger_hover"),
    ("warn", "warn_soft"), ("info", "surface"), ("info", "info_soft"), ("ink", "plain_soft"),
    ("ink", "accent_soft"), ("side_ink", "side"), ("side_bright", "side_selected"),
    ("side_bright", "side_hover"), ("toast_ink", "toast"), ("toast_action", "toast"),
    *((code, f"{code}_soft") for code in theme.TIER_CODES),
    *((code, "surface") for code in theme.TIER_CODES),
]  # fmt: skip


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_can_be_read_on_their_ground(name: str) -> None:
    colours = theme.TOKENS[name]
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in WORDS_ON_GROUNDS
        if contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    }
    assert not weak
    assert contrast(colours["border"], colours["surface"]) >= 3
    assert contrast(colours["accent"], colours["accent_soft"]) >= 4.4  # bold words only


def test_both_themes_know_the_same_names() -> None:
    assert theme.TOKENS["light"].keys() == theme.TOKENS["dark"].keys()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_rule_finds_its_colour_and_its_picture(name: str) -> None:
    sheet = theme.Theme(name).style_sheet()
    assert "@" not in sheet
    for picture in re.findall(r"icons:([\w-]+\.svg)", sheet):
        assert paths.resource("icons", picture).is_file()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_pictures_of_the_style_sheet_have_the_colours_of_their_theme(name: str) -> None:
    colours = theme.TOKENS[name]
    chevron = paths.resource("icons", f"chevron-down-{name}.svg").read_text("utf-8")
    tick = paths.resource("icons", f"check-{name}.svg").read_text("utf-8")
    assert colours["muted"] in chevron
    assert colours["on_accent"] in tick


def test_persian_mirrors_the_program_and_english_brings_it_back(qapp, dressed) -> None:
    dressed("fa")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert QLocale().language() == QLocale.Language.Persian
    assert qapp.translate("QPlatformTheme", "Cancel") != "Cancel"
    assert "Vazirmatn" in QFontDatabase.families()
    assert qapp.font().pixelSize() == 14
    dressed("en")
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert QLocale().language() == QLocale.Language.English
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_tier_without_a_colour_is_plain(persian) -> None:
    assert theme.tier_colours("gold")[0] == theme.token("gold")
    assert theme.tier_colours("member")[0] == theme.token("muted")


def test_arrows_turn_round_and_clocks_do_not(dressed) -> None:
    dressed("en")
    arrow, clock = pixmap("arrow-left").toImage(), pixmap("clock").toImage()
    dressed("fa")
    assert pixmap("arrow-left").toImage() == arrow.flipped(Qt.Orientation.Horizontal)
    assert pixmap("clock").toImage() == clock


def test_every_flipped_icon_exists_and_the_licence_stands_beside_them(persian) -> None:
    for name in FLIPPED:
        assert not icon(name).isNull()
    assert "MIT License" in paths.resource("icons", "LICENSE.txt").read_text("utf-8")


def test_the_kit_loads_no_heavy_library() -> None:
    """PDF, printing and network cost start-up time on old shop computers."""
    program = (
        "import pkgutil, sys, importlib, loyaldesk.ui.kit as kit, loyaldesk.ui.paper.receipt\n"
        "for m in pkgutil.iter_modules(kit.__path__):"
        " importlib.import_module('loyaldesk.ui.kit.' + m.name)\n"
        "bad = [n for n in sys.modules if n in ('PySide6.QtPdf', 'PySide6.QtPdfWidgets',"
        " 'PySide6.QtNetwork', 'PySide6.QtPrintSupport', 'loyaldesk.services', 'peewee')]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
