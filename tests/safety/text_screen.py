"""What the kit shows on the screen: texts from outside as they are, nothing loaded, no key made."""

import re
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QTabBar,
    QTabWidget,
    QWidget,
)

from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.ui.kit.agenda.entry import Entry
from loyaldesk.ui.kit.agenda.words import words_of
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.banner import Banner, Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, icon_button, nav_button
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog, _Question
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, IconAndWords, Label, caption, chip, heading
from loyaldesk.ui.kit.many_of import ManyOf
from loyaldesk.ui.kit.meter import Meter
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.search_choice import SearchChoice
from loyaldesk.ui.kit.styling import plain_title, plain_tooltip, plain_words
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.kit.toggles import CheckBox, RadioButton, Segments

RED = 0xFFFF0000
_PASSED_OVER = "[\ud800-\udfff\ufeff\ufffe]"


def red_dots(image: QImage) -> int:
    """Return how many points of a picture have the colour of the picture nobody may load."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return array("I", bytes(plain.constBits())).count(RED)


def same(shown: str, text: str) -> bool:
    """Return whether *shown* is *text*; Qt passes over half letters and marks of byte order."""
    return re.sub(_PASSED_OVER, "", shown) == re.sub(_PASSED_OVER, "", text)


def examine(root: QWidget) -> None:
    """See that nothing in *root* is taken for markup, and no ``&`` for a key."""
    for label in (root, *root.findChildren(QLabel)):
        if isinstance(label, QLabel) and label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
            assert not label.openExternalLinks()
    for widget in (root, *root.findChildren(QWidget)):
        told = widget.toolTip()
        if QtGui.Qt.mightBeRichText(told):
            assert told.startswith("<qt>") and told.endswith("</qt>"), told
            inside = told[4:-5].replace("<br>", "")
            assert "<" not in inside, told
        assert not widget.whatsThis() and not widget.statusTip()
    for pressed in (root, *root.findChildren(QAbstractButton)):
        if isinstance(pressed, QAbstractButton):
            assert "&" not in pressed.text().replace("&&", ""), pressed.text()
    for bar in root.findChildren(QTabBar):
        for place in range(bar.count()):
            assert "&" not in bar.tabText(place).replace("&&", "")
            assert not QtGui.Qt.mightBeRichText(bar.tabToolTip(place))
    for menu in root.findChildren(QMenu):
        for act in menu.actions():
            assert "&" not in act.text().replace("&&", "")


def _busy(text: str) -> QWidget:
    bar = BusyBar()
    bar.start(text)
    return bar


def _chart(text: str) -> QWidget:
    series = (Series(text, (3.0, 5.0)), Series("x", (2.0, 4.0)))
    chart = Chart(ChartKind.BARS, (text, "b"), series, axis=text, value_axis=text,
                  goal=4.0, goal_name=text, mark=1, mark_name=text)  # fmt: skip
    return ChartView(chart, text)


def _table(text: str) -> QWidget:
    table: RowsTable[str] = RowsTable(
        [Column(text, lambda row: row), Column("b", lambda row: row, tone=lambda _row: "gold")],
        text,
    )
    table.show_rows([text, text])
    return table


def _dialog(text: str) -> QWidget:
    dialog = Dialog(None, text, primary=text, secondary=text)
    dialog.set_error(text)
    assert same(dialog.title.text(), text)
    return dialog


def _question(text: str) -> QWidget:
    dialog = _Question(
        None, text, text, text, text, danger=True, icon_name="alert-triangle", colour="danger"
    )
    assert same(dialog.text.text(), text)
    return dialog


def _toast(text: str) -> QWidget:
    window = QWidget()
    window.resize(640, 200)
    host = ToastHost(window)
    host.show(text, text, lambda: None, seconds=0, more=(text, lambda: None))
    assert same(host.text(), text)
    return window


def _field(text: str) -> QWidget:
    field = Field(text, SearchBox("x"), text)
    field.set_error(text)
    return field


def _tip(text: str) -> QWidget:
    widget = QWidget()
    plain_tooltip(widget, text)
    told = widget.toolTip()
    if told.startswith("<qt>"):
        assert same(unescape(told[4:-5].replace("<br>", "\n")), text)
    else:
        assert same(told, text) and not QtGui.Qt.mightBeRichText(told)
    return widget


def _tabs(text: str) -> QWidget:
    tabs = QTabWidget()
    tabs.addTab(QWidget(), plain_words(text))
    return tabs


def _menu(text: str) -> QWidget:
    menu = QMenu()
    menu.addAction(plain_words(text))
    return menu


def _titled(text: str) -> QWidget:
    window = QWidget()
    window.setWindowTitle(plain_title(text))
    return window


def _entry(text: str) -> QWidget:
    told = words_of(Entry(1, date(2026, 11, 21), None, 30, text, text, "plain", hint=text))
    widget = QWidget()
    plain_tooltip(widget, told)
    return widget


def _choice(text: str) -> QWidget:
    made: QComboBox = Choice([(text, 1), ("b", 2)], text)
    assert same(made.itemText(0), text)
    return made


def _search_choice(text: str) -> QWidget:
    return SearchChoice([text, "b"], text)


WIDGETS: dict[str, Callable[[str], QWidget]] = {
    "ui/kit/labels.py Label": lambda text: Label(text, wrap=True),
    "ui/kit/labels.py on one line": Label,
    "ui/kit/labels.py selectable": lambda text: Label(text, selectable=True),
    "ui/kit/labels.py heading": heading,
    "ui/kit/labels.py caption": caption,
    "ui/kit/labels.py chip": chip,
    "ui/kit/labels.py elided": ElidedLabel,
    "ui/kit/labels.py beside an icon": lambda text: IconAndWords("phone", text),
    "ui/kit/buttons.py": lambda text: button(text, "F6"),
    "ui/kit/buttons.py icon": lambda text: icon_button("dots", text),
    "ui/kit/buttons.py nav": lambda text: nav_button("users", text),
    "ui/kit/toggles.py tick": CheckBox,
    "ui/kit/toggles.py answer": RadioButton,
    "ui/kit/toggles.py segments": lambda text: Segments([(text, 1), ("b", 2)], text),
    "ui/kit/banner.py note": lambda text: Note(text, "warn", text, lambda: None),
    "ui/kit/banner.py": lambda text: Banner(text, "danger", text, lambda: None),
    "ui/kit/field.py": _field,
    "ui/kit/dialog.py": _dialog,
    "ui/kit/dialog.py question": _question,
    "ui/kit/busy.py": _busy,
    "ui/kit/toast.py": _toast,
    "ui/kit/table.py": _table,
    "ui/kit/choice.py": _choice,
    "ui/kit/search_choice.py": _search_choice,
    "ui/kit/search_box.py": lambda text: SearchBox(text or "x"),
    "ui/kit/many_of.py": lambda text: ManyOf([(text, "a"), ("b", "b")], text),
    "ui/kit/empty_state.py": lambda text: EmptyState("users", text, text, lambda: None),
    "ui/kit/avatar.py": Avatar,
    "ui/kit/meter.py": lambda text: Meter(text, 0.5),
    "ui/kit/charts/view.py": _chart,
    "ui/kit/agenda/words.py": _entry,
    "ui/kit/styling.py tooltip": _tip,
    "ui/kit/styling.py tab": _tabs,
    "ui/kit/styling.py menu": _menu,
    "ui/kit/styling.py title": _titled,
}
"""How each widget of the kit that takes a text is made with one."""


def show(name: str, text: str, *, draw: bool) -> None:
    """Make the widget *name* with *text*, examine it and, with *draw*, look at its points."""
    widget = WIDGETS[name](text)
    try:
        examine(widget)
        if draw:
            widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            widget.resize(420, 160)
            assert not red_dots(widget.grab().toImage()), text[:80]
    finally:
        widget.deleteLater()


def every_pair(texts: list[str], step: int) -> Iterator[tuple[str, str]]:
    """Return each widget with each *step*-th text, so that each text meets some widgets."""
    for place, name in enumerate(WIDGETS):
        for text in texts[place % step :: step]:
            yield name, text


def settle() -> None:
    """Let Qt throw away what was made."""
    QApplication.sendPostedEvents(None, 52)  # QEvent::DeferredDelete
