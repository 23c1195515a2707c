"""One night of thirty playbooks over a large club, beside one reading of the rows they look at.

``python -m tests.benchmarks.bench_playbooks --members 100000``
"""

import random
import shutil
import time
from dataclasses import replace
from datetime import date, timedelta

from loyaldesk.domain.playbooks import Conditions, Kind, Playbook, Step, Stop, Trigger
from loyaldesk.kernel.progress import SILENT
from loyaldesk.services import checking, playbook_runs, playbooks, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import ClubDatabase, open_club, writing
from loyaldesk.store.fields import utc_text
from tests.benchmarks.common import NOW, arguments, opened, stopwatch, today

FLOOR = (
    "SELECT id, state, tier, birthday, wedding_on, consent, tags, registered_on FROM member",
    "SELECT member_id, sold_on, sold_at, net_rial FROM sale WHERE sold_on BETWEEN ? AND ?",
    "SELECT member_id, basis_on, SUM(net_rial) FROM sale GROUP BY member_id, basis_on",
    "SELECT member_id, points - used FROM lot WHERE expires_on BETWEEN ? AND ? AND used < points",
)
"""Whoever looks at everybody must read each member, each day they bought on, and the lots due."""

_CALL = Step(text_fa="زنگ بزنید.", text_en="Call.", personal_fa="حالش", personal_en="Ask how.")
_PLAN = tuple(replace(_CALL, days=days) for days in (0, 3, 14, 30))
_SALES = (Stop.COMPLAINT, Stop.REFUSED)


def thirty() -> list[Playbook]:
    """Return thirty playbooks over every trigger."""
    triggers = [
        Trigger(Kind.JOINED), Trigger(Kind.FIRST_PURCHASE),
        Trigger(Kind.FIRST_PURCHASE, min_rial=5_000_000), Trigger(Kind.PURCHASE),
        Trigger(Kind.PURCHASE, min_rial=20_000_000), Trigger(Kind.PURCHASE, group="coffee"),
        Trigger(Kind.NTH_PURCHASE, count=3), Trigger(Kind.NTH_PURCHASE, count=10),
        Trigger(Kind.DAYS_AFTER, days=7), Trigger(Kind.DAYS_AFTER, days=30),
        Trigger(Kind.DAYS_AFTER, days=90), Trigger(Kind.BIRTHDAY), Trigger(Kind.BIRTHDAY, days=3),
        Trigger(Kind.WEDDING), Trigger(Kind.WEDDING, days=5), Trigger(Kind.TIER_REACHED),
        Trigger(Kind.TIER_REACHED, tier="gold"), Trigger(Kind.TIER_FALL, days=14),
        Trigger(Kind.TIER_FALL, days=30), Trigger(Kind.POINTS_EXPIRING, days=14, points=20),
        Trigger(Kind.POINTS_EXPIRING, days=30, points=100),
        Trigger(Kind.SILENCE, factor=3, days=60), Trigger(Kind.SILENCE, factor=2, days=45),
        Trigger(Kind.SILENCE, factor=4, days=90), Trigger(Kind.COMPLAINT_OPENED),
        Trigger(Kind.COMPLAINT_OPENED, severity=3), Trigger(Kind.COMPLAINT_CLOSED),
        Trigger(Kind.LOW_FEELING), Trigger(Kind.PROMISED_DATE, days=1),
        Trigger(Kind.PROMISED_DATE, days=14, sources=("agreement",)),
    ]  # fmt: skip
    return [
        Playbook(
            f"bench_{n}", "سنجش", f"Bench {n}", trigger, _PLAN if n % 3 else (_CALL,),
            Conditions(min_visits=1) if n % 2 else Conditions(),
            (Stop.REFUSED,) if trigger.kind == Kind.COMPLAINT_OPENED else _SALES,
            60 if trigger.kind in (Kind.PURCHASE, Kind.DAYS_AFTER) else 0,
        )
        for n, trigger in enumerate(triggers)
    ]  # fmt: skip


def main() -> None:
    """Print the seconds of each trigger and of three nights, and the floor's beside them."""
    parser = arguments(__doc__ or "")
    chosen = parser.parse_args()
    source = opened(chosen)
    path = source.db.path.with_suffix(".playbooks")
    source.db.close()
    shutil.copy(source.db.path, path)
    db = open_club(path)
    desk = replace(source, db=db)
    enrich(db, chosen.members)
    books = thirty()
    for each in books:
        playbooks.save(desk, each)
    playbooks.switch_on(desk, [each.code for each in books])
    with writing(db):  # as if they had been on for a week, and looked at every day
        since = (today() - timedelta(days=7)).isoformat()
        db.execute_sql("UPDATE playbook SET on_since = ?", (since,))
        db.execute_sql(
            "INSERT INTO job (name, done_on, at) SELECT 'playbook ' || id, ?, ? FROM playbook",
            ((today() - timedelta(days=1)).isoformat(), utc_text(NOW)),
        )
    each_trigger(desk)
    for turn in range(3):
        now = NOW + timedelta(days=turn)
        one_night(replace(desk, clock=lambda now=now: now), turn + 1)
    later = replace(desk, clock=lambda: NOW + timedelta(days=2, hours=1))
    with stopwatch("a tick after something happened"):
        playbook_runs.tick(staff.system_desk(later))
    with stopwatch("a rehearsal of 90 days: purchase"):
        told = playbook_runs.rehearse(later, "bench_4")
    print(f"  {told.begun} runs, {told.made} follow-ups, {told.tomorrow_count} tomorrow")
    with stopwatch("a rehearsal of 90 days: silence"):
        told = playbook_runs.rehearse(later, "bench_21")
    print(f"  {told.begun} runs, {told.made} follow-ups, {told.tomorrow_count} tomorrow")
    if chosen.check:
        print("check:", checking.check(later) or "sound")
    db.close()
    path.unlink()


def enrich(db: ClubDatabase, members: int, seed: int = 1) -> None:
    """Give members birthdays and owners, and the club some complaints, contacts and agreements."""
    rng = random.Random(f"bench playbooks {seed}")
    day = date(1960, 1, 1)
    born = [(day + timedelta(days=rng.randrange(18_000))).isoformat() for _ in range(members)]
    with writing(db):
        cursor = db.cursor()
        cursor.executemany(
            "UPDATE member SET birthday = ?, wedding_on = ?, consent = 'call sms' WHERE id = ?",
            [(born[n], born[-n] if n % 2 else None, n + 1) for n in range(members)],
        )
        cursor.executemany(
            "INSERT INTO care (member_id, owner_id, at, operator_id) VALUES (?, 1, ?, 1)",
            [(n + 1, utc_text(NOW)) for n in range(0, members, 2)],
        )
        cursor.executemany(
            "INSERT INTO care_event (member_id, to_owner_id, note, at, operator_id)"
            " VALUES (?, 1, '', ?, 1)",
            [(n + 1, utc_text(NOW)) for n in range(0, members, 2)],
        )
        cursor.executemany(
            "INSERT INTO agreement (number, key, kind, member_id, title, ends_on, remind_days,"
            " state, reason, made_at, operator_id, version) VALUES (?, ?, 'contract', ?, 'x', ?,"
            " '', 'active', '', ?, 1, 1)",
            [
                (
                    n, f"bench-{n}", rng.randrange(1, members + 1),
                    (today() + timedelta(days=rng.randrange(60))).isoformat(), utc_text(NOW),
                )
                for n in range(1, members // 50)
            ],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO record_event (place, record_id, at, operator_id, what, code, text)"
            " SELECT 'agreement', id, made_at, 1, 'made', '', '' FROM agreement"
        )
        cursor.executemany(
            "INSERT INTO contact (key, member_id, at, on_day, operator_id, channel, direction,"
            " minutes, result, feeling, need, promise, text, rival, rival_reason, about)"
            " VALUES (?, ?, ?, ?, 1, 'call', 'in', 2, 'talked', ?, '', '', '', '', '', '')",
            [
                (
                    f"bench-{n}", rng.randrange(1, members + 1), utc_text(at),
                    at.date().isoformat(), rng.randrange(1, 6),
                )
                for n in range(members)
                for at in (NOW - timedelta(minutes=rng.randrange(365 * 1440)),)
            ],
        )  # fmt: skip
    with writing(db):
        db.execute_sql("ANALYZE")


def each_trigger(desk: Desk) -> None:
    """Time the question of each playbook by itself, with what several share paid by the first."""
    seconds: list[tuple[str, float]] = []

    class Timed(playbook_runs._Round):
        def _begin(self, finder, stored, playbook) -> None:
            begun = time.perf_counter()
            events = finder.events(playbook, self._first(stored, playbook), self.day)
            taken = time.perf_counter() - begun
            seconds.append((f"{playbook.trigger.kind} ({len(events)})", taken))

    Timed(staff.system_desk(desk), desk.today(), SILENT).look()
    for name, taken in seconds:
        print(f"  {name:<42} {taken:7.3f} s")
    print(f"  {'all triggers':<42} {sum(taken for _, taken in seconds):7.3f} s")


def one_night(desk: Desk, turn: int) -> None:
    """Time one night of the playbooks beside its floor."""
    day = desk.today()
    week, month = (day - timedelta(days=7)).isoformat(), (day + timedelta(days=30)).isoformat()
    values = ((), (week, day.isoformat()), (), (day.isoformat(), month))
    with stopwatch(f"floor: the rows of night {turn} read once") as floor:
        for sql, given in zip(FLOOR, values, strict=True):
            desk.db.execute_sql(sql, given).fetchall()
    with stopwatch(f"night {turn} of thirty playbooks") as taken:
        done = playbook_runs.run(staff.system_desk(desk))
    print(
        f"x{taken[0] / floor[0]:.1f}: {done.begun} begun, {done.made} made, {done.skipped} let out,"
        f" {done.failed} failed"
    )


if __name__ == "__main__":
    main()
