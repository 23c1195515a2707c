"""Which programme suits the shop: a year of sales under points, cash-back, stamps and tiers.

Points, cash-back and tiers are replayed receipt by receipt by the engine that rehearses programmes.
It knows no stamps, so these are reckoned plainly: one stamp for each visit of the year, a card full
after so many visits, and the stamps of an unfinished card are worth nothing yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Outcome, Past, Receipt, Stage, replay, worth_of
from loyaldesk.domain.rewards import Spending
from loyaldesk.domain.rules import Gives, Rule
from loyaldesk.domain.tiers import FIRST_TIERS, Ladder, Tier, window_start
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.money import MOST_RIAL

KINDS = ("points", "cashback", "stamps", "tiers")
"""The programmes beside each other, in this order."""

WINDOW_MONTHS = 12
"""A tier is held by the money of so many months, and so many are replayed."""

LEAST_VISITS, MOST_VISITS = 2, 100
MOST_PERCENT = 90
STEPS = 3
TOP_PERCENT = 20
CODE = "advisor"
PER_CENT = 100
"""Hundredths of a percent in one percent: money is reckoned in whole numbers."""


@dataclass(frozen=True, slots=True)
class Step:
    """One tier above the lowest: from how much money in a year, and how many percent it takes off.

    Both empty: the shop has fewer tiers.
    """

    from_rial: int | None
    percent: float | None

    @property
    def is_empty(self) -> bool:
        """Whether there is no such tier."""
        return self.from_rial is None and self.percent is None


@dataclass(frozen=True, slots=True)
class Terms:
    """What each programme would give.

    Attributes:
        rial_per_point: Money that earns one point.
        point_worth_rial: What one point pays.
        cashback_percent: Share of each receipt that goes into the wallet.
        stamp_visits: Visits that fill a card.
        stamp_worth_rial: What the reward of a full card is worth.
        steps: The tiers above the lowest, rising.
    """

    rial_per_point: int | None = 100_000
    point_worth_rial: int | None = 1_000
    cashback_percent: float | None = 1.0
    stamp_visits: int | None = 10
    stamp_worth_rial: int | None = 500_000
    steps: tuple[Step, ...] = (
        Step(50_000_000, 1.0),
        Step(150_000_000, 2.0),
        Step(500_000_000, 3.0),
    )

    def checked(self) -> "Terms":
        """Return the terms without tiers that are left out.

        Raises:
            SeveralBadInputs: Each problem names its field; those of tiers ``step1_from_rial``.
        """
        wrong = [
            _wrong(name, getattr(self, name), least, most)
            for name, least, most in (
                ("rial_per_point", 1, MOST_RIAL), ("point_worth_rial", 1, MOST_RIAL),
                ("cashback_percent", 0, MOST_PERCENT),
                ("stamp_visits", LEAST_VISITS, MOST_VISITS), ("stamp_worth_rial", 1, MOST_RIAL),
            )
        ]  # fmt: skip
        worth, price = self.point_worth_rial or 0, self.rial_per_point or 0
        if worth > price > 0:
            wrong.append(BadInput("point_worth_rial", "worth above price"))
        before = 0
        kept = []
        for number, step in enumerate(self.steps, start=1):
            if step.is_empty:
                continue
            wrong.append(_wrong(f"step{number}_from_rial", step.from_rial, 1, MOST_RIAL))
            wrong.append(_wrong(f"step{number}_percent", step.percent, 0, MOST_PERCENT))
            if step.from_rial is not None and 0 < step.from_rial <= before:
                wrong.append(BadInput(f"step{number}_from_rial", "not rising"))
            before = step.from_rial or before
            kept.append(step)
        if not kept:
            wrong.append(BadInput("step1_from_rial", "empty"))
        found = tuple(each for each in wrong if each is not None)
        if found:
            raise SeveralBadInputs(found)
        return replace(self, steps=tuple(kept))


def _wrong(name: str, value: float | None, least: float, most: float) -> BadInput | None:
    if value is None:
        return BadInput(name, "empty")
    if value <= 0:
        return BadInput(name, "not positive")
    if not least <= value <= most:
        return BadInput(name, "range", f"{value:g}"[:80], int(most))
    return None


def usual(programme: Programme, basket_rial: float | None) -> Terms:
    """Return terms of about the generosity of the programme in force, so that they compare.

    Args:
        programme: In force; its points and the limits of its tiers are taken over.
        basket_rial: What a visit brings on average; None: not known.
    """
    plain = Terms()
    per_point = programme.rial_per_point or 100_000
    worth = programme.point_worth_rial or 1_000
    rate = min(max(round(100 * worth / per_point, 1), 0.1), MOST_PERCENT / STEPS)
    stamp = plain.stamp_worth_rial or 1
    if basket_rial:
        whole = round(basket_rial * 10 * rate / 100)
        stamp = min(max(round(whole, -4), 10_000), MOST_RIAL)
    limits = [tier.from_rial for tier in programme.tiers if tier.from_rial][:STEPS]
    limits = limits or [tier.from_rial for tier in FIRST_TIERS if tier.from_rial]
    steps = tuple(Step(limit, round(rate * n, 1)) for n, limit in enumerate(limits, start=1))
    return Terms(per_point, worth, rate, 10, stamp, steps)


def hundredths(percent: float | None) -> int:
    """Return *percent* in whole hundredths of a percent."""
    return round((percent or 0) * PER_CENT)


def programmes(terms: Terms, now: Programme) -> dict[str, Programme]:
    """Return the programmes the engine can replay; what of a receipt counts is as it is *now*."""
    base = replace(now.base, tier="before")
    points = Rule(CODE, CODE, CODE, rial=terms.rial_per_point or 1, tier_percent=False)
    wallet = replace(points, gives=Gives.WALLET, rial=100 * PER_CENT)
    flat = Ladder((Tier(CODE, CODE, CODE, 0),))
    steps = [Tier("step0", CODE, CODE, 0, 0)]
    for number, step in enumerate(terms.steps, start=1):
        code, percent = f"step{number}", hundredths(step.percent)
        steps.append(Tier(code, CODE, CODE, step.from_rial, percent))
    ladder = Ladder(tuple(steps), months=WINDOW_MONTHS)
    worth = Spending(block_rial=terms.point_worth_rial or 1)
    return {
        "points": Programme((points,), base, spending=worth, ladder=flat),
        "cashback": Programme(
            (replace(wallet, points=hundredths(terms.cashback_percent)),), base, ladder=flat
        ),
        # One percent, times what the tier takes off: 300 % of it for three percent.
        "tiers": Programme(
            (replace(wallet, points=PER_CENT, tier_percent=True),), base, ladder=ladder
        ),
    }


@dataclass(frozen=True, slots=True)
class Year:
    """What each member who bought would have got; n of them.

    Attributes:
        ids: (n,) who bought for more than nothing in the year.
        net: (n,) what they bought for, in Rial.
        gifts: (n,) in Rial, for each of `KINDS`.
        near: (n,) who is one visit from the next reward, for the kinds that have one.
        receipts: Sales that were looked at.
    """

    ids: Ints
    net: Ints
    gifts: Mapping[str, Ints]
    near: Mapping[str, Flags]
    receipts: int


def replayed(pasts: Iterable[Past], terms: Terms, now: Programme, last: date) -> Year:
    """Return what *pasts* would have got until *last*, by the engine that rehearses."""
    stages = {kind: Stage(made, last) for kind, made in programmes(terms, now).items()}
    rows: list[tuple[int, ...]] = []
    receipts = 0
    for past in pasts:
        kept = tuple(one for one in past.receipts if one.at.date() <= last)
        receipts += len(kept)
        net = sum(one.net_rial for one in kept)
        if net <= 0:
            continue
        alone = replace(past, receipts=kept, lots=(), movements=())
        gifts = {kind: _rial(stage, replay(stage, alone)) for kind, stage in stages.items()}
        visits = _visits(kept)
        money = _in_window(alone, last)
        rows.append((
            past.member_id, net, gifts["points"], gifts["cashback"],
            visits // (terms.stamp_visits or 1) * (terms.stamp_worth_rial or 0), gifts["tiers"],
            visits, money,
        ))  # fmt: skip
    columns = np.array(rows, np.int64).reshape(len(rows), 8).T
    ids, nets, *rest, all_visits, all_money = columns
    gifts_of = dict(zip(KINDS, rest, strict=True))
    return Year(ids, nets, gifts_of, near(terms, nets, all_visits, all_money), receipts)


def near(terms: Terms, net: Ints, visits: Ints, money: Ints) -> dict[str, Flags]:
    """Return who is one visit from the next reward.

    Of stamps: one stamp is missing. Of tiers: an own average basket would reach the next one.
    Points and cash-back give with every purchase, so that nobody waits for a step.

    Args:
        terms: Of the programmes.
        net: Of the year.
        visits: Of the year.
        money: In the window that decides the tier.
    """
    needs = terms.stamp_visits or 1
    limits = np.array([step.from_rial or 0 for step in terms.steps], np.int64)
    at = np.searchsorted(limits, money, side="right")
    has_next = at < len(limits)
    missing = limits[np.minimum(at, len(limits) - 1)] - money
    return {
        "stamps": visits % needs == needs - 1,
        "tiers": has_next & (visits > 0) & (missing * visits <= net),
    }


def _rial(stage: Stage, made: Outcome) -> int:
    return worth_of(stage.programme, made.points) + made.wallet_rial


def _visits(receipts: Iterable[Receipt]) -> int:
    by_day: dict[date, int] = {}
    for one in receipts:
        day = one.at.date()
        by_day[day] = by_day.get(day, 0) + one.net_rial
    return sum(net > 0 for net in by_day.values())


def _in_window(past: Past, last: date) -> int:
    first = window_start(last, WINDOW_MONTHS)
    before = sum(net for day, net, _ in past.warm_up if day >= first)
    return before + sum(one.net_rial for one in past.receipts if one.at.date() >= first)


@dataclass(frozen=True, slots=True)
class Result:
    """What one kind of programme comes to.

    Attributes:
        kind: One of `KINDS`.
        cost: In Rial, if everything given is used.
        expected: The same at the club's own rate of redemption; None: it is not known.
        share: Cost as a share of net sales.
        reached: Members who would have got something.
        reach: Their share of all who bought.
        top_share: Share of the benefit that goes to the fifth who bought for most; None: nobody
            got anything.
        average: What a member who bought gets, in Rial.
        near: Members one visit from the next reward; None: there are no steps.
    """

    kind: str
    cost: int
    expected: int | None
    share: float
    reached: int
    reach: float
    top_share: float | None
    average: float
    near: int | None


def results(year: Year, redemption: float | None) -> tuple[Result, ...]:
    """Return the programmes beside each other; nothing of a year without buyers.

    Args:
        year: What each member would have got.
        redemption: Share of what is given that is used; None: too early to tell. What a tier takes
            off is used at once, whatever it is.
    """
    n = len(year.ids)
    if not n:
        return ()
    whole = int(year.net.sum())
    top = np.argsort(-year.net, kind="stable")[: max(1, n * TOP_PERCENT // 100)]
    found = []
    for kind in KINDS:
        gifts = year.gifts[kind]
        cost, reached = int(gifts.sum()), int((gifts > 0).sum())
        rate = 1.0 if kind == "tiers" else redemption
        steps = year.near.get(kind)
        found.append(Result(
            kind, cost, None if rate is None else round(cost * rate), cost / whole, reached,
            reached / n, int(gifts[top].sum()) / cost if cost else None, cost / n,
            None if steps is None else int(steps.sum()),
        ))  # fmt: skip
    return tuple(found)
