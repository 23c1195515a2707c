"""A dry run of a playbook: whom it would touch tomorrow, and would have over the last months."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.followups import Due
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.playbooks import ENDING, Playbook, Step
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import followups, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.services.playbook_finding import Finder, midnight, unbarred
from loyaldesk.services.playbook_making import Calendar, hindrance
from loyaldesk.store import playbooks as store
from loyaldesk.store.queries import playbooks as queries
from loyaldesk.store.queries.playbook_triggers import Event

MOST_NAMES = 200
MOST_BACK = 366

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Touched:
    """A member for whom a step would be made tomorrow."""

    member_id: int
    number: str
    name: str
    step: int


@dataclass(frozen=True, slots=True)
class RehearsedDay:
    """What one day would have brought: runs that begin, follow-ups that are due."""

    on: date
    begun: int
    made: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a playbook would do.

    Conditions are asked as members are today; stop rules as things were on the day of each step.

    Attributes:
        tomorrow: The first of those it would touch tomorrow; `tomorrow_count` is all of them.
        days: Every day looked back on, in order, today last.
        begun: Runs that would have begun, for so many different `members`.
        made: Follow-ups that would have been due.
        by_step: Follow-ups of each step.
        skipped: How often a step would have been let out, by reason.
    """

    tomorrow: tuple[Touched, ...]
    tomorrow_count: int
    days: tuple[RehearsedDay, ...]
    begun: int
    members: int
    made: int
    by_step: tuple[int, ...]
    skipped: dict[str, int]


def rehearse(
    desk: Desk, what: str | Playbook, back_days: int = 90, progress: Progress = SILENT
) -> Rehearsal:
    """Return what a playbook would do, by the questions of the real run; nothing is stored.

    Args:
        desk: Where and who.
        what: The code of a playbook, or one that is not stored yet.
        back_days: How far back is looked.
        progress: Learns how far it is, and may stop it.

    Raises:
        Missing: If there is no playbook with the code.
        BadInput: If *back_days* cannot be.
    """
    if not 1 <= back_days <= MOST_BACK:
        raise BadInput("back_days", "range", str(back_days))
    desk.require(Permission.MEMBER_READ)
    with desk.reading(Permission.PLAYBOOK_READ):
        playbook = _playbook(desk, what)
        today = desk.today()
        finder = Finder(desk.db, desk.zone, today, [playbook.trigger], is_past=True)
        first = today - timedelta(days=back_days - 1)
        progress.step(0, 3)
        found = finder.events(
            playbook, first - timedelta(days=playbook.longest_days + 1), today + _DAY
        )
        events = unbarred(playbook, found, {})
        progress.step(1, 3)
        trial = _Trial(desk, playbook, first, today)
        trial.play(events)
        progress.step(2, 3)
        return trial.result()


def _playbook(desk: Desk, what: str | Playbook) -> Playbook:
    if isinstance(what, Playbook):
        return what
    stored = store.by_code(desk.db, what)
    if stored is None:
        raise Missing("playbook", what[:80])
    return Playbook.from_json(stored.document)


@dataclass(slots=True)
class _Trial:
    """The steps that events would have led to, counted."""

    desk: Desk
    playbook: Playbook
    first: date
    today: date
    begun: Counter[date] = field(default_factory=Counter)
    made: Counter[date] = field(default_factory=Counter)
    by_step: Counter[int] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    members: set[int] = field(default_factory=set)
    tomorrow: list[tuple[int, int]] = field(default_factory=list)
    _placed: dict[object, Due | None] = field(default_factory=dict)

    def play(self, events: list[Event]) -> None:
        """Count what *events* would have led to."""
        db = self.desk.db
        calendar = Calendar(db, worktime.of(db), followups.rules_of(db).hour)
        since = midnight(min((e.on for e in events), default=self.first), calendar.zone)
        past = queries.history(db, [event.member_id for event in events], since)
        for event in events:
            if self.first <= event.on <= self.today:
                self.begun[event.on] += 1
                self.members.add(event.member_id)
            self._steps(calendar, past, event)

    def _steps(self, calendar: Calendar, past: queries.History, event: Event) -> None:
        at = event.at or midnight(event.on, calendar.zone)
        is_company = past.is_company.get(event.member_id, False)
        for number, step in enumerate(self.playbook.steps, start=1):
            when = self._place(calendar, step, at, event.on, is_company=is_company)
            begin = midnight(step.wanted(at, event.on, calendar.zone)[0], calendar.zone)
            flags = _flags(past, event, at, max(at, begin))
            why = hindrance(
                self.playbook, step, flags, past.consent.get(event.member_id, frozenset())
            ) or ("" if when else "mourning")
            on = when.on if when else step.wanted(at, event.on, calendar.zone)[0]
            if why:
                self.skipped[why] += self.first <= on <= self.today
                if why in ENDING:
                    return
            elif on == self.today + _DAY:
                self.tomorrow.append((event.member_id, number))
            elif self.first <= on <= self.today:
                self.made[on] += 1
                self.by_step[number] += 1

    def _place(
        self, calendar: Calendar, step: Step, at: datetime, on: date, *, is_company: bool
    ) -> Due | None:
        """Return when a step would have been due; steps of a day are placed once."""
        if step.hours:
            return calendar.place(step, at, on, at, is_company=is_company)
        place = (step.days, step.at, step.channel, step.is_festive, on, is_company)
        if place not in self._placed:
            now = midnight(step.wanted(at, on, calendar.zone)[0], calendar.zone)
            self._placed[place] = calendar.place(step, at, on, now, is_company=is_company)
        return self._placed[place]

    def result(self) -> Rehearsal:
        """Return what was counted."""
        names = queries.names(self.desk.db, [id_ for id_, _ in self.tomorrow[:MOST_NAMES]])
        span = (self.today - self.first).days + 1
        days = [self.first + timedelta(days=n) for n in range(span)]
        return Rehearsal(
            tuple(Touched(id_, *names[id_], step) for id_, step in self.tomorrow[:MOST_NAMES]),
            len(self.tomorrow),
            tuple(RehearsedDay(day, self.begun[day], self.made[day]) for day in days),
            sum(self.begun.values()), len(self.members), sum(self.made.values()),
            tuple(self.by_step[n] for n in range(1, len(self.playbook.steps) + 1)),
            {why: n for why, n in self.skipped.items() if n},
        )  # fmt: skip


def _flags(
    past: queries.History, event: Event, at: datetime, moment: datetime
) -> dict[str, bool]:  # fmt: skip
    """Return what was so at *moment* of what stop rules ask for."""
    bought = past.bought.get(event.member_id, ())
    return {
        "bought": bisect_right(bought, moment) > bisect_right(bought, at),
        "complaint": any(
            opened <= moment and (closed is None or closed > moment)
            for opened, closed, id_ in past.complaints.get(event.member_id, ())
            if (event.about, event.about_id) != ("complaint", id_)
        ),
        "refused": any(
            moment - timedelta(days=store.REFUSED_DAYS) <= refused <= moment
            for refused in past.refused.get(event.member_id, ())
        ),
    }
