"""Gift cards and wallets: every vector and edge case of prepaid money, by the steps of a sale."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from loyaldesk.domain import errors
from loyaldesk.domain.accounts import CODE_LENGTH, Account, new_gift_card_code
from loyaldesk.domain.cards import is_bank_card
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import accounts, members, prepaid, staff, words
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store.check import INVARIANTS
from loyaldesk.store.fields import utc_text
from tests.conftest import desk_of
from tests.makers import make_member

UNIT = 100
"""Foreign money of a vector is counted in hundredths."""

_serial = count(1)
MINE = (
    "an account holds the sum of its entries",
    "a sale is paid by gift cards and wallets as their entries say",
)


def act(desk: Desk, step: Callable[[Change], object]) -> object:
    with desk.change(Permission.SALE_RECORD) as change:
        return step(change)


def sale(
    change: Change, member_id: int, *, kind: str = "sale", of: int | None = None,
    gift_card_rial: int = 0, wallet_rial: int = 0,
) -> int:  # fmt: skip
    """Store the bare row of a sale: its movements are what is tested here."""
    n, now = next(_serial), utc_text(change.now)
    row = {
        "key": f"s{n}", "receipt": n, "kind": kind, "member_id": member_id, "amount_rial": 0,
        "paid_points": 0, "paid_rial": 0, "net_rial": 0, "earned": 0, "tier": "", "sold_at": now,
        "sold_on": change.today.isoformat(), "basis_on": change.today.isoformat(), "made_at": now,
        "operator_id": change.desk.operator.id, "till": "1", "source": "counter",
        "outside_receipt": "", "reward_rial": 0, "prepaid_rial": 0, "discount_rial": 0,
        "tax_rial": 0, "gift_card_rial": gift_card_rial, "wallet_rial": wallet_rial,
        "reverses_id": of if kind == "reversal" else None,
        "returns_id": of if kind == "return" else None,
    }  # fmt: skip
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    done = change.db.execute_sql(
        f"INSERT INTO sale ({names}) VALUES ({marks})", tuple(row.values())
    )
    return int(done.lastrowid)


def sold(desk: Desk, member_id: int, rial: int, code: str = "") -> tuple[int, Account]:
    def step(change: Change) -> tuple[int, Account]:
        new = sale(change, member_id)
        return new, accounts.sell_gift_card(change, code, rial, new)

    return act(desk, step)


def topped(desk: Desk, member_id: int, rial: int) -> int:
    def step(change: Change) -> int:
        new = sale(change, member_id)
        accounts.top_up(change, member_id, rial, new)
        return new

    return act(desk, step)


def paid(
    desk: Desk, member_id: int, to_pay: int, *asked: tuple[str, int | None]
) -> tuple[int, int]:
    """Pay with gift cards; return the sale and what they paid of it."""

    def step(change: Change) -> tuple[int, int]:
        planned = accounts.plan_gift_cards(change.db, asked, to_pay, change.today)
        rial = sum(part for _, part in planned)
        new = sale(change, member_id, gift_card_rial=rial)
        accounts.pay_gift_cards(change, planned, new)
        return new, rial

    return act(desk, step)


def paid_by_wallet(desk: Desk, member_id: int, rial: int) -> int:
    def step(change: Change) -> int:
        new = sale(change, member_id, wallet_rial=rial)
        accounts.pay_from_wallet(change, member_id, rial, new)
        return new

    return act(desk, step)


def undone(desk: Desk, sale_id: int) -> int:
    def step(change: Change) -> int:
        member, card, wallet = change.db.execute_sql(
            "SELECT member_id, gift_card_rial, wallet_rial FROM sale WHERE id = ?", (sale_id,)
        ).fetchone()
        mirror = sale(
            change, member, kind="reversal", of=sale_id, gift_card_rial=-card, wallet_rial=-wallet
        )
        accounts.undo(change, sale_id, mirror)
        return mirror

    return act(desk, step)


def returned(desk: Desk, sale_id: int, *, wallet: int = 0, cards: int = 0) -> int:
    def step(change: Change) -> int:
        member = change.db.execute_sql(
            "SELECT member_id FROM sale WHERE id = ?", (sale_id,)
        ).fetchone()[0]
        new = sale(
            change, member, kind="return", of=sale_id, gift_card_rial=-cards, wallet_rial=-wallet
        )
        accounts.give_back(change, sale_id, new, wallet, cards)
        return new

    return act(desk, step)


def left(desk: Desk, code: str) -> int:
    return prepaid.balance(desk, code).balance_rial


def purse(desk: Desk, member_id: int) -> int:
    return prepaid.wallet(desk, member_id).balance_rial


@pytest.fixture
def member(desk: Desk) -> Iterator[int]:
    """A member; whatever the test does, the books must be sound after it."""
    yield make_member(desk).id
    sound(desk)


def sound(desk: Desk) -> None:
    for name in MINE:
        assert desk.db.execute_sql(INVARIANTS[name]).fetchall() == [], name


@pytest.mark.parametrize(("to_pay", "pays", "stays"), [(11500, 10000, 0), (575, 575, 9425)])
def test_v_r11_a_gift_card_of_100_pays_what_it_has_and_never_more_than_is_due(
    desk, member, to_pay, pays, stays
):
    """115 less 100 leaves 15 to pay; 5.75 is paid whole and leaves 94.25 on the card."""
    _, card = sold(desk, member, 100 * UNIT, "GIFT-100")
    assert paid(desk, member, to_pay, ("GIFT-100", None))[1] == pays
    assert left(desk, card.code) == stays


def test_v_r12_two_gift_cards_of_100_on_2300_leave_2100_to_pay(desk, member):
    sold(desk, member, 100 * UNIT, "A1")
    sold(desk, member, 100 * UNIT, "A2")
    assert 2300 * UNIT - paid(desk, member, 2300 * UNIT, ("A1", None), ("A2", None))[1] == (
        2100 * UNIT
    )
    assert left(desk, "A1") == left(desk, "A2") == 0


def test_v_r15_and_v_r16_a_wallet_pays_115_and_a_top_up_in_the_same_receipt_comes_after(
    desk, member
):
    """V-R16: wallet 10, receipt of 100 with a top-up of 50: 10 are used, 50 stay."""
    topped(desk, member, 125 * UNIT)
    paid_by_wallet(desk, member, 115 * UNIT)

    def step(change: Change) -> None:
        new = sale(change, member, wallet_rial=10 * UNIT)
        accounts.pay_from_wallet(change, member, 10 * UNIT, new)
        accounts.top_up(change, member, 50 * UNIT, new)

    act(desk, step)
    assert purse(desk, member) == 50 * UNIT


def test_v_f4_a_gift_card_of_50_that_comes_back_is_empty_and_closed(desk, member):
    sale_id, card = sold(desk, member, 50 * UNIT)

    def step(change: Change) -> None:
        back = sale(change, member, kind="return", of=sale_id)
        accounts.take_back_prepaid(change, sale_id, back, [(card.code, 50 * UNIT)])

    act(desk, step)
    assert left(desk, card.code) == 0
    with pytest.raises(errors.GiftCardRefused) as refused:
        paid(desk, member, 100, (card.code, None))
    assert refused.value.why == "closed"


def test_e14_a_gift_card_spent_below_its_price_is_not_taken_back(desk, member):
    sale_id, card = sold(desk, member, 50 * UNIT)
    paid(desk, member, 20 * UNIT, (card.code, None))
    with pytest.raises(errors.GiftCardSpent) as refused:
        undone(desk, sale_id)
    assert refused.value == errors.GiftCardSpent(card.code, 20 * UNIT)

    def step(change: Change) -> None:
        back = sale(change, member, kind="return", of=sale_id)
        accounts.take_back_prepaid(change, sale_id, back, [(card.code, 50 * UNIT)])

    with pytest.raises(errors.GiftCardSpent):
        act(desk, step)
    assert left(desk, card.code) == 30 * UNIT


def test_a_sale_undone_gives_back_what_paid_it_and_takes_what_it_gave(desk, member):
    _, card = sold(desk, member, 400)
    topped(desk, member, 300)

    def step(change: Change) -> int:
        new = sale(change, member, gift_card_rial=400, wallet_rial=250)
        accounts.pay_gift_cards(change, [(card.id, 400)], new)
        accounts.pay_from_wallet(change, member, 250, new)
        accounts.cashback(change, member, 60, new, "rule-1")
        return new

    sale_id = act(desk, step)
    assert (left(desk, card.code), purse(desk, member)) == (0, 110)
    undone(desk, sale_id)
    assert (left(desk, card.code), purse(desk, member)) == (400, 300)


def test_cashback_that_was_spent_stops_the_reversal(desk, member):
    def step(change: Change) -> int:
        new = sale(change, member)
        accounts.cashback(change, member, 60, new, "rule-1")
        return new

    sale_id = act(desk, step)
    paid_by_wallet(desk, member, 45)
    with pytest.raises(errors.WalletSpent) as refused:
        undone(desk, sale_id)
    assert (refused.value.wanted, refused.value.available) == (60, 15)

    def back(change: Change) -> int:
        new = sale(change, member, kind="return", of=sale_id)
        return accounts.take_back_cashback(change, sale_id, new, 40)

    assert act(desk, back) == 25  # 40 asked, 15 left
    assert purse(desk, member) == 0


def test_a_card_whose_sale_was_undone_is_sold_again_by_its_code(desk, member):
    """The amount was typed wrongly: undo, then sell the same printed card."""
    wrong, card = sold(desk, member, 5_000, "۱۲۳۴-X")
    undone(desk, wrong)
    _, again = sold(desk, member, 50_000, "1234-x")
    assert again.id == card.id
    assert paid(desk, member, 1_000, ("1234-X", None))[1] == 1_000
    with pytest.raises(errors.CodeInUse):
        sold(desk, member, 10, "1234-X")


def test_e64_one_name_space_holds_cards_members_and_gift_cards(desk, member):
    other = make_member(desk, code="old 77")
    for code in ("OLD77", other.number):
        with pytest.raises(errors.CodeInUse) as refused:
            sold(desk, member, 100, code)
        assert refused.value.by == "member"
    sold(desk, member, 100, "GC 1")
    with pytest.raises(errors.CodeInUse) as refused:
        members.link_code(desk, member, "gc1")
    assert refused.value.by == "gift_card"


def test_a_member_number_that_is_a_gift_card_is_passed_over(desk, member):
    number = int(members.resolve(desk, make_member(desk).number).number[1:])
    sold(desk, member, 100, f"M{number + 1}")
    assert make_member(desk).number == f"M{number + 2}"


@pytest.mark.parametrize("drawn", [0, 7, 123_456_789_012_345, 9 * 10**14 - 1])
def test_a_new_code_has_sixteen_digits_and_is_never_a_bank_card(drawn):
    code = new_gift_card_code(lambda most: min(drawn, most - 1))
    assert len(code) == CODE_LENGTH
    assert code.isdecimal()
    assert not is_bank_card(code)


def test_a_bank_card_is_not_sold_as_a_gift_card(desk, member):
    with pytest.raises(errors.BankCard):
        sold(desk, member, 100, "6037991234567893")


@pytest.mark.parametrize("why", ["unknown", "blocked", "expired", "empty", "twice"])
def test_a_card_that_cannot_pay_says_why(desk, clock, member, why):
    def step(change: Change) -> None:
        new = sale(change, member)
        accounts.sell_gift_card(change, "C9", 100, new, expires_on=date(2026, 12, 1))

    asked = [("C9", None)]
    if why != "unknown":
        act(desk, step)
    if why == "blocked":
        prepaid.block(desk, accounts.card_by_code(desk.db, "c9").id, "lost")
    if why == "expired":
        clock.forward(days=10)
        assert paid(desk, member, 1, ("C9", None))[1] == 1  # on its last day it still pays
        clock.forward(days=1)
    if why == "empty":
        paid(desk, member, 100, ("C9", None))
    if why == "twice":
        asked = [("C9", 40), ("c 9", 40)]
    with pytest.raises(errors.GiftCardRefused) as refused:
        paid(desk, member, 500, *asked)
    assert refused.value.why == why


@pytest.mark.parametrize("code", ["", " ", "\0", "\ud800"])
def test_what_is_no_code_at_all_is_an_unknown_card(desk, member, code):
    with pytest.raises(errors.GiftCardRefused):
        paid(desk, member, 500, (code, None))
    with pytest.raises(errors.GiftCardRefused):
        prepaid.balance(desk, code)


def test_more_than_a_card_or_wallet_has_is_refused_with_what_it_has(desk, member):
    sold(desk, member, 100, "C9")
    with pytest.raises(errors.NotEnoughMoney) as refused:
        paid(desk, member, 500, ("C9", 150))
    assert refused.value == errors.NotEnoughMoney(150, 100)
    with pytest.raises(errors.NotEnoughMoney) as refused:
        paid_by_wallet(desk, member, 5)
    assert refused.value == errors.NotEnoughMoney(5, 0)
    with pytest.raises(BadInput):
        paid(desk, member, 500, ("C9", 0))
    assert paid(desk, member, 0, ("C9", None))[1] == 0
    assert left(desk, "C9") == 100


def test_a_return_goes_back_to_the_cards_in_reverse_order_and_two_are_as_one(desk, member):
    sold(desk, member, 100, "A1")
    sold(desk, member, 100, "A2")
    sale_id, _ = paid(desk, member, 150, ("A1", None), ("A2", None))
    returned(desk, sale_id, cards=30)
    assert (left(desk, "A1"), left(desk, "A2")) == (0, 80)
    back = returned(desk, sale_id, cards=40)
    assert (left(desk, "A1"), left(desk, "A2")) == (20, 100)
    undone(desk, back)
    assert (left(desk, "A1"), left(desk, "A2")) == (0, 80)
    returned(desk, sale_id, cards=120)
    assert (left(desk, "A1"), left(desk, "A2")) == (100, 100)
    with pytest.raises(BadInput):
        act(desk, lambda c: accounts.give_back(c, sale_id, sale_id, 0, 1))


def test_a_return_of_a_top_up_takes_it_out_again_and_its_undo_puts_it_back(desk, member):
    sale_id = topped(desk, member, 100)

    def step(change: Change) -> int:
        back = sale(change, member, kind="return", of=sale_id)
        accounts.take_back_prepaid(change, sale_id, back, [("", 70)])
        return back

    back = act(desk, step)
    assert purse(desk, member) == 30
    with pytest.raises(BadInput):
        act(desk, step)  # 70 more were never bought
    undone(desk, back)
    assert purse(desk, member) == 100


def test_a_merge_moves_the_wallet_and_later_undos_reach_it(desk, member):
    into = make_member(desk).id
    topped(desk, member, 100)
    sale_id = paid_by_wallet(desk, member, 30)

    def merge(change: Change) -> int:
        moved = accounts.move_wallet(change, member, into)
        change.db.execute_sql("UPDATE member SET merged_into_id = ? WHERE id = ?", (into, member))
        return moved

    assert act(desk, merge) == 70
    assert (purse(desk, member), purse(desk, into)) == (0, 70)
    undone(desk, sale_id)
    assert (purse(desk, member), purse(desk, into)) == (0, 100)
    assert act(desk, lambda c: accounts.move_wallet(c, into, member, most_rial=70)) == 70
    assert (purse(desk, member), purse(desk, into)) == (70, 30)
    assert act(desk, lambda c: accounts.move_wallet(c, 9_999, member)) == 0


def test_a_wallet_shows_its_movements_newest_first(desk, member):
    assert prepaid.wallet(desk, member) == prepaid.Wallet(None, 0, ())
    topped(desk, member, 100)
    paid_by_wallet(desk, member, 30)
    prepaid.correct_wallet(desk, member, 5, "sorry", key="k")
    shown = prepaid.wallet(desk, member)
    assert [(row.kind, row.rial) for row in shown.entries] == [
        ("correct", 5), ("pay", -30), ("top_up", 100),
    ]  # fmt: skip
    assert shown.entries[0].reason == "sorry"
    assert shown.entries[0].operator == "Maryam"


def test_a_correction_counts_once_and_never_below_zero(desk, member):
    _, card = sold(desk, member, 100)
    prepaid.correct(desk, card.id, -40, "counted", key="k1")
    prepaid.correct(desk, card.id, -40, "counted", key="k1")
    assert left(desk, card.code) == 60
    with pytest.raises(errors.KeyUsed):
        prepaid.correct(desk, card.id, -41, "counted", key="k1")
    with pytest.raises(errors.NotEnoughMoney):
        prepaid.correct(desk, card.id, -61, "counted", key="k2")
    for rial, reason in ((0, "x"), (5, " ")):
        with pytest.raises(BadInput):
            prepaid.correct(desk, card.id, rial, reason, key="k3")
    with pytest.raises(errors.Missing):
        prepaid.correct(desk, 9_999, 5, "counted", key="k4")


def test_nobody_corrects_the_own_wallet_or_one_of_an_erased_member(desk, member):
    staff.link_member(desk, desk.operator.id, member)
    with pytest.raises(errors.OwnRecord):
        prepaid.correct_wallet(desk, member, 5, "for me", key="k")
    other = make_member(desk).id
    members.erase(desk, other)
    with pytest.raises(errors.MemberErased):
        prepaid.correct_wallet(desk, other, 5, "late", key="k")


def test_a_blocked_card_keeps_its_money_and_pays_again_when_it_is_found(desk, member):
    _, card = sold(desk, member, 100, "C9")
    prepaid.block(desk, card.id, "lost")
    assert prepaid.balance(desk, "C9").refusal == "blocked"
    with pytest.raises(errors.Missing):
        prepaid.block(desk, card.id, "twice")
    prepaid.unblock(desk, card.id)
    assert paid(desk, member, 30, ("C9", None))[1] == 30


def test_what_the_club_owes_is_told_without_whole_codes(desk, member):
    _, card = sold(desk, member, 100)
    sold(desk, member, 70, "C9")
    paid(desk, member, 70, ("C9", None))
    topped(desk, member, 30)
    owed = prepaid.gift_cards(desk)
    assert (owed.gift_cards, owed.gift_card_rial, owed.wallets, owed.wallet_rial) == (1, 100, 1, 30)
    assert [row.code_end for row in owed.rows] == [card.code[-4:]]
    assert len(prepaid.gift_cards(desk, everything=True).rows) == 2


def test_who_may_not_take_gift_cards_cannot_pay_with_one(desk, member):
    _, card = sold(desk, member, 100)
    marketing = desk_of(desk, Role.MARKETING)
    with pytest.raises(errors.PermissionDenied), desk.change(Permission.SALE_RECORD) as change:
        change.desk = marketing
        accounts.pay_gift_cards(change, [(card.id, 10)], 1)


def test_the_file_itself_refuses_to_take_more_than_there_is(desk, member):
    sold(desk, member, 100)
    with pytest.raises(Exception, match="not enough money"):
        act(
            desk,
            lambda c: c.db.execute_sql(
                "INSERT INTO account_entry (account_id, key, kind, rial, reason, at, on_day,"
                " operator_id, till) VALUES (1, 'x', 'pay', -101, '', '', '', 1, '')"
            ),
        )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sell", "top_up", "pay_card", "pay_wallet", "undo", "give_back"]),
        st.integers(0, 7),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=25,
)


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=STEPS)
def test_any_sequence_keeps_every_balance_the_sum_of_its_entries_and_above_zero(
    desk, member, steps
):
    """Selling, paying, undoing and giving back in any order; what is refused changes nothing."""
    sales: list[int] = []
    codes: list[str] = []
    before = desk.db.execute_sql("SELECT COALESCE(SUM(balance_rial), 0) FROM account").fetchone()[0]
    put, out = 0, 0
    for what, which, rial in steps:
        try:
            if what == "sell":
                new, card = sold(desk, member, rial)
                codes.append(card.code)
                put += rial
            elif what == "top_up":
                new, put = topped(desk, member, rial), put + rial
            elif what == "pay_card" and codes:
                new, part = paid(desk, member, rial, (codes[which % len(codes)], None))
                out += part
            elif what == "pay_wallet":
                new, out = paid_by_wallet(desk, member, rial), out + rial
            elif sales and what == "undo":
                at = sales[which % len(sales)]
                flow = desk.db.execute_sql(
                    "SELECT COALESCE(SUM(rial), 0) FROM account_entry WHERE sale_id = ?", (at,)
                ).fetchone()[0]
                undone(desk, at)
                sales.remove(at)
                put -= flow
                continue
            elif sales:
                at = sales[which % len(sales)]
                card, purse_ = desk.db.execute_sql(
                    "SELECT gift_card_rial, wallet_rial FROM sale WHERE id = ?", (at,)
                ).fetchone()
                cards, wallet = min(card, rial), min(purse_, rial)
                new = returned(desk, at, cards=cards, wallet=wallet)
                put += cards + wallet
            else:
                continue
        except ClubError:
            continue
        except IntegrityError as refused:  # the file's own rules of returns and reversals
            if not re.search("return|came back", str(refused)):
                raise
            continue
        sales.append(new)
    sound(desk)
    after, lowest = desk.db.execute_sql(
        "SELECT COALESCE(SUM(balance_rial), 0), COALESCE(MIN(balance_rial), 0) FROM account"
    ).fetchone()
    assert after - before == put - out
    assert lowest >= 0


@pytest.mark.parametrize(
    "error",
    [
        *(errors.GiftCardRefused("C9", why) for why in (
            "unknown", "blocked", "closed", "expired", "empty", "twice")),
        *(errors.CodeInUse("C9", by) for by in ("member", "gift_card", "voucher")),
        errors.NotEnoughMoney(150, 100), errors.GiftCardSpent("C9", 20), errors.WalletSpent(60, 15),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_refusal_has_a_sentence_of_its_own(error, language):
    set_look(Look(language, "jalali", "toman"))
    plain = words.words(ClubError())
    said = words.words(error)
    assert said != plain
    assert "{" not in said
