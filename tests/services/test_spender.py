"""Who spends is who they say: proofs, wrong tries, and the day after another mobile (E62)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.secrets import WeakSecret
from loyaldesk.domain.spender import Proof, Tries, Verified
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import cards, club, members, spender, staff, words
from loyaldesk.services.desk import Desk
from loyaldesk.store.secrets import TEST
from loyaldesk.store.spender import spender as stored
from tests.conftest import NOON, desk_of
from tests.makers import make_member

RULES = Programme.plain()
RULES = replace(RULES, spending=replace(RULES.spending, check_above_points=100, hold_hours=24))
MOBILE = "09123456781"


@pytest.fixture
def member(desk: Desk) -> int:
    return make_member(desk, mobile=MOBILE).id


@pytest.fixture
def cashier(desk: Desk) -> Desk:
    return desk_of(desk, Role.CASHIER)


def spend(desk: Desk, member_id: int, points: int, verified: Verified | None = None) -> None:
    with desk.change(Permission.SALE_RECORD) as change:
        spender.require_proof(change, member_id, points, RULES, verified)


def why(desk: Desk, member_id: int, proof: Proof) -> str:
    with pytest.raises(errors.SpenderNotProved) as refused:
        spender.verify(desk, member_id, proof, cost=TEST)
    return refused.value.why


def change_mobile(desk: Desk, member_id: int, mobile: str) -> None:
    form, version = members.open_form(desk, member_id)
    members.edit(desk, member_id, replace(form, mobile=mobile), version)


def test_up_to_the_limit_nothing_is_asked_and_above_it_a_proof(desk, cashier, member):
    spend(cashier, member, 100)
    with pytest.raises(errors.SpenderNotProved) as refused:
        spend(cashier, member, 101)
    assert refused.value.why == "needed"
    assert desk.db.execute_sql("SELECT COUNT(*) FROM spender").fetchone()[0] == 0


def test_money_of_the_wallet_weighs_as_much_as_the_points_that_would_pay_it(desk, cashier, member):
    """A point pays 1,000 Rial: 60 points and 40,000 Rial are 100, one Rial more is 101."""
    club.publish_programme(desk, RULES)
    for rial, asked in ((40_000, False), (40_001, True)):
        assert (spender.needs(cashier, member, 60, wallet_rial=rial) is not None) is asked
        with cashier.change(Permission.SALE_RECORD) as change:
            if asked:
                with pytest.raises(errors.SpenderNotProved):
                    spender.require_proof(change, member, 60, RULES, None, wallet_rial=rial)
            else:
                spender.require_proof(change, member, 60, RULES, None, wallet_rial=rial)


def test_a_limit_of_zero_never_asks(cashier, member):
    never = replace(RULES, spending=replace(RULES.spending, check_above_points=0))
    with cashier.change(Permission.SALE_RECORD) as change:
        spender.require_proof(change, member, 10**6, never, None)


def test_the_card_with_the_end_of_the_mobile_proves_it(cashier, member):
    card = cards.issue(cashier, member)
    verified = spender.verify(cashier, member, Proof(card=f" {card} ", last4="۶۷۸۱"), cost=TEST)
    assert verified == Verified(member, "card", NOON)
    spend(cashier, member, 500, verified)
    assert why(cashier, member, Proof(card=card, last4="6782")) == "wrong"
    assert why(cashier, member, Proof(card=card, last4="1")) == "wrong"
    assert why(cashier, member, Proof(card=card)) == "needed"


def test_only_an_active_card_of_this_member_proves_anything(desk, cashier, member):
    old = cards.issue(desk, member)
    old_id = next(c.id for c in cards.of_member(desk, member) if c.typed == old)
    new = cards.replace(desk, old_id, "lost")
    other = make_member(desk)
    foreign = cards.issue(desk, other.id)
    number = members.resolve(desk, MOBILE).number
    for code in (old, foreign, number, MOBILE):
        assert why(cashier, member, Proof(card=code, last4="6781")) == "wrong"
    assert spender.verify(cashier, member, Proof(card=new, last4="6781"), cost=TEST)


def test_a_proof_the_member_never_had_is_not_counted_as_wrong(desk, cashier, member):
    assert why(cashier, member, Proof(pin="4827")) == "unset"
    assert why(cashier, member, Proof(card="x", last4="6781")) == "unset"  # no card was given out
    assert stored(desk.db, member).tries == Tries()


def test_the_pin_proves_it_in_digits_of_any_keyboard(cashier, member):
    spender.set_pin(cashier, member, "۴۸۲۷", cost=TEST)
    verified = spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)
    spend(cashier, member, 500, verified)
    assert why(cashier, member, Proof(pin="4828")) == "wrong"


def test_the_family_word_proves_it_in_any_spelling(cashier, member):
    spender.set_word(cashier, member, "باغ كوچك", cost=TEST)
    assert spender.verify(cashier, member, Proof(word=" باغ  کوچک "), cost=TEST).way == "word"
    assert why(cashier, member, Proof(word="باغ بزرگ")) == "wrong"


def test_a_proof_is_of_one_member_and_holds_ten_minutes(desk, clock, cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    verified = spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)
    with pytest.raises(errors.SpenderNotProved):
        spend(cashier, make_member(desk).id, 101, verified)
    clock.forward(minutes=10)
    spend(cashier, member, 101, verified)
    clock.forward(seconds=1)
    with pytest.raises(errors.SpenderNotProved):
        spend(cashier, member, 101, verified)
    clock.forward(days=-1)
    with pytest.raises(errors.SpenderNotProved):
        spend(cashier, member, 101, verified)


def test_five_wrong_tries_in_a_row_lock_for_fifteen_minutes(clock, cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    for _ in range(4):
        assert why(cashier, member, Proof(pin="1739")) == "wrong"
    spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)  # a right one counts anew
    for _ in range(4):
        assert why(cashier, member, Proof(pin="1739")) == "wrong"
    with pytest.raises(errors.SpenderNotProved) as refused:
        spender.verify(cashier, member, Proof(pin="1739"), cost=TEST)
    assert refused.value == errors.SpenderNotProved("locked", NOON + timedelta(minutes=15))
    assert why(cashier, member, Proof(pin="4827")) == "locked"
    clock.forward(minutes=14, seconds=59)
    assert why(cashier, member, Proof(pin="4827")) == "locked"
    clock.forward(seconds=1)
    assert spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)


def test_the_fifth_try_may_still_be_the_right_one(cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    for _ in range(4):
        why(cashier, member, Proof(pin="1739"))
    assert spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)
    assert why(cashier, member, Proof(pin="1739")) == "wrong"


def test_a_clock_set_back_locks_for_fifteen_minutes_and_not_for_a_year(clock, cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    for _ in range(5):
        why(cashier, member, Proof(pin="1739"))
    clock.forward(days=-365)
    assert why(cashier, member, Proof(pin="4827")) == "locked"
    clock.forward(minutes=15)
    assert spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)


def test_wrong_and_right_proofs_stand_in_the_trail_without_the_secret(desk, cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    why(cashier, member, Proof(pin="1739"))
    spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)
    rows = desk.db.execute_sql(
        "SELECT act, result, detail FROM audit ORDER BY seq DESC LIMIT 3"
    ).fetchall()
    assert [(act, result) for act, result, _ in rows] == [
        ("spender.prove", "ok"), ("spender.prove", "failed"), ("spender.pin", "ok"),
    ]  # fmt: skip
    assert not any("4827" in detail or "1739" in detail for _, _, detail in rows)
    assert "4827" not in repr(Proof(pin="4827"))


def test_a_day_after_another_mobile_nothing_is_spent(clock, cashier, member):
    change_mobile(cashier, member, "09351112233")
    with pytest.raises(errors.SpendingOnHold) as refused:
        spend(cashier, member, 1)
    assert refused.value.until == NOON + timedelta(hours=24)
    clock.forward(hours=23, minutes=59)
    with pytest.raises(errors.SpendingOnHold):
        spend(cashier, member, 1)
    clock.forward(minutes=1)
    spend(cashier, member, 1)


def test_a_proof_does_not_lift_the_hold(cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    change_mobile(cashier, member, "09351112233")
    verified = spender.verify(cashier, member, Proof(pin="4827"), cost=TEST)
    with pytest.raises(errors.SpendingOnHold):
        spend(cashier, member, 1, verified)


def test_enrolling_another_name_or_no_mobile_at_all_holds_nothing(desk, cashier, member):
    form, version = members.open_form(cashier, member)
    members.edit(cashier, member, replace(form, first_name="Zahra"), version)
    spend(cashier, member, 1)
    change_mobile(desk, member, "")  # who sees it may take it away
    spend(cashier, member, 1)
    spend(cashier, make_member(desk).id, 1)
    change_mobile(cashier, member, MOBILE)  # a first mobile is another one too
    with pytest.raises(errors.SpendingOnHold):
        spend(cashier, member, 1)


def test_who_may_goes_on_without_proof_and_during_the_hold_and_it_is_written_down(desk, member):
    manager = desk_of(desk, Role.MANAGER)
    change_mobile(desk, member, "09351112233")
    spend(manager, member, 500)
    act, detail = desk.db.execute_sql(
        "SELECT act, detail FROM audit ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert act == "points.spend_unchecked"
    assert '"why": ["hold", "unproved"]' in detail


def test_what_is_needed_is_told_before_anybody_is_asked(desk, clock, cashier, member):
    club.publish_programme(desk, RULES)
    assert spender.needs(cashier, member, 100) is None
    assert spender.needs(cashier, member, 0) is None
    assert spender.needs(cashier, member, 101) == spender.Needed((), True, None, None, False)
    cards.issue(desk, member)
    spender.set_pin(desk, member, "4827", cost=TEST)
    spender.set_word(desk, member, "garden", cost=TEST)
    assert spender.needs(desk, member, 101).ways == ("card", "pin", "word")
    assert spender.needs(desk, member, 101).may_skip
    change_mobile(desk, member, "")
    assert spender.needs(cashier, member, 101).ways == ("pin", "word")
    for _ in range(5):
        why(cashier, member, Proof(pin="1739"))
    assert spender.needs(cashier, member, 101).locked_until == NOON + timedelta(minutes=15)
    change_mobile(desk, member, "09351112233")
    held = spender.needs(cashier, member, 5)
    assert (held.is_proof_asked, held.hold_until) == (False, NOON + timedelta(hours=24))


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("482", "spend_pin_length"), ("4827361", "spend_pin_length"), ("48a7", "spend_pin_length"),
        ("1111", "pin_repeat"), ("1212", "pin_repeat"), ("1221", "pin_repeat"),
        ("4774", "pin_repeat"), ("482482", "pin_repeat"), ("1234", "pin_run"), ("9876", "pin_run"),
        ("2468", "pin_run"), ("1367", "pin_date"), ("1990", "pin_date"), ("6781", "pin_phone"),
        ("159753", "pin_common"),
    ],
)  # fmt: skip
def test_a_pin_that_is_guessed_first_is_refused(cashier, member, pin, reason):
    with pytest.raises(WeakSecret) as refused:
        spender.set_pin(cashier, member, pin, cost=TEST)
    assert refused.value.why == reason
    assert not spender.proofs(cashier, member).has_pin


@pytest.mark.parametrize(
    ("word", "reason"), [("ab", "word_short"), ("a" * 61, "word_long"), ("SARA", "word_own")]
)
def test_a_word_everybody_knows_is_refused(cashier, member, word, reason):
    with pytest.raises(WeakSecret) as refused:
        spender.set_word(cashier, member, word, cost=TEST)
    assert refused.value.why == reason


def test_pin_and_word_can_be_taken_away(cashier, member):
    spender.set_pin(cashier, member, "4827", cost=TEST)
    spender.set_word(cashier, member, "garden", cost=TEST)
    assert spender.proofs(cashier, member) == spender.Proofs(True, True, None)
    spender.set_pin(cashier, member, "", cost=TEST)
    spender.set_word(cashier, member, " ", cost=TEST)
    assert spender.proofs(cashier, member) == spender.Proofs(False, False, None)
    assert why(cashier, member, Proof(pin="4827")) == "unset"


def test_nobody_makes_a_proof_for_the_own_record_or_for_nobody(desk, cashier, member):
    staff.link_member(desk, cashier.operator.id, member)
    with pytest.raises(errors.OwnRecord):
        spender.set_pin(cashier, member, "4827", cost=TEST)
    with pytest.raises(errors.Missing):
        spender.set_word(cashier, 9_999, "garden", cost=TEST)


def test_an_erased_member_leaves_no_proof_behind(desk, member):
    spender.set_pin(desk, member, "4827", cost=TEST)
    change_mobile(desk, member, "09351112233")
    members.erase(desk, member)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM spender").fetchone()[0] == 0
    with pytest.raises(errors.MemberErased):
        spender.set_pin(desk, member, "4827", cost=TEST)


@pytest.mark.parametrize(
    "error",
    [
        *(errors.SpenderNotProved(why) for why in ("needed", "wrong", "unset", "locked")),
        errors.SpendingOnHold(NOON, 1), errors.SpendingOnHold(NOON, 23),
        *(WeakSecret(why) for why in ("spend_pin_length", "word_short", "word_long", "word_own")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_refusal_has_a_sentence_of_its_own(error, language):
    set_look(Look(language, "jalali", "toman"))
    said = words.words(error)
    assert said != words.words(errors.ClubError())
    assert "{" not in said
