"""The monthly figures of a small club, each reckoned by hand.

Dey 1405 is 2026-12-22 to 2027-01-20, Azar 1405 the thirty days before. The club's points live 60
days; a member is "not seen" after 30.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain.errors import NotAPeriod, PermissionDenied
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    analytics,
    checking,
    club,
    imports,
    members,
    night,
    returns,
    reversals,
    staff,
)
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

DEY, AZAR = Month("jalali", 1405, 10), Month("jalali", 1405, 9)
BAHMAN = DEY.next


def at(month: Month, day: int) -> datetime:
    """Return noon in Tehran of a day of a month."""
    there = month.first + timedelta(days=day - 1)
    return datetime(there.year, there.month, there.day, 8, 30, tzinfo=UTC)


@pytest.fixture
def shop(desk, clock):
    """Anna buys in Aban and Dey, Ben in Azar, Cem comes in Dey, Dora's sale is taken back."""
    club.publish_programme(desk, Programme.plain(life_days=60, silent_days=30))
    anna = make_member(desk, first_name="Anna", last_name="A")
    make_sale(desk, anna.id, 60_000_000)  # 600 points, until 2027-01-20; rises to silver
    clock.now = at(AZAR, 6)
    dora, erased = make_member(desk, first_name="Dora", last_name="D"), make_member(desk)
    wrong = make_sale(desk, dora.id, 1_000_000)  # 10 points
    clock.now = at(AZAR, 10)
    ben = make_member(desk, first_name="Ben", last_name="B")
    make_sale(desk, ben.id, 10_000_000)  # 100 points, until 2027-01-30
    clock.now = at(DEY, 3)
    cem = make_member(desk, first_name="Cem", last_name="C")
    make_sale(desk, cem.id, 2_000_000)  # 20 points
    clock.now = at(DEY, 4)
    reversals.reverse_sale(desk, wrong.sale_id)
    members.erase(desk, erased.id)
    clock.now = at(DEY, 5)
    make_sale(desk, anna.id, 5_000_000, pay_points=100)  # net 4.9 million; 49 x 110 % = 53
    make_sale(desk, anna.id, 1_000_000)  # the same day; 11 points
    clock.now = at(DEY, 20)
    make_sale(desk, anna.id, 2_000_000)  # 22 points
    clock.now = at(BAHMAN, 1)
    make_sale(desk, anna.id, 100_000_000)  # rises to gold after Dey; 500 points ran out
    clock.now = at(BAHMAN, 12)
    return desk


def pair(figure):
    return figure.value, figure.before


def test_members_of_the_month_are_counted_as_of_its_end(shop):
    dey = analytics.monthly_figures(shop, DEY)
    assert (dey.month, dey.as_of) == (DEY, date(2027, 1, 20))
    assert pair(dey.members_total) == (4, 3)  # the erased one is not counted
    assert pair(dey.new) == (1, 2)  # Cem; Dora and Ben
    assert pair(dey.active) == (2, 2)  # Anna, Cem; Dora, Ben
    assert pair(dey.returning) == (1, 0)  # Anna
    assert pair(dey.not_seen) == (2, 1)  # Ben and Dora; Anna
    assert dey.not_seen_limit_days == 30


def test_retention_asks_who_of_the_three_months_before_bought_again(shop):
    dey = analytics.monthly_figures(shop, DEY)
    assert (dey.retention_base, dey.retention_stayed) == (3, 1)  # Anna of Anna, Ben, Dora
    assert pair(dey.retention) == (1 / 3, 0.0)
    before_the_club = analytics.monthly_figures(shop, Month("jalali", 1405, 1))
    assert before_the_club.retention.value is None


def test_sales_are_less_returns_on_the_day_they_came_back(shop):
    dey = analytics.monthly_figures(shop, DEY)
    assert pair(dey.net_sales_rial) == (8_900_000, 11_000_000)
    assert pair(dey.visits) == (3, 2)
    assert pair(dey.basket_rial) == (2_966_667, 5_500_000)
    by_day = dict(dey.sales_by_day)
    assert len(by_day) == 30
    assert by_day[date(2026, 12, 25)] == -1_000_000  # 4 Dey
    assert by_day[date(2026, 12, 26)] == 5_900_000
    assert sum(by_day.values()) == 8_900_000
    months = dict(dey.sales_by_month)
    assert list(months)[-1] == DEY and len(months) == 13
    assert [months[m] for m in (DEY, AZAR, AZAR.before)] == [8_900_000, 11_000_000, 60_000_000]


def test_points_add_up_from_one_month_to_the_next(shop):
    dey = analytics.monthly_figures(shop, DEY)
    assert pair(dey.points_earned) == (96, 110)  # 20 + 53 + 11 + 22 less Dora's 10
    assert pair(dey.points_spent) == (100, 0)
    assert pair(dey.points_expired) == (0, 0)
    assert pair(dey.points_outstanding) == (706, 710)
    assert pair(dey.points_expiring) == (600, 0)  # 500 of Anna's, 100 of Ben's


def test_points_that_ran_out_count_before_the_night_booked_them_and_not_twice_after(shop):
    def bahman():
        return analytics.monthly_figures(shop, BAHMAN)

    early = bahman()
    assert pair(early.points_expired) == (600, 0)  # Ben's 100 are not booked yet
    night.run(staff.system_desk(shop), date_is_right=True)
    late = bahman()
    assert pair(late.points_expired) == (600, 0)
    assert pair(late.points_outstanding) == pair(early.points_outstanding)
    assert checking.check(shop) == []


def test_a_month_that_is_over_keeps_its_figures(shop, clock):
    first = analytics.monthly_figures(shop, DEY)
    clock.forward(days=100)
    night.run(staff.system_desk(shop), date_is_right=True)
    later = analytics.monthly_figures(shop, DEY)
    for name in first.__slots__:
        if name != "printed_at":
            assert getattr(later, name) == getattr(first, name), name


def test_tiers_and_the_best_stand_as_they_stood_at_the_end(shop):
    dey = analytics.monthly_figures(shop, DEY)
    assert [(t.code, t.count) for t in dey.members_by_tier] == [
        ("bronze", 3), ("silver", 1), ("gold", 0), ("platinum", 0),
    ]  # fmt: skip
    assert [(b.name, b.tier_name, b.visits, b.spent_rial, b.points) for b in dey.best_members] == [
        ("Anna A", "Silver", 2, 7_900_000, 586), ("Cem C", "Bronze", 1, 2_000_000, 20),
    ]  # fmt: skip
    with using(Look("fa")):
        persian = analytics.monthly_figures(shop, DEY)
    assert persian.best_members[0].tier_name == "نقره‌ای"


def test_the_tiers_of_a_past_month_come_from_the_money_of_its_window(desk, clock, tmp_path):
    """An import knows no tiers of the past. Limits: silver 50, gold 150, platinum 500 million.

    Up to the end of Mordad 1405 (2026-08-22) the window began on 2025-08-23.
    """
    rows = [
        ("Anna", "2025-08-22", 400_000_000),  # a day too early for the window
        ("Anna", "2025-08-23", 60_000_000),
        ("Ben", "2026-08-22", 150_000_000),  # on the limit, on the last day
        ("Cem", "2026-08-22", 49_999_999),
        ("Cem", "2026-08-23", 400_000_000),  # a day too late
    ]
    path = tmp_path / "sales.csv"
    lines = ["member,date,amount", *(f"{who},{day},{rial}" for who, day, rial in rows), ""]
    path.write_text("\n".join(lines), "utf-8")
    imports.run(desk, path, "sales", imports.Options(create_members=True))
    clock.forward(days=3)

    def figures():
        return analytics.monthly_figures(desk, Month("jalali", 1405, 5))

    mordad = figures()
    assert [t.count for t in mordad.members_by_tier] == [1, 1, 1, 0]  # Cem, Anna, Ben
    assert [(b.spent_rial, b.tier_name) for b in mordad.best_members] == [
        (150_000_000, "Gold"), (49_999_999, "Bronze"),
    ]  # fmt: skip
    bens = desk.db.execute_sql("SELECT id FROM sale WHERE amount_rial = 150000000").fetchone()[0]
    reversals.reverse_sale(desk, bens)
    later = figures()
    assert later.members_by_tier == mordad.members_by_tier  # what came back later counted then
    assert later.best_members == mordad.best_members
    azar = analytics.monthly_figures(desk, AZAR)  # runs: the tiers of now
    assert [t.count for t in azar.members_by_tier] == [2, 0, 1, 0]  # Anna's year is over; Cem


def test_the_tiers_of_a_past_month_follow_the_programme_of_its_end(desk, clock):
    make_sale(desk, make_member(desk).id, 60_000_000)
    clock.now = at(DEY, 2)
    tiers = (Tier("bronze", "برنزی", "Bronze", 0), Tier("gold", "طلایی", "Gold", 70_000_000))
    club.publish_programme(desk, Programme.plain(tiers=tiers))
    azar = analytics.monthly_figures(desk, AZAR)
    assert [(t.code, t.count) for t in azar.members_by_tier][:2] == [("bronze", 0), ("silver", 1)]


def test_a_running_month_is_counted_to_today_against_as_many_days_before(shop, clock):
    clock.now = at(BAHMAN, 3)
    bahman = analytics.monthly_figures(shop, BAHMAN)
    assert bahman.as_of == date(2027, 1, 23)
    assert pair(bahman.net_sales_rial) == (100_000_000, 2_000_000)  # to 3 Dey: Cem's


def test_sales_brought_from_before_the_club_count_in_their_own_month(desk, clock):
    """Somebody registered in Azar, whose purchases of Mehr were entered then."""
    clock.now = at(AZAR, 10)
    old = make_member(desk)
    make_sale(desk, old.id, 60_000_000, sold_at=at(Month("jalali", 1405, 7), 5))
    mehr = analytics.monthly_figures(desk, Month("jalali", 1405, 7))
    assert (mehr.members_total.value, mehr.new.value, mehr.active.value) == (1, 1, 1)
    assert [t.count for t in mehr.members_by_tier] == [0, 1, 0, 0]
    assert analytics.monthly_figures(desk, AZAR).new.value == 0


def test_a_month_of_the_other_calendar_is_as_good(shop):
    january = analytics.monthly_figures(shop, Month("gregorian", 2027, 1))
    assert january.net_sales_rial.value == 102_000_000  # 20 Dey is 2027-01-10, 1 Bahman 2027-01-21


def test_a_month_that_has_not_begun_is_refused(shop):
    with pytest.raises(NotAPeriod):
        analytics.monthly_figures(shop, BAHMAN.next)


@pytest.mark.parametrize("text", ["1405-13", "1405", "Aban", "", "99-1", "1405-08-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(NotAPeriod):
        analytics.parse_month(text)


def test_a_month_is_read_in_digits_of_any_kind():
    assert analytics.parse_month("۱۴۰۵-۰۸") == analytics.parse_month("1405-08")


def test_a_cashier_reads_no_reports(shop):
    with pytest.raises(PermissionDenied):
        analytics.monthly_figures(desk_of(shop, Role.CASHIER), DEY)


def test_an_empty_club_has_no_data_and_no_error(desk):
    aban = analytics.monthly_figures(desk, Month("jalali", 1405, 8))
    assert (aban.basket_rial.value, aban.retention.value) == (None, None)
    assert aban.best_members == ()


def test_work_that_is_stopped_gives_nothing(shop):
    class Stop:
        def step(self, done, total, what=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        analytics.monthly_figures(shop, DEY, Stop())


def test_points_that_paid_for_goods_that_came_back_were_not_used(desk):
    member = make_member(desk)
    make_sale(desk, member.id, 5_000_000)  # 50 points
    paid = make_sale(desk, member.id, 1_000_000, pay_points=20)  # 980,000 in money: 9 points
    returns.return_goods(desk, returns.ReturnDraft(paid.sale_id, "back"))
    month = Month.of(desk.today(), "jalali")
    figures = analytics.monthly_figures(desk, month)
    assert figures.points_earned.value == 50
    assert figures.points_spent.value == 0
