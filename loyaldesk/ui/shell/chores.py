"""What happens by itself while a club is open: the night's work, news from other programs."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from loyaldesk.domain.events import BackedUp, ChangedElsewhere
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import (
    backup_state,
    club,
    night,
    presence,
    safekeeping,
    sealing,
    staff,
    ticking,
)
from loyaldesk.services.desk import Desk
from loyaldesk.ui.bridge import News
from loyaldesk.ui.tasks import Runner

WATCH_MS = 2_000
MINUTE_MS = 60_000
TICK_MS = 5 * 60_000
"""How long an escalation, or a playbook set off at the counter, may wait."""
BEAT_MS = 30_000
"""How often a till says that it has the club open, and how long after the start room is kept."""


class Chores(QObject):
    """Looks around every two seconds and every minute; works as the program itself.

    Args:
        desk: The club, whoever is at it.
        runner: Does the work, apart from that of pages.
        version: Another number when another connection wrote to the club.
        is_busy: Whether a page's own work is under way, which tells its end itself.
    """

    looked = Signal()  # every two seconds
    looked_at_disk = Signal()  # every minute
    troubled = Signal(object)  # StorageProblem: the club does not answer
    day_began = Signal()
    doubted = Signal()  # the clock jumped: somebody must say that the date is right
    backup_seen = Signal(object)  # how the backups stand: backup_state.Standing
    pack_missed = Signal(str)  # why the papers of the last month were not written by themselves

    def __init__(
        self,
        desk: Desk,
        runner: Runner,
        version: Callable[[], int],
        is_busy: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._version = version
        self._seen = version()
        self._is_busy = is_busy
        self._day = desk.today()
        self._has_backups = not club.facts(desk).is_sample
        self._is_over = False
        self._watch = self._timer(WATCH_MS, self.look_for_changes)
        self._minute = self._timer(MINUTE_MS, self.look_at_day)
        self._ticks = self._timer(TICK_MS, self.tick)
        self._beats = self._timer(BEAT_MS, self.beat)
        News(desk.bus).on(BackedUp, self, lambda _news: self.look_at_backups())

    def start(self) -> None:
        """Begin, with what was missed; a club for looking is only watched."""
        self._watch.start()
        self._minute.start()
        if self._desk.looking:
            return
        self._ticks.start()
        self._beats.start()
        self._note_till()
        self.resume_imports()
        self.do_night()
        self.tick()
        self.look_at_backups()

    def stop(self) -> None:
        """Look no more, and stop what is under way; what it still says opens no club again."""
        self._is_over = True
        self.pause()
        self._runner.stop()

    def pause(self) -> None:
        """Look no more until `start`: the club does not answer."""
        for timer in (self._watch, self._minute, self._ticks, self._beats):
            timer.stop()

    @Slot()
    def look_for_changes(self) -> None:
        """Tell if another window or a command wrote; long work here tells its own end."""
        problem = presence.trouble(self._desk)
        if problem is not None:
            self.troubled.emit(problem)
            return
        self.looked.emit()
        now = self._version()
        if now != self._seen and not self._is_busy():
            self._seen = now
            self._desk.bus.publish(ChangedElsewhere())

    @Slot()
    def look_at_day(self) -> None:
        """Look at the disk; after midnight tell the new day and do the night's work."""
        self.looked_at_disk.emit()
        self.remember_head()
        if not self._desk.looking:
            self.keep()
        today = self._desk.today()
        if today != self._day:
            self._day = today
            self.day_began.emit()
            if not self._desk.looking:
                self.do_night()

    @Slot()
    def beat(self) -> None:
        """Say that this till has the club open, and keep room for a full disk; not in a hurry."""
        if self._has_backups:
            self._note_till()
            self._runner.run(
                lambda _progress: presence.keep_room(self._desk),
                done=lambda _: None,
                failed=lambda _error: None,
            )

    def remember_head(self) -> None:
        """Keep the end of the chain of seals outside the club; the sample shop has no need."""
        if self._has_backups and not self._desk.looking:
            system = staff.system_desk(self._desk)
            self._runner.run(
                lambda _progress: sealing.remember(system),
                done=lambda _: None,
                failed=lambda _error: None,  # the watch says why the club does not answer
            )

    def _note_till(self) -> None:
        if self._has_backups:  # not the sample shop
            self._runner.run(
                lambda _progress: presence.beat(self._desk),
                done=lambda _: None,
                failed=lambda _error: None,  # the next beat, or the watch, says why
            )

    def resume_imports(self) -> None:
        """Bring to its end in the worker what an import of a killed program left."""
        system = staff.system_desk(self._desk)

        def resume(progress: Progress) -> object:
            from loyaldesk.services import imports  # noqa: PLC0415 - not before the first page

            return imports.resume_or_clean(system, progress)

        self._runner.run(resume, done=lambda _: None)

    def do_night(self) -> None:
        """Expire and look at tiers in the worker, if today's run is still to be done."""
        system = staff.system_desk(self._desk)
        if night.is_due(system):
            self._runner.run(
                lambda progress: night.run(system, progress), done=lambda _: self.look_at_pack()
            )
        elif night.doubt(system) is not None:
            self.doubted.emit()
        else:
            self.look_at_pack()

    @Slot()
    def tick(self) -> None:
        """Do in the worker what cannot wait for the night, unless the date is in doubt."""
        system = staff.system_desk(self._desk)
        if night.doubt(system) is None:
            self._runner.run(lambda _progress: ticking.tick(system), done=lambda _: None)

    def do_doubted_night(self, desk: Desk) -> None:
        """Do it as the operator at *desk*, who said that the date is right."""
        self._runner.run(
            lambda progress: night.run(desk, progress, date_is_right=True),
            done=lambda _: self.look_at_pack(),
        )

    def look_at_pack(self) -> None:
        """Find out whether the night could write the papers of the last month."""
        if self._is_over:
            return
        system = staff.system_desk(self._desk)
        if club.facts(system).settings.pack_monthly:
            self._runner.run(lambda _: _missed(system), done=self._on_missed)

    def _on_missed(self, words: str) -> None:
        if words:
            self.pack_missed.emit(words)

    def keep(self) -> None:
        """Make the backup that is due in the worker; what goes wrong stands in the side bar."""
        if self._has_backups:
            system = staff.system_desk(self._desk)
            self._runner.run(
                lambda progress: safekeeping.timed(system, progress),
                done=lambda _made: self.look_at_backups(),
                failed=lambda _error: self.look_at_backups(),
            )

    def look_at_backups(self) -> None:
        """Find out how the backups stand; the sample shop has none."""
        if self._has_backups and not self._is_over:
            system = staff.system_desk(self._desk)
            self._runner.run(
                lambda _: backup_state.standing(system),
                done=self.backup_seen.emit,
                failed=lambda _error: None,  # the watch says why the club does not answer
            )

    def _timer(self, interval_ms: int, slot: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer


def _missed(desk: Desk) -> str:
    from loyaldesk.services.insight import pack  # noqa: PLC0415 - numpy loads when it is needed

    due = pack.due(desk)
    return "" if due is None else pack.due_words(due)
