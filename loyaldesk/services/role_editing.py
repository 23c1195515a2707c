"""Roles as the shop wants them: own ones, and other rights for the usual ones."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from loyaldesk.domain import errors
from loyaldesk.domain.events import OperatorsChanged
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import fold
from loyaldesk.services import roles
from loyaldesk.services.club import checked_line
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.role_names import role_name, usual_names
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

LONGEST_NAME = 40
MOST_ROLES = 20
"""Roles of the shop's own: more than anybody could tell apart."""

OWNER_KEEPS = frozenset({Permission.OPERATOR_MANAGE, Permission.OPERATOR_READ})
"""Without these nobody could give anything back."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as the screen shows one.

    Attributes:
        code: What rows call it.
        name: What people call it.
        is_own: Whether the shop made it.
        rights: What it may do now.
        usual: What it may do in a new club; the same as *rights* for one of the shop's own.
        kept: Rights that cannot be taken from it: nobody else could give them back.
        operators: How many active operators have it.
        everybody: How many have it, disabled ones too.
    """

    code: str
    name: str
    is_own: bool
    rights: frozenset[Permission]
    usual: frozenset[Permission]
    kept: frozenset[Permission]
    operators: int
    everybody: int


def listing(desk: Desk) -> list[RoleRow]:
    """Return every role with its rights, the usual ones first."""
    held = roles.rights(desk)
    with desk.reading(Permission.OPERATOR_READ):
        names = roles.own_names(desk.db)
        count = desk.db.execute_sql(
            "SELECT role, SUM(is_active), COUNT(*) FROM operator GROUP BY role"
        ).fetchall()
        kept = {code: _kept(desk.db, code, rights) for code, rights in held.items()}
    people = {row[0]: (int(row[1]), int(row[2])) for row in count}
    return [
        RoleRow(
            code, role_name(code), code in names, rights,
            DEFAULT_RIGHTS[Role(code)] if code in set(Role) else rights, kept[code],
            *people.get(code, (0, 0)),
        )
        for code, rights in held.items()
    ]  # fmt: skip


def add_role(desk: Desk, name: str, like: str = "") -> str:
    """Make a role of the shop's own and return its code.

    Args:
        desk: Where and who.
        name: What people call it.
        like: The role whose rights it begins with; empty: none.

    Raises:
        BadInput: If the name is empty, too long or taken, or there are too many roles.
        AboveOwnRights: If *like* may do what the operator may not.
    """
    name = checked_line("name", name, LONGEST_NAME)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        _refuse_taken(change, name, "")
        rights = rights_of(change.db, _known(change.db, like)) if like else frozenset()
        refuse_above(change, rights)
        numbers = change.db.execute_sql("SELECT code FROM role").fetchall()
        if len(numbers) >= MOST_ROLES:
            raise BadInput("role", "too many", limit=MOST_ROLES)
        code = _new_code(change.db)
        change.db.execute_sql(
            "INSERT INTO role (code, name, made_at, operator_id) VALUES (?, ?, ?, ?)",
            (code, name, utc_text(change.now), desk.operator.id),
        )
        _store(change, code, frozenset(), rights)
        change.note("role.add", "role", None, role=code, like=like, rights=_codes(rights))
        roles.own_names(change.db)
        change.tell(OperatorsChanged())
    return code


def rename_role(desk: Desk, role: str, name: str) -> None:
    """Call a role of the shop's own something else.

    Raises:
        BadInput: If the name is empty, too long or taken, or it is a usual role.
        Missing: If there is no such role.
    """
    name = checked_line("name", name, LONGEST_NAME)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        _refuse_usual(_known(change.db, role))
        _refuse_taken(change, name, role)
        change.db.execute_sql("UPDATE role SET name = ? WHERE code = ?", (name, role))
        change.note("role.rename", "role", None, role=role)
        roles.own_names(change.db)
        change.tell(OperatorsChanged())


def change_rights(
    desk: Desk, role: str, rights: Collection[Permission], *,
    before: Collection[Permission] | None = None,
) -> None:  # fmt: skip
    """Let a role do what *rights* say and nothing else; it holds from the next act on.

    Raises:
        BadInput: If the role is not one that can be changed, or a right is unknown.
        Missing: If there is no such role.
        AboveOwnRights: If a right is given that the operator does not have.
        RightNeeded: If a right is taken that nobody could give back.
        ChangedMeanwhile: If the role had other rights than *before*.
    """
    save_rights(desk, {role: rights}, None if before is None else {role: before})


def save_rights(
    desk: Desk, wanted: Mapping[str, Collection[Permission]],
    before: Mapping[str, Collection[Permission]] | None = None,
) -> None:  # fmt: skip
    """Change the rights of several roles, all or none; errors as of `change_rights`."""
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        could = givable(change.db)
        for role, rights in wanted.items():
            _change_one(change, role, _checked(rights), None if before is None else before[role])
        refuse_lost(change, could)


def reset_role(desk: Desk, role: str) -> None:
    """Give a usual role the rights it has in a new club.

    Raises:
        BadInput: If it is a role of the shop's own, which has no usual rights.
        Missing: If there is no such role.
        AboveOwnRights, RightNeeded: As `change_rights`.
    """
    if role not in set(Role):
        with desk.reading(Permission.OPERATOR_READ):
            _known(desk.db, role)
        raise BadInput("role", "own role", role[:80])
    change_rights(desk, role, DEFAULT_RIGHTS[Role(role)])


def remove_role(desk: Desk, role: str) -> None:
    """Remove a role of the shop's own that nobody has, disabled operators included.

    Raises:
        BadInput: If it is a usual role.
        Missing: If there is no such role.
        RoleInUse: If somebody has it.
        AboveOwnRights: If it may do what the operator may not.
    """
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        _refuse_usual(_known(change.db, role))
        rights = rights_of(change.db, role)
        refuse_above(change, rights)
        held = change.db.execute_sql(
            "SELECT COUNT(*) FROM operator WHERE role = ?", (role,)
        ).fetchone()[0]
        if held:
            raise errors.RoleInUse(role_name(role), int(held))
        change.db.execute_sql("DELETE FROM role_right WHERE role = ?", (role,))
        change.db.execute_sql("DELETE FROM role WHERE code = ?", (role,))
        change.note("role.remove", "role", None, role=role, rights=_codes(rights))
        change.tell(OperatorsChanged())


# steps that operators share


def refuse_above(change: Change, rights: Iterable[Permission]) -> None:
    """Refuse to give what the operator at the desk may not do (SAFETY 4.8).

    Raises:
        AboveOwnRights: Naming one such right.
    """
    mine = rights_of(change.db, change.desk.operator.role, change.desk.operator.id)
    above = sorted(set(rights) - mine)
    if above:
        raise errors.AboveOwnRights(above[0].value)


def refuse_role_above(change: Change, role: str) -> None:
    """Refuse to act on who has *role*, or to give it, when it may do more than who is at the desk.

    Raises:
        AboveOwnRights: Naming one right that is missing.
    """
    refuse_above(change, rights_of(change.db, role))


def givable(db: ClubDatabase) -> frozenset[str]:
    """Return the rights that an active operator who may manage operators has, and so can give."""
    rows = db.execute_sql(
        "SELECT DISTINCT r.permission FROM role_right r JOIN operator o ON o.role = r.role"
        " JOIN role_right m ON m.role = r.role AND m.permission = ?"
        " WHERE o.is_active AND o.role <> 'system'",
        (Permission.OPERATOR_MANAGE.value,),
    ).fetchall()
    return frozenset(row[0] for row in rows)


def refuse_lost(change: Change, could: Collection[str]) -> None:
    """Refuse an act after which nobody could give a right any more that *could* be given before.

    Raises:
        RightNeeded: Naming one such right.
    """
    lost = sorted(set(could) - givable(change.db))
    if lost:
        raise errors.RightNeeded(lost[0])


def _change_one(
    change: Change, role: str, rights: frozenset[Permission], before: Collection[Permission] | None
) -> None:
    was = rights_of(change.db, _known(change.db, role))
    if before is not None and frozenset(before) != was:
        raise errors.ChangedMeanwhile("role")
    if rights == was:
        return
    refuse_above(change, rights - was)
    missing = sorted(OWNER_KEEPS - rights) if role == Role.OWNER else []
    if missing:
        raise errors.RightNeeded(missing[0].value)
    _store(change, role, was, rights)
    change.note(
        "role.rights", "role", None, role=role, before=_codes(was), after=_codes(rights),
        given=_codes(rights - was), taken=_codes(was - rights),
    )  # fmt: skip
    change.tell(OperatorsChanged())


def _store(
    change: Change, role: str, was: frozenset[Permission], rights: frozenset[Permission]
) -> None:
    """Write what differs; rights that only a newer program knows stay as they are."""
    for right in sorted(was - rights):
        change.db.execute_sql(
            "DELETE FROM role_right WHERE role = ? AND permission = ?", (role, right.value)
        )
    for right in sorted(rights - was):
        change.db.execute_sql(
            "INSERT INTO role_right (role, permission) VALUES (?, ?)", (role, right.value)
        )


def _kept(db: ClubDatabase, role: str, rights: frozenset[Permission]) -> frozenset[Permission]:
    """Return the rights of *role* that no other role could give it back."""
    if Permission.OPERATOR_MANAGE not in rights:
        return frozenset()
    others = db.execute_sql(
        "SELECT DISTINCT r.permission FROM role_right r JOIN operator o ON o.role = r.role"
        " JOIN role_right m ON m.role = r.role AND m.permission = ?"
        " WHERE o.is_active AND o.role <> 'system' AND r.role <> ?",
        (Permission.OPERATOR_MANAGE.value, role),
    ).fetchall()
    has_people = db.execute_sql(
        "SELECT 1 FROM operator WHERE role = ? AND is_active LIMIT 1", (role,)
    ).fetchone()
    keeps = rights & OWNER_KEEPS if role == Role.OWNER else frozenset()
    if has_people is None:
        return keeps
    return (rights - {Permission(row[0]) for row in others if row[0] in _KNOWN}) | keeps


_KNOWN = frozenset(right.value for right in Permission)


def rights_of(db: ClubDatabase, role: str, operator_id: int = 0) -> frozenset[Permission]:
    """Return the rights of a role; of who has the id, as `Desk.may` finds them (a step)."""
    if operator_id:
        rows = db.execute_sql(
            "SELECT r.permission FROM operator o JOIN role_right r ON r.role = o.role"
            " WHERE o.id = ? AND (o.is_active OR o.role = 'system')",
            (operator_id,),
        ).fetchall()
    else:
        rows = db.execute_sql(
            "SELECT permission FROM role_right WHERE role = ?", (role,)
        ).fetchall()
    return frozenset(Permission(row[0]) for row in rows if row[0] in _KNOWN)


def _known(db: ClubDatabase, role: str) -> str:
    if not roles.is_role(db, role):
        raise errors.Missing("role", role[:80])
    return role


def _refuse_usual(role: str) -> None:
    if role in set(Role):
        raise BadInput("role", "usual role", role[:80])


def _refuse_taken(change: Change, name: str, but: str) -> None:
    """Refuse a name that somebody would take for another role, in either language."""
    key = fold(name)
    others = {fold(each) for code, each in roles.own_names(change.db).items() if code != but}
    if key in others | {fold(each) for each in usual_names().values()}:
        raise BadInput("name", "taken", name)


def _checked(rights: Collection[Permission]) -> frozenset[Permission]:
    for right in rights:
        if right not in _KNOWN:
            raise BadInput("right", "unknown choice", str(right)[:80])
    return frozenset(map(Permission, rights))


def _new_code(db: ClubDatabase) -> str:
    """Return a code nobody used before: what stands in the trail keeps its meaning."""
    used = {row[0] for row in db.execute_sql("SELECT DISTINCT role FROM role_right").fetchall()}
    used |= {row[0] for row in db.execute_sql("SELECT code FROM role").fetchall()}
    noted = db.execute_sql("SELECT COUNT(*) FROM audit WHERE act = 'role.add'").fetchone()[0]
    number = int(noted) + 1
    while f"own-{number}" in used:
        number += 1
    return f"own-{number}"


def _codes(rights: Iterable[Permission]) -> list[str]:
    return sorted(right.value for right in rights)
