"""What the club owes, by hand calculation."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.liability import with_worth
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.services import club, exports, liability, night, points, reversals
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from tests.conftest import StoppedClock, desk_of
from tests.makers import make_member, make_sale

ABAN, AZAR = Month("jalali", 1406, 8), Month("jalali", 1406, 9)


def test_points_stand_by_tier_and_by_the_month_in_which_they_end(
    desk: Desk, clock: StoppedClock
) -> None:
    sara, ali = make_member(desk), make_member(desk)
    make_sale(desk, sara.id, 3_000_000)  # 30 points until 30 Aban 1406
    clock.forward(days=10)
    make_sale(desk, sara.id, 2_000_000)  # 20 until Azar
    make_sale(desk, ali.id, 150_000_000)  # 1,500 until Azar; Ali stands in gold now
    owed = liability.figures(desk)
    assert [(tier.code, tier.members, tier.points) for tier in owed.tiers if tier.members] == [
        ("bronze", 1, 50), ("gold", 1, 1500),
    ]  # fmt: skip
    assert [(month.month, month.by_tier) for month in owed.months] == [
        (ABAN, (30, 0, 0, 0)), (AZAR, (20, 0, 1500, 0)),
    ]  # fmt: skip
    assert (owed.points, owed.worth_rial) == (1550, 1_550_000)
    assert owed.points == sum(month.points for month in owed.months)
    with using(Look("en", "gregorian", "toman")):
        months = liability.figures(desk).months
    assert [month.month for month in months] == [
        Month("gregorian", 2027, 11), Month("gregorian", 2027, 12),
    ]  # fmt: skip


def test_points_without_a_date_and_points_that_wait_stand_apart(desk: Desk) -> None:
    plain = Programme.plain(life_days=None)
    club.publish_programme(desk, replace(plain, lots=replace(plain.lots, pending_days=14)))
    make_sale(desk, make_member(desk).id, 3_000_000)
    owed = liability.figures(desk)
    assert owed.months[0].month is None and owed.months[0].points == 30
    assert (owed.tiers[0].points, owed.tiers[0].pending, owed.pending) == (0, 30, 30)


def test_redemption_is_the_clubs_own_history(desk: Desk, clock: StoppedClock) -> None:
    club.publish_programme(desk, Programme.plain(life_days=30))
    sara = make_member(desk)
    make_sale(desk, sara.id, 20_000_000)  # 200 points
    make_sale(desk, sara.id, 150_000, pay_points=150)  # nothing is left to earn on
    clock.forward(days=40)
    night.run(desk)  # 50 ended
    make_sale(desk, sara.id, 10_000_000)  # 100 points
    owed = liability.figures(desk)
    assert (owed.spent, owed.expired) == (150, 50)
    assert owed.redemption == 0.75 and owed.breakage == 0.25
    assert (owed.worth_rial, owed.expected_rial) == (100_000, 75_000)


def test_under_a_hundred_ended_points_it_is_too_early(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 20_000_000)
    make_sale(desk, sara.id, 99_000, pay_points=99)
    owed = liability.figures(desk)
    assert owed.spent == 99 and owed.redemption is None and owed.expected_rial is None


def test_what_was_taken_back_is_no_history(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 20_000_000)
    paid = make_sale(desk, sara.id, 500_000, pay_points=150)
    reversals.reverse_sale(desk, paid.sale_id)
    assert liability.figures(desk).spent == 0


def test_debts_stand_apart(desk: Desk) -> None:
    sara = make_member(desk)
    first = make_sale(desk, sara.id, 3_000_000)
    make_sale(desk, sara.id, 1_000_000, pay_points=30)
    reversals.reverse_sale(desk, first.sale_id)
    # 30 earned and spent, 9 (1,000,000 - 30,000 = 9.7) earned: 21 stay owed
    owed = liability.figures(desk)
    assert (owed.debt_points, owed.debt_members, owed.points) == (21, 1, 0)


def test_what_was_given_this_month_stands_beside_net_sales(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 3_000_000)
    points.correct(desk, sara.id, 10, "gift", key="c")
    owed = liability.figures(desk)
    assert (owed.given, owed.given_rial, owed.net_rial) == (40, 40_000, 3_000_000)
    assert owed.given_share == pytest.approx(40_000 / 3_000_000)


def test_a_smaller_worth_names_the_members_it_harms(desk: Desk) -> None:
    make_sale(desk, make_member(desk).id, 3_000_000)
    make_sale(desk, make_member(desk).id, 150_000_000)
    make_member(desk)
    owed = liability.figures(desk)
    less = with_worth(owed, 800)
    # 1,530 points: 1,530,000 -> 1,224,000
    assert (less.worth_rial, less.difference_rial) == (1_224_000, -306_000)
    assert [(h.code, h.members, h.loss_rial) for h in less.harmed] == [
        ("bronze", 1, 6_000), ("gold", 1, 300_000),
    ]  # fmt: skip
    more = with_worth(owed, 1_500)
    assert more.difference_rial == 765_000 and more.harmed_members == 0
    with pytest.raises(ValueError, match="pays something"):
        with_worth(owed, 0)


def test_points_past_their_day_are_not_owed_although_no_night_ran(
    desk: Desk, clock: StoppedClock
) -> None:
    club.publish_programme(desk, Programme.plain(life_days=30))
    make_sale(desk, make_member(desk).id, 3_000_000)
    clock.now += timedelta(days=31)
    assert liability.figures(desk).points == 0


def test_money_in_wallets_and_on_gift_cards_is_owed_too(desk: Desk) -> None:
    sara = make_member(desk)
    with writing(desk.db):
        for kind, member, code, rial in (
            ("wallet", sara.id, None, 70_000), ("gift_card", None, "gc1", 500_000),
        ):  # fmt: skip
            desk.db.execute_sql(
                "INSERT INTO account (kind, member_id, code_key, typed, state, state_reason,"
                " balance_rial, made_at)"
                " VALUES (?, ?, ?, '', 'open', '', ?, '2026-11-21T08:30:00Z')",
                (kind, member, code, rial),
            )
    owed = liability.figures(desk)
    assert (owed.wallets, owed.wallet_rial) == (1, 70_000)
    assert (owed.gift_cards, owed.gift_card_rial) == (1, 500_000)
    assert owed.owed_rial == 570_000


def test_it_goes_into_a_sheet_by_tier_and_month(desk: Desk, tmp_path: Path) -> None:
    make_sale(desk, make_member(desk).id, 3_000_000)
    file = tmp_path / "owed.csv"
    assert exports.export_liability(desk, file) == 1
    text = file.read_text("utf-8-sig")
    assert "Bronze" in text and "Aban 1406" in text and "30" in text and "3000" in text
    assert exports.export_liability(desk, tmp_path / "owed.xlsx") == 1


def test_only_who_reads_reports_sees_it(desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        liability.figures(desk_of(desk, Role.CASHIER))
