"""S10: somebody who presses everything, while the disk fails, and whom nothing may bring down.

The real window stands on a small sample club. Each turn of the event loop one thing happens: a
click, a key, a paste of a hostile text, another page, a lock, an hour that passes, a disk that is
full for a moment, a restart as after a power cut. What reaches Python's last handler is a fault of
the program and kept with its place; a sentence about the disk is not, as long as it is said.
"""

import os
import random
import shutil
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from peewee import OperationalError
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from loyaldesk import app as composition
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.sample import make_sample
from loyaldesk.store.database import ClubDatabase, open_club, writing
from loyaldesk.store.secrets import TEST
from loyaldesk.ui import tidying
from loyaldesk.ui.shell.login import SignIn
from loyaldesk.ui.shell.program import Program
from tests.conftest import PIN, StoppedClock
from tests.makers import make_member
from tests.safety.hostile import short

FAULTS = {
    "full": "database or disk is full",
    "busy": "database is locked",
    "io": "disk I/O error",
}
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_KEYS = [
    *(getattr(Qt.Key, f"Key_F{n}") for n in range(1, 13)),
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Plus,
    Qt.Key.Key_Minus, Qt.Key.Key_Menu, Qt.Key.Key_K, Qt.Key.Key_Z, Qt.Key.Key_R, Qt.Key.Key_A,
    Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_9,
]  # fmt: skip
_MODIFIERS = [
    *[Qt.KeyboardModifier.NoModifier] * 5, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
]  # fmt: skip
_TYPED = ("۱۲", "125000", "0", "-5", "1.5", "0912", "09123456789", "abc", "سارا", "1405/8/30",
          "۱۰^۹", "99999999999999999999", "%", "'", "1,234.56", "1403-13-40")  # fmt: skip
PRESSED = QAbstractButton | QTabBar | QLineEdit | QPlainTextEdit | QComboBox | QAbstractItemView
_PASSED_BY = 0.0005
"""Seconds that pass between two acts."""


@dataclass(slots=True)
class Seen:
    """What came of it.

    Attributes:
        events: How many things were done, by kind.
        crashes: What reached the last handler: kind and the last places of the program.
        told: Sentences about the club that nobody on the way had said.
        lost: Baskets that were kept and are gone.
        last: The last acts, for whoever looks for the reason.
    """

    events: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.events.values())


class Faults:
    """Lets the database fail for some statements, as a disk would."""

    def __init__(self) -> None:
        self.left, self.why, self.reads = 0, "", False
        self.injected = 0

    def arm(self, why: str, count: int, *, reads: bool) -> None:
        self.left, self.why, self.reads = count, why, reads

    def rest(self) -> None:
        self.left = 0

    @contextmanager
    def at_the_database(self) -> Iterator[None]:
        plain = ClubDatabase.execute_sql

        def execute(db: ClubDatabase, sql: str, *values: Any, **more: Any) -> Any:
            words = sql.lstrip()[:8].upper()
            if self.left > 0 and (
                words.startswith(_WRITES) or (self.reads and words.startswith(("SELECT", "WITH")))
            ):
                self.left -= 1
                self.injected += 1
                raise OperationalError(FAULTS[self.why])
            return plain(db, sql, *values, **more)

        with patch.object(ClubDatabase, "execute_sql", execute):
            yield


class Monkey:
    """Does one thing at each turn of the loop until it has done *wanted*."""

    def __init__(
        self, app: QApplication, path: Path, chance: random.Random, wanted: int, most_s: float
    ) -> None:
        self.app, self.path, self.chance, self.wanted = app, path, chance, wanted
        self._until = time.process_time() + most_s
        self.seen, self.faults, self.clock = Seen(), Faults(), StoppedClock()
        self.seconds = 0.0
        self.hostile = short(path.with_name("secret.png"))
        self.program: Program | None = None
        self.desk: Desk | None = None
        self.is_over = False
        self._loop = QEventLoop()
        self._language = chance.choice(("fa", "en"))
        self.acts: list[tuple[float, str, Callable[[], object]]] = [
            (40, "click", self.click), (22, "key", self.key), (13, "type", self.type),
            (10, "paste", self.paste), (1.2, "page", self.page), (0.7, "member", self.member),
            (1, "scan", self.scan), (3, "fault", self.fault), (0.6, "lock", self.lock),
            (0.5, "switch", self.switch), (0.3, "hours", self.hours), (0.6, "size", self.size),
            (0.05, "restart", self.restart), (0.02, "look", self.look), (7, "answer", self.answer),
        ]  # fmt: skip

    # the run

    def run(self) -> Seen:
        """Do it all and return what came of it."""
        with self._caught(), self.faults.at_the_database(), self._files_stay_here():
            self._begin()
            QTimer.singleShot(0, self._turn)
            self._loop.exec()
            self._end()
        return self.seen

    @contextmanager
    def _caught(self) -> Iterator[None]:
        before, in_thread = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_error
        threading.excepthook = lambda args: self._on_error(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = before, in_thread

    def _on_error(self, kind: Any, error: Any, trace: Any) -> None:
        frames = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
            if "loyaldesk" in frame.filename
        ]
        place = f"{kind.__name__}({str(error)[:90]}) at {' < '.join(frames[-4:][::-1])}"
        if isinstance(error, ClubError | Cancelled):
            self.seen.told[place] += 1
        else:
            self.seen.crashes[f"{place} after {self.seen.last[-3:]}"] += 1

    @contextmanager
    def _files_stay_here(self) -> Iterator[None]:
        """Let no chosen file lie outside the monkey's own folder."""
        room = self.path.parent / "files"
        room.mkdir(exist_ok=True)

        def one(*_args: object, **_more: object) -> tuple[str, str]:
            return (str(room / self.chance.choice(("a.xlsx", "b.csv", "c.pdf", "d.toml"))), "")

        with (
            patch.object(QFileDialog, "getOpenFileName", one),
            patch.object(QFileDialog, "getSaveFileName", one),
            patch.object(QFileDialog, "getExistingDirectory", lambda *_a, **_m: str(room)),
        ):
            before = Path.cwd()
            os.chdir(room)
            try:
                yield
            finally:
                os.chdir(before)

    def _begin(self) -> None:
        self.desk = Desk(open_club(self.path), composition.NOBODY, clock=self.clock)
        self.desk.db.busy_ms = 20
        machine = MachineSettings(language=self._language, theme="light")
        composition.dress(self.app, machine)
        self.program = Program(
            self.app, self.desk, machine, composition.build_window, lambda: 1,
            seconds=lambda: self.seconds,
        )  # fmt: skip
        self.program.ended.connect(self._on_ended)
        self.program.start()

    def _end(self) -> None:
        program, self.program = self.program, None
        if program is not None and self.desk is not None:
            program.ended.disconnect(self._on_ended)
            if isValid(program.frame):
                program._end()
            program.deleteLater()
            self.desk.db.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        tidying.tidy()

    def _on_ended(self, _next: object) -> None:
        self.program = None
        if self.desk is not None:
            self.desk.db.close()

    def _turn(self) -> None:
        """Do one thing; called again inside the loops of dialogs, as hands would."""
        if (self.is_over or self.is_enough()) and self._unwound():
            return
        QTimer.singleShot(0, self._turn)  # not one timer: none fires inside its own slot
        if self.is_over:
            return
        self.seconds += _PASSED_BY
        try:
            if self.program is None:
                if self.app.activeModalWidget() is None:
                    self._begin()
                return
            self._heed_files()
            weights = [weight for weight, _name, _act in self.acts]
            _weight, name, act = self.chance.choices(self.acts, weights)[0]
            self.seen.events[name] += 1
            self.seen.last = [*self.seen.last[-12:], name]
            act()
        except Exception as error:  # noqa: BLE001  # what a slot called directly raised
            sys.excepthook(type(error), error, error.__traceback__)

    def is_enough(self) -> bool:
        return self.seen.count >= self.wanted or time.process_time() > self._until

    def _unwound(self) -> bool:
        """Close what still stands before the window; return whether nothing does."""
        self.is_over = True
        self.faults.rest()
        for top in (self.app.activePopupWidget(), self.app.activeModalWidget()):
            if isinstance(top, QDialog):
                QDialog.reject(top)
                return False
            if top is not None:
                top.close()
                return False
        self._loop.quit()
        return True

    def _heed_files(self) -> None:
        dialog = self.app.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            room = self.path.parent / "files"
            self.seen.last.append("file")
            if self.chance.random() < 0.5:
                ending = dialog.defaultSuffix() or "xlsx"
                dialog.setDirectory(str(room))
                dialog.fileSelected.emit(str(room / f"f{self.chance.randrange(5)}.{ending}"))
            dialog.reject()

    # what is done

    def _top(self) -> QWidget | None:
        for found in (self.app.activePopupWidget(), self.app.activeModalWidget()):
            if found is not None:
                return found
        return self.program.frame if self.program is not None else None

    def _target(self) -> QWidget | None:
        top = self._top()
        if top is None:
            return None
        focused = self.app.focusWidget()
        return focused if focused is not None and top.isAncestorOf(focused) else top

    def _is_aside(self, widget: QWidget) -> bool:
        window = self.program.window if self.program is not None else None
        return window is not None and window.side.isAncestorOf(widget)

    def click(self) -> None:
        top = self._top()
        if top is None:
            return
        found: list[QWidget] = [
            each
            for each in top.findChildren(QWidget)
            if isinstance(each, PRESSED) and each.isVisible() and each.isEnabled()
        ]
        if not found:
            QTest.mouseClick(top, Qt.MouseButton.LeftButton)
            return
        one = self.chance.choice(found)
        if self._is_aside(one) and self.chance.random() < 0.97:
            return  # pages and looks made anew take most of the time; they come often enough
        if isinstance(one, QAbstractItemView):
            one = one.viewport()
        self.seen.last[-1] = f"click {type(one).__name__} {one.property('text') or ''}"[:70]
        at = QPoint(self.chance.randrange(max(1, one.width())),
                    self.chance.randrange(max(1, one.height())))  # fmt: skip
        button = Qt.MouseButton.LeftButton
        if self.chance.random() < 0.06:
            QTest.mouseDClick(one, button, Qt.KeyboardModifier.NoModifier, at)
        else:
            QTest.mouseClick(one, button, Qt.KeyboardModifier.NoModifier, at)

    def key(self) -> None:
        target = self._target()
        if target is not None:
            key, modifier = self.chance.choice(_KEYS), self.chance.choice(_MODIFIERS)
            self.seen.last[-1] = f"key {key.name} {modifier.name}"
            QTest.keyClick(target, key, modifier)

    def type(self) -> None:
        target = self._target()
        text = self.chance.choice(_TYPED)
        for letter in text:
            if target is None or not isValid(target):
                return
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                if isValid(target):
                    QApplication.sendEvent(
                        target,
                        QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter),
                    )

    def paste(self) -> None:
        target = self._target()
        if isinstance(target, QLineEdit | QPlainTextEdit):
            QApplication.clipboard().setText(self.chance.choice(self.hostile))
            target.paste()

    def page(self) -> None:
        if self.program is not None and self.program.window is not None:
            window = self.program.window
            if self.app.activeModalWidget() is None and window.isVisible():
                key = self.chance.choice(window.place_keys())
                self.seen.last[-1] = f"page {key}"
                window.go(key)

    def member(self) -> None:
        window = self.program.window if self.program is not None else None
        if window is not None and self.app.activeModalWidget() is None and window.isVisible():
            window.open_member(self.chance.randrange(1, 30))

    def scan(self) -> None:
        if self.program is not None:
            codes = ("29000000000" + str(self.chance.randrange(99)), *self.hostile[:40])
            self.program.wedge.scanned.emit(self.chance.choice(codes))

    def fault(self) -> None:
        why = self.chance.choice(tuple(FAULTS))
        self.faults.arm(why, self.chance.randrange(1, 6), reads=self.chance.random() < 0.4)

    def lock(self) -> None:
        if self.program is not None:
            before = self._kept()
            self.program.lock()
            self._compare(before, "lock")

    def switch(self) -> None:
        if self.program is not None and self.app.activeModalWidget() is None:
            self.program.switch()

    def hours(self) -> None:
        self.clock.forward(minutes=self.chance.choice((1, 10, 90, 1500)))
        self.seconds += 100

    def size(self) -> None:
        if self.program is not None:
            self.program.frame.resize(*self.chance.choice(((800, 600), (1024, 700), (1366, 768),
                                                           (1920, 1080))))  # fmt: skip

    def look(self) -> None:
        if self.program is not None and self.app.activeModalWidget() is None:
            self.chance.choice((self.program._other_theme, self.program._other_language))()

    def answer(self) -> None:
        """Sign in when a PIN is asked for; else press what a dialog offers."""
        if self.program is None:
            return
        screen = self.program.frame.shown()
        if isinstance(screen, SignIn) and self.app.activeModalWidget() is None:
            self.faults.rest()
            self.program._on_signed_in(staff.by_name(self.program._nobody.db, "").brief)
            return
        dialog = self.app.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.reject()

    def restart(self) -> None:
        """Take the program away as a power cut would, and begin again."""
        if self.app.activeModalWidget() is not None or self.app.activePopupWidget() is not None:
            return
        self.faults.rest()
        before = self._kept()
        self._end()
        self._begin()
        self._compare(before, "restart")

    # the basket

    def _kept(self) -> set[str]:
        """Return the keys of the baskets that are stored."""
        if self.desk is None:
            return set()
        left, self.faults.left = self.faults.left, 0
        try:
            rows = self.desk.db.execute_sql("SELECT key FROM draft").fetchall()
        finally:
            self.faults.left = left
        return {row[0] for row in rows}

    def _compare(self, before: set[str], what: str) -> None:
        left, self.faults.left = self.faults.left, 0
        for key in before - self._kept():
            is_sold = (
                self.desk is not None
                and self.desk.db.execute_sql("SELECT 1 FROM sale WHERE key = ?", (key,)).fetchone()
            )
            if not is_sold:
                self.seen.lost.append(f"{what}: {key} after {self.seen.last[-6:]}")
        self.faults.left = left


def club_for(folder: Path, *, members: int = 10) -> Path:
    """Make a small sample club whose members bear hostile names, no more a sample by its mark."""
    path = folder / "shop.club"
    desk = make_sample(path, members=members, months=1, clock=StoppedClock(), cost=TEST)
    for text in short(folder / "secret.png")[::12]:
        try:
            make_member(desk, first_name="A", last_name=text or "x")
        except ClubError:
            continue
    with writing(desk.db):
        desk.db.execute_sql("UPDATE club SET is_sample = 0")
    staff.set_secret_of_owner(desk, PIN, cost=TEST)
    desk.db.close()
    return path


def rampage(folder: Path, chance: random.Random, wanted: int, most_s: float) -> Seen:
    """Let the monkey into a club below *folder* for *wanted* acts or *most_s* seconds of work."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    path = folder / "monkey" / "shop.club"
    path.parent.mkdir()
    shutil.copy(club_for(folder), path)
    monkey = Monkey(app, path, chance, wanted, most_s)
    return monkey.run()


if __name__ == "__main__":
    import faulthandler
    import tempfile

    faulthandler.enable()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as name:
        os.environ["LOYALDESK_HOME"] = str(Path(name) / "home")
        found = rampage(Path(name), random.Random(number), wanted, most_s=float(sys.argv[3]))
    print(number, found.count, dict(found.events))
    for text, times in (*found.crashes.items(), *(("told " + k, v) for k, v in found.told.items())):
        print(times, text)
    print("lost", found.lost)
