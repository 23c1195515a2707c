"""Rewards a member takes: at a sale, without one, with a voucher, out of a small stock."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.basket import one_line
from loyaldesk.domain.cards import is_bank_card
from loyaldesk.domain.conditions import Facts, When
from loyaldesk.domain.discounts import Applied, best
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Spending, Take
from loyaldesk.domain.rules import plain_rule
from loyaldesk.domain.vouchers import new_voucher_code
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import (
    club,
    members,
    offers,
    points,
    profile,
    reward_figures,
    rewards,
    staff,
    telling,
    vouchers,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from loyaldesk.store import sales as sale_store
from loyaldesk.store.check import check
from tests.conftest import desk_of

TODAY = date(2026, 11, 21)
_serial = count(1)

MUG = Reward("mug", "لیوان", "Mug", RewardKind.GIFT, points=100, stock=2)
OFF = Reward(
    "off", "۵ هزار تومان تخفیف", "50,000 Rial off", RewardKind.AMOUNT, points=50, rial=50_000
)
WELCOME = Reward(
    "welcome", "خوش‌آمد", "Welcome", RewardKind.PERCENT, Take.CODE, percent=10,
    discount_code="خوش آمد ۱", most_uses=1,
)  # fmt: skip
SPRING = Reward("spring", "بهار", "Spring", RewardKind.PERCENT, Take.OFFER, percent=5)
SORRY = Reward(
    "sorry", "پوزش", "Sorry", RewardKind.AMOUNT, Take.VOUCHER, rial=20_000, valid_days=30,
    most_per_member=1,
)  # fmt: skip


def publish(desk: Desk, *given: Reward, **more: object) -> Programme:
    rules = Programme(rewards=given, **more)
    club.publish_programme(desk, rules)
    return rules


def member(desk: Desk, balance: int = 0) -> int:
    n = next(_serial)
    draft = MemberDraft("Sara", f"Ahmadi {n}", f"0912{2000000 + n}")
    new = members.enrol(desk, draft).id
    if balance:
        with desk.change(Permission.POINTS_ADJUST) as change:
            points.opening_balance(change, new, balance, None, key=f"open-{new}")
    return new


def balance(desk: Desk, member_id: int) -> int:
    return ledger.balance(desk.db, member_id).points


def sell(
    desk: Desk, member_id: int, rial: int, *, codes: tuple[str, ...] = (),
    take: tuple[str, ...] = (), basket: str = "b",
) -> tuple[int, Applied]:  # fmt: skip
    """Book a sale as far as rewards go, the way the counter does."""
    with desk.change(Permission.SALE_RECORD) as change:
        rules = club.rules_on(change, change.today)
        found = rewards.gather(
            change.db, rules, member_id, change.today, basket, codes, take, change.now
        )
        at = change.now.astimezone(change.zone)
        applied = best(one_line(rial), (0,), found, Facts(at))
        sale = _add_sale(change, member_id, rial, applied)
        for n, one in enumerate(applied.discounts):
            if one.points:
                points.spend(change, f"sale:{sale}:reward:{n}", member_id, one.points, sale)
        rewards.book_uses(change, rules, member_id, sale, applied, basket, codes)
        change.note("sale.record", "sale", sale)
    return sale, applied


def _add_sale(change: Change, member_id: int, rial: int, applied: Applied) -> int:
    return sale_store.add_sale(
        change.db,
        sale_store.NewSale(
            key=f"s{next(_serial)}", kind="sale", member_id=member_id, amount_rial=rial,
            paid_points=applied.points, paid_rial=0, earned=0, tier="bronze",
            sold_at=change.now, sold_on=change.today, basis_on=change.today, made_at=change.now,
            operator_id=change.desk.operator.id, till="1", source="counter",
            reward_rial=applied.rial,
        ),
    )[0]  # fmt: skip


def bring_back(desk: Desk, sale: int) -> int:
    """Return all goods of a sale of `sell` that neither earned nor cost points."""
    with desk.change(Permission.SALE_RETURN) as change:
        member_id, rial, off = change.db.execute_sql(
            "SELECT member_id, amount_rial, reward_rial FROM sale WHERE id = ?", (sale,)
        ).fetchone()
        back, _ = sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key=f"b{next(_serial)}", kind="return", member_id=member_id, amount_rial=-rial,
                paid_points=0, paid_rial=0, earned=0, tier="bronze", sold_at=change.now,
                sold_on=change.today, basis_on=change.today, made_at=change.now,
                operator_id=desk.operator.id, till="1", source="counter", returns_id=sale,
                reward_rial=-off,
            ),
        )  # fmt: skip
        rewards.undo_uses(change, sale)
        change.note("sale.return", "sale", sale)
    return back


def take_back(desk: Desk, sale: int) -> None:
    """Take a sale of `sell` back as far as rewards go."""
    with desk.change(Permission.SALE_REVERSE_OWN) as change:
        row = change.db.execute_sql(
            "SELECT member_id, amount_rial, paid_points, reward_rial FROM sale WHERE id = ?",
            (sale,),
        ).fetchone()
        mirror, _ = sale_store.add_sale(
            change.db,
            sale_store.NewSale(
                key=f"r{next(_serial)}", kind="reversal", member_id=row[0], amount_rial=-row[1],
                paid_points=-row[2], paid_rial=0, earned=0, tier="bronze", sold_at=change.now,
                sold_on=change.today, basis_on=change.today, made_at=change.now,
                reverses_id=sale, operator_id=change.desk.operator.id, till="1",
                source="reversal", reward_rial=-row[3],
            ),
        )  # fmt: skip
        points.reverse_of_sale(change, sale, mirror, row[0])
        rewards.undo_uses(change, sale)
        change.note("sale.reverse", "sale", sale)


def assert_sound(desk: Desk) -> None:
    assert check(desk.db.execute_sql, desk.clock()) == []


def states(desk: Desk) -> list[str]:
    return [row.state for row in vouchers.voucher_list(desk)]


def test_a_gift_costs_its_points_and_one_of_its_pieces(desk):
    publish(desk, MUG)
    sara = member(desk, 250)
    taken = rewards.take_reward(desk, sara, "mug", key="k1")
    assert (taken.points, taken.balance, taken.delivery, taken.typed) == (100, 150, "given", "")
    (figures,) = reward_figures.rewards_page(desk)
    assert (figures.uses, figures.points, figures.stock, figures.members) == (1, 100, 1, 1)
    rewards.take_reward(desk, sara, "mug", key="k2")
    assert balance(desk, sara) == 50
    assert_sound(desk)


def test_the_same_key_twice_takes_a_reward_once(desk):
    publish(desk, MUG, OFF)
    sara = member(desk, 500)
    first = rewards.take_reward(desk, sara, "mug", key="k")
    again = rewards.take_reward(desk, sara, "mug", key="k")
    assert (again.use_id, again.repeated, balance(desk, sara)) == (first.use_id, True, 400)
    voucher = rewards.take_reward(desk, sara, "off", key="v")
    assert rewards.take_reward(desk, sara, "off", key="v") == replace(voucher, repeated=True)
    with pytest.raises(errors.KeyUsed):
        rewards.take_reward(desk, sara, "off", key="k")
    with pytest.raises(errors.KeyUsed):
        rewards.take_reward(desk, member(desk, 500), "mug", key="k")
    for key in ("", "x" * 201):
        with pytest.raises(BadInput):
            rewards.take_reward(desk, sara, "mug", key=key)


def test_nothing_is_taken_when_the_last_piece_is_gone_or_points_are_missing(desk):
    publish(desk, replace(MUG, stock=1))
    sara, mina = member(desk, 150), member(desk, 99)
    with pytest.raises(errors.NotEnoughPoints):
        rewards.take_reward(desk, mina, "mug", key="a")
    rewards.take_reward(desk, sara, "mug", key="b")
    reza = member(desk, 150)
    with pytest.raises(errors.OutOfStock) as gone:
        rewards.take_reward(desk, reza, "mug", key="c")
    assert "Mug" in words(gone.value)
    assert balance(desk, reza) == 150
    rewards.set_stock(desk, "mug", 3)
    rewards.take_reward(desk, reza, "mug", key="c")
    assert reward_figures.rewards_page(desk)[0].stock == 2
    assert_sound(desk)


def test_money_off_becomes_a_voucher_of_sixteen_digits_that_pays_once(desk):
    publish(desk, OFF)
    sara = member(desk, 60)
    taken = rewards.take_reward(desk, sara, "off", key="k")
    assert len(taken.typed) == 16
    assert taken.typed.isdecimal()
    assert not is_bank_card(taken.typed)
    typed = " ".join(taken.typed[n : n + 4] for n in range(0, 16, 4))
    _, applied = sell(desk, sara, 200_000, codes=(typed,))
    assert (applied.rial, applied.points) == (50_000, 0)
    assert states(desk) == ["used"]
    (spent,) = [e for e in profile.points_of(desk, sara) if e.kind == "spend"]
    assert telling.entry_words(spent) == f"Took the reward «{isolate(OFF.name_en)}»"
    with pytest.raises(errors.VoucherRefused) as refused:
        sell(desk, sara, 200_000, codes=(taken.typed,))
    assert refused.value.why == "used"
    assert_sound(desk)


def test_a_reward_is_refused_to_whom_it_is_not_for(desk):
    publish(desk, replace(MUG, when=When(tiers=("gold",))), replace(OFF, most_per_member=1))
    sara = member(desk, 500)
    with pytest.raises(errors.RewardRefused) as refused:
        rewards.take_reward(desk, sara, "mug", key="a")
    assert refused.value.why == "tier"
    rewards.take_reward(desk, sara, "off", key="b")
    with pytest.raises(errors.RewardRefused) as refused:
        rewards.take_reward(desk, sara, "off", key="c")
    assert refused.value.why == "member uses"
    with pytest.raises(errors.Missing):
        rewards.take_reward(desk, sara, "gone", key="d")
    members.set_blocked(desk, sara, blocked=True, reason="asked")
    with pytest.raises(errors.MemberBlocked):
        rewards.take_reward(desk, sara, "off", key="e")


def test_nobody_gives_a_reward_or_voucher_to_the_own_record(desk):
    publish(desk, OFF, SORRY)
    own = member(desk, 500)
    staff.link_member(desk, desk.operator.id, own)
    with pytest.raises(errors.OwnRecord):
        rewards.take_reward(desk, own, "off", key="a")
    with pytest.raises(errors.OwnRecord):
        vouchers.issue_vouchers(desk, "sorry", member_ids=[own])
    assert states(desk) == []


def test_a_voucher_is_for_its_member_within_its_days(desk, clock):
    publish(desk, SORRY)
    sara, mina = member(desk), member(desk)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara], source="recovery")
    assert made.valid_until == TODAY + timedelta(days=30)
    with pytest.raises(errors.VoucherRefused) as refused:
        sell(desk, mina, 90_000, codes=(made.typed,))
    assert refused.value.why == "other member"
    clock.forward(days=30)
    assert sell(desk, sara, 90_000, codes=(made.typed,))[1].rial == 20_000
    (late,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    clock.forward(days=31)
    with pytest.raises(errors.VoucherRefused) as refused:
        sell(desk, sara, 90_000, codes=(late.typed,))
    assert refused.value.why == "over"
    assert [row.is_over for row in vouchers.voucher_list(desk, state="open")] == [True]


def test_vouchers_for_anybody_keep_the_limit_of_one_for_each_member(desk):
    publish(desk, SORRY)
    sara, mina = member(desk), member(desk)
    made = vouchers.issue_vouchers(desk, "sorry", count=3, note="for the fair")
    assert len({one.typed for one in made}) == 3
    assert sell(desk, sara, 90_000, codes=(made[0].typed,))[1].rial == 20_000
    second = sell(desk, sara, 90_000, codes=(made[1].typed,))[1]
    assert [one.why for one in second.left_out] == ["member uses"]
    assert sell(desk, mina, 90_000, codes=(made[1].typed,))[1].rial == 20_000
    vouchers.end_voucher(desk, made[2].id, "lost")
    with pytest.raises(errors.VoucherRefused) as refused:
        sell(desk, mina, 90_000, codes=(made[2].typed,))
    assert refused.value.why == "ended"
    with pytest.raises(BadInput):
        vouchers.issue_vouchers(desk, "sorry", count=0)
    with pytest.raises(BadInput):
        vouchers.issue_vouchers(desk, "sorry", count=1, valid_until=TODAY - timedelta(days=1))
    assert_sound(desk)


def test_a_voucher_keeps_what_it_promised_when_the_programme_changes(desk):
    publish(desk, SORRY)
    sara = member(desk)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    publish(desk, replace(SORRY, rial=5_000, is_on=False))
    assert sell(desk, sara, 90_000, codes=(made.typed,))[1].rial == 20_000


def test_e72_a_voucher_on_one_till_is_in_use_for_the_other(desk, clock):
    publish(desk, SORRY)
    sara = member(desk)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    till_2 = replace(desk, till="2")
    assert vouchers.hold(till_2, "basket-2", made.typed) == clock() + timedelta(minutes=15)
    for attempt in (
        lambda: vouchers.hold(desk, "basket-1", made.typed),
        lambda: sell(desk, sara, 90_000, codes=(made.typed,), basket="basket-1"),
    ):
        with pytest.raises(errors.VoucherInUse) as held:
            attempt()
        assert held.value.till == "2"
    assert "in use on till" in words(held.value)
    vouchers.release(till_2, "basket-2")
    vouchers.hold(desk, "basket-1", made.typed)
    clock.forward(minutes=16)
    vouchers.hold(till_2, "basket-2", made.typed)
    assert sell(till_2, sara, 90_000, codes=(made.typed,), basket="basket-2")[1].rial == 20_000
    assert desk.db.execute_sql("SELECT COUNT(*) FROM hold").fetchone()[0] == 0
    assert_sound(desk)


def test_the_last_gift_held_by_an_open_basket_is_out_of_stock_for_others(desk):
    publish(desk, replace(MUG, stock=1))
    sara, mina = member(desk, 100), member(desk, 100)
    vouchers.hold(desk, "first", "mug")
    with pytest.raises(errors.OutOfStock):
        vouchers.hold(desk, "second", "mug")
    with pytest.raises(errors.OutOfStock):
        sell(desk, mina, 10_000, take=("mug",), basket="second")
    assert offers.offers_for(desk, mina, basket_key="second").now == ()
    assert [one.reward for one in offers.offers_for(desk, sara, basket_key="first").now] == ["mug"]
    sell(desk, sara, 10_000, take=("mug",), basket="first")
    assert reward_figures.rewards_page(desk)[0].stock == 0
    assert_sound(desk)


def test_a_shared_code_in_any_spelling_and_an_unknown_one(desk):
    publish(desk, WELCOME)
    sara = member(desk)
    _, applied = sell(desk, sara, 100_000, codes=("خوش‌آمد 1",))
    assert applied.rial == 10_000
    _, again = sell(desk, sara, 100_000, codes=("خوش آمد ١",))
    assert [one.why for one in again.left_out] == ["uses"]
    with pytest.raises(errors.VoucherRefused) as refused:
        sell(desk, sara, 100_000, codes=("never",))
    assert refused.value.why == "unknown"
    rule = replace(plain_rule(100_000), when=When(code="party"))
    publish(desk, WELCOME, rules=(rule,))
    assert sell(desk, sara, 100_000, codes=("PARTY",))[1].rial == 0


def test_an_ended_programme_gives_no_offers_any_more(desk):
    publish(desk, SPRING)
    sara = member(desk)
    assert sell(desk, sara, 100_000)[1].rial == 5_000
    publish(desk, SPRING, WELCOME, ends_on=TODAY - timedelta(days=1))
    assert sell(desk, sara, 100_000)[1].rial == 0
    with pytest.raises(errors.VoucherRefused):
        sell(desk, sara, 100_000, codes=("خوش آمد ۱",))


def test_a_sale_taken_back_opens_its_vouchers_and_returns_its_gifts(desk):
    publish(desk, MUG, SORRY)
    sara = member(desk, 100)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    sale, applied = sell(desk, sara, 90_000, codes=(made.typed,), take=("mug",))
    assert (applied.rial, applied.points, balance(desk, sara)) == (20_000, 100, 0)
    assert [use.delivery for use in reward_figures.uses_list(desk)] == ["given", ""]
    assert_sound(desk)
    take_back(desk, sale)
    assert states(desk) == ["open"]
    assert balance(desk, sara) == 100
    assert reward_figures.rewards_page(desk)[0].stock == 2
    assert {use.state for use in reward_figures.uses_list(desk, member_id=sara)} == {"undone"}
    assert sell(desk, sara, 90_000, codes=(made.typed,))[1].rial == 20_000
    assert_sound(desk)


def test_a_return_taken_back_lets_its_voucher_stand_as_used_unless_it_was_used_again(desk):
    publish(desk, SORRY)
    sara = member(desk)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    sale, _ = sell(desk, sara, 90_000, codes=(made.typed,))
    back = bring_back(desk, sale)
    assert states(desk) == ["open"]
    assert_sound(desk)
    take_back(desk, back)
    assert states(desk) == ["used"]
    assert_sound(desk)
    back = bring_back(desk, sale)
    sell(desk, sara, 90_000, codes=(made.typed,))
    with pytest.raises(errors.VoucherRefused):
        take_back(desk, back)
    assert_sound(desk)


def test_f6_shows_own_vouchers_then_what_the_points_pay_for_and_what_is_near(desk):
    dear = replace(MUG, code="bag", name_en="Bag", points=900)
    publish(desk, MUG, OFF, dear, SORRY, spending=Spending(least_balance=20))
    sara = member(desk, 120)
    vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    shown = offers.offers_for(desk, sara, amount_rial=30_000)
    assert [(one.number, one.reward, one.brings_rial, one.points) for one in shown.now] == [
        (1, "sorry", 20_000, 0), (2, "mug", 0, 100), (3, "off", 30_000, 50),
    ]  # fmt: skip
    assert [(one.reward, one.missing) for one in shown.near] == [("bag", 780)]
    assert offers.offers_for(desk, member(desk, 19), amount_rial=30_000).now == ()


def test_f6_counts_what_a_reward_brings_beyond_the_offer_that_is_given_anyway(desk):
    publish(desk, SPRING, OFF, replace(OFF, code="small", rial=1_000))
    sara = member(desk, 120)
    (one,) = offers.offers_for(desk, sara, amount_rial=200_000).now
    assert (one.reward, one.brings_rial) == ("off", 40_000)


def test_a_cashier_lets_a_gift_wait_and_a_senior_hands_it_out(desk):
    publish(desk, MUG)
    sara = member(desk, 100)
    cashier, senior = desk_of(desk, Role.CASHIER), desk_of(desk, Role.SENIOR)
    taken = rewards.take_reward(cashier, sara, "mug", key="k")
    assert taken.delivery == "waiting"
    assert [u.member_id for u in reward_figures.uses_list(desk, delivery="waiting")] == [sara]
    with pytest.raises(errors.PermissionDenied):
        rewards.deliver(cashier, taken.use_id, "given")
    rewards.deliver(senior, taken.use_id, "ready")
    rewards.deliver(senior, taken.use_id, "given")
    with pytest.raises(BadInput):
        rewards.deliver(senior, taken.use_id, "lost")
    with pytest.raises(errors.Missing):
        rewards.deliver(senior, 999, "given")


def test_who_could_take_a_reward_is_counted_by_points_tier_tag_and_own_day(desk):
    tagged = MemberDraft(
        "Mina", "Karimi", "09351112233", tags=("vip",), birthday=date(1990, 11, 21)
    )
    mina = members.enrol(desk, tagged).id
    with desk.change(Permission.POINTS_ADJUST) as change:
        points.opening_balance(change, mina, 100, None, key="mina")
    member(desk, 100)
    member(desk, 99)

    def able(**when: object) -> int | None:
        publish(desk, replace(MUG, when=When(**when)))
        return reward_figures.rewards_page(desk)[0].members

    assert able() == 2
    assert able(tags=("vip",)) == 1
    assert able(tiers=("gold",)) == 0
    assert able(occasions=("birthday",)) == 1
    assert able(occasions=("wedding",)) == 0
    assert able(first_day=TODAY + timedelta(days=1)) == 0
    rewards_of = publish(desk, SPRING).rewards
    assert [one.members for one in reward_figures.rewards_page(desk)] == [None]
    assert rewards_of == (SPRING,)


def test_no_voucher_code_passes_for_a_bank_card():
    draws = iter([14, 15])
    first = f"28{14:014d}"
    assert is_bank_card(first) == (new_voucher_code(lambda _: next(draws)) != first)
    assert not any(is_bank_card(new_voucher_code()) for _ in range(300))


@pytest.mark.parametrize("why", [
    "not yet", "over", "code", "tier", "weekday", "hour", "occasion", "not first", "tag",
    "no goods", "minimum", "quantity", "uses", "member uses", "not stackable", "nothing",
])  # fmt: skip
def test_every_reason_has_words_of_its_own(why):
    assert words(errors.RewardRefused("mug", why)) != words(errors.RewardRefused("mug", "?"))


@pytest.mark.parametrize("sql", [
    "UPDATE voucher SET state = 'open' WHERE state = 'used'",
    "UPDATE reward_use SET points = points + 1 WHERE sale_id IS NOT NULL",
    "UPDATE reward_use SET rial = rial + 1 WHERE sale_id IS NOT NULL",
    "UPDATE reward_use SET state = 'undone'",
    "INSERT INTO hold SELECT 'voucher', id, 'b', '1', 1, '2026' FROM voucher WHERE state = 'used'",
])  # fmt: skip
def test_the_check_names_what_does_not_fit(desk, sql):
    publish(desk, SORRY)
    sara = member(desk)
    (made,) = vouchers.issue_vouchers(desk, "sorry", member_ids=[sara])
    sell(desk, sara, 90_000, codes=(made.typed,))
    assert_sound(desk)
    with desk.change(Permission.SALE_RECORD) as change:
        change.db.execute_sql(sql)
    broken = check(desk.db.execute_sql, desk.clock())
    assert broken
    assert all(one.ids == (made.id,) for one in broken)
