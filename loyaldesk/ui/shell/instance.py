"""One window for one club: a second start brings the first to the front."""

import getpass
import hashlib
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

WAIT_SECONDS = 4.0
"""The first window may still be starting when the second one knocks."""


class Instance(QObject):
    """The claim of this process on a club's window; command-line calls are not hindered.

    Args:
        club: The club file; the lock lies beside it.
    """

    knocked = Signal()  # somebody started the program again

    def __init__(self, club: Path) -> None:
        super().__init__()
        self._club = club
        self._lock = QLockFile(str(club.with_name(club.name + ".lock")))
        self._lock.setStaleLockTime(0)  # only a dead owner loses it, never a slow one
        self._server: QObject | None = None

    def claim(self) -> bool:
        """Return whether the club is ours now; False when another window has it."""
        if self._lock.tryLock(0):
            return True
        return self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Answer the knocks of later starts (called once the window is painted)."""
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415  # not needed to start

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name())  # left behind by a killed program; the lock is ours
        server.newConnection.connect(self._on_connection)
        server.listen(self._name())
        self._server = server

    def knock(self) -> bool:
        """Ask the first window to come to the front; return whether it answered."""
        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415  # only a second start needs it

        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            socket = QLocalSocket()
            socket.connectToServer(self._name())
            if socket.waitForConnected(200):
                socket.disconnectFromServer()
                return True
            time.sleep(0.1)
        return False

    def release(self) -> None:
        """Give the club back."""
        if self._server is not None:
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()

    def _on_connection(self) -> None:
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415

        server = self._server
        while isinstance(server, QLocalServer) and server.hasPendingConnections():
            server.nextPendingConnection().deleteLater()
        self.knocked.emit()

    def _name(self) -> str:
        about = f"{getpass.getuser()}|{self._club.absolute()}"
        return "loyaldesk-" + hashlib.sha256(about.encode()).hexdigest()[:24]
