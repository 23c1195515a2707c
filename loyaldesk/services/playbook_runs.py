"""Running playbooks: at night for the day, and at once for what happens in an open shop."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from loyaldesk.domain.errors import Missing, PermissionDenied, StorageProblem
from loyaldesk.domain.events import PlaybooksRan
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.playbooks import Playbook
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import followups, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.playbook_finding import Finder, midnight, unbarred
from loyaldesk.services.playbook_making import Calendar, Maker, begin_at, read
from loyaldesk.services.playbook_rehearsal import Rehearsal, Touched, rehearse
from loyaldesk.store import playbooks as store
from loyaldesk.store.queries import playbooks as queries
from loyaldesk.store.queries.playbook_triggers import Event
from loyaldesk.store.queries.playbooks import RunRow, StepRow

__all__ = [
    "Ran", "Rehearsal", "RunRow", "StepRow", "Touched", "rehearse", "run", "runs", "skipped_steps",
    "tick",
]  # fmt: skip

BATCH = 500
"""Runs in one short transaction, so that a sale at the counter never waits long."""

LATE = timedelta(days=7)
"""A sale of an earlier day may be written down so much later and still sets a playbook off."""

_TICK = "playbooks"
_DISK = (StorageProblem, PermissionDenied)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a round of the playbooks did.

    Attributes:
        begun: Runs that began.
        made: Follow-ups made.
        skipped: Steps let out, each with its reason.
        failed: Playbooks and runs that could not be worked on; each has a line in the trail.
    """

    begun: int = 0
    made: int = 0
    skipped: int = 0
    failed: int = 0


def run(desk: Desk, progress: Progress = SILENT, *, until: date | None = None) -> Ran:
    """Look for what happened since the last time, and make every step that is due.

    The same day may be worked on again, after a kill too: nothing is made twice.

    Args:
        desk: Where and who.
        progress: Learns how far it is, and may stop it.
        until: The day; None: today.
    """
    desk.require(Permission.NIGHT_RUN)
    work = _Round(desk, until or desk.today(), progress)
    work.look()
    work.make()
    return work.end("playbooks.run")


def tick(desk: Desk) -> Ran:
    """Act on what happened today since the last look; costs nothing when nothing did."""
    with desk.reading(Permission.NIGHT_RUN):
        if desk.is_clock_behind() or not _has_news(desk):
            return Ran()
    work = _Round(desk, desk.today(), SILENT, is_tick=True)
    work.look()
    work.make()
    return work.end("playbooks.tick")


def _has_news(desk: Desk) -> bool:
    if not any(stored.is_on for stored in store.every(desk.db)):
        return False
    looked = store.looked_until(desk.db, _TICK)
    if looked is None or looked[0] != desk.today():
        return True
    last = store.last_act_at(desk.db)
    return last is not None and last >= looked[1]


@dataclass(slots=True)
class _Round:
    """One round over all playbooks."""

    desk: Desk
    day: date
    progress: Progress
    is_tick: bool = False
    looked: list[int] = field(default_factory=list)
    documents: dict[int, Playbook | None] = field(default_factory=dict)
    begun: int = 0
    made: int = 0
    skipped: int = 0
    failed: int = 0

    def look(self) -> None:
        """Begin the runs of every playbook that is on; one that fails stops no other."""
        with self.desk.reading(Permission.NIGHT_RUN):
            found = [stored for stored in store.every(self.desk.db) if stored.is_on]
        playbooks = []
        for stored in found:
            playbook = self.documents[stored.version_id] = read(stored.document)
            if playbook is None:
                self._fail("playbook", stored.id, "unreadable")
            elif not self.is_tick or playbook.trigger.is_at_once:
                playbooks.append((stored, playbook))
        finder = Finder(
            self.desk.db, self.desk.zone, self.desk.today(), [p.trigger for _, p in playbooks]
        )
        for number, (stored, playbook) in enumerate(playbooks):
            self.progress.step(number, len(playbooks))
            try:
                self._begin(finder, stored, playbook)
            except _DISK:
                raise
            except Exception as error:  # noqa: BLE001 - noted; the others need their day
                self._fail("playbook", stored.id, type(error).__name__)

    def _begin(self, finder: Finder, stored: store.Stored, playbook: Playbook) -> None:
        with self.desk.reading(Permission.NIGHT_RUN):
            events = finder.events(playbook, self._first(stored, playbook), self.day)
            events = self._allowed(stored, playbook, events)
            new = [_new(stored, playbook, event, finder) for event in events]
        for start in range(0, len(new), BATCH):
            with self.desk.change(Permission.NIGHT_RUN) as change:
                self.begun += store.add_runs(change.db, new[start : start + BATCH], change.now)
        self.looked.append(stored.id)

    def _first(self, stored: store.Stored, playbook: Playbook) -> date:
        """Return the first day to look at: nothing from before it was switched on."""
        since = stored.on_since or self.day
        if self.is_tick:
            return max(since, self.day)
        looked = store.looked_until(self.desk.db, _job(stored.id))
        if looked is None:
            return since
        if playbook.trigger.is_at_once:
            return max(since, looked[0] - LATE)
        return max(since, looked[0] + timedelta(days=1))

    def _allowed(
        self, stored: store.Stored, playbook: Playbook, events: list[Event]
    ) -> list[Event]:
        """Return the events that may begin a run: once only, and not out of its own doing."""
        before = store.earlier(self.desk.db, stored.id, (event.member_id for event in events))
        causes = store.led_to(self.desk.db, (e.cause for e in events if e.cause is not None))
        own = [e for e in events if e.cause is None or stored.id not in causes.get(e.cause, ())]
        return unbarred(playbook, own, before)

    def make(self) -> None:
        """Make every step that is due on the day, a part at a time."""
        with self.desk.reading(Permission.NIGHT_RUN):
            db = self.desk.db
            rules = followups.rules_of(db)
            calendar = Calendar(db, worktime.of(db), rules.hour)
            language = str(db.execute_sql("SELECT language FROM club").fetchone()[0])
        after = ("", 0)
        while True:
            self.progress.step(self.made, 0)
            try:
                found = self._part(calendar, language, after, BATCH)
            except _DISK:
                raise
            except Exception:  # noqa: BLE001 - one of them: they are tried again alone
                found = self._one_by_one(calendar, language, after)
            if not found:
                return
            after = found

    def _part(
        self, calendar: Calendar, language: str, after: tuple[str, int], limit: int
    ) -> tuple[str, int] | None:
        """Make the due steps of the next *limit* runs; return the last of them."""
        end = midnight(self.day + timedelta(days=1), calendar.zone)
        with self.desk.change(Permission.NIGHT_RUN) as change:
            due = store.due_runs(change.db, change.now, change.today, end, after, limit)
            maker = Maker(change, calendar, language, self.documents)
            maker.make(due, end)
        self.made += maker.made
        self.skipped += maker.skipped
        return store.place_of(due[-1]) if due else None

    def _one_by_one(
        self, calendar: Calendar, language: str, after: tuple[str, int]
    ) -> tuple[str, int] | None:  # fmt: skip
        end = midnight(self.day + timedelta(days=1), calendar.zone)
        with self.desk.reading(Permission.NIGHT_RUN):
            due = store.due_runs(
                self.desk.db, self.desk.clock(), self.desk.today(), end, after, BATCH
            )
        for one in due:
            try:
                self._part(calendar, language, after, 1)
            except _DISK:
                raise
            except Exception as error:  # noqa: BLE001 - noted; the others need their day
                self._fail("playbook_run", one.id, type(error).__name__)
            after = store.place_of(one)
        return after if due else None

    def _fail(self, subject: str, id_: int, why: str) -> None:
        self.failed += 1
        self.desk.note_failure("playbooks.run", subject, id_, why)

    def end(self, act: str) -> Ran:
        """Store how far was looked, and tell."""
        done = Ran(self.begun, self.made, self.skipped, self.failed)
        with self.desk.change(Permission.NIGHT_RUN) as change:
            if not self.is_tick:
                for id_ in self.looked:
                    store.note_looked(change.db, _job(id_), self.day, change.now)
            store.note_looked(change.db, _TICK, change.today, change.now)
            if done != Ran():
                _note(change, act, done)
        return done


def _note(change: Change, act: str, done: Ran) -> None:
    change.note(
        act, "club", 1, begun=done.begun, made=done.made, skipped=done.skipped, failed=done.failed
    )
    change.tell(PlaybooksRan(done.begun, done.made, done.skipped))


def _job(playbook_id: int) -> str:
    return f"playbook {playbook_id}"


def _new(stored: store.Stored, playbook: Playbook, event: Event, finder: Finder) -> store.NewRun:
    at = event.at or midnight(event.on, finder.zone)
    return store.NewRun(
        f"{stored.id}|{event.name}", stored.id, stored.version_id, event.member_id, event.about,
        event.about_id, at, event.on, begin_at(playbook.steps[0], at, event.on, finder.zone),
    )  # fmt: skip


def runs(
    desk: Desk, code: str, *, state: str = "", member_id: int | None = None, limit: int = 200
) -> list[RunRow]:
    """Return the last runs of a playbook with every step, the skipped ones and why.

    Raises:
        Missing: If there is no such playbook.
    """
    desk.require(Permission.MEMBER_READ)
    with desk.reading(Permission.PLAYBOOK_READ):
        return queries.runs(desk.db, _stored(desk, code).id, state, limit, member_id)


def skipped_steps(desk: Desk, code: str) -> dict[tuple[int, str], int]:
    """Return how often each step of a playbook was let out, by step and reason.

    Raises:
        Missing: If there is no such playbook.
    """
    with desk.reading(Permission.PLAYBOOK_READ):
        return queries.skipped(desk.db, _stored(desk, code).id)


def _stored(desk: Desk, code: str) -> store.Stored:
    found = store.by_code(desk.db, code)
    if found is None:
        raise Missing("playbook", code[:80])
    return found
