"""What the sample shop did for its members in the last weeks, through the use cases of the desk."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from math import ceil
from zoneinfo import ZoneInfo

from loyaldesk.domain import sample_service as told
from loyaldesk.domain.care import AbsenceDraft
from loyaldesk.domain.contacts import IN, OUT, ContactDraft
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.promises import Promise
from loyaldesk.domain.sample_names import Pair
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import (
    answers,
    care,
    complaints,
    contacts,
    followups,
    playbook_runs,
    playbooks,
    promises,
    reminding,
    staff,
    worktime,
)
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.services.sample_cases import CASES, Room

SPAN_DAYS = 60
"""So far back service is invented: further back nobody looks."""

_PLAYBOOK_DAYS, _NEGLECTED_DAYS = 30, 12
_PLAYBOOKS = (
    "retail_birthday", "retail_complaint_closed", "retail_tier_reached", "retail_first_purchase",
    "subscription_renewal",
)  # fmt: skip
_NEGLECTED = 13
"""One of so many recent follow-ups is one that nobody got round to."""

_WHOLE = 400
"""Members of a shop in which everything invented happened; a smaller one has a part of it."""

_CONTACTS, _TASKS, _WORK = 0.0016, 0.0004, 0.009
"""How many a day for each member."""

_FIRST, _NIGHT, _WORK_FROM, _TALK_FROM = time(8, 40), time(2, 40), 16 * 60 + 5, 18 * 60
_AT_LUNCH, _LUNCH_EVERY = 13 * 60 + 20, 5
"""Every so many days somebody is called while the shop is closed at noon."""

_OUTCOMES = ("reached", "no_answer", "bought", "promised_to_buy", "done_other")
_OWNED_TIERS, _OWNED = ("platinum", "gold"), 40


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done for members, at its moment and by whoever has that role."""

    at: datetime
    role: str
    act: Callable[[Desk], object]


@dataclass(slots=True)
class Service:
    """Plans the deeds of the last weeks and lets them happen, each at its moment."""

    desk: Desk
    zone: ZoneInfo
    language: str
    rng: random.Random
    ids: list[int]
    members: int

    def deeds(self, opened: datetime, until: datetime) -> list[Deed]:
        """Return everything that is done from the day after *opened* to *until*, in order."""
        today = until.astimezone(self.zone).date()
        first = max(opened.astimezone(self.zone).date() + timedelta(days=2),
                    today - timedelta(days=SPAN_DAYS))  # fmt: skip
        found = [*self._beginning(first, today), *self._cases(first, today)]
        for n in range((today - first).days + 1):
            found += self._day(first + timedelta(days=n), today)
        begun = self.at(first, time(0))
        return sorted((each for each in found if begun <= each.at <= until), key=lambda d: d.at)

    def do(self, deed: Deed) -> None:
        """Let a deed happen; what the rules of the shop refuse did not happen."""
        desk = replace(self.desk, operator=self._who(deed.role), clock=lambda: deed.at)
        try:
            deed.act(desk)
        except StorageProblem:
            raise
        except ClubError:
            return

    def _who(self, role: str) -> OperatorBrief:
        if role == "system":
            return staff.system_desk(self.desk).operator
        rows = [row.brief for row in staff.operators(self.desk) if row.role == role]
        return self.rng.choice(rows) if rows else self.desk.operator

    def at(self, day: date, hour: time) -> datetime:
        """Return a moment of the shop's clock."""
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def _minute(self, day: date, minute: int) -> datetime:
        return self.at(day, time(minute // 60, minute % 60))

    def open_day(self, day: date) -> date:
        """Return the last day the shop was open on, from *day* back."""
        working = worktime.of(self.desk.db)
        days = (day - timedelta(days=n) for n in range(20))
        return next((each for each in days if working.is_open_on(each)), day)

    # what there is to do

    def _beginning(self, first: date, today: date) -> Iterator[Deed]:
        morning = partial(self.at, first)
        yield Deed(morning(_FIRST), "owner", answers.seed)
        yield Deed(morning(time(8, 41)), "manager", self._teach)
        yield Deed(morning(time(8, 42)), "manager", self._give_owners)
        yield Deed(morning(time(8, 43)), "owner", _promise)
        on = max(first, today - timedelta(days=_PLAYBOOK_DAYS))
        yield Deed(self.at(on, time(8, 50)), "owner",
                   lambda desk: playbooks.switch_on(desk, _PLAYBOOKS))  # fmt: skip
        yesterday = self.open_day(today - timedelta(days=1))
        yield Deed(self.at(yesterday, time(8, 55)), "manager", partial(self._leave, today=today))

    def _cases(self, first: date, today: date) -> Iterator[Deed]:
        """Yield what members came with, and what was done about each since."""
        share = min(1.0, self.members / _WHOLE)
        for place, cases in CASES.items():
            for n, case in enumerate(cases[: ceil(len(cases) * share)]):
                room = Room(place, f"sample:{place}:{n}", case, self.language, today)
                who = partial(self.whom, case.days, today)
                yield Deed(self.case_moment(case.days, n, 0, today), "cashier",
                           partial(room.begin, who=who))  # fmt: skip
                if today - timedelta(days=case.days) >= first:
                    for step, (days, act) in enumerate(case.acts, 1):
                        yield Deed(self.case_moment(days, n, step, today), "manager",
                                   partial(room.act, what=act))  # fmt: skip

    def case_moment(self, days: int, n: int, step: int, today: date) -> datetime:
        """Return when a step of a case was done."""
        day = self.open_day(today - timedelta(days=days))
        return self._minute(day, 9 * 60 + 5 + 11 * step + n % 10)

    def whom(self, days: int, today: date, desk: Desk) -> int | None:
        """Return somebody who bought shortly before."""
        last = today - timedelta(days=days)
        rows = desk.db.execute_sql(
            "SELECT DISTINCT member_id FROM sale WHERE kind = 'sale' AND sold_on BETWEEN ? AND ?"
            " ORDER BY member_id", ((last - timedelta(days=6)).isoformat(), last.isoformat()),
        ).fetchall()  # fmt: skip
        return self.rng.choice(rows)[0] if rows else self.rng.choice(self.ids) if self.ids else None

    def _day(self, day: date, today: date) -> Iterator[Deed]:
        recent = day > today - timedelta(days=_PLAYBOOK_DAYS)
        if recent:
            yield Deed(self.at(day, _NIGHT), "system", _night)
        if not worktime.of(self.desk.db).is_open_on(day):
            return
        work = 2 + round(self.members * _WORK * (1 if recent else 0.25))
        for n in range(min(work, 24)):
            is_odd = n == 0 and day.toordinal() % _LUNCH_EVERY == 0
            minute = _AT_LUNCH if is_odd else _WORK_FROM + 7 * n
            yield Deed(self._minute(day, minute), "manager",
                       partial(self._finish_one, today=today))  # fmt: skip
        for n in range(self._times(_CONTACTS)):
            yield Deed(self._minute(day, _TALK_FROM + 9 * n % 170), "cashier",
                       partial(self._talk, key=f"sample:talk:{day}:{n}"))  # fmt: skip
        for n in range(self._times(_TASKS)):
            yield Deed(self._minute(day, 12 * 60 + 10 + n), "cashier",
                       partial(self._plan, key=f"sample:task:{day}:{n}"))  # fmt: skip

    def _times(self, a_day: float) -> int:
        wanted = min(self.members, 4000) * a_day
        return int(wanted) + (self.rng.random() < wanted % 1)

    # doing it

    def say(self, pair: Pair) -> str:
        """Return a text in the language of the shop."""
        return pair.of(self.language)

    def _teach(self, desk: Desk) -> None:
        skills = care.OperatorSkills(skills=(self.say(told.SAID["skill"]),))
        care.save_profile(desk, desk.operator.id, skills, 0)

    def _give_owners(self, desk: Desk) -> None:
        """Give the best members somebody who looks after them, and a deputy."""
        cashiers = [row.id for row in staff.operators(desk) if row.role == "cashier"]
        marks = ", ".join("?" * len(_OWNED_TIERS))
        rows = desk.db.execute_sql(
            f"SELECT id FROM member WHERE state = 'active' AND tier IN ({marks})"
            f" ORDER BY tier <> ?, id LIMIT {_OWNED}",
            (*_OWNED_TIERS, _OWNED_TIERS[0]),
        ).fetchall()
        note = self.say(told.SAID["note"])
        for n, owner_id in enumerate(cashiers):
            theirs = [row[0] for row in rows[n :: len(cashiers)]]
            if theirs:
                care.set_owner(desk, theirs, owner_id, desk.operator.id, note)

    def _leave(self, desk: Desk, *, today: date) -> None:
        """Let one cashier be away next week, with the other in their place."""
        cashiers = [row.id for row in staff.operators(desk) if row.role == "cashier"]
        if len(cashiers) > 1:
            first = today + timedelta(days=6)
            care.absence_add(desk, AbsenceDraft(
                cashiers[1], first, first + timedelta(days=4), cashiers[0],
                self.say(told.SAID["away"]),
            ))  # fmt: skip

    def _talk(self, desk: Desk, *, key: str) -> None:
        """Note what somebody who bought today said; at times something is promised."""
        rows = desk.db.execute_sql(
            "SELECT member_id, id FROM sale WHERE kind = 'sale' AND sold_on = ? ORDER BY id",
            (desk.today().isoformat(),),
        ).fetchall()
        if not rows:
            return
        member_id, sale_id = self.rng.choice(rows)
        promise = self.rng.random() < 0.15
        channel = self.rng.choice(("counter", "counter", "call", "messenger"))
        feeling = self.rng.choice((None, None, 3, 4, 4, 5, 2))
        on = desk.today() + timedelta(days=self.rng.randrange(1, 7))
        topic_id, answer_id = self._asked(desk)
        contacts.add(desk, ContactDraft(
            key, member_id, channel=channel, direction=self.rng.choice((IN, IN, OUT)),
            minutes=self.rng.randrange(1, 9), feeling=feeling,
            need=self.say(self.rng.choice(told.NEEDS)),
            promise=self.say(self.rng.choice(told.PROMISES)) if promise else "",
            promise_on=on if promise else None, sale_id=sale_id, topic_id=topic_id,
            answer_version_id=answer_id,
        ))  # fmt: skip

    def _asked(self, desk: Desk) -> tuple[int | None, int | None]:
        """Return the topic asked for and the answer given; at times words of one's own."""
        rows = desk.db.execute_sql(
            "SELECT a.topic_id, v.id FROM answer_version v JOIN answer a ON a.id = v.answer_id"
            " WHERE v.state = 'approved' ORDER BY v.id"
        ).fetchall()
        if not rows or self.rng.random() < 0.6:
            return None, None
        topic_id, version_id = self.rng.choice(rows)
        return topic_id, None if self.rng.random() < 0.2 else version_id

    def _plan(self, desk: Desk, *, key: str) -> None:
        """Make a follow-up by hand for a member."""
        on = desk.today() + timedelta(days=self.rng.randrange(1, 12))
        followups.make(desk, FollowupDraft(
            key, self.rng.choice(self.ids), text=self.say(self.rng.choice(told.TASKS)), on=on,
            channel=self.rng.choice(("call", "call", "messenger", "visit")),
        ))  # fmt: skip

    def _finish_one(self, desk: Desk, *, today: date) -> None:
        """Do the follow-up that is due longest, but for the few that nobody gets round to."""
        row = desk.db.execute_sql(
            "SELECT id, version, owner_id, channel FROM followup WHERE state = 'open'"
            " AND due_at <= ? AND about NOT IN ('complaint', 'request')"
            " AND NOT (id % ? = 0 AND due_on > ?) ORDER BY due_at, id LIMIT 1",
            (f"{desk.clock():%Y-%m-%dT%H:%M:%S}Z", _NEGLECTED,
             (today - timedelta(days=_NEGLECTED_DAYS)).isoformat()),
        ).fetchone()  # fmt: skip
        if row is None:
            return
        id_, version, owner_id, channel = row
        owners = [each.brief for each in staff.operators(desk) if each.id == owner_id]
        how = self.rng.choices(_OUTCOMES, (50, 16, 10, 12, 12))[0]
        followups.finish(
            desk.acting_as(owners[0]) if owners else desk, id_,
            how if channel in ("call", "visit") else "done_other", version=version,
            key=f"sample:done:{id_}:{version}",
            result="" if how == "no_answer" else self.say(self.rng.choice(told.RESULTS)),
        )  # fmt: skip


def _promise(desk: Desk) -> None:
    """Put up what the shop promises everybody."""
    version = promises.promises(desk).version
    promises.save(desk, (
        Promise("complaint", "به هر شکایتی همان روز پاسخ می‌دهیم",
                "Every complaint is answered on the same day", "complaint_answer"),
        Promise("callback", "سر وقتی که گفته‌ایم تماس می‌گیریم",
                "We call back when we said we would", "followup_promise"),
    ), version)  # fmt: skip


def _night(desk: Desk) -> None:
    """Do what the night does for members: playbooks, reminders, ladders of complaints."""
    playbook_runs.run(desk)
    reminding.run(desk)
    with desk.change(Permission.NIGHT_RUN) as change:
        care.move_for_absence(change, change.today)
        followups.settle_step(change)
        complaints.escalate_due(change)
