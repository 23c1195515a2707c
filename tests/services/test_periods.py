"""Which months a report can be made of."""

from datetime import timedelta

from loyaldesk.kernel.jalali import Month
from loyaldesk.services import periods
from tests.conftest import NOON
from tests.makers import make_member, make_sale


def test_a_new_club_offers_the_running_month_and_the_last_whole_one(desk):
    found = periods.months(desk, "jalali")
    assert found.months == (Month("jalali", 1405, 8), Month("jalali", 1405, 7))
    assert found.last_whole == Month("jalali", 1405, 7)
    assert not found.has_sales


def test_months_reach_back_to_the_first_member_in_either_calendar(desk, clock):
    clock.now = NOON - timedelta(days=70)  # 12 September, 21 Shahrivar
    make_sale(desk, make_member(desk).id, 1_000_000)
    clock.now = NOON
    assert [str(month) for month in periods.months(desk, "jalali").months] == [
        "1405-08", "1405-07", "1405-06",
    ]  # fmt: skip
    assert [str(month) for month in periods.months(desk, "gregorian").months] == [
        "2026-11", "2026-10", "2026-09",
    ]  # fmt: skip
    assert periods.months(desk, "jalali").has_sales
