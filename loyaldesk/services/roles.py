"""Roles: which rights each one has in this club, and how a right is called."""

from collections.abc import Sequence

from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import role_names
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import ClubDatabase

P = Permission


def rights(desk: Desk) -> dict[str, frozenset[Permission]]:
    """Return the rights of each role as the club has them now, the usual roles first."""
    with desk.reading(Permission.OPERATOR_READ):
        rows = desk.db.execute_sql(
            "SELECT role, permission FROM role_right WHERE role <> 'system' ORDER BY role"
        ).fetchall()
        own = own_names(desk.db)
    known = {right.value for right in Permission}
    found: dict[str, set[Permission]] = {role: set() for role in (*map(str, Role), *own)}
    for role, right in rows:
        held = found.setdefault(role, set())
        if right in known:  # a newer program may know more rights
            held.add(Permission(right))
    return {role: frozenset(held) for role, held in found.items()}


def who_may(desk: Desk, right: Permission) -> list[str]:
    """Return the roles that have *right*, the usual ones first."""
    return [role for role, held in rights(desk).items() if right in held]


def role_choices(desk: Desk) -> list[str]:
    """Return the roles an operator can be given."""
    desk.require(Permission.OPERATOR_READ)
    return [*(role.value for role in DEFAULT_RIGHTS), *own_names(desk.db)]


def own_names(db: ClubDatabase) -> dict[str, str]:
    """Return the names of the shop's own roles by code, in the order of their names."""
    return role_names.read(db)


def is_role(db: ClubDatabase, role: str) -> bool:
    """Return whether an operator can have *role*."""
    return role in set(DEFAULT_RIGHTS) or role in own_names(db)


def groups() -> list[tuple[str, Sequence[Permission]]]:
    """Return all rights under headings, in the order a person looks for them."""
    return [
        (tr("Sales and till"), (
            P.SALE_RECORD, P.SALE_BACKDATE, P.SALE_READ, P.SALE_REVERSE_OWN, P.SALE_REVERSE_TODAY,
            P.SALE_REVERSE_ANY, P.SALE_RETURN, P.SALE_RETURN_ANY, P.GIFT_CARD_USE,
            P.ACCOUNT_CORRECT, P.DAY_END_READ,
        )),
        (tr("Points and rewards"), (
            P.POINTS_SPEND, P.POINTS_SPEND_ABOVE_LIMIT, P.POINTS_SPEND_UNCHECKED, P.POINTS_ADJUST,
            P.POINTS_TRANSFER, P.POINTS_BONUS, P.POINTS_APPROVE, P.REWARD_TAKE, P.GIFT_DELIVER,
            P.VOUCHER_ISSUE, P.TIER_SET,
        )),
        (tr("Members and cards"), (
            P.MEMBER_READ, P.MEMBER_ENROL, P.MEMBER_EDIT_CONTACT, P.MEMBER_EDIT, P.MEMBER_REVEAL,
            P.MEMBER_SHARE_MOBILE, P.MEMBER_BLOCK, P.MEMBER_ERASE, P.MEMBER_MERGE,
            P.MEMBER_FAMILY, P.MEMBER_EXPORT, P.NOTE_WRITE, P.CARD_ISSUE, P.CARD_BLOCK,
        )),
        (tr("Follow-ups and service"), (
            P.FOLLOWUP_READ, P.FOLLOWUP_WRITE, P.FOLLOWUP_ANY, P.CONTACT_WRITE, P.REQUEST_WRITE,
            P.ANSWER_READ, P.ANSWER_EDIT, P.CARE_ASSIGN, P.CALENDAR_EDIT, P.PLAYBOOK_READ,
            P.PLAYBOOK_EDIT,
        )),
        (tr("Complaints and feedback"), (
            P.COMPLAINT_OPEN, P.COMPLAINT_HANDLE, P.COMPLAINT_CLOSE, P.COMPENSATION_APPROVE,
            P.INCIDENT_MANAGE, P.FEEDBACK_ANSWER,
        )),
        (tr("Reports and lists"), (
            P.REPORT_READ, P.INSIGHT_EDIT, P.LETGO_PROPOSE, P.LETGO_DECIDE, P.LIST_EXPORT,
            P.IMPORT_RUN,
        )),
        (tr("The club"), (
            P.SHOP_EDIT, P.PROGRAMME_READ, P.PROGRAMME_EDIT, P.OPERATOR_READ, P.OPERATOR_RESET,
            P.OPERATOR_MANAGE, P.NIGHT_RUN, P.BACKUP_CREATE, P.BACKUP_RESTORE, P.CLUB_CHECK,
            P.AUDIT_READ, P.OVERSIGHT_READ, P.PRIVACY_EDIT, P.CLUB_KEY, P.CLUB_MOVE,
        )),
    ]  # fmt: skip


def right_name(right: Permission) -> str:
    """Return what a right allows, in a few words."""
    return {
        P.SALE_RECORD: tr("Record sales"),
        P.SALE_BACKDATE: tr("Record sales of earlier days"),
        P.SALE_READ: tr("See sales"),
        P.SALE_REVERSE_OWN: tr("Take back the own last sale, within 10 minutes"),
        P.SALE_REVERSE_TODAY: tr("Take back sales of today"),
        P.SALE_REVERSE_ANY: tr("Take back sales of any day"),
        P.POINTS_SPEND: tr("Let members pay with points"),
        P.POINTS_SPEND_ABOVE_LIMIT: tr("Go above the limit of points in one sale"),
        P.POINTS_ADJUST: tr("Correct points by hand"),
        P.SALE_RETURN: tr("Take goods back"),
        P.SALE_RETURN_ANY: tr("Take goods back after the return period"),
        P.GIFT_CARD_USE: tr("Take gift cards and the wallet"),
        P.ACCOUNT_CORRECT: tr("Correct and block gift cards and wallets"),
        P.POINTS_SPEND_UNCHECKED: tr("Let points be spent without a proof of who spends"),
        P.POINTS_TRANSFER: tr("Move points between members"),
        P.POINTS_BONUS: tr("Give the points of surveys and feedback"),
        P.POINTS_APPROVE: tr("Approve acts above a limit as the second person"),
        P.REWARD_TAKE: tr("Hand out rewards"),
        P.GIFT_DELIVER: tr("Say that a gift is ready or handed over"),
        P.VOUCHER_ISSUE: tr("Issue vouchers"),
        P.TIER_SET: tr("Set a tier by hand"),
        P.MEMBER_MERGE: tr("Merge two members into one"),
        P.MEMBER_FAMILY: tr("Make and change families"),
        P.MEMBER_READ: tr("See members"),
        P.MEMBER_ENROL: tr("Enrol members"),
        P.MEMBER_EDIT_CONTACT: tr("Change name and mobile"),
        P.MEMBER_EDIT: tr("Change a member's whole form"),
        P.MEMBER_REVEAL: tr("See whole mobile numbers"),
        P.MEMBER_SHARE_MOBILE: tr("Let two members share a mobile"),
        P.MEMBER_BLOCK: tr("Block members"),
        P.MEMBER_ERASE: tr("Erase a member's data for good"),
        P.NOTE_WRITE: tr("Write notes"),
        P.CARD_ISSUE: tr("Give cards"),
        P.CARD_BLOCK: tr("Block and replace cards"),
        P.FOLLOWUP_READ: tr("See follow-ups and service records"),
        P.FOLLOWUP_WRITE: tr("Make and finish own follow-ups"),
        P.FOLLOWUP_ANY: tr("Work on the follow-ups of others"),
        P.CONTACT_WRITE: tr("Note contacts"),
        P.REQUEST_WRITE: tr("Take requests, prospects and orders"),
        P.ANSWER_READ: tr("See approved answers"),
        P.ANSWER_EDIT: tr("Write and approve answers"),
        P.CARE_ASSIGN: tr("Assign members, absences, hand-overs"),
        P.CALENDAR_EDIT: tr("Change hours, holidays, deadlines"),
        P.PLAYBOOK_READ: tr("See playbooks"),
        P.PLAYBOOK_EDIT: tr("Change playbooks and switch them on"),
        P.COMPLAINT_OPEN: tr("Write complaints down"),
        P.COMPLAINT_HANDLE: tr("Work on complaints"),
        P.COMPLAINT_CLOSE: tr("Close complaints"),
        P.COMPENSATION_APPROVE: tr("Approve compensations above the limit"),
        P.INCIDENT_MANAGE: tr("Handle incidents that hit many members"),
        P.INSIGHT_EDIT: tr("Enter costs and targets, change how figures are reckoned"),
        P.LETGO_PROPOSE: tr("Propose to spend less on a member"),
        P.LETGO_DECIDE: tr("Decide about spending less on a member"),
        P.FEEDBACK_ANSWER: tr("Answer ideas and opinions"),
        P.DAY_END_READ: tr("See the day-end summary"),
        P.REPORT_READ: tr("See and print reports"),
        P.LIST_EXPORT: tr("Write lists to Excel and CSV"),
        P.IMPORT_RUN: tr("Import lists"),
        P.SHOP_EDIT: tr("Change the shop's settings and habits"),
        P.PROGRAMME_READ: tr("See the rules of points and tiers"),
        P.PROGRAMME_EDIT: tr("Change the rules of points and tiers"),
        P.OPERATOR_READ: tr("See operators and roles"),
        P.OPERATOR_RESET: tr("Unlock cashiers and give them a new PIN"),
        P.OPERATOR_MANAGE: tr("Add and change operators"),
        P.NIGHT_RUN: tr("Do the nightly work"),
        P.BACKUP_CREATE: tr("Make backups"),
        P.BACKUP_RESTORE: tr("Restore a backup"),
        P.CLUB_CHECK: tr("Check the club"),
        P.AUDIT_READ: tr("See the activity log"),
        P.OVERSIGHT_READ: tr("See unusual acts"),
        P.PRIVACY_EDIT: tr("Change the rules of privacy"),
        P.MEMBER_EXPORT: tr("Hand over all data of one member"),
        P.CLUB_KEY: tr("Change the club's keys and its encryption"),
        P.CLUB_MOVE: tr("Move the club to a server and back"),
    }[right]
