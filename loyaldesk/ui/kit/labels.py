"""Words on the screen: always plain text, always on the side where reading begins."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from loyaldesk.ui.kit import icons
from loyaldesk.ui.kit.styling import mark, plain_tooltip


def leading() -> Qt.AlignmentFlag:
    """Return the side where reading begins, whatever the text holds.

    Without ``AlignAbsolute`` Qt puts texts of digits or Latin letters on the wrong side.
    """
    is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def trailing() -> Qt.AlignmentFlag:
    """Return the side where reading ends."""
    is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignLeft if is_rtl else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def lead(widget: QLabel | QLineEdit) -> None:
    """Put the text of *widget* on the side where reading begins."""
    widget.setAlignment(leading())


class Label(QLabel):
    """A text that is never taken for markup.

    Args:
        text: What it says.
        role: ``muted``, ``caption``, ``label``, ``h1``, ``h2``, ``num``, ``big``, ``error`` or
            nothing for body text.
        wrap: Whether long text goes on in a new line.
        selectable: Whether the text can be marked and copied.
    """

    def __init__(
        self, text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        lead(self)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def setText(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Show *text*."""
        super().setText(text)
        self._hold_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width needs another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._hold_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: where lines run from right to left, Qt would count the space that a line ends in."""
        flags = self.textInteractionFlags()
        if not self.wordWrap() or flags & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout = self.lines()
        room = self.contentsRect()
        height = layout.boundingRect().height()
        top = float(room.top())
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += (room.height() - height) / 2
        layout.draw(painter, QPointF(room.left(), top))
        painter.end()

    def lines(self) -> QTextLayout:
        """Return the lines as they are drawn, inside the room for them."""
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setTextDirection(self.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.contentsRect().width())
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout

    def _hold_height(self) -> None:
        """Let no crowded layout cut lines off: Qt asks for the height of an average width only."""
        if self.wordWrap() and self.width() > 0:
            if self.minimumHeight():  # else Qt would never answer less than it was held before
                self.setMinimumHeight(0)
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


def heading(text: str, level: int = 1) -> Label:
    """Return a page title (level 1) or the title of a section (level 2)."""
    return Label(text, f"h{level}")


def muted(text: str, *, wrap: bool = False) -> Label:
    """Return a secondary text."""
    return Label(text, "muted", wrap=wrap)


def caption(text: str, *, wrap: bool = False) -> Label:
    """Return a small secondary text."""
    return Label(text, "caption", wrap=wrap)


def number(text: str, role: str = "num") -> Label:
    """Return a figure that catches the eye; *role* ``num`` or ``big``."""
    return Label(text, role)


def chip(text: str, kind: str = "plain") -> Label:
    """Return a pill.

    Args:
        text: One or two words; the colour never stands alone.
        kind: ``ok``, ``warn``, ``danger``, ``info``, ``plain`` or a tier's code.
    """
    label = Label(text)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    set_chip(label, text, kind)
    return label


def set_chip(label: QLabel, text: str, kind: str) -> None:
    """Change words and colour of a pill; an unknown *kind* is plain."""
    label.setText(text)
    mark(label, chip=kind if kind in CHIPS else "plain")


CHIPS = frozenset(
    {"ok", "warn", "danger", "info", "plain", "bronze", "silver", "gold", "platinum", "diamond"}
)


class IconLabel(QLabel):
    """An icon that stands beside words and is passed over by screen readers."""

    def __init__(self, name: str, colour: str = "muted", pixels: int = 20) -> None:
        super().__init__()
        self._pixels = pixels
        self.setFixedSize(pixels, pixels)
        self.show_icon(name, colour)

    def show_icon(self, name: str, colour: str) -> None:
        """Show another icon or colour."""
        self.setPixmap(icons.pixmap(name, colour, self._pixels))


class IconAndWords(QWidget):
    """An icon with a text after it, such as a phone number with its receiver."""

    def __init__(self, icon_name: str, text: str, role: str = "muted", token: str = "") -> None:
        super().__init__()
        self.icon = IconLabel(icon_name, token or "muted", 18)
        self.label = Label(text, role)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.icon)
        layout.addWidget(self.label, 1)


class ElidedLabel(Label):
    """One line that is cut with an ellipsis where room ends; the whole text is its tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Qt: a few letters are enough."""
        return QSize(48, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Show *text*."""
        super().setText(text)
        self._tell_whole_text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the room changed."""
        super().resizeEvent(event)
        self._tell_whole_text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the text as far as there is room."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        painter.drawText(self.contentsRect(), self.alignment(), shown)
        painter.end()

    def _tell_whole_text(self) -> None:
        is_cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        plain_tooltip(self, self.text() if is_cut else "")
