"""Two records that are one person: merged whole, and taken apart again (E56-E58, V-M1, V-M2)."""

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from loyaldesk.domain import errors
from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.promises import READY
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    agreements,
    cards,
    care,
    checking,
    club,
    complaints,
    contacts,
    families,
    feedback,
    members,
    members_list,
    merging,
    night,
    occasions,
    playbook_runs,
    playbooks,
    points,
    promises,
    prospects,
    requests,
    returns,
    reversals,
    staff,
    transfers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.return_drafts import ReturnDraft
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from loyaldesk.store import merging as store
from loyaldesk.store.database import open_club
from tests.conftest import NOON, StoppedClock
from tests.makers import make_member, make_sale


def give(desk, member_id, amount, key=""):
    points.correct(desk, member_id, amount, "counted", key=key or f"g{member_id}:{amount}")


def held(desk, member_id):
    balance = ledger.balance(desk.db, member_id)
    return balance.points - balance.debt


def lots(desk, member_id):
    """Return (points left, earned on, usable from, last day) of a member's open lots."""
    return desk.db.execute_sql(
        "SELECT points - used, earned_on, usable_from, expires_on FROM lot WHERE member_id = ?"
        " AND used < points ORDER BY expires_on, id",
        (member_id,),
    ).fetchall()


def whole(desk):
    """Return what every table says of who has what, but for the ledger's and trail's own rows."""
    asked = {
        **{table: f"SELECT id, {column} FROM {table} ORDER BY id"
           for table, column in store.MOVED.values()},
        "member": "SELECT id, state, state_reason, merged_into_id, mobile, email, referrer_id,"
        " birthday, tags, words, tier, tier_since FROM member ORDER BY id",
        "totals": "SELECT * FROM member_totals ORDER BY member_id",
        "balance": "SELECT member_id, points, debt FROM points_balance ORDER BY member_id",
        "lots": "SELECT member_id, expires_on, earned_on, usable_from, SUM(points - used) FROM lot"
        " WHERE used < points GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        "family": "SELECT * FROM family_member ORDER BY member_id",
        "spender": "SELECT * FROM spender ORDER BY member_id",
        "wallet": "SELECT member_id, balance_rial FROM account WHERE kind = 'wallet'"
        " AND balance_rial <> 0",
    }  # fmt: skip
    return {name: desk.db.execute_sql(sql).fetchall() for name, sql in asked.items()}


def sound(desk):
    return checking.check(desk) == []


@pytest.fixture
def two(desk):
    return make_member(desk).id, make_member(desk).id


def test_v_m1_100_and_200_become_300_and_nothing(desk, two):
    """odoo/odoo#171706: two cards, the second unusable."""
    other, kept = two
    give(desk, other, 200)
    give(desk, kept, 100)
    card = cards.issue(desk, other)
    merging.merge(desk, other, kept)
    assert (held(desk, kept), held(desk, other)) == (300, 0)
    assert members.identify(desk, card).id == kept
    assert sound(desk)


def test_v_m2_50_and_100_are_150_also_when_the_club_is_opened_again(desk, two, club_file, clock):
    """mautic/mautic#5964: the sum was wrong after a reload."""
    other, kept = two
    give(desk, other, 50)
    give(desk, kept, 100)
    merging.merge(desk, other, kept)
    assert held(desk, kept) == 150
    desk.db.close()
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert (held(again, kept), held(again, other)) == (150, 0)
    assert sound(again)
    again.db.close()


def test_lots_keep_their_own_dates(desk, two, clock):
    other, kept = two
    make_sale(desk, other, 5_000_000)
    clock.forward(days=40)
    make_sale(desk, kept, 3_000_000)
    before = lots(desk, other) + lots(desk, kept)
    merging.merge(desk, other, kept)
    assert lots(desk, kept) == before
    assert lots(desk, other) == []


def rich(desk, member_id):
    """Give a member something in every place that refers to one."""
    make_sale(desk, member_id, 7_000_000)
    members.write_note(desk, member_id, "likes blue")
    cards.issue(desk, member_id)
    members.link_code(desk, member_id, f"old {member_id}")
    with desk.change(Permission.MEMBER_EDIT) as change:
        run = change.db.execute_sql
        run("INSERT INTO rule_gain (rule, member_id, on_day, points) VALUES ('welcome', ?,"
            " '2026-11-21', 5)", (member_id,))  # fmt: skip
        run("INSERT INTO consent_event (member_id, channel, is_given, source, at, operator_id)"
            " VALUES (?, 'sms', 1, 'form', '2026-11-21T08:00:00Z', 1)", (member_id,))  # fmt: skip
        run("INSERT INTO voucher (code_key, typed, reward, document, member_id, state, source,"
            " valid_from, made_at, operator_id) VALUES (?, ?, 'r', '{}', ?, 'open', 'hand',"
            " '2026-11-21', '2026-11-21T08:00:00Z', 1)",
            (f"v{member_id}", f"V{member_id}", member_id))  # fmt: skip
        run("INSERT INTO reward_use (key, reward, member_id, points, rial, state, delivery, at,"
            " on_day, operator_id) VALUES (?, 'r', ?, 0, 0, 'taken', '', '2026-11-21T08:00:00Z',"
            " '2026-11-21', 1)", (f"u{member_id}", member_id))  # fmt: skip
        run("INSERT INTO stamp_entry (card, member_id, key, stamps, at, on_day, operator_id)"
            " VALUES ('coffee', ?, ?, 3, '2026-11-21T08:00:00Z', '2026-11-21', 1)",
            (member_id, f"s{member_id}"))  # fmt: skip
        run("INSERT INTO tier_hand (member_id, tier, reason, from_on, until_on, is_floor, at,"
            " operator_id, ended_at) VALUES (?, 'gold', 'x', '2026-01-01', '2026-02-01', 1,"
            " '2026-01-01T08:00:00Z', 1, NULL)", (member_id,))  # fmt: skip
        run("INSERT INTO account (kind, member_id, code_key, typed, state, state_reason,"
            " balance_rial, made_at) VALUES ('gift_card', ?, ?, 'G', 'open', '', 0,"
            " '2026-11-21T08:00:00Z')",
            (member_id, f"g{member_id}"))  # fmt: skip
        run("INSERT INTO spender (member_id, fails) VALUES (?, 0)", (member_id,))
        run("INSERT INTO mark_event (member_id, kind, was, becomes, on_day, why, operator_id)"
            " VALUES (?, 'stage', 'first', 'second', '2026-11-21', '', 1)",
            (member_id,))  # fmt: skip
        run("INSERT INTO let_go (key, member_id, act, reason, figures, state, made_at,"
            " operator_id, decision, version) VALUES (?, ?, 'stop_coupons', '', '{}', 'proposed',"
            " '2026-11-21T08:00:00Z', 1, '', 1)", (f"l{member_id}", member_id))  # fmt: skip
    make_member(desk, referrer_id=member_id)
    clerk = staff.add(desk, f"Clerk {member_id}", "cashier", "583920")
    care.set_owner(desk, [member_id], clerk)
    promise = date(2026, 11, 24)  # becomes a follow-up
    contacts.add(desk, ContactDraft(f"c{member_id}", member_id, promise="x", promise_on=promise))
    complaints.open(desk, complaints.ComplaintDraft(f"k{member_id}", "staff", "Rude", member_id))
    ask(desk, member_id)
    playbooks.switch_on(desk, ["service_complaint_opened"])
    playbook_runs.run(staff.system_desk(desk))
    staff.link_member(desk, clerk, member_id)


def ask(desk, member_id):
    """Let a member ask, say, agree to and order something."""
    requests.open_request(desk, RequestDraft(f"r{member_id}", "delivery", member_id))
    feedback.take(desk, FeedbackDraft(f"f{member_id}", "idea", "Tea", member_id))
    agreements.add(
        desk, AgreementDraft(f"a{member_id}", member_id, "contract", "Coffee", date(2027, 5, 1))
    )
    eve = NOON + timedelta(days=5)
    occasions.add(desk, OrderDraft(f"o{member_id}", "yalda", "Nuts", eve, member_id))
    caller = prospects.add(desk, ProspectDraft(f"p{member_id}", "Reza"))
    prospects.link(desk, caller.id, member_id, version=1)
    if not promises.promises(desk).promises:
        promises.save(desk, READY, 0)
    promises.tick(desk, "ack", is_kept=True, key=f"t{member_id}", member_id=member_id)


def test_e57_every_reference_moves_and_none_is_lost(desk, two):
    """twentyhq/twenty#23892: merging lost the timeline and left tasks without owner."""
    other, kept = two
    rich(desk, other)
    rich(desk, kept)
    before = store.counts(desk.db, other), store.counts(desk.db, kept)
    assert all(before[0].values()), before
    merging.merge(desk, other, kept)
    after = store.counts(desk.db, kept)
    assert after == {place: n + before[1][place] for place, n in before[0].items()}
    assert not any(store.counts(desk.db, other).values())


def test_every_reference_to_a_member_in_the_schema_is_known(desk):
    tables = desk.db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    known = set(store.MOVED.values()) | store.STAY
    found = {
        (table, row[3])
        for (table,) in tables
        for row in desk.db.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
        if row[2] == "member"
    }
    assert found - known == set()


def test_undone_at_once_everything_is_as_it_was(desk, two, clock):
    other, kept = two
    rich(desk, other)
    clock.forward(days=3)
    rich(desk, kept)
    families.make(desk, "Ahmadi", [other])
    before = whole(desk)
    merge_id = merging.merge(desk, other, kept)
    assert families.family_of(desk, kept).name == "Ahmadi"
    assert whole(desk) != before
    merging.undo(desk, merge_id)
    assert whole(desk) == before
    assert sound(desk)


def test_a_plan_says_what_will_happen_and_changes_nothing(desk, two):
    other, kept = two
    give(desk, other, 200)
    give(desk, kept, 100)
    make_sale(desk, other, 60_000_000)
    members.write_note(desk, other, "likes blue")
    before, acts = whole(desk), desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone()
    found = merging.plan(desk, other, kept)
    assert whole(desk) == before
    assert desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone() == acts
    earned = 600  # 60,000,000 / 100,000, at bronze 100 percent
    assert (found.points, found.points_after) == (200 + earned, 300 + earned)
    assert sorted(lot.left for lot in found.lots) == [200, earned]
    assert found.moved == {"code": 1, "sale": 1, "note": 1}
    assert (found.tier_before, found.tier_after) == ("bronze", "silver")
    assert found.until_on == date(2026, 12, 21)
    assert {c.field for c in found.conflicts} >= {"last_name", "mobile"}
    merging.merge(desk, other, kept)
    assert held(desk, kept) == found.points_after
    assert members.find(desk, "M1002")[0].tier == found.tier_after


def test_empty_fields_are_filled_and_emptied_again_unless_edited(desk):
    other = make_member(desk, email="a@b.ir", birthday=date(1990, 5, 1), tags=("vip",)).id
    kept = make_member(desk, mobile="").id
    mobile = members.open_form(desk, other)[0].mobile
    merge_id = merging.merge(desk, other, kept)
    form, version = members.open_form(desk, kept)
    assert (form.email, form.birthday, form.tags, form.mobile) == (
        "a@b.ir", date(1990, 5, 1), ("vip",), mobile,
    )  # fmt: skip
    members.edit(desk, kept, replace(form, email="new@b.ir"), version)
    merging.undo(desk, merge_id)
    form, _ = members.open_form(desk, kept)
    assert (form.email, form.birthday, form.tags, form.mobile) == ("new@b.ir", None, (), "")


def test_a_merged_record_is_found_nowhere_but_leads_to_the_kept_one(desk):
    other = make_member(desk, first_name="Zahra", last_name="Pourmand", mobile="09123334455").id
    kept = make_member(desk).id
    merge_id = merging.merge(desk, other, kept)
    assert members.identify(desk, "M1001").id == kept
    assert members.identify(desk, "0912 333 4455").id == kept
    assert [hit.id for hit in members.find(desk, "Pourmand")] == [kept]
    assert list(members_list.ids(desk, members_list.Filter())) == [kept]
    assert merging.merged_ids(desk.db, kept) == [other]
    with pytest.raises(errors.MemberMerged) as refused:
        members.set_blocked(desk, other, blocked=False)
    assert "M1001" in words(refused.value)
    merging.undo(desk, merge_id)
    assert [hit.id for hit in members.find(desk, "Pourmand")] == [other]
    assert members.identify(desk, "M1001").id == other


def owing(desk, member_id, debt):
    """Let a member owe points: earned ones are spent, then the sale is taken back."""
    earned = make_sale(desk, member_id, debt * 100_000)
    make_sale(desk, member_id, 10_000, pay_points=10)
    while held(desk, member_id) > 5:
        make_sale(desk, member_id, held(desk, member_id) * 1_000,
                  pay_points=held(desk, member_id))  # fmt: skip
    reversals.reverse_sale(desk, earned.sale_id)


@pytest.mark.parametrize(
    ("debt_of_other", "plus"), [(True, 30), (True, 500), (False, 30), (False, 500)]
)
def test_a_debt_is_netted_and_goes_home_with_the_undo(desk, two, debt_of_other, plus):
    other, kept = two
    debtor, rich_one = (other, kept) if debt_of_other else (kept, other)
    owing(desk, debtor, 100)
    give(desk, rich_one, plus)
    sums = held(desk, other), held(desk, kept)
    assert min(sums) < -50
    before = whole(desk)
    merge_id = merging.merge(desk, other, kept)
    assert (held(desk, other), held(desk, kept)) == (0, sum(sums))
    assert sound(desk)
    merging.undo(desk, merge_id)
    assert (held(desk, other), held(desk, kept)) == sums
    assert whole(desk) == before
    assert sound(desk)


def test_what_was_spent_meanwhile_stays_spent_and_the_plan_says_so(desk, two):
    other, kept = two
    give(desk, other, 200)
    merge_id = merging.merge(desk, other, kept)
    make_sale(desk, kept, 50_000, pay_points=50)
    found = merging.plan_undo(desk, merge_id)
    assert (found.points_back, found.points_gone) == (150, 50)
    done = merging.undo(desk, merge_id)
    assert done == found
    assert held(desk, other) == 150
    assert sound(desk)


def test_a_sale_from_before_the_merge_is_taken_back_after_it(desk, two):
    other, kept = two
    sale = make_sale(desk, other, 5_000_000)  # 50 points
    give(desk, kept, 30)
    merge_id = merging.merge(desk, other, kept)
    make_sale(desk, kept, 10_000, pay_points=10)
    assert held(desk, kept) == 70
    reversals.reverse_sale(desk, sale.sale_id)
    assert (held(desk, kept), held(desk, other)) == (20, 0)
    assert sound(desk)
    merging.undo(desk, merge_id)
    assert (held(desk, kept), held(desk, other)) == (20, 0)
    assert sound(desk)


def test_points_spent_before_the_merge_come_back_after_it(desk, two):
    other, kept = two
    give(desk, other, 80)
    sale = make_sale(desk, other, 30_000, pay_points=30)
    merge_id = merging.merge(desk, other, kept)
    reversals.reverse_sale(desk, sale.sale_id)
    assert (held(desk, kept), held(desk, other)) == (80, 0)
    assert sound(desk)
    merging.undo(desk, merge_id)
    assert (held(desk, kept), held(desk, other)) == (0, 80)
    assert sound(desk)


def test_points_that_expired_after_the_merge_are_not_taken_twice(desk, two, clock):
    other, kept = two
    sale = make_sale(desk, other, 5_000_000)
    merging.merge(desk, other, kept)
    clock.forward(days=400)
    night.run(desk, date_is_right=True)
    assert held(desk, kept) == 0
    reversals.reverse_sale(desk, sale.sale_id)
    assert (held(desk, kept), held(desk, other)) == (0, 0)
    assert sound(desk)


def test_a_bonus_of_the_kept_record_for_a_sale_of_the_other_stays_when_they_part(desk, two):
    other, kept = two
    sale = make_sale(desk, other, 5_000_000).sale_id
    with desk.change(Permission.MEMBER_EDIT) as change:
        for whose, rule_ in ((kept, "brought"), (other, "first")):
            change.db.execute_sql(
                "INSERT INTO rule_gain (rule, member_id, on_day, points, sale_id)"
                " VALUES (?, ?, '2026-11-21', 5, ?)", (rule_, whose, sale),
            )  # fmt: skip
    ask = "SELECT rule, member_id FROM rule_gain ORDER BY id"
    before = desk.db.execute_sql(ask).fetchall()
    merge_id = merging.merge(desk, other, kept)
    merging.undo(desk, merge_id)
    assert desk.db.execute_sql(ask).fetchall() == before


def test_a_chain_works_and_is_undone_in_reverse_order_only(desk, two):
    first, second = two
    third = make_member(desk).id
    sale = make_sale(desk, first, 5_000_000)
    give(desk, second, 7)
    before = whole(desk)
    one = merging.merge(desk, first, second)
    two_ = merging.merge(desk, second, third)
    assert held(desk, third) == 57
    assert members.identify(desk, "M1001").id == third
    assert set(merging.merged_ids(desk.db, third)) == {first, second}
    with pytest.raises(errors.CannotUnmerge) as refused:
        merging.undo(desk, one)
    assert "first" in words(refused.value)
    reversals.reverse_sale(desk, sale.sale_id)
    assert held(desk, third) == 7
    assert sound(desk)
    merging.undo(desk, two_)
    assert sound(desk)
    merging.undo(desk, one)
    assert sound(desk)
    assert whole(desk)["code"] == before["code"]
    assert [held(desk, m) for m in (first, second, third)] == [0, 7, 0]


def test_the_same_merge_twice_and_a_record_into_itself_are_refused_with_a_sentence(desk, two):
    other, kept = two
    third = make_member(desk).id
    merging.merge(desk, other, kept)
    for pair, why in (((other, kept), "merged"), ((kept, kept), "itself"),
                      ((third, other), "into merged")):  # fmt: skip
        with pytest.raises(errors.CannotMerge) as refused:
            merging.merge(desk, *pair)
        assert refused.value.why == why
        assert words(refused.value) != "This cannot be done."
    members.erase(desk, third)
    with pytest.raises(errors.MemberErased):
        merging.merge(desk, kept, third)
    with pytest.raises(errors.Missing):
        merging.merge(desk, kept, 999)


def test_a_merge_is_undone_within_30_days_and_once(desk, two, clock):
    other, kept = two
    merge_id = merging.merge(desk, other, kept)
    clock.forward(days=31)
    with pytest.raises(errors.CannotUnmerge) as refused:
        merging.undo(desk, merge_id)
    assert (refused.value.why, refused.value.day) == ("too late", date(2026, 12, 21))
    clock.now = NOON + timedelta(days=30)
    merging.undo(desk, merge_id)
    with pytest.raises(errors.CannotUnmerge):
        merging.undo(desk, merge_id)
    again = merging.merge(desk, other, kept)
    assert [m.id for m in merging.merges_of(desk, kept)] == [again]


def test_nobody_merges_a_record_of_their_own(desk, two):
    other, kept = two
    staff.link_member(desk, desk.operator.id, other)
    with pytest.raises(errors.OwnRecord):
        merging.merge(desk, other, kept)


def test_erasing_the_person_erases_the_merged_record_too(desk):
    other = make_member(desk, first_name="Zahra", last_name="Pourmand").id
    kept = make_member(desk).id
    merge_id = merging.merge(desk, other, kept)
    members.erase(desk, kept)
    row = desk.db.execute_sql("SELECT name, mobile, state FROM member WHERE id = ?", (other,))
    assert row.fetchone() == ("", "", "erased")
    with pytest.raises(errors.MemberErased):
        merging.undo(desk, merge_id)
    assert sound(desk)


def test_the_check_names_a_merged_member_that_holds_points(desk, two):
    other, kept = two
    merging.merge(desk, other, kept)
    with desk.change(Permission.POINTS_ADJUST) as change:
        points.opening_balance(change, other, 5, None, key="smuggled")
    broken = {b.name: b.ids for b in checking.check(desk)}
    assert broken["a merged member holds nothing"] == (other,)


def test_a_rule_that_gives_once_in_a_lifetime_gives_no_more_after_a_merge(desk, two):
    rules = Programme.plain()
    once = replace(rules.rules[0], code="first", once=True)
    club.publish_programme(desk, replace(rules, rules=(once,)))
    other, kept = two
    gains = [make_sale(desk, other, 1_000_000).points, make_sale(desk, other, 1_000_000).points]
    assert gains == [10, 0]
    merging.merge(desk, other, kept)
    assert make_sale(desk, kept, 1_000_000).points == 0


DEEP = False


class Bookkeeping(RuleBasedStateMachine):
    """Any sequence of sales, reversals, corrections, merges, undos and days keeps every law."""

    @initialize(data=st.data())
    def begin(self, data):
        self.clock = StoppedClock()
        self.desk = Desk(open_club(self.fresh()), self.owner, clock=self.clock)
        self.members = [make_member(self.desk).id for _ in range(4)]
        self.merges, self.sales, self.returned, self.serial = [], [], set(), 0

    def alive(self):
        return [m for m in self.members if store.kept(self.desk.db, m) == m]

    def total(self):
        return sum(held(self.desk, m) for m in self.members)

    def next(self):
        self.serial += 1
        return f"k{self.serial}"

    @rule(pick=st.integers(0, 3), amount=st.integers(1, 90), pay=st.integers(0, 40))
    def sell(self, pick, amount, pay):
        alive = self.alive()
        member = alive[pick % len(alive)]
        pay = min(pay, families.spendable(self.desk.db, member, self.desk.today()), amount)
        sale = make_sale(self.desk, member, amount * 100_000, pay_points=pay, key=self.next())
        self.sales.append(sale.sale_id)

    @precondition(lambda self: self.sales)
    @rule(pick=st.integers(0, 50))
    def take_back(self, pick):
        sale = self.sales.pop(pick % len(self.sales))
        if sale not in self.returned:
            reversals.reverse_sale(self.desk, sale)

    @precondition(lambda self: self.sales)
    @rule(pick=st.integers(0, 50), amount=st.integers(1, 90))
    def bring_back(self, pick, amount):
        sale = self.sales[pick % len(self.sales)]
        draft = ReturnDraft(sale, self.next(), amount_rial=amount * 100_000)
        with suppress(errors.MoreThanSold, errors.CannotReturn):
            returns.return_goods(self.desk, draft)
            self.returned.add(sale)

    @rule(pick=st.integers(0, 3), other=st.integers(1, 3), amount=st.integers(1, 40))
    def hand_over(self, pick, other, amount):
        alive = self.alive()
        one, two = alive[pick % len(alive)], alive[(pick + other) % len(alive)]
        with suppress(errors.NotEnoughPoints, errors.MemberOwes, BadInput):
            transfers.transfer(self.desk, one, two, amount, "x", key=self.next())

    @rule(pick=st.integers(0, 3))
    def join(self, pick):
        alive = self.alive()
        with suppress(errors.InFamily):
            families.make(self.desk, self.next(), [alive[pick % len(alive)]])
        found = [families.family_of(self.desk, member) for member in alive]
        first = next(one.id for one in found if one)
        for member in alive:
            with suppress(errors.InFamily):
                families.join(self.desk, first, member)

    @rule(pick=st.integers(0, 3), amount=st.integers(1, 60))
    def correct(self, pick, amount):
        alive = self.alive()
        points.correct(self.desk, alive[pick % len(alive)], amount, "x", key=self.next())

    @precondition(lambda self: len(self.alive()) > 1)
    @rule(pick=st.integers(0, 3), other=st.integers(1, 3))
    def merge(self, pick, other):
        alive = self.alive()
        one, two = alive[pick % len(alive)], alive[(pick + other) % len(alive)]
        if one != two:
            self.ended()
            before = self.total()
            self.merges.append(merging.merge(self.desk, one, two))
            assert self.total() == before

    @precondition(lambda self: self.merges)
    @rule(pick=st.integers(0, 5))
    def undo(self, pick):
        merge_id = self.merges[pick % len(self.merges)]
        self.ended()
        before = self.total()
        try:
            merging.undo(self.desk, merge_id)
        except errors.CannotUnmerge:
            return
        self.merges.remove(merge_id)
        assert self.total() == before

    @rule(days=st.integers(1, 200))
    def wait(self, days):
        self.clock.forward(days=days)

    @invariant()
    def lawful(self):
        if hasattr(self, "desk"):
            self.deep()

    def deep(self):
        """Look at the whole club after every step when DEEP is set: slow."""
        if DEEP:
            assert [(b.name, b.ids) for b in checking.check(self.desk)] == []

    def ended(self):
        """Let what is over be booked, so that the sums can be compared."""
        with self.desk.change(Permission.NIGHT_RUN) as change:
            for member in self.members:
                points.expire_member(change, member)

    def teardown(self):
        if hasattr(self, "desk"):
            assert [(b.name, b.ids) for b in checking.check(self.desk)] == []
            self.desk.db.close()


def test_any_sequence_of_sales_merges_and_undos_keeps_every_law(founded_club, tmp_path):
    serial = count()
    db = open_club(founded_club)
    Bookkeeping.owner = staff.by_name(db, "").brief
    db.close()
    Bookkeeping.fresh = lambda _: shutil.copy(founded_club, tmp_path / f"{next(serial)}.club")
    run_state_machine_as_test(
        Bookkeeping,
        settings=settings(
            max_examples=12, stateful_step_count=18, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
