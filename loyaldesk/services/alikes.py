"""Members who may be one person: found at night, decided by a person, never merged by itself."""

from loyaldesk.domain import alike as domain
from loyaldesk.domain.alike import (
    BIRTHDAY,
    EMAIL,
    LANDLINE,
    MOBILE,
    NAME,
    NATIONAL,
    SLIP,
)
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.store import alike as store
from loyaldesk.store.alike import AlikeRow
from loyaldesk.store.fields import utc_text

__all__ = ["AlikeRow"]

JOB = "alike"


def find(desk: Desk) -> int:
    """Compare all members once a day and keep the pairs worth a look; return how many are new.

    The comparing happens before the transaction: a sale at the counter never waits for it.

    Raises:
        PermissionDenied: If the operator does not do the nightly work.
    """
    with desk.reading(Permission.NIGHT_RUN):
        today = desk.today()
        row = desk.db.execute_sql("SELECT done_on FROM job WHERE name = ?", (JOB,)).fetchone()
        if row is not None and str(row[0]) >= today.isoformat():
            return 0
        faces = store.faces(desk.db)
    found = domain.pairs(faces, _likeness())
    with desk.change(Permission.NIGHT_RUN) as change:
        new = store.keep(change.db, found, today)
        change.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            " done_on = excluded.done_on, at = excluded.at",
            (JOB, today.isoformat(), utc_text(change.now)),
        )
        change.note("alike.find", "club", 1, pairs=len(found), new=new)
    return new


def _likeness() -> domain.Likeness:
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415 - only the night needs it

    return JaroWinkler.similarity


def waiting(desk: Desk, limit: int = 200) -> list[AlikeRow]:
    """Return the pairs nobody has decided about, the most alike first."""
    with desk.reading(Permission.MEMBER_MERGE):
        return store.waiting(desk.db, limit)


def count(desk: Desk) -> int:
    """Return how many pairs wait."""
    with desk.reading(Permission.MEMBER_MERGE):
        return store.count(desk.db)


def say_different(desk: Desk, one_id: int, other_id: int) -> None:
    """Say that two members are two people; they are not shown again.

    Raises:
        Missing: If they are no pair that waits.
    """
    with desk.change(Permission.MEMBER_MERGE) as change:
        if not store.say(change.db, one_id, other_id, store.DIFFERENT):
            raise Missing("pair")
        change.note("alike.different", "member", one_id, other=other_id)
        change.tell(MemberChanged(one_id))


def why_words(row: AlikeRow) -> str:
    """Return what agrees, in a few words, such as "same mobile, name 96 of 100"."""
    names = {
        NATIONAL: tr("same national id"),
        MOBILE: tr("same mobile"),
        SLIP: tr("mobiles one digit apart"),
        EMAIL: tr("same e-mail"),
        BIRTHDAY: tr("same birthday"),
        LANDLINE: tr("same landline"),
        NAME: tr("same name"),
    }
    return tr(", ").join(names[why] for why in row.why if why in names)
