"""Noticing that the computer slept, or that its screen was locked: ours locks then too."""

import ctypes
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
)

LOOK_MS = 5_000
GAP_SECONDS = 60
"""Nobody waits so long for a timer of five seconds but who slept."""

_POWER, _SUSPEND = 0x0218, 4  # WM_POWERBROADCAST, PBT_APMSUSPEND
_SESSION, _LOCKED = 0x02B1, 7  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
_THIS_SESSION = 0


def is_leaving(message: int, how: int) -> bool:
    """Return whether a message of Windows says that the computer sleeps or its screen is locked."""
    return (message, how) in ((_POWER, _SUSPEND), (_SESSION, _LOCKED))


class SleepWatch(QObject):
    """Tells when the computer slept or Windows locked its screen.

    Args:
        seconds: The clock on the wall; it runs on while the computer sleeps.
        parent: Owner.
    """

    left = Signal()

    def __init__(
        self, seconds: Callable[[], float] = time.time, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._seen = seconds()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._filter: _WindowsFilter | None = None

    def start(self, window: int = 0) -> None:
        """Watch from now on; *window* is the number Windows knows ours by."""
        self._seen = self._seconds()
        self._timer.start()
        app = QCoreApplication.instance()
        if sys.platform == "win32" and app is not None:
            self._filter = _WindowsFilter(self.left.emit)
            app.installNativeEventFilter(self._filter)
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, _THIS_SESSION)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        app = QCoreApplication.instance()
        if self._filter is not None and app is not None:
            app.removeNativeEventFilter(self._filter)
            self._filter = None

    def look(self) -> None:
        """Tell if far more time went by than the timer waited."""
        now = self._seconds()
        gap, self._seen = now - self._seen, now
        if gap > GAP_SECONDS:
            self.left.emit()


class _WindowsFilter(QAbstractNativeEventFilter):
    """Hears what Windows tells every window; asked only on Windows."""

    def __init__(self, tell: Callable[[], object]) -> None:
        super().__init__()
        self._tell = tell

    def nativeEventFilter(  # noqa: N802  # Qt's name
        self, kind: Any, message: int
    ) -> Any:
        """Qt: a message before any window has seen it; it always goes on."""
        if bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes  # noqa: PLC0415 - Windows only

            told = wintypes.MSG.from_address(int(message))
            if is_leaving(told.message, told.wParam):
                self._tell()
        return False, 0
