"""Members and sales for tests: sane defaults, the test shows what matters."""

from itertools import count

from loyaldesk.domain.members import MemberDraft
from loyaldesk.services import members, sales
from loyaldesk.services.desk import Desk

_serial = count(1)


def make_member(desk: Desk, **fields: object) -> members.Enrolled:
    """Enrol a member; ``code`` gives a former code."""
    code = str(fields.pop("code", ""))
    n = next(_serial)
    plain = {"first_name": "Sara", "last_name": f"Ahmadi {n}", "mobile": f"0912{1000000 + n}"}
    return members.enrol(desk, MemberDraft(**{**plain, **fields}), code=code)


def make_sale(desk: Desk, member_id: int, amount_rial: int = 1_000_000, **fields: object):
    """Record a sale with a key of its own."""
    key = str(fields.pop("key", f"test-{next(_serial)}"))
    return sales.record_sale(desk, sales.SaleDraft(member_id, amount_rial, key, **fields))
