"""How roles are called: the usual ones in words, the shop's own as it named them."""

from collections.abc import Mapping

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.i18n import tr
from loyaldesk.store.database import ClubDatabase

_own: dict[str, str] = {}
"""Names of the shop's own roles. Like the look it is one for the program: it shows one club."""


def read(db: ClubDatabase) -> dict[str, str]:
    """Return the names of the shop's own roles by code, and know them from now on."""
    rows = db.execute_sql("SELECT code, name FROM role ORDER BY name, code").fetchall()
    know({str(row[0]): str(row[1]) for row in rows})
    return dict(_own)


def know(names: Mapping[str, str]) -> None:
    """Take *names* for those of the club that is open."""
    _own.clear()
    _own.update(names)


def role_name(role: str) -> str:
    """Return how a role is called; an own role has the name it was given."""
    return usual_names().get(role) or _own.get(role, role)


def usual_names() -> dict[str, str]:
    """Return how the roles are called that every club has."""
    return {
        Role.CASHIER.value: tr("Cashier"), Role.SENIOR.value: tr("Senior cashier"),
        Role.MANAGER.value: tr("Manager"), Role.OWNER.value: tr("Owner"),
        Role.AUDITOR.value: tr("Auditor"), Role.MARKETING.value: tr("Marketing"),
        Role.SUPPORT.value: tr("Support"),
    }  # fmt: skip
