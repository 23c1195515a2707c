"""Rehearsal: the club's past sales under another programme, before it is published.

Each member's receipts are replayed in order of time under the programme of now and under the new
one: tier, caps, once-only rules, lots and their ends. Points that were really spent are spent
again, nearest to their end first, as far as they would have been there. A receipt of which goods
came back is replayed as what was kept of it; points without a sale stay as they were.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import nlargest
from itertools import accumulate

from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.earning import Given, Money, earn
from loyaldesk.domain.earning_fast import Amount, FastEarning
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Expiry, LotTerms, Per, months_after
from loyaldesk.domain.tiers import Standing, Tier, reached

TOP = 20
"""So many winners and losers are named."""

NEVER = date.max


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sale as what was kept of it.

    Attributes:
        at: The shop's local moment.
        amount: What it cost and how it was paid.
        net_rial: What counts for the tier.
        money: Its lines, where they are known; else None.
        margin_rial: Of goods whose cost is known.
    """

    at: datetime
    amount: Amount
    net_rial: int
    money: Money | None = None
    margin_rial: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that moved without being earned: spent (below 0) or given by hand with a last day."""

    on_day: date
    points: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """All that is replayed of one member.

    Attributes:
        member_id: Who.
        number: The member's number.
        name: The member's name.
        birthday: For rules on it.
        wedding_on: For rules on it.
        tags: Folded.
        has_bought: Whether there was a purchase before `warm_up`.
        warm_up: Day, net money and margin of purchases before the first replayed day.
        lots: Points held on the first day, with last day.
        ever: What each rule gave before.
        receipts: In order of time.
        movements: In order of time.
    """

    member_id: int
    number: str
    name: str
    birthday: date | None = None
    wedding_on: date | None = None
    tags: frozenset[str] = frozenset()
    has_bought: bool = False
    warm_up: tuple[tuple[date, int, int], ...] = ()
    lots: tuple[tuple[int, date | None], ...] = ()
    ever: Mapping[str, int] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    movements: tuple[Movement, ...] = ()


@dataclass(slots=True)
class _Lot:
    """Points in the rehearsal; ``idle`` months without a purchase end it, if not 0."""

    last: date
    first: date
    left: int
    idle: int = 0


@dataclass(slots=True)
class Outcome:
    """What one programme did with one member."""

    points: int = 0
    wallet_rial: int = 0
    expired: int = 0
    not_there: int = 0
    left: int = 0
    tier: str = ""
    empty: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Side:
    """Sums of one programme.

    Attributes:
        points: Points given.
        worth_rial: What they pay, at this programme's worth.
        wallet_rial: Cashback given.
        expired: Points that ended unspent.
        not_there: Points really spent that would not have been there.
        outstanding: Points held at the end.
        liability_rial: What those pay.
        empty: Receipts that gave nothing.
        by_tier: Members in each tier at the end, in the order of the tiers.
        by_rule: Points and Rial given by each rule.
    """

    points: int
    worth_rial: int
    wallet_rial: int
    expired: int
    not_there: int
    outstanding: int
    liability_rial: int
    empty: int
    by_tier: Mapping[str, int]
    by_rule: Mapping[str, int]

    @property
    def cost_rial(self) -> int:
        """What the programme gave away, points at their full worth."""
        return self.worth_rial + self.wallet_rial


@dataclass(frozen=True, slots=True)
class Mover:
    """A member who would have won or lost; ``rial`` is the difference in worth."""

    member_id: int
    number: str
    name: str
    old_points: int
    new_points: int
    rial: int
    old_tier: str
    new_tier: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a new programme would have done.

    Attributes:
        first: First day replayed.
        last: Last day replayed.
        receipts: Sales replayed.
        members: Members with at least one of them.
        net_rial: Their net money.
        old: The programme in force.
        new: The one that is rehearsed.
        winners: Members whose points are worth more.
        losers: Members whose points are worth less.
        best: The largest winners.
        worst: The largest losers.
        moves: Members by old and new tier at the end, those who stay left out.
    """

    first: date
    last: date
    receipts: int
    members: int
    net_rial: int
    old: Side
    new: Side
    winners: int
    losers: int
    best: tuple[Mover, ...]
    worst: tuple[Mover, ...]
    moves: Mapping[tuple[str, str], int]

    @property
    def cost_change_rial(self) -> int:
        """What the new programme costs more."""
        return self.new.cost_rial - self.old.cost_rial

    @property
    def cost_change(self) -> float | None:
        """The same as a share of the old cost; None: the old one cost nothing."""
        return self.cost_change_rial / self.old.cost_rial if self.old.cost_rial else None

    @property
    def liability_change_rial(self) -> int:
        """What more would be owed at the end."""
        return self.new.liability_rial - self.old.liability_rial


class Stage:
    """One programme made ready to replay members."""

    def __init__(self, programme: Programme, last: date) -> None:
        self.programme, self.last = programme, last
        self.fast = FastEarning(programme)
        rules = [rule for rule in programme.rules if rule.is_on]
        self.caps = any(
            rule.cap_day is not None or rule.cap_member is not None or rule.once for rule in rules
        )
        self.visits = any(rule.per == Per.VISIT for rule in rules)
        self.one_measure = programme.ladder.measures <= {"rial"}
        # The lowest tier asks for nothing, so money alone always leads to one of these.
        self._limits = [(tier.from_rial or 0, place) for place, tier in enumerate(programme.tiers)][
            ::-1
        ]
        self.idle = any(
            terms is not None and terms.expires == Expiry.IDLE
            for terms in (programme.lots, *(rule.lots for rule in rules))
        )
        self.ranks = {tier.code: place for place, tier in enumerate(programme.tiers)}
        self._windows: dict[date, tuple[date, date]] = {}
        self._ends: dict[tuple[LotTerms, date], tuple[date, date, int]] = {}

    def window(self, day: date, since: date | None) -> tuple[date, date]:
        """Return the days that lift a member on *day*, each looked up once."""
        ladder = self.programme.ladder
        if ladder.period == "since_change":
            return ladder.window(day, since)
        found = self._windows.get(day)
        if found is None:
            found = self._windows[day] = ladder.window(day)
        return found

    def reached(self, standing: Standing) -> int:
        """Return the rank that *standing* reaches."""
        if not self.one_measure:
            programme = self.programme
            return self.ranks[reached(standing, programme.tiers, programme.ladder.needs).code]
        rial = standing.rial
        return next((place for limit, place in self._limits if rial >= limit), 0)

    def dates(self, terms: LotTerms, day: date) -> tuple[date, date, int]:
        """Return first and last day of a lot made on *day*, and its months without a purchase."""
        found = self._ends.get((terms, day))
        if found is None:
            idle = terms.months if terms.expires == Expiry.IDLE else 0
            found = terms.usable_from(day), terms.last_day(day) or NEVER, idle
            self._ends[terms, day] = found
        return found


def replay(stage: Stage, past: Past) -> Outcome:
    """Return what a programme would have done with a member."""
    return _Run(stage, past).run()


class _Run:
    """One member under one programme."""

    def __init__(self, stage: Stage, past: Past) -> None:
        self.stage, self.past = stage, past
        self.out = Outcome()
        self.lots = [_Lot(day or NEVER, date.min, points) for points, day in past.lots]
        self.bought = list(past.warm_up)  # day, net, margin
        self.days = [day for day, _, _ in self.bought]
        self.nets = [0, *accumulate(net for _, net, _ in self.bought)]
        self.points_on: list[tuple[date, int]] = []
        self.ever: dict[str, int] = dict(past.ever)
        self.today: dict[str, int] = {}
        self.rank: int | None = None
        self.tier_since: date | None = None
        self.has_bought = past.has_bought or bool(past.warm_up)

    def run(self) -> Outcome:
        """Replay everything in order of time."""
        moves = iter(self.past.movements)
        move = next(moves, None)
        day_before = date.min
        for receipt in self.past.receipts:
            day = receipt.at.date()
            while move is not None and move.on_day < day:
                self._move(move)
                move = next(moves, None)
            if day != day_before:
                self.today = {}
            self._sell(receipt, day, visited=day == day_before)
            day_before = day
            while move is not None and move.on_day == day and move.points > 0:
                self._move(move)
                move = next(moves, None)
        while move is not None:
            self._move(move)
            move = next(moves, None)
        return self._end()

    def _sell(self, receipt: Receipt, day: date, *, visited: bool) -> None:
        stage, past = self.stage, self.past
        tier = self._tier_on(day)
        if stage.programme.base.tier == "after":
            tier = self._tier_with(receipt, day)
        facts = Facts(
            receipt.at, tier.code, self.has_bought, past.birthday, past.wedding_on, past.tags
        )
        given = Given(self.today, self.ever, visited) if stage.caps or stage.visits else Given()
        if receipt.money is None:
            gain = stage.fast.earn(receipt.amount, facts, given)
            points, wallet, lots, by_rule = (
                gain.points, gain.wallet_rial, gain.lots, gain.by_rule,
            )  # fmt: skip
        else:
            earned = earn(stage.programme, receipt.money, facts, given)
            points, wallet, lots, by_rule = (
                earned.points, earned.wallet_rial, earned.lots, earned.by_rule,
            )  # fmt: skip
        out = self.out
        out.points += points
        out.wallet_rial += wallet
        if not points and not wallet:
            out.empty += 1
        for rule, n in by_rule.items():
            out.by_rule[rule] += n
            if stage.caps:
                self.today[rule] = self.today.get(rule, 0) + n
                self.ever[rule] = self.ever.get(rule, 0) + n
        if stage.idle:
            self._carry_idle(day)
        for terms, n in lots:
            first, last, idle = stage.dates(terms, day)
            self.lots.append(_Lot(last, first, n, idle))
        self.has_bought = True
        self._book(day, receipt)
        self.points_on.append((day, points))

    def _book(self, day: date, receipt: Receipt) -> None:
        self.bought.append((day, receipt.net_rial, receipt.margin_rial))
        self.days.append(day)
        self.nets.append(self.nets[-1] + receipt.net_rial)

    def _carry_idle(self, day: date) -> None:
        """Let a purchase carry on the lots that end without one."""
        for lot in self.lots:
            if lot.idle and lot.last >= day:
                lot.last = max(lot.last, months_after(day, lot.idle))

    def _move(self, move: Movement) -> None:
        day = move.on_day
        if move.points > 0:
            self.lots.append(_Lot(move.expires_on or NEVER, day, move.points))
            return
        missing = -move.points
        for lot in sorted(self.lots, key=lambda lot: lot.last):
            if not missing:
                break
            if lot.last >= day >= lot.first:
                part = min(missing, lot.left)
                lot.left -= part
                missing -= part
        self.out.not_there += missing
        self.lots = [lot for lot in self.lots if lot.left]

    def _end(self) -> Outcome:
        out, last = self.out, self.stage.last
        for lot in self.lots:
            if lot.last < last:
                out.expired += lot.left
            else:
                out.left += lot.left
        out.tier = self._tier_on(last + timedelta(days=1)).code
        return out

    def _tier_on(self, day: date) -> Tier:
        """Return the tier held when *day* begins, by what was bought before."""
        found = self._reached(day)
        if self.rank is None or found != self.rank:
            found = self._held(found, day)
            if found != self.rank:
                self.rank, self.tier_since = found, day
        return self.stage.programme.tiers[found]

    def _reached(self, day: date) -> int:
        first, last = self.stage.window(day, self.tier_since)
        return self.stage.reached(self._standing(first, last))

    def _tier_with(self, receipt: Receipt, day: date) -> Tier:
        self._book(day, receipt)
        found = self._reached(day)
        for each in (self.bought, self.days, self.nets):
            each.pop()
        return self.stage.programme.tiers[max(found, self.rank or 0)]

    def _held(self, found: int, day: date) -> int:
        """Return the rank after rising to *found* or falling as the ladder lets a member fall."""
        ladder, before = self.stage.programme.ladder, self.rank
        if ladder.is_periodic and (before is None or found < before):
            found = max(found, self._over(day))
        elif before is not None and found < before and ladder.grace_days:
            earlier = day - timedelta(days=ladder.grace_days)  # who was above then still is
            found = max(found, min(before, self._reached(earlier)))
        if before is not None and found < before and ladder.fall != "direct":
            return before if ladder.fall == "never" else before - 1
        return found

    def _over(self, day: date) -> int:
        """Return the rank a ladder by periods leaves a member: it falls at the turn only."""
        since = self.tier_since
        over = self.stage.programme.ladder.ended(day, since or day)
        if self.rank is not None and (over is None or (since is not None and over[1] < since)):
            return self.rank
        return self.stage.reached(self._standing(*over)) if over else 0

    def _standing(self, first: date, last: date) -> Standing:
        if self.stage.one_measure:
            # Sums so far, not a walk over all purchases: a member may have 100,000 of them.
            begin = bisect_left(self.days, first)
            end = max(begin, bisect_right(self.days, last))
            return Standing(rial=self.nets[end] - self.nets[begin])
        inside = [b for b in self.bought if first <= b[0] <= last]
        return Standing(
            sum(b[1] for b in inside), sum(n for d, n in self.points_on if first <= d <= last),
            len({b[0] for b in inside if b[1] > 0}), sum(b[2] for b in inside),
            sum(lot.left for lot in self.lots if lot.last >= last),
        )  # fmt: skip


class Tally:
    """Adds members up."""

    def __init__(self, old: Programme, new: Programme, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.stages = Stage(old, last), Stage(new, last)
        self._sums = Outcome(), Outcome()
        self._tiers: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        self._moves: Counter[tuple[str, str]] = Counter()
        self._movers: list[Mover] = []
        self._winners = self._losers = self._receipts = self._members = self._net = 0

    def add(self, past: Past) -> None:
        """Replay one member under both programmes."""
        old, new = (replay(stage, past) for stage in self.stages)
        for total, one, tiers in zip(self._sums, (old, new), self._tiers, strict=True):
            total.points += one.points
            total.wallet_rial += one.wallet_rial
            total.expired += one.expired
            total.not_there += one.not_there
            total.left += one.left
            total.empty += one.empty
            for rule, n in one.by_rule.items():
                total.by_rule[rule] += n
            tiers[one.tier] += 1
        if old.tier != new.tier:
            self._moves[old.tier, new.tier] += 1
        if past.receipts:
            self._members += 1
            self._receipts += len(past.receipts)
            self._net += sum(receipt.net_rial for receipt in past.receipts)
            self._compare(past, old, new)

    def _compare(self, past: Past, old: Outcome, new: Outcome) -> None:
        worth = [
            worth_of(stage.programme, out.points) + out.wallet_rial
            for stage, out in zip(self.stages, (old, new), strict=True)
        ]
        difference = worth[1] - worth[0]
        self._winners += difference > 0
        self._losers += difference < 0
        if difference:
            self._movers.append(
                Mover(
                    past.member_id, past.number, past.name, old.points, new.points, difference,
                    old.tier, new.tier,
                )
            )  # fmt: skip
            if len(self._movers) > 50 * TOP:
                self._movers = [*self._top(1), *self._top(-1)]

    def _top(self, sign: int) -> list[Mover]:
        some = [mover for mover in self._movers if mover.rial * sign > 0]
        return nlargest(TOP, some, key=lambda mover: (mover.rial * sign, -mover.member_id))

    def result(self) -> Rehearsal:
        """Return what came of it."""
        sides = [
            _side(stage.programme, total, tiers)
            for stage, total, tiers in zip(self.stages, self._sums, self._tiers, strict=True)
        ]
        return Rehearsal(
            self.first, self.last, self._receipts, self._members, self._net, sides[0], sides[1],
            self._winners, self._losers, tuple(self._top(1)), tuple(self._top(-1)),
            dict(self._moves),
        )  # fmt: skip


def worth_of(programme: Programme, points: int) -> int:
    """Return what points are worth, parts of a block included: they are owed too."""
    spending = programme.spending
    return points * spending.block_rial // spending.block_points


def _side(programme: Programme, total: Outcome, tiers: Counter[str]) -> Side:
    return Side(
        total.points, worth_of(programme, total.points), total.wallet_rial, total.expired,
        total.not_there, total.left, worth_of(programme, total.left), total.empty,
        {tier.code: tiers[tier.code] for tier in programme.tiers}, dict(total.by_rule),
    )  # fmt: skip


def rehearsed(
    old: Programme, new: Programme, members: Iterable[Past], first: date, last: date
) -> Rehearsal:
    """Return what *new* would have done instead of *old* with the past of *members*."""
    tally = Tally(old, new, first, last)
    for past in members:
        tally.add(past)
    return tally.result()


def midnight(day: date) -> datetime:
    """Return the moment of a receipt whose hour no rule asks for."""
    return datetime.combine(day, time())
