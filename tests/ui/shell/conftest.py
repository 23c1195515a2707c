"""A program on a club with three operators, and hands that count the keys they press."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from loyaldesk import app as composition
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.shell.login import SignIn
from loyaldesk.ui.shell.program import Program

OTHER_PIN = "274916"


class Seconds:
    """A monotonic clock that runs when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Hands:
    """Presses keys where the focus is, and counts them."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        target = QApplication.focusWidget() or QApplication.activeWindow()
        QTest.keyClick(target, key, modifiers)

    def type(self, text: str) -> None:
        for letter in text:
            self.press(Qt.Key(ord(letter.upper())))


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def team(desk: Desk) -> Desk:
    """The owner's desk of a shop where Reza (cashier) and Sara (manager) work too."""
    staff.add(desk, "Reza", "cashier", OTHER_PIN, cost=TEST)
    staff.add(desk, "Sara", "manager", OTHER_PIN, cost=TEST)
    return desk


@pytest.fixture
def begin(qtbot, qapp, seconds, clock, english) -> Iterator[Callable[..., Program]]:
    """Start a program on a club file, as `main` does, and end it with the test."""
    running = []

    def start(path: Path, **settings: object) -> Program:
        desk = Desk(open_club(path), composition.NOBODY, clock=clock)
        machine = MachineSettings(**{"language": "en", "theme": "light", **settings})
        program = Program(
            qapp, desk, machine, composition.build_window,
            lambda: int(desk.db.execute_sql("PRAGMA data_version").fetchone()[0]),
            seconds=seconds,
        )  # fmt: skip
        running.append((program, desk))
        program.start()
        qtbot.waitExposed(program.frame)
        program.frame.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
        return program

    yield start
    for program, desk in running:
        if isValid(program.frame):
            program._end()
        program.deleteLater()
        desk.db.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(begin, team, club_file, qtbot, hands) -> Program:
    """The owner is signed in and at the counter."""
    made = begin(club_file)
    hands.type("583920")
    qtbot.waitUntil(lambda: made.operator is not None)
    hands.keys = 0
    return made


def sign_in_of(program: Program) -> SignIn:
    screen = program.frame.shown()
    assert isinstance(screen, SignIn)
    return screen
