"""Whatever happens in whatever order: no follow-up is lost, and each change can be read again."""

import random
from datetime import date, time, timedelta

import pytest

from loyaldesk.domain.errors import AlreadyFinished, CannotReopen
from loyaldesk.domain.followups import (
    CANCEL_REASONS,
    MOVE_REASONS,
    SPOKEN,
    FollowupDraft,
    Outcome,
)
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, followups, worktime
from loyaldesk.services.followups import Filter
from tests.conftest import desk_of
from tests.makers import make_member

STEPS = 200
ALL = Filter(states=("open", "done", "cancelled"))
EVER = date(2026, 1, 1), date(2040, 1, 1)


class Shop:
    """A shop in which somebody does something, and a list of what was promised."""

    def __init__(self, desk, clock, seed):
        self.chance, self.clock = random.Random(seed), clock
        self.desks = [desk, desk_of(desk, Role.SENIOR, "Reza"), desk_of(desk, Role.SUPPORT, "Vida")]
        self.members = [make_member(desk).id for _ in range(4)]
        self.made: list[int] = []

    @property
    def desk(self):
        return self.chance.choice(self.desks)

    def one(self):
        return followups.detail(self.desk, self.chance.choice(self.made))

    def day(self):
        return self.desk.today() + timedelta(days=self.chance.randrange(12))

    def hour(self):
        pick = self.chance.randrange
        return None if pick(2) else time(pick(24), 5 * pick(12))

    def make(self):
        draft = FollowupDraft(
            f"k{len(self.made)}", self.chance.choice([*self.members, None]), text="Call",
            on=self.day(), at=self.hour(), channel=self.chance.choice(("call", "visit", "task")),
            is_promise=self.chance.random() < 0.3,
            recurrence=self.chance.choice(("", "", "1 week jalali", "3 day gregorian")),
        )  # fmt: skip
        self.made.append(followups.make(self.desk, draft))

    def finish(self):
        row, how = self.one(), self.chance.choice([*Outcome])
        on = self.day() if how == Outcome.CALL_LATER else None
        done = followups.finish(
            self.desk, row.id, how, version=row.version, on=on, key=f"f{self.chance.random()}"
        )
        self.grew(done.next_id)

    def move(self):
        row, reason = self.one(), self.chance.choice(MOVE_REASONS)
        followups.move(
            self.desk, row.id, self.day(), self.hour(), reason=reason, text="why",
            version=row.version,
        )  # fmt: skip

    def cancel(self):
        row, reason = self.one(), self.chance.choice(CANCEL_REASONS)
        self.grew(followups.cancel(
            self.desk, row.id, reason=reason, text="why", version=row.version,
            series=self.chance.random() < 0.5,
        ))  # fmt: skip

    def give(self):
        row = self.one()
        owner = self.chance.choice([None, *(desk.operator.id for desk in self.desks)])
        followups.give(self.desk, row.id, owner, version=row.version)

    def reopen(self):
        followups.reopen(self.desk, self.one().id)

    def close_day(self):
        followups.close_day(self.desks[0], self.day(), "power")

    def night(self):
        self.clock.forward(hours=self.chance.randrange(4, 40))

    def grew(self, next_id):
        if next_id is not None and next_id not in self.made:
            self.made.append(next_id)


@pytest.mark.parametrize("seed", range(4))
def test_no_follow_up_is_ever_lost(desk, clock, seed):
    shop = Shop(desk, clock, seed)
    acts = [shop.make, shop.make, shop.finish, shop.finish, shop.move, shop.cancel, shop.give,
            shop.reopen, shop.night]  # fmt: skip
    for _ in range(STEPS):
        try:
            shop.chance.choice(acts if shop.made else [shop.make])()
        except (AlreadyFinished, CannotReopen):
            continue
        except BadInput as refused:
            if refused.why != "past hour":
                raise
        if shop.chance.random() < 0.03:
            shop.close_day()
    assert len(shop.made) > 20
    rows = {row.id: row for row in followups.agenda(desk, *EVER, ALL)}
    assert sorted(rows) == sorted(shop.made)
    overdue = {row.id for row in followups.overdue(desk)}
    working = worktime.of(desk.db)
    for row in rows.values():
        events = followups.history(desk, row.id)
        told = [event.what for event in events]
        assert told[0] == "made"
        endings = [what for what in told if what in ("done", "cancelled", "reopened")]
        last = endings[-1] if endings else "reopened"
        assert row.state == {"reopened": "open"}.get(last, last)
        assert all(event.code for event in events if event.what in ("moved", "cancelled"))
        places = [event.to_due for event in events if event.to_due]
        assert row.due_at == places[-1]
        for event in events:
            if event.to_due and event.what != "reopened":
                assert event.to_due >= event.at  # nothing was ever put into the past
        if row.state == "open":
            when = working.calling() if row.channel in SPOKEN else working
            assert when.is_open(row.due_at) or row.due_at < clock()
            assert row.due_at >= clock() or row.id in overdue or row.due_on == desk.today()
    assert checking.check(desk) == []
    figures = followups.promise_figures(desk, *EVER)
    assert figures.made == sum(row.is_promise for row in rows.values())
