"""What runs once a day: bonuses, tiers, ending lots, playbooks, reminders. Days are caught up."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from loyaldesk.domain.errors import DateDoubtful, PermissionDenied, StorageProblem
from loyaldesk.domain.events import NightDone
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import FOREVER
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Cancelled, Progress
from loyaldesk.services import (
    bonuses,
    care,
    club,
    complaint_steps,
    complaints,
    followup_files,
    followups,
    playbook_runs,
    points,
    reminding,
    staff,
    tier_plan,
    tiers,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import ledger, standing
from loyaldesk.store import sales as store
from loyaldesk.store.fields import utc_moment, utc_text

JOB = "night"
Act = Callable[[Change, int], int]
"""What is done to one of many, and what it counts for."""

BATCH = 100
"""Members in one short transaction, so that a sale at the counter never waits long."""


_DISK = (StorageProblem, PermissionDenied)
"""What is wrong with more than one member: it ends the night."""

LONGEST_JUMP = timedelta(days=60)
"""When so many days were missed, somebody must say that the date is right (SAFETY 5, row 34)."""


@dataclass(frozen=True, slots=True)
class NightResult:
    """What a night did: points expired, members that rose and fell.

    Attributes:
        failed: Members and playbooks that were left out because their records do not hold
            together; each has a line in the trail.
        given_points: Points for birthdays and wedding days.
        runs: Runs of playbooks that began.
        followups: Follow-ups that steps of playbooks became.
        skipped: Steps of playbooks that were let out.
    """

    expired_points: int
    moved: int
    days: int
    failed: int = 0
    given_points: int = 0
    runs: int = 0
    followups: int = 0
    skipped: int = 0


def is_due(desk: Desk) -> bool:
    """Return whether today's run is still to be done and the date is not in doubt."""
    with desk.reading(Permission.PROGRAMME_READ):
        return _last(desk) != desk.today() and _doubt(desk) is None


def doubt(desk: Desk) -> DateDoubtful | None:
    """Return why the date of this computer is in doubt, or None.

    It is after a jump of more than 60 days, and when the clock stands both behind the last run and
    behind the last entry. A shop that lives on with its clock is believed: a run on a day to come,
    from a clock that was wrong, is not trusted then.
    """
    with desk.reading(Permission.PROGRAMME_READ):
        return _doubt(desk)


def _doubt(desk: Desk) -> DateDoubtful | None:
    last, today = _last(desk) or _last_act(desk), desk.today()
    if last is None or last == today:
        return None
    is_wrong = today - last > LONGEST_JUMP if last < today else desk.is_clock_behind()
    return DateDoubtful(last, today) if is_wrong else None


def _last(desk: Desk) -> date | None:
    row = desk.db.execute_sql("SELECT done_on FROM job WHERE name = ?", (JOB,)).fetchone()
    return date.fromisoformat(row[0]) if row else None


def _last_act(desk: Desk) -> date | None:
    """Return the day of the last act but signing in; today at the latest.

    It is asked where no night was ever run.
    """
    row = desk.db.execute_sql(
        "SELECT at FROM audit WHERE act NOT IN ('sign_in', 'sign_in.wrong', 'refused')"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return min(desk.today(utc_moment(row[0])), desk.today()) if row else None


def run(
    desk: Desk, progress: Progress = SILENT, *, until: date | None = None,
    date_is_right: bool = False,
) -> NightResult:  # fmt: skip
    """Do the work of every day since the last run: anniversaries, tiers, points that end.

    Each lot ends on its own day whenever the run comes (E25), birthdays and the turns of years
    are caught up in their order, and tiers are looked at before anything ends (E53). A member whose
    records do not hold together is left out and stops nobody else.

    Args:
        desk: Where and who.
        progress: Learns how far it is, and may stop it.
        until: The last day that is done; None: today.
        date_is_right: Somebody said so although the clock jumped.

    Raises:
        BadInput: If *until* is a day to come.
        DateDoubtful: If the clock jumped; nothing is run, so that nothing ends or revives.
    """
    with desk.reading(Permission.NIGHT_RUN):
        last, today, doubtful = _last(desk), desk.today(), _doubt(desk)
        begun = last or _founded(desk)
    day = until or today
    if day > today:
        raise BadInput("until", "future", day.isoformat())
    if last == day or (until is not None and last is not None and last > day):
        return NightResult(0, 0, 0)
    if doubtful is not None and not date_is_right:
        raise doubtful
    work = _Night(desk, min(begun, day - timedelta(days=1)), day, progress)
    work.run()
    reminding.run(desk)
    days = (day - last).days if last and last < day else 1
    with desk.change(Permission.NIGHT_RUN) as change:
        change.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
            (JOB, day.isoformat(), utc_text(change.now)),
        )
        change.note(
            "night.run", "club", 1, days=days, expired=work.expired, moved=work.moved,
            given=work.given, failed=len(work.failed) + work.ran.failed, runs=work.ran.begun,
            followups=work.ran.made, skipped=work.ran.skipped,
        )  # fmt: skip
        care.move_for_absence(change, day)
        followups.settle_step(change)
        complaint_steps.settle_clocks(change)
        complaints.escalate_due(change)
        change.tell(NightDone(days))
    followup_files.keep_fresh(desk)
    _measure(desk)
    _write_pack(desk, progress)
    return NightResult(
        work.expired, work.moved, days, len(work.failed) + work.ran.failed, work.given,
        work.ran.begun, work.ran.made, work.ran.skipped,
    )  # fmt: skip


def _measure(desk: Desk) -> None:
    """Look at where members stand now; numpy is loaded at night, not with the program."""
    from loyaldesk.services.insight import nightly  # noqa: PLC0415

    nightly.run(desk)


def _write_pack(desk: Desk, progress: Progress) -> None:
    """Write the papers of the month that is over, where the shop wants it; the night is done."""
    if not club.facts(desk).settings.pack_monthly:
        return
    from loyaldesk.services.insight import pack  # noqa: PLC0415 - charts and sums load for it only

    with suppress(Cancelled):
        pack.write_due(staff.system_desk(desk), progress)


def _founded(desk: Desk) -> date:
    row = desk.db.execute_sql("SELECT made_at FROM club").fetchone()
    return desk.today(utc_moment(row[0]))


@dataclass(slots=True)
class _Night:
    """The work of the days after *last* up to *until*."""

    desk: Desk
    last: date
    until: date
    progress: Progress
    failed: set[int] = field(default_factory=set)
    expired: int = 0
    moved: int = 0
    given: int = 0
    ran: playbook_runs.Ran = field(default_factory=playbook_runs.Ran)

    def run(self) -> None:
        """Do every day that matters in its order; lots end last, then playbooks look at it all."""
        before = self.last
        for day in self._days():
            self._congratulate(before + timedelta(days=1), day)
            self._end_hands(day)
            self._move_tiers(day, before)
            before = day
        with self.desk.reading(Permission.NIGHT_RUN):
            ids = ledger.members_due(self.desk.db, self.until)
        self.expired = self._for_each(
            ids, lambda change, id_: points.expire_member(change, id_, self.until)
        )
        self.ran = playbook_runs.run(self.desk, self.progress, until=self.until)

    def _days(self) -> list[date]:
        """Return the days that were missed on which a year of the ladder was over, and the last."""
        found = []
        with self.desk.reading(Permission.NIGHT_RUN):
            for n in range(1, (self.until - self.last).days):
                day = self.last + timedelta(days=n)
                ladder = club.programme_on(self.desk.db, day).ladder
                if ladder.period == "year" and ladder.judged(day, FOREVER) is not None:
                    found.append(day)
        return [*found, self.until]

    def _congratulate(self, first: date, last: date) -> None:
        with self.desk.reading(Permission.NIGHT_RUN):
            todo = bonuses.anniversaries(self.desk.db, first, last)
        self.given += self._for_each(
            list(range(len(todo))), lambda change, n: bonuses.congratulate(change, todo[n]),
            lambda n: todo[n].member_id,
        )  # fmt: skip

    def _end_hands(self, day: date) -> None:
        with self.desk.reading(Permission.NIGHT_RUN):
            rules = club.programme_on(self.desk.db, day)
            over = {id_: hand for id_, hand in standing.hands(self.desk.db).items()
                    if hand.until_on < day}  # fmt: skip

        def end(change: Change, member_id: int) -> int:
            member = store.buyer(change.db, member_id)
            if member is None:
                return 0
            since = over[member_id].until_on + timedelta(days=1)
            return int(tiers.end_of_hand(change, member, rules, since) != member.tier)

        self.moved += self._for_each(list(over), end)

    def _move_tiers(self, day: date, after: date) -> None:
        with self.desk.reading(Permission.NIGHT_RUN):
            rules = club.programme_on(self.desk.db, day)
            planned = {each.member_id: each
                       for each in tier_plan.moves(self.desk.db, rules, day, after)}  # fmt: skip

        def move(change: Change, member_id: int) -> int:
            plan, member = planned[member_id], store.buyer(change.db, member_id)
            if member is None:
                return 0
            if (member.tier, member.tier_since) != (plan.tier, plan.since.isoformat()):
                new = tiers.reassess(
                    change, member, rules, tiers.NIGHT, may_fall=True, day=day, after=after
                )  # something was sold or set meanwhile
            else:
                new = plan.new
                tiers.move(change, member, new, tiers.NIGHT, plan.spent_rial, day)
            return int(new != member.tier)

        self.moved += self._for_each(list(planned), move)

    def _for_each(
        self, ids: list[int], act: Act, member_of: Callable[[int], int] = int
    ) -> int:  # fmt: skip
        return _for_each(self.desk, ids, act, self.failed, self.progress, member_of)


def _for_each(
    desk: Desk, ids: list[int], act: Act, failed: set[int], progress: Progress,
    member_of: Callable[[int], int],
) -> int:  # fmt: skip
    """Return the sum of *act* over *ids*, a part at a time; who fails stops nobody else."""
    total = 0
    for start in range(0, len(ids), BATCH):
        progress.step(start, len(ids))
        part = ids[start : start + BATCH]
        try:
            total += _done(desk, part, act)
        except _DISK:
            raise
        except Exception:  # noqa: BLE001 - one of them: all of the part are tried again alone
            total += sum(_alone(desk, id_, act, failed, member_of) for id_ in part)
    return total


def _done(desk: Desk, part: list[int], act: Act) -> int:
    with desk.change(Permission.NIGHT_RUN) as change:
        return sum(act(change, id_) for id_ in part)


def _alone(
    desk: Desk, id_: int, act: Act, failed: set[int], member_of: Callable[[int], int]
) -> int:  # fmt: skip
    try:
        return _done(desk, [id_], act)
    except _DISK:
        raise
    except Exception as error:  # noqa: BLE001 - noted; the others need their night
        failed.add(member_of(id_))
        desk.note_failure("night.run", "member", member_of(id_), type(error).__name__)
        return 0
