"""Operators: signing in, PINs and passwords, adding and changing them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.events import OperatorsChanged
from loyaldesk.domain.permissions import HELPED, SYSTEM_ROLE, Permission, Role
from loyaldesk.domain.secrets import (
    Lockout,
    accepted_password,
    accepted_pin,
    after_restart,
    after_right,
    after_wrong,
    plain_form,
)
from loyaldesk.kernel.clock import Clock, steady_seconds, system_clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import role_editing, role_names, roles
from loyaldesk.services.club import checked_line
from loyaldesk.services.desk import Change, Desk, OperatorBrief
from loyaldesk.store import secrets
from loyaldesk.store.database import ClubDatabase, looking, translated, writing
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.sales import buyer


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator as lists show one; ``member_id`` is the own member record, if there is one."""

    id: int
    name: str
    role: str
    is_active: bool
    has_pin: bool
    has_password: bool
    is_locked: bool
    seen_at: datetime | None
    version: int
    member_id: int | None = None

    @property
    def brief(self) -> OperatorBrief:
        """The operator as the desk knows one."""
        return OperatorBrief(self.id, self.name, self.role)


_ROWS = (
    "SELECT id, name, role, is_active, pin_hash IS NOT NULL, password_hash IS NOT NULL,"
    " locked_until, seen_at, version, member_id FROM operator WHERE role <> 'system'"
)


def _rows(
    db: ClubDatabase, ending: str, values: tuple[object, ...] = (), now: datetime | None = None
) -> list[OperatorRow]:
    with translated(db.path):
        rows = db.execute_sql(f"{_ROWS} {ending}", values).fetchall()
        role_names.read(db)
    return [
        OperatorRow(
            row[0], row[1], row[2], bool(row[3]), bool(row[4]), bool(row[5]),
            row[6] is not None and (now is None or utc_moment(row[6]) > now),
            utc_moment(row[7]) if row[7] else None, row[8], row[9],
        )
        for row in rows
    ]  # fmt: skip


def who_can_sign_in(db: ClubDatabase) -> list[OperatorRow]:
    """Return the active operators for the tiles of the sign-in screen (before anyone is in)."""
    return _rows(db, "AND is_active ORDER BY role <> 'owner', name")


def operators(desk: Desk) -> list[OperatorRow]:
    """Return every operator, the active ones first."""
    with desk.reading(Permission.OPERATOR_READ):
        return _rows(desk.db, "ORDER BY is_active DESC, id", now=desk.clock())


def rights_now(db: ClubDatabase, operator_id: int) -> frozenset[str]:
    """Return the codes of what an operator may do now; none for one who was disabled."""
    with translated(db.path):
        rows = db.execute_sql(
            "SELECT r.permission FROM operator o JOIN role_right r ON r.role = o.role"
            " WHERE o.id = ? AND o.is_active",
            (operator_id,),
        ).fetchall()
    return frozenset(str(row[0]) for row in rows)


def by_name(db: ClubDatabase, name: str) -> OperatorRow:
    """Return the active operator called *name*, the owner when it is empty.

    Raises:
        Missing: If there is none.
    """
    if not name:
        found = _rows(db, "AND is_active AND role = 'owner' ORDER BY id LIMIT 1")
    else:
        found = _rows(db, "AND is_active AND name = ? ORDER BY id LIMIT 1", (name.strip(),))
    if not found:
        raise errors.Missing("operator", name[:80])
    return found[0]


def system_desk(desk: Desk) -> Desk:
    """Return the desk with the program itself at it, for nightly work."""
    with translated(desk.db.path):
        row = desk.db.execute_sql(
            "SELECT id FROM operator WHERE role = ?", (SYSTEM_ROLE,)
        ).fetchone()
    return desk.acting_as(OperatorBrief(row[0], "LoyalDesk", SYSTEM_ROLE))


MOST_TRIES_TO_LOOK = 10


def sign_in(
    db: ClubDatabase, operator_id: int, secret: str, clock: Clock, *,
    cost: secrets.Cost = secrets.NORMAL, privileged: bool = False,
    ticks: Callable[[], float] | None = None,
) -> OperatorBrief:  # fmt: skip
    """Return the operator whose PIN or password *secret* is.

    The wrong try is counted before the secret is looked at, so that killing the program does not
    give another one (T4).

    Args:
        db: The open club.
        operator_id: Who it is said to be.
        secret: What was typed.
        clock: What time it is, for the trail.
        cost: What one guess costs when there is nothing to compare with.
        privileged: For an act that asks for the password of who has one: the PIN is not enough.
        ticks: Seconds that nobody can set forward, by which waiting is measured.

    Raises:
        SignInRefused: With the reason and, when locked, until when.
    """
    if looking(db):
        return _sign_in_to_look(db, operator_id, secret, cost)
    now = clock()
    tick = int(ticks() if ticks else _steady(db, clock))
    with writing(db):
        row = db.execute_sql(
            "SELECT name, role, is_active, pin_hash, password_hash, fails, locked_until,"
            " locked_ticks FROM operator WHERE id = ? AND role <> 'system'",
            (operator_id,),
        ).fetchone()
        if row is None or not row[2]:
            raise errors.SignInRefused("disabled")
        if row[3] is None and row[4] is None:
            raise errors.SignInRefused("no secret")
        state = Lockout(row[5], utc_moment(row[6]) if row[6] else None)
        wait = _left_to_wait(state, row[7], now, tick)
        if wait is None:
            worse = after_wrong(state, now, is_owner=row[1] == Role.OWNER)
        else:  # a wait that began before the computer was started begins again
            worse = state if state.needs_reset else Lockout(state.fails, now + wait)
        _store_lockout(db, operator_id, worse, now, tick)
    if wait is not None:
        why = "locked for good" if state.needs_reset else "locked"
        raise errors.SignInRefused(why, worse.locked_until)
    pin, password = row[3], row[4]
    right = bool(password) and secrets.verify(password, secret, cost=cost)
    if pin and not (privileged and password):
        right = right or secrets.verify(pin, plain_form(secret), cost=cost)
    with writing(db):
        if right:
            _store_lockout(db, operator_id, after_right(), now, tick)
            db.execute_sql(
                "UPDATE operator SET seen_at = ? WHERE id = ?", (utc_text(now), operator_id)
            )
        _note(db, now, operator_id, "sign_in" if right else "sign_in.wrong", ok=right)
    if not right:
        raise errors.SignInRefused("locked" if worse.locked_until else "wrong", worse.locked_until)
    return OperatorBrief(operator_id, row[0], row[1])


def _sign_in_to_look(
    db: ClubDatabase, operator_id: int, secret: str, cost: secrets.Cost
) -> OperatorBrief:
    """Return whose secret it is, in a club where no wrong try can be written down.

    They are counted as long as the club is open; whoever can open it again can copy it as well.
    """
    row = db.execute_sql(
        "SELECT name, role, is_active, pin_hash, password_hash FROM operator"
        " WHERE id = ? AND role <> 'system'",
        (operator_id,),
    ).fetchone()
    if row is None or not row[2]:
        raise errors.SignInRefused("disabled")
    if row[3] is None and row[4] is None:
        raise errors.SignInRefused("no secret")
    if db.wrong_tries >= MOST_TRIES_TO_LOOK:
        raise errors.SignInRefused("locked for good")
    db.wrong_tries += 1
    right = bool(row[4]) and secrets.verify(row[4], secret, cost=cost)
    if row[3] and not right:
        right = secrets.verify(row[3], plain_form(secret), cost=cost)
    if not right:
        raise errors.SignInRefused("wrong")
    db.wrong_tries = 0
    return OperatorBrief(operator_id, row[0], row[1])


def _steady(db: ClubDatabase, clock: Clock) -> float:
    """Return seconds that nobody can set forward.

    Of a club on a server they are the server's: each till was started at another moment, and a
    wait that began at one would be over at another.
    """
    asked: Callable[[], float] | None = getattr(db, "seconds", None)
    return asked() if asked is not None and clock is system_clock else steady_seconds(clock)


def _left_to_wait(state: Lockout, ends: int | None, now: datetime, tick: int) -> timedelta | None:
    """Return how long there is to wait, or None.

    It is measured in ticks, so neither killing the program nor moving the clock shortens it. Fewer
    ticks than when the wait began: the computer was started since, and the wait begins in full.
    """
    if state.locked_until is None:
        return None
    whole = (after_restart(state, now).locked_until or now) - now
    left = whole if ends is None else timedelta(seconds=ends - tick)
    left = min(left, whole)
    return left if left > timedelta() else None


def is_password_right(desk: Desk, secret: str, *, cost: secrets.Cost = secrets.NORMAL) -> bool:
    """Return whether *secret* is the password (or, without one, the PIN) of who is at the desk."""
    try:
        sign_in(desk.db, desk.operator.id, secret, desk.clock, cost=cost, privileged=True)
    except errors.SignInRefused:
        return False
    return True


def _store_lockout(
    db: ClubDatabase, operator_id: int, state: Lockout, now: datetime, tick: int
) -> None:
    until = utc_text(state.locked_until) if state.locked_until else None
    ends = None
    if state.locked_until is not None and not state.needs_reset:
        ends = tick - (now - state.locked_until) // timedelta(seconds=1)  # rounded up
    db.execute_sql(
        "UPDATE operator SET fails = ?, locked_until = ?, locked_ticks = ? WHERE id = ?",
        (state.fails, until, ends, operator_id),
    )


def _note(db: ClubDatabase, now: datetime, operator_id: int, act: str, *, ok: bool) -> None:
    db.execute_sql(
        "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
        " VALUES (?, ?, '', ?, 'operator', ?, ?, '')",
        (utc_text(now), operator_id, act, operator_id, "ok" if ok else "refused"),
    )


def add(desk: Desk, name: str, role: str, pin: str, *, cost: secrets.Cost = secrets.NORMAL) -> int:
    """Add an operator with a PIN and return the id.

    Raises:
        BadInput: If the name is empty or taken, or the role unknown.
        WeakSecret: If the PIN is too easy to guess.
        AboveOwnRights: If the role may do what the operator at the desk may not.
    """
    name = checked_line("name", name)
    _check_role(desk, role)
    hashed = secrets.hash_secret(accepted_pin(pin), cost)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        role_editing.refuse_role_above(change, role)
        _refuse_taken(change, name, None)
        row = change.db.execute_sql(
            "INSERT INTO operator (name, role, pin_hash, is_active, fails, made_at, version)"
            " VALUES (?, ?, ?, 1, 0, ?, 1)",
            (name, role, hashed, utc_text(change.now)),
        )
        new = int(row.lastrowid)
        change.note("operator.add", "operator", new, role=role)
        change.tell(OperatorsChanged())
    return new


def change_operator(
    desk: Desk, operator_id: int, *, name: str, role: str, is_active: bool, version: int
) -> None:
    """Change an operator's name or role, disable or enable one, and open a lock.

    Raises:
        BadInput: If the name is empty or taken, or the role unknown.
        LastOwner: If the club would be left without an owner.
        RightNeeded: If nobody could give a right any more.
        AboveOwnRights: If the old or new role may do what the operator at the desk may not.
        ChangedMeanwhile: If somebody else stored the operator since *version*.
    """
    name = checked_line("name", name)
    _check_role(desk, role)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        was, was_active = _role_and_state(change, operator_id)
        for each in {was, role}:
            role_editing.refuse_role_above(change, each)
        could = role_editing.givable(change.db)
        _refuse_taken(change, name, operator_id)
        done = change.db.execute_sql(
            "UPDATE operator SET name = ?, role = ?, is_active = ?, fails = 0, locked_until = NULL,"
            " locked_ticks = NULL, version = version + 1 WHERE id = ? AND version = ?"
            " AND role <> 'system'",
            (name, role, int(is_active), operator_id, version),
        )
        if not done.rowcount:
            raise errors.ChangedMeanwhile("operator")
        owners = change.db.execute_sql(
            "SELECT COUNT(*) FROM operator WHERE role = 'owner' AND is_active"
        ).fetchone()[0]
        if not owners:
            raise errors.LastOwner
        role_editing.refuse_lost(change, could)
        change.note(
            "operator.change", "operator", operator_id, role=role, active=is_active, was=was,
            was_active=was_active,
        )  # fmt: skip
        change.tell(OperatorsChanged())


def link_member(desk: Desk, operator_id: int, member_id: int | None) -> None:
    """Say which member an operator is: nobody books on a member record of their own (T1).

    Who is a member already does not undo that alone while somebody else could: it is what keeps
    them from booking on their own record.

    Raises:
        Missing: If there is no such operator or member.
        MemberErased: If the member's data were erased.
        OwnRecord: If it is the operator's own link and somebody else could change it.
        AboveOwnRights: If the operator may do more than who is at the desk.
    """
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        role_editing.refuse_role_above(change, _role_and_state(change, operator_id)[0])
        _refuse_own_link(change, operator_id, member_id)
        if member_id is not None:
            found = buyer(change.db, member_id)
            if found is None:
                raise errors.Missing("member")
            if found.state == "erased":
                raise errors.MemberErased(found.number)
        _update(change, operator_id, "member_id = ?", member_id)
        change.note("operator.link", "operator", operator_id, member=member_id)
        change.tell(OperatorsChanged())


def unlock(desk: Desk, operator_id: int) -> None:
    """Let an operator try again who typed too many wrong PINs.

    Raises:
        Missing: If there is no such operator.
        PermissionDenied: If the operator may not; a manager may for cashiers.
    """
    with desk.change(_right_to_help(desk)) as change:
        _check_help(change, operator_id)
        _update(change, operator_id, _OPEN)
        change.note("operator.unlock", "operator", operator_id)
        change.tell(OperatorsChanged())


_OPEN = "fails = 0, locked_until = NULL, locked_ticks = NULL"


def _right_to_help(desk: Desk) -> Permission:
    may_all = desk.may(Permission.OPERATOR_MANAGE)
    return Permission.OPERATOR_MANAGE if may_all else Permission.OPERATOR_RESET


_NOT_HELPED = frozenset({
    Permission.OPERATOR_RESET, Permission.OPERATOR_MANAGE, Permission.POINTS_APPROVE,
    Permission.COMPENSATION_APPROVE,
})  # fmt: skip
"""Who may agree to the acts of others, or help them, is helped by the owner alone."""


def may_help(desk: Desk, operator: OperatorRow) -> bool:
    """Return whether who is at the desk may unlock *operator* and set a new PIN."""
    with desk.reading(Permission.OPERATOR_READ):
        may_reset = desk.may(Permission.OPERATOR_RESET) and _is_helped(desk.db, operator.role)
        if not (may_reset or desk.may(Permission.OPERATOR_MANAGE)):
            return False
        return all(desk.may(right) for right in role_editing.rights_of(desk.db, operator.role))


def _check_help(change: Change, operator_id: int) -> None:
    """Refuse a manager who would open the door of anybody but a cashier.

    Whoever sets a PIN could sign in with it, so nobody does for who may do more.
    """
    row = change.db.execute_sql("SELECT role FROM operator WHERE id = ?", (operator_id,)).fetchone()
    if row is None or not _is_helped(change.db, row[0]):
        change.desk.require(Permission.OPERATOR_MANAGE)
    if row is not None:
        role_editing.refuse_role_above(change, row[0])


def _is_helped(db: ClubDatabase, role: str) -> bool:
    """Return whether a manager helps this role: a cashier's, or an own one that is no manager's."""
    if role not in HELPED and role in set(Role):
        return False
    return not role_editing.rights_of(db, role) & _NOT_HELPED


def _role_and_state(change: Change, operator_id: int) -> tuple[str, bool]:
    """Return role and whether the operator is active.

    Raises:
        Missing: If there is no such operator.
    """
    row = change.db.execute_sql(
        "SELECT role, is_active FROM operator WHERE id = ? AND role <> 'system'", (operator_id,)
    ).fetchone()
    if row is None:
        raise errors.Missing("operator", str(operator_id))
    return str(row[0]), bool(row[1])


def _refuse_own_link(change: Change, operator_id: int, member_id: int | None) -> None:
    me = change.desk.operator.id
    if operator_id != me:
        return
    now = change.db.execute_sql("SELECT member_id FROM operator WHERE id = ?", (me,)).fetchone()[0]
    if now is None or now == member_id:
        return
    others = change.db.execute_sql(
        "SELECT 1 FROM operator o JOIN role_right r ON r.role = o.role WHERE o.is_active"
        " AND o.id <> ? AND r.permission = ? LIMIT 1",
        (me, Permission.OPERATOR_MANAGE.value),
    ).fetchone()
    if others:
        raise errors.OwnRecord


def _update(change: Change, operator_id: int, pairs: str, *values: object) -> None:
    done = change.db.execute_sql(
        f"UPDATE operator SET {pairs}, version = version + 1 WHERE id = ? AND role <> 'system'",
        (*values, operator_id),
    )
    if not done.rowcount:
        raise errors.Missing("operator", str(operator_id))


def set_pin(desk: Desk, operator_id: int, pin: str, *, cost: secrets.Cost = secrets.NORMAL) -> None:
    """Give an operator a new PIN; everyone may change the own one, a manager those of cashiers.

    Raises:
        WeakSecret: If it is too easy to guess.
        PermissionDenied: If it is another one's and the operator may not.
    """
    _store_secret(desk, operator_id, "pin_hash", secrets.hash_secret(accepted_pin(pin), cost))


def set_password(
    desk: Desk, operator_id: int, password: str, *, cost: secrets.Cost = secrets.NORMAL
) -> None:
    """Give an operator a new password for privileged acts.

    Raises:
        WeakSecret: If it is too easy to guess.
        PermissionDenied: If it is another one's and the operator may not manage operators.
    """
    accepted = accepted_password(password, own=(desk.operator.name,))
    _store_secret(desk, operator_id, "password_hash", secrets.hash_secret(accepted, cost))


def _store_secret(desk: Desk, operator_id: int, column: str, hashed: str) -> None:
    own = operator_id == desk.operator.id
    others = _right_to_help(desk) if column == "pin_hash" else Permission.OPERATOR_MANAGE
    with desk.change(Permission.OPERATOR_READ if own else others) as change:
        if not own:
            _check_help(change, operator_id)
        _update(change, operator_id, f"{column} = ?, {_OPEN}", hashed)
        change.note("operator.secret", "operator", operator_id, kind=column.split("_", 1)[0])
        change.tell(OperatorsChanged())


def set_secret_of_owner(desk: Desk, secret: str, *, cost: secrets.Cost = secrets.NORMAL) -> None:
    """Store what a new club's owner signs in with: a PIN when it is six digits, else a password.

    Raises:
        WeakSecret: If it is too easy to guess.
    """
    typed = plain_form(secret)
    if len(typed) <= 6 and typed.isdecimal():
        set_pin(desk, desk.operator.id, typed, cost=cost)
    else:
        set_password(desk, desk.operator.id, secret, cost=cost)


def _check_role(desk: Desk, role: str) -> None:
    with translated(desk.db.path):
        if not roles.is_role(desk.db, role):
            raise BadInput("role", "unknown choice", role[:80])


def _refuse_taken(change: Change, name: str, but: int | None) -> None:
    taken = change.db.execute_sql(
        "SELECT 1 FROM operator WHERE name = ? AND id <> ?", (name, but or 0)
    ).fetchone()
    if taken:
        raise BadInput("name", "taken", name)
