"""A dressed application without a screen, and hands that type any letter."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from loyaldesk.kernel.look import Look, look, set_look
from loyaldesk.ui import theme
from loyaldesk.ui.tidying import tidy

Typist = Callable[..., None]

_KEYS = {
    "\r": Qt.Key.Key_Return,
    "\t": Qt.Key.Key_Tab,
    "\b": Qt.Key.Key_Backspace,
    "\x1b": Qt.Key.Key_Escape,
    " ": Qt.Key.Key_Space,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says aloud what it cannot do; that is no fault of ours."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    """Free windows in their own thread, as the program does; none outlives its test.

    A new look dresses every widget there is, so those left over would be paid for again and again.
    """
    gc.disable()
    before = QApplication.topLevelWidgets() if QApplication.instance() else []
    yield
    if QApplication.instance():
        for left in QApplication.topLevelWidgets():
            if left.parent() is None and left not in before:
                left.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    tidy()
    gc.enable()


PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def _no_dialog_waits_for_ever(qapp: QApplication) -> Iterator[None]:
    """Close what nobody answers: a window that waits for a person would stop the whole run."""

    def close() -> None:
        waiting = QApplication.activeModalWidget()
        if waiting is not None:
            print(f"nobody answered {waiting.windowTitle()!r}")
            waiting.close()

    timer = QTimer()
    timer.setInterval(PATIENCE_MS)
    timer.timeout.connect(close)
    timer.start()
    yield
    timer.stop()


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Callable[..., None]]:
    """Dress the application in any look; the look of before comes back."""
    before = look()

    def dress(language: str = "fa", colours: str = "light", **more: str) -> None:
        calendar = "jalali" if language == "fa" else "gregorian"
        new = Look(language, more.get("calendar", calendar), more.get("unit", "toman"))
        set_look(new)
        theme.apply(qapp, colours, new)

    yield dress
    set_look(before)


@pytest.fixture
def persian(dressed: Callable[..., None]) -> None:
    dressed("fa")


@pytest.fixture
def english(dressed: Callable[..., None]) -> None:
    dressed("en")


@pytest.fixture
def typed(qapp: QApplication) -> Typist:
    """Type any text; `QTest.keyClicks` aborts on Persian letters."""

    def type_text(widget: QWidget, text: str, gap_ms: int = 0, *, to_focus: bool = False) -> None:
        for letter in text:
            target = (QApplication.focusWidget() or widget) if to_focus else widget
            press(target, _KEYS.get(letter), "" if letter == "\b" else letter)
            if gap_ms:
                QTest.qWait(gap_ms)

    return type_text


def press(
    widget: QWidget,
    key: Qt.Key | None,
    text: str = "",
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press and release one key."""
    if key is None:
        key = Qt.Key(ord(text.upper())) if text.isascii() else Qt.Key.Key_unknown
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))
