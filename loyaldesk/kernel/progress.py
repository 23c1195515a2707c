"""How long work tells how far it is, and learns that nobody wants it any more."""

from typing import Protocol


class Cancelled(Exception):
    """The person at the screen stopped the work; nothing is half done."""


class Progress(Protocol):
    """What long work reports to. ``step`` raises `Cancelled` when the work was stopped."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report that *done* of *total* are behind us; *total* 0 means unknown."""


class _Silent:
    def step(self, done: int, total: int, what: str = "") -> None:
        """Say nothing, stop never."""


SILENT: Progress = _Silent()
