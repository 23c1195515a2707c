"""What the sample shop measures: its nights, its bills and targets, and whom it asked why."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from math import ceil

from loyaldesk.domain import sample_measures as told
from loyaldesk.domain import sample_service
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.insight.targets import GoalDraft, KpiDraft
from loyaldesk.domain.letgo import LetGoDraft
from loyaldesk.domain.sample_measures import SHARES, Bill
from loyaldesk.kernel.jalali import Month
from loyaldesk.services import care, contacts, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import (
    churn_cost,
    letting_go,
    nightly,
    shop_figures,
    targets,
)
from loyaldesk.services.insight.reading import Shelf
from loyaldesk.services.sample_cases import Room
from loyaldesk.services.sample_service import Deed, Service

_NIGHT, _BILLS, _PLANS = time(2, 50), time(9, 5), time(9, 25)
_WEEKLY_DAYS, _DAILY_DAYS = 63, 9
"""Nights are measured at the first of each month, lately each week, and at last each day."""

_TARGETS_DAYS = 215
_HANDED = ((165, 24), (125, 14))
"""Days ago and members: they were given to somebody, and then to somebody else."""

_OLDER, _OLDER_FROM, _OLDER_EVERY = 16, 98, 12
_WHOLE = 400
_ASKED, _MOST_ASKED = 0.12, 10
"""Share of the lost of a month who were asked why."""

_LET_GO_DAYS = (6, 4)
_MILLION = 1_000_000


@dataclass(slots=True)
class Measures:
    """Plans what was measured and decided, from the first month on.

    Attributes:
        service: Of the same shop; it lets the deeds happen.
        rng: Chance, the same for the same seed.
    """

    service: Service
    rng: random.Random

    def deeds(self, opened: datetime, until: datetime) -> list[Deed]:
        """Return everything that is done from the day after *opened* to *until*, in order."""
        first, today = (moment.astimezone(self.service.zone).date() for moment in (opened, until))
        months = _months(first, today)
        found = [
            *self._nights(first, today), *self._bills(months, until), *self._aims(today),
            *self._hand_overs(today), *self._letting_go(today), *self._older(first, today),
            *self._asking(months),
        ]  # fmt: skip
        begun = opened + timedelta(days=1)
        return sorted((each for each in found if begun <= each.at <= until), key=lambda d: d.at)

    def _nights(self, first: date, today: date) -> Iterator[Deed]:
        days = [today - timedelta(days=n) for n in range((today - first).days)]
        for n, day in enumerate(days):
            is_first = Month.of(day, "jalali").first == day
            if is_first or n < _DAILY_DAYS or (n < _WEEKLY_DAYS and n % 7 == 0):
                yield Deed(self.service.at(day, _NIGHT), "system", nightly.run)

    # bills and sales of the whole shop

    def _bills(self, months: list[Month], until: datetime) -> Iterator[Deed]:
        for n, month in enumerate(months):
            bills = told.EACH_MONTH if n else told.AT_FIRST + told.EACH_MONTH
            day = month.first + timedelta(days=2)
            yield Deed(self.service.at(day, _BILLS), "owner",
                       partial(self._pay, month=month, bills=bills))  # fmt: skip
            part = SHARES[0] + (SHARES[1] - SHARES[0]) * n / max(1, len(months) - 1)
            if n < len(months) - 1:
                at, note = self.service.at(months[n + 1].first, _BILLS), ""
            else:
                at, note = until - timedelta(minutes=5), self.service.say(told.SO_FAR)
            yield Deed(at, "owner", partial(self._sum_up, month=month, part=part, note=note))

    def _pay(self, desk: Desk, *, month: Month, bills: tuple[Bill, ...]) -> None:
        for bill in bills:
            rial = bill.rial * self.service.members
            rial = round(rial * self.rng.uniform(1 - bill.spread, 1 + bill.spread))
            shop_figures.add(desk, bill.kind, month, max(_round(rial), 100_000))

    def _sum_up(self, desk: Desk, *, month: Month, part: float, note: str) -> None:
        """Write down what the whole shop sold, members or not."""
        row = desk.db.execute_sql(
            "SELECT COALESCE(SUM(net_rial), 0) FROM sale WHERE sold_on BETWEEN ? AND ?",
            (month.first.isoformat(), month.last.isoformat()),
        ).fetchone()
        rial = _round(round(row[0] / (part * self.rng.uniform(0.97, 1.03))))
        if rial > 0:
            shop_figures.add(desk, "shop_sales", month, rial, note)
            profit = _round(round(rial * told.PROFIT * self.rng.uniform(0.85, 1.15)))
            shop_figures.add(desk, "shop_profit", month, max(profit, 100_000), note)

    # targets

    def _aims(self, today: date) -> Iterator[Deed]:
        day = self.service.open_day(today - timedelta(days=_TARGETS_DAYS))
        yield Deed(self.service.at(day, _PLANS), "owner", self._aim)

    def _aim(self, desk: Desk) -> None:
        who = {row.role: row.id for row in staff.operators(desk)}
        goals = [
            targets.add_goal(desk, GoalDraft(self.service.say(goal), who.get("manager")))
            for goal in told.GOALS
        ]
        row = desk.db.execute_sql(
            "SELECT COALESCE(SUM(net_rial), 0) FROM sale WHERE sold_on >= ?",
            ((desk.today() - timedelta(days=90)).isoformat(),),
        ).fetchone()
        for aim in told.AIMS:
            target = aim.target or float(max(_round(row[0] * 5 // 4), _MILLION))
            targets.add_kpi(desk, KpiDraft(
                aim.metric, target, aim.period, goal_id=goals[aim.goal], owner_id=who.get(aim.role)
            ))  # fmt: skip

    # members

    def _hand_overs(self, today: date) -> Iterator[Deed]:
        for n, (days, most) in enumerate(_HANDED):
            day = self.service.open_day(today - timedelta(days=days))
            yield Deed(self.service.at(day, _PLANS), "manager",
                       partial(self._hand_over, place=n, most=most))  # fmt: skip

    def _hand_over(self, desk: Desk, *, place: int, most: int) -> None:
        """Give the best members to one of the cashiers: at first to one, later to the other."""
        cashiers = [row.id for row in staff.operators(desk) if row.role == "cashier"]
        rows = desk.db.execute_sql(
            "SELECT s.member_id FROM sale s JOIN member m ON m.id = s.member_id WHERE s.sold_on"
            " >= ? AND m.state = 'active' GROUP BY s.member_id ORDER BY SUM(s.net_rial) DESC,"
            " s.member_id LIMIT ?",
            ((desk.today() - timedelta(days=90)).isoformat(), ceil(most * self._share)),
        ).fetchall()
        if rows and len(cashiers) > place:
            note = self.service.say((told.OWNED, told.GIVEN_ON)[place])
            care.set_owner(desk, [row[0] for row in rows], cashiers[place], note=note)

    @property
    def _share(self) -> float:
        return min(1.0, self.service.members / _WHOLE)

    def _letting_go(self, today: date) -> Iterator[Deed]:
        proposed, decided = (
            self.service.at(self.service.open_day(today - timedelta(days=days)), _PLANS)
            for days in _LET_GO_DAYS
        )
        yield Deed(proposed, "manager", self._propose)
        yield Deed(decided, "owner", self._decide)

    def _propose(self, desk: Desk) -> None:
        shelf = Shelf()
        dearest = letting_go.proposals(desk, shelf).candidates[: len(told.LET_GO)]
        dearest.sort(key=lambda each: not each.figures.why.startswith("discount"))
        for reason, each in zip(told.LET_GO, dearest, strict=False):
            letting_go.propose(desk, LetGoDraft(
                f"sample:letgo:{each.member_id}", each.member_id, "stop_coupons",
                self.service.say(reason),
            ), shelf)  # fmt: skip

    def _decide(self, desk: Desk) -> None:
        waiting = letting_go.proposals(desk).waiting
        if waiting:
            letting_go.decide(
                desk, waiting[-1].id, approve=True, note=self.service.say(told.AGREED)
            )

    def _older(self, first: date, today: date) -> Iterator[Deed]:
        """Yield complaints of the months before, all of them closed long ago."""
        for n in range(ceil(_OLDER * self._share)):
            days = _OLDER_FROM + _OLDER_EVERY * n
            if today - timedelta(days=days + 7) < first:
                return
            case = replace(sample_service.COMPLAINTS[2 + n % 12], days=days)
            room = Room("complaint", f"sample:older:{n}", case, self.service.language, today)
            who = partial(_newest, days, today) if n % 2 else partial(
                self.service.whom, days, today
            )  # fmt: skip
            yield Deed(self.service.case_moment(days, n, 0, today), "cashier",
                       partial(room.begin, who=who))  # fmt: skip
            acts = ((0, "acknowledge"), (1, "answer"), (2, "solve"), (4, "close"))
            for step, (later, act) in enumerate(acts, 1):
                yield Deed(self.service.case_moment(days - later, n, step, today), "manager",
                           partial(room.act, what=act))  # fmt: skip

    def _asking(self, months: list[Month]) -> Iterator[Deed]:
        for month in months[1:]:
            day = self.service.open_day(month.first + timedelta(days=5))
            yield Deed(self.service.at(day, time(17, 40)), "manager",
                       partial(self._ask, month=month.before))  # fmt: skip

    def _ask(self, desk: Desk, *, month: Month) -> None:
        """Ask some of those lost in a month why they stay away."""
        lost = churn_cost.lost_members(desk, month.first, month.last)
        words, weights = zip(*told.REASONS, strict=True)
        for one in lost[: min(_MOST_ASKED, ceil(len(lost) * _ASKED))]:
            reason = self.rng.choices(words, weights)[0]
            is_rival = reason == "rival"
            contacts.add(desk, ContactDraft(
                f"sample:asked:{one.id}", one.member_id, channel="call", direction=OUT,
                minutes=self.rng.randrange(2, 6), text=self.service.say(told.ASKED),
                rival=self.service.say(told.RIVAL) if is_rival else "",
                rival_reason=self.rng.choice(("cheaper", "cheaper", "better")) if is_rival else "",
            ))  # fmt: skip
            churn_cost.set_reason(desk, one.id, reason)


def _newest(days: int, today: date, desk: Desk) -> int | None:
    """Return the newest member of those who bought shortly before: they leave most easily."""
    last = today - timedelta(days=days)
    row = desk.db.execute_sql(
        "SELECT MAX(member_id) FROM sale WHERE kind = 'sale' AND sold_on BETWEEN ? AND ?",
        ((last - timedelta(days=6)).isoformat(), last.isoformat()),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def _months(first: date, last: date) -> list[Month]:
    """Return the months from one day to another, the oldest first."""
    month = Month.of(last, "jalali")
    found = [month]
    while month.first > first:
        month = month.before
        found.append(month)
    return found[::-1]


def _round(rial: int) -> int:
    step = _MILLION if rial > 20 * _MILLION else _MILLION // 10
    return rial // step * step
