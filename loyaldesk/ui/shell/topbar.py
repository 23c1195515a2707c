"""The line on top of every page: its title, the box that finds everything, the day."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, heading
from loyaldesk.ui.kit.layout import XL, L, M, S

BOX_WIDTH = 430


class FindBox(QPushButton):
    """Looks like a field and opens the search over everything."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("findbox", "true")
        words = tr("Search everything: name, mobile, card, receipt")
        self.setAccessibleName(words)
        self.setMaximumWidth(BOX_WIDTH)
        self.setMinimumWidth(220)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, 0, S, 0)
        layout.setSpacing(S)
        shown = ElidedLabel(words, "muted")
        keys = Label(ltr("Ctrl+K"), "caption")
        layout.addWidget(IconLabel("search", "muted", 18))
        layout.addWidget(shown, 1)
        layout.addWidget(keys)
        for label in (shown, keys):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Qt: as wide as a search is."""
        return QSize(BOX_WIDTH, 40)


class TopBar(QWidget):
    """Title, search, help and day."""

    find_wanted = Signal()
    help_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = heading("")
        self.box = FindBox()
        self.box.clicked.connect(self.find_wanted)
        self.day = Label("", "muted")
        self.help = icon_button("help", tr("Help"))
        self.help.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.help.clicked.connect(self.help_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(XL, L, XL, 0)
        layout.setSpacing(M)
        layout.addWidget(self.title)
        layout.addStretch(1)
        layout.addWidget(self.box, 4)
        layout.addWidget(self.day)
        layout.addWidget(self.help)

    def paint_icons(self) -> None:
        """Show the icons in the colours of the theme."""
        self.help.setIcon(icon("help", "muted"))
