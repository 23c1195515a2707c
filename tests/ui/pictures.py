"""Taking pictures of the program, and finding words that do not fit where they stand."""

import time
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

from loyaldesk.ui import theme
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.tasks import Runner

LINE_EDGE = 2  # Qt's own, inside a field
HEADING_EDGE = 13  # of the style sheet
SLACK = 1
"""A rounding of the layout that nobody sees, in pixels."""


def settle(*runners: Runner, seconds: float = 20.0) -> None:
    """Let layouts, timers and the worker come to rest."""
    end = time.monotonic() + seconds
    for _ in range(4):
        QApplication.processEvents()
    while any(runner.is_busy() for runner in runners):
        assert time.monotonic() < end, "the worker did not come to an end"
        QApplication.processEvents()
        time.sleep(0.005)
    for _ in range(4):
        QApplication.processEvents()


def bury(*widgets: QWidget) -> None:
    """Delete widgets now: what is only marked for it would be dressed anew with every look."""
    for each in widgets:
        each.hide()
        each.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def cut_texts(widget: QWidget) -> list[str]:
    """Return every text on *widget* that is wider or higher than the room it has."""
    found = []
    for each in widget.findChildren(QWidget):
        if not each.isVisibleTo(widget) or not each.size().isValid():
            continue
        if isinstance(each, QLabel) and not isinstance(each, ElidedLabel):
            problem = _label_problem(each)
        elif isinstance(each, QAbstractButton):
            problem = _button_problem(each)
        elif isinstance(each, QLineEdit):
            problem = _line_problem(each)
        elif isinstance(each, QComboBox) and not each.isEditable():
            problem = _combo_problem(each)
        elif isinstance(each, QHeaderView):
            found += _headings_cut(each)
            continue
        elif isinstance(each, QTabBar):
            found += _tabs_cut(each)
            continue
        else:
            continue
        if problem:
            found.append(f"{problem}: {_text_of(each)!r}")
        elif _is_covered(each, widget):
            found.append(f"outside its parent: {_text_of(each)!r}")
    return found


def _text_of(widget: QWidget) -> str:
    return str(widget.property("text") or "")


def _label_problem(label: QLabel) -> str:
    text = label.text()
    if not text or label.pixmap().width():
        return ""
    room = label.contentsRect()
    metrics = QFontMetrics(label.font())
    if label.wordWrap():
        box = metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), text
        )
        longest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
        if longest > room.width() + SLACK:
            return f"word of {longest} in {room.width()}"
        wanted = min(box.height(), label.heightForWidth(label.width()) or box.height())
        return f"height {wanted} in {label.height()}" if wanted > label.height() + SLACK else ""
    lines = text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines)
    if width > room.width() + SLACK:
        return f"width {width} in {room.width()}"
    height = metrics.height() * len(lines)
    return f"height {height} in {label.height()}" if height > label.height() + 4 else ""


def _button_problem(button: QAbstractButton) -> str:
    if not button.text() or not isinstance(
        button, (QPushButton, QToolButton, QCheckBox, QRadioButton)
    ):
        return ""
    metrics = QFontMetrics(button.font())
    shown = button.text().replace("&&", "&")
    width = metrics.horizontalAdvance(shown)
    if not button.icon().isNull():
        width += button.iconSize().width()
    return f"width {width} in {button.width()}" if width > button.width() + SLACK else ""


def _line_problem(line: QLineEdit) -> str:
    """Return whether what a field says while it is empty goes on beyond its edge."""
    if line.text() or not line.placeholderText():
        return ""
    options = QStyleOptionFrame()
    line.initStyleOption(options)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, options, line)
    margins = line.textMargins()
    width = QFontMetrics(line.font()).horizontalAdvance(line.placeholderText())
    there = room.width() - margins.left() - margins.right() - 2 * LINE_EDGE
    if width <= there + SLACK:
        return ""
    return f"width {width} in {there}: {line.placeholderText()!r}"


def _combo_problem(combo: QComboBox) -> str:
    options = QStyleOptionComboBox()
    combo.initStyleOption(options)
    room = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, options, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    width = QFontMetrics(combo.font()).horizontalAdvance(combo.currentText())
    if width <= room.width() + SLACK:
        return ""
    return f"width {width} in {room.width()}: {combo.currentText()!r}"


def _headings_cut(head: QHeaderView) -> list[str]:
    if head.orientation() != Qt.Orientation.Horizontal or head.model() is None:
        return []
    if _draws_itself(head):
        return _wrapped_headings_cut(head)
    metrics = QFontMetrics(head.font())
    found = []
    for number in range(head.count()):
        text = str(head.model().headerData(number, Qt.Orientation.Horizontal) or "")
        width = max(metrics.horizontalAdvance(line) for line in text.split("\n"))
        there = head.sectionSize(number) - 2 * HEADING_EDGE
        if not head.isSectionHidden(number) and width > there + SLACK:
            found.append(f"heading of {width} in {there}: {text!r}")
    return found


def _draws_itself(head: QHeaderView) -> bool:
    return type(head).paintSection is not QHeaderView.paintSection


def _wrapped_headings_cut(head: QHeaderView) -> list[str]:
    """Headings that wrap their words, as those of the roles do: each must have the room."""
    metrics = QFontMetrics(theme.font(theme.BODY_PX - 2))
    wraps = int(Qt.TextFlag.TextWordWrap)
    found = []
    for number in range(head.count()):
        text = str(head.model().headerData(number, Qt.Orientation.Horizontal) or "")
        room = QRect(0, 0, head.sectionSize(number) - 4, head.height() - 6)
        box = metrics.boundingRect(room, wraps, text)
        is_cut = box.width() > room.width() + SLACK or box.height() > room.height() + SLACK
        if is_cut and not head.isSectionHidden(number):
            found.append(f"heading of {box.width()} x {box.height()}: {text!r}")
    return found


def _tabs_cut(bar: QTabBar) -> list[str]:
    metrics = QFontMetrics(bar.font())
    found = []
    for number in range(bar.count()):
        width = metrics.horizontalAdvance(bar.tabText(number))
        place = bar.tabRect(number)
        if width > place.width() or not bar.rect().adjusted(-2, 0, 2, 2).contains(place):
            found.append(f"tab: {bar.tabText(number)!r}")
    return found


def _is_covered(widget: QWidget, top: QWidget) -> bool:
    """Return whether a part lies outside a parent that does not scroll."""
    if not _text_of(widget):
        return False
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return False
        corner = widget.mapTo(parent, QPoint(0, 0))
        if not parent.rect().adjusted(-2, -2, 2, 2).contains(QRect(corner, widget.size())):
            return True
        parent = parent.parentWidget()
    return False


def keep(widget: QWidget, folder: Path | None, name: str) -> None:
    """Leave a picture of *widget* in *folder*, if pictures are wanted."""
    picture = widget.grab()
    assert not picture.isNull()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        assert picture.save(str(folder / f"{name}.png"))
