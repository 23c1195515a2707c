"""A page in a window of its own, and hands that count every key they press."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.ui.bridge import News
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Runner
from tests.ui.conftest import _KEYS, press


def hall_of(desk: Desk, window: QWidget, *, wanted: MachineSettings | None = None) -> Hall:
    return Hall(
        desk, News(desk.bus), Runner(nullcontext, print), wanted or MachineSettings(),
        club.facts(desk), ToastHost(window), lambda _why: True, lambda _settings: None,
    )  # fmt: skip


@contextmanager
def standing(make, desk: Desk, **facts: object) -> Iterator[QWidget]:
    """Show the page *make* returns for a hall; *facts* change the shop's habits for it."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    hall = hall_of(desk, window)
    if facts:
        habits = replace(hall.facts.settings, **facts)
        hall = replace(hall, facts=replace(hall.facts, settings=habits))
    page = make(hall)
    page.hall_in_test = hall
    layout.addWidget(page)
    window.resize(1170, 704)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page.focus_first()
    try:
        yield page
    finally:
        hall.runner.stop(1000)
        window.close()
        window.deleteLater()
        QTest.qWait(0)


class Hands:
    """Types into whatever has the keys."""

    def __init__(self) -> None:
        self.keys = 0

    def type(self, text: str) -> None:
        for letter in text:
            self.keys += 1
            press(QApplication.focusWidget(), _KEYS.get(letter), letter)

    def key(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key that may be a shortcut."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def pause(self) -> None:
        """Wait as long as somebody who looks at the list."""
        QTest.qWait(200)
