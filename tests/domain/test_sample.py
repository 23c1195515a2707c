"""The sample shop is believable, and the same for the same seed."""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from loyaldesk.domain import sample_goods, sample_season
from loyaldesk.domain.sample import REVERSED_WITHIN, SHOP, SampleMember, SampleSale, generate
from loyaldesk.kernel import persian, phone
from loyaldesk.kernel.jalali import from_jalali, to_jalali

TEHRAN = ZoneInfo("Asia/Tehran")
TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405
CLOSE = datetime(2026, 11, 21, 22, 0, tzinfo=TEHRAN)


@lru_cache
def members() -> list[SampleMember]:
    return list(generate(2000, 18, 1, TODAY, TEHRAN).members())


@lru_cache
def sales() -> list[SampleSale]:
    return list(generate(2000, 18, 1, TODAY, TEHRAN).sales())


def day_of(sale: SampleSale) -> date:
    return sale.sold_at.astimezone(TEHRAN).date()


def a_day(month: tuple[int, int], first: int, last: int) -> float:
    """Return the sales a day between two days of one Jalali month."""
    days = Counter(to_jalali(day_of(sale)) for sale in sales())
    return sum(days[(*month, number)] for number in range(first, last + 1)) / (last - first + 1)


def test_the_same_seed_is_the_same_shop_and_another_seed_another() -> None:
    one, again = (generate(60, 4, 5, TODAY, TEHRAN) for _ in range(2))
    other = generate(60, 4, 6, TODAY, TEHRAN)
    assert list(one.members()) == list(again.members()) == list(one.members())
    assert list(one.sales()) == list(again.sales()) == list(one.sales())
    assert list(one.sales()) != list(other.sales())


def test_the_shop_does_not_hang_on_the_hash_seed() -> None:
    program = (
        "from datetime import date; from zoneinfo import ZoneInfo; import zlib\n"
        "from loyaldesk.domain.sample import generate\n"
        "shop = generate(40, 3, 9, date(2026, 11, 21), ZoneInfo('Asia/Tehran'))\n"
        "print(zlib.crc32(repr((list(shop.members()), list(shop.sales()))).encode()))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_sales_come_in_the_order_of_time_and_never_from_the_future() -> None:
    moments = [sale.sold_at for sale in sales()]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is UTC for moment in moments[:50])
    assert moments[-1] <= CLOSE
    assert day_of(sales()[-1]) == TODAY
    assert day_of(sales()[0]) == from_jalali(1404, 2, 1)  # 18 whole months before Aban 1405


def test_nothing_happens_outside_opening_hours() -> None:
    moments = [sale.sold_at for sale in sales()] + [m.registered_at for m in members()]
    for moment in moments:
        local = moment.astimezone(TEHRAN)
        opens, closes = sample_season.opening_hours(local.date())
        assert opens <= local.time() < closes


def test_at_noon_the_day_is_half_over() -> None:
    noon = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    shop = generate(2000, 18, 1, TODAY, TEHRAN, until=noon)
    today = [sale for sale in shop.sales() if day_of(sale) == TODAY]
    whole_day = sum(day_of(sale) == TODAY for sale in sales())
    assert 0 < len(today) < whole_day
    assert max(sale.sold_at for sale in today) <= noon
    assert all(m.registered_at <= noon for m in shop.members())
    assert all(s.sold_at + REVERSED_WITHIN <= noon for s in today if s.reversed)


def test_before_opening_nothing_was_sold_today() -> None:
    early = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # 6:30 in Tehran
    shop = generate(500, 2, 1, TODAY, TEHRAN, until=early)
    assert max(sale.sold_at for sale in shop.sales()) <= early
    assert max(m.registered_at for m in shop.members()) <= early


def test_esfand_sells_most_and_the_first_days_of_the_year_least() -> None:
    bahman, esfand = a_day((1404, 11), 1, 30), a_day((1404, 12), 15, 29)
    assert esfand > 1.5 * bahman
    assert a_day((1405, 1), 1, 13) < 0.6 * a_day((1405, 2), 1, 31)


def test_yalda_and_mehr_show() -> None:
    assert a_day((1404, 9), 29, 30) > 1.6 * a_day((1404, 9), 1, 24)
    assert a_day((1405, 7), 1, 7) > 1.1 * a_day((1405, 5), 1, 31)


def test_thursday_is_full_and_friday_thin() -> None:
    week = Counter(day_of(sale).weekday() for sale in sales())
    assert week.most_common(1)[0][0] == 3
    assert week[4] < 0.6 * week[5]


def test_the_evening_is_later_in_ramadan() -> None:
    # 1 Ramadan 1447 was 30 Bahman 1404, its last day 29 Esfand 1404 (official calendar).
    fasting = [s for s in sales() if date(2026, 2, 20) <= day_of(s) <= date(2026, 3, 18)]
    other = [s for s in sales() if date(2025, 12, 22) <= day_of(s) <= date(2026, 2, 10)]

    def late(some: list[SampleSale]) -> float:
        return sum(s.sold_at.astimezone(TEHRAN).hour >= 19 for s in some) / len(some)

    assert late(fasting) > late(other) + 0.1


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2025, 7, 6), (1, 10)),  # Ashura, 15 Tir 1404
        (date(2026, 6, 26), (1, 11)),  # Ashura was 25 June by the official calendar: a day off
        (date(2027, 2, 9), (9, 1)),  # Ramadan begins on 19 or 20 Bahman 1405
    ],
)
def test_the_lunar_calendar_is_right_to_a_day(day: date, lunar: tuple[int, int]) -> None:
    near = {sample_season.lunar(day + timedelta(days=n)) for n in (-1, 0, 1)}
    assert lunar in near


def test_there_are_as_many_sales_as_in_a_shop_of_this_size() -> None:
    assert 23_000 <= len(sales()) <= 40_000


def test_baskets_are_those_of_a_neighbourhood_shop_of_1405() -> None:
    last_year = [s.amount_rial for s in sales() if s.sold_at > CLOSE - timedelta(days=365)]
    assert 7_800_000 <= median(last_year) <= 12_000_000
    assert all(s.amount_rial % 5_000 == 0 and s.amount_rial > 0 for s in sales())


def test_tiers_spread_as_in_a_real_club() -> None:
    spent: Counter[int] = Counter()
    for sale in sales():
        if sale.sold_at > CLOSE - timedelta(days=365) and not sale.reversed:
            spent[sale.member_index] += sale.amount_rial
    limits = (0, 50_000_000, 150_000_000, 500_000_000, 10**13)
    shares = [
        sum(low <= spent[m.index] < high for m in members()) / 2000
        for low, high in pairwise(limits)
    ]
    bronze, silver, gold, platinum = shares
    assert 0.57 <= bronze <= 0.70
    assert 0.19 <= silver <= 0.28
    assert 0.07 <= gold <= 0.14
    assert 0.01 <= platinum <= 0.04


def test_few_members_make_most_sales_and_a_third_fell_silent() -> None:
    visits = Counter(sale.member_index for sale in sales())
    top = sum(count for _, count in visits.most_common(400))
    assert 0.6 <= top / len(sales()) <= 0.8
    last = {sale.member_index: sale.sold_at for sale in sales()}
    silent = sum(moment < CLOSE - timedelta(days=90) for moment in last.values())
    assert 0.28 <= silent / 2000 <= 0.42


def test_some_sales_are_taken_back_and_some_paid_with_points() -> None:
    assert 0.004 <= sum(s.reversed for s in sales()) / len(sales()) <= 0.011
    assert 0.03 <= sum(s.pay_points for s in sales()) / len(sales()) <= 0.1
    assert not any(s.reversed and s.pay_points for s in sales())


def test_nobody_buys_before_enrolling_and_some_enrolled_this_week() -> None:
    registered = [m.registered_at for m in members()]
    assert registered == sorted(registered)
    assert all(s.sold_at > registered[s.member_index] for s in sales())
    assert any(moment > CLOSE - timedelta(days=7) for moment in registered)


def test_mobiles_are_valid_and_only_a_few_families_share_one() -> None:
    assert all(phone.normalize(m.mobile) == m.mobile for m in members())
    times = Counter(m.mobile for m in members())
    shared = [mobile for mobile, count in times.items() if count > 1]
    assert 3 <= len(shared) <= 30
    for mobile in shared:
        assert len({m.last_name for m in members() if m.mobile == mobile}) == 1


def test_national_ids_have_the_right_check_digit() -> None:
    ids = [m.national_id for m in members() if m.national_id]
    assert 500 < len(ids) < 1200
    assert len(set(ids)) == len(ids)
    for code in ids:  # IRAN.md: sum(d * weight 10..2) mod 11; the digit is r or 11 - r
        assert len(code) == 10
        rest = (
            sum(
                int(digit) * weight
                for digit, weight in zip(code[:9], range(10, 1, -1), strict=True)
            )
            % 11
        )
        assert int(code[9]) == (rest if rest < 2 else 11 - rest)


def test_names_are_as_frequent_as_in_iran_and_as_crooked_as_in_real_lists() -> None:
    first = Counter(m.first_name for m in members())
    assert {name for name, _ in first.most_common(8)} & {"فاطمه", "زهرا", "محمد", "علی", "مریم"}
    assert any("\u200c" in m.first_name for m in members())
    assert any(m.first_name.isascii() for m in members())
    assert 5 <= sum(m.company_name is not None for m in members()) <= 40
    written: dict[str, set[str]] = {}
    for m in members():
        written.setdefault(persian.fold(f"{m.first_name} {m.last_name}"), set()).add(
            f"{m.first_name} {m.last_name}"
        )
    assert any(len(spellings) > 1 for spellings in written.values())
    assert any("ي" in m.last_name or "ك" in m.last_name for m in members())


def test_referrers_came_first_and_dates_make_sense() -> None:
    for m in members():
        assert m.referrer_index is None or m.referrer_index < m.index
        assert m.birthday is None or m.birthday.year <= m.registered_at.year - 17
        assert m.wedding_on is None or m.wedding_on < m.registered_at.date()
        assert "email" not in m.consent or m.email is not None
        assert m.email is None or m.email.endswith((".com", ".org"))


def test_the_english_shop_has_no_persian_letter() -> None:
    shop = generate(800, 2, 3, TODAY, TEHRAN, "en")
    for m in shop.members():
        text = " ".join((m.honorific, m.first_name, m.last_name, m.company_name or "", m.address,
                         *m.tags, *m.preferences, m.note or ""))  # fmt: skip
        assert not any("\u0600" <= letter <= "\u06ff" for letter in text), text
    assert shop.facts == SHOP["en"]
    assert [o.role for o in shop.facts.operators] == ["owner", "manager", "cashier", "cashier"]


def test_a_shop_of_one_member_and_of_no_whole_month_opens_too() -> None:
    shop = generate(1, 0, 1, TODAY, TEHRAN)
    assert len(list(shop.members())) == 1
    assert all(to_jalali(day_of(sale))[:2] == (1405, 8) for sale in shop.sales())


def test_it_can_be_any_day_of_the_year() -> None:
    for number in range(0, 366, 7):
        today = date(2027, 1, 1) + timedelta(days=number)
        shop = generate(400, 1, number, today, TEHRAN)
        assert any(day_of(sale) == today for sale in shop.sales()) or today.weekday() == 4


def test_a_basket_comes_to_what_is_paid_and_what_was_taken_off():
    rng = random.Random("baskets")
    last = date(2026, 11, 21)
    for number in range(2000):
        rial = rng.randrange(5_000, 40_000_000, 5_000)
        day = last - timedelta(days=rng.randrange(270))
        lines, off = sample_goods.basket(rng, rial, number, day, last, "fa")
        assert sum(line.amount_rial for line in lines) - off == rial
        assert all(line.amount_rial > 0 and line.cost_rial is not None for line in lines)


def test_a_bargain_hunter_never_pays_the_full_price_and_new_goods_were_not_there_before():
    rng = random.Random("bargains")
    last = date(2026, 11, 21)
    hunter = sample_goods.BARGAIN_PLACE
    early = [sample_goods.basket(rng, 9_000_000, hunter, last - timedelta(days=200), last, "en")
             for _ in range(300)]  # fmt: skip
    assert all(off > 0 for _, off in early)
    assert "Verbena tea" not in {line.name for lines, _ in early for line in lines}
    late = [sample_goods.basket(rng, 9_000_000, 3, last, last, "en") for _ in range(300)]
    assert "Verbena tea" in {line.name for lines, _ in late for line in lines}
