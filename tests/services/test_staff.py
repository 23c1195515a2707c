"""Operators: a PIN each, counted tries, rights read at each act."""

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.domain.secrets import WeakSecret
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import club, members, reversals, staff
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale


def sign_in(desk, secret, operator_id=None):
    return staff.sign_in(desk.db, operator_id or desk.operator.id, secret, desk.clock, cost=TEST)


@pytest.mark.parametrize("typed", [PIN, "۵۸۳۹۲۰", "٥٨٣٩٢٠"])
def test_a_pin_is_the_same_in_all_digits(desk, typed):
    assert sign_in(desk, typed).id == desk.operator.id


def test_five_wrong_tries_lock_for_a_while_even_for_the_right_pin(desk, clock):
    for _ in range(5):
        with pytest.raises(errors.SignInRefused):
            sign_in(desk, "000001")
    with pytest.raises(errors.SignInRefused, match="locked"):
        sign_in(desk, PIN)
    clock.forward(seconds=31)
    assert sign_in(desk, PIN)


def test_ten_wrong_tries_lock_a_cashier_until_a_manager_helps(desk, clock):
    cashier = desk_of(desk, Role.CASHIER)
    for _ in range(10):
        with pytest.raises(errors.SignInRefused):
            sign_in(desk, "000001", cashier.operator.id)
        clock.forward(hours=1)
    clock.forward(days=30)
    with pytest.raises(errors.SignInRefused, match="locked for good"):
        sign_in(desk, "583920", cashier.operator.id)
    row = next(r for r in staff.operators(desk) if r.id == cashier.operator.id)
    staff.change_operator(
        desk, row.id, name=row.name, role=row.role, is_active=True, version=row.version
    )
    assert sign_in(desk, "583920", row.id)


def test_a_wrong_try_counts_before_the_answer_is_known(desk):
    with pytest.raises(errors.SignInRefused):
        sign_in(desk, "000001")
    fails = desk.db.execute_sql("SELECT fails FROM operator WHERE id = 1").fetchone()[0]
    assert fails == 1


def test_a_disabled_operator_is_refused_at_the_next_act(desk):
    cashier = desk_of(desk, Role.CASHIER)
    member = make_member(desk)
    make_sale(cashier, member.id)
    row = next(r for r in staff.operators(desk) if r.id == cashier.operator.id)
    staff.change_operator(
        desk, row.id, name=row.name, role=row.role, is_active=False, version=row.version
    )
    with pytest.raises(errors.PermissionDenied):
        make_sale(cashier, member.id)


def test_the_last_owner_stays(desk):
    row = staff.operators(desk)[0]
    with pytest.raises(errors.LastOwner):
        staff.change_operator(
            desk, row.id, name=row.name, role="manager", is_active=True, version=row.version
        )


@pytest.mark.parametrize("pin", ["123456", "111111", "12345", "abcdef", "۱۲۳۴۵۶"])
def test_a_pin_that_is_guessed_first_is_refused(desk, pin):
    with pytest.raises(WeakSecret):
        staff.add(desk, "New", Role.CASHIER, pin, cost=TEST)


def test_nobody_books_on_a_member_record_of_their_own(desk):
    """SAFETY 5, row 43."""
    member, cashier = make_member(desk), desk_of(desk, Role.CASHIER)
    sale = make_sale(desk, member.id)
    staff.link_member(desk, cashier.operator.id, member.id)
    assert {r.member_id for r in staff.operators(desk)} == {None, member.id}
    for act in (
        lambda: make_sale(cashier, member.id),
        lambda: reversals.reverse_sale(cashier, make_sale(desk, member.id).sale_id),
    ):
        with pytest.raises((errors.OwnRecord, errors.CannotReverse)):
            act()
        last = desk.db.execute_sql("SELECT result FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        assert last == ("refused",)
    assert reversals.reverse_sale(desk, sale.sale_id)  # another operator can
    staff.link_member(desk, cashier.operator.id, None)
    assert make_sale(cashier, member.id)


def test_an_operator_is_linked_to_members_that_are_there_only(desk):
    erased = make_member(desk)
    members.erase(desk, erased.id)
    with pytest.raises(errors.Missing):
        staff.link_member(desk, 1, 99_999)
    with pytest.raises(errors.MemberErased):
        staff.link_member(desk, 1, erased.id)
    with pytest.raises(errors.Missing):
        staff.link_member(desk, 99_999, None)


def test_a_manager_helps_cashiers_and_nobody_above(desk, clock):
    """SAFETY 4.8: a manager resets the PINs of cashiers; nobody raises the own rights."""
    manager, other = desk_of(desk, Role.MANAGER), desk_of(desk, Role.MANAGER, "Other")
    senior = desk_of(desk, Role.SENIOR)
    for _ in range(10):
        with pytest.raises(errors.SignInRefused):
            sign_in(desk, "000001", senior.operator.id)
        clock.forward(hours=1)
    staff.unlock(manager, senior.operator.id)
    assert sign_in(desk, "583920", senior.operator.id)
    staff.set_pin(manager, senior.operator.id, "739164", cost=TEST)
    assert sign_in(desk, "739164", senior.operator.id)
    staff.set_pin(manager, manager.operator.id, "739164", cost=TEST)
    for above in (desk, other):
        with pytest.raises(errors.PermissionDenied):
            staff.unlock(manager, above.operator.id)
        with pytest.raises(errors.PermissionDenied):
            staff.set_pin(manager, above.operator.id, "739164", cost=TEST)
    with pytest.raises(errors.PermissionDenied):
        staff.set_password(manager, senior.operator.id, "a long enough phrase", cost=TEST)
    row = next(r for r in staff.operators(desk) if r.id == manager.operator.id)
    with pytest.raises(errors.PermissionDenied):
        staff.change_operator(
            manager, row.id, name=row.name, role="owner", is_active=True, version=row.version
        )


def test_nobody_gives_the_program_itself_a_pin(desk):
    system = staff.system_desk(desk).operator.id
    with pytest.raises(errors.Missing):
        staff.set_pin(desk, system, "739164", cost=TEST)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_its_rows_say_and_nothing_else(desk, role):
    worker = desk_of(desk, role)
    for right in Permission:
        assert worker.may(right) is (right in DEFAULT_RIGHTS[role])


def test_a_right_taken_away_is_gone_at_the_next_act(desk):
    cashier = desk_of(desk, Role.CASHIER)
    member = make_member(desk)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql("DELETE FROM role_right WHERE permission = 'sale.record'")
    with pytest.raises(errors.PermissionDenied):
        make_sale(cashier, member.id)


def wrong(desk, who, ticks, **options):
    with pytest.raises(errors.SignInRefused) as refused:
        staff.sign_in(
            desk.db, who, options.pop("secret", "000001"), desk.clock, cost=TEST, ticks=ticks
        )
    return refused.value.why


def test_neither_clock_nor_restart_gives_another_try(desk, clock):
    """SAFETY 5, row 38; T4, S7: ten guesses, whatever is killed, restarted or set."""
    who = desk_of(desk, Role.CASHIER).operator.id
    seconds = [50_000.0]

    def ticks() -> float:
        return seconds[0]

    for _ in range(5):
        wrong(desk, who, ticks)
    for days in (1, -2, 365, -4000):  # the wall clock is moved about
        clock.forward(days=days)
        assert wrong(desk, who, ticks, secret="583920") == "locked"
    seconds[0] = 3.0  # the computer was started again: the wait begins in full
    assert wrong(desk, who, ticks, secret="583920") == "locked"
    seconds[0] = 32.0
    assert wrong(desk, who, ticks, secret="583920") == "locked"
    tried = 5
    seconds[0] = 34.0
    while wrong(desk, who, ticks) != "locked for good":
        tried += 1
        seconds[0] += 16 * 60
        assert tried <= 10
    assert tried == 10
    seconds[0] += 10**7
    assert wrong(desk, who, ticks, secret="583920") == "locked for good"


def test_a_wait_ends_by_the_ticks_of_the_computer(desk, clock):
    seconds = [100.0]
    for _ in range(5):
        wrong(desk, desk.operator.id, lambda: seconds[0])
    clock.forward(days=-30)
    seconds[0] += 30
    done = staff.sign_in(desk.db, desk.operator.id, PIN, clock, cost=TEST, ticks=lambda: seconds[0])
    assert done.id == desk.operator.id


def test_a_privileged_act_asks_for_the_password_of_who_has_one(desk):
    assert staff.is_password_right(desk, PIN, cost=TEST)
    staff.set_password(desk, desk.operator.id, "a long enough phrase", cost=TEST)
    assert not staff.is_password_right(desk, PIN, cost=TEST)
    assert staff.is_password_right(desk, "a long enough phrase", cost=TEST)
    assert sign_in(desk, PIN)


def test_a_shop_opens_unasked_only_while_one_operator_works_there(desk):
    def change(**habits):
        now = club.facts(desk)
        club.change_shop(
            desk, shop=now.shop, unit=now.unit, zone=now.zone, language=now.language,
            logo=None, settings=club.ClubSettings(**habits), version=now.version,
        )  # fmt: skip

    cashier = desk_of(desk, Role.CASHIER)
    with pytest.raises(BadInput, match="several operators"):
        change(sign_in=False)
    row = next(r for r in staff.operators(desk) if r.id == cashier.operator.id)
    staff.change_operator(
        desk, row.id, name=row.name, role=row.role, is_active=False, version=row.version
    )
    change(sign_in=False)
    desk_of(desk, Role.CASHIER, "Nina")
    change(sign_in=False, idle_lock_minutes=5)  # the rest of the form can still be changed
    change(sign_in=True)
