"""What an operator may do. Roles are sets of these rights, stored in the club as data."""

from enum import StrEnum


class Permission(StrEnum):
    """One right. Every use case names the one it needs."""

    SALE_RECORD = "sale.record"
    SALE_BACKDATE = "sale.backdate"
    SALE_READ = "sale.read"
    SALE_REVERSE_OWN = "sale.reverse_own"
    SALE_REVERSE_TODAY = "sale.reverse_today"
    SALE_REVERSE_ANY = "sale.reverse_any"
    POINTS_SPEND = "points.spend"
    POINTS_SPEND_ABOVE_LIMIT = "points.spend_above_limit"
    POINTS_SPEND_UNCHECKED = "points.spend_unchecked"
    POINTS_ADJUST = "points.adjust"
    POINTS_APPROVE = "points.approve"
    POINTS_TRANSFER = "points.transfer"
    POINTS_BONUS = "points.bonus"
    SALE_RETURN = "sale.return"
    SALE_RETURN_ANY = "sale.return_any"
    REWARD_TAKE = "reward.take"
    GIFT_DELIVER = "gift.deliver"
    GIFT_CARD_USE = "gift_card.use"
    ACCOUNT_CORRECT = "account.correct"
    VOUCHER_ISSUE = "voucher.issue"
    TIER_SET = "tier.set"
    MEMBER_MERGE = "member.merge"
    MEMBER_FAMILY = "member.family"
    MEMBER_READ = "member.read"
    MEMBER_ENROL = "member.enrol"
    MEMBER_EDIT_CONTACT = "member.edit_contact"
    MEMBER_EDIT = "member.edit"
    MEMBER_REVEAL = "member.reveal_contact"
    MEMBER_SHARE_MOBILE = "member.share_mobile"
    MEMBER_BLOCK = "member.block"
    MEMBER_ERASE = "member.erase"
    NOTE_WRITE = "note.write"
    CARD_ISSUE = "card.issue"
    CARD_BLOCK = "card.block"
    DAY_END_READ = "day_end.read"
    REPORT_READ = "report.read"
    LIST_EXPORT = "list.export"
    IMPORT_RUN = "import.run"
    SHOP_EDIT = "shop.edit"
    PROGRAMME_READ = "programme.read"
    PROGRAMME_EDIT = "programme.edit"
    OPERATOR_READ = "operator.read"
    OPERATOR_RESET = "operator.reset"
    OPERATOR_MANAGE = "operator.manage"
    FOLLOWUP_READ = "followup.read"
    FOLLOWUP_WRITE = "followup.write"
    FOLLOWUP_ANY = "followup.any"
    CONTACT_WRITE = "contact.write"
    COMPLAINT_OPEN = "complaint.open"
    COMPLAINT_HANDLE = "complaint.handle"
    COMPLAINT_CLOSE = "complaint.close"
    COMPENSATION_APPROVE = "compensation.approve"
    FEEDBACK_ANSWER = "feedback.answer"
    REQUEST_WRITE = "request.write"
    INCIDENT_MANAGE = "incident.manage"
    ANSWER_READ = "answer.read"
    ANSWER_EDIT = "answer.edit"
    PLAYBOOK_READ = "playbook.read"
    PLAYBOOK_EDIT = "playbook.edit"
    CALENDAR_EDIT = "calendar.edit"
    CARE_ASSIGN = "care.assign"
    INSIGHT_EDIT = "insight.edit"
    LETGO_PROPOSE = "letgo.propose"
    LETGO_DECIDE = "letgo.decide"
    NIGHT_RUN = "night.run"
    BACKUP_CREATE = "backup.create"
    BACKUP_RESTORE = "backup.restore"
    CLUB_CHECK = "club.check"
    AUDIT_READ = "audit.read"
    OVERSIGHT_READ = "oversight.read"
    PRIVACY_EDIT = "privacy.edit"
    MEMBER_EXPORT = "member.export"
    CLUB_KEY = "club.key"
    CLUB_MOVE = "club.move"


class Role(StrEnum):
    """The roles a new club starts with."""

    CASHIER = "cashier"
    SENIOR = "senior"
    MANAGER = "manager"
    OWNER = "owner"
    AUDITOR = "auditor"
    MARKETING = "marketing"
    SUPPORT = "support"


SYSTEM_ROLE = "system"
"""The role of the program itself when it works at night; nobody signs in with it."""

_P = Permission
_CASHIER = frozenset({
    _P.SALE_RECORD, _P.SALE_READ, _P.SALE_REVERSE_OWN, _P.POINTS_SPEND, _P.MEMBER_READ,
    _P.MEMBER_ENROL, _P.MEMBER_EDIT_CONTACT, _P.NOTE_WRITE, _P.CARD_ISSUE, _P.DAY_END_READ,
    _P.PROGRAMME_READ, _P.BACKUP_CREATE, _P.OPERATOR_READ, _P.SALE_RETURN, _P.REWARD_TAKE,
    _P.GIFT_CARD_USE, _P.FOLLOWUP_READ, _P.FOLLOWUP_WRITE, _P.CONTACT_WRITE, _P.COMPLAINT_OPEN,
    _P.ANSWER_READ, _P.REQUEST_WRITE, _P.PLAYBOOK_READ,
})  # fmt: skip
_SENIOR = _CASHIER | {
    _P.SALE_REVERSE_TODAY, _P.POINTS_SPEND_ABOVE_LIMIT, _P.MEMBER_EDIT, _P.MEMBER_REVEAL,
    _P.CARD_BLOCK, _P.GIFT_DELIVER, _P.COMPLAINT_HANDLE, _P.COMPLAINT_CLOSE, _P.FEEDBACK_ANSWER,
    _P.FOLLOWUP_ANY,
}  # fmt: skip
_MANAGER = _SENIOR | {
    _P.SALE_BACKDATE, _P.SALE_REVERSE_ANY, _P.POINTS_ADJUST, _P.MEMBER_SHARE_MOBILE,
    _P.MEMBER_BLOCK, _P.MEMBER_ERASE, _P.REPORT_READ, _P.LIST_EXPORT, _P.IMPORT_RUN,
    _P.NIGHT_RUN, _P.BACKUP_RESTORE, _P.CLUB_CHECK, _P.AUDIT_READ, _P.OPERATOR_RESET,
    _P.SALE_RETURN_ANY, _P.POINTS_SPEND_UNCHECKED, _P.POINTS_TRANSFER, _P.POINTS_APPROVE,
    _P.TIER_SET, _P.MEMBER_MERGE, _P.MEMBER_FAMILY, _P.VOUCHER_ISSUE, _P.ACCOUNT_CORRECT,
    _P.COMPENSATION_APPROVE, _P.ANSWER_EDIT, _P.PLAYBOOK_EDIT, _P.CALENDAR_EDIT, _P.CARE_ASSIGN,
    _P.INCIDENT_MANAGE, _P.INSIGHT_EDIT, _P.LETGO_PROPOSE, _P.LETGO_DECIDE, _P.MEMBER_EXPORT,
}  # fmt: skip

DEFAULT_RIGHTS: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: _CASHIER,
    Role.SENIOR: _SENIOR,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Permission),
    Role.AUDITOR: frozenset({
        _P.SALE_READ, _P.MEMBER_READ, _P.MEMBER_REVEAL, _P.DAY_END_READ, _P.REPORT_READ,
        _P.PROGRAMME_READ, _P.OPERATOR_READ, _P.CLUB_CHECK, _P.AUDIT_READ, _P.FOLLOWUP_READ,
        _P.ANSWER_READ, _P.PLAYBOOK_READ, _P.OVERSIGHT_READ,
    }),
    Role.MARKETING: frozenset({
        _P.SALE_READ, _P.MEMBER_READ, _P.MEMBER_REVEAL, _P.LIST_EXPORT, _P.PROGRAMME_READ,
        _P.REPORT_READ, _P.OPERATOR_READ, _P.VOUCHER_ISSUE, _P.FOLLOWUP_READ, _P.ANSWER_READ,
        _P.PLAYBOOK_READ, _P.LETGO_PROPOSE,
    }),
    Role.SUPPORT: frozenset({
        _P.SALE_READ, _P.MEMBER_READ, _P.MEMBER_ENROL, _P.MEMBER_EDIT_CONTACT, _P.MEMBER_REVEAL,
        _P.NOTE_WRITE, _P.PROGRAMME_READ, _P.OPERATOR_READ, _P.BACKUP_CREATE, _P.FOLLOWUP_READ,
        _P.FOLLOWUP_WRITE, _P.FOLLOWUP_ANY, _P.CONTACT_WRITE, _P.COMPLAINT_OPEN,
        _P.COMPLAINT_HANDLE, _P.COMPLAINT_CLOSE, _P.FEEDBACK_ANSWER, _P.REQUEST_WRITE,
        _P.ANSWER_READ, _P.PLAYBOOK_READ, _P.INCIDENT_MANAGE,
    }),
}  # fmt: skip
"""What each role may do in a new club; stored as rows and read from there at each act."""

SYSTEM_RIGHTS = frozenset({
    _P.NIGHT_RUN, _P.BACKUP_CREATE, _P.CLUB_CHECK, _P.IMPORT_RUN, _P.MEMBER_READ, _P.SALE_READ,
    _P.PROGRAMME_READ, _P.POINTS_BONUS, _P.FOLLOWUP_READ, _P.FOLLOWUP_WRITE, _P.FOLLOWUP_ANY,
    _P.COMPLAINT_HANDLE, _P.PLAYBOOK_READ, _P.REPORT_READ,
})  # fmt: skip

HELPED = frozenset({Role.CASHIER, Role.SENIOR})
"""Whose lock a manager opens and whom a manager gives a new PIN (SAFETY 4.8)."""

NEEDS_PASSWORD = frozenset({
    _P.BACKUP_RESTORE, _P.MEMBER_ERASE, _P.OPERATOR_MANAGE, _P.PROGRAMME_EDIT, _P.IMPORT_RUN,
    _P.CLUB_KEY, _P.CLUB_MOVE, _P.MEMBER_EXPORT,
})  # fmt: skip
"""Privileged acts: an operator who has a password is asked for it in the window."""
