"""A wire between a till and its server that can be cut at the moment a test chooses."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Passes everything on, until it is armed and the till says a word that ends it.

    Args:
        port: Where the server listens on this computer.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._word = b""
        self._before = False
        self.cut = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_at(self, word: bytes, *, before: bool) -> None:
        """Cut when the till says *word*: before the server hears it, or before its answer comes."""
        self._word, self._before = word, before
        self.cut.clear()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                till, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._say, args=(till, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, till), daemon=True).start()

    def _say(self, till: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := till.recv(65536):
                if not self._word or self._word not in said:
                    server.sendall(said)
                    continue
                self._word = b""
                if not self._before:
                    server.sendall(said)
                    server.settimeout(10)
                    self.cut.set()  # the other thread drops what is answered
                    continue
                self.cut.set()
                _end(till, server)
        _end(till, server)

    def _answer(self, server: socket.socket, till: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                if self.cut.is_set():
                    break
                till.sendall(said)
        _end(till, server)


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
