"""Rehearsal by hand calculation; and its short way of earning beside the plain one."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from loyaldesk.domain.basket import Line
from loyaldesk.domain.conditions import Facts, Goods, When
from loyaldesk.domain.earning import Given, Money, earn
from loyaldesk.domain.earning_fast import Amount, FastEarning
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Movement, Past, Receipt, midnight, rehearsed
from loyaldesk.domain.rules import Base, LotTerms, Rule

FIRST, LAST = date(2025, 11, 21), date(2026, 11, 21)
PLAIN = Programme.plain()


def bought(day: date, rial: int) -> Receipt:
    return Receipt(midnight(day), Amount(rial), rial)


def past(*receipts: Receipt, number: int = 1, **more: object) -> Past:
    return Past(number, str(number), f"Member {number}", receipts=receipts, **more)  # type: ignore[arg-type]


def test_points_cost_and_liability_of_both_sides() -> None:
    # 3,000,000 -> 30 points under 1 for 100,000; 60 under 1 for 50,000; each is worth 1,000
    sara = past(bought(date(2026, 6, 1), 3_000_000))
    made = rehearsed(PLAIN, Programme.plain(rial_per_point=50_000), [sara], FIRST, LAST)
    assert (made.old.points, made.new.points) == (30, 60)
    assert (made.old.cost_rial, made.new.cost_rial) == (30_000, 60_000)
    assert made.cost_change_rial == 30_000 and made.cost_change == 1.0
    assert made.liability_change_rial == 30_000 and made.winners == 1 and made.losers == 0
    assert made.best[0].rial == 30_000 and made.receipts == made.members == 1
    assert made.new.by_rule == {"purchase": 60}


def test_lots_end_and_spends_take_the_nearest_first() -> None:
    # 20 points of December end after 180 days (2026-05-30); 10 of them were spent in January;
    # 10 ended, the 30 of September are left. Under 365 days nothing ended: 10 + 30 are left.
    sara = past(
        bought(date(2025, 12, 1), 2_000_000), bought(date(2026, 9, 1), 3_000_000),
        movements=(Movement(date(2026, 1, 10), -10),),
    )  # fmt: skip
    made = rehearsed(PLAIN, Programme.plain(life_days=180), [sara], FIRST, LAST)
    assert (made.new.expired, made.new.outstanding) == (10, 30)
    assert (made.old.expired, made.old.outstanding) == (0, 40)
    assert made.old.not_there == made.new.not_there == 0


def test_points_that_would_not_have_been_there_are_told() -> None:
    # 10 of the old 20 points would have been earned at half the rate, but 15 were spent
    sara = past(bought(date(2026, 1, 1), 2_000_000), movements=(Movement(date(2026, 2, 1), -15),))
    made = rehearsed(PLAIN, Programme.plain(rial_per_point=200_000), [sara], FIRST, LAST)
    assert made.new.not_there == 5 and made.new.outstanding == 0 and made.old.outstanding == 5


def test_points_of_before_are_spent_too() -> None:
    sara = past(
        lots=((100, date(2026, 3, 1)), (50, None)),
        movements=(Movement(date(2026, 2, 1), -120),),
    )
    made = rehearsed(PLAIN, PLAIN, [sara], FIRST, LAST)
    assert made.new.outstanding == 30 and made.new.expired == 0


def test_pending_points_cannot_be_spent_in_the_rehearsal_either() -> None:
    waiting = replace(PLAIN, lots=LotTerms(pending_days=14))
    sara = past(bought(date(2026, 1, 1), 1_000_000), movements=(Movement(date(2026, 1, 8), -10),))
    assert rehearsed(PLAIN, waiting, [sara], FIRST, LAST).new.not_there == 10


def test_the_tier_follows_the_rolling_window() -> None:
    # Gold from 150 million: reached by the first sale, so the second earns 125 % of 10 points;
    # 13 months after the first, its money is out of the window and 100 % is earned again.
    first, second, third = date(2025, 11, 25), date(2025, 12, 1), date(2026, 11, 27)
    sara = past(bought(first, 150_000_000), bought(second, 1_000_000), bought(third, 1_000_000))
    made = rehearsed(PLAIN, PLAIN, [sara], FIRST, date(2026, 12, 1))
    assert made.old.points == 1500 + 12 + 10
    assert made.old.by_tier["bronze"] == 1


def test_money_of_the_time_before_counts_for_the_tier_and_earns_nothing() -> None:
    sara = past(bought(FIRST, 1_000_000), warm_up=((date(2025, 6, 1), 150_000_000, 0),))
    assert rehearsed(PLAIN, PLAIN, [sara], FIRST, LAST).old.points == 12


def test_moves_between_tiers_are_counted() -> None:
    tiers = tuple(
        replace(tier, from_rial=0 if n == 0 else 2_000_000 * n)
        for n, tier in enumerate(PLAIN.tiers)
    )
    easier = replace(PLAIN, ladder=replace(PLAIN.ladder, tiers=tiers))
    sara = past(bought(date(2026, 6, 1), 3_000_000))
    made = rehearsed(PLAIN, easier, [sara], FIRST, LAST)
    assert made.moves == {("bronze", "silver"): 1} and made.new.by_tier["silver"] == 1


def test_caps_once_and_first_purchase_hold_within_the_rehearsal() -> None:
    rules = (
        Rule("day", "روز", "Day", "order", 10, cap_day=15),
        Rule("once", "یک‌بار", "Once", "order", 100, once=True),
        Rule("first", "اولین", "First", "order", 7, when=When(first_purchase=True)),
        Rule("ever", "سقف", "Ever", "order", 4, cap_member=10),
    )
    day = date(2026, 6, 1)
    sara = past(bought(day, 100_000), bought(day, 100_000), bought(day + timedelta(1), 100_000))
    made = rehearsed(PLAIN, replace(PLAIN, rules=rules), [sara], FIRST, LAST)
    # 10 + 5 on the first day and 10 on the second; 100 once; 7 once; 4 + 4 + 2
    assert made.new.by_rule == {"day": 25, "once": 100, "first": 7, "ever": 10}
    known = replace(sara, has_bought=True, ever={"once": 100, "ever": 9})
    again = rehearsed(PLAIN, replace(PLAIN, rules=rules), [known], FIRST, LAST)
    assert again.new.by_rule == {"day": 25, "ever": 1}


def test_birthday_weeks_and_lines_are_replayed() -> None:
    rules = (
        Rule("bday", "تولد", "Birthday", "order", 20, when=When(occasions=("birthday_week",))),
        Rule("tea", "چای", "Tea", "unit", 5, goods=Goods(categories=("tea",))),
    )
    lines = (Line(100_000, category="tea", quantity=3000), Line(50_000))
    day = date(2026, 6, 1)
    receipt = Receipt(midnight(day), Amount(150_000), 150_000, Money.of(lines))
    sara = past(receipt, birthday=date(1990, 6, 2))
    made = rehearsed(PLAIN, replace(PLAIN, rules=rules), [sara], FIRST, LAST)
    assert made.new.by_rule == {"bday": 20, "tea": 15}


def test_receipts_that_give_nothing_and_losers_are_told() -> None:
    small = [past(bought(date(2026, 6, 1), 90_000), number=n) for n in range(1, 31)]
    made = rehearsed(Programme.plain(rial_per_point=1_000), PLAIN, small, FIRST, LAST)
    assert made.new.empty == 30 and made.old.empty == 0 and made.losers == 30
    assert len(made.worst) == 20 and made.worst[0].rial == -90_000 and not made.best


def test_the_largest_movers_survive_however_many_there_are() -> None:
    many = [
        past(bought(date(2026, 6, 1), 100_000 * n), number=n)
        for n in Random(1).sample(range(1, 3001), 3000)
    ]
    made = rehearsed(PLAIN, Programme.plain(rial_per_point=50_000), many, FIRST, LAST)
    assert [mover.member_id for mover in made.best] == list(range(3000, 2980, -1))
    assert made.winners == 3000


def _random_rule(rng: Random, n: int) -> Rule:
    when = When()
    if rng.random() < 0.4:
        when = When(
            minimum_rial=rng.choice((0, 500_000)), tiers=rng.choice(((), ("gold",))),
            weekdays=rng.choice(((), ("fri", "sat"))), first_purchase=rng.random() < 0.2,
            until_time=rng.choice((None, time(12))), minimum_quantity=rng.choice((0, 2000)),
        )  # fmt: skip
    return Rule(
        f"r{n}", "", "", rng.choice(("money", "money", "unit", "order", "visit", "times")),
        points=rng.choice((1, 3, 10)), rial=rng.choice((30_000, 100_000)),
        percent=rng.choice((0, 50, 150, 200)), gives=rng.choice(("points",) * 4 + ("wallet",)),
        goods=rng.choice((Goods(), Goods(), Goods(not_brands=("x",)), Goods(brands=("x",)))),
        when=when, whole_steps=rng.random() < 0.3,
        rounding=rng.choice(("down", "half_up", "up")), round_each=rng.choice(("receipt", "line")),
        tier_percent=rng.choice((None, True, False)), cap_sale=rng.choice((None, None, 0, 7)),
        cap_day=rng.choice((None, None, 12)), cap_member=rng.choice((None, None, 20)),
        once=rng.random() < 0.1, stop=rng.random() < 0.15, is_on=rng.random() < 0.9,
        lots=rng.choice((None, LotTerms(days=30))),
    )  # fmt: skip


def test_the_short_way_earns_what_the_plain_way_earns() -> None:
    rng, seen = Random(7), Counter[bool]()
    for _ in range(400):
        rules = tuple(_random_rule(rng, n) for n in range(rng.randint(1, 6)))
        base = Base(
            discounts=rng.choice(("spread", "whole", "ignored")),
            points_paid_earn=rng.random() < 0.5, gift_cards_earn=rng.random() < 0.5,
            wallet_earns=rng.random() < 0.5,
        )  # fmt: skip
        programme = replace(PLAIN, rules=rules, base=base)
        if rng.random() < 0.1:
            programme = replace(programme, ends_on=date(2026, 1, 1))
        fast = FastEarning(programme)
        for _ in range(10):
            amount = rng.choice((0, 99_999, 1_250_000, rng.randrange(9_999_999)))
            receipt = Amount(
                amount, rng.randrange(amount // 3 + 1), rng.randrange(amount // 9 + 1),
                rng.randrange(amount // 4 + 1), rng.randrange(amount // 4 + 1),
                rng.choice((0, amount)),
            )  # fmt: skip
            facts = Facts(
                datetime(2026, 1, 1) + timedelta(hours=rng.randrange(9000)),
                rng.choice(("", "bronze", "gold")), rng.random() < 0.5,
            )  # fmt: skip
            given = Given(
                {"r0": rng.randrange(15)}, {"r0": rng.randrange(25), "r1": rng.randrange(2)},
                rng.random() < 0.5,
            )  # fmt: skip
            plain = earn(programme, receipt.money(), facts, given)
            quick = fast.earn(receipt, facts, given)
            assert (quick.points, quick.wallet_rial, dict(quick.lots), dict(quick.by_rule)) == (
                plain.points, plain.wallet_rial, dict(plain.lots), dict(plain.by_rule),
            ), (programme.rules, receipt, facts, given)  # fmt: skip
            seen[plain.points > 0] += 1
    assert min(seen.values()) > 500
