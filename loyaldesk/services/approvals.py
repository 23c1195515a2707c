"""The second person: another operator's leave for one act, typed at the same desk (SAFETY 4.9)."""

from dataclasses import dataclass, field, replace
from secrets import token_hex
from weakref import WeakKeyDictionary

from loyaldesk.domain.errors import ApprovalNeeded, ApprovalRefused
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.clock import steady_seconds
from loyaldesk.services import staff
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import secrets
from loyaldesk.store.database import ClubDatabase

SECONDS = 60
"""How long a leave holds."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Leave for one act, once, within a minute.

    Attributes:
        act: Code of the act in the trail, such as ``points.adjust``.
        subject_id: On what, such as the member.
        amount: How many points or Rial.
        operator_id: Who is at the desk.
        approver_id: Who agreed.
        at: When, in steady seconds.
        token: What makes it the one that was given.
        till: Where it was asked for.
        right: What the second person must be allowed.
    """

    act: str
    subject_id: int
    amount: int
    operator_id: int
    approver_id: int
    at: float
    token: str = field(repr=False)
    till: str = "1"
    right: Permission = Permission.POINTS_APPROVE


_standing: WeakKeyDictionary[ClubDatabase, dict[str, Approval]] = WeakKeyDictionary()
"""What was given and not used, for each open club; a leave does not outlive the program."""


def approve(
    desk: Desk, name: str, secret: str, *, act: str, subject_id: int, amount: int,
    right: Permission = Permission.POINTS_APPROVE, cost: secrets.Cost = secrets.NORMAL,
) -> Approval:  # fmt: skip
    """Return the leave of the operator called *name*, whose PIN or password *secret* is.

    It takes as long as signing in and counts wrong tries as that does.

    Raises:
        Missing: If there is no such operator.
        ApprovalRefused: If it is who is at the desk, or somebody without the right to agree.
        SignInRefused: If the secret is wrong or the operator locked.
    """
    desk.require(Permission.OPERATOR_READ)
    row = staff.by_name(desk.db, name)
    if row.id == desk.operator.id:
        raise ApprovalRefused("same person")
    second = staff.sign_in(desk.db, row.id, secret, desk.clock, cost=cost)
    if not desk.acting_as(second).may(right):
        raise ApprovalRefused("no right")
    given = Approval(
        act, subject_id, amount, desk.operator.id, second.id, steady_seconds(desk.clock),
        token_hex(16), desk.till, right,
    )  # fmt: skip
    _standing.setdefault(desk.db, {})[given.token] = given
    return given


def forget(db: ClubDatabase) -> None:
    """Let every leave end that was not used: who asked for it left the desk or locked it."""
    _standing.pop(db, None)


def use(
    change: Change, approval: Approval, act: str, subject_id: int, amount: int, *,
    right: Permission = Permission.POINTS_APPROVE,
) -> int:  # fmt: skip
    """Use up a leave and return who gave it.

    Raises:
        ApprovalRefused: If it was used before, is over, or was given for something else.
    """
    given = _standing.get(change.db, {}).pop(approval.token, None)
    now = steady_seconds(change.desk.clock)
    if given is None or given != approval or not 0 <= now - given.at <= SECONDS:
        raise ApprovalRefused("over")
    asked = (act, subject_id, amount, change.desk.operator.id, change.desk.till, right)
    if asked != (
        given.act, given.subject_id, given.amount, given.operator_id, given.till, given.right,
    ):  # fmt: skip
        raise ApprovalRefused("other act")
    second = replace(change.desk.operator, id=given.approver_id)
    if not change.desk.acting_as(second).may(right):  # taken away since
        raise ApprovalRefused("no right")
    return given.approver_id


def leave_above(
    change: Change, limit: int, approval: Approval | None, act: str, subject_id: int, amount: int,
    *, subject: str = "member",
) -> int | None:  # fmt: skip
    """Return who agreed to an act above *limit* (0: there is none), None where nobody has to.

    Where one person works alone nobody else could agree: the act goes on and the trail says so.

    Raises:
        ApprovalNeeded: If somebody has to and no leave was given.
        ApprovalRefused: If the leave does not count.
    """
    if not limit or amount <= limit:
        return None
    if approval is None:
        if is_alone(change.desk):
            change.note("approval.alone", subject, subject_id, asked=act, amount=amount)
            return None
        raise ApprovalNeeded(act, limit, amount)
    return use(change, approval, act, subject_id, amount)


def is_alone(desk: Desk) -> bool:
    """Return whether no other active operator could agree, and who acts could (a step)."""
    if not desk.may(Permission.POINTS_APPROVE):
        return False
    row = desk.db.execute_sql(
        "SELECT 1 FROM operator o JOIN role_right r ON r.role = o.role WHERE o.is_active"
        " AND o.id <> ? AND r.permission = ? LIMIT 1",
        (desk.operator.id, Permission.POINTS_APPROVE.value),
    ).fetchone()
    return row is None
