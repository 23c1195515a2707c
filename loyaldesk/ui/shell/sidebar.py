"""The side bar: the shop, the places, who is at the desk."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QFontMetrics, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from loyaldesk import NAME
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.club import ClubFacts
from loyaldesk.services.desk import OperatorBrief
from loyaldesk.services.words import role_name
from loyaldesk.ui import theme
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.buttons import icon_button, nav_button
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, chip, set_chip
from loyaldesk.ui.kit.layout import XS, L, M, S, box, column, row
from loyaldesk.ui.kit.styling import mark, plain_tooltip
from loyaldesk.ui.shell.backup_chip import BackupChip
from loyaldesk.ui.shell.places import Place

WIDTH = 204
MOST_ROOMY = 9
"""With more places the entries stand closer, so that a low window has room for all."""
TIGHT = 720
"""In a window lower than this many entries stand closer still, under a banner above all."""
MOST_COUNTED = 99

LOGO_PX = 36
ROOM_FOR_NAME = WIDTH - LOGO_PX - 42
"""Beside the widest logo."""


class SideBar(QWidget):
    """Entries for the places one may see; at its foot who works here.

    Args:
        facts: Of the shop.
        operator: Who is at the desk.
        places: What can be gone to, in order; Ctrl+1 is the first.
    """

    chosen = Signal(str)  # the key of a place
    switch_wanted = Signal()
    lock_wanted = Signal()
    theme_wanted = Signal()
    language_wanted = Signal()
    backup_wanted = Signal()

    def __init__(
        self, facts: ClubFacts, operator: OperatorBrief, places: Sequence[Place], *, has_lock: bool
    ) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._entries: dict[str, QToolButton] = {}
        self._badges: dict[str, QLabel] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, L, 10, M)
        layout.setSpacing(1 if len(places) > MOST_ROOMY else 3)
        layout.addLayout(self._brand(facts))
        layout.addSpacing(M)
        for number, place in enumerate(places, 1):
            entry = nav_button(place.icon, place.title)
            if number < 10:  # the window hears the key: a button would wait a tenth of a second
                plain_tooltip(entry, ltr(f"Ctrl+{number}"))
            entry.setProperty("dense", "true" if len(places) > MOST_ROOMY else "false")
            entry.clicked.connect(self._goes_to(place.key))
            self._badges[place.key] = _badge(entry)
            self._entries[place.key] = entry
            layout.addWidget(entry)
        layout.addStretch(1)
        layout.addLayout(self._foot(operator, has_lock=has_lock))

    def mark(self, key: str) -> None:
        """Show that *key* is the place on view."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def show_count(self, key: str, count: int, words: str) -> None:
        """Show beside an entry how many wait there; 0 shows nothing.

        Args:
            key: Of the place.
            count: How many.
            words: The same in words, for screen readers.
        """
        badge, entry = self._badges.get(key), self._entries.get(key)
        if badge is None or entry is None:
            return
        set_chip(
            badge, fmt.number(min(count, MOST_COUNTED)) + "+" * (count > MOST_COUNTED), "danger"
        )
        badge.setVisible(count > 0)
        entry.setAccessibleDescription(words if count else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the foot must not be pushed out of a low window."""
        super().resizeEvent(event)
        if len(self._entries) > MOST_ROOMY:
            dense = "tight" if self.height() < TIGHT else "true"
            for entry in self._entries.values():
                mark(entry, dense=dense)

    def _goes_to(self, key: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(key)

    def _brand(self, facts: ClubFacts) -> QHBoxLayout:
        logo = logo_label(facts.logo)
        words = column(_shop_name(facts.shop), ElidedLabel(NAME, "side_caption"), spacing=0)
        line = row(logo, words, spacing=10)
        line.setStretch(1, 1)
        line.setContentsMargins(6, 0, 4, 0)
        return line

    def _foot(self, operator: OperatorBrief, *, has_lock: bool) -> QVBoxLayout:
        name = ElidedLabel(operator.name, "side")
        role = ElidedLabel(role_name(operator.role), "side_caption")
        words = column(name, role, spacing=0)
        who = row(Avatar(operator.name, 36), words, spacing=10)
        who.setStretch(1, 1)
        who.setContentsMargins(6, 0, 4, 0)
        is_dark = theme.current().name == "dark"
        tools = [
            self._tool(
                "sun" if is_dark else "moon",
                tr("Light theme") if is_dark else tr("Dark theme"),
                self.theme_wanted,
            ),
            self._tool("language", tr("فارسی / English"), self.language_wanted),
            self._tool("users", tr("Switch operator"), self.switch_wanted, "F12"),
        ]
        if has_lock:
            tools.append(self._tool("lock", tr("Lock the screen"), self.lock_wanted))
        line = row(*tools, None, spacing=XS)
        self.backup = BackupChip()
        self.backup.clicked.connect(lambda: self.backup_wanted.emit())  # noqa: PLW0108  # as above
        return column(self.backup, box(who), line, spacing=S)

    def _tool(
        self, icon_name: str, words: str, signal: SignalInstance, key: str = ""
    ) -> QToolButton:
        made = icon_button(icon_name, words)
        made.setProperty("side", "true")
        made.setIcon(icon(icon_name, "side_ink"))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if key:
            plain_tooltip(made, f"{words}  {ltr(key)}")
        made.clicked.connect(lambda: signal.emit())  # noqa: PLW0108  # drops `checked`
        return made


def _badge(entry: QToolButton) -> QLabel:
    """Return a hidden chip at the far end of an entry."""
    made = chip("", "danger")
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    made.hide()
    layout = QHBoxLayout(entry)
    layout.setContentsMargins(S, 0, S, 0)
    layout.addStretch(1)
    layout.addWidget(made)
    return made


def _shop_name(shop: str) -> Label:
    """Return the shop's name on one line, on two if it needs them, cut off after that."""
    metrics = QFontMetrics(theme.font(16, QFont.Weight.Bold))
    longest = max((metrics.horizontalAdvance(word) for word in shop.split()), default=0)
    room = ROOM_FOR_NAME
    if longest > room or not room < metrics.horizontalAdvance(shop) <= 1.7 * room:
        return ElidedLabel(shop, "brand")
    return Label(shop, "brand", wrap=True)


def logo_label(content: bytes | None, colour: str = "side_bright") -> QLabel:
    """Return the shop's logo, or a shop where it has none."""
    picture = QPixmap()
    if content is None or not picture.loadFromData(content):
        return IconLabel("building-store", colour, 28)
    label = Label()
    label.setPixmap(
        picture.scaled(
            LOGO_PX,
            LOGO_PX,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    label.setFixedSize(label.pixmap().size())
    return label
