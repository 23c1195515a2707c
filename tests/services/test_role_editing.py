"""Own roles and other rights for the usual ones: at once, in the trail, and nobody rises alone."""

import json
from dataclasses import replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.events import OperatorsChanged
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import cards, role_editing, roles, staff
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.services.role_editing import (
    add_role,
    change_rights,
    remove_role,
    rename_role,
    reset_role,
    save_rights,
)
from loyaldesk.services.words import role_name, words
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member

P = Permission
CASHIER = DEFAULT_RIGHTS[Role.CASHIER]


def operator_of(desk: Desk, role: str, name: str) -> Desk:
    new = staff.add(desk, name, role, PIN, cost=TEST)
    return replace(desk, operator=OperatorBrief(new, name, role))


def last_act(desk):
    act, result, detail = desk.db.execute_sql(
        "SELECT act, result, detail FROM audit ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return act, result, json.loads(detail or "{}")


def held(desk, role):
    return roles.rights(desk)[role]


def manager_of_operators(desk, name="Reza", *more):
    """Return the desk of somebody who manages operators and is no owner."""
    code = add_role(desk, f"Head {name}", "cashier")
    change_rights(desk, code, CASHIER | {P.OPERATOR_MANAGE, *more})
    return operator_of(desk, code, name)


def test_an_own_role_begins_like_another_and_is_called_as_the_shop_says(desk):
    code = add_role(desk, "  Barista  ", "cashier")
    assert held(desk, code) == CASHIER
    assert role_name(code) == "Barista"
    assert roles.role_choices(desk) == [*map(str, Role), code]
    assert last_act(desk) == (
        "role.add", "ok", {"role": code, "like": "cashier", "rights": sorted(map(str, CASHIER))}
    )  # fmt: skip


def test_a_role_of_the_shop_works_like_any_other(desk):
    code = add_role(desk, "Barista", "cashier")
    barista = operator_of(desk, code, "Sima")
    member = make_member(barista)
    with pytest.raises(errors.PermissionDenied):
        cards.block(barista, 1, "lost")
    change_rights(desk, code, CASHIER - {P.CARD_ISSUE})
    with pytest.raises(errors.PermissionDenied):
        cards.issue(barista, member.id)
    assert next(r for r in staff.operators(desk) if r.name == "Sima").role == code


def test_every_right_of_an_own_role_is_what_its_rows_say(desk):
    """S1 for roles the shop makes: all of the rights, one missing each time."""
    code = add_role(desk, "Nearly all")
    worker = operator_of(desk, code, "Sima")
    for missing in Permission:
        change_rights(desk, code, set(Permission) - {missing})
        assert {right for right in Permission if not worker.may(right)} == {missing}


def test_a_name_that_is_taken_in_any_writing_is_refused(desk):
    add_role(desk, "Barista")
    for name in ("barista", "Manager", "MANAGER "):
        with pytest.raises(BadInput, match="taken"):
            add_role(desk, name)
    with pytest.raises(BadInput, match="too long"):
        add_role(desk, "x" * 41)
    with pytest.raises(BadInput, match="empty"):
        add_role(desk, "  ")


def test_a_role_is_renamed_and_its_code_stays(desk):
    code = add_role(desk, "Barista")
    rename_role(desk, code, "Barista")  # its own name is free to itself
    rename_role(desk, code, "Waiter")
    assert role_name(code) == "Waiter"
    assert roles.own_names(desk.db) == {code: "Waiter"}


@pytest.mark.parametrize("role", [*map(str, Role), "system", "nobody"])
def test_usual_roles_keep_their_names_and_stay(desk, role):
    for act in (lambda: rename_role(desk, role, "Other"), lambda: remove_role(desk, role)):
        with pytest.raises((BadInput, errors.Missing)):
            act()


def test_the_role_of_the_program_itself_is_touched_by_nobody(desk):
    for act in (
        lambda: change_rights(desk, "system", set()),
        lambda: reset_role(desk, "system"),
        lambda: add_role(desk, "Like the program", "system"),
    ):
        with pytest.raises(errors.Missing):
            act()
    with pytest.raises(BadInput):
        staff.add(desk, "Robot", "system", PIN, cost=TEST)


def test_a_role_is_removed_when_nobody_has_it_even_disabled(desk):
    code = add_role(desk, "Barista", "cashier")
    sima = operator_of(desk, code, "Sima").operator
    staff.change_operator(desk, sima.id, name="Sima", role=code, is_active=False, version=1)
    with pytest.raises(errors.RoleInUse) as refused:
        remove_role(desk, code)
    assert "Barista" in words(refused.value)
    staff.change_operator(desk, sima.id, name="Sima", role="cashier", is_active=False, version=2)
    remove_role(desk, code)
    assert code not in roles.rights(desk)
    assert last_act(desk)[0] == "role.remove"
    assert add_role(desk, "Barista") != code  # what stands in the trail keeps its meaning


def test_rights_change_at_once_with_before_and_after_in_the_trail_and_news(desk):
    heard = []
    desk.bus.subscribe(OperatorsChanged, heard.append)
    worker = desk_of(desk, Role.CASHIER)
    heard.clear()
    change_rights(desk, "cashier", CASHIER - {P.CARD_ISSUE} | {P.CARD_BLOCK})
    assert worker.may(P.CARD_BLOCK)
    assert not worker.may(P.CARD_ISSUE)
    assert len(heard) == 1
    act, _, detail = last_act(desk)
    assert act == "role.rights"
    assert detail["before"] == sorted(map(str, CASHIER))
    assert (detail["given"], detail["taken"]) == (["card.block"], ["card.issue"])
    reset_role(desk, "cashier")
    assert held(desk, "cashier") == CASHIER


def test_several_roles_change_together_or_not_at_all(desk):
    wanted = {"cashier": CASHIER | {P.CARD_BLOCK}, "owner": frozenset(Permission) - {P.CLUB_KEY}}
    with pytest.raises(errors.RightNeeded):
        save_rights(desk, wanted)
    assert held(desk, "cashier") == CASHIER
    with pytest.raises(errors.ChangedMeanwhile):
        save_rights(desk, {"cashier": set()}, {"cashier": CASHIER | {P.CARD_BLOCK}})
    with pytest.raises(BadInput):
        change_rights(desk, "cashier", {"fly"})


def test_r42_nobody_gives_a_right_they_do_not_have(desk):
    """SAFETY 5, row 42: not to the own role, not to another one, not through a new operator."""
    head = manager_of_operators(desk)
    mine = head.operator.role
    for act in (
        lambda: change_rights(head, mine, held(desk, mine) | {P.CLUB_KEY}),
        lambda: change_rights(head, "cashier", CASHIER | {P.CLUB_KEY}),
        lambda: add_role(head, "Twin", "owner"),
        lambda: reset_role(head, "manager") or change_rights(head, "support", set(Permission)),
        lambda: staff.add(head, "Friend", "manager", PIN, cost=TEST),
        lambda: staff.change_operator(
            head, head.operator.id, name="Reza", role="owner", is_active=True, version=1
        ),
    ):
        before = roles.rights(desk)
        with pytest.raises(errors.AboveOwnRights) as refused:
            act()
        assert roles.rights(desk) == before
        assert words(refused.value)
        assert last_act(desk)[:2] == ("refused", "refused")
    staff.add(head, "New", "cashier", PIN, cost=TEST)  # what one may, one gives


def test_r42_nobody_takes_over_who_may_do_more(desk):
    """Whoever sets a PIN could sign in with it: so not the owner's, nor a manager's."""
    head = manager_of_operators(desk)
    manager = desk_of(desk, Role.MANAGER).operator
    for victim in (desk.operator.id, manager.id):
        for act in (
            lambda v=victim: staff.set_pin(head, v, "902847", cost=TEST),
            lambda v=victim: staff.set_password(head, v, "a long pass phrase", cost=TEST),
            lambda v=victim: staff.unlock(head, v),
            lambda v=victim: staff.link_member(head, v, None),
        ):
            with pytest.raises(errors.AboveOwnRights):
                act()
    with pytest.raises(errors.AboveOwnRights):
        staff.change_operator(head, manager.id, name="M", role="cashier", is_active=True, version=1)


def test_r42_the_last_owner_is_neither_disabled_nor_demoted(desk):
    me, version = desk.operator, staff.by_name(desk.db, "").version
    for role, is_active in (("owner", False), ("manager", True)):
        with pytest.raises(errors.LastOwner):
            staff.change_operator(
                desk, me.id, name=me.name, role=role, is_active=is_active, version=version
            )
    second = desk_of(desk, Role.OWNER, "Second")
    staff.change_operator(
        second, me.id, name=me.name, role="cashier", is_active=True, version=version
    )


def test_r42_what_nobody_could_give_back_is_not_taken(desk):
    """The owner's role keeps what manages operators, and whatever no other one could give."""
    for rights in (set(), set(Permission) - {P.OPERATOR_MANAGE}, set(Permission) - {P.CLUB_KEY}):
        with pytest.raises(errors.RightNeeded) as refused:
            change_rights(desk, "owner", rights)
        assert words(refused.value)
    assert held(desk, "owner") == frozenset(Permission)
    head = manager_of_operators(desk, "Reza", P.CLUB_KEY)
    change_rights(desk, "owner", set(Permission) - {P.CLUB_KEY})  # Reza could give it back
    with pytest.raises(errors.AboveOwnRights):
        reset_role(desk, "owner")  # but the owner does not take it back alone
    with pytest.raises(errors.AboveOwnRights):  # nor send away who has it
        staff.change_operator(
            desk, head.operator.id, name="Reza", role=head.operator.role, is_active=False, version=1
        )
    change_rights(head, "owner", set(Permission))
    assert held(desk, "owner") == frozenset(Permission)


def test_who_could_give_a_right_back_does_not_leave(desk):
    head = manager_of_operators(desk, "Reza", P.CLUB_KEY)
    change_rights(desk, "owner", set(Permission) - {P.CLUB_KEY})
    with pytest.raises(errors.RightNeeded):
        staff.change_operator(
            head, head.operator.id, name="Reza", role="cashier", is_active=True, version=1
        )
    with pytest.raises(errors.RightNeeded):
        change_rights(head, head.operator.role, CASHIER | {P.OPERATOR_MANAGE})


def test_a_manager_helps_own_roles_that_are_no_managers(desk):
    """SAFETY 4.8: the PIN of cashiers, of whatever name; never of who may agree to others' acts."""
    manager = desk_of(desk, Role.MANAGER)
    barista = operator_of(desk, add_role(desk, "Barista", "cashier"), "Sima").operator
    deputy = operator_of(desk, add_role(desk, "Deputy", "manager"), "Omid").operator
    staff.set_pin(manager, barista.id, "902847", cost=TEST)
    with pytest.raises(errors.PermissionDenied):
        staff.set_pin(manager, deputy.id, "902847", cost=TEST)
    rows = {row.name: row for row in staff.operators(desk)}
    assert staff.may_help(manager, rows["Sima"])
    assert not staff.may_help(manager, rows["Omid"])
    assert not staff.may_help(manager, rows["Maryam"])
    assert staff.may_help(desk, rows["Omid"])
    change_rights(desk, "cashier", CASHIER | {P.POINTS_APPROVE})
    cashier = desk_of(desk, Role.CASHIER).operator
    with pytest.raises(errors.PermissionDenied):
        staff.unlock(manager, cashier.id)


def test_the_screen_is_told_what_cannot_be_taken(desk):
    rows = {row.code: row for row in role_editing.listing(desk)}
    assert rows["owner"].kept == frozenset(Permission)
    assert rows["cashier"].kept == frozenset()
    assert (rows["owner"].operators, rows["cashier"].operators) == (1, 0)
    assert rows["cashier"].usual == CASHIER
    manager_of_operators(desk, "Reza", P.CLUB_KEY)
    rows = {row.code: row for row in role_editing.listing(desk)}
    assert rows["owner"].kept == frozenset(Permission) - CASHIER - {P.CLUB_KEY} | {
        P.OPERATOR_MANAGE, P.OPERATOR_READ,
    }  # fmt: skip


def test_nobody_cuts_the_tie_to_their_own_member_record_alone(desk):
    """T1: the tie is what keeps an operator from booking on their own record."""
    member = make_member(desk)
    staff.link_member(desk, desk.operator.id, member.id)
    staff.link_member(desk, desk.operator.id, None)  # works alone: nobody else could
    staff.link_member(desk, desk.operator.id, member.id)
    second = desk_of(desk, Role.OWNER, "Second")
    with pytest.raises(errors.OwnRecord):
        staff.link_member(desk, desk.operator.id, None)
    staff.link_member(second, desk.operator.id, None)
