"""One club open in one frame: who is at the desk, and what happens by itself."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.events import (
    ClubChanged,
    ClubTroubled,
    OperatorsChanged,
    ReserveReleased,
    TrailDoubted,
)
from loyaldesk.kernel import paths
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look as look_now
from loyaldesk.kernel.look import set_look
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    approvals,
    club,
    encrypting,
    moving,
    presence,
    safekeeping,
    sealing,
    servers,
    staff,
)
from loyaldesk.services.backup_state import Standing
from loyaldesk.services.desk import TROUBLES, Desk, OperatorBrief
from loyaldesk.ui import errors, theme
from loyaldesk.ui.bridge import News
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.scanner import WedgeFilter
from loyaldesk.ui.kit.styling import plain_title
from loyaldesk.ui.shell.backup_banner import BackupBanner
from loyaldesk.ui.shell.chores import Chores
from loyaldesk.ui.shell.clipboard import ClipboardKeeper
from loyaldesk.ui.shell.clock_banner import ClockBanner
from loyaldesk.ui.shell.closing import Closing
from loyaldesk.ui.shell.disk_banners import DiskBanners
from loyaldesk.ui.shell.frame import Frame
from loyaldesk.ui.shell.keys import KeyTable
from loyaldesk.ui.shell.lock import IdleWatch, close_everything_open
from loyaldesk.ui.shell.login import SignIn
from loyaldesk.ui.shell.main_window import COUNTER, MEMBER, MainWindow
from loyaldesk.ui.shell.new_pin import NewPinDialog
from loyaldesk.ui.shell.seal_banner import SealBanner
from loyaldesk.ui.shell.sleep import SleepWatch
from loyaldesk.ui.shell.unreachable import Unreachable
from loyaldesk.ui.tasks import Runner

AFTER_PAINT_MS = 200


@dataclass(frozen=True, slots=True)
class Tools:
    """What a window is given besides desk and settings.

    Attributes:
        runner: Does the work of pages.
        door: Looks at PINs and passwords, even while the runner is busy.
        save_settings: Stores settings of this computer and puts them into force.
        has_lock: Whether there is anything to lock the screen with.
    """

    runner: Runner
    door: Runner
    save_settings: Callable[[MachineSettings], None]
    has_lock: bool


class BuildWindow(Protocol):
    """How the window of one operator is made."""

    def __call__(self, desk: Desk, settings: MachineSettings, tools: Tools) -> MainWindow:
        """Return the window, not yet shown."""


@dataclass(frozen=True, slots=True)
class OwnClub:
    """What comes next: the sample is left for a club of one's own."""


@dataclass(frozen=True, slots=True)
class BrokenClub:
    """What comes next: the club file is damaged, so a backup is offered."""


Next = (
    OwnClub
    | BrokenClub
    | servers.OnServer
    | safekeeping.RestorePlan
    | encrypting.KeyPlan
    | moving.MovePlan
    | None
)


class Program(QObject):
    """From the first window of a club to the last; `ended` tells what is opened next.

    Args:
        app: The application.
        desk: The club; who is at it is found out here.
        settings: Of this computer.
        build: Makes the window of an operator.
        version: Another number when another connection wrote to the club.
        first_place: Where the first operator begins.
        listen: Begins to answer later starts of the program; called after the first paint.
        seconds: A clock that only runs forward.
    """

    ended = Signal(object)
    _met = Signal(object)  # ClubTroubled, in any thread

    def __init__(
        self,
        app: QApplication,
        desk: Desk,
        settings: MachineSettings,
        build: BuildWindow,
        version: Callable[[], int],
        *,
        first_place: str = COUNTER,
        listen: Callable[[], None] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._app = app
        self._nobody = desk
        self.settings = settings
        self._build = build
        self._facts = club.facts(desk)
        self.frame = Frame()
        self.runner, self.door = self._make_runner(), self._make_runner()
        self.chores = Chores(desk, self._make_runner(), version, self.runner.is_busy)
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._clock_banner = ClockBanner(self.chores)
        self._disk_banners = DiskBanners(desk)
        self._seal_banner = SealBanner()
        self._backup_banner = BackupBanner(self.chores.look_at_backups)
        self._backups: Standing | None = None
        self._unreachable: Unreachable | None = None
        self._shown_before: QWidget | None = None
        self._is_lock_due = False
        self._unsaid: list[str] = []
        self._hook_before = sys.excepthook
        self.sleep = SleepWatch(parent=self)
        self.window: MainWindow | None = None
        self.operator: OperatorBrief | None = None
        self._others: list[int] = []
        self._keys: KeyTable | None = None
        self._news = News(desk.bus)
        self._first_place = first_place or COUNTER
        self._listen = listen
        self.following: Next = None
        self._is_over = False
        self.wedge = WedgeFilter(settings.scanner_prefix, settings.scanner_suffix, parent=self)
        self.idle = IdleWatch(seconds, self)
        self.clipboard = ClipboardKeeper(self)
        self._seconds, self._signed_in = seconds, seconds()
        self._rights: frozenset[str] = frozenset()
        self._wire()

    # beginning and end

    def start(self) -> None:
        """Show the first screen; what can wait is done once it is painted."""
        self._dress()
        unasked = self._opens_unasked()
        if unasked is not None:
            self._enter(unasked)
        else:
            self._ask_who(tr("Sign in"))
        self.frame.show()
        for filter_ in (self.idle, self.wedge):
            self._app.installEventFilter(filter_)
        self.sleep.start(int(self.frame.winId()))
        self._hook_before, sys.excepthook = sys.excepthook, self._on_uncaught
        self._painted.start(AFTER_PAINT_MS)

    def warn(self, text: str) -> None:
        """Say something beside the work, once somebody is at the desk."""
        if self.window is not None:
            self.window.toasts.show(text, kind="warn")
        else:
            self._unsaid.append(text)

    @Slot()
    def _begin_chores(self) -> None:
        if self._listen is not None:
            self._listen()
        self.chores.start()

    def _stop_chores(self) -> None:
        self._painted.stop()  # who leaves at once leaves before they began
        self.chores.stop()
        self.sleep.stop()

    def close(self, after: Next = None) -> None:
        """Leave: running work is asked about, then a backup is made if anything was written."""
        if (
            self._unreachable is None
            and self.runner.is_busy()
            and not ask(
                self.frame,
                tr("Close while work is under way?"),
                tr("It is stopped at its next step. What is done so far stays."),
                tr("Stop and close"),
                tr("Go on working"),
            )
        ):
            return
        close_everything_open()
        self.following = after
        self._stop_chores()
        self.idle.start(0)
        self.runner.stop()
        if self._unreachable is not None or self._nobody.looking:
            self._end()
            return
        system = staff.system_desk(self._nobody)
        if not safekeeping.is_wanted_at_close(system):
            self._end()
            return
        screen = Closing()
        self._let_window_go()
        self.frame.show_only(screen)
        screen.back_up(self.door, system)
        screen.done.connect(self._end)

    @Slot()
    def _on_close_wanted(self) -> None:
        self.close()

    def _end(self) -> None:
        self._is_over = True
        self._let_window_go()
        if self._unreachable is None and not self._facts.is_sample:
            presence.leave(self._nobody)
            sealing.leave(self._nobody)
        if sys.excepthook == self._on_uncaught:
            sys.excepthook = self._hook_before
        for filter_ in (self.idle, self.wedge):
            self._app.removeEventFilter(filter_)
        self._stop_chores()
        for runner in (self.runner, self.door):
            runner.stop()
        self.frame.close_now()
        self.frame.deleteLater()
        self.ended.emit(self.following)

    # who is at the desk

    @Slot()
    def lock(self) -> None:
        """Show nothing of the club until somebody signs in."""
        if self._unreachable is not None:
            self._is_lock_due = True  # nobody can be asked now, and nothing is shown
            return
        self._lock(tr("The screen is locked"))

    def _lock(self, title: str) -> None:
        if self.operator is not None and self._has_lock():
            close_everything_open()
            self._forget_leaves()
            self._ask_who(title, chosen=self.operator.id)

    def _forget_leaves(self) -> None:
        """Let what was agreed to and copied end with the sign-in in which it was."""
        approvals.forget(self._nobody.db)
        self.clipboard.clear()

    @Slot()
    def look_at_session(self) -> None:
        """Ask for the PIN again when one sign-in lasted as long as the shop allows, even if busy.

        The basket stays: the window behind is kept, and the basket in the club too.
        """
        most = self._facts.settings.session_hours * 3600
        if isinstance(self.frame.shown(), SignIn) or self._seconds() - self._signed_in < most:
            return
        self._lock(tr("You signed in long ago. Please sign in again; your basket is kept."))

    @Slot()
    def switch(self) -> None:
        """Ask for the PIN of whoever was at the desk before."""
        if self.operator is None:
            return
        rows = [row.id for row in staff.who_can_sign_in(self._nobody.db)]
        others = [o for o in self._others if o in rows and o != self.operator.id]
        others += [o for o in self._by_last_seen() if o != self.operator.id]
        if not others:
            if self.window is not None:
                self.window.toasts.show(
                    tr("There is no other operator yet. Settings can add one."), kind="info"
                )
            return
        self._ask_who(tr("Switch operator"), chosen=others[0], may_leave=True)

    def _by_last_seen(self) -> list[int]:
        rows = staff.who_can_sign_in(self._nobody.db)
        rows.sort(key=lambda row: row.seen_at.timestamp() if row.seen_at else 0.0, reverse=True)
        return [row.id for row in rows]

    def _ask_who(self, title: str, *, chosen: int = 0, may_leave: bool = False) -> None:
        rows = staff.who_can_sign_in(self._nobody.db)
        first = chosen or self._by_last_seen()[0]
        screen = SignIn(self._facts, rows, first, title, self._nobody.clock, may_leave=may_leave)
        screen.given.connect(self._on_given)
        screen.pin_missing.connect(self._on_pin_missing)
        screen.left.connect(self._back_to_work)
        old = self.frame.shown()
        self.frame.show_above(screen)
        if isinstance(old, SignIn):
            self.frame.forget(old)
        if old is None and chosen == 0 and not (rows[0].has_pin or rows[0].has_password):
            QTimer.singleShot(0, screen, screen.ask_for_missing)

    @Slot(int, str)
    def _on_given(self, operator_id: int, secret: str) -> None:
        db, clock = self._nobody.db, self._nobody.clock
        self.door.run(
            lambda _progress: staff.sign_in(db, operator_id, secret, clock),
            done=self._on_signed_in,
            failed=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        screen = self.frame.shown()
        if isinstance(screen, SignIn):
            screen.refuse(error)

    @Slot(int)
    def _on_pin_missing(self, operator_id: int) -> None:
        row = next(r for r in staff.who_can_sign_in(self._nobody.db) if r.id == operator_id)
        dialog = NewPinDialog(self.frame, self._nobody.acting_as(row.brief), self.door)
        dialog.made.connect(lambda: self._on_signed_in(row.brief))
        dialog.open()

    def _on_signed_in(self, operator: OperatorBrief) -> None:
        self._signed_in = self._seconds()
        if self.window is not None and operator == self.operator:
            self._back_to_work()
        else:
            self._enter(operator)

    @Slot()
    def _back_to_work(self) -> None:
        if self.window is None or not self._is_still_active():
            return
        screen = self.frame.shown()
        self.frame.show_above(self.window)
        if screen is not None and screen is not self.window:
            self.frame.forget(screen)
        self._watch_idle()
        self.window.focus_page()

    def _enter(self, operator: OperatorBrief) -> None:
        if self.operator is not None and self.operator.id != operator.id:
            self._others = [self.operator.id, *(o for o in self._others if o != self.operator.id)]
            self._forget_leaves()
        self.operator = operator
        self._signed_in = self._seconds()
        self._show_window(self._first_place)
        self._first_place = COUNTER
        self._watch_idle()

    def _opens_unasked(self) -> OperatorBrief | None:
        rows = staff.who_can_sign_in(self._nobody.db)
        if self._facts.is_sample:
            return rows[0].brief
        if self._nobody.looking and not any(row.has_pin or row.has_password for row in rows):
            return rows[0].brief  # where nothing can be written, no PIN can be chosen
        if len(rows) != 1 or self._facts.settings.sign_in:
            return None  # an owner without a PIN chooses one on the sign-in screen
        return rows[0].brief

    def _has_lock(self) -> bool:
        return self._opens_unasked() is None

    def _is_still_active(self) -> bool:
        rows = staff.who_can_sign_in(self._nobody.db)
        return self.operator is not None and any(row.id == self.operator.id for row in rows)

    def _watch_idle(self) -> None:
        self.idle.start(self._facts.settings.idle_lock_minutes if self._has_lock() else 0)

    # the window

    def _show_window(self, key: str, member_id: int = 0) -> None:
        if self.operator is None:
            return
        tools = Tools(self.runner, self.door, self.save_settings, self._has_lock())
        desk = replace(self._nobody, operator=self.operator, till=self.settings.till)
        window = self._build(desk, self.settings, tools)
        window.switch_wanted.connect(self.switch)
        window.lock_wanted.connect(self.lock)
        window.theme_wanted.connect(self._other_theme)
        window.language_wanted.connect(self._other_language)
        window.own_club_wanted.connect(lambda: self.close(OwnClub()))
        window.restore_wanted.connect(self.close)
        self.wedge.scanned.connect(window.take_scan)
        self._let_window_go()
        self._rights = staff.rights_now(self._nobody.db, self.operator.id)
        self._keys = KeyTable(window, window.press)
        self._app.installEventFilter(self._keys)
        self.window = window
        self.frame.show_only(window)
        self.frame.setWindowTitle(plain_title(self._facts.shop))
        if key == MEMBER and member_id:
            window.open_member(member_id)
        elif not window.go(key):
            window.go(next(iter(window.place_keys()), ""))
        self._look_at_clock()
        self._disk_banners.show_on(window)
        self._seal_banner.look(window)
        while self._unsaid:
            window.toasts.show(self._unsaid.pop(0), kind="warn")
        self._show_backups()

    def _let_window_go(self) -> None:
        if self._keys is not None:
            self._app.removeEventFilter(self._keys)
            self._keys = None
        self._clock_banner.forget()
        self._disk_banners.forget()
        self._seal_banner.forget()
        self._backup_banner.forget()
        self.window = None

    def rebuild(self) -> None:
        """Build the window anew, at the same place."""
        if self.window is None:
            self._ask_who(tr("Sign in"))
            return
        is_locked = self.frame.shown() is not self.window
        old = self.window
        self._show_window(old.place, old.member_id)
        self.window.toasts.take_over(old.toasts)
        if is_locked:
            self.lock()

    def save_settings(self, new: MachineSettings) -> None:
        """Store *new* and put it into force; a change of look builds the window anew."""
        old, self.settings = self.settings, new
        try:
            new.save(paths.settings_file())
        except OSError:
            self.warn(tr("The settings could not be saved; they hold until the program closes."))
        self.wedge.set_marks(new.scanner_prefix, new.scanner_suffix)
        looks = ("language", "theme", "calendar")
        if any(getattr(old, name) != getattr(new, name) for name in looks):
            QTimer.singleShot(0, self, self._dress_and_rebuild)  # the caller's page goes away
        elif old != new and self.window is not None:
            self.window.renew(new)

    def _dress_and_rebuild(self) -> None:
        self._dress()
        self.rebuild()

    def _dress(self) -> None:
        look = self._facts.look(self.settings.language, self.settings.calendar)
        wanted = (look, theme.named(self._app, self.settings.theme))
        if wanted != (look_now(), theme.current().name) or not self._app.styleSheet():
            set_look(look)
            theme.apply(self._app, self.settings.theme, look)

    @Slot()
    def _other_theme(self) -> None:
        name = "light" if theme.current().name == "dark" else "dark"
        self.save_settings(replace(self.settings, theme=name))

    @Slot()
    def _other_language(self) -> None:
        name = "en" if self.settings.language == "fa" else "fa"
        self.save_settings(replace(self.settings, language=name))

    # what happens by itself

    def _on_day_began(self) -> None:
        if self.window is not None:
            self.window.show_day()

    def _on_backup_seen(self, standing: Standing) -> None:
        self._backups = standing
        self._show_backups()

    def _show_backups(self) -> None:
        if self.window is not None and self._backups is not None:
            now = self._nobody.clock().astimezone(self._nobody.zone)
            self.window.side.backup.tell(self._backups, now)
            self._backup_banner.show(self.window, self._backups)

    def _on_pack_missed(self, words: str) -> None:
        if self.window is not None and self.operator is not None:
            self.window.toasts.show(words, kind="warn")

    @Slot()
    def _on_operators_changed(self) -> None:
        if self.operator is not None and not self._is_still_active():
            close_everything_open()
            self._let_window_go()
            self.operator = None
            screen = self.frame.shown()
            self._forget_leaves()
            self._ask_who(tr("This operator cannot sign in any more."))
            if screen is not None and screen is not self.frame.shown():
                with suppress(RuntimeError):
                    self.frame.forget(screen)
        elif self.operator is not None and self.window is not None:
            self._look_at_rights(self.operator)

    def _look_at_rights(self, operator: OperatorBrief) -> None:
        """Show other places when the role may do more or less than when the window was built."""
        if QApplication.activeModalWidget() is not None:
            return  # after the window that is open: the rights themselves hold already
        now = staff.rights_now(self._nobody.db, operator.id)
        if now != self._rights:
            self._rights = now
            QTimer.singleShot(0, self, self.rebuild)

    def _on_club_changed(self) -> None:
        facts = club.facts(self._nobody)
        if facts != self._facts:
            self._facts = facts
            self._watch_idle()
            QTimer.singleShot(0, self, self._dress_and_rebuild)

    # a club that is gone, or damaged

    def _on_club_troubled(self, news: ClubTroubled) -> None:
        if news.why == "damaged":
            self._on_troubled(StorageProblem("damaged", str(self._nobody.db.path)))
            return
        problem = presence.trouble(self._nobody)
        if problem is not None:
            self._on_troubled(problem)

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """A disk that fails under a timer is no crash of the program: its own screen says it."""
        if isinstance(error, StorageProblem) and error.why in TROUBLES:
            self._met.emit(ClubTroubled(error.why))
        else:
            self._hook_before(kind, error, trace)

    def _on_work_failed(self, error: Exception) -> None:
        if self._is_over:  # nobody is left to be told
            return
        if isinstance(error, StorageProblem) and error.why in TROUBLES:
            self._on_club_troubled(ClubTroubled(error.why))
        if self._unreachable is None:
            errors.show(error)

    def _on_troubled(self, problem: StorageProblem) -> None:
        if self._unreachable is not None or self.following is not None:
            return
        self.chores.pause()
        screen = self._unreachable = Unreachable(
            problem, self._come_back, is_server=self._nobody.db.is_server
        )
        screen.back.connect(self._on_back)
        screen.restore_wanted.connect(lambda: self.close(BrokenClub()))
        screen.close_wanted.connect(self.close)
        self._shown_before = self.frame.shown()
        self.frame.show_above(screen)

    def _come_back(self) -> StorageProblem | None:
        return presence.come_back(self._nobody, self._facts.uid)

    def _on_back(self) -> None:
        screen, self._unreachable = self._unreachable, None
        if self._shown_before is not None:
            self.frame.show_above(self._shown_before)
        if screen is not None:
            self.frame.forget(screen)
        self.chores.start()
        if self._is_lock_due:
            self._is_lock_due = False
            self.lock()
        elif self.window is not None and self.frame.shown() is self.window:
            self.window.refresh()
            self.window.focus_page()
            self.window.toasts.show(tr("The club is there again. Go on where you were."), kind="ok")

    # wiring

    def _wire(self) -> None:
        self._painted.timeout.connect(self._begin_chores)
        self.frame.close_wanted.connect(self._on_close_wanted)
        self.idle.idle.connect(self.lock)
        self._news.on(OperatorsChanged, self, lambda _news: self._on_operators_changed())
        self._news.on(ClubChanged, self, lambda _news: self._on_club_changed())
        self._news.on(ClubTroubled, self, self._on_club_troubled)
        for told in (TrailDoubted, ClubChanged):  # somebody may have accepted what was found
            self._news.on(told, self, lambda _news: self._look_at_seals())
        self._met.connect(self._on_club_troubled)
        self._news.on(ReserveReleased, self, self._disk_banners.on_released)
        self.sleep.left.connect(self.lock)
        self.chores.troubled.connect(self._on_troubled)
        self.chores.looked_at_disk.connect(self._disk_banners.look)
        self.chores.looked.connect(self._on_operators_changed)
        self.chores.looked.connect(self.look_at_session)
        self.chores.day_began.connect(self._on_day_began)
        self.chores.doubted.connect(self._look_at_clock)
        self.chores.backup_seen.connect(self._on_backup_seen)
        self.chores.pack_missed.connect(self._on_pack_missed)

    def _make_runner(self) -> Runner:
        return Runner(self._nobody.db.connection_context, self._on_work_failed)

    def _look_at_seals(self) -> None:
        if self.window is not None:
            self._seal_banner.look(self.window)

    @Slot()
    def _look_at_clock(self) -> None:
        if self.window is not None:
            self._clock_banner.look(self.window)
