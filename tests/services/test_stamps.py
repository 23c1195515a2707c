"""Stamp cards: nine coffees, the tenth is a gift; and what a sale taken back leaves of it."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from loyaldesk.domain.basket import Line, one_line
from loyaldesk.domain.conditions import Facts, Goods, When
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import Per, StampCard
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import club, members, rewards, stamps, vouchers
from loyaldesk.services.desk import Desk
from loyaldesk.store import rewards as reward_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store import stamps as stamp_store
from loyaldesk.store.check import check

FREE = Reward(
    "free", "قهوهٔ رایگان", "Free coffee", RewardKind.FREE_PRODUCT, Take.VOUCHER,
    goods=Goods(products=("coffee",)),
)  # fmt: skip
CARD = StampCard(
    "coffee", "کارت قهوه", "Coffee card", 9, "free", goods=Goods(products=("coffee",)),
    valid_days=60,
)  # fmt: skip
_serial = count(1)


@pytest.fixture
def sara(desk) -> int:
    publish(desk, CARD)
    return members.enrol(desk, MemberDraft("Sara", "Ahmadi", "09121112233")).id


def publish(desk: Desk, *cards: StampCard, **more: object) -> None:
    club.publish_programme(desk, Programme(rewards=(FREE,), stamps=cards, **more))


def coffees(pieces: int) -> tuple[Line, ...]:
    return (Line(pieces * 50_000, product="coffee", quantity=pieces * 1000),)


def buy(desk: Desk, member_id: int, *lines: Line) -> int:
    with desk.change(Permission.SALE_RECORD) as change:
        sale, _ = sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key=f"st{next(_serial)}", kind="sale", member_id=member_id,
                amount_rial=sum(line.amount_rial for line in lines), paid_points=0, paid_rial=0,
                earned=0, tier="bronze", sold_at=change.now, sold_on=change.today,
                basis_on=change.today, made_at=change.now,
                operator_id=change.desk.operator.id, till="1", source="counter",
            ),
        )  # fmt: skip
        rules = club.rules_on(change, change.today)
        facts = Facts(change.now.astimezone(change.zone))
        stamps.book(change, rules, member_id, sale, lines, facts)
        stamps.book(change, rules, member_id, sale, lines, facts)  # twice changes nothing
        change.note("sale.record", "sale", sale)
    return sale


def take_back(desk: Desk, sale: int) -> None:
    with desk.change(Permission.SALE_REVERSE_OWN) as change:
        row = change.db.execute_sql(
            "SELECT member_id, amount_rial FROM sale WHERE id = ?", (sale,)
        ).fetchone()
        sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key=f"st{next(_serial)}", kind="reversal", member_id=row[0], amount_rial=-row[1],
                paid_points=0, paid_rial=0, earned=0, tier="bronze", sold_at=change.now,
                sold_on=change.today, basis_on=change.today, made_at=change.now,
                reverses_id=sale, operator_id=change.desk.operator.id, till="1",
                source="reversal",
            ),
        )  # fmt: skip
        stamps.undo(change, sale)
        stamps.undo(change, sale)
        change.note("sale.reverse", "sale", sale)


def held(desk: Desk, member_id: int) -> int:
    return stamps.standing(desk, member_id)[0].stamps


def assert_sound(desk: Desk) -> None:
    assert check(desk.db.execute_sql, desk.clock()) == []


def test_nine_coffees_give_the_tenth(desk, sara):
    buy(desk, sara, *coffees(8))
    assert held(desk, sara) == 8
    assert vouchers.voucher_list(desk) == []
    buy(desk, sara, *coffees(1))
    (voucher,) = vouchers.voucher_list(desk, member_id=sara)
    assert (voucher.reward, voucher.source, voucher.state) == ("free", "stamps", "open")
    assert voucher.valid_until == desk.today() + timedelta(days=60)
    assert held(desk, sara) == 0
    assert_sound(desk)


def test_twenty_at_once_fill_two_cards_and_two_stamps_are_left(desk, sara):
    buy(desk, sara, *coffees(20))
    assert held(desk, sara) == 2
    assert len(vouchers.voucher_list(desk)) == 2
    assert_sound(desk)


def test_only_whole_pieces_of_the_meant_goods_count(desk, sara):
    buy(
        desk, sara, Line(10, product="coffee", quantity=2_900), Line(10, product="tea"),
        Line(10, product="coffee", quantity=500),
    )  # fmt: skip
    assert held(desk, sara) == 2


def test_an_order_gives_one_stamp_when_its_conditions_hold(desk, sara):
    publish(desk, replace(CARD, per=Per.ORDER, goods=Goods(), when=When(minimum_rial=100_000)))
    buy(desk, sara, *one_line(99_999))
    assert held(desk, sara) == 0
    buy(desk, sara, *one_line(100_000))
    buy(desk, sara, *coffees(5))
    assert held(desk, sara) == 2


def test_a_line_that_a_reward_made_free_gives_no_stamp(desk, sara):
    with desk.change(Permission.SALE_RECORD) as change:
        sale, _ = sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key="free", kind="visit", member_id=sara, amount_rial=50_000, paid_points=0,
                paid_rial=0, earned=0, tier="bronze", sold_at=change.now, sold_on=change.today,
                basis_on=change.today, made_at=change.now,
                operator_id=desk.operator.id, till="1", source="counter", reward_rial=50_000,
            ),
        )  # fmt: skip
        rules = club.rules_on(change, change.today)
        stamps.book(
            change, rules, sara, sale, coffees(1), Facts(change.now.astimezone(change.zone))
        )
    assert held(desk, sara) == 0


def test_a_sale_taken_back_ends_the_voucher_it_made_and_takes_its_stamps(desk, sara):
    buy(desk, sara, *coffees(5))
    sale = buy(desk, sara, *coffees(6))
    assert held(desk, sara) == 2
    take_back(desk, sale)
    assert held(desk, sara) == 5
    assert [one.state for one in vouchers.voucher_list(desk)] == ["ended"]
    assert_sound(desk)


def test_a_used_voucher_leaves_the_card_below_zero_and_the_next_stamps_settle_it(desk, sara):
    sale = buy(desk, sara, *coffees(9))
    (voucher,) = vouchers.voucher_list(desk)
    with desk.change(Permission.SALE_RECORD) as change:
        change.db.execute_sql("UPDATE voucher SET state = 'used' WHERE id = ?", (voucher.id,))
    take_back(desk, sale)
    assert held(desk, sara) == -9
    buy(desk, sara, *coffees(17))
    assert held(desk, sara) == 8


def test_an_ended_programme_and_a_mistaken_quantity_give_no_stamps(desk, sara):
    with pytest.raises(BadInput):
        buy(desk, sara, *coffees(10_001))
    publish(desk, CARD, ends_on=desk.today() - timedelta(days=1))
    buy(desk, sara, *coffees(3))
    assert held(desk, sara) == 0


def test_a_card_that_is_off_shows_only_who_still_has_stamps_on_it(desk, sara):
    mina = members.enrol(desk, MemberDraft("Mina", "Karimi", "09351112233")).id
    buy(desk, sara, *coffees(3))
    publish(desk, replace(CARD, is_on=False))
    assert held(desk, sara) == 3
    assert stamps.standing(desk, mina) == []


def test_a_full_card_is_found_among_what_can_be_taken(desk, sara):
    buy(desk, sara, *coffees(9))
    with desk.reading(Permission.SALE_RECORD):
        (voucher,) = vouchers.voucher_list(desk)
        rules = club.programme_on(desk.db, desk.today())
        found = rewards.gather(
            desk.db, rules, sara, desk.today(), "b", [voucher.typed], [], desk.clock()
        )
    assert [(one.source, one.reward.code) for one in found] == [("voucher", "free")]


def test_a_return_that_is_taken_back_opens_the_voucher_it_had_ended(desk, sara):
    sale = buy(desk, sara, *coffees(9))
    (voucher,) = vouchers.voucher_list(desk)
    with desk.change(Permission.SALE_RETURN) as change:
        back, _ = sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key="back", kind="return", member_id=sara, amount_rial=-450_000, paid_points=0,
                paid_rial=0, earned=0, tier="bronze", sold_at=change.now, sold_on=change.today,
                basis_on=change.today, made_at=change.now, operator_id=desk.operator.id,
                till="1", source="counter", returns_id=sale,
            ),
        )  # fmt: skip
        for what, number in (("back", -9), (f"ended:{voucher.id}", 9)):
            stamp_store.add_entry(
                change.db, "coffee", sara, f"sale:{back}:stamp:coffee:{what}", number, back,
                change.now, change.today, desk.operator.id,
            )  # fmt: skip
        assert reward_store.end_voucher(change.db, voucher.id)
        change.note("sale.return", "sale", sale)
    assert (held(desk, sara), vouchers.voucher_list(desk)[0].state) == (0, "ended")
    take_back(desk, back)
    assert (held(desk, sara), vouchers.voucher_list(desk)[0].state) == (0, "open")
    assert_sound(desk)
